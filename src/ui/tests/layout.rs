//! The page of layouts: what a tap changes on the ticket's picture, and what is written where it is saved.

use std::fs;
use std::sync::Arc;

use domain::order::TicketKind;
use domain::sample;

use super::desk::{Desk, fresh, start};
use super::pictures::{SIZES, compare, desk};
use super::settings::{open, page, reloads, set_up};
use crate::language::Words;
use crate::settings::Language;
use crate::setup::{Look, Page, PaperWidth, Show, Size, What};
use crate::ui::app::Message;
use crate::ui::assistant::{self, LayoutMessage};
use crate::ui::feed::News;
use crate::ui::key::Key;

/// The page, opened as a person does it.
fn opened() -> Desk {
    on(set_up(Desk::new(sample::quiet(start()))))
}

fn on(mut desk: Desk) -> Desk {
    open(&mut desk);
    page(&mut desk, Page::Layout);
    desk
}

fn tell(desk: &mut Desk, message: LayoutMessage) {
    desk.wait(1_000);
    desk.tell(Message::Settings(assistant::Message::Layout(message)));
    desk.wait(1_000);
}

/// A layout's file in the data folder.
fn file(desk: &Desk, name: &str) -> std::path::PathBuf {
    desk.folder.path().join("layouts").join(name)
}

fn said(desk: &Desk, name: &str) -> String {
    fs::read_to_string(file(desk, name)).unwrap_or_default()
}

/// Which picture of a ticket is shown.
fn ticket(desk: &Desk) -> Option<String> {
    desk.app.ticket().map(|picture| format!("{:?}", picture.id()))
}

/// The button that writes; where nothing was chosen, the one back to the list stands in its place.
fn may_save(desk: &Desk) -> bool {
    desk.texts().iter().any(|text| text == "저장")
}

#[test]
fn a_tap_changes_the_ticket_and_saving_its_file() {
    let mut desk = opened();
    assert!(desk.shows("표에 무엇을 얼마나 크게 찍을까요?") && !may_save(&desk), "{:?}", desk.texts());
    let first = ticket(&desk);
    assert!(first.is_some());
    desk.tap("조리 완료 시각");
    assert_eq!(ticket(&desk), first, "it is only looked at");
    desk.tap("크게");
    let second = ticket(&desk);
    assert!(second.is_some() && second != first);
    assert!(!file(&desk, "kitchen.toml").exists() && reloads(&desk) == 0, "nothing is written yet");
    desk.tap("저장");
    let written = said(&desk, "kitchen.toml");
    assert!(written.contains("{ show = \"ready\", size = \"large\" },"), "{written}");
    assert_eq!(reloads(&desk), 1);
    assert!(desk.shows("바뀐 설정을 쓰고 있습니다."));
    // Nothing more to write: back to the list, and no reload.
    page(&mut desk, Page::Layout);
    desk.tap("목록으로");
    assert!(desk.shows("바뀐 설정을 쓰고 있습니다.") && reloads(&desk) == 1);
}

#[test]
fn several_tickets_are_chosen_and_written_at_once() {
    let mut desk = opened();
    tell(&mut desk, LayoutMessage::Select(11));
    desk.tap("빼기");
    desk.tap("손님");
    desk.tap("넣기");
    desk.tap("가게에서 적는 말");
    tell(&mut desk, LayoutMessage::Text("고맙습니다".to_owned()));
    desk.tap("주방");
    assert!(!desk.shows("포장 (수저, 다회용기)"), "as it was left");
    desk.key(Key::Enter);
    assert!(!said(&desk, "kitchen.toml").contains("packing"));
    assert!(said(&desk, "customer.toml").contains("{ text = \"고맙습니다\" },"));
    assert_eq!(reloads(&desk), 1);
}

#[test]
fn what_is_chosen_can_be_taken_back() {
    let mut desk = opened();
    let first = desk.texts();
    desk.tap("검은 바탕");
    desk.tap("아래로");
    desk.tap("처음대로");
    assert_eq!(desk.texts(), first);
    fs::create_dir_all(file(&desk, "")).unwrap();
    let own = "blocks = [{ show = \"reference\" }, { show = \"footer\" }]\n";
    fs::write(file(&desk, "customer.toml"), own).unwrap();
    desk.tap("손님");
    assert!(!desk.shows("메뉴별 금액"));
    desk.tap("기본값");
    assert!(desk.shows("메뉴별 금액"));
    desk.tap("처음대로");
    assert!(!desk.shows("메뉴별 금액") && said(&desk, "customer.toml") == own);
}

#[test]
fn a_double_tap_takes_one_block_off() {
    let mut desk = opened();
    // The pick-up code, above which stands what may go too.
    tell(&mut desk, LayoutMessage::Select(4));
    desk.tap_at_once("빼기");
    desk.tap_at_once("빼기");
    tell(&mut desk, LayoutMessage::Save);
    let written = said(&desk, "kitchen.toml");
    assert!(!written.contains("pickup-code") && written.contains("deliver"), "{written}");
}

