//! A logistics service's answers in our words. What is read is all optional: an unknown field or value must not hide a
//! rider.

use domain::order::{
    DeliveryReport, DeliveryState, ExtraCharge, Personal, Quote, Quoted, Refusal, Rider, Won,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use open_delivery::time;
use serde_json::Value;

/// Beyond this no rider is expected: a number that is not minutes.
const LONGEST_ETA_MINUTES: i64 = 24 * 60;

/// `DeliveryAvailabilityPriceResponse`. `None`: it names no price in won, and does not say that there is no rider.
pub fn quote(json: &Value, now: Timestamp, zone: &TimeZone) -> Option<Quoted> {
    let vehicles = &json["vehicles"]["availableVehicles"];
    let Some((fee, extra)) = price(&json["deliveryPrice"]) else {
        let none = json["deliveryPrice"].is_null() && vehicles.as_i64() == Some(0);
        let refusal = Refusal { code: "VEHICLE_NOT_AVAILABLE".to_owned(), message: None };
        return none.then_some(Quoted::Refused(refusal));
    };
    let eta = &json["ETAs"];
    let minutes = eta["pickupEtaInMinutes"].as_i64().filter(|m| (0..=LONGEST_ETA_MINUTES).contains(m));
    let in_minutes = || now.checked_add(SignedDuration::from_mins(minutes?)).ok();
    Some(Quoted::Possible(Quote {
        fee,
        vat: None,
        extra,
        distance_metres: None,
        pickup_expected_at: moment(&eta["pickupEtaDatetime"], zone).or_else(in_minutes),
    }))
}

/// `DeliveryOrderResponse`: the service has taken a call in. `None`: that is not what it says.
pub fn taken(json: &Value) -> Option<DeliveryReport> {
    let raw = text(&json["event"]).or_else(|| text(&json["deliveryId"]).map(|_| "PENDING"))?;
    let state = state(raw).unwrap_or(DeliveryState::Requested);
    Some(DeliveryReport {
        reason: (state == DeliveryState::Rejected).then(|| denial(None, None)),
        ..DeliveryReport::of(state, raw)
    })
}

/// `DeliveryOrderDetails`: where the last attempt stands. `None`: that is not what it says.
pub fn details(json: &Value, zone: &TimeZone) -> Option<DeliveryReport> {
    text(&json["deliveryId"]).or_else(|| text(&json["orderId"]))?;
    let history = history(&json["events"], zone);
    let rider = rider(&json["deliveryPerson"]);
    let price = price(&json["deliveryPrice"]);
    let Some((last, told)) = stands(&history) else {
        return Some(DeliveryReport::of(DeliveryState::Requested, String::new()));
    };
    let named = rider.as_ref().is_some_and(|rider| rider.name.is_some());
    let state = if last.word == "ACCEPTED" && named { DeliveryState::Assigned } else { told };
    Some(DeliveryReport {
        assignment_cancelled: state == DeliveryState::Requested && had_a_rider(&history),
        rider,
        at: last.at,
        fee: price.as_ref().map(|(fee, _)| *fee),
        extra: price.map(|(_, extra)| extra),
        reason: reason(state, last),
        ..DeliveryReport::of(state, last.word)
    })
}

/// One event of a delivery's history.
struct Event<'a> {
    word: &'a str,
    at: Option<Timestamp>,
    json: &'a Value,
}

/// The events in the order in which they happened. The standard has them dated and in no order; what bears no date
/// stays behind the one before it.
fn history<'a>(events: &'a Value, zone: &TimeZone) -> Vec<Event<'a>> {
    let mut events: Vec<_> = events
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|json| {
            Some(Event { word: text(&json["type"])?, at: moment(&json["datetime"], zone), json })
        })
        .collect();
    let dated = |event: Option<&Event<'_>>| event.and_then(|event| event.at);
    if dated(events.first()) > dated(events.last()) && dated(events.last()).is_some() {
        events.reverse();
    }
    let mut latest = None;
    for event in &mut events {
        event.at = event.at.or(latest);
        latest = event.at;
    }
    events.sort_by_key(|event| event.at);
    events
}

