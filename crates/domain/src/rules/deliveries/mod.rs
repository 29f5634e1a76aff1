//! An order's deliveries: at most one of its attempts may bring a rider.
//!
//! `choose` says which agency is called and when, `price` for how much, `call` calls it and moves on to the next, `create` takes
//! what became of a call, `look_up` what is found, `follow` what is shown, `cancel` ends an attempt, `amend` tells the agency
//! what has changed, `late` and `unneeded` tell a person, `rider` does what a person wants, `restart` begins again after a start
//! of the program. All stand on `base`, and none calls back.

mod amend;
mod base;
mod call;
mod cancel;
mod choose;
mod create;
mod follow;
mod late;
mod look_up;
mod outbox;
mod price;
mod problems;
mod restart;
mod rider;
mod unneeded;

use std::ops::Deref;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use base::may_dispatch;

use super::transition::{By, Event, Machine};
use super::{Effect, Outcome, Policy};
use crate::order::{DeliveryState, Status};
use crate::{
    Attempt, Command, Compared, Done, End, Fact, Prep, Refused, Resolution, Stage, Standing, privacy,
};

/// Every attempt to have an order carried, oldest first, and what was asked beside them. Changed by the rules alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Deliveries {
    attempts: Vec<Attempt>,
    quotes: Vec<Compared>,
    called_elsewhere: bool,
    left_to_person: bool,
}

impl Deref for Deliveries {
    type Target = [Attempt];

    fn deref(&self) -> &[Attempt] {
        &self.attempts
    }
}

impl<'a> IntoIterator for &'a Deliveries {
    type Item = &'a Attempt;
    type IntoIter = std::slice::Iter<'a, Attempt>;

    fn into_iter(self) -> Self::IntoIter {
        self.attempts.iter()
    }
}

/// What samples and tests begin with.
impl From<Vec<Attempt>> for Deliveries {
    fn from(attempts: Vec<Attempt>) -> Deliveries {
        Deliveries { attempts, ..Deliveries::default() }
    }
}

impl Deliveries {
    /// The attempt that may still bring a rider. There is never more than one.
    pub fn live(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.is_open())
    }

    /// The attempt of this number.
    pub fn numbered(&self, number: u32) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.number == number)
    }

    /// What agencies asked when a person wanted to compare, in the order of the settings.
    pub fn quotes(&self) -> &[Compared] {
        &self.quotes
    }

    /// Whether a person called a rider by other means: none is called from here.
    pub fn called_elsewhere(&self) -> bool {
        self.called_elsewhere
    }

    /// Takes out who carried it and what was written for the riders; see
    /// [`OrderState::forget_customer`](crate::OrderState::forget_customer).
    pub(crate) fn forget_customer(&mut self) {
        let Deliveries { attempts, quotes, called_elsewhere: _, left_to_person: _ } = self;
        attempts.iter_mut().for_each(Attempt::forget_customer);
        quotes.iter_mut().for_each(privacy::forget_in_quote);
    }

    /// A rider left with the meal, and it did not arrive: it may be carried once more.
    pub fn came_to_nothing(&self) -> bool {
        let ended = self.last().is_some_and(|last| !last.is_open());
        // That a rider had it may not have been seen: look-ups are seconds apart, and lines fail.
        let carried = |attempt: &Attempt| {
            attempt.end() == Some(End::Returned) || attempt.stood_at(DeliveryState::PickedUp).is_some()
        };
        ended && self.iter().any(carried) && !self.iter().any(Attempt::is_delivered)
    }

    /// Whether only people tell what becomes of its rider, or none is under way.
    pub(super) fn is_ridden_by_hand_or_not(&self, policy: &Policy) -> bool {
        self.live().is_none_or(|live| base::is_in_house(policy, live))
    }

    /// No agency is called for it without being asked for: a rider may be under way already.
    pub(super) fn leave_to_person(&mut self) {
        self.left_to_person = true;
    }

    /// Whether no agency is called for it without being asked for.
    pub fn is_left_to_person(&self) -> bool {
        self.left_to_person
    }

    /// The attempts, for samples, tests and books of the day; the rules change them in their own files.
    pub fn edit(&mut self) -> &mut Vec<Attempt> {
        &mut self.attempts
    }

    /// The prices that were compared, for samples and tests.
    pub fn edit_quotes(&mut self) -> &mut Vec<Compared> {
        &mut self.quotes
    }

    /// A rider was called by other means, for samples and tests.
    pub fn set_called_elsewhere(&mut self) {
        self.called_elsewhere = true;
    }

    /// The times by our clock, for when that clock is set.
    pub(crate) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        let asked = self.quotes.iter_mut().map(|compared| &mut compared.asked_at);
        self.attempts.iter_mut().flat_map(Attempt::times).chain(asked)
    }
}

