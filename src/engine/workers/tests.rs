//! The workers with scripted apps and printers, over a real store. Real time, because the store's writer is a thread;
//! every wait is for a condition.

mod crossing;
mod deposit;
mod hours;
mod stream;

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use cause::Why;
use domain::board::ConnectionStatus;
use domain::board::StoreTrouble;
use domain::order::{AppAction, AppEvent, AppEventKind, DeliveryState, MenuItem, Problem, TicketState};
use domain::rules::Body;
use domain::sample;
use domain::{AppAck, Bell, Command, OrderState, ShopCommand};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::Notify;

use super::*;
use crate::channel::{Batch, Channel, ChannelError, CodeCheck, FetchedOrder, Intake, Polls};
use crate::engine::clock::Drift;
use crate::engine::paper::TicketRenderer;
use crate::engine::{Parts, Speaker, run};
use crate::printer::{Condition, NotReady, PrintOutcome, Printer, Session};
use crate::settings::Settings;
use crate::sim::TestShop;
use crate::store::IncomingEvents;

fn settings() -> TestShop {
    let nowhere = "http://127.0.0.1:9";
    TestShop::complete()
        .app("app", "open-delivery", nowhere)
        .printer("kitchen", "generic-80mm", "file:///dev/null")
        .with("tickets = [\"kitchen\"]")
        .printer("counter", "generic-80mm", "file:///dev/null")
        .with("tickets = [\"customer\"]")
        .agency("first", "gorela", nowhere)
        .with("dispatch = \"on-accept\"")
        .agency("second", "gorela", nowhere)
        .with("dispatch = \"on-accept\"")
}

struct Shop {
    folder: TempDir,
    settings: Arc<Settings>,
    worker: WorkerContext,
    /// Dropped, it stops the workers.
    stop: watch::Sender<bool>,
}

impl Shop {
    fn new() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let settings = Arc::new(settings().settings_in(folder.path()).unwrap());
        let (stop, stopping) = watch::channel(false);
        let clock: Clock = Arc::new(Timestamp::now);
        let store = Shop::open(&folder, &settings);
        Shop {
            folder,
            settings,
            worker: WorkerContext { store, health: HealthBook::new(), clock, stopping },
            stop,
        }
    }

    fn open(folder: &TempDir, settings: &Settings) -> Store {
        let policy = Arc::new(settings.policy(|a| crate::agency::capabilities(a, Default::default())));
        let mut n = 0;
        let ids = Box::new(move |_| {
            n += 1;
            format!("order-{n}")
        });
        Store::open(&folder.path().join("store.db"), policy, ids, Timestamp::now()).unwrap()
    }

    /// Something that goes wrong in the database, until it is taken back.
    fn sql(&self, sql: &str) {
        rusqlite::Connection::open(self.folder.path().join("store.db")).unwrap().execute_batch(sql).unwrap();
    }

    async fn accepted(&self, id: &str) {
        let now = Timestamp::now();
        let body = Body::Read { order: Box::new(sample::order(id, now, vec![])), last_event: None };
        let heard =
            IncomingEvents { external_id: id.to_owned(), body: Some(body), events: vec![created(id)] };
        self.worker.store.hear("app", vec![heard], 0, now).await.unwrap();
        self.worker.store.command(id, Command::Accept { prep_minutes: None }, now).await.unwrap();
    }

    async fn order(&self, id: &str) -> Arc<OrderState> {
        self.worker.store.find(id, Timestamp::now()).await.unwrap()
    }

    async fn stored(&self, id: &str) -> bool {
        self.worker.store.find(id, Timestamp::now()).await.is_ok()
    }

    fn hears(&self, app: &Arc<App>) {
        let heard = Arc::new(Notify::new());
        let every = Duration::from_millis(10);
        let (worker, rng) = (self.worker.clone(), fastrand::Rng::with_seed(1));
        tokio::spawn(super::intake(worker, "app".to_owned(), app.clone(), every, heard.clone(), rng));
        tokio::spawn(super::acknowledge(self.worker.clone(), "app".to_owned(), app.clone(), heard));
    }

    fn prints(&self, id: &str, printer: &Arc<Paper>) {
        let renderer = Arc::new(TicketRenderer::of(&self.settings, Drift::default()));
        tokio::spawn(super::printer(self.worker.clone(), id.to_owned(), printer.clone(), renderer));
    }
}

