//! The kitchen's screen as a cook uses it, with a scripted engine behind it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::order::Status;
use domain::sample::kitchen::{in_kitchen, kitchen, kitchen_of};
use domain::sample::{self, soup};
use domain::{Board, Command, Done, Refused};
use iced::futures::StreamExt;
use iced::{Size, Task};
use iced_test::runtime::{Action, task};
use tokio::sync::mpsc;

use super::desk::{SMALL, click, places, start};
use super::pictures::{SIZES, compare_view};
use crate::engine::protocol::Request;
use crate::engine::{self, Exchange};
use crate::settings::Language;
use crate::ui::key::Key;
use crate::ui::kitchen::line::Line;
use crate::ui::kitchen::{Environment, Kitchen, Message, Placement};
use crate::ui::*;

struct Cook {
    app: Kitchen,
    clock: Arc<AtomicI64>,
    calls: mpsc::Receiver<Exchange>,
    sent: Vec<(String, Command)>,
    answer: Result<Done, Refused>,
    ended: bool,
    /// Where the window was, each time that it was kept.
    kept: Arc<Mutex<Vec<Placement>>>,
    runtime: tokio::runtime::Runtime,
}

impl Cook {
    fn new(board: Board) -> Cook {
        Cook::at(board, None, Language::Korean)
    }

    fn at(board: Board, station: Option<&str>, language: Language) -> Cook {
        let clock = Arc::new(AtomicI64::new(start().as_millisecond()));
        let now = clock.clone();
        let kept: Arc<Mutex<Vec<Placement>>> = Arc::default();
        let environment = Environment {
            connect: Arc::new(|| Box::pin(std::future::pending())),
            clock: Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap()),
            station: station.map(str::to_owned),
            keep: {
                let kept = kept.clone();
                Arc::new(move |placement| kept.lock().unwrap().push(placement))
            },
        };
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let (words, shop) = (Words::new(language), "없는국밥".to_owned());
        let app = Kitchen::new(words, shop, zone, Frame::default(), environment);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (handle, calls, _) = engine::handle(Board::default());
        let (sent, answer) = (Vec::new(), Ok(Done::Committed));
        let mut cook = Cook { app, clock, calls, sent, answer, ended: false, kept, runtime };
        cook.tell(Message::Sized(Size::from(SMALL)));
        cook.tell(Message::Line(Line::Up(handle, Arc::new(board))));
        cook.wait(1_000);
        cook
    }

    fn show(&mut self, board: Board) {
        self.tell(Message::Line(Line::Board(Arc::new(board))));
    }

    fn wait(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::SeqCst);
    }

    fn tell(&mut self, message: Message) {
        let task = self.app.update(message);
        self.finish(task);
    }

    fn finish(&mut self, task: Task<Message>) {
        let Some(mut stream) = task::into_stream(task) else { return };
        let (calls, sent, ended) = (&mut self.calls, &mut self.sent, &mut self.ended);
        let answer = &self.answer;
        let messages = self.runtime.block_on(async {
            let mut messages = Vec::new();
            loop {
                tokio::select! {
                    biased;
                    Some(Exchange { request, reply, .. }) = calls.recv() => {
                        let Request::Act { order, command } = request else { panic!("{request:?}") };
                        sent.push((order, command));
                        let _ = reply.send(answer.clone().map(Into::into));
                    },
                    next = stream.next() => match next {
                        Some(Action::Output(message)) => messages.push(message),
                        Some(Action::Exit) => *ended = true,
                        Some(_) => {}
                        None => break messages,
                    },
                }
            }
        });
        for message in messages {
            self.tell(message);
        }
    }

    /// Lets the time pass in which a step can be taken back.
    fn settle(&mut self) {
        self.wait(5_000);
        self.tell(Message::Tick);
    }

    fn key(&mut self, key: Key) {
        self.wait(1_000);
        self.tell(Message::Key(key));
    }

    fn texts(&self) -> Vec<(String, Option<iced::Rectangle>)> {
        places(self.app.view())
    }

    fn shows(&self, part: &str) -> bool {
        self.texts().iter().any(|(text, seen)| text.contains(part) && seen.is_some())
    }

    /// Taps what bears exactly this text, the `nth` of those that do.
    #[track_caller]
    fn tap(&mut self, text: &str, nth: usize) {
        self.wait(1_000);
        let place = self.texts().into_iter().filter(|(found, _)| found == text).nth(nth);
        let place = place.and_then(|(_, seen)| seen).unwrap_or_else(|| panic!("nothing says {text:?}"));
        for message in click(self.app.view(), place.center()) {
            self.tell(message);
        }
    }

    #[track_caller]
    fn sent(&self, commands: &[(&str, Command)]) {
        let sent: Vec<_> =
            self.sent.iter().map(|(order, command)| (order.as_str(), command.clone())).collect();
        assert_eq!(sent, commands);
    }
}

