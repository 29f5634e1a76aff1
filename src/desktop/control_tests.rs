//! The endpoint as a person's second window, a script and a hostile program meet it.

use super::*;
use crate::engine::board::{AgencyHealth, Assurance, Line, PrinterHealth, Trouble};
use crate::engine::{self, Ask};
use crate::order::{CancelCode, Conditions, Won};

/// An engine that knows the order `특급-001`, which is accepted already.
fn engine() -> Handle {
    let kitchen = PrinterHealth {
        id: "kitchen".into(),
        trouble: Some(Trouble::PaperOut),
        paper_low: false,
        assurance: Assurance::Paper,
        waiting: 2,
    };
    let agency = AgencyHealth {
        id: "barogo".into(),
        line: Line::Connected,
        manual: true,
        in_house: false,
        shop: None,
        max_fee: None,
        cancel_fee: None,
        riders: Vec::new(),
        deposit: Some(Won(12_000)),
        deposit_low: true,
        conditions: Some(Conditions { delay_minutes: Some(10), ..Conditions::default() }),
    };
    let board = Board { printers: vec![kitchen], agencies: vec![agency], ..Board::default() };
    let (handle, mut inbox, show) = engine::handle(board);
    tokio::spawn(async move {
        let _keep = show;
        while let Some(ask) = inbox.recv().await {
            let Ask::Command { order, command, reply } = ask else { continue };
            let answer = match (order.as_str(), command) {
                ("특급-001", Command::Accept { prep_minutes: Some(25) }) => Ok(Done::Already),
                ("특급-001", Command::Cancel { code: CancelCode::UnavailableItem }) => Ok(Done::Committed),
                ("특급-001", _) => Err(Refused::WrongStatus { status: "accepted".into() }),
                _ => Err(Refused::UnknownOrder { order }),
            };
            let _ = reply.send(answer);
        }
    });
    handle
}

fn open(folder: &Path) -> Control {
    serve(folder, engine(), Arc::default()).unwrap()
}

async fn act(folder: &Path, order: &str, command: Command) -> Reply {
    send(folder, &Request::Act { order: order.into(), command }).await.unwrap()
}

#[tokio::test]
async fn commands_go_in_and_answers_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let accept = Command::Accept { prep_minutes: Some(25) };
    let reply = act(folder.path(), "특급-001", accept.clone()).await;
    assert!(matches!(reply, Reply::Done { done: Done::Already }), "{reply:?}");
    let reply = act(folder.path(), "특급-001", Command::Cancel { code: CancelCode::UnavailableItem }).await;
    assert!(matches!(reply, Reply::Done { done: Done::Committed }), "{reply:?}");
    let reply = act(folder.path(), "특급-999", accept).await;
    let unknown = Refused::UnknownOrder { order: "특급-999".into() };
    assert!(matches!(&reply, Reply::Refused { why } if *why == unknown), "{reply:?}");
    let reply = act(folder.path(), "특급-001", Command::Ready).await;
    assert!(matches!(reply, Reply::Refused { why: Refused::WrongStatus { .. } }), "{reply:?}");
}

#[tokio::test]
async fn status_and_ping_tell_how_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let Reply::Status(status) = send(folder.path(), &Request::Status).await.unwrap() else {
        panic!("no status")
    };
    assert_eq!(status.printers[0].trouble, Some(Trouble::PaperOut));
    let agency = &status.agencies[0];
    assert_eq!((agency.deposit, agency.deposit_low), (Some(Won(12_000)), true));
    assert_eq!(agency.conditions.as_ref().and_then(|said| said.delay_minutes), Some(10));
    assert!(matches!(send(folder.path(), &Request::Ping).await, Ok(Reply::Here { .. })));
}

#[tokio::test]
async fn a_second_start_raises_the_first_ones_window() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Arc::new(Screen::default());
    let _control = serve(folder.path(), engine(), screen.clone()).unwrap();
    screen.shown.store(true, Ordering::Release);
    assert!(matches!(send(folder.path(), &Request::Raise).await, Ok(Reply::Raised)));
    timeout(PATIENCE, screen.raised.notified()).await.unwrap();
    // One with a window hands over to nobody.
    assert!(matches!(send(folder.path(), &Request::HandOver).await, Ok(Reply::Raised)));
    timeout(PATIENCE, screen.raised.notified()).await.unwrap();
    assert!(timeout(Duration::ZERO, screen.wanted.notified()).await.is_err());
}

