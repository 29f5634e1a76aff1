//! A shop with five years behind it beside one of today: the same program, the same orders, at the same time. How long until
//! the first byte of a ticket, how much of a processor while nothing happens, how long a start takes and how much memory.
//! Then pages of the history are looked for beside it. Ends with 1 where years cost more than a fifth, or one of a hundred pages
//! more than [`linux::A_PAGE`].
//!
//! `cargo bench --bench history`; `JUMUNBELL_HISTORY_ORDERS=20000` fills fewer orders, `JUMUNBELL_HISTORY_SEARCHES_ALONE=1` only
//! looks for pages, `cargo bench --profile dev …` is quick
//! to build. Linux only: what a process took is read from `/proc`.

// A benchmark that cannot run shall say so at once.
#![allow(clippy::unwrap_used)]

#[cfg(target_os = "linux")]
#[path = "history/past.rs"]
mod past;
#[cfg(target_os = "linux")]
#[path = "history/process.rs"]
mod process;
#[cfg(target_os = "linux")]
#[path = "history/searches.rs"]
mod searches;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("only on Linux");
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::path::Path;
    use std::process::{Child, Command, ExitCode, Stdio};
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    use jiff::{SignedDuration, Timestamp};
    use jumunbell::printer::Profile;
    use jumunbell::sim::TestShop;
    use jumunbell::sim::app::{self, AppSim, Flavour};
    use jumunbell::sim::printer::{self, Model, PrinterConfig, PrinterSim};
    use jumunbell::store::OrderStore;
    use tempfile::TempDir;
    use tokio::runtime::Runtime;

    use super::{past, process, searches};

    /// What five busy years leave.
    const ORDERS: usize = 550_000;
    /// What years may cost, beside nothing at all.
    const AT_MOST: f64 = 1.2;
    /// Orders whose way is timed, after some that warm up.
    const TIMED: usize = 100;
    const WARM_UP: usize = 5;
    const STARTS: usize = 5;
    /// How long nothing happens.
    const IDLE: Duration = Duration::from_secs(60);
    /// Differences below these are the machine's, or what no person notices: seconds, share of a core, seconds, megabytes.
    /// A start with history reads three more levels of its trees, about 3 ms of 12; it would be noticed from some 100 ms on.
    const NOISE: [f64; 4] = [0.001, 0.001, 0.02, 3.0];
    /// What a page of the history may take, of ninety-nine in a hundred.
    pub const A_PAGE: Duration = Duration::from_millis(50);
    const PATIENCE: Duration = Duration::from_secs(120);

    pub fn main() -> ExitCode {
        let orders = std::env::var("JUMUNBELL_HISTORY_ORDERS").ok().and_then(|n| n.parse().ok());
        let orders = orders.unwrap_or(ORDERS);
        if std::env::var_os("JUMUNBELL_HISTORY_SEARCHES_ALONE").is_some() {
            let folder = tempfile::tempdir().unwrap();
            let database = folder.path().join("jumunbell.db");
            drop(OrderStore::open(&database, Arc::default(), Box::new(|_| String::new())).unwrap());
            past::fill(&database, orders);
            let megabytes = fs::metadata(&database).unwrap().len() as f64 / 1e6;
            println!("{orders} orders: {megabytes:.0} MB");
            return ExitCode::from(u8::from(!pages(&database, orders)));
        }
        let runtime = Runtime::new().unwrap();
        let mut shops = [Shop::open(&runtime, 1), Shop::open(&runtime, 2)];
        let begun = Instant::now();
        for shop in &mut shops {
            // Makes the database.
            shop.start();
            shop.stop();
        }
        past::fill(&shops[1].database(), orders);
        println!(
            "{orders} orders filled in {:.1} s: {:.0} MB, {:.0} MB for 100,000",
            begun.elapsed().as_secs_f64(),
            shops[1].megabytes(),
            shops[1].megabytes() * 100_000.0 / orders as f64
        );

        let mut starts = [Vec::new(), Vec::new()];
        for round in 0..STARTS {
            for at in 0..2 {
                // Neither is always the first.
                let at = (at + round) % 2;
                starts[at].push(shops[at].start());
                shops[at].stop();
            }
        }
        for shop in &mut shops {
            shop.start();
        }
        let mut ways = [Vec::new(), Vec::new()];
        for n in 0..WARM_UP + TIMED {
            for at in 0..2 {
                // Neither is always the first.
                let at = (at + n) % 2;
                let way = shops[at].order();
                if n >= WARM_UP {
                    ways[at].push(way);
                }
            }
        }
        // What the orders started has ended.
        std::thread::sleep(Duration::from_secs(5));
        let before: Vec<f64> = shops.iter().map(Shop::processor).collect();
        std::thread::sleep(IDLE);
        let idle = |at: usize| (shops[at].processor() - before[at]) / IDLE.as_secs_f64();
        let figures = [
            ("order to first ticket byte", "ms", 1_000.0, [median(&mut ways[0]), median(&mut ways[1])]),
            ("idle", "% of a core", 100.0, [idle(0), idle(1)]),
            ("start to first poll", "ms", 1_000.0, [least(&starts[0]), least(&starts[1])]),
            ("memory", "MB", 1.0, [shops[0].memory(), shops[1].memory()]),
        ];
        let mut broken = false;
        for ((what, unit, scale, [empty, full]), noise) in figures.into_iter().zip(NOISE) {
            let holds = full <= AT_MOST * empty || full - empty <= noise;
            broken |= !holds;
            println!(
                "{what:<28} {:8.2} {unit} empty, {:8.2} {unit} with history: {:.2} times {}",
                empty * scale,
                full * scale,
                full / empty,
                if holds { "" } else { "BROKEN" }
            );
        }
        broken |= !pages(&shops[1].database(), orders);
        shops.iter_mut().for_each(Shop::stop);
        ExitCode::from(u8::from(broken))
    }

    /// Looks for pages of the history; whether each came in time.
    fn pages(database: &Path, orders: usize) -> bool {
        let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let days = orders as i64 / 300;
        let ago = |days: i64| today.saturating_sub(jiff::Span::new().days(days));
        let taken = searches::run(database, &[ago(days / 3 + 30), ago(days / 3)]);
        let holds = taken.p99() <= A_PAGE;
        println!("a page of history: {} {}", taken.told(), if holds { "" } else { "BROKEN" });
        holds
    }

    fn median(values: &mut [f64]) -> f64 {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    fn least(values: &[f64]) -> f64 {
        values.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// When an order's body was handed out, and when the first byte of its ticket arrived.
    #[derive(Default)]
    struct Way {
        fetched: Option<Instant>,
        printed: Option<Instant>,
    }

    /// One app, one printer, and the real program between them.
    struct Shop {
        app: AppSim,
        printer: PrinterSim,
        way: Arc<Mutex<Way>>,
        folder: TempDir,
        program: Option<Child>,
    }

    impl Shop {
        fn open(runtime: &Runtime, seed: u64) -> Shop {
            let way = Arc::new(Mutex::new(Way::default()));
            let (told, heard) = (way.clone(), way.clone());
            let config = app::Config {
                confirm_within: SignedDuration::from_hours(1),
                hook: Some(Arc::new(move |point| {
                    if matches!(point, app::Point::OrderFetched { .. }) {
                        told.lock().unwrap().fetched = Some(Instant::now());
                    }
                    false
                })),
                ..app::Config::new(seed, app::Shop::invented())
            };
            let app = runtime.block_on(AppSim::start(config, Arc::new(Timestamp::now))).unwrap();
            let config = PrinterConfig {
                hook: Some(Arc::new(move |point| {
                    if matches!(point, printer::Point::TicketByte { byte: 1, .. }) {
                        heard.lock().unwrap().printed.get_or_insert_with(Instant::now);
                    }
                    false
                })),
                ..PrinterConfig::new(Model::of(&Profile::load("generic-80mm", None).unwrap()))
            };
            let printer = runtime.block_on(PrinterSim::start(config)).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let settings = TestShop::complete()
                .app("teukgeup", "baedal-teukgeup", app.url())
                .with("accept = \"auto\"\npoll_seconds = 1")
                .printer("kitchen", "generic-80mm", format_args!("tcp://{}", printer.addr()))
                .with("tickets = [\"kitchen\"]\nhold = true");
            fs::write(folder.path().join("settings.toml"), settings.to_string()).unwrap();
            Shop { app, printer, way, folder, program: None }
        }

        fn database(&self) -> std::path::PathBuf {
            self.folder.path().join("jumunbell.db")
        }

        fn megabytes(&self) -> f64 {
            fs::metadata(self.database()).unwrap().len() as f64 / 1e6
        }

        /// Seconds until the app is asked for the first time.
        fn start(&mut self) -> f64 {
            let polls = self.app.with(|machine| machine.journal().polls);
            let begun = Instant::now();
            let program = Command::new(env!("CARGO_BIN_EXE_jumunbell"))
                .arg("--data")
                .arg(self.folder.path())
                .args(["run", "--headless"])
                .env("JUMUNBELL_SECRET_CHANNEL_TEUKGEUP", "any")
                .env_remove("DISPLAY")
                .env_remove("WAYLAND_DISPLAY")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            self.program = Some(program);
            wait("the first poll", || self.app.with(|machine| machine.journal().polls) > polls);
            let taken = begun.elapsed().as_secs_f64();
            // On a busy machine the program listens for a stop a moment later than it polls.
            std::thread::sleep(Duration::from_millis(500));
            taken
        }

        fn stop(&mut self) {
            let Some(mut program) = self.program.take() else { return };
            Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap();
            assert!(program.wait().unwrap().success(), "the program ends well");
        }

        /// Seconds from an order's body to the first byte of its ticket.
        fn order(&self) -> f64 {
            *self.way.lock().unwrap() = Way::default();
            let tickets = self.printer.tickets().len();
            self.app.place_order(Flavour::Plain);
            wait("a ticket", || self.printer.tickets().len() > tickets);
            let way = self.way.lock().unwrap();
            (way.printed.unwrap() - way.fetched.unwrap()).as_secs_f64()
        }

        fn processor(&self) -> f64 {
            process::processor(self.id())
        }

        fn memory(&self) -> f64 {
            process::memory(self.id())
        }

        fn id(&self) -> u32 {
            self.program.as_ref().unwrap().id()
        }
    }

    impl Drop for Shop {
        fn drop(&mut self) {
            if let Some(mut program) = self.program.take() {
                let _ = program.kill();
                let _ = program.wait();
            }
        }
    }

    fn wait(what: &str, mut so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !so() {
            assert!(begun.elapsed() < PATIENCE, "never: {what}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}
