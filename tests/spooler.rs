//! Print queues: tickets through a real CUPS and its own `socket` backend to the simulated printer.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod cups;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cause::{Cause, Why};
use cups::with_cups;
use jumunbell::printer::Connection;
use jumunbell::printer::{NotReady, PrintOutcome, Printer, Profile, Timings, attached, printer};
use jumunbell::sim::TestShop;
use jumunbell::sim::printer::{Model, PrinterConfig, PrinterSim};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

/// Long enough for any machine; never waited for in a passing test.
const LONG: Duration = Duration::from_secs(30);
/// For what is meant to run out.
const SHORT: Duration = Duration::from_millis(300);

fn profile() -> Profile {
    Profile::load("generic-80mm", None).unwrap()
}

async fn sim() -> PrinterSim {
    PrinterSim::start(PrinterConfig::new(Model::of(&profile()))).await.unwrap()
}

/// A port that takes everything and hangs up on everyone but the first who sends something; with what each sent.
async fn clinging() -> (SocketAddr, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (addr, sent) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
    let taken = sent.clone();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut client, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            client.read_to_end(&mut bytes).await.unwrap();
            if !bytes.is_empty() {
                taken.lock().unwrap().push(bytes);
                if kept.is_empty() {
                    kept.push(client);
                }
            }
        }
    });
    (addr, sent)
}

fn queue(name: &str, confirm: Duration) -> Arc<dyn Printer> {
    let timings =
        Timings { connect: LONG, stall: LONG, confirm, hindered: Duration::ZERO, ..Timings::default() };
    printer("kitchen", &Connection::Spooler(name.to_owned()), false, &profile(), timings)
}

/// A ticket of so many rows, Hangul among them.
fn ticket(rows: usize) -> Vec<u8> {
    let hangul = [0xbb, 0xc0, 0xc7, 0xd8, 0xc0, 0xe5, 0xb1, 0xb9];
    let rows: Vec<u8> =
        (0..rows).flat_map(|row| [&hangul[..], format!(" {row}\n").as_bytes()].concat()).collect();
    [&b"\x1b@\x1c&"[..], &rows, b"\x1dV\x01"].concat()
}

fn on_paper(sim: &PrinterSim) -> Vec<Vec<u8>> {
    let tickets = sim.tickets();
    assert!(tickets.iter().all(|ticket| ticket.errors.is_empty()), "{tickets:?}");
    tickets.into_iter().map(|ticket| ticket.bytes).collect()
}

/// Sets a fault and waits until the port obeys it.
async fn refuse(sim: &PrinterSim, refuse: bool) {
    sim.set_faults(|faults| faults.refuse = refuse);
    while TcpStream::connect(sim.addr()).await.is_ok() == refuse {
        tokio::task::yield_now().await;
    }
}

#[test]
fn tickets_arrive_whole_in_order_and_their_queue_is_found() {
    with_cups("tickets_arrive_whole_in_order_and_their_queue_is_found", async |queues| {
        let sim = sim().await;
        queues.add("kitchen", sim.addr());
        for rows in [30, 800, 1] {
            let session = queue("kitchen", LONG).open().await.unwrap();
            assert_eq!(session.print(ticket(rows)).await, PrintOutcome::Sent);
        }
        sim.wait_for(3, LONG).await;
        assert_eq!(on_paper(&sim), [ticket(30), ticket(800), ticket(1)]);
        assert_eq!(queues.waiting("kitchen"), "");
        let (found, failed) = attached(&[]).await;
        let found = found.iter().find(|one| one.connection == Connection::Spooler("kitchen".to_owned()));
        assert_eq!(found.unwrap().said, format!("socket://{}", sim.addr()), "{failed:?}");
    });
}

#[test]
fn what_cannot_print_is_said_before_a_job_is_made() {
    with_cups("what_cannot_print_is_said_before_a_job_is_made", async |queues| {
        let sim = sim().await;
        queues.add("kitchen", sim.addr());
        let kitchen = queue("kitchen", LONG);
        refuse(&sim, true).await;
        let off = kitchen.open().await.err().unwrap();
        assert!(matches!(&off, NotReady::Unreachable(why) if why.about == sim.addr().to_string()), "{off:?}");
        refuse(&sim, false).await;
        queues.told("cupsdisable", &["-r", "out for repair", "kitchen"]);
        let paused = kitchen.open().await.err().unwrap();
        assert!(matches!(&paused, NotReady::Paused(why) if why == "kitchen: out for repair"), "{paused:?}");
        queues.told("cupsenable", &["kitchen"]);
        queues.told("cupsreject", &["kitchen"]);
        let closed = kitchen.open().await.err().unwrap();
        assert!(matches!(closed, NotReady::Paused(_)), "{closed:?}");
        queues.told("cupsaccept", &["kitchen"]);
        let missing = queue("hall", LONG).open().await.err().unwrap();
        assert_eq!(missing, NotReady::Unreachable(Cause::of(Why::NoQueue).about("hall")));
        assert_eq!(queues.waiting("kitchen"), "");
        assert_eq!(kitchen.open().await.unwrap().print(ticket(2)).await, PrintOutcome::Sent);
        sim.wait_for(1, LONG).await;
        assert_eq!(on_paper(&sim), [ticket(2)]);
    });
}

