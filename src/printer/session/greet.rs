//! Before a ticket: is it there, and is it ready? Nothing that prints is sent.
//!
//! An answer to `DLE EOT` does not say which question it answers. Bytes that another program left unread, a slow answer
//! to a question that was given up, or a printer that is one request behind shift every answer by one, and a drawer
//! that is open (1) becomes a cover that is (2). So good news is believed as it comes, because the worst that a shift
//! hides in it is told by the next answer; anything else counts only when the same question brings it twice running.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Model, Timings, lost};
use crate::printer::NotReady;
use crate::printer::device::Memory;
use crate::printer::link::{PrinterLink, nonsense};
use crate::printer::status::{PrinterAnswer, Status};
use crate::printer::voice::{Answered, Way, is_plain};

/// `DLE ENQ 2`: forget what you hold of a ticket, and go on. Only a printer whose error is gone obeys.
const CLEAR_AND_GO_ON: [u8; 3] = [0x10, 0x05, 2];
/// `GS r 1`, answered when everything before it was taken out of the receive buffer.
pub(super) const PAPER_SENSORS: [u8; 3] = [0x1d, b'r', 1];
/// How often one question is asked in doubt, until two answers running are the same.
const MOST_LOOKS: u32 = 4;
/// Bytes left in the line that look like answers to `GS r`.
const MOST_STRAY: u32 = 4;
/// What may come unasked with the first answer, bytes: what was left in the line, and automatic status.
const MOST_UNASKED: usize = 64;
/// An answer that takes longer is dear: only the two questions that matter most are asked then.
const SLOW: Duration = Duration::from_millis(600);

/// What came back to a greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The printer did not answer.
    Silent,
    /// The printer answered; its status, if it tells one.
    There(Option<Status>),
}

/// `GS ( H` function 48 with this id.
pub(super) fn process_id(id: [u8; 4]) -> Vec<u8> {
    [&[0x1d, b'(', b'H', 6, 0, 48, 48][..], &id].concat()
}

impl Model {
    /// Talks until the printer is ready. `kept`: the connection served a ticket before.
    pub(super) async fn greet(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        kept: bool,
    ) -> Result<(), NotReady> {
        let begun = Instant::now();
        line.hear_what_came().map_err(lost)?;
        count(line, memory).map_err(lost)?;
        let voice = memory.voice();
        // One that never answers was asked when the connection began.
        let asks = (self.greets || !self.ways.is_empty()) && !(kept && voice.mute && !voice.heard());
        if !asks {
            self.device.tell(None, None);
        } else {
            let mut reply = self.hello(line, memory).await.map_err(lost)?;
            if reply == Reply::Silent && voice.torn > 0 {
                // It may be waiting for the rest of a command.
                self.complete_command(line, memory).await?;
                reply = self.hello(line, memory).await.map_err(lost)?;
            }
            self.take_reply(line, memory, reply, begun).await?;
        }
        self.complete_command(line, memory).await
    }

    /// What a reply means for one that was heard before, and for one that never was.
    async fn take_reply(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        reply: Reply,
        begun: Instant,
    ) -> Result<(), NotReady> {
        match reply {
            Reply::There(status) => {
                memory.silent_since = None;
                memory.learn(|voice| voice.mute = false);
                match status {
                    Some(status) => self.settle(line, memory, status).await,
                    None => {
                        self.device.tell(None, None);
                        Ok(())
                    }
                }
            }
            Reply::Silent if memory.voice().heard() => Err(NotReady::Silent),
            Reply::Silent => {
                let since = *memory.silent_since.get_or_insert(begun);
                if !memory.voice().mute {
                    if since.elapsed() < self.timings.mute {
                        return Err(NotReady::Silent);
                    }
                    tracing::info!(
                        printer = self.id,
                        "answers nothing: what it prints is sent without confirmation"
                    );
                    memory.learn(|voice| voice.mute = true);
                }
                self.device.tell(None, None);
                Ok(())
            }
        }
    }

