#!/usr/bin/env bash
# Makes what npm packages give to public/: files of others, so not in git.
source "$(dirname "$0")/env.sh"

font=node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2
made=public/fonts/figtree.woff2
if [ ! -s "$made" ] || [ "$font" -nt "$made" ] || [ scripts/font.mjs -nt "$made" ]; then
    step "Making $made"
    rm -rf public/fonts
    mkdir -p public/fonts
    node scripts/font.mjs "$font" "$made" || die "$font could not be read. Run 'npm ci' and try again."
fi
