#!/usr/bin/env bash
# Kills the server while claims come in, half of the times on each database: no acknowledged claim may be lost, doubled or
# half-written. Needs the release build (scripts/build.sh).
# scripts/kill-test.sh [ROUNDS]
source "$(dirname "$0")/env.sh"

scripts/build-tool.sh pawtal-kill
scripts/with-postgres.sh --durable "$CARGO_TARGET_DIR/release/pawtal-kill" --rounds "${1:-200}" ||
    die "pawtal-kill failed. Its words are above."
