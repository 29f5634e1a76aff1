//! The talk with a printer around one ticket.
//!
//! ```text
//! open ─► hello (DLE EOT 1–4) ─► one write: ticket + "are you done?" ─► wait for the answer ─► close, or hold
//! ```
//!
//! A printer on the network takes a whole ticket while it is out of paper and prints it an hour later, so it is asked
//! before, and only its own word afterwards (`GS ( H`, else `GS r`: Epson's ESC/POS command reference) makes a ticket
//! *printed*. Many cheap printers answer nothing: one that never answered is *mute*, is told so once, and is not asked
//! again until it was away. An error is never cleared from here (`DLE ENQ`): a cutter must not start under the fingers
//! of whoever clears the jam.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{Instant, sleep, timeout};

use super::connection;
use super::line::Line;
use super::{NotReady, PrintOutcome, Printer, Profile, RareHangul, Session};
use crate::settings::Connection;

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
        return Arc::new(OneWay { connection: connection.clone(), timings });
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
        confirms,
        longest_command,
        line_speed: match connection {
            Connection::Serial { baud, .. } => u64::from(*baud).max(10) / 10,
            _ => SLOWEST_LINE,
        },
        timings,
    };
    let memory =
        Memory { line: None, voice: Voice::Untried, deaf: [false; 4], torn: model.greets, tickets: 0 };
    Arc::new(TwoWay { model: Arc::new(model), memory: Arc::new(Mutex::new(memory)) })
}

/// A file or a print queue: no answers.
#[derive(Clone)]
struct OneWay {
    connection: Connection,
    timings: Timings,
}

#[async_trait]
impl Printer for OneWay {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        if let Connection::Spooler(_) = self.connection {
            connection::spooler::ready()?;
        }
        Ok(Box::new(self.clone()))
    }
}

