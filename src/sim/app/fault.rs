//! How a simulated app misbehaves when told to.

use std::time::Duration;

/// A kind of misbehaviour.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Every event comes twice in one answer.
    Duplicates,
    /// Newest events first.
    Disorder,
    /// Acknowledged CREATED events are back.
    Resurrected,
    /// An event of a type that the standard does not know comes along.
    UnknownEvent,
    /// An event without an order comes along.
    BrokenEvent,
    /// 429, with this `Retry-After`.
    TooMany(Option<String>),
    /// This status (500, 503, 403 …) and nothing done.
    Status(u16),
    /// 200 with a web page, nothing done.
    Html,
    /// Done, but the JSON ends in the middle.
    Truncated,
    /// Done, but the connection breaks in the middle of the body.
    BrokenOff,
    /// Done, the body dribbles in, this long in all.
    Slow(Duration),
    /// Done, then the connection is closed without an answer.
    Reset,
    /// Done, and no answer ever.
    AnswerLost,
    /// 404, though the order exists.
    NotFoundYet,
    /// Every token handed out so far stops working first.
    TokenRevoked,
    /// The token answer carries this `expires_in`.
    Expiry(f64),
}

/// Which requests a fault meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// `POST /oauth/token`.
    Token,
    /// `GET /v1/events:polling`.
    Poll,
    /// `POST /v1/events/acknowledgment`.
    Acknowledgment,
    /// `GET /v1/orders/{id}`.
    Order,
    /// `POST /v1/orders/{id}/…`.
    Action,
}

/// Faults that are switched on.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(Fault, On, u32)>);

impl Faults {
    /// The next `count` requests of that kind meet the fault; zero switches it off.
    pub(super) fn set(&mut self, fault: Fault, on: On, count: u32) {
        self.0.retain(|(old, met, _)| !(*old == fault && *met == on));
        if count > 0 {
            self.0.push((fault, on, count));
        }
    }

    /// The fault that this request meets, the one set first.
    pub(super) fn meet(&mut self, on: On) -> Option<Fault> {
        let at = self.0.iter().position(|(_, met, _)| *met == on)?;
        let (fault, _, left) = &mut self.0[at];
        let fault = fault.clone();
        *left -= 1;
        if *left == 0 {
            self.0.remove(at);
        }
        Some(fault)
    }
}
