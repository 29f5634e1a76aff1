//! One meal, one rider.
//!
//! An attempt is created under a key that is stored before anything is sent. Where the answer to a create is not clear
//! the attempt is `unknown`: it is looked up under its key, created again with the same key only where the agency
//! refuses duplicates, and otherwise shown to a person. Another agency is asked only after a refusal or a cancellation
//! that the agency itself has confirmed; so at most one attempt of an order ever lives.
//!
//! Here an attempt is called. `choose` says by whom, `price` for how much, `rider` what a person wants of it, `track` follows
//! what the agency says about it, `amend` tells it what has changed.

use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::policy::{AgencyPolicy, later, later_by};
use super::{Effect, Outcome, Turn};
use crate::agency::Pace;
use crate::engine::{Collect, Delivery, Errand, OrderState, Refused, Step};
use crate::order::{
    Created, DeliveredBy, DeliveryState, Order, OrderKind, Problem, Refusal, Status, TicketKind, Won,
};
use crate::settings::Riders;

/// After this long an unanswered call is left to a person; the food may be gone by other means, in seconds.
pub(super) const LONGEST_BY_ITSELF: i64 = 600;
/// Calls that did not leave before the next agency is asked.
const UNSENT_BEFORE_OTHERS: u32 = 4;
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

impl<'p> Turn<'p> {
    pub(super) fn attempt(&mut self, attempt: u32) -> Option<&mut Delivery> {
        self.state.deliveries.iter_mut().find(|d| d.attempt == attempt)
    }

    pub(super) fn pace(&self, agency: &str) -> Pace {
        self.policy.agency(agency).map(|agency| agency.can.pace).unwrap_or_default()
    }

