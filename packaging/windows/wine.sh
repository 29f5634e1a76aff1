# A throw-away Wine, so that nothing of this machine's is used or changed. Sourced by check.sh and test.sh, with their name
# in $script; ends with 0 where no Wine is installed, except in CI.
#
# Leaves behind: $prefix (a folder that goes at the end, with $prefix/wine in it), wine_path, under_wine, end_wine.
wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64 2>/dev/null || true)
if [ -z "$wine" ]; then
    echo "$script: no Wine here to start it (packaging/dev/install-deps.sh windows)" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi
prefix=$(mktemp -d)
server=$(command -v wineserver || ls /usr/lib/wine/wineserver64 /usr/lib/wine/wineserver 2>/dev/null | head -n 1)
end_wine() {
    WINEPREFIX="$prefix/wine" "$server" -k 2>/dev/null || true
    WINEPREFIX="$prefix/wine" "$server" -w 2>/dev/null || true
}
trap 'end_wine; rm -rf "$prefix" 2>/dev/null || true' EXIT
# What Wine 8 lacks of Windows 10.
shims="$prefix/shims"
mkdir -p "$shims"
for source in packaging/windows/wine/*.c; do
    x86_64-w64-mingw32-gcc -shared -O1 -o "$shims/$(basename "$source" .c).dll" "$source" -ladvapi32
done
# A path of this machine as Windows' programs write it.
wine_path() {
    # Not by `echo`, which reads `\t` of a path as a tab here.
    printf 'Z:%s\n' "$(printf '%s' "$1" | tr / '\\')"
}
export WINEPREFIX="$prefix/wine" WINEDEBUG=-all
WINEPATH="$(wine_path "$shims")"
export WINEPATH
# A program for Windows and its arguments, five minutes at most; with its exit code. Its standard error goes to $prefix/stderr.
under_wine() {
    code=0
    timeout 300 "$wine" "$@" >"$prefix/stdout" 2>"$prefix/stderr" || code=$?
    tr -d '\r' <"$prefix/stdout"
    return "$code"
}
