//! What may be wrong with `settings.toml`, worded for the person who has to mend it: file, line, key, cure.

use std::fmt;

use cause::Cause;

use super::layouts::{LONGEST_SIDE, MOST_BYTES};
use super::section::Document;
use super::{Language, app};
use crate::file::TextError;
use crate::language::{self, Words};
use crate::printer;
use crate::printer::ConnectionFault;
use crate::ticket::{QR_BYTES, QrFault, QrText};

/// Most ids that one fault lists.
pub(super) const MOST_IDS: usize = 20;

/// Everything that is wrong with one settings file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    /// The file as it was named.
    pub file: String,
    /// The language that the file asks for, as far as it could be read.
    pub language: Language,
    /// At least one.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// A key in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Dotted key (`channels.poll_seconds`), empty for the file as a whole.
    pub key: String,
}

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// No entry has that name.
    NoSuch {
        /// The name.
        name: String,
        /// Names that ship.
        known: String,
    },
    /// Its file names a protocol that this program does not speak.
    UnknownProtocol {
        /// The file.
        file: String,
        /// Where in it, from 1.
        line: usize,
        /// The protocol.
        protocol: String,
    },
    /// Its file is wrong.
    Wrong {
        /// The file.
        file: String,
        /// In English, with line and key.
        said: String,
    },
}

impl From<printer::ProfileError> for ProfileFault {
    fn from(error: printer::ProfileError) -> ProfileFault {
        let said = error.to_string();
        match error {
            printer::ProfileError::Missing { name, shipped, .. } => {
                ProfileFault::NoSuch { name, known: shipped }
            }
            printer::ProfileError::Wrong { file, .. } => ProfileFault::Wrong { file, said },
        }
    }
}

impl From<app::ProfileError> for ProfileFault {
    fn from(error: app::ProfileError) -> ProfileFault {
        let said = error.to_string();
        match error {
            app::ProfileError::Missing { name, shipped, .. } => ProfileFault::NoSuch { name, known: shipped },
            app::ProfileError::UnknownProtocol { file, line, protocol } => {
                ProfileFault::UnknownProtocol { file, line, protocol }
            }
            app::ProfileError::Wrong { file, .. } => ProfileFault::Wrong { file, said },
        }
    }
}

