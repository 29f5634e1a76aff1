//! A channel that speaks Open Delivery 1.7 as a *Software Service*.
//!
//! What an HTTP status means to the caller: timeouts, 3xx, 408, 429 and 5xx pass (`Retry`), and so does a 200 with a web
//! page or with half of a JSON, because a captive portal or a broken line has given it and not the app; 401 after a renewed
//! token is `SignedOut`. 403 is `SignedOut` for polling and acknowledging, because there it concerns the shop as a whole;
//! for one order it is `Refused`, like every other 4xx, and settled by asking for the order. Of a call that the standard
//! leaves to the app, 404, 405 and 501 say that there is none (`Unsupported`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use cause::{Cause, Why};
use domain::order::{AppAction, AppEvent, MenuItem, Tracking, Unit};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use open_delivery::{
    Body, Call, CallError, HttpResponse, Session, Transport, http, last_event, passes, read_document, repair,
    status, time, words,
};
use reqwest::header::HeaderName;
use reqwest::{Client, Method};
use serde_json::{Map, Value, json};

use super::{Batch, Channel, ChannelError, CodeCheck, FetchedOrder, Intake, MAX_ACKNOWLEDGED, Polls, events};
use crate::settings::ChannelSettings;
use crate::settings::app::Profile;

/// Where a shop is whose settings say no other place.
const USUAL_ZONE: &str = "Asia/Seoul";
/// Which merchants' events are wanted.
const MERCHANTS: HeaderName = HeaderName::from_static("x-polling-merchants");
/// Where an app hears about its shop's menu and opening. The standard has the first as a path and the second in its
/// prose, so an app may have either.
const MENU_PATHS: [&str; 2] = ["/v1/menuUpdated", "/v1/merchantUpdate"];

/// One app as one shop uses it.
#[derive(Debug)]
pub struct OpenDelivery {
    session: Session,
    base_url: String,
    merchant_id: String,
    profile: Profile,
    /// Where the shop is: the place of times that say none.
    zone: TimeZone,
    /// Whether it was logged already that the app leaves the offset out.
    zoneless: AtomicBool,
}

impl OpenDelivery {
    /// A channel over HTTP; `http` comes from [`http::client`].
    pub fn new(settings: &ChannelSettings, secret: String, http: Client) -> OpenDelivery {
        OpenDelivery::over(settings, secret, Arc::new(http))
    }

    /// A channel over any transport, such as a simulated app's own.
    pub fn over(settings: &ChannelSettings, secret: String, transport: Arc<dyn Transport>) -> OpenDelivery {
        OpenDelivery {
            session: Session::new(transport, &settings.base_url, &settings.client_id, secret),
            base_url: settings.base_url.clone(),
            merchant_id: settings.merchant_id.clone(),
            profile: settings.profile.clone(),
            zone: TimeZone::get(USUAL_ZONE).unwrap_or(TimeZone::UTC),
            zoneless: AtomicBool::new(false),
        }
    }

    /// The same for a shop that is elsewhere than in Korea.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> OpenDelivery {
        self.zone = zone;
        self
    }

    /// A moment that the app tells.
    fn time(&self, text: &str) -> Option<Timestamp> {
        let (at, offset_said) = time(text, &self.zone)?;
        if !offset_said && !self.zoneless.swap(true, Ordering::Relaxed) {
            tracing::warn!(base_url = %self.base_url, "this app's times say no offset; they are taken for the shop's");
        }
        Some(at)
    }

    async fn call(&self, method: Method, path: &str, body: Body) -> Result<HttpResponse, ChannelError> {
        let answer = self.ask(method, path, body).await?;
        judge(path, answer)
    }

    /// A call that the standard leaves to the app.
    async fn call_if_there(
        &self,
        method: Method,
        path: &str,
        body: Body,
    ) -> Result<HttpResponse, ChannelError> {
        let answer = self.ask(method, path, body).await?;
        match answer.status {
            status @ (404 | 405 | 501) => Err(ChannelError::Unsupported { status }),
            _ => judge(path, answer),
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Body) -> Result<HttpResponse, ChannelError> {
        let headers =
            if path.ends_with(":polling") { vec![(MERCHANTS, self.merchant_id.clone())] } else { Vec::new() };
        let call = Call { method, url: format!("{}{path}", self.base_url), headers, body };
        Ok(self.session.call(call).await?)
    }

    async fn update_menu(&self, update: &Value) -> Result<(), ChannelError> {
        let [path, other] = MENU_PATHS;
        match self.call_if_there(Method::POST, path, Body::Json(update.clone())).await {
            Err(ChannelError::Unsupported { .. }) => {
                self.call_if_there(Method::POST, other, Body::Json(update.clone())).await.map(drop)
            }
            answer => answer.map(drop),
        }
    }
}

