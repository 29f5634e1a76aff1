//! Devices: what printers of the settings share when they are one. Two layouts on one printer are two `[[printers]]` with the
//! same address; a printer takes one client at a time, so they have one connection, one queue and one memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cause::Cause;
use domain::board::Assurance;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, watch};
use tokio::time::Instant;

use super::link::PrinterLink;
use super::status::Repair;
use super::voice::{Answered, Voice};
use super::{Condition, NotReady};
use crate::printer::{Connection, SerialPort};

/// Most answers that are taken to be still owed: a printer that was away for long has lost the others.
const MOST_OWED: u32 = 8;
/// An answer that has not come for so long never comes.
const LOST_AFTER: std::time::Duration = std::time::Duration::from_secs(600);

/// The address by which a device is known: two spellings of one way to it are one.
pub fn address(connection: &Connection) -> String {
    let real = |path: &std::path::Path| {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        path.display().to_string()
    };
    match connection {
        Connection::Tcp { host, port } => {
            let host = host.trim_end_matches('.').to_lowercase();
            let host = match host.parse::<std::net::IpAddr>() {
                Ok(ip) => ip.to_canonical().to_string(),
                Err(_) => host,
            };
            format!("tcp {host} {port}")
        }
        Connection::Serial { port: SerialPort::Path(path), .. } if cfg!(windows) => {
            format!("serial {}", path.to_uppercase())
        }
        Connection::Serial { port: SerialPort::Path(path), .. } => {
            format!("device {}", real(std::path::Path::new(path)))
        }
        Connection::Serial { port, .. } => format!("serial {port}").to_lowercase(),
        Connection::Usb(path) => format!("device {}", real(path)),
        Connection::File(path) => format!("file {}", real(path)),
        Connection::Spooler(name) => format!("spooler {name}"),
    }
}

/// The devices of one program, each once.
#[derive(Default)]
pub struct Devices {
    known: BTreeMap<String, Device>,
}

impl Devices {
    /// The device behind a connection, and its address; `voice` is what was ever heard there.
    pub fn at(&mut self, connection: &Connection, voice: impl FnOnce(&str) -> Voice) -> (String, Device) {
        let address = address(connection);
        let new = || Device::new(voice(&address));
        let device = self.known.entry(address.clone()).or_insert_with(new).clone();
        (address, device)
    }
}

/// One device, which several printers of the settings may be.
#[derive(Clone)]
pub struct Device(Arc<Shared>);

struct Shared {
    memory: Arc<Mutex<Memory>>,
    /// The printer's condition, sent to its watchers.
    told: watch::Sender<Condition>,
    voice: watch::Sender<Voice>,
    /// The last ticket did not leave though the device was ready for it: only one that leaves proves the contrary.
    unsent: AtomicBool,
    /// A file or a print queue.
    written_to: AtomicBool,
    /// One of its printers keeps the connection between tickets.
    hold: AtomicBool,
    /// Number of jobs that wait for the device.
    waiting: AtomicUsize,
    asked_for: Notify,
}

impl Device {
    /// A device with what was learned of its answers in earlier runs.
    pub fn new(voice: Voice) -> Device {
        let told = Condition { assurance: voice.assurance(), ..Condition::default() };
        let voice = watch::Sender::new(voice);
        Device(Arc::new(Shared {
            memory: Arc::new(Mutex::new(Memory::new(voice.clone()))),
            told: watch::Sender::new(told),
            voice,
            unsent: AtomicBool::new(false),
            written_to: AtomicBool::new(false),
            hold: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            asked_for: Notify::new(),
        }))
    }

    /// What was learned of its answers so far, now and whenever that changes.
    pub fn voice(&self) -> watch::Receiver<Voice> {
        self.0.voice.subscribe()
    }

    /// A ticket broke off in an earlier process: the device may sit in a command of at most so many bytes, and owe an
    /// answer.
    pub async fn tear(&self, longest_command: usize) {
        let mut memory = self.0.memory.lock().await;
        memory.tear(longest_command);
        memory.owe(1);
    }

