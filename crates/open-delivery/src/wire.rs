//! Open Delivery's order, with the Korean extension `"kr"` where an app sends it → [`Order`].
//!
//! What `kr` lacks comes from the standard's fields. Customers' texts stay whole; making them fit for paper is the
//! ticket room's work. Remarks repeat no customer's words, because they are logged.

use domain::order::{
    Address, AppEventKind, Bundle, Customer, DeliveredBy, Line, LineOption, Odd, Order, OrderKind, Personal,
    Quantity, Remark, Stall, Timing, Unit, Wants, Window, Won,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::Dialect;
use super::money;
use super::reader::{Node, Remarks};
use super::repair::Document;

/// What makes an order unusable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ReadError {
    /// Where, as a JSON path (`$` is the whole).
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

/// Reads one order. Only an order without an id or without a list of items cannot be read; everything else that is
/// missing or odd is a remark. Times are the app's own, and those without an offset of `zone`, where the shop is; an order that
/// says no time at all is placed at the epoch.
pub fn read_order(json: &Value, dialect: &Dialect, zone: &TimeZone) -> Result<Order, ReadError> {
    read(json, dialect, Remarks::of(zone))
}

/// [`read_order`] of a text that may have had to be mended; what was given up for that counts as unread.
pub fn read_document(document: &Document, dialect: &Dialect, zone: &TimeZone) -> Result<Order, ReadError> {
    let remarks = Remarks::of(zone);
    for path in &document.lost {
        remarks.note(Remark::Noted { place: path.clone(), odd: Odd::Unreadable });
        remarks.unread(path.clone());
    }
    read(&document.value, dialect, remarks)
}

fn read(json: &Value, dialect: &Dialect, remarks: Remarks) -> Result<Order, ReadError> {
    let root = Node::root(json, &remarks);
    let wrong = |path: &str, problem: &str| ReadError { path: path.to_owned(), problem: problem.to_owned() };
    if !root.is_object() {
        return Err(wrong("$", "not an object"));
    }
    let external_id = root.get("id").text().ok_or_else(|| wrong("id", "missing or not text"))?;
    if !root.get("items").is_array() {
        return Err(wrong("items", "missing or not an array"));
    }
    let kr = root.get("kr");
    let delivery = root.get("delivery");
    let kind = kind(&root);
    let bundle = bundle(&kr);
    let (lines, left_out) = lines(&root, bundle.as_ref());
    let fees = money::fees(&root);
    let discounts = money::discounts(&root, &kr);
    let total = money::total(&root, &lines, &fees, &discounts);
    let payments = money::payments(&root, &kr, dialect, total.amount);
    let store_memo = kr.get("store_memo").text().or_else(|| root.get("extraInfo").text());
    let rider_memo = kr.get("rider_memo").text();
    let timing = timing(&root);
    let times = times(&root, timing, bundle.as_ref());
    let mut order = Order {
        display_id: root.get("displayId").text().unwrap_or_else(|| {
            root.get("displayId").remark(Odd::Missing);
            external_id.chars().take(8).collect()
        }),
        external_id,
        kind,
        timing,
        placed_at: times.placed,
        preparation_start: times.start,
        promised_at: times.promised,
        wanted: times.wanted,
        lines,
        fees,
        discounts,
        total,
        payments,
        customer: customer(&root, &kr),
        address: (kind == OrderKind::Delivery).then(|| address(&root, &kr)).flatten(),
        delivered_by: if kind == OrderKind::Delivery {
            delivered_by(&delivery)
        } else {
            DeliveredBy::Merchant
        },
        store_memo,
        rider_memo,
        cutlery: kr.get("cutlery").flag(),
        reusable_container: false,
        return_code: Some(kr.get("reusable_container"))
            .filter(Node::is_object)
            .and_then(|node| node.get("code").text()),
        bundle,
        cash_receipt: money::cash_receipt(&kr),
        pickup_code: delivery.get("pickupCode").text(),
        wants: Wants {
            preparing: root.get("sendPreparing").flag().unwrap_or(false),
            picked_up: root.get("sendPickedUp").flag().unwrap_or(false),
            delivered: root.get("sendDelivered").flag().unwrap_or(false),
            tracking: root.get("sendTracking").flag().unwrap_or(false),
        },
        remarks: Vec::new(),
        left_out,
        unread: Vec::new(),
    };
    order.reusable_container =
        reusable_container(&kr).unwrap_or_else(|| asks_for_reusable_container(&order, dialect));
    (order.remarks, order.unread) = remarks.into_parts();
    Ok(order)
}

/// The shop's name as the app has it.
pub fn merchant_name(json: &Value) -> Option<String> {
    json.get("merchant")?.get("name")?.as_str().map(str::to_owned)
}

/// The app's last event for the order, to settle doubts.
pub fn last_event(json: &Value) -> Option<AppEventKind> {
    json.get("lastEvent")?.as_str().map(AppEventKind::read)
}

fn kind(root: &Node) -> OrderKind {
    let node = root.get("type");
    match node.text().as_deref() {
        Some("DELIVERY") => OrderKind::Delivery,
        Some("TAKEOUT") => OrderKind::Takeout,
        Some("INDOOR") => OrderKind::Indoor,
        other => {
            node.unknown(other.unwrap_or_default());
            match root.get("takeout").is_there() && !root.get("delivery").is_there() {
                true => OrderKind::Takeout,
                false => OrderKind::Delivery,
            }
        }
    }
}

fn timing(root: &Node) -> Timing {
    let node = root.get("orderTiming");
    match node.text().as_deref() {
        Some("INSTANT") => Timing::Instant,
        Some("SCHEDULED") => Timing::Scheduled,
        Some("ONDEMAND") => Timing::OnDemand,
        other => {
            node.unknown(other.unwrap_or_default());
            if root.get("schedule").is_there() { Timing::Scheduled } else { Timing::Instant }
        }
    }
}

struct Times {
    placed: Timestamp,
    start: Timestamp,
    promised: Option<Timestamp>,
    wanted: Option<Window>,
}

fn times(root: &Node, timing: Timing, bundle: Option<&Bundle>) -> Times {
    let estimated = [
        ("delivery", "estimatedDeliveryDateTime"),
        ("takeout", "takeoutDateTime"),
        ("indoor", "indoorDateTime"),
    ]
    .into_iter()
    .find_map(|(part, key)| root.get(part).get(key).time());
    let schedule = root.get("schedule");
    let scheduled =
        window(schedule.get("scheduledDateTimeStart").time(), schedule.get("scheduledDateTimeEnd").time());
    let gathered = bundle.and_then(|bundle| window(bundle.deliver_from, bundle.deliver_until));
    // What the customer chose comes before what the app reckons; where the schedule itself is missing, that is the best word.
    let wanted = (timing != Timing::Instant)
        .then(|| scheduled.or(gathered).or(window(estimated, None).filter(|_| timing == Timing::Scheduled)))
        .flatten();
    let promised = scheduled
        .filter(|_| wanted.is_some())
        .map(|window| window.start)
        .or(estimated)
        .or_else(|| bundle.and_then(|bundle| bundle.deliver_until.or(bundle.deliver_from)))
        .or(scheduled.map(|window| window.start));
    let start = root.get("preparationStartDateTime").time();
    let placed = root.get("createdAt").time().unwrap_or_else(|| {
        root.get("createdAt").remark(Odd::Missing);
        start.unwrap_or(Timestamp::UNIX_EPOCH)
    });
    Times { placed, start: start.unwrap_or(placed), promised, wanted }
}

/// One end that is missing, or an end before the start, is a moment.
fn window(start: Option<Timestamp>, end: Option<Timestamp>) -> Option<Window> {
    let start = start.or(end)?;
    Some(Window { start, end: end.unwrap_or(start).max(start) })
}

fn bundle(kr: &Node) -> Option<Bundle> {
    let node = kr.get("bundle");
    if !node.is_there() {
        return None;
    }
    let stall = |stall: &Node| {
        let name = stall.get("name").text();
        let id = stall.get("id").text().or_else(|| name.clone())?;
        Some(Stall { name: name.unwrap_or_else(|| id.clone()), id })
    };
    let window = node.get("deliver_between");
    let (from, until) = match window.is_object() {
        true => (window.get("from").time(), window.get("to").time()),
        false => {
            let times = window.each();
            (times.first().and_then(Node::time), times.get(1).and_then(Node::time))
        }
    };
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        window.remark(Odd::EndsBefore);
    }
    Some(Bundle {
        id: node.get("id").text().unwrap_or_default(),
        market: node.get("market").text(),
        stalls: node.get("stalls").each().iter().filter_map(stall).collect(),
        deliver_from: from,
        deliver_until: until,
    })
}

