//! The fault matrix of printing: the whole engine, one kitchen, and everything that goes wrong with its printer. For each
//! fault: what the counter is told, what comes out and how it is marked. Nothing is lost, nothing comes out twice
//! unmarked.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use domain::order::{Problem, TicketState};
use domain::{Command, OrderState, Resolution, TicketJob};
use jiff::{SignedDuration, Timestamp};
use jumunbell::engine::{self, Environment, Running, Speaker, assemble};
use jumunbell::language::{self, Words};
use jumunbell::printer::{Profile, Timings};
use jumunbell::settings::{Language, Settings};
use jumunbell::sim::TestShop;
use jumunbell::sim::app::{AppSim, Config, Flavour, Shop, Spec};
use jumunbell::sim::printer::{Condition, Faults, Model, PrintedTicket, PrinterConfig, PrinterSim};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// Longer than anything takes on the slowest machine; a passing test never waits for it.
const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(20);

const OUT: Condition = Condition { paper_out: true, ..FINE };
const OPEN: Condition = Condition { cover_open: true, ..FINE };
const JAM: Condition = Condition { error: true, ..FINE };
const JAM_OPEN: Condition = Condition { cover_open: true, ..JAM };
const FINE: Condition = Condition {
    paper_out: false,
    cover_open: false,
    error: false,
    overheated: false,
    broken: false,
    paper_low: false,
};

/// A byte in the middle of every ticket here.
const MIDDLE: usize = 200;

/// Patient, but looks often.
fn patient() -> Timings {
    Timings {
        answer: Duration::from_secs(1),
        offline: Duration::from_secs(2),
        slowest_paper: 6_000,
        look: Duration::from_millis(100),
        ..Timings::default()
    }
}

/// Gives a ticket up soon.
fn hasty() -> Timings {
    Timings { confirm: Duration::from_millis(500), hindered: Duration::from_millis(500), ..patient() }
}

/// One app that is accepted by itself, and a kitchen with a counter beside it.
struct Kitchen {
    app: AppSim,
    printer: PrinterSim,
    counter: PrinterSim,
    running: Running,
    words: Words,
    /// Seconds by which the shop's clock is ahead.
    ahead: Arc<AtomicI64>,
    settings: Settings,
    timings: Timings,
    folder: TempDir,
}

/// A clock that a test may hurry.
fn clock(ahead: &Arc<AtomicI64>) -> engine::clock::Clock {
    let hurried = ahead.clone();
    Arc::new(move || Timestamp::now() + SignedDuration::from_secs(hurried.load(Ordering::SeqCst)))
}

fn start(
    settings: Settings,
    folder: &TempDir,
    clock: engine::clock::Clock,
    printer_timings: Timings,
) -> Running {
    let environment = Environment {
        clock,
        secret: Box::new(|_, _| Ok("any".to_owned())),
        shorten: 1,
        printer_timings,
        speaker: Speaker::silent(),
        rng: fastrand::Rng::with_seed(5),
    };
    engine::run(assemble(settings, folder.path(), environment).unwrap().parts)
}

impl Kitchen {
    async fn open(after_unknown: &str, timings: Timings) -> Kitchen {
        let kitchen = Kitchen::at(after_unknown, timings, None).await;
        kitchen.says("용지가 없습니다").await;
        kitchen.faults(|faults| faults.condition = FINE);
        kitchen.until("a new roll", |kitchen| kitchen.trouble().is_none()).await;
        kitchen
    }

