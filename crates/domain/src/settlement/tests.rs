//! What one order brings by a contract, statements with every fault, and seeded periods.

use super::*;
use crate::order::{OrderKind, PaymentKind, Quantity, Total};
use crate::sales::tests::seeded::{books, day as seeded_day, with_seeds};
use crate::sales::{Count, Dish, Fate, Money, Paid, Unexplained};
use jiff::Timestamp;
use jiff::civil::date;
use std::slice::from_ref;

const DAY: Date = date(2026, 11, 21);

/// 2 % of the dishes and 3 % of what is paid in the app, VAT on top; tips are passed on and the app's discounts paid.
fn rates() -> Rates {
    Rates {
        commission: BasisPoints(200),
        base: Base::Items,
        payment_fee: BasisPoints(300),
        vat: Vat::OnTop,
        tips_passed_on: true,
        reimbursed: [Sponsor::App].into(),
    }
}

/// Dishes for 20,000 and a tip of 3,000; 2,000 off by the app and 1,000 by the shop; 20,000 paid by card in the app.
fn sale(number: &str) -> Sale {
    Sale {
        id: format!("id-{number}"),
        number: number.to_owned(),
        external_id: format!("app-{number}"),
        display_id: format!("D{number}"),
        channel: "teukgeup".to_owned(),
        shop: None,
        kind: Some(OrderKind::Delivery),
        day: DAY,
        hour: 12,
        outcome: Outcome::Sold,
        money: Money {
            total: Total { items: Won(20_000), fees: Won(3_000), discount: Won(3_000), amount: Won(20_000) },
            fees: [(FeeKind::Delivery, Won(3_000))].into(),
            discounts: [(Sponsor::App, Won(2_000)), (Sponsor::Store, Won(1_000))].into(),
            paid: paid(20_000, 0),
            unexplained: Unexplained::default(),
        },
        dishes: vec![Dish {
            name: "순대국밥".to_owned(),
            quantity: Quantity::pieces(2),
            won: Won(20_000),
            fate: Fate::AsOrdered,
        }],
        changed_at: Timestamp::UNIX_EPOCH,
    }
}

fn paid(before: i64, at_the_door: i64) -> Paid {
    let part = |won: i64| [(PaymentKind::Card, Count { orders: 1, amount: Won(won) })].into();
    Paid { before: part(before), at_the_door: part(at_the_door) }
}

fn row(name: &str, won: i64) -> ReceivedOrder {
    ReceivedOrder { name: name.to_owned(), day: None, won: Won(won) }
}

/// What, by which name, expected and received.
fn told(check: &Check) -> Vec<(What, &str, i64, i64)> {
    check.orders.iter().map(|one| (one.what, one.name.as_str(), one.expected.0, one.received.0)).collect()
}

fn checked(sales: &[Sale], rows: &[ReceivedOrder]) -> Check {
    check(sales, &rates(), &Received::Orders(rows.to_vec()))
}

#[test]
fn an_order_by_the_book_is_paid_in_these_parts() {
    let payout = expected(&sale("1"), &rates());
    assert_eq!((payout.paid, payout.reimbursed, payout.tips_kept), (Won(20_000), Won(2_000), Won(0)));
    assert_eq!((payout.commission, payout.payment_fee, payout.vat), (Won(400), Won(600), Won(100)));
    // 20,000 + 2,000 − 400 − 600 − 100
    assert_eq!((payout.payout, payout.unexplained), (Won(20_900), Won(0)));
}

/// A change to the contract, and what it makes of the same order.
#[test]
fn each_clause_of_a_contract_has_its_effect() {
    type Change = fn(&mut Rates);
    let cases: [(&str, Change, i64); 8] = [
        ("as it is", |_| {}, 20_900),
        ("a dearer commission", |rates| rates.commission = BasisPoints(680), 20_900 - 960 - 96),
        ("of the fees too", |rates| rates.base = Base::ItemsAndFees, 20_900 - 60 - 6),
        ("no fee for payments", |rates| rates.payment_fee = BasisPoints(0), 20_900 + 600 + 60),
        ("VAT included", |rates| rates.vat = Vat::Included, 20_900 + 100),
        ("tips kept", |rates| rates.tips_passed_on = false, 20_900 - 3_000),
        ("nothing reimbursed", |rates| rates.reimbursed.clear(), 20_900 - 2_000),
        ("the shop's too", |rates| rates.reimbursed = [Sponsor::App, Sponsor::Store].into(), 20_900 + 1_000),
    ];
    for (what, change, won) in cases {
        let mut rates = rates();
        change(&mut rates);
        assert_eq!(expected(&sale("1"), &rates).payout, Won(won), "{what}");
    }
    let included = expected(&sale("1"), &Rates { vat: Vat::Included, ..rates() });
    // An eleventh of 400 and of 600: 36.36 and 54.55.
    assert_eq!((included.commission, included.payment_fee, included.vat), (Won(364), Won(545), Won(91)));
}