    pub(super) fn hold(&self) {
        self.0.hold.store(true, Ordering::Relaxed);
    }

    pub(super) fn holds(&self) -> bool {
        self.0.hold.load(Ordering::Relaxed)
    }

    /// Waits until the device is free, and has it alone.
    pub(super) async fn take(&self) -> OwnedMutexGuard<Memory> {
        let _turn = Turn::of(&self.0.waiting);
        self.0.asked_for.notify_waiters();
        self.0.memory.clone().lock_owned().await
    }

    /// Has the device as long as no other job wants it; `None` where one does.
    pub(super) async fn borrow(&self) -> Option<OwnedMutexGuard<Memory>> {
        let memory = self.0.memory.clone().lock_owned().await;
        (self.0.waiting.load(Ordering::SeqCst) == 0).then_some(memory)
    }

    /// Ends when a job wants the device.
    pub(super) async fn wanted(&self) {
        let asked = self.0.asked_for.notified();
        tokio::pin!(asked);
        asked.as_mut().enable();
        if self.0.waiting.load(Ordering::SeqCst) == 0 {
            asked.await;
        }
    }

    pub(super) fn condition(&self) -> watch::Receiver<Condition> {
        self.0.told.subscribe()
    }

    /// Tells that not one byte of a ticket left.
    pub(super) fn failed(&self, why: &Cause) {
        self.0.unsent.store(true, Ordering::Relaxed);
        self.tell(Some(NotReady::Unreachable(why.clone())), None);
    }

    /// A whole ticket left.
    pub(super) fn worked(&self) {
        if self.0.unsent.swap(false, Ordering::Relaxed) {
            self.tell(None, None);
        }
    }

    /// Tells what hinders it, if it is news; whether its roll is near its end stays as it was told where nothing is said.
    pub(super) fn tell(&self, hindrance: Option<NotReady>, paper_low: Option<bool>) {
        let voice = self.0.voice.borrow().assurance();
        let unsent = self.0.unsent.load(Ordering::Relaxed);
        self.0.told.send_if_modified(|last| {
            let paper_low = paper_low.unwrap_or(last.paper_low);
            let hindrance = hindrance.or_else(|| last.hindrance.clone().filter(|_| unsent));
            let assurance = if self.0.written_to.load(Ordering::Relaxed) { Assurance::Status } else { voice };
            let condition = Condition { hindrance, paper_low, assurance };
            let news = *last != condition;
            *last = condition;
            news
        });
    }

    /// It is only written to: the system says whether that can be done, and no more is promised.
    pub(super) fn is_written_to(&self) {
        self.0.written_to.store(true, Ordering::Relaxed);
        self.0.told.send_modify(|told| told.assurance = Assurance::Status);
    }
}

/// Counts who waits, also when they give up.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn of(waiting: &'a AtomicUsize) -> Turn<'a> {
        waiting.fetch_add(1, Ordering::SeqCst);
        Turn(waiting)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What is remembered of a device from ticket to ticket. Its lock is held for a whole session: one connection and one
/// ticket at a time.
pub(super) struct Memory {
    /// The connection that is kept, and whether all that was sent over it is known to be on paper.
    pub(super) line: Option<(PrinterLink, bool)>,
    voice: watch::Sender<Voice>,
    /// Which `DLE EOT n` this printer does not know though it answers others.
    pub(super) deaf: [bool; 4],
    /// Whether it answers the request before the last.
    pub(super) behind: bool,
    /// How long it took for its last answer.
    pub(super) latency: Option<std::time::Duration>,
    /// Since when a printer that has never answered has been silent.
    pub(super) silent_since: Option<Instant>,
    /// `GS r` that are not answered, and since when.
    owed: (u32, Instant),
    pub(super) repair: Repair,
    /// Tickets so far, to tell their confirmations apart.
    pub(super) tickets: u64,
}

