//! Holds the invariants of `src/lib.rs` that are about who may name whom (1 to 4), by reading the source.
//!
//! Comments and texts are taken out first, so that a room may speak of what it does not use.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod circles;
mod source;
mod words;

use std::fmt::Write;

use source::{blanked, is_test, names, sources, sources_in, without_tests};

/// What a set of files must not name.
struct Rule {
    /// The number in `src/lib.rs`.
    invariant: u32,
    /// Beginnings of paths that it holds for; empty: every file.
    within: &'static [&'static str],
    /// Beginnings of paths that are free of it.
    except: &'static [&'static str],
    /// Paths of crates or rooms that must not be named there (`crate::store`, `tokio`, `Timestamp::now`).
    never: &'static [&'static str],
}

/// What is pure. That `domain` has no way to a runtime, a window or a database, its Cargo.toml says.
const PURE: &[&str] = &["crates/domain/", "src/ticket/"];

const RULES: &[Rule] = &[
    Rule {
        invariant: 1,
        within: &["src/ticket/"],
        except: &[],
        never: &["tokio", "iced", "rusqlite", "reqwest", "fastrand"],
    },
    Rule {
        invariant: 1,
        within: PURE,
        except: &[],
        never: &[
            "SystemTime",
            "Instant::now",
            "std::time::Instant",
            "Timestamp::now",
            "Zoned::now",
            "Uuid::now_v7",
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "TimeZone::system",
        ],
    },
    Rule { invariant: 2, within: &[], except: &["src/ui/", "src/main.rs"], never: &["iced"] },
    Rule { invariant: 2, within: &[], except: &["src/store/"], never: &["rusqlite", "rusqlite_migration"] },
    Rule { invariant: 2, within: &[], except: &["src/printer/connection"], never: &["serialport"] },
    Rule {
        invariant: 3,
        within: &["src/ui/"],
        except: &[],
        never: &["crate::store", "crate::printer", "crate::agency", "crate::channel"],
    },
    Rule {
        invariant: 4,
        within: &["src/channel/"],
        except: &[],
        never: &["crate::printer", "crate::agency"],
    },
    Rule {
        invariant: 4,
        within: &["src/printer/"],
        except: &[],
        never: &["crate::channel", "crate::agency"],
    },
    Rule {
        invariant: 4,
        within: &["src/agency/"],
        except: &[],
        never: &["crate::channel", "crate::printer"],
    },
];

/// What the window may name of the engine and of the domain: the engine's client, and the values that the protocol carries. So it
/// would be the same window beside an engine in another process, and how an order is stored can change without the window
/// noticing.
const PROTOCOL: &[&str] = &[
    "AppAck",
    "Bitmap",
    "Board",
    "Closing",
    "Command",
    "Compared",
    "Consent",
    "DayClosing",
    "DeliveryView",
    "Done",
    "Handle",
    "HoursToday",
    "NextChange",
    "Offer",
    "OrderView",
    "PendingKind",
    "Purpose",
    "Refused",
    "Resolution",
    "ShopCommand",
    "SoldOut",
    "StationView",
    "StatusChange",
    "TicketView",
    "Verb",
    "Wanted",
    "board",
    "closing::CancelledLate",
    "closing::Verdict",
    "history",
    "menu::MenuDish",
    "menu::ShopMenu",
    "order",
    "pin",
    "sales",
    "settlement",
    "text",
    "timeline",
    "trail",
];

/// What of the engine and of the domain the window names beside the protocol.
fn beside_protocol(path: &str, name: &str) -> Option<String> {
    let named =
        ["crate::engine::", "engine::", "domain::"].iter().find_map(|engine| name.strip_prefix(engine))?;
    let carried = |allowed: &str| named == allowed || named.starts_with(&format!("{allowed}::"));
    let strange =
        path.starts_with("src/ui/") && named != "self" && !PROTOCOL.iter().any(|allowed| carried(allowed));
    strange.then(|| named.to_owned())
}

/// Everything wrong with one file.
fn faults(path: &str, text: &str) -> Vec<String> {
    if is_test(path) {
        return Vec::new();
    }
    let code = without_tests(&blanked(text));
    let names = names(&code);
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| path.starts_with(beginning));
    let mut faults = Vec::new();
    for name in &names {
        if let Some(strange) = beside_protocol(path, &name.path) {
            faults.push(format!("{path}:{}: names `engine::{strange}`: invariant 3", name.line));
        }
    }
    for rule in
        RULES.iter().filter(|rule| (rule.within.is_empty() || begins(rule.within)) && !begins(rule.except))
    {
        for name in &names {
            if let Some(never) = rule.never.iter().find(|never| reaches(&name.path, never)) {
                faults.push(format!("{path}:{}: names `{never}`: invariant {}", name.line, rule.invariant));
            }
        }
    }
    faults
}

