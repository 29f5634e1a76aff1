//! Who carries an order, what is brought once more, and whether a rider is really cancelled.

use domain::board::Card;
use domain::{Board, Command, Resolution};
use iced::Element;
use iced::widget::{column, row};

use super::parts::{ACROSS, Answered, List, Message, cancel_fee, field, leave, yes};
use crate::ui::screen::{Context, carriers};
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// A question about the rider.
#[derive(Clone, Debug, PartialEq)]
pub enum Rider {
    /// Whether the rider is really cancelled by this.
    CallOff(Command),
    /// Who carries it; the first choice leaves it to the agencies' order.
    Carrier {
        /// Where the keys stand.
        cursor: usize,
    },
    /// The name of the shop's own rider.
    Name {
        /// The text as typed.
        typed: String,
    },
    /// What is brought once more.
    Again {
        /// The text as typed.
        typed: String,
    },
    /// The agency's number of a rider who turned out to be called.
    Called {
        /// The text as typed.
        typed: String,
    },
}

impl Rider {
    pub(super) fn list(&mut self, card: &Card, board: &Board) -> Option<List<'_>> {
        match self {
            Rider::Carrier { cursor } => {
                Some(List { cursor, choices: carriers::choices(card, board).len(), across: 1 })
            }
            Rider::CallOff(_) | Rider::Name { .. } | Rider::Again { .. } | Rider::Called { .. } => None,
        }
    }

    pub(super) fn field(&mut self) -> Option<&mut String> {
        match self {
            Rider::Name { typed } | Rider::Again { typed } | Rider::Called { typed } => Some(typed),
            Rider::CallOff(_) | Rider::Carrier { .. } => None,
        }
    }

    pub(super) fn confirm(&mut self, card: &Card, board: &Board) -> Answered {
        Answered::Command(match self {
            Rider::CallOff(command) => command.clone(),
            Rider::Carrier { cursor } => {
                let choices = carriers::choices(card, board);
                let Some(choice) = choices.get(*cursor) else { return Answered::Close };
                match choice.command(card, board) {
                    Some(command) => command,
                    None => {
                        *self = Rider::Name { typed: String::new() };
                        return Answered::Stay;
                    }
                }
            }
            Rider::Again { typed } => {
                Command::DeliverAgain { agency: None, max_fee: None, note: typed.trim().to_owned() }
            }
            Rider::Name { typed } | Rider::Called { typed } if typed.trim().is_empty() => {
                return Answered::Stay;
            }
            Rider::Name { typed } => Command::NameRider { name: typed.trim().to_owned(), phone: None },
            Rider::Called { typed } => {
                Command::Resolve { resolution: Resolution::Dispatched(typed.trim().to_owned()) }
            }
        })
    }

    pub(super) fn view<'a>(&self, card: &Card, context: &Context<'a>) -> (String, Element<'a, Message>) {
        let plain = |id: &str| say::plain(context.words, id);
        let label = |id: &str| widget::label(plain(id), theme::BODY);
        match self {
            Rider::CallOff(command) => {
                let agrees = matches!(command, Command::AnswerCancel { .. });
                let title = if agrees { "ui-sure-agree" } else { "ui-sure-call-off" };
                let comes = step::rider_comes(card, context.board).then(|| label("ui-sure-call-off-note"));
                let body = column![].push(comes).push(cancel_fee(card, context)).spacing(8);
                let yes = yes("ui-yes-cancel", theme::DANGER, true, context);
                let choice = row![leave("ui-no", context), yes].spacing(8);
                (plain(title), column![body, choice].spacing(24).into())
            }
            Rider::Carrier { cursor } => {
                let list = carriers::view(card, *cursor, Message::Choose, Message::Turn, context);
                let body = column![list, leave("ui-back", context)].spacing(16);
                (plain("ui-which-agency"), body.into())
            }
            Rider::Name { typed } => {
                let own = context.board.agencies.iter().filter(|agency| agency.in_house);
                let riders: Vec<&String> = own.flat_map(|agency| agency.riders.iter()).collect();
                let names = riders.chunks(ACROSS).map(|riders| {
                    let name = |rider: &&String| {
                        let named = Command::NameRider { name: (*rider).clone(), phone: None };
                        push_wide(rider, None, Tone::Plain, Some(Message::Send(named))).into()
                    };
                    row(riders.iter().map(name)).spacing(8).into()
                });
                let some = !typed.trim().is_empty();
                let yes = yes("ui-own-rider-goes", theme::AWAY, some, context);
                let body = column![
                    column(names).spacing(8),
                    label("ui-rider-name"),
                    field(typed),
                    row![leave("ui-back", context), yes].spacing(8),
                ];
                (plain("ui-own-rider-name"), body.spacing(16).into())
            }
            Rider::Again { typed } => {
                let yes = yes("ui-call-rider", theme::AWAY, true, context);
                let choice = row![leave("ui-back", context), yes].spacing(8);
                let body = column![label("ui-again-question"), field(typed), choice].spacing(16);
                (plain("ui-again"), body.into())
            }
            Rider::Called { typed } => {
                let yes = yes("ui-answer-called", theme::AWAY, !typed.trim().is_empty(), context);
                let choice = row![leave("ui-no", context), yes].spacing(8);
                let body = column![label("ui-called-number"), field(typed), choice].spacing(16);
                (plain("ui-answer-called"), body.into())
            }
        }
    }
}
