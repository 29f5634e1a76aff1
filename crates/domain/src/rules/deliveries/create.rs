//! What became of a call: taken, refused, not sent, or not known.

use std::time::Duration;

use super::Deliveries;
use crate::order::{Created, OwnRefusal, Problem};
use crate::rules::policy::{later, later_by};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Outcome};
use crate::{Fact, Observation, Prep};

/// Calls that did not leave before the next agency is asked.
const SEND_FAILURES_BEFORE_OTHERS: u32 = 4;
/// Pause before a create that did not leave is tried again, in seconds.
const NOT_SENT_PAUSE: i64 = 5;
/// Food does not wait longer than this for an agency that wants to be left alone, while another may be asked, in seconds.
const LONGEST_REST: i64 = 30;

impl Machine<'_, '_, Deliveries> {
    pub(super) fn created(&mut self, number: u32, outcome: Outcome) {
        let now = self.now;
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, key, fact) = (attempt.agency.clone(), attempt.idempotency_key.clone(), attempt.fact());
        attempt.create_in_flight = false;
        match outcome {
            _ if attempt.is_delivered() => {}
            // Sent once more just before it was written off or cancelled: it may have begun again.
            Outcome::Created(Created::Accepted(report)) if !attempt.is_open() => {
                self.reopen(number);
                self.shown(number, &report);
            }
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted if !attempt.is_open() => {
                self.reopen(number);
            }
            _ if !attempt.is_open() => {}
            Outcome::Created(Created::Accepted(report)) => self.shown(number, &report),
            // It was found, or named by a person, while it was sent once more: that it lives is known.
            _ if fact.stage().is_some() => {}
            Outcome::Created(Created::Refused(refusal)) if matches!(fact, Fact::MayExist { .. }) => {
                attempt.refusal = Some(refusal);
                attempt.missed_lookups = 0;
                self.see(number, Observation::Refused { at: now });
                let settle = self.pace(&agency).settle_after;
                self.queue_at(Effect::LookUp { attempt: number }, later_by(now, settle));
            }
            Outcome::Created(Created::Refused(refusal)) => self.refused(number, refusal),
            Outcome::Created(Created::Duplicate) => {
                attempt.missed_lookups = 0;
                self.see(number, Observation::Unclear);
                self.queue(Effect::LookUp { attempt: number });
            }
            Outcome::Created(Created::NotSent(setback)) => self.not_sent(number, setback.after),
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted => {
                attempt.missed_lookups = 0;
                self.see(number, Observation::Unclear);
                let settle = self.pace(&agency).settle_after;
                self.out.problem(Problem::DeliveryUnknown { agency, key, gone: false });
                self.queue_at(Effect::LookUp { attempt: number }, later_by(now, settle));
            }
            // It never went out.
            Outcome::QuoteExpired if fact == Fact::NotSent(Prep::Calling) => {
                self.queue(Effect::Quote { attempt: number });
            }
            _ => {}
        }
    }

    /// Not one byte of a call left; it is made again once the agency has had the rest that it asks for.
    fn not_sent(&mut self, number: u32, after: Option<Duration>) {
        let now = self.now;
        let rest =
            after.map_or(0, |after| i64::try_from(after.as_secs_f64().ceil() as u64).unwrap_or(i64::MAX));
        let rest = rest.max(NOT_SENT_PAUSE);
        let (here, held) = (self.is_wanted(number), self.head.pending_action.is_some());
        let Some(attempt) = self.attempt(number) else { return };
        let wanted = here && !attempt.is_unwanted();
        match attempt.fact() {
            // The first send, begun or held back by a breaker: nothing is at the agency.
            Fact::InFlight | Fact::NotSent(Prep::Calling) => {
                attempt.sent_at = None;
                let next = match (wanted, held) {
                    (false, _) => Observation::Dropped,
                    (true, true) => Observation::Held,
                    (true, false) => Observation::Released,
                };
                if next == Observation::Released {
                    attempt.send_failures += 1;
                    let hopeless =
                        attempt.send_failures >= SEND_FAILURES_BEFORE_OTHERS || rest > LONGEST_REST;
                    let agency = attempt.agency.clone();
                    if attempt.fail_over && hopeless && self.next_automatic(&agency).is_some() {
                        return self.refused(number, OwnRefusal::NoLine.into());
                    }
                }
                self.change(number, |attempt| attempt.observe_all(&[Observation::NotSent, next], now));
                if next != Observation::Released {
                    return;
                }
            }
            // An earlier send of this key may still exist; it is repeated only while that is welcome.
            Fact::MayExist { .. } if wanted && !held && attempt.is_young(now) => {}
            Fact::MayExist { .. } | Fact::NotSent(Prep::Held) | Fact::Exists(_) | Fact::Over(_) => return,
        }
        self.queue_at(Effect::Create { attempt: number }, later(now, rest));
    }
}