/// `tokio` is reached by `tokio::time::sleep` and, as a piece, `Timestamp::now` by `jiff::Timestamp::now`.
fn reaches(name: &str, never: &str) -> bool {
    let name: Vec<&str> = name.split("::").collect();
    let never: Vec<&str> = never.split("::").collect();
    // A crate or a room is named at the head of a path; a type anywhere in it.
    let type_like = never[0].starts_with(char::is_uppercase);
    let starts = name.windows(never.len()).map(|window| window == never.as_slice());
    starts.enumerate().any(|(at, same)| same && (at == 0 || type_like))
}

/// Names of protocols of agencies, in the lower case of a type, a module or a field.
const PROTOCOLS: [&str; 4] = ["gorela", "kakao", "logistics", "inhouse"];

/// Where such a name may stand: options, adapters and simulators, and the older key of the apps' profiles.
const PROTOCOL_ROOMS: [&str; 4] =
    ["src/agency/", "src/settings/agency.rs", "src/sim/", "src/settings/app.rs"];

/// Lines outside those rooms that name an agency's protocol.
fn protocols_named(path: &str, text: &str) -> Vec<String> {
    if is_test(path) || PROTOCOL_ROOMS.iter().any(|room| path.starts_with(room)) {
        return Vec::new();
    }
    let code = without_tests(&blanked(text)).to_lowercase();
    let lines = code.lines().enumerate().map(|(at, line)| (at + 1, line));
    let named = lines.filter_map(|(at, line)| {
        let name = PROTOCOLS.iter().find(|name| line.contains(**name))?;
        Some(format!("{path}:{at}: names `{name}`: ask `agency::Capabilities` instead"))
    });
    named.collect()
}

#[test]
fn the_rooms_name_only_whom_they_may() {
    let mut all = String::new();
    for (name, text) in sources() {
        for fault in faults(&name, &text) {
            writeln!(all, "{fault}").unwrap();
        }
    }
    assert!(all.is_empty(), "see the invariants in src/lib.rs:\n{all}");
}

/// So a fifth protocol is an adapter, its options, a line in `agency/mod.rs` and a simulator, and nothing else changes.
#[test]
fn a_protocol_of_agencies_is_named_in_its_rooms_alone() {
    let named = sources().into_iter().flat_map(|(name, text)| protocols_named(&name, &text));
    let named: Vec<String> = named.collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
    for (path, code) in [
        ("src/engine/run.rs", "let divides = kind == Some(AgencyKind::Gorela);"),
        ("src/engine/workers/agency.rs", "pub struct Desk {\n    gorela_channels: usize,\n}"),
        ("src/setup/doctor/outside.rs", "use crate::settings::{Server, KakaoOptions};"),
        ("src/engine/show.rs", "let own = agency.options.kind() == AgencyKind::InHouse;"),
    ] {
        assert_eq!(protocols_named(path, code).len(), 1, "{path}: {code}");
        assert!(
            protocols_named("src/agency/mod.rs", code).is_empty()
                && protocols_named("src/engine/workers/tests.rs", code).is_empty()
        );
    }
    assert!(
        protocols_named("src/engine/run.rs", "// Gorela takes 12 s.\nconst A: &str = \"kakao\";").is_empty()
    );
}

/// The names of functions that `docs/style.md` calls too long.
fn too_long(text: &str) -> Vec<&str> {
    let names = text.split("fn ").skip(1).map(|after| {
        let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
        &after[..end.unwrap_or(after.len())]
    });
    names.filter(|name| name.len() > 60).collect()
}

#[test]
fn a_functions_name_has_at_most_60_characters() {
    let mut all = String::new();
    for (path, text) in sources_in(&["src", "crates", "tests", "benches", "examples"]) {
        for name in too_long(&text) {
            writeln!(all, "{path}: {name}").unwrap();
        }
    }
    assert!(all.is_empty(), "say the subject, the condition and the result in fewer words:\n{all}");
    let function = |letters| format!("async fn {}() {{}}", "a".repeat(letters));
    assert!(too_long(&function(60)).is_empty());
    assert_eq!(too_long(&function(61)).len(), 1);
}

