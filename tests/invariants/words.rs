//! The words a person reads: every text of `assets/i18n/` is used and is there, and code holds none in its place.

use std::collections::BTreeSet;

use super::source::{Literal, blanked, is_test, literals, names, sources, without_tests};

/// Beginnings of ids whose ends come from a value, with the literal of the code that they are built from.
const BUILT: &[(&str, &str)] = &[
    ("amendment-", "amendment-{}"),
    ("cancel-", "cancel-{}"),
    ("cause-", "cause-{}"),
    ("cause-http-", "{family}-http-{status}"),
    ("cure-", "cure-{}"),
    ("cure-http-", "{family}-http-{status}"),
    ("delivery-state-", "delivery-state-{}"),
    ("deny-", "deny-{}"),
    ("feature-", "feature-{}"),
    ("layout-block-", "layout-block-{}"),
    ("mute-", "mute-{reason}"),
    ("past-state-", "past-state-{}"),
    ("pending-", "pending"),
    ("problem-", "problem-{}"),
    ("problem-rider-not-needed-", "problem-rider-not-needed-{}"),
    ("raw-state-", "raw-state"),
    ("refusal-", "refusal-{}"),
    ("refused-not-our-riders-", "refused-not-our-riders-{}"),
    ("setup-kind-", "setup-kind-{}"),
    ("status-", "status-{}"),
    ("step-", "step"),
    ("surcharge-", "surcharge"),
    ("task-", "task-{}"),
    ("ticket-kind-", "ticket-kind-{}"),
    ("ticket-state-", "ticket-state-{}"),
    ("ui-ticket-", "ui-ticket-{}"),
    ("value-", "value"),
    ("weekday-", "weekday-{}"),
];

/// Ends of such ids that no code spells: words of agencies that are passed on as they come.
const PASSED_ON: &[&str] = &[
    "NONE_DELIVERY_AGENCY_MAPPING",
    "NONE_ORDER_AGENCY_MAPPING",
    "ALREADY_CANCELED",
    "MULTIPLE_DELIVERY_IN_PROGRESS",
    "INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL",
];

/// What is spelled like an id in code that speaks to people, and is none.
const NO_IDS: &[&str] = &["printer-profiles", "status-seen"];

/// Where Hangul may stand in code, by the beginning of the path, and why it is no sentence of the program there.
const HANGUL: &[(&str, &str)] = &[
    ("src/sim/", "simulated apps, agencies and shops speak as real ones do"),
    ("crates/domain/src/sample/", "sample orders"),
    ("crates/domain/src/text/", "letters, and how they are spelled where a printer lacks them"),
    ("crates/domain/src/order/", "what apps are told, and words looked for in a customer's request"),
    ("crates/domain/src/rules/tickets/route.rs", "the apps' own name of a station, on paper"),
    ("crates/domain/src/state.rs", "what stands on a rider's slip"),
    ("crates/open-delivery/", "the apps' words for payments, and names of what has none"),
    ("src/agency/", "what agencies are told, and parts of addresses"),
    ("src/ticket/", "paper is Korean"),
    ("src/printer/test_page.rs", "paper is Korean"),
    ("src/language/", "ranges of letters"),
    ("src/cli/mod.rs", "help in both languages, read before a language is known"),
    ("src/cli/act.rs", "the same: codes that are not known"),
    ("src/cli/phone.rs", "the same: a dish as it is typed"),
    ("src/cli/secret.rs", "the same: a name as it is typed"),
    ("src/cli/printer/test/edit.rs", "a remark in both languages, in a file that is written"),
    ("src/cli/demo.rs", "a word that a printed ticket is known by"),
];

/// What may name one language: the words themselves, the settings' spelling of it, and the command line's.
const SPEAKERS: &[&str] = &["src/language/", "src/settings/parse.rs", "src/cli/mod.rs"];

/// Ids of the Korean file; a test of `language` holds the English one to the same.
fn ids() -> Vec<&'static str> {
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    let file = include_str!("../../assets/i18n/ko.ftl").lines().filter(begins);
    file.filter_map(|line| Some(line.split_once(" =")?.0)).collect()
}

