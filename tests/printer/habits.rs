//! What real printers do that no manual says, each alone and some together: no ticket is believed that is not there, and
//! none waits that could come out.

use domain::board::Assurance;
use jumunbell::printer::{Answered, Device, Devices, Voice, longest_command};
use jumunbell::sim::printer::{Condition as Paper, Habits, Quiet, Stranger};

use super::*;

const TALKS_R: &[&str] = &["dle-eot", "gs-r"];

/// Waits for an answer that is meant not to come; long enough for the slowest machine where one does come.
fn brisk() -> Timings {
    Timings { answer: Duration::from_secs(2), ..patient() }
}

/// A printer that was heard before.
fn known() -> Voice {
    Voice { status: [true; 4], in_stream: Answered::Ever, ..Voice::default() }
}

/// A simulated printer that answers only these, with such habits.
async fn odd(answers: &[&str], habits: Habits) -> PrinterSim {
    sim(answers, |config| config.faults.habits = habits).await
}

/// The printer of the settings on a device; its profile says that it answers these.
fn on(device: &Device, sim: &PrinterSim, status: &[&str], timings: Timings) -> Arc<dyn Printer> {
    device.printer("kitchen", &at(sim), false, &profile(status), timings)
}

fn never_heard() -> Device {
    Device::new(Voice::default())
}

#[tokio::test]
async fn a_printer_that_is_quiet_at_first_is_waited_for() {
    let hour = Duration::from_secs(3600);
    for quiet in [Quiet::Booting, Quiet::Held] {
        let sim = odd(TALKS_R, Habits { quiet: Some((hour, quiet)), ..Habits::default() }).await;
        let printer = to(&sim, TALKS_R, Timings { answer: SHORT, ..patient() });
        assert_eq!(refusal(&printer).await, NotReady::Silent);
        assert_eq!(printer.condition().borrow().assurance, Assurance::Nothing);
        sim.set_faults(|faults| faults.habits.quiet = None);
        let printer = to(&sim, TALKS_R, patient());
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed, "{quiet:?}");
        clean(&sim.tickets(), &[ticket(3)]);
    }
}

#[tokio::test]
async fn a_printer_heard_before_a_restart_is_never_mute() {
    for voice in [
        known(),
        Voice { status: [false, false, false, true], ..Voice::default() },
        Voice { in_stream: Answered::Ever, ..Voice::default() },
        Voice { unclear: true, ..Voice::default() },
    ] {
        let sim = sim(TALKS_R, |config| config.faults.mute = true).await;
        let device = Device::new(voice.clone());
        let timings = Timings { answer: SHORT, mute: Duration::ZERO, ..patient() };
        let printer = on(&device, &sim, TALKS_R, timings);
        assert_eq!(refusal(&printer).await, NotReady::Silent, "{voice:?}");
        assert_eq!(refusal(&printer).await, NotReady::Silent, "{voice:?}");
        assert!(!device.voice().borrow().mute && sim.tickets().is_empty());
    }
}

#[tokio::test]
async fn a_printer_that_never_spoke_is_sent_to_and_not_assured() {
    let sim = sim(TALKS_R, |config| config.faults.mute = true).await;
    let device = never_heard();
    let hasty = Timings { answer: SHORT, mute: Duration::ZERO, ..patient() };
    assert_eq!(print(&on(&device, &sim, TALKS_R, hasty), ticket(3)).await, PrintOutcome::Sent);
    assert_eq!(device.voice().borrow().assurance(), Assurance::Nothing);
    assert!(device.voice().borrow().mute);
    clean(&sim.wait_for(1, LONG).await, &[ticket(3)]);
    // It was only asleep: asked again at the next connection, it is believed from then on.
    sim.set_faults(|faults| faults.mute = false);
    let printer = on(&device, &sim, TALKS_R, Timings { answer: LONG, ..patient() });
    assert_eq!(print(&printer, ticket(4)).await, PrintOutcome::Printed);
    assert_eq!(printer.condition().borrow().assurance, Assurance::Paper);
    assert!(!device.voice().borrow().mute);
}

