#!/usr/bin/env bash
# The server that the browser tests talk to: the release build, on its own address, with a new small book. Playwright starts it.
source "$(dirname "$0")/env.sh"

data=data/e2e
export PAWTAL_LISTEN=127.0.0.1:3100
# By a name: browsers give no passkeys to an address of numbers.
export PAWTAL_PUBLIC_URL="${PAWTAL_PUBLIC_URL:-http://localhost:3100}"
# The provider of end2end/support/oidc-provider.mjs, which Playwright starts.
export PAWTAL_OIDC_ISSUER=http://127.0.0.1:3190 PAWTAL_OIDC_CLIENT_ID=pawtal PAWTAL_OIDC_CLIENT_SECRET="only for the browser tests"
export PAWTAL_OIDC_NAME="Test ID"
# The double of Stripe, which Playwright starts.
use_gateway 127.0.0.1:3180

[ -x "$PAWTAL" ] || die "there is no release build. Run 'make build' first."
rm -rf "$data"
scripts/book.sh "$PAWTAL" "$data" 200 7
use_book "$data"
"$PAWTAL" draw-invoices --count 3 --seed 7 --out "$data/invoices" || die "no invoices could be drawn. The reason is above."
# For claims that are decided as they are submitted: five lines for an ear infection, $503.50 and $508.40. One invoice in two households would be looked at.
for seed in 12 433; do
    "$PAWTAL" draw-invoices --count 1 --seed "$seed" --out "$data/clear/$seed" || die "no invoice could be drawn. The reason is above."
done
step "Serving on $PAWTAL_LISTEN; its log is $data/server.log"
# At its most talkative: when all is done, end2end/support/quiet-log.ts looks for people in it.
PAWTAL_LOG="debug,app=trace,server=trace" exec "$PAWTAL" serve >"$data/server.log" 2>&1