/// Most choices of all dishes together: a banquet has a few hundred, more is a fault or an attack on the paper roll.
const MOST_OPTIONS: usize = 600;

/// The dishes, and how many dishes and choices beyond the most are left out.
fn lines(root: &Node, bundle: Option<&Bundle>) -> (Vec<Line>, u32) {
    let stalls = bundle.map(|bundle| bundle.stalls.as_slice()).unwrap_or_default();
    let items = root.get("items");
    let (mut told, mut kept) = (items.count(), 0);
    let mut lines = Vec::new();
    for item in items.each() {
        let room = MOST_OPTIONS.saturating_sub(lines.iter().map(|line: &Line| line.options.len()).sum());
        told += item.get("options").count();
        let line = line(&item, stalls, room);
        kept += 1 + line.options.len();
        lines.push(line);
    }
    (lines, u32::try_from(told - kept).unwrap_or(u32::MAX))
}

fn line(item: &Node, stalls: &[Stall], most_options: usize) -> Line {
    item.demand_object();
    let quantity = quantity(item);
    let unit_price = item.get("unitPrice").won().unwrap_or_else(|| {
        item.get("unitPrice").remark(Odd::Missing);
        Won::ZERO
    });
    let mut memo = item.get("specialInstructions").text();
    let mut options = Vec::new();
    for node in item.get("options").each().into_iter().take(most_options) {
        let option = LineOption {
            name: name(&node),
            quantity: self::quantity(&node),
            unit_price: node.get("unitPrice").won().unwrap_or(Won::ZERO),
        };
        // Options have no memo of their own on any ticket; the words must not be lost.
        if let Some(words) = node.get("specialInstructions").text() {
            let words = format!("{}: {words}", option.name);
            memo = Some(memo.map_or(words.clone(), |memo| format!("{memo}\n{words}")));
        }
        options.push(option);
    }
    let of_options = options.iter().map(|o| money::times(o.quantity, o.unit_price)).sum();
    let each = unit_price + item.get("optionsPrice").won().unwrap_or(of_options);
    let expected = money::times(quantity, each);
    let total = item.get("totalPrice").won().unwrap_or_else(|| {
        item.get("totalPrice").remark(Odd::Counted);
        expected
    });
    if !money::same(total, expected) {
        item.remark(Odd::SumDiffers { told: total, counted: expected });
    }
    let stall = item.get("kr").get("stall").text();
    Line {
        id: item.get("id").text().unwrap_or_default(),
        name: name(item),
        external_code: item.get("externalCode").text(),
        quantity,
        unit_price,
        total,
        options,
        memo,
        alcohol: item.get("kr").get("alcohol").flag().unwrap_or(false),
        stall: stall.map(|told| match stalls.iter().find(|stall| stall.id == told) {
            Some(stall) => stall.name.clone(),
            None => told,
        }),
    }
}

