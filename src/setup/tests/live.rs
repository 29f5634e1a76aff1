//! What is typed is tried against simulated apps, agencies and printers over real sockets: right and wrong keys, servers of
//! another service, addresses without a server; printers that print, have no paper or are not there.

use std::net::TcpListener;

use cause::Why;
use jiff::Timestamp;

use super::*;
use crate::printer::Profile;
use crate::sim::agency::{AgencyConfig, AgencySim, Fault, Route};
use crate::sim::app::{AppSim, Config, Shop};
use crate::sim::printer::{Condition, Model, PrinterConfig, PrinterSim};

fn clock() -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
    Arc::new(Timestamp::now)
}

async fn app_sim() -> AppSim {
    let credentials = Some(("C-000".to_owned(), "right".to_owned()));
    let shop = Shop { merchant_id: "M-000".to_owned(), ..Shop::invented() };
    let config = Config { credentials, ..Config::new(7, shop) };
    AppSim::start(config, clock()).await.unwrap()
}

async fn agency_sim(kind: &str) -> AgencySim {
    let kind = *AgencyKind::ALL.iter().find(|known| known.as_str() == kind).unwrap();
    AgencySim::start(AgencyConfig { kind, ..AgencyConfig::new(1.0, 7, clock()) }).await.unwrap()
}

/// An address at which no server listens.
fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[track_caller]
fn told<T: std::fmt::Debug>(tried: Result<T, TrialFault>) -> TrialFault {
    let fault = tried.unwrap_err();
    for language in Language::ALL {
        let words = Words::new(language);
        let next = fault.next(&words).unwrap_or_default();
        for said in [fault.says(&words), next] {
            assert!(!said.contains("setup-") && !said.contains("cause-"), "{said}");
        }
    }
    fault
}

#[tokio::test]
async fn an_app_accepts_its_key_and_no_other() {
    let (_folder, setup) = fresh();
    let sim = app_sim().await;
    let entry = app(&sim.url());
    assert_eq!(setup.sign_in(&entry, Some(" right\n")).await, Ok(()), "before anything is written");
    assert_eq!(setup.draft().unwrap(), Draft::default(), "and nothing is");
    assert!(matches!(told(setup.sign_in(&entry, Some("wrong")).await), TrialFault::WrongKey(_)));
    let other = AppEntry { client_id: "C-001".into(), ..entry.clone() };
    assert!(matches!(told(setup.sign_in(&other, Some("right")).await), TrialFault::WrongKey(_)));
    assert_eq!(told(setup.sign_in(&entry, None).await), TrialFault::NoSecret);
    let neighbour = AppEntry { merchant_id: "M-001".into(), ..entry.clone() };
    assert_eq!(told(setup.sign_in(&neighbour, Some("right")).await), TrialFault::WrongShop);
    let saved = setup.save_app(&entry, Some("right")).unwrap();
    let kept = AppEntry { id: saved.id, ..entry };
    assert_eq!(setup.sign_in(&kept, None).await, Ok(()), "with the key that is kept");
    assert_eq!(sim.journal().violations().len(), 0);
}

#[tokio::test]
async fn what_is_not_the_app_is_told_apart() {
    let (_folder, mut setup) = fresh();
    let refused = told(setup.sign_in(&app(&format!("http://{}", nobody())), Some("right")).await);
    assert!(matches!(&refused, TrialFault::Line(cause) if cause.why == Why::Refused), "{refused:?}");
    assert!(matches!(told(setup.sign_in(&app("app"), Some("right")).await), TrialFault::Entry(_)));
    let page = wiremock::MockServer::start().await;
    let html = wiremock::ResponseTemplate::new(200).set_body_raw("<html>Welcome</html>", "text/html");
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(html).mount(&page).await;
    assert!(matches!(told(setup.sign_in(&app(&page.uri()), Some("right")).await), TrialFault::Foreign(_)));
    // It takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    setup.patience = Duration::from_millis(100);
    let address = format!("http://{}", silent.local_addr().unwrap());
    let unanswered = told(setup.sign_in(&app(&address), Some("right")).await);
    assert!(matches!(&unanswered, TrialFault::Line(cause) if cause.why == Why::NoAnswer), "{unanswered:?}");
}

