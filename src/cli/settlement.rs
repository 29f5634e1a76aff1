//! `settlement`: what an app should pay for a period beside what the owner entered or imported as received (정산 대조).

mod import;
mod sheet;

use std::path::PathBuf;

use cause::Cause;
use clap::Args;
use domain::order::Won;
use domain::settlement::{MOST_WON, Period, Received, compare};
use domain::{Done, Refused};
use jiff::Timestamp;
use jiff::civil::Date;

use super::orders::print;
use super::sales::{names, policy, text};
use super::{Context, Failure, act, log};
use crate::engine::DATABASE;
use crate::engine::protocol::Ask;
use crate::language::{self, Table, Words};
use crate::store;

#[derive(Debug, Args)]
pub struct SettlementArgs {
    /// 배달앱 (settings.toml의 id) · the app, by its id in the settings
    #[arg(long, value_name = "ID")]
    channel: String,
    /// 이 영업일부터 · from this business day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// 이 영업일까지 · to this business day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
    /// 받은 돈을 적기, 원 · what came in all, won
    #[arg(
        long,
        value_name = "WON",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(i64).range(-MOST_WON..=MOST_WON),
        conflicts_with_all = ["statement", "forget"]
    )]
    received: Option<i64>,
    /// 앱의 정산 내역 파일에서 받은 돈 읽기 (CSV, 엑셀) · read what came from the app's statement
    #[arg(long, value_name = "FILE", conflicts_with = "forget")]
    statement: Option<PathBuf>,
    /// 마지막에 적은 받은 돈을 되돌리기 · take what was entered last back
    #[arg(long)]
    forget: bool,
    /// 주문마다 한 줄씩 CSV 파일로 · a line for each order, as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Tells how a period stands, after what was entered for it, if anything.
pub fn run(context: &Context, args: SettlementArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let words = context.words();
    let refused = |refused: &Refused| language::refused(&words, refused);
    let period = Period { channel: args.channel.clone(), from: args.from, to: args.to };
    period.check().map_err(|why| Failure::Wrong(refused(&why)))?;
    let rates = context.settings()?.rates(&period.channel).map_err(|why| Failure::Wrong(refused(&why)))?;
    enter(context, &args, &period, &words)?;

    let database = context.data_folder.join(DATABASE);
    let failed = |error: &dyn std::fmt::Display| context.failed(&Cause::read(&error.to_string()));
    let policy = policy(context);
    let told = store::settlement(&database, period.clone(), rates.clone(), &policy);
    let told = told.map_err(|error| failed(&error))?;
    let app = names(context).channel(&words, &period.channel);
    if let Some(file) = &args.csv {
        let Ok(rates) = rates else {
            return Err(Failure::Failed(language::standing(&words, &told, &app).1));
        };
        let sales =
            store::sales(&database, period.from, period.to, &policy).map_err(|error| failed(&error))?;
        let statement = store::statement(&database, &period).map_err(|error| failed(&error))?;
        let own = sales.sales.iter().filter(|sale| sale.channel == period.channel);
        let received = statement.as_ref().map(|statement| &statement.received);
        let by_orders = matches!(received, Some(Received::Orders(_)));
        let lines = sheet::csv(&words, &compare(own, &rates, received), by_orders, file)?;
        let (file, n) = (file.display().to_string(), (lines as i64).into());
        let said = words.text("sales-written", &[("file", file.into()), ("n", n)]);
        if args.json { eprintln!("{said}") } else { println!("{said}") }
    }
    if args.json {
        return print(&serde_json::to_value(&told).map_err(|error| failed(&error))?);
    }
    let [from, to] = [period.from, period.to].map(|day| day.to_string());
    println!("{app} {from} ~ {to}");
    println!("{}", language::standing(&words, &told, &app).1);
    let mut tables: Vec<Table> = language::settlement(&words, &told);
    tables.extend(language::differences(&words, &told));
    if !tables.is_empty() {
        println!("\n{}", text(&words, &tables));
    }
    for remark in language::settlement_remarks(&words, &told) {
        println!("{remark}");
    }
    Ok(())
}

/// Enters what came, or takes that back: at the running instance, else straight into the store.
fn enter(context: &Context, args: &SettlementArgs, period: &Period, words: &Words) -> Result<(), Failure> {
    let database = context.data_folder.join(DATABASE);
    let read = |file: &PathBuf| {
        import::read(file)
            .map_err(|fault| Failure::Failed(format!("{}: {}", file.display(), fault.worded(words))))
    };
    let received = match (args.received, &args.statement) {
        (Some(won), _) => Some(Received::Sum(Won(won))),
        (None, Some(file)) => Some(Received::Orders(read(file)?)),
        (None, None) => None,
    };
    let (done, id) = match received {
        Some(received) => {
            let asked = Ask::receive(period.clone(), received.clone());
            let alone = || store::receive(&database, period, &received, Timestamp::now());
            (act::ask_or(context, asked, alone)?, "settlement-entered")
        }
        None if args.forget => {
            let alone = || store::forget_received(&database, period, Timestamp::now());
            (act::ask_or(context, Ask::forget_received(period.clone()), alone)?, "settlement-forgotten")
        }
        None => return Ok(()),
    };
    let said = words.text(if done == Done::Already { "act-already" } else { id }, &[]);
    // Beside JSON nothing else is written.
    if args.json {
        eprintln!("{said}")
    } else {
        println!("{said}")
    }
    Ok(())
}
