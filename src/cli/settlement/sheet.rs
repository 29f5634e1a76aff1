//! A settlement check as a file for the books: a line for each order with every part of what should come, and what came.

use std::path::Path;

use domain::sales::Outcome;
use domain::settlement::{Compared, Expected};

use crate::cli::sales::{harmless, write_csv};
use crate::language::{self, Words};

/// Writes the orders that were sold or paid for, then what was paid for orders that are not known here; tells how many lines. Where
/// the statement is not `by_orders`, no order is known to be unpaid.
///
/// # Errors
/// The file cannot be written; a file that was there before is as it was.
pub fn csv(words: &Words, compared: &Compared<'_>, by_orders: bool, file: &Path) -> anyhow::Result<usize> {
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
    let concerns = |one: &&Expected<'_>| one.sale.outcome == Outcome::Sold || one.received.is_some();
    let known = compared.sales.iter().filter(concerns).map(|one| {
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
        let difference = by_orders.then(|| one.received.unwrap_or_default() - payout.payout);
        let came = [one.received, difference].map(|won| won.map(|won| won.0.to_string()).unwrap_or_default());
        let line = [sale.day.to_string()].into_iter().chain(texts);
        let line = line.chain([language::outcome(words, sale.outcome)]);
        line.chain(parts.map(|won| won.0.to_string())).chain(came).collect()
    });
    let unknown = compared.unknown.iter().map(|row| {
        let day = row.day.map(|day| day.to_string()).unwrap_or_default();
        let mut line = vec![String::new(); heads.len()];
        (line[0], line[1]) = (day, harmless(row.name.clone()));
        let last = heads.len() - 2;
        line[last..].fill(row.won.0.to_string());
        line
    });
    let lines: Vec<Vec<String>> = known.chain(unknown).collect();
    let count = lines.len();
    write_csv(file, heads.map(|id| words.text(id, &[])).into(), lines)?;
    Ok(count)
}
