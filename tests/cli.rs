//! The command line as a script or an installer meets it: the real program, its exit codes and its words.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use jumunbell::sim::TestShop;
use tempfile::TempDir;

/// Runs `jumunbell` with a data folder of its own and nothing of this machine's environment in the way.
fn jumunbell(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
    command.arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    // No display, no credential store: what a test finds must not depend on whose desk it runs on.
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
        command.env_remove(variable);
    }
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    command
}

fn run(data: &TempDir, arguments: &[&str]) -> Output {
    jumunbell(data.path(), arguments).output().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn with_settings(text: &str) -> TempDir {
    let data = folder();
    std::fs::write(data.path().join("settings.toml"), text).unwrap();
    data
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const SHOP: &str = r#"
[store]
name = "가상국밥"

[[channels]]
id = "teukgeup"
profile = "baedal-teukgeup"
base_url = "http://127.0.0.1:9"
merchant_id = "m"
client_id = "c"

[[printers]]
id = "kitchen"
profile = "generic-80mm"
connection = "tcp://127.0.0.1:9"

[[agencies]]
id = "own"
kind = "in-house"
"#;

#[test]
fn wrong_usage_exits_2() {
    let data = folder();
    for arguments in [
        &["acept", "1"][..],
        &["accept"],
        &["accept", "1", "--prep", "0"],
        &["accept", "1", "--prep", "soon"],
        &["reject", "1"],
        &["reject", "1", "--reason", "BORED"],
        &["answer-cancel", "1"],
        &["answer-cancel", "1", "--accept", "--deny", "DISH_ALREADY_DONE"],
        &["pick", "1"],
        &["short", "1", "--item", "0"],
        &["short", "1", "--item", "1", "--substitute", "홍고추", "--undo"],
        &["resolve", "1"],
        &["resolve", "1", "--printed", "--reprint"],
        &["reprint", "1", "--kind", "bill"],
        &["dispatch", "1", "--max-fee", "-1"],
        &["orders", "--day", "yesterday"],
        &["orders", "--limit", "many"],
        &["riders", "--day", "yesterday"],
        &["secret", "set", "printer/kitchen"],
        &["secret", "set", "channel/TEUK"],
        &["run", "--stop-after-idle", "5"],
        &["--lang", "fr", "orders"],
    ] {
        let output = run(&data, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_lists_every_code_with_its_korean() {
    let data = folder();
    let help = stdout(&run(&data, &["reject", "--help"]));
    for words in ["UNAVAILABLE_ITEM", "재료 소진(품절)", "DELIVERY_PROBLEM", "배달 사고"] {
        assert!(help.contains(words), "{help}");
    }
    let help = stdout(&run(&data, &["answer-cancel", "--help"]));
    assert!(help.contains("DISH_ALREADY_DONE") && help.contains("이미 조리함"), "{help}");
    let output = run(&data, &["--help"]);
    assert!(output.status.success());
    for word in ["접수", "doctor", "secret", "--data", "--lang"] {
        assert!(stdout(&output).contains(word), "{word}");
    }
}

#[test]
fn orders_without_a_database_are_an_empty_list() {
    let data = folder();
    for arguments in [
        &["orders", "--json"][..],
        &["--data", "/nowhere", "orders", "--json"],
        &["riders", "--json"],
        &["--data", "/nowhere", "riders", "--json"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
        command.args(arguments);
        if arguments.len() == 2 {
            command.arg("--data").arg(data.path());
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output).trim(), "[]");
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "looking leaves nothing behind");
}

#[test]
fn acting_without_an_instance_exits_1_and_says_so() {
    let data = folder();
    for arguments in
        [&["accept", "특급-001"][..], &["reject", "1", "--reason", "unavailable_item"], &["ready", "1"]]
    {
        let output = run(&data, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("jumunbell run --headless"), "{}", stderr(&output));
    }
    let output = run(&data, &["--lang", "en", "ready", "1"]);
    assert!(stderr(&output).contains("no instance runs"), "{}", stderr(&output));
}

#[test]
fn wrong_settings_exit_2_with_file_line_and_key() {
    let data = with_settings(&SHOP.replace("profile = \"generic-80mm\"", "profil = \"generic-80mm\""));
    for arguments in [&["run", "--headless"][..], &["printer", "list"], &["secret", "list"]] {
        let output = run(&data, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        let says = stderr(&output);
        assert!(says.contains("settings.toml:14: printers.profil: "), "{says}");
        assert!(says.contains("`profile`"), "{says}");
    }
    assert!(!data.path().join("logs").exists(), "nothing half-starts");
}

#[test]
fn the_first_start_says_where_settings_go() {
    let data = folder();
    let output = run(&data, &["run", "--headless"]);
    assert_eq!(output.status.code(), Some(2));
    let path = data.path().join("settings.toml").display().to_string();
    assert!(stderr(&output).contains(&path), "{}", stderr(&output));
}

#[test]
fn the_language_follows_the_setting_and_the_argument() {
    let wrong = "language = \"en\"\n[store]\nname = 1\n";
    let data = with_settings(wrong);
    let english = stderr(&run(&data, &["printer", "list"]));
    assert!(english.contains("wants text"), "{english}");
    let korean = stderr(&run(&data, &["printer", "list", "--lang", "ko"]));
    assert!(korean.contains("글자 자리에"), "{korean}");
}

#[test]
fn secrets_are_listed_without_their_values() {
    let data = with_settings(SHOP);
    let mut command = jumunbell(data.path(), &["secret", "list"]);
    let output = command.env("JUMUNBELL_SECRET_CHANNEL_TEUKGEUP", "hunter2").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let says = stdout(&output);
    assert!(says.contains("channel/teukgeup") && says.contains("있음"), "{says}");
    assert!(!says.contains("hunter2") && !says.contains("agency/own"), "{says}");
}

/// On Windows and macOS there is a credential store, and a test must not write to it.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_a_credential_store_keeps_keys_in_a_file() {
    let data = with_settings(SHOP);
    let mut command = jumunbell(data.path(), &["secret", "set", "channel/teukgeup"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"hunter2\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let says = stdout(&output);
    assert!(says.contains("secrets.json 파일에 잠가서 넣었습니다") && !says.contains("hunter2"), "{says}");
    let listed = run(&data, &["secret", "list"]);
    assert_eq!(listed.status.code(), Some(0), "{}", stderr(&listed));
    assert!(stdout(&listed).contains("있음 (데이터 폴더의 secrets.json)"), "{}", stdout(&listed));
    for entry in std::fs::read_dir(data.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { continue };
        assert!(!bytes.windows(7).any(|part| part == b"hunter2"), "{path:?}");
    }
    // A copy of the file that was made elsewhere: a byte is another one.
    let file = data.path().join("secrets.json");
    let sealed = std::fs::read_to_string(&file).unwrap();
    let salt = sealed.split('"').nth(3).unwrap();
    std::fs::write(&file, sealed.replace(salt, &salt.chars().rev().collect::<String>())).unwrap();
    let listed = run(&data, &["secret", "list"]);
    assert_eq!(listed.status.code(), Some(1));
    assert!(stderr(&listed).contains("키를 다시 넣으세요"), "{}", stderr(&listed));
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let shop = SHOP.replace("connection = ", "layout = \"small\"\nconnection = ");
    let data = with_settings(&shop);
    for layout in ["small", "unused"] {
        std::fs::create_dir_all(data.path().join("layouts").join(layout)).unwrap();
    }
    let output = run(&data, &["doctor", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let findings: Vec<serde_json::Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let health = |check: &str| {
        let finding = findings.iter().find(|finding| finding["check"] == check);
        finding.unwrap_or_else(|| panic!("{check}: {findings:?}"))["health"].as_str().unwrap().to_owned()
    };
    for (check, expected) in [
        ("disk", "ok"),
        ("store", "ok"),
        ("settings", "ok"),
        ("layout/small", "ok"),
        ("layout/unused", "warn"),
        ("secret channel/teukgeup", "fail"),
        ("channel/teukgeup", "fail"),
        ("printer/kitchen", "fail"),
        ("clock", "warn"),
    ] {
        assert_eq!(health(check), expected, "{check}");
    }
    for finding in &findings {
        assert_eq!(finding["next"].is_null(), finding["health"] == "ok", "{finding}");
    }
    std::fs::remove_dir(data.path().join("layouts/small")).unwrap();
    let output = run(&data, &["--lang", "en", "doctor"]);
    assert_eq!(output.status.code(), Some(2));
    let says = stdout(&output);
    assert!(says.contains("printers.layout: ") && says.contains("there are: unused"), "{says}");
    std::fs::write(data.path().join("settings.toml"), "").unwrap();
    let output = run(&data, &["doctor"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("FAIL  settings: "), "{}", stdout(&output));
}

/// Kills a simulator when its test ends, however it ends.
struct Simulator(std::process::Child);

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a simulated agency of a kind; answers where it listens.
fn agency(data: &TempDir, kind: &str) -> (Simulator, String) {
    use std::io::{BufRead, BufReader};
    let arguments = ["sim", "agency", "--listen", "127.0.0.1:0", "--kind", kind, "--key", "right"];
    let mut child = jumunbell(data.path(), &arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    (Simulator(child), first.trim().strip_prefix("listening ").unwrap().to_owned())
}

#[test]
fn the_doctor_asks_each_agency_whether_it_accepts_the_key() {
    let data = folder();
    let kinds = ["gorela", "kakao", "open-delivery-logistics"];
    let agencies = kinds.map(|kind| (kind, agency(&data, kind)));
    let mut settings = TestShop::new();
    for (kind, (_, place)) in &agencies {
        for key in ["right", "wrong"] {
            settings = settings.agency(&format!("{kind}-{key}"), kind, format_args!("http://{place}"));
        }
    }
    std::fs::write(data.path().join("settings.toml"), settings.to_string()).unwrap();
    let mut doctor = jumunbell(data.path(), &["doctor", "--json"]);
    for kind in kinds {
        let name = kind.to_uppercase().replace('-', "_");
        for key in ["right", "wrong"] {
            doctor.env(format!("JUMUNBELL_SECRET_AGENCY_{name}_{}", key.to_uppercase()), key);
        }
    }
    let output = doctor.output().unwrap();
    let findings: Vec<serde_json::Value> = serde_json::from_str(&stdout(&output)).unwrap();
    let health = |check: String| {
        let finding = findings.iter().find(|finding| finding["check"] == check.as_str());
        finding.unwrap_or_else(|| panic!("{check}: {findings:#?}"))["health"].as_str().unwrap().to_owned()
    };
    for kind in kinds {
        assert_eq!(health(format!("agency/{kind}-right key")), "ok");
        assert_eq!(health(format!("agency/{kind}-wrong key")), "fail");
    }
    assert_eq!(health("agency/kakao-right place".to_owned()), "fail", "the shop is on no map");
    let places = findings.iter().filter(|finding| finding["check"].as_str().unwrap().ends_with(" place"));
    assert_eq!(places.count(), 2, "which only Kakao wants");
}

#[test]
fn a_simulator_says_first_where_it_listens() {
    use std::io::{BufRead, BufReader};
    let data = folder();
    for kind in ["app", "agency", "printer"] {
        let mut command = jumunbell(data.path(), &["sim", kind, "--listen", "127.0.0.1:0"]);
        let mut simulator = Simulator(command.stdout(Stdio::piped()).spawn().unwrap());
        let mut first = String::new();
        BufReader::new(simulator.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.strip_prefix("listening ").unwrap_or_else(|| panic!("{kind}: {first}")).trim();
        let address: std::net::SocketAddr = address.parse().unwrap();
        assert!(address.port() > 0 && std::net::TcpStream::connect(address).is_ok(), "{kind}: {first}");
    }
    let output = run(&data, &["sim", "printer", "--listen", "127.0.0.1:0", "--profile", "no-such"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

/// An instance in this process that knows one order, `특급-001`, accepted already.
async fn serve(data: &Path) -> jumunbell::desktop::control::Control {
    use domain::Board;
    use domain::{Command, Done, Refused};
    use jumunbell::engine::protocol::{Reply, Request};
    use jumunbell::engine::{Exchange, handle};
    let (engine, mut inbox, show) = handle(Board::default());
    tokio::spawn(async move {
        let _keep = show;
        while let Some(Exchange { request, reply, .. }) = inbox.recv().await {
            let Request::Act { order, command } = request else { continue };
            let answer = match (order.as_str(), command) {
                ("특급-001", Command::Accept { .. }) => Ok(Done::Already),
                ("특급-001", Command::Ready) => Ok(Done::Committed),
                ("특급-001", Command::Short { line: 1, substitute: Some(text), also_off_menu: true, .. })
                    if text == "홍고추" =>
                {
                    Ok(Done::Committed)
                }
                ("특급-001", Command::Pick { stall, undo: false }) => {
                    Err(Refused::UnknownStall { stall, known: vec!["가상두부".into()] })
                }
                ("특급-001", Command::Bump { station, undo: true }) => {
                    Err(Refused::UnknownStation { station, known: vec!["국밥".into()] })
                }
                ("특급-001", _) => Err(Refused::WrongStatus { status: "accepted".into() }),
                _ => Err(Refused::UnknownOrder { order }),
            };
            let _ = reply.send(answer.map(Reply::from));
        }
    });
    jumunbell::desktop::control::serve(data, engine, std::sync::Arc::default()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acting_goes_through_the_running_instance() {
    let data = folder();
    let _control = serve(data.path()).await;
    for (arguments, code, says) in [
        (&["accept", "특급-001", "--prep", "25"][..], 0, "이미 그렇게"),
        (&["ready", "특급-001"], 0, "처리했습니다"),
        (&["cancel", "특급-001", "--reason", "RISK_AREA"], 1, ""),
        (&["short", "특급-001", "--item", "2", "--substitute", "홍고추", "--off-menu"], 0, "처리했습니다"),
        (&["pick", "특급-001", "--stall", "쉬는정육"], 1, "있는 점포: 가상두부"),
        (&["bump", "특급-001", "--station", "튀김", "--undo"], 1, "만드는 조리대: 국밥"),
        (&["ready", "특급-999"], 1, "특급-999"),
        (&["--lang", "en", "ready", "특급-001"], 0, "done"),
    ] {
        let output = tokio::task::block_in_place(|| run(&data, arguments));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
        let heard = stdout(&output) + &stderr(&output);
        assert!(heard.contains(says) && !heard.trim().is_empty(), "{arguments:?}: {heard}");
    }
}

#[test]
fn a_second_headless_instance_is_refused() {
    let data = with_settings(SHOP);
    let _first = jumunbell::desktop::Instance::acquire(data.path()).unwrap();
    let output = run(&data, &["run", "--headless"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("이미 실행 중"), "{}", stderr(&output));
}

#[test]
fn a_demo_prints_and_delivers_every_order() {
    let data = folder();
    let out = data.path().join("tickets");
    // No faster: between being named and having the food a rider is seen by several look-ups, so that each has a slip.
    let arguments = ["demo", "--orders", "4", "--speed", "60", "--seed", "7", "--out", out.to_str().unwrap()];
    let output = run(&data, &arguments);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{said}{}", stderr(&output));
    assert!(said.contains("화면이 없어 창 없이 실행합니다"), "no display, and it says so: {said}");
    for number in ["특급-001", "전주-001", "특급-002", "전주-002"] {
        assert!(said.lines().any(|line| line.starts_with(number)), "{number} is in the table: {said}");
        for kind in ["kitchen", "customer"] {
            let text = std::fs::read_to_string(out.join(format!("{number}-{kind}.txt"))).unwrap();
            assert!(text.contains(number), "{text}");
            let png = std::fs::read(out.join(format!("{number}-{kind}.png"))).unwrap();
            assert!(png.starts_with(b"\x89PNG"));
            assert!(out.join(format!("{number}-{kind}.escpos")).exists());
        }
    }
    // One of the four is a takeout, which has no rider.
    let files = std::fs::read_dir(&out).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.filter(|name| name.ends_with("-rider.txt")).count(), 3);
}

#[test]
fn capabilities_become_profiles_and_are_not_overwritten_unasked() {
    let data = with_settings(SHOP);
    let import = ["--lang", "en", "printer", "import", "tests/fixtures/printers/capabilities.json"];
    let first = run(&data, &import);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert!(stdout(&first).contains("db-invented-80.toml\tnot known: hangul, status"), "{}", stdout(&first));
    assert!(stderr(&first).contains("INVENTED-STAR"), "{}", stderr(&first));
    let own = data.path().join("printer-profiles/db-invented-80.toml");
    let text = std::fs::read_to_string(&own).unwrap();
    assert!(text.contains("escpos-printer-db") && text.contains("CC-BY-4.0"), "{text}");

    std::fs::write(&own, format!("{text}top_rows = 1\n")).unwrap();
    let second = run(&data, &import);
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("--force"), "{}", stderr(&second));
    assert!(std::fs::read_to_string(&own).unwrap().contains("top_rows = 1"), "overwritten unasked");
    assert_eq!(run(&data, &[&import[..], &["--force"]].concat()).status.code(), Some(0));
    assert!(!std::fs::read_to_string(&own).unwrap().contains("top_rows = 1"));
}

#[test]
fn the_test_page_comes_out_of_the_configured_printer() {
    let data = folder();
    let paper = data.path().join("paper.bin");
    let settings = SHOP.replace("tcp://127.0.0.1:9", &format!("file://{}", paper.display()));
    std::fs::write(data.path().join("settings.toml"), settings).unwrap();
    let printed = run(&data, &["--lang", "en", "printer", "test", "kitchen", "--drawer"]);
    assert_eq!(printed.status.code(), Some(0), "{}", stderr(&printed));
    assert!(stdout(&printed).contains("columns = 48"), "{}", stdout(&printed));
    let bytes = std::fs::read(&paper).unwrap();
    let count = |pattern: &[u8]| bytes.windows(pattern.len()).filter(|window| *window == pattern).count();
    assert_eq!((count(b"\x1bp"), count(b"\x1bB\x02\x02"), count(b"\x1dV\x01")), (1, 0, 1));

    let seen = ["--lang", "en", "printer", "test", "kitchen", "--columns-seen", "48"];
    let shown = run(&data, &seen);
    assert!(
        stdout(&shown).contains("+columns = 48") && stdout(&shown).contains("--write"),
        "{}",
        stdout(&shown)
    );
    assert_eq!(std::fs::read(&paper).unwrap(), bytes, "an answer prints nothing");
    let path = data.path().join("settings.toml");
    assert!(!std::fs::read_to_string(&path).unwrap().contains("columns"), "and writes nothing unasked");

    let unsaid = run(&data, &["--lang", "en", "printer", "test", "kitchen", "--write"]);
    assert_eq!(unsaid.status.code(), Some(2), "{}", stderr(&unsaid));
    assert!(stderr(&unsaid).contains("--columns-seen"), "{}", stderr(&unsaid));
    assert_eq!(std::fs::read(&paper).unwrap(), bytes);

    let nobody = run(&data, &["--lang", "en", "printer", "test", "attic"]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("kitchen"), "{}", stderr(&nobody));
}

#[test]
fn what_was_seen_on_the_test_page_is_written_into_the_settings() {
    let data = folder();
    let path = data.path().join("settings.toml");
    let before = format!("# 우리 가게 설정\n{SHOP}# 끝\n");
    std::fs::write(&path, &before).unwrap();
    let test = ["--lang", "en", "printer", "test", "kitchen", "--write"];
    let seen =
        ["--columns-seen", "48", "--hangul-seen", "ks-x-1001", "--cut-seen", "full", "--taught-seen", "no"];
    let written = run(&data, &[&test[..], &seen].concat());
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert!(stdout(&written).contains("settings.toml.bak"), "{}", stdout(&written));
    let profile = std::fs::read_to_string(data.path().join("printer-profiles/kitchen.toml")).unwrap();
    assert!(
        profile.ends_with("like = \"generic-80mm\"\nhangul = \"ks-x-1001\"\ncut = \"full\"\n"),
        "{profile}"
    );
    let after = std::fs::read_to_string(&path).unwrap();
    let kept = |text: &str| {
        let ours = |line: &&str| !line.starts_with("profile") && !line.starts_with("columns");
        text.lines().filter(ours).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(kept(&after), kept(&before));
    assert_eq!(std::fs::read_to_string(data.path().join("settings.toml.bak")).unwrap(), before);
    let listed = run(&data, &["printer", "list"]);
    assert!(stdout(&listed).contains("\t48\t"), "{}", stdout(&listed));
    let again = run(&data, &[&test[..], &seen].concat());
    assert!(stdout(&again).contains("nothing to write"), "{}", stdout(&again));
    assert_eq!(std::fs::read_to_string(data.path().join("settings.toml.bak")).unwrap(), before);
}

#[test]
fn a_shops_own_layout_prints_its_logo_and_a_qr_code_that_reads() {
    let data = folder();
    let layouts = data.path().join("layouts/big");
    std::fs::create_dir_all(&layouts).unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/layouts/logo-and-qr");
    std::fs::copy(docs.join("customer.toml"), layouts.join("customer.toml")).unwrap();
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/orders/sample.json");
    let ticket = |format, more: &[&str]| {
        let order = order.to_str().unwrap();
        let profile = ["ticket", order, "--profile", "generic-58mm", "--kind", "customer", "--as", format];
        run(&data, &[&profile[..], &["--lang", "en"], more].concat())
    };
    let missing = ticket("text", &["--layout", "big"]);
    assert_eq!(missing.status.code(), Some(2));
    let says = stderr(&missing);
    assert!(says.contains("customer.toml:6: blocks.image: ") && says.contains("logo.png"), "{says}");
    std::fs::copy(docs.join("logo.png"), data.path().join("layouts/logo.png")).unwrap();
    let text = stdout(&ticket("text", &["--layout", "big"]));
    assert!(text.starts_with("[logo.png]\n"), "{text}");
    let address = text.lines().find_map(|row| row.strip_prefix("[QR ")?.strip_suffix(']')).unwrap();
    assert!(address.starts_with("https://app.example/orders/"), "{address}");

    let file = ticket("png", &["--layout", "big"]).stdout;
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let size = reader.next_frame(&mut dots).unwrap();
    let (width, height) = (size.width as usize, size.height as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
    let read: Vec<String> = image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
    assert_eq!(read, [address]);
    assert!(!stdout(&ticket("text", &[])).contains("[QR"), "only where it is asked for");
}

/// Only loopback is looked through here; the network outside is left alone.
#[test]
fn a_scan_names_what_listens_and_refuses_what_is_not_the_shops() {
    let data = with_settings(SHOP);
    let found = run(&data, &["printer", "scan", "--network", "127.0.0.0/28", "--json"]);
    assert_eq!(found.status.code(), Some(0), "{}", stderr(&found));
    let rows: serde_json::Value = serde_json::from_str(&stdout(&found)).unwrap();
    assert!(rows.is_array());
    assert!(stderr(&found).contains("14/14"), "{}", stderr(&found));
    let quiet = run(&data, &["--lang", "en", "printer", "scan"]);
    assert_eq!(quiet.status.code(), Some(0));
    assert!(!stderr(&quiet).contains("9100"), "the network is looked through only when asked");
    assert!(stdout(&quiet).contains("--network") && stdout(&quiet).contains("192.168.123.100"));
    for network in ["8.8.8.0/24", "10.0.0.0/8", "kitchen"] {
        let refused = run(&data, &["printer", "scan", "--network", network]);
        assert_eq!(refused.status.code(), Some(2), "{network}");
    }
}

#[test]
fn only_serial_printers_have_a_speed() {
    let data = with_settings(SHOP);
    for printer in ["kitchen", "attic", "tcp://127.0.0.1:9", "serial://"] {
        let refused = run(&data, &["--lang", "en", "printer", "speed", printer]);
        assert_eq!(refused.status.code(), Some(2), "{printer}");
        assert!(stderr(&refused).contains("serial:///dev/ttyUSB0"), "{}", stderr(&refused));
    }
    let gone = run(&data, &["printer", "speed", "serial:///dev/no-such-port"]);
    assert_eq!(gone.status.code(), Some(1), "{}", stderr(&gone));
}

/// The store is open for writing meanwhile, as under a running instance.
#[test]
fn riders_are_closed_beside_a_running_instance() {
    use domain::order::Won;
    use jumunbell::agency::{Pace, capabilities};
    use jumunbell::engine::DATABASE;
    let data = with_settings(&SHOP.replace("id = \"own\"", "id = \"own\"\nname = \"우리 기사\""));
    let settings = jumunbell::settings::Settings::parse(SHOP, "settings.toml", data.path()).unwrap();
    let policy = settings.policy(|agency| capabilities(agency, Pace::default()));
    let ids = Box::new(|_| "never".to_owned());
    let mut store =
        jumunbell::store::OrderStore::open(&data.path().join(DATABASE), std::sync::Arc::new(policy), ids)
            .unwrap();
    for (at, won) in [("10:00:00", 20_000), ("10:10:00", 16_700), ("10:20:00", 66_700)] {
        let at = format!("2026-11-21T{at}Z").parse().unwrap();
        store.deposit("own", Won(won), at).unwrap();
    }
    let riders = |arguments: &[&str]| run(&data, &[&["riders", "--day", "2026-11-21"], arguments].concat());
    let output = riders(&["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let expected = serde_json::json!([{
        "day": "2026-11-21",
        "agency": "own",
        "deliveries": { "delivered": 0, "cancelled": 0, "failed": 0, "open": 0 },
        "fees": 0,
        "surcharges": [],
        "vat": 0,
        "cancel_fees": 0,
        "again": { "deliveries": 0, "cost": 0 },
        "without_fee": 0,
        "collected": { "cash": 0, "card": 0 },
        "deposit": {
            "first": 20_000,
            "first_at": "2026-11-21T10:00:00Z",
            "last": 66_700,
            "last_at": "2026-11-21T10:20:00Z",
            "change": 46_700,
            "top_ups": 50_000,
            "spent": 3_300,
            "expected": 0,
            "difference": 3_300,
        },
    }]);
    assert_eq!(told, expected);
    let korean = stdout(&riders(&[]));
    assert!(korean.contains("우리 기사") && korean.contains("3,300원 더 나갔습니다"), "{korean}");
    let english = stdout(&riders(&["--lang", "en"]));
    assert!(english.contains("3,300 won more left the deposit"), "{english}");
    let before = run(&data, &["riders", "--day", "2026-11-20", "--json"]);
    assert_eq!((before.status.code(), stdout(&before).trim()), (Some(0), "[]"));
}

#[test]
fn the_kitchens_screen_wants_a_station_that_there_is() {
    let data = with_settings("[store]\nname = \"없는국밥\"\n");
    let output = run(&data, &["kitchen", "--station", "튀김"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
    assert!(stderr(&output).contains("[[stations]]"), "{}", stderr(&output));
    let soup = "\n[[stations]]\nid = \"soup\"\nname = \"국밥\"\nnames = [\"*국밥\"]\n";
    std::fs::write(data.path().join("settings.toml"), format!("[store]\nname = \"없는국밥\"\n{soup}"))
        .unwrap();
    let output = run(&data, &["kitchen", "--station", "튀김"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("있는 조리대: 국밥"), "{}", stderr(&output));
    // Known, and so the next thing is wanted: a display, which this process is not given.
    let mut command = jumunbell(data.path(), &["kitchen", "--station", "국밥"]);
    let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn a_window_without_a_display_is_refused_in_words() {
    let data = with_settings(SHOP);
    let mut window = jumunbell(data.path(), &[]);
    let nobody = window.env("DISPLAY", ":61234").output().unwrap();
    assert_eq!(nobody.status.code(), Some(1), "{}", stderr(&nobody));
    let said = stderr(&nobody);
    assert!(said.contains("run --headless") && !said.contains("panicked"), "{said}");
    // What is wrong with the settings is said all the same.
    let wrong = run(&folder(), &[]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        !stderr(&wrong).contains("panicked") && stderr(&wrong).contains("settings.toml"),
        "{}",
        stderr(&wrong)
    );
}

const ORDER: &str = "tests/fixtures/orders/sample.json";

#[test]
fn a_ticket_goes_to_standard_output_for_a_dash() {
    let data = folder();
    for (format, begins) in [("escpos", &b"\x1b@"[..]), ("text", "배달".as_bytes()), ("png", b"\x89PNG")] {
        let order = Path::new(env!("CARGO_MANIFEST_DIR")).join(ORDER);
        let arguments = ["ticket", order.to_str().unwrap(), "--profile", "generic-80mm", "--as", format];
        let dash = jumunbell(data.path(), &arguments).args(["-o", "-"]).current_dir(&data).output().unwrap();
        assert_eq!((dash.status.code(), stderr(&dash).as_str()), (Some(0), ""), "{format}");
        assert!(dash.stdout.starts_with(begins), "{format}");
        assert_eq!(dash.stdout, run(&data, &arguments).stdout, "as without -o");
        assert!(!data.path().join("-").exists(), "no file is called that");
    }
}

/// The ends of a pipe without a reader.
fn unread() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn a_command_ends_quietly_where_nobody_reads() {
    let data = with_settings(SHOP);
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join(ORDER);
    let ticket = ["ticket", order.to_str().unwrap(), "--profile", "generic-80mm", "--as", "text", "-o", "-"];
    for arguments in [
        &["orders"][..],
        &["orders", "--json"],
        &["secret", "list"],
        &["doctor"],
        &["doctor", "--json"],
        &["printer", "list"],
        &["riders"],
        &ticket,
    ] {
        let read = run(&data, arguments);
        let command = &mut jumunbell(data.path(), arguments);
        let unheard = command.stdout(unread()).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(unheard.status.code(), read.status.code(), "{arguments:?}");
        assert_eq!(stderr(&unheard), stderr(&read), "{arguments:?}");
    }
    // The same for what goes wrong: the exit code is left to say it.
    for arguments in [
        &["order", "특급-001"][..],
        &["accept", "특급-001"],
        &["ticket", "none.json", "--profile", "x", "--as", "text"],
    ] {
        let code = run(&data, arguments).status.code();
        let unheard = jumunbell(data.path(), arguments).stderr(unread()).output().unwrap();
        assert_eq!(unheard.status.code(), code, "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_ends_with_one_and_says_why() {
    let data = folder();
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join(ORDER);
    let ticket = ["ticket", order.to_str().unwrap(), "--profile", "generic-80mm", "--as", "png", "-o", "-"];
    for arguments in [&["orders"][..], &["orders", "--json"], &ticket] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = jumunbell(data.path(), arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = stderr(&output);
        assert!(said.contains("빈 공간이 없습니다") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}
