//! Set-up files: there and back, what is refused with its place, all files or none.

use std::collections::BTreeMap;

use super::*;
use crate::desktop::Instance;

const SHOP: &str = "# 우리 가게\r\n[store]\r\nname = \"가상국밥\" # '''간판''' \"\"\" \\\r\n\r\n[[channels]]\r\nid = \"t\"\r\nprofile = \"own\"\r\n\
    base_url = \"https://app.example\"\r\nmerchant_id = \"M\"\r\nclient_id = \"C\"\r\n\r\n[[printers]]\r\nid = \"kitchen\"\r\n\
    profile = \"mine\"\r\nconnection = \"tcp://192.0.2.1:9100\"\r\nlayout = \"small\"\r\n";
const APP: &str = "name = \"가나배달\"\nshort = \"가나\"\ncolor = \"#123456\"\nprotocol = \"open-delivery\"\nconfirm_within_seconds = 300\n";

/// Each file of a folder with its bytes; what the program itself keeps there is left out.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name != "instance.lock" {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A black frame on white, 32 by 32 dots.
fn picture() -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 32, 32);
    encoder.set_color(png::ColorType::Grayscale);
    let dot = |at: usize| if at % 32 < 8 { 0 } else { 255 };
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&(0..32 * 32).map(dot).collect::<Vec<u8>>()).unwrap();
    writer.finish().unwrap();
    png
}

/// A shop with a file of every sort.
fn shop_folder() -> (TempDir, Setup) {
    let (folder, setup) = fresh();
    write(folder.path(), "settings.toml", format!("\u{feff}{SHOP}"));
    write(folder.path(), "channels/own.toml", APP);
    write(folder.path(), "printer-profiles/mine.toml", "like = \"generic-80mm\"\n");
    let kitchen = include_str!("../../../assets/layouts/kitchen.toml");
    let customer = include_str!("../../../assets/layouts/customer.toml");
    write(folder.path(), "layouts/small/kitchen.toml", kitchen);
    let logo = customer.replacen("blocks = [", "blocks = [\n  { image = \"logo.png\" },", 1);
    assert!(logo.contains("logo.png"));
    write(folder.path(), "layouts/customer.toml", logo);
    write(folder.path(), "layouts/logo.png", picture());
    (folder, setup)
}

/// The set-up file of that shop.
fn kit_file(folder: &Path, setup: &Setup) -> PathBuf {
    let path = folder.join("chain.toml");
    std::fs::write(&path, setup.export().unwrap().to_string()).unwrap();
    path
}

#[test]
fn a_shop_goes_into_one_file_and_comes_out_the_same() {
    let (folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    setup.secrets.set(&SecretName::channel("t"), crate::settings::secret::Secret::given("hunter2!")).unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("hunter2!"));
    let told = Kit::check(&path).unwrap().told();
    assert_eq!((told.files, &told.secrets[..]), (6, &[SecretName::channel("t")][..]));
    let (empty, other) = fresh();
    let data = empty.path().join("not there yet");
    let other = Setup { data_folder: data.clone(), ..other };
    assert_eq!(other.import(&path, false).unwrap(), told, "the key is not known there");
    assert_eq!(contents(&data), contents(folder.path()));
    assert!(Settings::load(&other.settings_file(), &data).is_ok());
    assert_eq!(other.export().unwrap().to_string(), std::fs::read_to_string(&path).unwrap());
    assert_eq!(other.import(&path, false).unwrap(), told, "what is the same already is no hindrance");
    assert_eq!(contents(&data), contents(folder.path()), "and leaves no .bak");
}

