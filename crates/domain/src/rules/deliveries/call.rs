//! One meal, one rider.
//!
//! An attempt is created under a key that is stored before anything is sent. Where the answer to a create is not clear
//! the attempt may exist: it is looked up under its key, created again with the same key only where the agency
//! refuses duplicates, and otherwise shown to a person. Another agency is asked only after a refusal or a cancellation
//! that the agency itself has confirmed; so at most one attempt of an order ever lives.
//!
//! Here an attempt is called, and the next agency after one that refused.

use sha2::{Digest, Sha256};

use super::Deliveries;
use super::base::not_ours;
use super::choose::Due;
use crate::order::{DeliveryState, Problem, Refusal, Won};
use crate::rules::Effect;
use crate::rules::policy::AgencyPolicy;
use crate::rules::transition::{Event, Machine};
use crate::{Attempt, Cancel, Collect, Fact, Observation, Prep, Purpose, Stage};

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
    /// Calls a rider by itself where the settings say so, once per order. Where some agencies are called by themselves and
    /// none of them for this order, a person has to choose, and is told so once.
    pub(super) fn dispatch_if_due(&mut self) {
        match self.due() {
            Due::At(at, agency) if at <= self.now => {
                let id = agency.id.clone();
                self.begin(&id, Purpose::First, true, None);
            }
            Due::Unsuited(agency, why) if self.head.started => {
                self.own.left_to_person = true;
                self.nobody_is_called(agency.id.clone(), why);
            }
            _ => {}
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
        self.out.settle(|problem| matches!(problem, Problem::NoRider { .. }));
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
            // No agency is asked: a rider of the shop has to be named.
            (true, _) if fail_over => self.out.chime(),
            (true, _) => {}
            (false, true) => self.queue(Effect::Quote { attempt: number }),
            (false, false) => self.queue(Effect::Create { attempt: number }),
        }
    }

    /// The agency said no and has nothing: the next one that is called automatically may be asked.
    pub(super) fn refused(&mut self, number: u32, refusal: Refusal) {
        self.see(number, Observation::Refused { at: self.now });
        self.was_refused(number, refusal);
    }

    /// What follows from a refusal.
    pub(super) fn was_refused(&mut self, number: u32, refusal: Refusal) {
        let Some(attempt) = self.attempt(number) else { return };
        attempt.refusal = Some(refusal.clone());
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
        // Its end is not waited for: a person was told that it is not needed.
        let unneeded =
            self.head.order.as_ref().and_then(not_ours).is_some() || (told_left && self.head.has_left());
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

    pub(in crate::rules) fn create_started(&mut self, number: u32) {
        let (now, policy) = (self.now, self.policy);
        let Some(attempt) = self.attempt(number) else { return };
        attempt.create_in_flight = true;
        if attempt.sent_at.is_none() {
            attempt.sent_at = Some(now);
            attempt.account = policy.agency(&attempt.agency).map(|agency| agency.account.clone());
        }
        self.see(number, Observation::Leaves);
    }

    /// Prints the slip of an attempt's rider. One for a second delivery is no copy of the first one's.
    pub(super) fn print_slip(&mut self, number: u32) {
        let first = self.own.attempts.iter().any(|attempt| {
            attempt.number == number && attempt.is_redelivery() && attempt.rider_changes() == 0
        });
        self.out.emit(Event::SlipWanted { first });
    }
}
