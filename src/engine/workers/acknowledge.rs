//! Acknowledging what is stored: the table of events is itself the queue, so that nothing is acknowledged before it is stored,
//! however it was heard.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::{WorkerContext, backoff, rest};
use crate::channel::{Channel, ChannelError, MAX_ACKNOWLEDGED};
use crate::order::AppEvent;

/// Acknowledgments are looked for at least this often.
const ACKNOWLEDGE_EVERY: Duration = Duration::from_secs(5);
/// After this many failed batches in a row each event is sent alone: one of them may be what the app stumbles over.
const SINGLY_AFTER: u32 = 3;
/// If this many events fail alone, it is not them.
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

/// One batch, or its events one by one; true if there may be more. What was taken is stored also where others failed.
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
    worker.store.acknowledged(id, taken, (worker.clock)()).await.map_err(|error| failed(&error))?;
    trouble.map_or(Ok(full), Err)
}