#[async_trait]
impl Session for OneWay {
    async fn print(self: Box<Self>, bytes: Vec<u8>) -> PrintOutcome {
        match self.connection {
            Connection::Spooler(name) => connection::spooler::submit(&name, bytes, self.timings.stall).await,
            Connection::File(path) => connection::file::append(path, bytes, self.timings.stall).await,
            _ => PrintOutcome::NotSent("this connection is not one-way".to_owned()),
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
    confirms: Confirms,
    /// Bytes of the longest command that tickets contain.
    longest_command: usize,
    /// Bytes per second.
    line_speed: u64,
    timings: Timings,
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
        let Model { timings, connection, .. } = &*self.model;
        let Ok(mut memory) = timeout(timings.connect, self.memory.clone().lock_owned()).await else {
            return Err(NotReady::Busy("another ticket is being printed".to_owned()));
        };
        // A held connection may have died unnoticed; then a new one is as good.
        if let Some(mut line) = memory.line.take() {
            match self.model.greet(&mut line, &mut memory).await {
                Err(NotReady::Silent | NotReady::Unreachable(_)) => {}
                greeted => return self.session(line, memory, greeted),
            }
        }
        let mut line = match connection::open(connection, timings.connect).await {
            Ok(wire) => Line::new(wire),
            Err(error) => {
                if memory.voice == Voice::Mute {
                    // What comes back may have been repaired, or replaced.
                    memory.voice = Voice::Untried;
                }
                return Err(error);
            }
        };
        let greeted = self.model.greet(&mut line, &mut memory).await;
        self.session(line, memory, greeted)
    }
}

impl TwoWay {
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

impl Model {
    /// Talks until the printer is ready. Sends nothing that prints.
    async fn greet(&self, line: &mut Line, memory: &mut Memory) -> Result<(), NotReady> {
        let lost = |error: std::io::Error| NotReady::Unreachable(format!("connection lost: {error}"));
        line.hear_what_came().map_err(lost)?;
        if self.greets && memory.voice != Voice::Mute {
            let Timings { answer, offline, .. } = self.timings;
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
            let until = Instant::now() + offline;
            match status {
                None if memory.voice == Voice::Heard => return Err(NotReady::Silent),
                None => {
                    memory.voice = Voice::Mute;
                    tracing::info!(
                        printer = self.id,
                        "answers no status request: prints without confirmation"
                    );
                }
                Some(first) => {
                    memory.voice = Voice::Heard;
                    let mut status = first;
                    while status.hindrance().is_none() && status.offline() && Instant::now() < until {
                        sleep(answer / 4).await;
                        match line.hello(&mut memory.deaf, answer).await.map_err(lost)? {
                            Some(next) => status = next,
                            None => return Err(NotReady::Silent),
                        }
                    }
                    if let Some(hindrance) = status.hindrance() {
                        return Err(hindrance);
                    }
                    if status.offline() {
                        return Err(NotReady::Error);
                    }
                }
            }
        }
        if memory.torn {
            self.complete_command(line, memory).await?;
        }
        Ok(())
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

/// A session with a printer that is ready.
struct Talk {
    model: Arc<Model>,
    memory: OwnedMutexGuard<Memory>,
    line: Option<Line>,
}

impl Drop for Talk {
    /// Not used after all: a held connection stays held.
    fn drop(&mut self) {
        if let (true, Some(line)) = (self.model.hold, self.line.take()) {
            self.memory.line = Some(line);
        }
    }
}

#[async_trait]
impl Session for Talk {
    async fn print(mut self: Box<Self>, ticket: Vec<u8>) -> PrintOutcome {
        let Some(mut line) = self.line.take() else {
            return PrintOutcome::NotSent("the session is over".to_owned());
        };
        if let Err(error) = line.hear_what_came() {
            return PrintOutcome::NotSent(error.to_string());
        }
        let question = self.question(&ticket);
        let length = ticket.len();
        let mut whole = ticket;
        whole.extend(question.iter().flat_map(|question| question.bytes.iter()));
        let stall = self.model.timings.stall;
        if let Err((sent, broken)) = line.send(&whole, stall).await {
            if sent == 0 && broken.certain {
                return PrintOutcome::NotSent(broken.why.to_string());
            }
            self.memory.torn = true;
            return PrintOutcome::Unknown(format!(
                "{} of {length} bytes left: {}",
                sent.min(length),
                broken.why
            ));
        }
        let answered = match &question {
            Some(question) => self.wait_for_answer(&mut line, question, length).await,
            None => line.wire.drain(stall).await.map(|()| PrintOutcome::Sent).map_err(|e| e.to_string()),
        };
        let outcome = match answered {
            Ok(outcome) => outcome,
            Err(why) => {
                self.memory.torn = true;
                return PrintOutcome::Unknown(why);
            }
        };
        if self.model.hold {
            self.memory.line = Some(line);
            return outcome;
        }
        match line.wire.close(self.model.timings.close).await {
            Err(error) if outcome == PrintOutcome::Sent => PrintOutcome::Unknown(error.to_string()),
            _ => outcome,
        }
    }
}

/// "Are you done?", and how to know the answer.
struct Question {
    bytes: Vec<u8>,
    /// The process id; `None`: any `GS r` answer.
    id: Option<[u8; 4]>,
}

impl Talk {
    /// The request that follows a ticket, if this printer answers any. The id comes from the ticket itself, so that a late
    /// answer to another ticket, even of an earlier process, is not mistaken for this one's.
    fn question(&mut self, ticket: &[u8]) -> Option<Question> {
        if self.memory.voice == Voice::Mute {
            return None;
        }
        match self.model.confirms {
            Confirms::Never => None,
            Confirms::InStream => Some(Question { bytes: vec![0x1d, b'r', 1], id: None }),
            Confirms::ByProcessId => {
                self.memory.tickets += 1;
                let mut hasher = DefaultHasher::new();
                (ticket, self.memory.tickets).hash(&mut hasher);
                let hash = hasher.finish();
                let id =
                    [0, 16, 32, 48].map(|shift| 33 + (hash >> shift & 0xffff) as u16 % 94).map(|n| n as u8);
                let bytes = [&[0x1d, b'(', b'H', 6, 0, 48, 48][..], &id].concat();
                Some(Question { bytes, id: Some(id) })
            }
        }
    }

    /// Waits for the answer, with patience for slow lines and more for an empty roll.
    async fn wait_for_answer(
        &mut self,
        line: &mut Line,
        question: &Question,
        length: usize,
    ) -> Result<PrintOutcome, String> {
        let Timings { confirm, look, hindered, answer, .. } = self.model.timings;
        let on_the_line = Duration::from_millis(length as u64 * 1000 / self.model.line_speed);
        let mut until = Instant::now() + confirm + on_the_line;
        let last = until + hindered;
        let mut hindrance = None;
        let lost = |error: std::io::Error| format!("connection lost before the printer confirmed: {error}");
        loop {
            let answered = match question.id {
                Some(id) => line.done == Some(id),
                None => line.in_stream,
            };
            if answered {
                self.memory.voice = Voice::Heard;
                return Ok(PrintOutcome::Printed);
            }
            let now = Instant::now();
            if now >= until {
                break;
            }
            match timeout(look.min(until - now), line.next()).await {
                Ok(heard) => drop(heard.map_err(lost)?),
                Err(_) if self.memory.voice == Voice::Heard && self.model.greets => {
                    if let Some(status) = line.hello(&mut self.memory.deaf, answer).await.map_err(lost)? {
                        hindrance = status.hindrance();
                    }
                    if hindrance.is_some() {
                        until = (Instant::now() + confirm).min(last);
                    }
                }
                Err(_) => {}
            }
        }
        match hindrance {
            Some(hindrance) => Err(format!("{hindrance} while printing")),
            None if self.memory.voice == Voice::Heard => Err("the printer did not confirm".to_owned()),
            None => {
                self.memory.voice = Voice::Mute;
                Ok(PrintOutcome::Sent)
            }
        }
    }
}
