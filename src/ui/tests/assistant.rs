//! The assistant as an installer uses it: what a page tries, what it writes, and what it never goes on with by itself.

use std::fs;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::board::Board;
use domain::order::{TicketKind, TicketState};
use domain::sample;
use iced::Task;
use iced::futures::StreamExt;
use iced_test::runtime::{Action, task};
use jiff::Timestamp;
use tempfile::TempDir;

use super::desk::{click, places, start};
use super::pictures::{SIZES, compare_view};
use crate::engine;
use crate::setup::tests::setup_in;
use crate::setup::{Field, Page};
use crate::sim::app::{AppSim, Config, Shop};
use crate::sim::printer::{Model, PrinterConfig, PrinterSim};
use crate::ui::assistant::practice::{Practice, Step, steps};
use crate::ui::assistant::{Assistant, Environment, Message, Typed};
use crate::ui::key::Key;
use crate::ui::*;

/// The assistant on a folder of its own, with what it plays and opens.
struct Bench {
    assistant: Assistant,
    folder: TempDir,
    rings: Arc<Mutex<usize>>,
    finished: Arc<OnceLock<()>>,
    clock: Arc<AtomicI64>,
    /// Milliseconds between two taps.
    pace: i64,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Bench {
        Bench::on(tempfile::tempdir().unwrap(), None)
    }

    /// On this folder, with a practice order that shows this.
    fn on(folder: TempDir, practice: Option<Board>) -> Bench {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let entered = runtime.enter();
        let setup = setup_in(folder.path());
        let page = setup.due().unwrap();
        let (rings, finished) = (Arc::new(Mutex::new(0)), Arc::new(OnceLock::new()));
        let counted = rings.clone();
        let clock = Arc::new(AtomicI64::new(1_700_000_000_000));
        let now = clock.clone();
        let environment = Environment {
            setup,
            keeps: true,
            beside: false,
            hear: Arc::new(move |_| {
                *counted.lock().unwrap() += 1;
                Ok(())
            }),
            practise: practice.map(|board| {
                let (handle, calls, show) = engine::handle(board);
                let words = Words::new(Language::Korean);
                let keeps = Arc::new((Mutex::new(calls), show));
                let practice = Practice { handle, words, more: None, keeps };
                Arc::new(move |_: Words| {
                    let practice = practice.clone();
                    Box::pin(async move { Ok(practice) }) as iced::futures::future::BoxFuture<'static, _>
                }) as Arc<crate::ui::assistant::Practise>
            }),
            demo: None,
            clock: Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::SeqCst)).unwrap()),
            finished: finished.clone(),
        };
        let (assistant, begun) = Assistant::new(environment, Language::Korean, page);
        drop(entered);
        let mut bench = Bench { assistant, folder, rings, finished, clock, pace: 2_000, runtime };
        bench.run(begun);
        bench
    }

    /// The program was closed, and is opened again.
    fn again(self) -> Bench {
        Bench::on(self.folder, None)
    }

    fn run(&mut self, task: Task<Message>) {
        let Some(mut stream) = task::into_stream(task) else { return };
        let messages = self.runtime.block_on(async {
            let mut messages = Vec::new();
            while let Some(action) = stream.next().await {
                if let Action::Output(message) = action {
                    messages.push(message);
                }
            }
            messages
        });
        messages.into_iter().for_each(|message| self.tell(message));
    }

    fn texts(&self) -> Vec<String> {
        places(self.assistant.view()).into_iter().map(|(text, _)| text).collect()
    }

    fn tell(&mut self, message: Message) {
        self.clock.fetch_add(self.pace, Ordering::SeqCst);
        let entered = self.runtime.enter();
        let task = self.assistant.update(message);
        drop(entered);
        self.run(task);
    }

    /// Taps what bears exactly this text.
    #[track_caller]
    fn tap(&mut self, text: &str) {
        let places = places(self.assistant.view()).into_iter().rev().filter(|(found, _)| found == text);
        let messages = places.filter_map(|(_, bounds)| {
            let messages = click(self.assistant.view(), bounds?.center());
            (!messages.is_empty()).then_some(messages)
        });
        let messages = messages.into_iter().next();
        let messages = messages.unwrap_or_else(|| panic!("nothing to tap says {text:?}"));
        messages.into_iter().for_each(|message| self.tell(message));
    }

    fn fill(&mut self, field: Field, text: &str) {
        self.tell(Message::Typed(field, text.to_owned()));
    }

    fn shows(&self, part: &str) -> bool {
        places(self.assistant.view()).iter().any(|(text, _)| text.contains(part))
    }

    fn settings(&self) -> String {
        fs::read_to_string(self.folder.path().join("settings.toml")).unwrap_or_default()
    }

    /// The page that an interrupted assistant goes on with.
    fn page(&self) -> Option<Page> {
        setup_in(self.folder.path()).due()
    }

    #[track_caller]
    fn compare(&self, name: &str) {
        let (_, size, _) = SIZES[0];
        compare_view(self.assistant.view(), &self.assistant.theme(), &format!("assistant-{name}"), size);
    }
}

