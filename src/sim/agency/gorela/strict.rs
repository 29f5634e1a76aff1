//! What a request must look like. The real thing turns wrong ones down, so this one does too, and says what is wrong.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::Fare;

/// What a field must be.
#[derive(Clone, Copy)]
enum Is {
    /// Text of at most so many characters.
    Text(usize),
    Whole,
    Flag,
    /// Anything, looked at elsewhere.
    Given,
}
use Is::{Flag, Given, Text, Whole};

/// Name, what it is, and whether it must be there.
type Field = (&'static str, Is, bool);

/// Both fares know these of every quote and order.
const TRIP: [Field; 10] = [
    ("orderAgencyId", Text(30), true),
    ("orderAgencyStoreId", Text(100), false),
    ("pickupId", Text(100), false),
    ("pickupName", Text(250), false),
    ("pickupPhone", Text(12), false),
    ("pickupRoadAddress", Text(100), false),
    ("pickupJibunAddress", Text(100), false),
    ("pickupAddressDetail", Text(100), false),
    ("pickupLocation", Given, false),
    ("pickupWishAt", Whole, true),
];

const DROP: [Field; 4] = [
    ("dropRoadAddress", Text(100), false),
    ("dropJibunAddress", Text(100), false),
    ("dropAddressDetail", Text(100), true),
    ("dropLocation", Given, false),
];

const PAYMENT: [Field; 4] = [
    ("totalPayPrice", Whole, true),
    ("actualPayPrice", Whole, true),
    ("prepaidPrice", Whole, true),
    ("paymentCardPrice", Whole, false),
];

/// Fields of orders with fixed fare only.
const CASH: [Field; 1] = [("paymentCashPrice", Whole, false)];
const ALCOHOL: [Field; 1] = [("hasAlcoholicBeverage", Flag, false)];
const RESERVATION: [Field; 3] =
    [("isReservation", Flag, true), ("dropWishAt", Whole, false), ("reservedOrderDisplayTime", Whole, false)];

/// Fields of orders with flexible fare only.
const OFFER: [Field; 1] = [("requestDeliveryPrice", Whole, true)];

const ORDER: [Field; 12] = [
    ("orderType", Text(20), true),
    ("orderAgencyOrderId", Text(50), true),
    ("orderAgencyDailyOrderId", Text(10), false),
    ("orderProducts", Given, true),
    ("receiverPhone", Text(12), true),
    ("receiverName", Text(30), false),
    ("storeOrderMemo", Text(250), false),
    ("ordererOrderMemo", Text(250), false),
    ("orderChannel", Text(30), false),
    ("isUntact", Flag, true),
    ("taxFreePayPrice", Whole, false),
    ("pickupGuide", Text(250), false),
];

const ENTRANCE: [Field; 2] = [("dropEntrancePassword", Text(20), false), ("dropGuide", Text(250), false)];

/// What is due of a shop with an id: what is taken at the door.
const AT_THE_DOOR: [&str; 2] = ["paymentCardPrice", "paymentCashPrice"];
/// What is due of a shop that is found by its address: that it has no id (empty then) and which door it is.
const PLACE: [&str; 2] = ["pickupId", "pickupAddressDetail"];
/// In orders also the person to ask for there.
const WHO: [&str; 2] = ["pickupName", "pickupPhone"];

/// Why an order may be cancelled.
const CANCEL_TYPES: [&str; 10] = [
    "OTHER_DELIVERY_AGENCY",
    "DUPLICATE_ORDER",
    "CANCEL_BY_STORE",
    "CANCEL_BY_CUSTOMER",
    "CANCEL_BY_ADMIN",
    "COMPLAIN_BY_CUSTOMER",
    "CANCEL_BY_TIMEOUT",
    "DELAY_DELIVERY",
    "UNNECESSARY_ORDER",
    "ETC",
];

/// What a look-up tells only where it is asked for.
pub(super) const INCLUDES: [&str; 3] = ["statuses", "payments", "orderProducts"];

/// No pickup is wished for later than this, unless it is a reservation's.
const AHEAD: SignedDuration = SignedDuration::from_mins(90);
/// Minutes before the customer's time at which riders see a reservation.
const SHOWN_BEFORE: std::ops::RangeInclusive<i64> = 20..=90;
/// A reservation's pickup comes this much before the customer's time at the latest.
const ON_THE_WAY: i64 = 20 * 60_000;

/// Checks a quote.
pub(super) fn quote(body: &Value, fare: Fare, now: Timestamp) -> Result<(), String> {
    let body = object(body)?;
    match fare {
        Fare::Fixed => fields(body, &[&TRIP, &DROP, &PAYMENT, &CASH, &ALCOHOL])?,
        Fare::Flexible => fields(body, &[&TRIP, &DROP])?,
    }
    match (by_id(body), fare) {
        (true, Fare::Fixed) => due(body, &AT_THE_DOOR)?,
        (true, Fare::Flexible) => {}
        (false, Fare::Fixed) => due(body, &[&PLACE[..], &["hasAlcoholicBeverage"]].concat())?,
        (false, Fare::Flexible) => due(body, &PLACE)?,
    }
    trip(body)?;
    soon(body, now)?;
    if fare == Fare::Fixed { prices(body).and_then(|()| prepaid(body)) } else { Ok(()) }
}

/// Checks a create.
pub(super) fn order(body: &Value, fare: Fare, now: Timestamp) -> Result<(), String> {
    let body = object(body)?;
    let by_address: &[Field] = if by_id(body) { &[] } else { &ALCOHOL };
    match fare {
        Fare::Fixed => {
            fields(body, &[&TRIP, &DROP, &PAYMENT, &CASH, &ALCOHOL, &RESERVATION, &ORDER, &ENTRANCE])?;
        }
        Fare::Flexible => {
            fields(body, &[&TRIP, &DROP, &PAYMENT, by_address, &OFFER, &ORDER, &ENTRANCE])?;
            hundreds(body)?;
        }
    }
    match (by_id(body), fare) {
        (true, Fare::Fixed) => due(body, &AT_THE_DOOR)?,
        (true, Fare::Flexible) => due(body, &AT_THE_DOOR[..1])?,
        (false, _) => {
            due(body, &[&PLACE[..], &WHO, &["hasAlcoholicBeverage"]].concat())?;
            phone(body, "pickupPhone")?;
        }
    }
    trip(body)?;
    prices(body)?;
    prepaid(body)?;
    if body["orderType"] != "FOR_DELIVERY" {
        return Err("orderType must be FOR_DELIVERY".into());
    }
    phone(body, "receiverPhone")?;
    let flag = |name: &str| body.get(name).and_then(Value::as_bool) == Some(true);
    if flag("isUntact") && flag("hasAlcoholicBeverage") {
        return Err("isUntact is not possible with alcohol".into());
    }
    if flag("isReservation") {
        reserved(body, now)?
    } else {
        soon(body, now)?
    }
    products(body)
}

/// Checks a cancel.
pub(super) fn cancel(body: &Value) -> Result<(), String> {
    let body = object(body)?;
    fields(
        body,
        &[&[("time", Whole, true), ("cancelType", Text(30), true), ("cancelReason", Text(250), false)]],
    )?;
    let kind = body["cancelType"].as_str().unwrap_or_default();
    if CANCEL_TYPES.contains(&kind) { Ok(()) } else { Err(format!("there is no cancelType '{kind}'")) }
}

/// Checks a moved pickup.
pub(super) fn pickup_wish(body: &Value, now: Timestamp) -> Result<(), String> {
    let body = object(body)?;
    fields(body, &[&[("pickupWishAt", Whole, true)]])?;
    soon(body, now)
}

/// Checks a moved drop.
pub(super) fn drop_info(body: &Value) -> Result<(), String> {
    let body = object(body)?;
    fields(body, &[&DROP, &ENTRANCE])?;
    drop(body)
}

/// Checks a changed memo.
pub(super) fn memo_info(body: &Value) -> Result<(), String> {
    fields(object(body)?, &[&[("storeOrderMemo", Text(250), false), ("ordererOrderMemo", Text(250), false)]])
}

/// Checks a changed payment.
pub(super) fn payment_info(body: &Value) -> Result<(), String> {
    let body = object(body)?;
    let more = [("orderProducts", Given, false), ("taxFreePayPrice", Whole, false)];
    fields(body, &[&PAYMENT, &CASH, &more])?;
    due(body, &AT_THE_DOOR[..1])?;
    prices(body)?;
    if body.contains_key("orderProducts") { products(body) } else { Ok(()) }
}

/// Checks a raised offer; what it is.
pub(super) fn delivery_price(body: &Value) -> Result<i64, String> {
    let body = object(body)?;
    fields(body, &[&OFFER])?;
    hundreds(body)
}

/// Checks a question about the shop.
pub(super) fn about_shop(query: &str) -> Result<(), String> {
    asked(query, &["orderAgencyId", "orderAgencyStoreId"])
}

/// Checks a look-up.
pub(super) fn look_up(query: &str) -> Result<(), String> {
    asked(query, &["orderAgencyId"])?;
    match values(query, "_includes").find(|what| !INCLUDES.contains(what)) {
        Some(what) => Err(format!("'_includes' should be one of {INCLUDES:?}, not '{what}'")),
        None => Ok(()),
    }
}

/// Whether a look-up wants this besides.
pub(super) fn includes(query: &str, what: &str) -> bool {
    values(query, "_includes").any(|wanted| wanted == what)
}

fn asked(query: &str, names: &[&str]) -> Result<(), String> {
    match names.iter().find(|name| values(query, name).all(str::is_empty)) {
        Some(name) => Err(format!("should have required property '{name}'")),
        None => Ok(()),
    }
}

/// What a query says under a name; ours need no escaping.
fn values<'q>(query: &'q str, name: &str) -> impl Iterator<Item = &'q str> {
    query.split('&').filter_map(|pair| pair.split_once('=')).filter(move |(n, _)| *n == name).map(|(_, v)| v)
}