/// Each is 2 to 5 MB, and the program carried two of them twice.
#[test]
fn a_font_is_taken_into_the_program_in_one_place() {
    let takes = |(name, text): (String, String)| text.contains("assets/fonts/Nanum").then_some(name);
    let taking: Vec<String> = sources().into_iter().filter_map(takes).collect();
    assert_eq!(taking, ["src/font.rs"]);
}

#[test]
fn a_breach_is_seen_wherever_it_hides() {
    for (path, code) in [
        ("src/ticket/mod.rs", "use tokio::sync::mpsc;"),
        ("src/ticket/form.rs", "fn f() { tokio::spawn(async {}); }"),
        ("src/ticket/compose.rs", "use {std::fmt, iced::Size};"),
        ("src/ticket/layout.rs", "pub use\n    reqwest;"),
        ("crates/domain/src/rules/mod.rs", "fn f() -> jiff::Timestamp { jiff::Timestamp::now() }"),
        ("crates/domain/src/rules/time.rs", "use std::{fmt, time::{Duration, SystemTime}};"),
        ("src/ticket/qr.rs", "fn f() { let _ = fastrand::u8(..); }"),
        ("src/engine/run.rs", "use rusqlite::Connection;"),
        ("src/engine/run.rs", "fn f(_: iced::Size) {}"),
        ("src/printer/session.rs", "use serialport::SerialPort;"),
        ("src/ui/app.rs", "use crate::{engine::Board, store::Store};"),
        ("src/ui/screen/board.rs", "fn f() { crate::printer::encode::encode(); }"),
        ("src/ui/step.rs", "use crate::engine::{Command, OrderState};"),
        ("src/ui/sheet.rs", "use crate::engine; fn f(_: &engine::Attempt) {}"),
        ("src/ui/step.rs", "use crate::engine::rules::possible;"),
        ("src/ui/step.rs", "use crate::engine::{self, Command}; fn f(_: &engine::TicketJob) {}"),
        ("src/ui/app.rs", "use crate::engine::Running;"),
        ("src/ui/app.rs", "use crate::engine::closing::close;"),
        ("src/channel/mod.rs", "use crate::agency::DeliveryAgency;"),
        ("src/printer/mod.rs", "use crate :: channel :: Profile;"),
        ("src/agency/gorela/mod.rs", "use crate::{\n    order::{Order, Won},\n    printer,\n};"),
        ("src/ui/app.rs", "use domain::{OrderState, order::Order};"),
        ("crates/domain/src/order/mod.rs", "const QUOTE: char = '\"'; use std::fs; // \""),
    ] {
        assert!(!faults(path, code).is_empty(), "{path}: {code}");
    }
    let shown = faults("crates/domain/src/order/mod.rs", "//! Pure.\n\nuse std::env;\n");
    assert_eq!(shown, ["crates/domain/src/order/mod.rs:3: names `std::env`: invariant 1"]);
}

#[test]
fn speaking_of_it_is_no_breach() {
    for (path, code) in [
        (
            "crates/domain/src/order/mod.rs",
            "//! No tokio, no iced.\n/* use rusqlite; */\nconst A: &str = \"use tokio;\";",
        ),
        (
            "crates/domain/src/order/mod.rs",
            "const A: &str = r#\"reqwest \"quoted\" \"#; fn f<'a>(_: &'a str) {}",
        ),
        ("crates/domain/src/order/mod.rs", "#[cfg(test)]\nmod tests {\n    use tokio::test;\n}"),
        ("crates/domain/src/rules/tests.rs", "use fastrand::Rng;"),
        ("src/ui/app.rs", "use domain::board; use domain::{Command, order::Order}; use iced::Task;"),
        (
            "src/ui/step.rs",
            "use crate::engine::{DeliveryView, OrderView}; const K: OrderKind = OrderKind::Delivery;",
        ),
        ("src/store/mod.rs", "use rusqlite::Connection;"),
        ("src/printer/connection/serial.rs", "use serialport::SerialPort;"),
        ("src/channel/mod.rs", "fn agency() {} fn f() { self::agency(); }"),
        ("src/engine/mod.rs", "use crate::{agency, channel, printer, store};"),
    ] {
        assert!(faults(path, code).is_empty(), "{path}: {code}: {:?}", faults(path, code));
    }
}
