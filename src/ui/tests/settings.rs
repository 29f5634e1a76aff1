//! The settings beside the running counter: what a page writes is taken at once, and orders go on meanwhile.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::board::{Melody, Sound};
use domain::sample;

use super::desk::{Desk, fresh, start};
use super::pictures::{SIZES, compare, desk};
use crate::setup::{Field, Finding, Health, Page};
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
pub(super) fn set_up(desk: Desk) -> Desk {
    let shop = TestShop::complete().app("teukgeup", "baedal-teukgeup", "http://127.0.0.1:1");
    let shop = shop.printer("kitchen", "generic-80mm", "tcp://127.0.0.1:2");
    fs::write(desk.folder.path().join("settings.toml"), shop.to_string()).unwrap();
    desk
}

fn quiet() -> Desk {
    with(sample::quiet(start()))
}

/// The list of pages, opened as a person does it.
pub(super) fn open(desk: &mut Desk) {
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Shop));
    desk.tap("설정");
    desk.wait(1_000);
}

pub(super) fn page(desk: &mut Desk, page: Page) {
    desk.wait(1_000);
    desk.tell(Message::Settings(assistant::Message::Show(page)));
    desk.wait(1_000);
}

fn fill(desk: &mut Desk, text: &str) {
    desk.tell(Message::Settings(assistant::Message::Typed(Field::Name, text.to_owned())));
}

pub(super) fn reloads(desk: &Desk) -> usize {
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
    let window = iced::Rectangle::new(iced::Point::ORIGIN, size);
    let kits = desk.places().into_iter().find(|(text, _)| text == "설정 파일").and_then(|(_, at)| at);
    assert!(kits.is_some_and(|at| at.is_within(&window)), "{kits:?} below a new order");
    page(&mut desk, Page::Printers);
    compare(&desk, "settings-printers", size);
    page(&mut desk, Page::Alerts);
    compare(&desk, "settings-alerts", size);
}

#[test]
fn the_check_names_what_is_not_well_and_leads_there() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Checkup);
    assert!(desk.shows("다시 점검") && desk.shows("프린터 kitchen"), "{:?}", desk.texts());
    assert!(desk.texts().iter().any(|text| text.contains("안 되는 것")), "{:?}", desk.texts());
    let shown = desk.texts();
    assert!(!shown.iter().any(|text| text.contains('`') || text.contains(".toml")), "no word of a terminal");
    // What stands in a picture is no matter of the machine that draws it.
    let finding = |check: &str, health, says: &str, next: Option<&str>| Finding {
        check: check.to_owned(),
        health,
        says: says.to_owned(),
        next: next.map(str::to_owned),
        detail: String::new(),
    };
    let power = "전원, 용지, 덮개, 선을 확인하세요. 주소는 `jumunbell printer scan`으로 찾습니다";
    let found = vec![
        finding("disk", Health::Ok, "쓸 수 있습니다", None),
        finding("channel/teukgeup", Health::Ok, "대답하고, 계정과 인증 키를 받아 줍니다", None),
        finding("printer/kitchen", Health::Fail, "tcp://192.0.2.7: 찍을 수 없습니다", Some(power)),
        finding("clock", Health::Warn, "견줄 서버가 없습니다", Some("‘시간 자동 설정’을 켜세요")),
    ];
    let found = assistant::CheckupMessage::Found(found);
    desk.tell(Message::Settings(assistant::Message::Checkup(found)));
    let (_, size, _) = SIZES[0];
    compare(&desk, "settings-checkup", size);
    desk.wait(1_000);
    desk.tap("프린터 고치기");
    desk.wait(1_000);
    assert!(desk.shows("어느 프린터로 찍나요?"), "{:?}", desk.texts());
}

#[test]
fn a_backup_is_taken_and_listed() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Backups);
    assert!(desk.shows("백업이 없습니다"), "{:?}", desk.texts());
    desk.tap("지금 백업하기");
    assert!(desk.texts().iter().any(|text| text.contains("아직 백업할 것이 없습니다")), "{:?}", desk.texts());
    let database = desk.folder.path().join("jumunbell.db");
    let ids = Box::new(|_| String::new());
    drop(crate::store::OrderStore::open(&database, Arc::default(), ids).unwrap());
    desk.wait(1_000);
    desk.tap("지금 백업하기");
    assert!(desk.texts().iter().any(|text| text.contains("백업했습니다")), "{:?}", desk.texts());
    assert!(
        !desk.shows("백업이 없습니다") && desk.shows("0.4 MB")
            || desk.shows("0.3 MB")
            || desk.shows("0.2 MB")
    );
    desk.key(Key::Escape);
    assert_eq!(reloads(&desk), 0, "nothing is written into the settings");
}

