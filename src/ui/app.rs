//! The window's root: which screen is open, the board as it changes, and the one gate every command goes through.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use iced::widget::{column, container, row};
use iced::{Center, Element, Fill, Subscription, Task, window};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Notify;

use super::ask::{Unanswered, ask};
use super::feed;
use super::key::{self, Key};
use super::screen::Context;
use super::screen::closing::{self, Closing};
use super::screen::counter::{self, Counter};
use super::screen::detail::{self, Detail};
use super::screen::phone::{self, Phone};
use super::screen::shop::{self, Shop};
use super::step::Answer;
use super::theme::{self, Tone};
use super::{text as say, widget};
use crate::engine::{Board, Command, Done, Handle, ShopCommand};
use crate::language::Words;
use crate::order::{Status, Won, phone as by_phone};

/// A second tap this soon is the same greasy finger: it neither sends nor opens anything, also where the first tap
/// has put another order under it.
const SAME_TAP_MS: i64 = 600;

/// How long a refusal stays in sight.
const NOTICE_SECONDS: i64 = 10;

/// Now, as the program is told.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The whole window.
pub struct App {
    handle: Handle,
    words: Words,
    shop: String,
    zone: TimeZone,
    raise: Arc<Notify>,
    clock: Clock,
    now: Timestamp,
    board: Arc<Board>,
    counter: Counter,
    detail: Option<Detail>,
    /// The shop's screen is open.
    at_shop: bool,
    /// An order is being typed.
    phone: Option<Phone>,
    /// What riders cost and owe.
    closing: Option<Closing>,
    /// Orders with a command on its way; and the channel of orders by phone, while one is.
    busy: HashSet<String>,
    last_tap: Option<Timestamp>,
    notice: Option<Notice>,
    stopped: bool,
}

struct Notice {
    text: String,
    since: Timestamp,
}

/// What happens in the window.
#[derive(Clone, Debug)]
pub enum Message {
    /// The board has changed.
    Board(Arc<Board>),
    /// The engine shows nothing any more.
    Stopped,
    /// The program was started a second time: this window is wanted.
    Raise,
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
    /// On the form of an order by phone.
    Phone(phone::Message),
    /// On the riders' closing.
    Closing(closing::Message),
    /// The engine has taken an order by phone, or not.
    Phoned(Result<String, Unanswered>),
    /// The engine has answered a wish about the shop or a surcharge.
    Wished(Result<Done, Unanswered>),
    /// The engine has answered a command.
    Answered(String, Result<Done, Unanswered>),
    /// The refusal was read.
    CloseNotice,
}

impl App {
    /// The window at its start.
    pub fn new(
        handle: Handle,
        words: Words,
        shop: String,
        zone: TimeZone,
        raise: Arc<Notify>,
        clock: Clock,
    ) -> App {
        let board = handle.board().borrow().clone();
        let now = clock();
        App {
            handle,
            words,
            shop,
            zone,
            raise,
            clock,
            now,
            board,
            counter: Counter::default(),
            detail: None,
            at_shop: false,
            phone: None,
            closing: None,
            busy: HashSet::new(),
            last_tap: None,
            notice: None,
            stopped: false,
        }
    }

    /// The window's title.
    pub fn title(&self) -> String {
        self.words.text("ui-title", &[("shop", (&self.shop).into())])
    }

