//! `history`: orders of all years, with or without a running instance and without settings.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::OrderView;
use domain::history::{A_PAGE, MOST, Page, PastState, Reach, Search, Turn};
use domain::order::PaymentKind;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Context, Failure, log, orders};
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::store;

#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// 주문 번호, 앱의 번호, 전화 끝 네 자리, 메뉴 (초성도) · number, app's number, last four digits of the phone, dish
    #[arg(value_name = "TEXT", default_value = "")]
    text: String,
    /// 이 영업일부터 · from this business day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// 이 영업일까지 · up to this business day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// 이 영업일만 · this business day only
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["from", "to"])]
    day: Option<Date>,
    /// 이 앱의 주문만: 설정의 id, 전화 주문은 by-phone · of this app: its id in the settings, or by-phone
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// 가게가 여럿일 때: 이 가게의 주문만 · of this shop, of several
    #[arg(long, value_name = "ID")]
    shop: Option<String>,
    /// 이렇게 끝난 주문만 · that ended so
    #[arg(long, value_parser = states())]
    state: Option<PastState>,
    /// 이렇게 결제한 주문만 (장부용) · paid so, for the books
    #[arg(long, value_parser = payments())]
    payment: Option<PaymentKind>,
    /// 여기보다 오래된 주문: 앞 쪽이 알려 준 값 · older than this place, which the page before told
    #[arg(long, value_name = "PLACE", allow_negative_numbers = true)]
    before: Option<i64>,
    /// 여기보다 새 주문 · newer than this place
    #[arg(long, value_name = "PLACE", allow_negative_numbers = true, conflicts_with = "before")]
    after: Option<i64>,
    /// 한 번에 몇 개 · orders of one page
    #[arg(long, value_name = "N", default_value_t = A_PAGE as u64, value_parser = clap::value_parser!(u64).range(1..=MOST as u64))]
    limit: u64,
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

fn states() -> impl TypedValueParser<Value = PastState> {
    let spelled = PossibleValuesParser::new(PastState::ALL.map(PastState::as_str));
    spelled.try_map(|said| PastState::ALL.into_iter().find(|state| state.as_str() == said).ok_or(said))
}

fn payments() -> impl TypedValueParser<Value = PaymentKind> {
    let spelled = PossibleValuesParser::new(PaymentKind::ALL.map(PaymentKind::as_str));
    spelled.try_map(|said| PaymentKind::ALL.into_iter().find(|kind| kind.as_str() == said).ok_or(said))
}

pub fn run(context: &Context, args: HistoryArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let words = context.words();
    let (from, to) = (args.day.or(args.from), args.day.or(args.to));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let named = [("from", from.to_string().into()), ("to", to.to_string().into())];
        return Err(Failure::Wrong(words.text("history-days-crossed", &named)));
    }
    let search = Search {
        text: args.text,
        from,
        to,
        channel: args.app,
        shop: args.shop,
        state: args.state,
        payment: args.payment,
    };
    let turn = match (args.before, args.after) {
        (Some(place), _) => Turn::Before(place),
        (None, Some(place)) => Turn::After(place),
        (None, None) => Turn::Newest,
    };
    let page = read(context, &search, turn, usize::try_from(args.limit).unwrap_or(MOST))?;
    let page = page.map(|state| OrderView::of(&state));
    if args.json {
        return orders::print(&as_json(&page, &words));
    }
    println!("{}", text(&page, &words, Timestamp::now(), &orders::shop(context).timezone));
    Ok(())
}

/// A page; where looking was broken off before it was full, the rest of it is looked for too.
fn read(
    context: &Context,
    search: &Search,
    turn: Turn,
    limit: usize,
) -> Result<Page<domain::OrderState>, Failure> {
    let first = context.load_settings().ok().and_then(|settings| settings.shops.into_iter().next()?.id);
    let path = context.data_folder.join(DATABASE);
    let next = |turn, limit| {
        store::search(&path, search, first.as_deref(), turn, limit)
            .map_err(|error| Failure::Failed(super::run::store_error(context, &error)))
    };
    let mut page = next(turn, limit)?;
    while !matches!(turn, Turn::After(_)) && page.orders.len() < limit {
        let Some(older) = page.older else { break };
        let more = next(Turn::Before(older), limit - page.orders.len())?;
        page.orders.extend(more.orders);
        page.older = more.older;
    }
    Ok(page)
}

