//! Money of riders (배달 정산): a business day's deliveries and deposits, as one closing per agency. Pure.
//!
//! Agencies tell what a delivery costs and what is left of the deposit, but not what they took, nor when a shop put money
//! in. Top-ups and what is left to explain are therefore derived from the two, and shown as derived.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attempt, Collect, OrderState, Purpose};
use crate::order::{DeliveryState, ExtraCharge, Quote, Won};

/// A deposit is low when it does not last for so many more usual deliveries.
const FEW_DELIVERIES: i64 = 5;
/// A low deposit where no fee of today is known, won.
const LOW: Won = Won(20_000);

/// What an agency said was left of the shop's deposits (예치금), all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Agency id.
    pub agency: String,
    /// When it said so.
    pub at: Timestamp,
    /// How much.
    pub won: Won,
    /// Whose they are, by the agency's word; sorted.
    pub accounts: Vec<String>,
}

/// A business day's closings, by agency id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayClosing {
    /// Which day.
    pub day: Date,
    /// Every agency that carried something or told its deposit.
    pub agencies: Vec<Closing>,
    /// What apps cancelled on this day after it was completed.
    pub cancelled: CancelledLate,
}

/// Orders that apps cancelled after they were completed: made, carried, and perhaps not paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelledLate {
    /// How many.
    pub orders: u32,
    /// What their customers were to pay.
    pub amount: Won,
}

impl CancelledLate {
    /// Of orders as [`of_day`] leaves them.
    pub fn of<'a>(orders: impl IntoIterator<Item = &'a OrderState>) -> CancelledLate {
        let late = orders.into_iter().filter(|state| state.head.cancelled_after_completion_at.is_some());
        late.fold(CancelledLate::default(), |all, state| {
            let amount = state.head.order.as_ref().map(|order| order.total.amount).unwrap_or_default();
            CancelledLate { orders: all.orders + 1, amount: all.amount + amount }
        })
    }
}

/// One agency's business day. As JSON it is an entry of `jumunbell riders --json`: amounts are whole won, keys may be added and
/// keep their meaning. A delivery belongs to the business day in which it reached its last status: one that was ordered before
/// a day's end and delivered after it is of the later day, when its fee leaves the deposit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    /// Agency id.
    pub agency: String,
    /// How many deliveries it was called for, by outcome. Calls that it refused are none.
    pub deliveries: Outcomes,
    /// Fees of what its riders carried: surcharges included, VAT and cancel fees not.
    pub fees: Won,
    /// What of `fees` are surcharges, by the agency's word for them.
    pub surcharges: Vec<ExtraCharge>,
    /// VAT on top of `fees`, as far as the agency names it.
    pub vat: Won,
    /// What calling riders off cost.
    pub cancel_fees: Won,
    /// What of all this was for food that had to be brought a second time.
    pub again: Again,
    /// Deliveries that were carried and whose fee is not known, among them all of the shop's own riders.
    pub without_fee: u32,
    /// What its riders took at the door and owe the shop.
    pub collected: Collect,
    /// How its deposit moved; `null` where it keeps none or did not say.
    pub deposit: Option<Movement>,
}

/// Deliveries by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// The customer has the food.
    pub delivered: u32,
    /// Cancelled, by the shop, the app or the agency.
    pub cancelled: u32,
    /// Given up, or brought back.
    pub failed: u32,
    /// Not ended yet.
    pub open: u32,
}

/// Second deliveries, because a dish was wrong or missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// How many, of all.
    pub deliveries: u32,
    /// What they cost, with VAT and cancel fees, of all.
    pub cost: Won,
}

/// How a deposit moved in a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// The day's first answer.
    pub first: Won,
    /// When that was.
    pub first_at: Timestamp,
    /// The day's last answer that differed from the one before.
    pub last: Won,
    /// When that was.
    pub last_at: Timestamp,
    /// `last − first`.
    pub change: Won,
    /// Derived: what the shop seems to have paid in. Where the deposit rose between two answers, that rise and what was spent
    /// meanwhile; a refund looks the same, and a top-up that was spent at once is not seen. None where the day is explained
    /// without one.
    pub top_ups: Won,
    /// Derived: what left the deposit, `first − last + top_ups`.
    pub spent: Won,
    /// What should have left it since the first answer: fees, VAT and cancel fees.
    pub expected: Won,
    /// Derived: `spent − expected`, what is left to explain. Above zero, more is gone than the deliveries cost.
    pub difference: Won,
}

/// Whether a day's deposit is explained by its deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no deposit to compare with.
    NoDeposit,
    /// Something is still under way: too early to say.
    Open,
    /// To the won.
    ComesOut,
    /// So much more left the deposit than the deliveries cost.
    More(Won),
    /// So much less.
    Less(Won),
}

