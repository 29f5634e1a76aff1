//! Set-up files where a person would put one: on a stick, among downloads, on the desktop.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Setup;
use super::kit::{Kit, KitError};
use crate::file;

/// Most files of one folder that are looked at.
const MOST_FILES: usize = 500;
/// Most set-up files that are offered.
const MOST_OFFERED: usize = 12;

/// Folders in which a person would put a file.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders = sticks();
    if let Some(user) = directories::UserDirs::new() {
        let own = [user.desktop_dir(), user.download_dir(), user.document_dir()];
        folders.extend(own.into_iter().flatten().map(Path::to_owned));
        folders.push(user.home_dir().to_owned());
    }
    folders.retain(|folder| folder.is_dir());
    folders
}

/// Where sticks and other disks are.
#[cfg(windows)]
fn sticks() -> Vec<PathBuf> {
    ('D'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).filter(|disk| disk.is_dir()).collect()
}

/// Where sticks and other disks are.
#[cfg(not(windows))]
fn sticks() -> Vec<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let users = ["/media", "/run/media"].iter().flat_map(|folder| inside(Path::new(folder)));
    let mut sticks: Vec<PathBuf> = users.flat_map(|user| inside(&user)).collect();
    sticks.sort();
    sticks
}

impl Setup {
    /// The same, looking for set-up files in these folders alone.
    #[cfg(test)]
    pub fn looking_in(self, folders: Vec<PathBuf>) -> Setup {
        Setup { kit_folders: Some(folders), ..self }
    }

    fn kit_folders(&self) -> Vec<PathBuf> {
        self.kit_folders.clone().unwrap_or_else(usual_folders)
    }

    /// Set-up files on sticks and other disks, on the desktop, among downloads and documents, the newest first; what cannot be read is
    /// left out.
    pub fn find_kits(&self) -> Vec<PathBuf> {
        let files = self.kit_folders().into_iter().flat_map(|folder| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_FILES);
            entries.map(|entry| entry.path()).collect::<Vec<_>>()
        });
        let mut found: Vec<_> = files
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .filter(|path| Kit::is_one(path))
            .map(|path| (fs::metadata(&path).and_then(|about| about.modified()).ok(), path))
            .collect();
        found.sort_by(|one, other| other.cmp(one));
        found.dedup();
        found.truncate(MOST_OFFERED);
        found.into_iter().map(|(_, path)| path).collect()
    }

    /// Writes this shop's set-up file onto a stick, or where there is none onto the desktop, under a name with today's date that no file
    /// there has; answers where it lies.
    ///
    /// # Errors
    /// See [`Setup::export`]; or the folder does not take it.
    pub fn make_kit(&self) -> Result<PathBuf, KitError> {
        let kit = self.export()?.to_string();
        let day = Timestamp::now().to_zoned(TimeZone::system()).date();
        let mut refused = None;
        // A disk may be there and take nothing: a DVD, a protected stick.
        for folder in self.kit_folders().into_iter().chain([self.data_folder.clone()]) {
            match write_kit(&kit, &folder, day) {
                Ok(path) => return Ok(path),
                Err(error) => refused = Some(refused.unwrap_or(error)),
            }
        }
        Err(refused.unwrap_or(KitError::Running))
    }
}

/// Writes a set-up file into a folder, under a name that no file there has.
fn write_kit(kit: &str, folder: &Path, day: Date) -> Result<PathBuf, KitError> {
    let named = |again: u32| match again {
        1 => folder.join(format!("jumunbell-{day}.toml")),
        again => folder.join(format!("jumunbell-{day}-{again}.toml")),
    };
    let path = (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(1));
    file::write_private(&path, kit.as_bytes()).map_err(|error| KitError::File(path.clone(), error.into()))?;
    Ok(path)
}