/// On the page of apps, with a shop behind it.
fn at_apps() -> Bench {
    let mut bench = Bench::new();
    bench.tap("한국어");
    bench.fill(Field::Name, "가상국밥 시험점");
    bench.fill(Field::Phone, "05000000000");
    bench.fill(Field::Road, "시험시 가상구 없는로 1");
    bench.tap("확인하고 다음");
    bench
}

/// A simulated app that knows one key.
fn app(bench: &Bench) -> AppSim {
    let credentials = Some(("C-000".to_owned(), "right".to_owned()));
    let shop = Shop { merchant_id: "M-000".to_owned(), ..Shop::invented() };
    let config = Config { credentials, ..Config::new(7, shop) };
    bench.runtime.block_on(AppSim::start(config, Arc::new(Timestamp::now))).unwrap()
}

#[test]
fn a_page_is_written_when_it_is_left_and_kept_to_go_on_with() {
    let bench = at_apps();
    assert!(bench.settings().contains("phone = \"050-0000-0000\""), "{}", bench.settings());
    assert_eq!(bench.page(), Some(Page::Apps));
    let mut bench = bench.again();
    assert!(bench.shows("어느 배달앱의 주문을 받나요?"));
    bench.tap("이전");
    assert!(bench.shows("가상국밥 시험점"), "what was typed is there");
}

#[test]
fn what_is_wrong_is_told_beside_its_field_and_not_written() {
    let mut bench = at_apps();
    let before = bench.settings();
    bench.tap("배달특급");
    bench.fill(Field::BaseUrl, "app.example");
    bench.tell(Message::Secret(Typed("key".to_owned())));
    bench.tap("확인하고 다음");
    assert_eq!(bench.settings(), before);
    assert!(bench.shows("비어 있습니다. 적어 주세요."), "merchant and account");
    bench.compare("fault");
    bench.fill(Field::MerchantId, "M-000");
    let told = |bench: &Bench| {
        places(bench.assistant.view()).into_iter().filter(|(text, _)| text.contains("비어 있습니다")).count()
    };
    assert_eq!(told(&bench), 1, "what is typed is no longer told");
}

#[test]
fn an_app_is_signed_in_before_it_is_kept_or_kept_all_the_same() {
    let mut bench = at_apps();
    let app = app(&bench);
    bench.tap("배달특급");
    bench.fill(Field::BaseUrl, &app.url());
    bench.fill(Field::MerchantId, "M-000");
    bench.fill(Field::ClientId, "C-000");
    bench.tell(Message::Secret(Typed("wrong".to_owned())));
    bench.tap("확인하고 다음");
    assert!(!bench.settings().contains("channels"), "{}", bench.settings());
    assert!(bench.shows("계정이나 인증 키를 받아 주지 않습니다") && bench.shows("그래도 이대로 두기"));
    bench.tell(Message::Secret(Typed("right".to_owned())));
    assert!(!bench.shows("그래도 이대로 두기"), "another key is tried first");
    bench.tap("확인하고 다음");
    assert!(bench.settings().contains("id = \"teukgeup\""));
    assert!(bench.shows("로그인되었습니다.") && bench.shows("어느 프린터로 찍나요?"));
    bench.tap("이전");
    assert!(bench.shows("배달특급") && bench.shows("고치기"));
    bench.tap("빼기");
    assert!(bench.settings().contains("[[channels]]"), "one tap takes nothing out");
    bench.tap("한 번 더 누르면 뺍니다");
    assert!(!bench.settings().contains("[[channels]]"), "{}", bench.settings());
}

