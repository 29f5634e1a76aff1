use std::collections::{BTreeMap, BTreeSet};

use domain::board::{ConnectionStatus, Trouble};
use domain::order::phone::PhoneFault;
use domain::order::{
    Amendment, CancelCode, Conditions, DeliveryState, DenyCode, ExtraCharge, Food, OrderKind, OwnRefusal,
    Problem, Refusal, StallState, Status, TicketKind, TicketState, Unneeded, Window,
};
use domain::{Candidate, NotOurs, PendingKind, Refused};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::agency::gorela::wire::{ENDINGS, REFUSALS, SURCHARGES};
use crate::agency::kakao;
use crate::agency::open_delivery::DENIALS;
use ::cause::{Cause, Why};

const BOTH: [Language; 2] = Language::ALL;

/// The texts of a file by their ids, the lines of each joined as they stand.
fn texts(source: &str) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
            Some((id, text)) => texts.push((id.to_owned(), text.trim_start().to_owned())),
            None => {
                let (_, text) = texts.last_mut().expect("a line of a text stands below its id");
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    texts
}

/// The names of a text's places.
fn places(text: &str) -> BTreeSet<String> {
    let name = |after: &str| after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    text.split('$').skip(1).map(name).collect()
}

/// Ids of a file with the places each text has.
fn ids(language: Language) -> Vec<(String, BTreeSet<String>)> {
    texts(source(language).1).into_iter().map(|(id, text)| (id, places(&text))).collect()
}

/// The place of what another program said in English; a language whose readers have nothing from that leaves it out.
const LEFT_OUT: &str = "said";

/// What two files have unlike one another: ids of one alone, and places of one text alone.
fn unlike(one: &str, other: &str) -> Vec<String> {
    let [one, other] = [one, other].map(|source| {
        let texts = texts(source).into_iter();
        texts.map(|(id, text)| (id, places(&text))).collect::<BTreeMap<_, _>>()
    });
    let ids: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let mut unlike = Vec::new();
    for id in ids {
        match (one.get(id), other.get(id)) {
            (Some(ours), Some(theirs)) => {
                let odd = ours.symmetric_difference(theirs).filter(|place| *place != LEFT_OUT);
                unlike.extend(odd.map(|place| format!("{id}: ${place}")));
            }
            _ => unlike.push(id.clone()),
        }
    }
    unlike
}

/// A sentence is worded: not its own id, and with no place left open.
#[track_caller]
fn worded(sentence: &str) {
    assert!(
        sentence.contains(|c: char| c.is_whitespace() || !c.is_ascii()) || sentence.len() > 3,
        "{sentence:?}"
    );
    assert!(!sentence.contains("{$") && !sentence.contains('\u{2068}'), "{sentence:?}");
    for family in
        ["problem-", "refused-", "refusal-", "trouble-", "line-", "status-", "delivery-state-", "ticket-"]
    {
        assert!(!sentence.contains(family), "{sentence:?} is an id");
    }
}

/// Latin words that stand in Korean sentences: names, what is typed, units.
const LATIN: &[&str] = &[
    "CUPS",
    "PIN",
    "USB",
    "HDMI",
    "Wi-Fi",
    "POS",
    "lp",
    "dialout",
    "Windows",
    "spooler",
    "Enter",
    "Space",
    "Esc",
    "QR",
    "IP",
    "id",
    "kind",
    "riders",
    "agencies",
    "account",
    "MB",
    "channels",
    "in-house",
    "data",
    "https",
    "logs",
    "phone",
    "address",
    "road",
    "latitude",
    "longitude",
    "kitchen",
    "counter",
    "barogo",
    "MOON",
    "VOLCANO",
    // Standards and makers.
    "JSON",
    "Open",
    "Delivery",
    "Star",
    "escpos-printer-db",
    "ESC",
    "GS",
    // Keys of profiles and their values, as they are written and typed.
    "columns",
    "cut",
    "hangul",
    "user-defined",
    "raster",
    "partial",
    "full",
    "none",
    // Keys of the settings and what they want.
    "TOML",
    "UTF-8",
    "UUID",
    "ID",
    "KB",
    "PNG",
    "MIN",
    "mm",
    "http",
    "baud",
    "flow",
    "manual",
    "on-accept",
    "before-ready",
    "channel",
    "agency",
    "true",
    "false",
    "NAME",
];

