//! What the kitchen sees, by example.

use domain::order::OrderKind;
use domain::sample::kitchen::{in_kitchen, kitchen, kitchen_of};
use domain::sample::{self, soup};
use domain::{CancellationRequest, OrderState, PendingAction, PendingKind};

use super::*;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn numbers(shown: &Shown, board: &Board) -> Vec<(String, Stands)> {
    let slips = shown.slips(board);
    slips.iter().map(|slip| (slip.card.view.number.clone(), slip.stands)).collect()
}

fn at(station: &str) -> Shown {
    Shown::of(Some(station.to_owned()))
}

fn both() -> OrderState {
    let fish = sample::line(1, "삼치구이", 12_000, &[]);
    in_kitchen("특급-001", now(), [soup(), vec![fish]].concat(), 5, 15)
}

#[test]
fn the_kitchen_sees_what_it_was_told_to_cook_the_oldest_first() {
    let seen = numbers(&Shown::default(), &kitchen(now()));
    let seen: Vec<(&str, Stands)> = seen.iter().map(|(number, stands)| (number.as_str(), *stands)).collect();
    let cooks = Stands::Cooking;
    let expected = [
        ("특급-031", cooks),
        ("먹깨-009", cooks),
        ("땡겨-014", Stands::Stopped),
        ("특급-032", cooks),
        ("땡겨-015", cooks),
        ("특급-033", cooks),
    ];
    assert_eq!(seen, expected);
    assert_eq!(numbers(&Shown::default(), &sample::quiet(now())), []);
}

