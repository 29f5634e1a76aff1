//! Every wrong file is refused with its line, its key and a cure.

use std::path::Path;

use domain::order::Won;

use super::*;
use crate::printer::ConnectionFault;

const WHOLE: &str = r#"
[store]
name = "가상국밥 시험점"
phone = "050-0000-0000"
business_number = "000-00-00000"
timezone = "Asia/Seoul"
business_day_starts = "05:00"
footer = ["원산지: 쌀(국내산)"]
address = { road = "시험시 가상구 없는로 1", jibun = "없는동 1", detail = "1층", latitude = 35.8, longitude = 127 }

[[channels]]
id = "teukgeup"
profile = "baedal-teukgeup"
base_url = "https://app.example/api/"
merchant_id = "m-1"
client_id = "c-1"
accept = "auto"
prep_minutes = 25
poll_seconds = 5
riders = "app"

[[printers]]
id = "kitchen"
profile = "generic-80mm"
connection = "tcp://192.168.0.50:9100"
hold = true
columns = 48
tickets = ["kitchen", "cancel"]
copies = 2
stations = ["soup"]
backup = "counter"
after_unknown = "reprint"
expire_minutes = 20

[[printers]]
id = "counter"
profile = "generic-80mm"
connection = "file:///var/tmp/counter.bin"

[[agencies]]
id = "barogo"
kind = "gorela"
fare = "flexible"
base_url = "http://127.0.0.1:9200"
account = "a-1"
store_id = "s-1"
dispatch = "before-ready:10"
max_fee = 6000
cancel_fee = 500
max_distance = 3000
collects = ["card"]
alcohol = false
hours = "17:00-02:00"

[[agencies]]
id = "uncle"
kind = "in-house"
riders = ["김배달"]

[[stations]]
id = "soup"
name = "국밥"
codes = ["A01"]
names = ["*국밥*"]
stalls = ["은하분식"]
"#;

fn parse(text: &str) -> Result<Settings, SettingsError> {
    Settings::parse(text, "settings.toml", Path::new("/nowhere"))
}

/// `WHOLE` with one piece replaced; says which line the replacement begins on.
fn with(from: &str, to: &str) -> (String, usize) {
    let at = WHOLE.find(from).unwrap_or_else(|| panic!("{from} is not in the file"));
    (WHOLE.replacen(from, to, 1), 1 + WHOLE[..at].matches('\n').count())
}

#[test]
fn a_whole_file_is_read() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.language, Language::Korean);
    let shop = &settings.shops[0];
    assert_eq!((shop.id.as_deref(), shop.name.as_str()), (None, "가상국밥 시험점"));
    assert_eq!(shop.timezone.iana_name(), Some("Asia/Seoul"));
    assert_eq!((shop.business_day_starts.hour(), shop.address.longitude), (5, Some(127.0)));
    assert_eq!(shop.footer, ["원산지: 쌀(국내산)"]);

    let channel = &settings.channels[0];
    assert_eq!(channel.profile.short, "특급");
    assert_eq!(channel.base_url, "https://app.example/api");
    assert_eq!((channel.accept, channel.riders), (Acceptance::Auto, Riders::App));
    assert_eq!((channel.prep_minutes, channel.poll_seconds), (25, 5));

    let kitchen = &settings.printers[0];
    assert_eq!((kitchen.profile.columns, kitchen.profile.dots), (48, 576));
    assert_eq!((kitchen.copies, kitchen.hold, kitchen.expire_minutes), (2, true, 20));
    assert_eq!(kitchen.stations, ["soup"]);
    let soup = &settings.stations[0];
    assert_eq!((soup.id.as_str(), soup.name.as_str()), ("soup", "국밥"));
    assert_eq!([&soup.codes[0], &soup.names[0], &soup.stalls[0]], ["A01", "*국밥*", "은하분식"]);
    assert_eq!(kitchen.backup.as_deref(), Some("counter"));
    assert_eq!(kitchen.after_unknown, AfterUnknown::Reprint);
    let counter = &settings.printers[1];
    assert_eq!(counter.tickets, [TicketKind::Kitchen, TicketKind::Cancel]);
    assert_eq!((counter.copies, counter.hold, counter.expire_minutes), (1, false, 30));

    let barogo = &settings.agencies[0];
    assert_eq!((barogo.dispatch, barogo.max_fee), (Dispatch::BeforeReady(10), Some(Won(6000))));
    let server = Server { base_url: "http://127.0.0.1:9200".to_owned(), account: "a-1".to_owned() };
    let gorela = GorelaOptions { server, store_id: "s-1".to_owned(), fare: Fare::Flexible };
    assert_eq!(barogo.options, AgencyOptions::Gorela(gorela));
    assert_eq!(barogo.line(), "gorela http://127.0.0.1:9200 a-1");
    assert_eq!((barogo.cancel_fee, barogo.suits.max_distance), (Some(Won(500)), Some(3_000)));
    assert_eq!((barogo.suits.cash, barogo.suits.card, barogo.suits.alcohol), (false, true, false));
    assert_eq!(barogo.suits.hours, Some((Time::constant(17, 0, 0, 0), Time::constant(2, 0, 0, 0))));
    let uncle = &settings.agencies[1];
    assert_eq!((uncle.dispatch, &uncle.suits), (Dispatch::Manual, &Suits::default()));
    assert_eq!(uncle.riders(), ["김배달"]);
    assert!(uncle.is_in_house() && uncle.line() == "in-house  ", "{:?}", uncle.line());
    assert_eq!((channel.dispatch, channel.agencies.as_deref()), (None, None));

    let (text, _) = with(
        "riders = \"app\"",
        "riders = \"us\"\ndispatch = \"on-accept\"\nagencies = [\"uncle\", \"barogo\"]",
    );
    let channel = &parse(&text).unwrap().channels[0];
    assert_eq!(channel.dispatch, Some(Dispatch::OnAccept));
    assert_eq!(channel.agencies.as_deref(), Some(&["uncle".to_owned(), "barogo".to_owned()][..]));
}

