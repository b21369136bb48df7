#!/usr/bin/env bash
# `make looks`: every screen as whoever sees it, at 390×844 and 1280×800, light and dark, for somebody to look at.
# scripts/looks.sh [-g WHO]   photographs what some see only, like `-g robin`
source "$(dirname "$0")/env.sh"

scripts/setup.sh chromium
step "Photographing every screen into end2end/pictures"
exec playwright test -c end2end/looks.config.ts "$@"
