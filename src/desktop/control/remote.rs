//! A screen in another process than the engine: a [`Handle`] whose transport is the control endpoint.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cause::{Cause, Why};
use domain::Board;
use domain::Refused;
use interprocess::local_socket::tokio::Stream;
use tokio::io::BufReader;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::timeout;

use super::super::endpoint::Endpoint;
use super::client::{hear, reach, send};
use super::{ALIVE, ControlError, FromInstance, PATIENCE, ToInstance};
use crate::engine::protocol::Update;
use crate::engine::{self, Exchange, Handle};

/// Questions of one screen under way at once, fewer than the instance serves; more wait in the handle's queue.
const AT_ONCE: usize = 4;

/// A client of the engine that runs on `data_folder`. Its Board follows the engine's; when the line breaks, or the instance
/// ends, the Board ends as that of an engine that stops. Every question has a connection of its own, so that a slow one holds
/// up no other; two that are under way at once may be carried out in either order. Must be called within a tokio runtime.
///
/// # Errors
/// No instance runs there, it gives no answer that is understood, or it has as many screens as it takes.
pub async fn connect(data_folder: &Path) -> Result<Handle, ControlError> {
    let (endpoint, stream) = reach(data_folder, &ToInstance::Watch, PATIENCE).await?;
    let mut updates = Updates { endpoint, lines: BufReader::new(stream) };
    let Update::Board(first) = updates.next().await? else { return Err(ControlError::Unexpected) };
    let (handle, calls, show) = engine::handle(Arc::unwrap_or_clone(first));
    tokio::spawn(follow(updates, show));
    tokio::spawn(relay(data_folder.to_owned(), calls));
    Ok(handle)
}

/// What the instance tells of its Board.
struct Updates {
    endpoint: Endpoint,
    lines: BufReader<Stream>,
}

impl Updates {
    /// The next update. An instance that is well says something every few seconds.
    async fn next(&mut self) -> Result<Update, ControlError> {
        let patience = ALIVE + PATIENCE;
        match timeout(patience, hear(&mut self.lines, &self.endpoint)).await {
            Ok(Ok(FromInstance::Update(update))) => Ok(update),
            Ok(Ok(FromInstance::Full { most })) => Err(ControlError::Full { most }),
            Ok(Ok(_)) => Err(ControlError::Unexpected),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(ControlError::Silent { waited: patience }),
        }
    }
}

/// Shows each Board, until the line breaks or no handle is left.
async fn follow(mut updates: Updates, show: watch::Sender<Arc<Board>>) {
    loop {
        let update = tokio::select! {
            update = updates.next() => update,
            () = show.closed() => return,
        };
        match update {
            Ok(Update::Board(board)) => drop(show.send_replace(board)),
            Ok(Update::Unchanged) => {}
            Err(error) => return tracing::warn!(%error, "the Board of the running instance has ended"),
        }
    }
}

/// Passes every call on, until no handle is left. A call that was begun ends within its own time.
async fn relay(data_folder: PathBuf, mut calls: mpsc::Receiver<Exchange>) {
    let seats = Arc::new(Semaphore::new(AT_ONCE));
    while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
        let Some(Exchange { by, request, reply }) = calls.recv().await else { return };
        let data_folder = data_folder.clone();
        tokio::spawn(async move {
            let _seat = seat;
            let answer = send(&data_folder, by, request).await.unwrap_or_else(|error| Err(unanswered(error)));
            // A caller that is gone does not undo what was committed.
            let _ = reply.send(answer);
        });
    }
}

/// Why there is no answer, as a window words it.
fn unanswered(error: ControlError) -> Refused {
    let cause = match error {
        ControlError::NoInstance(_) => return Refused::Stopping,
        ControlError::Silent { .. } => Cause::of(Why::NoAnswer),
        ControlError::Broken(cause) => cause,
        ControlError::OtherVersion { .. } | ControlError::Unexpected => Cause::of(Why::Unreadable),
        ControlError::Full { .. } => Cause::of(Why::Busy),
    };
    Refused::Unanswered { reason: cause.into() }
}
