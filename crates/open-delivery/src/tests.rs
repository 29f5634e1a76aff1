mod bounds;

use domain::order::{
    Bundle, DeliveredBy, FeeKind, Odd, Order, OrderKind, PaymentKind, Remark, Sponsor, Stall, Timing, Won,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn fixture(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("../../tests/fixtures/orders/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn dialect(currencies: [&str; 2]) -> Dialect {
    Dialect {
        payments: currencies.map(|name| (name.to_owned(), PaymentKind::LocalCurrency)).into(),
        reusable_container_words: vec!["다회용기".to_owned()],
    }
}

/// The dialect of Incheon's app.
fn incheon() -> Dialect {
    dialect(["서로e음", "인천e음"])
}

fn noted(place: &str, odd: Odd) -> Remark {
    Remark::Noted { place: place.to_owned(), odd }
}

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

fn read(json: &Value) -> Order {
    read_order(json, &incheon(), &seoul()).unwrap()
}

/// The fixture without its `kr`.
fn plain(name: &str) -> Value {
    let mut json = fixture(name);
    json.as_object_mut().unwrap().remove("kr");
    json
}

#[test]
fn the_sample_order_is_read_in_full() {
    let order = read(&fixture("sample"));
    assert_eq!(order.remarks, Vec::<Remark>::new());
    assert_eq!(
        (order.display_id.as_str(), order.kind, order.timing),
        ("B7K2", OrderKind::Delivery, Timing::Instant)
    );
    let lines: Vec<_> =
        order.lines.iter().map(|l| (l.name.as_str(), l.quantity.count(), l.total, l.options.len())).collect();
    assert_eq!(lines, [("뼈해장국", 2, Won(22_000), 2), ("수육(소)", 1, Won(27_000), 1)]);
    assert_eq!(
        (order.fees[0].kind, order.total.amount, order.to_collect()),
        (FeeKind::Delivery, Won(48_000), Won(18_000))
    );
    let sponsors: Vec<_> = order.discounts.iter().map(|d| (d.name.as_str(), d.amount, d.paid_by)).collect();
    assert_eq!(
        sponsors,
        [("배달팁 무료", Won(3_000), Sponsor::App), ("첫 주문", Won(1_000), Sponsor::Store)]
    );
    assert_eq!(order.payments[1].change_for, Some(Won(50_000)));
    let address = order.address.unwrap();
    assert_eq!(address.jibun.unwrap().as_str(), "마바동 34-5");
    assert_eq!(address.entrance.unwrap().as_str(), "1204 호출");
    assert_eq!(address.district.as_deref(), Some("마바동"));
    assert!(order.customer.safe_number && order.reusable_container && order.cutlery == Some(false));
    assert_eq!(order.cash_receipt.unwrap().id.as_str(), "010-****-5678");
    assert_eq!(order.promised_at, Some("2026-11-21T10:50:00Z".parse().unwrap()));
    assert_eq!(merchant_name(&fixture("sample")).as_deref(), Some("한옥국밥 서구점"));
    assert_eq!(last_event(&fixture("sample")), Some(domain::order::AppEventKind::Created));
}

#[test]
fn without_the_extension_the_standard_fields_say_the_same() {
    let order = read(&plain("sample"));
    assert_eq!(order.remarks, Vec::<Remark>::new());
    assert_eq!(order.store_memo.as_deref(), Some("덜 맵게 해주세요. 리뷰이벤트 콜라!"));
    let address = order.address.unwrap();
    assert_eq!(address.road.unwrap().as_str(), "인천 서구 가나로 12, 다라아파트");
    assert_eq!(address.detail.unwrap().as_str(), "103동 1204호");
    let kinds: Vec<_> = order.payments.iter().map(|p| (p.kind, p.name.as_str(), p.on_delivery)).collect();
    assert_eq!(kinds, [(PaymentKind::LocalCurrency, "서로e음", false), (PaymentKind::Cash, "현금", true)]);
    let sponsors: Vec<_> = order.discounts.iter().map(|d| (d.name.as_str(), d.paid_by)).collect();
    assert_eq!(sponsors, [("배달팁 할인", Sponsor::App), ("할인", Sponsor::Store)]);
    assert!(order.customer.safe_number, "050 numbers are safe numbers also where nobody says so");
    assert!(!order.reusable_container);
}

#[test]
fn takeout_scheduled_and_market_orders() {
    let takeout = read(&fixture("takeout"));
    assert_eq!(
        (takeout.kind, takeout.address.is_none(), takeout.wants.picked_up),
        (OrderKind::Takeout, true, true)
    );
    assert_eq!(takeout.lines[1].memo.as_deref(), Some("떡 많이요"));
    let scheduled = read(&fixture("scheduled"));
    assert_eq!((scheduled.timing, scheduled.delivered_by), (Timing::Scheduled, DeliveredBy::Marketplace));
    assert_eq!(scheduled.pickup_code.as_deref(), Some("4821"));
    assert_eq!(scheduled.preparation_start, "2026-11-21T12:20:00Z".parse().unwrap());
    assert!(scheduled.has_alcohol() && !scheduled.lines[0].alcohol);
    let market = read(&fixture("market-bundle"));
    assert_eq!(market.remarks, Vec::<Remark>::new());
    let lines: Vec<_> =
        market.lines.iter().map(|l| (l.quantity.to_string(), l.total, l.stall.as_deref())).collect();
    let stall = |name| Some(name);
    assert_eq!(
        lines,
        [
            ("0.5kg".to_owned(), Won(24_000), stall("다라정육점")),
            ("2".to_owned(), Won(6_000), stall("마바채소")),
            ("0.35L".to_owned(), Won(7_700), stall("사아기름집")),
        ]
    );
    assert_eq!((market.payments[0].kind, market.discounts[0].paid_by), (PaymentKind::Onnuri, Sponsor::City));
}

/// Every key of the Korean extension at once, and where each ends up.
#[test]
fn the_korean_extension_is_read_key_by_key() {
    let mut json = fixture("takeout");
    json["type"] = json!("DELIVERY");
    json["delivery"] = json!({"deliveredBy": "MERCHANT", "pickupCode": 4821});
    json["items"][0]["kr"] = json!({"stall": "s2", "alcohol": true});
    json["items"][1]["kr"] = json!({"stall": "s9"});
    json["kr"] = json!({
        "address": {"road": "가나로 1", "jibun": "다라동 2", "detail": "3층", "entrance": "#4"},
        "safe_number": {"number": "050-0000-0000", "expires_at": "2026-11-21T14:00:00+09:00"},
        "store_memo": "덜 맵게", "rider_memo": "벨 누르지 마세요", "cutlery": true,
        "reusable_container": {"code": "RET-77"},
        "payments": [
            {"kind": "ONNURI", "name": "온누리상품권", "amount": 3000, "on_delivery": false},
            {"kind": "CASH", "name": "현금", "amount": 2000, "change_for": 10000},
            {"kind": "CARD", "name": "카드", "amount": 1000, "on_delivery": true}
        ],
        "discounts": [
            {"name": "앱", "amount": 1, "paid_by": "APP"}, {"name": "가게", "amount": 2, "paid_by": "STORE"},
            {"name": "시", "amount": -3, "paid_by": "CITY"}, {"amount": 4}
        ],
        "cash_receipt": {"kind": "소득공제", "masked_id": "010-****-0000"},
        "bundle": {
            "id": "b1", "market": "가나시장", "stalls": [{"id": "s1", "name": "정육"}, {"id": "s2", "name": "채소"}, {}],
            "deliver_between": ["2026-11-21T07:00:00Z", "2026-11-21T10:00:00Z"]
        }
    });
    json["takeout"] = json!(null);
    let order = read(&json);
    let address = order.address.unwrap();
    let parts = [address.road, address.jibun, address.detail, address.entrance];
    assert_eq!(parts.map(|part| part.unwrap().0), ["가나로 1", "다라동 2", "3층", "#4"]);
    let customer = order.customer;
    assert_eq!((customer.phone.unwrap().as_str(), customer.safe_number), ("050-0000-0000", true));
    assert_eq!(customer.safe_number_expires, Some("2026-11-21T05:00:00Z".parse().unwrap()));
    assert_eq!(order.store_memo.as_deref(), Some("덜 맵게"));
    assert_eq!(order.rider_memo.as_deref(), Some("벨 누르지 마세요"));
    assert_eq!((order.cutlery, order.reusable_container), (Some(true), true));
    assert_eq!((order.return_code.as_deref(), order.pickup_code.as_deref()), (Some("RET-77"), Some("4821")));
    let paid: Vec<_> = order.payments.iter().map(|p| (p.kind, p.on_delivery, p.change_for)).collect();
    let kinds = [PaymentKind::Onnuri, PaymentKind::Cash, PaymentKind::Card];
    assert_eq!(paid.iter().map(|p| p.0).collect::<Vec<_>>(), kinds);
    assert_eq!(paid.iter().map(|p| p.1).collect::<Vec<_>>(), [false, true, true], "cash is paid at the door");
    assert_eq!(paid[1].2, Some(Won(10_000)));
    let sponsors: Vec<_> = order.discounts.iter().map(|d| (d.amount, d.paid_by)).collect();
    use Sponsor::*;
    assert_eq!(sponsors, [(Won(1), App), (Won(2), Store), (Won(3), City), (Won(4), Unknown)]);
    assert_eq!(order.cash_receipt.unwrap().kind, "소득공제");
    let stalls: Vec<_> = order.lines.iter().map(|line| line.stall.as_deref()).collect();
    assert_eq!(stalls[..2], [Some("채소"), Some("s9")], "by its name, else as told");
    assert!(order.lines[0].alcohol);
    let bundle = order.bundle.unwrap();
    assert_eq!((bundle.id.as_str(), bundle.market.as_deref()), ("b1", Some("가나시장")));
    let stall = |id: &str, name: &str| Stall { id: id.to_owned(), name: name.to_owned() };
    assert_eq!(bundle.stalls, [stall("s1", "정육"), stall("s2", "채소")]);
    let window = (bundle.deliver_from, bundle.deliver_until);
    let time = |text: &str| Some(text.parse().unwrap());
    assert_eq!(window, (time("2026-11-21T07:00:00Z"), time("2026-11-21T10:00:00Z")));
    assert_eq!(order.promised_at, window.1);
}

#[test]
fn a_bundle_is_read_as_far_as_it_goes() {
    let bundle = |bundle: Value| {
        let mut json = fixture("takeout");
        json["kr"] = json!({"bundle": bundle});
        let order = read(&json);
        (order.bundle, order.remarks.into_iter().filter(|r| r.place().contains("bundle")).collect::<Vec<_>>())
    };
    assert_eq!(bundle(json!(null)), (None, vec![]));
    assert_eq!(bundle(json!({})), (Some(Bundle::default()), vec![]));
    let (told, remarks) = bundle(json!({"deliver_between": {"from": "2026-11-21T07:00:00Z", "to": 7}}));
    assert!(told.unwrap().deliver_from.is_some());
    assert_eq!(remarks, [noted("kr.bundle.deliver_between.to", Odd::NotTime)]);
    let turned = json!({"deliver_between": ["2026-11-21T07:00:00Z", "2026-11-21T06:00:00Z"]});
    assert_eq!(bundle(turned).1, [noted("kr.bundle.deliver_between", Odd::EndsBefore)]);
    assert_eq!(bundle(json!("b1")).1, [noted("kr.bundle", Odd::NotObject)]);
}

/// Where an app speaks the standard alone: decimals, fees of every kind, a discount shared by its sponsors.
#[test]
fn fees_and_shared_discounts_of_the_standard() {
    let mut json = plain("sample");
    let won = |value: f64| json!({"value": value, "currency": "KRW"});
    let fee = |kind: &str, value: f64| json!({"name": "", "type": kind, "price": won(value)});
    json["otherFees"] = json!([
        fee("DELIVERY_FEE", 2999.6),
        fee("SERVICE_FEE", 500.0),
        fee("TIP", 1.0),
        fee("MIN_ORDER_FEE", 2.0),
        fee("RAIN", 3.0)
    ]);
    json["discounts"] = json!([{
        "amount": won(5000.0), "target": "DELIVERY_FEE",
        "sponsorshipValues": [
            {"name": "MARKETPLACE", "amount": won(3000.0)}, {"name": "MERCHANT", "amount": won(1000.0), "discountCode": "첫주문"},
            {"name": "CHAIN", "amount": won(0.0)}
        ]
    }]);
    let order = read(&json);
    let fees: Vec<_> = order.fees.iter().map(|fee| (fee.kind, fee.amount)).collect();
    use FeeKind::*;
    let expected = [(Delivery, 3000), (Service, 500), (Tip, 1), (MinimumOrder, 2), (Other, 3)];
    assert_eq!(fees, expected.map(|(kind, won)| (kind, Won(won))));
    let discounts: Vec<_> = order.discounts.iter().map(|d| (d.name.as_str(), d.amount, d.paid_by)).collect();
    assert_eq!(
        discounts,
        [
            ("배달팁 할인", Won(3000), Sponsor::App),
            ("첫주문", Won(1000), Sponsor::Store),
            ("배달팁 할인", Won(1000), Sponsor::Unknown),
        ],
        "what nobody is said to bear is told apart"
    );
}

#[test]
fn child_meal_cards_go_by_name_and_local_currency_by_dialect() {
    let order =
        read_order(&fixture("child-meal-card"), &dialect(["돼지카드", "전주사랑상품권"]), &seoul()).unwrap();
    let kinds: Vec<_> = order.payments.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [PaymentKind::ChildMealCard, PaymentKind::LocalCurrency]);
    assert_eq!(order.payments[0].public_name(), None);
    assert_eq!(
        read(&fixture("child-meal-card")).payments[1].kind,
        PaymentKind::Other,
        "not a name in Incheon"
    );
    let mut json = fixture("sample");
    json["kr"]["payments"][0] = json!({"kind": "CARD", "name": "꿈나무 카드", "amount": 30000});
    assert_eq!(read(&json).payments[0].kind, PaymentKind::ChildMealCard);
}

#[test]
fn customers_texts_stay_whole_and_out_of_remarks_and_logs() {
    let json = fixture("hostile");
    let order = read(&json);
    assert_eq!(order.store_memo.as_deref(), json["extraInfo"].as_str());
    assert_eq!(order.lines[0].memo.as_deref(), json["items"][0]["specialInstructions"].as_str());
    let logged = format!("{:?} {:?} {:?}", order.remarks, order.customer, order.address);
    assert!(!logged.contains("이름") && !logged.contains("가나로") && !logged.contains("0504"), "{logged}");
}

#[test]
fn an_options_own_instructions_reach_the_kitchen() {
    let mut json = fixture("takeout");
    json["items"][1]["options"][0]["specialInstructions"] = json!("두 장");
    assert_eq!(read(&json).lines[1].memo.as_deref(), Some("떡 많이요\n치즈 추가: 두 장"));
}

#[test]
fn unknown_values_and_fields_never_drop_an_order() {
    let mut json = plain("sample");
    json["type"] = json!("DRONE");
    json["orderTiming"] = json!("SOON");
    json["items"][0]["unit"] = json!("가마");
    json["otherFees"][0]["type"] = json!("RAIN");
    json["payments"]["methods"][0]["method"] = json!("TELEPATHY");
    json["payments"]["methods"][0]["methodInfo"] = json!(null);
    json["delivery"]["deliveredBy"] = json!("ROBOT");
    json["brandNew"] = json!({"a": [1]});
    let order = read(&json);
    assert_eq!(
        (order.kind, order.timing, order.fees[0].kind),
        (OrderKind::Delivery, Timing::Instant, FeeKind::Other)
    );
    assert_eq!(order.payments[0].kind, PaymentKind::Other);
    assert_eq!(order.delivered_by, DeliveredBy::Marketplace, "never a second rider for want of a word");
    for value in ["DRONE", "SOON", "가마", "RAIN", "TELEPATHY", "ROBOT"] {
        let unknown = Odd::Unknown { value: value.to_owned() };
        let told = |remark: &Remark| matches!(remark, Remark::Noted { odd, .. } if *odd == unknown);
        assert!(order.remarks.iter().any(told), "{value} in {:?}", order.remarks);
    }
}

#[test]
fn wrong_types_become_remarks() {
    let mut json = fixture("sample");
    json["customer"] = json!("가나다");
    json["kr"]["address"] = json!([1, 2]);
    json["kr"]["cutlery"] = json!("아마도");
    json["items"][0]["quantity"] = json!("많이");
    json["createdAt"] = json!(12);
    json["total"]["orderAmount"]["value"] = json!(-1.7e308);
    let order = read(&json);
    assert_eq!(order.placed_at, order.preparation_start);
    assert_eq!(order.total.amount, Won(48_000));
    for path in
        ["customer", "kr.address", "kr.cutlery", "items[0].quantity", "createdAt", "total.orderAmount.value"]
    {
        assert!(order.remarks.iter().any(|r| r.place() == path), "{path} in {:?}", order.remarks);
    }
}

#[test]
fn sums_that_do_not_add_up_are_told_and_kept() {
    let mut json = fixture("sample");
    json["items"][0]["totalPrice"]["value"] = json!(23_000);
    json["total"]["orderAmount"]["value"] = json!(50_000);
    json["payments"]["pending"] = json!(17_000);
    let order = read(&json);
    assert_eq!(order.total.amount, Won(50_000));
    for path in ["items[0]", "total.itemsPrice", "total.orderAmount", "payments.pending", "payments"] {
        assert!(order.remarks.iter().any(|r| r.place() == path), "{path} in {:?}", order.remarks);
    }
}

#[test]
fn what_is_to_be_collected_survives_a_missing_list_of_methods() {
    let mut json = plain("sample");
    json["payments"]["methods"] = json!(null);
    let order = read(&json);
    assert_eq!((order.to_collect(), order.payments.len()), (Won(18_000), 2));
}

#[test]
fn reusable_containers_by_flag_else_by_the_apps_words() {
    let mut json = plain("takeout");
    json["extraInfo"] = json!("다회용기에 담아 주세요");
    assert!(read(&json).reusable_container);
    json["kr"] = json!({"reusable_container": false});
    assert!(!read(&json).reusable_container);
}

#[test]
fn only_an_order_without_id_or_items_cannot_be_read() {
    let error = |json: Value| read_order(&json, &incheon(), &seoul()).unwrap_err().path;
    assert_eq!(error(json!([])), "$");
    assert_eq!(error(json!({"items": []})), "id");
    assert_eq!(error(json!({"id": "a", "items": {}})), "items");
    assert!(read_order(&json!({"id": "a", "items": []}), &incheon(), &seoul()).is_ok());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z?".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("value|id|name|kr|amount|unitPrice", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Every place in a document, as pointers.
fn places(json: &Value, at: &str, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => members.iter().for_each(|(k, v)| places(v, &format!("{at}/{k}"), found)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(i, v)| places(v, &format!("{at}/{i}"), found))
        }
        _ => {}
    }
    found.push(at.to_owned());
}

