//! Following an attempt: what its agency says about it, or that it knows nothing under our key.

use jiff::{SignedDuration, Timestamp};

use super::Deliveries;
use crate::engine::rules::policy::later_by;
use crate::engine::rules::transition::{Event, Machine};
use crate::engine::rules::{Effect, Outcome};
use crate::engine::{Attempt, Cancel, End, Fact, Observation, Purpose, Stage, Standing};
use crate::order::{AppAction, DeliveryReport, DeliveryState, Problem, Status, Tracking, TrackingEvent, Won};

/// Look-ups that find nothing before the same key is sent again, and how many of the agency's rests must have passed.
const MISSED_BEFORE_AGAIN: u32 = 3;
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
/// Slips that one attempt may have, however often its agency changes the rider.
const MOST_SLIPS: usize = 5;
/// Unanswered look-ups before a person hears that it is not known whether a rider was called.
const LOOK_UPS_BEFORE_PROBLEM: u32 = 4;
/// A delivery this old has been forgotten by somebody.
const OLD: SignedDuration = SignedDuration::from_hours(3);

impl Attempt {
    /// Takes what the agency says beside where it stands; what it does not say stays as it was.
    fn learn(&mut self, report: &DeliveryReport) {
        self.missed_lookups = 0;
        self.raw_status = Some(report.raw_state.clone());
        self.cost.fee = report.fee.or(self.cost.fee);
        self.cost.vat = report.vat.or(self.cost.vat);
        if let Some(extra) = &report.extra {
            self.cost.charges.clone_from(extra);
        }
        self.cost.cancel_fee = report.cancel_fee.or(self.cost.cancel_fee);
        self.rider = report.rider.clone().or(self.rider.take());
        // What a repeat was refused for is nothing once the first call is seen.
        self.refusal = match report.state {
            DeliveryState::Delivered => self.refusal.take(),
            ended if ended.is_terminal() => report.reason.clone().or(self.refusal.take()),
            _ => None,
        };
    }

    /// Whether it need not be looked up at the full pace.
    fn wants_calm(&self, ready_at: Option<Timestamp>, now: Timestamp) -> bool {
        let scheduled = ready_at.is_some_and(|at| at > later_by(now, SOON));
        let hopeless = matches!(self.fact(), Fact::MayExist { .. }) && !self.is_young(now);
        scheduled || hopeless || now > later_by(self.since, OLD)
    }
}

impl Machine<'_, '_, Deliveries> {
    pub(super) fn looked_up(&mut self, number: u32, outcome: Outcome) {
        let Some(attempt) = self.attempt(number) else { return };
        if attempt.written_off().is_some() {
            return self.looked_up_written_off(number, outcome);
        }
        if !attempt.is_open() {
            return self.looked_up_after_the_end(number, outcome);
        }
        match outcome {
            // What is on its way may begin it once more.
            Outcome::LookedUp(seen)
                if attempt.create_in_flight && !seen.as_deref().is_some_and(is_sign_of_life) => {}
            Outcome::LookedUp(Some(report)) => self.shown(number, &report),
            Outcome::LookedUp(None) => {
                attempt.missed_lookups += 1;
                self.not_found(number);
            }
            // Its agency does not answer, and it is not known whether it has anything.
            Outcome::NoAnswer { attempts: LOOK_UPS_BEFORE_PROBLEM, .. }
                if matches!(attempt.fact(), Fact::MayExist { .. }) =>
            {
                return self.ask_about(number, false);
            }
            _ => return,
        }
        self.forget(number);
        let (now, ready_at) = (self.now, self.head.ready_at);
        let Some(attempt) = self.attempt(number).filter(|attempt| attempt.is_open()) else { return };
        let calm = attempt.wants_calm(ready_at, now);
        let agency = attempt.agency.clone();
        let every = self.pace(&agency).look_up_every * if calm { CALM } else { 1 };
        self.queue_at(Effect::LookUp { attempt: number }, later_by(now, every));
    }

