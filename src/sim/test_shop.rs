//! `settings.toml` of an invented shop, piece by piece: a test writes what it is about and nothing else.

use std::fmt::{self, Display, Write};
use std::path::Path;

use super::app::Shop;
use crate::settings::{Settings, SettingsError};

/// Settings as an owner writes them. Lines that are added [`with`](TestShop::with) belong to the table before them.
#[derive(Clone, Debug)]
pub struct TestShop {
    text: String,
}

impl TestShop {
    /// A shop that has a name.
    #[allow(clippy::new_without_default)] // a shop without a name is none
    pub fn new() -> TestShop {
        TestShop { text: "[store]\nname = \"가상국밥 시험점\"\n".to_owned() }
    }

    /// A shop with all that apps, agencies and tickets want to know of it.
    pub fn complete() -> TestShop {
        TestShop::new().with(
            "phone = \"050-0000-0000\"\nbusiness_number = \"000-00-00000\"\ntimezone = \"Asia/Seoul\"\n\
             address = { road = \"시험시 가상구 없는로 1\", jibun = \"없는동 1-1\", detail = \"1층\", \
             latitude = 35.81, longitude = 127.1 }",
        )
    }

    /// The same, for people who read English.
    pub fn english(self) -> TestShop {
        TestShop { text: format!("language = \"en\"\n{}", self.text) }
    }

    /// An app at this address; the simulated ones know the merchant.
    pub fn app(self, id: &str, profile: &str, base_url: impl Display) -> TestShop {
        let merchant = Shop::invented().merchant_id;
        self.table(format_args!(
            "[[channels]]\nid = \"{id}\"\nprofile = \"{profile}\"\nbase_url = \"{base_url}\"\n\
             merchant_id = \"{merchant}\"\nclient_id = \"client\""
        ))
    }

    /// A printer at this connection.
    pub fn printer(self, id: &str, profile: &str, connection: impl Display) -> TestShop {
        self.table(format_args!(
            "[[printers]]\nid = \"{id}\"\nprofile = \"{profile}\"\nconnection = \"{connection}\""
        ))
    }

    /// An agency of this kind at this address, with an account that every kind could have.
    pub fn agency(self, id: &str, kind: &str, base_url: impl Display) -> TestShop {
        self.table(format_args!(
            "[[agencies]]\nid = \"{id}\"\nkind = \"{kind}\"\nbase_url = \"{base_url}\"\naccount = \"A-000\"\n\
             store_id = \"S-000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824\""
        ))
    }

    /// The shop's own riders.
    pub fn own_riders(self, id: &str) -> TestShop {
        self.table(format_args!("[[agencies]]\nid = \"{id}\"\nkind = \"in-house\""))
    }

    /// Further lines of the table before, or further tables.
    pub fn with(self, lines: &str) -> TestShop {
        self.table(format_args!("{lines}"))
    }

    fn table(mut self, lines: fmt::Arguments<'_>) -> TestShop {
        // Writing into a string cannot fail.
        let _ = writeln!(self.text, "{lines}");
        self
    }

    /// The settings, with profiles and layouts as they ship.
    ///
    /// # Errors
    /// What a test wrote is wrong.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        self.settings_in(Path::new("/nowhere"))
    }

    /// The settings in this data folder.
    ///
    /// # Errors
    /// What a test wrote is wrong, or what stands in the folder.
    pub fn settings_in(&self, data_folder: &Path) -> Result<Settings, SettingsError> {
        Settings::parse(&self.text, "settings.toml", data_folder)
    }
}

/// The settings as they stand in the file.
impl Display for TestShop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_read_back() {
        let shop = TestShop::complete()
            .english()
            .app("app", "open-delivery", "http://127.0.0.1:9")
            .with("poll_seconds = 7")
            .printer("kitchen", "generic-80mm", "file:///dev/null")
            .agency("first", "gorela", "http://127.0.0.1:9")
            .agency("second", "kakao", "http://127.0.0.1:9")
            .agency("third", "open-delivery-logistics", "http://127.0.0.1:9")
            .own_riders("own");
        let settings = shop.settings().unwrap();
        assert_eq!(settings.channels[0].poll_seconds, 7, "a line belongs to the table before it");
        let agencies: Vec<&str> = settings.agencies.iter().map(|agency| agency.id.as_str()).collect();
        assert_eq!(agencies, ["first", "second", "third", "own"]);
        assert_eq!((settings.printers.len(), settings.shops.len()), (1, 1));
        assert!(TestShop::new().settings().is_ok(), "a name is enough");
    }
}
