//! `sales` and `close`: what a business day comes to, as text, JSON or a file for the books, and its closing.

mod sheet;

pub(super) use sheet::{harmless, write_csv};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cause::Cause;
use clap::Args;
use domain::Done;
use domain::order::Won;
use domain::rules::Policy;
use domain::sales::{Counted, Sale};
use jiff::civil::Date;

use super::orders::{print, shop, today};
use super::{Context, Failure, act, log};
use crate::agency::{self, Pace};
use crate::engine::DATABASE;
use crate::engine::protocol::Ask;
use crate::language::{self, BookNames, Table, TableRow, Words};
use crate::store;
use crate::ui;

/// Longest period of one file, in days: a year and its leap day.
const LONGEST: i32 = 366;

#[derive(Debug, Args)]
pub struct SalesArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
    /// 이 영업일 · this business day; without it, the present one
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["from", "to"])]
    day: Option<Date>,
    /// 이 영업일부터 (파일로) · from this business day on, into a file
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    from: Option<Date>,
    /// 이 영업일까지 · to this business day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    to: Option<Date>,
    /// 주문마다 한 줄씩 CSV 파일로 · a line for each order, as CSV
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    csv: Option<PathBuf>,
    /// 켜져 있는 계산대의 프린터로 · as a slip, at the running counter's printer
    #[arg(long, conflicts_with_all = ["json", "from", "csv", "xlsx"])]
    print: bool,
    /// 엑셀 파일로: 날짜별, 주문, 메뉴 · a workbook: days, orders, dishes
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    xlsx: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CloseArgs {
    /// 이 영업일 · this business day; without it, the present one
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Date>,
    /// 돈통에서 센 현금, 원 · cash counted in the till, won
    #[arg(long, value_name = "WON", value_parser = clap::value_parser!(i64).range(0..=999_999_999))]
    cash: Option<i64>,
    /// 센 카드 전표, 원 · card slips counted, won
    #[arg(long, value_name = "WON", value_parser = clap::value_parser!(i64).range(0..=999_999_999))]
    card: Option<i64>,
    /// 오늘 마감을 되돌리기 · take the closing of the present day back
    #[arg(long, conflicts_with_all = ["cash", "card"])]
    undo: bool,
}

/// Tells what a day comes to, or writes the orders of a period into files.
pub fn sales(context: &Context, args: SalesArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let failed = |error: &dyn std::fmt::Display| context.failed(&Cause::read(&error.to_string()));
    let words = context.words();
    let today = today(context);
    let day = args.day.unwrap_or(today);
    let (from, to) = args.from.zip(args.to).unwrap_or((day, day));
    let period = (to - from).get_days();
    if !(0..LONGEST).contains(&period) {
        return Err(Failure::Wrong(words.text("sales-period", &[("days", i64::from(LONGEST).into())])));
    }
    let (database, policy) = (context.data_folder.join(DATABASE), policy(context));
    if args.csv.is_none() && args.xlsx.is_none() && args.from.is_none() {
        let report = store::report(&database, day, today, &policy).map_err(|error| failed(&error))?;
        if args.json {
            return print(&serde_json::to_value(&report).map_err(|error| failed(&error))?);
        }
        let (names, shop) = (names(context), shop(context));
        if args.print {
            let named = context.load_settings().ok().and_then(|settings| settings.shops.into_iter().next());
            let named = named.map(|shop| shop.name).unwrap_or_default();
            let slip = language::closing_slip(&words, &report, &shop.timezone, &names, &named);
            act::ask(context, Ask::print(slip))?;
            println!("{}", words.text("closing-printed", &[]));
            return Ok(());
        }
        println!("{}", text(&words, &language::report(&words, &report, &shop.timezone, &names)));
        return Ok(());
    }
    let read = store::sales(&database, from, to, &policy).map_err(|error| failed(&error))?;
    if args.json {
        return print(&serde_json::to_value(&read.sales).map_err(|error| failed(&error))?);
    }
    if args.csv.is_none() && args.xlsx.is_none() {
        return Err(Failure::Wrong(words.text("sales-no-file", &[])));
    }
    let books = sheet::Books { words: &words, names: &names(context), sales: &read.sales };
    if let Some(file) = &args.csv {
        written(&words, file, &read.sales, sheet::csv(&books, file))?;
    }
    if let Some(file) = &args.xlsx {
        written(&words, file, &read.sales, sheet::xlsx(&books, file))?;
    }
    if read.corrected > 0 {
        let corrected = [("n", (read.corrected as i64).into())];
        println!("{}", words.text("sales-corrected-since", &corrected));
    }
    if read.damaged > 0 {
        let damaged = [("n", i64::from(read.damaged).into())];
        eprintln!("{}", words.text("sales-left-out-damaged", &damaged));
    }
    Ok(())
}

/// Writes workbooks for the window: the orders from one business day to another, onto the owner's desktop.
pub(super) fn books(context: &Context) -> Arc<ui::Books> {
    let context = context.clone();
    Arc::new(move |from, to| {
        let words = context.words();
        let read = store::sales(&context.data_folder.join(DATABASE), from, to, &policy(&context));
        let read = read.map_err(|error| Cause::read(&error.to_string()))?;
        let books = sheet::Books { words: &words, names: &names(&context), sales: &read.sales };
        sheet::workbook(&books, &desktop(&context.data_folder), from, to)
    })
}

