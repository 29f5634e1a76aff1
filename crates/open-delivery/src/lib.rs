//! The Open Delivery 1.7 standard as channels and one kind of agency both need it: HTTP with every wait bounded,
//! the OAuth client, and tolerant reading of its JSON.
//!
//! The standard is read the way it is spoken in the field: unknown fields and unknown values never drop an order, and
//! JSON that is damaged is mended ([`repair`]) before it is read.

#![forbid(unsafe_code)]

mod dialect;
pub mod http;
mod money;
mod reader;
pub mod repair;
mod session;
mod transport;
mod wire;

pub use dialect::Dialect;
pub use reader::time;
pub use session::{CallError, Session};
pub use session::{passes, status, words};
pub use transport::{Body, Call, HttpResponse, Transport, TransportError};
pub use wire::{ReadError, last_event, merchant_name, read_document, read_order};

#[cfg(test)]
mod tests;
