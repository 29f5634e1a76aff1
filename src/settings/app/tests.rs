//! What a profile may say, and what is wrong is told with its place.

use super::*;

const GOOD: &str = "name = \"가나배달\"\nshort = \"가나\"\ncolor = \"#123456\"\nprotocol = \"open-delivery\"\nconfirm_within_seconds = 300\n";

fn message(text: &str) -> String {
    Profile::read(text, "channels/gana.toml").unwrap_err().to_string()
}

#[test]
fn every_shipped_profile_reads_and_short_names_are_unique() {
    let mut shorts: Vec<String> =
        Profile::shipped().map(|name| Profile::load(name, None).unwrap().short).collect();
    shorts.sort();
    shorts.dedup();
    assert_eq!(shorts.len(), SHIPPED.len());
    assert_eq!(Profile::load("baedal-teukgeup", None).unwrap().short, "특급");
}

#[test]
fn apps_that_are_found_on_one_counter_ring_differently() {
    let bell = |name: &str| Profile::load(name, None).unwrap().bell;
    let everywhere = ["ddanggyeoyo", "meokkaebi"].map(bell);
    assert_ne!(everywhere[0], everywhere[1]);
    // The apps of one province or city, and those of all provinces.
    for name in Profile::shipped().filter(|name| !["ddanggyeoyo", "meokkaebi"].contains(name)) {
        assert!(!everywhere.contains(&bell(name)), "{name}");
    }
    for neighbours in [["baedal-myeongsu", "jeonju-matbaedal"], ["baedal-yangsan", "ulsan-pedal"]] {
        assert_ne!(bell(neighbours[0]), bell(neighbours[1]), "{neighbours:?}");
    }
    let mut all: Vec<_> = Profile::shipped().map(|name| bell(name).as_str()).collect();
    all.sort_unstable();
    all.dedup();
    assert!(all.len() >= 6, "{all:?}");
}

#[test]
fn every_file_in_assets_ships() {
    let mut files: Vec<String> = std::fs::read_dir("assets/channels")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(files, Profile::shipped().collect::<Vec<_>>());
}

#[test]
fn the_data_folder_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path());
    assert_eq!(Profile::load("daeguro", data).unwrap().name, "대구로");
    std::fs::create_dir(folder.path().join("channels")).unwrap();
    std::fs::write(folder.path().join("channels/daeguro.toml"), GOOD).unwrap();
    let own = Profile::load("daeguro", data).unwrap();
    assert_eq!((own.name.as_str(), own.poll_seconds), ("가나배달", 30));
    assert!(own.agency_names.is_empty(), "{:?}", own.agency_names);
}

/// The table of the public apps that this program knows, with what is known of each.
#[test]
fn every_public_app_has_its_payments_and_its_gorela_code() {
    use Feature::*;
    use PaymentKind::{LocalCurrency, Onnuri};
    let teukgeup = [MarketBundles, ReusableContainers, ChildMealCards].as_slice();
    let none = [].as_slice();
    let table = [
        ("baedal-teukgeup", "배달특급", "SDO", vec![("경기지역화폐", LocalCurrency)], teukgeup),
        ("jeonju-matbaedal", "전주맛배달", "ETC", vec![("돼지카드", LocalCurrency)], none),
        (
            "baedal-eum",
            "배달e음",
            "KONA",
            vec![("서로e음", LocalCurrency), ("인천e음", LocalCurrency)],
            &[Coupons],
        ),
        (
            "daeguro",
            "대구로",
            "DAEGU",
            vec![("대구로페이", LocalCurrency), ("온누리상품권", Onnuri)],
            &[MarketBundles],
        ),
        ("meokkaebi", "먹깨비", "MUKKEBI", vec![("탐나는전", LocalCurrency)], none),
        ("ddanggyeoyo", "땡겨요", "DDANGYO", vec![("서울사랑상품권", LocalCurrency)], none),
        ("baedal-myeongsu", "배달의명수", "MYUNGSU", vec![("군산사랑상품권", LocalCurrency)], none),
        ("baedal-moa", "배달모아", "ETC", vec![], none),
        ("ulsan-pedal", "울산페달", "WOOLSAN", vec![], none),
        ("baedal-yangsan", "배달양산", "ETC", vec![], none),
        ("hwiparam", "휘파람", "ETC", vec![], none),
        ("open-delivery", "공공배달앱", "ETC", vec![], none),
    ];
    assert_eq!(table.len(), SHIPPED.len());
    for (stem, name, gorela, payments, supports) in table {
        let profile = Profile::load(stem, None).unwrap();
        let at_gorela = profile.agency_names.get("gorela").map(String::as_str);
        assert_eq!((profile.name.as_str(), at_gorela), (name, Some(gorela)), "{stem}");
        for (payment, kind) in payments {
            assert_eq!(profile.dialect().payment_kind(payment), Some(kind), "{stem} {payment}");
        }
        assert_eq!(profile.supports, supports, "{stem}");
        assert_eq!((profile.poll_seconds, profile.signature), (30, Signature::Hex), "{stem}");
    }
}