/// A Korean sentence has no fragment of another tongue: every Latin word is a name, an identifier or something to type.
#[track_caller]
pub(super) fn korean(sentence: &str) {
    // What is typed stands in backticks, or is a command or an option.
    let mut typed = sentence.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    while let Some(at) = typed.find("jumunbell ") {
        let end = typed[at..].find(|c: char| !c.is_ascii() || c == '\n').unwrap_or(typed.len() - at);
        typed.replace_range(at..at + end, "");
    }
    let latin = |c: char| c.is_ascii_alphanumeric() || "-_./:=@[]".contains(c);
    for word in typed.split(|c: char| !latin(c)) {
        let option = word.starts_with("--");
        let word = word.trim_matches(|c: char| "-_./:=[]".contains(c));
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        let identifier = word.contains(|c: char| "_./:=@".contains(c) || c.is_ascii_digit());
        assert!(letters < 2 || option || identifier || LATIN.contains(&word), "{word:?} in {sentence:?}");
    }
}

/// Checks that no word of one language stands in a sentence of the other.
#[track_caller]
fn in_its_language(words: &Words, sentence: &str) {
    match words.language() {
        Language::Korean => korean(sentence),
        // What stands on paper is named as it stands there, and dishes and reasons are the shop's and the app's own.
        Language::English => {
            let own = ["변경", "청양고추", "홍고추", "시험"]
                .iter()
                .fold(sentence.to_owned(), |own, name| own.replace(name, ""));
            assert!(!own.contains(|c: char| ('가'..='힣').contains(&c)), "{sentence:?}");
        }
    }
}

#[test]
fn both_files_parse_and_have_the_same_texts() {
    for language in BOTH {
        let parsed = FluentResource::try_new(source(language).1.to_owned());
        assert!(parsed.is_ok(), "{language:?}: {:?}", parsed.err().map(|(_, faults)| faults));
        let ids: Vec<_> = ids(language).into_iter().map(|(id, _)| id).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{language:?} has an id twice");
    }
    let [korean, english] = BOTH.map(|language| source(language).1);
    assert_eq!(unlike(korean, english), [] as [String; 0], "not in both files");
    let one =
        "# a = { $no }\n\na = { $x } of { $y }\nb =\n    { PARTICLE($z, \"을/를\") }\n    more\nc = c\n";
    assert_eq!(unlike(one, one), [] as [String; 0]);
    for (other, odd) in [
        (one.replace("c = c\n", ""), &["c"][..]),
        (format!("{one}d = d\n"), &["d"]),
        (one.replace("$y", "$count"), &["a: $count", "a: $y"]),
        (one.replace("more", "more { $w }"), &["b: $w"]),
        (one.replace("more", "more { $said }"), &[]),
    ] {
        assert_eq!(unlike(one, &other), odd, "{other}");
        assert_eq!(unlike(&other, one), odd, "{other}");
    }
}

/// The kinds of particles, as they end a word or lead on to more of it.
const PARTICLES: [&str; 12] = ["으로", "이라", "은", "는", "이", "가", "을", "를", "과", "와", "로", "라"];

/// A particle written by hand behind a place: what fills it may end with another sound.
fn bare_particle(text: &str) -> Option<&str> {
    text.split(" }").skip(1).find_map(|after| {
        let after = after.trim_start_matches(['’', '”', '"', '`']);
        let word = after.split(|c: char| !('가'..='힣').contains(&c)).next()?;
        let alone = PARTICLES.contains(&word);
        (alone || ["이라는", "라는", "이라고", "라고"].contains(&word)).then_some(word)
    })
}

