//! One ticket: sent with one write, and waited for until it is paper.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use super::greet::{PAPER_SENSORS, Reply, count, process_id};
use super::{Model, SPEAK_UP, Timings, lost};
use crate::printer::connection::{Broken, stalled};
use crate::printer::device::Memory;
use crate::printer::link::{PrinterLink, nonsense};
use crate::printer::status::{PrinterAnswer, Status, paper_low};
use crate::printer::torn::longest_command;
use crate::printer::voice::{Answered, Lapse, Way};
use crate::printer::{NotReady, PrintOutcome, Session};

/// `DLE ENQ 1`: go on at the line where the error came. Only a printer whose error is gone obeys.
const GO_ON: [u8; 3] = [0x10, 0x05, 1];
/// More answers to `GS r` than these were not asked for: late ones of another connection and doubled ones are fewer.
const MOST_STRAY: u32 = 4;

/// A session with a printer that is ready.
pub(super) struct Talk {
    pub(super) model: Arc<Model>,
    pub(super) memory: OwnedMutexGuard<Memory>,
    pub(super) line: Option<PrinterLink>,
}

impl Drop for Talk {
    /// Puts back a connection that was not used: the next ticket may have it.
    fn drop(&mut self) {
        if let Some(line) = self.line.take() {
            self.memory.line = Some((line, true));
        }
    }
}

#[async_trait]
impl Session for Talk {
    async fn print(mut self: Box<Self>, ticket: Vec<u8>) -> PrintOutcome {
        let Some(mut line) = self.line.take() else {
            return PrintOutcome::NotSent(Cause::of(Why::Program).with("the session is over"));
        };
        if let Err(error) = line.hear_what_came().and_then(|()| count(&mut line, &mut self.memory)) {
            return self.not_sent(error);
        }
        let question = self.question(&ticket);
        let length = ticket.len();
        let torn = longest_command(&ticket);
        let mut whole = ticket;
        if self.model.speaks_up && self.memory.voice().heard() {
            // Again with each ticket, since its `ESC @` may have put an end to it.
            whole.extend(SPEAK_UP);
        }
        whole.extend(question.iter().flat_map(|question| question.bytes.iter()));
        if let Err((sent, broken)) = self.send(&mut line, &whole).await {
            if sent == 0 && broken.certain {
                return self.not_sent(broken.why);
            }
            self.memory.tear(torn);
            let detail = format!("{} of {length} bytes left: {}", sent.min(length), broken.why);
            return PrintOutcome::Unknown(Cause::of(Why::HalfSent).with(detail));
        }
        self.model.device.worked();
        let waited = match &question {
            Some(question) => self.wait_for_answer(&mut line, question, length).await,
            None => self.without_answer(&mut line).await,
        };
        match waited {
            Ok(outcome) => {
                // Nothing is lost that is on paper, however the connection ends.
                let confirmed = outcome == PrintOutcome::Printed;
                self.memory.line = Some((line, confirmed));
                outcome
            }
            Err(error) => {
                self.memory.tear(torn);
                PrintOutcome::Unknown(lost(error).cause())
            }
        }
    }
}

/// "Are you done?", and how to know the answer.
struct Question {
    way: Way,
    bytes: Vec<u8>,
    /// The process id, where the way has one.
    id: [u8; 4],
    /// So many answers prove that one of them is this ticket's.
    answers: u32,
}

/// Answers to `GS r` since the ticket was sent, and what the last one said of the roll.
#[derive(Default)]
struct Counted {
    answers: u32,
    paper_low: Option<bool>,
}

impl Talk {
    fn not_sent(&self, error: io::Error) -> PrintOutcome {
        let cause = lost(error).cause();
        self.model.device.failed(&cause);
        PrintOutcome::NotSent(cause)
    }

