//! A connection over which a printer is asked and heard: answers taken apart, in order, with every wait bounded.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use futures::FutureExt;
use tokio::time::{Instant, timeout};

use super::connection::{Broken, Wire};
use super::status::{Answers, PrinterAnswer, Status};

/// Bytes per second where nothing is known of the line: a port of 1,200 baud may hide behind a network address.
const SLOWEST: f64 = 110.0;
/// Fewer bytes than these tell nothing of the line's pace: they fit any buffer on the way.
const TELLING: usize = 256;
/// What a printer may say within [`WINDOW`], bytes; one that sends its status unasked five times a second says 200.
const MOST: usize = 4096;
/// See [`MOST`].
const WINDOW: Duration = Duration::from_secs(10);
/// So many readable letters in a row, so many of them different, are words: a web server's, say.
const WORDS: (usize, usize) = (8, 5);

/// An open connection to a printer.
pub(super) struct PrinterLink {
    pub(super) wire: Box<dyn Wire>,
    answers: Answers,
    /// The last `GS ( H` answer.
    pub(super) done: Option<[u8; 4]>,
    /// Number of answers to `GS r` that are not counted yet, and the last of them.
    in_stream: (u32, u8),
    /// The last automatic status, until it is looked at.
    pub(super) automatic: Option<Status>,
    /// Automatic statuses since this was last set to 0.
    pub(super) frames: u32,
    /// Bytes written since the last answer, and since when they are under way.
    under_way: (usize, Instant),
    /// Bytes per second, as far as it was measured.
    pace: f64,
    /// Since when the present [`WINDOW`] runs, and how many bytes were heard in it.
    lately: (Instant, usize),
    /// Bytes heard since the connection was opened.
    pub(super) heard: usize,
    letters: Letters,
}

/// The readable letters that were heard last, without a break.
#[derive(Default)]
struct Letters(Vec<u8>);

impl Letters {
    /// Takes the next byte; true: these are words. Answers are readable too, but alike, and the id in that to `GS ( H` is
    /// short.
    fn make_words(&mut self, byte: u8) -> bool {
        match byte {
            b' '..=b'~' | b'\r' | b'\n' => self.0.push(byte),
            _ => self.0.clear(),
        }
        if self.0.ends_with(&[0x37, 0x22]) {
            self.0.clear();
        }
        if self.0.len() > WORDS.0 {
            self.0.remove(0);
        }
        self.0.len() == WORDS.0 && self.0.iter().collect::<BTreeSet<_>>().len() >= WORDS.1
    }
}

impl PrinterLink {
    /// `pace`: bytes per second, where the connection says.
    pub(super) fn new(wire: Box<dyn Wire>, pace: Option<u32>) -> PrinterLink {
        let now = Instant::now();
        PrinterLink {
            wire,
            answers: Answers::default(),
            done: None,
            in_stream: (0, 0),
            automatic: None,
            frames: 0,
            under_way: (0, now),
            pace: pace.map_or(SLOWEST, f64::from),
            lately: (now, 0),
            heard: 0,
            letters: Letters::default(),
        }
    }

    /// Takes in, without waiting, what the printer said unasked or too late. Forgets it, but for what it said of its own
    /// condition and for answers to `GS r`, which are counted.
    pub(super) fn hear_what_came(&mut self) -> io::Result<()> {
        self.overhear()?;
        (self.answers, self.done) = (Answers::default(), None);
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
        let now = Instant::now();
        if now - self.lately.0 > WINDOW {
            self.lately = (now, 0);
        }
        self.lately.1 += bytes.len();
        self.heard += bytes.len();
        if bytes.iter().any(|byte| self.letters.make_words(*byte)) {
            return Err(nonsense("it answers in words: this is no printer"));
        }
        if self.lately.1 > MOST {
            return Err(nonsense("it talks without end"));
        }
        self.answers.push(&bytes);
        Ok(())
    }

    /// Takes the next whole answer, and remembers confirmations and automatic status.
    fn take(&mut self) -> Option<PrinterAnswer> {
        let answer = self.answers.take()?;
        match answer {
            PrinterAnswer::Done(id) => self.done = Some(id),
            PrinterAnswer::InStream(sensors) => self.in_stream = (self.in_stream.0 + 1, sensors),
            PrinterAnswer::Automatic(bytes) => {
                (self.automatic, self.frames) = (Some(Status::automatic(bytes)), self.frames + 1);
            }
            PrinterAnswer::RealTime(_) => {}
        }
        if !matches!(answer, PrinterAnswer::Automatic(_)) {
            self.arrived();
        }
        Some(answer)
    }

