//! A practice beside a counter that takes orders: both real engines, over sockets.

use std::time::Duration;

use domain::Command;
use domain::history::{Search, Turn};
use domain::order::CancelCode;
use tokio::time::{sleep, timeout};

use super::*;
use crate::language::Language;
use crate::sim::TestShop;
use crate::sim::app::Flavour;
use crate::sim::printer::{Model, PrinterConfig, PrinterSim};
use crate::ticket::Slip;

/// What is waited for comes within seconds; a machine that is busy takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn the_practice_is_named_so_and_keeps_the_printers() {
    for language in Language::ALL {
        let folder = tempfile::tempdir().unwrap();
        let own = TestShop::complete().app("teukgeup", "baedal-teukgeup", "http://127.0.0.1:1");
        let own = own.printer("kitchen", "generic-80mm", "tcp://127.0.0.1:2").settings().unwrap();
        let words = Words::new(language);
        let called = Some(("gorela", "http://127.0.0.1:3".to_owned()));
        let made = settings(own, &words, "http://127.0.0.1:4", called, folder.path()).unwrap();
        let [channel] = &made.channels[..] else { panic!("{:?}", made.channels) };
        let name = words.text("assist-practice-app", &[]);
        assert_eq!((channel.profile.name.as_str(), made.shops[0].name.as_str()), (&*name, &*name));
        assert_eq!(channel.base_url, "http://127.0.0.1:4", "no app of the shop's own");
        assert_eq!((made.printers.len(), made.agencies.len()), (1, 1));
        assert_eq!(made.agencies[0].server().unwrap().base_url, "http://127.0.0.1:3");
    }
}

/// A shop with an app, riders and a printer that takes one connection at a time, which the counter keeps.
struct Street {
    app: AppSim,
    agency: AgencySim,
    printer: PrinterSim,
    real: Running,
    settings: Settings,
    _folder: tempfile::TempDir,
}

impl Street {
    async fn open() -> Street {
        let profile = printer::Profile::load("epson-tm-t88", None).unwrap();
        let printer = PrinterSim::start(PrinterConfig::new(Model::of(&profile))).await.unwrap();
        let app = AppSim::start(Config::new(1, Shop::invented()), clock::system()).await.unwrap();
        let agency = AgencySim::start(AgencyConfig::new(SPEED, 2, clock::system())).await.unwrap();
        let settings = TestShop::complete()
            .app("teukgeup", "baedal-teukgeup", app.url())
            .with("accept = \"auto\"\npoll_seconds = 1")
            .printer("kitchen", "epson-tm-t88", format_args!("tcp://{}", printer.addr()))
            .with("hold = true\ntickets = [\"kitchen\", \"customer\", \"rider\", \"cancel\"]")
            .agency("barogo", "gorela", agency.base_url())
            .settings()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment {
            clock: clock::system(),
            secret: Box::new(|_, _| Ok(SECRET.to_owned())),
            shorten: SHORTEN,
            printer_timings: printer::Timings::default(),
            speaker: Speaker::silent(),
            rng: fastrand::Rng::with_seed(3),
        };
        let real = run_engine(assemble(settings.clone(), folder.path(), environment).unwrap().parts);
        Street { app, agency, printer, real, settings, _folder: folder }
    }

    async fn practise(&self, stopping: &Practices) -> Practice {
        let around = Around {
            speaker: Speaker::silent(),
            printers: Some(self.real.printers.clone()),
            runtime: Runtime::current(),
            stopping: stopping.clone(),
        };
        begin(self.settings.clone(), &Words::new(Language::Korean), around).await.unwrap()
    }

    fn papers(&self) -> Vec<String> {
        self.printer.tickets().iter().map(|ticket| ticket.text()).collect()
    }

    /// Waits until so many tickets say this.
    async fn papers_with(&self, part: &str, count: usize) {
        let all = async {
            while self.papers().iter().filter(|text| text.contains(part)).count() < count {
                sleep(Duration::from_millis(50)).await;
            }
        };
        let came = timeout(PATIENCE, all).await;
        assert!(came.is_ok(), "{count} × {part}:\n{}", self.papers().join("\n----\n"));
    }
}

/// The practice's first order, once it is here.
async fn first_order(practice: &Practice) -> String {
    let mut board = practice.handle.board();
    let here = timeout(PATIENCE, board.wait_for(|board| !board.orders.is_empty())).await;
    here.unwrap().unwrap().orders[0].view.id.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_order_leaves_no_trace_in_the_real_shop() {
    let (street, stopping) = (Street::open().await, Practices::default());
    let practice = street.practise(&stopping).await;
    let act = async |order: &str, command| practice.handle.command(order, command).await.unwrap();
    let order = first_order(&practice).await;
    act(&order, Command::Accept { prep_minutes: Some(20) }).await;
    // Kitchen, customer and rider.
    street.papers_with("연습-001", 3).await;
    act(&order, Command::Reprint { kind: None }).await;
    street.papers_with("재출력", 1).await;
    // One that is fetched: no rider is so fast that it cannot be cancelled any more.
    practice.more.as_ref().unwrap()();
    let mut board = practice.handle.board();
    let two = timeout(PATIENCE, board.wait_for(|board| board.orders.len() == 2)).await.unwrap();
    let new = two.unwrap().orders.iter().map(|card| card.view.id.clone()).find(|id| *id != order).unwrap();
    act(&new, Command::Accept { prep_minutes: Some(20) }).await;
    street.papers_with("연습-002", 1).await;
    act(&new, Command::Cancel { code: CancelCode::UnavailableItem }).await;
    street.papers_with("취소", 1).await;
    let band = practice.words.text("practice-band", &[]);
    let slip = Slip { heading: "마감".to_owned(), below: vec![band], ..Slip::default() };
    practice.handle.print(slip).await.unwrap();
    for paper in street.papers() {
        assert!(paper.contains("연습"), "{paper}");
    }

    let real = &street.real.handle;
    assert!(street.real.orders.borrow().is_empty() && real.board().borrow().orders.is_empty());
    let page = real.history(Search::default(), Turn::Newest, 10).await.unwrap();
    assert!(page.orders.is_empty() && real.menu().await.unwrap().dishes.is_empty());
    let report = real.report(None).await.unwrap();
    let seen = serde_json::to_string(&report.sales).unwrap();
    assert!(!seen.contains("practice"), "{seen}");
    assert!(street.app.journal().orders.is_empty() && street.agency.journal().deliveries.is_empty());

    // Meanwhile the real counter takes orders, on the same printer and connection.
    street.app.place_order(Flavour::Takeout);
    street.papers_with("특급-001", 1).await;
    assert_eq!(street.real.orders.borrow().len(), 1);
    let theirs = practice.handle.board().borrow().orders.len();
    assert_eq!(theirs, 2, "and practice sees none of them");
    drop(practice);
    stopping.end().await;
    street.app.place_order(Flavour::Takeout);
    street.papers_with("특급-002", 1).await;
    street.real.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_orders_more_when_asked_and_ends_with_its_window() {
    let (street, stopping) = (Street::open().await, Practices::default());
    let practice = street.practise(&stopping).await;
    first_order(&practice).await;
    let more = practice.more.clone().unwrap();
    more();
    more();
    let mut board = practice.handle.board();
    let three = timeout(PATIENCE, board.wait_for(|board| board.orders.len() == 3)).await;
    assert!(three.is_ok_and(|board| board.is_ok()));
    drop(practice);
    let over = async { while board.changed().await.is_ok() {} };
    assert!(timeout(PATIENCE, over).await.is_ok(), "the engine has ended");
    stopping.end().await;
    more();
    street.real.stop().await;
}
