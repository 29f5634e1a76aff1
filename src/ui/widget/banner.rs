//! What needs a person, with the buttons that settle it.

use domain::order::{Problem, Urgency};
use iced::widget::{column, container, row};
use iced::{Center, Element, Fill};

use super::{bold, label, push_narrow};
use crate::engine::board::Card;
use crate::language;
use crate::ui::screen::Context;
use crate::ui::step::{self, ProblemAnswer};
use crate::ui::theme::{self, Tone};

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
    let buttons = step::answers(problem).into_iter().enumerate().map(|(at, (id, amount, answer))| {
        let name = match amount {
            Some(amount) => context.words.text(id, &[("amount", amount.into())]),
            None => context.words.text(id, &[]),
        };
        let tone = if at == 0 { Tone::Main(edge) } else { Tone::Plain };
        let key = keyed.then(|| format!("F{}", 5 + at));
        push_narrow(name, key.as_deref(), tone, (!busy).then(|| act(answer))).into()
    });
    let mut sentence = language::problem(context.words, problem);
    // A person who agrees should know what that costs.
    if let (Problem::CancellationAsked { .. }, Some(fee)) =
        (problem, step::calling_off_costs(card, context.board))
    {
        sentence.push(' ');
        sentence.push_str(&context.words.text("ui-cancel-costs", &[("amount", fee.into())]));
    }
    let inside = row![
        column![bold(&card.view.number, theme::LARGE), label(sentence, theme::BODY - 1.0)].width(Fill),
        row(buttons).spacing(6),
    ]
    .spacing(12)
    .align_y(Center);
    container(inside).padding([6, 10]).width(Fill).style(theme::panel(ground, edge, theme::INK)).into()
}

/// A question about no order, with its answers.
pub fn question<'a, M: Clone + 'a>(sentence: String, answers: [(String, Option<M>); 2]) -> Element<'a, M> {
    let buttons = answers.into_iter().enumerate().map(|(at, (name, message))| {
        let tone = if at == 0 { Tone::Main(theme::GOOD) } else { Tone::Plain };
        push_narrow(name, None, tone, message).into()
    });
    let inside = row![bold(sentence, theme::BODY).width(Fill), row(buttons).spacing(6)];
    container(inside.spacing(12).align_y(Center))
        .padding([6, 10])
        .width(Fill)
        .style(theme::panel(theme::WARN_GROUND, theme::WARN, theme::INK))
        .into()
}

/// Something to keep in mind that is no trouble.
pub fn notice<'a, M: 'a>(sentence: String) -> Element<'a, M> {
    container(bold(sentence, theme::BODY - 1.0))
        .padding([8, 10])
        .width(Fill)
        .style(theme::panel(theme::WARN_GROUND, theme::WARN, theme::INK))
        .into()
}

/// Trouble that no button settles: a printer, an app, the bell.
pub fn trouble<'a, M: 'a>(sentence: String) -> Element<'a, M> {
    container(bold(sentence, theme::BODY - 1.0))
        .padding([8, 10])
        .width(Fill)
        .style(theme::panel(theme::DANGER_GROUND, theme::DANGER, theme::DANGER))
        .into()
}
