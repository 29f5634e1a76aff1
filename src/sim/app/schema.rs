//! What the standard demands of a request. The simulated app is strict where real ones are lax, so that a fault of
//! ours shows here first.

use domain::order::{CancelCode, TrackingEvent};
use jiff::Timestamp;
use serde_json::Value;

const EVENT_TYPES: [&str; 15] = [
    "CREATED",
    "CONFIRMED",
    "PREPARATION_REQUESTED",
    "PREPARING",
    "DISPATCHED",
    "READY_FOR_PICKUP",
    "PICKUP_AREA_ASSIGNED",
    "PICKED_UP",
    "DELIVERED",
    "CONCLUDED",
    "CANCELLATION_REQUESTED",
    "CANCELLATION_REQUEST_DENIED",
    "CANCELLED",
    "ORDER_CANCELLATION_REQUEST",
    "CANCELLED_DENIED",
];

const UNITS: [&str; 6] = ["UN", "KG", "L", "OZ", "LB", "GAL"];
const AVAILABILITY: [&str; 2] = ["AVAILABLE", "UNAVAILABLE"];

pub(super) fn is_event_type(text: &str) -> bool {
    EVENT_TYPES.contains(&text)
}

/// One acknowledged event.
pub(super) struct Acknowledged {
    pub(super) id: String,
    pub(super) order_id: String,
    pub(super) event_type: String,
}

/// `broken` are ids of events without an order: of those nothing else can be demanded.
pub(super) fn acknowledgment(body: &Value, broken: &[String]) -> Result<Vec<Acknowledged>, String> {
    let items = body.as_array().ok_or("body: not an array")?;
    if items.len() > 100 {
        return Err(format!("body: {} items, at most 100 are allowed", items.len()));
    }
    let item = |item: &Value| {
        let id = uuid(item, "id")?;
        if broken.contains(&id) {
            return Ok(Acknowledged { id, order_id: String::new(), event_type: String::new() });
        }
        Ok(Acknowledged {
            id,
            order_id: uuid(item, "orderId")?,
            event_type: text(item, "eventType")?.to_owned(),
        })
    };
    items.iter().map(item).collect()
}

/// Checks the body of an order's action.
pub(super) fn action(name: &str, body: &Value) -> Result<(), String> {
    match name {
        "confirm" => {
            time(body, "createdAt")?;
            text(body, "orderExternalCode")?;
            match &body["preparationTime"] {
                Value::Null => Ok(()),
                minutes => {
                    minutes.as_i64().map(drop).ok_or_else(|| "preparationTime: not an integer".to_owned())
                }
            }
        }
        "requestCancellation" => {
            text(body, "reason")?;
            let code = text(body, "code")?;
            CancelCode::ALL
                .iter()
                .find(|c| c.as_str() == code)
                .ok_or_else(|| format!("code: {code} is none"))?;
            one_of(text(body, "mode")?, "mode", &["AUTO", "MANUAL"])
        }
        "denyCancellation" => {
            text(body, "reason")?;
            one_of(text(body, "code")?, "code", &["DISH_ALREADY_DONE", "OUT_FOR_DELIVERY"])
        }
        "dispatch" => match &body["deliveryTrackingInfo"] {
            Value::Null if body.is_object() => Ok(()),
            Value::Null => Err("body: not an object".to_owned()),
            info => tracking_info(info),
        },
        "details" => time(body, "preparationStartDateTime").map(drop),
        "tracking" => tracking_info(&body["deliveryTrackingInfo"]),
        _ => Ok(()),
    }
}

fn tracking_info(info: &Value) -> Result<(), String> {
    if !info.is_object() {
        return Err("deliveryTrackingInfo: not an object".to_owned());
    }
    let event = &info["event"];
    if event.is_null() {
        return Ok(());
    }
    time(event, "datetime")?;
    one_of(text(event, "type")?, "deliveryTrackingInfo.event.type", &TrackingEvent::ALL.map(|e| e.as_str()))
}

/// What `menuUpdated` says.
pub(super) struct MenuUpdate {
    /// Open or closed.
    pub(super) open: Option<bool>,
    /// Dishes by code and name, and whether they may be ordered.
    pub(super) items: Vec<(String, String, bool)>,
}

/// Only dishes may be updated, because the shop has no menu of its own.
pub(super) fn menu_update(body: &Value) -> Result<MenuUpdate, String> {
    let available = |value: &Value, key: &str| {
        let word = text(value, key)?;
        one_of(word, key, &AVAILABILITY).map(|()| word == "AVAILABLE")
    };
    let item = |item: &Value| {
        uuid(item, "id")?;
        text(item, "description")?;
        one_of(text(item, "unit")?, "unit", &UNITS)?;
        let status = available(item, "status")?;
        Ok((text(item, "externalCode")?.to_owned(), text(item, "name")?.to_owned(), status))
    };
    let open = match &body["merchantStatus"] {
        Value::Null => None,
        _ => Some(available(body, "merchantStatus")?),
    };
    let items: Vec<_> = match &body["entityType"] {
        Value::Null if open.is_some() => Vec::new(),
        _ => {
            one_of(text(body, "entityType")?, "entityType", &["ITEM"])?;
            let objects = body["updatedObjects"].as_array().filter(|objects| !objects.is_empty());
            objects.ok_or("updatedObjects: empty")?.iter().map(item).collect::<Result<_, String>>()?
        }
    };
    Ok(MenuUpdate { open, items })
}

fn text<'a>(body: &'a Value, key: &str) -> Result<&'a str, String> {
    body[key].as_str().ok_or_else(|| format!("{key}: missing or not text"))
}

fn time(body: &Value, key: &str) -> Result<Timestamp, String> {
    text(body, key)?.parse().map_err(|_| format!("{key}: not a date-time"))
}

fn uuid(body: &Value, key: &str) -> Result<String, String> {
    let text = text(body, key)?;
    uuid::Uuid::try_parse(text).map(|_| text.to_owned()).map_err(|_| format!("{key}: not a uuid"))
}

fn one_of(text: &str, key: &str, allowed: &[&str]) -> Result<(), String> {
    allowed.contains(&text).then_some(()).ok_or_else(|| format!("{key}: {text} is none of {allowed:?}"))
}
