//! A set-up file (설정 모음): what a chain hands to its shops, in one text. The settings, layouts with their pictures, profiles of
//! printers and apps; never a key. It is read as strictly as a start reads the data folder.

pub(super) mod place;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cause::{Cause, Why};
use serde::{Deserialize, Serialize};

use super::{SETTINGS, Setup};
use crate::desktop::{Instance, InstanceError};
use crate::file::{self, TextError, read_text};
use crate::language::{self, Language, Words};
use crate::settings::secret::SecretName;
use crate::settings::{LogoFault, ProfileFault, Settings, SettingsError, Wrong};

/// The version of the format that this program writes.
const VERSION: u32 = 1;
/// The largest set-up file, bytes: every text that a shop can have, and more pictures than one prints.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// The largest picture, bytes; a start refuses a larger one.
const MOST_PICTURE: u64 = 512 * 1024;
/// The shortest key that is looked for in the texts: a shorter one stands in any text by accident.
const SHORTEST_KEY: usize = 6;

/// A set-up file as it was read, or as it will be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    version: u32,
    /// The keys that have to be typed at each shop, by name.
    secrets: Vec<String>,
    /// Texts by their path in the data folder, with `/`.
    files: BTreeMap<String, String>,
    /// Pictures the same, in base64.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pictures: BTreeMap<String, String>,
}

/// What a set-up file was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How many files it holds.
    pub files: usize,
    /// The keys that have to be typed: of an import those that this computer does not have.
    pub secrets: Vec<SecretName>,
}

/// Why a set-up file was not written or not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KitError {
    /// The file cannot be read or written.
    File(PathBuf, Cause),
    /// It is no set-up file; the line at which that is seen, from 1.
    NoKit(PathBuf, usize),
    /// A newer program wrote it.
    Newer(PathBuf),
    /// It holds a file that belongs to no set-up.
    Strange(PathBuf, String),
    /// What is wrong in it, or with the settings that were to be handed on.
    Settings(SettingsError),
    /// A key stands in this text; it is never handed on.
    Secret(PathBuf),
    /// Files that are there would be replaced.
    There(Vec<PathBuf>),
    /// The program runs on this data folder.
    Running,
}

impl KitError {
    /// What happened and what to do.
    pub fn worded(&self, words: &Words) -> String {
        let with = |id: &str, path: &Path, more: (&'static str, String)| {
            let args = [("path", path.display().to_string().into()), (more.0, more.1.into())];
            words.text(id, &args)
        };
        match self {
            KitError::File(path, cause) => {
                let why = with("setup-no-file", path, ("reason", language::cause(words, cause)));
                match language::cure(words, cause) {
                    Some(cure) => format!("{why}\n{cure}"),
                    None => why,
                }
            }
            KitError::NoKit(path, line) => with("setup-kit-none", path, ("line", line.to_string())),
            KitError::Newer(path) => with("setup-kit-newer", path, ("version", VERSION.to_string())),
            KitError::Strange(path, name) => with("setup-kit-strange", path, ("name", name.clone())),
            KitError::Settings(error) => error.worded(words.language()),
            KitError::Secret(path) => {
                words.text("setup-kit-secret", &[("path", path.display().to_string().into())])
            }
            KitError::There(paths) => {
                let paths: Vec<String> = paths.iter().map(|path| format!("  {}", path.display())).collect();
                words.text("setup-kit-there", &[("paths", paths.join("\n").into())])
            }
            KitError::Running => words.text("setup-kit-running", &[]),
        }
    }
}