impl Memory {
    fn new(voice: watch::Sender<Voice>) -> Memory {
        let known = voice.borrow().status;
        // What it did not answer for as long as it is known, it is not asked.
        let deaf = if known.contains(&true) { known.map(|known| !known) } else { [false; 4] };
        Memory {
            line: None,
            voice,
            deaf,
            behind: false,
            latency: None,
            silent_since: None,
            owed: (0, Instant::now()),
            repair: Repair::None,
            tickets: 0,
        }
    }

    pub(super) fn voice(&self) -> Voice {
        self.voice.borrow().clone()
    }

    /// Notes what was heard; news are kept over restarts.
    pub(super) fn learn(&self, what: impl FnOnce(&mut Voice)) {
        self.voice.send_if_modified(|voice| {
            let before = voice.clone();
            what(voice);
            *voice != before
        });
    }

    /// A ticket broke off inside a command of at most so many bytes.
    pub(super) fn tear(&mut self, longest_command: usize) {
        self.learn(|voice| voice.torn = voice.torn.max(longest_command));
    }

    /// How many answers to `GS r` may still come, of requests that are not waited for any more.
    pub(super) fn owed(&self) -> u32 {
        if self.owed.1.elapsed() > LOST_AFTER { 0 } else { self.owed.0.min(MOST_OWED) }
    }

    /// Notes that so many more requests are not answered yet.
    pub(super) fn owe(&mut self, requests: u32) {
        self.owed = (self.owed() + requests, Instant::now());
    }

    /// So many answers came. One that was owed proves that this printer confirms, if late.
    pub(super) fn paid(&mut self, answers: u32) {
        let owed = self.owed();
        if owed > 0 && answers > 0 {
            self.learn(|voice| voice.in_stream = Answered::Ever);
        }
        self.owed.0 = owed.saturating_sub(answers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|text| address(&text.parse().unwrap()));
        one == other
    }

    #[test]
    fn spellings_of_one_address_are_one_device() {
        assert!(same("tcp://Kitchen.Local:9100", "tcp://kitchen.local.:9100"));
        assert!(same("tcp://[::1]:9100", "tcp://[0:0:0:0:0:0:0:1]:9100"));
        assert!(same("tcp://[::ffff:192.168.0.50]:9100", "tcp://192.168.0.50:9100"));
        assert!(same("serial:///dev/ttyX7?baud=9600", "serial:///dev/ttyX7?baud=19200&flow=rts"));
        assert!(same("serial://usb:0403:6001:a1", "serial://usb:0403:6001:A1?baud=19200"));
        assert!(!same("tcp://192.168.0.50:9100", "tcp://192.168.0.50:9101"));
        assert!(!same("tcp://192.168.0.50:9100", "tcp://192.168.0.51:9100"));
        assert!(!same("serial:///dev/ttyX7", "serial:///dev/ttyX8"));
        #[cfg(unix)]
        {
            let folder = tempfile::tempdir().unwrap();
            let (port, link) = (folder.path().join("ttyX0"), folder.path().join("by-id"));
            std::fs::write(&port, "").unwrap();
            std::os::unix::fs::symlink(&port, &link).unwrap();
            assert!(same(&format!("usb://{}", port.display()), &format!("usb://{}", link.display())));
        }
    }

    #[tokio::test]
    async fn answers_still_owed_are_counted_and_prove_a_voice() {
        let device = Device::new(Voice::default());
        let mut memory = device.take().await;
        memory.paid(3);
        assert_eq!((memory.owed(), memory.voice().in_stream), (0, Answered::Untried), "nobody had asked");
        memory.owe(2);
        memory.paid(1);
        assert_eq!((memory.owed(), memory.voice().in_stream), (1, Answered::Ever));
        memory.owe(100);
        assert_eq!(memory.owed(), MOST_OWED);
    }

    #[tokio::test]
    async fn a_listener_gives_way_to_a_print() {
        let device = Device::new(Voice::default());
        let listening = device.borrow().await.unwrap();
        let printing = tokio::spawn({
            let device = device.clone();
            async move { drop(device.take().await) }
        });
        device.wanted().await;
        drop(listening);
        printing.await.unwrap();
        assert!(device.borrow().await.is_some());
    }
}
