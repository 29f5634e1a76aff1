//! A wire with an ear: requests and answers, in order, with every wait bounded.

use std::io;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::{Instant, timeout};

use super::connection::{Broken, Wire};
use super::status::{Answer, Answers, Status};

/// An open connection to a printer.
pub(super) struct Line {
    pub(super) wire: Box<dyn Wire>,
    answers: Answers,
    /// The last `GS ( H` answer.
    pub(super) done: Option<[u8; 4]>,
    /// The last answer to `GS r`.
    pub(super) in_stream: Option<u8>,
    /// The last automatic status that nobody has looked at.
    pub(super) automatic: Option<Status>,
}

impl Line {
    pub(super) fn new(wire: Box<dyn Wire>) -> Line {
        Line { wire, answers: Answers::default(), done: None, in_stream: None, automatic: None }
    }

    /// Takes in, without waiting, what the printer said unasked or too late, and forgets it, but for what it said of its
    /// own condition.
    pub(super) fn hear_what_came(&mut self) -> io::Result<()> {
        self.overhear()?;
        (self.answers, self.done, self.in_stream) = (Answers::default(), None, None);
        Ok(())
    }

    /// Takes in, without waiting, what the printer said.
    pub(super) fn overhear(&mut self) -> io::Result<()> {
        while let Some(read) = self.wire.read().now_or_never() {
            self.hear(read)?;
        }
        while self.take().is_some() {}
        Ok(())
    }

    fn hear(&mut self, read: io::Result<Vec<u8>>) -> io::Result<()> {
        let bytes = read?;
        if bytes.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "closed by the printer"));
        }
        self.answers.push(&bytes);
        Ok(())
    }

    /// Takes the next whole answer, and remembers confirmations and automatic status.
    fn take(&mut self) -> Option<Answer> {
        let answer = self.answers.take()?;
        match answer {
            Answer::Done(id) => self.done = Some(id),
            Answer::InStream(sensors) => self.in_stream = Some(sensors),
            Answer::Automatic(bytes) => self.automatic = Some(Status::automatic(bytes)),
            Answer::RealTime(_) => {}
        }
        Some(answer)
    }

    /// The next answer.
    pub(super) async fn next(&mut self) -> io::Result<Answer> {
        loop {
            if let Some(answer) = self.take() {
                return Ok(answer);
            }
            let read = self.wire.read().await;
            self.hear(read)?;
        }
    }

    /// Asks `DLE EOT n`; `None`: no answer in time.
    pub(super) async fn ask(&mut self, n: u8, within: Duration) -> io::Result<Option<u8>> {
        if let Err((_, broken)) = self.send(&[0x10, 0x04, n], within).await {
            let slow = broken.why.kind() == io::ErrorKind::TimedOut;
            return if slow { Ok(None) } else { Err(broken.why) };
        }
        let until = Instant::now() + within;
        loop {
            match timeout(until.saturating_duration_since(Instant::now()), self.next()).await {
                Ok(Ok(Answer::RealTime(byte))) => return Ok(Some(byte)),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error),
                Err(_) => return Ok(None),
            }
        }
    }

    /// Asks for everything, each after the answer to the one before. `None`: silent. A number that this printer does not
    /// know, though it answers others after it, is not asked again.
    pub(super) async fn hello(
        &mut self,
        deaf: &mut [bool; 4],
        within: Duration,
    ) -> io::Result<Option<Status>> {
        let mut answers = [None; 4];
        let mut missing = Vec::new();
        for n in 1..=4_u8 {
            let at = usize::from(n - 1);
            if deaf[at] {
                continue;
            }
            answers[at] = self.ask(n, within).await?;
            if answers[at].is_none() {
                if answers == [None; 4] {
                    return Ok(None);
                }
                missing.push(at);
            }
        }
        if !missing.is_empty() {
            // Did it stop answering altogether?
            if self.ask(1, within).await?.is_none() {
                return Ok(None);
            }
            missing.into_iter().for_each(|at| deaf[at] = true);
        }
        Ok(Some(Status::of_answers(answers)))
    }

    /// Writes everything, or says how many bytes certainly left.
    pub(super) async fn send(&mut self, bytes: &[u8], stall: Duration) -> Result<(), (usize, Broken)> {
        let mut sent = 0;
        while sent < bytes.len() {
            match self.wire.write(&bytes[sent..], stall).await {
                Ok(count) => sent += count,
                Err(broken) => return Err((sent, broken)),
            }
        }
        Ok(())
    }
}