    /// With the kitchen's printer somewhere else than its simulated one.
    async fn at(after_unknown: &str, timings: Timings, connection: Option<&str>) -> Kitchen {
        let profile = Profile::load("epson-tm-t88", None).unwrap();
        let printer = || PrinterSim::start(PrinterConfig::new(Model::of(&profile)));
        let (printer, counter) = (printer().await.unwrap(), printer().await.unwrap());
        printer.set_faults(|faults| faults.condition = OUT);
        let ahead = Arc::new(AtomicI64::new(0));
        let app = AppSim::start(Config::new(5, Shop::invented()), clock(&ahead)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let own = format!("tcp://{}", printer.addr());
        let settings = TestShop::complete()
            .app("teukgeup", "baedal-teukgeup", app.url())
            .with("accept = \"auto\"\npoll_seconds = 1")
            .printer("kitchen", "epson-tm-t88", connection.unwrap_or(&own))
            .with("name = \"주방\"\ntickets = [\"kitchen\", \"cancel\"]\nbackup = \"counter\"")
            .with(&format!("after_unknown = \"{after_unknown}\""))
            .printer("counter", "epson-tm-t88", format_args!("tcp://{}", counter.addr()))
            .with("tickets = []");
        let settings = settings.settings().unwrap();
        let words = settings.words(Language::Korean);
        let running = start(settings.clone(), &folder, clock(&ahead), timings);
        Kitchen { app, printer, counter, running, words, ahead, settings, timings, folder }
    }

    /// The next start of the program.
    async fn restarted(self) -> Kitchen {
        let Kitchen { app, printer, counter, running, words, ahead, settings, timings, folder } = self;
        running.stop().await;
        let running = start(settings.clone(), &folder, clock(&ahead), timings);
        Kitchen { app, printer, counter, running, words, ahead, settings, timings, folder }
    }

    fn faults(&self, change: impl FnOnce(&mut Faults)) {
        self.printer.set_faults(change);
    }

    fn order(&self) -> String {
        self.app.place_order(Spec::from(Flavour::Plain))
    }

    fn state(&self, id: &str) -> Option<Arc<OrderState>> {
        self.running.orders.borrow().iter().find(|state| state.head.external_id == id).cloned()
    }

    fn jobs(&self, id: &str) -> Vec<TicketJob> {
        self.state(id).map(|state| state.tickets.to_vec()).unwrap_or_default()
    }

    /// What the counter is told about the printer.
    fn trouble(&self) -> Option<String> {
        let board = self.running.handle.board().borrow().clone();
        let kitchen = board.printers.iter().find(|printer| printer.id == "kitchen").unwrap();
        kitchen.trouble.as_ref().map(|trouble| language::trouble(&self.words, trouble, "kitchen"))
    }

    async fn until(&self, what: &str, mut so: impl FnMut(&Kitchen) -> bool) {
        let begun = Instant::now();
        while !so(self) {
            let orders = self.running.orders.borrow().clone();
            assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}\n{:?}\n{orders:#?}", self.trouble());
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until the counter is told these words about the printer.
    async fn says(&self, words: &str) {
        self.until(words, |kitchen| kitchen.trouble().is_some_and(|said| said.contains(words))).await;
    }

    /// Waits until the order's newest ticket is in this state.
    async fn comes_to(&self, id: &str, state: TicketState) {
        let so = |kitchen: &Kitchen| kitchen.jobs(id).last().is_some_and(|job| job.state == state);
        self.until(state.as_str(), so).await;
    }

    /// Waits until a person is asked about the order.
    async fn asks(&self, id: &str, about: impl Fn(&Problem) -> bool) {
        let asked = |state: Arc<OrderState>| state.problems.iter().any(&about);
        self.until("a question", |kitchen| kitchen.state(id).is_some_and(asked)).await;
    }

    async fn person(&self, id: &str, resolution: Resolution) {
        self.running.handle.command(id, Command::Resolve { resolution }).await.unwrap();
    }

    /// Lets the printer be well, has one more order printed, and reads all the paper: nothing else was under way. One word
    /// a piece: `ticket`, `재출력`, `대체` or `torn`; what came out of the counter's printer after the kitchen's.
    async fn paper(self, id: &str) -> Vec<&'static str> {
        self.faults(|faults| *faults = Faults::default());
        let last = self.order();
        self.comes_to(&last, TicketState::Printed).await;
        let number = |id: &str| self.state(id).unwrap().head.number.clone();
        let (number, last) = (number(id), number(&last));
        let mut pieces = self.printer.tickets();
        assert!(pieces.pop().unwrap().text().contains(&last), "the last order's ticket came last");
        pieces.extend(self.counter.tickets());
        let words = pieces.iter().map(|piece| word(piece, &number)).collect();
        self.running.stop().await;
        words
    }
}

fn word(piece: &PrintedTicket, number: &str) -> &'static str {
    let text = piece.text();
    if piece.cuts != 1 {
        return "torn";
    }
    assert_eq!(piece.errors, Vec::<String>::new());
    assert!(text.contains(number), "somebody else's: {text}");
    match (text.contains("재출력"), text.contains("대체 출력")) {
        (false, false) => "ticket",
        (true, false) => "재출력",
        (false, true) => "대체",
        (true, true) => "대체, 재출력",
    }
}

fn unknown(problem: &Problem) -> bool {
    matches!(problem, Problem::TicketUnknown { .. })
}

#[tokio::test]
async fn before_a_ticket_each_hindrance_is_said_and_the_ticket_waits() {
    let kitchen = Kitchen::open("ask", patient()).await;
    for (condition, words) in [
        (OUT, "용지가 없습니다"),
        (OPEN, "덮개가 열려 있습니다"),
        (JAM, "칼날 걸림"),
        (Condition { overheated: true, ..FINE }, "식으면"),
        (Condition { broken: true, ..FINE }, "고장"),
    ] {
        kitchen.faults(|faults| faults.condition = condition);
        let order = kitchen.order();
        kitchen.says(words).await;
        assert_eq!(kitchen.jobs(&order)[0].state, TicketState::Queued);
        kitchen.faults(|faults| faults.condition = FINE);
        kitchen.comes_to(&order, TicketState::Printed).await;
        assert_eq!(kitchen.trouble(), None);
        assert_eq!(kitchen.jobs(&order).len(), 1);
    }
    assert_eq!(kitchen.printer.tickets().len(), 5, "one paper an order");
}

#[tokio::test]
async fn paper_out_under_a_ticket() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| faults.condition_after = Some((MIDDLE, OUT)));
    let order = kitchen.order();
    kitchen.says("용지가 없습니다").await;
    assert_eq!(kitchen.jobs(&order)[0].state, TicketState::Sending);
    kitchen.faults(|faults| faults.condition_after = None);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn paper_out_under_a_ticket_for_so_long_that_a_person_is_asked() {
    let kitchen = Kitchen::open("ask", hasty()).await;
    kitchen.faults(|faults| faults.condition_after = Some((MIDDLE, OUT)));
    let order = kitchen.order();
    kitchen.asks(&order, unknown).await;
    kitchen.says("용지가 없습니다").await;
    kitchen.person(&order, Resolution::Reprint).await;
    kitchen.faults(|faults| faults.condition_after = None);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(
        kitchen.paper(&order).await,
        ["ticket", "재출력"],
        "the first came out too, when there was paper"
    );
}

