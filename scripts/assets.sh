#!/usr/bin/env bash
# Copies what npm packages give to public/: files of others, so not in git.
source "$(dirname "$0")/env.sh"

# copy PACKAGE-FILE PUBLIC-FILE
copy() {
    cmp -s "node_modules/$1" "public/$2" && return
    step "Copying $(basename "$1") to public/$2"
    install -D -m 644 "node_modules/$1" "public/$2" ||
        die "node_modules/$1 could not be copied. Run 'npm ci' and try again."
}

copy @fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2 fonts/figtree-latin-wght-normal.woff2
