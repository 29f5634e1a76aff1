use domain::order::{DeliveryReport, DeliveryState, Order, PaymentKind, Personal, Timing, Won};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::report::{conditions, proposal, quote, report, whole_hundreds};
use super::request::{Caller, drop_moved, memo_changed, payment_changed, pickup_moved};
use super::seen::{Envelope, OrderDto, items};
use super::wire::{NewOrder, Terms};
use crate::agency::DeliveryRequest;
use crate::agency::sample::{meal, now, pay, request, server, shop};
use crate::settings::{Fare, GorelaOptions};

fn caller(store_id: &str) -> Caller {
    let (server, store_id) = (server("jumunbell"), store_id.to_owned());
    Caller::new(&GorelaOptions { server, store_id, fare: Fare::Fixed }, &shop())
}

fn ordered(meal: Order) -> NewOrder {
    caller("store-1").new_order(&request(meal), now())
}

#[test]
fn products_follow_gorelas_formula_and_a_weighed_one_is_one() {
    let order = ordered(meal());
    let totals: Vec<_> =
        order.order_products.iter().map(|p| (p.name.as_str(), p.quantity, p.total_price)).collect();
    assert_eq!(totals, [("소머리국밥", 2, 24_000), ("수육 0.5kg", 1, 15_000), ("배달팁", 1, 3_000)]);
    for product in &order.order_products {
        let options: i64 = product.options.iter().map(|o| o.unit_price * o.quantity).sum();
        assert_eq!(product.total_price, (product.unit_price + options) * product.quantity);
    }
    assert_eq!(order.payment.total_pay_price, 42_000);
    assert_eq!((order.payment.actual_pay_price, order.payment.prepaid_price), (40_000, 40_000));
}

#[test]
fn what_the_rider_takes_is_told_apart() {
    let mut meal = meal();
    meal.payments =
        vec![pay(PaymentKind::Cash, 15_000, Some(50_000)), pay(PaymentKind::LocalCurrency, 20_000, None)];
    let order = ordered(meal);
    let paid = &order.payment;
    assert_eq!((paid.payment_cash_price, paid.payment_card_price), (Some(15_000), 20_000));
    assert_eq!(paid.prepaid_price, 5_000);
    assert!(!order.is_untact, "money has to be taken at the door");
    assert!(order.orderer_order_memo.unwrap().contains("50,000원"));
}

#[test]
fn contactless_needs_the_customers_wish_and_nothing_due() {
    let untact = |memo: &str, due: &[i64]| {
        let mut meal = meal();
        meal.rider_memo = Some(memo.to_owned());
        meal.payments.extend(due.iter().map(|amount| pay(PaymentKind::Cash, *amount, None)));
        ordered(meal).is_untact
    };
    assert!(untact("현관 앞에 놔두고 가세요", &[]));
    assert!(untact("현관 앞에 놔두고 가세요", &[0]));
    assert!(!untact("문 앞에서 전화 주세요", &[]), "to be met there");
    assert!(!untact("현관 앞에 놔두고 가세요", &[15_000]), "who takes the money?");
    assert!(!untact("현관 앞에 놔두고 가세요", &[15_000, -15_000]), "the rider was told to take it");
    let mut told_the_shop = meal();
    (told_the_shop.rider_memo, told_the_shop.store_memo) = (None, Some("비대면으로 부탁드려요".into()));
    assert!(ordered(told_the_shop).is_untact);
}

#[test]
fn alcohol_is_never_left_at_the_door() {
    assert!(ordered(meal()).is_untact);
    let mut meal = meal();
    meal.lines[0].alcohol = true;
    let order = ordered(meal);
    assert!(order.has_alcoholic_beverage == Some(true) && !order.is_untact);
    assert_eq!(order.order_products[0].kind, "ALCOHOLIC");
}

#[test]
fn nothing_tells_of_a_childs_meal_card() {
    let mut meal = meal();
    meal.payments[0].kind = PaymentKind::ChildMealCard;
    meal.payments[0].name = "아동급식카드".into();
    meal.rider_memo = Some("아동급식카드로 결제했어요. 문 앞에 놔 주세요".into());
    meal.lines[0].options[0].name = "급식카드 사은품".into();
    let sent = serde_json::to_string(&ordered(meal)).unwrap();
    assert!(!sent.contains("급식"), "{sent}");
}

