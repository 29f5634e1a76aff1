//! A CUPS of a test's own: the real `cupsd` with its configuration, its queues and its socket in a temporary folder.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Tells the second run of a test, which has `CUPS_SERVER` in its environment, from the first.
const INSIDE: &str = "JUMUNBELL_TEST_INSIDE_CUPS";

/// Runs a test with a CUPS of its own. Where the client finds its server is a variable of the process, so the test is run
/// again in a process that has it.
pub fn with_cups(test: &str, scenario: impl AsyncFnOnce(&Queues)) {
    if std::env::var_os(INSIDE).is_some() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let end = async { tokio::time::timeout(Duration::from_secs(120), scenario(&Queues)).await };
        return runtime.block_on(end).expect("the scenario ends");
    }
    let Some(cupsd) = installed() else { return };
    let cups = Cups::start(&cupsd);
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .env("CUPS_SERVER", cups.socket())
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout).into_owned() + &String::from_utf8_lossy(&again.stderr);
    assert!(said.contains("1 passed") || !again.status.success(), "{test} is no test of this file:\n{said}");
    assert!(again.status.success(), "{said}\n{}", cups.log());
}

/// Where `cupsd` is. CI installs it, so there it must be.
fn installed() -> Option<PathBuf> {
    let found = ["/usr/sbin/cupsd", "/usr/bin/cupsd"].iter().map(PathBuf::from).find(|path| path.is_file());
    let tools = ["lpadmin", "lpstat", "cancel"].iter().all(|tool| run(tool, &["--version"]).is_some());
    let backend = Path::new("/usr/lib/cups/backend/socket").is_file();
    if found.is_none() || !tools || !backend {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI has no CUPS: packaging/dev/install-deps.sh installs it"
        );
        eprintln!("skipped: no CUPS here (packaging/dev/install-deps.sh installs it)");
        return None;
    }
    found
}

fn run(program: &str, args: &[&str]) -> Option<std::process::Output> {
    Command::new(program).args(args).stdin(Stdio::null()).output().ok()
}

/// A running `cupsd`; dropped, it ends.
struct Cups {
    folder: tempfile::TempDir,
    daemon: Child,
}

impl Cups {
    fn start(cupsd: &Path) -> Cups {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["root", "cache", "spool", "state"] {
            std::fs::create_dir(root.join(name)).unwrap();
        }
        // As root it runs backends as another user, who has to get through here.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(root, open).unwrap();
        let at = |name: &str| root.join(name).display().to_string();
        let files = format!(
            "ServerRoot {}\nCacheDir {}\nRequestRoot {}\nStateDir {}\nAccessLog {}\nErrorLog {}\nPageLog {}\n\
             ServerBin /usr/lib/cups\nDataDir /usr/share/cups\nSystemGroup root\n",
            at("root"),
            at("cache"),
            at("spool"),
            at("state"),
            at("access_log"),
            at("error_log"),
            at("page_log"),
        );
        // Every program that reaches the socket may do everything.
        let rules = format!(
            "Listen {}\nLogLevel debug\nMaxLogSize 0\nBrowsing Off\nWebInterface No\n\
             <Location />\n  Allow all\n</Location>\n<Location /admin>\n  Allow all\n</Location>\n\
             <Policy default>\n  <Limit All>\n    Order deny,allow\n  </Limit>\n</Policy>\n",
            at("socket"),
        );
        std::fs::write(root.join("root/cups-files.conf"), files).unwrap();
        std::fs::write(root.join("root/cupsd.conf"), rules).unwrap();
        let output = std::fs::File::create(root.join("output")).unwrap();
        let daemon = Command::new(cupsd)
            .args(["-f", "-c", &at("root/cupsd.conf"), "-s", &at("root/cups-files.conf")])
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut cups = Cups { folder, daemon };
        let until = Instant::now() + Duration::from_secs(30);
        while std::os::unix::net::UnixStream::connect(cups.socket()).is_err() {
            let ended = cups.daemon.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < until,
                "cupsd did not start ({ended:?}):\n{}",
                cups.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        cups
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// The end of what it wrote.
    fn log(&self) -> String {
        let mut text = Vec::new();
        for name in ["output", "error_log"] {
            if let Ok(mut file) = std::fs::File::open(self.folder.path().join(name)) {
                let _ = file.read_to_end(&mut text);
            }
        }
        let lines = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<&str> = lines.lines().collect();
        lines[lines.len().saturating_sub(200)..].join("\n")
    }
}

impl Drop for Cups {
    fn drop(&mut self) {
        // A kind word first: it ends its backends.
        let asked = run("kill", &[&self.daemon.id().to_string()]);
        let until = Instant::now() + Duration::from_secs(5);
        while asked.is_some() && Instant::now() < until && matches!(self.daemon.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// The queues of the server in `CUPS_SERVER`.
pub struct Queues;

impl Queues {
    /// Makes a raw queue in front of a port.
    pub fn add(&self, name: &str, printer: std::net::SocketAddr) {
        self.told("lpadmin", &["-p", name, "-v", &format!("socket://{printer}"), "-m", "raw", "-E"]);
    }

    /// Runs one of CUPS's own tools and gives what it said.
    pub fn told(&self, tool: &str, args: &[&str]) -> String {
        let output = run(tool, args).unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{tool} {args:?}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }

    /// The jobs that are not over.
    pub fn waiting(&self, name: &str) -> String {
        self.told("lpstat", &["-W", "not-completed", "-o", name])
    }
}