#[async_trait]
impl Polls for OpenDelivery {
    async fn poll(&self) -> Result<Batch, ChannelError> {
        let answer = self.call(Method::GET, "/v1/events:polling", Body::Empty).await?;
        let server_time = http::server_time(&answer.headers);
        events::read(answer.body, server_time, &|text: &str| self.time(text))
    }
}

#[async_trait]
impl Channel for OpenDelivery {
    fn intake(&self) -> Intake<'_> {
        Intake::Poll(self)
    }

    async fn check(&self) -> Result<(), ChannelError> {
        Ok(self.session.sign_in().await?)
    }

    async fn acknowledge(&self, events: &[AppEvent]) -> Result<(), ChannelError> {
        for chunk in events.chunks(MAX_ACKNOWLEDGED) {
            let item = |e: &AppEvent| {
                let mut item = json!({"id": e.id});
                // Some fields of an event that was set aside may be unknown; they are left out, not made up.
                for (key, text) in [("orderId", &e.order_id), ("eventType", &e.raw_kind)] {
                    if !text.is_empty() {
                        item[key] = json!(text);
                    }
                }
                item
            };
            let items = Body::Json(chunk.iter().map(item).collect());
            self.call(Method::POST, "/v1/events/acknowledgment", items).await?;
        }
        Ok(())
    }

    async fn order(&self, external_id: &str) -> Result<FetchedOrder, ChannelError> {
        let path = format!("/v1/orders/{}", segment(external_id));
        let answer = self.call(Method::GET, &path, Body::Empty).await?;
        let server_time = http::server_time(&answer.headers);
        let mut json = json(&body(answer)?)?;
        // Which order it is, is known: it was asked for.
        if let Some(members) = json.value.as_object_mut()
            && !matches!(members.get("id"), Some(Value::String(_) | Value::Number(_)))
        {
            members.insert("id".to_owned(), external_id.into());
        }
        let mut order = read_document(&json, &self.profile.dialect(), &self.zone)
            .map_err(|e| ChannelError::Unreadable(e.to_string()))?;
        if order.placed_at == Timestamp::UNIX_EPOCH {
            // It does not say when it was placed: its time to be answered runs from now, by the app's clock.
            order.placed_at = server_time.unwrap_or(order.placed_at);
            order.preparation_start = order.preparation_start.max(order.placed_at);
        }
        Ok(FetchedOrder { order, last_event: last_event(&json.value) })
    }

    async fn act(&self, external_id: &str, action: &AppAction) -> Result<(), ChannelError> {
        let (name, body) = wire_action(action);
        let path = format!("/v1/orders/{}/{name}", segment(external_id));
        match action {
            AppAction::Delay { .. } => self.call_if_there(Method::PATCH, &path, body).await.map(drop),
            AppAction::Track { .. } => self.call_if_there(Method::POST, &path, body).await.map(drop),
            _ => self.call(Method::POST, &path, body).await.map(drop),
        }
    }

    async fn check_code(&self, external_id: &str, code: &str) -> Result<CodeCheck, ChannelError> {
        let order = segment(external_id);
        let path = format!("/v1/orders/{order}/validateCode?deliveryCode={}", segment(code));
        match self.call_if_there(Method::POST, &path, Body::Empty).await {
            Ok(_) => Ok(CodeCheck::Right),
            Err(ChannelError::Refused { status: 400, reason }) => Ok(CodeCheck::Wrong { reason }),
            Err(error) => Err(error),
        }
    }

    async fn set_open(&self, open: bool) -> Result<(), ChannelError> {
        self.update_menu(&json!({"merchantStatus": availability(open)})).await
    }

    async fn set_available(&self, items: &[MenuItem], available: bool) -> Result<(), ChannelError> {
        // An update without objects would mean "read the whole menu again".
        if items.is_empty() {
            return Ok(());
        }
        let objects: Value = items.iter().map(|item| wire_item(item, available)).collect();
        self.update_menu(&json!({"entityType": "ITEM", "updatedObjects": objects})).await
    }
}

