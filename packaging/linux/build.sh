#!/bin/sh
# Makes the package for Debian and Ubuntu: target/dist/jumunbell_VERSION_ARCH.deb. It runs where glibc is as new as here; build
# it on the oldest system that it is for.
#
# PROFILE=dev packs a developer's build, for packaging/linux/test.sh.
set -eu
cd "$(dirname "$0")/../.."
. packaging/dev/tool.sh

profile=${PROFILE:-release}
out="$(realpath -m "${CARGO_TARGET_DIR:-target}")/dist"
tool cargo-deb 3.8.0
cargo build --locked --profile "$profile" --bins
mkdir -p "$out"
rm -f "$out"/jumunbell_*.deb
# Packing a developer's build as small as it gets takes minutes, for nothing.
fast=""
[ "$profile" = release ] || fast="--fast"
# shellcheck disable=SC2086 # a word or none
cargo deb $fast --locked --no-build --profile "$profile" --package jumunbell --output "$out" >/dev/null
deb=$(ls "$out"/jumunbell_*.deb)
echo "linux-build: $deb, $(wc -c <"$deb") bytes, profile $profile"
