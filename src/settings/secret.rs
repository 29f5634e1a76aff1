//! Secrets: a channel's OAuth client_secret, an agency's API key. The environment comes first, for headless machines
//! and tests; then the operating system's credential store; where that takes none, a sealed file in the data folder. They
//! never stand in `settings.toml`, a log, a message, a backup or a set-up file.

mod file;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use cause::Cause;
use sha2::{Digest, Sha256};

use super::{Language, Settings};
use crate::language::{self, Words};
use file::KeyFile;
pub use file::{NAME as KEY_FILE, Shut};

/// How long the credential store may think. It may wait for a person to unlock it, and a headless machine has none.
const PATIENCE: Duration = Duration::from_secs(5);

/// The credential store's name for everything of this program.
const SERVICE: &str = "jumunbell";

/// What a secret belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An app.
    Channel,
    /// An agency.
    Agency,
}

/// The name of one secret: `channel/teukgeup`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretName {
    /// Channel or agency.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

/// A secret. Neither `Debug` nor any message shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a secret could not be read or stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Not a name of a secret.
    #[error("not KIND/ID: {0}")]
    BadName(String),
    /// The secret is empty.
    #[error("the secret is empty")]
    Empty,
    /// It is not in the file, and the credential store does not work here; its words.
    #[error("no credential store for {name}: {reason}")]
    NoStore {
        /// Which secret.
        name: SecretName,
        /// The store's words.
        reason: String,
    },
    /// It is not in the file, and the credential store did not answer in time.
    #[error("the credential store does not answer for {name}")]
    Silent {
        /// Which secret.
        name: SecretName,
    },
    /// The file has it, or may have, and does not give it out.
    #[error("{KEY_FILE} does not give {name}: {shut:?}")]
    Shut {
        /// Which secret.
        name: SecretName,
        /// Why.
        shut: Shut,
    },
    /// Neither the credential store nor the file takes it.
    #[error("neither the credential store nor {KEY_FILE} takes {name}: {cause}")]
    Unkept {
        /// Which secret.
        name: SecretName,
        /// Why the file does not.
        cause: Cause,
    },
}

/// Where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An environment variable.
    Variable,
    /// The operating system's credential store.
    System,
    /// The file in the data folder.
    File,
}

/// Where secrets are kept when the environment has none. May block.
pub trait Vault: Send + Sync {
    /// Reads one; `None` if it was never stored. `Err` says why the vault cannot be used.
    fn read(&self, account: &str) -> Result<Option<String>, String>;
    /// Stores one over what was there.
    fn write(&self, account: &str, secret: &str) -> Result<(), String>;
}

/// Looks up an environment variable.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The secrets of one installation. Calls block for some seconds at most: not for a runtime's own threads.
///
/// The newest key is the one that is found: what stands in the file comes before the credential store, because a key is put
/// there only when the store does not take it, and a key that the store takes is taken out of the file. So a store that
/// answers late, when it is not waited for any more, hides no key that went into the file meanwhile; one that takes a newer
/// key in between may still be overwritten by the older one.
#[derive(Clone)]
pub struct Secrets {
    environment: Environment,
    vault: Arc<dyn Vault>,
    file: KeyFile,
    /// Two installations of one user share the credential store, so accounts carry a hash of the data folder.
    folder: String,
    patience: Duration,
}

impl Secrets {
    /// The secrets of the installation in `data_folder`.
    pub fn new(environment: Environment, data_folder: &Path) -> Secrets {
        Secrets::with_vault(environment, data_folder, Arc::new(SystemVault))
    }

    /// The same with another vault, for tests.
    pub fn with_vault(environment: Environment, data_folder: &Path, vault: Arc<dyn Vault>) -> Secrets {
        let file = KeyFile::new(data_folder);
        let folder = std::fs::canonicalize(data_folder).unwrap_or_else(|_| data_folder.to_owned());
        let hash = Sha256::digest(folder.to_string_lossy().as_bytes());
        let folder = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Secrets { environment, vault, file, folder, patience: PATIENCE }
    }

    /// Reads one secret; `None` if it was never set.
    ///
    /// # Errors
    /// It may have been set, and cannot be read.
    pub fn get(&self, name: &SecretName) -> Result<Option<Secret>, SecretError> {
        Ok(self.find(name)?.map(|(secret, _)| secret))
    }

