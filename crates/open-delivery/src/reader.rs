//! Reading another program's JSON without trusting its types: what is not there or not what it should be becomes a
//! remark that names the place, and reading goes on.

use std::cell::RefCell;

use domain::order::{Odd, Quantity, Remark, Unit, Won};
use domain::text::is_blank;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// More remarks than anyone reads; a hostile document makes no more.
const MOST_REMARKS: usize = 30;
/// Most characters of a foreign value that a remark repeats.
const LONGEST_VALUE: usize = 40;

/// Most elements of one list: a hundred dishes are a banquet, and a list without end would be paper without end.
pub(super) const MOST_ELEMENTS: usize = 200;
/// Most places of unreadable values that are kept; a person looks at the app's own screen long before.
const MOST_UNREAD: usize = 8;

/// What was found odd.
#[derive(Debug)]
pub(super) struct Remarks {
    said: RefCell<Vec<Remark>>,
    unread: RefCell<Vec<String>>,
    /// The time zone of a time without an offset.
    zone: TimeZone,
}

impl Remarks {
    /// None yet about a document whose times without an offset are those of this place.
    pub(super) fn of(zone: &TimeZone) -> Remarks {
        Remarks { said: RefCell::default(), unread: RefCell::default(), zone: zone.clone() }
    }

    /// Notes something once.
    pub(super) fn note(&self, remark: Remark) {
        note(&self.said, MOST_REMARKS, remark);
    }

    /// Notes the place of a value that is there and could not be read, or not as a whole.
    pub(super) fn unread(&self, path: String) {
        note(&self.unread, MOST_UNREAD, path);
    }

    /// The remarks, and the places of what could not be read.
    pub(super) fn into_parts(self) -> (Vec<Remark>, Vec<String>) {
        (self.said.into_inner(), self.unread.into_inner())
    }
}

fn note<T: PartialEq>(notes: &RefCell<Vec<T>>, most: usize, note: T) {
    let mut notes = notes.borrow_mut();
    if notes.len() < most && !notes.contains(&note) {
        notes.push(note);
    }
}

/// One value of a document and where it stands. An absent value and `null` are the same.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    value: &'a Value,
    path: String,
    remarks: &'a Remarks,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value, remarks: &'a Remarks) -> Node<'a> {
        Node { value, path: String::new(), remarks }
    }

    /// The member `key`; absent where this is no object.
    pub(super) fn get(&self, key: &str) -> Node<'a> {
        if !self.value.is_object() && self.is_there() {
            self.odd::<()>(Odd::NotObject);
        }
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Node { value: self.value.get(key).unwrap_or(&Value::Null), path, remarks: self.remarks }
    }

    /// How many elements an array has, also those that are not read.
    pub(super) fn count(&self) -> usize {
        self.value.as_array().map_or(0, Vec::len)
    }

    /// The elements of an array, at most [`MOST_ELEMENTS`]; of anything else, none.
    pub(super) fn each(&self) -> Vec<Node<'a>> {
        let Value::Array(elements) = self.value else {
            if self.is_there() {
                self.odd::<()>(Odd::NotList);
            }
            return Vec::new();
        };
        let node = |(i, value)| Node { value, path: format!("{}[{i}]", self.path), remarks: self.remarks };
        if elements.len() > MOST_ELEMENTS {
            self.remark(Odd::TooMany { sent: elements.len(), read: MOST_ELEMENTS });
        }
        elements.iter().take(MOST_ELEMENTS).enumerate().map(node).collect()
    }

    pub(super) fn is_there(&self) -> bool {
        !self.value.is_null()
    }

    pub(super) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Notes it where no object stands in the place of one, a missing value included.
    pub(super) fn demand_object(&self) {
        if !self.is_object() {
            self.odd::<()>(Odd::NotObject);
        }
    }

    pub(super) fn is_array(&self) -> bool {
        self.value.is_array()
    }

    /// Text as it stands; text that shows nothing is none. A number is taken as its digits.
    pub(super) fn text(&self) -> Option<String> {
        match self.value {
            Value::String(text) => {
                if text.contains(char::REPLACEMENT_CHARACTER) {
                    self.odd::<()>(Odd::BrokenText);
                }
                (!is_blank(text)).then(|| text.clone())
            }
            Value::Number(number) => Some(number.to_string()),
            Value::Null => None,
            _ => self.odd(Odd::NotText),
        }
    }

    /// A finite number, or the text of one.
    pub(super) fn number(&self) -> Option<f64> {
        let number = match self.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null => return None,
            _ => None,
        };
        number.filter(|n| n.is_finite()).or_else(|| self.odd(Odd::NotNumber))
    }

    /// Won, bare or as the standard's `{value, currency}`.
    pub(super) fn won(&self) -> Option<Won> {
        if !self.is_object() {
            return Won::from_decimal(self.number()?).or_else(|| self.odd(Odd::AbsurdAmount));
        }
        if let Some(currency) = self.get("currency").text().filter(|c| c != "KRW") {
            self.remark(Odd::NotWon { currency: brief(&currency) });
        }
        let value = self.get("value");
        Won::from_decimal(value.number()?).or_else(|| value.odd(Odd::AbsurdAmount))
    }

    /// How many of `unit`.
    pub(super) fn quantity(&self, unit: Unit) -> Option<Quantity> {
        Quantity::from_decimal(self.number()?, unit).or_else(|| self.odd(Odd::AbsurdQuantity))
    }

    pub(super) fn flag(&self) -> Option<bool> {
        match self.value {
            Value::Bool(flag) => Some(*flag),
            Value::Null => None,
            _ => self.odd(Odd::NotFlag),
        }
    }

    /// A moment; see [`time`].
    pub(super) fn time(&self) -> Option<Timestamp> {
        match time(&self.text()?, &self.remarks.zone) {
            Some((time, true)) => Some(time),
            Some((time, false)) => {
                self.remark(Odd::NoZone);
                Some(time)
            }
            None => self.odd(Odd::NotTime),
        }
    }

    /// Notes that a value is one we do not know.
    pub(super) fn unknown(&self, value: &str) {
        self.remark(Odd::Unknown { value: brief(value) });
    }

    /// Notes something about this place.
    pub(super) fn remark(&self, odd: Odd) {
        self.remarks.note(Remark::Noted { place: self.place(), odd });
    }

    /// Notes that the value here cannot be read.
    fn odd<T>(&self, odd: Odd) -> Option<T> {
        self.remark(odd);
        self.remarks.unread(self.place());
        None
    }

    fn place(&self) -> String {
        if self.path.is_empty() { "$".to_owned() } else { self.path.clone() }
    }
}

