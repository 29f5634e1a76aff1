//! What a logistics service answered, by status and body, before anything is concluded from it.

use std::time::Duration;

use cause::{Cause, Why};
use domain::order::{DeliveryReport, Refusal};
use jiff::tz::TimeZone;
use open_delivery::{CallError, HttpResponse, http, passes, repair, words};
use serde_json::Value;

use super::{DENIALS, report};
use crate::agency::{AgencyError, Setback};

/// A complete answer.
pub struct Said {
    /// HTTP status.
    pub status: u16,
    /// How long the service wants to be left alone.
    pub after: Option<Duration>,
    /// In words, for the log and the screen.
    pub words: String,
    /// `None` where the body is no JSON object.
    pub json: Option<Value>,
    /// The body is not JSON at all: a proxy's page, a captive portal.
    pub foreign: bool,
}

impl Said {
    /// An answer that broke off is none.
    pub fn read(answer: HttpResponse) -> Result<Said, CallError> {
        let (status, words) = (answer.status, words(&answer));
        let after = http::rest(status, &answer.headers);
        let body = answer.body.map_err(|error| CallError::Retry {
            sent: true,
            reason: error.to_string(),
            after: None,
        })?;
        let json = repair::document(&body).ok().map(|read| read.value);
        let foreign = json.is_none() && !body.trim_ascii().is_empty();
        let json = json.filter(Value::is_object);
        Ok(Said { status, after, words, json, foreign })
    }

    /// Taken in; some services send no body along.
    pub fn accepted(&self) -> bool {
        matches!(self.status, 200..=299) && !self.foreign
    }

    /// The JSON object of a success.
    pub fn success(&self) -> Option<&Value> {
        self.json.as_ref().filter(|_| self.accepted())
    }

    /// The delivery, if that is what it is; `zone` is where the shop is.
    pub fn details(&self, zone: &TimeZone) -> Option<DeliveryReport> {
        self.success().and_then(|json| report::details(json, zone))
    }

    /// What went wrong, in the standard's `Error` (its `title` is required): the service's own word.
    pub fn title(&self) -> Option<&str> {
        let title = self.json.as_ref()?.get("title")?.as_str()?.trim();
        (self.status >= 400 && !title.is_empty()).then_some(title)
    }

    /// The service understood the request and turned it down, by one of the statuses that the standard has for this;
    /// 409 is what its second edition says of something repeated.
    pub fn turned_down(&self) -> bool {
        matches!(self.status, 400 | 403 | 404 | 409 | 422) && self.title().is_some()
    }

    /// The service itself says that it has no such order.
    pub fn disowns(&self) -> bool {
        self.status == 404 && self.title().is_some()
    }

    /// It is a duplicate in the service's own words; the standard has none for it.
    pub fn tells_of_a_duplicate(&self) -> bool {
        let title = self.title().unwrap_or_default().to_lowercase();
        ["duplicat", "already exists", "중복"].iter().any(|word| title.contains(word))
    }

    /// The reason, where its title is one that the standard knows; else in its own words.
    pub fn refusal(&self) -> Refusal {
        let title = self.title();
        match title.filter(|title| DENIALS.contains(title)) {
            Some(denial) => report::denial(Some(denial), None),
            None => Refusal { code: "turned-down".to_owned(), message: title.map(str::to_owned) },
        }
    }

    /// The same for a call whose outcome is not clear.
    pub fn setback(self) -> Setback {
        Setback { reason: self.words, after: self.after }
    }

    /// What is left when an answer is none of those hoped for. A page in the place of a success comes from something on
    /// the way, and half of an answer from a line that broke: as a 5xx does.
    pub fn failure(self) -> AgencyError {
        match self.status {
            403 => AgencyError::SignedOut(self.words),
            200..=299 if self.foreign => {
                let reason = Cause::of(Why::Unreadable).with(self.words).to_string();
                AgencyError::Retry { reason, after: self.after }
            }
            status if passes(status) => AgencyError::Retry { reason: self.words, after: self.after },
            _ => AgencyError::Unreadable(self.words),
        }
    }
}