/// Whether the order comes back from the store as it was; of degrees, JSON may lose the last bit.
fn survives_storing(order: &Order) -> bool {
    let mut back: Order = serde_json::from_str(&serde_json::to_string(order).unwrap()).unwrap();
    if let Some((back, told)) = back.address.as_mut().zip(order.address.as_ref()) {
        (back.latitude, back.longitude) = (told.latitude, told.longitude);
    }
    back == *order
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_panics(json in any_json()) {
        match read_order(&json, &incheon(), &seoul()) {
            Ok(order) => prop_assert!(survives_storing(&order)),
            Err(error) => prop_assert!(error.to_string().contains(": ") && error.to_string().len() < 200),
        }
        let _ = (merchant_name(&json), last_event(&json));
    }

    #[test]
    fn any_value_anywhere_in_an_order_still_gives_an_order(
        which in 0..4usize, places_hit in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4)
    ) {
        let mut json = fixture(["sample", "market-bundle", "scheduled", "hostile"][which]);
        for (index, value) in places_hit {
            let mut found = Vec::new();
            places(&json, "", &mut found);
            // The whole, the id and the list of items may not be touched: without them there is no order.
            found.retain(|p| !["", "/id", "/items"].contains(&p.as_str()));
            let place: &String = index.get(&found);
            *json.pointer_mut(place).unwrap() = value;
        }
        let order = read_order(&json, &incheon(), &seoul()).unwrap();
        prop_assert!(order.remarks.len() <= 30);
        prop_assert!(survives_storing(&order));
    }
}

