//! Whether an entry is right: the text that would be written is read by the settings' own rules, so that two sets of rules never
//! differ, and what they find in the entry's table is told by its field.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::fault::{EntryFault, Field};
use crate::settings::{Settings, SettingsError, Wrong};

/// A table of `settings.toml`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot<'a> {
    /// `[NAME]`.
    Table(&'static str),
    /// The entry of `[[KIND]]` with this id.
    Entry(&'static str, &'a str),
}

/// What the faults call the text.
const JUDGED: &str = "settings.toml";

/// What is wrong with this table of a text.
pub(super) fn faults_of(text: &str, spot: Spot<'_>, data_folder: &Path) -> Vec<EntryFault> {
    // In this spelling every key has a line of its own, by which a fault is known to be this table's.
    let Some(text) = key_by_line(text) else { return Vec::new() };
    let Err(error) = Settings::parse(&text, JUDGED, data_folder) else { return Vec::new() };
    // A layout's file is somewhere else.
    if error.file != JUDGED {
        return Vec::new();
    }
    let lines = lines_of(&text, spot);
    let kind = match spot {
        Spot::Table(name) | Spot::Entry(name, _) => name,
    };
    let ours = error.faults.into_iter().filter(|fault| {
        let head = fault.place.key.split('.').next();
        head == Some(kind) && lines.contains(&fault.place.line)
    });
    let ours = ours.map(|fault| {
        let key = fault.place.key;
        EntryFault { field: Field::of(&key), key, wrong: fault.wrong }
    });
    let mut ours: Vec<EntryFault> = ours.collect();
    ours.sort_by_key(|fault| fault.field);
    ours
}

fn key_by_line(text: &str) -> Option<String> {
    let tree: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
    toml::to_string(&tree).ok()
}

/// The lines on which a table and its keys stand, from 1.
fn lines_of(text: &str, spot: Spot<'_>) -> Vec<usize> {
    let Ok(tree) = DeTable::parse(text) else { return Vec::new() };
    let line = |byte: usize| 1 + text[..byte].matches('\n').count();
    let mut lines = Vec::new();
    let table = match spot {
        Spot::Table(name) => tree.get_ref().get_key_value(name).and_then(|(key, value)| {
            lines.push(line(key.span().start));
            value.get_ref().as_table()
        }),
        Spot::Entry(kind, id) => {
            let list = tree.get_ref().get(kind).and_then(|list| list.get_ref().as_array());
            let found = list.into_iter().flatten().find_map(|item| {
                let table = item.get_ref().as_table()?;
                let its = table.get("id").and_then(|value| value.get_ref().as_str()).map(str::trim);
                (its == Some(id)).then(|| (item.span().start, table))
            });
            found.map(|(begin, table)| {
                lines.push(line(begin));
                table
            })
        }
    };
    if let Some(table) = table {
        keys_of(table, &mut |byte| lines.push(line(byte)));
    }
    lines
}

fn keys_of(table: &DeTable<'_>, found: &mut dyn FnMut(usize)) {
    for (key, value) in table {
        found(key.span().start);
        if let DeValue::Table(inner) = value.get_ref() {
            keys_of(inner, found);
        }
    }
}

/// Whether a text is right as far as it goes: a shop may still be missing, because its page may still be to come.
///
/// # Errors
/// Everything else that is wrong with it.
pub(super) fn as_far_as_it_goes(text: &str, file: &str, data_folder: &Path) -> Result<(), SettingsError> {
    match Settings::parse(text, file, data_folder) {
        Ok(_) => Ok(()),
        Err(error) if error.faults.iter().all(|fault| fault.wrong == Wrong::NoShop) => Ok(()),
        Err(error) => Err(error),
    }
}
