//! Hearing an app: polling is also presence, so nothing may hold it up, neither an order that cannot be fetched nor a
//! slow disk. Orders are fetched beside the polling, and only what is stored is acknowledged.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::away::Away;
use super::{Bench, backoff, rest};
use crate::cause::{Cause, Why};
use crate::channel::{Channel, ChannelError, MAX_ACKNOWLEDGED, Polled};
use crate::engine::StoreTrouble;
use crate::engine::board::Line;
use crate::engine::rules::Body;
use crate::order::{AppEvent, SetAside};
use crate::store::{Heard, StoreError};

/// Requests for orders of one app at a time.
const FETCHES_AT_ONCE: usize = 8;
/// Orders of one app that are being fetched at a time, those included that are asked for again after a pause. An app that
/// shows none of the orders it tells of is asked no faster than these allow.
const VISITS_AT_ONCE: usize = 64;
/// Orders of one app that are being fetched or wait for that. Of more the app tells again at the next poll.
const MOST_WAITING: usize = 1_000;
/// Most unreadable events of one poll that the log tells one by one.
const MOST_TOLD: usize = 3;
/// An order whose body cannot be had for this long becomes `unreadable`.
const FETCH_FOR: Duration = Duration::from_secs(30);
/// Longest pause between polls while the app does not answer.
const LONGEST_POLL_PAUSE: Duration = Duration::from_secs(120);
/// Least pause between polls while nothing can be stored: longer than a shop may be silent and still pass for open.
const UNSTORED_POLL_PAUSE: Duration = Duration::from_secs(120);
/// Between two looks at whether something can be stored again.
const LOOK_AT_STORE: Duration = Duration::from_secs(2);
/// Acknowledgments are looked for at least this often.
const ACKNOWLEDGE_EVERY: Duration = Duration::from_secs(5);
/// Between two looks at whether the shop is to be open again.
const ABSENT_LOOK: Duration = Duration::from_secs(2);
/// After this many failed batches in a row each event is sent alone: one of them may be what the app stumbles over.
const SINGLY_AFTER: u32 = 3;
/// If this many events fail alone, it is not them.
const MOST_TROUBLES: u32 = 5;
/// Clocks that differ by less are taken as equal, in seconds: `Date` has whole seconds and travels.
const CLOCK_TOLERANCE: i64 = 3;

/// Polls one app until the engine stops. `every` is the least pause; jitter only lengthens it.
pub async fn poll(
    bench: Bench,
    id: String,
    channel: Arc<dyn Channel>,
    every: Duration,
    heard: Arc<Notify>,
    mut rng: fastrand::Rng,
) {
    let in_flight: Arc<Mutex<HashSet<String>>> = Arc::default();
    let seats = Seats {
        visits: Arc::new(Semaphore::new(VISITS_AT_ONCE)),
        requests: Arc::new(Semaphore::new(FETCHES_AT_ONCE)),
    };
    let mut fetches = JoinSet::new();
    let mut failures = 0_u32;
    // Once a start: while the program runs, it knows when its clock is set.
    let mut compared = false;
    let openings = bench.store.openings();
    let mut away: Option<Away> = None;
    loop {
        // An app without a call for closing closes a shop that stops asking; that is what is wanted now.
        let absent = openings.borrow().get(&id).is_some_and(|opening| opening.is_absent((bench.clock)()));
        let begun = || Away::new(every, Instant::now());
        away = absent.then(|| away.take().unwrap_or_else(begun));
        if away.as_ref().is_some_and(|away| !away.is_due(Instant::now())) {
            bench.health.channel(&id, Line::Away, (bench.clock)(), None);
            if !bench.pause(every.min(ABSENT_LOOK)).await {
                break;
            }
            continue;
        }
        let answer = tokio::select! {
            answer = channel.poll() => answer,
            () = bench.stopped() => break,
        };
        let now = (bench.clock)();
        let jitter = every.mul_f64(0.1 * rng.f64());
        let mut pause = every + jitter;
        match answer {
            Ok(polled) => {
                failures = 0;
                if let Some(reason) = &polled.cut {
                    tracing::warn!(channel = %id, %reason, "a poll's answer ended early; what was whole is taken");
                }
                if polled.left > 0 {
                    tracing::warn!(channel = %id, events = polled.left, "left for the next poll");
                }
                let ahead = polled.server_time.map_or(0, |server| now.as_second() - server.as_second());
                let ahead = if ahead.abs() < CLOCK_TOLERANCE { 0 } else { ahead };
                bench.health.polled(&id, now, ahead);
                if !compared && polled.server_time.is_some() {
                    match bench.store.app_clock(&id, ahead, now).await {
                        Ok(()) => compared = true,
                        Err(error) => tracing::error!(channel = %id, %error, "cannot compare the clocks"),
                    }
                }
                let unknown = match take_in(&bench, &id, polled, &in_flight, ahead, &heard).await {
                    Ok(unknown) => unknown,
                    Err(StoreError::Stopped) => break,
                    Err(error) => {
                        cannot_store(&bench, &id, &error);
                        Vec::new()
                    }
                };
                if let Some(away) = &mut away {
                    away.looked(!unknown.is_empty(), Instant::now());
                    bench.health.channel(&id, Line::Away, now, None);
                }
                for (order, events) in unknown {
                    let visit = Visit {
                        bench: bench.clone(),
                        id: id.clone(),
                        channel: channel.clone(),
                        in_flight: in_flight.clone(),
                        heard: heard.clone(),
                        seats: seats.clone(),
                        order,
                        ahead,
                    };
                    fetches.spawn(visit.bring(events));
                }
            }
            Err(error) => {
                failures += 1;
                let after = match &error {
                    ChannelError::Retry { after, .. } => *after,
                    _ => None,
                };
                pause = (every * 2_u32.pow(failures.min(4) - 1)).min(LONGEST_POLL_PAUSE).max(every) + jitter;
                pause = pause.max(rest(after).unwrap_or_default());
                if let Some(away) = &mut away {
                    away.failed(pause, Instant::now());
                }
                tracing::warn!(channel = %id, %error, ?pause, "poll failed");
                let line = match error {
                    ChannelError::SignedOut(why) => Line::SignedOut(why),
                    error => Line::Failing(error.to_string()),
                };
                let next = now.checked_add(jiff::SignedDuration::try_from(pause).unwrap_or_default()).ok();
                bench.health.channel(&id, line, now, next);
                if let Some(after) = after.filter(|after| *after > every) {
                    bench.health.asks_to_wait(&id, after.as_secs());
                }
            }
        }
        while fetches.try_join_next().is_some() {}
        if !until_next_poll(&bench, pause, every).await {
            break;
        }
    }
    // What is being fetched is not stored yet; the app will tell it again.
    fetches.shutdown().await;
}