#[test]
fn what_is_left_out_has_a_default() {
    let (text, _) = with("accept = \"auto\"\nprep_minutes = 25\npoll_seconds = 5\nriders = \"app\"\n", "");
    let settings = parse(&text).unwrap();
    let channel = &settings.channels[0];
    assert_eq!((channel.accept, channel.riders), (Acceptance::Manual, Riders::Us));
    assert_eq!((channel.prep_minutes, channel.poll_seconds), (20, channel.profile.poll_seconds));
    let bare = parse("[store]\nname = \"가게\"\n").unwrap();
    assert_eq!(bare.shops[0].timezone.iana_name(), Some("Asia/Seoul"));
    assert_eq!(bare.shops[0].business_day_starts.hour(), 5);
}

#[test]
fn a_channel_rings_as_its_profile_says_or_as_it_is_told() {
    let bell = |line: &str| {
        let (text, _) = with("riders = \"app\"", &format!("riders = \"app\"\n{line}"));
        parse(&text).map(|settings| settings.channels[0].bell)
    };
    let own = parse(WHOLE).unwrap().channels[0].profile.bell;
    assert_eq!(bell(""), Ok(own));
    for melody in Melody::ALL {
        assert_eq!(bell(&format!("bell = \"{}\"", melody.as_str())), Ok(melody));
    }
    let wrong = bell("bell = \"loud\"").unwrap_err().to_string();
    assert!(wrong.contains("channels.bell") && wrong.contains("fanfare"), "{wrong}");
}