fn judge(path: &str, answer: HttpResponse) -> Result<HttpResponse, ChannelError> {
    match answer.status {
        200..=299 if answer.body.as_ref().is_ok_and(|body| http::is_page(&answer.headers, body)) => {
            Err(of_the_line(Cause::of(Why::WebPage).to_string()))
        }
        200..=299 => Ok(answer),
        code if passes(code) => {
            Err(ChannelError::Retry { reason: status(&answer), after: http::retry_after(&answer.headers) })
        }
        403 if path.starts_with("/v1/events") => Err(ChannelError::SignedOut(status(&answer))),
        code => Err(match ended(&answer) {
            Some(cancelled) => ChannelError::Settled { cancelled, reason: words(&answer) },
            None => ChannelError::Refused { status: code, reason: words(&answer) },
        }),
    }
}

fn of_the_line(reason: String) -> ChannelError {
    ChannelError::Retry { reason, after: None }
}

/// How a refusal says that our wish to cancel the order ended: whether it is cancelled. The standard has the field at 422;
/// the word counts wherever an app says it.
fn ended(answer: &HttpResponse) -> Option<bool> {
    let body = repair::document(answer.body.as_ref().ok()?).ok()?.value;
    match body.get("cancellationStatus")?.as_str()?.trim().to_ascii_uppercase().as_str() {
        "CANCELLED" | "CANCELED" => Some(true),
        "CANCELLATION_REQUEST_DENIED" => Some(false),
        _ => None,
    }
}

impl From<CallError> for ChannelError {
    fn from(error: CallError) -> ChannelError {
        match error {
            CallError::Retry { reason, after, .. } => ChannelError::Retry { reason, after },
            CallError::SignedOut(why) => ChannelError::SignedOut(why),
        }
    }
}

/// An action's name in the standard and what goes with it.
fn wire_action(action: &AppAction) -> (&'static str, Body) {
    match action {
        AppAction::Confirm { prep_minutes, number, placed_at } => (
            "confirm",
            Body::Json(json!({
                "createdAt": placed_at, "orderExternalCode": number, "preparationTime": prep_minutes
            })),
        ),
        AppAction::Preparing => ("preparing", Body::Empty),
        AppAction::Ready => ("readyForPickup", Body::Empty),
        AppAction::PickedUp => ("pickedUp", Body::Empty),
        AppAction::Dispatch => ("dispatch", Body::Json(json!({}))),
        AppAction::Delivered => ("delivered", Body::Empty),
        AppAction::RequestCancellation { code, manual } => (
            "requestCancellation",
            Body::Json(json!({
                "reason": code.korean(), "code": code.as_str(), "mode": if *manual { "MANUAL" } else { "AUTO" }
            })),
        ),
        AppAction::AcceptCancellation => ("acceptCancellation", Body::Empty),
        AppAction::DenyCancellation { code } => {
            ("denyCancellation", Body::Json(json!({"reason": code.korean(), "code": code.as_str()})))
        }
        AppAction::Delay { preparation_start } => {
            ("details", Body::Json(json!({"preparationStartDateTime": preparation_start})))
        }
        AppAction::Track { tracking } => {
            ("tracking", Body::Json(json!({"deliveryTrackingInfo": wire_tracking(tracking)})))
        }
    }
}