#[test]
fn times_without_an_offset_are_the_shops_and_that_is_said() {
    let mut json = fixture("sample");
    json["createdAt"] = json!("2026-11-21T20:02:03");
    json["preparationStartDateTime"] = json!("2026-11-21T20:10:00.000");
    let order = read(&json);
    assert_eq!(order.placed_at, "2026-11-21T11:02:03Z".parse().unwrap());
    assert_eq!(order.preparation_start, "2026-11-21T11:10:00Z".parse().unwrap());
    let said = |place: &str| order.remarks.contains(&noted(place, Odd::NoZone));
    assert!(said("createdAt") && said("preparationStartDateTime"), "{:?}", order.remarks);
    // One that says its offset is left alone, wherever the shop is.
    json["createdAt"] = json!("2026-11-21T11:02:03Z");
    let order = read_order(&json, &incheon(), &TimeZone::get("America/Sao_Paulo").unwrap()).unwrap();
    assert_eq!(order.placed_at, "2026-11-21T11:02:03Z".parse().unwrap());
    assert_eq!(order.preparation_start, "2026-11-21T23:10:00Z".parse().unwrap());
}

#[test]
fn a_pre_order_is_wanted_when_its_schedule_says_so() {
    let (start, end, other) = ("2026-11-22T06:00:00Z", "2026-11-22T06:30:00Z", "2026-11-21T10:20:00Z");
    let wanted = |change: &dyn Fn(&mut Value)| {
        let mut json = plain("sample");
        json["orderTiming"] = json!("SCHEDULED");
        json["schedule"] = json!({"scheduledDateTimeStart": start, "scheduledDateTimeEnd": end});
        json["delivery"]["estimatedDeliveryDateTime"] = json!(other);
        change(&mut json);
        let order = read(&json);
        (
            order.wanted.map(|w| (w.start.to_string(), w.end.to_string())),
            order.promised_at.map(|at| at.to_string()),
        )
    };
    let said = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    let promised = |at: &str| Some(at.to_owned());
    assert_eq!(wanted(&|_| {}), (said(start, end), promised(start)), "the estimate says less");
    let start_only = |json: &mut Value| json["schedule"] = json!({"scheduledDateTimeStart": start});
    assert_eq!(wanted(&start_only), (said(start, start), promised(start)));
    let end_only = |json: &mut Value| json["schedule"] = json!({"scheduledDateTimeEnd": end});
    assert_eq!(wanted(&end_only), (said(end, end), promised(end)));
    let backwards = |json: &mut Value| json["schedule"]["scheduledDateTimeEnd"] = json!(other);
    assert_eq!(wanted(&backwards), (said(start, start), promised(start)), "never before it begins");
    let without = |json: &mut Value| json["schedule"] = Value::Null;
    assert_eq!(wanted(&without), (said(other, other), promised(other)), "the best word that is left");
    let on_demand = |json: &mut Value| json["orderTiming"] = json!("ONDEMAND");
    assert_eq!(wanted(&on_demand), (said(start, end), promised(start)));
    // For now: whatever the app says of a schedule, it is cooked at once.
    let at_once = |json: &mut Value| json["orderTiming"] = json!("INSTANT");
    assert_eq!(wanted(&at_once), (None, promised(other)));
}
