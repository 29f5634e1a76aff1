//! The fault matrix of apps: the whole engine and a store on disk against a simulated app that misbehaves. Whatever goes
//! wrong, every order comes in once, is confirmed once and acknowledged, and the requests it took stay few.
//!
//! | what goes wrong | held by |
//! |---|---|
//! | duplicates, disorder, resurrected and unknown events, 429 with and without `Retry-After`, bursts of 500 and 503, HTML with 200, truncated JSON, slow and broken bodies, resets and lost answers after the action was taken, 422 on the repeat, 404 then found, token revoked, absurd `expires_in` | `under_every_fault_an_order_comes_in_once_without_a_storm` |
//! | the same, answer by answer, as the client tells it | `tests/channel.rs`: `every_misbehaviour_has_its_answer` and what follows |
//! | cancelled in the same poll, events in the wrong order | `a_cancellation_told_before_its_order_is_taken_in_with_it` |
//! | `Retry-After` is kept to | `an_app_that_asks_to_be_left_alone_is` |
//! | an app that is down for long | `a_long_failure_is_asked_ever_less_often` |
//! | 250 events at once | `two_hundred_and_fifty_orders_at_once_take_few_requests` |
//! | no call for closing: orders are followed all the same, and the app is hardly asked for more | `a_shop_closed_by_absence_still_hears_of_its_orders` |
//! | one poisonous order among good ones | `one_poisonous_order_rings_and_holds_up_no_other` |
//! | this computer's clock is set days ahead, for seconds and for good | `a_clock_that_is_set_completes_nothing_and_asks_the_app` |
//! | orders that hang, a full disk, an event the app stumbles over | `src/engine/workers/tests.rs` |
//! | events that are no events | `tests/channel.rs`: `events_come_as_they_are_and_a_broken_one_is_a_fault` |

#![allow(clippy::unwrap_used)] // the helpers of tests are tests too

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use domain::board::ConnectionStatus;
use domain::order::{Problem, Status};
use domain::{ByHand, OrderState, ShopCommand};
use jiff::{SignedDuration, Timestamp};
use jumunbell::engine::timekeeper::Timekeeper;
use jumunbell::engine::{self, Environment, Running, Speaker, assemble};
use jumunbell::printer::Timings;
use jumunbell::sim::TestShop;
use jumunbell::sim::agency::{AgencyConfig, AgencySim};
use jumunbell::sim::app::{AppSim, Config, Entry, Fault, Flavour, Journal, On, Shop, Spec};
use tempfile::TempDir;

/// Longer than anything takes on the slowest machine; a passing test never waits for it.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(20);

/// One app that is accepted by itself and polled every second.
struct Counter {
    app: AppSim,
    running: Option<Running>,
    started: Instant,
    /// Seconds by which the shop's time is ahead.
    ahead: Arc<AtomicI64>,
    /// Seconds by which its computer's clock was set.
    set: Arc<AtomicI64>,
    /// What is called on acceptance, where anybody is.
    agency: Option<AgencySim>,
    folder: TempDir,
}

impl Counter {
    /// The app; the shop is still closed.
    async fn app() -> Counter {
        let clock: engine::clock::Clock = Arc::new(Timestamp::now);
        // Only a test's own word gives an order up.
        let confirm_within = SignedDuration::from_hours(1);
        let config = Config { confirm_within, ..Config::new(5, Shop::invented()) };
        let app = AppSim::start(config, clock).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (started, ahead, set) = (Instant::now(), Arc::default(), Arc::default());
        Counter { app, running: None, started, ahead, set, agency: None, folder }
    }

    fn open(&mut self) {
        let kitchen = self.folder.path().join("kitchen.bin");
        let mut settings = TestShop::complete()
            .app("teukgeup", "baedal-teukgeup", self.app.url())
            .with("accept = \"auto\"\npoll_seconds = 1")
            .printer("kitchen", "generic-80mm", format_args!("file://{}", kitchen.display()))
            .with("tickets = [\"kitchen\"]");
        if let Some(agency) = &self.agency {
            settings =
                settings.agency("barogo", "gorela", agency.base_url()).with("dispatch = \"on-accept\"");
        }
        let settings = settings.settings().unwrap();
        let (ahead, set, start) = (self.ahead.clone(), self.set.clone(), Instant::now());
        let passed = ahead.clone();
        let timekeeper = Timekeeper::new(
            Arc::new(move || {
                let seconds = ahead.load(Ordering::SeqCst) + set.load(Ordering::SeqCst);
                Timestamp::now() + SignedDuration::from_secs(seconds)
            }),
            Arc::new(move || {
                start.elapsed() + Duration::from_secs(passed.load(Ordering::SeqCst).unsigned_abs())
            }),
        );
        let environment = Environment {
            clock: timekeeper.clock(),
            secret: Box::new(|_, _| Ok("any".to_owned())),
            shorten: 1,
            printer_timings: Timings::default(),
            speaker: Speaker::silent(),
            rng: fastrand::Rng::with_seed(5),
        };
        self.started = Instant::now();
        let mut parts = assemble(settings, self.folder.path(), environment).unwrap().parts;
        parts.timekeeper = Some(timekeeper);
        self.running = Some(engine::run(parts));
    }

