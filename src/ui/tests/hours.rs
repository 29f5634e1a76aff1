//! The shop's opening hours: what the bar and the shop's screen say of them, and the question on a day off.

use domain::{Board, Command, HoursToday, NextChange, ShopCommand, Span, Wanted, sample};
use iced::Size;
use jiff::SignedDuration;

use super::desk::*;
use super::pictures::{SIZES, compare, desk};
use crate::settings::Language;
use crate::ui::key::Key;

fn later(minutes: i64) -> jiff::Timestamp {
    start().checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

/// It is seven in the evening; open until half past nine.
fn open(board: Board) -> Board {
    let span =
        |opens: &str, closes: &str| Span { opens: opens.parse().unwrap(), closes: closes.parse().unwrap() };
    let spans = vec![span("11:00", "15:00"), span("17:00", "21:30")];
    with(board, HoursToday { spans, open: true, next: Some(NextChange { open: false, at: later(150) }) })
}

/// A day off, until tomorrow at eleven; the owner is asked.
fn off(board: Board) -> Board {
    let next = Some(NextChange { open: true, at: later(16 * 60) });
    let mut board = with(board, HoursToday { spans: Vec::new(), open: false, next });
    for channel in &mut board.channels {
        channel.opening.wanted = Wanted::Closed;
        channel.opening.asks_to_open = true;
    }
    board
}

fn with(mut board: Board, hours: HoursToday) -> Board {
    for channel in &mut board.channels {
        channel.hours = Some(hours.clone());
    }
    board
}

#[test]
fn the_bar_and_the_shops_screen_tell_what_comes_by_itself() {
    let mut desk = Desk::new(open(sample::quiet(start())));
    assert!(desk.shows("영업 중 ~21:30"), "{:?}", desk.texts());
    desk.key(Key::Digit(0));
    assert!(desk.shows("오늘 11:00-15:00, 17:00-21:30") && desk.shows("21:30에 저절로 닫습니다"));
    let mut english = Desk::speaking(open(sample::quiet(start())), Language::English);
    assert!(english.shows("Open until 21:30"), "{:?}", english.texts());
    english.key(Key::Digit(0));
    assert!(english.shows("closes by itself at 21:30"), "{:?}", english.texts());
    // Apps that do not stand alike are told one by one.
    let mut board = open(sample::quiet(start()));
    board.channels[0].hours.as_mut().unwrap().next = None;
    let mut desk = Desk::new(board);
    assert!(desk.shows("영업 중") && !desk.shows("~21:30"));
    desk.key(Key::Digit(0));
    let told =
        |desk: &Desk| desk.texts().iter().filter(|text| text.contains("21:30에 저절로 닫습니다")).count();
    // Two lines and two more on the next page, of which the first is every app's and has none.
    let first = told(&desk);
    desk.tap("다음");
    assert_eq!(first + told(&desk), 2, "{:?}", desk.texts());
}

#[test]
fn a_day_off_asks_with_two_large_buttons() {
    for (button, command) in [("영업 시작", ShopCommand::Open), ("오늘은 쉽니다", ShopCommand::Close)]
    {
        let mut desk = Desk::new(off(sample::quiet(start())));
        assert!(desk.shows("오늘은 쉬는 날입니다. 문을 열까요?"), "{:?}", desk.texts());
        assert!(desk.shows("11/22(일) 11:00에 저절로 엽니다"), "{:?}", desk.texts());
        for key in [Key::Enter, Key::Space, Key::Escape] {
            desk.key(key);
        }
        assert_eq!(desk.wishes, [], "no key answers it");
        desk.tap(button);
        assert_eq!(desk.wishes, [(None, command)]);
    }
}

#[test]
fn the_question_hides_no_order_and_blocks_no_key() {
    let mut desk = Desk::new(off(sample::rush(start())));
    assert!(desk.shows("오늘은 쉬는 날입니다") && desk.shows("특급-012"), "{:?}", desk.texts());
    desk.key(Key::Space);
    assert!(matches!(desk.sent.as_slice(), [(_, Command::Accept { .. })]), "{:?}", desk.sent);
    desk.key(Key::Enter);
    assert!(!desk.shows("오늘은 쉬는 날입니다. 문을 열까요?"), "an open order has its room");
    desk.key(Key::Escape);
    desk.tap("오늘은 쉽니다");
    assert_eq!(desk.wishes, [(None, ShopCommand::Close)]);
    // Where only some apps ask, the counter goes on, and the drawer has the question.
    let mut board = off(sample::quiet(start()));
    board.channels[1].opening.asks_to_open = false;
    let mut desk = Desk::new(board);
    desk.problems();
    assert!(desk.shows("배달특급: 오늘은 쉬는 날입니다"), "{:?}", desk.texts());
}

#[test]
fn a_shop_that_is_closed_still_asks_the_same_way() {
    let mut board = off(sample::quiet(start()));
    for channel in &mut board.channels {
        channel.hours = None;
    }
    let mut desk = Desk::new(board);
    assert!(desk.shows("새 영업일입니다") && !desk.shows("저절로"), "{:?}", desk.texts());
    desk.tap("영업 시작");
    assert_eq!(desk.wishes, [(None, ShopCommand::Open)]);
}

fn picture(board: Board, name: &str, keys: &[Key]) {
    let (size_name, size, scale): (&str, Size, f32) = SIZES[0];
    let mut desk = desk(board, size, scale);
    for key in keys {
        desk.key(*key);
    }
    compare(&desk, &format!("{name}-{size_name}"), size);
}

#[test]
fn the_question_on_a_day_off_as_a_picture() {
    picture(off(sample::quiet(start())), "day-off", &[]);
}

#[test]
fn the_question_below_orders_as_a_picture() {
    picture(off(sample::rush(start())), "day-off-orders", &[]);
}

#[test]
fn the_shops_hours_as_a_picture() {
    picture(open(sample::quiet(start())), "hours", &[Key::Digit(0)]);
}
