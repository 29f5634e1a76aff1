//! An app's statement, as it comes from a spreadsheet: CSV in UTF-8, UTF-16 or CP949, or a workbook.
//!
//! Columns are found by their headings (`assets/statements.toml`). A file with one wrong line is not read at all, and every wrong line is
//! named: a statement of which a part is missing would show as the app's mistake.

use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::LazyLock;

use calamine::{Data, Reader as _};
use cause::Cause;
use domain::order::Won;
use domain::settlement::{LONGEST_NAME, MOST_LINES, MOST_WON, ReceivedOrder};
use encoding_rs::{EUC_KR, Encoding, UTF_8};
use jiff::civil::Date;
use serde::Deserialize;

use crate::language::{self, Words};

/// The largest file, bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Headings stand in one of so many first lines: above them may be a title and a period.
const HEADINGS_WITHIN: usize = 30;
/// Most wrong lines that are named.
const MOST_NAMED: usize = 20;
/// How the two kinds of workbooks begin.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// Why a statement cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file cannot be read.
    Unreadable(Cause),
    /// It is larger than any statement.
    TooLarge,
    /// Neither UTF-8 nor CP949.
    Encoding,
    /// A workbook that cannot be read, perhaps because of a password; the reader's words.
    Workbook(String),
    /// No line heads a column of orders and one of amounts.
    NoHeadings,
    /// Two columns have this heading.
    TwoColumns(String),
    /// There are headings and nothing below them.
    NoLines,
    /// More lines than a statement may have.
    TooMany,
    /// Lines that cannot be read, by their numbers.
    Lines(Vec<(usize, LineFault)>),
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub enum LineFault {
    /// It names no order.
    NoOrder,
    /// The order's name is longer than any.
    LongOrder,
    /// This is no date.
    Day(String),
    /// This is no amount of whole won.
    Won(String),
    /// A quotation mark opens here and is not closed: what comes below would be one cell.
    Quote,
}

/// The words of headings.
#[derive(Deserialize)]
struct Headings {
    order: Vec<String>,
    day: Vec<String>,
    won: Vec<String>,
    sums: Vec<String>,
    currency: Vec<String>,
}

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    // A test holds that it can be read.
    toml::from_str(include_str!("../../../assets/statements.toml")).unwrap_or_else(|_| Headings {
        order: Vec::new(),
        day: Vec::new(),
        won: Vec::new(),
        sums: Vec::new(),
        currency: Vec::new(),
    })
});

/// One line with its number in the file, from 1.
type Line = (usize, Vec<String>);

/// Where the columns are.
struct Columns {
    order: usize,
    day: Option<usize>,
    won: usize,
}

/// Reads the lines of a statement.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(path: &Path) -> Result<Vec<ReceivedOrder>, Fault> {
    let unreadable = |error: std::io::Error| Fault::Unreadable(error.into());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Fault::TooLarge);
    }
    rows(&bytes)
}

/// The same of a file's content.
fn rows(bytes: &[u8]) -> Result<Vec<ReceivedOrder>, Fault> {
    let sheets = match WORKBOOKS.iter().any(|beginning| bytes.starts_with(beginning)) {
        true => workbook(bytes)?,
        false => vec![text(&decoded(bytes)?)?],
    };
    // Of a workbook's sheets the first that has the headings is the statement.
    let mut found = Err(Fault::NoHeadings);
    for sheet in &sheets {
        found = headed(sheet);
        if !matches!(found, Err(Fault::NoHeadings)) {
            break;
        }
    }
    let (columns, lines) = found?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (number, cells) in lines {
        match row(cells, &columns) {
            None => {}
            Some(Ok(row)) => rows.push(row),
            Some(Err(fault)) => faults.push((*number, fault)),
        }
    }
    match () {
        () if !faults.is_empty() => Err(Fault::Lines(faults)),
        () if rows.is_empty() => Err(Fault::NoLines),
        () if rows.len() > MOST_LINES => Err(Fault::TooMany),
        () => Ok(rows),
    }
}

