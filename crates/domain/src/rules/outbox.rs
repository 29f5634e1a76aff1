//! What an order's outbox may hold and what it must, as far as its state says.
//!
//! Nothing is taken back at the place where its cause goes: at the end of every transition all that might stand before it
//! and may not any more is revoked. A cancellation that has become necessary is queued there too. All else is queued where
//! it arises, because its time depends on what was just heard; see `docs/decisions.md`.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::transition::Transition;
use super::{Change, Effect, Policy};
use crate::engine::OrderState;

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
            self.deliveries().queue(Effect::CallOff { attempt: *attempt });
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
