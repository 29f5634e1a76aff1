//! JSON as servers in the field send it. What every parser reads is left to `serde_json`; only what that refuses is read
//! here, because one half emoji in one event must not hide all the others.
//!
//! Mended: a byte order mark (also UTF-16 behind it), bytes that are no UTF-8 and lone surrogates (U+FFFD), raw control
//! characters in texts (dropped; line ends and tabs stay), numbers that are none (`NaN`, `1e999`: null), commas too many,
//! values nested too deep (emptied). Not mended: a missing quote or bracket. An element of a list that has such a fault
//! is handed over as it stands, and reading goes on with the next element that is whole.

use serde::Deserializer as _;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Values nested deeper are emptied. `serde_json` refuses 128.
const MOST_DEPTH: usize = 100;
/// Places of which it is told what was mended there.
const MOST_NOTES: usize = 30;
/// The longest element that is looked for behind a broken one, bytes.
const LONGEST_SOUGHT: usize = 256 * 1024;
/// Bytes read in vain before the search for the next whole element is given up: a second on a slow counter PC.
const MOST_EFFORT: usize = 64 * 1024 * 1024;

/// One JSON value, and where something was given up to read it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The value.
    pub value: Value,
    /// JSON paths of values that could not be kept: numbers that are none, values nested too deep.
    pub lost: Vec<String>,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// The text ends before its value does.
    #[error("not JSON: it ends in the middle")]
    Cut,
    /// Something that no JSON has stands there.
    #[error("not JSON: unexpected text at byte {0}")]
    Odd(usize),
}

/// Reads one value. What stands behind it is of no interest.
pub fn document(bytes: &[u8]) -> Result<Document, NotJson> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(Document { value, lost: Vec::new() });
    }
    let text = encoding_rs::UTF_8.decode(bytes).0;
    let mut reader = Reader::new(&text, 0);
    let value = reader.value(0)?;
    Ok(Document { value, lost: reader.lost })
}

/// One element of a list.
#[derive(Debug)]
pub enum Element<'t> {
    /// An element that could be read.
    Whole(Value),
    /// The text of an element that could not be read.
    Broken(&'t str),
}

/// How a list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every element was handed over, whole or broken.
    Complete,
    /// The text ends inside an element or before the list does. What could be seen of that element.
    Cut,
    /// JSON, but no list.
    NoList,
    /// No JSON at all.
    NoJson,
}

/// Hands the elements of a list over one by one, so that the list as a whole is never held, and answers what `take` made
/// of them. Behind a broken element only one that is `wanted` is taken for the next: an inner value of the broken one
/// is none. Of a cut list `rest` is the text of the element that was cut.
pub fn elements<S: Default>(
    bytes: &[u8],
    wanted: impl Fn(&Value) -> bool,
    take: impl Fn(&mut S, Element<'_>),
) -> (S, Ending, String) {
    let mut strict = serde_json::Deserializer::from_slice(bytes);
    let mut taken = S::default();
    if strict.deserialize_seq(Each(|value| take(&mut taken, Element::Whole(value)))).is_ok()
        && strict.end().is_ok()
    {
        return (taken, Ending::Complete, String::new());
    }
    if !bytes.trim_ascii_start().starts_with(b"[") && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        return (S::default(), Ending::NoList, String::new());
    }
    let mut taken = S::default();
    let text = encoding_rs::UTF_8.decode(bytes).0;
    let (ending, rest) = survey(&text, &wanted, |element| take(&mut taken, element));
    (taken, ending, rest.to_owned())
}

/// Hands elements on as they are read.
struct Each<F>(F);

impl<'de, F: FnMut(Value)> Visitor<'de> for Each<F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element()? {
            self.0(value);
        }
        Ok(())
    }
}

