//! Gorela in full: both fares, changes in their windows, deposit, conditions and prices that move, through the real client
//! against the simulated Gorela; and its answers as the developer reference prints them, or as nobody would expect them.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

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
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

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
    let order: Order = serde_json::from_str(include_str!("fixtures/gorela/our-order.json")).unwrap();
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

// --- as the developer reference prints it ---

async fn answering(
    verb: &str,
    at: &str,
    status: u16,
    body: &str,
    fare: Fare,
) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let agency = agency(&server.uri(), "secret", fare, "store-1");
    (server, agency)
}

async fn sent(server: &MockServer) -> Value {
    server.received_requests().await.unwrap()[0].body_json().unwrap()
}

const MOVED: &str = include_str!("fixtures/gorela/drop-moved.json");
const AMENDED: &str = include_str!("fixtures/gorela/amended-order.json");

fn call_of(what: Amendment) -> &'static str {
    match what {
        Amendment::Pickup => "pickup-wish-at",
        Amendment::Drop => "drop-info",
        Amendment::Memo => "memo-info",
        Amendment::Payment => "payment-info",
    }
}

#[tokio::test]
async fn changes_as_printed() {
    let requests: Value = serde_json::from_str(include_str!("fixtures/gorela/amend-requests.json")).unwrap();
    for what in ALL {
        let call = call_of(what);
        let body = if what == Amendment::Drop { MOVED } else { AMENDED };
        let (server, agency) =
            answering("PUT", &format!("/api/orders/k-1/{call}"), 200, body, Fare::Fixed).await;
        assert_eq!(agency.amend(&with_cash(), what).await.unwrap(), Amended::Taken, "{call}");
        assert_eq!(sent(&server).await, requests[call]);
    }
}

/// What an agency is made to say about a change.
async fn amended(status: u16, body: &str) -> Result<Amended, AgencyError> {
    let (_server, agency) = answering("PUT", "/api/orders/k-1/drop-info", status, body, Fare::Fixed).await;
    agency.amend(&request(), Amendment::Drop).await
}