/// The pause until the next poll. Who cannot store must not look present, because the app would send orders into nowhere:
/// then the app is asked too seldom for that, often enough that what it has already is heard and rings, and as before once
/// something can be stored. False: stop.
async fn until_next_poll(bench: &Bench, pause: Duration, every: Duration) -> bool {
    let trouble = bench.store.trouble();
    let is_stuck = || trouble.borrow().as_ref().is_some_and(StoreTrouble::is_stuck);
    let begun = tokio::time::Instant::now();
    let mut next = pause;
    loop {
        if !bench.pause(next.min(LOOK_AT_STORE.max(pause))).await {
            return false;
        }
        if !is_stuck() || begun.elapsed() >= UNSTORED_POLL_PAUSE.max(every * 4) {
            return true;
        }
        // It says itself what became of it.
        bench.store.probe((bench.clock)()).await.ok();
        if !is_stuck() {
            return true;
        }
        next = LOOK_AT_STORE;
    }
}

/// Stores the events of known orders at once; answers what has to be fetched first. An order that is being fetched is
/// left alone: its events stay unacknowledged and come again.
async fn take_in(
    bench: &Bench,
    id: &str,
    polled: Polled,
    in_flight: &Arc<Mutex<HashSet<String>>>,
    ahead: i64,
    heard: &Notify,
) -> Result<Vec<(String, Vec<AppEvent>)>, StoreError> {
    // What cannot be read may still name an order, and nobody else may ever tell of it.
    let named: Vec<String> = polled.aside.iter().filter_map(|aside| aside.order_id.clone()).collect();
    if !polled.aside.is_empty() {
        set_aside(bench, id, polled.aside, heard).await;
    }
    let mut orders = by_age(polled.events);
    for order in named {
        if orders.iter().all(|(other, _)| *other != order) {
            orders.push((order, Vec::new()));
        }
    }
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let known = bench.store.known(id, orders.iter().map(|(order, _)| order.clone()).collect()).await?;
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (order, events) in orders {
        if known.contains(&order) {
            old.push(Heard { external_id: order, body: None, events });
        } else {
            new.push((order, events));
        }
    }
    let new = {
        let mut in_flight = in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        new.retain(|(order, _)| !in_flight.contains(order));
        let new = from_both_ends(new, MOST_WAITING.saturating_sub(in_flight.len()));
        in_flight.extend(new.iter().map(|(order, _)| order.clone()));
        new
    };
    if !old.is_empty() {
        store(bench, id, old, ahead, heard).await;
    }
    Ok(new)
}

