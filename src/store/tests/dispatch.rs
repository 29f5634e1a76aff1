//! Which agency is called, when, and for how much.

use std::collections::BTreeMap;

use domain::order::{
    Amended, Created, DeliveryState, ExtraCharge, Order, Payment, PaymentKind, Problem, Quote, Quoted,
    Timing, Won,
};
use domain::rules::{Outcome, Policy};
use domain::{Command, Done, NotOurs, Offer, OrderState, Refused};
use jiff::civil::Time;

use super::world::{HAND, World, found, policy, possible, refusal, report};
use crate::settings::Dispatch;

pub(super) fn with(change: impl FnOnce(&mut Policy)) -> World {
    let mut policy = policy();
    change(&mut policy);
    World::new(policy)
}

/// An order that is accepted; `change` makes it special.
pub(super) fn accepted(world: &mut World, change: impl FnOnce(&mut Order)) {
    let mut order = world.order("a");
    change(&mut order);
    world.arrive(HAND, order);
    world.accept("a");
}

/// Its rider is called at the first agency.
pub(super) fn called(world: &mut World) {
    world.does("agency:first", "quote", possible(3_800));
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
}

/// The next look-up shows this.
pub(super) fn shows(world: &mut World, state: DeliveryState) -> std::sync::Arc<OrderState> {
    world.pass(12);
    world.does("agency:first", "look-up", found(state));
    world.state("a")
}

pub(super) fn at_door(kind: PaymentKind, amount: i64) -> Payment {
    Payment { kind, name: "만나서".to_owned(), amount: Won(amount), on_delivery: true, change_for: None }
}

pub(super) fn dear(fee: i64, weather: i64) -> Outcome {
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(weather) }];
    Outcome::Quoted(Quoted::Possible(Quote { fee: Won(fee), extra, ..Quote::default() }))
}

pub(super) fn delivery(world: &mut World) -> domain::Attempt {
    world.state("a").delivery().unwrap().clone()
}

#[test]
fn an_agency_is_not_called_for_what_its_riders_do_not_carry() {
    let alcohol = |order: &mut Order| {
        order.lines = vec![crate::ticket::sample::line(1, "막걸리", 4_000, &[])];
        order.lines[0].alcohol = true;
    };
    let mut world = with(|policy| policy.agencies[0].suits.alcohol = false);
    accepted(&mut world, alcohol);
    assert_eq!(delivery(&mut world).agency, "second");

    let cash = |order: &mut Order| order.payments = vec![at_door(PaymentKind::Cash, 9_000)];
    let mut world = with(|policy| policy.agencies[0].suits.cash = false);
    accepted(&mut world, cash);
    assert_eq!(delivery(&mut world).agency, "second");
    // What is no cash goes over a terminal.
    let mut world = with(|policy| policy.agencies[0].suits.cash = false);
    accepted(&mut world, |order| order.payments = vec![at_door(PaymentKind::LocalCurrency, 9_000)]);
    assert_eq!(delivery(&mut world).agency, "first");

    // A refusal does not lead to one that does not carry it either.
    let mut world = with(|policy| policy.agencies[1].suits.card = false);
    accepted(&mut world, |order| order.payments = vec![at_door(PaymentKind::Card, 9_000)]);
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    assert_eq!(world.state("a").deliveries.len(), 1);

    // No agency suits: a person is told at once, and may call any of them.
    let mut world = with(|policy| policy.agencies.iter_mut().for_each(|a| a.suits.alcohol = false));
    accepted(&mut world, alcohol);
    let state = world.state("a");
    assert!(state.deliveries.is_empty());
    assert!(
        matches!(&state.problems[..], [Problem::NoRider { refusal, .. }] if refusal.code == "unsuited-alcohol")
    );
    let first = Command::Dispatch { agency: Some("first".to_owned()), max_fee: None };
    assert_eq!(world.command("a", first), Ok(Done::Committed));
    assert!(world.state("a").problems.is_empty());
}

#[test]
fn an_agency_is_called_in_its_hours_only() {
    // It is 19:00 in Seoul.
    let hours = |from, until| Some((Time::constant(from, 0, 0, 0), Time::constant(until, 0, 0, 0)));
    let mut world = with(|policy| policy.agencies[0].suits.hours = hours(11, 19));
    accepted(&mut world, |_| {});
    assert_eq!(delivery(&mut world).agency, "second");

    let mut world = with(|policy| {
        policy.agencies.pop();
        policy.agencies[0].suits.hours = Some((Time::constant(19, 30, 0, 0), Time::constant(2, 0, 0, 0)));
    });
    accepted(&mut world, |_| {});
    assert!(world.state("a").deliveries.is_empty());
    world.pass(1_799);
    assert!(world.state("a").deliveries.is_empty());
    world.pass(1);
    assert_eq!(delivery(&mut world).agency, "first", "as soon as it opens");
}

