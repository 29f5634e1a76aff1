#!/bin/sh
# Looks at every crate that is built in: its licence, whether it is banned, where it comes from, and what is known of holes in it.
#
# Installs cargo-deny into target/tools where it is missing (minutes). Known holes (RustSec's database) are looked up where
# that can be reached; elsewhere it says that they were not, and ends with 1 if DENY_ADVISORIES=must.
set -eu
cd "$(dirname "$0")/../.."
. packaging/dev/tool.sh

tool cargo-deny 0.20.2
cargo deny --locked check --hide-inclusion-graph licenses bans sources
echo "deny: licences, bans and sources are fine"
if cargo deny --locked fetch db 2>/dev/null; then
    cargo deny --locked check --disable-fetch advisories
    echo "deny: no known hole"
else
    echo "deny: RustSec's database cannot be reached here, so known holes were NOT looked up" >&2
    [ "${DENY_ADVISORIES:-}" != must ] || exit 1
fi
