//! A new order, readable or not, and one that becomes readable later.

use jiff::Timestamp;

use super::{Head, HeadMachine};
use crate::OrderState;
use crate::order::{AppEvent, AppEventKind, Order, Problem, Status, Timing, Won, phone};
use crate::rules::outbox::Plan;
use crate::rules::policy::later;
use crate::rules::transition::Transition;
use crate::rules::{Change, Effect, FetchReason, Policy};
use crate::timeline::{self, By};

/// A person has at least this long to answer an order that arrives late, in seconds. If it has expired already, the app says so
/// when it is confirmed.
const LEAST_TO_ANSWER: i64 = 60;

/// Longest pause between two tries to read an unreadable order, in seconds.
const LONGEST_FETCH_PAUSE: i64 = 1_800;

/// An order that was not known before.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Our id for it.
    pub id: String,
    /// Our short number for it.
    pub number: String,
    /// Channel id.
    pub channel: String,
    /// The app's id.
    pub external_id: String,
    /// Its body, or why it cannot be read.
    pub body: Body,
    /// Every event heard so far.
    pub events: Vec<AppEvent>,
    /// The shop, where the order named one; else the channel's.
    pub shop: Option<String>,
    /// Minutes until ready, where they were said with the order.
    pub prep_minutes: Option<u32>,
    /// How far our clock is ahead of the app's, in seconds.
    pub clock_ahead: i64,
    /// Who took it, where it was phoned in.
    pub by: By,
}

/// An order's body, or why it cannot be read.
#[derive(Clone, Debug)]
pub enum Body {
    /// All of it.
    Read {
        /// What was ordered.
        order: Box<Order>,
        /// The app's last event for it.
        last_event: Option<AppEventKind>,
    },
    /// Nothing: why.
    Unreadable(String),
}

/// The state of a new order. Events of the same poll are applied before it rings or is accepted, so that an order that is
/// already cancelled makes no noise.
pub fn arrive(arrival: Arrival, now: Timestamp, policy: &Policy) -> (OrderState, Vec<Change>) {
    let channel = policy.channel(&arrival.channel);
    let Arrival { id, number, channel: app, external_id, by, .. } = arrival;
    let head = Head {
        shop: arrival.shop.or(channel.shop.clone()),
        prep_minutes: arrival.prep_minutes,
        clock_ahead: arrival.clock_ahead,
        ..Head::new(id, number, app, external_id, now)
    };
    let mut transition = Transition::of_new(OrderState::new(head), now, policy);
    let mut events = arrival.events;
    events.sort_by_key(|event| event.created_at);
    let mut machine = transition.head();
    match arrival.body {
        Body::Read { order, last_event } => machine.body(*order, last_event, &events),
        Body::Unreadable(reason) => {
            machine.cannot_be_read(reason, 0);
            for event in &events {
                machine.event(event);
            }
        }
    }
    let (mut state, changes) = transition.end(Plan::default());
    timeline::begin(&mut state, by, now);
    (state, changes)
}

impl HeadMachine<'_, '_> {
    /// Takes over the body: at arrival, or once an unreadable order can be read.
    pub(super) fn body(&mut self, order: Order, last_event: Option<AppEventKind>, events: &[AppEvent]) {
        let channel = self.policy.channel(&self.own.channel);
        let waits = i64::from(channel.confirm_within_seconds);
        let deadline = later(order.placed_at, waits.saturating_add(self.own.clock_ahead));
        // An order that was confirmed elsewhere while it could not be read has no deadline.
        self.own.accept_by = (!self.own.confirmed).then(|| deadline.max(later(self.now, LEAST_TO_ANSWER)));
        let made_for_now = order.timing == Timing::Instant;
        let negative = Some(order.total.amount).filter(|amount| *amount < Won::ZERO);
        self.note_left_out(&order);
        self.note_unread(&order);
        self.own.order = Some(order);
        self.own.compared_at = Some(self.now);
        self.own.status = Status::Received;
        for event in events {
            self.event(event);
        }
        if let Some(kind) = last_event {
            self.app_shows(kind);
        }
        // Rejected while it could not be read: the app has to settle that first.
        if self.own.status != Status::Received || self.own.pending_action.is_some() {
            return;
        }
        if self.own.channel == phone::CHANNEL {
            // An order by phone is accepted by typing it in.
            self.own.confirmed = true;
            self.accept(self.own.prep_minutes.unwrap_or(channel.promise()));
        } else if let Some(amount) = negative {
            self.out.problem(Problem::NegativeTotal { amount });
        } else if channel.accepts() && self.own.cancellation_request.is_none() && !self.is_remade() {
            // A scheduled or on-demand order is accepted without a chime and rings when it starts.
            if made_for_now {
                self.out.chime();
            }
            self.accept(channel.promise());
        }
    }

    /// Tells a person of dishes that are on no ticket.
    pub(super) fn note_left_out(&mut self, order: &Order) {
        if order.left_out > 0 {
            self.out.problem(Problem::LeftOut { count: order.left_out });
        }
    }

    /// Schedules fetch number `tries` for a body that cannot be read, later each time.
    pub(super) fn cannot_be_read(&mut self, reason: String, tries: u32) {
        self.out.renew(Problem::Unreadable { reason });
        let pause = (30_i64 << tries.min(10)).min(LONGEST_FETCH_PAUSE);
        self.queue_at(Effect::Fetch { why: FetchReason::Body { tries } }, later(self.now, pause));
    }

    /// Tells a person which parts of the order could not be read: they are on no ticket and have to be looked up at the app.
    pub(super) fn note_unread(&mut self, order: &Order) {
        if !order.unread.is_empty() {
            self.out.problem(Problem::PartlyUnread { places: order.unread.clone() });
        }
    }

    /// Whether the order's record was lost, so that what was done for it is unknown.
    fn is_remade(&self) -> bool {
        let lost = |problem: &Problem| matches!(problem, Problem::RecordLost { task: None });
        self.deliveries.is_left_to_person() && self.out.problems.iter().any(lost)
    }
}
