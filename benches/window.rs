//! The counter's window on a screen of its own, over five years of history: how long until its first frame, what a processor has to
//! do while nothing happens and while sixty orders count down, and how much memory stays after thirty of them were opened.
//! Ends with 1 where a figure is over its limit.
//!
//! `cargo bench --bench window`; `JUMUNBELL_HISTORY_ORDERS=20000` fills fewer orders. It needs Xvfb, openbox and xdotool, which
//! `packaging/dev/install-deps.sh test` installs. Linux only: what a process took is read from `/proc`, what the screen shows
//! from the file in which Xvfb keeps its pixels.

// A benchmark that cannot run shall say so at once.
#![allow(clippy::unwrap_used)]

#[cfg(target_os = "linux")]
#[path = "history/past.rs"]
mod past;
#[cfg(target_os = "linux")]
#[path = "history/process.rs"]
mod process;

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
    use std::fs::{self, File};
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::FileExt;
    use std::process::{Child, Command, ExitCode, Stdio};
    use std::sync::Arc;
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use jiff::{SignedDuration, Timestamp};
    use jumunbell::sim::TestShop;
    use jumunbell::sim::app::{self, AppSim, Flavour};
    use tempfile::TempDir;
    use tokio::runtime::Runtime;

    use super::{past, process};

    /// What five busy years leave.
    const ORDERS: usize = 550_000;
    /// Apps of the shop: id and profile.
    const APPS: [(&str, &str); 5] = [
        ("teukgeup", "baedal-teukgeup"),
        ("matbaedal", "jeonju-matbaedal"),
        ("meokkaebi", "meokkaebi"),
        ("daeguro", "daeguro"),
        ("eum", "baedal-eum"),
    ];
    const NEW: usize = 60;
    const DETAILS: usize = 30;
    const STARTS: usize = 5;
    /// The counter's screen, in pixels.
    const SCREEN: (usize, usize) = (1_366, 768);
    /// How long it is looked at.
    const WATCHED: Duration = Duration::from_secs(60);
    /// Keys that act are dead for a second after a screen has changed.
    const DEAD_KEYS: Duration = Duration::from_millis(1_200);
    const PATIENCE: Duration = Duration::from_secs(120);
    /// Behind everything on the counter, as Xvfb keeps it: blue, green, red.
    const DESK: [u8; 3] = [0xef, 0xea, 0xe7];
    /// Limits: seconds to the first frame, share of a core while idle, seconds of a core for a frame of sixty orders, megabytes.
    const LIMITS: [f64; 4] = [0.5, 0.005, 0.05, 120.0];

    pub fn main() -> ExitCode {
        let orders = std::env::var("JUMUNBELL_HISTORY_ORDERS").ok().and_then(|n| n.parse().ok());
        let runtime = Runtime::new().unwrap();
        let screen = Screen::open();
        let mut shop = Shop::open(&runtime);
        // Makes the database.
        shop.start(&screen);
        shop.stop();
        past::fill(&shop.folder.path().join("jumunbell.db"), orders.unwrap_or(ORDERS));
        let starts = (0..STARTS).map(|_| {
            let taken = shop.start(&screen);
            shop.stop();
            taken
        });
        let first_frame = starts.fold(f64::INFINITY, f64::min);
        shop.start(&screen);
        // What the start began has ended, and the menu is learned.
        sleep(Duration::from_secs(20));
        let idle = shop.busy_for(WATCHED);
        for _ in 0..NEW / APPS.len() {
            shop.apps.iter().for_each(|app| drop(app.place_order(Flavour::Plain)));
        }
        sleep(Duration::from_secs(15));
        let frame = shop.busy_for(WATCHED);
        for _ in 0..DETAILS {
            for key in ["Right", "Return", "Escape"] {
                screen.key(key);
                sleep(DEAD_KEYS);
            }
        }
        let memory = process::memory(shop.id());
        shop.stop();
        let figures = [
            ("start to first frame", "ms", 1_000.0, first_frame),
            ("idle, five apps", "% of a core", 100.0, idle),
            // One frame a second is drawn for the countdowns; five apps are polled beside it.
            ("a frame of sixty orders", "ms of a core", 1_000.0, frame - idle),
            ("memory after thirty details", "MB", 1.0, memory),
        ];
        let mut over = false;
        for ((what, unit, scale, figure), limit) in figures.into_iter().zip(LIMITS) {
            over |= figure > limit;
            let word = if figure > limit { "OVER" } else { "" };
            println!("{what:<28} {:8.2} {unit} (at most {}) {word}", figure * scale, limit * scale);
        }
        ExitCode::from(u8::from(over))
    }

    /// A display with a window manager, whose pixels can be read.
    struct Screen {
        server: Child,
        manager: Child,
        display: String,
        folder: TempDir,
    }

    impl Screen {
        fn open() -> Screen {
            let folder = tempfile::tempdir().unwrap();
            let mut server = Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-fbdir"])
                .arg(folder.path())
                .args(["-screen", "0", &format!("{}x{}x24", SCREEN.0, SCREEN.1)])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("Xvfb: packaging/dev/install-deps.sh test installs it");
            let mut number = String::new();
            BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
            let display = format!(":{}", number.trim());
            let mut manager = Command::new("openbox");
            manager.arg("--sm-disable").env("DISPLAY", &display);
            let manager = manager.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            sleep(Duration::from_secs(1));
            Screen { server, manager, display, folder }
        }

        /// Whether the window is drawn: its ground is seen across the middle of the screen.
        fn is_drawn(&self) -> bool {
            let file = File::open(self.folder.path().join("Xvfb_screen0")).unwrap();
            let mut header = [0; 100];
            file.read_exact_at(&mut header, 0).unwrap();
            let field = |at: usize| u64::from(u32::from_be_bytes(header[at..at + 4].try_into().unwrap()));
            let (length, line, colors) = (field(0), field(48), field(76));
            let mut row = vec![0; usize::try_from(line).unwrap()];
            let middle = SCREEN.1 as u64 / 2;
            file.read_exact_at(&mut row, length + 12 * colors + middle * line).unwrap();
            row.chunks(4).filter(|pixel| pixel.starts_with(&DESK)).count() > SCREEN.0 / 3
        }

        fn key(&self, key: &str) {
            let pressed = Command::new("xdotool").args(["key", key]).env("DISPLAY", &self.display).status();
            assert!(pressed.unwrap().success());
        }
    }

    impl Drop for Screen {
        fn drop(&mut self) {
            for process in [&mut self.manager, &mut self.server] {
                let _ = Command::new("kill").arg(process.id().to_string()).status();
                let _ = process.wait();
            }
        }
    }

    /// Five apps that are accepted by hand, and the real program with its window.
    struct Shop {
        apps: Vec<AppSim>,
        folder: TempDir,
        program: Option<Child>,
    }

    impl Shop {
        fn open(runtime: &Runtime) -> Shop {
            let start = |seed: u64| {
                let config = app::Config {
                    confirm_within: SignedDuration::from_hours(1),
                    ..app::Config::new(seed, app::Shop::invented())
                };
                runtime.block_on(AppSim::start(config, Arc::new(Timestamp::now))).unwrap()
            };
            let apps: Vec<AppSim> = (1..).take(APPS.len()).map(start).collect();
            let mut settings = TestShop::complete();
            for ((id, profile), app) in APPS.into_iter().zip(&apps) {
                settings = settings.app(id, profile, app.url()).with("accept = \"manual\"");
            }
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("settings.toml"), settings.to_string()).unwrap();
            Shop { apps, folder, program: None }
        }

        /// Seconds until the window is drawn.
        fn start(&mut self, screen: &Screen) -> f64 {
            wait("an empty screen", || !screen.is_drawn());
            let mut program = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
            program.arg("--data").arg(self.folder.path()).env("DISPLAY", &screen.display);
            for (id, _) in APPS {
                program.env(format!("JUMUNBELL_SECRET_CHANNEL_{}", id.to_uppercase()), "any");
            }
            program.env_remove("WAYLAND_DISPLAY").stdout(Stdio::null()).stderr(Stdio::null());
            let begun = Instant::now();
            self.program = Some(program.spawn().unwrap());
            wait("a frame", || screen.is_drawn());
            begun.elapsed().as_secs_f64()
        }

        fn stop(&mut self) {
            let Some(mut program) = self.program.take() else { return };
            // A window with open orders asks before it closes; the orders are of no worth here.
            let _ = program.kill();
            let _ = program.wait();
        }

        /// The share of a core that the program takes.
        fn busy_for(&self, time: Duration) -> f64 {
            let before = process::processor(self.id());
            sleep(time);
            (process::processor(self.id()) - before) / time.as_secs_f64()
        }

        fn id(&self) -> u32 {
            self.program.as_ref().unwrap().id()
        }
    }

    impl Drop for Shop {
        fn drop(&mut self) {
            self.stop();
        }
    }

    fn wait(what: &str, mut so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !so() {
            assert!(begun.elapsed() < PATIENCE, "never: {what}");
            sleep(Duration::from_millis(1));
        }
    }
}
