//! An agency that is asked how it is doing.

use std::collections::VecDeque;

use domain::order::{Balance, Conditions, DeliveryReport, Quoted, Won};

use super::*;
use crate::agency::{
    AgencyError, CancelAnswer, Capabilities, Created, DeliveryAgency, DeliveryRequest, OffReason,
};
use crate::engine::health::Health;
use crate::settings::{AgencyKind, AgencySettings};

/// Tells its deposit and its weather as written down, then nothing; carries nothing.
struct Purse {
    keeps_one: bool,
    balances: Mutex<VecDeque<Result<Option<Balance>, AgencyError>>>,
    conditions: Mutex<VecDeque<Conditions>>,
    asked: AtomicU32,
}

impl Purse {
    /// Of one deposit.
    fn with(balances: impl IntoIterator<Item = Result<Option<Won>, AgencyError>>) -> Purse {
        Purse::of(balances.into_iter().map(|told| told.map(|won| won.map(Balance::from))))
    }

    fn of(balances: impl IntoIterator<Item = Result<Option<Balance>, AgencyError>>) -> Purse {
        let balances = Mutex::new(balances.into_iter().collect());
        Purse { keeps_one: true, balances, conditions: Mutex::default(), asked: AtomicU32::new(0) }
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl DeliveryAgency for Purse {
    fn capabilities(&self) -> Capabilities {
        let gorela = AgencySettings::of("purse", AgencyKind::Gorela, "");
        let known = crate::agency::capabilities(&gorela, Default::default());
        Capabilities { balance: self.keeps_one, ..known }
    }

    async fn quote(&self, _: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        unreachable!("it carries nothing")
    }

    async fn create(&self, _: &DeliveryRequest) -> Created {
        unreachable!("it carries nothing")
    }

    async fn look_up(&self, _: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        unreachable!("it carries nothing")
    }

    async fn cancel(&self, _: &str, _: OffReason) -> Result<CancelAnswer, AgencyError> {
        unreachable!("it carries nothing")
    }

    async fn balance(&self) -> Result<Option<Balance>, AgencyError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.balances.lock().unwrap().pop_front().unwrap_or(Ok(None))
    }

    async fn conditions(&self) -> Result<Option<Conditions>, AgencyError> {
        Ok(self.conditions.lock().unwrap().pop_front())
    }
}

const NEVER: Duration = Duration::from_secs(3_600);
const SOON: Duration = Duration::from_millis(5);

fn asks(shop: &Shop, purse: Purse, every: Duration) -> Arc<Purse> {
    let purse = Arc::new(purse);
    let pace = Pace { every, after_end: SOON };
    tokio::spawn(super::super::deposit(shop.worker.clone(), "first".to_owned(), purse.clone(), pace));
    purse
}

/// What was kept of today's answers, in won.
async fn kept(shop: &Shop) -> Vec<i64> {
    let day = shop.worker.store.day(None, Timestamp::now()).await.unwrap();
    day.deposits.iter().map(|deposit| deposit.won.0).collect()
}

fn deposit(health: &Health) -> Option<Won> {
    health.words.get("first").and_then(|word| word.deposit)
}

fn shown(shop: &Shop) -> Option<Won> {
    deposit(&shop.worker.health.watch().borrow())
}

fn line(shop: &Shop) -> Option<ConnectionStatus> {
    shop.worker.health.watch().borrow().agencies.get("first").cloned()
}

#[tokio::test]
async fn an_agency_is_asked_at_start_and_once_a_delivery_has_ended() {
    let shop = Shop::new();
    let purse = asks(&shop, Purse::with([Ok(Some(Won(90_000))), Ok(Some(Won(86_700)))]), NEVER);
    until("known at start", async || shown(&shop) == Some(Won(90_000))).await;
    assert_eq!(line(&shop), Some(ConnectionStatus::Connected), "known before a rider was called");
    shop.accepted("a").await;
    tokio::time::sleep(10 * SOON).await;
    assert_eq!(purse.asked(), 1, "a call alone costs nothing yet");
    let refuses = super::super::closed_agency(shop.worker.clone(), "first".to_owned(), "no key".to_owned());
    tokio::spawn(refuses);
    until("asked again", async || shown(&shop) == Some(Won(86_700))).await;
    assert_eq!(kept(&shop).await, [90_000, 86_700]);
    tokio::time::sleep(10 * SOON).await;
    assert_eq!(purse.asked(), 2, "what ended once is asked about once");
}

#[tokio::test]
async fn it_is_asked_at_its_pace_and_what_it_no_longer_says_is_gone() {
    let shop = Shop::new();
    let purse = Purse::with([1, 1, 2, 2].map(|won| Ok(Some(Won(won)))));
    let rain = Conditions { possible: true, delay_minutes: Some(10), ..Conditions::default() };
    purse.conditions.lock().unwrap().push_back(rain.clone());
    let mut health = shop.worker.health.watch();
    let purse = asks(&shop, purse, SOON);
    let said = |health: &Health, conditions: Option<&Conditions>| {
        health.words.get("first").is_some_and(|w| w.deposit.is_some() && w.conditions.as_ref() == conditions)
    };
    health.wait_for(|health| said(health, Some(&rain))).await.unwrap();
    health.wait_for(|health| said(health, None)).await.unwrap();
    until("nothing more is said", async || purse.asked() > 4 && shown(&shop).is_none()).await;
    assert_eq!(kept(&shop).await, [1, 2], "the same again is no news");
}

#[tokio::test]
async fn a_failed_line_is_retried_and_an_odd_answer_is_no_line_fault() {
    let shop = Shop::new();
    let retry = AgencyError::Retry { reason: "HTTP 503".to_owned(), after: None };
    let odd = AgencyError::Unreadable("a poem".to_owned());
    let started = tokio::time::Instant::now();
    let purse = asks(&shop, Purse::with([Err(retry), Ok(Some(Won(5))), Err(odd), Ok(Some(Won(4)))]), SOON);
    until("it fails", async || line(&shop) == Some(ConnectionStatus::Failing("HTTP 503".to_owned()))).await;
    assert_eq!(purse.asked(), 1);
    shop.worker.health.watch().wait_for(|health| deposit(health) == Some(Won(5))).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "not at once");
    until("asked on", async || purse.asked() > 3).await;
    assert_eq!(line(&shop), Some(ConnectionStatus::Connected));
}

