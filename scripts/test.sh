#!/usr/bin/env bash
# `make test`: everything that must pass before a change lands. Stops at the first phase that fails.
source "$(dirname "$0")/env.sh"

took=()
summary() {
    printf '\n%6s\n' "Time"
    printf '%s\n' "${took[@]}"
}

# phase NAME COMMAND…
phase() {
    local from=$SECONDS
    printf '\n===== %s\n' "$1"
    if "${@:2}"; then
        took+=("$(printf '%4d s  %s' $((SECONDS - from)) "$1")")
    else
        took+=("$(printf '%4d s  %s: FAILED' $((SECONDS - from)) "$1")")
        summary
        die "'$1' failed. What it said is above, under '===== $1'."
    fi
}

phase "set-up" scripts/setup.sh rust node leptos chromium postgres reader
phase "lint" scripts/lint.sh
# One test at a time in each program: several runtimes in one process now and then leave a page of Leptos waiting for ever (docs/status.md),
# which no server does, having one. It costs a minute.
phase "unit, store and server tests" \
    env RUST_TEST_THREADS=1 scripts/with-mail.sh scripts/with-postgres.sh cargo test --locked -p app -p server --features app/ssr,server/demo
phase "release build" scripts/build.sh
phase "kill -9 while claims come in" scripts/kill-test.sh
phase "browser tests" playwright test -c end2end

summary
printf '%4d s  in all\n\nEverything passed.\n' "$SECONDS"
