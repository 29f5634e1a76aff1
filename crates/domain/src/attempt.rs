//! One attempt to have an order carried by one agency: what is proven about it ([`Fact`]), what we want of it ([`Cancel`]),
//! and what it costs. Fact, wish and history change here alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::{End, Fact, Observation, Prep, Stage, Standing, observe};
use crate::order::{DeliveryState, ExtraCharge, Quote, Refusal, Rider, Won};

/// One delivery attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Agency id.
    pub agency: String,
    /// The account and protocol behind that id when the rider was called; `None` where that is not known.
    pub account: Option<String>,
    /// 1, 2 … over all agencies of this order.
    pub number: u32,
    /// The key sent with every request: stable per order, agency and attempt, at most 50 characters.
    pub idempotency_key: String,
    /// What the rider is called for.
    pub purpose: Purpose,
    fact: Fact,
    cancel: Cancel,
    written_off: Option<WriteOff>,
    history: Vec<StatusChange>,
    /// Whether a create is in flight. Until its answer arrives, a look-up that finds nothing does not prove that the delivery
    /// does not exist.
    pub create_in_flight: bool,
    /// Creates in a row that failed before their first byte was sent.
    pub send_failures: u32,
    /// Look-ups in a row that found nothing.
    pub missed_lookups: u32,
    /// When the first create was sent; look-ups become rarer with its age.
    pub sent_at: Option<Timestamp>,
    /// The agency's own word for where it stands.
    pub raw_status: Option<String>,
    /// The quote it rests on.
    pub quote: Option<Quote>,
    /// When that quote came; an old one is asked for again.
    pub quoted_at: Option<Timestamp>,
    /// The most a person agreed to for this attempt, won.
    pub agreed_max_fee: Option<Won>,
    /// What it costs.
    pub cost: Cost,
    /// What its rider takes at the door.
    pub collect: Collect,
    /// Move on to the next automatic agency when refused.
    pub fail_over: bool,
    /// Its rider.
    pub rider: Option<Rider>,
    /// When the rider is expected at the shop.
    pub pickup_expected_at: Option<Timestamp>,
    /// Why it was refused or failed; while it may exist, why a repeat of its call was refused.
    pub refusal: Option<Refusal>,
    /// What people and the agency were told about it.
    pub told: Told,
    /// When it began, or began to be priced again.
    pub since: Timestamp,
}

/// Whether the attempt is to be cancelled, and how far that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cancel {
    /// It is not to be cancelled.
    #[default]
    No,
    /// It is cancelled as soon as it is known to exist.
    WhenFound,
    /// The agency was asked to cancel it; until the agency agrees it counts as live.
    Asked,
    /// The agency refused to cancel it. Should it end all the same, no other rider is called in its place.
    Refused,
}

/// An attempt that is taken not to exist at its agency. It is looked up for a while, in case it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOff {
    /// The end that it counts as meanwhile.
    pub end: End,
    /// When the look-ups stop; they go on for as long as the agency shows it.
    pub until: Timestamp,
}

/// What an attempt is called for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errand", rename_all = "kebab-case")]
pub enum Purpose {
    /// The meal, from the shop, for the first time.
    #[default]
    #[serde(rename = "meal")]
    First,
    /// The meal once more, after a rider who left with it did not bring it.
    Retry,
    /// Something more after it was delivered (재배달): a dish that was wrong or missing.
    #[serde(rename = "again")]
    Redelivery {
        /// What, for the slip and the rider.
        note: String,
    },
}

/// What an attempt costs, won.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Without VAT; of a cancelled one, what cancelling cost.
    pub fee: Option<Won>,
    /// VAT on top of `fee`, where the agency names it.
    pub vat: Option<Won>,
    /// Named surcharges contained in `fee`.
    pub charges: Vec<ExtraCharge>,
    /// What cancelling it cost, or would cost now as far as the agency says. Of one that ended otherwise: what cancelling a
    /// part of it cost, where its agency had divided it.
    pub cancel_fee: Option<Won>,
}

