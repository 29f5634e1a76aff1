//! Barogo Gorela (order agency API, developer reference of June 2026): the published contract from a POS to 배달대행.
//!
//! Gorela has no idempotency; what keeps two riders apart is that it refuses a second order with the same key
//! (409 `DUPLICATED_ID`). A refusal is HTTP 200 with `isSuccess: false` or `isPossible: false`. So [`create`] calls
//! only these two, and a request that never left, a clear answer; all else may have brought a rider.
//!
//! [`create`]: crate::agency::DeliveryAgency::create

mod report;
mod request;
#[cfg(test)]
mod tests;
pub mod wire;

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Method, StatusCode, Url};
use serde::{Deserialize, Serialize};

use super::{
    AgencyError, Amended, Amendment, CancelAnswer, Capabilities, Created, DeliveryAgency, DeliveryRequest,
    Pace, Quoted, Timings,
};
use crate::open_delivery::http;
use crate::order::{DeliveryReport, DeliveryState, Refusal};
use crate::settings::{AgencySettings, Shop};
use request::Caller;
use wire::{Cancel, Envelope, OrderSeen, Verdict};

/// No answer of Gorela's is near this large.
const LARGEST_ANSWER: usize = 1 << 20;

/// What Gorela can do: it has no idempotency and refuses a key that it knows.
pub fn capabilities(pace: Pace) -> Capabilities {
    Capabilities {
        in_house: false,
        quote_first: true,
        duplicate_guard: true,
        uuid_keys: false,
        look_up: true,
        cancel_until: DeliveryState::Arrived,
        ready_signal: true,
        balance: true,
        amends: &[Amendment::Pickup],
        pace,
    }
}

/// One shop's account at Gorela.
pub struct Gorela {
    base_url: String,
    api_key: String,
    caller: Caller,
    http: Client,
    timings: Timings,
}

impl Gorela {
    /// Talks as `settings.account` for `shop`; nothing is sent yet.
    pub fn new(
        settings: &AgencySettings,
        api_key: String,
        shop: &Shop,
        http: Client,
        timings: Timings,
    ) -> Gorela {
        Gorela {
            base_url: settings.base_url.clone(),
            api_key,
            caller: Caller::new(settings, shop),
            http,
            timings,
        }
    }

    /// One request, one answer, within the time allowed.
    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        body: Option<impl Serialize>,
    ) -> Result<Answer, Silence> {
        let mut url = Url::parse(&self.base_url).map_err(|e| Silence::not_sent(format!("base_url: {e}")))?;
        url.path_segments_mut()
            .map_err(|()| Silence::not_sent("base_url cannot be extended".to_owned()))?
            .pop_if_empty()
            .extend(path);
        let mut request =
            self.http.request(method, url).bearer_auth(&self.api_key).timeout(self.timings.answer);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|error| Silence {
            sent: !(error.is_connect() || error.is_builder()),
            reason: http::why(&error),
        })?;
        let status = response.status();
        let after = http::retry_after(response.headers());
        let body = http::body(response, LARGEST_ANSWER)
            .await
            .map_err(|error| Silence { sent: true, reason: error.to_string() })?;
        Ok(Answer { status, after, envelope: serde_json::from_slice(&body).ok() })
    }
}

/// No complete answer came.
struct Silence {
    /// Whether any byte of the request may have left.
    sent: bool,
    reason: String,
}

impl Silence {
    fn not_sent(reason: String) -> Silence {
        Silence { sent: false, reason }
    }
}

impl From<Silence> for AgencyError {
    fn from(silence: Silence) -> AgencyError {
        AgencyError::Retry { reason: silence.reason, after: None }
    }
}

/// A complete answer.
struct Answer {
    status: StatusCode,
    after: Option<Duration>,
    /// `None` where the body is not Gorela's: a proxy's page, a captive portal.
    envelope: Option<Envelope>,
}

