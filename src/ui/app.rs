//! The window's root: which screen is open, the board as it changes, and the one gate that every tap goes through.

mod frame;
mod gate;
mod lock;
mod look;
mod practice;
mod settings;
mod view;
mod volume;

use std::collections::HashSet;
use std::sync::Arc;

use cause::Cause;
use domain::board::Card;
use domain::order::{Status, phone as by_phone};
use domain::{Board, Command, Done, Verb};
use iced::{Size, Task, window};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::lock::Lock;
use self::look::Unsaved;
use self::practice::Practising;
use super::ask::Unanswered;
use super::assistant::{self, Assistant};
use super::feed::News;
use super::guard::Guard;
use super::held::Steps;
use super::key::Key;
use super::practice::{self as on_practice, Ended};
use super::screen::closing::{self, Closing};
use super::screen::counter::{self, Counter};
use super::screen::detail::{self, Detail};
use super::screen::drawer::{self, Drawer};
use super::screen::pad::{self, After, Pad};
use super::screen::past::{self, Past};
use super::screen::phone::{self, Phone};
use super::screen::shop::{self, Shop};
use super::screen::stock::{self, Stock};
use super::screen::{self, Context, Place};
use super::{Environment, Frame, Look, Shown};
use crate::engine::Handle;
use crate::language::Words;

/// How long a refusal stays in sight.
const NOTICE_SECONDS: i64 = 10;

/// The whole window.
pub struct App {
    handle: Handle,
    words: Words,
    shop: String,
    zone: TimeZone,
    environment: Environment,
    frame: Frame,
    now: Timestamp,
    board: Arc<Board>,
    /// Kept while another screen is open, so that the keys stand where they stood.
    counter: Counter,
    screen: Screen,
    /// Over the right edge, while it is open.
    drawer: Option<Drawer>,
    /// The order that came while there was nothing to do: it is told over the whole window.
    announced: Option<String>,
    /// A form of an order by phone that was left for a new order.
    form: Option<Box<Phone>>,
    /// The settings' pages that were left for something else.
    pages: Option<Box<Assistant>>,
    /// What was found in the past, and the order of it that is open.
    found: Option<(Box<Past>, Box<Card>)>,
    /// The window in logical pixels, and how much larger than that it is drawn.
    size: Size,
    scale: f32,
    window: Option<window::Id>,
    /// The screen it is on, in pixels of scale 1; and whether it was looked after that the window fills it.
    monitor: Option<Size>,
    looked: bool,
    /// Orders with a command on its way; and the channel of orders by phone, while one is.
    busy: HashSet<String>,
    /// Steps that can still be taken back.
    held: Steps,
    guard: Guard,
    /// The window is to be closed while orders are open: the question whether it really is.
    leaving: bool,
    /// The practice that is on: what is shown and told is about it.
    practice: Option<Box<Practising>>,
    /// How many there were, and whether one is being started.
    practices: u64,
    begins: bool,
    notice: Option<Notice>,
    /// A new version is being installed.
    updating: bool,
    /// When the program crashed, until a person has read it.
    crashed: Option<Timestamp>,
    /// The bell has played to be heard, and it was not said yet that it was.
    asks_volume: bool,
    /// The business day on which it was last tried whether the bell can be heard.
    tried_bell_on: Option<Date>,
    /// What was chosen about the window and is not in the settings yet.
    unsaved: Unsaved,
    lock: Lock,
    stopped: bool,
}

/// What is open.
enum Screen {
    /// The counter.
    Counter,
    /// One order.
    Order(Detail),
    /// The shop.
    Shop(Shop),
    /// What is sold out.
    Stock(Stock),
    /// An order is being typed.
    Phone(Box<Phone>),
    /// What riders cost and owe.
    Closing(Closing),
    /// Orders of all years.
    Past(Box<Past>),
    /// How the window looks.
    Look,
    /// What the counter is told of its shop.
    Settings(Box<Assistant>),
    /// The PIN is asked for.
    Pad(Pad),
}