fn bump(station: &str, undo: bool) -> Command {
    Command::Bump { station: station.to_owned(), undo }
}

fn two() -> Board {
    let fish = || sample::line(1, "삼치구이", 12_000, &[]);
    let first = in_kitchen("특급-001", start(), [soup(), vec![fish()]].concat(), 5, 15);
    kitchen_of(start(), vec![first, in_kitchen("특급-002", start(), vec![fish()], 2, 18)])
}

#[test]
fn a_bump_can_be_taken_back_and_is_told_after() {
    let mut cook = Cook::new(two());
    cook.tap("조리완료", 1);
    assert!(cook.shows("되돌리기 5"));
    cook.sent(&[]);
    cook.settle();
    cook.sent(&[("id-특급-002", Command::Ready)]);
    cook.tap("조리완료", 0);
    cook.tap("되돌리기 5", 0);
    cook.settle();
    assert_eq!(cook.sent.len(), 1, "the second was taken back");
    // By keys alone.
    cook.key(Key::Digit(1));
    cook.key(Key::Undo);
    cook.settle();
    assert_eq!(cook.sent.len(), 1);
    cook.key(Key::Digit(1));
    cook.settle();
    assert_eq!(cook.sent[1], ("id-특급-001".to_owned(), Command::Ready));
}

#[test]
fn a_station_bumps_and_recalls_its_own_dishes() {
    let mut cook = Cook::at(two(), Some("soup"), Language::Korean);
    assert!(cook.shows("한우국밥") && !cook.shows("특급-002"), "no soup in the second");
    assert!(cook.shows("구이 조리 중"), "where the rest of the order is");
    cook.key(Key::Digit(1));
    cook.settle();
    cook.sent(&[("id-특급-001", bump("soup", false))]);
    let mut board = two();
    board.orders[1].stations[0].cooked_at = Some(start());
    cook.show(board);
    assert!(cook.shows("만들 것이 없습니다"));
    cook.tap("되살리기", 0);
    assert_eq!(cook.sent[1], ("id-특급-001".to_owned(), bump("soup", true)));
    cook.tap("구이", 0);
    assert!(cook.shows("특급-002") && cook.shows("국밥 끝"));
    cook.tap("전체", 0);
    assert!(cook.shows("한우국밥"));
    cook.key(Key::Next);
    assert!(!cook.shows("특급-002"), "Tab goes through the stations");
}

#[test]
fn a_cancelled_order_says_so_until_it_is_read() {
    let mut cook = Cook::new(two());
    let mut board = two();
    let view = Arc::make_mut(&mut board.orders[0].view);
    view.status = Status::Cancelled;
    cook.show(board);
    assert!(cook.shows("취소됨: 만들지 마세요") && cook.shows("취소 1"));
    cook.tap("확인", 0);
    assert!(!cook.shows("특급-002") && cook.shows("특급-001"));
    cook.sent(&[]);
}

#[test]
fn a_finger_that_aimed_at_another_slip_bumps_nothing() {
    let mut cook = Cook::new(two());
    let mut board = two();
    board.orders.remove(1);
    cook.wait(5_000);
    cook.show(board);
    cook.wait(300);
    cook.tell(Message::Bump("id-특급-002".to_owned(), 1));
    cook.settle();
    cook.sent(&[]);
    // A rider who arrives makes the first slip higher, so that the button below it moves.
    let mut cook = Cook::new(two());
    let mut board = two();
    Arc::make_mut(&mut board.orders[1].view).rider_waits_since = Some(start());
    cook.show(board);
    cook.wait(300);
    cook.tell(Message::Bump("id-특급-002".to_owned(), 2));
    cook.settle();
    cook.sent(&[]);
}

