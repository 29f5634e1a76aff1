//! Kakao Mobility's JSON, as its documentation (logistics-developers.kakaomobility.com/document: `post-orders`,
//! `get-orders`) and public integrations with its sandbox have it. Money is won, degrees are decimal, times are RFC 3339.
//!
//! What we read is all optional, field by field: a field of another type than we know is nothing, and must not hide a rider.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// `POST /api/v2/orders/price`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceQuestion {
    /// `DOBO`, `QUICK`, `QUICK_ECONOMY`, `QUICK_EXPRESS`.
    pub order_type: &'static str,
    /// `XS`, `S`, `M`, `L`.
    pub product_size: &'static str,
    /// The shop; without contact and note.
    pub pickup: Stop,
    /// The customer; without contact and note.
    pub dropoff: Stop,
}

/// `POST /api/v2/orders`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    /// Our key; the documentation says that it has to be unique.
    pub partner_order_id: String,
    /// As in [`PriceQuestion`].
    pub order_type: &'static str,
    /// What is carried.
    pub product_info: ProductInfo,
    /// The shop.
    pub pickup: Stop,
    /// The customer.
    pub dropoff: Stop,
}

/// Where a rider has to go.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stop {
    /// The place.
    pub location: Location,
    /// When the rider is to be there; of pickups only, and without it at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish_time: Option<String>,
    /// The person to ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Note to the rider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// 도로명 or 지번.
    pub basic_address: String,
    /// 상세.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail_address: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A person at a stop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contact {
    /// Name, or the order's number.
    pub name: String,
    /// Digits and hyphens.
    pub phone: String,
}

/// What is carried.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductInfo {
    /// Bags.
    pub tray_count: u32,
    /// As `product_size` in [`PriceQuestion`].
    pub size: &'static str,
    /// What is in them.
    pub products: Vec<Product>,
}

/// One dish.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Product {
    /// Name.
    pub name: String,
    /// A number as text.
    pub quantity: String,
}

/// What a price question brings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Offer {
    /// What the delivery costs.
    #[serde(deserialize_with = "whole")]
    pub total_price: Option<i64>,
}

/// An order, as create, look-up and perhaps cancel answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrderDto {
    /// Our key.
    #[serde(deserialize_with = "lenient")]
    pub partner_order_id: Option<String>,
    /// Where it stands.
    #[serde(deserialize_with = "lenient")]
    pub receipt: Option<Receipt>,
}

/// Where an order stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Receipt {
    /// `MATCHING` …
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    /// What it costs.
    #[serde(deserialize_with = "lenient")]
    pub price_info: Option<PriceInfo>,
    /// How it got there.
    #[serde(deserialize_with = "lenient")]
    pub histories: Option<Vec<History>>,
}

/// What an order costs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PriceInfo {
    /// The delivery. Whether VAT is in it is not said.
    #[serde(deserialize_with = "whole")]
    pub total_price: Option<i64>,
    /// Calling it off.
    #[serde(deserialize_with = "whole")]
    pub cancel_fee: Option<i64>,
}

/// One step of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct History {
    /// Which.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    /// When.
    #[serde(deserialize_with = "lenient")]
    pub updated_at: Option<String>,
}

/// What went wrong: `{requestId, code, status, message}`, the code a (negative) number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fault {
    /// Which; the list of codes is not public.
    #[serde(deserialize_with = "word")]
    pub code: Option<String>,
    /// Text for people.
    #[serde(deserialize_with = "lenient")]
    pub message: Option<String>,
}

/// A value of the right type; anything else reads as `None`.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).ok())
}

/// A whole number, also out of a decimal or a text.
fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(n) => n.as_i64().or_else(|| n.as_f64().map(|f| f.round() as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A text or a number as a text.
fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
