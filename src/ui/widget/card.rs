//! One order on the counter. Nothing here tells who ordered, because every person at the counter can read it.

use domain::order::{DeliveryState, Order, Status, TicketState, Timing};
use domain::{Command, Purpose};
use iced::widget::text::Wrapping;
use iced::widget::{button, column, container, row, space};
use iced::{Center, Color, Element, Fill, Right};
use jiff::Timestamp;

use super::{bold, call_out, label, push_wide, quiet_tag, tag};
use crate::engine::board::Card;
use crate::language;
use crate::ui::screen::Context;
use crate::ui::step::{self, Column};
use crate::ui::text::{self as say, Heed};
use crate::ui::theme::{self, Tone};

/// Width of the time and the button beside an order's text.
const SIDE: f32 = 112.0;

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

/// What a card's button does.
pub enum CardTap {
    /// The next step.
    Act(Command),
    /// The step that is held back is not sent.
    TakeBack,
}

/// A card that opens on a tap, with the next step as a button on it.
pub fn card<'a, M: Clone + 'a>(
    card: &Card,
    selected: bool,
    context: &Context<'_>,
    open: M,
    act: impl Fn(CardTap) -> M,
) -> Element<'a, M> {
    let (view, words) = (&card.view, context.words);
    let place = step::column(view);
    let is_new = place == Column::New;
    let number =
        bold(&view.number, if is_new { theme::HUGE } else { theme::HUGE - 7.0 }).wrapping(Wrapping::None);
    let mut tags = row![badge(card)].spacing(6);
    if let Some(shop) = &card.shop_name {
        tags = tags.push(tag(shop, theme::DONE));
    }
    let mut facts = row![].spacing(6).align_y(Center);
    let mut food = None;
    if let Some(order) = &view.order {
        tags = tags.push(tag(language::order_kind(words, order.kind), theme::INK));
        let district = say::district(order).map(|district| bold(district, theme::BODY));
        // Beside the button there is no room for a place.
        if is_new {
            tags = tags.push(district)
        } else {
            facts = facts.push(district)
        }
        facts = facts.push(bold(say::size_of(words, order), theme::BODY)).extend(warnings(order, context));
        food = Some(label(dishes(order), theme::BODY));
    }
    let here = waiting(card, context).filter(|_| place != Column::Finished);
    let facts = column![here, facts.extend(progress(card, context)).wrap(), food].spacing(5);
    let timer = timer(card, context);
    let tone = Tone::Main(color(place));
    // The narrow button has room for its name only; the foot of the counter names the key.
    let key = (selected && is_new).then(|| say::plain(words, "ui-key-space"));
    let step = step::next(card).filter(|_| place != Column::Finished);
    let next = match context.held_for(&view.id) {
        Some(seconds) => {
            let name = words.text("ui-take-back-in", &[("seconds", seconds.into())]);
            Some(push_wide(name, None, Tone::Chosen, Some(act(CardTap::TakeBack))))
        }
        None => step.map(|(id, command)| {
            let name = words.text(id, &[("minutes", i64::from(card.prep_minutes).into())]);
            let free = !context.is_busy(&view.id);
            push_wide(name, key.as_deref(), tone, free.then(|| act(CardTap::Act(command))))
        }),
    };
    let off = matches!(view.status, Status::Cancelled | Status::Rejected | Status::Missed);
    let ground = if off || view.pending.is_some() { theme::DANGER } else { theme::GOOD };
    let standing = (view.pending.is_some() || place == Column::Finished)
        .then(|| tag(say::standing(words, view), ground));
    let inside: Element<'a, M> = if is_new {
        column![row![number, space().width(Fill), timer].align_y(Center), tags.wrap(), facts, standing, next]
            .spacing(6)
            .into()
    } else {
        // Beside the text, so that more of the kitchen's orders fit.
        let side = column![timer, standing, next].spacing(6).align_x(Right);
        let head = row![column![number, tags.wrap()].spacing(6).width(Fill), side.width(SIDE)].spacing(6);
        column![head, facts].spacing(6).into()
    };
    button(inside)
        .width(Fill)
        .padding(10)
        .style(theme::card_style(color(place), selected))
        .on_press(open)
        .into()
}

