//! Which agency is called for an order without being asked for, and when.
//!
//! A person may call any agency that serves the shop; what stands here is only about what happens by itself.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::Deliveries;
use super::base::may_dispatch;
use crate::Collect;
use crate::order::{Order, OwnRefusal, PaymentKind, Status, Won};
use crate::rules::head::Head;
use crate::rules::policy::{AgencyPolicy, Dispatch, Policy, later};
use crate::rules::transition::Machine;

/// A rider is not called longer before the food is ready than this, in seconds.
const LONGEST_LEAD: i64 = 80 * 60;
/// This long after a rider was due and the food ready, no rider is called without being asked for: the machine was off, or
/// the food left by other means; in seconds.
pub(super) const TOO_LATE: i64 = 30 * 60;
/// Food does not wait longer than this for an agency that opens later, in seconds.
const WAITS_FOR_OPENING: i64 = 15 * 60;

/// What happens to an order by itself.
pub(super) enum Due<'p> {
    /// No agency is called for it.
    Never,
    /// This one is, from then on.
    At(Timestamp, &'p AgencyPolicy),
    /// One would be, but it does not carry such an order; why.
    Unsuited(&'p AgencyPolicy, OwnRefusal),
}

impl Policy {
    /// Agencies that carry an order's food, in order of priority.
    pub(super) fn carriers(&self, head: &Head) -> Vec<&AgencyPolicy> {
        let serves = |agency: &&AgencyPolicy| agency.serves(head.shop.as_deref());
        match self.channels.get(&head.channel).and_then(|channel| channel.agencies.as_ref()) {
            Some(named) => named.iter().filter_map(|id| self.agency(id)).filter(serves).collect(),
            None => self.agencies.iter().filter(serves).collect(),
        }
    }

    /// When an agency is called for an order: the channel's own wish comes first.
    fn dispatch_of(&self, head: &Head, agency: &AgencyPolicy) -> Dispatch {
        let own = self.channels.get(&head.channel).and_then(|channel| channel.dispatch);
        own.unwrap_or(agency.dispatch)
    }

    fn zone(&self, head: &Head) -> TimeZone {
        let shop = self.shops.get(head.shop.as_deref().unwrap_or_default()).or_else(|| self.shops.get(""));
        shop.map_or(TimeZone::UTC, |shop| shop.timezone.clone())
    }
}

impl AgencyPolicy {
    /// Why it is not called for such an order, whatever the time.
    fn unsuited(&self, order: &Order) -> Option<OwnRefusal> {
        let collect = Collect::of(order);
        match () {
            () if order.has_alcohol() && !self.suits.alcohol => Some(OwnRefusal::UnsuitedAlcohol),
            () if collect.cash > Won::ZERO && !self.suits.cash => Some(OwnRefusal::UnsuitedCash),
            () if collect.card > Won::ZERO && !self.suits.card => Some(OwnRefusal::UnsuitedCard),
            () => None,
        }
    }

    /// The first moment from `at` on in which it is called.
    fn opens(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let Some((from, until)) = self.suits.hours else { return at };
        let local = at.to_zoned(zone.clone());
        if is_within(from, until, local.time()) {
            return at;
        }
        let day = if local.time() < from { Ok(local.date()) } else { local.date().tomorrow() };
        let opens = day.and_then(|day| day.to_datetime(from).to_zoned(zone.clone()));
        opens.map_or(at, |opens| opens.timestamp())
    }
}

/// Whether a time of day lies in a stretch that may end past midnight.
fn is_within(from: Time, until: Time, time: Time) -> bool {
    if from < until { from <= time && time < until } else { from <= time || time < until }
}

impl Collect {
    /// What a rider takes at the door for an order. What is not cash goes over a terminal.
    pub fn of(order: &Order) -> Collect {
        let sum = |cash: bool| {
            let due =
                order.payments.iter().filter(|p| p.on_delivery && (p.kind == PaymentKind::Cash) == cash);
            due.map(|payment| payment.amount.max(Won::ZERO)).sum()
        };
        Collect { cash: sum(true), card: sum(false) }
    }
}

impl<'p> Machine<'_, 'p, Deliveries> {
    /// When a rider is to be called without being asked for, or a person to be told that none is; `None` if never, or if
    /// that is so already.
    pub(super) fn dispatch_due_at(&self) -> Option<Timestamp> {
        match self.due() {
            Due::At(at, _) => Some(at),
            Due::Unsuited(..) => Some(self.now),
            Due::Never => None,
        }
    }

    pub(super) fn due(&self) -> Due<'p> {
        let (head, policy) = (self.head, self.policy);
        let open = head.food_is_here();
        let ours =
            may_dispatch(head, self.own.called_elsewhere, policy.channel(&head.channel).riders).is_ok();
        // No rider is called for an order that we are about to cancel.
        let settled = self.own.left_to_person || head.pending_action.is_some();
        if !open || !self.own.attempts.is_empty() || !ours || settled {
            return Due::Never;
        }
        let Some(order) = &head.order else { return Due::Never };
        let zone = policy.zone(head);
        let mut opening: Option<(Timestamp, &AgencyPolicy)> = None;
        let mut unsuited = None;
        for agency in policy.carriers(head) {
            let Some(at) = self.moment(policy.dispatch_of(head, agency)) else { continue };
            if let Some(why) = agency.unsuited(order) {
                unsuited.get_or_insert((agency, why));
                continue;
            }
            let ready_at = head.ready_at.unwrap_or(at);
            if self.now > later(at.max(ready_at), TOO_LATE) {
                unsuited.get_or_insert((agency, OwnRefusal::MissedTime));
                continue;
            }
            let opens = agency.opens(at.max(self.now), &zone);
            if opens <= at.max(self.now) {
                return Due::At(at, agency);
            }
            if opens > later(ready_at, WAITS_FOR_OPENING) {
                unsuited.get_or_insert((agency, OwnRefusal::UnsuitedHours));
                continue;
            }
            if opening.is_none_or(|(earliest, _)| opens < earliest) {
                opening = Some((opens, agency));
            }
        }
        match (opening, unsuited) {
            (Some((at, agency)), _) => Due::At(at, agency),
            (None, Some((agency, why))) => Due::Unsuited(agency, why),
            (None, None) => Due::Never,
        }
    }

    /// When an agency with this setting is called; `None`: not by itself, or not known yet.
    fn moment(&self, dispatch: Dispatch) -> Option<Timestamp> {
        let starts_at = self.head.starts_at?;
        match dispatch {
            Dispatch::Manual => None,
            Dispatch::OnAccept => {
                // No rider is told to come in hours: agencies turn that down (Gorela: a pickup within 90 minutes).
                let soon = self.head.ready_at.map(|at| later(at, -LONGEST_LEAD));
                Some(soon.map_or(starts_at, |soon| soon.max(starts_at)))
            }
            Dispatch::BeforeReady(_) if self.head.status == Status::Ready => Some(starts_at),
            Dispatch::BeforeReady(minutes) => {
                Some(later(self.head.ready_at?, -60 * i64::from(minutes)).max(starts_at))
            }
        }
    }

    /// The next agency after this one that may be called without being asked for; where this one is no longer set up,
    /// the first that was not tried.
    pub(super) fn next_automatic(&self, after: &str) -> Option<&'p AgencyPolicy> {
        let (head, policy) = (self.head, self.policy);
        let order = head.order.as_ref()?;
        let zone = policy.zone(head);
        let carriers = policy.carriers(head);
        let place = carriers.iter().position(|agency| agency.id == after);
        let tried = |id: &str| self.own.attempts.iter().any(|delivery| delivery.agency == id);
        let rest = carriers.into_iter().enumerate().filter(|(at, agency)| match place {
            Some(place) => *at > place,
            None => !tried(&agency.id),
        });
        rest.map(|(_, agency)| agency).find(|agency| {
            policy.dispatch_of(head, agency) != Dispatch::Manual
                && agency.unsuited(order).is_none()
                && agency.opens(self.now, &zone) == self.now
        })
    }

    /// The agency that a person means who names none: the first that suits, else the first.
    pub(super) fn first_choice(&self) -> Option<&'p AgencyPolicy> {
        let (head, policy) = (self.head, self.policy);
        let zone = policy.zone(head);
        let carriers = policy.carriers(head);
        let suits = |agency: &&&AgencyPolicy| {
            let carried = head.order.as_ref().is_none_or(|order| agency.unsuited(order).is_none());
            carried && agency.opens(self.now, &zone) == self.now
        };
        carriers.iter().find(suits).or(carriers.first()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_the_day_may_end_past_midnight() {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        assert!(is_within(at(11, 0), at(23, 0), at(11, 0)) && !is_within(at(11, 0), at(23, 0), at(23, 0)));
        assert!(is_within(at(17, 0), at(2, 0), at(1, 59)) && is_within(at(17, 0), at(2, 0), at(17, 0)));
        assert!(!is_within(at(17, 0), at(2, 0), at(2, 0)) && !is_within(at(17, 0), at(2, 0), at(16, 59)));
    }
}
