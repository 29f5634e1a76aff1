//! Ending an attempt: cancelled on our wish, or written off because its agency seems to have nothing. What is written off
//! is looked up for a while; one that is found alive is cancelled, and until that is settled no other is called beside it.

use super::Deliveries;
use crate::order::{CancelAnswer, DeliveryState, Problem, Status, Won};
use crate::rules::policy::later;
use crate::rules::transition::{Event, Machine};
use crate::rules::{Effect, Outcome};
use crate::{Attempt, Cancel, End, Fact, Observation, Stage};

/// How long a written-off key is looked up, in seconds.
const WATCH: i64 = 7_200;
/// Pause between its look-ups, in seconds.
pub(super) const WATCH_PAUSE: i64 = 60;
/// Unanswered tries to cancel before a person hears of it: about a minute.
const CANCELS_BEFORE_PROBLEM: u32 = 6;
/// Pause between two questions what cancelling cost, in seconds.
pub(super) const COST_PAUSE: i64 = 30;

impl Machine<'_, '_, Deliveries> {
    /// Cancels the open attempt, as far as it has come.
    pub(super) fn cancel_rider(&mut self) {
        let now = self.now;
        let Some(live) = self.own.live() else { return };
        let (number, fact, agency) = (live.number, live.fact(), live.agency.clone());
        let is_asked = live.cancel() == Cancel::Asked;
        let (own, gone) = (self.is_in_house(live), self.carrier(live).is_none());
        self.out.settle(|problem| matches!(problem, Problem::NoRider { .. }));
        match fact {
            Fact::NotSent(_) => {
                self.see(number, Observation::Dropped);
            }
            Fact::InFlight | Fact::MayExist { .. } => {
                self.change(number, |attempt| attempt.want_cancelled(now));
            }
            Fact::Exists(Stage::PickedUp) => {
                self.out.problem(Problem::RiderNotCalledOff {
                    agency,
                    attempt: number,
                    reason: DeliveryState::PickedUp.as_str().to_owned(),
                });
            }
            // One's own rider is told by word of mouth.
            Fact::Exists(_) if own => self.see(number, Observation::CancelGranted),
            // Its agency is no longer set up: only a person can find out.
            Fact::Exists(_) if gone => self.agency_is_gone(number),
            Fact::Exists(Stage::Requested | Stage::Assigned | Stage::Arrived) if !is_asked => {
                self.change(number, |attempt| attempt.want_cancelled(now));
            }
            Fact::Exists(_) | Fact::Over(_) => {}
        }
    }

    /// The agency of a delivery is no longer set up: it cannot be asked about it.
    pub(super) fn agency_is_gone(&mut self, attempt: u32) {
        self.see(attempt, Observation::Lost);
        self.ask_about(attempt, true);
    }

    /// The food has left, or the order is closed: no rider is called for it any more.
    pub(super) fn drop_uncalled_rider(&mut self) {
        let uncalled = |live: &&Attempt| live.fact().is_not_sent() && !self.is_wanted(live.number);
        if self.own.live().is_some_and(|live| uncalled(&live)) {
            self.cancel_rider();
        }
    }

    /// The rider of an attempt may come all the same.
    pub(super) fn not_cancelled(&mut self, number: u32, reason: String) {
        let Some(attempt) = self.attempt(number) else { return };
        let agency = attempt.agency.clone();
        self.out.problem(Problem::RiderNotCalledOff { agency, attempt: number, reason });
    }

