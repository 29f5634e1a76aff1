//! The simulated printer's port: one client at a time, faults, and a hook to freeze it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::outgoing::Outgoing;
use super::{Condition, Habits, Model, PrintedTicket, PrinterMachine, Quiet, Stranger};
use crate::file::open_private;

/// Where a test may freeze the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A byte of a ticket came in.
    TicketByte {
        /// Tickets finished before this one.
        ticket_index: usize,
        /// Which byte, from 1.
        byte: usize,
    },
    /// A ticket is finished.
    TicketReceived {
        /// Which, from 0.
        ticket_index: usize,
    },
    /// A ticket is finished and the host asks whether it is; the answer is not yet sent.
    BeforeConfirm {
        /// Which, from 0.
        ticket_index: usize,
    },
}

/// Called at every [`Point`]; `true` freezes the port there, answering nothing and taking nothing, until the host is gone.
pub type Hook = Arc<dyn Fn(Point) -> bool + Send + Sync>;

/// What can go wrong. Byte counts are of the ticket under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Out of paper, cover, error: takes bytes, prints later.
    pub condition: Condition,
    /// The same, from so many bytes on until the faults say otherwise.
    pub condition_after: Option<(usize, Condition)>,
    /// After a jam it waits for `DLE ENQ`.
    pub waits_after_jam: bool,
    /// Takes and prints everything, answers nothing.
    pub mute: bool,
    /// Prints, but never says that it is done.
    pub swallow_confirmation: bool,
    /// Refuses connections.
    pub refuse: bool,
    /// Takes no more than this in a second.
    pub bytes_per_second: Option<u32>,
    /// Stops reading after so many bytes.
    pub stop_reading_after: Option<usize>,
    /// Closes the connection after so many bytes.
    pub close_after: Option<usize>,
    /// Loses its power after so many bytes, and comes back.
    pub die_after: Option<usize>,
    /// Habits of real printers that no manual describes.
    pub habits: Habits,
}

/// How a simulated printer is set up.
#[derive(Clone)]
pub struct PrinterConfig {
    /// The kind of printer.
    pub model: Model,
    /// Faults from the start.
    pub faults: Faults,
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// Bytes the socket may hold unread, so that back-pressure is felt; `None`: the system's choice.
    pub receive_buffer: Option<u32>,
    /// One JSON line per finished ticket is appended here.
    pub journal: Option<PathBuf>,
    /// Where to freeze.
    pub hook: Option<Hook>,
    /// The clock.
    pub clock: fn() -> Timestamp,
}

impl PrinterConfig {
    /// A healthy printer of this model on a free loopback port.
    pub fn new(model: Model) -> PrinterConfig {
        PrinterConfig {
            model,
            faults: Faults::default(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            receive_buffer: None,
            journal: None,
            hook: None,
            clock: Timestamp::now,
        }
    }
}

/// A simulated printer on a socket. Dropping it closes the port.
pub struct PrinterSim {
    addr: SocketAddr,
    faults: watch::Sender<Faults>,
    tickets: watch::Receiver<usize>,
    paper: Arc<Mutex<Vec<PrintedTicket>>>,
    progress: Arc<AtomicUsize>,
    port: JoinHandle<io::Result<()>>,
}

impl PrinterSim {
    /// Listens and serves.
    pub async fn start(config: PrinterConfig) -> io::Result<PrinterSim> {
        let listener = bind(config.listen, config.receive_buffer)?;
        let addr = listener.local_addr()?;
        let (faults, told) = watch::channel(config.faults.clone());
        let (printed, tickets) = watch::channel(0);
        let paper = Arc::new(Mutex::new(Vec::new()));
        let port = Port::new(config, told, printed, paper.clone());
        let progress = port.progress.clone();
        Ok(PrinterSim { addr, faults, tickets, paper, progress, port: tokio::spawn(port.serve(listener)) })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Every finished ticket, in the order of printing.
    pub fn tickets(&self) -> Vec<PrintedTicket> {
        self.paper.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until `count` tickets are finished or `within` is over, and returns those that are.
    pub async fn wait_for(&self, count: usize, within: Duration) -> Vec<PrintedTicket> {
        let mut tickets = self.tickets.clone();
        let _ = tokio::time::timeout(within, tickets.wait_for(|&n| n >= count)).await;
        self.tickets()
    }

    /// How many bytes of the next ticket have come in.
    pub fn mid_ticket(&self) -> usize {
        self.progress.load(Ordering::Relaxed)
    }

    /// Switches faults.
    pub fn set_faults(&self, change: impl FnOnce(&mut Faults)) {
        self.faults.send_modify(change);
    }

    /// Closes the port.
    pub async fn shutdown(mut self) {
        self.port.abort();
        let _ = (&mut self.port).await;
    }
}

impl Drop for PrinterSim {
    fn drop(&mut self) {
        self.port.abort();
    }
}

/// Serves a printer on a listener until the task is dropped. `tickets` gets each ticket as it is finished.
pub async fn serve(
    listener: TcpListener,
    config: PrinterConfig,
    tickets: Arc<Mutex<Vec<PrintedTicket>>>,
) -> io::Result<()> {
    let (_faults, told) = watch::channel(config.faults.clone());
    Port::new(config, told, watch::channel(0).0, tickets).serve(listener).await
}

/// Listens; `receive_buffer`: bytes that a connection may hold unread.
pub fn bind(addr: SocketAddr, receive_buffer: Option<u32>) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    if let Some(bytes) = receive_buffer {
        socket.set_recv_buffer_size(bytes)?;
    }
    socket.bind(addr)?;
    socket.listen(16)
}

/// Why a client's turn ended.
enum End {
    Closed,
    Refuse,
}

struct Port {
    machine: PrinterMachine,
    config: PrinterConfig,
    faults: watch::Receiver<Faults>,
    printed: watch::Sender<usize>,
    paper: Arc<Mutex<Vec<PrintedTicket>>>,
    progress: Arc<AtomicUsize>,
    /// `condition_after` has come.
    sprung: bool,
    /// The last point told to the hook, so that each is told once.
    told: (usize, usize),
    /// When it was switched on.
    began: Instant,
    outgoing: Outgoing,
    /// Connections that it never closed.
    open: Vec<TcpStream>,
    accepted: usize,
}

/// What a client reads, at most, when a web server has its printer's address.
const WEB: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n400 Bad Request";

impl Port {
    fn new(
        config: PrinterConfig,
        faults: watch::Receiver<Faults>,
        printed: watch::Sender<usize>,
        paper: Arc<Mutex<Vec<PrintedTicket>>>,
    ) -> Port {
        let machine = PrinterMachine::new(config.model.clone());
        Port {
            machine,
            config,
            faults,
            printed,
            paper,
            progress: Arc::default(),
            sprung: false,
            told: (0, 0),
            began: Instant::now(),
            outgoing: Outgoing::default(),
            open: Vec::new(),
            accepted: 0,
        }
    }