#[test]
fn a_channel_has_its_own_way_of_calling() {
    let mut world = with(|policy| {
        policy.channels.get_mut(HAND).unwrap().agencies = Some(vec!["second".to_owned(), "first".to_owned()]);
    });
    accepted(&mut world, |_| {});
    assert_eq!(delivery(&mut world).agency, "second");
    world.does("agency:second", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    assert_eq!(delivery(&mut world).agency, "first", "in its own order");

    let mut world = with(|policy| {
        policy.channels.get_mut(HAND).unwrap().dispatch = Some(Dispatch::Manual);
    });
    accepted(&mut world, |_| {});
    world.pass(3_600);
    assert!(world.state("a").deliveries.is_empty());

    let mut world = with(|policy| {
        policy.agencies.iter_mut().for_each(|agency| agency.dispatch = Dispatch::Manual);
        policy.channels.get_mut(HAND).unwrap().dispatch = Some(Dispatch::OnAccept);
    });
    accepted(&mut world, |_| {});
    assert_eq!(delivery(&mut world).agency, "first");
}

#[test]
fn a_distance_too_far_goes_to_the_next_unless_a_person_chose() {
    let far = || {
        let quote = Quote { fee: Won(3_800), distance_metres: Some(3_001), ..Quote::default() };
        Outcome::Quoted(Quoted::Possible(quote))
    };
    let near = |policy: &mut Policy| policy.agencies[0].suits.max_distance = Some(3_000);
    let mut world = with(near);
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", far());
    let state = world.state("a");
    assert_eq!(state.deliveries[0].refusal.as_ref().unwrap().code, "unsuited-distance");
    assert_eq!(state.delivery().unwrap().agency, "second");

    let mut world = with(|policy| {
        near(policy);
        policy.agencies.iter_mut().for_each(|agency| agency.dispatch = Dispatch::Manual);
    });
    accepted(&mut world, |_| {});
    let first = Command::Dispatch { agency: Some("first".to_owned()), max_fee: None };
    world.command("a", first).unwrap();
    world.does("agency:first", "quote", far());
    assert_eq!(world.tags("agency:first"), ["create:1"]);
}

#[test]
fn a_price_that_is_old_is_asked_for_again() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    let now = world.now;
    assert!(!delivery(&mut world).quote_is_old(now));
    world.pass(181);
    let now = world.now;
    assert!(delivery(&mut world).quote_is_old(now));
    let row = world.due("agency:first").remove(0);
    world.store.finish(row.id, Outcome::QuoteExpired, world.now).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    // The new price counts.
    world.does("agency:first", "quote", possible(6_100));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);

    // A call that went out is not priced again.
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    world.pass(181);
    let now = world.now;
    assert!(!delivery(&mut world).quote_is_old(now));
}

#[test]
fn a_price_that_comes_late_changes_nothing() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    let row = world.due("agency:first").remove(0);
    let second = Command::Dispatch { agency: Some("second".to_owned()), max_fee: None };
    world.command("a", second).unwrap();
    world.store.finish(row.id, possible(1_000), world.now).unwrap();
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(world.state("a").deliveries[0].status(), DeliveryState::Cancelled);
}

#[test]
fn one_consent_for_an_evening_instead_of_a_question_per_order() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    let state = world.state("a");
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(800) }];
    let (agency, allow) = ("first".to_owned(), extra.first().cloned());
    let asked = Problem::FeeAboveMax { agency, fee: Won(6_800), max: Won(6_000), extra, allow };
    assert_eq!(state.problems, [asked]);

    let now = world.now;
    assert_eq!(world.store.consent("WEATHER", Some(Won(1_000)), now), Ok(Done::Committed));
    assert_eq!(world.store.consent("WEATHER", Some(Won(1_000)), now), Ok(Done::Already));
    assert!(world.state("a").problems.is_empty(), "what waited goes on by itself");
    world.does("agency:first", "quote", dear(6_800, 800));
    assert!(world.tags("agency:first").contains(&"create:1".to_owned()));

    // The next order is not asked about; a dearer storm, or another surcharge, is.
    let quoted = |world: &mut World, id: &str, outcome| {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
        let row = world.due("agency:first").into_iter().find(|row| row.order.head.external_id == id).unwrap();
        world.store.finish(row.id, outcome, world.now).unwrap();
        world.state(id).delivery().unwrap().status()
    };
    assert_eq!(quoted(&mut world, "b", dear(7_000, 1_000)), DeliveryState::Quoting);
    assert_eq!(quoted(&mut world, "c", dear(7_300, 1_300)), DeliveryState::Planned);
    assert_eq!(quoted(&mut world, "d", dear(6_800, 0)), DeliveryState::Planned);

    // It survives a restart and ends with the business day, at 05:00 in Seoul.
    world.restart();
    assert_eq!(world.store.consents()[0].until, "2026-11-21T20:00:00Z".parse().unwrap());
    world.pass(10 * 3_600);
    assert!(world.store.consents().is_empty());
    assert_eq!(quoted(&mut world, "e", dear(7_000, 1_000)), DeliveryState::Planned);
}