/// What a rider takes at the door, won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collect {
    /// In cash.
    pub cash: Won,
    /// By the rider's terminal.
    pub card: Won,
}

/// What was said about an attempt, so that it is said only once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whether the person at the counter was told that its rider is late.
    pub late: bool,
    /// Whether the person at the counter was asked about it, because the food had left without its rider.
    pub left: bool,
    /// Whether its agency was told that the food is ready.
    pub ready: bool,
    /// Whether the slip of its present rider was queued.
    pub slip: bool,
}

/// A change of an attempt's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// The new status.
    #[serde(rename = "state")]
    pub status: DeliveryState,
    /// When: the time that the agency names, else the time at which it was learnt here.
    pub at: Timestamp,
}

impl Attempt {
    /// A new attempt, of which this is proven since `now`.
    pub fn new(agency: &str, number: u32, idempotency_key: String, fact: Fact, now: Timestamp) -> Attempt {
        let mut attempt = Attempt {
            agency: agency.to_owned(),
            account: None,
            number,
            idempotency_key,
            purpose: Purpose::First,
            fact,
            cancel: Cancel::No,
            written_off: None,
            history: Vec::new(),
            create_in_flight: false,
            send_failures: 0,
            missed_lookups: 0,
            sent_at: None,
            raw_status: None,
            quote: None,
            quoted_at: None,
            agreed_max_fee: None,
            cost: Cost::default(),
            collect: Collect::default(),
            fail_over: false,
            rider: None,
            pickup_expected_at: None,
            refusal: None,
            told: Told::default(),
            since: now,
        };
        attempt.note(now);
        attempt
    }

    /// Takes out who carried it and what was written for the rider. Of an agency's no its code stays; its message may repeat an
    /// address.
    pub(crate) fn forget_customer(&mut self) {
        let Attempt {
            agency: _,
            account: _,
            number: _,
            idempotency_key: _,
            purpose,
            fact: _,
            cancel: _,
            written_off: _,
            history: _,
            create_in_flight: _,
            send_failures: _,
            missed_lookups: _,
            sent_at: _,
            raw_status: _,
            quote: _,
            quoted_at: _,
            agreed_max_fee: _,
            cost: _,
            collect: _,
            fail_over: _,
            rider,
            pickup_expected_at: _,
            refusal,
            told: _,
            since: _,
        } = self;
        if let Purpose::Redelivery { note } = purpose {
            note.clear();
        }
        *rider = None;
        if let Some(refusal) = refusal {
            refusal.message = None;
        }
    }

    /// An attempt of this status and history, for samples and tests.
    pub fn standing(word: DeliveryState, history: Vec<StatusChange>, now: Timestamp) -> Attempt {
        let (fact, cancel) = match (word, Standing::of(word)) {
            (_, Some(Standing::Live(stage))) => (Fact::Exists(stage), Cancel::No),
            (_, Some(Standing::Ended(end))) => (Fact::Over(end), Cancel::No),
            (DeliveryState::CancelRequested, None) => (Fact::Exists(Stage::Requested), Cancel::Asked),
            (DeliveryState::Planned, None) => (Fact::NotSent(Prep::Held), Cancel::No),
            (DeliveryState::Submitting, None) => (Fact::InFlight, Cancel::No),
            (DeliveryState::Unknown, None) => (Fact::MayExist { resend_refused_at: None }, Cancel::No),
            (_, None) => (Fact::NotSent(Prep::Calling), Cancel::No),
        };
        Attempt { cancel, history, ..Attempt::new("", 1, String::new(), fact, now) }
    }

    /// The same attempt with this fact.
    #[cfg(any(test, feature = "samples"))]
    pub fn stand(&mut self, word: DeliveryState, history: Vec<StatusChange>) {
        let other = Attempt::standing(word, history, self.since);
        (self.fact, self.cancel, self.history) = (other.fact, other.cancel, other.history);
    }

