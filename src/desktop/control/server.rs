//! The instance's side of the control endpoint.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cause::{Cause, Why};
use domain::timeline::By;
use futures::future::BoxFuture;
use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use tokio::io::BufReader;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::super::endpoint::{self, Endpoint};
use super::frame::{self, LONGEST_REPLY, LONGEST_REQUEST};
use super::{ALIVE, AboutProcess, FromInstance, PATIENCE, RELOADS_WITHIN, SCREENS, Status, ToInstance};
use crate::engine::Handle;
use crate::engine::protocol::{Request, Update, VERSION};

/// Connections served at once, screens not counted; more wait.
pub(super) const CONNECTIONS: usize = 8;

/// What of the running instance a person sees, as far as another start may ask for it.
#[derive(Debug, Default)]
pub struct Screen {
    /// A window is open.
    pub shown: AtomicBool,
    /// Told when a second start wants the window in front.
    pub raised: Arc<Notify>,
    /// Told when a second start is to go on with a window of its own.
    pub wanted: Notify,
    /// Told when the instance is to end.
    pub stop: Arc<Notify>,
    /// Whether it was told that.
    pub stopping: AtomicBool,
    /// Another process starts the instance again where it crashes.
    pub watched: bool,
    /// How the instance reads its settings again; `None`: it has none of its own.
    pub reload: Option<Reload>,
}

/// Makes an instance read its settings again and go on with them.
#[derive(Clone)]
pub struct Reload(Arc<dyn Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync>);

impl Reload {
    /// This way of doing it.
    pub fn new(reload: impl Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync + 'static) -> Reload {
        Reload(Arc::new(reload))
    }

    /// Does it, within half a minute.
    ///
    /// # Errors
    /// Why the counter does not go on with the settings as they are now.
    pub async fn run(&self) -> Result<(), Cause> {
        timeout(RELOADS_WITHIN, (self.0)()).await.unwrap_or_else(|_| Err(Cause::of(Why::NoAnswer)))
    }
}

impl fmt::Debug for Reload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reload")
    }
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
    serve_within(data_folder, engine, screen, PATIENCE)
}

/// The same with this patience for a client that sends or reads nothing.
pub(super) fn serve_within(
    data_folder: &Path,
    engine: Handle,
    screen: Arc<Screen>,
    patience: Duration,
) -> io::Result<Control> {
    let (listener, name) = endpoint::listen(data_folder)?;
    Endpoint::new(name).write(data_folder)?;
    let server = Server { engine, screen, screens: Arc::new(Semaphore::new(SCREENS)), patience };
    Ok(Control { server: tokio::spawn(accept(listener, server)), file: Endpoint::file(data_folder) })
}