fn name(item: &Node) -> String {
    item.get("name").text().or_else(|| item.get("externalCode").text()).unwrap_or_else(|| {
        item.get("name").remark(Odd::Missing);
        "(이름 없음)".to_owned()
    })
}

fn quantity(item: &Node) -> Quantity {
    let node = item.get("unit");
    let unit = match node.text().as_deref() {
        Some("UN") | None => Unit::Piece,
        Some("KG") => Unit::Kilogram,
        Some("L") => Unit::Litre,
        Some("OZ") => Unit::Ounce,
        Some("LB") => Unit::Pound,
        Some("GAL") => Unit::Gallon,
        Some(other) => {
            node.unknown(other);
            Unit::Other
        }
    };
    item.get("quantity").quantity(unit).unwrap_or_else(|| {
        item.get("quantity").remark(Odd::OneAssumed);
        Quantity { thousandths: 1000, unit }
    })
}

fn customer(root: &Node, kr: &Node) -> Customer {
    let customer = root.get("customer");
    let safe = kr.get("safe_number");
    let number = safe.get("number").text();
    let told_safe = number.is_some();
    let phone = number.or_else(|| {
        let phone = customer.get("phone");
        let number = phone.get("number").text()?;
        Some(phone.get("extension").text().map_or(number.clone(), |ext| format!("{number} ({ext})")))
    });
    let looks_safe = |phone: &String| phone.trim_start().starts_with("050");
    Customer {
        name: customer.get("name").text().map(Personal),
        safe_number: told_safe || phone.as_ref().is_some_and(looks_safe),
        phone: phone.map(Personal),
        safe_number_expires: safe.get("expires_at").time(),
        orders_here: customer
            .get("ordersCountOnMerchant")
            .number()
            .filter(|n| (0.0..=1e6).contains(n))
            .map(|n| n as u32),
    }
}

