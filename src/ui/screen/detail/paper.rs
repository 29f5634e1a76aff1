//! The open order's ticket as the printer would print it.

use domain::board::Card;
use domain::order::TicketKind;
use domain::{Command, Verb};
use iced::widget::{center, column, container, image, row, scrollable};
use iced::{Element, Fill};

use super::{Detail, Drawing, Message};
use crate::engine::Bitmap;
use crate::language;
use crate::ui::screen::Context;
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

impl Detail {
    /// The ticket as it is (or would be) printed, one tab a kind.
    pub(super) fn paper<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let tabs = step::kinds(&card.view).into_iter().map(|kind| {
            let tone = if kind == self.kind { Tone::Chosen } else { Tone::Plain };
            let name = say::plain(words, &format!("ui-ticket-{}", kind.as_str()));
            push_wide(name, None, tone, Some(Message::Show(kind))).into()
        });
        let picture: Element<'a, Message> = match &self.picture {
            // These bear the customer's address and number.
            _ if !self.reads(card) && matches!(self.kind, TicketKind::Customer | TicketKind::Rider) => {
                let over = card.view.status.is_final();
                let id = if over { "ui-ticket-over" } else { "ui-ticket-hidden" };
                center(widget::label(say::plain(words, id), theme::BODY)).padding(12).into()
            }
            Drawing::Waiting => center(widget::label(say::plain(words, "ui-drawing"), theme::BODY)).into(),
            Drawing::Failed(why) => center(widget::label(why.text(words), theme::BODY)).into(),
            Drawing::Drawn(picture) => scrollable(
                container(image(picture.clone()).width(Fill)).padding(6).style(theme::band(theme::PAPER)),
            )
            .height(Fill)
            .into(),
        };
        let reprint = (card.possible.has(Verb::Reprint) && !context.is_busy(&self.order))
            .then_some(Message::Act(Command::Reprint { kind: Some(self.kind) }));
        let name = language::ticket_kind(words, self.kind);
        let name = words.text("ui-reprint", &[("kind", name.into())]);
        column![
            row(tabs).spacing(4),
            container(picture)
                .height(Fill)
                .width(Fill)
                .style(theme::panel(theme::DESK, theme::LINE, theme::INK))
                .padding(2),
            push_wide(name, Some("F4"), Tone::Plain, reprint),
        ]
        .spacing(6)
        .into()
    }
}

/// A ticket's dots as pixels.
pub(super) fn pixels(picture: &Bitmap) -> image::Handle {
    let rgba: Vec<u8> = picture.dots.iter().flat_map(|dot| [*dot, *dot, *dot, u8::MAX]).collect();
    image::Handle::from_rgba(picture.width, picture.height, rgba)
}
