//! An order's times when the clock by which they were written is set.

use jiff::{SignedDuration, Timestamp};

use super::{Bell, OrderState};

/// Moves times by so much; one beyond the calendar stays.
struct Mover(SignedDuration);

impl Mover {
    fn moves<'a>(&self, times: impl IntoIterator<Item = &'a mut Timestamp>) {
        for at in times {
            *at = at.checked_add(self.0).unwrap_or(*at);
        }
    }
}

impl OrderState {
    /// Our clock was set by so much: every time that is by our clock moves with it. What the app wrote (the order itself, when
    /// its last event was) is by the app's clock and stays.
    pub(super) fn move_times(&mut self, by: SignedDuration) {
        let mover = Mover(by);
        mover.moves(self.head.times());
        mover.moves(self.tickets.times());
        mover.moves(self.deliveries.times());
        mover.moves(self.gathering.times());
        mover.moves(self.timeline.iter_mut().map(|entry| &mut entry.at));
        match &mut self.bell {
            Bell::Silent => {}
            Bell::Once { at } | Bell::NewOrder { since: at } | Bell::Urgent { since: at } => {
                mover.moves([at])
            }
        }
        self.head.clock_ahead = self.head.clock_ahead.saturating_add(by.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::TicketJob;
    use crate::order::{CancelCode, DeliveryState, TicketKind, TicketState};
    use crate::sample;
    use crate::timeline;
    use crate::{CancellationRequest, Compared, End, Observation, PendingAction, PendingKind, StatusChange};

    /// Every time in a value, by its path.
    fn times(value: &Value, path: &str, found: &mut Vec<(String, Timestamp)>) {
        match value {
            Value::String(text) => found.extend(text.parse().ok().map(|at| (path.to_owned(), at))),
            Value::Array(items) => items.iter().for_each(|item| times(item, path, found)),
            Value::Object(fields) => {
                fields.iter().for_each(|(key, field)| times(field, &format!("{path}.{key}"), found));
            }
            _ => {}
        }
    }

    #[test]
    fn every_time_by_our_clock_moves_and_the_apps_own_stay() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut state = sample::state("특급-001", now, sample::order("a", now, sample::soup()));
        state.head.accept_by = Some(now);
        state.head.accepted_at = Some(now);
        state.head.ready_at = Some(now);
        state.head.starts_at = Some(now);
        state.head.delivered_at = Some(now);
        state.head.compared_at = Some(now);
        state.head.receipt_issued_at = Some(now);
        state.head.cancelled_after_completion_at = Some(now);
        state.head.unsure_since = Some(now);
        state.head.last_event_at = Some(now);
        state.gathering.edit_picked().insert("점포".to_owned(), now);
        state.bell = Bell::Urgent { since: now };
        let what = timeline::What::Status { status: state.head.status };
        state.timeline = vec![timeline::Entry { at: now, by: timeline::Actor::App, what }];
        let ticket = sample::ticket("특급-001", now, TicketKind::Kitchen, TicketState::Queued);
        state.tickets = vec![TicketJob { changed_at: Some(now), ..ticket }].into();
        let mut delivery = sample::delivery("특급-001", now, DeliveryState::Assigned);
        for at in [&mut delivery.quoted_at, &mut delivery.pickup_expected_at, &mut delivery.sent_at] {
            *at = Some(now);
        }
        delivery
            .stand(DeliveryState::Assigned, vec![StatusChange { status: DeliveryState::Assigned, at: now }]);
        let mut refused = sample::delivery("특급-001", now, DeliveryState::Unknown);
        refused.observe(Observation::Refused { at: now }, now);
        let mut written_off = sample::delivery("특급-001", now, DeliveryState::Unknown);
        written_off.write_off(End::Expired, now, now);
        state.deliveries = vec![delivery, refused, written_off].into();
        *state.deliveries.edit_quotes() =
            vec![Compared { agency: "first".to_owned(), key: "k".to_owned(), asked_at: now, answer: None }];
        state.head.pending_action = Some(PendingAction {
            kind: PendingKind::Cancel,
            code: CancelCode::UnavailableItem,
            since: now,
            asked_at: now,
        });
        state.head.cancellation_request =
            Some(CancellationRequest { requested_at: now, reason: None, answer_by: Some(now) });
        let mut before = Vec::new();
        times(&serde_json::to_value(&state).unwrap(), "", &mut before);
        state.move_times(SignedDuration::from_hours(48));
        let mut after = Vec::new();
        times(&serde_json::to_value(&state).unwrap(), "", &mut after);
        assert_eq!(before.len(), after.len());
        for ((path, before), (_, after)) in before.into_iter().zip(after) {
            let stays =
                path.starts_with(".head.order.") || path == ".head.last_event_at" || path.contains(".quote.");
            let moved = SignedDuration::from_hours(if stays { 0 } else { 48 });
            assert_eq!(after.duration_since(before), moved, "{path}");
        }
        assert_eq!(state.head.clock_ahead, 172_800);
    }
}