#[test]
fn each_wrong_line_is_named_with_its_cure() {
    let secret = |home: &str| Wrong::Secret(home.to_owned());
    let wrong_type = |wanted, found| Wrong::WrongType { wanted, found };
    for (from, to, key, wrong, cure) in [
        ("name = \"가상국밥 시험점\"", "name = \"\"", "store.name", Wrong::Empty, "값을 넣으세요"),
        (
            "timezone = \"Asia/Seoul\"",
            "timezone = \"Asia/Seuol\"",
            "store.timezone",
            Wrong::BadTimezone,
            "Asia/Seoul",
        ),
        ("\"05:00\"", "\"25:00\"", "store.business_day_starts", Wrong::BadTime, "05:00"),
        (
            "\"05:00\"",
            "5",
            "store.business_day_starts",
            wrong_type(Wanted::Text, "integer"),
            "business_day_starts = \"…\"",
        ),
        (
            "latitude = 35.8",
            "latitude = 358",
            "store.address.latitude",
            Wrong::OutOfRange { least: -90, most: 90 },
            "90",
        ),
        ("id = \"teukgeup\"", "id = \"Teukgeup\"", "channels.id", Wrong::BadId, "소문자"),
        (
            "id = \"barogo\"",
            "id = \"barogo\"\nshop = \"nowhere\"",
            "agencies.shop",
            Wrong::Dangling { id: "nowhere".into(), known: Vec::new() },
            "nowhere",
        ),
        ("id = \"teukgeup\"", "id = \"by-phone\"", "channels.id", Wrong::OwnId, "다른 이름"),
        (
            "https://app.example/api/",
            "http://app.example/api/",
            "channels.base_url",
            Wrong::PlainHttp,
            "https://",
        ),
        ("https://app.example/api/", "app.example", "channels.base_url", Wrong::BadUrl, "https://"),
        (
            "https://app.example/api/",
            "https://me:pw@app.example",
            "channels.base_url",
            Wrong::UrlWithPassword,
            "secret set",
        ),
        (
            "accept = \"auto\"",
            "accept = \"always\"",
            "channels.accept",
            Wrong::NotOneOf(vec!["manual", "auto"]),
            "manual, auto",
        ),
        (
            "prep_minutes = 25",
            "prep_minutes = 0",
            "channels.prep_minutes",
            Wrong::OutOfRange { least: 1, most: 240 },
            "1부터 240",
        ),
        (
            "prep_minutes = 25",
            "prep_minutes = \"25\"",
            "channels.prep_minutes",
            wrong_type(Wanted::Integer, "string"),
            "prep_minutes = 20",
        ),
        (
            "poll_seconds = 5",
            "poll_seconds = 0",
            "channels.poll_seconds",
            Wrong::OutOfRange { least: 1, most: 600 },
            "1부터",
        ),
        (
            "client_id = \"c-1\"",
            "client_id = \"c-1\"\nshop = \"bukmun\"",
            "channels.shop",
            Wrong::Dangling { id: "bukmun".into(), known: vec![] },
            "bukmun",
        ),
        ("copies = 2", "copies = 10", "printers.copies", Wrong::OutOfRange { least: 1, most: 9 }, "1부터 9"),
        (
            "riders = \"app\"",
            "rates = { payment_fee = 3.305 }",
            "channels.rates.payment_fee",
            Wrong::BadPercent,
            "payment_fee = 1.5",
        ),
        (
            "riders = \"app\"",
            "rates = { commission = -1 }",
            "channels.rates.commission",
            Wrong::BadPercent,
            "100",
        ),
        (
            "riders = \"app\"",
            "rates = { commission = \"1.5\" }",
            "channels.rates.commission",
            Wrong::WrongType { wanted: Wanted::Number, found: "string" },
            "수",
        ),
        (
            "riders = \"app\"",
            "rates = { vat = \"extra\" }",
            "channels.rates.vat",
            Wrong::NotOneOf(vec!["on-top", "included"]),
            "on-top",
        ),
        (
            "riders = \"app\"",
            "rates = { reimburses = [\"app\", \"mayor\"] }",
            "channels.rates.reimburses",
            Wrong::NotOneOf(vec!["app", "store", "city", "unknown"]),
            "city",
        ),
        (
            "hold = true",
            "hold = \"yes\"",
            "printers.hold",
            wrong_type(Wanted::Boolean, "string"),
            "hold = false",
        ),
        (
            "tickets = [\"kitchen\", \"cancel\"]",
            "tickets = [\"kitchen\", \"bar\"]",
            "printers.tickets",
            Wrong::NotOneOf(vec!["kitchen", "customer", "rider", "cancel", "gather"]),
            "customer",
        ),
        (
            "tickets = [\"kitchen\", \"cancel\"]",
            "tickets = \"kitchen\"",
            "printers.tickets",
            wrong_type(Wanted::ListOfText, "string"),
            "tickets = [\"…\"]",
        ),
        (
            "tcp://192.168.0.50:9100",
            "192.168.0.50",
            "printers.connection",
            Wrong::BadConnection(ConnectionFault::Scheme),
            "tcp://",
        ),
        (
            "tcp://192.168.0.50:9100",
            "serial://usb:0403?baud=9600",
            "printers.connection",
            Wrong::BadConnection(ConnectionFault::UsbSerial),
            "serial://usb:0403:6001:A50285BI?baud=19200",
        ),
        (
            "stations = [\"soup\"]",
            "stations = [\"soup\", \"주방\"]",
            "printers.stations",
            Wrong::Dangling { id: "주방".into(), known: vec!["soup".into()] },
            "있는 이름: soup",
        ),
        (
            "codes = [\"A01\"]",
            "codes = \"A01\"",
            "stations.codes",
            wrong_type(Wanted::ListOfText, "string"),
            "codes = [\"…\"]",
        ),
        (
            "backup = \"counter\"",
            "backup = \"bar\"",
            "printers.backup",
            Wrong::Dangling { id: "bar".into(), known: vec!["kitchen".into(), "counter".into()] },
            "kitchen, counter",
        ),
        (
            "backup = \"counter\"",
            "backup = \"kitchen\"",
            "printers.backup",
            Wrong::BackupCycle(vec!["kitchen".into(), "kitchen".into()]),
            "kitchen → kitchen",
        ),
        ("id = \"counter\"", "id = \"kitchen\"", "printers.id", Wrong::DuplicateId(23), "23번째 줄"),
        (
            "kind = \"gorela\"",
            "kind = \"baemin\"",
            "agencies.kind",
            Wrong::NotOneOf(vec!["gorela", "kakao", "open-delivery-logistics", "in-house"]),
            "gorela",
        ),
        (
            "\"before-ready:10\"",
            "\"before-ready:soon\"",
            "agencies.dispatch",
            Wrong::BadDispatch,
            "before-ready:MIN",
        ),
        (
            "fare = \"flexible\"",
            "fare = \"cheap\"",
            "agencies.fare",
            Wrong::NotOneOf(vec!["fixed", "flexible"]),
            "fixed, flexible",
        ),
        (
            "kind = \"gorela\"\nfare = \"flexible\"\nbase_url = \"http://127.0.0.1:9200\"\naccount = \"a-1\"\nstore_id",
            "kind = \"open-delivery-logistics\"\nbase_url = \"http://127.0.0.1:9200\"\naccount = \"a-1\"\nstore_id",
            "agencies.store_id",
            Wrong::BadMerchantId,
            "36자",
        ),
        ("hours = \"17:00-02:00\"", "hours = \"17-2\"", "agencies.hours", Wrong::BadHours, "11:00-23:00"),
        (
            "collects = [\"card\"]",
            "collects = [\"point\"]",
            "agencies.collects",
            Wrong::NotOneOf(vec!["cash", "card"]),
            "cash",
        ),
        (
            "riders = \"app\"",
            "agencies = [\"barogo\", \"kakao\"]",
            "channels.agencies",
            Wrong::Dangling { id: "kakao".into(), known: vec!["barogo".into(), "uncle".into()] },
            "barogo",
        ),
        (
            "max_fee = 6000",
            "max_fee = -1",
            "agencies.max_fee",
            Wrong::OutOfRange { least: 0, most: 1_000_000 },
            "0부터",
        ),
        (
            "merchant_id = \"m-1\"",
            "client_secret = \"hunter2\"\nmerchant_id = \"m-1\"",
            "channels.client_secret",
            secret("channel/teukgeup"),
            "jumunbell secret set channel/teukgeup",
        ),
        (
            "store_id = \"s-1\"",
            "Api-Key = \"hunter2\"\nstore_id = \"s-1\"",
            "agencies.Api-Key",
            secret("agency/barogo"),
            "jumunbell secret set agency/barogo",
        ),
        ("phone = ", "password = \"hunter2\"\nphone = ", "store.password", secret("KIND/ID"), "secret set"),
    ] {
        let (text, line) = with(from, to);
        let error = parse(&text).expect_err(to);
        let added = to.matches('\n').count();
        let fault =
            error.faults.iter().find(|fault| fault.wrong == wrong).unwrap_or_else(|| panic!("{to}: {error}"));
        assert!((line..=line + added).contains(&fault.place.line), "{to}: {error}");
        assert_eq!(fault.place.key, key, "{to}");
        let words = error.worded(Language::Korean);
        assert!(words.contains(&format!("settings.toml:{}: {key}: ", fault.place.line)), "{words}");
        assert!(words.contains(cure), "{to}: {words}");
        for language in [Language::Korean, Language::English] {
            assert!(!error.worded(language).contains("hunter2"), "a secret must not be shown: {to}");
        }
        if !matches!(wrong, Wrong::DuplicateId(_)) {
            assert_eq!(error.faults.len(), 1, "{to}: {error}");
        }
    }
}

