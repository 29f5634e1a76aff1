//! `demo`: a whole shop in one process. Simulated apps, agency and printers on loopback sockets, and the real counter
//! between them, with a window or, where there is no display, with a scripted person at the counter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use clap::Args;
use domain::order::{DeliveryState, OrderKind, Status, TicketState};
use domain::{Command, OrderState};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};

use super::counter::speaker;
use super::run::{has_display, no_window};
use super::sim_printer::write_ticket;
use super::{Context, Failure, kitchen, log, runtime, sales};
use crate::desktop::control;
use crate::engine::{Environment, Handle, Running, Speaker, assemble, clock, run as run_engine};
use crate::file::{create_private, write_private};
use crate::language::{self, Words};
use crate::printer;
use crate::settings::Settings;
use crate::sim::printer::PrintedTicket;
use crate::sim::shop::{SECRET, ShopSim};
use crate::store::Orders;
use crate::ui;

/// Pause between two orders of a busy shop, before `--speed`.
const BETWEEN_ORDERS: f64 = 120.0;
/// From acceptance to ready, before `--speed`, in seconds.
const COOKING: f64 = 600.0;
/// A demo that has not ended after this long beyond its own pace has failed.
const PATIENCE: Duration = Duration::from_secs(90);
/// Divides the waits of the agency's protocol; every address is loopback.
const SHORTEN: u32 = 12;

/// The apps' Korean names by channel id.
type Apps = BTreeMap<String, String>;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// 창을 열지 않음; 화면이 없으면 저절로 · no window; by itself where there is no display
    #[arg(long)]
    pub headless: bool,
    /// 주문 수 · how many orders
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub orders: u32,
    /// 난수 씨앗: 같은 씨앗은 같은 하루 · the same seed is the same day
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// 빠르기: 실제의 몇 배 (창 12, 창 없이 120) · how many times faster than life
    #[arg(long, value_name = "X", value_parser = faster)]
    pub speed: Option<f64>,
    /// 찍힌 표를 둘 폴더 · where every ticket goes
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    pub out: PathBuf,
}

fn faster(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.1..=1_000.0).contains(&speed) { Ok(speed) } else { Err("0.1 … 1000".to_owned()) }
}

pub fn run(context: &Context, args: DemoArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let language = context.words().language();
    let headless = args.headless || !has_display();
    if headless && !args.headless {
        println!("{}", Words::new(language).text("cli-demo-no-display", &[]));
    }
    let folder = TemporaryFolder::create("demo")?;
    let runtime = runtime()?;
    let speed = args.speed.unwrap_or(if headless { 120.0 } else { 12.0 });
    let sim = runtime.block_on(ShopSim::start(args.seed, speed, clock::system()))?;
    write_private(&folder.0.join("settings.toml"), sim.settings().as_bytes())?;
    let settings = Settings::parse(&sim.settings(), "demo", &folder.0)
        .map_err(|error| Failure::Failed(error.worded(language)))?;
    let words = settings.words(language);
    let apps = settings.channels.iter().map(|c| (c.id.clone(), c.profile.name.clone())).collect();
    let environment = Environment {
        clock: clock::system(),
        secret: Box::new(|_, _| Ok(SECRET.to_owned())),
        shorten: SHORTEN,
        printer_timings: printer::Timings::default(),
        speaker: if headless { Speaker::silent() } else { speaker() },
        rng: fastrand::Rng::with_seed(args.seed),
    };
    let running = runtime.block_on(async {
        assemble(settings, &folder.0, environment).map(|assembly| run_engine(assembly.parts))
    });
    let running = running
        .map_err(|error| Failure::Failed(crate::language::reason(&context.words(), &error.to_string())))?;
    if headless {
        runtime.block_on(day(&words, &apps, sim, running, &args, speed))
    } else {
        // The kitchen's screen is another process, which finds the shop by its folder.
        let serve = || control::serve(&folder.0, running.handle.clone(), Arc::default());
        let _control = runtime.block_on(async { serve() })?;
        let inside = Context { data_folder: folder.0.clone(), ..*context };
        let open_kitchen = kitchen::opener(&inside);
        let customers = runtime.spawn(customers(sim, args.orders, between_orders(speed)));
        let entered = runtime.enter();
        let zone = TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC);
        let title = words.text("cli-demo-title", &[]);
        let environment = ui::Environment {
            raise: Arc::new(Notify::new()),
            stop: Arc::default(),
            crashed: None,
            clock: Arc::new(Timestamp::now),
            // A demonstration has no next start.
            save: Arc::new(|_| Ok(())),
            open_kitchen,
            settings: None,
            shown: ui::Shown { words, shop: title, zone, frame: ui::Frame::default() }.for_ever(),
            pin: Arc::new(ui::PinInMemory::default()),
            practise: None,
            books: Some(sales::books(&inside)),
            install: None,
        };
        let shown = ui::run(running.handle.clone(), environment);
        drop(entered);
        customers.abort();
        runtime.block_on(running.stop());
        shown.map_err(|error| no_window(context, error))
    }
}

