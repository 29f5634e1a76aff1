use super::report::report;
use super::request::Caller;
use super::wire::{Envelope, OrderSeen};
use crate::agency::DeliveryRequest;
use crate::order::{DeliveryState, Order, Payment, PaymentKind, Personal, Timing, Won};
use crate::settings::{AgencyKind, AgencySettings, Shop, ShopAddress};

fn meal() -> Order {
    serde_json::from_str(include_str!("../../../tests/fixtures/gorela/our-order.json")).unwrap()
}

fn request(order: Order) -> DeliveryRequest {
    DeliveryRequest {
        key: "k-1".into(),
        number: "특급-012".into(),
        order,
        gorela_channel: "SDO".into(),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

fn caller(store_id: &str) -> Caller {
    let settings = AgencySettings {
        account: "jumunbell".into(),
        store_id: store_id.into(),
        ..AgencySettings::of("barogo", AgencyKind::Gorela, "http://127.0.0.1:1")
    };
    let shop = Shop {
        id: None,
        name: "모의국밥".into(),
        phone: "063-000-0000".into(),
        business_number: "000-00-00000".into(),
        timezone: jiff::tz::TimeZone::UTC,
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress { road: "모의시 가게로 9".into(), ..ShopAddress::default() },
        footer: Vec::new(),
    };
    Caller::new(&settings, &shop)
}

fn pay(kind: PaymentKind, amount: i64, change_for: Option<i64>) -> Payment {
    Payment {
        kind,
        name: "현장".into(),
        amount: Won(amount),
        on_delivery: true,
        change_for: change_for.map(Won),
    }
}

#[test]
fn products_follow_gorelas_formula_and_weighed_ones_are_one_piece() {
    let order = caller("store-1").new_order(&request(meal()));
    let totals: Vec<_> =
        order.order_products.iter().map(|p| (p.name.as_str(), p.quantity, p.total_price)).collect();
    assert_eq!(totals, [("소머리국밥", 2, 24_000), ("수육 0.5kg", 1, 15_000), ("배달팁", 1, 3_000)]);
    for product in &order.order_products {
        let options: i64 = product.options.iter().map(|o| o.unit_price * o.quantity).sum();
        assert_eq!(product.total_price, (product.unit_price + options) * product.quantity);
    }
    assert_eq!(order.job.total_pay_price, 42_000);
    assert_eq!((order.job.actual_pay_price, order.job.prepaid_price), (40_000, 40_000));
}

#[test]
fn what_the_rider_takes_is_told_apart() {
    let mut meal = meal();
    meal.payments =
        vec![pay(PaymentKind::Cash, 15_000, Some(50_000)), pay(PaymentKind::LocalCurrency, 20_000, None)];
    let order = caller("store-1").new_order(&request(meal));
    let job = &order.job;
    assert_eq!((job.payment_cash_price, job.payment_card_price, job.prepaid_price), (15_000, 20_000, 5_000));
    assert!(!order.is_untact, "money has to be taken at the door");
    assert!(order.orderer_order_memo.unwrap().contains("50,000원"));
}

#[test]
fn contactless_is_what_the_customer_asked_for_and_nothing_is_due() {
    let untact = |memo: &str, due: &[i64]| {
        let mut meal = meal();
        meal.rider_memo = Some(memo.to_owned());
        meal.payments.extend(due.iter().map(|amount| pay(PaymentKind::Cash, *amount, None)));
        caller("s").new_order(&request(meal)).is_untact
    };
    assert!(untact("현관 앞에 놔두고 가세요", &[]));
    assert!(untact("현관 앞에 놔두고 가세요", &[0]));
    assert!(!untact("문 앞에서 전화 주세요", &[]), "to be met there");
    assert!(!untact("현관 앞에 놔두고 가세요", &[15_000]), "who takes the money?");
    assert!(!untact("현관 앞에 놔두고 가세요", &[15_000, -15_000]), "the rider was told to take it");
    let mut told_the_shop = meal();
    (told_the_shop.rider_memo, told_the_shop.store_memo) = (None, Some("비대면으로 부탁드려요".into()));
    assert!(caller("s").new_order(&request(told_the_shop)).is_untact);
}

#[test]
fn alcohol_is_never_left_at_the_door() {
    assert!(caller("s").new_order(&request(meal())).is_untact);
    let mut meal = meal();
    meal.lines[0].alcohol = true;
    let order = caller("s").new_order(&request(meal));
    assert!(order.job.has_alcoholic_beverage && !order.is_untact);
}

#[test]
fn nothing_tells_of_a_childs_meal_card() {
    let mut meal = meal();
    meal.payments[0].kind = PaymentKind::ChildMealCard;
    meal.payments[0].name = "아동급식카드".into();
    meal.rider_memo = Some("아동급식카드로 결제했어요. 문 앞에 놔 주세요".into());
    meal.lines[0].options[0].name = "급식카드 사은품".into();
    let sent = serde_json::to_string(&caller("s").new_order(&request(meal))).unwrap();
    assert!(!sent.contains("급식"), "{sent}");
}

#[test]
fn long_and_odd_texts_fit() {
    let mut meal = meal();
    meal.rider_memo = Some("가".repeat(400));
    meal.customer.name = None;
    meal.customer.phone = None;
    meal.address.as_mut().unwrap().entrance = Some(Personal::from("경비실에 맡겨 주세요"));
    let order = caller("").new_order(&request(meal));
    assert_eq!(order.orderer_order_memo.as_deref().map(|memo| memo.chars().count()), Some(250));
    assert_eq!((order.receiver_phone.as_str(), order.receiver_name.as_str()), ("0630000000", "특급-012"));
    assert_eq!(
        (order.drop_entrance_password, order.drop_guide.as_deref()),
        (None, Some("경비실에 맡겨 주세요"))
    );
    let sent = serde_json::to_value(&order.job).unwrap();
    assert_eq!(sent["pickupRoadAddress"], "모의시 가게로 9");
    assert!(sent.get("orderAgencyStoreId").is_none());
}

#[test]
fn scheduled_orders_are_reservations() {
    let mut meal = meal();
    meal.timing = Timing::Scheduled;
    let order = caller("s").new_order(&request(meal));
    let wanted = order.drop_wish_at.unwrap();
    let shown = wanted - order.reserved_order_display_time.unwrap() * 60_000;
    assert!(order.is_reservation && (shown..=wanted).contains(&order.job.pickup_wish_at));
}

fn seen(fixture: &str) -> OrderSeen {
    let envelope: Envelope = serde_json::from_str(fixture).unwrap();
    serde_json::from_value(envelope.data.unwrap()).unwrap()
}

#[test]
fn of_several_deliveries_the_most_advanced_live_one_is_told() {
    let report = report(&seen(include_str!("../../../tests/fixtures/gorela/order-fanned-out.json")));
    assert_eq!((report.state, report.fee), (DeliveryState::Assigned, Some(Won(3_500))));
    assert!(report.rider.is_some());
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
