#!/usr/bin/env bash
# `make soak`: what takes too long for `make test`: a look into the production binary, and the kill test, much longer.
# scripts/soak.sh [ROUNDS]
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node leptos postgres
scripts/production-test.sh
scripts/build.sh
scripts/kill-test.sh "${1:-2000}"