fn between_orders(speed: f64) -> Duration {
    Duration::from_secs_f64(BETWEEN_ORDERS / speed)
}

/// Customers order one after the other; the shop stays open until its window is closed.
async fn customers(mut sim: ShopSim, orders: u32, pause: Duration) {
    for _ in 0..orders {
        sim.next_order();
        tokio::time::sleep(pause).await;
    }
    std::future::pending::<()>().await;
}

/// A day without a window: customers order, a scripted person works, and at the end every paper and rider is counted.
async fn day(
    words: &Words,
    apps: &Apps,
    mut sim: ShopSim,
    running: Running,
    args: &DemoArgs,
    speed: f64,
) -> Result<(), Failure> {
    create_private(&args.out).map_err(|error| Failure::Failed(format!("{}: {error}", args.out.display())))?;
    let cooking = SignedDuration::try_from_secs_f64(COOKING / speed).unwrap_or_default();
    let person = tokio::spawn(person(running.handle.clone(), running.orders.clone(), cooking));
    let mut placed = BTreeSet::new();
    let mut orders = running.orders.clone();
    for n in 1..=args.orders {
        placed.insert(sim.next_order());
        println!("[{n}/{}] {}", args.orders, words.text("cli-demo-came", &[]));
        tokio::time::sleep(between_orders(speed)).await;
    }
    let done = orders.wait_for(|orders| placed.iter().all(|id| find(orders, id).is_some_and(is_done)));
    let in_time = tokio::time::timeout(PATIENCE, done).await.is_ok();
    let states = running.orders.borrow().clone();
    person.abort();
    running.stop().await;

    let paper = gather(&sim);
    write_tickets(&args.out, &paper, &states)?;
    println!("{}", table(words, apps, &states, &paper));
    let undone = placed.iter().filter(|id| !find(&states, id).is_some_and(is_done)).count();
    let torn: Vec<&String> = paper.iter().flat_map(|(_, ticket)| &ticket.errors).collect();
    if !in_time || undone > 0 || !torn.is_empty() {
        let counts = [("undone", undone.to_string().into()), ("torn", torn.len().to_string().into())];
        return Err(Failure::Failed(words.text("cli-demo-undone", &counts)));
    }
    let folder = args.out.display().to_string();
    let kept = [("tickets", paper.len().to_string().into()), ("folder", folder.into())];
    println!("{}", words.text("cli-demo-done", &kept));
    Ok(())
}

fn find<'a>(orders: &'a Orders, external_id: &str) -> Option<&'a Arc<OrderState>> {
    orders.iter().find(|state| state.head.external_id == external_id)
}

/// Printed, and delivered or handed over.
fn is_done(state: &Arc<OrderState>) -> bool {
    let printed = |state| matches!(state, TicketState::Printed | TicketState::Sent);
    let paper = !state.tickets.is_empty() && state.tickets.iter().all(|ticket| printed(ticket.state));
    let brought = match state.head.order.as_ref().map(|order| order.kind) {
        Some(OrderKind::Delivery) => state.delivery().is_some_and(|d| d.status() == DeliveryState::Delivered),
        _ => true,
    };
    paper && brought && matches!(state.head.status, Status::PickedUp | Status::Completed)
}

