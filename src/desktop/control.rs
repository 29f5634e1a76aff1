//! The control endpoint: the way from a command line, or from a second start, into the running instance.
//!
//! One request, one reply, each a line of JSON, then the connection ends. Whoever may write to the endpoint is the
//! owner of the data folder; still every line is bounded and every wait ends.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::Instance;
use super::endpoint::{self, Endpoint};
use crate::cause::{Cause, Why};
use crate::engine::board::{AgencyHealth, ChannelHealth, PrinterHealth};
use crate::engine::{
    Board, CodeAnswer, Command, Consent, Done, Handle, OrderView, Refused, ShopCommand, StoreTrouble,
};
use crate::order::phone::PhoneOrder;
use crate::order::{Problem, Won};

/// The longest line either side takes. A reply lists every channel, printer and agency.
const LONGEST_LINE: u64 = 64 * 1024;
/// Connections served at once; more wait.
const CONNECTIONS: usize = 8;
/// How long a connection may take to say something.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a command may take to be committed.
const COMMIT: Duration = Duration::from_secs(20);
/// Between two tries to get in while others are waiting before us.
const KNOCK: Duration = Duration::from_millis(50);

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
    /// End, so that the asking process can go on with a window; only an instance that shows none does.
    HandOver,
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
    /// The window is told to come forward.
    Raised,
    /// There is no window to bring forward.
    Headless,
    /// It ends; its data folder is free a moment later.
    HandingOver,
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

/// So many orders that could not be stored fit into a reply, the newest.
const MOST_UNSTORED: usize = 8;

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
    /// What must be known of the store.
    #[serde(default)]
    pub store: Option<StoreTrouble>,
    /// Orders that are shown although they could not be stored.
    #[serde(default)]
    pub unstored: Vec<Arc<OrderView>>,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No instance runs on this data folder.
    #[error("no instance runs on {0}")]
    NoInstance(PathBuf),
    /// An instance runs and did not answer in time: it is busy or hangs, and whether it acted is not known.
    #[error("the running instance does not answer within {} s", .waited.as_secs())]
    Silent {
        /// How long it had.
        waited: Duration,
    },
    /// The instance is another version, which does not understand this one.
    #[error("the running instance is version {theirs}")]
    OtherVersion {
        /// Its version.
        theirs: String,
    },
    /// The connection broke or the answer cannot be read: whether it acted is not known.
    #[error("the connection to the running instance failed: {0}")]
    Broken(Cause),
}

/// What of the running instance a person sees, as far as another start may ask for it.
#[derive(Debug, Default)]
pub struct Screen {
    /// A window is open.
    pub shown: AtomicBool,
    /// Told when a second start wants the window in front.
    pub raised: Arc<Notify>,
    /// Told when a second start is to go on with a window of its own.
    pub wanted: Notify,
}

/// The open endpoint. Dropping it closes it and takes `control.json` away.
#[derive(Debug)]
pub struct Control {
    server: JoinHandle<()>,
    file: PathBuf,
}

/// Opens the endpoint of `data_folder`, whose instance lock the caller holds.
///
/// # Errors
/// No socket or pipe can be made, or `control.json` not be written.
pub fn serve(data_folder: &Path, engine: Handle, screen: Arc<Screen>) -> io::Result<Control> {
    let (listener, name) = endpoint::listen(data_folder)?;
    Endpoint::new(name).write(data_folder)?;
    let server = tokio::spawn(accept(listener, engine, screen));
    Ok(Control { server, file: Endpoint::file(data_folder) })
}

impl Drop for Control {
    fn drop(&mut self) {
        self.server.abort();
        // A stale one harms nobody: whoever reads it finds that nobody listens.
        let _ = std::fs::remove_file(&self.file);
    }
}

