//! Days as tables: what agencies told, and what an owner is told of it.

use super::*;
use crate::StatusChange;
use crate::sample;

const START: i64 = 1_800_000_000;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(START + minute * 60).unwrap()
}

/// Standing so since `minute`.
fn delivery(agency: &str, state: DeliveryState, minute: i64) -> Attempt {
    let change = StatusChange { status: state, at: at(minute) };
    let mut delivery = Attempt::standing(state, vec![change], at(minute));
    (delivery.agency, delivery.sent_at) = (agency.to_owned(), Some(at(minute)));
    delivery
}

/// Delivered for so much and a tenth of VAT.
fn delivered(minute: i64, fee: i64) -> Attempt {
    let mut delivered = delivery("barogo", DeliveryState::Delivered, minute);
    (delivered.cost.fee, delivered.cost.vat) = (Some(Won(fee)), Some(Won(fee / 10)));
    delivered
}

fn charge(kind: &str, amount: i64) -> ExtraCharge {
    ExtraCharge { kind: kind.to_owned(), amount: Won(amount) }
}

fn orders(deliveries: Vec<Attempt>) -> Vec<OrderState> {
    let state = |delivery| {
        let mut state = sample::state("특급-001", at(0), sample::order("a", at(0), vec![]));
        state.deliveries = vec![delivery].into();
        state
    };
    deliveries.into_iter().map(state).collect()
}

fn deposits(answers: &[(i64, i64)]) -> Vec<Deposit> {
    answers.iter().map(|&(minute, won)| deposit_of(&["one"], minute, won)).collect()
}

/// What these accounts had left together.
fn deposit_of(accounts: &[&str], minute: i64, won: i64) -> Deposit {
    let accounts = accounts.iter().map(|&id| id.to_owned()).collect();
    Deposit { agency: "barogo".to_owned(), at: at(minute), won: Won(won), accounts }
}

/// The only agency's closing.
#[track_caller]
fn closed(deliveries: Vec<Attempt>, answers: &[(i64, i64)]) -> Closing {
    let mut closings = close(&orders(deliveries), &deposits(answers));
    assert_eq!(closings.len(), 1, "{closings:?}");
    closings.remove(0)
}

#[test]
fn an_ordinary_day_comes_out() {
    let mut dear = delivered(20, 5_000);
    dear.cost.charges = vec![charge("WEATHER", 1_000), charge("LATE_NIGHT", 500)];
    let mut wet = delivered(30, 4_000);
    wet.cost.charges = vec![charge("WEATHER", 700)];
    let day = closed(
        vec![delivered(10, 3_000), dear, wet],
        &[(0, 100_000), (11, 96_700), (21, 91_200), (31, 86_800)],
    );
    assert_eq!(day.deliveries, Outcomes { delivered: 3, ..Outcomes::default() });
    assert_eq!((day.fees, day.vat, day.surcharge()), (Won(12_000), Won(1_200), Won(2_200)));
    assert_eq!(day.surcharges, [charge("WEATHER", 1_700), charge("LATE_NIGHT", 500)]);
    let moved = day.deposit.clone().unwrap();
    assert_eq!((moved.first, moved.last, moved.change), (Won(100_000), Won(86_800), Won(-13_200)));
    assert_eq!((moved.top_ups, moved.spent, moved.expected), (Won(0), Won(13_200), Won(13_200)));
    assert_eq!(day.verdict(), Verdict::ComesOut);
}