#[test]
fn a_double_tap_neither_takes_back_nor_recalls_twice() {
    let mut cook = Cook::new(two());
    let second = || "id-특급-002".to_owned();
    cook.tell(Message::Bump(second(), 2));
    cook.wait(200);
    cook.tell(Message::TakeBack(second(), 2));
    assert!(cook.shows("두 번"), "that it did not count is said");
    cook.settle();
    cook.sent(&[("id-특급-002", Command::Ready)]);
    cook.tell(Message::Bump(second(), 2));
    cook.wait(1_000);
    cook.tell(Message::TakeBack(second(), 2));
    cook.wait(200);
    cook.tell(Message::Bump(second(), 2));
    cook.settle();
    assert_eq!(cook.sent.len(), 1, "taken back once and for all");
    cook.key(Key::Digit(1));
    cook.key(Key::Digit(2));
    cook.tell(Message::Key(Key::Undo));
    cook.tell(Message::Key(Key::Undo));
    cook.settle();
    assert_eq!(cook.sent[1..], [("id-특급-001".to_owned(), Command::Ready)]);
}

#[test]
fn an_order_that_changes_after_its_bump_is_not_told() {
    let mut cook = Cook::new(two());
    cook.key(Key::Digit(2));
    let mut board = two();
    let order = Arc::make_mut(&mut board.orders[0].view).order.as_mut().unwrap();
    order.store_memo = Some("덜 맵게".to_owned());
    cook.show(board);
    assert!(cook.shows("특급-002: 주문이 바뀌어"));
    cook.settle();
    cook.sent(&[]);
    cook.tap("확인", 0);
    assert!(!cook.shows("주문이 바뀌어"));
}

#[test]
fn a_screen_whose_station_is_gone_shows_everything() {
    let mut cook = Cook::at(two(), Some("grill"), Language::Korean);
    assert!(!cook.shows("한우국밥"));
    let mut board = two();
    board.stations.clear();
    board.orders.iter_mut().for_each(|card| card.stations.clear());
    cook.show(board);
    assert!(cook.shows("한우국밥") && cook.shows("특급-002"));
    assert!(!Cook::at(two(), Some("구이"), Language::Korean).shows("한우국밥"), "by its name too");
}

#[test]
fn another_station_is_shown_once_the_last_bump_is_told() {
    let mut cook = Cook::at(two(), Some("soup"), Language::Korean);
    cook.key(Key::Digit(1));
    cook.key(Key::Next);
    cook.sent(&[("id-특급-001", bump("soup", false))]);
    cook.key(Key::Digit(1));
    cook.settle();
    assert_eq!(cook.sent[1], ("id-특급-001".to_owned(), bump("grill", false)));
}

#[test]
fn what_changed_while_the_line_was_cut_is_not_told() {
    let mut cook = Cook::new(two());
    cook.key(Key::Digit(1));
    cook.tell(Message::Line(Line::Lost));
    cook.settle();
    let mut board = two();
    let order = Arc::make_mut(&mut board.orders[1].view).order.as_mut().unwrap();
    order.lines.remove(1);
    let (handle, calls, _) = engine::handle(Board::default());
    cook.calls = calls;
    cook.tell(Message::Line(Line::Up(handle, Arc::new(board))));
    cook.tell(Message::Tick);
    cook.sent(&[]);
    assert!(cook.shows("특급-001: 주문이 바뀌어"));
}

#[test]
fn closing_while_cut_off_says_what_is_not_told() {
    let mut cook = Cook::new(two());
    cook.key(Key::Digit(1));
    cook.tell(Message::Line(Line::Lost));
    cook.tell(Message::Close);
    assert!(!cook.ended);
    cook.tell(Message::Close);
    assert!(cook.ended);
}

#[test]
fn fewer_pages_leave_no_dead_digit() {
    let mut cook = Cook::new(kitchen(start()));
    let page = |cook: &Cook| cook.texts().into_iter().map(|(text, _)| text).find(|text| text.contains('/'));
    for _ in 0..9 {
        cook.key(Key::Right);
    }
    let before = page(&cook);
    cook.wait(1_000);
    cook.tell(Message::Tallies);
    assert_ne!(page(&cook), before);
    cook.wait(1_000);
    cook.key(Key::Digit(1));
    assert!(cook.shows("되돌리기 5"), "{:?}", cook.texts());
}

