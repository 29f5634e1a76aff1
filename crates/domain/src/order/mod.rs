//! The words of the trade: what a customer ordered, what an app may say about it, and how far it has come.
//!
//! Pure values only: no clock, no I/O, no randomness. Every other room speaks in these terms, so a word that
//! two rooms share (a delivery's state, an app's event) stands here and nowhere else.

mod app;
mod delivery;
mod door;
mod gathering;
mod menu;
mod money;
mod personal;
pub mod phone;
mod problem;
mod quantity;
mod remark;
mod status;
mod sums;
mod tracking;

pub use app::{AppAction, AppEvent, AppEventKind, CancelCode, DenyCode, SetAside};
pub use delivery::{
    Amended, Amendment, Balance, CancelAnswer, Conditions, Created, DeliveryReport, DeliveryState,
    ExtraCharge, OffReason, OwnRefusal, Quote, Quoted, Refusal, Rider, Setback,
};
pub use gathering::{Shortage, StallState};
pub use menu::MenuItem;
pub use money::Won;
pub(crate) use money::nearest;
pub use personal::Personal;
pub use problem::{Food, Problem, Unneeded, Urgency};
pub use quantity::{Quantity, Unit};
pub use remark::{Odd, Remark};
pub use status::{Status, TicketKind, TicketState};
pub(crate) use sums::ROUNDING;
pub use sums::{Mismatch, Sum};
pub use tracking::{Tracking, TrackingEvent};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One order as the app told it. It changes only when the app changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The app's own id (Open Delivery `id`).
    pub external_id: String,
    /// What the customer and the app's call centre call it (`displayId`).
    pub display_id: String,
    /// Delivery, takeout or eaten in.
    pub kind: OrderKind,
    /// Cook now, at a time, or when the app says so.
    pub timing: Timing,
    /// When the customer placed it, by the app's clock.
    pub placed_at: Timestamp,
    /// When the app suggests to start cooking.
    pub preparation_start: Timestamp,
    /// When the customer was told to expect it, if the app says.
    pub promised_at: Option<Timestamp>,
    /// When the customer wants it, of a pre-order (예약).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Window>,
    /// The dishes, in the app's order.
    pub lines: Vec<Line>,
    /// Delivery tip and other fees.
    pub fees: Vec<Fee>,
    /// Discounts and who pays them.
    pub discounts: Vec<Discount>,
    /// The app's sums. They are shown as told, also when they do not add up.
    pub total: Total,
    /// How it is paid.
    pub payments: Vec<Payment>,
    /// Who ordered.
    pub customer: Customer,
    /// Where it goes; `None` for takeout.
    pub address: Option<Address>,
    /// Whose riders carry it.
    pub delivered_by: DeliveredBy,
    /// The customer's request to the shop, kept whole.
    pub store_memo: Option<String>,
    /// The customer's request to the rider, kept whole.
    pub rider_memo: Option<String>,
    /// Whether spoons and chopsticks are wanted; `None` if the app does not say.
    pub cutlery: Option<bool>,
    /// Goes out in reusable containers (다회용기).
    pub reusable_container: bool,
    /// What the customer returns the containers with: the text of the QR on the bag, if the app carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_code: Option<String>,
    /// Stalls of a market that sell it together (장보기 꾸러미).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
    /// Cash receipt asked for (현금영수증).
    pub cash_receipt: Option<CashReceipt>,
    /// Code a rider of the app names to collect the order.
    pub pickup_code: Option<String>,
    /// Which optional calls the app waits for.
    pub wants: Wants,
    /// What the reader found odd but survivable (an unknown value, sums that do not add up).
    pub remarks: Vec<Remark>,
    /// JSON paths of what the app sent and could not be read, or not as a whole: half an emoji, a number that is none, a
    /// list where a text belongs. What stands there is to be looked up at the app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// How many dishes and choices the app sent beyond the most that one order may have; they stand on no ticket.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left_out: u32,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// How the customer gets the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderKind {
    /// Carried to an address.
    Delivery,
    /// The customer comes for it (포장).
    Takeout,
    /// Eaten in the shop.
    Indoor,
}

/// When cooking starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Timing {
    /// At once.
    Instant,
    /// Cook so that it arrives when it is wanted.
    Scheduled,
    /// When the app sends PREPARATION_REQUESTED.
    OnDemand,
}

/// A stretch of time in which a customer wants an order: at the door, or at the counter where it is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Earliest moment.
    pub start: Timestamp,
    /// Latest moment; the same as `start` where the customer named one moment.
    pub end: Timestamp,
}

/// One dish with its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The app's item id.
    pub id: String,
    /// Name as sold.
    pub name: String,
    /// The shop's code for it, if the app carries one.
    pub external_code: Option<String>,
    /// How many or how much.
    pub quantity: Quantity,
    /// Price of one, without options.
    pub unit_price: Won,
    /// quantity × (unit price + options), as the app told it.
    pub total: Won,
    /// Choices under the dish.
    pub options: Vec<LineOption>,
    /// The customer's words for this dish.
    pub memo: Option<String>,
    /// Alcohol (주류): identity check at the door.
    pub alcohol: bool,
    /// Market stall that sells it, in a bundle.
    pub stall: Option<String>,
}

