use domain::order::{DeliveryState, Order, PaymentKind, Personal, Won};
use serde_json::{Value, json};

use super::report::{quote, report};
use super::request::{Caller, REFUSALS};
use super::sign::authorization;
use super::wire::{Offer, OrderDto};
use crate::agency::DeliveryRequest;
use crate::agency::sample::{meal, now, pay, request, shop};
use crate::settings::{Service, Shop, ShopAddress, Signing};

fn sent(service: Service, order: Order) -> Value {
    let order = Caller::new(service, &shop()).new_order(&request(order), now()).unwrap();
    serde_json::to_value(order).unwrap()
}

/// Why Kakao is not asked; the question and the call have to agree.
#[track_caller]
fn refused(shop: &Shop, order: Order) -> String {
    let caller = Caller::new(Service::Walk, shop);
    let question = caller.question(&request(order.clone()), now());
    let code = caller.new_order(&request(order), now()).unwrap_err().code;
    assert!(question.is_err_and(|refusal| refusal.code == code));
    assert!(REFUSALS.contains(&code.as_str()), "{code}");
    code
}

/// Computed with Python's `hashlib`, `hmac` and `base64`.
#[test]
fn requests_are_signed_as_published() {
    let sha512 = "MTc5NTI1ODgwMDAwMCQkMTAwMDA3JCRlOTFjOTBiYTk5MjA3NDQyM2ZhMWRmNjNlMjk5YzQwZDEwZDQxNzhlOGYwZjlhYzk4\
        MTI3Njk1YjQ3ZDkyMjUwZThiNjdmZDkwZTE5ZmFiYjcxNmQyNTdkMGU3YWMxMWQxNjhhZDBkNGE3YWZlZjdmYjFhZDhhNTUwZDYzNzY0NQ==";
    let hmac = "MTc5NTI1ODgwMDAwMCQkMTAwMDA3JCQ2ZjI0YjMwODc5OGE1N2Q0ZDZhOGZhMTQxZDBjNTc4MGZhOGYyZmQ5MDNmMzUzYThh\
        MGQ5NTUwYWI2ZmU5ZmYzOTJlMDAzMjU3ZTQyNzhlYjk3MjgxZTY0OGU4MTg0MGM3MGY5NTljNjQ0Mjg4MGI3NzE2M2Q1Yzc2Mzk2ODQzMA==";
    let header = |signing| authorization(signing, now(), 100_007, "test-api-key-0001");
    assert_eq!(header(Signing::Sha512), sha512);
    assert_eq!(header(Signing::Hmac), hmac);
    // A key longer than one block of the hash is hashed first.
    let long = authorization(Signing::Hmac, now(), 100_007, &"k".repeat(200));
    assert!(long.ends_with("NWUzMmUyZWFjNjI4NjNlMWQwMWJiZDY4NDEwZg=="), "{long}");
}

#[test]
fn an_order_in_kakaos_words() {
    let sent = sent(Service::Walk, meal());
    assert_eq!(
        sent,
        json!({
            "partnerOrderId": "k-1", "orderType": "DOBO",
            "productInfo": { "trayCount": 1, "size": "S", "products": [
                { "name": "소머리국밥", "quantity": "2" }, { "name": "수육 0.5kg", "quantity": "1" }] },
            "pickup": {
                "location": { "basicAddress": "모의시 시험구 가게로 9", "latitude": 35.81, "longitude": 127.11 },
                "contact": { "name": "모의국밥", "phone": "063-000-0000" }, "note": "주문번호 특급-012" },
            "dropoff": {
                "location": { "basicAddress": "모의시 시험구 가상로 1", "detailAddress": "101동 1001호",
                    "latitude": 35.8, "longitude": 127.1 },
                "contact": { "name": "김모의", "phone": "0504-000-0000" },
                "note": "공동현관 #1234 / 문 앞에 두고 벨 눌러 주세요" },
        })
    );
}

