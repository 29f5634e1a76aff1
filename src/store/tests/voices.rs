//! What printers said, and what was torn, over restarts; and how often a ticket in doubt comes out again by itself.

use domain::order::{Problem, TicketState};
use domain::rules::Outcome;

use super::file::{folder, open};
use super::world::{HAND, World, policy};
use crate::printer::{Answered, Voice};
use crate::store::{Voices, voices};

#[test]
fn what_was_heard_of_a_printer_outlives_a_restart() {
    let (_folder, path) = folder();
    assert_eq!(voices(&path).unwrap(), Voices::new(), "no database yet");
    let heard = Voice { status: [true, false, false, true], in_stream: Answered::Ever, ..Voice::default() };
    let address = || "tcp 192.168.0.50 9100".to_owned();
    let mut world = open(&path).unwrap();
    world.store.keep_voices(&Voices::from([(address(), Voice::default())]), false).unwrap();
    world.store.keep_voices(&Voices::from([(address(), heard.clone())]), false).unwrap();
    drop(world);
    let _world = open(&path).unwrap();
    assert_eq!(voices(&path).unwrap(), Voices::from([(address(), heard)]));
}

#[test]
fn a_torn_ticket_is_known_until_its_printer_is_told() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    assert!(world.store.torn().unwrap().is_empty());
    let row = world.due("printer:kitchen").remove(0);
    world.store.start(row.id, world.now).unwrap();
    drop(world);
    // Killed twice, the second time before its printer was told.
    for _ in 0..2 {
        let mut world = open(&path).unwrap();
        let torn = world.store.torn().unwrap();
        let named: Vec<_> =
            torn.iter().map(|(order, ticket)| (&order.head.external_id[..], ticket.clone())).collect();
        assert_eq!(named, [("a", torn[0].0.tickets[0].id.clone())]);
        world.store.keep_voices(&Voices::new(), false).unwrap();
    }
    let mut world = open(&path).unwrap();
    world.store.keep_voices(&Voices::new(), true).unwrap();
    assert!(world.store.torn().unwrap().is_empty());
}

/// An accepted order at a shop whose kitchen wants tickets in doubt again.
fn reprints() -> World {
    let mut policy = policy();
    policy.printers[0].reprint_unknown = true;
    let mut world = World::new(policy);
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world
}

fn copies(world: &mut World) -> Vec<(TicketState, bool)> {
    let state = world.state("a");
    let kitchen = state.tickets.iter().filter(|job| job.printer == "kitchen");
    kitchen.map(|job| (job.state, job.marked_reprint)).collect()
}

fn asks(world: &mut World) -> bool {
    world.state("a").problems.iter().any(|problem| matches!(problem, Problem::TicketUnknown { .. }))
}

#[test]
fn a_ticket_in_doubt_comes_out_again_once_by_itself() {
    let mut world = reprints();
    let lost = || Outcome::PrintUnknown { reason: "cut".to_owned() };
    world.does("printer:kitchen", "print", lost());
    assert_eq!(copies(&mut world), [(TicketState::Unknown, false), (TicketState::Queued, true)]);
    assert!(!asks(&mut world));
    world.does("printer:kitchen", "print", lost());
    assert_eq!(copies(&mut world), [(TicketState::Unknown, false), (TicketState::Unknown, true)]);
    assert!(asks(&mut world), "the second time a person decides");
}

#[test]
fn a_printer_that_reports_well_reprints_nothing_by_itself() {
    let mut world = reprints();
    world.does("printer:kitchen", "print", Outcome::Unconfirmed { reason: "not-confirmed".to_owned() });
    assert_eq!(copies(&mut world), [(TicketState::Unknown, false)]);
    assert!(asks(&mut world));
}
