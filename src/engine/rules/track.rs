//! Following a delivery: what the agency says about it, or that it knows nothing under our key.

use jiff::{SignedDuration, Timestamp};

use super::policy::{later, later_by};
use super::{Effect, Outcome, Turn};
use crate::engine::{Delivery, Errand};
use crate::order::{
    AppAction, CancelAnswer, DeliveryReport, DeliveryState, Problem, Status, Tracking, TrackingEvent, Won,
};

/// Look-ups that find nothing before the same key is sent again, and how many of the agency's rests must have passed.
const NOT_FOUND_BEFORE_AGAIN: u32 = 3;
const SETTLES_BEFORE_AGAIN: i32 = 2;
/// How many of the agency's rests must have passed before a repeat that it refused stands for the first call too: it may look
/// at the weather before it looks at the key, and show late what it has.
const SETTLES_BEFORE_REFUSED: i32 = 12;
/// Look-ups are this many times rarer where nothing is to be expected soon.
const CALM: i32 = 5;
/// A rider for food that is ready later than this is not expected soon.
const SOON: SignedDuration = SignedDuration::from_mins(30);
/// An agency's time for a step is taken for true when it is at most this far from when we heard of it, in seconds.
const CREDIBLE: i64 = 3_600;
/// Unanswered tries to call a rider off before a person hears of it: about a minute.
const CALL_OFFS_BEFORE_PROBLEM: u32 = 6;
/// How often an agency is asked what calling off cost, and the pause between, in seconds.
const COST_ASKED: u32 = 5;
const COST_PAUSE: i64 = 30;
/// Slips that one delivery may have, however often its agency changes the rider.
const MOST_SLIPS: usize = 5;
/// Unanswered look-ups before a person hears that nobody knows whether a rider was called.
const LOOK_UPS_BEFORE_PROBLEM: u32 = 4;
/// A delivery this old has been forgotten by somebody.
const OLD: SignedDuration = SignedDuration::from_hours(3);

impl Delivery {
    /// Takes what the agency says beside where it stands; what it does not say stays as it was.
    pub(super) fn learn(&mut self, report: &DeliveryReport) {
        self.not_found = 0;
        self.raw_state = Some(report.raw_state.clone());
        self.fee = report.fee.or(self.fee);
        self.vat = report.vat.or(self.vat);
        if let Some(extra) = &report.extra {
            self.charges.clone_from(extra);
        }
        self.cancel_fee = report.cancel_fee.or(self.cancel_fee);
        self.rider = report.rider.clone().or(self.rider.take());
        // What a repeat was refused for is nothing once the first call is seen.
        self.refusal = match report.state {
            DeliveryState::Delivered => self.refusal.take(),
            ended if ended.is_terminal() => report.reason.clone().or(self.refusal.take()),
            _ => None,
        };
    }

    /// It was called off: of what was agreed only that is left to pay. Nobody may have said what that is.
    pub(super) fn costs_its_cancel_fee(&mut self) {
        self.fee = self.cancel_fee;
        (self.vat, self.charges) = (None, Vec::new());
    }

    /// Whether it need not be looked up at the full pace.
    fn wants_calm(&self, ready_at: Option<Timestamp>, now: Timestamp) -> bool {
        let scheduled = ready_at.is_some_and(|at| at > later_by(now, SOON));
        let hopeless = self.state == DeliveryState::Unknown && !self.is_young(now);
        scheduled || hopeless || now > later_by(self.since, OLD)
    }
}