    /// Its status, in the contract's words.
    pub fn status(&self) -> DeliveryState {
        if let Some(written_off) = self.written_off {
            return written_off.end.status();
        }
        match self.fact {
            Fact::NotSent(Prep::Held) => DeliveryState::Planned,
            Fact::NotSent(Prep::Calling) => DeliveryState::Quoting,
            Fact::InFlight => DeliveryState::Submitting,
            Fact::MayExist { .. } => DeliveryState::Unknown,
            Fact::Exists(stage) if stage.is_before_pickup() && self.cancel == Cancel::Asked => {
                DeliveryState::CancelRequested
            }
            Fact::Exists(stage) => stage.status(),
            Fact::Over(end) => end.status(),
        }
    }

    /// What is proven about it.
    pub fn fact(&self) -> Fact {
        self.fact
    }

    /// Whether it is to be cancelled.
    pub fn cancel(&self) -> Cancel {
        self.cancel
    }

    /// Whether and until when it is written off.
    pub fn written_off(&self) -> Option<WriteOff> {
        self.written_off
    }

    /// Every status it had, oldest first.
    pub fn history(&self) -> &[StatusChange] {
        &self.history
    }

    /// When it last reached this status; `None` if it never did.
    pub fn stood_at(&self, status: DeliveryState) -> Option<Timestamp> {
        self.history.iter().rev().find(|change| change.status == status).map(|change| change.at)
    }

    /// Whether it may still bring a rider and was not written off.
    pub fn is_open(&self) -> bool {
        self.written_off.is_none() && !matches!(self.fact, Fact::Over(_))
    }

    /// Whether it was written off and its agency has it all the same.
    pub fn is_found_alive(&self) -> bool {
        self.written_off.is_some() && self.fact.stage().is_some()
    }

    /// Whether it is to be cancelled and its agency has not refused.
    pub fn is_unwanted(&self) -> bool {
        self.written_off.is_none() && matches!(self.cancel, Cancel::WhenFound | Cancel::Asked)
    }

    /// Whether its rider may have the food.
    pub fn has_food(&self) -> bool {
        self.fact == Fact::Exists(Stage::PickedUp)
    }

    /// Whether something is brought after the meal.
    pub fn is_redelivery(&self) -> bool {
        matches!(self.purpose, Purpose::Redelivery { .. })
    }

    /// Whether it has brought what it was called for.
    pub fn is_delivered(&self) -> bool {
        self.status() == DeliveryState::Delivered
    }

    /// Whether no rider was called by it yet, or none came.
    pub fn is_unassigned(&self) -> bool {
        self.fact.is_not_sent() || (!self.is_open() && !self.is_delivered())
    }

    /// Applies an observation made at `at`. An attempt that was to be cancelled when found, and now exists, is being cancelled;
    /// one that was being cancelled, and is no longer known to exist, is to be cancelled when found.
    pub(super) fn observe(&mut self, seen: Observation, at: Timestamp) {
        self.observe_all(&[seen], at);
    }

    /// Applies several observations of one report; the history gets only the last status.
    pub(super) fn observe_all(&mut self, seen: &[Observation], at: Timestamp) {
        let fact = seen.iter().fold(self.fact, |fact, seen| observe(fact, *seen));
        match (self.written_off, fact) {
            (Some(_), Fact::Over(End::Delivered)) => {
                (self.written_off, self.fact, self.cancel) = (None, fact, Cancel::No);
                return self.note(at);
            }
            (Some(_), Fact::Over(_)) if self.is_found_alive() => return self.settle_write_off(at),
            // It counts as ended already; the look-ups go on until their time is over.
            (Some(_), Fact::Over(_)) => return,
            (_, fact) => self.fact = fact,
        }
        self.cancel = match (self.fact, self.cancel) {
            (Fact::Exists(stage), Cancel::WhenFound) if stage != Stage::PickedUp => Cancel::Asked,
            (Fact::InFlight | Fact::MayExist { .. }, Cancel::Asked) => Cancel::WhenFound,
            (_, cancel) => cancel,
        };
        self.note(at);
    }

