//! The screens. Each owns its state, `Message`, `update` and `view`; what all of them look at is [`Context`], and what they ask
//! of the window is an [`Action`].

pub mod attention;
mod bar;
pub mod broken;
mod carriers;
pub mod closing;
pub mod counter;
pub mod detail;
pub mod dialog;
pub mod drawer;
pub mod look;
pub mod pad;
pub mod past;
pub mod phone;
pub mod shop;
mod shortage;
pub mod stock;

use std::collections::HashSet;

use domain::order::Won;
use domain::order::phone::PhoneOrder;
use domain::trail::Told;
use domain::{Command, ShopCommand};
use iced::{Size, Task};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Look;
use super::held::Steps;
use super::practice::Practicable;
use super::step::{self, ProblemAnswer, Question};
use crate::language::Words;
use domain::Board;
use domain::board::{Card, Sound};

/// What every screen looks at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the engine shows.
    pub board: &'a Board,
    /// The shop's name.
    pub shop: &'a str,
    /// The owner's language.
    pub words: &'a Words,
    /// Now.
    pub now: Timestamp,
    /// The shop's time.
    pub zone: &'a TimeZone,
    /// Orders with a command on its way.
    pub busy: &'a HashSet<String>,
    /// Steps that can still be taken back.
    pub held: &'a Steps,
    /// The window, in logical pixels.
    pub size: Size,
    /// The engine has stopped: nothing can be done any more.
    pub stopped: bool,
    /// The owner's screens ask for the PIN: what stands here is for the staff.
    pub locked: bool,
    /// Whether a practice is on, or can be begun.
    pub practice: Practicable,
    /// The order of the past that is open; the board does not show it.
    pub found: Option<&'a Card>,
}

impl<'a> Context<'a> {
    /// Whether a command for this order is on its way or held back, so that its buttons are off.
    pub fn is_busy(&self, order: &str) -> bool {
        self.stopped || self.busy.contains(order) || self.held.of(order).is_some()
    }

    /// Seconds until the order's step is sent, while one is held back.
    pub fn held_for(&self, order: &str) -> Option<i64> {
        self.held.of(order).map(|held| held.left(self.now))
    }

    /// The order's card, while it is on the board or open from the past.
    pub fn card(&self, order: &str) -> Option<&'a Card> {
        self.board.card(order).or_else(|| self.found.filter(|card| card.view.id == order))
    }
}

/// What a screen asks of the window; `M` is the screen's message.
pub enum Action<M> {
    /// Nothing.
    None,
    /// Back to the counter.
    Close,
    /// Show another screen.
    Show(Place),
    /// Tell the engine.
    Tell(Wish),
    /// Make the window look so.
    Look(Look),
    /// Choose a PIN, the first or another.
    ChoosePin,
    /// Have no PIN any more.
    RemovePin,
    /// Open the kitchen's screen.
    OpenKitchen,
    /// Begin a practice.
    Practise,
    /// Do not send the step that is held back for this order.
    TakeBack(String),
    /// Something that takes time or moves what is shown.
    Run(Task<M>),
}

/// A screen that is opened from the counter.
#[derive(Clone, Debug)]
pub enum Place {
    /// This order, beginning with a question, if any.
    Order(String, Option<Question>),
    /// The shop: open, pause, close.
    Shop,
    /// What is sold out.
    Stock,
    /// The form of an order by phone.
    Phone,
    /// What riders cost and owe.
    Closing,
    /// Orders of all years.
    Past,
    /// One of them.
    Found(Box<Card>),
    /// How the window looks.
    Look,
    /// What the counter is told of its shop.
    Settings,
}

/// What an answer to a problem asks of the window.
fn settle<M>(order: String, answer: ProblemAnswer, context: &Context<'_>) -> Action<M> {
    match answer {
        ProblemAnswer::Command(command) => Action::Tell(Wish::Command(order, command)),
        ProblemAnswer::Allow { kind, up_to } => Action::Tell(Wish::Consent { kind, up_to: Some(up_to) }),
        ProblemAnswer::Ask(question) => {
            match step::needs_no_question(&question, context.card(&order), context.board) {
                Some(command) => Action::Tell(Wish::Command(order, command)),
                None => Action::Show(Place::Order(order, Some(question))),
            }
        }
    }
}

impl Place {
    /// Whether it is the owner's alone, where there is a PIN: sums, settings, and who ordered in the past.
    pub fn is_owners(&self) -> bool {
        match self {
            Place::Closing | Place::Past | Place::Found(_) | Place::Look | Place::Settings => true,
            Place::Order(..) | Place::Shop | Place::Stock | Place::Phone => false,
        }
    }

    /// What it is about: the order, or its own name.
    pub fn about(&self) -> &str {
        match self {
            Place::Order(order, _) => order,
            Place::Shop => "shop",
            Place::Stock => "stock",
            Place::Phone => "phone",
            Place::Closing => "closing",
            Place::Past => "past",
            Place::Found(card) => &card.view.id,
            Place::Look => "look",
            Place::Settings => "settings",
        }
    }
}

/// What the engine is told.
#[derive(Clone, Debug)]
pub enum Wish {
    /// To do something with this order.
    Command(String, Command),
    /// What is wanted of the shop, at one app or at all.
    Shop(Option<String>, ShopCommand),
    /// To sell a dish of the menu out at every app that sells it, or to bring it back.
    Stock {
        /// Its number.
        dish: i64,
        /// What it is called.
        name: String,
        /// Whether it is sold out.
        sold_out: bool,
    },
    /// To allow a surcharge until the business day ends, or no more.
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
    },
    /// To take an order that was phoned in.
    Phone(Box<PhoneOrder>),
    /// To play a sound.
    Hear(Sound),
    /// To write into the shop's trail.
    Note(Told),
    /// To install the new version of this program.
    Update,
}

impl Wish {
    /// What it is about: the order, the app, the surcharge. An order by phone has no id yet that would tell a second one from
    /// the first.
    pub fn about(&self) -> &str {
        match self {
            Wish::Command(order, _) => order,
            Wish::Shop(channel, _) => channel.as_deref().unwrap_or("shop"),
            Wish::Stock { name, .. } => name,
            Wish::Consent { kind, .. } => kind,
            Wish::Phone(_) => "phone",
            Wish::Note(_) => "note",
            Wish::Update => "update",
            Wish::Hear(Sound::App(melody)) => melody.as_str(),
            Wish::Hear(Sound::Chime) => "chime",
            Wish::Hear(Sound::Rider) => "rider",
            Wish::Hear(Sound::Printer) => "printer",
            Wish::Hear(Sound::Urgent) => "urgent",
            Wish::Hear(Sound::Stop) => "stop",
        }
    }
}

impl<M: Send + 'static> Action<M> {
    /// The same with the window's message.
    pub fn map<N: Send + 'static>(self, to: fn(M) -> N) -> Action<N> {
        match self {
            Action::None => Action::None,
            Action::Close => Action::Close,
            Action::Show(place) => Action::Show(place),
            Action::Tell(wish) => Action::Tell(wish),
            Action::Look(look) => Action::Look(look),
            Action::ChoosePin => Action::ChoosePin,
            Action::RemovePin => Action::RemovePin,
            Action::OpenKitchen => Action::OpenKitchen,
            Action::Practise => Action::Practise,
            Action::TakeBack(order) => Action::TakeBack(order),
            Action::Run(task) => Action::Run(task.map(to)),
        }
    }

    /// Tells the engine to do something with an order.
    pub fn command(order: &str, command: Command) -> Action<M> {
        Action::Tell(Wish::Command(order.to_owned(), command))
    }
}
