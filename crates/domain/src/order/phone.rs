//! An order that a customer phoned in (수기 주문): typed at the counter, and from there on like any other, so that the
//! kitchen, the riders and the day's closing have one flow. No app knows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Address, Customer, DeliveredBy, Fee, FeeKind, Line, Order, OrderKind, Payment, PaymentKind, Personal,
    Quantity, Timing, Total, Wants, Won,
};

/// The channel id of these orders. No app may be set up under it.
pub const CHANNEL: &str = "by-phone";
/// Prefix of their short numbers.
pub const SHORT: &str = "전화";
/// What stands in the place of an app's name.
pub const NAME: &str = "전화 주문";
/// The colour in the place of an app's.
pub const COLOR: &str = "#475569";

/// Most dishes; more is a mistake.
const MOST_DISHES: usize = 100;
/// Most of one dish.
const MOST_OF_ONE: u32 = 999;
/// Dearest dish, won.
const DEAREST: i64 = 10_000_000;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneOrder {
    /// Chosen by the client, so that an order asked for twice (an answer that came too late) is taken once; empty: none.
    #[serde(default)]
    pub key: String,
    /// Whose it is, where a counter serves several shops; `None`: the first one's.
    #[serde(default)]
    pub shop: Option<String>,
    /// The dishes.
    pub dishes: Vec<Dish>,
    /// The customer comes for it.
    pub takeout: bool,
    /// Delivery tip, won.
    #[serde(default)]
    pub tip: Won,
    /// How it is paid.
    pub pays: Pays,
    /// The customer's number, if it was said.
    #[serde(default)]
    pub phone: String,
    /// Where it goes.
    #[serde(default)]
    pub address: String,
    /// Building, floor, unit.
    #[serde(default)]
    pub detail: String,
    /// What the customer asks of the kitchen.
    #[serde(default)]
    pub memo: String,
    /// What the customer asks of the rider.
    #[serde(default)]
    pub rider_memo: String,
    /// Minutes until ready; `None`: the usual.
    #[serde(default)]
    pub prep_minutes: Option<u32>,
}

/// One dish as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dish {
    /// Name.
    pub name: String,
    /// How many.
    pub count: u32,
    /// Price of one, won.
    pub price: Won,
}

/// How a phoned-in order is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pays {
    /// In cash at the door or at the counter.
    #[default]
    Cash,
    /// By card at the door or at the counter.
    Card,
    /// Already (계좌이체).
    Already,
}

/// Why it is no order yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum PhoneFault {
    /// No dish was typed.
    #[error("no dish")]
    NoDish,
    /// More dishes than anybody orders.
    #[error("too many dishes")]
    TooMany,
    /// A dish without a name, or with an impossible count or price.
    #[error("a dish is wrong")]
    Dish,
    /// A delivery without an address.
    #[error("no address")]
    NoAddress,
    /// No such shop.
    #[error("no such shop")]
    NoShop,
    /// An impossible delivery tip.
    #[error("an impossible delivery tip")]
    Tip,
}

