//! Which agency is called, when and for how much; own riders, second deliveries, and what riders must be told.

use std::collections::BTreeMap;

use jiff::civil::Time;

use super::world::{HAND, World, found, in_house, policy, possible, refusal, report};
use crate::engine::rules::{Outcome, Policy};
use crate::engine::{Command, Done, Errand, Offer, OrderState, Refused};
use crate::order::{
    Amended, Amendment, AppEventKind, CancelAnswer, Created, DeliveryReport, DeliveryState, ExtraCharge,
    Order, Payment, PaymentKind, Personal, Problem, Quote, Quoted, TicketKind, Timing, Won,
};
use crate::settings::Dispatch;

fn with(change: impl FnOnce(&mut Policy)) -> World {
    let mut policy = policy();
    change(&mut policy);
    World::new(policy)
}

/// An order that is accepted; `change` makes it special.
fn accepted(world: &mut World, change: impl FnOnce(&mut Order)) {
    let mut order = world.order("a");
    change(&mut order);
    world.arrive(HAND, order);
    world.accept("a");
}

/// Its rider is called at the first agency.
fn called(world: &mut World) {
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Taken(report(DeliveryState::Requested))));
}

/// The next look-up shows this.
fn shows(world: &mut World, state: DeliveryState) -> std::sync::Arc<OrderState> {
    world.pass(12);
    world.does("agency:first", "look-up", found(state));
    world.state("a")
}

fn at_door(kind: PaymentKind, amount: i64) -> Payment {
    Payment { kind, name: "만나서".to_owned(), amount: Won(amount), on_delivery: true, change_for: None }
}

fn dear(fee: i64, weather: i64) -> Outcome {
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(weather) }];
    Outcome::Quoted(Quoted::Possible(Quote { fee: Won(fee), extra, ..Quote::default() }))
}

fn delivery(world: &mut World) -> crate::engine::Delivery {
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

    // Nobody suits: a person hears of it at once, and may call whom they like.
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
        policy.agencies[0].suits.hours = hours(20, 2);
    });
    accepted(&mut world, |_| {});
    assert!(world.state("a").deliveries.is_empty());
    world.pass(3_599);
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
fn what_is_too_far_goes_to_the_next_agency_unless_a_person_chose() {
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
    world.ledger.finish(row.id, Outcome::QuoteExpired, world.now).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    // The new price counts.
    world.does("agency:first", "quote", possible(6_100));
    assert_eq!(delivery(&mut world).state, DeliveryState::Planned);

    // A call that went out is not priced again.
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".to_owned())));
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
    world.ledger.finish(row.id, possible(1_000), world.now).unwrap();
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(world.state("a").deliveries[0].state, DeliveryState::Cancelled);
}

#[test]
fn one_consent_for_an_evening_instead_of_a_question_per_order() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    let state = world.state("a");
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(800) }];
    let asked = Problem::FeeAboveMax { agency: "first".to_owned(), fee: Won(6_800), max: Won(6_000), extra };
    assert_eq!(state.problems, [asked]);

    let now = world.now;
    assert_eq!(world.ledger.consent("WEATHER", Some(Won(1_000)), now), Ok(Done::Committed));
    assert_eq!(world.ledger.consent("WEATHER", Some(Won(1_000)), now), Ok(Done::Already));
    assert!(world.state("a").problems.is_empty(), "what waited goes on by itself");
    world.does("agency:first", "quote", dear(6_800, 800));
    assert!(world.tags("agency:first").contains(&"create:1".to_owned()));

    // The next order is not asked about; a dearer storm, or another surcharge, is.
    let quoted = |world: &mut World, id: &str, outcome| {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
        let row = world.due("agency:first").into_iter().find(|row| row.order.external_id == id).unwrap();
        world.ledger.finish(row.id, outcome, world.now).unwrap();
        world.state(id).delivery().unwrap().state
    };
    assert_eq!(quoted(&mut world, "b", dear(7_000, 1_000)), DeliveryState::Quoting);
    assert_eq!(quoted(&mut world, "c", dear(7_300, 1_300)), DeliveryState::Planned);
    assert_eq!(quoted(&mut world, "d", dear(6_800, 0)), DeliveryState::Planned);

    // It survives a restart and ends with the business day, at 05:00 in Seoul.
    world.restart();
    assert_eq!(world.ledger.consents()[0].until, "2026-11-21T20:00:00Z".parse().unwrap());
    world.pass(10 * 3_600);
    assert!(world.ledger.consents().is_empty());
    assert_eq!(quoted(&mut world, "e", dear(7_000, 1_000)), DeliveryState::Planned);
}

