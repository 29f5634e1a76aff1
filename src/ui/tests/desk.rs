//! The window with a scripted engine behind it, and the ways to tap, press and read.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use domain::board::{Board, Card, Sound};
use domain::history::{Page as HistoryPage, Search, Turn};
use domain::menu::ShopMenu;
use domain::order::Won;
use domain::order::phone::{LastOrders, PhoneOrder};
use domain::sales::{Counted, DayReport};
use domain::sample;
use domain::settlement::{Period, Received, Settlement};
use domain::timeline::By;
use domain::trail::Told;
use domain::{Command, Done, Refused, ShopCommand};
use iced::futures::StreamExt;
use iced::{Element, Task};
use iced_test::Simulator;
use iced_test::runtime::{Action, task, window};
use iced_test::selector::Candidate;
use jiff::civil::Date;
use tokio::sync::{mpsc, watch};

use super::super::app::Message;
use super::super::key::Key;
use super::super::screen::{Place, drawer, look};
use super::super::*;
use crate::engine::protocol::{Reply, Request, Taken};
use crate::engine::{self, Bitmap, Exchange};
use crate::settings::Language;
use crate::ui::assistant::practice::Practice;

/// A screen still found on counters.
pub(super) const SMALL: (f32, f32) = (1024.0, 768.0);

pub(super) fn start() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

/// The window with a scripted engine behind it.
pub(super) struct Desk {
    pub(super) app: App,
    pub(super) clock: Arc<AtomicI64>,
    pub(super) calls: mpsc::Receiver<Exchange>,
    pub(super) show: watch::Sender<Arc<Board>>,
    /// What the engine was told.
    pub(super) sent: Vec<(String, Command)>,
    /// What it was told about the shop.
    pub(super) wishes: Vec<(Option<String>, ShopCommand)>,
    /// The orders by phone it was given.
    pub(super) phoned: Vec<PhoneOrder>,
    /// Surcharges that were allowed or not any more.
    pub(super) consents: Vec<(String, Option<Won>)>,
    /// The sounds it was asked to play.
    pub(super) heard: Vec<Sound>,
    /// The business days it was asked to close.
    pub(super) asked: Vec<Option<Date>>,
    /// The closing it answers with.
    pub(super) closing: Result<DayReport, Refused>,
    /// The business days that it closed, with what was counted, or opened again.
    pub(super) closed: Vec<Option<Counted>>,
    /// Which days those were.
    pub(super) closed_days: Vec<Date>,
    /// The periods of which it was asked what an app should pay.
    pub(super) settled: Vec<Period>,
    /// What it answers, whatever the period.
    pub(super) settlement: Result<Settlement, Refused>,
    /// What was entered as received, or taken back.
    pub(super) entered: Vec<(Period, Option<Received>)>,
    /// The slips that it was asked to print.
    pub(super) slips: Vec<crate::ticket::Slip>,
    /// What the shop sells.
    pub(super) menu: ShopMenu,
    /// What of the past was looked for, and which page.
    pub(super) sought: Vec<(Search, Turn, usize)>,
    /// The page that it answers with.
    pub(super) past: Result<HistoryPage<Card>, Refused>,
    /// What was phoned in before, whatever the number.
    pub(super) last: LastOrders,
    /// The numbers whose orders were asked for.
    pub(super) numbers: Vec<String>,
    /// The dishes that were sold out or brought back.
    pub(super) stocked: Vec<(i64, bool)>,
    /// What it answers.
    pub(super) answer: Result<Done, Refused>,
    /// How often the window was marked urgent.
    pub(super) urgent: usize,
    /// The size that the window was given.
    pub(super) resized: Option<iced::Size>,
    /// Whether the program has ended.
    pub(super) ended: bool,
    /// What was chosen about the window and written down.
    pub(super) saved: Arc<Mutex<Vec<Look>>>,
    /// Why nothing can be written down, if so.
    pub(super) disk: Arc<Mutex<Option<Cause>>>,
    /// How often the kitchen's screen was opened.
    pub(super) kitchens: Arc<AtomicUsize>,
    /// How often the counter was to read its settings again.
    pub(super) reloads: Arc<AtomicUsize>,
    /// What the settings' pages have played.
    pub(super) played: Arc<Mutex<Vec<Sound>>>,
    /// The data folder of the settings.
    pub(super) folder: tempfile::TempDir,
    /// Keeps the owner's PIN.
    pub(super) pin: Arc<PinInMemory>,
    /// What was to stand in the shop's trail.
    pub(super) noted: Vec<Told>,
    /// Who asked for anything, newest last.
    pub(super) asked_by: Vec<By>,
    /// The practice that can be begun.
    pub(super) practice: Arc<Mutex<Option<Practice>>>,
    /// How often the new version was installed.
    pub(super) installs: Arc<AtomicUsize>,
    /// Periods of which a workbook was written.
    pub(super) written: Arc<Mutex<Vec<(Date, Date)>>>,
    pub(super) runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub(super) fn new(board: Board) -> Desk {
        Desk::speaking(board, Language::Korean)
    }

