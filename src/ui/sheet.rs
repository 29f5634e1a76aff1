//! The open order as a sheet to read: dishes, money, who and where, riders, paper.

use domain::Purpose;
use domain::board::Card;
use domain::order::{Line, Order, Personal, Shortage, TicketState, Won, mask};
use domain::{DeliveryView, OrderView, TicketView};
use iced::widget::{Column, column, row, rule};
use iced::{Element, Fill};

use super::screen::Context;
use super::text as say;
use super::theme::{self, Role};
use super::widget::{bold, delivery_color, label, note, tag, waiting};
use crate::language;

/// Everything known about an order; who ordered only in outlines, with the button that shows it, unless `reads`.
pub fn sheet<'a, M: 'a>(
    card: &Card,
    reads: bool,
    reveal: Option<Element<'a, M>>,
    context: &Context<'a>,
) -> Element<'a, M> {
    let view = &card.view;
    let mut sheet = column![].spacing(12);
    if let Some(order) = &view.order {
        sheet = sheet
            .push(waiting(card, context))
            .push(requests(order, context))
            .push(dishes(view, order, context))
            .push(rule::horizontal(2));
        sheet = sheet
            .push(money(order, view.receipt_issued_at.is_some(), reads, context))
            .push(rule::horizontal(2))
            .push(riders(view, context))
            .push(reveal)
            .push(customer(order, reads, context));
        let collect = order.payments.iter().any(|payment| payment.on_delivery);
        let conflicts = [(collect, "ui-leave-or-pay-long"), (order.has_alcohol(), "ui-leave-or-check-long")];
        for (_, id) in conflicts.into_iter().filter(|(conflict, _)| *conflict && order.asks_to_leave()) {
            sheet =
                sheet.push(bold(say::plain(context.words, id), theme::BODY).style(theme::ink(theme::DANGER)));
        }
        for wrong in order.mismatches() {
            let said = language::mismatch(context.words, &wrong);
            sheet = sheet.push(bold(said, theme::BODY).style(theme::ink(theme::DANGER)));
        }
        for remark in &order.remarks {
            sheet = sheet.push(note(language::remark(context.words, remark)));
        }
    } else {
        sheet = sheet.push(riders(view, context));
        let id = context.words.text("ui-app-number", &[("number", (&view.external_id).into())]);
        sheet = sheet.push(bold(id, theme::LARGE));
    }
    sheet = sheet.push(rule::horizontal(2)).push(times(card, context));
    for ticket in &view.tickets {
        sheet = sheet.push(paper(ticket, context));
    }
    sheet.into()
}

/// What the customer asks for, first, because it changes how it is cooked.
fn requests<'a, M: 'a>(order: &Order, context: &Context<'_>) -> Option<Element<'a, M>> {
    let words = context.words;
    let mut lines = column![].spacing(4);
    let mut some = false;
    if let Some(memo) = &order.store_memo {
        lines = lines.push(marked(say::plain(words, "ui-store-memo"), memo, theme::WARN));
        some = true;
    }
    if let Some(memo) = &order.rider_memo {
        lines = lines.push(marked(say::plain(words, "ui-rider-memo"), memo, theme::AWAY));
        some = true;
    }
    if let Some(cutlery) = order.cutlery {
        lines = lines
            .push(bold(say::plain(words, if cutlery { "ui-cutlery" } else { "ui-no-cutlery" }), theme::BODY));
        some = true;
    }
    if order.reusable_container {
        lines = lines.push(bold(say::plain(words, "ui-reusable"), theme::BODY));
        some = true;
    }
    some.then(|| lines.into())
}

fn marked<'a, M: 'a>(name: String, content: &str, color: Role) -> Element<'a, M> {
    row![tag(name, color), bold(content, theme::BODY).width(Fill)].spacing(8).into()
}

