#!/bin/sh
# Prints through the Windows spooler: Wine's, which hands on to a CUPS of this script's own, whose queue leads to the
# simulated printer. Called by check.sh with the program, a folder to work in, and what starts the program under Wine.
set -eu
exe=$1 folder=$2
shift 2

if ! [ -x /usr/sbin/cupsd ] || ! [ -x /usr/lib/cups/backend/socket ]; then
    echo "windows-check: no CUPS here, so the Windows spooler is not tried (packaging/dev/install-deps.sh windows)" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi

mkdir -p "$folder/root" "$folder/cache" "$folder/spool" "$folder/state" "$folder/data"
# As root, cupsd runs its backends as another user, who has to get through here.
chmod 755 "$(dirname "$folder")" "$folder"
cat >"$folder/root/cups-files.conf" <<END
ServerRoot $folder/root
CacheDir $folder/cache
RequestRoot $folder/spool
StateDir $folder/state
AccessLog $folder/access_log
ErrorLog $folder/error_log
PageLog $folder/page_log
ServerBin /usr/lib/cups
DataDir /usr/share/cups
SystemGroup root
END
cat >"$folder/root/cupsd.conf" <<END
Listen $folder/socket
Browsing Off
WebInterface No
<Location />
  Allow all
</Location>
<Location /admin>
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
END
export CUPS_SERVER="$folder/socket"

failed() {
    echo "windows-check: the Windows spooler: $1" >&2
    cat "$folder/said" "$folder/error_log" >&2 || true
    exit 1
}
patience=300
. "$(dirname "$0")/../dev/until.sh"

/usr/sbin/cupsd -f -c "$folder/root/cupsd.conf" -s "$folder/root/cups-files.conf" >"$folder/said" 2>&1 &
cupsd=$!
printer=""
trap 'kill $cupsd $printer 2>/dev/null || true; wait 2>/dev/null || true' EXIT
# `lpstat -r` ends well either way; what it says counts.
scheduler() {
    LC_ALL=C lpstat -r | grep -q 'is running'
}
until_true scheduler || failed "cupsd did not start"

# Wine looks for queues only when its first program starts, and the printer is one: so the queue comes first.
port=127.0.0.1:$((20000 + $$ % 10000))
until_true lpadmin -p kitchen -v "socket://$port" -m raw -E || failed "the queue could not be made"

out="Z:$(echo "$folder/paper" | tr / '\\')"
"$@" "$exe" sim printer --listen "$port" --out "$out" >"$folder/port" 2>>"$folder/said" &
printer=$!
until_true grep -q '^listening ' "$folder/port" || failed "the simulated printer did not start"

found=$("$@" "$exe" --lang en printer scan 2>>"$folder/said" | tr -d '\r')
case $found in
*'connection = "spooler://kitchen"'*) ;;
*) failed "printer scan does not list the queue: $found" ;;
esac

cat >"$folder/data/settings.toml" <<'END'
[store]
name = "가게"
[[printers]]
id = "kitchen"
profile = "generic-80mm"
connection = "spooler://kitchen"
tickets = ["kitchen"]
END
data="Z:$(echo "$folder/data" | tr / '\\')"
"$@" "$exe" --data "$data" printer test kitchen >>"$folder/said" 2>&1 || failed "printer test did not end well"
until_true test -s "$folder/paper/0001.txt" || failed "nothing came out of the printer"
grep -q 'spooler://kitchen' "$folder/paper/0001.txt" || failed "something else came out of the printer"

sed -i 's,spooler://kitchen,spooler://hall,' "$folder/data/settings.toml"
missing=$("$@" "$exe" --lang en --data "$data" printer test kitchen 2>&1 | tr -d '\r')
case $missing in
*"(spooler://hall): there is no such print queue"*) ;;
*) failed "a missing queue is said to be: $missing" ;;
esac
echo "windows-check: found the print queue and printed the test page through the Windows spooler"
