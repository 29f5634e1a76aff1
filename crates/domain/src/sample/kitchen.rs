//! A kitchen with two stations in the rush, for looking at its screen and for its tests.

use jiff::Timestamp;

use super::{accepted, after, card_by, line, order, policy, quiet, soup, state, stations, thirty_dishes};
use crate::board::Board;
use crate::order::{Food, Line, OrderKind, Problem, Shortage, Status};
use crate::rules::Policy;
use crate::{OrderState, timeline};

/// Two stations and no agencies.
pub fn kitchen_policy() -> Policy {
    Policy { stations: stations(), ..policy(Vec::new()) }
}

/// A board of these orders in that kitchen, the first the oldest.
pub fn kitchen_of(now: Timestamp, orders: Vec<OrderState>) -> Board {
    let policy = kitchen_policy();
    let mut board = quiet(now);
    board.stations = policy.stations.iter().map(|one| (one.id.clone(), one.name.clone())).collect();
    board.orders = orders.into_iter().rev().map(|state| card_by(state, &policy)).collect();
    board
}

/// An order that the kitchen was told of `ago` minutes ago, to be ready in `left`.
pub fn in_kitchen(number: &str, now: Timestamp, lines: Vec<Line>, ago: i64, left: i64) -> OrderState {
    let mut order = accepted(state(number, now, order(number, now, lines)), now, left * 60);
    order.head.accepted_at = Some(after(now, -ago * 60));
    order.head.starts_at = order.head.accepted_at;
    order
}

/// Orders that are late, changed, cancelled, half cooked, long and for later.
pub fn kitchen(now: Timestamp) -> Board {
    let fish = || line(1, "삼치구이", 12_000, &[]);
    let mut late = in_kitchen("특급-031", now, [soup(), vec![fish()]].concat(), 24, -4);
    if let Some(order) = &mut late.head.order {
        order.store_memo =
            Some("국물 넉넉히 주시고 김치 많이 부탁드려요. 아이가 먹을 거라 맵지 않게요".to_owned());
    }
    let mut stopped = in_kitchen("땡겨-014", now, soup(), 12, 8);
    stopped.head.status = Status::Cancelled;
    stopped.problems = vec![Problem::CancelledByApp { reason: None, food: Food::Cooking }];
    let soon =
        in_kitchen("먹깨-009", now, vec![line(3, "순대국밥", 9_500, &[("곱빼기", 2_000)]), fish()], 17, 3);
    let mut changed = in_kitchen("특급-032", now, vec![fish(), line(2, "공깃밥", 1_000, &[])], 6, 14);
    let what = timeline::What::Changed;
    changed.timeline.push(timeline::Entry { at: after(now, -60), by: timeline::Actor::App, what });
    *changed.gathering.edit_shortages() =
        vec![Shortage { line: 1, item: "공깃밥".to_owned(), substitute: None }];
    let mut takeout = in_kitchen("땡겨-015", now, soup(), 2, 18);
    if let Some(order) = &mut takeout.head.order {
        (order.kind, order.address) = (OrderKind::Takeout, None);
    }
    let long = in_kitchen("특급-033", now, thirty_dishes(), 1, 29);
    let mut later = in_kitchen("먹깨-010", now, soup(), 0, 70);
    (later.head.started, later.head.starts_at) = (false, Some(after(now, 50 * 60)));
    kitchen_of(now, vec![late, soon, stopped, changed, takeout, long, later])
}