/// Whether the shop is known by its id.
fn by_id(body: &Map<String, Value>) -> bool {
    body.contains_key("orderAgencyStoreId")
}

fn due(body: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    match names.iter().find(|name| !body.contains_key(**name)) {
        Some(name) => Err(format!("should have required property '{name}'")),
        None => Ok(()),
    }
}

fn phone(body: &Map<String, Value>, name: &str) -> Result<(), String> {
    let phone = body.get(name).and_then(Value::as_str).unwrap_or_default();
    if (8..=12).contains(&phone.len()) && phone.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(format!("'{name}' should be 8 to 12 digits"))
}

fn object(body: &Value) -> Result<&Map<String, Value>, String> {
    body.as_object().ok_or_else(|| "the body must be an object".to_owned())
}

fn fields(body: &Map<String, Value>, families: &[&[Field]]) -> Result<(), String> {
    let known = || families.iter().flat_map(|family| family.iter());
    if let Some(name) = body.keys().find(|name| !known().any(|(field, ..)| field == name)) {
        return Err(format!("should not have property '{name}'"));
    }
    for (name, is, required) in known() {
        match body.get(*name) {
            None if *required => return Err(format!("should have required property '{name}'")),
            None => {}
            Some(value) => check(name, *is, value)?,
        }
    }
    Ok(())
}

