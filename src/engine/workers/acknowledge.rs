//! Acknowledges stored events. The table of events is itself the queue, so that no event is acknowledged before it is stored.

use std::sync::Arc;
use std::time::Duration;

use domain::order::AppEvent;
use tokio::sync::Notify;

use super::{WorkerContext, backoff, rest};
use crate::channel::{Channel, ChannelError, MAX_ACKNOWLEDGED};

/// Acknowledgments are looked for at least this often.
const ACKNOWLEDGE_EVERY: Duration = Duration::from_secs(5);
/// After this many failed batches in a row each event is acknowledged alone, because one of them may be the cause.
const SINGLY_AFTER: u32 = 3;
/// After this many events that fail alone the cause is not a single event, and the rest is left for later.
const MOST_TROUBLES: u32 = 5;

/// Acknowledges what is stored until the engine stops.
pub async fn run(worker: WorkerContext, id: String, channel: Arc<dyn Channel>, heard: Arc<Notify>) {
    let mut failures = 0;
    loop {
        match some(&worker, &id, channel.as_ref(), failures >= SINGLY_AFTER).await {
            Ok(more) => {
                failures = 0;
                if more {
                    continue;
                }
            }
            Err((reason, after)) => {
                tracing::warn!(channel = %id, %reason, "acknowledgment failed");
                if !worker.pause(backoff(failures, rest(after))).await {
                    return;
                }
                failures += 1;
                continue;
            }
        }
        tokio::select! {
            () = heard.notified() => {}
            () = tokio::time::sleep(ACKNOWLEDGE_EVERY) => {}
            () = worker.stopped() => return,
        }
    }
}

/// One batch, or its events one by one; true if there may be more. Those that the app accepted are noted also where others
/// failed.
pub async fn some(
    worker: &WorkerContext,
    id: &str,
    channel: &dyn Channel,
    singly: bool,
) -> Result<bool, (String, Option<Duration>)> {
    let failed = |error: &dyn std::fmt::Display| (error.to_string(), None);
    let events = worker.store.unacknowledged(id, MAX_ACKNOWLEDGED).await.map_err(|error| failed(&error))?;
    if events.is_empty() {
        return Ok(false);
    }
    let full = events.len() == MAX_ACKNOWLEDGED;
    let mut taken = Vec::with_capacity(events.len());
    let (mut trouble, mut troubles) = (None, 0);
    // An event that was set aside may lack fields that the app requires, so it is acknowledged alone.
    let is_whole = |event: &AppEvent| !event.order_id.is_empty() && !event.raw_kind.is_empty();
    let (together, mut alone): (Vec<_>, Vec<_>) = events.into_iter().partition(|e| !singly && is_whole(e));
    if !together.is_empty() {
        match channel.acknowledge(&together).await {
            Ok(()) => taken.extend(together.into_iter().map(|event| event.id)),
            // One event that the app refuses must not hold up the others.
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
    worker.store.acknowledged(id, taken, (worker.clock)()).await.map_err(|error| failed(&error))?;
    trouble.map_or(Ok(full), Err)
}