/// The kinds that are asked over a line, with the path of each below its server's root.
const KINDS: [(&str, &str); 3] =
    [("gorela", ""), ("kakao", "/goa-sandbox-service"), ("open-delivery-logistics", "")];

#[tokio::test]
async fn every_agency_tells_a_fee_and_no_rider_is_called() {
    for (kind, under) in KINDS {
        let (_folder, setup) = fresh();
        setup.save_shop(&ShopEntry { place: "35.81, 127.1".into(), ..shop() }).unwrap();
        let sim = agency_sim(kind).await;
        let entry = agency(kind, &format!("{}{under}", sim.base_url()));
        let answer = setup.quote(&entry, Some("sim-key")).await.unwrap();
        let AgencyAnswer::Fee { fee, .. } = &answer else { panic!("{kind}: {answer:?}") };
        assert!(fee.0 > 0, "{kind}: {fee:?}");
        let said = answer.worded(&Words::new(Language::English));
        assert!(said.contains("no rider was called"), "{said}");
        let wrong = told(setup.quote(&entry, Some("wrong")).await);
        assert!(matches!(wrong, TrialFault::WrongKey(_)), "{kind}: {wrong:?}");
        assert_eq!(told(setup.quote(&entry, None).await), TrialFault::NoSecret, "{kind}");
        let away = AgencyEntry { base_url: format!("http://{}", nobody()), ..entry };
        assert!(matches!(told(setup.quote(&away, Some("sim-key")).await), TrialFault::Line(_)), "{kind}");
        let journal = sim.journal();
        assert_eq!((journal.deliveries.len(), &journal.wrong[..]), (0, &[][..]), "{kind}: nobody was called");
    }
}

#[tokio::test]
async fn an_agency_that_is_full_accepts_the_key_all_the_same() {
    let (_folder, setup) = fresh();
    setup.save_shop(&shop()).unwrap();
    let sim = agency_sim("gorela").await;
    sim.set_fault(Fault::Refuse(Route::Quote, "OVER_CAPACITY".to_owned()), 1);
    let answer = setup.quote(&agency("gorela", &sim.base_url()), Some("sim-key")).await.unwrap();
    assert!(matches!(&answer, AgencyAnswer::Refused { code, .. } if code == "OVER_CAPACITY"), "{answer:?}");
    for language in Language::ALL {
        let said = answer.worded(&Words::new(language));
        assert!(!said.contains("OVER_CAPACITY") && !said.contains("setup-"), "{said}");
    }
}

#[tokio::test]
async fn without_a_place_only_the_key_is_tried() {
    let (_folder, setup) = fresh();
    let sim = agency_sim("kakao").await;
    let entry = agency("kakao", &format!("{}/goa-sandbox-service", sim.base_url()));
    let before_the_shop = setup.quote(&entry, Some("sim-key")).await.unwrap();
    assert_eq!(before_the_shop, AgencyAnswer::SignedIn(Field::Road));
    setup.save_shop(&shop()).unwrap();
    assert_eq!(setup.quote(&entry, Some("sim-key")).await.unwrap(), AgencyAnswer::SignedIn(Field::Place));
    let own = AgencyEntry { account: String::new(), store_id: String::new(), ..agency("in-house", "") };
    assert_eq!(setup.quote(&own, None).await.unwrap(), AgencyAnswer::OwnRiders);
}

async fn printer_sim() -> PrinterSim {
    let model = Model::of(&Profile::load("generic-80mm", None).unwrap());
    PrinterSim::start(PrinterConfig::new(model)).await.unwrap()
}