#[tokio::test]
async fn without_a_window_a_second_start_is_told_and_may_take_over() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Arc::new(Screen::default());
    let _control = serve(folder.path(), engine(), screen.clone()).unwrap();
    assert!(matches!(send(folder.path(), &Request::Raise).await, Ok(Reply::Headless)));
    assert!(timeout(Duration::ZERO, screen.wanted.notified()).await.is_err(), "asking changes nothing");
    assert!(matches!(send(folder.path(), &Request::HandOver).await, Ok(Reply::HandingOver)));
    timeout(PATIENCE, screen.wanted.notified()).await.unwrap();
}

/// Somebody has the lock, and this much of an endpoint.
fn held(folder: &Path) -> Instance {
    Instance::acquire(folder).unwrap()
}

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_busy_instance_is_not_called_absent() {
    let folder = tempfile::tempdir().unwrap();
    let _lock = held(folder.path());
    // It starts, and does not listen yet.
    let silent = send_within(folder.path(), &Request::Ping, SHORT).await;
    assert!(matches!(silent, Err(ControlError::Silent { waited: SHORT })), "{silent:?}");
    // It listens and takes up nobody, as a process that is stopped.
    let (_listener, name) = endpoint::listen(folder.path()).unwrap();
    Endpoint::new(name).write(folder.path()).unwrap();
    let stopped = send_within(folder.path(), &Request::Status, SHORT).await;
    assert!(matches!(stopped, Err(ControlError::Silent { .. })), "{stopped:?}");
    // So many wait before us that the system takes no more.
    let mut crowd = Vec::new();
    let endpoint = Endpoint::read(folder.path()).unwrap().endpoint;
    while let Ok(Ok(waiting)) = timeout(SHORT, endpoint::connect(&endpoint)).await {
        crowd.push(waiting);
        if crowd.len() > 5_000 {
            break;
        }
    }
    let crowded = send_within(folder.path(), &Request::Ping, SHORT).await;
    assert!(matches!(crowded, Err(ControlError::Silent { .. })), "{crowded:?}");
}

#[tokio::test]
async fn an_instance_that_begins_to_listen_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let _lock = held(folder.path());
    // What a killed one before it left behind.
    Endpoint::new(folder.path().join("dead.sock").display().to_string()).write(folder.path()).unwrap();
    let asked = tokio::spawn({
        let folder = folder.path().to_owned();
        async move { send(&folder, &Request::Ping).await }
    });
    tokio::task::yield_now().await;
    let _control = open(folder.path());
    assert!(matches!(asked.await.unwrap(), Ok(Reply::Here { .. })));
}

#[tokio::test]
async fn another_version_that_does_not_understand_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, name) = endpoint::listen(folder.path()).unwrap();
    let answers = tokio::spawn(async move {
        for reply in
            [&b"{\"reply\":\"not-understood\",\"reason\":\"unknown variant\"}\n"[..], b"{\"reply\":\"ja\"}\n"]
        {
            for _ in 0..2 {
                let stream = listener.accept().await.unwrap();
                read_line(&stream).await.unwrap();
                (&stream).write_all(reply).await.unwrap();
            }
        }
    });
    for _ in 0..2 {
        let other = Endpoint { version: "0.0.9".into(), ..Endpoint::new(name.clone()) };
        other.write(folder.path()).unwrap();
        let asked = send(folder.path(), &Request::Ping).await;
        assert!(
            matches!(&asked, Err(ControlError::OtherVersion { theirs }) if theirs == "0.0.9"),
            "{asked:?}"
        );
        Endpoint::new(name.clone()).write(folder.path()).unwrap();
        let asked = send(folder.path(), &Request::Ping).await;
        assert!(matches!(asked, Err(ControlError::Broken(_))), "{asked:?}");
    }
    answers.await.unwrap();
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = send(folder.path(), &Request::Ping).await;
    assert!(matches!(nobody, Err(ControlError::NoInstance(_))), "{nobody:?}");
    // What a killed instance leaves behind: a control.json that names a dead socket, or garbage.
    Endpoint::new(folder.path().join("control.sock").display().to_string()).write(folder.path()).unwrap();
    let stale = send(folder.path(), &Request::Ping).await;
    assert!(matches!(stale, Err(ControlError::NoInstance(_))), "{stale:?}");
    std::fs::write(Endpoint::file(folder.path()), "{\"endpoint\":").unwrap();
    let garbage = send(folder.path(), &Request::Ping).await;
    assert!(matches!(garbage, Err(ControlError::NoInstance(_))), "{garbage:?}");
}

