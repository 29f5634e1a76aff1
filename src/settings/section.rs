//! One table of `settings.toml` or of a layout, asked key by key. It notes every fault with its line instead of stopping at the first,
//! so that an installer mends a file once; the reader gets `None` and goes on.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Place, Wanted, Wrong};

/// The file being read, and what was found wrong with it so far.
pub(super) struct Document {
    /// Where each line ends, bytes.
    ends: Vec<usize>,
    faults: RefCell<Vec<Fault>>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Found<T> {
    pub value: T,
    pub place: Place,
}

/// One table, with the keys that were asked for.
pub(super) struct Section<'d> {
    document: &'d Document,
    table: &'d DeTable<'d>,
    /// Where the table begins; its key is the dotted path, empty for the file itself.
    place: Place,
    /// Where a secret of this table belongs (`channel/teukgeup`).
    secret_home: RefCell<String>,
    known: RefCell<Vec<&'static str>>,
}

/// Keys that hold secrets, whatever the table.
const SECRET_KEYS: [&str; 10] = [
    "client_secret",
    "api_key",
    "apikey",
    "secret",
    "secrets",
    "secret_key",
    "password",
    "passwd",
    "token",
    "access_token",
];

impl Document {
    pub fn new(text: &str) -> Document {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at);
        Document { ends: ends.collect(), faults: RefCell::default() }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        1 + self.ends.partition_point(|end| *end < byte)
    }

    pub fn fault(&self, place: &Place, wrong: Wrong) {
        self.faults.borrow_mut().push(Fault { place: place.clone(), wrong });
    }

    /// What was found wrong, by line.
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.place.line);
        faults
    }
}

impl<'d> Section<'d> {
    pub fn root(document: &'d Document, table: &'d DeTable<'d>) -> Section<'d> {
        let place = Place { line: 1, key: String::new() };
        Section::new(document, table, place)
    }

    fn new(document: &'d Document, table: &'d DeTable<'d>, place: Place) -> Section<'d> {
        let secret_home = RefCell::new("KIND/ID".to_owned());
        Section { document, table, place, secret_home, known: RefCell::default() }
    }

    /// Where this table begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Notes a fault at one of this table's places.
    pub fn fault(&self, place: &Place, wrong: Wrong) {
        self.document.fault(place, wrong);
    }

    /// Where this table's secrets belong, for the cure.
    pub fn secrets_belong_to(&self, kind: &str, id: &str) {
        *self.secret_home.borrow_mut() = format!("{kind}/{id}");
    }

    fn place_of(&self, key: &str, byte: usize) -> Place {
        let key =
            if self.place.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place.key) };
        Place { line: self.document.line(byte), key }
    }

    /// The value of a key, read by `read`, which answers `None` for another type.
    fn take<T>(
        &self,
        key: &'static str,
        wanted: Wanted,
        read: impl FnOnce(&'d DeValue<'d>) -> Option<T>,
    ) -> Option<Found<T>> {
        self.known.borrow_mut().push(key);
        let (name, value) = self.table.get_key_value(key)?;
        let place = self.place_of(key, name.span().start);
        match read(value.get_ref()) {
            Some(value) => Some(Found { value, place }),
            None => {
                self.fault(&place, Wrong::WrongType { wanted, found: value.get_ref().type_str() });
                None
            }
        }
    }

    pub fn text(&self, key: &'static str) -> Option<Found<String>> {
        self.take(key, Wanted::Text, |value| Some(value.as_str()?.trim().to_owned()))
    }

    /// A text that must be there and say something.
    pub fn required_text(&self, key: &'static str) -> Option<Found<String>> {
        if !self.table.contains_key(key) {
            self.known.borrow_mut().push(key);
            self.missing(key);
            return None;
        }
        let found = self.text(key)?;
        if found.value.is_empty() {
            self.fault(&found.place, Wrong::Empty);
            return None;
        }
        Some(found)
    }

    /// Whether a key stands there, whatever its value.
    pub fn says(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes that a key should have been there.
    pub fn missing(&self, key: &str) {
        self.fault(&self.missing_place(key), Wrong::Missing);
    }

    /// Where a key should have been: the head of its table.
    fn missing_place(&self, key: &str) -> Place {
        Place { line: self.place.line, ..self.place_of(key, 0) }
    }

    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        self.take(key, Wanted::Boolean, DeValue::as_bool).map(|found| found.value)
    }

    pub fn integer(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let found = self.take(key, Wanted::Integer, |value| {
            let integer = value.as_integer()?;
            // What does not fit 64 bits is out of every range too.
            Some(i64::from_str_radix(integer.as_str(), integer.radix()).unwrap_or(i64::MAX))
        })?;
        if !range.contains(&found.value) {
            self.fault(&found.place, Wrong::OutOfRange { least: *range.start(), most: *range.end() });
            return None;
        }
        Some(found.value)
    }

    /// The same, or this word, which stands for none.
    pub fn integer_or(&self, word: &str, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let says_word = self.table.get(key).is_some_and(|value| value.get_ref().as_str() == Some(word));
        if says_word {
            self.known.borrow_mut().push(key);
            return None;
        }
        self.integer(key, range)
    }