#[tokio::test]
async fn paper_out_after_a_ticket() {
    let kitchen = Kitchen::open("ask", patient()).await;
    let first = kitchen.order();
    kitchen.comes_to(&first, TicketState::Printed).await;
    kitchen.faults(|faults| faults.condition = OUT);
    let second = kitchen.order();
    kitchen.says("용지가 없습니다").await;
    kitchen.faults(|faults| faults.condition = FINE);
    kitchen.comes_to(&second, TicketState::Printed).await;
    assert_eq!(kitchen.jobs(&first).len() + kitchen.jobs(&second).len(), 2);
    assert_eq!(kitchen.printer.tickets().len(), 2);
}

#[tokio::test]
async fn cover_open_under_a_ticket() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| faults.condition_after = Some((MIDDLE, OPEN)));
    let order = kitchen.order();
    kitchen.says("덮개가 열려 있습니다").await;
    kitchen.faults(|faults| faults.condition_after = None);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn cutter_jammed_under_a_ticket() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| (faults.waits_after_jam, faults.condition_after) = (true, Some((MIDDLE, JAM))));
    let order = kitchen.order();
    kitchen.says("칼날 걸림").await;
    kitchen.faults(|faults| faults.condition_after = Some((MIDDLE, JAM_OPEN)));
    kitchen.says("덮개가 열려 있습니다").await;
    kitchen.faults(|faults| faults.condition_after = None);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"], "it went on where it had stopped");
}

