#!/usr/bin/env bash
# `make demo`: from a clone to a running portal. Its data stays in data/demo; FRESH=1 begins anew.
source "$(dirname "$0")/env.sh"

data=data/demo
export PAWTAL_LISTEN="${PAWTAL_LISTEN:-127.0.0.1:3000}"
# The demo's own: no law says so.
export PAWTAL_LAPSE="${PAWTAL_LAPSE:-*=31/15/30}"

hint="Stop that first, or choose another address: make demo PAWTAL_LISTEN=127.0.0.1:3010"
pid="$(cat "$data/server.pid" 2>/dev/null || true)"
if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    hint="It is probably the demo, process $pid: press Ctrl-C where it runs, or 'kill $pid'."
fi
require_free "$PAWTAL_LISTEN" "$hint"
gateway="${PAWTAL_DEMO_GATEWAY:-127.0.0.1:3002}"
require_free "$gateway" "The demo's payment gateway needs it; choose another address: make demo PAWTAL_DEMO_GATEWAY=127.0.0.1:3012"

scripts/setup.sh rust node leptos reader
scripts/build.sh

if [ "${FRESH:-0}" = 1 ] && [ -e "$data" ]; then
    step "Removing $data"
    rm -rf "$data"
fi
scripts/book.sh "$PAWTAL" "$data" 500 1
use_book "$data"
use_gateway "$gateway"

echo
echo "Sign in as:"
node scripts/print-sign-ins.mjs "$data/sign-ins.json"
echo
echo "Pawtal is at http://$PAWTAL_LISTEN   (Ctrl-C stops it)"
echo "Letters and text messages it writes lie in $data/mail, the newest last."
echo "Cards and banks are played by a double of Stripe: pay with 4242 4242 4242 4242, any future date, any CVC."
echo "Its data stays in $data; 'make demo FRESH=1' begins anew."
echo
# exec keeps the process id, and makes Ctrl-C reach the server itself; the gateway ends with it.
echo $$ >"$data/server.pid"
scripts/gateway.sh "$PAWTAL_GATEWAY" "$gateway" "http://$PAWTAL_LISTEN" --keep "$data/gateway.json" --while $$ >"$data/gateway.log" 2>&1 &
exec "$PAWTAL" serve