struct Notice {
    said: Said,
    since: Timestamp,
}

/// What a notice tells: a value, so that it is read in the language that the window speaks by then.
enum Said {
    /// The engine refused.
    Refused(Unanswered),
    /// What was chosen could not be written down.
    Unsaved(Cause),
    /// The new version is loaded and installed.
    Updating,
    /// It is in its place, and runs from the next start on.
    Updated,
    /// It is not installed; why, in the words of who tried.
    NotUpdated(Cause),
    /// The kitchen's screen could not be opened.
    NoKitchen(Cause),
    /// The counter does not go on with what was written into its settings.
    NotReloaded(Cause),
    /// What there is to say of a practice: the sentence's id.
    Practice(&'static str),
    /// A practice could not be started.
    NoPractice(Cause),
    /// These orders changed after they were said to be ready, and the app was not told.
    Changed(String),
}

/// What happens in the window.
#[derive(Clone, Debug)]
pub enum Message {
    /// The board has changed, the engine has stopped, or the window is wanted.
    News(News),
    /// Time has passed.
    Tick,
    /// A key.
    Key(Key),
    /// On the counter.
    Counter(counter::Message),
    /// On the open order.
    Detail(detail::Message),
    /// On the shop's screen.
    Shop(shop::Message),
    /// On the screen of what is sold out.
    Stock(stock::Message),
    /// On the form of an order by phone.
    Phone(phone::Message),
    /// On the riders' closing.
    Closing(closing::Message),
    /// On the orders of all years.
    Past(past::Message),
    /// On the settings' pages.
    Settings(assistant::Message),
    /// The counter goes on with what was written there, or does not.
    Reloaded(Result<(), Cause>),
    /// On the screen that says how the window looks.
    Look(screen::look::Message),
    /// On the number pad.
    Pad(pad::Message),
    /// The owner wants to go on as such.
    AskPin,
    /// The owner goes.
    LockUp,
    /// About a practice.
    Practice(on_practice::Message),
    /// What was begun while it was this engine's turn: 0 is the real one, others are practices.
    Of(u64, Box<Message>),
    /// The bell plays once, and it is asked whether it was heard.
    CheckVolume,
    /// It was heard, or not.
    Heard(bool),
    /// What was chosen is written down, or not.
    Saved(Vec<Look>, Result<(), Cause>),
    /// The engine has taken an order by phone, or not.
    Phoned(Result<String, Unanswered>),
    /// The new version is installed, or is not.
    Updated(Result<(), Cause>),
    /// The engine has answered a wish about the shop or a surcharge.
    Wished(Result<Done, Unanswered>),
    /// The engine has answered a command.
    Answered(String, Result<Done, Unanswered>),
    /// The refusal was read.
    CloseNotice,
    /// A step that was held back is not sent.
    TakeBack(String),
    /// The missed orders were tapped.
    SeeMissed,
    /// In the drawer, or on the bar's chips.
    Drawer(drawer::Message),
    /// A button of the bar.
    Show(Place),
    /// The new orders that another screen hides.
    SeeNew(String),
    /// The window has this size, in logical pixels.
    Sized(Size),
    /// The window has opened.
    Opened(window::Id),
    /// The screen that it is on has this size, in the same pixels.
    Screen(Option<Size>),
    /// Whether the window is maximised.
    Maximized(bool),
    /// The order that is told over the whole window is looked at on the counter.
    EndAnnouncement,
    /// The window's cross was tapped.
    CloseWindow,
    /// The window stays.
    Stay,
    /// The window closes all the same.
    Leave,
}

impl App {
    /// The window at its start.
    pub fn new(handle: Handle, environment: Environment) -> App {
        let board = handle.board().borrow().clone();
        let Shown { words, shop, zone, frame } = Shown::clone(&environment.shown.borrow());
        let lock = Lock::new(environment.pin.is_set());
        let handle = handle.by(lock.by());
        let now = (environment.clock)();
        let crashed = environment.crashed.as_ref().map(|crashed| crashed.at);
        App {
            handle,
            words,
            shop,
            zone,
            environment,
            frame,
            now,
            board,
            counter: Counter::default(),
            screen: Screen::Counter,
            drawer: None,
            announced: None,
            form: None,
            pages: None,
            found: None,
            size: super::START,
            scale: 1.0,
            window: None,
            monitor: None,
            looked: false,
            busy: HashSet::new(),
            held: Steps::default(),
            guard: Guard::default(),
            leaving: false,
            practice: None,
            practices: 0,
            begins: false,
            notice: None,
            updating: false,
            crashed,
            asks_volume: false,
            tried_bell_on: None,
            unsaved: Unsaved::default(),
            lock,
            stopped: false,
        }
    }