    /// Something was answered, so what was written before has arrived.
    fn arrived(&mut self) {
        let (bytes, since) = self.under_way;
        if bytes >= TELLING {
            self.pace = (bytes as f64 / since.elapsed().as_secs_f64().max(0.001)).max(1.0);
        }
        self.under_way.0 = 0;
    }

    /// How much longer what is under way may need at this line's pace.
    pub(super) fn allowance(&self) -> Duration {
        let (bytes, since) = self.under_way;
        Duration::from_secs_f64(bytes as f64 / self.pace).saturating_sub(since.elapsed())
    }

    /// Whether an answer came after the last byte that was written.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.0 == 0
    }

    /// How many answers to `GS r` are not counted yet.
    pub(super) fn in_stream(&self) -> u32 {
        self.in_stream.0
    }

    /// Counted answers to `GS r` since the last call, and the last of them.
    pub(super) fn take_in_stream(&mut self) -> Option<(u32, u8)> {
        let taken = std::mem::take(&mut self.in_stream);
        (taken.0 > 0).then_some(taken)
    }

    /// The next answer.
    pub(super) async fn next(&mut self) -> io::Result<PrinterAnswer> {
        loop {
            if let Some(answer) = self.take() {
                return Ok(answer);
            }
            let read = self.wire.read().await;
            self.hear(read)?;
        }
    }

    /// The next answer of a kind; `None`: not until then, whatever else came.
    pub(super) async fn await_answer<T>(
        &mut self,
        until: Instant,
        kind: impl Fn(PrinterAnswer) -> Option<T>,
    ) -> io::Result<Option<T>> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            // A printer that never stops talking must not be listened to for ever.
            if left.is_zero() {
                return Ok(None);
            }
            match timeout(left, self.next()).await {
                Ok(answer) => {
                    if let Some(wanted) = kind(answer?) {
                        return Ok(Some(wanted));
                    }
                }
                Err(_) => return Ok(None),
            }
        }
    }

    /// Asks `DLE EOT n`; `None`: no answer within this time, and what the line needs for the bytes before it.
    pub(super) async fn ask(&mut self, n: u8, within: Duration) -> io::Result<Option<u8>> {
        if !self.request(&[0x10, 0x04, n], within).await? {
            return Ok(None);
        }
        let until = Instant::now() + within + self.allowance();
        let real_time = |answer| match answer {
            PrinterAnswer::RealTime(byte) => Some(byte),
            _ => None,
        };
        self.await_answer(until, real_time).await
    }

    /// Writes a request; false: the printer takes nothing.
    pub(super) async fn request(&mut self, bytes: &[u8], within: Duration) -> io::Result<bool> {
        match self.send(bytes, within + self.allowance()).await {
            Ok(()) => Ok(true),
            Err((_, broken)) if broken.why.kind() == io::ErrorKind::TimedOut => Ok(false),
            Err((_, broken)) => Err(broken.why),
        }
    }

    /// Writes everything, or says how many bytes certainly left.
    pub(super) async fn send(&mut self, bytes: &[u8], stall: Duration) -> Result<(), (usize, Broken)> {
        let mut sent = 0;
        while sent < bytes.len() {
            match self.write(&bytes[sent..], stall).await {
                Ok(count) => sent += count,
                Err(broken) => return Err((sent, broken)),
            }
        }
        Ok(())
    }

    /// Writes as many of these bytes as go now.
    pub(super) async fn write(&mut self, bytes: &[u8], stall: Duration) -> Result<usize, Broken> {
        if self.under_way.0 == 0 {
            self.under_way.1 = Instant::now();
        }
        let count = self.wire.write(bytes, stall).await?;
        self.under_way.0 += count;
        Ok(count)
    }
}

/// The error for bytes that no printer sends; its kind tells it from a broken connection.
pub(super) fn nonsense(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_answers() {
        let words = |bytes: &[u8]| {
            let mut letters = Letters::default();
            bytes.iter().any(|byte| letters.make_words(*byte))
        };
        assert!(words(b"HTTP/1.1 400 Bad Request"));
        assert!(words(b"\x12\x00SSH-2.0-x\r\n"));
        for answers in [
            // Paper out, each asked twice; then the ticket is done.
            &b"\x1a\x1a\x32\x32\x12\x12rrrr\x37\x22A1z~\x00"[..],
            b"rrrrrrrrrrrrrrrrrrrrrr\x37\x22!aZ9\x00rr\x37\x22bcde\x00",
            b"262626262626R2R2R2R2",
        ] {
            assert!(!words(answers), "{answers:02x?}");
        }
    }
}