impl PhoneOrder {
    /// The order, under an id of ours.
    ///
    /// # Errors
    /// What is missing or impossible.
    pub fn into_order(self, id: &str, now: Timestamp) -> Result<Order, PhoneFault> {
        if self.dishes.is_empty() {
            return Err(PhoneFault::NoDish);
        }
        if self.dishes.len() > MOST_DISHES {
            return Err(PhoneFault::TooMany);
        }
        let right = |dish: &Dish| {
            let count = (1..=MOST_OF_ONE).contains(&dish.count);
            !dish.name.trim().is_empty() && count && (0..=DEAREST).contains(&dish.price.0)
        };
        if !self.dishes.iter().all(right) {
            return Err(PhoneFault::Dish);
        }
        if !self.takeout && self.address.trim().is_empty() {
            return Err(PhoneFault::NoAddress);
        }
        if !(0..=DEAREST).contains(&self.tip.0) || (self.takeout && self.tip != Won::ZERO) {
            return Err(PhoneFault::Tip);
        }
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let lines: Vec<Line> = self.dishes.into_iter().map(line).collect();
        let items: Won = lines.iter().map(|line| line.total).sum();
        let fee = Fee { kind: FeeKind::Delivery, name: "배달팁".to_owned(), amount: self.tip };
        let amount = items + self.tip;
        let (kind, name, on_delivery) = match self.pays {
            Pays::Cash => (PaymentKind::Cash, "현금", true),
            Pays::Card => (PaymentKind::Card, "카드", true),
            Pays::Already => (PaymentKind::Other, "계좌이체", false),
        };
        let address = (!self.takeout).then(|| Address {
            road: said(&self.address).map(Personal),
            detail: said(&self.detail).map(Personal),
            ..Address::default()
        });
        Ok(Order {
            external_id: id.to_owned(),
            display_id: SHORT.to_owned(),
            kind: if self.takeout { OrderKind::Takeout } else { OrderKind::Delivery },
            timing: Timing::Instant,
            placed_at: now,
            preparation_start: now,
            promised_at: None,
            wanted: None,
            lines,
            fees: if self.tip == Won::ZERO { Vec::new() } else { vec![fee] },
            discounts: Vec::new(),
            total: Total { items, fees: self.tip, discount: Won::ZERO, amount },
            payments: vec![Payment { kind, name: name.to_owned(), amount, on_delivery, change_for: None }],
            customer: Customer { phone: said(&self.phone).map(Personal), ..Customer::default() },
            address,
            delivered_by: DeliveredBy::Merchant,
            store_memo: said(&self.memo),
            rider_memo: said(&self.rider_memo),
            cutlery: None,
            reusable_container: false,
            return_code: None,
            bundle: None,
            cash_receipt: None,
            pickup_code: None,
            wants: Wants::default(),
            remarks: Vec::new(),
            left_out: 0,
            unread: Vec::new(),
        })
    }
}

fn line(dish: Dish) -> Line {
    Line {
        id: dish.name.trim().to_owned(),
        name: dish.name.trim().to_owned(),
        external_code: None,
        quantity: Quantity::pieces(i64::from(dish.count)),
        unit_price: dish.price,
        total: Won(dish.price.0.saturating_mul(i64::from(dish.count))),
        options: Vec::new(),
        memo: None,
        alcohol: false,
        stall: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soup() -> PhoneOrder {
        PhoneOrder {
            dishes: vec![Dish { name: " 순대국밥 ".into(), count: 2, price: Won(9_000) }],
            tip: Won(3_000),
            address: "시험시 없는로 1".into(),
            phone: "0504-000-0000".into(),
            ..PhoneOrder::default()
        }
    }

    #[test]
    fn what_was_typed_is_an_order_that_adds_up() {
        let order = soup().into_order("id", Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((order.total.amount, order.to_collect()), (Won(21_000), Won(21_000)));
        assert_eq!((order.lines[0].name.as_str(), order.mismatches().len()), ("순대국밥", 0));
        let paid = PhoneOrder { pays: Pays::Already, takeout: true, tip: Won::ZERO, ..soup() };
        let paid = paid.into_order("id", Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((paid.to_collect(), paid.address, paid.kind), (Won::ZERO, None, OrderKind::Takeout));
    }

    #[test]
    fn what_is_missing_is_said() {
        let dish = |name: &str, count, price| vec![Dish { name: name.into(), count, price: Won(price) }];
        for (order, fault) in [
            (PhoneOrder { dishes: Vec::new(), ..soup() }, PhoneFault::NoDish),
            (PhoneOrder { dishes: vec![dish("a", 1, 1)[0].clone(); 101], ..soup() }, PhoneFault::TooMany),
            (PhoneOrder { dishes: dish("  ", 1, 1), ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: dish("a", 0, 1), ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: dish("a", 1, -1), ..soup() }, PhoneFault::Dish),
            (PhoneOrder { address: " ".into(), ..soup() }, PhoneFault::NoAddress),
            (PhoneOrder { tip: Won(-1), ..soup() }, PhoneFault::Tip),
            (PhoneOrder { takeout: true, ..soup() }, PhoneFault::Tip),
        ] {
            assert_eq!(order.into_order("id", Timestamp::UNIX_EPOCH), Err(fault));
        }
    }
}
