use proptest::prelude::*;

use super::*;
use crate::sample;

fn station(id: &str, name: &str, codes: &[&str], names: &[&str], stalls: &[&str]) -> Station {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Station {
        id: id.to_owned(),
        name: name.to_owned(),
        codes: texts(codes),
        names: texts(names),
        stalls: texts(stalls),
    }
}

fn printer(id: &str, tickets: &[TicketKind], stations: &[&str]) -> PrinterPolicy {
    PrinterPolicy {
        id: id.to_owned(),
        tickets: tickets.to_vec(),
        copies: 1,
        stations: stations.iter().map(|id| (*id).to_owned()).collect(),
        backup: None,
        reprint_unknown: false,
        expire_minutes: 30,
    }
}

fn policy(printers: Vec<PrinterPolicy>) -> Policy {
    let stations = vec![
        station("soup", "국밥", &["A01"], &["*국밥", "*해장국*"], &[]),
        station("boil", "수육", &["A01", "B01"], &["*수육*"], &["은하분식"]),
    ];
    Policy {
        channels: Default::default(),
        stations,
        printers,
        agencies: Vec::new(),
        shops: Default::default(),
        keep_days: 0,
    }
}

fn dish(name: &str, code: Option<&str>, stall: Option<&str>) -> Line {
    let text = |text: &str| text.to_owned();
    Line { external_code: code.map(text), stall: stall.map(text), ..sample::line(1, name, 1_000, &[]) }
}

/// `printer: station k/n [lines]`, or `printer: all`.
fn table(policy: &Policy, kind: TicketKind, lines: &[Line]) -> Vec<String> {
    let route = |(printer, part): (&PrinterPolicy, Option<Part>)| match part {
        None => format!("{}: all", printer.id),
        Some(part) => {
            let Part { station, number, of, lines } = part;
            format!("{}: {station} {number}/{of} {lines:?}", printer.id)
        }
    };
    routes(policy, kind, lines).into_iter().map(route).collect()
}

const BOTH: [TicketKind; 2] = [TicketKind::Kitchen, TicketKind::Cancel];

#[test]
fn the_first_station_that_claims_a_dish_cooks_it() {
    let policy = policy(vec![printer("p", &BOTH, &["soup"]), printer("q", &BOTH, &["boil"])]);
    for (dish, at) in [
        (dish("순대국밥", None, None), "p: 국밥 1/1 [0]"),
        (dish("뼈해장국 특", None, None), "p: 국밥 1/1 [0]"),
        (dish("국밥 세트", None, None), "p: 기타 1/1 [0]"),
        (dish("모둠", Some("B01"), None), "q: 수육 1/1 [0]"),
        (dish("모둠", Some("A01"), None), "p: 국밥 1/1 [0]"),
        (dish("모둠", Some("a01"), None), "p: 기타 1/1 [0]"),
        (dish("모둠", None, Some("은하분식 ")), "q: 수육 1/1 [0]"),
        (dish("수육국밥", None, None), "p: 국밥 1/1 [0]"),
        // As macOS writes it: consonants and vowels apart.
        (dish("\u{1109}\u{116e}\u{110b}\u{1172}\u{11a8}(소)", None, None), "q: 수육 1/1 [0]"),
    ] {
        assert_eq!(table(&policy, TicketKind::Kitchen, std::slice::from_ref(&dish)), [at], "{dish:?}");
    }
}

