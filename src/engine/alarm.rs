//! What the bell does, from the orders and the time. Pure.

use std::sync::Arc;

use domain::board::{Alarm, Melody, Ring};
use domain::{Bell, OrderState};
use jiff::Timestamp;

/// The bell hurries when this much or less is left to answer, in seconds …
const HURRY_BEFORE_DEADLINE: i64 = 90;
/// … or when an order has rung unanswered for this long, in seconds.
const HURRY_AFTER_RINGING: i64 = 120;

/// Between two chimes for an app that does not answer, in milliseconds.
const ABSENT_EVERY: i64 = 300_000;

/// How long a printer has failed before it is heard, in milliseconds: a person who changes the roll needs no bell.
const FAILING_AFTER: i64 = 5_000;

/// Between two sounds for a ticket that waits for its printer, in milliseconds.
const PAPER_EVERY: i64 = 180_000;

/// Between two sounds for a rider who waits at the counter, in milliseconds.
const WAITING_EVERY: i64 = 180_000;

/// The alarm for these orders: the loudest bell that one of them rings, in the melody of its channel, repeated chimes for
/// apps that have not answered since `absent_since`, and a sound for each printer that has failed since `failing_since`.
pub fn alarm<'a>(
    orders: &[Arc<OrderState>],
    absent_since: impl IntoIterator<Item = &'a Timestamp>,
    failing_since: impl IntoIterator<Item = &'a Timestamp>,
    now: Timestamp,
    melody: impl Fn(&str) -> Melody,
) -> Alarm {
    let mut alarm = Alarm::default();
    let last = |since: Timestamp, every: i64| {
        let (since, now) = (since.as_millisecond(), now.as_millisecond());
        (now - (now - since).max(0) % every).unsigned_abs()
    };
    for since in absent_since {
        alarm.chimes = alarm.chimes.max(last(*since, ABSENT_EVERY));
    }
    for since in failing_since {
        let since = since.as_millisecond();
        if now.as_millisecond() - since >= FAILING_AFTER {
            alarm.printers = alarm.printers.max(since.unsigned_abs());
        }
    }
    for order in orders {
        for since in order.paper_missed_since() {
            alarm.printers = alarm.printers.max(last(since, PAPER_EVERY));
        }
        if let Some(since) = order.rider_waits_since() {
            alarm.riders = alarm.riders.max(last(since, WAITING_EVERY));
        }
        let ring = match order.bell {
            Bell::Silent => Ring::None,
            Bell::Once { at } => {
                let chime = at.as_millisecond().unsigned_abs();
                if chime > alarm.chimes {
                    alarm.chimes = chime;
                    // A chime is heard only where nothing rings.
                    if alarm.ring == Ring::None {
                        alarm.melody = Some(melody(&order.head.channel));
                    }
                }
                Ring::None
            }
            Bell::NewOrder { since } => {
                let left = order.head.accept_by.map(|at| at.as_second() - now.as_second());
                let near = left.is_some_and(|left| left <= HURRY_BEFORE_DEADLINE);
                let long = now.as_second() - since.as_second() >= HURRY_AFTER_RINGING;
                if near || long { Ring::Hurrying } else { Ring::Calling }
            }
            Bell::Urgent { .. } if order.stops_cooking() => Ring::Stop,
            Bell::Urgent { .. } => Ring::Urgent,
        };
        if ring > alarm.ring {
            alarm.ring = ring;
            alarm.melody = Some(melody(&order.head.channel));
        }
    }
    alarm
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use domain::StatusChange;
    use domain::order::{DeliveryState, Problem};
    use domain::sample;

    fn order(channel: &str, bell: Bell, now: Timestamp) -> Arc<OrderState> {
        let mut state = sample::state("가나-001", now, sample::order("a", now, vec![]));
        (state.head.channel, state.bell) = (channel.to_owned(), bell);
        Arc::new(state)
    }

    #[test]
    fn a_rider_at_the_counter_chimes_on_arrival_and_every_3_minutes() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let later = |seconds| now + SignedDuration::from_secs(seconds);
        let mut state = OrderState::clone(&order("app", Bell::Silent, now));
        let mut delivery = sample::delivery("가나-001", now, DeliveryState::Arrived);
        let arrived = StatusChange { status: DeliveryState::Arrived, at: now };
        delivery.stand(DeliveryState::Arrived, vec![arrived]);
        state.deliveries = vec![delivery].into();
        let riders =
            |state: &OrderState, at| alarm(&[Arc::new(state.clone())], [], [], at, |_| Melody::Middle).riders;
        let first = riders(&state, now);
        assert!(first > 0 && riders(&state, later(179)) == first && riders(&state, later(181)) > first);
        state.deliveries.edit()[0].stand(DeliveryState::PickedUp, Vec::new());
        assert_eq!(riders(&state, later(181)), 0);
    }

    #[test]
    fn the_bell_plays_the_melody_of_the_app_that_asks_loudest() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let melody = |channel: &str| if channel == "trill" { Melody::Trill } else { Melody::Low };
        let new = |channel, bell| order(channel, bell, now);
        let (calling, urgent) = (Bell::NewOrder { since: now }, Bell::Urgent { since: now });
        let once = |seconds| Bell::Once { at: now + SignedDuration::from_secs(seconds) };
        let rings = |orders: &[Arc<OrderState>]| {
            let alarm = alarm(orders, [], [], now, melody);
            (alarm.ring, alarm.melody)
        };
        let (low, trill) = (Some(Melody::Low), Some(Melody::Trill));
        assert_eq!(rings(&[]), (Ring::None, None));
        assert_eq!(rings(&[new("trill", calling), new("low", calling)]), (Ring::Calling, trill));
        assert_eq!(rings(&[new("trill", calling), new("low", urgent)]), (Ring::Urgent, low));
        assert_eq!(rings(&[new("low", once(0)), new("trill", once(1))]), (Ring::None, trill));
        assert_eq!(rings(&[new("trill", calling), new("low", once(1))]), (Ring::Calling, trill));
    }

    #[test]
    fn an_app_that_does_not_answer_chimes_in_no_apps_melody() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let since = now - SignedDuration::from_secs(90);
        let alarm = alarm(&[], [&since], [], now, |_| Melody::Trill);
        assert!(alarm.chimes > 0 && alarm.melody.is_none() && alarm.printers == 0);
    }

    #[test]
    fn a_cancelled_order_rings_as_nothing_else_does() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let urgent = |problem| {
            let mut state = OrderState::clone(&order("app", Bell::Urgent { since: now }, now));
            state.problems = vec![problem];
            Arc::new(state)
        };
        let asked = urgent(Problem::CancellationAsked { reason: None, answer_by: None });
        let lost = urgent(Problem::RecordLost { task: None });
        let ring = |orders: &[&Arc<OrderState>]| {
            let orders: Vec<_> = orders.iter().map(|order| (*order).clone()).collect();
            alarm(&orders, [], [], now, |_| Melody::Low).ring
        };
        assert_eq!((ring(&[&asked]), ring(&[&lost])), (Ring::Stop, Ring::Urgent));
        assert_eq!((ring(&[&asked, &lost]), ring(&[&lost, &asked])), (Ring::Stop, Ring::Stop));
    }
}
