//! Short texts of the window: times, places, payments. Sentences about problems come from the `language` room.

use domain::Command;
use domain::OrderView;
use domain::board::{Assurance, ConnectionStatus, PrinterHealth, Trouble};
use domain::order::{DeliveryState, Order, OrderKind, Payment, Timing};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::language::{self, Words};
use crate::ui::screen::Context;
use crate::ui::widget::short;

/// Minutes after which a rider who does not come, or who waits at the counter, is late.
const LATE: i64 = 5;
/// Characters of an agency's name where others share its line.
const SHORT: usize = 8;

/// A text without places.
pub fn plain(words: &Words, id: &str) -> String {
    words.text(id, &[])
}

/// What was typed or pasted into a field, without control characters, at most so many characters of it.
pub fn typed(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

/// The digits of an amount in won, as it is typed or pasted out of a spreadsheet (`12,300.00`), at most so many. What stands behind the
/// point is no won: without the point it would make hundreds of it.
pub fn won_digits(typed: &str, most: usize) -> String {
    typed.split('.').next().unwrap_or_default().chars().filter(char::is_ascii_digit).take(most).collect()
}

/// `4:32`; never below zero.
pub fn countdown(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How long ago it came: `방금`, `2분 전`.
pub fn since(words: &Words, at: Timestamp, now: Timestamp) -> String {
    match (now.as_second() - at.as_second()).max(0) / 60 {
        0 => plain(words, "ui-just-now"),
        minutes => words.text("ui-ago", &[("minutes", minutes.into())]),
    }
}

/// `18:05` in the shop's time.
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// When a pre-order is wanted: `18:00~18:30`, with its day where that is not today.
pub fn wanted(order: &Order, context: &Context<'_>) -> String {
    let (words, now, zone) = (context.words, context.now, context.zone);
    match order.wanted {
        Some(window) => language::window(words, window, now, zone),
        None => language::moment(words, order.promised_at.unwrap_or(order.preparation_start), now, zone),
    }
}

/// Whole minutes from `now` to `at`, rounded away from now, so that "1분" is never already over.
pub fn minutes_until(now: Timestamp, at: Timestamp) -> i64 {
    let seconds = at.as_second() - now.as_second();
    if seconds >= 0 { (seconds + 59) / 60 } else { seconds / 60 }
}

/// When it is to be ready: `12분 남음`, `3분 지남`, or its start for orders that wait.
pub fn due(words: &Words, view: &OrderView, now: Timestamp, zone: &TimeZone) -> Option<(String, i64)> {
    if !view.started {
        return match (view.starts_at, view.order.as_ref().map(|order| order.timing)) {
            (Some(start), _) if start > now => Some((
                words.text("ui-starts-at", &[("time", language::moment(words, start, now, zone).into())]),
                i64::MAX,
            )),
            (None, Some(Timing::OnDemand)) => Some((plain(words, "ui-waits-for-call"), i64::MAX)),
            _ => None,
        };
    }
    let left = minutes_until(now, view.ready_at?);
    let text = match left {
        1.. => words.text("ui-minutes-left", &[("minutes", left.into())]),
        0 => plain(words, "ui-due-now"),
        _ => words.text("ui-minutes-over", &[("minutes", (-left).into())]),
    };
    Some((text, left))
}

fn count(order: &Order) -> i64 {
    order.lines.iter().map(|line| line.quantity.count()).sum()
}

/// `3개`.
pub fn dishes(words: &Words, order: &Order) -> String {
    let dishes = count(order);
    words.text(if dishes == 1 { "ui-one-dish" } else { "ui-dishes" }, &[("dishes", dishes.into())])
}

/// `3개 · 27,500원`.
pub fn size_of(words: &Words, order: &Order) -> String {
    let dishes = count(order);
    let total = order.total.amount;
    let id = if dishes == 1 { "ui-one-dish-and-total" } else { "ui-dishes-and-total" };
    words.text(id, &[("dishes", dishes.into()), ("total", total.into())])
}

/// What the counter has to know about the money: paid, or how much to take at the door.
pub fn paid(words: &Words, order: &Order) -> String {
    to_take(words, order, "ui-collect").unwrap_or_else(|| plain(words, "ui-paid"))
}

/// How much to take at the door, in few words; `None` where it is paid.
pub fn due_at_door(words: &Words, order: &Order) -> Option<String> {
    to_take(words, order, "ui-collect-short")
}

fn to_take(words: &Words, order: &Order, id: &str) -> Option<String> {
    let mut due = order.payments.iter().filter(|payment| payment.on_delivery).peekable();
    due.peek()?;
    let name = due.find_map(Payment::public_name).unwrap_or_default();
    Some(words.text(id, &[("name", name.into()), ("amount", order.to_collect().into())]))
}

/// Where it goes as far as anyone passing the counter may read: the 동 or district.
pub fn district(order: &Order) -> Option<&str> {
    order.address.as_ref()?.district.as_deref()
}

/// A line's state in one word.
pub fn line_word(words: &Words, line: &ConnectionStatus) -> String {
    plain(
        words,
        match line {
            ConnectionStatus::Starting => "ui-line-starting",
            ConnectionStatus::Connected => "ui-line-connected",
            ConnectionStatus::Failing(_) => "ui-line-failing",
            ConnectionStatus::SignedOut(_) => "ui-line-signed-out",
            ConnectionStatus::Away => "ui-line-away",
        },
    )
}

/// A printer's state in one word.
pub fn printer_word(words: &Words, printer: &PrinterHealth) -> String {
    plain(
        words,
        match &printer.trouble {
            None if printer.paper_low => "ui-printer-paper-low",
            None if printer.assurance == Assurance::Nothing => "ui-printer-unheard",
            None => "ui-printer-good",
            Some(Trouble::Unreachable(_)) => "ui-line-failing",
            Some(Trouble::Busy(_)) => "ui-printer-busy",
            Some(Trouble::Paused(_)) => "ui-printer-paused",
            Some(Trouble::Silent) => "ui-printer-silent",
            Some(Trouble::Nonsense) => "ui-printer-nonsense",
            Some(Trouble::PaperOut) => "ui-printer-paper-out",
            Some(Trouble::CoverOpen) => "ui-printer-cover-open",
            Some(Trouble::Stuck) => "ui-printer-stuck",
            Some(Trouble::Error) => "ui-printer-error",
            Some(Trouble::Overheated) => "ui-printer-overheated",
            Some(Trouble::Broken) => "ui-printer-broken",
        },
    )
}

/// Where the order stands; our refusal on its way comes first.
pub fn standing(words: &Words, view: &OrderView) -> String {
    match view.pending {
        Some(pending) => language::pending(words, pending),
        None => language::status(words, view.status, view.kind()),
    }
}

/// The name of a step that is held back.
pub fn held(words: &Words, command: &Command, view: &OrderView) -> String {
    let id = match command {
        Command::PickedUp if view.kind() != OrderKind::Delivery => "ui-handed-over",
        Command::PickedUp => "ui-departed",
        Command::Complete => "ui-complete",
        Command::Bump { .. } => "ui-station-done",
        _ => "ui-ready",
    };
    plain(words, id)
}

/// How much a rider asks to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// No delay, or a problem card tells about it already.
    Fine,
    /// Stands at the counter.
    Here,
    /// Is late, or waits for too long.
    Hurry,
}

/// How an order's rider is doing. None where there is none.
pub fn rider(view: &OrderView, context: &Context<'_>) -> Option<(String, Heed)> {
    let (words, now, zone) = (context.words, context.now, context.zone);
    let Some(delivery) = view.delivery() else {
        return view.called_elsewhere.then(|| (plain(words, "ui-elsewhere-tag"), Heed::Fine));
    };
    let minutes = |since: Timestamp| (now.as_second() - since.as_second()).max(0) / 60;
    let said = |id: &str, minutes: i64| words.text(id, &[("minutes", minutes.into())]);
    let late = |at: Timestamp| minutes(at) >= LATE;
    let (more, hurry) = match delivery.status {
        DeliveryState::Arrived => match delivery.stands_since().map(minutes) {
            Some(waits @ 1..) => (said("ui-rider-here", waits), waits >= LATE),
            _ => (plain(words, "ui-rider-just-here"), false),
        },
        DeliveryState::Assigned => match delivery.pickup_expected_at {
            Some(at) if late(at) => (said("ui-rider-late-by", minutes(at)), true),
            Some(at) => (words.text("ui-rider-at", &[("time", time(at, zone).into())]), false),
            None => (String::new(), false),
        },
        DeliveryState::Requested => match delivery.stands_since().map(minutes) {
            Some(waits @ 1..) => (said("ui-rider-since", waits), waits >= 2 * LATE),
            _ => (String::new(), false),
        },
        _ => (String::new(), false),
    };
    let own = context.board.agencies.iter().any(|agency| agency.in_house && agency.id == delivery.agency);
    let named = delivery.rider.as_ref().and_then(|rider| rider.name.as_ref()).filter(|_| own);
    let word = match delivery.status {
        DeliveryState::Arrived => String::new(),
        // The shop's own riders are known by name.
        DeliveryState::Assigned if named.is_some() => String::new(),
        other => language::delivery_state(words, other),
    };
    let heed = match delivery.status {
        _ if hurry => Heed::Hurry,
        DeliveryState::Arrived => Heed::Here,
        _ => Heed::Fine,
    };
    let named = named.map_or_else(String::new, |name| name.as_str().to_owned());
    let parts = [short(words.agency(&delivery.agency), SHORT), named, word, more];
    Some((parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "), heed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_left_is_never_over() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let at = |text: &str| minutes_until(now, text.parse().unwrap());
        assert_eq!(at("2026-11-21T10:00:01Z"), 1);
        assert_eq!(at("2026-11-21T10:12:00Z"), 12);
        assert_eq!(at("2026-11-21T09:59:30Z"), 0);
        assert_eq!(at("2026-11-21T09:57:00Z"), -3);
        assert_eq!(countdown(272), "4:32");
        assert_eq!(countdown(-5), "0:00");
    }
}
