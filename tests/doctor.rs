//! `doctor`, `printer list` and `printer test` where nothing outside works, or something else answers: every cause in the
//! person's language, with what to do, and nothing that only looks well.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Output, Stdio};
use std::sync::atomic::Ordering;

use jumunbell::sim::TestShop;
use program::{
    Running, app, english, jumunbell, korean, nobody, run, stderr, stdout, stranger, web, with_settings,
};
use serde_json::Value;

/// A shop of which nothing is there: ports that refuse, names that lead nowhere, devices that are not plugged in.
fn nothing_works() -> String {
    let refused = nobody();
    let mut shop = TestShop::new().app("x-refused", "baedal-teukgeup", format_args!("http://{refused}")).app(
        "x-nowhere",
        "baedal-teukgeup",
        "https://nowhere.invalid",
    );
    for kind in ["gorela", "kakao", "open-delivery-logistics"] {
        shop = shop.agency(&format!("x-{kind}"), kind, format_args!("http://{refused}"));
    }
    for (number, connection) in connections(&refused.to_string()).iter().enumerate() {
        shop = shop.printer(&format!("x-{number}"), "generic-80mm", connection);
    }
    shop.to_string()
}

fn connections(refused: &str) -> Vec<String> {
    let mut all = vec![
        format!("tcp://{refused}"),
        "tcp://nowhere.invalid:9100".to_owned(),
        "serial:///dev/x-no-tty?baud=9600&flow=none".to_owned(),
        "serial://usb:0000:0000:NONE".to_owned(),
    ];
    if cfg!(unix) {
        all.push("usb:///dev/x-no-lp0".to_owned());
        all.push("spooler://x-no-queue".to_owned());
    }
    all
}

/// The findings of `doctor --json` by their check.
fn findings(output: &Output) -> BTreeMap<String, Value> {
    let all: Vec<Value> = serde_json::from_str(&stdout(output)).unwrap();
    all.into_iter().map(|finding| (finding["check"].as_str().unwrap().to_owned(), finding)).collect()
}

#[track_caller]
fn health(findings: &BTreeMap<String, Value>, check: &str) -> String {
    let finding = findings.get(check).unwrap_or_else(|| panic!("{check}: {findings:#?}"));
    finding["health"].as_str().unwrap().to_owned()
}

#[test]
fn no_cause_of_the_doctor_is_in_another_language() {
    let data = with_settings(&nothing_works());
    let output = run(&data, &["--lang", "ko", "doctor"]);
    assert_eq!(output.status.code(), Some(1));
    korean(&stdout(&output));
    assert_eq!(stderr(&output), "", "neither libraries nor drivers have a word on standard error");
    let output = run(&data, &["--lang", "en", "doctor"]);
    english(&stdout(&output));
    assert_eq!(stderr(&output), "");
    let found = findings(&run(&data, &["doctor", "--json"]));
    for check in
        ["channel/x-refused", "channel/x-nowhere", "agency/x-gorela", "agency/x-kakao", "printer/x-0"]
    {
        assert_eq!(health(&found, check), "fail", "{check}");
        assert!(found[check]["next"].is_string(), "{check}");
    }
    // Each cause has its own words.
    let says = |check: &str| found[check]["says"].as_str().unwrap().to_owned();
    assert!(
        says("channel/x-refused").contains("연결을 받아 주는 곳이 없습니다"),
        "{}",
        says("channel/x-refused")
    );
    assert!(says("printer/x-0").contains("연결을 받아 주는 곳이 없습니다"), "{}", says("printer/x-0"));
    assert!(says("printer/x-2").contains("그런 파일이나 장치가 없습니다"), "{}", says("printer/x-2"));
}

#[test]
fn details_of_the_system_are_told_on_request() {
    let data = with_settings(&nothing_works());
    let plain = stdout(&run(&data, &["--lang", "en", "doctor"]));
    assert!(!plain.contains("os error"), "{plain}");
    let verbose = stdout(&run(&data, &["--lang", "en", "-v", "doctor"]));
    assert!(verbose.contains("      detail: refused"), "{verbose}");
}

#[test]
fn printers_that_are_not_there_are_told_in_the_persons_language() {
    let data = with_settings(&nothing_works());
    let list = run(&data, &["--lang", "ko", "printer", "list"]);
    assert_eq!(list.status.code(), Some(0));
    assert_eq!(stderr(&list), "");
    for number in 0..connections("").len() {
        let id = format!("x-{number}");
        let output = run(&data, &["--lang", "ko", "printer", "test", &id]);
        assert_eq!(output.status.code(), Some(1), "{id}: {}", stdout(&output));
        korean(&stderr(&output));
        assert!(stderr(&output).lines().count() >= 2, "and what to do: {}", stderr(&output));
        english(&stderr(&run(&data, &["--lang", "en", "printer", "test", &id])));
    }
}

/// A shop with one app at this address.
fn with_app(base_url: &str) -> String {
    TestShop::new().app("x-app", "baedal-teukgeup", base_url).with("poll_seconds = 1").to_string()
}

