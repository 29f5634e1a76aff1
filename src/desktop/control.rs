//! The control endpoint: the way from another process, which is a command line, a second start or a second screen, into the
//! running instance.
//!
//! The engine's own protocol goes through it as it is ([`crate::engine::protocol`]); around it are the few questions that
//! concern the process and not the orders. Each message is a line of JSON. A connection carries one question and its answer, or
//! the Board to one screen. Only the owner of the data folder can connect; still every line is bounded and every wait ends.

mod client;
mod frame;
mod remote;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cause::Cause;
use domain::board::StoreTrouble;
use domain::board::{AgencyHealth, ChannelHealth, PrinterHealth};
use domain::order::Problem;
use domain::timeline::By;
use domain::{Board, OrderView};
use domain::{Consent, Refused};
use serde::{Deserialize, Serialize};

use crate::engine::protocol::{Reply, Request, Update};
use crate::language::{self, Words};

pub use client::{ask, hand_over, ping, raise, reload, status, stop};
pub use remote::connect;
pub use server::{Control, Reload, Screen, serve};

/// How long a connection may take to say or to take something.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long reading the settings again may take: what is under way is finished first, ten seconds at most.
const RELOADS_WITHIN: Duration = Duration::from_secs(30);
/// A screen is told at least so often that the instance is there.
const ALIVE: Duration = Duration::from_secs(5);
/// Screens that may watch the Board at once.
const SCREENS: usize = 4;

/// What the running instance is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ToInstance {
    /// A question to its engine, and who asks.
    Engine(By, Box<Request>),
    /// Tell the Board from now on, until one side ends.
    Watch,
    /// Something about the process.
    Process(AboutProcess),
}

/// A question about the process and not about its orders. Every version understands it, so that a new program can take over
/// from an old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AboutProcess {
    /// Bring the window to the front.
    Raise,
    /// End, so that the asking process can go on with a window; only an instance that shows none does.
    HandOver,
    /// Are you there?
    Ping,
    /// How are the lines and printers?
    Status,
    /// Read the settings again and go on with them.
    Reload,
    /// Finish what is in hand and end.
    Stop,
}

/// What it answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FromInstance {
    /// What its engine answers.
    Reply(Reply),
    /// Its engine did not carry it out; why.
    Refused(Refused),
    /// What is told of the Board.
    Update(Update),
    /// As many screens watch the Board as may.
    Full {
        /// How many.
        most: usize,
    },
    /// The window is told to come forward.
    Raised,
    /// There is no window to bring forward.
    Headless,
    /// The instance ends; its data folder is free a moment later.
    HandingOver,
    /// The instance finishes what is in hand and ends.
    Stopping,
    /// The instance is there.
    Here {
        /// The program's version.
        version: String,
    },
    /// How everything outside is doing.
    Status(Box<Status>),
    /// The settings are read again.
    Reloaded,
    /// They are not; the cause as a text.
    NotReloaded {
        /// Why.
        reason: String,
    },
    /// The request was not understood.
    NotUnderstood {
        /// Why.
        reason: String,
    },
}

impl FromInstance {
    /// Whether the message belongs to the engine's protocol, and so to one version.
    fn is_of_engine(&self) -> bool {
        matches!(self, FromInstance::Reply(_) | FromInstance::Refused(_) | FromInstance::Update(_))
    }
}

/// So many orders that could not be stored fit into a reply, the newest.
const MOST_UNSTORED: usize = 8;

/// How everything outside is doing, as the counter sees it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Status {
    /// The apps.
    pub channels: Vec<ChannelHealth>,
    /// The printers.
    pub printers: Vec<PrinterHealth>,
    /// The agencies.
    pub agencies: Vec<AgencyHealth>,
    /// Surcharges that are allowed until the business day ends.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// Why the bell cannot be heard, if so.
    pub mute: Option<String>,
    /// What must be known of the store.
    #[serde(default)]
    pub store: Option<StoreTrouble>,
    /// Orders that are shown although they could not be stored.
    #[serde(default)]
    pub unstored: Vec<Arc<OrderView>>,
    /// Another process starts the instance again where it crashes, and takes a new version back.
    #[serde(default)]
    pub watched: bool,
}

impl Status {
    fn of(board: &Board, watched: bool) -> Status {
        Status {
            watched,
            channels: board.channels.clone(),
            printers: board.printers.clone(),
            agencies: board.agencies.clone(),
            consents: board.consents.clone(),
            mute: board.mute.clone(),
            store: board.store.clone(),
            unstored: board
                .orders
                .iter()
                .map(|card| card.view.clone())
                .filter(|view| view.problems.contains(&Problem::NotStored))
                .take(MOST_UNSTORED)
                .collect(),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No instance runs on this data folder.
    #[error("no instance runs on {0}")]
    NoInstance(PathBuf),
    /// An instance runs and did not answer in time: it is busy or hangs, and whether it acted is not known.
    #[error("the running instance does not answer within {} s", .waited.as_secs())]
    Silent {
        /// How long it had.
        waited: Duration,
    },
    /// The instance is another version, which does not understand this one, or is not understood.
    #[error("the running instance is version {theirs}")]
    OtherVersion {
        /// Its version.
        theirs: String,
    },
    /// As many screens watch the instance's Board as may.
    #[error("{most} screens are connected already")]
    Full {
        /// How many.
        most: usize,
    },
    /// The answer is one to another question.
    #[error("not the answer to this question")]
    Unexpected,
    /// The connection broke or the answer cannot be read: whether it acted is not known.
    #[error("the connection to the running instance failed: {0}")]
    Broken(Cause),
}

impl ControlError {
    /// What happened and what to do.
    pub fn worded(&self, words: &Words) -> String {
        match self {
            ControlError::NoInstance(folder) => {
                words.text("control-none", &[("folder", folder.display().to_string().into())])
            }
            ControlError::Silent { waited } => {
                words.text("control-silent", &[("seconds", waited.as_secs().into())])
            }
            ControlError::OtherVersion { theirs } => {
                let ours = env!("CARGO_PKG_VERSION");
                words.text("control-other-version", &[("theirs", theirs.into()), ("ours", ours.into())])
            }
            ControlError::Full { most } => words.text("control-full", &[("most", (*most).into())]),
            ControlError::Unexpected => words.text("control-unexpected", &[]),
            ControlError::Broken(why) => {
                words.text("control-broken", &[("reason", language::cause(words, why).into())])
            }
        }
    }
}

#[cfg(test)]
mod tests;
