//! The file `secrets.json` in the data folder, for machines whose credential store does not take a key.
//!
//! Each key is sealed by ChaCha20-Poly1305 under a key of its own file, which HKDF-SHA256 makes of a salt and of what names this
//! machine and user. Every program of this machine can learn those names, so the seal keeps a copy of the file shut elsewhere (a
//! stick, a backup, a disk that was sold), and the file's mode keeps other users of this machine out. On Windows, whose own store
//! is always there, the folder's access list does the latter.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::SecretName;
use crate::file;

/// Its name in the data folder.
pub const NAME: &str = "secrets.json";
/// Held while it is changed.
const LOCK: &str = "secrets.lock";
/// Where one that cannot be read is put before another is begun; one that was there already gives way.
const DAMAGED: &str = "secrets.damaged.json";
/// Keeps this use of the derived key apart from any other.
const PURPOSE: &[u8] = b"jumunbell secrets 1";
/// Bytes of salt.
const SALT: usize = 16;
/// No file of keys is longer, in bytes.
const LONGEST: u64 = 1024 * 1024;
/// How long another process may change it.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two looks whether it still does.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Why a key is not to be had from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// It was sealed on another machine or by another user, or a byte of it was changed.
    Foreign,
    /// The file is none, or cannot be read.
    Unreadable,
}

/// The file of one data folder.
#[derive(Clone)]
pub struct KeyFile {
    folder: PathBuf,
    /// What names this machine and user.
    owner: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    /// Base64.
    salt: String,
    /// Nonce and sealed key, Base64, by the name of the secret.
    secrets: BTreeMap<String, String>,
}

impl KeyFile {
    /// That of this data folder, for this machine and user.
    pub fn new(folder: &Path) -> KeyFile {
        KeyFile::of_owner(folder, owner())
    }

    /// That of another owner, for tests.
    pub(super) fn of_owner(folder: &Path, owner: Vec<u8>) -> KeyFile {
        KeyFile { folder: folder.to_owned(), owner }
    }

    /// Reads one key; `None`: the file, or the key in it, is not there.
    pub fn read(&self, name: &SecretName) -> Result<Option<String>, Shut> {
        let Some(content) = self.content().map_err(|_| Shut::Unreadable)? else { return Ok(None) };
        let name = name.to_string();
        let Some(sealed) = content.secrets.get(&name) else { return Ok(None) };
        let opened = self.key(&content.salt).and_then(|key| open(&key, &name, sealed));
        opened.map(Some).ok_or(Shut::Foreign)
    }

    /// Keeps one key, over what was there under its name. Keys that cannot be opened here stay as they are; a file that cannot be
    /// read is put aside.
    ///
    /// # Errors
    /// The operating system's: no folder, no permission, a full disk, or another process that does not let go of the file.
    pub fn write(&self, name: &SecretName, secret: &str) -> io::Result<()> {
        self.change(|content| {
            let name = name.to_string();
            let sealed = self.key(&content.salt).and_then(|key| seal(&key, &name, secret));
            content.secrets.insert(name, sealed.ok_or_else(|| io::Error::other("no randomness"))?);
            Ok(true)
        })
    }

    /// Takes one key out; the last one takes the file along.
    ///
    /// # Errors
    /// As in [`KeyFile::write`].
    pub fn remove(&self, name: &SecretName) -> io::Result<()> {
        if !matches!(self.content(), Ok(Some(content)) if content.secrets.contains_key(&name.to_string())) {
            return Ok(());
        }
        self.change(|content| Ok(content.secrets.remove(&name.to_string()).is_some()))
    }

    fn change(&self, change: impl FnOnce(&mut Content) -> io::Result<bool>) -> io::Result<()> {
        let _lock = self.lock()?;
        let path = self.folder.join(NAME);
        let mut content = match self.content() {
            Ok(Some(content)) => content,
            Ok(None) => Content::new()?,
            Err(_) => {
                fs::rename(&path, self.folder.join(DAMAGED))?;
                Content::new()?
            }
        };
        if !change(&mut content)? {
            return Ok(());
        }
        if content.secrets.is_empty() { fs::remove_file(&path) } else { content.put(&path) }
    }

    /// `Err`: there is a file, and it cannot be read or is none.
    fn content(&self) -> io::Result<Option<Content>> {
        // What an older copy left readable for others is narrowed.
        let opened = file::open_private(OpenOptions::new().read(true), &self.folder.join(NAME));
        let mut text = String::new();
        match opened {
            Ok(file) => file.take(LONGEST).read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(serde_json::from_str(&text)?))
    }

    fn lock(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        let lock =
            file::open_private(options.create(true).write(true).truncate(false), &self.folder.join(LOCK))?;
        let since = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if since.elapsed() > PATIENCE => {
                    return Err(io::ErrorKind::ResourceBusy.into());
                }
                Err(TryLockError::WouldBlock) => thread::sleep(LOOK_AGAIN),
            }
        }
    }

    fn key(&self, salt: &str) -> Option<LessSafeKey> {
        let salt = STANDARD.decode(salt).ok()?;
        let derived = Salt::new(HKDF_SHA256, &salt).extract(&self.owner);
        let derived = derived.expand(&[PURPOSE], &CHACHA20_POLY1305).ok()?;
        Some(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

impl Content {
    fn new() -> io::Result<Content> {
        let salt: [u8; SALT] = random().ok_or_else(|| io::Error::other("no randomness"))?;
        Ok(Content { salt: STANDARD.encode(salt), secrets: BTreeMap::new() })
    }

    fn put(&self, path: &Path) -> io::Result<()> {
        file::replace(path, serde_json::to_string_pretty(self)?.as_bytes())
    }
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}

/// The name is sealed along, so that one app's key does not pass for another's.
fn seal(key: &LessSafeKey, name: &str, secret: &str) -> Option<String> {
    let nonce: [u8; NONCE_LEN] = random()?;
    let mut sealed = secret.as_bytes().to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(name.as_bytes()),
        &mut sealed,
    )
    .ok()?;
    Some(STANDARD.encode([&nonce[..], &sealed].concat()))
}

fn open(key: &LessSafeKey, name: &str, sealed: &str) -> Option<String> {
    let sealed = STANDARD.decode(sealed).ok()?;
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let (nonce, mut sealed) = (Nonce::try_assume_unique_for_key(nonce).ok()?, sealed.to_vec());
    let opened = key.open_in_place(nonce, Aad::from(name.as_bytes()), &mut sealed).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

/// What names this machine and user: systemd's machine id and the user's number.
/// <https://www.freedesktop.org/software/systemd/man/latest/machine-id.html>
#[cfg(unix)]
fn owner() -> Vec<u8> {
    let machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    let machine = machine.iter().find_map(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    format!("{}\0{}", machine.trim(), rustix::process::getuid().as_raw()).into_bytes()
}

/// What names this machine and user: the GUID that Windows' setup gives an installation, and the user's name.
#[cfg(windows)]
fn owner() -> Vec<u8> {
    let cryptography = windows_registry::LOCAL_MACHINE.open(r"SOFTWARE\Microsoft\Cryptography");
    let machine = cryptography.and_then(|key| key.get_string("MachineGuid")).unwrap_or_default();
    format!("{machine}\0{}", std::env::var("USERNAME").unwrap_or_default()).into_bytes()
}
