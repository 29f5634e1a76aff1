//! The open order's ticket as the printer would print it.

use domain::board::Card;
use domain::order::TicketKind;
use domain::{Command, Verb};
use iced::widget::{center, column, container, row};
use iced::{Element, Fill};

use super::{Detail, Drawing, Message, timeline};
use crate::language;
use crate::ui::screen::Context;
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

impl Detail {
    /// The ticket as it is (or would be) printed, one tab a kind, and what happened as the last tab.
    pub(super) fn paper<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let tab = |name: &str, on, message| {
            push_wide(say::plain(words, name), None, Tone::choice(on), Some(message)).into()
        };
        let tickets = step::kinds(&card.view).into_iter().map(|kind| {
            let name = format!("ui-ticket-{}", kind.as_str());
            tab(&name, kind == self.kind && !self.log, Message::Show(kind))
        });
        let tabs = row(tickets).push(tab("ui-timeline", self.log, Message::ShowLog)).spacing(4);
        let shown = if self.log { timeline::timeline(card, context) } else { self.picture(card, context) };
        let ground = if self.log { theme::SURFACE } else { theme::DESK };
        let shown = container(shown)
            .height(Fill)
            .width(Fill)
            .style(theme::panel(ground, theme::LINE, theme::INK))
            .padding(2);
        let reprint = (!self.log).then(|| {
            let may = card.possible.has(Verb::Reprint) && !context.is_busy(&self.order);
            let print = may.then_some(Message::Act(Command::Reprint { kind: Some(self.kind) }));
            let name = language::ticket_kind(words, self.kind);
            push_wide(words.text("ui-reprint", &[("kind", name.into())]), Some("F4"), Tone::Plain, print)
        });
        column![tabs, shown].push(reprint).spacing(6).into()
    }

    fn picture<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        match &self.picture {
            // These bear the customer's address and number.
            _ if !self.reads(card) && matches!(self.kind, TicketKind::Customer | TicketKind::Rider) => {
                let over = card.view.status.is_final();
                let id = if over { "ui-ticket-over" } else { "ui-ticket-hidden" };
                center(widget::label(say::plain(words, id), theme::BODY)).padding(12).into()
            }
            Drawing::Waiting => center(widget::label(say::plain(words, "ui-drawing"), theme::BODY)).into(),
            Drawing::Failed(why) => center(widget::label(why.text(words), theme::BODY)).into(),
            Drawing::Drawn(picture) => widget::paper(picture),
        }
    }
}