fn created(order: &str) -> AppEvent {
    AppEvent {
        id: format!("event-{order}"),
        kind: AppEventKind::Created,
        raw_kind: "CREATED".to_owned(),
        order_id: order.to_owned(),
        created_at: Timestamp::now(),
        reason: None,
    }
}

/// Waits for a condition; the time is only there so that a broken one fails.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..4_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

/// An app: tells every event until it is acknowledged. Order ids say how it misbehaves.
struct App {
    events: Vec<AppEvent>,
    acknowledged: Mutex<HashSet<String>>,
    acted: Mutex<HashSet<String>>,
    polls: AtomicU32,
    fetches: AtomicU32,
    /// What it was told about opening.
    opened: Mutex<Vec<bool>>,
    /// How it answers that, from the back.
    closing: Mutex<Vec<Result<(), ChannelError>>>,
}

impl App {
    fn with(orders: &[&str]) -> Arc<App> {
        Arc::new(App {
            events: orders.iter().map(|order| created(order)).collect(),
            acknowledged: Mutex::default(),
            acted: Mutex::default(),
            polls: AtomicU32::new(0),
            fetches: AtomicU32::new(0),
            opened: Mutex::default(),
            closing: Mutex::default(),
        })
    }

    fn has(&self, order: &str) -> bool {
        self.acknowledged.lock().unwrap().contains(order)
    }
}

#[async_trait]
impl Polls for App {
    async fn poll(&self) -> Result<Batch, ChannelError> {
        self.polls.fetch_add(1, Ordering::SeqCst);
        let events = self.events.iter().filter(|event| !self.has(&event.order_id)).cloned().collect();
        Ok(Batch { events, ..Batch::default() })
    }
}

#[async_trait]
impl Channel for App {
    fn intake(&self) -> Intake<'_> {
        Intake::Poll(self)
    }

    async fn check(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    async fn acknowledge(&self, events: &[AppEvent]) -> Result<(), ChannelError> {
        for event in events {
            match event.order_id.as_str() {
                "unwanted" => {
                    return Err(ChannelError::Refused { status: 422, reason: "unknown event".to_owned() });
                }
                "stumble" => {
                    return Err(ChannelError::Retry { reason: "HTTP 500".to_owned(), after: None });
                }
                _ => {}
            }
        }
        self.acknowledged.lock().unwrap().extend(events.iter().map(|event| event.order_id.clone()));
        Ok(())
    }

    async fn order(&self, external_id: &str) -> Result<FetchedOrder, ChannelError> {
        let n = self.fetches.fetch_add(1, Ordering::SeqCst);
        if external_id.starts_with("hangs") {
            std::future::pending::<()>().await;
        }
        assert!(external_id != "breaks-once" || n > 0, "the program itself fails");
        let order = sample::order(external_id, Timestamp::now(), vec![]);
        Ok(FetchedOrder { order, last_event: Some(AppEventKind::Created) })
    }

    async fn act(&self, external_id: &str, _: &AppAction) -> Result<(), ChannelError> {
        assert_ne!(external_id, "breaks", "the program itself fails");
        self.acted.lock().unwrap().insert(external_id.to_owned());
        Ok(())
    }

    async fn check_code(&self, _: &str, _: &str) -> Result<CodeCheck, ChannelError> {
        Ok(CodeCheck::Right)
    }

    async fn set_open(&self, open: bool) -> Result<(), ChannelError> {
        self.opened.lock().unwrap().push(open);
        self.closing.lock().unwrap().pop().unwrap_or(Ok(()))
    }

    async fn set_available(&self, _: &[MenuItem], _: bool) -> Result<(), ChannelError> {
        Ok(())
    }
}

