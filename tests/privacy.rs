//! The real program: what it writes can be read by its owner alone, and a customer is gone from every file once the day is closed.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // in a test a failed helper is a failed test

mod program;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use program::{PATIENCE, Running, jumunbell, stderr};

const NAMES: [&str; 4] = ["표식로7741번길", "표식동7742호", "표식요청7743", "표식문앞7744"];
const NUMBER: &str = "0508-7745-7746";

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything in a folder, itself included.
fn all_in(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(all_in(&path)) } else { all.push(path) }
    }
    all
}

fn assert_owners_alone(folder: &Path) {
    for path in all_in(folder) {
        assert_eq!(mode(&path) & 0o077, 0, "{} can be read by others: {:o}", path.display(), mode(&path));
    }
}

/// Which of the marks stands in which file.
fn left_in(folder: &Path) -> Vec<String> {
    let digits = NUMBER.replace('-', "");
    let marks = NAMES.into_iter().chain([NUMBER, &digits]);
    let marks: Vec<&str> = marks.collect();
    let mut left = Vec::new();
    // A file may be gone by the time it is read.
    for path in all_in(folder).into_iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        for mark in &marks {
            if bytes.windows(mark.len()).any(|window| window == mark.as_bytes()) {
                left.push(format!("{mark} in {}", path.display()));
            }
        }
    }
    left
}

fn done(data: &Path, arguments: &[&str]) {
    let output = jumunbell(data, arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
}

#[test]
fn a_closed_day_leaves_no_customer_and_files_are_the_owners() {
    let root = tempfile::tempdir().unwrap();
    let (data, paper) = (root.path().join("data"), root.path().join("paper.bin"));
    // As an older version left it.
    std::fs::create_dir_all(data.join("logs")).unwrap();
    let settings = format!(
        "[store]\nname = \"가상국밥\"\n[[printers]]\nid = \"counter\"\nprofile = \"generic-80mm\"\n\
         connection = \"file://{}\"\ntickets = [\"customer\"]\n",
        paper.display()
    );
    for (name, text) in
        [("settings.toml", settings.as_str()), ("settings.toml.bak", ""), ("logs/old.log", "")]
    {
        std::fs::write(data.join(name), text).unwrap();
        std::fs::set_permissions(data.join(name), PermissionsExt::from_mode(0o644)).unwrap();
    }
    for folder in [data.join("logs"), data.clone()] {
        std::fs::set_permissions(folder, PermissionsExt::from_mode(0o755)).unwrap();
    }

    let running = Running::headless(&data);
    let [road, detail, memo, rider_memo] = NAMES;
    done(
        &data,
        &[
            "phone",
            "--dish",
            "순대국밥*1=9000",
            "--takeout",
            "--address",
            road,
            "--detail",
            detail,
            "--number",
            NUMBER,
            "--memo",
            memo,
            "--rider-memo",
            rider_memo,
        ],
    );
    let until = Instant::now() + PATIENCE;
    while std::fs::metadata(&paper).map_or(0, |about| about.len()) == 0 {
        assert!(Instant::now() < until, "the ticket never came");
        std::thread::sleep(Duration::from_millis(50));
    }
    done(&data, &["ready", "전화-001"]);
    done(&data, &["picked-up", "전화-001"]);
    assert_owners_alone(&data);
    assert_eq!(mode(&paper), 0o600);
    assert!(left_in(&data).iter().any(|left| left.contains(NUMBER)), "else nothing is proven");
    let sheet = root.path().join("sales.csv");
    done(&data, &["sales", "--csv", sheet.to_str().unwrap()]);
    assert_eq!(mode(&sheet), 0o600);
    done(&data, &["close", "--cash", "9000"]);
    // A start looks after ten seconds.
    drop(running);
    let running = Running::headless(&data);
    while !left_in(&data).is_empty() {
        assert!(Instant::now() < until, "{:?}", left_in(&data));
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(running);
    assert_eq!(left_in(&data), [""; 0]);
    assert_owners_alone(&data);
    let listed = jumunbell(&data, &["orders", "--json"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("\"customer_gone\":true") && listed.contains("9000"), "{listed}");
}
