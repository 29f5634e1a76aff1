//! From an empty folder, page by page: what the file says after every one of them, what is refused, and what stays as a person
//! wrote it.

mod hours;
mod kit;
mod layout;
mod live;

use std::sync::Arc;

use domain::order::TicketKind;
use tempfile::TempDir;

use super::*;
use crate::language::Words;
use crate::settings::Language;
use crate::settings::secret::vaults::{MemoryVault, NoVault};
use crate::settings::secret::{KEY_FILE, Place, SecretError};

pub(crate) fn setup_in(folder: &Path) -> Setup {
    let vault = Arc::new(MemoryVault::default());
    // Never among this computer's own files.
    Setup::new(folder, Secrets::with_vault(Arc::new(|_| None), folder, vault))
        .looking_in(vec![folder.join("stick")])
}

pub(super) fn fresh() -> (TempDir, Setup) {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup_in(folder.path());
    (folder, setup)
}

pub(super) fn shop() -> ShopEntry {
    ShopEntry {
        name: " 가상국밥 시험점 ".into(),
        phone: "05000000000".into(),
        business_number: "0000000000".into(),
        road: "시험시 가상구 없는로 1".into(),
        detail: "1층".into(),
        place: String::new(),
        footer: String::new(),
    }
}

pub(super) fn app(base_url: &str) -> AppEntry {
    AppEntry {
        profile: "baedal-teukgeup".into(),
        base_url: base_url.into(),
        merchant_id: "M-000".into(),
        client_id: "C-000".into(),
        ..AppEntry::default()
    }
}

pub(super) fn printer(connection: &str) -> PrinterEntry {
    PrinterEntry { name: "주방".into(), connection: connection.into(), ..PrinterEntry::default() }
}

pub(super) fn agency(kind: &str, base_url: &str) -> AgencyEntry {
    AgencyEntry {
        name: "바로고".into(),
        kind: kind.into(),
        base_url: base_url.into(),
        account: "A-000".into(),
        store_id: "S-000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824".into(),
        ..AgencyEntry::default()
    }
}

fn text(setup: &Setup) -> String {
    std::fs::read_to_string(setup.settings_file()).unwrap()
}

fn backup(setup: &Setup) -> Option<String> {
    std::fs::read_to_string(setup.data_folder.join("settings.toml.bak")).ok()
}

/// What a page adds to the file.
fn added(before: &str, after: &str) -> String {
    after
        .strip_prefix(before)
        .unwrap_or_else(|| panic!("{before}\nis not how this begins:\n{after}"))
        .to_owned()
}

