//! What happened to the open order, with its time and by whom.

use domain::board::Card;
use domain::timeline::What;
use iced::widget::{center, column, container, row, scrollable};
use iced::{Center, Element, Fill};

use super::Message;
use crate::language;
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme;
use crate::ui::widget::{self, finger};

/// Width of a time, and of the word for who did it.
const TIME: f32 = 64.0;
const ACTOR: f32 = 70.0;

/// Everything that happened, oldest first, from its newest end.
pub(super) fn timeline<'a>(card: &Card, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let view = &card.view;
    if view.timeline.is_empty() {
        return center(widget::label(say::plain(words, "ui-timeline-none"), theme::BODY)).padding(12).into();
    }
    let entries = view.timeline.iter().map(|entry| {
        let happened = language::happened(words, entry, view.kind());
        // Where the order itself stands is what one looks for first.
        let happened = match entry.what {
            What::Status { .. } => widget::bold(happened, theme::BODY),
            _ => widget::label(happened, theme::BODY),
        };
        row![
            widget::bold(say::time(entry.at, context.zone), theme::BODY).width(TIME),
            widget::note(language::actor(words, entry.by)).width(ACTOR),
            happened.width(Fill),
        ]
        .align_y(Center)
        .into()
    });
    let list = container(column(entries).spacing(8)).padding(12).width(Fill);
    let list = list.style(theme::band(theme::SURFACE));
    finger::scroll(scrollable(list).anchor_bottom().height(Fill))
}
