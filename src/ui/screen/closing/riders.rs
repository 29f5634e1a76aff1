//! What riders cost on a business day and what they owe the shop (배달 정산), a panel for each agency.

use domain::DayClosing;
use domain::closing::Verdict;
use iced::widget::{Column, column, container, row};
use iced::{Center, Element, Fill};

use super::{FIGURE, Message};
use crate::language;
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Role};
use crate::ui::widget;

/// The agencies that are set up, in the order of the settings, then those that only the day knows.
pub(super) fn panels<'a>(closed: &DayClosing, context: &Context<'a>) -> Element<'a, Message> {
    let ids = context.board.agencies.iter().map(|agency| agency.id.as_str());
    let of = |id: &str| closed.agencies.iter().find(|closing| closing.agency == id);
    let gone = closed.agencies.iter().filter(|closing| ids.clone().all(|id| id != closing.agency));
    let all = ids.clone().map(|id| (id, of(id))).chain(gone.map(|one| (one.agency.as_str(), Some(one))));
    // Agencies without a delivery stand below.
    let (some, none): (Vec<_>, Vec<_>) = all.partition(|(_, closing)| closing.is_some());
    let all = some.into_iter().chain(none);
    let cancelled = language::cancelled_late(context.words, closed.cancelled).map(|said| {
        let said = widget::bold(said, theme::BODY).style(theme::ink(theme::DANGER));
        container(said)
            .padding(12)
            .width(Fill)
            .style(theme::panel(theme::SURFACE, theme::DANGER, theme::INK))
            .into()
    });
    let panels = all.map(|(id, closing)| panel(id, closing, context));
    let panels: Vec<Element<'a, Message>> = cancelled.into_iter().chain(panels).collect();
    if panels.is_empty() {
        return widget::bold(say::plain(context.words, "closing-nothing"), theme::LARGE).into();
    }
    Column::with_children(panels).spacing(8).into()
}

fn panel<'a>(id: &str, closing: Option<&domain::Closing>, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let mut head = row![widget::bold(words.agency(id), theme::LARGE)].spacing(12).align_y(Center);
    let mut body = Column::new().spacing(10);
    match closing {
        None => head = head.push(widget::label(say::plain(words, "closing-none"), theme::BODY)),
        Some(closing) => {
            let verdict = closing.verdict();
            let word = widget::bold(language::verdict(words, verdict), theme::BODY);
            head = head.push(container(word).padding([4, 10]).style(theme::filled(verdict_color(verdict))));
            let shown = language::figures(words, closing).into_iter().filter(|figure| !figure.is_nothing);
            let figures = shown.map(|figure| {
                let value = widget::bold(figure.value, theme::FIGURE);
                column![widget::note(figure.name), value].width(FIGURE).into()
            });
            body = body.push(row(figures).spacing(12).wrap().vertical_spacing(10));
            let said = language::remarks(words, closing);
            let said = said.into_iter().map(|said| widget::label(said, theme::BODY - 2.0).into());
            body = body.push(Column::with_children(said).spacing(2));
        }
    }
    container(column![head, body].spacing(10))
        .padding(12)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
        .into()
}

fn verdict_color(verdict: Verdict) -> Role {
    match verdict {
        Verdict::ComesOut => theme::GOOD,
        Verdict::NoDeposit | Verdict::Open => theme::DONE,
        Verdict::More(_) => theme::DANGER,
        Verdict::Less(_) => theme::WARN,
    }
}
