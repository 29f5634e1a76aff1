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
pub mod phone;
pub mod shop;
mod shortage;

use std::collections::HashSet;

use iced::Task;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::step::Question;
use crate::engine::board::Card;
use crate::engine::{Board, Command, ShopCommand};
use crate::language::Words;
use crate::order::Won;
use crate::order::phone::PhoneOrder;

/// What every screen looks at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the engine shows.
    pub board: &'a Board,
    /// The owner's language.
    pub words: &'a Words,
    /// Now.
    pub now: Timestamp,
    /// The shop's time.
    pub zone: &'a TimeZone,
    /// Orders with a command on its way.
    pub busy: &'a HashSet<String>,
    /// The engine has stopped: nothing can be done any more.
    pub stopped: bool,
}

impl<'a> Context<'a> {
    /// Whether a command for this order is on its way, so that its buttons are off.
    pub fn is_busy(&self, order: &str) -> bool {
        self.stopped || self.busy.contains(order)
    }

    /// The order's card, while it is on the board.
    pub fn card(&self, order: &str) -> Option<&'a Card> {
        self.board.orders.iter().find(|card| card.view.id == order)
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
    /// The form of an order by phone.
    Phone,
    /// What riders cost and owe.
    Closing,
}

/// What the engine is told.
#[derive(Clone, Debug)]
pub enum Wish {
    /// To do something with this order.
    Command(String, Command),
    /// What is wanted of the shop, at one app or at all.
    Shop(Option<String>, ShopCommand),
    /// To allow a surcharge until the business day ends, or no more.
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
    },
    /// To take an order that was phoned in.
    Phone(Box<PhoneOrder>),
}

impl<M: Send + 'static> Action<M> {
    /// The same with the window's message.
    pub fn map<N: Send + 'static>(self, to: fn(M) -> N) -> Action<N> {
        match self {
            Action::None => Action::None,
            Action::Close => Action::Close,
            Action::Show(place) => Action::Show(place),
            Action::Tell(wish) => Action::Tell(wish),
            Action::Run(task) => Action::Run(task.map(to)),
        }
    }

    /// Tells the engine to do something with an order.
    pub fn command(order: &str, command: Command) -> Action<M> {
        Action::Tell(Wish::Command(order.to_owned(), command))
    }
}
