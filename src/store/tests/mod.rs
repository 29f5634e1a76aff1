//! The ledger and the rules together, in one thread and in memory.

mod life;
mod model;
mod paper;

mod world;
