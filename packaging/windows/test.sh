#!/bin/sh
# The installer under Wine, in a throw-away prefix on a screen of its own: installs silently with a set-up file, runs doctor and
# demo, opens the window, lets the program crash, upgrades while it runs, removes it, and looks each time at what is there.
#
#   packaging/windows/test.sh [SETUP.exe]     with what build.sh made, or makes it
#
# Leaves pictures of the window in target/dist/windows-*.png.
set -eu
cd "$(dirname "$0")/../.."
script=windows-test
out="$(realpath -m "${CARGO_TARGET_DIR:-target}")/dist"
setup=${1:-}
if [ -z "$setup" ]; then
    packaging/windows/build.sh
    setup=$(ls "$out"/jumunbell-*-setup.exe | tail -n 1)
fi
setup=$(realpath "$setup")
for program in Xvfb import; do
    command -v "$program" >/dev/null 2>&1 || { echo "windows-test: $program is missing (packaging/dev/install-deps.sh windows)" >&2; exit 1; }
done
. packaging/windows/wine.sh

failed() {
    echo "windows-test: $1" >&2
    import -window root "$out/windows-failed.png" 2>/dev/null || true
    cat "$prefix/stderr" >&2 2>/dev/null || true
    exit 1
}
patience=900
. packaging/dev/until.sh
there() { [ -e "$1" ] || failed "missing: $1"; }
gone() { [ ! -e "$1" ] || failed "still there: $1"; }

display=:$((200 + $$ % 700))
Xvfb "$display" -screen 0 1366x768x24 -nolisten tcp >/dev/null 2>&1 &
xvfb=$!
trap 'end_wine; kill $xvfb 2>/dev/null || true; rm -rf "$prefix" 2>/dev/null || true' EXIT
export DISPLAY="$display"
mkdir -p "$out"
x86_64-w64-mingw32-gcc -O1 -o "$prefix/crash.exe" packaging/windows/wine/programs/crash.c
under_wine wineboot -i >/dev/null || true
# Wine calls itself Windows 7 unless it is told otherwise.
under_wine winecfg /v win10 >/dev/null || true
# What the first start of Wine does in the background.
WINEPREFIX="$prefix/wine" "$server" -w 2>/dev/null || true

local="$prefix/wine/drive_c/users/$(id -un)/AppData/Local"
programs="$local/Programs/jumunbell"
data="$local/jumunbell/data"
menu="$prefix/wine/drive_c/users/$(id -un)/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/주문벨"
exe="$programs/jumunbell.exe"
install() {
    code=0
    timeout 300 "$wine" "$setup" /S "$@" 2>"$prefix/stderr" || code=$?
    [ "$code" -eq 0 ] || failed "the installer ended with $code"
}
# _?= lets it work where it is, so that its end can be waited for; then it cannot delete itself.
uninstall() {
    code=0
    timeout 300 "$wine" "$programs/uninstall.exe" /S "$@" "_?=$(wine_path "$programs" | sed 's,^Z:.*drive_c,C:,')" 2>"$prefix/stderr" || code=$?
    [ "$code" -eq 0 ] || failed "the uninstaller ended with $code"
    rm -f "$programs/uninstall.exe"
    rmdir "$programs" 2>/dev/null || true
}
autostart() { under_wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' | grep jumunbellw.exe; }

# A shop as a chain hands it out.
cat >"$prefix/kit.toml" <<'END'
version = 1
secrets = []
[files]
"settings.toml" = """
[store]
name = "가상국밥"
[[printers]]
id = "kitchen"
profile = "generic-80mm"
connection = "file:///C:/paper"
tickets = ["kitchen"]
"""
END

install "/SETUP=$(wine_path "$prefix/kit.toml")"
there "$exe"
there "$programs/jumunbellw.exe"
there "$programs/licenses/OFL.txt"
there "$menu"
there "$data/settings.toml"
autostart >/dev/null || failed "it does not start with Windows"
echo "windows-test: installed silently with a set-up file: $(du -sk "$programs" | cut -f 1) KiB, $(ls "$menu" | wc -l) entries in the start menu"

echo "windows-test: doctor:"
under_wine "$exe" --lang en doctor || true
demo=$(under_wine "$exe" --lang en demo --headless --orders 4 --out "$(wine_path "$prefix/demo")") || true
case $demo in
*"every order was printed and delivered"*) echo "windows-test: demo: every order was printed and delivered" ;;
*) failed "the demo did not end well: $demo" ;;
esac

process() { sed -n 's/.*"process":\([0-9]*\).*/\1/p' "$data/control.json" 2>/dev/null; }
runs() { process | grep -q . && under_wine "$exe" --lang en shop status; }
another() { now=$(process); [ -n "$now" ] && [ "$now" != "$1" ]; }
timeout 1200 "$wine" "$programs/jumunbellw.exe" >/dev/null 2>&1 &
until_true runs || failed "the window's program does not answer"
under_wine "$exe" --lang en phone --takeout --dish "국밥=9000" >/dev/null || failed "no order could be put in"
orders() { under_wine "$exe" orders --json; }
orders | tr -d ' ' | grep -q '"status":"accepted"' || failed "the order is not there: $(orders)"
sleep 5
import -window root "$out/windows-window.png"
echo "windows-test: the window is open: $out/windows-window.png"

first=$(process)
"$wine" "$prefix/crash.exe" "$first" || failed "it could not be made to crash"
until_true another "$first" || failed "a program that crashed is not started again"
until_true runs || failed "the program that was started again does not answer"
there "$data/crash.json"
sleep 5
import -window root "$out/windows-crashed.png"
echo "windows-test: crashed and started again: $(cat "$data/crash.json") $out/windows-crashed.png"

before=$(process) settings=$(cksum <"$data/settings.toml") age=$(stat -c %Y "$exe")
install
until_true another "$before" || failed "it was not started again after the upgrade"
until_true runs || failed "the upgraded program does not answer"
[ "$(cksum <"$data/settings.toml")" = "$settings" ] || failed "the upgrade changed the settings"
orders | tr -d ' ' | grep -q '"status":"accepted"' || failed "the upgrade lost the open order"
autostart >/dev/null || failed "after the upgrade it does not start with Windows"
echo "windows-test: upgraded while it ran; it runs again, with its open order and settings"

under_wine reg delete 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' /v jumunbell /f >/dev/null
uninstall
gone "$exe"
gone "$programs"
gone "$menu"
there "$data/jumunbell.db"
gone "$data/control.json"
echo "windows-test: uninstalled while it ran; the data is there"
install /NOAUTOSTART
autostart >/dev/null && failed "it starts with Windows although /NOAUTOSTART was said"
uninstall /DELETEDATA
gone "$exe"
gone "$local/jumunbell"
echo "windows-test: uninstalled with /DELETEDATA; the data is gone"

# What is refused.
printf 'version = 1\n[files]\n"settings.toml" = "[store]\\nnam = 1\\n"\n' >"$prefix/wrong.toml"
code=0
timeout 300 "$wine" "$setup" /S "/SETUP=$(wine_path "$prefix/wrong.toml")" 2>"$prefix/stderr" || code=$?
[ "$code" -eq 4 ] || failed "with a wrong set-up file the installer ended with $code"
there "$exe"
echo "windows-test: a wrong set-up file is told by exit code 4"
uninstall /DELETEDATA
