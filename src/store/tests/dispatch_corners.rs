//! Sequences in which a line, an agency and a person cross each other.

use domain::order::{
    Amended, AppEventKind, CancelAnswer, Created, DeliveryState, Problem, Setback, Status, Won,
};
use domain::rules::Outcome;
use domain::{Bell, Command, Done, Resolution};

use super::called::{
    called, delivery, looks, price, priced_by, problem, refused, sends_again, taken, unanswered, unknown,
};
use super::world::{HAND, World, found, policy, possible, refusal};

#[test]
fn a_rider_found_during_a_repeat_stands_whatever_it_answers() {
    use DeliveryState::{Assigned, CancelRequested, PickedUp};
    let answers = [
        refused(),
        unknown(),
        Outcome::Created(Created::Duplicate),
        Outcome::Created(Created::NotSent("no line".into())),
    ];
    for answer in answers {
        for stands in [Assigned, PickedUp, CancelRequested] {
            let mut world = unanswered();
            let row = sends_again(&mut world);
            looks(&mut world, found(if stands == PickedUp { stands } else { Assigned }));
            if stands == CancelRequested {
                world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
            }
            world.store.finish(row.id, answer.clone(), world.now).unwrap();
            assert_eq!(delivery(&mut world).status(), stands, "{answer:?}");
            assert!(world.tags("agency:second").is_empty(), "{answer:?} brings a second rider");
            assert!(!problem(&mut world, |p| matches!(p, Problem::DeliveryUnknown { .. })));
        }
    }
    // Also after a person has named the delivery.
    let mut world = unanswered();
    let row = sends_again(&mut world);
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    world.store.finish(row.id, refused(), world.now).unwrap();
    assert!(world.tags("agency:second").is_empty());
}

#[test]
fn a_call_taken_after_it_was_declared_void_is_cancelled_at_once() {
    let mut world = unanswered();
    let row = sends_again(&mut world);
    let resolution = Resolution::NotDispatched;
    world.command("a", Command::Resolve { resolution }).unwrap();
    world.store.finish(row.id, taken(DeliveryState::Requested), world.now).unwrap();
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
    assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryLivesAfterAll { .. })));
    // It stays watched until it is off.
    world.pass(60);
    assert!(world.tags("agency:first").contains(&"look-up:1".to_owned()));
}

#[test]
fn a_void_key_that_brought_the_meal_is_told() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    world.command("a", Command::Seen).unwrap();
    looks(&mut world, found(DeliveryState::Delivered));
    assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryLivesAfterAll { .. })));
    assert!(!world.tags("agency:first").contains(&"call-off:1".to_owned()), "it is too late for that");
    world.command("a", Command::Seen).unwrap();
    world.pass(61);
    assert!(world.tags("agency:first").is_empty(), "nothing is left to watch");
    assert_eq!(world.state("a").bell, Bell::Silent, "said once");
}

#[test]
fn a_void_key_that_brought_the_meal_has_delivered_it() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    looks(&mut world, found(DeliveryState::PickedUp));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Expired, "it may be called off yet");
    looks(&mut world, found(DeliveryState::Delivered));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Delivered);
    assert_eq!(world.state("a").head.status, Status::PickedUp);
    assert!(world.state("a").head.delivered_at.is_some());
}

#[test]
fn what_a_person_names_after_it_was_unwanted_is_called_off() {
    let mut world = unanswered();
    world.says(HAND, "a", AppEventKind::Cancelled);
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::CancelRequested);
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
}

#[test]
fn an_unwanted_rider_found_with_the_food_is_reported() {
    let mut world = unanswered();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::PickedUp));
    assert!(problem(&mut world, |p| matches!(p, Problem::RiderNotCalledOff { .. })));
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
}

