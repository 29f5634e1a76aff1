//! What a person wants of riders: call, compare, cancel, name one's own, settle what is unknown.

use super::Deliveries;
use crate::order::{DeliveryState, OwnRefusal, Personal, Problem, Rider, Status, Won};
use crate::rules::Effect;
use crate::rules::policy::AgencyPolicy;
use crate::rules::transition::Machine;
use crate::{Attempt, Done, End, Fact, Observation, Purpose, Refused, Stage, Standing};

/// The longest name of a rider and note for a second delivery, in characters.
const LONGEST_TEXT: usize = 60;

impl<'p> Machine<'_, 'p, Deliveries> {
    pub(super) fn dispatch(&mut self, agency: Option<String>, max_fee: Option<Won>) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        // A second delivery that waits for a word, or that no rider took: it is that one that is to be called.
        if let Some(Purpose::Redelivery { note }) =
            self.own.last().filter(|last| last.is_unassigned()).map(|last| &last.purpose)
        {
            let note = note.clone();
            return self.deliver_again(agency, max_fee, &note);
        }
        let purpose = match self.head.status {
            Status::Accepted | Status::Ready => Purpose::First,
            Status::PickedUp if self.own.came_to_nothing() || self.is_retried() => Purpose::Retry,
            _ => return Err(self.head.wrong_status()),
        };
        self.call(purpose, agency, max_fee)
    }

    /// One delivery more after the meal was delivered, for what was wrong or missing.
    pub(super) fn deliver_again(
        &mut self,
        agency: Option<String>,
        max_fee: Option<Won>,
        note: &str,
    ) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        let delivered = self.own.attempts.iter().any(Attempt::is_delivered);
        let gone = self.head.has_left();
        if !gone || !(delivered || self.head.status == Status::Completed) {
            return Err(self.head.wrong_status());
        }
        self.call(Purpose::Redelivery { note: short(note) }, agency, max_fee)
    }

    /// Calls a rider for this, unless one is called, or may be on the way.
    fn call(
        &mut self,
        purpose: Purpose,
        agency: Option<String>,
        max_fee: Option<Won>,
    ) -> Result<Done, Refused> {
        self.head.nothing_pending()?;
        let redelivery = matches!(purpose, Purpose::Redelivery { .. });
        let under_way = |state: DeliveryState| Refused::DeliveryUnderWay { state: state.as_str().to_owned() };
        if let Some(live) = self.own.live() {
            let same = agency.as_deref().is_none_or(|id| id == live.agency);
            let (status, attempt) = (live.status(), live.number);
            if live.purpose != purpose {
                return Err(under_way(status));
            }
            match (status, same) {
                (DeliveryState::Planned, true) => return Ok(self.agree(attempt, max_fee)),
                // Nothing is at the agency yet, so another one may be chosen.
                (DeliveryState::Planned | DeliveryState::Quoting, false) => self.cancel_rider(),
                (DeliveryState::CancelRequested, _) | (_, false) => return Err(under_way(status)),
                (_, true) => return Ok(Done::Already),
            }
        }
        // One that brought the meal, or that lives though it should not.
        if let Some(state) = self.served(redelivery, |_| true) {
            return Err(under_way(state));
        }
        // A call of which it is not known yet whether it took effect.
        if self.own.attempts.iter().any(|attempt| attempt.create_in_flight) {
            return Err(under_way(DeliveryState::Submitting));
        }
        let fail_over = agency.is_none();
        let id = self.chosen(agency)?.id.clone();
        self.begin(&id, purpose, fail_over, max_fee);
        Ok(Done::Committed)
    }

    /// A rider is being called for it once more.
    fn is_retried(&self) -> bool {
        self.own.live().is_some_and(|live| live.purpose == Purpose::Retry)
    }

    /// The agency that was named, or the one that fits best.
    fn chosen(&self, agency: Option<String>) -> Result<&'p AgencyPolicy, Refused> {
        let shop = self.head.shop.as_deref();
        let chosen = match &agency {
            Some(id) => self.policy.agency(id).filter(|agency| agency.serves(shop)),
            None => self.first_choice(),
        };
        chosen.ok_or(Refused::UnknownAgency { agency: agency.unwrap_or_default() })
    }

    /// A delivery that is too dear is asked for again, because prices move. Only who names a figure agrees to a dearer one.
    fn agree(&mut self, attempt: u32, max_fee: Option<Won>) -> Done {
        let Some(delivery) = self.attempt(attempt) else { return Done::Already };
        delivery.agreed_max_fee = max_fee.or(delivery.agreed_max_fee);
        self.price_again(attempt);
        Done::Committed
    }

    /// A rider was called by other means, or was not after all.
    pub(super) fn called_elsewhere(&mut self, undo: bool) -> Result<Done, Refused> {
        if self.own.called_elsewhere != undo {
            return Ok(Done::Already);
        }
        if let Some(live) = self.own.live().filter(|_| !undo) {
            if !live.fact().is_not_sent() {
                return Err(Refused::DeliveryUnderWay { state: live.status().as_str().to_owned() });
            }
            self.cancel_rider();
        }
        self.own.called_elsewhere = !undo;
        let uncalled = self.own.last().filter(|last| undo && last.is_unassigned());
        if let Some(attempt) = uncalled.map(|last| last.number) {
            self.tell_if_nobody_comes(attempt);
        }
        Ok(Done::Committed)
    }

    /// Names the shop's own rider; without a delivery of the shop's own riders, one begins.
    pub(super) fn name_rider(&mut self, name: &str, phone: Option<&str>) -> Result<Done, Refused> {
        let name = short(name);
        if name.is_empty() {
            return Err(Refused::NothingThere);
        }
        let attempt = match self.own.live() {
            Some(live) if self.is_in_house(live) => live.number,
            _ => {
                let own = self.policy.carriers(self.head).into_iter().find(|agency| agency.can.in_house);
                let own = own.ok_or(Refused::NoOwnRiders)?.id.clone();
                self.dispatch(Some(own), None)?;
                let live = self.own.live().ok_or(Refused::NothingThere)?;
                if !self.is_in_house(live) {
                    return Err(Refused::DeliveryUnderWay { state: live.status().as_str().to_owned() });
                }
                live.number
            }
        };
        let Some(delivery) = self.attempt(attempt) else { return Err(Refused::NothingThere) };
        let phone = phone.map(short).filter(|phone| !phone.is_empty());
        let rider =
            Rider { name: Some(Personal::from(name.as_str())), phone: phone.as_deref().map(Personal::from) };
        if delivery.rider.as_ref() == Some(&rider) {
            return Ok(Done::Already);
        }
        delivery.rider = Some(rider);
        delivery.told.slip = true;
        self.see(attempt, Observation::Shown(Standing::Live(Stage::Assigned)));
        self.print_slip(attempt);
        self.tell_tracking(attempt);
        Ok(Done::Committed)
    }

    /// The shop's own rider came back with the meal, or an agency's did who was on the way back.
    pub(super) fn came_back(&mut self) -> Result<Done, Refused> {
        // An agency's rider who is on the way back may stand in the shop before his agency says so, if it ever does.
        let back = self.own.live().filter(|live| live.fact() == Fact::Exists(Stage::Returning));
        // The meal that came back once is with the rider who was named for it.
        let gone = self.head.status == Status::PickedUp;
        let has_it = |live: &&Attempt| match live.fact().stage() {
            Some(Stage::PickedUp) => true,
            Some(Stage::Assigned | Stage::Arrived) => live.purpose == Purpose::Retry && gone,
            Some(Stage::Requested | Stage::Returning) | None => false,
        };
        let meant = self.told_by_hand().filter(has_it).or(back);
        let Some((attempt, agency)) = meant.map(|attempt| (attempt.number, attempt.agency.clone())) else {
            return Err(Refused::NothingThere);
        };
        self.see(attempt, Observation::SaidEnded(End::Returned));
        let raw_state = DeliveryState::Returned.as_str().to_owned();
        self.out.renew(Problem::DeliveryEnded { agency, raw_state });
        Ok(Done::Committed)
    }

    /// The living delivery of which only people tell: by the shop's own rider, or by an agency that is known to
    /// have it and is no longer set up.
    fn told_by_hand(&self) -> Option<&Attempt> {
        let live = self.own.live()?;
        let orphaned = self.carrier(live).is_none() && live.status().progress().is_some();
        (orphaned || self.is_in_house(live)).then_some(live)
    }

    /// A person says that a rider has the meal, or has brought it; about riders that no agency reports.
    pub(super) fn reaches_by_hand(&mut self, standing: Standing) -> Done {
        let Some(live) = self.told_by_hand() else { return Done::Already };
        let (number, before) = (live.number, live.fact());
        self.see(number, Observation::Shown(standing));
        if self.attempt(number).is_none_or(|attempt| attempt.fact() == before) {
            return Done::Already;
        }
        self.tell_tracking(number);
        Done::Committed
    }

    /// The app or the clock says so: that is enough for the shop's own rider. An agency's may be on the way all the same.
    pub(super) fn own_rider_reaches(&mut self, standing: Standing) {
        // Of what is brought after the meal neither knows anything.
        if self.own.live().is_some_and(|live| self.is_in_house(live) && !live.is_redelivery()) {
            self.reaches_by_hand(standing);
        }
    }

    /// Calls the living rider off, or the one that is meant.
    pub(super) fn cancel_dispatch(&mut self, attempt: Option<u32>) -> Result<Done, Refused> {
        let meant = match attempt {
            Some(number) => self.own.numbered(number),
            None => {
                let found = self.own.attempts.iter().find(|attempt| attempt.is_found_alive());
                self.own.live().or(found).or(self.own.last())
            }
        };
        let live = meant.ok_or(Refused::NothingThere)?;
        if live.is_found_alive() {
            let (attempt, orphaned) = (live.number, self.carrier(live).is_none());
            if orphaned {
                self.ask_about(attempt, true);
            } else {
                self.out.settle(|problem| {
                    matches!(problem, Problem::RiderNotCalledOff { attempt: of, .. } if *of == attempt)
                });
                self.queue(Effect::Cancel { attempt });
            }
            return Ok(Done::Committed);
        }
        let is_late = live.fact().stage().is_some_and(|stage| !stage.is_before_pickup());
        if live.end() == Some(End::Cancelled) {
            return Ok(Done::Already);
        }
        if !live.is_open() || is_late {
            return Err(Refused::DeliveryUnderWay { state: live.status().as_str().to_owned() });
        }
        if live.is_unwanted() {
            return Ok(Done::Already);
        }
        self.cancel_rider();
        Ok(Done::Committed)
    }

    /// A person knows that a rider was called.
    pub(super) fn resolve_dispatched(&mut self, id: String) -> Result<Done, Refused> {
        let unknown = self.own.attempts.iter().find(|attempt| attempt.status() == DeliveryState::Unknown);
        // One that was written off and found alive, and whose agency cannot be asked: its rider comes.
        let orphaned = |attempt: &Attempt| attempt.is_found_alive() && self.carrier(attempt).is_none();
        if unknown.is_none() && self.own.attempts.iter().any(orphaned) {
            self.out.settle(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
            return Ok(Done::Committed);
        }
        let attempt = unknown.ok_or(Refused::NothingThere)?;
        let (number, unwanted, gone) =
            (attempt.number, attempt.is_unwanted(), self.carrier(attempt).is_none());
        if let Some(attempt) = self.attempt(number) {
            attempt.raw_status = Some(id);
        }
        self.see(number, Observation::SaidCalled);
        self.queue(Effect::LookUp { attempt: number });
        if unwanted && gone {
            self.not_cancelled(number, OwnRefusal::NotSetUp.as_str().to_owned());
        }
        if !unwanted && self.head.status == Status::Ready {
            self.tell_rider_ready();
        }
        self.tell_if_left_without_rider();
        Ok(Done::Committed)
    }

    /// Which attempt a person means who says that no rider was called: the one that is asked about, or else the least known.
    fn in_question(&self) -> Option<u32> {
        let asked = self.out.problems.iter().find_map(|problem| match problem {
            Problem::DeliveryUnknown { key, .. } => Some(key),
            _ => None,
        });
        let rank = |attempt: &Attempt| match attempt.status() {
            DeliveryState::Unknown => Some(1),
            DeliveryState::CancelRequested => Some(2),
            _ if attempt.is_found_alive() => Some(3),
            _ => None,
        };
        let open = self.own.attempts.iter().filter_map(|attempt| Some((rank(attempt)?, attempt)));
        let first = open.min_by_key(|(rank, attempt)| (Some(&attempt.idempotency_key) != asked, *rank));
        first.map(|(_, attempt)| attempt.number)
    }

    /// A person knows that no rider was called. The key is looked up on, in case the person is wrong.
    pub(super) fn resolve_not_dispatched(&mut self) -> Result<Done, Refused> {
        // Also one whose agency does not answer to being asked to cancel: the person may have telephoned.
        let number = self.in_question().ok_or(Refused::NothingThere)?;
        let attempt = self.attempt(number).ok_or(Refused::NothingThere)?;
        if attempt.is_found_alive() {
            self.reopen(number);
            self.is_not_alive(number);
            return Ok(Done::Committed);
        }
        let (agency, unwanted) = (attempt.agency.clone(), attempt.is_unwanted());
        self.write_off(number, End::Expired);
        if self.is_wanted(number) && !unwanted {
            // No rider comes, and none is called by itself after a person has decided.
            self.out.problem(Problem::NoRider { agency, refusal: OwnRefusal::NotCalled.into() });
        }
        Ok(Done::Committed)
    }
}

/// What a person typed, on one line and not too long.
fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(LONGEST_TEXT).collect()
}
