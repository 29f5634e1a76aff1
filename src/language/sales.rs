//! A business day's report in words: tables that the window, the command line and paper show alike.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use domain::order::{FeeKind, PaymentKind, Sponsor, Won, phone};
use domain::sales::{Count, DayReport, DishSales, Figures, Money, Outcome, Paid, Till, Unexplained};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Language, Words};
use crate::ticket::{Section, Slip, SlipLine};

/// Most dishes of one table; a spreadsheet has them all.
const MOST_DISHES: usize = 15;

/// Some figures under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What they are.
    pub title: String,
    /// One line each.
    pub rows: Vec<TableRow>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// What it is.
    pub name: String,
    /// How often, where that is counted.
    pub count: String,
    /// How much, with its unit.
    pub value: String,
    /// How it moved, or what has to be known of it.
    pub note: String,
    /// Its length as a bar, in thousandths of the table's largest; zero where no bar says anything.
    pub bar: u16,
    /// Whether a person has to look at it.
    pub warns: bool,
}

impl TableRow {
    pub(super) fn of(name: String, value: String) -> TableRow {
        TableRow { name, count: String::new(), value, note: String::new(), bar: 0, warns: false }
    }
}

/// What the apps and shops are called, by their ids; one that is no longer set up goes by its id.
#[derive(Clone, Debug, Default)]
pub struct BookNames {
    /// Apps.
    pub channels: BTreeMap<String, String>,
    /// Shops, where there are several.
    pub shops: BTreeMap<String, String>,
}

impl BookNames {
    /// What an app is called.
    pub fn channel(&self, words: &Words, id: &str) -> String {
        match self.channels.get(id) {
            Some(name) => name.clone(),
            None if id == phone::CHANNEL => words.text("ui-by-phone", &[]),
            None => id.to_owned(),
        }
    }