#[tokio::test]
async fn cutter_jammed_between_tickets() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| (faults.waits_after_jam, faults.condition) = (true, JAM));
    let order = kitchen.order();
    kitchen.says("칼날 걸림").await;
    kitchen.faults(|faults| faults.condition = JAM_OPEN);
    kitchen.says("덮개가 열려 있습니다").await;
    kitchen.faults(|faults| faults.condition = FINE);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn silence_before_a_ticket() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| faults.mute = true);
    let order = kitchen.order();
    kitchen.says("대답하지 않습니다").await;
    kitchen.faults(|faults| faults.mute = false);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn silence_after_a_ticket_asks_a_person_and_reprints_nothing() {
    for after_unknown in ["ask", "reprint"] {
        let kitchen = Kitchen::open(after_unknown, hasty()).await;
        let first = kitchen.order();
        kitchen.comes_to(&first, TicketState::Printed).await;
        // It says that it is well; its paper is most likely there.
        kitchen.faults(|faults| faults.swallow_confirmation = true);
        let order = kitchen.order();
        kitchen.asks(&order, unknown).await;
        assert_eq!(kitchen.jobs(&order).len(), 1, "{after_unknown}");
        kitchen.person(&order, Resolution::Printed).await;
        kitchen.comes_to(&order, TicketState::Printed).await;
        kitchen.faults(|faults| *faults = Faults::default());
        kitchen.comes_to(&kitchen.order(), TicketState::Printed).await;
        assert_eq!(kitchen.printer.tickets().len(), 3);
        kitchen.running.stop().await;
    }
}

#[tokio::test]
async fn a_printer_that_never_confirms_is_sent_one_paper_an_order() {
    for after_unknown in ["ask", "reprint"] {
        let kitchen = Kitchen::open(after_unknown, hasty()).await;
        kitchen.faults(|faults| faults.swallow_confirmation = true);
        for _ in 0..3 {
            let order = kitchen.order();
            kitchen.comes_to(&order, TicketState::Sent).await;
            assert_eq!(kitchen.jobs(&order).len(), 1);
        }
        assert_eq!(kitchen.printer.wait_for(3, PATIENCE).await.len(), 3, "{after_unknown}");
        kitchen.running.stop().await;
    }
}

#[tokio::test]
async fn silence_after_a_restart_is_waited_for() {
    let kitchen = Kitchen::open("ask", Timings { mute: Duration::ZERO, ..patient() }).await;
    let first = kitchen.order();
    kitchen.comes_to(&first, TicketState::Printed).await;
    kitchen.faults(|faults| faults.mute = true);
    let kitchen = kitchen.restarted().await;
    let order = kitchen.order();
    kitchen.says("대답하지 않습니다").await;
    kitchen.until("queued", |kitchen| !kitchen.jobs(&order).is_empty()).await;
    assert_eq!(kitchen.jobs(&order)[0].state, TicketState::Queued);
    kitchen.faults(|faults| faults.mute = false);
    kitchen.comes_to(&order, TicketState::Printed).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_takes_nothing_reaches_the_counter_and_its_backup() {
    for connection in ["file:///dev/full", "file:///proc/no-such-file"] {
        let kitchen = Kitchen::at("ask", patient(), Some(connection)).await;
        let order = kitchen.order();
        kitchen.says("연결되지 않습니다").await;
        kitchen.until("the order", |kitchen| !kitchen.jobs(&order).is_empty()).await;
        kitchen.ahead.fetch_add(25, Ordering::SeqCst);
        kitchen.comes_to(&order, TicketState::Printed).await;
        assert_eq!(kitchen.counter.tickets().len(), 1, "{connection}");
        kitchen.running.stop().await;
    }
}

#[tokio::test]
async fn a_line_of_1200_baud() {
    let kitchen = Kitchen::open("ask", Timings::default()).await;
    kitchen.faults(|faults| faults.bytes_per_second = Some(120));
    let order = kitchen.order();
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!((kitchen.jobs(&order).len(), kitchen.trouble()), (1, None));
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn a_reset_under_a_ticket_asks_a_person() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| faults.close_after = Some(MIDDLE));
    let order = kitchen.order();
    kitchen.asks(&order, unknown).await;
    kitchen.faults(|faults| faults.close_after = None);
    kitchen.person(&order, Resolution::Reprint).await;
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["torn", "재출력"]);
}

#[tokio::test]
async fn a_power_cycle_during_a_ticket_reprints_it_where_set() {
    let kitchen = Kitchen::open("reprint", patient()).await;
    kitchen.faults(|faults| faults.die_after = Some(MIDDLE));
    let order = kitchen.order();
    kitchen.until("a second job", |kitchen| kitchen.jobs(&order).len() == 2).await;
    kitchen.faults(|faults| faults.die_after = None);
    kitchen
        .until("printed again", |kitchen| kitchen.jobs(&order).last().unwrap().state == TicketState::Printed)
        .await;
    assert_eq!(kitchen.jobs(&order).len(), 2);
    assert_eq!(kitchen.paper(&order).await, ["torn", "재출력"]);
}

