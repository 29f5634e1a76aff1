//! Simulated app, agency and printer: pure machines behind real sockets, the same contracts, seeded.

pub mod agency;
pub mod app;
mod line;
pub mod printer;
pub mod sample;
pub mod shop;
mod test_shop;

pub use test_shop::TestShop;