#[test]
fn a_price_is_asked_without_saying_who() {
    let question = Caller::new(Service::QuickExpress, &shop()).question(&request(meal()), now()).unwrap();
    let sent = serde_json::to_value(question).unwrap();
    assert_eq!((&sent["orderType"], &sent["productSize"]), (&json!("QUICK_EXPRESS"), &json!("S")));
    assert_eq!(sent["pickup"]["wishTime"], "2026-11-21T20:22:03+09:00");
    let said = sent.to_string();
    assert!(!said.contains("0504") && !said.contains("김모의") && !said.contains("1234"), "{said}");
}

#[test]
fn a_pickup_time_is_sent_only_within_the_services_range() {
    let wish = |service, minutes: i64| {
        let pickup_at = now() + jiff::SignedDuration::from_mins(minutes);
        let request = DeliveryRequest { pickup_at, ..request(meal()) };
        Caller::new(service, &shop()).new_order(&request, now()).unwrap().pickup.wish_time
    };
    for service in [Service::Quick, Service::QuickExpress] {
        assert_eq!(wish(service, 21).as_deref(), Some("2026-11-21T20:21:00+09:00"));
        assert_eq!(wish(service, 20), None, "on its way it would come too near");
        assert_eq!(wish(service, -5), None);
    }
    assert_eq!(wish(Service::QuickEconomy, 61).as_deref(), Some("2026-11-21T21:01:00+09:00"));
    assert_eq!(wish(Service::QuickEconomy, 60), None);
    assert_eq!(wish(Service::Walk, 90), None);
}

#[test]
fn what_kakao_must_be_told_and_is_missing_is_said() {
    let with_order = |change: fn(&mut Order)| {
        let mut meal = meal();
        change(&mut meal);
        refused(&shop(), meal)
    };
    assert_eq!(with_order(|order| order.address = None), "no-address");
    assert_eq!(with_order(|order| order.address.as_mut().unwrap().latitude = None), "no-coordinates");
    let without_text = |order: &mut Order| {
        let address = order.address.as_mut().unwrap();
        (address.road, address.jibun) = (None, Some(Personal::from(" ")));
    };
    assert_eq!(with_order(without_text), "no-address");
    let with_shop = |change: fn(&mut ShopAddress)| {
        let mut shop = shop();
        change(&mut shop.address);
        refused(&shop, meal())
    };
    assert_eq!(with_shop(|address| address.road.clear()), "no-shop-location");
    assert_eq!(with_shop(|address| address.longitude = None), "no-shop-location");
    let silent = Shop { phone: String::new(), ..shop() };
    let refusal = Caller::new(Service::Walk, &silent).new_order(&request(meal()), now()).unwrap_err();
    assert_eq!(refusal.code, "no-phone");
}

/// Nothing in Kakao's request says so, and a rider who is not told leaves without the money.
#[test]
fn an_order_with_money_to_take_is_not_carried() {
    let mut meal = meal();
    let due = |amount| pay(PaymentKind::Cash, amount, None);
    meal.payments.push(due(0));
    sent(Service::Walk, meal.clone());
    // Not the sum: what is to be taken and what is to be given back are two things at the door.
    meal.payments.extend([due(15_000), due(-15_000)]);
    assert_eq!(refused(&shop(), meal), "only-prepaid");
}

#[test]
fn alcohol_is_said_before_anything_else_at_the_door() {
    let mut meal = meal();
    meal.lines[0].alcohol = true;
    let sent = sent(Service::Quick, meal);
    let note = sent["dropoff"]["note"].as_str().unwrap();
    assert!(
        note.starts_with("주류") && note.contains("신분증") && note.ends_with("벨 눌러 주세요"),
        "{note}"
    );
}

#[test]
fn nothing_tells_of_a_childs_meal_card() {
    let mut meal = meal();
    meal.payments[0].kind = PaymentKind::ChildMealCard;
    meal.payments[0].name = "아동급식카드".into();
    meal.rider_memo = Some("아동급식카드로 결제했어요. 문 앞에 놔 주세요".into());
    meal.lines[0].name = "급식카드 국밥".into();
    let sent = sent(Service::Walk, meal).to_string();
    assert!(!sent.contains("급식") && sent.contains("놔 주세요"), "{sent}");
}

