//! Wires to printers, one file per kind.
//!
//! Two shapes: a [`Wire`] that bytes go down and answers come up, and the one-way kinds (`file`, `spooler`) that take
//! a whole ticket and say what became of it. What matters most on a wire is what is *certain*: a ticket may be
//! tried again only if not one of its bytes left, so every failed write says whether that is known.

pub(super) mod file;
mod holder;
pub(super) mod serial;
pub(super) mod spooler;
mod tcp;
mod usb;

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use super::NotReady;
use crate::printer::Connection;

/// An open wire.
#[async_trait]
pub(super) trait Wire: Send {
    /// Writes as many of these bytes as go now and says how many. Fails when not one goes within `stall`: the limit is
    /// on standing still, never on a long ticket.
    async fn write(&mut self, bytes: &[u8], stall: Duration) -> Result<usize, Broken>;

    /// Waits for bytes from the printer; none means that it closed. Dropping the future loses nothing.
    async fn read(&mut self) -> io::Result<Vec<u8>>;

    /// Waits until what was written has left this machine, as far as the system tells.
    async fn drain(&mut self, stall: Duration) -> io::Result<()>;

    /// Lets the wire go, in such a way that nothing written is lost. Takes at most `within`.
    async fn close(self: Box<Self>, within: Duration) -> io::Result<()>;
}

/// A write that failed.
#[derive(Debug)]
pub(super) struct Broken {
    /// Whether it is known that none of its bytes left.
    pub(super) certain: bool,
    /// What the system said.
    pub(super) why: io::Error,
}

impl Broken {
    /// A failure after which none of the bytes left.
    fn certain(why: io::Error) -> Broken {
        Broken { certain: true, why }
    }
}

/// Opens a wire; takes at most `within`.
pub(super) async fn open(connection: &Connection, within: Duration) -> Result<Box<dyn Wire>, NotReady> {
    match connection {
        Connection::Tcp { host, port } => tcp::open(host, *port, within).await,
        Connection::Serial { port, baud, flow } => serial::open(port, *baud, *flow, within).await,
        Connection::Usb(path) => usb::open(path, within).await,
        Connection::Spooler(_) | Connection::File(_) => {
            Err(NotReady::Unreachable(Cause::of(Why::WrongConnection).with("takes only whole tickets")))
        }
    }
}

/// The error of a wait that was too long.
pub(super) fn stalled(stall: Duration) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, format!("the printer took nothing for {} s", stall.as_secs_f32()))
}

/// System calls that may hang at once; each holds a thread until the system lets it go.
static ASIDE: Semaphore = Semaphore::const_new(32);

/// Does what may hang in the system on a thread of its own, so that neither the runtime nor the end of the program waits
/// for it. `None`: it did not end within this time, or too much hangs already.
async fn aside<T: Send + 'static>(within: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let place = ASIDE.try_acquire().ok()?;
    let (tell, told) = oneshot::channel();
    let work = move || {
        drop(tell.send(work()));
        drop(place);
    };
    std::thread::Builder::new().name("printer aside".to_owned()).spawn(work).ok()?;
    timeout(within, told).await.ok()?.ok()
}
