//! The settlement check (정산 대조): what an app should pay out for its sales, and whether it did. Pure, and in whole won.
//!
//! What is expected is reckoned for each order by itself, each part rounded to the nearest won, halves away from zero, and then added up:
//! so a period is what its orders are. An app that rounds once for a whole period differs by a few won.

mod report;

pub use report::{
    Entered, LONGEST_NAME, LONGEST_PERIOD, MOST_LINES, MOST_WON, Period, Settlement, Statement,
};

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;
use std::ops::Add;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::order::{FeeKind, Sponsor, Won, nearest};
use crate::sales::{Outcome, Sale};

/// VAT of Korea (부가가치세).
const VAT: BasisPoints = BasisPoints(1_000);

/// Hundredths of a per cent: 6.8 % are 680.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

/// What an app keeps and passes on, by its contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Commission (중개 수수료).
    pub commission: BasisPoints,
    /// What it is a part of.
    pub base: Base,
    /// Fee for payments (결제 수수료), of what was paid in the app.
    pub payment_fee: BasisPoints,
    /// How VAT comes with both.
    pub vat: Vat,
    /// Whether the shop is paid the delivery tips; where the app's riders deliver, it is not.
    pub tips_passed_on: bool,
    /// Whose discounts the app pays to the shop.
    pub reimbursed: BTreeSet<Sponsor>,
}

/// What a commission is a part of; discounts do not lower it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// The app's sum of the dishes.
    Items,
    /// The same and its sum of the fees.
    ItemsAndFees,
}

/// How VAT comes with an app's fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vat {
    /// A tenth on top of the rates (부가세 별도).
    OnTop,
    /// An eleventh of what the rates come to (부가세 포함).
    Included,
}

/// What an app pays out for an order or several, won. Below zero in all, the shop owes the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// What customers paid in the app.
    pub paid: Won,
    /// Discounts that the app pays to the shop.
    pub reimbursed: Won,
    /// Delivery tips that the app keeps.
    pub tips_kept: Won,
    /// Commission, without VAT.
    pub commission: Won,
    /// Fee for payments, without VAT.
    pub payment_fee: Won,
    /// VAT of both.
    pub vat: Won,
    /// paid + reimbursed − tips kept − commission − payment fee − VAT.
    pub payout: Won,
    /// The part of the amounts of which the app does not say how it was paid. It is in no figure above, and may be why an app pays
    /// something else.
    pub unexplained: Won,
}

/// What an app says that it paid, for one channel and period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Received {
    /// For each order; an order may stand there more than once.
    Orders(Vec<ReceivedOrder>),
    /// All together.
    Sum(Won),
}

/// A line of an app's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedOrder {
    /// What the app calls the order there: its id, its display id, or our short number.
    pub name: String,
    /// Of which calendar day it is, if the statement says: names but ids repeat.
    pub day: Option<Date>,
    /// How much was paid for it.
    pub won: Won,
}

/// What was expected beside what came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What should have come.
    pub expected: Payout,
    /// What came, won.
    pub received: Won,
    /// `received − expected`: below zero, the app paid too little. Of a statement by orders this is the sum of `orders`.
    pub difference: Won,
    /// Orders that differ, ours by day and id, then those that are not known here; none of a statement without orders.
    pub orders: Vec<Difference>,
}

/// An order that was not paid for as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What is wrong.
    pub what: What,
    /// Our id of the order; `None` where it is not known here.
    pub order: Option<String>,
    /// Our short number; of one that is not known here, the statement's name.
    pub name: String,
    /// Its business day; of one that is not known here, the statement's day.
    pub day: Option<Date>,
    /// What should have come, won.
    pub expected: Won,
    /// What came, won.
    pub received: Won,
    /// `received − expected`.
    pub difference: Won,
}

/// How a payment differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The order is not in the statement.
    Missing,
    /// The statement's order is not among the sales.
    Unknown,
    /// Less came.
    Less,
    /// More came.
    More,
}