    /// The request that follows a ticket, if this printer answers any.
    ///
    /// The process id comes from the ticket itself, so that a late answer to another ticket, even of an earlier process,
    /// is not mistaken for this one's. Answers to `GS r` are all alike, but they come in the order of the requests: the
    /// ticket asks once more than answers are still owed, and that many answers hold at least one of its own.
    fn question(&mut self, ticket: &[u8]) -> Option<Question> {
        let way = self.memory.voice().confirmation(&self.model.ways)?;
        self.memory.tickets += 1;
        let mut hasher = DefaultHasher::new();
        (ticket, self.memory.tickets).hash(&mut hasher);
        let hash = hasher.finish();
        let id = [0, 16, 32, 48].map(|shift| 33 + (hash >> shift & 0xffff) as u16 % 94).map(|n| n as u8);
        let answers = if way == Way::InStream { self.memory.owed() + 1 } else { 1 };
        let bytes = match way {
            Way::ProcessId => process_id(id),
            Way::InStream => PAPER_SENSORS.repeat(answers as usize),
        };
        Some(Question { way, bytes, id, answers })
    }

    /// Writes everything, or says how many bytes certainly left. One that takes no more is told to the counter long
    /// before it is given up: its paper may be out.
    async fn send(&mut self, line: &mut PrinterLink, bytes: &[u8]) -> Result<(), (usize, Broken)> {
        let Timings { stall, look, .. } = self.model.timings;
        let (mut sent, mut moved, mut stuck) = (0, Instant::now(), false);
        while sent < bytes.len() {
            let left = stall.saturating_sub(moved.elapsed());
            match line.write(&bytes[sent..], look.min(left)).await {
                Ok(count) => {
                    sent += count;
                    moved = Instant::now();
                    if std::mem::take(&mut stuck) {
                        self.model.device.tell(None, None);
                    }
                }
                Err(Broken { certain: true, why }) if why.kind() == io::ErrorKind::TimedOut => {
                    if moved.elapsed() >= stall {
                        return Err((sent, Broken { certain: true, why: stalled(stall) }));
                    }
                    stuck = true;
                    self.model.device.tell(Some(NotReady::Stuck), None);
                }
                Err(broken) => return Err((sent, broken)),
            }
        }
        Ok(())
    }

    /// For a printer that does not confirm: the bytes leave, and that is all that is known.
    async fn without_answer(&mut self, line: &mut PrinterLink) -> io::Result<PrintOutcome> {
        let Timings { stall, answer, .. } = self.model.timings;
        line.wire.drain(stall).await?;
        let asked = self.model.greets || !self.model.ways.is_empty();
        if asked && !self.memory.voice().heard() {
            // What takes tickets and answers nothing may be a web server, which says so once it has read a line.
            let until = Instant::now() + answer / 8;
            if let Some(()) = line.await_answer(until, |_| Some(())).await? {
                tracing::info!(printer = self.model.id, "answers after all");
                self.memory.learn(|voice| voice.mute = false);
            }
        }
        Ok(PrintOutcome::Sent)
    }

