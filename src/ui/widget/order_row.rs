//! An order in one row of 56 pixels: one that is in progress, one of many new ones, or one that is over.

use domain::board::Card;
use domain::order::{Status, TicketKind, TicketState, Urgency};
use domain::{Purpose, TicketView, Verb};
use iced::widget::text::Wrapping;
use iced::widget::{button, column, container, row, space};
use iced::{Center, Element, Fill, Size};

use super::card::{CardTap, STRIPE, delivery_color, heed_color};
use super::{bold, color, label, push_fit};
use crate::language;
use crate::ui::brief;
use crate::ui::screen::Context;
use crate::ui::step::{self, Column, Question};
use crate::ui::text::{self as say, Heed};
use crate::ui::theme::{self, Role, Tone};

/// The number and the time that matters below it.
const NUMBER: f32 = 100.0;
/// The button that comes next.
const NEXT: f32 = 88.0;
/// The button that calls a rider.
const CALL: f32 = 64.0;
/// Letters of the two lines in the middle.
const LETTERS: f32 = 16.0;

/// How pressing an order in progress is, by its time and its rider: calm, soon, late.
fn ground(card: &Card, context: &Context<'_>) -> Role {
    let view = &card.view;
    let rider = say::rider(view, context).filter(|(_, heed)| *heed == Heed::Hurry);
    if view.status.is_final() || view.status == Status::PickedUp {
        return theme::SURFACE;
    }
    if step::is_late(view, context.now) || (rider.is_some() && !view.status.is_final()) {
        return theme::DANGER_GROUND;
    }
    let soon = say::due(context.words, view, context.now, context.zone).is_some_and(|(_, left)| left <= 3);
    if soon && view.status == Status::Accepted { theme::WARN_GROUND } else { theme::SURFACE }
}

/// A row of exactly this size that opens on a tap.
pub fn order_row<'a, M: Clone + 'a>(
    card: &Card,
    cell: Size,
    selected: bool,
    context: &Context<'_>,
    on: impl Fn(CardTap) -> M,
) -> Element<'a, M> {
    let (view, words) = (&card.view, context.words);
    let place = step::column(view);
    let (below, below_color) = time(card, context);
    let number = bold(brief::cut(&view.number, NUMBER, 23.0), 23.0).wrapping(Wrapping::None);
    let below = bold(brief::cut(&below, NUMBER, LETTERS), LETTERS)
        .style(theme::ink(below_color))
        .wrapping(Wrapping::None);
    let left = column![number, below].width(NUMBER);

    let mut buttons = row![].spacing(6);
    let mut used = STRIPE + NUMBER + 34.0;
    let free = !context.is_busy(&view.id);
    if let Some(seconds) = context.held_for(&view.id) {
        let name = words.text("ui-take-back-in", &[("seconds", seconds.into())]);
        buttons = buttons.push(small(name, None, Tone::Chosen, Some(on(CardTap::TakeBack)), NEXT + 20.0));
        used += NEXT + 20.0;
    } else if place != Column::Finished && view.pending.is_none() {
        if step::lacks_rider(card) {
            let ask = free.then(|| on(CardTap::Ask(Question::Carrier)));
            buttons = buttons.push(small(say::plain(words, "ui-call-short"), None, Tone::Plain, ask, CALL));
            used += CALL + 6.0;
        }
        if let Some((id, command)) = step::next(card) {
            let name = words.text(id, &[("minutes", i64::from(card.prep_minutes).into())]);
            let key =
                (selected && card.possible.has(Verb::Accept)).then(|| say::plain(words, "ui-key-space"));
            let act = free.then(|| on(CardTap::Act(command)));
            buttons = buttons.push(small(name, key, Tone::Main(color(place)), act, NEXT));
            used += NEXT;
        }
    }
    let room = cell.width - used;
    let (first, second) = middle(card, room, context);
    let middle = container(column![first, second].spacing(1)).width(Fill).clip(true);
    let stripe = container(space()).width(STRIPE).height(Fill);
    let stripe = stripe.style(theme::stripe(theme::channel_color(&card.color)));
    let inside = row![stripe, left, middle, buttons].spacing(8).align_y(Center);
    button(inside)
        .width(cell.width)
        .height(cell.height)
        .padding([2, 4])
        .style(theme::card_style(ground(card, context), theme::LINE, selected))
        .on_press(on(CardTap::Open))
        .into()
}

fn small<'a, M: Clone + 'a>(
    name: String,
    key: Option<String>,
    tone: Tone,
    message: Option<M>,
    width: f32,
) -> Element<'a, M> {
    push_fit(name, key.as_deref(), tone, message, width).height(48).into()
}

/// The time that matters now, below the number.
fn time(card: &Card, context: &Context<'_>) -> (String, Role) {
    let (view, words) = (&card.view, context.words);
    match (view.status, view.pending) {
        (_, Some(_)) => (say::standing(words, view), theme::DANGER),
        (Status::Received, _) => {
            let left = view.accept_by.map(|by| by.as_second() - context.now.as_second());
            let color = if left.is_some_and(|left| left <= 60) { theme::DANGER } else { theme::NEW };
            (left.map_or_else(String::new, say::countdown), color)
        }
        (Status::Accepted, _) => match say::due(words, view, context.now, context.zone) {
            Some((text, ..=-1)) => (text, theme::DANGER),
            Some((text, 0..=3)) => (text, theme::WARN),
            Some((text, _)) => (text, theme::COOKING),
            None => (say::standing(words, view), theme::COOKING),
        },
        (status, _) if status.is_final() => {
            let off = matches!(status, Status::Cancelled | Status::Rejected | Status::Missed);
            (say::standing(words, view), if off { theme::DANGER } else { theme::GOOD })
        }
        (Status::Unreadable, _) => (say::standing(words, view), theme::DANGER),
        _ => (say::standing(words, view), theme::AWAY),
    }
}