#[test]
fn a_wrong_file_is_shown_and_not_overwritten() {
    let mut desk = set_up(Desk::new(sample::quiet(start())));
    fs::create_dir_all(file(&desk, "")).unwrap();
    let wrong = "blocks = [\n    { show = \"nummer\" },\n]\n";
    fs::write(file(&desk, "kitchen.toml"), wrong).unwrap();
    desk = on(desk);
    assert!(
        desk.shows("kitchen.toml:2: blocks.show") && desk.shows("틀린 곳이 있습니다"),
        "{:?}",
        desk.texts()
    );
    assert!(ticket(&desk).is_none() && !desk.shows("글자 크기") && !may_save(&desk));
    // The other tickets can be changed.
    desk.tap("손님");
    assert!(ticket(&desk).is_some() && desk.shows("글자 크기"));
    desk.key(Key::Enter);
    assert_eq!(said(&desk, "kitchen.toml"), wrong);
}

#[test]
fn a_file_that_is_mended_is_read_again() {
    let mut desk = set_up(Desk::new(sample::quiet(start())));
    fs::create_dir_all(file(&desk, "")).unwrap();
    fs::write(file(&desk, "kitchen.toml"), "blocks = [").unwrap();
    desk = on(desk);
    assert!(ticket(&desk).is_none());
    fs::remove_file(file(&desk, "kitchen.toml")).unwrap();
    desk.tap("처음대로");
    assert!(ticket(&desk).is_some() && desk.shows("손님 요청"));
    // Written by another program while the page is open.
    desk.tap("아래로");
    desk.tap("위로");
    desk.tap("검은 바탕");
    fs::write(file(&desk, "kitchen.toml"), "# 손으로\n").unwrap();
    desk.tap("저장");
    assert!(desk.shows("그사이 다른 프로그램이") && desk.shows("‘처음대로’를 누르면"), "{:?}", desk.texts());
    assert!(said(&desk, "kitchen.toml") == "# 손으로\n" && reloads(&desk) == 0);
}

#[test]
fn a_printers_own_layout_is_put_to_it() {
    let mut desk = opened();
    assert!(desk.shows("58 mm"), "{:?}", desk.texts());
    tell(&mut desk, LayoutMessage::Printer(Some("kitchen".to_owned())));
    assert!(desk.shows("이 배치로 찍을 프린터") && !desk.shows("58 mm"), "its own paper");
    tell(&mut desk, LayoutMessage::Look(Look { size: Some(Size::Tall), ..Look::default() }));
    desk.tap("저장");
    assert!(said(&desk, "kitchen/kitchen.toml").contains("{ show = \"number\", size = \"tall\" },"));
    let settings = fs::read_to_string(desk.folder.path().join("settings.toml")).unwrap();
    assert!(settings.contains("layout = \"kitchen\"") && reloads(&desk) == 1, "{settings}");
    page(&mut desk, Page::Layout);
    tell(&mut desk, LayoutMessage::Printer(None));
    assert!(desk.shows("kitchen: 따로 정한 배치로 찍습니다."), "{:?}", desk.texts());
}

#[test]
fn every_block_has_its_name() {
    for language in Language::ALL {
        let words = Words::new(language);
        for (word, _) in Show::ALL {
            let id = format!("layout-block-{word}");
            assert_ne!(words.text(&id, &[]), id);
        }
    }
}

#[test]
fn a_picture_that_comes_late_is_not_shown() {
    let mut desk = opened();
    let shown = ticket(&desk);
    tell(&mut desk, LayoutMessage::Drawn(0, None));
    assert_eq!(ticket(&desk), shown);
    tell(&mut desk, LayoutMessage::Width(PaperWidth::Narrow));
    assert!(ticket(&desk).is_some() && ticket(&desk) != shown);
}

#[test]
fn an_order_is_taken_meanwhile_and_the_choice_stays() {
    let mut desk = opened();
    tell(&mut desk, LayoutMessage::Add(What::Show(Show::Shop)));
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(fresh())];
    desk.tell(Message::News(News::Board(Arc::new(board))));
    desk.tap("보기");
    desk.wait(1_000);
    desk.key(Key::Space);
    assert_eq!(desk.sent.len(), 1, "{:?}", desk.sent);
    open(&mut desk);
    assert!(desk.shows("가게 이름") && may_save(&desk), "the page as it was left");
    // From the list and back it stays too.
    desk.key(Key::Escape);
    page(&mut desk, Page::Layout);
    assert!(desk.shows("가게 이름"));
    assert!(!file(&desk, "kitchen.toml").exists());
}

#[test]
fn the_page_of_layouts_in_pictures() {
    for (name, size, scale) in SIZES {
        let mut desk = on(set_up(desk(sample::quiet(start()), size, scale)));
        tell(&mut desk, LayoutMessage::Select(8));
        compare(&desk, &format!("layout-{name}"), size);
    }
}

#[test]
fn what_may_be_put_on_a_ticket_as_a_picture() {
    let (name, size, scale) = SIZES[0];
    let mut desk = on(set_up(desk(sample::quiet(start()), size, scale)));
    tell(&mut desk, LayoutMessage::Kind(TicketKind::Customer));
    tell(&mut desk, LayoutMessage::Offer);
    compare(&desk, &format!("layout-offer-{name}"), size);
}

#[test]
fn a_printers_ticket_as_a_picture() {
    let (name, size, scale) = SIZES[0];
    let mut desk = on(set_up(desk(sample::quiet(start()), size, scale)));
    tell(&mut desk, LayoutMessage::Kind(TicketKind::Rider));
    tell(&mut desk, LayoutMessage::Printer(Some("kitchen".to_owned())));
    tell(&mut desk, LayoutMessage::Add(What::Text("조심히 가세요".to_owned())));
    compare(&desk, &format!("layout-printer-{name}"), size);
}
