//! What a request must look like: the standard's `DeliveryOrder`, `DeliveryAvailabilityPrice` and `DeliveryCancel`. The
//! standard lets unknown fields pass; here they are typing errors.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// What a field must be.
enum Is {
    /// Text of so many characters, at least and at most.
    Text(usize, usize),
    /// Capital letters, so many.
    Capitals(usize),
    Id,
    Moment,
    Whole,
    Number,
    Flag,
    One(&'static [&'static str]),
    Each(&'static Is),
    All(&'static [Field]),
}
use Is::{All, Capitals, Each, Flag, Id, Moment, Number, One, Text, Whole};

/// Name, whether it must be there, and what it is.
type Field = (&'static str, bool, Is);

const ANY: Is = Text(0, usize::MAX);
const PRICE: Is = All(&[("value", true, Number), ("currency", true, Capitals(3))]);
const MERCHANT: Is = All(&[("id", true, Text(36, 100)), ("name", true, Text(0, 500))]);
const ADDRESS: Is = All(&[
    ("country", true, Capitals(2)),
    ("state", true, ANY),
    ("city", true, ANY),
    ("district", true, ANY),
    ("street", true, Text(1, usize::MAX)),
    ("number", true, ANY),
    ("postalCode", true, ANY),
    ("complement", true, ANY),
    ("reference", false, ANY),
    ("latitude", false, Number),
    ("longitude", false, Number),
    ("instructions", false, ANY),
]);
const VEHICLES: Is = One(&["MOTORBIKE_BAG", "MOTORBIKE_BOX", "CAR", "BICYCLE", "SCOOTER", "VUC"]);
const VEHICLE: Is = All(&[("type", true, Each(&VEHICLES)), ("container", true, One(&["NORMAL", "THERMIC"]))]);
const LIMITS: Is =
    All(&[("pickupLimit", false, Whole), ("deliveryLimit", false, Whole), ("orderCreatedAt", false, Moment)]);
const METHODS: Is =
    One(&["CREDIT", "DEBIT", "MEAL_VOUCHER", "FOOD_VOUCHER", "PIX", "CASH", "CREDIT_DEBIT", "OTHER"]);
const PAYMENTS: Is = All(&[
    ("method", false, One(&["OFFLINE", "ONLINE"])),
    ("wirelessPos", false, Flag),
    ("offlineMethod", false, Each(&All(&[("type", true, METHODS), ("amount", true, PRICE)]))),
    ("change", false, PRICE),
]);

const JOB: [Field; 9] = [
    ("pickupAddress", true, ADDRESS),
    ("returnToMerchant", true, Flag),
    ("canCombine", true, Flag),
    ("deliveryAddress", true, ADDRESS),
    ("vehicle", true, VEHICLE),
    ("limitTimes", true, LIMITS),
    ("totalOrderPrice", true, PRICE),
    ("totalWeight", true, Whole),
    ("specialInstructions", false, ANY),
];
const ENQUIRY: [Field; 2] = [("merchant", false, MERCHANT), ("onlinePayment", false, Flag)];
const DELIVERY: [Field; 12] = [
    ("orderId", true, Id),
    ("orderDisplayId", true, Text(1, usize::MAX)),
    ("merchant", true, MERCHANT),
    ("notifyReadyForPickup", false, Flag),
    ("notifyPickup", false, Flag),
    ("notifyConclusion", false, Flag),
    ("customerName", true, Text(1, usize::MAX)),
    ("customerPhone", false, ANY),
    ("preparationStartDateTime", false, Moment),
    ("items", false, Each(&All(&[("name", false, ANY), ("quantity", false, Number)]))),
    ("payments", true, PAYMENTS),
    ("sourceOrderId", false, Id),
];
const REASONS: Is = One(&[
    "CONSUMER_CANCELLATION_REQUESTED",
    "NO_SHOW",
    "PROBLEM_AT_MERCHANT",
    "HIGH_ACCEPTANCE_TIME",
    "INCORRECT_ORDER_OR_PRODUCT_PICKUP",
    "PROBLEM_RESOLUTION",
    "DISCOMBINE_ORDER",
    "OTHER",
]);
const CANCELLATION: [Field; 3] = [
    ("reason", true, REASONS),
    ("action", false, One(&["RETURN_TO_STORE", "CANCEL_DELIVERY"])),
    ("message", false, ANY),
];

/// Checks a question for the price.
pub(super) fn enquiry(body: &Value) -> Result<(), String> {
    fields("", body, &[&JOB, &ENQUIRY])
}

/// Checks a call, and that what is to be taken at the door is told in full.
pub(super) fn delivery(body: &Value) -> Result<(), String> {
    fields("", body, &[&JOB, &DELIVERY])?;
    let payments = &body["payments"];
    let parts = payments["offlineMethod"].as_array().map_or(0, Vec::len);
    if (payments["method"] == "OFFLINE") != (parts > 0) {
        return Err("payments: OFFLINE, and only that, has offlineMethod".to_owned());
    }
    Ok(())
}

/// Checks a cancellation.
pub(super) fn cancellation(body: &Value) -> Result<(), String> {
    fields("", body, &[&CANCELLATION])
}

fn fields(place: &str, value: &Value, families: &[&[Field]]) -> Result<(), String> {
    let object = value.as_object().ok_or_else(|| format!("{place} should be an object"))?;
    let known = || families.iter().flat_map(|family| family.iter());
    if let Some(name) = object.keys().find(|name| !known().any(|(field, ..)| field == name)) {
        return Err(format!("{place} should not have property '{name}'"));
    }
    for (name, required, is) in known() {
        match object.get(*name) {
            Some(value) => check(&format!("{place}/{name}"), is, value)?,
            None if *required => return Err(format!("{place} should have required property '{name}'")),
            None => {}
        }
    }
    Ok(())
}

fn check(place: &str, is: &Is, value: &Value) -> Result<(), String> {
    let text = value.as_str();
    let (fits, wanted) = match is {
        Text(least, most) => {
            (text.is_some_and(|t| (*least..=*most).contains(&t.chars().count())), "text of the right length")
        }
        Capitals(many) => (
            text.is_some_and(|t| t.len() == *many && t.bytes().all(|b| b.is_ascii_uppercase())),
            "so many capital letters",
        ),
        Id => (text.is_some_and(|t| Uuid::try_parse(t).is_ok()), "a UUID"),
        Moment => (text.is_some_and(|t| t.parse::<Timestamp>().is_ok()), "a date and time"),
        Whole => (value.is_i64() || value.is_u64(), "a whole number"),
        Number => (value.is_number(), "a number"),
        Flag => (value.is_boolean(), "true or false"),
        One(words) => (text.is_some_and(|t| words.contains(&t)), "one of the standard's words"),
        Each(is) => {
            let elements = value.as_array().ok_or_else(|| format!("{place} should be an array"))?;
            return elements.iter().enumerate().try_for_each(|(i, e)| check(&format!("{place}[{i}]"), is, e));
        }
        All(members) => return fields(place, value, &[members]),
    };
    if fits { Ok(()) } else { Err(format!("{place} should be {wanted}")) }
}
