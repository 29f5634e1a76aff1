#!/bin/sh
# Everything of a release, in target/dist: the installer for Windows, the package for Debian, what each is made of (CycloneDX),
# and the sums of all. KEY=FILE signs the manifest that running programs look for (sign.sh).
set -eu
cd "$(dirname "$0")/.."
out="$(realpath -m "${CARGO_TARGET_DIR:-target}")/dist"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)

packaging/dev/deny.sh
packaging/windows/build.sh
packaging/linux/build.sh
# The program alone, which is what a copy outside the system's packages is replaced by.
cp "$out/../release/jumunbell" "$out/jumunbell-$version-linux-$(uname -m)"
packaging/dev/sbom.py x86_64-pc-windows-gnu "$out/jumunbell-$version-windows.cdx.json"
packaging/dev/sbom.py "$(rustc -vV | sed -n 's/^host: //p')" "$out/jumunbell-$version-linux.cdx.json"
[ -z "${KEY:-}" ] || packaging/sign.sh "$out" "$KEY"
cd "$out"
sha256sum "jumunbell-$version"* jumunbell_*.deb >SHA256SUMS
cat SHA256SUMS
