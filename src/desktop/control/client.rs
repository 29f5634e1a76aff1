//! Questions to the running instance, from another process.

use std::io;
use std::path::Path;
use std::time::Duration;

use cause::{Cause, Why};
use domain::Refused;
use domain::timeline::By;
use interprocess::local_socket::tokio::Stream;
use tokio::io::{AsyncBufRead, BufReader};
use tokio::time::{Instant, timeout, timeout_at};

use super::super::Instance;
use super::super::endpoint::{self, Endpoint};
use super::frame::{self, Framed, LONGEST_REPLY, LONGEST_REQUEST};
use super::{AboutProcess, ControlError, FromInstance, PATIENCE, RELOADS_WITHIN, Status, ToInstance};
use crate::engine::protocol::{Ask, Reply, Request, VERSION};

/// Between two tries to get in while others are waiting before us.
const KNOCK: Duration = Duration::from_millis(50);

/// Asks the engine of the instance that runs on `data_folder`, and waits for the answer.
///
/// # Errors
/// None runs, or it gives no answer that is understood. What the engine refuses is an answer.
pub async fn ask<A: TryFrom<Reply, Error = Reply>>(
    data_folder: &Path,
    ask: Ask<A>,
) -> Result<Result<A, Refused>, ControlError> {
    match send(data_folder, By::Command, ask.into_request()).await? {
        Ok(reply) => Ask::read(reply).map(Ok).map_err(unexpected),
        Err(refused) => Ok(Err(refused)),
    }
}

/// Asks the engine a question of whatever kind.
pub(super) async fn send(
    data_folder: &Path,
    by: By,
    request: Request,
) -> Result<Result<Reply, Refused>, ControlError> {
    let patience = request.patience() + PATIENCE;
    match exchange(data_folder, &ToInstance::Engine(by, Box::new(request)), patience).await? {
        FromInstance::Reply(reply) => Ok(Ok(reply)),
        FromInstance::Refused(why) => Ok(Err(why)),
        other => Err(unexpected(other)),
    }
}

/// How everything outside is doing.
///
/// # Errors
/// As [`ask`].
pub async fn status(data_folder: &Path) -> Result<Status, ControlError> {
    match about(data_folder, AboutProcess::Status).await? {
        FromInstance::Status(status) => Ok(*status),
        other => Err(unexpected(other)),
    }
}

/// Brings the instance's window to the front; whether it has one.
///
/// # Errors
/// As [`ask`].
pub async fn raise(data_folder: &Path) -> Result<bool, ControlError> {
    match about(data_folder, AboutProcess::Raise).await? {
        FromInstance::Raised => Ok(true),
        FromInstance::Headless => Ok(false),
        other => Err(unexpected(other)),
    }
}

/// Asks an instance without a window to end, so that the asking process can go on with one; whether it does. One that has
/// opened a window meanwhile brings that to the front instead.
///
/// # Errors
/// As [`ask`].
pub async fn hand_over(data_folder: &Path) -> Result<bool, ControlError> {
    match about(data_folder, AboutProcess::HandOver).await? {
        FromInstance::HandingOver => Ok(true),
        FromInstance::Raised => Ok(false),
        other => Err(unexpected(other)),
    }
}

/// Asks the instance to finish what is in hand and to end, with its window. It runs on for a moment.
///
/// # Errors
/// As [`ask`].
pub async fn stop(data_folder: &Path) -> Result<(), ControlError> {
    match about(data_folder, AboutProcess::Stop).await? {
        FromInstance::Stopping => Ok(()),
        other => Err(unexpected(other)),
    }
}

/// The version of the program that runs there.
///
/// # Errors
/// As [`ask`].
pub async fn ping(data_folder: &Path) -> Result<String, ControlError> {
    match about(data_folder, AboutProcess::Ping).await? {
        FromInstance::Here { version } => Ok(version),
        other => Err(unexpected(other)),
    }
}

/// Lets the instance read its settings again; what it says where it cannot.
///
/// # Errors
/// As [`ask`].
pub async fn reload(data_folder: &Path) -> Result<Result<(), Cause>, ControlError> {
    let asked = ToInstance::Process(AboutProcess::Reload);
    match exchange(data_folder, &asked, RELOADS_WITHIN + PATIENCE).await? {
        FromInstance::Reloaded => Ok(Ok(())),
        FromInstance::NotReloaded { reason } => Ok(Err(Cause::read(&reason))),
        other => Err(unexpected(other)),
    }
}