impl Machine<'_, '_, Deliveries> {
    /// Something happened to another machine of the order.
    pub(super) fn on(&mut self, event: &Event) {
        match event {
            Event::Started => self.dispatch_if_due(),
            Event::Ready => {
                self.tell_rider_ready();
                self.dispatch_if_due();
            }
            Event::Left(by) => {
                self.drop_uncalled_rider();
                self.reaches(*by, Standing::Live(Stage::PickedUp));
                self.tell_if_left_without_rider();
            }
            Event::Arrived(by) => self.reaches(*by, Standing::Ended(End::Delivered)),
            Event::Closed { cancelling } => {
                self.drop_uncalled_rider();
                if *cancelling {
                    self.release_uncalled_rider();
                }
                self.tell_if_left_without_rider();
            }
            Event::Cancelling => self.hold_uncalled_rider(),
            Event::CancelDenied => self.release_uncalled_rider(),
            Event::Cancelled { .. } => self.cancel_rider(),
            Event::Changed { known, on_paper } => {
                self.pass_on(known);
                // A rider who has a slip has the old address on it.
                if *on_paper && self.own.live().is_some_and(|live| live.told.slip) {
                    self.out.emit(Event::SlipOutdated);
                }
            }
            Event::Delayed => self.move_pickup(),
            Event::CancelledAfterCompletion
            | Event::DishShort
            | Event::Gathered
            | Event::Cooked
            | Event::RiderHasFood
            | Event::RiderArrived
            | Event::SlipWanted { .. }
            | Event::SlipOutdated => {}
        }
    }

    /// A person's command about riders; `None`: it is about something else.
    pub(super) fn command(&mut self, command: &Command) -> Option<Result<Done, Refused>> {
        Some(match command {
            Command::Dispatch { agency, max_fee } => self.dispatch(agency.clone(), *max_fee),
            Command::DeliverAgain { agency, max_fee, note } => {
                self.deliver_again(agency.clone(), *max_fee, note)
            }
            Command::CompareQuotes => self.compare_quotes(),
            Command::CalledElsewhere { undo } => self.called_elsewhere(*undo),
            Command::Raise { fee } => self.raise(*fee),
            Command::NameRider { name, phone } => self.name_rider(name, phone.as_deref()),
            Command::CameBack => self.came_back(),
            Command::CancelDispatch { attempt } => self.cancel_dispatch(*attempt),
            Command::Resolve { resolution: Resolution::Dispatched(id) } => {
                self.resolve_dispatched(id.clone())
            }
            Command::Resolve { resolution: Resolution::NotDispatched } => self.resolve_not_dispatched(),
            // Of an order that has left, or is closed: its own rider brings the meal once more, or something after it.
            Command::PickedUp if self.head.has_left() => {
                Ok(self.reaches_by_hand(Standing::Live(Stage::PickedUp)))
            }
            Command::Complete if self.head.status == Status::Completed => {
                Ok(self.reaches_by_hand(Standing::Ended(End::Delivered)))
            }
            _ => return None,
        })
    }

    /// What became of an effect.
    pub(super) fn outcome(&mut self, effect: &Effect, outcome: Outcome) {
        match effect {
            Effect::Quote { attempt } => self.quoted(*attempt, outcome),
            Effect::Compare { agency } => self.compared(agency, outcome),
            Effect::Create { attempt } => self.created(*attempt, outcome),
            Effect::LookUp { attempt } => self.looked_up(*attempt, outcome),
            Effect::Cancel { attempt } => self.cancel_answered(*attempt, outcome),
            Effect::Amend { attempt, what } => self.amended(*attempt, *what, outcome),
            Effect::Raise { attempt, fee } => self.raised(*attempt, *fee, outcome),
            Effect::PrepareComplete { .. }
            | Effect::Notify { .. }
            | Effect::Fetch { .. }
            | Effect::Print { .. } => {}
        }
    }

    /// The order was carried from a damaged database, and what `is_lost` holds of is not queued any more.
    pub(super) fn rescued(&mut self, is_lost: impl Fn(&Effect) -> bool) {
        for (attempt, fact) in
            self.own.iter().map(|attempt| (attempt.number, attempt.fact())).collect::<Vec<_>>()
        {
            match fact {
                Fact::InFlight if is_lost(&Effect::Create { attempt }) => {
                    self.created(attempt, Outcome::Interrupted);
                }
                Fact::NotSent(Prep::Calling) if is_lost(&Effect::Quote { attempt }) => {
                    self.queue(Effect::Quote { attempt });
                }
                _ => {}
            }
        }
    }

    /// When something is due by itself.
    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        let dispatch = self.dispatch_due_at().filter(|_| self.head.started);
        [dispatch, self.uncalled_until(), self.late_at()].into_iter().flatten().min()
    }

    /// Does everything that is due.
    pub(super) fn wake(&mut self) {
        self.give_up_uncalled();
        self.dispatch_if_due();
        self.tell_if_late();
    }

    fn reaches(&mut self, by: By, standing: Standing) {
        match by {
            By::Hand => {
                self.reaches_by_hand(standing);
            }
            By::App => self.own_rider_reaches(standing),
        }
    }
}