/// A printer that opens and prints, or hangs there.
#[derive(Clone, Default)]
struct Paper {
    never_opens: bool,
    never_ends: bool,
    /// Ends every connection at once.
    hangs_up: bool,
    opened: Arc<AtomicU32>,
    printed: Arc<AtomicU32>,
}

#[async_trait]
impl Printer for Paper {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        if self.never_opens {
            std::future::pending::<()>().await;
        }
        Ok(Box::new(self.clone()))
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        watch::channel(Condition::default()).1
    }

    async fn listen(&self) {
        if !self.hangs_up {
            std::future::pending().await
        }
    }
}

#[async_trait]
impl Session for Paper {
    async fn print(self: Box<Self>, _: Vec<u8>) -> PrintOutcome {
        self.printed.fetch_add(1, Ordering::SeqCst);
        if self.never_ends {
            std::future::pending::<()>().await;
        }
        PrintOutcome::Printed
    }
}

#[test]
fn looks_at_a_printer_that_stays_down_become_rare() {
    use super::printer::rest;
    let seconds =
        |by: &NotReady, failures, down| rest(by, failures, Duration::from_secs(down)).as_millis() / 100;
    let paper = |down| seconds(&NotReady::PaperOut, down as u32, down);
    assert_eq!([0, 10, 30, 40, 60, 120, 3_600].map(paper), [10, 10, 10, 20, 40, 100, 100]);
    let gone = NotReady::Unreachable(Why::Refused.into());
    assert_eq!([0, 1, 2, 3, 9].map(|failures| seconds(&gone, failures, 0)), [10, 20, 40, 50, 50]);
    assert_eq!([60, 3_600].map(|down| seconds(&gone, 9, down)), [50, 100]);
    // A jam is cleared only after its cover was seen open.
    assert_eq!([0, 60, 3_600].map(|down| seconds(&NotReady::Error, 9, down)), [10, 20, 20]);
}

#[test]
fn a_printer_that_the_halls_pos_uses_for_a_moment_is_no_trouble() {
    use super::printer::{SHARED, not_yet};
    let start = tokio::time::Instant::now();
    let mut away = None;
    let mut wait =
        |hindrance: Option<&NotReady>, after: Duration| not_yet(hindrance, &mut away, start + after);
    let (busy, gone) = (NotReady::Busy("pos".into()), NotReady::Unreachable(Why::Refused.into()));
    let second = Duration::from_secs(1);
    assert_eq!(wait(Some(&busy), Duration::ZERO), SHARED);
    assert_eq!(wait(None, second), Duration::ZERO);
    assert_eq!(wait(Some(&busy), 2 * second), SHARED, "a new time, a new patience");
    // In other words for the same, the time goes on.
    assert_eq!(wait(Some(&gone), 3 * second), SHARED - second);
    assert_eq!(wait(Some(&NotReady::Silent), 2 * second + SHARED), Duration::ZERO);
    assert_eq!(wait(Some(&busy), 9 * second), Duration::ZERO);
    assert_eq!(wait(Some(&NotReady::PaperOut), 9 * second), Duration::ZERO, "nobody else empties the roll");
    assert_eq!(wait(Some(&busy), 9 * second), SHARED);
}

