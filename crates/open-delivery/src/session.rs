//! OAuth client credentials: one token for all calls to one server, renewed before it ends and once when refused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::transport::{Body, Call, HttpResponse, Transport, TransportError};
use super::{http, repair};

/// Where a server says nothing credible about a token's life. A wrong guess costs one 401.
const USUAL_LIFE: Duration = Duration::from_secs(60 * 60);
const SHORTEST_LIFE: Duration = Duration::from_secs(30);
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// A token is fetched by one caller while the others wait, at most so long.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The longest token that servers take in a header, bytes.
const LONGEST_TOKEN: usize = 8 * 1024;

/// A signed-in session with one server.
pub struct Session {
    transport: Arc<dyn Transport>,
    token_url: String,
    client_id: String,
    secret: String,
    token: Mutex<Option<Token>>,
}

struct Token {
    bearer: String,
    until: Instant,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("token_url", &self.token_url).finish_non_exhaustive()
    }
}

/// Why there was no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The line or the server failed: again later.
    #[error("{reason}")]
    Retry {
        /// Whether the request may have arrived; not so where already signing in failed.
        sent: bool,
        /// What happened.
        reason: String,
        /// `Retry-After`.
        after: Option<Duration>,
    },
    /// The server does not accept our id, secret or token.
    #[error("{0}")]
    SignedOut(String),
}

impl Session {
    /// A session with the server at `base_url` (no slash at the end). Signs in at the first call.
    pub fn new(transport: Arc<dyn Transport>, base_url: &str, client_id: &str, secret: String) -> Session {
        Session {
            transport,
            token_url: format!("{base_url}/oauth/token"),
            client_id: client_id.to_owned(),
            secret,
            token: Mutex::new(None),
        }
    }

    /// Sends a request with our token. Refused once (401), it is sent again with a new token, because what was
    /// refused had no effect. Any other status is an answer.
    pub async fn call(&self, call: Call) -> Result<HttpResponse, CallError> {
        let bearer = self.bearer(None).await?;
        let answer = self.send(&bearer, call.clone()).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        let bearer = self.bearer(Some(bearer)).await?;
        let answer = self.send(&bearer, call).await?;
        if answer.status == 401 {
            // The next call begins with a new one.
            *self.lock().await? = None;
            return Err(CallError::SignedOut(format!("a fresh token is refused: {}", status(&answer))));
        }
        Ok(answer)
    }

    /// Fetches a token and nothing else: the check of an account while a counter is set up.
    ///
    /// # Errors
    /// The line failed, what answers is no such server, or it does not accept our id or secret.
    pub async fn sign_in(&self) -> Result<(), CallError> {
        self.bearer(None).await.map(drop)
    }

    async fn send(&self, bearer: &str, mut call: Call) -> Result<HttpResponse, CallError> {
        call.headers.push((AUTHORIZATION, format!("Bearer {bearer}")));
        let retry = |TransportError { sent, reason }| CallError::Retry { sent, reason, after: None };
        self.transport.call(call).await.map_err(retry)
    }

    /// The token at hand, or a new one if there is none, it is about to end, or it is the `refused` one. A caller that
    /// waited for another's renewal uses that.
    async fn bearer(&self, refused: Option<String>) -> Result<String, CallError> {
        let mut token = self.lock().await?;
        if let Some(held) = token.as_ref()
            && held.until > Instant::now()
            && refused.as_ref() != Some(&held.bearer)
        {
            return Ok(held.bearer.clone());
        }
        *token = None;
        let fresh = self.fetch().await?;
        let bearer = fresh.bearer.clone();
        *token = Some(fresh);
        Ok(bearer)
    }

    async fn lock(&self) -> Result<MutexGuard<'_, Option<Token>>, CallError> {
        let waited = tokio::time::timeout(LONGEST_WAIT, self.token.lock()).await;
        waited.map_err(|_| not_signed_in("no-answer".to_owned(), None))
    }

    async fn fetch(&self) -> Result<Token, CallError> {
        let form = vec![
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", self.client_id.clone()),
            ("client_secret", self.secret.clone()),
            ("scope", "od.all".to_owned()),
        ];
        let call = Call {
            method: Method::POST,
            url: self.token_url.clone(),
            headers: Vec::new(),
            body: Body::Form(form),
        };
        let answer = self.transport.call(call).await.map_err(|error| not_signed_in(error.reason, None))?;
        match answer.status {
            200..=299 => {}
            code if passes(code) => {
                return Err(not_signed_in(status(&answer), http::retry_after(&answer.headers)));
            }
            _ => return Err(CallError::SignedOut(status(&answer))),
        }
        let body = answer.body.map_err(|e| not_signed_in(e.to_string(), None))?;
        let (bearer, life) = read_token(&body).map_err(|why| not_signed_in(why.to_owned(), None))?;
        Ok(Token { bearer, until: Instant::now() + life })
    }
}

/// Without a token nothing of the request itself is sent.
fn not_signed_in(reason: String, after: Option<Duration>) -> CallError {
    // What is no cause is said of an answer that is no token.
    let cause = Cause::read(&reason);
    let cause = if cause.why == Why::Said { Cause::of(Why::Unreadable).with(reason) } else { cause };
    CallError::Retry { sent: false, reason: cause.to_string(), after }
}

/// Whether a status is a passing trouble of the server, or of something in between.
pub fn passes(status: u16) -> bool {
    matches!(status, 300..=399 | 408 | 425 | 429 | 500..)
}