#[tokio::test]
async fn another_device_at_the_address_gets_no_ticket() {
    for stranger in [Stranger::Swallows, Stranger::Web] {
        let sim = odd(TALKS_R, Habits { stranger: Some(stranger), ..Habits::default() }).await;
        let printer = on(&Device::new(known()), &sim, TALKS_R, Timings { answer: SHORT, ..patient() });
        assert_eq!(refusal(&printer).await, NotReady::Silent, "{stranger:?}");
    }
}

#[tokio::test]
async fn what_a_web_server_took_is_never_called_sent() {
    let sim = odd(TALKS_R, Habits { stranger: Some(Stranger::Web), ..Habits::default() }).await;
    // Long enough for its answer to the first line.
    let timings = Timings { answer: Duration::from_secs(4), mute: Duration::ZERO, ..patient() };
    let outcome = print(&on(&never_heard(), &sim, TALKS_R, timings), ticket(3)).await;
    assert_eq!(unknown(&outcome), "nonsense");
}

#[tokio::test]
async fn a_late_answer_confirms_no_other_ticket() {
    let late = Habits { confirm_after: Duration::from_secs(2), ..Habits::default() };
    let sim = odd(TALKS_R, late).await;
    let device = Device::new(known());
    let hasty = on(&device, &sim, TALKS_R, Timings { confirm: SHORT, ..patient() });
    assert_eq!(unknown(&print(&hasty, ticket(3)).await), "not-confirmed");
    // Nothing of this one is ever confirmed; what comes is the answer of before.
    sim.set_faults(|faults| faults.swallow_confirmation = true);
    let waits = Timings { confirm: Duration::from_millis(1500), ..patient() };
    assert_eq!(unknown(&print(&on(&device, &sim, TALKS_R, waits), ticket(4)).await), "not-confirmed");
    sim.set_faults(|faults| {
        (faults.swallow_confirmation, faults.habits.confirm_after) = (false, Duration::ZERO)
    });
    assert_eq!(print(&on(&device, &sim, TALKS_R, patient()), ticket(5)).await, PrintOutcome::Printed);
}

#[tokio::test]
async fn an_answer_owed_to_a_killed_process_confirms_nothing() {
    let sim = odd(TALKS_R, Habits::default()).await;
    let device = Device::new(known());
    device.tear(5).await;
    // The answer to the ticket of before comes now, and this ticket's never.
    sim.set_faults(|faults| (faults.habits.stale, faults.swallow_confirmation) = (vec![0], true));
    let timings = Timings { confirm: SHORT, ..patient() };
    assert_eq!(unknown(&print(&on(&device, &sim, TALKS_R, timings), ticket(3)).await), "not-confirmed");
}

#[tokio::test]
async fn a_slow_printer_that_is_well_is_waited_for() {
    let slow = Habits { confirm_after: Duration::from_secs(2), ..Habits::default() };
    let sim = odd(TALKS_R, slow).await;
    let timings = Timings { confirm: Duration::from_secs(1), look: SHORT, ..patient() };
    let printer = on(&Device::new(known()), &sim, TALKS_R, timings);
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(3)]);
}

#[tokio::test]
async fn a_printer_that_needs_long_for_each_answer_prints() {
    let slow = Habits { answer_after: Duration::from_millis(700), ..Habits::default() };
    for status in [&["dle-eot", "gs-r"][..], &["dle-eot", "gs-h"]] {
        let sim = odd(status, slow.clone()).await;
        let printer = on(&never_heard(), &sim, status, patient());
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed, "{status:?}");
        sim.set_faults(|faults| faults.condition.paper_out = true);
        assert_eq!(refusal(&printer).await, NotReady::PaperOut);
        clean(&sim.tickets(), &[ticket(3)]);
    }
}

