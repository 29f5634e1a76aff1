//! What every file of the deliveries needs: finding and changing an attempt, queueing, and what makes one welcome.

use jiff::Timestamp;

use super::Deliveries;
use crate::order::{DeliveredBy, DeliveryState, Order, OrderKind, OwnRefusal, Problem, Status};
use crate::rules::head::Head;
use crate::rules::policy::{AgencyPolicy, Policy, Riders, later};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Pace, Target};
use crate::{Attempt, NotOurs, Observation, Purpose, Refused};

/// After this long an unanswered call is left to a person; the food may be gone by other means, in seconds.
pub(super) const LONGEST_BY_ITSELF: i64 = 600;

impl<'p> Machine<'_, 'p, Deliveries> {
    pub(super) fn attempt(&mut self, number: u32) -> Option<&mut Attempt> {
        self.own.attempts.iter_mut().find(|attempt| attempt.number == number)
    }

    /// The agency that carries an attempt; `None` where it is no longer set up, or another account or protocol is under
    /// its id by now: that one knows nothing of this attempt.
    pub(super) fn carrier(&self, attempt: &Attempt) -> Option<&'p AgencyPolicy> {
        carrier(self.policy, attempt)
    }

    /// Whether the rider of an attempt is the shop's own.
    pub(super) fn is_in_house(&self, attempt: &Attempt) -> bool {
        is_in_house(self.policy, attempt)
    }

    /// Whether riders for this order are ours to call.
    pub(super) fn riders_are_ours(&self) -> Result<(), Refused> {
        may_dispatch(self.head, self.own.called_elsewhere, self.policy.channel(&self.head.channel).riders)
            .map_err(|why| Refused::NotOurRiders { why })
    }

    pub(super) fn pace(&self, agency: &str) -> Pace {
        self.policy.agency(agency).map(|agency| agency.can.pace).unwrap_or_default()
    }

    /// Something was seen of an attempt.
    pub(super) fn see(&mut self, number: u32, seen: Observation) {
        let now = self.now;
        self.change(number, |attempt| attempt.observe(seen, now));
    }

    /// Changes an attempt.
    pub(super) fn change(&mut self, number: u32, change: impl FnOnce(&mut Attempt)) {
        if let Some(attempt) = self.attempt(number) {
            change(attempt);
        }
    }

    /// Whether a rider who came now for this attempt would be welcome.
    pub(super) fn is_wanted(&self, number: u32) -> bool {
        let attempt = self.own.numbered(number);
        let welcome = attempt.is_some_and(|attempt| match attempt.purpose {
            Purpose::First => self.head.food_is_here(),
            Purpose::Retry => self.head.status == Status::PickedUp,
            Purpose::Redelivery { .. } => self.head.has_left(),
        });
        welcome && self.riders_are_ours().is_ok() && self.served_beside(number).is_none()
    }

    /// Where another attempt stands that makes this one unneeded: it has brought the meal, or it lives though it was
    /// written off.
    pub(super) fn served_beside(&self, number: u32) -> Option<DeliveryState> {
        let this = self.own.numbered(number);
        self.served(this.is_some_and(Attempt::is_redelivery), |other| other.number != number)
    }

    /// The same for an attempt that has not begun.
    pub(super) fn served(&self, redelivery: bool, among: impl Fn(&Attempt) -> bool) -> Option<DeliveryState> {
        let same = |other: &&Attempt| other.is_redelivery() == redelivery && among(other);
        self.own.attempts.iter().filter(same).find_map(|other| match other {
            other if other.is_delivered() && !redelivery => Some(DeliveryState::Delivered),
            other if other.is_found_alive() => Some(DeliveryState::CancelRequested),
            _ => None,
        })
    }

    /// Whether a rider was called is put before a person, once; `gone`: it cannot be found out otherwise.
    pub(super) fn ask_about(&mut self, number: u32, gone: bool) {
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, key) = (attempt.agency.clone(), attempt.idempotency_key.clone());
        let asked = Problem::DeliveryUnknown { agency, key, gone };
        if self.out.problems.contains(&asked) {
            return;
        }
        self.out.renew(asked);
        self.out.chime();
    }

    /// No rider comes for what an attempt was to bring, and none is called by itself: a person has to know.
    pub(super) fn tell_if_nobody_comes(&mut self, number: u32) {
        let told = self.out.problems.iter().any(|problem| matches!(problem, Problem::NoRider { .. }));
        if told || !self.is_wanted(number) || self.own.live().is_some() {
            return;
        }
        let Some(agency) = self.attempt(number).map(|attempt| attempt.agency.clone()) else { return };
        self.nobody_is_called(agency, OwnRefusal::NotCalled);
    }

    /// Tells a person that no rider comes.
    pub(super) fn nobody_is_called(&mut self, agency: String, why: OwnRefusal) {
        self.out.problem(Problem::NoRider { agency, refusal: why.into() });
        self.out.chime();
    }

    /// Queues an effect for now.
    pub(in crate::rules) fn queue(&mut self, effect: Effect) {
        self.queue_at(effect, self.now);
    }

    /// Queues an effect for later. What is about an attempt is for no agency but the one that was called.
    pub(super) fn queue_at(&mut self, effect: Effect, not_before: Timestamp) {
        let agency = match (&effect, effect.attempt()) {
            (Effect::Compare { agency }, _) => Some(agency.clone()),
            (_, Some(number)) => {
                let attempt = self.own.numbered(number).filter(|attempt| self.carrier(attempt).is_some());
                attempt.map(|attempt| attempt.agency.clone())
            }
            (_, None) => None,
        };
        if let Some(agency) = agency {
            self.out.enqueue(effect, Target::Agency(agency), not_before);
        }
    }
}

impl Attempt {
    /// Whether its call may still be repeated without asking anyone.
    pub(super) fn is_young(&self, now: Timestamp) -> bool {
        self.sent_at.is_none_or(|at| now < later(at, LONGEST_BY_ITSELF))
    }
}

/// See [`Machine::carrier`].
fn carrier<'p>(policy: &'p Policy, attempt: &Attempt) -> Option<&'p AgencyPolicy> {
    let agency = policy.agency(&attempt.agency)?;
    let same = attempt.account.as_ref().is_none_or(|account| *account == agency.account);
    (attempt.fact().is_not_sent() || same).then_some(agency)
}

/// See [`Machine::is_in_house`].
pub(super) fn is_in_house(policy: &Policy, attempt: &Attempt) -> bool {
    carrier(policy, attempt).is_some_and(|agency| agency.can.in_house)
}

/// Whether riders for an order are ours to call.
///
/// # Errors
/// The reason.
pub fn may_dispatch(head: &Head, called_elsewhere: bool, riders: Riders) -> Result<(), NotOurs> {
    match (&head.order, riders) {
        (None, _) => Err(NotOurs::Unreadable),
        _ if head.customer_gone => Err(NotOurs::CustomerGone),
        (Some(order), _) if let Some(why) = not_ours(order) => Err(why),
        (_, Riders::App) => Err(NotOurs::App),
        (_, Riders::OtherProgram) => Err(NotOurs::OtherProgram),
        (_, Riders::Us) if called_elsewhere => Err(NotOurs::Elsewhere),
        (_, Riders::Us) => Ok(()),
    }
}

/// Why an order itself is not for riders of ours.
pub(super) fn not_ours(order: &Order) -> Option<NotOurs> {
    match order {
        order if order.kind != OrderKind::Delivery => Some(NotOurs::Takeout),
        order if order.delivered_by == DeliveredBy::Marketplace => Some(NotOurs::App),
        _ => None,
    }
}