    /// The window's title.
    pub fn title(&self) -> String {
        // In a practice the shop's place says that it is one.
        self.words.text("ui-title", &[("shop", (&self.shop).into())])
    }

    fn context(&self) -> Context<'_> {
        let band = self.practice.as_ref().map_or(0.0, |on| on_practice::height(on.tour.as_ref()));
        Context {
            board: &self.board,
            shop: &self.shop,
            words: &self.words,
            now: self.now,
            zone: &self.zone,
            busy: &self.busy,
            held: &self.held,
            size: Size::new(self.size.width, (self.size.height - band).max(1.0)),
            stopped: self.stopped,
            locked: self.lock.is_locked(),
            practice: self.practicable(),
            found: self.found.as_ref().map(|(_, card)| card.as_ref()),
        }
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = (self.environment.clock)();
        let turn = self.turn();
        let message = match message {
            Message::Of(of, message) if of == turn => *message,
            Message::Of(of, message) => return self.late(of, *message),
            message => message,
        };
        let by_hand = gate::is_tap(&message) || matches!(message, Message::Key(_));
        let before = self.scene();
        self.look_who(&message, by_hand);
        // It was meant for the screen that has just gone.
        if by_hand && self.scene() != before {
            self.guard.changed(self.now);
            return Task::none();
        }
        if gate::is_tap(&message) && self.guard.stale_tap(self.now) {
            return Task::none();
        }
        // Who walks with the keys sees what comes up.
        let walks = matches!(&message, Message::Key(key) if key.walks());
        let task = self.react(message);
        let check = if by_hand { self.check_volume_on_a_new_day() } else { Task::none() };
        let taken = self.take_left_settings();
        self.follow_tour();
        if !walks && self.scene() != before {
            self.guard.changed(self.now);
        }
        Task::batch([task, check, taken]).map(move |message| Message::Of(turn, Box::new(message)))
    }

