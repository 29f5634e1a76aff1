//! Wet hands in the rush: what a tap, a double tap and a key do, and what they never do.

use domain::Board;
use domain::order::*;
use domain::sample;
use domain::timeline::{Actor, Entry, What};
use domain::{Command, OrderState};

use super::desk::*;
use super::riders::{later, ridden};
use crate::ui::app::Message;
use crate::ui::key::Key;

const ACCEPT: Command = Command::Accept { prep_minutes: None };

/// New orders, the first with the least time left.
pub(super) fn news(count: i64) -> Vec<OrderState> {
    (1..=count)
        .map(|n| {
            let number = format!("특급-{n:03}");
            let order = sample::order(&format!("T-{n}"), start(), sample::soup());
            let mut state = sample::state(&number, start(), order);
            state.head.accept_by = Some(later(60 * n + 60));
            state
        })
        .collect()
}

pub(super) fn board(states: Vec<OrderState>) -> Board {
    Board { orders: states.into_iter().map(sample::card).collect(), ..sample::quiet(start()) }
}

/// What the engine would show after this.
fn show(desk: &mut Desk, states: &[OrderState]) {
    let board = std::sync::Arc::new(board(states.to_vec()));
    desk.tell(Message::News(crate::ui::feed::News::Board(board)));
}

#[test]
fn space_twice_only_accepts() {
    let mut states = news(1);
    let mut desk = Desk::new(board(states.clone()));
    desk.key(Key::Space);
    states[0] = sample::accepted(states[0].clone(), start(), 600);
    show(&mut desk, &states);
    for _ in 0..3 {
        desk.key(Key::Space);
    }
    desk.settle();
    desk.sent(&[(ID, ACCEPT)]);
}

#[test]
fn after_an_acceptance_the_next_new_order_is_selected() {
    let mut states = news(3);
    let mut desk = Desk::new(board(states.clone()));
    desk.key(Key::Right);
    desk.key(Key::Space);
    states[1] = sample::accepted(states[1].clone(), start(), 600);
    show(&mut desk, &states);
    desk.key(Key::Space);
    states[2] = sample::accepted(states[2].clone(), start(), 600);
    show(&mut desk, &states);
    desk.key(Key::Space);
    desk.sent(&[("id-특급-002", ACCEPT), ("id-특급-003", ACCEPT), (ID, ACCEPT)]);
}

#[test]
fn space_in_an_open_order_reports_no_step() {
    let mut desk = Desk::with(cooking());
    for key in [Key::Enter, Key::Space, Key::Space] {
        desk.key(key);
    }
    desk.settle();
    desk.sent(&[]);
}

#[test]
fn a_step_is_held_back_and_can_be_taken_back() {
    let mut desk = Desk::with(cooking());
    desk.tap("조리완료");
    assert!(desk.shows("특급-001 조리완료 · 5초 뒤에 알립니다"));
    desk.sent(&[]);
    desk.wait(3_000);
    desk.tell(Message::Tick);
    desk.tap("되돌리기");
    desk.settle();
    desk.sent(&[]);
    // On its own button, and by the key.
    desk.tap("조리완료");
    desk.tap("되돌리기 5");
    desk.key(Key::Enter);
    desk.key(Key::Enter);
    desk.key(Key::Undo);
    desk.settle();
    desk.sent(&[]);
    desk.tap("조리완료");
    desk.wait(4_000);
    desk.tell(Message::Tick);
    desk.sent(&[]);
    desk.settle();
    desk.sent(&[(ID, Command::Ready)]);
}

/// A command about the first order that the engine has not answered yet.
fn unanswered(desk: &mut Desk) -> iced::Task<Message> {
    desk.wait(2_000);
    let command = Command::Reprint { kind: None };
    let act = crate::ui::screen::counter::Message::Act(ID.to_owned(), command, 7);
    desk.app.update(Message::Counter(act))
}

#[test]
fn a_held_step_waits_for_the_answer_to_another_command() {
    let mut desk = Desk::with(cooking());
    desk.tap("조리완료");
    let other = unanswered(&mut desk);
    desk.wait(6_000);
    desk.tell(Message::Tick);
    desk.sent(&[]);
    desk.finish(other);
    desk.tell(Message::Tick);
    desk.sent(&[(ID, Command::Reprint { kind: None }), (ID, Command::Ready)]);
}

#[test]
fn a_held_step_of_a_busy_order_is_sent_before_the_window_closes() {
    let mut desk = Desk::with(cooking());
    desk.tap("조리완료");
    let _other = unanswered(&mut desk);
    desk.tell(Message::CloseWindow);
    desk.tap("창 닫기");
    desk.sent(&[(ID, Command::Ready)]);
}

