#!/bin/sh
# Draws docs/screens/LANGUAGE/SIZE/NAME.png: the screens of the real window in both languages and two sizes, on displays of
# its own, driven by keys. The shop is the demo's.
#
#   packaging/dev/screens.sh PROGRAM     target/debug/jumunbell, built before
#
# SIZES and LANGUAGES in the environment draw fewer.
#
# Needs, beside what install-deps.sh test installs: imagemagick.
set -eu
cd "$(dirname "$0")/../.."
program=${1:?"usage: screens.sh PROGRAM"}
for needed in Xvfb openbox xdotool import "$program"; do
    command -v "$needed" >/dev/null || { echo "screens.sh: $needed is missing" >&2; exit 1; }
done

work=$(mktemp -d)
trap 'kill $(cat "$work"/*.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$work"' EXIT

# A sound device that is silent, so that the bell does not say it has none; and windows without a frame.
export HOME="$work" XDG_CONFIG_HOME="$work/config"
echo 'pcm.!default { type null }' >"$work/.asoundrc"
mkdir -p "$work/config/openbox"
cat >"$work/config/openbox/rc.xml" <<'XML'
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
XML

# One screen: its name, and the keys that lead there from the counter.
shoot() {
    name=$1
    shift
    for key in "$@"; do
        xdotool key "$key"
        # Keys are dead for a second after a screen has changed.
        sleep 1.3
    done
    sleep 0.7
    # 64 colours are enough for letters and areas, and a fifth of the size.
    import -window root png:- | convert png:- +dither -colors 64 "PNG8:$folder/$name.png"
    xdotool key Escape
    sleep 1.3
    xdotool key Escape
    sleep 1.3
}

for size in ${SIZES:-1024x768 1920x1080}; do
    for language in ${LANGUAGES:-ko en}; do
        folder="docs/screens/$language/$size"
        mkdir -p "$folder"
        Xvfb -displayfd 3 -nolisten tcp -screen 0 "${size}x24" 3>"$work/display" 2>/dev/null &
        echo $! >"$work/server.pid"
        until [ -s "$work/display" ]; do sleep 0.1; done
        DISPLAY=":$(cat "$work/display")"
        export DISPLAY
        openbox --sm-disable >/dev/null 2>&1 &
        echo $! >"$work/manager.pid"
        rm -rf "$work/data" "$work"/jumunbell-demo-*
        TMPDIR="$work" "$program" --data "$work/data" --lang "$language" demo --speed 6 --orders 30 --out "$work/out" >/dev/null 2>&1 &
        echo $! >"$work/program.pid"
        until xdotool search --onlyvisible --class jumunbell >/dev/null 2>&1; do sleep 0.2; done
        # By and by there are new orders, some in progress and some that are over.
        for _ in 1 2 3 4 5; do
            sleep 12
            xdotool key space
        done
        sleep 30
        shoot counter
        shoot order Down Return
        shoot log Down Return Left
        shoot finished F9
        shoot past F9 F9
        shoot shop 0
        shoot phone 9
        shoot closing 8
        shoot stock F11
        # A window of its own, which finds the demo by its folder.
        "$program" --data "$(ls -d "$work"/jumunbell-demo-*)" --lang "$language" kitchen >/dev/null 2>&1 &
        echo $! >"$work/kitchen.pid"
        sleep 6
        # A new order may have brought the counter before it. The newest window is the kitchen's; by its Korean name it is not found in
        # every locale.
        xdotool windowactivate --sync "$(xdotool search --onlyvisible --class jumunbell | tail -n 1)"
        shoot kitchen
        kill $(cat "$work"/*.pid) 2>/dev/null || true
        wait
        rm -f "$work"/*.pid "$work/display"
    done
done
echo "screens.sh: $(find docs/screens -name '*.png' | wc -l) pictures in docs/screens, $(du -sh docs/screens | cut -f1)"
