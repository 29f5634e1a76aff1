//! Questions that stand before a step that cannot be taken back: why, which agency, which dish, and are you sure.

mod dish;
pub(super) mod parts;
mod reason;
mod rider;

pub use parts::{Answered, Message};

use domain::Board;
use domain::board::Card;
use iced::Element;
use iced::widget::{column, container};

use super::Context;
use crate::ui::key::Key;
use crate::ui::step::Question;
use crate::ui::text as say;
use crate::ui::theme;
use crate::ui::widget;
use dish::Dish;
use parts::List;
use reason::Reason;
use rider::Rider;

/// Longest text that is typed here, in characters.
const LONGEST_TEXT: usize = 100;

/// An open question.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Why we refuse or cancel, and whether we really do.
    Reason(Reason),
    /// About the rider.
    Rider(Rider),
    /// About a dish that is sold out.
    Dish(Dish),
}

impl Dialog {
    /// Which question it is, so that the window knows when another one stands there.
    pub fn name(&self) -> &'static str {
        match self {
            Dialog::Reason(Reason::Why { .. }) => "why",
            Dialog::Reason(Reason::Sure { .. }) => "sure",
            Dialog::Rider(Rider::CallOff(_)) => "call-off",
            Dialog::Rider(Rider::Carrier { .. }) => "carrier",
            Dialog::Rider(Rider::Name { .. }) => "name",
            Dialog::Rider(Rider::Again { .. }) => "again",
            Dialog::Rider(Rider::Called { .. }) => "called",
            Dialog::Dish(Dish::SoldOut { .. }) => "sold-out",
            Dialog::Dish(Dish::Short { .. }) => "short",
            Dialog::Dish(Dish::Instead { .. }) => "instead",
        }
    }

    /// Begins with a question.
    pub fn of(question: Question) -> Dialog {
        match question {
            Question::Reason { accepted } => Dialog::Reason(Reason::Why { accepted, cursor: 0 }),
            Question::CallOff(reason) => Dialog::Rider(Rider::CallOff(reason)),
            Question::Carrier => Dialog::Rider(Rider::Carrier { cursor: 0 }),
            Question::RiderName => Dialog::Rider(Rider::Name { typed: String::new() }),
            Question::Again => Dialog::Rider(Rider::Again { typed: String::new() }),
            Question::Called(key) => Dialog::Rider(Rider::Called { typed: key }),
            Question::SoldOut => Dialog::Dish(Dish::SoldOut { cursor: 0 }),
            Question::Short => Dialog::Dish(Dish::Short { cursor: 0 }),
        }
    }

    /// Reacts to one message about this order.
    pub fn update(&mut self, message: Message, card: &Card, board: &Board) -> Answered {
        match message {
            Message::Close | Message::Key(Key::Escape) => return Answered::Close,
            Message::Send(command) => return Answered::Command(command),
            Message::Confirm | Message::Key(Key::Enter) => return self.confirm(card, board),
            Message::Choose(place) => {
                if let Some(list) = self.list(card, board) {
                    *list.cursor = place;
                }
                return self.confirm(card, board);
            }
            Message::Turn(place) => {
                if let Some(list) = self.list(card, board) {
                    *list.cursor = place;
                }
            }
            Message::OffMenu => {
                if let Dialog::Dish(Dish::Instead { off_menu, .. }) = self {
                    *off_menu = !*off_menu;
                }
            }
            Message::Typed(typed) => {
                if let Some(text) = self.field() {
                    *text = say::typed(&typed, LONGEST_TEXT);
                }
            }
            Message::Key(key) => {
                if let Some(list) = self.list(card, board) {
                    list.walk(key);
                }
            }
        }
        Answered::Stay
    }

    fn confirm(&mut self, card: &Card, board: &Board) -> Answered {
        match self {
            Dialog::Reason(reason) => reason.confirm(),
            Dialog::Rider(rider) => rider.confirm(card, board),
            Dialog::Dish(dish) => dish.confirm(card),
        }
    }

    /// The list that the keys walk, if there is one.
    fn list(&mut self, card: &Card, board: &Board) -> Option<List<'_>> {
        match self {
            Dialog::Reason(reason) => reason.list(),
            Dialog::Rider(rider) => rider.list(card, board),
            Dialog::Dish(dish) => dish.list(card),
        }
    }

    /// The text that is typed, if one is.
    fn field(&mut self) -> Option<&mut String> {
        match self {
            Dialog::Reason(_) => None,
            Dialog::Rider(rider) => rider.field(),
            Dialog::Dish(dish) => dish.field(),
        }
    }

    /// The dialog's box.
    pub fn view<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let (title, body) = match self {
            Dialog::Reason(reason) => reason.view(card, context),
            Dialog::Rider(rider) => rider.view(card, context),
            Dialog::Dish(dish) => dish.view(card, context),
        };
        let title = widget::bold(format!("{} · {title}", card.view.number), theme::LARGE + 2.0);
        container(column![title, body].spacing(20))
            .padding(24)
            .width(720)
            .style(theme::panel(theme::SURFACE, theme::INK, theme::INK))
            .into()
    }
}
