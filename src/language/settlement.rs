//! The settlement check in words an owner uses: what an app should pay, what came, and which orders differ.

use std::cmp::Ordering;

use domain::order::Won;
use domain::settlement::{Difference, Period, Settlement, What};

use super::Words;
use super::sales::{Table, TableRow};

/// How a settlement check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The app's rates are not known.
    NoRates,
    /// Nothing is entered as received.
    NotEntered,
    /// To the won.
    ComesOut,
    /// The app paid too little.
    Short,
    /// The app paid too much.
    Over,
    /// The sum comes out, but orders differ.
    OrdersDiffer,
}

/// How a check stands, with a sentence. `app` is what the app is called.
pub fn standing(words: &Words, told: &Settlement, app: &str) -> (Standing, String) {
    let won = |id: &str, won: Won| words.text(id, &[("won", won.into())]);
    if told.expected.is_none() {
        let keys = told.missing_rates.iter().map(|key| rate(words, key)).collect::<Vec<_>>().join(", ");
        let said = [("app", app.into()), ("keys", keys.into())];
        return (Standing::NoRates, words.text("settlement-no-rates", &said));
    }
    match told.difference {
        None => (Standing::NotEntered, words.text("settlement-not-entered", &[])),
        Some(difference) => match difference.cmp(&Won::ZERO) {
            Ordering::Less => (Standing::Short, won("settlement-short", -difference)),
            Ordering::Greater => (Standing::Over, won("settlement-over", difference)),
            Ordering::Equal if told.orders.is_empty() => {
                (Standing::ComesOut, words.text("settlement-comes-out", &[]))
            }
            Ordering::Equal => (Standing::OrdersDiffer, words.text("settlement-orders-differ", &[])),
        },
    }
}

/// What should come, part by part, and what came. Without rates only what came.
pub fn settlement(words: &Words, told: &Settlement) -> Vec<Table> {
    let row = |id: &str, won: Won| TableRow::of(words.text(id, &[]), super::sales::won(words, won));
    let mut tables = Vec::new();
    if let Some(payout) = &told.expected {
        let orders = super::sales::orders(words, told.sold);
        let mut rows = vec![TableRow { count: orders, ..row("settlement-paid", payout.paid) }];
        let parts = [
            ("settlement-reimbursed", payout.reimbursed),
            ("settlement-tips-kept", -payout.tips_kept),
            ("settlement-commission", -payout.commission),
            ("settlement-payment-fee", -payout.payment_fee),
            ("settlement-vat", -payout.vat),
        ];
        rows.extend(parts.into_iter().filter(|(_, won)| *won != Won::ZERO).map(|(id, won)| row(id, won)));
        rows.push(row("settlement-expected", payout.payout));
        tables.push(Table { title: words.text("settlement-expected-title", &[]), rows });
    }
    if let Some(received) = &told.received {
        let mut came = row("settlement-received", received.won);
        if let Some(lines) = received.lines {
            came.note = words.text("settlement-lines", &[("n", i64::from(lines).into())]);
        }
        let differs = told.difference.map(|difference| TableRow {
            warns: difference != Won::ZERO,
            ..row("settlement-difference", difference)
        });
        let title = words.text("settlement-received-title", &[]);
        tables.push(Table { title, rows: [came].into_iter().chain(differs).collect() });
    }
    tables
}

/// What else has to be known of a check, a sentence each.
pub fn settlement_remarks(words: &Words, told: &Settlement) -> Vec<String> {
    let count = |id: &str, n: u32| (n > 0).then(|| words.text(id, &[("n", i64::from(n).into())]));
    let unexplained = told.expected.map(|payout| payout.unexplained).filter(|won| *won != Won::ZERO);
    let unexplained = unexplained.map(|won| words.text("settlement-unexplained", &[("won", won.into())]));
    let is_sum = told.received.is_some_and(|received| received.lines.is_none());
    let which = is_sum && told.difference.is_some_and(|difference| difference != Won::ZERO);
    let Period { channel, from, to } = &told.period;
    let which = which.then(|| {
        let of =
            [("channel", channel.into()), ("from", from.to_string().into()), ("to", to.to_string().into())];
        words.text("settlement-which", &of)
    });
    let (open, damaged) = (count("settlement-open", told.open), count("settlement-damaged", told.damaged));
    let said = [which, open, damaged, unexplained];
    said.into_iter().flatten().collect()
}