/// What a person or the log is told of an answer without the server's own words, which may name a customer: `HTTP 422`,
/// with the server's code where it has one.
pub fn status(answer: &HttpResponse) -> String {
    let status = format!("HTTP {}", answer.status);
    let Ok(told) = answer.body.as_deref().map(repair::document) else { return status };
    let is_code = |text: &&str| {
        (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            // A telephone number is no code.
            && text.bytes().filter(u8::is_ascii_digit).count() < 7
    };
    let code = told.ok().and_then(|told| {
        let codes = ["code", "errorCode", "error_code", "error"];
        codes.iter().find_map(|key| Some(told.value.get(key)?.as_str().filter(is_code)?.to_owned()))
    });
    code.map_or(status.clone(), |code| format!("{status} {code}"))
}

/// A server's words about a refusal, short and on one line: `HTTP 422: the order is over`. For the person at the counter;
/// the log is told the [`status`].
pub fn words(answer: &HttpResponse) -> String {
    let json = answer.body.as_ref().ok().and_then(|body| repair::document(body).ok());
    let text = |key: &str| {
        Some(json.as_ref()?.value.get(key)?.as_str()?.trim().to_owned()).filter(|t| !t.is_empty())
    };
    let said = ["title", "detail", "message", "error_description", "error"].iter().find_map(|key| text(key));
    let status = format!("HTTP {}", answer.status);
    said.map_or(status.clone(), |said| {
        let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
        format!("{status}: {said}")
    })
}

/// The token and how long to trust it.
fn read_token(body: &[u8]) -> Result<(String, Duration), &'static str> {
    let json = repair::document(body).map_err(|_| "the answer is not a token")?.value;
    let bearer = json.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let bearer = bearer.ok_or("the answer is not a token")?;
    // What cannot be sent would be held, in vain, for as long as it is said to live.
    let visible = bearer.bytes().all(|b| b.is_ascii_graphic());
    if !visible || bearer.len() > LONGEST_TOKEN || HeaderValue::from_str(bearer).is_err() {
        return Err("the token cannot be sent as a header");
    }
    let told =
        json.get("expires_in").and_then(|told| told.as_f64().or_else(|| told.as_str()?.trim().parse().ok()));
    let life = match told {
        Some(seconds) if seconds > 0.0 => {
            let most = LONGEST_LIFE.as_secs_f64();
            Duration::from_secs_f64(seconds.min(most)).max(SHORTEST_LIFE)
        }
        _ => USUAL_LIFE,
    };
    // Renewed a little early, so that it does not end on the way.
    Ok((bearer.to_owned(), life.mul_f64(0.9)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn life(expires_in: &str) -> u64 {
        let body = format!(r#"{{"expires_in": {expires_in}, "access_token": "t", "token_type": "bearer"}}"#);
        read_token(body.as_bytes()).unwrap().1.as_secs()
    }

    #[test]
    fn a_tokens_life_is_distrusted() {
        assert_eq!(life("3600"), 3240);
        assert_eq!(life("\"600\""), 540);
        assert_eq!(life("1"), 27);
        assert_eq!(life("1e300"), 77_760);
        for absurd in
            ["null", "0", "-5", "-1.7976931348623157e308", "-1.8e308", "-Infinity", "NaN", "true", "{}"]
        {
            assert_eq!(life(absurd), 3240, "{absurd}");
        }
        for huge in ["1e999", "\"1e999\"", "999999999999999999999"] {
            assert!([3240, 77_760].contains(&life(huge)), "{huge}");
        }
        assert!(read_token(b"{}").is_err());
        assert!(read_token(b"<html>").is_err());
        assert!(read_token("\u{feff}{\"access_token\":\"t\"}".as_bytes()).is_ok());
    }

    #[test]
    fn a_token_that_cannot_be_a_header_is_refused() {
        let token = |token: &str| {
            read_token(json!({"access_token": token, "expires_in": 86400}).to_string().as_bytes())
        };
        for bad in ["abc\n", "ab c", "\u{7f}", "토큰", "a\u{0}b", "\r\nX-Evil: 1", " ", "é"] {
            assert_eq!(token(bad), Err("the token cannot be sent as a header"), "{bad:?}");
        }
        assert!(token(&"a".repeat(1 << 20)).is_err() && token("").is_err());
        for wrong in [json!(7), json!(null), json!(["t"]), json!({"t": 1})] {
            assert!(read_token(json!({ "access_token": wrong }).to_string().as_bytes()).is_err(), "{wrong}");
        }
        assert!(token("eyJhbGciOi.J9-_~+/==").is_ok() && token(&"a".repeat(4_000)).is_ok());
    }

    #[test]
    fn the_log_is_told_no_words_of_a_server() {
        let told = |body: &str| {
            status(&HttpResponse { status: 500, headers: Default::default(), body: Ok(body.into()) })
        };
        for body in [
            r#"{"message": "cannot notify 홍길동 05041234567"}"#,
            r#"{"error": "cannot notify"}"#,
            r#"{"code": "0504-1234-5678"}"#,
            r#"{"code": "홍길동"}"#,
            "<html>",
        ] {
            assert_eq!(told(body), "HTTP 500", "{body}");
        }
        assert_eq!(told(r#"{"code": "ORDER_NOT_FOUND", "title": "x"}"#), "HTTP 500 ORDER_NOT_FOUND");
        assert_eq!(told(r#"{"error": "invalid_client"}"#), "HTTP 500 invalid_client");
    }

    #[test]
    fn a_refusals_words_are_one_short_line() {
        let answer =
            |body: &str| HttpResponse { status: 422, headers: Default::default(), body: Ok(body.into()) };
        assert_eq!(words(&answer(r#"{"title": "no\nmore", "status": 400}"#)), "HTTP 422: no more");
        assert_eq!(words(&answer("<html>")), "HTTP 422");
        assert!(words(&answer(&format!(r#"{{"title": "{}"}}"#, "가".repeat(999)))).chars().count() < 220);
    }
}
