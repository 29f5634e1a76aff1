//! The engine joins the modules. [`domain::rules`] decide (pure), `run` carries out, [`Board`] is what a person sees.

mod alarm;
mod assemble;
mod awake;
mod beside;
pub mod clock;
mod handle;
mod health;
mod housekeeping;
mod paper;
pub mod protocol;
mod run;
mod show;
mod switch;
pub mod timekeeper;
mod views;
mod workers;

pub use assemble::{Assembly, DATABASE, Environment, StartError, assemble, ids};
pub use awake::Awake;
pub use beside::{Printers, SharedBell};
pub use run::{Parts, Running, Speaker, run};

pub use handle::{Bitmap, Exchange, Handle, handle};
pub use switch::{Switch, switch};