#[tokio::test]
async fn a_change_is_only_taken_or_refused_when_said() {
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, r#"{"statusCode":200}"#),
        (200, r#"{"data":null}"#),
        (200, r#"{"data":{}}"#),
        (200, r#"{"data":[]}"#),
        (200, r#"{"data":[true,true]}"#),
        (200, r#"{"data":{"isSuccess":"true"}}"#),
        (200, r#"{"data":{"deliveries":[]}}"#),
        (200, r#"{"data":{"orderAgencyOrderId":"k-2","status":"ACCEPTED","deliveries":[]}}"#),
        (200, r#"{"data":{"isSuccess":true,"order":{"orderAgencyOrderId":"k-2","status":"ACCEPTED"}}}"#),
        (200, r#"{"data":{"isSuccess":1e999}}"#),
        (200, "<html>로그인하세요</html>"),
        (207, ""),
        (302, ""),
        (404, "<html>"),
        (409, r#"{"error":{"errorCode":"BUSY"}}"#),
        (429, ""),
        (502, r#"{"error":{"errorCode":"NOT_ALLOW_EXTERNAL"}}"#),
    ] {
        let answer = amended(status, body).await;
        assert!(
            matches!(answer, Err(AgencyError::Retry { .. } | AgencyError::Unreadable(_))),
            "{status} {body}: {answer:?}"
        );
    }
    assert!(matches!(amended(401, "").await, Err(AgencyError::SignedOut(_))));
    for (status, body, code, message) in [
        (
            200,
            r#"{"data":{"isSuccess":false,"reason":"INSUFFICIENT_DEPOSIT"}}"#,
            "INSUFFICIENT_DEPOSIT",
            None,
        ),
        (200, r#"{"data":{"isSuccess":false,"reason":7}}"#, "ETC", None),
        (
            200,
            "\u{feff}{\"data\":{\"isSuccess\":false,\"reason\":\"새 사유\",\"message\":\"곧 도착합니다\"}}",
            "새 사유",
            Some("곧 도착합니다"),
        ),
        (207, r#"{"statusCode":207,"data":{"isSuccess":true}}"#, "partly-amended", None),
        (
            400,
            r#"{"error":{"errorCode":"NOT_ALLOW","message":"허용되지 않습니다"}}"#,
            "NOT_ALLOW",
            Some("허용되지 않습니다"),
        ),
    ] {
        let Amended::Refused(refusal) = amended(status, body).await.unwrap() else { panic!("{body}") };
        assert_eq!((refusal.code.as_str(), refusal.message.as_deref()), (code, message));
    }
}

#[tokio::test]
async fn prices_with_flexible_fare_as_printed() {
    let body = include_str!("fixtures/gorela/flexible-possible.json");
    let at = "/api/flexible/delivery-possible";
    let (server, agency) = answering("POST", at, 200, body, Fare::Flexible).await;
    let Quoted::Possible(quote) = agency.quote(&request()).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat, quote.distance_metres), (Won(4_000), Some(Won(400)), Some(1_320)));
    assert!(sent(&server).await.get("totalPayPrice").is_none());

    let body = include_str!("fixtures/gorela/flexible-created.json");
    let (server, agency) = answering("POST", "/api/flexible/orders", 200, body, Fare::Flexible).await;
    let called = agency.create(&DeliveryRequest { quote: Some(quote), ..request() }).await;
    let Created::Taken(report) = called else { panic!("{called:?}") };
    assert_eq!((report.fee, report.vat, report.extra), (Some(Won(4_000)), Some(Won(400)), Some(Vec::new())));
    let sent = sent(&server).await;
    assert_eq!(
        (&sent["requestDeliveryPrice"], &sent["orderAgencyStoreId"]),
        (&json!(4_000), &json!("store-1"))
    );
}

#[tokio::test]
async fn vat_and_surcharges_of_a_price_as_printed() {
    let body = include_str!("fixtures/gorela/quote-possible.json");
    let (_server, agency) = answering("POST", "/api/delivery-possible", 200, body, Fare::Fixed).await;
    let Quoted::Possible(quote) = agency.quote(&request()).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat), (Won(3_800), Some(Won(380))));
    assert_eq!((quote.extra[0].kind.as_str(), quote.extra[0].amount), ("WEATHER", Won(500)));
}

async fn about_shop(call: &str, status: u16, body: &str) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/api/{call}")))
        .and(query_param("orderAgencyId", "jumunbell"))
        .and(query_param("orderAgencyStoreId", "store-1"))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let agency = agency(&server.uri(), "secret", Fare::Fixed, "store-1");
    (server, agency)
}

/// A fee is paid out of one deposit, so the largest counts; an agency that cannot be asked carries nothing.
#[tokio::test]
async fn the_deposit_as_printed() {
    let ask = |status, body| async move {
        let (_server, agency) = about_shop("deposit-infos", status, body).await;
        agency.balance().await
    };
    let printed = include_str!("fixtures/gorela/deposits.json");
    assert_eq!(ask(207, printed).await.unwrap(), Some(Won(95_000)));
    assert_eq!(ask(200, r#"{"data":[{"deposit":0}]}"#).await.unwrap(), Some(Won(0)));
    for nothing in [r#"{"data":[]}"#, r#"{"data":[{}]}"#, r#"{"data":[{"deposit":1e300},"x",[1]]}"#] {
        assert_eq!(ask(200, nothing).await.unwrap(), None, "{nothing}");
    }
    for odd in ["", "{}", r#"{"data":{"deposit":5}}"#, r#"{"data":"5"}"#] {
        assert!(matches!(ask(200, odd).await, Err(AgencyError::Unreadable(_))), "{odd}");
    }
    assert!(matches!(ask(503, "").await, Err(AgencyError::Retry { .. })));
    assert!(matches!(ask(401, "").await, Err(AgencyError::SignedOut(_))));
}

#[tokio::test]
async fn conditions_as_printed() {
    let ask = |body| async move {
        let (_server, agency) = about_shop("delivery-conditions", 200, body).await;
        agency.conditions().await.unwrap()
    };
    let best = ask(include_str!("fixtures/gorela/conditions.json")).await.unwrap();
    assert_eq!((best.possible, best.reason, best.delay_minutes), (true, None, Some(10)));
    let extra: Vec<_> = best.extra.iter().map(|charge| (charge.kind.as_str(), charge.amount)).collect();
    assert_eq!(extra, [("HOLIDAY", Won(500))]);
    let closed = ask(r#"{"data":[{"isDeliveryPossible":false,"reason":"CLOSE_AGENCY"}]}"#).await.unwrap();
    assert_eq!((closed.possible, closed.reason.as_deref()), (false, Some("CLOSE_AGENCY")));
    for silent in [r#"{"data":[]}"#, r#"{"data":[{"isDeliveryPossible":"yes","delayTime":3}]}"#] {
        assert_eq!(ask(silent).await, None, "{silent}");
    }
}

/// Gorela asks for the shop's id there, and a shop that it knows by its address has none.
#[tokio::test]
async fn a_shop_without_an_id_is_not_asked_about() {
    let (server, _) = about_shop("deposit-infos", 200, "{}").await;
    let agency = agency(&server.uri(), "secret", Fare::Fixed, "");
    assert_eq!(agency.balance().await.unwrap(), None);
    assert_eq!(agency.conditions().await.unwrap(), None);
    assert!(server.received_requests().await.unwrap().is_empty());
}

/// An answer about somebody else's order says nothing about ours.
#[tokio::test]
async fn another_order_is_not_ours() {
    let other = r#"{"data":{"isSuccess":true,"order":{"orderAgencyOrderId":"k-2","status":"CANCELED","deliveries":[{"status":"CANCELED"}]}}}"#;
    let (_server, agency) = answering("POST", "/api/orders", 200, other, Fare::Fixed).await;
    assert!(matches!(agency.create(&request()).await, Created::Unknown(_)));
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 200, other, Fare::Fixed).await;
    assert!(matches!(agency.cancel("k-1").await, Err(AgencyError::Unreadable(_))));
    let (_server, agency) = answering("GET", "/api/orders/k-1", 200, other, Fare::Fixed).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))));
}

/// Neither nothing nor a number nobody can pay is a place or a price.
#[tokio::test]
async fn a_look_up_is_only_believed_when_it_says_where_the_delivery_is() {
    let look = |body| async move {
        let (_server, agency) = answering("GET", "/api/orders/k-1", 200, body, Fare::Fixed).await;
        agency.look_up("k-1").await
    };
    for silent in
        ["{}", r#"{"data":[]}"#, r#"{"data":{"deliveries":[]}}"#, r#"{"data":{"deliveries":[{"status":5}]}}"#]
    {
        assert!(matches!(look(silent).await, Err(AgencyError::Unreadable(_))), "{silent}");
    }
    let waiting =
        look("\u{feff}{\"data\":{\"status\":\"CREATED\",\"deliveries\":[]}}").await.unwrap().unwrap();
    assert_eq!(waiting.state, DeliveryState::Requested);
    let huge = r#"{"data":{"deliveries":[{"status":"ALLOCATED","totalDeliveryPrice":9223372036854775807,"VATPrice":-5,"cancelFee":1e300,
        "pickupExpectedAt":9007199254740991,"statuses":[{"status":"ALLOCATED","changedAt":-1e300}]}]}}"#;
    let told = look(huge).await.unwrap().unwrap();
    assert_eq!(
        (told.state, told.fee, told.vat, told.cancel_fee),
        (DeliveryState::Assigned, None, None, None)
    );
    assert_eq!((told.at, told.pickup_expected_at), (None, None));
}

#[tokio::test]
async fn food_is_only_said_to_be_ready_when_it_was_heard() {
    for (body, heard) in [
        (r#"{"data":{"isSuccess":true}}"#, true),
        (r#"{"data":{"isSuccess":false,"reason":"ALREADY_COMPLETED_ORDER_PRODUCT_PREPARE"}}"#, true),
        (r#"{"data":{"isSuccess":false,"reason":"ETC"}}"#, false),
        (r#"{"data":{}}"#, false),
        ("<html>로그인하세요</html>", false),
    ] {
        let (_server, agency) =
            answering("POST", "/api/orders/k-1/prepare-complete", 200, body, Fare::Fixed).await;
        assert_eq!(agency.prepare_complete("k-1").await.is_ok(), heard, "{body}");
    }
}
