//! Printers over real wires: loopback sockets and pseudo-terminals, against the simulated printer.

#![allow(clippy::unwrap_used)]

#[path = "printer/condition.rs"]
mod condition;
#[path = "printer/habits.rs"]
mod habits;
#[cfg(unix)]
#[path = "printer/lines.rs"]
mod lines;

use std::sync::Arc;
use std::time::Duration;

use jumunbell::printer::Connection;
use jumunbell::printer::{
    Answered, Device, Heard, NotReady, PrintOutcome, Printer, Profile, Timings, Voice, find_speed,
    longest_command, printer,
};
use jumunbell::sim::printer::{
    Faults, Model, Point, PrintedTicket, PrinterConfig, PrinterMachine, PrinterSim,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Long enough for any machine; never waited for in a passing test.
const LONG: Duration = Duration::from_secs(30);
/// Short waits, for what is meant to run out.
const SHORT: Duration = Duration::from_millis(150);

/// Patient everywhere; a test shortens what it wants to see run out.
fn patient() -> Timings {
    Timings {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(5),
        mute: LONG,
        offline: Duration::from_secs(5),
        stall: LONG,
        confirm: LONG,
        slowest_paper: 60_000,
        look: Duration::from_millis(50),
        hindered: LONG,
        close: Duration::from_secs(5),
    }
}

fn profile(status: &[&str]) -> Profile {
    let status = status.iter().map(|s| (*s).to_owned()).collect();
    Profile { status, ..Profile::load("generic-80mm", None).unwrap() }
}

const TALKS: &[&str] = &["dle-eot", "gs-h"];

async fn sim(status: &[&str], change: impl FnOnce(&mut PrinterConfig)) -> PrinterSim {
    let mut config = PrinterConfig::new(Model::of(&profile(status)));
    change(&mut config);
    PrinterSim::start(config).await.unwrap()
}

fn at(sim: &PrinterSim) -> Connection {
    Connection::Tcp { host: sim.addr().ip().to_string(), port: sim.addr().port() }
}

fn to(sim: &PrinterSim, status: &[&str], timings: Timings) -> Arc<dyn Printer> {
    printer("kitchen", &at(sim), false, &profile(status), timings)
}

/// A ticket of so many rows of 41 bytes.
fn ticket(rows: usize) -> Vec<u8> {
    let rows: String = (0..rows).map(|row| format!("{row:-<40}\n")).collect();
    [b"\x1b@\x1c&", rows.as_bytes(), b"\x1dV\x01"].concat()
}

async fn print(printer: &Arc<dyn Printer>, bytes: Vec<u8>) -> PrintOutcome {
    let outcome = printer.open().await.expect("ready").print(bytes).await;
    printer.release().await;
    outcome
}

async fn refusal(printer: &Arc<dyn Printer>) -> NotReady {
    printer.open().await.err().expect("not ready")
}

fn unknown(outcome: &PrintOutcome) -> String {
    match outcome {
        PrintOutcome::Unknown(why) => why.to_string(),
        other => panic!("{other:?} is not unknown"),
    }
}

fn clean(tickets: &[PrintedTicket], expected: &[Vec<u8>]) {
    for ticket in tickets {
        assert_eq!(ticket.errors, Vec::<String>::new());
    }
    assert!(
        tickets.iter().map(|t| &t.bytes).eq(expected),
        "the bytes on paper are the tickets' and no others"
    );
}

#[tokio::test]
async fn a_healthy_printer_says_that_it_printed() {
    for confirmation in ["gs-h", "gs-r"] {
        let status = ["dle-eot", confirmation];
        let sim = sim(&status, |_| ()).await;
        for host in ["127.0.0.1", "localhost"] {
            let connection = Connection::Tcp { host: host.to_owned(), port: sim.addr().port() };
            let printer = printer("kitchen", &connection, false, &profile(&status), patient());
            assert_eq!(print(&printer, ticket(30)).await, PrintOutcome::Printed, "{confirmation}");
        }
        clean(&sim.tickets(), &[ticket(30), ticket(30)]);
    }
}

#[tokio::test]
async fn speaks_ipv6() {
    let status = ["dle-eot", "gs-h"];
    let mut config = PrinterConfig::new(Model::of(&profile(&status)));
    config.listen = "[::1]:0".parse().unwrap();
    let Ok(sim) = PrinterSim::start(config).await else { return eprintln!("no IPv6 here") };
    assert_eq!(print(&to(&sim, &status, patient()), ticket(3)).await, PrintOutcome::Printed);
}

#[tokio::test]
async fn without_confirmation_a_ticket_is_sent() {
    let sim = sim(&["dle-eot"], |_| ()).await;
    assert_eq!(print(&to(&sim, &["dle-eot"], patient()), ticket(3)).await, PrintOutcome::Sent);
    clean(&sim.wait_for(1, LONG).await, &[ticket(3)]);
}

#[tokio::test]
async fn a_printer_that_answered_before_is_not_mute_but_silent() {
    let sim = sim(TALKS, |_| ()).await;
    let printer = to(&sim, TALKS, Timings { answer: Duration::from_secs(1), ..patient() });
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    sim.set_faults(|faults| faults.mute = true);
    assert_eq!(refusal(&printer).await, NotReady::Silent);
    sim.set_faults(|faults| faults.mute = false);
    assert_eq!(print(&printer, ticket(4)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(3), ticket(4)]);
}

#[tokio::test]
async fn what_hinders_a_printer_is_said_before_a_byte_prints() {
    let sim = sim(TALKS, |_| ()).await;
    let printer = to(&sim, TALKS, patient());
    sim.set_faults(|faults| faults.condition.paper_out = true);
    assert_eq!(refusal(&printer).await, NotReady::PaperOut);
    sim.set_faults(|faults| faults.condition.cover_open = true);
    assert_eq!(refusal(&printer).await, NotReady::CoverOpen);
    sim.set_faults(|faults| *faults = Faults::default());
    sim.set_faults(|faults| faults.condition.error = true);
    assert_eq!(refusal(&printer).await, NotReady::Error);
    sim.set_faults(|faults| *faults = Faults::default());
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(3)]);
    sim.set_faults(|faults| faults.refuse = true);
    while TcpStream::connect(sim.addr()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(matches!(refusal(&printer).await, NotReady::Unreachable(_)));
}