#[test]
fn long_and_odd_texts_fit() {
    let mut meal = meal();
    meal.rider_memo = Some("가".repeat(400));
    meal.customer.name = None;
    meal.customer.phone = None;
    meal.address.as_mut().unwrap().entrance = Some(Personal::from("경비실에 맡겨 주세요"));
    let order = caller("").new_order(&request(meal), now());
    assert_eq!(order.orderer_order_memo.as_deref().map(|memo| memo.chars().count()), Some(250));
    assert_eq!((order.receiver_phone.as_str(), order.receiver_name.as_str()), ("0630000000", "특급-012"));
    assert_eq!(
        (order.drop_entrance_password.as_deref(), order.drop_guide.as_deref()),
        (None, Some("경비실에 맡겨 주세요"))
    );
    let sent = serde_json::to_value(&order).unwrap();
    assert_eq!(sent["pickupRoadAddress"], "모의시 시험구 가게로 9");
    assert!(sent.get("orderAgencyStoreId").is_none());
}

/// Gorela turns the whole order down for a number of fewer than eight digits, or an option that is there no times.
#[test]
fn what_is_too_little_for_gorela_is_told_another_way() {
    let mut meal = meal();
    meal.customer.phone = Some(Personal::from("1588-12"));
    meal.lines[0].options[0].quantity.thousandths = 0;
    meal.lines[0].total = Won(23_000);
    let order = ordered(meal);
    assert_eq!(order.receiver_phone, "0630000000", "the shop's");
    let dish = &order.order_products[0];
    assert_eq!((dish.quantity, dish.total_price, dish.options.len()), (1, 23_000, 0));
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// What is wanted within 90 minutes is no reservation, and none is picked up later than 20 minutes before.
#[test]
fn scheduled_orders_are_reservations_as_long_as_there_is_time() {
    let scheduled = |wanted_in: i64, ready_in: i64| {
        let mut meal = meal();
        (meal.timing, meal.promised_at) = (Timing::Scheduled, Some(now() + minutes(wanted_in)));
        let request = DeliveryRequest { pickup_at: now() + minutes(ready_in), ..request(meal) };
        let order = caller("s").new_order(&request, now());
        let Terms::Fixed { is_reservation, drop_wish_at, reserved_order_display_time } = order.terms else {
            panic!()
        };
        let from_now = |at: i64| (at - now().as_millisecond()) / 60_000;
        (
            is_reservation,
            drop_wish_at.map(from_now),
            from_now(order.trip.pickup_wish_at),
            reserved_order_display_time,
        )
    };
    assert_eq!(scheduled(180, 140), (true, Some(180), 140, Some(50)));
    assert_eq!(scheduled(180, 175), (true, Some(180), 160, Some(30)));
    // Riders see it 90 minutes before at most, and are not asked for before they see it.
    assert_eq!(scheduled(180, 100), (true, Some(180), 100, Some(90)));
    assert_eq!(scheduled(300, 10), (true, Some(300), 210, Some(90)));
    assert_eq!(scheduled(60, 20), (false, None, 20, None));
}

/// What is ready later than a pickup can be wished for is called as late as can be.
#[test]
fn no_pickup_is_wished_for_in_the_past_or_too_late() {
    let at = |ready_in: i64| DeliveryRequest { pickup_at: now() + minutes(ready_in), ..request(meal()) };
    let from_now = |millis: i64| (millis - now().as_millisecond()) / 60_000;
    for (ready_in, wished) in [(-30, 1), (22, 22), (89, 89), (90, 89), (300, 89)] {
        let request = at(ready_in);
        let (gorela, now) = (caller("s"), now());
        for wish in [
            gorela.job(&request, now).trip.pickup_wish_at,
            gorela.quoted_trip(&request, now).pickup_wish_at,
            gorela.new_order(&request, now).trip.pickup_wish_at,
            gorela.offered(&request, now, Won(4_000)).trip.pickup_wish_at,
            pickup_moved(&request, Fare::Fixed, now).pickup_wish_at,
            pickup_moved(&request, Fare::Flexible, now).pickup_wish_at,
        ] {
            assert_eq!(from_now(wish), wished, "ready in {ready_in}");
        }
    }
}

/// To ask for its rider hours before the food is ready would be worse than Gorela's refusal, which a person is told.
#[test]
fn a_reservations_pickup_is_not_moved_before_the_food_is_ready() {
    let mut meal = meal();
    (meal.timing, meal.promised_at) = (Timing::Scheduled, Some(now() + minutes(240)));
    let request = DeliveryRequest { pickup_at: now() + minutes(200), ..request(meal) };
    let moved = |fare| (pickup_moved(&request, fare, now()).pickup_wish_at - now().as_millisecond()) / 60_000;
    assert_eq!((moved(Fare::Fixed), moved(Fare::Flexible)), (200, 89), "only fixed fare has reservations");
}

#[test]
fn with_flexible_fare_the_shop_sets_the_price_without_cash() {
    let sent = |store: &str| {
        serde_json::to_value(caller(store).offered(&request(meal()), now(), Won(4_000))).unwrap()
    };
    let order = sent("store-1");
    assert_eq!(order["requestDeliveryPrice"], 4_000);
    for absent in ["paymentCashPrice", "isReservation", "dropWishAt", "hasAlcoholicBeverage"] {
        assert!(order.get(absent).is_none(), "{absent}");
    }
    assert_eq!(sent("")["hasAlcoholicBeverage"], false);
    let asked = serde_json::to_value(caller("store-1").quoted_trip(&request(meal()), now())).unwrap();
    assert!(asked.get("totalPayPrice").is_none() && asked["dropAddressDetail"] == "101동 1001호");
}

/// The example requests of the reference, with our order in them.
#[test]
fn changes_are_told_as_printed() {
    let mut meal = meal();
    meal.payments = vec![pay(PaymentKind::Cash, 15_000, None)];
    let whole: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/gorela/amend-requests.json")).unwrap();
    let sent = json!({
        "pickup-wish-at": pickup_moved(&request(meal.clone()), Fare::Fixed, now()),
        "drop-info": drop_moved(&meal),
        "memo-info": memo_changed(&meal),
        "payment-info": payment_changed(&meal),
    });
    assert_eq!(sent, whole);
}

#[test]
fn what_is_gone_is_told_as_gone() {
    let mut meal = meal();
    meal.rider_memo = None;
    meal.address.as_mut().unwrap().entrance = None;
    let drop = drop_moved(&meal);
    assert_eq!((drop.drop_entrance_password.as_str(), drop.drop_guide.as_str()), ("", ""));
    assert_eq!(memo_changed(&meal).orderer_order_memo, "");
}

fn seen(fixture: &str) -> OrderDto {
    let envelope: Envelope = serde_json::from_str(fixture).unwrap();
    serde_json::from_value(envelope.data.unwrap()).unwrap()
}

/// The order in a verdict.
fn told(fixture: &str) -> OrderDto {
    let envelope: Envelope = serde_json::from_str(fixture).unwrap();
    serde_json::from_value(envelope.data.unwrap()["order"].clone()).unwrap()
}

#[test]
fn of_several_deliveries_the_most_advanced_live_one_is_told() {
    let report = report(&seen(include_str!("../../../tests/fixtures/gorela/order-fanned-out.json")));
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Assigned, "ALLOCATED"));
    assert!(report.rider.is_some());
}

