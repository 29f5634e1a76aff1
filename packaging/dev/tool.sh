# Gives a cargo subcommand that a script needs. Sourced; `tool cargo-deny VERSION` puts it into PATH, and builds it into
# target/tools first where this machine has none, which it says.
tool() {
    tools="$(realpath -m "${CARGO_TARGET_DIR:-target}")/tools"
    PATH="$tools/bin:$PATH"
    export PATH
    if ! command -v "$1" >/dev/null 2>&1; then
        echo "$(basename "$0"): $1 is missing; builds it into $tools (cargo install --locked $1@$2), once" >&2
        CARGO_TARGET_DIR="$tools/build" cargo install --locked --quiet --root "$tools" "$1@$2"
        rm -rf "$tools/build"
    fi
}