/// Every string of the program itself, with its file.
fn code() -> Vec<(String, Literal)> {
    let ours = |path: &str| !is_test(path) && !path.starts_with("src/sim/") && !path.contains("/sample/");
    let files = sources().into_iter().filter(|(path, _)| ours(path));
    files
        .flat_map(|(path, text)| literals(&text).into_iter().map(move |literal| (path.clone(), literal)))
        .collect()
}

/// Texts that no code asks for.
fn unused<'i>(ids: &[&'i str], code: &[(String, Literal)]) -> Vec<&'i str> {
    let spelled: BTreeSet<&str> = code.iter().map(|(_, literal)| literal.text.as_str()).collect();
    let ends = |end: &str| {
        let number = end.bytes().all(|byte| byte.is_ascii_digit());
        number || spelled.contains(end) || PASSED_ON.contains(&end)
    };
    let used = |id: &str| {
        let built =
            |(begin, from): &(&str, &str)| spelled.contains(from) && id.strip_prefix(begin).is_some_and(ends);
        spelled.contains(id) || BUILT.iter().any(built)
    };
    ids.iter().copied().filter(|id| !used(id)).collect()
}

/// What code asks for as a text and no file has, and ids that are built and not in [`BUILT`].
fn unknown(ids: &[&str], code: &[(String, Literal)]) -> Vec<String> {
    let families: BTreeSet<&str> = ids.iter().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let speaks =
        |path: &str| ["src/cli/", "src/ui/", "src/language/"].iter().any(|room| path.starts_with(room));
    let like_an_id = |text: &str| {
        let family = text.split_once('-').is_some_and(|(family, _)| families.contains(family));
        family && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let known = |text: &str| {
        let family = BUILT.iter().any(|(begin, from)| *from == text || begin.strip_suffix('-') == Some(text));
        ids.contains(&text) || family || NO_IDS.contains(&text)
    };
    let faulty = |(path, literal): &(String, Literal)| {
        let asked = [
            "words.text(",
            "words().text(",
            "words.find(",
            "plain(words,",
            "plain(&self.words,",
            "plain(context.words,",
            "plain(",
        ];
        let asked = asked.iter().any(|call| literal.before.ends_with(call));
        let text = literal.text.as_str();
        let strange = (asked || (speaks(path) && like_an_id(text))) && !known(text);
        let begin = text.split_once('{').map_or("", |(begin, _)| begin);
        let family = begin.strip_suffix('-').is_some_and(|family| like_an_id(&format!("{family}-x")));
        let unlisted = speaks(path) && family && !BUILT.iter().any(|(listed, _)| *listed == begin);
        (strange || unlisted).then(|| format!("{path}:{}: {text}", literal.line))
    };
    code.iter().filter_map(faulty).collect()
}

/// A string of a file in `path`, which stands behind `before`.
fn said(path: &str, before: &str, text: &str) -> (String, Literal) {
    (path.to_owned(), Literal { line: 7, text: text.to_owned(), before: before.to_owned() })
}

#[test]
fn every_text_is_asked_for_by_the_code() {
    let code = code();
    assert_eq!(unused(&ids(), &code), [] as [&str; 0], "no code asks for them");
    for (begin, from) in BUILT {
        assert!(code.iter().any(|(_, literal)| literal.text == *from), "{begin} is not built from {from}");
        assert!(ids().iter().any(|id| id.starts_with(begin)), "{begin} begins no id");
    }
    for end in PASSED_ON {
        assert!(ids().iter().any(|id| id.ends_with(end)), "{end} ends no id");
    }
    let some =
        [said("src/ui/a.rs", "text(", "ui-no"), said("a.rs", "", "ready"), said("a.rs", "", "status-{}")];
    for id in ["ui-no", "status-ready", "status-404"] {
        assert_eq!(unused(&[id], &some), [] as [&str; 0], "{id}");
    }
    for id in ["ui-yes", "status-gone", "step-ready", "ready-status"] {
        assert_eq!(unused(&[id], &some), [id]);
    }
}

#[test]
fn every_text_that_code_asks_for_is_there() {
    let ids = ids();
    assert_eq!(unknown(&ids, &code()), [] as [String; 0], "no text of assets/i18n, or built and not listed");
    for (path, before, text) in [
        ("src/ui/sheet.rs", "say::plain(words,", "ui-noo"),
        ("src/engine/show.rs", "words.text(", "nothing"),
        ("src/cli/shop.rs", "Done::Committed=>", "shop-sett"),
        ("src/ui/sheet.rs", "words.text(&format!(", "ui-answer-{}"),
    ] {
        assert_eq!(unknown(&ids, &[said(path, before, text)]), [format!("{path}:7: {text}")]);
    }
    for (path, before, text) in [
        ("src/ui/sheet.rs", "say::plain(words,", "ui-no"),
        ("src/engine/show.rs", "json!({", "ticket-0199"),
        ("src/cli/shop.rs", "long=", "on-sale"),
        ("src/language/time.rs", "words.text(&format!(", "weekday-{}"),
    ] {
        assert_eq!(unknown(&ids, &[said(path, before, text)]), [] as [String; 0]);
    }
}

fn hangul(text: &str) -> bool {
    text.contains(|c| ('가'..='힣').contains(&c))
}

#[test]
fn korean_stands_in_code_only_where_it_is_data() {
    let free = |path: &str| HANGUL.iter().any(|(begin, _)| path.starts_with(begin));
    let korean: Vec<_> = code().into_iter().filter(|(_, literal)| hangul(&literal.text)).collect();
    let strays: Vec<_> = korean
        .iter()
        .filter(|(path, _)| !free(path))
        .map(|(path, literal)| format!("{path}:{}: {}", literal.line, literal.text))
        .collect();
    assert_eq!(strays, [] as [String; 0], "words for people stand in assets/i18n");
    // What this leaves out is no code of ours at a counter.
    let left_out = ["src/sim/", "crates/domain/src/sample/"];
    for (begin, why) in HANGUL.iter().filter(|(begin, _)| !left_out.contains(begin)) {
        assert!(korean.iter().any(|(path, _)| path.starts_with(begin)), "nothing Korean in {begin} ({why})");
    }
    let found = literals(
        "// 가\nconst A: &str = \"a\"; fn f() { say(l, \"열림\", r#\"open\"#, '가') }\n#[cfg(test)]\nmod tests { \"나\" }",
    );
    let found: Vec<_> =
        found.iter().filter(|literal| hangul(&literal.text)).map(|literal| literal.line).collect();
    assert_eq!(found, [2, 2]);
}

/// Code that asks which language it is words a sentence itself: once for each language, and not for a third.
fn languages_named(path: &str, text: &str) -> Vec<String> {
    if is_test(path) || SPEAKERS.iter().any(|room| path.starts_with(room)) {
        return Vec::new();
    }
    let named = names(&without_tests(&blanked(text)))
        .into_iter()
        .filter(|name| ["Language::Korean", "Language::English"].iter().any(|one| name.path.ends_with(one)));
    named.map(|name| format!("{path}:{}: names `{}`", name.line, name.path)).collect()
}

#[test]
fn no_code_words_a_sentence_once_for_each_language() {
    let all: Vec<_> = sources().iter().flat_map(|(path, text)| languages_named(path, text)).collect();
    assert_eq!(all, [] as [String; 0], "give the sentence an id in assets/i18n");
    for code in [
        "fn f(l: Language) { match l { Language::Korean => 1, Language::English => 2 } }",
        "fn f(l: Language) { if l == language::Language::Korean {} else {}\n let _ = settings::Language::English; }",
    ] {
        assert_eq!(languages_named("src/cli/shop.rs", code).len(), 2, "{code}");
        assert!(languages_named("src/language/mod.rs", code).is_empty());
    }
    assert!(
        languages_named("src/ui/app.rs", "// Language::Korean\nfn f() { Words::new(language) }").is_empty()
    );
}
