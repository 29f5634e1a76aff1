//! An app that tells by itself over a line that stays open: what a test puts on the line arrives, and what is not
//! acknowledged is told again at the beginning of the next line.

use futures::channel::mpsc::{UnboundedSender, unbounded};
use futures::stream::StreamExt;
use tokio::sync::Semaphore;

use super::*;
use crate::channel::{Events, Pushes};

/// Longer than any of these tests.
const CALM: Duration = Duration::from_secs(600);

type PushSender = UnboundedSender<Result<Batch, ChannelError>>;

struct Pushing {
    told: Mutex<Vec<AppEvent>>,
    acknowledged: Mutex<Vec<String>>,
    line: Mutex<Option<PushSender>>,
    opened: AtomicU32,
    fetches: AtomicU32,
    /// How it answers when a line is to be opened, from the back.
    answers: Mutex<Vec<ChannelError>>,
    /// One leave for each order that is fetched.
    gate: Semaphore,
}

impl Pushing {
    fn new() -> Arc<Pushing> {
        Arc::new(Pushing {
            told: Mutex::default(),
            acknowledged: Mutex::default(),
            line: Mutex::default(),
            opened: AtomicU32::new(0),
            fetches: AtomicU32::new(0),
            answers: Mutex::default(),
            gate: Semaphore::new(1_000),
        })
    }

    /// Something happens at the app; with a line it is told at once.
    fn tells(&self, event: AppEvent) {
        self.told.lock().unwrap().push(event.clone());
        if let Some(line) = self.line.lock().unwrap().as_ref() {
            // Its other end may be closed.
            let _ = line.unbounded_send(Ok(Batch { events: vec![event], ..Batch::default() }));
        }
    }

    fn has(&self, event: &str) -> bool {
        self.acknowledged.lock().unwrap().iter().any(|id| id == event)
    }

    fn opened(&self) -> u32 {
        self.opened.load(Ordering::SeqCst)
    }

    /// Whether the line is open at our end.
    fn is_heard(&self) -> bool {
        self.line.lock().unwrap().as_ref().is_some_and(|line| !line.is_closed())
    }

    fn hangs_up(&self) {
        self.line.lock().unwrap().take();
    }
}

#[async_trait]
impl Pushes for Pushing {
    async fn listen(&self) -> Result<Events, ChannelError> {
        if let Some(error) = self.answers.lock().unwrap().pop() {
            return Err(error);
        }
        let (line, events) = unbounded();
        let mut slot = self.line.lock().unwrap();
        let told = self.told.lock().unwrap();
        let again = told.iter().filter(|event| !self.has(&event.id)).cloned().collect();
        line.unbounded_send(Ok(Batch { events: again, ..Batch::default() })).unwrap();
        *slot = Some(line);
        self.opened.fetch_add(1, Ordering::SeqCst);
        Ok(events.boxed())
    }
}

#[async_trait]
impl Channel for Pushing {
    fn intake(&self) -> Intake<'_> {
        Intake::Stream(self)
    }

    async fn check(&self) -> Result<(), ChannelError> {
        Ok(())
    }

    async fn acknowledge(&self, events: &[AppEvent]) -> Result<(), ChannelError> {
        self.acknowledged.lock().unwrap().extend(events.iter().map(|event| event.id.clone()));
        Ok(())
    }

    async fn order(&self, external_id: &str) -> Result<FetchedOrder, ChannelError> {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        self.gate.acquire().await.unwrap().forget();
        let order = sample::order(external_id, Timestamp::now(), vec![]);
        Ok(FetchedOrder { order, last_event: Some(AppEventKind::Created) })
    }

    async fn act(&self, _: &str, _: &AppAction) -> Result<(), ChannelError> {
        Ok(())
    }

    async fn check_code(&self, _: &str, _: &str) -> Result<CodeCheck, ChannelError> {
        Ok(CodeCheck::Right)
    }

    async fn set_open(&self, _: bool) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported { status: 404 })
    }

    async fn set_available(&self, _: &[MenuItem], _: bool) -> Result<(), ChannelError> {
        Ok(())
    }
}

impl Shop {
    /// Listens as the engine does; `every` is how often the app gives a sign of life.
    fn listens(&self, app: &Arc<Pushing>, every: Duration) -> tokio::task::JoinHandle<()> {
        let heard = Arc::new(Notify::new());
        tokio::spawn(super::super::acknowledge(
            self.worker.clone(),
            "app".to_owned(),
            app.clone(),
            heard.clone(),
        ));
        let (worker, rng) = (self.worker.clone(), fastrand::Rng::with_seed(1));
        tokio::spawn(super::super::intake(worker, "app".to_owned(), app.clone(), every, heard, rng))
    }

