//! The assistant for the first start (설치 도우미), without its pixels: what its pages write, what they try over the line,
//! set-up files that a chain hands to its shops, and the doctor, who looks at all of it.
//!
//! A page writes `settings.toml` when it is left, so that an interrupted assistant goes on where it was. What it writes is judged
//! by the rules of `settings`, and what it tries is asked as the doctor asks. Values are plain, so that the window can show them
//! without knowing printers, agencies or apps.

mod backup;
mod bell;
mod doctor;
mod draft;
mod entry;
mod fault;
mod find;
mod good;
mod hours;
mod judge;
mod kit;
mod kit_files;
mod layout;
mod page;
mod paper;
pub(crate) mod reach;
#[cfg(test)]
pub(crate) mod tests;
mod tidy;
mod trial;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use backup::Backup;
pub use bell::AppBell;
pub use doctor::{Finding, Health};
pub use draft::Draft;
pub use entry::{AgencyEntry, AppEntry, PrinterEntry, ShopEntry};
pub use fault::{EntryFault, Field, SetupError, TrialFault};
pub use find::{FoundPrinter, Scan, suggest};
pub use hours::HoursEntry;
pub use kit::{Kit, KitError, Told};
pub use layout::{LayoutDraft, Look, PaperWidth, Part, Piece, QrText, Sharer, Show, Size, What};
pub use page::Page;
pub(crate) use paper::print;
pub use paper::{Paper, rulers};
pub use trial::AgencyAnswer;
pub use write::Saved;

use cause::Cause;

use crate::file::{self, read_text};
use crate::language::Words;
use crate::printer;
pub use crate::settings::hours::CLOSED;
use crate::settings::secret::{SecretName, Secrets};
pub use crate::settings::{Acceptance, Dispatch};
use crate::settings::{AgencyKind, Settings, SettingsError, Wrong, app};

/// The name of the file in the data folder.
const SETTINGS: &str = "settings.toml";

/// The setting-up of one installation. Cheap to clone. Everything but the trials reads or writes files; what keeps or looks up a
/// key may wait five seconds for the credential store.
#[derive(Clone)]
pub struct Setup {
    data_folder: PathBuf,
    secrets: Secrets,
    /// How long a server may take for one answer; tests have less.
    patience: Duration,
    /// Where set-up files are looked for; `None`: where a person would put one.
    kit_folders: Option<Vec<PathBuf>>,
}

/// A profile or protocol that a person chooses among.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As the settings spell it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

impl Setup {
    /// The installation in `data_folder`, whose keys `secrets` keeps. The folder should be there when `secrets` is made, because
    /// keys belong to a folder by its real path.
    pub fn new(data_folder: &Path, secrets: Secrets) -> Setup {
        Setup { data_folder: data_folder.to_owned(), secrets, patience: reach::PATIENCE, kit_folders: None }
    }

    /// Where the settings are.
    pub fn settings_file(&self) -> PathBuf {
        self.data_folder.join(SETTINGS)
    }

    /// The page on which the assistant opens by itself; `None` where the shop is set up: the settings have one, and no assistant
    /// was interrupted. Settings that cannot be read are for a person to mend.
    pub fn due(&self) -> Option<Page> {
        page::kept(&self.data_folder).or_else(|| match self.text() {
            Ok(None) => Some(Page::Language),
            Ok(Some(_)) => self.draft().ok().filter(|draft| draft.shop.is_none()).map(|_| Page::Shop),
            Err(_) => None,
        })
    }

    /// Keeps the page that is open, so that an interrupted assistant goes on there.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn keep(&self, page: Page) -> Result<(), SetupError> {
        let kept = file::create_private(&self.data_folder);
        kept.and_then(|()| page::keep(&self.data_folder, page)).map_err(|error| self.no_disk(error))
    }

    /// The assistant is through, and does not open by itself any more.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn finish(&self) -> Result<(), SetupError> {
        page::forget(&self.data_folder).map_err(|error| self.no_disk(error))
    }

    /// What the file says so far; nothing where there is none.
    ///
    /// # Errors
    /// The file cannot be read or is not TOML, with its place.
    pub fn draft(&self) -> Result<Draft, SetupError> {
        let Some(text) = self.text()? else { return Ok(Draft::default()) };
        let body = text.trim_start_matches('\u{feff}');
        match body.parse::<toml::Table>() {
            Ok(tree) => Ok(draft::read(&tree)),
            // The settings say where.
            Err(error) => {
                let path = self.settings_file();
                match Settings::parse(&text, &path.display().to_string(), &self.data_folder) {
                    Err(wrong) => Err(SetupError::Settings(wrong)),
                    Ok(_) => Err(SetupError::File(path, Cause::said(error))),
                }
            }
        }
    }

    /// Whether a key is kept for an app or agency, or stands in the environment.
    ///
    /// # Errors
    /// The credential store does not answer.
    pub fn has_secret(&self, name: &SecretName) -> Result<bool, crate::settings::secret::SecretError> {
        self.secrets.get(name).map(|secret| secret.is_some())
    }

    /// The apps' profiles that can be used: those that ship and the data folder's, by the apps' names; the one for any other app last.
    pub fn app_profiles(&self) -> Vec<Choice> {
        let own = std::fs::read_dir(self.data_folder.join("channels")).into_iter().flatten().flatten();
        let own = own.filter_map(|entry| {
            entry.file_name().into_string().ok()?.strip_suffix(".toml").map(str::to_owned)
        });
        let mut ids: Vec<String> = app::Profile::shipped().map(str::to_owned).chain(own).collect();
        ids.sort();
        ids.dedup();
        let mut choices: Vec<Choice> = ids
            .into_iter()
            .filter_map(|id| {
                let name = app::Profile::load(&id, Some(&self.data_folder)).ok()?.name;
                Some(Choice { id, name })
            })
            .collect();
        // The one that stands for any other app comes last.
        choices.sort_by_key(|choice| (choice.id == "open-delivery", choice.name.clone()));
        choices
    }

    /// The printers' profiles that can be used, by the models' names.
    pub fn printer_profiles(&self) -> Vec<Choice> {
        let all = printer::Profile::available(Some(&self.data_folder)).into_iter();
        let mut choices: Vec<Choice> = all.map(|(id, profile)| Choice { id, name: profile.name }).collect();
        choices.sort_by(|a, b| a.name.cmp(&b.name));
        choices
    }

    /// The text of the settings; `None` where there is no file.
    fn text(&self) -> Result<Option<String>, SetupError> {
        match read_text(&self.settings_file()) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(self.whole(Wrong::from(error))),
        }
    }

    /// What is wrong with the file as a whole.
    fn whole(&self, wrong: Wrong) -> SetupError {
        SetupError::Settings(SettingsError::whole(&self.settings_file().display().to_string(), wrong))
    }

    fn no_disk(&self, error: std::io::Error) -> SetupError {
        SetupError::File(self.data_folder.clone(), Cause::from(error))
    }
}

/// Whether an agency of this kind is asked over a line, with an account and a key. One that is not known yet is.
pub fn has_server(kind: &str) -> bool {
    AgencyKind::ALL.iter().find(|known| known.as_str() == kind).is_none_or(|kind| kind.has_server())
}

/// The protocols of agencies. Which fields one of them needs, [`Setup::check_agency`] tells of an entry that has its kind alone.
pub fn agency_kinds(words: &Words) -> Vec<Choice> {
    let kinds = AgencyKind::ALL.iter().map(|kind| kind.as_str());
    kinds
        .map(|id| Choice { id: id.to_owned(), name: words.text(&format!("setup-kind-{}", id), &[]) })
        .collect()
}
