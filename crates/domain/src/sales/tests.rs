//! Orders as sales, days written out by hand, days that are closed, and seeded days on which every won is looked for.

mod closed;
mod day;
mod sale;
pub(crate) mod seeded;

use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};

use super::*;
use crate::order::{Discount, Fee, FeeKind, Line, Payment, PaymentKind, Sponsor};
use crate::sample::{self, line, paper::at};

const DAY: Date = date(2026, 11, 21);

/// The clock of Korea, which has had no summer time since 1988.
pub(super) fn korea() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

fn soup(pieces: i64) -> Line {
    line(pieces, "순대국밥", 10_000, &[])
}

/// A completed delivery that came at an hour, paid by card in the app, with a tip of 3,000.
fn sold(number: &str, hour: i64, lines: Vec<Line>) -> OrderState {
    let mut state = sample::accepted(
        sample::state(number, at(hour, 30), sample::order(number, at(hour, 30), lines)),
        at(hour, 30),
        0,
    );
    (state.head.status, state.head.received_at) = (Status::Completed, at(hour, 30));
    state
}

/// The same fetched at the counter, without a tip, and paid there.
fn fetched(number: &str, hour: i64, lines: Vec<Line>, kind: PaymentKind) -> OrderState {
    let mut state = sold(number, hour, lines);
    edit(&mut state, |order| {
        (order.kind, order.address) = (OrderKind::Takeout, None);
        order.fees.clear();
        (order.total.fees, order.total.amount) = (Won::ZERO, order.total.items);
        pay(order, &[(kind, order.total.amount.0, true)]);
    });
    state
}

fn edit(state: &mut OrderState, change: impl FnOnce(&mut Order)) {
    change(state.head.order.as_mut().unwrap());
}

fn pay(order: &mut Order, parts: &[(PaymentKind, i64, bool)]) {
    let part = |(kind, won, at_the_door): &(PaymentKind, i64, bool)| Payment {
        kind: *kind,
        name: String::new(),
        amount: Won(*won),
        on_delivery: *at_the_door,
        change_for: None,
    };
    order.payments = parts.iter().map(part).collect();
}

fn discount(amount: i64, paid_by: Sponsor) -> Discount {
    Discount { name: String::new(), amount: Won(amount), paid_by }
}

fn fee(amount: i64, kind: FeeKind) -> Fee {
    Fee { kind, name: String::new(), amount: Won(amount) }
}

fn sale(state: &OrderState) -> Sale {
    Sale::of(state, DAY, &korea())
}

fn sales(states: &[OrderState]) -> Vec<Sale> {
    states.iter().map(sale).collect()
}

fn count(orders: u32, amount: i64) -> Count {
    Count { orders, amount: Won(amount) }
}