impl fmt::Display for Kit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for language in Language::ALL {
            for line in Words::new(language).text("setup-kit-head", &[]).lines() {
                writeln!(f, "# {line}")?;
            }
        }
        f.write_str("\n")?;
        f.write_str(&toml::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

impl Kit {
    /// What it holds.
    pub fn told(&self) -> Told {
        let secrets = self.secrets.iter().filter_map(|name| name.parse().ok());
        Told { files: self.files.len() + self.pictures.len(), secrets: secrets.collect() }
    }

    /// Reads one, and the settings in it as a start would; `path` is what its faults call it. Nothing is written but a folder
    /// for temporary files, which is gone at the end.
    ///
    /// # Errors
    /// It cannot be read, is no set-up file, or a start with it would be refused.
    pub fn check(path: &Path) -> Result<Kit, KitError> {
        let kit = Kit::read(path)?;
        let unpacked = Unpacked::of(&kit, path)?;
        let settings = Settings::load(&unpacked.0.join(SETTINGS), &unpacked.0);
        let settings = settings.map_err(|error| KitError::Settings(unpacked.named(error, path)))?;
        // What a person wrote there may be older than the settings.
        let secrets = SecretName::all(&settings).iter().map(SecretName::to_string).collect();
        Ok(Kit { secrets, ..kit })
    }

    /// Whether a file is a set-up file, of whichever version.
    pub(super) fn is_one(path: &Path) -> bool {
        matches!(Kit::read(path), Ok(_) | Err(KitError::Newer(_)))
    }

    fn read(path: &Path) -> Result<Kit, KitError> {
        let failed = |cause: Cause| KitError::File(path.to_owned(), cause);
        if !fs::metadata(path).map_err(|error| failed(error.into()))?.is_file() {
            return Err(failed(Why::WrongKind.into()));
        }
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text));
        read.map_err(|error| failed(error.into()))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(failed(Why::TooLarge.into()));
        }
        let text = text.trim_start_matches('\u{feff}');
        // What a newer program wrote may hold more than is known here.
        let version = toml::from_str::<Head>(text).ok().map(|head| head.version);
        if version.is_some_and(|version| version > VERSION) {
            return Err(KitError::Newer(path.to_owned()));
        }
        let kit: Kit = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            KitError::NoKit(
                path.to_owned(),
                1 + text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count(),
            )
        })?;
        let strange = |name: &String| KitError::Strange(path.to_owned(), name.clone());
        if let Some(name) = kit.files.keys().find(|name| !place::is_text(name)) {
            return Err(strange(name));
        }
        if let Some(name) = kit.pictures.keys().find(|name| !place::is_picture(name)) {
            return Err(strange(name));
        }
        if !kit.files.contains_key(SETTINGS) {
            return Err(KitError::NoKit(path.to_owned(), 1));
        }
        Ok(kit)
    }

    /// Every file with its bytes, the settings last: what they name is there by then.
    fn contents(&self, path: &Path) -> Result<Vec<(String, Vec<u8>)>, KitError> {
        let mut contents = Vec::new();
        for (name, picture) in &self.pictures {
            let bytes = STANDARD.decode(picture.as_bytes());
            let bytes = bytes.map_err(|_| KitError::Strange(path.to_owned(), name.clone()))?;
            contents.push((name.clone(), bytes));
        }
        let texts = self.files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        let (last, texts): (Vec<_>, Vec<_>) = texts.partition(|(name, _)| name == SETTINGS);
        contents.extend(texts);
        contents.extend(last);
        Ok(contents)
    }
}

