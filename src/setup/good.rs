//! The set-up with which the counter last ran, kept aside: with it the counter goes on when a file of the set-up is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Setup;
use super::kit::place;
use crate::file;
use crate::settings::{Settings, SettingsError};

/// The folder in the data folder in which it lies, under the same names.
const FOLDER: &str = "last-good";
/// While it is being written.
const UNFINISHED: &str = "last-good.new";

impl Setup {
    fn last_good(&self) -> PathBuf {
        self.data_folder.join(FOLDER)
    }

    /// Keeps the set-up as it is: the counter runs with it. What was kept before gives way once all of it is written.
    ///
    /// # Errors
    /// The disk does not take it; what was kept before may be gone.
    pub fn keep_good(&self) -> io::Result<()> {
        let (kept, new) = (self.last_good(), self.data_folder.join(UNFINISHED));
        let present = contents(&self.data_folder)?;
        // Most starts find it as it was.
        if contents(&kept).is_ok_and(|was| was == present) {
            return Ok(());
        }
        remove(&new)?;
        for (name, bytes) in &present {
            let path = place::path(&new, name);
            path.parent().map_or(Ok(()), file::create_private)?;
            file::write_private(&path, bytes)?;
        }
        remove(&kept)?;
        fs::rename(&new, &kept)
    }

    /// The settings of the counter that last ran, where the present ones are wrong.
    ///
    /// # Errors
    /// The present ones' faults: none were kept, or those are wrong too.
    pub fn load_good(&self, wrong: SettingsError) -> Result<(Settings, SettingsError), SettingsError> {
        let kept = self.last_good();
        match Settings::load(&kept.join(super::SETTINGS), &kept) {
            Ok(settings) => Ok((settings, wrong)),
            Err(_) => Err(wrong),
        }
    }
}

/// The files of a set-up, by name.
fn contents(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let names = place::there(folder).map_err(|(_, error)| error)?;
    names.into_iter().map(|name| fs::read(place::path(folder, &name)).map(|bytes| (name, bytes))).collect()
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::tests::{app, fresh, shop};

    #[test]
    fn the_set_up_with_which_the_counter_ran_stands_in() {
        let (folder, setup) = fresh();
        setup.save_shop(&shop()).unwrap();
        let _ = setup.save_app(&app("https://app.example"), None).unwrap();
        let layout = folder.path().join("layouts/kitchen.toml");
        file::create_private(layout.parent().unwrap()).unwrap();
        fs::write(&layout, include_str!("../../assets/layouts/kitchen.toml")).unwrap();
        let wrong = |setup: &Setup| Settings::load(&setup.settings_file(), folder.path()).unwrap_err();
        setup.keep_good().unwrap();
        let right = fs::read_to_string(setup.settings_file()).unwrap();
        fs::write(setup.settings_file(), format!("{right}\n[store\n")).unwrap();
        let (settings, told) = setup.load_good(wrong(&setup)).unwrap();
        assert_eq!((settings.channels.len(), told.faults.len()), (1, 1), "{told:?}");
        // A newer right one takes its place, with the files that are gone; and is not written again where it is the same.
        fs::write(setup.settings_file(), right.replace("없는로 1", "없는로 2")).unwrap();
        fs::remove_file(&layout).unwrap();
        setup.keep_good().unwrap();
        let kept = setup.last_good();
        let when = || fs::metadata(kept.join("settings.toml")).unwrap().modified().unwrap();
        let first = when();
        setup.keep_good().unwrap();
        assert_eq!(when(), first);
        assert!(!kept.join("layouts/kitchen.toml").exists());
        assert!(fs::read_to_string(kept.join("settings.toml")).unwrap().contains("없는로 2"));
        fs::write(setup.settings_file(), "[store").unwrap();
        fs::write(kept.join("settings.toml"), "[store").unwrap();
        assert!(setup.load_good(wrong(&setup)).is_err(), "where both are wrong the counter does not start");
    }
}
