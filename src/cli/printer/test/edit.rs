//! The files that follow from what was seen: shown as a difference, written as a whole or not at all.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::seen::Plan;
use crate::cli::Failure;
use crate::language::Words;
use crate::printer::{Profile, ProfileError};
use crate::settings::amend::{self, AmendError};
use crate::settings::{Settings, SettingsError};

/// Files to write, the profile before the settings that name it.
pub(super) struct Edits(Vec<Edit>);

struct Edit {
    path: PathBuf,
    /// What stands there; `None`: no file.
    old: Option<String>,
    new: String,
}

/// Why the settings were not changed.
#[derive(Debug)]
pub(super) enum EditError {
    /// This file could not be read, changed or written.
    File(PathBuf, AmendError),
    /// The profile would be wrong.
    Profile(ProfileError),
    /// The settings would be wrong.
    Settings(SettingsError),
}

impl EditError {
    pub(super) fn worded(&self, words: &Words) -> Failure {
        let refused = |why: String| words.text("printer-test-would-be-wrong", &[("reason", why.into())]);
        Failure::Failed(match self {
            EditError::File(path, error) => {
                let path = ("path", path.display().to_string().into());
                match error {
                    AmendError::Changed => words.text("printer-test-changed-meanwhile", &[path]),
                    error => {
                        let reason = ("reason", error.to_string().into());
                        words.text("printer-test-write-failed", &[path, reason])
                    }
                }
            }
            EditError::Profile(error) => refused(error.to_string()),
            EditError::Settings(error) => refused(error.worded(words.language())),
        })
    }
}

