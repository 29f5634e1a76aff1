//! The one way from a tap or a key to the open screen, and from there to the engine.

use std::time::Duration;

use domain::Command;
use domain::order::phone as by_phone;
use iced::Task;

use super::{App, Message, Notice, Said, Screen};
use crate::ui::ask::{ask, beside, tell};
use crate::ui::assistant;
use crate::ui::guard::Spot;
use crate::ui::held::Steps;
use crate::ui::key::Key;
use crate::ui::screen::closing::{self, Closing};
use crate::ui::screen::detail::{self, Detail};
use crate::ui::screen::drawer::{self, Drawer, Tab};
use crate::ui::screen::pad::{self, After};
use crate::ui::screen::past::{self, Past};
use crate::ui::screen::phone::{self, Phone};
use crate::ui::screen::shop::{self, Shop};
use crate::ui::screen::stock::{self, Stock};
use crate::ui::screen::{Action, Place, Wish, counter, look};

/// How long a new version may take: its file over a slow line, its installer, and the two minutes in which it comes up.
const INSTALLS_WITHIN: Duration = Duration::from_secs(20 * 60);

impl App {
    /// Keys that mean the same everywhere, and all others as the open screen's message.
    pub(super) fn press(&mut self, key: Key) -> Task<Message> {
        // What is typed into the pad acts on nothing else.
        let typed = matches!((&self.screen, key), (Screen::Pad(_), Key::Digit(_) | Key::Enter));
        if !typed && self.guard.stale_key(key, self.now) {
            return Task::none();
        }
        if self.leaving {
            match key {
                Key::Enter | Key::Escape => self.leaving = false,
                Key::Function(2) => return self.leave(),
                _ => {}
            }
            return Task::none();
        }
        match key {
            Key::Escape if self.notice.is_some() || self.crashed.is_some() => {
                self.close_notice();
                return Task::none();
            }
            Key::Escape if self.announced().is_some() => {
                self.announced = None;
                return Task::none();
            }
            Key::Escape if self.drawer.is_some() => {
                self.drawer = None;
                return Task::none();
            }
            Key::Function(number @ 5..=7) if self.drawer.is_some() => {
                let deed = self.drawer.and_then(|drawer| drawer.key(number, &self.context()));
                return deed.map_or_else(Task::none, |deed| self.deliver(Message::Drawer(deed)));
            }
            // What is answered is seen first.
            Key::Function(5..=7) if !matches!(self.screen, Screen::Order(_)) => {
                self.drawer = Some(Drawer::open(Tab::Problems));
                return Task::none();
            }
            Key::Undo if !matches!(self.screen, Screen::Pad(_)) => {
                if let Some(order) = self.held.last().map(|held| held.order.clone()) {
                    self.held.take_back(&order);
                }
                return Task::none();
            }
            _ => {}
        }
        let message = match self.screen {
            Screen::Counter => Message::Counter(counter::Message::Key(key)),
            Screen::Order(_) => Message::Detail(detail::Message::Key(key)),
            Screen::Shop(_) => Message::Shop(shop::Message::Key(key)),
            Screen::Stock(_) => Message::Stock(stock::Message::Key(key)),
            Screen::Phone(_) => Message::Phone(phone::Message::Key(key)),
            Screen::Closing(_) => Message::Closing(closing::Message::Key(key)),
            Screen::Past(_) => Message::Past(past::Message::Key(key)),
            Screen::Look => Message::Look(look::Message::Key(key)),
            Screen::Settings(_) => return self.set_up(assistant::Message::Key(key)),
            Screen::Pad(_) if key == Key::Space => return self.accept_waiting(),
            Screen::Pad(_) => Message::Pad(pad::Message::Key(key)),
        };
        self.deliver(message)
    }