#[test]
fn an_empty_folder_becomes_a_shop_page_by_page() {
    let (_folder, setup) = fresh();
    assert_eq!((setup.draft().unwrap(), setup.due()), (Draft::default(), Some(Page::Language)));
    setup.save_language(Language::English).unwrap();
    let head = text(&setup);
    let lines: Vec<&str> = head.lines().collect();
    assert!(lines[..4].iter().all(|line| line.starts_with("# ")), "{head}");
    assert_eq!(lines[4..], ["", "language = \"en\""]);
    assert!(lines[0].contains("설정") && lines[2].contains("Settings"), "{head}");
    assert_eq!(backup(&setup), None);

    setup.save_shop(&shop()).unwrap();
    let named = text(&setup);
    assert_eq!(
        added(&head, &named),
        "\n[store]\nname = \"가상국밥 시험점\"\nphone = \"050-0000-0000\"\nbusiness_number = \"000-00-00000\"\n\
         address = { road = \"시험시 가상구 없는로 1\", detail = \"1층\" }\n"
    );
    assert_eq!(backup(&setup), Some(head));

    let saved = setup.save_app(&app(" https://app.example/ "), Some(" key\n")).unwrap();
    assert_eq!(saved, Saved { id: "teukgeup".into(), key: Some(Ok(Place::System)) });
    assert_eq!(setup.secrets.get(&SecretName::channel("teukgeup")).unwrap().unwrap().expose(), "key");
    let with_app = text(&setup);
    assert_eq!(
        added(&named, &with_app),
        "\n[[channels]]\nid = \"teukgeup\"\nprofile = \"baedal-teukgeup\"\nbase_url = \"https://app.example\"\n\
         merchant_id = \"M-000\"\nclient_id = \"C-000\"\naccept = \"manual\"\n"
    );

    assert_eq!(setup.save_printer(&printer("192.168.0.50")).unwrap().id, "kitchen");
    let with_printer = text(&setup);
    assert_eq!(
        added(&with_app, &with_printer),
        "\n[[printers]]\nid = \"kitchen\"\nname = \"주방\"\nprofile = \"generic-80mm\"\n\
         connection = \"tcp://192.168.0.50:9100\"\ntickets = [\"kitchen\", \"cancel\"]\n"
    );

    let saved = setup.save_agency(&agency("gorela", "https://agency.example"), Some("key")).unwrap();
    assert_eq!(saved.id, "gorela");
    let whole = text(&setup);
    assert_eq!(
        added(&with_printer, &whole),
        "\n[[agencies]]\nid = \"gorela\"\nname = \"바로고\"\nkind = \"gorela\"\n\
         base_url = \"https://agency.example\"\naccount = \"A-000\"\n\
         store_id = \"S-000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824\"\ndispatch = \"manual\"\n"
    );
    assert!(!whole.contains("key = ") && !whole.contains("\"key\""), "no secret: {whole}");
    let settings = Settings::load(&setup.settings_file(), &setup.data_folder).unwrap();
    assert_eq!((settings.channels.len(), settings.printers.len(), settings.agencies.len()), (1, 1, 1));
    assert_eq!(settings.language, Language::English);

    let draft = setup.draft().unwrap();
    assert_eq!(draft.language, Some(Language::English));
    assert_eq!(draft.shop.as_ref().unwrap().phone, "050-0000-0000");
    setup.save_shop(draft.shop.as_ref().unwrap()).unwrap();
    let _ = setup.save_app(&draft.apps[0], None).unwrap();
    let _ = setup.save_printer(&draft.printers[0]).unwrap();
    let _ = setup.save_agency(&draft.agencies[0], None).unwrap();
    assert_eq!(text(&setup), whole, "what is saved as it was read changes nothing");
    assert_eq!(backup(&setup), Some(with_printer), "nor the file before");
}

#[test]
fn an_interrupted_assistant_goes_on_where_it_was() {
    let (folder, setup) = fresh();
    for page in Page::ALL {
        setup.keep(page).unwrap();
        assert_eq!(setup_in(folder.path()).due(), Some(page));
    }
    setup.save_language(Language::Korean).unwrap();
    assert_eq!(setup.due(), Some(Page::Done), "the last page was not left yet");
    setup.finish().unwrap();
    setup.finish().unwrap();
    assert_eq!(setup.due(), Some(Page::Shop), "a file without a shop opens no counter");
    setup.save_shop(&shop()).unwrap();
    assert_eq!(setup.due(), None);
    std::fs::write(folder.path().join("setup.json"), "{\"page\":\"cellar\"}").unwrap();
    assert_eq!(setup.due(), Some(Page::Language), "what cannot be read begins again");
    assert_eq!((Page::Language.previous(), Page::Language.next()), (None, Some(Page::Shop)));
    assert_eq!((Page::Done.previous(), Page::Done.next()), (Some(Page::Practice), None));
}

#[test]
fn a_kind_of_agency_says_what_it_needs() {
    let (_folder, setup) = fresh();
    for language in Language::ALL {
        let kinds = agency_kinds(&Words::new(language));
        assert_eq!(kinds.len(), AgencyKind::ALL.len());
        assert!(kinds.iter().all(|kind| !kind.name.contains("setup-")), "{kinds:?}");
    }
    let needs = |kind: &str| {
        let entry = AgencyEntry { kind: kind.into(), ..AgencyEntry::default() };
        fields(&setup.check_agency(&entry).unwrap())
    };
    assert_eq!(needs("gorela"), [Field::BaseUrl, Field::Account, Field::StoreId]);
    assert_eq!(needs("kakao"), [Field::BaseUrl, Field::Account]);
    assert_eq!(needs("in-house"), []);
    let ids = |choices: Vec<Choice>| choices.into_iter().map(|choice| choice.id).collect::<Vec<_>>();
    assert!(ids(setup.app_profiles()).contains(&"baedal-teukgeup".to_owned()));
    assert!(ids(setup.printer_profiles()).contains(&"generic-80mm".to_owned()));
}

