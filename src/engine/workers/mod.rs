//! Workers take rows from the outbox, carry them out at apps, agencies and printers, and feed the outcome to the rules. They
//! decide nothing: what an outcome means is for the rules.

mod acknowledge;
mod agency;
mod away;
mod breaker;
mod channel;
mod deposit;
mod intake;
mod opening;
mod presence;
mod printer;
mod reception;
#[cfg(test)]
mod tests;
mod voices;

pub(super) use acknowledge::run as acknowledge;
pub(super) use agency::{AgencyContext, closed as closed_agency, run as agency};
pub(super) use channel::run as channel;
pub(super) use deposit::{Pace, run as deposit};
pub(super) use intake::run as intake;
pub(super) use opening::run as opening;
pub(super) use printer::{condition, print_slip, run as printer};
pub(super) use voices::run as voices;

use std::collections::HashSet;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use domain::board::LONGEST_REST;
use domain::rules::{Outcome, Target};
use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::watch;

use super::clock::Clock;
use super::health::HealthBook;
use crate::store::{Row, Store};

/// Longest pause between two tries of a repeatable row.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A worker looks at its rows at least this often, also where no change was announced.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Pause after the store itself failed.
const STORE_FAILED: Duration = Duration::from_secs(1);

/// What every worker needs.
#[derive(Clone)]
pub(super) struct WorkerContext {
    pub store: Store,
    pub health: HealthBook,
    pub clock: Clock,
    pub stopping: watch::Receiver<bool>,
}

impl WorkerContext {
    /// Ends when the engine stops.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // The sender is gone only when the engine is: that is a stop too.
        let _ = stopping.wait_for(|stop| *stop).await;
    }

    /// Waits, or ends early when the engine stops. False: stop.
    pub async fn pause(&self, pause: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(pause) => true,
            () = self.stopped() => false,
        }
    }
}

/// The pause that an app asks for, at most [`LONGEST_REST`].
pub(super) fn rest(after: Option<Duration>) -> Option<Duration> {
    after.map(|after| after.min(Duration::from_secs(LONGEST_REST)))
}

/// The pause before try number `attempts + 1`: 1, 2, 4 … seconds up to a minute, never less than the server asks for.
pub(super) fn backoff(attempts: u32, after: Option<Duration>) -> Duration {
    let own = Duration::from_secs(1 << attempts.min(6)).min(LONGEST_PAUSE);
    own.max(after.unwrap_or_default())
}

/// Carries out the rows of one target as they become due, at most `at_once` at a time, and no row twice at the same time. Ends
/// when the engine stops, after rows under way are done.
pub(super) async fn drain<F: Future<Output = ()>>(
    worker: &WorkerContext,
    target: Target,
    at_once: usize,
    work: impl Fn(Row) -> F,
) {
    let mut orders = worker.store.orders();
    let mut under_way: HashSet<i64> = HashSet::new();
    let mut jobs = FuturesUnordered::new();
    loop {
        orders.mark_unchanged();
        let now = (worker.clock)();
        let free = at_once - under_way.len();
        let mut pause = LOOK_AGAIN;
        if free > 0 {
            match worker.store.due(&target, now, at_once + free).await {
                Ok(rows) => {
                    let fresh: Vec<Row> =
                        rows.into_iter().filter(|row| !under_way.contains(&row.id)).take(free).collect();
                    for row in fresh {
                        let id = row.id;
                        under_way.insert(id);
                        // A row that makes the program panic must not stop the others.
                        let job = AssertUnwindSafe(work(row.clone())).catch_unwind();
                        jobs.push(async move {
                            if job.await.is_err() {
                                broken(worker, &row).await;
                            }
                            id
                        });
                    }
                    if let Ok(Some(next)) = worker.store.next_due(&target, now).await {
                        let wait = next.as_millisecond().saturating_sub(now.as_millisecond()).max(1);
                        pause = pause.min(Duration::from_millis(wait.unsigned_abs()));
                    }
                }
                Err(error) => {
                    tracing::error!(%target, %error, "cannot read the outbox");
                    pause = STORE_FAILED;
                }
            }
        }
        tokio::select! {
            Some(done) = jobs.next(), if !jobs.is_empty() => { under_way.remove(&done); }
            changed = orders.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
            () = worker.stopped() => break,
        }
    }
    while jobs.next().await.is_some() {}
}

/// Stores an outcome, which must not be lost: a failing store is tried again until the engine is stopped.
pub(super) async fn finish(worker: &WorkerContext, row: i64, outcome: Outcome) {
    loop {
        match worker.store.finish(row, outcome.clone(), (worker.clock)()).await {
            Ok(()) | Err(crate::store::StoreError::Stopped) => return,
            Err(error) => {
                tracing::error!(row, %error, "cannot store an outcome; trying again");
                tokio::time::sleep(STORE_FAILED).await;
            }
        }
    }
}

/// Postpones a repeatable row. If the store fails the row stays due, and is only tried sooner.
pub(super) async fn postpone(worker: &WorkerContext, row: &Row, reason: String, after: Option<Duration>) {
    let pause = backoff(row.attempts, after);
    let said = row.order.without_customer(&reason);
    tracing::warn!(order = %row.order.head.number, effect = %row.effect.tag(), reason = said, ?pause, "will try again");
    if let Err(error) = worker.store.postpone(row.id, reason, pause, (worker.clock)()).await {
        tracing::error!(%error, "cannot put a row off");
        tokio::time::sleep(STORE_FAILED).await;
    }
}

/// Handles a row that made the program panic: the outcome of a once row is unknown, a repeatable one is tried again later.
async fn broken(worker: &WorkerContext, row: &Row) {
    if row.effect.is_once() {
        finish(worker, row.id, Outcome::Interrupted).await;
    } else {
        postpone(worker, row, cause::Cause::of(cause::Why::Program).into(), Some(LONGEST_PAUSE)).await;
    }
}
