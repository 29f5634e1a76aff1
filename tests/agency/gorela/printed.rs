//! Gorela's answers as the developer reference prints them, and as they are not expected.

use std::sync::Arc;

use domain::order::{DeliveryState, Won};
use jiff::Timestamp;
use jumunbell::agency::{
    AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, OffReason,
    Quoted,
};
use jumunbell::settings::Fare;
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{ALL, GORELA, own, with_cash};
use crate::scene::{self, Clock, client, mount, open, request, sent, settings};

async fn answering(verb: &str, at: &str, status: u16, body: &str) -> (MockServer, Arc<dyn DeliveryAgency>) {
    scene::answering(GORELA, verb, at, status, body).await
}

/// The same with flexible fare.
async fn flexible(at: &str, body: &str) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let (server, _) = answering("POST", at, 200, body).await;
    let mut settings = settings(GORELA, &server.uri());
    own(&mut settings).fare = Fare::Flexible;
    let agency = open(&settings, "secret", &Clock::new());
    (server, agency)
}

const MOVED: &str = include_str!("../../fixtures/gorela/drop-moved.json");
const AMENDED: &str = include_str!("../../fixtures/gorela/amended-order.json");

fn call_of(what: Amendment) -> &'static str {
    match what {
        Amendment::Pickup => "pickup-wish-at",
        Amendment::Drop => "drop-info",
        Amendment::Memo => "memo-info",
        Amendment::Payment => "payment-info",
    }
}

#[tokio::test]
async fn a_price_as_printed() {
    let body = include_str!("../../fixtures/gorela/quote-possible.json");
    let (server, agency) = answering("POST", "/api/delivery-possible", 200, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.distance_metres), (Won(3800), Some(1320)));
    assert_eq!(quote.pickup_expected_at, Some(Timestamp::from_millisecond(1_795_259_400_000).unwrap()));
    let sent = sent(&server).await;
    assert_eq!(sent["pickupWishAt"], 1_795_260_123_000_i64);
    assert_eq!(sent["orderAgencyStoreId"], "store-1");
}

#[tokio::test]
async fn an_order_as_printed() {
    let body = include_str!("../../fixtures/gorela/order-created.json");
    let (server, agency) = answering("POST", "/api/orders", 200, body).await;
    let Created::Accepted(report) = agency.create(&request("k-1")).await else { panic!() };
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Requested, "ACCEPTED"));
    let sent = sent(&server).await;
    for (name, value) in [
        ("orderType", "FOR_DELIVERY"),
        ("orderAgencyOrderId", "k-1"),
        ("orderAgencyDailyOrderId", "특급-012"),
        ("receiverPhone", "05040000000"),
        ("orderChannel", "SDO"),
        ("dropEntrancePassword", "#1234"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_finished_delivery_as_printed() {
    let body = include_str!("../../fixtures/gorela/order-delivered.json");
    let (_server, agency) = answering("GET", "/api/orders/k-1", 200, body).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!((report.state, report.fee), (DeliveryState::Delivered, Some(Won(3800))));
    assert_eq!(report.rider.unwrap().phone.unwrap().as_str(), "05040000001");
}

/// Without the account Gorela does not look, and without `_includes` it keeps the history to itself.
#[tokio::test]
async fn a_look_up_says_whose_order_it_is_and_wants_its_history() {
    let body = include_str!("../../fixtures/gorela/order-delivered.json");
    let (server, agency) = answering("GET", "/api/orders/k-1", 200, body).await;
    agency.look_up("k-1").await.unwrap();
    let asked = server.received_requests().await.unwrap();
    let query: Vec<_> = asked[0].url.query_pairs().collect();
    assert_eq!(
        query,
        [("orderAgencyId".into(), "jumunbell".into()), ("_includes".into(), "statuses".into())]
    );
}

#[tokio::test]
async fn a_cancellation_as_printed() {
    let body = include_str!("../../fixtures/gorela/order-cancelled.json");
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 200, body).await;
    assert_eq!(
        agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(500)) }
    );
}

#[tokio::test]
async fn a_cancellation_of_a_part_is_none() {
    let partly = r#"{"statusCode":207,"data":{"isSuccess":true}}"#;
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 207, partly).await;
    assert!(matches!(agency.cancel("k-1", OffReason::Shop).await.unwrap(), CancelAnswer::Refused(_)));
}