    /// The agency that carries an attempt; `None` where it is no longer set up, or another account or protocol is under
    /// its id by now: that one knows nothing of this attempt.
    pub(super) fn carrier(&self, delivery: &Delivery) -> Option<&'p AgencyPolicy> {
        let agency = self.policy.agency(&delivery.agency)?;
        let uncalled = matches!(delivery.state, DeliveryState::Planned | DeliveryState::Quoting);
        let same = delivery.line.as_ref().is_none_or(|line| *line == agency.line);
        (uncalled || same).then_some(agency)
    }

    /// Whether the rider of an attempt is the shop's own.
    pub(super) fn is_in_house(&self, delivery: &Delivery) -> bool {
        self.carrier(delivery).is_some_and(|agency| agency.can.in_house)
    }

    /// Whether riders for this order are ours to call.
    pub(super) fn riders_are_ours(&self) -> Result<(), Refused> {
        may_dispatch(&self.state, self.policy.channel(&self.state.channel).riders)
            .map_err(|why| Refused::NotOurRiders { why: why.to_owned() })
    }

    /// An attempt comes to stand somewhere.
    pub(super) fn go(&mut self, attempt: u32, state: DeliveryState) {
        let now = self.now;
        self.go_at(attempt, state, now);
    }

    pub(super) fn go_at(&mut self, attempt: u32, state: DeliveryState, at: Timestamp) {
        if let Some(delivery) = self.attempt(attempt)
            && delivery.state != state
        {
            delivery.state = state;
            delivery.steps.push(Step { state, at });
            if state.is_terminal() || state == DeliveryState::PickedUp {
                self.settle(attempt, state);
            }
        }
    }

    /// Begins an attempt at the meal.
    pub(super) fn begin_delivery(&mut self, agency: &str, fail_over: bool, agreed_max_fee: Option<Won>) {
        self.begin(agency, Errand::Meal, fail_over, agreed_max_fee);
    }

    /// Begins an attempt: with a price question, with the call itself, or with waiting for a name where riders are the
    /// shop's own.
    pub(super) fn begin(
        &mut self,
        agency: &str,
        errand: Errand,
        fail_over: bool,
        agreed_max_fee: Option<Won>,
    ) {
        let Some(policy) = self.policy.agency(agency) else { return };
        let attempt = self.state.deliveries.len() as u32 + 1;
        self.solve(|problem| matches!(problem, Problem::NoRider { .. } | Problem::DeliveryEnded { .. }));
        let state = if policy.can.in_house { DeliveryState::Requested } else { DeliveryState::Quoting };
        let again = matches!(errand, Errand::Again { .. });
        let collect = self.state.order.as_ref().filter(|_| !again).map(Collect::of).unwrap_or_default();
        let key = key(&self.state.id, policy, attempt);
        let delivery = Delivery::new(agency, attempt, key, state, self.now);
        let steps = vec![Step { state, at: self.now }];
        let line = Some(policy.line.clone());
        let delivery = Delivery { line, errand, collect, agreed_max_fee, fail_over, steps, ..delivery };
        self.state.deliveries.push(delivery);
        match (policy.can.in_house, policy.can.quote_first) {
            // Nobody is asked: somebody in the shop has to be named.
            (true, _) if fail_over => self.stroke(),
            (true, _) => {}
            (false, true) => self.queue(Effect::Quote { attempt }),
            (false, false) => self.queue(Effect::Create { attempt }),
        }
    }

    /// Whether a rider who came now for this attempt would be welcome.
    pub(super) fn is_wanted(&self, attempt: u32) -> bool {
        let delivery = self.state.deliveries.iter().find(|d| d.attempt == attempt);
        let welcome = delivery.is_some_and(|delivery| match delivery.errand {
            Errand::Meal => self.food_is_here(),
            Errand::Retry => self.state.status == Status::PickedUp,
            Errand::Again { .. } => matches!(self.state.status, Status::PickedUp | Status::Completed),
        });
        welcome && self.riders_are_ours().is_ok() && self.served_beside(attempt).is_none()
    }

    /// Whether the meal has not left the shop.
    pub(super) fn food_is_here(&self) -> bool {
        matches!(self.state.status, Status::Accepted | Status::Ready)
    }

    /// The agency said no and has nothing: the next one that is called automatically may be asked.
    pub(super) fn refused(&mut self, attempt: u32, refusal: Refusal) {
        self.go(attempt, DeliveryState::Rejected);
        self.revoke(&Effect::Create { attempt });
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.refusal = Some(refusal.clone());
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.fail_over(attempt, |agency| Problem::NoRider { agency, refusal });
    }

    /// Moves on to the next automatic agency, or puts `otherwise` before a person.
    pub(super) fn fail_over(&mut self, attempt: u32, otherwise: impl FnOnce(String) -> Problem) {
        let here = self.is_wanted(attempt);
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, errand) = (delivery.agency.clone(), delivery.errand.clone());
        let (wanted, left_told) = (!delivery.cancel_wanted, delivery.left_told);
        // Whom a person wanted called off is not replaced without asking.
        let (agreed, fail_over) = (delivery.agreed_max_fee, delivery.fail_over && !delivery.off_asked);
        let open = self.state.status.is_accepted() || matches!(errand, Errand::Again { .. });
        let here = here && self.state.pending_action.is_none();
        let brought = self.served_beside(attempt) == Some(DeliveryState::Delivered);
        // Whose end nobody waits for: it was told that nobody needs him.
        let needless = self.state.order.as_ref().and_then(not_ours).is_some()
            || (left_told && matches!(self.state.status, Status::PickedUp | Status::Completed));
        if !wanted || !open || brought || needless {
            return;
        }
        match self.next_automatic(&agency).filter(|_| fail_over && here).map(|next| next.id.clone()) {
            Some(next) => self.begin(&next, errand, true, agreed),
            None => {
                self.problem(otherwise(agency));
                self.stroke();
            }
        }
    }

    pub(super) fn create_started(&mut self, attempt: u32) {
        let (now, policy) = (self.now, self.policy);
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.sending = true;
        if delivery.submitted_at.is_none() {
            delivery.submitted_at = Some(now);
            delivery.line = policy.agency(&delivery.agency).map(|agency| agency.line.clone());
        }
        if delivery.state == DeliveryState::Quoting {
            self.go(attempt, DeliveryState::Submitting);
        }
    }

    pub(super) fn created(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, key, state) = (delivery.agency.clone(), delivery.key.clone(), delivery.state);
        delivery.sending = false;
        match outcome {
            _ if state == DeliveryState::Delivered => {}
            // Sent once more just before it was declared void, or called off: it may have begun anew.
            Outcome::Created(Created::Taken(report)) if state.is_terminal() => {
                self.watch(attempt);
                self.lives_after_all(attempt, &report);
            }
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted if state.is_terminal() => {
                self.watch(attempt);
            }
            _ if state.is_terminal() => {}
            Outcome::Created(Created::Taken(report)) => self.absorb(attempt, &report),
            // It was found, or named by a person, while it was sent once more: that it lives is known.
            _ if state.progress().is_some() || state == DeliveryState::CancelRequested => {}
            // Sent once more under the same key: that this one was refused says nothing about the first.
            Outcome::Created(Created::Refused(refusal)) if state == DeliveryState::Unknown => {
                delivery.refusal = Some(refusal);
                delivery.refused_at = Some(now);
                delivery.not_found = 0;
                let settle = self.pace(&agency).settle_after;
                self.queue_at(Effect::LookUp { attempt }, later_by(now, settle));
            }
            Outcome::Created(Created::Refused(refusal)) => self.refused(attempt, refusal),
            Outcome::Created(Created::Duplicate) => {
                delivery.not_found = 0;
                self.go(attempt, DeliveryState::Unknown);
                self.queue(Effect::LookUp { attempt });
            }
            Outcome::Created(Created::NotSent(setback)) => self.not_sent(attempt, setback.after),
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted => {
                delivery.not_found = 0;
                self.go(attempt, DeliveryState::Unknown);
                let settle = self.pace(&agency).settle_after;
                self.problem(Problem::DeliveryUnknown { agency, key, gone: false });
                self.queue_at(Effect::LookUp { attempt }, later_by(now, settle));
            }
            // It never went out.
            Outcome::QuoteExpired if state == DeliveryState::Quoting => {
                self.queue(Effect::Quote { attempt });
            }
            _ => {}
        }
    }

    /// Not one byte of a call left; it is made again once the agency has had the rest that it asks for.
    fn not_sent(&mut self, attempt: u32, after: Option<Duration>) {
        let now = self.now;
        let rest =
            after.map_or(0, |after| i64::try_from(after.as_secs_f64().ceil() as u64).unwrap_or(i64::MAX));
        let rest = rest.max(NOT_SENT_PAUSE);
        let (here, held) = (self.is_wanted(attempt), self.state.pending_action.is_some());
        let Some(delivery) = self.attempt(attempt) else { return };
        let wanted = here && !delivery.cancel_wanted;
        match delivery.state {
            // Nothing is at the agency, and we ask the app to cancel the order.
            DeliveryState::Submitting | DeliveryState::Quoting if wanted && held => {
                delivery.submitted_at = None;
                return self.go(attempt, DeliveryState::Planned);
            }
            // The first send: nothing is at the agency.
            DeliveryState::Submitting | DeliveryState::Quoting if wanted => {
                delivery.submitted_at = None;
                delivery.unsent += 1;
                let hopeless = delivery.unsent >= UNSENT_BEFORE_OTHERS || rest > LONGEST_REST;
                let agency = delivery.agency.clone();
                let fail_over = delivery.fail_over && hopeless;
                if fail_over && self.next_automatic(&agency).is_some() {
                    return self.refused(attempt, Refusal { code: "no-line".to_owned(), message: None });
                }
                self.go(attempt, DeliveryState::Quoting);
            }
            DeliveryState::Submitting | DeliveryState::Quoting => self.go(attempt, DeliveryState::Cancelled),
            // An earlier send of this key may still exist.
            DeliveryState::Unknown if wanted && !held && delivery.is_young(now) => {}
            _ => return,
        }
        if wanted {
            self.queue_at(Effect::Create { attempt }, later(now, rest));
        }
    }

    /// Prints the slip of an attempt's rider. One for a second errand is no copy of the first one's.
    pub(super) fn print_slip(&mut self, attempt: u32) {
        let again = self.state.deliveries.iter().any(|d| {
            d.attempt == attempt && matches!(d.errand, Errand::Again { .. }) && d.rider_changes() == 0
        });
        if again { self.print_first(TicketKind::Rider) } else { self.print(TicketKind::Rider) }
    }
}

impl Delivery {
    /// Whether a call that went out then may still be repeated without asking anyone.
    pub(super) fn is_young(&self, now: Timestamp) -> bool {
        self.submitted_at.is_none_or(|at| now < later(at, LONGEST_BY_ITSELF))
    }

    /// How often its rider was taken away again.
    pub(super) fn rider_changes(&self) -> usize {
        let lost = |pair: &[Step]| {
            let named = matches!(pair[0].state, DeliveryState::Assigned | DeliveryState::Arrived);
            named && pair[1].state == DeliveryState::Requested
        };
        self.steps.windows(2).filter(|pair| lost(pair)).count()
    }
}

/// Whether riders for an order are ours to call.
///
/// # Errors
/// The reason, in the words of [`Refused::NotOurRiders`].
pub fn may_dispatch(state: &OrderState, riders: Riders) -> Result<(), &'static str> {
    match (&state.order, riders) {
        (None, _) => Err("unreadable"),
        (Some(order), _) if let Some(why) = not_ours(order) => Err(why),
        (_, Riders::App) => Err("app"),
        (_, Riders::OtherProgram) => Err("other-program"),
        (_, Riders::Us) if state.called_elsewhere => Err("elsewhere"),
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
