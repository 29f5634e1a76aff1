//! An order in Kakao's words, or why Kakao cannot be asked.

use domain::order::{Line, Order, Personal, Refusal, Unit, Won};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::wire::{Contact, Location, NewOrder, PriceQuestion, Product, ProductInfo, Stop};
use crate::agency::DeliveryRequest;
use crate::settings::{Service, Shop};
use crate::ticket::discreet;

/// Our own reasons not to ask: what Kakao must be told is missing, or it has no word for what is wanted.
pub const REFUSALS: [&str; 5] =
    ["no-shop-location", "no-address", "no-coordinates", "no-phone", "only-prepaid"];

/// A bag of meals: up to 5 kg, and 100 cm of length, width and height together. The next smaller one (`XS`, 2 kg, 80 cm)
/// is two bowls of soup.
const MEAL: &str = "S";

/// Minutes for the way of a request and for two clocks that differ: a wish too near is refused, so it is no wish.
const ROOM: i64 = 1;

/// The account that calls riders, and the shop to which they come.
#[derive(Clone, Debug)]
pub struct Caller {
    service: Service,
    name: String,
    phone: String,
    /// `None` where the shop's address or its place on the map is missing.
    location: Option<Location>,
    timezone: TimeZone,
}

impl Caller {
    /// Calls this kind of rider to `shop`.
    pub fn new(service: Service, shop: &Shop) -> Caller {
        let address = &shop.address;
        let basic = [&address.road, &address.jibun].into_iter().find(|text| !text.trim().is_empty());
        let location = basic.and_then(|basic| {
            let (latitude, longitude) = (address.latitude?, address.longitude?);
            Some(Location {
                basic_address: cut(basic),
                detail_address: some(cut(&address.detail)),
                latitude,
                longitude,
            })
        });
        Caller {
            service,
            name: cut(&shop.name),
            phone: dialled(&shop.phone),
            location,
            timezone: shop.timezone.clone(),
        }
    }

    /// What asks for the price.
    pub fn question(&self, request: &DeliveryRequest, now: Timestamp) -> Result<PriceQuestion, Refusal> {
        let (from, to) = self.places(&request.order)?;
        Ok(PriceQuestion {
            order_type: order_type(self.service),
            product_size: MEAL,
            pickup: Stop {
                location: from,
                wish_time: self.wish_time(request.pickup_at, now),
                contact: None,
                note: None,
            },
            dropoff: Stop { location: to, wish_time: None, contact: None, note: None },
        })
    }

    /// What calls a rider.
    pub fn new_order(&self, request: &DeliveryRequest, now: Timestamp) -> Result<NewOrder, Refusal> {
        let order = &request.order;
        let (from, to) = self.places(order)?;
        let customer = order.customer.phone.as_ref().map(|phone| dialled(phone.as_str()));
        // Without the customer's number the rider rings the shop, which can always be reached.
        let customer = customer.and_then(some).or_else(|| some(self.phone.clone()));
        let (Some(customer), Some(shop)) = (customer, some(self.phone.clone())) else {
            return Err(own("no-phone"));
        };
        let name = order.customer.name.as_ref().and_then(|name| some(cut(name.as_str())));
        let name = name.unwrap_or_else(|| cut(&request.number));
        Ok(NewOrder {
            partner_order_id: request.key.clone(),
            order_type: order_type(self.service),
            product_info: ProductInfo {
                tray_count: 1,
                size: MEAL,
                products: order.lines.iter().map(|line| product(order, line)).collect(),
            },
            pickup: Stop {
                location: from,
                wish_time: self.wish_time(request.pickup_at, now),
                contact: Some(Contact { name: self.name.clone(), phone: shop }),
                note: Some(cut(&format!("주문번호 {}", request.number))),
            },
            dropoff: Stop {
                location: to,
                wish_time: None,
                contact: Some(Contact { name, phone: customer }),
                note: note(order),
            },
        })
    }

    /// From where to where, for an order that Kakao's riders can carry.
    fn places(&self, order: &Order) -> Result<(Location, Location), Refusal> {
        // No field says what to take at the door: a rider who is not told leaves without the money.
        if order.payments.iter().any(|part| part.on_delivery && part.amount > Won::ZERO) {
            return Err(own("only-prepaid"));
        }
        let from = self.location.clone().ok_or_else(|| own("no-shop-location"))?;
        let address = order.address.as_ref().ok_or_else(|| own("no-address"))?;
        let said = |text: &Option<Personal>| text.as_ref().and_then(|text| some(cut(text.as_str())));
        let basic_address = said(&address.road).or_else(|| said(&address.jibun));
        let (Some(latitude), Some(longitude)) = (address.latitude, address.longitude) else {
            return Err(own("no-coordinates"));
        };
        let to = Location {
            basic_address: basic_address.ok_or_else(|| own("no-address"))?,
            detail_address: said(&address.detail),
            latitude,
            longitude,
        };
        Ok((from, to))
    }

    /// When the rider is to be at the shop; `None`: at once. Kakao takes wishes from 20 minutes ahead on, of 이코노미 from
    /// 60; of walking riders no such wish is published.
    fn wish_time(&self, pickup_at: Timestamp, now: Timestamp) -> Option<String> {
        let least = match self.service {
            Service::Walk => return None,
            Service::Quick | Service::QuickExpress => 20,
            Service::QuickEconomy => 60,
        };
        let wished = pickup_at.duration_since(now) >= SignedDuration::from_mins(least + ROOM);
        wished.then(|| pickup_at.to_zoned(self.timezone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }
}

fn order_type(service: Service) -> &'static str {
    match service {
        Service::Walk => "DOBO",
        Service::Quick => "QUICK",
        Service::QuickEconomy => "QUICK_ECONOMY",
        Service::QuickExpress => "QUICK_EXPRESS",
    }
}

fn own(code: &str) -> Refusal {
    Refusal { code: code.to_owned(), message: None }
}

/// Options are the kitchen's business; a rider counts dishes. What is weighed is one piece.
fn product(order: &Order, line: &Line) -> Product {
    let name = discreet(order, &line.name);
    let pieces =
        matches!(line.quantity.unit, Unit::Piece | Unit::Other) && line.quantity.thousandths % 1000 == 0;
    if pieces {
        Product { name: cut(&name), quantity: line.quantity.to_string() }
    } else {
        Product { name: cut(&format!("{name} {}", line.quantity)), quantity: "1".to_owned() }
    }
}

/// For the rider at the door: the law on alcohol first, because Kakao has no field for it; then the way in, then the
/// customer's words.
fn note(order: &Order) -> Option<String> {
    let alcohol =
        order.has_alcohol().then(|| "주류 있음: 문 앞에 두지 말고 신분증 확인 후 본인에게 전달".to_owned());
    let entrance = order.address.as_ref().and_then(|address| address.entrance.as_ref());
    let entrance = entrance.and_then(|text| some(format!("공동현관 {}", text.as_str().trim())));
    let memo = order.rider_memo.as_ref().map(|memo| discreet(order, memo));
    let parts: Vec<_> =
        [alcohol, entrance, memo].into_iter().flatten().filter(|p| !p.trim().is_empty()).collect();
    some(cut(&parts.join(" / ")))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// Bounded, so that no customer's text makes a request of any size. Kakao's own bounds are not published.
fn cut(text: &str) -> String {
    text.trim().chars().take(200).collect()
}

/// A telephone number as in the documentation's examples, `010-0000-0000`.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '-').take(20).collect()
}