#[tokio::test]
async fn back_after_an_hour_it_prints_nothing_by_surprise() {
    let kitchen = Kitchen::open("ask", patient()).await;
    // Its backup is down too.
    kitchen.counter.set_faults(|faults| faults.refuse = true);
    kitchen.faults(|faults| faults.refuse = true);
    let order = kitchen.order();
    kitchen.says("연결되지 않습니다").await;
    kitchen
        .until("confirmed", |kitchen| kitchen.state(&order).is_some_and(|state| state.head.confirmed))
        .await;
    kitchen.ahead.fetch_add(3600, Ordering::SeqCst);
    kitchen.asks(&order, |problem| matches!(problem, Problem::TicketExpired { .. })).await;
    kitchen.faults(|faults| faults.refuse = false);
    kitchen.until("its return", |kitchen| kitchen.trouble().is_none()).await;
    assert!(kitchen.printer.tickets().is_empty(), "a question, not a surprise");
    kitchen.person(&order, Resolution::Reprint).await;
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"], "the only paper of it is no copy");
}

#[tokio::test]
async fn a_ticket_that_waits_a_minute_is_told_until_it_is_on_paper() {
    for (what, hinder) in [
        ("paper out", (|faults| faults.condition = OUT) as fn(&mut Faults)),
        ("cover open", |faults| faults.condition = OPEN),
        ("off", |faults| faults.refuse = true),
    ] {
        let kitchen = Kitchen::open("ask", patient()).await;
        // Its backup is down too.
        kitchen.counter.set_faults(|faults| faults.refuse = true);
        kitchen.faults(hinder);
        let order = kitchen.order();
        kitchen.until(what, |kitchen| kitchen.jobs(&order).len() == 1).await;
        let waits = |problem: &Problem| matches!(problem, Problem::TicketWaits { seen: false, .. });
        kitchen.ahead.fetch_add(61, Ordering::SeqCst);
        kitchen.asks(&order, waits).await;
        kitchen.counter.set_faults(|faults| faults.refuse = false);
        kitchen.faults(|faults| *faults = Faults::default());
        kitchen
            .until("nothing more to say", |kitchen| {
                kitchen.state(&order).is_some_and(|state| !state.problems.iter().any(waits))
            })
            .await;
        let paper = kitchen.paper(&order).await;
        assert!(paper == ["ticket"] || paper == ["대체"], "{what}: {paper:?}");
    }
}

#[tokio::test]
async fn a_dead_printer_has_a_backup_and_its_return_reprints_nothing() {
    let kitchen = Kitchen::open("ask", patient()).await;
    kitchen.faults(|faults| faults.refuse = true);
    let order = kitchen.order();
    kitchen.until("the order", |kitchen| kitchen.jobs(&order).len() == 1).await;
    kitchen.says("연결되지 않습니다").await;
    kitchen.ahead.fetch_add(25, Ordering::SeqCst);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["대체"]);
}

#[tokio::test]
async fn the_halls_pos_holds_the_port() {
    let kitchen = Kitchen::open("ask", patient()).await;
    let pos = TcpStream::connect(kitchen.printer.addr()).await.unwrap();
    let order = kitchen.order();
    kitchen.says("대답하지 않습니다").await;
    assert_eq!(kitchen.jobs(&order)[0].state, TicketState::Queued);
    drop(pos);
    kitchen.comes_to(&order, TicketState::Printed).await;
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}

#[tokio::test]
async fn a_roll_near_its_end_is_said_and_hinders_nothing() {
    let kitchen = Kitchen::open("ask", patient()).await;
    let low = |kitchen: &Kitchen| kitchen.running.handle.board().borrow().printers[0].paper_low;
    kitchen.faults(|faults| faults.condition = Condition { paper_low: true, ..FINE });
    let order = kitchen.order();
    kitchen.comes_to(&order, TicketState::Printed).await;
    kitchen.until("said", low).await;
    assert_eq!(kitchen.trouble(), None);
    assert_eq!(kitchen.paper(&order).await, ["ticket"]);
}
