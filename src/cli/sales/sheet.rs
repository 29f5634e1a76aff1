//! Sales of a period as files for the books: CSV, a line for each order, and a workbook of days, orders and dishes.
//!
//! Here every kind of payment is named, children's meal cards too: it is for who keeps the books, and no paper that hangs in the
//! kitchen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cause::{Cause, Why};
use domain::order::{FeeKind, PaymentKind, Sponsor, Won};
use domain::sales::{Count, Figures, Outcome, Sale, Unexplained};
use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::file::replace;
use crate::language::{self, BookNames, Words};

/// Written first, so that Excel reads the rest as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// Longest text of a cell, in characters; Excel takes 32,767.
const LONGEST: usize = 10_000;
/// Workbooks of one period beside one another.
const MOST_BESIDE: u32 = 9;
/// Widths of columns with text and with amounts, in characters.
const TEXT: f64 = 16.0;
const AMOUNT: f64 = 12.0;

/// What is written, and in which words.
pub struct Books<'a> {
    /// The language of headings.
    pub words: &'a Words,
    /// What apps and shops are called.
    pub names: &'a BookNames,
    /// The orders, oldest first.
    pub sales: &'a [Sale],
}

/// One cell.
enum Cell {
    /// A text, put in as it is.
    Text(String),
    /// A count or an amount in won.
    Number(i64),
}

type Line = Vec<Cell>;

/// Headings with the lines below them.
struct Sheet {
    name: String,
    heads: Vec<String>,
    lines: Vec<Line>,
}

/// Writes the orders as CSV.
///
/// # Errors
/// The file cannot be written; a file that was there before is as it was.
pub fn csv(books: &Books<'_>, file: &Path) -> anyhow::Result<()> {
    let Sheet { heads, lines, .. } = books.orders();
    let cell = |cell| match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
    };
    write_csv(file, heads, lines.into_iter().map(|line| line.into_iter().map(cell).collect()))
}

/// Writes headings and the lines below them as CSV.
///
/// # Errors
/// The file cannot be written; a file that was there before is as it was.
pub fn write_csv(
    file: &Path,
    heads: Vec<String>,
    lines: impl IntoIterator<Item = Vec<String>>,
) -> anyhow::Result<()> {
    let mut written = Vec::from(BYTE_ORDER_MARK);
    let mut csv = csv::Writer::from_writer(&mut written);
    csv.write_record(heads)?;
    for line in lines {
        csv.write_record(line)?;
    }
    csv.flush()?;
    drop(csv);
    Ok(replace(file, &written)?)
}

/// Writes a workbook of days, orders and dishes.
///
/// # Errors
/// The file cannot be written; a file that was there before is as it was.
pub fn xlsx(books: &Books<'_>, file: &Path) -> anyhow::Result<()> {
    let mut workbook = Workbook::new();
    for sheet in [books.days(), books.orders(), books.dishes()] {
        put(workbook.add_worksheet(), &sheet)?;
    }
    Ok(replace(file, &workbook.save_to_buffer()?)?)
}

/// Writes a workbook into this folder, under a name that tells its business days, and answers where it is.
///
/// # Errors
/// None can be written; those that were there before are as they were.
pub fn workbook(books: &Books<'_>, folder: &Path, from: Date, to: Date) -> Result<PathBuf, Cause> {
    let period = if from == to { from.to_string() } else { format!("{from}_{to}") };
    let name = books.words.text("sheet-file", &[("period", period.into())]);
    let mut refused = Cause::of(Why::Missing);
    // A workbook that is open in a spreadsheet cannot be replaced on Windows: the next one stands beside it.
    for n in 1..=MOST_BESIDE {
        let name = if n == 1 { format!("{name}.xlsx") } else { format!("{name} ({n}).xlsx") };
        let file = folder.join(name);
        match xlsx(books, &file) {
            Ok(()) => return Ok(file),
            Err(error) => {
                let why = Cause::behind(&*error).unwrap_or_else(|| Cause::said(error));
                refused = why.about(file.display());
            }
        }
    }
    Err(refused)
}

fn put(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let (bold, amounts) = (Format::new().set_bold(), Format::new().set_num_format("#,##0"));
    worksheet.set_name(&sheet.name)?.set_freeze_panes(1, 0)?;
    for (column, head) in (0_u16..).zip(&sheet.heads) {
        worksheet.write_string_with_format(0, column, head, &bold)?;
        let is_text = |line: &Line| matches!(line.get(usize::from(column)), Some(Cell::Text(_)));
        worksheet
            .set_column_width(column, if sheet.lines.first().is_some_and(is_text) { TEXT } else { AMOUNT })?;
    }
    for (row, line) in (1_u32..).zip(&sheet.lines) {
        for (column, cell) in (0_u16..).zip(line) {
            match cell {
                Cell::Text(text) => {
                    worksheet.write_string(row, column, text.chars().take(LONGEST).collect::<String>())?
                }
                // Exact: no sum of a shop reaches 2⁵³ won.
                Cell::Number(number) => {
                    worksheet.write_number_with_format(row, column, *number as f64, &amounts)?
                }
            };
        }
    }
    let (rows, columns) = (sheet.lines.len(), sheet.heads.len());
    if let (Ok(rows), Ok(columns @ 1..)) = (u32::try_from(rows), u16::try_from(columns)) {
        worksheet.autofilter(0, 0, rows, columns - 1)?;
    }
    Ok(())
}

