//! Tickets that wait for their printer, and which paper says 재출력.

use domain::order::{AppEventKind, Problem, TicketKind, TicketState};
use domain::rules::Outcome;
use domain::{Bell, Command, Done, OrderState, Resolution};
use jiff::SignedDuration;

use super::world::{AUTO, HAND, World, policy};

/// An accepted order whose tickets wait, of a policy whose kitchen has no backup.
fn waiting() -> World {
    let mut policy = policy();
    policy.printers[0].backup = None;
    policy.printers[1].backup = None;
    let mut world = World::new(policy);
    let order = world.order("a");
    world.arrive(AUTO, order);
    world
}

/// Ticket kind and printer of each ticket that is said to wait.
fn waits(state: &OrderState) -> Vec<(TicketKind, &str)> {
    let waits = state.problems.iter().filter_map(|problem| match problem {
        Problem::TicketWaits { kind, printer, .. } => Some((*kind, printer.as_str())),
        _ => None,
    });
    waits.collect()
}

const KITCHEN: (TicketKind, &str) = (TicketKind::Kitchen, "kitchen");
const CUSTOMER: (TicketKind, &str) = (TicketKind::Customer, "counter");

#[test]
fn a_ticket_that_waits_a_minute_rings_until_it_prints() {
    let mut world = waiting();
    world.pass(59);
    assert!(waits(&world.state("a")).is_empty());
    world.pass(1);
    let state = world.state("a");
    assert_eq!(waits(&state), [KITCHEN, CUSTOMER]);
    assert_eq!(state.bell, Bell::Once { at: world.now });
    assert_eq!(state.paper_missed_since().count(), 2, "rung for again and again");
    // One of them comes out.
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(waits(&world.state("a")), [CUSTOMER]);
    // A person has seen the other: it is still said, and no longer rung for.
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Already));
    world.pass(120);
    let state = world.state("a");
    assert_eq!((waits(&state), state.paper_missed_since().count()), (vec![CUSTOMER], 0));
    // Sent without confirmation is out as well.
    world.does("printer:counter", "print", Outcome::Sent);
    assert!(world.state("a").problems.is_empty());
}

#[test]
fn a_ticket_that_stalls_under_way_is_told_too() {
    let mut world = waiting();
    let row = world.due("printer:kitchen").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.pass(60);
    assert!(waits(&world.state("a")).contains(&KITCHEN), "paper ran out in the middle");
    // Refused before the first byte, it waits on.
    world.store.finish(row.id, Outcome::NotSent { reason: "closed".to_owned() }, world.now).unwrap();
    assert!(waits(&world.state("a")).contains(&KITCHEN));
    world.pass(2);
    world.does("printer:kitchen", "print", Outcome::PrintUnknown { reason: "closed".to_owned() });
    let state = world.state("a");
    assert_eq!(waits(&state), [CUSTOMER], "now it is another question");
    assert!(state.problems.iter().any(|p| matches!(p, Problem::TicketUnknown { .. })));
}

#[test]
fn a_waiting_ticket_is_told_over_restarts_until_it_expires() {
    let mut world = waiting();
    world.pass(30);
    world.restart();
    world.pass(30);
    assert_eq!(waits(&world.state("a")).len(), 2);
    world.restart();
    assert_eq!(waits(&world.state("a")).len(), 2);
    world.pass(30 * 60);
    let state = world.state("a");
    assert!(waits(&state).is_empty(), "{:?}", state.problems);
    assert_eq!(state.problems.iter().filter(|p| matches!(p, Problem::TicketExpired { .. })).count(), 2);
}

#[test]
fn a_ticket_that_moves_takes_what_is_said_of_it_along() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    world.pass(60);
    let since = world.now.checked_sub(SignedDuration::from_secs(20)).unwrap();
    world.store.not_ready("kitchen", "out of paper", since, world.now).unwrap();
    let state = world.state("a");
    assert_eq!(waits(&state), [(TicketKind::Kitchen, "counter"), CUSTOMER], "the backup is down as well");
    let told: Vec<&str> = state.tickets.iter().map(|ticket| ticket.id.as_str()).collect();
    let named = |p: &Problem| matches!(p, Problem::TicketWaits { ticket, .. } if *ticket == told[2]);
    assert!(state.problems.iter().any(named), "by the id under which it waits now");
    world.does("printer:counter", "print:order-0001-t3", Outcome::Printed);
    assert_eq!(waits(&world.state("a")), [CUSTOMER]);
}

