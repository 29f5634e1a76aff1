//! Nobody pays more than somebody agreed to, and who agrees gets a rider.

use super::called::{called, delivery, looks, problem};
use super::dispatch::{accepted, dear, with};
use super::void::to;
use super::world::{World, found, refusal};
use crate::engine::rules::Outcome;
use crate::engine::{Command, Done, Errand};
use crate::order::{DeliveryState, Problem, Quoted, Won};

fn by_priority() -> Command {
    Command::Dispatch { agency: None, max_fee: None }
}

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
        (other.agency.as_str(), other.errand),
        ("second", Errand::Again { note: "공기밥".to_owned() })
    );
    assert_eq!(other.collect.cash, Won(0));
}

#[test]
fn a_second_delivery_that_nobody_took_is_called_again_by_its_button() {
    let mut world = once_more(Some("first"));
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
    assert!(problem(&mut world, |p| matches!(p, Problem::NoRider { .. })));
    assert_eq!(world.command("a", by_priority()), Ok(Done::Committed));
    let called = delivery(&mut world);
    assert_eq!((called.attempt, called.errand), (3, Errand::Again { note: "공기밥".to_owned() }));
}