#[test]
fn a_particle_behind_a_place_is_chosen_by_its_sound() {
    for (id, text) in texts(source(Language::Korean).1) {
        assert_eq!(bare_particle(&text), None, "{id}: ask for it by {{ PARTICLE($place, \"을/를\") }}");
    }
    for (text, found) in [
        ("‘{ $order }’을(를) 찾을 수 없습니다", Some("을")),
        ("{ $kind }가 나왔는지", Some("가")),
        ("‘{ $channel }’이라는 앱", Some("이라는")),
        ("‘{ $order }’{ PARTICLE($order, \"을/를\") } 찾을 수 없습니다", None),
        ("{ $fee }원으로, { $n }건이 { $minutes }분째 이어진 { $until }까지", None),
    ] {
        assert_eq!(bare_particle(text), found, "{text}");
    }
    let words = Words::new(Language::Korean);
    let unknown = |order: &str| refused(&words, &Refused::UnknownOrder { order: order.into() });
    assert!(unknown("특급-012").starts_with("주문 ‘특급-012’를 찾을"), "{}", unknown("특급-012"));
    assert!(unknown("특급-013").starts_with("주문 ‘특급-013’을 찾을"), "{}", unknown("특급-013"));
    assert_eq!(
        refused(&words, &Refused::UnknownChannel { channel: "땡겨요".into() }),
        "‘땡겨요’라는 앱은 설정에 없습니다."
    );
}

#[test]
fn a_missing_text_shows_its_id() {
    let words = Words::new(Language::Korean);
    assert_eq!(words.text("no-such-text", &[("n", 3_i64.into())]), "no-such-text");
    assert_eq!(words.find("no-such-text", &[]), None);
    assert_eq!(words.find("칸 { 없음", &[]), None);
}

fn candidate(id: &str, display_id: Option<&str>) -> Candidate {
    Candidate {
        id: id.into(),
        number: "특급-001".into(),
        channel: "teukgeup".into(),
        display_id: display_id.map(str::to_owned),
    }
}

fn why() -> String {
    "시험".to_owned()
}

fn problems() -> Vec<Problem> {
    let agency = || "barogo".to_owned();
    let refusal = Refusal { code: "BAD_WEATHER".into(), message: None };
    let ticket = || ("t".to_owned(), TicketKind::Kitchen, "kitchen".to_owned());
    let (t1, k1, p1) = ticket();
    let (t2, k2, p2) = ticket();
    vec![
        Problem::Unreadable { reason: why() },
        Problem::ConfirmRefused { reason: why() },
        Problem::CancellationRefused { reason: why() },
        Problem::StepRefused { step: "ready".into(), reason: why() },
        Problem::TicketUnknown { ticket: t1, kind: k1, printer: p1 },
        Problem::TicketExpired { ticket: t2, kind: k2, printer: p2 },
        Problem::FeeAboveMax {
            agency: agency(),
            fee: Won(7_200),
            max: Won(6_000),
            extra: vec![],
            allow: None,
        },
        Problem::NoRider { agency: agency(), refusal },
        Problem::DeliveryUnknown { agency: agency(), key: "k-1".into(), gone: false },
        Problem::DeliveryUnknown { agency: agency(), key: "k-1".into(), gone: true },
        Problem::RiderNotCalledOff { agency: agency(), attempt: 1, reason: "INVALID_STATUS".into() },
        Problem::DeliveryEnded { agency: agency(), raw_state: "FAILED".into() },
        Problem::DeliveryLivesAfterAll { agency: agency() },
        Problem::CancelledByApp { reason: None, food: Food::Waiting },
        Problem::CancelledByApp { reason: None, food: Food::Cooking },
        Problem::CancelledByApp { reason: None, food: Food::Ready },
        Problem::CancelledByApp { reason: None, food: Food::Gone },
        Problem::CancelledAfterCompletion { reason: Some(why()), amount: Some(Won(21_000)) },
        Problem::TicketWaits {
            ticket: "t".into(),
            kind: TicketKind::Kitchen,
            printer: "kitchen".into(),
            seen: false,
        },
        Problem::CancellationAsked { reason: Some(why()), answer_by: None },
        Problem::FeeRose { agency: agency(), attempt: 1, fee: Won(7_200), known: Won(3_800) },
        Problem::RiderNotNeeded { agency: agency(), attempt: 1, why: Unneeded::Takeout },
        Problem::RiderNotNeeded { agency: agency(), attempt: 1, why: Unneeded::App },
        Problem::RiderNotNeeded { agency: agency(), attempt: 1, why: Unneeded::Left },
        Problem::OrderChanged,
        Problem::PartlyUnread { places: vec!["items[1].options[0].unitPrice".into(), "$".into()] },
        Problem::ItemShort { item: "청양고추".into(), substitute: None },
        Problem::ItemShort { item: "청양고추".into(), substitute: Some("홍고추".into()) },
        Problem::NotGathered,
        Problem::LeftOut { count: 99_800 },
        Problem::NegativeTotal { amount: Won(-3_000) },
        Problem::DelayNotTold,
        Problem::RiderComesEarly { agency: "barogo".into() },
        Problem::RiderNotTold { agency: agency(), what: Amendment::Drop },
        Problem::RiderNotTold { agency: agency(), what: Amendment::Payment },
        Problem::RiderLate { agency: agency(), expected_at: Some(Timestamp::UNIX_EPOCH), offer: None },
        Problem::RiderLate { agency: agency(), expected_at: None, offer: None },
        Problem::CallingOffCost { agency: agency(), attempt: 1, fee: Won(500) },
        Problem::FeeNotRaised {
            agency: agency(),
            refusal: Refusal { code: "INVALID_STATUS".into(), message: None },
        },
    ]
}

