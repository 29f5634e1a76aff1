//! The settings beside the running counter: what a page writes is taken at once, and orders go on meanwhile.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::sample;

use super::desk::{Desk, fresh, start};
use super::pictures::{SIZES, compare, desk};
use crate::setup::{Field, Page};
use crate::sim::TestShop;
use crate::ui::app::Message;
use crate::ui::assistant;
use crate::ui::feed::News;
use crate::ui::key::Key;
use crate::ui::screen::Place;
use cause::{Cause, Why};

fn with(board: domain::Board) -> Desk {
    set_up(Desk::new(board))
}

/// With a shop in its settings.
fn set_up(desk: Desk) -> Desk {
    let shop = TestShop::complete().app("teukgeup", "baedal-teukgeup", "http://127.0.0.1:1");
    let shop = shop.printer("kitchen", "generic-80mm", "tcp://127.0.0.1:2");
    fs::write(desk.folder.path().join("settings.toml"), shop.to_string()).unwrap();
    desk
}

fn quiet() -> Desk {
    with(sample::quiet(start()))
}

/// The list of pages, opened as a person does it.
fn open(desk: &mut Desk) {
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Shop));
    desk.tap("설정");
    desk.wait(1_000);
}

fn page(desk: &mut Desk, page: Page) {
    desk.wait(1_000);
    desk.tell(Message::Settings(assistant::Message::Show(page)));
    desk.wait(1_000);
}

fn fill(desk: &mut Desk, text: &str) {
    desk.tell(Message::Settings(assistant::Message::Typed(Field::Name, text.to_owned())));
}

fn reloads(desk: &Desk) -> usize {
    desk.reloads.load(Ordering::SeqCst)
}

#[test]
fn what_a_page_has_written_is_taken_by_the_counter() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Shop);
    fill(&mut desk, "없는칼국수");
    desk.tap("확인하고 저장");
    let settings = fs::read_to_string(desk.folder.path().join("settings.toml")).unwrap();
    assert!(settings.contains("name = \"없는칼국수\""), "{settings}");
    assert_eq!(reloads(&desk), 1);
    assert!(desk.shows("바뀐 설정을 쓰고 있습니다.") && desk.shows("없는칼국수"));
    // What is only looked at changes nothing.
    page(&mut desk, Page::Apps);
    desk.key(Key::Escape);
    desk.wait(1_000);
    desk.key(Key::Escape);
    assert_eq!(reloads(&desk), 1);
    assert!(
        desk.shows("주문을 기다리고 있습니다"),
        "from the page to the list, from the list to the counter"
    );
}

#[test]
fn a_counter_that_cannot_take_them_says_why() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Shop);
    fill(&mut desk, "없는칼국수");
    *desk.disk.lock().unwrap() = Some(Cause::of(Why::StoreBusy));
    desk.tap("확인하고 저장");
    assert!(desk.shows("바뀐 설정을 쓰지 못했습니다."));
    // The next change tries again.
    *desk.disk.lock().unwrap() = None;
    page(&mut desk, Page::Shop);
    fill(&mut desk, "없는국밥");
    desk.tap("확인하고 저장");
    assert!(desk.shows("바뀐 설정을 쓰고 있습니다.") && reloads(&desk) == 2);
}

#[test]
fn an_order_is_taken_meanwhile_and_what_was_typed_stays() {
    let mut desk = with(sample::quiet(start()));
    open(&mut desk);
    page(&mut desk, Page::Shop);
    fill(&mut desk, "없는칼국");
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(fresh())];
    desk.tell(Message::News(News::Board(Arc::new(board))));
    desk.wait(1_000);
    assert!(desk.shows("접수") && desk.shows("없는칼국"));
    desk.tap("보기");
    desk.wait(1_000);
    desk.key(Key::Space);
    assert_eq!(desk.sent.len(), 1, "{:?}", desk.sent);
    open(&mut desk);
    assert!(desk.shows("없는칼국"), "the page as it was left");
}

#[test]
fn what_is_written_is_taken_where_its_page_is_left() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Apps);
    desk.tap("빼기");
    desk.tap("한 번 더 누르면 뺍니다");
    assert_eq!(reloads(&desk), 0, "the page is open still");
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(fresh())];
    desk.tell(Message::News(News::Board(Arc::new(board))));
    desk.tap("보기");
    assert_eq!(reloads(&desk), 1);
}

#[test]
fn a_double_tap_does_not_go_two_pages() {
    let mut desk = quiet();
    open(&mut desk);
    desk.tap_at_once("가게");
    desk.tap_at_once("이전");
    assert!(desk.shows("어느 가게인가요?"), "the second half of the tap on the list");
}

#[test]
fn opening_hours_are_written_day_by_day() {
    let mut desk = quiet();
    open(&mut desk);
    assert!(desk.shows("손으로 열고 닫음"));
    page(&mut desk, Page::Hours);
    let typed = |desk: &mut Desk, field, text: &str| {
        desk.tell(Message::Settings(assistant::Message::Typed(field, text.to_owned())));
    };
    typed(&mut desk, Field::Monday, "11:00-21:30");
    desk.tap("월요일처럼 모두");
    typed(&mut desk, Field::Sunday, "closed");
    typed(&mut desk, Field::Holidays, "2026-13-25");
    desk.tap("확인하고 저장");
    assert!(reloads(&desk) == 0 && desk.shows("2026-13-25"), "{:?}", desk.texts());
    let (_, size, _) = SIZES[0];
    compare(&desk, "settings-hours", size);
    typed(&mut desk, Field::Holidays, "2026-12-25");
    desk.tap("확인하고 저장");
    let settings = fs::read_to_string(desk.folder.path().join("settings.toml")).unwrap();
    for part in ["every = \"11:00-21:30\"", "sunday = \"closed\"", "2026-12-25"] {
        assert!(settings.contains(part), "{part}: {settings}");
    }
    assert!(reloads(&desk) == 1 && !desk.shows("손으로 열고 닫음"));
}

#[test]
fn the_settings_in_pictures() {
    for (name, size, scale) in SIZES {
        let mut desk = set_up(desk(sample::quiet(start()), size, scale));
        open(&mut desk);
        compare(&desk, &format!("settings-{name}"), size);
    }
    let (_, size, _) = SIZES[0];
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(fresh())];
    let mut desk = with(board);
    open(&mut desk);
    page(&mut desk, Page::Printers);
    compare(&desk, "settings-printers", size);
}
