//! What the owner entered as received from an app, and how a period stands by it.

use std::path::Path;

use domain::order::{AppEventKind, Discount, Fee, FeeKind, Payment, PaymentKind, Sponsor, Won};
use domain::settlement::{Period, Received, ReceivedOrder, Settlement, What, expected};
use domain::{Done, Refused, sample};
use jiff::civil::Date;
use rusqlite::params;

use super::file::{folder, open};
use super::world::{AUTO, HAND, World, policy};
use crate::store::{closed_days, statements};

const DAY: Date = jiff::civil::date(2026, 11, 21);

fn period() -> Period {
    Period { channel: HAND.to_owned(), from: DAY, to: DAY }
}

/// A completed order, paid by card in the app.
fn sold(world: &mut World, channel: &str, id: &str, price: i64, discount: Option<(Sponsor, i64)>) {
    let mut order = sample::order(id, world.now, vec![sample::line(1, "순대국밥", price, &[])]);
    order.external_id = id.to_owned();
    order.fees = vec![Fee { kind: FeeKind::Delivery, name: String::new(), amount: Won(2_500) }];
    let discount = discount.map(|(paid_by, won)| Discount { name: String::new(), amount: Won(won), paid_by });
    order.discounts = discount.into_iter().collect();
    order.total.items = Won(price);
    order.total.fees = Won(2_500);
    order.total.discount = order.discounts.iter().map(|discount| discount.amount).sum();
    order.total.amount = order.total.items + order.total.fees - order.total.discount;
    let (kind, amount) = (PaymentKind::Card, order.total.amount);
    order.payments =
        vec![Payment { kind, name: String::new(), amount, on_delivery: false, change_for: None }];
    world.arrive(channel, order);
    if channel == HAND {
        world.accept(id);
    }
    world.says(channel, id, AppEventKind::Concluded);
}

fn told(path: &Path) -> Settlement {
    let rates = Ok(sample::settlement::rates());
    statements::settlement(path, period(), rates, &policy()).unwrap()
}

fn sum(won: i64) -> Received {
    Received::Sum(Won(won))
}

fn row(name: &str, won: Won) -> ReceivedOrder {
    ReceivedOrder { name: name.to_owned(), day: Some(DAY), won }
}

#[test]
fn what_is_entered_lies_over_what_was_and_is_taken_back() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let came = |path: &Path| told(path).received.map(|entered| (entered.won.0, entered.below));
    assert_eq!(came(&path), None);
    let now = world.now;
    let mut enter = |received| world.store.receive(&period(), &received, now);
    assert_eq!(enter(sum(1_000)), Ok(Done::Committed));
    assert_eq!(enter(sum(1_000)), Ok(Done::Already), "a request may be sent twice");
    assert_eq!(enter(Received::Orders(vec![row("손-001", Won(700))])), Ok(Done::Committed));
    assert_eq!(came(&path), Some((700, 1)));
    assert_eq!(world.store.forget_received(&period(), world.now), Ok(Done::Committed));
    assert_eq!(came(&path), Some((1_000, 0)));
    assert_eq!(world.store.forget_received(&period(), world.now), Ok(Done::Committed));
    assert_eq!((came(&path), world.store.forget_received(&period(), world.now)), (None, Ok(Done::Already)));
    for n in 1..=30 {
        world.store.receive(&period(), &sum(n), now).unwrap();
    }
    assert_eq!(came(&path), Some((30, 9)), "the newest ten are kept");
}

#[test]
fn periods_and_apps_are_entered_apart() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let other_app = Period { channel: AUTO.to_owned(), ..period() };
    let longer = Period { from: DAY.yesterday().unwrap(), ..period() };
    for (period, won) in [(period(), 1), (other_app.clone(), 2), (longer.clone(), 3)] {
        world.store.receive(&period, &sum(won), world.now).unwrap();
    }
    world.store.forget_received(&other_app, world.now).unwrap();
    let came = |period: &Period| {
        statements::statement(&path, period).unwrap().map(|statement| statement.received.sum().0)
    };
    assert_eq!([period(), other_app, longer].map(|period| came(&period)), [Some(1), None, Some(3)]);
}

#[test]
fn what_cannot_be_a_statement_is_refused() {
    let mut world = World::new(policy());
    let now = world.now;
    let mut enter = |period: Period, received: Received| world.store.receive(&period, &received, now);
    let backwards = Period { to: DAY.yesterday().unwrap(), ..period() };
    let long = Period { to: DAY.saturating_add(jiff::Span::new().days(366)), ..period() };
    for period in [backwards, long] {
        let refused = enter(period, sum(1));
        assert!(matches!(&refused, Err(Refused::OutOfRange { what, .. }) if what == "days"), "{refused:?}");
    }
    let year = Period { to: DAY.saturating_add(jiff::Span::new().days(365)), ..period() };
    assert_eq!(enter(year, sum(1)), Ok(Done::Committed));
    for (received, fault) in [
        (sum(i64::MAX), "won"),
        (Received::Orders(vec![row("A", Won(i64::MIN))]), "won"),
        (Received::Orders(Vec::new()), "lines"),
        (Received::Orders(vec![row("A", Won(1)); 10_001]), "lines"),
        (Received::Orders(vec![row("", Won(1))]), "name"),
    ] {
        let refused = enter(period(), received);
        assert!(matches!(&refused, Err(Refused::OutOfRange { what, .. }) if what == fault), "{refused:?}");
    }
    for channel in ["nobody", "phone"] {
        let refused = enter(Period { channel: channel.to_owned(), ..period() }, sum(1));
        assert_eq!(refused, Err(Refused::UnknownChannel { channel: channel.to_owned() }));
    }
}