#[tokio::test]
async fn one_that_never_confirms_is_learned_once_and_never_waited_for() {
    for answers in [&["dle-eot"][..], &["dle-eot-1"], &["dle-eot-4"], &["dle-eot-1", "dle-eot-4"]] {
        let sim = odd(answers, Habits::default()).await;
        let device = never_heard();
        let learns = Timings { confirm: SHORT, answer: Duration::from_secs(1), ..patient() };
        assert_eq!(
            print(&on(&device, &sim, TALKS_R, learns), ticket(3)).await,
            PrintOutcome::Sent,
            "{answers:?}"
        );
        let voice = device.voice().borrow().clone();
        assert!(voice.never_confirms() && voice.assurance() == Assurance::Status, "{answers:?} {voice:?}");
        // In another process; it would wait for half a minute.
        let device = Device::new(voice);
        assert_eq!(print(&on(&device, &sim, TALKS_R, brisk()), ticket(4)).await, PrintOutcome::Sent);
        clean(&sim.wait_for(2, LONG).await, &[ticket(3), ticket(4)]);
    }
}

#[tokio::test]
async fn a_printer_that_knows_only_gs_r_confirms_by_it() {
    let sim = odd(&["gs-r"], Habits::default()).await;
    let device = never_heard();
    let printer = on(&device, &sim, TALKS_R, Timings { answer: Duration::from_secs(1), ..patient() });
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    assert_eq!(print(&printer, ticket(4)).await, PrintOutcome::Printed);
    assert_eq!(printer.condition().borrow().assurance, Assurance::Paper);
    sim.set_faults(|faults| faults.mute = true);
    assert_eq!(refusal(&printer).await, NotReady::Silent);
    clean(&sim.tickets(), &[ticket(3), ticket(4)]);
}

#[tokio::test]
async fn zeros_to_every_question_confirm_nothing() {
    let sim = odd(TALKS_R, Habits { zero: true, ..Habits::default() }).await;
    let device = never_heard();
    let printer = on(&device, &sim, TALKS_R, Timings { answer: Duration::from_secs(1), ..patient() });
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Sent);
    assert_eq!(printer.condition().borrow().assurance, Assurance::Nothing);
    assert!(device.voice().borrow().heard(), "silence after this is a reason to wait");
    clean(&sim.wait_for(1, LONG).await, &[ticket(3)]);
}

#[tokio::test]
async fn one_request_behind_it_prints_and_its_condition_is_true() {
    for habits in [
        Habits { behind: true, drawer_open: true, ..Habits::default() },
        Habits { behind: true, unasked: Some((Duration::from_millis(200), Vec::new())), ..Habits::default() },
    ] {
        let sim = odd(TALKS_R, habits.clone()).await;
        let device = never_heard();
        let printer = on(&device, &sim, TALKS_R, Timings { answer: Duration::from_secs(1), ..patient() });
        for (paper, says) in [
            (Paper::default(), None),
            (Paper { cover_open: true, ..Paper::default() }, Some(NotReady::CoverOpen)),
            (Paper { paper_out: true, ..Paper::default() }, Some(NotReady::PaperOut)),
            (Paper::default(), None),
        ] {
            sim.set_faults(|faults| faults.condition = paper);
            assert_eq!(printer.open().await.err(), says, "{habits:?}");
        }
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed, "{habits:?}");
        clean(&sim.tickets(), &[ticket(3)]);
    }
}

#[tokio::test]
async fn what_was_left_in_the_line_is_nobodys_answer() {
    for stale in
        [&[0x16_u8][..], &[0x1a], &[0x72], &[0x36, 0x1a], &[0x18, 0x00, 0x0c, 0x00], &[0x00], b"\x0f\x37"]
    {
        let sim = odd(TALKS_R, Habits { stale: stale.to_vec(), ..Habits::default() }).await;
        let printer = to(&sim, TALKS_R, brisk());
        assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed, "{stale:02x?}");
        clean(&sim.tickets(), &[ticket(3)]);
    }
}