    fn context(&self) -> Context<'_> {
        Context {
            board: &self.board,
            words: &self.words,
            now: self.now,
            zone: &self.zone,
            busy: &self.busy,
            stopped: self.stopped,
        }
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = (self.clock)();
        match message {
            Message::Tick => {
                let now = self.now;
                self.notice.take_if(|notice| now.as_second() - notice.since.as_second() >= NOTICE_SECONDS);
                if let Some(closing) = &mut self.closing {
                    return closing.refresh(now).map(Message::Closing);
                }
            }
            Message::Board(board) => return self.show(board),
            Message::Raise => {
                let forward = |id| Task::batch([window::minimize(id, false), window::gain_focus(id)]);
                return window::latest().and_then(forward);
            }
            Message::Stopped => self.stopped = true,
            Message::CloseNotice => self.notice = None,
            Message::Key(Key::Escape) if self.notice.is_some() => self.notice = None,
            Message::Key(key) if self.detail.is_some() => return self.detail(detail::Message::Key(key)),
            Message::Key(key) if self.at_shop => return self.shop(shop::Message::Key(key)),
            Message::Key(key) if self.phone.is_some() => return self.phone(phone::Message::Key(key)),
            Message::Key(key) if self.closing.is_some() => return self.closing(closing::Message::Key(key)),
            Message::Shop(message) => return self.shop(message),
            Message::Phone(message) => return self.phone(message),
            Message::Closing(message) => return self.closing(message),
            Message::Phoned(answer) => {
                self.busy.remove(by_phone::CHANNEL);
                match answer {
                    Ok(_) => self.phone = None,
                    Err(why) => self.note_refusal(Err(why)),
                }
            }
            Message::Wished(answer) => self.note_refusal(answer),
            Message::Key(key) => return self.counter(counter::Message::Key(key)),
            Message::Counter(message) => return self.counter(message),
            Message::Detail(message) => return self.detail(message),
            Message::Answered(order, answer) => {
                self.busy.remove(&order);
                self.note_refusal(answer);
            }
        }
        Task::none()
    }

    fn note_refusal(&mut self, answer: Result<Done, Unanswered>) {
        if let Err(why) = answer {
            self.notice = Some(Notice { text: why.text(&self.words), since: self.now });
        }
    }

    fn shop(&mut self, message: shop::Message) -> Task<Message> {
        match Shop.update(message) {
            shop::Action::None => Task::none(),
            shop::Action::Close => {
                self.at_shop = false;
                self.last_tap = Some(self.now);
                Task::none()
            }
            shop::Action::Want(channel, command) => self.wish(channel, command),
            shop::Action::Disallow(kind) => self.allow(kind, None),
        }
    }

    fn phone(&mut self, message: phone::Message) -> Task<Message> {
        let Some(form) = &mut self.phone else { return Task::none() };
        match form.update(message) {
            phone::Action::None => Task::none(),
            phone::Action::Close => {
                self.phone = None;
                self.last_tap = Some(self.now);
                Task::none()
            }
            phone::Action::Take(_) if self.stopped || self.is_same_tap() => Task::none(),
            // It has no id that would tell a second one from the first.
            phone::Action::Take(_) if !self.busy.insert(by_phone::CHANNEL.to_owned()) => Task::none(),
            // What was typed stays until the engine has it.
            phone::Action::Take(order) => {
                self.last_tap = Some(self.now);
                let handle = self.handle.clone();
                Task::perform(async move { ask(handle.phone(*order)).await }, Message::Phoned)
            }
        }
    }

    fn closing(&mut self, message: closing::Message) -> Task<Message> {
        let Some(closing) = &mut self.closing else { return Task::none() };
        match closing.update(message, self.now) {
            closing::Action::None => Task::none(),
            closing::Action::Close => {
                self.closing = None;
                self.last_tap = Some(self.now);
                Task::none()
            }
            closing::Action::Run(task) => task.map(Message::Closing),
        }
    }

    /// The gate of all wishes about the shop.
    fn wish(&mut self, channel: Option<String>, command: ShopCommand) -> Task<Message> {
        if self.stopped || self.is_same_tap() {
            return Task::none();
        }
        self.last_tap = Some(self.now);
        let handle = self.handle.clone();
        let wish = async move { ask(handle.shop(channel.as_deref(), command)).await };
        Task::perform(wish, Message::Wished)
    }

    /// Allows a surcharge for an evening, or takes that back.
    fn allow(&mut self, kind: String, up_to: Option<Won>) -> Task<Message> {
        if self.stopped || self.is_same_tap() {
            return Task::none();
        }
        self.last_tap = Some(self.now);
        let handle = self.handle.clone();
        Task::perform(async move { ask(handle.consent(&kind, up_to)).await }, Message::Wished)
    }

    fn show(&mut self, board: Arc<Board>) -> Task<Message> {
        let seen = |board: &Board, order: &str| {
            board.orders.iter().find(|card| card.view.id == order).map(|card| card.view.updated_at)
        };
        let before = std::mem::replace(&mut self.board, board);
        match &mut self.detail {
            Some(detail) if seen(&before, detail.order()) != seen(&self.board, detail.order()) => {
                detail.redraw().map(Message::Detail)
            }
            _ => Task::none(),
        }
    }

    fn counter(&mut self, message: counter::Message) -> Task<Message> {
        let mut counter = std::mem::take(&mut self.counter);
        let action = counter.update(message, &self.context());
        self.counter = counter;
        match action {
            counter::Action::None => Task::none(),
            counter::Action::Open(order) => self.open(order, None),
            counter::Action::Ask(order, answer) => self.open(order, Some(answer)),
            counter::Action::Command(order, command) => self.send(order, command),
            counter::Action::Allow(kind, up_to) => self.allow(kind, Some(up_to)),
            counter::Action::Shop => {
                if !self.is_same_tap() {
                    self.last_tap = Some(self.now);
                    self.at_shop = true;
                }
                Task::none()
            }
            counter::Action::Want(channel, command) => self.wish(channel, command),
            counter::Action::Phone => {
                if !self.is_same_tap() {
                    self.last_tap = Some(self.now);
                    self.phone = Some(Phone::new(self.now));
                }
                Task::none()
            }
            counter::Action::Closing => {
                if self.is_same_tap() {
                    return Task::none();
                }
                self.last_tap = Some(self.now);
                let (closing, task) = Closing::open(self.handle.clone(), self.now);
                self.closing = Some(closing);
                task.map(Message::Closing)
            }
            counter::Action::Run(task) => task.map(Message::Counter),
        }
    }

    fn detail(&mut self, message: detail::Message) -> Task<Message> {
        let Some(mut detail) = self.detail.take() else { return Task::none() };
        let order = detail.order().to_owned();
        let action = detail.update(message, &self.context());
        self.detail = Some(detail);
        match action {
            detail::Action::None => Task::none(),
            detail::Action::Close => {
                self.detail = None;
                self.last_tap = Some(self.now);
                Task::none()
            }
            detail::Action::Run(task) => task.map(Message::Detail),
            detail::Action::Want(channel, command) => self.wish(Some(channel), command),
            detail::Action::Allow(kind, up_to) => self.allow(kind, Some(up_to)),
            detail::Action::Command(command) => {
                // An answered order makes room for the next one.
                if matches!(command, Command::Accept { .. }) && !self.is_same_tap() {
                    self.detail = None;
                }
                self.send(order, command)
            }
        }
    }

    fn open(&mut self, order: String, answer: Option<Answer>) -> Task<Message> {
        if self.is_same_tap() {
            return Task::none();
        }
        self.last_tap = Some(self.now);
        let (detail, task) = Detail::open(order, self.handle.clone(), answer);
        self.detail = Some(detail);
        task.map(Message::Detail)
    }

    /// The gate of all commands: one at a time for an order, and never two out of one double tap.
    fn send(&mut self, order: String, command: Command) -> Task<Message> {
        if self.stopped || self.is_same_tap() || !self.busy.insert(order.clone()) {
            return Task::none();
        }
        self.last_tap = Some(self.now);
        let handle = self.handle.clone();
        let name = order.clone();
        Task::perform(async move { ask(handle.command(&order, command)).await }, move |answer| {
            Message::Answered(name.clone(), answer)
        })
    }

    fn is_same_tap(&self) -> bool {
        // A clock that was set back must not lock the counter.
        self.last_tap
            .is_some_and(|tap| (0..SAME_TAP_MS).contains(&(self.now.as_millisecond() - tap.as_millisecond())))
    }

    /// What the window shows.
    pub fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        let clock = widget::bold(say::time(self.now, &self.zone), theme::LARGE);
        let strip = row![container(widget::strip(&self.board, &self.words)).width(Fill), clock]
            .spacing(10)
            .align_y(Center);
        let mut page = column![strip].spacing(8);
        if self.stopped {
            page = page.push(widget::trouble(say::plain(&self.words, "ui-stopped")));
        }
        page = page.push(match (&self.detail, &self.phone, &self.closing) {
            (Some(detail), ..) => detail.view(&context).map(Message::Detail),
            (None, Some(phone), _) => phone.view(&context).map(Message::Phone),
            (None, None, Some(closing)) => closing.view(&context).map(Message::Closing),
            (None, None, None) if self.at_shop => Shop.view(&context).map(Message::Shop),
            (None, None, None) => self.counter.view(&context).map(Message::Counter),
        });
        if let Some(notice) = &self.notice {
            let key = say::plain(&self.words, "ui-key-esc");
            let close = widget::push(
                say::plain(&self.words, "ui-close"),
                Some(&key),
                Tone::Plain,
                Some(Message::CloseNotice),
            );
            let text = widget::bold(&notice.text, theme::BODY).width(Fill);
            page = page.push(
                container(row![text, close].spacing(10).align_y(Center))
                    .padding(10)
                    .width(Fill)
                    .style(theme::filled(theme::DANGER)),
            );
        }
        container(page).padding(8).width(Fill).height(Fill).into()
    }

    /// The board, the keys and the time.
    pub fn subscription(&self) -> Subscription<Message> {
        let board = feed::board(self.handle.board());
        let raise = feed::raise(self.raise.clone());
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        // Countdowns go by the second; without one, minutes are enough for a small machine.
        let hurried = self.notice.is_some()
            || self.board.orders.iter().any(|card| card.view.status == Status::Received);
        let tick = Duration::from_secs(if hurried { 1 } else { 10 });
        Subscription::batch([board, raise, keys, iced::time::every(tick).map(|_| Message::Tick)])
    }
}