#[test]
fn a_consent_can_be_taken_back_and_is_bounded() {
    let mut world = World::new(policy());
    let now = world.now;
    assert!(matches!(world.store.consent("WEATHER", Some(Won(0)), now), Err(Refused::OutOfRange { .. })));
    assert!(matches!(
        world.store.consent("WEATHER", Some(Won(100_001)), now),
        Err(Refused::OutOfRange { .. })
    ));
    assert!(matches!(world.store.consent(" ", Some(Won(500)), now), Err(Refused::OutOfRange { .. })));
    assert_eq!(world.store.consent("WEATHER", None, now), Ok(Done::Already));
    world.store.consent("WEATHER", Some(Won(1_000)), now).unwrap();
    world.store.consent("WEATHER", None, now).unwrap();
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
}

#[test]
fn prices_are_compared_without_calling_anybody() {
    let mut world = with(|policy| policy.agencies.iter_mut().for_each(|a| a.dispatch = Dispatch::Manual));
    accepted(&mut world, |_| {});
    assert_eq!(world.command("a", Command::CompareQuotes), Ok(Done::Committed));
    assert_eq!(world.command("a", Command::CompareQuotes), Ok(Done::Already), "just now");
    world.does("agency:first", "compare", dear(4_800, 1_000));
    world.does("agency:second", "compare", Outcome::Quoted(Quoted::Refused(refusal("OVER_CAPACITY"))));
    let state = world.state("a");
    assert!(state.deliveries.is_empty());
    assert!(
        matches!(&state.deliveries.quotes()[0].answer, Some(Offer::Possible(quote)) if quote.fee == Won(4_800))
    );
    assert!(
        matches!(&state.deliveries.quotes()[1].answer, Some(Offer::Refused(r)) if r.code == "OVER_CAPACITY")
    );
    assert!(state.deliveries.quotes()[0].key.len() <= 50 && state.deliveries.quotes()[0].key.contains("-0-"));

    // One that does not answer is said to be silent, and is not asked for ever.
    world.pass(21);
    world.command("a", Command::CompareQuotes).unwrap();
    for _ in 0..2 {
        let row = world.due("agency:first").remove(0);
        let pause = std::time::Duration::from_secs(1);
        world.store.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
        world.pass(1);
    }
    assert!(world.tags("agency:first").is_empty());
    assert!(
        matches!(&world.state("a").deliveries.quotes()[0].answer, Some(Offer::Refused(r)) if r.code == "no-answer")
    );
    // A person takes the dearer one at the price that was seen; if it rose meanwhile, they are asked.
    let dispatch = Command::Dispatch { agency: Some("first".to_owned()), max_fee: Some(Won(7_000)) };
    world.command("a", dispatch).unwrap();
    world.does("agency:first", "quote", possible(7_100));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
}

#[test]
fn a_dear_agency_makes_the_others_tell_their_price() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(7_500));
    assert_eq!(world.tags("agency:second"), ["compare:second"]);
    assert!(world.tags("agency:first").is_empty());
}

#[test]
fn an_agency_without_an_answer_is_passed_over_before_a_call() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    for _ in 0..4 {
        let row = world.due("agency:first").remove(0);
        let pause = std::time::Duration::from_secs(1);
        world.store.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
        world.pass(1);
    }
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
    assert!(world.state("a").problems.is_empty());

    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    for n in 1..=4 {
        assert_eq!(world.state("a").deliveries.len(), 1, "after {n}");
        world.does("agency:first", "create", Outcome::Created(Created::NotSent("no line".into())));
        world.pass(5);
    }
    assert!(world.tags("agency:first").is_empty(), "the first one is not called any more");
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn called_elsewhere_closes_the_question_for_this_order() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    let elsewhere = |undo| Command::CalledElsewhere { undo };
    assert_eq!(world.command("a", elsewhere(false)), Ok(Done::Committed));
    assert_eq!(world.command("a", elsewhere(false)), Ok(Done::Already));
    assert!(world.tags("agency:first").is_empty(), "what was not called yet is not called");
    world.command("a", Command::Ready).unwrap();
    let refused = Err(Refused::NotOurRiders { why: NotOurs::Elsewhere });
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), refused);
    assert_eq!(world.command("a", elsewhere(true)), Ok(Done::Committed));
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), Ok(Done::Committed));

    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    let under_way = Err(Refused::DeliveryUnderWay { state: "requested".to_owned() });
    assert_eq!(world.command("a", elsewhere(false)), under_way, "call that one off first");
}

