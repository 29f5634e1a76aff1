//! An order as people see it: what a window, the command line or another screen is given of its [`OrderState`].
//!
//! Everything here is computed in this file, so that how an order is stored can change without a screen noticing.

use super::rules::{Cooked, Policy, Share, shares};
use super::{
    Attempt, Bell, CancellationRequest, Collect, Compared, OrderState, PendingKind, Purpose, StatusChange,
    TicketJob, timeline,
};
use crate::order::{
    DeliveryState, ExtraCharge, Order, OrderKind, Personal, Problem, Refusal, Rider, Shortage, StallState,
    Status, TicketKind, TicketState, Won,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One order as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Our id (uuid v7).
    pub id: String,
    /// Short number (`특급-012`).
    pub number: String,
    /// Channel id.
    pub channel: String,
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// The app's id.
    pub external_id: String,
    /// What was ordered; `None` while it cannot be read.
    pub order: Option<Order>,
    /// Where it stands.
    pub status: Status,
    /// The app has our confirmation.
    pub confirmed: bool,
    /// Our refusal or cancellation that the app has not settled yet.
    pub pending: Option<PendingKind>,
    /// When it was first stored here.
    pub received_at: Timestamp,
    /// When the app gives up on an unanswered order, by our clock.
    pub accept_by: Option<Timestamp>,
    /// When it was taken.
    pub accepted_at: Option<Timestamp>,
    /// When the kitchen starts; in the future for scheduled orders, `None` while an on-demand one waits for its call.
    pub starts_at: Option<Timestamp>,
    /// The kitchen has it.
    pub started: bool,
    /// When it is to be ready.
    pub ready_at: Option<Timestamp>,
    /// Ticket jobs, oldest first.
    pub tickets: Vec<TicketView>,
    /// Delivery attempts, oldest first.
    pub deliveries: Vec<DeliveryView>,
    /// Since when a rider stands at the counter.
    pub rider_waits_since: Option<Timestamp>,
    /// What agencies asked when a person wanted to compare, in the order of the settings.
    pub quotes: Vec<Compared>,
    /// A person called a rider by other means.
    pub called_elsewhere: bool,
    /// The app asks to cancel.
    pub cancellation_request: Option<CancellationRequest>,
    /// When the app cancelled it after it was completed here.
    pub cancelled_after_completion_at: Option<Timestamp>,
    /// It was missed, or its customer gave it up unanswered, and no person has looked at it yet.
    #[serde(default)]
    pub missed_unseen: bool,
    /// When staff issued the cash receipt; its number is hidden since.
    pub receipt_issued_at: Option<Timestamp>,
    /// Whether its customer was taken out of it because its business day is over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub customer_gone: bool,
    /// Lines that cannot be had as they were ordered.
    pub shortages: Vec<Shortage>,
    /// How far each stall of a bundle is; none where the order is no bundle.
    pub stalls: Vec<StallView>,
    /// What stations of the kitchen have cooked.
    #[serde(default)]
    pub cooked: Vec<CookedView>,
    /// What a person has to know or decide, oldest first.
    pub problems: Vec<Problem>,
    /// What the bell does about it.
    pub bell: Bell,
    /// Everything that happened to it, oldest first.
    #[serde(default)]
    pub timeline: Vec<timeline::Entry>,
    /// Last change.
    pub updated_at: Timestamp,
}

/// One ticket on one printer, one copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    /// Unique over all orders.
    pub id: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Printer id.
    pub printer: String,
    /// 1, 2 … of the printer's copies.
    pub copy: u32,
    /// Where it stands.
    pub state: TicketState,
    /// How often sending was begun.
    pub attempts: u32,
    /// Carries 재출력.
    pub marked_reprint: bool,
    /// The printer it belongs to, where this one stands in for it.
    pub backup_for: Option<String>,
    /// Why it is not printed.
    pub reason: Option<String>,
}