/// A moment and whether its offset was said. The standard says that all times are UTC and bear a `Z`; an app that leaves the
/// offset out has not read that, and sends its own clock's time: the time of the place where it and the shop are.
pub fn time(text: &str, zone: &TimeZone) -> Option<(Timestamp, bool)> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some((time, true));
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    Some((civil.to_zoned(zone.clone()).ok()?.timestamp(), false))
}

/// The beginning of a foreign value.
fn brief(value: &str) -> String {
    let clean = value.chars().map(|c| if c.is_control() { '?' } else { c });
    clean.take(LONGEST_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn noted(place: &str, odd: Odd) -> Remark {
        Remark::Noted { place: place.to_owned(), odd }
    }

    #[test]
    fn wrong_types_are_remarked_with_their_place_and_skipped() {
        let document =
            json!({"a": [{"n": "12.5"}, {"n": true}], "t": "2026-11-21T11:00:00", "w": {"value": 1e300}});
        let remarks = Remarks::of(&TimeZone::get("Asia/Seoul").unwrap());
        let root = Node::root(&document, &remarks);
        let numbers: Vec<_> = root.get("a").each().iter().map(|e| e.get("n").number()).collect();
        assert_eq!(numbers, [Some(12.5), None]);
        assert_eq!(root.get("t").time(), Some("2026-11-21T02:00:00Z".parse().unwrap()));
        assert_eq!(root.get("w").won(), None);
        assert_eq!(root.get("a").get("nowhere").text(), None);
        assert_eq!(root.get("nothing").get("deeper").text(), None);
        assert_eq!(
            remarks.into_parts().0,
            [
                noted("a[1].n", Odd::NotNumber),
                noted("t", Odd::NoZone),
                noted("w.value", Odd::AbsurdAmount),
                noted("a", Odd::NotObject),
            ]
        );
    }

    #[test]
    fn remarks_are_bounded() {
        let document = Value::Array(vec![json!([]); 1000]);
        let remarks = Remarks::of(&TimeZone::UTC);
        Node::root(&document, &remarks).each().iter().for_each(|e| assert_eq!(e.text(), None));
        assert_eq!(remarks.into_parts().0.len(), MOST_REMARKS);
    }
}
