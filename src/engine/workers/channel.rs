//! Telling an app.

use std::sync::Arc;
use std::time::Duration;

use super::{Bench, drain, finish, postpone};
use crate::channel::{Channel, ChannelError};
use crate::engine::rules::{Effect, Outcome, Target};
use crate::store::Row;

/// Requests to one app at a time, beside its polling.
const AT_ONCE: usize = 4;
/// Pause while the app does not accept our key.
const SIGNED_OUT_PAUSE: Duration = Duration::from_secs(30);

/// Does the rows of one channel until the engine stops.
pub async fn run(bench: Bench, id: String, channel: Arc<dyn Channel>) {
    drain(&bench, Target::Channel(id), AT_ONCE, |row| tell(&bench, channel.clone(), row)).await;
}

async fn tell(bench: &Bench, channel: Arc<dyn Channel>, row: Row) {
    let order = row.order.external_id.as_str();
    let answer = match &row.effect {
        Effect::Tell { action } => channel.act(order, action).await.map(|()| Outcome::Taken),
        Effect::Fetch { .. } => channel.order(order).await.map(|fetched| Outcome::Fetched {
            order: Box::new(fetched.order),
            last_event: fetched.last_event,
        }),
        other => {
            let reason = format!("{} is not for a channel", other.tag());
            return postpone(bench, &row, reason, None).await;
        }
    };
    let fetching = matches!(row.effect, Effect::Fetch { .. });
    match answer {
        Ok(outcome) => finish(bench, row.id, outcome).await,
        Err(ChannelError::Refused { reason, .. }) if !fetching => {
            finish(bench, row.id, Outcome::Refused { reason }).await;
        }
        Err(ChannelError::Settled { cancelled: false, reason }) if fetching => {
            finish(bench, row.id, Outcome::NotFetched { reason }).await;
        }
        Err(ChannelError::Settled { cancelled, reason }) => {
            finish(bench, row.id, Outcome::Settled { cancelled, reason }).await;
        }
        Err(error @ ChannelError::Unsupported { .. }) if aside(&row.effect) => {
            tracing::info!(order = %row.order.number, effect = %row.effect.tag(), %error, "not told");
            finish(bench, row.id, Outcome::Unsupported).await;
        }
        Err(error @ (ChannelError::Refused { .. } | ChannelError::Unreadable(_))) if fetching => {
            finish(bench, row.id, Outcome::NotFetched { reason: error.to_string() }).await;
        }
        Err(ChannelError::Retry { reason, after }) => postpone(bench, &row, reason, after).await,
        Err(error @ ChannelError::SignedOut(_)) => {
            postpone(bench, &row, error.to_string(), Some(SIGNED_OUT_PAUSE)).await;
        }
        Err(error) => postpone(bench, &row, error.to_string(), None).await,
    }
}

fn aside(effect: &Effect) -> bool {
    matches!(effect, Effect::Tell { action } if action.is_aside())
}