impl Answer {
    /// The `data` of a success.
    fn data<T: for<'de> Deserialize<'de>>(&self) -> Option<T> {
        let data = self.envelope.as_ref()?.data.as_ref()?;
        self.status.is_success().then(|| T::deserialize(data).ok())?
    }

    /// What Gorela says went wrong.
    fn code(&self) -> &str {
        self.envelope.as_ref().and_then(|e| e.error.as_ref()?.error_code.as_deref()).unwrap_or_default()
    }

    /// Gorela understood the request and turned it down, so nothing happened.
    fn turned_down(&self) -> Option<Refusal> {
        let fault = self.envelope.as_ref()?.error.as_ref()?;
        let refused =
            self.status.is_client_error() && !self.come_back() && self.status != StatusCode::CONFLICT;
        let code = fault.error_code.clone().filter(|_| refused)?;
        Some(Refusal { code, message: fault.message.clone() })
    }

    fn signed_out(&self) -> bool {
        matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    }

    /// A path that does not exist says nothing about the order; nor does an agency behind Gorela.
    fn no_such_order(&self) -> bool {
        let elsewhere = matches!(self.code(), "NOT_FOUND_API" | "EXTERNAL_NOT_FOUND_RESOURCE");
        self.status == StatusCode::NOT_FOUND && !elsewhere
    }

    /// The server asks to try later.
    fn come_back(&self) -> bool {
        matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    }

    /// In words, for the log and the screen.
    fn described(&self) -> String {
        let fault = self.envelope.as_ref().and_then(|e| e.error.as_ref());
        let message = fault.and_then(|f| f.message.as_deref()).unwrap_or_default();
        format!("HTTP {} {} {message}", self.status.as_u16(), self.code()).trim_end().to_owned()
    }

    /// What is left when an answer is none of those hoped for.
    fn failure(&self) -> AgencyError {
        if self.signed_out() {
            AgencyError::SignedOut(self.described())
        } else if self.status.is_server_error() || self.come_back() {
            AgencyError::Retry { reason: self.described(), after: self.after }
        } else {
            AgencyError::Unreadable(self.described())
        }
    }
}

impl Verdict {
    fn refusal(self) -> Refusal {
        Refusal { code: self.reason.unwrap_or_else(|| "ETC".to_owned()), message: self.message }
    }
}

#[async_trait]
impl DeliveryAgency for Gorela {
    fn capabilities(&self) -> Capabilities {
        capabilities(self.timings.pace())
    }