/// An order that differs: its day, its number, what is wrong, and by how much.
pub fn difference(words: &Words, told: &Difference) -> TableRow {
    let id = match told.what {
        What::Missing => "settlement-order-missing",
        What::Unknown => "settlement-order-unknown",
        What::Less => "settlement-order-less",
        What::More => "settlement-order-more",
    };
    let said = [("expected", told.expected.into()), ("received", told.received.into())];
    TableRow {
        count: told.day.map(|day| super::day(words, day)).unwrap_or_default(),
        note: words.text(id, &said),
        warns: told.difference < Won::ZERO,
        ..TableRow::of(told.name.clone(), super::sales::won(words, told.difference))
    }
}

/// The orders that differ under one heading; none of a check without them.
pub fn differences(words: &Words, told: &Settlement) -> Option<Table> {
    let n = told.orders.len() as i64 + i64::from(told.left_out);
    let rows = told.orders.iter().map(|order| difference(words, order)).collect();
    let title = words.text("settlement-orders", &[("n", n.into())]);
    (n > 0).then_some(Table { title, rows })
}

/// What a key of the rates is called, with its spelling: `중개 수수료(commission)`.
fn rate(words: &Words, key: &str) -> String {
    let id = match key {
        "commission" => "settlement-commission",
        "payment_fee" => "settlement-payment-fee",
        "vat" => "settlement-vat",
        _ => return key.to_owned(),
    };
    format!("{}({key})", words.text(id, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::sample::settlement as sample;

    #[test]
    fn how_a_period_stands_is_said_in_one_sentence() {
        let (words, now) = (Words::default(), "2026-11-21T10:00:00Z".parse().unwrap());
        let said = |told: &Settlement| standing(&words, told, "배달특급");
        assert_eq!(said(&sample::short_sum(now)), (Standing::Short, "3,200원 덜 들어왔어요".to_owned()));
        let (standing, sentence) = said(&sample::without_rates(now));
        assert_eq!(standing, Standing::NoRates);
        for part in
            ["배달특급이 ", "결제 수수료(payment_fee), 부가세(vat)", "[channels.rates]", "settings.toml"]
        {
            assert!(sentence.contains(part), "{part}: {sentence}");
        }
        assert_eq!(said(&sample::open(now)).0, Standing::NotEntered);
        let mut even = sample::short(now);
        even.difference = Some(Won::ZERO);
        assert_eq!(said(&even).0, Standing::OrdersDiffer);
        even.orders.clear();
        assert_eq!(said(&even).0, Standing::ComesOut);
        even.difference = Some(Won(10));
        assert_eq!(said(&even), (Standing::Over, "10원 더 들어왔어요".to_owned()));
    }

    #[test]
    fn the_parts_add_up_to_what_should_come() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        for words in Language::ALL.map(Words::new) {
            let told = sample::short(now);
            let tables = settlement(&words, &told);
            let worth = |row: &TableRow| {
                let digits = row.value.chars().filter(|c| c.is_ascii_digit() || *c == '-');
                digits.collect::<String>().parse::<i64>().unwrap()
            };
            let rows = &tables[0].rows;
            let (last, parts) = rows.split_last().unwrap();
            assert_eq!(parts.iter().map(worth).sum::<i64>(), worth(last));
            assert_eq!(worth(&tables[1].rows[0]) - worth(last), worth(&tables[1].rows[1]));
            let orders = differences(&words, &told).unwrap();
            assert_eq!(orders.rows.iter().map(worth).sum::<i64>(), worth(&tables[1].rows[1]));
            assert_eq!(orders.rows.len(), 4);
            for row in tables.iter().chain([&orders]).flat_map(|table| &table.rows) {
                assert!(!format!("{row:?}").contains("settlement-"), "{row:?}");
            }
        }
    }
}