#[test]
fn what_does_not_answer_is_kept_only_when_it_is_told() {
    let mut bench = at_apps();
    bench.tap("대구로");
    bench.fill(Field::BaseUrl, "http://127.0.0.1:1");
    bench.fill(Field::MerchantId, "M-000");
    bench.fill(Field::ClientId, "C-000");
    bench.tell(Message::Secret(Typed("key".to_owned())));
    bench.tap("확인하고 다음");
    assert!(!bench.settings().contains("channels"));
    bench.tap("그래도 이대로 두기");
    assert!(bench.settings().contains("profile = \"daeguro\""));
}

#[test]
fn an_answer_that_comes_late_moves_no_other_page() {
    let mut bench = at_apps();
    let app = app(&bench);
    bench.tap("배달특급");
    for (field, text) in
        [(Field::BaseUrl, &*app.url()), (Field::MerchantId, "M-000"), (Field::ClientId, "C-000")]
    {
        bench.fill(field, text);
    }
    bench.tell(Message::Secret(Typed("right".to_owned())));
    let entered = bench.runtime.enter();
    let trial = bench.assistant.update(Message::Next);
    drop(entered);
    bench.tap("이전");
    bench.run(trial);
    assert!(bench.shows("어느 가게인가요?"), "the page that was opened meanwhile");
    assert!(bench.settings().contains("id = \"teukgeup\""), "what was right is kept");
}

#[test]
fn an_agency_is_called_by_its_kind_unless_a_person_names_it() {
    let mut bench = at_apps();
    bench.tell(Message::Later);
    bench.tell(Message::Later);
    let has = |bench: &Bench, name: &str| {
        // The choice itself, and the field.
        places(bench.assistant.view()).into_iter().filter(|(text, _)| text == name).count() == 2
    };
    bench.tap("바로고 고릴라");
    assert!(has(&bench, "바로고 고릴라"));
    bench.tap("우리 라이더");
    assert!(has(&bench, "우리 라이더"));
    bench.fill(Field::Name, "번개");
    bench.tap("바로고 고릴라");
    assert!(bench.shows("번개"));
}

#[test]
fn a_printer_is_kept_once_its_page_was_read() {
    let mut bench = at_apps();
    bench.tap("나중에 하고 다음");
    let profile = crate::printer::Profile::load("generic-80mm", None).unwrap();
    let start = PrinterSim::start(PrinterConfig::new(Model::of(&profile)));
    let printer = bench.runtime.block_on(start).unwrap();
    bench.tap("직접 적기");
    bench.fill(Field::Connection, &printer.addr().to_string());
    bench.tap("확인하고 다음");
    assert_eq!(printer.tickets().len(), 1, "the test page");
    assert!(!bench.settings().contains("printers"), "it was not seen on paper yet");
    assert!(!bench.shows("나중에 하고 다음"), "it would be lost");
    bench.tap("종이가 안 나왔어요");
    assert!(bench.shows("용지가 거꾸로 들었는지"));
    bench.tap("5번 (42자)");
    let settings = bench.settings();
    assert!(settings.contains("name = \"주방\"") && settings.contains("columns = 42"), "{settings}");
    assert!(bench.shows("주방") && bench.shows("다음"));
}

#[test]
fn a_printer_that_was_mistyped_is_mended_where_it_was_typed() {
    let mut bench = at_apps();
    bench.tell(Message::Later);
    bench.tap("직접 적기");
    bench.fill(Field::Connection, "lpt//1");
    bench.tap("확인하고 다음");
    assert!(bench.shows("lpt//1") && bench.shows("부르는 이름"), "the form is there again");
    bench.tap("이전");
    assert!(bench.shows("직접 적기") && !bench.shows("부르는 이름"), "from the form to its page");
    bench.tap("이전");
    assert!(bench.shows("어느 배달앱의 주문을 받나요?"));
}

#[test]
fn what_was_begun_can_be_left() {
    let mut bench = at_apps();
    bench.tap("배달특급");
    bench.tap("나중에 하고 다음");
    assert!(bench.shows("어느 프린터로 찍나요?") && !bench.settings().contains("channels"));
}

#[test]
fn without_a_shop_the_assistant_leads_to_it_and_not_out() {
    let mut bench = Bench::new();
    bench.tap("한국어");
    for _ in 0..6 {
        bench.tell(Message::Later);
    }
    bench.tap("가게부터 적기");
    assert!(bench.shows("어느 가게인가요?") && bench.finished.get().is_none());
}

