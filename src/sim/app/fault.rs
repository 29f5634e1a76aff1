//! How a simulated app misbehaves when told to.

use std::str::FromStr;
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
    /// An event without an order comes along, until it is acknowledged.
    BrokenEvent,
    /// 429, with this `Retry-After`.
    TooMany(Option<String>),
    /// Answers this status (500, 503, 403 …) and does nothing.
    Status(u16),
    /// Answers 200 with a web page and does nothing.
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
    /// 422 whose body says that the order is cancelled, or that it will not be (`cancellationStatus`). Nothing is done, and
    /// no event tells of it.
    CancellationEnded(bool),
    /// Times stand in the answer as the shop's own clock shows them, without an offset.
    Zoneless,
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
    /// `POST /v1/orders/{id}/…` and `PATCH /v1/orders/{id}/details`.
    Action,
    /// `POST /v1/menuUpdated`.
    Menu,
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

/// A fault as the command line spells it: `WHAT@WHERE[:TIMES]`, as in `answer-lost@action:3`.
#[derive(Clone, Debug, PartialEq)]
pub struct Misbehaviour {
    /// What goes wrong.
    pub fault: Fault,
    /// The requests that it befalls.
    pub on: On,
    /// How often.
    pub times: u32,
}

/// What [`Misbehaviour`] understands.
pub const SPELLINGS: &str = "WHAT: duplicates disorder resurrected unknown-event broken-event too-many status-N html \
    truncated broken-off slow-SECONDS reset answer-lost not-found-yet cancelled not-cancelled zoneless token-revoked expiry-SECONDS; \
    WHERE: token poll acknowledgment order action menu";

impl FromStr for Misbehaviour {
    type Err = String;

    fn from_str(text: &str) -> Result<Misbehaviour, String> {
        let wrong = || format!("WHAT@WHERE[:TIMES]; {SPELLINGS}");
        let (what, rest) = text.split_once('@').ok_or_else(wrong)?;
        let (place, times) = rest.split_once(':').unwrap_or((rest, "1"));
        let on = match place {
            "token" => On::Token,
            "poll" => On::Poll,
            "acknowledgment" => On::Acknowledgment,
            "order" => On::Order,
            "action" => On::Action,
            "menu" => On::Menu,
            _ => return Err(wrong()),
        };
        let number = |prefix: &str| what.strip_prefix(prefix).and_then(|number| number.parse::<u16>().ok());
        let fault = match what {
            "duplicates" => Fault::Duplicates,
            "disorder" => Fault::Disorder,
            "resurrected" => Fault::Resurrected,
            "unknown-event" => Fault::UnknownEvent,
            "broken-event" => Fault::BrokenEvent,
            "too-many" => Fault::TooMany(None),
            "html" => Fault::Html,
            "truncated" => Fault::Truncated,
            "broken-off" => Fault::BrokenOff,
            "reset" => Fault::Reset,
            "answer-lost" => Fault::AnswerLost,
            "not-found-yet" => Fault::NotFoundYet,
            "cancelled" => Fault::CancellationEnded(true),
            "not-cancelled" => Fault::CancellationEnded(false),
            "zoneless" => Fault::Zoneless,
            "token-revoked" => Fault::TokenRevoked,
            _ => match (number("status-"), number("slow-"), number("expiry-")) {
                (Some(status @ 400..=599), _, _) => Fault::Status(status),
                (_, Some(seconds), _) => Fault::Slow(Duration::from_secs(seconds.into())),
                (_, _, Some(seconds)) => Fault::Expiry(seconds.into()),
                _ => return Err(wrong()),
            },
        };
        Ok(Misbehaviour { fault, on, times: times.parse().map_err(|_| wrong())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_lines_spelling_is_understood_or_explained() {
        let read = |text: &str| text.parse::<Misbehaviour>();
        let lost = Misbehaviour { fault: Fault::AnswerLost, on: On::Action, times: 3 };
        assert_eq!(read("answer-lost@action:3"), Ok(lost));
        let once = Misbehaviour { fault: Fault::Status(503), on: On::Poll, times: 1 };
        assert_eq!(read("status-503@poll"), Ok(once));
        for wrong in ["", "html", "html@door", "status-99@poll", "reset@poll:often", "dance@order"] {
            assert!(read(wrong).is_err_and(|why| why.contains("answer-lost")), "{wrong}");
        }
    }
}