impl Line {
    /// So many pieces of a dish at this price in won, each with these choices; nothing else is known of it.
    pub fn new(pieces: i64, name: &str, price: i64, options: &[(&str, i64)]) -> Line {
        let option = |(name, price): &(&str, i64)| LineOption {
            name: (*name).to_owned(),
            quantity: Quantity::pieces(1),
            unit_price: Won(*price),
        };
        let each = price + options.iter().map(|(_, price)| price).sum::<i64>();
        Line {
            id: name.to_owned(),
            name: name.to_owned(),
            external_code: None,
            quantity: Quantity::pieces(pieces),
            unit_price: Won(price),
            total: Won(each * pieces),
            options: options.iter().map(option).collect(),
            memo: None,
            alcohol: false,
            stall: None,
        }
    }
}

/// Dishes of several stalls of one market, gathered and delivered together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The app's id of the bundle.
    pub id: String,
    /// The market's name.
    pub market: Option<String>,
    /// Its stalls, in the app's order; [`Line::stall`] is one of these by name, if the app keeps to its own list.
    pub stalls: Vec<Stall>,
    /// The customer was told to expect it after this …
    pub deliver_from: Option<Timestamp>,
    /// … and before this.
    pub deliver_until: Option<Timestamp>,
}

/// One stall of a market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stall {
    /// The app's id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A choice under a dish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineOption {
    /// Name of the choice.
    pub name: String,
    /// How many of it per dish.
    pub quantity: Quantity,
    /// Price of one; zero for free choices and omissions.
    pub unit_price: Won,
}

/// A fee on top of the dishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    /// What it is for.
    pub kind: FeeKind,
    /// The app's name for it.
    pub name: String,
    /// Amount.
    pub amount: Won,
}

/// What a fee is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FeeKind {
    /// 배달팁.
    Delivery,
    /// Service or packaging.
    Service,
    /// Gratuity.
    Tip,
    /// Below the least order.
    MinimumOrder,
    /// A kind this program does not know.
    Other,
}

/// Money taken off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discount {
    /// The app's name for it.
    pub name: String,
    /// Amount, positive.
    pub amount: Won,
    /// Who bears it.
    pub paid_by: Sponsor,
}

/// Who bears a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sponsor {
    /// The app.
    App,
    /// The shop.
    Store,
    /// The city or province.
    City,
    /// The app does not say.
    Unknown,
}

/// The app's sums, in won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Sum of the lines.
    pub items: Won,
    /// Sum of the fees.
    pub fees: Won,
    /// Sum of the discounts, positive.
    pub discount: Won,
    /// What the customer pays: items + fees − discount.
    pub amount: Won,
}

/// One part of the payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// What it is.
    pub kind: PaymentKind,
    /// The app's name for it ("서로e음"); for staff's books, see [`Payment::public_name`] for paper and screens.
    pub name: String,
    /// Amount.
    pub amount: Won,
    /// Still to be taken at the door.
    pub on_delivery: bool,
    /// Banknote the customer will pay with, for the change the rider carries.
    pub change_for: Option<Won>,
}

/// Kinds of payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentKind {
    /// Credit or debit card.
    Card,
    /// Cash.
    Cash,
    /// 지역화폐.
    LocalCurrency,
    /// 온누리상품권.
    Onnuri,
    /// 아동급식카드. Never named on paper or a screen; see [`Payment::public_name`].
    ChildMealCard,
    /// Points.
    Point,
    /// Coupon or voucher.
    Coupon,
    /// Anything else.
    Other,
}

impl PaymentKind {
    /// All kinds. Their order is stored and never changes; a new one goes to the end.
    pub const ALL: [PaymentKind; 8] = [
        PaymentKind::Card,
        PaymentKind::Cash,
        PaymentKind::LocalCurrency,
        PaymentKind::Onnuri,
        PaymentKind::ChildMealCard,
        PaymentKind::Point,
        PaymentKind::Coupon,
        PaymentKind::Other,
    ];

    /// Its spelling on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            PaymentKind::Card => "card",
            PaymentKind::Cash => "cash",
            PaymentKind::LocalCurrency => "local-currency",
            PaymentKind::Onnuri => "onnuri",
            PaymentKind::ChildMealCard => "child-meal-card",
            PaymentKind::Point => "point",
            PaymentKind::Coupon => "coupon",
            PaymentKind::Other => "other",
        }
    }
}

impl Payment {
    /// The name that may stand on paper and screens: a child's meal card is never told apart from any other
    /// payment made beforehand, because the name would shame the child. `None` for those.
    pub fn public_name(&self) -> Option<&str> {
        (self.kind != PaymentKind::ChildMealCard).then_some(self.name.as_str())
    }
}