    fn react(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Tick => {
                let now = self.now;
                self.notice.take_if(|notice| now.as_second() - notice.since.as_second() >= NOTICE_SECONDS);
                let mut told = vec![self.send_held(), self.look_once()];
                if let Screen::Closing(closing) = &mut self.screen {
                    told.push(closing.refresh(now).map(Message::Closing));
                }
                return Task::batch(told);
            }
            Message::News(News::Board(board)) if self.practice.is_some() => return self.watch_real(board),
            Message::News(News::Board(board)) => return self.redraw(board),
            Message::News(News::Shown(shown)) => return self.show_as(&shown),
            Message::News(News::Stopped) => self.real_stopped(),
            Message::Practice(message) => return self.practise(message),
            Message::News(News::Raise) => {
                let forward = |id| Task::batch([window::minimize(id, false), window::gain_focus(id)]);
                return self.window.map_or_else(Task::none, forward);
            }
            Message::News(News::Stop) => {
                let _ = self.end_practice(Ended::ByHand);
                return self.leave();
            }
            Message::CloseNotice => self.close_notice(),
            Message::Key(key) => return self.press(key),
            Message::Phoned(answer) => {
                self.busy.remove(by_phone::CHANNEL);
                match answer {
                    Ok(_) if matches!(self.screen, Screen::Phone(_)) => self.screen = Screen::Counter,
                    // What was left there is the order that is taken by now, and not the next one.
                    Ok(_) => self.form = None,
                    Err(why) => self.note_refusal(Err(why)),
                }
            }
            Message::Wished(answer) => self.note_refusal(answer),
            Message::Updated(done) => {
                self.updating = false;
                let said = done.map_or_else(Said::NotUpdated, |()| Said::Updated);
                self.notice = Some(Notice { said, since: self.now });
            }
            Message::Answered(order, answer) => {
                self.busy.remove(&order);
                self.note_refusal(answer);
            }
            Message::CheckVolume => return self.check_volume(),
            Message::Heard(heard) => self.hears(heard),
            Message::Saved(looks, result) => return self.saved(looks, result),
            Message::TakeBack(order) => self.held.take_back(&order),
            Message::SeeMissed => return self.see_missed(),
            Message::CloseWindow => {
                let _ = self.end_practice(Ended::ByHand);
                let open = |card: &Card| !card.view.status.is_final();
                self.leaving = self.board.orders.iter().any(open);
                if !self.leaving {
                    return self.leave();
                }
            }
            Message::Sized(size) => return self.fit(size),
            Message::Opened(id) => return self.opened(id),
            Message::Screen(screen) => return self.cut_to(screen),
            Message::Maximized(maximized) => return self.fill(maximized),
            Message::Drawer(drawer::Message::Close) => self.drawer = None,
            Message::Drawer(drawer::Message::Show(tab)) => {
                let shown = self.drawer.is_some_and(|drawer| drawer.tab() == tab);
                self.drawer = (!shown).then(|| Drawer::open(tab));
            }
            Message::Drawer(drawer::Message::Turn(by)) => {
                if let Some(mut drawer) = self.drawer {
                    drawer.turn(by, &self.context());
                    self.drawer = Some(drawer);
                }
            }
            Message::SeeNew(order) => {
                self.counter.show_open(order);
                self.go(Screen::Counter);
            }
            Message::EndAnnouncement => self.announced = None,
            Message::Stay => self.leaving = false,
            Message::Settings(message) => return self.set_up(message),
            Message::Reloaded(reloaded) => self.reloaded(reloaded),
            Message::AskPin => self.ask_pin(After::Counter),
            Message::LockUp => self.lock_up(),
            Message::Leave => return self.leave(),
            message => return self.deliver(message),
        }
        Task::none()
    }

    /// What stands under a finger: another value, another screen.
    fn scene(&self) -> String {
        let counter = self.counter.scene(&self.context());
        let screen = match &self.screen {
            Screen::Counter => format!("{counter:?}"),
            Screen::Order(detail) => format!("{} {:?}", detail.order(), detail.question()),
            Screen::Shop(_) => "shop".to_owned(),
            Screen::Stock(stock) => stock.scene(),
            Screen::Phone(form) => form.scene(),
            Screen::Closing(closing) => closing.scene(),
            Screen::Past(past) => past.scene(),
            Screen::Look => format!("look {}", self.scale),
            Screen::Settings(pages) => pages.scene(),
            Screen::Pad(pad) => pad.scene().to_owned(),
        };
        let over = (self.drawer.map(Drawer::scene), self.leaving, self.announced.is_some());
        let pushed = !matches!(self.screen, Screen::Counter) && self.waiting().next().is_some();
        format!("{screen} {over:?} {pushed} {}", self.turn())
    }

    /// New orders that can be taken and are not open, the one with the least time left first.
    fn waiting(&self) -> impl Iterator<Item = &Card> {
        let here = match &self.screen {
            Screen::Order(detail) => Some(detail.order()),
            _ => None,
        };
        let mut new: Vec<&Card> = self.board.orders.iter().collect();
        new.retain(|card| card.possible.has(Verb::Accept) && Some(card.view.id.as_str()) != here);
        new.sort_by_key(|card| (card.view.accept_by.is_none(), card.view.accept_by, card.view.received_at));
        new.into_iter()
    }

    /// The order that is announced over the whole window, as long as it waits for its answer.
    fn announced(&self) -> Option<&Card> {
        let order = self.announced.as_ref()?;
        self.waiting().find(|card| card.view.id == *order)
    }

    /// Another screen. What was typed into an order by phone or the settings is kept, whatever they are left for.
    fn go(&mut self, screen: Screen) {
        if !matches!(screen, Screen::Order(_)) {
            self.found = None;
        }
        match std::mem::replace(&mut self.screen, screen) {
            Screen::Phone(form) => self.form = Some(form),
            Screen::Settings(pages) => self.pages = Some(pages),
            _ => {}
        }
    }

    /// Sends what was held back long enough.
    fn send_held(&mut self) -> Task<Message> {
        let due = self.held.release_due(&self.board, self.now, &self.busy);
        Task::batch(due.into_iter().filter_map(|(order, command)| self.tell(order, command)))
    }

    /// Closes the window once what was held back is sent.
    fn leave(&mut self) -> Task<Message> {
        let held = self.held.release_all(&self.board);
        let sent = held.into_iter().map(|(order, command)| self.send(order, command));
        Task::batch(sent).chain(iced::exit())
    }

    /// Missed orders of this business day that were not looked at yet.
    fn missed(&self) -> impl Iterator<Item = &str> {
        let missed = self.board.orders.iter().filter(|card| card.view.missed_unseen);
        missed.map(|card| card.view.id.as_str())
    }

    /// Opens the one that was missed, or the finished orders where there are several; the engine keeps that they were seen.
    fn see_missed(&mut self) -> Task<Message> {
        let missed: Vec<String> = self.missed().map(str::to_owned).collect();
        let shown = match missed.as_slice() {
            [] => return Task::none(),
            [order] => self.show(Place::Order(order.clone(), None)),
            _ => {
                self.go(Screen::Counter);
                self.counter.show_finished();
                Task::none()
            }
        };
        let told = missed.into_iter().filter_map(|order| self.tell(order, Command::Seen));
        Task::batch(told.chain([shown]))
    }

    /// Puts away what stands over the bar.
    fn close_notice(&mut self) {
        if self.notice.take().is_none()
            && self.crashed.take().is_some()
            && let Some(crashed) = &self.environment.crashed
        {
            (crashed.seen)();
        }
    }

    fn note_refusal(&mut self, answer: Result<Done, Unanswered>) {
        if let Err(why) = answer {
            self.notify(Said::Refused(why));
        }
    }

    fn redraw(&mut self, board: Arc<Board>) -> Task<Message> {
        let seen = |board: &Board, order: &str| board.card(order).map(|card| card.view.updated_at);
        let before = std::mem::replace(&mut self.board, board);
        let changed = self.held.drop_changed(&before, &self.board);
        if !changed.is_empty() {
            self.notify(Said::Changed(changed.join(", ")));
        }
        let mut counter = std::mem::take(&mut self.counter);
        counter.settle(&self.context());
        self.counter = counter;
        let drawn = match &mut self.screen {
            Screen::Order(detail) if seen(&before, detail.order()) != seen(&self.board, detail.order()) => {
                detail.redraw().map(Message::Detail)
            }
            _ => Task::none(),
        };
        let waits = |card: &&Card| card.view.status == Status::Received;
        let mut new = self.board.orders.iter().filter(waits);
        let came = new.find(|card| seen(&before, &card.view.id).is_none()).map(|card| card.view.id.clone());
        if self.announced().is_none() {
            let idle = before.orders.iter().all(|card| card.view.status.is_final());
            let free = matches!(self.screen, Screen::Counter) && self.drawer.is_none() && !self.leaving;
            self.announced = came.clone().filter(|_| idle && free);
        }
        let forward =
            if came.is_some() && self.practice.is_none() { self.come_forward() } else { Task::none() };
        let check = if volume::opens(&before, &self.board) { self.check_volume() } else { Task::none() };
        Task::batch([drawn, forward, check])
    }
}