#[test]
fn a_consent_can_be_taken_back_and_is_bounded() {
    let mut world = World::new(policy());
    let now = world.now;
    assert!(matches!(world.ledger.consent("WEATHER", Some(Won(0)), now), Err(Refused::OutOfRange { .. })));
    assert!(matches!(
        world.ledger.consent("WEATHER", Some(Won(100_001)), now),
        Err(Refused::OutOfRange { .. })
    ));
    assert!(matches!(world.ledger.consent(" ", Some(Won(500)), now), Err(Refused::OutOfRange { .. })));
    assert_eq!(world.ledger.consent("WEATHER", None, now), Ok(Done::Already));
    world.ledger.consent("WEATHER", Some(Won(1_000)), now).unwrap();
    world.ledger.consent("WEATHER", None, now).unwrap();
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    assert_eq!(delivery(&mut world).state, DeliveryState::Planned);
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
    assert!(matches!(&state.quotes[0].answer, Some(Offer::Possible(quote)) if quote.fee == Won(4_800)));
    assert!(matches!(&state.quotes[1].answer, Some(Offer::Refused(r)) if r.code == "OVER_CAPACITY"));
    assert!(state.quotes[0].key.len() <= 50 && state.quotes[0].key.contains("-0-"));

    // One that does not answer is said to be silent, and is not asked for ever.
    world.pass(21);
    world.command("a", Command::CompareQuotes).unwrap();
    for _ in 0..2 {
        let row = world.due("agency:first").remove(0);
        let pause = std::time::Duration::from_secs(1);
        world.ledger.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
        world.pass(1);
    }
    assert!(world.tags("agency:first").is_empty());
    assert!(matches!(&world.state("a").quotes[0].answer, Some(Offer::Refused(r)) if r.code == "no-answer"));
    // A person takes the dearer one at the price that was seen; if it rose meanwhile, they are asked.
    let dispatch = Command::Dispatch { agency: Some("first".to_owned()), max_fee: Some(Won(7_000)) };
    world.command("a", dispatch).unwrap();
    world.does("agency:first", "quote", possible(7_100));
    assert_eq!(delivery(&mut world).state, DeliveryState::Planned);
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
fn an_agency_without_an_answer_is_passed_over_before_anything_was_called() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    for _ in 0..4 {
        let row = world.due("agency:first").remove(0);
        let pause = std::time::Duration::from_secs(1);
        world.ledger.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
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
        world.does("agency:first", "create", Outcome::Created(Created::NotSent("no line".to_owned())));
        world.pass(5);
    }
    assert!(world.tags("agency:first").is_empty(), "the first one is not called any more");
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn ones_own_rider_is_named_and_followed_by_taps() {
    let mut world = with(|policy| policy.agencies = vec![in_house("uncle")]);
    accepted(&mut world, |_| {});
    let own = delivery(&mut world);
    assert_eq!((own.agency.as_str(), own.state), ("uncle", DeliveryState::Requested));
    assert!(world.tags("agency:uncle").is_empty(), "nobody is asked");
    let name = |name: &str| Command::NameRider { name: name.to_owned(), phone: None };
    assert_eq!(world.command("a", name(" \n ")), Err(Refused::NothingThere));
    assert_eq!(world.command("a", name("김배달")), Ok(Done::Committed));
    assert_eq!(world.command("a", name("김배달")), Ok(Done::Already));
    let state = world.state("a");
    let own = state.delivery().unwrap();
    assert_eq!(own.state, DeliveryState::Assigned);
    assert_eq!(own.rider.as_ref().unwrap().name.as_ref().map(Personal::as_str), Some("김배달"));
    assert_eq!(state.tickets.iter().filter(|t| t.kind == TicketKind::Rider).count(), 1, "a slip");
    world.command("a", Command::Ready).unwrap();
    world.command("a", Command::PickedUp).unwrap();
    assert_eq!(delivery(&mut world).state, DeliveryState::PickedUp);
    world.command("a", Command::Complete).unwrap();
    let own = delivery(&mut world);
    assert_eq!(own.state, DeliveryState::Delivered);
    let steps: Vec<_> = own.steps.iter().map(|step| step.state).collect();
    use DeliveryState::{Assigned, Delivered, PickedUp, Requested};
    assert_eq!(steps, [Requested, Assigned, PickedUp, Delivered]);
}

#[test]
fn ones_own_rider_is_named_with_one_tap_and_called_off_by_word_of_mouth() {
    let mut world = with(|policy| {
        policy.agencies.iter_mut().for_each(|agency| agency.dispatch = Dispatch::Manual);
        policy.agencies.push(in_house("uncle"));
        policy.agencies[2].dispatch = Dispatch::Manual;
    });
    accepted(&mut world, |_| {});
    let name = Command::NameRider { name: "이실버".to_owned(), phone: Some("050-0000-0001".to_owned()) };
    assert_eq!(world.command("a", name), Ok(Done::Committed));
    assert_eq!(delivery(&mut world).state, DeliveryState::Assigned);
    world.command("a", Command::CancelDispatch).unwrap();
    assert_eq!(delivery(&mut world).state, DeliveryState::Cancelled);
    assert!(world.tags("agency:uncle").is_empty());
    // And after that an agency may be called: nobody rides any more.
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
    assert_eq!(delivery(&mut world).state, DeliveryState::Returned);
    assert!(matches!(world.state("a").problems[..], [Problem::DeliveryEnded { .. }]));
    let name = Command::NameRider { name: "김배달".to_owned(), phone: None };
    assert_eq!(world.command("a", name), Ok(Done::Committed));
    let own = delivery(&mut world);
    assert_eq!((own.attempt, own.state), (2, DeliveryState::Assigned));
    assert_eq!(own.errand, Errand::Retry);
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
    assert_eq!((second.attempt, &second.errand), (2, &Errand::Retry));
    assert_ne!(second.key, world.state("a").deliveries[0].key);
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
    assert!(world.command("a", again()).is_err(), "one at a time");
    let second = delivery(&mut world);
    assert_eq!(second.errand, Errand::Again { note: "공기밥 1".to_owned() });
    assert_eq!(second.collect.cash, Won(0), "what was paid is paid");

    // It has its own fee, its own fail-over and its own slip, which is no copy.
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.does("agency:second", "quote", possible(3_300));
    let taken = Created::Taken(report(DeliveryState::Assigned));
    world.does("agency:second", "create", Outcome::Created(taken));
    let state = world.state("a");
    let third = state.delivery().unwrap();
    assert_eq!((third.agency.as_str(), third.fee), ("second", Some(Won(3_300))));
    let slips: Vec<_> = state.tickets.iter().filter(|t| t.kind == TicketKind::Rider).collect();
    assert_eq!(slips.iter().map(|t| t.marked_reprint).collect::<Vec<_>>(), [false, false]);
    // Delivered long ago, and still followed to its end.
    for state in [DeliveryState::PickedUp, DeliveryState::Delivered] {
        world.pass(12);
        world.does("agency:second", "look-up", found(state));
    }
    assert_eq!(delivery(&mut world).state, DeliveryState::Delivered);
    assert!(world.tags("agency:second").is_empty());
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
    let refused = Err(Refused::NotOurRiders { why: "elsewhere".to_owned() });
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), refused);
    assert_eq!(world.command("a", elsewhere(true)), Ok(Done::Committed));
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), Ok(Done::Committed));

    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    let under_way = Err(Refused::DeliveryUnderWay { state: "requested".to_owned() });
    assert_eq!(world.command("a", elsewhere(false)), under_way, "call that one off first");
}

