//! What one order is in the books.

use super::*;
use crate::order::{Shortage, Status::*};

/// Status, accepted, cancelled at the app, cancelled after completion, and what that is in the books.
#[test]
fn every_way_in_which_an_order_ends_has_its_place() {
    let cases = [
        (Completed, true, false, false, Outcome::Sold),
        (Completed, true, true, true, Outcome::CancelledAfterCompletion),
        (Cancelled, true, false, false, Outcome::CancelledByShop),
        (Cancelled, true, true, false, Outcome::CancelledAtApp),
        (Cancelled, false, true, false, Outcome::GivenUp),
        (Rejected, false, false, false, Outcome::Rejected),
        (Missed, false, false, false, Outcome::Missed),
        (Missed, false, true, false, Outcome::Missed),
        (Received, false, false, false, Outcome::Open),
        (Accepted, true, false, false, Outcome::Open),
        (Ready, true, false, false, Outcome::Open),
        (PickedUp, true, false, false, Outcome::Open),
        (Unreadable, false, false, false, Outcome::Open),
    ];
    for (status, accepted, at_app, late, outcome) in cases {
        let mut state = sold("특급-001", 12, vec![soup(1)]);
        state.head.status = status;
        state.head.accepted_at = accepted.then(|| at(12, 31));
        state.head.cancelled_at_app = at_app;
        state.head.cancelled_after_completion_at = late.then(|| at(23, 0));
        let sale = sale(&state);
        assert_eq!(sale.outcome, outcome, "{status:?} {accepted} {at_app} {late}");
        let won = if outcome == Outcome::Sold { 13_000 } else { 0 };
        assert_eq!((sale.sold(), sale.money.total.amount), (Won(won), Won(13_000)));
    }
}

#[test]
fn a_sale_says_where_when_and_what_it_was() {
    let mut state = sold("특급-001", 25, vec![soup(2)]);
    state.head.shop = Some("둘째".to_owned());
    let sale = sale(&state);
    assert_eq!(
        (sale.id.as_str(), sale.number.as_str(), sale.channel.as_str()),
        ("id-특급-001", "특급-001", "teukgeup")
    );
    assert_eq!((sale.external_id.as_str(), sale.display_id.as_str()), ("sample-특급-001", "특급-001"));
    assert_eq!((sale.shop.as_deref(), sale.kind), (Some("둘째"), Some(OrderKind::Delivery)));
    // Half past one at night is still of the day before.
    assert_eq!((sale.day, sale.hour), (DAY, 1));
    assert_eq!(Sale::of(&state, DAY, &TimeZone::UTC).hour, 16);
}

#[test]
fn money_is_told_by_what_it_is_for_and_who_bears_it() {
    let mut state = sold("특급-001", 12, Vec::new());
    // Two bowls at 10,000 with 1,000 each for more, a dish at 25,000 with 2,000, a tip of 3,000, 3,000 off by the app and 1,000 by
    // the shop; 30,000 in local currency, 18,000 in cash at the door.
    state.head.order = Some(sample::paper::order());
    let money = sale(&state).money;
    assert_eq!((money.total.items, money.total.amount), (Won(49_000), Won(48_000)));
    assert_eq!(money.fees, [(FeeKind::Delivery, Won(3_000))].into());
    assert_eq!(money.discounts, [(Sponsor::App, Won(3_000)), (Sponsor::Store, Won(1_000))].into());
    assert_eq!(money.paid.before, [(PaymentKind::LocalCurrency, count(1, 30_000))].into());
    assert_eq!(money.paid.at_the_door, [(PaymentKind::Cash, count(1, 18_000))].into());
    assert_eq!(money.unexplained, Unexplained::default());
    let dishes = sale(&state).dishes;
    assert_eq!(
        dishes.iter().map(|dish| dish.won.0).collect::<Vec<_>>(),
        [22_000, 27_000],
        "with their options"
    );
}

#[test]
fn parts_of_one_kind_stand_together() {
    let mut state = sold("특급-001", 12, vec![soup(1)]);
    edit(&mut state, |order| {
        order.fees = vec![fee(2_000, FeeKind::Delivery), fee(0, FeeKind::Tip), fee(1_000, FeeKind::Delivery)];
        order.discounts = vec![discount(0, Sponsor::City)];
        pay(
            order,
            &[
                (PaymentKind::Point, 3_000, false),
                (PaymentKind::Point, 10_000, false),
                (PaymentKind::Card, 0, true),
            ],
        );
    });
    let money = sale(&state).money;
    assert_eq!(money.fees, [(FeeKind::Delivery, Won(3_000))].into());
    assert_eq!(money.paid.before, [(PaymentKind::Point, count(1, 13_000))].into(), "one order");
    assert!(money.discounts.is_empty() && money.paid.at_the_door.is_empty());
}

