//! Time and riders: who is late, and who is to hear that the food is ready.

use jiff::Timestamp;

use super::Deliveries;
use crate::Attempt;
use crate::order::{DeliveryState, Problem, Won};
use crate::rules::Effect;
use crate::rules::policy::later;
use crate::rules::transition::Machine;

/// A rider who is this much later than expected is late, in seconds.
const LATE_AFTER: i64 = 300;
/// By how much a price is raised with one tap, won.
const RAISE: Won = Won(500);
/// A delivery without a rider for this long is slow, in seconds; food that is ready much later can wait.
const SLOW_AFTER: i64 = 600;

impl Machine<'_, '_, Deliveries> {
    /// When the living delivery becomes late, if nothing happens.
    pub(super) fn late_at(&self) -> Option<Timestamp> {
        let live = self.own.live().filter(|live| !live.told.late)?;
        if self.is_in_house(live) || !self.is_wanted(live.number) {
            return None;
        }
        match live.status() {
            DeliveryState::Assigned => Some(later(live.pickup_expected_at?, LATE_AFTER)),
            DeliveryState::Requested => {
                let since = live.stood_at(DeliveryState::Requested).unwrap_or(live.since);
                let ready_at = self.head.ready_at.unwrap_or(live.since);
                Some(later(since, SLOW_AFTER).max(later(ready_at, -LATE_AFTER)))
            }
            _ => None,
        }
    }

    /// Says that a rider is late, once.
    pub(super) fn tell_if_late(&mut self) {
        if self.late_at().is_none_or(|at| at > self.now) {
            return;
        }
        let Some(attempt) = self.own.live().map(|live| live.number) else { return };
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.told.late = true;
        let assigned = delivery.status() == DeliveryState::Assigned;
        let expected_at = delivery.pickup_expected_at.filter(|_| assigned);
        let (agency, fee) = (delivery.agency.clone(), delivery.cost.fee);
        let raises = self.policy.agency(&agency).is_some_and(|agency| agency.can.raises);
        let offer = fee.map(|fee| fee + RAISE).filter(|_| raises && !assigned);
        self.out.renew(Problem::RiderLate { agency, expected_at, offer });
        self.out.chime();
    }

    /// The food is ready: the rider should know, once.
    pub(super) fn tell_rider_ready(&mut self) {
        let known = |state: DeliveryState| {
            matches!(state, DeliveryState::Requested | DeliveryState::Assigned | DeliveryState::Arrived)
        };
        let listens = |agency: &str| self.policy.agency(agency).is_none_or(|agency| agency.can.ready_signal);
        let wants = |d: &&mut Attempt| known(d.status()) && !d.told.ready && listens(&d.agency);
        let Some(delivery) = self.own.attempts.iter_mut().find(wants) else { return };
        delivery.told.ready = true;
        let attempt = delivery.number;
        self.queue(Effect::PrepareComplete { attempt });
    }
}
