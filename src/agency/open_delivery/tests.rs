use domain::order::{ExtraCharge, Order, Payment, PaymentKind, Personal};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::address::Parts;
use super::report::{self, taken};
use super::request::Caller;
use super::*;
use crate::agency::sample::{self, meal, pay, server, shop};

/// Twenty minutes to the second before the meal is ready: riders are told it in minutes.
fn now() -> Timestamp {
    "2026-11-21T11:02:03Z".parse().unwrap()
}

fn request(order: Order) -> DeliveryRequest {
    // The standard's order ids are UUIDs.
    DeliveryRequest { key: "01936d5c-0000-7000-8000-000000000001".into(), ..sample::request(order) }
}

fn caller() -> Caller {
    let merchant_id = "00000000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824".to_owned();
    Caller::new(&LogisticsOptions { server: server("client"), merchant_id }, &shop())
}

fn details(json: &Value) -> Option<DeliveryReport> {
    report::details(json, &shop().timezone)
}

fn quote(json: &Value, now: Timestamp) -> Option<Quoted> {
    report::quote(json, now, &shop().timezone)
}

fn sent(order: Order) -> Value {
    caller().delivery(&request(order), now())
}

#[test]
fn an_order_is_told_in_the_standards_words() {
    let sent = sent(meal());
    assert_eq!(sent["orderId"], "01936d5c-0000-7000-8000-000000000001");
    assert_eq!(sent["orderDisplayId"], "특급-012");
    assert_eq!(sent["customerName"], "김모의");
    assert_eq!(sent["customerPhone"], "05040000000");
    assert_eq!(sent["totalOrderPrice"], json!({ "value": 40_000, "currency": "KRW" }));
    assert_eq!(sent["payments"], json!({ "method": "ONLINE", "wirelessPos": false }));
    assert_eq!(sent["specialInstructions"], "문 앞에 두고 벨 눌러 주세요");
    assert_eq!(
        sent["deliveryAddress"],
        json!({
            "country": "KR", "state": "", "city": "모의시 시험구", "district": "가상동", "street": "가상로",
            "number": "1", "postalCode": "", "complement": "101동 1001호", "reference": "모의시 시험구 가상동 1-1",
            "latitude": 35.8, "longitude": 127.1, "instructions": "공동현관 #1234",
        })
    );
    assert_eq!(sent["pickupAddress"]["street"], "가게로");
    assert_eq!(sent["pickupAddress"]["instructions"], "음식 준비 20:22", "by the shop's clock");
    assert_eq!(sent["limitTimes"]["pickupLimit"], 20 + 30, "minutes until it is ready, and patience");
    assert_eq!([&sent["notifyReadyForPickup"], &sent["notifyPickup"]], [&json!(true), &json!(false)]);
    assert_eq!(sent["items"][1], json!({ "name": "수육", "quantity": 0.5 }));
    assert_eq!(sent["totalWeight"], 3_000);
}

#[test]
fn a_question_for_the_price_does_not_tell_who_or_which_door() {
    let asked = caller().enquiry(&request(meal()), now());
    assert_eq!(asked["onlinePayment"], true);
    let asked = asked.to_string();
    for personal in ["김모의", "05040000000", "1001호", "#1234", "벨 눌러"] {
        assert!(!asked.contains(personal), "{personal}: {asked}");
    }
}

#[test]
fn what_the_rider_takes_is_told_with_its_change() {
    let mut meal = meal();
    meal.payments =
        vec![pay(PaymentKind::Cash, 15_000, Some(50_000)), pay(PaymentKind::LocalCurrency, 20_000, None)];
    let won = |value: i64| json!({ "value": value, "currency": "KRW" });
    assert_eq!(
        sent(meal.clone())["payments"],
        json!({
            "method": "OFFLINE", "wirelessPos": true, "change": won(35_000),
            "offlineMethod": [{ "type": "CASH", "amount": won(15_000) },
                              { "type": "CREDIT_DEBIT", "amount": won(20_000) }],
        })
    );
    assert_eq!(caller().enquiry(&request(meal.clone()), now())["onlinePayment"], false);
    meal.payments = vec![pay(PaymentKind::Cash, 10_000, Some(10_000))];
    let paid = sent(meal)["payments"].clone();
    assert_eq!((paid["wirelessPos"].clone(), paid.get("change")), (json!(false), None), "no change is due");
}

