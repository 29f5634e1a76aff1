//! The endpoint as a person's second window, a script and a hostile program meet it.

mod screens;

use std::path::Path;
use std::sync::atomic::Ordering;

use cause::{Cause, Why};
use domain::board::{Assurance, ConnectionStatus, Trouble};
use domain::order::{CancelCode, Conditions, TicketKind, Won};
use domain::settlement::{LONGEST_NAME, MOST_LINES, MOST_WON, Period, Received, ReceivedOrder};
use domain::timeline::By;
use domain::{Command, Done};
use interprocess::local_socket::tokio::prelude::*;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::Instance;
use super::super::endpoint::{self, Endpoint};
use super::client::exchange;
use super::frame::{LONGEST_REQUEST, read_line};
use super::server::{CONNECTIONS, serve_within};
use super::*;
use crate::engine::protocol::{Ask, VERSION};
use crate::engine::{self, Bitmap, Exchange, Handle};

/// An engine that knows the order `특급-001`, which is accepted already.
fn engine() -> (Handle, watch::Sender<Arc<Board>>) {
    let kitchen = PrinterHealth {
        id: "kitchen".into(),
        trouble: Some(Trouble::PaperOut),
        paper_low: false,
        assurance: Assurance::Paper,
        waiting: 2,
    };
    let agency = AgencyHealth {
        id: "barogo".into(),
        line: ConnectionStatus::Connected,
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
    let (handle, calls, show) = engine::handle(board);
    tokio::spawn(answer(calls));
    (handle, show)
}

async fn answer(mut calls: tokio::sync::mpsc::Receiver<Exchange>) {
    while let Some(Exchange { request, reply, .. }) = calls.recv().await {
        let answer = match request {
            Request::Act { order, command } => match (order.as_str(), command) {
                ("특급-001", Command::Accept { prep_minutes: Some(25) }) => Ok(Done::Already.into()),
                ("특급-001", Command::Cancel { code: CancelCode::UnavailableItem }) => {
                    Ok(Done::Committed.into())
                }
                ("특급-001", _) => Err(Refused::WrongStatus { status: "accepted".into() }),
                _ => Err(Refused::UnknownOrder { order }),
            },
            Request::Picture { .. } => Ok(paper().into()),
            // What no engine answers to this.
            _ => Ok(Done::Committed.into()),
        };
        let _ = reply.send(answer);
    }
}

/// A ticket of the usual size.
fn paper() -> Bitmap {
    Bitmap {
        width: 576,
        height: 1_200,
        dots: (0..576 * 1_200).map(|at| if at % 7 == 0 { 0 } else { 255 }).collect(),
    }
}

/// An endpoint before such an engine, which goes with it.
struct Open {
    _control: Control,
    show: watch::Sender<Arc<Board>>,
}

fn open(folder: &Path) -> Open {
    open_with(folder, Arc::default())
}

fn open_with(folder: &Path, screen: Arc<Screen>) -> Open {
    let (engine, show) = engine();
    Open { _control: serve(folder, engine, screen).unwrap(), show }
}

async fn act(folder: &Path, order: &str, command: Command) -> Result<Done, Refused> {
    ask(folder, Ask::act(order, command)).await.unwrap()
}

async fn about(folder: &Path, asked: AboutProcess, patience: Duration) -> Result<FromInstance, ControlError> {
    exchange(folder, &ToInstance::Process(asked), patience).await
}

#[tokio::test]
async fn commands_go_in_and_answers_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let accept = Command::Accept { prep_minutes: Some(25) };
    let reply = act(folder.path(), "특급-001", accept.clone()).await;
    assert_eq!(reply, Ok(Done::Already));
    let reply = act(folder.path(), "특급-001", Command::Cancel { code: CancelCode::UnavailableItem }).await;
    assert_eq!(reply, Ok(Done::Committed));
    let reply = act(folder.path(), "특급-999", accept).await;
    assert_eq!(reply, Err(Refused::UnknownOrder { order: "특급-999".into() }));
    let reply = act(folder.path(), "특급-001", Command::Ready).await;
    assert!(matches!(reply, Err(Refused::WrongStatus { .. })), "{reply:?}");
}

