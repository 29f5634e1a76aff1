//! What the counter shows where, with few orders and with sixty, and that nothing hides a new one.

use domain::order::*;
use domain::{Board, Command, OrderState, TicketJob};
use iced::{Rectangle, Size};

use super::desk::*;
use super::hands::{board, news};
use super::riders::{later, ridden};
use crate::ui::app::Message;
use crate::ui::feed::News;
use crate::ui::key::Key;
use domain::sample;

/// Orders in progress.
fn kitchen(count: i64) -> Vec<OrderState> {
    (1..=count)
        .map(|n| {
            let number = format!("먹깨-{n:03}");
            let order = sample::order(&format!("M-{n}"), start(), sample::soup());
            sample::accepted(sample::state(&number, start(), order), start(), 300 + 60 * n)
        })
        .collect()
}

fn show(desk: &mut Desk, board: Board) {
    desk.tell(Message::News(News::Board(std::sync::Arc::new(board))));
}

/// Where every text that begins so is seen.
fn seen(desk: &Desk, start: &str) -> Vec<Rectangle> {
    let places = desk.places().into_iter();
    places.filter(|(text, _)| text.starts_with(start)).filter_map(|(_, seen)| seen).collect()
}

#[test]
fn three_whole_new_orders_stand_side_by_side_on_a_small_screen() {
    let desk = Desk::new(board([news(7), kitchen(14)].concat()));
    assert_eq!(seen(&desk, "접수 20분").len(), 3);
    assert!(desk.shows("새 주문 7") && desk.shows("진행 중 14"));
    assert!(seen(&desk, "+곱빼기 +파 빼기").len() == 3, "with the choices");
    assert_eq!(seen(&desk, "먹깨-").len(), 6);
    assert!(desk.shows("1/3"), "the rest is a tap of a large button away");
}

#[test]
fn the_accept_button_stands_on_one_line_whatever_is_on_the_card() {
    let mut states = news(3);
    let order = states[1].head.order.as_mut().unwrap();
    order.lines = sample::thirty_dishes();
    order.store_memo = Some("국물 넉넉히 주시고 김치 많이 부탁드려요".repeat(4));
    order.rider_memo = Some("문 앞에 두고 가세요".to_owned());
    order.payments[0].on_delivery = true;
    order.lines[0].alcohol = true;
    let order = states[2].head.order.as_mut().unwrap();
    order.address.as_mut().unwrap().district = Some("아주 긴 이름을 가진 없는동 가상아파트".to_owned());
    order.timing = Timing::Scheduled;
    let buttons = seen(&Desk::new(board(states)), "접수 20분");
    assert!(
        buttons.len() == 3
            && buttons.iter().all(|seen| (seen.center_y() - buttons[0].center_y()).abs() < 12.0)
    );
}

#[test]
fn a_problem_moves_nothing_on_the_board() {
    let mut states = [news(3), kitchen(3)].concat();
    let place = |states: &[OrderState]| {
        let desk = Desk::new(board(states.to_vec()));
        // What is wrong is named on the bar above, and on the order itself.
        ["특급-001", "특급-003", "먹깨-001"]
            .map(|number| *seen(&desk, number).iter().find(|seen| seen.y > 60.0).unwrap())
    };
    let quiet = place(&states);
    states[3].problems =
        vec![Problem::CancelledByApp { reason: Some("고객 변심".to_owned()), food: Food::Cooking }];
    states[4].problems = vec![Problem::NotGathered, Problem::OrderChanged];
    assert_eq!(place(&states), quiet);
    let mut desk = Desk::new(board(states));
    desk.problems();
    assert!(
        seen(&desk, "특급-001").contains(&quiet[0]) && seen(&desk, "먹깨-001").contains(&quiet[2]),
        "nor does the drawer"
    );
}

