//! Where tickets go: stations and printers that stand in, through the store.

use domain::order::{AppEventKind, Problem, TicketKind, TicketState};
use domain::rules::{Outcome, Policy};
use domain::sample;
use domain::{Command, Done, OrderState, Resolution, TicketJob};
use jiff::SignedDuration;

use super::world::{AUTO, HAND, World, policy};
use crate::settings::Station;
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
pub(super) fn stations() -> Policy {
    let mut policy = policy();
    let station = |id: &str, name: &str| Station {
        id: id.to_owned(),
        name: id.to_owned(),
        codes: Vec::new(),
        names: vec![name.to_owned()],
        stalls: Vec::new(),
    };
    policy.stations = vec![station("soup", "*국밥"), station("grill", "*구이")];
    policy.printers[0].backup = None;
    policy.printers[0].stations = vec!["soup".to_owned()];
    let mut grill = policy.printers[0].clone();
    (grill.id, grill.stations) = ("grill".to_owned(), vec!["grill".to_owned()]);
    policy.printers.push(grill);
    policy
}

#[test]
fn each_station_gets_its_dishes_reprints_and_cancellations() {
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

/// The printer has taken nothing for so many seconds.
fn not_ready(world: &mut World, printer: &str, seconds: i64) {
    let since = world.now.checked_sub(SignedDuration::from_secs(seconds)).unwrap();
    world.store.not_ready(printer, "out of paper", since, world.now).unwrap();
}

/// State, printer and whom it stands in for, of the tickets of one kind.
fn moves(state: &OrderState, kind: TicketKind) -> Vec<(&'static str, &str, Option<&str>)> {
    let jobs = state.tickets.iter().filter(|job| job.kind == kind);
    jobs.map(|job| (job.state.as_str(), job.printer.as_str(), job.backup_for.as_deref())).collect()
}

/// An accepted order whose tickets wait.
fn waiting() -> World {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    world
}

const KITCHEN: TicketKind = TicketKind::Kitchen;

#[test]
fn a_ticket_its_printer_does_not_take_comes_out_of_the_backup() {
    let mut world = waiting();
    not_ready(&mut world, "kitchen", 19);
    assert_eq!(moves(&world.state("a"), KITCHEN), [("queued", "kitchen", None)]);
    not_ready(&mut world, "kitchen", 20);
    let state = world.state("a");
    let moved = [("failed", "kitchen", None), ("queued", "counter", Some("kitchen"))];
    assert_eq!(moves(&state, KITCHEN), moved);
    assert_eq!(state.tickets[0].reason.as_deref(), Some("out of paper → counter"));
    assert_eq!(state.tickets[2].expires_at, state.tickets[0].expires_at, "it has waited since then");
    assert_eq!((world.tags("printer:kitchen").len(), world.tags("printer:counter").len()), (0, 2));
    world.does("printer:counter", "print:order-0001-t3", Outcome::Printed);
    not_ready(&mut world, "counter", 600);
    let state = world.state("a");
    assert_eq!(moves(&state, KITCHEN)[1..], [("printed", "counter", Some("kitchen"))]);
    assert!(!state.tickets[2].marked_reprint && state.problems.is_empty());
}

#[test]
fn a_ticket_that_starts_as_it_moves_is_never_printed_twice() {
    // The worker has seen its row; then it moves.
    let mut world = waiting();
    let row = world.due("printer:kitchen").remove(0);
    not_ready(&mut world, "kitchen", 20);
    assert!(world.store.start(row.id, world.now).unwrap().is_none(), "nothing to print any more");
    // It has started; then it would move.
    let mut world = waiting();
    let row = world.due("printer:kitchen").remove(0);
    assert!(world.store.start(row.id, world.now).unwrap().is_some());
    not_ready(&mut world, "kitchen", 20);
    assert_eq!(moves(&world.state("a"), KITCHEN), [("sending", "kitchen", None)]);
    // Not one byte left after all: now it may.
    world.store.finish(row.id, Outcome::NotSent { reason: "closed".to_owned() }, world.now).unwrap();
    not_ready(&mut world, "kitchen", 20);
    let moved = [("failed", "kitchen", None), ("queued", "counter", Some("kitchen"))];
    assert_eq!(moves(&world.state("a"), KITCHEN), moved);
}

#[test]
fn a_half_sent_ticket_stays_a_question_where_it_is() {
    let mut world = waiting();
    world.does("printer:kitchen", "print", Outcome::PrintUnknown { reason: "closed".to_owned() });
    not_ready(&mut world, "kitchen", 600);
    assert_eq!(moves(&world.state("a"), KITCHEN), [("unknown", "kitchen", None)]);
}

#[test]
fn a_ticket_follows_the_chain_of_backups_and_waits_at_its_end() {
    let mut world = waiting();
    for printer in ["kitchen", "counter", "spare", "kitchen", "counter"] {
        not_ready(&mut world, printer, 20);
    }
    let end = [
        ("failed", "kitchen", None),
        ("failed", "counter", Some("kitchen")),
        ("queued", "spare", Some("kitchen")),
    ];
    assert_eq!(moves(&world.state("a"), KITCHEN), end);
    world.pass(30 * 60);
    let state = world.state("a");
    assert_eq!(moves(&state, KITCHEN)[2], ("expired", "spare", Some("kitchen")));
    let asks = |p: &Problem| matches!(p, Problem::TicketExpired { kind: KITCHEN, printer, .. } if printer == "spare");
    assert_eq!(state.problems.iter().filter(|p| asks(p)).count(), 1, "{:?}", state.problems);
}

#[test]
fn a_reprint_belongs_to_the_printer_that_was_stood_in_for() {
    let mut world = waiting();
    not_ready(&mut world, "kitchen", 20);
    world.does("printer:counter", "print:order-0001-t3", Outcome::Printed);
    world.command("a", Command::Reprint { kind: Some(KITCHEN) }).unwrap();
    let state = world.state("a");
    assert_eq!(moves(&state, KITCHEN)[2..], [("queued", "kitchen", None)]);
    assert!(state.tickets[3].marked_reprint);
    // Still broken: it moves again, and says both.
    not_ready(&mut world, "kitchen", 600);
    let again = world.state("a").tickets.last().unwrap().clone();
    assert_eq!((again.printer.as_str(), again.home(), again.marked_reprint), ("counter", "kitchen", true));
}

#[test]
fn an_unsent_ticket_does_not_follow_its_orders_cancel_ticket() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let row = world.due("printer:kitchen").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.says(HAND, "a", AppEventKind::Cancelled);
    world.store.finish(row.id, Outcome::NotSent { reason: "refused".to_owned() }, world.now).unwrap();
    world.pass(10);
    let state = world.state("a");
    assert_eq!(state.tickets[0].state, TicketState::Expired);
    let due: Vec<_> = world.due("printer:kitchen");
    assert_eq!(due.len(), 1);
    let queued = state.tickets.iter().find(|t| t.state == TicketState::Queued && t.printer == "kitchen");
    assert_eq!(queued.unwrap().kind, TicketKind::Cancel);
}

