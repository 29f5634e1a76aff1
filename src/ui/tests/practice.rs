//! Practice beside the running counter: marked on every screen, without a way to what is real, and over when a real order comes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::board::{Board, Ring};
use domain::order::{DeliveryState, Status, TicketKind, TicketState};
use domain::{Command, Done, Refused, Wanted, sample};
use iced::Size;
use tokio::sync::watch;

use super::super::app::Message;
use super::super::key::Key;
use super::super::practice::Message as On;
use super::super::screen::counter;
use super::super::*;
use super::desk::*;
use super::pictures;
use crate::engine::protocol::Request;
use crate::engine::{self, Bitmap, Exchange};
use crate::settings::Language;
use crate::ui::assistant::practice::Practice;
use crate::ui::feed::News;

const BAND: &str = "진짜 주문이 아닙니다";

/// A practice with a scripted engine of its own.
struct Lesson {
    show: watch::Sender<Arc<Board>>,
    asked: Arc<Mutex<Vec<Request>>>,
    ordered: Arc<AtomicUsize>,
    /// There as long as the practice runs.
    runs: std::sync::Weak<()>,
}

impl Lesson {
    /// Begins by tapping on a counter that shows this, with a practice that shows that.
    fn begin(real: Board, board: Board) -> (Desk, Lesson) {
        let mut desk = Desk::new(real);
        let lesson = Lesson::ready(&desk, board);
        lesson.start(&mut desk);
        (desk, lesson)
    }

    /// Can be begun.
    fn ready(desk: &Desk, board: Board) -> Lesson {
        let (handle, mut calls, show) = engine::handle(board);
        let (asked, ordered): (Arc<Mutex<Vec<Request>>>, Arc<AtomicUsize>) = Default::default();
        let (into, counted) = (asked.clone(), ordered.clone());
        desk.runtime.spawn(async move {
            while let Some(Exchange { request, reply, .. }) = calls.recv().await {
                let answer = match request {
                    Request::Picture { .. } => Ok(Bitmap { width: 2, height: 1, dots: vec![0, 255] }.into()),
                    Request::Menu => Ok(sample::menu(start()).into()),
                    Request::Report { .. } | Request::History { .. } => Err(Refused::Stopping),
                    _ => Ok(Done::Committed.into()),
                };
                into.lock().unwrap().push(request);
                let _ = reply.send(answer);
            }
        });
        let kept = Arc::new(());
        let runs = Arc::downgrade(&kept);
        let more = Arc::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let words = Words::new(Language::Korean);
        *desk.practice.lock().unwrap() = Some(Practice { handle, words, more: Some(more), keeps: kept });
        Lesson { show, asked, ordered, runs }
    }

    #[track_caller]
    fn start(&self, desk: &mut Desk) {
        desk.key(Key::Digit(0));
        desk.tap("연습하기");
        desk.wait(1_000);
    }

    /// The practice's board changes.
    fn shows(&self, desk: &mut Desk, board: Board) {
        let board = Arc::new(board);
        self.show.send_replace(board.clone());
        desk.tell(Message::Practice(On::News(1, News::Board(board))));
    }

    fn told(&self) -> Vec<(String, Command)> {
        let asked = self.asked.lock().unwrap();
        let acts = asked.iter().filter_map(|request| match request {
            Request::Act { order, command } => Some((order.clone(), command.clone())),
            _ => None,
        });
        acts.collect()
    }

    fn is_on(&self) -> bool {
        self.runs.upgrade().is_some()
    }
}

fn quiet() -> Board {
    sample::quiet(start())
}

/// A quiet board with this order.
fn one(state: domain::OrderState) -> Board {
    Board { orders: vec![sample::card(state)], ..quiet() }
}

fn real(desk: &mut Desk, board: Board) {
    desk.tell(Message::News(News::Board(Arc::new(board))));
}

/// A new order of the real counter.
fn real_order() -> domain::OrderState {
    sample::state("진짜-001", start(), sample::order("R-1", start(), sample::soup()))
}