#[test]
fn a_ticket_that_does_not_print_is_withdrawn_and_never_printed() {
    with_cups("a_ticket_that_does_not_print_is_withdrawn_and_never_printed", async |queues| {
        let sim = sim().await;
        queues.add("kitchen", sim.addr());
        let session = queue("kitchen", SHORT).open().await.unwrap();
        refuse(&sim, true).await;
        // The backend tries to connect, and it cannot be told from outside whether it just did.
        let outcome = session.print(ticket(3)).await;
        assert!(
            matches!(&outcome, PrintOutcome::Unknown(why) if why.detail.contains("withdrawn")),
            "{outcome:?}"
        );
        assert_eq!(queues.waiting("kitchen"), "");
        refuse(&sim, false).await;
        assert_eq!(queue("kitchen", LONG).open().await.unwrap().print(ticket(4)).await, PrintOutcome::Sent);
        sim.wait_for(1, LONG).await;
        assert_eq!(on_paper(&sim), [ticket(4)], "the printer is back and the old ticket is not");
    });
}

#[test]
fn a_ticket_that_was_never_begun_is_known_not_to_be_sent() {
    with_cups("a_ticket_that_was_never_begun_is_known_not_to_be_sent", async |queues| {
        let (addr, sent) = clinging().await;
        queues.add("kitchen", addr);
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other");
        std::fs::write(&other, ticket(9)).unwrap();
        queues.told("lp", &["-d", "kitchen", "-o", "raw", other.to_str().unwrap()]);
        while sent.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Behind another program's job that does not end.
        let outcome = queue("kitchen", SHORT).open().await.unwrap().print(ticket(3)).await;
        assert!(matches!(&outcome, PrintOutcome::NotSent(_)), "{outcome:?}");
        queues.told("cancel", &["-a", "kitchen"]);

        // In a queue that is stopped between the look and the job.
        let session = queue("kitchen", SHORT).open().await.unwrap();
        queues.told("cupsdisable", &["kitchen"]);
        let outcome = session.print(ticket(3)).await;
        assert!(
            matches!(&outcome, PrintOutcome::NotSent(why) if why.why == Why::QueueStopped),
            "{outcome:?}"
        );
        assert_eq!(queues.waiting("kitchen"), "");
        queues.told("cupsenable", &["kitchen"]);
        assert_eq!(queue("kitchen", LONG).open().await.unwrap().print(ticket(4)).await, PrintOutcome::Sent);
        assert_eq!(*sent.lock().unwrap(), [ticket(9), ticket(4)], "and neither of the two between");
    });
}

#[test]
fn a_printer_that_does_not_hang_up_is_no_reason_for_doubt() {
    with_cups("a_printer_that_does_not_hang_up_is_no_reason_for_doubt", async |queues| {
        let (addr, sent) = clinging().await;
        queues.add("kitchen", addr);
        // Everything went into the wire; CUPS waits for the end of the connection, as it does for 90 seconds.
        let outcome = queue("kitchen", SHORT).open().await.unwrap().print(ticket(3)).await;
        assert_eq!(outcome, PrintOutcome::Sent);
        assert!(queues.waiting("kitchen").contains("kitchen-1"), "CUPS goes on by itself");
        assert_eq!(*sent.lock().unwrap(), [ticket(3)]);
    });
}

#[test]
fn a_queue_that_is_gone_takes_nothing() {
    with_cups("a_queue_that_is_gone_takes_nothing", async |queues| {
        let sim = sim().await;
        queues.add("kitchen", sim.addr());
        let session = queue("kitchen", SHORT).open().await.unwrap();
        queues.told("lpadmin", &["-x", "kitchen"]);
        let outcome = session.print(ticket(3)).await;
        assert!(matches!(&outcome, PrintOutcome::NotSent(_)), "{outcome:?}");
        let gone = queue("kitchen", SHORT).open().await.err().unwrap();
        assert!(matches!(gone, NotReady::Unreachable(_)), "{gone:?}");
    });
}

/// The program itself, as an installer runs it.
#[test]
fn an_installer_finds_the_queue_and_prints_the_test_page() {
    with_cups("an_installer_finds_the_queue_and_prints_the_test_page", async |queues| {
        let sim = sim().await;
        queues.add("kitchen", sim.addr());
        let data = tempfile::tempdir().unwrap();
        let settings = TestShop::new().english().printer("kitchen", "generic-80mm", "spooler://kitchen");
        let settings = settings.with("tickets = [\"kitchen\"]").to_string();
        std::fs::write(data.path().join("settings.toml"), settings).unwrap();
        let jumunbell = async |args: &[&str]| {
            let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_jumunbell"));
            program.arg("--data").arg(data.path()).args(args);
            let output = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
            let said = [output.stdout, output.stderr].concat();
            (output.status.code(), String::from_utf8_lossy(&said).into_owned())
        };
        let (code, found) = jumunbell(&["printer", "scan"]).await;
        assert!(code == Some(0) && found.contains("connection = \"spooler://kitchen\""), "{code:?} {found}");
        let (code, said) = jumunbell(&["printer", "test", "kitchen"]).await;
        assert!(code == Some(0) && said.contains("Sent."), "{code:?} {said}");
        let page = String::from_utf8_lossy(&sim.wait_for(1, LONG).await[0].bytes).into_owned();
        assert!(page.contains("spooler://kitchen"), "{page}");
        queues.told("cupsdisable", &["-r", "out for repair", "kitchen"]);
        let (code, said) = jumunbell(&["printer", "test", "kitchen"]).await;
        assert!(code == Some(1) && said.contains("stopped: kitchen: out for repair"), "{code:?} {said}");
        assert_eq!(queues.waiting("kitchen"), "");
    });
}
