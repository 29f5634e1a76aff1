//! The shop at its apps: open, closed, sold out, out of reach.

use domain::board::ConnectionStatus;
use domain::sample;
use domain::{AppAck, ShopCommand, Wanted};

use super::desk::*;
use crate::ui::key::Key;

#[test]
fn the_shop_is_closed_and_paused_at_all_apps_or_at_one() {
    let mut board = sample::rush(start());
    board.channels.truncate(2);
    let id = board.channels[1].id.clone();
    let mut desk = Desk::new(board);
    desk.key(Key::Digit(0));
    assert!(desk.shows("모든 앱") && desk.shows("영업 종료"));
    desk.key(Key::Escape);
    desk.tap("영업");
    // The last of the same words is the last app's.
    desk.tap("20분 중지");
    desk.tap("영업 종료");
    let pause = ShopCommand::Pause { minutes: 20 };
    assert_eq!(desk.wishes, [(Some(id.clone()), pause), (Some(id), ShopCommand::Close)]);
    desk.key(Key::Digit(0));
    assert!(!desk.shows("모든 앱"));
}

#[test]
fn a_closed_shop_is_in_sight_and_says_what_the_app_was_told() {
    let mut board = sample::quiet(start());
    let until = start().checked_add(jiff::SignedDuration::from_mins(20)).unwrap();
    board.channels[0].opening.wanted = Wanted::Paused { until };
    board.channels[0].opening.told = Some((false, AppAck::NoCall));
    let desk = Desk::new(board);
    assert!(desk.shows("19:20까지 중지") || desk.shows("19:20까지 잠시 중지"), "{:?}", desk.texts());
    assert!(desk.shows("앱에 알릴 방법 없음"));
}

#[test]
fn a_closed_shop_has_lost_no_line_and_is_opened_with_one_tap() {
    let mut board = sample::quiet(start());
    for channel in &mut board.channels {
        channel.line = ConnectionStatus::Away;
        channel.opening.wanted = Wanted::Closed;
    }
    let mut desk = Desk::new(board.clone());
    assert!(desk.shows("영업을 종료해서") && !desk.shows("인터넷"), "{:?}", desk.texts());
    desk.tap("영업 시작");
    assert_eq!(desk.wishes, [(None, ShopCommand::Open)]);
    let until = start().checked_add(jiff::SignedDuration::from_mins(20)).unwrap();
    board.channels[0].opening.wanted = Wanted::Paused { until };
    assert!(Desk::new(board.clone()).shows("잠시 중지해서"));
    // An app that is open and does not answer is another matter.
    board.channels[0].opening.wanted = Wanted::Open;
    board.channels[0].line = ConnectionStatus::Failing("timeout".to_owned());
    let desk = Desk::new(board);
    assert!(desk.shows("인터넷") && !desk.shows("영업을 종료해서"), "{:?}", desk.texts());
}

#[test]
fn an_app_that_cannot_be_told_is_said_to_need_a_hand() {
    let mut board = sample::quiet(start());
    board.channels[0].opening.wanted = Wanted::Closed;
    board.channels[0].opening.told = Some((false, AppAck::NoCall));
    board.channels[0].by_hand = board.channels[0].opening.by_hand(start());
    let desk = Desk::new(board);
    assert!(desk.shows("사장님 화면에서 직접 영업을 멈추세요"), "{:?}", desk.texts());
}

#[test]
fn a_new_business_day_asks_whether_to_open() {
    let mut board = sample::quiet(start());
    for channel in &mut board.channels {
        channel.opening.wanted = Wanted::Closed;
        channel.opening.asks_to_open = true;
    }
    let mut desk = Desk::new(board.clone());
    assert!(desk.shows("새 영업일입니다"), "{:?}", desk.texts());
    desk.problems();
    desk.tap("오늘은 쉽니다");
    assert_eq!(desk.wishes, [(None, ShopCommand::Close)]);
    // Where only one app is closed, only that one is asked about.
    let id = board.channels[0].id.clone();
    for channel in &mut board.channels[1..] {
        channel.opening = domain::ShopAvailability::default();
    }
    let mut desk = Desk::new(board);
    desk.problems();
    desk.tap("영업 시작");
    assert_eq!(desk.wishes, [(Some(id), ShopCommand::Open)]);
}

#[test]
fn a_dish_of_an_open_order_is_sold_out_at_its_app() {
    let mut desk = Desk::with(fresh());
    desk.key(Key::Enter);
    desk.tap("품절");
    assert!(desk.shows("무엇이 품절인가요?"));
    desk.key(Key::Enter);
    let [(Some(channel), ShopCommand::SoldOut { item })] = desk.wishes.as_slice() else {
        panic!("{:?}", desk.wishes)
    };
    assert_eq!(
        (channel.as_str(), item.name.as_str()),
        ("teukgeup", fresh().head.order.unwrap().lines[0].name.as_str())
    );
}

#[test]
fn a_dead_line_suggests_a_hotspot_and_a_wrong_clock_is_told() {
    let mut board = sample::quiet(start());
    board.channels[0].line = ConnectionStatus::Failing("timeout".to_owned());
    board.channels[0].absent_since = start().checked_sub(jiff::SignedDuration::from_secs(150)).ok();
    board.channels[0].clock_ahead = 185;
    let mut desk = Desk::new(board);
    desk.problems();
    assert!(desk.shows("2분째 연결되지 않습니다") && desk.shows("모바일 핫스팟"), "{:?}", desk.texts());
    assert!(desk.shows("3분쯤 빠릅니다"));
}

#[test]
fn an_app_that_refuses_the_key_is_not_blamed_on_the_internet() {
    let mut board = sample::quiet(start());
    for channel in &mut board.channels {
        channel.line = ConnectionStatus::SignedOut("refused".to_owned());
    }
    let desk = Desk::new(board);
    assert!(desk.shows("로그인을 받아 주지 않습니다") && !desk.shows("인터넷"), "{:?}", desk.texts());
}
