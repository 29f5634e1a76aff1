//! One meal, one rider.
//!
//! An attempt is created under a key that is stored before anything is sent. Where the answer to a create is not clear
//! the attempt may exist: it is looked up under its key, created again with the same key only where the agency
//! refuses duplicates, and otherwise shown to a person. Another agency is asked only after a refusal or a cancellation
//! that the agency itself has confirmed; so at most one attempt of an order ever lives.
//!
//! Here an attempt is called. `choose` says by whom, `price` for how much, `rider` what a person wants of it, `follow` what
//! the agency says about it, `cancel` ends it, `amend` tells it what has changed.

use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::Deliveries;
use crate::agency::Pace;
use crate::engine::rules::head::Head;
use crate::engine::rules::policy::{AgencyPolicy, Policy, later, later_by};
use crate::engine::rules::transition::{Event, Machine};
use crate::engine::rules::{Effect, Outcome};
use crate::engine::{Attempt, Cancel, Collect, Fact, Observation, Prep, Purpose, Refused, Stage};
use crate::order::{Created, DeliveredBy, DeliveryState, Order, OrderKind, Problem, Refusal, Status, Won};
use crate::settings::Riders;

/// After this long an unanswered call is left to a person; the food may be gone by other means, in seconds.
pub(super) const LONGEST_BY_ITSELF: i64 = 600;
/// Calls that did not leave before the next agency is asked.
const SEND_FAILURES_BEFORE_OTHERS: u32 = 4;
/// Pause before a create that did not leave is tried again, in seconds.
const NOT_SENT_PAUSE: i64 = 5;
/// Food does not wait longer than this for an agency that wants to be left alone, while another may be asked, in seconds.
const LONGEST_REST: i64 = 30;

/// The key under which an agency knows an attempt: 50 characters at most, stable over retries and restarts. Attempt 0
/// is no attempt but a question for a price.
pub(super) fn key(order: &str, agency: &AgencyPolicy, attempt: u32) -> String {
    if agency.can.uuid_keys {
        return uuid(&format!("{order}/{attempt}/{}", agency.id));
    }
    let mut key: String = order.chars().filter(char::is_ascii_alphanumeric).collect();
    key.push_str(&format!("-{attempt}-"));
    key.extend(agency.id.chars().take(50_usize.saturating_sub(key.len())));
    key
}

