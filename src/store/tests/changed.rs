//! Orders that change while their tickets are on the way, and what is printed again after.

use domain::order::{
    AppEventKind, Created, DeliveryState, Order, Personal, Quantity, Status, TicketKind, TicketState,
};
use domain::rules::{Outcome, Policy};
use domain::{Command, OrderState};

use super::world::{HAND, World, policy, possible, report};
use crate::ticket::sample::line;

/// An accepted order, and the row of its kitchen ticket, which has just started.
fn sending(policy: Policy) -> (World, Order, i64) {
    let mut world = World::new(Policy { agencies: Vec::new(), ..policy });
    let mut order = world.order("a");
    order.lines = vec![line(1, "순대국밥", 9_000, &[]), line(1, "삼치구이", 9_000, &[])];
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.pass(300);
    let row = world.due("printer:kitchen").remove(0);
    assert!(world.store.start(row.id, world.now).unwrap().is_some());
    (world, order, row.id)
}

/// The app shows the order so.
fn shows(world: &mut World, order: &Order) {
    let last_event = Some(AppEventKind::Confirmed);
    world.does(
        "channel:hand",
        "fetch:compare",
        Outcome::Fetched { order: Box::new(order.clone()), last_event },
    );
}

/// State, 변경, 재출력 of the tickets of one kind.
fn marks(state: &OrderState, kind: TicketKind) -> Vec<(TicketState, bool, bool)> {
    let jobs = state.tickets.iter().filter(|job| job.kind == kind);
    jobs.map(|job| (job.state, job.marked_changed, job.marked_reprint)).collect()
}

#[test]
fn an_unsent_ticket_is_not_retried_beside_the_changed_one() {
    let (mut world, mut order, row) = sending(policy());
    order.lines.remove(0);
    shows(&mut world, &order);
    world.store.finish(row, Outcome::NotSent { reason: "closed".to_owned() }, world.now).unwrap();
    let both = [(TicketState::Expired, false, false), (TicketState::Queued, true, false)];
    assert_eq!(marks(&world.state("a"), TicketKind::Kitchen), both);
    world.pass(5);
    assert_eq!(world.tags("printer:kitchen").len(), 1);
}

#[test]
fn a_possibly_sent_ticket_is_followed_by_the_changed_one_alone() {
    let mut reprints = policy();
    reprints.printers[0].reprint_unknown = true;
    for policy in [policy(), reprints] {
        let (mut world, mut order, row) = sending(policy);
        order.lines.remove(0);
        shows(&mut world, &order);
        world.store.finish(row, Outcome::PrintUnknown { reason: "closed".to_owned() }, world.now).unwrap();
        let state = world.state("a");
        let both = [(TicketState::Unknown, false, false), (TicketState::Queued, true, false)];
        assert_eq!(marks(&state, TicketKind::Kitchen), both);
        assert_eq!(state.problems.len(), 1, "{:?}", state.problems);
    }
}

#[test]
fn a_delay_leaves_the_customers_ticket_to_be_printed_again() {
    let (mut world, _, row) = sending(policy());
    world.store.finish(row, Outcome::Printed, world.now).unwrap();
    world.does("printer:counter", "print", Outcome::Printed);
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.pass(1);
    world.command("a", Command::Reprint { kind: None }).unwrap();
    let state = world.state("a");
    assert_eq!(marks(&state, TicketKind::Kitchen).len(), 3);
    let twice = [(TicketState::Printed, false, false), (TicketState::Queued, false, true)];
    assert_eq!(marks(&state, TicketKind::Customer), twice);
}

#[test]
fn a_station_whose_dishes_were_taken_off_is_told_once() {
    let (mut world, mut order, row) = sending(super::paper::stations());
    world.store.finish(row, Outcome::Printed, world.now).unwrap();
    world.does("printer:grill", "print", Outcome::Printed);
    let grill = |world: &mut World| {
        let state = world.state("a");
        let jobs = state.tickets.iter().filter(|job| job.printer == "grill" && job.marked_changed);
        jobs.map(|job| job.part.as_ref().unwrap().lines.clone()).collect::<Vec<_>>()
    };
    order.lines.remove(1);
    shows(&mut world, &order);
    assert_eq!(grill(&mut world), [vec![0_usize; 0]], "nothing to cook any more");
    world.does("printer:grill", "print", Outcome::Printed);
    world.pass(300);
    order.store_memo = Some("덜 맵게".to_owned());
    shows(&mut world, &order);
    assert_eq!(grill(&mut world).len(), 1, "and not again");
}

#[test]
fn a_station_cooks_again_what_the_app_changed() {
    let (mut world, mut order, row) = sending(super::paper::stations());
    world.store.finish(row, Outcome::Printed, world.now).unwrap();
    world.does("printer:grill", "print", Outcome::Printed);
    let bump = |station: &str| Command::Bump { station: station.to_owned(), undo: false };
    let cooked = |state: &OrderState| state.gathering.cooked().keys().cloned().collect::<Vec<_>>();
    world.command("a", bump("soup")).unwrap();
    order.lines[1].quantity = Quantity::pieces(2);
    shows(&mut world, &order);
    assert_eq!(cooked(&world.state("a")), ["soup"], "its dishes are as they were");
    world.pass(300);
    order.lines[0].quantity = Quantity::pieces(3);
    shows(&mut world, &order);
    assert!(cooked(&world.state("a")).is_empty());
    world.command("a", bump("soup")).unwrap();
    world.pass(300);
    order.store_memo = Some("덜 맵게".to_owned());
    shows(&mut world, &order);
    assert!(cooked(&world.state("a")).is_empty(), "another request");
    world.command("a", bump("soup")).unwrap();
    world.pass(300);
    // What the grill had to cook is gone, and with it the last that was missing.
    order.lines.remove(1);
    shows(&mut world, &order);
    assert_eq!(world.state("a").head.status, Status::Ready);
}

#[test]
fn a_new_address_reaches_the_riders_slip_where_there_is_one() {
    for assigned in [true, false] {
        let mut world = World::new(policy());
        let mut order = world.order("a");
        world.arrive(HAND, order.clone());
        world.accept("a");
        if assigned {
            world.does("agency:first", "quote", possible(3_800));
            let rider = Created::Accepted(report(DeliveryState::Assigned));
            world.does("agency:first", "create", Outcome::Created(rider));
            world.does("printer:counter", "print:order-0001-t3", Outcome::Printed);
        }
        world.does("channel:hand", "tell:confirm", Outcome::Accepted);
        world.pass(300);
        let address = order.address.as_mut().unwrap();
        address.detail = Some(Personal("103동 1204호".to_owned()));
        shows(&mut world, &order);
        let slips = [(TicketState::Printed, false, false), (TicketState::Queued, true, false)];
        let expected = if assigned { &slips[..] } else { &[] };
        assert_eq!(marks(&world.state("a"), TicketKind::Rider), expected);
    }
}

#[test]
fn food_that_is_on_its_way_is_not_cooked_again() {
    let (mut world, mut order, row) = sending(policy());
    world.store.finish(row, Outcome::Printed, world.now).unwrap();
    world.command("a", Command::PickedUp).unwrap();
    // Some apps show no address any more then.
    order.address = None;
    shows(&mut world, &order);
    assert_eq!(marks(&world.state("a"), TicketKind::Kitchen), [(TicketState::Printed, false, false)]);
}