    /// The same with where it is.
    ///
    /// # Errors
    /// It may have been set, and cannot be read.
    pub fn find(&self, name: &SecretName) -> Result<Option<(Secret, Place)>, SecretError> {
        if let Some(found) = self.find_nearby(name)? {
            return Ok(Some(found));
        }
        let found = self.ask(name, |vault, account| vault.read(&account))?;
        Ok(found.map(|value| (Secret(value), Place::System)))
    }

    /// The same without asking the credential store.
    fn find_nearby(&self, name: &SecretName) -> Result<Option<(Secret, Place)>, SecretError> {
        let from_environment = (self.environment)(&name.variable()).filter(|value| !value.is_empty());
        if let Some(value) = from_environment {
            return Ok(Some((Secret(value), Place::Variable)));
        }
        match self.file.read(name) {
            Ok(value) => Ok(value.map(|value| (Secret(value), Place::File))),
            Err(shut) => Err(SecretError::Shut { name: name.clone(), shut }),
        }
    }

    /// Those of these secrets that can be read. One that cannot keeps no other one from being found: it may stand elsewhere.
    pub fn readable<'n>(&self, names: impl IntoIterator<Item = &'n SecretName>) -> Vec<Secret> {
        let mut is_silent = false;
        let read = |name: &'n SecretName| {
            let found = if is_silent { self.find_nearby(name) } else { self.find(name) };
            // A store that says nothing of one says nothing of the next either.
            is_silent |= matches!(found, Err(SecretError::Silent { .. }));
            found.ok().flatten().map(|(secret, _)| secret)
        };
        names.into_iter().filter_map(read).collect()
    }

    /// Stores one secret: in the credential store, else in the file. Answers where.
    ///
    /// # Errors
    /// It is empty, or neither of them takes it.
    pub fn set(&self, name: &SecretName, secret: Secret) -> Result<Place, SecretError> {
        if secret.0.is_empty() {
            return Err(SecretError::Empty);
        }
        let unkept = |error: std::io::Error| SecretError::Unkept { name: name.clone(), cause: error.into() };
        let given = secret.clone();
        match self.ask(name, move |vault, account| vault.write(&account, &given.0)) {
            Ok(()) => {
                // An older one there would come before it.
                self.file.remove(name).map_err(unkept)?;
                Ok(Place::System)
            }
            Err(why) => {
                tracing::warn!(%why, "the credential store takes no key; it goes into the file");
                self.file.write(name, &secret.0).map_err(unkept)?;
                Ok(Place::File)
            }
        }
    }

    /// Asks the vault on a thread of its own, because nothing can end a call that hangs.
    fn ask<T: Send + 'static>(
        &self,
        name: &SecretName,
        question: impl FnOnce(&dyn Vault, String) -> Result<T, String> + Send + 'static,
    ) -> Result<T, SecretError> {
        let (answer, wait) = mpsc::sync_channel(1);
        let vault = Arc::clone(&self.vault);
        let account = format!("{}/{name}", self.folder);
        let asked = thread::Builder::new().name("credential-store".into()).spawn(move || {
            // The receiver is gone once the patience is over.
            let _ = answer.send(question(&*vault, account));
        });
        if let Err(error) = asked {
            return Err(SecretError::NoStore { name: name.clone(), reason: error.to_string() });
        }
        match wait.recv_timeout(self.patience) {
            Ok(answer) => answer.map_err(|reason| SecretError::NoStore { name: name.clone(), reason }),
            Err(_) => Err(SecretError::Silent { name: name.clone() }),
        }
    }
}

impl Secret {
    /// The secret a person gave: without one newline at its end.
    pub fn given(text: &str) -> Secret {
        let text = text.strip_suffix('\n').unwrap_or(text);
        Secret(text.strip_suffix('\r').unwrap_or(text).to_owned())
    }

    /// The secret itself, for the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SecretName {
    /// The secret of a channel.
    pub fn channel(id: &str) -> SecretName {
        SecretName { kind: Kind::Channel, id: id.to_owned() }
    }

    /// The secret of an agency.
    pub fn agency(id: &str) -> SecretName {
        SecretName { kind: Kind::Agency, id: id.to_owned() }
    }