    /// Asks for its cancellation: now where it exists, and when it is found where it may exist.
    pub(super) fn want_cancelled(&mut self, now: Timestamp) {
        self.cancel = if self.fact.stage().is_some() { Cancel::Asked } else { Cancel::WhenFound };
        self.note(now);
    }

    /// Notes that its agency refused to cancel it.
    pub(super) fn cancel_refused(&mut self, now: Timestamp) {
        self.cancel = Cancel::Refused;
        self.note(now);
    }

    /// Writes it off: it counts as ended with `end`, is looked up until `until`, and is cancelled should it be found.
    pub(super) fn write_off(&mut self, end: End, until: Timestamp, now: Timestamp) {
        self.written_off = Some(WriteOff { end, until });
        self.fact = Fact::MayExist { resend_refused_at: None };
        self.cancel = Cancel::WhenFound;
        self.note(now);
    }

    /// Writes an ended attempt off, because its agency may have it again.
    pub(super) fn reopen(&mut self, until: Timestamp, now: Timestamp) {
        if let Some(end) = self.end() {
            self.write_off(end, until, now);
        }
    }

    /// Its end, if it has ended or was written off.
    pub fn end(&self) -> Option<End> {
        match (self.written_off, self.fact) {
            (Some(written_off), _) => Some(written_off.end),
            (None, Fact::Over(end)) => Some(end),
            (None, _) => None,
        }
    }

    /// Ends the look-ups of a written-off attempt, whose end is final now.
    pub(super) fn settle_write_off(&mut self, now: Timestamp) {
        if let Some(written_off) = self.written_off.take() {
            (self.fact, self.cancel) = (Fact::Over(written_off.end), Cancel::No);
            self.note(now);
        }
    }

    /// Notes that its agency looks for another rider, without a new call.
    pub(super) fn looked_for_again(&mut self, now: Timestamp) {
        if self.status() == DeliveryState::Requested {
            self.history.push(StatusChange { status: DeliveryState::Requested, at: now });
        }
    }

    fn note(&mut self, at: Timestamp) {
        let status = self.status();
        if self.history.last().is_none_or(|last| last.status != status) {
            self.history.push(StatusChange { status, at });
        }
    }

    /// Reduces its cost to the cancel fee, which may not be known.
    pub(super) fn costs_its_cancel_fee(&mut self) {
        self.cost.fee = self.cost.cancel_fee;
        (self.cost.vat, self.cost.charges) = (None, Vec::new());
    }

    /// How often its agency took its rider away.
    pub(super) fn rider_changes(&self) -> usize {
        let lost = |pair: &[StatusChange]| {
            let named = matches!(pair[0].status, DeliveryState::Assigned | DeliveryState::Arrived);
            named && pair[1].status == DeliveryState::Requested
        };
        self.history.windows(2).filter(|pair| lost(pair)).count()
    }

    /// The times by our clock, for when that clock is set.
    pub(super) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        let refused = match &mut self.fact {
            Fact::MayExist { resend_refused_at } => resend_refused_at.as_mut(),
            Fact::NotSent(_) | Fact::InFlight | Fact::Exists(_) | Fact::Over(_) => None,
        };
        let watched = self.written_off.as_mut().map(|written_off| &mut written_off.until);
        let optional = [&mut self.quoted_at, &mut self.pickup_expected_at, &mut self.sent_at];
        let history = self.history.iter_mut().map(|change| &mut change.at);
        let since = std::iter::once(&mut self.since);
        since.chain(refused).chain(watched).chain(optional.into_iter().flatten()).chain(history)
    }
}

#[cfg(test)]
mod tests;
