//! `spooler://NAME`: a print queue of the system, raw: CUPS, or the Windows spooler.
//!
//! A queue takes every ticket, and prints it tomorrow if need be. So the queue is asked before, the job is watched until
//! it has left the queue, and one that does not print is withdrawn. That a queue is done with a job proves no paper:
//! the best outcome is [`PrintOutcome::Sent`].

mod watch;

#[cfg(unix)]
mod cups;
#[cfg(any(windows, test))]
mod status;
#[cfg(windows)]
mod winspool;

use std::time::Duration;

use cause::Cause;
#[cfg(unix)]
use cups as system;
#[cfg(windows)]
use winspool as system;

use crate::printer::{NotReady, PrintOutcome};
use watch::watch;

/// How long a job may stay in the queue.
#[derive(Clone, Copy, Debug)]
pub(in crate::printer) struct Patience {
    /// Longest wait for the print system to answer or to take the ticket.
    pub(in crate::printer) answer: Duration,
    /// Longest wait for the job to leave the queue.
    pub(in crate::printer) printing: Duration,
    /// How much longer while the queue says that paper or cover hinder it.
    pub(in crate::printer) hindered: Duration,
}

/// Whether the queue is there and its printer, as far as the print system knows, prints. Takes at most about `within`.
pub(in crate::printer) async fn ready(name: &str, within: Duration) -> Result<(), NotReady> {
    system::ready(name, within).await
}

/// Hands one ticket to the queue and stays with it until it is printed or withdrawn; tells at every look what hinders it.
pub(in crate::printer) async fn submit(
    name: &str,
    bytes: Vec<u8>,
    patience: Patience,
    told: &(dyn Fn(Option<NotReady>) + Sync),
) -> PrintOutcome {
    match system::submit(name, bytes, patience.answer).await {
        Ok(job) => watch(&job, name, patience, told).await,
        Err(outcome) => outcome,
    }
}

/// The print queues, each with what stands behind it; none where there is no print system. Or why they cannot be listed.
pub(in crate::printer) async fn queues() -> Result<Vec<(String, String)>, Cause> {
    system::queues().await
}
