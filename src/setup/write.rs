//! Writing what was typed: judged first, then the whole file at once, with the old one beside it.

use toml_edit::{Array, Value};

use super::entry::{AgencyEntry, AppEntry, PrinterEntry, ShopEntry};
use super::fault::{EntryFault, SetupError};
use super::judge::{self, Spot};
use super::{Draft, Setup, draft, find};
use crate::file;
use crate::language::Words;
use crate::settings::amend::{self, AmendError, Change};
use crate::settings::secret::{Place, Secret, SecretError, SecretName};
use crate::settings::{Language, Settings};

use cause::Cause;
use domain::order::{TicketKind, phone};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Saved {
    /// The entry's id, also of a new one.
    pub id: String,
    /// Where its key was kept, or why it could not be, though the file was written; `None`: no key was typed.
    pub key: Option<Result<Place, SecretError>>,
}

/// An entry of a list, with what is done to write it.
pub(super) struct Planned {
    kind: &'static str,
    id: String,
    changes: Vec<Change>,
}

impl Planned {
    fn spot(&self) -> Spot<'_> {
        Spot::Entry(self.kind, &self.id)
    }

    fn put_into(&self, text: &str) -> Result<String, AmendError> {
        amend::entry(text, self.kind, &self.id, &self.changes)
    }
}

impl Setup {
    /// Writes the language; begins the file where there is none.
    ///
    /// # Errors
    /// The file is wrong, or the disk does not take it.
    pub fn save_language(&self, language: Language) -> Result<(), SetupError> {
        let tag = Value::from(language.tag());
        self.write(|text| amend::root(text, &[("language", tag.clone())]))
    }