#[test]
fn every_screen_bears_the_band() {
    let (mut desk, _lesson) = Lesson::begin(quiet(), sample::rush(start()));
    let ways: [&[Key]; 9] = [
        &[],
        &[Key::Enter],
        &[Key::Digit(0)],
        &[Key::Function(11)],
        &[Key::Digit(9)],
        &[Key::Digit(8)],
        &[Key::Function(9), Key::Function(9)],
        &[Key::Function(6)],
        &[Key::Enter, Key::Function(2)],
    ];
    let check = |desk: &Desk, screen: &str| {
        let places = desk.places();
        for said in [BAND, "연습 끝내기"] {
            let place = places.iter().find(|(text, _)| text.contains(said));
            let seen = place.unwrap_or_else(|| panic!("{screen}: no {said}")).1.expect("in sight");
            assert!(seen.y < practice::BAND && seen.height > 20.0, "{screen}: {said}");
        }
        assert!(desk.app.title().contains(BAND), "{screen}");
        assert!(
            !desk.shows("연습하기") && !desk.shows("설치 도우미") && !desk.shows("주방 화면"),
            "{screen}"
        );
    };
    for way in ways {
        for key in way {
            desk.key(*key);
        }
        check(&desk, &format!("{way:?}"));
        for _ in 0..3 {
            desk.key(Key::Escape);
        }
    }
    desk.choose(Look::Dark(true));
    check(&desk, "look");
    // It can be listened to beside the real one.
    drop(desk.app.subscription());
}

#[test]
fn an_order_over_the_whole_window_leaves_the_band() {
    let (mut desk, lesson) = Lesson::begin(quiet(), quiet());
    lesson.shows(&mut desk, one(fresh()));
    assert!(desk.shows("새 주문입니다") || desk.shows("접수 20분"), "{:?}", desk.texts());
    let band = desk.places().into_iter().find(|(text, _)| text.contains(BAND));
    assert!(band.and_then(|(_, seen)| seen).is_some_and(|seen| seen.y < practice::BAND));
    assert_eq!(desk.urgent, 0, "practice does not come before other windows");
}

#[test]
fn what_is_done_in_practice_reaches_the_practice_alone() {
    let (mut desk, lesson) = Lesson::begin(one(cooking()), one(fresh()));
    desk.tap("접수 20분");
    lesson.shows(&mut desk, one(cooking()));
    desk.tap("조리완료");
    desk.settle();
    desk.key(Key::Digit(0));
    desk.tap("20분 중지");
    let all = [(ID, Command::Accept { prep_minutes: None }), (ID, Command::Ready)];
    assert_eq!(lesson.told(), all.map(|(order, command)| (order.to_owned(), command)));
    let asked = lesson.asked.lock().unwrap();
    assert!(asked.iter().any(|request| matches!(request, Request::Shop { .. })), "{asked:?}");
    desk.sent(&[]);
    assert!(desk.wishes.is_empty());
}

#[test]
fn one_more_order_comes_when_it_is_asked_for() {
    let (mut desk, lesson) = Lesson::begin(quiet(), quiet());
    desk.tap("주문 하나 더");
    desk.tap("주문 하나 더");
    assert_eq!(lesson.ordered.load(Ordering::SeqCst), 2);
}

#[test]
fn a_real_order_ends_practice_and_a_tap_meant_for_it() {
    for by_key in [true, false] {
        let (mut desk, lesson) = Lesson::begin(quiet(), one(fresh()));
        desk.key(Key::Enter);
        real(&mut desk, one(real_order()));
        // The very tap and key that were on their way to the practice.
        let act = Message::Counter(counter::Message::Act(ID.to_owned(), Command::Ready, 0));
        let message = if by_key { Message::Key(Key::Space) } else { act };
        desk.tell(message);
        desk.wait(500);
        desk.tap_at_once("접수 20분");
        desk.sent(&[]);
        assert!(lesson.told().is_empty() && !lesson.is_on());
        assert!(!desk.shows(BAND) && desk.shows("진짜-001"), "{:?}", desk.texts());
        assert!(desk.shows("진짜 주문이 들어와 연습을 끝냈습니다"));
        assert_eq!(desk.urgent, 1, "the window comes forward");
        assert_eq!(desk.app.title(), "없는국밥 — 주문벨");
        desk.key(Key::Space);
        desk.sent(&[("id-진짜-001", Command::Accept { prep_minutes: None })]);
    }
}