    /// Gives a message to its screen and does what that asks for. What comes for a screen that has been closed is dropped.
    pub(super) fn deliver(&mut self, message: Message) -> Task<Message> {
        let spot = spot(&message);
        let message = match message {
            Message::Pad(message) => return self.pad(message),
            message => message,
        };
        // What is put into an order by phone is not sent, but one finger puts it in once.
        if let Message::Phone(phone::Message::Add(at)) = message {
            let about = format!("dish {at}");
            if self.guard.repeats(&about, spot, self.now) {
                return Task::none();
            }
            self.guard.took(about, spot, self.now);
        }
        let mut screen = std::mem::replace(&mut self.screen, Screen::Counter);
        let mut counter = std::mem::take(&mut self.counter);
        let context = self.context();
        let action = match (&mut screen, message) {
            (_, Message::Drawer(message)) => Drawer::update(message, &context).map(Message::Drawer),
            (_, Message::Show(place)) => Action::Show(place),
            (_, Message::Counter(message)) => counter.update(message, &context).map(Message::Counter),
            (Screen::Order(detail), Message::Detail(message)) => {
                detail.update(message, &context).map(Message::Detail)
            }
            (Screen::Shop(shop), Message::Shop(message)) => shop.update(message).map(Message::Shop),
            (Screen::Stock(stock), Message::Stock(message)) => {
                stock.update(message, &context).map(Message::Stock)
            }
            (Screen::Phone(form), Message::Phone(message)) => {
                form.update(message, &context).map(Message::Phone)
            }
            (Screen::Closing(closing), Message::Closing(message)) => {
                closing.update(message, &context).map(Message::Closing)
            }
            (Screen::Past(past), Message::Past(message)) => past.update(message, &context).map(Message::Past),
            (Screen::Look, Message::Look(message)) => look::update(message).map(Message::Look),
            _ => Action::None,
        };
        (self.screen, self.counter) = (screen, counter);
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task,
            Action::Close => {
                // A form that is left on purpose is thrown away; behind an order of the past stands the page that it was on.
                let found = self.found.take().map(|(past, _)| Screen::Past(past));
                self.screen = found.unwrap_or(Screen::Counter);
                Task::none()
            }
            // The second half of a double tap on a step lands on what takes it back.
            Action::TakeBack(order) => self.tap(order.clone(), spot, |app| {
                app.held.take_back(&order);
                Some(Task::none())
            }),
            Action::Show(place) => {
                let about = place.about().to_owned();
                self.tap(about, spot, |app| Some(app.show(place)))
            }
            Action::Look(look) => self.choose(look),
            Action::ChoosePin => {
                self.choose_pin();
                Task::none()
            }
            Action::RemovePin => {
                self.ask_pin(After::Remove);
                Task::none()
            }
            Action::OpenKitchen => self.tap("kitchen".to_owned(), spot, |app| {
                if let Err(why) = (app.environment.open_kitchen)() {
                    app.notify(Said::NoKitchen(why));
                }
                Some(Task::none())
            }),
            Action::Practise => self.tap("practice".to_owned(), spot, App::begin_practice),
            Action::Tell(wish) => self.tap(wish.about().to_owned(), spot, |app| app.say(wish)),
        }
    }

    /// The gate of everything that a tap or a key begins, so that a double tap does not begin two things. Where nothing is
    /// begun the tap does not count.
    fn tap(
        &mut self,
        about: String,
        spot: Spot,
        begin: impl FnOnce(&mut App) -> Option<Task<Message>>,
    ) -> Task<Message> {
        if self.guard.repeats(&about, spot, self.now) {
            return Task::none();
        }
        let begun = begin(self);
        if begun.is_some() {
            self.guard.took(about, spot, self.now);
        }
        begun.unwrap_or_else(Task::none)
    }

    pub(super) fn show(&mut self, place: Place) -> Task<Message> {
        if self.keeps(&place) {
            self.ask_pin(After::Show(Box::new(place)));
            return Task::none();
        }
        if matches!(self.screen, Screen::Counter) {
            self.found = None;
        }
        let (screen, task) = match place {
            Place::Order(order, question) => {
                let (detail, task) = Detail::open(order, self.handle.clone(), question);
                (Screen::Order(detail), task.map(Message::Detail))
            }
            Place::Shop => (Screen::Shop(Shop::default()), Task::none()),
            Place::Stock => {
                let (stock, task) = Stock::open(self.handle.clone());
                (Screen::Stock(stock), task.map(Message::Stock))
            }
            Place::Phone => {
                let kept = match std::mem::replace(&mut self.screen, Screen::Counter) {
                    Screen::Phone(form) => Some(form),
                    _ => self.form.take(),
                };
                let (form, task) = match kept {
                    Some(form) => (form, Task::none()),
                    None => {
                        let (form, task) = Phone::open(self.handle.clone(), self.now);
                        (Box::new(form), task)
                    }
                };
                (Screen::Phone(form), task.map(Message::Phone))
            }
            Place::Closing => {
                let (closing, task) =
                    Closing::open(self.handle.clone(), self.environment.books.clone(), self.now);
                (Screen::Closing(closing), task.map(Message::Closing))
            }
            Place::Past => {
                let (past, task) = Past::open(self.handle.clone(), &self.context());
                (Screen::Past(Box::new(past)), task.map(Message::Past))
            }
            Place::Found(card) => {
                let (detail, task) = Detail::open(card.view.id.clone(), self.handle.clone(), None);
                if let Screen::Past(past) = std::mem::replace(&mut self.screen, Screen::Counter) {
                    self.found = Some((past, card));
                }
                (Screen::Order(detail), task.map(Message::Detail))
            }
            Place::Look => (Screen::Look, Task::none()),
            Place::Settings => match self.open_settings() {
                Some(opened) => opened,
                None => return Task::none(),
            },
        };
        (self.drawer, self.announced) = (None, None);
        self.go(screen);
        task
    }

    /// Tells the engine, one thing at a time about an order; `None` where it cannot be told.
    pub(super) fn say(&mut self, wish: Wish) -> Option<Task<Message>> {
        if self.stopped {
            return None;
        }
        let handle = self.handle.clone();
        Some(match wish {
            Wish::Command(order, command) if Steps::holds(&command) => {
                if self.busy.contains(&order) || self.held.of(&order).is_some() {
                    return None;
                }
                self.held.hold(order, command, self.now);
                Task::none()
            }
            Wish::Command(order, command) => {
                let accepts = matches!(command, Command::Accept { .. });
                let told = self.tell(order.clone(), command)?;
                if accepts {
                    self.answered(&order);
                }
                told
            }
            Wish::Shop(channel, command) => {
                let told = async move { ask(handle.shop(channel.as_deref(), command)).await };
                Task::perform(told, Message::Wished)
            }
            Wish::Stock { dish, sold_out, .. } => {
                Task::perform(async move { ask(handle.stock(dish, sold_out)).await }, Message::Wished)
            }
            Wish::Consent { kind, up_to } => {
                Task::perform(async move { ask(handle.consent(&kind, up_to)).await }, Message::Wished)
            }
            Wish::Note(told) => self.note(told),
            Wish::Update => self.install_update()?,
            Wish::Hear(sound) => Task::perform(async move { ask(handle.hear(sound)).await }, Message::Wished),
            // What was typed stays until the engine has it.
            Wish::Phone(order) => {
                if !self.busy.insert(by_phone::CHANNEL.to_owned()) {
                    return None;
                }
                Task::perform(async move { ask(handle.phone(*order)).await }, Message::Phoned)
            }
        })
    }

    /// Installs the new version, once at a time. Where that goes well this window is ended by the new one.
    fn install_update(&mut self) -> Option<Task<Message>> {
        let install = self.environment.install.clone()?;
        self.notice = Some(Notice { said: Said::Updating, since: self.now });
        if std::mem::replace(&mut self.updating, true) {
            return Some(Task::none());
        }
        Some(Task::perform(beside(INSTALLS_WITHIN, move || install()), Message::Updated))
    }

    /// Tells the engine what to do with an order, unless it is busy with what it was told before.
    pub(super) fn tell(&mut self, order: String, command: Command) -> Option<Task<Message>> {
        self.busy.insert(order.clone()).then(|| self.send(order, command))
    }

    /// Tells the engine, whatever else is on its way about the order.
    pub(super) fn send(&self, order: String, command: Command) -> Task<Message> {
        tell(&self.handle, order, command, Message::Answered)
    }

    /// An answered order makes room for the next one.
    fn answered(&mut self, order: &str) {
        if matches!(&self.screen, Screen::Order(detail) if detail.order() == order) {
            self.screen = Screen::Counter;
        }
        let mut counter = std::mem::take(&mut self.counter);
        counter.select_next_new(order, &self.context());
        self.counter = counter;
    }
}

