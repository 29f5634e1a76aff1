//! Names that show nothing, and lists without end.

use domain::order::Odd;
use serde_json::{Value, json};

use super::{fixture, noted, read};

fn with_items(items: Vec<Value>) -> Value {
    let mut json = fixture("sample");
    json["items"] = Value::Array(items);
    json
}

#[test]
fn a_name_that_shows_nothing_is_none() {
    for blank in [
        "\u{200B}",
        "  ",
        "\u{3164}",
        "\u{115F}\u{1160}",
        "\u{A0}\u{2060}",
        "\u{202E}\u{FE0F}",
        "\u{1b}\u{7f}",
    ] {
        let mut json = with_items(vec![
            json!({"id": "1", "name": blank, "externalCode": "m77", "quantity": 1, "options": [{"name": blank, "externalCode": "o1"}]}),
            json!({"id": "2", "name": blank, "quantity": 1, "kr": {"stall": blank}}),
        ]);
        json["customer"]["name"] = blank.into();
        json["displayId"] = blank.into();
        json["kr"]["bundle"] = json!({"stalls": [{"id": "s1", "name": blank}]});
        let order = read(&json);
        assert_eq!((order.lines[0].name.as_str(), order.lines[0].options[0].name.as_str()), ("m77", "o1"));
        assert_eq!((order.lines[1].name.as_str(), &order.lines[1].stall), ("(이름 없음)", &None));
        assert_eq!(order.customer.name, None, "{blank:?}");
        assert!(
            !order.display_id.is_empty() && order.external_id.starts_with(&order.display_id),
            "{blank:?}"
        );
        assert_eq!(order.bundle.unwrap().stalls[0].name, "s1");
    }
}

#[test]
fn lines_without_end_are_cut_and_counted() {
    let order = read(&with_items(vec![json!({}); 100_000]));
    assert_eq!((order.lines.len(), order.left_out), (200, 99_800));
    let cut = noted("items", Odd::TooMany { sent: 100_000, read: 200 });
    assert!(order.remarks.contains(&cut), "{:?}", order.remarks);
    let few = read(&with_items(vec![json!({"name": "김밥"}); 200]));
    assert_eq!((few.lines.len(), few.left_out), (200, 0));
}

#[test]
fn choices_without_end_are_cut_and_counted() {
    let options = |n| json!({"name": "김밥", "options": vec![json!({"name": "단무지"}); n]});
    let one = read(&with_items(vec![options(50_000)]));
    assert_eq!((one.lines[0].options.len(), one.left_out), (200, 49_800));
    let many = read(&with_items(vec![options(100); 150]));
    let kept: usize = many.lines.iter().map(|line| line.options.len()).sum();
    assert_eq!((many.lines.len(), kept, many.left_out), (150, 600, 14_400));
}

#[test]
fn fees_payments_and_stalls_without_end_are_cut() {
    let mut json = fixture("sample");
    json["otherFees"] = Value::Array(vec![json!({"name": "팁", "price": {"value": 1}}); 5_000]);
    json["payments"]["methods"] = Value::Array(vec![json!({"type": "PREPAID", "value": 1}); 5_000]);
    json["kr"]["bundle"] = json!({"stalls": vec![json!({"id": "s"}); 5_000]});
    let order = read(&json);
    assert!(
        order.fees.len() <= 201 && order.payments.len() <= 201,
        "{} {}",
        order.fees.len(),
        order.payments.len()
    );
    assert_eq!(order.bundle.unwrap().stalls.len(), 200);
}
