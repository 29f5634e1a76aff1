#!/bin/sh
# Installs on Debian and Ubuntu what this machine lacks. Prints the list first.
#
#   install-deps.sh            to build and run here
#     ca-certificates              cargo fetches its crates over TLS
#     gcc, pkg-config, libc6-dev   SQLite and the TLS primitives are compiled from source
#     libasound2-dev               the bell; without it: cargo build --no-default-features --features demo
#     libxkbcommon-x11-0 and
#     libx11-6 … libxi6            the window on X11, which opens them as it starts
#   install-deps.sh test       that, and what tests alone need
#     cups, cups-client            a print system of the tests' own (tests/spooler.rs); nothing of the system's is used
#     xvfb, openbox, xdotool,
#     x11-utils                    a screen of the tests' own and hands for it (tests/window.rs)
#     ibus, ibus-hangul, dbus      a Korean input method for that screen
#     minisign                     signs what the program is to check (tests/packaging.rs)
#   install-deps.sh windows    to cross-compile for Windows and start the result
#     mingw-w64                    linker and C compiler
#     rustc-web, rust-web-src      a Rust that builds its standard library for Windows where rustup cannot fetch one
#     wine64                       starts the program once
#     cups, cups-client            what Wine prints to when the Windows spooler is tried
#     nsis                         makes the installer
#     xvfb, imagemagick            a screen for the installed program, and pictures of it
#   install-deps.sh linux      that for here, and to make the .deb and try it
#     dpkg-dev                     finds the libraries that it needs (cargo-deb itself is built into target/tools)
#     debootstrap                  the fresh Debian that it is installed in
#     desktop-file-utils           reads the desktop entry
#     minisign                     signs a release
set -eu

run="ca-certificates gcc libc6-dev pkg-config libasound2-dev libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcursor1 libxi6"
case ${1:-} in
"") packages="$run" ;;
test) packages="$run cups cups-client xvfb openbox xdotool x11-utils ibus ibus-hangul dbus minisign" ;;
windows)
    packages="gcc-mingw-w64-x86-64 wine64 cups cups-client nsis xvfb imagemagick"
    if ! rustup target list --installed 2>/dev/null | grep -qx x86_64-pc-windows-gnu; then
        packages="$packages rustc-web rust-web-src"
    fi
    ;;
linux) packages="$run dpkg-dev debootstrap desktop-file-utils minisign" ;;
*)
    echo "usage: install-deps.sh [test | windows | linux]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    echo "install-deps: no apt here; install the like of these with your package manager: $packages" >&2
    exit 1
fi
if ! command -v cargo >/dev/null 2>&1; then
    echo "install-deps: Rust is missing: https://rustup.rs (1.95 or newer), then again" >&2
    exit 1
fi

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "install-deps: all there ($packages)" >&2
    exit 0
fi
echo "install-deps: will install$missing" >&2

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
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