    /// What is wrong with the shop.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_shop(&self, shop: &ShopEntry) -> Result<Vec<EntryFault>, SetupError> {
        let (several, changes) = self.planned_shop(shop)?;
        let new = self.amended(with_shop(&self.begun()?, several.as_deref(), &changes))?;
        let spot = several.as_deref().map_or(Spot::Table("store"), |id| Spot::Entry("shops", id));
        Ok(judge::faults_of(&new, spot, &self.data_folder))
    }

    /// Writes the shop: `[store]`, or the first of `[[shops]]` where there are several.
    ///
    /// # Errors
    /// What was typed is wrong, or the file, or the disk does not take it.
    pub fn save_shop(&self, shop: &ShopEntry) -> Result<(), SetupError> {
        right(self.check_shop(shop)?)?;
        let (several, changes) = self.planned_shop(shop)?;
        self.write(|text| with_shop(text, several.as_deref(), &changes))
    }

    /// What is wrong with an app.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_app(&self, app: &AppEntry) -> Result<Vec<EntryFault>, SetupError> {
        self.check(&self.planned_app(app)?)
    }

    /// Writes an app, and keeps its key where one was typed.
    ///
    /// # Errors
    /// What was typed is wrong, or the file, or the disk does not take it. Then no key is kept.
    pub fn save_app(&self, app: &AppEntry, secret: Option<&str>) -> Result<Saved, SetupError> {
        let id = self.save(self.planned_app(app)?)?;
        let key = self.keep_secret(SecretName::channel(&id), secret);
        Ok(Saved { id, key })
    }

    /// Takes an app out. Its key stays in the credential store, where nothing else uses it.
    ///
    /// # Errors
    /// The file is wrong, or the disk does not take it.
    pub fn remove_app(&self, id: &str) -> Result<(), SetupError> {
        self.write(|text| amend::without(text, "channels", id))
    }

    /// What is wrong with a printer.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_printer(&self, printer: &PrinterEntry) -> Result<Vec<EntryFault>, SetupError> {
        self.check(&self.planned_printer(printer)?)
    }

    /// Writes a printer.
    ///
    /// # Errors
    /// What was typed is wrong, or the file, or the disk does not take it.
    pub fn save_printer(&self, printer: &PrinterEntry) -> Result<Saved, SetupError> {
        let id = self.save(self.planned_printer(printer)?)?;
        Ok(Saved { id, key: None })
    }

    /// Takes a printer out, also where others name it to stand in for them. One that is left alone prints everything again, where
    /// the work had been divided.
    ///
    /// # Errors
    /// The file is wrong, or the disk does not take it.
    pub fn remove_printer(&self, id: &str) -> Result<(), SetupError> {
        self.write(|text| {
            let text = amend::without(text, "printers", id)?;
            let text = amend::unnamed(&text, "printers", "backup", id)?;
            let printers = text.parse().map(|tree| draft::divided(&tree)).unwrap_or_default();
            let [left] = &printers[..] else { return Ok(text) };
            let Some(kinds) = find::alone(left) else { return Ok(text) };
            let kinds: Array = kinds.iter().map(|kind| kind.as_str()).collect();
            amend::entry(&text, "printers", &left.id, &[("tickets", Some(Value::from(kinds)))])
        })
    }

    /// What is wrong with an agency.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_agency(&self, agency: &AgencyEntry) -> Result<Vec<EntryFault>, SetupError> {
        self.check(&self.planned_agency(agency)?)
    }

    /// Writes an agency, and keeps its key where one was typed.
    ///
    /// # Errors
    /// What was typed is wrong, or the file, or the disk does not take it. Then no key is kept.
    pub fn save_agency(&self, agency: &AgencyEntry, secret: Option<&str>) -> Result<Saved, SetupError> {
        let id = self.save(self.planned_agency(agency)?)?;
        let key = self.keep_secret(SecretName::agency(&id), secret);
        Ok(Saved { id, key })
    }

    /// Takes an agency out, also where apps name it. Its key stays in the credential store, where nothing else uses it.
    ///
    /// # Errors
    /// The file is wrong, or the disk does not take it.
    pub fn remove_agency(&self, id: &str) -> Result<(), SetupError> {
        self.write(|text| {
            let text = amend::without(text, "agencies", id)?;
            amend::unnamed(&text, "channels", "agencies", id)
        })
    }

    pub(super) fn planned_app(&self, app: &AppEntry) -> Result<Planned, SetupError> {
        Ok(Planned { kind: "channels", id: self.app_id(app)?, changes: app.changes() })
    }

    pub(super) fn planned_printer(&self, printer: &PrinterEntry) -> Result<Planned, SetupError> {
        Ok(Planned { kind: "printers", id: self.printer_id(printer)?, changes: printer.changes() })
    }

    pub(super) fn planned_agency(&self, agency: &AgencyEntry) -> Result<Planned, SetupError> {
        Ok(Planned { kind: "agencies", id: self.agency_id(agency)?, changes: agency.changes() })
    }

    /// The settings with an entry as it was typed, whether or not it is written; and its id in them.
    pub(super) fn as_typed(&self, planned: Planned) -> Result<(Settings, String), SetupError> {
        let mut new = self.with(&planned)?;
        right(judge::faults_of(&new, planned.spot(), &self.data_folder))?;
        if self.draft()?.shop.is_none() {
            // Apps and printers can be tried before the shop's page; of a name nothing is asked but that it is there.
            let name = [("name", Some(Value::from("-")))];
            new = self.amended(amend::table(&new, "store", &name))?;
        }
        let file = self.settings_file().display().to_string();
        let settings = Settings::parse(&new, &file, &self.data_folder).map_err(SetupError::Settings)?;
        Ok((settings, planned.id))
    }

    /// The text with an entry as it was typed.
    fn with(&self, planned: &Planned) -> Result<String, SetupError> {
        self.amended(planned.put_into(&self.begun()?))
    }

    fn check(&self, planned: &Planned) -> Result<Vec<EntryFault>, SetupError> {
        Ok(judge::faults_of(&self.with(planned)?, planned.spot(), &self.data_folder))
    }

    /// Writes an entry, and tells its id.
    fn save(&self, planned: Planned) -> Result<String, SetupError> {
        right(self.check(&planned)?)?;
        self.write(|text| planned.put_into(text))?;
        Ok(planned.id)
    }

    /// Writes the file as this edit makes it. What would be wrong then, as far as it is finished, is not written.
    pub(super) fn write(
        &self,
        edit: impl FnOnce(&str) -> Result<String, AmendError>,
    ) -> Result<(), SetupError> {
        let path = self.settings_file();
        let old = self.text()?;
        let new = self.amended(edit(&self.or_begun(old.clone())))?;
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        judge::as_far_as_it_goes(&new, &path.display().to_string(), &self.data_folder)
            .map_err(SetupError::Settings)?;
        // It will hold names and addresses.
        file::create_private(&self.data_folder).map_err(|error| self.no_disk(error))?;
        self.amended(amend::replace(&path, old.as_deref(), &new))
    }

    pub(super) fn begun(&self) -> Result<String, SetupError> {
        Ok(self.or_begun(self.text()?))
    }

    /// A new file says in every language what it is.
    fn or_begun(&self, text: Option<String>) -> String {
        text.unwrap_or_else(|| {
            let heads = Language::ALL.map(|language| Words::new(language).text("setup-file-head", &[]));
            amend::begun(&heads, Language::default().tag())
        })
    }

    pub(super) fn amended<T>(&self, amended: Result<T, AmendError>) -> Result<T, SetupError> {
        let file = self.settings_file();
        amended.map_err(|error| match error {
            AmendError::Changed => SetupError::Changed(file),
            AmendError::Io(error) => SetupError::File(file, Cause::from(error)),
            // What is no TOML the settings tell with its place.
            error => {
                let text = self.text().ok().flatten().unwrap_or_default();
                match Settings::parse(&text, &file.display().to_string(), &self.data_folder) {
                    Err(wrong) => SetupError::Settings(wrong),
                    Ok(_) => SetupError::File(file, Cause::said(error)),
                }
            }
        })
    }

    /// Keeps a key that was typed. Its blanks at the ends were copied along.
    fn keep_secret(&self, name: SecretName, secret: Option<&str>) -> Option<Result<Place, SecretError>> {
        let secret = secret.map(str::trim).filter(|secret| !secret.is_empty())?;
        Some(self.secrets.set(&name, Secret::given(secret)))
    }

    /// The id of the shop's entry, where there are several, and what is done to write it.
    fn planned_shop(&self, shop: &ShopEntry) -> Result<(Option<String>, Vec<Change>), SetupError> {
        Ok((self.first_of_shops()?, shop.changes(self.draft()?.shop.as_ref())))
    }

    /// The id of the first of `[[shops]]`; `None` where the shop is `[store]`.
    pub(super) fn first_of_shops(&self) -> Result<Option<String>, SetupError> {
        let text = self.text()?.unwrap_or_default();
        let tree: toml::Table = text.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        if tree.contains_key("store") {
            return Ok(None);
        }
        let first = tree.get("shops").and_then(|shops| shops.as_array()?.first()?.get("id")?.as_str());
        Ok(first.map(|id| id.trim().to_owned()))
    }

    /// The app's id, or a new one by its profile (`baedal-teukgeup` is `teukgeup`).
    fn app_id(&self, app: &AppEntry) -> Result<String, SetupError> {
        let draft = self.draft()?;
        let profile = app.profile.trim();
        let short = profile.strip_prefix("baedal-").unwrap_or(profile);
        let taken = |id: &str| id == phone::CHANNEL || draft.apps.iter().any(|app| app.id == id);
        Ok(id_or(&app.id, short, "app", taken))
    }

    /// The printer's id, or a new one: `kitchen` and `counter` by what they print, then `printer-3`.
    fn printer_id(&self, printer: &PrinterEntry) -> Result<String, SetupError> {
        let Draft { printers, .. } = self.draft()?;
        let role = if printer.tickets.contains(&TicketKind::Kitchen) { "kitchen" } else { "counter" };
        let taken = |id: &str| printers.iter().any(|printer| printer.id == id);
        if !printer.id.trim().is_empty() || !taken(role) {
            return Ok(id_or(&printer.id, role, "printer", taken));
        }
        let numbers = (printers.len() + 1..).map(|number| format!("printer-{number}"));
        Ok(numbers.take(MOST_IDS).find(|id| !taken(id)).unwrap_or_else(|| role.to_owned()))
    }

    /// The agency's id, or a new one by its protocol.
    fn agency_id(&self, agency: &AgencyEntry) -> Result<String, SetupError> {
        let draft = self.draft()?;
        let taken = |id: &str| draft.agencies.iter().any(|agency| agency.id == id);
        Ok(id_or(&agency.id, agency.kind.trim(), "agency", taken))
    }
}

