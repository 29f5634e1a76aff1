//! What is told to an app beside the order's way: how far the rider is, a later start.

use domain::order::{
    AppAction, AppEventKind, Created, DeliveryState, Personal, Problem, Rider, Tracking, TrackingEvent, Wants,
};
use domain::rules::{Effect, Outcome};

use super::world::{HAND, World, found, policy, possible, report};

const APP: &str = "channel:hand";
const FIRST: &str = "agency:first";

/// An accepted order whose rider has been called; the app has heard the acceptance.
fn called(tracking: bool) -> World {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.wants = Wants { tracking, ..Wants::default() };
    world.arrive(HAND, order);
    world.accept("a");
    world.does(APP, "tell:confirm", Outcome::Accepted);
    world.does(FIRST, "quote", possible(3_800));
    world.does(FIRST, "create", Outcome::Created(Created::Accepted(report(DeliveryState::Requested))));
    world
}

fn told(world: &mut World) -> Vec<Tracking> {
    let tracking = |effect: Effect| match effect {
        Effect::Notify { action: AppAction::Track { tracking } } => Some(tracking),
        _ => None,
    };
    world.due(APP).into_iter().filter_map(|row| tracking(row.effect)).collect()
}

#[test]
fn an_app_that_asks_for_it_hears_how_far_the_rider_is() {
    let mut world = called(true);
    world.prints();
    assert_eq!(told(&mut world), [], "no rider yet");
    let mut named = report(DeliveryState::Assigned);
    named.rider = Some(Rider { name: Some(Personal::from("김가상")), phone: None });
    named.pickup_expected_at = Some(world.now);
    world.pass(60);
    world.does(FIRST, "look-up", Outcome::LookedUp(Some(Box::new(named))));
    let [tracking] = told(&mut world).try_into().unwrap();
    assert_eq!((tracking.event, tracking.at), (TrackingEvent::PickupOngoing, world.now));
    assert_eq!(tracking.rider, Some(Personal::from("김가상")));
    assert!(tracking.pickup_eta.is_some() && tracking.deliver_by.is_some());
    // Not told in time: only the newest is.
    world.pass(60);
    world.does(FIRST, "look-up", found(DeliveryState::Arrived));
    let [tracking] = told(&mut world).try_into().unwrap();
    assert_eq!((tracking.event, tracking.pickup_eta), (TrackingEvent::ArrivedAtMerchant, None));
    world.prints();
    world.does(APP, "tell:track", Outcome::Accepted);
    for (state, event) in [
        (DeliveryState::PickedUp, TrackingEvent::OrderPicked),
        (DeliveryState::Delivered, TrackingEvent::OrderDelivered),
    ] {
        world.pass(60);
        world.does(FIRST, "look-up", found(state));
        let [tracking] = told(&mut world).try_into().unwrap();
        assert_eq!(tracking.event, event);
        world.does(APP, "tell:track", Outcome::Accepted);
    }
    assert!(world.state("a").problems.is_empty());
}

#[test]
fn an_app_that_does_not_ask_hears_nothing() {
    let mut world = called(false);
    for state in [DeliveryState::Assigned, DeliveryState::PickedUp] {
        world.pass(60);
        world.does(FIRST, "look-up", found(state));
        assert_eq!(told(&mut world), []);
    }
}

#[test]
fn a_courtesy_that_fails_delays_nothing_and_worries_nobody() {
    let mut world = called(true);
    world.prints();
    world.pass(60);
    world.does(FIRST, "look-up", found(DeliveryState::PickedUp));
    // Dispatch was queued later, and does not wait for the tracking.
    assert_eq!(world.tags(APP), ["tell:track", "tell:dispatch"]);
    world.does(APP, "tell:track", Outcome::Refused { reason: "HTTP 422".to_owned() });
    world.pass(60);
    world.does(FIRST, "look-up", found(DeliveryState::Delivered));
    world.does(APP, "tell:track", Outcome::Unsupported);
    assert!(world.state("a").problems.is_empty());
    assert_eq!(world.tags(APP), ["tell:dispatch"]);
}

#[test]
fn a_cancelled_order_tells_nothing_more() {
    let mut world = called(true);
    world.pass(60);
    world.does(FIRST, "look-up", found(DeliveryState::Assigned));
    assert_eq!(told(&mut world).len(), 1);
    world.says(HAND, "a", AppEventKind::Cancelled);
    assert_eq!(told(&mut world), []);
    assert!(world.state("a").problems.iter().any(|p| matches!(p, Problem::CancelledByApp { .. })));
}