    /// A small count with a default.
    pub fn count(&self, key: &'static str, range: RangeInclusive<u32>, default: u32) -> u32 {
        let wide = i64::from(*range.start())..=i64::from(*range.end());
        self.integer(key, wide).and_then(|n| u32::try_from(n).ok()).unwrap_or(default)
    }

    /// Degrees, between −`most` and `most`.
    pub fn degrees(&self, key: &'static str, most: i64) -> Option<f64> {
        let found = self.take(key, Wanted::Number, |value| match value {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) => integer.as_str().parse().ok(),
            _ => None,
        })?;
        let in_range = (-(most as f64)..=most as f64).contains(&found.value);
        if !in_range {
            self.fault(&found.place, Wrong::OutOfRange { least: -most, most });
        }
        in_range.then_some(found.value)
    }

    /// A number as it is written, for what a float would change.
    pub fn number(&self, key: &'static str) -> Option<Found<String>> {
        self.take(key, Wanted::Number, |value| match value {
            DeValue::Float(float) => Some(float.as_str().to_owned()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str().to_owned()),
            _ => None,
        })
    }

    pub fn texts(&self, key: &'static str) -> Option<Found<Vec<String>>> {
        self.take(key, Wanted::ListOfText, |value| {
            value.as_array()?.iter().map(|item| Some(item.get_ref().as_str()?.trim().to_owned())).collect()
        })
    }

    /// One text or several.
    pub fn text_or_texts(&self, key: &'static str) -> Option<Found<Vec<String>>> {
        self.take(key, Wanted::TextOrList, text_or_texts)
    }

    /// A table whose keys are the file's own words: each key with where it stands and its texts.
    pub fn texts_by_key(&self, key: &'static str) -> Vec<(String, Found<Vec<String>>)> {
        let Some(found) = self.take(key, Wanted::Table, DeValue::as_table) else { return Vec::new() };
        let inner = Section::new(self.document, found.value, found.place);
        let read = inner.table.iter().filter_map(|(name, value)| {
            let place = inner.place_of(name.get_ref(), name.span().start);
            match text_or_texts(value.get_ref()) {
                Some(value) => Some((name.get_ref().trim().to_owned(), Found { value, place })),
                None => {
                    let found = value.get_ref().type_str();
                    self.fault(&place, Wrong::WrongType { wanted: Wanted::TextOrList, found });
                    None
                }
            }
        });
        read.collect()
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        self.chosen(&self.text(key)?, words)
    }

    /// What a word that was found stands for.
    pub fn chosen<T: Copy>(&self, found: &Found<String>, words: &[(&'static str, T)]) -> Option<T> {
        let value = words.iter().find(|(word, _)| *word == found.value).map(|(_, value)| *value);
        if value.is_none() {
            self.fault(&found.place, Wrong::NotOneOf(words.iter().map(|(word, _)| *word).collect()));
        }
        value
    }

    pub fn table(&self, key: &'static str) -> Option<Section<'d>> {
        let found = self.take(key, Wanted::Table, DeValue::as_table)?;
        Some(Section::new(self.document, found.value, found.place))
    }

    pub fn tables(&self, key: &'static str) -> Vec<Section<'d>> {
        let found = self.take(key, Wanted::ListOfTables, |value| {
            let items = value.as_array()?.iter();
            items
                .map(|item| Some((item.span().start, item.get_ref().as_table()?)))
                .collect::<Option<Vec<_>>>()
        });
        let Some(found) = found else { return Vec::new() };
        let sections = found
            .value
            .into_iter()
            .map(|(byte, table)| Section::new(self.document, table, self.place_of(key, byte)));
        sections.collect()
    }

    /// Refuses every key that was never asked for.
    pub fn close(&self) {
        self.refuse_unknown(|_| true);
    }

    /// The same for a table of which it is not known what else it may say: only secrets are refused.
    pub fn close_half_read(&self) {
        self.refuse_unknown(is_secret);
    }

    fn refuse_unknown(&self, is_refused: impl Fn(&str) -> bool) {
        let known = self.known.borrow();
        let unknown = self.table.keys().filter(|name| !known.contains(&name.get_ref().as_ref()));
        for name in unknown.filter(|name| is_refused(name.get_ref())) {
            let key = name.get_ref().as_ref();
            let place = self.place_of(key, name.span().start);
            if is_secret(key) {
                self.fault(&place, Wrong::Secret(self.secret_home.borrow().clone()));
                continue;
            }
            let meant = known.iter().copied().filter(|k| distance(k, key) <= 1 + k.len() / 4);
            let meant = meant.min_by_key(|k| distance(k, key));
            self.fault(&place, Wrong::UnknownKey { meant, known: known.clone() });
        }
    }
}

/// A text, or a list of them; a date that stands there without quotes is read as one.
fn text_or_texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    let text = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.trim().to_owned()),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        _ => None,
    };
    match value {
        DeValue::Array(list) => list.iter().map(|item| text(item.get_ref())).collect(),
        one => text(one).map(|one| vec![one]),
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    SECRET_KEYS.contains(&key.as_str())
}

/// How many letters must be added, taken or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
