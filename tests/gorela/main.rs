//! Gorela in full: both fares, changes in their windows, deposit, conditions and prices that move, through the real client
//! against the simulated Gorela.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod printed;

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use jumunbell::agency::{
    self, AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, Quoted,
    Timings,
};
use jumunbell::open_delivery::http;
use jumunbell::order::{DeliveryReport, DeliveryState, Order, Payment, PaymentKind, Quote, Timing, Won};
use jumunbell::settings::{AgencyKind, AgencySettings, Fare, GorelaOptions, Shop, ShopAddress};
use jumunbell::sim::agency::{AgencyConfig, AgencySim, Fault, Mishap, Route};

const ALL: [Amendment; 4] = [Amendment::Pickup, Amendment::Drop, Amendment::Memo, Amendment::Payment];
const OPENED: &str = "2026-11-21T11:00:00Z";

fn agency(base_url: &str, key: &str, fare: Fare, store_id: &str) -> Arc<dyn DeliveryAgency> {
    let settings = AgencySettings {
        account: "jumunbell".into(),
        store_id: store_id.into(),
        gorela: GorelaOptions { fare },
        ..AgencySettings::of("barogo", AgencyKind::Gorela, base_url)
    };
    let shop = Shop {
        id: None,
        name: "모의국밥".into(),
        phone: "063-000-0000".into(),
        business_number: "000-00-00000".into(),
        timezone: jiff::tz::TimeZone::UTC,
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress { road: "모의시 가게로 9".into(), ..ShopAddress::default() },
        footer: Vec::new(),
    };
    let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(|| OPENED.parse().unwrap());
    let timings = Timings::for_base_url(base_url, now, 20);
    agency::open(&settings, key.to_owned(), &shop, http::client(base_url).unwrap(), timings).unwrap()
}

