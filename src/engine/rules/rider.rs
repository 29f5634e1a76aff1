//! One meal, one rider.
//!
//! An attempt is created under a key that is stored before anything is sent. Where the answer to a create is not clear
//! the attempt is `unknown`: it is looked up under its key, created again with the same key only where the agency
//! refuses duplicates, and otherwise shown to a person. Another agency is asked only after a refusal or a cancellation
//! that the agency itself has confirmed; so at most one attempt of an order ever lives.

use jiff::Timestamp;

use super::policy::{Pace, later, later_by};
use super::{Effect, Outcome, Turn};
use crate::engine::{Delivery, Done, OrderState, Refused};
use crate::order::{
    CancelAnswer, Created, DeliveredBy, DeliveryReport, DeliveryState, OrderKind, Problem, Quoted, Refusal,
    Status, TicketKind, Won,
};
use crate::settings::Riders;

/// Look-ups that find nothing before the same key is sent again, and how many of the agency's rests must have passed.
const NOT_FOUND_BEFORE_AGAIN: u32 = 3;
const SETTLES_BEFORE_AGAIN: i32 = 2;
/// After this long an unanswered call is left to a person; the food may be gone by other means, in seconds.
const LONGEST_BY_ITSELF: i64 = 600;
/// How long a key is watched after a person said it was never called, in seconds.
const WATCH: i64 = 7_200;
/// Pause between look-ups of a watched key, in seconds.
const WATCH_PAUSE: i64 = 60;
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
    fn attempt(&mut self, attempt: u32) -> Option<&mut Delivery> {
        self.state.deliveries.iter_mut().find(|d| d.attempt == attempt)
    }

    fn pace(&self, agency: &str) -> Pace {
        self.policy.agency(agency).map(|agency| agency.pace).unwrap_or_default()
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
        self.state.deliveries.push(Delivery {
            agency: agency.to_owned(),
            attempt,
            key: key(&self.state.id, agency, attempt),
            state: DeliveryState::Quoting,
            raw_state: None,
            quote: None,
            fee: None,
            agreed_max_fee,
            fail_over,
            rider: None,
            pickup_expected_at: None,
            refusal: None,
            cancel_wanted: false,
            ready_told: false,
            not_found: 0,
            submitted_at: None,
            watched_until: None,
            since: self.now,
        });
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

    /// The agency said no and has nothing: the next one that is called automatically may be asked.
    fn refused(&mut self, attempt: u32, refusal: Refusal) {
        let Some(delivery) = self.attempt(attempt) else { return };
        delivery.state = DeliveryState::Rejected;
        delivery.refusal = Some(refusal.clone());
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.fail_over(attempt, |agency| Problem::NoRider { agency, refusal });
    }

    /// Moves on to the next automatic agency, or puts `otherwise` before a person.
    fn fail_over(&mut self, attempt: u32, otherwise: impl FnOnce(String) -> Problem) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let (agency, wanted) = (delivery.agency.clone(), !delivery.cancel_wanted);
        let agreed = delivery.agreed_max_fee;
        let next = if delivery.fail_over { self.policy.next_automatic(Some(&agency)) } else { None };
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
                self.queue(Effect::LookUp { attempt });
            }
            Outcome::Created(Created::NotSent(_)) => {
                if delivery.cancel_wanted {
                    if delivery.state == DeliveryState::Submitting {
                        delivery.state = DeliveryState::Cancelled;
                    }
                } else {
                    // An earlier send of this key may still exist: only a first one goes back to before the send.
                    if delivery.state == DeliveryState::Submitting {
                        delivery.state = DeliveryState::Quoting;
                        delivery.submitted_at = None;
                    }
                    self.queue_at(Effect::Create { attempt }, later(now, NOT_SENT_PAUSE));
                }
            }
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

    pub(super) fn looked_up(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        if let Some(until) = delivery.watched_until {
            return self.watched(attempt, until, outcome);
        }
        if delivery.state.is_terminal() {
            return;
        }
        match outcome {
            Outcome::LookedUp(Some(report)) => self.absorb(attempt, &report),
            Outcome::LookedUp(None) => {
                delivery.not_found += 1;
                self.not_found(attempt);
            }
            _ => return,
        }
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let agency = delivery.agency.clone();
        let pause = self.pace(&agency).look_up_every;
        self.queue_at(Effect::LookUp { attempt }, later_by(now, pause));
    }

    /// Nothing under our key. Right after a create that proves nothing; after a while it does, where the agency would
    /// refuse a duplicate.
    fn not_found(&mut self, attempt: u32) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|d| d.state == DeliveryState::Unknown) else {
            return;
        };
        let Some(submitted_at) = delivery.submitted_at else { return };
        let settled = delivery.not_found >= NOT_FOUND_BEFORE_AGAIN;
        let cancel_wanted = delivery.cancel_wanted;
        let agency = delivery.agency.clone();
        let Some(agency) = self.policy.agency(&agency) else { return };
        let least = agency.pace.settle_after * SETTLES_BEFORE_AGAIN;
        let young = now < later(submitted_at, LONGEST_BY_ITSELF);
        if settled
            && now >= later_by(submitted_at, least)
            && agency.duplicate_guard
            && young
            && !cancel_wanted
        {
            if let Some(delivery) = self.attempt(attempt) {
                delivery.not_found = 0;
            }
            self.queue(Effect::Create { attempt });
        }
    }

    /// A key that a person declared void: if it lives after all, it is called off and the bell rings.
    fn watched(&mut self, attempt: u32, until: Timestamp, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt) else { return };
        let agency = delivery.agency.clone();
        let lives = match outcome {
            Outcome::LookedUp(Some(report)) => {
                delivery.raw_state = Some(report.raw_state.clone());
                !report.state.is_terminal()
            }
            _ => false,
        };
        if lives {
            delivery.cancel_wanted = true;
            self.problem(Problem::DeliveryLivesAfterAll { agency });
            self.urgent();
            self.queue(Effect::CallOff { attempt });
        }
        if now < until {
            self.queue_at(Effect::LookUp { attempt }, later(now, WATCH_PAUSE));
        }
    }

    /// What the agency says about a delivery that it has.
    fn absorb(&mut self, attempt: u32, report: &DeliveryReport) {
        let order_is_ready = self.state.status == Status::Ready;
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|d| !d.state.is_terminal()) else { return };
        let before = delivery.state;
        let first_known = before.progress().is_none() && before != DeliveryState::CancelRequested;
        delivery.not_found = 0;
        delivery.raw_state = Some(report.raw_state.clone());
        delivery.fee = report.fee.or(delivery.fee);
        delivery.rider = report.rider.clone().or(delivery.rider.take());
        delivery.pickup_expected_at = report.pickup_expected_at.or(delivery.pickup_expected_at);
        let asked_off = before == DeliveryState::CancelRequested;
        let reached = report.state;
        let carried = reached.progress() >= DeliveryState::PickedUp.progress();
        delivery.state = match reached {
            // Called off, but not yet agreed: it lives, and a rider who has the food has won the race.
            _ if asked_off && reached.progress().is_some() && !carried => DeliveryState::CancelRequested,
            DeliveryState::Requested if report.assignment_cancelled => DeliveryState::Requested,
            _ if reached.progress().is_some() && reached.progress() < before.progress() => before,
            _ => reached,
        };
        if reached.is_terminal() && reached != DeliveryState::Delivered {
            delivery.refusal = report.reason.clone().or(delivery.refusal.take());
        }
        let after = delivery.state;
        let agency = delivery.agency.clone();
        let raw_state = report.raw_state.clone();
        let call_off = delivery.cancel_wanted && first_known && !after.is_terminal() && !carried;
        let tell_ready = order_is_ready && first_known && !delivery.ready_told && !call_off;
        if call_off {
            delivery.state = DeliveryState::CancelRequested;
        }
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        if first_known && !after.is_terminal() {
            let pause = self.pace(&agency).look_up_every;
            self.queue_at(Effect::LookUp { attempt }, later_by(now, pause));
        }
        if call_off {
            self.queue(Effect::CallOff { attempt });
        }
        if tell_ready {
            self.tell_rider_ready();
        }
        if after == before {
            return;
        }
        match after {
            DeliveryState::Assigned | DeliveryState::Arrived
                if before.progress() < DeliveryState::Assigned.progress() =>
            {
                self.print(TicketKind::Rider);
            }
            DeliveryState::PickedUp => self.rider_has_food(asked_off, &agency, &raw_state),
            DeliveryState::Delivered => {
                self.rider_has_food(asked_off, &agency, &raw_state);
                self.tell_delivered();
            }
            DeliveryState::Rejected => {
                let refusal = report.reason.clone();
                self.fail_over(attempt, |agency| match refusal {
                    Some(refusal) => Problem::NoRider { agency, refusal },
                    None => Problem::DeliveryEnded { agency, raw_state },
                });
            }
            DeliveryState::Cancelled if asked_off => {}
            DeliveryState::Cancelled => {
                self.fail_over(attempt, |agency| Problem::DeliveryEnded { agency, raw_state });
            }
            DeliveryState::Failed | DeliveryState::Returning | DeliveryState::Returned => {
                self.problem(Problem::DeliveryEnded { agency, raw_state });
                self.stroke();
            }
            _ => {}
        }
    }

    fn rider_has_food(&mut self, asked_off: bool, agency: &str, raw_state: &str) {
        if asked_off {
            self.problem(Problem::RiderNotCalledOff {
                agency: agency.to_owned(),
                reason: raw_state.to_owned(),
            });
            self.urgent();
        }
        self.left_the_shop();
    }

    pub(super) fn called_off(&mut self, attempt: u32, outcome: Outcome) {
        let Outcome::CalledOff(answer) = outcome else { return };
        let Some(delivery) = self.attempt(attempt) else { return };
        let agency = delivery.agency.clone();
        // A watched key stays expired; only the word about it changes.
        let watched = delivery.watched_until.is_some();
        if delivery.state != DeliveryState::CancelRequested && !watched {
            return;
        }
        match answer {
            CancelAnswer::Cancelled { fee } => {
                delivery.fee = fee.or(Some(Won::ZERO));
                delivery.raw_state = Some("CANCELED".to_owned());
                if !watched {
                    delivery.state = DeliveryState::Cancelled;
                    self.revoke(&Effect::LookUp { attempt });
                }
            }
            // The race with an assignment was lost: it lives, and a person must know.
            CancelAnswer::Refused(refusal) => {
                delivery.cancel_wanted = false;
                if !watched {
                    delivery.state = DeliveryState::Requested;
                    self.queue(Effect::LookUp { attempt });
                }
                let reason = refusal.message.unwrap_or(refusal.code);
                self.problem(Problem::RiderNotCalledOff { agency, reason });
                self.urgent();
            }
            CancelAnswer::NotFound => {
                if !watched {
                    delivery.state = DeliveryState::Unknown;
                    self.queue(Effect::LookUp { attempt });
                }
            }
        }
    }

    /// The food is ready: the rider should know, once.
    pub(super) fn tell_rider_ready(&mut self) {
        let known = |state: DeliveryState| {
            matches!(state, DeliveryState::Requested | DeliveryState::Assigned | DeliveryState::Arrived)
        };
        let Some(delivery) = self.state.deliveries.iter_mut().find(|d| known(d.state) && !d.ready_told)
        else {
            return;
        };
        delivery.ready_told = true;
        let attempt = delivery.attempt;
        self.queue(Effect::PrepareComplete { attempt });
    }

    pub(super) fn dispatch(&mut self, agency: Option<String>, max_fee: Option<Won>) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        if !matches!(self.state.status, Status::Accepted | Status::Ready) {
            return Err(Refused::WrongStatus { status: self.state.status.as_str().to_owned() });
        }
        if let Some(live) = self.state.live_delivery() {
            let same = agency.as_deref().is_none_or(|id| id == live.agency);
            let (state, attempt) = (live.state, live.attempt);
            match (state, same) {
                (DeliveryState::Planned, true) => return Ok(self.agree(attempt, max_fee)),
                // Nothing is at the agency yet, so another one may be chosen.
                (DeliveryState::Planned, false) => {
                    if let Some(delivery) = self.attempt(attempt) {
                        delivery.state = DeliveryState::Cancelled;
                    }
                    self.solve(|problem| matches!(problem, Problem::FeeAboveMax { .. }));
                }
                (DeliveryState::CancelRequested, _) | (_, false) => {
                    return Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() });
                }
                (_, true) => return Ok(Done::Already),
            }
        }
        if self.state.delivery().is_some_and(|d| d.state == DeliveryState::Delivered) {
            return Err(Refused::DeliveryUnderWay { state: "delivered".to_owned() });
        }
        let chosen = match &agency {
            Some(id) => self.policy.agency(id),
            None => self.policy.agencies.first(),
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
        let Some(delivery) = self.attempt(attempt) else { return Done::Already };
        // Without a figure the consent is to the fee that was shown.
        delivery.agreed_max_fee = max_fee.or(delivery.fee);
        delivery.state = DeliveryState::Quoting;
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
            DeliveryState::CancelRequested => Ok(Done::Already),
            _ if live.cancel_wanted => Ok(Done::Already),
            _ => {
                self.call_off_rider();
                Ok(Done::Committed)
            }
        }
    }

    /// Calls the living attempt off, as far as it has come.
    pub(super) fn call_off_rider(&mut self) {
        let Some(live) = self.state.live_delivery() else { return };
        let (attempt, state, agency) = (live.attempt, live.state, live.agency.clone());
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

    fn unknown_attempt(&mut self) -> Result<&mut Delivery, Refused> {
        self.state
            .deliveries
            .iter_mut()
            .find(|d| d.state == DeliveryState::Unknown)
            .ok_or(Refused::NothingThere)
    }

    /// A person knows that a rider was called.
    pub(super) fn resolve_dispatched(&mut self, id: String) -> Result<Done, Refused> {
        let delivery = self.unknown_attempt()?;
        delivery.state = DeliveryState::Requested;
        delivery.raw_state = Some(id);
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        Ok(Done::Committed)
    }

    /// A person knows that no rider was called. The key stays watched, in case the person is wrong.
    pub(super) fn resolve_not_dispatched(&mut self) -> Result<Done, Refused> {
        let now = self.now;
        let delivery = self.unknown_attempt()?;
        delivery.state = DeliveryState::Expired;
        delivery.watched_until = Some(later(now, WATCH));
        let attempt = delivery.attempt;
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.revoke(&Effect::Create { attempt });
        self.queue_at(Effect::LookUp { attempt }, later(now, WATCH_PAUSE));
        Ok(Done::Committed)
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