/// A text in the encoding of its byte order mark, else in UTF-8, else as Korean spreadsheets write.
fn decoded(bytes: &[u8]) -> Result<String, Fault> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(mark..).unwrap_or_default();
    let read =
        |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(body);
    let text = read(encoding).or_else(|| if mark == 0 { read(EUC_KR) } else { None });
    text.map(std::borrow::Cow::into_owned).ok_or(Fault::Encoding)
}

/// The lines of a text whose cells are divided by what stands in it most: commas, tabs or semicolons.
///
/// # Errors
/// A quotation mark that is not closed.
fn text(text: &str) -> Result<Vec<Line>, Fault> {
    let head: String = text.lines().take(HEADINGS_WITHIN).collect();
    let count = |sign: char| head.matches(sign).count();
    let sign = [';', '\t', ','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader =
        reader.has_headers(false).flexible(true).delimiter(sign as u8).from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let line = |record: csv::StringRecord| {
        let number = record.position().map_or(0, csv::Position::line);
        (
            usize::try_from(number).unwrap_or_default(),
            record.iter().map(|cell| cell.trim().to_owned()).collect(),
        )
    };
    let lines: Vec<Line> = records.map(line).collect();
    // A mark inside of a quoted cell is written twice, so that closed ones are even.
    let odd = text.matches('"').count() % 2 == 1;
    match lines.last() {
        Some((number, cells)) if odd && cells.iter().any(|cell| cell.contains('\n')) => {
            Err(Fault::Lines(vec![(*number, LineFault::Quote)]))
        }
        _ => Ok(lines),
    }
}

/// The sheets of a workbook.
fn workbook(bytes: &[u8]) -> Result<Vec<Vec<Line>>, Fault> {
    let failed = |error: calamine::Error| Fault::Workbook(error.to_string());
    let mut workbook = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(failed)?;
    let sheets = workbook.worksheets().into_iter().map(|(_, range)| {
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let line = |(at, cells): (usize, &[Data])| (first + at + 1, cells.iter().map(cell).collect());
        range.rows().enumerate().map(line).collect()
    });
    Ok(sheets.collect())
}

/// A cell as it would be typed.
fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(number) => number.to_string(),
        data => data.to_string().trim().to_owned(),
    }
}

/// Letters and digits in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns, and the lines below their headings.
fn headed(lines: &[Line]) -> Result<(Columns, &[Line]), Fault> {
    for (at, (_, cells)) in lines.iter().enumerate().take(HEADINGS_WITHIN) {
        // A unit may stand behind it in brackets.
        let head = |cell: &String| bare(cell.split(['(', '[']).next().unwrap_or_default());
        let heads: Vec<String> = cells.iter().map(head).collect();
        let column = |names: &'static [String]| names.iter().find(|name| heads.contains(name));
        let (Some(order), Some(won)) = (column(&HEADINGS.order), column(&HEADINGS.won)) else { continue };
        let day = column(&HEADINGS.day);
        let place = |name: &String| {
            let mut places = (0..heads.len()).filter(|at| heads[*at] == *name);
            match (places.next(), places.next()) {
                (Some(place), None) => Ok(place),
                (place, _) => {
                    let heading = place.and_then(|place| cells.get(place)).cloned();
                    Err(Fault::TwoColumns(heading.unwrap_or_default()))
                }
            }
        };
        let columns = Columns { order: place(order)?, day: day.map(place).transpose()?, won: place(won)? };
        return Ok((columns, lines.get(at + 1..).unwrap_or_default()));
    }
    Err(Fault::NoHeadings)
}

/// One line; `None` for an empty one and for one that only adds up.
fn row(cells: &[String], columns: &Columns) -> Option<Result<ReceivedOrder, LineFault>> {
    let first = cells.iter().find(|cell| !cell.is_empty())?;
    if HEADINGS.sums.contains(&bare(first)) {
        return None;
    }
    let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
    Some(read_row(cell(columns.order), columns.day.map(cell), cell(columns.won)))
}

