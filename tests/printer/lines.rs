//! Serial and USB over pseudo-terminals.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jumunbell::printer::{Flow, SerialPort};
use serialport::{SerialPort as _, TTYPort};

use super::*;

/// A printer at the far end of a pseudo-terminal.
struct Pty {
    path: String,
    paper: Arc<Mutex<Vec<PrintedTicket>>>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Pty {
    /// `take` is how many bytes it takes before it is pulled out (`gone`) or stops reading.
    fn new(take: usize, gone: bool) -> Pty {
        let (mut far, near) = TTYPort::pair().unwrap();
        let path = near.name().unwrap();
        far.set_timeout(Duration::from_millis(10)).unwrap();
        let (paper, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (printed, stopped) = (paper.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            let mut machine = PrinterMachine::new(Model::of(&profile(TALKS)));
            let (mut bytes, mut taken) = ([0; 100], 0);
            while !stopped.load(Ordering::Relaxed) {
                if taken >= take {
                    if gone {
                        return;
                    }
                    std::thread::sleep(Duration::from_millis(5));
                    continue;
                }
                // An error is a tick without bytes, or the line between two tickets.
                let Ok(count) = far.read(&mut bytes) else {
                    std::thread::sleep(Duration::from_millis(1));
                    continue;
                };
                taken += count;
                let reaction = machine.receive(&bytes[..count], jiff::Timestamp::UNIX_EPOCH);
                printed.lock().unwrap().extend(machine.take_tickets());
                let _ = far.write_all(&reaction.answer);
            }
        });
        Pty { path, paper, stop, thread: Some(thread) }
    }

    fn serial(&self, timings: Timings) -> Arc<dyn Printer> {
        let connection =
            Connection::Serial { port: SerialPort::Path(self.path.clone()), baud: 115_200, flow: Flow::None };
        printer("serial", &connection, false, &profile(TALKS), timings)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.thread.take().unwrap().join();
    }
}

#[tokio::test]
async fn serial_prints_and_confirms_ticket_after_ticket() {
    let pty = Pty::new(usize::MAX, false);
    let printer = pty.serial(patient());
    assert_eq!(print(&printer, ticket(800)).await, PrintOutcome::Printed);
    assert_eq!(print(&printer, ticket(30)).await, PrintOutcome::Printed);
    clean(&pty.paper.lock().unwrap(), &[ticket(800), ticket(30)]);
}

/// A pseudo-terminal has no speed, so the first that is asked at is understood.
#[tokio::test]
async fn the_speed_finder_understands_a_printer_and_prints_nothing() {
    let pty = Pty::new(usize::MAX, false);
    assert_eq!(
        find_speed(&SerialPort::Path(pty.path.clone()), Flow::None).await,
        Ok(vec![(9600, Heard::Answer)])
    );
    assert_eq!(print(&pty.serial(patient()), ticket(30)).await, PrintOutcome::Printed, "the port is free");
    clean(&pty.paper.lock().unwrap(), &[ticket(30)]);
}

#[tokio::test]
async fn serial_pulled_out_under_a_ticket_leaves_it_unknown() {
    let pty = Pty::new(10_000, true);
    let outcome = print(&pty.serial(patient()), ticket(4000)).await;
    let (sent, all) = left(&unknown(&outcome));
    assert!(0 < sent && sent < all, "{outcome:?}");
    assert!(matches!(refusal(&pty.serial(patient())).await, NotReady::Unreachable(_) | NotReady::Busy(_)));
}

#[tokio::test]
async fn a_stalled_serial_line_is_unknown_and_other_printers_print() {
    let pty = Pty::new(10_000, false);
    let session = pty.serial(Timings { stall: SHORT, ..patient() }).open().await.unwrap();
    let printing = tokio::spawn(session.print(ticket(4000)));
    let other = sim(TALKS, |_| ()).await;
    assert_eq!(print(&to(&other, TALKS, patient()), ticket(30)).await, PrintOutcome::Printed);
    let outcome = printing.await.unwrap();
    let (sent, all) = left(&unknown(&outcome));
    assert!(10_000 < sent && sent < all, "{outcome:?}");
}

#[tokio::test]
async fn a_missing_serial_port_is_unreachable() {
    let connection = Connection::Serial {
        port: SerialPort::Path("/dev/no-such-port".into()),
        baud: 9600,
        flow: Flow::Rts,
    };
    let printer = printer("serial", &connection, false, &profile(TALKS), patient());
    assert!(matches!(refusal(&printer).await, NotReady::Unreachable(_)));
}

#[tokio::test]
async fn every_flow_control_prints() {
    for flow in [Flow::None, Flow::Rts, Flow::Xon] {
        let pty = Pty::new(usize::MAX, false);
        let connection = Connection::Serial { port: SerialPort::Path(pty.path.clone()), baud: 19_200, flow };
        let printer = printer("serial", &connection, false, &profile(TALKS), patient());
        assert_eq!(print(&printer, ticket(300)).await, PrintOutcome::Printed, "{flow:?}");
    }
}

/// The system obeys XOFF; ours is to tell it so. Both ends of a port see the same settings.
#[tokio::test]
async fn the_line_is_set_as_the_settings_say() {
    use serialport::{DataBits, FlowControl, Parity, StopBits};
    for (flow, set) in [
        (Flow::Xon, FlowControl::Software),
        (Flow::None, FlowControl::None),
        (Flow::Rts, FlowControl::Hardware),
    ] {
        let (_far, near) = TTYPort::pair().unwrap();
        let port = SerialPort::Path(near.name().unwrap());
        let connection = Connection::Serial { port, baud: 19_200, flow };
        let session = printer("serial", &connection, false, &profile(&[]), patient()).open().await.unwrap();
        assert_eq!((near.baud_rate().unwrap(), near.flow_control().unwrap()), (19_200, set), "{flow:?}");
        let frame = (near.data_bits().unwrap(), near.parity().unwrap(), near.stop_bits().unwrap());
        assert_eq!(frame, (DataBits::Eight, Parity::None, StopBits::One));
        drop(session);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_program_that_holds_a_port_is_named() {
    let (_far, mut near) = TTYPort::pair().unwrap();
    near.set_exclusive(true).unwrap();
    let connection =
        Connection::Serial { port: SerialPort::Path(near.name().unwrap()), baud: 9600, flow: Flow::None };
    let printer = printer("serial", &connection, false, &profile(TALKS), patient());
    let own = std::fs::read_to_string("/proc/self/comm").unwrap();
    assert_eq!(refusal(&printer).await, NotReady::Busy(own.trim().to_owned()));
    drop(near);
}

#[tokio::test]
async fn a_usb_serial_port_that_is_not_there_is_named() {
    let connection: Connection = "serial://usb:0000:0000:NONE".parse().unwrap();
    let printer = printer("serial", &connection, false, &profile(TALKS), patient());
    match refusal(&printer).await {
        // The second where ports cannot be listed at all.
        NotReady::Unreachable(why) => {
            assert!(["usb:0000:0000:NONE", "/sys/class/tty"].contains(&why.about.as_str()), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[cfg(target_os = "linux")]
fn fifo() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lp0");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    (folder, path)
}

/// A printer out of paper: the driver takes what fits its buffer and no more.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_usb_device_file_that_takes_nothing_blocks_nobody() {
    let (_folder, path) = fifo();
    let timings = Timings { stall: SHORT, ..patient() };
    let full = printer("usb", &Connection::Usb(path), false, &profile(&[]), timings);
    let session = full.open().await.unwrap();
    // On this thread alone: a blocking write would hold up everything.
    let other = sim(TALKS, |_| ()).await;
    let to_other = to(&other, TALKS, patient());
    let (stuck, printed) = tokio::join!(session.print(ticket(4000)), print(&to_other, ticket(30)));
    let (sent, all) = left(&unknown(&stuck));
    assert!(0 < sent && sent < all && outcome_says(&stuck, "took nothing"), "{stuck:?}");
    assert_eq!(printed, PrintOutcome::Printed);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_usb_device_file_gets_every_byte_in_order() {
    let (_folder, path) = fifo();
    let device = path.clone();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        std::fs::File::open(device).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    });
    let usb = printer("usb", &Connection::Usb(path), false, &profile(&[]), patient());
    assert_eq!(print(&usb, ticket(4000)).await, PrintOutcome::Sent);
    // The driver takes a NUL only after everything before it; it prints nothing.
    let bytes = tokio::task::spawn_blocking(|| reader.join().unwrap()).await.unwrap();
    let end = bytes.iter().rposition(|&byte| byte != 0).unwrap() + 1;
    assert!(bytes[..end] == ticket(4000) && bytes.len() <= end + 2, "{} bytes", bytes.len());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_usb_device_file_prints_and_confirms() {
    let pty = Pty::new(usize::MAX, false);
    let connection = Connection::Usb(PathBuf::from(&pty.path));
    let printer = printer("usb", &connection, false, &profile(TALKS), patient());
    assert_eq!(print(&printer, ticket(800)).await, PrintOutcome::Printed);
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    clean(&pty.paper.lock().unwrap(), &[ticket(800), ticket(3)]);
}
