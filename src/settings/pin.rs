//! The owner's PIN in a file of its own in the data folder, as a salted hash that is slow to try. The digits themselves stand nowhere.

use std::io;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cause::{Cause, Why};
use domain::pin::{Checked, Pin, Tries};
use jiff::Timestamp;
use ring::pbkdf2;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::{Deserialize, Serialize};

use crate::file::{self, TextError};

/// The file's name in the data folder.
const FILE: &str = "pin.json";
/// Rounds of PBKDF2 with HMAC-SHA-256, as OWASP's password storage cheat sheet asks for (2023): a fraction of a second at a counter.
const ROUNDS: u32 = 600_000;
/// More rounds are not believed: the file is damaged, and a try would never end.
const MOST_ROUNDS: u32 = 10_000_000;
/// Bytes of the salt and of the hash.
const BYTES: usize = 32;

/// What the file says.
#[derive(Serialize, Deserialize)]
struct Kept {
    rounds: NonZeroU32,
    /// In base64, as the hash.
    salt: String,
    hash: String,
    #[serde(default)]
    tries: Tries,
}

/// The PIN of one data folder.
#[derive(Clone, Debug)]
pub struct PinFile {
    path: PathBuf,
    rounds: NonZeroU32,
}

impl PinFile {
    /// The PIN of this data folder.
    pub fn of(data_folder: &Path) -> PinFile {
        PinFile { path: data_folder.join(FILE), rounds: NonZeroU32::new(ROUNDS).unwrap_or(NonZeroU32::MIN) }
    }

    /// Whether there is one. A file that cannot be read is one: what is damaged must not open anything.
    pub fn is_set(&self) -> bool {
        self.path.symlink_metadata().is_ok()
    }

