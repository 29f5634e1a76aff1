//! Days that are closed: what changes afterwards, and what should be in the till.

use super::*;
use crate::{Closing, Collect};

fn closed(states: &[OrderState]) -> ClosedDay {
    let (counted, riders) = (Counted::default(), Takings::default());
    ClosedDay { day: DAY, closed_at: at(23, 30), counted, riders, sales: sales(states) }
}

fn counted(cash: i64, card: i64) -> Counted {
    Counted { cash: Some(Won(cash)), card: Some(Won(card)) }
}

fn takings(cash: i64, card: i64) -> Takings {
    Takings { cash: Won(cash), card: Won(card) }
}

/// The only correction: which order, when, from and to which outcome, and by how much.
#[track_caller]
fn corrected_to(
    day: &ClosedDay,
    now: &[OrderState],
) -> (String, Timestamp, Option<Outcome>, Option<Outcome>, i64) {
    let mut corrections = day.corrections(&sales(now));
    assert_eq!(corrections.len(), 1, "{corrections:?}");
    let Correction { order, at, was, is, difference } = corrections.remove(0);
    (order, at, was.map(|sale| sale.outcome), is.map(|sale| sale.outcome), difference.0)
}

#[test]
fn what_is_cancelled_after_closing_is_a_correction_of_its_time() {
    let mut states = vec![sold("특급-001", 12, vec![soup(1)]), sold("특급-002", 13, vec![soup(2)])];
    let day = closed(&states);
    assert_eq!(day.corrections(&sales(&states)), []);
    states[1].head.cancelled_after_completion_at = Some(at(35, 0));
    // A person has looked at it later, which is no concern of the books.
    states[1].head.updated_at = at(36, 0);
    let late = Some(Outcome::CancelledAfterCompletion);
    assert_eq!(
        corrected_to(&day, &states),
        ("id-특급-002".to_owned(), at(35, 0), Some(Outcome::Sold), late, -23_000)
    );
    assert_eq!(day.figures().all.sold(), count(2, 36_000), "the day stays as it was closed");
}

#[test]
fn what_is_no_concern_of_the_books_is_no_correction() {
    let mut states = vec![sold("특급-001", 12, vec![soup(1)])];
    let day = closed(&states);
    let head = &mut states[0].head;
    (head.updated_at, head.receipt_issued_at, head.prep_minutes) = (at(24, 0), Some(at(24, 0)), Some(40));
    edit(&mut states[0], |order| order.customer.phone = None);
    assert_eq!(day.corrections(&sales(&states)), []);
}

#[test]
fn an_open_order_that_ends_after_closing_is_a_correction() {
    let mut states = vec![sold("특급-001", 23, vec![soup(1)])];
    states[0].head.status = Status::PickedUp;
    let day = closed(&states);
    assert_eq!(day.figures().all.count(Outcome::Open), count(1, 13_000));
    (states[0].head.status, states[0].head.updated_at) = (Status::Completed, at(24, 10));
    let order = "id-특급-001".to_owned();
    assert_eq!(
        corrected_to(&day, &states),
        (order, at(24, 10), Some(Outcome::Open), Some(Outcome::Sold), 13_000)
    );
}

#[test]
fn an_order_that_comes_after_closing_is_a_correction() {
    let mut states = vec![sold("특급-001", 12, vec![soup(1)])];
    let day = closed(&states);
    states.push(sold("특급-002", 25, vec![soup(2)]));
    states[1].head.updated_at = at(26, 0);
    let order = "id-특급-002".to_owned();
    assert_eq!(corrected_to(&day, &states), (order, at(26, 0), None, Some(Outcome::Sold), 23_000));
}

#[test]
fn an_order_that_is_gone_is_a_correction() {
    let states = [sold("특급-001", 12, vec![soup(1)]), sold("특급-002", 13, vec![soup(2)])];
    let order = "id-특급-001".to_owned();
    let gone = corrected_to(&closed(&states), &states[1..]);
    assert_eq!(gone, (order, states[0].head.updated_at, Some(Outcome::Sold), None, -13_000));
}

#[test]
fn another_way_of_paying_is_a_correction_of_no_won() {
    let mut states = vec![sold("특급-001", 12, vec![soup(1)])];
    let day = closed(&states);
    edit(&mut states[0], |order| order.payments[0].kind = PaymentKind::LocalCurrency);
    assert_eq!(corrected_to(&day, &states).4, 0);
}

#[test]
fn corrections_are_told_oldest_first() {
    let mut states: Vec<_> =
        ["특급-001", "특급-002", "특급-003"].map(|number| sold(number, 12, vec![soup(1)])).into();
    let day = closed(&states);
    for (state, minute) in states.iter_mut().zip([9, 3, 6]) {
        state.head.cancelled_after_completion_at = Some(at(24, minute));
    }
    let corrections = day.corrections(&sales(&states));
    let orders: Vec<_> = corrections.iter().map(|correction| correction.order.as_str()).collect();
    assert_eq!(orders, ["id-특급-002", "id-특급-003", "id-특급-001"]);
}

