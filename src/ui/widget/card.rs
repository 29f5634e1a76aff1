//! A new order on the counter. Nothing here tells who ordered, because every person at the counter can read it.

use domain::board::Card;
use domain::order::{DeliveryState, Order, Status, Timing};
use domain::{Command, Verb};
use iced::widget::text::Wrapping;
use iced::widget::{Row, button, column, container, row, space};
use iced::{Center, Element, Fill, Size};
use jiff::Timestamp;

use super::{bold, label, push_fit, tag};
use crate::language;
use crate::ui::brief::{self, BriefLine, Kind};
use crate::ui::layout::Density;
use crate::ui::screen::Context;
use crate::ui::step::{self, Column, Question};
use crate::ui::text::{self as say, Heed};
use crate::ui::theme::{self, Role, Tone};

/// Around what stands on a card.
const PADDING: f32 = 10.0;
/// The app's colour along its left edge.
pub const STRIPE: f32 = 6.0;
/// The buttons beside the one that accepts.
const SIDE: f32 = 66.0;
/// A line of small words.
const LINE: f32 = 26.0;
/// Between the lines of a card.
const SPACING: f32 = 4.0;

/// What a tap on an order does.
pub enum CardTap {
    /// Opens it.
    Open,
    /// The next step.
    Act(Command),
    /// Opens it with this question.
    Ask(Question),
    /// The step that is held back is not sent.
    TakeBack,
}

/// The colour of a column.
pub fn color(column: Column) -> Role {
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

/// The colour of a delivery's state.
pub fn delivery_color(state: DeliveryState) -> Role {
    use DeliveryState::*;
    match state {
        Planned | Unknown | Returning => theme::WARN,
        Rejected | Failed | Returned => theme::DANGER,
        Cancelled | Expired | CancelRequested => theme::DONE,
        Quoting | Submitting | Requested => theme::COOKING,
        Assigned | Arrived | PickedUp | Delivered => theme::AWAY,
    }
}

/// The colour of a rider who needs attention.
pub fn heed_color(heed: Heed) -> Role {
    match heed {
        Heed::Fine => theme::DONE,
        Heed::Here => theme::AWAY,
        Heed::Hurry => theme::DANGER,
    }
}

/// A rider who stands at the counter, to be seen at a glance.
pub fn waiting<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Option<Element<'a, M>> {
    card.view.rider_waits_since?;
    let (said, heed) = say::rider(&card.view, context)?;
    Some(super::call_out(said, heed_color(heed)))
}

/// How an unanswered order's time stands: ground, edge and the colour of its countdown. Calm, then orange in the last two
/// minutes, red in the last.
fn urgency(left: Option<i64>) -> (Role, Role, Role) {
    match left {
        Some(..=60) => (theme::DANGER_GROUND, theme::DANGER, theme::DANGER),
        Some(61..=120) => (theme::WARN_GROUND, theme::WARN, theme::NEW),
        _ => (theme::SURFACE, theme::NEW, theme::DONE),
    }
}

/// The countdown to the app's deadline.
pub fn deadline<'a, M: 'a>(by: Timestamp, now: Timestamp, size: f32) -> Element<'a, M> {
    let left = by.as_second() - now.as_second();
    let (_, _, color) = urgency(Some(left));
    container(bold(say::countdown(left), size).wrapping(Wrapping::None))
        .padding([2, 8])
        .style(theme::filled(color))
        .into()
}

/// What has to be settled before it is accepted.
fn warnings(order: &Order, context: &Context<'_>) -> Vec<String> {
    let collect = order.payments.iter().any(|payment| payment.on_delivery);
    let found = [
        (order.asks_to_leave() && collect, "ui-leave-or-pay"),
        (order.asks_to_leave() && order.has_alcohol(), "ui-leave-or-check"),
        (!order.mismatches().is_empty(), "ui-sums"),
    ];
    let mut said: Vec<String> =
        found.into_iter().filter(|(is, _)| *is).map(|(_, id)| say::plain(context.words, id)).collect();
    if order.timing != Timing::Instant {
        let time = say::wanted(order, context);
        said.push(context.words.text("ui-scheduled", &[("time", time.into())]));
    }
    said
}