#[test]
fn unknown_keys_are_refused_with_what_was_meant() {
    for (from, to, meant) in [
        ("poll_seconds = 5", "poll_secnds = 5", Some("poll_seconds")),
        ("[[printers]]", "[[printer]]", Some("printers")),
        ("copies = 2", "copys = 2", Some("copies")),
        ("detail = ", "floor = ", None),
        ("riders = [\"김배달\"]", "fare = \"fixed\"", Some("name")),
        ("[store]", "colour = \"red\"\n[store]", None),
    ] {
        let (text, line) = with(from, to);
        let error = parse(&text).expect_err(to);
        let fault = error.faults.iter().find(|fault| matches!(fault.wrong, Wrong::UnknownKey { .. }));
        let fault = fault.unwrap_or_else(|| panic!("{to}: {error}"));
        assert_eq!(fault.place.line, line, "{to}: {error}");
        assert!(matches!(&fault.wrong, Wrong::UnknownKey { meant: m, .. } if *m == meant), "{to}: {error}");
    }
}

#[test]
fn what_is_missing_is_asked_for_at_its_table() {
    for (line_out, key) in [
        ("name = \"가상국밥 시험점\"\n", "store.name"),
        ("id = \"teukgeup\"\n", "channels.id"),
        ("profile = \"baedal-teukgeup\"\n", "channels.profile"),
        ("base_url = \"https://app.example/api/\"\n", "channels.base_url"),
        ("merchant_id = \"m-1\"\n", "channels.merchant_id"),
        ("client_id = \"c-1\"\n", "channels.client_id"),
        ("connection = \"tcp://192.168.0.50:9100\"\n", "printers.connection"),
        ("kind = \"gorela\"\n", "agencies.kind"),
        ("account = \"a-1\"\n", "agencies.account"),
        ("store_id = \"s-1\"\n", "agencies.store_id"),
    ] {
        let (text, line) = with(line_out, "");
        let error = parse(&text).expect_err(key);
        let fault = &error.faults[0];
        assert_eq!((fault.place.key.as_str(), &fault.wrong), (key, &Wrong::Missing), "{error}");
        assert!((1..line).contains(&fault.place.line), "{error}");
    }
    assert_eq!(parse("").unwrap_err().faults[0].wrong, Wrong::NoShop);
}

