//! A Korean address in the parts that the standard wants. Apps and shops write it as one line.

use serde_json::{Value, json};

/// 시·도 as they are written short.
const PROVINCES: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북",
    "전남", "경북", "경남", "제주",
];

/// Where something is, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// 도로명.
    pub road: &'a str,
    /// 지번.
    pub jibun: &'a str,
    /// 상세.
    pub detail: &'a str,
    /// 동, if it is told apart.
    pub district: &'a str,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
}

impl Place<'_> {
    /// `AddressLogistics`. What is not known is empty, because the parts are required; no app tells postal codes. An
    /// address that does not have the usual form stands whole in `street`, so nothing is lost.
    pub fn wire(&self) -> Value {
        let line = if self.road.trim().is_empty() { self.jibun } else { self.road };
        let parts = Parts::of(line);
        let complement = [parts.rest.as_str(), self.detail.trim()].join(" ");
        let district = [parts.district.as_str(), self.district].into_iter().find(|d| !d.is_empty());
        let mut address = json!({
            "country": "KR",
            "state": parts.state,
            "city": parts.city,
            "district": district.unwrap_or_default(),
            "street": parts.street,
            "number": parts.number,
            "postalCode": "",
            "complement": complement.trim(),
        });
        if line == self.road && !self.jibun.trim().is_empty() {
            address["reference"] = json!(self.jibun.trim());
        }
        if let Some((latitude, longitude)) = self.position {
            address["latitude"] = json!(latitude);
            address["longitude"] = json!(longitude);
        }
        address
    }
}

/// One line, taken apart.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub state: String,
    pub city: String,
    pub district: String,
    pub street: String,
    pub number: String,
    pub rest: String,
}

impl Parts {
    /// 시·도, 시·군·구, 읍·면·동, then 로·길 with its number or the number of the 지번, then the rest.
    pub fn of(line: &str) -> Parts {
        let mut words = line.split_whitespace().peekable();
        let mut take = |wanted: &dyn Fn(&str) -> bool| {
            let mut taken = Vec::new();
            while let Some(word) = words.next_if(|word| wanted(word)) {
                taken.push(word);
            }
            taken.join(" ")
        };
        let state = take(&is_province);
        let city = take(&|word| ends_in(word, &["시", "군", "구"]));
        let district = take(&|word| ends_in(word, &["읍", "면", "동", "리", "가"]));
        let street = take(&|word| ends_in(word, &["로", "길"]));
        let number = words.next_if(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let rest = words.collect::<Vec<_>>().join(" ");
        let street = if street.is_empty() { district.clone() } else { street };
        match number {
            Some(number) if !street.is_empty() => {
                let number = number.trim_end_matches(',').to_owned();
                Parts { state, city, district, street, number, rest }
            }
            _ => Parts { street: line.trim().to_owned(), ..Parts::default() },
        }
    }
}

fn is_province(word: &str) -> bool {
    PROVINCES.contains(&word) || ends_in(word, &["도", "특별시", "광역시", "자치시"])
}

/// Ends in one of these and is more than that.
fn ends_in(word: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| word.strip_suffix(end).is_some_and(|name| !name.is_empty()))
}
