//! The kitchen's screen: what is to be cooked, in large letters, on a monitor of its own or beside the counter. It runs in a process
//! of its own and reaches the engine by the local socket, so that neither window ends with the other.
//!
//! [`slip`] reads off the Board what is to be cooked, `rows` says what stands on a slip, `flow` and `pages` where it stands, [`line`]
//! is the way to the engine.

mod flow;
pub mod line;
mod pages;
mod rows;
mod slip;
mod view;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::{Board, Command, Done};
use iced::{Point, Size, Subscription, Task, Theme, window};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use self::line::{Connect, Line};
use self::pages::Pages;
use self::slip::{Shown, Slip};
use super::ask::{Unanswered, tell};
use super::guard::{Guard, Spot};
use super::held::Steps;
use super::key::{self, Key};
use super::{Frame, layout, theme};
use crate::engine::Handle;
use crate::language::Words;

/// How long a refusal stays in sight, in seconds.
const NOTICE_SECONDS: i64 = 10;
/// Left of and above this no monitor is.
const OUTSIDE: f32 = -15_000.0;
/// Sizes that the button goes through, in percent.
const SIZES: [u32; 4] = [100, 125, 150, 200];

/// What the kitchen's window is given of the program around it.
#[derive(Clone)]
pub struct Environment {
    /// Reaches the engine.
    pub connect: Arc<Connect>,
    /// Says now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// The station whose dishes it shows at first; `None`: everything.
    pub station: Option<String>,
    /// Keeps where the window is, for its next start.
    pub keep: Arc<dyn Fn(Placement) + Send + Sync>,
}

/// Where the window is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Its left edge over all monitors, in logical pixels.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// It covers its monitor.
    pub full_screen: bool,
}

/// The kitchen's window.
pub struct Kitchen {
    words: Words,
    shop: String,
    zone: TimeZone,
    environment: Environment,
    frame: Frame,
    /// While the engine is reached.
    handle: Option<Handle>,
    /// Why it was not reached, when it was last tried.
    why: Option<String>,
    board: Option<Arc<Board>>,
    shown: Shown,
    page: usize,
    /// What is to be cooked over all orders stands beside them.
    tallies: bool,
    busy: HashSet<String>,
    held: Steps,
    guard: Guard,
    notice: Option<(Said, Timestamp)>,
    /// The window's cross was tapped while something could not be told.
    leaving: bool,
    now: Timestamp,
    /// The window in logical pixels, and how much larger than that it is drawn.
    size: Size,
    scale: f32,
    window: Option<window::Id>,
    /// Where it is, once it was moved.
    at: Option<Point>,
    kept: Option<Placement>,
}

/// What a notice tells.
enum Said {
    /// The engine refused.
    Refused(Unanswered),
    /// These orders changed after they were bumped, and were not told.
    Changed(String),
    /// So many bumps could not be told yet.
    Untold(usize),
}

/// What happens in it.
#[derive(Clone, Debug)]
pub enum Message {
    /// By the line to the engine.
    Line(Line),
    /// Time has passed.
    Tick,
    /// A key.
    Key(Key),
    /// An order is cooked here, by the button in this place.
    Bump(String, usize),
    /// That is taken back, by the button in this place.
    TakeBack(String, usize),
    /// A slip without anything to cook was read, by the button in this place.
    PutAway(String, usize),
    /// What was cooked last is shown once more.
    Recall,
    /// What is told over the lower edge was read.
    CloseNotice,
    /// Another station's dishes, or everything.
    Station(Option<String>),
    /// What is to be cooked over all orders is shown, or not.
    Tallies,
    /// By so many pages.
    Turn(isize),
    /// The next size.
    Larger,
    /// The engine has answered.
    Answered(String, Result<Done, Unanswered>),
    /// The window has this size, in logical pixels.
    Sized(Size),
    /// The window has opened.
    Opened(window::Id),
    /// The window stands there now, in pixels of the present scale.
    Moved(Point),
    /// The window's cross was tapped.
    Close,
}

