//! Brings an app's events into the store, whether they were polled or pushed. Neither an order that cannot be fetched nor a
//! slow disk may hold up the next events: orders are fetched in tasks of their own, and only stored events are acknowledged.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cause::{Cause, Why};
use domain::board::ConnectionStatus;
use domain::order::{AppEvent, SetAside};
use domain::rules::Body;
use futures::FutureExt;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{WorkerContext, backoff, rest};
use crate::channel::{Batch, Channel, ChannelError};
use crate::store::{IncomingEvents, StoreError};

/// Requests for orders of one app at a time.
const FETCHES_AT_ONCE: usize = 8;
/// Orders of one app that are being fetched at a time, including those that wait to be asked for again. This bounds the
/// requests to an app that announces orders and does not show them.
const VISITS_AT_ONCE: usize = 64;
/// Orders of one app that are being fetched or wait for that. Further ones are dropped unacknowledged, so that the app sends
/// them again.
const MOST_WAITING: usize = 1_000;
/// Events of one order that wait for its body. Further ones are dropped unacknowledged, so that the app sends them again.
const MOST_OF_ONE: usize = 100;
/// Most unreadable events of one batch that are logged one by one.
const MOST_TOLD: usize = 3;
/// An order whose body cannot be had for this long becomes `unreadable`.
const FETCH_FOR: Duration = Duration::from_secs(30);
/// Clocks that differ by less are taken as equal, in seconds: `Date` has whole seconds and travels.
const CLOCK_TOLERANCE: i64 = 3;

/// Receives the events of one app.
pub(super) struct Reception {
    desk: Desk,
    fetches: JoinSet<()>,
    /// Whether the app's clock was compared since the start. While the program runs it notices by itself when its clock is set.
    compared: bool,
}

impl Reception {
    /// `heard` is notified whenever something may be acknowledged.
    pub fn new(
        worker: WorkerContext,
        id: String,
        channel: Arc<dyn Channel>,
        heard: Arc<Notify>,
    ) -> Reception {
        let (visits, requests) = (Semaphore::new(VISITS_AT_ONCE), Semaphore::new(FETCHES_AT_ONCE));
        let seats = Seats { visits: Arc::new(visits), requests: Arc::new(requests) };
        let (under_way, lost) = (Arc::default(), Arc::new(Notify::new()));
        let desk = Desk { worker, id, channel, heard, under_way, lost, seats };
        Reception { desk, fetches: JoinSet::new(), compared: false }
    }

    /// Takes a batch; answers whether it names orders that were not known.
    ///
    /// # Errors
    /// The store has stopped. Another failure of the store is shown and noted as lost.
    pub async fn take(&mut self, batch: Batch) -> Result<bool, StoreError> {
        let desk = &self.desk;
        let (id, now) = (desk.id.as_str(), (desk.worker.clock)());
        if let Some(reason) = &batch.cut {
            tracing::warn!(channel = %id, %reason, "an answer ended early; what was whole is taken");
        }
        if batch.left > 0 {
            tracing::warn!(channel = %id, events = batch.left, "left for the next time");
        }
        let ahead = batch.server_time.map_or(0, |server| now.as_second() - server.as_second());
        let ahead = if ahead.abs() < CLOCK_TOLERANCE { 0 } else { ahead };
        desk.worker.health.polled(id, now, ahead);
        if !self.compared && batch.server_time.is_some() {
            match desk.worker.store.app_clock(id, ahead, now).await {
                Ok(()) => self.compared = true,
                Err(error) => tracing::error!(channel = %id, %error, "cannot compare the clocks"),
            }
        }
        let new = match desk.sort(batch, ahead).await {
            Ok(new) => new,
            Err(StoreError::Stopped) => return Err(StoreError::Stopped),
            Err(error) => {
                desk.cannot_store(&error);
                Vec::new()
            }
        };
        let let_in = !new.is_empty();
        for order in new {
            self.fetches.spawn(Visit { desk: desk.clone(), order, ahead, is_done: false }.bring());
        }
        while self.fetches.try_join_next().is_some() {}
        Ok(let_in)
    }

    /// The app does not answer, and is asked again after this pause.
    pub fn failed(&self, error: ChannelError, pause: Duration, every: Duration) {
        let Desk { worker, id, .. } = &self.desk;
        let now = (worker.clock)();
        tracing::warn!(channel = %id, %error, ?pause, "cannot hear the app");
        let after = asked_rest(&error).filter(|after| *after > every);
        let line = match error {
            ChannelError::SignedOut(why) => ConnectionStatus::SignedOut(why),
            error => ConnectionStatus::Failing(error.to_string()),
        };
        let next = now.checked_add(jiff::SignedDuration::try_from(pause).unwrap_or_default()).ok();
        worker.health.channel(id, line, now, next);
        if let Some(after) = after {
            worker.health.asks_to_wait(id, after.as_secs());
        }
    }