#[test]
fn a_set_up_file_is_made_and_another_one_taken() {
    let mut desk = quiet();
    let stick = desk.folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    open(&mut desk);
    page(&mut desk, Page::Kits);
    assert!(desk.shows("설정 파일이 없습니다"), "{:?}", desk.texts());
    desk.tap("이 가게 설정을 파일로");
    let made = fs::read_dir(&stick).unwrap().next().unwrap().unwrap().path();
    let named = made.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(desk.shows(&named) && !desk.shows("설정 파일이 없습니다"), "{:?}", desk.texts());
    // Another shop's, prepared in the office; and one that is wrong.
    let text = fs::read_to_string(&made).unwrap().replace("가상국밥 시험점", "없는국밥");
    fs::write(&made, &text).unwrap();
    desk.wait(1_000);
    desk.tap("살펴보기");
    assert!(desk.texts().iter().any(|text| text.contains("그대로 쓸 수 있습니다")), "{:?}", desk.texts());
    let before = fs::read_to_string(desk.folder.path().join("settings.toml")).unwrap();
    assert!(!before.contains("없는국밥"), "it was only looked at");
    desk.wait(1_000);
    desk.tap("이 설정으로 바꾸기");
    assert!(
        desk.texts().iter().any(|text| text.contains("인증 키를 넣어 주세요: teukgeup")),
        "{:?}",
        desk.texts()
    );
    let after = fs::read_to_string(desk.folder.path().join("settings.toml")).unwrap();
    assert!(after.contains("없는국밥"), "{after}");
    assert_eq!(fs::read_to_string(desk.folder.path().join("settings.toml.bak")).unwrap(), before);
    desk.wait(1_000);
    desk.key(Key::Escape);
    assert!(reloads(&desk) == 1 && desk.shows("없는국밥"), "{:?}", desk.texts());
    fs::write(&made, text.replace("baedal-teukgeup", "no-such-app")).unwrap();
    page(&mut desk, Page::Kits);
    desk.tap("살펴보기");
    assert!(desk.texts().iter().any(|text| text.contains("no-such-app")), "{:?}", desk.texts());
    assert!(!desk.shows("이 설정으로 바꾸기"));
}

#[test]
fn an_apps_bell_is_heard_and_kept_by_one_tap() {
    let mut desk = quiet();
    let file = desk.folder.path().join("settings.toml");
    open(&mut desk);
    page(&mut desk, Page::Alerts);
    desk.tap("따르릉");
    assert_eq!(*desk.played.lock().unwrap(), [Sound::App(Melody::Trill)]);
    assert!(fs::read_to_string(&file).unwrap().contains("bell = \"trill\""));
    desk.wait(1_000);
    desk.key(Key::Escape);
    assert_eq!(reloads(&desk), 1, "the counter rings so from now on");
    // The usual one again: the file need not say it.
    let usual = desk.folder.path().to_owned();
    let usual = crate::setup::tests::setup_in(&usual).bells().unwrap()[0].usual;
    page(&mut desk, Page::Alerts);
    desk.tell(Message::Settings(assistant::Message::Alerts(assistant::AlertMessage::Choose(0, usual))));
    assert!(!fs::read_to_string(&file).unwrap().contains("bell ="));
    // The other sounds change nothing.
    desk.wait(1_000);
    desk.tap("라이더 도착");
    assert_eq!(desk.played.lock().unwrap().last(), Some(&Sound::Rider));
}

#[test]
fn a_melody_that_cannot_be_kept_is_not_shown_as_chosen() {
    let mut desk = quiet();
    open(&mut desk);
    page(&mut desk, Page::Alerts);
    let before = crate::setup::tests::setup_in(desk.folder.path()).bells().unwrap()[0].melody;
    let other = Melody::ALL.into_iter().find(|melody| *melody != before).unwrap();
    fs::write(desk.folder.path().join("settings.toml"), "[[channels]\n").unwrap();
    desk.tell(Message::Settings(assistant::Message::Alerts(assistant::AlertMessage::Choose(0, other))));
    assert!(desk.played.lock().unwrap().is_empty());
    assert!(desk.shows("settings.toml"));
}
