//! A shop that stands nowhere.

use crate::settings::{Shop, ShopAddress};

/// A shop that stands nowhere, with its place on the map.
pub fn shop() -> Shop {
    Shop {
        id: None,
        name: "모의국밥".to_owned(),
        phone: "063-000-0000".to_owned(),
        business_number: "000-00-00000".to_owned(),
        timezone: jiff::tz::TimeZone::fixed(jiff::tz::offset(9)),
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        hours: None,
        address: ShopAddress {
            road: "모의시 시험구 가게로 9".to_owned(),
            latitude: Some(35.81),
            longitude: Some(127.11),
            ..ShopAddress::default()
        },
        footer: Vec::new(),
    }
}