/// One delivery attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Agency id.
    pub agency: String,
    /// 1, 2 … over all agencies of this order.
    pub attempt: u32,
    /// The key under which the agency knows it.
    pub idempotency_key: String,
    /// What it is called for.
    pub purpose: Purpose,
    /// Where it stands.
    pub status: DeliveryState,
    /// It may still bring a rider. Of an order's attempts at most one does.
    pub is_live: bool,
    /// The agency's own word for where it stands.
    pub raw_state: Option<String>,
    /// Every status it had, oldest first.
    pub history: Vec<StatusChange>,
    /// The fee that was quoted, without VAT, won.
    pub quoted_fee: Option<Won>,
    /// What it costs without VAT, won, once the agency says; of one that was cancelled, what that cost.
    pub fee: Option<Won>,
    /// VAT on top of `fee`, won, where the agency names it.
    pub vat: Option<Won>,
    /// Named surcharges contained in `fee`.
    pub charges: Vec<ExtraCharge>,
    /// What cancelling it cost, or would cost now as far as the agency says, won.
    pub cancel_fee: Option<Won>,
    /// What its rider takes at the door.
    pub collect: Collect,
    /// Its rider.
    pub rider: Option<Rider>,
    /// When the rider is expected at the shop.
    pub pickup_expected_at: Option<Timestamp>,
    /// Why it was refused or failed.
    pub refusal: Option<Refusal>,
}

/// One stall of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StallView {
    /// Its name.
    pub name: String,
    /// How far its things are.
    pub state: StallState,
}

/// What one station of the kitchen has cooked of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookedView {
    /// The station's id in the settings.
    pub station: String,
    /// Positions of its dishes in the order's lines, ascending.
    pub lines: Vec<usize>,
    /// When it had cooked them.
    pub at: Timestamp,
}

/// One of the kitchen's stations that cook an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationView {
    /// Its id in the settings.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Positions of its dishes in the order's lines, ascending.
    pub lines: Vec<usize>,
    /// When it had cooked them.
    pub cooked_at: Option<Timestamp>,
}

impl StationView {
    /// The stations that cook an order, in the order of the settings; none where none are set up.
    pub fn of(state: &OrderState, policy: &Policy) -> Vec<StationView> {
        let shares = state.head.order.iter().flat_map(|order| shares(policy, order));
        let view = |share: Share<'_>| StationView {
            cooked_at: state.gathering.cooked_at(&share),
            id: share.station.id.clone(),
            name: share.station.name.clone(),
            lines: share.lines,
        };
        shares.map(view).collect()
    }
}

impl OrderView {
    /// What is to be seen of an order.
    pub fn of(state: &OrderState) -> OrderView {
        let cooked = |(station, cooked): (&String, &Cooked)| CookedView {
            station: station.clone(),
            lines: cooked.lines.clone(),
            at: cooked.at,
        };
        let stall = |(name, state): (&str, StallState)| StallView { name: name.to_owned(), state };
        OrderView {
            id: state.head.id.clone(),
            number: state.head.number.clone(),
            channel: state.head.channel.clone(),
            shop: state.head.shop.clone(),
            external_id: state.head.external_id.clone(),
            order: state.head.order.clone(),
            status: state.head.status,
            confirmed: state.head.confirmed,
            pending: state.head.pending_action.map(|pending| pending.kind),
            received_at: state.head.received_at,
            accept_by: state.head.accept_by,
            accepted_at: state.head.accepted_at,
            starts_at: state.head.starts_at,
            started: state.head.started,
            ready_at: state.head.ready_at,
            tickets: state.tickets.iter().map(TicketView::of).collect(),
            deliveries: state.deliveries.iter().map(DeliveryView::of).collect(),
            rider_waits_since: state.rider_waits_since(),
            quotes: state.deliveries.quotes().to_vec(),
            called_elsewhere: state.deliveries.called_elsewhere(),
            cancellation_request: state.head.cancellation_request.clone(),
            cancelled_after_completion_at: state.head.cancelled_after_completion_at,
            missed_unseen: state.head.is_missed() && !state.head.missed_seen,
            receipt_issued_at: state.head.receipt_issued_at,
            customer_gone: state.head.customer_gone,
            shortages: state.gathering.shortages().to_vec(),
            stalls: state.stalls().into_iter().map(stall).collect(),
            cooked: state.gathering.cooked().iter().map(cooked).collect(),
            problems: state.problems.clone(),
            bell: state.bell,
            timeline: timeline::of(state),
            updated_at: state.head.updated_at,
        }
    }

