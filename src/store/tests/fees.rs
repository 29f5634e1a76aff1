//! Fees: never more than a person agreed to, and a rider once a person agrees.

use domain::order::{Amended, DeliveryReport, DeliveryState, ExtraCharge, Problem, Quote, Quoted, Won};
use domain::rules::Outcome;
use domain::{Command, Done, Purpose};

use super::called::{called, delivery, looks, priced_by, problem, taken};
use super::dispatch::{accepted, dear, with};
use super::hand::by_priority;
use super::world::{World, found, policy, refusal, report};
use super::written_off::to;

/// The meal was brought, and something more is to be; its price is awaited.
fn once_more(agency: Option<&str>) -> World {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let agency = agency.map(str::to_owned);
    let again = Command::DeliverAgain { agency, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world
}

fn calls(world: &mut World, attempt: u32) -> bool {
    let tag = format!("create:{attempt}");
    ["agency:first", "agency:second"].iter().any(|agency| world.tags(agency).contains(&tag))
}

#[test]
fn only_who_names_a_figure_agrees_to_a_dear_fee() {
    for words in [by_priority(), to("first")] {
        let mut world = with(|_| {});
        accepted(&mut world, |_| {});
        world.does("agency:first", "quote", dear(29_000, 0));
        assert!(problem(&mut world, |p| matches!(p, Problem::FeeAboveMax { .. })));
        world.command("a", words.clone()).unwrap();
        // The price may have fallen meanwhile.
        world.does("agency:first", "quote", dear(29_000, 0));
        assert!(!calls(&mut world, 1), "29,000 won are not paid without a word");
        assert!(problem(&mut world, |p| matches!(p, Problem::FeeAboveMax { .. })));
        world.command("a", words).unwrap();
        world.does("agency:first", "quote", dear(5_900, 0));
        assert!(calls(&mut world, 1));
    }
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(29_000, 0));
    let pay = Command::Dispatch { agency: Some("first".to_owned()), max_fee: Some(Won(29_000)) };
    world.command("a", pay).unwrap();
    world.does("agency:first", "quote", dear(29_000, 0));
    assert!(calls(&mut world, 1));
}

#[test]
fn a_dear_second_delivery_can_be_agreed_to_or_moved() {
    let mut world = once_more(None);
    world.does("agency:first", "quote", dear(9_000, 0));
    assert!(problem(&mut world, |p| matches!(p, Problem::FeeAboveMax { .. })));
    let pay = Command::Dispatch { agency: Some("first".to_owned()), max_fee: Some(Won(9_000)) };
    assert_eq!(world.command("a", pay), Ok(Done::Committed));
    world.does("agency:first", "quote", dear(9_000, 0));
    assert!(calls(&mut world, 2));
    // Or by another agency, for the same thing.
    let mut world = once_more(None);
    world.does("agency:first", "quote", dear(9_000, 0));
    assert_eq!(world.command("a", to("second")), Ok(Done::Committed));
    let other = delivery(&mut world);
    assert_eq!(
        (other.agency.as_str(), other.purpose),
        ("second", Purpose::Redelivery { note: "공기밥".to_owned() })
    );
    assert_eq!(other.collect.cash, Won(0));
}

#[test]
fn an_untaken_second_delivery_is_called_again_by_its_button() {
    let mut world = once_more(Some("first"));
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    assert!(problem(&mut world, |p| matches!(p, Problem::NoRider { .. })));
    assert_eq!(world.command("a", by_priority()), Ok(Done::Committed));
    let called = delivery(&mut world);
    assert_eq!((called.number, called.purpose), (3, Purpose::Redelivery { note: "공기밥".to_owned() }));
}

/// A price that bears these surcharges for the weather, won.
fn in_bad_weather(fee: i64, charges: &[i64]) -> Outcome {
    let charge = |amount: &i64| ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(*amount) };
    let extra = charges.iter().map(charge).collect();
    Outcome::Quoted(Quoted::Possible(Quote { fee: Won(fee), extra, ..Quote::default() }))
}

