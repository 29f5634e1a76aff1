//! What keeps an entry from being written or tried, as values that a page shows beside the field.

use std::path::PathBuf;

use cause::{Cause, Why};

use crate::language::{self, Value, Words};
use crate::settings::secret::SecretError;
use crate::settings::{SettingsError, Wrong};

/// The fields of the entries in their order on the pages, and what is judged beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Field {
    Name,
    Phone,
    BusinessNumber,
    Road,
    Detail,
    Place,
    Footer,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
    Holidays,
    Special,
    Profile,
    BaseUrl,
    MerchantId,
    ClientId,
    Accept,
    Connection,
    Tickets,
    Columns,
    Copies,
    Kind,
    Account,
    StoreId,
    Dispatch,
    /// A key of the same table that no field shows; a person wrote it into the file.
    Other,
}

impl Field {
    /// The field that writes this key, by the last word of its dotted name; special days are keys of one field.
    pub(super) fn of(key: &str) -> Field {
        if key.contains(".hours.special.") {
            return Field::Special;
        }
        match key.rsplit('.').next().unwrap_or_default() {
            "name" => Field::Name,
            "phone" => Field::Phone,
            "business_number" => Field::BusinessNumber,
            "road" => Field::Road,
            "detail" => Field::Detail,
            "latitude" | "longitude" => Field::Place,
            "footer" => Field::Footer,
            "monday" => Field::Monday,
            "tuesday" => Field::Tuesday,
            "wednesday" => Field::Wednesday,
            "thursday" => Field::Thursday,
            "friday" => Field::Friday,
            "saturday" => Field::Saturday,
            "sunday" => Field::Sunday,
            "holidays" => Field::Holidays,
            "special" => Field::Special,
            "profile" => Field::Profile,
            "base_url" => Field::BaseUrl,
            "merchant_id" => Field::MerchantId,
            "client_id" => Field::ClientId,
            "accept" => Field::Accept,
            "connection" => Field::Connection,
            "tickets" => Field::Tickets,
            "columns" => Field::Columns,
            "copies" => Field::Copies,
            "kind" => Field::Kind,
            "account" => Field::Account,
            "store_id" => Field::StoreId,
            "dispatch" => Field::Dispatch,
            _ => Field::Other,
        }
    }
}

/// One thing that is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFault {
    /// Where.
    pub field: Field,
    /// The key in the file, dotted.
    pub key: String,
    /// What, by the settings' own rules.
    pub wrong: Wrong,
}

impl EntryFault {
    /// What is wrong and what to do, for who looks at the field.
    pub fn worded(&self, words: &Words) -> String {
        let own = match (&self.wrong, self.field) {
            (Wrong::Missing | Wrong::Empty, _) => "setup-empty",
            (_, Field::Place) => "setup-no-place",
            (Wrong::WrongType { .. } | Wrong::OutOfRange { .. }, Field::Columns) => "setup-columns",
            (Wrong::OtherRate(_), _) => "setup-other-rate",
            (Wrong::UrlWithPassword, _) => "setup-url-with-password",
            (wrong, Field::Other) => {
                let args = [("key", (&self.key).into()), ("fault", wrong.worded(words, &self.key).into())];
                return words.text("setup-other-key", &args);
            }
            (wrong, _) => return wrong.worded(words, &self.key),
        };
        words.text(own, &[])
    }
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// What was typed is wrong.
    Entry(Vec<EntryFault>),
    /// The file is wrong elsewhere, or would be.
    Settings(SettingsError),
    /// The file was changed by another program since it was read; to try again is right.
    Changed(PathBuf),
    /// The disk does not give or take it.
    File(PathBuf, Cause),
}

impl SetupError {
    /// What happened and what to do.
    pub fn worded(&self, words: &Words) -> String {
        let path = |path: &PathBuf| ("path", Value::from(path.display().to_string()));
        match self {
            SetupError::Entry(faults) => {
                faults.iter().map(|fault| fault.worded(words)).collect::<Vec<_>>().join("\n")
            }
            SetupError::Settings(error) => {
                words.text("setup-file-wrong", &[("faults", error.worded(words.language()).into())])
            }
            SetupError::Changed(file) => words.text("setup-changed-meanwhile", &[path(file)]),
            SetupError::File(file, cause) => {
                let reason = ("reason", language::cause(words, cause).into());
                let why = words.text("setup-no-file", &[path(file), reason]);
                match language::cure(words, cause) {
                    Some(cure) => format!("{why}\n{cure}"),
                    None => why,
                }
            }
        }
    }
}

/// Why a trial over the line did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialFault {
    /// What was typed cannot be tried.
    Entry(Vec<EntryFault>),
    /// The file is wrong elsewhere.
    File(SetupError),
    /// No key was typed, and none is kept.
    NoSecret,
    /// The credential store does not tell the key that is kept.
    NoStore(SecretError),
    /// The account or key is not accepted.
    WrongKey(Cause),
    /// The app accepts account and key, and does not give us the orders of this shop.
    WrongShop,
    /// Another server answers than the one that was meant.
    Foreign(Cause),
    /// No answer, or none to work with now.
    Line(Cause),
    /// The printer takes nothing, or did not take everything.
    Printer(Cause),
}

impl TrialFault {
    /// What is so.
    pub fn says(&self, words: &Words) -> String {
        let reason =
            |id: &str, cause: &Cause| words.text(id, &[("reason", language::cause(words, cause).into())]);
        match self {
            TrialFault::Entry(faults) => SetupError::Entry(faults.clone()).worded(words),
            TrialFault::File(error) => error.worded(words),
            TrialFault::NoSecret => words.text("setup-no-secret", &[]),
            TrialFault::NoStore(error) => error.worded(words.language()),
            TrialFault::WrongKey(cause) => reason("setup-wrong-key", cause),
            TrialFault::WrongShop => words.text("setup-wrong-shop", &[]),
            TrialFault::Foreign(cause) => reason("setup-foreign", cause),
            TrialFault::Line(cause) => reason("setup-no-answer", cause),
            TrialFault::Printer(cause) => reason("setup-not-printed", cause),
        }
    }

    /// What to do; `None` where what is so says that already.
    pub fn next(&self, words: &Words) -> Option<String> {
        let cure = |cause: &Cause, else_: &str| {
            Some(language::cure(words, cause).unwrap_or_else(|| words.text(else_, &[])))
        };
        match self {
            TrialFault::WrongKey(_) => Some(words.text("setup-wrong-key-next", &[])),
            TrialFault::WrongShop => Some(words.text("setup-wrong-shop-next", &[])),
            TrialFault::Foreign(_) => Some(words.text("setup-foreign-next", &[])),
            TrialFault::Line(cause) => cure(cause, "setup-no-answer-next"),
            TrialFault::Printer(cause) => cure(cause, "setup-not-printed-next"),
            TrialFault::Entry(_) | TrialFault::File(_) | TrialFault::NoSecret | TrialFault::NoStore(_) => {
                None
            }
        }
    }

    /// What the outside did, for the log.
    pub fn cause(&self) -> Option<Cause> {
        match self {
            TrialFault::WrongKey(cause)
            | TrialFault::Foreign(cause)
            | TrialFault::Line(cause)
            | TrialFault::Printer(cause) => Some(cause.clone()),
            TrialFault::WrongShop => Some(Why::Http(403).into()),
            TrialFault::NoSecret => Some(Why::NoSecret.into()),
            TrialFault::NoStore(error) => Some(Cause::of(Why::NoSecretStore).with(error)),
            TrialFault::Entry(_) | TrialFault::File(_) => None,
        }
    }
}
