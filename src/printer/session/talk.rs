//! One ticket: sent with one write, and waited for until it is paper.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use super::{Confirms, Memory, Model, SPEAK_UP, Timings, Voice};
use crate::cause::{Cause, Why};
use crate::printer::connection::{Broken, stalled};
use crate::printer::line::Line;
use crate::printer::status::{Answer, Status, paper_low};
use crate::printer::{NotReady, PrintOutcome, Session};

/// `DLE ENQ 1`: go on at the line where the error came. Only a printer whose error is gone obeys.
const GO_ON: [u8; 3] = [0x10, 0x05, 1];
/// `GS r 1`, answered when everything before it was taken out of the receive buffer.
const PAPER_SENSORS: [u8; 3] = [0x1d, b'r', 1];

/// A session with a printer that is ready.
pub(super) struct Talk {
    pub(super) model: Arc<Model>,
    pub(super) memory: OwnedMutexGuard<Memory>,
    pub(super) line: Option<Line>,
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
            return PrintOutcome::NotSent(Cause::of(Why::Program).with("the session is over"));
        };
        if let Err(error) = line.hear_what_came() {
            return PrintOutcome::NotSent(error.into());
        }
        let question = self.question(&ticket);
        let length = ticket.len();
        let mut whole = ticket;
        if self.model.speaks_up && self.memory.voice != Voice::Mute {
            // Again with each ticket, since its `ESC @` may have put an end to it.
            whole.extend(SPEAK_UP);
        }
        whole.extend(question.iter().flat_map(|question| question.bytes.iter()));
        if let Err((sent, broken)) = self.send(&mut line, &whole).await {
            if sent == 0 && broken.certain {
                return PrintOutcome::NotSent(broken.why.into());
            }
            self.memory.torn = true;
            let detail = format!("{} of {length} bytes left: {}", sent.min(length), broken.why);
            return PrintOutcome::Unknown(Cause::of(Why::HalfSent).with(detail));
        }
        let answered = match &question {
            Some(question) => self.wait_for_answer(&mut line, question, length).await,
            None => {
                let drained = line.wire.drain(self.model.timings.stall).await;
                drained.map(|()| PrintOutcome::Sent).map_err(Cause::from)
            }
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
            Err(error) if outcome == PrintOutcome::Sent => PrintOutcome::Unknown(error.into()),
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
            Confirms::InStream => Some(Question { bytes: PAPER_SENSORS.to_vec(), id: None }),
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

    /// Writes everything, or says how many bytes certainly left. One that takes no more is told to the counter long
    /// before it is given up: its paper may be out.
    async fn send(&mut self, line: &mut Line, bytes: &[u8]) -> Result<(), (usize, Broken)> {
        let Timings { stall, look, .. } = self.model.timings;
        let (mut sent, mut moved, mut stuck) = (0, Instant::now(), false);
        while sent < bytes.len() {
            let left = stall.saturating_sub(moved.elapsed());
            match line.wire.write(&bytes[sent..], look.min(left)).await {
                Ok(count) => {
                    sent += count;
                    moved = Instant::now();
                    if std::mem::take(&mut stuck) {
                        self.model.free();
                    }
                }
                Err(Broken { certain: true, why }) if why.kind() == io::ErrorKind::TimedOut => {
                    if moved.elapsed() >= stall {
                        return Err((sent, Broken { certain: true, why: stalled(stall) }));
                    }
                    stuck = true;
                    self.model.hindered(NotReady::Stuck);
                }
                Err(broken) => return Err((sent, broken)),
            }
        }
        Ok(())
    }

    /// Waits for the answer, with patience for slow lines and more for an empty roll.
    async fn wait_for_answer(
        &mut self,
        line: &mut Line,
        question: &Question,
        length: usize,
    ) -> Result<PrintOutcome, Cause> {
        let Timings { confirm, look, hindered, answer, .. } = self.model.timings;
        let on_the_line = Duration::from_millis(length as u64 * 1000 / self.model.line_speed);
        let mut until = Instant::now() + confirm + on_the_line;
        let last = until + hindered;
        let mut hindrance = None;
        let lost = |error: io::Error| Cause::of(Why::Cut).with(error);
        loop {
            if let Some(low) = answer_to(question, line) {
                self.memory.voice = Voice::Heard;
                if let Some(paper_low) = low {
                    self.model.heard(Status { paper_low, ..Status::default() });
                } else {
                    self.model.free();
                }
                return Ok(PrintOutcome::Printed);
            }
            let now = Instant::now();
            if now >= until {
                break;
            }
            let heard = match timeout(look.min(until - now), line.next()).await {
                Ok(Ok(Answer::Automatic(bytes))) => Some(Status::automatic(bytes)),
                Ok(Ok(_)) => None,
                Ok(Err(error)) => return Err(lost(error)),
                Err(_) if self.memory.voice == Voice::Heard && self.model.greets => {
                    line.hello(&mut self.memory.deaf, answer).await.map_err(lost)?
                }
                Err(_) => None,
            };
            let Some(status) = heard else { continue };
            self.model.heard(status);
            hindrance = status.hindrance();
            if self.memory.repair.is_done(status) {
                line.send(&GO_ON, answer).await.map_err(|(_, broken)| lost(broken.why))?;
            }
            if hindrance.is_some() {
                until = (Instant::now() + confirm).min(last);
            }
        }
        match hindrance {
            Some(hindrance) => Err(hindrance.cause()),
            None if self.memory.voice == Voice::Heard => Err(Why::NotConfirmed.into()),
            None => {
                self.memory.voice = Voice::Mute;
                Ok(PrintOutcome::Sent)
            }
        }
    }
}

/// The answer, if it is there; with whether the roll is near its end, where it says so.
fn answer_to(question: &Question, line: &Line) -> Option<Option<bool>> {
    match question.id {
        Some(id) => (line.done == Some(id)).then_some(None),
        None => line.in_stream.map(|sensors| Some(paper_low(sensors))),
    }
}
