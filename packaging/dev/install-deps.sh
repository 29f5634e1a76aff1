#!/bin/sh
# Installs what building and testing need on Debian and Ubuntu. Prints the list first; asks for nothing else.
#   cc, pkg-config    SQLite and the TLS primitives are compiled from source
#   libasound2-dev    the bell; without it: cargo build --no-default-features
set -eu

packages="ca-certificates gcc libc6-dev pkg-config libasound2-dev"
echo "install-deps: $packages" >&2

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    echo "install-deps: no apt here; install a C compiler, pkg-config and ALSA's headers (alsa-lib-devel) with your package manager" >&2
    exit 1
fi

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
if ! command -v cargo >/dev/null 2>&1; then
    echo "install-deps: Rust is missing too: https://rustup.rs (1.95 or newer)" >&2
fi
if [ -z "$missing" ]; then
    echo "install-deps: all there" >&2
    exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "install-deps: not root and no sudo; as root run: apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
$as_root apt-get update
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends $missing
