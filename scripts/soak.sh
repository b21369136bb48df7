#!/usr/bin/env bash
# `make soak`: what takes too long for `make test`: a look into the production binary, and the kill test and the sequences of payments, much longer.
# scripts/soak.sh [ROUNDS]
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node leptos postgres
scripts/production-test.sh
scripts/build.sh
scripts/kill-test.sh "${1:-2000}"
step "10,000 sequences of payments, faults and words in any order, half on each engine"
PAWTAL_FUZZ_SEQUENCES=5000 scripts/with-postgres.sh cargo test -p app --features ssr --lib whatever_happens_in_whatever_order