#[test]
fn each_part_is_rounded_by_itself_halves_up() {
    let mut odd = sale("1");
    odd.money.total.items = Won(10_025);
    odd.money.paid = paid(10_015, 0);
    let payout = expected(&odd, &rates());
    // 200.5 and 300.45; their VAT 20.1 and 30.0.
    assert_eq!((payout.commission, payout.payment_fee, payout.vat), (Won(201), Won(300), Won(50)));
    odd.money.total.items = Won(10_024);
    assert_eq!(expected(&odd, &rates()).commission, Won(200));
    odd.money.total.items = Won(-10_025);
    assert_eq!(expected(&odd, &rates()).commission, Won(-201));
    odd.money.total.items = Won(i64::MAX);
    assert_eq!(
        expected(&odd, &Rates { commission: BasisPoints(20_000), ..rates() }).commission,
        Won(i64::MAX)
    );
}

#[test]
fn an_order_that_is_paid_at_the_door_costs_its_commission() {
    let mut door = sale("1");
    door.money.paid = paid(0, 20_000);
    let payout = expected(&door, &rates());
    assert_eq!((payout.paid, payout.payment_fee), (Won(0), Won(0)));
    assert_eq!(payout.payout, Won(2_000 - 400 - 40));
    door.money.discounts.clear();
    assert_eq!(expected(&door, &rates()).payout, Won(-440), "the shop owes the app");
}

#[test]
fn nothing_is_expected_for_what_was_not_sold() {
    for outcome in Outcome::ALL {
        let ended = Sale { outcome, ..sale("1") };
        let due = outcome == Outcome::Sold;
        assert_eq!(expected(&ended, &rates()) != Payout::default(), due, "{outcome:?}");
        // If money comes all the same, or is taken back, that is said.
        assert_eq!(checked(from_ref(&ended), &[]).orders.is_empty(), !due, "{outcome:?}");
        if !due {
            let check = checked(from_ref(&ended), &[row("app-1", -500)]);
            assert_eq!(told(&check), [(What::Less, "1", 0, -500)], "{outcome:?}");
        }
    }
}

#[test]
fn an_order_that_nobody_says_how_it_was_paid_is_named() {
    let mut silent = sale("1");
    silent.money.paid = Paid::default();
    silent.money.unexplained.payments = Won(20_000);
    let payout = expected(&silent, &rates());
    assert_eq!((payout.paid, payout.unexplained, payout.payout), (Won(0), Won(20_000), Won(2_000 - 440)));
}

#[test]
fn a_statement_by_orders_names_each_that_differs() {
    let sales = ["5", "3", "2", "4", "1"].map(sale);
    let rows = [
        row("app-5", 20_900),
        row(" app-1 ", 20_900),
        row("app-2", 20_800),
        row("app-3", 30_000),
        row("app-9", 7_000),
        row("", 10),
    ];
    let check = checked(&sales, &rows);
    assert_eq!(
        told(&check),
        [
            (What::Less, "2", 20_900, 20_800),
            (What::More, "3", 20_900, 30_000),
            (What::Missing, "4", 20_900, 0),
            (What::Unknown, "app-9", 0, 7_000),
            (What::Unknown, "", 0, 10),
        ]
    );
    assert_eq!((check.expected.payout, check.received), (Won(104_500), Won(99_610)));
    assert_eq!(check.difference, Won(-4_890));
    assert_eq!((check.orders[0].order.as_deref(), check.orders[0].day), (Some("id-2"), Some(DAY)));
    assert_eq!((check.orders[3].order.as_deref(), check.orders[3].day), (None, None));
}

#[test]
fn a_statement_of_one_sum_is_compared_as_one() {
    let check = check(&[sale("1"), sale("2")], &rates(), &Received::Sum(Won(41_000)));
    assert_eq!(
        (check.expected.payout, check.received, check.difference),
        (Won(41_800), Won(41_000), Won(-800))
    );
    assert_eq!((check.expected.commission, check.orders), (Won(800), vec![]));
}