#[tokio::test]
async fn status_and_ping_tell_how_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let status = status(folder.path()).await.unwrap();
    assert_eq!(status.printers[0].trouble, Some(Trouble::PaperOut));
    let agency = &status.agencies[0];
    assert_eq!((agency.deposit, agency.deposit_low), (Some(Won(12_000)), true));
    assert_eq!(agency.conditions.as_ref().and_then(|said| said.delay_minutes), Some(10));
    assert_eq!(ping(folder.path()).await.unwrap(), env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn a_second_start_raises_the_first_ones_window() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Arc::new(Screen::default());
    let _control = open_with(folder.path(), screen.clone());
    screen.shown.store(true, Ordering::Release);
    assert!(raise(folder.path()).await.unwrap());
    timeout(PATIENCE, screen.raised.notified()).await.unwrap();
    // One with a window does not hand over.
    assert!(!hand_over(folder.path()).await.unwrap());
    timeout(PATIENCE, screen.raised.notified()).await.unwrap();
    assert!(timeout(Duration::ZERO, screen.wanted.notified()).await.is_err());
}

#[tokio::test]
async fn without_a_window_a_second_start_is_told_and_may_take_over() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Arc::new(Screen::default());
    let _control = open_with(folder.path(), screen.clone());
    assert!(!raise(folder.path()).await.unwrap());
    assert!(timeout(Duration::ZERO, screen.wanted.notified()).await.is_err(), "asking changes nothing");
    assert!(hand_over(folder.path()).await.unwrap());
    timeout(PATIENCE, screen.wanted.notified()).await.unwrap();
}

#[tokio::test]
async fn an_instance_is_told_to_stop_with_or_without_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let screen = Arc::new(Screen::default());
    let _control = open_with(folder.path(), screen.clone());
    for shown in [false, true] {
        screen.shown.store(shown, Ordering::Release);
        stop(folder.path()).await.unwrap();
        timeout(PATIENCE, screen.stop.notified()).await.unwrap();
        assert!(screen.stopping.load(Ordering::Acquire));
    }
    assert!(timeout(Duration::ZERO, screen.raised.notified()).await.is_err());
}

#[tokio::test]
async fn settings_are_read_again_or_it_is_said_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let _fixed = open(folder.path());
    assert_eq!(reload(folder.path()).await.unwrap().unwrap_err().why, Why::Missing, "it has none");
    let folder = tempfile::tempdir().unwrap();
    let why = Arc::new(std::sync::Mutex::new(None));
    let said = why.clone();
    let again = Reload::new(move || {
        let said = said.lock().unwrap().clone();
        Box::pin(async move { said.map_or(Ok(()), Err) })
    });
    let _control = open_with(folder.path(), Arc::new(Screen { reload: Some(again), ..Screen::default() }));
    assert_eq!(reload(folder.path()).await.unwrap(), Ok(()));
    let wrong = Cause::said(
        "settings.toml:3
printers: x",
    );
    *why.lock().unwrap() = Some(wrong.clone());
    assert_eq!(reload(folder.path()).await.unwrap(), Err(wrong));
}

/// Another process has the lock, and this much of an endpoint.
fn held(folder: &Path) -> Instance {
    Instance::acquire(folder).unwrap()
}

const SHORT: Duration = Duration::from_millis(200);
/// Soon over, and long enough for a client that is well on a machine that is busy.
const LEAST: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_busy_instance_is_not_called_absent() {
    let folder = tempfile::tempdir().unwrap();
    let _lock = held(folder.path());
    // It starts, and does not listen yet.
    let silent = about(folder.path(), AboutProcess::Ping, SHORT).await;
    assert!(matches!(silent, Err(ControlError::Silent { waited: SHORT })), "{silent:?}");
    // It listens and accepts no connection, as a process that is stopped.
    let (_listener, name) = endpoint::listen(folder.path()).unwrap();
    Endpoint::new(name).write(folder.path()).unwrap();
    let stopped = about(folder.path(), AboutProcess::Status, SHORT).await;
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
    let crowded = about(folder.path(), AboutProcess::Ping, SHORT).await;
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
        async move { ping(&folder).await }
    });
    tokio::task::yield_now().await;
    let _control = open(folder.path());
    assert!(asked.await.unwrap().is_ok());
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
                read_line(&mut BufReader::new(&stream), LONGEST_REQUEST).await.unwrap();
                (&stream).write_all(reply).await.unwrap();
            }
        }
    });
    for _ in 0..2 {
        let other = Endpoint { version: "0.0.9".into(), ..Endpoint::new(name.clone()) };
        other.write(folder.path()).unwrap();
        let asked = ping(folder.path()).await;
        assert!(
            matches!(&asked, Err(ControlError::OtherVersion { theirs }) if theirs == "0.0.9"),
            "{asked:?}"
        );
        Endpoint::new(name.clone()).write(folder.path()).unwrap();
        let asked = ping(folder.path()).await;
        assert!(matches!(asked, Err(ControlError::Broken(_))), "{asked:?}");
    }
    answers.await.unwrap();
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = ping(folder.path()).await;
    assert!(matches!(nobody, Err(ControlError::NoInstance(_))), "{nobody:?}");
    // What a killed instance leaves behind: a control.json that names a socket without a listener, or garbage.
    Endpoint::new(folder.path().join("control.sock").display().to_string()).write(folder.path()).unwrap();
    let stale = ping(folder.path()).await;
    assert!(matches!(stale, Err(ControlError::NoInstance(_))), "{stale:?}");
    std::fs::write(Endpoint::file(folder.path()), "{\"endpoint\":").unwrap();
    let garbage = ping(folder.path()).await;
    assert!(matches!(garbage, Err(ControlError::NoInstance(_))), "{garbage:?}");
}

