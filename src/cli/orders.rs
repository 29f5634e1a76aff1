//! `orders` and `order`: what the store holds, with or without a running instance and without settings.

use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use domain::order::Problem;
use domain::rules::ShopPolicy;
use domain::{Candidate, Compared, Offer, Refused};
use domain::{DeliveryView, OrderView};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde_json::{Value, json};

use super::{Context, Failure, log, runtime};
use crate::desktop::control;
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::settings::Shop;
use crate::store::{Filter, find, list};

/// How long a running instance is asked for what it could not store; the list does not wait for one that hangs.
const ASK_FOR: Duration = Duration::from_secs(2);

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

/// One order of the list.
struct Shown {
    view: Arc<OrderView>,
    /// Every event of it heard so far has been acknowledged to the app.
    acknowledged: bool,
}

pub fn run(context: &Context, verb: OrdersVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    match verb {
        OrdersVerb::Orders(args) => orders(context, args),
        OrdersVerb::Order(args) => order(context, args),
    }
}

fn orders(context: &Context, args: OrdersArgs) -> Result<(), Failure> {
    let filter = Filter {
        day: Some(args.day.unwrap_or_else(|| today(context)).to_string()),
        open: args.day.is_none(),
        order: None,
        limit: args.limit,
    };
    let mut listed = read(context, &filter)?;
    if args.day.is_none() {
        show_unstored(context, &mut listed, args.limit);
    }
    let words = context.words();
    if args.json {
        return print(&Value::from_iter(listed.iter().map(|listed| listed_as_json(listed, &words))));
    }
    if listed.is_empty() {
        println!("{}", words.text("orders-none", &[]));
    }
    let (zone, now) = (shop(context).timezone, Timestamp::now());
    for Shown { view, .. } in &listed {
        println!("{}", line(view, &words, now, &zone));
    }
    Ok(())
}

/// What a running instance shows and could not store stands first, instead of what is stored of it.
fn show_unstored(context: &Context, listed: &mut Vec<Shown>, limit: Option<usize>) {
    let ask = |runtime: tokio::runtime::Runtime| {
        let asked = control::status(&context.data_folder);
        runtime.block_on(async { tokio::time::timeout(ASK_FOR, asked).await }).ok()?.ok()
    };
    // Without an instance there is nothing but what is stored.
    let Some(status) = runtime().ok().and_then(ask) else { return };
    listed.retain(|listed| status.unstored.iter().all(|shown| shown.id != listed.view.id));
    for view in status.unstored.into_iter().rev() {
        listed.insert(0, Shown { view, acknowledged: false });
    }
    listed.truncate(limit.unwrap_or(usize::MAX));
}

fn order(context: &Context, args: OrderArgs) -> Result<(), Failure> {
    let name = the_one(context, &args.order)?;
    let filter = Filter { order: Some(name), limit: Some(1), ..Filter::default() };
    // A short number comes round every day: the newest bears it now.
    let Some(listed) = read(context, &filter)?.into_iter().next() else {
        let refused = Refused::UnknownOrder { order: args.order };
        return Err(Failure::Failed(language::refused(&context.words(), &refused)));
    };
    let words = context.words();
    if args.json {
        return print(&listed_as_json(&listed, &words));
    }
    let (zone, view) = (shop(context).timezone, &listed.view);
    println!("{}", line(view, &words, Timestamp::now(), &zone));
    for (position, dish) in view.order.iter().flat_map(|order| order.lines.iter().enumerate()) {
        let short = short(view, position, &words);
        println!("  {}) {} {}{short}", position + 1, dish.quantity, dish.name);
    }
    for stall in &view.stalls {
        println!("  [{}] {}", stall.name, language::stall_state(&words, stall.state));
    }
    for delivery in view.deliveries.iter().rev() {
        println!("  {}", carried(delivery, &zone, &words));
    }
    for compared in &view.quotes {
        println!("  {}: {}", words.agency(&compared.agency), offer(compared, &words));
    }
    for problem in &view.problems {
        println!("  ! {}", language::problem(&words, problem));
    }
    Ok(())
}

/// The local id of the order that is meant; what no open order and none of today bears is looked for as it is.
fn the_one(context: &Context, name: &str) -> Result<String, Failure> {
    let shops = context.load_settings().map(|settings| settings.shops).unwrap_or_default();
    let first = shop(context);
    let day = |id: Option<&str>, at: Timestamp| {
        let own = shops.iter().find(|shop| id.is_some() && shop.id.as_deref() == id);
        let own = own.map(Shop::policy);
        own.as_ref().unwrap_or(&first).business_day(at)
    };
    let found = find(&context.data_folder.join(DATABASE), name, Timestamp::now(), day);
    let found = found.map_err(|error| Failure::Failed(super::run::store_error(context, &error)))?;
    match found.as_slice() {
        [] => Ok(name.to_owned()),
        [only] => Ok(only.head.id.clone()),
        several => {
            let candidates = several.iter().map(Candidate::of).collect();
            let refused = Refused::AmbiguousOrder { order: name.to_owned(), candidates };
            Err(Failure::Failed(language::refused(&context.words(), &refused)))
        }
    }
}

