//! The screens. Each owns its state, `Message`, `Action`, `update` and `view`; what all of them look at is [`Context`].

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

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::engine::Board;
use crate::engine::board::Card;
use crate::language::Words;

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
