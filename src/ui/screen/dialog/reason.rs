//! Why an order is turned down or cancelled, and whether it really is.

use domain::Command;
use domain::board::Card;
use domain::order::CancelCode;
use iced::widget::{column, row, space};
use iced::{Element, Fill};

use super::parts::{ACROSS, Answered, List, Message, cancel_fee, leave, yes};
use crate::language;
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// The question, and the one after it.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Why we refuse or cancel.
    Why {
        /// The order is already accepted.
        accepted: bool,
        /// Where the keys stand.
        cursor: usize,
    },
    /// Whether an order that was accepted is really cancelled. A new one is refused with its reason alone: two taps that cannot
    /// be one.
    Sure {
        /// Why.
        code: CancelCode,
    },
}

impl Reason {
    pub(super) fn list(&mut self) -> Option<List<'_>> {
        match self {
            Reason::Why { cursor, .. } => {
                Some(List { cursor, choices: CancelCode::ALL.len(), across: ACROSS })
            }
            Reason::Sure { .. } => None,
        }
    }

    pub(super) fn confirm(&mut self) -> Answered {
        match *self {
            Reason::Why { accepted: false, cursor } => {
                Answered::Command(Command::Reject { code: CancelCode::ALL[cursor] })
            }
            Reason::Why { accepted: true, cursor } => {
                *self = Reason::Sure { code: CancelCode::ALL[cursor] };
                Answered::Stay
            }
            Reason::Sure { code } => Answered::Command(Command::Cancel { code }),
        }
    }

    pub(super) fn view<'a>(&self, card: &Card, context: &Context<'a>) -> (String, Element<'a, Message>) {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        match self {
            Reason::Why { accepted, cursor } => {
                let tone = |at: usize| Tone::choice(at == *cursor);
                let rows = CancelCode::ALL.chunks(ACROSS).enumerate().map(|(line, codes)| {
                    let buttons = codes.iter().enumerate().map(|(place, code)| {
                        let (name, at) = (language::cancel_code(words, *code), line * ACROSS + place);
                        push_wide(name, None, tone(at), Some(Message::Choose(at))).into()
                    });
                    let gaps = (codes.len()..ACROSS).map(|_| space().width(Fill).into());
                    row(buttons.chain(gaps)).spacing(8).into()
                });
                let title = if *accepted { "ui-why-cancel" } else { "ui-why-reject" };
                let note = (!accepted).then(|| widget::label(plain("ui-reject-note"), theme::BODY));
                let body = column![].push(note).push(column(rows).spacing(8));
                (plain(title), body.push(leave("ui-back", context)).spacing(16).into())
            }
            Reason::Sure { code } => {
                let reason = language::cancel_code(words, *code);
                let reason = words.text("ui-reason", &[("reason", reason.into())]);
                let reason = widget::bold(reason, theme::LARGE);
                let note = widget::label(plain("ui-sure-note"), theme::BODY);
                let body = column![reason, note].push(cancel_fee(card, context)).spacing(8);
                let choice =
                    row![leave("ui-no", context), yes("ui-yes-cancel", theme::DANGER, true, context)]
                        .spacing(8);
                (plain("ui-sure-cancel"), column![body, choice].spacing(24).into())
            }
        }
    }
}
