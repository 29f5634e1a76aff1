//! `diagnostics` over the real program: what is needed is in it, and what must not be mailed is not.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs::{self, File};
use std::io::Read;

use jumunbell::sim::TestShop;
use program::{jumunbell, korean, nobody, stderr, stdout, with_settings};
use zip::ZipArchive;

#[test]
fn what_is_mailed_names_no_key_account_or_telephone() {
    let address = format!("http://{}", nobody());
    // A key that was never typed keeps no other one from being masked.
    let shop = TestShop::complete().app("a-keyless", "baedal-teukgeup", &address);
    let shop = shop.app("x-app", "baedal-teukgeup", &address).to_string();
    let data = with_settings(&format!("# 010-5555-1234\n{shop}"));
    fs::create_dir_all(data.path().join("logs")).unwrap();
    let line = "2026-11-21T10:00:00Z WARN jumunbell: it said k3y-of-the-app and 050-1234-5678";
    fs::write(data.path().join("logs/jumunbell.2026-11-21.log"), line).unwrap();
    let output = data.path().join("mail.zip");
    let mut command = jumunbell(data.path(), &["diagnostics", "-o", output.to_str().unwrap()]);
    let told = command.env("JUMUNBELL_SECRET_CHANNEL_X_APP", "k3y-of-the-app").output().unwrap();
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    korean(&stdout(&told));
    let mut archive = ZipArchive::new(File::open(&output).unwrap()).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        all.push_str(&format!("== {}\n", file.name().unwrap()));
        file.read_to_string(&mut all).unwrap();
    }
    for part in ["== about.txt", "== doctor.json", "channel/x-app", "== files.txt", "== settings.toml"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert!(
        all.contains(
            "== logs/jumunbell.2026-11-21.log\n2026-11-21T10:00:00Z WARN jumunbell: it said … and …"
        )
    );
    let parsed: toml::Table = shop.parse().unwrap();
    let app = &parsed["channels"][0];
    for secret in ["k3y-of-the-app", "010-5555-1234", app["client_id"].as_str().unwrap()] {
        assert!(
            !all.contains(&format!("\"{secret}\"")) && !all.contains(&format!("{secret}\n")),
            "{secret}: {all}"
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&output).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