/// Accepts what rings, taps ready after cooking, hands takeouts over, agrees to what is asked.
async fn person(handle: Handle, mut orders: watch::Receiver<Orders>, cooking: SignedDuration) {
    loop {
        let states = orders.borrow_and_update().clone();
        for state in states.iter() {
            let cooked = state.head.accepted_at.is_some_and(|at| Timestamp::now() >= at + cooking);
            let takeout = state.head.order.as_ref().is_some_and(|order| order.kind != OrderKind::Delivery);
            let command = match state.head.status {
                Status::Received => Command::Accept { prep_minutes: None },
                Status::Accepted if cooked => Command::Ready,
                Status::Ready if takeout => Command::PickedUp,
                _ => continue,
            };
            if let Err(refused) = handle.command(&state.head.id, command).await {
                tracing::warn!(number = %state.head.number, %refused, "the person could not do it");
            }
        }
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
        }
    }
}

/// Every piece of paper with the kind that its printer prints.
fn gather(sim: &ShopSim) -> Vec<(&'static str, PrintedTicket)> {
    let kind = |printer: &str, ticket: &PrintedTicket| match printer {
        "kitchen" if ticket.text().contains("취소") => "cancel",
        "kitchen" => "kitchen",
        "counter" => "customer",
        _ => "rider",
    };
    sim.printers
        .iter()
        .flat_map(|(id, printer)| {
            printer.tickets().into_iter().map(move |ticket| (kind(id, &ticket), ticket))
        })
        .collect()
}

/// The order a piece of paper belongs to: its short number stands on it.
fn number_on<'a>(ticket: &PrintedTicket, states: &'a Orders) -> Option<&'a str> {
    let text = ticket.text();
    states.iter().map(|state| state.head.number.as_str()).find(|number| text.contains(number))
}

fn write_tickets(
    out: &Path,
    paper: &[(&'static str, PrintedTicket)],
    states: &Orders,
) -> Result<(), Failure> {
    let mut written: BTreeMap<String, u32> = BTreeMap::new();
    for (kind, ticket) in paper {
        let number = number_on(ticket, states).unwrap_or("unknown");
        let name = format!("{number}-{kind}");
        let copy = written.entry(name.clone()).or_default();
        *copy += 1;
        let name = if *copy == 1 { name } else { format!("{name}-{copy}") };
        write_ticket(&out.join(name), ticket)?;
    }
    Ok(())
}

/// One line per order: number, app, tickets, rider.
fn table(words: &Words, apps: &Apps, states: &Orders, paper: &[(&'static str, PrintedTicket)]) -> String {
    let mut rows = vec![[
        words.text("cli-demo-order", &[]),
        words.text("cli-demo-app", &[]),
        words.text("cli-demo-tickets", &[]),
        words.text("cli-demo-rider", &[]),
    ]];
    for state in states.iter() {
        let tickets: Vec<&str> = paper
            .iter()
            .filter(|(_, ticket)| number_on(ticket, states) == Some(state.head.number.as_str()))
            .map(|(kind, _)| *kind)
            .collect();
        let rider = state.delivery().map_or_else(
            || words.text("cli-demo-takeout", &[]),
            |delivery| {
                format!(
                    "{} {}",
                    words.agency(&delivery.agency),
                    language::delivery_state(words, delivery.status())
                )
            },
        );
        let app = apps.get(&state.head.channel).unwrap_or(&state.head.channel).clone();
        rows.push([state.head.number.clone(), app, tickets.join(" "), rider]);
    }
    let widths: Vec<u32> = (0..4)
        .map(|column| rows.iter().map(|row| domain::text::width(&row[column])).max().unwrap_or(0))
        .collect();
    let line = |row: &[String; 4]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let gap = width.saturating_sub(domain::text::width(cell)) as usize;
            format!("{cell}{}", " ".repeat(gap))
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A data folder for one demo, gone at its end.
pub(super) struct TemporaryFolder(pub PathBuf);

impl TemporaryFolder {
    /// A new one for this purpose.
    pub fn create(what: &str) -> std::io::Result<TemporaryFolder> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("jumunbell-{what}-{}-{made}", std::process::id());
        let path = std::env::temp_dir().join(name);
        create_private(&path)?;
        Ok(TemporaryFolder(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Nothing of worth is in it, and a file that is still open on Windows stays for the system to clean.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
