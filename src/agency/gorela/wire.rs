//! Gorela's JSON, as its developer reference of June 2026 has it. Times are epoch milliseconds, money won, distance
//! metres. What we read is all optional: an unknown field or value must not hide a rider.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Reasons for which Gorela refuses a quote or an order with HTTP 200.
pub const REFUSALS: [&str; 21] = [
    "INVALID_AREA",
    "INVALID_ADDRESS",
    "TOO_LONG_DELIVERY_DISTANCE",
    "INCORRECT_DELIVERY_PRICE_SETTING",
    "OVER_CAPACITY",
    "BAD_WEATHER",
    "CLOSE_AGENCY",
    "CLOSE_STORE",
    "INSUFFICIENT_DEPOSIT",
    "WRONG_REQUEST",
    "STORE_NOT_APPROVED",
    "DELIVERY_DISABLED",
    "DELIVERY_AGENCY_CAN_NOT_DEFERRED_PAYMENT",
    "INVALID_GOODS_PAY_TYPE_ONLY_PREPAID",
    "INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD",
    "INCORRECT_STORE_INFO_SETTING",
    "INCORRECT_STORE_VAN_INFO_SETTING",
    "OUT_OF_DELIVERY_POSSIBLE_AREA",
    "POSSIBLE_AREA_OUT_OF_HOURS",
    "IMPOSSIBLE_DELIVERY_AREA",
    "ETC",
];

/// Kinds of surcharge.
pub const SURCHARGES: [&str; 12] = [
    "WEATHER",
    "AREA",
    "OVERLOAD",
    "HOLIDAY",
    "TIME",
    "BUSY",
    "LATE_NIGHT",
    "VALUABLE",
    "ADMIN",
    "ALCOHOLIC",
    "PROMOTION",
    "ETC",
];

/// What both a quote and an order say: who, from where, to where, when and how it is paid.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// The shop's account.
    pub order_agency_id: String,
    /// Where it starts.
    #[serde(flatten)]
    pub pickup: Pickup,
    /// 도로명, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_road_address: Option<String>,
    /// 지번, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_jibun_address: Option<String>,
    /// 상세, at most 100 characters.
    pub drop_address_detail: String,
    /// Used where the address is not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_location: Option<Location>,
    /// When the food is ready.
    pub pickup_wish_at: i64,
    /// Products and delivery tip, before discounts.
    pub total_pay_price: i64,
    /// What the customer pays: prepaid, cash and card.
    pub actual_pay_price: i64,
    /// Paid beforehand.
    pub prepaid_price: i64,
    /// Cash for the rider to take.
    pub payment_cash_price: i64,
    /// Card for the rider to take.
    pub payment_card_price: i64,
    /// Alcohol: identity check at the door.
    pub has_alcoholic_beverage: bool,
}

/// Where riders come: a shop that Gorela knows, or an address.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Pickup {
    /// Mapped beforehand.
    Store {
        /// The shop's id at Gorela's partner.
        order_agency_store_id: String,
    },
    /// By address.
    Address {
        /// Empty where there is none.
        pickup_id: String,
        /// The shop's name.
        pickup_name: String,
        /// Digits.
        pickup_phone: String,
        /// 도로명.
        pickup_road_address: String,
        /// 지번.
        pickup_jibun_address: String,
        /// 상세.
        pickup_address_detail: String,
    },
}

/// Degrees, as text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Location {
    /// North.
    pub latitude: String,
    /// East.
    pub longitude: String,
}

/// `POST /api/orders`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    /// `FOR_DELIVERY`.
    pub order_type: &'static str,
    /// Our key, at most 50 characters.
    pub order_agency_order_id: String,
    /// The short number, at most 10 characters.
    pub order_agency_daily_order_id: String,
    /// Everything the quote said too.
    #[serde(flatten)]
    pub job: Job,
    /// What is carried.
    pub order_products: Vec<Product>,
    /// Digits, at most 12.
    pub receiver_phone: String,
    /// At most 30 characters.
    pub receiver_name: String,
    /// The customer's words to the rider, at most 250 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orderer_order_memo: Option<String>,
    /// The app.
    pub order_channel: String,
    /// For a later time; then the next two are due.
    pub is_reservation: bool,
    /// When the customer expects it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_wish_at: Option<i64>,
    /// Minutes before `dropWishAt` at which riders see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_order_display_time: Option<i64>,
    /// Left at the door; never with alcohol or with money to take.
    pub is_untact: bool,
    /// At most 20 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_entrance_password: Option<String>,
    /// At most 250 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_guide: Option<String>,
}

