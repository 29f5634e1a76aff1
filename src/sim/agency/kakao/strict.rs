//! What Kakao refuses to understand: fields that are missing, unknown or of another kind.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

const SERVICES: [&str; 4] = ["QUICK", "QUICK_ECONOMY", "QUICK_EXPRESS", "DOBO"];
const SIZES: [&str; 4] = ["XS", "S", "M", "L"];

/// Checks a price question.
pub(super) fn price(body: &Value, now: Timestamp) -> Result<(), String> {
    let body = object(body, "the body", &["orderType", "productSize", "pickup", "dropoff"], &[])?;
    let service = one_of(&body["orderType"], "orderType", &SERVICES)?;
    one_of(&body["productSize"], "productSize", &SIZES)?;
    let pickup = object(&body["pickup"], "pickup", &["location"], &["wishTime"])?;
    wish(pickup, service, now)?;
    location(&pickup["location"], "pickup.location")?;
    let dropoff = object(&body["dropoff"], "dropoff", &["location"], &[])?;
    location(&dropoff["location"], "dropoff.location")
}

/// Checks a create.
pub(super) fn order(body: &Value, now: Timestamp) -> Result<(), String> {
    let needed = ["partnerOrderId", "orderType", "productInfo", "pickup", "dropoff"];
    let body = object(body, "the body", &needed, &["fleetOption", "extraOption", "ordererContact"])?;
    text(&body["partnerOrderId"], "partnerOrderId")?;
    let service = one_of(&body["orderType"], "orderType", &SERVICES)?;
    let info =
        object(&body["productInfo"], "productInfo", &["size"], &["trayCount", "totalPrice", "products"])?;
    one_of(&info["size"], "productInfo.size", &SIZES)?;
    for product in info.get("products").and_then(Value::as_array).into_iter().flatten() {
        let product = object(product, "products", &["name", "quantity"], &["price", "detail"])?;
        text(&product["name"], "products.name")?;
        text(&product["quantity"], "products.quantity")?;
    }
    let pickup = object(&body["pickup"], "pickup", &["location", "contact"], &["wishTime", "note"])?;
    wish(pickup, service, now)?;
    stop(pickup, "pickup")?;
    stop(object(&body["dropoff"], "dropoff", &["location", "contact"], &["note"])?, "dropoff")
}

fn stop(stop: &Map<String, Value>, name: &str) -> Result<(), String> {
    location(&stop["location"], &format!("{name}.location"))?;
    let contact = object(&stop["contact"], name, &["name", "phone"], &[])?;
    text(&contact["name"], &format!("{name}.contact.name"))?;
    let phone = text(&contact["phone"], &format!("{name}.contact.phone"))?;
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if (8..=12).contains(&digits) && phone.chars().all(|c| c.is_ascii_digit() || c == '-') {
        Ok(())
    } else {
        Err(format!("{name}.contact.phone should be a telephone number"))
    }
}

/// From 20 minutes ahead on, of 이코노미 from 60, up to 14 days; not of walking riders.
fn wish(pickup: &Map<String, Value>, service: &str, now: Timestamp) -> Result<(), String> {
    let Some(wish) = pickup.get("wishTime") else { return Ok(()) };
    let wish: Timestamp =
        text(wish, "pickup.wishTime")?.parse().map_err(|_| "pickup.wishTime should be a time".to_owned())?;
    let least = match service {
        "DOBO" => return Err("pickup.wishTime is not for DOBO".to_owned()),
        "QUICK_ECONOMY" => 60,
        _ => 20,
    };
    let ahead = wish.duration_since(now);
    let allowed = SignedDuration::from_mins(least)..=SignedDuration::from_hours(14 * 24);
    if allowed.contains(&ahead) { Ok(()) } else { Err(format!("pickup.wishTime is {ahead:#} ahead")) }
}

fn location(value: &Value, name: &str) -> Result<(), String> {
    let place = object(value, name, &["basicAddress", "latitude", "longitude"], &["detailAddress"])?;
    text(&place["basicAddress"], name)?;
    // Korea.
    let within = |field: &str, least: f64, most: f64| {
        let degrees = place[field].as_f64().is_some_and(|degrees| (least..=most).contains(&degrees));
        if degrees { Ok(()) } else { Err(format!("{name}.{field} is not in Korea")) }
    };
    within("latitude", 33.0, 39.0)?;
    within("longitude", 124.0, 132.0)
}

/// An object with all of these fields and none but these.
fn object<'v>(
    value: &'v Value,
    name: &str,
    needed: &[&str],
    allowed: &[&str],
) -> Result<&'v Map<String, Value>, String> {
    let object = value.as_object().ok_or_else(|| format!("{name} should be an object"))?;
    if let Some(field) = needed.iter().find(|field| !object.contains_key(**field)) {
        return Err(format!("{name} should have {field}"));
    }
    match object.keys().find(|field| !needed.contains(&field.as_str()) && !allowed.contains(&field.as_str()))
    {
        Some(field) => Err(format!("{name} should not have {field}")),
        None => Ok(object),
    }
}

fn text<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    let text = value.as_str().filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| format!("{name} should be a text"))
}

fn one_of<'v>(value: &'v Value, name: &str, words: &[&str]) -> Result<&'v str, String> {
    let word = text(value, name)?;
    if words.contains(&word) {
        Ok(word)
    } else {
        Err(format!("{name} should be one of {}", words.join(", ")))
    }
}