async fn accept(listener: Listener, engine: Handle, screen: Arc<Screen>) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
        match listener.accept().await {
            Ok(stream) => {
                let (engine, screen) = (engine.clone(), Arc::clone(&screen));
                tokio::spawn(async move {
                    let _seat = seat;
                    if let Err(error) = attend(stream, &engine, &screen).await {
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

async fn attend(stream: Stream, engine: &Handle, screen: &Screen) -> io::Result<()> {
    let line = timeout(PATIENCE, read_line(&stream)).await.map_err(io::Error::from)?;
    let request = line.and_then(|line| Ok(serde_json::from_str(&line)?));
    let reply = match request {
        Ok(request) => answer(request, engine, screen).await,
        Err(error) => Reply::NotUnderstood { reason: error.to_string() },
    };
    timeout(PATIENCE, write_line(&stream, &reply)).await.map_err(io::Error::from)?
}

async fn answer(request: Request, engine: &Handle, screen: &Screen) -> Reply {
    match request {
        Request::Act { order, command } => committed(engine.command(&order, command)).await,
        Request::Shop { channel, command } => committed(engine.shop(channel.as_deref(), command)).await,
        Request::Consent { kind, up_to } => committed(engine.consent(&kind, up_to)).await,
        Request::CheckCode { order, code } => match timeout(COMMIT, engine.check_code(&order, &code)).await {
            Ok(Ok(answer)) => Reply::Code { answer },
            Ok(Err(why)) => Reply::Refused { why },
            Err(_) => {
                Reply::Code { answer: CodeAnswer::NoAnswer { reason: Cause::of(Why::NoAnswer).into() } }
            }
        },
        Request::Phone { order } => match timeout(COMMIT, engine.phone(order)).await {
            Ok(Ok(number)) => Reply::Taken { number },
            Ok(Err(why)) => Reply::Refused { why },
            Err(_) => Reply::Refused { why: Refused::Store { reason: Cause::of(Why::NoAnswer).into() } },
        },
        Request::Raise | Request::HandOver if screen.shown.load(Ordering::Acquire) => {
            screen.raised.notify_one();
            Reply::Raised
        }
        Request::Raise => Reply::Headless,
        Request::HandOver => {
            screen.wanted.notify_one();
            Reply::HandingOver
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
        Err(_) => Reply::Refused { why: Refused::Store { reason: Cause::of(Why::NoAnswer).into() } },
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
            store: board.store.clone(),
            unstored: board
                .orders
                .iter()
                .map(|card| card.view.clone())
                .filter(|view| view.problems.contains(&Problem::NotStored))
                .take(MOST_UNSTORED)
                .collect(),
        }
    }
}

/// Asks the running instance of `data_folder`. Ends within half a minute, and within ten seconds where nothing is to be
/// committed.
///
/// # Errors
/// Nobody runs there; or somebody does and does not answer, speaks another version's language, or goes away.
pub async fn send(data_folder: &Path, request: &Request) -> Result<Reply, ControlError> {
    let patience = match request {
        Request::Raise | Request::HandOver | Request::Ping | Request::Status => PATIENCE,
        _ => COMMIT + PATIENCE,
    };
    send_within(data_folder, request, patience).await
}

/// The same with this patience for the reply.
async fn send_within(
    data_folder: &Path,
    request: &Request,
    patience: Duration,
) -> Result<Reply, ControlError> {
    let until = Instant::now() + patience;
    let (endpoint, stream) = match timeout(patience, ask(data_folder, request)).await {
        Ok(reached) => reached?,
        Err(_) => return Err(ControlError::Silent { waited: patience }),
    };
    let other = |otherwise: ControlError| match endpoint.version == env!("CARGO_PKG_VERSION") {
        true => otherwise,
        false => ControlError::OtherVersion { theirs: endpoint.version.clone() },
    };
    let line =
        timeout_at(until, read_line(&stream)).await.map_err(|_| ControlError::Silent { waited: patience })?;
    let line = line.map_err(|error| ControlError::Broken(error.into()))?;
    match serde_json::from_str(&line) {
        Ok(Reply::NotUnderstood { reason }) => {
            Err(other(ControlError::Broken(Cause::of(Why::Unreadable).with(reason))))
        }
        Ok(reply) => Ok(reply),
        Err(error) => Err(other(ControlError::Broken(Cause::of(Why::Unreadable).with(error)))),
    }
}

/// Puts the question to the instance that has the lock of `data_folder`, also to one that only begins to listen, or has
/// others waiting before us. Ends at once where nobody has the lock, else perhaps never.
async fn ask(data_folder: &Path, request: &Request) -> Result<(Endpoint, Stream), ControlError> {
    use io::ErrorKind::{ConnectionRefused, NotConnected, NotFound, ResourceBusy, WouldBlock};
    loop {
        // Looked at first: one that ends in between takes its endpoint away.
        let runs = Instance::is_running(data_folder);
        if let Some(endpoint) = Endpoint::read(data_folder) {
            let asked = async {
                let stream = endpoint::connect(&endpoint.endpoint).await?;
                write_line(&stream, request).await?;
                Ok::<Stream, io::Error>(stream)
            };
            match asked.await {
                Ok(stream) => return Ok((endpoint, stream)),
                // A dead socket is a killed instance's, or of one before this one.
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