/// Deposit answers by minute, deliveries by minute and fee (VAT a tenth), and what follows: top-ups and difference.
#[test]
fn top_ups_and_differences() {
    type Case = (&'static str, &'static [(i64, i64)], &'static [(i64, i64)], i64, i64);
    let cases: [Case; 8] = [
        ("nothing happened", &[(0, 50_000)], &[], 0, 0),
        ("a top-up in the middle", &[(0, 10_000), (12, 56_700)], &[(10, 3_000)], 50_000, 0),
        (
            "a top-up between two deliveries",
            &[(0, 10_000), (11, 6_700), (20, 56_700), (31, 53_400)],
            &[(10, 3_000), (30, 3_000)],
            50_000,
            0,
        ),
        ("more is gone", &[(0, 10_000), (11, 6_000)], &[(10, 3_000)], 0, 700),
        ("less is gone", &[(0, 10_000), (11, 8_000)], &[(10, 3_000)], 0, -1_300),
        ("not yet taken", &[(0, 10_000)], &[(10, 3_000)], 0, -3_300),
        ("before the first answer", &[(20, 10_000)], &[(10, 3_000)], 0, 0),
        ("taken and given back", &[(0, 10_000), (5, 6_000), (9, 10_000), (11, 6_700)], &[(10, 3_000)], 0, 0),
    ];
    for (what, answers, deliveries, top_ups, difference) in cases {
        let deliveries = deliveries.iter().map(|(minute, fee)| delivered(*minute, *fee)).collect();
        let moved = closed(deliveries, answers).deposit.unwrap();
        assert_eq!((moved.top_ups, moved.difference), (Won(top_ups), Won(difference)), "{what}");
        assert_eq!(moved.spent - moved.expected, moved.difference, "{what}");
    }
}

#[test]
fn a_verdict_waits_for_what_is_under_way_and_has_a_direction() {
    let verdict = |more: Vec<Attempt>, left: i64| closed(more, &[(0, 10_000), (11, left)]).verdict();
    assert_eq!(verdict(vec![delivered(10, 3_000)], 6_000), Verdict::More(Won(700)));
    assert_eq!(verdict(vec![delivered(10, 3_000)], 8_000), Verdict::Less(Won(1_300)));
    let open = delivery("barogo", DeliveryState::Assigned, 9);
    assert_eq!(verdict(vec![delivered(10, 3_000), open], 6_000), Verdict::Open);
    assert_eq!(closed(vec![delivered(10, 3_000)], &[]).verdict(), Verdict::NoDeposit);
}

#[test]
fn what_calling_off_cost_is_told_from_the_price() {
    let mut told = delivery("barogo", DeliveryState::Cancelled, 5);
    (told.cost.fee, told.cost.cancel_fee) = (Some(Won(3_800)), Some(Won(500)));
    // We asked for it, and then it ended by itself: it bears its price as before.
    let mut asked = delivery("barogo", DeliveryState::Cancelled, 6);
    let mut history = asked.history().to_vec();
    history.insert(0, StatusChange { status: DeliveryState::CancelRequested, at: at(6) });
    asked.stand(asked.status(), history);
    asked.cost.fee = Some(Won(3_800));
    let mut ended_by_the_agency = delivery("barogo", DeliveryState::Cancelled, 7);
    ended_by_the_agency.cost.fee = Some(Won(3_800));
    let mut would_cost = delivery("barogo", DeliveryState::Assigned, 8);
    would_cost.cost.cancel_fee = Some(Won(900));
    let day = closed(vec![told, asked, ended_by_the_agency, would_cost], &[(0, 10_000), (9, 9_500)]);
    assert_eq!((day.deliveries.cancelled, day.deliveries.open), (3, 1));
    assert_eq!((day.cancel_fees, day.fees, day.vat), (Won(500), Won(0), Won(0)));
    assert_eq!(day.deposit.unwrap().difference, Won(0));
}

/// Gorela makes several deliveries of one order: one was called off for 500, another brought the meal.
#[test]
fn what_a_divided_delivery_cost_in_vain_is_in_the_books() {
    let day = |state, fee| {
        let mut both = delivered(10, 3_000);
        both.stand(state, vec![StatusChange { status: state, at: at(10) }]);
        both.cost.cancel_fee = Some(Won(fee));
        closed(vec![both], &[(0, 50_000), (11, 46_200)])
    };
    let brought = day(DeliveryState::Delivered, 500);
    assert_eq!((brought.fees, brought.cancel_fees), (Won(3_000), Won(500)));
    assert_eq!(brought.verdict(), Verdict::ComesOut);
    assert_eq!(day(DeliveryState::Returned, 500).verdict(), Verdict::ComesOut);
    assert_eq!(day(DeliveryState::PickedUp, 3_000).cancel_fees, Won(0), "that is what it would cost");
}

#[test]
fn a_fee_that_differs_from_the_quote_is_the_one_that_counts() {
    let quote =
        Quote { fee: Won(3_000), vat: Some(Won(300)), extra: vec![charge("AREA", 400)], ..Quote::default() };
    let quoted = |fee: Option<i64>| {
        let mut quoted = delivery("barogo", DeliveryState::Delivered, 5);
        (quoted.quote, quoted.cost.fee) = (Some(quote.clone()), fee.map(Won));
        quoted
    };
    let sums = |fee| {
        let day = closed(vec![quoted(fee)], &[]);
        (day.fees.0, day.vat.0, day.surcharge().0, day.without_fee)
    };
    assert_eq!(sums(None), (3_000, 300, 400, 0), "the quote, until the agency says");
    assert_eq!(sums(Some(3_000)), (3_000, 300, 400, 0));
    assert_eq!(sums(Some(4_500)), (4_500, 0, 0, 0), "nobody told the VAT of this one");
    let silent = closed(vec![delivery("barogo", DeliveryState::Delivered, 5)], &[]);
    assert_eq!((silent.fees, silent.without_fee), (Won(0), 1));
}

#[test]
fn riders_owe_what_they_collected_and_own_riders_cost_nothing() {
    let collecting = |state, agency, cash, card| {
        let mut collecting = delivery(agency, state, 5);
        collecting.collect = Collect { cash: Won(cash), card: Won(card) };
        collecting
    };
    let day = close(
        &orders(vec![
            collecting(DeliveryState::Delivered, "own", 20_000, 0),
            collecting(DeliveryState::Delivered, "own", 5_000, 12_000),
            collecting(DeliveryState::PickedUp, "own", 40_000, 0),
            collecting(DeliveryState::Returned, "barogo", 70_000, 0),
            collecting(DeliveryState::Delivered, "barogo", 0, 9_000),
        ]),
        &[],
    );
    let [barogo, own] = day.as_slice() else { panic!("{day:?}") };
    assert_eq!(
        (own.agency.as_str(), own.collected),
        ("own", Collect { cash: Won(25_000), card: Won(12_000) })
    );
    assert_eq!((own.fees, own.vat, own.cancel_fees, &own.deposit), (Won(0), Won(0), Won(0), &None));
    assert_eq!(barogo.collected, Collect { cash: Won(0), card: Won(9_000) });
    assert_eq!((barogo.deliveries.failed, own.deliveries.open), (1, 1));
}

#[test]
fn a_customer_pays_once_for_one_order_and_the_first_who_came() {
    let brings = |agency, minute, cash| {
        let mut brings = delivery(agency, DeliveryState::Delivered, minute);
        brings.collect = Collect { cash: Won(cash), card: Won(0) };
        brings.number = minute as u32;
        brings
    };
    let collected = |deliveries: Vec<Attempt>| {
        let mut order = orders(vec![delivery("own", DeliveryState::Failed, 1)]).remove(0);
        order.deliveries.edit().extend(deliveries);
        let day = close(&[order], &[]);
        day.iter().map(|closing| (closing.agency.clone(), closing.collected.cash.0)).collect::<Vec<_>>()
    };
    let told = |barogo, own| vec![("barogo".to_owned(), barogo), ("own".to_owned(), own)];
    assert_eq!(collected(vec![brings("barogo", 9, 9_000), brings("own", 7, 9_000)]), told(0, 9_000));
    assert_eq!(collected(vec![brings("barogo", 9, 9_000), brings("own", 12, 9_000)]), told(9_000, 0));
    // Something more, brought for nothing after or before.
    assert_eq!(collected(vec![brings("own", 4, 0), brings("barogo", 9, 9_000)]), told(9_000, 0));
}

/// The first came before the day's end, the second after.
#[test]
fn a_delivery_counts_where_it_ended_and_its_cash_on_one_day() {
    let brings = |number: u32, minute| {
        let mut brings = delivered(minute, 3_000);
        brings.collect = Collect { cash: Won(9_000), card: Won(0) };
        brings.number = number;
        brings
    };
    let mut order = orders(vec![brings(1, 9)]).remove(0);
    order.deliveries.edit().push(brings(2, 11));
    let day = |from: i64, to: i64| {
        let of_day =
            of_day(order.clone(), |agency, time| agency == "barogo" && (at(from)..at(to)).contains(&time));
        let day = close(&[of_day], &[]).remove(0);
        (day.deliveries.delivered, day.fees.0, day.collected.cash.0)
    };
    assert_eq!((day(0, 10), day(10, 20)), ((1, 3_000, 9_000), (1, 3_000, 0)));
    // By its agency's clock it was delivered before it was called.
    let mut early = brings(1, 9);
    let delivered = DeliveryState::Delivered;
    early.stand(delivered, vec![StatusChange { status: delivered, at: at(-40) }]);
    let order = orders(vec![early]).remove(0);
    assert_eq!(of_day(order, |_, time| time == at(9)).deliveries.len(), 1);
}

#[test]
fn a_fee_is_due_once_a_rider_had_the_food() {
    let fee = |mut delivery: Attempt| {
        delivery.cost.fee = Some(Won(3_000));
        closed(vec![delivery], &[]).fees
    };
    use DeliveryState::*;
    for (state, due) in
        [(Requested, false), (Arrived, false), (PickedUp, true), (Returning, true), (Returned, true)]
    {
        assert_eq!(fee(delivery("barogo", state, 5)) == Won(3_000), due, "{state:?}");
    }
    assert_eq!(fee(delivery("barogo", Failed, 5)), Won(0));
    let mut lost = delivery("barogo", Failed, 5);
    let changes = [(PickedUp, 4), (Failed, 5)];
    lost.stand(Failed, changes.map(|(status, minute)| StatusChange { status, at: at(minute) }).into());
    assert_eq!(fee(lost), Won(3_000));
}

#[test]
fn second_deliveries_stand_apart_and_are_contained() {
    let (mut again, mut retry) = (delivered(10, 3_000), delivered(10, 3_000));
    again.purpose = Purpose::Redelivery { note: "깍두기".to_owned() };
    retry.purpose = Purpose::Retry;
    let day = closed(vec![delivered(5, 3_000), again, retry], &[]);
    assert_eq!((day.deliveries.delivered, day.fees), (3, Won(9_000)));
    assert_eq!(day.again, Again { deliveries: 1, cost: Won(3_300) });
}

#[test]
fn calls_that_never_became_a_delivery_are_none() {
    use DeliveryState::*;
    let mut never_left = delivery("barogo", Cancelled, 5);
    never_left.sent_at = None;
    never_left.stand(Cancelled, Vec::new());
    let mut calls: Vec<Attempt> =
        [Planned, Quoting, Rejected, Expired].map(|state| delivery("barogo", state, 5)).into();
    calls.push(never_left);
    assert_eq!(close(&orders(calls), &[]), []);
    assert_eq!(closed(vec![delivery("barogo", Unknown, 5)], &[]).deliveries.open, 1);
}

#[test]
fn a_deposit_is_low_by_what_today_costs() {
    let today = |fees: &[i64]| orders(fees.iter().map(|fee| delivered(5, *fee)).collect());
    let low = |deposit, fees: &[i64]| is_low(Won(deposit), "barogo", &today(fees));
    assert!(low(19_999, &[]) && !low(20_000, &[]));
    // Five times 4,400, whatever the outliers.
    let fees = [1_000, 4_000, 90_000];
    assert!(low(21_999, &fees) && !low(22_000, &fees));
    assert!(is_low(Won(19_999), "other", &today(&[100])), "another agency's fees say nothing");
}

#[test]
fn an_answer_of_some_agencies_only_is_no_movement() {
    let moved = |answers: &[Deposit]| {
        let day = close(&orders(vec![delivered(10, 3_000)]), answers).remove(0);
        (day.verdict(), day.deposit.map(|moved| (moved.first, moved.last, moved.top_ups)))
    };
    let comes_out = (Verdict::ComesOut, Some((Won(115_000), Won(111_700), Won(0))));
    let both = ["one", "two"];
    // The last answer before closing time, one in the middle, the day's first.
    let answers = [deposit_of(&both, 0, 115_000), deposit_of(&both, 11, 111_700)];
    for (place, at) in [(2, 20), (1, 5), (0, -5)] {
        let mut answers = answers.to_vec();
        answers.insert(place, deposit_of(&["two"], at, 20_000));
        assert_eq!(moved(&answers), comes_out, "{answers:?}");
    }
    // One more delivery agency since noon: what it holds was not paid in today.
    let joined = [
        deposit_of(&["one"], 0, 100_000),
        deposit_of(&both, 5, 115_000),
        deposit_of(&both, 11, 111_700),
        deposit_of(&["two", "two's sister"], 12, 15_000),
        deposit_of(&both, 13, 111_700),
    ];
    assert_eq!(moved(&joined), comes_out);
}

#[test]
fn absurd_amounts_neither_panic_nor_turn_round() {
    let day = closed(
        vec![delivered(5, i64::MAX), delivered(6, i64::MAX)],
        &[(0, i64::MAX), (1, i64::MIN), (7, i64::MAX)],
    );
    assert_eq!(day.fees, Won(i64::MAX));
    assert!(day.deposit.is_some());
    assert!(is_low(Won(1), "barogo", &orders(vec![delivered(5, i64::MAX)])));
}
