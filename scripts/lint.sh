#!/usr/bin/env bash
# `make lint`: formatting, and clippy for each set of features that is built. Never `--workspace`: the server's
# and the browser's features exclude each other.
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust node

step "Formatting"
cargo fmt --all --check || die "the code is not formatted. Run 'make fmt'."

# clippy WHAT CARGO-ARGUMENT…
clippy() {
    step "Clippy: $1"
    cargo clippy --locked "${@:2}" -- -D warnings || die "clippy has complaints about $1. They are above."
}

clippy "the server with demo and tests" -p app -p server --features app/ssr,server/demo --all-targets
clippy "the server as in production" -p app -p server --features app/ssr
clippy "the browser's side" -p app -p frontend --features app/hydrate --target wasm32-unknown-unknown
