//! Printers: from a laid-out ticket to bytes on a wire, and the talk that tells whether they became paper.
//!
//! Architecture invariant: `connection` alone names serialport, and nothing here knows orders, the store or the engine.

mod cells;
mod connection;
mod device;
mod device_words;
mod dots;
mod encode;
mod figure;
mod foreign;
mod hangul;
mod import;
mod link;
mod picture;
mod place;
mod profile;
mod scan;
mod session;
mod speed;
mod status;
mod test_page;
mod torn;
mod verify;
mod voice;

pub use device::{Device, Devices, address};
pub use device_words::UsbDevice;
pub use dots::Bitmap;
pub use encode::encode;
pub use figure::blackness;
pub use import::{Draft, ImportError, LeftOut, import};
pub use picture::{picture, png};
pub use place::{Connection, ConnectionFault, Flow, SerialPort};
pub use profile::{
    BuzzerCommand, Cut, Drawer, HangulSet, Profile, ProfileError, QrCommand, RareHangul, SerialDefaults,
    TwoByteMode, UsbId, UserCodes,
};
pub use scan::{Found, Network, NetworkFault, RAW_PORT, attached, listening, own_networks};
pub use session::{Timings, printer};
pub use speed::{Heard, RATES, find_speed};
pub use test_page::{Extras, RULERS, test_page};
pub use torn::longest_command;

pub use voice::{Answered, Voice};

use async_trait::async_trait;
use cause::{Cause, Why};
use domain::board::Assurance;
use tokio::sync::watch;

/// A printer that can be asked to open a session for one ticket.
#[async_trait]
pub trait Printer: Send + Sync {
    /// Opens the connection, unless one is open, and talks until the printer is ready for a ticket. No byte that prints has
    /// left when this returns. Takes at most about ten seconds, and longer only on a line that is slow.
    async fn open(&self) -> Result<Box<dyn Session>, NotReady>;

    /// How it is, as far as it was heard: changes with every opening, under a ticket, and while [`Printer::listen`] runs.
    fn condition(&self) -> watch::Receiver<Condition>;

    /// Between tickets: hears what a printer on a held connection says of itself. Ends when that connection is lost, and
    /// never where none is held. Dropping the future loses nothing.
    async fn listen(&self);

    /// No ticket is due: lets a connection go that is not held, in such a way that nothing written is lost. Dropping the
    /// future closes it at once.
    async fn release(&self) {}
}

/// How a printer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// What keeps it from printing.
    pub hindrance: Option<NotReady>,
    /// The roll is near its end.
    pub paper_low: bool,
    /// How much it says of itself: of one that says nothing, that nothing hinders it is not known either.
    pub assurance: Assurance,
}

/// A printer that is ready for one ticket. The connection is kept for the next one; see [`Printer::release`].
#[async_trait]
pub trait Session: Send {
    /// Sends one whole ticket with one write and waits for as much confirmation as this printer gives.
    async fn print(self: Box<Self>, bytes: Vec<u8>) -> PrintOutcome;
}

/// What became of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintOutcome {
    /// The printer said that everything is on paper.
    Printed,
    /// Every byte left; this printer does not confirm.
    Sent,
    /// Not one byte left: it may be tried again.
    NotSent(Cause),
    /// Some bytes left, or all without the confirmation that was due.
    Unknown(Cause),
}

/// Why a printer takes nothing now. Each wants its own words to the counter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.cause())]
pub enum NotReady {
    /// No connection.
    Unreachable(Cause),
    /// Another program holds the port.
    Busy(String),
    /// Its print queue is stopped; which, and why if the print system says.
    Paused(String),
    /// Connected, but it does not answer, though it did before or may be about to.
    Silent,
    /// What answers there is no printer, or one that talks without end.
    Nonsense,
    /// Out of paper.
    PaperOut,
    /// Cover open.
    CoverOpen,
    /// The printer took a part of a ticket and then no more.
    Stuck,
    /// Cutter jam, or another error that goes on once its cause is gone.
    Error,
    /// The print head is too hot; goes on by itself.
    Overheated,
    /// An error that only switching it off and on may clear.
    Broken,
}

impl NotReady {
    /// The same as a cause: what is stored with a ticket, and what the log says.
    pub fn cause(&self) -> Cause {
        match self {
            NotReady::Unreachable(cause) => cause.clone(),
            NotReady::Busy(who) => Cause::of(Why::Busy).about(who),
            NotReady::Paused(queue) => Cause::of(Why::QueueStopped).about(queue),
            NotReady::Silent => Why::Silent.into(),
            NotReady::Nonsense => Why::Nonsense.into(),
            NotReady::PaperOut => Why::PaperOut.into(),
            NotReady::CoverOpen => Why::CoverOpen.into(),
            NotReady::Stuck => Why::Stuck.into(),
            NotReady::Error => Why::PrinterError.into(),
            NotReady::Overheated => Why::Overheated.into(),
            NotReady::Broken => Why::Broken.into(),
        }
    }
}
