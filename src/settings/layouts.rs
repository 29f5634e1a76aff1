//! `layouts/*.toml`: the form of each kind of ticket, the shop's own before the one that ships.

use std::path::Path;
use std::sync::LazyLock;

use toml::de::DeTable;

use super::fault::{Place, SettingsError, Wrong};
use super::section::{Document, Section};
use crate::order::TicketKind;
use crate::ticket::{Form, FormFault, Forms, Look, Part, Show, Size, What};

const SIZES: [(&str, Size); 3] = [("normal", Size::Normal), ("tall", Size::Tall), ("large", Size::Large)];
const RULES: [(&str, char); 6] = [("=", '='), ("-", '-'), ("*", '*'), (".", '.'), ("~", '~'), ("_", '_')];

/// The forms that ship.
///
/// # Panics
/// If a file in `assets/layouts/` is wrong, which a test rules out.
pub fn shipped() -> &'static Forms {
    static SHIPPED: LazyLock<Forms> = LazyLock::new(|| {
        let forms = Forms::of_each(|kind| parse(shipped_text(kind), "assets/layouts", kind));
        forms.unwrap_or_else(|error| panic!("{error}"))
    });
    &SHIPPED
}

fn shipped_text(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Kitchen => include_str!("../../assets/layouts/kitchen.toml"),
        TicketKind::Customer => include_str!("../../assets/layouts/customer.toml"),
        TicketKind::Rider => include_str!("../../assets/layouts/rider.toml"),
        TicketKind::Cancel => include_str!("../../assets/layouts/cancel.toml"),
    }
}

/// The forms of one installation. A file in `layouts/` that is no ticket's is refused too: it was meant to be one.
pub fn load(data_folder: &Path) -> Result<Forms, SettingsError> {
    let folder = data_folder.join("layouts");
    let unreadable = |path: &Path, error: std::io::Error| {
        SettingsError::whole(&path.display().to_string(), Wrong::Unreadable(error.to_string()))
    };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(shipped().clone()),
        Err(error) => return Err(unreadable(&folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| unreadable(&folder, error))?.path();
        let toml = path.extension().is_some_and(|extension| extension == "toml");
        let known = |kind: &TicketKind| path.file_stem().is_some_and(|stem| stem == kind.as_str());
        if toml && !TicketKind::ALL.iter().any(known) {
            let known = TicketKind::ALL.map(TicketKind::as_str).to_vec();
            return Err(SettingsError::whole(&path.display().to_string(), Wrong::NoSuchTicket(known)));
        }
    }
    Forms::of_each(|kind| {
        let path = folder.join(format!("{}.toml", kind.as_str()));
        match std::fs::read_to_string(&path) {
            Ok(text) => parse(text.trim_start_matches('\u{feff}'), &path.display().to_string(), kind),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                parse(shipped_text(kind), "assets/layouts", kind)
            }
            Err(error) => Err(unreadable(&path, error)),
        }
    })
}

/// Reads one form from a text; `file` is what its faults call it.
pub fn parse(text: &str, file: &str, kind: TicketKind) -> Result<Form, SettingsError> {
    let document = Document::new(text);
    let tree = DeTable::parse(text).map_err(|error| SettingsError::syntax(file, &document, &error))?;
    let root = Section::root(&document, tree.get_ref());
    let blocks = root.tables("blocks");
    root.close();
    let words: Vec<_> = Show::ALL.iter().copied().filter(|(_, show)| show.fits(kind)).collect();
    let read: Vec<_> = blocks.iter().map(|section| part(section, kind, &words)).collect();
    let places: Vec<Place> = blocks.iter().map(|section| section.place().clone()).collect();
    let head = Place { line: 1, key: "blocks".into() };
    let parts: Option<Vec<Part>> = read.into_iter().collect();
    // What is missing can only be said when everything that is there was understood.
    let form = parts.map(|parts| Form::new(kind, parts));
    if let Some(Err(faults)) = &form {
        for fault in faults {
            match fault {
                FormFault::NotHere(index) => {
                    root.fault(places.get(*index).unwrap_or(&head), Wrong::BlockNotHere);
                }
                FormFault::Missing(any) => {
                    let any = any.iter().map(|show| show.word()).collect();
                    root.fault(&head, Wrong::BlockMissing(any));
                }
            }
        }
    }
    let faults = document.into_faults();
    match form {
        Some(Ok(form)) if faults.is_empty() => Ok(form),
        _ => Err(SettingsError { file: file.to_owned(), language: Default::default(), faults }),
    }
}

/// `{ show = "…" }`, `{ text = "…" }` or `{ rule = "…" }`, and its look.
fn part(section: &Section<'_>, kind: TicketKind, words: &[(&'static str, Show)]) -> Option<Part> {
    let what = if let Some(text) = section.text("text") {
        Some(What::Text(text.value))
    } else if let Some(rule) = section.text("rule") {
        section.chosen(&rule, &RULES).map(What::Rule)
    } else {
        section.required_text("show").and_then(|found| {
            let all = Show::ALL.iter().find(|(word, _)| *word == found.value);
            match all {
                // Known, but not here: the form says why.
                Some((_, show)) if !show.fits(kind) => Some(What::Show(*show)),
                _ => section.chosen(&found, words).map(What::Show),
            }
        })
    };
    // Where the word was not understood, it may have meant dishes.
    let options = matches!(what, Some(What::Show(Show::Dishes)) | None);
    let look = Look {
        size: section.choice("size", &SIZES),
        options: if options { section.choice("options", &SIZES) } else { None },
        reversed: section.boolean("reversed"),
        centred: section.boolean("centred"),
    };
    section.close();
    Some(Part { what: what?, look })
}

#[cfg(test)]
mod tests;