/// The time that matters now: until the app gives up, or until it is to be ready.
fn timer<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Option<Element<'a, M>> {
    let view = &card.view;
    match view.status {
        Status::Received => view.accept_by.map(|by| deadline(by, context.now)),
        Status::Accepted => {
            let (text, left) = say::due(context.words, view, context.now, context.zone)?;
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
    container(bold(say::countdown(left), 30.0).wrapping(Wrapping::None))
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
fn warnings<'a, M: 'a>(order: &Order, context: &Context<'_>) -> Vec<Element<'a, M>> {
    let words = context.words;
    let collect = order.payments.iter().any(|payment| payment.on_delivery);
    let mut tags = vec![tag(say::paid(words, order), if collect { theme::DANGER } else { theme::GOOD })];
    if order.timing != Timing::Instant {
        let time = say::wanted(order, context);
        tags.push(tag(words.text("ui-scheduled", &[("time", time.into())]), theme::COOKING));
    }
    if order.store_memo.is_some() || order.lines.iter().any(|line| line.memo.is_some()) {
        tags.push(tag(say::plain(words, "ui-has-request"), theme::WARN));
    }
    if order.asks_to_leave() && collect {
        tags.push(tag(say::plain(words, "ui-leave-or-pay"), theme::DANGER));
    }
    if order.asks_to_leave() && order.has_alcohol() {
        tags.push(tag(say::plain(words, "ui-leave-or-check"), theme::DANGER));
    }
    if !order.mismatches().is_empty() {
        tags.push(tag(say::plain(words, "ui-sums"), theme::DANGER));
    }
    if order.has_alcohol() {
        tags.push(tag(say::plain(words, "ui-alcohol"), theme::DANGER));
    }
    tags
}

/// A rider who stands at the counter, to be seen at a glance wherever the order is.
pub fn waiting<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Option<Element<'a, M>> {
    card.view.rider_waits_since?;
    let (said, heed) = say::rider(&card.view, context)?;
    Some(call_out(said, heed_color(heed)))
}

/// The colour of a rider who needs attention.
pub fn heed_color(heed: Heed) -> Color {
    match heed {
        Heed::Fine => theme::DONE,
        Heed::Here => theme::AWAY,
        Heed::Hurry => theme::DANGER,
    }
}

/// Rider and paper, where there is anything to say.
fn progress<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Vec<Element<'a, M>> {
    let (view, words) = (&card.view, context.words);
    let rider = say::rider(view, context);
    let rider = rider.filter(|_| view.rider_waits_since.is_none()).map(|(said, heed)| match heed {
        Heed::Fine => match view.delivery().map_or(theme::DONE, |delivery| delivery_color(delivery.status)) {
            color @ (theme::WARN | theme::DANGER) => tag(said, color),
            color => quiet_tag(said, color),
        },
        heed => tag(said, heed_color(heed)),
    });
    let again = view.live_delivery().is_some_and(|live| live.purpose != Purpose::First);
    let again = again.then(|| tag(say::plain(words, "ui-again-short"), theme::WARN));
    let papers = view.tickets.iter().filter_map(|ticket| {
        let kind = language::ticket_kind(words, ticket.kind);
        let color = match ticket.state {
            // It came out at the printer that stands in: a person has to carry it to where it belongs.
            TicketState::Printed | TicketState::Sent if ticket.backup_for.is_some() => {
                let stand_in = say::plain(words, "ui-marked-backup");
                return (!view.status.is_final()).then(|| tag(format!("{kind} {stand_in}"), theme::WARN));
            }
            // Another printer stands in, and its own ticket is shown instead.
            TicketState::Printed | TicketState::Sent | TicketState::Failed => return None,
            TicketState::Queued | TicketState::Sending => theme::DONE,
            TicketState::Expired if view.status.is_final() => return None,
            TicketState::Unknown | TicketState::Expired => theme::DANGER,
        };
        Some(tag(format!("{kind} {}", language::ticket_state(words, ticket.state)), color))
    });
    again.into_iter().chain(rider).chain(papers).collect()
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
