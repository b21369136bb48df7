#!/usr/bin/env bash
# The payment gateway that the demo and the browser tests pay at: a double of Stripe. Test cards and test accounts only; no money moves.
# scripts/gateway.sh PROGRAM HOST:PORT PORTAL ARGUMENT…   (PORTAL: the address of the server that it posts its events to)
source "$(dirname "$0")/env.sh"

use_gateway "$2"
[ -x "$1" ] || die "there is no double of the payment gateway. Run 'make build' first."
exec "$1" --listen "$2" --webhook-url "$3/webhooks/stripe" --webhook-secret "$PAWTAL_STRIPE_WEBHOOK_SECRET" "${@:4}"
