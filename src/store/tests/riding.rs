//! Riders under way: one's own, those who come to nothing, second errands, and what riders must be told.

use std::time::Duration;

use domain::order::{
    Amended, Amendment, AppEventKind, CancelAnswer, Created, DeliveryReport, DeliveryState, ExtraCharge,
    Order, PaymentKind, Personal, Problem, Quoted, Setback, TicketKind, Won,
};
use domain::rules::Outcome;
use domain::{Bell, Command, Done, Purpose, Refused};

use super::called::{priced_by, taken};
use super::dispatch::{accepted, at_door, called, dear, delivery, shows, with};
use super::world::{HAND, World, found, in_house, policy, possible, refusal, report};
use crate::settings::Dispatch;

#[test]
fn nobody_is_named_where_the_shop_has_no_riders() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    let name = Command::NameRider { name: "김배달".to_owned(), phone: None };
    assert_eq!(world.command("a", name), Err(Refused::NoOwnRiders));
}

#[test]
fn ones_own_rider_is_named_and_followed_by_taps() {
    let mut world = with(|policy| policy.agencies = vec![in_house("uncle")]);
    accepted(&mut world, |_| {});
    let own = delivery(&mut world);
    assert_eq!((own.agency.as_str(), own.status()), ("uncle", DeliveryState::Requested));
    assert!(world.tags("agency:uncle").is_empty(), "nobody is asked");
    let name = |name: &str| Command::NameRider { name: name.to_owned(), phone: None };
    assert_eq!(world.command("a", name(" \n ")), Err(Refused::NothingThere));
    assert_eq!(world.command("a", name("김배달")), Ok(Done::Committed));
    assert_eq!(world.command("a", name("김배달")), Ok(Done::Already));
    let state = world.state("a");
    let own = state.delivery().unwrap();
    assert_eq!(own.status(), DeliveryState::Assigned);
    assert_eq!(own.rider.as_ref().unwrap().name.as_ref().map(Personal::as_str), Some("김배달"));
    assert_eq!(state.tickets.iter().filter(|t| t.kind == TicketKind::Rider).count(), 1, "a slip");
    world.command("a", Command::Ready).unwrap();
    world.command("a", Command::PickedUp).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::PickedUp);
    world.command("a", Command::Complete).unwrap();
    let own = delivery(&mut world);
    assert_eq!(own.status(), DeliveryState::Delivered);
    let steps: Vec<_> = own.history().iter().map(|step| step.status).collect();
    use DeliveryState::{Assigned, Delivered, PickedUp, Requested};
    assert_eq!(steps, [Requested, Assigned, PickedUp, Delivered]);
}

#[test]
fn an_own_rider_is_named_by_one_tap_and_cancelled_unsent() {
    let mut world = with(|policy| {
        policy.agencies.iter_mut().for_each(|agency| agency.dispatch = Dispatch::Manual);
        policy.agencies.push(in_house("uncle"));
        policy.agencies[2].dispatch = Dispatch::Manual;
    });
    accepted(&mut world, |_| {});
    let name = Command::NameRider { name: "이실버".to_owned(), phone: Some("050-0000-0001".to_owned()) };
    assert_eq!(world.command("a", name), Ok(Done::Committed));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Assigned);
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
    assert!(world.tags("agency:uncle").is_empty());
    // After that an agency may be called, because no rider is under way any more.
    world.command("a", Command::Dispatch { agency: Some("first".to_owned()), max_fee: None }).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:2"]);
}

#[test]
fn ones_own_rider_who_comes_back_can_be_sent_again() {
    let mut world = with(|policy| policy.agencies = vec![in_house("uncle")]);
    accepted(&mut world, |_| {});
    assert_eq!(world.command("a", Command::CameBack), Err(Refused::NothingThere));
    world.command("a", Command::PickedUp).unwrap();
    assert_eq!(world.command("a", Command::CameBack), Ok(Done::Committed));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Returned);
    assert!(matches!(world.state("a").problems[..], [Problem::DeliveryEnded { .. }]));
    let name = Command::NameRider { name: "김배달".to_owned(), phone: None };
    assert_eq!(world.command("a", name), Ok(Done::Committed));
    let own = delivery(&mut world);
    assert_eq!((own.number, own.status()), (2, DeliveryState::Assigned));
    assert_eq!(own.purpose, Purpose::Retry);
}