fn address(root: &Node, kr: &Node) -> Option<Address> {
    let ours = kr.get("address");
    let theirs = root.get("delivery").get("deliveryAddress");
    if !ours.is_there() && !theirs.is_there() {
        theirs.remark(Odd::Missing);
        return None;
    }
    let jibun = ours.get("jibun").text();
    let formatted = || theirs.get("formattedAddress").text().filter(|text| Some(text) != jibun.as_ref());
    let pieced = || {
        let parts = ["state", "city", "district", "street", "number"];
        let parts: Vec<String> = parts.iter().filter_map(|key| theirs.get(key).text()).collect();
        (!parts.is_empty() && jibun.is_none()).then(|| parts.join(" "))
    };
    let detail = || match (theirs.get("complement").text(), theirs.get("reference").text()) {
        (Some(complement), Some(reference)) => Some(format!("{complement} ({reference})")),
        (complement, reference) => complement.or(reference),
    };
    let coordinates = theirs.get("coordinates");
    let degrees = |key: &str, most: f64| coordinates.get(key).number().filter(|d| d.abs() <= most);
    // 0°, 0° is what apps send that do not know.
    let place = degrees("latitude", 90.0).zip(degrees("longitude", 180.0)).filter(|at| *at != (0.0, 0.0));
    Some(Address {
        road: ours.get("road").text().or_else(formatted).or_else(pieced).map(Personal),
        detail: ours.get("detail").text().or_else(detail).map(Personal),
        entrance: ours.get("entrance").text().map(Personal),
        district: theirs.get("district").text(),
        latitude: place.map(|at| at.0),
        longitude: place.map(|at| at.1),
        jibun: jibun.map(Personal),
    })
}

/// An unknown carrier counts as the app's: calling a second rider is worse than being asked to call one.
fn delivered_by(delivery: &Node) -> DeliveredBy {
    let node = delivery.get("deliveredBy");
    match node.text().as_deref() {
        Some("MERCHANT") => DeliveredBy::Merchant,
        Some("MARKETPLACE") => DeliveredBy::Marketplace,
        None => {
            node.remark(Odd::ShopDelivers);
            DeliveredBy::Merchant
        }
        Some(other) => {
            node.unknown(other);
            DeliveredBy::Marketplace
        }
    }
}

/// `true`, or `{code}` with what the customer returns the containers with.
fn reusable_container(kr: &Node) -> Option<bool> {
    let node = kr.get("reusable_container");
    if node.is_object() { Some(true) } else { node.flag() }
}

/// Where an app has no field for reusable containers, customers choose them as an option or write them.
fn asks_for_reusable_container(order: &Order, dialect: &Dialect) -> bool {
    let of_lines = order.lines.iter().flat_map(|line| {
        line.memo.iter().chain([&line.name]).chain(line.options.iter().map(|option| &option.name))
    });
    let mut texts = order.store_memo.iter().chain(&order.rider_memo).chain(of_lines);
    texts.any(|text| dialect.reusable_container_words.iter().any(|word| text.contains(word.as_str())))
}
