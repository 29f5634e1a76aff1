//! The talk with a printer around one ticket.
//!
//! ```text
//! open ─► hello (DLE EOT 1–4) ─► one write: ticket + "are you done?" ─► wait for the answer ─► close, or hold
//! ```
//!
//! A printer on the network takes a whole ticket while it is out of paper and prints it an hour later, so it is asked
//! before, and only its own word afterwards (`GS ( H`, else `GS r`: Epson's ESC/POS command reference) makes a ticket
//! *printed*. Many cheap printers answer nothing: one that never answered is *mute*, is told so once, and is not asked
//! again until it was away. After a jam it is told to go on (`DLE ENQ`) only once the cover was seen open and closed
//! again: a cutter must not start under the fingers of whoever clears it.

mod talk;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::{Instant, sleep, timeout};

use super::connection::{self, spooler::Patience};
use super::line::Line;
use super::status::{Repair, Status};
use super::{Condition, NotReady, PrintOutcome, Printer, Profile, RareHangul, Session};
use crate::cause::{Cause, Why};
use crate::settings::Connection;
use talk::Talk;

/// How long the talk waits. The defaults are for real printers; tests shorten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// For a connection.
    pub connect: Duration,
    /// For one answer.
    pub answer: Duration,
    /// For a printer that is offline without a cause (someone holds the feed button).
    pub offline: Duration,
    /// Standing still while writing. Starts again with every byte that leaves.
    pub stall: Duration,
    /// For the confirmation, besides the time that the bytes need on the line.
    pub confirm: Duration,
    /// Between looks at the status while waiting.
    pub look: Duration,
    /// How much longer to wait for the confirmation while paper or cover hinder it.
    pub hindered: Duration,
    /// For the printer to close its side.
    pub close: Duration,
}

impl Default for Timings {
    fn default() -> Timings {
        Timings {
            connect: Duration::from_secs(4),
            answer: Duration::from_secs(2),
            offline: Duration::from_secs(6),
            stall: Duration::from_secs(60),
            confirm: Duration::from_secs(15),
            look: Duration::from_secs(3),
            hindered: Duration::from_secs(120),
            close: Duration::from_secs(2),
        }
    }
}

/// `DLE ENQ 2`: forget what you hold of a ticket, and go on. Only a printer whose error is gone obeys.
const CLEAR_AND_GO_ON: [u8; 3] = [0x10, 0x05, 2];
/// `GS a`: say so yourself when you go offline, have an error or run out of paper; not at each tap on the drawer.
const SPEAK_UP: [u8; 3] = [0x1d, b'a', 0x0e];

/// Bytes per second where the line does not say: a 9,600 baud line may hide behind a network port.
const SLOWEST_LINE: u64 = 960;

/// A printer as settings describe it. `hold` keeps the connection between tickets.
pub fn printer(
    id: &str,
    connection: &Connection,
    hold: bool,
    profile: &Profile,
    timings: Timings,
) -> Arc<dyn Printer> {
    if matches!(connection, Connection::File(_) | Connection::Spooler(_)) {
        return Arc::new(OneWay { connection: connection.clone(), timings, told: watch::Sender::default() });
    }
    let has = |what: &str| profile.status.iter().any(|status| status == what);
    let confirms = if has("gs-h") {
        Confirms::ByProcessId
    } else if has("gs-r") {
        Confirms::InStream
    } else {
        Confirms::Never
    };
    let longest_command = match profile.rare_hangul {
        RareHangul::UserDefined => 80,
        RareHangul::Raster => profile.dots as usize / 8 * 48 + 8,
    };
    let model = Model {
        id: id.to_owned(),
        connection: connection.clone(),
        hold,
        greets: has("dle-eot"),
        // On a shared printer it would answer into the hall's POS.
        speaks_up: hold && has("asb"),
        confirms,
        longest_command,
        line_speed: match connection {
            Connection::Serial { baud, .. } => u64::from(*baud).max(10) / 10,
            _ => SLOWEST_LINE,
        },
        timings,
        told: watch::Sender::default(),
    };
    let memory = Memory {
        line: None,
        voice: Voice::Untried,
        deaf: [false; 4],
        torn: model.greets,
        repair: Repair::None,
        tickets: 0,
    };
    Arc::new(TwoWay { model: Arc::new(model), memory: Arc::new(Mutex::new(memory)) })
}

/// A file or a print queue: no answers.
#[derive(Clone)]
struct OneWay {
    connection: Connection,
    timings: Timings,
    told: watch::Sender<Condition>,
}

