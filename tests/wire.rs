//! The real program against an app that sends what no app should: bytes that are no JSON, answers without an end, tokens that
//! are none, pauses of an hour, other people's names. The app speaks over a raw socket, because no well-kept server would.
//!
//! | what comes | held by |
//! |---|---|
//! | events and orders with half emojis, bad UTF-8, numbers that are none, raw controls, missing parts | `one_malformed_event_silences_no_other` |
//! | answers that are too long or break off | `of_a_long_or_cut_answer_the_whole_events_are_taken` |
//! | an order with fields that cannot be read | `an_order_with_an_unreadable_field_is_printed_and_says_so` |
//! | `Retry-After` of an hour | `an_app_that_asks_for_an_hour_is_asked_within_two_minutes` |
//! | tokens that cannot be headers | `a_token_that_is_none_is_asked_for_again` |
//! | thousands of orders that are never shown | `a_flood_of_unknown_orders_is_fetched_a_few_at_a_time` |
//! | names in an app's words, faults every moment, ids without end | `the_log_stays_short_and_tells_no_names` |
//! | what a shell can put into an argument | `what_was_typed_does_not_act_on_the_terminal` |
//! | pipes and links in the data folder | `what_is_no_settings_file_ends_the_start_at_once`, `links_in_the_data_folder_are_not_followed` |

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // the helpers of tests are tests too

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jumunbell::sim::TestShop;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything takes on the slowest machine; a passing test never waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an app answers.
#[derive(Clone, Debug)]
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// The connection breaks after so many bytes of the body.
    cut: Option<usize>,
}

impl Reply {
    fn new(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status, headers: Vec::new(), body: body.into(), cut: None }
    }

    fn with(mut self, name: &'static str, value: &str) -> Reply {
        self.headers.push((name, value.to_owned()));
        self
    }
}

#[derive(Clone, Debug)]
struct Request {
    /// `GET /v1/events:polling`.
    line: String,
    authorization: String,
    body: Vec<u8>,
}

/// What an app was asked, and what it still has to tell.
#[derive(Default)]
struct Told {
    requests: Vec<Request>,
    /// Events by the id under which they are acknowledged, as text or bytes.
    events: Vec<(String, Vec<u8>)>,
    /// Orders by id.
    orders: BTreeMap<String, Vec<u8>>,
    acknowledged: BTreeSet<String>,
}

impl Told {
    fn asked(&self, beginning: &str) -> usize {
        self.requests.iter().filter(|request| request.line.starts_with(beginning)).count()
    }
}

type Manner = dyn Fn(&Request, &Told) -> Option<Reply> + Send + Sync;

/// An app over a raw socket. What `manner` does not answer it answers as an app does.
struct App {
    port: u16,
    told: Arc<Mutex<Told>>,
}

impl App {
    fn start(manner: impl Fn(&Request, &Told) -> Option<Reply> + Send + Sync + 'static) -> App {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Mutex::new(Told::default()));
        let (all, manner): (_, Arc<Manner>) = (told.clone(), Arc::new(manner));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (told, manner) = (all.clone(), manner.clone());
                // One that hangs up early is no matter of ours.
                std::thread::spawn(move || stream.map(|stream| serve(stream, &told, manner.as_ref())));
            }
        });
        App { port, told }
    }

    fn told<T>(&self, look: impl FnOnce(&mut Told) -> T) -> T {
        look(&mut self.told.lock().unwrap())
    }

    /// A good order with its event.
    fn place(&self, id: &str) {
        self.told(|told| {
            told.orders.insert(id.to_owned(), order(id).to_string().into_bytes());
            told.events.push((format!("e-{id}"), event(id).into_bytes()));
        });
    }
}

fn event(order: &str) -> String {
    json!({"eventId": format!("e-{order}"), "eventType": "CREATED", "orderId": order, "createdAt": "2026-11-21T10:00:00Z"})
        .to_string()
}

fn order(id: &str) -> Value {
    let mut order: Value = serde_json::from_str(include_str!("fixtures/orders/takeout.json")).unwrap();
    order["id"] = json!(id);
    order["displayId"] = json!(id);
    order
}