/// The shop pays for deliveries under way or delivered, and for cancelling the others.
#[test]
fn several_deliveries_cost_what_they_cost_together() {
    let report = report(&seen(include_str!("../../../tests/fixtures/gorela/order-fanned-out.json")));
    assert_eq!((report.fee, report.vat), (Some(Won(10_100)), Some(Won(1_010))));
    assert_eq!(extra(&report.extra.unwrap()), [("WEATHER", 1_000), ("AREA", 100)]);
    assert_eq!(report.cancel_fee, Some(Won(500)));
}

fn extra(charges: &[domain::order::ExtraCharge]) -> Vec<(&str, i64)> {
    charges.iter().map(|charge| (charge.kind.as_str(), charge.amount.0)).collect()
}

#[test]
fn a_report_tells_what_it_costs_and_since_when() {
    let created = report(&told(include_str!("../../../tests/fixtures/gorela/order-created.json")));
    assert_eq!((created.vat, created.extra, created.at), (Some(Won(380)), None, None));
    let fixture = seen(include_str!("../../../tests/fixtures/gorela/order-delivered.json"));
    let delivered = report(&fixture);
    assert_eq!(delivered.at, Some(Timestamp::from_millisecond(1_795_261_200_000).unwrap()));
    assert_eq!((delivered.vat, delivered.cancel_fee), (None, None));
    // Of two steps of the same name the newest counts: an allocation may be lost and found.
    let twice = r#"{"deliveries":[{"status":"ALLOCATED","cancelFee":0,"statuses":[{"status":"ALLOCATED","changedAt":2000},
        {"status":"ALLOCATION_CANCELED","changedAt":3000},{"status":"ALLOCATED","changedAt":"4000"}]}]}"#;
    let report = report(&serde_json::from_str(twice).unwrap());
    assert_eq!(report.at, Some(Timestamp::from_second(4).unwrap()));
    assert_eq!(report.cancel_fee, Some(Won(0)));
}

