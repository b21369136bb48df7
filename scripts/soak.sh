#!/usr/bin/env bash
# `make soak`: kills the server while claims come in, on both databases: no acknowledged claim is lost or doubled.
# scripts/soak.sh [ROUNDS]
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node leptos postgres
scripts/build.sh
scripts/build-tool.sh pawtal-kill
scripts/with-postgres.sh --durable "$CARGO_TARGET_DIR/release/pawtal-kill" --rounds "${1:-2000}" ||
    die "pawtal-kill failed. Its words are above."