#[test]
fn alcohol_is_said_before_the_customers_wish() {
    let mut meal = meal();
    meal.lines[0].alcohol = true;
    let said = sent(meal)["specialInstructions"].as_str().unwrap().to_owned();
    assert!(
        said.starts_with("주류") && said.contains("신분증") && said.ends_with("벨 눌러 주세요"),
        "{said}"
    );
}

#[test]
fn nothing_tells_of_a_childs_meal_card() {
    for on_delivery in [false, true] {
        let mut meal = meal();
        meal.payments[0] = Payment {
            kind: PaymentKind::ChildMealCard,
            name: "아동급식카드".into(),
            on_delivery,
            ..meal.payments[0].clone()
        };
        meal.rider_memo = Some("아동급식카드로 결제했어요. 문 앞에 놔 주세요".into());
        meal.lines[0].name = "급식카드 세트".into();
        let sent = sent(meal).to_string();
        assert!(!sent.contains("급식") && !sent.contains("VOUCHER") && !sent.contains("CHILD"), "{sent}");
    }
}

#[test]
fn what_is_missing_or_long_still_makes_a_call() {
    let mut meal = meal();
    meal.external_id = "01936d5c-0000-7000-8000-00000000000a".into();
    meal.rider_memo = Some("가".repeat(400));
    (meal.customer.name, meal.customer.phone) = (None, None);
    meal.lines[1].quantity.thousandths = 7_500;
    let address = meal.address.as_mut().unwrap();
    (address.road, address.district) = (None, None);
    let sent = sent(meal);
    assert_eq!(sent["specialInstructions"].as_str().map(|memo| memo.chars().count()), Some(250));
    assert_eq!((&sent["customerName"], &sent["customerPhone"]), (&json!("특급-012"), &json!("0630000000")));
    assert_eq!(sent["totalWeight"], 7_500);
    assert_eq!(sent["sourceOrderId"], "01936d5c-0000-7000-8000-00000000000a");
    let address = &sent["deliveryAddress"];
    assert_eq!((&address["street"], &address["number"]), (&json!("가상동"), &json!("1-1")));
    assert_eq!((&address["district"], address.get("reference")), (&json!("가상동"), None));
}

#[test]
fn food_that_is_ready_already_has_no_negative_limit() {
    let mut late = request(meal());
    late.pickup_at = "2026-11-21T10:00:00Z".parse().unwrap();
    assert_eq!(caller().delivery(&late, now())["limitTimes"]["pickupLimit"], 30);
}

#[test]
fn addresses_are_taken_apart_and_lose_nothing() {
    for (line, parts) in [
        ("인천 서구 가나로 12, 다라아파트", ["인천", "서구", "", "가나로", "12", "다라아파트"]),
        (
            "경기도 모의시 시험구 판교역로 235 (가동)",
            ["경기도", "모의시 시험구", "", "판교역로", "235", "(가동)"],
        ),
        ("부산광역시 시험구 해변로298번길 24", ["부산광역시", "시험구", "", "해변로298번길", "24", ""]),
        ("경북 모의시 가상읍 호미로 1-2", ["경북", "모의시", "가상읍", "호미로", "1-2", ""]),
        ("세종특별자치시 누리대로 2130", ["세종특별자치시", "", "", "누리대로", "2130", ""]),
        ("모의시 시험구 가상동1가 34-5", ["", "모의시 시험구", "가상동1가", "가상동1가", "34-5", ""]),
        ("시장 안 셋째 골목", ["", "", "", "시장 안 셋째 골목", "", ""]),
        ("가나로", ["", "", "", "가나로", "", ""]),
        ("", ["", "", "", "", "", ""]),
    ] {
        let found = Parts::of(line);
        let found = [found.state, found.city, found.district, found.street, found.number, found.rest];
        assert_eq!(found, parts, "{line}");
    }
}

