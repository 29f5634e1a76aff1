//! `backup` over the real program: one is taken, the database goes, and it comes back.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;
use std::sync::Arc;

use jumunbell::sim::TestShop;
use jumunbell::store::OrderStore;
use program::{english, korean, run, stderr, stdout, with_settings};
use serde_json::Value;

#[test]
fn a_backup_is_taken_listed_and_laid_back() {
    let data = with_settings(&TestShop::new().to_string());
    let database = data.path().join("jumunbell.db");
    let output = run(&data, &["backup", "now"]);
    assert_eq!(output.status.code(), Some(1), "there is nothing yet");
    korean(&stderr(&output));
    drop(OrderStore::open(&database, Arc::default(), Box::new(|_| String::new())).unwrap());
    let output = run(&data, &["--lang", "en", "backup", "now"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    english(&stdout(&output));
    let listed: Vec<Value> =
        serde_json::from_str(&stdout(&run(&data, &["backup", "list", "--json"]))).unwrap();
    let [backup] = &listed[..] else { panic!("{listed:?}") };
    let (day, path) = (backup["day"].as_str().unwrap(), backup["path"].as_str().unwrap());
    assert!(backup["bytes"].as_u64().unwrap() > 0 && fs::metadata(path).unwrap().is_file());
    korean(&stdout(&run(&data, &["backup", "list"])));
    // By its day, by its file, and the newest; what was there is kept each time.
    for which in [Some(day), Some(path), None] {
        let output = run(&data, &["backup", "restore"].into_iter().chain(which).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        korean(&stdout(&output));
    }
    let aside = fs::read_dir(data.path())
        .unwrap()
        .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().contains("-replaced-"));
    assert_eq!(aside.count(), 3);
}

#[test]
fn what_is_no_backup_is_not_laid_back() {
    let data = with_settings(&TestShop::new().to_string());
    let database = data.path().join("jumunbell.db");
    drop(OrderStore::open(&database, Arc::default(), Box::new(|_| String::new())).unwrap());
    let before = fs::read(&database).unwrap();
    let strange = data.path().join("settings.toml").display().to_string();
    for (which, said) in [("2001-01-01", "백업이 없습니다"), (&strange, "손상"), ("nowhere.db", "nowhere.db")]
    {
        let output = run(&data, &["backup", "restore", which]);
        assert_eq!(output.status.code(), Some(1), "{which}");
        assert!(stderr(&output).contains(said), "{which}: {}", stderr(&output));
    }
    assert_eq!(fs::read(&database).unwrap(), before);
}
