//! What Gorela answers. All of it is optional, and what only adorns may be of any type: neither an unknown word nor an
//! odd value may hide a rider. Where a delivery stands is not read that freely; an order that cannot say it is unreadable.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A number beyond this is no amount, distance or time, but an error.
const LARGEST: u64 = 1 << 53;

/// Every answer: `data` on success (and on refusals), `error` otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Envelope {
    /// What was asked for.
    pub data: Option<Value>,
    /// What went wrong.
    #[serde(deserialize_with = "lenient")]
    pub error: Option<Fault>,
    /// The agencies behind Gorela that did not answer, beside a list of the others' answers.
    #[serde(deserialize_with = "lenient")]
    pub errors: Option<Vec<Value>>,
}

/// What went wrong.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Fault {
    /// `DUPLICATED_ID`, `SCHEMA_VALIDATE` …
    #[serde(deserialize_with = "lenient")]
    pub error_code: Option<String>,
    /// Text for people.
    #[serde(deserialize_with = "lenient")]
    pub message: Option<String>,
}

/// The `data` of quote, create, cancel, prepare-complete and of some amendments.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Verdict {
    /// Only in the answer to a quote.
    pub is_possible: Option<bool>,
    /// In every other answer.
    pub is_success: Option<bool>,
    /// Why not.
    #[serde(deserialize_with = "lenient")]
    pub reason: Option<String>,
    /// Text for people, where there is one.
    #[serde(deserialize_with = "lenient")]
    pub message: Option<String>,
    /// Only in the answer to a quote.
    pub delivery_info: Option<Offer>,
    /// In the answers to create, cancel and drop-info.
    pub order: Option<OrderDto>,
}

/// A price.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Offer {
    /// When a rider can be there.
    #[serde(deserialize_with = "whole")]
    pub pickup_expected_at: Option<i64>,
    /// The earliest.
    #[serde(deserialize_with = "whole")]
    pub pickup_minimum_at: Option<i64>,
    /// Metres.
    #[serde(deserialize_with = "whole")]
    pub delivery_distance: Option<i64>,
    /// `deliveryPrice` and surcharges, without VAT; with fixed fare.
    #[serde(deserialize_with = "whole")]
    pub total_delivery_price: Option<i64>,
    /// The part that depends on the distance, won.
    #[serde(deserialize_with = "whole")]
    pub delivery_price: Option<i64>,
    /// Named surcharges.
    #[serde(deserialize_with = "each")]
    pub extra_charges: Option<Vec<Charge>>,
    /// On top of the price; none where no VAT is due.
    #[serde(rename = "VATPrice", deserialize_with = "whole")]
    pub vat_price: Option<i64>,
    /// The least that may be offered; with flexible fare.
    #[serde(deserialize_with = "whole")]
    pub minimum_delivery_price: Option<i64>,
    /// What had better be offered; with flexible fare.
    #[serde(deserialize_with = "whole")]
    pub recommend_delivery_price: Option<i64>,
}

/// A surcharge.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Charge {
    /// What `charge` is: `FIXED` won, `RATE` percent, `NONE` for an amount that is not known. Prices and orders have only
    /// the first.
    #[serde(deserialize_with = "lenient")]
    pub data_type: Option<String>,
    /// `WEATHER` …
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: Option<String>,
    /// Won or percent, as `data_type` says.
    #[serde(deserialize_with = "whole")]
    pub charge: Option<i64>,
    /// Of conditions: whether it is `ON`.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
}

/// An order as Gorela has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrderDto {
    /// `CREATED`, `FINISHED`, `CANCELED` …
    pub status: Option<String>,
    /// Our key.
    #[serde(deserialize_with = "lenient")]
    pub order_agency_order_id: Option<String>,
    /// One order may fan out into several.
    pub deliveries: Option<Vec<DeliveryDto>>,
}

impl OrderDto {
    /// Whether it says anything, and not of another order.
    pub fn is_of(&self, key: &str) -> bool {
        let says = self.status.is_some() || self.deliveries.as_ref().is_some_and(|all| !all.is_empty());
        says && self.may_be(key)
    }