#[test]
fn the_drawer_counts_sorts_and_names_the_orders() {
    let mut states = kitchen(3);
    states[0].problems = vec![Problem::NotGathered];
    states[1].problems = vec![Problem::CancellationAsked { reason: None, answer_by: None }];
    let mut desk = Desk::new(board(states));
    assert!(desk.shows("문제 2"));
    desk.problems();
    let calm = seen(&desk, "먹깨-001");
    let urgent = seen(&desk, "먹깨-002");
    let in_drawer = |places: &[Rectangle]| {
        places.iter().find(|seen| seen.x > 520.0 && seen.y > 60.0 && seen.y < 600.0).map(|seen| seen.y)
    };
    assert!(in_drawer(&urgent) < in_drawer(&calm), "{urgent:?} {calm:?}");
    let names = desk.texts();
    let at = |name: &str| names.iter().position(|text| text == name).unwrap();
    assert!(at("이미 조리함") < at("취소 동의"), "what ends the order is not the first button");
    desk.tap("이미 조리함");
    let deny = Command::AnswerCancel { deny: Some(DenyCode::DishAlreadyDone) };
    desk.sent(&[("id-먹깨-002", deny)]);
}

#[test]
fn a_key_answers_no_problem_that_is_not_seen() {
    let mut states = kitchen(1);
    states[0].problems = vec![Problem::NotGathered];
    let mut desk = Desk::new(board(states));
    desk.key(Key::Function(5));
    desk.sent(&[]);
    assert!(desk.shows("주문 보기"), "the drawer has opened");
    desk.key(Key::Function(5));
    desk.sent(&[("id-먹깨-001", Command::Seen)]);
}

#[test]
fn chips_open_what_they_tell() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("프린터 2");
    assert!(desk.shows("프린터 kitchen") && desk.shows("프린터 counter"));
    desk.key(Key::Escape);
    assert!(!desk.shows("프린터 kitchen"));
    desk.tap("영업 중");
    assert!(desk.shows("모든 앱"));
}

#[test]
fn pages_turn_with_a_large_button_and_with_the_keys() {
    let mut desk = Desk::new(board([news(4), kitchen(20)].concat()));
    assert!(!desk.shows("특급-004") && !desk.shows("먹깨-007"));
    for _ in 0..3 {
        desk.key(Key::Right);
    }
    assert!(desk.shows("특급-004") && !desk.shows("특급-001"), "the page follows the keys");
    desk.tap("▼");
    assert!(desk.shows("먹깨-007") && !desk.shows("먹깨-001"));
    let button = seen(&desk, "▼").pop().unwrap();
    for offset in [-30.0, 30.0] {
        let mut screen = simulate(desk.app.view());
        screen.point_at(iced::Point::new(button.center_x(), button.center_y() + offset));
        screen.simulate(iced_test::simulator::click());
        assert_eq!(screen.into_messages().count(), 1, "64 px for a finger");
    }
}

#[test]
fn a_waiting_new_order_is_seen_and_taken_on_every_screen() {
    let mut states = [news(2), kitchen(1)].concat();
    states[0].head.accept_by = Some(later(252));
    states[1].head.accept_by = Some(later(300));
    for key in [Key::Digit(0), Key::Digit(8), Key::Digit(9)] {
        let mut desk = Desk::new(board(states.clone()));
        desk.key(key);
        assert!(
            desk.shows("새 주문 2") && desk.shows("4:11") || desk.shows("4:12"),
            "{key:?}: {:?}",
            desk.texts()
        );
        desk.tap("접수 20분");
        desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
        assert!(!desk.shows("진행 중 1"), "the screen stays open");
        desk.tap("보기");
        assert!(desk.shows("진행 중 1"));
    }
    let mut desk = Desk::new(board(states));
    desk.tap("먹깨-001");
    assert!(desk.shows("새 주문 2"), "in an open order too");
}