    async fn serve(mut self, listener: TcpListener) -> io::Result<()> {
        let addr = listener.local_addr()?;
        let mut listener = Some(listener);
        loop {
            self.settle();
            let sockets = self.faults.borrow().habits.sockets;
            if self.faults.borrow().refuse || sockets.is_some_and(|most| self.accepted >= most) {
                listener = None;
                if self.faults.changed().await.is_err() {
                    return Ok(());
                }
                continue;
            }
            let port = match listener.take() {
                Some(port) => port,
                None => bind(addr, self.config.receive_buffer)?,
            };
            let told = self.faults.clone();
            tokio::select! {
                accepted = port.accept() => match accepted {
                    Ok((client, _)) => {
                        self.accepted += 1;
                        let end = self.client(client).await.unwrap_or(End::Closed);
                        self.machine.hang_up((self.config.clock)());
                        self.collect();
                        if matches!(end, End::Refuse) {
                            continue;
                        }
                    }
                    Err(error) => tracing::warn!(%error, "simulated printer: accept"),
                },
                () = changed(told) => {}
            }
            self.faults.mark_unchanged();
            listener = Some(port);
        }
    }

    /// One client's turn.
    async fn client(&mut self, mut client: TcpStream) -> io::Result<End> {
        client.set_nodelay(true)?;
        let stale = self.faults.borrow().habits.stale.clone();
        client.write_all(&stale).await?;
        let mut chunk = [0; 256];
        let (mut heard, mut said) = (Instant::now(), Instant::now());
        loop {
            let answer = self.settle();
            client.write_all(&answer).await?;
            self.answer(&mut client).await?;
            let faults = self.faults.borrow_and_update().clone();
            let habits = &faults.habits;
            if faults.refuse {
                return Ok(End::Refuse);
            }
            if let Some((every, words)) = &habits.unasked
                && said.elapsed() >= *every
            {
                said = Instant::now();
                let own = self.machine.automatic_status();
                client.write_all(if words.is_empty() { &own } else { words }).await?;
            }
            if habits.hangs_up_after.is_some_and(|patience| heard.elapsed() >= patience) {
                return Ok(End::Closed);
            }
            let quiet = habits.quiet.map(|(long, how)| (self.began + long, how));
            let quiet = quiet.filter(|(until, _)| Instant::now() < *until);
            let moments = [
                self.outgoing.next(),
                habits.unasked.as_ref().map(|(every, _)| said + *every),
                habits.hangs_up_after.map(|patience| heard + patience),
                quiet.map(|(until, _)| until),
            ];
            let next = moments.into_iter().flatten().min();
            let (_, byte) = self.machine.progress();
            if faults.stop_reading_after.is_some_and(|limit| byte >= limit)
                || quiet.is_some_and(|(_, how)| how == Quiet::Held)
            {
                tokio::select! {
                    () = gone(&client) => return Ok(End::Closed),
                    () = changed(self.faults.clone()) => continue,
                    () = moment(next) => continue,
                }
            }
            let room = if faults.bytes_per_second.is_some() { 32 } else { chunk.len() };
            let length = tokio::select! {
                length = client.read(&mut chunk[..room]) => length?,
                () = changed(self.faults.clone()) => continue,
                () = moment(next) => continue,
            };
            if length == 0 {
                if habits.never_hangs_up {
                    self.open.push(client);
                }
                return Ok(End::Closed);
            }
            heard = Instant::now();
            match habits.stranger {
                _ if quiet.is_some() => continue,
                Some(Stranger::Swallows) => continue,
                Some(Stranger::Web) if chunk[..length].contains(&b'\n') => {
                    client.write_all(WEB).await?;
                    return Ok(End::Closed);
                }
                Some(Stranger::Web) => continue,
                None => {}
            }
            if let Some(pace) = faults.bytes_per_second {
                let pause = Duration::from_secs_f64(length as f64 / f64::from(pace.max(1)));
                tokio::time::sleep(pause).await;
            }
            for &byte in &chunk[..length] {
                if !self.byte(byte, &mut client, &faults).await? {
                    return Ok(End::Closed);
                }
            }
        }
    }

