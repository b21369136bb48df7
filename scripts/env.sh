# shellcheck shell=bash
# Sourced by every script: where things are, what is on PATH, how we speak.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

export PATH="$ROOT/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# Absolute and always set, so that cargo, cargo-leptos and these scripts mean the same folder.
CARGO_TARGET_DIR="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
export CARGO_TARGET_DIR

# cargo-leptos sets this for its own builds and Leptos bakes it in: without it here, each plain cargo
# command would compile Leptos and the product anew.
export LEPTOS_OUTPUT_NAME=pawtal

# The caches that outlive a clone.
PAWTAL_CACHE="${PAWTAL_CACHE:-$HOME/.cache/pawtal}"

# The release binary; `hash.txt`, which names the site's hashed files, lies beside it.
# shellcheck disable=SC2034 # the scripts that source this use it
PAWTAL="$CARGO_TARGET_DIR/release/pawtal"

# The double of the payment gateway, for the demo and the browser tests.
# shellcheck disable=SC2034
PAWTAL_GATEWAY="$CARGO_TARGET_DIR/release/stripe-double"

# The browser that the tests drive.
CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || echo /usr/bin/chromium)}"
export CHROMIUM

# step WHAT…: one line for each thing done.
step() { printf '==> %s\n' "$*"; }

# die WHY…: what could not be had, and what to do about it.
die() {
    printf '\nStopped: %s\n' "$*" >&2
    exit 1
}

# use_book DIR: what `pawtal` is told about the book of business that the commands which follow work on.
use_book() {
    export PAWTAL_DATA_DIR="$1" PAWTAL_DATABASE_URL="sqlite://$1/pawtal.db"
    export PAWTAL_SITE_ROOT="${PAWTAL_SITE_ROOT:-target/site}"
}

# use_gateway HOST:PORT: what `pawtal` is told about the payment gateway there, a double of Stripe (scripts/gateway.sh).
use_gateway() {
    export PAWTAL_STRIPE_SECRET_KEY=sk_test_double PAWTAL_STRIPE_PUBLIC_KEY=pk_test_double PAWTAL_STRIPE_WEBHOOK_SECRET=whsec_of_the_double
    export PAWTAL_STRIPE_URL="http://$1" PAWTAL_STRIPE_JS_URL="http://$1/v3/"
}

# require_free HOST:PORT HINT: stops where something listens already.
require_free() {
    # In a subshell, which closes the connection again.
    if (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null; then
        die "something already listens on $1. $2"
    fi
}
