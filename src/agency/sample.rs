//! One shop, one order and one moment, as the tests of every protocol tell them.

use domain::order::{Order, Payment, PaymentKind, Won};
use jiff::Timestamp;

use super::DeliveryRequest;
use crate::settings::Server;
pub use crate::sim::sample::shop;

/// A little before the meal is ready.
pub fn now() -> Timestamp {
    "2026-11-21T11:00:00Z".parse().unwrap()
}

/// Paid in the app; an option, a weighed dish and a delivery tip are in it.
pub fn meal() -> Order {
    serde_json::from_str(include_str!("../../tests/fixtures/gorela/our-order.json")).unwrap()
}

pub fn request(order: Order) -> DeliveryRequest {
    DeliveryRequest {
        key: "k-1".into(),
        number: "특급-012".into(),
        order,
        app_name: Some("SDO".into()),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

/// An address where no server answers.
pub fn server(account: &str) -> Server {
    Server { base_url: "http://127.0.0.1:1".into(), account: account.into() }
}

/// What the rider is to take at the door.
pub fn pay(kind: PaymentKind, amount: i64, change_for: Option<i64>) -> Payment {
    let (amount, change_for) = (Won(amount), change_for.map(Won));
    Payment { kind, name: "현장".into(), amount, on_delivery: true, change_for }
}
