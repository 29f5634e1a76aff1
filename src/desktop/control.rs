//! The control endpoint: the way from a command line, or from a second start, into the running instance.
//!
//! One request, one reply, each a line of JSON, then the connection ends. Whoever may write to the endpoint is the
//! owner of the data folder; still every line is bounded and every wait ends.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::endpoint::{self, Endpoint};
use crate::engine::board::{AgencyHealth, ChannelHealth, PrinterHealth};
use crate::engine::{Board, CodeAnswer, Command, Consent, Done, Handle, Refused, ShopCommand};
use crate::order::Won;
use crate::order::phone::PhoneOrder;

/// The longest line either side takes. A reply lists every channel, printer and agency.
const LONGEST_LINE: u64 = 64 * 1024;
/// Connections served at once; more wait.
const CONNECTIONS: usize = 8;
/// How long a connection may take to say something.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a command may take to be committed.
const COMMIT: Duration = Duration::from_secs(20);

/// What the running instance can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Request {
    /// Do something with an order.
    Act {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// What.
        #[serde(flatten)]
        command: Command,
    },
    /// Open, pause or close the shop, or say what is sold out.
    Shop {
        /// At this app; `None`: at all.
        channel: Option<String>,
        /// What.
        #[serde(flatten)]
        command: ShopCommand,
    },
    /// Allow a surcharge until the business day ends, or take that back.
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
    },
    /// Ask the app whether a code is this order's.
    CheckCode {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// As it was named.
        code: String,
    },
    /// Take an order that was phoned in.
    Phone {
        /// What was typed.
        order: PhoneOrder,
    },
    /// Bring the window to the front.
    Raise,
    /// Are you there?
    Ping,
    /// How are the lines and printers?
    Status,
}

/// What it answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "kebab-case")]
pub enum Reply {
    /// Committed.
    Done {
        /// Now or before.
        done: Done,
    },
    /// Not carried out.
    Refused {
        /// Why.
        why: Refused,
    },
    /// What the app says of a code.
    Code {
        /// Its answer.
        answer: CodeAnswer,
    },
    /// An order that was phoned in is taken.
    Taken {
        /// Its short number.
        number: String,
    },
    /// The window is told to come forward; an instance without a window does nothing.
    Raised,
    /// It is there.
    Here {
        /// Its version.
        version: String,
    },
    /// How everything outside is doing.
    Status(Status),
    /// The request was not understood.
    NotUnderstood {
        /// Why.
        reason: String,
    },
}

/// How everything outside is doing, as the counter sees it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Status {
    /// The apps.
    pub channels: Vec<ChannelHealth>,
    /// The printers.
    pub printers: Vec<PrinterHealth>,
    /// The agencies.
    pub agencies: Vec<AgencyHealth>,
    /// Surcharges that are allowed until the business day ends.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// Why the bell cannot be heard, if so.
    pub mute: Option<String>,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No instance runs on this data folder.
    #[error("no instance runs on {0}")]
    NoInstance(PathBuf),
    /// The instance did not answer in time: whether it acted is not known.
    #[error("the running instance does not answer")]
    Silent,
    /// The connection broke or the answer cannot be read: whether it acted is not known.
    #[error("the connection to the running instance failed: {0}")]
    Broken(String),
}

/// The open endpoint. Dropping it closes it and takes `control.json` away.
#[derive(Debug)]
pub struct Control {
    server: JoinHandle<()>,
    file: PathBuf,
}

/// Opens the endpoint of `data_folder`, whose instance lock the caller holds. `raise` brings the window forward.
pub fn serve(
    data_folder: &Path,
    engine: Handle,
    raise: impl Fn() + Send + Sync + 'static,
) -> io::Result<Control> {
    let (listener, name) = endpoint::listen(data_folder)?;
    Endpoint::new(name).write(data_folder)?;
    let server = tokio::spawn(accept(listener, engine, Arc::new(raise)));
    Ok(Control { server, file: Endpoint::file(data_folder) })
}

impl Drop for Control {
    fn drop(&mut self) {
        self.server.abort();
        // A stale one harms nobody: whoever reads it finds that nobody listens.
        let _ = std::fs::remove_file(&self.file);
    }
}

