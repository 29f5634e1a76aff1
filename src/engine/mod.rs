//! The engine joins the rooms. [`rules`] decide (pure), `run` carries out, [`Board`] is what a person sees.

pub mod board;
mod command;
mod handle;
pub mod rules;
mod state;

pub use board::Board;
pub use command::{Command, Done, Refused, Resolution};
pub use handle::{Ask, Handle, Picture, handle};
pub use state::{Bell, CancellationRequest, Delivery, OrderState, PendingAction, PendingKind, TicketJob};