/// What is wrong with a dish, behind its name.
fn short(view: &OrderView, position: usize, words: &Words) -> String {
    match view.shortage(position).map(|short| &short.substitute) {
        None => String::new(),
        Some(None) => format!("  ({})", words.text("order-sold-out", &[])),
        Some(Some(substitute)) => {
            format!("  ({})", words.text("order-replaced", &[("substitute", substitute.into())]))
        }
    }
}

/// A delivery in words: how it stands and came to stand so, its rider, when he comes, and the money.
fn carried(delivery: &DeliveryView, zone: &TimeZone, words: &Words) -> String {
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let status = language::delivery_state(words, delivery.status);
    let mut parts = vec![format!("{} {status}", words.agency(&delivery.agency))];
    parts.extend(delivery.rider_text());
    parts.extend(delivery.comes_at().map(|at| words.text("ui-rider-expected", &[("time", time(at).into())])));
    parts.extend(language::delivery_costs(words, delivery));
    let steps = delivery
        .history
        .iter()
        .map(|step| format!("{} {}", time(step.at), language::delivery_state(words, step.status)));
    let steps = steps.collect::<Vec<_>>().join(" → ");
    format!("{}\n    {steps}", parts.join(" · "))
}

/// What an agency would ask, in words.
fn offer(compared: &Compared, words: &Words) -> String {
    match &compared.answer {
        None => words.text("ui-asking-price", &[]),
        Some(Offer::Refused(refusal)) => language::refusal(words, refusal),
        Some(Offer::Possible(quote)) => {
            let fee = words.text("ui-won", &[("amount", quote.fee.into())]);
            let charges = language::charges(words, &quote.extra);
            if charges.is_empty() { fee } else { format!("{fee} ({charges})") }
        }
    }
}

fn read(context: &Context, filter: &Filter) -> Result<Vec<Shown>, Failure> {
    let listed = list(&context.data_folder.join(DATABASE), filter)
        .map_err(|error| Failure::Failed(super::run::store_error(context, &error)))?;
    let view = |listed: crate::store::Listed| Shown {
        view: Arc::new(OrderView::of(&listed.state)),
        acknowledged: listed.acknowledged,
    };
    Ok(listed.into_iter().map(view).collect())
}

pub(super) fn print(value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::Failed(error.to_string()))?;
    println!("{text}");
    Ok(())
}

/// This business day: as the settings say, or where they cannot be read from five in the morning in Seoul.
pub(super) fn today(context: &Context) -> Date {
    shop(context).business_date(Timestamp::now())
}

/// The first shop's clock and business day.
pub(super) fn shop(context: &Context) -> ShopPolicy {
    let settings = context.load_settings().ok();
    let configured = settings.as_ref().and_then(|settings| settings.shops.first()).map(Shop::policy);
    configured.unwrap_or_else(|| ShopPolicy {
        timezone: TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC),
        business_day_starts: civil::time(5, 0, 0, 0),
        hours: None,
    })
}

/// One order on one line.
pub(super) fn line(view: &OrderView, words: &Words, now: Timestamp, zone: &TimeZone) -> String {
    let total = view.order.as_ref().map(|order| order.total.amount);
    let total =
        total.map_or_else(|| "?".to_owned(), |total| words.text("ui-won", &[("amount", total.into())]));
    let rider = view.delivery().map_or_else(String::new, |delivery| {
        let status = language::delivery_state(words, delivery.status);
        format!("  {} {status}", words.agency(&delivery.agency))
    });
    let problem = if view.problems.is_empty() { "" } else { "  !" };
    let status = language::status(words, view.status, view.kind());
    let wanted = view.order.as_ref().and_then(|order| order.wanted).map(|wanted| {
        let time = language::window(words, wanted, now, zone);
        format!("  {}", words.text("ui-scheduled", &[("time", time.into())]))
    });
    let wanted = wanted.unwrap_or_default();
    format!("{}  {status}  {total:>10}{wanted}{rider}{problem}", view.number)
}

/// The contract's shape of one order, with what the list alone knows.
fn listed_as_json(listed: &Shown, words: &Words) -> Value {
    let mut order = as_json(&listed.view, words);
    order["acknowledged"] = json!(listed.acknowledged);
    order
}

