//! Short words for what is done to the order `a` and asked of it.

use domain::Command;
use domain::order::{AppEventKind, DeliveryState, Order, OrderKind, Problem};
use domain::rules::{Outcome, Policy};

use super::called::{called, looks, problem, unanswered};
use super::world::{World, found, policy};
use super::written_off::{not_dispatched, to};

pub fn off(attempt: Option<u32>) -> Command {
    Command::CancelDispatch { attempt }
}

pub fn by_priority() -> Command {
    Command::Dispatch { agency: None, max_fee: None }
}

pub fn again(agency: Option<&str>) -> Command {
    Command::DeliverAgain { agency: agency.map(str::to_owned), max_fee: None, note: "공기밥".to_owned() }
}

pub fn tells(world: &mut World, agency: &str, tag: &str) -> bool {
    world.tags(&format!("agency:{agency}")).contains(&tag.to_owned())
}

pub fn nobody(world: &mut World) -> bool {
    problem(world, |p| matches!(p, Problem::NoRider { .. }))
}

pub fn not_needed(world: &mut World) -> bool {
    problem(world, |p| matches!(p, Problem::RiderNotNeeded { .. }))
}

pub fn states(world: &mut World) -> Vec<DeliveryState> {
    world.state("a").deliveries.iter().map(|d| d.status()).collect()
}

pub fn without_first() -> Policy {
    let mut fewer = policy();
    fewer.agencies.remove(0);
    fewer
}

pub fn restarted(world: &mut World, policy: Policy) {
    world.store.set_policy(policy);
    world.restart();
}

pub fn confirm(world: &mut World) {
    while let Some(tag) = world.tags("channel:hand").into_iter().find(|t| t.starts_with("tell:")) {
        world.does("channel:hand", &tag, Outcome::Accepted);
    }
}

/// The app shows the order so when it is compared the next time.
pub fn shows(world: &mut World, order: &Order) {
    confirm(world);
    world.pass(301);
    let last_event = Some(AppEventKind::Confirmed);
    let outcome = Outcome::Fetched { order: Box::new(order.clone()), last_event };
    world.does("channel:hand", "fetch:compare", outcome);
}

pub fn takeout(order: &Order) -> Order {
    Order { kind: OrderKind::Takeout, ..order.clone() }
}

/// Declared void and living after all; the second agency's price had been asked for and was dropped.
pub fn stray() -> World {
    let mut world = unanswered();
    not_dispatched(&mut world);
    world.command("a", to("second")).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert_eq!(states(&mut world), [DeliveryState::Expired, DeliveryState::Cancelled]);
    assert!(tells(&mut world, "first", "call-off:1"));
    world
}

pub fn delivered() -> World {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    world
}
