# Sourced by scripts that wait for what goes on beside them, with $patience: how long at most, tenths of a second.
until_true() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt "$patience" ] || return 1
        sleep 0.1
    done
}
