//! The shop's opening hours as they are typed, and the keys of `settings.toml` that follow from them.

use toml::Table;
use toml_edit::{Array, InlineTable, Value};

use super::fault::{EntryFault, SetupError};
use super::judge::{self, Spot};
use super::tidy::plain;
use super::write::{right, with_shop};
use super::{Setup, draft};
use crate::language::Words;
use crate::settings::amend::Change;
use crate::settings::{Language, Wrong, hours};

/// The opening hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursEntry {
    /// From Monday: `11:00-21:30`, several with commas between them, or `closed`. All empty, with nothing below: the shop opens and
    /// closes by hand.
    pub days: [String; 7],
    /// Dates (`2026-12-25`) and first and last ones (`2027-02-06..2027-02-08`), with commas between them.
    pub holidays: String,
    /// Days with hours of their own (`2026-12-31 = 11:00-18:00`), on lines of their own or with semicolons between them.
    pub special: String,
}

/// The weekdays' keys in the shop's table, from Monday.
const DAYS: [&str; 7] = [
    "hours.monday",
    "hours.tuesday",
    "hours.wednesday",
    "hours.thursday",
    "hours.friday",
    "hours.saturday",
    "hours.sunday",
];
const EVERY: &str = "hours.every";
const HOLIDAYS: &str = "hours.holidays";
const SPECIAL: &str = "hours.special";

impl Setup {
    /// What is wrong with the opening hours.
    ///
    /// # Errors
    /// The file cannot be read, or has no shop yet.
    pub fn check_hours(&self, entry: &HoursEntry) -> Result<Vec<EntryFault>, SetupError> {
        let (several, file) = self.shop_of_hours()?;
        // Each day under its own key, so that a fault is known to be that day's.
        let changes = entry.tidied().explicit(&HoursEntry::read(&file));
        let new = self.amended(with_shop(&self.begun()?, several.as_deref(), &changes))?;
        let spot = several.as_deref().map_or(Spot::Table("store"), |id| Spot::Entry("shops", id));
        Ok(judge::faults_of(&new, spot, &self.data_folder))
    }

    /// Writes the opening hours of the shop: of `[store]`, or of the first of `[[shops]]` where there are several.
    ///
    /// # Errors
    /// What was typed is wrong, or the file, or the disk does not take it.
    pub fn save_hours(&self, entry: &HoursEntry) -> Result<(), SetupError> {
        right(self.check_hours(entry)?)?;
        let (several, file) = self.shop_of_hours()?;
        let changes = entry.tidied().changes(&file);
        self.write(|text| with_shop(text, several.as_deref(), &changes))
    }

    /// The id of the shop's entry, where there are several, and what its table says of the hours.
    fn shop_of_hours(&self) -> Result<(Option<String>, Table), SetupError> {
        let text = self.text()?.unwrap_or_default();
        let tree: Table = text.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        let shop = draft::first_shop(&tree).ok_or_else(|| self.whole(Wrong::NoShop))?;
        let hours = shop.get("hours").and_then(toml::Value::as_table).cloned();
        Ok((self.first_of_shops()?, hours.unwrap_or_default()))
    }
}

impl HoursEntry {
    /// What the file says.
    pub(super) fn read(table: &Table) -> HoursEntry {
        let every = text(table, hours::EVERY);
        let days = hours::WEEKDAYS.map(|day| match table.contains_key(day) {
            true => text(table, day),
            false => every.clone(),
        });
        let special = table.get(hours::SPECIAL).and_then(toml::Value::as_table);
        let special = special.into_iter().flatten().map(|(day, value)| format!("{day} = {}", said(value)));
        HoursEntry {
            days,
            holidays: text(table, hours::HOLIDAYS),
            special: special.collect::<Vec<_>>().join("\n"),
        }
    }

