//! One question to the CUPS server: where it is, what is sent, and what came of it. Every exchange is bounded in time and
//! in size.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cause::{Cause, Why};
use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::{IppParseError, IppParser};
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use reqwest::header::CONTENT_TYPE;
use tokio::time::timeout;

/// Longest answer taken; the list of a hundred queues is about 20 kB.
const LONGEST: usize = 1024 * 1024;
/// The owner of this program's jobs in the list of the print system.
const USER: &str = "jumunbell";

/// Why there was no answer, or none that helps.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    /// Cannot be put into the protocol, so nothing was sent.
    #[error("{0}")]
    Unsayable(#[from] IppParseError),
    /// No server is there, so nothing arrived.
    #[error("CUPS is not running ({0})")]
    Absent(String),
    /// The request may have arrived.
    #[error("{0}")]
    Perhaps(Cause),
    /// The request arrived and was refused.
    #[error("{1}")]
    Refused(StatusCode, String),
}

impl From<Failed> for Cause {
    fn from(failed: Failed) -> Cause {
        match failed {
            Failed::Unsayable(error) => Cause::of(Why::QueueRefused).with(error),
            Failed::Absent(why) => Cause::of(Why::NoPrintSystem).with(why),
            Failed::Perhaps(cause) => cause,
            Failed::Refused(_, said) => Cause::of(Why::QueueRefused).with(said),
        }
    }
}

/// The attributes of one printer or job, each with its values as text.
#[derive(Debug, Default)]
pub(super) struct Attributes(pub(super) BTreeMap<String, Vec<String>>);

impl Attributes {
    pub(super) fn texts(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value; empty if there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.texts(name).first().cloned().unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<i32> {
        self.text(name).parse().ok()
    }
}

/// What a print server answered over IPP.
pub(super) struct IppResponse {
    pub(super) printers: Vec<Attributes>,
    pub(super) jobs: Vec<Attributes>,
}

/// A question.
pub(super) struct Request {
    operation: Operation,
    /// The path that it is posted to: access rules of CUPS go by it.
    path: String,
    attributes: Vec<(&'static str, Result<IppValue, IppParseError>)>,
}

impl Request {
    pub(super) fn new(operation: Operation) -> Request {
        Request { operation, path: "/".to_owned(), attributes: Vec::new() }
    }

    /// About a queue.
    pub(super) fn queue(mut self, name: &str) -> Request {
        self.path = format!("/printers/{}", encoded(name));
        let uri = format!("ipp://localhost{}", self.path);
        self.with("printer-uri", IppValue::new_uri(uri))
    }

    /// About a job.
    pub(super) fn job(mut self, id: i32) -> Request {
        self.path = "/jobs/".to_owned();
        self.with("job-uri", IppValue::new_uri(format!("ipp://localhost/jobs/{id}")))
    }

    /// What the answer is to contain.
    pub(super) fn wanting(self, names: &[&str]) -> Request {
        let names: Result<Vec<IppValue>, _> = names.iter().map(|name| IppValue::new_keyword(*name)).collect();
        self.with("requested-attributes", names.map(IppValue::Array))
    }

    pub(super) fn with(mut self, name: &'static str, value: Result<IppValue, IppParseError>) -> Request {
        self.attributes.push((name, value));
        self
    }

    /// Asks, with a document behind the question or none, and waits for the answer at most `within`.
    pub(super) async fn send(
        self,
        document: Option<Vec<u8>>,
        within: Duration,
    ) -> Result<IppResponse, Failed> {
        let path = self.path.clone();
        let mut body = self.encoded()?;
        body.extend(document.unwrap_or_default());
        match timeout(within, exchange(&path, body)).await {
            Ok(answer) => read(answer?),
            Err(_) => Err(Failed::Perhaps(Cause::of(Why::NoAnswer).about("CUPS"))),
        }
    }