/// The list in a text that `serde_json` refuses.
fn survey<'t>(
    text: &'t str,
    wanted: &impl Fn(&Value) -> bool,
    mut take: impl FnMut(Element<'t>),
) -> (Ending, &'t str) {
    let mut effort = MOST_EFFORT;
    let mut at = skip_blanks(text, 0);
    let mut found = false;
    // Behind the end, or where the beginning is missing, only what is certainly an element counts.
    let mut outside = false;
    if text.as_bytes().get(at) == Some(&b'[') {
        at += 1;
    } else {
        let mut reader = Reader::new(text, at);
        if reader.value(0).is_ok() && skip_blanks(text, reader.at) == text.len() {
            return (Ending::NoList, "");
        }
        outside = true;
    }
    loop {
        while matches!(text.as_bytes().get(at), Some(b',' | b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        match text.as_bytes().get(at) {
            None if outside && !found => return (Ending::NoJson, ""),
            None if outside => return (Ending::Complete, ""),
            None => return (Ending::Cut, ""),
            Some(b']') => {
                (found, outside, at) = (true, true, at + 1);
                continue;
            }
            Some(_) => {}
        }
        let mut reader = Reader::new(text, at);
        let read = reader.value(0).and_then(|value| match value {
            Value::Object(_) | Value::Array(_) => Ok(value),
            // A text may begin where another should have ended: it must stand alone.
            alone => reader.ends_with(b']').map(|()| alone),
        });
        match read {
            Ok(value) if !outside || holds(&value, wanted) => {
                (found, at) = (true, reader.at);
                take(Element::Whole(value));
            }
            Ok(_) => at = reader.at,
            // Whatever is lost before another element, a name or a bracket soon stands where none may. Only the last one
            // runs into the end.
            Err(NotJson::Cut) if !outside => return (Ending::Cut, &text[at..]),
            Err(_) => match next_whole(text, at + 1, wanted, &mut effort) {
                Some(next) => {
                    if !outside {
                        found = true;
                        take(Element::Broken(&text[at..next]));
                    }
                    // From here on the elements say themselves what they are.
                    (outside, at) = (false, next);
                }
                None if outside => at = text.len(),
                None => {
                    take(Element::Broken(text[at..].trim_end_matches([']', ' ', '\r', '\n'])));
                    return (Ending::Complete, "");
                }
            },
        }
    }
}

/// Whether it is wanted, or a list of such.
fn holds(value: &Value, wanted: &impl Fn(&Value) -> bool) -> bool {
    wanted(value) || value.as_array().is_some_and(|inner| inner.iter().any(wanted))
}

/// Where the next wanted element begins, from `at` on. What was lost before it (a quote, a bracket) is not known, so every
/// `{"` may be its beginning.
fn next_whole(text: &str, at: usize, wanted: &impl Fn(&Value) -> bool, effort: &mut usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == b'{')?;
        if bytes.get(skip_blanks(text, at + 1)) == Some(&b'"') {
            let end = text.floor_char_boundary(at.saturating_add(LONGEST_SOUGHT));
            let mut reader = Reader::new(&text[..end], at);
            let read = reader.value(0);
            *effort = effort.checked_sub(reader.at - at)?;
            if read.is_ok_and(|value| wanted(&value)) {
                return Some(at);
            }
        }
        at += 1;
    }
}