#[tokio::test]
async fn a_printer_prints_the_page_that_explains_itself() {
    let (folder, setup) = fresh();
    let sim = printer_sim().await;
    let entry = printer(&sim.addr().to_string());
    assert_eq!(setup.print_page(&entry).await, Ok(Paper::Printed));
    let page = sim.wait_for(1, Duration::from_secs(30)).await.remove(0).text();
    assert!(page.contains("시험 인쇄") && page.contains("주방 (kitchen)"), "{page}");
    for (number, columns) in rulers() {
        assert!(page.contains(&format!("{number})")) && columns > 0, "{page}");
    }
    // A model that is known to answer nothing is not waited for.
    std::fs::create_dir(folder.path().join("printer-profiles")).unwrap();
    let mute = "like = \"generic-80mm\"\nstatus = []\n";
    std::fs::write(folder.path().join("printer-profiles/mute.toml"), mute).unwrap();
    let entry = PrinterEntry { profile: "mute".into(), ..entry };
    assert_eq!(setup.print_page(&entry).await, Ok(Paper::Sent), "a person looks whether paper came");
    assert_eq!(sim.wait_for(2, Duration::from_secs(30)).await.len(), 2);
}

#[tokio::test]
async fn a_printer_that_cannot_says_why() {
    let (_folder, setup) = fresh();
    let sim = printer_sim().await;
    let entry = printer(&sim.addr().to_string());
    let paper = Condition { paper_out: true, ..Condition::default() };
    let cover = Condition { cover_open: true, ..Condition::default() };
    for (condition, why) in [(paper, Why::PaperOut), (cover, Why::CoverOpen)] {
        sim.set_faults(|faults| faults.condition = condition);
        let fault = told(setup.print_page(&entry).await);
        assert!(matches!(&fault, TrialFault::Printer(cause) if cause.why == why), "{fault:?}");
    }
    assert_eq!(sim.tickets().len(), 0, "not one line came out");
    let gone = told(setup.print_page(&printer(&nobody())).await);
    assert!(matches!(&gone, TrialFault::Printer(cause) if cause.why == Why::Refused), "{gone:?}");
    assert!(matches!(told(setup.print_page(&printer("usb:lp0")).await), TrialFault::Entry(_)));
    let unplugged = told(setup.find_speed("serial:///dev/x-no-tty?baud=9600").await);
    assert!(matches!(unplugged, TrialFault::Printer(_)), "{unplugged:?}");
    let no_port = told(setup.find_speed("192.0.2.1").await);
    assert!(matches!(&no_port, TrialFault::Printer(cause) if cause.why == Why::WrongConnection));
}

/// Everything green: what the assistant wrote is what the doctor's questions find right.
#[tokio::test]
async fn from_an_empty_folder_to_a_shop_that_works() {
    let (folder, setup) = fresh();
    let (sim, rider, paper) = (app_sim().await, agency_sim("gorela").await, printer_sim().await);
    setup.save_language(Language::Korean).unwrap();
    setup.save_shop(&shop()).unwrap();
    let _ = setup.save_app(&app(&sim.url()), Some("right")).unwrap();
    let _ = setup.save_printer(&printer(&paper.addr().to_string())).unwrap();
    let _ = setup.save_agency(&agency("gorela", &rider.base_url()), Some("sim-key")).unwrap();
    let settings = Settings::load(&setup.settings_file(), folder.path()).unwrap();
    for name in SecretName::all(&settings) {
        assert_eq!(setup.has_secret(&name), Ok(true), "{name}");
    }
    let draft = setup.draft().unwrap();
    assert_eq!(setup.sign_in(&draft.apps[0], None).await, Ok(()));
    assert!(matches!(setup.quote(&draft.agencies[0], None).await, Ok(AgencyAnswer::Fee { .. })));
    let (ready, _) = reach::printer(&settings.printers[0], crate::printer::Voice::default()).await;
    assert_eq!(ready, Ok(()));
    assert_eq!(paper.tickets().len(), 0);
}