fn dishes<'a, M: 'a>(view: &OrderView, order: &Order, context: &Context<'_>) -> Element<'a, M> {
    let lines = order.lines.iter().enumerate();
    lines
        .fold(Column::new().spacing(8), |list, (position, line)| {
            list.push(dish(line, view.shortage(position), context))
        })
        .into()
}

fn dish<'a, M: 'a>(line: &Line, short: Option<&Shortage>, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let mut name = format!("{} × {}", line.name, line.quantity);
    if let Some(stall) = &line.stall {
        name = format!("[{stall}] {name}");
    }
    let mut dish =
        column![pair(name, words.text("ui-won", &[("amount", line.total.into())]), true)].spacing(2);
    if let Some(short) = short {
        let instead = short.substitute.as_ref();
        let instead = instead.map(|name| words.text("ui-instead", &[("name", name.into())]));
        let gone = tag(say::plain(words, "ui-sold-out"), theme::DANGER);
        dish = dish.push(row![gone].push(instead.map(|name| bold(name, theme::BODY))).spacing(8));
    }
    for option in &line.options {
        let price = if option.unit_price == Won::ZERO {
            String::new()
        } else {
            words.text("ui-won", &[("amount", option.unit_price.into())])
        };
        dish = dish.push(pair(format!("   · {} {}", option.name, option.quantity), price, false));
    }
    if let Some(memo) = &line.memo {
        dish = dish.push(marked(say::plain(words, "ui-request"), memo, theme::WARN));
    }
    if line.alcohol {
        dish = dish.push(tag(say::plain(words, "ui-alcohol-check"), theme::DANGER));
    }
    dish.into()
}

fn pair<'a, M: 'a>(left: String, right: String, strong: bool) -> Element<'a, M> {
    let show = |text: String| if strong { bold(text, theme::BODY) } else { label(text, theme::BODY) };
    row![show(left).width(Fill), show(right)].spacing(8).into()
}

fn money<'a, M: 'a>(order: &Order, issued: bool, reads: bool, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let won = |amount: Won| words.text("ui-won", &[("amount", amount.into())]);
    let mut sums = column![].spacing(3);
    for fee in &order.fees {
        sums = sums.push(pair(fee.name.clone(), won(fee.amount), false));
    }
    for discount in &order.discounts {
        sums = sums.push(pair(discount.name.clone(), won(-discount.amount), false));
    }
    sums = sums.push(pair(say::plain(words, "ui-total"), won(order.total.amount), true));
    for payment in &order.payments {
        let place = say::plain(words, if payment.on_delivery { "ui-at-door" } else { "ui-paid" });
        // A child's meal card is a payment made beforehand like any other.
        let name = match payment.public_name() {
            // Some apps say it in the name.
            Some(name) if name.contains(&place) => name.to_owned(),
            Some(name) => format!("{name} ({place})"),
            None => place,
        };
        sums = sums.push(pair(name, won(payment.amount), payment.on_delivery));
        if let Some(note) = payment.change_for {
            sums = sums.push(bold(words.text("ui-change-for", &[("amount", note.into())]), theme::BODY));
        }
    }
    // Its number is gone with the customer.
    let receipt = order.cash_receipt.as_ref().filter(|receipt| !receipt.id.as_str().is_empty());
    if let Some(receipt) = receipt {
        let id = if issued { "ui-cash-receipt-issued" } else { "ui-cash-receipt" };
        let hidden = issued || !reads;
        let number = if hidden { receipt.masked() } else { receipt.id.as_str().to_owned() };
        sums = sums.push(bold(words.text(id, &[("number", number.into())]), theme::BODY));
    }
    sums.into()
}

/// Whether there is anything that tells who ordered.
pub fn names_customer(order: &Order) -> bool {
    let place = order.address.as_ref();
    let place = place.is_some_and(|place| {
        [&place.road, &place.jibun, &place.detail, &place.entrance].into_iter().any(Option::is_some)
    });
    place || order.customer.name.is_some() || order.customer.phone.is_some() || order.cash_receipt.is_some()
}

/// Who ordered and where it goes; in outlines, unless `reads`: the number's last digits and the district tell two orders apart.
fn customer<'a, M: 'a>(order: &Order, reads: bool, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let text = |part: &Option<Personal>| part.as_ref().filter(|_| reads).map(|part| part.as_str().to_owned());
    let who = &order.customer;
    let phone = if who.safe_number { "ui-safe-number" } else { "ui-phone" };
    let times = who.orders_here.map(|n| words.text("ui-times", &[("n", i64::from(n).into())]));
    let number = who.phone.as_ref().map(|number| match reads {
        true => number.as_str().to_owned(),
        false => mask(number.as_str()),
    });
    let place = order.address.clone().unwrap_or_default();
    let district = place.district.clone().filter(|_| !reads);
    let lines = [
        (phone, number),
        ("ui-customer", text(&who.name)),
        ("ui-orders-here", times),
        ("ui-district", district),
        ("ui-road", text(&place.road)),
        ("ui-jibun", text(&place.jibun)),
        ("ui-address-detail", text(&place.detail)),
        ("ui-entrance", text(&place.entrance)),
        ("ui-pickup-code", order.pickup_code.clone()),
    ];
    let shown = lines.into_iter().filter_map(|(id, value)| {
        let name = note(say::plain(words, id)).width(110);
        Some(row![name, bold(value?, theme::BODY).width(Fill)].spacing(8).into())
    });
    Column::with_children(shown).spacing(4).into()
}

