//! The files of a data folder that a set-up file may hold, by name, and putting others in their place: all or none.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::order::TicketKind;

use crate::file::{create_anew, create_private};

/// The longest name of one file or folder, bytes.
const LONGEST: usize = 64;

/// Whether this path in the data folder is a text of the set-up.
pub(super) fn is_text(name: &str) -> bool {
    let ticket = |file: &str| {
        let stem = file.strip_suffix(".toml");
        stem.is_some_and(|stem| TicketKind::ALL.iter().any(|kind| kind.as_str() == stem))
    };
    match name.split('/').collect::<Vec<_>>()[..] {
        ["settings.toml"] => true,
        ["layouts", file] => ticket(file),
        ["layouts", folder, file] => is_plain(folder) && ticket(file),
        ["printer-profiles" | "channels", file] => file.strip_suffix(".toml").is_some_and(is_plain),
        _ => false,
    }
}

/// Whether this path in the data folder is a picture of the set-up.
pub(super) fn is_picture(name: &str) -> bool {
    let Some(file) = name.strip_prefix("layouts/") else { return false };
    let plain =
        !file.starts_with('.') && !file.contains(['/', '\\', ':']) && !file.contains(char::is_control);
    plain && file.len() <= LONGEST && file.to_ascii_lowercase().ends_with(".png")
}

/// A name that is none of the systems' special ones and leads nowhere else.
fn is_plain(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (1..=LONGEST).contains(&name.len()) && letters
}

/// The path of a file of the set-up.
pub(in crate::setup) fn path(data_folder: &Path, name: &str) -> PathBuf {
    name.split('/').fold(data_folder.to_owned(), |path, part| path.join(part))
}

/// The files of the set-up that are in a data folder.
pub(in crate::setup) fn there(data_folder: &Path) -> Result<BTreeSet<String>, (PathBuf, io::Error)> {
    let mut found = BTreeSet::new();
    if data_folder.join("settings.toml").exists() {
        found.insert("settings.toml".to_owned());
    }
    for folder in ["layouts", "printer-profiles", "channels"] {
        for (name, is_folder) in names_in(&data_folder.join(folder))? {
            if is_folder && folder == "layouts" {
                let below = names_in(&data_folder.join(folder).join(&name))?;
                found.extend(below.into_iter().map(|(file, _)| format!("{folder}/{name}/{file}")));
            } else if !is_folder {
                found.insert(format!("{folder}/{name}"));
            }
        }
    }
    found.retain(|name| is_text(name) || is_picture(name));
    Ok(found)
}

/// What is in a folder, and whether it is a folder itself; nothing where there is no folder.
fn names_in(folder: &Path) -> Result<Vec<(String, bool)>, (PathBuf, io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        names.push((name, entry.path().is_dir()));
    }
    Ok(names)
}

/// Files that take the place of those that are there.
pub(super) struct Exchange {
    steps: Vec<Step>,
}

/// One file.
struct Step {
    path: PathBuf,
    /// What stands there.
    old: Option<Vec<u8>>,
    /// What is to stand there; `None`: nothing.
    new: Option<Vec<u8>>,
}

impl Step {
    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    }

    /// Writes what will stand there beside it.
    fn stage(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            create_private(folder)?;
        }
        let Some(new) = &self.new else { return Ok(()) };
        let fresh = self.beside("new");
        write(&fresh, new)?;
        match fs::metadata(&self.path) {
            // Who may read it stays as it was.
            Ok(about) if self.old.is_some() => fs::set_permissions(&fresh, about.permissions()),
            _ => Ok(()),
        }
    }

    fn keep_old(&self) -> io::Result<()> {
        match &self.old {
            Some(old) => write(&self.beside("bak"), old),
            None => Ok(()),
        }
    }

    fn swap(&self) -> io::Result<()> {
        match &self.new {
            Some(_) => fs::rename(self.beside("new"), &self.path),
            None => fs::remove_file(&self.path),
        }
    }

    /// Puts back what was there.
    fn take_back(&self) {
        // There is no more to do about a disk that does not take it either.
        let _ = match &self.old {
            Some(old) => {
                write(&self.beside("new"), old).and_then(|()| fs::rename(self.beside("new"), &self.path))
            }
            None => fs::remove_file(&self.path),
        };
    }

    /// Leaves nothing half-done behind; a folder that was made for the file goes with it.
    fn clear(&self) {
        let _ = fs::remove_file(self.beside("new"));
        if let (None, Some(folder)) = (&self.old, self.path.parent()) {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_anew(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl Exchange {
    /// What changes in a data folder, in the order of `contents`; what is there and not among them goes first.
    pub fn of(data_folder: &Path, contents: &[(String, Vec<u8>)]) -> Result<Exchange, (PathBuf, io::Error)> {
        let there = there(data_folder)?;
        let mut steps = Vec::new();
        let read = |name: &String| {
            let path = path(data_folder, name);
            let old = match there.contains(name) {
                true => Some(fs::read(&path).map_err(|error| (path.clone(), error))?),
                false => None,
            };
            Ok((path, old))
        };
        for name in there.iter().filter(|name| contents.iter().all(|(new, _)| new != *name)) {
            let (path, old) = read(name)?;
            steps.push(Step { path, old, new: None });
        }
        for (name, bytes) in contents {
            let (path, old) = read(name)?;
            // A link stays a link.
            let target = path.is_symlink().then(|| fs::canonicalize(&path).ok()).flatten();
            let path = target.unwrap_or(path);
            if old.as_ref() != Some(bytes) {
                steps.push(Step { path, old, new: Some(bytes.clone()) });
            }
        }
        Ok(Exchange { steps })
    }

    /// The files that are there and will not be.
    pub fn replaced(&self) -> Vec<PathBuf> {
        self.steps.iter().filter(|step| step.old.is_some()).map(|step| step.path.clone()).collect()
    }

    /// Carries it out. Everything that needs room on the disk is written before the first file changes; what fails after that is
    /// taken back.
    pub fn carry_out(&self) -> Result<(), (PathBuf, io::Error)> {
        let mut done = 0;
        let mut carry = || {
            for step in &self.steps {
                step.stage().and_then(|()| step.keep_old()).map_err(|error| (step.path.clone(), error))?;
            }
            for step in &self.steps {
                step.swap().map_err(|error| (step.path.clone(), error))?;
                done += 1;
            }
            Ok(())
        };
        let carried = carry();
        if carried.is_err() {
            self.steps[..done].iter().rev().for_each(Step::take_back);
            self.steps.iter().rev().for_each(Step::clear);
        }
        carried
    }
}