    /// As it is meant.
    fn tidied(&self) -> HoursEntry {
        HoursEntry {
            days: std::array::from_fn(|at| day(&self.days[at])),
            holidays: list(&self.holidays).join(", "),
            special: pairs(&self.special)
                .map(|(day, hours)| format!("{day} = {hours}"))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    fn is_empty(&self) -> bool {
        self.days.iter().chain([&self.holidays, &self.special]).all(String::is_empty)
    }

    /// What becomes of the holidays and special days that the file says otherwise.
    fn dates(&self, before: &HoursEntry) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.holidays != before.tidied().holidays {
            let days: Array = list(&self.holidays).into_iter().collect();
            changes.push((HOLIDAYS, (!days.is_empty()).then(|| Value::from(days))));
        }
        if self.special != before.tidied().special {
            let days: InlineTable =
                pairs(&self.special).map(|(day, hours)| (day, Value::from(hours))).collect();
            changes.push((SPECIAL, (!days.is_empty()).then(|| Value::from(days))));
        }
        changes
    }

    /// The keys with every day under its own.
    fn explicit(&self, before: &HoursEntry) -> Vec<Change> {
        let mut changes = vec![(EVERY, None)];
        let value = |text: &String| (!self.is_empty()).then(|| Value::from(text));
        changes.extend(DAYS.into_iter().zip(&self.days).map(|(key, text)| (key, value(text))));
        changes.extend(self.dates(before));
        changes
    }

    /// The keys that are to be other than they are: a day that has no key of its own goes with the others that have none.
    fn changes(&self, file: &Table) -> Vec<Change> {
        let before = HoursEntry::read(file);
        if self.is_empty() {
            let all = [EVERY].into_iter().chain(DAYS).chain([HOLIDAYS, SPECIAL]);
            return all.map(|key| (key, None)).collect();
        }
        let has_own = |at: usize| file.contains_key(hours::WEEKDAYS[at]);
        let shared: Vec<&String> = (0..7).filter(|at| !has_own(*at)).map(|at| &self.days[at]).collect();
        let count = |text: &str| shared.iter().filter(|other| **other == text).count();
        // Of two that are as many, the first; and rather hours than none.
        let best = |text: &&&String| (text.as_str() != hours::CLOSED, count(text));
        let every = shared.iter().rev().max_by_key(best).map(|text| text.as_str());
        let mut changes = Vec::new();
        if let Some(every) = every.filter(|every| *every != day(&text(file, hours::EVERY))) {
            changes.push((EVERY, Some(Value::from(every))));
        }
        for (at, (key, text)) in DAYS.into_iter().zip(&self.days).enumerate() {
            let stays = match has_own(at) {
                true => day(&before.days[at]) == *text,
                false => every == Some(text.as_str()),
            };
            if !stays {
                changes.push((key, Some(Value::from(text))));
            }
        }
        changes.extend(self.dates(&before));
        changes
    }
}

/// What a key says, a list with commas between its texts.
fn text(table: &Table, key: &str) -> String {
    table.get(key).map(said).unwrap_or_default()
}

fn said(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.trim().to_owned(),
        toml::Value::Datetime(moment) => moment.to_string(),
        toml::Value::Array(list) => list.iter().map(said).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

/// A day's hours with the signs that the settings know; a day off may be written in any of the program's languages.
fn day(typed: &str) -> String {
    let text: String = plain(typed)
        .chars()
        .map(|c| match c {
            '~' | '\u{301c}' | '\u{ff5e}' | '\u{2013}' | '\u{2014}' | '\u{2212}' => '-',
            '\u{ff1a}' => ':',
            other => other,
        })
        .collect();
    let spans: Vec<String> = list(&text).iter().map(|span| span.replace(' ', "")).collect();
    let is_closed = |text: &str| {
        let mut all = Language::ALL.into_iter().map(|tongue| Words::new(tongue).text("setup-closed", &[]));
        all.any(|word| word.to_lowercase() == text.to_lowercase())
    };
    match spans.as_slice() {
        [one] if is_closed(one) => hours::CLOSED.to_owned(),
        spans => spans.join(", "),
    }
}

/// What stands between commas.
fn list(typed: &str) -> Vec<String> {
    let parts = typed.split([',', '\n']).map(plain);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Days and their hours.
fn pairs(typed: &str) -> impl Iterator<Item = (String, String)> {
    let lines = typed.split(['\n', ';']).map(plain).filter(|line| !line.is_empty());
    lines.map(|line| {
        let (date, hours) = line.split_once(['=', ' ']).unwrap_or((&line, ""));
        (date.trim().to_owned(), day(hours.trim_start_matches([' ', '='])))
    })
}