impl Closing {
    /// Whether the day comes out.
    pub fn verdict(&self) -> Verdict {
        match &self.deposit {
            None => Verdict::NoDeposit,
            Some(_) if self.deliveries.open > 0 => Verdict::Open,
            Some(deposit) => match deposit.difference {
                Won::ZERO => Verdict::ComesOut,
                more if more > Won::ZERO => Verdict::More(more),
                less => Verdict::Less(-less),
            },
        }
    }

    /// All surcharges together.
    pub fn surcharge(&self) -> Won {
        self.surcharges.iter().map(|charge| charge.amount).sum()
    }
}

/// The order with only what belongs to one day: its deliveries of that day, with what their riders took at the door, and its
/// late cancellation if that is of the day. `is_of` says whether a time belongs to the day of an agency's shop; for a name
/// without an agency, of the first shop.
pub fn of_day(mut state: OrderState, is_of: impl Fn(&str, Timestamp) -> bool) -> OrderState {
    let paid = paid_at_the_door(&state).map(|delivery| delivery.number);
    for delivery in state.deliveries.edit() {
        if delivery.status() == DeliveryState::Delivered && paid != Some(delivery.number) {
            delivery.collect = Collect::default();
        }
    }
    state.deliveries.edit().retain(|delivery| is_of(&delivery.agency, fell_due(delivery)));
    state.head.cancelled_after_completion_at =
        state.head.cancelled_after_completion_at.filter(|at| is_of("", *at));
    state
}

/// Closes a day: orders with the deliveries that are of it, and what agencies said of deposits in it, oldest first.
pub fn close<'a>(orders: impl IntoIterator<Item = &'a OrderState>, deposits: &'a [Deposit]) -> Vec<Closing> {
    let mut books: BTreeMap<&str, Book<'_>> = BTreeMap::new();
    for state in orders {
        let paid = paid_at_the_door(state).map(|delivery| delivery.number);
        for delivery in state.deliveries.iter().filter(|delivery| was_called(delivery)) {
            let paid = paid == Some(delivery.number);
            books.entry(&delivery.agency).or_default().enter(delivery, paid);
        }
    }
    for deposit in deposits {
        books.entry(&deposit.agency).or_default().answers.push(deposit);
    }
    let closed = books.into_iter().map(|(agency, book)| {
        let deposit = movement(&book.answers, &book.costs);
        Closing { agency: agency.to_owned(), deposit, ..book.closing }
    });
    closed.collect()
}

/// Whether a deposit does not last for five more deliveries at what an agency usually asks today.
pub fn is_low<'a>(deposit: Won, agency: &str, orders: impl IntoIterator<Item = &'a OrderState>) -> bool {
    let deliveries = orders.into_iter().flat_map(|state| &state.deliveries);
    let priced = deliveries.filter(|d| d.agency == agency && d.status() != DeliveryState::Cancelled);
    let mut costs: Vec<Won> = priced.filter_map(price).map(|price| price.fee + price.vat).collect();
    costs.sort_unstable();
    let usual = costs.get(costs.len() / 2);
    deposit < usual.map_or(LOW, |usual| Won(usual.0.saturating_mul(FEW_DELIVERIES)))
}

/// One agency's day while it is written up.
#[derive(Default)]
struct Book<'a> {
    closing: Closing,
    /// What fell due, and when.
    costs: Vec<(Timestamp, Won)>,
    /// Oldest first.
    answers: Vec<&'a Deposit>,
}

impl Book<'_> {
    /// `paid`: the customer paid its rider.
    fn enter(&mut self, delivery: &Attempt, paid: bool) {
        let closing = &mut self.closing;
        let count = match delivery.status() {
            DeliveryState::Delivered => &mut closing.deliveries.delivered,
            DeliveryState::Cancelled | DeliveryState::Expired | DeliveryState::Rejected => {
                &mut closing.deliveries.cancelled
            }
            DeliveryState::Failed | DeliveryState::Returned => &mut closing.deliveries.failed,
            _ => &mut closing.deliveries.open,
        };
        *count += 1;
        if paid {
            let Collect { cash, card } = delivery.collect;
            closing.collected.cash = closing.collected.cash + cash;
            closing.collected.card = closing.collected.card + card;
        }
        let mut cost = cancel_fee(delivery);
        closing.cancel_fees = closing.cancel_fees + cost;
        if was_carried(delivery) {
            match price(delivery) {
                Some(price) => {
                    closing.fees = closing.fees + price.fee;
                    closing.vat = closing.vat + price.vat;
                    price.charges.iter().for_each(|charge| add(&mut closing.surcharges, charge));
                    cost = cost + price.fee + price.vat;
                }
                None => closing.without_fee += 1,
            }
        }
        if matches!(delivery.purpose, Purpose::Redelivery { .. }) {
            closing.again.deliveries += 1;
            closing.again.cost = closing.again.cost + cost;
        }
        self.costs.push((fell_due(delivery), cost));
    }
}