/// Whether a finger is behind this message. What is typed is not: it goes where the cursor stands.
pub(super) fn is_tap(message: &Message) -> bool {
    match message {
        Message::Counter(_)
        | Message::Shop(_)
        | Message::Look(_)
        | Message::Drawer(_)
        | Message::Show(_)
        | Message::SeeNew(_)
        | Message::SeeMissed
        | Message::EndAnnouncement
        | Message::Heard(_)
        | Message::AskPin
        | Message::LockUp
        | Message::Leave => true,
        Message::Pad(message) => message.is_tap(),
        Message::Detail(message) => message.is_tap(),
        Message::Settings(message) => message.is_tap(),
        Message::Stock(message) => message.is_tap(),
        Message::Phone(message) => message.is_tap(),
        Message::Closing(message) => message.is_tap(),
        Message::Past(message) => message.is_tap(),
        Message::Practice(message) => message.is_tap(),
        _ => false,
    }
}

/// Where the tap or key was.
fn spot(message: &Message) -> Spot {
    let key = match message {
        Message::Counter(counter::Message::Act(.., place))
        | Message::Drawer(drawer::Message::Do(_, place)) => return Spot::Place(*place),
        Message::Counter(counter::Message::Key(key))
        | Message::Detail(detail::Message::Key(key))
        | Message::Shop(shop::Message::Key(key))
        | Message::Stock(stock::Message::Key(key))
        | Message::Phone(phone::Message::Key(key))
        | Message::Look(look::Message::Key(key))
        | Message::Past(past::Message::Key(key))
        | Message::Closing(closing::Message::Key(key)) => key,
        _ => return Spot::Fixed,
    };
    Spot::Key(*key)
}
