//! Which dish of an order is sold out, and what goes out instead of it.

use domain::board::Card;
use domain::order::{Line, phone};
use domain::{Command, ShopCommand};
use iced::Element;
use iced::widget::{column, row};

use super::parts::{Answered, List, Message, field, leave, paged, yes};
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// A question about a dish.
#[derive(Clone, Debug, PartialEq)]
pub enum Dish {
    /// Which dish of a new order the app must not sell any more.
    SoldOut {
        /// Where the keys stand.
        cursor: usize,
    },
    /// Which dish of an accepted order is left out or replaced.
    Short {
        /// Where the keys stand.
        cursor: usize,
    },
    /// What goes out instead of it.
    Instead {
        /// The dish's position in the order.
        line: usize,
        /// The substitute as typed; empty: none.
        substitute: String,
        /// Also off the app's menu.
        off_menu: bool,
    },
}

impl Dish {
    pub(super) fn list(&mut self, card: &Card) -> Option<List<'_>> {
        match self {
            Dish::SoldOut { cursor } | Dish::Short { cursor } => {
                Some(List { cursor, choices: lines(card).len(), across: 1 })
            }
            Dish::Instead { .. } => None,
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut String> {
        match self {
            Dish::Instead { substitute, .. } => Some(substitute),
            Dish::SoldOut { .. } | Dish::Short { .. } => None,
        }
    }

    pub(super) fn confirm(&mut self, card: &Card) -> Answered {
        match self {
            Dish::SoldOut { cursor } => match lines(card).get(*cursor) {
                Some(line) => Answered::Shop(ShopCommand::SoldOut { item: line.into() }),
                None => Answered::Close,
            },
            Dish::Short { cursor } if *cursor < lines(card).len() => {
                let known = card.view.shortage(*cursor).and_then(|short| short.substitute.clone());
                let (line, substitute) = (*cursor, known.unwrap_or_default());
                *self = Dish::Instead { line, substitute, off_menu: false };
                Answered::Stay
            }
            Dish::Short { .. } => Answered::Close,
            Dish::Instead { line, substitute, off_menu } => {
                let substitute = Some(substitute.trim().to_owned()).filter(|text| !text.is_empty());
                let (line, also_off_menu) = (*line, *off_menu);
                Answered::Command(Command::Short { line, substitute, also_off_menu, undo: false })
            }
        }
    }

    pub(super) fn view<'a>(&self, card: &Card, context: &Context<'a>) -> (String, Element<'a, Message>) {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let which = |note: &str, cursor: usize| {
            let note = widget::label(plain(note), theme::BODY);
            let body = column![note, list(card, cursor, context), leave("ui-back", context)].spacing(16);
            (plain("ui-which-sold-out"), body.into())
        };
        match self {
            Dish::SoldOut { cursor } => which("ui-sold-out-note", *cursor),
            Dish::Short { cursor } => which("ui-short-note", *cursor),
            Dish::Instead { line, substitute, off_menu } => {
                let name = lines(card).get(*line).map_or_else(String::new, |dish| dish.name.clone());
                let (sign, tone) = if *off_menu { ("■", Tone::Chosen) } else { ("□", Tone::Plain) };
                let menu = format!("{sign} {}", plain("ui-off-menu-too"));
                let at_app = card.view.channel != phone::CHANNEL;
                let menu = at_app.then(|| push_wide(menu, None, tone, Some(Message::OffMenu)));
                let what = if substitute.trim().is_empty() { "ui-leave-out" } else { "ui-replace" };
                let again = card.view.shortage(*line).map(|_| {
                    let (line, substitute, also_off_menu) = (*line, None, false);
                    let again = Command::Short { line, substitute, also_off_menu, undo: true };
                    push_wide(plain("ui-there-again"), None, Tone::Plain, Some(Message::Send(again)))
                });
                let ask = widget::label(plain("ui-instead-question"), theme::BODY);
                let yes = yes(what, theme::DANGER, true, context);
                let choice = row![leave("ui-back", context)].push(again).push(yes).spacing(8);
                let title = words.text("ui-short-dish", &[("item", (&name).into())]);
                (title, column![ask, field(substitute)].push(menu).push(choice).spacing(16).into())
            }
        }
    }
}

fn lines(card: &Card) -> &[Line] {
    card.view.order.as_ref().map_or(&[], |order| order.lines.as_slice())
}

/// A button for each dish of an order.
fn list<'a>(card: &Card, cursor: usize, context: &Context<'_>) -> Element<'a, Message> {
    let list = lines(card).iter().enumerate().map(|(place, line)| {
        let tone = Tone::choice(place == cursor);
        push_wide(&line.name, None, tone, Some(Message::Choose(place))).into()
    });
    paged(list.collect(), cursor, Message::Turn, context)
}
