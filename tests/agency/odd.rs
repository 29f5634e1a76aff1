//! What no agency should answer, and what no agency may be taken to have said.

use std::time::{Duration, Instant};

use jumunbell::agency::{AgencyError, Created, OffReason};
use jumunbell::settings::AgencyKind;
use wiremock::matchers::method;
use wiremock::{Mock, ResponseTemplate};

use crate::every::for_every_kind;
use crate::scene::{KEY, answering, by, client, request, silent};

for_every_kind! {
    odd_answers_to_a_create_are_unknown,
    a_cancel_is_only_believed_when_said,
    retry_after_is_passed_on_and_nothing_waits_for_ever,
}

/// Kakao's word that something went wrong.
const FAULT: &str = include_str!("../fixtures/kakao/fault.json");

const GORELA: &[(u16, &str)] = &[
    (200, r#"{"statusCode":200,"data":{}}"#),
    (200, r#"{"statusCode":200,"data":[]}"#),
    (200, r#"{"data":{"isSuccess":true,"order":{"deliveries":"none"}}}"#),
    (207, r#"{"statusCode":207,"data":{"isSuccess":false,"reason":"ETC"}}"#),
    (409, r#"{"error":{"errorCode":"BUSY"}}"#),
    (502, r#"{"error":{"errorCode":"EXTERNAL_SERVER_ERROR"}}"#),
];

/// Only what Kakao clearly says about this very order counts.
const KAKAO: &[(u16, &str)] = &[
    (200, r#"{"partnerOrderId":"k-1"}"#),
    (200, r#"{"partnerOrderId":"k-1","receipt":{"orderId":"OS1"}}"#),
    (200, r#"{"partnerOrderId":"k-2","receipt":{"status":"MATCHING"}}"#),
    (200, FAULT),
    (202, r#"{"requestId":"a"}"#),
    (302, include_str!("../fixtures/kakao/order-created.json")),
    (404, r#"{"timestamp":"x","status":404,"error":"Not Found","path":"/api/v2/orders"}"#),
    (408, FAULT),
    (429, FAULT),
    (500, FAULT),
];

const LOGISTICS: &[(u16, &str)] = &[
    (202, ""),
    (202, "{}"),
    (202, "[]"),
    (202, "<html>"),
    (202, r#"{"event":7}"#),
    (404, r#"{"message":"no Route matched with those values"}"#),
    (405, r#"{"title":"Method Not Allowed"}"#),
    (409, r#"{"error":"busy"}"#),
    (422, ""),
    // Its own word, but the order cannot be asked for: the mock answers 404 without one.
    (422, r#"{"title":"no"}"#),
    (502, r#"{"title":"bad gateway"}"#),
];

/// None of these may be taken for a yes or a no.
async fn odd_answers_to_a_create_are_unknown(kind: AgencyKind) {
    let at = by(kind, "/api/orders", "/api/v2/orders", "/v1/logistics/delivery");
    let key = by(kind, "k-1", "k-1", KEY);
    let anybodys = [
        (200, ""),
        (200, "{}"),
        (200, "[]"),
        (200, "null"),
        (200, "<html>"),
        (302, ""),
        (400, ""),
        (400, "<html>"),
        (404, "<html>"),
        (429, ""),
        (502, "<html>"),
    ];
    for (status, body) in anybodys.iter().chain(by(kind, GORELA, KAKAO, LOGISTICS)) {
        let (_server, agency) = answering(kind, "POST", at, *status, body).await;
        let created = agency.create(&request(key)).await;
        assert!(matches!(created, Created::Unknown(_)), "{status} {body}: {created:?}");
    }
}

async fn a_cancel_is_only_believed_when_said(kind: AgencyKind) {
    let (verb, at) = by(
        kind,
        ("PUT", "/api/orders/01936d5c-0000-7000-8000-000000000001/status/cancel"),
        ("PATCH", "/api/v1/orders/01936d5c-0000-7000-8000-000000000001/cancel"),
        ("POST", "/v1/logistics/cancel/01936d5c-0000-7000-8000-000000000001"),
    );
    let own: &[(u16, &str)] = by(kind, &[(200, r#"{"data":{}}"#)], &[], &[(202, "{}"), (202, ""), (422, "")]);
    for (status, body) in [(200, "{}"), (200, ""), (404, "<html>"), (404, ""), (500, "")].iter().chain(own) {
        let (_server, agency) = answering(kind, verb, at, *status, body).await;
        let answer = agency.cancel(KEY, OffReason::Shop).await;
        assert!(answer.is_err(), "{status} {body}: {answer:?}");
    }
}

async fn retry_after_is_passed_on_and_nothing_waits_for_ever(kind: AgencyKind) {
    let server = silent(kind).await;
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", "30");
    Mock::given(method("POST")).respond_with(busy).mount(&server).await;
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(method("GET")).respond_with(late).mount(&server).await;
    let agency = client(&server, kind);
    let Err(AgencyError::Retry { after, .. }) = agency.quote(&request(KEY)).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(30)));
    let asked = Instant::now();
    assert!(matches!(agency.look_up(KEY).await, Err(AgencyError::Retry { .. })));
    assert!(asked.elapsed() < Duration::from_secs(5));
}