    /// Ends when an event since then could not be kept, so that the app has to send it again.
    pub async fn lost(&self) {
        self.desk.lost.notified().await;
    }

    /// Forgets losses so far: on a new connection the app sends unacknowledged events again.
    pub fn forget_lost(&self) {
        let _ = self.desk.lost.notified().now_or_never();
    }

    /// Drops orders that are being fetched; the app sends them again, because they are not acknowledged.
    pub async fn close(mut self) {
        self.fetches.shutdown().await;
    }
}

/// How long the app asks to be left alone.
pub(super) fn asked_rest(error: &ChannelError) -> Option<Duration> {
    match error {
        ChannelError::Retry { after, .. } => *after,
        _ => None,
    }
}

/// What the fetching of every order needs.
#[derive(Clone)]
struct Desk {
    worker: WorkerContext,
    id: String,
    channel: Arc<dyn Channel>,
    heard: Arc<Notify>,
    /// Orders that are being fetched or wait for that, each with the events that will be stored with it.
    under_way: Arc<Mutex<HashMap<String, Vec<AppEvent>>>>,
    lost: Arc<Notify>,
    seats: Seats,
}

/// What bounds the orders on their way in.
#[derive(Clone)]
struct Seats {
    /// Taken for as long as an order is being fetched.
    visits: Arc<Semaphore>,
    /// Taken for one request at a time, so that orders which hang do not hold up the others for long.
    requests: Arc<Semaphore>,
}

impl Desk {
    fn under_way(&self) -> MutexGuard<'_, HashMap<String, Vec<AppEvent>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores the events of known orders at once; answers the orders that have to be fetched first. Events of an order
    /// that is being fetched are stored with it.
    async fn sort(&self, batch: Batch, ahead: i64) -> Result<Vec<String>, StoreError> {
        // An event that cannot be read may still name an order, and may be the only one about it.
        let named: Vec<String> = batch.aside.iter().filter_map(|aside| aside.order_id.clone()).collect();
        if !batch.aside.is_empty() {
            self.set_aside(batch.aside).await;
        }
        let mut orders = by_age(batch.events);
        for order in named {
            if orders.iter().all(|(other, _)| *other != order) {
                orders.push((order, Vec::new()));
            }
        }
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let ids = orders.iter().map(|(order, _)| order.clone()).collect();
        let known = self.worker.store.known(&self.id, ids).await?;
        let (old, new): (Vec<_>, Vec<_>) = orders.into_iter().partition(|(order, _)| known.contains(order));
        let new = self.admit(new);
        if !old.is_empty() {
            let heard = |(external_id, events)| IncomingEvents { external_id, body: None, events };
            self.store(old.into_iter().map(heard).collect(), ahead).await;
        }
        Ok(new)
    }

    /// Notes the orders that are to be fetched, as far as there is room, and the events of those that are already.
    fn admit(&self, told: Vec<(String, Vec<AppEvent>)>) -> Vec<String> {
        let mut under_way = self.under_way();
        let mut new = Vec::new();
        let mut all = true;
        for (order, events) in told {
            match under_way.get_mut(&order) {
                Some(waiting) => all &= join(waiting, events),
                None => new.push((order, events)),
            }
        }
        let (many, room) = (new.len(), MOST_WAITING.saturating_sub(under_way.len()));
        let new = from_both_ends(new, room);
        if !all || new.len() < many {
            self.lost.notify_one();
        }
        let ids = new.iter().map(|(order, _)| order.clone()).collect();
        under_way.extend(new);
        ids
    }

    /// Keeps what cannot be read and shows that there is some.
    async fn set_aside(&self, aside: Vec<SetAside>) {
        let (worker, id) = (&self.worker, &self.id);
        let told: Vec<_> = aside.iter().take(MOST_TOLD).map(|one| (one.id.clone(), one.why)).collect();
        let now = (worker.clock)();
        let new = match worker.store.set_aside(id, aside, now).await {
            Ok(new) => new,
            Err(error) => return self.cannot_store(&error),
        };
        self.heard.notify_one();
        if new > 0 {
            for (event, why) in told {
                tracing::warn!(channel = %id, event = event.unwrap_or_default(), why, "an event cannot be read");
            }
            tracing::warn!(channel = %id, events = new, "put aside");
            worker.health.set_aside(id, new, now);
        }
    }

    async fn store(&self, what: Vec<IncomingEvents>, ahead: i64) {
        match self.worker.store.hear(&self.id, what, ahead, (self.worker.clock)()).await {
            Ok(()) => self.heard.notify_one(),
            Err(error) => self.cannot_store(&error),
        }
    }