/// The attempt whose rider the customer paid: the first that brought the order, because an order is paid once.
fn paid_at_the_door(state: &OrderState) -> Option<&Attempt> {
    let takes = |delivery: &&Attempt| delivery.collect != Collect::default();
    let arrived = state.deliveries.iter().filter(|delivery| delivery.status() == DeliveryState::Delivered);
    arrived.filter(takes).min_by_key(|delivery| fell_due(delivery))
}

/// When a delivery reached its last status, but not before it was called, because an agency's clock may be wrong.
fn fell_due(delivery: &Attempt) -> Timestamp {
    delivery.stood_at(delivery.status()).unwrap_or(delivery.since).max(delivery.since)
}

fn add(surcharges: &mut Vec<ExtraCharge>, charge: &ExtraCharge) {
    match surcharges.iter_mut().find(|known| known.kind == charge.kind) {
        Some(known) => known.amount = known.amount + charge.amount,
        None => surcharges.push(charge.clone()),
    }
}

/// What one delivery costs.
struct Price<'a> {
    fee: Won,
    vat: Won,
    charges: &'a [ExtraCharge],
}

/// The agency's final price; before it is known, the quoted one.
fn price(delivery: &Attempt) -> Option<Price<'_>> {
    let quoted = |quote: &Quote| delivery.cost.fee.is_none_or(|fee| fee == quote.fee);
    let quote = delivery.quote.as_ref().filter(|quote| quoted(quote));
    let charges = match (&delivery.cost.charges, quote) {
        (charges, Some(quote)) if charges.is_empty() => &quote.extra,
        (charges, _) => charges,
    };
    Some(Price {
        fee: delivery.cost.fee.or(quote.map(|quote| quote.fee))?,
        // The quoted VAT holds only for the quoted fee.
        vat: delivery.cost.vat.or(quote.and_then(|quote| quote.vat)).unwrap_or_default(),
        charges,
    })
}

/// Whether the delivery existed at its agency: a call that was refused or never sent is none.
fn was_called(delivery: &Attempt) -> bool {
    use DeliveryState::*;
    match delivery.status() {
        // A written-off delivery that existed and had to be cancelled.
        Expired | Rejected => delivery.cost.cancel_fee.is_some(),
        Planned | Quoting => false,
        Cancelled => {
            delivery.sent_at.is_some()
                || delivery.history().iter().any(|step| step.status.progress().is_some())
        }
        _ => true,
    }
}

/// Whether a rider had the food: then the fee is due, wherever the food is now.
fn was_carried(delivery: &Attempt) -> bool {
    use DeliveryState::*;
    match delivery.status() {
        PickedUp | Delivered | Returning | Returned => true,
        Failed => delivery.stood_at(PickedUp).is_some(),
        _ => false,
    }
}

/// What cancelling a delivery cost, as far as its agency says. A delivery that was not cancelled may have one for a part that
/// its agency divided off. While a delivery is under way the fee is only what cancelling would cost, and does not count.
fn cancel_fee(delivery: &Attempt) -> Won {
    delivery.cost.cancel_fee.filter(|_| delivery.status().is_terminal()).unwrap_or_default()
}

fn movement(answers: &[&Deposit], costs: &[(Timestamp, Won)]) -> Option<Movement> {
    // Only answers about the same deposits are compared, because a deposit that is missing from one answer is neither spent nor
    // paid in. The answers with the most deposits count; among equals the newest set.
    let widest = answers.iter().map(|answer| &answer.accounts).max_by_key(|accounts| accounts.len())?;
    let answers: Vec<&Deposit> =
        answers.iter().filter(|answer| answer.accounts == *widest).copied().collect();
    let (first, last) = (answers.first()?, answers.last()?);
    let due = |from: Timestamp, to: Timestamp| -> Won {
        costs.iter().filter(|(at, _)| from < *at && *at <= to).map(|(_, cost)| *cost).sum()
    };
    // Only answers that differ are stored, so fees that fell due after the last one should have moved the deposit and did not.
    let expected = due(first.at, Timestamp::MAX);
    let fallen = first.won - last.won;
    let rise = |pair: &[&Deposit]| -> Option<Won> {
        let rise = pair[1].won - pair[0].won;
        (rise > Won::ZERO).then(|| rise + due(pair[0].at, pair[1].at))
    };
    // A day that is explained without a top-up had none: a rise in it was a refund.
    let top_ups = if fallen == expected { Won::ZERO } else { answers.windows(2).filter_map(rise).sum() };
    let spent = fallen + top_ups;
    Some(Movement {
        first: first.won,
        first_at: first.at,
        last: last.won,
        last_at: last.at,
        change: -fallen,
        top_ups,
        spent,
        expected,
        difference: spent - expected,
    })
}

#[cfg(test)]
mod tests;