#[test]
fn what_is_there_is_replaced_only_when_told_and_stays_beside() {
    let (folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    let (old, other) = fresh();
    let theirs = "[store]\nname = \"나\"\n";
    write(old.path(), "settings.toml", theirs);
    write(old.path(), "channels/older.toml", APP);
    write(old.path(), "jumunbell.db", "orders");
    let before = contents(old.path());
    let error = other.import(&path, false).unwrap_err();
    let named = ["channels/older.toml", "settings.toml"].map(|name| old.path().join(name));
    assert_eq!(error, KitError::There(named.to_vec()));
    assert_eq!(contents(old.path()), before);
    other.import(&path, true).unwrap();
    let mut expected = contents(folder.path());
    expected.insert("settings.toml.bak".into(), theirs.into());
    expected.insert("channels/older.toml.bak".into(), APP.into());
    expected.insert("jumunbell.db".into(), "orders".into());
    assert_eq!(contents(old.path()), expected);
}

#[test]
fn where_one_file_cannot_be_written_none_is() {
    let (_folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    // A folder lies where a file is to come, the first, one in the middle or the last of them, or where it is made ready.
    let places = ["layouts/logo.png", "channels/own.toml", "layouts/small/kitchen.toml", "settings.toml"];
    for blocked in places.into_iter().chain(["settings.toml.new", "settings.toml.bak"]) {
        let (old, other) = fresh();
        write(old.path(), "printer-profiles/mine.toml", "like = \"generic-58mm\"\n");
        if blocked != "layouts/logo.png" {
            write(old.path(), "layouts/logo.png", "older");
        }
        if blocked == "settings.toml.bak" {
            write(old.path(), "settings.toml", "[store]\nname = \"나\"\n");
        }
        std::fs::create_dir_all(old.path().join(blocked).join("in the way")).unwrap();
        let before = contents(old.path());
        let error = other.import(&path, true).unwrap_err();
        assert!(matches!(&error, KitError::File(..)), "{blocked}: {error:?}");
        let mut after = contents(old.path());
        after.retain(|name, _| !name.ends_with(".bak"));
        assert_eq!(after, before, "{blocked}");
        for language in Language::ALL {
            assert!(!error.worded(&Words::new(language)).contains("setup-"));
        }
    }
}

#[test]
fn a_wrong_set_up_file_is_told_with_its_place() {
    let (_folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    let right = std::fs::read_to_string(&path).unwrap();
    let (empty, other) = fresh();
    let said = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let error = Kit::check(&path).unwrap_err();
        assert_eq!(other.import(&path, true).unwrap_err(), error);
        assert_eq!(contents(empty.path()), BTreeMap::new(), "{text}");
        error.worded(&Words::new(Language::English))
    };
    let at = path.display().to_string();
    let wrong = said(&right.replace("tcp://192.0.2.1:9100", "nowhere"));
    assert!(wrong.starts_with(&format!("{at} (settings.toml):15: printers.connection: ")), "{wrong}");
    let wrong = said(&right.replace("like = \"generic-80mm\"", "like = \"generic-80m\""));
    assert!(
        wrong.contains(&format!("{at} (printer-profiles/mine.toml)")) && !wrong.contains("/jumunbell-"),
        "{wrong}"
    );
    let wrong = said(&right.replace("\"layouts/logo.png\"", "\"layouts/other.png\""));
    assert!(wrong.contains(&format!("{at} (layouts/logo.png)")), "{wrong}");
    assert!(
        said(&right.replace("\"channels/own.toml\"", "\"channels/../own.toml\"")).contains("../own.toml")
    );
    assert!(
        said(&right.replace("\"layouts/logo.png\"", "\"layouts/..\\\\logo.png\""))
            .contains("belongs to no set-up")
    );
    for out in [
        "layouts/../kitchen.toml",
        "layouts/..\\\\small/kitchen.toml",
        "channels/..\\\\own.toml",
        "/etc/own.toml",
    ] {
        for inside in ["layouts/small/kitchen.toml", "channels/own.toml"] {
            let moved = right.replace(&format!("\"{inside}\""), &format!("\"{out}\""));
            assert!(said(&moved).contains("belongs to no set-up"), "{out}");
        }
    }
    assert!(said(&right.replace("version = 1", "version = 2")).contains("newer"));
    assert!(said(&right.replace("version = 1", "vers = 1")).contains("no set-up file"));
    assert!(said("[store]\nname = \"가\"\n").contains("no set-up file"));
    assert!(said(&right.replace("\"settings.toml\"", "\"layouts/rider.toml\"")).contains("no set-up file"));
    assert!(said("").contains("no set-up file (line 1)"));
}

#[test]
fn a_running_counter_keeps_its_files() {
    let (_folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    let (empty, other) = fresh();
    let instance = Instance::acquire(empty.path()).unwrap();
    assert_eq!(other.import(&path, true), Err(KitError::Running));
    assert_eq!(contents(empty.path()), BTreeMap::new());
    drop(instance);
    assert!(other.import(&path, true).is_ok());
}

#[test]
fn a_key_in_a_remark_is_not_handed_on() {
    let (folder, setup) = shop_folder();
    setup.secrets.set(&SecretName::channel("t"), crate::settings::secret::Secret::given("hunter2!")).unwrap();
    write(folder.path(), "channels/own.toml", format!("# hunter2!\n{APP}"));
    assert_eq!(
        setup.export().unwrap_err(),
        KitError::Secret(folder.path().join("channels").join("own.toml"))
    );
    write(folder.path(), "channels/own.toml", "name = 1\n");
    assert!(matches!(setup.export(), Err(KitError::Settings(_))), "what a start refuses is not handed on");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_over_an_import() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (_folder, setup) = shop_folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = kit_file(elsewhere.path(), &setup);
    let (old, other) = fresh();
    let real = elsewhere.path().join("real.toml");
    std::fs::write(&real, "[store]\nname = \"나\"\n").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, old.path().join("settings.toml")).unwrap();
    other.import(&path, true).unwrap();
    assert!(old.path().join("settings.toml").is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), format!("\u{feff}{SHOP}"));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&real), 0o640);
    assert_eq!(mode(&old.path().join("channels/own.toml")), 0o600, "a new file is the owner's");
}
