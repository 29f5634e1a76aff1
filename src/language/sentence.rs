//! Values into sentences: what happened, and the next thing to do.

use cause::{Cause, Why};
use domain::board::{ChannelHealth, ConnectionStatus, LONGEST_REST, Trouble};
use domain::board::{StoreFault, StoreTrouble, Warning};
use domain::history::{PastState, Reach};
use domain::order::phone::PhoneFault;
use domain::order::{
    CancelCode, DeliveryState, DenyCode, ExtraCharge, Food, Mismatch, OrderKind, Problem, Refusal,
    StallState, Status, Sum, TicketKind, TicketState,
};
use domain::{AppAck, ByHand, Candidate, PendingKind, Refused, ShopAvailability, Wanted};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cause::{readable, reason};
use super::{Value, Words};
use crate::store::StoreError;

/// A problem of an order, with its cure.
pub fn problem(words: &Words, problem: &Problem) -> String {
    let id = format!("problem-{}", problem.code());
    let text = |args: &[(&str, Value<'_>)]| words.text(&id, args);
    match problem {
        Problem::RecordLost { task: Some(tag) } => {
            let what = words.text(&format!("task-{}", task(tag)), &[]);
            words.text("problem-record-lost-task", &[("what", what.into())])
        }
        Problem::RecordLost { task: None } | Problem::NotStored => text(&[]),
        Problem::Unreadable { reason: why }
        | Problem::ConfirmRefused { reason: why }
        | Problem::CancellationRefused { reason: why } => text(&[("reason", reason(words, why).into())]),
        Problem::StepRefused { step, reason: why } => {
            text(&[("step", named_step(words, step).into()), ("reason", reason(words, why).into())])
        }
        Problem::TicketUnknown { kind, printer, .. }
        | Problem::TicketExpired { kind, printer, .. }
        | Problem::TicketWaits { kind, printer, .. } => {
            text(&[("kind", ticket_kind(words, *kind).into()), ("printer", words.printer(printer).into())])
        }
        Problem::FeeAboveMax { agency, fee, max, extra, .. } => {
            let sentence = text(&[
                ("agency", words.agency(agency).into()),
                ("fee", (*fee).into()),
                ("max", (*max).into()),
            ]);
            match charges(words, extra) {
                named if named.is_empty() => sentence,
                named => format!("{sentence} ({named})"),
            }
        }
        Problem::FeeRose { agency, fee, known, .. } => text(&[
            ("agency", words.agency(agency).into()),
            ("fee", (*fee).into()),
            ("known", (*known).into()),
        ]),
        Problem::RiderNotNeeded { agency, why, .. } => words.text(
            &format!("problem-rider-not-needed-{}", why.as_str()),
            &[("agency", words.agency(agency).into())],
        ),
        Problem::NoRider { agency, refusal: why } => {
            let said = [("agency", words.agency(agency).into()), ("refusal", refusal(words, why).into())];
            if why.is_ours() { words.text("problem-nobody-called", &said) } else { text(&said) }
        }
        Problem::DeliveryUnknown { agency, key, gone } => {
            let arguments = [("agency", words.agency(agency).into()), ("key", key.into())];
            if *gone { words.text("problem-delivery-orphaned", &arguments) } else { text(&arguments) }
        }
        Problem::RiderNotCalledOff { agency, reason, .. } => {
            text(&[("agency", words.agency(agency).into()), ("reason", not_called_off(words, reason).into())])
        }
        Problem::DeliveryEnded { agency, raw_state } => text(&[
            ("agency", words.agency(agency).into()),
            ("state", worded(words, "raw-state", raw_state).into()),
        ]),
        Problem::DeliveryLivesAfterAll { agency } => text(&[("agency", words.agency(agency).into())]),
        Problem::RiderComesEarly { agency } => {
            words.text("problem-rider-comes-early", &[("agency", words.agency(agency).into())])
        }
        Problem::RiderNotTold { agency, what } => text(&[
            ("agency", words.agency(agency).into()),
            ("what", words.text(&format!("amendment-{}", what.as_str()), &[]).into()),
        ]),
        Problem::FeeNotRaised { agency, refusal: why } => {
            text(&[("agency", words.agency(agency).into()), ("refusal", refusal(words, why).into())])
        }
        Problem::RiderLate { agency, expected_at: Some(_), .. } => {
            text(&[("agency", words.agency(agency).into())])
        }
        Problem::RiderLate { agency, expected_at: None, .. } => {
            words.text("problem-rider-not-found", &[("agency", words.agency(agency).into())])
        }
        Problem::CallingOffCost { agency, fee, .. } => {
            text(&[("agency", words.agency(agency).into()), ("fee", (*fee).into())])
        }
        Problem::PartlyUnread { places } => {
            let mut named: Vec<String> = Vec::new();
            for place in places.iter().map(|path| unread_place(words, path)) {
                if !named.contains(&place) {
                    named.push(place);
                }
            }
            text(&[("places", named.join(", ").into())])
        }
        Problem::DelayNotTold => words.text("problem-delay-not-told", &[]),
        Problem::LeftOut { count } => text(&[("count", i64::from(*count).into())]),
        Problem::NegativeTotal { amount } => text(&[("amount", (*amount).into())]),
        Problem::OrderChanged => words.text("problem-order-changed", &[]),
        Problem::NotGathered => words.text("problem-not-gathered", &[]),
        Problem::ItemShort { item, substitute: None } => text(&[("item", item.into())]),
        Problem::ItemShort { item, substitute: Some(substitute) } => {
            words.text("problem-item-replaced", &[("item", item.into()), ("substitute", substitute.into())])
        }
        Problem::CancelledByApp { reason, food } => {
            let id = match food {
                Food::Waiting => "problem-cancelled-by-app-waiting",
                Food::Cooking => "problem-cancelled-by-app",
                Food::Ready => "problem-cancelled-by-app-ready",
                Food::Gone => "problem-cancelled-by-app-gone",
            };
            words.text(id, &[("reason", or_none(words, reason).into())])
        }
        Problem::CancelledAfterCompletion { reason, amount } => {
            text(&[("reason", or_none(words, reason).into()), ("amount", amount.unwrap_or_default().into())])
        }
        Problem::CancellationAsked { reason, .. } => text(&[("reason", or_none(words, reason).into())]),
    }
}

/// Why a command was not carried out, and what would work.
pub fn refused(words: &Words, refused: &Refused) -> String {
    match refused {
        Refused::UnknownOrder { order } => words.text("refused-unknown-order", &[("order", order.into())]),
        Refused::AmbiguousOrder { order, candidates } => words.text(
            "refused-ambiguous-order",
            &[
                ("order", order.into()),
                ("candidates", candidates.iter().map(candidate).collect::<Vec<_>>().join(", ").into()),
            ],
        ),
        Refused::WrongStatus { status } => {
            words.text("refused-wrong-status", &[("status", named(words, "status", status).into())])
        }
        Refused::Pending { pending } => {
            words.text("refused-pending", &[("pending", named(words, "pending", pending).into())])
        }
        Refused::OutOfRange { what, least, most } => words.text(
            "refused-out-of-range",
            &[
                ("what", named(words, "value", what).into()),
                ("least", (*least).into()),
                ("most", (*most).into()),
            ],
        ),
        Refused::NotOurRiders { why } => words.text(&format!("refused-not-our-riders-{}", why.as_str()), &[]),
        Refused::NoOrder { fault } => words.text(
            match fault {
                PhoneFault::NoDish => "phone-no-dish",
                PhoneFault::TooMany => "phone-too-many",
                PhoneFault::Dish => "phone-dish",
                PhoneFault::NoAddress => "phone-no-address",
                PhoneFault::NoShop => "phone-no-shop",
                PhoneFault::Tip => "phone-tip",
            },
            &[],
        ),
        Refused::UnknownChannel { channel } => {
            words.text("refused-unknown-channel", &[("channel", channel.into())])
        }
        Refused::NoOwnRiders => words.text("refused-no-own-riders", &[]),
        Refused::UnknownAgency { agency } if agency.is_empty() => words.text("refused-no-agency", &[]),
        Refused::UnknownAgency { agency } => {
            words.text("refused-unknown-agency", &[("agency", agency.into())])
        }
        Refused::DeliveryUnderWay { state } => words
            .text("refused-delivery-under-way", &[("state", named(words, "delivery-state", state).into())]),
        Refused::UnknownStall { known, .. } if known.is_empty() => words.text("refused-no-bundle", &[]),
        Refused::UnknownStall { stall, known } => words
            .text("refused-unknown-stall", &[("stall", stall.into()), ("known", known.join(", ").into())]),
        Refused::UnknownStation { known, .. } if known.is_empty() => words.text("refused-no-station", &[]),
        Refused::DayAhead { day } => words.text("refused-day-ahead", &[("day", day.to_string().into())]),
        Refused::DayOver { day } => words.text("refused-day-over", &[("day", day.to_string().into())]),
        Refused::NoPrinter => words.text("refused-no-printer", &[]),
        Refused::NotPrinted { reason: why, partly } => {
            let id = if *partly { "refused-partly-printed" } else { "refused-not-printed" };
            words.text(id, &[("reason", reason(words, why).into())])
        }
        Refused::UnknownStation { station, known } => words.text(
            "refused-unknown-station",
            &[("station", station.into()), ("known", known.join(", ").into())],
        ),
        Refused::NothingThere => words.text("refused-nothing-there", &[]),
        Refused::Store { reason: why } => {
            words.text("refused-store", &[("reason", reason(words, why).into())])
        }
        Refused::Stopping => words.text("refused-stopping", &[]),
        Refused::Unanswered { reason: why } => {
            words.text("refused-unanswered", &[("reason", reason(words, why).into())])
        }
    }
}

/// `0199… (특급-001, teukgeup B7K2)`: the id that is understood, and what stands on the paper.
fn candidate(candidate: &Candidate) -> String {
    let Candidate { id, number, channel, display_id } = candidate;
    let app = [Some(channel), display_id.as_ref()].into_iter().flatten().map(String::as_str);
    format!("{id} ({number}, {})", app.collect::<Vec<_>>().join(" "))
}

/// Why an agency does not carry an order, and what to do instead. Codes we do not know show the agency's own words.
pub fn refusal(words: &Words, refusal: &Refusal) -> String {
    let said = refusal.message.as_deref().map(str::trim).filter(|said| !said.is_empty());
    // "Something else" and "no" say less than what the agency's people wrote beside them, in whatever language.
    if let (Some(said), "ETC" | "OTHER" | "turned-down") = (said, refusal.code.as_str()) {
        return words.text("refusal-other", &[("message", said.into())]);
    }
    let said = said.filter(|said| Cause::read(said).why != Why::Said || readable(words.language(), said));
    // A code that is not known here says nothing to a person; it stands in the log.
    words.find(&format!("refusal-{}", refusal.code), &[]).unwrap_or_else(|| match said {
        Some(said) => words.text("refusal-other", &[("message", reason(words, said).into())]),
        None => words.text("refusal-unknown", &[]),
    })
}

/// Why a call could not be cancelled: a code of the agency's, a state, or what happened on the way.
fn not_called_off(words: &Words, why: &str) -> String {
    let known = words.find(&format!("refusal-{why}"), &[]);
    known.or_else(|| words.find(&format!("delivery-state-{why}"), &[])).unwrap_or_else(|| reason(words, why))
}

/// A print queue with what the print system says of it, if a person can read that.
pub fn stopped(words: &Words, queue: &str) -> String {
    match queue.split_once(": ") {
        Some((name, said)) if !readable(words.language(), said) => name.to_owned(),
        _ => queue.to_owned(),
    }
}

/// What keeps a printer from printing, and what to do at the printer.
pub fn trouble(words: &Words, trouble: &Trouble, printer: &str) -> String {
    let printer = ("printer", Value::from(words.printer(printer)));
    match trouble {
        Trouble::Unreachable(why) => {
            words.text("trouble-unreachable", &[printer, ("reason", reason(words, why).into())])
        }
        Trouble::Busy(program) if program.is_empty() => words.text("trouble-busy", &[printer]),
        Trouble::Busy(program) => words.text("trouble-busy-by", &[printer, ("program", program.into())]),
        Trouble::Paused(queue) => {
            words.text("trouble-paused", &[printer, ("queue", stopped(words, queue).into())])
        }
        Trouble::Silent => words.text("trouble-silent", &[printer]),
        Trouble::Nonsense => words.text("trouble-nonsense", &[printer]),
        Trouble::PaperOut => words.text("trouble-paper-out", &[printer]),
        Trouble::CoverOpen => words.text("trouble-cover-open", &[printer]),
        Trouble::Stuck => words.text("trouble-stuck", &[printer]),
        Trouble::Error => words.text("trouble-error", &[printer]),
        Trouble::Overheated => words.text("trouble-overheated", &[printer]),
        Trouble::Broken => words.text("trouble-broken", &[printer]),
    }
}

/// What stands at a JSON path of an order, as a person at the counter calls it.
fn unread_place(words: &Words, path: &str) -> String {
    let dish = path.strip_prefix("items[").and_then(|rest| rest.split_once(']'));
    if let Some((number, rest)) = dish
        && let Ok(number) = number.parse::<i64>()
    {
        let id = if rest.ends_with("specialInstructions") { "unread-dish-request" } else { "unread-dish" };
        return words.text(id, &[("n", (number + 1).into())]);
    }
    let last = path.rsplit('.').next().unwrap_or(path);
    let id = match (path.trim_start_matches("kr.").split(['.', '[']).next().unwrap_or_default(), last) {
        ("extraInfo" | "store_memo" | "rider_memo", _) => "unread-request",
        ("customer" | "safe_number", _) => "unread-customer",
        ("address", _) | (_, "latitude" | "longitude") => "unread-address",
        ("delivery", _) if path.contains("ddress") => "unread-address",
        ("payments" | "discounts" | "otherFees" | "total" | "cash_receipt", _) => "unread-money",
        ("createdAt" | "schedule" | "preparationStartDateTime", _) => "unread-time",
        (_, last) if last.ends_with("DateTime") => "unread-time",
        _ => return path.to_owned(),
    };
    words.text(id, &[])
}

/// How the line to an app or agency is doing.
pub fn line(words: &Words, line: &ConnectionStatus, name: &str) -> String {
    let name = ("name", Value::from(name));
    match line {
        ConnectionStatus::Starting => words.text("line-starting", &[name]),
        ConnectionStatus::Connected => words.text("line-connected", &[name]),
        ConnectionStatus::Failing(why) => {
            words.text("line-failing", &[name, ("reason", reason(words, why).into())])
        }
        ConnectionStatus::Away => words.text("line-away", &[name]),
        ConnectionStatus::SignedOut(why) => {
            words.text("line-signed-out", &[name, ("reason", reason(words, why).into())])
        }
    }
}

/// An app has not answered for so long that it may close the shop: what to do until it does.
pub fn absent(words: &Words, name: &str, since: Timestamp, now: Timestamp) -> String {
    let minutes = (now.as_second() - since.as_second()).max(60) / 60;
    words.text("channel-absent", &[("name", name.into()), ("minutes", minutes.into())])
}

/// What a person should know of an app beside its line: that it asks to be left alone, that something of it was put aside.
pub fn channel_notices(words: &Words, channel: &ChannelHealth) -> Vec<String> {
    let name = || ("name", Value::from(&channel.name));
    let wait = channel.asks_to_wait.map(|told| {
        let args = [name(), ("told", told.into()), ("least", LONGEST_REST.into())];
        words.text("channel-asks-to-wait", &args)
    });
    let aside = (channel.set_aside > 0)
        .then(|| words.text("channel-set-aside", &[name(), ("n", channel.set_aside.into())]));
    wait.into_iter().chain(aside).collect()
}

/// This computer's clock is wrong by so many seconds; `None` where it is good enough.
pub fn clock(words: &Words, ahead: i64) -> Option<String> {
    let id = if ahead > 0 { "clock-fast" } else { "clock-slow" };
    let minutes = (ahead.abs() + 30) / 60;
    (minutes > 0).then(|| words.text(id, &[("minutes", minutes.into())]))
}

/// Whether orders are wanted of an app, and what the app knows of that: `영업 종료 · 앱이 알고 있음 · 품절: 순대국밥`.
pub fn opening(words: &Words, opening: &ShopAvailability, zone: &TimeZone) -> String {
    let mut said = vec![match opening.wanted {
        Wanted::Open => words.text("opening-open", &[]),
        Wanted::Closed => words.text("opening-closed", &[]),
        Wanted::Paused { until } => {
            let until = until.to_zoned(zone.clone()).strftime("%H:%M").to_string();
            words.text("opening-paused", &[("until", until.into())])
        }
    }];
    if opening.busy_minutes > 0 {
        said.push(words.text("opening-busy", &[("minutes", i64::from(opening.busy_minutes).into())]));
    }
    let wanted = opening.wanted == Wanted::Open;
    match &opening.told {
        Some((told, answer)) if *told == wanted => said.push(told_word(words, answer)),
        None if wanted => {}
        _ => said.push(words.text("opening-telling", &[])),
    }
    if opening.asks_to_open {
        said.push(words.text("opening-asks", &[]));
    }
    for sold in &opening.sold_out {
        let id = if sold.back { "opening-back" } else { "opening-sold-out" };
        let answer = match &sold.told {
            None => words.text("opening-telling", &[]),
            Some(answer) => told_word(words, answer),
        };
        let item = sold.item.name.as_str();
        said.push(words.text(id, &[("item", item.into()), ("told", answer.into())]));
    }
    said.join(" · ")
}

/// What the owner has to do at an app itself, because it cannot be told from here.
pub fn by_hand(words: &Words, what: ByHand, name: &str) -> String {
    let id = match what {
        ByHand::Close => "by-hand-close",
        ByHand::Open => "by-hand-open",
    };
    words.text(id, &[("name", name.into())])
}

/// What an app made of what it was told.
pub fn told_word(words: &Words, told: &AppAck) -> String {
    match told {
        AppAck::Accepted => words.text("opening-told", &[]),
        AppAck::NoCall => words.text("opening-no-call", &[]),
        AppAck::Refused { reason: why } => {
            words.text("opening-refused", &[("reason", reason(words, why).into())])
        }
    }
}

/// A sum of an order that does not come out.
pub fn mismatch(words: &Words, wrong: &Mismatch) -> String {
    let id = match wrong.sum {
        Sum::Items => "sum-items",
        Sum::Fees => "sum-fees",
        Sum::Discount => "sum-discount",
        Sum::Amount => "sum-amount",
        Sum::Payments => "sum-payments",
    };
    let (told, counted) = (wrong.told.to_string(), wrong.counted.to_string());
    words.text(id, &[("told", told.into()), ("counted", counted.into())])
}

/// Why the bell cannot be heard, and what to do. A driver's own words do not help at the counter; they are in the log.
pub fn mute(words: &Words, reason: &str) -> String {
    words.text("mute", &[("reason", mute_reason(words, reason).into())])
}

/// The reason alone.
pub fn mute_reason(words: &Words, reason: &str) -> String {
    words.find(&format!("mute-{reason}"), &[]).unwrap_or_else(|| words.text("mute-other", &[]))
}

/// An order's status; what `picked_up` means depends on how the customer gets the order.
pub fn status(words: &Words, status: Status, kind: OrderKind) -> String {
    match (status, kind) {
        (Status::PickedUp, OrderKind::Takeout | OrderKind::Indoor) => words.text("status-handed_over", &[]),
        _ => words.text(&format!("status-{}", status.as_str()), &[]),
    }
}

/// How the customer gets the order.
pub fn order_kind(words: &Words, kind: OrderKind) -> String {
    words.text(
        match kind {
            OrderKind::Delivery => "order-kind-delivery",
            OrderKind::Takeout => "order-kind-takeout",
            OrderKind::Indoor => "order-kind-indoor",
        },
        &[],
    )
}

/// Our refusal or cancellation on its way.
pub fn pending(words: &Words, kind: PendingKind) -> String {
    words.text(
        match kind {
            PendingKind::Reject => "pending-reject",
            PendingKind::Cancel => "pending-cancel",
        },
        &[],
    )
}

/// Where a delivery stands. The agency's 접수 is 라이더 요청됨 here, so that it is not mistaken for the order's.
pub fn delivery_state(words: &Words, state: DeliveryState) -> String {
    words.text(&format!("delivery-state-{}", state.as_str()), &[])
}

/// How far a stall of a bundle is.
pub fn stall_state(words: &Words, state: StallState) -> String {
    let id = match state {
        StallState::Waiting => "stall-waiting",
        StallState::Picked => "stall-picked",
        StallState::Short => "stall-short",
    };
    words.text(id, &[])
}

/// What a ticket is for.
pub fn ticket_kind(words: &Words, kind: TicketKind) -> String {
    words.text(&format!("ticket-kind-{}", kind.as_str()), &[])
}

/// Where a ticket stands.
pub fn ticket_state(words: &Words, state: TicketState) -> String {
    words.text(&format!("ticket-state-{}", state.as_str()), &[])
}

/// A surcharge by the agency's word for it; a word we do not know is shown as it is.
pub fn surcharge(words: &Words, kind: &str) -> String {
    named(words, "surcharge", kind)
}

/// Surcharges with their amounts: `기상 할증 1,000원, 심야 할증 500원`.
pub fn charges(words: &Words, charges: &[ExtraCharge]) -> String {
    let one = |charge: &ExtraCharge| {
        words.text(
            "charge",
            &[("kind", surcharge(words, &charge.kind).into()), ("amount", charge.amount.into())],
        )
    };
    charges.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Why we refuse or cancel.
pub fn cancel_code(words: &Words, code: CancelCode) -> String {
    words.text(&format!("cancel-{}", code.as_str()), &[])
}

/// Why we refuse the app's cancellation.
pub fn deny_code(words: &Words, code: DenyCode) -> String {
    words.text(&format!("deny-{}", code.as_str()), &[])
}

/// A step by its name, or by that of the event that shows it was taken; what was stored before steps had names of their own has
/// the standard's call: `ready`, `ReadyForPickup`, `readyForPickup`.
fn named_step(words: &Words, step: &str) -> String {
    let name = match step {
        "ReadyForPickup" | "readyForPickup" => "ready",
        "PickedUp" | "pickedUp" => "picked-up",
        "Dispatched" => "dispatch",
        "details" => "delay",
        named => &named.to_ascii_lowercase(),
    };
    worded(words, "step", name)
}

/// The text of an outside word, or its family's text for what is not known.
fn worded(words: &Words, family: &str, word: &str) -> String {
    let known = words.find(&format!("{family}-{word}"), &[]);
    known.unwrap_or_else(|| words.text(&format!("{family}-other"), &[]))
}

/// The words that came with a cancellation, if any did.
fn or_none(words: &Words, reason: &Option<String>) -> String {
    reason.clone().unwrap_or_else(|| words.text("reason-none", &[]))
}

/// The text of an outside word, or the word itself.
fn named(words: &Words, family: &str, word: &str) -> String {
    words.find(&format!("{family}-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

/// The kind of a thing that was to be done, for people, of its tag.
fn task(tag: &str) -> &'static str {
    match tag.split(':').next() {
        Some("print") => "print",
        Some("tell" | "fetch") => "app",
        _ => "agency",
    }
}

/// What must be known of the store, and what to do.
pub fn store_trouble(words: &Words, trouble: &StoreTrouble) -> String {
    let path = ("path", trouble.path.as_str().into());
    match &trouble.fault {
        StoreFault::SetAside => words.text("store-set-aside", &[path]),
        StoreFault::Restored => words.text("store-restored", &[path]),
        StoreFault::Full => words.text("store-full", &[path]),
        StoreFault::Gone => words.text("store-gone", &[path]),
        // SQLite's own words do not help at the counter; they are in the log.
        StoreFault::Failing { .. } => words.text("store-failing", &[path]),
    }
}

/// What a person should look at when there is time, and what to do.
pub fn warning(words: &Words, warning: &Warning) -> String {
    let why = |text: &str| ("reason", reason(words, text).into());
    match warning {
        Warning::OldSettings { faults } => words.text("run-old-settings", &[("faults", faults.into())]),
        // The system's own words do not help; they are in the log.
        Warning::MaySleep { .. } => words.text("may-sleep", &[]),
        Warning::NewVersion { version } => words.text("update-offered", &[("version", version.into())]),
        Warning::NoBackup { reason } => words.text("backup-not-taken", &[why(reason)]),
        Warning::NotCopied { folder, reason } => {
            words.text("backup-not-copied", &[("folder", folder.into()), why(reason)])
        }
    }
}

/// Why the store at `path` cannot be used at all.
pub fn store_error(words: &Words, path: &str, error: &StoreError) -> String {
    let at = ("path", path.into());
    match error {
        StoreError::Newer(_) => words.text("store-newer", &[at]),
        StoreError::Full(_) => words.text("store-full", &[at]),
        StoreError::Damaged(_) => words.text("store-damaged", &[at]),
        _ => words.text("store-unusable", &[at]),
    }
}

/// How an order ended.
pub fn past_state(words: &Words, state: PastState) -> String {
    words.text(&format!("past-state-{}", state.as_str()), &[])
}

/// What of the past cannot be found yet, if anything.
pub fn reach(words: &Words, reach: Reach, now: Timestamp, zone: &TimeZone) -> Option<String> {
    match reach {
        Reach::Whole => None,
        Reach::Since(since) => {
            let time = super::moment(words, since, now, zone);
            Some(words.text("history-since", &[("time", time.into())]))
        }
        Reach::Nothing => Some(words.text("history-nothing", &[])),
    }
}
