//! Void keys: attempts of which, as far as anyone knows, their agency has nothing. They are watched for a while. One that
//! lives after all is called off, and until that is settled nobody is called beside it.

use jiff::Timestamp;

use super::policy::later;
use super::{Effect, Outcome, Turn};
use crate::engine::{Delivery, Errand};
use crate::order::{DeliveryReport, DeliveryState, Problem, Refusal};

/// How long a key is watched after it was declared void, in seconds.
const WATCH: i64 = 7_200;
/// Pause between look-ups of a watched key, in seconds.
const WATCH_PAUSE: i64 = 60;

impl Delivery {
    /// Declared void, and known to live.
    pub(super) fn is_stray(&self) -> bool {
        self.watched_until.is_some() && self.cancel_wanted
    }

    /// Whether something is brought after the meal.
    pub(super) fn is_again(&self) -> bool {
        matches!(self.errand, Errand::Again { .. })
    }

    /// Whether nobody has been called for it, or nobody came.
    pub(super) fn is_unmet(&self) -> bool {
        let uncalled = matches!(self.state, DeliveryState::Planned | DeliveryState::Quoting);
        uncalled || (self.state.is_terminal() && self.state != DeliveryState::Delivered)
    }
}

impl Turn<'_> {
    /// Where another attempt stands that makes this one needless: it has brought the meal, or it lives though it was
    /// declared void.
    pub(super) fn served_beside(&self, attempt: u32) -> Option<DeliveryState> {
        let again = self.state.deliveries.iter().any(|d| d.attempt == attempt && d.is_again());
        self.served(again, |d| d.attempt != attempt)
    }

    /// The same for an attempt that has not begun; `again`: a second delivery.
    pub(super) fn served(&self, again: bool, among: impl Fn(&Delivery) -> bool) -> Option<DeliveryState> {
        let mut others = self.state.deliveries.iter().filter(|d| d.is_again() == again && among(d));
        others.find_map(|d| match d.state {
            DeliveryState::Delivered if !again => Some(d.state),
            _ if d.is_stray() => Some(DeliveryState::CancelRequested),
            _ => None,
        })
    }

    /// Nothing is at the agency, as far as anyone knows.
    pub(super) fn declare_void(&mut self, attempt: u32, state: DeliveryState) {
        self.go(attempt, state);
        let Some(delivery) = self.attempt(attempt) else { return };
        // What was agreed is not owed: nobody carries it.
        (delivery.fee, delivery.vat, delivery.charges) = (None, None, Vec::new());
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.revoke(&Effect::Create { attempt });
        self.revoke(&Effect::CallOff { attempt });
        self.watch(attempt);
    }

    /// Its key is looked up for a while.
    pub(super) fn watch(&mut self, attempt: u32) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        (delivery.watched_until, delivery.cancel_wanted) = (Some(later(now, WATCH)), false);
        self.queue_at(Effect::LookUp { attempt }, later(now, WATCH_PAUSE));
    }

    /// A look-up of a watched key.
    pub(super) fn watched(&mut self, attempt: u32, until: Timestamp, outcome: Outcome) {
        let now = self.now;
        let stray = self.attempt(attempt).is_some_and(|delivery| delivery.is_stray());
        match outcome {
            Outcome::LookedUp(Some(report)) => self.lives_after_all(attempt, &report),
            Outcome::LookedUp(None) if stray && now >= until => self.stray_is_off(attempt),
            _ => {}
        }
        let over = self.attempt(attempt).is_none_or(|delivery| delivery.watched_until.is_none());
        // One that lives is looked at until it does not.
        let lives = self.attempt(attempt).is_some_and(|delivery| delivery.is_stray());
        if (now < until || lives) && !over {
            self.queue_at(Effect::LookUp { attempt }, later(now, WATCH_PAUSE));
        } else {
            self.revoke(&Effect::LookUp { attempt });
        }
    }

    /// The agency has a key that was declared void: it is called off, or it is too late for that. Said once.
    pub(super) fn lives_after_all(&mut self, attempt: u32, report: &DeliveryReport) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, told) = (delivery.agency.clone(), delivery.cancel_wanted);
        delivery.raw_state = Some(report.raw_state.clone());
        match report.state {
            DeliveryState::Delivered => self.brought_after_all(attempt, report),
            ended if ended.is_terminal() => {
                delivery.cancel_fee = report.cancel_fee.or(delivery.cancel_fee);
                delivery.costs_its_cancel_fee();
                if told {
                    self.stray_is_off(attempt);
                }
                return;
            }
            _ if told => return self.stray_has_food(attempt, report.state),
            _ => {
                delivery.cancel_wanted = true;
                self.queue(Effect::CallOff { attempt });
            }
        }
        self.drop_uncalled_rider();
        self.stray_has_food(attempt, report.state);
        if !told {
            self.problem(Problem::DeliveryLivesAfterAll { agency });
            self.urgent();
        }
    }

    /// Its fee is due, and what its rider took at the door is the shop's. Whoever else was called carries nothing.
    fn brought_after_all(&mut self, attempt: u32, report: &DeliveryReport) {
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.learn(report);
        (delivery.watched_until, delivery.cancel_wanted) = (None, false);
        let (again, errand) = (delivery.is_again(), delivery.errand.clone());
        self.go(attempt, DeliveryState::Delivered);
        self.revoke(&Effect::CallOff { attempt });
        // What it brought need not be brought by another.
        let same = |live: &Delivery| if again { live.errand == errand } else { !live.is_again() };
        let empty_handed = |live: &&Delivery| same(live) && live.state != DeliveryState::PickedUp;
        if self.state.live_delivery().filter(empty_handed).is_some() {
            self.call_off_rider();
        }
        if !again {
            self.left_the_shop();
            self.tell_delivered();
        }
    }

    /// The meal left with whoever should not have come.
    fn stray_has_food(&mut self, attempt: u32, state: DeliveryState) {
        let again = self.attempt(attempt).is_none_or(|delivery| delivery.is_again());
        if state == DeliveryState::PickedUp && !again {
            self.left_the_shop();
        }
    }

    /// A stray does not come any more. If nobody else does, a person has to know.
    pub(super) fn stray_is_off(&mut self, attempt: u32) {
        let Some(delivery) = self.attempt(attempt) else { return };
        (delivery.watched_until, delivery.cancel_wanted) = (None, false);
        self.is_no_stray(attempt);
    }

    /// Whoever lived though he was declared void does not, by somebody's word.
    pub(super) fn is_no_stray(&mut self, attempt: u32) {
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.cancel_wanted = false;
        let agency = delivery.agency.clone();
        self.revoke(&Effect::CallOff { attempt });
        self.is_off(attempt);
        self.solve_urgent(
            |problem| matches!(problem, Problem::DeliveryLivesAfterAll { agency: of } if *of == agency),
        );
        self.tell_if_nobody_comes(attempt);
    }

    /// Nobody comes for what an attempt was to bring, and nobody is called by itself: a person has to know.
    pub(super) fn tell_if_nobody_comes(&mut self, attempt: u32) {
        let told = self.state.problems.iter().any(|p| matches!(p, Problem::NoRider { .. }));
        if told || !self.is_wanted(attempt) || self.state.live_delivery().is_some() {
            return;
        }
        let Some(agency) = self.attempt(attempt).map(|delivery| delivery.agency.clone()) else { return };
        self.nobody_is_called(agency, "not-called");
    }

    /// Tells a person that nobody comes; `why`: a code of [`Refusal`].
    pub(super) fn nobody_is_called(&mut self, agency: String, why: &str) {
        let refusal = Refusal { code: why.to_owned(), message: None };
        self.problem(Problem::NoRider { agency, refusal });
        self.stroke();
    }

    /// It is called off in the end: that it could not be is no longer so.
    pub(super) fn is_off(&mut self, attempt: u32) {
        self.solve_urgent(
            |problem| matches!(problem, Problem::RiderNotCalledOff { attempt: of, .. } if *of == attempt),
        );
    }
}