    async fn quote(&self, request: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        let job = self.caller.job(request);
        let answer = self.ask(Method::POST, &["api", "delivery-possible"], Some(job)).await?;
        if answer.signed_out() {
            return Err(answer.failure());
        }
        if let Some(refusal) = answer.turned_down() {
            return Ok(Quoted::Refused(refusal));
        }
        match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_possible == Some(false) => Ok(Quoted::Refused(verdict.refusal())),
            Some(verdict) => {
                let quote = verdict.delivery_info.as_ref().and_then(report::quote);
                quote.map(Quoted::Possible).ok_or_else(|| answer.failure())
            }
            None => Err(answer.failure()),
        }
    }

    async fn create(&self, request: &DeliveryRequest) -> Created {
        let order = self.caller.new_order(request);
        let answer = match self.ask(Method::POST, &["api", "orders"], Some(order)).await {
            Ok(answer) => answer,
            Err(silence) if silence.sent => return Created::Unknown(silence.reason),
            Err(silence) => return Created::NotSent(silence.reason),
        };
        match answer.code() {
            "DUPLICATED_ID" | "DUPLICATED" => return Created::Duplicate,
            // Turned away at the door: as good as never sent.
            "TOO_MANY_REQUESTS" => return Created::NotSent(answer.described()),
            _ if answer.signed_out() => {
                return Created::Refused(Refusal {
                    code: "signed-out".into(),
                    message: Some(answer.described()),
                });
            }
            _ => {}
        }
        if let Some(refusal) = answer.turned_down() {
            return Created::Refused(refusal);
        }
        match answer.data::<Verdict>() {
            // Of several agencies (207) another may have taken it.
            Some(verdict) if verdict.is_success == Some(false) && answer.status == StatusCode::OK => {
                Created::Refused(verdict.refusal())
            }
            Some(Verdict { is_success: Some(true), order, .. }) => {
                Created::Taken(report::report(&order.unwrap_or_default()))
            }
            _ => Created::Unknown(answer.described()),
        }
    }

    async fn look_up(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        let answer = self.ask(Method::GET, &["api", "orders", key], None::<()>).await?;
        if answer.no_such_order() {
            return Ok(None);
        }
        let order = match answer.data::<Verdict>() {
            Some(Verdict { order: Some(order), .. }) => Some(order),
            _ => answer.data::<OrderSeen>(),
        };
        match order.filter(|order| order.deliveries.is_some() || order.status.is_some()) {
            Some(order) => Ok(Some(report::report(&order))),
            None => Err(answer.failure()),
        }
    }

    async fn cancel(&self, key: &str) -> Result<CancelAnswer, AgencyError> {
        let body = Cancel { time: (self.timings.now)().as_millisecond(), cancel_type: "CANCEL_BY_STORE" };
        let answer = self.ask(Method::PUT, &["api", "orders", key, "status", "cancel"], Some(body)).await?;
        let refusal = match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => verdict.refusal(),
            Some(_) if answer.status == StatusCode::MULTI_STATUS => {
                Refusal { code: "partly-cancelled".to_owned(), message: None }
            }
            Some(Verdict { is_success: Some(true), order, .. }) => {
                return Ok(CancelAnswer::Cancelled { fee: order.as_ref().and_then(report::cancel_fee) });
            }
            // Only Gorela's own word counts here: taking a proxy's 404 for it would leave a rider alive.
            _ if answer.no_such_order() && !answer.code().is_empty() => return Ok(CancelAnswer::NotFound),
            _ if answer.signed_out() => return Err(answer.failure()),
            _ => answer.turned_down().ok_or_else(|| answer.failure())?,
        };
        if refusal.code.starts_with("ALREADY_CANCEL") {
            return Ok(CancelAnswer::Cancelled { fee: None });
        }
        Ok(CancelAnswer::Refused(refusal))
    }

    /// The pickup until a rider is allocated. The reference names the call; its field is taken to be the order's own.
    async fn amend(&self, request: &DeliveryRequest, what: Amendment) -> Result<Amended, AgencyError> {
        if what != Amendment::Pickup {
            return Ok(Amended::NoCall);
        }
        let body = serde_json::json!({"pickupWishAt": request.pickup_at.as_millisecond()});
        let path = ["api", "orders", request.key.as_str(), "pickup-wish-at"];
        let answer = self.ask(Method::PUT, &path, Some(body)).await?;
        match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => Ok(Amended::Refused(verdict.refusal())),
            Some(_) => Ok(Amended::Taken),
            None if answer.status.is_success() => Ok(Amended::Taken),
            None if answer.signed_out() => Err(answer.failure()),
            None => answer.turned_down().map(Amended::Refused).ok_or_else(|| answer.failure()),
        }
    }

    async fn prepare_complete(&self, key: &str) -> Result<(), AgencyError> {
        let path = ["api", "orders", key, "prepare-complete"];
        let answer = self.ask(Method::POST, &path, Some(serde_json::json!({}))).await?;
        match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => {
                // Said before, or the rider is past caring: either way there is nothing left to say.
                let code = verdict.refusal().code;
                let settled = code.starts_with("ALREADY") || code == "INVALID_STATUS";
                if settled {
                    Ok(())
                } else {
                    Err(AgencyError::Unreadable(format!("prepare-complete: {code}")))
                }
            }
            Some(_) => Ok(()),
            None if answer.status.is_success() => Ok(()),
            None => Err(answer.failure()),
        }
    }
}
