#!/usr/bin/env bash
# Builds a program of the package server that only measures or tests: scripts/build-tool.sh NAME
source "$(dirname "$0")/env.sh"

step "Building $1"
# The same package and features as the release build, so that it shares all it compiled.
cargo build --release -p server --no-default-features --features demo --bin "$1" ||
    die "$1 could not be built. The compiler's words are above."