#[test]
fn a_printer_gets_its_stations_dishes_or_else_the_whole_order() {
    let lines = [
        dish("순대국밥", None, None),
        dish("수육(소)", None, None),
        dish("콜라", None, None),
        dish("국밥", None, None),
    ];
    let whole = printer("whole", &BOTH, &[]);
    let (soup, boil) = (printer("soup", &BOTH, &["soup"]), printer("boil", &BOTH, &["boil"]));
    let counter = printer("counter", &[TicketKind::Customer, TicketKind::Rider], &["boil"]);
    let print = |printers: &[&PrinterPolicy], kind, lines: &[Line]| {
        table(&policy(printers.iter().map(|printer| (*printer).clone()).collect()), kind, lines)
    };
    let kitchen = TicketKind::Kitchen;
    // No station claims the cola: it goes to the first printer, unless another one prints everything.
    assert_eq!(
        print(&[&counter, &boil, &soup], kitchen, &lines),
        ["boil: 수육, 기타 1/2 [1, 2]", "soup: 국밥 2/2 [0, 3]"]
    );
    assert_eq!(
        print(&[&boil, &whole, &soup], kitchen, &lines),
        ["boil: 수육 1/2 [1]", "whole: all", "soup: 국밥 2/2 [0, 3]"]
    );
    // A ticket without dishes is not printed; a station without a printer loses none.
    assert_eq!(print(&[&boil, &soup], kitchen, &lines[3..]), ["soup: 국밥 1/1 [0]"]);
    assert_eq!(print(&[&boil], kitchen, &lines[..2]), ["boil: 국밥, 수육 1/1 [0, 1]"]);
    // Cancel tickets follow the kitchen's; other kinds know no stations.
    assert_eq!(print(&[&boil, &soup], TicketKind::Cancel, &lines[2..3]), ["boil: 기타 1/1 [0]"]);
    assert_eq!(print(&[&counter, &boil], TicketKind::Customer, &lines), ["counter: all"]);
    // An order without dishes still reaches the kitchen, and a cancel ticket some printer.
    assert_eq!(print(&[&boil, &soup], kitchen, &[]), ["boil: all"]);
    let office = printer("office", &[TicketKind::Cancel], &["boil"]);
    let silent = printer("silent", &[kitchen], &[]);
    assert_eq!(print(&[&silent, &office], TicketKind::Cancel, &lines[..1]), ["office: all"]);
}

proptest! {
    #[test]
    fn every_dish_of_every_order_is_on_a_kitchen_ticket(
        dishes in prop::collection::vec((0usize..5, 0usize..3, 0usize..3), 0..8),
        printers in prop::collection::vec((0u8..16, 0u8..4), 0..5),
    ) {
        let lines: Vec<Line> = dishes.iter().map(|(name, code, stall)| dish(
            ["순대국밥", "수육", "콜라", "", "해장국 수육"][*name],
            [None, Some("A01"), Some("B01")][*code],
            [None, Some("은하분식"), Some("없는집")][*stall],
        )).collect();
        let printers: Vec<PrinterPolicy> = printers.iter().enumerate().map(|(n, (kinds, stations))| {
            let chosen = |all: &[TicketKind]| {
                all.iter().enumerate().filter(|(bit, _)| kinds >> bit & 1 == 1).map(|(_, kind)| *kind).collect::<Vec<_>>()
            };
            printer(&format!("p{n}"), &chosen(&TicketKind::ALL), [&[][..], &["soup"], &["boil"], &["boil", "soup"]][usize::from(*stations)])
        }).collect();
        let policy = policy(printers);
        for kind in TicketKind::ALL {
            let routes = routes(&policy, kind, &lines);
            let printing = policy.printers.iter().filter(|p| p.tickets.contains(&kind)).count();
            prop_assert_eq!(routes.is_empty(), printing == 0, "somebody prints it");
            let parts: Vec<&Part> = routes.iter().filter_map(|(_, part)| part.as_ref()).collect();
            for (number, part) in (1..).zip(&parts) {
                prop_assert!(!part.lines.is_empty(), "a ticket without dishes");
                prop_assert_eq!((part.number, part.of as usize), (number, parts.len()));
            }
            if kind == TicketKind::Kitchen && printing > 0 {
                for line in 0..lines.len() {
                    let borne = routes.iter().any(|(_, part)| part.as_ref().is_none_or(|part| part.lines.contains(&line)));
                    prop_assert!(borne, "line {line} is lost: {routes:?}");
                }
            }
        }
    }
}