#[test]
fn a_held_step_that_became_impossible_is_dropped() {
    let mut desk = Desk::with(cooking());
    desk.tap("조리완료");
    let mut cancelled = cooking();
    cancelled.head.status = Status::Cancelled;
    show(&mut desk, &[cancelled]);
    desk.settle();
    desk.sent(&[]);
}

#[test]
fn a_tap_on_another_order_a_moment_later_counts() {
    let mut desk = Desk::new(board(news(2)));
    let act = |order: &str, place| {
        Message::Counter(crate::ui::screen::counter::Message::Act(order.to_owned(), ACCEPT, place))
    };
    desk.wait(5_000);
    desk.tell(act(ID, 0));
    desk.wait(400);
    desk.tell(act("id-특급-002", 1));
    desk.sent(&[(ID, ACCEPT), ("id-특급-002", ACCEPT)]);
}

#[test]
fn a_tap_where_another_order_has_moved_in_does_not_count() {
    let mut states = news(2);
    let mut desk = Desk::new(board(states.clone()));
    desk.wait(5_000);
    let first = desk.places().into_iter().find(|(text, _)| text == "접수 20분").unwrap().1.unwrap();
    desk.tap_at(first.center());
    states[0] = sample::accepted(states[0].clone(), start(), 600);
    show(&mut desk, &states);
    desk.wait(400);
    desk.tap_at(first.center());
    desk.sent(&[(ID, ACCEPT)]);
    assert!(desk.shows("한 번만 받았습니다"), "the finger is told");
    desk.wait(300);
    desk.tap_at(first.center());
    desk.sent(&[(ID, ACCEPT), ("id-특급-002", ACCEPT)]);
}

#[test]
fn an_enter_meant_for_a_question_is_dead_once_it_is_gone() {
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    desk.key(Key::Function(3));
    assert!(desk.shows("누구를 부를까요?"));
    desk.wait(300);
    desk.tell(Message::Key(Key::Enter));
    assert!(desk.shows("누구를 부를까요?"), "the question has only just come up");
    desk.key(Key::Escape);
    desk.wait(700);
    desk.tell(Message::Key(Key::Enter));
    desk.settle();
    desk.sent(&[(ID, Command::CompareQuotes)]);
    // A tap is aimed longer than a key.
    desk.key(Key::Escape);
    desk.wait(300);
    desk.tap_at_once("조리완료");
    desk.settle();
    desk.sent(&[(ID, Command::CompareQuotes)]);
}

#[test]
fn the_key_that_calls_a_rider_calls_none_off() {
    for state in [DeliveryState::Requested, DeliveryState::Assigned, DeliveryState::Arrived] {
        let mut desk = Desk::with(ridden(state, start()));
        for key in [Key::Enter, Key::Function(3), Key::Enter] {
            desk.key(key);
        }
        desk.tell(Message::Tick);
        assert!(desk.sent.is_empty(), "{state:?}: {:?}", desk.sent);
        let mut desk = Desk::with(ridden(state, start()));
        for key in [Key::Enter, Key::Function(12)] {
            desk.key(key);
        }
        assert!(desk.shows("라이더를 정말 취소할까요?") && desk.shows("500원"), "{state:?}");
        desk.sent(&[]);
    }
}

#[test]
fn agreeing_to_a_cancellation_asks_where_the_rider_costs_money() {
    let agree = Command::AnswerCancel { deny: None };
    let asked = || Problem::CancellationAsked { reason: None, answer_by: None };
    let mut state = ridden(DeliveryState::Assigned, start());
    state.problems = vec![asked()];
    let mut desk = Desk::with(state);
    desk.problems();
    desk.tap("취소 동의");
    assert!(desk.shows("취소에 동의할까요?") && desk.shows("500원이 듭니다"));
    desk.sent(&[]);
    desk.key(Key::Enter);
    desk.sent(&[(ID, agree.clone())]);
    let mut state = cooking();
    state.problems = vec![asked()];
    let mut desk = Desk::with(state);
    desk.problems();
    desk.tap("취소 동의");
    desk.sent(&[(ID, agree)]);
}

#[test]
fn one_key_means_one_thing() {
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    desk.key(Key::Function(9));
    desk.sent(&[]);
    desk.key(Key::Function(8));
    desk.sent(&[(ID, Command::Delay { minutes: 10 })]);
}

#[test]
fn closing_with_open_orders_asks_and_goes_on_by_default() {
    for default in [Key::Enter, Key::Escape] {
        let mut desk = Desk::with(cooking());
        desk.tell(Message::CloseWindow);
        assert!(desk.shows("진행 중인 주문이 1건") && !desk.ended);
        desk.key(default);
        assert!(!desk.shows("창을 닫을까요?") && !desk.ended, "{default:?}");
        desk.tell(Message::CloseWindow);
        desk.tap("계속 주문 받기");
        assert!(!desk.ended);
        desk.tell(Message::CloseWindow);
        desk.tap("창 닫기");
        assert!(desk.ended);
    }
}