#[test]
fn a_failed_drop_may_be_tried_again_and_only_then() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    shows(&mut world, DeliveryState::PickedUp);
    let again = || Command::Dispatch { agency: None, max_fee: None };
    assert!(world.command("a", again()).is_err(), "the rider has it");
    let state = shows(&mut world, DeliveryState::Failed);
    assert!(matches!(state.problems[..], [Problem::DeliveryEnded { .. }]));
    assert_eq!(world.command("a", again()), Ok(Done::Committed));
    assert_eq!(world.command("a", again()), Ok(Done::Already));
    let second = delivery(&mut world);
    assert_eq!((second.number, &second.purpose), (2, &Purpose::Retry));
    assert_ne!(second.idempotency_key, world.state("a").deliveries[0].idempotency_key);
    // What is refused now still goes on to the next agency.
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    assert_eq!(world.tags("agency:second"), ["quote:3"]);
}

#[test]
fn food_that_left_without_a_rider_of_ours_calls_none() {
    let mut world = with(|policy| policy.agencies.iter_mut().for_each(|a| a.dispatch = Dispatch::Manual));
    accepted(&mut world, |_| {});
    world.command("a", Command::PickedUp).unwrap();
    let refused = world.command("a", Command::Dispatch { agency: None, max_fee: None });
    assert!(matches!(refused, Err(Refused::WrongStatus { .. })));
}

#[test]
fn what_was_missing_is_brought_by_a_delivery_of_its_own() {
    let mut world = World::new(policy());
    accepted(&mut world, |order| order.payments = vec![at_door(PaymentKind::Cash, 9_000)]);
    let again = || Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥 1\n".to_owned() };
    assert!(matches!(world.command("a", again()), Err(Refused::WrongStatus { .. })), "nothing is there yet");
    called(&mut world);
    assert_eq!(delivery(&mut world).collect.cash, Won(9_000));
    shows(&mut world, DeliveryState::Assigned);
    shows(&mut world, DeliveryState::PickedUp);
    assert!(world.command("a", again()).is_err(), "the first one is on its way");
    shows(&mut world, DeliveryState::Delivered);
    let plain = world.command("a", Command::Dispatch { agency: None, max_fee: None });
    assert!(plain.is_err(), "a meal is not brought twice by mistake");
    world.says(HAND, "a", AppEventKind::Concluded);
    assert_eq!(world.command("a", again()), Ok(Done::Committed));
    assert_eq!(world.command("a", again()), Ok(Done::Already), "one tap more");
    let other = Command::DeliverAgain { agency: None, max_fee: None, note: "단무지".to_owned() };
    assert!(world.command("a", other).is_err(), "one at a time");
    let second = delivery(&mut world);
    assert_eq!(second.purpose, Purpose::Redelivery { note: "공기밥 1".to_owned() });
    assert_eq!(second.collect.cash, Won(0), "what was paid is paid");

    // It has its own fee, its own fail-over and its own slip, which is no copy.
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.does("agency:second", "quote", possible(3_300));
    let taken = Created::Accepted(report(DeliveryState::Assigned));
    world.does("agency:second", "create", Outcome::Created(taken));
    let state = world.state("a");
    let third = state.delivery().unwrap();
    assert_eq!((third.agency.as_str(), third.cost.fee), ("second", Some(Won(3_300))));
    let slips: Vec<_> = state.tickets.iter().filter(|t| t.kind == TicketKind::Rider).collect();
    assert_eq!(slips.iter().map(|t| t.marked_reprint).collect::<Vec<_>>(), [false, false]);
    // Delivered long ago, and still followed to its end.
    for state in [DeliveryState::PickedUp, DeliveryState::Delivered] {
        world.pass(12);
        world.does("agency:second", "look-up", found(state));
    }
    assert_eq!(delivery(&mut world).status(), DeliveryState::Delivered);
    assert!(world.tags("agency:second").is_empty());
}

/// The app shows the order with a change.
fn changes(world: &mut World, change: impl FnOnce(&mut Order)) {
    world.pass(301);
    let mut order = world.state("a").head.order.clone().unwrap();
    change(&mut order);
    let fetched = Outcome::Fetched { order: Box::new(order), last_event: Some(AppEventKind::Confirmed) };
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.does("channel:hand", "fetch:compare", fetched);
}

fn moves(order: &mut Order) {
    order.address.as_mut().unwrap().detail = Some(Personal::from("102동 203호"));
}