/// A UUID (version 8, RFC 9562) that is the same for the same text.
fn uuid(text: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(text)[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

impl<'p> Machine<'_, 'p, Deliveries> {
    pub(super) fn attempt(&mut self, number: u32) -> Option<&mut Attempt> {
        self.own.attempts.iter_mut().find(|attempt| attempt.number == number)
    }

    pub(super) fn pace(&self, agency: &str) -> Pace {
        self.policy.agency(agency).map(|agency| agency.can.pace).unwrap_or_default()
    }

    /// The agency that carries an attempt; `None` where it is no longer set up, or another account or protocol is under
    /// its id by now: that one knows nothing of this attempt.
    pub(super) fn carrier(&self, attempt: &Attempt) -> Option<&'p AgencyPolicy> {
        carrier(self.policy, attempt)
    }

    /// Whether the rider of an attempt is the shop's own.
    pub(super) fn is_in_house(&self, attempt: &Attempt) -> bool {
        self.carrier(attempt).is_some_and(|agency| agency.can.in_house)
    }

    /// Whether riders for this order are ours to call.
    pub(super) fn riders_are_ours(&self) -> Result<(), Refused> {
        may_dispatch(self.head, self.own.called_elsewhere, self.policy.channel(&self.head.channel).riders)
            .map_err(|why| Refused::NotOurRiders { why: why.to_owned() })
    }

    /// Something was seen of an attempt.
    pub(super) fn see(&mut self, number: u32, seen: Observation) {
        let now = self.now;
        self.change(number, |attempt| attempt.observe(seen, now));
    }

    /// Changes an attempt; where it has ended by that, or its rider has the food, what was still to be said is moot.
    pub(super) fn change(&mut self, number: u32, change: impl FnOnce(&mut Attempt)) {
        let Some(attempt) = self.attempt(number) else { return };
        let before = attempt.status();
        change(attempt);
        let status = attempt.status();
        if status != before && (status.is_terminal() || status == DeliveryState::PickedUp) {
            self.settle(number, status);
        }
    }

    /// Begins an attempt: with a price question, with the call itself, or with waiting for a name where riders are the
    /// shop's own.
    pub(super) fn begin(
        &mut self,
        agency: &str,
        purpose: Purpose,
        fail_over: bool,
        agreed_max_fee: Option<Won>,
    ) {
        let Some(policy) = self.policy.agency(agency) else { return };
        let number = self.own.attempts.len() as u32 + 1;
        self.out.solve(|problem| matches!(problem, Problem::NoRider { .. } | Problem::DeliveryEnded { .. }));
        let own = policy.can.in_house;
        let fact = if own { Fact::Exists(Stage::Requested) } else { Fact::NotSent(Prep::Calling) };
        let redelivery = matches!(purpose, Purpose::Redelivery { .. });
        let collect = self.head.order.as_ref().filter(|_| !redelivery).map(Collect::of).unwrap_or_default();
        let key = key(&self.head.id, policy, number);
        let mut attempt = Attempt::new(agency, number, key, fact, self.now);
        attempt.account = Some(policy.account.clone());
        (attempt.purpose, attempt.collect) = (purpose, collect);
        (attempt.agreed_max_fee, attempt.fail_over) = (agreed_max_fee, fail_over);
        self.own.attempts.push(attempt);
        match (own, policy.can.quote_first) {
            // Nobody is asked: somebody in the shop has to be named.
            (true, _) if fail_over => self.out.chime(),
            (true, _) => {}
            (false, true) => self.queue(Effect::Quote { attempt: number }),
            (false, false) => self.queue(Effect::Create { attempt: number }),
        }
    }

    /// Whether a rider who came now for this attempt would be welcome.
    pub(super) fn is_wanted(&self, number: u32) -> bool {
        let attempt = self.own.attempts.iter().find(|attempt| attempt.number == number);
        let welcome = attempt.is_some_and(|attempt| match attempt.purpose {
            Purpose::First => self.head.food_is_here(),
            Purpose::Retry => self.head.status == Status::PickedUp,
            Purpose::Redelivery { .. } => matches!(self.head.status, Status::PickedUp | Status::Completed),
        });
        welcome && self.riders_are_ours().is_ok() && self.served_beside(number).is_none()
    }

    /// Where another attempt stands that makes this one unneeded: it has brought the meal, or it lives though it was
    /// written off.
    pub(super) fn served_beside(&self, number: u32) -> Option<DeliveryState> {
        let this = self.own.attempts.iter().find(|attempt| attempt.number == number);
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

    /// The agency said no and has nothing: the next one that is called automatically may be asked.
    pub(super) fn refused(&mut self, number: u32, refusal: Refusal) {
        self.see(number, Observation::Refused { at: self.now });
        self.was_refused(number, refusal);
    }

    /// What follows from a refusal.
    pub(super) fn was_refused(&mut self, number: u32, refusal: Refusal) {
        self.out.revoke(&Effect::Create { attempt: number });
        let Some(attempt) = self.attempt(number) else { return };
        attempt.refusal = Some(refusal.clone());
        self.out.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.fail_over(number, |agency| Problem::NoRider { agency, refusal });
    }

    /// Moves on to the next automatic agency, or puts `otherwise` before a person.
    pub(super) fn fail_over(&mut self, number: u32, otherwise: impl FnOnce(String) -> Problem) {
        let here = self.is_wanted(number) && self.head.pending_action.is_none();
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, purpose, agreed) =
            (attempt.agency.clone(), attempt.purpose.clone(), attempt.agreed_max_fee);
        let (unwanted, told_left) = (attempt.is_unwanted(), attempt.told.left);
        // An agency that was asked to cancel is not replaced without asking.
        let fail_over = attempt.fail_over && attempt.cancel() != Cancel::Refused;
        let open = self.head.status.is_accepted() || matches!(purpose, Purpose::Redelivery { .. });
        let brought = self.served_beside(number) == Some(DeliveryState::Delivered);
        // Nobody waits for its end: a person was told that it is not needed.
        let unneeded = self.head.order.as_ref().and_then(not_ours).is_some()
            || (told_left && matches!(self.head.status, Status::PickedUp | Status::Completed));
        if unwanted || !open || brought || unneeded {
            return;
        }
        match self.next_automatic(&agency).filter(|_| fail_over && here).map(|next| next.id.clone()) {
            Some(next) => self.begin(&next, purpose, true, agreed),
            None => {
                self.out.problem(otherwise(agency));
                self.out.chime();
            }
        }
    }

    pub(in crate::engine::rules) fn create_started(&mut self, number: u32) {
        let (now, policy) = (self.now, self.policy);
        let Some(attempt) = self.attempt(number) else { return };
        attempt.create_in_flight = true;
        if attempt.sent_at.is_none() {
            attempt.sent_at = Some(now);
            attempt.account = policy.agency(&attempt.agency).map(|agency| agency.account.clone());
        }
        self.see(number, Observation::Leaves);
    }

    pub(super) fn created(&mut self, number: u32, outcome: Outcome) {
        let now = self.now;
        let Some(attempt) = self.attempt(number) else { return };
        let (agency, key, fact) = (attempt.agency.clone(), attempt.idempotency_key.clone(), attempt.fact());
        attempt.create_in_flight = false;
        match outcome {
            _ if attempt.is_delivered() => {}
            // Sent once more just before it was written off or cancelled: it may have begun again.
            Outcome::Created(Created::Taken(report)) if !attempt.is_open() => {
                self.reopen(number);
                self.shown(number, &report);
            }
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted if !attempt.is_open() => {
                self.reopen(number);
            }
            _ if !attempt.is_open() => {}
            Outcome::Created(Created::Taken(report)) => self.shown(number, &report),
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
            // The first send: nothing is at the agency.
            Fact::InFlight => {
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
                        return self.refused(number, Refusal { code: "no-line".to_owned(), message: None });
                    }
                }
                self.change(number, |attempt| attempt.observe_all(&[Observation::NotSent, next], now));
                if next != Observation::Released {
                    return;
                }
            }
            // An earlier send of this key may still exist; it is repeated only while that is welcome.
            Fact::MayExist { .. } if wanted && !held && attempt.is_young(now) => {}
            Fact::MayExist { .. } | Fact::NotSent(_) | Fact::Exists(_) | Fact::Over(_) => return,
        }
        self.queue_at(Effect::Create { attempt: number }, later(now, rest));
    }

    /// Prints the slip of an attempt's rider. One for a second delivery is no copy of the first one's.
    pub(super) fn print_slip(&mut self, number: u32) {
        let first = self.own.attempts.iter().any(|attempt| {
            attempt.number == number && attempt.is_redelivery() && attempt.rider_changes() == 0
        });
        self.out.emit(Event::SlipWanted { first });
    }
}