/// A percent is no won, and what has no amount has none.
#[test]
fn surcharges_are_won_or_not_told() {
    let charges = json!([
        { "dataType": "FIXED", "type": "WEATHER", "charge": 500 },
        { "dataType": "RATE", "type": "BUSY", "charge": 10 },
        { "dataType": "NONE", "type": "AREA", "charge": null },
        { "dataType": "NONE", "type": "TIME", "charge": 7 },
        { "dataType": "FIXED", "type": "HOLIDAY", "charge": 300, "status": "OFF" },
        { "type": "ETC", "charge": 100 },
        "odd", { "dataType": "FIXED", "charge": 5 }, { "dataType": "FIXED", "type": "ADMIN", "charge": 1e300 },
    ]);
    let offer = json!({ "totalDeliveryPrice": 4_230, "deliveryPrice": 3_300, "extraCharges": charges });
    let priced = quote(&serde_json::from_value(offer).unwrap()).unwrap();
    assert_eq!(extra(&priced.extra), [("WEATHER", 500), ("BUSY", 330), ("ETC", 100)]);
    let standing = json!([{ "isDeliveryPossible": true, "extraCharges": charges }]);
    let now = conditions(&items(&standing).unwrap()).unwrap();
    assert_eq!(extra(&now.extra), [("WEATHER", 500), ("ETC", 100)]);
}

#[test]
fn offers_are_whole_hundreds_and_never_too_low() {
    let offer = |recommended: Value, least: Value| {
        let offer = json!({ "recommendDeliveryPrice": recommended, "minimumDeliveryPrice": least });
        proposal(&serde_json::from_value(offer).unwrap()).map(|quote| (quote.fee.0, quote.vat.unwrap().0))
    };
    assert_eq!(offer(json!(4_000), json!(2_500)), Some((4_000, 400)));
    assert_eq!(offer(json!(3_950), json!(2_500)), Some((4_000, 400)));
    assert_eq!(offer(json!(2_000), json!(2_500)), Some((2_500, 250)));
    assert_eq!(offer(json!(null), json!(null)), None);
    assert_eq!(offer(json!(1e15), json!(2_500)), None);
    assert_eq!(whole_hundreds(Won(i64::MAX)).0 % 100, 0);
}

#[test]
fn a_price_that_cannot_be_one_is_none() {
    for fee in [json!(-1), json!(1e300), json!(9_223_372_036_854_775_807_i64), json!("free"), json!([])] {
        let offer = json!({ "totalDeliveryPrice": fee });
        assert_eq!(quote(&serde_json::from_value(offer).unwrap()), None, "{fee}");
    }
}

/// Whatever adorns a delivery, its state and its rider are told.
#[test]
fn odd_adornments_hide_no_rider() {
    let order = json!({ "orderAgencyOrderId": 7, "deliveries": [{
        "status": "ALLOCATED", "driverPhone": "05040000002", "driverName": ["김"], "extraCharges": "500", "VATPrice": {},
        "statuses": { "status": "CREATED" }, "totalDeliveryPrice": 1e308, "cancelFee": "", "pickupExpectedAt": 9e18,
    }] });
    let told = report(&serde_json::from_value(order).unwrap());
    assert_eq!(told.state, DeliveryState::Assigned);
    assert_eq!(told.rider.unwrap().phone.unwrap().as_str(), "05040000002");
    assert_eq!((told.fee, told.vat, told.extra, told.at), (None, None, None, None));
    assert_eq!(told.pickup_expected_at, None);
}