    fn place(&self, many: usize) -> Vec<String> {
        (0..many).map(|_| self.app.place_order(Flavour::Plain)).collect()
    }

    fn orders(&self) -> Vec<Arc<OrderState>> {
        self.running.as_ref().map(|running| running.orders.borrow().to_vec()).unwrap_or_default()
    }

    fn order(&self, id: &str) -> Option<Arc<OrderState>> {
        self.orders().into_iter().find(|state| state.head.external_id == id)
    }

    async fn until(&self, what: &str, mut holds: impl FnMut(&Counter) -> bool) {
        let waiting = Instant::now();
        while !holds(self) {
            let journal = || {
                let journal = self.app.journal();
                journal.entries.iter().map(|e| format!("{e:?}")).collect::<Vec<_>>().join("\n")
            };
            assert!(waiting.elapsed() < PATIENCE, "never: {what}\n{}", journal());
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Every order is accepted here, confirmed there, on paper once, and every event is acknowledged.
    async fn until_settled(&self, what: &str, ids: &[String]) {
        let settled = |counter: &Counter| {
            let journal = counter.app.journal();
            ids.iter().all(|id| {
                let here =
                    counter.order(id).is_some_and(|s| s.head.status == Status::Accepted && s.head.confirmed);
                here && journal.orders[id].acknowledged_at.is_some()
            })
        };
        self.until(what, settled).await;
        // One more poll shows that the app has nothing left to tell.
        let polls = self.app.journal().polls;
        let quiet = |counter: &Counter| {
            let journal = counter.app.journal();
            let last = journal.entries.iter().rfind(|e| e.request.ends_with(":polling"));
            journal.polls > polls && last.is_some_and(|entry| entry.status == 204)
        };
        self.until(what, quiet).await;
    }

    /// Polls never come more often than once a second, whatever happened between.
    fn most_polls(&self) -> usize {
        self.started.elapsed().as_secs() as usize + 2
    }
}

fn polls(journal: &Journal) -> Vec<&Entry> {
    journal.entries.iter().filter(|entry| entry.request.ends_with(":polling")).collect()
}

/// Three orders wait, something goes wrong so many times, and then the shop opens.
async fn survive(fault: Fault, on: On, times: u32) {
    let case = format!("{fault:?} {on:?} {times}");
    let mut counter = Counter::app().await;
    let ids = counter.place(3);
    counter.app.set_fault(fault.clone(), on, times);
    counter.open();
    counter.until_settled(&case, &ids).await;

    let journal = counter.app.journal();
    assert_eq!(journal.violations().len(), 0, "{case}: {:?}", journal.violations());
    let met = journal.entries.iter().filter(|entry| entry.misbehaved.is_some()).count();
    assert_eq!(met, times as usize, "{case}: every fault was met");
    assert_eq!(counter.orders().len(), 3, "{case}");
    for id in &ids {
        let (here, there) = (counter.order(id).unwrap(), &journal.orders[id]);
        assert_eq!(here.tickets.len(), 1, "{case}: one meal, one ticket");
        assert_eq!(here.problems, [], "{case}");
        assert_eq!(there.confirm_taken(), 1, "{case}");
        let again = if on == On::Action { times } else { 0 };
        assert!(there.received["confirm"] <= 1 + again, "{case}: {there:?}");
    }
    // Three to fetch, one confirmation each, an acknowledgment or two for what came before and after it.
    let faults = times as usize;
    let few = |beginning: &str, most: usize| {
        let made = journal.count(beginning);
        assert!(made <= most, "{case}: {made} × {beginning}, at most {most}");
    };
    let tokens = if matches!(fault, Fault::TokenRevoked | Fault::Status(401)) { faults } else { 0 };
    few("POST /oauth/token", 1 + tokens + if on == On::Token { faults } else { 0 });
    few("GET /v1/events:polling", counter.most_polls() + tokens);
    // After a lost answer the order is asked for: that is how a repeat's 422 is settled.
    few("GET /v1/orders/", 3 + faults);
    few("POST /v1/events/acknowledgment", 8 + faults);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_every_fault_an_order_comes_in_once_without_a_storm() {
    let cases = [
        (Fault::Duplicates, On::Poll, 2),
        (Fault::Disorder, On::Poll, 2),
        (Fault::Resurrected, On::Poll, 3),
        (Fault::UnknownEvent, On::Poll, 1),
        (Fault::BrokenEvent, On::Poll, 1),
        (Fault::TooMany(None), On::Poll, 2),
        (Fault::TooMany(None), On::Order, 2),
        (Fault::TooMany(Some("1".to_owned())), On::Action, 2),
        (Fault::TooMany(None), On::Acknowledgment, 2),
        (Fault::TooMany(Some("1".to_owned())), On::Token, 1),
        (Fault::Status(500), On::Poll, 2),
        (Fault::Status(503), On::Order, 4),
        (Fault::Status(500), On::Action, 4),
        (Fault::Status(503), On::Acknowledgment, 3),
        (Fault::Status(503), On::Token, 2),
        (Fault::Html, On::Poll, 2),
        (Fault::Html, On::Order, 3),
        (Fault::Html, On::Action, 3),
        (Fault::Html, On::Acknowledgment, 2),
        (Fault::Html, On::Token, 2),
        (Fault::Status(302), On::Order, 3),
        (Fault::Status(302), On::Action, 2),
        (Fault::Zoneless, On::Poll, 2),
        (Fault::Zoneless, On::Order, 3),
        (Fault::Truncated, On::Poll, 2),
        (Fault::Truncated, On::Order, 3),
        (Fault::BrokenOff, On::Poll, 2),
        (Fault::BrokenOff, On::Order, 3),
        (Fault::Slow(Duration::from_secs(2)), On::Poll, 1),
        (Fault::Slow(Duration::from_secs(2)), On::Order, 3),
        (Fault::Reset, On::Poll, 2),
        (Fault::Reset, On::Order, 2),
        (Fault::Reset, On::Acknowledgment, 2),
        (Fault::Reset, On::Action, 3),
        (Fault::Truncated, On::Action, 3),
        (Fault::AnswerLost, On::Action, 1),
        (Fault::AnswerLost, On::Acknowledgment, 1),
        (Fault::NotFoundYet, On::Order, 4),
        (Fault::Status(401), On::Poll, 1),
        (Fault::TokenRevoked, On::Poll, 2),
        (Fault::TokenRevoked, On::Action, 1),
        (Fault::Expiry(f64::MIN), On::Token, 1),
    ];
    let shops = cases.map(|(fault, on, times)| tokio::spawn(survive(fault, on, times)));
    for shop in futures::future::join_all(shops).await {
        shop.unwrap();
    }
}

#[tokio::test]
async fn a_cancellation_told_before_its_order_is_taken_in_with_it() {
    let mut counter = Counter::app().await;
    let [off, kept] = counter.place(2).try_into().unwrap();
    assert!(counter.app.cancel(&off));
    counter.app.set_fault(Fault::Disorder, On::Poll, 1);
    counter.open();
    counter.until_settled("the other is in", std::slice::from_ref(&kept)).await;
    counter.until("it is over", |c| c.order(&off).is_some_and(|state| state.head.status.is_final())).await;
    let state = counter.order(&off).unwrap();
    assert_eq!((state.tickets.len(), state.head.confirmed), (0, false));
    assert!(!counter.app.journal().orders[&off].received.contains_key("confirm"));
}

#[tokio::test]
async fn an_app_that_asks_to_be_left_alone_is() {
    let mut counter = Counter::app().await;
    let ids = counter.place(1);
    counter.app.set_fault(Fault::TooMany(Some("4".to_owned())), On::Poll, 1);
    counter.app.set_fault(Fault::TooMany(Some("5".to_owned())), On::Action, 1);
    counter.open();
    counter.until_settled("settled", &ids).await;
    let journal = counter.app.journal();
    let pause = |beginning: &str, end: &str| {
        let asked = |e: &&Entry| e.request.starts_with(beginning) && e.request.ends_with(end);
        let asked: Vec<&Entry> = journal.entries.iter().filter(asked).collect();
        assert_eq!(asked[0].status, 429);
        asked[1].at.as_millisecond() - asked[0].at.as_millisecond()
    };
    assert!(pause("GET", ":polling") >= 4_000);
    assert!(pause("POST", "/confirm") >= 5_000);
}

#[tokio::test]
async fn a_long_failure_is_asked_ever_less_often() {
    let mut counter = Counter::app().await;
    counter.app.set_fault(Fault::Status(503), On::Poll, u32::MAX);
    counter.open();
    counter.until("five polls", |counter| polls(&counter.app.journal()).len() >= 5).await;
    let journal = counter.app.journal();
    let at: Vec<i64> = polls(&journal).iter().map(|entry| entry.at.as_millisecond()).collect();
    let pauses: Vec<i64> = at.windows(2).map(|pair| (pair[1] - pair[0]) / 1000).collect();
    for (pause, least) in pauses.iter().zip([1, 2, 4, 8]) {
        assert!(*pause >= least, "{pauses:?}");
    }
    // Nothing else is asked of an app that is down.
    assert_eq!(journal.entries.len(), at.len() + 1, "and one token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_and_fifty_orders_at_once_take_few_requests() {
    let mut counter = Counter::app().await;
    let ids = counter.place(250);
    counter.open();
    counter.until_settled("all are in", &ids).await;
    let journal = counter.app.journal();
    assert_eq!(journal.violations().len(), 0);
    assert_eq!(counter.orders().len(), 250);
    assert!(ids.iter().all(|id| journal.orders[id].fetched == 1 && journal.orders[id].confirm_taken() == 1));
    assert_eq!(journal.count("GET /v1/orders/"), 250);
    assert!(journal.count("GET /v1/events:polling") <= counter.most_polls());
    // 500 events. Whatever is stored goes together: it takes seconds, and in each no more than a few requests.
    let most = 5 * (counter.started.elapsed().as_secs() as usize + 2);
    let made = journal.count("POST /v1/events/acknowledgment");
    assert!(made <= most, "{made} acknowledgments, at most {most}");
}

/// A rider is wished for from now on and within 90 minutes, by the agency's own clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_calls_no_rider_for_a_wrong_time() {
    for ahead in [2 * 3_600, -2 * 3_600, 600] {
        let mut counter = Counter::app().await;
        let config = AgencyConfig::new(60.0, 7, Arc::new(Timestamp::now));
        counter.agency = Some(AgencySim::start(AgencyConfig { key: None, ..config }).await.unwrap());
        counter.ahead.store(ahead, Ordering::SeqCst);
        counter.open();
        let id = counter.app.place_order(Flavour::ChildMealCard);
        counter
            .until("a rider is called", |c| {
                let state = c.order(&id);
                state.is_some_and(|s| s.delivery().is_some_and(|d| d.status().progress().is_some()))
            })
            .await;
        let state = counter.order(&id).unwrap();
        let journal = counter.agency.as_ref().unwrap().journal();
        assert_eq!(journal.wrong, Vec::<String>::new(), "{ahead}");
        // By our clock he is expected in a while, not hours ago or hours later.
        let now = Timestamp::now().as_second() + ahead;
        let expected = state.delivery().unwrap().pickup_expected_at.unwrap().as_second() - now;
        assert!((-60..3_600).contains(&expected), "{ahead}: in {expected} s");
        assert!(!state.problems.iter().any(|p| matches!(p, Problem::RiderLate { .. })), "{ahead}");
    }
}

#[tokio::test]
async fn a_shop_closed_by_absence_still_hears_of_its_orders() {
    let mut counter = Counter::app().await;
    counter.app.set_fault(Fault::Status(404), On::Menu, u32::MAX);
    let [cooking, kept] = counter.place(2).try_into().unwrap();
    counter.open();
    counter.until_settled("both cook", &[cooking.clone(), kept.clone()]).await;
    let engine = counter.running.as_ref().unwrap().handle.clone();
    engine.shop(None, ShopCommand::Close).await.unwrap();
    let board = engine.board();
    counter
        .until("it is closed by absence", |_| board.borrow().channels[0].line == ConnectionStatus::Away)
        .await;
    let shown = board.borrow().channels[0].clone();
    assert_eq!((shown.by_hand, shown.absent_since), (Some(ByHand::Close), None), "and it says what to do");

    // No event is fetched for it: the order itself is looked at, as often as a poll.
    let polls = polls(&counter.app.journal()).len();
    let fetched = counter.app.journal().orders[&cooking].fetched;
    assert!(counter.app.cancel(&cooking));
    counter.until("the cancellation", |c| c.order(&cooking).unwrap().head.status == Status::Cancelled).await;
    assert!(counter.app.journal().orders[&cooking].fetched > fetched);

    // The app has not closed yet, and lets one more in.
    let late = counter.app.place_order(Flavour::Plain);
    counter.until("the late order rings", |c| c.order(&late).is_some()).await;
    assert_eq!(counter.order(&late).unwrap().head.status, Status::Received, "nothing is accepted by itself");
    let looks = self::polls(&counter.app.journal()).len() - polls;
    assert!(looks < 8, "{looks} polls are presence");
    // And that one is followed too.
    assert!(counter.app.cancel(&late));
    counter.until("it is off", |c| c.order(&late).unwrap().head.status.is_final()).await;
    assert_eq!(counter.order(&kept).unwrap().head.status, Status::Accepted);
}

#[tokio::test]
async fn a_clock_that_is_set_completes_nothing_and_asks_the_app() {
    const TWO_DAYS: i64 = 172_800;
    let mut counter = Counter::app().await;
    let ids = counter.place(2);
    counter.open();
    counter.until_settled("both are taken", &ids).await;
    // One of them was delivered: half an hour later it would close by itself.
    counter.app.tell_event(&ids[0], "DELIVERED");
    let delivered = |c: &Counter| c.order(&ids[0]).is_some_and(|state| state.head.delivered_at.is_some());
    counter.until("delivered", delivered).await;
    let before = [counter.order(&ids[0]).unwrap(), counter.order(&ids[1]).unwrap()];
    let ready_at = |state: &OrderState| state.head.ready_at.unwrap();
    let open = |c: &Counter| {
        let now = [c.order(&ids[0]).unwrap(), c.order(&ids[1]).unwrap()];
        assert!(
            now.iter().zip(&before).all(|(now, before)| now.head.status == before.head.status),
            "{now:?}"
        );
        now
    };
    for set in [TWO_DAYS, -TWO_DAYS, 0] {
        counter.set.store(set, Ordering::SeqCst);
        // A new order makes everybody look at the clock, and is taken by the time as it is.
        let new = counter.place(1);
        counter.until_settled("a new one", &new).await;
        let new = counter.order(&new[0]).unwrap();
        assert!(ready_at(&new).duration_since(ready_at(&before[1])).as_secs() < 120, "{set}: {new:?}");
        assert_eq!(
            open(&counter).map(|state| ready_at(&state)),
            before.each_ref().map(|state| ready_at(state))
        );
    }
    // It stays so for a minute: the orders' times follow, the app is asked, and nothing has ended.
    let fetched = counter.app.journal().count("GET /v1/orders/");
    counter.set.store(TWO_DAYS, Ordering::SeqCst);
    counter.place(1);
    counter.until("noticed", |c| c.orders().len() == 6).await;
    counter.ahead.store(61, Ordering::SeqCst);
    counter.place(1);
    counter
        .until("followed", |c| {
            let moved = open(c)[1].head.ready_at.unwrap().duration_since(ready_at(&before[1])).as_secs();
            (TWO_DAYS - 5..TWO_DAYS + 65).contains(&moved)
        })
        .await;
    counter.until("asked", |c| c.app.journal().count("GET /v1/orders/") >= fetched + 8).await;
    open(&counter);
}

#[tokio::test]
async fn one_poisonous_order_rings_and_holds_up_no_other() {
    let mut counter = Counter::app().await;
    let before = counter.place(2);
    let poison = counter.app.place_order(Spec { poisonous: true, ..Spec::from(Flavour::Plain) });
    let after = counter.place(2);
    counter.open();
    counter.until_settled("the good ones", &[before, after].concat()).await;
    let state = counter.order(&poison).unwrap();
    assert_eq!(state.head.status, Status::Unreadable);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::Unreadable { .. })), "{:?}", state.problems);
    let fetched = || counter.app.journal().orders[&poison].fetched;
    assert_eq!(fetched(), 1, "it is not asked for again and again");
    assert!(counter.app.journal().orders[&poison].acknowledged_at.is_some());
    // Half a minute later it is asked for once more.
    counter.ahead.store(35, Ordering::SeqCst);
    // Any change makes the workers look at the clock.
    counter.place(1);
    counter.until("asked again", |_| fetched() == 2).await;
}
