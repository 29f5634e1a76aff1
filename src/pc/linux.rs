//! A Linux computer's facts, from its files. What a desktop does about sleep stands in no file that all desktops share.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Facts, Restarts};

/// The class of printers among USB interfaces. <https://www.usb.org/defined-class-codes>
const PRINTER: &str = "07";

/// Reads them below this root; `own` is the user's folder of settings.
pub(super) fn facts(root: &Path, own: Option<&Path>) -> Facts {
    Facts {
        sleeps_after: None,
        suspends_usb: suspends_usb(root),
        signs_in: signs_in(root),
        restarts: restarts(root),
        starts_with_session: starts_with_session(root, own),
    }
}

fn inside(folder: PathBuf) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Whether a printer's power may be cut: `power/control` is `auto`. `None`: no printer is plugged in.
/// <https://www.kernel.org/doc/html/latest/driver-api/usb/power-management.html>
fn suspends_usb(root: &Path) -> Option<bool> {
    let read = |path: PathBuf| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    let mut printers = inside(root.join("sys/bus/usb/devices")).into_iter().filter_map(|interface| {
        let name = interface.file_name()?.to_str()?.to_owned();
        // `1-4:1.0` is an interface of the device `1-4`.
        let device = interface.with_file_name(name.split_once(':')?.0);
        (read(interface.join("bInterfaceClass")) == PRINTER).then(|| read(device.join("power/control")))
    });
    printers.next().map(|first| first == "auto" || printers.any(|control| control == "auto"))
}

/// Whether one of the usual display managers signs a user in; `None`: none of them is there.
fn signs_in(root: &Path) -> Option<bool> {
    let files = [
        "etc/gdm3/custom.conf",
        "etc/gdm3/daemon.conf",
        "etc/gdm/custom.conf",
        "etc/lightdm/lightdm.conf",
        "etc/sddm.conf",
    ];
    let mut files: Vec<PathBuf> = files.iter().map(|file| root.join(file)).collect();
    files.extend(
        ["etc/lightdm/lightdm.conf.d", "etc/sddm.conf.d"].iter().flat_map(|folder| inside(root.join(folder))),
    );
    let texts: Vec<String> = files.into_iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    let is_on = |line: &str| {
        let Some((key, value)) = line.split_once('=') else { return false };
        match (key.trim(), value.trim()) {
            ("AutomaticLoginEnable", value) => value.eq_ignore_ascii_case("true") || value == "1",
            ("autologin-user" | "User", user) => !user.is_empty(),
            _ => false,
        }
    };
    (!texts.is_empty()).then(|| texts.iter().any(|text| text.lines().any(is_on)))
}

/// Whether unattended upgrades start the computer again. The last file that says so holds, as apt reads them.
/// <https://wiki.debian.org/UnattendedUpgrades>
fn restarts(root: &Path) -> Option<Restarts> {
    let folder = root.join("etc/apt/apt.conf.d");
    if !folder.is_dir() {
        return None;
    }
    let (mut restarts, mut hour) = (false, None);
    for text in inside(folder).into_iter().filter_map(|file| fs::read_to_string(file).ok()) {
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            let Some((key, value)) = line.split_once(char::is_whitespace) else { continue };
            let value = value.trim().trim_end_matches(';').trim_matches('"');
            match key {
                "Unattended-Upgrade::Automatic-Reboot" => restarts = matches!(value, "true" | "1" | "yes"),
                "Unattended-Upgrade::Automatic-Reboot-Time" => {
                    hour =
                        value.split(':').next().and_then(|hour| hour.parse().ok()).filter(|hour| *hour < 24);
                }
                _ => {}
            }
        }
    }
    Some(match (restarts, hour) {
        (false, _) => Restarts::Never,
        (true, Some(hour)) => Restarts::At(hour),
        // At once after an upgrade, whenever that is.
        (true, None) => Restarts::Chosen,
    })
}

/// The desktop's entries, by the names of their files and what they call themselves.
/// <https://specifications.freedesktop.org/autostart-spec/latest/>
fn starts_with_session(root: &Path, own: Option<&Path>) -> Option<Vec<String>> {
    let folders = [Some(root.join("etc/xdg/autostart")), own.map(|own| own.join("autostart"))];
    let folders: Vec<PathBuf> = folders.into_iter().flatten().filter(|folder| folder.is_dir()).collect();
    let named = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let called = text.lines().find_map(|line| line.strip_prefix("Name="));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        called.map_or_else(|| stem.to_string(), |called| format!("{stem} ({called})"))
    };
    (!folders.is_empty()).then(|| folders.into_iter().flat_map(inside).map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn an_empty_root_says_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(facts(root.path(), None), Facts::default());
    }

    #[test]
    fn a_printer_whose_power_may_be_cut_is_seen() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "03\n");
        put(root.path(), "sys/bus/usb/devices/1-2/power/control", "auto\n");
        assert_eq!(suspends_usb(root.path()), None, "a keyboard");
        put(root.path(), "sys/bus/usb/devices/1-4:1.0/bInterfaceClass", "07\n");
        put(root.path(), "sys/bus/usb/devices/1-4/power/control", "on\n");
        assert_eq!(suspends_usb(root.path()), Some(false));
        put(root.path(), "sys/bus/usb/devices/1-4/power/control", "auto\n");
        assert_eq!(suspends_usb(root.path()), Some(true));
    }

    #[test]
    fn a_user_is_signed_in_where_a_display_manager_says_so() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "etc/gdm3/custom.conf", "[daemon]\n#AutomaticLoginEnable = true\n");
        assert_eq!(signs_in(root.path()), Some(false));
        put(root.path(), "etc/lightdm/lightdm.conf.d/50.conf", "[Seat:*]\nautologin-user=shop\n");
        assert_eq!(signs_in(root.path()), Some(true));
    }

    #[test]
    fn upgrades_say_when_they_start_the_computer_again() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "etc/apt/apt.conf.d/50a", "//Unattended-Upgrade::Automatic-Reboot \"true\";\n");
        assert_eq!(restarts(root.path()), Some(Restarts::Never));
        put(root.path(), "etc/apt/apt.conf.d/51b", "Unattended-Upgrade::Automatic-Reboot \"true\";\n");
        assert_eq!(restarts(root.path()), Some(Restarts::Chosen));
        put(root.path(), "etc/apt/apt.conf.d/52c", "Unattended-Upgrade::Automatic-Reboot-Time \"04:30\";\n");
        assert_eq!(restarts(root.path()), Some(Restarts::At(4)));
    }

    #[test]
    fn what_starts_with_the_session_is_named() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "home/autostart/order.desktop", "[Desktop Entry]\nName=요기요 접수\n");
        put(root.path(), "etc/xdg/autostart/print-applet.desktop", "[Desktop Entry]\n");
        let found = starts_with_session(root.path(), Some(&root.path().join("home")));
        assert_eq!(found.unwrap(), ["print-applet", "order (요기요 접수)"]);
    }
}