#[test]
fn a_form_that_is_left_for_a_new_order_is_kept() {
    use crate::ui::screen::phone::{Field, Message as Typed};
    let mut desk = Desk::new(board(news(1)));
    desk.key(Key::Digit(9));
    desk.tell(Message::Phone(Typed::Field(Field::Address, "시험시 없는로 1".into())));
    desk.tap("보기");
    assert!(desk.shows("진행 중") && !desk.shows("시험시 없는로 1"));
    desk.key(Key::Digit(9));
    assert!(desk.shows("시험시 없는로 1"), "nothing typed is lost");
    desk.key(Key::Escape);
    desk.key(Key::Digit(9));
    assert!(!desk.shows("시험시 없는로 1"), "left on purpose");
}

#[test]
fn a_row_says_that_no_rider_is_called_and_calls_one() {
    let mut desk = Desk::with(cooking());
    assert!(desk.shows("라이더 안 부름"));
    desk.tap("부르기");
    assert!(desk.shows("누구를 부를까요?"));
    let called = Desk::with(ridden(DeliveryState::Requested, start()));
    assert!(!called.shows("라이더 안 부름"));
    let mut takeout = cooking();
    takeout.head.order.as_mut().unwrap().kind = OrderKind::Takeout;
    assert!(!Desk::with(takeout).shows("라이더 안 부름"));
}

#[test]
fn headings_count_what_cannot_wait() {
    let mut states = [news(3), kitchen(2)].concat();
    states[0].head.accept_by = Some(later(50));
    states[3].head.ready_at = Some(later(-480));
    let desk = Desk::new(board(states));
    for said in ["1분 안 남음 1", "늦음 1", "8분 지남", "2분 전"] {
        assert!(desk.shows(said), "{said}");
    }
}

#[test]
fn a_new_order_that_pushes_itself_under_a_finger_is_not_tapped() {
    let mut desk = Desk::new(board(kitchen(3)));
    let states = [news(1), kitchen(3)].concat();
    desk.wait(5_000);
    show(&mut desk, board(states));
    let accept = seen(&desk, "접수 20분")[0];
    desk.wait(300);
    desk.tap_at(accept.center());
    desk.sent(&[]);
    desk.wait(400);
    desk.tap_at(accept.center());
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
}

#[test]
fn sixty_orders_are_all_reached() {
    for (new, open) in [(60, 0), (30, 30), (0, 60)] {
        let mut desk = Desk::new(board([news(new), kitchen(open)].concat()));
        desk.tell(Message::Sized(Size::new(1_920.0, 1_080.0)));
        let mut found = std::collections::BTreeSet::new();
        for _ in 0..60 {
            desk.key(Key::Next);
            found.extend(
                desk.texts()
                    .into_iter()
                    .filter(|text| text.starts_with("특급-") || text.starts_with("먹깨-")),
            );
        }
        assert_eq!(found.len(), 60, "{new} {open}");
    }
}

#[test]
fn nothing_to_do_shows_the_time_and_what_the_day_has_brought() {
    let mut over = cooking();
    over.head.status = Status::Completed;
    let total = over.head.order.as_ref().unwrap().total.amount;
    let desk = Desk::new(board(vec![over]));
    assert!(desk.shows("19:00") && desk.shows(&format!("오늘 1건 · {total}원")), "{:?}", desk.texts());
    assert!(desk.shows("다 정상") && desk.shows("주문을 기다리고 있습니다"));
}

#[test]
fn a_new_order_brings_the_window_forward_once() {
    let mut desk = Desk::new(board(kitchen(1)));
    show(&mut desk, board([news(1), kitchen(1)].concat()));
    assert_eq!(desk.urgent, 1);
    show(&mut desk, board([news(1), kitchen(2)].concat()));
    assert_eq!(desk.urgent, 1, "nothing new has come");
    show(&mut desk, board([news(2), kitchen(2)].concat()));
    assert_eq!(desk.urgent, 2);
}