#[test]
fn every_problem_has_its_sentence() {
    for words in BOTH.map(Words::new) {
        let mut seen = BTreeSet::new();
        for value in problems() {
            let sentence = problem(&words, &value);
            worded(&sentence);
            in_its_language(&words, &sentence);
            assert!(seen.insert(sentence.clone()), "said twice: {sentence}");
        }
    }
    let korean = Words::new(Language::Korean);
    let dear = Problem::FeeAboveMax {
        agency: "barogo".into(),
        fee: Won(7_200),
        max: Won(6_000),
        extra: vec![],
        allow: None,
    };
    let extra = vec![
        ExtraCharge { kind: "WEATHER".into(), amount: Won(1_000) },
        ExtraCharge { kind: "MOON".into(), amount: Won(200) },
    ];
    let named = Problem::FeeAboveMax {
        agency: "barogo".into(),
        fee: Won(7_200),
        max: Won(6_000),
        extra,
        allow: None,
    };
    assert!(problem(&korean, &named).ends_with("(기상 할증 1,000원, MOON 200원)"));
    assert_eq!(
        problem(&korean, &dear),
        "‘barogo’ 요금이 7,200원으로, 정해 둔 6,000원보다 비쌉니다. 이 요금에 부르거나 다른 대행사를 고르세요."
    );
}

#[test]
fn every_refused_command_has_its_sentence() {
    let all = [
        Refused::UnknownOrder { order: "특급-012".into() },
        Refused::AmbiguousOrder {
            order: "12".into(),
            candidates: vec![candidate("a", Some("B7K2")), candidate("b", None)],
        },
        Refused::WrongStatus { status: "completed".into() },
        Refused::Pending { pending: "reject".into() },
        Refused::OutOfRange { what: "minutes".into(), least: 1, most: 180 },
        Refused::NotOurRiders { why: NotOurs::Unreadable },
        Refused::NotOurRiders { why: NotOurs::Takeout },
        Refused::NotOurRiders { why: NotOurs::App },
        Refused::NotOurRiders { why: NotOurs::OtherProgram },
        Refused::NotOurRiders { why: NotOurs::Elsewhere },
        Refused::NotOurRiders { why: NotOurs::CustomerGone },
        Refused::NoOrder { fault: PhoneFault::NoDish },
        Refused::NoOrder { fault: PhoneFault::TooMany },
        Refused::NoOrder { fault: PhoneFault::Dish },
        Refused::NoOrder { fault: PhoneFault::NoAddress },
        Refused::NoOrder { fault: PhoneFault::NoShop },
        Refused::NoOrder { fault: PhoneFault::Tip },
        Refused::UnknownChannel { channel: "nirvana".into() },
        Refused::NoOwnRiders,
        Refused::UnknownAgency { agency: String::new() },
        Refused::UnknownAgency { agency: "barogo".into() },
        Refused::DeliveryUnderWay { state: "assigned".into() },
        Refused::UnknownStation { station: "구이".into(), known: Vec::new() },
        Refused::UnknownStation { station: "구이".into(), known: vec!["국밥".into()] },
        Refused::UnknownStall { stall: "두부".into(), known: Vec::new() },
        Refused::UnknownStall { stall: "두부".into(), known: vec!["가상두부".into()] },
        Refused::NothingThere,
        Refused::Store { reason: why() },
        Refused::Stopping,
        Refused::Unanswered { reason: why() },
    ];
    for words in BOTH.map(Words::new) {
        let sentences: BTreeSet<String> = all.iter().map(|value| refused(&words, value)).collect();
        assert_eq!(sentences.len(), all.len());
        sentences.iter().for_each(|sentence| worded(sentence));
    }
    let korean = Words::new(Language::Korean);
    assert_eq!(
        refused(&korean, &Refused::OutOfRange { what: "minutes".into(), least: 1, most: 180 }),
        "시간(분) 값은 1에서 180 사이여야 합니다."
    );
}