#[test]
fn an_apps_name_at_an_agency_is_read_in_both_spellings() {
    let names = |more: &str| Profile::read(&format!("{GOOD}{more}"), "gana.toml").unwrap().agency_names;
    let gorela = |name: &str| BTreeMap::from([("gorela".to_owned(), name.to_owned())]);
    assert_eq!(names("gorela_channel = \"SDO\"\n"), gorela("SDO"));
    assert_eq!(names("agency_names = { gorela = \"SDO\" }\n"), gorela("SDO"));
    assert_eq!(names("gorela_channel = \"ETC\"\nagency_names = { gorela = \"SDO\" }\n"), gorela("SDO"));
    let both = names("gorela_channel = \"SDO\"\n[agency_names]\nkakao = \"teukgeup\"\n");
    assert_eq!((both.len(), both["gorela"].as_str(), both["kakao"].as_str()), (2, "SDO", "teukgeup"));
    let wrong = message(&format!("{GOOD}agency_names = {{ barogo = \"SDO\" }}\n"));
    assert!(wrong.contains("line 6: agency_names"), "{wrong}");
}

#[test]
fn an_unknown_protocol_is_told_before_its_own_keys() {
    for (protocol, more) in [("smoke-signals", ""), ("Open-Delivery", ""), ("web-socket", "room = 7\n")] {
        let text = GOOD.replace("open-delivery", protocol) + more;
        let said = message(&text);
        let expected = format!(
            "channels/gana.toml: line 4: protocol: this program does not speak \"{protocol}\", but open-delivery"
        );
        assert_eq!(said, expected);
    }
}

#[test]
fn of_several_names_in_a_payment_the_longest_counts() {
    let payments = "payments = { \"가나\" = \"CARD\", \"가나 사랑 상품권\" = \"LOCAL_CURRENCY\" }\n";
    let profile = Profile::read(&format!("{GOOD}{payments}"), "gana.toml").unwrap();
    let kind = |name| profile.dialect().payment_kind(name);
    assert_eq!(kind("가나사랑상품권(모바일)"), Some(PaymentKind::LocalCurrency));
    assert_eq!(kind("가나 사랑"), Some(PaymentKind::Card));
    assert_eq!((kind("다라페이"), kind("")), (None, None));
}

#[test]
fn a_missing_profile_names_what_there_is() {
    let error = Profile::load("../settings", Some(Path::new("/data"))).unwrap_err().to_string();
    assert!(
        error.contains("../settings") && error.contains("/data/channels") && error.contains("daeguro"),
        "{error}"
    );
}

#[test]
fn mistakes_are_named_with_file_line_and_key() {
    let unknown = message(&format!("{GOOD}pol_seconds = 3\n"));
    assert!(
        unknown.starts_with("channels/gana.toml: line 6:") && unknown.contains("pol_seconds"),
        "{unknown}"
    );
    let short = message(&GOOD.replace("\"가나\"", "\"가\""));
    assert_eq!(short, "channels/gana.toml: line 2: short: must be two or three letters");
    let kind = message(&GOOD.replace("300", "\"300\""));
    assert!(kind.contains("line 5"), "{kind}");
    let wire = message(&GOOD.replace("\"open-delivery\"", "7"));
    assert!(wire.contains("line 4"), "{wire}");
    let none = message(&GOOD.replace("protocol = \"open-delivery\"\n", ""));
    assert!(none.contains("protocol"), "{none}");
    assert!(message(&GOOD.replace("#123456", "red")).contains("line 3: color"));
    for page in ["http://app.example/{external_id}", "https://app.example/{nobody}"] {
        let page = message(&format!("{GOOD}tracking_url = \"{page}\"\n"));
        assert!(page.contains("line 6: tracking_url"), "{page}");
    }
    for (line, key) in [
        ("bell = \"loud\"", "loud"),
        ("supports = [\"takeout\", \"teleport\"]", "teleport"),
        ("signature = \"rot13\"", "rot13"),
        ("payments = { \"가나페이\" = \"MONEY\" }", "MONEY"),
        ("payments = { \" \" = \"CARD\" }", "payments: a name must not be empty"),
    ] {
        let message = message(&format!("{GOOD}{line}\n"));
        assert!(message.contains("line 6") && message.contains(key), "{message}");
    }
}

#[test]
fn a_feature_is_spelled_as_a_profile_spells_it() {
    use Feature::*;
    let all = [MarketBundles, ReusableContainers, ChildMealCards, Coupons, Takeout, Scheduled];
    for words in crate::language::Language::ALL.map(crate::language::Words::new) {
        for feature in all {
            let read: Feature = toml::Value::from(feature.as_str()).try_into().unwrap();
            assert_eq!(read, feature);
            assert!(words.find(&format!("feature-{}", feature.as_str()), &[]).is_some(), "{feature:?}");
        }
    }
}

#[test]
fn rates_that_are_public_ship_and_wrong_ones_are_named() {
    use domain::settlement::BasisPoints;
    let commission = |name| Profile::load(name, None).unwrap().rates.commission.map(|points| points.0);
    let known = ["baedal-teukgeup", "daeguro", "meokkaebi", "ddanggyeoyo"].map(commission);
    assert_eq!(known, [Some(100), Some(200), Some(150), Some(200)]);
    assert_eq!(Profile::load("baedal-eum", None).unwrap().rates, RatesTable::default());
    let read = Profile::read(&format!("{GOOD}[rates]\ncommission = 0.29\n"), "gana.toml").unwrap();
    assert_eq!(read.rates.commission, Some(BasisPoints(29)));
    let wrong = message(&format!("{GOOD}[rates]\ncommission = 101\n"));
    assert!(wrong.starts_with("channels/gana.toml: line 7: rates.commission: must be per cent"), "{wrong}");
    let unknown = message(&format!("{GOOD}[rates]\npayment_fees = 3\n"));
    assert!(unknown.contains("line 7: rates.payment_fees") && unknown.contains("payment_fee"), "{unknown}");
    assert!(message(&format!("{GOOD}rates = 3\n")).contains("line 6: rates"));
}