#[test]
fn long_and_missing_texts_fit() {
    let mut meal = meal();
    (meal.customer.name, meal.customer.phone) = (None, None);
    meal.rider_memo = Some("가".repeat(1000));
    meal.address.as_mut().unwrap().road = None;
    let sent = sent(Service::Walk, meal);
    assert_eq!(sent["dropoff"]["contact"], json!({ "name": "특급-012", "phone": "063-000-0000" }));
    assert_eq!(sent["dropoff"]["location"]["basicAddress"], "모의시 시험구 가상동 1-1");
    assert_eq!(sent["dropoff"]["note"].as_str().unwrap().chars().count(), 200);
}

fn seen(fixture: &str) -> OrderDto {
    serde_json::from_str(fixture).unwrap()
}

fn standing(word: &str) -> Option<DeliveryState> {
    let order = json!({ "receipt": { "status": word } });
    report(&serde_json::from_value(order).unwrap()).map(|report| report.state)
}

#[test]
fn every_known_word_has_its_state() {
    use DeliveryState::*;
    for (word, state) in [
        ("MATCHING", Requested),
        ("MATCHED", Assigned),
        ("PICKUP_WAITING", Assigned),
        ("PICKUP_STARTED", Assigned),
        ("PICKUP_COMPLETED", PickedUp),
        ("DROPOFF_WAITING", PickedUp),
        ("DROPOFF_STARTED", PickedUp),
        ("DROPOFF_COMPLETED", Delivered),
        ("COMPLETED", Delivered),
        ("CANCELED", Cancelled),
        ("MATCHING_FAILED", Failed),
        ("ABORTED", Failed),
    ] {
        assert_eq!(standing(word), Some(state), "{word}");
    }
    for unknown in ["RESERVED", "CANCEL_REQUESTED", "RETURNED", ""] {
        assert!(standing(unknown).is_some_and(|state| !state.is_terminal()), "{unknown} ends it");
    }
}

#[test]
fn an_unknown_word_stands_where_the_last_known_one_stood() {
    // The newest by its time, whatever the order of the list.
    let told = report(&seen(include_str!("../../../tests/fixtures/kakao/order-word-unknown.json"))).unwrap();
    assert_eq!((told.state, told.raw_state.as_str()), (DeliveryState::Assigned, "ROBOT_TAKES_OVER"));
    assert!(!told.assignment_cancelled);
    let after_the_end = json!({ "receipt": { "status": "REOPENED", "histories": [
        { "status": "PICKUP_COMPLETED" }, { "status": "CANCELED" }] } });
    let told = report(&serde_json::from_value(after_the_end).unwrap()).unwrap();
    assert_eq!(told.state, DeliveryState::PickedUp, "alive until they say otherwise");
}

#[test]
fn a_lost_rider_is_the_one_way_back() {
    let lost = report(&seen(include_str!("../../../tests/fixtures/kakao/order-rider-lost.json"))).unwrap();
    assert_eq!((lost.state, lost.assignment_cancelled), (DeliveryState::Requested, true));
    assert_eq!(lost.at, "2026-11-21T11:09:00Z".parse().ok());
    let new = report(&seen(include_str!("../../../tests/fixtures/kakao/order-created.json"))).unwrap();
    assert_eq!((new.state, new.assignment_cancelled, new.at), (DeliveryState::Requested, false, None));
}

#[test]
fn a_field_of_another_kind_hides_nothing_else() {
    let odd = json!({ "partnerOrderId": 7, "receipt": { "status": "MATCHED", "histories": "none", "priceInfo": { "totalPrice": "4800", "cancelFee": [] } } });
    let told = report(&serde_json::from_value(odd).unwrap()).unwrap();
    assert_eq!((told.state, told.fee, told.cancel_fee), (DeliveryState::Assigned, Some(Won(4_800)), None));
    for nothing in [json!({}), json!({ "receipt": {} }), json!({ "receipt": "MATCHED" })] {
        assert_eq!(report(&serde_json::from_value(nothing).unwrap()), None);
    }
    let price =
        |price: Value| quote(&serde_json::from_value::<Offer>(json!({ "totalPrice": price })).unwrap());
    assert_eq!(price(json!(4_800.0)).map(|quote| quote.fee), Some(Won(4_800)));
    for nothing in [json!(null), json!(-100), json!(i64::MAX)] {
        assert_eq!(price(nothing), None, "nobody can pay that");
    }
}