    /// How the customer gets it; an order that cannot be read counts as a delivery.
    pub fn kind(&self) -> OrderKind {
        self.order.as_ref().map_or(OrderKind::Delivery, |order| order.kind)
    }

    /// The newest delivery attempt.
    pub fn delivery(&self) -> Option<&DeliveryView> {
        self.deliveries.last()
    }

    /// The attempt that may still bring a rider.
    pub fn live_delivery(&self) -> Option<&DeliveryView> {
        self.deliveries.iter().find(|delivery| delivery.is_live)
    }

    /// What is wrong with the line in this position, if anything.
    pub fn shortage(&self, line: usize) -> Option<&Shortage> {
        self.shortages.iter().find(|short| short.line == line)
    }
}

impl TicketView {
    fn of(job: &TicketJob) -> TicketView {
        TicketView {
            id: job.id.clone(),
            kind: job.kind,
            printer: job.printer.clone(),
            copy: job.copy,
            state: job.state,
            attempts: job.attempts,
            marked_reprint: job.marked_reprint,
            backup_for: job.backup_for.clone(),
            reason: job.reason.clone(),
        }
    }
}

impl DeliveryView {
    fn of(attempt: &Attempt) -> DeliveryView {
        DeliveryView {
            agency: attempt.agency.clone(),
            attempt: attempt.number,
            idempotency_key: attempt.idempotency_key.clone(),
            purpose: attempt.purpose.clone(),
            status: attempt.status(),
            is_live: attempt.is_open(),
            raw_state: attempt.raw_status.clone(),
            history: attempt.history().to_vec(),
            quoted_fee: attempt.quote.as_ref().map(|quote| quote.fee),
            fee: attempt.cost.fee,
            vat: attempt.cost.vat,
            charges: attempt.cost.charges.clone(),
            cancel_fee: attempt.cost.cancel_fee,
            collect: attempt.collect,
            rider: attempt.rider.clone(),
            pickup_expected_at: attempt.pickup_expected_at,
            refusal: attempt.refusal.clone(),
        }
    }

    /// Since when it has stood where it stands, as far as that is known.
    pub fn stands_since(&self) -> Option<Timestamp> {
        self.history.iter().rev().find(|change| change.status == self.status).map(|change| change.at)
    }

    /// When its rider is expected at the shop, while he is still to come.
    pub fn comes_at(&self) -> Option<Timestamp> {
        let coming = matches!(self.status, DeliveryState::Requested | DeliveryState::Assigned);
        self.pickup_expected_at.filter(|_| coming)
    }

    /// Name and telephone number of its rider as one text, as far as they are known.
    pub fn rider_text(&self) -> Option<String> {
        let rider = self.rider.as_ref()?;
        let known = [&rider.name, &rider.phone].into_iter().flatten().map(Personal::as_str);
        Some(known.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn only_the_attempt_that_may_bring_a_rider_is_live() {
        let mut order = sample::cooking("특급-001", now());
        let ended = sample::delivery("특급-001", now(), DeliveryState::Failed);
        let mut comes = sample::delivery("특급-001", now(), DeliveryState::Arrived);
        comes.stand(DeliveryState::Arrived, vec![StatusChange { status: DeliveryState::Arrived, at: now() }]);
        order.deliveries = vec![ended, comes].into();
        let view = OrderView::of(&order);
        assert_eq!(view.deliveries.iter().map(|one| one.is_live).collect::<Vec<_>>(), [false, true]);
        let live = view.live_delivery().unwrap();
        assert_eq!((live.status, live.stands_since()), (DeliveryState::Arrived, Some(now())));
        assert_eq!((view.rider_waits_since, live.comes_at()), (Some(now()), None), "here is not coming");
    }
}
