//! Settings that changed between two starts, while riders were under way.

use domain::order::{AppEventKind, DeliveryState, Problem};
use domain::rules::Policy;
use domain::{Bell, Command, Done, Refused, Resolution};

use super::called::{called, delivery, looks, price, priced_by, problem, taken, unanswered};
use super::world::{HAND, World, found, in_house, policy};

#[test]
fn a_delivery_whose_agency_is_gone_at_a_restart_is_asked_about() {
    for stands in [DeliveryState::Assigned, DeliveryState::PickedUp] {
        let mut world = called();
        looks(&mut world, found(stands));
        let mut fewer = policy();
        fewer.agencies.remove(0);
        world.store.set_policy(fewer);
        world.restart();
        assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
        assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryUnknown { gone: true, .. })));
        // Set up again, it goes on where it was.
        world.store.set_policy(policy());
        world.restart();
        assert!(!problem(&mut world, |p| matches!(p, Problem::DeliveryUnknown { .. })));
        looks(&mut world, found(stands));
        assert_eq!(delivery(&mut world).status(), stands);
        assert!(!problem(&mut world, |p| matches!(p, Problem::DeliveryUnknown { .. })));
    }
}

#[test]
fn a_delivery_is_never_asked_about_or_repeated_at_a_new_account() {
    let moved = || {
        let mut other = policy();
        other.agencies[0].account = "another account".to_owned();
        other
    };
    // Whether the first account has it is unknown, and the second cannot tell.
    let mut world = unanswered();
    world.prints();
    world.store.set_policy(moved());
    world.restart();
    for _ in 0..5 {
        world.pass(61);
        assert!(world.tags("agency:first").is_empty(), "{:?}", world.tags("agency:first"));
    }
    let asked = world.state("a").problems.clone();
    assert!(matches!(asked[..], [Problem::DeliveryUnknown { gone: true, .. }]), "asked once: {asked:?}");
    // Also where it is the shop's own riders now: they are told by word of mouth, the agency's rider is not.
    let mut world = called();
    looks(&mut world, found(DeliveryState::Assigned));
    let mut own = policy();
    own.agencies[0] = in_house("first");
    world.store.set_policy(own);
    world.restart();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
    world.command("a", Command::PickedUp).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
    // As it was: it is asked again, and called off as it was to be.
    world.store.set_policy(policy());
    world.restart();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
}

#[test]
fn a_call_belongs_to_the_account_that_it_went_to() {
    let mut world = priced_by(policy());
    let mut moved = policy();
    moved.agencies[0].account = "another account".to_owned();
    world.store.set_policy(moved);
    world.restart();
    // What the account before asked is not this one's price.
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.restart();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    world.store.set_policy(policy());
    world.restart();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
}

#[test]
fn a_price_awaited_from_a_gone_agency_is_shown_no_more() {
    let mut world = called();
    world.command("a", Command::CompareQuotes).unwrap();
    assert_eq!(world.state("a").deliveries.quotes().len(), 2);
    let mut fewer = policy();
    fewer.agencies.remove(1);
    world.store.set_policy(fewer);
    world.restart();
    let state = world.state("a");
    let quotes = state.deliveries.quotes();
    assert_eq!(quotes.iter().map(|compared| compared.agency.as_str()).collect::<Vec<_>>(), ["first"]);
}

/// The settings without the first agency.
fn without_the_first() -> Policy {
    let mut fewer = policy();
    fewer.agencies.remove(0);
    fewer
}

fn restarted(mut world: World, policy: Policy) -> World {
    world.store.set_policy(policy);
    world.restart();
    world
}

#[test]
fn an_agency_gone_before_its_call_makes_way_for_the_next_one() {
    let mut world = restarted(priced_by(policy()), without_the_first());
    let attempts: Vec<_> =
        world.state("a").deliveries.iter().map(|d| (d.agency.clone(), d.status())).collect();
    let (first, second) = ("first".to_owned(), "second".to_owned());
    assert_eq!(attempts, [(first, DeliveryState::Rejected), (second, DeliveryState::Quoting)]);
    assert!(world.tags("agency:first").is_empty());
    // Also where its riders are the shop's own now.
    let mut own = policy();
    own.agencies[0] = in_house("first");
    let mut world = restarted(priced_by(policy()), own);
    assert_eq!(world.state("a").live_delivery().unwrap().agency, "second");
    // Where no agency is left, a person is told.
    let mut nobody = policy();
    nobody.agencies.clear();
    let mut world = restarted(priced_by(policy()), nobody);
    let told = |p: &Problem| matches!(p, Problem::NoRider { refusal, .. } if refusal.code == "not-set-up");
    assert!(problem(&mut world, told));
}

#[test]
fn a_rider_of_an_agency_that_is_gone_goes_his_way_by_taps() {
    let mut world = restarted(called(), without_the_first());
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    assert!(
        problem(&mut world, |p| matches!(p, Problem::RiderComesEarly { .. })),
        "nobody tells him but people"
    );
    world.command("a", Command::PickedUp).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::PickedUp);
    world.command("a", Command::Complete).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Delivered);
    assert!(world.tags("agency:first").is_empty());
}

/// The app may conclude an order while the rider of an agency that is gone is still on the way: a second one is not called for that.
#[test]
fn an_app_that_concludes_ends_no_delivery_of_a_gone_agency() {
    let mut world = restarted(called(), without_the_first());
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    world.says(HAND, "a", AppEventKind::Concluded);
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    let under_way = Refused::DeliveryUnderWay { state: "requested".to_owned() };
    assert_eq!(world.command("a", again.clone()), Err(under_way));
    // A person who asks the agency settles it.
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    assert_eq!(world.command("a", again), Ok(Done::Committed));
}

#[test]
fn an_unwanted_rider_of_a_gone_agency_is_a_persons_to_cancel() {
    let mut world = unanswered();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let mut world = restarted(world, without_the_first());
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    assert!(problem(&mut world, |p| matches!(p, Problem::RiderNotCalledOff { .. })));
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
    // Called off by telephone.
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    assert_eq!(world.state("a").live_delivery(), None);
}

#[test]
fn an_own_rider_is_not_named_for_the_former_agencys_delivery() {
    let mut own = policy();
    own.agencies[0] = in_house("first");
    let mut world = restarted(called(), own);
    let name = Command::NameRider { name: "김배달".to_owned(), phone: None };
    let under_way = Refused::DeliveryUnderWay { state: "unknown".to_owned() };
    assert_eq!(world.command("a", name), Err(under_way));
    assert_eq!(delivery(&mut world).rider, None);
}

#[test]
fn a_void_key_is_watched_on_by_an_agency_that_is_back() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    let mut world = restarted(world, without_the_first());
    world.pass(61);
    assert!(world.tags("agency:first").is_empty());
    let mut world = restarted(world, policy());
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryLivesAfterAll { .. })));
}
