//! Every won of every order stands in exactly one place: seeded random days whose sums come out or not, looked at order by order,
//! as a whole, by shop, and after they were changed. A failure prints its seed.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::Value;

use super::*;
use crate::order::Shortage;
use crate::text;

/// One to two seconds for each test in a debug build.
const RUNS: u64 = 400;
const STATUSES: [Status; 12] = [
    Status::Completed,
    Status::Completed,
    Status::Completed,
    Status::Completed,
    Status::Received,
    Status::Accepted,
    Status::Ready,
    Status::PickedUp,
    Status::Rejected,
    Status::Cancelled,
    Status::Missed,
    Status::Unreadable,
];
const NAMES: [&str; 6] = ["순대국밥", "순대 국밥", "수육(소)", "콜라", "Cola 1.5L", "cola 1.5l"];
const FEES: [FeeKind; 5] =
    [FeeKind::Delivery, FeeKind::Service, FeeKind::Tip, FeeKind::MinimumOrder, FeeKind::Other];
const SPONSORS: [Sponsor; 4] = [Sponsor::App, Sponsor::Store, Sponsor::City, Sponsor::Unknown];

fn one<T: Clone>(rng: &mut Rng, of: &[T]) -> T {
    of[rng.usize(..of.len())].clone()
}

/// An order of which any sum may be wrong.
fn order(rng: &mut Rng, number: &str) -> Order {
    let lines = (0..rng.usize(0..5)).map(|_| {
        let options: &[(&str, i64)] = if rng.bool() { &[("곱빼기", 2_000)] } else { &[] };
        line(rng.i64(1..4), one(rng, &NAMES), rng.i64(0..300) * 100, options)
    });
    let lines: Vec<Line> = lines.collect();
    let mut order = sample::order(number, at(12, 0), lines);
    order.kind = one(rng, &[OrderKind::Delivery, OrderKind::Delivery, OrderKind::Takeout, OrderKind::Indoor]);
    order.fees = (0..rng.usize(0..3)).map(|_| fee(rng.i64(0..50) * 100, one(rng, &FEES))).collect();
    order.discounts =
        (0..rng.usize(0..3)).map(|_| discount(rng.i64(0..50) * 100, one(rng, &SPONSORS))).collect();
    let total = &mut order.total;
    total.fees = order.fees.iter().map(|fee| fee.amount).sum();
    total.discount = order.discounts.iter().map(|discount| discount.amount).sum();
    total.amount = total.items + total.fees - total.discount;
    let mut left = total.amount.0;
    let mut parts = Vec::new();
    for last in [false, false, true] {
        let part = if last { left } else { rng.i64(0..=left.max(0)) };
        parts.push((one(rng, &PaymentKind::ALL), part, rng.bool()));
        left -= part;
    }
    pay(&mut order, &parts);
    for _ in 0..rng.usize(0..3) {
        let off = rng.i64(-2_000..2_000);
        match rng.u8(0..7) {
            0 => order.total.items = order.total.items + Won(off),
            1 => order.total.fees = order.total.fees + Won(off),
            2 => order.total.discount = order.total.discount + Won(off),
            3 => order.total.amount = order.total.amount + Won(off),
            4 => order.payments[0].amount = Won(off),
            5 => order.payments.clear(),
            _ => order.lines.iter_mut().for_each(|line| line.total = line.total + Won(off)),
        }
        if order.payments.is_empty() {
            break;
        }
    }
    order
}

fn state(rng: &mut Rng, n: usize) -> OrderState {
    let number = format!("특급-{n:03}");
    let mut state = sold(&number, rng.i64(5..29), Vec::new());
    let head = &mut state.head;
    (head.channel, head.shop) = (
        one(rng, &["teukgeup", "ddangyo", "mukkebi"]).to_owned(),
        one(rng, &[None, Some("첫째".to_owned()), Some("둘째".to_owned())]),
    );
    head.order = (rng.u8(0..20) > 0).then(|| order(rng, &number));
    end(rng, &mut state);
    let lines = state.head.order.as_ref().map_or(0, |order| order.lines.len());
    for line in 0..lines {
        if rng.u8(0..8) > 0 {
            continue;
        }
        let substitute = rng.bool().then(|| "사이다".to_owned());
        state.gathering.edit_shortages().push(Shortage { line, item: String::new(), substitute });
    }
    state
}

fn end(rng: &mut Rng, state: &mut OrderState) {
    let head = &mut state.head;
    head.status = one(rng, &STATUSES);
    head.cancelled_at_app = rng.bool();
    head.accepted_at = rng.bool().then(|| at(12, 0));
    let late = head.status == Status::Completed && rng.u8(0..6) == 0;
    head.cancelled_after_completion_at = late.then(|| at(rng.i64(30..50), 0));
    head.updated_at = at(rng.i64(12..60), 0);
}

