//! What a printer says of itself: before, under and between tickets, and how it goes on after a jam.

use domain::board::Assurance;
use jumunbell::printer::Condition;
use jumunbell::sim::printer::Condition as Paper;
use tokio::sync::watch;

use super::*;

const JAM: Paper = Paper {
    error: true,
    paper_out: false,
    cover_open: false,
    overheated: false,
    broken: false,
    paper_low: false,
};

/// Waits until the printer is told to be so.
async fn told(condition: &mut watch::Receiver<Condition>, hindrance: Option<NotReady>) {
    let heard = condition.wait_for(|condition| condition.hindrance == hindrance);
    let heard = tokio::time::timeout(LONG, heard).await.map(|heard| heard.map(|heard| heard.clone()));
    assert!(heard.is_ok(), "{hindrance:?} was never told, but {:?}", condition.borrow());
}

/// Puts the printer into a condition and asks it until it says so.
async fn becomes(sim: &PrinterSim, printer: &Arc<dyn Printer>, paper: Paper, says: Option<NotReady>) {
    sim.set_faults(|faults| faults.condition = paper);
    for _ in 0..200 {
        if printer.open().await.err() == says {
            assert_eq!(printer.condition().borrow().hindrance, says);
            return;
        }
    }
    panic!("it never said {says:?}");
}

/// Short where it waits for what passes by itself.
fn brisk() -> Timings {
    Timings { answer: Duration::from_secs(2), offline: Duration::ZERO, ..patient() }
}

#[tokio::test]
async fn a_jam_is_cleared_after_a_hand_was_inside_and_never_before() {
    let sim = sim(TALKS, |config| config.faults.waits_after_jam = true).await;
    let timings =
        Timings { offline: Duration::from_secs(20), answer: Duration::from_millis(400), ..patient() };
    let printer = to(&sim, TALKS, timings);
    becomes(&sim, &printer, JAM, Some(NotReady::Error)).await;
    // The cause may be gone, or not: it cannot be told from here.
    sim.set_faults(|faults| faults.condition = Paper::default());
    assert_eq!(refusal(&printer).await, NotReady::Error, "nobody was there");
    becomes(&sim, &printer, Paper { cover_open: true, ..JAM }, Some(NotReady::CoverOpen)).await;
    becomes(&sim, &printer, Paper::default(), None).await;
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(3)]);
}

#[tokio::test]
async fn a_jam_under_a_ticket_is_told_and_after_it_the_rest_comes_out() {
    let sim = sim(TALKS, |config| {
        config.faults.waits_after_jam = true;
        config.faults.condition_after = Some((400, JAM));
    })
    .await;
    let printer = to(&sim, TALKS, patient());
    let mut condition = printer.condition();
    let counter = async {
        told(&mut condition, Some(NotReady::Error)).await;
        sim.set_faults(|faults| faults.condition_after = Some((400, Paper { cover_open: true, ..JAM })));
        told(&mut condition, Some(NotReady::CoverOpen)).await;
        sim.set_faults(|faults| faults.condition_after = None);
    };
    let (outcome, ()) = tokio::join!(print(&printer, ticket(30)), counter);
    assert_eq!(outcome, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(30)]);
    assert_eq!(condition.borrow().hindrance, None);
}

#[tokio::test]
async fn the_rest_of_a_ticket_given_up_in_a_jam_never_comes_out() {
    let sim = sim(TALKS, |config| {
        config.faults.waits_after_jam = true;
        config.faults.condition_after = Some((400, JAM));
    })
    .await;
    let given_up = Timings { confirm: SHORT, hindered: SHORT, offline: Duration::from_secs(20), ..patient() };
    let printer = to(&sim, TALKS, given_up);
    let outcome = print(&printer, ticket(30)).await;
    assert!(unknown(&outcome).contains("printer-error"), "{outcome:?}");
    assert_eq!(printer.condition().borrow().hindrance, Some(NotReady::Error), "still told after the ticket");
    sim.set_faults(|faults| {
        (faults.condition_after, faults.condition) = (None, Paper { cover_open: true, ..JAM })
    });
    assert_eq!(refusal(&printer).await, NotReady::CoverOpen);
    becomes(&sim, &printer, Paper::default(), None).await;
    printer.release().await;
    let again = to(&sim, TALKS, patient());
    assert_eq!(print(&again, ticket(3)).await, PrintOutcome::Printed);
    let paper = sim.tickets();
    assert_eq!(paper.last().unwrap().bytes, ticket(3));
    let rows: usize =
        paper.iter().map(|piece| piece.rows.iter().filter(|row| !row.text.is_empty()).count()).sum();
    assert!(rows < 30, "{rows} rows: the given-up rest was forgotten");
}

#[tokio::test]
async fn each_error_has_its_own_word() {
    let sim = sim(TALKS, |_| ()).await;
    let printer = to(&sim, TALKS, brisk());
    for (paper, says) in [
        (Paper { overheated: true, ..Paper::default() }, NotReady::Overheated),
        (Paper { broken: true, ..Paper::default() }, NotReady::Broken),
        (Paper { paper_out: true, ..Paper::default() }, NotReady::PaperOut),
    ] {
        becomes(&sim, &printer, paper, Some(says)).await;
    }
    becomes(&sim, &printer, Paper::default(), None).await;
}