/// A change to an order of 10,000 + 3,000 that comes out, and what is left over of items, fees, discount, amount, payments.
#[test]
fn what_does_not_come_out_stands_where_it_belongs() {
    type Change = fn(&mut Order);
    let cases: [(Change, [i64; 5]); 8] = [
        (|_| {}, [0; 5]),
        (|order| order.lines[0].total = Won(9_000), [1_000, 0, 0, 0, 0]),
        (|order| order.lines.clear(), [10_000, 0, 0, 0, 0]),
        (|order| order.fees[0].amount = Won(3_500), [0, -500, 0, 0, 0]),
        (|order| order.discounts = vec![discount(700, Sponsor::App)], [0, 0, -700, 0, 0]),
        (|order| order.total.amount = Won(13_001), [0, 0, 0, 1, 1]),
        (|order| order.payments[0].amount = Won(12_000), [0, 0, 0, 0, 1_000]),
        (|order| order.payments.clear(), [0, 0, 0, 0, 13_000]),
    ];
    for (at, (change, left)) in cases.into_iter().enumerate() {
        let mut state = sold("특급-001", 12, vec![soup(1)]);
        edit(&mut state, change);
        let Unexplained { items, fees, discount, amount, payments } = sale(&state).money.unexplained;
        assert_eq!([items, fees, discount, amount, payments].map(|won| won.0), left, "case {at}");
        let odd = sale(&state).money.unexplained.is_odd();
        assert_eq!(odd, left.iter().any(|won| won.abs() > 1), "a won is rounding, in case {at}");
    }
}

#[test]
fn a_dish_that_was_sold_out_keeps_its_money_and_says_so() {
    let mut state =
        sold("특급-001", 12, vec![soup(1), line(1, "수육", 25_000, &[]), line(2, "콜라", 2_000, &[])]);
    let short = |line, substitute: Option<&str>| Shortage {
        line,
        item: String::new(),
        substitute: substitute.map(str::to_owned),
    };
    *state.gathering.edit_shortages() = vec![short(1, None), short(2, Some("사이다"))];
    let sale = sale(&state);
    let fates: Vec<_> = sale.dishes.iter().map(|dish| (dish.name.as_str(), dish.won.0, dish.fate)).collect();
    assert_eq!(
        fates,
        [
            ("순대국밥", 10_000, Fate::AsOrdered),
            ("수육", 25_000, Fate::LeftOut),
            ("콜라", 4_000, Fate::Replaced)
        ]
    );
    assert_eq!(sale.money.unexplained, Unexplained::default(), "the app takes no single dish back");
}

#[test]
fn an_amended_order_is_sold_as_it_is_now() {
    let mut state = sold("특급-001", 12, vec![soup(1)]);
    let before = sale(&state);
    state.head.order = sold("특급-001", 12, vec![soup(3)]).head.order;
    let after = sale(&state);
    assert_eq!((before.sold(), after.sold()), (Won(13_000), Won(33_000)));
    assert_eq!(after.dishes[0].quantity, Quantity::pieces(3));
}

#[test]
fn an_order_that_was_never_read_is_there_without_money() {
    let mut state = sold("특급-001", 12, vec![soup(1)]);
    state.head.order = None;
    let sale = sale(&state);
    assert!(sale.is_unread());
    assert_eq!((sale.outcome, sale.sold(), sale.money), (Outcome::Sold, Won::ZERO, Money::default()));
}

#[test]
fn the_books_name_no_customer() {
    let mut state = sold("특급-001", 12, Vec::new());
    state.head.order = Some(sample::paper::order());
    let text = format!("{:?}", sale(&state)) + &serde_json::to_string(&sale(&state)).unwrap();
    let mut order = sample::paper::order();
    let address = order.address.take().unwrap();
    let personal = [
        order.customer.name.unwrap().0,
        order.customer.phone.unwrap().0,
        address.road.unwrap().0,
        address.jibun.unwrap().0,
        address.detail.unwrap().0,
        address.entrance.unwrap().0,
        address.district.unwrap(),
        order.cash_receipt.unwrap().id.0,
        order.store_memo.unwrap(),
        order.rider_memo.unwrap(),
    ];
    for said in personal {
        assert!(!text.contains(&said), "{said} stands in {text}");
    }
}
