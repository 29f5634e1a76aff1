//! The real client against a mock from outside this project: `prism` (npm) serves the Open Delivery standard's own YAML and
//! refuses every request that is not valid by its schema.
//!
//! The YAML is not ours to keep in this repository: its path stands in `OPEN_DELIVERY_YAML`. Where it or `npx` is
//! missing, the test says so and passes; `CONFORMANCE=must` (`make conformance`) or `CI=true` with `npx` make it fail
//! instead. The mock is installed into `target/prism` and nowhere else.

#![allow(clippy::unwrap_used)] // the helpers of tests are tests too

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::order::{
    AppAction, AppEvent, AppEventKind, CancelCode, DenyCode, MenuItem, Order, Payment, PaymentKind, Personal,
    Tracking, TrackingEvent, Unit, Won,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jumunbell::agency::open_delivery::Logistics;
use jumunbell::agency::{Created, DeliveryAgency, DeliveryRequest, OffReason, Timings};
use jumunbell::channel::{Channel, ChannelError, CodeCheck, OpenDelivery, Polls};
use jumunbell::settings::app::Profile;
use jumunbell::settings::{Acceptance, ChannelSettings, LogisticsOptions, Riders, Server};
use jumunbell::sim::app::Shop;
use open_delivery::{Call, HttpResponse, Transport, TransportError, http, read_order};
use uuid::Uuid;

/// The mock and its version, from npm.
const PRISM: &str = "@stoplight/prism-cli@5.14.2";
/// Where the standard lies beside this repository.
const USUAL_YAML: &str = "../shared/contracts/open-delivery/openapi-1.7.0.yaml";
/// npm downloads about 90 MB.
const INSTALL_WITHIN: Duration = Duration::from_secs(300);
/// The mock reads 8,000 lines first.
const READY_WITHIN: Duration = Duration::from_secs(90);

#[tokio::test]
async fn every_request_is_valid_by_the_standards_schema() {
    let Some(mock) = Mock::start_or_skip() else { return };
    let (channel, seen) = mock.client();
    let now: Timestamp = "2026-11-21T10:02:00.25Z".parse().unwrap();
    let order = Uuid::now_v7().to_string();

    let polled = channel.poll().await.unwrap();
    assert_eq!((polled.events.len(), polled.aside.len()), (1, 0), "the standard's own example is read");
    for many in [1, 100, 250] {
        let events: Vec<AppEvent> = (0..many).map(|n| event(n, now)).collect();
        channel.acknowledge(&events).await.unwrap();
    }
    let example = channel.order(&order).await.unwrap();
    assert_eq!((example.order.lines.len(), example.last_event), (1, Some(AppEventKind::Created)));

    for action in actions(now) {
        channel.act(&order, &action).await.unwrap_or_else(|error| panic!("{action:?}: {error}"));
    }
    assert_eq!(channel.check_code(&order, "12 34/&?#").await.unwrap(), CodeCheck::Right);
    channel.set_open(false).await.unwrap();
    channel.set_open(true).await.unwrap();
    for available in [false, true] {
        channel.set_available(&dishes(), available).await.unwrap();
    }

    let done = seen.all_valid();
    let acknowledgments = done["POST /v1/events/acknowledgment"];
    assert_eq!(acknowledgments, 1 + 1 + 3, "at most a hundred events each");
    let done: BTreeSet<&str> = done.keys().map(String::as_str).collect();
    assert_eq!(done, OPERATIONS.into(), "every operation was run");
}

#[tokio::test]
async fn every_request_for_a_rider_is_valid_by_the_standards_schema() {
    let Some(mock) = Mock::start_or_skip() else { return };
    let (agency, seen) = mock.agency(MERCHANT_ID);
    let orders = meals();
    let many = orders.len();
    for order in orders {
        let request = request(order);
        // The standard's own example costs no won, which is no price.
        let _ = agency.quote(&request).await;
        let created = agency.create(&request).await;
        assert!(matches!(created, Created::Accepted(_)), "{created:?}");
    }
    let key = Uuid::now_v7().to_string();
    assert!(agency.look_up(&key).await.unwrap().is_some(), "the standard's own example is read");
    agency.prepare_complete(&key).await.unwrap();
    assert!(
        agency.cancel(&key, OffReason::Shop).await.is_err(),
        "taken in, and the example does not show it"
    );
    let done = seen.all_valid();
    assert_eq!(done["POST /v1/logistics/delivery"], many);
    let done: BTreeSet<&str> = done.keys().map(String::as_str).collect();
    assert_eq!(done, LOGISTICS.into(), "every operation was run");
}

/// Without this, a mock that lets everything pass would prove nothing.
#[tokio::test]
async fn what_is_not_valid_is_noticed() {
    let Ok(mock) = Mock::start() else { return };
    let (channel, seen) = mock.client();
    let mut unknown = event(0, Timestamp::UNIX_EPOCH);
    unknown.raw_kind = "RIDER_WAVED".to_owned();
    assert!(matches!(channel.acknowledge(&[unknown]).await, Err(ChannelError::Refused { .. })));
    let nameless = MenuItem { id: "7".to_owned(), ..dishes().remove(0) };
    assert!(channel.set_available(&[nameless], false).await.is_err());
    assert!(channel.act("no-uuid", &AppAction::Ready).await.is_err());
    {
        let seen = seen.0.lock().unwrap();
        let invalid = seen.iter().filter(|(_, verdict)| verdict != "valid").count();
        assert_eq!(invalid, 3, "{seen:?}");
    }
    let (agency, seen) = mock.agency("too-short-an-id");
    let created = agency.create(&request(meals().remove(0))).await;
    assert!(!matches!(created, Created::Accepted(_)), "{created:?}");
    let seen = seen.0.lock().unwrap();
    let invalid =
        seen.iter().filter(|(request, verdict)| verdict != "valid" && request.ends_with("/delivery")).count();
    assert_eq!(invalid, 1, "{seen:?}");
}

const OPERATIONS: [&str; 17] = [
    "GET /v1/events:polling",
    "GET /v1/orders/{}",
    "PATCH /v1/orders/{}/details",
    "POST /oauth/token",
    "POST /v1/events/acknowledgment",
    "POST /v1/menuUpdated",
    "POST /v1/orders/{}/acceptCancellation",
    "POST /v1/orders/{}/confirm",
    "POST /v1/orders/{}/delivered",
    "POST /v1/orders/{}/denyCancellation",
    "POST /v1/orders/{}/dispatch",
    "POST /v1/orders/{}/pickedUp",
    "POST /v1/orders/{}/preparing",
    "POST /v1/orders/{}/readyForPickup",
    "POST /v1/orders/{}/requestCancellation",
    "POST /v1/orders/{}/tracking",
    "POST /v1/orders/{}/validateCode",
];

const LOGISTICS: [&str; 6] = [
    "GET /v1/logistics/delivery/{}",
    "POST /oauth/token",
    "POST /v1/logistics/availability",
    "POST /v1/logistics/cancel/{}",
    "POST /v1/logistics/delivery",
    "POST /v1/logistics/readyForPickup/{}",
];

/// As the standard recommends it: the business number and a UUID.
const MERCHANT_ID: &str = "0000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824";

fn event(n: usize, at: Timestamp) -> AppEvent {
    const KINDS: [&str; 15] = [
        "CREATED",
        "CONFIRMED",
        "PREPARATION_REQUESTED",
        "PREPARING",
        "DISPATCHED",
        "READY_FOR_PICKUP",
        "PICKUP_AREA_ASSIGNED",
        "PICKED_UP",
        "DELIVERED",
        "CONCLUDED",
        "CANCELLATION_REQUESTED",
        "CANCELLATION_REQUEST_DENIED",
        "CANCELLED",
        "ORDER_CANCELLATION_REQUEST",
        "CANCELLED_DENIED",
    ];
    let raw_kind = KINDS[n % KINDS.len()].to_owned();
    AppEvent {
        id: Uuid::now_v7().to_string(),
        kind: AppEventKind::read(&raw_kind),
        raw_kind,
        order_id: Uuid::now_v7().to_string(),
        created_at: at,
        reason: None,
    }
}

fn actions(now: Timestamp) -> Vec<AppAction> {
    let mut actions = vec![
        AppAction::Confirm { prep_minutes: 20, number: "서구-001".to_owned(), placed_at: now },
        AppAction::Preparing,
        AppAction::Ready,
        AppAction::PickedUp,
        AppAction::Dispatch,
        AppAction::Delivered,
        AppAction::AcceptCancellation,
        AppAction::Delay { preparation_start: now + SignedDuration::from_mins(10) },
    ];
    let cancel = |code| [true, false].map(|manual| AppAction::RequestCancellation { code, manual });
    actions.extend(CancelCode::ALL.into_iter().flat_map(cancel));
    let deny = [DenyCode::DishAlreadyDone, DenyCode::OutForDelivery];
    actions.extend(deny.map(|code| AppAction::DenyCancellation { code }));
    let whole = |event| Tracking {
        event,
        at: now,
        rider: Some(Personal::from("김가상")),
        pickup_eta: Some(now),
        deliver_by: Some(now),
    };
    let bare = |event| Tracking { event, at: now, rider: None, pickup_eta: None, deliver_by: None };
    let both = |event| [whole(event), bare(event)].map(|tracking| AppAction::Track { tracking });
    actions.extend(TrackingEvent::ALL.into_iter().flat_map(both));
    actions
}

/// Orders as apps tell them, and one with everything that a rider has to be told.
fn meals() -> Vec<Order> {
    let profile = Profile::load("open-delivery", None).unwrap();
    let order = |name: &str| {
        let text = std::fs::read_to_string(format!("tests/fixtures/orders/{name}.json")).unwrap();
        read_order(&serde_json::from_str(&text).unwrap(), &profile.dialect(), &TimeZone::UTC).unwrap()
    };
    let mut meals: Vec<Order> = ["sample", "scheduled", "takeout"].map(order).into();
    let mut whole: Order = serde_json::from_str(include_str!("fixtures/gorela/our-order.json")).unwrap();
    whole.lines[0].alcohol = true;
    let pay = |kind, change_for| Payment {
        kind,
        name: "현장".to_owned(),
        amount: Won(10_000),
        on_delivery: true,
        change_for,
    };
    whole.payments = vec![pay(PaymentKind::Cash, Some(Won(50_000))), pay(PaymentKind::ChildMealCard, None)];
    meals.push(whole);
    meals
}

fn request(order: Order) -> DeliveryRequest {
    DeliveryRequest {
        key: Uuid::now_v7().to_string(),
        number: "서구-001".to_owned(),
        order,
        app_name: None,
        pickup_at: "2026-11-21T10:22:00.25Z".parse().unwrap(),
        quote: None,
    }
}

/// One of each unit, with a code of the shop and without.
fn dishes() -> Vec<MenuItem> {
    let units =
        [Unit::Piece, Unit::Kilogram, Unit::Litre, Unit::Ounce, Unit::Pound, Unit::Gallon, Unit::Other];
    let dish = |unit| MenuItem {
        id: Uuid::now_v7().to_string(),
        name: "한옥국밥".to_owned(),
        external_code: (unit != Unit::Piece).then(|| "MENU-1".to_owned()),
        unit,
    };
    units.map(dish).into()
}

/// What each request was, and whether the mock found it valid.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<(String, String)>>>);

impl Seen {
    /// Every request was valid; how often each was sent.
    fn all_valid(&self) -> BTreeMap<String, usize> {
        let mut done = BTreeMap::new();
        for (request, verdict) in self.0.lock().unwrap().iter() {
            assert_eq!(verdict, "valid", "{request}");
            *done.entry(request.clone()).or_insert(0) += 1;
        }
        done
    }
}

/// Real HTTP, and a note of what the mock said.
struct Noted {
    http: reqwest::Client,
    seen: Seen,
}

#[async_trait]
impl Transport for Noted {
    async fn call(&self, call: Call) -> Result<HttpResponse, TransportError> {
        let url = reqwest::Url::parse(&call.url).unwrap();
        let id = |part: &str| Uuid::try_parse(part).is_ok() || part == "no-uuid";
        let path: Vec<&str> = url.path().split('/').map(|part| if id(part) { "{}" } else { part }).collect();
        let request = format!("{} {}", call.method, path.join("/"));
        let answer = self.http.call(call).await?;
        let violations = answer.headers.get("sl-violations").map(|v| format!("{v:?}"));
        let body = || String::from_utf8_lossy(answer.body.as_deref().unwrap_or_default()).into_owned();
        let verdict = match (answer.status, violations) {
            (200..=299, None) => "valid".to_owned(),
            (status, violations) => format!("{status} {} {}", violations.unwrap_or_default(), body()),
        };
        self.seen.0.lock().unwrap().push((request, verdict));
        Ok(answer)
    }
}

/// Why there is no mock.
struct Missing {
    what: String,
    /// Whether it had to be there.
    fatal: bool,
}

/// A running mock; dropped, it stops.
struct Mock {
    process: Child,
    url: String,
    /// Holds the copy of the standard that it reads.
    _folder: tempfile::TempDir,
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Mock {
    /// `None`, and a word about it, where it may be missing.
    fn start_or_skip() -> Option<Mock> {
        match Mock::start() {
            Ok(mock) => Some(mock),
            Err(Missing { what, fatal }) => {
                assert!(!fatal, "conformance: cannot run: {what}");
                // Past the test harness, which hides what a passing test prints.
                let _ = writeln!(std::io::stderr(), "conformance: SKIPPED, nothing was checked: {what}");
                None
            }
        }
    }

    fn start() -> Result<Mock, Missing> {
        let must = std::env::var("CONFORMANCE").is_ok_and(|value| value == "must");
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        let npx = on_path("npx").is_some() && on_path("npm").is_some() && on_path("node").is_some();
        let missing = |what: String| Missing { what, fatal: must || (ci && npx) };
        if !npx {
            return Err(missing("node with npm and npx is not installed".to_owned()));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let yaml =
            std::env::var_os("OPEN_DELIVERY_YAML").map_or_else(|| root.join(USUAL_YAML), PathBuf::from);
        let standard = std::fs::read_to_string(&yaml)
            .map_err(|e| missing(format!("{} (OPEN_DELIVERY_YAML): {e}", yaml.display())))?;
        let prism = install(root).map_err(missing)?;
        let folder = tempfile::tempdir().unwrap();
        let served = folder.path().join("standard.yaml");
        std::fs::write(&served, as_the_mock_reads_it(&standard)).unwrap();
        Ok(Mock::serve(&prism, &served, folder))
    }

    fn serve(prism: &Path, standard: &Path, folder: tempfile::TempDir) -> Mock {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let said = std::fs::File::create(folder.path().join("said")).unwrap();
        let process = Command::new("node")
            .arg(prism)
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(standard)
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        let mut mock = Mock { process, url: format!("http://127.0.0.1:{port}"), _folder: folder };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let said = || std::fs::read_to_string(mock._folder.path().join("said")).unwrap_or_default();
            if let Some(status) = mock.process.try_wait().unwrap() {
                panic!("the mock ended ({status}): {}", said());
            }
            assert!(started.elapsed() < READY_WITHIN, "the mock does not listen: {}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        mock
    }

    fn client(&self) -> (OpenDelivery, Seen) {
        let settings = ChannelSettings {
            id: "app".to_owned(),
            profile: Profile::load("open-delivery", None).unwrap(),
            bell: Default::default(),
            shop: None,
            base_url: self.url.clone(),
            merchant_id: Shop::invented().merchant_id,
            client_id: "client".to_owned(),
            accept: Acceptance::Manual,
            prep_minutes: 20,
            poll_seconds: 30,
            riders: Riders::Us,
            dispatch: None,
            agencies: None,
            rates: Default::default(),
        };
        let (noted, seen) = self.noted();
        (OpenDelivery::over(&settings, "not-a-real-secret".to_owned(), noted), seen)
    }

    fn agency(&self, merchant_id: &str) -> (Logistics, Seen) {
        let server = Server { base_url: self.url.clone(), account: "client".to_owned() };
        let options = LogisticsOptions { server, merchant_id: merchant_id.to_owned() };
        let shop = jumunbell::sim::sample::shop();
        let now = Arc::new(|| "2026-11-21T10:02:00.25Z".parse().unwrap());
        // Real waits, because the mock is not quick.
        let timings = Timings { settle_after: Duration::from_millis(10), ..Timings::real(now) };
        let (noted, seen) = self.noted();
        (Logistics::over(&options, "not-a-real-secret".to_owned(), &shop, noted, timings), seen)
    }

    fn noted(&self) -> (Arc<Noted>, Seen) {
        let seen = Seen::default();
        let http = http::client(&self.url).unwrap();
        (Arc::new(Noted { http, seen: seen.clone() }), seen)
    }
}

/// The mock serves `paths` only, and it knows no discriminators. What the standard has the shop send to the app as a
/// webhook is a request of ours too, and stands in a section that follows the paths: without its headline it is one of
/// them. Which schema an update of dishes follows is what the discriminator says for `ITEM`. Where no token is asked for
/// (the price of a delivery), the mock takes one that is sent along for a fault, which it is not.
fn as_the_mock_reads_it(standard: &str) -> String {
    const ANY_UPDATE: &str = "schema:\n              $ref: '#/components/schemas/MerchantUpdate'";
    let once = |text: &str, part: &str| assert_eq!(text.matches(part).count(), 1, "{part}");
    const NO_TOKEN: &str = "operationId: logisticsAvailability\n      security: \n        -  {}\n";
    let standard = standard.replace("\r\n", "\n");
    once(&standard, NO_TOKEN);
    once(&standard, "\nx-webhooks:\n");
    once(&standard, ANY_UPDATE);
    let item_update = ANY_UPDATE.replace("MerchantUpdate", "ItemUpdate");
    let any_token = format!("{NO_TOKEN}        -  OAuth2: [od.all]\n");
    let standard = standard.replace(NO_TOKEN, &any_token);
    standard.replace("\nx-webhooks:\n", "\n").replace(ANY_UPDATE, &item_update)
}

fn on_path(program: &str) -> Option<PathBuf> {
    let found = |folder: PathBuf| {
        let names = [program.to_owned(), format!("{program}.cmd"), format!("{program}.exe")];
        names.into_iter().map(|name| folder.join(name)).find(|file| file.is_file())
    };
    std::env::split_paths(&std::env::var_os("PATH")?).find_map(found)
}

/// The mock's program; installed if it is not there in this version.
fn install(root: &Path) -> Result<PathBuf, String> {
    // Two tests of one process, and the first installs for both.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = root.join("target/prism");
    let package = folder.join("node_modules/@stoplight/prism-cli");
    let version = PRISM.rsplit('@').next().unwrap_or_default();
    let there = || {
        let json = std::fs::read(package.join("package.json")).ok()?;
        let json: serde_json::Value = serde_json::from_slice(&json).ok()?;
        (json["version"] == version).then(|| package.join("dist/index.js"))
    };
    if let Some(prism) = there() {
        return Ok(prism);
    }
    let _ = writeln!(std::io::stderr(), "conformance: installing {PRISM} from npm into target/prism (90 MB)");
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let said = folder.join("npm.log");
    let log = std::fs::File::create(&said).map_err(|e| e.to_string())?;
    let npm = on_path("npm").ok_or("npm is not installed")?;
    let mut process = Command::new(npm)
        .args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(PRISM)
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(|e| e.to_string())?)
        .stderr(log)
        .spawn()
        .map_err(|e| format!("npm: {e}"))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        if started.elapsed() > INSTALL_WITHIN {
            let _ = process.kill();
            let _ = process.wait();
            return Err(format!("npm install of {PRISM} takes more than {INSTALL_WITHIN:?}"));
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    let words = || std::fs::read_to_string(&said).unwrap_or_default();
    there().ok_or_else(|| format!("npm install of {PRISM} failed ({status}): {}", words()))
}