    fn encoded(self) -> Result<Vec<u8>, IppParseError> {
        let mut request = IppRequestResponse::new(IppVersion::v2_0(), self.operation, None)?;
        let mut add = |name: &str, value| -> Result<(), IppParseError> {
            let attribute = IppAttribute::with_name(name, value)?;
            request.attributes_mut().add(DelimiterTag::OperationAttributes, attribute);
            Ok(())
        };
        for (name, value) in self.attributes {
            add(name, value?)?;
        }
        add("requesting-user-name", IppValue::new_name_without_language(USER)?)?;
        Ok(request.to_bytes().to_vec())
    }
}

/// A name as a piece of a path.
fn encoded(name: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    name.bytes().map(byte).collect()
}

/// Where the server listens.
enum Place {
    Socket(PathBuf),
    Port(String),
}

/// As every client of CUPS finds it: the variable `CUPS_SERVER`, else the socket of this machine, else its port.
fn place(named: Option<String>, sockets: &[&str]) -> Place {
    match named.filter(|name| !name.is_empty()) {
        Some(path) if path.starts_with('/') => Place::Socket(path.into()),
        Some(host) => {
            let bare = host.split('/').next().unwrap_or_default();
            let port = bare.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
            Place::Port(if port { bare.to_owned() } else { format!("{bare}:631") })
        }
        None => match sockets.iter().find(|path| Path::new(path).exists()) {
            Some(path) => Place::Socket(PathBuf::from(path)),
            None => Place::Port("localhost:631".to_owned()),
        },
    }
}

/// Sockets of CUPS on Linux and macOS.
const SOCKETS: [&str; 3] = ["/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd"];

/// Carries one question there and the answer back.
async fn exchange(path: &str, body: Vec<u8>) -> Result<Vec<u8>, Failed> {
    let absent = |error: &reqwest::Error| Failed::Absent(why(error));
    // reqwest is built without a crypto provider, though nothing here is encrypted. A second installation finds the first,
    // which will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().http1_only().no_proxy().tls_certs_only([]);
    let (builder, host) = match place(std::env::var("CUPS_SERVER").ok(), &SOCKETS) {
        Place::Socket(socket) => (builder.unix_socket(socket), "localhost".to_owned()),
        Place::Port(host) => (builder, host),
    };
    let client = builder.redirect(reqwest::redirect::Policy::none()).build().map_err(|e| absent(&e))?;
    let request =
        client.post(format!("http://{host}{path}")).header(CONTENT_TYPE, "application/ipp").body(body);
    let perhaps = |error: reqwest::Error| {
        let lost = || Cause::of(Why::Cut).with(why(&error));
        Failed::Perhaps(Cause::behind(&error).unwrap_or_else(lost).about("CUPS"))
    };
    let mut response =
        request.send().await.map_err(|e| if e.is_connect() { absent(&e) } else { perhaps(e) })?;
    if !response.status().is_success() {
        let status = response.status();
        return Err(Failed::Refused(StatusCode::ClientErrorNotAuthorized, format!("refused: {status}")));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(perhaps)? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(Failed::Perhaps(Cause::of(Why::TooLarge).about("CUPS")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The innermost cause: the outer ones only say that sending failed.
fn why(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn read(bytes: Vec<u8>) -> Result<IppResponse, Failed> {
    let parsed = IppParser::new(std::io::Cursor::new(bytes)).parse();
    let answer =
        parsed.map_err(|error| Failed::Perhaps(Cause::of(Why::Unreadable).about("CUPS").with(error)))?;
    let status = answer.header().status_code();
    let groups = |tag| answer.attributes().groups_of(tag).map(attributes).collect::<Vec<_>>();
    if !status.is_success() {
        let said = groups(DelimiterTag::OperationAttributes);
        let said = said.first().map(|group| group.text("status-message")).unwrap_or_default();
        let said = if said.is_empty() { status.to_string() } else { said };
        return Err(Failed::Refused(status, said));
    }
    Ok(IppResponse {
        printers: groups(DelimiterTag::PrinterAttributes),
        jobs: groups(DelimiterTag::JobAttributes),
    })
}

fn attributes(group: &IppAttributeGroup) -> Attributes {
    let all = group.attributes().iter().map(|attribute| {
        let texts = attribute.value().into_iter().filter_map(text).collect();
        (attribute.name().to_string(), texts)
    });
    Attributes(all.collect())
}

/// A value as text; `None` for IPP's values that stand for no value.
fn text(value: &IppValue) -> Option<String> {
    match value {
        IppValue::NoValue | IppValue::Other { .. } | IppValue::NonUtf8 { .. } => None,
        IppValue::TextWithLanguage { text, .. } => Some(text.to_string()),
        IppValue::NameWithLanguage { name, .. } => Some(name.to_string()),
        value => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_where_every_client_finds_it() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let here = here.to_str().unwrap();
        let at = |named: Option<&str>, sockets: &[&str]| match place(named.map(str::to_owned), sockets) {
            Place::Socket(path) => path.display().to_string(),
            Place::Port(host) => host,
        };
        assert_eq!(at(None, &["/no/such/socket", here]), here);
        assert_eq!(at(None, &["/no/such/socket"]), "localhost:631");
        assert_eq!(at(Some(""), &[]), "localhost:631");
        assert_eq!(at(Some("/tmp/own.sock"), &[here]), "/tmp/own.sock");
        assert_eq!(at(Some("192.168.0.9"), &[here]), "192.168.0.9:631");
        assert_eq!(at(Some("office:8631/version=1.1"), &[here]), "office:8631");
    }

    #[test]
    fn names_that_are_no_path_are_written_so_that_they_are() {
        assert_eq!(encoded("kitchen_1"), "kitchen_1");
        assert_eq!(encoded("주방/1 #?"), "%EC%A3%BC%EB%B0%A9%2F1%20%23%3F");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        assert!(matches!(read(Vec::new()), Err(Failed::Perhaps(_))));
        assert!(matches!(read(b"<html>busy</html>".to_vec()), Err(Failed::Perhaps(_))));
        let not_found = [0x02, 0x00, 0x04, 0x06, 0, 0, 0, 1, 0x03];
        let refused = read(not_found.to_vec());
        assert!(matches!(refused, Err(Failed::Refused(StatusCode::ClientErrorNotFound, _))));
        assert!(Request::new(Operation::CancelJob).queue(&"q".repeat(2000)).encoded().is_err());
    }
}