impl BasisPoints {
    /// This part of an amount, to the nearest won, halves away from zero.
    pub fn of(self, whole: Won) -> Won {
        Won(nearest(i128::from(whole.0) * i128::from(self.0), 10_000))
    }
}

impl Vat {
    /// What a rate comes to, as the fee without its VAT and the VAT.
    fn split(self, fee: Won) -> (Won, Won) {
        match self {
            Vat::OnTop => (fee, VAT.of(fee)),
            Vat::Included => {
                let vat = Won(nearest(i128::from(fee.0) * i128::from(VAT.0), i128::from(10_000 + VAT.0)));
                (fee - vat, vat)
            }
        }
    }
}

/// What the app of a sale should pay out for it. Nothing is expected for what was not sold, nor for what the app cancelled after it
/// was completed; what it pays for these all the same shows as a difference.
pub fn expected(sale: &Sale, rates: &Rates) -> Payout {
    if sale.outcome != Outcome::Sold {
        return Payout::default();
    }
    let money = &sale.money;
    let base = match rates.base {
        Base::Items => money.total.items,
        Base::ItemsAndFees => money.total.items + money.total.fees,
    };
    let paid = money.paid.before();
    let (commission, commission_vat) = rates.vat.split(rates.commission.of(base));
    let (payment_fee, payment_vat) = rates.vat.split(rates.payment_fee.of(paid));
    let vat = commission_vat + payment_vat;
    let discounts = money.discounts.iter().filter(|(sponsor, _)| rates.reimbursed.contains(sponsor));
    let reimbursed = discounts.map(|(_, won)| *won).sum();
    let tips_kept = if rates.tips_passed_on { Won::ZERO } else { money.fee(FeeKind::Delivery) };
    Payout {
        paid,
        reimbursed,
        tips_kept,
        commission,
        payment_fee,
        vat,
        payout: paid + reimbursed - tips_kept - commission - payment_fee - vat,
        unexplained: money.unexplained.payments,
    }
}

impl Add for Payout {
    type Output = Payout;
    fn add(self, other: Payout) -> Payout {
        Payout {
            paid: self.paid + other.paid,
            reimbursed: self.reimbursed + other.reimbursed,
            tips_kept: self.tips_kept + other.tips_kept,
            commission: self.commission + other.commission,
            payment_fee: self.payment_fee + other.payment_fee,
            vat: self.vat + other.vat,
            payout: self.payout + other.payout,
            unexplained: self.unexplained + other.unexplained,
        }
    }
}

impl Sum for Payout {
    fn sum<I: Iterator<Item = Payout>>(payouts: I) -> Payout {
        payouts.fold(Payout::default(), Add::add)
    }
}

/// Compares the sales of one channel in a period, in any order, with what its app says that it paid for them.
pub fn check<'a>(sales: impl IntoIterator<Item = &'a Sale>, rates: &Rates, received: &'a Received) -> Check {
    let Compared { sales, unknown } = compare(sales, rates, Some(received));
    let expected: Payout = sales.iter().map(|one| one.payout).sum();
    let orders = match received {
        Received::Sum(_) => Vec::new(),
        Received::Orders(_) => {
            let ours = sales.iter().filter_map(Expected::difference);
            ours.chain(unknown.into_iter().map(Difference::unknown)).collect()
        }
    };
    let received = received.sum();
    Check { expected, received, difference: received - expected.payout, orders }
}

/// Every sale beside the lines of a statement.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// By day and id.
    pub sales: Vec<Expected<'a>>,
    /// Lines that belong to none of them.
    pub unknown: Vec<&'a ReceivedOrder>,
}

/// A sale, what should come for it and what came.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The sale.
    pub sale: &'a Sale,
    /// What should come.
    pub payout: Payout,
    /// What came; `None`: it is not in the statement.
    pub received: Option<Won>,
}