#[tokio::test]
async fn paper_that_runs_out_under_a_ticket_is_waited_for() {
    let sim = sim(TALKS, |_| ()).await;
    let session = to(&sim, TALKS, patient()).open().await.unwrap();
    sim.set_faults(|faults| faults.condition.paper_out = true);
    let printing = tokio::spawn(session.print(ticket(3)));
    // Two looks' worth of real time would prove nothing; that nothing is printed and nothing given up does.
    tokio::time::sleep(SHORT).await;
    assert!(sim.tickets().is_empty() && !printing.is_finished());
    sim.set_faults(|faults| faults.condition.paper_out = false);
    assert_eq!(printing.await.unwrap(), PrintOutcome::Printed);

    let timings = Timings { confirm: SHORT, hindered: SHORT, ..patient() };
    let session = to(&sim, TALKS, timings).open().await.unwrap();
    sim.set_faults(|faults| faults.condition.paper_out = true);
    let outcome = session.print(ticket(3)).await;
    assert_eq!(unknown(&outcome), "paper-out");
}

#[tokio::test]
async fn a_swallowed_confirmation_leaves_it_unknown() {
    for confirmation in ["gs-h", "gs-r"] {
        let status = ["dle-eot", confirmation];
        let sim = sim(&status, |config| config.faults.swallow_confirmation = true).await;
        let (in_stream, process_id) = match confirmation {
            "gs-r" => (Answered::Ever, Answered::Untried),
            _ => (Answered::Untried, Answered::Ever),
        };
        let device = Device::new(Voice { in_stream, process_id, ..Voice::default() });
        let timings = Timings { confirm: SHORT, ..patient() };
        let printer = device.printer("kitchen", &at(&sim), false, &profile(&status), timings);
        assert_eq!(unknown(&print(&printer, ticket(3)).await), "not-confirmed");
        assert_eq!(sim.wait_for(1, LONG).await.len(), 1, "though it is on paper");
    }
}

