//! Changing a person's file for them: a few keys, and not one byte of what else stands there.
//!
//! A file is replaced whole or not at all, the old one stays beside it as `NAME.bak`, and a file that another program
//! changed meanwhile is left alone.

mod blocks;
mod table;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

pub use blocks::{Placed, blocks};
pub use table::{Change, begun, entry, table, unnamed, without};

use crate::file::{create_anew, create_private};

/// A key and what it is to be.
pub type Key = (&'static str, Value);

/// Why a file stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// The file is not TOML.
    #[error("not TOML: {0}")]
    Syntax(#[from] toml_edit::TomlError),
    /// What stands under this name is no table.
    #[error("{0} is no table")]
    NoTable(&'static str),
    /// No `[[printers]]` has this id.
    #[error("no [[printers]] with id = \"{0}\"")]
    NoPrinter(String),
    /// The file was changed since it was read.
    #[error("changed meanwhile")]
    Changed,
    /// The file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The text of `settings.toml` with these keys of one printer changed.
///
/// # Errors
/// It is not TOML, or has no such printer.
pub fn printer(text: &str, id: &str, keys: &[Key]) -> Result<String, AmendError> {
    edited(text, |document| {
        let printer = table::find(document, "printers", id);
        set(printer.ok_or_else(|| AmendError::NoPrinter(id.to_owned()))?, keys);
        Ok(())
    })
}

/// The text of a file with these keys at its root changed.
///
/// # Errors
/// It is not TOML.
pub fn root(text: &str, keys: &[Key]) -> Result<String, AmendError> {
    edited(text, |document| {
        set(document.as_table_mut(), keys);
        Ok(())
    })
}

/// The text of `settings.toml` with these keys of `[window]` changed. Where there is no such table, it comes last.
///
/// # Errors
/// It is not TOML, or `window` is something else.
pub fn window(text: &str, keys: &[Key]) -> Result<String, AmendError> {
    edited(text, |document| {
        let window = document.entry("window").or_insert_with(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        set(window.as_table_like_mut().ok_or(AmendError::NoTable("window"))?, keys);
        Ok(())
    })
}

fn edited(
    text: &str,
    edit: impl FnOnce(&mut DocumentMut) -> Result<(), AmendError>,
) -> Result<String, AmendError> {
    within(text, |body| {
        let mut document: DocumentMut = body.parse()?;
        edit(&mut document)?;
        Ok(document.to_string())
    })
}

/// Edits a text whose lines end as everywhere, and gives it the ends and the mark back that it had.
fn within(text: &str, edit: impl FnOnce(&str) -> Result<String, AmendError>) -> Result<String, AmendError> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    // As an editor of Windows writes it; where both ends of line are mixed, they stay.
    let windows = body.contains("\r\n") && !body.replace("\r\n", "").contains('\n');
    let body = if windows { body.replace("\r\n", "\n") } else { body.to_owned() };
    let body = edit(&body)?;
    Ok(mark.to_owned() + &if windows { body.replace('\n', "\r\n") } else { body })
}

fn set(table: &mut dyn TableLike, keys: &[Key]) {
    let changes: Vec<Change> = keys.iter().map(|(key, new)| (*key, Some(new.clone()))).collect();
    table::change(table, &changes);
}

/// Puts `new` in the place of the file that held `old` (`None`: that was not there), in one step. The old file stays as
/// [`backup`].
///
/// # Errors
/// The file holds something else by now, or the disk does not take it. Then nothing has changed.
pub fn replace(path: &Path, old: Option<&str>, new: &str) -> Result<(), AmendError> {
    let path = real(path);
    let folder = path.parent().unwrap_or(Path::new("."));
    if old.is_none() {
        create_private(folder)?;
    }
    let fresh = beside(&path, "new");
    let written = write(&fresh, new, &path).and_then(|()| {
        // Compared as late as possible, right before the file is replaced.
        if read(&path)?.as_deref() != old {
            return Err(AmendError::Changed);
        }
        if let Some(old) = old {
            write(&backup(&path), old, &path)?;
        }
        Ok(fs::rename(&fresh, &path)?)
    });
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    } else if let Ok(folder) = File::open(folder) {
        // So that the name survives a power cut too; Windows has no such thing.
        let _ = folder.sync_all();
    }
    written
}

/// Where [`replace`] keeps the old file.
pub fn backup(path: &Path) -> PathBuf {
    beside(&real(path), "bak")
}

/// A link stays a link.
fn real(path: &Path) -> PathBuf {
    let target = path.is_symlink().then(|| fs::canonicalize(path).ok()).flatten();
    target.unwrap_or_else(|| path.to_owned())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// The file's text; `None` if it is not there.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn read(path: &Path) -> Result<Option<String>, AmendError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a whole file to the disk, with the permissions of `like`.
fn write(path: &Path, text: &str, like: &Path) -> Result<(), AmendError> {
    let mut file = create_anew(path)?;
    if let Ok(about) = fs::metadata(like) {
        fs::set_permissions(path, about.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}
