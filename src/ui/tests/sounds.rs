//! Every sound can be heard from the window, and it is asked whether the bell is loud enough.

use std::sync::Arc;

use domain::board::{Board, Melody, Ring, Sound};
use domain::{Wanted, sample};

use super::desk::*;
use super::pictures;
use crate::ui::app::Message;
use crate::ui::feed::News;
use crate::ui::key::Key;

const QUESTION: &str = "벨 소리가 들리나요?";

/// A quiet shop whose first app rings like this.
fn shop(melody: Melody) -> Board {
    let mut board = sample::quiet(start());
    board.channels[0].bell = melody;
    board
}

/// The same, at every app wanted so.
fn wanted(wanted: Wanted) -> Board {
    let mut board = shop(Melody::Trill);
    board.channels.iter_mut().for_each(|channel| channel.opening.wanted = wanted);
    board
}

fn show(desk: &mut Desk, board: Board) {
    desk.tell(Message::News(News::Board(Arc::new(board))));
}

#[test]
fn each_app_and_each_other_sound_has_a_button_that_plays_it() {
    let mut board = shop(Melody::Trill);
    board.channels.truncate(1);
    let name = board.channels[0].name.clone();
    let mut desk = Desk::new(board);
    desk.tap("벨");
    let rows = [
        (name.as_str(), Sound::App(Melody::Trill)),
        ("알림", Sound::Chime),
        ("라이더 도착", Sound::Rider),
        ("프린터 고장, 용지 없음", Sound::Printer),
        ("주문 취소 (조리 중지)", Sound::Stop),
        ("급한 일 (라이더가 더 올 때)", Sound::Urgent),
    ];
    for (name, sound) in rows {
        let row = desk.place(name);
        let buttons: Vec<_> = desk.places().into_iter().filter(|(text, _)| text == "소리 듣기").collect();
        let beside = |bounds: &iced::Rectangle| (bounds.center_y() - row.center_y()).abs() < 12.0;
        let button = buttons.into_iter().filter_map(|(_, bounds)| bounds).find(beside);
        desk.wait(1_000);
        desk.tap_at(button.expect(name).center());
        assert_eq!(desk.heard.pop(), Some(sound), "{name}");
    }
}

#[test]
fn nothing_is_tried_while_the_bell_rings_or_is_mute() {
    let mut ringing = shop(Melody::Low);
    ringing.alarm.ring = Ring::Calling;
    let mut mute = shop(Melody::Low);
    mute.mute = Some("no-device".to_owned());
    for board in [ringing, mute] {
        let mut desk = Desk::new(board);
        desk.tell(Message::CheckVolume);
        assert!(!desk.shows(QUESTION) && desk.heard.is_empty());
        desk.tap("벨");
        let place = desk.place("소리 듣기").center();
        desk.wait(1_000);
        desk.tap_at(place);
        assert!(desk.heard.is_empty());
    }
}

#[test]
fn the_bell_plays_and_asks_when_the_window_opens() {
    let mut desk = Desk::new(shop(Melody::Falling));
    assert!(!desk.shows(QUESTION));
    desk.tell(Message::CheckVolume);
    assert!(desk.shows(QUESTION));
    assert_eq!(desk.heard, [Sound::App(Melody::Falling)]);
    // Elsewhere it would hide the bar until it is answered.
    desk.key(Key::Digit(0));
    assert!(!desk.shows(QUESTION));
    desk.key(Key::Escape);
    desk.tap("네, 들려요");
    assert!(!desk.shows(QUESTION), "gone for the day");
    // A pause and its end are not an opening.
    let until = super::riders::later(1_200);
    let mut paused = shop(Melody::Falling);
    paused.channels.iter_mut().for_each(|channel| channel.opening.wanted = Wanted::Paused { until });
    show(&mut desk, paused);
    show(&mut desk, wanted(Wanted::Open));
    assert!(!desk.shows(QUESTION) && desk.heard.len() == 1);
}

#[test]
fn the_bell_plays_and_asks_when_the_shop_opens_for_the_day() {
    let mut desk = Desk::new(wanted(Wanted::Closed));
    show(&mut desk, wanted(Wanted::Closed));
    assert!(desk.heard.is_empty());
    show(&mut desk, wanted(Wanted::Open));
    assert!(desk.shows(QUESTION));
    assert_eq!(desk.heard, [Sound::App(Melody::Trill)]);
}

#[test]
fn the_first_tap_of_a_day_asks_whether_the_bell_is_heard() {
    let on = |day: &str| {
        let mut board = shop(Melody::Falling);
        board.day = Some(day.parse().unwrap());
        board
    };
    let mut desk = Desk::new(on("2026-11-21"));
    desk.tell(Message::CheckVolume);
    desk.tap("네, 들려요");
    desk.key(Key::Digit(0));
    desk.key(Key::Escape);
    assert_eq!(desk.heard.len(), 1, "once a day");
    let mut ringing = on("2026-11-22");
    ringing.alarm.ring = Ring::Calling;
    show(&mut desk, on("2026-11-22"));
    assert!(!desk.shows(QUESTION) && desk.heard.len() == 1, "not in an empty shop");
    show(&mut desk, ringing);
    desk.key(Key::Right);
    assert!(!desk.shows(QUESTION) && desk.heard.len() == 1, "it rings anyway");
    show(&mut desk, on("2026-11-22"));
    desk.key(Key::Right);
    assert!(desk.shows(QUESTION) && desk.heard.len() == 2);
}

#[test]
fn what_is_not_heard_is_told_what_to_look_at_until_it_is() {
    let mut desk = Desk::new(shop(Melody::Low));
    desk.tell(Message::CheckVolume);
    desk.tap("안 들려요");
    assert!(desk.shows("HDMI") && desk.shows("소리 듣기"));
    desk.key(Key::Escape);
    assert!(desk.shows(QUESTION), "until it is heard");
    desk.tap("네, 들려요");
    assert!(!desk.shows(QUESTION));
}

#[test]
fn the_bells_sounds_and_the_question_as_pictures() {
    let (name, size, scale) = pictures::SIZES[0];
    let mut desk = pictures::desk(shop(Melody::Low), size, scale);
    desk.wait(1_000);
    desk.tell(Message::CheckVolume);
    pictures::compare(&desk, &format!("volume-{name}"), size);
    desk.tap("안 들려요");
    pictures::compare(&desk, &format!("sounds-{name}"), size);
}