    pub(super) fn speaking(board: Board, language: Language) -> Desk {
        Desk::after(board, language, None)
    }

    /// The window after the program has crashed.
    pub(super) fn after(board: Board, language: Language, crashed: Option<Crashed>) -> Desk {
        let (handle, calls, show) = engine::handle(board);
        let clock = Arc::new(AtomicI64::new(start().as_millisecond()));
        let now = clock.clone();
        let tell = move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap();
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let words = Words::new(language);
        let saved: Arc<Mutex<Vec<Look>>> = Arc::default();
        let disk: Arc<Mutex<Option<Cause>>> = Arc::default();
        let kitchens: Arc<AtomicUsize> = Arc::default();
        let (into, broken) = (saved.clone(), disk.clone());
        let save = Arc::new(move |looks: &[Look]| match broken.lock().unwrap().clone() {
            Some(why) => Err(why),
            None => {
                into.lock().unwrap().extend(looks);
                Ok(())
            }
        });
        let (opened, broken) = (kitchens.clone(), disk.clone());
        let open_kitchen = Arc::new(move || match broken.lock().unwrap().clone() {
            Some(why) => Err(why),
            None => {
                opened.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        });
        let (folder, reloads) = (tempfile::tempdir().unwrap(), Arc::<AtomicUsize>::default());
        let (counted, broken) = (reloads.clone(), disk.clone());
        let played: Arc<Mutex<Vec<Sound>>> = Arc::default();
        let (heard, told) = (played.clone(), tell.clone());
        let pages = assistant::Environment {
            setup: crate::setup::tests::setup_in(folder.path()),
            keeps: false,
            beside: true,
            hear: Arc::new(move |sound| {
                heard.lock().unwrap().push(sound);
                Ok(())
            }),
            practise: None,
            demo: None,
            finished: Arc::default(),
            clock: Arc::new(told),
        };
        let reload = Arc::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = broken.lock().unwrap().clone().map_or(Ok(()), Err);
            Box::pin(async move { answer }) as iced::futures::future::BoxFuture<'static, _>
        });
        let settings = Some(Settings { pages, reload });
        let shown = Shown { words, shop: "없는국밥".to_owned(), zone, frame: Frame::default() }.for_ever();
        let pin: Arc<PinInMemory> = Arc::default();
        let practice: Arc<Mutex<Option<Practice>>> = Arc::default();
        let there = practice.clone();
        let practise = move |_: Words| {
            let begun = there.lock().unwrap().take().ok_or(Cause::of(cause::Why::Missing));
            Box::pin(async move { begun }) as iced::futures::future::BoxFuture<'static, _>
        };
        let written: Arc<Mutex<Vec<(Date, Date)>>> = Arc::default();
        let (into, broken) = (written.clone(), disk.clone());
        let books = move |from: Date, to: Date| match broken.lock().unwrap().clone() {
            Some(why) => Err(why),
            None => {
                into.lock().unwrap().push((from, to));
                Ok(PathBuf::from(format!("{from}.xlsx")))
            }
        };
        let (installs, broken) = (Arc::<AtomicUsize>::default(), disk.clone());
        let counted = installs.clone();
        let install = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            broken.lock().unwrap().clone().map_or(Ok(()), Err)
        };
        let app = App::new(
            handle,
            Environment {
                raise: Arc::default(),
                stop: Arc::default(),
                crashed,
                clock: Arc::new(tell),
                save,
                open_kitchen,
                settings,
                shown,
                pin: pin.clone(),
                practise: Some(Arc::new(practise)),
                books: Some(Arc::new(books)),
                install: Some(Arc::new(install)),
            },
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut desk = Desk {
            app,
            clock,
            calls,
            show,
            sent: Vec::new(),
            wishes: Vec::new(),
            phoned: Vec::new(),
            consents: Vec::new(),
            heard: Vec::new(),
            asked: Vec::new(),
            closing: Err(Refused::Stopping),
            closed: Vec::new(),
            closed_days: Vec::new(),
            settled: Vec::new(),
            settlement: Err(Refused::Stopping),
            entered: Vec::new(),
            slips: Vec::new(),
            menu: sample::menu(start()),
            sought: Vec::new(),
            past: Err(Refused::Stopping),
            stocked: Vec::new(),
            last: LastOrders::default(),
            numbers: Vec::new(),
            answer: Ok(Done::Committed),
            urgent: 0,
            resized: None,
            ended: false,
            saved,
            disk,
            kitchens,
            reloads,
            played,
            folder,
            pin,
            written,
            installs,
            noted: Vec::new(),
            asked_by: Vec::new(),
            practice,
            runtime,
        };
        desk.tell(Message::Opened(iced::window::Id::unique()));
        desk.tell(Message::Sized(iced::Size::from(SMALL)));
        desk
    }

    /// One order on an otherwise quiet board.
    pub(super) fn with(state: domain::OrderState) -> Desk {
        let mut board = sample::quiet(start());
        board.orders = vec![sample::card(state)];
        Desk::new(board)
    }

    pub(super) fn wait(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Gives the app a message and carries out what follows, the engine answering.
    pub(super) fn tell(&mut self, message: Message) {
        let task = self.app.update(message);
        self.finish(task);
    }

    pub(super) fn finish(&mut self, task: Task<Message>) {
        let Some(mut stream) = task::into_stream(task) else { return };
        let (calls, sent, answer) = (&mut self.calls, &mut self.sent, &self.answer);
        let (wishes, phoned, consents) = (&mut self.wishes, &mut self.phoned, &mut self.consents);
        let (heard, closed, slips) = (&mut self.heard, &mut self.closed, &mut self.slips);
        let closed_days = &mut self.closed_days;
        let (settled, settlement, entered) = (&mut self.settled, &self.settlement, &mut self.entered);
        let (urgent, resized) = (&mut self.urgent, &mut self.resized);
        let (menu, stocked) = (&self.menu, &mut self.stocked);
        let (sought, past) = (&mut self.sought, &self.past);
        let (noted, asked_by) = (&mut self.noted, &mut self.asked_by);
        let (last, numbers) = (&self.last, &mut self.numbers);
        let (asked, closing, ended) = (&mut self.asked, &self.closing, &mut self.ended);
        let messages = self.runtime.block_on(async {
            let mut messages = Vec::new();
            loop {
                tokio::select! {
                    biased;
                    Some(Exchange { by, request, reply }) = calls.recv() => {
                        asked_by.push(by);
                        let answer = match request {
                            Request::Note { what } => {
                                noted.push(what);
                                answer.clone().map(Reply::from)
                            }
                            Request::Act { order, command } => {
                                sent.push((order, command));
                                answer.clone().map(Reply::from)
                            }
                            Request::Consent { kind, up_to } => {
                                consents.push((kind, up_to));
                                answer.clone().map(Reply::from)
                            }
                            Request::Hear { sound } => {
                                heard.push(sound);
                                answer.clone().map(Reply::from)
                            }
                            Request::CheckCode { .. } => Err(Refused::NothingThere),
                            Request::Shop { channel, command } => {
                                wishes.push((channel, command));
                                answer.clone().map(Reply::from)
                            }
                            Request::Phone { order } => {
                                phoned.push(order);
                                answer.clone().map(|_| Taken { number: "전화-001".to_owned() }.into())
                            }
                            Request::LastOrders { phone } => {
                                numbers.push(phone.as_str().to_owned());
                                Ok(last.clone().into())
                            }
                            Request::Report { day } => {
                                asked.push(day);
                                closing.clone().map(|report| Box::new(report).into())
                            }
                            Request::CloseDay { counted, day } => {
                                closed.push(Some(counted));
                                closed_days.push(day);
                                answer.clone().map(Reply::from)
                            }
                            Request::Settlement { period } => {
                                settled.push(period.clone());
                                settlement.clone().map(|told| Box::new(Settlement { period, ..told }).into())
                            }
                            Request::Receive { period, received } => {
                                entered.push((period, Some(received)));
                                answer.clone().map(Reply::from)
                            }
                            Request::ForgetReceived { period } => {
                                entered.push((period, None));
                                answer.clone().map(Reply::from)
                            }
                            Request::Print { slip } => {
                                slips.push(slip);
                                answer.clone().map(Reply::from)
                            }
                            Request::ReopenDay { .. } => {
                                closed.push(None);
                                answer.clone().map(Reply::from)
                            }
                            Request::History { search, turn, limit } => {
                                sought.push((search, turn, limit));
                                past.clone().map(Reply::from)
                            }
                            Request::Menu => Ok(menu.clone().into()),
                            Request::Stock { dish, sold_out } => {
                                stocked.push((dish, sold_out));
                                answer.clone().map(Reply::from)
                            }
                            Request::Picture { .. } => {
                                Ok(Bitmap { width: 2, height: 1, dots: vec![0, 255] }.into())
                            }
                        };
                        let _ = reply.send(answer);
                    },
                    next = stream.next() => match next {
                        Some(Action::Output(message)) => messages.push(message),
                        Some(Action::Exit) => *ended = true,
                        Some(Action::Window(window::Action::RequestUserAttention(..))) => *urgent += 1,
                        Some(Action::Window(window::Action::Resize(_, size))) => *resized = Some(size),
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
    pub(super) fn settle(&mut self) {
        self.wait(5_000);
        self.tell(Message::Tick);
    }

    pub(super) fn key(&mut self, key: Key) {
        self.wait(1_000);
        self.tell(Message::Key(key));
    }

    /// Taps what bears exactly this text.
    #[track_caller]
    pub(super) fn tap(&mut self, text: &str) {
        self.wait(1_000);
        self.tap_at_once(text);
    }

    #[track_caller]
    pub(super) fn tap_at_once(&mut self, text: &str) {
        // The same word may also stand where nothing can be tapped.
        let places = self.places().into_iter().rev().filter(|(found, _)| found == text);
        let messages = places.filter_map(|(_, bounds)| {
            let messages = click(self.app.view(), bounds?.center());
            (!messages.is_empty()).then_some(messages)
        });
        let messages = messages.fold(None, |found, next| found.or(Some(next)));
        let messages = messages.unwrap_or_else(|| panic!("nothing to tap says {text:?}"));
        for message in messages {
            self.tell(message);
        }
    }

    /// Taps at this point, whatever is there.
    pub(super) fn tap_at(&mut self, point: iced::Point) {
        for message in click(self.app.view(), point) {
            self.tell(message);
        }
    }

    /// A finger that comes down at the first point and is lifted at the last.
    pub(super) fn drag(&mut self, way: &[(f32, f32)]) {
        use iced::{Event, mouse};
        let messages: Vec<Message> = {
            let mut screen = simulate(self.app.view());
            screen.point_at(way[0]);
            screen.simulate([Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
            for point in &way[1..] {
                screen.point_at(*point);
                screen.simulate([Event::Mouse(mouse::Event::CursorMoved { position: (*point).into() })]);
            }
            screen.simulate([Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
            screen.into_messages().collect()
        };
        for message in messages {
            self.tell(message);
        }
    }

    /// Opens the drawer with what needs a person.
    #[track_caller]
    pub(super) fn problems(&mut self) {
        let places = self.places();
        let chip =
            |text: &str| ["문제 ", "알림 ", "Problems ", "Notes "].iter().any(|name| text.starts_with(name));
        let chip = places.iter().find(|(text, _)| chip(text)).expect("the bar tells of something");
        let point = chip.1.expect("in sight").center();
        self.wait(1_000);
        self.tap_at(point);
    }

    /// Opens the screen on which it is chosen how the window looks, and chooses this.
    pub(super) fn choose(&mut self, look: Look) {
        self.wait(1_000);
        self.tell(Message::Show(Place::Look));
        self.wait(1_000);
        self.tell(Message::Look(look::Message::Choose(look)));
    }

    /// Opens the drawer with the state of every line and machine.
    pub(super) fn states(&mut self) {
        self.wait(1_000);
        self.tell(Message::Drawer(drawer::Message::Show(drawer::Tab::States)));
    }

    /// Every text, and where it can be seen.
    pub(super) fn places(&self) -> Vec<(String, Option<iced::Rectangle>)> {
        places(self.app.view())
    }

    /// Every text on the screen.
    pub(super) fn texts(&self) -> Vec<String> {
        self.places().into_iter().map(|(text, _)| text).collect()
    }

    pub(super) fn shows(&self, part: &str) -> bool {
        self.texts().iter().any(|text| text.contains(part))
    }

    #[track_caller]
    pub(super) fn sent(&self, commands: &[(&str, Command)]) {
        let sent: Vec<_> =
            self.sent.iter().map(|(order, command)| (order.as_str(), command.clone())).collect();
        assert_eq!(sent, commands);
    }
}

pub(super) fn simulate<M>(view: Element<'_, M>) -> Simulator<'_, M> {
    Simulator::with_size(settings(), SMALL, view)
}

/// Every text of a window, and where it can be seen.
pub(super) fn places<M>(view: Element<'_, M>) -> Vec<(String, Option<iced::Rectangle>)> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let into = found.clone();
    let collect = move |candidate: Candidate<'_>| -> Option<()> {
        let place = match candidate {
            Candidate::Text { content, visible_bounds, .. } => (content.to_owned(), visible_bounds),
            Candidate::TextInput { state, visible_bounds, .. } => (state.text().to_owned(), visible_bounds),
            _ => return None,
        };
        into.lock().unwrap().push(place);
        None
    };
    assert!(simulate(view).find(collect).is_err());
    let places = found.lock().unwrap();
    places.clone()
}

/// What a tap at this point of a window begins.
pub(super) fn click<M>(view: Element<'_, M>, point: iced::Point) -> Vec<M> {
    let mut screen = simulate(view);
    screen.point_at(point);
    screen.simulate(iced_test::simulator::click());
    screen.into_messages().collect()
}

/// A new order of one soup.
pub(super) fn fresh() -> domain::OrderState {
    sample::state("특급-001", start(), sample::order("T-1", start(), sample::soup()))
}

pub(super) fn cooking() -> domain::OrderState {
    sample::accepted(fresh(), start(), 600)
}

pub(super) const ID: &str = "id-특급-001";
