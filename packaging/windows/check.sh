#!/bin/sh
# Builds and links jumunbell.exe and jumunbellw.exe on Linux, and starts the first under Wine where there is one.
set -eu
cd "$(dirname "$0")/../.."
script=windows-check
. packaging/windows/toolchain.sh

# No debug information, because the program is only started here.
export CARGO_PROFILE_DEV_DEBUG=false
# shellcheck disable=SC2086 # a list of words
cargo build --locked --target "$target" $std --bins

for name in jumunbell jumunbellw; do
    exe="$CARGO_TARGET_DIR/$target/debug/$name.exe"
    [ -f "$exe" ] || { echo "windows-check: $exe was not linked" >&2; exit 1; }
done
exe="$CARGO_TARGET_DIR/$target/debug/jumunbell.exe"
exe=$(realpath "$exe")

. packaging/windows/wine.sh
version=$(under_wine "$exe" --version) || true
case $version in
jumunbell\ *) echo "windows-check: $exe is linked and says \"$version\"" ;;
*)
    echo "windows-check: started under Wine it said \"$version\" instead of its version" >&2
    exit 1
    ;;
esac
# The whole main job: sockets, store, printing, riders.
demo=$(under_wine "$exe" --lang en demo --headless --orders 4 --out "$(wine_path "$prefix/demo")") || true
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
packaging/windows/spooler.sh "$exe" "$prefix/spooler" timeout 300 "$wine"