/// A text that a spreadsheet takes for a formula is marked as text: names of dishes come from outside.
pub fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

impl Books<'_> {
    fn head(&self, id: &str) -> String {
        self.words.text(id, &[])
    }

    fn heads(&self, ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| self.head(id)).collect()
    }

    /// The headings of all kinds of payment, before and at the door.
    fn payment_heads(&self) -> Vec<String> {
        let head = |id: &str, kind| {
            let kind = language::payment_kind(self.words, kind);
            self.words.text(id, &[("kind", kind.into())])
        };
        let before = PaymentKind::ALL.iter().map(|kind| head("sales-in-the-app", *kind));
        before.chain(PaymentKind::ALL.iter().map(|kind| head("sales-at-the-door", *kind))).collect()
    }

    /// A line for each order. Money of orders that were not sold stands there too; `outcome` says so.
    fn orders(&self) -> Sheet {
        let mut heads = self.heads(&[
            "sheet-day",
            "sheet-hour",
            "sheet-number",
            "sheet-app",
            "sheet-app-number",
            "sheet-shop",
            "sheet-kind",
            "sheet-outcome",
            "sales-items",
            "sales-fee-delivery",
            "sheet-other-fees",
            "sales-discount-app",
            "sales-discount-store",
            "sales-discount-city",
            "sales-discount-unknown",
            "sheet-amount",
        ]);
        heads.extend(self.payment_heads());
        heads.extend(self.heads(&[
            "sales-left-payments",
            "sales-left-amount",
            "sales-left-items",
            "sales-left-fees",
            "sales-left-discount",
        ]));
        let line = |sale: &Sale| -> Line {
            let kind = sale.kind.map(|kind| language::order_kind(self.words, kind)).unwrap_or_default();
            let money = &sale.money;
            let discount = |by: Sponsor| money.discounts.get(&by).copied().unwrap_or_default();
            let amounts = [
                money.total.items,
                money.fee(FeeKind::Delivery),
                money.total.fees - money.fee(FeeKind::Delivery),
                discount(Sponsor::App),
                discount(Sponsor::Store),
                discount(Sponsor::City),
                discount(Sponsor::Unknown),
                money.total.amount,
            ];
            [
                Cell::Text(sale.day.to_string()),
                Cell::Number(i64::from(sale.hour)),
                Cell::Text(sale.number.clone()),
                Cell::Text(self.names.channel(self.words, &sale.channel)),
                Cell::Text(sale.display_id.clone()),
                Cell::Text(
                    sale.shop.as_deref().map_or_else(String::new, |id| self.names.shop(self.words, Some(id))),
                ),
                Cell::Text(kind),
                Cell::Text(language::outcome(self.words, sale.outcome)),
            ]
            .into_iter()
            .chain(amounts.into_iter().map(Cell::from))
            .chain(paid(&money.paid.before))
            .chain(paid(&money.paid.at_the_door))
            .chain(left(&money.unexplained))
            .collect()
        };
        Sheet { name: self.head("sheet-orders"), heads, lines: self.sales.iter().map(line).collect() }
    }

    /// A line for each business day: what was sold.
    fn days(&self) -> Sheet {
        let mut heads = self.heads(&[
            "sheet-day",
            "sheet-sold",
            "sheet-amount",
            "sales-items",
            "sales-fee-delivery",
            "sheet-discounts",
            "sheet-not-sold",
            "sales-cancelled-late",
        ]);
        heads.extend(self.payment_heads());
        let mut days: BTreeMap<Date, Vec<&Sale>> = BTreeMap::new();
        for sale in self.sales {
            days.entry(sale.day).or_default().push(sale);
        }
        let line = |(day, sales): (Date, Vec<&Sale>)| -> Line {
            let figures = Figures::of(sales);
            let money = &figures.money;
            let all: u32 = figures.outcomes.values().map(|count| count.orders).sum();
            let sold = figures.sold();
            let numbers = [
                i64::from(sold.orders),
                sold.amount.0,
                money.total.items.0,
                money.fee(FeeKind::Delivery).0,
                money.total.discount.0,
                i64::from(all - sold.orders),
                i64::from(figures.count(Outcome::CancelledAfterCompletion).orders),
            ];
            [Cell::Text(day.to_string())]
                .into_iter()
                .chain(numbers.into_iter().map(Cell::Number))
                .chain(paid(&money.paid.before))
                .chain(paid(&money.paid.at_the_door))
                .collect()
        };
        Sheet { name: self.head("sheet-days"), heads, lines: days.into_iter().map(line).collect() }
    }

    /// A line for each dish of the whole period.
    fn dishes(&self) -> Sheet {
        let figures = Figures::of(self.sales);
        let line = |dish: &domain::sales::DishSales| -> Line {
            vec![
                Cell::Text(dish.name.clone()),
                Cell::Text(dish.sold.quantity.to_string()),
                Cell::from(dish.sold.won),
                Cell::Text(dish.replaced.quantity.to_string()),
                Cell::Text(dish.left_out.quantity.to_string()),
            ]
        };
        Sheet {
            name: self.head("sheet-dishes"),
            heads: self.heads(&[
                "sheet-dish",
                "sheet-quantity",
                "sheet-amount",
                "sheet-replaced",
                "sheet-left-out",
            ]),
            lines: figures.dishes.iter().map(line).collect(),
        }
    }
}

