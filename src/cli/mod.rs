//! The cli room.

pub mod sim_printer;