    /// Every secret that `settings` may need, in their order.
    pub fn all(settings: &Settings) -> Vec<SecretName> {
        let channels = settings.channels.iter().map(|channel| SecretName::channel(&channel.id));
        let agencies = settings.agencies.iter().filter(|agency| !agency.is_in_house());
        channels.chain(agencies.map(|agency| SecretName::agency(&agency.id))).collect()
    }

    /// The environment variable that comes first: `JUMUNBELL_SECRET_CHANNEL_TEUKGEUP`.
    pub fn variable(&self) -> String {
        format!("JUMUNBELL_SECRET_{self}").replace(['/', '-'], "_").to_ascii_uppercase()
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Channel => "channel",
            Kind::Agency => "agency",
        };
        write!(f, "{kind}/{}", self.id)
    }
}

impl std::str::FromStr for SecretName {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<SecretName, SecretError> {
        match text.split_once('/') {
            Some(("channel", id)) if super::parse::is_id(id) => Ok(SecretName::channel(id)),
            Some(("agency", id)) if super::parse::is_id(id) => Ok(SecretName::agency(id)),
            _ => Err(SecretError::BadName(text.to_owned())),
        }
    }
}

impl Place {
    /// Where that is, for a person.
    pub fn worded(self, words: &Words) -> String {
        let id = match self {
            Place::Variable => "secret-place-variable",
            Place::System => "secret-place-system",
            Place::File => "secret-place-file",
        };
        words.text(id, &[("file", KEY_FILE.into())])
    }
}

impl SecretError {
    /// What happened and what to do.
    pub fn worded(&self, language: Language) -> String {
        let words = Words::new(language);
        match self {
            SecretError::BadName(name) => words.text("secret-bad-name", &[("name", name.into())]),
            SecretError::Empty => words.text("secret-empty", &[]),
            // The store's own words do not help to open it.
            SecretError::NoStore { name, .. } => {
                words.text("secret-no-store", &[("name", name.to_string().into())])
            }
            SecretError::Silent { name } => words.text("secret-silent", &[("name", name.to_string().into())]),
            SecretError::Shut { name, shut } => {
                let id = match shut {
                    Shut::Foreign => "secret-foreign",
                    Shut::Unreadable => "secret-unreadable",
                };
                words.text(id, &[("file", KEY_FILE.into()), ("name", name.to_string().into())])
            }
            SecretError::Unkept { name, cause } => {
                let reason = language::cause(&words, cause);
                let args = [("reason", reason.into()), ("variable", name.variable().into())];
                words.text("secret-unkept", &args)
            }
        }
    }
}

/// Windows Credential Manager, macOS Keychain, or the Secret Service.
struct SystemVault;

impl SystemVault {
    fn entry(account: &str) -> Result<keyring::Entry, String> {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(error.to_string());
        }
        keyring::Entry::new(SERVICE, account).map_err(|error| error.to_string())
    }
}

impl Vault for SystemVault {
    fn read(&self, account: &str) -> Result<Option<String>, String> {
        match SystemVault::entry(account)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            // Not its own words: that error carries the bytes.
            Err(keyring::Error::BadEncoding(_)) => Err("not UTF-8".into()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn write(&self, account: &str, secret: &str) -> Result<(), String> {
        SystemVault::entry(account)?.set_password(secret).map_err(|error| error.to_string())
    }
}

/// Credential stores for tests.
#[cfg(test)]
pub(crate) mod vaults {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::Vault;

    /// One that works.
    #[derive(Default)]
    pub(crate) struct MemoryVault(Mutex<HashMap<String, String>>);

    impl Vault for MemoryVault {
        fn read(&self, account: &str) -> Result<Option<String>, String> {
            Ok(self.0.lock().unwrap().get(account).cloned())
        }
        fn write(&self, account: &str, secret: &str) -> Result<(), String> {
            self.0.lock().unwrap().insert(account.into(), secret.into());
            Ok(())
        }
    }

    /// That of a machine without one.
    pub(crate) struct NoVault;

    impl Vault for NoVault {
        fn read(&self, _: &str) -> Result<Option<String>, String> {
            Err("no D-Bus".into())
        }
        fn write(&self, _: &str, _: &str) -> Result<(), String> {
            Err("no D-Bus".into())
        }
    }
}

#[cfg(test)]
mod tests;
