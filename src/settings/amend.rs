//! Changing a person's file for them: a few keys, and not one byte of what else stands there.
//!
//! A file is replaced whole or not at all, the old one stays beside it as `NAME.bak`, and a file that another program
//! changed meanwhile is left alone.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use crate::file::create_anew;

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
        let is_it = |table: &dyn TableLike| table.get("id").and_then(Item::as_str).map(str::trim) == Some(id);
        let printers = document.get_mut("printers");
        let table: Option<&mut dyn TableLike> = match printers {
            Some(Item::ArrayOfTables(tables)) => {
                tables.iter_mut().map(|table| table as &mut dyn TableLike).find(|table| is_it(*table))
            }
            // `printers = [{ id = "kitchen", … }]`
            Some(Item::Value(Value::Array(tables))) => tables
                .iter_mut()
                .filter_map(|value| Some(value.as_inline_table_mut()? as &mut dyn TableLike))
                .find(|table| is_it(*table)),
            _ => None,
        };
        set(table.ok_or_else(|| AmendError::NoPrinter(id.to_owned()))?, keys);
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
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    // As an editor of Windows writes it; where both ends of line are mixed, they stay.
    let windows = body.contains("\r\n") && !body.replace("\r\n", "").contains('\n');
    let body = if windows { body.replace("\r\n", "\n") } else { body.to_owned() };
    let mut document: DocumentMut = body.parse()?;
    edit(&mut document)?;
    let body = document.to_string();
    Ok(mark.to_owned() + &if windows { body.replace('\n', "\r\n") } else { body })
}

/// A value that was there keeps its place and the comment behind it; a new one stands at the table's end.
fn set(table: &mut dyn TableLike, keys: &[Key]) {
    for (key, new) in keys {
        match table.get_mut(key) {
            Some(Item::Value(old)) => {
                let around = old.decor().clone();
                *old = new.clone();
                *old.decor_mut() = around;
            }
            _ => {
                table.insert(key, Item::Value(new.clone()));
            }
        }
    }
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
        fs::create_dir_all(folder)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = r#"# 우리 가게
[store]
name = "가상국밥"   # 간판 그대로

[[printers]]
# 주방: 3번 콘센트
profile   = "generic-80mm"      # 모델은 아직 모름
id = "kitchen"
connection = "tcp://192.168.0.50:9100"
columns = 42 # 시험 인쇄 전
# 끝에 남긴 말

[[printers]]
id = "counter" # columns = 42
profile = 'generic-80mm'
connection = "tcp://192.168.0.51:9100"
"#;

    fn keys(columns: i64) -> Vec<Key> {
        vec![("columns", columns.into()), ("profile", "kitchen".into())]
    }

    /// Lines that differ, old and new.
    fn changed(old: &str, new: &str) -> Vec<String> {
        let diff = similar::TextDiff::from_lines(old, new);
        let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
        changes.map(|change| format!("{}{}", change.tag(), change.value().trim_end())).collect()
    }

    #[test]
    fn only_those_keys_of_that_printer_change() {
        let new = printer(SETTINGS, "kitchen", &keys(48)).unwrap();
        assert_eq!(
            changed(SETTINGS, &new),
            [
                "-profile   = \"generic-80mm\"      # 모델은 아직 모름",
                "+profile   = \"kitchen\"      # 모델은 아직 모름",
                "-columns = 42 # 시험 인쇄 전",
                "+columns = 48 # 시험 인쇄 전"
            ]
        );
        let new = printer(SETTINGS, "counter", &[("columns", 48.into())]).unwrap();
        assert_eq!(changed(SETTINGS, &new), ["+columns = 48"], "{new}");
        assert!(new.ends_with("51:9100\"\ncolumns = 48\n"), "under its own printer: {new}");
        assert!(matches!(printer(SETTINGS, "bar", &keys(48)), Err(AmendError::NoPrinter(_))));
        assert!(matches!(printer("[[printers]", "kitchen", &keys(48)), Err(AmendError::Syntax(_))));
    }

    #[test]
    fn files_of_windows_and_tables_on_one_line_keep_their_look() {
        let windows = format!("\u{feff}{}", SETTINGS.replace('\n', "\r\n"));
        let new = printer(&windows, "kitchen", &keys(48)).unwrap();
        assert_eq!(
            new,
            format!("\u{feff}{}", printer(SETTINGS, "kitchen", &keys(48)).unwrap()).replace('\n', "\r\n")
        );
        let inline = "printers = [\n  { id = \"bar\" },\n  { id = \"kitchen\", columns = 42 }, # 주방\n]\n";
        let new = printer(inline, "kitchen", &[("columns", 48.into())]).unwrap();
        assert_eq!(new, inline.replace("42", "48"));
        assert_eq!(root("cut = \"full\" # x\n", &[("cut", "none".into())]).unwrap(), "cut = \"none\" # x\n");
        let last = printer(SETTINGS.trim_end(), "counter", &[("columns", 48.into())]).unwrap();
        assert!(last.contains("51:9100\"\ncolumns = 48"), "no end of line before it: {last}");
    }

    #[test]
    fn the_windows_keys_change_and_nothing_else() {
        let keys: [Key; 2] = [("theme", "dark".into()), ("scale", 150.into())];
        let new = window(SETTINGS, &keys).unwrap();
        assert_eq!(new, format!("{SETTINGS}\n[window]\ntheme = \"dark\"\nscale = 150\n"));
        let set = "# 가게\n[window] # 계산대\n# 큰 글씨\nscale = 125 # 어머니\n\n[store]\nname = \"가\"\n";
        let dark = set.replace("어머니\n", "어머니\ntheme = \"dark\"\n");
        assert_eq!(window(set, &keys[..1]).unwrap(), dark);
        assert_eq!(window(set, &keys[1..]).unwrap(), set.replace("125", "150"));
        for one_line in ["window = { scale = 125 }\n", "window.scale = 125 # x\n"] {
            assert_eq!(window(one_line, &keys[1..]).unwrap(), one_line.replace("125", "150"));
        }
        assert!(matches!(window("window = 1\n", &keys), Err(AmendError::NoTable("window"))));
        let english = root(SETTINGS, &[("language", "en".into())]).unwrap();
        assert_eq!(changed(SETTINGS, &english), ["+language = \"en\""]);
    }

    #[test]
    fn a_file_is_replaced_whole_and_the_old_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        replace(&path, None, "a = 1\n").unwrap();
        assert!(!backup(&path).exists(), "there was nothing to keep");
        replace(&path, Some("a = 1\n"), "a = 2\n").unwrap();
        let text = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!((text(&path), text(&backup(&path))), ("a = 2\n".into(), "a = 1\n".into()));
        // It was saved in an editor while we asked.
        fs::write(&path, "a = 3\n").unwrap();
        assert!(matches!(replace(&path, Some("a = 2\n"), "a = 4\n"), Err(AmendError::Changed)));
        assert!(matches!(replace(&path, None, "a = 4\n"), Err(AmendError::Changed)));
        assert_eq!((text(&path), text(&backup(&path))), ("a = 3\n".into(), "a = 1\n".into()));
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "nothing is left lying about: {names:?}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real.toml"), folder.path().join("settings.toml"));
        fs::write(&path, "a = 1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, Some("a = 1\n"), "a = 2\n").unwrap();
        assert!(link.is_symlink());
        for path in [&path, &backup(&link)] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "a = 2\n");
    }
}
