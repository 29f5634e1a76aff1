//! Where tickets go: stations and printers that stand in, through the ledger.

use super::world::{AUTO, HAND, World, policy};
use crate::engine::rules::{Outcome, Policy};
use crate::engine::{Command, OrderState, TicketJob};
use crate::order::{AppEventKind, TicketKind, TicketState};
use crate::settings::Station;
use crate::sim::sample;
use crate::ticket::sample::line;

/// Kind, printer, dishes of each ticket.
fn tickets(state: &OrderState) -> Vec<(&'static str, &str, Option<&[usize]>)> {
    let jobs = state.tickets.iter();
    jobs.map(|job| {
        let dishes = job.part.as_ref().map(|part| part.lines.as_slice());
        (job.kind.as_str(), job.printer.as_str(), dishes)
    })
    .collect()
}

/// The kitchen cooks soup, the grill the rest; both print kitchen and cancel tickets.
fn stations() -> Policy {
    let mut policy = policy();
    let station = |id: &str, name: &str| Station {
        id: id.to_owned(),
        name: id.to_owned(),
        codes: Vec::new(),
        names: vec![name.to_owned()],
        stalls: Vec::new(),
    };
    policy.stations = vec![station("soup", "*국밥"), station("grill", "*구이")];
    policy.printers[0].stations = vec!["soup".to_owned()];
    let mut grill = policy.printers[0].clone();
    (grill.id, grill.stations) = ("grill".to_owned(), vec!["grill".to_owned()]);
    policy.printers.push(grill);
    policy
}

#[test]
fn each_station_gets_its_dishes_their_reprint_and_their_cancellation() {
    let mut world = World::new(stations());
    let mut order = world.order("a");
    order.lines = vec![line(1, "순대국밥", 9_000, &[]), line(1, "삼치구이", 9_000, &[])];
    world.arrive(AUTO, order);
    let (soup, grill) = (Some(&[0_usize][..]), Some(&[1_usize][..]));
    assert_eq!(
        tickets(&world.state("a")),
        [("kitchen", "kitchen", soup), ("kitchen", "grill", grill), ("customer", "counter", None)]
    );
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.does("printer:grill", "print", Outcome::PrintUnknown { reason: "closed".to_owned() });
    world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }).unwrap();
    let state = world.state("a");
    assert_eq!(tickets(&state)[3..], [("kitchen", "kitchen", soup), ("kitchen", "grill", grill)]);
    assert!(state.tickets[3..].iter().all(|ticket| ticket.marked_reprint));

    let state = world.says(AUTO, "a", AppEventKind::Cancelled);
    assert_eq!(tickets(&state)[5..], [("cancel", "kitchen", soup), ("cancel", "grill", grill)]);
}

#[test]
fn a_station_without_a_dish_is_neither_told_to_cook_nor_to_stop() {
    let mut world = World::new(stations());
    let mut order = world.order("a");
    order.lines = vec![line(1, "삼치구이", 9_000, &[])];
    world.arrive(HAND, order);
    world.accept("a");
    let state = world.says(HAND, "a", AppEventKind::Cancelled);
    let at: Vec<_> = tickets(&state).into_iter().map(|(kind, printer, _)| (kind, printer)).collect();
    assert_eq!(at, [("kitchen", "grill"), ("customer", "counter"), ("cancel", "grill")]);
}

#[test]
fn a_ticket_stored_before_there_were_stations_is_read() {
    let now = "2026-11-21T10:00:00Z".parse().unwrap();
    let ticket = sample::ticket("특급-001", now, TicketKind::Kitchen, TicketState::Queued);
    let stored = serde_json::to_value(&ticket).unwrap();
    assert!(stored.get("part").is_none(), "{stored}");
    assert_eq!(serde_json::from_value::<TicketJob>(stored).unwrap(), ticket);
}
