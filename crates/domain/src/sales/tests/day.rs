//! Days added up.

use super::*;
use crate::order::{Shortage, Unit};

/// A day of two shops, written out: the figures below are reckoned by hand.
fn day() -> Vec<OrderState> {
    // 23,000 in the app by card: two bowls and a tip.
    let plain = sold("특급-001", 11, vec![soup(2)]);
    // 48,000: 30,000 local currency in the app and 18,000 cash at the door; 4,000 off, of which the app bears 3,000.
    let mut mixed = sold("특급-002", 18, Vec::new());
    mixed.head.order = Some(sample::paper::order());
    // 12,000 at another app, a child's meal card, spelled with a space; the app says 500 more than it explains.
    let mut child = sold("땡겨-001", 18, vec![line(1, "순대 국밥", 9_000, &[])]);
    child.head.channel = "ddangyo".to_owned();
    edit(&mut child, |order| {
        order.total.amount = Won(12_500);
        pay(order, &[(PaymentKind::ChildMealCard, 12_500, false)]);
    });
    // 4,000 fetched and paid in cash in the second shop, after midnight; one of two drinks was replaced.
    let mut takeout = fetched(
        "특급-003",
        24,
        vec![line(1, "콜라", 2_000, &[]), line(1, "콜라", 2_000, &[])],
        PaymentKind::Cash,
    );
    takeout.head.shop = Some("둘째".to_owned());
    *takeout.gathering.edit_shortages() =
        vec![Shortage { line: 1, item: String::new(), substitute: Some("사이다".to_owned()) }];
    let ended = |number, status| {
        let mut state = sold(number, 19, vec![soup(1)]);
        state.head.status = status;
        state
    };
    let mut late = ended("특급-004", Status::Completed);
    late.head.cancelled_after_completion_at = Some(at(20, 0));
    let mut unread = ended("특급-009", Status::Unreadable);
    unread.head.order = None;
    let mut states = vec![plain, mixed, child, takeout, late, unread];
    states.push(ended("특급-005", Status::Cancelled));
    states.push(ended("특급-006", Status::Rejected));
    states.push(ended("특급-007", Status::Missed));
    states.push(ended("특급-008", Status::PickedUp));
    states
}

#[test]
fn a_day_written_out_comes_to_these_figures() {
    let sales = sales(&day());
    let closing = DaySales::of(DAY, &sales);
    let all = &closing.all;
    assert_eq!(
        all.outcomes,
        [
            (Outcome::Sold, count(4, 87_500)),
            (Outcome::Open, count(2, 13_000)),
            (Outcome::CancelledByShop, count(1, 13_000)),
            (Outcome::CancelledAfterCompletion, count(1, 13_000)),
            (Outcome::Rejected, count(1, 13_000)),
            (Outcome::Missed, count(1, 13_000)),
        ]
        .into()
    );
    assert_eq!((all.sold(), all.count(Outcome::GivenUp)), (count(4, 87_500), count(0, 0)));
    assert_eq!((all.unread, all.odd), (1, 1));
    let channels = [("teukgeup", count(3, 75_000)), ("ddangyo", count(1, 12_500))];
    assert_eq!(all.channels, channels.map(|(channel, count)| (channel.to_owned(), count)).into());
    assert_eq!(all.hours, [(0, count(1, 4_000)), (11, count(1, 23_000)), (18, count(2, 60_500))].into());
    let money = &all.money;
    assert_eq!(
        (money.total.items, money.total.fees, money.total.discount),
        (Won(82_000), Won(9_000), Won(4_000))
    );
    assert_eq!((money.total.amount, money.unexplained.amount), (Won(87_500), Won(500)));
    assert_eq!(money.fees, [(FeeKind::Delivery, Won(9_000))].into());
    assert_eq!(money.discounts, [(Sponsor::App, Won(3_000)), (Sponsor::Store, Won(1_000))].into());
    assert_eq!(
        money.paid.before,
        [
            (PaymentKind::Card, count(1, 23_000)),
            (PaymentKind::LocalCurrency, count(1, 30_000)),
            (PaymentKind::ChildMealCard, count(1, 12_500)),
        ]
        .into()
    );
    assert_eq!(money.paid.at_the_door, [(PaymentKind::Cash, count(2, 22_000))].into());
}

#[test]
fn shops_stand_apart_and_come_to_the_whole() {
    let closing = DaySales::of(DAY, &sales(&day()));
    let shops: Vec<_> =
        closing.shops.iter().map(|shop| (shop.shop.as_deref(), shop.figures.sold())).collect();
    assert_eq!(shops, [(None, count(3, 83_500)), (Some("둘째"), count(1, 4_000))]);
    assert_eq!(closing.shops[1].figures.hours, [(0, count(1, 4_000))].into());
    assert_eq!(DaySales::of(DAY, &[]), DaySales { day: DAY, all: Figures::default(), shops: Vec::new() });
}

