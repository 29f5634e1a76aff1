//! What was chosen in the window, written into `settings.toml` as `printer test --write` does.

use std::path::Path;

use cause::{Cause, Why};

use crate::settings::Settings;
use crate::settings::amend::{self, AmendError};
use crate::ui::Look;

/// How often a file that an editor saves meanwhile is read again.
const TRIES: usize = 3;

/// Writes these choices into the data folder's settings, and nothing else; the old file stays beside it.
///
/// # Errors
/// The file cannot be read or written, or would be wrong.
pub(super) fn save(data_folder: &Path, looks: &[Look]) -> Result<(), Cause> {
    let path = data_folder.join("settings.toml");
    let mut last = Cause::of(Why::Busy);
    for _ in 0..TRIES {
        let old = amend::read(&path).map_err(cause)?.ok_or(Why::Missing)?;
        let new = looks.iter().try_fold(old.clone(), |text, look| amended(&text, *look)).map_err(cause)?;
        if new == old {
            return Ok(());
        }
        Settings::parse(&new, &path.display().to_string(), data_folder).map_err(Cause::said)?;
        match amend::replace(&path, Some(&old), &new) {
            Ok(()) => return Ok(()),
            Err(error @ AmendError::Changed) => last = cause(error),
            Err(error) => return Err(cause(error)),
        }
    }
    Err(last)
}

fn amended(text: &str, look: Look) -> Result<String, AmendError> {
    match look {
        Look::Scale(None) => amend::window(text, &[("scale", "auto".into())]),
        Look::Scale(Some(percent)) => amend::window(text, &[("scale", i64::from(percent).into())]),
        Look::Dark(dark) => amend::window(text, &[("theme", if dark { "dark" } else { "light" }.into())]),
        Look::Language(language) => amend::root(text, &[("language", language.tag().into())]),
    }
}

fn cause(error: AmendError) -> Cause {
    tracing::warn!(%error, "a choice about the window is not kept");
    match error {
        AmendError::Io(error) => Cause::from(error),
        AmendError::Changed => Cause::of(Why::Busy),
        error => Cause::said(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::language::Language;
    use crate::sim::TestShop;

    #[test]
    fn what_is_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let text = format!("# 우리 가게\nlanguage = \"ko\" # 한국어\n\n{}", TestShop::new());
        fs::write(&path, &text).unwrap();
        let looks = [Look::Scale(Some(150)), Look::Dark(true), Look::Language(Language::English)];
        save(folder.path(), &looks).unwrap();
        let settings = Settings::load(&path, folder.path()).unwrap();
        let window = settings.window;
        assert_eq!((window.scale, window.dark, settings.language), (Some(150), true, Language::English));
        let new = fs::read_to_string(&path).unwrap();
        assert!(new.starts_with("# 우리 가게\nlanguage = \"en\" # 한국어\n"), "{new}");
        assert_eq!(fs::read_to_string(amend::backup(&path)).unwrap(), text);
        save(folder.path(), &[Look::Scale(None), Look::Dark(false)]).unwrap();
        let window = Settings::load(&path, folder.path()).unwrap().window;
        assert_eq!((window.scale, window.dark), (None, false));
        // Chosen once more, the file is left alone.
        let touched = fs::metadata(&path).unwrap().modified().unwrap();
        save(folder.path(), &[Look::Dark(false)]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), touched);
    }

    #[test]
    fn settings_that_cannot_be_written_say_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        assert_eq!(save(folder.path(), &[Look::Dark(true)]).unwrap_err().why, Why::Missing);
        fs::write(&path, "[store]\nname = 1\n").unwrap();
        assert_eq!(save(folder.path(), &[Look::Dark(true)]).unwrap_err().why, Why::Said, "wrong already");
        assert_eq!(fs::read_to_string(&path).unwrap(), "[store]\nname = 1\n");
        fs::write(&path, TestShop::new().to_string()).unwrap();
        // A folder stands where the new file is written first.
        fs::create_dir_all(folder.path().join("settings.toml.new/full")).unwrap();
        assert!(save(folder.path(), &[Look::Dark(true)]).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), TestShop::new().to_string());
    }
}