/// What is read first.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Setup {
    /// What this shop has, to be handed on.
    ///
    /// # Errors
    /// The settings are wrong, a file cannot be read, or a key stands in one of them.
    pub fn export(&self) -> Result<Kit, KitError> {
        let settings =
            Settings::load(&self.settings_file(), &self.data_folder).map_err(KitError::Settings)?;
        let (mut files, mut pictures) = (BTreeMap::new(), BTreeMap::new());
        for name in
            place::there(&self.data_folder).map_err(|(path, error)| KitError::File(path, error.into()))?
        {
            let path = place::path(&self.data_folder, &name);
            if place::is_text(&name) {
                let text = read_text(&path).map_err(|error| unreadable(&path, error))?;
                files.insert(name, text);
            } else if fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= MOST_PICTURE) {
                let bytes = fs::read(&path).map_err(|error| KitError::File(path.clone(), error.into()))?;
                pictures.insert(name, STANDARD.encode(bytes));
            }
        }
        let secrets = SecretName::all(&settings);
        self.no_key_in(&files, &secrets)?;
        let secrets = secrets.iter().map(SecretName::to_string).collect();
        Ok(Kit { version: VERSION, secrets, files, pictures })
    }

    /// Refuses texts in which a key of this shop stands, in a remark for instance. Keys that cannot be read are not known to
    /// stand there.
    fn no_key_in(&self, files: &BTreeMap<String, String>, secrets: &[SecretName]) -> Result<(), KitError> {
        let known = self.secrets.readable(secrets).into_iter();
        let known: Vec<_> = known.filter(|secret| secret.expose().len() >= SHORTEST_KEY).collect();
        let bears_one = |text: &String| known.iter().any(|secret| text.contains(secret.expose()));
        match files.iter().find(|(_, text)| bears_one(text)) {
            Some((file, _)) => Err(KitError::Secret(place::path(&self.data_folder, file))),
            None => Ok(()),
        }
    }

    /// Puts a set-up file's files in the place of this shop's: all of them or none. What was there stays as `NAME.bak`, also
    /// what the set-up file does not have. Without `replace` nothing that is there is touched.
    ///
    /// # Errors
    /// The set-up file is wrong, files are there, the program runs, or the disk does not take it.
    pub fn import(&self, path: &Path, replace: bool) -> Result<Told, KitError> {
        // A wrong one is refused before the folder is touched.
        let kit = Kit::check(path)?;
        // A running counter read the old files at its start, and one that starts now shall not read half of them.
        let _instance = Instance::acquire(&self.data_folder).map_err(|error| match error {
            InstanceError::Running(_) => KitError::Running,
            InstanceError::Folder { path, error } => KitError::File(path, error.into()),
        })?;
        self.take(kit, path, replace)
    }

    /// The same in the process that runs on the data folder, whose counter reads its settings again afterwards.
    ///
    /// # Errors
    /// The set-up file is wrong, files are there, or the disk does not take it.
    pub fn import_here(&self, path: &Path, replace: bool) -> Result<Told, KitError> {
        self.take(Kit::check(path)?, path, replace)
    }

    /// Puts a set-up file that was checked in the place of this shop's files.
    fn take(&self, kit: Kit, path: &Path, replace: bool) -> Result<Told, KitError> {
        let contents = kit.contents(path)?;
        let failed = |(path, error): (PathBuf, io::Error)| KitError::File(path, error.into());
        let exchange = place::Exchange::of(&self.data_folder, &contents).map_err(failed)?;
        let there = exchange.replaced();
        if !replace && !there.is_empty() {
            return Err(KitError::There(there));
        }
        exchange.carry_out().map_err(failed)?;
        let told = kit.told();
        let missing = |name: &SecretName| !matches!(self.secrets.get(name), Ok(Some(_)));
        Ok(Told { secrets: told.secrets.into_iter().filter(missing).collect(), ..told })
    }
}

fn unreadable(path: &Path, error: TextError) -> KitError {
    let cause = match error {
        TextError::Io(error) => error.into(),
        TextError::NoPlainFile => Why::WrongKind.into(),
        TextError::TooLarge => Why::TooLarge.into(),
    };
    KitError::File(path.to_owned(), cause)
}

/// A set-up file's contents as a data folder, for as long as they are looked at.
struct Unpacked(PathBuf);

impl Unpacked {
    fn of(kit: &Kit, path: &Path) -> Result<Unpacked, KitError> {
        let contents = kit.contents(path)?;
        let folder = std::env::temp_dir().join(format!("jumunbell-{}", uuid::Uuid::now_v7()));
        let unpacked = Unpacked(folder);
        let failed = |error: io::Error| KitError::File(unpacked.0.clone(), error.into());
        file::create_private(&unpacked.0).map_err(failed)?;
        for (name, bytes) in &contents {
            let path = place::path(&unpacked.0, name);
            file::create_private(path.parent().unwrap_or(&unpacked.0)).map_err(failed)?;
            file::write_private(&path, bytes).map_err(failed)?;
        }
        Ok(unpacked)
    }

    /// The faults with the set-up file's name in the place of the folder's.
    fn named(&self, error: SettingsError, kit: &Path) -> SettingsError {
        let folder = self.0.display().to_string();
        let named = |text: String| {
            let Some((before, behind)) = text.split_once(&folder) else { return text };
            let behind = behind.trim_start_matches(['/', '\\']).replace('\\', "/");
            format!("{before}{} ({behind})", kit.display())
        };
        let faults = error.faults.into_iter().map(|mut fault| {
            fault.wrong = match fault.wrong {
                Wrong::Profile(ProfileFault::Wrong { file, said }) => {
                    Wrong::Profile(ProfileFault::Wrong { said: said.replace(&folder, ""), file: named(file) })
                }
                Wrong::Profile(ProfileFault::UnknownProtocol { file, line, protocol }) => {
                    Wrong::Profile(ProfileFault::UnknownProtocol { file: named(file), line, protocol })
                }
                Wrong::BadLogo(LogoFault::NoFile(path)) => Wrong::BadLogo(LogoFault::NoFile(named(path))),
                wrong => wrong,
            };
            fault
        });
        SettingsError { faults: faults.collect(), file: named(error.file), language: error.language }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        // What a system's own cleaning would take away later anyway.
        let _ = fs::remove_dir_all(&self.0);
    }
}
