//! A file or a print queue: whole tickets, no answers.

use async_trait::async_trait;
use cause::{Cause, Why};
use std::time::Duration;
use tokio::sync::{Mutex, watch};

use super::{SLOWEST_LINE, Timings};
use crate::printer::Connection;
use crate::printer::connection::{self, file, spooler::Patience};
use crate::printer::device::Device;
use crate::printer::{Condition, NotReady, PrintOutcome, Printer, Session};

/// A printer that is only written to.
pub(super) struct OneWay {
    pub(super) connection: Connection,
    pub(super) timings: Timings,
    pub(super) device: Device,
}

/// Ready for one ticket.
struct Ready {
    connection: Connection,
    timings: Timings,
    device: Device,
    /// The open file, where it is one.
    file: Mutex<Option<file::Open>>,
}

#[async_trait]
impl Printer for OneWay {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        let within = self.timings.connect;
        let opened = match &self.connection {
            Connection::Spooler(name) => connection::spooler::ready(name, within).await.map(|()| None),
            Connection::File(path) => file::open(path.clone(), within).await.map(Some),
            _ => Err(NotReady::Unreachable(Why::WrongConnection.into())),
        };
        self.device.tell(opened.as_ref().err().cloned(), Some(false));
        let file = Mutex::new(opened?);
        let (connection, device) = (self.connection.clone(), self.device.clone());
        Ok(Box::new(Ready { connection, timings: self.timings, device, file }))
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        self.device.condition()
    }

    async fn listen(&self) {
        std::future::pending().await
    }
}

#[async_trait]
impl Session for Ready {
    async fn print(self: Box<Self>, bytes: Vec<u8>) -> PrintOutcome {
        let outcome = match (&self.connection, self.file.into_inner()) {
            (Connection::Spooler(name), _) => {
                let on_the_line = Duration::from_millis(bytes.len() as u64 * 1000 / SLOWEST_LINE);
                let Timings { stall, confirm, hindered, .. } = self.timings;
                let patience = Patience { answer: stall, printing: confirm + on_the_line, hindered };
                let told = |hindrance| self.device.tell(hindrance, Some(false));
                connection::spooler::submit(name, bytes, patience, &told).await
            }
            (_, Some(file)) => file::append(file, bytes, self.timings.stall).await,
            (_, None) => PrintOutcome::NotSent(Cause::of(Why::WrongConnection)),
        };
        match &outcome {
            PrintOutcome::NotSent(cause) => self.device.failed(cause),
            PrintOutcome::Printed | PrintOutcome::Sent => self.device.worked(),
            PrintOutcome::Unknown(_) => {}
        }
        outcome
    }
}