/// What the doctor says of the app at this address, with this secret.
fn asked(base_url: &str, secret: Option<&str>) -> (String, String) {
    let data = with_settings(&with_app(base_url));
    let mut doctor = jumunbell(data.path(), &["doctor", "--json"]);
    if let Some(secret) = secret {
        doctor.env("JUMUNBELL_SECRET_CHANNEL_X_APP", secret);
    }
    let found = findings(&doctor.output().unwrap());
    korean(found["channel/x-app"]["says"].as_str().unwrap());
    let said = format!("{} → {}", found["channel/x-app"]["says"], found["channel/x-app"]["next"]);
    (health(&found, "channel/x-app"), said)
}

#[test]
fn an_app_is_well_only_if_it_gives_a_token() {
    let server = app();
    let (health, said) = asked(&server.url(), Some("right"));
    assert_eq!(health, "ok", "{said}");
    assert_eq!(server.tokens.load(Ordering::SeqCst), 1);
    let (health, said) = asked(&server.url(), Some("wrong"));
    assert_eq!(health, "fail", "{said}");
    assert!(
        said.contains("인증 키를 받아 주지 않습니다") && said.contains("secret set channel/x-app"),
        "{said}"
    );
    let (health, said) = asked(&server.url(), None);
    assert_eq!(health, "warn", "{said}");
}

/// On Windows and macOS there is a credential store, and a test must not write to it.
#[cfg(target_os = "linux")]
#[test]
fn an_app_takes_a_key_from_the_file_of_keys() {
    let server = app();
    let data = with_settings(&with_app(&server.url()));
    let mut set = jumunbell(data.path(), &["secret", "set", "channel/x-app"]);
    let mut set = set.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    set.stdin.take().unwrap().write_all(b"right\n").unwrap();
    assert!(set.wait().unwrap().success());
    let found = findings(&run(&data, &["doctor", "--json"]));
    assert_eq!(health(&found, "channel/x-app"), "ok", "{found:#?}");
    let kept = found["secret channel/x-app"]["says"].as_str().unwrap();
    assert!(kept.contains("secrets.json"), "{kept}");
    assert_eq!(server.tokens.load(Ordering::SeqCst), 1);
}

#[test]
fn somebody_else_who_answers_is_not_the_app() {
    for status in [200, 301, 404, 405, 501] {
        let (health, said) = asked(&web(status).url(), Some("right"));
        assert_eq!(health, "fail", "{status}: {said}");
        assert!(said.contains("다른 것이 대답합니다") && said.contains("base_url"), "{status}: {said}");
    }
    let (health, said) = asked(&web(503).url(), Some("right"));
    assert_eq!(health, "fail", "{said}");
    assert!(said.contains("503") && !said.contains("다른 것이"), "{said}");
    // A port without TLS where TLS is spoken.
    let (health, said) = asked(&web(200).url().replace("http:", "https:"), Some("right"));
    assert_eq!(health, "fail", "{said}");
    assert!(said.contains("보안 연결"), "{said}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_named() {
    let (health, said) = asked(&format!("https://{}", stranger()), Some("right"));
    assert_eq!(health, "fail", "{said}");
    assert!(said.contains("인증서를 믿을 수 없습니다"), "{said}");
}

#[test]
fn somebody_else_who_answers_is_no_agency() {
    let server = web(200);
    let kinds = ["gorela", "kakao", "open-delivery-logistics"];
    let mut settings = TestShop::new();
    for kind in kinds {
        settings = settings.agency(&format!("x-{kind}"), kind, server.url());
    }
    let data = with_settings(&settings.to_string());
    let mut doctor = jumunbell(data.path(), &["doctor", "--json"]);
    for kind in kinds {
        let name = kind.to_uppercase().replace('-', "_");
        doctor.env(format!("JUMUNBELL_SECRET_AGENCY_X_{name}"), "right");
    }
    let found = findings(&doctor.output().unwrap());
    for kind in kinds {
        let check = format!("agency/x-{kind}");
        assert_eq!(health(&found, &check), "fail", "{:#?}", found[&check]);
        assert!(
            found[&check]["says"].as_str().unwrap().contains("다른 것이 대답합니다"),
            "{:#?}",
            found[&check]
        );
        assert!(!found.contains_key(&format!("{check} key")), "nothing is known of the key");
    }
}

#[test]
fn a_running_instance_is_not_disturbed() {
    let server = app();
    let mut settings = with_app(&server.url());
    settings += &format!(
        "[[printers]]\nid = \"x-kitchen\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://{}\"\n",
        nobody()
    );
    let data = with_settings(&settings);
    let before = server.tokens.load(Ordering::SeqCst);
    // Without a secret the running instance asks for no token, so every one would be the doctor's.
    let _running = Running::headless(data.path());
    let mut doctor = jumunbell(data.path(), &["doctor", "--json"]);
    let found = findings(&doctor.env("JUMUNBELL_SECRET_CHANNEL_X_APP", "right").output().unwrap());
    assert_eq!(health(&found, "instance"), "ok");
    assert_eq!(health(&found, "channel/x-app"), "fail", "as the instance knows it");
    assert!(found.contains_key("printer/x-kitchen"), "{found:#?}");
    assert_eq!(server.tokens.load(Ordering::SeqCst), before, "the app was not asked for a token");
}
