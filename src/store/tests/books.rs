//! What deliveries leave in the books, whatever became of them.

use domain::closing::{self, Closing, Outcomes};
use domain::order::{CancelAnswer, DeliveryReport, DeliveryState, Payment, PaymentKind, Won};
use domain::rules::Outcome;
use domain::{Command, Resolution};

use super::called::{called, delivery, looks, price, taken, unanswered};
use super::world::{HAND, World, found, in_house, policy, report};

/// The only agency's day.
pub fn closed(world: &World) -> Closing {
    let day = world.store.day(None, world.now).unwrap();
    let mut closings = closing::close(&day.orders, &day.deposits);
    closings.retain(|closing| closing.deliveries != Outcomes::default());
    assert_eq!(closings.len(), 1, "{closings:?}");
    closings.remove(0)
}

fn off(fee: Option<i64>) -> Outcome {
    Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: fee.map(Won) })
}

#[test]
fn a_delivered_meal_is_in_the_books() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let day = closed(&world);
    assert_eq!((day.fees, day.vat, day.surcharge()), (Won(3_800), Won(380), Won(800)));
    assert_eq!((day.collected.cash, day.cancel_fees, day.without_fee), (Won(9_000), Won(0), 0));
    // What is brought once more costs its own fee and takes no money.
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", taken(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let day = closed(&world);
    assert_eq!((day.again.deliveries, day.again.cost), (1, Won(4_180)));
    assert_eq!((day.fees, day.collected.cash), (Won(7_600), Won(9_000)));
}

#[test]
fn a_cancel_fee_is_booked_only_where_the_agency_states_it() {
    let told_by_look_up = |fee: Option<i64>| {
        let cancelled = DeliveryReport { cancel_fee: fee.map(Won), ..report(DeliveryState::Cancelled) };
        Outcome::LookedUp(Some(Box::new(cancelled)))
    };
    for (fee, cost) in [(Some(500), 500), (None, 0)] {
        for by_look_up in [false, true] {
            let mut world = called();
            world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
            if by_look_up {
                // The answer to the call-off itself was lost.
                looks(&mut world, told_by_look_up(fee));
            } else {
                world.does("agency:first", "call-off", off(fee));
            }
            let day = closed(&world);
            let (cancelled, what) = (day.deliveries.cancelled, (fee, by_look_up));
            assert_eq!((cancelled, day.cancel_fees), (1, Won(cost)), "{what:?}");
            assert_eq!((day.fees, day.vat, day.collected.cash), (Won(0), Won(0), Won(0)), "{what:?}");
            let own = delivery(&mut world);
            assert_eq!(
                (own.cost.fee, own.cost.vat),
                (fee.map(Won), None),
                "what nobody said is not nothing: {what:?}"
            );
        }
    }
    // Not even known to the agency in the end: that is no delivery to pay for.
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::NotFound));
    for _ in 0..13 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
    assert_eq!(closed(&world).cancel_fees, Won(0));
}

#[test]
fn what_calling_off_would_have_cost_is_not_in_the_books() {
    let told = |state, fee| {
        let report = DeliveryReport { cancel_fee: Some(Won(fee)), ..report(state) };
        Outcome::LookedUp(Some(Box::new(report)))
    };
    for (paid, cost) in [(0, 0), (500, 500)] {
        let mut world = called();
        looks(&mut world, told(DeliveryState::PickedUp, 3_800));
        assert_eq!(closed(&world).cancel_fees, Won(0), "it would cost that");
        looks(&mut world, told(DeliveryState::Delivered, paid));
        assert_eq!((closed(&world).fees, closed(&world).cancel_fees), (Won(3_800), Won(cost)));
    }
}

#[test]
fn a_void_key_cancelled_for_money_is_in_the_books() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    looks(&mut world, found(DeliveryState::Requested));
    world.does("agency:first", "call-off", off(Some(500)));
    let day = closed(&world);
    assert_eq!((day.deliveries.cancelled, day.cancel_fees), (1, Won(500)));
    // The same where the agency says it only when it is asked.
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    looks(&mut world, found(DeliveryState::Requested));
    let off = DeliveryReport { cancel_fee: Some(Won(500)), ..report(DeliveryState::Cancelled) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(off))));
    let day = closed(&world);
    assert_eq!((day.deliveries.cancelled, day.cancel_fees), (1, Won(500)));
}

#[test]
fn a_void_key_that_brought_the_meal_is_in_the_books() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    let brought = DeliveryReport { fee: Some(Won(3_800)), ..report(DeliveryState::Delivered) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(brought))));
    let day = closed(&world);
    assert_eq!((day.deliveries.delivered, day.fees, day.collected.cash), (1, Won(3_800), Won(9_000)));
}

#[test]
fn the_customer_pays_once_for_a_meal_that_two_riders_brought() {
    let mut world = unanswered();
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    world.command("a", Command::Dispatch { agency: Some("second".to_owned()), max_fee: None }).unwrap();
    world.does("agency:second", "quote", price());
    world.does("agency:second", "create", taken(DeliveryState::Requested));
    looks(&mut world, found(DeliveryState::Delivered));
    world.does("agency:second", "look-up", found(DeliveryState::Delivered));
    let day = world.store.day(None, world.now).unwrap();
    let closings = closing::close(&day.orders, &day.deposits);
    let told = closings.iter().map(|day| (day.deliveries.delivered, day.fees.0, day.collected.cash.0));
    assert_eq!(told.collect::<Vec<_>>(), [(1, 3_800, 9_000), (1, 3_800, 0)], "both are paid for");
}

#[test]
fn what_came_back_or_was_given_up_is_paid_and_collects_nothing() {
    for (ended, carried) in
        [(DeliveryState::Returned, true), (DeliveryState::Failed, true), (DeliveryState::Failed, false)]
    {
        let mut world = called();
        if carried {
            looks(&mut world, found(DeliveryState::PickedUp));
        }
        looks(&mut world, found(ended));
        let day = closed(&world);
        assert_eq!(day.deliveries.failed, 1);
        assert_eq!(day.fees, if carried { Won(3_800) } else { Won(0) }, "{ended:?}");
        assert_eq!(day.collected.cash, Won(0));
    }
}

#[test]
fn an_own_rider_costs_nothing_known_and_owes_what_he_collected() {
    let mut own = policy();
    own.agencies = vec![in_house("uncle")];
    let mut world = World::new(own);
    let mut order = world.order("a");
    order.payments = vec![Payment {
        kind: PaymentKind::Card,
        name: "카드".to_owned(),
        amount: Won(9_000),
        on_delivery: true,
        change_for: None,
    }];
    world.arrive(HAND, order);
    world.accept("a");
    world.command("a", Command::Complete).unwrap();
    let day = closed(&world);
    assert_eq!((day.deliveries.delivered, day.fees, day.without_fee), (1, Won(0), 1));
    assert_eq!((day.collected.card, day.collected.cash), (Won(9_000), Won(0)));
}
