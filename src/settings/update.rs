//! `[update]`: where newer programs come from, and whose signature they need. Without the table the program asks for none.

use std::fmt;
use std::str::FromStr;

use minisign_verify::PublicKey;

use super::fault::Wrong;
use super::parse::address_of_server;
use super::section::Section;

/// A released version: three numbers, compared as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Changes that need a person.
    pub major: u32,
    /// New things.
    pub minor: u32,
    /// Repairs.
    pub patch: u32,
}

impl Version {
    /// The version of this program.
    pub fn own() -> Version {
        env!("CARGO_PKG_VERSION").parse().unwrap_or(Version { major: 0, minor: 0, patch: 0 })
    }
}

/// Not three numbers with dots between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version")]
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Version, NoVersion> {
        let number = |part: Option<&str>| {
            let part = part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())).ok_or(NoVersion)?;
            // One way of writing each version: it is part of the names of files.
            let is_padded = part.len() > 1 && part.starts_with('0');
            if is_padded { Err(NoVersion) } else { part.parse().map_err(|_| NoVersion) }
        };
        let mut parts = text.split('.');
        let [major, minor, patch] = [number(parts.next())?, number(parts.next())?, number(parts.next())?];
        if parts.next().is_some() { Err(NoVersion) } else { Ok(Version { major, minor, patch }) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Where newer programs come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateSettings {
    /// The folder with the manifest, without a slash at the end.
    pub address: String,
    /// What a manifest has to be signed with: a minisign public key in base64.
    pub public_key: String,
    /// The only version that is installed.
    pub pin: Option<Version>,
    /// The running counter looks once a day.
    pub daily: bool,
}

/// Reads the table. An address without a key would be a way in for the owner of its server, so both must be there.
pub(super) fn read(section: &Section<'_>) -> Option<UpdateSettings> {
    let address = section.required_text("address").map(|found| address_of_server(section, &found));
    let public_key = section.required_text("public_key").and_then(|found| {
        let key = found.value.trim();
        let read = PublicKey::from_base64(key).map_err(|_| section.fault(&found.place, Wrong::BadPublicKey));
        read.ok().map(|_| key.to_owned())
    });
    let pin = section.text("pin").and_then(|found| {
        found.value.parse().map_err(|NoVersion| section.fault(&found.place, Wrong::BadVersion)).ok()
    });
    let daily = section.boolean("daily").unwrap_or_default();
    section.close();
    Some(UpdateSettings { address: address?, public_key: public_key?, pin, daily })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Settings, SettingsError};
    use super::*;

    /// A key whose secret half was thrown away.
    const KEY: &str = "RWS5KbbeFHDPY/+BPENgbJJkd4Y3nOlzdMPaqZ2wXXUKi2FYlDffoqQs";

    fn read(lines: &str) -> Result<Option<UpdateSettings>, SettingsError> {
        let text = format!("[store]\nname = \"가상국밥 시험점\"\n{lines}\n");
        Settings::parse(&text, "settings.toml", Path::new("/nowhere")).map(|settings| settings.update)
    }

    #[test]
    fn updates_are_off_unless_an_address_and_a_key_are_there() {
        assert_eq!(read("").unwrap(), None);
        let key = format!("public_key = \"{KEY}\"");
        let found = read(&format!("[update]\naddress = \"https://updates.example/bell/\"\n{key}"));
        let found = found.unwrap_or_else(|error| panic!("{error}")).unwrap();
        assert_eq!(
            (found.address.as_str(), found.pin, found.daily),
            ("https://updates.example/bell", None, false)
        );
        let all = read(&format!(
            "[update]\naddress = \"https://x.example\"\n{key}\npin = \"0.2.10\"\ndaily = true"
        ));
        let all = all.unwrap().unwrap();
        assert_eq!((all.pin, all.daily), (Some(Version { major: 0, minor: 2, patch: 10 }), true));
    }

    #[test]
    fn wrong_updates_are_named_with_their_line_and_cure() {
        let (address, key) = ("address = \"https://x.example\"", format!("public_key = \"{KEY}\""));
        for (lines, line, name, wrong, cure) in [
            (key.clone(), 3, "address", Wrong::Missing, "address = …"),
            (address.to_owned(), 3, "public_key", Wrong::Missing, "public_key = …"),
            (format!("address = \"http://x.example\"\n{key}"), 4, "address", Wrong::PlainHttp, "https://"),
            (format!("{address}\npublic_key = \"RWQf6L\""), 5, "public_key", Wrong::BadPublicKey, "RW"),
            (format!("{address}\n{key}\npin = \"2\""), 6, "pin", Wrong::BadVersion, "0.2.0"),
            (format!("{address}\n{key}\npin = \"0.02.1\""), 6, "pin", Wrong::BadVersion, "0.2.0"),
        ] {
            let error = read(&format!("[update]\n{lines}")).unwrap_err();
            let [fault] = error.faults.as_slice() else { panic!("{lines}: {error}") };
            let place = (fault.place.line, fault.place.key.clone());
            assert_eq!((place, &fault.wrong), ((line, format!("update.{name}")), &wrong), "{lines}");
            assert!(error.to_string().contains(cure), "{error}");
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        let version = |text: &str| text.parse::<Version>();
        for (newer, older) in [("0.10.0", "0.9.9"), ("1.0.0", "0.99.99"), ("0.1.10", "0.1.9")] {
            assert!(version(newer).unwrap() > version(older).unwrap(), "{newer} {older}");
        }
        assert_eq!(Version::own().to_string(), env!("CARGO_PKG_VERSION"));
        for wrong in
            ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.+3", "1..3", "v1.2.3", "1.2.99999999999", "01.2.3"]
        {
            assert_eq!(version(wrong), Err(NoVersion), "{wrong}");
        }
    }
}
