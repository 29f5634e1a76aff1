//! An order's times when the clock by which they were written is set.

use jiff::{SignedDuration, Timestamp};

use super::{Bell, OrderState, TicketJob};

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
        mover.moves([&mut self.received_at, &mut self.updated_at]);
        let at_times = [
            &mut self.accept_by,
            &mut self.accepted_at,
            &mut self.ready_at,
            &mut self.starts_at,
            &mut self.delivered_at,
            &mut self.compared_at,
            &mut self.receipt_issued_at,
            &mut self.cancelled_after_completion_at,
            &mut self.unsure_since,
        ];
        mover.moves(at_times.into_iter().flatten());
        mover.moves(self.picked.values_mut());
        for TicketJob { queued_at, expires_at, changed_at, .. } in &mut self.tickets {
            mover.moves([queued_at, expires_at].into_iter().chain(changed_at));
        }
        for delivery in &mut self.deliveries {
            mover.moves(delivery.times());
        }
        mover.moves(self.quotes.iter_mut().map(|compared| &mut compared.asked_at));
        if let Some(pending) = &mut self.pending_action {
            mover.moves([&mut pending.since, &mut pending.asked_at]);
        }
        if let Some(request) = &mut self.cancellation_request {
            mover.moves([&mut request.requested_at].into_iter().chain(&mut request.answer_by));
        }
        match &mut self.bell {
            Bell::Silent => {}
            Bell::Once { at } | Bell::NewOrder { since: at } | Bell::Urgent { since: at } => {
                mover.moves([at])
            }
        }
        self.clock_ahead = self.clock_ahead.saturating_add(by.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::engine::{
        CancellationRequest, Compared, End, Observation, PendingAction, PendingKind, StatusChange,
    };
    use crate::order::{CancelCode, DeliveryState, TicketKind, TicketState};
    use crate::sim::sample;

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
        state.accept_by = Some(now);
        state.accepted_at = Some(now);
        state.ready_at = Some(now);
        state.starts_at = Some(now);
        state.delivered_at = Some(now);
        state.compared_at = Some(now);
        state.receipt_issued_at = Some(now);
        state.cancelled_after_completion_at = Some(now);
        state.unsure_since = Some(now);
        state.last_event_at = Some(now);
        state.picked.insert("점포".to_owned(), now);
        state.bell = Bell::Urgent { since: now };
        let ticket = sample::ticket("특급-001", now, TicketKind::Kitchen, TicketState::Queued);
        state.tickets = vec![TicketJob { changed_at: Some(now), ..ticket }];
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
        state.deliveries = vec![delivery, refused, written_off];
        state.quotes =
            vec![Compared { agency: "first".to_owned(), key: "k".to_owned(), asked_at: now, answer: None }];
        state.pending_action = Some(PendingAction {
            kind: PendingKind::Cancel,
            code: CancelCode::UnavailableItem,
            since: now,
            asked_at: now,
        });
        state.cancellation_request =
            Some(CancellationRequest { requested_at: now, reason: None, answer_by: Some(now) });
        let mut before = Vec::new();
        times(&serde_json::to_value(&state).unwrap(), "", &mut before);
        state.move_times(SignedDuration::from_hours(48));
        let mut after = Vec::new();
        times(&serde_json::to_value(&state).unwrap(), "", &mut after);
        assert_eq!(before.len(), after.len());
        for ((path, before), (_, after)) in before.into_iter().zip(after) {
            let stays = path.starts_with(".order.") || path == ".last_event_at" || path.contains(".quote.");
            let moved = SignedDuration::from_hours(if stays { 0 } else { 48 });
            assert_eq!(after.duration_since(before), moved, "{path}");
        }
        assert_eq!(state.clock_ahead, 172_800);
    }
}
