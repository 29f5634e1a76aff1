//! Holds the invariants of `src/lib.rs` that are about who may name whom (1 to 4), by reading the source.
//!
//! Comments and texts are taken out first, so that a room may speak of what it does not use.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

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
    "Offer",
    "OrderView",
    "PendingKind",
    "Purpose",
    "Refused",
    "Resolution",
    "ShopCommand",
    "SoldOut",
    "StatusChange",
    "TicketView",
    "Verb",
    "Wanted",
    "board",
    "closing::CancelledLate",
    "closing::Verdict",
    "order",
    "text",
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

/// Tests, and the samples that they are made of, join rooms that the program keeps apart.
fn is_test(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/") || ["tests.rs", "sample.rs"].contains(&file) || file.ends_with("_tests.rs")
}

/// One name that a file uses, with `use` lists taken apart, and its line.
struct Named {
    path: String,
    line: usize,
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

/// The same text, line by line, with comments, strings and characters blank.
fn blanked(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    let skip = |code: &mut String, from: usize, to: usize| {
        bytes[from..to.min(bytes.len())].iter().for_each(|&c| code.push(if c == '\n' { '\n' } else { ' ' }));
        to.min(bytes.len())
    };
    let find = |from: usize, what: &str| {
        let what: Vec<char> = what.chars().collect();
        (from..bytes.len()).find(|&i| bytes[i..].starts_with(&what)).map_or(bytes.len(), |i| i + what.len())
    };
    while at < bytes.len() {
        let rest = &bytes[at..];
        let word_before = at > 0 && (bytes[at - 1].is_alphanumeric() || bytes[at - 1] == '_');
        if rest.starts_with(&['/', '/']) {
            let end = (at..bytes.len()).find(|&i| bytes[i] == '\n').unwrap_or(bytes.len());
            at = skip(&mut code, at, end);
        } else if rest.starts_with(&['/', '*']) {
            at = skip(&mut code, at, find(at + 2, "*/"));
        } else if !word_before && rest[0] == 'r' && matches!(rest.get(1), Some('"' | '#')) {
            let hashes = rest[1..].iter().take_while(|&&c| c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            at = match rest.get(1 + hashes) {
                Some('"') => skip(&mut code, at, find(at + 2 + hashes, &end)),
                _ => skip(&mut code, at, at + 1),
            };
        } else if rest[0] == '"' {
            let mut end = at + 1;
            while end < bytes.len() && bytes[end] != '"' {
                end += if bytes[end] == '\\' { 2 } else { 1 };
            }
            at = skip(&mut code, at, end + 1);
        } else if rest[0] == '\'' && (rest.get(2) == Some(&'\'') || rest.get(1) == Some(&'\\')) {
            let quote = (at + 2..bytes.len()).find(|&i| bytes[i] == '\'' && bytes[i - 1] != '\\');
            at = skip(&mut code, at, quote.unwrap_or(at + 2) + 1);
        } else {
            code.push(rest[0]);
            at += 1;
        }
    }
    code
}

/// Without what stands behind the last `#[cfg(test)] mod tests {`, which by our custom ends a file.
fn without_tests(code: &str) -> String {
    let ends = code.match_indices("#[cfg(test)]").filter(|(at, _)| {
        let after = code[at + "#[cfg(test)]".len()..].trim_start();
        after.starts_with("mod ") && after.split_once('{').is_some_and(|(head, _)| !head.contains(';'))
    });
    ends.last().map_or(code, |(at, _)| &code[..at]).to_owned()
}

/// Every path in the code: `a::b::{c, d::e}` is `a::b::c` and `a::b::d::e`. A bare first word counts too, so that
/// `use tokio;` and `iced!` are seen.
fn names(code: &str) -> Vec<Named> {
    let mut names = Vec::new();
    // What stands before the current brace, where that brace belongs to a `use` list.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut line = 1;
    let mut chars = code.char_indices().peekable();
    let mut prefix = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => line += 1,
            '{' => {
                open.push(prefix.ends_with("::").then(|| prefix.clone()));
                prefix.clear();
            }
            '}' => {
                open.pop();
                prefix.clear();
            }
            ':' if code[at..].starts_with("::") => {
                chars.next();
                if !prefix.is_empty() {
                    prefix.push_str("::");
                }
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut end = at + c.len_utf8();
                while let Some(&(next, c)) = chars.peek()
                    && (c.is_alphanumeric() || c == '_')
                {
                    end = next + c.len_utf8();
                    chars.next();
                }
                if !prefix.ends_with("::") {
                    prefix.clear();
                }
                prefix.push_str(&code[at..end]);
                if !code[end..].trim_start().starts_with("::") {
                    let outer: String = open.iter().flatten().map(String::as_str).collect();
                    names.push(Named { path: format!("{outer}{prefix}"), line });
                }
            }
            c if c.is_whitespace() => {}
            _ => prefix.clear(),
        }
    }
    names
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

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file of the program by its path in the project, with its text.
fn sources() -> Vec<(String, String)> {
    sources_in(&["src", "crates"])
}

fn sources_in(folders: &[&str]) -> Vec<(String, String)> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    folders.iter().for_each(|folder| files(&project.join(folder), &mut paths));
    paths.sort();
    assert!(paths.len() > 300, "the source is not where it was");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(project).unwrap().to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(&path).unwrap())
    };
    paths.into_iter().map(read).collect()
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
        ("src/cli/doctor/outside.rs", "use crate::settings::{Server, KakaoOptions};"),
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