    /// Whether these digits are it. A try is counted before it is looked at, so that a program that is killed meanwhile forgives none.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn check(&self, pin: &Pin, now: Timestamp) -> Result<Checked, Cause> {
        let Some(mut kept) = self.read()? else { return Ok(Checked::Right) };
        let (salt, hash) = (bytes(&kept.salt)?, bytes(&kept.hash)?);
        let tries = kept.tries.by_clock(now);
        if let Some(seconds) = tries.wait(now) {
            if tries != kept.tries {
                kept.tries = tries;
                self.count(&kept);
            }
            return Ok(Checked::Waits { seconds });
        }
        kept.tries = tries.one_more(now);
        self.count(&kept);
        match pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, kept.rounds, &salt, pin.expose(), &hash) {
            Ok(()) => {
                kept.tries = Tries::default();
                self.count(&kept);
                Ok(Checked::Right)
            }
            Err(_) => Ok(Checked::Wrong),
        }
    }

    /// Keeps this one from now on, with a salt of its own.
    ///
    /// # Errors
    /// The file cannot be written; the one before stays.
    pub fn set(&self, pin: &Pin) -> Result<(), Cause> {
        let (mut salt, mut hash) = ([0; BYTES], [0; BYTES]);
        SystemRandom::new().fill(&mut salt).map_err(|_| Cause::of(Why::Program).with("no random numbers"))?;
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, self.rounds, &salt, pin.expose(), &mut hash);
        let (salt, hash) = (STANDARD.encode(salt), STANDARD.encode(hash));
        Ok(self.write(&Kept { rounds: self.rounds, salt, hash, tries: Tries::default() })?)
    }

    /// Takes it away; whether there was one.
    ///
    /// # Errors
    /// The operating system's; it stays then.
    pub fn clear(&self) -> io::Result<bool> {
        match std::fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn read(&self) -> Result<Option<Kept>, Cause> {
        let text = match file::read_text(&self.path) {
            Err(error) if error.is_missing() => return Ok(None),
            Err(TextError::Io(error)) => return Err(Cause::from(error)),
            Err(error) => return Err(Cause::of(Why::Unreadable).with(error)),
            Ok(text) => text,
        };
        let kept: Kept =
            serde_json::from_str(&text).map_err(|error| Cause::of(Why::Unreadable).with(error))?;
        match kept.rounds.get() <= MOST_ROUNDS {
            true => Ok(Some(kept)),
            false => Err(Cause::of(Why::Unreadable).with("too many rounds")),
        }
    }

    /// Keeps how many tries were wrong. On a disk that takes nothing they are not counted, because the owner would be locked out by it.
    fn count(&self, kept: &Kept) {
        if let Err(error) = self.write(kept) {
            tracing::warn!(%error, "wrong tries of the PIN are not counted");
        }
    }

    fn write(&self, kept: &Kept) -> io::Result<()> {
        file::replace(&self.path, &serde_json::to_vec(kept)?)
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, Cause> {
    STANDARD.decode(text).map_err(|error| Cause::of(Why::Unreadable).with(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path) -> PinFile {
        PinFile { rounds: NonZeroU32::MIN, ..PinFile::of(folder) }
    }

    fn pin(digits: &str) -> Pin {
        Pin::read(digits).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn the_digits_are_right_or_wrong_and_stand_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        assert!(!file.is_set());
        assert_eq!(file.check(&pin("2580"), at(0)), Ok(Checked::Right), "none is set");
        file.set(&pin("25802580")).unwrap();
        assert!(file.is_set());
        assert_eq!(file.check(&pin("25802580"), at(0)), Ok(Checked::Right));
        assert_eq!(file.check(&pin("2580"), at(0)), Ok(Checked::Wrong));
        let text = std::fs::read_to_string(&file.path).unwrap();
        assert!(!text.contains("2580"), "{text}");
        assert_eq!(file.clear().ok(), Some(true));
        assert_eq!((file.clear().ok(), file.is_set()), (Some(false), false));
    }

    #[test]
    fn the_same_pin_twice_is_two_hashes() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let kept = || file.read().unwrap().unwrap();
        file.set(&pin("2580")).unwrap();
        let first = kept();
        file.set(&pin("2580")).unwrap();
        assert_ne!((first.salt, first.hash), (kept().salt, kept().hash));
    }

    #[test]
    fn wrong_tries_outlive_a_restart_and_a_right_one_forgives() {
        let folder = tempfile::tempdir().unwrap();
        file(folder.path()).set(&pin("2580")).unwrap();
        for second in 0..5 {
            assert_eq!(file(folder.path()).check(&pin("0000"), at(second)), Ok(Checked::Wrong));
        }
        let right = |second| file(folder.path()).check(&pin("2580"), at(second));
        assert_eq!(right(10), Ok(Checked::Waits { seconds: 24 }), "the right one waits too");
        assert_eq!(right(34), Ok(Checked::Right));
        assert_eq!(file(folder.path()).check(&pin("0000"), at(35)), Ok(Checked::Wrong));
        assert_eq!(right(36), Ok(Checked::Right));
    }

    #[test]
    fn a_clock_that_was_set_back_costs_one_wait() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        file.set(&pin("2580")).unwrap();
        for _ in 0..5 {
            file.check(&pin("0000"), at(1_000_000)).unwrap();
        }
        assert_eq!(file.check(&pin("2580"), at(0)), Ok(Checked::Waits { seconds: 30 }));
        assert_eq!(file.check(&pin("2580"), at(30)), Ok(Checked::Right));
    }

    #[test]
    fn what_is_damaged_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let salt = STANDARD.encode([0; BYTES]);
        let endless = format!(r#"{{"rounds":4000000000,"salt":"{salt}","hash":"{salt}"}}"#);
        for text in [
            "",
            "{}",
            r#"{"rounds":1,"salt":"?","hash":"?"}"#,
            r#"{"rounds":0,"salt":"","hash":""}"#,
            &endless,
        ] {
            std::fs::write(&file.path, text).unwrap();
            assert!(file.is_set() && file.check(&pin("2580"), at(0)).is_err(), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let mode = || std::fs::metadata(&file.path).unwrap().permissions().mode() & 0o777;
        file.set(&pin("2580")).unwrap();
        assert_eq!(mode(), 0o600);
        file.check(&pin("0000"), at(0)).unwrap();
        assert_eq!(mode(), 0o600, "also once a try was counted");
    }
}