#[test]
fn of_finished_orders_only_cancel_tickets_are_missed() {
    let mut world = waiting();
    world.pass(60);
    world.command("a", Command::Complete).unwrap();
    assert!(waits(&world.state("a")).is_empty());
    world.pass(60);
    assert!(waits(&world.state("a")).is_empty());

    let mut world = waiting();
    world.pass(60);
    let state = world.says(AUTO, "a", AppEventKind::Cancelled);
    assert!(waits(&state).is_empty());
    world.pass(60);
    assert_eq!(waits(&world.state("a")), [(TicketKind::Cancel, "kitchen")], "somebody may still cook");
}

/// Whether the last kitchen ticket says 재출력, and 변경.
fn marks(world: &mut World) -> (bool, bool) {
    let state = world.state("a");
    let last = state.tickets.iter().rev().find(|ticket| ticket.kind == TicketKind::Kitchen).unwrap();
    assert_eq!(last.state, TicketState::Printed);
    (last.marked_reprint, last.marked_changed)
}

const REPRINT: Command = Command::Resolve { resolution: Resolution::Reprint };

#[test]
fn the_first_paper_of_an_expired_ticket_is_no_reprint() {
    for again in
        [REPRINT, Command::Reprint { kind: Some(TicketKind::Kitchen) }, Command::Reprint { kind: None }]
    {
        let mut world = waiting();
        world.pass(30 * 60);
        world.command("a", again.clone()).unwrap();
        world.does("printer:kitchen", "print", Outcome::Printed);
        assert_eq!(marks(&mut world), (false, false), "{again:?}");
        // The next one is a copy.
        world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }).unwrap();
        world.does("printer:kitchen", "print", Outcome::Printed);
        assert_eq!(marks(&mut world), (true, false), "{again:?}");
    }
}

#[test]
fn a_ticket_that_never_left_is_no_copy_of_itself() {
    // Tried twice and refused before its first byte.
    let mut world = waiting();
    world.does("printer:kitchen", "print", Outcome::NotSent { reason: "refused".to_owned() });
    world.pass(2);
    world.does("printer:kitchen", "print", Outcome::NotSent { reason: "refused".to_owned() });
    world.pass(30 * 60);
    world.command("a", REPRINT).unwrap();
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(marks(&mut world), (false, false));
    // A kind that never was a job here.
    let mut world = waiting();
    world.command("a", Command::Reprint { kind: Some(TicketKind::Cancel) }).unwrap();
    let state = world.state("a");
    assert!(!state.tickets.last().unwrap().marked_reprint);
}

#[test]
fn what_may_have_come_out_marks_its_copy_whatever_became_of_it() {
    let unknown = || Outcome::PrintUnknown { reason: "closed".to_owned() };
    for outcome in [Outcome::Printed, Outcome::Sent, unknown()] {
        let mut world = waiting();
        world.does("printer:kitchen", "print", outcome.clone());
        world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }).unwrap();
        world.does("printer:kitchen", "print", Outcome::Printed);
        assert_eq!(marks(&mut world), (true, false), "{outcome:?}");
    }
    // The printer it came out of is no longer set up: its paper lies in the kitchen all the same.
    let mut world = waiting();
    world.does("printer:kitchen", "print", Outcome::Printed);
    let mut other = policy();
    other.printers[0].id = "stove".to_owned();
    world.store.set_policy(other);
    world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }).unwrap();
    world.does("printer:stove", "print", Outcome::Printed);
    assert_eq!(marks(&mut world), (true, false));
}

#[test]
fn a_mark_is_decided_when_the_paper_leaves() {
    // Two riders, and the first one's slip waits: whichever comes out first is no copy.
    let slips = |world: &mut World| -> Vec<bool> {
        let state = world.state("a");
        let slips = state.tickets.iter().filter(|ticket| ticket.kind == TicketKind::Rider);
        slips.filter(|slip| slip.state == TicketState::Printed).map(|slip| slip.marked_reprint).collect()
    };
    for first_comes_out in [true, false] {
        let mut world = waiting();
        world.command("a", Command::Reprint { kind: Some(TicketKind::Rider) }).unwrap();
        if first_comes_out {
            world.does("printer:counter", "print:order-0001-t3", Outcome::Printed);
        } else {
            world.pass(30 * 60);
        }
        world.command("a", Command::Reprint { kind: Some(TicketKind::Rider) }).unwrap();
        world.does("printer:counter", "print:order-0001-t4", Outcome::Printed);
        let expected: &[bool] = if first_comes_out { &[false, true] } else { &[false] };
        assert_eq!(slips(&mut world), expected);
    }
}

#[test]
fn a_change_that_never_came_out_is_said_by_its_next_paper() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.pass(60);
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    world.pass(30 * 60);
    world.command("a", REPRINT).unwrap();
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(marks(&mut world), (false, true), "it takes the place of the paper in the kitchen");
    world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }).unwrap();
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(marks(&mut world), (true, false));
}