#[test]
fn an_agencys_own_words_say_more_than_something_else() {
    let etc = |message: Option<&str>| Refusal { code: "ETC".into(), message: message.map(str::to_owned) };
    let words = Words::new(Language::Korean);
    assert!(refusal(&words, &etc(Some("점검 중"))).contains("점검 중"));
    assert!(refusal(&words, &etc(Some(" "))).contains("까닭을 밝히지 않고"));
    assert!(refusal(&words, &etc(None)).contains("까닭을 밝히지 않고"));
}

#[test]
fn every_refusal_has_its_own_sentence() {
    let own = [
        "signed-out",
        "too-late",
        "partly-cancelled",
        "partly-amended",
        "INVALID_STATUS",
        "ALREADY_CANCELED",
        "MULTIPLE_DELIVERY_IN_PROGRESS",
        "INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL",
    ];
    for words in BOTH.map(Words::new) {
        let mut seen = BTreeSet::new();
        // Gorela has one of these too, and the rest of the world has a word of its own.
        let denials = DENIALS.into_iter().filter(|code| !REFUSALS.contains(code) && *code != "OTHER");
        for code in REFUSALS.into_iter().chain(ENDINGS).chain(own).chain(denials) {
            let sentence = refusal(&words, &Refusal { code: code.to_owned(), message: None });
            worded(&sentence);
            assert!(!sentence.contains(code), "{code} has no sentence");
            assert!(seen.insert(sentence.clone()), "said twice: {sentence}");
        }
    }
}

#[test]
fn an_agency_that_was_not_called_has_not_refused() {
    let words = Words::new(Language::Korean);
    let said = |code: &str| {
        let refusal = Refusal { code: code.to_owned(), message: None };
        problem(&words, &Problem::NoRider { agency: "barogo".to_owned(), refusal })
    };
    let own = OwnRefusal::ALL.map(OwnRefusal::as_str);
    for code in own.into_iter().chain(["signed-out"]) {
        assert!(
            words.find(&format!("refusal-{code}"), &[]).is_some() || Cause::read(code).why != Why::Said,
            "{code}"
        );
        assert!(said(code).starts_with("‘barogo’ 라이더는 부르지 않았습니다."), "{}", said(code));
    }
    for code in ["BAD_WEATHER", "-70001", "closed on Mondays"] {
        assert!(said(code).starts_with("‘barogo’에서 배달을 받지 않았습니다."), "{}", said(code));
    }
}

/// What older states have of a step reads like its name now.
#[test]
fn a_refused_step_is_named_alike_in_each_of_its_spellings() {
    for language in BOTH {
        let words = Words::new(language);
        let said = |step: &str| {
            problem(&words, &Problem::StepRefused { step: step.into(), reason: "HTTP 422".into() })
        };
        for spellings in [
            &["confirm"][..],
            &["preparing", "Preparing"],
            &["ready", "readyForPickup", "ReadyForPickup"],
            &["picked-up", "pickedUp", "PickedUp"],
            &["dispatch", "Dispatched"],
            &["delivered", "Delivered"],
            &["delay", "details"],
        ] {
            let sentences: BTreeSet<String> = spellings.iter().map(|step| said(step)).collect();
            assert_eq!(sentences.len(), 1, "{sentences:?}");
            assert_ne!(sentences.first(), Some(&said("unheard-of")), "{spellings:?}");
        }
    }
}

