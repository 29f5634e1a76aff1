//! New versions over a real server and real processes: what is not signed or not the signed file is left, nothing is installed while
//! orders are open, and a version that does not come up is taken back with the orders.

#![cfg(target_os = "linux")]
// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jumunbell::sim::TestShop;
use jumunbell::update::platform;
use keeper::trial::{Plan, predecessor};
use minisign::KeyPair;
use program::{PATIENCE, jumunbell, korean, nobody, stderr, stdout};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const OWN: &str = env!("CARGO_PKG_VERSION");

/// What the server says to a path.
#[derive(Clone)]
enum Says {
    File(Vec<u8>),
    To(String),
    Nothing,
}

/// A folder on a server, and the key of its owner.
struct Folder {
    pair: KeyPair,
    files: Arc<Mutex<BTreeMap<String, Says>>>,
    address: SocketAddr,
}

impl Folder {
    fn new() -> Folder {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, files) = (listener.local_addr().unwrap(), Arc::<Mutex<BTreeMap<_, _>>>::default());
        let served = files.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                std::thread::spawn(move || drop(serve(stream, &served)));
            }
        });
        Folder { pair: KeyPair::generate_unencrypted_keypair().unwrap(), files, address }
    }

    fn put(&self, name: &str, says: Says) {
        self.files.lock().unwrap().insert(format!("/bell/{name}"), says);
    }

    fn file(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.put(name, Says::File(bytes.into()));
    }

    fn sign(&self, text: &str) -> String {
        minisign::sign(None, &self.pair.sk, text.as_bytes(), None, None).unwrap().into_string()
    }

    /// Lays a version down, as `packaging/sign.sh` does.
    fn publish(&self, version: &str, program: &str) {
        let name = format!("jumunbell-{version}");
        self.publish_as("jumunbell.json", &manifest(version, &name, program));
        self.file(&name, program);
    }

    fn publish_as(&self, name: &str, manifest: &str) {
        self.file(name, manifest);
        self.file(&format!("{name}.minisig"), self.sign(manifest));
    }

    fn settings(&self, more: &str) -> String {
        let (address, key) = (self.address, self.pair.pk.to_base64());
        format!("[update]\naddress = \"http://{address}/bell/\"\npublic_key = \"{key}\"\n{more}\n")
    }
}

fn manifest(version: &str, name: &str, program: &str) -> String {
    let sum: String = Sha256::digest(program).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = json!({ "name": name, "bytes": program.len(), "sha256": sum });
    json!({ "format": 1, "program": "jumunbell", "version": version, "files": { platform(false): file } })
        .to_string()
}