#[test]
fn dishes_are_sorted_by_what_they_brought() {
    let dishes = DaySales::of(DAY, &sales(&day())).all.dishes;
    let told = |dish: &DishSales| (dish.name.clone(), dish.sold.quantity.to_string(), dish.sold.won.0);
    let told: Vec<_> = dishes.iter().map(told).collect();
    assert_eq!(
        told,
        [
            ("순대국밥".to_owned(), "3".to_owned(), 29_000),
            ("수육(소)".to_owned(), "1".to_owned(), 27_000),
            ("뼈해장국".to_owned(), "2".to_owned(), 22_000),
            ("콜라".to_owned(), "2".to_owned(), 4_000),
        ]
    );
    assert_eq!((dishes[3].replaced.quantity, dishes[3].replaced.won), (Quantity::pieces(1), Won(2_000)));
    assert_eq!(dishes[3].left_out.won, Won::ZERO);
}

#[test]
fn dishes_that_brought_the_same_stand_by_name() {
    let weighed = |name: &str, thousandths, won| {
        let mut weighed = line(1, name, won, &[]);
        weighed.quantity = Quantity { thousandths, unit: Unit::Kilogram };
        weighed
    };
    let mut state = sold(
        "특급-001",
        12,
        vec![
            line(1, "나물", 3_000, &[]),
            weighed("가지", 500, 3_000),
            line(2, "가지", 1_500, &[]),
            weighed("가지", 250, 2_000),
            line(1, "다시마", 9_000, &[]),
        ],
    );
    *state.gathering.edit_shortages() = vec![Shortage { line: 4, item: String::new(), substitute: None }];
    let dishes = DaySales::of(DAY, &[sale(&state)]).all.dishes;
    let told = |dish: &DishSales| (dish.name.clone(), dish.sold.quantity.to_string(), dish.left_out.won.0);
    let told: Vec<_> = dishes.iter().map(told).collect();
    // What is weighed is no piece, and what was left out brought nothing.
    let rows = [("가지", "0.75kg", 0), ("가지", "2", 0), ("나물", "1", 0), ("다시마", "0", 9_000)];
    let rows = rows.map(|(name, quantity, out)| (name.to_owned(), quantity.to_owned(), out));
    assert_eq!(told, rows);
}

#[test]
fn sums_that_miss_each_other_are_counted_all_the_same() {
    let off = |number, won: i64| {
        let mut state = sold(number, 12, vec![soup(1)]);
        edit(&mut state, |order| order.payments[0].amount = Won(13_000 - won));
        sale(&state)
    };
    let figures = Figures::of(&[off("특급-001", 500), off("특급-002", -500), off("특급-003", 1)]);
    assert_eq!((figures.money.unexplained.payments, figures.odd), (Won(1), 2));
}

#[test]
fn a_day_is_compared_with_another_in_whole_numbers() {
    let change = |now: (u32, i64), before: (u32, i64)| {
        let change = count(now.0, now.1).since(count(before.0, before.1));
        (change.orders, change.orders_per_mille, change.amount.0, change.amount_per_mille)
    };
    assert_eq!(change((12, 240_000), (10, 160_000)), (2, Some(200), 80_000, Some(500)));
    assert_eq!(change((9, 100_000), (12, 300_000)), (-3, Some(-250), -200_000, Some(-667)));
    assert_eq!(change((3, 50), (0, 0)), (3, None, 50, None), "nothing to compare with");
    assert_eq!(change((0, 0), (7, 1_000)), (-7, Some(-1_000), -1_000, Some(-1_000)));
    // To the nearest thousandth, halves away from zero.
    assert_eq!(change((1, 2_001), (1, 2_000)).3, Some(1));
    assert_eq!(change((1, 1_999), (1, 2_000)).3, Some(-1));
    assert_eq!(change((1, 3_001), (1, 3_000)).3, Some(0));
    assert_eq!(change((1, 500), (1, -500)).3, None, "no part of less than nothing");
    assert_eq!(change((u32::MAX, i64::MAX), (1, 1)).3, Some(i64::MAX));
}

#[test]
fn absurd_amounts_neither_panic_nor_turn_round() {
    let absurd = |won| {
        let mut state = sold("특급-001", 12, vec![soup(1)]);
        edit(&mut state, |order| {
            order.lines[0].total = Won(won);
            order.lines[0].quantity.thousandths = won;
            order.total.amount = Won(won);
            order.total.discount = Won(won);
            pay(order, &[(PaymentKind::Card, won, false), (PaymentKind::Card, won, true)]);
        });
        sale(&state)
    };
    assert_eq!(Figures::of(&[absurd(i64::MAX), absurd(i64::MAX)]).sold(), count(2, i64::MAX));
    assert_eq!(Figures::of(&[absurd(i64::MIN), absurd(i64::MIN)]).sold(), count(2, i64::MIN));
}