#[test]
fn a_line_that_is_cut_says_so_and_keeps_what_is_cooked() {
    let mut cook = Cook::new(two());
    cook.key(Key::Digit(1));
    cook.tell(Message::Line(Line::Lost));
    cook.tell(Message::Line(Line::Down("주문벨이 켜져 있지 않습니다".to_owned())));
    assert!(cook.shows("계산대와 연결이 끊겼습니다") && cook.shows("주문벨이 켜져 있지 않습니다"));
    assert!(cook.shows("특급-002"), "what is known stays");
    cook.settle();
    cook.key(Key::Digit(2));
    cook.sent(&[]);
    let (handle, calls, _) = engine::handle(Board::default());
    cook.calls = calls;
    cook.tell(Message::Line(Line::Up(handle, Arc::new(two()))));
    assert!(!cook.shows("연결이 끊겼습니다"));
    cook.settle();
    cook.sent(&[("id-특급-001", Command::Ready)]);
}

#[test]
fn what_the_engine_refuses_is_told_and_the_slip_stays() {
    let mut cook = Cook::new(two());
    cook.answer = Err(Refused::WrongStatus { status: "cancelled".to_owned() });
    cook.key(Key::Digit(1));
    cook.settle();
    assert!(cook.shows("특급-001") && cook.shows("조리완료"));
    let said = crate::language::refused(&Words::new(Language::Korean), &cook.answer.clone().unwrap_err());
    assert!(cook.shows(&said));
    cook.wait(10_000);
    cook.tell(Message::Tick);
    assert!(!cook.shows(&said));
}

#[test]
fn closing_the_window_tells_what_was_held_back() {
    let mut cook = Cook::new(two());
    cook.key(Key::Digit(2));
    cook.tell(Message::Close);
    cook.sent(&[("id-특급-002", Command::Ready)]);
    assert!(cook.ended);
}

#[test]
fn every_dish_of_a_long_order_is_on_one_of_the_pages() {
    let mut lines = sample::thirty_dishes();
    for (at, line) in lines.iter_mut().enumerate() {
        line.name = format!("아주길고빈칸없는이름을가진메뉴{at:02}번입니다");
    }
    let mut cook = Cook::new(kitchen_of(start(), vec![in_kitchen("특급-033", start(), lines, 1, 29)]));
    let mut seen = String::new();
    for _ in 0..9 {
        let texts = cook.texts().into_iter().filter(|(_, seen)| seen.is_some());
        seen.push_str(&texts.map(|(text, _)| text).collect::<String>());
        cook.key(Key::Right);
    }
    for at in 0..30 {
        assert!(seen.contains(&format!("{at:02}번입니다")), "{at}");
    }
    assert!(seen.contains("이어서") && seen.contains("따로 담아 주세요"));
}

#[test]
fn the_size_goes_round_as_far_as_the_screen_allows() {
    let mut cook = Cook::new(two());
    cook.tell(Message::Sized(Size::new(1_920.0, 1_080.0)));
    let mut drawn = vec![cook.app.scale()];
    for _ in 0..3 {
        cook.wait(1_000);
        cook.tell(Message::Larger);
        drawn.push(cook.app.scale());
    }
    assert_eq!(drawn, [1.25, 1.5, 1.0, 1.25]);
}

#[test]
fn nothing_is_missing_in_english() {
    let cook = Cook::at(kitchen(start()), None, Language::English);
    for (text, _) in cook.texts() {
        assert!(!text.contains("kitchen-") && !text.contains("ui-") && !text.contains("{$"), "{text}");
    }
    assert!(cook.shows("Cancelled: do not cook"));
}

#[test]
fn the_kitchen_in_the_rush() {
    for (name, size, scale) in SIZES {
        let mut cook = Cook::new(kitchen(start()));
        cook.tell(Message::Sized(Size::new(size.width * scale, size.height * scale)));
        compare_view(cook.app.view(), &cook.app.theme(), &format!("kitchen-{name}"), size);
    }
}

#[test]
fn where_the_window_is_is_kept_when_that_has_changed() {
    let mut cook = Cook::new(kitchen(start()));
    cook.tell(Message::Tick);
    assert!(cook.kept.lock().unwrap().is_empty(), "it has never been moved");
    cook.tell(Message::Opened(iced::window::Id::unique()));
    for x in [1_300.0, 1_400.0, -32_000.0] {
        cook.tell(Message::Moved(iced::Point::new(x, 20.0)));
    }
    let at = |full_screen| Placement { x: 1_400.0, y: 20.0, full_screen };
    cook.tell(Message::Tick);
    cook.tell(Message::Tick);
    assert_eq!(*cook.kept.lock().unwrap(), [at(false)], "once");
    cook.tell(Message::Key(Key::Function(11)));
    cook.tell(Message::Close);
    assert_eq!(*cook.kept.lock().unwrap(), [at(false), at(true)]);
}
