//! What an order's outbox may hold and what it must, as far as its state says.
//!
//! Nothing is taken back at the place where its cause goes: at the end of every transition all that might stand before it
//! and may not any more is revoked. A cancellation that has become necessary is queued there too. All else is queued where
//! it arises, because its time depends on what was just heard; see `docs/decisions.md`.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::transition::Transition;
use super::{Change, Effect, Policy};
use crate::OrderState;

/// What the outbox may hold and what it must.
#[derive(Default)]
pub(super) struct Plan {
    /// The tags of all effects but fetches that may stand. A fetch is never wrong.
    may: BTreeSet<String>,
    /// Attempts whose agency is to be asked to cancel.
    cancel: BTreeSet<u32>,
}

impl Plan {
    /// The plan for an order as it stands.
    pub(super) fn of(state: &OrderState, now: Timestamp, policy: &Policy) -> Plan {
        Transition::of(state.clone(), now, policy).plan()
    }

    /// What may have been planned under other settings, with which the program ran before it was started again.
    pub(super) fn unknown(state: &OrderState, now: Timestamp, policy: &Policy) -> Plan {
        let mut may = Plan::of(state, now, policy).may;
        may.extend(state.deliveries.every_effect().map(|effect| effect.tag()));
        Plan { may, cancel: BTreeSet::new() }
    }

    /// Whether an effect may stand.
    pub(super) fn allows(&self, effect: &Effect) -> bool {
        matches!(effect, Effect::Fetch { .. }) || self.may.contains(&effect.tag())
    }
}

impl Transition<'_> {
    /// Makes the changes to the outbox agree with the state; `before`: the plan until now.
    pub(super) fn follow(&mut self, before: Plan) {
        let plan = self.plan();
        for attempt in plan.cancel.difference(&before.cancel) {
            self.deliveries().queue(Effect::Cancel { attempt: *attempt });
        }
        self.changes.retain(|change| match change {
            Change::Enqueue { effect, .. } => plan.allows(effect),
            Change::Revoke { .. } => true,
        });
        let moot = before.may.into_iter().filter(|tag| !plan.may.contains(tag));
        self.changes.extend(moot.map(|tag| Change::Revoke { tag }));
    }

    fn plan(&mut self) -> Plan {
        let told = self.state.head.may_be_told().map(|step| format!("tell:{step}"));
        let printed = self.state.tickets.may_be_printed().map(|effect| effect.tag());
        let mut may: BTreeSet<String> = told.chain(printed).collect();
        let deliveries = self.deliveries();
        may.extend(deliveries.may_be_done().map(|effect| effect.tag()));
        Plan { may, cancel: deliveries.to_be_cancelled().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Amendment, DeliveryState, Quote, Won};
    use crate::sample;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    /// What may stand about a rider of this status, of whose price is known.
    fn may(status: DeliveryState, change: impl Fn(&mut OrderState)) -> Vec<String> {
        let mut state = sample::cooking("특급-001", now());
        let mut attempt = sample::delivery("특급-001", now(), status);
        attempt.quote = Some(Quote { fee: Won(3_800), ..Quote::default() });
        attempt.account = None;
        let agency = attempt.agency.clone();
        state.deliveries = vec![attempt].into();
        change(&mut state);
        let policy = sample::policy(vec![sample::agency(&agency, sample::able())]);
        let plan = Plan::of(&state, now(), &policy);
        let attempt = 1;
        let all = [
            Effect::Quote { attempt },
            Effect::Create { attempt },
            Effect::LookUp { attempt },
            Effect::Cancel { attempt },
            Effect::Amend { attempt, what: Amendment::Memo },
        ];
        all.into_iter().filter(|effect| plan.allows(effect)).map(|effect| effect.tag()).collect()
    }

    #[test]
    fn what_may_be_asked_of_an_agency_follows_from_the_status() {
        use DeliveryState::*;
        let amend = "amend-memo:1";
        for (status, tags) in [
            (Planned, vec![amend]),
            (Quoting, vec!["quote:1", "create:1", amend]),
            (Submitting, vec!["look-up:1", amend]),
            (Unknown, vec!["create:1", "look-up:1", amend]),
            (Requested, vec!["look-up:1", amend]),
            (PickedUp, vec!["look-up:1", amend]),
            (CancelRequested, vec!["look-up:1", "call-off:1", amend]),
            // What cancelling cost may still come.
            (Cancelled, vec!["look-up:1"]),
            (Delivered, vec![]),
            (Rejected, vec![]),
        ] {
            assert_eq!(may(status, |_| {}), tags, "{status:?}");
        }
    }

    #[test]
    fn a_rider_is_not_called_before_the_price_is_known() {
        let unpriced = |state: &mut OrderState| state.deliveries.edit()[0].quote = None;
        assert_eq!(may(DeliveryState::Quoting, unpriced), ["quote:1", "amend-memo:1"]);
    }

    #[test]
    fn a_call_is_not_repeated_for_an_order_that_is_off_or_asked_off() {
        use crate::order::{CancelCode, Status};
        use crate::{PendingAction, PendingKind};
        let (kind, code) = (PendingKind::Cancel, CancelCode::UnavailableItem);
        let pending = PendingAction { kind, code, since: now(), asked_at: now() };
        let asked = |state: &mut OrderState| state.head.pending_action = Some(pending);
        let off = |state: &mut OrderState| state.head.status = Status::Cancelled;
        let left = |state: &mut OrderState| state.head.status = Status::PickedUp;
        for tags in [
            may(DeliveryState::Unknown, asked),
            may(DeliveryState::Unknown, off),
            may(DeliveryState::Unknown, left),
        ] {
            assert_eq!(tags, ["look-up:1", "amend-memo:1"]);
        }
    }

    #[test]
    fn nothing_is_said_to_another_account_under_the_same_id() {
        let elsewhere =
            |state: &mut OrderState| state.deliveries.edit()[0].account = Some("other".to_owned());
        assert!(may(DeliveryState::Requested, elsewhere).is_empty());
        // What was not sent yet any account may carry.
        assert_eq!(may(DeliveryState::Quoting, elsewhere), ["quote:1", "create:1", "amend-memo:1"]);
    }
}
