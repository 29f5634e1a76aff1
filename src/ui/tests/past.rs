//! Orders of all years, as an owner looks for one.

use domain::board::Card;
use domain::history::{Page, PastState, Reach, Search, Turn};
use domain::order::{PaymentKind, Status, TicketKind};
use domain::{Command, Refused, sample};

use super::desk::*;
use super::pictures::{SIZES, compare, desk};
use crate::settings::Language;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::past::Message as On;

/// An order of so many days ago that ended so.
fn card(number: &str, days: i64, status: Status, dishes: &[&str]) -> Card {
    let at = sample::after(start(), -days * 86_400);
    let lines = dishes.iter().map(|dish| sample::line(1, dish, 9_500, &[])).collect();
    let mut state = sample::state(number, at, sample::order(&format!("T{days}"), at, lines));
    if status == Status::Completed {
        state = sample::accepted(state, at, 600);
    }
    state.head.status = status;
    state.bell = domain::Bell::Silent;
    sample::card(state)
}

fn page() -> Page<Card> {
    let late = {
        let mut card = card("땡겨-031", 40, Status::Completed, &["뼈해장국", "공깃밥"]);
        let mut view = domain::OrderView::clone(&card.view);
        view.cancelled_after_completion_at = Some(start());
        card.view = view.into();
        card
    };
    let orders = vec![
        card("특급-012", 1, Status::Completed, &["순대국밥", "얼큰 감자탕 중", "콜라 500ml"]),
        card("특급-007", 3, Status::Cancelled, &["한우국밥"]),
        late,
        card("먹깨-002", 400, Status::Missed, &["수육 (소)"]),
    ];
    Page { orders, newer: None, older: Some(42), reach: Reach::Whole }
}

/// The screen, opened by its key, with the engine's answer on it.
fn opened() -> Desk {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.past = Ok(page());
    desk.key(Key::Function(9));
    desk.key(Key::Function(9));
    desk
}

fn last(desk: &Desk) -> &(Search, Turn, usize) {
    desk.sought.last().unwrap()
}