    /// Asks how it is, or where it does not say that, whether it is there.
    pub(super) async fn hello(&self, line: &mut PrinterLink, memory: &mut Memory) -> io::Result<Reply> {
        let voice = memory.voice();
        let mut answer = self.timings.answer;
        if voice.unclear || (voice.mute && !voice.heard()) {
            // A printer that has never answered clearly would make every ticket wait.
            answer /= 4;
        }
        if self.greets && memory.deaf != [true; 4] {
            line.frames = 0;
            if let Some(status) = self.status(line, memory, answer).await? {
                if line.in_stream() > memory.owed() + MOST_STRAY {
                    return Err(nonsense("confirmations that nobody asked for"));
                }
                return Ok(Reply::There(Some(status)));
            }
            // It says by itself how it is: another program left it so. Once may be what was left over from before.
            if let Some(status) = line.automatic.take_if(|_| line.frames > 1) {
                return Ok(Reply::There(Some(status)));
            }
            // Answers that are owed are left to the ticket that waits for them.
            if line.in_stream() > memory.owed() {
                line.take_in_stream();
                self.says_nothing(memory);
                return Ok(Reply::There(None));
            }
        }
        // A mute one might print the question, and one that says how it is answers that.
        let able = !voice.unclear && !voice.says_how_it_is() && (!voice.mute || voice.heard());
        match self.ways.first().filter(|_| able) {
            Some(way) if self.is_there(line, memory, *way, answer).await? => {
                // It is asked for nothing else as long as this program runs.
                memory.deaf = [true; 4];
                Ok(Reply::There(None))
            }
            _ => Ok(Reply::Silent),
        }
    }

    /// Its bytes are answers to nothing that was asked.
    fn says_nothing(&self, memory: &Memory) {
        if !memory.voice().unclear {
            tracing::info!(printer = self.id, "answers with bytes that say nothing");
        }
        memory.learn(|voice| {
            (voice.unclear, voice.in_stream, voice.status) = (true, Answered::Untried, [false; 4]);
        });
    }

    /// Asks without a ticket whether everything is on paper.
    async fn is_there(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        way: Way,
        within: Duration,
    ) -> io::Result<bool> {
        let asked = match way {
            Way::InStream => line.request(&PAPER_SENSORS, within).await?,
            Way::ProcessId => line.request(&process_id(*b"here"), within).await?,
        };
        if !asked {
            return Ok(false);
        }
        let until = Instant::now() + within + line.allowance();
        if way == Way::InStream {
            memory.owe(1);
        }
        let confirmed =
            |answer| matches!(answer, PrinterAnswer::InStream(_) | PrinterAnswer::Done(_)).then_some(());
        let there = line.await_answer(until, confirmed).await?.is_some();
        count(line, memory)?;
        if there {
            memory.learn(|voice| *voice.answered_mut(way) = Answered::Ever);
        }
        Ok(there)
    }

    /// The status that the printer tells; `None`: it tells none.
    async fn status(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        answer: Duration,
    ) -> io::Result<Option<Status>> {
        let voice = memory.voice();
        let questions = voice.first_questions();
        let before = line.heard;
        if memory.behind {
            // Its answer comes with the next question's.
            line.request(&[0x10, 0x04, questions[0]], answer).await?;
        }
        let mut first = None;
        for (turn, n) in questions.into_iter().enumerate() {
            let asked = Instant::now();
            // A printer that is one answer behind answers the second request at once.
            let within = if turn == 1 && voice.says_how_it_is() { answer / 4 } else { answer };
            if let Some(byte) = line.ask(n, within).await? {
                if turn == 0 {
                    memory.latency = Some(asked.elapsed());
                }
                first = Some((turn, n, byte));
                break;
            }
            // This printer has only ever answered bytes without a meaning.
            if voice.unclear || (voice.mute && !voice.heard()) {
                return Ok(None);
            }
        }
        let Some((turn, n, byte)) = first else { return Ok(None) };
        memory.learn(|voice| voice.unclear = false);
        let mut answers = None;
        if turn == 0 && !memory.behind {
            answers = self.round(line, memory, Some((n, byte)), answer).await?;
        }
        let answers = match answers {
            Some(answers) => answers,
            None => {
                // What was not asked for, or was answered too late, has come by then.
                sleep(answer / 20).await;
                line.overhear()?;
                if line.heard - before > MOST_UNASKED {
                    return Err(nonsense("more than was asked for"));
                }
                match self.round(line, memory, None, answer).await? {
                    Some(answers) => answers,
                    None => return Ok(None),
                }
            }
        };
        // The question that was not answered is, now that others were asked.
        memory.behind |= turn == 1 && answers[usize::from(questions[0] - 1)].is_some();
        memory.learn(|voice| {
            for (known, answer) in voice.status.iter_mut().zip(answers) {
                *known |= answer.is_some();
            }
        });
        let status = Status::of_answers(answers);
        if status.offline && status.hindrance().is_none() {
            // What it is offline for may stand in an answer that was missing once.
            memory.deaf = [false; 4];
        }
        Ok(Some(status))
    }

