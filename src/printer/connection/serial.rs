//! Serial ports, 8N1.
//!
//! `serialport` blocks, so one thread owns the port: it writes small chunks (a driver may hold a few kilobytes, and
//! what it holds has left as far as we can know), listens in between, and never calls `flush`, which is a drain without
//! an end. The thread keeps the time limits itself, because it alone knows whether no byte left.

mod port;

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use serialport::{ClearBuffer, DataBits, ErrorKind, FlowControl, Parity, StopBits};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

pub(in crate::printer) use port::{ports, resolve};

use cause::{Cause, Why};

use super::holder::holder;
use super::{Broken, Wire, aside, stalled};
use crate::printer::NotReady;
use crate::printer::{Flow, SerialPort};

/// Bytes in one write: few enough that a port that says "writable" takes them without waiting.
const CHUNK: usize = 64;
/// Bytes in one job for the thread.
const PIECE: usize = 1024;
/// Longest time the thread spends in the system at once.
const TICK: Duration = Duration::from_millis(20);
/// What the thread may be late before it is taken for hung in a driver.
const GRACE: Duration = Duration::from_secs(5);

type Port = Box<dyn serialport::SerialPort>;

enum Job {
    Write {
        bytes: Vec<u8>,
        stall: Duration,
        reply: oneshot::Sender<io::Result<usize>>,
    },
    Drain {
        stall: Duration,
        reply: oneshot::Sender<io::Result<()>>,
    },
    /// Close without throwing away what the driver holds.
    Close,
}

/// Opens a port; one that is named by its USB device is looked for each time, because its number moves.
pub(super) async fn open(
    port: &SerialPort,
    baud: u32,
    flow: Flow,
    within: Duration,
) -> Result<Box<dyn Wire>, NotReady> {
    let path = match port {
        SerialPort::Path(path) => path.clone(),
        SerialPort::Usb { .. } => {
            let listed = aside(within, ports).await;
            let late = || Err(Cause::of(Why::NoAnswer).with("serial ports were not listed in time"));
            let listed = listed.unwrap_or_else(late);
            resolve(port, &listed.map_err(NotReady::Unreachable)?)?
        }
    };
    let flow = match flow {
        Flow::None => FlowControl::None,
        Flow::Rts => FlowControl::Hardware,
        Flow::Xon => FlowControl::Software,
    };
    let unreachable = |cause: Cause| NotReady::Unreachable(cause.about(&path));
    // The crate's defaults are 8N1, which is what printers have; said, so that they stay.
    let builder = serialport::new(&path, baud)
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(flow)
        .timeout(TICK);
    let (tell, opened) = oneshot::channel();
    let (jobs, todo) = mpsc::channel(1);
    let (say, heard) = mpsc::channel(64);
    let thread = std::thread::Builder::new().name(format!("serial {path}"));
    let device = path.clone();
    let work = move || match builder.open() {
        // Ours is the port only if someone still waits for it.
        Ok(port) => drop(tell.send(Ok(())).is_ok().then(|| attend(port, todo, &say))),
        Err(error) if error.kind() == ErrorKind::NoDevice && platform::exists(&device) => {
            let who = holder(Path::new(&device)).unwrap_or(device);
            drop(tell.send(Err(NotReady::Busy(who))));
        }
        Err(error) => drop(tell.send(Err(NotReady::Unreachable(cause(&error).about(device))))),
    };
    thread.spawn(work).map_err(|error| unreachable(error.into()))?;
    match timeout(within, opened).await {
        Ok(Ok(Ok(()))) => Ok(Box::new(Serial { jobs, heard })),
        Ok(Ok(Err(not_ready))) => Err(not_ready),
        Ok(Err(_)) | Err(_) => Err(unreachable(Cause::of(Why::NoAnswer).with("the driver did not open it"))),
    }
}

/// What the crate's error means.
fn cause(error: &serialport::Error) -> Cause {
    let why = match error.kind() {
        ErrorKind::Io(kind) => Cause::from(io::Error::from(kind)).why,
        ErrorKind::NoDevice => Why::Missing,
        ErrorKind::InvalidInput => Why::WrongConnection,
        ErrorKind::Unknown => Why::Device,
    };
    Cause::of(if why == Why::Said { Why::Device } else { why }).with(error)
}

/// The thread's life: jobs first, else listen.
fn attend(mut port: Port, mut todo: mpsc::Receiver<Job>, say: &mpsc::Sender<io::Result<Vec<u8>>>) {
    let _ = port.clear(ClearBuffer::Input);
    loop {
        let busy = match todo.try_recv() {
            Ok(Job::Write { bytes, stall, reply }) => reply.send(write(&mut port, &bytes, stall)).is_ok(),
            Ok(Job::Drain { stall, reply }) => reply.send(drain(&port, stall)).is_ok(),
            Ok(Job::Close) => return,
            Err(TryRecvError::Empty) => false,
            Err(TryRecvError::Disconnected) => {
                // Given up, not closed: half a ticket in the driver would come out by surprise.
                let _ = port.clear(ClearBuffer::Output);
                return;
            }
        };
        if let Err(error) = listen(&mut port, busy, say) {
            let _ = say.try_send(Err(error));
            return;
        }
    }
}

