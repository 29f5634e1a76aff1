#!/bin/sh
# The manifest of a version and its signature, for the folder that [update] of settings.toml names:
#
#   packaging/sign.sh FOLDER KEY
#
# FOLDER holds what release.sh made; KEY is a secret key of minisign (minisign -G), which asks for its password. Writes jumunbell.json,
# jumunbell-VERSION.json for shops that are held on this version, and the signature of each. The whole folder is then copied to the server.
set -eu
[ $# = 2 ] || {
    echo "usage: packaging/sign.sh FOLDER KEY" >&2
    exit 2
}
key=$(realpath "$2")
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$(dirname "$0")/../Cargo.toml" | head -n 1)
cd "$1"

# "PLATFORM": {…} of a file that is there.
file() {
    [ -f "$2" ] || return 0
    printf '%s\n    "%s": { "name": "%s", "bytes": %s, "sha256": "%s" }' \
        "$comma" "$1" "$2" "$(stat -c %s "$2")" "$(sha256sum "$2" | cut -d ' ' -f 1)"
    comma=,
}

comma=
{
    printf '{\n  "format": 1,\n  "program": "jumunbell",\n  "version": "%s",\n  "files": {' "$version"
    file windows-x86_64 "jumunbell-$version-setup.exe"
    file linux-x86_64 "jumunbell-$version-linux-x86_64"
    file linux-x86_64-deb "jumunbell_${version}_amd64.deb"
    file linux-aarch64 "jumunbell-$version-linux-aarch64"
    file linux-aarch64-deb "jumunbell_${version}_arm64.deb"
    printf '\n  }\n}\n'
} >jumunbell.json
cp jumunbell.json "jumunbell-$version.json"
for manifest in jumunbell.json "jumunbell-$version.json"; do
    # -H: what is signed is a digest, which is all that the program takes.
    minisign -S -H -s "$key" -m "$manifest" -t "jumunbell $version"
done
cat jumunbell.json