/// Where an owner looks for a file: the desktop, else the documents, else home; without any of them the data folder.
fn desktop(data_folder: &Path) -> PathBuf {
    let Some(user) = directories::UserDirs::new() else { return data_folder.to_owned() };
    let places = [user.desktop_dir(), user.document_dir(), Some(user.home_dir())];
    places.into_iter().flatten().find(|place| place.is_dir()).unwrap_or(data_folder).to_owned()
}

/// Says where a file is, or why it is not.
fn written(words: &Words, file: &Path, sales: &[Sale], done: anyhow::Result<()>) -> Result<(), Failure> {
    done?;
    let (file, n) = (file.display().to_string(), sales.len() as i64);
    println!("{}", words.text("sales-written", &[("file", file.into()), ("n", n.into())]));
    Ok(())
}

/// Closes a business day at the running instance, or takes that back.
pub fn close(context: &Context, args: CloseArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    // The day of this moment, and not of the one in which the instance takes it.
    let day = args.day.unwrap_or_else(|| today(context));
    let counted = Counted { cash: args.cash.map(Won), card: args.card.map(Won) };
    let request = if args.undo { Ask::reopen_day(day) } else { Ask::close_day(day, counted) };
    let id = match (act::ask(context, request)?, args.undo) {
        (Done::Already, _) => "act-already",
        (Done::Committed, false) => "close-done",
        (Done::Committed, true) => "close-undone",
    };
    println!("{}", context.words().text(id, &[("day", day.to_string().into())]));
    Ok(())
}

/// The shops' clocks and the agencies' shops; without readable settings, a shop in Seoul.
pub(super) fn policy(context: &Context) -> Policy {
    let settings = context.load_settings().ok();
    settings.filter(|settings| !settings.shops.is_empty()).map_or_else(
        || Policy { shops: [(String::new(), shop(context))].into(), ..Policy::default() },
        |settings| settings.policy(|agency| agency::capabilities(agency, Pace::default())),
    )
}

/// What the apps and shops are called.
pub(super) fn names(context: &Context) -> BookNames {
    let Ok(settings) = context.load_settings() else { return BookNames::default() };
    let channels = settings.channels.iter();
    let shops = settings.shops.iter().filter_map(|shop| Some((shop.id.clone()?, shop.name.clone())));
    BookNames {
        channels: channels.map(|channel| (channel.id.clone(), channel.profile.name.clone())).collect(),
        shops: shops.collect(),
    }
}

/// The tables one below the other, their figures below one another.
pub(super) fn text(words: &Words, tables: &[Table]) -> String {
    let width = |of: fn(&TableRow) -> &String| {
        let rows = tables.iter().flat_map(|table| &table.rows);
        rows.map(|row| domain::text::width(of(row))).max().unwrap_or(0)
    };
    let (name, count, value) = (width(|row| &row.name), width(|row| &row.count), width(|row| &row.value));
    let line = |row: &TableRow| {
        let gap =
            |text: &str, widest: u32| " ".repeat(widest.saturating_sub(domain::text::width(text)) as usize);
        let (name_gap, count_gap, value_gap) =
            (gap(&row.name, name), gap(&row.count, count), gap(&row.value, value));
        let TableRow { name, count, value, note, .. } = row;
        format!("{name}{name_gap}  {count_gap}{count}  {value_gap}{value}  {note}").trim_end().to_owned()
    };
    if tables.iter().all(|table| table.rows.is_empty()) {
        return words.text("sales-nothing", &[]);
    }
    let tables = tables.iter().map(|table| {
        let lines = table.rows.iter().map(|row| format!("  {}", line(row)));
        [table.title.clone()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    });
    tables.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::sample;
    use jiff::tz::TimeZone;

    #[test]
    fn figures_stand_below_one_another() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        for language in [Language::Korean, Language::English] {
            let words = Words::new(language);
            let report = sample::sales::closed(now);
            let tables = language::report(&words, &report, &TimeZone::UTC, &BookNames::default());
            let said = text(&words, &tables);
            let sold = words.text("sales-sold", &[]);
            let amount = words.text("ui-won", &[("amount", report.sales.all.sold().amount.into())]);
            let line = said.lines().find(|line| line.trim_start().starts_with(&sold)).unwrap();
            assert!(line.contains(&amount), "{said}");
            let ends = |table: &str| -> Vec<u32> {
                let lines = said.lines().skip_while(|line| *line != table).skip(1);
                let lines = lines.take_while(|line| !line.is_empty());
                lines.map(domain::text::width).collect()
            };
            let hours = ends(&words.text("sales-by-hour", &[]));
            assert!(hours.len() > 5 && hours.iter().all(|end| *end == hours[0]), "{hours:?} in\n{said}");
            assert!(!said.contains("sales-") && !said.contains("{$"), "{said}");
        }
    }
}
