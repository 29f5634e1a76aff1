//! `trail`: what was done about the shop, when and by whom, with or without a running instance.

use clap::Args;
use domain::trail::Noted;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Context, Failure, log, orders};
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::store;

#[derive(Debug, Args)]
pub struct TrailArgs {
    /// 이 날부터 (가게의 날짜) · from this day on, by the shop's calendar
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// 이 날까지 · up to this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// 몇 줄까지 · at most so many, the newest
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(context: &Context, args: TrailArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let (words, zone) = (context.words(), orders::shop(context).timezone);
    let begins = |day: Date| day.to_zoned(zone.clone()).map(|begins| begins.timestamp());
    let from = args.from.map_or(Ok(Timestamp::MIN), begins).unwrap_or(Timestamp::MIN);
    let after = args.to.map(|day| day.saturating_add(jiff::Span::new().days(1)));
    let to = after.map_or(Ok(Timestamp::MAX), begins).unwrap_or(Timestamp::MAX);
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let trail = store::trail(&context.data_folder.join(DATABASE), from, to, limit)
        .map_err(|error| Failure::Failed(super::run::store_error(context, &error)))?;
    if args.json {
        return orders::print(&json!(trail));
    }
    println!("{}", text(&trail, &words, &zone));
    Ok(())
}

fn text(trail: &[Noted], words: &Words, zone: &TimeZone) -> String {
    if trail.is_empty() {
        return words.text("trail-none", &[]);
    }
    let line = |noted: &Noted| {
        let at = noted.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S");
        let by = language::actor(words, noted.by.into());
        format!("{at}  {by}  {}", language::noted(words, &noted.deed))
    };
    trail.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::timeline::By;
    use domain::trail::{Deed, Told};

    #[test]
    fn a_line_says_when_by_whom_and_what() {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let noted = |by, deed| Noted { at, by, deed };
        let trail = [
            noted(By::Owner, Deed::CloseDay { day: "2026-11-21".parse().unwrap() }),
            noted(By::Staff, Deed::Told { what: Told::PinWrong }),
        ];
        let said = text(&trail, &Words::new(Language::Korean), &TimeZone::UTC);
        assert_eq!(said, "2026-11-21 10:00:00  사장  2026-11-21 마감\n2026-11-21 10:00:00  직원  틀린 PIN");
        assert!(!text(&[], &Words::new(Language::English), &TimeZone::UTC).is_empty());
    }
}
