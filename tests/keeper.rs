//! The program under its watch, and `stop`, over the real binaries: a crash is followed by a start and a note, an end that was
//! wanted by nothing.

#![cfg(target_os = "linux")]
// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use jumunbell::sim::TestShop;
use program::{PATIENCE, Running, jumunbell, nobody, run, stderr, stdout, with_settings};
use serde_json::Value;
use tempfile::TempDir;

const TAKING_ORDERS: &str = "주문을 받고 있습니다";

fn shop() -> TempDir {
    let printer = format!("tcp://{}", nobody());
    with_settings(&TestShop::new().printer("x-kitchen", "generic-80mm", printer).to_string())
}

/// The same command of the program that watches.
fn kept(data: &Path, arguments: &[&str]) -> Command {
    let plain = jumunbell(data, arguments);
    let mut kept = Command::new(env!("CARGO_BIN_EXE_jumunbellw"));
    kept.args(plain.get_args()).stdin(Stdio::null());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => kept.env(name, value),
            None => kept.env_remove(name),
        };
    }
    kept
}

/// A counter that is watched, and what it says.
struct Kept {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    data: TempDir,
}

impl Kept {
    fn start() -> Kept {
        let data = shop();
        let mut command = kept(data.path(), &["run", "--headless"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut kept = Kept { child, lines, data };
        kept.takes_orders();
        kept
    }

    #[track_caller]
    fn takes_orders(&mut self) {
        assert_eq!(self.lines.next().unwrap().unwrap(), TAKING_ORDERS);
    }

    /// The process that takes the orders.
    fn process(&self) -> u64 {
        read(&self.data.path().join("control.json")).unwrap()["process"].as_u64().unwrap()
    }

    fn note(&self) -> Option<Value> {
        read(&self.data.path().join("crash.json"))
    }

    fn ends(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // The watch first, which would start another one.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = run(&self.data, &["stop"]);
    }
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

fn signal(process: u64, name: &str) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

#[test]
fn a_counter_that_crashes_is_started_again_with_a_note() {
    let mut kept = Kept::start();
    let first = kept.process();
    signal(first, "-ABRT");
    kept.takes_orders();
    assert_ne!(kept.process(), first);
    // There is no window that would show it: it stands in the log, and is put away.
    assert!(kept.note().is_none());
    let note = read(&kept.data.path().join("crash-seen.json")).unwrap();
    assert_eq!((&note["signal"], &note["code"], &note["place"]), (&6.into(), &Value::Null, &Value::Null));
    assert_eq!((&note["restarts"], &note["version"]), (&true.into(), &env!("CARGO_PKG_VERSION").into()));
    let at: jiff::Timestamp = note["at"].as_str().unwrap().parse().unwrap();
    assert!((jiff::Timestamp::now().as_second() - at.as_second()).abs() < 600, "{note}");
    let output = run(&kept.data, &["stop"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(kept.ends().code(), Some(0));
    let log = std::fs::read_dir(kept.data.path().join("logs")).unwrap().flatten();
    let log: String = log.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
    assert!(log.contains("the program had crashed"), "{log}");
}

#[test]
fn an_end_that_was_wanted_is_left_and_its_code_passed_on() {
    let mut counter = Kept::start();
    let process = counter.process();
    // Which is no crash: another one takes the orders already.
    let second = kept(counter.data.path(), &["run", "--headless"]).output().unwrap();
    assert_eq!(second.status.code(), Some(1), "{}", stderr(&second));
    assert!(stderr(&second).contains("이미 실행 중"), "{}", stderr(&second));
    let orders = kept(counter.data.path(), &["orders", "--json"]).output().unwrap();
    assert_eq!((orders.status.code(), stdout(&orders).trim()), (Some(0), "[]"));
    signal(process, "-TERM");
    assert_eq!(counter.ends().code(), Some(0));
    assert_eq!(counter.note(), None);
    let nothing = tempfile::tempdir().unwrap();
    let output = kept(nothing.path(), &["run", "--headless"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn stop_ends_the_running_program_and_waits_until_it_is_gone() {
    let data = shop();
    let mut running = Running::headless(data.path());
    let output = run(&data, &["stop"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("끝냈습니다"), "{}", stdout(&output));
    // The lock is the last that it lets go of.
    let start = Instant::now();
    let status = loop {
        if let Some(status) = running.0.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
    // And what an installer reads.
    let output = run(&data, &["--lang", "en", "stop"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output).trim(), "Jumunbell is not running.");
}

#[test]
fn one_that_hangs_is_not_said_to_have_stopped() {
    let data = shop();
    let running = Running::headless(data.path());
    signal(running.0.id().into(), "-STOP");
    let output = run(&data, &["stop"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("대답하지 않"), "{}", stderr(&output));
}
