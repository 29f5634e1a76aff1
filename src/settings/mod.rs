//! `settings.toml` and `layouts/`: what one installation is told about its shop, apps, printers, agencies and paper.
//!
//! Read once at start, refused as a whole with file, line, key and cure when anything in it is wrong.

mod agency;
pub mod amend;
pub mod app;
mod fault;
pub mod hours;
pub mod layouts;
mod parse;
pub mod pin;
mod policy;
mod rates;
pub mod secret;
mod section;
#[cfg(test)]
mod tests;
mod update;

pub use agency::*;
pub use domain::rules::{Dispatch, Riders, Station, Suits};
pub use fault::{Fault, LogoFault, Place, ProfileFault, SettingsError, Wanted, Wrong};
pub use rates::RatesTable;
pub use update::{NoVersion, UpdateSettings, Version};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::board::Melody;
use domain::order::TicketKind;
use domain::settlement::Rates;
use domain::{Hours, Refused};
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::file::read_text;
pub use crate::language::Language;
use crate::language::Words;
use crate::printer::Connection;
use crate::{printer, ticket};

/// Everything in `settings.toml`, checked, with the profiles it names.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Language of everything a person reads.
    pub language: Language,
    /// How the counter's window is shown.
    pub window: WindowSettings,
    /// How the kitchen's screen is shown.
    pub kitchen: KitchenSettings,
    /// The shops of this counter; the first is `[store]`, or the first of `[[shops]]`.
    pub shops: Vec<Shop>,
    /// The apps.
    pub channels: Vec<ChannelSettings>,
    /// The stations of the kitchen; a dish belongs to the first that claims it.
    pub stations: Vec<Station>,
    /// The printers.
    pub printers: Vec<PrinterSettings>,
    /// The agencies, in order of priority.
    pub agencies: Vec<AgencySettings>,
    /// What stands on each kind of ticket, where a printer has no layout of its own.
    pub forms: ticket::Forms,
    /// Days that a customer's data is kept after an order's business day, 0 to 30; 0: until that day ends or is closed.
    pub keep_days: u32,
    /// Copies of the database.
    pub backup: BackupSettings,
    /// Where newer programs come from; `None`: none are asked for.
    pub update: Option<UpdateSettings>,
}

/// How the database is backed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSettings {
    /// How many backups are kept, one for each business day, 1 to 90.
    pub keep: usize,
    /// A folder on another disk that each backup is copied to as well.
    pub copy_to: Option<PathBuf>,
}

impl Default for BackupSettings {
    fn default() -> BackupSettings {
        BackupSettings { keep: 7, copy_to: None }
    }
}

impl Settings {
    /// Reads the file at `path`, with the profiles it names taken from `data_folder` before those that ship.
    pub fn load(path: &Path, data_folder: &Path) -> Result<Settings, SettingsError> {
        let file = path.display().to_string();
        match read_text(path) {
            Ok(text) => Settings::parse(&text, &file, data_folder),
            Err(error) if error.is_missing() => Err(SettingsError::whole(&file, Wrong::NoFile)),
            Err(error) => Err(SettingsError::whole(&file, error.into())),
        }
    }

    /// Reads settings from a text; `file` is what its faults call it.
    pub fn parse(text: &str, file: &str, data_folder: &Path) -> Result<Settings, SettingsError> {
        parse::parse(text.trim_start_matches('\u{feff}'), file, data_folder)
    }

    /// The words of a language, calling printers and agencies what staff call them.
    pub fn words(&self, language: Language) -> Words {
        let printers = self.printers.iter().map(|printer| (printer.id.clone(), printer.name.clone()));
        let agencies = self.agencies.iter().map(|agency| (agency.id.clone(), agency.name.clone()));
        Words::new(language).naming(printers.collect(), agencies.collect())
    }

    /// What an agency calls the apps, by channel id, where their profiles say so.
    pub fn app_names(&self, agency: &str) -> BTreeMap<String, String> {
        let Some(agency) = self.agencies.iter().find(|known| known.id == agency) else {
            return BTreeMap::new();
        };
        let named = self.channels.iter().filter_map(|channel| {
            let names = &channel.profile.agency_names;
            Some((channel.id.clone(), names.get(agency.options.kind().as_str())?.clone()))
        });
        named.collect()
    }

    /// What an app keeps and passes on, or the keys of that which are written nowhere.
    ///
    /// # Errors
    /// No such app is set up.
    pub fn rates(&self, channel: &str) -> Result<Result<Rates, Vec<String>>, Refused> {
        let known = self.channels.iter().find(|known| known.id == channel);
        let known = known.ok_or_else(|| Refused::UnknownChannel { channel: channel.to_owned() })?;
        Ok(known.rates().map_err(|keys| keys.into_iter().map(str::to_owned).collect()))
    }

    /// The shop whose door an agency's riders come to.
    pub fn shop_fetched_from(&self, agency: &AgencySettings) -> Option<&Shop> {
        match &agency.shop {
            None => self.shops.first(),
            named => self.shops.iter().find(|shop| shop.id == *named),
        }
    }

