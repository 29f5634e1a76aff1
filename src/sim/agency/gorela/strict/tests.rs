use serde_json::json;

use super::*;

#[test]
fn a_look_up_must_say_whose_order_it_is() {
    let missing = "should have required property 'orderAgencyId'";
    for query in ["", "_includes=statuses", "orderAgencyId=", "orderAgencyStoreId=store-1"] {
        assert_eq!(look_up(query).unwrap_err(), missing, "{query}");
    }
    assert!(look_up("orderAgencyId=jumunbell&_includes=deliveries").is_err());
    let query = "orderAgencyId=jumunbell&_includes=statuses&_includes=payments";
    assert_eq!(look_up(query), Ok(()));
    assert_eq!(INCLUDES.map(|what| includes(query, what)), [true, true, false]);
}

/// What is due depends on the fare and on how the shop is known.
#[test]
fn each_fare_and_shop_owes_its_own_fields() {
    let now = Timestamp::UNIX_EPOCH;
    let trip =
        json!({ "orderAgencyId": "a", "pickupWishAt": 0, "dropRoadAddress": "길", "dropAddressDetail": "" });
    let store = json!({ "orderAgencyStoreId": "s" });
    let place = json!({ "pickupId": "", "pickupRoadAddress": "길", "pickupAddressDetail": "" });
    let who = json!({ "pickupName": "가게", "pickupPhone": "0630000000" });
    let paid = json!({ "totalPayPrice": 1, "actualPayPrice": 1, "prepaidPrice": 1 });
    let card = json!({ "paymentCardPrice": 0 });
    let cash = json!({ "paymentCashPrice": 0 });
    let alcohol = json!({ "hasAlcoholicBeverage": false });
    let offer = json!({ "requestDeliveryPrice": 100 });
    let order = json!({
        "orderType": "FOR_DELIVERY", "orderAgencyOrderId": "k", "receiverPhone": "05040000000", "isUntact": false,
        "orderProducts": [{ "type": "FOOD", "name": "국밥", "totalPrice": 1, "unitPrice": 1, "quantity": 1 }],
    });
    let now_or_later = json!({ "isReservation": false });
    type Check = fn(&Value, Fare, Timestamp) -> Result<(), String>;
    let cases: [(Check, Fare, &[&Value]); 8] = [
        (quote, Fare::Fixed, &[&trip, &store, &paid, &card, &cash]),
        (quote, Fare::Fixed, &[&trip, &place, &paid, &alcohol]),
        (quote, Fare::Flexible, &[&trip, &store]),
        (quote, Fare::Flexible, &[&trip, &place]),
        (super::order, Fare::Fixed, &[&trip, &store, &paid, &card, &cash, &order, &now_or_later]),
        (super::order, Fare::Fixed, &[&trip, &place, &who, &paid, &alcohol, &order, &now_or_later]),
        (super::order, Fare::Flexible, &[&trip, &store, &paid, &card, &order, &offer]),
        (super::order, Fare::Flexible, &[&trip, &place, &who, &paid, &alcohol, &order, &offer]),
    ];
    for (check, fare, parts) in cases {
        let parts = parts.iter().filter_map(|part| part.as_object()).flatten();
        let whole: Map<_, _> = parts.map(|(name, value)| (name.clone(), value.clone())).collect();
        assert_eq!(check(&Value::Object(whole.clone()), fare, now), Ok(()));
        for name in whole.keys() {
            let mut body = whole.clone();
            body.remove(name);
            assert!(check(&Value::Object(body), fare, now).is_err(), "without {name}: {whole:?}");
        }
    }
}
