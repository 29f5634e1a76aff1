//! Tells an app whether the shop is open and what is sold out.

use std::sync::Arc;
use std::time::Duration;

use domain::{AppAck, Call};

use super::{STORE_FAILED, WorkerContext, backoff, rest};
use crate::channel::{Channel, ChannelError};

/// What the owner wants is looked at again at least this often, because pauses end by themselves.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Tells one app what the owner wants until the engine stops. A failed call is repeated until the app answers, because it must
/// not go on selling what is sold out.
pub async fn run(worker: WorkerContext, id: String, channel: Arc<dyn Channel>) {
    let mut openings = worker.store.openings();
    let mut failures = 0;
    loop {
        let now = (worker.clock)();
        let call = openings.borrow_and_update().get(&id).and_then(|opening| opening.next_call(now));
        let pause = match call {
            None => LOOK_AGAIN,
            Some(call) => match tell(channel.as_ref(), &call).await {
                Ok(told) => {
                    let answer = match &told {
                        AppAck::Accepted => "taken",
                        AppAck::NoCall => "no call for it",
                        AppAck::Refused { .. } => "refused",
                    };
                    tracing::info!(channel = %id, ?call, answer, "the app was told");
                    failures = 0;
                    match worker.store.shop_told(&id, call, told, (worker.clock)()).await {
                        // What is wanted changes only after the commit; without the pause the same call would be made again.
                        Ok(()) => LOOK_AGAIN,
                        Err(error) => {
                            tracing::error!(channel = %id, %error, "cannot store what the app answered");
                            STORE_FAILED
                        }
                    }
                }
                Err((reason, after)) => {
                    tracing::warn!(channel = %id, ?call, %reason, "the app could not be told");
                    failures += 1;
                    backoff(failures - 1, rest(after))
                }
            },
        };
        tokio::select! {
            changed = openings.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
            () = worker.stopped() => return,
        }
    }
}

async fn tell(channel: &dyn Channel, call: &Call) -> Result<AppAck, (String, Option<Duration>)> {
    let answer = match call {
        Call::Open(open) => channel.set_open(*open).await,
        Call::Available { items, available } => channel.set_available(items, *available).await,
    };
    match answer {
        Ok(()) => Ok(AppAck::Accepted),
        Err(ChannelError::Unsupported { .. }) => Ok(AppAck::NoCall),
        Err(ChannelError::Refused { reason, .. }) => Ok(AppAck::Refused { reason }),
        Err(ChannelError::Retry { reason, after }) => Err((reason, after)),
        Err(error) => Err((error.to_string(), Some(Duration::from_secs(30)))),
    }
}
