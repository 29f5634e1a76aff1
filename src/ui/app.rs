//! The window's root: which screen is open, the board as it changes, and the one gate that every tap goes through.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use iced::widget::{column, container, row};
use iced::{Center, Element, Fill, Subscription, Task, window};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Notify;

use super::ask::{Unanswered, ask};
use super::feed::{self, News};
use super::key::{self, Key};
use super::screen::closing::{self, Closing};
use super::screen::counter::{self, Counter};
use super::screen::detail::{self, Detail};
use super::screen::phone::{self, Phone};
use super::screen::shop::{self, Shop};
use super::screen::{Action, Context, Place, Wish};
use super::theme::{self, Tone};
use super::{text as say, widget};
use crate::engine::{Board, Command, Done, Handle};
use crate::language::Words;
use crate::order::{Status, phone as by_phone};

/// A second tap this soon is the same greasy finger: it neither sends nor opens anything, also where the first tap
/// has put another order under it.
const SAME_TAP_MS: i64 = 600;

/// How long a refusal stays in sight.
const NOTICE_SECONDS: i64 = 10;

/// The clock that the window is given.
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
    /// Kept while another screen is open, so that the keys stand where they stood.
    counter: Counter,
    screen: Screen,
    /// Orders with a command on its way; and the channel of orders by phone, while one is.
    busy: HashSet<String>,
    last_tap: Option<Timestamp>,
    notice: Option<Notice>,
    stopped: bool,
}

/// What is open.
enum Screen {
    /// The counter.
    Counter,
    /// One order.
    Order(Detail),
    /// The shop.
    Shop,
    /// An order is being typed.
    Phone(Phone),
    /// What riders cost and owe.
    Closing(Closing),
}