    fn line(&self) -> Option<domain::board::ConnectionStatus> {
        self.worker.health.watch().borrow().channels.get("app").map(|channel| channel.line.clone())
    }
}

fn event(order: &str, id: &str, kind: AppEventKind) -> AppEvent {
    AppEvent { id: id.to_owned(), kind, raw_kind: "X".to_owned(), ..created(order) }
}

fn is_failing(line: &Option<domain::board::ConnectionStatus>, why: Why) -> bool {
    matches!(line, Some(domain::board::ConnectionStatus::Failing(said)) if cause::Cause::read(said).why == why)
}

#[tokio::test]
async fn what_is_pushed_is_fetched_stored_and_acknowledged_once() {
    let (shop, app) = (Shop::new(), Pushing::new());
    app.tells(created("early"));
    shop.listens(&app, CALM);
    until("what waited is in", async || app.has("event-early")).await;
    for _ in 0..2 {
        app.tells(created("a"));
    }
    until("the order is in", async || app.has("event-a")).await;
    app.tells(event("a", "confirmed", AppEventKind::Confirmed));
    until("a known order's event is in", async || app.has("confirmed")).await;
    assert!(shop.stored("a").await && shop.stored("early").await);
    assert_eq!(
        (app.opened(), app.fetches.load(Ordering::SeqCst)),
        (1, 2),
        "one line, one body for each order"
    );
    assert_eq!(shop.worker.store.orders().borrow().len(), 2);
    assert_eq!(shop.line(), Some(domain::board::ConnectionStatus::Connected));
}

#[tokio::test]
async fn a_line_that_breaks_is_opened_again_and_tells_what_was_missed() {
    let (shop, app) = (Shop::new(), Pushing::new());
    shop.listens(&app, CALM);
    app.tells(created("a"));
    until("the first order is in", async || app.has("event-a")).await;
    app.hangs_up();
    app.tells(created("b"));
    until("the counter sees it", async || is_failing(&shop.line(), Why::Cut)).await;
    until("the second order is in", async || app.has("event-b")).await;
    app.line.lock().unwrap().as_ref().unwrap().unbounded_send(Err(retry("HTTP 503"))).unwrap();
    app.tells(created("c"));
    until("the third order is in", async || app.has("event-c")).await;
    assert_eq!((app.opened(), app.fetches.load(Ordering::SeqCst)), (3, 3), "none was taken in twice");
    assert_eq!(shop.line(), Some(domain::board::ConnectionStatus::Connected));
}

fn retry(reason: &str) -> ChannelError {
    ChannelError::Retry { reason: reason.to_owned(), after: None }
}

#[tokio::test]
async fn a_line_that_cannot_be_opened_is_shown_and_tried_again() {
    use domain::board::ConnectionStatus;
    let (shop, app) = (Shop::new(), Pushing::new());
    *app.answers.lock().unwrap() = vec![retry("HTTP 503"), ChannelError::SignedOut("HTTP 401".to_owned())];
    app.tells(created("a"));
    shop.listens(&app, CALM);
    until("a wrong key is shown", async || matches!(shop.line(), Some(ConnectionStatus::SignedOut(_)))).await;
    until("a failure is shown", async || is_failing(&shop.line(), Why::Http(503))).await;
    until("the order is in", async || app.has("event-a")).await;
    assert_eq!((app.opened(), shop.line()), (1, Some(ConnectionStatus::Connected)));
}

#[tokio::test]
async fn a_line_without_a_sign_of_life_is_given_up() {
    let (shop, app) = (Shop::new(), Pushing::new());
    shop.listens(&app, Duration::from_millis(20));
    until("the counter sees it", async || is_failing(&shop.line(), Why::NoAnswer)).await;
    assert!(!app.is_heard(), "the dead line is closed");
    until("another line is opened", async || app.opened() > 1).await;
}

#[tokio::test]
async fn an_event_of_an_order_under_way_is_stored_with_it() {
    let (shop, app) = (Shop::new(), Pushing::new());
    app.gate.forget_permits(1_000);
    shop.listens(&app, CALM);
    app.tells(created("a"));
    until("it is being fetched", async || app.fetches.load(Ordering::SeqCst) == 1).await;
    app.tells(event("a", "confirmed", AppEventKind::Confirmed));
    app.tells(created("b"));
    until("both are being fetched", async || app.fetches.load(Ordering::SeqCst) == 2).await;
    assert!(!app.has("event-a") && !app.has("confirmed"));
    app.gate.add_permits(2);
    until("all is in", async || app.has("event-a") && app.has("confirmed") && app.has("event-b")).await;
    assert_eq!((app.opened(), app.fetches.load(Ordering::SeqCst)), (1, 2), "nothing had to be told again");
}