#[test]
fn a_lost_rider_is_the_one_way_back() {
    let lost = seen(include_str!("../../../tests/fixtures/gorela/order-rider-lost.json"));
    let told = report(&lost);
    assert_eq!((told.state, told.assignment_cancelled), (DeliveryState::Requested, true));
    // The agency may look again before we ask.
    let mut again = lost;
    again.deliveries.as_mut().unwrap()[0].status = Some("ACCEPTED".into());
    assert!(report(&again).assignment_cancelled);
}

#[test]
fn unknown_words_survive() {
    let told = report(&seen(include_str!("../../../tests/fixtures/gorela/order-word-unknown.json")));
    assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Assigned, "DRONE_LAUNCHED"));
}

#[test]
fn ended_deliveries_say_why() {
    let words = ["CANCELED", "REJECTED", "FAILED"];
    let states = [DeliveryState::Cancelled, DeliveryState::Rejected, DeliveryState::Failed];
    for (word, state) in words.into_iter().zip(states) {
        let order = format!(r#"{{"deliveries":[{{"status":"{word}","cancelReason":"사고"}}]}}"#);
        let told = report(&serde_json::from_str(&order).unwrap());
        assert_eq!(told.state, state);
        assert_eq!(told.reason.unwrap().message.as_deref(), Some("사고"));
    }
}

/// Gorela gives an order that has not ended to another delivery agency.
#[test]
fn an_order_that_lives_is_not_over_because_one_agency_said_no() {
    for status in ["CREATED", "ACCEPTED", "HOVERING"] {
        for ended in ["REJECTED", "CANCELED", "FAILED"] {
            let told =
                status_of(status, json!([{ "status": ended, "totalDeliveryPrice": 3_800, "cancelFee": 0 }]));
            assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Requested, ended), "{status}");
            assert_eq!((told.assignment_cancelled, told.rider.is_some()), (false, false));
            assert_eq!(
                (told.fee, told.cancel_fee),
                (None, Some(Won(0))),
                "the next one's price is not known"
            );
        }
    }
    for status in [json!("CANCELED"), json!("REJECTED"), json!("FAILED"), json!("FINISHED"), json!(null)] {
        let told = status_of(status.clone(), json!([{ "status": "REJECTED" }]));
        assert_eq!(told.state, DeliveryState::Rejected, "{status}");
    }
}

/// This rider does not come any more, and the next agency's rider is another.
#[test]
fn the_rider_of_a_delivery_that_was_given_up_is_lost() {
    let steps = |words: &[(&str, i64)]| -> Vec<Value> {
        words.iter().map(|(word, at)| json!({ "status": word, "changedAt": at * 1_000 })).collect()
    };
    let given_up = json!({
        "status": "CANCELED", "driverPhone": "05040000001", "cancelFee": 0,
        "statuses": steps(&[("ACCEPTED", 1), ("ALLOCATED", 5), ("CANCELED", 9)]),
    });
    let next = |word| json!({ "status": word, "statuses": steps(&[(word, 2)]) });
    let lost_at = Timestamp::from_second(9).ok();
    for deliveries in
        [json!([given_up]), json!([given_up, next("ACCEPTED")]), json!([next("CREATED"), given_up])]
    {
        let told = status_of("CREATED", deliveries.clone());
        assert_eq!((told.state, told.assignment_cancelled), (DeliveryState::Requested, true), "{deliveries}");
        assert_eq!((told.rider, told.at), (None, lost_at), "no older than what was told of him");
    }
    let found = status_of("CREATED", json!([given_up, next("ALLOCATED")]));
    assert_eq!((found.state, found.assignment_cancelled), (DeliveryState::Assigned, false));
    let delivered = json!({ "status": "DROP_FINISHED", "driverPhone": "05040000001" });
    assert!(!status_of("CREATED", json!([delivered, next("ACCEPTED")])).assignment_cancelled);
}

fn status_of(status: impl Into<Value>, deliveries: Value) -> DeliveryReport {
    let order = json!({ "orderAgencyOrderId": "k-1", "status": status.into(), "deliveries": deliveries });
    report(&serde_json::from_value(order).unwrap())
}
