//! What Gorela is sent, as its developer reference of June 2026 has it. Times are epoch milliseconds, money won,
//! distance metres.

use serde::Serialize;

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

/// Why a delivery was cancelled (`cancelType`), where that is none of the [`REFUSALS`].
pub const ENDINGS: [&str; 14] = [
    "CHANGE_STORE",
    "WRONG_RECEIVER_INFO",
    "NOT_ANSWER_RECEIVER",
    "CHANGE_CUSTOMER_MIND",
    "DAMAGE_PRODUCT",
    "SOLD_OUT",
    "TIMEOUT_CANCEL",
    "LONG_TERM_UNALLOCATE",
    "UNDERAGE",
    "DELAY_DELIVERY",
    "CANCEL_BY_STORE",
    "CANCEL_BY_CUSTOMER",
    "COMPLAIN_BY_CUSTOMER",
    "CANCEL_BY_SWITCH_SELF_DELIVERY",
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

/// `POST /api/delivery-possible`: what a delivery costs with fixed fare.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// From where to where, and when.
    #[serde(flatten)]
    pub trip: Trip,
    /// How it is paid.
    #[serde(flatten)]
    pub payment: Payment,
    /// Alcohol: identity check at the door.
    pub has_alcoholic_beverage: bool,
}

/// `POST /api/flexible/delivery-possible`: what to offer with flexible fare. Every quote and order says this much.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trip {
    /// The shop's account.
    pub order_agency_id: String,
    /// Where it starts.
    #[serde(flatten)]
    pub pickup: Pickup,
    /// Where it goes.
    #[serde(flatten)]
    pub drop: Drop,
    /// When the food is ready.
    pub pickup_wish_at: i64,
}

/// Where a delivery goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drop {
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
}

/// How an order is paid.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// Products and delivery tip, before discounts.
    pub total_pay_price: i64,
    /// What the customer pays: prepaid, cash and card.
    pub actual_pay_price: i64,
    /// Paid beforehand.
    pub prepaid_price: i64,
    /// Cash for the rider to take; with flexible fare there is no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_cash_price: Option<i64>,
    /// Card for the rider to take.
    pub payment_card_price: i64,
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
    /// A shop that is found by its address.
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

/// `POST /api/orders` and `POST /api/flexible/orders`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    /// `FOR_DELIVERY`.
    pub order_type: &'static str,
    /// Our key, at most 50 characters.
    pub order_agency_order_id: String,
    /// The short number, at most 10 characters.
    pub order_agency_daily_order_id: String,
    /// What the quote said too.
    #[serde(flatten)]
    pub trip: Trip,
    /// How it is paid.
    #[serde(flatten)]
    pub payment: Payment,
    /// What depends on the fare.
    #[serde(flatten)]
    pub terms: Terms,
    /// Alcohol; with flexible fare a shop that is known by its id has no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_alcoholic_beverage: Option<bool>,
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
    /// Left at the door; never with alcohol or with money to take.
    pub is_untact: bool,
    /// At most 20 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_entrance_password: Option<String>,
    /// At most 250 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_guide: Option<String>,
}

/// What an order says by the fare of its contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Terms {
    /// 고정 요금 | 의무 수행.
    Fixed {
        /// For a later time; then the next two are due.
        is_reservation: bool,
        /// When the customer expects it: 90 minutes from now or later.
        #[serde(skip_serializing_if = "Option::is_none")]
        drop_wish_at: Option<i64>,
        /// Minutes before `dropWishAt` at which riders see it.
        #[serde(skip_serializing_if = "Option::is_none")]
        reserved_order_display_time: Option<i64>,
    },
    /// 유연 요금 | 자율 수행: never for a later time.
    Flexible {
        /// What riders are offered, without VAT: whole hundreds, not below the least that the quote named.
        request_delivery_price: i64,
    },
}

/// `PUT /api/orders/{id}/pickup-wish-at`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PickupWish {
    /// When the food is ready now.
    pub pickup_wish_at: i64,
}

/// `PUT /api/orders/{id}/drop-info`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DropInfo {
    /// Where it goes now.
    #[serde(flatten)]
    pub drop: Drop,
    /// At most 20 characters. Sent empty where there is none, because a code of the old door must not stay; that an empty
    /// text takes the old one away is a reading.
    pub drop_entrance_password: String,
    /// At most 250 characters; likewise.
    pub drop_guide: String,
}

/// `PUT /api/orders/{id}/memo-info`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoInfo {
    /// At most 250 characters. Sent empty where there is none: an old request must not stay.
    pub orderer_order_memo: String,
}

/// `PUT /api/orders/{id}/payment-info`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentInfo {
    /// How it is paid now.
    #[serde(flatten)]
    pub payment: Payment,
    /// What is carried now; its sum is the total.
    pub order_products: Vec<Product>,
}

/// `PUT /api/flexible/orders/{id}/delivery-price`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceOffer {
    /// More than before, in whole hundreds, without VAT.
    pub request_delivery_price: i64,
}

/// One product; `total_price = (unit_price + Σ option.unit_price × option.quantity) × quantity`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// `FOOD`, `ALCOHOLIC` or `DELIVERY_TIP`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// At most 100 characters.
    pub name: String,
    /// Total by the reference's formula, won.
    pub total_price: i64,
    /// Price of one piece without options, won.
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
    /// Price of one piece, won.
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
    /// `CANCEL_BY_STORE` or `CANCEL_BY_CUSTOMER`.
    pub cancel_type: &'static str,
}
