//! A settlement check as a file for the books: a line for each order with every part of what should come, and what came.

use std::path::Path;

use domain::order::Won;
use domain::sales::Outcome;
use domain::settlement::{Compared, Expected};

use crate::cli::sales::harmless;
use crate::file::replace;
use crate::language::{self, Words};

/// Written first, so that Excel reads the rest as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the orders that were sold or paid for, then what was paid for orders that are not known here; tells how many lines.
///
/// # Errors
/// The file cannot be written; a file that was there before is as it was.
pub fn csv(words: &Words, compared: &Compared<'_>, file: &Path) -> anyhow::Result<usize> {
    let mut written = Vec::from(BYTE_ORDER_MARK);
    let mut csv = csv::Writer::from_writer(&mut written);
    let heads = [
        "sheet-day",
        "sheet-number",
        "sheet-app-number",
        "sheet-app-id",
        "sheet-outcome",
        "settlement-paid",
        "settlement-reimbursed",
        "settlement-tips-kept",
        "settlement-commission",
        "settlement-payment-fee",
        "settlement-vat",
        "settlement-expected",
        "settlement-received",
        "settlement-difference",
    ];
    csv.write_record(heads.map(|id| words.text(id, &[])))?;
    let concerns = |one: &&Expected<'_>| one.sale.outcome == Outcome::Sold || one.received.is_some();
    // Where nothing or one sum was entered, no order is known to be unpaid.
    let by_orders = compared.sales.iter().any(|one| one.received.is_some()) || !compared.unknown.is_empty();
    let mut lines = 0;
    for one in compared.sales.iter().filter(concerns) {
        let (sale, payout) = (one.sale, &one.payout);
        let texts = [&sale.number, &sale.display_id, &sale.external_id].map(|text| harmless(text.clone()));
        let parts = [
            payout.paid,
            payout.reimbursed,
            -payout.tips_kept,
            -payout.commission,
            -payout.payment_fee,
            -payout.vat,
            payout.payout,
        ];
        let received = one.received.map(|won| won.0.to_string());
        let difference = by_orders.then(|| one.received.unwrap_or_default() - payout.payout);
        let difference = difference.map(|won| won.0.to_string());
        let line = [sale.day.to_string()].into_iter().chain(texts);
        let line = line.chain([language::outcome(words, sale.outcome)]);
        let line = line.chain(parts.map(|won| won.0.to_string()));
        csv.write_record(line.chain([received.unwrap_or_default(), difference.unwrap_or_default()]))?;
        lines += 1;
    }
    for row in &compared.unknown {
        let day = row.day.map(|day| day.to_string()).unwrap_or_default();
        let Won(won) = row.won;
        let mut line = vec![String::new(); heads.len()];
        (line[0], line[1]) = (day, harmless(row.name.clone()));
        let last = heads.len() - 2;
        (line[last], line[last + 1]) = (won.to_string(), won.to_string());
        csv.write_record(line)?;
        lines += 1;
    }
    csv.flush()?;
    drop(csv);
    replace(file, &written)?;
    Ok(lines)
}