fn check(name: &str, is: Is, value: &Value) -> Result<(), String> {
    let fits = match is {
        Text(most) => value.as_str().is_some_and(|text| text.chars().count() <= most),
        Whole => value.is_i64() || value.is_u64(),
        Flag => value.is_boolean(),
        Given => true,
    };
    let wanted = match is {
        Text(most) => format!("text of at most {most} characters"),
        Whole => "a whole number".to_owned(),
        Flag => "true or false".to_owned(),
        Given => String::new(),
    };
    if fits { Ok(()) } else { Err(format!("'{name}' should be {wanted}")) }
}

fn trip(body: &Map<String, Value>) -> Result<(), String> {
    if !says(body, "orderAgencyStoreId")
        && !says(body, "pickupRoadAddress")
        && !says(body, "pickupJibunAddress")
    {
        return Err("should have orderAgencyStoreId or a pickup address".into());
    }
    drop(body)
}

fn drop(body: &Map<String, Value>) -> Result<(), String> {
    if says(body, "dropRoadAddress") || says(body, "dropJibunAddress") {
        return Ok(());
    }
    Err("should have dropRoadAddress or dropJibunAddress".into())
}

fn says(body: &Map<String, Value>, name: &str) -> bool {
    body.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

/// The real one refuses what is past too; here clocks may differ on purpose.
fn soon(body: &Map<String, Value>, now: Timestamp) -> Result<(), String> {
    if whole(body, "pickupWishAt")? > ahead(now) {
        return Err("pickupWishAt should be within 90 minutes".into());
    }
    Ok(())
}

fn ahead(now: Timestamp) -> i64 {
    now.saturating_add(AHEAD).map_or(i64::MAX, Timestamp::as_millisecond)
}

fn reserved(body: &Map<String, Value>, now: Timestamp) -> Result<(), String> {
    let (wanted, shown) = (whole(body, "dropWishAt")?, whole(body, "reservedOrderDisplayTime")?);
    if !SHOWN_BEFORE.contains(&shown) {
        return Err(format!("reservedOrderDisplayTime should be within {SHOWN_BEFORE:?} minutes"));
    }
    if wanted < ahead(now) {
        return Err("dropWishAt should be in 90 minutes or later".into());
    }
    let pickup = whole(body, "pickupWishAt")?;
    if (wanted - shown * 60_000..=wanted - ON_THE_WAY).contains(&pickup) {
        return Ok(());
    }
    Err("pickupWishAt should be between display and 20 minutes before dropWishAt".into())
}

fn prices(body: &Map<String, Value>) -> Result<(), String> {
    let price = |name| whole(body, name);
    let at_the_door = |name| if body.contains_key(name) { price(name) } else { Ok(0) };
    let parts = price("prepaidPrice")? + at_the_door("paymentCashPrice")? + at_the_door("paymentCardPrice")?;
    let actual = price("actualPayPrice")?;
    if parts != actual {
        return Err(format!("actualPayPrice is {actual}, its parts sum up to {parts}"));
    }
    Ok(())
}

/// A shop that is found by its address has nothing taken at the door.
fn prepaid(body: &Map<String, Value>) -> Result<(), String> {
    if by_id(body) || whole(body, "prepaidPrice")? == whole(body, "actualPayPrice")? {
        return Ok(());
    }
    Err("prepaidPrice should be actualPayPrice for a shop without an id".into())
}

fn hundreds(body: &Map<String, Value>) -> Result<i64, String> {
    let price = whole(body, "requestDeliveryPrice")?;
    if price > 0 && price % 100 == 0 {
        Ok(price)
    } else {
        Err("requestDeliveryPrice goes by hundreds".into())
    }
}

fn products(body: &Map<String, Value>) -> Result<(), String> {
    let products = body["orderProducts"].as_array().ok_or("orderProducts must be an array")?;
    let mut sum = 0;
    for (i, product) in products.iter().enumerate() {
        sum += self::product(product).map_err(|why| format!("orderProducts[{i}]: {why}"))?;
    }
    let total = whole(body, "totalPayPrice")?;
    if sum == total { Ok(()) } else { Err(format!("totalPayPrice is {total}, the products sum up to {sum}")) }
}

/// One product by the formula; its total.
fn product(product: &Value) -> Result<i64, String> {
    let product = product.as_object().ok_or("must be an object")?;
    if !matches!(product.get("type").and_then(Value::as_str), Some("FOOD" | "ALCOHOLIC" | "DELIVERY_TIP")) {
        return Err("type must be FOOD, ALCOHOLIC or DELIVERY_TIP".into());
    }
    check("name", Text(100), product.get("name").unwrap_or(&Value::Null))?;
    let mut one = whole(product, "unitPrice")?;
    for option in product.get("options").and_then(Value::as_array).into_iter().flatten() {
        let option = option.as_object().ok_or("options must be objects")?;
        check("options.name", Text(100), option.get("name").unwrap_or(&Value::Null))?;
        let quantity = whole(option, "quantity")?;
        if quantity < 1 {
            return Err("options.quantity should be at least 1".into());
        }
        one += whole(option, "unitPrice")? * quantity;
    }
    let (total, due) = (whole(product, "totalPrice")?, one * whole(product, "quantity")?);
    if total == due { Ok(total) } else { Err(format!("totalPrice is {total}, the formula gives {due}")) }
}

fn whole(body: &Map<String, Value>, name: &str) -> Result<i64, String> {
    body.get(name).and_then(Value::as_i64).ok_or_else(|| format!("'{name}' should be a whole number"))
}
