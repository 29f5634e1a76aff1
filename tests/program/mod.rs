//! The real program for tests of its commands: how it is run, and a server that answers what it is told to.

#![allow(dead_code)] // each test file uses its part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

/// Longer than anything takes on the slowest machine; a passing test never waits for it.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// `jumunbell` with a data folder of its own and nothing of this machine's environment in the way.
pub fn jumunbell(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
    command.arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
        command.env_remove(variable);
    }
    command
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        .env("CUPS_SERVER", "/nowhere/cups.sock");
    command
}

pub fn run(data: &TempDir, arguments: &[&str]) -> Output {
    jumunbell(data.path(), arguments).output().unwrap()
}

pub fn with_settings(text: &str) -> TempDir {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("settings.toml"), text).unwrap();
    data
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Kills a program when its test ends, however it ends.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// A counter without a window that takes orders by now.
    pub fn headless(data: &Path) -> Running {
        let mut command = jumunbell(data, &["run", "--headless"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first).unwrap();
        assert_eq!(first.trim(), "주문을 받고 있습니다");
        child.stdout = Some(out.into_inner());
        Running(child)
    }
}

/// What a server says to one request: status, type and body.
pub type Said = (u16, &'static str, String);

/// A server on this machine that answers each request (its head with its body) by one function.
pub struct Server {
    pub address: SocketAddr,
    /// How often a token was asked for.
    pub tokens: Arc<AtomicUsize>,
}

impl Server {
    pub fn start(answer: impl Fn(&str) -> Said + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { address: listener.local_addr().unwrap(), tokens: Arc::default() };
        let (answer, tokens) = (Arc::new(answer), server.tokens.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, tokens) = (answer.clone(), tokens.clone());
                std::thread::spawn(move || drop(attend(stream, &*answer, &tokens)));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// One request and its answer; then the connection ends.
fn attend(stream: TcpStream, answer: &dyn Fn(&str) -> Said, tokens: &AtomicUsize) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            // What is no text is not HTTP, and a server says so.
            Err(_) => {
                return reader.get_mut().write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            }
        }
        let told = line.to_ascii_lowercase();
        if let Some(told) = told.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap_or(0);
        }
        request.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.push_str(&String::from_utf8_lossy(&body));
    if request.starts_with("POST /oauth/token") {
        tokens.fetch_add(1, Ordering::SeqCst);
    }
    let (status, kind, body) = answer(&request);
    let now = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&jiff::Timestamp::now())
        .unwrap();
    let head = format!(
        "HTTP/1.1 {status} x\r\nDate: {now}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

/// An app that accepts the secret `right` and has no orders.
pub fn app() -> Server {
    Server::start(|request| {
        let json = "application/json";
        if request.starts_with("POST /oauth/token") {
            return match request.contains("client_secret=right") {
                true => {
                    (200, json, r#"{"access_token":"t","token_type":"bearer","expires_in":3600}"#.to_owned())
                }
                false => (401, json, r#"{"error":"invalid_client"}"#.to_owned()),
            };
        }
        if request.starts_with("GET /v1/events") {
            return (200, json, "[]".to_owned());
        }
        (404, json, r#"{"title":"no such call"}"#.to_owned())
    })
}

/// A web server that has nothing to do with orders.
pub fn web(status: u16) -> Server {
    Server::start(move |_| {
        (status, "text/html", "<html><body>Welcome to our web site</body></html>".to_owned())
    })
}

/// An address at which no server listens.
pub fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Latin words that stand in Korean sentences: names, what is typed, marks of the doctor.
const LATIN: &[&str] = &[
    "mm",
    "ok",
    "warn",
    "FAIL",
    "USB",
    "CUPS",
    "Wi-Fi",
    "POS",
    "QR",
    "MB",
    "lp",
    "dialout",
    "address",
    "latitude",
    "longitude",
    "logs",
    "https",
    "data",
    "account",
    "secret",
    "settings",
    "disk",
    "store",
    "backup",
    "copy",
    "clock",
    "sound",
    "instance",
    "update",
    "key",
    "place",
];

/// Every Latin word of a Korean text is a name, an identifier or something to type. Ids of the settings are `x-…`.
#[track_caller]
pub fn korean(text: &str) {
    // What is typed stands in backticks.
    let typed = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let latin = |c: char| c.is_ascii_alphanumeric() || "-_./:=@[]#".contains(c);
    for word in typed.split(|c: char| !latin(c)) {
        let word = word.trim_matches(|c: char| "-_./:=[]".contains(c));
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        let identifier =
            word.contains(|c: char| "_./:=@".contains(c) || c.is_ascii_digit()) || word.starts_with("x-");
        assert!(letters < 2 || identifier || LATIN.contains(&word), "{word:?} in:\n{text}");
    }
}

/// An English text has no Korean beside what the shop, the apps and the profiles are called.
#[track_caller]
pub fn english(text: &str) {
    let own = ["가상국밥", "배달특급", "주문벨", "(한글)", "한글"]
        .iter()
        .fold(text.to_owned(), |own, name| own.replace(name, ""));
    let line = own.lines().find(|line| line.contains(|c: char| ('가'..='힣').contains(&c)));
    assert!(line.is_none(), "{line:?} in:\n{text}");
}

/// A server that speaks TLS with a certificate of no known authority. Answers nothing: no client gets that far.
pub fn stranger() -> SocketAddr {
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    let certificate = CertificateDer::from(include_bytes!("../fixtures/tls/stranger.cert.der").to_vec());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../fixtures/tls/stranger.key.der").to_vec());
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key.into())
            .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let config = config.clone();
            std::thread::spawn(move || {
                let mut session = rustls::ServerConnection::new(config).unwrap();
                while session.is_handshaking() && session.complete_io(&mut stream).is_ok() {}
            });
        }
    });
    address
}
