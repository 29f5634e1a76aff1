//! Riders who are called and not needed any more, and riders who are not to be called at all.

use domain::order::{
    AppEventKind, CancelCode, Created, DeliveredBy, DeliveryState, Order, OrderKind, Problem, Refusal,
    Status, Unneeded,
};
use domain::rules::Outcome;
use domain::{Bell, Command};
use jiff::SignedDuration;

use super::called::{called, delivery, looks, price, problem, taken};
use super::dispatch::{accepted, with};
use super::world::{HAND, World, found, policy};
use crate::settings::Dispatch;

fn not_needed(world: &mut World, why: Unneeded) -> bool {
    problem(world, |p| matches!(p, Problem::RiderNotNeeded { why: of, .. } if *of == why))
}

/// The problem that no rider was called automatically, for this reason.
fn left_to_person(world: &mut World, why: &str) -> bool {
    problem(world, |p| matches!(p, Problem::NoRider { refusal: Refusal { code, .. }, .. } if code == why))
}

/// An order that the app has confirmed, and whose price is awaited.
fn confirmed() -> (World, Order) {
    let mut world = with(|_| {});
    let order = world.order("a");
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    (world, order)
}

/// The app shows the order so when it is compared the next time.
fn shows(world: &mut World, order: &Order) {
    world.pass(300);
    let last_event = Some(AppEventKind::Confirmed);
    let outcome = Outcome::Fetched { order: Box::new(order.clone()), last_event };
    world.does("channel:hand", "fetch:compare", outcome);
}

/// The order in every form in which no rider of ours carries it.
fn otherwise(order: &Order) -> [(Order, Unneeded); 2] {
    let fetched = Order { kind: OrderKind::Takeout, ..order.clone() };
    let by_app = Order { delivered_by: DeliveredBy::Marketplace, ..order.clone() };
    [(fetched, Unneeded::Takeout), (by_app, Unneeded::App)]
}

#[test]
fn an_order_that_is_carried_otherwise_now_gets_no_rider_of_ours() {
    for way in [0, 1] {
        let (mut world, order) = confirmed();
        let (changed, _) = &otherwise(&order)[way];
        shows(&mut world, changed);
        assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
        assert!(world.tags("agency:first").is_empty());
        // The shop carries it again; no rider was called automatically, so a person is asked.
        shows(&mut world, &order);
        assert!(left_to_person(&mut world, "not-called"));
    }
}

#[test]
fn a_called_rider_rings_when_the_order_is_carried_otherwise() {
    for way in [0, 1] {
        let (mut world, order) = confirmed();
        world.does("agency:first", "quote", price());
        world.does("agency:first", "create", taken(DeliveryState::Requested));
        let (changed, why) = &otherwise(&order)[way];
        let changed = Order { rider_memo: Some("문 앞".to_owned()), ..changed.clone() };
        shows(&mut world, &changed);
        assert!(not_needed(&mut world, *why));
        assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
        assert!(
            !problem(&mut world, |p| matches!(p, Problem::RiderNotTold { .. })),
            "whom it does not matter to"
        );
        // Ours again: he is welcome, and nothing rings.
        shows(&mut world, &order);
        assert!(!not_needed(&mut world, *why));
        assert!(!matches!(world.state("a").bell, Bell::Urgent { .. }));
        shows(&mut world, &changed);
        world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
        assert!(
            !not_needed(&mut world, *why) && world.tags("agency:first").contains(&"call-off:1".to_owned())
        );
    }
}

#[test]
fn an_unknown_call_is_not_repeated_once_no_rider_is_needed() {
    for way in [0, 1, 2] {
        let (mut world, order) = confirmed();
        world.does("agency:first", "quote", price());
        world.does("agency:first", "create", Outcome::Created(Created::Unknown("lost".into())));
        for _ in 0..3 {
            looks(&mut world, Outcome::LookedUp(None));
        }
        assert!(world.tags("agency:first").contains(&"create:1".to_owned()));
        match otherwise(&order).get(way) {
            Some((changed, _)) => shows(&mut world, changed),
            None => {
                world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
            }
        }
        looks(&mut world, Outcome::LookedUp(None));
        assert!(!world.tags("agency:first").contains(&"create:1".to_owned()), "{way}");
    }
}

#[test]
fn food_that_leaves_by_other_hands_asks_about_the_called_rider() {
    let mut world = called();
    world.command("a", Command::PickedUp).unwrap();
    assert!(not_needed(&mut world, Unneeded::Left));
    assert!(matches!(world.state("a").bell, Bell::Once { .. }));
    // The rider had it after all; his agency was slow.
    looks(&mut world, found(DeliveryState::PickedUp));
    assert!(!not_needed(&mut world, Unneeded::Left));
}