#[async_trait]
impl Printer for OneWay {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        let ready = match &self.connection {
            Connection::Spooler(name) => connection::spooler::ready(name, self.timings.connect).await,
            _ => Ok(()),
        };
        tell(&self.told, ready.as_ref().err().cloned(), false);
        ready?;
        Ok(Box::new(self.clone()))
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        self.told.subscribe()
    }

    async fn listen(&self) {
        std::future::pending().await
    }
}

/// Says how a printer is, to whoever watches, if it is news.
fn tell(told: &watch::Sender<Condition>, hindrance: Option<NotReady>, paper_low: bool) {
    let condition = Condition { hindrance, paper_low };
    told.send_if_modified(|last| {
        let news = *last != condition;
        *last = condition;
        news
    });
}

#[async_trait]
impl Session for OneWay {
    async fn print(self: Box<Self>, bytes: Vec<u8>) -> PrintOutcome {
        match &self.connection {
            Connection::Spooler(name) => {
                let on_the_line = Duration::from_millis(bytes.len() as u64 * 1000 / SLOWEST_LINE);
                let Timings { stall, confirm, hindered, .. } = self.timings;
                let patience = Patience { answer: stall, printing: confirm + on_the_line, hindered };
                let told = |hindrance| tell(&self.told, hindrance, false);
                connection::spooler::submit(name, bytes, patience, &told).await
            }
            Connection::File(path) => connection::file::append(path.clone(), bytes, self.timings.stall).await,
            _ => PrintOutcome::NotSent(Why::WrongConnection.into()),
        }
    }
}

/// What does not change about a printer that may answer.
struct Model {
    id: String,
    connection: Connection,
    hold: bool,
    /// Answers `DLE EOT`, says the profile.
    greets: bool,
    /// Is to say by itself when something happens to it (`GS a`).
    speaks_up: bool,
    confirms: Confirms,
    /// Bytes of the longest command that tickets contain.
    longest_command: usize,
    /// Bytes per second.
    line_speed: u64,
    timings: Timings,
    /// How it is, for whoever watches.
    told: watch::Sender<Condition>,
}

/// How a printer says that a ticket is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Confirms {
    ByProcessId,
    InStream,
    Never,
}

/// What is remembered from ticket to ticket. Its lock is held for a whole session: one connection and one ticket at a time.
struct Memory {
    /// The held connection.
    line: Option<Line>,
    voice: Voice,
    /// Which `DLE EOT n` this printer does not know though it answers others.
    deaf: [bool; 4],
    /// The printer may sit in the middle of a command: our last ticket broke off, or (at the start) one of a process
    /// that was killed.
    torn: bool,
    repair: Repair,
    /// Tickets so far, to tell their confirmations apart.
    tickets: u64,
}

/// Whether a printer was ever heard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Untried,
    Heard,
    Mute,
}

/// A printer that may answer.
struct TwoWay {
    model: Arc<Model>,
    memory: Arc<Mutex<Memory>>,
}

#[async_trait]
impl Printer for TwoWay {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        let Ok(memory) = timeout(self.model.timings.connect, self.memory.clone().lock_owned()).await else {
            return Err(NotReady::Busy("jumunbell".to_owned()));
        };
        let opened = self.open_with(memory).await;
        if let Err(not_ready) = &opened {
            self.model.hindered(not_ready.clone());
        }
        opened
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        self.model.told.subscribe()
    }

    async fn listen(&self) {
        let mut memory = self.memory.lock().await;
        let Memory { line: Some(line), repair, .. } = &mut *memory else {
            drop(memory);
            return std::future::pending().await;
        };
        while line.next().await.is_ok() {
            if let Some(status) = line.automatic.take() {
                repair.hear(status);
                self.model.heard(status);
            }
        }
        memory.line = None;
    }
}

impl TwoWay {
    async fn open_with(&self, mut memory: OwnedMutexGuard<Memory>) -> Result<Box<dyn Session>, NotReady> {
        // A held connection may have died unnoticed; then a new one is as good.
        if let Some(mut line) = memory.line.take() {
            match self.model.greet(&mut line, &mut memory).await {
                Err(NotReady::Silent | NotReady::Unreachable(_)) => {}
                greeted => return self.session(line, memory, greeted),
            }
        }
        let opened = connection::open(&self.model.connection, self.model.timings.connect).await;
        let mut line = match opened {
            Ok(wire) => Line::new(wire),
            Err(error) => {
                if memory.voice == Voice::Mute {
                    // What comes back may have been repaired, or replaced.
                    memory.voice = Voice::Untried;
                }
                return Err(error);
            }
        };
        let mut greeted = self.model.greet(&mut line, &mut memory).await;
        if greeted.is_ok() && self.model.speaks_up && memory.voice != Voice::Mute {
            let asked = line.send(&SPEAK_UP, self.model.timings.answer).await;
            greeted = asked.map_err(|(_, broken)| lost(broken.why));
        }
        self.session(line, memory, greeted)
    }

