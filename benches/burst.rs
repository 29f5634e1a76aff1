//! A thousand orders wait when the line comes back: how long until all are stored and acknowledged, and how many requests
//! it takes. The real client and engine, a store on disk, a simulated app on a loopback socket.
//!
//! `cargo bench --bench burst` (or `-- 5000` for another number)

// A benchmark that cannot run shall say so at once.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use jumunbell::engine::{self, Environment, Speaker, assemble};
use jumunbell::printer::Timings;
use jumunbell::sim::TestShop;
use jumunbell::sim::app::{AppSim, Config, Flavour, Journal, Shop};

/// Runs; the fastest is told too, because a shared machine only slows.
const RUNS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(300);

fn main() {
    let number = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runs: Vec<Run> = (0..RUNS).map(|seed| runtime.block_on(burst(number, seed as u64))).collect();
    runs.sort_by_key(|run| run.acknowledged);
    for run in &runs {
        println!(
            "{number} orders: stored after {:.2} s, acknowledged after {:.2} s; {} polls, {} orders fetched, {} acknowledgments, {} requests in all",
            run.stored.as_secs_f64(),
            run.acknowledged.as_secs_f64(),
            run.count("GET /v1/events:polling"),
            run.count("GET /v1/orders/"),
            run.count("POST /v1/events/acknowledgment"),
            run.journal.entries.len(),
        );
    }
    let fastest = runs[0].acknowledged.as_secs_f64();
    let median = runs[RUNS / 2].acknowledged.as_secs_f64();
    println!("fastest {fastest:.2} s, median {median:.2} s of {RUNS} runs");
}

struct Run {
    stored: Duration,
    acknowledged: Duration,
    journal: Journal,
}

impl Run {
    fn count(&self, beginning: &str) -> usize {
        self.journal.count(beginning)
    }
}

async fn burst(number: usize, seed: u64) -> Run {
    let confirm_within = SignedDuration::from_hours(1);
    let config = Config { confirm_within, ..Config::new(seed, Shop::invented()) };
    let app = AppSim::start(config, Arc::new(Timestamp::now)).await.unwrap();
    (0..number).for_each(|_| drop(app.place_order(Flavour::Any)));
    let folder = tempfile::tempdir().unwrap();
    let settings = TestShop::complete().app("teukgeup", "baedal-teukgeup", app.url()).settings().unwrap();
    let environment = Environment {
        clock: Arc::new(Timestamp::now),
        secret: Box::new(|_, _| Ok("any".to_owned())),
        shorten: 1,
        printer_timings: Timings::default(),
        speaker: Speaker::silent(),
        rng: fastrand::Rng::with_seed(seed),
    };
    let started = Instant::now();
    let running = engine::run(assemble(settings, folder.path(), environment).unwrap().parts);
    let wait = |what: &'static str| async move {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    while running.orders.borrow().len() < number {
        wait("all stored").await;
    }
    let stored = started.elapsed();
    let open = || {
        app.with(|machine| {
            machine.journal().orders.values().filter(|order| order.acknowledged_at.is_none()).count()
        })
    };
    while open() > 0 {
        wait("all acknowledged").await;
    }
    let acknowledged = started.elapsed();
    running.stop().await;
    let journal = app.journal();
    assert_eq!(journal.violations().len(), 0);
    Run { stored, acknowledged, journal }
}
