#!/usr/bin/env bash
# `make soak`: the kill test of `make test`, much longer.
# scripts/soak.sh [ROUNDS]
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node leptos postgres
scripts/build.sh
scripts/kill-test.sh "${1:-2000}"
