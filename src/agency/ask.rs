//! One request, one answer, and whether a byte of the request may have left: what adapters over HTTP share.

use std::time::Duration;

use cause::{Cause, Why};
use domain::order::Created;
use jiff::Timestamp;
use open_delivery::{http, repair};
use reqwest::{RequestBuilder, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::AgencyError;
pub(super) use open_delivery::TransportError;

/// No answer of an agency's is near this large, bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// A path below the agency's root; its pieces are escaped.
pub(super) fn url(base_url: &str, path: &[&str]) -> Result<Url, TransportError> {
    let not_sent = TransportError::not_sent;
    let mut url = Url::parse(base_url).map_err(|e| not_sent(Cause::of(Why::BadAddress).with(e).into()))?;
    url.path_segments_mut()
        .map_err(|()| not_sent(Cause::of(Why::BadAddress).into()))?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// Sends once and reads the whole answer, within `patience`.
pub(super) async fn ask(request: RequestBuilder, patience: Duration) -> Result<JsonResponse, TransportError> {
    let response = request.timeout(patience).send().await?;
    let status = response.status();
    let after = http::rest(status.as_u16(), response.headers());
    let server_time = http::server_time(response.headers());
    let body = http::body(response, LARGEST_ANSWER)
        .await
        .map_err(|error| TransportError { sent: true, reason: error.to_string() })?;
    let json = repair::document(&body).ok().map(|read| read.value);
    let foreign = json.is_none() && !body.trim_ascii().is_empty();
    Ok(JsonResponse { status, after, server_time, body: json, foreign })
}

impl From<TransportError> for AgencyError {
    fn from(error: TransportError) -> AgencyError {
        AgencyError::Retry { reason: error.reason, after: None }
    }
}

/// What became of a create whose request or answer was lost on the way.
pub(super) fn lost_create(error: TransportError) -> Created {
    if error.sent { Created::Unknown(error.reason.into()) } else { Created::NotSent(error.reason.into()) }
}

/// A complete answer, its body read as JSON.
pub(super) struct JsonResponse {
    pub status: StatusCode,
    /// How long the server wants to be left alone.
    pub after: Option<Duration>,
    /// The server's clock, where it tells.
    pub server_time: Option<Timestamp>,
    /// `None` where the body is not JSON: a proxy's page, a captive portal, an empty body.
    pub body: Option<Value>,
    /// There is a body, and it is not JSON, or only the beginning of it.
    pub foreign: bool,
}

impl JsonResponse {
    /// The body, where it is of this shape.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.body.as_ref()?).ok()
    }

    pub fn signed_out(&self) -> bool {
        matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    }

    /// The server asks to try later.
    pub fn come_back(&self) -> bool {
        matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    }

    /// It does not come from the agency but from something on the way, or only a part of it has arrived: the line is at
    /// fault, as it is with a 5xx.
    pub fn of_the_line(&self) -> bool {
        let elsewhere = self.status.is_success() && self.foreign;
        elsewhere || self.status.is_redirection() || self.status.is_server_error() || self.come_back()
    }

    /// What is left when an answer is none of those hoped for; `described` is it in words.
    pub fn failure(&self, described: String) -> AgencyError {
        let described = match self.status.is_success() && self.foreign {
            true => Cause::of(Why::Unreadable).with(described).to_string(),
            false => described,
        };
        if self.signed_out() {
            AgencyError::SignedOut(described)
        } else if self.of_the_line() {
            AgencyError::Retry { reason: described, after: self.after }
        } else {
            AgencyError::Unreadable(described)
        }
    }
}