/// Lays what came beside each sale of one channel in a period; a sum belongs to no sale.
pub fn compare<'a>(
    sales: impl IntoIterator<Item = &'a Sale>,
    rates: &Rates,
    received: Option<&'a Received>,
) -> Compared<'a> {
    let expects = |sale| Expected { sale, payout: expected(sale, rates), received: None };
    let mut sales: Vec<Expected<'_>> = sales.into_iter().map(expects).collect();
    sales.sort_by_key(|one| (one.sale.day, &one.sale.id));
    let unknown = match received {
        Some(Received::Orders(rows)) => assign(&mut sales, rows),
        Some(Received::Sum(_)) | None => Vec::new(),
    };
    Compared { sales, unknown }
}

impl Expected<'_> {
    fn receive(&mut self, won: Won) {
        self.received = Some(self.received.unwrap_or_default() + won);
    }

    fn difference(&self) -> Option<Difference> {
        let (expected, received) = (self.payout.payout, self.received.unwrap_or_default());
        let what = match received.cmp(&expected) {
            _ if self.received.is_none() && expected != Won::ZERO => What::Missing,
            Ordering::Less => What::Less,
            Ordering::Equal => return None,
            Ordering::Greater => What::More,
        };
        Some(Difference {
            what,
            order: Some(self.sale.id.clone()),
            name: self.sale.number.clone(),
            day: Some(self.sale.day),
            expected,
            received,
            difference: received - expected,
        })
    }
}

impl Difference {
    fn unknown(row: &ReceivedOrder) -> Difference {
        Difference {
            what: What::Unknown,
            order: None,
            name: row.name.clone(),
            day: row.day,
            expected: Won::ZERO,
            received: row.won,
            difference: row.won,
        }
    }
}

/// Gives each line of a statement to its sale, and returns those that have none. The app's ids are certain. Other names repeat: of
/// several sales, those first for which something is due, then those of the statement's day, then the oldest, a line belongs to one
/// that has none yet and expects just as much, else to one that has none yet, else to the first.
fn assign<'r>(sales: &mut [Expected<'_>], rows: &'r [ReceivedOrder]) -> Vec<&'r ReceivedOrder> {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, Expected { sale, .. }) in sales.iter().enumerate() {
        ids.insert(&sale.external_id, at);
        names.entry(&sale.display_id).or_default().push(at);
        if sale.number != sale.display_id {
            names.entry(&sale.number).or_default().push(at);
        }
    }
    let (mut by_name, mut unknown) = (Vec::new(), Vec::new());
    for row in rows {
        let name = row.name.trim();
        if let Some(at) = ids.get(name).filter(|_| !name.is_empty()) {
            sales[*at].receive(row.won);
            continue;
        }
        let named = names.get(name).filter(|_| !name.is_empty()).into_iter().flatten().copied();
        // A business day ends after midnight, so an order of that night is of the calendar day after its business day.
        let is_of = |at: &usize| {
            let day = sales[*at].sale.day;
            row.day.is_none_or(|told| told == day || day.tomorrow().is_ok_and(|next| told == next))
        };
        let mut candidates: Vec<usize> = named.filter(is_of).collect();
        let nothing_due = |at: usize| sales[at].payout.payout == Won::ZERO;
        let other_day = |at: usize| row.day.is_some_and(|told| told != sales[at].sale.day);
        candidates.sort_by_key(|at| (nothing_due(*at), other_day(*at)));
        if candidates.is_empty() {
            unknown.push(row);
        } else {
            by_name.push((row, candidates));
        }
    }
    // Lines that fit to the won come first, so that no other line takes their sale.
    by_name.retain(|(row, candidates)| {
        let fits = |at: &&usize| sales[**at].received.is_none() && sales[**at].payout.payout == row.won;
        let Some(at) = candidates.iter().find(fits).copied() else { return true };
        sales[at].receive(row.won);
        false
    });
    for (row, candidates) in by_name {
        let free = candidates.iter().find(|at| sales[**at].received.is_none());
        if let Some(at) = free.or(candidates.first()).copied() {
            sales[at].receive(row.won);
        }
    }
    unknown
}

#[cfg(test)]
mod tests;