#[tokio::test]
async fn changes_as_printed() {
    let requests: Value =
        serde_json::from_str(include_str!("../../fixtures/gorela/amend-requests.json")).unwrap();
    for what in ALL {
        let call = call_of(what);
        let body = if what == Amendment::Drop { MOVED } else { AMENDED };
        let (server, agency) = answering("PUT", &format!("/api/orders/k-1/{call}"), 200, body).await;
        if what == Amendment::Payment {
            mount(&server, GORELA, "PUT", "/api/orders/k-1/memo-info", 200, AMENDED).await;
        }
        assert_eq!(agency.amend(&with_cash(), what).await.unwrap(), Amended::Accepted, "{call}");
        assert_eq!(sent(&server).await, requests[call]);
    }
}

/// What an agency is made to say about a change.
async fn amended(status: u16, body: &str) -> Result<Amended, AgencyError> {
    let (_server, agency) = answering("PUT", "/api/orders/k-1/drop-info", status, body).await;
    agency.amend(&request("k-1"), Amendment::Drop).await
}

#[tokio::test]
async fn a_change_is_only_taken_or_refused_when_said() {
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, r#"{"statusCode":200}"#),
        (200, r#"{"data":null}"#),
        (200, r#"{"data":{}}"#),
        (200, r#"{"data":[]}"#),
        (200, r#"{"data":[true,true]}"#),
        (200, r#"{"data":{"isSuccess":"true"}}"#),
        (200, r#"{"data":{"deliveries":[]}}"#),
        (200, r#"{"data":{"orderAgencyOrderId":"k-2","status":"ACCEPTED","deliveries":[]}}"#),
        (200, r#"{"data":{"isSuccess":true,"order":{"orderAgencyOrderId":"k-2","status":"ACCEPTED"}}}"#),
        (200, r#"{"data":{"isSuccess":1e999}}"#),
        (200, "<html>로그인하세요</html>"),
        (207, ""),
        (302, ""),
        (404, "<html>"),
        (409, r#"{"error":{"errorCode":"BUSY"}}"#),
        (429, ""),
        (502, r#"{"error":{"errorCode":"NOT_ALLOW_EXTERNAL"}}"#),
    ] {
        let answer = amended(status, body).await;
        assert!(
            matches!(answer, Err(AgencyError::Retry { .. } | AgencyError::Unreadable(_))),
            "{status} {body}: {answer:?}"
        );
    }
    assert!(matches!(amended(401, "").await, Err(AgencyError::SignedOut(_))));
    for (status, body, code, message) in [
        (
            200,
            r#"{"data":{"isSuccess":false,"reason":"INSUFFICIENT_DEPOSIT"}}"#,
            "INSUFFICIENT_DEPOSIT",
            None,
        ),
        (200, r#"{"data":{"isSuccess":false,"reason":7}}"#, "ETC", None),
        (
            200,
            "\u{feff}{\"data\":{\"isSuccess\":false,\"reason\":\"새 사유\",\"message\":\"곧 도착합니다\"}}",
            "새 사유",
            Some("곧 도착합니다"),
        ),
        (207, r#"{"statusCode":207,"data":{"isSuccess":true}}"#, "partly-amended", None),
        (
            400,
            r#"{"error":{"errorCode":"NOT_ALLOW","message":"허용되지 않습니다"}}"#,
            "NOT_ALLOW",
            Some("허용되지 않습니다"),
        ),
    ] {
        let Amended::Refused(refusal) = amended(status, body).await.unwrap() else { panic!("{body}") };
        assert_eq!((refusal.code.as_str(), refusal.message.as_deref()), (code, message));
    }
}

#[tokio::test]
async fn prices_with_flexible_fare_as_printed() {
    let body = include_str!("../../fixtures/gorela/flexible-possible.json");
    let at = "/api/flexible/delivery-possible";
    let (server, agency) = flexible(at, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat, quote.distance_metres), (Won(4_000), Some(Won(400)), Some(1_320)));
    assert!(sent(&server).await.get("totalPayPrice").is_none());

    let body = include_str!("../../fixtures/gorela/flexible-created.json");
    let (server, agency) = flexible("/api/flexible/orders", body).await;
    let called = agency.create(&DeliveryRequest { quote: Some(quote), ..request("k-1") }).await;
    let Created::Accepted(report) = called else { panic!("{called:?}") };
    assert_eq!((report.fee, report.vat, report.extra), (Some(Won(4_000)), Some(Won(400)), Some(Vec::new())));
    let sent = sent(&server).await;
    assert_eq!(
        (&sent["requestDeliveryPrice"], &sent["orderAgencyStoreId"]),
        (&json!(4_000), &json!("store-1"))
    );
}

#[tokio::test]
async fn vat_and_surcharges_of_a_price_as_printed() {
    let body = include_str!("../../fixtures/gorela/quote-possible.json");
    let (_server, agency) = answering("POST", "/api/delivery-possible", 200, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat), (Won(3_800), Some(Won(380))));
    assert_eq!((quote.extra[0].kind.as_str(), quote.extra[0].amount), ("WEATHER", Won(500)));
}

async fn about_shop(call: &str, status: u16, body: &str) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/api/{call}")))
        .and(query_param("orderAgencyId", "jumunbell"))
        .and(query_param("orderAgencyStoreId", "store-1"))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let agency = client(&server, GORELA);
    (server, agency)
}

/// A fee is paid out of one deposit, so the largest counts; an agency that cannot be asked carries nothing. What left any of
/// them only the sum says, and only where none is missing.
#[tokio::test]
async fn the_deposits_as_printed() {
    let ask = |status, body| async move {
        let (_server, agency) = about_shop("deposit-infos", status, body).await;
        agency.balance().await
    };
    let told = |status, body| async move {
        let left = ask(status, body).await.unwrap().unwrap();
        (left.largest(), left.sum())
    };
    let printed = include_str!("../../fixtures/gorela/deposits.json");
    assert_eq!(told(207, printed).await, (Some(Won(95_000)), None));
    let accounts = ask(207, printed).await.unwrap().unwrap().accounts;
    assert_eq!(accounts.keys().collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(told(200, printed).await.1, None, "the body names who did not answer");
    let both =
        r#"{"data":[{"deliveryAgencyId":"one","deposit":2000},{"deliveryAgencyId":2,"deposit":95000}]}"#;
    assert_eq!(told(200, both).await, (Some(Won(95_000)), Some(Won(97_000))));
    assert_eq!(told(207, both).await.1, None);
    assert_eq!(told(200, r#"{"data":[{"deposit":0}]}"#).await, (Some(Won(0)), Some(Won(0))));
    for missing in ["{}", r#""x""#, r#"{"deposit":5}"#, r#"{"deliveryAgencyId":"two"}"#] {
        let body = format!(r#"{{"data":[{{"deposit":5}},{missing}]}}"#);
        assert_eq!(told(200, body.leak()).await, (Some(Won(5)), None), "{missing}");
    }
    for nothing in [r#"{"data":[]}"#, r#"{"data":[{}]}"#, r#"{"data":[{"deposit":1e300},"x",[1]]}"#] {
        assert_eq!(ask(200, nothing).await.unwrap(), None, "{nothing}");
    }
    for odd in ["", "{}", r#"{"data":{"deposit":5}}"#, r#"{"data":"5"}"#] {
        assert!(matches!(ask(200, odd).await, Err(AgencyError::Unreadable(_))), "{odd}");
    }
    assert!(matches!(ask(503, "").await, Err(AgencyError::Retry { .. })));
    assert!(matches!(ask(401, "").await, Err(AgencyError::SignedOut(_))));
}

#[tokio::test]
async fn conditions_as_printed() {
    let ask = |body| async move {
        let (_server, agency) = about_shop("delivery-conditions", 200, body).await;
        agency.conditions().await.unwrap()
    };
    let best = ask(include_str!("../../fixtures/gorela/conditions.json")).await.unwrap();
    assert_eq!((best.possible, best.reason, best.delay_minutes), (true, None, Some(10)));
    let extra: Vec<_> = best.extra.iter().map(|charge| (charge.kind.as_str(), charge.amount)).collect();
    assert_eq!(extra, [("HOLIDAY", Won(500))]);
    let closed = ask(r#"{"data":[{"isDeliveryPossible":false,"reason":"CLOSE_AGENCY"}]}"#).await.unwrap();
    assert_eq!((closed.possible, closed.reason.as_deref()), (false, Some("CLOSE_AGENCY")));
    for silent in [r#"{"data":[]}"#, r#"{"data":[{"isDeliveryPossible":"yes","delayTime":3}]}"#] {
        assert_eq!(ask(silent).await, None, "{silent}");
    }
}

/// Gorela asks for the shop's id there, and a shop that it knows by its address has none.
#[tokio::test]
async fn a_shop_without_an_id_is_not_asked_about() {
    let (server, _) = about_shop("deposit-infos", 200, "{}").await;
    let mut nameless = settings(GORELA, &server.uri());
    own(&mut nameless).store_id.clear();
    let agency = open(&nameless, "secret", &Clock::new());
    assert_eq!(agency.balance().await.unwrap(), None);
    assert_eq!(agency.conditions().await.unwrap(), None);
    assert!(server.received_requests().await.unwrap().is_empty());
}

/// An answer about another order says nothing about ours.
#[tokio::test]
async fn another_order_is_not_ours() {
    let other = r#"{"data":{"isSuccess":true,"order":{"orderAgencyOrderId":"k-2","status":"CANCELED","deliveries":[{"status":"CANCELED"}]}}}"#;
    let (_server, agency) = answering("POST", "/api/orders", 200, other).await;
    assert!(matches!(agency.create(&request("k-1")).await, Created::Unknown(_)));
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 200, other).await;
    assert!(matches!(agency.cancel("k-1", OffReason::Shop).await, Err(AgencyError::Unreadable(_))));
    let (_server, agency) = answering("GET", "/api/orders/k-1", 200, other).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))));
}

/// Neither nothing nor an impossible number is a place or a price.
#[tokio::test]
async fn a_look_up_is_believed_only_when_it_states_the_delivery() {
    let look = |body| async move {
        let (_server, agency) = answering("GET", "/api/orders/k-1", 200, body).await;
        agency.look_up("k-1").await
    };
    for silent in
        ["{}", r#"{"data":[]}"#, r#"{"data":{"deliveries":[]}}"#, r#"{"data":{"deliveries":[{"status":5}]}}"#]
    {
        assert!(matches!(look(silent).await, Err(AgencyError::Unreadable(_))), "{silent}");
    }
    for (status, nobody) in [(404, "<html>"), (404, ""), (404, r#"{"error":{"errorCode":"NOT_FOUND_API"}}"#)]
    {
        let (_server, agency) = answering("GET", "/api/orders/k-1", status, nobody).await;
        let answer = agency.look_up("k-1").await;
        assert!(matches!(answer, Err(AgencyError::Unreadable(_))), "{nobody}: not Gorela's word: {answer:?}");
    }
    let waiting =
        look("\u{feff}{\"data\":{\"status\":\"CREATED\",\"deliveries\":[]}}").await.unwrap().unwrap();
    assert_eq!(waiting.state, DeliveryState::Requested);
    let huge = r#"{"data":{"deliveries":[{"status":"ALLOCATED","totalDeliveryPrice":9223372036854775807,"VATPrice":-5,"cancelFee":1e300,
        "pickupExpectedAt":9007199254740991,"statuses":[{"status":"ALLOCATED","changedAt":-1e300}]}]}}"#;
    let told = look(huge).await.unwrap().unwrap();
    assert_eq!(
        (told.state, told.fee, told.vat, told.cancel_fee),
        (DeliveryState::Assigned, None, None, None)
    );
    assert_eq!((told.at, told.pickup_expected_at), (None, None));
}

#[tokio::test]
async fn food_is_only_said_to_be_ready_when_it_was_heard() {
    for (body, heard) in [
        (r#"{"data":{"isSuccess":true}}"#, true),
        (r#"{"data":{"isSuccess":false,"reason":"ALREADY_COMPLETED_ORDER_PRODUCT_PREPARE"}}"#, true),
        (r#"{"data":{"isSuccess":false,"reason":"ETC"}}"#, false),
        (r#"{"data":{}}"#, false),
        ("<html>로그인하세요</html>", false),
    ] {
        let (_server, agency) = answering("POST", "/api/orders/k-1/prepare-complete", 200, body).await;
        assert_eq!(agency.prepare_complete("k-1").await.is_ok(), heard, "{body}");
    }
}
