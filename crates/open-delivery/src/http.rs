//! HTTP with every wait bounded. Shared by all rooms that speak to a server.

use std::net::IpAddr;
use std::time::Duration;

use cause::{Cause, Why};
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, Response, Url};

/// From the first byte sent to the last byte read.
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest time until a connection stands, name look-up and TLS included.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two pieces of an answer. Above the 13 s that agencies get to answer a create.
const READ_TIMEOUT: Duration = Duration::from_secs(14);
/// No server tells us to keep away longer than this.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);
/// Who was turned away for asking too often stays away at least this long, whatever the server says. Gorela wants ten
/// seconds before anything is repeated, and no other agency publishes less.
const LEAST_AFTER_TOO_MANY: Duration = Duration::from_secs(10);

/// The HTTP client could not be set up: no usable certificates or resolver on this machine.
#[derive(Debug, thiserror::Error)]
#[error("bad-address: {0}")]
pub struct HttpError(#[from] reqwest::Error);

/// A client for one server. Redirects are not followed, because they would carry our key to wherever a captive
/// portal or a typing error points; a loopback server is never reached through the system's proxy.
pub fn client(base_url: &str) -> Result<Client, HttpError> {
    // reqwest is built without a crypto provider. A second installation fails because the first is there, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("jumunbell/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none());
    if is_loopback(base_url) {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

/// Whether a URL points at this machine. A URL that cannot be read does not.
pub fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Reads an answer's body, at most `limit` bytes of it: a server gone mad must not fill a counter PC's memory.
pub async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut read = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(read),
            Ok(Some(chunk)) => {
                let room = limit - read.len();
                read.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return Err(BodyError::TooLarge { limit, read });
                }
            }
            Err(error) => return Err(BodyError::Broken { reason: why(&error), read }),
        }
    }
}

/// Why a body could not be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BodyError {
    /// The connection ended or stalled in the middle: the rest is unknown.
    #[error("{reason}")]
    Broken {
        /// What happened.
        reason: String,
        /// What came before that.
        read: Vec<u8>,
    },
    /// Larger than allowed.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// What was allowed.
        limit: usize,
        /// Bytes of the body that were read.
        read: Vec<u8>,
    },
}

/// The server's clock (`Date` header).
pub fn server_time(headers: &HeaderMap) -> Option<Timestamp> {
    date(headers, DATE)
}

/// How long the server asks to be left alone: `Retry-After` in seconds, or as a date set against the server's own
/// `Date`, so that a wrong clock here does no harm.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Some servers write a fraction. What is beyond all numbers is beyond the longest pause too.
    let whole = told.split_once('.').map_or(told, |(whole, rest)| if digits(rest) { whole } else { told });
    let seconds = if digits(whole) {
        whole.parse::<u64>().unwrap_or(u64::MAX)
    } else {
        let until = date(headers, RETRY_AFTER)?.as_second();
        u64::try_from(until - server_time(headers)?.as_second()).unwrap_or(0)
    };
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER))
}

/// How long an agency is to be left alone after an answer with this status: what it asks for, and after 429 at least ten
/// seconds.
pub fn rest(status: u16, headers: &HeaderMap) -> Option<Duration> {
    let asked = retry_after(headers);
    if status == 429 { Some(asked.unwrap_or_default().max(LEAST_AFTER_TOO_MANY)) } else { asked }
}

/// Whether a body is a page for people: what a captive portal, a proxy or a server under repair puts in the place of an
/// answer, often with 200.
pub fn is_page(headers: &HeaderMap, body: &[u8]) -> bool {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start();
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let html = kind.trim_start().to_ascii_lowercase().starts_with("text/html");
    body.starts_with(b"<") || (html && !body.is_empty() && !body.starts_with(b"{") && !body.starts_with(b"["))
}

fn date(headers: &HeaderMap, name: HeaderName) -> Option<Timestamp> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp())
}