#[test]
fn keys_are_what_the_agency_takes_and_never_the_same() {
    let mut world = with(|policy| policy.agencies[0].can.uuid_keys = true);
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.does("agency:second", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.command("a", Command::Dispatch { agency: Some("first".to_owned()), max_fee: None }).unwrap();
    let state = world.state("a");
    let keys: BTreeMap<&str, u32> =
        state.deliveries.iter().map(|d| (d.idempotency_key.as_str(), d.number)).collect();
    assert_eq!(keys.len(), 3);
    let uuid = |n: usize| state.deliveries[n].idempotency_key.parse::<uuid::Uuid>();
    assert!(uuid(0).is_ok() && uuid(2).is_ok() && uuid(1).is_err());
    assert!(state.deliveries.iter().all(|d| d.idempotency_key.len() <= 50));
}

#[test]
fn a_scheduled_order_compares_and_calls_at_its_time() {
    let mut world = with(|policy| policy.agencies[0].dispatch = Dispatch::BeforeReady(10));
    let mut order = world.order("a");
    order.timing = Timing::Scheduled;
    order.preparation_start = world.now.checked_add(jiff::SignedDuration::from_mins(60)).unwrap();
    world.arrive(HAND, order);
    world.accept("a");
    world.pass(3_600);
    assert!(world.state("a").deliveries.is_empty());
    world.pass(299);
    assert!(world.state("a").deliveries.is_empty());
    world.pass(1);
    assert_eq!(delivery(&mut world).agency, "first");
}

#[test]
fn a_refusal_of_a_repeated_call_says_nothing_about_the_first() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    let nothing = |world: &mut World| {
        for _ in 0..3 {
            world.pass(13);
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
    };
    nothing(&mut world);
    world.does("agency:first", "create", Outcome::Created(Created::Refused(refusal("BAD_WEATHER"))));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Unknown);
    assert!(world.tags("agency:second").is_empty(), "the first call may have brought a rider");
    let mut found_late = World::new(policy());
    std::mem::swap(&mut world, &mut found_late);
    found_late.pass(13);
    found_late.does("agency:first", "look-up", found(DeliveryState::Requested));
    assert_eq!(delivery(&mut found_late).status(), DeliveryState::Requested);
    assert!(found_late.tags("agency:second").is_empty());

    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    nothing(&mut world);
    world.does("agency:first", "create", Outcome::Created(Created::Refused(refusal("BAD_WEATHER"))));
    // Two minutes in which nothing is shown.
    for _ in 0..3 {
        nothing(&mut world);
        assert!(world.tags("agency:second").is_empty());
    }
    world.pass(13);
    world.does("agency:first", "look-up", Outcome::LookedUp(None));
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn nobody_is_told_to_come_in_hours() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.command("a", Command::Accept { prep_minutes: Some(120) }).unwrap();
    assert!(world.state("a").deliveries.is_empty());
    world.pass(40 * 60 - 1);
    assert!(world.state("a").deliveries.is_empty());
    world.pass(1);
    assert_eq!(delivery(&mut world).agency, "first");
}

#[test]
fn a_price_the_shop_names_can_be_raised_until_a_rider_takes_it() {
    let mut world = with(|policy| policy.agencies[0].can.raises = true);
    accepted(&mut world, |_| {});
    world.prints();
    called(&mut world);
    world.pass(600);
    let late = |offer| Problem::RiderLate { agency: "first".to_owned(), expected_at: None, offer };
    assert_eq!(world.state("a").problems, [late(Some(Won(4_300)))]);
    let raise = |fee| Command::Raise { fee: Won(fee) };
    assert!(matches!(world.command("a", raise(3_800)), Err(Refused::OutOfRange { .. })), "only upwards");
    assert_eq!(world.command("a", raise(4_300)), Ok(Done::Committed));
    world.does("agency:first", "raise", Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS"))));
    assert!(matches!(world.state("a").problems[..], [Problem::FeeNotRaised { .. }]));
    assert_eq!(delivery(&mut world).cost.fee, Some(Won(3_800)));
    world.command("a", raise(4_300)).unwrap();
    world.does("agency:first", "raise", Outcome::Amended(Amended::Accepted));
    assert_eq!((delivery(&mut world).cost.fee, world.state("a").problems.len()), (Some(Won(4_300)), 0));
    world.pass(600);
    assert_eq!(world.state("a").problems, [late(Some(Won(4_800)))], "still nobody");
    shows(&mut world, DeliveryState::Assigned);
    assert!(matches!(world.command("a", raise(9_000)), Err(Refused::DeliveryUnderWay { .. })));
    // Elsewhere the price is the agency's.
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    assert_eq!(world.command("a", raise(9_000)), Err(Refused::NothingThere));
}
