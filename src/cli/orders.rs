//! `orders` and `order`: what the store holds, with or without a running instance.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Context, Failure, log, say};

#[derive(Debug, Subcommand)]
pub enum OrdersVerb {
    /// 오늘 주문과 열린 주문 · this business day's orders and all open ones
    Orders(OrdersArgs),
    /// 주문 하나 · one order
    Order(OrderArgs),
}

#[derive(Debug, Args)]
pub struct OrdersArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    pub json: bool,
    /// 이 영업일만 · this business day only
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<Date>,
    /// 최근 몇 개만 · at most this many, the newest
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(Debug, Args)]
pub struct OrderArgs {
    pub order: String,
    /// JSON으로 · as JSON
    #[arg(long)]
    pub json: bool,
}

pub fn run(context: &Context, verb: OrdersVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    if context.data_folder.join("jumunbell.db").exists() {
        return Err(Failure::Failed("the store is not wired into this command yet".into()));
    }
    let language = context.language();
    match verb {
        OrdersVerb::Orders(OrdersArgs { json: true, .. }) => println!("[]"),
        OrdersVerb::Orders(_) => println!("{}", say(language, "주문이 없습니다", "no orders")),
        OrdersVerb::Order(OrderArgs { order, .. }) => {
            return Err(Failure::Failed(say(
                language,
                format!("{order}: 그런 주문이 없습니다"),
                format!("{order}: no such order"),
            )));
        }
    }
    Ok(())
}