#[tokio::test]
async fn closing_removes_the_endpoint_and_the_next_start_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    assert!(!Endpoint::file(folder.path()).exists());
    let _control = open(folder.path());
    assert!(ping(folder.path()).await.is_ok());
}

/// Speaks bytes to the endpoint and hears the reply.
async fn say(folder: &Path, bytes: &[u8]) -> String {
    let endpoint = Endpoint::read(folder).unwrap();
    let stream = endpoint::connect(&endpoint.endpoint).await.unwrap();
    // The server may stop reading in the middle of too long a line.
    let _ = (&stream).write_all(bytes).await;
    read_line(&mut BufReader::new(&stream), frame::LONGEST_REPLY).await.unwrap_or_default()
}

#[tokio::test]
async fn hostile_lines_are_answered_and_harm_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let long = [vec![b'x'; LONGEST_REQUEST as usize + 1], vec![b'\n']].concat();
    let deep = [vec![b'['; 10_000], vec![b'\n']].concat();
    for line in [
        &b"\n"[..],
        b"{}\n",
        b"\xff\xfe\n",
        b"null\n",
        b"{\"ask\":\"format-disk\"}\n",
        b"{\"version\":2}\n",
        b"{\"version\":-1,\"message\":\"watch\"}\n",
        b"{\"version\":2,\"message\":\"format-disk\"}\n",
        b"{\"version\":2,\"message\":{\"engine\":[\"command\",{\"ask\":\"format-disk\"}]}}\n",
        b"{\"version\":2,\"message\":{\"engine\":[\"command\",{\"ask\":\"act\",\"order\":7,\"command\":\"accept\"}]}}\n",
        b"{\"version\":2,\"message\":{\"engine\":[\"command\",{\"ask\":\"act\",\"order\":\"1\",\"command\":\"reject\",\"code\":\"BORED\"}]}}\n",
        &long,
        &deep,
    ] {
        let reply = say(folder.path(), line).await;
        let cut = String::from_utf8_lossy(&line[..line.len().min(60)]).into_owned();
        let ended_without_words = line.len() > 60_000 && reply.is_empty();
        assert!(reply.contains("not-understood") || ended_without_words, "{cut}: {reply}");
    }
    assert!(ping(folder.path()).await.is_ok());
}

#[tokio::test]
async fn a_crowd_waits_and_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    let endpoint = Endpoint::read(folder.path()).unwrap().endpoint;
    // Every seat is taken by a client that says nothing; they leave, and the next is served.
    let mut silent = Vec::new();
    for _ in 0..CONNECTIONS {
        silent.push(endpoint::connect(&endpoint).await.unwrap());
    }
    let asked = tokio::spawn({
        let folder = folder.path().to_owned();
        async move { ping(&folder).await }
    });
    drop(silent);
    assert!(asked.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_client_that_says_nothing_loses_its_seat() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _show) = engine();
    let _control = serve_within(folder.path(), engine, Arc::default(), LEAST).unwrap();
    let endpoint = Endpoint::read(folder.path()).unwrap().endpoint;
    let mut silent = Vec::new();
    for _ in 0..CONNECTIONS {
        silent.push(endpoint::connect(&endpoint).await.unwrap());
    }
    // Some began to say something.
    (&silent[0]).write_all(b"{\"version\":2,").await.unwrap();
    assert!(ping(folder.path()).await.is_ok());
    drop(silent);
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
        assert!(ping(data).await.is_ok());
        let socket = Endpoint::read(data).unwrap().endpoint;
        assert!(socket.len() <= 107, "{socket}");
        let found = std::fs::metadata(&socket).unwrap();
        assert!(found.file_type().is_socket());
        assert_eq!(found.mode() & 0o177, 0, "only the owner may write to {socket}");
    }
}

