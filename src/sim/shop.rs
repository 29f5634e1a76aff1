//! A whole shop's surroundings on loopback sockets: two public apps, two delivery agencies and three printers, each a
//! simulator of its own, and the settings that lead a counter to them.

use std::io;

use jiff::SignedDuration;

use super::agency::{AgencyConfig, AgencySim, Fault, Route};
use super::app::{AppSim, Clock, Config, Flavour, Shop, ShopKind, Spec};
use super::printer::{Model, PrinterConfig, PrinterSim};
use crate::printer::Profile;
use crate::settings::AgencyKind;

/// The secret that every simulator of the shop accepts.
pub const SECRET: &str = "sim-key";

/// What customers order, in turn: everything that makes a ticket look different, and nothing scheduled, which would
/// outlast the day that is shown.
const FLAVOURS: [Flavour; 8] = [
    Flavour::Mixed,
    Flavour::Plain,
    Flavour::Takeout,
    Flavour::Alcohol,
    Flavour::Reusable,
    Flavour::ChildMealCard,
    Flavour::Plain,
    Flavour::Mixed,
];

/// The first agency is full for one call in so many orders.
const REFUSED_EVERY: u32 = 4;

/// The simulators around one counter.
pub struct ShopSim {
    /// 배달특급: accepted by the program.
    pub automatic: AppSim,
    /// 전주맛배달: accepted by a person.
    pub manual: AppSim,
    /// The agency that is called first, a Gorela; now and then it is full.
    pub agency: AgencySim,
    /// The agency that carries what the first one turns down; it speaks Open Delivery logistics.
    pub second: AgencySim,
    /// `kitchen`, `counter` and `rider`, with their ids.
    pub printers: [(&'static str, PrinterSim); 3],
    placed: u32,
}

impl ShopSim {
    /// Starts them all. `speed` is how many times faster than life customers, riders and apps are.
    ///
    /// # Errors
    /// No free port.
    pub async fn start(seed: u64, speed: f64, clock: Clock) -> io::Result<ShopSim> {
        let paper = |profile: &str| {
            let profile = Profile::load(profile, None).map_err(io::Error::other)?;
            Ok::<_, io::Error>(PrinterConfig::new(Model::of(&profile)))
        };
        let app = |seed, name: &str, kind, currency: &str| {
            let shop =
                Shop { name: name.to_owned(), kind, local_currency: currency.to_owned(), ..Shop::invented() };
            let ride = SignedDuration::try_from_secs_f64(300.0 / speed).unwrap_or_default();
            AppSim::start(Config { ride, ..Config::new(seed, shop) }, clock.clone())
        };
        Ok(ShopSim {
            automatic: app(seed, SHOP, ShopKind::Gukbap, "경기지역화폐").await?,
            manual: app(seed.wrapping_add(1), SHOP, ShopKind::Gukbap, "돼지카드").await?,
            agency: AgencySim::start(AgencyConfig::new(speed, seed, clock.clone())).await?,
            second: AgencySim::start(AgencyConfig {
                kind: AgencyKind::OpenDeliveryLogistics,
                ..AgencyConfig::new(speed, seed.wrapping_add(2), clock.clone())
            })
            .await?,
            printers: [
                ("kitchen", PrinterSim::start(paper("generic-80mm")?).await?),
                ("counter", PrinterSim::start(paper("generic-80mm-48")?).await?),
                ("rider", PrinterSim::start(paper("generic-80mm")?).await?),
            ],
            placed: 0,
        })
    }

    /// The next customer orders, at one app after the other; answers the app's id of the order.
    pub fn next_order(&mut self) -> String {
        let flavour = FLAVOURS[self.placed as usize % FLAVOURS.len()];
        if self.placed % REFUSED_EVERY == 1 {
            self.agency.set_fault(Fault::Refuse(Route::Quote, "OVER_CAPACITY".to_owned()), 1);
        }
        let app = if self.placed.is_multiple_of(2) { &self.automatic } else { &self.manual };
        self.placed += 1;
        app.place_order(Spec::from(flavour))
    }

    /// `settings.toml` for a counter in this shop.
    pub fn settings(&self) -> String {
        let printer = |index: usize| self.printers[index].1.addr();
        format!(
            r#"[store]
name = "{SHOP}"
phone = "050-0000-0000"
business_number = "000-00-00000"
timezone = "Asia/Seoul"
business_day_starts = "05:00"
address = {{ road = "인천 서구 없는로 1", jibun = "없는동 1-1", detail = "1층", latitude = 37.545, longitude = 126.676 }}
footer = ["원산지: 쌀·배추 국내산, 돼지 국내산"]

[[channels]]
id = "teukgeup"
profile = "baedal-teukgeup"
base_url = "{automatic}"
merchant_id = "{merchant}"
client_id = "demo"
accept = "auto"
prep_minutes = 15
poll_seconds = 1

[[channels]]
id = "matbaedal"
profile = "jeonju-matbaedal"
base_url = "{manual}"
merchant_id = "{merchant}"
client_id = "demo"
accept = "manual"
prep_minutes = 20
poll_seconds = 1

[[printers]]
id = "kitchen"
name = "주방"
profile = "generic-80mm"
connection = "tcp://{kitchen}"
tickets = ["kitchen", "cancel"]

[[printers]]
id = "counter"
name = "카운터"
profile = "generic-80mm-48"
connection = "tcp://{counter}"
tickets = ["customer"]

[[printers]]
id = "rider"
name = "라이더 전표"
profile = "generic-80mm"
connection = "tcp://{rider}"
tickets = ["rider"]

[[agencies]]
id = "barogo"
name = "바로고(시험)"
kind = "gorela"
base_url = "{agency}"
account = "demo-agency"
store_id = "demo-store"
dispatch = "on-accept"
max_fee = 9000

[[agencies]]
id = "city"
name = "시민배달(시험)"
kind = "open-delivery-logistics"
base_url = "{second}"
account = "demo-agency"
store_id = "00000000-0000-0000-0000-0000000demo0"
dispatch = "on-accept"
max_fee = 9000

[[agencies]]
id = "own"
name = "우리 기사"
kind = "in-house"
riders = ["김가상", "이시험"]
"#,
            automatic = self.automatic.url(),
            manual = self.manual.url(),
            merchant = Shop::invented().merchant_id,
            kitchen = printer(0),
            counter = printer(1),
            rider = printer(2),
            agency = self.agency.base_url(),
            second = self.second.base_url(),
        )
    }
}

/// The invented shop.
const SHOP: &str = "한옥국밥 시험점";