/// What is wrong with a key or its value. No variant carries a value that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such file.
    NoFile,
    /// The file cannot be read; why.
    Unreadable(String),
    /// A folder, a pipe or a device.
    NoPlainFile,
    /// Larger than any settings.
    TooLarge,
    /// Not TOML; the parser's words.
    Syntax(String),
    /// A key that must be there is not.
    Missing,
    /// There is neither `[store]` nor `[[shops]]`.
    NoShop,
    /// The value is empty.
    Empty,
    /// A key this program does not know.
    UnknownKey {
        /// What was probably meant.
        meant: Option<&'static str>,
        /// The keys known there.
        known: Vec<&'static str>,
    },
    /// A value of another type.
    WrongType {
        /// What it should be.
        wanted: Wanted,
        /// TOML's name of what stands there.
        found: &'static str,
    },
    /// None of the allowed words.
    NotOneOf(Vec<&'static str>),
    /// Not per cent from 0 to 100 with at most two decimals.
    BadPercent,
    /// A number out of range.
    OutOfRange {
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// An id outside `[a-z0-9-]{1,32}`.
    BadId,
    /// An id that the program keeps for itself.
    OwnId,
    /// An id that stands twice; the line of the first.
    DuplicateId(usize),
    /// An id that no entry has.
    Dangling {
        /// What was named.
        id: String,
        /// What could be named.
        known: Vec<String>,
    },
    /// Backups that end where they began.
    BackupCycle(Vec<String>),
    /// Not an address (`https://…`).
    BadUrl,
    /// A name or password inside an address.
    UrlWithPassword,
    /// Plain http to another machine.
    PlainHttp,
    /// A secret in the file; where it belongs (`channel/teukgeup`).
    Secret(String),
    /// Not a connection; what is wrong with it.
    BadConnection(ConnectionFault),
    /// The serial port of another printer at another rate or flow control; the line of the first.
    OtherRate(usize),
    /// Not a time zone.
    BadTimezone,
    /// Not a time of day.
    BadTime,
    /// Not a moment of dispatch.
    BadDispatch,
    /// Not a stretch of the day.
    BadHours,
    /// Not the opening hours of a day.
    BadOpeningHours,
    /// Spans of one day that overlap.
    OverlappingHours,
    /// Not a holiday: a date, or a first and a last one.
    BadHoliday,
    /// Not a date.
    BadDate,
    /// Too short or too long for a merchant's id by the Open Delivery standard.
    BadMerchantId,
    /// Not a version.
    BadVersion,
    /// Not a public key of minisign.
    BadPublicKey,
    /// The profile is missing or wrong.
    Profile(ProfileFault),
    /// No such folder of layouts; those there are.
    NoSuchLayout(Vec<String>),
    /// Not a text for a QR code; what is wrong with it.
    BadQr(QrFault),
    /// Not a picture for a ticket; what is wrong with it.
    BadLogo(LogoFault),
    /// A layout of no kind of ticket; the kinds.
    NoSuchTicket(Vec<&'static str>),
    /// A block that must not stand on this kind of ticket.
    BlockNotHere,
    /// A ticket without what it must say; one of these blocks does.
    BlockMissing(Vec<&'static str>),
}

impl From<TextError> for Wrong {
    fn from(error: TextError) -> Wrong {
        match error {
            TextError::Io(error) => Wrong::Unreadable(Cause::from(error).to_string()),
            TextError::NoPlainFile => Wrong::NoPlainFile,
            TextError::TooLarge => Wrong::TooLarge,
        }
    }
}

/// Types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Wanted {
    Text,
    Integer,
    Number,
    Boolean,
    ListOfText,
    TextOrList,
    Table,
    ListOfTables,
}

/// What is wrong with a shop's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoFault {
    /// Not the plain name of a PNG file.
    Name,
    /// There is no such file; where it should be.
    NoFile(String),
    /// It cannot be read; why.
    Unreadable(String),
    /// The file is too large.
    TooLarge,
    /// It is not a whole PNG file; the decoder's words.
    NoPng(String),
    /// It is too wide or too high.
    TooManyDots,
    /// White, or so pale that paper stays empty.
    Empty,
    /// Black all over.
    Black,
}

impl SettingsError {
    /// Whether there is no file at all.
    pub fn is_no_file(&self) -> bool {
        self.faults.iter().any(|fault| fault.wrong == Wrong::NoFile)
    }

    /// One fault of the file as a whole.
    pub(crate) fn whole(file: &str, wrong: Wrong) -> SettingsError {
        let place = Place { line: 0, key: String::new() };
        SettingsError {
            file: file.to_owned(),
            language: Language::default(),
            faults: vec![Fault { place, wrong }],
        }
    }

    /// A text that is not TOML.
    pub(super) fn syntax(file: &str, document: &Document, error: &toml::de::Error) -> SettingsError {
        let line = error.span().map_or(1, |span| document.line(span.start));
        let wrong = Wrong::Syntax(error.message().to_owned());
        let mut whole = SettingsError::whole(file, wrong);
        whole.faults[0].place.line = line;
        whole
    }

    /// One line per fault: `FILE:LINE: KEY: what is wrong. What to do.`
    pub fn worded(&self, language: Language) -> String {
        let words = Words::new(language);
        let lines = self.faults.iter().map(|fault| {
            let Place { line, key } = &fault.place;
            let mut text = self.file.clone();
            if *line > 0 {
                text += &format!(":{line}");
            }
            if !key.is_empty() {
                text += &format!(": {key}");
            }
            format!("{text}: {}", fault.wrong.worded(&words, key))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.worded(self.language))
    }
}

impl Wrong {
    /// What is wrong with `key`, and the cure, for a person.
    pub fn worded(&self, words: &Words, key: &str) -> String {
        let text = |id: &str| words.text(id, &[]);
        let with = |id: &str, place: &str, value: &str| words.text(id, &[(place, value.into())]);
        let last = key.rsplit('.').next().unwrap_or(key);
        match self {
            Wrong::NoFile => text("fault-no-file"),
            Wrong::Unreadable(why) => with("fault-unreadable", "reason", &cause(words, why)),
            Wrong::NoPlainFile => text("fault-no-plain-file"),
            Wrong::TooLarge => text("fault-too-large"),
            Wrong::Syntax(why) => with("fault-syntax", "said", why),
            Wrong::Missing => with("fault-missing", "key", last),
            Wrong::NoShop => text("fault-no-shop"),
            Wrong::Empty => text("fault-empty"),
            Wrong::UnknownKey { meant: Some(meant), .. } => with("fault-unknown-key-meant", "meant", meant),
            Wrong::UnknownKey { meant: None, known } => with("fault-unknown-key", "known", &known.join(", ")),
            Wrong::WrongType { wanted, found } => {
                let (name, example) = (text(wanted.name()), wanted.example(last));
                let args = [("wanted", name.into()), ("found", (*found).into()), ("example", example.into())];
                words.text("fault-wrong-type", &args)
            }
            Wrong::NotOneOf(allowed) => with("fault-not-one-of", "allowed", &allowed.join(", ")),
            Wrong::OutOfRange { least, most } => {
                let args = [("least", least.to_string().into()), ("most", most.to_string().into())];
                words.text("fault-out-of-range", &args)
            }
            Wrong::BadPercent => with("fault-bad-percent", "example", &format!("{last} = 1.5")),
            Wrong::BadId => text("fault-bad-id"),
            Wrong::OwnId => text("fault-own-id"),
            Wrong::DuplicateId(first) => with("fault-duplicate-id", "line", &first.to_string()),
            Wrong::Dangling { id, known } if known.is_empty() => with("fault-dangling-none", "id", id),
            Wrong::Dangling { id, known } => {
                words.text("fault-dangling", &[("id", id.into()), ("known", some(known, ", ").into())])
            }
            Wrong::BackupCycle(way) => with("fault-backup-cycle", "way", &some(way, " → ")),
            Wrong::BadUrl => text("fault-bad-url"),
            Wrong::UrlWithPassword => text("fault-url-with-password"),
            Wrong::PlainHttp => text("fault-plain-http"),
            Wrong::Secret(home) => with("fault-secret", "home", home),
            Wrong::BadConnection(fault) => with("fault-bad-connection", "example", fault.cure()),
            Wrong::OtherRate(first) => with("fault-other-rate", "line", &first.to_string()),
            Wrong::BadTimezone => text("fault-bad-timezone"),
            Wrong::BadTime => text("fault-bad-time"),
            Wrong::BadDispatch => text("fault-bad-dispatch"),
            Wrong::BadMerchantId => text("fault-bad-merchant-id"),
            Wrong::BadHours => text("fault-bad-hours"),
            Wrong::BadOpeningHours => text("fault-bad-opening-hours"),
            Wrong::OverlappingHours => text("fault-overlapping-hours"),
            Wrong::BadHoliday => text("fault-bad-holiday"),
            Wrong::BadDate => text("fault-bad-date"),
            Wrong::BadVersion => text("fault-bad-version"),
            Wrong::BadPublicKey => text("fault-bad-public-key"),
            Wrong::NoSuchLayout(known) => {
                let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
                with("fault-no-such-layout", "known", &known)
            }
            Wrong::BadQr(fault) => fault.worded(words),
            Wrong::BadLogo(fault) => fault.worded(words),
            Wrong::NoSuchTicket(known) => with("fault-no-such-ticket", "known", &known.join(", ")),
            Wrong::BlockNotHere => text("fault-block-not-here"),
            Wrong::BlockMissing(any) => with("fault-block-missing", "blocks", &shown(any)),
            Wrong::Profile(fault) => fault.worded(words),
        }
    }
}

impl QrFault {
    fn worded(&self, words: &Words) -> String {
        let known = ("known", QrText::PLACEHOLDERS.join(", ").into());
        match self {
            QrFault::Placeholder(found) => {
                words.text("fault-qr-placeholder", &[("found", found.into()), known])
            }
            QrFault::SaysNothing => words.text("fault-qr-says-nothing", &[known]),
            QrFault::TooLong => words.text("fault-qr-too-long", &[("bytes", QR_BYTES.to_string().into())]),
        }
    }
}

impl ProfileFault {
    /// What is wrong and what to do, for a person.
    pub fn worded(&self, words: &Words) -> String {
        match self {
            ProfileFault::NoSuch { name, known } => {
                words.text("fault-no-profile", &[("name", name.into()), ("known", known.into())])
            }
            ProfileFault::UnknownProtocol { file, line, protocol } => {
                let spoken = app::Protocol::ALL.map(|(spelling, _)| spelling).join(", ");
                let args = [
                    ("protocol", protocol.into()),
                    ("file", file.into()),
                    ("line", line.to_string().into()),
                    ("spoken", spoken.into()),
                ];
                words.text("fault-profile-protocol", &args)
            }
            ProfileFault::Wrong { file, said } => {
                let args =
                    [("file", file.into()), ("place", place(words, said).into()), ("said", said.into())];
                words.text("fault-profile-wrong", &args)
            }
        }
    }
}

/// Where in a file its reader stumbled, for a text that leaves out what it said of it, because that is in the reader's own tongue.
fn place(words: &Words, said: &str) -> String {
    let line = said
        .split_once("line ")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let line = line.filter(|line| !line.is_empty());
    let line = line.map(|line| format!(" {}", words.text("fault-profile-line", &[("line", line.into())])));
    let key = said.split('`').nth(1).map(|key| format!(" `{key}`"));
    line.into_iter().chain(key).collect()
}

/// Why a file cannot be read.
fn cause(words: &Words, why: &str) -> String {
    language::reason(words, why)
}

impl LogoFault {
    fn worded(&self, words: &Words) -> String {
        let text = |id: &str| words.text(id, &[]);
        let with = |id: &str, place: &str, value: String| words.text(id, &[(place, value.into())]);
        match self {
            LogoFault::Name => text("fault-logo-name"),
            LogoFault::NoFile(path) => with("fault-logo-no-file", "path", path.clone()),
            LogoFault::Unreadable(why) => with("fault-logo-unreadable", "reason", cause(words, why)),
            LogoFault::TooLarge => with("fault-logo-too-large", "kilobytes", (MOST_BYTES / 1024).to_string()),
            LogoFault::NoPng(why) => with("fault-logo-no-png", "said", why.clone()),
            LogoFault::TooManyDots => with("fault-logo-too-many-dots", "side", LONGEST_SIDE.to_string()),
            LogoFault::Empty => text("fault-logo-empty"),
            LogoFault::Black => text("fault-logo-black"),
        }
    }
}

/// Ids in a row, not more than anybody reads.
fn some(ids: &[String], between: &str) -> String {
    let shown = ids.iter().take(MOST_IDS).map(String::as_str).collect::<Vec<_>>().join(between);
    if ids.len() > MOST_IDS { format!("{shown}{between}…") } else { shown }
}

/// Blocks as they are written.
fn shown(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{{ show = \"{word}\" }}`")).collect::<Vec<_>>().join(", ")
}

impl Wanted {
    /// The text that names it.
    fn name(self) -> &'static str {
        match self {
            Wanted::Text => "fault-wanted-text",
            Wanted::Integer => "fault-wanted-integer",
            Wanted::Number => "fault-wanted-number",
            Wanted::Boolean => "fault-wanted-boolean",
            Wanted::ListOfText => "fault-wanted-list-of-text",
            Wanted::TextOrList => "fault-wanted-text-or-list",
            Wanted::Table => "fault-wanted-table",
            Wanted::ListOfTables => "fault-wanted-list-of-tables",
        }
    }

    fn example(self, key: &str) -> String {
        match self {
            Wanted::Text => format!("{key} = \"…\""),
            Wanted::Integer => format!("{key} = 20"),
            Wanted::Number => format!("{key} = 35.8"),
            Wanted::Boolean => format!("{key} = false"),
            Wanted::ListOfText => format!("{key} = [\"…\"]"),
            Wanted::TextOrList => format!("{key} = [\"…\", \"…\"]"),
            Wanted::Table => format!("[{key}]"),
            Wanted::ListOfTables => format!("[[{key}]]"),
        }
    }
}