impl Attempt {
    /// Whether its call may still be repeated without asking anyone.
    pub(super) fn is_young(&self, now: Timestamp) -> bool {
        self.sent_at.is_none_or(|at| now < later(at, LONGEST_BY_ITSELF))
    }
}

/// See [`Machine::carrier`].
pub(super) fn carrier<'p>(policy: &'p Policy, attempt: &Attempt) -> Option<&'p AgencyPolicy> {
    let agency = policy.agency(&attempt.agency)?;
    let same = attempt.account.as_ref().is_none_or(|account| *account == agency.account);
    (attempt.fact().is_not_sent() || same).then_some(agency)
}

/// Whether riders for an order are ours to call.
///
/// # Errors
/// The reason, in the words of [`Refused::NotOurRiders`].
pub fn may_dispatch(head: &Head, called_elsewhere: bool, riders: Riders) -> Result<(), &'static str> {
    match (&head.order, riders) {
        (None, _) => Err("unreadable"),
        (Some(order), _) if let Some(why) = not_ours(order) => Err(why),
        (_, Riders::App) => Err("app"),
        (_, Riders::OtherProgram) => Err("other-program"),
        (_, Riders::Us) if called_elsewhere => Err("elsewhere"),
        (_, Riders::Us) => Ok(()),
    }
}

/// Why an order itself is not for riders of ours, in the words of [`Refused::NotOurRiders`].
pub(super) fn not_ours(order: &Order) -> Option<&'static str> {
    match order {
        order if order.kind != OrderKind::Delivery => Some("takeout"),
        order if order.delivered_by == DeliveredBy::Marketplace => Some("app"),
        _ => None,
    }
}
