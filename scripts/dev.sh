#!/usr/bin/env bash
# `make dev`: rebuilds and reloads on every change. Debug build, SQLite, its own small book in data/dev.
source "$(dirname "$0")/env.sh"

data=data/dev
export PAWTAL_LISTEN=127.0.0.1:3000
require_free "$PAWTAL_LISTEN" "Stop that first; a demo may be running."

# A site folder of its own, so that developing does not unmake the release that the demo serves.
export LEPTOS_SITE_ROOT=target/dev-site PAWTAL_SITE_ROOT=target/dev-site
# What `watch` sets for its builds; set here too, the build below is the one that it goes on with.
export LEPTOS_WATCH=true

scripts/setup.sh rust node leptos
scripts/assets.sh
step "Building the server; the first time takes minutes"
cargo leptos build --server-only --bin-features demo || die "the server could not be built. The compiler's words are above."
scripts/book.sh "$CARGO_TARGET_DIR/debug/pawtal" "$data" 50 1
use_book "$data"

cargo build -p server --no-default-features --features demo --bin stripe-double || die "the payment gateway's double could not be built. The compiler's words are above."
gateway=127.0.0.1:3002
require_free "$gateway" "The payment gateway's double needs it; a demo may be running."
scripts/gateway.sh "$CARGO_TARGET_DIR/debug/stripe-double" "$gateway" "http://$PAWTAL_LISTEN" --keep "$data/gateway.json" --while $$ >"$data/gateway.log" 2>&1 &
use_gateway "$gateway"

node scripts/print-sign-ins.mjs "$data/sign-ins.json"
step "Watching; the portal will be at http://$PAWTAL_LISTEN (Ctrl-C stops it)"
exec cargo leptos watch --bin-features demo -- serve
