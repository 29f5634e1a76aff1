//! What an order is, and what follows from what happens to it. Pure: a state and an input in, the new state and its effects
//! out; no clock, no randomness, no I/O. Time comes in as a parameter, identities from the store.
//!
//! [`order`] are the trade's terms, [`rules`] decide what follows from an [`rules::Input`], [`OrderState`] is what is stored of an
//! order, and the [`Board`] with its [`OrderView`]s what a person sees. [`text`] makes what comes from outside fit for paper and screens,
//! [`closing`] reckons what riders cost, [`sales`] what was sold, [`settlement`] what an app owes for it, [`menu`] is what the shop
//! sells as its orders tell it, [`history`] what is asked of all years.

#![forbid(unsafe_code)]

mod attempt;
mod availability;
pub mod board;
pub mod closing;
mod command;
mod consent;
mod fact;
pub mod history;
mod hours;
pub mod menu;
mod moved;
pub mod order;
pub mod pin;
mod privacy;
pub mod rules;
pub mod sales;
#[cfg(any(test, feature = "samples"))]
pub mod sample;
pub mod settlement;
mod state;
pub mod text;
pub mod timeline;
pub mod trail;
mod verb;
mod view;

pub use attempt::{Attempt, Cancel, Collect, Cost, Purpose, StatusChange, WriteOff};
pub use availability::{AppAck, ByHand, Call, DecidedBy, ShopAvailability, ShopCommand, SoldOut, Wanted};
pub use board::Board;
pub use closing::{Closing, DayClosing};
pub use command::{Candidate, CodeAnswer, Command, Done, NotOurs, Refused, Resolution};
pub use consent::Consent;
pub use fact::{End, Fact, Observation, Prep, Stage, Standing, observe};
pub use hours::{Hours, HoursNow, HoursToday, NextChange, Span};
pub use sales::{ClosedDay, DaySales, Sale};
pub use state::{
    Bell, CancellationRequest, Compared, Offer, OrderState, Part, PendingAction, PendingKind, TicketJob,
};
pub use verb::{Verb, Verbs};
pub use view::{CookedView, DeliveryView, OrderView, StallView, StationView, TicketView};
