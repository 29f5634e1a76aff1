//! What needs a person, with the buttons that settle it.

use domain::board::Card;
use domain::order::{Problem, Urgency};
use iced::widget::{column, container, row};
use iced::{Center, Element, Fill};

use super::{bold, label, push_narrow};
use crate::ui::screen::{Context, attention};
use crate::ui::step::ProblemAnswer;
use crate::ui::theme::{self, Role, Tone};

/// A problem of an order. `keyed`: F5 to F7 answer this one.
pub fn problem<'a, M: Clone + 'a>(
    card: &Card,
    problem: &Problem,
    keyed: bool,
    context: &Context<'_>,
    act: impl Fn(ProblemAnswer) -> M,
) -> Element<'a, M> {
    let (ground, edge) = if problem.urgency() > Urgency::Calm {
        (theme::DANGER_GROUND, theme::DANGER)
    } else {
        (theme::WARN_GROUND, theme::WARN)
    };
    let busy = context.is_busy(&card.view.id);
    let buttons = attention::answers(problem, context).into_iter().enumerate().map(|(at, (name, answer))| {
        let tone = if at == 0 { Tone::Main(edge) } else { Tone::Plain };
        let key = keyed.then(|| format!("F{}", 5 + at));
        push_narrow(name, key.as_deref(), tone, (!busy).then(|| act(answer))).into()
    });
    let sentence = attention::sentence(card, problem, context);
    let inside = row![
        column![bold(&card.view.number, theme::LARGE), label(sentence, theme::BODY - 1.0)].width(Fill),
        row(buttons).spacing(6),
    ]
    .spacing(12)
    .align_y(Center);
    container(inside).padding([6, 10]).width(Fill).style(theme::panel(ground, edge, theme::INK)).into()
}

/// Something to keep in mind that is no trouble.
pub fn notice<'a, M: 'a>(sentence: String) -> Element<'a, M> {
    told(sentence, theme::WARN_GROUND, theme::WARN, theme::INK)
}

/// Trouble that no button settles: a printer, an app, the bell.
pub fn trouble<'a, M: 'a>(sentence: String) -> Element<'a, M> {
    told(sentence, theme::DANGER_GROUND, theme::DANGER, theme::DANGER)
}

/// Something that went well.
pub fn success<'a, M: 'a>(sentence: String) -> Element<'a, M> {
    told(sentence, theme::SURFACE, theme::GOOD, theme::INK)
}

fn told<'a, M: 'a>(sentence: String, ground: Role, edge: Role, ink: Role) -> Element<'a, M> {
    container(bold(sentence, theme::BODY - 1.0))
        .padding([8, 10])
        .width(Fill)
        .style(theme::panel(ground, edge, ink))
        .into()
}
