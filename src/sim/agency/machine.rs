//! A simulated agency: requests and time in, answers out. Pure and seeded; the socket is the server's.

use jiff::Timestamp;
use serde_json::Value;

use super::fault::{Fault, Mishap, Route};
use super::gorela::Gorela;
use super::journal::Journal;
use super::kakao::Kakao;
use super::life::Life;
use super::logistics::Logistics;
use super::protocol::{Protocol, Request};
use crate::settings::AgencyKind;

/// What goes back.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// An answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// JSON.
        body: Value,
        /// `Retry-After`, in seconds.
        after: Option<u16>,
    },
    /// No answer, ever.
    Hang,
    /// The connection is cut.
    Reset,
    /// 200 with something that is not JSON.
    Garbage,
}

/// The simulated agency.
pub struct AgencyMachine {
    life: Life,
    protocol: Box<dyn Protocol>,
}

impl AgencyMachine {
    /// An agency of this kind that accepts `key` (any, if `None`), whose riders go `speed` times as fast as real ones.
    /// `None`: such riders answer no requests.
    pub fn new(kind: AgencyKind, key: Option<String>, speed: f64, seed: u64) -> Option<AgencyMachine> {
        let protocol: Box<dyn Protocol> = match kind {
            AgencyKind::Gorela => Box::new(Gorela::new(key)),
            AgencyKind::Kakao => Box::new(Kakao::new(key)),
            AgencyKind::OpenDeliveryLogistics => Box::new(Logistics::new(key)),
            AgencyKind::InHouse => return None,
        };
        Some(AgencyMachine { life: Life::new(protocol.way(), speed, seed), protocol })
    }

    /// The kinds that it can play.
    pub fn kinds() -> impl Iterator<Item = AgencyKind> {
        AgencyKind::ALL.iter().copied().filter(|kind| AgencyMachine::new(*kind, None, 1.0, 0).is_some())
    }

    /// Switches a misbehaviour on for the next `times` chances; 0 switches it off.
    pub fn set_fault(&mut self, fault: Fault, times: u32) {
        self.life.faults.set(fault, times);
    }

    /// What happened so far.
    pub fn journal(&self) -> &Journal {
        &self.life.journal
    }

    /// When the next rider moves.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.life.next_wake()
    }

    /// Moves every rider whose time has come.
    pub fn tick(&mut self, now: Timestamp) {
        self.life.tick(now);
    }

    /// Which request this is, and the key it is about.
    pub fn route(&self, request: &Request) -> (Route, Option<String>) {
        self.protocol.route(request)
    }

    /// Answers one request.
    pub fn handle(&mut self, now: Timestamp, request: &Request) -> Reply {
        self.tick(now);
        let (route, key) = self.route(request);
        let key = key.as_deref();
        let mishap = self.life.mishap(route);
        if let Some((what, false)) = mishap {
            self.life.journal.note(now, key, format!("mishap {what:?} before {route:?}"));
            return self.spoilt(what);
        }
        let (status, body) = self.protocol.answer(&mut self.life, now, request, route, key);
        match mishap {
            Some((what, _)) => {
                self.life.journal.note(now, key, format!("mishap {what:?} after {route:?}"));
                self.spoilt(what)
            }
            None => Reply::Answer { status, body, after: None },
        }
    }

    fn spoilt(&self, what: Mishap) -> Reply {
        match what {
            Mishap::Hang => Reply::Hang,
            Mishap::Reset => Reply::Reset,
            Mishap::Garbage => Reply::Garbage,
            Mishap::Status(status) => {
                let (status, body) = self.protocol.failure(status);
                Reply::Answer { status, body, after: None }
            }
            Mishap::Busy(after) => {
                let (status, body) = self.protocol.failure(429);
                Reply::Answer { status, body, after: Some(after) }
            }
        }
    }
}
