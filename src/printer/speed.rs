//! Finding the speed of a serial printer: asked at each rate, it answers readably at its own.

use std::io;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::{Instant, timeout_at};

use super::NotReady;
use super::connection::{self, Wire};
use crate::printer::{Connection, Flow, SerialPort};

/// Rates seen on counters, bits per second.
pub const RATES: [u32; 4] = [9600, 19_200, 38_400, 115_200];
/// How long an answer may take.
const ANSWER: Duration = Duration::from_millis(1500);
/// How long a port may take to open.
const CONNECT: Duration = Duration::from_secs(4);
/// An answer must come this often: one byte of noise in eight looks like one.
const TIMES: usize = 3;

/// What came back at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Answers, each time.
    Answer,
    /// Something else: another speed, or another kind of device.
    Noise,
    /// No byte.
    Nothing,
}

/// Asks at every rate until the printer at this port is understood. The last of the list is the right one, if it was
/// [`Heard::Answer`]. Prints nothing at the right rate; at a wrong one a printer may print a stray character.
pub async fn find_speed(port: &SerialPort, flow: Flow) -> Result<Vec<(u32, Heard)>, NotReady> {
    let open = |baud| -> BoxFuture<'_, Result<Box<dyn Wire>, NotReady>> {
        let connection = Connection::Serial { port: port.clone(), baud, flow };
        Box::pin(async move { connection::open(&connection, CONNECT).await })
    };
    try_rates(&RATES, open, ANSWER).await
}

async fn try_rates<'a>(
    rates: &[u32],
    open: impl Fn(u32) -> BoxFuture<'a, Result<Box<dyn Wire>, NotReady>>,
    answer: Duration,
) -> Result<Vec<(u32, Heard)>, NotReady> {
    let mut tried = Vec::new();
    for &rate in rates {
        let mut wire = open(rate).await?;
        let heard = ask(wire.as_mut(), answer).await;
        let heard = heard.map_err(|error| NotReady::Unreachable(error.into()))?;
        // A port that does not close in time is closed by dropping it.
        let _ = wire.close(answer).await;
        tried.push((rate, heard));
        if heard == Heard::Answer {
            break;
        }
    }
    Ok(tried)
}

/// Asks `DLE EOT 1` several times.
async fn ask(wire: &mut dyn Wire, answer: Duration) -> io::Result<Heard> {
    let mut worst = Heard::Answer;
    for _ in 0..TIMES {
        wire.write(&[0x10, 0x04, 1], answer).await.map_err(|broken| broken.why)?;
        let until = Instant::now() + answer;
        let mut bytes = Vec::new();
        while recognise(&bytes) != Heard::Answer {
            match timeout_at(until, wire.read()).await {
                Ok(Ok(more)) if more.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Ok(more)) => bytes.extend(more),
                Ok(Err(error)) => return Err(error),
                Err(_) => break,
            }
        }
        match recognise(&bytes) {
            Heard::Answer => {}
            other => {
                worst = other;
                break;
            }
        }
    }
    Ok(worst)
}

/// One byte `0xx1xx10`, and no other: what the manual says of the answer to `DLE EOT`.
fn recognise(bytes: &[u8]) -> Heard {
    match bytes {
        [] => Heard::Nothing,
        [byte] if byte & 0x93 == 0x12 => Heard::Answer,
        _ => Heard::Noise,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use async_trait::async_trait;
    use futures::future;

    use super::super::connection::Broken;
    use super::*;

    /// A port that answers every request with the next of its script.
    struct Scripted {
        script: Vec<&'static [u8]>,
        due: Option<Vec<u8>>,
    }

    #[async_trait]
    impl Wire for Scripted {
        async fn write(&mut self, bytes: &[u8], _: Duration) -> Result<usize, Broken> {
            assert_eq!(bytes, [0x10, 0x04, 1]);
            self.due = (!self.script.is_empty()).then(|| self.script.remove(0).to_vec());
            Ok(bytes.len())
        }

        async fn read(&mut self) -> io::Result<Vec<u8>> {
            match self.due.take() {
                Some(bytes) if !bytes.is_empty() => Ok(bytes),
                _ => future::pending().await,
            }
        }

        async fn drain(&mut self, _: Duration) -> io::Result<()> {
            Ok(())
        }

        async fn close(self: Box<Self>, _: Duration) -> io::Result<()> {
            Ok(())
        }
    }

    type Opened = Arc<Mutex<Vec<u32>>>;

    async fn tried(at: fn(u32) -> Vec<&'static [u8]>) -> (Vec<(u32, Heard)>, Vec<u32>) {
        let opened = Opened::default();
        let seen = opened.clone();
        let open = move |rate| -> BoxFuture<'static, Result<Box<dyn Wire>, NotReady>> {
            seen.lock().unwrap().push(rate);
            let wire: Box<dyn Wire> = Box::new(Scripted { script: at(rate), due: None });
            Box::pin(future::ready(Ok(wire)))
        };
        let found = try_rates(&RATES, open, Duration::from_millis(20)).await.unwrap();
        let opened = opened.lock().unwrap().clone();
        (found, opened)
    }

    #[tokio::test]
    async fn stops_at_the_rate_that_is_understood() {
        let (found, opened) = tried(|rate| match rate {
            9600 => vec![b"\xfe\x80"],
            19_200 => vec![],
            38_400 => vec![b"\x16", b"\x12", b"\x12"],
            _ => vec![b"\x12", b"\x12", b"\x12"],
        })
        .await;
        assert_eq!(found, [(9600, Heard::Noise), (19_200, Heard::Nothing), (38_400, Heard::Answer)]);
        assert_eq!(opened, [9600, 19_200, 38_400], "no further port is opened");
    }

    #[tokio::test]
    async fn noise_that_looks_like_an_answer_once_is_no_answer() {
        let (found, _) = tried(|rate| match rate {
            9600 => vec![b"\x12", b"\xff"],
            19_200 => vec![b"\x12", b"\x12"],
            _ => vec![b"\x00"],
        })
        .await;
        let heard: Vec<Heard> = found.iter().map(|(_, heard)| *heard).collect();
        assert_eq!(heard, [Heard::Noise, Heard::Nothing, Heard::Noise, Heard::Noise]);
    }

    #[test]
    fn the_pattern_is_the_manuals() {
        for answer in [0x12, 0x16, 0x1a, 0x1e, 0x32, 0x72] {
            assert_eq!(recognise(&[answer]), Heard::Answer, "{answer:x}");
        }
        for noise in [&[0x00][..], &[0x10], &[0x13], &[0x92], &[0xff], &[0x12, 0x12]] {
            assert_eq!(recognise(noise), Heard::Noise, "{noise:x?}");
        }
        assert_eq!(recognise(&[]), Heard::Nothing);
    }
}