#[test]
fn kakao_is_told_who_comes_and_how_to_sign() {
    let agency = |kind: &str, more: &str| {
        let store =
            "[store]\nname = \"가게\"\n[[agencies]]\nid = \"walk\"\nbase_url = \"http://localhost:1\"\n";
        // Long enough for every kind.
        let id = "s".repeat(36);
        parse(&format!("{store}account = \"VENDOR\"\nstore_id = \"{id}\"\nkind = \"{kind}\"\n{more}\n"))
    };
    let kakao = |more: &str| match agency("kakao", more).unwrap().agencies.remove(0).options {
        AgencyOptions::Kakao(own) => (own.signing, own.service),
        other => panic!("{other:?}"),
    };
    assert_eq!(kakao(""), (Signing::Sha512, Service::Walk));
    let both = "signing = \"hmac\"\nservice = \"quick-economy\"";
    assert_eq!(kakao(both), (Signing::Hmac, Service::QuickEconomy));
    assert_eq!(kakao("service = \"quick\"").1, Service::Quick);
    assert_eq!(kakao("service = \"quick-express\"").1, Service::QuickExpress);
    let wrong = |kind, more| agency(kind, more).unwrap_err().faults.remove(0);
    let services = vec!["walk", "quick", "quick-economy", "quick-express"];
    let fault = wrong("kakao", "service = \"DOBO\"");
    assert_eq!((fault.place.key.as_str(), fault.wrong), ("agencies.service", Wrong::NotOneOf(services)));
    let fault = wrong("kakao", "signing = \"md5\"");
    assert_eq!(fault.wrong, Wrong::NotOneOf(vec!["sha512", "hmac"]));
    for kind in ["gorela", "open-delivery-logistics", "in-house"] {
        for key in ["signing = \"hmac\"", "service = \"walk\""] {
            assert!(matches!(wrong(kind, key).wrong, Wrong::UnknownKey { .. }), "{kind}: {key}");
        }
    }
}

#[test]
fn every_protocol_reads_its_own_keys_and_no_others() {
    let store = "[store]\nname = \"가게\"\n[[agencies]]\nid = \"a\"\nkind = \"KIND\"\n";
    let server = "base_url = \"http://localhost:1\"\naccount = \"A\"\n";
    let id = format!("store_id = \"{}\"\n", "s".repeat(36));
    let faults =
        |kind: &AgencyKind, more: &str| match parse(&format!("{store}{more}").replace("KIND", kind.as_str()))
        {
            Ok(settings) => {
                assert_eq!(settings.agencies[0].options.kind(), *kind);
                Vec::new()
            }
            Err(error) => {
                error.faults.into_iter().map(|fault| fault.place.key.replace("agencies.", "")).collect()
            }
        };
    let own = [
        ("gorela", "fare = \"fixed\"", &["base_url", "account", "store_id"][..]),
        ("kakao", "signing = \"hmac\"", &["base_url", "account"]),
        ("open-delivery-logistics", "", &["base_url", "account", "store_id"]),
        ("in-house", "riders = [\"김배달\"]", &[]),
    ];
    assert_eq!(
        own.map(|(kind, ..)| kind).to_vec(),
        AgencyKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()
    );
    for (kind, (_, key, needed)) in AgencyKind::ALL.iter().zip(own) {
        assert_eq!(faults(kind, ""), needed, "{kind:?}");
        assert_eq!(faults(kind, &format!("{server}{id}{key}\n")), [""; 0], "{kind:?}");
        for (_, foreign, _) in own.iter().filter(|(other, key, _)| *other != kind.as_str() && !key.is_empty())
        {
            let name = foreign.split(' ').next().unwrap();
            assert_eq!(faults(kind, &format!("{server}{id}{foreign}\n")), [name], "{kind:?}");
        }
    }
}