#[tokio::test]
async fn nothing_is_acknowledged_before_it_is_stored() {
    let shop = Shop::new();
    shop.sql("CREATE TRIGGER full BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    let app = App::with(&["a"]);
    let mut health = shop.worker.health.watch();
    shop.hears(&app);
    // The counter sees that nothing can be stored.
    let told = |health: &crate::engine::health::Health| {
        health.channels.get("app").is_some_and(|channel| matches!(channel.line, ConnectionStatus::Failing(_)))
    };
    health.wait_for(told).await.unwrap();
    until("polled on", async || app.polls.load(Ordering::SeqCst) > 5).await;
    assert!(!app.has("a") && !shop.stored("a").await);
    shop.sql("DROP TRIGGER full");
    until("acknowledged", async || app.has("a")).await;
    assert!(shop.stored("a").await);
}

#[tokio::test]
async fn orders_whose_fetch_hangs_hold_up_no_other() {
    let shop = Shop::new();
    let app = App::with(&["hangs-1", "hangs-2", "hangs-3", "a", "b"]);
    shop.hears(&app);
    until("the others are in", async || app.has("a") && app.has("b")).await;
    assert!(!app.has("hangs-1") && !shop.stored("hangs-1").await);
}

#[tokio::test]
async fn an_order_that_panics_is_heard_again_and_holds_up_no_other() {
    let shop = Shop::new();
    let app = App::with(&["breaks-once", "a"]);
    shop.hears(&app);
    until("both are in", async || app.has("breaks-once") && app.has("a")).await;
}

#[tokio::test]
async fn a_refused_acknowledgment_does_not_hold_up_the_batch() {
    let shop = Shop::new();
    let app = App::with(&["a", "unwanted", "b"]);
    shop.hears(&app);
    until("the others are taken", async || app.has("a") && app.has("b")).await;
    assert!(!app.has("unwanted"));
}

#[tokio::test]
async fn an_event_the_app_fails_to_acknowledge_holds_up_no_other() {
    let shop = Shop::new();
    for order in ["stumble", "a"] {
        shop.accepted(order).await;
    }
    let app = App::with(&[]);
    assert!(acknowledge::some(&shop.worker, "app", app.as_ref(), false).await.is_err());
    assert!(!app.has("a"));
    assert!(acknowledge::some(&shop.worker, "app", app.as_ref(), true).await.is_err());
    assert!(app.has("a"));
    let left = shop.worker.store.unacknowledged("app", 10).await.unwrap();
    assert_eq!(left.iter().map(|event| event.order_id.as_str()).collect::<Vec<_>>(), ["stumble"]);
}

#[tokio::test]
async fn what_a_request_changed_is_shown_before_its_answer() {
    let shop = Shop::new();
    let (orders, trouble) = (shop.worker.store.orders(), shop.worker.store.trouble());
    for round in 0..50 {
        let id = format!("{round}-x");
        shop.accepted(&id).await;
        let is_shown = orders
            .borrow()
            .iter()
            .any(|state| state.head.external_id == id && state.head.accepted_at.is_some());
        assert!(is_shown, "{id}");
        shop.sql("CREATE TRIGGER full BEFORE INSERT ON probe BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        shop.worker.store.probe((shop.worker.clock)()).await.unwrap_err();
        assert!(trouble.borrow().is_some(), "{id}");
        shop.sql("DROP TRIGGER full");
        shop.worker.store.probe((shop.worker.clock)()).await.unwrap();
        assert!(trouble.borrow().is_none(), "{id}");
    }
}

#[tokio::test]
async fn an_app_is_asked_seldom_while_nothing_can_be_stored() {
    let shop = Shop::new();
    for (name, when) in
        [("orders", "INSERT ON orders"), ("new", "INSERT ON probe"), ("old", "UPDATE ON probe")]
    {
        let full = "BEGIN SELECT RAISE(ABORT, 'disk full'); END";
        shop.sql(&format!("CREATE TRIGGER full_{name} BEFORE {when} {full}"));
    }
    let app = App::with(&["a"]);
    shop.hears(&app);
    let (orders, trouble) = (shop.worker.store.orders(), shop.worker.store.trouble());
    let is_shown = |state: &Arc<OrderState>| {
        state.head.external_id == "a"
            && state.problems.contains(&Problem::NotStored)
            && matches!(state.bell, Bell::NewOrder { .. })
    };
    until("shown and ringing", async || orders.borrow().iter().any(is_shown)).await;
    assert!(trouble.borrow().as_ref().is_some_and(StoreTrouble::is_stuck));
    let polls = app.polls.load(Ordering::SeqCst);
    // Long enough for three hundred polls.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(app.polls.load(Ordering::SeqCst) - polls <= 2, "no presence");
    assert!(!app.has("a"), "and no answer");
    shop.sql("DROP TRIGGER full_orders; DROP TRIGGER full_new; DROP TRIGGER full_old");
    until("acknowledged", async || app.has("a")).await;
    assert!(shop.order("a").await.problems.is_empty() && trouble.borrow().is_none());
}

#[tokio::test]
async fn a_telling_over_which_the_program_fails_holds_up_no_other() {
    let shop = Shop::new();
    for order in ["breaks", "a"] {
        shop.accepted(order).await;
    }
    let app = App::with(&[]);
    tokio::spawn(super::channel(shop.worker.clone(), "app".to_owned(), app.clone()));
    until("told", async || app.acted.lock().unwrap().contains("a")).await;
    until("confirmed", async || shop.order("a").await.head.confirmed).await;
    assert!(!shop.order("breaks").await.head.confirmed);
}

#[tokio::test]
async fn a_printer_that_never_opens_delays_no_other() {
    let shop = Shop::new();
    let stuck = Arc::new(Paper { never_opens: true, ..Paper::default() });
    let works = Arc::new(Paper::default());
    shop.prints("kitchen", &stuck);
    shop.prints("counter", &works);
    shop.accepted("a").await;
    let state = async |n: usize| shop.order("a").await.tickets[n].state;
    until("printed", async || state(1).await == TicketState::Printed).await;
    assert_eq!(state(0).await, TicketState::Queued, "not one byte left");
}

#[tokio::test]
async fn a_printer_that_hangs_up_at_once_is_reopened_after_a_pause() {
    let shop = Shop::new();
    let paper = Arc::new(Paper { hangs_up: true, ..Paper::default() });
    let start = tokio::time::Instant::now();
    shop.prints("kitchen", &paper);
    until("called again", async || paper.opened.load(Ordering::SeqCst) > 2).await;
    assert!(start.elapsed() >= 2 * Duration::from_secs(1));
}

#[tokio::test]
async fn a_ticket_that_cannot_be_started_in_the_store_is_not_printed() {
    let shop = Shop::new();
    shop.accepted("a").await;
    shop.sql("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    let paper = Arc::new(Paper::default());
    shop.prints("kitchen", &paper);
    until("tried twice", async || paper.opened.load(Ordering::SeqCst) > 1).await;
    assert_eq!(paper.printed.load(Ordering::SeqCst), 0);
    shop.sql("DROP TRIGGER full");
    until("printed", async || shop.order("a").await.tickets[0].state == TicketState::Printed).await;
    assert_eq!(paper.printed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_unstored_outcome_is_stored_later_without_a_second_print() {
    let shop = Shop::new();
    shop.accepted("a").await;
    shop.sql("CREATE TRIGGER full BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    let paper = Arc::new(Paper::default());
    shop.prints("kitchen", &paper);
    until("printed", async || paper.printed.load(Ordering::SeqCst) == 1).await;
    assert_eq!(shop.order("a").await.tickets[0].state, TicketState::Sending);
    shop.sql("DROP TRIGGER full");
    until("known", async || shop.order("a").await.tickets[0].state == TicketState::Printed).await;
    assert_eq!(paper.printed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_agency_without_a_key_refuses_so_the_next_one_is_asked() {
    let shop = Shop::new();
    shop.accepted("a").await;
    let closed = super::closed_agency(shop.worker.clone(), "first".to_owned(), "no key".to_owned());
    tokio::spawn(closed);
    until("moved on", async || shop.order("a").await.deliveries.len() == 2).await;
    let state = shop.order("a").await;
    assert_eq!(state.deliveries[0].status(), DeliveryState::Rejected);
    assert_eq!(state.deliveries[1].agency, "second");
}

#[tokio::test]
async fn a_stop_during_a_hanging_print_is_quick_and_leaves_it_unknown() {
    let shop = Shop::new();
    shop.accepted("a").await;
    let paper = Arc::new(Paper { never_ends: true, ..Paper::default() });
    let running = run(Parts {
        settings: shop.settings.clone(),
        store: shop.worker.store.clone(),
        channels: BTreeMap::new(),
        printers: [("kitchen".to_owned(), paper.clone() as Arc<dyn Printer>)].into(),
        devices: BTreeMap::new(),
        agencies: BTreeMap::new(),
        clock: shop.worker.clock.clone(),
        drift: Drift::default(),
        timekeeper: None,
        awake: None,
        warnings: Vec::new(),
        speaker: Speaker::silent(),
        rng: fastrand::Rng::with_seed(1),
    });
    until("under way", async || paper.printed.load(Ordering::SeqCst) == 1).await;
    running.stop_within(Duration::from_millis(50)).await;
    let (settings, folder) = (shop.settings.clone(), shop.folder);
    drop(shop.worker);
    let store = Shop::open(&folder, &settings);
    let orders = store.orders().borrow().clone();
    assert_eq!(orders[0].tickets[0].state, TicketState::Unknown);
    assert_eq!(orders[0].tickets[1].state, TicketState::Queued, "what had not begun waits");
}

#[tokio::test]
async fn an_app_without_a_call_for_closing_is_hardly_polled_then() {
    let shop = Shop::new();
    let app = App::with(&[]);
    app.closing.lock().unwrap().push(Err(ChannelError::Unsupported { status: 404 }));
    shop.hears(&app);
    tokio::spawn(super::opening(shop.worker.clone(), "app".to_owned(), app.clone()));
    until("polls", async || app.polls.load(Ordering::SeqCst) > 3).await;
    let now = Timestamp::now();
    shop.worker.store.shop(None, ShopCommand::Close, now).await.unwrap();
    let health = shop.worker.health.watch();
    let away = || health.borrow().channels.get("app").is_some_and(|line| line.line == ConnectionStatus::Away);
    until("it stays away", async || away()).await;
    let polls = app.polls.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(100)).await;
    // Each look comes after twice the pause of the one before: of 20 ms, 40 ms and 80 ms here.
    assert!(app.polls.load(Ordering::SeqCst) <= polls + 3, "asking would keep the shop open");
    shop.worker.store.shop(None, ShopCommand::Open, now).await.unwrap();
    until("the app is asked to open", async || *app.opened.lock().unwrap() == [false, true]).await;
    let polls = app.polls.load(Ordering::SeqCst);
    until("it is polled again", async || app.polls.load(Ordering::SeqCst) > polls + 3).await;
}

#[tokio::test]
async fn a_failed_call_to_close_is_repeated_while_the_app_is_polled() {
    let shop = Shop::new();
    let app = App::with(&[]);
    let retry = || Err(ChannelError::Retry { reason: "HTTP 503".to_owned(), after: None });
    app.closing.lock().unwrap().push(retry());
    shop.hears(&app);
    tokio::spawn(super::opening(shop.worker.clone(), "app".to_owned(), app.clone()));
    shop.worker.store.shop(Some("app".to_owned()), ShopCommand::Close, Timestamp::now()).await.unwrap();
    let openings = shop.worker.store.openings();
    let told = || openings.borrow().get("app").is_some_and(|o| o.told == Some((false, AppAck::Accepted)));
    until("the app knows", async || told()).await;
    assert_eq!(*app.opened.lock().unwrap(), [false, false]);
    let polls = app.polls.load(Ordering::SeqCst);
    until("open orders are still followed", async || app.polls.load(Ordering::SeqCst) > polls).await;
}