#[test]
fn a_tap_or_a_key_opens_the_past_and_esc_goes_back() {
    let mut desk = opened();
    assert_eq!((&last(&desk).0, last(&desk).1), (&Search::default(), Turn::Newest));
    for text in ["특급-012", "땡겨-031", "순대국밥", "26-11-20 18:58", "완료 뒤 취소", "놓침", "2025-10-17"]
    {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    desk.key(Key::Escape);
    assert!(!desk.shows("특급-012"), "back at the finished orders of the day");
    desk.tap("지난 주문  F9");
    assert!(desk.shows("특급-012"));
    desk.tap("뒤로");
    assert!(!desk.shows("특급-012"));
}

#[test]
fn what_is_typed_and_chosen_is_looked_for_from_the_newest_on() {
    let mut desk = opened();
    desk.tap("▼");
    assert_eq!(last(&desk).1, Turn::Before(42));
    desk.tell(Message::Past(On::Typed("ㄱㅂ".to_owned())));
    for choice in ["거절", "땡겨요", "온누리", "30일"] {
        desk.tap(choice);
    }
    let (search, turn, limit) = last(&desk).clone();
    assert_eq!((search.text.as_str(), search.state), ("ㄱㅂ", Some(PastState::Rejected)));
    assert_eq!((search.channel.as_deref(), search.payment), (Some("ddangyo"), Some(PaymentKind::Onnuri)));
    let day = |day: &str| Some(day.parse().unwrap());
    assert_eq!((search.from, search.to), (day("2026-10-23"), day("2026-11-21")));
    assert!(turn == Turn::Newest && (5..20).contains(&limit), "{turn:?} {limit}");
    desk.tap("◀");
    assert_eq!((last(&desk).0.from, last(&desk).0.to), (day("2026-11-20"), day("2026-11-20")));
    assert!(desk.shows("11월 20일"));
    desk.tap("▶");
    desk.tap("▶");
    assert_eq!(last(&desk).0.to, day("2026-11-21"), "there is no tomorrow yet");
}

#[test]
fn after_midnight_it_is_still_the_business_day_that_runs() {
    let mut board = sample::quiet(start());
    board.day = Some("2026-11-20".parse().unwrap());
    let mut desk = Desk::new(board);
    desk.past = Ok(page());
    desk.key(Key::Function(9));
    desk.key(Key::Function(9));
    desk.tap("30일");
    assert_eq!(last(&desk).0.to, Some("2026-11-20".parse().unwrap()));
}

#[test]
fn pages_are_turned_by_buttons_and_keys() {
    let mut desk = opened();
    desk.key(Key::Left);
    assert_eq!(desk.sought.len(), 1, "nothing is newer");
    desk.past = Ok(Page { newer: Some(40), older: None, ..page() });
    desk.key(Key::Right);
    desk.key(Key::Down);
    assert_eq!(desk.sought.len(), 2, "nothing is older");
    desk.tap("▲");
    assert_eq!([desk.sought[1].1, desk.sought[2].1], [Turn::Before(42), Turn::After(40)]);
}

#[test]
fn one_question_at_a_time_and_the_newest_one_counts() {
    let mut desk = opened();
    desk.wait(1_000);
    let slow = desk.app.update(Message::Past(On::Typed("국".to_owned())));
    for text in ["국밥", "국밥 특"] {
        desk.tell(Message::Past(On::Typed(text.to_owned())));
    }
    desk.tell(Message::Past(On::Turn(1)));
    assert_eq!(desk.sought.len(), 1, "the first one is not answered yet");
    desk.finish(slow);
    let asked: Vec<&str> = desk.sought.iter().map(|(search, ..)| search.text.as_str()).collect();
    assert_eq!(asked, ["", "국", "국밥 특"]);
}

#[test]
fn an_order_opens_with_its_trail_and_is_printed_again() {
    let mut desk = opened();
    desk.tap("특급-012");
    assert!(desk.shows("T1") && desk.shows("얼큰 감자탕 중") && !desk.shows("먹깨-002"));
    for private in ["0504-0000-1234", "가나다", "없는길", "1203"] {
        assert!(!desk.shows(private), "{private}");
    }
    desk.key(Key::Function(4));
    desk.sent(&[("id-특급-012", Command::Reprint { kind: Some(TicketKind::Kitchen) })]);
    desk.tap("기록");
    desk.key(Key::Escape);
    assert!(desk.shows("먹깨-002"), "the page is as it was");
    assert_eq!(desk.sought.len(), 1);
    desk.key(Key::Escape);
    assert!(!desk.shows("먹깨-002"));
}

#[test]
fn a_childs_meal_card_is_no_way_to_look_for() {
    let mut desk = opened();
    assert!(desk.shows("지역화폐") && !desk.shows("급식"), "{:?}", desk.texts());
    let cards = desk.texts().iter().filter(|text| *text == "카드").count();
    assert_eq!(cards, 1, "nor is it a second card");
    let payment = [PaymentKind::Card, PaymentKind::Other];
    for (name, payment) in ["카드", "기타"].into_iter().zip(payment) {
        desk.tap(name);
        assert_eq!(last(&desk).0.payment, Some(payment));
    }
}

#[test]
fn what_cannot_be_found_is_said() {
    let mut desk = opened();
    let none = Page { orders: Vec::new(), newer: None, older: None, reach: Reach::Whole };
    desk.past = Ok(none.clone());
    desk.tap("거절");
    assert!(desk.shows("맞는 주문이 없습니다"));
    desk.past = Ok(Page { older: Some(3), ..none.clone() });
    desk.tap("놓침");
    assert!(desk.shows("아래로 넘기면"));
    desk.past = Ok(Page { reach: Reach::Since(sample::after(start(), -864_000)), ..none });
    desk.tap("완료");
    assert!(desk.shows("정리하고 있어"), "{:?}", desk.texts());
    desk.past = Err(Refused::Store { reason: "disk".to_owned() });
    desk.tap("취소");
    assert!(desk.shows("저장하지 못했습니다"), "{:?}", desk.texts());
}

#[test]
fn the_past_is_worded_in_both_languages_and_fits_a_small_screen() {
    for language in [Language::Korean, Language::English] {
        let mut desk = Desk::speaking(sample::quiet(start()), language);
        desk.past = Ok(page());
        desk.key(Key::Function(9));
        desk.key(Key::Function(9));
        for (text, area) in desk.places() {
            assert!(!text.contains("ui-") && !text.contains("past-") && !text.contains("{$"), "{text}");
            let area = area.unwrap_or_else(|| panic!("{text} is out of sight in {language:?}"));
            assert!(area.x + area.width <= SMALL.0 + 0.5, "{text} runs out of the window");
        }
    }
}

#[test]
fn the_past_as_a_picture() {
    for (name, size, scale) in SIZES {
        let mut desk = desk(sample::quiet(start()), size, scale);
        desk.past = Ok(page());
        desk.key(Key::Function(9));
        desk.key(Key::Function(9));
        compare(&desk, &format!("past-{name}"), size);
    }
}