    /// Says what is due.
    async fn answer(&mut self, client: &mut TcpStream) -> io::Result<()> {
        while let Some(answer) = self.outgoing.due() {
            client.write_all(&answer).await?;
        }
        Ok(())
    }

    /// Takes one byte; `false` ends the client's turn.
    async fn byte(&mut self, byte: u8, client: &mut TcpStream, faults: &Faults) -> io::Result<bool> {
        let (before, _) = self.machine.progress();
        let reaction = self.machine.receive(&[byte], (self.config.clock)());
        let (finished, at) = self.machine.progress();
        self.progress.store(at, Ordering::Relaxed);
        self.collect();
        let mut frozen = false;
        if at > 0 && (finished, at) > self.told {
            let first = if self.told.0 == finished { self.told.1 + 1 } else { 1 };
            self.told = (finished, at);
            frozen |=
                (first..=at).any(|byte| self.freezes(Point::TicketByte { ticket_index: finished, byte }));
        }
        frozen |= (before..finished).any(|ticket_index| self.freezes(Point::TicketReceived { ticket_index }));
        if reaction.confirms {
            frozen |= self.freezes(Point::BeforeConfirm { ticket_index: finished.saturating_sub(1) });
        }
        if frozen {
            gone(client).await;
            return Ok(false);
        }
        if !faults.mute && !reaction.answer.is_empty() {
            self.outgoing.take(reaction.answer, reaction.confirms, &faults.habits);
            self.answer(client).await?;
        }
        if !self.sprung && faults.condition_after.is_some_and(|(limit, _)| at >= limit) {
            self.sprung = true;
            let answer = self.settle();
            if !answer.is_empty() {
                client.write_all(&answer).await?;
            }
        }
        if faults.die_after.is_some_and(|limit| at >= limit) {
            self.machine.power_cycle();
            return Ok(false);
        }
        Ok(faults.close_after.is_none_or(|limit| at < limit))
    }

    fn freezes(&self, point: Point) -> bool {
        self.config.hook.as_ref().is_some_and(|hook| hook(point))
    }

    /// Puts the machine into the condition that the faults say; returns what it has to say about it.
    fn settle(&mut self) -> Vec<u8> {
        let faults = self.faults.borrow().clone();
        self.machine.swallow_confirmation = faults.swallow_confirmation;
        self.machine.waits_after_jam = faults.waits_after_jam;
        (self.machine.zero, self.machine.drawer_open) = (faults.habits.zero, faults.habits.drawer_open);
        self.sprung &= faults.condition_after.is_some();
        let condition = match faults.condition_after {
            Some((_, condition)) if self.sprung => condition,
            _ => faults.condition,
        };
        let reaction = self.machine.set_condition(condition, (self.config.clock)());
        self.collect();
        if faults.mute { Vec::new() } else { reaction.answer }
    }

    /// Puts finished tickets where others see them.
    fn collect(&mut self) {
        for ticket in self.machine.take_tickets() {
            let mut paper = self.paper.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(path) = &self.config.journal {
                let line = serde_json::to_string(&ticket.note(paper.len())).unwrap_or_default();
                let file = open_private(OpenOptions::new().create(true).append(true), path);
                if let Err(error) = file.and_then(|mut file| writeln!(file, "{line}")) {
                    tracing::warn!(%error, path = %path.display(), "simulated printer: journal");
                }
            }
            paper.push(ticket);
            self.printed.send_replace(paper.len());
        }
    }
}

/// Returns when the faults change; never, if their sender is gone.
async fn changed(mut faults: watch::Receiver<Faults>) {
    if faults.changed().await.is_err() {
        std::future::pending().await
    }
}

/// Returns at that moment; never, without one.
async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Returns when the host has closed its side, whatever it sent before.
async fn gone(client: &TcpStream) {
    while let Ok(ready) = client.ready(Interest::READABLE | Interest::ERROR).await {
        if ready.is_read_closed() || ready.is_error() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
