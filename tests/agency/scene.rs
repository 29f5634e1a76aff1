//! One agency of any kind, its clock and the client for it.

use std::sync::{Arc, Mutex};

use domain::order::{DeliveryReport, DeliveryState, Order, Quote};
use jiff::{SignedDuration, Timestamp};
use jumunbell::agency::{
    self, AgencyError, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, OffReason, Quoted, Timings,
};
use jumunbell::settings::{AgencyKind, AgencyOptions, AgencySettings};
use jumunbell::sim::agency::{AgencyConfig, AgencySim, Fault, Mishap, Route};
pub use jumunbell::sim::sample::shop;
use open_delivery::http;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A key that every kind takes: one of them wants UUIDs.
pub const KEY: &str = "01936d5c-0000-7000-8000-000000000001";
/// The order's short number.
pub const NUMBER: &str = "특급-012";
/// When the clock starts, a little before the meal is ready.
const OPENED: &str = "2026-11-21T11:00:00Z";

/// Another such key for each `n`; [`KEY`] is that of 1.
pub fn key(n: u32) -> String {
    format!("01936d5c-0000-7000-8000-{n:012}")
}

/// What differs from protocol to protocol.
pub fn by<T>(kind: AgencyKind, gorela: T, kakao: T, logistics: T) -> T {
    match kind {
        AgencyKind::Gorela => gorela,
        AgencyKind::Kakao => kakao,
        AgencyKind::OpenDeliveryLogistics => logistics,
        AgencyKind::InHouse => unreachable!("one's own riders have no line"),
    }
}

/// A clock that a test moves, so that riders ride without waiting and signatures grow old.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    pub fn new() -> Clock {
        Clock(Arc::new(Mutex::new(OPENED.parse().unwrap())))
    }

    pub fn forward(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub fn read(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let clock = self.0.clone();
        Arc::new(move || *clock.lock().unwrap())
    }
}

pub fn settings(kind: AgencyKind, base_url: &str) -> AgencySettings {
    let mut settings = AgencySettings::of("barogo", kind, base_url);
    match &mut settings.options {
        AgencyOptions::Gorela(own) => {
            (own.server.account, own.store_id) = ("jumunbell".into(), "store-1".into());
        }
        AgencyOptions::Kakao(own) => own.server.account = "VENDOR".into(),
        AgencyOptions::OpenDeliveryLogistics(own) => {
            own.server.account = "jumunbell".into();
            own.merchant_id = "00000000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824".into();
        }
        AgencyOptions::InHouse(_) => {}
    }
    settings
}