    /// What a shop is called.
    pub fn shop(&self, words: &Words, id: Option<&str>) -> String {
        let Some(id) = id else { return words.text("sales-first-shop", &[]) };
        self.shops.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// When a day was closed: the time, and the date too where that is another day.
pub fn closed_at(words: &Words, day: Date, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let time = local.strftime("%H:%M").to_string();
    if local.date() == day {
        return time;
    }
    format!("{} {time}", super::day(words, local.date()))
}

/// The whole report, in the order in which an owner asks.
pub fn report(words: &Words, report: &DayReport, zone: &TimeZone, names: &BookNames) -> Vec<Table> {
    let figures = &report.sales.all;
    let before = &report.week_before.all;
    let moved = |now: Count, before: Count| moved(words, now, before, report.is_over);
    let mut tables = vec![sold(words, report, &moved)];
    tables.extend((!report.corrections.is_empty()).then(|| corrections(words, report, zone)));
    tables.push(by_channel(words, figures, before, names, &moved));
    tables.extend((report.sales.shops.len() > 1).then(|| by_shop(words, report, names)));
    tables.extend([
        by_payment(words, &figures.money),
        till(words, &report.till),
        made_of(words, figures),
        by_dish(words, figures),
        by_hour(words, figures),
    ]);
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// The report as a slip of paper, which is Korean whatever the window speaks. `shop` is whose it is.
pub fn closing_slip(words: &Words, told: &DayReport, zone: &TimeZone, names: &BookNames, shop: &str) -> Slip {
    let words = words.speaking(Language::Korean);
    let day = told.sales.day;
    let closed = told.closed_at.map(|at| {
        let time = closed_at(&words, day, at, zone);
        words.text("closing-closed", &[("time", time.into())])
    });
    let line = |row: TableRow| SlipLine {
        name: if row.count.is_empty() { row.name } else { format!("{} {}", row.name, row.count) },
        value: row.value,
        note: row.note,
    };
    let section =
        |table: Table| Section { heading: table.title, lines: table.rows.into_iter().map(line).collect() };
    Slip {
        heading: words.text("closing-slip", &[]),
        below: [
            Some(shop.to_owned()),
            Some(super::day(&words, day)),
            Some(closed.unwrap_or_else(|| words.text("closing-not-closed", &[]))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        sections: report(&words, told, zone, names).into_iter().map(section).collect(),
    }
}

fn table(words: &Words, id: &str, rows: Vec<TableRow>) -> Table {
    Table { title: words.text(id, &[]), rows }
}

pub(super) fn won(words: &Words, won: Won) -> String {
    words.text("ui-won", &[("amount", won.into())])
}

pub(super) fn orders(words: &Words, orders: u32) -> String {
    words.text("closing-count", &[("n", i64::from(orders).into())])
}

fn counted(words: &Words, name: String, count: Count) -> TableRow {
    TableRow { count: orders(words, count.orders), ..TableRow::of(name, won(words, count.amount)) }
}

/// What it was a week before, and of a day that is over by how much it moved, in whole per cent: `▲ 12%`.
fn moved(words: &Words, now: Count, before: Count, is_over: bool) -> String {
    match now.since(before).amount_per_mille {
        None => String::new(),
        Some(_) if !is_over => words.text("sales-week-before", &[("amount", before.amount.into())]),
        Some(by) => {
            let percent = (by + 5 * by.signum()) / 10;
            let id = match percent {
                ..0 => "sales-less",
                0 => "sales-same",
                1.. => "sales-more",
            };
            words.text(id, &[("amount", before.amount.into()), ("percent", percent.abs().into())])
        }
    }
}

/// Bars for the rows, by what each is worth.
fn bars(rows: &mut [TableRow], worth: &[i64]) {
    let most = worth.iter().copied().max().unwrap_or_default();
    for (row, worth) in rows.iter_mut().zip(worth) {
        let bar = if most > 0 { worth.saturating_mul(1_000) / most } else { 0 };
        row.bar = u16::try_from(bar.clamp(0, 1_000)).unwrap_or_default();
    }
}

fn sold(words: &Words, report: &DayReport, moved: &dyn Fn(Count, Count) -> String) -> Table {
    let (figures, before) = (&report.sales.all, report.week_before.all.sold());
    let mut sold = counted(words, outcome(words, Outcome::Sold), figures.sold());
    sold.note = moved(figures.sold(), before);
    let mut rows = vec![sold];
    for unsold in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Sold) {
        let count = figures.count(unsold);
        if count.orders > 0 {
            let warns = matches!(unsold, Outcome::Open | Outcome::CancelledAfterCompletion | Outcome::Missed);
            rows.push(TableRow { warns, ..counted(words, outcome(words, unsold), count) });
        }
    }
    for (id, orders_of) in
        [("sales-unread", figures.unread), ("sales-odd", figures.odd), ("sales-damaged", report.damaged)]
    {
        if orders_of > 0 {
            let row = TableRow::of(words.text(id, &[]), String::new());
            rows.push(TableRow { count: orders(words, orders_of), warns: true, ..row });
        }
    }
    table(words, "sales-title", rows)
}

fn by_channel(
    words: &Words,
    figures: &Figures,
    before: &Figures,
    names: &BookNames,
    moved: &dyn Fn(Count, Count) -> String,
) -> Table {
    let mut all: Vec<(&str, Count)> =
        figures.channels.iter().map(|(id, count)| (id.as_str(), *count)).collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(count.amount));
    let row = |(id, count): &(&str, Count)| {
        let last = before.channels.get(*id).copied().unwrap_or_default();
        TableRow { note: moved(*count, last), ..counted(words, names.channel(words, id), *count) }
    };
    let mut rows: Vec<TableRow> = all.iter().map(row).collect();
    bars(&mut rows, &all.iter().map(|(_, count)| count.amount.0).collect::<Vec<_>>());
    table(words, "sales-by-app", rows)
}

fn by_shop(words: &Words, report: &DayReport, names: &BookNames) -> Table {
    let row = |shop: &domain::sales::ShopSales| {
        counted(words, names.shop(words, shop.shop.as_deref()), shop.figures.sold())
    };
    table(words, "sales-by-shop", report.sales.shops.iter().map(row).collect())
}

/// How it was paid. A child's meal card is never named where staff and customers look (see `Payment::public_name`): it stands among
/// other payments here, and by its name in what is written into a file for the books.
fn by_payment(words: &Words, money: &Money) -> Table {
    let Paid { before, at_the_door } = &money.paid;
    let mut rows = Vec::new();
    for (at_the_door, kinds) in [(false, before), (true, at_the_door)] {
        let mut shown: Vec<(PaymentKind, Count)> = Vec::new();
        for (kind, count) in kinds {
            let kind = if *kind == PaymentKind::ChildMealCard { PaymentKind::Other } else { *kind };
            match shown.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, known)) => *known += *count,
                None => shown.push((kind, *count)),
            }
        }
        shown.sort_by_key(|(_, count)| std::cmp::Reverse(count.amount));
        rows.extend(shown.into_iter().map(|(kind, count)| {
            let id = if at_the_door { "sales-at-the-door" } else { "sales-in-the-app" };
            let name = words.text(id, &[("kind", payment_kind(words, kind).into())]);
            (counted(words, name, count), count.amount.0)
        }));
    }
    let worth: Vec<i64> = rows.iter().map(|(_, worth)| *worth).collect();
    let mut rows: Vec<TableRow> = rows.into_iter().map(|(row, _)| row).collect();
    bars(&mut rows, &worth);
    rows.extend(left(words, "sales-left-payments", money.unexplained.payments));
    table(words, "sales-by-payment", rows)
}