/// A card of exactly this size that opens on a tap; its buttons stand on the same line of every card.
pub fn card<'a, M: Clone + 'a>(
    card: &Card,
    density: Density,
    cell: Size,
    selected: bool,
    context: &Context<'_>,
    on: impl Fn(CardTap) -> M,
) -> Element<'a, M> {
    let (view, words) = (&card.view, context.words);
    let large = density == Density::Large;
    let (number, clock, letters, line, foot) = if large {
        (theme::HUGE, 30.0, theme::BODY, 26.0, 64.0)
    } else {
        (28.0, 22.0, 17.0, 22.0, theme::TARGET)
    };
    let left = view.accept_by.map(|by| by.as_second() - context.now.as_second());
    let (ground, edge, _) = urgency(left.filter(|_| view.status == Status::Received));
    let inner = cell.width - 2.0 * PADDING - STRIPE;

    let head = row![bold(&view.number, number).wrapping(Wrapping::None), space().width(Fill),]
        .push(
            view.accept_by
                .filter(|_| view.status == Status::Received)
                .map(|by| deadline(by, context.now, clock)),
        )
        .height((number * 1.1).round())
        .align_y(Center);

    let kind = view.order.as_ref().map(|order| language::order_kind(words, order.kind));
    let place = view.order.as_ref().and_then(say::district).unwrap_or_default();
    // A middling card has room for its stripe only.
    let badge = large.then(|| badge(card));
    let mut badges = row![].push(badge).spacing(6).align_y(Center);
    if let Some(shop) = &card.shop_name {
        badges = badges.push(tag(super::short(shop, 5), theme::DONE));
    }
    let since = say::since(words, view.received_at, context.now);
    let named = if large { brief::width(&card.channel_name, theme::SMALL) + 30.0 } else { 0.0 };
    let used = named + brief::width(&since, theme::SMALL) + 12.0;
    let place = [kind.unwrap_or_default(), place.to_owned()].join(" ");
    let place = brief::cut(place.trim(), inner - used, theme::BODY);
    badges = badges
        .push(bold(place, theme::BODY).wrapping(Wrapping::None))
        .push(space().width(Fill))
        .push(label(since, theme::SMALL).wrapping(Wrapping::None));

    let mut page = column![head, container(badges).height(LINE).clip(true)].spacing(SPACING);
    let mut above = (number * 1.1).round() + LINE + 2.0 * SPACING;
    if let Some(order) = &view.order {
        let collect = order.payments.iter().any(|payment| payment.on_delivery);
        let paid = say::paid(words, order);
        // What the tag and its edges leave beside it.
        let beside = inner - brief::width(&paid, theme::SMALL) - 2.0 * 8.0 - 6.0;
        let paid = tag(paid, if collect { theme::DANGER } else { theme::GOOD });
        if large {
            // What is to be taken at the door comes first, and says the sum.
            let size = if collect { say::dishes(words, order) } else { say::size_of(words, order) };
            // A count without its last letters would be read as another one.
            let fits = brief::width(&size, theme::BODY) <= beside;
            let size = bold(if fits { size } else { String::new() }, theme::BODY).wrapping(Wrapping::None);
            let money = if collect { row![paid, size] } else { row![size, paid] };
            page = page.push(container(money.spacing(6).align_y(Center)).height(LINE).clip(true));
            above += LINE + SPACING;
        } else if collect {
            page = page.push(container(paid).height(LINE).clip(true));
            above += LINE + SPACING;
        }
        let room = Size::new(inner, cell.height - 2.0 * PADDING - above - foot - SPACING);
        let said = brief::lines(order, &warnings(order, context), room, letters, line, words);
        let said = said.into_iter().map(|said| brief_line(said, letters, line));
        page = page.push(container(column(said)).height(room.height).width(Fill).clip(true));
    } else {
        let said = say::standing(words, view);
        let id = words.text("ui-app-number", &[("number", (&view.external_id).into())]);
        let said = column![bold(said, theme::LARGE).style(theme::ink(theme::DANGER)), label(id, theme::BODY)];
        page = page.push(container(said).height(Fill).width(Fill).clip(true));
    }
    page = page.push(container(buttons(card, large, selected, inner, context, &on)).height(foot));
    let stripe = container(space()).width(STRIPE).height(Fill);
    let stripe = stripe.style(theme::stripe(theme::channel_color(&card.color)));
    let inside = row![stripe, container(page).padding(PADDING - 2.0).width(Fill)];
    button(inside)
        .width(cell.width)
        .height(cell.height)
        .padding(2)
        .style(theme::card_style(ground, edge, selected))
        .on_press(on(CardTap::Open))
        .into()
}

fn brief_line<'a, M: 'a>(said: BriefLine, letters: f32, line: f32) -> Element<'a, M> {
    let strong = bold(said.strong, letters).wrapping(Wrapping::None);
    let strong = match said.kind {
        Kind::Warning => strong.style(theme::ink(theme::DANGER)),
        Kind::Request => strong.style(theme::ink(theme::WARN)),
        Kind::More => strong.style(theme::ink(theme::COOKING)),
        Kind::Dish => strong,
    };
    let soft = label(said.soft, letters - 1.0).wrapping(Wrapping::None);
    container(row![strong, soft].spacing(8).align_y(Center)).height(line).clip(true).into()
}

/// 거절, another time, 접수: what the counter does with one tap, always in the same place.
fn buttons<'a, M: Clone + 'a>(
    card: &Card,
    large: bool,
    selected: bool,
    inner: f32,
    context: &Context<'_>,
    on: &impl Fn(CardTap) -> M,
) -> Row<'a, M> {
    let (view, words) = (&card.view, context.words);
    let mut bar = row![].spacing(6);
    let mut room = inner;
    if view.pending.is_some() {
        return bar.push(tag(say::standing(words, view), theme::DANGER));
    }
    let free = !context.is_busy(&view.id);
    let fill = |button: iced::widget::Button<'a, M>| button.height(Fill);
    if large && card.possible.has(Verb::Reject) {
        room -= SIDE + 6.0;
        let reject = free.then(|| on(CardTap::Ask(Question::Reason { accepted: false })));
        bar = bar.push(fill(push_fit(say::plain(words, "ui-reject"), None, Tone::Grave, reject, SIDE)));
    }
    if large && card.possible.has(Verb::Accept) {
        room -= SIDE + 6.0;
        let time = free.then(|| on(CardTap::Open));
        bar = bar.push(fill(push_fit(say::plain(words, "ui-other-time"), None, Tone::Plain, time, SIDE)));
    }
    let key = selected.then(|| say::plain(words, "ui-key-space"));
    bar.push(step::next(card).map(|(id, command)| {
        let name = words.text(id, &[("minutes", i64::from(card.prep_minutes).into())]);
        let key = key.filter(|_| card.possible.has(Verb::Accept));
        let message = free.then(|| on(CardTap::Act(command)));
        fill(push_fit(name, key.as_deref(), Tone::Main(theme::NEW), message, room))
    }))
}