fn fields(faults: &[EntryFault]) -> Vec<Field> {
    faults.iter().map(|fault| fault.field).collect()
}

#[test]
fn what_was_typed_is_judged_by_the_settings_own_rules() {
    let (_folder, setup) = fresh();
    let wrong = AppEntry { merchant_id: " ".into(), ..app("http://app.example") };
    let faults = setup.check_app(&wrong).unwrap();
    assert_eq!(fields(&faults), [Field::BaseUrl, Field::MerchantId]);
    assert_eq!([&faults[0].wrong, &faults[1].wrong], [&Wrong::PlainHttp, &Wrong::Empty]);
    assert_eq!(
        fields(&setup.check_app(&AppEntry { profile: "nowhere".into(), ..app("x") }).unwrap()),
        [Field::Profile, Field::BaseUrl]
    );
    assert!(matches!(setup.save_app(&wrong, Some("key")), Err(SetupError::Entry(told)) if told == faults));
    assert_eq!(
        setup.has_secret(&SecretName::channel("teukgeup")),
        Ok(false),
        "no key of what was not written"
    );
    assert_eq!(setup.draft().unwrap(), Draft::default(), "nothing is written");

    let printer = PrinterEntry { columns: "8O".into(), ..printer("usb:lp0") };
    assert_eq!(fields(&setup.check_printer(&printer).unwrap()), [Field::Connection, Field::Columns]);
    let far = ShopEntry { place: "137.5, 127".into(), name: String::new(), ..shop() };
    assert_eq!(fields(&setup.check_shop(&far).unwrap()), [Field::Name, Field::Place]);
    let half = ShopEntry { place: "37.5".into(), ..shop() };
    assert_eq!(fields(&setup.check_shop(&half).unwrap()), [Field::Place]);
    let agency =
        AgencyEntry { account: String::new(), ..agency("open-delivery-logistics", "https://a.example") };
    let short = AgencyEntry { store_id: "S-0".into(), ..agency };
    assert_eq!(fields(&setup.check_agency(&short).unwrap()), [Field::Account, Field::StoreId]);
    for language in Language::ALL {
        let words = Words::new(language);
        for fault in setup.check_agency(&short).unwrap().iter().chain(&faults) {
            let said = fault.worded(&words);
            assert!(!said.contains("fault-") && !said.contains("setup-"), "{said}");
        }
    }
}