async fn accept(listener: Listener, engine: Handle, raise: Arc<dyn Fn() + Send + Sync>) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
        match listener.accept().await {
            Ok(stream) => {
                let (engine, raise) = (engine.clone(), Arc::clone(&raise));
                tokio::spawn(async move {
                    let _seat = seat;
                    if let Err(error) = attend(stream, &engine, &*raise).await {
                        tracing::debug!(%error, "control connection ended");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "control endpoint cannot take a connection");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn attend(stream: Stream, engine: &Handle, raise: &(dyn Fn() + Send + Sync)) -> io::Result<()> {
    let line = timeout(PATIENCE, read_line(&stream)).await.map_err(io::Error::from)?;
    let request = line.and_then(|line| Ok(serde_json::from_str(&line)?));
    let reply = match request {
        Ok(request) => answer(request, engine, raise).await,
        Err(error) => Reply::NotUnderstood { reason: error.to_string() },
    };
    timeout(PATIENCE, write_line(&stream, &reply)).await.map_err(io::Error::from)?
}

async fn answer(request: Request, engine: &Handle, raise: &(dyn Fn() + Send + Sync)) -> Reply {
    match request {
        Request::Act { order, command } => committed(engine.command(&order, command)).await,
        Request::Shop { channel, command } => committed(engine.shop(channel.as_deref(), command)).await,
        Request::Consent { kind, up_to } => committed(engine.consent(&kind, up_to)).await,
        Request::CheckCode { order, code } => match timeout(COMMIT, engine.check_code(&order, &code)).await {
            Ok(Ok(answer)) => Reply::Code { answer },
            Ok(Err(why)) => Reply::Refused { why },
            Err(_) => Reply::Code { answer: CodeAnswer::NoAnswer { reason: "timeout".into() } },
        },
        Request::Phone { order } => match timeout(COMMIT, engine.phone(order)).await {
            Ok(Ok(number)) => Reply::Taken { number },
            Ok(Err(why)) => Reply::Refused { why },
            Err(_) => Reply::Refused { why: Refused::Store { reason: "not committed in time".into() } },
        },
        Request::Raise => {
            raise();
            Reply::Raised
        }
        Request::Ping => Reply::Here { version: env!("CARGO_PKG_VERSION").to_owned() },
        Request::Status => Reply::Status(Status::of(&engine.board().borrow())),
    }
}

/// Waits for a commit, but not for ever.
async fn committed(work: impl Future<Output = Result<Done, Refused>>) -> Reply {
    match timeout(COMMIT, work).await {
        Ok(Ok(done)) => Reply::Done { done },
        Ok(Err(why)) => Reply::Refused { why },
        Err(_) => Reply::Refused { why: Refused::Store { reason: "not committed in time".into() } },
    }
}

impl Status {
    fn of(board: &Board) -> Status {
        Status {
            channels: board.channels.clone(),
            printers: board.printers.clone(),
            agencies: board.agencies.clone(),
            consents: board.consents.clone(),
            mute: board.mute.clone(),
        }
    }
}

/// Asks the running instance of `data_folder`. Ends within half a minute.
pub async fn send(data_folder: &Path, request: &Request) -> Result<Reply, ControlError> {
    let nobody = || ControlError::NoInstance(data_folder.to_owned());
    let endpoint = Endpoint::read(data_folder).ok_or_else(nobody)?;
    let connecting = timeout(PATIENCE, endpoint::connect(&endpoint.endpoint)).await;
    let stream = connecting.map_err(|_| ControlError::Silent)?.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => nobody(),
        _ => ControlError::Broken(error.to_string()),
    })?;
    let talk = async {
        write_line(&stream, request).await?;
        read_line(&stream).await
    };
    let line = timeout(COMMIT + PATIENCE, talk).await.map_err(|_| ControlError::Silent)?;
    let broken = |error: io::Error| ControlError::Broken(error.to_string());
    serde_json::from_str(&line.map_err(broken)?).map_err(|error| ControlError::Broken(error.to_string()))
}

/// One line without its end. A longer one than allowed, or half a one, is an error.
async fn read_line(stream: &Stream) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(stream).take(LONGEST_LINE).read_line(&mut line).await?;
    match line.strip_suffix('\n') {
        Some(whole) => Ok(whole.to_owned()),
        None if line.len() as u64 >= LONGEST_LINE => Err(io::Error::other("the line is too long")),
        None => Err(io::Error::other("the line has no end")),
    }
}

async fn write_line(stream: &Stream, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    let mut stream = stream;
    stream.write_all(&line).await?;
    stream.flush().await
}

#[cfg(test)]
#[path = "control_tests.rs"]
mod tests;