#[test]
fn the_bell_is_played_when_its_page_opens_and_asked_about() {
    let mut bench = at_apps();
    for _ in 0..3 {
        bench.tell(Message::Later);
    }
    assert_eq!(*bench.rings.lock().unwrap(), 1);
    bench.tap("안 들려요");
    assert!(bench.shows("HDMI"), "where it may go instead");
    bench.tap("다시 울리기");
    bench.tap("네, 들려요");
    assert_eq!(*bench.rings.lock().unwrap(), 2);
    assert!(bench.shows("주문 하나를 연습해 봅니다"));
}

/// An order of a practice counter with an agency.
fn practised(order: domain::OrderState) -> Board {
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(order)];
    board
}

#[test]
fn the_practice_shows_how_far_its_order_is() {
    let board = practised(super::desk::fresh());
    assert_eq!(steps(&board)[..2], [Step::Done, Step::Busy], "it waits to be accepted");
    assert_eq!(steps(&sample::quiet(start()))[0], Step::Busy, "it has not come yet");
    let accepted = practised(super::desk::cooking());
    assert_eq!(steps(&accepted)[1], Step::Done);
    let with = |kind| {
        let mut state = super::desk::cooking();
        state.tickets = vec![sample::ticket("특급-001", start(), kind, TicketState::Printed)].into();
        steps(&practised(state))[2]
    };
    assert_eq!(with(TicketKind::Kitchen), Step::Done);
    assert_eq!(with(TicketKind::Customer), Step::Wrong, "the kitchen gets no paper");
}

#[test]
fn the_assistant_in_pictures() {
    let mut bench = Bench::new();
    bench.compare("language");
    bench.tap("한국어");
    bench.compare("shop");
    let mut bench = at_apps();
    bench.compare("apps");
    bench.tell(Message::Later);
    bench.tell(Message::Later);
    bench.compare("agencies");
    bench.tell(Message::Later);
    bench.compare("sound");
    let folder = bench.folder;
    let mut bench = Bench::on(folder, Some(practised(super::desk::fresh())));
    bench.tell(Message::Heard(true));
    bench.tap("연습 주문 받기");
    bench.compare("practice");
    bench.tell(Message::Later);
    bench.compare("done");
    bench.tap("주문 받기 시작");
    assert!(bench.finished.get().is_some());
    assert_eq!(bench.page(), None, "it does not open again");
}

#[test]
fn the_first_start_takes_a_set_up_file() {
    let folder = tempfile::tempdir().unwrap();
    let office = tempfile::tempdir().unwrap();
    let shop = crate::sim::TestShop::complete().app("teukgeup", "baedal-teukgeup", "http://127.0.0.1:1");
    fs::write(office.path().join("settings.toml"), shop.to_string()).unwrap();
    let kit = setup_in(office.path()).export().unwrap();
    fs::create_dir(folder.path().join("stick")).unwrap();
    fs::write(folder.path().join("stick/chain.toml"), kit.to_string()).unwrap();
    let mut bench = Bench::on(folder, None);
    bench.tap("설정 불러오기");
    bench.tap("살펴보기");
    assert!(!bench.folder.path().join("settings.toml").exists());
    bench.tap("이 설정으로 바꾸기");
    assert!(bench.folder.path().join("settings.toml").exists());
    let shown = bench.texts();
    assert!(shown.iter().any(|text| text.contains("인증 키를 넣어 주세요")), "{shown:?}");
    assert!(bench.shows("어느 가게인가요?"), "the shop is another one: {shown:?}");
    // Back from the page of set-up files is the page that led there.
    bench.tell(Message::Show(Page::Kits));
    bench.tell(Message::Back);
    assert!(bench.texts().iter().any(|text| text == "설정 불러오기"));
}

#[test]
fn a_finger_that_comes_down_twice_skips_no_page() {
    let mut bench = Bench::new();
    bench.pace = 200;
    bench.tell(Message::Language(Language::Korean));
    assert_eq!(bench.page(), Some(Page::Shop));
    // The second press of a double tap, and a key that was still held down.
    bench.tell(Message::Later);
    bench.tell(Message::Key(Key::Enter));
    assert_eq!(bench.page(), Some(Page::Shop));
    bench.pace = 1_000;
    bench.tell(Message::Later);
    assert_eq!(bench.page(), Some(Page::Apps));
}