/// The names that stand behind `before` and end with an opening bracket.
fn called<'c>(code: &'c str, before: &str) -> Vec<(&'c str, &'c str)> {
    let name = |at: usize| {
        let rest = &code[at + before.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some((&rest[..end], &rest[end..]))
    };
    code.match_indices(before).filter_map(|(at, _)| name(at)).collect()
}

/// Which file of a folder of the rules calls a method of which other one. A machine has no way to another one's methods, so
/// calls stay within a folder.
fn calls(files: &[(String, String)]) -> Vec<(usize, usize)> {
    let has_self = |rest: &str| {
        let parameters = rest.trim_start_matches(['(', '&', ' ', '\n']).trim_start_matches("mut ");
        rest.starts_with('(') && parameters.starts_with("self")
    };
    let mut edges = Vec::new();
    for (from, (_, code)) in files.iter().enumerate() {
        for (name, _) in called(code, "self.").into_iter().filter(|(_, rest)| rest.starts_with('(')) {
            let defines = |(_, code): &&(String, String)| {
                called(code, "fn ").into_iter().any(|(fun, rest)| fun == name && has_self(rest))
            };
            edges
                .extend(files.iter().enumerate().filter(|(_, file)| defines(file)).map(|(to, _)| (from, to)));
        }
    }
    edges
}

/// Of so many things and what leads from one to another: the widest circle there is.
fn widest(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut reaches = vec![vec![false; count]; count];
    edges.iter().for_each(|(from, to)| reaches[*from][*to] = true);
    for by in 0..count {
        for from in 0..count {
            for to in 0..count {
                reaches[from][to] |= reaches[from][by] && reaches[by][to];
            }
        }
    }
    let circle = |at: usize| -> Vec<usize> {
        (0..count).filter(|to| *to == at || (reaches[at][*to] && reaches[*to][at])).collect()
    };
    (0..count).map(circle).max_by_key(Vec::len).unwrap_or_default()
}

/// The files that call one another in a circle, for the widest circle there is.
fn widest_circle(files: &[(String, String)]) -> Vec<&str> {
    widest(files.len(), &calls(files)).into_iter().map(|at| files[at].0.as_str()).collect()
}

/// The modules of the program that import one another, however long the way round, for the widest circle there is.
fn modules_in_circle(sources: &[(String, String)]) -> Vec<String> {
    let module = |path: &str| {
        let first = path.strip_prefix("src/")?.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first).to_owned())
    };
    let sources: Vec<_> = sources.iter().filter(|(path, _)| !is_test(path)).collect();
    let mut modules: Vec<String> = sources.iter().filter_map(|(path, _)| module(path)).collect();
    modules.sort();
    modules.dedup();
    let mut edges = Vec::new();
    for (path, text) in sources {
        let Some(from) = module(path).and_then(|from| modules.binary_search(&from).ok()) else { continue };
        for name in names(&without_tests(&blanked(text))) {
            let named = name.path.strip_prefix("crate::").and_then(|rest| rest.split("::").next());
            let to = named.and_then(|to| modules.binary_search_by(|module| module.as_str().cmp(to)).ok());
            edges.extend(to.filter(|to| *to != from).map(|to| (from, to)));
        }
    }
    let circle = widest(modules.len(), &edges);
    circle.into_iter().map(|at| modules[at].clone()).collect()
}

/// So each can be read with those below it in mind, and none of those above.
#[test]
fn modules_import_one_another_in_no_circle() {
    let circle = modules_in_circle(&sources());
    assert_eq!(circle.len(), 1, "{circle:?} import one another");
    let file = |path: &str, code: &str| (path.to_owned(), code.to_owned());
    let ring = [
        file("src/a/mod.rs", "use crate::b::B;"),
        file("src/b.rs", "fn f() { crate::c::g() }"),
        file("src/c/d.rs", "use crate::{a::A, e};"),
        file("src/e.rs", "// use crate::a;"),
        file("src/e/tests.rs", "use crate::a;"),
    ];
    assert_eq!(modules_in_circle(&ring), ["a", "b", "c"]);
}

#[test]
fn the_rules_call_one_another_in_no_wide_circle() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/domain/src/rules");
    for folder in ["deliveries", "head", "tickets"] {
        let mut paths = Vec::new();
        files(&rules.join(folder), &mut paths);
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, without_tests(&blanked(&text)))
        };
        let files: Vec<_> = paths.iter().map(read).collect();
        assert!(!calls(&files).is_empty(), "{folder}: nothing is read");
        let circle = widest_circle(&files);
        assert!(circle.len() <= 3, "{folder}: {circle:?} call one another");
    }
    let file = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let ring = [
        file("a.rs", "fn one(&mut self) { self.two() }"),
        file("b.rs", "fn two(&self) { self.three(1) }"),
        file("c.rs", "fn three(&mut self, n: u8) { self.one() }"),
        file("d.rs", "fn four(&mut self) { self.one() }"),
    ];
    assert_eq!(widest_circle(&ring), ["a.rs", "b.rs", "c.rs"]);
}