#[test]
fn a_new_address_is_passed_on_to_the_agency_in_its_window() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    changes(&mut world, |order| {
        moves(order);
        order.rider_memo = Some("뒷문으로 와 주세요".to_owned());
        order.payments = vec![at_door(PaymentKind::Cash, 9_000)];
    });
    let tags = world.tags("agency:first");
    for tag in ["amend-drop:1", "amend-memo:1", "amend-payment:1"] {
        assert!(tags.contains(&tag.to_owned()), "{tags:?}");
    }
    assert_eq!(delivery(&mut world).collect.cash, Won(0), "the agency has not said yes");
    world.does("agency:first", "amend-payment", Outcome::Amended(Amended::Accepted));
    assert_eq!(delivery(&mut world).collect.cash, Won(9_000));
    world.does("agency:first", "amend-drop", Outcome::Amended(Amended::Accepted));
    let late = || Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS")));
    world.does("agency:first", "amend-memo", late());
    let not_told = |what| Problem::RiderNotTold { agency: "first".to_owned(), what };
    assert!(!world.state("a").problems.contains(&not_told(Amendment::Drop)));
    assert!(world.state("a").problems.contains(&not_told(Amendment::Memo)));

    // A rider who has the food is no longer notified, and one of an agency without a call for it is told by telephone.
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    shows(&mut world, DeliveryState::PickedUp);
    changes(&mut world, moves);
    assert!(!world.tags("agency:first").contains(&"amend-drop:1".to_owned()));
    assert!(world.state("a").problems.contains(&not_told(Amendment::Drop)));
    let mut world = with(|policy| policy.agencies[0].can.amends = &[]);
    accepted(&mut world, |_| {});
    called(&mut world);
    changes(&mut world, moves);
    assert!(world.state("a").problems.contains(&not_told(Amendment::Drop)));
}

#[test]
fn a_new_address_before_the_call_is_priced_again() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(7_500));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
    changes(&mut world, moves);
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    assert!(!world.state("a").problems.iter().any(|p| matches!(p, Problem::FeeAboveMax { .. })));
}

#[test]
fn a_rider_who_is_late_is_told_once_for_each_promise() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    let expected = |world: &World, seconds: i64| DeliveryReport {
        pickup_expected_at: world.now.checked_add(jiff::SignedDuration::from_secs(seconds)).ok(),
        ..report(DeliveryState::Assigned)
    };
    let late = |world: &mut World| {
        world.state("a").problems.iter().any(|p| matches!(p, Problem::RiderLate { expected_at: Some(_), .. }))
    };
    world.pass(12);
    let seen = expected(&world, 60);
    world.does("agency:first", "look-up", Outcome::LookedUp(Some(Box::new(seen.clone()))));
    world.pass(359);
    assert!(!late(&mut world));
    world.pass(1);
    assert!(late(&mut world));
    world.command("a", Command::Seen).unwrap();
    world.does("agency:first", "look-up", Outcome::LookedUp(Some(Box::new(seen))));
    world.pass(60);
    assert!(!late(&mut world), "said once");
    // A new promise may be broken too.
    let promised = expected(&world, 30);
    world.does("agency:first", "look-up", Outcome::LookedUp(Some(Box::new(promised))));
    world.pass(330);
    assert!(late(&mut world));
    world.does("agency:first", "look-up", found(DeliveryState::Arrived));
    assert!(!late(&mut world), "he is here");
}

#[test]
fn an_agency_without_a_rider_is_reported_near_the_ready_time() {
    let slow = |world: &mut World| {
        world.state("a").problems.iter().any(|p| matches!(p, Problem::RiderLate { expected_at: None, .. }))
    };
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    // Ready in 15 minutes: ten without a rider are five before that.
    world.pass(599);
    assert!(!slow(&mut world));
    world.pass(1);
    assert!(slow(&mut world));
    shows(&mut world, DeliveryState::Assigned);
    shows(&mut world, DeliveryState::Arrived);
    assert!(!slow(&mut world));

    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.command("a", Command::Accept { prep_minutes: Some(60) }).unwrap();
    called(&mut world);
    world.pass(3_299);
    assert!(!slow(&mut world), "there is time");
    world.pass(1);
    assert!(slow(&mut world));
}

#[test]
fn after_a_restart_riders_are_asked_about_at_once() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    shows(&mut world, DeliveryState::Assigned);
    assert!(world.tags("agency:first").is_empty(), "the next look is not due");
    world.restart();
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);

    // A call without an answer waits out its agency's rest.
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    world.restart();
    assert!(world.tags("agency:first").is_empty());
    world.pass(10);
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);
}

