//! The life of an attempt as tables, written to `docs/delivery.md`: what the code does and what people read cannot differ.

use std::fmt::Write;
use std::path::Path;

use super::*;

const INTRODUCTION: &str = "# The life of a delivery attempt

This page is written by `cargo test -p jumunbell-domain attempt`; the code is `fact.rs` and `attempt.rs` in `crates/domain/src`.

An attempt is what is **proven** about it at its agency (the fact) and what is **wanted** of it (the wish to cancel). A
rider may be on the way as long as a fact does not exclude it, and another agency is called only where it does.
";

const WORDS: &str = "
## What it is called

The words of `orders --json` (`delivery.state`), by fact and wish. One that was *written off* (its agency has nothing, as
far as anyone knows) stands under the word with which it was, `expired`, `rejected` or `cancelled`, whatever its fact. It is
looked up for two hours; found there it is cancelled, and no other is called beside it.

";

const CHANGES: &str = "
## What an observation makes of a fact

`·`: the fact stays. Facts are changed by `observe` alone, and it names every pair.

";

const WISHES: &str = "
## What becomes of a wish to cancel

- *when found* becomes *asked* when the attempt turns out to exist and no rider has the food: its agency is asked then.
- *asked* becomes *when found* when it is no longer known to exist.
- *asked* becomes *refused* when the agency says no: it lives on, a person is told, and should it end all the same, no other
  is called in its place by itself.
- Written off means *when found*.
";

const AT: Timestamp = Timestamp::UNIX_EPOCH;

fn facts() -> Vec<Fact> {
    let mut facts = vec![Fact::NotSent(Prep::Held), Fact::NotSent(Prep::Calling), Fact::InFlight];
    facts.push(Fact::MayExist { resend_refused_at: None });
    facts.extend(Stage::ALL.map(Fact::Exists));
    facts
}

fn name(fact: Fact) -> String {
    match fact {
        Fact::NotSent(Prep::Held) => "not sent: held".to_owned(),
        Fact::NotSent(Prep::Calling) => "not sent: calling".to_owned(),
        Fact::InFlight => "in flight".to_owned(),
        Fact::MayExist { resend_refused_at: None } => "may exist".to_owned(),
        Fact::MayExist { resend_refused_at: Some(_) } => "may exist (repeat refused)".to_owned(),
        Fact::Exists(stage) => format!("exists: {}", stage.status().as_str()),
        Fact::Over(end) => format!("over: {}", end.status().as_str()),
    }
}

fn observations() -> Vec<(&'static str, Observation)> {
    let live = |stage| Observation::Shown(Standing::Live(stage));
    let ended = |end| Observation::Shown(Standing::Ended(end));
    vec![
        ("held", Observation::Held),
        ("released", Observation::Released),
        ("dropped", Observation::Dropped),
        ("its call leaves", Observation::Leaves),
        ("not a byte left", Observation::NotSent),
        ("refused", Observation::Refused { at: AT }),
        ("unclear, or key taken", Observation::Unclear),
        ("shown as requested", live(Stage::Requested)),
        ("shown as assigned", live(Stage::Assigned)),
        ("shown as arrived", live(Stage::Arrived)),
        ("shown as picked_up", live(Stage::PickedUp)),
        ("shown as returning", live(Stage::Returning)),
        ("shown as delivered", ended(End::Delivered)),
        ("shown as rejected", ended(End::Rejected)),
        ("shown as cancelled", ended(End::Cancelled)),
        ("shown as returned", ended(End::Returned)),
        ("shown as failed", ended(End::Failed)),
        ("its rider was taken away", Observation::RiderLost),
        ("not found", Observation::NotFound),
        ("cancelling granted", Observation::CancelGranted),
        ("cannot be asked any more", Observation::Lost),
        ("a person: it was called", Observation::SaidCalled),
        ("a person or the clock: delivered", Observation::SaidEnded(End::Delivered)),
        ("a person or the clock: returned", Observation::SaidEnded(End::Returned)),
        ("a person or the clock: failed", Observation::SaidEnded(End::Failed)),
    ]
}

fn row(page: &mut String, cells: impl IntoIterator<Item = String>) {
    for cell in cells {
        write!(page, "| {cell} ").unwrap();
    }
    page.push_str("|\n");
}

fn head(page: &mut String, cells: Vec<String>) {
    let rule = vec!["---".to_owned(); cells.len()];
    row(page, cells);
    row(page, rule);
}