    /// The answer to cancelling.
    pub(super) fn cancel_answered(&mut self, number: u32, outcome: Outcome) {
        let now = self.now;
        let Some(attempt) = self.attempt(number) else { return };
        let written_off = attempt.written_off().is_some();
        if attempt.status() != DeliveryState::CancelRequested && !written_off {
            return;
        }
        let answer = match outcome {
            Outcome::CancelAnswered(answer) => answer,
            // It is tried on, and meanwhile the rider comes.
            Outcome::NoAnswer { attempts: CANCELS_BEFORE_PROBLEM, reason } => {
                return self.not_cancelled(number, reason);
            }
            _ => return,
        };
        match answer {
            CancelAnswer::Cancelled { fee } => {
                attempt.cost.cancel_fee = fee.or(attempt.cost.cancel_fee);
                attempt.costs_its_cancel_fee();
                attempt.raw_status = Some("CANCELED".to_owned());
                attempt.missed_lookups = 0;
                let told = attempt.cost.cancel_fee.is_some();
                self.tell_what_cancelling_cost(number);
                if written_off {
                    return self.is_gone(number);
                }
                self.see(number, Observation::CancelGranted);
                if !told {
                    self.queue_at(Effect::LookUp { attempt: number }, later(now, COST_PAUSE));
                }
            }
            // The race with an assignment was lost: it lives, and a person must know.
            CancelAnswer::Refused(refusal) => {
                if !written_off {
                    self.change(number, |attempt| attempt.cancel_refused(now));
                    self.queue(Effect::LookUp { attempt: number });
                }
                self.not_cancelled(number, refusal.message.unwrap_or(refusal.code));
            }
            CancelAnswer::NotFound => {
                self.see(number, Observation::Lost);
                if written_off {
                    self.is_not_alive(number);
                } else {
                    self.queue(Effect::LookUp { attempt: number });
                }
            }
        }
    }

    /// The order is cancelled, and its rider is off: what that cost is said as soon as it is known, so that it can be asked
    /// back of the app in time. For a rider who is cancelled by hand, the price stood on the button.
    pub(super) fn tell_what_cancelling_cost(&mut self, number: u32) {
        if self.head.status != Status::Cancelled {
            return;
        }
        let Some(attempt) = self.attempt(number) else { return };
        let Some(fee) = attempt.cost.cancel_fee.filter(|fee| *fee > Won::ZERO) else { return };
        let agency = attempt.agency.clone();
        self.out.renew(Problem::CallingOffCost { agency, attempt: number, fee });
        self.out.chime();
    }

    /// Nothing is at the agency, as far as anyone knows: the attempt stands as ended so, and is looked up for a while.
    pub(super) fn write_off(&mut self, number: u32, end: End) {
        let (now, until) = (self.now, later(self.now, WATCH));
        self.change(number, |attempt| attempt.write_off(end, until, now));
        let Some(attempt) = self.attempt(number) else { return };
        // What was agreed is not owed: it carries nothing.
        (attempt.cost.fee, attempt.cost.vat, attempt.cost.charges) = (None, None, Vec::new());
        self.queue_at(Effect::LookUp { attempt: number }, later(now, WATCH_PAUSE));
    }

    /// It has ended, and its agency may have it again: it is looked up for a while.
    pub(super) fn reopen(&mut self, number: u32) {
        let (now, until) = (self.now, later(self.now, WATCH));
        self.change(number, |attempt| attempt.reopen(until, now));
        self.queue_at(Effect::LookUp { attempt: number }, later(now, WATCH_PAUSE));
    }

    /// The agency has what was written off: it is being cancelled, or it is too late for that. What is not called yet is
    /// not called beside it.
    pub(super) fn found_alive(&mut self, number: u32, agency: String) {
        self.drop_uncalled_rider();
        if self.attempt(number).is_some_and(|attempt| attempt.has_food()) {
            self.out.emit(Event::RiderHasFood);
        }
        self.out.problem(Problem::DeliveryLivesAfterAll { agency });
    }

    /// What was written off has brought its food. Its fee is due, and what its rider took at the door is the shop's. Another
    /// one that was called for the same carries nothing.
    pub(super) fn brought_after_all(&mut self, number: u32, found_alive: bool) {
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, purpose) = (attempt.agency.clone(), attempt.purpose.clone());
        let redelivery = attempt.is_redelivery();
        let same = |live: &Attempt| if redelivery { live.purpose == purpose } else { !live.is_redelivery() };
        if self.own.live().is_some_and(|live| same(live) && !live.has_food()) {
            self.cancel_rider();
        }
        if !found_alive {
            self.out.problem(Problem::DeliveryLivesAfterAll { agency });
        }
    }

    /// What was written off and found alive does not come any more. If no other does, a person has to know.
    pub(super) fn is_gone(&mut self, number: u32) {
        let now = self.now;
        let Some(attempt) = self.attempt(number) else { return };
        attempt.costs_its_cancel_fee();
        attempt.settle_write_off(now);
        self.is_not_alive(number);
    }

    /// What was found alive is not, by its agency's or a person's word.
    pub(super) fn is_not_alive(&mut self, number: u32) {
        self.tell_if_nobody_comes(number);
    }
}
