//! A street in one test: two apps, an agency and two printers, all simulated on loopback sockets, and between them
//! the real program, started, tapped, stopped and killed as people and power cuts do.

// Each test binary uses its part of the street.
#![allow(dead_code)]

pub mod trap;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use jumunbell::printer::Profile;
use jumunbell::settings::AgencyKind;
use jumunbell::sim::TestShop;
use jumunbell::sim::agency::{self, AgencyConfig, AgencySim, Journal};
use jumunbell::sim::app::{self, AppSim};
use jumunbell::sim::printer::{self, Model, PrinterConfig, PrinterSim};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Longer than anything takes on the slowest machine; a passing test never waits for it.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(40);
/// Prefixes of short numbers: the app that is accepted by itself, the one accepted by hand, and orders by phone.
const SHORTS: [&str; 3] = ["특급-", "먹깨-", "전화-"];

/// Agencies by their ids, in the order in which they are asked.
pub const FIRST: &str = "barogo";
pub const SECOND: &str = "vroong";
pub const OWN: &str = "own-rider";

/// What may differ from test to test.
pub struct Street {
    /// How many times as fast as real riders.
    pub riders: f64,
    /// What the agency speaks.
    pub agency: AgencyKind,
    /// Freezes requests at the app that is accepted by itself.
    pub auto_hook: Option<app::Hook>,
    /// Freezes requests at the app that is accepted by hand.
    pub manual_hook: Option<app::Hook>,
    /// Freezes requests at the agency.
    pub agency_hook: Option<agency::Hook>,
    /// What a second agency speaks, where there is one; it is asked after the first.
    pub second: Option<AgencyKind>,
    /// Freezes requests at the second agency.
    pub second_hook: Option<agency::Hook>,
    /// Whether the shop has riders of its own.
    pub own_riders: bool,
    /// Freezes the printers.
    pub printer_hook: Option<printer::Hook>,
}

impl Default for Street {
    fn default() -> Street {
        Street {
            // Fast enough to see a delivery through, slow enough that every look-up sees the next step.
            riders: 100.0,
            agency: AgencyKind::Gorela,
            auto_hook: None,
            manual_hook: None,
            agency_hook: None,
            second: None,
            second_hook: None,
            own_riders: false,
            printer_hook: None,
        }
    }
}

/// The street and the shop's data folder. Dropped by a failing test, it tells everything that happened.
pub struct Shop {
    /// 배달특급, accepted by itself.
    pub auto: AppSim,
    /// 먹깨비, accepted by hand.
    pub manual: AppSim,
    pub agency: AgencySim,
    second: Option<AgencySim>,
    /// Prints kitchen and cancel tickets; asks a person about what is unknown.
    pub kitchen: PrinterSim,
    /// Prints customer tickets and rider slips; prints what is unknown again by itself.
    pub counter: PrinterSim,
    settings: String,
    folder: TempDir,
    // Last, because the simulators run in it.
    _runtime: Runtime,
}

