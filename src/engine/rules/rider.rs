//! One meal, one rider.
//!
//! An attempt is created under a key that is stored before anything is sent. Where the answer to a create is not clear
//! the attempt is `unknown`: it is looked up under its key, created again with the same key only where the agency
//! refuses duplicates, and otherwise shown to a person. Another agency is asked only after a refusal or a cancellation
//! that the agency itself has confirmed; so at most one attempt of an order ever lives.
//!
//! Here an attempt is begun, called and called off; `track` follows what the agency says about it.

use jiff::Timestamp;

use super::policy::{AgencyPolicy, later, later_by};
use super::{Effect, Outcome, Turn};
use crate::agency::Pace;
use crate::engine::{Delivery, Done, OrderState, Refused};
use crate::order::{
    Amended, Amendment, Created, DeliveredBy, DeliveryState, OrderKind, Problem, Quoted, Refusal, Status, Won,
};
use crate::settings::Riders;

/// After this long an unanswered call is left to a person; the food may be gone by other means, in seconds.
const LONGEST_BY_ITSELF: i64 = 600;
/// How long a key is watched after a person said it was never called, in seconds.
const WATCH: i64 = 7_200;
/// Pause between look-ups of a watched key, in seconds.
pub(super) const WATCH_PAUSE: i64 = 60;
/// Unanswered price questions before a person hears of it.
const QUOTES_BEFORE_PROBLEM: u32 = 4;
/// Pause before a create that did not leave is tried again, in seconds.
const NOT_SENT_PAUSE: i64 = 5;

/// The key under which an agency knows an attempt: the order's id, the attempt and a piece of the agency's id; 50
/// characters at most, stable over retries and restarts.
fn key(order: &str, agency: &str, attempt: u32) -> String {
    let mut key: String = order.chars().filter(char::is_ascii_alphanumeric).collect();
    key.push_str(&format!("-{attempt}-"));
    key.extend(agency.chars().take(50_usize.saturating_sub(key.len())));
    key
}

