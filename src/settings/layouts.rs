//! `layouts/`: the form of each kind of ticket, the shop's own before the one that ships; for a printer with a layout of
//! its own (`layout = "small"`), what stands in `layouts/small/` before both. The shop's pictures lie in `layouts/` too.

mod logo;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use cause::Cause;
use domain::order::TicketKind;
use toml::de::DeTable;

use super::fault::{Place, SettingsError, Wrong};
use super::section::{Document, Section};
use crate::file::read_text;
use crate::ticket::{Form, FormFault, Forms, Logo, Look, Part, QrText, Show, Size, What};
pub(super) use logo::{LONGEST_SIDE, MOST_BYTES};

/// How a size is spelled.
pub(crate) const SIZES: [(&str, Size); 3] =
    [("normal", Size::Normal), ("tall", Size::Tall), ("large", Size::Large)];
const RULES: [(&str, char); 6] = [("=", '='), ("-", '-'), ("*", '*'), (".", '.'), ("~", '~'), ("_", '_')];

const SHIPPED_FOLDER: &str = "assets/layouts";

/// The forms that ship.
///
/// # Panics
/// If a file in `assets/layouts/` is wrong, which a test rules out.
pub fn shipped() -> &'static Forms {
    static SHIPPED: LazyLock<Forms> = LazyLock::new(|| {
        let forms = Forms::of_each(|kind| parse(shipped_text(kind), SHIPPED_FOLDER, kind, Path::new("")));
        forms.unwrap_or_else(|error| panic!("{error}"))
    });
    &SHIPPED
}

/// The file that ships for a kind of ticket.
pub(crate) fn shipped_text(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Kitchen => include_str!("../../assets/layouts/kitchen.toml"),
        TicketKind::Customer => include_str!("../../assets/layouts/customer.toml"),
        TicketKind::Rider => include_str!("../../assets/layouts/rider.toml"),
        TicketKind::Cancel => include_str!("../../assets/layouts/cancel.toml"),
        TicketKind::Gather => include_str!("../../assets/layouts/gather.toml"),
    }
}

/// The forms of one installation; with a `layout`, those of the printers that have it. A file there that is no ticket's
/// is refused too: it was meant to be one.
///
/// # Errors
/// A file that cannot be read or is wrong, or no such layout.
pub fn load(data_folder: &Path, layout: Option<&str>) -> Result<Forms, SettingsError> {
    let shops = data_folder.join("layouts");
    let own = layout.map(|name| shops.join(name));
    if let (Some(name), Some(folder)) = (layout, &own)
        && !names(data_folder).iter().any(|known| known == name)
    {
        let wrong = Wrong::NoSuchLayout(names(data_folder));
        return Err(SettingsError::whole(&folder.display().to_string(), wrong));
    }
    let folders: Vec<PathBuf> = own.into_iter().chain([shops.clone()]).collect();
    for folder in &folders {
        only_tickets(folder)?;
    }
    Forms::of_each(|kind| {
        for folder in &folders {
            let path = folder.join(format!("{}.toml", kind.as_str()));
            match read_text(&path) {
                Ok(text) => {
                    let text = text.trim_start_matches('\u{feff}');
                    return parse(text, &path.display().to_string(), kind, &shops);
                }
                Err(error) if error.is_missing() => {}
                Err(error) => {
                    return Err(SettingsError::whole(&path.display().to_string(), error.into()));
                }
            }
        }
        parse(shipped_text(kind), SHIPPED_FOLDER, kind, &shops)
    })
}

/// The file in which the form of a kind of ticket stands: the shop's, or with a `layout` that layout's own.
pub fn file(data_folder: &Path, layout: Option<&str>, kind: TicketKind) -> PathBuf {
    let shops = data_folder.join("layouts");
    let folder = layout.map_or_else(|| shops.clone(), |name| shops.join(name));
    folder.join(format!("{}.toml", kind.as_str()))
}

/// The shop's pictures that a ticket can show, by their names, at most so many.
pub fn logos(data_folder: &Path, most: usize) -> Vec<Arc<Logo>> {
    let folder = data_folder.join("layouts");
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let read = names.iter().filter_map(|name| logo::read(&folder, name).ok());
    read.take(most).map(Arc::new).collect()
}

/// The layouts that a printer may have: the folders in `layouts/` whose name is an id, sorted.
pub fn names(data_folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data_folder.join("layouts")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| super::parse::is_id(name)).collect();
    names.sort();
    names
}

fn unreadable(path: &Path, error: &std::io::Error) -> SettingsError {
    SettingsError::whole(&path.display().to_string(), Wrong::Unreadable(Cause::from(error).to_string()))
}

fn only_tickets(folder: &Path) -> Result<(), SettingsError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let toml = path.extension().is_some_and(|extension| extension == "toml");
        let known = |kind: &TicketKind| path.file_stem().is_some_and(|stem| stem == kind.as_str());
        if toml && !TicketKind::ALL.iter().any(known) {
            let known = TicketKind::ALL.map(TicketKind::as_str).to_vec();
            return Err(SettingsError::whole(&path.display().to_string(), Wrong::NoSuchTicket(known)));
        }
    }
    Ok(())
}

/// Reads one form from a text; `file` is what its faults call it, `pictures` where its logos lie.
///
/// # Errors
/// Everything that is wrong with it, line by line.
pub fn parse(text: &str, file: &str, kind: TicketKind, pictures: &Path) -> Result<Form, SettingsError> {
    let document = Document::new(text);
    let tree = DeTable::parse(text).map_err(|error| SettingsError::syntax(file, &document, &error))?;
    let root = Section::root(&document, tree.get_ref());
    let blocks = root.tables("blocks");
    root.close();
    let words: Vec<_> = Show::ALL.iter().copied().filter(|(_, show)| show.fits(kind)).collect();
    let read: Vec<_> = blocks.iter().map(|section| part(section, kind, &words, pictures)).collect();
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

/// `{ show = "…" }`, `{ text = "…" }`, `{ rule = "…" }`, `{ qr = "…" }` or `{ image = "…" }`, and its look.
fn part(
    section: &Section<'_>,
    kind: TicketKind,
    words: &[(&'static str, Show)],
    pictures: &Path,
) -> Option<Part> {
    if let Some(what) = drawn(section, pictures) {
        let look = Look { centred: section.boolean("centred"), ..Look::default() };
        section.close();
        return Some(Part { what: what?, look });
    }
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
    let options = matches!(what, Some(What::Show(Show::Dishes | Show::Stalls)) | None);
    let look = Look {
        size: section.choice("size", &SIZES),
        options: if options { section.choice("options", &SIZES) } else { None },
        reversed: section.boolean("reversed"),
        centred: section.boolean("centred"),
    };
    section.close();
    Some(Part { what: what?, look })
}

/// A block that is drawn, if it is one; it has no size and is never reversed.
fn drawn(section: &Section<'_>, pictures: &Path) -> Option<Option<What>> {
    if let Some(found) = section.text("qr") {
        let qr = QrText::new(&found.value);
        return Some(qr.map(What::Qr).map_err(|fault| section.fault(&found.place, Wrong::BadQr(fault))).ok());
    }
    let found = section.text("image")?;
    let logo = logo::read(pictures, &found.value);
    let logo = logo.map_err(|fault| section.fault(&found.place, Wrong::BadLogo(fault)));
    Some(logo.map(|logo| What::Logo(Arc::new(logo))).ok())
}

#[cfg(test)]
mod tests;