/// A random day of up to 30 orders.
pub(crate) fn day(rng: &mut Rng) -> Vec<OrderState> {
    (0..rng.usize(0..30)).map(|n| state(rng, n)).collect()
}

/// The books of it.
pub(crate) fn books(states: &[OrderState]) -> Vec<Sale> {
    sales(states)
}

/// Runs a test with many seeds.
pub(crate) fn with_seeds(test: impl Fn(&mut Rng) + std::panic::RefUnwindSafe) {
    for seed in 0..RUNS {
        let run = std::panic::catch_unwind(|| test(&mut Rng::with_seed(seed)));
        assert!(run.is_ok(), "seed {seed} failed, see above");
    }
}

/// Every figure by its path; a dish's by its name and unit in place of its row and spelling. Zero is as good as absent.
fn flat(figures: &Figures) -> BTreeMap<String, i64> {
    fn walk(value: &Value, path: String, into: &mut BTreeMap<String, i64>) {
        match value {
            Value::Number(number) => *into.entry(path).or_default() += number.as_i64().unwrap(),
            Value::Object(fields) => {
                fields.iter().for_each(|(key, value)| walk(value, format!("{path}/{key}"), into));
            }
            Value::Array(rows) => rows.iter().for_each(|row| {
                let name = text::key(row["name"].as_str().unwrap());
                let unit = row["sold"]["quantity"]["unit"].as_str().unwrap();
                walk(row, format!("{path}/{name} {unit}"), into);
            }),
            Value::String(_) | Value::Null | Value::Bool(_) => {}
        }
    }
    let mut flat = BTreeMap::new();
    walk(&serde_json::to_value(figures).unwrap(), String::new(), &mut flat);
    flat.retain(|_, figure| *figure != 0);
    flat
}

fn together<'a>(figures: impl IntoIterator<Item = &'a Figures>) -> BTreeMap<String, i64> {
    let mut sum: BTreeMap<String, i64> = BTreeMap::new();
    for (path, figure) in figures.into_iter().flat_map(flat) {
        *sum.entry(path).or_default() += figure;
    }
    sum.retain(|_, figure| *figure != 0);
    sum
}

/// Each sum is its parts and what they leave over.
fn comes_out(figures: &Figures) {
    let Money { total, fees, discounts, paid, unexplained } = &figures.money;
    let all = |counts: &mut dyn Iterator<Item = &Count>| -> Won { counts.map(|count| count.amount).sum() };
    let dishes: Won = figures.dishes.iter().map(|dish| dish.sold.won + dish.left_out.won).sum();
    assert_eq!(total.items, dishes + unexplained.items);
    assert_eq!(total.fees, fees.values().copied().sum::<Won>() + unexplained.fees);
    assert_eq!(total.discount, discounts.values().copied().sum::<Won>() + unexplained.discount);
    assert_eq!(total.amount, total.items + total.fees - total.discount + unexplained.amount);
    let paid = all(&mut paid.before.values().chain(paid.at_the_door.values()));
    assert_eq!(total.amount, paid + unexplained.payments);
    assert_eq!(figures.sold().amount, total.amount);
    for by in
        [&mut figures.channels.values() as &mut dyn Iterator<Item = &Count>, &mut figures.hours.values()]
    {
        let mut sum = Count::default();
        by.for_each(|count| sum += *count);
        assert_eq!(sum, figures.sold());
    }
}

