//! A day that was closed: its sales as they were, what changed since, and what should be in the till.

use std::collections::BTreeMap;
use std::ops::{Add, Sub};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DaySales, Outcome, Sale};
use crate::order::{OrderKind, PaymentKind, Won};
use crate::{Closing, Collect};

/// A business day as it was closed. Its own figures never change; what becomes of its orders later is told beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDay {
    /// Which day.
    pub day: Date,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// What was in the till then.
    #[serde(default)]
    pub counted: Counted,
    /// What riders had taken at the door until then.
    #[serde(default)]
    pub riders: Takings,
    /// Every order of the day, as it stood then.
    pub sales: Vec<Sale>,
}

/// Money that is taken by hand, won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takings {
    /// In cash.
    pub cash: Won,
    /// Over a terminal: everything that is no cash.
    pub card: Won,
}

/// What was counted of it, or by how much that differs, won; `None` of what was not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// In cash.
    pub cash: Option<Won>,
    /// Slips of a terminal.
    pub card: Option<Won>,
}

/// What should be in the till, and what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    /// What riders took at the door and owe the shop.
    pub riders: Takings,
    /// What was taken at the counter, for takeout and what was eaten in the shop.
    pub counter: Takings,
    /// Both.
    pub expected: Takings,
    /// What was counted.
    pub counted: Counted,
    /// `counted − expected`: below zero, something is missing.
    pub difference: Counted,
    /// What the day's customers paid at their doors less `riders`, and in no other figure here. Above zero: it was taken by an app's
    /// rider, or by one that this program does not know. Below: riders took it for orders of the day before, or for orders that are
    /// still open.
    pub elsewhere: Takings,
}

/// What is not as it was when its day was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Our id of the order.
    pub order: String,
    /// When it changed: the newer sale's [`Sale::changed_at`]; of an order that is gone, when it last changed before.
    pub at: Timestamp,
    /// What it was; `None`: it was not there.
    pub was: Option<Sale>,
    /// What it is; `None`: it is not there any more.
    pub is: Option<Sale>,
    /// By how much more is sold now, won; zero where only something else changed.
    pub difference: Won,
}

impl ClosedDay {
    /// Its figures.
    pub fn figures(&self) -> DaySales {
        DaySales::of(self.day, &self.sales)
    }

    /// Its till.
    pub fn till(&self) -> Till {
        Till::of(&self.sales, self.riders, self.counted)
    }

    /// What changed since, given every order of the day as it is now.
    pub fn corrections(&self, now: &[Sale]) -> Vec<Correction> {
        corrections(&self.sales, now)
    }

    /// The same as the store knows it. There no order is ever taken out of the books: one that is missing, or stands there without what
    /// was ordered, was lost with a damaged database, and counts as it was closed.
    pub fn corrections_but_lost(&self, now: &[Sale]) -> Vec<Correction> {
        let mut corrections = self.corrections(now);
        corrections.retain(|correction| {
            let was_read = correction.was.as_ref().is_some_and(|was| !was.is_unread());
            correction.is.as_ref().is_some_and(|is| !(is.is_unread() && was_read))
        });
        corrections
    }
}

/// What was frozen and is different now, oldest change first. Both sides have to be whole days: what is missing among `now` is told
/// as gone.
pub fn corrections(frozen: &[Sale], now: &[Sale]) -> Vec<Correction> {
    let mut orders: BTreeMap<&str, (Option<&Sale>, Option<&Sale>)> = BTreeMap::new();
    frozen.iter().for_each(|sale| orders.entry(&sale.id).or_default().0 = Some(sale));
    now.iter().for_each(|sale| orders.entry(&sale.id).or_default().1 = Some(sale));
    let correction = |(id, (was, is)): (&str, (Option<&Sale>, Option<&Sale>))| {
        let at = is.or(was)?.changed_at;
        if let (Some(was), Some(is)) = (was, is)
            && was.is_same(is)
        {
            return None;
        }
        let sold = |sale: Option<&Sale>| sale.map(Sale::sold).unwrap_or_default();
        let difference = sold(is) - sold(was);
        Some(Correction { order: id.to_owned(), at, was: was.cloned(), is: is.cloned(), difference })
    };
    let mut corrections: Vec<Correction> = orders.into_iter().filter_map(correction).collect();
    corrections.sort_by_key(|correction| correction.at);
    corrections
}

/// The frozen sales with their corrections, by id: the day as it is now.
pub fn corrected(frozen: &[Sale], corrections: &[Correction]) -> Vec<Sale> {
    let mut sales: BTreeMap<&str, &Sale> = frozen.iter().map(|sale| (sale.id.as_str(), sale)).collect();
    for correction in corrections {
        match &correction.is {
            Some(sale) => sales.insert(&correction.order, sale),
            None => sales.remove(correction.order.as_str()),
        };
    }
    sales.into_values().cloned().collect()
}

impl Takings {
    /// What the riders of a day's closings took at the door.
    pub fn of_riders<'a>(closings: impl IntoIterator<Item = &'a Closing>) -> Takings {
        let collected = closings.into_iter().map(|closing| closing.collected);
        collected.fold(Takings::default(), |all, Collect { cash, card }| all + Takings { cash, card })
    }

    /// What a sale's customer paid by hand.
    fn of(sale: &Sale) -> Takings {
        let paid = &sale.money.paid;
        let cash = paid.at_the_door.get(&PaymentKind::Cash).copied().unwrap_or_default().amount;
        Takings { cash, card: paid.at_the_door() - cash }
    }
}

impl Till {
    /// Of a day's sales, what its riders took and what was counted.
    pub fn of<'a>(sales: impl IntoIterator<Item = &'a Sale>, riders: Takings, counted: Counted) -> Till {
        let (mut counter, mut doors) = (Takings::default(), Takings::default());
        // A cancellation after completion moves no money that was taken by hand.
        let paid = |sale: &&Sale| matches!(sale.outcome, Outcome::Sold | Outcome::CancelledAfterCompletion);
        for sale in sales.into_iter().filter(paid) {
            let place = match sale.kind {
                Some(OrderKind::Takeout | OrderKind::Indoor) => &mut counter,
                Some(OrderKind::Delivery) | None => &mut doors,
            };
            *place = *place + Takings::of(sale);
        }
        let expected = riders + counter;
        let difference = Counted {
            cash: counted.cash.map(|cash| cash - expected.cash),
            card: counted.card.map(|card| card - expected.card),
        };
        Till { riders, counter, expected, counted, difference, elsewhere: doors - riders }
    }
}

impl Add for Takings {
    type Output = Takings;
    fn add(self, other: Takings) -> Takings {
        Takings { cash: self.cash + other.cash, card: self.card + other.card }
    }
}

impl Sub for Takings {
    type Output = Takings;
    fn sub(self, other: Takings) -> Takings {
        Takings { cash: self.cash - other.cash, card: self.card - other.card }
    }
}