    /// The shop of a channel.
    pub fn shop_of(&self, channel: &ChannelSettings) -> Option<&Shop> {
        match &channel.shop {
            Some(id) => self.shops.iter().find(|shop| shop.id.as_ref() == Some(id)),
            None => self.shops.first(),
        }
    }
}

/// How the counter's window is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowSettings {
    /// How much larger than its natural size everything may be drawn, in percent; `None`: as much as suits the screen.
    pub scale: Option<u32>,
    /// Over the whole screen, without a title bar.
    pub kiosk: bool,
    /// Light letters on a dark ground, for a dim kitchen.
    pub dark: bool,
}

/// How the kitchen's screen is shown, unless its command says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KitchenSettings {
    /// It opens with the counter's window.
    pub open: bool,
    /// Only this station's dishes; `None`: everything.
    pub station: Option<String>,
    /// How much larger than its natural size everything may be drawn, in percent; `None`: as much as suits the screen.
    pub scale: Option<u32>,
    /// Over the whole screen, without a title bar.
    pub full_screen: bool,
}

/// A shop.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Id that channels name; `None` for the single `[store]`.
    pub id: Option<String>,
    /// Name on paper.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Business registration number.
    pub business_number: String,
    /// Local time.
    pub timezone: TimeZone,
    /// When a business day begins; orders after midnight belong to the day before.
    pub business_day_starts: Time,
    /// When it opens and closes by itself; `None`: a person does both.
    pub hours: Option<Arc<Hours>>,
    /// Where riders come.
    pub address: ShopAddress,
    /// Lines at the foot of the customer's ticket (원산지).
    pub footer: Vec<String>,
}

/// Where a shop is.
#[derive(Clone, Debug, Default)]
pub struct ShopAddress {
    /// 도로명.
    pub road: String,
    /// 지번.
    pub jibun: String,
    /// 상세.
    pub detail: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// One app as a shop uses it.
#[derive(Clone, Debug)]
pub struct ChannelSettings {
    /// Id.
    pub id: String,
    /// The app's profile.
    pub profile: app::Profile,
    /// What the bell plays for it, so that the kitchen hears which app it is.
    pub bell: Melody,
    /// Which shop; `None` for the first.
    pub shop: Option<String>,
    /// The Ordering App's root, without a slash at the end.
    pub base_url: String,
    /// The app's id of the shop.
    pub merchant_id: String,
    /// OAuth client id.
    pub client_id: String,
    /// Who accepts.
    pub accept: Acceptance,
    /// Minutes until ready, unless another number is given.
    pub prep_minutes: u32,
    /// Seconds between polls.
    pub poll_seconds: u32,
    /// The side that calls riders for this app's deliveries.
    pub riders: Riders,
    /// When riders are called for this app's orders; `None`: as each agency's own setting says.
    pub dispatch: Option<Dispatch>,
    /// Agencies that carry this app's orders, in order of priority; `None`: all, in the settings' order.
    pub agencies: Option<Vec<String>>,
    /// What the app keeps and passes on, the profile's where the settings do not say.
    pub rates: RatesTable,
}

impl ChannelSettings {
    /// What the app keeps and passes on.
    ///
    /// # Errors
    /// The keys of `[channels.rates]` that are written nowhere.
    pub fn rates(&self) -> Result<Rates, Vec<&'static str>> {
        self.rates.complete(self.riders)
    }
}

/// How orders are accepted: by a person or by the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// A person.
    Manual,
    /// The program; it still rings once.
    Auto,
}

/// One printer.
#[derive(Clone, Debug)]
pub struct PrinterSettings {
    /// Id.
    pub id: String,
    /// What staff call it ("주방"); the id if nothing else is said.
    pub name: String,
    /// The name of the model's profile.
    pub profile_name: String,
    /// The model's profile, `columns` already applied.
    pub profile: printer::Profile,
    /// Its own columns, where the test page showed others than the profile's.
    pub columns: Option<u32>,
    /// Where it is.
    pub connection: Connection,
    /// Keep the connection between tickets.
    pub hold: bool,
    /// What it prints.
    pub tickets: Vec<TicketKind>,
    /// How many of each.
    pub copies: u32,
    /// Kitchen and cancel tickets bear only dishes of these stations; empty: all.
    pub stations: Vec<String>,
    /// The printer that stands in.
    pub backup: Option<String>,
    /// Its folder in `layouts/`, if it has a layout of its own.
    pub layout: Option<String>,
    /// What stands on each kind of its tickets.
    pub forms: ticket::Forms,
    /// What to do with a ticket whose fate is unknown.
    pub after_unknown: AfterUnknown,
    /// Minutes a ticket may wait before it becomes a question.
    pub expire_minutes: u32,
}

/// What to do with a ticket whose fate is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterUnknown {
    /// A person decides.
    Ask,
    /// Print again, marked 재출력.
    Reprint,
}