impl Shop {
    pub fn open(street: Street) -> Shop {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let app = |seed, hook: &Option<app::Hook>| {
            let config = app::Config {
                credentials: Some(("client".to_owned(), "app-secret".to_owned())),
                // Only a test's own word gives an order up.
                confirm_within: SignedDuration::from_hours(1),
                hook: hook.clone(),
                ..app::Config::new(seed, app::Shop::invented())
            };
            runtime.block_on(AppSim::start(config, Arc::new(Timestamp::now))).unwrap()
        };
        let printer = || {
            let profile = Profile::load("generic-80mm", None).unwrap();
            let config = PrinterConfig {
                hook: street.printer_hook.clone(),
                ..PrinterConfig::new(Model::of(&profile))
            };
            runtime.block_on(PrinterSim::start(config)).unwrap()
        };
        let call = |kind, hook: &Option<agency::Hook>| {
            let config = AgencyConfig {
                kind,
                hook: hook.clone(),
                ..AgencyConfig::new(street.riders, 7, Arc::new(Timestamp::now))
            };
            runtime.block_on(AgencySim::start(config)).unwrap()
        };
        let agency = call(street.agency, &street.agency_hook);
        let second = street.second.map(|kind| call(kind, &street.second_hook));
        let (auto, manual, kitchen, counter) =
            (app(1, &street.auto_hook), app(2, &street.manual_hook), printer(), printer());
        // No test runs for half a day: none meets the start of a business day.
        let day_starts = (Zoned::now().in_tz("Asia/Seoul").unwrap() + 12.hours()).strftime("%H:00");
        let mut settings = TestShop::complete()
            .english()
            .with(&format!("business_day_starts = \"{day_starts}\""))
            .app("teukgeup", "baedal-teukgeup", auto.url())
            .with("accept = \"auto\"\npoll_seconds = 1")
            .app("meokkaebi", "meokkaebi", manual.url())
            .with("accept = \"manual\"\npoll_seconds = 1")
            .printer("kitchen", "generic-80mm", format_args!("tcp://{}", kitchen.addr()))
            .with("tickets = [\"kitchen\", \"cancel\"]\nafter_unknown = \"ask\"")
            .printer("counter", "generic-80mm", format_args!("tcp://{}", counter.addr()))
            .with("tickets = [\"customer\", \"rider\"]\nafter_unknown = \"reprint\"")
            .agency(FIRST, street.agency.as_str(), agency.base_url())
            .with("dispatch = \"on-accept\"");
        if let (Some(kind), Some(second)) = (street.second, &second) {
            settings = settings.agency(SECOND, kind.as_str(), second.base_url());
            settings = settings.with("dispatch = \"on-accept\"");
        }
        if street.own_riders {
            settings = settings.own_riders(OWN).with("riders = [\"김배달\"]");
        }
        let (folder, settings) = (tempfile::tempdir().unwrap(), settings.to_string());
        let shop =
            Shop { auto, manual, agency, second, kitchen, counter, settings, folder, _runtime: runtime };
        shop.write("settings.toml", &shop.settings);
        shop
    }

    /// The settings that [`Shop::open`] has written.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// The second agency of a street that has one.
    pub fn second(&self) -> &AgencySim {
        self.second.as_ref().unwrap()
    }