#[test]
fn lines_of_one_order_belong_together() {
    let rows = [row("app-1", 21_000), row("app-1", -100)];
    assert_eq!(told(&checked(&[sale("1")], &rows)), []);
    let rows = [row("D1", 21_000), row("1", -100)];
    assert_eq!(told(&checked(&[sale("1")], &rows)), []);
}

/// Short numbers and display ids begin again every day.
#[test]
fn a_name_that_repeats_is_told_apart_by_day_and_won() {
    let of = |day: Date, items: i64| {
        let mut sale = Sale { id: format!("id-{day}"), external_id: format!("app-{day}"), day, ..sale("1") };
        sale.money.total.items = Won(items);
        sale
    };
    let (monday, tuesday) = (date(2026, 11, 23), date(2026, 11, 24));
    let sales = [of(monday, 20_000), of(tuesday, 30_000)];
    assert_eq!(expected(&sales[1], &rates()).payout, Won(20_680));
    let differs = |rows: &[ReceivedOrder]| {
        let check = checked(&sales, rows);
        check.orders.iter().map(|one| (one.what, one.day, one.received.0)).collect::<Vec<_>>()
    };
    let on = |day, won| ReceivedOrder { day: Some(day), ..row("1", won) };
    assert_eq!(differs(&[row("1", 20_680), row("1", 20_900)]), [], "by the won");
    assert_eq!(differs(&[row("1", 5), row("1", 20_900)]), [(What::Less, Some(tuesday), 5)]);
    assert_eq!(
        differs(&[row("1", 5), row("1", 6)]),
        [(What::Less, Some(monday), 5), (What::Less, Some(tuesday), 6)],
        "the oldest first"
    );
    assert_eq!(
        differs(&[on(tuesday, 5), on(monday, 6)]),
        [(What::Less, Some(monday), 6), (What::Less, Some(tuesday), 5)],
        "by the day"
    );
    // Paid after midnight: the calendar's Wednesday is still Tuesday's business day.
    let wednesday = tuesday.tomorrow().unwrap();
    assert_eq!(differs(&[on(wednesday, 20_680)]), [(What::Missing, Some(monday), 0)]);
    let sunday = monday.yesterday().unwrap();
    assert_eq!(
        differs(&[on(sunday, 9), row("1", 20_680), row("1", 20_900)]),
        [(What::Unknown, Some(sunday), 9)],
        "of a day that is not ours"
    );
}

#[test]
fn a_line_goes_to_the_order_for_which_something_is_due() {
    let cancelled = Sale { id: "id-0".to_owned(), outcome: Outcome::CancelledAtApp, ..sale("1") };
    let sales = [Sale { external_id: "app-0".to_owned(), ..cancelled }, sale("1")];
    assert_eq!(told(&checked(&sales, &[row("1", 20_000)])), [(What::Less, "1", 20_900, 20_000)]);
}

#[test]
fn a_contract_is_read_again_as_it_was_written() {
    let json = serde_json::to_string(&rates()).unwrap();
    assert_eq!(serde_json::from_str::<Rates>(&json).unwrap(), rates());
    assert_eq!(
        json,
        r#"{"commission":200,"base":"items","payment_fee":300,"vat":"on-top","tips_passed_on":true,"reimbursed":["APP"]}"#
    );
}

