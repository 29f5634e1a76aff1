//! The owner's PIN over the real program: set, changed, cleared, and never to be found in the data folder.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{Running, jumunbell, run, stderr, stdout, with_settings};
use serde_json::Value;

const SETTINGS: &str = "[store]\nname = \"없는국밥\"\n";

/// `pin set` with these lines on standard input.
fn set(data: &Path, lines: &str) -> Output {
    let mut child = jumunbell(data, &["pin", "set"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Every file of a folder in which these bytes stand.
fn bearing(folder: &Path, digits: &[u8]) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bearing(&path, digits));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes.windows(digits.len()).any(|part| part == digits)
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_pin_is_set_changed_and_cleared_over_the_real_program() {
    let data = with_settings(SETTINGS);
    assert_eq!(stdout(&run(&data, &["pin", "status"])).trim(), "PIN이 없습니다");
    for wrong in ["", "123\n", "12a4\n", "123456789\n"] {
        assert_eq!(set(data.path(), wrong).status.code(), Some(2), "{wrong:?}");
    }
    let first = set(data.path(), "73914628\n");
    assert!(first.status.success(), "{}", stderr(&first));
    assert_eq!(stdout(&run(&data, &["pin", "status"])).trim(), "PIN이 있습니다");
    // The present one comes first.
    assert_eq!(set(data.path(), "1111\n2222\n").status.code(), Some(1));
    assert!(set(data.path(), "73914628\n86420975\n").status.success());
    assert_eq!(set(data.path(), "73914628\n1111\n").status.code(), Some(1), "it is another one now");
    assert!(run(&data, &["pin", "clear"]).status.success(), "an owner who forgot it needs none");
    assert_eq!(stdout(&run(&data, &["--lang", "en", "pin", "status"])).trim(), "no PIN is set");
    assert!(run(&data, &["pin", "clear"]).status.success());
}

#[cfg(unix)]
#[test]
fn the_pins_file_is_its_owners_and_its_digits_stand_nowhere() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = with_settings(SETTINGS);
    let counter = Running::headless(data.path());
    assert!(set(data.path(), "73914628\n").status.success());
    assert_eq!(set(data.path(), "11112222\n73914628\n").status.code(), Some(1));
    let mode = std::fs::metadata(data.path().join("pin.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(counter);
    for digits in ["73914628", "11112222"] {
        assert_eq!(bearing(data.path(), digits.as_bytes()), Vec::<std::path::PathBuf>::new());
    }
}

#[test]
fn what_is_done_to_the_pin_stands_in_the_trail() {
    let data = with_settings(SETTINGS);
    let trail = || -> Vec<(String, String)> {
        let output = run(&data, &["trail", "--json"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let trail: Value = serde_json::from_slice(&output.stdout).unwrap();
        let said = |value: &Value| value.as_str().unwrap().to_owned();
        let entry = |entry: &Value| (said(&entry["by"]), said(&entry["what"]["told"]));
        trail.as_array().unwrap().iter().map(entry).collect()
    };
    assert!(trail().is_empty(), "no database yet");
    let counter = Running::headless(data.path());
    assert!(set(data.path(), "7391\n").status.success());
    set(data.path(), "1111\n2222\n");
    let both =
        [("command", "pin-wrong"), ("command", "pin-set")].map(|(by, told)| (by.to_owned(), told.to_owned()));
    assert_eq!(trail(), both, "by the running counter");
    drop(counter);
    assert!(run(&data, &["pin", "clear"]).status.success());
    assert_eq!(trail()[0], ("command".to_owned(), "pin-cleared".to_owned()), "where none runs");
    let text = stdout(&run(&data, &["trail"]));
    assert!(text.contains("명령  PIN 없앰") && text.contains("명령  틀린 PIN"), "{text}");
}
