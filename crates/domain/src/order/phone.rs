//! An order that a customer phoned in (수기 주문): typed at the counter, and from there on like any other, so that the
//! kitchen, the riders and the day's closing have one flow. No app knows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Address, Customer, DeliveredBy, Fee, FeeKind, Line, LineOption, Order, OrderKind, Payment, PaymentKind,
    Personal, Quantity, Timing, Total, Wants, Won,
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
/// Most options of one dish.
const MOST_OPTIONS: usize = 24;
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
    /// Price of one without its options, won.
    pub price: Won,
    /// Choices under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<DishOption>,
}

/// A choice under a dish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DishOption {
    /// What it is called.
    pub name: String,
    /// Price of one, won.
    pub price: Won,
}

/// An order that a customer phoned in before, to be taken once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastOrder {
    /// When it was taken.
    pub at: Timestamp,
    /// What was to be paid, won.
    pub total: Won,
    /// The same as it was typed, without a key.
    pub order: PhoneOrder,
}

/// The last orders of a number, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastOrders {
    /// At most [`MOST_LAST`].
    pub orders: Vec<LastOrder>,
}

/// Most orders that are offered once more.
pub const MOST_LAST: usize = 3;

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
    /// A dish or an option without a name, or with an impossible count or price.
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
        let priced = |name: &str, price: Won| !name.trim().is_empty() && (0..=DEAREST).contains(&price.0);
        let right = |dish: &Dish| {
            let count = (1..=MOST_OF_ONE).contains(&dish.count) && dish.options.len() <= MOST_OPTIONS;
            count
                && priced(&dish.name, dish.price)
                && dish.options.iter().all(|option| priced(&option.name, option.price))
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

impl Dish {
    /// What so many of it cost with their options, won.
    pub fn total(&self) -> Won {
        let options: Won = self.options.iter().map(|option| option.price).sum();
        Won((self.price + options).0.saturating_mul(i64::from(self.count)))
    }
}

impl LastOrder {
    /// An order by phone as it was typed.
    pub fn of(order: &Order, at: Timestamp) -> LastOrder {
        let dish = |line: &Line| Dish {
            name: line.name.clone(),
            count: u32::try_from(line.quantity.count()).unwrap_or(1),
            price: line.unit_price,
            options: line
                .options
                .iter()
                .map(|option| DishOption { name: option.name.clone(), price: option.unit_price })
                .collect(),
        };
        let said = |text: Option<&Personal>| text.map_or_else(String::new, |text| text.as_str().to_owned());
        let address = order.address.as_ref();
        let pays = match order.payments.first() {
            Some(payment) if payment.kind == PaymentKind::Card => Pays::Card,
            Some(payment) if !payment.on_delivery => Pays::Already,
            _ => Pays::Cash,
        };
        let order = PhoneOrder {
            dishes: order.lines.iter().map(dish).collect(),
            takeout: order.kind == OrderKind::Takeout,
            tip: order.total.fees,
            pays,
            phone: said(order.customer.phone.as_ref()),
            address: said(address.and_then(|address| address.road.as_ref())),
            detail: said(address.and_then(|address| address.detail.as_ref())),
            rider_memo: order.rider_memo.clone().unwrap_or_default(),
            ..PhoneOrder::default()
        };
        let total = order.dishes.iter().map(Dish::total).sum::<Won>() + order.tip;
        LastOrder { at, total, order }
    }
}

/// The digits of a telephone number of Korea, once all of it is typed; what is shorter or longer than any is none.
pub fn whole_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ' | '.' | '(' | ')')).collect();
    let lengths = match digits.get(..3)? {
        "010" => 11..=11,
        "050" => 11..=12,
        area if area.starts_with("02") => 9..=10,
        area if area.starts_with('0') => 10..=11,
        _ => return None,
    };
    (digits.bytes().all(|b| b.is_ascii_digit()) && lengths.contains(&digits.len())).then_some(digits)
}