    /// Shows that nothing can be stored. The app sends the events again, because they are not acknowledged; but no bell rings
    /// until then, so the counter must see it.
    fn cannot_store(&self, error: &StoreError) {
        tracing::error!(channel = %self.id, %error, "cannot store; the app will tell it again");
        self.lost.notify_one();
        self.worker.health.channel(
            &self.id,
            ConnectionStatus::Failing(error.to_string()),
            (self.worker.clock)(),
            None,
        );
    }
}

/// Adds events that are not among those that wait; answers whether there was room for all of them.
fn join(waiting: &mut Vec<AppEvent>, events: Vec<AppEvent>) -> bool {
    for event in events {
        if waiting.iter().any(|known| known.id == event.id) {
            continue;
        }
        if waiting.len() >= MOST_OF_ONE {
            return false;
        }
        waiting.push(event);
    }
    true
}

/// The events by order, the order that has waited longest first: after an outage the kitchen works in that order.
fn by_age(events: Vec<AppEvent>) -> Vec<(String, Vec<AppEvent>)> {
    let mut by_order: BTreeMap<String, Vec<AppEvent>> = BTreeMap::new();
    for event in events {
        by_order.entry(event.order_id.clone()).or_default().push(event);
    }
    let mut orders: Vec<_> = by_order.into_iter().collect();
    orders.sort_by_key(|(_, events)| events.iter().map(|event| event.created_at).min());
    orders
}

/// As many as there is room for. Where there are more, the oldest and the newest in turn: a new order must not wait behind
/// thousands that cannot be shown.
fn from_both_ends<T>(mut all: Vec<T>, room: usize) -> Vec<T> {
    if all.len() <= room {
        return all;
    }
    let newest: Vec<T> = all.drain(all.len() - room / 2..).rev().collect();
    all.truncate(room - room / 2);
    let mut newest = newest.into_iter();
    all.into_iter().flat_map(|oldest| [Some(oldest), newest.next()]).flatten().collect()
}

/// One order while it is being fetched.
struct Visit {
    desk: Desk,
    order: String,
    ahead: i64,
    is_done: bool,
}

/// However the fetch ends, the order may be announced again. Where it was not stored, its events count as lost.
impl Drop for Visit {
    fn drop(&mut self) {
        if !self.is_done {
            self.desk.under_way().remove(&self.order);
            self.desk.lost.notify_one();
        }
    }
}

impl Visit {
    /// Fetches the order and stores it, or the fact that it cannot be read, with the events that came meanwhile.
    async fn bring(mut self) {
        let visits = self.desk.seats.visits.clone();
        let _visit = visits.acquire().await;
        let mut body = Some(self.fetch().await);
        while let Some(events) = self.next_events(body.is_some()) {
            let heard = IncomingEvents { external_id: self.order.clone(), body: body.take(), events };
            self.desk.store(vec![heard], self.ahead).await;
        }
    }

    /// The events that are stored next. `None`: all are stored, and the next event of the order is handled without this task.
    fn next_events(&mut self, has_body: bool) -> Option<Vec<AppEvent>> {
        let mut under_way = self.desk.under_way();
        let events = under_way.get_mut(&self.order).map(std::mem::take).unwrap_or_default();
        if events.is_empty() && !has_body {
            under_way.remove(&self.order);
            self.is_done = true;
            return None;
        }
        Some(events)
    }

    /// Tries for thirty seconds, not counting the wait for its turn.
    async fn fetch(&self) -> Body {
        let mut left = FETCH_FOR;
        let mut attempts = 0;
        loop {
            let seat = self.desk.seats.requests.acquire().await;
            let started = Instant::now();
            let Ok(answer) = tokio::time::timeout(left, self.desk.channel.order(&self.order)).await else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::AppEventKind;

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
    fn an_event_waits_once_for_its_orders_body() {
        let mut waiting = vec![event("a", 1)];
        assert!(join(&mut waiting, vec![event("a", 2), event("a", 1), event("a", 2)]));
        assert_eq!(waiting, [event("a", 1), event("a", 2)]);
        let more = |from: i64| (from..from + 60).map(|second| event("a", second)).collect::<Vec<_>>();
        assert!(join(&mut waiting, more(100)));
        assert!(!join(&mut waiting, more(200)), "there is no end to them");
        assert_eq!(waiting.len(), MOST_OF_ONE);
        assert!(join(&mut waiting, more(100)), "what waits already needs no room");
    }

    #[test]
    fn who_waited_longest_comes_first() {
        let events = vec![event("a", 30), event("b", 10), event("a", 20), event("c", 15)];
        let orders: Vec<_> =
            by_age(events).into_iter().map(|(order, events)| (order, events.len())).collect();
        assert_eq!(orders, [("b".to_owned(), 1), ("c".to_owned(), 1), ("a".to_owned(), 2)]);
    }
}