/// What the closing should say, counted from the orders themselves.
fn counted(states: &[OrderState]) -> BTreeMap<String, i64> {
    let mut flat: BTreeMap<String, i64> = BTreeMap::new();
    let mut add = |path: String, won: i64| *flat.entry(path).or_default() += won;
    let word = |kind: Value| kind.as_str().unwrap().to_owned();
    for state in states {
        let (head, outcome) = (&state.head, sale(state).outcome);
        let word_of = word(serde_json::to_value(outcome).unwrap());
        add(format!("/outcomes/{word_of}/orders"), 1);
        let Some(order) = &head.order else {
            add("/unread".to_owned(), 1);
            if outcome == Outcome::Sold {
                add(format!("/channels/{}/orders", head.channel), 1);
            }
            continue;
        };
        add(format!("/outcomes/{word_of}/amount"), order.total.amount.0);
        if outcome != Outcome::Sold {
            continue;
        }
        add(format!("/channels/{}/orders", head.channel), 1);
        add(format!("/channels/{}/amount", head.channel), order.total.amount.0);
        for fee in &order.fees {
            add(format!("/money/fees/{}", word(serde_json::to_value(fee.kind).unwrap())), fee.amount.0);
        }
        for discount in &order.discounts {
            let by = word(serde_json::to_value(discount.paid_by).unwrap());
            add(format!("/money/discounts/{by}"), discount.amount.0);
        }
        for payment in &order.payments {
            let place = if payment.on_delivery { "at_the_door" } else { "before" };
            let kind = word(serde_json::to_value(payment.kind).unwrap());
            add(format!("/money/paid/{place}/{kind}/amount"), payment.amount.0);
        }
        for (position, line) in order.lines.iter().enumerate() {
            let out = if state.gathering.is_left_out(position) { "left_out" } else { "sold" };
            let name = text::key(&line.name);
            add(format!("/dishes/{name} PIECE/{out}/won"), line.total.0);
            add(format!("/dishes/{name} PIECE/{out}/quantity/thousandths"), line.quantity.thousandths);
        }
    }
    flat.retain(|_, figure| *figure != 0);
    flat
}

#[test]
fn every_won_of_every_order_stands_in_one_place() {
    with_seeds(|rng| {
        let states = day(rng);
        let closing = DaySales::of(DAY, &sales(&states));
        comes_out(&closing.all);
        let said = flat(&closing.all);
        let counted = counted(&states);
        for (path, figure) in &counted {
            assert_eq!(said.get(path), Some(figure), "{path}");
        }
        // And nothing stands in these tables that is in no order.
        let tables = ["/outcomes/", "/unread", "/channels/", "/money/fees/", "/money/discounts/"];
        for path in said.keys().filter(|path| tables.iter().any(|table| path.starts_with(table))) {
            assert!(counted.contains_key(path), "{path}");
        }
        let orders: u32 = Outcome::ALL.iter().map(|outcome| closing.all.count(*outcome).orders).sum();
        assert_eq!(orders as usize, states.len());
        sales(&states).iter().for_each(|sale| comes_out(&Figures::of([sale])));
    });
}

#[test]
fn shops_and_single_orders_add_up_to_the_day() {
    with_seeds(|rng| {
        let mut sales = sales(&day(rng));
        let closing = DaySales::of(DAY, &sales);
        let whole = flat(&closing.all);
        assert_eq!(together(closing.shops.iter().map(|shop| &shop.figures)), whole);
        let single: Vec<Figures> = sales.iter().map(|sale| Figures::of([sale])).collect();
        assert_eq!(together(&single), whole);
        rng.shuffle(&mut sales);
        assert_eq!(DaySales::of(DAY, &sales), closing, "in whatever order they come");
    });
}

#[test]
fn a_frozen_day_and_its_corrections_are_the_day_as_it_is() {
    with_seeds(|rng| {
        let mut states = day(rng);
        let frozen = ClosedDay {
            day: DAY,
            closed_at: at(23, 0),
            counted: Counted::default(),
            riders: Takings::default(),
            sales: sales(&states),
        };
        let told = frozen.figures();
        let before = states.clone();
        states.retain(|_| rng.u8(0..20) > 0);
        for state in &mut states {
            match rng.u8(0..9) {
                0 => end(rng, state),
                1 => state.head.order = Some(order(rng, "특급-999")),
                2 => state.head.updated_at = at(70, 0),
                _ => {}
            }
        }
        let late = rng.usize(0..4);
        states.extend((0..late).map(|n| self::state(rng, 100 + n)));
        let now = sales(&states);
        let corrections = frozen.corrections(&now);
        let mut after = corrected(&frozen.sales, &corrections);
        assert_eq!(DaySales::of(DAY, &after), DaySales::of(DAY, &now));
        assert_eq!(frozen.figures(), told, "what was closed stays");
        let difference: Won = corrections.iter().map(|correction| correction.difference).sum();
        assert_eq!(difference, DaySales::of(DAY, &now).all.sold().amount - told.all.sold().amount);
        // Only what is different is told: an order that only moved on is none.
        let find =
            |states: &[OrderState], id: &str| states.iter().find(|state| state.head.id == id).map(sale);
        for Correction { order, was, is, .. } in &corrections {
            assert_eq!((was, is), (&find(&before, order), &find(&states, order)));
            assert!(was.is_none() || is.is_none() || !was.as_ref().unwrap().is_same(is.as_ref().unwrap()));
        }
        after.iter_mut().for_each(|sale| sale.changed_at = at(0, 0));
        let mut now = now;
        now.iter_mut().for_each(|sale| sale.changed_at = at(0, 0));
        now.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(after, now);
    });
}
