//! The running engine over a clock that is moved by hand: an app is told when the shop's hours open and close.

use std::sync::atomic::AtomicI64;

use super::*;

#[tokio::test]
async fn the_engine_closes_and_opens_the_shop_by_its_hours() {
    let folder = tempfile::tempdir().unwrap();
    let shop = TestShop::complete().with("hours = { every = \"11:00-21:30\", sunday = \"closed\" }").app(
        "app",
        "open-delivery",
        "http://127.0.0.1:9",
    );
    let settings = Arc::new(shop.settings_in(folder.path()).unwrap());
    // A Saturday, an hour after the shop should have opened.
    let time = Arc::new(AtomicI64::new(0));
    let set = |text: &str| {
        let local: jiff::civil::DateTime = text.parse().unwrap();
        let at = local.to_zoned(settings.shops[0].timezone.clone()).unwrap().timestamp();
        time.store(at.as_millisecond(), Ordering::SeqCst);
    };
    set("2026-11-21T12:00");
    let own = time.clone();
    let clock: Clock = Arc::new(move || Timestamp::from_millisecond(own.load(Ordering::SeqCst)).unwrap());
    let policy = Arc::new(settings.policy(|a| crate::agency::capabilities(a, Default::default())));
    let path = folder.path().join("store.db");
    let store = Store::open(&path, policy, Box::new(|_| "order".to_owned()), clock()).unwrap();
    let app = App::with(&[]);
    let running = run(Parts {
        settings: settings.clone(),
        store,
        channels: [("app".to_owned(), Ok(app.clone() as Arc<dyn Channel>))].into(),
        printers: BTreeMap::new(),
        devices: BTreeMap::new(),
        agencies: BTreeMap::new(),
        clock,
        drift: Drift::default(),
        timekeeper: None,
        awake: None,
        warnings: Vec::new(),
        speaker: Speaker::silent(),
        rng: fastrand::Rng::with_seed(1),
    });
    let board = running.handle.board();
    let shown = || board.borrow().channels[0].clone();
    until("the hours are shown", async || {
        shown().hours.is_some_and(|hours| hours.open && hours.next.is_some_and(|next| !next.open))
    })
    .await;
    // The machine sleeps until night.
    set("2026-11-21T22:00");
    until("closed", async || *app.opened.lock().unwrap() == [false]).await;
    // Over the day off: the owner is asked, and nothing opens.
    set("2026-11-22T12:00");
    until("asked", async || shown().opening.asks_to_open).await;
    assert_eq!(*app.opened.lock().unwrap(), [false]);
    set("2026-11-23T11:00");
    until("opened", async || *app.opened.lock().unwrap() == [false, true]).await;
    until("not asked any more", async || !shown().opening.asks_to_open).await;
    running.stop_within(Duration::from_millis(50)).await;
}