    fn session(
        &self,
        line: Line,
        mut memory: OwnedMutexGuard<Memory>,
        greeted: Result<(), NotReady>,
    ) -> Result<Box<dyn Session>, NotReady> {
        match greeted {
            Ok(()) => Ok(Box::new(Talk { model: self.model.clone(), memory, line: Some(line) })),
            Err(error) => {
                if self.model.hold && !matches!(error, NotReady::Silent | NotReady::Unreachable(_)) {
                    memory.line = Some(line);
                }
                Err(error)
            }
        }
    }
}

fn lost(error: std::io::Error) -> NotReady {
    NotReady::Unreachable(Cause::of(Why::Cut).with(error))
}

impl Model {
    /// Tells what the printer said.
    fn heard(&self, status: Status) {
        tell(&self.told, status.hindrance(), status.paper_low);
    }

    /// Tells that it takes nothing, whatever it says or does not say.
    fn hindered(&self, by: NotReady) {
        let paper_low = self.told.borrow().paper_low;
        tell(&self.told, Some(by), paper_low);
    }

    /// Tells that nothing is known to hinder it.
    fn free(&self) {
        let paper_low = self.told.borrow().paper_low;
        tell(&self.told, None, paper_low);
    }

    /// Talks until the printer is ready. Sends nothing that prints.
    async fn greet(&self, line: &mut Line, memory: &mut Memory) -> Result<(), NotReady> {
        line.hear_what_came().map_err(lost)?;
        if self.greets && memory.voice != Voice::Mute {
            let answer = self.timings.answer;
            let mut status = line.hello(&mut memory.deaf, answer).await.map_err(lost)?;
            if status.is_none() {
                // It may be waiting for the rest of a command.
                self.complete_command(line, memory).await?;
                if line.ask(1, answer).await.map_err(lost)?.is_some() {
                    // If that was a late answer to the first hello, let the others go by: a shifted answer lies.
                    sleep(answer / 10).await;
                    line.hear_what_came().map_err(lost)?;
                    status = line.hello(&mut memory.deaf, answer).await.map_err(lost)?;
                }
            }
            match status {
                None if memory.voice == Voice::Heard => return Err(NotReady::Silent),
                None => {
                    memory.voice = Voice::Mute;
                    tracing::info!(
                        printer = self.id,
                        "answers no status request: prints without confirmation"
                    );
                    self.free();
                }
                Some(first) => {
                    memory.voice = Voice::Heard;
                    self.settle(line, memory, first).await?;
                }
            }
        } else {
            self.free();
        }
        if memory.torn {
            self.complete_command(line, memory).await?;
        }
        Ok(())
    }

    /// Waits a little for what passes by itself, and tells a printer whose jam was cleared to go on.
    async fn settle(&self, line: &mut Line, memory: &mut Memory, first: Status) -> Result<(), NotReady> {
        let Timings { answer, offline, .. } = self.timings;
        let until = Instant::now() + offline;
        let (mut status, mut recovering) = (first, false);
        loop {
            self.heard(status);
            if memory.repair.is_done(status) {
                // A half ticket in its memory is one whose fate is told as unknown: its rest would come by surprise.
                line.send(&CLEAR_AND_GO_ON, answer).await.map_err(|(_, broken)| lost(broken.why))?;
                recovering = true;
            } else {
                match status.hindrance() {
                    Some(NotReady::Error) if recovering && Instant::now() < until => {}
                    Some(hindrance) => return Err(hindrance),
                    None if !status.offline => return Ok(()),
                    None if Instant::now() >= until => return Err(NotReady::Error),
                    None => {}
                }
            }
            sleep(answer / 4).await;
            status = match line.hello(&mut memory.deaf, answer).await.map_err(lost)? {
                Some(next) => next,
                None => return Err(NotReady::Silent),
            };
        }
    }

    /// Ends whatever command a torn ticket left half sent: NULs fill it up, and print nothing after its end.
    async fn complete_command(&self, line: &mut Line, memory: &mut Memory) -> Result<(), NotReady> {
        let nuls = vec![0; self.longest_command];
        let sent = line.send(&nuls, self.timings.answer).await.map_err(|(_, broken)| broken.why);
        let gone = match sent {
            Ok(()) => line.wire.drain(self.timings.answer).await,
            Err(why) => Err(why),
        };
        memory.torn = false;
        // A printer that takes nothing is as good as silent, and has half of it still to come.
        gone.map_err(|_| {
            memory.torn = true;
            NotReady::Silent
        })
    }
}