    /// What all agencies saw, as if they were one: no meal may have two riders, of whatever agency.
    pub fn riders(&self) -> Journal {
        let mut all = self.agency.journal();
        if let Some(second) = &self.second {
            let more = second.journal();
            all.deliveries.extend(more.deliveries);
            all.wrong.extend(more.wrong);
            all.events.extend(more.events);
        }
        all
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Riders under way arrive.
    pub fn hurry_riders(&self) {
        for agency in [Some(&self.agency), self.second.as_ref()].into_iter().flatten() {
            agency.hurry(SignedDuration::from_hours(8));
        }
    }

    /// Puts a file into the data folder.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The program with this shop's folder and secrets, and nothing of this machine's environment in the way.
    pub fn jumunbell(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
        command.arg("--data").arg(self.data()).args(arguments).stdin(Stdio::null());
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
            command.env_remove(variable);
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .env("JUMUNBELL_SECRET_CHANNEL_TEUKGEUP", "app-secret")
            .env("JUMUNBELL_SECRET_CHANNEL_MEOKKAEBI", "app-secret")
            .env("JUMUNBELL_SECRET_AGENCY_BAROGO", "sim-key")
            // The assistant names an agency by its protocol.
            .env("JUMUNBELL_SECRET_AGENCY_GORELA", "sim-key")
            .env("JUMUNBELL_SECRET_AGENCY_VROONG", "sim-key")
            .env("JUMUNBELL_SHORTEN_LOOPBACK_WAITS", "12");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.jumunbell(arguments).output().unwrap()
    }

    /// A tap: must succeed.
    pub fn tap(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Starts the program without a window. Its log goes to a file of the folder.
    pub fn start(&self) -> Instance {
        let log = File::options().create(true).append(true).open(self.data().join("stderr.log")).unwrap();
        let mut command = self.jumunbell(&["-v", "run", "--headless"]);
        Instance(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    /// What the program wrote into its log so far, over all its starts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data().join("stderr.log")).unwrap_or_default()
    }

    /// `orders --json`.
    pub fn orders(&self) -> Vec<Value> {
        let output = self.run(&["orders", "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// One order as `orders --json` shows it, by the app's id.
    pub fn order(&self, external_id: &str) -> Option<Value> {
        self.orders().into_iter().find(|order| order["external_id"] == external_id)
    }

    /// Waits until this order looks as it should.
    pub fn wait_for(&self, what: &str, external_id: &str, so: impl Fn(&Value) -> bool) -> Value {
        until(what, || self.order(external_id).filter(|order| so(order)))
    }

    /// What came out of a printer so far.
    pub fn paper(&self, printer: &PrinterSim) -> Vec<Paper> {
        let kitchen = printer.addr() == self.kitchen.addr();
        printer.tickets().iter().map(|ticket| Paper::read(ticket, kitchen)).collect()
    }

    /// Pieces of paper of one kind for one order, in the order of printing.
    pub fn pieces(&self, kind: &str, number: &str) -> Vec<Paper> {
        let printer = if matches!(kind, "kitchen" | "cancel") { &self.kitchen } else { &self.counter };
        let mut paper = self.paper(printer);
        paper.retain(|piece| piece.kind == kind && piece.number.as_deref() == Some(number));
        paper
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        for (name, app) in [("teukgeup", &self.auto), ("meokkaebi", &self.manual)] {
            let journal = app.journal();
            println!("── app {name}: {} polls", journal.polls);
            for entry in journal.entries.iter().filter(|entry| entry.effect != "no events") {
                println!("{entry:?}");
            }
        }
        println!("── agencies");
        for event in self.riders().events {
            println!("{} {} {}", event.at, event.key.unwrap_or_default(), event.what);
        }
        for (name, printer) in [("kitchen", &self.kitchen), ("counter", &self.counter)] {
            println!("── printer {name}");
            for piece in self.paper(printer) {
                println!("{piece:?}");
            }
        }
        println!("── store");
        let stored = self.run(&["orders", "--json"]).stdout;
        println!("{}", String::from_utf8_lossy(&stored).replace("},{\"accept", "},\n{\"accept"));
        println!("── log\n{}", self.log());
    }
}

/// A running program; killed when dropped.
pub struct Instance(Child);

impl Instance {
    /// As a power cut does.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// As a service manager does; how it ended and how long that took.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> (std::process::ExitStatus, Duration) {
        let begun = Instant::now();
        let told = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(told.success());
        (self.0.wait().unwrap(), begun.elapsed())
    }

    pub fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("── the program: {:?} (None: it still runs)", self.0.try_wait());
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A piece of paper, as a person at the printer reads it.
#[derive(Clone, Debug)]
pub struct Paper {
    pub kind: &'static str,
    /// The short number; a torn piece may end before it.
    pub number: Option<String>,
    /// Carries 재출력.
    pub reprint: bool,
    /// Cut, and nothing wrong with it.
    pub whole: bool,
    /// What a strict printer objected to.
    pub errors: Vec<String>,
}

impl Paper {
    fn read(ticket: &printer::PrintedTicket, kitchen: bool) -> Paper {
        let text = ticket.text();
        let has = |words: &str| text.contains(words);
        let kind = match kitchen {
            true if has("취소   ") => "cancel",
            true => "kitchen",
            false if has("배달   ") || has("포장   ") => "rider",
            false => "customer",
        };
        let number = SHORTS.iter().find_map(|short| {
            let from = text.find(short)?;
            let digits = text[from + short.len()..].chars().take_while(char::is_ascii_digit);
            Some(format!("{short}{}", digits.collect::<String>()))
        });
        let whole = ticket.cuts == 1 && ticket.errors.is_empty();
        Paper { kind, number, reprint: has("재출력"), whole, errors: ticket.errors.clone() }
    }
}

/// Waits for something to be there.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(LOOK);
    }
}

/// The tickets of an order as `orders --json` shows them: kind and state.
pub fn tickets(order: &Value) -> Vec<(&str, &str)> {
    let tickets = order["tickets"].as_array().unwrap();
    tickets.iter().map(|t| (t["kind"].as_str().unwrap(), t["state"].as_str().unwrap())).collect()
}
