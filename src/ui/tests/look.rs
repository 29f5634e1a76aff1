//! Size, colours and language: chosen in the window, at once, and there at the next start.

use std::collections::BTreeMap;

use cause::{Cause, Why};
use domain::{Refused, sample};
use iced::Size;

use super::desk::*;
use super::pictures;
use crate::language::{self, Words};
use crate::settings::Language;
use crate::ui::Look;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::Place;

/// A window on a screen of this size.
fn on(screen: Size) -> Desk {
    let mut desk = Desk::new(sample::rush(start()));
    desk.tell(Message::Sized(screen));
    desk
}

fn saved(desk: &Desk) -> Vec<Look> {
    desk.saved.lock().unwrap().clone()
}

fn is_dark(desk: &Desk) -> bool {
    desk.app.theme().extended_palette().is_dark
}

/// From the counter to the screen where it is chosen, by tapping.
fn open(desk: &mut Desk) {
    desk.key(Key::Digit(0));
    desk.tap("화면");
}

#[test]
fn the_size_changes_at_once_and_says_what_fits() {
    let mut desk = on(Size::new(1_920.0, 1_080.0));
    assert_eq!(desk.app.scale(), 1.25, "by itself");
    open(&mut desk);
    assert!(desk.shows("지금 125 % 크기입니다"));
    desk.tap("100 %");
    assert_eq!(desk.app.scale(), 1.0);
    assert!(desk.shows("지금 100 % 크기입니다"));
    desk.tap("200 %");
    assert_eq!(desk.app.scale(), 1.5, "as much as leaves room for the counter");
    assert!(desk.shows("이 화면에는 150 %까지 들어갑니다"));
    desk.tap("자동");
    assert_eq!(desk.app.scale(), 1.25);
    assert_eq!(saved(&desk), [Some(100), Some(200), None].map(Look::Scale));
}

#[test]
fn light_and_dark_change_at_once() {
    let mut desk = on(Size::from(SMALL));
    open(&mut desk);
    assert!(!is_dark(&desk));
    desk.tap("어둡게");
    assert!(is_dark(&desk));
    desk.tap("밝게");
    assert!(!is_dark(&desk));
    assert_eq!(saved(&desk), [true, false].map(Look::Dark));
}

#[test]
fn the_language_changes_at_once_everywhere() {
    let mut desk = on(Size::from(SMALL));
    // A refusal that stands over the bar is read in the new language too.
    desk.answer = Err(Refused::NothingThere);
    desk.tap("접수 20분");
    let refusal = |language| language::refused(&Words::new(language), &Refused::NothingThere);
    assert!(desk.shows(&refusal(Language::Korean)));
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Look));
    desk.tap("English");
    assert!(desk.shows("Display") && desk.shows("한국어"), "each language by its own name");
    assert!(desk.shows(&refusal(Language::English)) && !desk.shows(&refusal(Language::Korean)));
    assert_eq!(desk.app.title(), "없는국밥 — Jumunbell");
    desk.key(Key::Escape);
    desk.key(Key::Escape);
    assert!(desk.shows("New orders") && !desk.shows("새 주문"));
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Look));
    desk.tap("한국어");
    desk.key(Key::Escape);
    assert!(desk.shows("새 주문") && !desk.shows("New orders"));
    assert_eq!(saved(&desk), [Language::English, Language::Korean].map(Look::Language));
}

#[test]
fn what_staff_call_a_printer_is_the_same_in_both_languages() {
    let names: BTreeMap<_, _> = [("kitchen".to_owned(), "주방".to_owned())].into();
    let english = Words::new(Language::Korean).naming(names, BTreeMap::new()).speaking(Language::English);
    assert_eq!((english.printer("kitchen"), english.language()), ("주방", Language::English));
}

#[test]
fn every_choice_has_a_digit() {
    let mut desk = on(Size::from(SMALL));
    open(&mut desk);
    for digit in 1..=9 {
        desk.key(Key::Digit(digit));
    }
    let scales = [None, Some(100), Some(125), Some(150), Some(200)].map(Look::Scale);
    let languages = [Language::Korean, Language::English].map(Look::Language);
    assert_eq!(saved(&desk), [scales.as_slice(), &[false, true].map(Look::Dark), &languages].concat());
}

#[test]
fn a_choice_that_is_not_kept_holds_and_says_so() {
    let mut desk = on(Size::from(SMALL));
    open(&mut desk);
    *desk.disk.lock().unwrap() = Some(Cause::of(Why::ReadOnly));
    desk.tap("어둡게");
    assert!(is_dark(&desk), "all the same");
    let said = "지금은 바뀌었지만 설정 파일에 적지 못했습니다";
    assert!(desk.shows(said));
    desk.key(Key::Escape);
    assert!(desk.shows(said), "on its screen, after the notice was closed");
    // With the next choice it is tried again.
    *desk.disk.lock().unwrap() = None;
    desk.tap("English");
    assert_eq!(saved(&desk), [Look::Dark(true), Look::Language(Language::English)]);
    assert!(!desk.shows("not written"));
}

/// The rush, and an order of it, after this was chosen.
#[track_caller]
fn compare_look(look: Look, name: &str) {
    let (size_name, size, scale) = pictures::SIZES[0];
    let mut desk = pictures::desk(sample::rush(start()), size, scale);
    desk.choose(look);
    desk.key(Key::Escape);
    pictures::compare(&desk, &format!("rush-{name}-{size_name}"), size);
    desk.key(Key::Down);
    desk.key(Key::Enter);
    pictures::compare(&desk, &format!("order-{name}-{size_name}"), size);
}

#[test]
fn the_counter_and_an_order_in_a_dim_kitchen() {
    compare_look(Look::Dark(true), "dark");
}

#[test]
fn the_counter_and_an_order_in_english() {
    compare_look(Look::Language(Language::English), "english");
}

#[test]
fn the_screen_on_which_the_look_is_chosen() {
    let (name, size, scale) = pictures::SIZES[0];
    let mut desk = pictures::desk(sample::rush(start()), size, scale);
    desk.choose(Look::Scale(Some(150)));
    pictures::compare(&desk, &format!("look-{name}"), size);
}

#[test]
fn the_kitchens_screen_is_opened_from_the_counter() {
    use std::sync::atomic::Ordering;
    let mut desk = on(Size::from(SMALL));
    open(&mut desk);
    desk.tap("열기");
    desk.wait(200);
    desk.tap_at_once("열기");
    assert_eq!(desk.kitchens.load(Ordering::SeqCst), 1, "one finger opens one window");
    desk.key(Key::Digit(0));
    assert_eq!(desk.kitchens.load(Ordering::SeqCst), 2);
    *desk.disk.lock().unwrap() = Some(Cause::of(Why::Missing));
    desk.key(Key::Digit(0));
    assert!(desk.shows("주방 화면을 열지 못했습니다"));
}
