//! One complete answer of Gorela's, or none.

use std::time::Duration;

use cause::{Cause, Why};
use domain::order::Refusal;
use open_delivery::repair;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::seen::{Envelope, OrderDto, Verdict, items};
use crate::agency::{AgencyError, Amended, Setback};

/// A complete answer, its body read as Gorela's envelope.
pub(super) struct GorelaResponse {
    pub status: StatusCode,
    after: Option<Duration>,
    /// `None` where the body is not Gorela's: a proxy's page, a captive portal.
    envelope: Option<Envelope>,
    /// There is a body, and it is not JSON, or only the beginning of it.
    foreign: bool,
}

impl GorelaResponse {
    pub fn new(status: StatusCode, after: Option<Duration>, body: &[u8]) -> GorelaResponse {
        let read = repair::document(body);
        let foreign = read.is_err() && !body.trim_ascii().is_empty();
        let envelope = read.ok().and_then(|read| serde_json::from_value(read.value).ok());
        GorelaResponse { status, after, envelope, foreign }
    }

    /// The `data` of a success, where it is an object.
    pub fn data<T: DeserializeOwned>(&self) -> Option<T> {
        let data = self.envelope.as_ref()?.data.as_ref().filter(|data| data.is_object())?;
        self.status.is_success().then(|| T::deserialize(data).ok())?
    }

    /// The `data` of a success, where it is a list: with 207, of those behind Gorela who answered.
    pub fn list<T: DeserializeOwned>(&self) -> Option<Vec<T>> {
        let data = self.envelope.as_ref()?.data.as_ref()?;
        self.status.is_success().then(|| items(data))?
    }

    /// Whether a list has an item of everybody who was asked, and each is one.
    pub fn is_whole(&self) -> bool {
        let envelope = self.envelope.as_ref();
        let silent = envelope.and_then(|envelope| envelope.errors.as_ref());
        let items = envelope.and_then(|envelope| envelope.data.as_ref()?.as_array());
        self.status != StatusCode::MULTI_STATUS
            && silent.is_none_or(Vec::is_empty)
            && items.is_some_and(|items| items.iter().all(Value::is_object))
    }

    /// The order under this key, bare or in a verdict.
    pub fn order(&self, key: &str) -> Option<OrderDto> {
        let told = self.data::<Verdict>().and_then(|verdict| verdict.order);
        told.or_else(|| self.data::<OrderDto>()).filter(|order| order.is_of(key))
    }

    /// What became of a change. The reference answers some of them with a verdict and others with the changed order; how the
    /// latter are refused it does not say, so that a verdict and an error both count (a reading).
    pub fn amended(&self, key: &str) -> Result<Amended, AgencyError> {
        match self.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => Ok(Amended::Refused(verdict.refusal())),
            // Only some of the order's deliveries were told.
            Some(_) if self.status == StatusCode::MULTI_STATUS => {
                Ok(Amended::Refused(Refusal { code: "partly-amended".to_owned(), message: None }))
            }
            Some(verdict) if verdict.is_success == Some(true) && verdict.may_be(key) => Ok(Amended::Accepted),
            Some(verdict) if verdict.is_success.is_none() && self.order(key).is_some() => {
                Ok(Amended::Accepted)
            }
            _ if self.signed_out() => Err(self.failure()),
            _ => self.turned_down().map(Amended::Refused).ok_or_else(|| self.failure()),
        }
    }

    /// What Gorela says went wrong.
    pub fn code(&self) -> &str {
        self.envelope.as_ref().and_then(|e| e.error.as_ref()?.error_code.as_deref()).unwrap_or_default()
    }

    /// Gorela understood the request and turned it down, so nothing happened.
    pub fn turned_down(&self) -> Option<Refusal> {
        let fault = self.envelope.as_ref()?.error.as_ref()?;
        let refused =
            self.status.is_client_error() && !self.come_back() && self.status != StatusCode::CONFLICT;
        let code = fault.error_code.clone().filter(|_| refused)?;
        Some(Refusal { code, message: fault.message.clone() })
    }

    pub fn signed_out(&self) -> bool {
        matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    }

    /// Gorela's own word. A path that does not exist says nothing about the order; nor does an agency behind Gorela, nor
    /// another server's page.
    pub fn no_such_order(&self) -> bool {
        let elsewhere = matches!(self.code(), "NOT_FOUND_API" | "EXTERNAL_NOT_FOUND_RESOURCE");
        self.status == StatusCode::NOT_FOUND && !self.code().is_empty() && !elsewhere
    }

    /// The server asks to try later.
    fn come_back(&self) -> bool {
        matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    }

    /// In words, for the log and the screen.
    pub fn described(&self) -> String {
        let fault = self.envelope.as_ref().and_then(|e| e.error.as_ref());
        let message = fault.and_then(|f| f.message.as_deref()).unwrap_or_default();
        if self.status.is_success() && self.foreign {
            return Cause::of(Why::Unreadable).with(format!("HTTP {}", self.status.as_u16())).to_string();
        }
        format!("HTTP {} {} {message}", self.status.as_u16(), self.code()).trim_end().to_owned()
    }

    /// The same for a call whose outcome is not clear.
    pub fn setback(&self) -> Setback {
        Setback { reason: self.described(), after: self.after }
    }

    /// It comes from something on the way, or only a part of it has arrived: the line is at fault, as it is with a 5xx.
    fn of_the_line(&self) -> bool {
        let elsewhere = self.status.is_success() && self.foreign;
        elsewhere || self.status.is_redirection() || self.status.is_server_error() || self.come_back()
    }

    /// What is left when an answer is none of those hoped for.
    pub fn failure(&self) -> AgencyError {
        if self.signed_out() {
            AgencyError::SignedOut(self.described())
        } else if self.of_the_line() {
            AgencyError::Retry { reason: self.described(), after: self.after }
        } else {
            AgencyError::Unreadable(self.described())
        }
    }
}

impl Verdict {
    /// Whether it is about no other order.
    pub fn may_be(&self, key: &str) -> bool {
        self.order.as_ref().is_none_or(|order| order.may_be(key))
    }

    pub fn refusal(self) -> Refusal {
        Refusal { code: self.reason.unwrap_or_else(|| "ETC".to_owned()), message: self.message }
    }
}