#[test]
fn of_several_entries_the_fault_is_told_of_its_own() {
    let (folder, setup) = fresh();
    // On one line, so that a line alone does not tell which of them is meant.
    let file = "printers = [{ id = \"a\", profile = \"generic-80mm\", connection = \"tcp://192.0.2.1:9100\" }, { id = \"b\", profile = \"generic-80mm\", connection = \"nowhere\" }]\n[store]\nname = \"가\"\n";
    std::fs::write(folder.path().join("settings.toml"), file).unwrap();
    let [a, b] = [0, 1].map(|at| setup.draft().unwrap().printers[at].clone());
    assert_eq!(setup.check_printer(&a).unwrap(), []);
    assert_eq!(fields(&setup.check_printer(&b).unwrap()), [Field::Connection]);
    // A file that is wrong elsewhere is not made to look right.
    let error = setup.save_printer(&a).unwrap_err();
    let SetupError::Settings(told) = &error else { panic!("{error:?}") };
    assert_eq!((told.faults.len(), told.faults[0].place.line), (1, 1));
    assert!(error.worded(&Words::new(Language::English)).contains("settings.toml:1: printers.connection"));
    let mended = PrinterEntry { connection: "192.0.2.2".into(), ..b };
    assert_eq!(setup.save_printer(&mended).unwrap().id, "b");
    assert_eq!(
        text(&setup),
        file.replace("\"nowhere\"", "\"tcp://192.0.2.2:9100\"")
            .replace("2.2:9100\" }", "2.2:9100\", name = \"b\", tickets = [\"kitchen\", \"cancel\"] }")
            .replace("name = \"b\", ", "")
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_place() {
    let (folder, setup) = fresh();
    std::fs::write(folder.path().join("settings.toml"), "language = \"ko\"\n[store\n").unwrap();
    for error in [setup.draft().unwrap_err(), setup.save_shop(&shop()).unwrap_err()] {
        let SetupError::Settings(error) = error else { panic!("{error:?}") };
        assert_eq!((error.faults.len(), error.faults[0].place.line), (1, 2));
    }
}

#[test]
fn where_nothing_takes_the_key_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = Secrets::with_vault(Arc::new(|_| None), folder.path(), Arc::new(NoVault));
    let setup = Setup::new(folder.path(), secrets);
    // A folder in the way of the file's lock.
    std::fs::create_dir(folder.path().join("secrets.lock")).unwrap();
    let saved = setup.save_app(&app("https://app.example"), Some("hunter2")).unwrap();
    assert!(matches!(saved.key, Some(Err(SecretError::Unkept { .. }))), "{saved:?}");
    assert_eq!(setup.draft().unwrap().apps[0].id, saved.id);
    assert!(!text(&setup).contains("hunter2"));
}

#[test]
fn a_key_in_the_file_of_keys_leaves_with_no_set_up_file() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = Secrets::with_vault(Arc::new(|_| None), folder.path(), Arc::new(NoVault));
    let setup = Setup::new(folder.path(), secrets);
    let saved = setup.save_app(&app("https://app.example"), Some("hunter2")).unwrap();
    assert_eq!(saved.key, Some(Ok(Place::File)));
    setup.save_shop(&shop()).unwrap();
    let sealed = std::fs::read_to_string(folder.path().join(KEY_FILE)).unwrap();
    let sealed = sealed.split('"').max_by_key(|part| part.len()).unwrap();
    let exported = setup.export().unwrap().to_string();
    assert!(!exported.contains(sealed) && !exported.contains("hunter2"), "{exported}");
    // Nor in a remark, whichever other app has no key yet.
    let keyless = AppEntry { client_id: "C-001".into(), ..app("https://keyless.example") };
    let _ = setup.save_app(&keyless, None).unwrap();
    let _ = setup.save_app(&app("https://third.example"), Some("swordfish")).unwrap();
    let remarked = format!("# swordfish\n{}", text(&setup));
    std::fs::write(setup.settings_file(), remarked).unwrap();
    assert_eq!(setup.export().unwrap_err(), KitError::Secret(setup.settings_file()));
}

#[test]
fn ids_are_made_by_the_program() {
    let (_folder, setup) = fresh();
    let ids = ["kitchen", "counter", "printer-3", "printer-4"];
    let tickets = [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Kitchen, TicketKind::Rider];
    for (number, (id, kind)) in ids.iter().zip(tickets).enumerate() {
        let next = PrinterEntry { tickets: vec![kind], ..printer(&format!("192.0.2.{number}")) };
        assert_eq!(setup.save_printer(&next).unwrap().id, *id);
    }
    for id in ["teukgeup", "teukgeup-2"] {
        assert_eq!(setup.save_app(&app("https://app.example"), None).unwrap().id, id);
    }
    let whole = AppEntry { profile: "jeonju-matbaedal".into(), ..app("https://app.example") };
    assert_eq!(setup.save_app(&whole, None).unwrap().id, "jeonju-matbaedal");
}