#[tokio::test]
async fn a_roll_near_its_end_is_reported_and_hinders_no_ticket() {
    let low = Paper { paper_low: true, ..Paper::default() };
    for status in [&["dle-eot", "gs-h"][..], &["gs-r"]] {
        let sim = sim(status, |config| config.faults.condition = low).await;
        let printer = to(&sim, status, patient());
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
        let paper = Assurance::Paper;
        let condition = |paper_low| Condition { hindrance: None, paper_low, assurance: paper };
        assert_eq!(*printer.condition().borrow(), condition(true), "{status:?}");
        sim.set_faults(|faults| faults.condition = Paper::default());
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
        assert_eq!(*printer.condition().borrow(), condition(false), "{status:?}: a new roll");
    }
}

#[tokio::test]
async fn a_held_printer_speaks_up_by_itself_and_its_going_is_noticed() {
    let status = ["dle-eot", "asb", "gs-h"];
    let sim = sim(&status, |_| ()).await;
    let held = printer("kitchen", &at(&sim), true, &profile(&status), patient());
    let mut condition = held.condition();
    // Its `ESC @` is as good as any reason to ask again.
    assert_eq!(print(&held, ticket(3)).await, PrintOutcome::Printed);
    let ear = tokio::spawn({
        let held = held.clone();
        async move { held.listen().await }
    });
    for (paper, says) in [
        (Paper { cover_open: true, ..Paper::default() }, Some(NotReady::CoverOpen)),
        (Paper { paper_out: true, ..Paper::default() }, Some(NotReady::PaperOut)),
        (Paper { paper_low: true, ..Paper::default() }, None),
    ] {
        sim.set_faults(|faults| faults.condition = paper);
        told(&mut condition, says).await;
    }
    assert!(condition.borrow().paper_low);
    sim.set_faults(|faults| faults.refuse = true);
    tokio::time::timeout(LONG, ear).await.expect("the lost connection was noticed").unwrap();
    clean(&sim.tickets(), &[ticket(3)]);
}

#[tokio::test]
async fn a_hand_that_was_inside_while_nothing_was_printed_counts_too() {
    let status = ["dle-eot", "asb", "gs-h"];
    let sim = sim(&status, |config| config.faults.waits_after_jam = true).await;
    let timings =
        Timings { offline: Duration::from_secs(20), answer: Duration::from_millis(400), ..patient() };
    let held = printer("kitchen", &at(&sim), true, &profile(&status), timings);
    // It speaks up from here on.
    assert_eq!(print(&held, ticket(3)).await, PrintOutcome::Printed);
    becomes(&sim, &held, JAM, Some(NotReady::Error)).await;
    let mut condition = held.condition();
    let ear = tokio::spawn({
        let held = held.clone();
        async move { held.listen().await }
    });
    sim.set_faults(|faults| faults.condition = Paper { cover_open: true, ..JAM });
    told(&mut condition, Some(NotReady::CoverOpen)).await;
    sim.set_faults(|faults| faults.condition = Paper::default());
    told(&mut condition, Some(NotReady::Error)).await;
    ear.abort();
    assert!(ear.await.is_err());
    becomes(&sim, &held, Paper::default(), None).await;
    assert_eq!(print(&held, ticket(3)).await, PrintOutcome::Printed);
}

#[tokio::test]
async fn a_shared_printer_is_never_told_to_speak_up() {
    let status = ["dle-eot", "asb", "gs-h"];
    let sim = sim(&status, |_| ()).await;
    let shared = to(&sim, &status, patient());
    assert_eq!(print(&shared, ticket(3)).await, PrintOutcome::Printed);
    // What comes next on the port is the hall's POS, and hears nothing it did not ask for.
    let mut pos = TcpStream::connect(sim.addr()).await.unwrap();
    sim.set_faults(|faults| faults.condition.cover_open = true);
    pos.write_all(&[0x10, 0x04, 2]).await.unwrap();
    let mut answer = [0; 8];
    let count = tokio::time::timeout(LONG, pos.read(&mut answer)).await.unwrap().unwrap();
    assert_eq!(answer[..count], [0x16]);
}

#[tokio::test]
async fn a_printer_that_stops_midway_is_reported_before_giving_up() {
    let sim = sim(TALKS, |config| {
        config.receive_buffer = Some(4096);
        config.faults.stop_reading_after = Some(500);
    })
    .await;
    let printer = to(&sim, TALKS, patient());
    let mut condition = printer.condition();
    let long = ticket(2000);
    let counter = async {
        told(&mut condition, Some(NotReady::Stuck)).await;
        sim.set_faults(|faults| faults.stop_reading_after = None);
    };
    let (outcome, ()) = tokio::join!(print(&printer, long.clone()), counter);
    assert_eq!(outcome, PrintOutcome::Printed);
    assert_eq!(condition.borrow().hindrance, None);
    clean(&sim.tickets(), &[long]);
}
