#!/bin/sh
# Builds what is installed on Windows, on Linux, and makes the installer of it:
#
#   target/dist/jumunbell-VERSION-setup.exe
#
# The programs are built by the profile `dist`, with everything a counter and its trial need (the simulators too: 연습, demo). Takes long the
# first time. `build.sh --programs` stops before the installer.
set -eu
cd "$(dirname "$0")/../.."
script=windows-build
dist="$(realpath -m "${CARGO_TARGET_DIR:-target}")/dist"
. packaging/windows/toolchain.sh

# Places in the programs name no folder of this machine.
export RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo --remap-path-prefix=$PWD=jumunbell"
# shellcheck disable=SC2086 # a list of words
cargo build --locked --profile dist --target "$target" $std --bins

programs=$(realpath "$CARGO_TARGET_DIR/$target/dist")
for name in jumunbell jumunbellw; do
    echo "windows-build: $name.exe, $(du -k "$programs/$name.exe" | cut -f 1) KiB"
done
[ "${1:-}" != --programs ] || exit 0

if ! command -v makensis >/dev/null 2>&1; then
    echo "windows-build: missing: nsis (packaging/dev/install-deps.sh windows installs it)" >&2
    exit 1
fi
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
mkdir -p "$dist"
installer="$dist/jumunbell-$version-setup.exe"
makensis -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$version" "-DPROGRAMS=$programs" "-DOUT=$installer" packaging/windows/jumunbell.nsi

bytes=$(wc -c <"$installer")
# Twelve megabytes: a shop's line and a USB stick take it at once, and fonts are most of it.
if [ "$bytes" -gt 12582912 ]; then
    echo "windows-build: $installer has $bytes bytes, more than 12 MiB" >&2
    exit 1
fi
echo "windows-build: $installer, $bytes bytes"
