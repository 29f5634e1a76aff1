//! A simulated receipt printer: a strict, independent reader of ESC/POS behind a socket that behaves like port 9100.
//!
//! [`PrinterMachine`] is pure (bytes in, answers and paper out); [`PrinterSim`] puts it behind a TCP port with one
//! client at a time, with faults to switch and a hook where a test can freeze it.

mod decode;
mod habits;
mod machine;
mod outgoing;
mod qr;
mod shell;
mod ticket;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;

pub use habits::{Habit, Habits, Quiet, SPELLINGS, Stranger};
pub use machine::{Condition, Model, PrinterMachine, Reaction};
pub use shell::{Faults, Hook, Point, PrinterConfig, PrinterSim, bind, serve};
pub use ticket::{PrintedRow, PrintedTicket};