/// Who ordered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Name or nickname.
    pub name: Option<Personal>,
    /// Number to call: the safe number where there is one.
    pub phone: Option<Personal>,
    /// Whether `phone` is a safe number (안심번호, 050x).
    pub safe_number: bool,
    /// When the safe number stops working.
    pub safe_number_expires: Option<Timestamp>,
    /// How many orders this customer has placed here, if the app says.
    pub orders_here: Option<u32>,
}

/// Where an order goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// 도로명.
    pub road: Option<Personal>,
    /// 지번.
    pub jibun: Option<Personal>,
    /// 상세: building, floor, unit.
    pub detail: Option<Personal>,
    /// 공동현관: how to get in.
    pub entrance: Option<Personal>,
    /// 동 or district, for the screen before anyone taps.
    pub district: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// Whose riders carry an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeliveredBy {
    /// The shop's.
    Merchant,
    /// The app's: we never call one.
    Marketplace,
}

/// Cash receipt (현금영수증).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CashReceipt {
    /// The app's word for its kind.
    pub kind: String,
    /// Number, masked by the app or not.
    pub id: Personal,
}

impl CashReceipt {
    /// Its number with the middle hidden; one the app masked stays as it is.
    pub fn masked(&self) -> String {
        mask(self.id.as_str())
    }
}

/// A number with its middle hidden; one that is masked already stays as it is.
pub fn mask(id: &str) -> String {
    if id.contains('*') {
        return id.to_owned();
    }
    let length = id.chars().count();
    let shown_first = if length >= 10 { 3 } else { 0 };
    let hide = |i: usize, c: char| c.is_alphanumeric() && i >= shown_first && i + 4 < length;
    id.chars().enumerate().map(|(i, c)| if hide(i, c) { '*' } else { c }).collect()
}

/// Which optional calls the app waits for (`sendPreparing` and its kin).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// `preparing`.
    pub preparing: bool,
    /// `pickedUp`.
    pub picked_up: bool,
    /// `delivered`.
    pub delivered: bool,
    /// `tracking`.
    pub tracking: bool,
}

impl Order {
    /// What is still to be taken from the customer, in won.
    pub fn to_collect(&self) -> Won {
        self.payments.iter().filter(|p| p.on_delivery).map(|p| p.amount).sum()
    }

    /// Whether everything that stands on paper is the same: dishes, money, where it goes and what is asked for. A new
    /// safe number or a word of the app's about itself is no reason to print again.
    pub fn is_same_on_paper(&self, other: &Order) -> bool {
        let beside_paper = |order: &Order| Order {
            placed_at: self.placed_at,
            promised_at: self.promised_at,
            // Older versions did not note it.
            wanted: order.wanted.filter(|_| self.wanted.is_some()),
            customer: Customer::default(),
            delivered_by: self.delivered_by,
            wants: self.wants,
            remarks: Vec::new(),
            unread: Vec::new(),
            // Its stalls stand at the dishes, its id nowhere.
            bundle: order.bundle.clone().map(|bundle| Bundle {
                id: String::new(),
                stalls: Vec::new(),
                ..bundle
            }),
            // Only a scheduled order's start stands on paper; some apps move the others' with every answer.
            preparation_start: match order.timing {
                Timing::Scheduled => order.preparation_start,
                Timing::Instant | Timing::OnDemand => self.preparation_start,
            },
            ..order.clone()
        };
        beside_paper(self) == beside_paper(other)
    }

    /// Keeps what was known of the customer where the app shows it no more: apps hide names, numbers and addresses, or
    /// put stars into them, while food is still on its way.
    pub fn keep_hidden(&mut self, known: &Order) {
        fn keep(now: &mut Option<Personal>, before: &Option<Personal>) {
            let hidden = now.as_ref().is_none_or(|text| text.as_str().contains('*'));
            if hidden && before.is_some() {
                now.clone_from(before);
            }
        }
        keep(&mut self.customer.name, &known.customer.name);
        keep(&mut self.customer.phone, &known.customer.phone);
        match (&mut self.address, &known.address) {
            (Some(now), Some(before)) => {
                keep(&mut now.road, &before.road);
                keep(&mut now.jibun, &before.jibun);
                keep(&mut now.detail, &before.detail);
                keep(&mut now.entrance, &before.entrance);
            }
            (now @ None, before) if self.kind == OrderKind::Delivery => now.clone_from(before),
            _ => {}
        }
    }

    /// Whether any line is alcohol.
    pub fn has_alcohol(&self) -> bool {
        self.lines.iter().any(|l| l.alcohol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_receipt_numbers_are_masked() {
        assert_eq!(mask("010-0000-5678"), "010-****-5678");
        assert_eq!(mask("010-****-5678"), "010-****-5678");
        assert_eq!(mask("12345678"), "****5678");
        assert_eq!(mask("0123456789012345"), "012*********2345");
    }
}
