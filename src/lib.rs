//! 주문벨 (jumunbell): the counter program of a Korean restaurant. It takes the orders of every public delivery app the
//! shop belongs to, rings until someone answers, prints the kitchen's ticket, and calls the rider.
//!
//! # The way of an order
//!
//! ```text
//! public app ──hear──► channel ──► one writer transaction in the store ──► acknowledge to the app
//!                                  (read state → domain::rules → write state + outbox rows + next wake)
//! window, command line ─ Command ─►                                    ──► Board ──► window
//! outcomes, due times ────────────►
//!                                    outbox rows: printer · agency · channel, done by workers that bring the outcome back
//! ```
//!
//! # Invariants
//!
//! 1. The crate `domain` and `ticket` are pure: no tokio, iced, rusqlite, reqwest, clock or randomness.
//! 2. Only `ui` and `main` name iced; only `store` names rusqlite; only `printer::connection` names serialport.
//! 3. `ui` knows the engine's `Handle`, the values of its protocol and the domain's: never `store`, `printer`, `agency`,
//!    `channel`, nor how an order is stored (`OrderState`).
//! 4. `channel`, `printer` and `agency` never import one another; the engine joins them. No modules import one another in a
//!    circle.
//! 5. Nothing is acknowledged, printed or dispatched before it is committed.
//! 6. Every wait has a timeout, every queue a bound, every failure reaches the Board in the user's language with the
//!    next thing to do.
//! 7. A job whose outcome is not known is `unknown`. It is looked up or shown to a person; never blindly done again.
//! 8. Text from outside is data: control characters are gone before layout, and the encoder re-checks.
//! 9. No room reads the clock, randomness or the environment by itself: they come in as parameters, and every worker
//!    reaches the outside through its room's trait.
//!
//! `tests/invariants/` holds 1 to 4.

pub mod agency;
pub mod channel;
pub mod cli;
pub mod desktop;
pub mod engine;
mod file;
mod font;
pub mod language;
pub mod pc;
pub mod printer;
pub mod settings;
pub mod setup;
#[cfg(feature = "demo")]
pub mod sim;
pub mod store;
pub mod ticket;
pub mod ui;
pub mod update;
