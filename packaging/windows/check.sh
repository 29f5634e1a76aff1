#!/bin/sh
# Builds and links jumunbell.exe on Linux, and starts it under Wine where there is one.
#
# With the target installed (`rustup target add x86_64-pc-windows-gnu`) that toolchain is used. Where no toolchain can
# be downloaded, Debian's: its rustc with its sources of the standard library, which cargo then builds for Windows.
set -eu
cd "$(dirname "$0")/../.."

target=x86_64-pc-windows-gnu
needed=""
command -v x86_64-w64-mingw32-gcc >/dev/null 2>&1 || needed="mingw-w64"

if rustup target list --installed 2>/dev/null | grep -qx "$target"; then
    std=""
else
    # Debian's rustc knows the target; its standard library is built along.
    [ -x /usr/bin/rustc ] || needed="rustc-web $needed"
    [ -f /usr/lib/rustlib/src/rust/library/std/Cargo.toml ] || [ -d "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src" ] || needed="rust-web-src $needed"
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    std="-Z build-std=std,panic_unwind"
fi
if [ -n "$needed" ]; then
    echo "windows-check: missing: $needed (packaging/dev/install-deps.sh windows installs them)" >&2
    exit 1
fi

# Its own folder, because another rustc shares no build products; no debug information, because the program is only
# started here.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/windows"
export CARGO_PROFILE_DEV_DEBUG=false
# shellcheck disable=SC2086 # a list of words
cargo build --locked --target "$target" $std --bin jumunbell

exe="$CARGO_TARGET_DIR/$target/debug/jumunbell.exe"
[ -f "$exe" ] || { echo "windows-check: $exe was not linked" >&2; exit 1; }

wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64 2>/dev/null || true)
if [ -z "$wine" ]; then
    echo "windows-check: $exe is linked; no Wine here to start it (apt-get install wine64)" >&2
    exit 0
fi
# A throw-away prefix, so that nothing of this machine's Wine is used or changed.
prefix=$(mktemp -d)
server=$(command -v wineserver || ls /usr/lib/wine/wineserver64 /usr/lib/wine/wineserver 2>/dev/null | head -n 1)
end_wine() {
    WINEPREFIX="$prefix/wine" "$server" -k 2>/dev/null || true
    WINEPREFIX="$prefix/wine" "$server" -w 2>/dev/null || true
}
trap 'end_wine; rm -rf "$prefix" 2>/dev/null || true' EXIT
shims="$prefix/shims"
mkdir -p "$shims"
for source in packaging/windows/wine/*.c; do
    x86_64-w64-mingw32-gcc -shared -O1 -o "$shims/$(basename "$source" .c).dll" "$source" -ladvapi32
done
under_wine() {
    WINEPREFIX="$prefix/wine" WINEPATH="Z:$(echo "$shims" | tr / '\\')" WINEDEBUG=-all \
        timeout 300 "$wine" "$exe" "$@" 2>"$prefix/stderr" | tr -d '\r'
}

version=$(under_wine --version)
case $version in
jumunbell\ *) echo "windows-check: $exe is linked and says \"$version\"" ;;
*)
    echo "windows-check: started under Wine it said \"$version\" instead of its version" >&2
    exit 1
    ;;
esac
# The whole main job: sockets, store, printing, riders.
out="Z:$(echo "$prefix/demo" | tr / '\\')"
demo=$(under_wine --lang en demo --headless --orders 4 --out "$out")
printf '%s\n' "$demo"
case $demo in
*"every order was printed and delivered"*) echo "windows-check: a shop ran under Wine, $(ls "$prefix/demo" | wc -l) files of tickets" ;;
*)
    echo "windows-check: the demo did not end well under Wine" >&2
    cat "$prefix/stderr" >&2
    exit 1
    ;;
esac
# The Windows spooler: Wine looks for print queues once, when its first program starts.
end_wine
WINEPREFIX="$prefix/wine" WINEPATH="Z:$(echo "$shims" | tr / '\\')" WINEDEBUG=-all \
    packaging/windows/spooler.sh "$exe" "$prefix/spooler" timeout 300 "$wine"