#[test]
fn a_message_states_its_version_and_is_flat_json() {
    let request = Ask::act("특급-001", Command::Ready).into_request();
    let framed =
        frame::Framed { version: VERSION, message: ToInstance::Engine(By::Command, Box::new(request)) };
    assert_eq!(
        serde_json::to_string(&framed).unwrap(),
        r#"{"version":2,"message":{"engine":["command",{"ask":"act","order":"특급-001","command":"ready"}]}}"#
    );
    let ping = frame::parse::<ToInstance>(r#"{"version":9,"message":{"process":"ping"}}"#).unwrap();
    assert_eq!((ping.version, ping.message), (9, ToInstance::Process(AboutProcess::Ping)));
}

#[test]
fn what_an_older_instance_says_of_an_agency_is_understood() {
    let said = r#"{"id":"barogo","line":"connected","manual":true,"max_fee":6000}"#;
    let agency: AgencyHealth = serde_json::from_str(said).unwrap();
    assert_eq!((agency.deposit, agency.deposit_low, agency.conditions), (None, false, None));
}

#[tokio::test]
async fn a_client_of_another_version_is_told_ours() {
    let folder = tempfile::tempdir().unwrap();
    let _control = open(folder.path());
    for asked in
        [r#""watch""#, r#"{"engine":["command",{"ask":"act","order":"특급-001","command":"ready"}]}"#]
    {
        for version in [0, 1, 99] {
            let line = format!("{{\"version\":{version},\"message\":{asked}}}\n");
            let reply = say(folder.path(), line.as_bytes()).await;
            assert!(reply.starts_with(r#"{"version":2,"message":{"not-understood""#), "{reply}");
        }
    }
    // A new program can take over from an old one all the same.
    let reply = say(folder.path(), b"{\"version\":99,\"message\":{\"process\":\"raise\"}}\n").await;
    assert_eq!(reply, r#"{"version":2,"message":"headless"}"#);
}

/// An instance that answers every connection with this line.
async fn speak(folder: &Path, line: &'static [u8]) -> tokio::task::JoinHandle<()> {
    let (listener, name) = endpoint::listen(folder).unwrap();
    Endpoint::new(name).write(folder).unwrap();
    tokio::spawn(async move {
        while let Ok(stream) = listener.accept().await {
            let _ = read_line(&mut BufReader::new(&stream), LONGEST_REQUEST).await;
            let _ = (&stream).write_all(line).await;
        }
    })
}

#[tokio::test]
async fn an_instance_of_another_protocol_is_another_version() {
    for line in [
        &b"{\"version\":1,\"message\":{\"reply\":{\"reply\":\"done\",\"value\":\"committed\"}}}\n"[..],
        b"{\"version\":1,\"message\":{\"not-understood\":{\"reason\":\"version 2\"}}}\n",
        b"{\"version\":1,\"message\":{\"sung\":true}}\n",
        b"{\"version\":1}\n",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let speaks = speak(folder.path(), line).await;
        let answer = ask(folder.path(), Ask::act("특급-001", Command::Ready)).await;
        assert!(
            matches!(&answer, Err(ControlError::OtherVersion { theirs }) if theirs.ends_with("/1")),
            "{answer:?}"
        );
        let screen = connect(folder.path()).await;
        assert!(matches!(screen, Err(ControlError::OtherVersion { .. })), "{screen:?}");
        speaks.abort();
    }
}

#[tokio::test]
async fn an_older_instance_can_be_asked_about_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let speaks = speak(folder.path(), b"{\"version\":0,\"message\":\"headless\"}\n").await;
    assert!(!raise(folder.path()).await.unwrap());
    speaks.abort();
    let folder = tempfile::tempdir().unwrap();
    let speaks = speak(folder.path(), b"{\"version\":0,\"message\":\"handing-over\"}\n").await;
    assert!(hand_over(folder.path()).await.unwrap());
    speaks.abort();
}

#[test]
fn a_message_with_flipped_bytes_is_read_or_refused() {
    let now = "2026-11-21T10:00:00Z".parse().unwrap();
    let board = Arc::new(domain::sample::riders::trouble(now));
    let messages = [FromInstance::Update(Update::Board(board)), FromInstance::Reply(paper().into())];
    let mut rng = fastrand::Rng::with_seed(14);
    for message in messages {
        let line = serde_json::to_string(&frame::Framed { version: VERSION, message }).unwrap();
        assert!(frame::parse::<FromInstance>(&line).is_ok());
        for _ in 0..400 {
            let mut bytes = line.clone().into_bytes();
            for _ in 0..rng.usize(1..4) {
                let at = rng.usize(0..bytes.len());
                bytes[at] = rng.u8(0x20..0x7f);
            }
            // No panic, and no picture whose dots do not fit its size.
            if let Ok(frame::Framed { message: FromInstance::Reply(Reply::Picture(picture)), .. }) =
                frame::parse(&String::from_utf8_lossy(&bytes))
            {
                assert_eq!(picture.dots.len(), picture.width as usize * picture.height as usize);
            }
        }
    }
}

#[tokio::test]
async fn what_a_broken_instance_says_is_an_error_and_no_panic() {
    for line in [
        &b"\n"[..],
        b"\xff\xfe\n",
        b"{\"version\":2,\"message\":\"raised\"}\n",
        b"{\"version\":2,\"message\":{\"update\":{\"board\":{}}}}\n",
        b"{\"version\":2,\"message\":{\"update\":\"unchanged\"}}\n",
        b"{\"version\":2,\"message\":{\"reply\":{\"reply\":\"picture\",\"value\":\"?\"}}}\n",
        b"{\"version\":2,\"message\":{\"reply\":{\"reply\":\"taken\",\"value\":{\"number\":\"1\"}}}}\n",
        b"{\"version\":2,\"mess",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let speaks = speak(folder.path(), line).await;
        let answer = ask(folder.path(), Ask::picture("1", TicketKind::Kitchen)).await;
        let said = String::from_utf8_lossy(line);
        assert!(
            matches!(answer, Err(ControlError::Broken(_) | ControlError::Unexpected)),
            "{said}: {answer:?}"
        );
        let screen = connect(folder.path()).await;
        assert!(
            matches!(screen, Err(ControlError::Broken(_) | ControlError::Unexpected)),
            "{said}: {screen:?}"
        );
        speaks.abort();
    }
}

#[test]
fn the_longest_statement_is_a_request() {
    let day = "2026-11-21".parse().unwrap();
    let row = ReceivedOrder { name: "가".repeat(LONGEST_NAME), day: Some(day), won: Won(-MOST_WON) };
    let period = Period { channel: "x".repeat(32), from: day, to: day };
    let ask = Ask::receive(period, Received::Orders(vec![row; MOST_LINES]));
    let bytes = serde_json::to_vec(&ask.into_request()).unwrap().len() as u64;
    assert!(bytes + 1_000 < LONGEST_REQUEST, "{bytes}");
}

#[tokio::test]
async fn a_message_that_is_too_long_is_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let open = open(folder.path());
    let long = ask(folder.path(), Ask::check_code(&"x".repeat(LONGEST_REQUEST as usize), "1")).await;
    assert!(long.as_ref().is_err_and(|error| error.to_string().contains("bytes is too long")), "{long:?}");
    open.show
        .send_modify(|board| Arc::make_mut(board).mute = Some("x".repeat(frame::LONGEST_REPLY as usize)));
    let screen = connect(folder.path()).await;
    assert!(screen.as_ref().is_err_and(|error| error.to_string().contains("no end")), "{screen:?}");
    assert!(ping(folder.path()).await.is_ok());
}

#[tokio::test]
async fn who_asks_from_outside_is_a_command_or_the_kitchen() {
    let folder = tempfile::tempdir().unwrap();
    let _instance = Instance::acquire(folder.path()).unwrap();
    let (engine, mut calls, _show) = engine::handle(Board::default());
    let _control = serve(folder.path(), engine, Arc::default()).unwrap();
    let asked = tokio::spawn(async move {
        let mut asked = Vec::new();
        while let Some(Exchange { by, reply, .. }) = calls.recv().await {
            asked.push(by);
            let _ = reply.send(Ok(Done::Committed.into()));
            if asked.len() == 4 {
                break;
            }
        }
        asked
    });
    assert_eq!(act(folder.path(), "1", Command::Ready).await, Ok(Done::Committed));
    let screen = connect(folder.path()).await.unwrap();
    for claimed in [By::Kitchen, By::Owner, By::Person] {
        assert_eq!(screen.by(claimed).command("1", Command::Ready).await, Ok(Done::Committed));
    }
    assert_eq!(asked.await.unwrap(), [By::Command, By::Kitchen, By::Command, By::Command]);
}