impl Turn<'_> {
    pub(super) fn looked_up(&mut self, attempt: u32, outcome: Outcome) {
        let (now, ready_at) = (self.now, self.state.ready_at);
        let Some(delivery) = self.attempt(attempt) else { return };
        if let Some(until) = delivery.watched_until {
            return self.watched(attempt, until, outcome);
        }
        if delivery.state.is_terminal() {
            return self.looked_up_after_the_end(attempt, outcome);
        }
        let lives =
            |report: &DeliveryReport| !report.state.is_terminal() || report.state == DeliveryState::Delivered;
        match outcome {
            // What is on its way may begin it anew.
            Outcome::LookedUp(seen) if delivery.sending && !seen.as_deref().is_some_and(lives) => {}
            Outcome::LookedUp(Some(report)) => self.absorb(attempt, &report),
            Outcome::LookedUp(None) => {
                delivery.not_found += 1;
                self.not_found(attempt);
            }
            // Its agency does not answer, and nobody knows whether it has anything.
            Outcome::NoAnswer { attempts: LOOK_UPS_BEFORE_PROBLEM, .. }
                if delivery.state == DeliveryState::Unknown =>
            {
                return self.ask_about(attempt, false);
            }
            _ => return,
        }
        self.forget(attempt);
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let calm = delivery.wants_calm(ready_at, now);
        let agency = delivery.agency.clone();
        let every = self.pace(&agency).look_up_every * if calm { CALM } else { 1 };
        self.queue_at(Effect::LookUp { attempt }, later_by(now, every));
    }

    /// Whether a rider was called is put before a person, once; `gone`: nobody else can be asked.
    pub(super) fn ask_about(&mut self, attempt: u32, gone: bool) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, key) = (delivery.agency.clone(), delivery.key.clone());
        let asked = Problem::DeliveryUnknown { agency, key, gone };
        if self.state.problems.contains(&asked) {
            return;
        }
        if gone {
            self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        }
        self.problem(asked);
        self.stroke();
    }

    /// A rider left with the food hours ago, the order is closed, and his agency says nothing of how it ended.
    fn forget(&mut self, attempt: u32) {
        let (now, status) = (self.now, self.state.status);
        let Some(delivery) = self.attempt(attempt).filter(|_| status.is_final()) else { return };
        let returning = delivery.state == DeliveryState::Returning;
        let left_at = delivery.stood_at(DeliveryState::PickedUp).unwrap_or(delivery.since);
        if (returning || delivery.state == DeliveryState::PickedUp) && now > later_by(left_at, OLD) {
            let arrived = status == Status::Completed && !returning;
            self.go(attempt, if arrived { DeliveryState::Delivered } else { DeliveryState::Failed });
        }
    }

    /// A delivery that was called off: what that cost may be known by now.
    fn looked_up_after_the_end(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|d| d.state == DeliveryState::Cancelled) else {
            return;
        };
        match outcome {
            Outcome::LookedUp(Some(report))
                if report.state.is_terminal() && report.state != DeliveryState::Delivered =>
            {
                delivery.cancel_fee = report.cancel_fee.or(delivery.cancel_fee);
                delivery.costs_its_cancel_fee();
                self.tell_what_calling_off_cost(attempt);
            }
            Outcome::LookedUp(shown) => {
                delivery.not_found += 1;
                let last = delivery.not_found >= COST_ASKED;
                match shown {
                    // Its agency said that it is off. Shown as it stood before it may be, but not as it never stood, or for ever.
                    Some(report) if last || report.state.progress() >= DeliveryState::PickedUp.progress() => {
                        self.watch(attempt);
                        self.lives_after_all(attempt, &report);
                    }
                    _ if last => {}
                    _ => self.queue_at(Effect::LookUp { attempt }, later(now, COST_PAUSE)),
                }
            }
            Outcome::NoAnswer { attempts, .. } if attempts >= COST_ASKED => {
                self.revoke(&Effect::LookUp { attempt });
            }
            _ => {}
        }
    }

    /// Nothing under our key. Right after a create that proves nothing; after a while it does, where the agency would
    /// refuse a duplicate.
    fn not_found(&mut self, attempt: u32) {
        let here = self.is_wanted(attempt) && self.state.pending_action.is_none();
        let now = self.now;
        let (closed, completed) = (self.state.status.is_final(), self.state.status == Status::Completed);
        let Some(delivery) = self.attempt(attempt) else { return };
        // A second delivery begins when the order is closed: that says nothing about it until it is old.
        let closed = match delivery.errand {
            Errand::Again { .. } => now > later_by(delivery.since, OLD),
            Errand::Meal | Errand::Retry => closed,
        };
        if delivery.not_found < NOT_FOUND_BEFORE_AGAIN {
            return;
        }
        if delivery.state == DeliveryState::Returning && !closed {
            if delivery.not_found == NOT_FOUND_BEFORE_AGAIN {
                let raw_state = delivery.raw_state.clone().unwrap_or_default();
                let agency = delivery.agency.clone();
                self.problem(Problem::DeliveryEnded { agency, raw_state });
                self.stroke();
            }
            return;
        }
        if delivery.state != DeliveryState::Unknown {
            // Called by other means, or forgotten by its agency: with the order closed there is nothing to wait for. What
            // was called just now may only not be found yet.
            let returning = delivery.state == DeliveryState::Returning;
            if closed && !delivery.is_young(now) && (returning || delivery.state.progress().is_some()) {
                let arrived = completed && !returning;
                let to = if arrived { DeliveryState::Delivered } else { DeliveryState::Failed };
                self.go(attempt, to);
            }
            return;
        }
        let Some(submitted_at) = delivery.submitted_at else { return };
        // Refused when it was sent once more, and not there: so it is refused, and watched in case that is not true.
        if let Some(refusal) = delivery.refusal.clone() {
            let (refused_at, agency) = (delivery.refused_at, delivery.agency.clone());
            let rest = self.pace(&agency).settle_after * SETTLES_BEFORE_REFUSED;
            let Some(delivery) = self.attempt(attempt) else { return };
            if refused_at.is_some_and(|at| now < later_by(at, rest)) {
                return;
            }
            if delivery.cancel_wanted {
                return self.declare_void(attempt, DeliveryState::Cancelled);
            }
            self.declare_void(attempt, DeliveryState::Rejected);
            return self.refused(attempt, refusal);
        }
        let (young, cancel_wanted) = (delivery.is_young(now), delivery.cancel_wanted);
        let carrier = self.state.deliveries.iter().find(|d| d.attempt == attempt);
        let Some(known) = carrier.and_then(|delivery| self.carrier(delivery)) else { return };
        let least = known.can.pace.settle_after * SETTLES_BEFORE_AGAIN;
        if young
            && here
            && !cancel_wanted
            && known.can.duplicate_guard
            && now >= later_by(submitted_at, least)
        {
            if let Some(delivery) = self.attempt(attempt) {
                delivery.not_found = 0;
            }
            self.queue(Effect::Create { attempt });
        } else if !young && cancel_wanted {
            self.declare_void(attempt, DeliveryState::Cancelled);
        } else if !young {
            self.ask_about(attempt, false);
        }
    }

    /// What the agency says about a delivery that it has.
    pub(super) fn absorb(&mut self, attempt: u32, report: &DeliveryReport) {
        let order_is_ready = self.state.status == Status::Ready;
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let before = delivery.state;
        let first_known = matches!(before, DeliveryState::Submitting | DeliveryState::Unknown);
        let agreed = delivery.fee;
        delivery.learn(report);
        let asked_off = before == DeliveryState::CancelRequested;
        let unwanted = asked_off || delivery.cancel_wanted;
        let reached = report.state;
        let carried = reached.progress() >= DeliveryState::PickedUp.progress();
        // A look-up that is shown late may still tell of the rider before this one.
        // With clocks that are far apart its times say nothing.
        let told_at = report.at.filter(|at| (now.as_second() - at.as_second()).abs() <= CREDIBLE);
        let stale = told_at.zip(delivery.steps.last()).is_some_and(|(at, last)| at < last.at);
        let lost_rider = report.assignment_cancelled && reached == DeliveryState::Requested && !stale;
        let expected = report.pickup_expected_at.or(delivery.pickup_expected_at);
        // A rider who is expected later than was told is late anew, when that time has passed too.
        delivery.late_told &= expected <= delivery.pickup_expected_at && !lost_rider;
        delivery.pickup_expected_at = expected;
        let after = match reached {
            // Called off, but not yet agreed: it lives, and a rider who has the food has won the race.
            _ if asked_off && reached.progress().is_some() && !carried => DeliveryState::CancelRequested,
            // Nobody takes the food back out of a rider's hands by taking the rider away.
            DeliveryState::Requested if lost_rider && before != DeliveryState::PickedUp => reached,
            _ if reached.progress().is_some() && reached.progress() < before.progress() => before,
            _ => reached,
        };
        // The slip of another rider is another slip.
        delivery.slip_printed &= !lost_rider;
        let slip =
            matches!(after, DeliveryState::Assigned | DeliveryState::Arrived) && !delivery.slip_printed;
        delivery.slip_printed |= slip;
        let slip = slip && delivery.rider_changes() < MOST_SLIPS;
        let agency = delivery.agency.clone();
        let call_off = delivery.cancel_wanted && first_known && !after.is_terminal() && !carried;
        let tell_ready = order_is_ready && first_known && !delivery.ready_told && !call_off;
        let stands = if call_off { DeliveryState::CancelRequested } else { after };
        self.go_at(attempt, stands, told_at.unwrap_or(now));
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        if lost_rider || !matches!(after, DeliveryState::Requested | DeliveryState::Assigned) {
            self.solve(|problem| matches!(problem, Problem::RiderLate { .. }));
        }
        if first_known {
            // It is there: a repeat that has not left yet is not sent. What was rejected some agencies would take again.
            self.revoke(&Effect::Create { attempt });
        }
        if first_known && !after.is_terminal() {
            let pause = self.pace(&agency).look_up_every;
            self.queue_at(Effect::LookUp { attempt }, later_by(now, pause));
        }
        if call_off {
            self.queue(Effect::CallOff { attempt });
        }
        if asked_off && after != DeliveryState::CancelRequested {
            self.revoke(&Effect::CallOff { attempt });
        }
        if tell_ready {
            self.tell_rider_ready();
        }
        if slip && !call_off {
            self.print_slip(attempt);
        }
        if after != before {
            self.tell_tracking(attempt);
            self.reached(attempt, after, report, asked_off, unwanted);
        }
        if let Some(delivery) = self.attempt(attempt).filter(|_| lost_rider) {
            // Another one is looked for: that is another question.
            delivery.left_told = false;
        }
        if first_known || lost_rider {
            self.tell_if_left_without_rider();
        }
        self.tell_if_fee_rose(attempt, agreed);
    }

    /// What follows from where a delivery has come to stand. `asked_off`: its agency was asked to call it off; `unwanted`:
    /// it was, or was to be.
    fn reached(
        &mut self,
        attempt: u32,
        state: DeliveryState,
        report: &DeliveryReport,
        asked_off: bool,
        unwanted: bool,
    ) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, off_asked) = (delivery.agency.clone(), delivery.off_asked);
        let raw_state = report.raw_state.clone();
        if state.is_terminal() && state != DeliveryState::Delivered {
            self.is_off(attempt);
        }
        match state {
            DeliveryState::PickedUp => self.rider_has_food(attempt, unwanted, &raw_state),
            DeliveryState::Delivered => {
                self.rider_has_food(attempt, unwanted, &raw_state);
                self.tell_delivered();
            }
            DeliveryState::Rejected => {
                let refusal = report.reason.clone();
                self.fail_over(attempt, |agency| match refusal {
                    Some(refusal) => Problem::NoRider { agency, refusal },
                    None => Problem::DeliveryEnded { agency, raw_state },
                });
            }
            DeliveryState::Cancelled => {
                if let Some(delivery) = self.attempt(attempt).filter(|_| unwanted || off_asked) {
                    delivery.costs_its_cancel_fee();
                    self.tell_what_calling_off_cost(attempt);
                }
                if asked_off {
                    return;
                }
                self.fail_over(attempt, |agency| Problem::DeliveryEnded { agency, raw_state });
            }
            DeliveryState::Failed | DeliveryState::Returning | DeliveryState::Returned => {
                self.problem(Problem::DeliveryEnded { agency, raw_state });
                self.stroke();
            }
            _ => {}
        }
    }

    /// The order is cancelled, and its rider is off: what that cost is said as soon as it is known, so that it can be asked
    /// back of the app in time. For a rider who is called off by hand, the price stood on the button.
    fn tell_what_calling_off_cost(&mut self, attempt: u32) {
        if self.state.status != Status::Cancelled {
            return;
        }
        let Some(delivery) = self.attempt(attempt) else { return };
        let Some(fee) = delivery.cancel_fee.filter(|fee| *fee > Won::ZERO) else { return };
        let agency = delivery.agency.clone();
        self.solve(
            |problem| matches!(problem, Problem::CallingOffCost { attempt: of, .. } if *of == attempt),
        );
        self.problem(Problem::CallingOffCost { agency, attempt, fee });
        self.stroke();
    }

    /// How far our rider is, for an app that shows it to its customer.
    pub(super) fn tell_tracking(&mut self, attempt: u32) {
        let Some(delivery) = self.state.deliveries.iter().find(|d| d.attempt == attempt) else { return };
        let Some(order) = self.state.order.as_ref().filter(|order| order.wants.tracking) else { return };
        let Some(event) = TrackingEvent::of(delivery.state).filter(|_| !self.state.status.is_final()) else {
            return;
        };
        let at_shop = event != TrackingEvent::PickupOngoing;
        let tracking = Tracking {
            event,
            at: self.now,
            rider: delivery.rider.as_ref().and_then(|rider| rider.name.clone()),
            pickup_eta: delivery.pickup_expected_at.filter(|_| !at_shop),
            deliver_by: order.promised_at,
        };
        self.queue(Effect::Tell { action: AppAction::Track { tracking } });
    }

    fn rider_has_food(&mut self, attempt: u32, unwanted: bool, raw_state: &str) {
        if unwanted {
            self.not_called_off(attempt, raw_state.to_owned());
        }
        self.left_the_shop();
    }

    /// The rider of an attempt may come all the same.
    pub(super) fn not_called_off(&mut self, attempt: u32, reason: String) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let agency = delivery.agency.clone();
        self.problem(Problem::RiderNotCalledOff { agency, attempt, reason });
        self.urgent();
    }

    pub(super) fn called_off(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        // A watched key stays expired; only the word about it changes.
        let watched = delivery.watched_until.is_some();
        if delivery.state != DeliveryState::CancelRequested && !watched {
            return;
        }
        let answer = match outcome {
            Outcome::CalledOff(answer) => answer,
            // It is tried on, and meanwhile the rider comes.
            Outcome::NoAnswer { attempts: CALL_OFFS_BEFORE_PROBLEM, reason } => {
                return self.not_called_off(attempt, reason);
            }
            _ => return,
        };
        match answer {
            CancelAnswer::Cancelled { fee } => {
                delivery.cancel_fee = fee.or(delivery.cancel_fee);
                delivery.costs_its_cancel_fee();
                delivery.raw_state = Some("CANCELED".to_owned());
                delivery.not_found = 0;
                let told = delivery.cancel_fee.is_some();
                self.revoke(&Effect::LookUp { attempt });
                self.tell_what_calling_off_cost(attempt);
                if watched {
                    return self.stray_is_off(attempt);
                }
                self.is_off(attempt);
                self.go(attempt, DeliveryState::Cancelled);
                if !told {
                    self.queue_at(Effect::LookUp { attempt }, later(now, COST_PAUSE));
                }
            }
            // The race with an assignment was lost: it lives, and a person must know.
            CancelAnswer::Refused(refusal) => {
                if !watched {
                    delivery.cancel_wanted = false;
                    // Should it be called off after all, nobody else is called in its place.
                    delivery.off_asked = true;
                    self.go(attempt, DeliveryState::Requested);
                    self.queue(Effect::LookUp { attempt });
                }
                self.not_called_off(attempt, refusal.message.unwrap_or(refusal.code));
            }
            CancelAnswer::NotFound => {
                if watched {
                    self.is_no_stray(attempt);
                } else {
                    self.go(attempt, DeliveryState::Unknown);
                    self.queue(Effect::LookUp { attempt });
                }
            }
        }
    }
}