fn skip_blanks(text: &str, mut at: usize) -> usize {
    while matches!(text.as_bytes().get(at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    at
}

/// The members that stand whole at the beginning of an object whose end is missing: they tell which order cannot be read.
pub fn beginning(text: &str) -> Map<String, Value> {
    let mut members = Map::new();
    let mut reader = Reader::new(text, 0);
    // Whatever ends it, what was read stays.
    let _ = reader.members(0, &mut members);
    members
}

/// Reads values from a text, byte by byte; every byte is looked at a bounded number of times.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Where in the document.
    path: Vec<PathSegment>,
    lost: Vec<String>,
}

enum PathSegment {
    Member(String),
    Element(usize),
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, at: usize) -> Reader<'t> {
        Reader { text, at, path: Vec::new(), lost: Vec::new() }
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Result<u8, NotJson> {
        self.at = skip_blanks(self.text, self.at);
        self.text.as_bytes().get(self.at).copied().ok_or(NotJson::Cut)
    }

    fn value(&mut self, depth: usize) -> Result<Value, NotJson> {
        match self.peek()? {
            open @ (b'{' | b'[') if depth >= MOST_DEPTH => {
                self.lose();
                self.skip_nested()?;
                Ok(if open == b'{' { Value::Object(Map::new()) } else { Value::Array(Vec::new()) })
            }
            b'{' => {
                let mut members = Map::new();
                self.members(depth, &mut members)?;
                Ok(Value::Object(members))
            }
            b'[' => self.list(depth),
            b'"' => Ok(Value::String(self.string()?)),
            _ => self.word(),
        }
    }

    fn members(&mut self, depth: usize, members: &mut Map<String, Value>) -> Result<(), NotJson> {
        if self.peek()? != b'{' {
            return Err(NotJson::Odd(self.at));
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Ok(());
                }
                b',' => self.at += 1,
                b'"' => {
                    let key = self.string()?;
                    if self.peek()? != b':' {
                        return Err(NotJson::Odd(self.at));
                    }
                    self.at += 1;
                    self.path.push(PathSegment::Member(key));
                    let value = self.value(depth + 1)?;
                    if let Some(PathSegment::Member(key)) = self.path.pop() {
                        members.insert(key, value);
                    }
                    self.ends_with(b'}')?;
                }
                _ => return Err(NotJson::Odd(self.at)),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, NotJson> {
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Ok(Value::Array(elements));
                }
                b',' => self.at += 1,
                _ => {
                    self.path.push(PathSegment::Element(elements.len()));
                    elements.push(self.value(depth + 1)?);
                    self.path.pop();
                    self.ends_with(b']')?;
                }
            }
        }
    }

    /// Behind a value only a comma or the end may stand.
    fn ends_with(&mut self, end: u8) -> Result<(), NotJson> {
        let next = self.peek()?;
        if next == b',' || next == end { Ok(()) } else { Err(NotJson::Odd(self.at)) }
    }

    /// A number or a name: `true`, `null`, and what other languages write for them.
    fn word(&mut self) -> Result<Value, NotJson> {
        let rest = &self.text[self.at..];
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let word = &rest[..rest.find(|c| !plain(c)).ok_or(NotJson::Cut)?];
        if word.is_empty() {
            return Err(NotJson::Odd(self.at));
        }
        self.at += word.len();
        Ok(match word {
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "None" | "undefined" | "nil" => Value::Null,
            word => serde_json::from_str(word).unwrap_or_else(|_| {
                self.lose();
                Value::Null
            }),
        })
    }

    /// A text, its quotes included.
    fn string(&mut self) -> Result<String, NotJson> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut read = String::new();
        self.at += 1;
        let mut from = self.at;
        loop {
            let byte = *bytes.get(self.at).ok_or(NotJson::Cut)?;
            if !matches!(byte, b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
                continue;
            }
            read.push_str(&text[from..self.at]);
            self.at += 1;
            match byte {
                b'"' => return Ok(read),
                b'\\' => read.push(self.escaped()?),
                b'\n' | b'\t' => read.push(char::from(byte)),
                _ => {}
            }
            from = self.at;
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Result<char, NotJson> {
        let escaped = self.text[self.at..].chars().next().ok_or(NotJson::Cut)?;
        self.at += escaped.len_utf8();
        Ok(match escaped {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => match self.unit()? {
                high @ 0xd800..=0xdbff => self.low_half(high),
                unit => char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER),
            },
            other => other,
        })
    }

    /// Four hexadecimal digits; what is none stays in the text behind a mark.
    fn unit(&mut self) -> Result<u16, NotJson> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(NotJson::Cut)?;
        let hex =
            digits.iter().all(u8::is_ascii_hexdigit).then(|| std::str::from_utf8(digits).ok()).flatten();
        match hex.and_then(|hex| u16::from_str_radix(hex, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Ok(0xfffd),
        }
    }

    /// The character whose first half was read, if its other half follows.
    fn low_half(&mut self, high: u16) -> char {
        let after = self.at;
        if self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            if let Ok(low @ 0xdc00..=0xdfff) = self.unit() {
                let point = 0x10000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(low) - 0xdc00);
                return char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
        }
        self.at = after;
        char::REPLACEMENT_CHARACTER
    }

    /// Leaves out a list or an object with all that is in it.
    fn skip_nested(&mut self) -> Result<(), NotJson> {
        let mut depth = 0_usize;
        loop {
            match *self.text.as_bytes().get(self.at).ok_or(NotJson::Cut)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Notes that the value here is given up.
    fn lose(&mut self) {
        if self.lost.len() >= MOST_NOTES {
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            match step {
                PathSegment::Member(key) => {
                    path.push_str(if path.is_empty() { "" } else { "." });
                    path.extend(key.chars().filter(|c| !c.is_control()).take(40));
                }
                PathSegment::Element(at) => path.push_str(&format!("[{at}]")),
            }
            if path.len() > 200 {
                path.push('…');
                break;
            }
        }
        self.lost.push(path);
    }
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