/// The events by order, the order that has waited longest first: after an outage that is the kitchen's order too.
fn by_age(events: Vec<AppEvent>) -> Vec<(String, Vec<AppEvent>)> {
    let mut by_order: BTreeMap<String, Vec<AppEvent>> = BTreeMap::new();
    for event in events {
        by_order.entry(event.order_id.clone()).or_default().push(event);
    }
    let mut orders: Vec<_> = by_order.into_iter().collect();
    orders.sort_by_key(|(_, events)| events.iter().map(|event| event.created_at).min());
    orders
}

/// As many as there is room for. Of more, those that waited longest and those that came last in turn: a customer who orders
/// now must not wait for thousands of orders that nobody can be shown.
fn from_both_ends<T>(mut all: Vec<T>, room: usize) -> Vec<T> {
    if all.len() <= room {
        return all;
    }
    let newest: Vec<T> = all.drain(all.len() - room / 2..).rev().collect();
    all.truncate(room - room / 2);
    let mut newest = newest.into_iter();
    all.into_iter().flat_map(|oldest| [Some(oldest), newest.next()]).flatten().collect()
}

/// Keeps what cannot be read and shows that there is some.
async fn set_aside(bench: &Bench, id: &str, aside: Vec<SetAside>, heard: &Notify) {
    let told: Vec<_> = aside.iter().take(MOST_TOLD).map(|one| (one.id.clone(), one.why)).collect();
    let now = (bench.clock)();
    let new = match bench.store.set_aside(id, aside, now).await {
        Ok(new) => new,
        Err(error) => return cannot_store(bench, id, &error),
    };
    heard.notify_one();
    if new > 0 {
        for (event, why) in told {
            tracing::warn!(channel = %id, event = event.unwrap_or_default(), why, "an event cannot be read");
        }
        tracing::warn!(channel = %id, events = new, "put aside");
        bench.health.set_aside(id, new, now);
    }
}

async fn store(bench: &Bench, id: &str, what: Vec<Heard>, ahead: i64, heard: &Notify) {
    match bench.store.hear(id, what, ahead, (bench.clock)()).await {
        Ok(()) => heard.notify_one(),
        Err(error) => cannot_store(bench, id, &error),
    }
}

/// Nothing is lost, because nothing is acknowledged; but nobody hears the bell either, so the counter must see it.
fn cannot_store(bench: &Bench, id: &str, error: &StoreError) {
    tracing::error!(channel = %id, %error, "cannot store; the app will tell it again");
    bench.health.channel(id, Line::Failing(error.to_string()), (bench.clock)(), None);
}

/// What bounds the orders on their way in.
#[derive(Clone)]
struct Seats {
    /// Taken for as long as an order is being fetched.
    visits: Arc<Semaphore>,
    /// Taken for one request at a time, so that orders which hang do not hold up the others for long.
    requests: Arc<Semaphore>,
}

/// One order on its way in.
struct Visit {
    bench: Bench,
    id: String,
    channel: Arc<dyn Channel>,
    in_flight: Arc<Mutex<HashSet<String>>>,
    heard: Arc<Notify>,
    seats: Seats,
    order: String,
    ahead: i64,
}

/// However it ends, the order may be heard again.
impl Drop for Visit {
    fn drop(&mut self) {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.order);
    }
}

impl Visit {
    /// Fetches the order and stores it, or the fact that it cannot be read.
    async fn bring(self, events: Vec<AppEvent>) {
        let _visit = self.seats.visits.acquire().await;
        let body = self.fetch().await;
        let heard = Heard { external_id: self.order.clone(), body: Some(body), events };
        store(&self.bench, &self.id, vec![heard], self.ahead, &self.heard).await;
    }

    /// Tries for thirty seconds; waiting for a seat does not count.
    async fn fetch(&self) -> Body {
        let mut left = FETCH_FOR;
        let mut attempts = 0;
        loop {
            let seat = self.seats.requests.acquire().await;
            let started = Instant::now();
            let Ok(answer) = tokio::time::timeout(left, self.channel.order(&self.order)).await else {
                return Body::Unreadable(Cause::of(Why::NoAnswer).with("within 30 seconds").into());
            };
            drop(seat);
            left = left.saturating_sub(started.elapsed());
            let (reason, after) = match answer {
                Ok(fetched) => {
                    return Body::Read { order: Box::new(fetched.order), last_event: fetched.last_event };
                }
                Err(ChannelError::Unreadable(reason)) => return Body::Unreadable(reason),
                Err(ChannelError::Retry { reason, after }) => (reason, after),
                // Also 404: some apps announce an order before they can show it.
                Err(error) => (error.to_string(), None),
            };
            let pause = backoff(attempts, rest(after));
            attempts += 1;
            if pause >= left {
                return Body::Unreadable(reason);
            }
            left -= pause;
            tokio::time::sleep(pause).await;
        }
    }
}