impl Turn<'_> {
    pub(super) fn attempt(&mut self, attempt: u32) -> Option<&mut Delivery> {
        self.state.deliveries.iter_mut().find(|d| d.attempt == attempt)
    }

    pub(super) fn pace(&self, agency: &str) -> Pace {
        self.policy.agency(agency).map(|agency| agency.can.pace).unwrap_or_default()
    }

    /// Whether riders for this order are ours to call.
    pub(super) fn riders_are_ours(&self) -> Result<(), Refused> {
        may_dispatch(&self.state, self.policy.channel(&self.state.channel).riders)
            .map_err(|why| Refused::NotOurRiders { why: why.to_owned() })
    }

    /// Begins an attempt with a price question.
    pub(super) fn begin_delivery(&mut self, agency: &str, fail_over: bool, agreed_max_fee: Option<Won>) {
        let attempt = self.state.deliveries.len() as u32 + 1;
        self.solve(|problem| matches!(problem, Problem::NoRider { .. } | Problem::DeliveryEnded { .. }));
        let key = key(&self.state.id, agency, attempt);
        let delivery = Delivery::new(agency, attempt, key, DeliveryState::Quoting, self.now);
        self.state.deliveries.push(Delivery { agreed_max_fee, fail_over, ..delivery });
        self.queue(Effect::Quote { attempt });
    }

    pub(super) fn quoted(&mut self, attempt: u32, outcome: Outcome) {
        let Some(delivery) = self.attempt(attempt).filter(|d| d.state == DeliveryState::Quoting) else {
            return;
        };
        let agency = delivery.agency.clone();
        match outcome {
            Outcome::Quoted(Quoted::Possible(quote)) => {
                let (fee, agreed) = (quote.fee, delivery.agreed_max_fee);
                delivery.fee = Some(fee);
                delivery.pickup_expected_at = quote.pickup_expected_at;
                delivery.quote = Some(quote);
                self.solve(|problem| matches!(problem, Problem::NoRider { .. }));
                let max = agreed.or_else(|| self.policy.agency(&agency).and_then(|a| a.max_fee));
                match max {
                    Some(max) if fee > max => {
                        if let Some(delivery) = self.attempt(attempt) {
                            delivery.state = DeliveryState::Planned;
                        }
                        self.problem(Problem::FeeAboveMax { agency, fee, max });
                        self.stroke();
                    }
                    _ => self.queue(Effect::Create { attempt }),
                }
            }
            Outcome::Quoted(Quoted::Refused(refusal)) => self.refused(attempt, refusal),
            // A price that never comes creates nothing, but it says nothing either: a person decides.
            Outcome::NoAnswer { attempts, reason } if attempts >= QUOTES_BEFORE_PROBLEM => {
                let refusal = Refusal { code: "no-answer".to_owned(), message: Some(reason) };
                self.solve(|problem| matches!(problem, Problem::NoRider { .. }));
                self.problem(Problem::NoRider { agency, refusal });
                if attempts == QUOTES_BEFORE_PROBLEM {
                    self.stroke();
                }
            }
            _ => {}
        }
    }

    /// No price, or no line to call for longer than food waits: a person decides.
    pub(super) fn give_up_uncalled(&mut self) {
        let due = self.uncalled_until().is_some_and(|at| at <= self.now);
        let Some(live) = self.state.live_delivery().filter(|_| due) else { return };
        let attempt = live.attempt;
        self.revoke(&Effect::Quote { attempt });
        self.revoke(&Effect::Create { attempt });
        self.solve(|problem| matches!(problem, Problem::NoRider { .. }));
        let refusal = Refusal { code: "no-answer".to_owned(), message: None };
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.state = DeliveryState::Rejected;
        delivery.refusal = Some(refusal.clone());
        let agency = delivery.agency.clone();
        self.problem(Problem::NoRider { agency, refusal });
        self.stroke();
    }

    /// Until when an attempt that is not at its agency yet is tried without asking anyone.
    pub(super) fn uncalled_until(&self) -> Option<Timestamp> {
        let live = self.state.live_delivery().filter(|d| d.state == DeliveryState::Quoting)?;
        Some(later(live.since, LONGEST_BY_ITSELF))
    }

    /// The agency said no and has nothing: the next one that is called automatically may be asked.
    pub(super) fn refused(&mut self, attempt: u32, refusal: Refusal) {
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.state = DeliveryState::Rejected;
        delivery.refusal = Some(refusal.clone());
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.fail_over(attempt, |agency| Problem::NoRider { agency, refusal });
    }

    /// Moves on to the next automatic agency, or puts `otherwise` before a person.
    pub(super) fn fail_over(&mut self, attempt: u32, otherwise: impl FnOnce(String) -> Problem) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, wanted) = (delivery.agency.clone(), !delivery.cancel_wanted);
        let (agreed, fail_over) = (delivery.agreed_max_fee, delivery.fail_over);
        let next = self
            .policy
            .next_automatic(self.state.shop.as_deref(), Some(&agency))
            .filter(|_| fail_over && self.food_is_here());
        if !wanted || !self.state.status.is_accepted() {
            return;
        }
        match next.map(|next| next.id.clone()) {
            Some(next) => self.begin_delivery(&next, true, agreed),
            None => {
                self.problem(otherwise(agency));
                self.stroke();
            }
        }
    }

    /// Whether a rider who came now would find the food.
    pub(super) fn food_is_here(&self) -> bool {
        matches!(self.state.status, Status::Accepted | Status::Ready)
    }

    pub(super) fn create_started(&mut self, attempt: u32) {
        let now = self.now;
        if let Some(delivery) = self.attempt(attempt) {
            if delivery.state == DeliveryState::Quoting {
                delivery.state = DeliveryState::Submitting;
            }
            delivery.submitted_at.get_or_insert(now);
        }
    }

    pub(super) fn created(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let (agency, key) = (delivery.agency.clone(), delivery.key.clone());
        match outcome {
            Outcome::Created(Created::Taken(report)) => self.absorb(attempt, &report),
            Outcome::Created(Created::Refused(refusal)) => self.refused(attempt, refusal),
            Outcome::Created(Created::Duplicate) => {
                delivery.state = DeliveryState::Unknown;
                delivery.not_found = 0;
                self.queue(Effect::LookUp { attempt });
            }
            Outcome::Created(Created::NotSent(_)) => self.not_sent(attempt),
            Outcome::Created(Created::Unknown(_)) | Outcome::Interrupted => {
                delivery.state = DeliveryState::Unknown;
                delivery.not_found = 0;
                let settle = self.pace(&agency).settle_after;
                self.problem(Problem::DeliveryUnknown { agency, key });
                self.queue_at(Effect::LookUp { attempt }, later_by(now, settle));
            }
            _ => {}
        }
    }

    /// Not one byte of a call left.
    fn not_sent(&mut self, attempt: u32) {
        let now = self.now;
        let here = self.food_is_here();
        let Some(delivery) = self.attempt(attempt) else { return };
        let wanted = here && !delivery.cancel_wanted;
        match delivery.state {
            // The first send: nothing is at the agency.
            DeliveryState::Submitting if wanted => {
                delivery.state = DeliveryState::Quoting;
                delivery.submitted_at = None;
            }
            DeliveryState::Submitting => delivery.state = DeliveryState::Cancelled,
            // An earlier send of this key may still exist.
            DeliveryState::Unknown if wanted && delivery.is_young(now) => {}
            _ => return,
        }
        if wanted {
            self.queue_at(Effect::Create { attempt }, later(now, NOT_SENT_PAUSE));
        }
    }

    /// The order is ready later: its rider is asked for then. One who is on the way cannot be held up from here.
    pub(super) fn move_pickup(&mut self) {
        let Some(live) = self.state.live_delivery() else { return };
        let (attempt, agency) = (live.attempt, live.agency.clone());
        match live.state {
            // A call that is being made may bear either time.
            DeliveryState::Submitting | DeliveryState::Requested | DeliveryState::Unknown => {
                self.queue(Effect::Amend { attempt, what: Amendment::Pickup });
            }
            DeliveryState::Assigned | DeliveryState::Arrived => {
                self.problem(Problem::RiderComesEarly { agency });
            }
            _ => {}
        }
    }

    pub(super) fn amended(&mut self, attempt: u32, what: Amendment, outcome: Outcome) {
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let agency = delivery.agency.clone();
        if what == Amendment::Pickup
            && matches!(outcome, Outcome::Amended(Amended::Refused(_) | Amended::NoCall))
        {
            self.problem(Problem::RiderComesEarly { agency });
        }
    }

    pub(super) fn dispatch(&mut self, agency: Option<String>, max_fee: Option<Won>) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        if !self.food_is_here() {
            return Err(Refused::WrongStatus { status: self.state.status.as_str().to_owned() });
        }
        if let Some(live) = self.state.live_delivery() {
            let same = agency.as_deref().is_none_or(|id| id == live.agency);
            let (state, attempt) = (live.state, live.attempt);
            match (state, same) {
                (DeliveryState::Planned, true) => return Ok(self.agree(attempt, max_fee)),
                // Nothing is at the agency yet, so another one may be chosen.
                (DeliveryState::Planned | DeliveryState::Quoting, false) => self.call_off_rider(),
                (DeliveryState::CancelRequested, _) | (_, false) => {
                    return Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() });
                }
                (_, true) => return Ok(Done::Already),
            }
        }
        if self.state.delivery().is_some_and(|d| d.state == DeliveryState::Delivered) {
            return Err(Refused::DeliveryUnderWay { state: "delivered".to_owned() });
        }
        let shop = self.state.shop.as_deref();
        let serves = |agency: &&AgencyPolicy| agency.serves(shop);
        let chosen = match &agency {
            Some(id) => self.policy.agency(id).filter(serves),
            None => self.policy.agencies.iter().find(serves),
        };
        let Some(chosen) = chosen else {
            return Err(Refused::UnknownAgency { agency: agency.unwrap_or_default() });
        };
        let id = chosen.id.clone();
        self.begin_delivery(&id, agency.is_none(), max_fee);
        Ok(Done::Committed)
    }

    /// A person agrees to a dearer delivery: its price is asked again, because it moves.
    fn agree(&mut self, attempt: u32, max_fee: Option<Won>) -> Done {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return Done::Already };
        // Without a figure the consent is to the fee that was shown.
        delivery.agreed_max_fee = max_fee.or(delivery.fee);
        delivery.state = DeliveryState::Quoting;
        delivery.since = now;
        self.solve(|problem| matches!(problem, Problem::FeeAboveMax { .. }));
        self.queue(Effect::Quote { attempt });
        Done::Committed
    }

    pub(super) fn cancel_dispatch(&mut self) -> Result<Done, Refused> {
        let Some(live) = self.state.live_delivery() else {
            return match self.state.delivery().map(|d| d.state) {
                Some(DeliveryState::Cancelled) => Ok(Done::Already),
                Some(state) => Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() }),
                None => Err(Refused::NothingThere),
            };
        };
        match live.state {
            state @ (DeliveryState::PickedUp | DeliveryState::Returning) => {
                Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() })
            }
            DeliveryState::CancelRequested if self.policy.agency(&live.agency).is_some() => Ok(Done::Already),
            _ if live.cancel_wanted => Ok(Done::Already),
            _ => {
                self.call_off_rider();
                Ok(Done::Committed)
            }
        }
    }

    /// The food has left, or the order is closed: nobody is called for it any more.
    pub(super) fn drop_uncalled_rider(&mut self) {
        let Some(live) = self.state.live_delivery() else { return };
        match live.state {
            DeliveryState::Planned | DeliveryState::Quoting => self.call_off_rider(),
            DeliveryState::Unknown => self.revoke(&Effect::Create { attempt: live.attempt }),
            _ => {}
        }
    }

    /// Calls the living attempt off, as far as it has come.
    pub(super) fn call_off_rider(&mut self) {
        let Some(live) = self.state.live_delivery() else { return };
        let (attempt, state, agency, key) = (live.attempt, live.state, live.agency.clone(), live.key.clone());
        self.solve(|problem| matches!(problem, Problem::FeeAboveMax { .. } | Problem::NoRider { .. }));
        match state {
            DeliveryState::Planned | DeliveryState::Quoting => {
                self.revoke(&Effect::Quote { attempt });
                self.revoke(&Effect::Create { attempt });
                self.set(attempt, DeliveryState::Cancelled);
            }
            // It may exist: called off as soon as that is known.
            DeliveryState::Submitting | DeliveryState::Unknown => {
                if let Some(delivery) = self.attempt(attempt) {
                    delivery.cancel_wanted = true;
                }
                self.revoke(&Effect::Create { attempt });
            }
            // Its agency is no longer set up: only a person can find out.
            state if state != DeliveryState::PickedUp && self.policy.agency(&agency).is_none() => {
                self.set(attempt, DeliveryState::Unknown);
                self.problem(Problem::DeliveryUnknown { agency, key });
                self.stroke();
            }
            DeliveryState::Requested | DeliveryState::Assigned | DeliveryState::Arrived => {
                if let Some(delivery) = self.attempt(attempt) {
                    delivery.cancel_wanted = true;
                    delivery.state = DeliveryState::CancelRequested;
                }
                self.queue(Effect::CallOff { attempt });
            }
            DeliveryState::PickedUp => {
                self.problem(Problem::RiderNotCalledOff { agency, reason: "picked_up".to_owned() });
            }
            _ => {}
        }
    }

    fn set(&mut self, attempt: u32, state: DeliveryState) {
        if let Some(delivery) = self.attempt(attempt) {
            delivery.state = state;
        }
    }

    /// A person knows that a rider was called.
    pub(super) fn resolve_dispatched(&mut self, id: String) -> Result<Done, Refused> {
        let unknown = |d: &&mut Delivery| d.state == DeliveryState::Unknown;
        let delivery = self.state.deliveries.iter_mut().find(unknown).ok_or(Refused::NothingThere)?;
        delivery.state = DeliveryState::Requested;
        delivery.raw_state = Some(id);
        let attempt = delivery.attempt;
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.revoke(&Effect::Create { attempt });
        self.queue(Effect::LookUp { attempt });
        Ok(Done::Committed)
    }

    /// A person knows that no rider was called. The key stays watched, in case the person is wrong.
    pub(super) fn resolve_not_dispatched(&mut self) -> Result<Done, Refused> {
        // Also one whose agency does not answer to being called off: the person may have telephoned.
        let open =
            |d: &&mut Delivery| matches!(d.state, DeliveryState::Unknown | DeliveryState::CancelRequested);
        let delivery = self.state.deliveries.iter_mut().find(open).ok_or(Refused::NothingThere)?;
        let attempt = delivery.attempt;
        self.declare_void(attempt, DeliveryState::Expired);
        Ok(Done::Committed)
    }

    /// Nothing is at the agency, as far as anyone knows. The key stays watched.
    pub(super) fn declare_void(&mut self, attempt: u32, state: DeliveryState) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.state = state;
        delivery.cancel_wanted = false;
        delivery.watched_until = Some(later(now, WATCH));
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.revoke(&Effect::Create { attempt });
        self.revoke(&Effect::CallOff { attempt });
        self.queue_at(Effect::LookUp { attempt }, later(now, WATCH_PAUSE));
    }
}

impl Delivery {
    /// Whether a call that went out then may still be repeated without asking anyone.
    pub(super) fn is_young(&self, now: Timestamp) -> bool {
        self.submitted_at.is_none_or(|at| now < later(at, LONGEST_BY_ITSELF))
    }
}

/// Whether riders for an order are ours to call.
///
/// # Errors
/// The reason, in the words of [`Refused::NotOurRiders`].
pub fn may_dispatch(state: &OrderState, riders: Riders) -> Result<(), &'static str> {
    match (&state.order, riders) {
        (None, _) => Err("unreadable"),
        (Some(order), _) if order.kind != OrderKind::Delivery => Err("takeout"),
        (Some(order), _) if order.delivered_by == DeliveredBy::Marketplace => Err("app"),
        (_, Riders::App) => Err("app"),
        (_, Riders::OtherProgram) => Err("other-program"),
        (_, Riders::Us) => Ok(()),
    }
}