/// The app shows the order with a change.
fn changes(world: &mut World, change: impl FnOnce(&mut Order)) {
    world.pass(301);
    let mut order = world.state("a").order.clone().unwrap();
    change(&mut order);
    let fetched = Outcome::Fetched { order: Box::new(order), last_event: Some(AppEventKind::Confirmed) };
    world.does("channel:hand", "tell:confirm", Outcome::Taken);
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
    world.does("agency:first", "amend-payment", Outcome::Amended(Amended::Taken));
    assert_eq!(delivery(&mut world).collect.cash, Won(9_000));
    world.does("agency:first", "amend-drop", Outcome::Amended(Amended::Taken));
    let late = || Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS")));
    world.does("agency:first", "amend-memo", late());
    let not_told = |what| Problem::RiderNotTold { agency: "first".to_owned(), what };
    assert!(!world.state("a").problems.contains(&not_told(Amendment::Drop)));
    assert!(world.state("a").problems.contains(&not_told(Amendment::Memo)));

    // Who has the food is not told over the line any more, and whoever has no call is told by telephone.
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
fn a_new_address_before_the_call_is_priced_anew() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(7_500));
    assert_eq!(delivery(&mut world).state, DeliveryState::Planned);
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
fn an_agency_that_finds_no_rider_is_told_when_the_food_is_nearly_ready() {
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
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".to_owned())));
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
    assert_eq!(delivery(&mut world).state, DeliveryState::Assigned, "told of the rider before this one");
    world.pass(12);
    let now = world.now;
    world.does("agency:first", "look-up", lost(Some(now)));
    assert_eq!(delivery(&mut world).state, DeliveryState::Requested);
    shows(&mut world, DeliveryState::PickedUp);
    world.pass(12);
    world.does("agency:first", "look-up", lost(None));
    assert_eq!(delivery(&mut world).state, DeliveryState::PickedUp, "the food is in his hands");
}