    /// Whether a rider was called is put before a person, once; `gone`: it cannot be found out otherwise.
    pub(super) fn ask_about(&mut self, number: u32, gone: bool) {
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, key) = (attempt.agency.clone(), attempt.idempotency_key.clone());
        let asked = Problem::DeliveryUnknown { agency, key, gone };
        if self.out.problems.contains(&asked) {
            return;
        }
        if gone {
            self.out.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        }
        self.out.problem(asked);
        self.out.chime();
    }

    /// A rider left with the food hours ago, the order is closed, and his agency says nothing of how it ended.
    fn forget(&mut self, number: u32) {
        let (now, status) = (self.now, self.head.status);
        let Some(attempt) = self.attempt(number).filter(|_| status.is_final()) else { return };
        let left_at = attempt.stood_at(DeliveryState::PickedUp).unwrap_or(attempt.since);
        let end = match attempt.fact() {
            Fact::Exists(Stage::PickedUp) if status == Status::Completed => End::Delivered,
            Fact::Exists(Stage::PickedUp | Stage::Returning) => End::Failed,
            _ => return,
        };
        if now > later_by(left_at, OLD) {
            self.see(number, Observation::SaidEnded(end));
        }
    }

    /// Nothing under our key. Right after a create that proves nothing; after a while it does, where the agency would
    /// refuse a duplicate.
    fn not_found(&mut self, number: u32) {
        let now = self.now;
        let (closed, completed) = (self.head.status.is_final(), self.head.status == Status::Completed);
        let Some(attempt) = self.attempt(number) else { return };
        if attempt.missed_lookups < MISSED_BEFORE_AGAIN {
            return;
        }
        // A second delivery begins when the order is closed: that says nothing about it until it is old.
        let closed = match attempt.purpose {
            Purpose::Redelivery { .. } => now > later_by(attempt.since, OLD),
            Purpose::First | Purpose::Retry => closed,
        };
        match attempt.fact() {
            Fact::MayExist { resend_refused_at } => self.may_not_exist(number, resend_refused_at),
            Fact::Exists(Stage::Returning) if !closed => {
                if attempt.missed_lookups == MISSED_BEFORE_AGAIN {
                    let raw_state = attempt.raw_status.clone().unwrap_or_default();
                    let agency = attempt.agency.clone();
                    self.out.problem(Problem::DeliveryEnded { agency, raw_state });
                    self.out.chime();
                }
            }
            // Called by other means, or forgotten by its agency: with the order closed there is nothing to wait for. What
            // was called just now may only not be found yet.
            Fact::Exists(stage) if closed && !attempt.is_young(now) => {
                if attempt.status() != DeliveryState::CancelRequested {
                    let arrived = completed && stage != Stage::Returning;
                    let end = if arrived { End::Delivered } else { End::Failed };
                    self.see(number, Observation::SaidEnded(end));
                }
            }
            Fact::NotSent(_) | Fact::InFlight | Fact::Exists(_) | Fact::Over(_) => {}
        }
    }

    /// It may exist, and its agency shows nothing: it is called again where that is safe, written off where it is unlikely
    /// enough, or asked about.
    fn may_not_exist(&mut self, number: u32, resend_refused_at: Option<Timestamp>) {
        let now = self.now;
        let here = self.is_wanted(number) && self.head.pending_action.is_none();
        let Some(attempt) = self.own.attempts.iter().find(|attempt| attempt.number == number) else {
            return;
        };
        let Some(sent_at) = attempt.sent_at else { return };
        let unwanted = attempt.is_unwanted();
        // Refused when it was sent once more, and not there: so it is refused, and looked for in case that is not true.
        if let (Some(refused_at), Some(refusal)) = (resend_refused_at, attempt.refusal.clone()) {
            let rest = self.pace(&attempt.agency).settle_after * SETTLES_BEFORE_REFUSED;
            if now < later_by(refused_at, rest) {
                return;
            }
            if unwanted {
                return self.write_off(number, End::Cancelled);
            }
            self.write_off(number, End::Rejected);
            return self.was_refused(number, refusal);
        }
        let young = attempt.is_young(now);
        let Some(known) = self.carrier(attempt) else { return };
        let settled = now >= later_by(sent_at, known.can.pace.settle_after * SETTLES_BEFORE_AGAIN);
        if young && here && !unwanted && known.can.duplicate_guard && settled {
            if let Some(attempt) = self.attempt(number) {
                attempt.missed_lookups = 0;
            }
            self.queue(Effect::Create { attempt: number });
        } else if !young && unwanted {
            self.write_off(number, End::Cancelled);
        } else if !young {
            self.ask_about(number, false);
        }
    }

    /// What the agency shows of an attempt.
    pub(super) fn shown(&mut self, number: u32, report: &DeliveryReport) {
        let order_is_ready = self.head.status == Status::Ready;
        let now = self.now;
        let Some(standing) = Standing::of(report.state) else { return };
        let seen = |attempt: &&mut Attempt| attempt.is_open() || attempt.written_off().is_some();
        let Some(attempt) = self.attempt(number).filter(seen) else { return };
        let before = attempt.fact();
        let first_known = before.is_unproven();
        let was = Before {
            fact: before,
            status: attempt.status(),
            cancel: attempt.cancel(),
            written_off: attempt.written_off().is_some(),
            found_alive: attempt.is_found_alive(),
            fee: attempt.cost.fee,
        };
        attempt.learn(report);
        // A look-up that is shown late may still tell of the rider before this one.
        // With clocks that are far apart its times say nothing.
        let told_at = report.at.filter(|at| (now.as_second() - at.as_second()).abs() <= CREDIBLE);
        let stale = told_at.zip(attempt.history().last()).is_some_and(|(at, last)| at < last.at);
        let lost_rider =
            report.assignment_cancelled && standing == Standing::Live(Stage::Requested) && !stale;
        let expected = report.pickup_expected_at.or(attempt.pickup_expected_at);
        // A rider who is expected later than was told is late once more, when that time has passed too.
        attempt.told.late &= expected <= attempt.pickup_expected_at && !lost_rider;
        attempt.pickup_expected_at = expected;
        // The slip of another rider is another slip. Another rider is another question, too.
        attempt.told.slip &= !lost_rider;
        attempt.told.left &= !lost_rider;
        let seen = if lost_rider { Observation::RiderLost } else { Observation::Shown(standing) };
        self.change(number, |attempt| attempt.observe(seen, told_at.unwrap_or(now)));
        let Some(attempt) = self.attempt(number) else { return };
        let (fact, status) = (attempt.fact(), attempt.status());
        if attempt.written_off().is_some() && fact == was.fact && !was.found_alive {
            // It was written off and has ended: nothing is owed but what cancelling it cost.
            attempt.costs_its_cancel_fee();
        }
        let named = matches!(status, DeliveryState::Assigned | DeliveryState::Arrived);
        let slip = named && !attempt.told.slip;
        attempt.told.slip |= slip;
        let slip = slip && attempt.rider_changes() < MOST_SLIPS;
        let asked = attempt.cancel() == Cancel::Asked && was.cancel != Cancel::Asked;
        let (ready_told, open) = (attempt.told.ready, attempt.is_open());
        let (agency, key) = (attempt.agency.clone(), attempt.idempotency_key.clone());
        self.out.solve(|problem| matches!(problem, Problem::DeliveryUnknown { key: of, .. } if *of == key));
        if open && (lost_rider || !matches!(status, DeliveryState::Requested | DeliveryState::Assigned)) {
            self.out.solve(|problem| matches!(problem, Problem::RiderLate { .. }));
        }
        if first_known {
            // It is there: a repeat that has not left yet is not sent. What was rejected some agencies would take again.
            self.out.revoke(&Effect::Create { attempt: number });
        }
        if first_known && open {
            let pause = self.pace(&agency).look_up_every;
            self.queue_at(Effect::LookUp { attempt: number }, later_by(now, pause));
        }
        if asked {
            self.queue(Effect::CallOff { attempt: number });
        }
        if was.status == DeliveryState::CancelRequested && status != DeliveryState::CancelRequested {
            self.out.revoke(&Effect::CallOff { attempt: number });
        }
        if order_is_ready && first_known && open && !ready_told && !asked {
            self.tell_rider_ready();
        }
        if slip {
            self.print_slip(number);
        }
        if fact != was.fact {
            self.tell_tracking(number);
            self.reached(number, &was, report);
        }
        if open && (first_known || lost_rider) {
            self.tell_if_left_without_rider();
        }
        self.tell_if_fee_rose(number, was.fee);
    }

    /// What follows from where an attempt has come to stand.
    fn reached(&mut self, number: u32, was: &Before, report: &DeliveryReport) {
        let Some(attempt) = self.attempt(number) else { return };
        let raw_state = report.raw_state.clone();
        let (agency, fact) = (attempt.agency.clone(), attempt.fact());
        let asked_off = was.status == DeliveryState::CancelRequested;
        let unwanted = asked_off || attempt.is_unwanted();
        if matches!(fact, Fact::Over(end) if end != End::Delivered) {
            if was.written_off {
                return self.is_gone(number);
            }
            self.is_off(number);
        }
        match fact {
            Fact::Exists(_) if was.written_off && !was.found_alive => self.found_alive(number, agency),
            Fact::Exists(Stage::Requested | Stage::Assigned | Stage::Arrived) => {}
            Fact::Exists(Stage::PickedUp) => self.rider_has_food(number, unwanted, &raw_state),
            Fact::Exists(Stage::Returning) if was.written_off => {}
            Fact::Over(End::Delivered) => {
                if was.written_off {
                    self.brought_after_all(number, was.found_alive);
                }
                self.rider_has_food(number, unwanted, &raw_state);
                self.out.emit(Event::RiderArrived);
            }
            Fact::Over(End::Rejected) => {
                let refusal = report.reason.clone();
                self.fail_over(number, |agency| match refusal {
                    Some(refusal) => Problem::NoRider { agency, refusal },
                    None => Problem::DeliveryEnded { agency, raw_state },
                });
            }
            Fact::Over(End::Cancelled) => {
                if let Some(attempt) = self.attempt(number).filter(|attempt| attempt.cancel() != Cancel::No) {
                    attempt.costs_its_cancel_fee();
                    self.tell_what_cancelling_cost(number);
                }
                if !asked_off {
                    self.fail_over(number, |agency| Problem::DeliveryEnded { agency, raw_state });
                }
            }
            Fact::Exists(Stage::Returning) | Fact::Over(End::Failed | End::Returned) => {
                self.out.problem(Problem::DeliveryEnded { agency, raw_state });
                self.out.chime();
            }
            Fact::Over(End::Expired) | Fact::NotSent(_) | Fact::InFlight | Fact::MayExist { .. } => {}
        }
    }

    /// How far our rider is, for an app that shows it to its customer.
    pub(super) fn tell_tracking(&mut self, number: u32) {
        let Some(attempt) = self.own.attempts.iter().find(|attempt| attempt.number == number) else {
            return;
        };
        let Some(order) = self.head.order.as_ref().filter(|order| order.wants.tracking) else { return };
        let Some(event) = TrackingEvent::of(attempt.status()).filter(|_| !self.head.status.is_final()) else {
            return;
        };
        let at_shop = event != TrackingEvent::PickupOngoing;
        let tracking = Tracking {
            event,
            at: self.now,
            rider: attempt.rider.as_ref().and_then(|rider| rider.name.clone()),
            pickup_eta: attempt.pickup_expected_at.filter(|_| !at_shop),
            deliver_by: order.promised_at,
        };
        self.out.tell(self.head, AppAction::Track { tracking });
    }

    pub(super) fn rider_has_food(&mut self, number: u32, unwanted: bool, raw_state: &str) {
        if unwanted {
            self.not_cancelled(number, raw_state.to_owned());
        }
        self.out.emit(Event::RiderHasFood);
    }
}

/// How an attempt stood before it was shown.
struct Before {
    fact: Fact,
    status: DeliveryState,
    cancel: Cancel,
    written_off: bool,
    found_alive: bool,
    fee: Option<Won>,
}

/// Whether it shows that a call arrived and was taken.
pub(super) fn is_sign_of_life(report: &DeliveryReport) -> bool {
    Standing::of(report.state).is_some_and(Standing::is_sign_of_life)
}
