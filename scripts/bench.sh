#!/usr/bin/env bash
# `make bench`: lines of "name value unit". Arguments go to pawtal-bench.
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node leptos postgres reader
scripts/build.sh
scripts/build-tool.sh pawtal-bench
scripts/with-postgres.sh --durable "$CARGO_TARGET_DIR/release/pawtal-bench" "$@" ||
    die "pawtal-bench failed. Its words are above."