#[test]
fn every_reason_not_to_ask_kakao_has_its_own_sentence() {
    for words in BOTH.map(Words::new) {
        let sentence = |code: &str| refusal(&words, &Refusal { code: code.to_owned(), message: None });
        let sentences: BTreeSet<_> = kakao::REFUSALS.iter().map(|code| sentence(code)).collect();
        assert_eq!(sentences.len(), kakao::REFUSALS.len());
        for code in kakao::REFUSALS {
            worded(&sentence(code));
            assert!(!sentence(code).contains(code), "{code} has no sentence");
        }
    }
}

#[test]
fn unknown_refusals_show_the_agencys_own_words() {
    let words = Words::new(Language::Korean);
    let other =
        |message: Option<&str>| Refusal { code: "NEW_CODE".into(), message: message.map(str::to_owned) };
    assert!(refusal(&words, &other(Some("휴무입니다"))).contains("휴무입니다"));
    assert_eq!(refusal(&words, &other(Some(" "))), words.text("refusal-unknown", &[]));
    let low = Refusal { code: "INSUFFICIENT_DEPOSIT".into(), message: Some("deposit".into()) };
    assert_eq!(refusal(&words, &low), "예치금이 부족합니다. 충전하거나 다른 대행사로 부르세요.");
}

#[test]
fn names_exist_for_every_value() {
    use DeliveryState::*;
    let deliveries = [
        Planned,
        Quoting,
        Submitting,
        Requested,
        Assigned,
        Arrived,
        PickedUp,
        Delivered,
        Rejected,
        Unknown,
        CancelRequested,
        Cancelled,
        Expired,
        Returning,
        Returned,
        Failed,
    ];
    let statuses = [
        Status::Received,
        Status::Accepted,
        Status::Ready,
        Status::PickedUp,
        Status::Completed,
        Status::Rejected,
        Status::Cancelled,
        Status::Missed,
        Status::Unreadable,
    ];
    let tickets = [
        TicketState::Queued,
        TicketState::Sending,
        TicketState::Printed,
        TicketState::Sent,
        TicketState::Unknown,
        TicketState::Failed,
        TicketState::Expired,
    ];
    let kinds = [OrderKind::Delivery, OrderKind::Takeout, OrderKind::Indoor];
    let troubles = [
        Trouble::Unreachable(why()),
        Trouble::Busy(String::new()),
        Trouble::Busy(why()),
        Trouble::Paused(why()),
        Trouble::Silent,
        Trouble::Nonsense,
        Trouble::PaperOut,
        Trouble::CoverOpen,
        Trouble::Stuck,
        Trouble::Error,
        Trouble::Overheated,
        Trouble::Broken,
    ];
    let lines = [
        ConnectionStatus::Starting,
        ConnectionStatus::Connected,
        ConnectionStatus::Failing(why()),
        ConnectionStatus::SignedOut(why()),
        ConnectionStatus::Away,
    ];
    for words in BOTH.map(Words::new) {
        deliveries.iter().for_each(|&v| worded(&delivery_state(&words, v)));
        for kind in kinds {
            statuses.iter().for_each(|&v| worded(&status(&words, v, kind)));
            worded(&order_kind(&words, kind));
        }
        tickets.iter().for_each(|&v| worded(&ticket_state(&words, v)));
        [StallState::Waiting, StallState::Picked, StallState::Short]
            .iter()
            .for_each(|&v| worded(&stall_state(&words, v)));
        TicketKind::ALL.iter().for_each(|&v| worded(&ticket_kind(&words, v)));
        troubles.iter().for_each(|v| worded(&trouble(&words, v, "kitchen")));
        lines.iter().for_each(|v| worded(&line(&words, v, "배달특급")));
        [PendingKind::Reject, PendingKind::Cancel].iter().for_each(|&v| worded(&pending(&words, v)));
        for code in CancelCode::ALL {
            assert!(!cancel_code(&words, code).starts_with("cancel-"));
        }
        for code in [DenyCode::DishAlreadyDone, DenyCode::OutForDelivery] {
            assert!(!deny_code(&words, code).starts_with("deny-"));
        }
        for kind in SURCHARGES {
            assert_ne!(surcharge(&words, kind), kind);
        }
        assert_eq!(surcharge(&words, "VOLCANO"), "VOLCANO");
        worded(&mute(&words, "no device"));
    }
}