fn request() -> DeliveryRequest {
    let order: Order = serde_json::from_str(include_str!("../fixtures/gorela/our-order.json")).unwrap();
    DeliveryRequest {
        key: "k-1".into(),
        number: "특급-012".into(),
        order,
        gorela_channel: "SDO".into(),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

/// The same with 15,000 won to take in cash.
fn with_cash() -> DeliveryRequest {
    let mut request = request();
    request.order.payments = vec![Payment {
        kind: PaymentKind::Cash,
        name: "현장".into(),
        amount: Won(15_000),
        on_delivery: true,
        change_for: None,
    }];
    request
}

/// A simulated Gorela with the clock of its riders, and the client for it.
struct Scene {
    sim: AgencySim,
    clock: Arc<Mutex<Timestamp>>,
    agency: Arc<dyn DeliveryAgency>,
}

async fn scene(fare: Fare) -> Scene {
    let clock = Arc::new(Mutex::new(OPENED.parse().unwrap()));
    let now = clock.clone();
    let config = AgencyConfig::new(1.0, 7, Arc::new(move || *now.lock().unwrap()));
    let sim = AgencySim::start(config).await.unwrap();
    let agency = agency(&sim.base_url(), "sim-key", fare, "store-1");
    Scene { sim, clock, agency }
}

impl Scene {
    async fn quote(&self) -> Quote {
        match self.agency.quote(&request()).await.unwrap() {
            Quoted::Possible(quote) => quote,
            refused => panic!("{refused:?}"),
        }
    }

    /// Quotes, then calls with that quote.
    async fn call(&self) -> (Quote, DeliveryReport) {
        let quote = self.quote().await;
        let request = DeliveryRequest { quote: Some(quote.clone()), ..request() };
        match self.agency.create(&request).await {
            Created::Taken(report) => (quote, report),
            other => panic!("{other:?}"),
        }
    }

    async fn look(&self) -> DeliveryReport {
        self.agency.look_up("k-1").await.unwrap().unwrap()
    }

    async fn until(&self, state: DeliveryState) {
        for _ in 0..720 {
            if self.look().await.state == state {
                return;
            }
            *self.clock.lock().unwrap() += SignedDuration::from_secs(5);
        }
        panic!("never {state:?}");
    }

    async fn balance(&self) -> Won {
        self.agency.balance().await.unwrap().unwrap()
    }

    /// Which changes are taken now; the others must be refused with `INVALID_STATUS`.
    async fn taken(&self, request: &DeliveryRequest) -> Vec<Amendment> {
        let mut taken = Vec::new();
        for what in ALL {
            match self.agency.amend(request, what).await.unwrap() {
                Amended::Taken => taken.push(what),
                Amended::Refused(refusal) => assert_eq!(refusal.code, "INVALID_STATUS", "{what:?}"),
                Amended::NoCall => panic!("{what:?} has a call"),
            }
        }
        taken
    }

    fn happened(&self, what: &str) -> bool {
        self.sim.journal().events.iter().any(|event| event.what == what)
    }

    fn nothing_wrong(&self) {
        assert_eq!(self.sim.journal().wrong, Vec::<String>::new());
    }
}

#[tokio::test]
async fn every_change_has_its_window() {
    let scene = scene(Fare::Fixed).await;
    assert_eq!(scene.agency.capabilities().amends, ALL);
    scene.call().await;
    let mut changed = with_cash();
    changed.order.rider_memo = Some("경비실에 맡겨 주세요".into());
    changed.order.address.as_mut().unwrap().detail = Some("99층".into());
    assert_eq!(scene.taken(&changed).await, ALL);
    for told in ["drop 99층", "memo 경비실에 맡겨 주세요", "to take 15000"] {
        assert!(scene.happened(told), "{told}");
    }
    scene.until(DeliveryState::Assigned).await;
    assert_eq!(scene.taken(&changed).await, ALL[1..], "the pickup moves until a rider is allocated");
    scene.until(DeliveryState::PickedUp).await;
    assert_eq!(scene.taken(&changed).await, ALL[2..], "the drop until the food is picked up");
    scene.until(DeliveryState::Delivered).await;
    assert_eq!(scene.taken(&changed).await, []);
    scene.nothing_wrong();
}

/// The rider carries the change that the customer needs now.
#[tokio::test]
async fn another_payment_brings_another_memo() {
    let scene = scene(Fare::Fixed).await;
    scene.call().await;
    let mut changed = with_cash();
    changed.order.payments[0].change_for = Some(Won(50_000));
    assert_eq!(scene.agency.amend(&changed, Amendment::Payment).await.unwrap(), Amended::Taken);
    assert!(
        scene.sim.journal().events.iter().any(|e| e.what.starts_with("memo") && e.what.contains("50,000원"))
    );
    scene.sim.set_fault(Fault::Refuse(Route::Payment, "ETC".into()), 1);
    let told = scene.sim.journal().events.len();
    assert!(matches!(scene.agency.amend(&changed, Amendment::Payment).await.unwrap(), Amended::Refused(_)));
    assert_eq!(scene.sim.journal().events.len(), told + 1, "no memo about a payment that stays");
}

#[tokio::test]
async fn a_change_may_be_refused_or_lost_and_can_be_repeated() {
    let scene = scene(Fare::Fixed).await;
    scene.call().await;
    let routes = [Route::PickupWish, Route::Drop, Route::Memo, Route::Payment];
    for (what, route) in ALL.into_iter().zip(routes) {
        scene.sim.set_fault(Fault::Refuse(route, "INVALID_ADDRESS".into()), 1);
        let Amended::Refused(refusal) = scene.agency.amend(&request(), what).await.unwrap() else { panic!() };
        assert_eq!(refusal.code, "INVALID_ADDRESS");
        for what_happens in [Mishap::Reset, Mishap::Status(500), Mishap::Hang] {
            let mishap = Fault::Mishap { route, what: what_happens, after_effect: true };
            scene.sim.set_fault(mishap, 1);
            let lost = scene.agency.amend(&request(), what).await;
            assert!(matches!(lost, Err(AgencyError::Retry { .. })), "{lost:?}");
        }
        let mishap = Fault::Mishap { route, what: Mishap::Garbage, after_effect: true };
        scene.sim.set_fault(mishap, 1);
        assert!(matches!(scene.agency.amend(&request(), what).await, Err(AgencyError::Unreadable(_))));
        assert_eq!(scene.agency.amend(&request(), what).await.unwrap(), Amended::Taken);
    }
}

/// What is shown and booked is what the order says, not what the quote said.
#[tokio::test]
async fn the_agency_has_the_last_word_on_the_price() {
    for fare in [Fare::Fixed, Fare::Flexible] {
        let scene = scene(fare).await;
        let (quote, called) = scene.call().await;
        assert_eq!((called.fee, called.vat), (Some(quote.fee), quote.vat));
        scene.sim.set_fault(Fault::Raise("OVERLOAD".into(), 700), 1);
        let dearer = scene.look().await;
        assert_eq!(dearer.fee, Some(quote.fee + Won(700)), "{fare:?}");
        assert_eq!(dearer.vat, Some(Won((quote.fee.0 + 700) / 10)));
        let extra = dearer.extra.unwrap();
        assert!(extra.iter().any(|charge| charge.kind == "OVERLOAD" && charge.amount == Won(700)));
    }
}

#[tokio::test]
async fn another_drop_costs_what_the_agency_says() {
    let scene = scene(Fare::Fixed).await;
    let (quote, _) = scene.call().await;
    let mut moved = request();
    assert_eq!(scene.agency.amend(&moved, Amendment::Drop).await.unwrap(), Amended::Taken);
    assert_eq!(scene.look().await.fee, Some(quote.fee), "the same place");
    moved.order.address.as_mut().unwrap().road = Some("모의시 시험구 가상로 99".into());
    assert_eq!(scene.agency.amend(&moved, Amendment::Drop).await.unwrap(), Amended::Taken);
    assert!(scene.look().await.fee > Some(quote.fee));
}

#[tokio::test]
async fn the_deposit_moves_with_fees_vat_and_cancel_fees() {
    let scene = scene(Fare::Fixed).await;
    let before = scene.balance().await;
    let (quote, _) = scene.call().await;
    assert_eq!(scene.balance().await, before - quote.fee - quote.vat.unwrap());
    scene.until(DeliveryState::Assigned).await;
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(500)) });
    assert_eq!(scene.balance().await, before - Won(500));
    assert_eq!(scene.look().await.cancel_fee, Some(Won(500)));
    scene.nothing_wrong();
}

