#!/bin/sh
# Installs the .deb into a fresh Debian of its own (debootstrap, as root) and runs it there as a user who has nothing else:
# the demo, the doctor, a counter that crashes and is started again, `stop`, removal. Takes the package that build.sh made, or makes one.
#
#   packaging/linux/test.sh [FILE.deb]
set -eu
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
    echo "deb-test: needs root for chroot" >&2
    exit 1
fi
command -v debootstrap >/dev/null 2>&1 || { echo "deb-test: debootstrap is missing (packaging/dev/install-deps.sh linux)" >&2; exit 1; }
deb=${1:-}
if [ -z "$deb" ]; then
    PROFILE=${PROFILE:-dev} packaging/linux/build.sh
    deb=$(ls "$(realpath -m "${CARGO_TARGET_DIR:-target}")"/dist/jumunbell_*.deb)
fi

root=$(mktemp -d)
# Its users pass through it.
chmod 755 "$root"
cleanup() {
    umount "$root/proc" "$root/dev/pts" "$root/dev" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}
trap cleanup EXIT
failed() {
    echo "deb-test: $1" >&2
    [ ! -f "$root/tmp/said" ] || cat "$root/tmp/said" >&2
    exit 1
}

# The mirror that this machine uses itself.
mirror=$(sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb \(\[[^]]*\] \)*\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v security | head -n 1)
echo "deb-test: a fresh bookworm"
# shellcheck disable=SC2086 # none, where debootstrap knows one itself
debootstrap --variant=minbase bookworm "$root" $mirror >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 1; }
rm -f "$root.log"
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
cp "$deb" "$root/tmp/jumunbell.deb"

inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
counter() {
    chroot "$root" su -s /bin/sh counter -c "cd; $1"
}
inside apt-get update >"$root/tmp/said" 2>&1 || failed "apt-get update"
inside apt-get install -y --no-install-recommends /tmp/jumunbell.deb procps >"$root/tmp/said" 2>&1 || failed "the package does not install"
inside useradd -m counter
echo "deb-test: installed, $(inside dpkg-query -W -f '${Installed-Size}' jumunbell) KiB; needs $(inside dpkg-query -W -f '${Depends}' jumunbell)"

for file in usr/bin/jumunbell usr/bin/jumunbellw usr/share/applications/jumunbell.desktop etc/xdg/autostart/jumunbell.desktop \
    usr/lib/systemd/user/jumunbell.service usr/lib/udev/rules.d/70-jumunbell-printer.rules \
    usr/share/icons/hicolor/256x256/apps/jumunbell.png usr/share/doc/jumunbell/copyright; do
    [ -f "$root/$file" ] || failed "/$file is not there"
done
if command -v desktop-file-validate >/dev/null 2>&1; then
    desktop-file-validate "$root/usr/share/applications/jumunbell.desktop" || failed "the desktop entry is wrong"
    echo "deb-test: the desktop entry is valid"
fi
if command -v systemd-analyze >/dev/null 2>&1; then
    wrong=$(systemd-analyze --user verify "$root/usr/lib/systemd/user/jumunbell.service" 2>&1 | grep 'jumunbell.service:' | grep -v 'not executable\|No such file' || true)
    [ -z "$wrong" ] || failed "the unit is wrong: $wrong"
    echo "deb-test: the unit is read by systemd"
fi

version=$(counter "jumunbell --version")
case $version in jumunbell\ *) ;; *) failed "it says $version instead of its version" ;; esac
counter "jumunbell --lang en demo --headless --orders 4 --out out" >"$root/tmp/said" 2>&1 || failed "the demo"
grep 'every order was printed and delivered' "$root/tmp/said" || failed "the demo did not end well"

# A counter whose printer is a file.
data=/home/counter/.local/share/jumunbell
counter "mkdir -p $data" && cat >"$root$data/settings.toml" <<'END'
[store]
name = "가게"
[[printers]]
id = "kitchen"
profile = "generic-80mm"
connection = "file:///home/counter/paper"
tickets = ["kitchen"]
END
counter "jumunbell --lang en doctor" >"$root/tmp/said" 2>&1 || true
grep -q 'kitchen' "$root/tmp/said" || failed "the doctor does not see the printer"
echo "deb-test: the doctor says:"
cat "$root/tmp/said"

counter "jumunbellw --lang en run --headless" >"$root/tmp/counter" 2>&1 &
patience=300
. packaging/dev/until.sh
started() { [ "$(grep -c 'taking orders' "$root/tmp/counter")" -ge "$1" ]; }
process() { sed -n 's/.*"process":\([0-9]*\).*/\1/p' "$root$data/control.json"; }
until_true started 1 || { cat "$root/tmp/counter"; failed "the counter does not start"; }
counter "jumunbell --lang en phone --takeout --dish '국밥=9000'" >"$root/tmp/said" 2>&1 || failed "no order could be put in"
kill -ABRT "$(process)"
until_true started 2 || { cat "$root/tmp/counter"; failed "a counter that crashed is not started again"; }
echo "deb-test: crashed and started again: $(cat "$root$data/crash-seen.json")"
counter "jumunbell orders --json" | grep -q '"status":"accepted"\|"status": "accepted"' || failed "the open order is gone"
counter "jumunbell --lang en stop" >"$root/tmp/said" 2>&1 || failed "stop"
cat "$root/tmp/said"
wait

inside apt-get purge -y jumunbell >"$root/tmp/said" 2>&1 || failed "the package does not go"
[ ! -e "$root/usr/bin/jumunbell" ] && [ ! -e "$root/etc/xdg/autostart/jumunbell.desktop" ] || failed "something of it stays"
[ -f "$root$data/jumunbell.db" ] || failed "the orders went with it"
echo "deb-test: removed; the orders are there still"