/// The contract's shape of one order.
pub(super) fn as_json(view: &OrderView, words: &Words) -> Value {
    let order = view.order.as_ref();
    let kind = order.map(|order| order.kind);
    json!({
        "id": view.id,
        "number": view.number,
        "channel": view.channel,
        "shop": view.shop,
        "external_id": view.external_id,
        "display_id": order.map(|order| order.display_id.as_str()),
        "type": kind,
        "status": view.status,
        "confirmed": view.confirmed,
        "pending_action": view.pending,
        "placed_at": order.map(|order| order.placed_at),
        "received_at": view.received_at,
        "accept_by": view.accept_by,
        "ready_at": view.ready_at,
        "scheduled": order.and_then(|order| order.wanted),
        "total": order.map(|order| order.total.amount),
        "bundle": order.and_then(|order| order.bundle.as_ref()).map(|bundle| json!({
            "id": bundle.id,
            "market": bundle.market,
            "deliver_from": bundle.deliver_from,
            "deliver_until": bundle.deliver_until,
            "stalls": view.stalls,
        })),
        "cooked": view.cooked.iter().map(|cooked| json!({
            "station": cooked.station,
            "lines": cooked.lines.iter().map(|line| line + 1).collect::<Vec<_>>(),
            "at": cooked.at,
        })).collect::<Vec<_>>(),
        "short": view.shortages.iter().map(|short| json!({
            "line": short.line + 1,
            "item": order.and_then(|order| order.lines.get(short.line)).map(|line| line.name.as_str()),
            "substitute": short.substitute,
        })).collect::<Vec<_>>(),
        "cancelled_after_completion_at": view.cancelled_after_completion_at,
        "customer_gone": view.customer_gone,
        "tickets": view.tickets.iter().map(|ticket| json!({
            "id": ticket.id,
            "kind": ticket.kind,
            "printer": ticket.printer,
            "copy": ticket.copy,
            "state": ticket.state,
            "attempts": ticket.attempts,
            "marked_reprint": ticket.marked_reprint,
        })).collect::<Vec<_>>(),
        "delivery": view.delivery().map(delivery),
        "deliveries": view.deliveries.iter().map(delivery).collect::<Vec<_>>(),
        "quotes": view.quotes.iter().map(quote).collect::<Vec<_>>(),
        "called_elsewhere": view.called_elsewhere,
        "cancellation_request": view.cancellation_request.as_ref().map(|request| json!({
            "requested_at": request.requested_at,
            "reason": request.reason,
            "answer_by": request.answer_by,
        })),
        "timeline": view.timeline,
        "problem": view.problems.first().map(|problem| language::problem(words, problem)),
        "problem_code": view.problems.first().map(|problem| problem.code()),
        "problems": view.problems.iter().map(|problem| told(problem, words)).collect::<Vec<_>>(),
    })
}

/// A problem: its code and what belongs to it, as they are stored, and its sentence.
fn told(problem: &Problem, words: &Words) -> Value {
    let mut told = json!(problem);
    told["text"] = json!(language::problem(words, problem));
    told
}

/// One delivery attempt.
fn delivery(delivery: &DeliveryView) -> Value {
    json!({
        "agency": delivery.agency,
        "external_id": delivery.idempotency_key,
        "state": delivery.status,
        "raw_state": delivery.raw_state,
        "fee": delivery.fee,
        "attempt": delivery.attempt,
        "errand": delivery.purpose,
        "vat": delivery.vat,
        "charges": delivery.charges,
        "cancel_fee": delivery.cancel_fee,
        "collect": delivery.collect,
        "pickup_expected_at": delivery.pickup_expected_at,
        "steps": delivery.history,
        "refusal": delivery.refusal,
    })
}

/// What one agency would ask.
fn quote(compared: &Compared) -> Value {
    let (fee, charges, refusal) = match &compared.answer {
        Some(Offer::Possible(quote)) => (Some(quote.fee), quote.extra.as_slice(), None),
        Some(Offer::Refused(refusal)) => (None, &[][..], Some(refusal)),
        None => (None, &[][..], None),
    };
    json!({
        "agency": compared.agency,
        "asked_at": compared.asked_at,
        "answered": compared.answer.is_some(),
        "fee": fee,
        "charges": charges,
        "refusal": refusal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use crate::ticket::sample::market;
    use domain::OrderState;
    use domain::order::Shortage;
    use domain::sample;

    #[test]
    fn a_bundle_and_what_it_is_short_of_are_told() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let told = |state: OrderState| {
            let view = Arc::new(OrderView::of(&state));
            as_json(&view, &Words::new(Language::Korean))
        };
        let mut state = sample::state("특급-001", now, market());
        state.gathering.edit_picked().insert("마바채소".to_owned(), now);
        let short = |line: usize, substitute: Option<&str>| {
            let item = market().lines[line].id.clone();
            Shortage { line, item, substitute: substitute.map(str::to_owned) }
        };
        *state.gathering.edit_shortages() = vec![short(0, Some("한우 사태")), short(3, None)];
        let json = told(state);
        let stalls = json!([
            { "name": "다라정육점", "state": "waiting" },
            { "name": "마바채소", "state": "picked" },
            { "name": "사아기름집", "state": "short" },
        ]);
        assert_eq!(json["bundle"]["stalls"], stalls);
        assert_eq!(json["bundle"]["market"], "가상중앙시장");
        assert_eq!(json["bundle"]["deliver_until"], "2026-11-21T12:30:00Z");
        let short = json!([
            { "line": 1, "item": "한우 국거리 500g", "substitute": "한우 사태" },
            { "line": 4, "item": "들기름 350ml", "substitute": null },
        ]);
        assert_eq!(json["short"], short);
        let plain = told(sample::state("특급-001", now, sample::order("B7K2", now, sample::soup())));
        assert_eq!((&plain["bundle"], &plain["short"]), (&Value::Null, &json!([])));
    }
}