fn asked(world: &mut World) -> Option<Problem> {
    let dear = |p: &Problem| matches!(p, Problem::FeeAboveMax { .. });
    world.state("a").problems.iter().find(|p| dear(p)).cloned()
}

#[test]
fn a_consent_is_for_so_much_on_one_delivery() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.store.consent("WEATHER", Some(Won(1_000)), world.now).unwrap();
    world.does("agency:first", "quote", in_bad_weather(11_000, &[1_000; 5]));
    assert!(!calls(&mut world, 1), "7,000 won are allowed, however many surcharges bear that name");
    // What is offered to be allowed is all of them together.
    let Some(Problem::FeeAboveMax { max, allow, .. }) = asked(&mut world) else { panic!("nobody is asked") };
    let whole = ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(5_000) };
    assert_eq!((max, allow), (Won(7_000), Some(whole)));
}

#[test]
fn a_surcharge_is_offered_for_consent_only_where_it_suffices() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", in_bad_weather(7_000, &[500]));
    assert!(matches!(asked(&mut world), Some(Problem::FeeAboveMax { allow: None, .. })));
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", in_bad_weather(6_500, &[500]));
    let Some(Problem::FeeAboveMax { allow: Some(charge), .. }) = asked(&mut world) else {
        panic!("not offered")
    };
    world.store.consent(&charge.kind, Some(charge.amount), world.now).unwrap();
    world.does("agency:first", "quote", in_bad_weather(6_500, &[500]));
    assert!(calls(&mut world, 1));
}

#[test]
fn an_excessive_fee_is_asked_about_even_without_a_maximum() {
    for (fee, is_paid) in [(30_000, true), (30_100, false)] {
        let mut world = with(|policy| policy.agencies.iter_mut().for_each(|agency| agency.max_fee = None));
        accepted(&mut world, |_| {});
        world.does("agency:first", "quote", dear(fee, 0));
        assert_eq!(calls(&mut world, 1), is_paid, "{fee}");
    }
}

#[test]
fn a_fee_risen_after_the_call_is_told_until_the_delivery_ends() {
    let shows = |fee| {
        let shown = DeliveryReport { fee: Some(Won(fee)), ..report(DeliveryState::Requested) };
        Outcome::LookedUp(Some(Box::new(shown)))
    };
    let rose = |world: &mut World| problem(world, |p| matches!(p, Problem::FeeRose { .. }));
    let mut world = called();
    looks(&mut world, shows(5_900));
    assert!(!rose(&mut world), "6,000 won are the most");
    looks(&mut world, shows(25_000));
    assert!(rose(&mut world));
    world.command("a", Command::Seen).unwrap();
    looks(&mut world, shows(25_000));
    assert!(!rose(&mut world), "said once");
    looks(&mut world, shows(26_000));
    assert!(rose(&mut world));
    looks(&mut world, found(DeliveryState::Failed));
    assert!(!rose(&mut world));
}

#[test]
fn a_fee_that_a_person_offered_has_not_grown() {
    let mut policy = policy();
    policy.agencies[0].can.raises = true;
    let mut world = priced_by(policy);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::Raise { fee: Won(7_000) }).unwrap();
    let shown = || {
        let shown = DeliveryReport { fee: Some(Won(7_000)), ..report(DeliveryState::Requested) };
        Outcome::LookedUp(Some(Box::new(shown)))
    };
    let rose = |world: &mut World| problem(world, |p| matches!(p, Problem::FeeRose { .. }));
    // Shown before its agency has answered.
    looks(&mut world, shown());
    world.does("agency:first", "raise", Outcome::Amended(Amended::Accepted));
    assert!(!rose(&mut world));
    looks(&mut world, shown());
    assert!(!rose(&mut world));
}