#[test]
fn a_closed_day_is_read_again_as_it_was_written() {
    let mut odd = sold("특급-001", 12, vec![soup(1)]);
    odd.head.order = Some(sample::paper::order());
    let day = ClosedDay {
        counted: counted(1, 2),
        ..closed(&[odd, fetched("특급-002", 13, vec![soup(1)], PaymentKind::Onnuri)])
    };
    let json = serde_json::to_string(&day).unwrap();
    assert_eq!(serde_json::from_str::<ClosedDay>(&json).unwrap(), day);
    let figures = serde_json::to_string(&day.figures()).unwrap();
    assert_eq!(serde_json::from_str::<DaySales>(&figures).unwrap(), day.figures());
}

/// As written today: a later version has to read it, and find nothing changed in it.
#[test]
fn a_day_that_was_closed_long_ago_is_still_read() {
    let json = r#"{
        "day": "2026-11-21", "closed_at": "2026-11-21T14:30:00Z",
        "sales": [{
            "id": "id-특급-001", "number": "특급-001", "external_id": "sample-특급-001", "display_id": "특급-001",
            "channel": "teukgeup", "shop": null, "kind": "DELIVERY", "day": "2026-11-21", "hour": 12, "outcome": "sold",
            "money": {
                "total": { "items": 10000, "fees": 3000, "discount": 0, "amount": 13000 },
                "fees": { "DELIVERY": 3000 },
                "paid": { "before": { "CARD": { "orders": 1, "amount": 13000 } } }
            },
            "dishes": [{ "name": "순대국밥", "quantity": { "thousandths": 1000, "unit": "PIECE" }, "won": 10000 }],
            "changed_at": "2026-11-21T03:00:00Z"
        }]
    }"#;
    let day: ClosedDay = serde_json::from_str(json).unwrap();
    assert_eq!((day.counted, day.riders), (Counted::default(), Takings::default()));
    assert_eq!(day.corrections(&sales(&[sold("특급-001", 12, vec![soup(1)])])), []);
}

#[test]
fn the_till_holds_what_riders_and_the_counter_took() {
    let mut door = sold("특급-001", 12, vec![soup(1)]);
    edit(&mut door, |order| pay(order, &[(PaymentKind::Cash, 13_000, true)]));
    let mut indoor = fetched("특급-002", 12, vec![soup(2)], PaymentKind::Onnuri);
    edit(&mut indoor, |order| order.kind = OrderKind::Indoor);
    let mut waiting = fetched("특급-003", 12, vec![soup(9)], PaymentKind::Cash);
    waiting.head.status = Status::Ready;
    // Cancelled at the app, after it was fetched and paid for.
    let mut late = fetched("특급-004", 12, vec![soup(1)], PaymentKind::Cash);
    late.head.cancelled_after_completion_at = Some(at(20, 0));
    let paid_before = sold("특급-005", 12, vec![soup(1)]);
    let fetched = fetched("특급-006", 12, vec![soup(4)], PaymentKind::Cash);
    let collected = |cash, card| Closing {
        collected: Collect { cash: Won(cash), card: Won(card) },
        ..Closing::default()
    };
    let riders = Takings::of_riders(&[collected(13_000, 0), collected(0, 7_000)]);
    let day = ClosedDay {
        riders,
        counted: counted(60_000, 27_500),
        ..closed(&[door, indoor, waiting, late, paid_before, fetched])
    };
    let till = day.till();
    assert_eq!((till.riders, till.counter), (takings(13_000, 7_000), takings(50_000, 20_000)));
    assert_eq!((till.expected, till.counted), (takings(63_000, 27_000), counted(60_000, 27_500)));
    assert_eq!(till.difference, counted(-3_000, 500));
    let cash = Counted { cash: Some(Won(60_000)), card: None };
    let difference = ClosedDay { counted: cash, ..day.clone() }.till().difference;
    assert_eq!((difference.cash, difference.card), (Some(Won(-3_000)), None), "only cash was counted");
    // A rider took 7,000 by card for an order that is none of this day's.
    assert_eq!(till.elsewhere, takings(0, -7_000));
}

#[test]
fn money_at_a_door_that_no_known_rider_took_is_not_expected() {
    let mut door = sold("특급-001", 12, vec![soup(1)]);
    edit(&mut door, |order| pay(order, &[(PaymentKind::Cash, 13_000, true)]));
    let till = closed(&[door]).till();
    assert_eq!((till.expected, till.elsewhere), (takings(0, 0), takings(13_000, 0)));
    assert_eq!((till.counted, till.difference), (Counted::default(), Counted::default()));
}

#[test]
fn a_report_takes_no_money_back_for_what_is_lost() {
    let closed = closed(&[sold("a", 12, vec![soup(1)]), sold("b", 13, vec![soup(2)])]);
    let mut now = closed.sales.clone();
    // A record that was lost is set up again with what its row says, and without what was ordered.
    (now[0].kind, now[0].money, now[0].dishes) = (None, Money::default(), Vec::new());
    now[1].outcome = Outcome::CancelledAfterCompletion;
    let riders = crate::DayClosing { day: DAY, agencies: Vec::new(), cancelled: Default::default() };
    let report = DayReport::of(&now[..2], Some(&closed), DaySales::of(DAY, []), riders.clone(), DAY);
    let corrected: Vec<&str> = report.corrections.iter().map(|one| one.order.as_str()).collect();
    assert_eq!(corrected, [closed.sales[1].id.as_str()]);
    let report = DayReport::of(&now[1..], Some(&closed), DaySales::of(DAY, []), riders, DAY);
    assert_eq!(report.corrections.len(), 1, "nor for one that is missing");
}