#[test]
fn a_window_larger_than_its_screen_is_cut_to_it() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tell(Message::Screen(Some(Size::new(800.0, 600.0))));
    assert_eq!(desk.resized, Some(Size::new(800.0, 600.0)));
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tell(Message::Screen(Some(Size::new(1_366.0, 768.0))));
    assert_eq!(desk.resized, None);
    desk.tell(Message::Maximized(true));
    assert_eq!(desk.resized, None);
    desk.tell(Message::Maximized(false));
    assert_eq!(desk.resized, Some(Size::new(1_366.0, 768.0)), "no window manager has maximised it");
}

#[test]
fn an_order_into_an_idle_shop_is_told_over_the_whole_window() {
    let mut desk = Desk::new(board(Vec::new()));
    show(&mut desk, board(news(1)));
    assert!(desk.shows("주문 왔어요") && seen(&desk, "특급-001").iter().any(|seen| seen.height > 100.0));
    // What was aimed at the idle screen answers nothing.
    desk.wait(300);
    desk.tell(Message::Key(Key::Space));
    desk.sent(&[]);
    desk.tap("접수 20분");
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);

    let mut desk = Desk::new(board(Vec::new()));
    show(&mut desk, board(news(1)));
    desk.key(Key::Space);
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
    let mut desk = Desk::new(board(Vec::new()));
    show(&mut desk, board(news(2)));
    desk.key(Key::Escape);
    assert!(!desk.shows("주문 왔어요") && desk.shows("새 주문 2"));
    // Where something is being done, it comes without covering that.
    let mut desk = Desk::new(board(kitchen(1)));
    show(&mut desk, board([news(1), kitchen(1)].concat()));
    assert!(!desk.shows("주문 왔어요"));
}