pub fn request(key: &str) -> DeliveryRequest {
    let order: Order = serde_json::from_str(include_str!("../fixtures/gorela/our-order.json")).unwrap();
    DeliveryRequest {
        key: key.into(),
        number: NUMBER.into(),
        order,
        app_name: Some("SDO".into()),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

/// Waits a twentieth as long as it would for a real agency.
pub fn timings(base_url: &str, clock: &Clock) -> Timings {
    Timings::for_base_url(base_url, clock.read(), 20)
}

/// The client for these settings.
pub fn open(settings: &AgencySettings, key: &str, clock: &Clock) -> Arc<dyn DeliveryAgency> {
    let base_url = &settings.server().unwrap().base_url;
    let (http, timings) = (http::client(base_url).unwrap(), timings(base_url, clock));
    agency::open(settings, key.to_owned(), &shop(), http, timings).unwrap()
}

/// A simulated agency with its clock, and the client for it.
pub struct Scene {
    pub sim: AgencySim,
    pub clock: Clock,
    pub settings: AgencySettings,
    pub agency: Arc<dyn DeliveryAgency>,
}

impl Scene {
    pub async fn of(kind: AgencyKind) -> Scene {
        Scene::with(kind, |_| {}).await
    }

    pub async fn with(kind: AgencyKind, change: impl FnOnce(&mut AgencyConfig)) -> Scene {
        let clock = Clock::new();
        let mut config = AgencyConfig { kind, ..AgencyConfig::new(1.0, 7, clock.read()) };
        change(&mut config);
        let sim = AgencySim::start(config).await.unwrap();
        // Kakao's sandbox is not at the root of its server.
        let under = if kind == AgencyKind::Kakao { "/goa-sandbox-service" } else { "" };
        let settings = settings(kind, &format!("{}{under}", sim.base_url()));
        let agency = open(&settings, "sim-key", &clock);
        Scene { sim, clock, settings, agency }
    }

    /// The same shop with another contract.
    pub fn under(mut self, change: impl FnOnce(&mut AgencySettings)) -> Scene {
        change(&mut self.settings);
        self.agency = self.client("sim-key");
        self
    }

    /// Another client, who knows only what he is told.
    pub fn client(&self, key: &str) -> Arc<dyn DeliveryAgency> {
        open(&self.settings, key, &self.clock)
    }

    pub async fn quote(&self, key: &str) -> Quote {
        match self.agency.quote(&request(key)).await.unwrap() {
            Quoted::Possible(quote) => quote,
            Quoted::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    /// Asks the price, then calls at that price.
    pub async fn call(&self, key: &str) -> Created {
        self.call_quoted(key).await.1
    }

    /// The same, with the price.
    pub async fn call_quoted(&self, key: &str) -> (Quote, Created) {
        let quote = self.quote(key).await;
        let request = DeliveryRequest { quote: Some(quote.clone()), ..request(key) };
        (quote, self.agency.create(&request).await)
    }

    pub async fn look(&self, key: &str) -> DeliveryReport {
        self.agency.look_up(key).await.unwrap().expect("the agency knows it")
    }

    /// Lets time pass until a look-up shows this state.
    pub async fn until(&self, key: &str, state: DeliveryState) -> DeliveryReport {
        for _ in 0..2_000 {
            let report = self.look(key).await;
            if report.state == state {
                return report;
            }
            self.clock.forward(3);
        }
        panic!("never {state:?}");
    }

    /// What is told within an hour of a call, the first word about each state.
    pub async fn way(&self, key: &str, called: Created) -> Vec<DeliveryReport> {
        let Created::Accepted(report) = called else { panic!("{called:?}") };
        let mut way = vec![report];
        for _ in 0..60 {
            self.clock.forward(60);
            let report = self.look(key).await;
            if way.last().is_some_and(|last| last.state != report.state) {
                way.push(report);
            }
        }
        way
    }

    /// Calls it off, and asks again while the agency works on it.
    pub async fn call_off(&self, key: &str) -> Result<CancelAnswer, AgencyError> {
        match self.agency.cancel(key, OffReason::Shop).await {
            Err(AgencyError::Pending(_)) => {
                self.clock.forward(10);
                self.agency.cancel(key, OffReason::Shop).await
            }
            answer => answer,
        }
    }

    pub fn mishap(&self, route: Route, what: Mishap, after_effect: bool) {
        self.sim.set_fault(Fault::Mishap { route, what, after_effect }, 1);
    }

    /// Creates with this key that took effect.
    pub fn created(&self, key: &str) -> u32 {
        self.sim.journal().deliveries.get(key).map_or(0, |record| record.created)
    }

    pub fn happened(&self, what: &str) -> bool {
        self.sim.journal().events.iter().any(|event| event.what == what)
    }

    pub fn nothing_wrong(&self) {
        assert_eq!(self.sim.journal().wrong, Vec::<String>::new());
    }
}

/// A server that lets everybody in, and knows no call yet.
pub async fn silent(kind: AgencyKind) -> MockServer {
    let server = MockServer::start().await;
    if kind == AgencyKind::OpenDeliveryLogistics {
        let token = ResponseTemplate::new(200).set_body_raw(r#"{"access_token":"t"}"#, "application/json");
        Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
    }
    server
}

/// Has it answer this to one call that says who asks. Without such a call the test fails: what is then unknown, is so
/// because no answer came.
pub async fn mount(server: &MockServer, kind: AgencyKind, verb: &str, at: &str, status: u16, body: &str) {
    let asked = Mock::given(method(verb)).and(path(at));
    let asked = match kind {
        AgencyKind::Kakao => {
            asked.and(header("vendor", "VENDOR")).and(header("content-type", "application/json"))
        }
        AgencyKind::OpenDeliveryLogistics => asked.and(header("authorization", "Bearer t")),
        AgencyKind::Gorela | AgencyKind::InHouse => asked.and(header("authorization", "Bearer secret")),
    };
    // What Gorela reads in the query, it does not read elsewhere.
    let looked_up = kind == AgencyKind::Gorela && verb == "GET";
    let asked = if looked_up { asked.and(query_param("orderAgencyId", "jumunbell")) } else { asked };
    asked
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .expect(1..)
        .mount(server)
        .await;
}

/// The client for a server of the test's own.
pub fn client(server: &MockServer, kind: AgencyKind) -> Arc<dyn DeliveryAgency> {
    open(&settings(kind, &server.uri()), "secret", &Clock::new())
}

/// A server that answers this to one call, and the client for it.
pub async fn answering(
    kind: AgencyKind,
    verb: &str,
    at: &str,
    status: u16,
    body: &str,
) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = silent(kind).await;
    mount(&server, kind, verb, at, status, body).await;
    let agency = client(&server, kind);
    (server, agency)
}

/// What was first asked of it.
pub async fn sent(server: &MockServer) -> serde_json::Value {
    server.received_requests().await.unwrap()[0].body_json().unwrap()
}