#[test]
fn a_rider_not_cancelled_for_want_of_a_line_is_reported_once() {
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let fails = |world: &mut World| {
        let rows = world.due("agency:first");
        let row = rows.iter().find(|row| row.effect.tag() == "call-off:1").unwrap();
        let pause = std::time::Duration::from_secs(1);
        world.store.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
        world.pass(1);
    };
    let told = |p: &Problem| matches!(p, Problem::RiderNotCalledOff { .. });
    for _ in 0..5 {
        fails(&mut world);
    }
    assert!(!problem(&mut world, told), "a line may stumble");
    fails(&mut world);
    assert!(problem(&mut world, told));
    assert_eq!(delivery(&mut world).status(), DeliveryState::CancelRequested, "it is still tried");
    world.command("a", Command::Seen).unwrap();
    fails(&mut world);
    assert!(!problem(&mut world, told), "said once");
    // Where it works in the end, nothing is left to say.
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    for _ in 0..6 {
        fails(&mut world);
    }
    let off = Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None });
    world.does("agency:first", "call-off", off);
    assert!(!problem(&mut world, told));
    assert_eq!(world.state("a").bell, Bell::Silent);
}

#[test]
fn nobody_is_called_once_more_for_an_order_that_is_closed() {
    for by_the_app in [true, false] {
        let mut world = called();
        looks(&mut world, found(DeliveryState::PickedUp));
        looks(&mut world, found(DeliveryState::Failed));
        world.command("a", Command::Dispatch { agency: None, max_fee: None }).unwrap();
        world.does("agency:first", "quote", possible(3_800));
        if by_the_app {
            world.says(HAND, "a", AppEventKind::Concluded);
        } else {
            world.command("a", Command::Complete).unwrap();
        }
        assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
        assert!(world.tags("agency:first").is_empty());
    }
    // What is brought because a dish was missing is another matter.
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.says(HAND, "a", AppEventKind::Concluded);
    assert_eq!(world.tags("agency:first"), ["quote:2"]);
}

#[test]
fn a_returned_meal_can_be_sent_again_without_a_seen_pickup() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::Assigned));
    world.command("a", Command::PickedUp).unwrap();
    looks(&mut world, found(DeliveryState::Returned));
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), Ok(Done::Committed));
}

#[test]
fn a_repeat_needs_a_guard_against_duplicates_and_a_wanted_rider() {
    let mut careless = policy();
    careless.agencies[0].can.duplicate_guard = false;
    let mut world = priced_by(careless);
    world.does("agency:first", "create", unknown());
    for _ in 0..5 {
        looks(&mut world, Outcome::LookedUp(None));
        assert!(!world.tags("agency:first").contains(&"create:1".to_owned()));
    }
    let mut world = unanswered();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    for _ in 0..5 {
        looks(&mut world, Outcome::LookedUp(None));
        assert!(!world.tags("agency:first").contains(&"create:1".to_owned()));
    }
}

#[test]
fn a_clock_that_is_set_back_by_an_hour_calls_nobody_twice() {
    let mut world = unanswered();
    world.now = world.now.checked_sub(jiff::SignedDuration::from_hours(1)).unwrap();
    world.restart();
    world.store.wake(world.now).unwrap();
    for _ in 0..80 {
        world.pass(61);
        let row = world.due("agency:first").into_iter().find(|row| row.effect.tag() == "look-up:1");
        if let Some(row) = row {
            world.store.finish(row.id, Outcome::LookedUp(None), world.now).unwrap();
        }
        assert!(world.tags("agency:second").is_empty());
        assert_eq!(world.state("a").deliveries.len(), 1);
    }
    assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryUnknown { .. })));
}

fn tells(world: &mut World, tag: &str) -> bool {
    world.tags("agency:first").contains(&tag.to_owned())
}

fn resolve(world: &mut World, resolution: Resolution) {
    world.command("a", Command::Resolve { resolution }).unwrap();
}

/// Delivered, and one more rider is called for what was missing.
fn called_again() -> World {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world
}

