use std::time::Duration;

use encoding_rs::EUC_KR;
use jiff::Timestamp;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::printer::HangulSet;

fn model(hangul: HangulSet) -> Model {
    let answers = ["dle-eot", "asb", "gs-r", "gs-h"].map(str::to_owned).to_vec();
    Model { dots: 384, hangul, cutter: true, answers, two_byte: false }
}

fn machine() -> PrinterMachine {
    PrinterMachine::new(model(HangulSet::Cp949))
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// `ESC @`, `FS &`, the parts, `GS V 1`.
fn ticket(parts: &[&[u8]]) -> Vec<u8> {
    [&[&b"\x1b@\x1c&"[..]], parts, &[&b"\x1dV\x01"[..]]].concat().concat()
}

fn hangul(text: &str) -> Vec<u8> {
    EUC_KR.encode(text).0.into_owned()
}

fn print(machine: &mut PrinterMachine, bytes: &[u8]) -> PrintedTicket {
    machine.receive(bytes, NOW);
    let mut tickets = machine.take_tickets();
    assert_eq!(tickets.len(), 1, "one ticket");
    tickets.remove(0)
}

#[test]
fn tabs_lead_to_the_stops_that_were_set() {
    let bytes = ticket(&[b"a\tb\n\x1bD\x05\x0a\x00\x1d!\x01\t+\n\x1d!\x11\x1dB\x01c\t-\n"]);
    let paper = print(&mut machine(), &bytes);
    assert_eq!(paper.errors.len(), 1, "60 dots are no whole columns of double width: {:?}", paper.errors);
    assert_eq!(paper.text(), "a       b\n     +\nc-\n");
    assert_eq!(paper.rows[1].width_mult, 1);
    for wrong in [&b"\x1bD\x05\x05\x00"[..], b"\x1bD\x05\x00......\t"] {
        assert_ne!(print(&mut machine(), &ticket(&[wrong, b"\n"])).errors, [""; 0], "{wrong:x?}");
    }
}

#[test]
fn decodes_text_sizes_and_looks() {
    let bytes = ticket(&[
        b"\x1d!\x11\x1bE\x01",
        &hangul("뼈해장국 2"),
        b"\n\x1d!\x01\x1bE\x00\x1dB\x01",
        &hangul("똠얌꿍"),
        b"\n\x1dB\x00\x1d!\x00\x1ba\x01ok\n\x1bd\x03\x1bp\x00\x19\xfa",
    ]);
    let paper = print(&mut machine(), &bytes);
    assert_eq!(paper.errors, Vec::<String>::new());
    assert_eq!(paper.text(), "뼈해장국 2\n똠얌꿍\nok\n\n\n\n");
    let looks: Vec<_> = paper
        .rows
        .iter()
        .take(3)
        .map(|r| (r.width_mult, r.height_mult, r.reversed, r.bold, r.align))
        .collect();
    assert_eq!(looks, [(2, 2, false, true, 0), (1, 2, true, false, 0), (1, 1, false, false, 1)]);
    assert_eq!((paper.cuts, paper.pulses), (1, 1));
    assert_eq!(paper.bytes, bytes);
}

#[test]
fn a_syllable_outside_ks_x_1001_garbles_what_follows() {
    let mut printer = PrinterMachine::new(model(HangulSet::KsX1001));
    let paper = print(&mut printer, &ticket(&[&hangul("김밥\n")]));
    assert!(paper.errors.is_empty());
    let paper = print(&mut printer, &ticket(&[&hangul("똠얌꿍\n")]));
    assert_eq!(paper.errors.len(), 1, "{:?}", paper.errors);
    assert_ne!(paper.text(), "똠얌꿍\n");
}

#[test]
fn hangul_without_two_byte_mode_is_an_error() {
    let paper = print(&mut machine(), &[b"\x1b@", &hangul("밥")[..], b"\n\x1dV\x01"].concat());
    assert_eq!(paper.errors.len(), 2);
    assert_eq!(paper.text(), "□□\n");
}

#[test]
fn initialise_ends_two_byte_mode_and_forgets_user_characters() {
    let define = [&b"\x1c2\xfe\xa1"[..], &[0xff; 72]].concat();
    let paper = print(&mut machine(), &ticket(&[&define, b"\xfe\xa1\n"]));
    assert_eq!((paper.text().as_str(), paper.errors.len()), ("〓\n", 0));
    assert!(paper.picture().dots[..24].iter().all(|&dot| dot == 0), "the pattern is drawn");
    let mut printer = machine();
    print(&mut printer, &ticket(&[&define]));
    assert_eq!(print(&mut printer, &ticket(&[b"\xfe\xa1\n"])).errors.len(), 1);
}

#[test]
fn a_line_too_long_wraps_and_is_recorded() {
    let paper = print(&mut machine(), &ticket(&[&[b'x'; 33], b"\n"]));
    assert_eq!(paper.text(), format!("{}\nx\n", "x".repeat(32)));
    assert!(paper.rows[0].wrapped && paper.errors[0].contains("32 columns"), "{:?}", paper.errors);
    let wide = [b"\x1d!\x10", &[b'x'; 16][..], b"\n"].concat();
    assert!(print(&mut machine(), &ticket(&[&wide])).errors.is_empty());
}

#[test]
fn rasters_and_stored_graphics_come_out_as_dots() {
    let raster = b"\x1dv0\x00\x01\x00\x02\x00\xf0\x0f";
    let stored = b"\x1d(L\x0c\x00\x30\x70\x30\x01\x01\x31\x08\x00\x02\x00\xf0\x0f\x1d(L\x02\x00\x30\x32";
    for bytes in [&raster[..], &stored[..]] {
        let paper = print(&mut machine(), &ticket(&[bytes]));
        assert!(paper.errors.is_empty(), "{:?}", paper.errors);
        let picture = paper.rows[0].picture.as_ref().unwrap();
        assert_eq!((picture.width, picture.height), (8, 2));
        assert_eq!(picture.dots[..8], [0, 0, 0, 0, 255, 255, 255, 255]);
        assert_eq!(picture.dots[8..], [255, 255, 255, 255, 0, 0, 0, 0]);
    }
}

#[test]
fn what_the_reference_does_not_know_is_recorded() {
    for (bytes, says) in [
        (&b"\x1bZ"[..], "unknown command 1b 5a"),
        (b"\x07", "control byte 07"),
        (b"\x1dv0\x00\x08\x00\x01\x00\x10\x04\x01\x00\x00\x00\x00\x00", "hides inside"),
        (b"ab\x1ba\x01\n", "middle of a line"),
        (b"\x1bp\x07\x01\x01", "unknown command 1b 70"),
        (b"\xfe\xa1\n", "never defined"),
    ] {
        let errors = print(&mut machine(), &ticket(&[bytes])).errors;
        assert!(errors.len() == 1 && errors[0].contains(says), "{says}: {errors:?}");
    }
    let paper = print(&mut machine(), b"\x1b@x\x1dV\x01");
    assert!(paper.errors[0].contains("cut in the middle"), "{:?}", paper.errors);
}

#[test]
fn paper_out_holds_the_ticket_and_still_answers() {
    let mut printer = machine();
    let out = Condition { paper_out: true, ..Condition::default() };
    printer.set_condition(out, NOW);
    let bytes = [&ticket(&[b"a\n"])[..], b"\x1d(H\x06\x00001234\x1dr\x01"].concat();
    assert!(printer.receive(&bytes, NOW).answer.is_empty());
    let asked = printer.receive(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", NOW);
    assert_eq!(asked.answer, [0x1a, 0x32, 0x12, 0x72]);
    assert!(printer.take_tickets().is_empty());
    let back = printer.set_condition(Condition::default(), NOW);
    assert_eq!(printer.take_tickets().len(), 1);
    assert!(back.confirms);
    assert_eq!(back.answer, b"\x37\x221234\x00\x00");
}

#[test]
fn an_uncut_piece_is_torn_off_by_the_next_ticket() {
    let mut printer = machine();
    printer.receive(b"\x1b@half\n\x1dv0\x00\x01\x00\x02\x00\xff", NOW);
    printer.receive(&[&[0; 64], &ticket(&[b"whole\n"])[..]].concat(), NOW);
    let tickets = printer.take_tickets();
    assert_eq!(tickets.iter().map(|t| t.cuts).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(tickets[1].text(), "whole\n");
}

#[test]
fn a_tear_before_the_first_dot_leaves_the_next_ticket_whole() {
    let mut printer = machine();
    // A program died after one byte; the next one says hello, which ends up inside the torn command.
    printer.receive(b"\x1b", NOW);
    printer.receive(b"\x10\x04\x01\x00\x00", NOW);
    let paper = print(&mut printer, &ticket(&[b"whole\n"]));
    assert_eq!((paper.errors, paper.cuts, paper.rows[0].text.as_str()), (vec![], 1, "whole"));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(
        prop_oneof![any::<u8>(), prop::sample::select(&b"\x10\x1b\x1c\x1d@!v0(LHV2\x00\x01\x04\xfe\xa1"[..])], 0..600)) {
        for set in [HangulSet::Cp949, HangulSet::KsX1001] {
            let mut printer = PrinterMachine::new(model(set));
            printer.receive(&bytes, NOW);
            printer.hang_up(NOW);
            for ticket in printer.take_tickets() {
                ticket.text();
                ticket.picture();
            }
        }
    }
}

async fn read(client: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    tokio::time::timeout(Duration::from_secs(10), client.read_exact(&mut bytes)).await.unwrap().unwrap();
    bytes
}

#[tokio::test]
async fn one_client_at_a_time_and_the_port_can_refuse() {
    let sim = PrinterSim::start(PrinterConfig::new(model(HangulSet::Cp949))).await.unwrap();
    let mut first = TcpStream::connect(sim.addr()).await.unwrap();
    first.write_all(b"\x10\x04\x01").await.unwrap();
    assert_eq!(read(&mut first, 1).await, [0x12]);
    let mut second = TcpStream::connect(sim.addr()).await.unwrap();
    second.write_all(b"\x10\x04\x04").await.unwrap();
    first.write_all(&ticket(&[b"first\n"])).await.unwrap();
    assert_eq!(sim.wait_for(1, Duration::from_secs(10)).await[0].text(), "first\n");
    drop(first);
    assert_eq!(read(&mut second, 1).await, [0x12]);
    sim.set_faults(|faults| faults.refuse = true);
    assert_eq!(second.read(&mut [0]).await.unwrap_or(0), 0, "thrown out");
    assert!(TcpStream::connect(sim.addr()).await.is_err());
}

#[tokio::test]
async fn the_hook_freezes_the_port_until_the_host_is_gone() {
    let mut config = PrinterConfig::new(model(HangulSet::Cp949));
    config.hook = Some(std::sync::Arc::new(|point| point == Point::TicketByte { ticket_index: 0, byte: 7 }));
    let sim = PrinterSim::start(config).await.unwrap();
    let mut first = TcpStream::connect(sim.addr()).await.unwrap();
    first.write_all(&[&ticket(&[b"abcdef\n"])[..], b"\x1dr\x01"].concat()).await.unwrap();
    let mut second = TcpStream::connect(sim.addr()).await.unwrap();
    second.write_all(&[&ticket(&[b"second\n"])[..], b"\x1dr\x01"].concat()).await.unwrap();
    drop(first);
    assert_eq!(read(&mut second, 1).await, [0]);
    let texts: Vec<_> = sim.tickets().iter().map(|t| (t.text(), t.cuts)).collect();
    assert_eq!(texts, [("second\n".to_owned(), 1)], "what was not printed on the frozen line is gone");
}