fn read_row(order: &str, day: Option<&str>, won: &str) -> Result<ReceivedOrder, LineFault> {
    if order.is_empty() {
        return Err(LineFault::NoOrder);
    }
    if order.chars().count() > LONGEST_NAME {
        return Err(LineFault::LongOrder);
    }
    let day = match day.filter(|day| !day.is_empty()) {
        None => None,
        Some(day) => Some(date(day).ok_or_else(|| LineFault::Day(day.to_owned()))?),
    };
    let won = amount(won).ok_or_else(|| LineFault::Won(won.to_owned()))?;
    Ok(ReceivedOrder { name: order.to_owned(), day, won })
}

/// `2026-11-21`, `2026. 11. 21.`, `20261121`, each also with a time behind it.
fn date(text: &str) -> Option<Date> {
    let mut groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let first = groups.next()?;
    let (year, month, day) = match first.len() {
        8 => (&first[..4], &first[4..6], &first[6..]),
        4 => (first, groups.next()?, groups.next()?),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whole won: `12,300`, `₩12,300`, `-1,200`, `(1,200)`, `12300.0`.
fn amount(text: &str) -> Option<Won> {
    let mut text = text.to_lowercase();
    for sign in &HEADINGS.currency {
        text = text.replace(sign.as_str(), "");
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (negative, digits) = match text.strip_prefix(['-', '−', '△', '▲']) {
        Some(rest) => (true, rest),
        None => match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        },
    };
    // A spreadsheet keeps every number as a fraction; one with a part of a won is none.
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = !whole.contains(',') || (first.len() <= 3 && groups.all(|group| group.len() == 3));
    let number: String = whole.chars().filter(|c| *c != ',').collect();
    let plain = !first.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if !grouped || !plain || !part.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let won = number.parse::<i64>().ok().filter(|won| *won <= MOST_WON)?;
    Some(Won(if negative { -won } else { won }))
}

impl Fault {
    /// What is wrong, and what to do; each wrong line on one of its own.
    pub fn worded(&self, words: &Words) -> String {
        let text = |id: &str| words.text(id, &[]);
        let with = |id: &str, place: &str, value: String| words.text(id, &[(place, value.into())]);
        match self {
            Fault::Unreadable(why) => with("statement-unreadable", "reason", language::cause(words, why)),
            Fault::TooLarge => with("statement-too-large", "mb", (MOST_BYTES / 1024 / 1024).to_string()),
            Fault::Encoding => text("statement-encoding"),
            Fault::Workbook(said) => with("statement-workbook", "said", said.clone()),
            Fault::NoHeadings => text("statement-no-headings"),
            Fault::TwoColumns(heading) => with("statement-two-columns", "heading", heading.clone()),
            Fault::NoLines => text("statement-no-lines"),
            Fault::TooMany => with("statement-too-many", "n", MOST_LINES.to_string()),
            Fault::Lines(faults) => {
                let named = faults.iter().take(MOST_NAMED).map(|(number, fault)| {
                    let said = fault.worded(words);
                    words
                        .text("statement-line", &[("line", number.to_string().into()), ("said", said.into())])
                });
                let more = faults.len().saturating_sub(MOST_NAMED);
                let more = (more > 0).then(|| with("statement-more-lines", "n", more.to_string()));
                let all = named.chain(more).chain([text("statement-nothing-kept")]);
                all.collect::<Vec<_>>().join("\n")
            }
        }
    }
}

impl LineFault {
    fn worded(&self, words: &Words) -> String {
        let short = |text: &str| text.chars().take(30).collect::<String>();
        match self {
            LineFault::NoOrder => words.text("statement-no-order", &[]),
            LineFault::Quote => words.text("statement-open-quote", &[]),
            LineFault::LongOrder => words.text("statement-long-order", &[]),
            LineFault::Day(found) => words.text("statement-bad-day", &[("found", short(found).into())]),
            LineFault::Won(found) => words.text("statement-bad-won", &[("found", short(found).into())]),
        }
    }
}

#[cfg(test)]
mod tests;
