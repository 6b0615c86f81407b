#!/bin/sh
# Sees to it that a build (and, asked for, the tests) find what they need: setup.sh build [test]
# Debian's packages are installed when this runs as root; otherwise the exact line to type is printed.
set -eu

RUST_AT_LEAST=1.89
NODE_AT_LEAST=20.19

packages=
needs() { # needs PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 || packages="$packages $2"
}

has_chinese_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list ':lang=zh-cn' family)" ]
}

for purpose in "$@"; do
    case "$purpose" in
    build)
        needs gcc gcc
        needs g++ g++
        needs perl perl
        needs make make
        needs pkg-config pkg-config
        needs git git
        [ -e /etc/ssl/certs/ca-certificates.crt ] || [ ! -e /etc/debian_version ] || packages="$packages ca-certificates"
        ;;
    test)
        needs chromium chromium
        [ -x /usr/sbin/nginx ] || packages="$packages nginx-light"
        needs caddy caddy
        # Debian's own, whatever else is called python3 here.
        /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || packages="$packages python3-aiosmtpd"
        has_chinese_font || packages="$packages fonts-noto-cjk"
        ;;
    *)
        echo "setup.sh: '$purpose' is neither build nor test" >&2
        exit 2
        ;;
    esac
done

if [ -n "$packages" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install these with your system's package manager (the names are Debian's):$packages" >&2
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        echo "Some of Debian's packages are missing. Please run:" >&2
        echo "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends$packages" >&2
        exit 1
    fi
    echo "Installing$packages"
    apt-get update --quiet=2
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $packages
fi

# at_least HAVE WANT: compares major and minor
at_least() {
    have_major=${1%%.*} have_rest=${1#*.} want_major=${2%%.*} want_rest=${2#*.}
    [ "$want_rest" = "$2" ] && want_rest=0
    [ "$have_major" -gt "$want_major" ] || { [ "$have_major" -eq "$want_major" ] && [ "${have_rest%%.*}" -ge "${want_rest%%.*}" ]; }
}

wrong=0
check() { # check NAME HAVE WANT ADVICE
    if [ -z "$2" ]; then
        echo "$1 is missing: version $3 or newer is needed. $4" >&2
        wrong=1
    elif ! at_least "$2" "$3"; then
        echo "$1 $2 is too old: version $3 or newer is needed. $4" >&2
        wrong=1
    fi
}

rust=$(rustc --version 2>/dev/null | awk '{ print $2 }' || true)
node=$(node --version 2>/dev/null | tr -d v || true)
check Rust "$rust" "$RUST_AT_LEAST" "Install it with rustup (Debian's own is too old), components rustfmt and clippy included."
check Node.js "$node" "$NODE_AT_LEAST" "Install Node.js $NODE_AT_LEAST LTS or newer together with npm."
if [ -n "$node" ] && ! command -v npm >/dev/null 2>&1; then
    echo "npm is missing. It comes with Node.js; some systems package it separately as npm." >&2
    wrong=1
fi
exit "$wrong"