/// One product; `total_price = (unit_price + Σ option.unit_price × option.quantity) × quantity`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// `FOOD` or `DELIVERY_TIP`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// At most 100 characters.
    pub name: String,
    /// By the formula.
    pub total_price: i64,
    /// Of one, without options.
    pub unit_price: i64,
    /// Whole.
    pub quantity: i64,
    /// Choices.
    pub options: Vec<ProductOption>,
}

/// A choice of a product.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductOption {
    /// At most 100 characters.
    pub name: String,
    /// Of one.
    pub unit_price: i64,
    /// Per product.
    pub quantity: i64,
}

/// `PUT /api/orders/{id}/status/cancel`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancel {
    /// When we ask.
    pub time: i64,
    /// `CANCEL_BY_STORE`.
    pub cancel_type: &'static str,
}

/// Every answer: `data` on success (and on refusals), `error` otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Envelope {
    /// What was asked for.
    pub data: Option<Value>,
    /// What went wrong.
    pub error: Option<Fault>,
}

/// What went wrong.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Fault {
    /// `DUPLICATED_ID`, `SCHEMA_VALIDATE` …
    pub error_code: Option<String>,
    /// For people.
    pub message: Option<String>,
}

/// The `data` of quote, create, cancel and prepare-complete.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Verdict {
    /// Of a quote.
    pub is_possible: Option<bool>,
    /// Of everything else.
    pub is_success: Option<bool>,
    /// Why not.
    pub reason: Option<String>,
    /// For people, where there is one.
    pub message: Option<String>,
    /// Of a quote.
    pub delivery_info: Option<Offer>,
    /// Of create and cancel.
    pub order: Option<OrderSeen>,
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
    /// With surcharges, without VAT.
    #[serde(deserialize_with = "whole")]
    pub total_delivery_price: Option<i64>,
    /// Named surcharges.
    pub extra_charges: Option<Vec<Charge>>,
}

/// A surcharge.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Charge {
    /// `WEATHER` …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Won.
    #[serde(deserialize_with = "whole")]
    pub charge: Option<i64>,
}

/// An order as Gorela has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OrderSeen {
    /// `CREATED`, `FINISHED`, `CANCELED`.
    pub status: Option<String>,
    /// Our key.
    pub order_agency_order_id: Option<String>,
    /// One order may fan out into several.
    pub deliveries: Option<Vec<DeliverySeen>>,
}

/// One delivery of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeliverySeen {
    /// Where it stands.
    pub status: Option<String>,
    /// How it got there.
    pub statuses: Option<Vec<StatusSeen>>,
    /// With surcharges, without VAT.
    #[serde(deserialize_with = "whole")]
    pub total_delivery_price: Option<i64>,
    /// When the rider is expected at the shop.
    #[serde(deserialize_with = "whole")]
    pub pickup_expected_at: Option<i64>,
    /// The rider, where the agency names one.
    pub driver_name: Option<String>,
    /// Digits; some agencies send a number.
    #[serde(deserialize_with = "text")]
    pub driver_phone: Option<String>,
    /// Why it ended.
    pub cancel_type: Option<String>,
    /// For people.
    pub cancel_reason: Option<String>,
    /// What calling off cost.
    #[serde(deserialize_with = "whole")]
    pub cancel_fee: Option<i64>,
}

/// One step of a delivery.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct StatusSeen {
    /// Which.
    pub status: Option<String>,
    /// When.
    #[serde(deserialize_with = "whole")]
    pub changed_at: Option<i64>,
}

/// A whole number, also out of a decimal or a text; anything else is nothing.
fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(n) => n.as_i64().or_else(|| n.as_f64().map(|f| f.round() as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A text, also out of a number; a telephone number sent as one has lost its leading zero.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(n) => Some(format!("0{n}")),
        _ => None,
    })
}