#[test]
fn a_rider_whose_pickup_is_unseen_is_asked_about_at_the_close() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::Arrived));
    world.command("a", Command::PickedUp).unwrap();
    assert!(!not_needed(&mut world, Unneeded::Left), "he taps a moment later");
    world.command("a", Command::Complete).unwrap();
    assert!(not_needed(&mut world, Unneeded::Left));
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    world.command("a", Command::Complete).unwrap();
    assert!(!not_needed(&mut world, Unneeded::Left));
}

#[test]
fn a_call_answered_after_the_food_left_is_asked_about() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", price());
    let row = world.due("agency:first").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.command("a", Command::PickedUp).unwrap();
    world.store.finish(row.id, taken(DeliveryState::Requested), world.now).unwrap();
    assert!(not_needed(&mut world, Unneeded::Left));
}

#[test]
fn nothing_more_is_said_about_a_delivery_that_has_ended() {
    let mut world = called();
    world.command("a", Command::Ready).unwrap();
    let wait = std::time::Duration::from_secs(5);
    let row = world.due("agency:first").into_iter().find(|r| r.effect.tag() == "prepare-complete:1").unwrap();
    world.store.postpone(row.id, "HTTP 404".to_owned(), wait, world.now).unwrap();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    world.pass(3_600);
    assert!(world.tags("agency:first").is_empty());
}

fn before_ready(minutes: u32) -> World {
    with(|policy| policy.agencies.iter_mut().for_each(|a| a.dispatch = Dispatch::BeforeReady(minutes)))
}

#[test]
fn no_rider_is_called_in_the_morning_for_yesterdays_meal() {
    let mut world = before_ready(10);
    accepted(&mut world, |_| {});
    world.now = world.now.checked_add(SignedDuration::from_hours(14)).unwrap();
    world.restart();
    world.store.wake(world.now).unwrap();
    assert!(world.tags("agency:first").is_empty());
    assert!(left_to_person(&mut world, "missed-time"));
    // Said once: after it was seen it is not said again.
    world.command("a", Command::Seen).unwrap();
    world.restart();
    world.pass(600);
    assert!(!left_to_person(&mut world, "missed-time"));
    world.command("a", Command::Dispatch { agency: None, max_fee: None }).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
}

#[test]
fn a_machine_that_was_off_for_a_while_still_calls_the_rider() {
    let mut world = before_ready(10);
    accepted(&mut world, |_| {});
    world.now = world.now.checked_add(SignedDuration::from_mins(40)).unwrap();
    world.restart();
    world.store.wake(world.now).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
}

#[test]
fn food_does_not_wait_for_an_agency_that_opens_long_after() {
    let mut world = with(|policy| {
        for agency in &mut policy.agencies {
            agency.dispatch = Dispatch::BeforeReady(0);
            agency.suits.hours = Some((jiff::civil::time(11, 0, 0, 0), jiff::civil::time(19, 10, 0, 0)));
        }
    });
    accepted(&mut world, |_| {});
    assert!(left_to_person(&mut world, "unsuited-hours"), "told while there is time to choose");
    world.pass(16 * 3_600);
    assert!(world.tags("agency:first").is_empty());
}

#[test]
fn no_rider_is_called_by_itself_while_we_cancel_the_order() {
    let code = CancelCode::ALL[0];
    let mut world = before_ready(10);
    accepted(&mut world, |_| {});
    world.command("a", Command::Cancel { code }).unwrap();
    world.pass(301);
    assert!(world.tags("agency:first").is_empty());
    let by_hand = Command::Dispatch { agency: None, max_fee: None };
    assert!(world.command("a", by_hand).is_err());
    // The app does not agree: the order lives, and so does the wish for a rider.
    world.says(HAND, "a", AppEventKind::CancellationRequestDenied);
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    // Now the price is awaited.
    world.command("a", Command::Cancel { code }).unwrap();
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
    world.says(HAND, "a", AppEventKind::CancellationRequestDenied);
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    // And at last the price is there.
    world.does("agency:first", "quote", price());
    world.command("a", Command::Cancel { code }).unwrap();
    assert!(world.tags("agency:first").is_empty());
    world.says(HAND, "a", AppEventKind::Cancelled);
    let state = world.state("a");
    assert_eq!(
        (state.head.status, state.deliveries[0].status()),
        (Status::Cancelled, DeliveryState::Cancelled)
    );
}

#[test]
fn a_second_delivery_goes_on_when_a_cancel_ends_as_concluded() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
    assert!(world.tags("agency:first").is_empty());
    world.says(HAND, "a", AppEventKind::Concluded);
    assert_eq!(world.tags("agency:first"), ["quote:2"]);
}

#[test]
fn a_call_that_did_not_leave_waits_while_we_are_cancelling() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", price());
    let row = world.due("agency:first").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
    let not_sent = Outcome::Created(Created::NotSent("no line".into()));
    world.store.finish(row.id, not_sent, world.now).unwrap();
    world.pass(60);
    assert!(world.tags("agency:first").is_empty());
    world.says(HAND, "a", AppEventKind::CancellationRequestDenied);
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
}
