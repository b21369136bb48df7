#!/usr/bin/env bash
# Builds `pawtal` as in production, in a folder of its own, and looks into it for words of the demo.
source "$(dirname "$0")/env.sh"

folder="$CARGO_TARGET_DIR/production"
step "Building pawtal as in production"
cargo build --locked -p server --bin pawtal --target-dir "$folder" || die "the production build failed. The compiler's words are above."
PAWTAL_PRODUCTION_BINARY="$folder/debug/pawtal" \
    cargo test --locked -p app -p server --features app/ssr,server/demo --test production