impl Kitchen {
    /// The window at its start.
    pub fn new(
        words: Words,
        shop: String,
        zone: TimeZone,
        frame: Frame,
        environment: Environment,
    ) -> Kitchen {
        let now = (environment.clock)();
        Kitchen {
            words,
            shop,
            zone,
            frame,
            handle: None,
            why: None,
            board: None,
            shown: Shown::of(environment.station.clone()),
            environment,
            page: 0,
            tallies: true,
            busy: HashSet::new(),
            held: Steps::default(),
            guard: Guard::default(),
            notice: None,
            leaving: false,
            now,
            size: super::START,
            scale: 1.0,
            window: None,
            at: None,
            kept: None,
        }
    }

    /// The window's title.
    pub fn title(&self) -> String {
        self.words.text("kitchen-title", &[("shop", (&self.shop).into())])
    }

    /// The colours that it is drawn in.
    pub fn theme(&self) -> Theme {
        theme::theme(self.frame.dark)
    }

    /// How much larger than its logical size the window is drawn.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = (self.environment.clock)();
        if is_tap(&message) && self.guard.stale_tap(self.now) {
            return Task::none();
        }
        let before = Pages::of(self).places(self.page);
        // Who turns pages by keys sees what comes up.
        let walks = matches!(&message, Message::Key(key) if key.walks());
        let task = self.react(message);
        let pages = Pages::of(self);
        let page = self.page.min(pages.count() - 1);
        let moved = pages.places(page) != before;
        self.page = page;
        if moved && !walks {
            self.guard.changed(self.now);
        }
        task
    }

    fn react(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Line(line) => self.hear(line),
            Message::Tick => {
                let now = self.now.as_second();
                let shown = 0..NOTICE_SECONDS;
                self.notice.take_if(|(_, since)| !shown.contains(&(now - since.as_second())));
                self.keep_placement();
                return self.send_held();
            }
            Message::Key(key) => return self.press(key),
            Message::Bump(order, place) => self.bump(order, Spot::Place(place)),
            Message::TakeBack(order, place) => {
                if self.counts(&order, Spot::Place(place)) {
                    self.held.take_back(&order);
                }
            }
            Message::PutAway(order, place) => self.put_away(&order, Spot::Place(place)),
            Message::Recall => return self.recall(Spot::Fixed),
            Message::CloseNotice => self.notice = None,
            Message::Station(station) => return self.show_station(station),
            Message::Tallies => self.tallies = !self.tallies,
            Message::Turn(by) => self.turn(by),
            Message::Larger => {
                let drawn = (self.scale * 100.0).round() as u32;
                let next = SIZES.into_iter().find(|size| *size > drawn);
                let next = next.filter(|next| layout::fit(self.size, self.scale, Some(*next)).1 > self.scale);
                self.frame.scale = Some(next.unwrap_or(SIZES[0]));
                return self.fit(self.size);
            }
            Message::Answered(order, answer) => {
                self.busy.remove(&order);
                if let Err(why) = answer {
                    self.notice = Some((Said::Refused(why), self.now));
                }
            }
            Message::Sized(size) => return self.fit(size),
            Message::Opened(id) => {
                self.window = Some(id);
                return Task::batch([
                    self.frame.enlarge(id),
                    window::size(id).map(Message::Sized),
                    self.cover(id),
                ]);
            }
            // Windows puts a minimised window far outside of every monitor.
            Message::Moved(at) if at.x.min(at.y) < OUTSIDE => {}
            Message::Moved(at) => self.at = Some(Point::new(at.x * self.scale, at.y * self.scale)),
            Message::Close => {
                let untold = self.held.count();
                if self.handle.is_none() && untold > 0 && !self.leaving {
                    self.leaving = true;
                    self.notice = Some((Said::Untold(untold), self.now));
                    return Task::none();
                }
                self.keep_placement();
                return self.send_all().chain(iced::exit());
            }
        }
        Task::none()
    }

    /// What comes by the line. What is held back waits for a line that is cut.
    fn hear(&mut self, line: Line) {
        match line {
            Line::Up(handle, board) => {
                (self.handle, self.why, self.leaving) = (Some(handle), None, false);
                self.see(board);
            }
            Line::Board(board) => self.see(board),
            Line::Down(why) => (self.handle, self.why) = (None, Some(why)),
            Line::Lost => {
                self.handle = None;
                self.busy.clear();
            }
        }
    }

    /// Shows the Board. What was bumped of an order that has changed meanwhile is not told.
    fn see(&mut self, board: Arc<Board>) {
        if let Some(before) = self.board.replace(board.clone()) {
            let changed = self.held.drop_changed(&before, &board);
            if !changed.is_empty() {
                self.notice = Some((Said::Changed(changed.join(", ")), self.now));
            }
        }
        self.shown.see(&board);
    }

    /// Whether a tap or key counts, or is the same finger once more.
    fn counts(&mut self, about: &str, spot: Spot) -> bool {
        let counts = !self.guard.repeats(about, spot, self.now);
        if counts {
            self.guard.took(about.to_owned(), spot, self.now);
        }
        counts
    }

    /// Shows another station's dishes. What was bumped for the last one is told at once: it is out of sight.
    fn show_station(&mut self, station: Option<String>) -> Task<Message> {
        let told = if station == self.shown.station { Task::none() } else { self.send_all() };
        self.shown.station = station;
        self.page = 0;
        if let Some(board) = &self.board {
            self.shown.see(board);
        }
        told
    }

    fn press(&mut self, key: Key) -> Task<Message> {
        if self.guard.stale_key(key, self.now) {
            return Task::none();
        }
        match key {
            Key::Digit(digit @ 1..) => {
                let pages = Pages::of(self);
                let pressed = pages.ends(self.page).nth(usize::from(digit) - 1);
                match pressed.map(|slip| (slip.card.view.id.clone(), slip.is_to_cook())) {
                    Some((order, true)) => self.bump(order, Spot::Key(key)),
                    Some((order, false)) => self.put_away(&order, Spot::Key(key)),
                    None => {}
                }
            }
            Key::Undo => return self.recall(Spot::Key(key)),
            Key::Left | Key::Up => self.turn(-1),
            Key::Right | Key::Down => self.turn(1),
            Key::Next | Key::Previous => return self.next_station(key == Key::Next),
            Key::Escape => self.notice = None,
            Key::Function(11) => {
                self.frame.kiosk = !self.frame.kiosk;
                return self.window.map_or_else(Task::none, |id| self.cover(id));
            }
            _ => {}
        }
        Task::none()
    }

    /// An order is cooked here. It is told after the moment in which it can be taken back.
    fn bump(&mut self, order: String, spot: Spot) {
        let slips = self.board.iter().flat_map(|board| self.shown.slips(board));
        let command = slips.into_iter().find(|slip| slip.card.view.id == order);
        let command = command.and_then(|slip| self.bump_of(&slip));
        if let Some(command) = command.filter(|_| self.held.of(&order).is_none())
            && self.counts(&order, spot)
        {
            self.held.hold(order, command, self.now);
        }
    }

    /// What bumping a slip would tell the engine; `None` where it cannot be told now.
    fn bump_of(&self, slip: &Slip<'_>) -> Option<Command> {
        let free = !self.busy.contains(&slip.card.view.id) && self.handle.is_some();
        self.shown.bump(slip).filter(|_| free)
    }

    /// A slip without anything to cook was read.
    fn put_away(&mut self, order: &str, spot: Spot) {
        if self.counts(order, spot) {
            self.shown.put_away(order);
        }
    }

    /// What was bumped last comes back.
    fn recall(&mut self, spot: Spot) -> Task<Message> {
        if !self.counts("recall", spot) {
            return Task::none();
        }
        if let Some(order) = self.held.last().map(|held| held.order.clone()) {
            self.held.take_back(&order);
            return Task::none();
        }
        let (Some(board), true) = (self.board.clone(), self.handle.is_some()) else { return Task::none() };
        let told = self.shown.recall(&board, self.now);
        told.and_then(|(order, command)| self.tell(order, command)).unwrap_or_else(Task::none)
    }

    fn turn(&mut self, by: isize) {
        // Beyond the last page is the last one: see `update`.
        self.page = self.page.saturating_add_signed(by);
    }

    /// The next of the stations and of everything, in the order of the buttons.
    fn next_station(&mut self, on: bool) -> Task<Message> {
        let Some(board) = &self.board else { return Task::none() };
        let known = board.stations.iter().map(|(id, _)| Some(id.clone()));
        let all: Vec<Option<String>> = std::iter::once(None).chain(known).collect();
        let at = all.iter().position(|station| *station == self.shown.station).unwrap_or_default();
        let next = if on { at + 1 } else { at + all.len() - 1 } % all.len();
        self.show_station(all[next].clone())
    }

    /// Sends all that is held back, because it is out of sight or the window closes.
    fn send_all(&mut self) -> Task<Message> {
        let (Some(board), Some(handle)) = (&self.board, &self.handle) else { return Task::none() };
        let held = self.held.release_all(board);
        let told = held.into_iter().map(|(order, command)| tell(handle, order, command, Message::Answered));
        Task::batch(told.collect::<Vec<_>>())
    }

    /// Sends what was held back long enough, once the engine is reached.
    fn send_held(&mut self) -> Task<Message> {
        let (Some(board), true) = (self.board.clone(), self.handle.is_some()) else { return Task::none() };
        let due = self.held.release_due(&board, self.now, &self.busy);
        let told = due.into_iter().filter_map(|(order, command)| self.tell(order, command));
        Task::batch(told.collect::<Vec<_>>())
    }

    /// Tells the engine, unless it is busy with what it was told before.
    fn tell(&mut self, order: String, command: Command) -> Option<Task<Message>> {
        let handle = self.handle.clone()?;
        self.busy.insert(order.clone()).then(|| tell(&handle, order, command, Message::Answered))
    }

    /// Covers the monitor on which the window is, or no longer does.
    fn cover(&self, id: window::Id) -> Task<Message> {
        let mode = if self.frame.kiosk { window::Mode::Fullscreen } else { window::Mode::Windowed };
        window::set_mode(id, mode)
    }

    /// Keeps where the window is, if it is somewhere else than last time.
    fn keep_placement(&mut self) {
        let Some(Point { x, y }) = self.at else { return };
        let placement = Placement { x, y, full_screen: self.frame.kiosk };
        if self.kept != Some(placement) {
            (self.environment.keep)(placement);
            self.kept = Some(placement);
        }
    }

    /// Takes the window's size, told in pixels of the present scale; another scale is another size, which is asked for.
    fn fit(&mut self, size: Size) -> Task<Message> {
        let fitted = layout::fit(size, self.scale, self.frame.scale);
        if (self.size, self.scale) == fitted {
            return Task::none();
        }
        (self.size, self.scale) = fitted;
        self.window.map_or_else(Task::none, |id| window::size(id).map(Message::Sized))
    }

    /// The line to the engine, the keys, the window's size and cross, and the time.
    pub fn subscription(&self) -> Subscription<Message> {
        let line = line::follow(&self.environment.connect).map(Message::Line);
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        let cross = window::close_requests().map(|_| Message::Close);
        let opened = window::open_events().map(Message::Opened);
        let moved = iced::event::listen_with(|event, _, _| match event {
            iced::Event::Window(window::Event::Moved(at)) => Some(Message::Moved(at)),
            _ => None,
        });
        let sizes = window::resize_events().map(|(_, size)| Message::Sized(size));
        // What can be taken back is counted down by the second; otherwise minutes are shown.
        let hurried = self.notice.is_some() || !self.held.is_empty() || self.guard.has_ignored(self.now);
        let ticks = iced::time::every(Duration::from_secs(if hurried { 1 } else { 10 }));
        Subscription::batch([line, keys, cross, opened, moved, sizes, ticks.map(|_| Message::Tick)])
    }
}

/// Whether a finger is behind this message.
fn is_tap(message: &Message) -> bool {
    use Message::*;
    matches!(message, Bump(..) | TakeBack(..) | PutAway(..) | Recall | Station(_) | Tallies | Larger)
}