fn serve(stream: TcpStream, told: &Mutex<Told>, manner: &Manner) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? <= 2 {
            break;
        }
        let (name, value) = header.split_once(':').unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "authorization" => authorization = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let line = line.trim_end_matches(" HTTP/1.1\r\n").to_owned();
    let request = Request { line, authorization, body };
    let reply = {
        let mut told = told.lock().unwrap();
        told.requests.push(request.clone());
        let reply = manner(&request, &told);
        reply.unwrap_or_else(|| as_an_app_does(&request, &mut told))
    };
    let mut stream = stream;
    let mut head = format!(
        "HTTP/1.1 {} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        reply.status,
        reply.body.len()
    );
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&reply.body[..reply.cut.unwrap_or(reply.body.len()).min(reply.body.len())])
}

fn as_an_app_does(request: &Request, told: &mut Told) -> Reply {
    match request.line.split_once(' ').unwrap() {
        ("POST", "/oauth/token") => Reply::new(200, r#"{"access_token":"good","expires_in":3600}"#),
        ("GET", "/v1/events:polling") => Reply::new(200, list(told)),
        ("POST", "/v1/events/acknowledgment") => {
            let items: Vec<Value> = serde_json::from_slice(&request.body).unwrap();
            let ids = items.iter().map(|item| item["id"].as_str().unwrap().to_owned());
            told.acknowledged.extend(ids);
            Reply::new(202, "")
        }
        ("GET", path) => match told.orders.get(path.trim_start_matches("/v1/orders/")) {
            Some(order) => Reply::new(200, order.clone()),
            None => Reply::new(404, ""),
        },
        _ => Reply::new(202, ""),
    }
}

/// What waits to be acknowledged.
fn list(told: &Told) -> Vec<u8> {
    let waiting = told.events.iter().filter(|(id, _)| !told.acknowledged.contains(id));
    let events: Vec<&[u8]> = waiting.map(|(_, event)| event.as_slice()).collect();
    [b"[".as_slice(), &events.join(b",".as_slice()), b"]"].concat()
}

/// The program with its data folder.
struct Shop {
    folder: TempDir,
}

impl Shop {
    fn of(app: &App) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let kitchen = folder.path().join("kitchen.bin");
        let settings = TestShop::new()
            .english()
            .app("app", "open-delivery", format_args!("http://127.0.0.1:{}", app.port))
            .with("accept = \"auto\"\npoll_seconds = 1")
            .printer("kitchen", "generic-80mm", format_args!("file://{}", kitchen.display()));
        std::fs::write(folder.path().join("settings.toml"), settings.to_string()).unwrap();
        Shop { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
        command.arg("--data").arg(self.path()).args(arguments).stdin(Stdio::null());
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
            command.env_remove(variable);
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .env("JUMUNBELL_SECRET_CHANNEL_APP", "s");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn open(&self) -> Instance {
        let log = std::fs::File::create(self.path().join("stderr.txt")).unwrap();
        Instance(self.command(&["run", "--headless"]).stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    fn orders(&self) -> Vec<Value> {
        serde_json::from_slice(&self.run(&["orders", "--json"]).stdout).unwrap_or_default()
    }

    fn order(&self, id: &str) -> Option<Value> {
        self.orders().into_iter().find(|order| order["external_id"] == id)
    }

    /// How the app is shown to be doing.
    fn status(&self) -> Value {
        let told = self.run(&["shop", "status", "--json"]).stdout;
        serde_json::from_slice::<Value>(&told).map(|told| told[0].clone()).unwrap_or_default()
    }

    /// Everything in `logs/`.
    fn log(&self) -> String {
        let files = std::fs::read_dir(self.path().join("logs")).into_iter().flatten();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    fn paper(&self) -> Vec<u8> {
        std::fs::read(self.path().join("kitchen.bin")).unwrap_or_default()
    }
}

struct Instance(Child);

impl Instance {
    /// As a service manager does.
    fn stop(mut self) {
        assert!(Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap().success());
        self.0.wait().unwrap();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[track_caller]
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn until_accepted(shop: &Shop, app: &App, ids: &[String]) {
    until("every good order is in and acknowledged", || {
        let here = shop.orders();
        let accepted =
            |id: &String| here.iter().any(|o| o["external_id"] == **id && o["status"] == "accepted");
        let there = |id: &String| app.told(|told| told.acknowledged.contains(&format!("e-{id}")));
        ids.iter().all(|id| accepted(id) && there(id)).then_some(())
    });
}

#[test]
fn one_malformed_event_silences_no_other() {
    let member = |n: usize, member: &[u8]| {
        let head = format!("{{\"eventId\":\"bad-{n}\",\"orderId\":\"bad-{n}\",\"eventType\":\"CREATED\",");
        [head.as_bytes(), member, b"}"].concat()
    };
    let (deep, shut) = ("[".repeat(300), "]".repeat(300));
    // What an event of its own may hold beside what counts.
    let readable: Vec<Vec<u8>> = [
        br#""metadata":{"reason":"\ud83d"}"#.as_slice(),
        br#""metadata":{"reason":"\udd25 \uZZZZ"}"#,
        b"\"metadata\":{\"reason\":\"\xed\x95 \xff\"}",
        br#""metadata":{"fee":1e999}"#,
        br#""metadata":{"fee":NaN,"more":-Infinity}"#,
        b"\"metadata\":{\"reason\":\"a\x00b\x1b[31m\n\"}",
        format!("\"metadata\":{deep}{shut}").as_bytes(),
        br#""metadata":[1,2,],"#,
        br#""createdAt":{"never":true}"#,
        br#""metadata":"broken"quote""#,
        br#""metadata":"no end"#,
    ]
    .iter()
    .enumerate()
    .map(|(n, text)| member(n, text))
    .collect();
    // What is no event at all, by the id that it has.
    let hopeless: [(Option<&str>, &str); 8] = [
        (Some("h-0"), r#"{"eventId":"h-0","eventType":"CREATED"}"#),
        (Some("h-1"), r#"{"eventId":"h-1","orderId":null,"eventType":7}"#),
        (Some("h-2"), r#"{"eventId":"h-2","orderId":{"a":1}}"#),
        (None, "null"),
        (None, "17"),
        (None, r#""text""#),
        (None, r#"{"orderId":12 "eventId":"x"}"#),
        (None, "{{{"),
    ];
    let kept = hopeless.len();
    let app = App::start(move |request, told| {
        (request.line == "GET /v1/events:polling").then(|| {
            let whole = list(told);
            let without = format!(
                ",{}",
                hopeless.iter().filter(|(id, _)| id.is_none()).map(|(_, e)| *e).collect::<Vec<_>>().join(",")
            );
            // Nonsense between them, a byte order mark before, words behind.
            let body = [
                b"\xef\xbb\xbf".as_slice(),
                &whole[..whole.len() - 1],
                without.as_bytes(),
                b",]  -- served by 7",
            ]
            .concat();
            Reply::new(200, body)
        })
    });
    let mut good = Vec::new();
    for (n, event) in readable.iter().enumerate() {
        let id = format!("good-{n}");
        app.place(&id);
        good.push(id);
        app.told(|told| {
            told.orders.insert(format!("bad-{n}"), order(&format!("bad-{n}")).to_string().into_bytes());
            told.events.push((format!("bad-{n}"), event.clone()));
        });
    }
    for (id, event) in hopeless.iter().filter_map(|(id, event)| Some(((*id)?, *event))) {
        app.told(|told| told.events.push((id.to_owned(), event.as_bytes().to_vec())));
    }
    app.place("last");
    good.push("last".to_owned());
    let shop = Shop::of(&app);
    let _instance = shop.open();
    until_accepted(&shop, &app, &good);
    until("what has an id is acknowledged", || {
        app.told(|told| told.events.iter().all(|(id, _)| told.acknowledged.contains(id))).then_some(())
    });
    for n in 0..readable.len() {
        let id = format!("bad-{n}");
        assert!(shop.order(&id).is_some(), "{id}: the order of an event with one bad part is in too");
    }
    let aside = until("it is shown", || shop.status()["set_aside"].as_u64().filter(|n| *n > 0));
    assert!(aside <= kept as u64, "each is told once, whatever number of polls: {aside}");
    let polls = app.told(|told| told.asked("GET /v1/events:polling"));
    until("more polls", || app.told(|told| told.asked("GET /v1/events:polling") > polls + 2).then_some(()));
    assert_eq!(shop.status()["set_aside"], aside);
    let said = String::from_utf8(shop.run(&["shop", "status"]).stdout).unwrap();
    assert!(said.contains("cannot be read"), "{said}");
}

#[test]
fn of_a_long_or_cut_answer_the_whole_events_are_taken() {
    let app = App::start(|request, told| {
        let polls = told.asked("GET /v1/events:polling");
        (request.line == "GET /v1/events:polling").then(|| {
            let mut reply = Reply::new(200, list(told));
            // Every other answer breaks off in the middle.
            reply.cut = (polls % 2 == 0).then_some(reply.body.len() * 2 / 3);
            reply
        })
    });
    let good: Vec<String> = (0..8).map(|n| format!("o-{n}")).collect();
    for id in &good {
        app.place(id);
        let padded = format!(
            "{},\"metadata\":{{\"note\":\"{}\"}}}}",
            &event(id)[..event(id).len() - 1],
            "x".repeat(2_000_000)
        );
        app.told(|told| told.events.last_mut().unwrap().1 = padded.into_bytes());
    }
    // The first alone is larger than any answer that is taken.
    let giant = format!("{{\"eventId\":\"giant\",\"metadata\":\"{}\"}}", "x".repeat(9_000_000));
    app.told(|told| told.events.insert(0, ("giant".to_owned(), giant.into_bytes())));
    let shop = Shop::of(&app);
    let _instance = shop.open();
    until_accepted(&shop, &app, &good);
    assert!(app.told(|told| told.acknowledged.contains("giant")), "put aside, it hides nobody");
}

#[test]
fn an_order_with_an_unreadable_field_is_printed_and_says_so() {
    let app = App::start(|_, _| None);
    let cases: [(&str, &str, &[u8]); 7] = [
        ("emoji", "떡 많이요", br"less salt \ud83d please"),
        ("bytes", "떡 많이요", b"less salt \xed\x95 please"),
        ("controls", "떡 많이요", b"less salt\x00\x1b please"),
        ("number", "\"value\":1000}", b"\"value\":1e999}"),
        ("type", "\"떡 많이요\"", br#"{"less":["salt"]}"#),
        ("item", "\"items\":[", br#""items":[null,7,"#),
        ("no-id", "\"id\":\"no-id\"", br#""id":null"#),
    ];
    for (id, from, to) in cases {
        app.place(id);
        let text = order(id).to_string();
        let at = text.find(from).unwrap_or_else(|| panic!("{from} in {text}"));
        let body = [&text.as_bytes()[..at], to, &text.as_bytes()[at + from.len()..]].concat();
        app.told(|told| told.orders.insert(id.to_owned(), body));
    }
    let shop = Shop::of(&app);
    let _instance = shop.open();
    until_accepted(&shop, &app, &cases.map(|(id, ..)| id.to_owned()));
    for (id, ..) in cases {
        let state = until("it is printed", || {
            shop.order(id).filter(|order| {
                order["tickets"].as_array().is_some_and(|t| t.iter().all(|t| t["state"] == "sent"))
            })
        });
        // A control character was never a part of what was said, and which order it is was known.
        let code = if ["controls", "no-id"].contains(&id) { Value::Null } else { json!("partly-unread") };
        assert_eq!(state["problem_code"], code, "{id}: {state}");
    }
    let paper = shop.paper();
    assert!(
        paper.windows(9).filter(|bytes| bytes == b"less salt").count() >= 3,
        "the rest of the memo is printed"
    );
}

#[test]
fn an_app_that_asks_for_an_hour_is_asked_within_two_minutes() {
    for (status, told, shown) in [
        (503, "3600", json!(3600)),
        (429, "99999999999999999999", json!(3600)),
        (503, "-5", json!(null)),
        (429, "soon", json!(null)),
    ] {
        let app = App::start(move |request, _| {
            (request.line == "GET /v1/events:polling")
                .then(|| Reply::new(status, "").with("Retry-After", told))
        });
        let shop = Shop::of(&app);
        let _instance = shop.open();
        let state = until("it fails", || Some(shop.status()).filter(|state| !state["next_try"].is_null()));
        assert_eq!(state["asks_to_wait"], shown, "{told}: {state}");
        let time = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let pause = time(&state["next_try"]).as_second() - jiff::Timestamp::now().as_second();
        assert!(pause <= 125, "{told}: {pause} s");
        let said = String::from_utf8(shop.run(&["shop", "status"]).stdout).unwrap();
        assert_eq!(said.contains("3600 s"), shown == 3600, "{said}");
    }
}

#[test]
fn a_token_that_is_none_is_asked_for_again() {
    let tokens = [
        r#"{"access_token":"abc\n","expires_in":86400}"#.to_owned(),
        r#"{"access_token":"토큰","expires_in":86400}"#.to_owned(),
        r#"{"access_token":"","expires_in":86400}"#.to_owned(),
        format!(r#"{{"access_token":"{}","expires_in":86400}}"#, "a".repeat(1 << 20)),
    ];
    for bad in tokens {
        let app = App::start(move |request, told| {
            let first = told.asked("POST /oauth/token") <= 1;
            (request.line == "POST /oauth/token" && first).then(|| Reply::new(200, bad.clone()))
        });
        app.place("o-1");
        let shop = Shop::of(&app);
        let _instance = shop.open();
        until_accepted(&shop, &app, &["o-1".to_owned()]);
        let sent = app.told(|told| {
            told.requests.iter().any(|r| !["", "Bearer good"].contains(&r.authorization.as_str()))
        });
        assert!(!sent, "what is no token is sent to nobody");
    }
    // A token life that makes no sense costs at most a renewal.
    for life in ["0", "-1", "1e999", "null", "\"soon\"", "99999999999999999999"] {
        let app = App::start(move |request, _| {
            (request.line == "POST /oauth/token")
                .then(|| Reply::new(200, format!(r#"{{"access_token":"good","expires_in":{life}}}"#)))
        });
        app.place("o-1");
        let shop = Shop::of(&app);
        let _instance = shop.open();
        until_accepted(&shop, &app, &["o-1".to_owned()]);
        assert_eq!(app.told(|told| told.asked("POST /oauth/token")), 1, "{life}");
    }
}

#[test]
fn a_flood_of_unknown_orders_is_fetched_a_few_at_a_time() {
    let app = App::start(|_, _| None);
    for n in 0..20_000 {
        app.told(|told| told.events.push((format!("e-no-{n}"), event(&format!("no-{n}")).into_bytes())));
    }
    app.place("real");
    let shop = Shop::of(&app);
    let _instance = shop.open();
    until_accepted(&shop, &app, &["real".to_owned()]);
    let polls = app.told(|told| told.asked("GET /v1/events:polling"));
    until("more polls", || app.told(|told| told.asked("GET /v1/events:polling") > polls + 3).then_some(()));
    let asked: BTreeSet<String> = app.told(|told| {
        told.requests.iter().map(|r| r.line.clone()).filter(|l| l.starts_with("GET /v1/orders/no-")).collect()
    });
    // 64 at a time, for fifteen seconds each.
    assert!((1..=400).contains(&asked.len()), "{}", asked.len());
}

#[test]
fn the_log_stays_short_and_tells_no_names() {
    let words = r#"{"title":"cannot notify 홍길동 0504-1234-5678","code":"NOTIFY_FAILED"}"#;
    let app = App::start(move |request, _| match request.line.split_once(' ').unwrap() {
        ("POST", path) if path.ends_with("/confirm") => Some(Reply::new(500, words)),
        ("POST", path) if path.ends_with("/acknowledgment") => Some(Reply::new(422, words)),
        ("GET", "/v1/orders/refused") => Some(Reply::new(403, words)),
        _ => None,
    });
    app.place("o-1");
    app.told(|told| {
        told.events.push(("e-refused".to_owned(), event("refused").into_bytes()));
        for n in 0..100 {
            told.events.push((
                format!("bad-{n}"),
                format!("{{\"eventId\":\"bad-{n}\",\"x\":\"\\u001b[31m\"}}").into_bytes(),
            ));
        }
        let endless =
            format!("{{\"eventId\":\"{}\",\"orderId\":\"o-1\",\"eventType\":\"X\"}}", "가".repeat(300_000));
        told.events.push(("endless".to_owned(), endless.into_bytes()));
    });
    let shop = Shop::of(&app);
    let instance = shop.open();
    until("ten polls", || app.told(|told| told.asked("GET /v1/events:polling") > 10).then_some(()));
    until("it was told", || app.told(|told| told.asked("POST /v1/orders/o-1/confirm") > 0).then_some(()));
    instance.stop();
    let log = shop.log();
    assert!(log.contains("HTTP 500 NOTIFY_FAILED"), "{log}");
    for secret in ["홍길동", "0504", "cannot notify", "\u{1b}"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    assert!(log.len() < 30_000, "{} bytes: {log}", log.len());
    assert!(log.contains("more like this"), "what was left out is counted: {log}");
    assert!(log.lines().all(|line| line.chars().filter(|c| *c == '가').count() <= 64));
}

#[test]
fn what_was_typed_does_not_act_on_the_terminal() {
    let app = App::start(|_, _| None);
    let shop = Shop::of(&app);
    let instance = shop.open();
    until("it runs", || shop.status().is_object().then_some(()));
    let evil = "특급\u{1b}[2J\u{7}\u{202e}\u{9b}31m";
    for arguments in [
        vec!["accept", evil],
        vec!["order", evil],
        vec!["shop", "pause", "--minutes", evil],
        vec!["shop", "open", "--channel", evil],
        vec!["orders", "--day", evil],
        vec![evil],
        vec!["ticket", evil, "--profile", evil, "--as", "text", "-o", "/dev/null"],
        vec!["--lang", evil, "orders"],
        vec!["reject", "1", "--reason", evil],
    ] {
        let output = shop.run(&arguments);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{arguments:?}: {said:?}");
    }
    instance.stop();
    let log = shop.log();
    assert!(
        !log.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']) && log.contains("\\u{1b}[2J"),
        "{log:?}"
    );
}

#[test]
fn what_is_no_settings_file_ends_the_start_at_once() {
    let app = App::start(|_, _| None);
    let shop = Shop::of(&app);
    let settings = shop.path().join("settings.toml");
    std::fs::remove_file(&settings).unwrap();
    assert!(Command::new("mkfifo").arg(&settings).status().unwrap().success());
    let said = |output: Output| {
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(shop.run(&["--lang", "en", "run", "--headless"])).contains("no plain file"));
    std::fs::remove_file(&settings).unwrap();
    std::fs::write(&settings, "x = 1\n".repeat(120_000)).unwrap();
    assert!(said(shop.run(&["--lang", "en", "run", "--headless"])).contains("too large"));
}

#[test]
fn links_in_the_data_folder_are_not_followed() {
    let app = App::start(|_, _| None);
    let shop = Shop::of(&app);
    let victim = shop.path().join("victim");
    std::fs::write(&victim, "precious").unwrap();
    for name in ["doctor.probe", "control.json.new"] {
        std::os::unix::fs::symlink(&victim, shop.path().join(name)).unwrap();
    }
    shop.run(&["doctor"]);
    let _instance = shop.open();
    until("it runs", || shop.status().is_object().then_some(()));
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
}
