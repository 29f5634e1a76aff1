//! After a crash the window says so once, and keeps quiet once it was read.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{Refused, sample};

use super::desk::*;
use crate::settings::Language;
use crate::ui::app::Message;
use crate::ui::feed::News;
use crate::ui::key::Key;
use crate::ui::{Crashed, TakenBack};

fn after_a_crash(language: Language) -> (Desk, std::sync::Arc<AtomicUsize>) {
    after(language, None)
}

fn after(language: Language, taken_back: Option<TakenBack>) -> (Desk, std::sync::Arc<AtomicUsize>) {
    let seen = std::sync::Arc::<AtomicUsize>::default();
    let count = seen.clone();
    let put_away = std::sync::Arc::new(move || {
        let _ = count.fetch_add(1, Ordering::SeqCst);
    });
    let crashed = Crashed { at: start(), taken_back, seen: put_away };
    (Desk::after(sample::rush(start()), language, Some(crashed)), seen)
}

#[test]
fn a_crash_is_told_until_it_was_read() {
    let (mut desk, seen) = after_a_crash(Language::Korean);
    assert!(desk.shows("19:00에 프로그램이 갑자기 꺼졌습니다"));
    // Longer than a refusal would stay.
    desk.wait(60_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("19:00에 프로그램이 갑자기 꺼졌습니다"));
    // A refusal stands in front of it, and is closed alone.
    desk.answer = Err(Refused::NothingThere);
    desk.tap("접수 20분");
    assert!(!desk.shows("19:00에 프로그램이 갑자기 꺼졌습니다"));
    desk.key(Key::Escape);
    assert!(desk.shows("19:00에 프로그램이 갑자기 꺼졌습니다"));
    assert_eq!(seen.load(Ordering::SeqCst), 0);
    desk.key(Key::Escape);
    assert!(!desk.shows("19:00에 프로그램이 갑자기 꺼졌습니다"));
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    desk.key(Key::Escape);
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[test]
fn a_crash_of_another_day_says_its_day_in_english_too() {
    let (desk, seen) = after_a_crash(Language::English);
    desk.wait(24 * 3_600_000);
    let mut desk = desk;
    desk.tell(Message::Tick);
    assert!(desk.shows("The program broke down (") && desk.shows("19:00)"));
    desk.tap("Close");
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[test]
fn a_version_that_was_taken_back_is_told_once() {
    let failed = |orders: Option<&str>| {
        let orders = orders.map(str::to_owned);
        after(Language::Korean, Some(TakenBack { version: "0.2.0".to_owned(), orders })).0
    };
    let mut desk = failed(None);
    assert!(desk.shows("19:00에 새 0.2.0 버전") && !desk.shows("배달앱 화면"));
    desk.key(Key::Escape);
    assert!(!desk.shows("새 0.2.0 버전"));
    assert!(failed(Some("jumunbell-replaced-1.db")).shows("배달앱 화면"), "orders may be missing");
}

#[test]
fn a_program_that_is_ended_closes_its_window_without_a_question() {
    let mut desk = Desk::new(sample::rush(start()));
    desk.tell(Message::News(News::Stop));
    assert!(desk.ended);
}