#[tokio::test]
async fn status_that_nobody_asked_for_disturbs_nothing() {
    let chatty = Habits { unasked: Some((Duration::from_millis(50), Vec::new())), ..Habits::default() };
    for confirmation in ["gs-h", "gs-r"] {
        let status = ["dle-eot", confirmation];
        let sim = odd(&status, chatty.clone()).await;
        assert_eq!(print(&to(&sim, &status, patient()), ticket(30)).await, PrintOutcome::Printed);
        clean(&sim.tickets(), &[ticket(30)]);
    }
}

#[tokio::test]
async fn a_flood_of_status_ends_every_wait_and_is_told() {
    for flood in [&[0x12_u8][..], &[0x00], &[0x10, 0, 0, 0], &[0x1a]] {
        let talks =
            Habits { unasked: Some((Duration::from_millis(1), flood.repeat(64))), ..Habits::default() };
        let sim = odd(TALKS_R, talks).await;
        let printer = on(&Device::new(known()), &sim, TALKS_R, brisk());
        let opened = async {
            // The flood needs a moment to be one.
            loop {
                if let Err(not_ready) = printer.open().await {
                    return not_ready;
                }
                tokio::task::yield_now().await;
            }
        };
        let refused = tokio::time::timeout(LONG, opened).await.expect("every wait ends");
        assert_eq!(refused, NotReady::Nonsense, "{flood:02x?}");
        assert_eq!(printer.condition().borrow().hindrance, Some(NotReady::Nonsense));
    }
}

/// A `GS r` is answered with 0x00 where there is paper, so zeros without end would confirm whatever is sent.
#[tokio::test]
async fn a_flood_of_zeros_confirms_no_first_ticket() {
    for per_millisecond in [8, 64] {
        let talks = Habits {
            unasked: Some((Duration::from_millis(1), [0x00].repeat(per_millisecond))),
            ..Habits::default()
        };
        let sim = odd(TALKS_R, talks).await;
        let printer = to(&sim, TALKS_R, brisk());
        let printed = async {
            match printer.open().await {
                Ok(session) => session.print(ticket(3)).await,
                Err(not_ready) => PrintOutcome::NotSent(not_ready.cause()),
            }
        };
        let outcome = tokio::time::timeout(LONG, printed).await.expect("every wait ends");
        assert_ne!(outcome, PrintOutcome::Printed, "{per_millisecond} bytes a millisecond");
    }
}

#[tokio::test]
async fn a_first_contact_sends_questions_and_nothing_else() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let connection =
        Connection::Tcp { host: "127.0.0.1".into(), port: listener.local_addr().unwrap().port() };
    let heard = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        client.read_to_end(&mut bytes).await.unwrap();
        bytes
    });
    let timings = Timings { answer: SHORT, mute: Duration::ZERO, ..patient() };
    let printer = printer("kitchen", &connection, false, &profile(TALKS_R), timings);
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Sent);
    let heard = heard.await.unwrap();
    let questions = &heard[..heard.len() - ticket(3).len()];
    assert!(heard.ends_with(&ticket(3)));
    assert_eq!(questions, b"\x10\x04\x01\x10\x04\x04\x1dr\x01", "no NULs where nothing is torn");
}

#[tokio::test]
async fn a_torn_command_is_completed_at_the_pace_of_the_line() {
    let sim = sim(TALKS_R, |config| {
        config.receive_buffer = Some(1024);
        config.faults.bytes_per_second = Some(400);
        // Another connection would find no printer.
        config.faults.habits.sockets = Some(1);
    });
    let sim = sim.await;
    let device = Device::new(known());
    device.tear(1200).await;
    // Three seconds of NULs against one second of patience for an answer.
    let timings = Timings { answer: Duration::from_secs(1), ..patient() };
    assert_eq!(print(&on(&device, &sim, TALKS_R, timings), ticket(3)).await, PrintOutcome::Printed);
    assert_eq!(device.voice().borrow().torn, 0);
    clean(&sim.tickets(), &[ticket(3)]);
}