fn shown(events: Value) -> Value {
    json!({ "deliveryId": "d", "orderId": "o", "events": events })
}

fn event(word: &str, second: u32) -> Value {
    json!({ "type": word, "datetime": format!("2026-11-21T11:00:{second:02}Z") })
}

#[test]
fn every_word_of_the_standard_is_read() {
    use DeliveryState::*;
    for (word, state) in [
        ("PENDING", Requested),
        ("ACCEPTED", Requested),
        ("PICKUP_ONGOING", Assigned),
        ("ARRIVED_AT_MERCHANT", Arrived),
        ("ORDER_PICKED", PickedUp),
        ("DELIVERY_ONGOING", PickedUp),
        ("ARRIVED_AT_CUSTOMER", PickedUp),
        ("ORDER_DELIVERED", Delivered),
        ("DELIVERY_FINISHED", Delivered),
        ("RETURNING_TO_MERCHANT", Returning),
        ("RETURNED_TO_MERCHANT", Returned),
        ("REJECTED", Rejected),
        ("CANCELLED", Cancelled),
    ] {
        let told = details(&shown(json!([event("PENDING", 0), event(word, 9)]))).unwrap();
        assert_eq!((told.state, told.raw_state.as_str()), (state, word));
        assert_eq!(told.at, Some("2026-11-21T11:00:09Z".parse().unwrap()));
        assert_eq!(taken(&json!({ "deliveryId": "d", "event": word })).unwrap().state, state);
    }
}

#[test]
fn a_delivery_is_told_with_rider_and_price() {
    let mut accepted = shown(json!([event("PENDING", 0), event("ACCEPTED", 1)]));
    assert_eq!(details(&accepted).unwrap().state, DeliveryState::Requested);
    accepted["deliveryPerson"] = json!({ "id": "7", "name": "김모의", "phone": "05040000001" });
    accepted["deliveryPrice"] = json!({
        "price": { "value": 4_500, "currency": "KRW" }, "pricingList": "DYNAMIC", "additionalPricePercentual": 50,
    });
    let told = details(&accepted).unwrap();
    assert_eq!((told.state, told.fee), (DeliveryState::Assigned, Some(Won(4_500))));
    assert_eq!(told.extra, Some(vec![ExtraCharge { kind: "DYNAMIC".into(), amount: Won(1_500) }]));
    let rider = told.rider.unwrap();
    assert_eq!(
        (rider.name, rider.phone),
        (Some(Personal::from("김모의")), Some(Personal::from("05040000001")))
    );
    accepted["deliveryPrice"]["price"]["currency"] = json!("BRL");
    let foreign = details(&accepted).unwrap();
    assert_eq!((foreign.fee, foreign.extra), (None, None), "other money is not won");
}

#[test]
fn unknown_words_survive_and_do_not_end_it() {
    let told = details(&shown(json!([event("PICKUP_ONGOING", 1), event("DRONE_LAUNCHED", 2)]))).unwrap();
    assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Assigned, "DRONE_LAUNCHED"));
    let told = details(&shown(json!([event("REJECTED", 1), event("DRONE_LAUNCHED", 2)]))).unwrap();
    assert_eq!(told.state, DeliveryState::Requested);
    let told = details(&shown(json!([{ "type": 7 }, null, "x"]))).unwrap();
    assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Requested, ""));
    assert_eq!(
        taken(&json!({ "deliveryId": "d", "event": "SOMEHOW" })).unwrap().state,
        DeliveryState::Requested
    );
}

#[test]
fn events_are_put_in_their_order() {
    let (first, second, third) =
        (event("PENDING", 0), event("PICKUP_ONGOING", 5), event("ARRIVED_AT_MERCHANT", 7));
    for told in [
        json!([first, second, third]),
        json!([third, second, first]),
        json!([second, third, first]),
        json!([first, second, { "type": "ARRIVED_AT_MERCHANT" }]),
    ] {
        assert_eq!(details(&shown(told.clone())).unwrap().state, DeliveryState::Arrived, "{told}");
    }
    // In one and the same second the list's own order counts, whichever way it runs.
    let (pending, off) = (event("ACCEPTED", 5), event("CANCELLED", 5));
    for told in [json!([first, pending, off]), json!([off, pending, first])] {
        assert_eq!(details(&shown(told.clone())).unwrap().state, DeliveryState::Cancelled, "{told}");
    }
}