#[tokio::test]
async fn conditions_are_told() {
    let scene = scene(Fare::Fixed).await;
    let now = || async { scene.agency.conditions().await.unwrap().unwrap() };
    scene.sim.set_fault(Fault::Condition("BAD_WEATHER".into()), 1);
    let closed = now().await;
    assert_eq!((closed.possible, closed.reason.as_deref()), (false, Some("BAD_WEATHER")));
    scene.sim.set_fault(Fault::Delay(30), 1);
    let late = now().await;
    assert_eq!((late.possible, late.delay_minutes), (true, Some(30)));
    assert_eq!(now().await.delay_minutes, None);
    scene.nothing_wrong();
}

/// The shop offers what Gorela recommends, and more while nobody takes it.
#[tokio::test]
async fn with_flexible_fare_the_shop_names_the_price() {
    let scene = scene(Fare::Flexible).await;
    let (quote, called) = scene.call().await;
    assert_eq!((called.fee, called.vat), (Some(quote.fee), Some(Won(quote.fee.0 / 10))));
    let Amended::Refused(refusal) = scene.agency.raise("k-1", quote.fee).await.unwrap() else { panic!() };
    assert_eq!(refusal.code, "INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL");
    assert_eq!(scene.agency.raise("k-1", quote.fee + Won(450)).await.unwrap(), Amended::Taken);
    assert_eq!(scene.look().await.fee, Some(quote.fee + Won(500)), "by whole hundreds");
    scene.until(DeliveryState::Assigned).await;
    let late = scene.agency.raise("k-1", quote.fee + Won(1_000)).await.unwrap();
    assert!(matches!(late, Amended::Refused(_)));
    assert!(matches!(scene.agency.raise("nobody", Won(5_000)).await.unwrap(), Amended::Refused(_)));
    scene.nothing_wrong();
}

#[tokio::test]
async fn with_fixed_fare_there_is_no_price_to_raise() {
    let scene = scene(Fare::Fixed).await;
    scene.call().await;
    assert_eq!(scene.agency.raise("k-1", Won(9_000)).await.unwrap(), Amended::NoCall);
    assert!(!scene.happened("offered 9000"));
}

/// Riders could not know of the cash; and without a price there is nothing to offer.
#[tokio::test]
async fn with_flexible_fare_nothing_is_sent_that_has_no_field() {
    let scene = scene(Fare::Flexible).await;
    let Quoted::Refused(refusal) = scene.agency.quote(&with_cash()).await.unwrap() else { panic!() };
    assert_eq!(refusal.code, "INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD");
    assert!(!scene.happened("quote"));
    scene.quote().await;
    assert!(matches!(scene.agency.create(&request()).await, Created::NotSent(_)));
    assert_eq!(scene.sim.journal().deliveries.len(), 0);
}

#[tokio::test]
async fn an_order_in_two_deliveries_costs_both() {
    let scene = scene(Fare::Fixed).await;
    let before = scene.balance().await;
    scene.sim.set_fault(Fault::FanOut, 1);
    let (quote, called) = scene.call().await;
    let both = |won: Won| won + won;
    assert_eq!((called.fee, called.vat), (Some(both(quote.fee)), quote.vat.map(both)));
    assert_eq!(scene.balance().await, before - both(quote.fee) - both(quote.vat.unwrap()));
    scene.until(DeliveryState::Assigned).await;
    assert_eq!(scene.look().await.raw_state, "ALLOCATED", "the most advanced of them is told");
    scene.until(DeliveryState::Delivered).await;
}

#[tokio::test]
async fn a_reservation_is_taken_and_one_too_soon_is_called_as_usual() {
    let called = |wanted: &str, ready: &str| {
        let mut request = request();
        request.order.timing = Timing::Scheduled;
        request.order.promised_at = Some(wanted.parse().unwrap());
        request.pickup_at = ready.parse().unwrap();
        async move {
            let scene = scene(Fare::Fixed).await;
            assert!(matches!(scene.agency.quote(&request).await.unwrap(), Quoted::Possible(_)));
            let created = scene.agency.create(&request).await;
            assert!(matches!(created, Created::Taken(_)), "{created:?}");
            scene.nothing_wrong();
        }
    };
    called("2026-11-21T15:00:00Z", "2026-11-21T14:20:00Z").await;
    called("2026-11-21T15:00:00Z", "2026-11-21T14:55:00Z").await;
    called("2026-11-21T11:50:00Z", "2026-11-21T11:20:00Z").await;
}