#[test]
fn what_is_taken_out_is_named_nowhere_any_more() {
    let (folder, setup) = fresh();
    let file = "[store]\nname = \"가\"\n\n# 특급\n[[channels]]\nid = \"t\"\nprofile = \"baedal-teukgeup\"\n\
        base_url = \"https://app.example\"\nmerchant_id = \"M\"\nclient_id = \"C\"\nagencies = [\"own\", \"other\"]\n\n\
        [[printers]]\nid = \"kitchen\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://192.0.2.1:9100\"\nbackup = \"counter\" # 대신\n\n\
        # 카운터\n[[printers]]\nid = \"counter\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://192.0.2.2:9100\"\n\n\
        [[agencies]]\nid = \"own\"\nkind = \"in-house\"\n\n[[agencies]]\nid = \"other\"\nkind = \"in-house\"\n";
    std::fs::write(folder.path().join("settings.toml"), file).unwrap();
    setup.remove_printer("counter").unwrap();
    setup.remove_agency("own").unwrap();
    let expected = file
        .replace("backup = \"counter\" # 대신\n", "")
        .replace("# 카운터\n[[printers]]\nid = \"counter\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://192.0.2.2:9100\"\n\n", "")
        .replace("[[agencies]]\nid = \"own\"\nkind = \"in-house\"\n\n", "")
        .replace("[\"own\", \"other\"]", "[\"other\"]");
    assert_eq!(text(&setup).replace("[ \"other\"]", "[\"other\"]"), expected);
    setup.remove_app("t").unwrap();
    assert!(!text(&setup).contains("특급") && !text(&setup).contains("[[channels]]"));
    setup.remove_app("t").unwrap();
    assert!(Settings::load(&setup.settings_file(), &setup.data_folder).is_ok());
}

#[test]
fn a_shop_that_moves_leaves_the_old_address_behind() {
    let (folder, setup) = fresh();
    let file = "[store]\nname = \"가\" # 간판\nfooter = [\"원산지: 쌀\"]\n\n[store.address]\nroad = \"없는로 1\"\njibun = \"없는동 1\"\n";
    std::fs::write(folder.path().join("settings.toml"), file).unwrap();
    let mut shop = setup.draft().unwrap().shop.unwrap();
    shop.detail = "2층".into();
    setup.save_shop(&shop).unwrap();
    assert_eq!(text(&setup), format!("{file}detail = \"2층\"\n"));
    shop.road = "없는로 2".into();
    setup.save_shop(&shop).unwrap();
    assert_eq!(
        text(&setup),
        file.replace("없는로 1", "없는로 2").replace("jibun = \"없는동 1\"\n", "") + "detail = \"2층\"\n"
    );
    // Of several shops it is the first.
    let several = "[[shops]]\nid = \"one\"\nname = \"가\"\n\n[[shops]]\nid = \"two\"\nname = \"나\"\n";
    std::fs::write(folder.path().join("settings.toml"), several).unwrap();
    let first = ShopEntry { name: "다".into(), ..ShopEntry::default() };
    setup.save_shop(&first).unwrap();
    assert_eq!(text(&setup), several.replace("\"가\"", "\"다\""));
}

#[test]
fn two_printers_share_the_work_as_the_example_does() {
    let words = Words::new(Language::Korean);
    let found = |n: u8, profile: Option<&str>| FoundPrinter {
        connection: format!("tcp://192.0.2.{n}:9100"),
        name: String::new(),
        profile: profile.map(str::to_owned),
    };
    let first = suggest(&words, &[], &found(1, Some("bixolon-srp-350iii")));
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].name.as_str(), first[0].profile.as_str()), ("주방", "bixolon-srp-350iii"));
    use TicketKind::{Cancel, Customer, Kitchen, Rider};
    assert_eq!(first[0].tickets, [Kitchen, Customer, Rider, Cancel]);
    let kept = PrinterEntry { id: "kitchen".into(), ..first[0].clone() };
    let both = suggest(&words, std::slice::from_ref(&kept), &found(2, None));
    assert_eq!(both.len(), 2);
    assert_eq!((both[0].id.as_str(), &both[0].tickets[..]), ("kitchen", &[Kitchen, Cancel][..]));
    assert_eq!((both[1].name.as_str(), &both[1].tickets[..]), ("카운터", &[Customer, Rider, Cancel][..]));
    let own = PrinterEntry { tickets: vec![Kitchen], ..kept };
    let third = suggest(&words, &[own, both[1].clone()], &found(3, None));
    assert_eq!((third.len(), third[0].name.as_str()), (1, "프린터 3"));
}