#[test]
fn a_lost_rider_is_the_one_way_back() {
    let lost = [event("PENDING", 0), event("ACCEPTED", 1), event("PICKUP_ONGOING", 5), event("ACCEPTED", 7)];
    let told = details(&shown(json!(lost))).unwrap();
    assert_eq!((told.state, told.assignment_cancelled), (DeliveryState::Requested, true));
    // What was before a rejection is another attempt's.
    let again = [event("PICKUP_ONGOING", 1), event("REJECTED", 5), event("PENDING", 7)];
    let told = details(&shown(json!(again))).unwrap();
    assert_eq!((told.state, told.assignment_cancelled), (DeliveryState::Requested, false));
}

#[test]
fn an_end_says_why() {
    let rejected = |info: Value, message: Option<&str>| {
        let mut end = event("REJECTED", 9);
        (end["rejectionInfo"], end["message"]) = (info, json!(message));
        details(&shown(json!([event("PENDING", 0), end]))).unwrap().reason.unwrap()
    };
    let told = rejected(json!({ "reason": "REGION_NOT_SERVED" }), Some("강 건너"));
    assert_eq!((told.code.as_str(), told.message.as_deref()), ("REGION_NOT_SERVED", Some("강 건너")));
    assert_eq!(rejected(json!({ "reason": "OTHER" }), Some("휴무")).code, "OTHER");
    assert_eq!(rejected(json!({ "reason": "OTHER" }), None).code, "ETC", "no more than no reason");
    assert_eq!(rejected(Value::Null, None).code, "ETC");
    let mut off = event("CANCELLED", 9);
    off["message"] = json!("사고");
    let told = details(&shown(json!([off]))).unwrap();
    assert_eq!(told.reason.unwrap().message.as_deref(), Some("사고"));
}

#[test]
fn a_price_is_one_in_won() {
    let price = |value: Value, currency: &str| json!({ "price": { "value": value, "currency": currency } });
    let possible = |json: Value| match quote(&json, now()) {
        Some(Quoted::Possible(quote)) => Some((quote.fee, quote.pickup_expected_at)),
        _ => None,
    };
    let at = "2026-11-21T11:12:03Z".parse().ok();
    let eta = json!({ "pickupEtaInMinutes": 10 });
    assert_eq!(
        possible(json!({ "deliveryPrice": price(json!(3500.0), "KRW"), "ETAs": eta })),
        Some((Won(3_500), at))
    );
    let dated = json!({ "pickupEtaInMinutes": 99, "pickupEtaDatetime": "2026-11-21T11:12:03Z" });
    assert_eq!(
        possible(json!({ "deliveryPrice": price(json!(0), "KRW"), "ETAs": dated })),
        Some((Won(0), at))
    );
    for odd in
        [price(json!(12), "BRL"), price(json!("much"), "KRW"), price(json!(-1), "KRW"), json!({}), json!(7)]
    {
        let json = json!({ "deliveryPrice": odd, "vehicles": { "availableVehicles": 0 } });
        assert_eq!(quote(&json, now()), None, "{json}");
    }
    let none = quote(&json!({ "vehicles": { "availableVehicles": 0 } }), now());
    assert!(matches!(none, Some(Quoted::Refused(refusal)) if refusal.code == "VEHICLE_NOT_AVAILABLE"));
    assert_eq!(quote(&json!({ "vehicles": { "availableVehicles": 2 } }), now()), None);
}

#[test]
fn what_is_no_delivery_is_not_taken_for_one() {
    for odd in [json!({}), json!({ "event": 7 }), json!({ "event": "" }), json!({ "title": "x" }), json!([])]
    {
        assert_eq!(taken(&odd), None, "{odd}");
        assert_eq!(details(&odd), None, "{odd}");
    }
}