#[test]
fn the_money_is_the_agencys_last_word() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(4_800, 1_000));
    assert_eq!(delivery(&mut world).charges[0].kind, "WEATHER");
    let taken = DeliveryReport {
        fee: Some(Won(5_300)),
        vat: Some(Won(530)),
        extra: Some(vec![ExtraCharge { kind: "BUSY".to_owned(), amount: Won(1_500) }]),
        ..report(DeliveryState::Requested)
    };
    world.does("agency:first", "create", Outcome::Created(Created::Taken(taken)));
    let own = delivery(&mut world);
    assert_eq!((own.fee, own.vat, own.charges[0].kind.as_str()), (Some(Won(5_300)), Some(Won(530)), "BUSY"));
    // A look-up that says nothing about money changes nothing.
    shows(&mut world, DeliveryState::Assigned);
    assert_eq!(delivery(&mut world).fee, Some(Won(5_300)));
    world.command("a", Command::CancelDispatch).unwrap();
    let off = CancelAnswer::Cancelled { fee: Some(Won(500)) };
    world.does("agency:first", "call-off", Outcome::CalledOff(off));
    let own = delivery(&mut world);
    assert_eq!((own.fee, own.cancel_fee, own.vat), (Some(Won(500)), Some(Won(500)), None));
    assert!(own.charges.is_empty());
}

#[test]
fn keys_are_what_the_agency_takes_and_never_the_same() {
    let mut world = with(|policy| policy.agencies[0].can.uuid_keys = true);
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.does("agency:second", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    world.command("a", Command::Dispatch { agency: Some("first".to_owned()), max_fee: None }).unwrap();
    let state = world.state("a");
    let keys: BTreeMap<&str, u32> = state.deliveries.iter().map(|d| (d.key.as_str(), d.attempt)).collect();
    assert_eq!(keys.len(), 3);
    let uuid = |n: usize| state.deliveries[n].key.parse::<uuid::Uuid>();
    assert!(uuid(0).is_ok() && uuid(2).is_ok() && uuid(1).is_err());
    assert!(state.deliveries.iter().all(|d| d.key.len() <= 50));
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
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".to_owned())));
    let nothing = |world: &mut World| {
        for _ in 0..3 {
            world.pass(13);
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
    };
    nothing(&mut world);
    world.does("agency:first", "create", Outcome::Created(Created::Refused(refusal("BAD_WEATHER"))));
    assert_eq!(delivery(&mut world).state, DeliveryState::Unknown);
    assert!(world.tags("agency:second").is_empty(), "the first call may have brought a rider");
    let mut found_late = World::new(policy());
    std::mem::swap(&mut world, &mut found_late);
    found_late.pass(13);
    found_late.does("agency:first", "look-up", found(DeliveryState::Requested));
    assert_eq!(delivery(&mut found_late).state, DeliveryState::Requested);
    assert!(found_late.tags("agency:second").is_empty());

    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", possible(3_800));
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".to_owned())));
    nothing(&mut world);
    world.does("agency:first", "create", Outcome::Created(Created::Refused(refusal("BAD_WEATHER"))));
    nothing(&mut world);
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn a_rider_who_was_to_be_called_off_is_not_replaced() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    called(&mut world);
    world.command("a", Command::CancelDispatch).unwrap();
    let no = CancelAnswer::Refused(refusal("INVALID_STATUS"));
    world.does("agency:first", "call-off", Outcome::CalledOff(no));
    shows(&mut world, DeliveryState::Cancelled);
    assert!(world.tags("agency:second").is_empty());
    assert_eq!(world.state("a").deliveries.len(), 1);
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
fn a_second_errand_that_nobody_took_does_not_bring_the_meal_twice() {
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
    assert!(world.command("a", name).is_err());
    assert_eq!(world.state("a").deliveries.len(), 2);
}

#[test]
fn where_the_shop_names_the_price_more_can_be_offered_while_nobody_has_taken_it() {
    let mut world = with(|policy| policy.agencies[0].raises = true);
    accepted(&mut world, |_| {});
    called(&mut world);
    world.pass(600);
    let late = |offer| Problem::RiderLate { agency: "first".to_owned(), expected_at: None, offer };
    assert_eq!(world.state("a").problems, [late(Some(Won(4_300)))]);
    let raise = |fee| Command::Raise { fee: Won(fee) };
    assert!(matches!(world.command("a", raise(3_800)), Err(Refused::OutOfRange { .. })), "only upwards");
    assert_eq!(world.command("a", raise(4_300)), Ok(Done::Committed));
    world.does("agency:first", "raise", Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS"))));
    assert!(matches!(world.state("a").problems[..], [Problem::FeeNotRaised { .. }]));
    assert_eq!(delivery(&mut world).fee, Some(Won(3_800)));
    world.command("a", raise(4_300)).unwrap();
    world.does("agency:first", "raise", Outcome::Amended(Amended::Taken));
    assert_eq!((delivery(&mut world).fee, world.state("a").problems.len()), (Some(Won(4_300)), 0));
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