impl Edits {
    /// What a plan changes in the files of a data folder.
    pub(super) fn of(plan: &Plan, printer: &str, data_folder: &Path) -> Result<Edits, EditError> {
        let mut edits = Vec::new();
        if let Some(file) = &plan.profile {
            let path = data_folder.join("printer-profiles").join(format!("{}.toml", file.name));
            let failed = |error| EditError::File(path.clone(), error);
            let old = amend::read(&path).map_err(failed)?;
            let made = || {
                let like = toml_edit::Value::from(file.like.as_deref().unwrap_or_default());
                format!(
                    "# 시험 인쇄에서 본 것 · what the test page showed (printer test {printer})\nlike = {like}\n"
                )
            };
            let new = amend::root(&old.clone().unwrap_or_else(made), &file.keys).map_err(failed)?;
            Profile::check(&file.name, &new, Some(data_folder)).map_err(EditError::Profile)?;
            edits.push(Edit { path, old, new });
        }
        if !plan.printer.is_empty() {
            let path = data_folder.join("settings.toml");
            let failed = |error| EditError::File(path.clone(), error);
            let old = amend::read(&path).map_err(failed)?;
            let new =
                amend::printer(old.as_deref().unwrap_or_default(), printer, &plan.printer).map_err(failed)?;
            edits.push(Edit { path, old, new });
        }
        Ok(Edits(edits))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines that go and come, with those around them.
    pub(super) fn shown(&self) -> String {
        let shown = self.0.iter().map(|edit| {
            let path = edit.path.display().to_string();
            let before = if edit.old.is_some() { &path } else { "/dev/null" };
            let diff = TextDiff::from_lines(edit.old.as_deref().unwrap_or_default(), &edit.new);
            diff.unified_diff().context_radius(2).header(before, &path).to_string()
        });
        shown.collect()
    }

    /// Writes every file, the settings last and only if they are right with what was written before; otherwise all is as
    /// it was.
    pub(super) fn write(&self, data_folder: &Path) -> Result<(), EditError> {
        let mut done: Vec<&Edit> = Vec::new();
        for edit in &self.0 {
            let settings = edit.path.file_name().is_some_and(|name| name == "settings.toml");
            let checked = if settings {
                let file = edit.path.display().to_string();
                Settings::parse(&edit.new, &file, data_folder).map(drop).map_err(EditError::Settings)
            } else {
                Ok(())
            };
            let written = checked.and_then(|()| {
                let replaced = amend::replace(&edit.path, edit.old.as_deref(), &edit.new);
                replaced.map_err(|error| EditError::File(edit.path.clone(), error))
            });
            if let Err(error) = written {
                done.iter().for_each(|edit| edit.take_back());
                return Err(error);
            }
            done.push(edit);
        }
        Ok(())
    }

    /// What was written and how it is undone.
    pub(super) fn undo(&self, words: &Words) -> String {
        let lines = self.0.iter().map(|edit| {
            let path = ("path", edit.path.display().to_string().into());
            match edit.old {
                Some(_) => {
                    let backup = amend::backup(&edit.path).display().to_string();
                    words.text("printer-test-written", &[path, ("backup", backup.into())])
                }
                None => words.text("printer-test-made", &[path]),
            }
        });
        lines.chain([words.text("printer-test-restart", &[])]).collect::<Vec<_>>().join("\n")
    }
}

impl Edit {
    /// Puts back what was there, as far as it was not changed since.
    fn take_back(&self) {
        match &self.old {
            Some(old) => drop(amend::replace(&self.path, Some(&self.new), old)),
            None => drop(std::fs::remove_file(&self.path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::seen::ProfileFile;
    use super::*;
    use crate::settings::Language;

    const SETTINGS: &str = "# 우리 가게\n[store]\nname = \"가상국밥\" # 간판\n\n[[printers]]\nid = \"kitchen\"\n\
        profile = \"generic-80mm\" # 모름\nconnection = \"file:///x\"\n";

    fn folder() -> tempfile::TempDir {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("settings.toml"), SETTINGS).unwrap();
        data
    }

    fn plan(like: &str) -> Plan {
        let keys = vec![("cut", "full".into())];
        let file = ProfileFile { name: "kitchen".into(), like: Some(like.into()), keys };
        Plan { printer: vec![("profile", "kitchen".into()), ("columns", 48.into())], profile: Some(file) }
    }

    fn text(data: &tempfile::TempDir, name: &str) -> Option<String> {
        std::fs::read_to_string(data.path().join(name)).ok()
    }

    #[test]
    fn what_was_seen_is_written_and_can_be_undone() {
        let data = folder();
        let edits = Edits::of(&plan("generic-80mm"), "kitchen", data.path()).unwrap();
        let shown = edits.shown();
        for line in [
            "-profile = \"generic-80mm\" # 모름",
            "+profile = \"kitchen\" # 모름",
            "+columns = 48",
            "+cut = \"full\"",
        ] {
            assert!(shown.lines().any(|shown| shown == line), "{line} in {shown}");
        }
        assert_eq!(text(&data, "settings.toml").as_deref(), Some(SETTINGS), "showing writes nothing");
        edits.write(data.path()).unwrap();
        let settings = Settings::load(&data.path().join("settings.toml"), data.path()).unwrap();
        let profile = &settings.printers[0].profile;
        assert_eq!((profile.columns, profile.cut), (48, crate::printer::Cut::Full));
        assert_eq!(text(&data, "settings.toml.bak").as_deref(), Some(SETTINGS));
        for language in [Language::Korean, Language::English] {
            assert!(edits.undo(&Words::new(language)).contains("settings.toml.bak"));
        }
    }

    #[test]
    fn wrong_settings_are_never_written() {
        let data = folder();
        assert!(matches!(Edits::of(&plan("nowhere"), "kitchen", data.path()), Err(EditError::Profile(_))));
        let mut wrong = plan("generic-80mm");
        wrong.printer.push(("copies", 99.into()));
        let edits = Edits::of(&wrong, "kitchen", data.path()).unwrap();
        let error = edits.write(data.path()).unwrap_err();
        assert!(matches!(&error, EditError::Settings(_)), "{error:?}");
        assert_eq!(text(&data, "settings.toml").as_deref(), Some(SETTINGS));
        assert_eq!(text(&data, "printer-profiles/kitchen.toml"), None, "taken back");
        assert_eq!(text(&data, "settings.toml.bak"), None);
    }

    #[test]
    fn a_file_changed_meanwhile_is_left_alone() {
        let data = folder();
        let edits = Edits::of(&plan("generic-80mm"), "kitchen", data.path()).unwrap();
        let theirs = format!("{SETTINGS}copies = 2\n");
        std::fs::write(data.path().join("settings.toml"), &theirs).unwrap();
        let error = edits.write(data.path()).unwrap_err();
        assert!(matches!(&error, EditError::File(_, AmendError::Changed)), "{error:?}");
        let Failure::Failed(words) = error.worded(&Words::new(Language::English)) else { panic!() };
        assert!(words.contains("settings.toml") && words.contains("try again"), "{words}");
        assert_eq!(text(&data, "settings.toml"), Some(theirs));
        assert_eq!(text(&data, "printer-profiles/kitchen.toml"), None, "taken back");
    }

    #[test]
    fn a_profile_of_the_shops_own_is_changed_where_it_stands() {
        let data = folder();
        std::fs::create_dir(data.path().join("printer-profiles")).unwrap();
        let own = "# 우리 모델\nlike = \"generic-80mm\"\ncut = \"none\" # 커터 없음\n";
        std::fs::write(data.path().join("printer-profiles/mine.toml"), own).unwrap();
        let file = ProfileFile { name: "mine".into(), like: None, keys: vec![("cut", "full".into())] };
        let edits =
            Edits::of(&Plan { printer: Vec::new(), profile: Some(file) }, "kitchen", data.path()).unwrap();
        edits.write(data.path()).unwrap();
        let new = own.replace("\"none\"", "\"full\"");
        assert_eq!(text(&data, "printer-profiles/mine.toml"), Some(new));
        assert_eq!(text(&data, "printer-profiles/mine.toml.bak").as_deref(), Some(own));
        assert_eq!(text(&data, "settings.toml").as_deref(), Some(SETTINGS));
    }
}