#[test]
fn a_queued_repeat_is_taken_back_when_its_question_is_settled() {
    let queued = || {
        let mut world = unanswered();
        for _ in 0..3 {
            looks(&mut world, Outcome::LookedUp(None));
        }
        assert!(tells(&mut world, "create:1"));
        world
    };
    let mut world = queued();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    assert!(!tells(&mut world, "create:1"));
    let mut world = queued();
    resolve(&mut world, Resolution::NotDispatched);
    assert!(!tells(&mut world, "create:1"));
    for state in [DeliveryState::Requested, DeliveryState::Rejected, DeliveryState::Cancelled] {
        let mut world = queued();
        looks(&mut world, found(state));
        assert!(!tells(&mut world, "create:1"), "{state:?}");
    }
    // And one that did not leave leaves the first one as unknown as it was.
    let mut world = queued();
    world.does("agency:first", "create", Outcome::Created(Created::NotSent("no line".into())));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
}

#[test]
fn starting_the_program_over_and_over_does_not_hurry_a_repeat() {
    let mut world = unanswered();
    world.pass(10);
    for _ in 0..4 {
        world.restart();
        world.does("agency:first", "look-up", Outcome::LookedUp(None));
    }
    assert!(!tells(&mut world, "create:1"));
}

#[test]
fn a_repeat_that_was_refused_leaves_the_end_to_the_look_up() {
    let mut world = unanswered();
    let row = sends_again(&mut world);
    world.store.finish(row.id, refused(), world.now).unwrap();
    assert!(world.tags("agency:second").is_empty());
    looks(&mut world, found(DeliveryState::Cancelled));
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
    assert_eq!(world.state("a").deliveries.len(), 2);
    assert_eq!(world.state("a").deliveries[0].status(), DeliveryState::Cancelled);
}

#[test]
fn an_unwanted_call_that_did_not_leave_is_not_made_again() {
    let mut world = priced_by(policy());
    let row = world.due("agency:first").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.store.finish(row.id, Outcome::Created(Created::NotSent("no line".into())), world.now).unwrap();
    world.pass(60);
    assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
    assert!(world.tags("agency:first").is_empty());
}

#[test]
fn calling_off_lives_until_the_agency_says_how_it_ended() {
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert_eq!(delivery(&mut world).status(), DeliveryState::CancelRequested);
    assert!(tells(&mut world, "call-off:1"));
    let second = || Command::Dispatch { agency: Some("second".to_owned()), max_fee: None };
    assert!(world.command("a", second()).is_err());
    // That it is not found is no cancellation.
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::NotFound));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
    assert!(world.command("a", second()).is_err());
    looks(&mut world, found(DeliveryState::Assigned));
    assert_eq!(delivery(&mut world).status(), DeliveryState::CancelRequested);
    assert!(tells(&mut world, "call-off:1"), "as soon as it is known");
    looks(&mut world, found(DeliveryState::Cancelled));
    assert!(world.tags("agency:first").is_empty(), "there is nothing left to call off");
    // The rider who is quicker is told of.
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    looks(&mut world, found(DeliveryState::PickedUp));
    assert!(problem(&mut world, |p| matches!(p, Problem::RiderNotCalledOff { .. })));
}

