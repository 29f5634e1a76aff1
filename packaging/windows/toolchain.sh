# Finds what builds for Windows here. Sourced by check.sh and build.sh, with their name in $script.
#
# With the target installed (`rustup target add x86_64-pc-windows-gnu`) that toolchain is used. Where no toolchain can
# be downloaded, Debian's: its rustc with its sources of the standard library, which cargo then builds for Windows.
#
# Leaves behind: $target, $std (further words for cargo), CARGO_TARGET_DIR, and RUSTC where it is Debian's.
target=x86_64-pc-windows-gnu
needed=""
command -v x86_64-w64-mingw32-gcc >/dev/null 2>&1 || needed="mingw-w64"
command -v x86_64-w64-mingw32-windres >/dev/null 2>&1 || needed="mingw-w64"

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
    echo "$script: missing: $needed (packaging/dev/install-deps.sh windows installs them)" >&2
    exit 1
fi

# Its own folder, because another rustc shares no build products.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/windows"
