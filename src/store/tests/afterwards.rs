//! CANCELLED after the order was completed here: a person is told, and the kitchen is not.

use domain::closing::{CancelledLate, of_day};
use domain::order::{AppEventKind, Food, Problem, Status, TicketKind, Won};
use domain::rules::Outcome;
use domain::{Bell, Command, Done};

use super::world::{AUTO, HAND, World, policy};

/// An order that a person completed.
fn completed() -> World {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.command("a", Command::Complete).unwrap();
    world
}

fn told(world: &mut World) -> Option<(Option<String>, Option<Won>)> {
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Completed);
    assert!(state.tickets.iter().all(|ticket| ticket.kind != TicketKind::Cancel), "nobody has to stop");
    state.problems.iter().find_map(|problem| match problem {
        Problem::CancelledAfterCompletion { reason, amount } => Some((reason.clone(), *amount)),
        _ => None,
    })
}

#[test]
fn a_completed_order_cancelled_afterwards_rings_until_seen() {
    let mut world = completed();
    let mut cancelled = world.event("a", AppEventKind::Cancelled);
    cancelled.reason = Some("고객 변심".to_owned());
    world.hear(HAND, "a", None, vec![cancelled]);
    let amount = world.state("a").head.order.as_ref().unwrap().total.amount;
    assert_eq!(told(&mut world), Some((Some("고객 변심".to_owned()), Some(amount))));
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
    world.restart();
    world.pass(3_600);
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }), "over a restart too");
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
    assert_eq!((told(&mut world), world.state("a").bell), (None, Bell::Silent));
    // Said again in another event, it is no news.
    world.says(HAND, "a", AppEventKind::Cancelled);
    assert_eq!((told(&mut world), world.state("a").bell), (None, Bell::Silent));
}

#[test]
fn a_late_cancellation_is_told_on_every_way_and_days_later() {
    // By the app.
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    world.says(AUTO, "a", AppEventKind::Concluded);
    world.says(AUTO, "a", AppEventKind::Cancelled);
    assert!(told(&mut world).is_some());
    // By itself, after it was delivered.
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    world.says(AUTO, "a", AppEventKind::Delivered);
    world.pass(86_400 * 2);
    world.says(AUTO, "a", AppEventKind::Cancelled);
    assert!(told(&mut world).is_some(), "when it has left the picture");
    // Two days later it is in that day's books, not in those of its own.
    let mut world = completed();
    world.pass(86_400 * 2);
    world.says(HAND, "a", AppEventKind::Cancelled);
    let state = world.state("a");
    let today = world.now;
    let late = CancelledLate::of(&[of_day((*state).clone(), |_, at| at == today)]);
    assert_eq!((late.orders, late.amount), (1, state.head.order.as_ref().unwrap().total.amount));
    assert_eq!(CancelledLate::of(&[of_day((*state).clone(), |_, at| at != today)]).orders, 0);
    let books = |world: &World, day: &str| {
        let day = world.store.day(Some(day.parse().unwrap()), world.now).unwrap();
        CancelledLate::of(&day.orders).orders
    };
    assert_eq!((books(&world, "2026-11-21"), books(&world, "2026-11-23")), (0, 1));
}

#[test]
fn what_is_said_of_a_cancellation_fits_how_far_the_food_was() {
    let food = |prepare: &[Command]| {
        let mut world = World::new(policy());
        let order = world.order("a");
        world.arrive(HAND, order);
        world.accept("a");
        for command in prepare {
            world.command("a", command.clone()).unwrap();
        }
        let state = world.says(HAND, "a", AppEventKind::Cancelled);
        assert_eq!(state.head.status, Status::Cancelled);
        let stops = state.tickets.iter().any(|ticket| ticket.kind == TicketKind::Cancel);
        let food = state.problems.iter().find_map(|problem| match problem {
            Problem::CancelledByApp { food, .. } => Some(*food),
            _ => None,
        });
        (food.unwrap(), stops)
    };
    assert_eq!(food(&[]), (Food::Cooking, true));
    assert_eq!(food(&[Command::Ready]), (Food::Ready, true));
    assert_eq!(food(&[Command::PickedUp]), (Food::Gone, false), "nobody cooks any more");
}
