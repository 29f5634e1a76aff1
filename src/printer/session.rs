//! The talk with a printer around one ticket.
//!
//! ```text
//! open ─► hello (DLE EOT 1–4) ─► one write: ticket + "are you done?" ─► wait for the answer ─► next ticket, or release
//! ```
//!
//! A printer on the network takes a whole ticket while it is out of paper and prints it an hour later, so it is asked
//! before, and only its own word afterwards (`GS ( H`, else `GS r`: Epson's ESC/POS command reference) makes a ticket
//! *printed*. What a printer says is not taken on trust either: answers come late, or are another question's ([`greet`]).
//! What silence means follows from what was ever heard ([`super::voice`]). After a jam a printer is told to go on
//! (`DLE ENQ`) only once the cover was seen open and closed again: a cutter must not start under the fingers of a person who
//! clears it.

mod greet;
mod one_way;
mod talk;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use tokio::sync::{OwnedMutexGuard, watch};
use tokio::time::{sleep, timeout};

use super::connection;
use super::device::{Device, Memory};
use super::link::PrinterLink;
use super::status::Status;
use super::voice::{Voice, Way};
use super::{Condition, NotReady, Printer, Profile, Session};
use crate::printer::Connection;
use one_way::OneWay;
use talk::Talk;

/// How long the talk waits. The defaults are for real printers; tests shorten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest wait for one answer. The slowest that are known take three seconds for each.
    pub answer: Duration,
    /// How long a printer that never was heard is listened to before it is taken for mute. The slowest boot for 40 s.
    pub mute: Duration,
    /// For a printer that is offline without a cause (someone holds the feed button).
    pub offline: Duration,
    /// Standing still while writing. Starts again with every byte that leaves.
    pub stall: Duration,
    /// Longest wait for the confirmation, besides the time that the bytes need on the line.
    pub confirm: Duration,
    /// How fast the slowest printers put a ticket on paper that they took at once, bytes per second: impact printers.
    pub slowest_paper: u32,
    /// Between looks at the status while waiting.
    pub look: Duration,
    /// How much longer to wait for the confirmation while paper or cover hinder it.
    pub hindered: Duration,
    /// Longest wait for the printer to close its side.
    pub close: Duration,
}

impl Default for Timings {
    fn default() -> Timings {
        Timings {
            connect: Duration::from_secs(4),
            answer: Duration::from_millis(3500),
            mute: Duration::from_secs(45),
            offline: Duration::from_secs(6),
            stall: Duration::from_secs(60),
            confirm: Duration::from_secs(15),
            slowest_paper: 60,
            look: Duration::from_secs(3),
            hindered: Duration::from_secs(120),
            close: Duration::from_secs(2),
        }
    }
}

/// `GS a`: say so yourself when you go offline, have an error or run out of paper; not at each tap on the drawer.
const SPEAK_UP: [u8; 3] = [0x1d, b'a', 0x0e];

/// Bytes per second of a queue's printer: a 9,600 baud line may hide behind it.
const SLOWEST_LINE: u64 = 960;
/// How long listening pauses for a job that wants to print.
const GIVES_WAY: Duration = Duration::from_millis(20);
/// How long a printer may take to close its side when it has said that everything is on paper: nothing can be lost.
const GOODBYE: Duration = Duration::from_millis(100);

/// A printer as settings describe it, with a device of its own that was never heard.
pub fn printer(
    id: &str,
    connection: &Connection,
    hold: bool,
    profile: &Profile,
    timings: Timings,
) -> Arc<dyn Printer> {
    Device::new(Voice::default()).printer(id, connection, hold, profile, timings)
}

impl Device {
    /// A printer of the settings that is this device. `hold` keeps the connection between tickets.
    pub fn printer(
        &self,
        id: &str,
        connection: &Connection,
        hold: bool,
        profile: &Profile,
        timings: Timings,
    ) -> Arc<dyn Printer> {
        let (device, connection) = (self.clone(), connection.clone());
        if matches!(connection, Connection::File(_) | Connection::Spooler(_)) {
            device.is_written_to();
            return Arc::new(OneWay { connection, timings, device });
        }
        if hold {
            device.hold();
        }
        let has = |what: &str| profile.status.iter().any(|status| status == what);
        let ways = [("gs-h", Way::ProcessId), ("gs-r", Way::InStream)];
        let model = Model {
            id: id.to_owned(),
            greets: has("dle-eot"),
            // On a shared printer it would answer into the hall's POS.
            speaks_up: hold && has("asb"),
            ways: ways.into_iter().filter(|(name, _)| has(name)).map(|(_, way)| way).collect(),
            pace: match connection {
                Connection::Serial { baud, .. } => Some(baud.max(10) / 10),
                _ => None,
            },
            connection,
            timings,
            device,
        };
        Arc::new(TwoWay { model: Arc::new(model) })
    }
}