#[test]
fn a_printer_that_is_left_alone_prints_everything_again() {
    let (_folder, setup) = fresh();
    let words = Words::new(Language::Korean);
    let found = |host: u8| FoundPrinter {
        connection: format!("tcp://192.168.0.{host}:9100"),
        name: String::new(),
        profile: None,
    };
    let take = |host| {
        let there = setup.draft().unwrap().printers;
        for entry in suggest(&words, &there, &found(host)) {
            let _ = setup.save_printer(&entry).unwrap();
        }
    };
    let kinds = || -> Vec<Vec<TicketKind>> {
        setup.draft().unwrap().printers.into_iter().map(|printer| printer.tickets).collect()
    };
    take(50);
    let alone = kinds();
    take(51);
    let divided = kinds();
    assert!(divided.len() == 2 && divided[0] != alone[0]);
    // The kitchen's was the wrong one.
    let kitchen = setup.draft().unwrap().printers[0].id.clone();
    setup.remove_printer(&kitchen).unwrap();
    assert_eq!(kinds(), alone);
    take(52);
    let again = kinds();
    assert!(again.iter().any(|kinds| kinds.contains(&TicketKind::Kitchen)), "{again:?}");
    // A person's own division stays as it is.
    let own =
        PrinterEntry { tickets: vec![TicketKind::Customer], ..setup.draft().unwrap().printers[0].clone() };
    let other = setup.draft().unwrap().printers[1].id.clone();
    let _ = setup.save_printer(&own).unwrap();
    setup.remove_printer(&other).unwrap();
    assert_eq!(kinds(), [[TicketKind::Customer]]);
    assert_eq!(suggest(&words, &setup.draft().unwrap().printers, &found(53))[0].name, "주방", "nobody cooks");
}

#[test]
fn the_receipts_foot_is_typed_in_one_line_and_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup_in(folder.path());
    let foot = "원산지: 쌀(국내산) / 반찬 1/2 판매";
    setup.save_shop(&ShopEntry { footer: foot.into(), ..shop() }).unwrap();
    let text = || std::fs::read_to_string(folder.path().join("settings.toml")).unwrap();
    assert!(text().contains(r#"footer = ["원산지: 쌀(국내산)", "반찬 1/2 판매"]"#), "{}", text());
    let read = setup.draft().unwrap().shop.unwrap();
    assert_eq!(read.footer, foot);
    // What a person has laid out over lines stays where another field is changed.
    let by_hand = "footer = [\n  \"가 / 나\", # 적힌 대로\n]";
    std::fs::write(
        folder.path().join("settings.toml"),
        text().replace("footer = [\"원산지: 쌀(국내산)\", \"반찬 1/2 판매\"]", by_hand),
    )
    .unwrap();
    let read = setup.draft().unwrap().shop.unwrap();
    setup.save_shop(&ShopEntry { phone: "050-0000-0009".into(), ..read.clone() }).unwrap();
    assert!(text().contains(by_hand) && text().contains("050-0000-0009"), "{}", text());
    setup.save_shop(&ShopEntry { footer: String::new(), ..read }).unwrap();
    assert!(!text().contains("footer"), "{}", text());
}

#[test]
fn copies_out_of_bounds_are_told_at_their_field() {
    let folder = tempfile::tempdir().unwrap();
    let setup = setup_in(folder.path());
    let printer = |copies: &str| PrinterEntry {
        id: "kitchen".into(),
        connection: "tcp://192.0.2.7:9100".into(),
        copies: copies.into(),
        ..PrinterEntry::default()
    };
    let _ = setup.save_printer(&printer("2")).unwrap();
    assert_eq!(setup.draft().unwrap().printers[0].copies, "2");
    for wrong in ["0", "200", "둘"] {
        let faults = setup.check_printer(&printer(wrong)).unwrap();
        assert_eq!(faults[0].field, Field::Copies, "{wrong}: {faults:?}");
    }
    let _ = setup.save_printer(&printer("")).unwrap();
    assert!(!std::fs::read_to_string(folder.path().join("settings.toml")).unwrap().contains("copies"));
}