fn page() -> String {
    let mut page = format!("{INTRODUCTION}{WORDS}");
    let wishes = [Cancel::No, Cancel::WhenFound, Cancel::Asked, Cancel::Refused];
    let named = ["", "no wish", "when found", "asked", "refused"];
    head(&mut page, named.map(str::to_owned).into());
    for fact in facts().into_iter().chain(End::ALL.map(Fact::Over)) {
        let words = wishes.map(|cancel| {
            let attempt = Attempt { cancel, ..Attempt::new("", 1, String::new(), fact, AT) };
            format!("`{}`", attempt.status().as_str())
        });
        row(&mut page, std::iter::once(name(fact)).chain(words));
    }
    page.push_str(CHANGES);
    let facts = facts();
    head(&mut page, std::iter::once(String::new()).chain(facts.iter().map(|fact| name(*fact))).collect());
    for (seen, observation) in observations() {
        let cells = facts.iter().map(|fact| match observe(*fact, observation) {
            after if after == *fact => "·".to_owned(),
            after => name(after),
        });
        row(&mut page, std::iter::once(seen.to_owned()).chain(cells));
    }
    page.push_str("\nWhat is *over* stays over: no observation changes it. Where its agency shows it alive all the same, it is ");
    page.push_str("written off, and looked up again.\n");
    page.push_str(WISHES);
    page
}

#[test]
fn the_page_says_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/delivery.md");
    let (page, written) = (page(), std::fs::read_to_string(&path).unwrap_or_default());
    if page != written {
        std::fs::write(&path, &page).unwrap();
        panic!("docs/delivery.md was not up to date; it is now: look at it and commit it");
    }
}

#[test]
fn what_is_over_stays_over() {
    for end in End::ALL {
        for (seen, observation) in observations() {
            assert_eq!(observe(Fact::Over(end), observation), Fact::Over(end), "{seen}");
        }
    }
}

/// Another agency may be called only where nothing can come any more: no observation but the agency's own word, a call that
/// never left, or a person's word leads there.
#[test]
fn only_proof_ends_what_may_exist() {
    let proves = |observation: Observation| {
        matches!(
            observation,
            Observation::Shown(Standing::Ended(_)) | Observation::CancelGranted | Observation::SaidEnded(_)
        )
    };
    for fact in facts().into_iter().filter(|fact| matches!(fact, Fact::MayExist { .. } | Fact::Exists(_))) {
        for (seen, observation) in observations() {
            let after = observe(fact, observation);
            let is_over = matches!(after, Fact::Over(_) | Fact::NotSent(_) | Fact::InFlight);
            assert!(!is_over || proves(observation), "{}: {seen}", name(fact));
        }
    }
}

#[test]
fn no_word_is_lost_and_none_is_said_twice() {
    let mut words: Vec<DeliveryState> = facts()
        .into_iter()
        .chain(End::ALL.map(Fact::Over))
        .map(|fact| Attempt::new("", 1, String::new(), fact, AT).status())
        .collect();
    words.push(Attempt::standing(DeliveryState::CancelRequested, Vec::new(), AT).status());
    let all = words.len();
    words.sort_by_key(|word| word.as_str());
    words.dedup();
    assert_eq!((all, words.len()), (16, 16));
    for word in words {
        assert_eq!(Attempt::standing(word, Vec::new(), AT).status(), word);
    }
}

#[test]
fn a_written_off_call_found_alive_is_cancelled_under_its_status() {
    let mut attempt = Attempt::new("", 1, String::new(), Fact::InFlight, AT);
    attempt.observe(Observation::Unclear, AT);
    attempt.write_off(End::Expired, AT, AT);
    let live = Observation::Shown(Standing::Live(Stage::Assigned));
    attempt.observe(Observation::Shown(Standing::Ended(End::Cancelled)), AT);
    assert!(!attempt.is_found_alive() && attempt.written_off().is_some(), "that is no news");
    attempt.observe(live, AT);
    assert!(attempt.is_found_alive() && attempt.cancel() == Cancel::Asked);
    assert_eq!(attempt.status(), DeliveryState::Expired);
    let mut brought = attempt.clone();
    brought.observe(Observation::Shown(Standing::Ended(End::Delivered)), AT);
    assert_eq!((brought.status(), brought.written_off()), (DeliveryState::Delivered, None));
    attempt.observe(Observation::Shown(Standing::Ended(End::Cancelled)), AT);
    assert_eq!((attempt.status(), attempt.written_off()), (DeliveryState::Expired, None));
}