#[test]
fn statements_outlive_a_damaged_file_and_a_damaged_one_is_none() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for won in [1, 2] {
        world.store.receive(&period(), &sum(won), world.now).unwrap();
    }
    let before = told(&path).received;
    world.store.rescue("a test", world.now).unwrap();
    assert_eq!((told(&path).received, before.map(|entered| entered.won)), (before, Some(Won(2))));
    world.store.conn().execute("UPDATE statements SET received = x'00' WHERE id > 1", params![]).unwrap();
    assert_eq!(told(&path).received, None);
    world.store.forget_received(&period(), world.now).unwrap();
    assert_eq!(told(&path).received.map(|entered| entered.won), Some(Won(1)));
}

#[test]
fn no_database_and_one_of_an_older_version_have_no_statement() {
    let (_folder, path) = folder();
    assert_eq!((told(&path).sold, told(&path).received), (0, None));
    let mut world = open(&path).unwrap();
    sold(&mut world, HAND, "a", 9_000, None);
    world.store.conn().execute_batch("DROP TABLE statements").unwrap();
    assert_eq!((told(&path).sold, told(&path).received), (1, None));
    let refused = world.store.receive(&period(), &sum(1), world.now);
    assert!(matches!(refused, Err(Refused::Store { .. })), "{refused:?}");
}

#[test]
fn without_a_program_the_file_takes_it_and_nothing_else_changes() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    sold(&mut world, HAND, "a", 9_000, None);
    drop(world);
    let now = "2026-11-22T01:00:00Z".parse().unwrap();
    assert_eq!(statements::receive(&path, &period(), &sum(5), now), Ok(Done::Committed));
    assert!(statements::receive(&path, &period(), &sum(i64::MAX), now).is_err());
    assert_eq!(
        (told(&path).received.map(|entered| (entered.won, entered.at)), told(&path).sold),
        (Some((Won(5), now)), 1)
    );
    assert_eq!(statements::forget_received(&path, &period(), now), Ok(Done::Committed));
    assert_eq!(statements::forget_received(&path, &period(), now), Ok(Done::Already));
}

/// From orders as apps send them, through the store, to the check: every won is where it belongs, and every fault that is put into a
/// statement is found at its order.
#[test]
fn seeded_periods_add_up_from_the_store_to_the_check() {
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (_folder, path) = folder();
        let mut world = open(&path).unwrap();
        for n in 0..rng.usize(4..16) {
            let discount = rng.bool().then(|| {
                let sponsor = [Sponsor::App, Sponsor::City, Sponsor::Store, Sponsor::Unknown][rng.usize(..4)];
                (sponsor, rng.i64(1..2_000))
            });
            let channel = if rng.u8(..4) == 0 { AUTO } else { HAND };
            sold(&mut world, channel, &format!("app-{n}"), rng.i64(5_000..40_000), discount);
        }
        sold(&mut world, HAND, "last", 9_999, None);
        let late = rng.bool();
        if late {
            world.pass(60);
            world.says(HAND, "last", AppEventKind::Cancelled);
        }
        let rates = sample::settlement::rates();
        let books = closed_days::sales(&path, DAY, DAY, &policy()).unwrap().sales;
        let own: Vec<_> = books.iter().filter(|sale| sale.channel == HAND).collect();
        let due = |sale: &domain::Sale| expected(sale, &rates).payout;
        let open = told(&path);
        let payout = open.expected.unwrap();
        assert_eq!(payout.payout, own.iter().map(|sale| due(sale)).sum::<Won>(), "seed {seed}");
        let parts = payout.paid + payout.reimbursed
            - payout.tips_kept
            - payout.commission
            - payout.payment_fee
            - payout.vat;
        assert_eq!((parts, open.sold as usize), (payout.payout, own.len() - usize::from(late)));
        let mut rows: Vec<ReceivedOrder> = own
            .iter()
            .filter(|sale| due(sale) != Won(0))
            .map(|sale| row(&sale.external_id, due(sale)))
            .collect();
        let mut wrong = Won(0);
        let mut faults = Vec::new();
        if rng.bool() {
            let gone = rows.remove(rng.usize(..rows.len()));
            wrong = wrong - gone.won;
            faults.push(What::Missing);
        }
        if rng.bool()
            && let Some(short) = rows.first_mut()
        {
            short.won = short.won - Won(17);
            wrong = wrong - Won(17);
            faults.push(What::Less);
        }
        if rng.bool() {
            rows.push(row("stranger", Won(4_321)));
            wrong = wrong + Won(4_321);
            faults.push(What::Unknown);
        }
        world.store.receive(&period(), &Received::Orders(rows), world.now).unwrap();
        let told = told(&path);
        let mut found: Vec<What> = told.orders.iter().map(|order| order.what).collect();
        found.sort_by_key(|what| faults.iter().position(|fault| fault == what));
        assert_eq!((found, told.difference), (faults, Some(wrong)), "seed {seed}");
        assert_eq!(told.orders.iter().map(|order| order.difference).sum::<Won>(), wrong, "seed {seed}");
    }
}