    /// Waits for the answer, with patience for slow lines, more for a printer that says it is well, and more for an empty
    /// roll.
    async fn wait_for_answer(
        &mut self,
        line: &mut PrinterLink,
        question: &Question,
        length: usize,
    ) -> io::Result<PrintOutcome> {
        let Timings { confirm, mut look, hindered, slowest_paper, .. } = self.model.timings;
        let printing = Duration::from_secs_f64(length as f64 / f64::from(slowest_paper.max(1)));
        let way = question.way;
        let begun = Instant::now();
        let mut on_the_line = begun + line.allowance();
        let (mut well, mut hindrance, mut hindered_at): (bool, Option<NotReady>, Option<Instant>) =
            (false, None, None);
        let mut counted = Counted::default();
        if way == Way::InStream {
            self.memory.owe(question.answers);
        }
        if self.memory.behind {
            // Its answer comes with the next question's.
            look /= 8;
        }
        loop {
            if self.is_answered(line, question, &mut counted) {
                return self.confirmed(line, question, counted).await;
            }
            if line.is_idle() {
                on_the_line = on_the_line.min(Instant::now());
            }
            let patience = self.memory.voice().patience(way, well, confirm, printing);
            let until = match hindered_at {
                // Someone is at the printer, or will be.
                Some(at) => (at + confirm).min(on_the_line + confirm + hindered),
                None => on_the_line + patience,
            };
            let now = Instant::now();
            if now >= until {
                break;
            }
            let heard = match timeout(look.min(until - now), line.next()).await {
                Ok(answer) => match answer? {
                    PrinterAnswer::Automatic(bytes) => Some(Status::automatic(bytes)),
                    _ => None,
                },
                Err(_) if self.model.greets && self.memory.voice().says_how_it_is() => {
                    let memory = &mut *self.memory;
                    match self.model.hello(line, memory).await? {
                        Reply::There(status) => status,
                        Reply::Silent => {
                            well = false;
                            None
                        }
                    }
                }
                Err(_) => None,
            };
            let Some(status) = heard else { continue };
            self.model.heard(status);
            hindrance = status.hindrance();
            (well, hindered_at) = (hindrance.is_none() && !status.offline, None);
            if self.memory.repair.is_done(status) {
                line.send(&GO_ON, self.model.timings.answer).await.map_err(|(_, broken)| broken.why)?;
            }
            if hindrance.is_some() {
                hindered_at = Some(Instant::now());
            }
        }
        Ok(self.unconfirmed(way, well, hindrance))
    }

    /// Whether the answer is there. Counts the answers to `GS r`.
    fn is_answered(&mut self, line: &mut PrinterLink, question: &Question, counted: &mut Counted) -> bool {
        if let Some((more, sensors)) = line.take_in_stream() {
            self.memory.paid(more);
            counted.answers += more;
            counted.paper_low = Some(paper_low(sensors));
        }
        match question.way {
            Way::ProcessId => line.done == Some(question.id),
            Way::InStream => counted.answers >= question.answers,
        }
    }

    /// The answer is there: believed, unless this device answers far more than it is asked. A device that sends zeros all
    /// the time would confirm whatever is sent to it, so the first ticket's answer, and more answers than were asked for, are
    /// listened to a moment longer.
    async fn confirmed(
        &mut self,
        line: &mut PrinterLink,
        question: &Question,
        mut counted: Counted,
    ) -> io::Result<PrintOutcome> {
        if question.way == Way::InStream {
            if self.memory.tickets == 1 || counted.answers > question.answers {
                let until = Instant::now() + self.model.timings.answer / 8;
                let listened: io::Result<Option<()>> = line.await_answer(until, |_| None).await;
                // A printer may hang up as soon as it is done.
                if let Err(error) = listened
                    && error.kind() == io::ErrorKind::InvalidData
                {
                    return Err(error);
                }
                self.is_answered(line, question, &mut counted);
            }
            if counted.answers > question.answers + MOST_STRAY {
                return Err(nonsense("it confirms without being asked"));
            }
        }
        self.memory.learn(|voice| *voice.answered_mut(question.way) = Answered::Ever);
        self.model.device.tell(None, counted.paper_low.filter(|_| question.way == Way::InStream));
        Ok(PrintOutcome::Printed)
    }

    /// The outcome where the printer did not confirm the ticket.
    fn unconfirmed(&mut self, way: Way, well: bool, hindrance: Option<NotReady>) -> PrintOutcome {
        if let Some(hindrance) = hindrance {
            return PrintOutcome::Unknown(hindrance.cause());
        }
        match self.memory.voice().lapse(way, well) {
            Lapse::DoesNotConfirm => {
                let printer = &self.model.id;
                tracing::info!(printer, ?way, "says how it is and not that it printed: not asked again");
                self.memory.learn(|voice| *voice.answered_mut(way) = Answered::Never);
                self.model.device.tell(None, None);
                PrintOutcome::Sent
            }
            Lapse::Well => PrintOutcome::Unknown(Why::NotConfirmed.into()),
            Lapse::Silent => PrintOutcome::Unknown(Why::Silent.into()),
        }
    }
}
