//! The manifest: which version there is, and its files. Nothing of it is read before its signature is right.

use std::collections::BTreeMap;

use minisign_verify::{PublicKey, Signature};
use serde::Deserialize;

use crate::settings::Version;

/// The manifest's format that this program reads.
const FORMAT: u32 = 1;
/// What a manifest of this program says it is of: one key may sign several programs.
const PROGRAM: &str = "jumunbell";
/// The largest file that is loaded, bytes: an installer has twelve million, a whole program for Linux forty.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// The longest name of a file.
const LONGEST_NAME: usize = 100;

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The version.
    pub version: Version,
    files: BTreeMap<String, Offered>,
}

/// A file that is offered for one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its name in the folder of the manifest.
    pub name: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// Its SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
}

/// Why a manifest is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It has no signature, or not by this key, or it was changed.
    #[error("not signed with the key of the settings")]
    Signature,
    /// It is signed and cannot be read: for another program, or of a later format.
    #[error("signed, and not understood")]
    Unreadable,
}

/// As it is written.
#[derive(Deserialize)]
struct Written {
    format: u32,
    program: String,
    version: String,
    files: BTreeMap<String, WrittenFile>,
}

#[derive(Deserialize)]
struct WrittenFile {
    name: String,
    bytes: u64,
    sha256: String,
}

/// The name of the manifest: of the newest version, or of the one that is pinned.
pub fn manifest_name(pin: Option<Version>) -> String {
    pin.map_or_else(|| "jumunbell.json".to_owned(), |pin| format!("jumunbell-{pin}.json"))
}

/// What files for this computer are listed under: the installer, the whole program, or with `package` the system's package.
pub fn platform(package: bool) -> String {
    let suffix = if package { "-deb" } else { "" };
    format!("{}-{}{suffix}", std::env::consts::OS, std::env::consts::ARCH)
}

impl Manifest {
    /// Reads a manifest that is signed with this key (minisign, prehashed).
    ///
    /// # Errors
    /// The signature is wrong, or what is signed is no manifest of this program.
    pub fn read(public_key: &str, text: &[u8], signature: &[u8]) -> Result<Manifest, Untrusted> {
        let signature = std::str::from_utf8(signature).ok().and_then(|text| Signature::decode(text).ok());
        let key = PublicKey::from_base64(public_key).ok();
        let (Some(key), Some(signature)) = (key, signature) else { return Err(Untrusted::Signature) };
        key.verify(text, &signature, false).map_err(|_| Untrusted::Signature)?;
        Manifest::parse(text).ok_or(Untrusted::Unreadable)
    }

    fn parse(text: &[u8]) -> Option<Manifest> {
        let Written { format, program, version, files } = serde_json::from_slice(text).ok()?;
        if format != FORMAT || program != PROGRAM {
            return None;
        }
        let files = files.into_iter().map(|(platform, file)| Some((platform, file.checked()?)));
        Some(Manifest { version: version.parse().ok()?, files: files.collect::<Option<_>>()? })
    }

    /// The file for a platform.
    pub fn file(&self, platform: &str) -> Option<&Offered> {
        self.files.get(platform)
    }
}

impl WrittenFile {
    fn checked(self) -> Option<Offered> {
        let WrittenFile { name, bytes, sha256 } = self;
        // It becomes a file's name here as well.
        let is_plain = name.len() <= LONGEST_NAME
            && name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let is_sum = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (is_plain && is_sum && (1..=MOST_BYTES).contains(&bytes)).then_some(Offered { name, bytes, sha256 })
    }
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;

    fn sum() -> String {
        "0123456789abcdef".repeat(4)
    }

    fn written(name: &str, bytes: u64, sum: &str) -> String {
        format!(
            r#"{{"format":1,"program":"jumunbell","version":"0.3.0","new":1,"files":{{"linux-x86_64":{{"name":"{name}","bytes":{bytes},"sha256":"{sum}"}}}}}}"#
        )
    }

    fn signed(pair: &KeyPair, text: &str) -> String {
        minisign::sign(None, &pair.sk, text.as_bytes(), None, None).unwrap().into_string()
    }

    #[test]
    fn a_signed_manifest_is_read() {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let text = written("jumunbell-0.3.0", 12, &sum());
        let manifest =
            Manifest::read(&pair.pk.to_base64(), text.as_bytes(), signed(&pair, &text).as_bytes()).unwrap();
        assert_eq!(manifest.version.to_string(), "0.3.0");
        let offered = Offered { name: "jumunbell-0.3.0".to_owned(), bytes: 12, sha256: sum() };
        assert_eq!((manifest.file("linux-x86_64"), manifest.file("windows-x86_64")), (Some(&offered), None));
    }

    #[test]
    fn what_is_not_signed_with_the_key_is_not_read() {
        let [pair, other] = [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().unwrap());
        let (key, text) = (pair.pk.to_base64(), written("jumunbell-0.3.0", 12, &sum()));
        let signature = signed(&pair, &text);
        let changed = text.replace("0.3.0", "0.3.1");
        // A signature whose trusted comment was exchanged.
        let comment = signature.replace("trusted comment: ", "trusted comment: x");
        for (key, text, signature) in [
            (key.clone(), &text, signed(&other, &text)),
            (other.pk.to_base64(), &text, signature.clone()),
            (key.clone(), &changed, signature.clone()),
            (key.clone(), &text, comment),
            (key.clone(), &text, String::new()),
            (key, &text, "<html>".to_owned()),
        ] {
            let read = Manifest::read(&key, text.as_bytes(), signature.as_bytes());
            assert_eq!(read, Err(Untrusted::Signature), "{signature}");
        }
    }

    #[test]
    fn what_is_signed_and_no_manifest_of_this_program_is_refused() {
        let good = written("jumunbell-0.3.0", 12, &sum());
        assert!(Manifest::parse(good.as_bytes()).is_some());
        for wrong in [
            "{}".to_owned(),
            good.replace("\"format\":1", "\"format\":2"),
            good.replace("\"program\":\"jumunbell\"", "\"program\":\"other\""),
            good.replace("0.3.0\",\"new\"", "0.3\",\"new\""),
            written("../jumunbell", 12, &sum()),
            written(".bashrc", 12, &sum()),
            written("a b", 12, &sum()),
            written("", 12, &sum()),
            written(&"a".repeat(101), 12, &sum()),
            written("a", 0, &sum()),
            written("a", MOST_BYTES + 1, &sum()),
            written("a", 12, &sum()[1..]),
            written("a", 12, &sum().to_uppercase()),
        ] {
            assert_eq!(Manifest::parse(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
