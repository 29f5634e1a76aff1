//! One input on its way through an order's machines.
//!
//! An order is four machines: its `head` (the order at its app), its `tickets`, its `deliveries` and the `gathering` of its
//! dishes. Each changes its own state alone, reads the head, and says what happened by an [`Event`]; [`Transition::drain`]
//! hands every event to all four until none is left.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::deliveries::Deliveries;
use super::gathering::Gathering;
use super::head::{Head, HeadMachine};
use super::outbox::Plan;
use super::tickets::Tickets;
use super::{Change, Effect, Policy, Target};
use crate::order::{Order, Problem, Status, Urgency, phone};
use crate::{Bell, OrderState};

/// Something that happened to one machine and concerns another.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// Cooking starts.
    Started,
    /// The food is ready.
    Ready,
    /// The food has left the shop.
    Left(By),
    /// The customer has the food.
    Arrived(By),
    /// Nothing more is expected of the app.
    Closed {
        /// Whether our request to cancel was still open.
        cancelling: bool,
    },
    /// The app was asked to cancel.
    Cancelling,
    /// The app does not cancel.
    CancelDenied,
    /// The order is cancelled.
    Cancelled {
        /// Whether the kitchen has begun it and must be told.
        cooked: bool,
    },
    /// The app cancelled the order after it was completed.
    CancelledAfterCompletion,
    /// The app changed the order.
    Changed {
        /// The order before the change.
        known: Box<Order>,
        /// Whether tickets of the order look different now.
        on_paper: bool,
    },
    /// The promised time was put off.
    Delayed,
    /// A dish is sold out, or available after all.
    DishShort,
    /// Every stall's things are here.
    Gathered,
    /// Every station has cooked its dishes.
    Cooked,
    /// A rider has the food.
    RiderHasFood,
    /// A rider has brought it.
    RiderArrived,
    /// A rider's slip is wanted.
    SlipWanted {
        /// Whether it is the first one, and so no copy.
        first: bool,
    },
    /// A printed rider's slip is out of date.
    SlipOutdated,
}

/// Who said that the food has left or arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A person at the counter, or the rider.
    Hand,
    /// The app or the clock, neither of which knows an agency's rider.
    App,
}

/// What a machine produces: effects, problems, the bell, and events for the other machines.
pub(super) struct Out<'t> {
    now: Timestamp,
    pub problems: &'t mut Vec<Problem>,
    pub bell: &'t mut Bell,
    changes: &'t mut Vec<Change>,
    events: &'t mut VecDeque<Event>,
}

impl Out<'_> {
    pub fn emit(&mut self, event: Event) {
        self.events.push_back(event);
    }

    /// Queues an effect. A queued repeatable effect of the same name is replaced, never doubled.
    pub fn enqueue(&mut self, effect: Effect, target: Target, not_before: Timestamp) {
        self.changes.push(Change::Enqueue { effect, target, not_before });
    }

    /// Queues an effect for the order's app; an order that was phoned in has none.
    pub fn enqueue_for_app(&mut self, head: &Head, effect: Effect, not_before: Timestamp) {
        if head.channel != phone::CHANNEL {
            self.enqueue(effect, Target::Channel(head.channel.clone()), not_before);
        }
    }

    /// Tells a person of a problem, unless that stands there already; one that is urgent enough rings.
    pub fn problem(&mut self, problem: Problem) {
        if problem.urgency() == Urgency::Ringing {
            *self.bell = Bell::Urgent { since: self.now };
        }
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Tells a problem in place of what was told of its kind, and of its attempt, before.
    pub fn renew(&mut self, problem: Problem) {
        let attempt = |problem: &Problem| match problem {
            Problem::FeeRose { attempt, .. } | Problem::CallingOffCost { attempt, .. } => Some(*attempt),
            _ => None,
        };
        let same = |other: &Problem| other.code() == problem.code() && attempt(other) == attempt(&problem);
        self.problems.retain(|other| *other == problem || !same(other));
        self.problem(problem);
    }

    /// Removes the problems that are settled by what happens now. What is not so any more goes by itself.
    pub fn settle(&mut self, settled: impl Fn(&Problem) -> bool) {
        self.problems.retain(|problem| !settled(problem));
    }

    /// Rings once, unless the bell rings already.
    pub fn chime(&mut self) {
        if matches!(self.bell, Bell::Silent | Bell::Once { .. }) {
            *self.bell = Bell::Once { at: self.now };
        }
    }
}

/// One machine other than the head while an input is applied: it changes its own state and reads the head.
pub(super) struct Machine<'t, 'p, Own> {
    pub own: &'t mut Own,
    pub head: &'t Head,
    pub now: Timestamp,
    pub policy: &'p Policy,
    pub out: Out<'t>,
}

/// One input being applied.
pub(super) struct Transition<'p> {
    pub state: OrderState,
    pub now: Timestamp,
    pub policy: &'p Policy,
    /// How the order waited for a person before; see [`Head::unanswered`].
    waited: Option<Status>,
    pub(super) changes: Vec<Change>,
    events: VecDeque<Event>,
}

impl<'p> Transition<'p> {
    pub fn of(state: OrderState, now: Timestamp, policy: &'p Policy) -> Transition<'p> {
        let waited = state.head.unanswered();
        Transition { state, now, policy, waited, changes: Vec::new(), events: VecDeque::new() }
    }

    /// The same for an order that was not there before.
    pub fn of_new(state: OrderState, now: Timestamp, policy: &'p Policy) -> Transition<'p> {
        Transition { waited: None, ..Transition::of(state, now, policy) }
    }

    /// The order at its app.
    pub fn head(&mut self) -> HeadMachine<'_, 'p> {
        let (now, policy) = (self.now, self.policy);
        let (own, _, deliveries, _, out) = self.parts();
        HeadMachine { own, deliveries, now, policy, out }
    }

    /// Its tickets.
    pub fn tickets(&mut self) -> Machine<'_, 'p, Tickets> {
        let (now, policy) = (self.now, self.policy);
        let (head, own, _, _, out) = self.parts();
        Machine { own, head, now, policy, out }
    }

    /// Its deliveries.
    pub fn deliveries(&mut self) -> Machine<'_, 'p, Deliveries> {
        let (now, policy) = (self.now, self.policy);
        let (head, _, own, _, out) = self.parts();
        Machine { own, head, now, policy, out }
    }

    /// Its gathered stalls and sold-out dishes.
    pub fn gathering(&mut self) -> Machine<'_, 'p, Gathering> {
        let (now, policy) = (self.now, self.policy);
        let (head, _, _, own, out) = self.parts();
        Machine { own, head, now, policy, out }
    }

    fn parts(&mut self) -> (&mut Head, &mut Tickets, &mut Deliveries, &mut Gathering, Out<'_>) {
        let Transition { state, now, changes, events, .. } = self;
        let OrderState { head, tickets, deliveries, gathering, problems, bell, timeline: _ } = state;
        (head, tickets, deliveries, gathering, Out { now: *now, problems, bell, changes, events })
    }

    /// Hands every event to every machine.
    pub fn drain(&mut self) {
        while let Some(event) = self.events.pop_front() {
            self.head().on(&event);
            self.tickets().on(&event);
            self.deliveries().on(&event);
            self.gathering().on(&event);
        }
    }

    /// The new state, and the changes to the outbox; `before`: what was planned for it.
    pub fn end(mut self, before: Plan) -> (OrderState, Vec<Change>) {
        self.drain();
        self.follow(before);
        self.solve();
        self.ring(self.waited);
        self.state.head.updated_at = self.now;
        (self.state, self.changes)
    }
}