fn as_json(page: &Page<OrderView>, words: &Words) -> Value {
    let order = |view: &OrderView| {
        let mut order = orders::as_json(view, words);
        order["state"] = json!(state_of(view));
        order
    };
    json!({
        "orders": page.orders.iter().map(order).collect::<Vec<_>>(),
        "newer": page.newer,
        "older": page.older,
        "searchable": page.reach != Reach::Nothing,
        "complete_since": match page.reach {
            Reach::Since(since) => Some(since),
            Reach::Whole | Reach::Nothing => None,
        },
    })
}

fn state_of(view: &OrderView) -> PastState {
    PastState::told(view.status, view.cancelled_after_completion_at.is_some())
}

/// A line for each order, and what there is beside them.
fn text(page: &Page<OrderView>, words: &Words, now: Timestamp, zone: &TimeZone) -> String {
    let mut lines: Vec<String> = page.orders.iter().map(|view| line(view, words, now, zone)).collect();
    if page.orders.is_empty() && page.reach != Reach::Nothing {
        lines.push(words.text("history-none", &[]));
    }
    lines.extend(language::reach(words, page.reach, now, zone));
    let place = |id: &str, place: i64| words.text(id, &[("place", place.to_string().into())]);
    lines.extend(page.newer.map(|newer| place("history-newer", newer)));
    lines.extend(page.older.map(|older| place("history-older", older)));
    lines.join("\n")
}

fn line(view: &OrderView, words: &Words, now: Timestamp, zone: &TimeZone) -> String {
    let came = view.received_at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let dishes = view.order.iter().flat_map(|order| &order.lines);
    let dishes: Vec<String> = dishes.map(|dish| format!("{} {}", dish.name, dish.quantity)).collect();
    let late = view.cancelled_after_completion_at.is_some();
    let late = late.then(|| language::past_state(words, PastState::CancelledAfterCompletion));
    let late = late.map_or_else(String::new, |late| format!("  ({late})"));
    format!("{came}  {}{late}  {}", orders::line(view, words, now, zone), dishes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::sample;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    fn page(reach: Reach) -> Page<OrderView> {
        let mut late = sample::cooking("특급-012", now());
        late.head.status = domain::order::Status::Completed;
        late.head.cancelled_after_completion_at = Some(now());
        let orders = vec![OrderView::of(&late), OrderView::of(&sample::cooking("특급-011", now()))];
        Page { orders, newer: None, older: Some(42), reach }
    }

    #[test]
    fn a_page_says_what_was_found_and_how_to_go_on() {
        let words = Words::new(Language::Korean);
        let said = text(&page(Reach::Whole), &words, now(), &TimeZone::UTC);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 3, "{said}");
        for part in ["2026-11-21 09:58", "특급-012", "완료 뒤 취소", "29,000원", "한우국밥 2"] {
            assert!(lines[0].contains(part), "{part} in {said}");
        }
        assert!(lines[1].contains("특급-011") && !lines[1].contains("완료 뒤"), "{said}");
        assert!(lines[2].contains("--before 42"), "{said}");
        let since = text(&page(Reach::Since(now())), &words, now(), &TimeZone::UTC);
        assert!(since.contains("정리"), "{since}");
        let nothing = Page { orders: Vec::new(), newer: None, older: None, reach: Reach::Nothing };
        let nothing = text(&nothing, &words, now(), &TimeZone::UTC);
        assert!(nothing.contains("한 번 켜"), "{nothing}");
    }

    #[test]
    fn the_json_names_states_and_no_payment() {
        let json = as_json(&page(Reach::Since(now())), &Words::new(Language::Korean));
        assert_eq!(json["orders"][0]["state"], "cancelled-after-completion");
        assert_eq!(json["orders"][1]["state"], "open");
        assert_eq!((&json["older"], &json["newer"]), (&json!(42), &Value::Null));
        assert_eq!(
            (&json["searchable"], &json["complete_since"]),
            (&json!(true), &json!("2026-11-21T10:00:00Z"))
        );
        assert!(json["orders"][0].get("acknowledged").is_none(), "the history does not know it");
        assert!(!json.to_string().contains("0504-0000"), "who ordered is not told");
    }
}