struct Notice {
    text: String,
    since: Timestamp,
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
            screen: Screen::Counter,
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
                if let Screen::Closing(closing) = &mut self.screen {
                    return closing.refresh(now).map(Message::Closing);
                }
            }
            Message::News(News::Board(board)) => return self.redraw(board),
            Message::News(News::Stopped) => self.stopped = true,
            Message::News(News::Raise) => {
                let forward = |id| Task::batch([window::minimize(id, false), window::gain_focus(id)]);
                return window::latest().and_then(forward);
            }
            Message::CloseNotice => self.notice = None,
            Message::Key(Key::Escape) if self.notice.is_some() => self.notice = None,
            Message::Key(key) => return self.deliver(self.press(key)),
            Message::Phoned(answer) => {
                self.busy.remove(by_phone::CHANNEL);
                match answer {
                    Ok(_) if matches!(self.screen, Screen::Phone(_)) => self.screen = Screen::Counter,
                    Ok(_) => {}
                    Err(why) => self.note_refusal(Err(why)),
                }
            }
            Message::Wished(answer) => self.note_refusal(answer),
            Message::Answered(order, answer) => {
                self.busy.remove(&order);
                self.note_refusal(answer);
            }
            message => return self.deliver(message),
        }
        Task::none()
    }

    fn note_refusal(&mut self, answer: Result<Done, Unanswered>) {
        if let Err(why) = answer {
            self.notice = Some(Notice { text: why.text(&self.words), since: self.now });
        }
    }

    fn redraw(&mut self, board: Arc<Board>) -> Task<Message> {
        let seen = |board: &Board, order: &str| {
            board.orders.iter().find(|card| card.view.id == order).map(|card| card.view.updated_at)
        };
        let before = std::mem::replace(&mut self.board, board);
        match &mut self.screen {
            Screen::Order(detail) if seen(&before, detail.order()) != seen(&self.board, detail.order()) => {
                detail.redraw().map(Message::Detail)
            }
            _ => Task::none(),
        }
    }

    /// A key as the open screen's message.
    fn press(&self, key: Key) -> Message {
        match self.screen {
            Screen::Counter => Message::Counter(counter::Message::Key(key)),
            Screen::Order(_) => Message::Detail(detail::Message::Key(key)),
            Screen::Shop => Message::Shop(shop::Message::Key(key)),
            Screen::Phone(_) => Message::Phone(phone::Message::Key(key)),
            Screen::Closing(_) => Message::Closing(closing::Message::Key(key)),
        }
    }

    /// Gives a message to its screen and does what that asks for. What comes for a screen that has been closed is dropped.
    fn deliver(&mut self, message: Message) -> Task<Message> {
        let mut screen = std::mem::replace(&mut self.screen, Screen::Counter);
        let mut counter = std::mem::take(&mut self.counter);
        let context = self.context();
        let action = match (&mut screen, message) {
            (_, Message::Counter(message)) => counter.update(message, &context).map(Message::Counter),
            (Screen::Order(detail), Message::Detail(message)) => {
                detail.update(message, &context).map(Message::Detail)
            }
            (Screen::Shop, Message::Shop(message)) => Shop.update(message).map(Message::Shop),
            (Screen::Phone(form), Message::Phone(message)) => form.update(message).map(Message::Phone),
            (Screen::Closing(closing), Message::Closing(message)) => {
                closing.update(message, self.now).map(Message::Closing)
            }
            _ => Action::None,
        };
        (self.screen, self.counter) = (screen, counter);
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task,
            // A way back is always open; what comes up under the finger waits for the next tap.
            Action::Close => {
                self.screen = Screen::Counter;
                self.last_tap = Some(self.now);
                Task::none()
            }
            Action::Show(place) => self.tap(|app| Some(app.show(place))),
            Action::Tell(wish) => self.tap(|app| app.say(wish)),
        }
    }

    /// The gate of everything that a tap or a key begins, so that a double tap does not begin two things. Where nothing is
    /// begun the tap does not count.
    fn tap(&mut self, begin: impl FnOnce(&mut App) -> Option<Task<Message>>) -> Task<Message> {
        // A clock that was set back must not lock the counter.
        let again =
            |tap: Timestamp| (0..SAME_TAP_MS).contains(&(self.now.as_millisecond() - tap.as_millisecond()));
        if self.last_tap.is_some_and(again) {
            return Task::none();
        }
        let begun = begin(self);
        if begun.is_some() {
            self.last_tap = Some(self.now);
        }
        begun.unwrap_or_else(Task::none)
    }

    fn show(&mut self, place: Place) -> Task<Message> {
        let (screen, task) = match place {
            Place::Order(order, question) => {
                let (detail, task) = Detail::open(order, self.handle.clone(), question);
                (Screen::Order(detail), task.map(Message::Detail))
            }
            Place::Shop => (Screen::Shop, Task::none()),
            Place::Phone => (Screen::Phone(Phone::new(self.now)), Task::none()),
            Place::Closing => {
                let (closing, task) = Closing::open(self.handle.clone(), self.now);
                (Screen::Closing(closing), task.map(Message::Closing))
            }
        };
        self.screen = screen;
        task
    }

    /// Tells the engine, one thing at a time about an order; `None` where it cannot be told.
    fn say(&mut self, wish: Wish) -> Option<Task<Message>> {
        if let Wish::Command(_, Command::Accept { .. }) = wish {
            // An answered order makes room for the next one.
            self.screen = Screen::Counter;
        }
        let about = match &wish {
            Wish::Command(order, _) => Some(order.clone()),
            // It has no id that would tell a second one from the first.
            Wish::Phone(_) => Some(by_phone::CHANNEL.to_owned()),
            Wish::Shop(..) | Wish::Consent { .. } => None,
        };
        if self.stopped || about.is_some_and(|about| !self.busy.insert(about)) {
            return None;
        }
        let handle = self.handle.clone();
        Some(match wish {
            Wish::Command(order, command) => {
                let name = order.clone();
                Task::perform(async move { ask(handle.command(&order, command)).await }, move |answer| {
                    Message::Answered(name.clone(), answer)
                })
            }
            Wish::Shop(channel, command) => {
                let told = async move { ask(handle.shop(channel.as_deref(), command)).await };
                Task::perform(told, Message::Wished)
            }
            Wish::Consent { kind, up_to } => {
                Task::perform(async move { ask(handle.consent(&kind, up_to)).await }, Message::Wished)
            }
            // What was typed stays until the engine has it.
            Wish::Phone(order) => {
                Task::perform(async move { ask(handle.phone(*order)).await }, Message::Phoned)
            }
        })
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
        page = page.push(match &self.screen {
            Screen::Counter => self.counter.view(&context).map(Message::Counter),
            Screen::Order(detail) => detail.view(&context).map(Message::Detail),
            Screen::Shop => Shop.view(&context).map(Message::Shop),
            Screen::Phone(form) => form.view(&context).map(Message::Phone),
            Screen::Closing(closing) => closing.view(&context).map(Message::Closing),
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
        let board = feed::board(self.handle.board()).map(Message::News);
        let raise = feed::raise(self.raise.clone()).map(Message::News);
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        // Countdowns go by the second; without one, minutes are enough for a small machine.
        let hurried = self.notice.is_some()
            || self.board.orders.iter().any(|card| card.view.status == Status::Received);
        let tick = Duration::from_secs(if hurried { 1 } else { 10 });
        Subscription::batch([board, raise, keys, iced::time::every(tick).map(|_| Message::Tick)])
    }
}
