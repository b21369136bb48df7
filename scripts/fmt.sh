#!/usr/bin/env bash
# `make fmt`: formats the code.
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust
cargo fmt --all
