//! A second start beside a running instance: one that is busy is not taken for absent, and one without a window hands over
//! to a start with one.

#![cfg(target_os = "linux")]
// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::time::Instant;

use jumunbell::sim::TestShop;
use program::{PATIENCE, Running, jumunbell, korean, nobody, run, stderr, stdout, with_settings};
use tempfile::TempDir;

fn shop() -> TempDir {
    let printer = format!("tcp://{}", nobody());
    with_settings(&TestShop::new().printer("x-kitchen", "generic-80mm", printer).to_string())
}

fn signal(running: &Running, name: &str) {
    let sent = Command::new("kill").args([name, &running.0.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits for what holds sooner or later.
#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn an_instance_that_hangs_is_not_called_absent() {
    let data = shop();
    let running = Running::headless(data.path());
    signal(&running, "-STOP");
    for arguments in [&["printer", "list"][..], &["shop", "status"], &["doctor"]] {
        let output = run(&data, arguments);
        let said = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            !said.contains("실행 중이 아님") && !said.contains("실행 중인 주문벨이 없"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains("대답하지 않"), "{arguments:?}: {said}");
        korean(&said.replace("ESC/POS", ""));
    }
    signal(&running, "-CONT");
    until("it answers again", || run(&data, &["shop", "status"]).status.code() == Some(0));
}

#[test]
fn an_endpoint_that_is_gone_is_no_proof_of_absence() {
    let data = shop();
    let running = Running::headless(data.path());
    std::fs::remove_file(data.path().join("control.json")).unwrap();
    let output = run(&data, &["shop", "status"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("대답하지 않"), "{}", stderr(&output));
    drop(running);
    // A killed one leaves its lock file behind, and no process holds it.
    let output = run(&data, &["shop", "status"]);
    assert!(stderr(&output).contains("실행 중인 주문벨이 없"), "{}", stderr(&output));
}

/// An instance that says this to everybody, and calls itself this version.
fn speaks(data: &TempDir, version: &str, line: &'static str) {
    let socket = data.path().join("control.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let named = format!("{{\"endpoint\":{socket:?},\"process\":1,\"version\":\"{version}\"}}");
    std::fs::write(data.path().join("control.json"), named).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = String::new();
            let _ = BufReader::new(&stream).read_line(&mut asked);
            let _ = stream.write_all(line.as_bytes());
        }
    });
}

#[test]
fn an_instance_of_another_version_is_named_with_what_to_do() {
    let ours = env!("CARGO_PKG_VERSION");
    for (version, line, named) in [
        ("9.0.0", "{\"version\":99,\"message\":{\"not-understood\":{\"reason\":\"?\"}}}\n", "9.0.0"),
        ("0.0.1", "{\"reply\":\"not-understood\",\"reason\":\"?\"}\n", "0.0.1"),
        (ours, "{\"version\":99,\"message\":{\"sung\":[1,2]}}\n", "/99"),
    ] {
        let data = shop();
        speaks(&data, version, line);
        for arguments in [&["ready", "특급-001"][..], &["shop", "open"], &["check-code", "특급-001", "0420"]]
        {
            let output = run(&data, arguments);
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
            assert!(said.contains("다른 판") && said.contains(named), "{arguments:?}: {said}");
            assert!(said.contains("끄고 다시 켜세요"), "{arguments:?}: {said}");
            korean(&said);
            let english = run(&data, &[&["--lang", "en"][..], arguments].concat());
            let said = stderr(&english);
            assert!(said.contains("another version") && said.contains("start it again"), "{said}");
        }
    }
}

#[test]
fn without_a_display_a_headless_instance_goes_on() {
    let data = shop();
    let mut running = Running::headless(data.path());
    let output = run(&data, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("창을 열 수 없습니다"), "{}", stderr(&output));
    assert!(running.0.try_wait().unwrap().is_none(), "the one that takes orders still does");
    assert_eq!(run(&data, &["shop", "status"]).status.code(), Some(0));
    // Nor for settings that a window could only show as broken, where none that were right are kept.
    std::fs::remove_dir_all(data.path().join("last-good")).unwrap();
    std::fs::write(data.path().join("settings.toml"), "[store]\n").unwrap();
    let (_display, folder) = display();
    let output = with_display(&data, &folder).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(running.0.try_wait().unwrap().is_none());
}

#[test]
fn the_status_of_a_shop_tells_its_hours_beside_each_app() {
    let shop = TestShop::new().app("x-app", "baedal-teukgeup", format_args!("http://{}", nobody()));
    let data = with_settings(&shop.with("[store.hours]\nevery = \"05:30-05:15\"").to_string());
    let _running = Running::headless(data.path());
    let output = run(&data, &["shop", "status"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    let mut lines = said.lines().skip_while(|line| !line.starts_with("x-app\t"));
    let app = lines.next().unwrap_or_else(|| panic!("{said}"));
    let hours = lines.next().unwrap_or_else(|| panic!("{said}"));
    assert!(app.contains("배달특급") && hours.contains("05:30") && hours.contains("05:15"), "{said}");
}

/// A display that answers and shows nothing.
fn display() -> (UnixListener, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (UnixListener::bind(folder.path().join("wayland-7")).unwrap(), folder)
}

fn with_display(data: &TempDir, folder: &TempDir) -> Command {
    let mut start = jumunbell(data.path(), &[]);
    start.env("WAYLAND_DISPLAY", "wayland-7").env("XDG_RUNTIME_DIR", folder.path());
    start
}

/// Whatever becomes of the window on a display that breaks off, the orders are taken by one process throughout.
#[test]
fn a_start_with_a_display_takes_over_from_a_headless_one() {
    let data = shop();
    let mut headless = Running::headless(data.path());
    let (display, folder) = display();
    // Hangs up on everybody, so that the window ends as soon as it is opened.
    std::thread::spawn(move || display.incoming().for_each(drop));
    let mut start = with_display(&data, &folder);
    let mut child = start.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let second = Running(child);
    let mut told = String::new();
    headless.0.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains("이어받았습니다"), "{told}");
    assert_eq!(headless.0.wait().unwrap().code(), Some(0));
    let goes_on = out.lines().map(|line| line.unwrap()).find(|line| line.contains("계속 주문을 받습니다"));
    assert!(goes_on.is_some(), "the window is gone, the orders are not");
    assert_eq!(run(&data, &["shop", "status"]).status.code(), Some(0));
    // And once more, from one that took over itself.
    let output = run(&data, &["run", "--headless"]);
    assert!(stderr(&output).contains("이미 실행 중"), "{}", stderr(&output));
    drop(second);
}
