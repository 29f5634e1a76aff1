//! The engine joins the modules. [`rules`] decide (pure), `run` carries out, [`Board`] is what a person sees.

mod alarm;
mod assemble;
pub mod board;
pub mod clock;
mod handle;
mod health;
mod paper;
pub mod protocol;
mod run;
mod show;
mod storage;
pub mod timekeeper;
mod view;
mod workers;

pub use assemble::{Assembly, DATABASE, Environment, StartError, assemble};
pub use run::{Parts, Running, Speaker, run};

pub use board::Board;
pub use domain::{
    AppAck, Attempt, Bell, ByHand, Call, Cancel, CancellationRequest, Candidate, Closing, CodeAnswer,
    Collect, Command, Compared, Consent, Cost, DayClosing, Done, End, Fact, Observation, Offer, OrderState,
    Part, PendingAction, PendingKind, Prep, Purpose, Refused, Resolution, ShopAvailability, ShopCommand,
    SoldOut, Stage, Standing, StatusChange, TicketJob, Verb, Verbs, Wanted, WriteOff, closing, observe,
    rules,
};
pub use handle::{Bitmap, Exchange, Handle, handle};
pub use storage::{StoreFault, StoreTrouble};
pub use view::{DeliveryView, OrderView, StallView, TicketView};