#[tokio::test]
async fn closing_takes_the_name_away_and_the_next_start_opens_it_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    assert!(!Endpoint::file(folder.path()).exists());
    let _control = open(folder.path());
    assert!(send(folder.path(), &Request::Ping).await.is_ok());
}

/// Speaks bytes to the endpoint and hears the reply.
async fn say(folder: &Path, bytes: &[u8]) -> String {
    let endpoint = Endpoint::read(folder).unwrap();
    let stream = endpoint::connect(&endpoint.endpoint).await.unwrap();
    // The server may stop reading in the middle of too long a line.
    let _ = (&stream).write_all(bytes).await;
    read_line(&stream).await.unwrap_or_default()
}

#[tokio::test]
async fn hostile_lines_are_answered_and_harm_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let long = [vec![b'x'; LONGEST_LINE as usize + 1], vec![b'\n']].concat();
    let deep = [vec![b'['; 10_000], vec![b'\n']].concat();
    for line in [
        &b"\n"[..],
        b"{}\n",
        b"\xff\xfe\n",
        b"null\n",
        b"{\"ask\":\"format-disk\"}\n",
        b"{\"ask\":\"act\",\"order\":7,\"command\":\"accept\"}\n",
        b"{\"ask\":\"act\",\"order\":\"1\",\"command\":\"reject\",\"code\":\"BORED\"}\n",
        &long,
        &deep,
    ] {
        let reply = say(folder.path(), line).await;
        let cut = String::from_utf8_lossy(&line[..line.len().min(60)]).into_owned();
        let ended_without_words = line.len() > 60_000 && reply.is_empty();
        assert!(reply.contains("not-understood") || ended_without_words, "{cut}: {reply}");
    }
    assert!(send(folder.path(), &Request::Ping).await.is_ok());
}

#[tokio::test]
async fn a_crowd_waits_and_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let endpoint = Endpoint::read(folder.path()).unwrap().endpoint;
    // Every seat taken by somebody who says nothing; they leave, and the next is served.
    let mut silent = Vec::new();
    for _ in 0..CONNECTIONS {
        silent.push(endpoint::connect(&endpoint).await.unwrap());
    }
    let asked = tokio::spawn({
        let folder = folder.path().to_owned();
        async move { send(&folder, &Request::Ping).await }
    });
    drop(silent);
    assert!(matches!(asked.await.unwrap(), Ok(Reply::Here { .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_long_data_folder_gets_a_short_private_socket() {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("긴".repeat(40));
    std::fs::create_dir(&long).unwrap();
    for data in [folder.path(), long.as_path()] {
        let _control = open(data);
        assert!(send(data, &Request::Ping).await.is_ok());
        let socket = Endpoint::read(data).unwrap().endpoint;
        assert!(socket.len() <= 107, "{socket}");
        let found = std::fs::metadata(&socket).unwrap();
        assert!(found.file_type().is_socket());
        assert_eq!(found.mode() & 0o177, 0, "only the owner may write to {socket}");
    }
}

#[test]
fn the_wire_is_flat_json() {
    let command = Command::Reject { code: CancelCode::UnavailableItem };
    let request = Request::Act { order: "특급-001".into(), command };
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(text, r#"{"ask":"act","order":"특급-001","command":"reject","code":"UNAVAILABLE_ITEM"}"#);
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    let bare: Request = serde_json::from_str(r#"{"ask":"act","order":"1","command":"accept"}"#).unwrap();
    assert_eq!(bare, Request::Act { order: "1".into(), command: Command::Accept { prep_minutes: None } });
}

#[test]
fn what_an_older_instance_says_of_an_agency_is_understood() {
    let said = r#"{"id":"barogo","line":"connected","manual":true,"max_fee":6000}"#;
    let agency: AgencyHealth = serde_json::from_str(said).unwrap();
    assert_eq!((agency.deposit, agency.deposit_low, agency.conditions), (None, false, None));
}