/// Several delivery agencies behind one: the next fee is paid out of the largest deposit, the day's fees left any of them.
#[tokio::test]
async fn the_largest_deposit_is_shown_and_only_a_complete_sum_is_kept() {
    for (left, complete, largest, sum) in [
        (&[("one", 50_000), ("two", 48_000)][..], true, 50_000, vec![98_000]),
        (&[("one", 46_700), ("two", 48_000)][..], true, 48_000, vec![94_700]),
        (&[("one", 46_700)][..], false, 46_700, vec![]),
    ] {
        let shop = Shop::new();
        let accounts = left.iter().map(|(id, won)| ((*id).to_owned(), Won(*won))).collect();
        let purse = Purse::of([Ok(Some(Balance { accounts, complete }))]);
        purse.conditions.lock().unwrap().push_back(Conditions::default());
        let mut health = shop.worker.health.watch();
        asks(&shop, purse, NEVER);
        // How it is doing is asked after the deposits were kept.
        let asked = |health: &Health| health.words.get("first").is_some_and(|word| word.conditions.is_some());
        health.wait_for(asked).await.unwrap();
        assert_eq!((shown(&shop), kept(&shop).await), (Some(Won(largest)), sum), "{left:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_asked_again() {
    let shop = Shop::new();
    shop.sql("CREATE TRIGGER full BEFORE INSERT ON deposits BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    let purse = asks(&shop, Purse::with((0..9).map(|_| Ok(Some(Won(7))))), NEVER);
    until("shown all the same", async || shown(&shop) == Some(Won(7))).await;
    until("asked again", async || purse.asked() >= 2).await;
    shop.sql("DROP TRIGGER full");
    until("kept", async || kept(&shop).await == [7]).await;
}

#[tokio::test]
async fn an_agency_without_a_deposit_is_asked_only_how_it_is_doing() {
    let shop = Shop::new();
    let purse = Purse { keeps_one: false, ..Purse::with([Ok(Some(Won(7)))]) };
    let shut = Conditions { reason: Some("BAD_WEATHER".to_owned()), ..Conditions::default() };
    purse.conditions.lock().unwrap().push_back(shut.clone());
    let mut health = shop.worker.health.watch();
    let purse = asks(&shop, purse, NEVER);
    let said = |health: &Health| {
        health.words.get("first").is_some_and(|word| word.conditions.as_ref() == Some(&shut))
    };
    health.wait_for(said).await.unwrap();
    assert_eq!((purse.asked(), shown(&shop)), (0, None));
}

#[tokio::test]
async fn the_engine_asks_every_agency_and_closes_the_day() {
    let shop = Shop::new();
    let purse = Arc::new(Purse::with([Ok(Some(Won(90_000)))]));
    let running = run(Parts {
        settings: shop.settings.clone(),
        store: shop.worker.store.clone(),
        channels: BTreeMap::new(),
        printers: BTreeMap::new(),
        devices: BTreeMap::new(),
        agencies: [("first".to_owned(), Ok(purse as Arc<dyn DeliveryAgency>))].into(),
        clock: shop.worker.clock.clone(),
        drift: Drift::default(),
        timekeeper: None,
        awake: None,
        warnings: Vec::new(),
        speaker: Speaker::silent(),
        rng: fastrand::Rng::with_seed(1),
    });
    let board = running.handle.board();
    until("on the board", async || board.borrow().agencies[0].deposit == Some(Won(90_000))).await;
    until("kept", async || kept(&shop).await == [90_000]).await;
    let closed = running.handle.report(None).await.unwrap().riders;
    let [closing] = closed.agencies.as_slice() else { panic!("{closed:?}") };
    assert_eq!((closing.agency.as_str(), closing.deposit.as_ref().unwrap().last), ("first", Won(90_000)));
    let earlier = running.handle.report(closed.day.yesterday().ok()).await.unwrap().riders;
    assert_eq!((earlier.day, earlier.agencies.len()), (closed.day.yesterday().unwrap(), 0));
    running.stop_within(Duration::from_millis(500)).await;
}