#[tokio::test]
async fn a_torn_printer_is_torn_until_it_is_completed() {
    let sim = sim(TALKS_R, |config| config.faults.close_after = Some(100)).await;
    let device = Device::new(known());
    let printer = on(&device, &sim, TALKS_R, patient());
    let picture = [&b"\x1b@\x1dv0\x00\x40\x00\x18\x00"[..], &[0xaa; 64 * 24], b"\x1dV\x01"].concat();
    unknown(&print(&printer, picture.clone()).await);
    assert_eq!(device.voice().borrow().torn, longest_command(&picture));
    sim.set_faults(|faults| faults.close_after = None);
    assert_eq!(print(&printer, ticket(3)).await, PrintOutcome::Printed);
    assert_eq!(device.voice().borrow().torn, 0);
}

#[tokio::test]
async fn a_queue_of_tickets_takes_one_connection() {
    for never_hangs_up in [false, true] {
        let habits = Habits { sockets: Some(1), never_hangs_up, ..Habits::default() };
        let sim = odd(TALKS_R, habits).await;
        let printer = to(&sim, TALKS_R, patient());
        for rows in 1..=3 {
            let session = printer.open().await.expect("ready");
            assert_eq!(session.print(ticket(rows)).await, PrintOutcome::Printed);
        }
        printer.release().await;
        clean(&sim.tickets(), &[ticket(1), ticket(2), ticket(3)]);
    }
}

#[tokio::test]
async fn a_connection_that_the_printer_tired_of_is_replaced() {
    let habits = Habits { hangs_up_after: Some(SHORT), ..Habits::default() };
    let sim = odd(TALKS_R, habits).await;
    let printer = printer("kitchen", &at(&sim), true, &profile(TALKS_R), patient());
    assert_eq!(print(&printer, ticket(1)).await, PrintOutcome::Printed);
    tokio::time::timeout(LONG, printer.listen()).await.expect("it hung up");
    assert_eq!(print(&printer, ticket(2)).await, PrintOutcome::Printed);
    clean(&sim.tickets(), &[ticket(1), ticket(2)]);
}

#[tokio::test]
async fn two_printers_at_one_address_share_its_connection() {
    for hold in [false, true] {
        let sim = odd(TALKS_R, Habits { sockets: Some(1), ..Habits::default() }).await;
        let Connection::Tcp { host, port } = at(&sim) else { unreachable!() };
        let mut devices = Devices::default();
        let mut open = |host: String| {
            let connection = Connection::Tcp { host, port };
            let (_, device) = devices.at(&connection, |_| Voice::default());
            device.printer("x", &connection, hold, &profile(TALKS_R), patient())
        };
        let (kitchen, receipts) = (open(host.clone()), open(format!("::ffff:{host}")));
        let session = kitchen.open().await.expect("ready");
        let both = tokio::join!(session.print(ticket(30)), async {
            receipts.open().await.expect("ready").print(ticket(31)).await
        });
        assert_eq!(both, (PrintOutcome::Printed, PrintOutcome::Printed));
        // One listens to what is held, and gives way to the other.
        let ear = tokio::spawn({
            let kitchen = kitchen.clone();
            async move { kitchen.listen().await }
        });
        assert_eq!(print(&receipts, ticket(32)).await, PrintOutcome::Printed);
        ear.abort();
        clean(&sim.tickets(), &[ticket(30), ticket(31), ticket(32)]);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_told_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let file = |path: &std::path::Path| {
        let connection = Connection::File(path.to_owned());
        printer("file", &connection, false, &profile(&[]), Timings { connect: SHORT, ..patient() })
    };
    let is_folder = file(folder.path());
    assert!(matches!(refusal(&is_folder).await, NotReady::Unreachable(_)));
    assert!(is_folder.condition().borrow().hindrance.is_some());
    #[cfg(target_os = "linux")]
    {
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(refusal(&file(&pipe)).await, NotReady::Unreachable(_)), "nobody reads it");
        let full = file(std::path::Path::new("/dev/full"));
        assert!(matches!(print(&full, ticket(1)).await, PrintOutcome::NotSent(_)));
        drop(full.open().await);
        assert!(full.condition().borrow().hindrance.is_some(), "that it opens proves nothing");
    }
}