/// What is known and nothing else: no agency tells a vehicle, and a guessed one would be shown to the customer.
fn wire_tracking(tracking: &Tracking) -> Value {
    let mut info = json!({"event": {"type": tracking.event.as_str(), "datetime": tracking.at}});
    if let Some(rider) = &tracking.rider {
        info["deliveryPerson"] = json!({"name": rider.as_str()});
    }
    let etas = [("pickupEtaDatetime", tracking.pickup_eta), ("maxDeliveryTime", tracking.deliver_by)];
    let etas: Map<String, Value> =
        etas.into_iter().filter_map(|(key, at)| Some((key.to_owned(), json!(at?)))).collect();
    if !etas.is_empty() {
        info["eta"] = Value::Object(etas);
    }
    info
}

/// The standard demands the whole dish; what we do not know (its description, a code) is its name.
fn wire_item(item: &MenuItem, available: bool) -> Value {
    let code = item.external_code.as_ref().unwrap_or(&item.name);
    json!({
        "id": item.id, "name": item.name, "description": item.name, "externalCode": code,
        "unit": wire_unit(item.unit), "status": availability(available)
    })
}

fn wire_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Kilogram => "KG",
        Unit::Litre => "L",
        Unit::Ounce => "OZ",
        Unit::Pound => "LB",
        Unit::Gallon => "GAL",
        Unit::Piece | Unit::Other => "UN",
    }
}

fn availability(available: bool) -> &'static str {
    if available { "AVAILABLE" } else { "UNAVAILABLE" }
}

/// An id from outside as one segment of a path, whatever stands in it.
fn segment(id: &str) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    id.bytes().map(|b| if plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn body(answer: HttpResponse) -> Result<Vec<u8>, ChannelError> {
    answer.body.map_err(|error| match error {
        http::BodyError::Broken { reason, .. } => of_the_line(reason),
        http::BodyError::TooLarge { .. } => ChannelError::Unreadable(error.to_string()),
    })
}

/// What is no JSON, or only the beginning of one, the app has not said.
fn json(body: &[u8]) -> Result<repair::Document, ChannelError> {
    repair::document(body).map_err(|e| of_the_line(Cause::of(Why::Unreadable).with(e).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Acceptance, Riders};

    #[test]
    fn times_without_an_offset_are_the_shops_and_that_is_said() {
        let settings = ChannelSettings {
            id: "app".to_owned(),
            profile: Profile::load("open-delivery", None).unwrap(),
            bell: Default::default(),
            shop: None,
            base_url: "http://127.0.0.1:1".to_owned(),
            merchant_id: String::new(),
            client_id: String::new(),
            accept: Acceptance::Manual,
            prep_minutes: 20,
            poll_seconds: 30,
            riders: Riders::Us,
            dispatch: None,
            agencies: None,
            rates: Default::default(),
        };
        let channel =
            || OpenDelivery::new(&settings, String::new(), http::client(&settings.base_url).unwrap());
        let seoul = channel();
        assert_eq!(seoul.time("2026-11-21T11:00:00Z"), "2026-11-21T11:00:00Z".parse().ok());
        assert!(!seoul.zoneless.load(Ordering::Relaxed));
        assert_eq!(seoul.time("2026-11-21T20:00:00.5"), "2026-11-21T11:00:00.5Z".parse().ok());
        assert_eq!(seoul.time("2026-11-21 20:00"), "2026-11-21T11:00:00Z".parse().ok());
        assert!(seoul.zoneless.load(Ordering::Relaxed));
        let tashkent = channel().in_zone(TimeZone::get("Asia/Tashkent").unwrap());
        assert_eq!(tashkent.time("2026-11-21T20:00:00"), "2026-11-21T15:00:00Z".parse().ok());
        assert_eq!(seoul.time("soon"), None);
    }

    #[test]
    fn an_id_stays_one_segment() {
        assert_eq!(segment("019a-B_7"), "019a-B_7");
        assert_eq!(segment("../주?#/"), "%2E%2E%2F%EC%A3%BC%3F%23%2F");
    }
}