/// Money that its sum has and its parts do not, if there is any.
fn left(words: &Words, id: &str, amount: Won) -> Option<TableRow> {
    let row = TableRow { warns: true, ..TableRow::of(words.text(id, &[]), won(words, amount)) };
    (amount != Won::ZERO).then_some(row)
}

/// What a kind of payment is called in the books.
pub fn payment_kind(words: &Words, kind: PaymentKind) -> String {
    let id = match kind {
        PaymentKind::Card => "payment-card",
        PaymentKind::Cash => "payment-cash",
        PaymentKind::LocalCurrency => "payment-local-currency",
        PaymentKind::Onnuri => "payment-onnuri",
        PaymentKind::ChildMealCard => "payment-child-meal-card",
        PaymentKind::Point => "payment-point",
        PaymentKind::Coupon => "payment-coupon",
        PaymentKind::Other => "payment-other",
    };
    words.text(id, &[])
}

/// What became of an order, in the books.
pub fn outcome(words: &Words, outcome: Outcome) -> String {
    let id = match outcome {
        Outcome::Sold => "sales-sold",
        Outcome::Open => "sales-open",
        Outcome::CancelledByShop => "sales-cancelled-by-shop",
        Outcome::CancelledAtApp => "sales-cancelled-at-app",
        Outcome::CancelledAfterCompletion => "sales-cancelled-late",
        Outcome::Rejected => "sales-rejected",
        Outcome::Missed => "sales-missed",
        Outcome::GivenUp => "sales-given-up",
    };
    words.text(id, &[])
}

/// Dishes and fees less discounts, down to what customers paid.
fn made_of(words: &Words, figures: &Figures) -> Table {
    let money = &figures.money;
    let row = |id: &str, amount: Won| TableRow::of(words.text(id, &[]), won(words, amount));
    let mut rows = vec![row("sales-items", money.total.items)];
    for (kind, amount) in &money.fees {
        let id = match kind {
            FeeKind::Delivery => "sales-fee-delivery",
            FeeKind::Service => "sales-fee-service",
            FeeKind::Tip => "sales-fee-tip",
            FeeKind::MinimumOrder => "sales-fee-minimum-order",
            FeeKind::Other => "sales-fee-other",
        };
        rows.push(row(id, *amount));
    }
    for (sponsor, amount) in &money.discounts {
        let id = match sponsor {
            Sponsor::App => "sales-discount-app",
            Sponsor::Store => "sales-discount-store",
            Sponsor::City => "sales-discount-city",
            Sponsor::Unknown => "sales-discount-unknown",
        };
        rows.push(row(id, -*amount));
    }
    let Unexplained { fees, discount, amount, .. } = money.unexplained;
    for (id, left) in
        [("sales-left-fees", fees), ("sales-left-discount", -discount), ("sales-left-amount", amount)]
    {
        rows.extend(self::left(words, id, left));
    }
    rows.push(row("sales-amount", money.total.amount));
    if figures.sold().orders == 0 {
        rows.clear();
    }
    table(words, "sales-made-of", rows)
}

fn by_hour(words: &Words, figures: &Figures) -> Table {
    let row = |(hour, count): (&i8, &Count)| {
        counted(words, words.text("sales-hour", &[("hour", i64::from(*hour).into())]), *count)
    };
    let mut hours: Vec<(&i8, &Count)> = figures.hours.iter().collect();
    // A day that ends after midnight begins after the longest time without orders.
    let before = |at: usize| {
        let (hour, last) = (*hours[at].0, *hours[(at + hours.len() - 1) % hours.len()].0);
        (i16::from(hour) - i16::from(last)).rem_euclid(24)
    };
    let first = (0..hours.len()).max_by_key(|at| (before(*at), std::cmp::Reverse(*at))).unwrap_or_default();
    hours.rotate_left(first);
    let mut rows: Vec<TableRow> = hours.iter().copied().map(row).collect();
    bars(&mut rows, &hours.iter().map(|(_, count)| count.amount.0).collect::<Vec<_>>());
    table(words, "sales-by-hour", rows)
}

