//! `surcharge`: one consent for an evening instead of a question per order, through the running instance.

use clap::Subcommand;
use domain::Done;
use domain::order::Won;
use jiff::tz::TimeZone;

use super::{Context, Failure, act, log};
use crate::engine::protocol::Ask;
use crate::language;

#[derive(Debug, Subcommand)]
pub enum SurchargeVerb {
    /// 오늘(영업일) 이 할증은 얼마까지 묻지 않고 부릅니다 · this surcharge is paid up to so much today
    Allow {
        /// 대행사의 할증 이름: WEATHER 기상, LATE_NIGHT 심야, BUSY 혼잡 … · the agencies' word for it
        #[arg(value_name = "KIND")]
        kind: String,
        /// 한 배달에 얼마까지(원) · at most so much for one delivery, won
        #[arg(long, value_name = "WON", value_parser = clap::value_parser!(i64).range(1..=100_000))]
        up_to: i64,
    },
    /// 허용을 거둡니다 · take that back
    Stop {
        #[arg(value_name = "KIND")]
        kind: String,
    },
    /// 지금 허용한 것 · what is allowed now
    List,
}

pub fn run(context: &Context, verb: SurchargeVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    let wish = match verb {
        SurchargeVerb::Allow { kind, up_to } => Ask::consent(&kind, Some(Won(up_to))),
        SurchargeVerb::Stop { kind } => Ask::consent(&kind, None),
        SurchargeVerb::List => return list(context),
    };
    let done = match act::ask(context, wish)? {
        Done::Committed => "consent-set",
        Done::Already => "act-already",
    };
    println!("{}", context.words().text(done, &[]));
    Ok(())
}

fn list(context: &Context) -> Result<(), Failure> {
    let words = context.words();
    let consents = act::status(context)?.consents;
    if consents.is_empty() {
        println!("{}", words.text("consent-none", &[]));
    }
    let shops = context.settings()?.shops;
    let zone = shops.first().map_or(TimeZone::UTC, |shop| shop.timezone.clone());
    for consent in &consents {
        let until = consent.until.to_zoned(zone.clone()).strftime("%m-%d %H:%M");
        let kind = language::surcharge(&words, &consent.kind);
        println!("{}\t{kind}\t{}\t{until}", consent.kind, consent.up_to);
    }
    Ok(())
}