#[test]
fn a_station_sees_its_own_dishes_until_it_has_cooked_them() {
    let mut board = kitchen_of(now(), vec![both()]);
    let dishes = |shown: &Shown, board: &Board| {
        let slips = shown.slips(board);
        slips.iter().flat_map(|slip| slip.dishes()).map(|dish| dish.line.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(dishes(&Shown::default(), &board), ["한우국밥", "삼치구이"]);
    assert_eq!(dishes(&at("soup"), &board), ["한우국밥"]);
    assert_eq!(dishes(&at("grill"), &board), ["삼치구이"]);
    board.orders[0].stations[1].cooked_at = Some(now());
    assert!(dishes(&at("grill"), &board).is_empty() && dishes(&at("soup"), &board).len() == 1);
    assert_eq!(dishes(&Shown::default(), &board).len(), 2, "the pass sees the whole order");
}

#[test]
fn a_bump_tells_the_station_or_that_all_is_ready() {
    let board = kitchen_of(now(), vec![both()]);
    let told = |shown: &Shown, board: &Board| shown.bump(&shown.slips(board)[0]);
    assert_eq!(told(&Shown::default(), &board), Some(Command::Ready));
    let soup = Command::Bump { station: "soup".to_owned(), undo: false };
    assert_eq!(told(&at("soup"), &board), Some(soup));
    let mut pending = both();
    let code = domain::order::CancelCode::UnavailableItem;
    pending.head.pending_action =
        Some(PendingAction { kind: PendingKind::Cancel, code, since: now(), asked_at: now() });
    let board = kitchen_of(now(), vec![pending]);
    assert_eq!((told(&Shown::default(), &board), told(&at("soup"), &board)), (None, None));
    let mut phoned = both();
    phoned.head.order.as_mut().unwrap().kind = OrderKind::Takeout;
    phoned.head.started = false;
    assert!(Shown::default().slips(&kitchen_of(now(), vec![phoned])).is_empty(), "not begun");
}

#[test]
fn what_is_cancelled_while_it_cooks_stays_until_it_is_read() {
    let mut shown = Shown::default();
    shown.see(&kitchen_of(now(), vec![both()]));
    let mut off = both();
    off.head.status = Status::Cancelled;
    // The counter has seen it already, so that no problem stands.
    let board = kitchen_of(now(), vec![off]);
    assert_eq!(numbers(&Shown::default(), &board), [], "a screen that has not shown it");
    shown.see(&board);
    assert_eq!(numbers(&shown, &board), [("특급-001".to_owned(), Stands::Stopped)]);
    shown.see(&board);
    shown.put_away("id-특급-001");
    shown.see(&board);
    assert_eq!(numbers(&shown, &board), []);
}

#[test]
fn an_order_that_the_app_asks_to_cancel_says_so() {
    let mut asked = both();
    asked.head.cancellation_request =
        Some(CancellationRequest { requested_at: now(), reason: None, answer_by: None });
    let board = kitchen_of(now(), vec![asked]);
    assert_eq!(numbers(&Shown::default(), &board)[0].1, Stands::Asked);
}

#[test]
fn the_last_that_was_cooked_comes_back_first() {
    let ready = |number: &str, seconds| {
        let mut order = in_kitchen(number, now(), soup(), 10, 5);
        order.head.status = Status::Ready;
        let what = What::Status { status: Status::Ready };
        let by = domain::timeline::Actor::Person;
        order.timeline.push(domain::timeline::Entry { at: sample::after(now(), seconds), by, what });
        order
    };
    let board = kitchen_of(now(), vec![ready("특급-003", -60), ready("특급-002", -20), both()]);
    let mut shown = Shown::default();
    assert!(shown.can_recall(&board, now()));
    assert_eq!(shown.recall(&board, now()), None, "the app has heard of it");
    assert!(numbers(&shown, &board).contains(&("특급-002".to_owned(), Stands::Cooked)));
    shown.recall(&board, now());
    assert!(numbers(&shown, &board).contains(&("특급-003".to_owned(), Stands::Cooked)));
    assert!(!shown.can_recall(&board, now()));
    shown.put_away("id-특급-003");
    assert!(shown.can_recall(&board, now()) && !numbers(&shown, &board).iter().any(|(n, _)| n == "특급-003"));
}

#[test]
fn what_was_cooked_long_ago_does_not_come_back() {
    let mut board = kitchen_of(now(), vec![both()]);
    board.orders[0].stations[0].cooked_at = Some(sample::after(now(), -29 * 60));
    assert!(at("soup").can_recall(&board, now()));
    let later = sample::after(now(), 60);
    assert!(!at("soup").can_recall(&board, later));
    assert_eq!(at("soup").recall(&board, later), None);
}

#[test]
fn a_stations_own_dishes_come_back_for_everyone() {
    let mut board = kitchen_of(now(), vec![both()]);
    board.orders[0].stations[0].cooked_at = Some(now());
    let mut shown = at("soup");
    let back = Command::Bump { station: "soup".to_owned(), undo: true };
    assert_eq!(shown.recall(&board, now()), Some(("id-특급-001".to_owned(), back)));
    assert!(!at("grill").can_recall(&board, now()) && !Shown::default().can_recall(&board, now()));
}

#[test]
fn time_that_is_left_is_judged_by_what_was_promised() {
    let age = |ago, left| {
        let board = kitchen_of(now(), vec![in_kitchen("특급-001", now(), soup(), ago, left)]);
        Shown::default().slips(&board)[0].age(now())
    };
    assert_eq!(
        (age(14, 6), age(15, 5), age(20, 0), age(30, -10)),
        (Age::Calm, Age::Soon, Age::Late, Age::Late)
    );
}

#[test]
fn what_is_to_be_cooked_is_counted_over_all_orders() {
    let board = kitchen(now());
    let shown = Shown::default();
    let slips = shown.slips(&board);
    let short: Vec<&Slip<'_>> = slips.iter().filter(|slip| slip.card.view.number != "특급-033").collect();
    let counted = tallies(&short);
    let told: Vec<(&str, i64)> = counted.iter().map(|tally| (tally.name.as_str(), tally.count)).collect();
    // The rice is sold out, and one order of soup is cancelled.
    assert_eq!(told, [("한우국밥", 4), ("삼치구이", 3), ("순대국밥", 3)]);
    assert_eq!(counted[0].options, [("곱빼기".to_owned(), 4), ("파 빼기".to_owned(), 4)]);
}

#[test]
fn what_a_station_has_cooked_is_no_longer_to_be_cooked() {
    let mut board = kitchen_of(now(), vec![both()]);
    board.orders[0].stations[1].cooked_at = Some(now());
    let slips = Shown::default().slips(&board);
    let left: Vec<String> =
        tallies(&slips.iter().collect::<Vec<_>>()).into_iter().map(|one| one.name).collect();
    assert_eq!(left, ["한우국밥"]);
    assert_eq!(slips[0].dishes().map(|dish| dish.is_cooked).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn an_order_that_the_counter_cancels_is_not_cooked_on() {
    let mut pending = both();
    let code = domain::order::CancelCode::UnavailableItem;
    pending.head.pending_action =
        Some(PendingAction { kind: PendingKind::Cancel, code, since: now(), asked_at: now() });
    assert_eq!(numbers(&Shown::default(), &kitchen_of(now(), vec![pending]))[0].1, Stands::Asked);
}