/// Asks something about the process.
async fn about(data_folder: &Path, about: AboutProcess) -> Result<FromInstance, ControlError> {
    exchange(data_folder, &ToInstance::Process(about), PATIENCE).await
}

/// An answer that does not belong to the question: only another version gives one.
fn unexpected(reply: impl std::fmt::Debug) -> ControlError {
    tracing::warn!(?reply, "not the answer to this question");
    ControlError::Unexpected
}

/// One question, one answer, then the connection ends.
pub(super) async fn exchange(
    data_folder: &Path,
    asked: &ToInstance,
    patience: Duration,
) -> Result<FromInstance, ControlError> {
    let until = Instant::now() + patience;
    let (endpoint, stream) = reach(data_folder, asked, patience).await?;
    let mut lines = BufReader::new(&stream);
    match timeout_at(until, hear(&mut lines, &endpoint)).await {
        Ok(heard) => heard,
        Err(_) => Err(ControlError::Silent { waited: patience }),
    }
}

/// Puts the question to the instance that has the lock of `data_folder`, also to one that only begins to listen, or has
/// others waiting before us. Ends at once where no process has the lock.
pub(super) async fn reach(
    data_folder: &Path,
    asked: &ToInstance,
    patience: Duration,
) -> Result<(Endpoint, Stream), ControlError> {
    match timeout(patience, knock(data_folder, asked)).await {
        Ok(reached) => reached,
        Err(_) => Err(ControlError::Silent { waited: patience }),
    }
}

/// The same as [`reach`] without a limit of time.
async fn knock(data_folder: &Path, asked: &ToInstance) -> Result<(Endpoint, Stream), ControlError> {
    use io::ErrorKind::{ConnectionRefused, NotConnected, NotFound, ResourceBusy, WouldBlock};
    loop {
        // Looked at first: one that ends in between takes its endpoint away.
        let runs = Instance::is_running(data_folder);
        if let Some(endpoint) = Endpoint::read(data_folder) {
            let said = async {
                let stream = endpoint::connect(&endpoint.endpoint).await?;
                frame::write(&stream, asked, LONGEST_REQUEST).await?;
                Ok::<Stream, io::Error>(stream)
            };
            match said.await {
                Ok(stream) => return Ok((endpoint, stream)),
                // A socket without a listener was left by an instance that was killed, or by an earlier one.
                Err(error) if matches!(error.kind(), NotFound | ConnectionRefused) => {}
                // So many wait that the system takes no more: not connected, so nothing was said.
                Err(error) if matches!(error.kind(), WouldBlock | ResourceBusy | NotConnected) => {
                    tokio::time::sleep(KNOCK).await;
                    continue;
                }
                Err(error) => return Err(ControlError::Broken(error.into())),
            }
        }
        if !runs {
            return Err(ControlError::NoInstance(data_folder.to_owned()));
        }
        tokio::time::sleep(KNOCK).await;
    }
}

/// The next message of the instance.
pub(super) async fn hear(
    lines: &mut (impl AsyncBufRead + Unpin),
    endpoint: &Endpoint,
) -> Result<FromInstance, ControlError> {
    let line = frame::read_line(lines, LONGEST_REPLY).await;
    let line = line.map_err(|error| ControlError::Broken(error.into()))?;
    let (version, why) = match frame::parse::<FromInstance>(&line) {
        Ok(Framed { version, message: FromInstance::NotUnderstood { reason } }) => (Some(version), reason),
        Ok(Framed { version, message }) if version == VERSION || !message.is_of_engine() => {
            return Ok(message);
        }
        Ok(Framed { version, .. }) => (Some(version), "another version of the protocol".to_owned()),
        Err(unread) => (unread.version, unread.why.to_string()),
    };
    let (theirs, ours) = (&endpoint.version, env!("CARGO_PKG_VERSION"));
    Err(match version.filter(|version| *version != VERSION) {
        // Two programs of the same version can only be told by what they speak.
        Some(version) if theirs == ours => {
            ControlError::OtherVersion { theirs: format!("{theirs}/{version}") }
        }
        None if theirs == ours => ControlError::Broken(Cause::of(Why::Unreadable).with(why)),
        _ => ControlError::OtherVersion { theirs: theirs.clone() },
    })
}