#[tokio::test]
async fn not_sent_is_said_only_when_not_one_byte_left() {
    let sim = sim(TALKS, |_| ()).await;
    let session = to(&sim, TALKS, patient()).open().await.unwrap();
    sim.set_faults(|faults| faults.refuse = true);
    while TcpStream::connect(sim.addr()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let outcome = session.print(ticket(3)).await;
    assert!(matches!(outcome, PrintOutcome::NotSent(_)), "{outcome:?}");
    assert!(sim.tickets().is_empty());
}

#[tokio::test]
async fn a_connection_closed_under_a_ticket_leaves_it_unknown() {
    let sim = sim(TALKS, |config| config.faults.close_after = Some(100)).await;
    let outcome = print(&to(&sim, TALKS, patient()), ticket(2000)).await;
    let why = unknown(&outcome);
    assert!(why.contains("bytes left") || why.starts_with("cut"), "{why}");
    assert!(sim.tickets().is_empty());
}

/// How many of how many bytes, from "N of M bytes left".
fn left(why: &str) -> (usize, usize) {
    let mut numbers = why.split(' ').filter_map(|word| word.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

#[tokio::test]
async fn a_printer_that_stops_reading_holds_up_no_other() {
    let stuck = sim(TALKS, |config| {
        config.receive_buffer = Some(2048);
        config.faults.stop_reading_after = Some(1000);
    });
    let (stuck, other) = (stuck.await, sim(TALKS, |_| ()).await);
    let long = ticket(4000);
    let session = to(&stuck, TALKS, patient()).open().await.unwrap();
    let printing = tokio::spawn(session.print(long.clone()));
    assert_eq!(print(&to(&other, TALKS, patient()), ticket(30)).await, PrintOutcome::Printed);
    assert!(!printing.is_finished(), "still stuck while the other printed");
    stuck.shutdown().await;
    let outcome = printing.await.unwrap();
    let (sent, all) = left(&unknown(&outcome));
    assert!(0 < sent && sent < all && all == long.len(), "the stall fell inside the ticket: {sent} of {all}");
}

#[tokio::test]
async fn standing_still_ends_a_ticket_and_slowness_does_not() {
    let stuck = sim(TALKS, |config| {
        config.receive_buffer = Some(2048);
        config.faults.stop_reading_after = Some(1000);
    });
    let stuck = stuck.await;
    let outcome = print(&to(&stuck, TALKS, Timings { stall: SHORT, ..patient() }), ticket(4000)).await;
    let (sent, all) = left(&unknown(&outcome));
    assert!(0 < sent && sent < all && outcome_says(&outcome, "took nothing"), "{outcome:?}");

    // Three seconds of ticket against one second of patience.
    let slow = sim(TALKS, |config| {
        config.receive_buffer = Some(2048);
        config.faults.bytes_per_second = Some(20_000);
    });
    let slow = slow.await;
    let timings = Timings { stall: Duration::from_secs(1), ..patient() };
    assert_eq!(print(&to(&slow, TALKS, timings), ticket(1500)).await, PrintOutcome::Printed);
    clean(&slow.tickets(), &[ticket(1500)]);
}

fn outcome_says(outcome: &PrintOutcome, what: &str) -> bool {
    unknown(outcome).contains(what)
}

/// A port that accepts one connection ever, with a healthy printer behind it.
async fn one_connection_only() -> (Connection, tokio::task::JoinHandle<Vec<PrintedTicket>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let connection =
        Connection::Tcp { host: "127.0.0.1".into(), port: listener.local_addr().unwrap().port() };
    let served = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        drop(listener);
        let mut machine = PrinterMachine::new(Model::of(&profile(TALKS)));
        let mut bytes = [0; 512];
        while let Ok(count @ 1..) = client.read(&mut bytes).await {
            let reaction = machine.receive(&bytes[..count], jiff::Timestamp::UNIX_EPOCH);
            client.write_all(&reaction.answer).await.unwrap();
        }
        machine.take_tickets()
    });
    (connection, served)
}

#[tokio::test]
async fn a_held_connection_serves_ticket_after_ticket() {
    let (connection, served) = one_connection_only().await;
    let printer = printer("kitchen", &connection, true, &profile(TALKS), patient());
    for rows in 1..=3 {
        assert_eq!(print(&printer, ticket(rows)).await, PrintOutcome::Printed);
    }
    drop(printer.open().await.unwrap());
    assert_eq!(print(&printer, ticket(4)).await, PrintOutcome::Printed);
    drop(printer);
    clean(&served.await.unwrap(), &[ticket(1), ticket(2), ticket(3), ticket(4)]);
}

#[tokio::test]
async fn a_held_connection_that_broke_is_replaced() {
    let sim = sim(TALKS, |_| ()).await;
    let printer = printer("kitchen", &at(&sim), true, &profile(TALKS), patient());
    assert_eq!(print(&printer, ticket(1)).await, PrintOutcome::Printed);
    sim.set_faults(|faults| faults.refuse = true);
    while TcpStream::connect(sim.addr()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    sim.set_faults(|faults| faults.refuse = false);
    while TcpStream::connect(sim.addr()).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(print(&printer, ticket(2)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(1), ticket(2)]);
}

#[tokio::test]
async fn tickets_at_the_same_time_come_out_as_as_many() {
    for hold in [false, true] {
        let sim = sim(TALKS, |_| ()).await;
        let ours = printer("kitchen", &at(&sim), hold, &profile(TALKS), patient());
        assert_eq!(
            tokio::join!(print(&ours, ticket(30)), print(&ours, ticket(31))),
            (PrintOutcome::Printed, PrintOutcome::Printed)
        );
        drop(ours);
        // And from two programs: the second waits for the port.
        let (one, other) = (to(&sim, TALKS, patient()), to(&sim, TALKS, patient()));
        assert_eq!(
            tokio::join!(print(&one, ticket(32)), print(&other, ticket(33))),
            (PrintOutcome::Printed, PrintOutcome::Printed)
        );
        let mut tickets = sim.tickets();
        tickets.sort_by_key(|ticket| ticket.bytes.len());
        clean(&tickets, &[ticket(30), ticket(31), ticket(32), ticket(33)]);
    }
}

#[tokio::test]
async fn a_ticket_torn_inside_a_command_does_not_garble_the_next() {
    let picture = [&b"\x1b@\x1dv0\x00\x40\x00\x18\x00"[..], &[0xaa; 64 * 24], b"\x1dV\x01"].concat();
    let longest = longest_command(&picture);
    let sim = sim(TALKS, |config| {
        config.hook =
            Some(Arc::new(|point| matches!(point, Point::TicketByte { ticket_index: 0, byte: 500 })));
    });
    let sim = sim.await;
    let dying = tokio::spawn({
        let printer = to(&sim, TALKS, patient());
        async move { print(&printer, picture).await }
    });
    // The next process; its own hello waits until the port is free, as after a kill.
    while sim.mid_ticket() < 500 {
        tokio::task::yield_now().await;
    }
    dying.abort();
    // As its journal says.
    let device = Device::new(Voice::default());
    device.tear(longest).await;
    let next = device.printer("kitchen", &at(&sim), false, &profile(TALKS), patient());
    assert_eq!(print(&next, ticket(5)).await, PrintOutcome::Printed);
    let tickets = sim.tickets();
    let whole: Vec<_> = tickets.iter().filter(|ticket| ticket.cuts == 1).cloned().collect();
    clean(&whole, &[ticket(5)]);
    assert_eq!(tickets.len(), 2, "and the torn piece");
}

#[tokio::test]
async fn a_file_takes_tickets_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.escpos");
    let file = printer("file", &Connection::File(path.clone()), false, &profile(&[]), patient());
    assert_eq!(print(&file, b"one".to_vec()).await, PrintOutcome::Sent);
    assert_eq!(print(&file, b"two".to_vec()).await, PrintOutcome::Sent);
    assert_eq!(std::fs::read(path).unwrap(), b"onetwo");
}