#[test]
fn under_a_wrong_kind_only_secrets_are_refused() {
    let agency = |more: &str| {
        let text = format!("[store]\nname = \"가게\"\n[[agencies]]\nid = \"a\"\nkind = \"baemin\"\n{more}\n");
        parse(&text).unwrap_err().faults.into_iter().map(|fault| fault.place.key).collect::<Vec<_>>()
    };
    for more in ["fare = \"fixed\"", "signing = \"hmac\"", "riders = [\"김배달\"]", "whatever = 1"] {
        assert_eq!(agency(more), ["agencies.kind"], "{more}");
    }
    assert_eq!(agency("api_key = \"hunter2\""), ["agencies.kind", "agencies.api_key"]);
}

#[test]
fn a_circle_of_backups_is_refused_once() {
    let (text, _) = with(
        "connection = \"file:///var/tmp/counter.bin\"",
        "connection = \"file:///x\"\nbackup = \"kitchen\"",
    );
    let error = parse(&text).unwrap_err();
    assert_eq!(error.faults.len(), 1, "{error}");
    assert!(error.to_string().contains("kitchen → counter → kitchen"), "{error}");
}

#[test]
fn one_serial_port_has_one_rate() {
    let two = |second: &str| {
        let (text, _) = with("\"tcp://192.168.0.50:9100\"", "\"serial:///dev/ttyX7?baud=9600\"");
        text.replace("file:///var/tmp/counter.bin", second)
    };
    // Two layouts on one printer.
    assert!(parse(&two("serial:///dev/ttyX7?baud=9600&flow=none")).is_ok());
    for other in ["serial:///dev/ttyX7?baud=19200", "serial:///dev/ttyX7?baud=9600&flow=rts"] {
        let error = parse(&two(other)).unwrap_err();
        assert_eq!(error.faults.len(), 1, "{error}");
        assert!(matches!(error.faults[0].wrong, Wrong::OtherRate(_)), "{error}");
        assert_eq!(error.faults[0].place.key, "printers.connection");
    }
}

#[test]
fn several_shops_are_told_apart_by_id() {
    let two =
        "[[shops]]\nid = \"bukmun\"\nname = \"북문점\"\n[[shops]]\nid = \"nammun\"\nname = \"남문점\"\n";
    let channel = "[[channels]]\nid = \"a\"\nprofile = \"open-delivery\"\nshop = \"nammun\"\nbase_url = \"http://localhost:1\"\nmerchant_id = \"m\"\nclient_id = \"c\"\n";
    let settings = parse(&format!("{two}{channel}")).unwrap();
    assert_eq!(settings.shop_of(&settings.channels[0]).unwrap().name, "남문점");
    let error = parse("[[shops]]\nname = \"북문점\"\n").unwrap_err();
    assert_eq!((error.faults[0].place.line, error.faults[0].place.key.as_str()), (1, "shops.id"));
}

#[test]
fn all_faults_are_told_at_once_and_in_order() {
    let text = "language = \"en\"\n[store]\nnmae = \"x\"\n[[printers]]\nid = \"A\"\n";
    let error = parse(text).unwrap_err();
    let lines: Vec<_> = error.faults.iter().map(|fault| fault.place.line).collect();
    assert_eq!(lines, [2, 3, 4, 4, 5], "{error}");
    assert!(
        error.to_string().contains("settings.toml:3: store.nmae: unknown key. Did you mean `name`?"),
        "{error}"
    );
}

#[test]
fn what_is_not_toml_is_refused_on_its_line() {
    let error = parse("[store]\nname = \"가게\nphone = 1\n").unwrap_err();
    assert_eq!(error.faults[0].place.line, 2, "{error}");
    assert!(matches!(error.faults[0].wrong, Wrong::Syntax(_)));
    let twice = parse("[store]\nname = \"가게\"\nname = \"가게\"\n").unwrap_err();
    assert_eq!(twice.faults[0].place.line, 3, "{twice}");
}

#[test]
fn an_unknown_profile_is_named() {
    for (from, key) in [("baedal-teukgeup", "channels.profile"), ("generic-80mm", "printers.profile")] {
        let (text, line) = with(from, "no-such-profile");
        let error = parse(&text).unwrap_err();
        assert_eq!((error.faults[0].place.line, error.faults[0].place.key.as_str()), (line, key), "{error}");
        assert!(error.to_string().contains("no-such-profile"), "{error}");
    }
}