#[test]
fn a_late_state_moves_no_delivery_backwards_but_a_lost_rider() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    let lost = |at: Option<jiff::Timestamp>| {
        let mut report = report(DeliveryState::Requested);
        (report.assignment_cancelled, report.at) = (true, at);
        Outcome::LookedUp(Some(Box::new(report)))
    };
    let named = |world: &World| {
        let report = DeliveryReport { at: Some(world.now), ..report(DeliveryState::Assigned) };
        Outcome::LookedUp(Some(Box::new(report)))
    };
    let before = world.now;
    world.pass(12);
    let seen = named(&world);
    world.does("agency:first", "look-up", seen);
    world.pass(12);
    world.does("agency:first", "look-up", lost(Some(before)));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Assigned, "told of the rider before this one");
    world.pass(12);
    let now = world.now;
    world.does("agency:first", "look-up", lost(Some(now)));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
    shows(&mut world, DeliveryState::PickedUp);
    world.pass(12);
    world.does("agency:first", "look-up", lost(None));
    assert_eq!(delivery(&mut world).status(), DeliveryState::PickedUp, "the food is in his hands");
}

#[test]
fn the_money_is_the_agencys_last_word() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(4_800, 1_000));
    assert_eq!(delivery(&mut world).cost.charges[0].kind, "WEATHER");
    let taken = DeliveryReport {
        fee: Some(Won(5_300)),
        vat: Some(Won(530)),
        extra: Some(vec![ExtraCharge { kind: "BUSY".to_owned(), amount: Won(1_500) }]),
        ..report(DeliveryState::Requested)
    };
    world.does("agency:first", "create", Outcome::Created(Created::Accepted(taken)));
    let own = delivery(&mut world);
    assert_eq!(
        (own.cost.fee, own.cost.vat, own.cost.charges[0].kind.as_str()),
        (Some(Won(5_300)), Some(Won(530)), "BUSY")
    );
    // A look-up that says nothing about money changes nothing.
    shows(&mut world, DeliveryState::Assigned);
    assert_eq!(delivery(&mut world).cost.fee, Some(Won(5_300)));
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let off = CancelAnswer::Cancelled { fee: Some(Won(500)) };
    world.does("agency:first", "call-off", Outcome::CancelAnswered(off));
    let own = delivery(&mut world);
    assert_eq!((own.cost.fee, own.cost.cancel_fee, own.cost.vat), (Some(Won(500)), Some(Won(500)), None));
    assert!(own.cost.charges.is_empty());
}

#[test]
fn a_rider_who_was_to_be_called_off_is_not_replaced() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let no = CancelAnswer::Refused(refusal("INVALID_STATUS"));
    world.does("agency:first", "call-off", Outcome::CancelAnswered(no));
    shows(&mut world, DeliveryState::Cancelled);
    assert!(world.tags("agency:second").is_empty());
    assert_eq!(world.state("a").deliveries.len(), 1);
}

#[test]
fn an_untaken_second_errand_does_not_bring_the_meal_twice() {
    let mut world = with(|policy| policy.agencies.push(in_house("uncle")));
    accepted(&mut world, |_| {});
    called(&mut world);
    for state in [DeliveryState::PickedUp, DeliveryState::Delivered] {
        shows(&mut world, state);
    }
    let first = Some("first".to_owned());
    let again = Command::DeliverAgain { agency: first, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    let name = Command::NameRider { name: "김배달".to_owned(), phone: None };
    world.command("a", name).unwrap();
    assert!(
        matches!(delivery(&mut world).purpose, Purpose::Redelivery { .. }),
        "what was missing, not the meal"
    );
}

#[test]
fn a_call_that_a_breaker_held_back_is_made_again() {
    let mut world = priced_by(policy());
    for _ in 0..2 {
        let row = world.due("agency:first").into_iter().find(|row| row.effect.is_once()).unwrap();
        let rest = Setback { reason: "resting".to_owned(), after: Some(Duration::from_secs(10)) };
        // Its row was never started: not a byte left, and nothing is known of the agency.
        world.store.finish(row.id, Outcome::Created(Created::NotSent(rest)), world.now).unwrap();
        assert_eq!(delivery(&mut world).status(), DeliveryState::Quoting);
        assert!(world.tags("agency:first").is_empty(), "it rests");
        world.pass(11);
        assert_eq!(world.tags("agency:first"), ["create:1"]);
    }
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Requested);
}

#[test]
fn an_order_accepted_by_tap_is_silent_with_a_rider_to_be_named() {
    let mut world = World::new(policy());
    let mut own = in_house("uncle");
    own.dispatch = Dispatch::OnAccept;
    world.store.set_policy(domain::rules::Policy { agencies: vec![own], ..policy() });
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let state = world.state("a");
    assert_eq!(state.delivery().map(|own| own.status()), Some(DeliveryState::Requested));
    assert_eq!(state.bell, Bell::Silent, "the person who taps it sees that");
}
