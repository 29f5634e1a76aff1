//! Sold-out dishes of an order and a bundle's stalls, as an owner uses the window.

use domain::order::*;
use domain::sample;
use domain::{Command, OrderState};

use super::desk::*;
use crate::ticket::sample::market;
use crate::ui::app::Message;
use crate::ui::feed::News;
use crate::ui::key::Key;
use crate::ui::screen::{detail, dialog};

fn gathering() -> OrderState {
    sample::accepted(sample::state("특급-001", start(), market()), start(), 600)
}

fn short(substitute: Option<&str>, also_off_menu: bool) -> Command {
    Command::Short { line: 0, substitute: substitute.map(str::to_owned), also_off_menu, undo: false }
}

fn types(desk: &mut Desk, text: &str) {
    let typed = dialog::Message::Typed(text.to_owned());
    desk.tell(Message::Detail(detail::Message::Dialog(typed)));
}

#[test]
fn a_dish_is_left_out_or_replaced_with_three_taps() {
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    desk.tap("품절·대체");
    assert!(desk.shows("무엇이 품절인가요?") && desk.shows("손님께 전화하세요"));
    desk.tap("한우국밥");
    desk.sent(&[]);
    desk.tap("빼기");
    desk.tap("품절·대체");
    desk.key(Key::Enter);
    types(&mut desk, " 순대국밥 ");
    desk.tap("□ 앱의 메뉴에서도 내리기");
    desk.tap("대체");
    desk.sent(&[(ID, short(None, false)), (ID, short(Some("순대국밥"), true))]);
    assert!(desk.wishes.is_empty(), "one command, not two");
}

#[test]
fn what_is_short_is_seen_and_comes_back() {
    let mut state = cooking();
    let item = state.head.order.as_ref().unwrap().lines[0].id.clone();
    *state.gathering.edit_shortages() =
        vec![Shortage { line: 0, item, substitute: Some("순대국밥".to_owned()) }];
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    assert!(desk.shows("→ 대체: 순대국밥"));
    desk.tap("품절·대체");
    desk.key(Key::Enter);
    assert!(desk.shows("순대국밥"), "begins with what was said");
    desk.tap("다시 있음");
    desk.sent(&[(ID, Command::Short { line: 0, substitute: None, also_off_menu: false, undo: true })]);
}

#[test]
fn whom_to_call_is_read_only_in_the_open_order() {
    let mut state = cooking();
    state.problems = vec![Problem::ItemShort { item: "한우국밥".to_owned(), substitute: None }];
    let mut desk = Desk::with(state);
    desk.problems();
    assert!(desk.shows("손님께 전화해") && !desk.shows("0504"));
    desk.key(Key::Escape);
    desk.key(Key::Enter);
    assert!(!desk.shows("0504-0000-1234"));
    desk.tap("손님 주소·전화 보기");
    assert!(desk.shows("손님 안심번호: 0504-0000-1234"));
}

#[test]
fn nothing_is_short_before_acceptance_or_after_it_left() {
    let mut left = cooking();
    left.head.status = Status::PickedUp;
    for state in [fresh(), left] {
        let mut desk = Desk::with(state);
        desk.key(Key::Enter);
        assert!(!desk.shows("품절·대체"));
    }
}

#[test]
fn a_bundles_stalls_are_ticked_and_unticked_with_a_tap() {
    let mut state = gathering();
    state.gathering.edit_picked().insert("마바채소".to_owned(), start());
    *state.gathering.edit_shortages() =
        vec![Shortage { line: 3, item: "들기름 350ml".to_owned(), substitute: None }];
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    assert!(desk.shows("점포 2/3") && desk.shows("□ 사아기름집 · 품절"));
    desk.tap("□ 다라정육점 · 모으는 중");
    desk.tap("■ 마바채소 · 모음");
    let pick = |stall: &str, undo| (ID, Command::Pick { stall: stall.to_owned(), undo });
    desk.sent(&[pick("다라정육점", false), pick("마바채소", true)]);
    let places = desk.places();
    for name in ["□ 다라정육점 · 모으는 중", "품절·대체"] {
        let seen = places.iter().find(|(text, _)| text == name).and_then(|(_, seen)| *seen).unwrap();
        for offset in [-20.0, 20.0] {
            let mut screen = simulate(desk.app.view());
            screen.point_at(iced::Point::new(seen.center_x(), seen.center_y() + offset));
            screen.simulate(iced_test::simulator::click());
            assert_eq!(screen.into_messages().count(), 1, "{name}: large enough for a finger");
        }
    }
}

#[test]
fn only_a_bundle_has_a_gathering_slip() {
    for (state, bundle) in [(cooking(), false), (gathering(), true)] {
        let mut desk = Desk::with(state);
        desk.key(Key::Enter);
        assert_eq!(desk.shows("꾸러미"), bundle);
        // Behind the last ticket stands what happened.
        desk.key(Key::Left);
        desk.key(Key::Function(4));
        desk.sent(&[]);
        desk.key(Key::Left);
        desk.key(Key::Function(4));
        let last = if bundle { TicketKind::Gather } else { TicketKind::Cancel };
        desk.sent(&[(ID, Command::Reprint { kind: Some(last) })]);
    }
}

#[test]
fn a_kitchens_stations_are_ticked_off_in_the_open_order() {
    use domain::sample::kitchen::{in_kitchen, kitchen_of};
    let fish = sample::line(1, "삼치구이", 12_000, &[]);
    let both = in_kitchen("특급-001", start(), [sample::soup(), vec![fish]].concat(), 5, 15);
    let mut desk = Desk::new(kitchen_of(start(), vec![both.clone()]));
    desk.key(Key::Enter);
    assert!(desk.shows("조리대 0/2 끝"));
    desk.tap("□ 구이 · 조리 중");
    desk.sent(&[]);
    desk.settle();
    let bump = |station: &str, undo| (ID, Command::Bump { station: station.to_owned(), undo });
    desk.sent(&[bump("grill", false)]);
    let mut board = kitchen_of(start(), vec![both]);
    board.orders[0].stations[1].cooked_at = Some(start());
    desk.tell(Message::News(News::Board(std::sync::Arc::new(board))));
    assert!(desk.shows("조리대 1/2 끝"));
    desk.tap("■ 구이 · 조리 끝");
    desk.sent(&[bump("grill", false), bump("grill", true)]);
    let soup = in_kitchen("특급-002", start(), sample::soup(), 5, 15);
    let mut desk = Desk::new(kitchen_of(start(), vec![soup]));
    desk.key(Key::Enter);
    assert!(!desk.shows("조리대"), "one station alone is the order");
}