impl From<Won> for Cell {
    fn from(won: Won) -> Cell {
        Cell::Number(won.0)
    }
}

/// An amount for each kind of payment.
fn paid(kinds: &BTreeMap<PaymentKind, Count>) -> impl Iterator<Item = Cell> {
    let amount = |kind| kinds.get(&kind).map(|count| count.amount).unwrap_or_default();
    PaymentKind::ALL.map(|kind| Cell::from(amount(kind))).into_iter()
}

/// What the parts of each sum leave over, in the order of the last columns.
fn left(unexplained: &Unexplained) -> [Cell; 5] {
    let Unexplained { items, fees, discount, amount, payments } = *unexplained;
    [payments, amount, items, fees, discount].map(Cell::from)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use domain::sales::Paid;
    use domain::sample;

    fn books<'a>(words: &'a Words, names: &'a BookNames, sales: &'a [Sale]) -> Books<'a> {
        Books { words, names, sales }
    }

    #[test]
    fn a_workbook_that_cannot_be_replaced_gets_a_sibling() {
        let (folder, words) = (tempfile::tempdir().unwrap(), Words::default());
        let (sales, names) = (sample::sales::sales(sample::sales::DAY, 3), BookNames::default());
        let books = books(&words, &names, &sales);
        let (from, to) = (sample::sales::DAY.first_of_month(), sample::sales::DAY);
        let write = || workbook(&books, folder.path(), from, to);
        let first = write().unwrap();
        let name = first.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.contains(&format!("{from}_{to}")) && name.ends_with(".xlsx"), "{name}");
        assert_eq!(write().unwrap(), first, "written over");
        // As one that a spreadsheet holds: nothing can be put in its place.
        fs::remove_file(&first).unwrap();
        fs::create_dir_all(first.join("held")).unwrap();
        let second = write().unwrap();
        assert!(second != first && second.is_file(), "{second:?}");
        let gone = workbook(&books, &folder.path().join("gone"), from, to).unwrap_err();
        assert!(gone.why == Why::Missing && gone.about.contains("gone"), "{gone:?}");
    }

    #[test]
    fn a_csv_file_has_a_line_for_each_order_and_the_sums_of_the_day() {
        let (folder, words) = (tempfile::tempdir().unwrap(), Words::default());
        let mut sales = sample::sales::sales(sample::sales::DAY, 40);
        // An app that does not say how one was paid.
        let paid = &mut sales[0].money;
        (paid.paid, paid.unexplained.payments) = (Paid::default(), paid.total.amount);
        let file = folder.path().join("a.csv");
        csv(&books(&words, &BookNames::default(), &sales), &file).unwrap();
        let bytes = fs::read(&file).unwrap();
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut reader = csv::Reader::from_reader(text);
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let at = |head: &str| heads.iter().position(|known| known == head).unwrap();
        let (outcome, amount) = (at("결과"), at("낸 돈"));
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(records.len(), 40);
        let sold = records.iter().filter(|record| &record[outcome] == "판매");
        let sum: i64 = sold.map(|record| record[amount].parse::<i64>().unwrap()).sum();
        assert_eq!(sum, Figures::of(&sales).sold().amount.0);
        let last = at("어떻게 냈는지 모르는 돈");
        let payments = last - 2 * PaymentKind::ALL.len()..last + 1;
        for record in &records {
            let paid: i64 = payments.clone().map(|at| record[at].parse::<i64>().unwrap()).sum();
            assert_eq!(paid, record[amount].parse::<i64>().unwrap(), "every won stands in one column");
        }
        assert!(heads.iter().any(|head| head.contains("아동급식카드")), "in the books it is named");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
    }

    #[test]
    fn a_name_that_looks_like_a_formula_is_a_name() {
        assert_eq!(harmless("=HYPERLINK(1)".to_owned()), "'=HYPERLINK(1)");
        assert_eq!(harmless("순대국밥".to_owned()), "순대국밥");
    }

    #[test]
    fn a_workbook_is_written_whole_or_not_at_all() {
        let (folder, words) = (tempfile::tempdir().unwrap(), Words::default());
        let sales = sample::sales::sales(sample::sales::DAY, 40);
        let file = folder.path().join("a.xlsx");
        for sales in [&sales[..], &[]] {
            xlsx(&books(&words, &BookNames::default(), sales), &file).unwrap();
            assert!(fs::read(&file).unwrap().starts_with(b"PK"), "a zip file");
        }
        let nowhere = folder.path().join("no/such/folder.xlsx");
        assert!(xlsx(&books(&words, &BookNames::default(), &sales), &nowhere).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