#[test]
fn an_order_that_the_app_took_by_itself_ends_practice_too() {
    let (mut desk, lesson) = Lesson::begin(one(cooking()), one(fresh()));
    let mut board = one(cooking());
    real(&mut desk, board.clone());
    assert!(lesson.is_on(), "an order that was there before does not");
    board.orders.push(sample::card(sample::accepted(real_order(), start(), 600)));
    real(&mut desk, board);
    assert!(!lesson.is_on() && desk.shows("진짜 주문이 들어와"));
}

#[test]
fn the_real_bell_ends_practice() {
    let (mut desk, lesson) = Lesson::begin(one(cooking()), one(fresh()));
    let mut board = one(cooking());
    board.alarm.ring = Ring::Stop;
    real(&mut desk, board);
    assert!(!lesson.is_on() && desk.shows("진짜 주문에 볼 일이 생겨"));
}

#[test]
fn practice_waits_for_a_real_order_to_be_answered() {
    let mut desk = Desk::new(one(fresh()));
    let lesson = Lesson::ready(&desk, quiet());
    lesson.start(&mut desk);
    assert!(!desk.shows(BAND) && desk.shows("진짜 주문에 먼저 답하세요"));
    // One that comes while the practice is being started.
    let mut desk = Desk::new(quiet());
    let lesson = Lesson::ready(&desk, quiet());
    let practice = desk.practice.lock().unwrap().take().unwrap();
    real(&mut desk, one(real_order()));
    desk.tell(Message::Practice(On::Begun(Ok(practice))));
    assert!(!desk.shows(BAND) && !lesson.is_on());
}

#[test]
fn a_practice_that_cannot_be_started_says_so() {
    let mut desk = Desk::new(quiet());
    desk.key(Key::Digit(0));
    desk.tap("연습하기");
    assert!(!desk.shows(BAND) && desk.shows("연습을 시작하지 못했습니다"));
    assert!(desk.shows("연습하기"), "it can be tried again");
}

#[test]
fn ending_brings_the_real_counter_back_as_it_was() {
    let (mut desk, lesson) = Lesson::begin(one(cooking()), one(fresh()));
    desk.choose(Look::Language(Language::English));
    desk.tap("End practice");
    assert!(!lesson.is_on() && !desk.shows("PRACTICE"));
    assert!(desk.shows("In progress") || desk.shows("Orders 1"), "{:?}", desk.texts());
    assert_eq!(*desk.saved.lock().unwrap(), [Look::Language(Language::English)], "a choice is kept");
    // The board of a practice that is over shows nothing.
    desk.tell(Message::Practice(On::News(1, News::Board(Arc::new(sample::rush(start()))))));
    assert!(!desk.shows("특급-012"));
    desk.wait(1_000);
    desk.tell(Message::CloseWindow);
    assert!(!desk.ended, "the order that is cooked is asked about");
}

#[test]
fn an_answer_that_comes_during_practice_frees_its_order() {
    let mut desk = Desk::new(one(cooking()));
    let lesson = Lesson::ready(&desk, one(fresh()));
    desk.key(Key::Enter);
    desk.wait(1_000);
    let task = desk.app.update(Message::Key(Key::Function(4)));
    desk.key(Key::Escape);
    lesson.start(&mut desk);
    desk.finish(task);
    assert!(desk.shows(BAND) && desk.sent.len() == 1);
    desk.tap("연습 끝내기");
    desk.key(Key::Enter);
    desk.key(Key::Function(4));
    assert_eq!(desk.sent.len(), 2, "it is not taken to be on its way still");
}

#[test]
fn the_windows_cross_ends_practice_first() {
    let (mut desk, lesson) = Lesson::begin(quiet(), one(fresh()));
    desk.tell(Message::CloseWindow);
    assert!(desk.ended && !lesson.is_on(), "an order for practice keeps no window open");
}