/// More entries of one kind than any shop has.
const MOST_IDS: usize = 1000;

/// The id that there is, or a new one: `wish`, else `wish-2` and so on. A wish that cannot be an id is `fallback`.
fn id_or(id: &str, wish: &str, fallback: &str, taken: impl Fn(&str) -> bool) -> String {
    let id = id.trim();
    if !id.is_empty() {
        return id.to_owned();
    }
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    // Room for a number behind it, in the 32 characters of an id.
    let fits = !wish.is_empty() && wish.len() <= 28 && wish.bytes().all(letter);
    let wish = if fits { wish } else { fallback };
    let more = (2..).map(|number| format!("{wish}-{number}"));
    let mut all = std::iter::once(wish.to_owned()).chain(more).take(MOST_IDS);
    all.find(|id| !taken(id)).unwrap_or_else(|| wish.to_owned())
}

/// The text with these keys of the shop changed: of `[store]`, or of the one of `[[shops]]` that has this id.
pub(super) fn with_shop(text: &str, several: Option<&str>, changes: &[Change]) -> Result<String, AmendError> {
    match several {
        None => amend::table(text, "store", changes),
        Some(id) => amend::entry(text, "shops", id, changes),
    }
}

/// Goes on where nothing is wrong.
pub(super) fn right(faults: Vec<EntryFault>) -> Result<(), SetupError> {
    if faults.is_empty() { Ok(()) } else { Err(SetupError::Entry(faults)) }
}