fn by_dish(words: &Words, figures: &Figures) -> Table {
    let dishes = &figures.dishes;
    let row = |dish: &DishSales| {
        let left_out = dish.left_out.quantity.thousandths > 0;
        let quantity = ("quantity", dish.left_out.quantity.to_string().into());
        TableRow {
            count: dish.sold.quantity.to_string(),
            note: if left_out { words.text("sales-left-out", &[quantity]) } else { String::new() },
            ..TableRow::of(dish.name.clone(), won(words, dish.sold.won))
        }
    };
    let mut rows: Vec<TableRow> = dishes.iter().take(MOST_DISHES).map(row).collect();
    bars(&mut rows, &dishes.iter().take(MOST_DISHES).map(|dish| dish.sold.won.0).collect::<Vec<_>>());
    let rest = &dishes[dishes.len().min(MOST_DISHES)..];
    if !rest.is_empty() {
        let sum = rest.iter().map(|dish| dish.sold.won).sum();
        let name = words.text("sales-other-dishes", &[("n", (rest.len() as i64).into())]);
        rows.push(TableRow::of(name, won(words, sum)));
    }
    let left_out: Won = dishes.iter().map(|dish| dish.left_out.won).sum();
    rows.extend(left(words, "sales-left-out-sum", left_out));
    rows.extend(left(words, "sales-left-items", figures.money.unexplained.items));
    table(words, "sales-by-dish", rows)
}

fn till(words: &Words, till: &Till) -> Table {
    let row = |id: &str, amount: Won| TableRow::of(words.text(id, &[]), won(words, amount));
    let counted = |counted: &str, differs: &str, in_till: Option<Won>, difference: Option<Won>| {
        let in_till = in_till.map(|in_till| row(counted, in_till));
        let difference = difference
            .map(|difference| TableRow { warns: difference != Won::ZERO, ..row(differs, difference) });
        in_till.into_iter().chain(difference)
    };
    let mut rows = vec![
        row("till-counter-cash", till.counter.cash),
        row("till-riders-cash", till.riders.cash),
        row("till-cash", till.expected.cash),
    ];
    rows.extend(counted(
        "till-counted-cash",
        "till-difference-cash",
        till.counted.cash,
        till.difference.cash,
    ));
    rows.push(row("till-card", till.expected.card));
    rows.extend(counted(
        "till-counted-card",
        "till-difference-card",
        till.counted.card,
        till.difference.card,
    ));
    let elsewhere = [
        (till.elsewhere.cash, "till-elsewhere-cash", "till-other-day-cash"),
        (till.elsewhere.card, "till-elsewhere-card", "till-other-day-card"),
    ];
    for (amount, elsewhere, other_day) in elsewhere {
        match amount.cmp(&Won::ZERO) {
            Ordering::Greater => rows.push(row(elsewhere, amount)),
            Ordering::Less => rows.push(row(other_day, -amount)),
            Ordering::Equal => {}
        }
    }
    table(words, "till-title", rows)
}

fn corrections(words: &Words, report: &DayReport, zone: &TimeZone) -> Table {
    let row = |correction: &domain::sales::Correction| {
        let sale = correction.is.as_ref().or(correction.was.as_ref());
        let number = sale.map(|sale| sale.number.clone()).unwrap_or_default();
        let on = super::day(words, correction.at.to_zoned(zone.clone()).date());
        let is = correction.is.as_ref().map(|sale| outcome(words, sale.outcome)).unwrap_or_default();
        TableRow {
            note: format!("{on} · {is}"),
            warns: true,
            ..TableRow::of(number, won(words, correction.difference))
        }
    };
    let mut rows: Vec<TableRow> = report.corrections.iter().map(row).collect();
    let sum: Won = report.corrections.iter().map(|correction| correction.difference).sum();
    let corrected = report.sales.all.sold().amount + sum;
    rows.push(TableRow::of(words.text("sales-corrected", &[]), won(words, corrected)));
    table(words, "sales-corrections", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_after_midnight_stand_at_the_end_of_the_day() {
        let one = Count { orders: 1, amount: Won(1_000) };
        let hours = |hours: &[i8]| {
            let hours = hours.iter().map(|hour| (*hour, one)).collect();
            let table = by_hour(&Words::default(), &Figures { hours, ..Figures::default() });
            table.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(hours(&[0, 1, 17, 20, 23]), ["17시", "20시", "23시", "0시", "1시"]);
        assert_eq!(hours(&[11, 12, 18]), ["11시", "12시", "18시"]);
        assert_eq!((hours(&[12]), hours(&[])), (vec!["12시".to_owned()], vec![]));
    }
}