fn serve(stream: TcpStream, files: &Mutex<BTreeMap<String, Says>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut first, mut line) = (String::new(), String::new());
    reader.read_line(&mut first)?;
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    let says = files.lock().unwrap().get(path).cloned();
    let mut stream = reader.into_inner();
    match says {
        None => stream.write_all(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        Some(Says::To(place)) => write!(
            stream,
            "HTTP/1.1 302 x\r\nLocation: {place}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ),
        // Until the one that asks has had enough.
        Some(Says::Nothing) => stream.read_to_end(&mut Vec::new()).map(drop),
        Some(Says::File(bytes)) => {
            // Without a length, so that only the manifest can say it.
            stream.write_all(b"HTTP/1.1 200 x\r\nConnection: close\r\n\r\n")?;
            stream.write_all(&bytes)
        }
    }
}

/// A program in a folder of its own with a data folder: what `update` replaces is never the one that is tested.
struct Installed {
    programs: TempDir,
    data: TempDir,
}

impl Installed {
    fn with(settings: &str) -> Installed {
        let installed =
            Installed { programs: tempfile::tempdir().unwrap(), data: tempfile::tempdir().unwrap() };
        for real in [env!("CARGO_BIN_EXE_jumunbell"), env!("CARGO_BIN_EXE_jumunbellw")] {
            let place = installed.programs.path().join(Path::new(real).file_name().unwrap());
            fs::hard_link(real, &place).or_else(|_| fs::copy(real, &place).map(drop)).unwrap();
        }
        installed.set(settings);
        installed
    }

    fn set(&self, settings: &str) {
        let printer = format!("tcp://{}", nobody());
        let shop = TestShop::new().printer("x-kitchen", "generic-80mm", printer);
        fs::write(self.data.path().join("settings.toml"), format!("{shop}\n{settings}")).unwrap();
    }

    fn program(&self) -> PathBuf {
        self.programs.path().join("jumunbell")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let plain = jumunbell(self.data.path(), arguments);
        let mut command = Command::new(self.programs.path().join(program));
        command.args(plain.get_args()).stdin(Stdio::null());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command("jumunbell", arguments).output().unwrap()
    }

    #[track_caller]
    fn check(&self) -> Value {
        let output = self.run(&["update", "check", "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_str(&stdout(&output)).unwrap()
    }

    /// An installation that is refused, and what is said; the program is the one that was there.
    #[track_caller]
    fn refused(&self, arguments: &[&str], says: &str) {
        let before = fs::metadata(self.program()).unwrap().len();
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
        korean(&stderr(&output));
        assert_eq!(fs::metadata(self.program()).unwrap().len(), before);
        assert!(!predecessor(&self.program()).exists() && Plan::read(self.data.path()).is_none());
    }

    /// The watched counter, which takes orders by now.
    fn watched(&self) -> Watched<'_> {
        let mut command = self.command("jumunbellw", &["run", "--headless"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let watched = Watched { child, installed: self };
        watched.answers();
        watched
    }

    fn failed(&self) -> Value {
        let note = fs::read_to_string(self.data.path().join("update/failed-seen.json")).unwrap();
        serde_json::from_str(&note).unwrap()
    }

    /// A trial that an installation has begun: `new` in the place of the program, which is kept.
    fn on_trial(&self, new: Option<&str>, to: &str, seconds: u64) {
        let program = self.program();
        fs::rename(&program, predecessor(&program)).unwrap();
        match new {
            Some(script) => write_program(&program, script),
            None => fs::hard_link(predecessor(&program), &program).unwrap(),
        }
        fs::create_dir_all(self.data.path().join("update")).unwrap();
        let patience = Duration::from_secs(seconds);
        let plan = Plan { from: OWN.to_owned(), to: to.to_owned(), patience, again: true };
        plan.write(self.data.path()).unwrap();
    }
}

fn write_program(path: &Path, script: &str) {
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

struct Watched<'i> {
    child: Child,
    installed: &'i Installed,
}

impl Watched<'_> {
    /// Waits until a counter answers that is not this process; its process.
    fn answers_after(&self, before: Option<u64>) -> u64 {
        let control = self.installed.data.path().join("control.json");
        let begun = Instant::now();
        loop {
            let process = fs::read_to_string(&control).ok();
            let process = process.and_then(|text| serde_json::from_str::<Value>(&text).ok());
            if let Some(process) = process.and_then(|control| control["process"].as_u64())
                && Some(process) != before
                && self.installed.run(&["shop", "status"]).status.success()
            {
                return process;
            }
            assert!(begun.elapsed() < PATIENCE, "no counter answers");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> u64 {
        self.answers_after(None)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        // The watch first, which would start another one.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let real = jumunbell(self.installed.data.path(), &["stop"]).output();
        drop(real);
    }
}

#[test]
fn check_tells_what_is_offered_and_changes_nothing() {
    let folder = Folder::new();
    let installed = Installed::with("");
    assert_eq!(installed.check()["state"], "off");
    assert_eq!(installed.run(&["update", "install"]).status.code(), Some(1));
    installed.set(&folder.settings(""));
    for (version, state) in [("99.0.0", "available"), (OWN, "same"), ("0.0.1", "older")] {
        folder.publish(version, "program");
        let told = installed.check();
        assert_eq!((&told["state"], &told["offered"]), (&json!(state), &json!(version)), "{told}");
        let output = installed.run(&["update", "check"]);
        assert!(stdout(&output).contains(version), "{}", stdout(&output));
        korean(&stdout(&output));
    }
    installed.refused(&["update", "install"], "옛것");
    // A pin has a manifest of its own, and lets an older version through.
    installed.set(&folder.settings("pin = \"0.0.1\""));
    installed.refused(&["update", "check"], "jumunbell-0.0.1.json");
    folder.publish_as("jumunbell-0.0.1.json", &manifest("0.0.1", "jumunbell-0.0.1", "program"));
    assert_eq!(installed.check()["state"], "available");
    // The owner of the server cannot name another one so.
    folder.publish_as("jumunbell-0.0.1.json", &manifest("99.0.0", "jumunbell-99.0.0", "program"));
    assert_eq!(installed.check()["state"], "pinned");
    installed.refused(&["update", "install"], "0.0.1");
}

#[test]
fn what_another_signed_or_changed_is_refused() {
    let (folder, other) = (Folder::new(), Folder::new());
    let installed = Installed::with(&folder.settings(""));
    let text = manifest("99.0.0", "jumunbell-99.0.0", "program");
    folder.publish("99.0.0", "program");
    folder.file("jumunbell.json.minisig", other.sign(&text));
    installed.refused(&["update", "install"], "서명이 맞지 않");
    folder.publish_as("jumunbell.json", &text);
    folder.file("jumunbell.json", text.replace("99.0.0", "99.0.1"));
    installed.refused(&["update", "install"], "서명이 맞지 않");
    folder.publish_as("jumunbell.json", &text.replace("\"jumunbell\"", "\"another\""));
    installed.refused(&["update", "install"], "알아볼 수 없는");
    folder.publish_as("jumunbell.json", &text);
    folder.put("jumunbell-99.0.0", Says::To("http://updates.example/jumunbell".to_owned()));
    installed.refused(&["update", "install"], "암호화되지 않은");
    folder.files.lock().unwrap().clear();
    installed.refused(&["update", "install"], "jumunbell.json");
}

#[test]
fn a_file_that_is_not_the_signed_one_is_deleted() {
    let folder = Folder::new();
    let installed = Installed::with(&folder.settings(""));
    folder.publish("99.0.0", "a program");
    for other in ["b program", "a program and more", "a prog", ""] {
        folder.file("jumunbell-99.0.0", other);
        installed.refused(&["update", "install"], "서명된 것과 달라");
    }
    let left: Vec<_> = fs::read_dir(installed.data.path().join("update")).unwrap().flatten().collect();
    assert!(left.iter().all(|file| file.file_name() == "newest.json"), "{left:?}");
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let folder = Folder::new();
    let installed = Installed::with(&folder.settings(""));
    folder.put("jumunbell.json", Says::Nothing);
    let begun = Instant::now();
    installed.refused(&["update", "check"], "대답이 없");
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn nothing_is_installed_while_an_order_is_open() {
    let folder = Folder::new();
    let installed = Installed::with(&folder.settings(""));
    folder.publish("99.0.0", "#!/bin/sh\n");
    let watched = installed.watched();
    let output = installed.run(&["phone", "--takeout", "--dish", "국밥*1=9000"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(installed.check()["state"], "busy");
    installed.refused(&["update", "install"], "끝나지 않은 주문이 1건");
    // Also where no counter runs.
    drop(watched);
    installed.refused(&["update", "install"], "끝나지 않은 주문이 1건");
}

#[test]
fn a_counter_that_may_looks_by_itself_and_installs_nothing() {
    let folder = Folder::new();
    folder.publish("99.0.0", "#!/bin/sh\n");
    let installed = Installed::with(&folder.settings("daily = true"));
    let before = fs::metadata(installed.program()).unwrap().len();
    let watched = installed.watched();
    let process = watched.answers();
    let known = installed.data.path().join("update/newest.json");
    let begun = Instant::now();
    while !known.exists() {
        assert!(begun.elapsed() < PATIENCE, "it does not look");
        std::thread::sleep(Duration::from_millis(50));
    }
    let told = stdout(&installed.run(&["doctor"]));
    assert!(told.contains("새 99.0.0 버전이 있습니다"), "{told}");
    assert_eq!((fs::metadata(installed.program()).unwrap().len(), watched.answers()), (before, process));
}

#[test]
fn a_version_that_ends_at_once_is_taken_back() {
    let folder = Folder::new();
    let installed = Installed::with(&folder.settings(""));
    folder.publish("99.0.0", "#!/bin/sh\nexit 0\n");
    let watched = installed.watched();
    let before = watched.answers();
    let output = installed.run(&["update", "install"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stderr(&output).contains("되돌렸습니다"), "{}", stderr(&output));
    watched.answers_after(Some(before));
    let note = installed.failed();
    assert_eq!(
        (&note["to"], &note["why"], &note["orders"]),
        (&json!("99.0.0"), &json!("ended"), &Value::Null)
    );
    // It is not installed by itself again; a person may.
    assert_eq!(installed.check()["state"], "failed");
    let output = installed.run(&["update", "install"]);
    assert!(stderr(&output).contains("--again"), "{}", stderr(&output));
    assert!(!predecessor(&installed.program()).exists() && Plan::read(installed.data.path()).is_none());
}

#[test]
fn a_version_that_hangs_is_ended_and_taken_back() {
    let installed = Installed::with("");
    installed.on_trial(Some("#!/bin/sh\nexec sleep 600\n"), "99.0.0", 1);
    let _watched = installed.watched();
    assert_eq!(installed.failed()["why"], "silent");
}

#[test]
fn a_version_that_comes_up_stays() {
    let installed = Installed::with("");
    installed.on_trial(None, OWN, 3);
    let watched = installed.watched();
    let process = watched.answers();
    let begun = Instant::now();
    while Plan::read(installed.data.path()).is_some() {
        assert!(begun.elapsed() < PATIENCE, "the trial does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(watched.answers(), process, "the same program runs on");
    let left: Vec<_> = fs::read_dir(installed.data.path().join("update")).unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
    let begun = Instant::now();
    while predecessor(&installed.program()).exists() {
        assert!(begun.elapsed() < PATIENCE, "the predecessor stays");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_version_that_breaks_down_soon_is_taken_back() {
    let installed = Installed::with("");
    let up = installed.data.path().join("update/up");
    let script = format!("#!/bin/sh\nprintf 99.0.0 > '{}'\nkill -ABRT $$\n", up.display());
    installed.on_trial(Some(&script), "99.0.0", 60);
    let _watched = installed.watched();
    assert_eq!(installed.failed()["why"], "crashed");
}

#[test]
fn orders_that_only_the_new_version_reads_are_put_back() {
    let installed = Installed::with("");
    drop({
        let watched = installed.watched();
        let order = installed.run(&["phone", "--takeout", "--dish", "국밥*1=9000"]);
        assert_eq!(order.status.code(), Some(0), "{}", stderr(&order));
        watched
    });
    // SQLite's header bears the number of the schema at its 60th byte.
    let database = installed.data.path().join("jumunbell.db");
    let script = format!(
        "#!/bin/sh\nprintf '\\377' | dd of='{}' bs=1 seek=63 conv=notrunc 2>/dev/null\nexit 3\n",
        database.display()
    );
    installed.on_trial(Some(&script), "99.0.0", 60);
    let _watched = installed.watched();
    let output = installed.run(&["orders", "--json"]);
    let orders: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(orders.as_array().unwrap().len(), 1, "{orders}");
    let aside = installed.failed()["orders"].as_str().unwrap().to_owned();
    assert!(aside.contains("jumunbell-replaced-") && Path::new(&aside).exists(), "{aside}");
}