#[test]
fn a_protocol_that_is_not_spoken_is_told_with_its_cure() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("channels")).unwrap();
    let profile = "name = \"가나배달\"\nshort = \"가나\"\ncolor = \"#123456\"\nconfirm_within_seconds = 300\nprotocol = ";
    for protocol in ["web-socket", "Open Delivery"] {
        let file = folder.path().join("channels/gana.toml");
        std::fs::write(&file, format!("{profile}\"{protocol}\"\n")).unwrap();
        let (text, line) = with("baedal-teukgeup", "gana");
        let error = Settings::parse(&text, "settings.toml", folder.path()).unwrap_err();
        let [fault] = error.faults.as_slice() else { panic!("{error}") };
        assert_eq!((fault.place.line, fault.place.key.as_str()), (line, "channels.profile"));
        for language in [Language::Korean, Language::English] {
            let said = error.worded(language);
            for part in [&file.display().to_string(), protocol, "open-delivery", "5", "settings.toml"] {
                assert!(said.contains(part), "{part}: {said}");
            }
        }
        assert!(error.worded(Language::Korean).contains("고치거나"), "{}", error.worded(Language::Korean));
    }
}

#[test]
fn a_missing_file_says_where_to_put_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let error = Settings::load(&path, folder.path()).unwrap_err();
    assert_eq!(error.faults[0].wrong, Wrong::NoFile);
    assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(matches!(
        Settings::load(&path, folder.path()).unwrap_err().faults[0].wrong,
        Wrong::Unreadable(_)
    ));
}

#[test]
fn the_shipped_example_is_right() {
    let text = include_str!("../../assets/settings.example.toml");
    let settings = parse(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(settings.channels.len(), 1);
    // What stands behind `# ` as a key is right too.
    let uncommented = text.lines().map(|line| line.strip_prefix("#| ").unwrap_or(line));
    let settings =
        parse(&uncommented.collect::<Vec<_>>().join("\n")).unwrap_or_else(|error| panic!("{error}"));
    assert!(settings.channels.len() > 1 && settings.agencies.len() > 1);
}

/// Every fault may name what there is; together they must not grow with the square of the file.
#[test]
fn very_many_faults_are_told_in_linear_space() {
    let printer = |n: usize| {
        format!(
            "[[printers]]\nid = \"p{n}\"\nprofile = \"none\"\nconnection = \"x\"\nbackup = \"q{n}\"\ncolour = 1\n"
        )
    };
    let text: String = (0..3_000).map(printer).collect();
    let error = parse(&format!("[store]\nname = \"가상국밥\"\n{text}")).unwrap_err();
    assert_eq!(error.faults.len(), 4 * 3_000);
    let last = error.faults.last().unwrap();
    assert_eq!((last.place.line, last.place.key.as_str()), (2 + 6 * 3_000, "printers.colour"));
    let said = error.worded(Language::Korean);
    assert!(said.len() < 1_500 * error.faults.len(), "{}", said.len());
}

#[test]
fn one_long_circle_of_backups_is_told_once() {
    let printer = |n: usize| {
        let backup = (n + 1) % 2_500;
        format!(
            "[[printers]]\nid = \"p{n}\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://h:1\"\nbackup = \"p{backup}\"\n"
        )
    };
    let text: String = (0..2_500).map(printer).collect();
    let error = parse(&format!("[store]\nname = \"가상국밥\"\n{text}")).unwrap_err();
    assert_eq!((error.faults.len(), error.faults[0].place.line), (1, 7));
    assert!(error.to_string().contains("p19 → …") && error.to_string().len() < 1_000, "{error}");
}

#[cfg(unix)]
#[test]
fn what_is_no_settings_file_is_refused_by_its_kind_and_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let wrong = || Settings::load(&path, folder.path()).unwrap_err().faults.remove(0).wrong;
    std::fs::create_dir(&path).unwrap();
    assert_eq!(wrong(), Wrong::NoPlainFile);
    std::fs::remove_dir(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(wrong(), Wrong::NoPlainFile, "nobody waits for its other end");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "\n".repeat(120_000)).unwrap();
    assert_eq!(wrong(), Wrong::TooLarge);
    std::fs::write(&path, vec![b'#'; 3 << 20]).unwrap();
    assert_eq!(wrong(), Wrong::TooLarge);
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("channels")).unwrap();
    assert!(app::Profile::load("mine", Some(folder.path())).is_err());
}