    /// Whether it names no other key.
    pub fn may_be(&self, key: &str) -> bool {
        self.order_agency_order_id.as_deref().is_none_or(|named| named == key)
    }
}

/// One delivery of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeliveryDto {
    /// Where it stands.
    pub status: Option<String>,
    /// How it got there.
    #[serde(deserialize_with = "each")]
    pub statuses: Option<Vec<StatusDto>>,
    /// `deliveryPrice` and surcharges, without VAT.
    #[serde(deserialize_with = "whole")]
    pub total_delivery_price: Option<i64>,
    /// The part that depends on the distance, won.
    #[serde(deserialize_with = "whole")]
    pub delivery_price: Option<i64>,
    /// Named surcharges.
    #[serde(deserialize_with = "each")]
    pub extra_charges: Option<Vec<Charge>>,
    /// On top of the price; none where no VAT is due.
    #[serde(rename = "VATPrice", deserialize_with = "whole")]
    pub vat_price: Option<i64>,
    /// When the rider is expected at the shop.
    #[serde(deserialize_with = "whole")]
    pub pickup_expected_at: Option<i64>,
    /// The rider, where the agency names one.
    #[serde(deserialize_with = "lenient")]
    pub driver_name: Option<String>,
    /// Digits; some agencies send a number.
    #[serde(deserialize_with = "text")]
    pub driver_phone: Option<String>,
    /// Why it ended.
    #[serde(deserialize_with = "lenient")]
    pub cancel_type: Option<String>,
    /// Text for people.
    #[serde(deserialize_with = "lenient")]
    pub cancel_reason: Option<String>,
    /// What cancelling cost.
    #[serde(deserialize_with = "whole")]
    pub cancel_fee: Option<i64>,
}

/// One step of a delivery.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct StatusDto {
    /// Which.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    /// When.
    #[serde(deserialize_with = "whole")]
    pub changed_at: Option<i64>,
}

/// `GET /api/deposit-infos`: the shop's deposit at one delivery agency.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Deposit {
    /// The agency behind Gorela that holds it.
    #[serde(deserialize_with = "text")]
    pub delivery_agency_id: Option<String>,
    /// What is left of it.
    #[serde(deserialize_with = "whole")]
    pub deposit: Option<i64>,
}

/// `GET /api/delivery-conditions`: how one delivery agency is doing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Standing {
    /// It takes deliveries.
    #[serde(deserialize_with = "lenient")]
    pub is_delivery_possible: Option<bool>,
    /// Why not.
    #[serde(deserialize_with = "lenient")]
    pub reason: Option<String>,
    /// Minutes.
    #[serde(deserialize_with = "whole")]
    pub delay_time: Option<i64>,
    /// Named surcharges.
    #[serde(deserialize_with = "each")]
    pub extra_charges: Option<Vec<Charge>>,
}

/// A value of the right type; anything else reads as `None`.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).ok())
}

/// A list without the items of another type; anything but a list reads as `None`.
fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<Vec<T>>, D::Error> {
    Ok(items(&Value::deserialize(from)?))
}

/// The objects of a list that can be read; `None` if it is no list.
pub fn items<T: DeserializeOwned>(list: &Value) -> Option<Vec<T>> {
    let objects = list.as_array()?.iter().filter(|item| item.is_object());
    Some(objects.filter_map(|item| T::deserialize(item).ok()).collect())
}

/// A whole number, also out of a decimal or a text; anything else reads as `None`.
fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let number = match Value::deserialize(from)? {
        Value::Number(n) => n.as_i64().or_else(|| n.as_f64().map(|f| f.round() as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(number.filter(|n| n.unsigned_abs() <= LARGEST))
}

/// A text, also out of a number; a telephone number sent as one has lost its leading zero.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(n) if n.is_u64() => Some(format!("0{n}")),
        _ => None,
    })
}
