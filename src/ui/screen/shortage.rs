//! What an open order is short of: a bundle's stalls and the kitchen's stations to be ticked off, and whom to call about a dish
//! that is sold out.

use domain::board::Card;
use domain::order::{Problem, StallState};
use domain::{Command, Verb};
use iced::Element;
use iced::widget::column;

use super::Context;
use crate::language;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// A bundle's stalls, each with a button that ticks it off or takes the tick back.
pub(super) fn stalls<'a, M: Clone + 'a>(
    card: &Card,
    context: &Context<'a>,
    act: impl Fn(Command) -> M,
) -> Option<Element<'a, M>> {
    let stalls = &card.view.stalls;
    if stalls.is_empty() {
        return None;
    }
    let free =
        !context.is_busy(&card.view.id) && (card.possible.has(Verb::Pick) || card.possible.has(Verb::Unpick));
    let here = stalls.iter().filter(|stall| stall.state != StallState::Waiting).count();
    let title = context.words.text("ui-stalls", &[("here", here.into()), ("all", stalls.len().into())]);
    let buttons = stalls.iter().map(|stall| {
        let (name, state) = (&stall.name, stall.state);
        let picked = state == StallState::Picked;
        let word = language::stall_state(context.words, state);
        let command = Command::Pick { stall: name.clone(), undo: picked };
        tick(name, &word, picked, (free && state != StallState::Short).then_some(act(command)))
    });
    Some(column![widget::bold(title, theme::LARGE), column(buttons).spacing(6)].spacing(6).into())
}

/// The kitchen's stations that share an order, each with a button that says it has cooked, or takes that back.
pub(super) fn stations<'a, M: Clone + 'a>(
    card: &Card,
    context: &Context<'a>,
    act: impl Fn(Command) -> M,
) -> Option<Element<'a, M>> {
    let words = context.words;
    let can = |verb| card.possible.has(verb);
    if card.stations.len() < 2 || !(can(Verb::Bump) || can(Verb::Recall)) {
        return None;
    }
    let free = !context.is_busy(&card.view.id);
    let done = card.stations.iter().filter(|station| station.cooked_at.is_some()).count();
    let title = words.text("ui-stations", &[("done", done.into()), ("all", card.stations.len().into())]);
    let buttons = card.stations.iter().map(|station| {
        let cooked = station.cooked_at.is_some();
        let word = words.text(if cooked { "ui-station-done" } else { "ui-station-cooks" }, &[]);
        let command = Command::Bump { station: station.id.clone(), undo: cooked };
        tick(&station.name, &word, cooked, free.then_some(act(command)))
    });
    Some(column![widget::bold(title, theme::LARGE), column(buttons).spacing(6)].spacing(6).into())
}

/// Something that is ticked off.
fn tick<'a, M: Clone + 'a>(name: &str, word: &str, on: bool, tap: Option<M>) -> Element<'a, M> {
    let tone = if on { Tone::Main(theme::GOOD) } else { Tone::Plain };
    let sign = if on { "■" } else { "□" };
    push_wide(format!("{sign} {name} · {word}"), None, tone, tap).into()
}

/// Whom to call about a dish that is sold out: here, where only those who opened the order read it.
pub(super) fn call_customer<'a, M: 'a>(card: &Card, context: &Context<'a>) -> Option<Element<'a, M>> {
    let asked = |problem: &Problem| matches!(problem, Problem::ItemShort { .. });
    let customer = &card.view.order.as_ref()?.customer;
    let number = customer.phone.as_ref().filter(|_| card.view.problems.iter().any(asked))?;
    let id = if customer.safe_number { "ui-call-safe-number" } else { "ui-call-number" };
    Some(widget::notice(context.words.text(id, &[("number", number.as_str().into())])))
}
