//! `shop`: open, pause, busy, close and sold out, at one app or at all of them, through the running instance; and what
//! each app was told.

use clap::{Args, Subcommand};
use domain::order::{MenuItem, Unit};
use domain::{Done, ShopCommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Context, Failure, act, log};
use crate::desktop::control::Status;
use crate::engine::protocol::Ask;
use crate::language;

#[derive(Debug, Subcommand)]
pub enum ShopVerb {
    /// 앱마다 지금 상태와 알린 것 · how each app stands, and what it was told
    Status {
        /// JSON으로 · as JSON
        #[arg(long)]
        json: bool,
    },
    /// 영업 시작 · take orders
    Open(Where),
    /// 잠시 중지: 지나면 저절로 다시 엽니다 · take none for a while
    Pause {
        /// 몇 분 · for so long
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=480))]
        minutes: u32,
        #[command(flatten)]
        at: Where,
    },
    /// 바쁨: 조리 시간에 더할 분, 0이면 끝 · minutes added to every preparation, 0 ends it
    Busy {
        /// 몇 분 · so many
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=120))]
        minutes: u32,
        #[command(flatten)]
        at: Where,
    },
    /// 영업 종료 · take no orders
    Close(Where),
    /// 품절: 다음 영업일에 저절로 풀립니다 · a dish is sold out until the next business day
    SoldOut {
        /// 앱의 메뉴 번호 · the app's item id
        #[arg(value_name = "ITEM")]
        item: String,
        /// 메뉴 이름; 없으면 번호 · its name
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// 가게의 메뉴 코드 · the shop's code
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
        #[command(flatten)]
        at: Where,
    },
    /// 품절 풀기 (번호, 코드, 이름) · there again
    OnSale {
        #[arg(value_name = "ITEM")]
        item: String,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Debug, Args)]
pub struct Where {
    /// 이 앱에서만 (없으면 모두) · at this app only
    #[arg(long, value_name = "ID")]
    channel: Option<String>,
}

pub fn run(context: &Context, verb: ShopVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    let (at, command) = match verb {
        ShopVerb::Status { json } => return status(context, json),
        ShopVerb::Open(at) => (at, ShopCommand::Open),
        ShopVerb::Pause { minutes, at } => (at, ShopCommand::Pause { minutes }),
        ShopVerb::Busy { minutes, at } => (at, ShopCommand::Busy { minutes }),
        ShopVerb::Close(at) => (at, ShopCommand::Close),
        ShopVerb::SoldOut { item, name, code, at } => {
            let name = name.unwrap_or_else(|| item.clone());
            let item = MenuItem { id: item, name, external_code: code, unit: Unit::Piece };
            (at, ShopCommand::SoldOut { item })
        }
        ShopVerb::OnSale { item, at } => (at, ShopCommand::OnSale { item }),
    };
    let done = match act::ask(context, Ask::shop(at.channel.as_deref(), command))? {
        Done::Committed => "shop-set",
        Done::Already => "act-already",
    };
    println!("{}", context.words().text(done, &[]));
    Ok(())
}

fn status(context: &Context, json: bool) -> Result<(), Failure> {
    let words = context.words();
    let Status { channels, store, .. } = act::status(context)?;
    if json {
        println!("{}", serde_json::to_string_pretty(&channels).map_err(anyhow::Error::from)?);
        return Ok(());
    }
    if let Some(trouble) = &store {
        println!("! {}", language::store_trouble(&words, trouble));
    }
    let shops = context.settings()?.shops;
    let zone = shops.first().map_or(TimeZone::UTC, |shop| shop.timezone.clone());
    for channel in &channels {
        println!("{}\t{}\t{}", channel.id, channel.name, language::opening(&words, &channel.opening, &zone));
        if let Some(hours) = &channel.hours {
            let next = hours.next.map(|next| language::next_change(&words, next, Timestamp::now(), &zone));
            let said = [Some(language::hours(&words, hours)), next].into_iter().flatten();
            println!("\t{}", said.collect::<Vec<_>>().join(" · "));
        }
        if let Some(what) = channel.by_hand {
            println!("\t{}", language::by_hand(&words, what, &channel.name));
        }
        if channel.opening.asks_to_open {
            println!("\t{}", words.text("shop-asks-to-open", &[]));
        }
        for notice in language::channel_notices(&words, channel) {
            println!("\t{notice}");
        }
    }
    Ok(())
}