#[test]
fn the_edge_flashes_while_the_bell_rings() {
    let mut ringing = board(kitchen(1));
    ringing.alarm.ring = domain::board::Ring::Calling;
    let mut desk = Desk::new(ringing);
    let mut picture = || {
        let mut screen =
            iced_test::Simulator::with_size(crate::ui::settings(), Size::from(SMALL), desk.app.view());
        let shot = screen.snapshot(&crate::ui::theme::theme(false)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        shot.matches_hash(folder.path().join("edge")).unwrap();
        let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
        let hash = std::fs::read_to_string(file.path()).unwrap();
        drop(screen);
        desk.wait(1_000);
        desk.tell(Message::Tick);
        hash
    };
    let (first, second, third) = (picture(), picture(), picture());
    assert!(first != second && first == third);
}

#[test]
fn keys_that_walk_leave_enter_alive_and_stay_on_the_seen_page() {
    let mut desk = Desk::new(board([news(7), kitchen(9)].concat()));
    desk.key(Key::Down);
    desk.wait(300);
    desk.tell(Message::Key(Key::Enter));
    assert!(
        desk.shows("손님 주소·전화 보기") && desk.shows("먹깨-001"),
        "below the new orders stand those in progress"
    );
    desk.key(Key::Escape);
    desk.key(Key::Up);
    desk.wait(300);
    desk.tell(Message::Key(Key::Enter));
    assert!(desk.shows("몇 분 뒤에 준비됩니까?"));
}

#[test]
fn long_lists_are_turned_page_by_page() {
    let mut state = cooking();
    state.head.order.as_mut().unwrap().lines = sample::thirty_dishes();
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    desk.tap("품절·대체");
    assert!(desk.shows("1/6"));
    desk.tap("다음");
    assert!(desk.shows("2/6"));
    desk.sent(&[]);
    let mut desk = Desk::with(cooking());
    let mut ten = board(vec![cooking()]);
    ten.agencies = sample::riders::ten_agencies(start()).agencies;
    show(&mut desk, ten);
    desk.key(Key::Enter);
    desk.tap("라이더 부르기");
    desk.tap("다음");
    assert!(desk.shows("2/") && desk.shows("다른 곳에서 이미 호출함"));
    let mut many = sample::quiet(start());
    let one = many.channels[0].clone();
    many.channels =
        (0..12).map(|n| domain::board::ChannelHealth { name: format!("앱{n:02}"), ..one.clone() }).collect();
    let mut desk = Desk::new(many);
    desk.key(Key::Digit(0));
    assert!(desk.shows("앱00") && !desk.shows("앱11"));
    for _ in 0..3 {
        if desk.shows("앱11") {
            break;
        }
        desk.tap("다음");
    }
    assert!(desk.shows("앱11"));
}

/// Orders in progress, of which four are fetched and three stand ready for a rider.
fn mixed(count: i64) -> Vec<OrderState> {
    let mut states = kitchen(count);
    for state in &mut states[..4] {
        state.head.order.as_mut().unwrap().kind = OrderKind::Takeout;
    }
    states[4..7].iter_mut().for_each(|state| state.head.status = Status::Ready);
    states
}

#[test]
fn orders_in_progress_are_shown_by_what_they_wait_for() {
    let mut desk = Desk::new(board([news(3), mixed(14)].concat()));
    for (filter, shown) in [("포장 4", 4), ("라이더 3", 3), ("조리 11", 6), ("전체 14", 6)] {
        desk.tap(filter);
        assert_eq!(seen(&desk, "먹깨-").len(), shown, "{filter}");
        assert!(desk.shows("진행 중 14") && seen(&desk, "접수 20분").len() == 3, "{filter}: new orders stay");
    }
    // By digits, and back by Esc.
    desk.key(Key::Digit(3));
    assert_eq!(seen(&desk, "먹깨-").len(), 3);
    desk.key(Key::Escape);
    assert_eq!(seen(&desk, "먹깨-").len(), 6);
    assert!(
        Desk::new(board(mixed(14)[..4].to_vec())).texts().iter().all(|text| text != "전체 4"),
        "one page"
    );
}

#[test]
fn a_filter_ends_with_its_last_order_and_hides_no_alarm() {
    let mut states = mixed(40);
    states[13].head.ready_at = Some(later(-300));
    let mut desk = Desk::new(board(states.clone()));
    desk.key(Key::Digit(3));
    assert!(desk.shows("늦음 1") && !desk.shows("먹깨-014"), "it is told, whatever is shown");
    for state in &mut states[4..7] {
        state.head.status = Status::Completed;
    }
    show(&mut desk, board(states));
    assert!(desk.shows("먹깨-014"), "all are shown again");
    // It does not come back with the next order of its kind.
    let mut later = mixed(40);
    later[13].head.ready_at = Some(super::riders::later(-300));
    show(&mut desk, board(later));
    assert!(desk.shows("먹깨-014"));
}

#[test]
fn the_counter_with_some_of_the_orders_in_progress() {
    use super::pictures::{SIZES, compare, desk};
    for (name, size, scale) in SIZES {
        let mut desk = desk(board([news(7), mixed(40)].concat()), size, scale);
        desk.key(Key::Digit(3));
        compare(&desk, &format!("filter-{name}"), size);
    }
}

#[test]
fn a_ticket_that_was_printed_again_is_no_longer_told_as_unknown() {
    let unknown = sample::ticket("특급-001", start(), TicketKind::Kitchen, TicketState::Unknown);
    let again = TicketJob {
        id: "again".to_owned(),
        ..sample::ticket("특급-001", start(), TicketKind::Kitchen, TicketState::Printed)
    };
    let elsewhere = TicketJob { printer: "second".to_owned(), ..again.clone() };
    for (tickets, told) in [
        (vec![unknown.clone()], true),
        (vec![unknown.clone(), again], false),
        // The same kind at another printer is another ticket.
        (vec![unknown, elsewhere], true),
    ] {
        let mut state = cooking();
        state.tickets = tickets.into();
        // What is longer than its place is cut.
        assert_eq!(Desk::with(state).shows("주방 전표 출력"), told);
    }
}
