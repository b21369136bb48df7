#!/usr/bin/env bash
# The release with the demo in it: the binary, target/site for the browser, and the double of the payment gateway. Does nothing when nothing changed.
source "$(dirname "$0")/env.sh"

stamp=target/release-build.stamp

# checksum PATH…: of all files there, names and contents. What only tests read is left out.
checksum() {
    find "$@" -type f ! -path '*/tests/*' ! -path '*/snapshots/*' ! -path '*/proptest-regressions/*' -print0 |
        LC_ALL=C sort -z | xargs -0 cksum | cksum
}

sources() {
    checksum app frontend server style public Cargo.toml Cargo.lock rust-toolchain.toml package-lock.json tailwind.config.js scripts/build.sh
}

# Contents, not times: a stamp must not be fooled by a deleted file, a checkout, or another clone that shares the target folder.
products() { checksum target/site "$PAWTAL" "$PAWTAL_GATEWAY" "$(dirname "$PAWTAL")/hash.txt" 2>/dev/null; }

scripts/assets.sh
before="$(sources)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$before $(products)" ]; then
    step "The release build is up to date"
    exit
fi

step "Building the release; the first time takes many minutes"
rm -f "$stamp"
mkdir -p target
cargo leptos build --release --split --precompress --bin-features demo --lib-features demo ||
    die "the release could not be built. The compiler's words are above."
# The payment gateway of the demo, of the same package and features.
scripts/build-tool.sh stripe-double
echo "$before $(products)" >"$stamp"