#[test]
fn a_profile_that_cannot_be_used_is_told_in_korean() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("printer-profiles")).unwrap();
    let own = |text: &str| std::fs::write(folder.path().join("printer-profiles/mine.toml"), text).unwrap();
    let told = |profile: &str| {
        let error = crate::printer::Profile::load(profile, Some(folder.path())).unwrap_err();
        ProfileFault::from(error).worded(&crate::language::Words::new(Language::Korean))
    };
    let missing = told("nowhere");
    assert!(missing.contains("generic-80mm") && !missing.contains("looked"), "{missing}");
    for (text, place) in [
        ("like = \"generic-80mm\"\n\ncut = \"half\"\n", "3번째 줄 `cut`"),
        ("name = \"x\"\n", "`"),
        ("like = \"mine\"\n", "`like`"),
        ("like = \"nowhere\"\n", "`like`"),
    ] {
        own(text);
        let told = told("mine");
        assert!(told.contains("mine.toml") && told.contains(place), "{told}");
        for english in ["unknown", "variant", "missing", "leads", "profile named", "line "] {
            assert!(!told.contains(english), "{told}");
        }
    }
}

#[test]
fn the_window_may_be_enlarged_and_fill_the_screen() {
    let read =
        |window: &str| Settings::parse(&format!("{window}\n{WHOLE}"), "settings.toml", Path::new("/nowhere"));
    assert_eq!(read("").unwrap().window, WindowSettings::default());
    let unset = "[window]\nscale = \"auto\"\ntheme = \"light\"\n";
    assert_eq!(read(unset).unwrap().window, WindowSettings::default());
    let set = read("[window]\nscale = 150\nkiosk = true\ntheme = \"dark\"\n").unwrap().window;
    assert_eq!(set, WindowSettings { scale: Some(150), kiosk: true, dark: true });
    for (wrong, key) in [
        ("scale = 250", "window.scale"),
        ("scale = 99", "window.scale"),
        ("scale = \"large\"", "window.scale"),
        ("kisok = true", "window.kisok"),
        ("theme = \"grey\"", "window.theme"),
    ] {
        let error = read(&format!("[window]\n{wrong}\n")).unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
    }
}

#[test]
fn the_kitchens_screen_opens_with_the_counter() {
    let read = |kitchen: &str| {
        Settings::parse(&format!("{WHOLE}\n{kitchen}\n"), "settings.toml", Path::new("/nowhere"))
    };
    assert_eq!(read("").unwrap().kitchen, KitchenSettings::default());
    let set = read("[kitchen]\nopen = true\nstation = \"soup\"\nscale = 150\nfull_screen = true").unwrap();
    let expected =
        KitchenSettings { open: true, station: Some("soup".to_owned()), scale: Some(150), full_screen: true };
    assert_eq!(set.kitchen, expected);
    assert_eq!(read("[kitchen]\nscale = \"auto\"").unwrap().kitchen, KitchenSettings::default());
    for (wrong, key) in [
        ("station = \"sushi\"", "kitchen.station"),
        ("scale = 99", "kitchen.scale"),
        ("fullscreen = true", "kitchen.fullscreen"),
    ] {
        let error = read(&format!("[kitchen]\n{wrong}")).unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
    }
}

#[test]
fn customers_data_is_kept_for_thirty_days_at_most() {
    let read = |privacy: &str| {
        Settings::parse(&format!("{WHOLE}\n{privacy}\n"), "settings.toml", Path::new("/nowhere"))
    };
    for (said, days) in [("", 0), ("[privacy]", 0), ("[privacy]\nkeep_days = 30", 30)] {
        assert_eq!(read(said).unwrap().keep_days, days, "{said}");
    }
    for (wrong, key) in [("keep_days = 31", "privacy.keep_days"), ("keepdays = 1", "privacy.keepdays")] {
        let error = read(&format!("[privacy]\n{wrong}")).unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
    }
}

#[test]
fn rates_of_the_settings_lie_over_those_of_the_profile() {
    use domain::order::Sponsor;
    use domain::settlement::{Base, BasisPoints, Vat};
    let rates = |table: &str| parse(&with("riders = \"app\"", table).0).unwrap().channels.remove(0);
    assert_eq!(rates("").rates(), Err(vec!["payment_fee", "vat"]), "the profile knows the commission");
    let written = "rates = { payment_fee = 3.3, vat = \"included\", commission_of = \"items-and-fees\", \
                   tips = \"kept\", reimburses = [\"city\"] }";
    let known = rates(written).rates().unwrap();
    assert_eq!((known.commission, known.payment_fee), (BasisPoints(100), BasisPoints(330)));
    assert_eq!((known.vat, known.base, known.tips_passed_on), (Vat::Included, Base::ItemsAndFees, false));
    assert_eq!(known.reimbursed, [Sponsor::City].into());
    let own = rates("rates = { commission = 2, payment_fee = 0, vat = \"on-top\" }").rates().unwrap();
    assert_eq!((own.commission, own.payment_fee), (BasisPoints(200), BasisPoints(0)));
}
