//! This program among the others on the machine: one instance per data folder, and the way into the running one.

pub mod awake;
pub mod control;
pub mod display;
mod endpoint;
mod instance;
pub mod sound;

pub use instance::{Instance, InstanceError};