    /// Every question once, beginning with the one that is answered already; `None`: not everything is well, and it takes a
    /// second look. Without a first answer it is that second look, and `None` means that it fell silent.
    async fn round(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        first: Option<(u8, u8)>,
        answer: Duration,
    ) -> io::Result<Option<[Option<u8>; 4]>> {
        let doubt = first.is_none();
        let slow = memory.latency.is_some_and(|latency| latency > SLOW);
        let voice = memory.voice();
        let mut answers = [None; 4];
        for n in 1..=4_u8 {
            let at = usize::from(n - 1);
            if memory.deaf[at] || (slow && !matches!(at, 0 | 3)) {
                continue;
            }
            // An answer that never came before need not be waited for longer than the others took.
            let latency = memory.latency.filter(|_| !voice.status[at]);
            let within = latency.map_or(answer, |latency| answer.min(latency * 4 + answer / 8));
            answers[at] = match first {
                Some((m, byte)) if m == n => Some(byte),
                Some(_) => line.ask(n, within).await?,
                None => twice(line, memory.behind, n, within).await?,
            };
            if !doubt && answers[at].is_some_and(|byte| !is_plain(n, byte)) {
                return Ok(None);
            }
        }
        let asked = |at: usize| !memory.deaf[at] && (!slow || matches!(at, 0 | 3));
        let missing: Vec<usize> = (0..4).filter(|at| asked(*at) && answers[*at].is_none()).collect();
        if missing.is_empty() {
            return Ok(Some(answers));
        }
        if !doubt && missing.iter().any(|at| voice.status[*at]) {
            return Ok(None);
        }
        let Some(heard) = (1..=4_u8).find(|n| answers[usize::from(n - 1)].is_some()) else { return Ok(None) };
        // Did it stop answering altogether?
        if line.ask(heard, answer).await?.is_none() {
            return Ok(None);
        }
        missing.into_iter().for_each(|at| memory.deaf[at] = true);
        Ok(Some(answers))
    }

    /// Waits a little for what passes by itself, and tells a printer whose jam was cleared to go on.
    async fn settle(
        &self,
        line: &mut PrinterLink,
        memory: &mut Memory,
        first: Status,
    ) -> Result<(), NotReady> {
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
            status = match self.hello(line, memory).await.map_err(lost)? {
                Reply::There(Some(next)) => next,
                Reply::There(None) | Reply::Silent => return Err(NotReady::Silent),
            };
        }
    }

    /// Ends whatever command a torn ticket left half sent. Takes as long as the line needs for it: only one that stands
    /// still is given up.
    async fn complete_command(&self, line: &mut PrinterLink, memory: &mut Memory) -> Result<(), NotReady> {
        let torn = memory.voice().torn;
        if torn == 0 {
            return Ok(());
        }
        let sent = line.send(&vec![0; torn], self.timings.stall).await.map_err(|(_, broken)| broken.why);
        let gone = match sent {
            Ok(()) => line.wire.drain(self.timings.stall).await,
            Err(why) => Err(why),
        };
        // A printer that takes nothing is as good as silent, and has half of it still to come.
        gone.map_err(|_| NotReady::Silent)?;
        memory.learn(|voice| voice.torn = 0);
        Ok(())
    }
}

/// Answers to `GS r` that no ticket waits for were owed. Where many more come, one of them would be taken for the answer to
/// the next ticket.
pub(super) fn count(line: &mut PrinterLink, memory: &mut Memory) -> io::Result<()> {
    if let Some((answers, _)) = line.take_in_stream() {
        if answers > memory.owed() + MOST_STRAY {
            return Err(nonsense("confirmations that nobody asked for"));
        }
        memory.paid(answers);
    }
    Ok(())
}

/// Asks one question until two answers running are the same. `None`: it is not answered, or each time otherwise.
async fn twice(line: &mut PrinterLink, behind: bool, n: u8, within: Duration) -> io::Result<Option<u8>> {
    let mut last = line.ask(n, within).await?;
    for _ in 1..MOST_LOOKS {
        if last.is_none() && !behind {
            return Ok(None);
        }
        let next = line.ask(n, within).await?;
        if next == last {
            return Ok(next);
        }
        last = next;
    }
    Ok(None)
}
