//! The worker of one channel: sends its outbox rows to the app and brings back the outcomes.

use std::sync::Arc;
use std::time::Duration;

use domain::order::AppAction;
use domain::rules::{Effect, Outcome, Target, later};

use super::{WorkerContext, drain, finish, postpone, rest};
use crate::channel::{Channel, ChannelError};
use crate::store::Row;

/// Requests to one app at a time, beside its polling.
const AT_ONCE: usize = 4;
/// Pause while the app does not accept our key.
const SIGNED_OUT_PAUSE: Duration = Duration::from_secs(30);

/// Carries out the rows of one channel until the engine stops.
pub async fn run(worker: WorkerContext, id: String, channel: Arc<dyn Channel>) {
    drain(&worker, Target::Channel(id), AT_ONCE, |row| tell(&worker, channel.clone(), row)).await;
}

async fn tell(worker: &WorkerContext, channel: Arc<dyn Channel>, row: Row) {
    let order = row.order.head.external_id.as_str();
    let answer = match &row.effect {
        Effect::Notify { action } => {
            let ahead = worker.health.clock_ahead(&row.order.head.channel);
            channel.act(order, &by_its_clock(action, ahead)).await.map(|()| Outcome::Accepted)
        }
        Effect::Fetch { .. } => channel.order(order).await.map(|fetched| Outcome::Fetched {
            order: Box::new(fetched.order),
            last_event: fetched.last_event,
        }),
        other => {
            let reason = format!("{} is not for a channel", other.tag());
            return postpone(worker, &row, reason, None).await;
        }
    };
    let fetching = matches!(row.effect, Effect::Fetch { .. });
    match answer {
        Ok(outcome) => finish(worker, row.id, outcome).await,
        Err(ChannelError::Refused { reason, .. }) if !fetching => {
            finish(worker, row.id, Outcome::Refused { reason }).await;
        }
        Err(ChannelError::Settled { cancelled: false, reason }) if fetching => {
            finish(worker, row.id, Outcome::NotFetched { reason }).await;
        }
        Err(ChannelError::Settled { cancelled, reason }) => {
            finish(worker, row.id, Outcome::Settled { cancelled, reason }).await;
        }
        Err(error @ ChannelError::Unsupported { .. }) if aside(&row.effect) => {
            let said = row.order.without_customer(&error.to_string());
            tracing::info!(order = %row.order.head.number, effect = %row.effect.tag(), error = said, "not told");
            finish(worker, row.id, Outcome::Unsupported).await;
        }
        Err(error @ (ChannelError::Refused { .. } | ChannelError::Unreadable(_))) if fetching => {
            finish(worker, row.id, Outcome::NotFetched { reason: error.to_string() }).await;
        }
        Err(ChannelError::Retry { reason, after }) => postpone(worker, &row, reason, rest(after)).await,
        Err(error @ ChannelError::SignedOut(_)) => {
            postpone(worker, &row, error.to_string(), Some(SIGNED_OUT_PAUSE)).await;
        }
        Err(error) => postpone(worker, &row, error.to_string(), None).await,
    }
}

/// The notice with its times by the app's clock; ours is `ahead` of it by so many seconds.
fn by_its_clock(action: &AppAction, ahead: i64) -> AppAction {
    let mut action = action.clone();
    if let AppAction::Track { tracking } = &mut action {
        tracking.at = later(tracking.at, ahead.saturating_neg());
        tracking.pickup_eta = tracking.pickup_eta.map(|at| later(at, ahead.saturating_neg()));
    }
    action
}

fn aside(effect: &Effect) -> bool {
    matches!(effect, Effect::Notify { action } if action.is_aside())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use domain::order::{Tracking, TrackingEvent};

    #[test]
    fn a_customer_is_told_a_riders_times_by_the_apps_clock() {
        let at = |text: &str| -> Timestamp { format!("2026-11-21T{text}Z").parse().unwrap() };
        let track = |at, pickup_eta, deliver_by| AppAction::Track {
            tracking: Tracking {
                event: TrackingEvent::PickupOngoing,
                at,
                rider: None,
                pickup_eta: Some(pickup_eta),
                deliver_by: Some(deliver_by),
            },
        };
        // When the food was promised is the app's own word.
        let ours = track(at("11:10:00"), at("11:20:00"), at("11:40:00"));
        assert_eq!(by_its_clock(&ours, 600), track(at("11:00:00"), at("11:10:00"), at("11:40:00")));
        assert_eq!(by_its_clock(&ours, -60), track(at("11:11:00"), at("11:21:00"), at("11:40:00")));
        assert_eq!(by_its_clock(&AppAction::Ready, 600), AppAction::Ready);
    }
}
