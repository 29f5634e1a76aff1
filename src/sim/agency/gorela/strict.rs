//! What a request must look like. The real thing turns wrong ones down, so this one does too, and says what is wrong.

use serde_json::{Map, Value};

/// What a field must be.
#[derive(Clone, Copy)]
enum Is {
    /// Text of at most so many characters.
    Text(usize),
    Whole,
    Flag,
    /// Anything, looked at elsewhere.
    Given,
}
use Is::{Flag, Given, Text, Whole};

/// Name, what it is, and whether it must be there.
type Field = (&'static str, Is, bool);

const JOB: [Field; 20] = [
    ("orderAgencyId", Text(30), true),
    ("orderAgencyStoreId", Text(100), false),
    ("pickupId", Text(100), false),
    ("pickupName", Text(250), false),
    ("pickupPhone", Text(12), false),
    ("pickupRoadAddress", Text(100), false),
    ("pickupJibunAddress", Text(100), false),
    ("pickupAddressDetail", Text(100), false),
    ("pickupLocation", Given, false),
    ("dropRoadAddress", Text(100), false),
    ("dropJibunAddress", Text(100), false),
    ("dropAddressDetail", Text(100), true),
    ("dropLocation", Given, false),
    ("pickupWishAt", Whole, true),
    ("totalPayPrice", Whole, true),
    ("actualPayPrice", Whole, true),
    ("prepaidPrice", Whole, true),
    ("paymentCashPrice", Whole, true),
    ("paymentCardPrice", Whole, true),
    ("hasAlcoholicBeverage", Flag, false),
];

const ORDER: [Field; 16] = [
    ("orderType", Text(20), true),
    ("orderAgencyOrderId", Text(50), true),
    ("orderAgencyDailyOrderId", Text(10), false),
    ("orderProducts", Given, true),
    ("receiverPhone", Text(12), true),
    ("receiverName", Text(30), false),
    ("storeOrderMemo", Text(250), false),
    ("ordererOrderMemo", Text(250), false),
    ("orderChannel", Text(30), false),
    ("isReservation", Flag, true),
    ("dropWishAt", Whole, false),
    ("reservedOrderDisplayTime", Whole, false),
    ("isUntact", Flag, true),
    ("dropEntrancePassword", Text(20), false),
    ("dropGuide", Text(250), false),
    ("taxFreePayPrice", Whole, false),
];

/// Checks a quote.
pub(super) fn quote(body: &Value) -> Result<(), String> {
    let body = body.as_object().ok_or("the body must be an object")?;
    fields(body, &[&JOB])?;
    job(body)
}

/// Checks a create.
pub(super) fn order(body: &Value) -> Result<(), String> {
    let body = body.as_object().ok_or("the body must be an object")?;
    fields(body, &[&JOB, &ORDER])?;
    job(body)?;
    if body["orderType"] != "FOR_DELIVERY" {
        return Err("orderType must be FOR_DELIVERY".into());
    }
    let phone = body["receiverPhone"].as_str().unwrap_or_default();
    if phone.len() < 8 || !phone.chars().all(|c| c.is_ascii_digit()) {
        return Err("receiverPhone must be digits".into());
    }
    let flag = |name: &str| body.get(name).and_then(Value::as_bool) == Some(true);
    if flag("isUntact") && flag("hasAlcoholicBeverage") {
        return Err("isUntact is not possible with alcohol".into());
    }
    if flag("isReservation")
        && (body.get("dropWishAt").is_none() || body.get("reservedOrderDisplayTime").is_none())
    {
        return Err("a reservation needs dropWishAt and reservedOrderDisplayTime".into());
    }
    let products = body["orderProducts"].as_array().ok_or("orderProducts must be an array")?;
    let mut sum = 0;
    for (i, product) in products.iter().enumerate() {
        sum += self::product(product).map_err(|why| format!("orderProducts[{i}]: {why}"))?;
    }
    let total = whole(body, "totalPayPrice")?;
    if sum != total {
        return Err(format!("totalPayPrice is {total}, the products sum up to {sum}"));
    }
    Ok(())
}

/// Checks a cancel.
pub(super) fn cancel(body: &Value) -> Result<(), String> {
    let body = body.as_object().ok_or("the body must be an object")?;
    fields(
        body,
        &[&[("time", Whole, true), ("cancelType", Text(30), true), ("cancelReason", Text(250), false)]],
    )
}

fn fields(body: &Map<String, Value>, families: &[&[Field]]) -> Result<(), String> {
    let known = || families.iter().flat_map(|family| family.iter());
    if let Some(name) = body.keys().find(|name| !known().any(|(field, ..)| field == name)) {
        return Err(format!("should not have property '{name}'"));
    }
    for (name, is, required) in known() {
        match body.get(*name) {
            None if *required => return Err(format!("should have required property '{name}'")),
            None => {}
            Some(value) => check(name, *is, value)?,
        }
    }
    Ok(())
}

fn check(name: &str, is: Is, value: &Value) -> Result<(), String> {
    let fits = match is {
        Text(most) => value.as_str().is_some_and(|text| text.chars().count() <= most),
        Whole => value.is_i64() || value.is_u64(),
        Flag => value.is_boolean(),
        Given => true,
    };
    let wanted = match is {
        Text(most) => format!("text of at most {most} characters"),
        Whole => "a whole number".to_owned(),
        Flag => "true or false".to_owned(),
        Given => String::new(),
    };
    if fits { Ok(()) } else { Err(format!("'{name}' should be {wanted}")) }
}

fn job(body: &Map<String, Value>) -> Result<(), String> {
    let has = |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if !has("orderAgencyStoreId") && !has("pickupRoadAddress") && !has("pickupJibunAddress") {
        return Err("should have orderAgencyStoreId or a pickup address".into());
    }
    if !has("dropRoadAddress") && !has("dropJibunAddress") {
        return Err("should have dropRoadAddress or dropJibunAddress".into());
    }
    let price = |name| whole(body, name);
    let parts = price("prepaidPrice")? + price("paymentCashPrice")? + price("paymentCardPrice")?;
    let actual = price("actualPayPrice")?;
    if parts != actual {
        return Err(format!("actualPayPrice is {actual}, its parts sum up to {parts}"));
    }
    Ok(())
}

/// One product by the formula; its total.
fn product(product: &Value) -> Result<i64, String> {
    let product = product.as_object().ok_or("must be an object")?;
    if !matches!(product.get("type").and_then(Value::as_str), Some("FOOD" | "DELIVERY_TIP")) {
        return Err("type must be FOOD or DELIVERY_TIP".into());
    }
    check("name", Text(100), product.get("name").unwrap_or(&Value::Null))?;
    let mut one = whole(product, "unitPrice")?;
    for option in product.get("options").and_then(Value::as_array).into_iter().flatten() {
        let option = option.as_object().ok_or("options must be objects")?;
        check("options.name", Text(100), option.get("name").unwrap_or(&Value::Null))?;
        one += whole(option, "unitPrice")? * whole(option, "quantity")?;
    }
    let (total, due) = (whole(product, "totalPrice")?, one * whole(product, "quantity")?);
    if total == due { Ok(total) } else { Err(format!("totalPrice is {total}, the formula gives {due}")) }
}

fn whole(body: &Map<String, Value>, name: &str) -> Result<i64, String> {
    body.get(name).and_then(Value::as_i64).ok_or_else(|| format!("'{name}' should be a whole number"))
}
