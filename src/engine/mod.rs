//! The engine joins the modules. [`domain::rules`] decide (pure), `run` carries out, [`Board`] is what a person sees.

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
pub mod timekeeper;
mod view;
mod workers;

pub use assemble::{Assembly, DATABASE, Environment, StartError, assemble};
pub use run::{Parts, Running, Speaker, run};

pub use board::Board;
pub use handle::{Bitmap, Exchange, Handle, handle};
pub use view::{DeliveryView, OrderView, StallView, TicketView};