/// The two lines in the middle: what has to be known of it, and what it is.
fn middle<'a, M: 'a>(card: &Card, room: f32, context: &Context<'_>) -> (Element<'a, M>, Element<'a, M>) {
    let (view, words) = (&card.view, context.words);
    let line =
        |said: String, color: Role| bold(said, LETTERS).style(theme::ink(color)).wrapping(Wrapping::None);
    let Some(order) = &view.order else {
        let id = words.text("ui-app-number", &[("number", (&view.external_id).into())]);
        let rest = fact(card, context).map_or(String::new(), |(said, _)| said);
        return (line(brief::cut(&id, room, LETTERS), theme::INK).into(), line(rest, theme::INK).into());
    };
    let kind = language::order_kind(words, order.kind);
    let district = say::district(order).unwrap_or_default();
    let dishes = brief::dishes(order);
    let due = say::due_at_door(words, order);
    let over = view.status.is_final();
    let mut second = row![].spacing(8);
    let mut left = room;
    if let Some(due) = due.filter(|_| !over) {
        let said = brief::cut(&due, room, LETTERS);
        left -= brief::width(&said, LETTERS) + 8.0;
        second = second.push(line(said, theme::DANGER));
    }
    let first = match fact(card, context) {
        Some((said, color)) => {
            second = second.push(
                label(brief::cut(&format!("{kind} {dishes}"), left, LETTERS), LETTERS)
                    .wrapping(Wrapping::None),
            );
            line(brief::cut(&said, room, LETTERS), color)
        }
        None => {
            second = second.push(label(brief::cut(&dishes, left, LETTERS), LETTERS).wrapping(Wrapping::None));
            let size = say::size_of(words, order);
            let said = [kind, district.to_owned(), size].into_iter().filter(|part| !part.is_empty());
            line(brief::cut(&said.collect::<Vec<_>>().join(" · "), room, LETTERS), theme::INK)
        }
    };
    (first.into(), second.into())
}

/// The one thing that has to be known most of an order in progress: a problem, a rider who waits, paper that did not come, the
/// rider, or that none is called.
fn fact(card: &Card, context: &Context<'_>) -> Option<(String, Role)> {
    let (view, words) = (&card.view, context.words);
    let rider = say::rider(view, context);
    if view.rider_waits_since.is_some() {
        return rider.map(|(said, heed)| (said, heed_color(heed)));
    }
    if let Some(problem) = view.problems.iter().max_by_key(|problem| problem.urgency()) {
        let color = if problem.urgency() > Urgency::Calm { theme::DANGER } else { theme::WARN };
        return Some((language::problem(words, problem), color));
    }
    let paper = paper(card, context);
    if paper.is_some() {
        return paper;
    }
    if let Some((said, heed)) = rider.filter(|_| !view.status.is_final()) {
        let again = view.live_delivery().is_some_and(|live| live.purpose != Purpose::First);
        let said = if again { format!("{} {said}", say::plain(words, "ui-again-short")) } else { said };
        let calm = view.delivery().map_or(theme::DONE, |delivery| delivery_color(delivery.status));
        return Some((said, if heed == Heed::Fine { calm } else { heed_color(heed) }));
    }
    if step::lacks_rider(card) {
        return Some((say::plain(words, "ui-no-rider-called"), theme::WARN));
    }
    // Beside the dishes nothing else would tell it before the meal is handed over.
    let alcohol = view.order.as_ref().is_some_and(|order| order.has_alcohol()) && !view.status.is_final();
    alcohol.then(|| (say::plain(words, "ui-alcohol-check"), theme::DANGER))
}

/// Which piece of paper a ticket is, however often it is printed: its kind, its copy, and the printer to which it belongs.
fn piece(ticket: &TicketView) -> (TicketKind, u32, &str) {
    (ticket.kind, ticket.copy, ticket.backup_for.as_deref().unwrap_or(&ticket.printer))
}

/// A ticket that did not come out where it belongs.
fn paper(card: &Card, context: &Context<'_>) -> Option<(String, Role)> {
    let (view, words) = (&card.view, context.words);
    // What was asked about it is settled once another was begun for it.
    let replaced = |at: usize, ticket: &TicketView| {
        view.tickets[at + 1..].iter().any(|later| piece(later) == piece(ticket))
    };
    let said = view.tickets.iter().enumerate().filter_map(|(at, ticket)| {
        let kind = language::ticket_kind(words, ticket.kind);
        match ticket.state {
            // It came out at the printer that stands in: a person has to carry it to where it belongs.
            TicketState::Printed | TicketState::Sent if ticket.backup_for.is_some() => {
                let stand_in = say::plain(words, "ui-marked-backup");
                (!view.status.is_final()).then(|| (format!("{kind} {stand_in}"), theme::WARN))
            }
            // Another printer stands in, and its own ticket is shown instead.
            TicketState::Printed | TicketState::Sent | TicketState::Failed => None,
            TicketState::Queued | TicketState::Sending => {
                let said = format!("{kind} {}", language::ticket_state(words, ticket.state));
                (!view.status.is_final()).then_some((said, theme::DONE))
            }
            TicketState::Expired if view.status.is_final() => None,
            TicketState::Unknown | TicketState::Expired if replaced(at, ticket) => None,
            TicketState::Unknown | TicketState::Expired => {
                Some((format!("{kind} {}", language::ticket_state(words, ticket.state)), theme::DANGER))
            }
        }
    });
    said.min_by_key(|(_, color)| [theme::DANGER, theme::WARN].iter().position(|c| c == color).unwrap_or(2))
}
