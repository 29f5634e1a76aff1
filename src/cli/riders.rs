//! `riders`: what riders cost on a business day and what they owe the shop, with or without a running instance.

use std::collections::BTreeMap;

use cause::Cause;
use clap::Args;
use domain::DayClosing;
use domain::closing::{CancelledLate, Closing, close};
use domain::rules::ShopPolicy;
use jiff::civil::Date;
use serde::Serialize;

use super::orders::{print, shop, today};
use super::{Context, Failure, log};
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::settings::AgencySettings;
use crate::store;

#[derive(Debug, Args)]
pub struct RidersArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
    /// 이 영업일 · this business day; without it, the present one
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Date>,
}

/// An entry of the JSON: its day, and [`Closing`].
#[derive(Serialize)]
struct Entry<'a> {
    day: Date,
    #[serde(flatten)]
    closing: &'a Closing,
}

pub fn run(context: &Context, args: RidersArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let failed = |error: &dyn std::fmt::Display| context.failed(&Cause::read(&error.to_string()));
    let day = args.day.unwrap_or_else(|| today(context));
    let (first, shops) = shops_of_agencies(context);
    let business_day = |agency: &str, at| shops.get(agency).unwrap_or(&first).business_day(at);
    let day = store::day(&context.data_folder.join(DATABASE), day, business_day);
    let day = day.map_err(|error| failed(&error))?;
    let cancelled = CancelledLate::of(&day.orders);
    let closed = DayClosing { day: day.day, agencies: close(&day.orders, &day.deposits), cancelled };
    if args.json {
        let entry = |closing| Entry { day: closed.day, closing };
        let entries: Vec<Entry<'_>> = closed.agencies.iter().map(entry).collect();
        return print(&serde_json::to_value(entries).map_err(|error| failed(&error))?);
    }
    println!("{}", text(&context.words(), &closed));
    Ok(())
}

/// The first shop, and the shops of agencies that belong to another; without readable settings there are none.
fn shops_of_agencies(context: &Context) -> (ShopPolicy, BTreeMap<String, ShopPolicy>) {
    let Ok(settings) = context.load_settings() else { return (shop(context), BTreeMap::new()) };
    let of = |agency: &AgencySettings| {
        let shop = settings.shops.iter().find(|shop| shop.id.is_some() && shop.id == agency.shop)?;
        Some((agency.id.clone(), shop.policy()))
    };
    (shop(context), settings.agencies.iter().filter_map(of).collect())
}

/// A column for each agency, and below them what stands behind the figures.
fn text(words: &Words, closed: &DayClosing) -> String {
    let day = closed.day.to_string();
    let cancelled = language::cancelled_late(words, closed.cancelled);
    if closed.agencies.is_empty() {
        let said = cancelled.unwrap_or_else(|| words.text("closing-nothing", &[]));
        return format!("{day}  {said}");
    }
    let mut columns: Vec<Vec<String>> = Vec::new();
    for closing in &closed.agencies {
        let figures = language::figures(words, closing);
        if columns.is_empty() {
            let names = figures.iter().map(|figure| figure.name.clone());
            let result = words.text("closing-result", &[]);
            columns.push([day.clone()].into_iter().chain(names).chain([result]).collect());
        }
        let name = words.agency(&closing.agency).to_owned();
        let values = figures.into_iter().map(|figure| figure.value);
        let verdict = language::verdict(words, closing.verdict());
        columns.push([name].into_iter().chain(values).chain([verdict]).collect());
    }
    let mut lines = rows(&columns);
    for closing in &closed.agencies {
        let name = words.agency(&closing.agency);
        lines.extend(language::remarks(words, closing).iter().map(|said| format!("{name}: {said}")));
    }
    lines.extend(cancelled);
    lines.join("\n")
}

/// Columns side by side, the first to the left and the others to the right, Korean letters two wide.
fn rows(columns: &[Vec<String>]) -> Vec<String> {
    let width = |text: &String| domain::text::width(text);
    let widths: Vec<u32> = columns.iter().map(|cells| cells.iter().map(width).max().unwrap_or(0)).collect();
    let height = columns.first().map_or(0, Vec::len);
    let row = |at: usize| {
        let cells = columns.iter().zip(&widths).enumerate().filter_map(|(column, (cells, widest))| {
            let cell = cells.get(at)?;
            let gap = " ".repeat(widest.saturating_sub(width(cell)) as usize);
            Some(if column == 0 { format!("{cell}{gap}") } else { format!("{gap}{cell}") })
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    (0..height).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::sample;

    fn closed() -> DayClosing {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        DayClosing {
            day: "2026-11-21".parse().unwrap(),
            agencies: sample::closings(at),
            cancelled: CancelledLate::default(),
        }
    }

    #[test]
    fn a_column_for_each_agency_and_what_stands_behind_it() {
        let said = text(&Words::new(Language::Korean), &closed());
        let lines: Vec<&str> = said.lines().collect();
        let cells = |line: &str| {
            line.split("  ").filter(|c| !c.is_empty()).map(|c| c.trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cells(lines[0]), ["2026-11-21", "barogo", "vroong", "own-rider"], "{said}");
        for row in [
            &["예치금", "71,380원", "11,000원", "–"][..],
            &["배달 완료", "23건", "4건", "6건"],
            &["그중 할증", "9,500원", "0원", "0원"],
            &["라이더가 받은 현금", "142,000원", "0원", "31,000원"],
            &["예치금 대조", "예치금과 맞습니다", "예치금에서 4,200원 더 나갔습니다", "예치금 없음"],
        ] {
            assert!(lines.iter().any(|line| cells(line) == row), "{row:?} in\n{said}");
        }
        let widths: Vec<u32> = lines[..13].iter().map(|line| domain::text::width(line)).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "the columns stand straight:\n{said}");
        assert!(said.contains("barogo: 기상 할증 8,000원, 심야 할증 1,500원"), "{said}");
        assert!(said.contains("barogo: 50,000원을 충전한 것으로 보입니다"), "{said}");
        assert!(!said.contains("own-rider: "), "nothing stands behind a shop's own riders:\n{said}");
        let english = text(&Words::new(Language::English), &closed());
        assert!(
            english.contains("4,200 won more left the deposit") && !english.contains("closing-"),
            "{english}"
        );
    }

    #[test]
    fn a_day_without_deliveries_says_so() {
        let closed = DayClosing { agencies: Vec::new(), ..closed() };
        assert_eq!(text(&Words::new(Language::Korean), &closed), "2026-11-21  이 영업일에는 배달이 없습니다");
    }
}