#[test]
fn takeout_is_handed_over_and_agency_acceptance_is_a_request() {
    let words = Words::new(Language::Korean);
    assert_eq!(status(&words, Status::PickedUp, OrderKind::Takeout), "손님 수령");
    assert_eq!(status(&words, Status::PickedUp, OrderKind::Delivery), "배달 출발");
    assert_eq!(delivery_state(&words, DeliveryState::Requested), "라이더 요청됨");
}

/// The orders' own Korean names (sent to the app) and the screen's must not drift apart.
#[test]
fn korean_codes_agree_with_what_the_app_is_told() {
    let words = Words::new(Language::Korean);
    for code in CancelCode::ALL {
        assert_eq!(cancel_code(&words, code), code.korean());
    }
    for code in [DenyCode::DishAlreadyDone, DenyCode::OutForDelivery] {
        assert_eq!(deny_code(&words, code), code.korean());
    }
}

#[test]
fn an_agency_says_of_itself_what_a_person_has_to_know() {
    let mut agency = domain::sample::quiet(jiff::Timestamp::UNIX_EPOCH).agencies.remove(0);
    agency.deposit = Some(Won(12_000));
    for words in BOTH.map(Words::new) {
        assert_eq!(agency_notices(&words, &agency, true), [] as [String; 0], "enough is no news");
    }
    agency.deposit_low = true;
    agency.conditions = Some(Conditions::default());
    let without = |words: &Words| agency_notices(words, &agency, true);
    let plain = BOTH.map(|language| without(&Words::new(language)));
    agency.conditions = Some(Conditions {
        reason: Some("CLOSE_AGENCY".to_owned()),
        delay_minutes: Some(25),
        extra: vec![ExtraCharge { kind: "VOLCANO".to_owned(), amount: Won(2_000) }],
        ..Conditions::default()
    });
    for (words, plain) in BOTH.map(Words::new).iter().zip(plain) {
        let said = agency_notices(words, &agency, true);
        assert!(said[0].contains("12,000") && said[0] == plain[0] && said[1] != plain[1], "{said:?}");
        said.iter().chain(&plain).for_each(|sentence| worded(sentence));
        let brief = conditions(words, agency.conditions.as_ref().unwrap());
        assert_eq!(brief.len(), 3);
        assert!(brief[1].contains("25") && brief[2].contains("VOLCANO 2,000"), "{brief:?}");
    }
}

#[test]
fn every_verdict_has_its_words() {
    use domain::closing::Verdict::{ComesOut, Less, More, NoDeposit, Open};
    let all = [NoDeposit, Open, ComesOut, More(Won(700)), Less(Won(1_300))];
    for words in BOTH.map(Words::new) {
        let said: BTreeSet<String> = all.iter().map(|v| verdict(&words, *v)).collect();
        assert_eq!(said.len(), all.len());
        assert!(said.iter().all(|word| !word.contains("closing-")), "{said:?}");
        assert!(verdict(&words, More(Won(700))).contains("700"));
    }
}

