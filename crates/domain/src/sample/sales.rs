//! A day in the books of an invented shop.

use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::{accepted, after, closings, line, order, state};
use crate::order::{Discount, Fee, FeeKind, Line, OrderKind, Payment, PaymentKind, Sponsor, Status, Won};
use crate::sales::{ClosedDay, Counted, DayReport, DaySales, Outcome, Sale, Takings};
use crate::{DayClosing, OrderState};

/// Dishes, by name and price.
const DISHES: [(&str, i64); 6] = [
    ("한우국밥", 9_000),
    ("순대국밥", 8_500),
    ("얼큰 수육국밥", 10_500),
    ("수육 한 접시", 24_000),
    ("삼치구이", 12_000),
    ("공깃밥", 1_000),
];
/// Apps, and how orders from each are mostly paid.
const APPS: [(&str, &str, PaymentKind); 3] = [
    ("teukgeup", "특급", PaymentKind::LocalCurrency),
    ("ddangyo", "땡겨", PaymentKind::Card),
    ("mukkebi", "먹깨", PaymentKind::Onnuri),
];

/// The business day of every sample here.
pub const DAY: Date = date(2026, 11, 21);

/// The day after.
const NEXT: Date = date(2026, 11, 22);

/// Sales of a day from eleven in the morning on: so many orders, of which one in nine was not sold.
pub fn sales(day: Date, orders: i64) -> Vec<Sale> {
    let korea = TimeZone::fixed(Offset::constant(9));
    let begin =
        day.at(11, 0, 0, 0).to_zoned(korea.clone()).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
    let sale = |at: i64| Sale::of(&sold(at, after(begin, at * 38_000 / orders)), day, &korea);
    (0..orders).map(sale).collect()
}

/// One of the day's orders.
fn sold(at: i64, came: Timestamp) -> OrderState {
    let pick = |from: i64, of: usize| usize::try_from(from).unwrap_or_default() % of;
    let (channel, short, pays) = APPS[pick(at, APPS.len())];
    let (dish, second) = (DISHES[pick(at * 2, DISHES.len() - 1)], DISHES[pick(at / 2, DISHES.len())]);
    let mut lines: Vec<Line> = vec![line(1 + at % 3, dish.0, dish.1, &[])];
    lines.extend((at % 2 == 0).then(|| line(1, second.0, second.1, &[])));
    let mut ordered = order(&format!("{short}{at}"), came, lines);
    let fetched = at % 8 == 2;
    ordered.fees = vec![Fee { kind: FeeKind::Delivery, name: String::new(), amount: Won(2_500) }];
    if fetched {
        (ordered.kind, ordered.address) = (OrderKind::Takeout, None);
        ordered.fees.clear();
    }
    let coupon = |paid_by| Discount { name: String::new(), amount: Won(1_000), paid_by };
    ordered.discounts = match at % 7 {
        0 => vec![coupon(Sponsor::City)],
        3 => vec![coupon(Sponsor::Store)],
        _ => Vec::new(),
    };
    ordered.total.items = ordered.lines.iter().map(|line| line.total).sum();
    ordered.total.fees = ordered.fees.iter().map(|fee| fee.amount).sum();
    ordered.total.discount = ordered.discounts.iter().map(|discount| discount.amount).sum();
    ordered.total.amount = ordered.total.items + ordered.total.fees - ordered.total.discount;
    let (kind, on_delivery) = match at % 6 {
        2 => (PaymentKind::Cash, true),
        4 => (PaymentKind::Card, true),
        _ => (pays, false),
    };
    let amount = ordered.total.amount;
    ordered.payments = vec![Payment { kind, name: String::new(), amount, on_delivery, change_for: None }];
    let number = format!("{short}-{:03}", at + 1);
    let mut state = accepted(state(&number, came, ordered), came, 1_200);
    channel.clone_into(&mut state.head.channel);
    state.head.received_at = came;
    state.head.status = match at % 27 {
        8 => Status::Rejected,
        17 => Status::Missed,
        26 => Status::Cancelled,
        _ => Status::Completed,
    };
    if at % 31 == 30 {
        state.head.cancelled_after_completion_at = Some(after(came, 5_400));
    }
    state
}

/// What the riders of the day cost.
fn riders(day: Date, now: Timestamp) -> DayClosing {
    DayClosing { day, agencies: closings(now), cancelled: Default::default() }
}

/// A day that is not closed yet, with two orders open.
pub fn report(now: Timestamp) -> DayReport {
    let mut sales = sales(DAY, 74);
    for sale in sales.iter_mut().rev().filter(|sale| sale.outcome == Outcome::Sold).take(2) {
        sale.outcome = Outcome::Open;
    }
    DayReport::of(&sales, None, week_before(), riders(DAY, now), DAY)
}

/// The same day closed, with what was counted, and one order that the app cancelled the next morning.
pub fn closed(now: Timestamp) -> DayReport {
    let mut sales = sales(DAY, 74);
    let riders = riders(DAY, now);
    let mut closed = ClosedDay {
        day: DAY,
        closed_at: now,
        counted: Counted::default(),
        riders: Takings::of_riders(&riders.agencies),
        sales: sales.clone(),
    };
    let expected = closed.till().expected;
    closed.counted = Counted { cash: Some(expected.cash - Won(3_000)), card: Some(expected.card) };
    if let Some(sale) = sales.iter_mut().find(|sale| sale.outcome == Outcome::Sold) {
        sale.outcome = Outcome::CancelledAfterCompletion;
        sale.changed_at = now.saturating_add(SignedDuration::from_hours(14)).unwrap_or(now);
    }
    DayReport::of(&sales, Some(&closed), week_before(), riders, NEXT)
}

fn week_before() -> DaySales {
    let day = DAY.saturating_sub(jiff::Span::new().days(7));
    DaySales::of(day, &sales(day, 66))
}