#[tokio::test]
async fn what_could_not_be_stored_is_told_again_on_a_new_line() {
    let (shop, app) = (Shop::new(), Pushing::new());
    shop.sql("CREATE TRIGGER full BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    shop.listens(&app, Duration::from_millis(500));
    app.tells(created("a"));
    until("another line is opened", async || app.opened() > 1).await;
    assert!(!app.has("event-a"), "nothing is acknowledged before it is stored");
    shop.sql("DROP TRIGGER full");
    until("the order is in", async || app.has("event-a")).await;
    assert_eq!(shop.worker.store.orders().borrow().len(), 1);
}

#[tokio::test]
async fn while_nothing_can_be_stored_no_line_is_open() {
    let (shop, app) = (Shop::new(), Pushing::new());
    for (name, when) in
        [("orders", "INSERT ON orders"), ("new", "INSERT ON probe"), ("old", "UPDATE ON probe")]
    {
        let full = "BEGIN SELECT RAISE(ABORT, 'disk full'); END";
        shop.sql(&format!("CREATE TRIGGER full_{name} BEFORE {when} {full}"));
    }
    app.tells(created("a"));
    shop.listens(&app, CALM);
    let (orders, trouble) = (shop.worker.store.orders(), shop.worker.store.trouble());
    until("it is shown", async || orders.borrow().iter().any(|state| state.head.external_id == "a")).await;
    until("there is no presence", async || app.opened() == 1 && !app.is_heard()).await;
    assert!(trouble.borrow().as_ref().is_some_and(StoreTrouble::is_stuck) && !app.has("event-a"));
    shop.sql("DROP TRIGGER full_orders; DROP TRIGGER full_new; DROP TRIGGER full_old");
    until("it is told again and kept", async || app.has("event-a")).await;
    assert!(shop.order("a").await.problems.is_empty() && app.is_heard());
    assert_eq!(app.opened(), 2);
}

#[tokio::test]
async fn an_app_without_a_call_for_closing_loses_its_line_then() {
    use domain::board::ConnectionStatus;
    let (shop, app) = (Shop::new(), Pushing::new());
    // Two signs of life later it is looked at again.
    shop.listens(&app, Duration::from_secs(60));
    tokio::spawn(super::super::opening(shop.worker.clone(), "app".to_owned(), app.clone()));
    until("there is a line", async || shop.line() == Some(ConnectionStatus::Connected)).await;
    shop.worker.store.shop(None, ShopCommand::Close, Timestamp::now()).await.unwrap();
    until("it stays away", async || shop.line() == Some(ConnectionStatus::Away)).await;
    assert!(!app.is_heard(), "an open line would keep the shop open");
    shop.worker.store.shop(None, ShopCommand::Open, Timestamp::now()).await.unwrap();
    until("there is a line again", async || {
        app.is_heard() && shop.line() == Some(ConnectionStatus::Connected)
    })
    .await;
    assert_eq!(app.opened(), 2);
}

#[tokio::test]
async fn what_an_app_lets_in_while_its_shop_is_closed_is_heard() {
    use domain::board::ConnectionStatus;
    let (shop, app) = (Shop::new(), Pushing::new());
    shop.listens(&app, Duration::from_secs(2));
    tokio::spawn(super::super::opening(shop.worker.clone(), "app".to_owned(), app.clone()));
    until("there is a line", async || shop.line() == Some(ConnectionStatus::Connected)).await;
    shop.worker.store.shop(None, ShopCommand::Close, Timestamp::now()).await.unwrap();
    until("it stays away", async || shop.line() == Some(ConnectionStatus::Away)).await;
    app.tells(created("late"));
    assert!(!app.is_heard());
    until("it looks, and hears of it", async || app.has("event-late")).await;
    assert_eq!(shop.line(), Some(ConnectionStatus::Away), "a look opens no shop");
    until("the look is over", async || !app.is_heard()).await;
}

#[tokio::test]
async fn a_stop_closes_the_line() {
    for opens in [true, false] {
        let (shop, app) = (Shop::new(), Pushing::new());
        if !opens {
            *app.answers.lock().unwrap() = vec![retry("HTTP 503"); 100];
        }
        let listening = shop.listens(&app, CALM);
        until("it began", async || shop.line().is_some()).await;
        assert_eq!(app.is_heard(), opens);
        shop.stop.send_replace(true);
        until("it ends", async || listening.is_finished()).await;
        assert!(!app.is_heard());
    }
}
