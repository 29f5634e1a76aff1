//! What a person wants of riders: call, compare, call off, name one's own, settle what is unknown.

use super::policy::AgencyPolicy;
use super::{Effect, Turn};
use crate::engine::{Delivery, Done, Errand, Refused};
use crate::order::{DeliveryState, Personal, Problem, Refusal, Rider, Status, Won};

/// The longest name of a rider and note for a second delivery, in characters.
const LONGEST_TEXT: usize = 60;

impl<'p> Turn<'p> {
    pub(super) fn dispatch(&mut self, agency: Option<String>, max_fee: Option<Won>) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        // A second delivery that waits for a word, or that nobody took: it is that one that is to be called.
        if let Some(Errand::Again { note }) =
            self.state.delivery().filter(|d| d.is_unmet()).map(|d| &d.errand)
        {
            let note = note.clone();
            return self.deliver_again(agency, max_fee, &note);
        }
        let errand = match self.state.status {
            Status::Accepted | Status::Ready => Errand::Meal,
            Status::PickedUp if self.state.came_to_nothing() || self.is_retried() => Errand::Retry,
            _ => return Err(self.wrong_status()),
        };
        self.call(errand, agency, max_fee)
    }

    /// One delivery more after the meal was delivered, for what was wrong or missing.
    pub(super) fn deliver_again(
        &mut self,
        agency: Option<String>,
        max_fee: Option<Won>,
        note: &str,
    ) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        let delivered = self.state.deliveries.iter().any(|d| d.state == DeliveryState::Delivered);
        let gone = matches!(self.state.status, Status::PickedUp | Status::Completed);
        if !gone || !(delivered || self.state.status == Status::Completed) {
            return Err(self.wrong_status());
        }
        self.call(Errand::Again { note: short(note) }, agency, max_fee)
    }

    /// Calls a rider for this, unless one is called, or may be on the way.
    fn call(
        &mut self,
        errand: Errand,
        agency: Option<String>,
        max_fee: Option<Won>,
    ) -> Result<Done, Refused> {
        self.nothing_pending()?;
        let again = matches!(errand, Errand::Again { .. });
        let under_way = |state: DeliveryState| Refused::DeliveryUnderWay { state: state.as_str().to_owned() };
        if let Some(live) = self.state.live_delivery() {
            let same = agency.as_deref().is_none_or(|id| id == live.agency);
            let (state, attempt) = (live.state, live.attempt);
            if live.errand != errand {
                return Err(under_way(state));
            }
            match (state, same) {
                (DeliveryState::Planned, true) => return Ok(self.agree(attempt, max_fee)),
                // Nothing is at the agency yet, so another one may be chosen.
                (DeliveryState::Planned | DeliveryState::Quoting, false) => self.call_off_rider(),
                (DeliveryState::CancelRequested, _) | (_, false) => return Err(under_way(state)),
                (_, true) => return Ok(Done::Already),
            }
        }
        // One that brought the meal, or that lives though it should not.
        if let Some(state) = self.served(again, |_| true) {
            return Err(under_way(state));
        }
        // A call of which nobody knows yet whether it took effect.
        if self.state.deliveries.iter().any(|d| d.sending) {
            return Err(under_way(DeliveryState::Submitting));
        }
        let fail_over = agency.is_none();
        let id = self.chosen(agency)?.id.clone();
        self.begin(&id, errand, fail_over, max_fee);
        Ok(Done::Committed)
    }

    /// Somebody is being called for it once more.
    fn is_retried(&self) -> bool {
        self.state.live_delivery().is_some_and(|live| live.errand == Errand::Retry)
    }

    /// The agency that was named, or the one that fits best.
    fn chosen(&self, agency: Option<String>) -> Result<&'p AgencyPolicy, Refused> {
        let shop = self.state.shop.as_deref();
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
        if self.state.called_elsewhere != undo {
            return Ok(Done::Already);
        }
        if let Some(live) = self.state.live_delivery().filter(|_| !undo) {
            match live.state {
                DeliveryState::Planned | DeliveryState::Quoting => self.call_off_rider(),
                state => return Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() }),
            }
        }
        self.state.called_elsewhere = !undo;
        if !undo {
            self.solve(|problem| matches!(problem, Problem::NoRider { .. } | Problem::DeliveryEnded { .. }));
        } else if let Some(attempt) = self.state.delivery().filter(|d| d.is_unmet()).map(|d| d.attempt) {
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
        let attempt = match self.state.live_delivery() {
            Some(live) if self.is_in_house(live) => live.attempt,
            _ => {
                let own = self.policy.carriers(&self.state).into_iter().find(|agency| agency.can.in_house);
                let own = own.ok_or(Refused::NoOwnRiders)?.id.clone();
                self.dispatch(Some(own), None)?;
                let live = self.state.live_delivery().ok_or(Refused::NothingThere)?;
                if !self.is_in_house(live) {
                    return Err(Refused::DeliveryUnderWay { state: live.state.as_str().to_owned() });
                }
                live.attempt
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
        if delivery.state == DeliveryState::Requested {
            self.go(attempt, DeliveryState::Assigned);
        }
        if let Some(delivery) = self.attempt(attempt) {
            delivery.slip_printed = true;
        }
        self.print_slip(attempt);
        self.tell_tracking(attempt);
        Ok(Done::Committed)
    }

    /// The shop's own rider came back with the meal, or an agency's did who was on the way back.
    pub(super) fn came_back(&mut self) -> Result<Done, Refused> {
        // An agency's rider who is on the way back may stand in the shop before his agency says so, if it ever does.
        let back = self.state.live_delivery().filter(|d| d.state == DeliveryState::Returning);
        // The meal that came back once is with whoever was named for it.
        let gone = self.state.status == Status::PickedUp;
        let has_it = |d: &&Delivery| match d.state {
            DeliveryState::PickedUp => true,
            DeliveryState::Assigned | DeliveryState::Arrived => d.errand == Errand::Retry && gone,
            _ => false,
        };
        let meant = self.told_by_hand().filter(has_it).or(back);
        let Some((attempt, agency)) = meant.map(|d| (d.attempt, d.agency.clone())) else {
            return Err(Refused::NothingThere);
        };
        self.go(attempt, DeliveryState::Returned);
        self.solve(|problem| matches!(problem, Problem::DeliveryEnded { .. }));
        let raw_state = DeliveryState::Returned.as_str().to_owned();
        self.problem(Problem::DeliveryEnded { agency, raw_state });
        Ok(Done::Committed)
    }

    /// The living delivery of which nobody tells but people: by the shop's own rider, or by an agency that is known to
    /// have it and is no longer set up.
    fn told_by_hand(&self) -> Option<&Delivery> {
        let live = self.state.live_delivery()?;
        let orphaned = self.carrier(live).is_none() && live.state.progress().is_some();
        (orphaned || self.is_in_house(live)).then_some(live)
    }

    /// A person says that a rider of whom only people tell has the meal, or has brought it.
    pub(super) fn reaches_by_hand(&mut self, state: DeliveryState) {
        let attempt = self.told_by_hand().map(|live| (live.attempt, live.state));
        if let Some((attempt, before)) = attempt
            && before.progress() < state.progress()
        {
            self.go(attempt, state);
            self.tell_tracking(attempt);
        }
    }

    /// The same of one's own rider who brings the meal once more or something after it, where the order itself is as far.
    pub(super) fn own_errand_reaches(&mut self, state: DeliveryState) -> Done {
        let before = self.told_by_hand().map(|live| live.state);
        self.reaches_by_hand(state);
        match before {
            Some(before) if before.progress() < state.progress() => Done::Committed,
            _ => Done::Already,
        }
    }

    /// The app or the clock says so: that is enough for the shop's own rider. An agency's may be on the way all the same.
    pub(super) fn own_rider_reaches(&mut self, state: DeliveryState) {
        // Of what is brought after the meal neither knows anything.
        if self.state.live_delivery().is_some_and(|live| self.is_in_house(live) && !live.is_again()) {
            self.reaches_by_hand(state);
        }
    }

    /// Calls the living rider off, or the one that is meant.
    pub(super) fn cancel_dispatch(&mut self, attempt: Option<u32>) -> Result<Done, Refused> {
        let meant = match attempt {
            Some(attempt) => self.state.deliveries.iter().find(|d| d.attempt == attempt),
            None => {
                let stray = self.state.deliveries.iter().find(|d| d.is_stray());
                self.state.live_delivery().or(stray).or(self.state.delivery())
            }
        };
        let live = meant.ok_or(Refused::NothingThere)?;
        if live.is_stray() {
            let (attempt, orphaned) = (live.attempt, self.carrier(live).is_none());
            if orphaned {
                self.ask_about(attempt, true);
            } else {
                self.is_off(attempt);
                self.queue(Effect::CallOff { attempt });
            }
            return Ok(Done::Committed);
        }
        match live.state {
            DeliveryState::Cancelled => Ok(Done::Already),
            state
                if state.is_terminal()
                    || state == DeliveryState::Returning
                    || state.progress() >= DeliveryState::PickedUp.progress() =>
            {
                Err(Refused::DeliveryUnderWay { state: state.as_str().to_owned() })
            }
            DeliveryState::CancelRequested if self.carrier(live).is_some() => Ok(Done::Already),
            _ if live.cancel_wanted => Ok(Done::Already),
            _ => {
                self.call_off_rider();
                Ok(Done::Committed)
            }
        }
    }

    /// The food has left, or the order is closed: nobody is called for it any more.
    pub(super) fn drop_uncalled_rider(&mut self) {
        let Some(live) = self.state.live_delivery().filter(|live| !self.is_wanted(live.attempt)) else {
            return;
        };
        match live.state {
            DeliveryState::Planned | DeliveryState::Quoting => self.call_off_rider(),
            DeliveryState::Unknown => self.revoke(&Effect::Create { attempt: live.attempt }),
            _ => {}
        }
    }

    /// Calls the living attempt off, as far as it has come.
    pub(super) fn call_off_rider(&mut self) {
        let Some(live) = self.state.live_delivery() else { return };
        let (attempt, state, agency) = (live.attempt, live.state, live.agency.clone());
        let (own, gone) = (self.is_in_house(live), self.carrier(live).is_none());
        self.solve_urgent(|problem| {
            let moot = matches!(problem, Problem::FeeAboveMax { .. } | Problem::NoRider { .. });
            let off = matches!(problem, Problem::RiderNotNeeded { .. } | Problem::FeeRose { .. });
            moot || off || matches!(problem, Problem::RiderLate { .. })
        });
        match state {
            DeliveryState::Planned | DeliveryState::Quoting => {
                self.revoke(&Effect::Quote { attempt });
                self.revoke(&Effect::Create { attempt });
                self.go(attempt, DeliveryState::Cancelled);
            }
            // One's own rider is told by word of mouth.
            state if state != DeliveryState::PickedUp && own => {
                self.go(attempt, DeliveryState::Cancelled);
            }
            // It may exist: called off as soon as that is known.
            DeliveryState::Submitting | DeliveryState::Unknown => {
                if let Some(delivery) = self.attempt(attempt) {
                    delivery.cancel_wanted = true;
                }
                self.revoke(&Effect::Create { attempt });
            }
            // Its agency is no longer set up: only a person can find out.
            state if state != DeliveryState::PickedUp && gone => self.agency_is_gone(attempt),
            DeliveryState::Requested | DeliveryState::Assigned | DeliveryState::Arrived => {
                if let Some(delivery) = self.attempt(attempt) {
                    delivery.cancel_wanted = true;
                }
                self.go(attempt, DeliveryState::CancelRequested);
                self.queue(Effect::CallOff { attempt });
            }
            DeliveryState::PickedUp => {
                self.problem(Problem::RiderNotCalledOff { agency, attempt, reason: "picked_up".to_owned() });
            }
            _ => {}
        }
    }

    /// A person knows that a rider was called.
    pub(super) fn resolve_dispatched(&mut self, id: String) -> Result<Done, Refused> {
        let unknown = self.state.deliveries.iter().find(|d| d.state == DeliveryState::Unknown);
        // One that should not have come, and of which nobody else can be asked: he does.
        if unknown.is_none()
            && self.state.deliveries.iter().any(|d| d.is_stray() && self.carrier(d).is_none())
        {
            self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
            return Ok(Done::Committed);
        }
        let delivery = unknown.ok_or(Refused::NothingThere)?;
        let (attempt, unwanted) = (delivery.attempt, delivery.cancel_wanted);
        let gone = self.carrier(delivery).is_none();
        if let Some(delivery) = self.attempt(attempt) {
            delivery.raw_state = Some(id);
        }
        self.go(attempt, if unwanted { DeliveryState::CancelRequested } else { DeliveryState::Requested });
        self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
        self.revoke(&Effect::Create { attempt });
        self.queue(Effect::LookUp { attempt });
        // It was to be called off as soon as it is known to live.
        if unwanted {
            self.queue(Effect::CallOff { attempt });
        }
        if unwanted && gone {
            self.not_called_off(attempt, "not-set-up".to_owned());
        }
        if !unwanted && self.state.status == Status::Ready {
            self.tell_rider_ready();
        }
        self.tell_if_left_without_rider();
        Ok(Done::Committed)
    }

    /// Which attempt a person means who says that nobody was called: the one that is asked about, or else the least known.
    fn in_question(&self) -> Option<u32> {
        let asked = self.state.problems.iter().find_map(|problem| match problem {
            Problem::DeliveryUnknown { key, .. } => Some(key),
            _ => None,
        });
        let rank = |d: &Delivery| match d.state {
            DeliveryState::Unknown => Some(1),
            DeliveryState::CancelRequested => Some(2),
            _ if d.is_stray() => Some(3),
            _ => None,
        };
        let open = self.state.deliveries.iter().filter_map(|d| Some((rank(d)?, d)));
        let first = open.min_by_key(|(rank, d)| (Some(&d.key) != asked, *rank));
        first.map(|(_, delivery)| delivery.attempt)
    }

    /// A person knows that no rider was called. The key stays watched, in case the person is wrong.
    pub(super) fn resolve_not_dispatched(&mut self) -> Result<Done, Refused> {
        // Also one whose agency does not answer to being called off: the person may have telephoned.
        let attempt = self.in_question().ok_or(Refused::NothingThere)?;
        let delivery = self.attempt(attempt).ok_or(Refused::NothingThere)?;
        if delivery.is_stray() {
            self.solve(|problem| matches!(problem, Problem::DeliveryUnknown { .. }));
            self.watch(attempt);
            self.is_no_stray(attempt);
            return Ok(Done::Committed);
        }
        let (agency, unwanted) = (delivery.agency.clone(), delivery.cancel_wanted);
        self.declare_void(attempt, DeliveryState::Expired);
        if self.is_wanted(attempt) && !unwanted {
            // Nobody comes, and nobody is called by itself after a person has decided.
            let refusal = Refusal { code: "not-called".to_owned(), message: None };
            self.problem(Problem::NoRider { agency, refusal });
        }
        Ok(Done::Committed)
    }
}

/// What a person typed, on one line and not too long.
fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(LONGEST_TEXT).collect()
}