#[test]
fn a_delivery_not_found_yet_does_not_end_with_its_order() {
    let mut world = called();
    world.command("a", Command::Complete).unwrap();
    for _ in 0..5 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    // A second delivery begins when its order is over: it has three hours.
    let mut world = called_again();
    world.command("a", Command::Complete).unwrap();
    for _ in 0..20 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    for _ in 0..170 {
        world.pass(61);
        if !world.tags("agency:first").is_empty() {
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
    }
    assert!(delivery(&mut world).status().is_terminal());
}

#[test]
fn an_order_stays_in_sight_as_long_as_a_rider_is_on_the_way() {
    let mut world = called();
    world.command("a", Command::Complete).unwrap();
    world.says(HAND, "a", AppEventKind::Concluded);
    world.pass(30 * 3_600);
    assert_eq!(world.store.orders().len(), 1);
    // And it is not closed by itself under him.
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    world.pass(30 * 3_600);
    assert_eq!(world.state("a").head.status.as_str(), "picked_up");
}

#[test]
fn a_delivery_that_fails_after_its_order_asks_and_calls_nothing() {
    let mut world = called();
    world.command("a", Command::Complete).unwrap();
    looks(&mut world, found(DeliveryState::Cancelled));
    assert!(world.state("a").problems.is_empty());
    assert!(world.tags("agency:second").is_empty());
}

#[test]
fn a_second_delivery_never_takes_the_money_again() {
    let mut world = called_again();
    let state = world.state("a");
    let order = state.carried(&state.delivery().unwrap().purpose).unwrap();
    assert!(order.payments.iter().all(|payment| !payment.on_delivery));
    // Also not when the app shows another payment meanwhile.
    world.pass(301);
    let mut changed = state.head.order.clone().unwrap();
    changed.payments[0].amount = Won(12_000);
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    let fetched = Outcome::Fetched { order: Box::new(changed), last_event: Some(AppEventKind::Confirmed) };
    while !world.tags("channel:hand").contains(&"fetch:compare".to_owned()) {
        world.does("channel:hand", "tell:", Outcome::Accepted);
    }
    world.does("channel:hand", "fetch:compare", fetched);
    assert_eq!(delivery(&mut world).collect.cash, Won(0));
    assert!(!tells(&mut world, "amend-payment:2"));
}

#[test]
fn a_consent_to_something_else_asks_no_price_again() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(7_500));
    let now = world.now;
    world.store.consent("HOLIDAY", Some(Won(3_000)), now).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
    assert!(!tells(&mut world, "quote:1"));
}

#[test]
fn a_refusal_leads_to_no_agency_that_is_closed_now() {
    // It is 19:00 in Seoul.
    let mut early = policy();
    let hour = |hour| jiff::civil::Time::constant(hour, 0, 0, 0);
    early.agencies[1].suits.hours = Some((hour(9), hour(18)));
    let mut world = priced_by(early);
    world.does("agency:first", "create", refused());
    assert_eq!(world.state("a").deliveries.len(), 1);
    assert!(problem(&mut world, |p| matches!(p, Problem::NoRider { .. })));
}

#[test]
fn what_a_rider_could_not_be_told_is_said_while_it_matters() {
    let delayed = || {
        let mut world = called();
        world.command("a", Command::Delay { minutes: 10 }).unwrap();
        world
    };
    let early = |p: &Problem| matches!(p, Problem::RiderComesEarly { .. });
    let mut world = delayed();
    world.does("agency:first", "amend-pickup", Outcome::Amended(Amended::NoCall));
    assert!(problem(&mut world, early));
    let mut world = delayed();
    for _ in 0..4 {
        let rows = world.due("agency:first");
        let row = rows.iter().find(|row| row.effect.tag() == "amend-pickup:1").unwrap();
        let pause = std::time::Duration::from_secs(1);
        world.store.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
        world.pass(1);
    }
    assert!(problem(&mut world, early));
    let mut world = delayed();
    let rows = world.due("agency:first");
    let row = rows.iter().find(|row| row.effect.tag() == "amend-pickup:1").unwrap();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let late = Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS")));
    world.store.finish(row.id, late, world.now).unwrap();
    assert!(!problem(&mut world, early), "he has been here");
}

#[test]
fn a_call_that_was_turned_away_waits_as_long_as_it_is_told() {
    let turned_away = |seconds| {
        let after = Some(std::time::Duration::from_secs(seconds));
        Outcome::Created(Created::NotSent(Setback { reason: "HTTP 429".to_owned(), after }))
    };
    let mut world = priced_by(policy());
    world.does("agency:first", "create", turned_away(20));
    world.pass(19);
    assert!(world.tags("agency:first").is_empty(), "not a second too early");
    world.pass(1);
    assert_eq!(world.tags("agency:first"), ["create:1"]);
    // No connection is no word of the agency's.
    world.does("agency:first", "create", Outcome::Created(Created::NotSent("no line".into())));
    world.pass(5);
    assert_eq!(world.tags("agency:first"), ["create:1"]);
    // For that long food does not wait while another agency may be asked.
    world.does("agency:first", "create", turned_away(60));
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}