/// Acknowledges what is stored until the engine stops.
pub async fn acknowledge(bench: Bench, id: String, channel: Arc<dyn Channel>, heard: Arc<Notify>) {
    let mut failures = 0;
    loop {
        match acknowledge_some(&bench, &id, channel.as_ref(), failures >= SINGLY_AFTER).await {
            Ok(more) => {
                failures = 0;
                if more {
                    continue;
                }
            }
            Err((reason, after)) => {
                tracing::warn!(channel = %id, %reason, "acknowledgment failed");
                if !bench.pause(backoff(failures, rest(after))).await {
                    return;
                }
                failures += 1;
                continue;
            }
        }
        tokio::select! {
            () = heard.notified() => {}
            () = tokio::time::sleep(ACKNOWLEDGE_EVERY) => {}
            () = bench.stopped() => return,
        }
    }
}

/// One batch, or its events one by one; true if there may be more. What was taken is stored also where others failed.
pub(super) async fn acknowledge_some(
    bench: &Bench,
    id: &str,
    channel: &dyn Channel,
    singly: bool,
) -> Result<bool, (String, Option<Duration>)> {
    let failed = |error: &dyn std::fmt::Display| (error.to_string(), None);
    let events = bench.store.unacknowledged(id, MAX_ACKNOWLEDGED).await.map_err(|error| failed(&error))?;
    if events.is_empty() {
        return Ok(false);
    }
    let full = events.len() == MAX_ACKNOWLEDGED;
    let mut taken = Vec::with_capacity(events.len());
    let (mut trouble, mut troubles) = (None, 0);
    // What was set aside may lack what an app wants to hear: it goes alone.
    let is_whole = |event: &AppEvent| !event.order_id.is_empty() && !event.raw_kind.is_empty();
    let (together, mut alone): (Vec<_>, Vec<_>) = events.into_iter().partition(|e| !singly && is_whole(e));
    if !together.is_empty() {
        match channel.acknowledge(&together).await {
            Ok(()) => taken.extend(together.into_iter().map(|event| event.id)),
            // One event that the app does not want must not hold up the others.
            Err(ChannelError::Refused { .. }) => alone = [together, alone].concat(),
            Err(ChannelError::Retry { reason, after }) => return Err((reason, after)),
            Err(error) => return Err(failed(&error)),
        }
    }
    for event in alone {
        if troubles == MOST_TROUBLES {
            break;
        }
        match channel.acknowledge(std::slice::from_ref(&event)).await {
            Ok(()) => taken.push(event.id),
            Err(ChannelError::Refused { status, .. }) => {
                tracing::warn!(channel = %id, event = %event.id, status, "acknowledgment refused");
                taken.push(event.id);
            }
            Err(error) => {
                trouble = Some(match error {
                    ChannelError::Retry { reason, after } => (reason, after),
                    error => failed(&error),
                });
                troubles += 1;
            }
        }
    }
    bench.store.acknowledged(id, taken, (bench.clock)()).await.map_err(|error| failed(&error))?;
    trouble.map_or(Ok(full), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::AppEventKind;

    fn event(order: &str, second: i64) -> AppEvent {
        AppEvent {
            id: format!("{order}-{second}"),
            kind: AppEventKind::Created,
            raw_kind: "CREATED".to_owned(),
            order_id: order.to_owned(),
            created_at: jiff::Timestamp::from_second(second).unwrap(),
            reason: None,
        }
    }

    #[test]
    fn where_not_all_can_be_fetched_old_and_new_take_turns() {
        assert_eq!(from_both_ends(vec![1, 2, 3], 3), [1, 2, 3]);
        assert_eq!(from_both_ends((1..=100).collect(), 5), [1, 100, 2, 99, 3]);
        assert_eq!(from_both_ends((1..=100).collect(), 4), [1, 100, 2, 99]);
        assert_eq!(from_both_ends((1..=100).collect(), 1), [1]);
        assert_eq!(from_both_ends((1..=100).collect(), 0), [0; 0]);
    }

    #[test]
    fn who_waited_longest_comes_first() {
        let events = vec![event("a", 30), event("b", 10), event("a", 20), event("c", 15)];
        let orders: Vec<_> =
            by_age(events).into_iter().map(|(order, events)| (order, events.len())).collect();
        assert_eq!(orders, [("b".to_owned(), 1), ("c".to_owned(), 1), ("a".to_owned(), 2)]);
    }
}