#[test]
fn a_practice_that_stops_gives_the_counter_back() {
    let (mut desk, lesson) = Lesson::begin(one(cooking()), one(fresh()));
    desk.tell(Message::Practice(On::News(1, News::Stopped)));
    assert!(
        !lesson.is_on() && desk.shows("연습이 멈춰서 끝냈습니다") && !desk.shows("주문 처리가 멈췄습니다")
    );
}

#[test]
fn the_tour_goes_on_by_itself_with_what_was_done() {
    let (mut desk, lesson) = Lesson::begin(quiet(), one(fresh()));
    let says = |desk: &Desk, at: usize, part: &str| {
        assert!(desk.shows(&format!("{at}/9")) && desk.shows(part), "{at} {part}: {:?}", desk.texts());
    };
    says(&desk, 1, "벨이 울립니다");
    let mut state = cooking();
    state.tickets = Vec::new().into();
    lesson.shows(&mut desk, one(state.clone()));
    says(&desk, 2, "프린터로 바로 나옵니다");
    state.tickets =
        vec![sample::ticket("특급-001", start(), TicketKind::Kitchen, TicketState::Printed)].into();
    lesson.shows(&mut desk, one(state.clone()));
    says(&desk, 3, "조리완료");
    state.head.status = Status::Ready;
    lesson.shows(&mut desk, one(state.clone()));
    says(&desk, 4, "라이더는");
    state.deliveries = vec![sample::delivery("특급-001", start(), DeliveryState::Assigned)].into();
    lesson.shows(&mut desk, one(state.clone()));
    says(&desk, 5, "크게 열립니다");
    desk.key(Key::Enter);
    says(&desk, 6, "다시 출력");
    let mut board = one(state);
    Arc::make_mut(&mut board.orders[0].view).tickets[0].marked_reprint = true;
    lesson.shows(&mut desk, board.clone());
    says(&desk, 7, "품절");
    desk.tap("건너뛰기");
    says(&desk, 8, "20분 중지");
    board.channels[0].opening.wanted = Wanted::Paused { until: sample::after(start(), 1_200) };
    lesson.shows(&mut desk, board);
    says(&desk, 9, "마감");
    desk.key(Key::Escape);
    desk.key(Key::Digit(8));
    assert!(desk.shows("잘하셨습니다"));
    desk.tap("안내 끝");
    assert!(!desk.shows("잘하셨습니다") && desk.shows(BAND));
    desk.key(Key::Escape);
    desk.tap("안내 보기");
    says(&desk, 5, "크게 열립니다");
}

/// The sample rush as a practice names it.
fn named() -> Board {
    let mut board = sample::rush(start());
    for card in &mut board.orders {
        let view = Arc::make_mut(&mut card.view);
        let (_, number) = view.number.split_once('-').unwrap();
        (view.number, card.channel_name) = (format!("연습-{number}"), "연습".to_owned());
    }
    board
}

fn drawn(size: Size, board: Board) -> Desk {
    let mut desk = Desk::new(quiet());
    desk.tell(Message::Sized(size));
    Lesson::ready(&desk, board).start(&mut desk);
    desk
}

const SIZES: [(&str, Size); 2] = [("1024", Size::new(1_024.0, 768.0)), ("1366", Size::new(1_366.0, 768.0))];

#[test]
fn the_counter_of_a_practice() {
    for (name, size) in SIZES {
        pictures::compare(&drawn(size, named()), &format!("practice-{name}"), size);
    }
}

#[test]
fn the_screens_of_a_practice() {
    let (name, size) = SIZES[0];
    for (screen, key) in [
        ("order", Key::Enter),
        ("shop", Key::Digit(0)),
        ("phone", Key::Digit(9)),
        ("problems", Key::Function(6)),
    ] {
        let mut desk = drawn(size, named());
        desk.key(key);
        pictures::compare(&desk, &format!("practice-{screen}-{name}"), size);
    }
}

#[test]
fn the_order_that_ended_a_practice() {
    let (name, size) = SIZES[0];
    let mut desk = drawn(size, named());
    real(&mut desk, one(real_order()));
    pictures::compare(&desk, &format!("practice-ended-{name}"), size);
}