impl Drop for Control {
    fn drop(&mut self) {
        self.server.abort();
        // A stale one does no harm: a program that reads it finds that none listens.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// What every connection is served with.
#[derive(Clone)]
struct Server {
    engine: Handle,
    screen: Arc<Screen>,
    /// Places of screens that watch the Board.
    screens: Arc<Semaphore>,
    patience: Duration,
}

async fn accept(listener: Listener, server: Server) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
        match listener.accept().await {
            Ok(stream) => {
                let server = server.clone();
                tokio::spawn(async move {
                    if let Err(error) = server.attend(stream, seat).await {
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

/// What is asked, or why it is not understood.
fn understood(line: &str) -> Result<ToInstance, String> {
    let asked = frame::parse::<ToInstance>(line).map_err(|unread| unread.why.to_string())?;
    match asked.message {
        ToInstance::Process(about) => Ok(ToInstance::Process(about)),
        message if asked.version == VERSION => Ok(message),
        _ => Err(format!("version {} of the protocol, and {VERSION} is spoken here", asked.version)),
    }
}

/// Who asks from another process: a kitchen's screen that says so, else a command. At the counter itself is only the window.
fn from_outside(by: By) -> By {
    match by {
        By::Kitchen => By::Kitchen,
        By::Person | By::Staff | By::Owner | By::Command => By::Command,
    }
}

impl Server {
    /// Serves one connection, which has this seat until it is a screen.
    async fn attend(&self, stream: Stream, seat: OwnedSemaphorePermit) -> io::Result<()> {
        let mut lines = BufReader::new(&stream);
        let line = frame::read_line(&mut lines, LONGEST_REQUEST);
        let line = timeout(self.patience, line).await.map_err(io::Error::from)?;
        let reply = match line.map_err(|error| error.to_string()).and_then(|line| understood(&line)) {
            Ok(ToInstance::Watch) => match Arc::clone(&self.screens).try_acquire_owned() {
                Ok(_place) => {
                    drop(seat);
                    return self.tell_boards(&stream).await;
                }
                Err(_) => FromInstance::Full { most: SCREENS },
            },
            Ok(ToInstance::Engine(by, request)) => self.ask_engine(by, *request).await,
            Ok(ToInstance::Process(about)) => self.answer(about).await,
            Err(reason) => FromInstance::NotUnderstood { reason },
        };
        self.say(&stream, &reply).await
    }

    /// Says something to a client, which is dropped if it does not take it.
    async fn say(&self, stream: &Stream, message: &FromInstance) -> io::Result<()> {
        timeout(self.patience, frame::write(stream, message, LONGEST_REPLY)).await.map_err(io::Error::from)?
    }

    async fn answer(&self, about: AboutProcess) -> FromInstance {
        match about {
            AboutProcess::Raise | AboutProcess::HandOver if self.screen.shown.load(Ordering::Acquire) => {
                self.screen.raised.notify_one();
                FromInstance::Raised
            }
            AboutProcess::Raise => FromInstance::Headless,
            AboutProcess::HandOver => {
                self.screen.wanted.notify_one();
                FromInstance::HandingOver
            }
            AboutProcess::Ping => FromInstance::Here { version: env!("CARGO_PKG_VERSION").to_owned() },
            AboutProcess::Status => {
                let status = Status::of(&self.engine.board().borrow(), self.screen.watched);
                FromInstance::Status(Box::new(status))
            }
            AboutProcess::Reload => self.reload().await,
            AboutProcess::Stop => {
                self.screen.stopping.store(true, Ordering::Release);
                self.screen.stop.notify_one();
                FromInstance::Stopping
            }
        }
    }

    async fn reload(&self) -> FromInstance {
        let done = match &self.screen.reload {
            Some(reload) => reload.run().await,
            None => Err(Cause::of(Why::Missing).about("settings.toml")),
        };
        match done {
            Ok(()) => FromInstance::Reloaded,
            Err(why) => FromInstance::NotReloaded { reason: why.to_string() },
        }
    }

    /// Waits for a commit, but not for ever.
    async fn ask_engine(&self, by: By, request: Request) -> FromInstance {
        let (overdue, patience) = (request.overdue(), request.patience());
        match timeout(patience, self.engine.by(from_outside(by)).send(request)).await.unwrap_or(overdue) {
            Ok(reply) => FromInstance::Reply(reply),
            Err(why) => FromInstance::Refused(why),
        }
    }

    /// Tells the Board now and whenever it changes, and in between that it is the same, until the engine or the client ends.
    /// Nothing is queued: a slow client is told the newest Board when it has taken the one before, and one that takes nothing
    /// is dropped.
    async fn tell_boards(&self, stream: &Stream) -> io::Result<()> {
        let mut board = self.engine.board();
        let mut told = None;
        let mut due = Instant::now();
        loop {
            let shown = board.borrow_and_update().clone();
            let update = if told.as_ref() != Some(&shown) {
                told = Some(shown.clone());
                Some(Update::Board(shown))
            } else {
                (Instant::now() >= due).then_some(Update::Unchanged)
            };
            if let Some(update) = update {
                self.say(stream, &FromInstance::Update(update)).await?;
                due = Instant::now() + ALIVE;
            }
            if let Ok(Err(_)) = timeout_at(due, board.changed()).await {
                return Ok(());
            }
        }
    }
}
