//! The money of an order, or of many, and what its parts leave unexplained.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Count;
use crate::order::{FeeKind, Order, PaymentKind, ROUNDING, Sponsor, Total, Won};

/// Money of one order as the app told it, or of several together, won.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The apps' own sums.
    pub total: Total,
    /// Fees by what they are for; delivery tips among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fees: BTreeMap<FeeKind, Won>,
    /// Discounts by who bears them, positive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub discounts: BTreeMap<Sponsor, Won>,
    /// How it is paid.
    #[serde(default)]
    pub paid: Paid,
    /// What the parts of each sum leave over.
    #[serde(default)]
    pub unexplained: Unexplained,
}

/// Payments by kind, with the orders that have one. Children's meal cards stand among them: in the books they are told apart, on paper and screens never
/// (see [`crate::order::Payment::public_name`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Before, in the app.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub before: BTreeMap<PaymentKind, Count>,
    /// At the customer's door, or at the counter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub at_the_door: BTreeMap<PaymentKind, Count>,
}

/// For each sum of an order, `told − counted`, won: above zero, the app says more than its parts come to. Zero where it comes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unexplained {
    /// `items` less the dishes.
    pub items: Won,
    /// `fees` less the fees by kind.
    pub fees: Won,
    /// `discount` less the discounts by sponsor.
    pub discount: Won,
    /// `amount` less items + fees − discount.
    pub amount: Won,
    /// `amount` less the payments; all of it where the app does not say how it is paid.
    pub payments: Won,
}

impl Money {
    /// The money of one order.
    pub(super) fn of(order: &Order) -> Money {
        let total = order.total;
        let mut money = Money { total, ..Money::default() };
        order.fees.iter().for_each(|fee| add(&mut money.fees, fee.kind, fee.amount));
        for discount in &order.discounts {
            add(&mut money.discounts, discount.paid_by, discount.amount);
        }
        for payment in &order.payments {
            let Paid { before, at_the_door } = &mut money.paid;
            let place = if payment.on_delivery { at_the_door } else { before };
            if payment.amount != Won::ZERO {
                let known = place.entry(payment.kind).or_default();
                *known = Count::one(known.amount + payment.amount);
            }
        }
        money.unexplained = Unexplained {
            items: total.items - order.lines.iter().map(|line| line.total).sum(),
            fees: total.fees - sum(&money.fees),
            discount: total.discount - sum(&money.discounts),
            amount: total.amount - (total.items + total.fees - total.discount),
            payments: total.amount - money.paid.before() - money.paid.at_the_door(),
        };
        money
    }

    /// Fees of one kind, won.
    pub fn fee(&self, kind: FeeKind) -> Won {
        self.fees.get(&kind).copied().unwrap_or_default()
    }
}

impl AddAssign<&Money> for Money {
    fn add_assign(&mut self, other: &Money) {
        let (total, more) = (&mut self.total, other.total);
        *total = Total {
            items: total.items + more.items,
            fees: total.fees + more.fees,
            discount: total.discount + more.discount,
            amount: total.amount + more.amount,
        };
        other.fees.iter().for_each(|(kind, won)| add(&mut self.fees, *kind, *won));
        other.discounts.iter().for_each(|(by, won)| add(&mut self.discounts, *by, *won));
        for (kind, more) in &other.paid.before {
            *self.paid.before.entry(*kind).or_default() += *more;
        }
        for (kind, more) in &other.paid.at_the_door {
            *self.paid.at_the_door.entry(*kind).or_default() += *more;
        }
        let (left, more) = (&mut self.unexplained, other.unexplained);
        *left = Unexplained {
            items: left.items + more.items,
            fees: left.fees + more.fees,
            discount: left.discount + more.discount,
            amount: left.amount + more.amount,
            payments: left.payments + more.payments,
        };
    }
}

impl Paid {
    /// All that was paid before, won.
    pub fn before(&self) -> Won {
        self.before.values().map(|count| count.amount).sum()
    }

    /// All that is taken at the door or the counter, won.
    pub fn at_the_door(&self) -> Won {
        self.at_the_door.values().map(|count| count.amount).sum()
    }
}

impl Unexplained {
    /// Whether a sum does not come out by more than a won of rounding.
    pub fn is_odd(&self) -> bool {
        let Unexplained { items, fees, discount, amount, payments } = self;
        [items, fees, discount, amount, payments].into_iter().any(|won| won.0.saturating_abs() > ROUNDING)
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Won>, kind: K, won: Won) {
    if won != Won::ZERO {
        let sum = sums.entry(kind).or_default();
        *sum = *sum + won;
    }
}

fn sum<K>(sums: &BTreeMap<K, Won>) -> Won {
    sums.values().copied().sum()
}
