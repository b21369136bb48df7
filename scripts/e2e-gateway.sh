#!/usr/bin/env bash
# The payment gateway that the browser tests pay at: the double of Stripe. Playwright starts it.
source "$(dirname "$0")/env.sh"

double="$CARGO_TARGET_DIR/release/stripe-double"
[ -x "$double" ] || die "there is no double of the payment gateway. Run 'scripts/build-tool.sh stripe-double' first."
exec "$double" --listen 127.0.0.1:3180 --webhook-url http://127.0.0.1:3100/webhooks/stripe --webhook-secret "whsec_only_for_the_browser_tests"