/// Writes what goes within `stall`. An error counts only when nothing went before it; else the next write meets it.
fn write(port: &mut Port, bytes: &[u8], stall: Duration) -> io::Result<usize> {
    let until = Instant::now() + stall;
    let mut sent = 0;
    while sent < bytes.len() {
        let end = bytes.len().min(sent + CHUNK);
        let error = match port.write(&bytes[sent..end]) {
            Ok(0) => io::ErrorKind::WriteZero.into(),
            Ok(count) => {
                sent += count;
                continue;
            }
            Err(error) if passing(&error) && Instant::now() < until => continue,
            Err(error) if passing(&error) => stalled(stall),
            Err(error) => error,
        };
        return if sent > 0 { Ok(sent) } else { Err(error) };
    }
    Ok(sent)
}

/// Waits until the driver holds nothing; a driver that cannot say is believed to hold nothing.
fn drain(port: &Port, stall: Duration) -> io::Result<()> {
    let (mut least, mut until) = (u32::MAX, Instant::now() + stall);
    loop {
        match port.bytes_to_write() {
            Ok(0) | Err(_) => return Ok(()),
            Ok(held) if held < least => (least, until) = (held, Instant::now() + stall),
            Ok(_) if Instant::now() >= until => return Err(stalled(stall)),
            Ok(_) => {}
        }
        std::thread::sleep(TICK);
    }
}

/// Passes on what the printer says. With nothing else to do it waits a tick for it.
fn listen(port: &mut Port, busy: bool, say: &mpsc::Sender<io::Result<Vec<u8>>>) -> io::Result<()> {
    if busy && port.bytes_to_read()? == 0 {
        return Ok(());
    }
    let mut bytes = vec![0; 256];
    match port.read(&mut bytes) {
        Ok(0) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the port is gone")),
        Ok(count) => {
            bytes.truncate(count);
            // A full queue means that it was not read for long: what it holds is out of date and of no use.
            let _ = say.try_send(Ok(bytes));
            Ok(())
        }
        Err(error) if passing(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether this is no error, only no answer within a tick.
fn passing(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), TimedOut | WouldBlock | Interrupted)
}

struct Serial {
    jobs: mpsc::Sender<Job>,
    heard: mpsc::Receiver<io::Result<Vec<u8>>>,
}

impl Serial {
    /// Gives the thread a job. The outer error: the thread is gone or hangs, and what it did is unknown.
    async fn job<T>(
        &self,
        within: Duration,
        job: impl FnOnce(oneshot::Sender<io::Result<T>>) -> Job,
    ) -> Result<io::Result<T>, io::Error> {
        let (reply, answer) = oneshot::channel();
        let work = async {
            self.jobs.send(job(reply)).await.ok()?;
            answer.await.ok()
        };
        match timeout(within + GRACE, work).await {
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the port is gone")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the driver hangs")),
        }
    }
}

#[async_trait]
impl Wire for Serial {
    async fn write(&mut self, bytes: &[u8], stall: Duration) -> Result<usize, Broken> {
        let bytes = bytes[..bytes.len().min(PIECE)].to_vec();
        match self.job(stall, |reply| Job::Write { bytes, stall, reply }).await {
            Ok(done) => done.map_err(Broken::certain),
            Err(why) => Err(Broken { certain: false, why }),
        }
    }

    async fn read(&mut self) -> io::Result<Vec<u8>> {
        self.heard.recv().await.unwrap_or(Ok(Vec::new()))
    }

    async fn drain(&mut self, stall: Duration) -> io::Result<()> {
        self.job(stall, |reply| Job::Drain { stall, reply }).await?
    }

    async fn close(mut self: Box<Self>, within: Duration) -> io::Result<()> {
        self.drain(within).await?;
        if timeout(within, self.jobs.send(Job::Close)).await.is_ok() {
            // The thread's end closes this; the port is free for the next program then.
            let _ = timeout(within, async { while self.heard.recv().await.is_some() {} }).await;
        }
        Ok(())
    }
}

#[cfg(unix)]
mod platform {
    /// A missing device has an error of its own here: "no device" means that another program holds it.
    pub(super) fn exists(_path: &str) -> bool {
        true
    }
}

#[cfg(not(unix))]
mod platform {
    /// Missing and held have the same error here; the list of ports tells them apart.
    pub(super) fn exists(path: &str) -> bool {
        let ports = serialport::available_ports().unwrap_or_default();
        ports.iter().any(|port| port.port_name.eq_ignore_ascii_case(path))
    }
}
