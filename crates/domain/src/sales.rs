//! Sales (매출): what each order is in the books, a business day's sum of them, and the day's closing (마감). Pure.
//!
//! A [`Sale`] is read off an order's state, [`DaySales`] adds sales up, and a [`ClosedDay`] keeps them as they were when the day
//! was closed; what changes later is a [`Correction`] to it. What riders cost is reckoned by [`crate::closing`], what an app pays
//! out by [`crate::settlement`].
//!
//! Money is as the app told it. Apps' sums do not always come out, so whatever the parts of a sum leave over or exceed stands in
//! [`Unexplained`], and every won of every order stands in exactly one place of each table.

mod closed;
mod day;
mod money;
mod report;

pub use closed::{ClosedDay, Correction, Counted, Takings, Till, corrected, corrections};
pub use day::{Change, Count, DaySales, DishSales, Figures, Part, ShopSales};
pub use money::{Money, Paid, Unexplained};
pub use report::DayReport;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::OrderState;
use crate::order::{Order, OrderKind, Quantity, Status, Won};
use crate::rules::{Gathering, Head};

/// What one order is in the books. It names no customer. It is stored when its day is closed and compared years later, so keys are
/// only added, with a default; [`Sale::is_same`] must then take a default for "not known".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Our id of the order. Ids ascend with time.
    pub id: String,
    /// Short number (`특급-012`).
    pub number: String,
    /// The app's id.
    pub external_id: String,
    /// What the customer and the app's call centre call it; empty where the order cannot be read.
    pub display_id: String,
    /// Channel id.
    pub channel: String,
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// How the customer gets it; `None` where the order cannot be read.
    pub kind: Option<OrderKind>,
    /// Its business day, by when it came.
    pub day: Date,
    /// The hour of the shop's clock at which it came, 0 to 23.
    pub hour: i8,
    /// What became of it.
    pub outcome: Outcome,
    /// Its money; all zero where the order cannot be read.
    pub money: Money,
    /// Its dishes, in the app's order.
    pub dishes: Vec<Dish>,
    /// When it last changed: when the app cancelled it after completion, else when anything of its state did.
    pub changed_at: Timestamp,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Completed. This alone is sold.
    Sold,
    /// Not over yet: unanswered, in the kitchen, on its way, or not readable so far.
    Open,
    /// Cancelled by the shop after it was accepted, before it was completed.
    CancelledByShop,
    /// Cancelled by the customer or the app after it was accepted, before it was completed.
    CancelledAtApp,
    /// Cancelled by the app after it was completed: made, gone, and perhaps not paid for.
    CancelledAfterCompletion,
    /// Refused by the shop.
    Rejected,
    /// Not answered in time.
    Missed,
    /// Cancelled by the customer or the app before it was answered.
    GivenUp,
}

/// One line of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dish {
    /// Name as it was ordered.
    pub name: String,
    /// How many or how much.
    pub quantity: Quantity,
    /// What it cost with its options, as the app told it.
    pub won: Won,
    /// What went out for it.
    #[serde(default)]
    pub fate: Fate,
}

/// What went out for a dish. Its money is the same: an app takes back a whole order or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// The dish itself.
    #[default]
    AsOrdered,
    /// Something else in its place.
    Replaced,
    /// Nothing.
    LeftOut,
}

impl Sale {
    /// The order as it stands now. The store keeps its business day beside it; `timezone` is its shop's.
    pub fn of(state: &OrderState, day: Date, timezone: &TimeZone) -> Sale {
        let head = &state.head;
        let order = head.order.as_ref();
        Sale {
            id: head.id.clone(),
            number: head.number.clone(),
            external_id: head.external_id.clone(),
            display_id: order.map(|order| order.display_id.clone()).unwrap_or_default(),
            channel: head.channel.clone(),
            shop: head.shop.clone(),
            kind: order.map(|order| order.kind),
            day,
            hour: head.received_at.to_zoned(timezone.clone()).hour(),
            outcome: Outcome::of(head),
            money: order.map(Money::of).unwrap_or_default(),
            dishes: order.map(|order| dishes(order, &state.gathering)).unwrap_or_default(),
            changed_at: head.cancelled_after_completion_at.unwrap_or(head.updated_at),
        }
    }

    /// What of it is sold, won.
    pub fn sold(&self) -> Won {
        if self.outcome == Outcome::Sold { self.money.total.amount } else { Won::ZERO }
    }

    /// Whether its money is not known, because the order never could be read.
    pub fn is_unread(&self) -> bool {
        self.kind.is_none()
    }

    /// Whether both are the same in the books. An order's state changes for much that is no concern of theirs.
    pub fn is_same(&self, other: &Sale) -> bool {
        *self == Sale { changed_at: self.changed_at, ..other.clone() }
    }
}

impl Outcome {
    /// All outcomes, in the order of a closing.
    pub const ALL: [Outcome; 8] = [
        Outcome::Sold,
        Outcome::Open,
        Outcome::CancelledByShop,
        Outcome::CancelledAtApp,
        Outcome::CancelledAfterCompletion,
        Outcome::Rejected,
        Outcome::Missed,
        Outcome::GivenUp,
    ];

    fn of(head: &Head) -> Outcome {
        match head.status {
            Status::Completed if head.cancelled_after_completion_at.is_some() => {
                Outcome::CancelledAfterCompletion
            }
            Status::Completed => Outcome::Sold,
            Status::Cancelled if head.accepted_at.is_none() => Outcome::GivenUp,
            Status::Cancelled if head.cancelled_at_app => Outcome::CancelledAtApp,
            Status::Cancelled => Outcome::CancelledByShop,
            Status::Rejected => Outcome::Rejected,
            Status::Missed => Outcome::Missed,
            Status::Received | Status::Accepted | Status::Ready | Status::PickedUp | Status::Unreadable => {
                Outcome::Open
            }
        }
    }
}

fn dishes(order: &Order, gathering: &Gathering) -> Vec<Dish> {
    let fate = |line: usize| match gathering.shortage(line) {
        None => Fate::AsOrdered,
        Some(short) if short.is_left_out() => Fate::LeftOut,
        Some(_) => Fate::Replaced,
    };
    let dish = |(at, line): (usize, &crate::order::Line)| Dish {
        name: line.name.clone(),
        quantity: line.quantity,
        won: line.total,
        fate: fate(at),
    };
    order.lines.iter().enumerate().map(dish).collect()
}

#[cfg(test)]
pub(crate) mod tests;