#[test]
fn a_reprint_of_a_ticket_that_still_waits_brings_no_second_copy() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let again = Command::Reprint { kind: Some(TicketKind::Kitchen) };
    assert_eq!(world.command("a", again.clone()), Ok(Done::Already));
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(world.command("a", again.clone()), Ok(Done::Committed));
    assert_eq!(world.command("a", again), Ok(Done::Already));
    assert_eq!(world.tags("printer:kitchen").len(), 1);
}

#[test]
fn a_ticket_for_a_printer_that_is_gone_becomes_a_question() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let mut fewer = policy();
    fewer.printers.clear();
    world.store.set_policy(fewer);
    world.pass(30 * 60);
    assert!(world.state("a").problems.iter().any(|p| matches!(p, Problem::TicketExpired { .. })));
}

#[test]
fn of_two_copies_out_of_order_the_later_one_printed_is_marked() {
    let mut world = waiting();
    world.pass(31 * 60);
    world.command("a", Command::Reprint { kind: Some(KITCHEN) }).unwrap();
    world.command("a", Command::Resolve { resolution: Resolution::Reprint }).unwrap();
    // The one that was queued first cannot leave yet.
    world.does("printer:kitchen", "print", Outcome::NotSent { reason: "busy".to_owned() });
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.pass(3);
    world.does("printer:kitchen", "print", Outcome::Printed);
    let state = world.state("a");
    let printed = |marked: bool| {
        let kitchen = state.tickets.iter().filter(|job| job.kind == KITCHEN);
        kitchen.filter(|job| job.state == TicketState::Printed && job.marked_reprint == marked).count()
    };
    assert_eq!((printed(false), printed(true)), (1, 1), "{:#?}", state.tickets);
}
