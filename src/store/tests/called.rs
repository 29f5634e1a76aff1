//! An order whose rider is called, and what comes of it: for tests of what crosses each other, and of the books.

use domain::Attempt;
use domain::order::{Created, DeliveryState, ExtraCharge, Payment, PaymentKind, Problem, Quote, Quoted, Won};
use domain::rules::{Outcome, Policy};

use super::world::{HAND, World, policy, refusal, report};
use crate::store::Row;

/// An accepted order with cash to take, whose price is known: the call is queued.
pub fn priced_by(policy: Policy) -> World {
    let mut world = World::new(policy);
    let mut order = world.order("a");
    order.payments = vec![Payment {
        kind: PaymentKind::Cash,
        name: "현금".to_owned(),
        amount: Won(9_000),
        on_delivery: true,
        change_for: None,
    }];
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", price());
    world
}

/// 3,800 won of which 800 are for the weather, and 380 of VAT.
pub fn price() -> Outcome {
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(800) }];
    Outcome::Quoted(Quoted::Possible(Quote {
        fee: Won(3_800),
        vat: Some(Won(380)),
        extra,
        ..Quote::default()
    }))
}

pub fn called() -> World {
    let mut world = priced_by(policy());
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world
}

/// A call without an answer: whether it arrived is unknown.
pub fn unanswered() -> World {
    let mut world = priced_by(policy());
    world.does("agency:first", "create", unknown());
    world
}

pub fn taken(state: DeliveryState) -> Outcome {
    Outcome::Created(Created::Accepted(report(state)))
}

pub fn unknown() -> Outcome {
    Outcome::Created(Created::Unknown("hung".into()))
}

pub fn refused() -> Outcome {
    Outcome::Created(Created::Refused(refusal("BAD_WEATHER")))
}

pub fn delivery(world: &mut World) -> Attempt {
    world.state("a").delivery().unwrap().clone()
}

/// The next look-up brings this.
pub fn looks(world: &mut World, outcome: Outcome) {
    world.pass(61);
    world.does("agency:first", "look-up", outcome);
}

/// The same key goes out once more, and its answer is awaited.
pub fn sends_again(world: &mut World) -> Row {
    for _ in 0..3 {
        looks(world, Outcome::LookedUp(None));
    }
    let row = world.due("agency:first").into_iter().find(|row| row.effect.is_once()).unwrap();
    assert!(world.store.start(row.id, world.now).unwrap().is_some());
    row
}

pub fn problem(world: &mut World, is: impl Fn(&Problem) -> bool) -> bool {
    world.state("a").problems.iter().any(is)
}