#[test]
fn closing_without_open_orders_asks_nothing() {
    let mut over = cooking();
    over.head.status = Status::Completed;
    for states in [vec![], vec![over]] {
        let mut desk = Desk::new(board(states));
        desk.tell(Message::CloseWindow);
        assert!(desk.ended);
    }
}

#[test]
fn a_step_held_back_is_sent_before_the_window_closes() {
    let mut desk = Desk::with(cooking());
    desk.tap("조리완료");
    desk.tell(Message::CloseWindow);
    desk.tap("창 닫기");
    desk.sent(&[(ID, Command::Ready)]);
    assert!(desk.ended);
}

#[test]
fn a_missed_order_is_told_until_it_is_tapped() {
    let (mut missed, mut gone) = (fresh(), news(2).remove(1));
    (missed.head.status, missed.head.accept_by) = (Status::Missed, None);
    (gone.head.status, gone.head.accept_by) = (Status::Cancelled, None);
    let mut desk = Desk::new(board(vec![missed.clone()]));
    desk.tap("놓친 주문 1");
    assert!(desk.shows("특급-001"), "the order is open");
    desk.sent(&[(ID, Command::Seen)]);
    // The engine keeps that it was seen, for every screen and over a restart.
    let unseen = missed.clone();
    missed.head.missed_seen = true;
    show(&mut desk, std::slice::from_ref(&missed));
    desk.key(Key::Escape);
    assert!(!desk.shows("놓친 주문"));
    // One that the customer gave up unanswered was missed as well; it is counted on every screen.
    show(&mut desk, &[missed, gone.clone()]);
    desk.key(Key::Digit(0));
    assert!(desk.shows("놓친 주문 1"), "the other one has been seen");
    let mut desk = Desk::new(board(vec![unseen, gone]));
    desk.tap("놓친 주문 2");
    assert!(desk.shows("특급-001") && desk.shows("특급-002"), "the finished orders");
    desk.sent(&[(ID, Command::Seen), ("id-특급-002", Command::Seen)]);
}

#[test]
fn an_order_rejected_or_cancelled_later_is_not_called_missed() {
    let (mut rejected, mut cancelled) = (fresh(), cooking());
    (rejected.head.status, cancelled.head.status) = (Status::Rejected, Status::Cancelled);
    assert!(!Desk::new(board(vec![rejected, cancelled])).shows("놓친 주문"));
}

#[test]
fn a_finger_that_drags_opens_nothing_and_turns_the_page() {
    let mut desk = Desk::new(board(news(5)));
    // As far as a trembling hand, but no tap any more.
    desk.drag(&[(200.0, 250.0), (212.0, 262.0), (225.0, 250.0)]);
    assert!(desk.shows("특급-001") && desk.shows("진행 중"), "the counter as it was");
    desk.wait(1_000);
    desk.drag(&[(400.0, 250.0), (300.0, 255.0), (200.0, 250.0)]);
    assert!(desk.shows("특급-004") && !desk.shows("특급-001"), "the second page");
    desk.wait(1_000);
    desk.drag(&[(200.0, 250.0), (300.0, 255.0), (400.0, 250.0)]);
    assert!(desk.shows("특급-001") && !desk.shows("특급-004"));
    desk.wait(1_000);
    desk.drag(&[(200.0, 250.0)]);
    assert!(!desk.shows("진행 중"), "a tap opens the order");
    desk.sent(&[]);
}

/// An order with some of its life behind it.
pub(super) fn told() -> OrderState {
    let mut state = ridden(DeliveryState::Assigned, later(-60));
    let entry = |seconds, by, what| Entry { at: later(seconds), by, what };
    let ticket = What::Ticket {
        kind: TicketKind::Kitchen,
        printer: "kitchen".to_owned(),
        state: TicketState::Printed,
    };
    state.timeline = vec![
        entry(-300, Actor::App, What::Status { status: Status::Received }),
        entry(-240, Actor::Person, What::Status { status: Status::Accepted }),
        entry(-237, Actor::Printer, ticket),
        entry(300, Actor::Person, What::Did { verb: domain::Verb::Delay, station: None }),
    ];
    state
}

#[test]
fn an_open_order_tells_what_happened_to_it_when_and_by_whom() {
    let mut desk = Desk::with(told());
    desk.tap("특급-001");
    assert!(!desk.shows("조리 시간 늦춤"));
    desk.tap("기록");
    for told in [
        "18:55",
        "앱",
        "새 주문",
        "18:56",
        "사람",
        "접수됨",
        "주방 전표 출력됨",
        "배차됨",
        "19:05",
        "조리 시간 늦춤",
    ] {
        assert!(desk.shows(told), "{told}");
    }
    assert!(!desk.shows("다시 출력"), "nothing to print here");
    desk.key(Key::Right);
    assert!(desk.shows("주방 전표 다시 출력"), "round to the first ticket");
}