/// Every text of both files, with its places filled by names, is in its own language alone.
#[test]
fn no_text_holds_a_fragment_of_the_other_language() {
    for words in BOTH.map(Words::new) {
        for (id, places) in ids(words.language()) {
            let args: Vec<(&str, Value<'_>)> =
                places.iter().map(|place| (place.as_str(), Value::from("1"))).collect();
            // What is typed and what stands on keys is the same in both.
            if !id.starts_with("ui-key-") {
                in_its_language(&words, &words.text(&id, &args));
            }
        }
    }
}

/// What a system, a driver or a server says in its own tongue comes in by every way there is, and none of it reaches
/// a Korean sentence.
#[test]
fn no_fragment_of_a_systems_words_reaches_a_person() {
    let words = Words::new(Language::Korean);
    let fragments = [
        "out of paper",
        "the printer did not confirm",
        "Connection refused (os error 111)",
        "zbus error: Broken pipe",
        "cannot connect (tcp connect error)",
        "AREA",
        "HTTP 422: the order is over",
        "HTTP 400 NOT_SERVED (AREA)",
        "unreadable: missing field `id` at line 1",
        "timeout",
        "",
    ];
    for said in fragments.map(str::to_owned) {
        let refusal = || Refusal { code: "AREA".into(), message: Some(said.clone()) };
        let reason = || said.clone();
        let problems = [
            Problem::Unreadable { reason: reason() },
            Problem::ConfirmRefused { reason: reason() },
            Problem::CancellationRefused { reason: reason() },
            Problem::StepRefused { step: reason(), reason: reason() },
            Problem::NoRider { agency: "barogo".into(), refusal: refusal() },
            Problem::FeeNotRaised { agency: "barogo".into(), refusal: refusal() },
            Problem::RiderNotCalledOff { agency: "barogo".into(), attempt: 1, reason: reason() },
            Problem::DeliveryEnded { agency: "barogo".into(), raw_state: reason() },
        ];
        problems.iter().for_each(|value| korean(&problem(&words, value)));
        korean(&refused(&words, &Refused::Store { reason: reason() }));
        for value in [Trouble::Unreachable(reason()), Trouble::Paused(format!("kitchen: {said}"))] {
            korean(&trouble(&words, &value, "kitchen"));
        }
        for value in [ConnectionStatus::Failing(reason()), ConnectionStatus::SignedOut(reason())] {
            korean(&line(&words, &value, "배달특급"));
        }
        korean(&told_word(&words, &domain::AppAck::Refused { reason: reason() }));
        korean(&mute(&words, &said));
        korean(&ticket_reason(&words, &format!("{said} → kitchen")));
    }
}

#[test]
fn a_wanted_time_says_its_day_where_that_is_another() {
    let zone = TimeZone::get("Asia/Seoul").unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let now = at("2026-11-21T19:00:00+09:00");
    let said = |language, start: &str, end: &str| {
        window(&Words::new(language), Window { start: at(start), end: at(end) }, now, &zone)
    };
    let (today, later) = ("2026-11-21T20:00:00+09:00", "2026-11-21T20:30:00+09:00");
    assert_eq!(said(Language::Korean, today, later), "20:00~20:30");
    assert_eq!(said(Language::Korean, today, today), "20:00");
    let (tomorrow, late) = ("2026-11-22T23:45:00+09:00", "2026-11-23T00:15:00+09:00");
    assert_eq!(said(Language::Korean, tomorrow, tomorrow), "11/22(일) 23:45");
    assert_eq!(said(Language::Korean, tomorrow, late), "11/22(일) 23:45~11/23(월) 00:15");
    assert_eq!(said(Language::English, tomorrow, tomorrow), "Sun 11/22 23:45");
}

#[test]
fn opening_hours_are_said_as_they_hang_at_the_door() {
    use domain::{HoursToday, NextChange, Span};
    let span =
        |opens: &str, closes: &str| Span { opens: opens.parse().unwrap(), closes: closes.parse().unwrap() };
    let zone = jiff::tz::TimeZone::get("Asia/Seoul").unwrap();
    let now: jiff::Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    let next = |open, at: &str| NextChange { open, at: at.parse().unwrap() };
    let today = |spans| HoursToday { spans, open: true, next: None };
    for (language, night, off, closes, opens) in [
        (
            Language::Korean,
            "오늘 11:00–15:00, 17:00–02:00, 22:00–24:00",
            "오늘은 쉬는 날",
            "21:30에 저절로 닫습니다",
            "11/22(일) 11:00에 저절로 엽니다",
        ),
        (
            Language::English,
            "today 11:00–15:00, 17:00–02:00, 22:00–24:00",
            "a day off",
            "closes by itself at 21:30",
            "opens by itself at Sun 11/22 11:00",
        ),
    ] {
        let words = Words::new(language);
        let spans = vec![span("11:00", "15:00"), span("17:00", "02:00"), span("22:00", "00:00")];
        assert_eq!(hours(&words, &today(spans)), night);
        assert_eq!(hours(&words, &today(Vec::new())), off);
        assert_eq!(next_change(&words, next(false, "2026-11-21T12:30:00Z"), now, &zone), closes);
        assert_eq!(next_change(&words, next(true, "2026-11-22T02:00:00Z"), now, &zone), opens);
    }
}