/// Where a delivery stands, and the event that says so; `None`: nothing happened yet.
///
/// A meal that was handed over stays so, although its rider may come back afterwards, with the money or an empty box. That
/// a delivery is finished says by itself only that its rider is free: of a meal that was on its way back, that it is back.
fn stands<'a>(history: &'a [Event<'a>]) -> Option<(&'a Event<'a>, DeliveryState)> {
    if let Some(handed_over) = history.iter().find(|event| event.word == "ORDER_DELIVERED") {
        return Some((handed_over, DeliveryState::Delivered));
    }
    let last = history.last()?;
    let went = |to: DeliveryState| attempt(history).iter().rfind(|event| state(event.word) == Some(to));
    if last.word == "DELIVERY_FINISHED" {
        let back = went(DeliveryState::Returned).or(went(DeliveryState::Returning).map(|_| last));
        if let Some(back) = back {
            return Some((back, DeliveryState::Returned));
        }
    }
    // An unknown word changes nothing: the delivery stays where the last known word put it, and under way.
    let known = || history.iter().rev().find_map(|event| state(event.word)).filter(|s| !s.is_terminal());
    Some((last, state(last.word).or_else(known).unwrap_or(DeliveryState::Requested)))
}

/// The attempt that goes on: only a rejected delivery starts again under the same order id.
fn attempt<'a>(history: &'a [Event<'a>]) -> &'a [Event<'a>] {
    history.rsplit(|event| event.word == "REJECTED").next().unwrap_or_default()
}

/// Whether the attempt that goes on had come further: its rider was taken away again.
fn had_a_rider(history: &[Event<'_>]) -> bool {
    attempt(history)
        .iter()
        .any(|event| matches!(state(event.word), Some(DeliveryState::Assigned | DeliveryState::Arrived)))
}

fn state(word: &str) -> Option<DeliveryState> {
    Some(match word {
        "PENDING" | "ACCEPTED" => DeliveryState::Requested,
        "PICKUP_ONGOING" => DeliveryState::Assigned,
        "ARRIVED_AT_MERCHANT" => DeliveryState::Arrived,
        "ORDER_PICKED" | "DELIVERY_ONGOING" | "ARRIVED_AT_CUSTOMER" => DeliveryState::PickedUp,
        "ORDER_DELIVERED" | "DELIVERY_FINISHED" => DeliveryState::Delivered,
        "RETURNING_TO_MERCHANT" => DeliveryState::Returning,
        "RETURNED_TO_MERCHANT" => DeliveryState::Returned,
        "REJECTED" => DeliveryState::Rejected,
        "CANCELLED" => DeliveryState::Cancelled,
        _ => return None,
    })
}

/// A rejection. It always has a reason: `OTHER` without a word says no more than none at all.
pub fn denial(code: Option<&str>, message: Option<String>) -> Refusal {
    let code = code.filter(|code| *code != "OTHER" || message.is_some());
    Refusal { code: code.unwrap_or("ETC").to_owned(), message }
}

/// Why it ended.
fn reason(state: DeliveryState, last: &Event<'_>) -> Option<Refusal> {
    let message = text(&last.json["message"]).map(str::to_owned);
    if state == DeliveryState::Rejected {
        return Some(denial(text(&last.json["rejectionInfo"]["reason"]), message));
    }
    let off = matches!(state, DeliveryState::Cancelled | DeliveryState::Returning | DeliveryState::Returned);
    message.filter(|_| off).map(|message| Refusal { code: last.word.to_owned(), message: Some(message) })
}

/// `DeliveryPrice`: the price in won, and what of it a dynamic list put on top of the usual one. The percentage is that
/// of the list price: 15 instead of 10 is 50.
fn price(json: &Value) -> Option<(Won, Vec<ExtraCharge>)> {
    let price = &json["price"];
    let won = price["currency"] == "KRW";
    let value = price["value"].as_f64().filter(|value| won && *value >= 0.0)?;
    let percent = json["additionalPricePercentual"].as_f64().filter(|p| p.is_finite() && *p > 0.0);
    let on_top = percent.and_then(|percent| Won::from_decimal(value - value / (1.0 + percent / 100.0)));
    let extra = on_top.filter(|amount| *amount > Won::ZERO);
    let extra = extra.map(|amount| ExtraCharge { kind: "DYNAMIC".to_owned(), amount });
    Some((Won::from_decimal(value)?, extra.into_iter().collect()))
}

fn rider(json: &Value) -> Option<Rider> {
    let personal = |key: &str| text(&json[key]).map(Personal::from);
    let rider = Rider { name: personal("name"), phone: personal("phone") };
    (rider.name.is_some() || rider.phone.is_some()).then_some(rider)
}

fn text(json: &Value) -> Option<&str> {
    json.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// One without an offset is the shop's time: a service that leaves it out rides where the shop is.
fn moment(json: &Value, zone: &TimeZone) -> Option<Timestamp> {
    Some(time(json.as_str()?, zone)?.0)
}
