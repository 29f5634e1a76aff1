//! One HTTP exchange, so that a whole shop can also run against a simulated app without sockets.

use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, Method};
use serde_json::Value;

use super::http::{self, BodyError};

/// Largest answer taken: a thousand orders with long memos fit many times over.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// Headers besides the usual.
    pub headers: Vec<(HeaderName, String)>,
    /// What is sent along.
    pub body: Body,
}

/// What is sent along.
#[derive(Clone)]
pub enum Body {
    /// No body.
    Empty,
    /// JSON.
    Json(Value),
    /// A form.
    Form(Vec<(&'static str, String)>),
}

/// A form carries the secret and bodies carry customers: neither is ever logged.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Body::Empty => "Empty",
            Body::Json(_) => "Json(…)",
            Body::Form(_) => "Form(…)",
        })
    }
}

/// A server's answer. Its status counts also when its body broke off.
#[derive(Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, bounded.
    pub body: Result<Vec<u8>, BodyError>,
}

/// Why a request got no answer, and whether the server may have got the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// Whether any byte of the request may have left this machine.
    pub sent: bool,
    /// What happened.
    pub reason: String,
}

impl TransportError {
    /// No byte of the request left.
    pub fn not_sent(reason: String) -> TransportError {
        TransportError { sent: false, reason }
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> TransportError {
        TransportError { sent: !(error.is_connect() || error.is_builder()), reason: http::why(&error) }
    }
}

/// Carries requests to one server.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends and waits, for a bounded time. `Err`: there was no answer.
    async fn call(&self, call: Call) -> Result<HttpResponse, TransportError>;
}

#[async_trait]
impl Transport for Client {
    async fn call(&self, call: Call) -> Result<HttpResponse, TransportError> {
        let mut request = self.request(call.method, call.url);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        request = match call.body {
            Body::Empty => request,
            Body::Json(json) => request.json(&json),
            Body::Form(fields) => request.form(&fields),
        };
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(HttpResponse { status, headers, body: http::body(response, MOST_BYTES).await })
    }
}