/// When it came, was taken, and is to be ready.
fn times<'a, M: 'a>(card: &Card, context: &Context<'_>) -> Element<'a, M> {
    let (view, words) = (&card.view, context.words);
    let order = view.order.as_ref();
    let times = [
        ("ui-came-at", Some(view.received_at)),
        ("ui-accepted-at", view.accepted_at),
        ("ui-start-at", view.starts_at.filter(|_| !view.started)),
        ("ui-ready-at", view.ready_at),
        ("ui-promised-at", order.filter(|order| order.wanted.is_none()).and_then(|order| order.promised_at)),
    ];
    let shown = times.into_iter().filter_map(|(id, at)| {
        let time = language::moment(words, at?, context.now, context.zone);
        Some(label(words.text(id, &[("time", time.into())]), theme::BODY).into())
    });
    let wanted = order.filter(|order| order.wanted.is_some()).map(|order| {
        bold(words.text("ui-wanted", &[("time", say::wanted(order, context).into())]), theme::BODY).into()
    });
    row(wanted.into_iter().chain(shown)).spacing(16).wrap().into()
}

/// Who carries it, the present one first.
fn riders<'a, M: 'a>(view: &OrderView, context: &Context<'_>) -> Option<Element<'a, M>> {
    let riders = view.deliveries.iter().rev().map(|delivery| rider(delivery, context));
    let riders = (!view.deliveries.is_empty()).then(|| Column::with_children(riders).spacing(10));
    riders.map(|riders| column![riders, rule::horizontal(2)].spacing(12).into())
}

fn rider<'a, M: 'a>(delivery: &DeliveryView, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let status = language::delivery_state(words, delivery.status);
    let mut line =
        row![tag(format!("{} {status}", words.agency(&delivery.agency)), delivery_color(delivery.status))]
            .spacing(8);
    // A note is as long as a person makes it.
    let purpose = match &delivery.purpose {
        Purpose::First => None,
        Purpose::Retry => Some(say::plain(words, "ui-retry-tag")),
        Purpose::Redelivery { note } => Some(words.text("ui-again-tag", &[("note", note.into())])),
    };
    let purpose = purpose.map(|said| bold(said, theme::BODY).style(theme::ink(theme::WARN)));
    if let Some(rider) = delivery.rider_text() {
        line = line.push(bold(rider, theme::BODY));
    }
    if let Some(at) = delivery.comes_at() {
        let time = say::time(at, context.zone);
        line = line.push(bold(words.text("ui-rider-expected", &[("time", time.into())]), theme::BODY));
    }
    let money = language::delivery_costs(words, delivery);
    let money = (!money.is_empty()).then(|| label(money.join(" · "), theme::BODY));
    let steps = delivery.history.iter().map(|step| {
        format!("{} {}", say::time(step.at, context.zone), language::delivery_state(words, step.status))
    });
    let steps = note(steps.collect::<Vec<_>>().join(" → "));
    let why = delivery.refusal.as_ref().map(|refusal| note(language::refusal(words, refusal)));
    column![line.wrap()].push(purpose).push(money).push(steps).push(why).spacing(2).into()
}

fn paper<'a, M: 'a>(ticket: &TicketView, context: &Context<'_>) -> Element<'a, M> {
    let words = context.words;
    let color = match ticket.state {
        TicketState::Printed | TicketState::Sent => theme::GOOD,
        TicketState::Queued | TicketState::Sending => theme::DONE,
        // Another printer stands in for this one.
        TicketState::Failed => theme::WARN,
        TicketState::Unknown | TicketState::Expired => theme::DANGER,
    };
    let kind = language::ticket_kind(words, ticket.kind);
    let mut line = row![
        tag(language::ticket_state(words, ticket.state), color),
        label(kind, theme::BODY),
        note(words.printer(&ticket.printer))
    ]
    .spacing(8);
    if ticket.marked_reprint {
        line = line.push(tag(say::plain(words, "ui-marked-reprint"), theme::WARN));
    }
    if ticket.backup_for.is_some() {
        line = line.push(tag(say::plain(words, "ui-marked-backup"), theme::WARN));
    }
    let why = ticket.reason.as_ref().map(|why| note(language::ticket_reason(words, why)));
    column![line.wrap()].push(why).spacing(2).into()
}