fn line(dish: Dish) -> Line {
    let total = dish.total();
    let option = |option: DishOption| LineOption {
        name: option.name.trim().to_owned(),
        quantity: Quantity::pieces(1),
        unit_price: option.price,
    };
    Line {
        id: dish.name.trim().to_owned(),
        name: dish.name.trim().to_owned(),
        external_code: None,
        quantity: Quantity::pieces(i64::from(dish.count)),
        unit_price: dish.price,
        total,
        options: dish.options.into_iter().map(option).collect(),
        memo: None,
        alcohol: false,
        stall: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dish(name: &str, count: u32, price: i64) -> Dish {
        Dish { name: name.into(), count, price: Won(price), options: Vec::new() }
    }

    fn soup() -> PhoneOrder {
        PhoneOrder {
            dishes: vec![dish(" 순대국밥 ", 2, 9_000)],
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
    fn options_are_on_the_ticket_and_in_the_sum() {
        let chosen = |name: &str, price| DishOption { name: name.into(), price: Won(price) };
        let options = vec![chosen("곱빼기 ", 2_000), chosen("파 빼기", 0)];
        let dishes = vec![Dish { options, ..dish("국밥", 2, 9_000) }];
        let order = PhoneOrder { dishes, ..soup() }.into_order("id", Timestamp::UNIX_EPOCH).unwrap();
        let names: Vec<_> = order.lines[0].options.iter().map(|option| option.name.as_str()).collect();
        assert_eq!(names, ["곱빼기", "파 빼기"]);
        assert_eq!((order.total.amount, order.mismatches().len()), (Won(25_000), 0));
        let json = r#"{"name":"국밥","count":1,"price":9000}"#;
        assert_eq!(serde_json::from_str::<Dish>(json).unwrap(), dish("국밥", 1, 9_000), "without options");
    }

    #[test]
    fn an_order_that_is_repeated_is_what_was_typed() {
        let options = vec![DishOption { name: "곱빼기".into(), price: Won(2_000) }];
        let typed = PhoneOrder {
            dishes: vec![Dish { options, ..dish("국밥", 2, 9_000) }, dish("콜라", 1, 2_000)],
            detail: "101동".into(),
            rider_memo: "벨 X".into(),
            memo: "덜 맵게".into(),
            pays: Pays::Card,
            ..soup()
        };
        let at = Timestamp::UNIX_EPOCH;
        let last = LastOrder::of(&typed.clone().into_order("id", at).unwrap(), at);
        assert_eq!(last.total, Won(27_000));
        // What was asked of the kitchen was for that day.
        assert_eq!(last.order, PhoneOrder { memo: String::new(), ..typed });
        let fetched = PhoneOrder { takeout: true, tip: Won::ZERO, pays: Pays::Already, ..soup() };
        let last = LastOrder::of(&fetched.into_order("id", at).unwrap(), at);
        assert_eq!((last.order.takeout, last.order.pays), (true, Pays::Already));
    }

    #[test]
    fn a_number_is_whole_only_with_all_its_digits() {
        for whole in ["010-0000-1234", "0504-000-0000", "050 4000 00001", "02-000-0000", "(063) 000-0000"] {
            let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(whole_number(whole), Some(digits), "{whole}");
        }
        for part in ["", "010", "010-0000-123", "010-0000-12345", "1588-0000", "063-000-00", "010-0000-12a4"]
        {
            assert_eq!(whole_number(part), None, "{part}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let chosen = |name: &str, price| DishOption { name: name.into(), price: Won(price) };
        let with = |option| vec![Dish { options: vec![option], ..dish("a", 1, 1) }];
        let many = vec![Dish { options: vec![chosen("b", 0); 25], ..dish("a", 1, 1) }];
        for (order, fault) in [
            (PhoneOrder { dishes: Vec::new(), ..soup() }, PhoneFault::NoDish),
            (PhoneOrder { dishes: vec![dish("a", 1, 1); 101], ..soup() }, PhoneFault::TooMany),
            (PhoneOrder { dishes: vec![dish("  ", 1, 1)], ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: vec![dish("a", 0, 1)], ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: vec![dish("a", 1, -1)], ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: with(chosen(" ", 0)), ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: with(chosen("b", -1)), ..soup() }, PhoneFault::Dish),
            (PhoneOrder { dishes: many, ..soup() }, PhoneFault::Dish),
            (PhoneOrder { address: " ".into(), ..soup() }, PhoneFault::NoAddress),
            (PhoneOrder { tip: Won(-1), ..soup() }, PhoneFault::Tip),
            (PhoneOrder { takeout: true, ..soup() }, PhoneFault::Tip),
        ] {
            assert_eq!(order.into_order("id", Timestamp::UNIX_EPOCH), Err(fault));
        }
    }
}