/// What happened, as the text of a [`Cause`]: down to what the system said, without the URL.
pub fn why(error: &reqwest::Error) -> String {
    cause(error).to_string()
}

/// What lies behind a request that was not answered.
pub fn cause(error: &reqwest::Error) -> Cause {
    let chain = || std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let detail = chain().last().map(ToString::to_string).unwrap_or_default();
    // The resolver's errors have no kind of their own.
    let resolver = |text: String| text.contains("dns error") || text.contains("failed to lookup");
    let why = match error {
        e if e.is_timeout() => Why::NoAnswer,
        e if e.is_builder() => Why::BadAddress,
        _ if chain().any(|error| resolver(error.to_string())) => Why::NoName,
        e => match Cause::behind(e).map(|cause| cause.why) {
            Some(why) if why != Why::Said => why,
            _ if e.is_connect() => Why::NoRoute,
            _ if e.is_body() || e.is_decode() => Why::Cut,
            _ => Why::Unreadable,
        },
    };
    Cause::of(why).with(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_client_can_be_built() {
        client("http://127.0.0.1:1").unwrap();
        client("https://example.org").unwrap();
    }

    #[test]
    fn loopback_is_told_apart() {
        for url in ["http://127.0.0.1:80/a", "http://localhost", "http://[::1]:8080", "http://127.8.9.10"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://example.org", "http://127.0.0.1.example.org", "http://10.0.0.1", "localhost", ""]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }

    #[test]
    fn an_agency_that_turns_us_away_is_left_alone_for_ten_seconds() {
        let rests = |status, told: &[(HeaderName, &str)]| rest(status, &headers(told)).map(|d| d.as_secs());
        assert_eq!(rests(429, &[]), Some(10));
        assert_eq!(rests(429, &[(RETRY_AFTER, "3")]), Some(10));
        assert_eq!(rests(429, &[(RETRY_AFTER, "40")]), Some(40));
        assert_eq!(rests(503, &[(RETRY_AFTER, "3")]), Some(3));
        assert_eq!(rests(503, &[]), None);
    }

    #[test]
    fn a_page_is_known_by_its_beginning_or_its_type() {
        let page = |kind: &str, body: &str| is_page(&headers(&[(CONTENT_TYPE, kind)]), body.as_bytes());
        assert!(page("application/json", " \n<!doctype html>") && page("", "\u{feff}<html>"));
        assert!(page("text/html; charset=utf-8", "please sign in"));
        for (kind, body) in [("text/html", ""), ("text/html", "{}"), ("text/plain", "OK"), ("", "[]")] {
            assert!(!page(kind, body), "{kind} {body}");
        }
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        let wait = |pairs: &[(HeaderName, &str)]| retry_after(&headers(pairs)).map(|d| d.as_secs());
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "7")]), Some(7));
        assert_eq!(wait(&[(RETRY_AFTER, "999999999")]), Some(3600));
        for huge in ["99999999999999999999999999", "18446744073709551615"] {
            assert_eq!(wait(&[(RETRY_AFTER, huge)]), Some(3600));
        }
        for none in ["soon", "-5", "", "1e9", "5 minutes", "7.x", "\u{1}"] {
            let mut headers = HeaderMap::new();
            // A control character cannot even be a header.
            none.parse().ok().and_then(|value| headers.insert(RETRY_AFTER, value));
            assert_eq!(retry_after(&headers), None, "{none}");
        }
        assert_eq!(wait(&[(RETRY_AFTER, "2.5")]), Some(2));
        let now = (DATE, "Sat, 21 Nov 2026 11:00:00 GMT");
        assert_eq!(wait(&[now.clone(), (RETRY_AFTER, "Sat, 21 Nov 2026 11:00:30 GMT")]), Some(30));
        assert_eq!(wait(&[now, (RETRY_AFTER, "Sat, 21 Nov 2026 10:00:00 GMT")]), Some(0));
        assert_eq!(wait(&[(RETRY_AFTER, "Sat, 21 Nov 2026 11:00:30 GMT")]), None);
    }
}
