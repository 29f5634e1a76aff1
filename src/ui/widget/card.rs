//! One order on the counter. Nothing here tells who ordered: whoever stands at the counter can read it.

use iced::widget::text::Wrapping;
use iced::widget::{button, column, container, row, space, text};
use iced::{Center, Color, Element, Fill};
use jiff::Timestamp;

use super::{bold, label, push_wide, tag};
use crate::engine::Command;
use crate::engine::board::Card;
use crate::language;
use crate::order::{DeliveryState, Order, Status, TicketState, Timing};
use crate::ui::screen::Context;
use crate::ui::step::{self, Column};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};

/// The colour of a column.
pub fn color(column: Column) -> Color {
    match column {
        Column::New => theme::NEW,
        Column::Cooking => theme::COOKING,
        Column::Away => theme::AWAY,
        Column::Finished => theme::DONE,
    }
}

/// The app's name on its colour.
pub fn badge<'a, M: 'a>(card: &Card) -> Element<'a, M> {
    tag(&card.channel_name, theme::channel_color(&card.color))
}

/// A card that opens on a tap, with the next step as a button on it.
pub fn card<'a, M: Clone + 'a>(
    card: &Card,
    selected: bool,
    context: &Context<'_>,
    open: M,
    act: impl Fn(Command) -> M,
) -> Element<'a, M> {
    let state = &card.state;
    let column_of = step::column(state);
    let words = context.words;
    let head = row![
        text(state.number.clone()).size(theme::HUGE).font(theme::BOLD).wrapping(Wrapping::None),
        space().width(Fill),
    ]
    .push(timer(card, context))
    .align_y(Center);

    let mut tags = row![badge(card)].spacing(6);
    if let Some(shop) = &card.shop_name {
        tags = tags.push(tag(shop, theme::DONE));
    }
    let mut body = column![].spacing(3);
    if let Some(order) = &state.order {
        tags = tags.push(tag(language::order_kind(words, order.kind), theme::INK));
        if let Some(district) = say::district(order) {
            tags = tags.push(bold(district, theme::BODY));
        }
        body = body.push(bold(say::size_of(words, order), theme::BODY));
        body = body.push(label(dishes(order), theme::BODY));
        body = body.push(warnings(order, context));
    }
    body = body.push(progress(card, context));

    let mut inside = column![head, tags.wrap(), body].spacing(6);
    let next = if column_of == Column::Finished { None } else { step::next(card) };
    if let Some((id, command)) = next {
        let name = match command {
            Command::Accept { .. } => words.text(id, &[("minutes", i64::from(card.prep_minutes).into())]),
            _ => say::plain(words, id),
        };
        let message = (!context.is_busy(&state.id)).then(|| act(command));
        let key = selected.then(|| say::plain(words, "ui-key-space"));
        inside = inside.push(push_wide(name, key.as_deref(), Tone::Main(color(column_of)), message));
    } else if state.pending_action.is_some() || column_of == Column::Finished {
        inside = inside.push(bold(say::standing(words, state), theme::BODY));
    }
    button(inside)
        .width(Fill)
        .padding(10)
        .style(theme::card_style(color(column_of), selected))
        .on_press(open)
        .into()
}

/// The time that matters now: until the app gives up, or until it is to be ready.
fn timer<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Option<Element<'a, M>> {
    let state = &card.state;
    match state.status {
        Status::Received => state.accept_by.map(|by| deadline(by, context.now)),
        Status::Accepted => {
            let (text, left) = say::due(context.words, state, context.now, context.zone)?;
            let color = match left {
                ..=-1 => theme::DANGER,
                0..=3 => theme::WARN,
                _ => theme::COOKING,
            };
            Some(tag(text, color))
        }
        _ => None,
    }
}

/// The countdown to the app's deadline: calm, then orange in the last two minutes, red in the last.
pub fn deadline<'a, M: 'a>(by: Timestamp, now: Timestamp) -> Element<'a, M> {
    let left = by.as_second() - now.as_second();
    let color = match left {
        ..=60 => theme::DANGER,
        61..=120 => theme::NEW,
        _ => theme::DONE,
    };
    container(text(say::countdown(left)).size(28).font(theme::BOLD).wrapping(Wrapping::None))
        .padding([2, 10])
        .style(theme::filled(color))
        .into()
}

fn dishes(order: &Order) -> String {
    const SHOWN: usize = 2;
    let mut names: Vec<String> =
        order.lines.iter().take(SHOWN).map(|line| format!("{} {}", line.name, line.quantity)).collect();
    if order.lines.len() > SHOWN {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Payment, requests, times: what changes how it is cooked or handed over.
fn warnings<'a, M: 'a>(order: &Order, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let collect = order.payments.iter().any(|payment| payment.on_delivery);
    let mut tags =
        row![tag(say::paid(words, order), if collect { theme::DANGER } else { theme::GOOD })].spacing(6);
    if order.timing != Timing::Instant {
        let at = order.promised_at.unwrap_or(order.preparation_start);
        let time = say::time(at, context.zone);
        tags = tags.push(tag(words.text("ui-scheduled", &[("time", time.into())]), theme::COOKING));
    }
    if order.store_memo.is_some() || order.lines.iter().any(|line| line.memo.is_some()) {
        tags = tags.push(tag(say::plain(words, "ui-has-request"), theme::WARN));
    }
    if order.has_alcohol() {
        tags = tags.push(tag(say::plain(words, "ui-alcohol"), theme::DANGER));
    }
    tags.wrap().into()
}

/// Rider and paper, where there is anything to say.
fn progress<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Option<Element<'a, M>> {
    let (state, words) = (&card.state, context.words);
    let mut tags = row![].spacing(6);
    let mut some = false;
    if let Some(delivery) = state.delivery() {
        let word = language::delivery_state(words, delivery.state);
        tags = tags.push(tag(format!("{} {word}", delivery.agency), delivery_color(delivery.state)));
        some = true;
    }
    for ticket in &state.tickets {
        let color = match ticket.state {
            TicketState::Printed | TicketState::Sent => continue,
            TicketState::Queued | TicketState::Sending => theme::DONE,
            TicketState::Expired if state.status.is_final() => continue,
            TicketState::Unknown | TicketState::Failed | TicketState::Expired => theme::DANGER,
        };
        let kind = language::ticket_kind(words, ticket.kind);
        tags = tags.push(tag(format!("{kind} {}", language::ticket_state(words, ticket.state)), color));
        some = true;
    }
    some.then(|| tags.wrap().into())
}

/// The colour of a delivery's state.
pub fn delivery_color(state: DeliveryState) -> Color {
    use DeliveryState::*;
    match state {
        Planned | Unknown | Returning => theme::WARN,
        Rejected | Failed | Returned => theme::DANGER,
        Cancelled | Expired | CancelRequested => theme::DONE,
        Quoting | Submitting | Requested => theme::COOKING,
        Assigned | Arrived | PickedUp | Delivered => theme::AWAY,
    }
}
