//! The engine joins the modules. [`rules`] decide (pure), `run` carries out, [`Board`] is what a person sees.

mod alarm;
mod assemble;
mod attempt;
mod availability;
pub mod board;
pub mod clock;
pub mod closing;
mod command;
mod consent;
mod fact;
mod handle;
mod health;
mod moved;
mod paper;
pub mod protocol;
pub mod rules;
mod run;
mod show;
mod state;
mod storage;
pub mod timekeeper;
mod verb;
mod view;
mod workers;

pub use assemble::{Assembly, DATABASE, Environment, StartError, assemble};
pub use run::{Parts, Running, Speaker, run};

pub use attempt::{Attempt, Cancel, Collect, Cost, Purpose, StatusChange, WriteOff};
pub use availability::{AppAck, ByHand, Call, ShopAvailability, ShopCommand, SoldOut, Wanted};
pub use board::Board;
pub use closing::{Closing, DayClosing};
pub use command::{Candidate, CodeAnswer, Command, Done, Refused, Resolution};
pub use consent::Consent;
pub use fact::{End, Fact, Observation, Prep, Stage, Standing, observe};
pub use handle::{Bitmap, Exchange, Handle, handle};
pub use state::{
    Bell, CancellationRequest, Compared, Offer, OrderState, Part, PendingAction, PendingKind, TicketJob,
};
pub use storage::{StoreFault, StoreTrouble};
pub use verb::{Verb, Verbs};
pub use view::{DeliveryView, OrderView, StallView, TicketView};