/// Statements of random days: every fault that was put in is found, and nothing else.
#[test]
fn every_fault_of_a_statement_is_found_and_nothing_else() {
    with_seeds(|rng| {
        let sales = books(&seeded_day(rng));
        let rates = Rates {
            commission: BasisPoints(rng.u32(0..1_500)),
            base: if rng.bool() { Base::Items } else { Base::ItemsAndFees },
            payment_fee: BasisPoints(rng.u32(0..400)),
            vat: if rng.bool() { Vat::OnTop } else { Vat::Included },
            tips_passed_on: rng.bool(),
            reimbursed: [Sponsor::App, Sponsor::City].into_iter().filter(|_| rng.bool()).collect(),
        };
        let (mut rows, mut faults, mut off) = (Vec::new(), Vec::new(), Won::ZERO);
        let mut all = [Won::ZERO; 8];
        let parts = |payout: Payout| {
            let Payout { paid, reimbursed, tips_kept, commission, payment_fee, vat, payout, unexplained } =
                payout;
            [paid, reimbursed, tips_kept, commission, payment_fee, vat, payout, unexplained]
        };
        for sale in &sales {
            let payout = expected(sale, &rates);
            let [paid, reimbursed, tips_kept, commission, payment_fee, vat, due, _] = parts(payout);
            assert_eq!(due, paid + reimbursed - tips_kept - commission - payment_fee - vat);
            all.iter_mut().zip(parts(payout)).for_each(|(all, part)| *all = *all + part);
            let mut pay = |won: Won| {
                let name = [&sale.external_id, &sale.number][rng.usize(..2)];
                rows.push(ReceivedOrder { name: name.clone(), day: Some(sale.day), won });
            };
            match due {
                Won::ZERO => {}
                due if due.0 % 7 == 0 => {
                    faults.push((What::Missing, sale.id.clone()));
                    off = off - due;
                }
                due if due.0 % 7 == 1 => {
                    pay(due - Won(50));
                    faults.push((What::Less, sale.id.clone()));
                    off = off - Won(50);
                }
                due if due.0 % 7 == 2 => {
                    pay(due + Won(70));
                    faults.push((What::More, sale.id.clone()));
                    off = off + Won(70);
                }
                due => pay(due),
            }
        }
        if rng.bool() {
            rows.push(row("nobody's", 1_234));
            off = off + Won(1_234);
        }
        rng.shuffle(&mut rows);
        let check = check(&sales, &rates, &Received::Orders(rows.clone()));
        assert_eq!(parts(check.expected), all);
        let (unknown, ours): (Vec<&Difference>, Vec<&Difference>) =
            check.orders.iter().partition(|one| one.what == What::Unknown);
        let ours: Vec<_> = ours.into_iter().map(|one| (one.what, one.order.clone().unwrap())).collect();
        assert_eq!(ours, faults);
        assert_eq!(unknown.len(), rows.iter().filter(|row| row.name == "nobody's").count());
        assert_eq!((check.difference, check.received), (off, check.expected.payout + off));
        assert_eq!(check.orders.iter().map(|one| one.difference).sum::<Won>(), off);
        let sum = super::check(&sales, &rates, &Received::Sum(check.received));
        assert_eq!((sum.difference, sum.orders), (off, vec![]));
    });
}

fn november(sales: &[Sale], rates: Result<Rates, Vec<String>>, entered: Option<&Statement>) -> Settlement {
    let period = Period { channel: "teukgeup".to_owned(), from: date(2026, 11, 1), to: date(2026, 11, 30) };
    Settlement::of(period, sales, rates, entered, 0)
}

#[test]
fn a_check_is_of_one_app_and_says_what_is_still_open() {
    let mut sales = vec![sale("1"), sale("2"), sale("3")];
    sales[1].channel = "ddangyo".to_owned();
    sales[2].outcome = Outcome::Open;
    let told = november(&sales, Ok(rates()), None);
    assert_eq!((told.sold, told.open), (1, 1));
    assert_eq!(told.expected, Some(expected(&sales[0], &rates())));
    assert_eq!((told.received, told.difference), (None, None));
    let unknown = november(&sales, Err(vec!["vat".to_owned()]), None);
    assert_eq!((unknown.expected, unknown.missing_rates), (None, vec!["vat".to_owned()]));
}

#[test]
fn what_came_is_told_also_where_rates_are_not_known() {
    let sales = [sale("1"), sale("2")];
    let rows = vec![row("1", 100), row("2", 200), row("9", 50)];
    let entered = Statement { at: Timestamp::UNIX_EPOCH, received: Received::Orders(rows), below: 2 };
    let unknown = november(&sales, Err(vec!["vat".to_owned()]), Some(&entered));
    let came = unknown.received.unwrap();
    assert_eq!((came.won, came.lines, came.below), (Won(350), Some(3), 2));
    assert_eq!((unknown.difference, unknown.orders.len()), (None, 0));
    let known = november(&sales, Ok(rates()), Some(&entered));
    let due = known.expected.unwrap().payout;
    assert_eq!((known.difference, known.orders.len()), (Some(Won(350) - due), 3));
    let cut = known.clone().at_most(1).at_most(1);
    assert_eq!((cut.orders.len(), cut.left_out, cut.difference), (1, 2, known.difference));
    let sent: Settlement = serde_json::from_str(&serde_json::to_string(&known).unwrap()).unwrap();
    assert_eq!(sent, known);
}