/// What does not change about a printer that may answer.
struct Model {
    id: String,
    connection: Connection,
    /// Whether it answers `DLE EOT`, as the profile says.
    greets: bool,
    /// Is to say by itself when something happens to it (`GS a`).
    speaks_up: bool,
    /// How it may say that a ticket is done, the surest first.
    ways: Vec<Way>,
    /// Bytes per second, where the connection says.
    pace: Option<u32>,
    timings: Timings,
    device: Device,
}

/// A printer that may answer.
struct TwoWay {
    model: Arc<Model>,
}

#[async_trait]
impl Printer for TwoWay {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        // Another layout on the same device prints, or another ticket. Its own waits all end.
        let Ok(memory) = timeout(self.model.timings.stall, self.model.device.take()).await else {
            return Err(NotReady::Busy("jumunbell".to_owned()));
        };
        let opened = self.open_with(memory).await;
        if let Err(not_ready) = &opened {
            self.model.device.tell(Some(not_ready.clone()), None);
        }
        opened
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        self.model.device.condition()
    }

    async fn listen(&self) {
        let device = &self.model.device;
        loop {
            let Some(mut memory) = device.borrow().await else {
                // A job waits for the device and is next in turn.
                sleep(GIVES_WAY).await;
                continue;
            };
            let Some((mut line, confirmed)) = memory.line.take() else {
                drop(memory);
                return std::future::pending().await;
            };
            let mut lost = false;
            tokio::select! {
                () = device.wanted() => {}
                () = self.hear(&mut line, &mut memory) => lost = true,
            }
            if lost {
                return;
            }
            memory.line = Some((line, confirmed));
        }
    }

    async fn release(&self) {
        if self.model.device.holds() {
            return;
        }
        let mut memory = self.model.device.take().await;
        if let Some((line, confirmed)) = memory.line.take() {
            let within = if confirmed { GOODBYE } else { self.model.timings.close };
            if let Err(error) = line.wire.close(within).await {
                tracing::debug!(printer = self.model.id, %error, "closed");
            }
        }
    }
}

impl TwoWay {
    /// Hears what a held printer says of itself, until its connection is lost.
    async fn hear(&self, line: &mut PrinterLink, memory: &mut Memory) {
        while line.next().await.is_ok() {
            if let Some(status) = line.automatic.take() {
                memory.repair.hear(status);
                self.model.heard(status);
            }
        }
    }

    async fn open_with(&self, mut memory: OwnedMutexGuard<Memory>) -> Result<Box<dyn Session>, NotReady> {
        // A kept connection may have died unnoticed; then a new one is as good.
        if let Some((mut line, _)) = memory.line.take() {
            match self.model.greet(&mut line, &mut memory, true).await {
                Err(NotReady::Silent | NotReady::Unreachable(_)) => {}
                greeted => return self.session(line, memory, greeted),
            }
        }
        let Model { connection, timings, pace, .. } = &*self.model;
        let wire = connection::open(connection, timings.connect).await?;
        let mut line = PrinterLink::new(wire, *pace);
        let mut greeted = self.model.greet(&mut line, &mut memory, false).await;
        if greeted.is_ok() && self.model.speaks_up && memory.voice().heard() {
            let asked = line.send(&SPEAK_UP, timings.answer).await;
            greeted = asked.map_err(|(_, broken)| lost(broken.why));
        }
        self.session(line, memory, greeted)
    }

    fn session(
        &self,
        line: PrinterLink,
        mut memory: OwnedMutexGuard<Memory>,
        greeted: Result<(), NotReady>,
    ) -> Result<Box<dyn Session>, NotReady> {
        match greeted {
            Ok(()) => Ok(Box::new(Talk { model: self.model.clone(), memory, line: Some(line) })),
            Err(error) => {
                let useless =
                    matches!(error, NotReady::Silent | NotReady::Nonsense | NotReady::Unreachable(_));
                if self.model.device.holds() && !useless {
                    memory.line = Some((line, true));
                }
                Err(error)
            }
        }
    }
}

/// A connection that failed under a talk.
fn lost(error: std::io::Error) -> NotReady {
    match error.kind() {
        std::io::ErrorKind::InvalidData => NotReady::Nonsense,
        _ => NotReady::Unreachable(Cause::of(Why::Cut).with(error)),
    }
}

impl Model {
    /// Tells what the printer said.
    fn heard(&self, status: Status) {
        self.device.tell(status.hindrance(), Some(status.paper_low));
    }
}
