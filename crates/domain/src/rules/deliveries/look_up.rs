//! Look-ups: of what is under way, of what was written off, of what cancelling cost; and what follows where nothing is found.

use jiff::{SignedDuration, Timestamp};

use super::Deliveries;
use super::cancel::{COST_PAUSE, WATCH_PAUSE};
use crate::order::{DeliveryReport, DeliveryState, Problem, Status};
use crate::rules::policy::{later, later_by};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Outcome};
use crate::{Attempt, End, Fact, Observation, Purpose, Stage, Standing};

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
/// Unanswered look-ups before a person hears that it is not known whether a rider was called.
const LOOK_UPS_BEFORE_PROBLEM: u32 = 4;
/// A delivery this old has been forgotten by its agency or by the shop.
const OLD: SignedDuration = SignedDuration::from_hours(3);
/// How often an agency is asked what cancelling cost, at most.
pub(super) const COST_ASKED: u32 = 5;

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

    /// A look-up of a written-off key.
    fn looked_up_written_off(&mut self, number: u32, outcome: Outcome) {
        let now = self.now;
        let is_over = |attempt: &Attempt| attempt.written_off().is_none_or(|off| now >= off.until);
        let Some(attempt) = self.attempt(number) else { return };
        match outcome {
            Outcome::LookedUp(Some(report)) => self.shown(number, &report),
            Outcome::LookedUp(None) if attempt.is_found_alive() && is_over(attempt) => self.is_gone(number),
            _ => {}
        }
        let Some(attempt) = self.attempt(number) else { return };
        // One that lives is looked at until it does not.
        if attempt.is_found_alive() || !is_over(attempt) {
            return self.queue_at(Effect::LookUp { attempt: number }, later(now, WATCH_PAUSE));
        }
        attempt.settle_write_off(now);
    }

    /// An attempt that was cancelled: what that cost may be known by now.
    fn looked_up_after_the_end(&mut self, number: u32, outcome: Outcome) {
        let now = self.now;
        let cancelled = |attempt: &&mut Attempt| attempt.fact() == Fact::Over(End::Cancelled);
        let Some(attempt) = self.attempt(number).filter(cancelled) else { return };
        match outcome {
            Outcome::LookedUp(Some(report))
                if report.state.is_terminal() && report.state != DeliveryState::Delivered =>
            {
                attempt.cost.cancel_fee = report.cancel_fee.or(attempt.cost.cancel_fee);
                attempt.costs_its_cancel_fee();
                self.tell_what_cancelling_cost(number);
            }
            Outcome::LookedUp(shown) => {
                attempt.missed_lookups += 1;
                let last = attempt.missed_lookups >= COST_ASKED;
                match shown {
                    // Its agency said that it is off. Shown as it stood before it may be, but not as it never stood, or for ever.
                    Some(report) if last || is_carried(report.state) => {
                        self.reopen(number);
                        self.shown(number, &report);
                    }
                    _ if last => {}
                    _ => self.queue_at(Effect::LookUp { attempt: number }, later(now, COST_PAUSE)),
                }
            }
            Outcome::NoAnswer { attempts, .. } if attempts >= COST_ASKED => {
                attempt.missed_lookups = COST_ASKED;
            }
            _ => {}
        }
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
        let Some(attempt) = self.own.numbered(number) else { return };
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
}

impl Attempt {
    /// Whether it need not be looked up at the full pace.
    fn wants_calm(&self, ready_at: Option<Timestamp>, now: Timestamp) -> bool {
        let scheduled = ready_at.is_some_and(|at| at > later_by(now, SOON));
        let hopeless = matches!(self.fact(), Fact::MayExist { .. }) && !self.is_young(now);
        scheduled || hopeless || now > later_by(self.since, OLD)
    }
}

/// Whether a rider has, or had, the food.
fn is_carried(word: DeliveryState) -> bool {
    matches!(Standing::of(word), Some(Standing::Live(Stage::PickedUp) | Standing::Ended(End::Delivered)))
}

/// Whether it shows that a call arrived and was taken.
fn is_sign_of_life(report: &DeliveryReport) -> bool {
    Standing::of(report.state).is_some_and(Standing::is_sign_of_life)
}