#[test]
fn cancellations_under_way_are_remembered_within_bounds() {
    let taken_in = TakenIn::default();
    for n in 0..MOST_REMEMBERED + 1 {
        taken_in.note(&n.to_string(), None);
    }
    taken_in.note("7", Some(false));
    assert_eq!(
        (taken_in.get("0"), taken_in.get("1"), taken_in.get("7")),
        (None, Some(None), Some(Some(false)))
    );
    assert_eq!(taken_in.0.lock().unwrap().len(), MOST_REMEMBERED);
}

/// What is told of a delivery that went through these, one after the other.
fn after(words: &[&str]) -> DeliveryReport {
    let events: Vec<_> = (0..).zip(words).map(|(second, word)| event(word, second)).collect();
    details(&shown(json!(events))).unwrap()
}

const TO_THE_DOOR: [&str; 6] =
    ["PENDING", "ACCEPTED", "PICKUP_ONGOING", "ORDER_PICKED", "DELIVERY_ONGOING", "ARRIVED_AT_CUSTOMER"];

/// `DELIVERY_FINISHED` says that the rider is free again, whether or not the meal is where it should be.
#[test]
fn a_meal_that_came_back_was_not_delivered() {
    for (back, word) in [
        (&["RETURNING_TO_MERCHANT", "RETURNED_TO_MERCHANT", "DELIVERY_FINISHED"][..], "RETURNED_TO_MERCHANT"),
        (&["RETURNED_TO_MERCHANT", "DELIVERY_FINISHED"], "RETURNED_TO_MERCHANT"),
        (&["RETURNING_TO_MERCHANT", "DELIVERY_FINISHED"], "DELIVERY_FINISHED"),
    ] {
        let told = after(&[&TO_THE_DOOR, back].concat());
        assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Returned, word), "{back:?}");
    }
    // What came back before a rejection is another attempt's.
    let again = ["RETURNING_TO_MERCHANT", "REJECTED", "PENDING", "ACCEPTED", "DELIVERY_FINISHED"];
    assert_eq!(after(&again).state, DeliveryState::Delivered);
}

#[test]
fn a_rider_who_comes_back_after_delivering_has_delivered() {
    for later in [
        &["RETURNING_TO_MERCHANT"][..],
        &["RETURNING_TO_MERCHANT", "RETURNED_TO_MERCHANT"],
        &["RETURNING_TO_MERCHANT", "RETURNED_TO_MERCHANT", "DELIVERY_FINISHED"],
        &["DELIVERY_FINISHED"],
        &["DRONE_LAUNCHED"],
    ] {
        let told = after(&[&TO_THE_DOOR, &["ORDER_DELIVERED"][..], later].concat());
        assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Delivered, "ORDER_DELIVERED"));
        assert_eq!(told.at, Some("2026-11-21T11:00:06Z".parse().unwrap()), "when it was, {later:?}");
        assert_eq!(told.reason, None);
    }
}

#[test]
fn a_time_without_an_offset_is_the_shops() {
    let at = |text: &str| {
        let picked = json!({ "type": "ORDER_PICKED", "datetime": text });
        let told = json!({ "deliveryId": "d", "orderId": "o", "events": [picked] });
        details(&told).unwrap().at
    };
    assert_eq!(at("2026-11-21T20:22:00"), "2026-11-21T11:22:00Z".parse().ok());
    assert_eq!(at("2026-11-21T11:22:00Z"), "2026-11-21T11:22:00Z".parse().ok());
    let price = json!({ "price": { "value": 3_800, "currency": "KRW" } });
    let offer = json!({ "deliveryPrice": price, "ETAs": { "pickupEtaDatetime": "2026-11-21T20:10:00" } });
    let Some(Quoted::Possible(quote)) = quote(&offer, now()) else { panic!() };
    assert_eq!(quote.pickup_expected_at, "2026-11-21T11:10:00Z".parse().ok());
}
