//! `settings.toml` and `layouts/`: what one installation is told about its shop, apps, printers, agencies and paper.
//!
//! Read once at start, refused as a whole with file, line, key and cure when anything in it is wrong.

pub mod amend;
mod connection;
mod fault;
pub(crate) mod file;
pub mod layouts;
mod parse;
pub mod secret;
mod section;
#[cfg(test)]
mod tests;

pub use fault::{ConnectionFault, Fault, LogoFault, Place, ProfileFault, SettingsError, Wanted, Wrong};

use std::path::{Path, PathBuf};

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::order::{TicketKind, Won};
use crate::{channel, printer, ticket};

/// Everything in `settings.toml`, checked, with the profiles it names.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Language of everything a person reads.
    pub language: Language,
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
}

impl Settings {
    /// Reads the file at `path`, with the profiles it names taken from `data_folder` before those that ship.
    pub fn load(path: &Path, data_folder: &Path) -> Result<Settings, SettingsError> {
        let file = path.display().to_string();
        match file::read_text(path) {
            Ok(text) => Settings::parse(&text, &file, data_folder),
            Err(error) if error.is_missing() => Err(SettingsError::whole(&file, Wrong::NoFile)),
            Err(error) => Err(SettingsError::whole(&file, error.into())),
        }
    }

    /// Reads settings from a text; `file` is what its faults call it.
    pub fn parse(text: &str, file: &str, data_folder: &Path) -> Result<Settings, SettingsError> {
        parse::parse(text.trim_start_matches('\u{feff}'), file, data_folder)
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

/// Languages of the program. Paper is always Korean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 한국어.
    #[default]
    Korean,
    /// English.
    English,
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
    pub profile: channel::Profile,
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
    /// Minutes until ready, if nobody says otherwise.
    pub prep_minutes: u32,
    /// Seconds between polls.
    pub poll_seconds: u32,
    /// Who calls riders for this app's deliveries.
    pub riders: Riders,
    /// When riders are called for this app's orders; `None`: as each agency's own setting says.
    pub dispatch: Option<Dispatch>,
    /// Agencies that carry this app's orders, in order of priority; `None`: all, in the settings' order.
    pub agencies: Option<Vec<String>>,
}

/// Who accepts orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// A person.
    Manual,
    /// The program; it still rings once.
    Auto,
}

/// Who calls riders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Riders {
    /// This program.
    Us,
    /// The app.
    App,
    /// Another program.
    OtherProgram,
}

/// A place in the kitchen that cooks some of the dishes.
#[derive(Clone, Debug)]
pub struct Station {
    /// Id that printers name.
    pub id: String,
    /// What stands on its tickets ("국밥"); the id if nothing else is said.
    pub name: String,
    /// The shop's codes of its dishes (the apps' external codes).
    pub codes: Vec<String>,
    /// Names of its dishes; `*` stands for anything.
    pub names: Vec<String>,
    /// Market stalls whose dishes it cooks.
    pub stalls: Vec<String>,
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

/// Where a printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// `tcp://HOST:PORT`.
    Tcp {
        /// Name or address; IPv6 without brackets.
        host: String,
        /// Usually 9100.
        port: u16,
    },
    /// `serial:///dev/ttyUSB0?baud=19200&flow=none|rts|xon`, `serial://COM3?baud=9600`,
    /// `serial://usb:0403:6001:A50285BI?baud=19200`.
    Serial {
        /// Which port.
        port: SerialPort,
        /// Bits per second.
        baud: u32,
        /// Flow control.
        flow: Flow,
    },
    /// `usb:///dev/usb/lp0`.
    Usb(PathBuf),
    /// `spooler://NAME`.
    Spooler(String),
    /// `file:///PATH`, appended to.
    File(PathBuf),
}

/// A serial port, by its name or by what is plugged in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SerialPort {
    /// Device path or COM name.
    Path(String),
    /// `usb:VENDOR:PRODUCT[:SERIAL]`: the port of a USB device, whatever number the system gives it today.
    Usb {
        /// Vendor.
        vendor: u16,
        /// Product.
        product: u16,
        /// Serial number; without one, the only such device.
        serial: Option<String>,
    },
}

/// Serial flow control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// None.
    None,
    /// RTS/CTS.
    Rts,
    /// XON/XOFF.
    Xon,
}

/// One agency.
#[derive(Clone, Debug)]
pub struct AgencySettings {
    /// Id.
    pub id: String,
    /// What staff call it ("바로고"); the id if nothing else is said.
    pub name: String,
    /// Protocol.
    pub kind: AgencyKind,
    /// Root, without a slash at the end; empty for `in-house`.
    pub base_url: String,
    /// Account at the agency.
    pub account: String,
    /// The shop's id at the agency.
    pub store_id: String,
    /// The only shop it fetches from; `None`: all of them.
    pub shop: Option<String>,
    /// When it is called.
    pub dispatch: Dispatch,
    /// Most won without asking; `None`: 30,000 won.
    pub max_fee: Option<Won>,
    /// What it is called for without being asked for.
    pub suits: Suits,
    /// What calling a rider off costs once one is assigned, by the contract with the agency, won.
    pub cancel_fee: Option<Won>,
    /// Names of the shop's own riders; of `in-house` only.
    pub riders: Vec<String>,
    /// Of `gorela` only.
    pub gorela: GorelaOptions,
    /// Of `kakao` only.
    pub kakao: Kakao,
}

impl AgencySettings {
    /// An agency of which nothing else is said, called by hand.
    pub fn of(id: &str, kind: AgencyKind, base_url: &str) -> AgencySettings {
        AgencySettings {
            id: id.to_owned(),
            name: id.to_owned(),
            kind,
            base_url: base_url.to_owned(),
            account: String::new(),
            store_id: String::new(),
            shop: None,
            dispatch: Dispatch::Manual,
            max_fee: None,
            suits: Suits::default(),
            cancel_fee: None,
            riders: Vec::new(),
            gorela: GorelaOptions::default(),
            kakao: Kakao::default(),
        }
    }

    /// Its protocol, address and account: where they stay the same, it knows what it was called for. Kept with every
    /// delivery: with another spelling those under way would belong to nobody.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.kind.as_str(), self.base_url, self.account)
    }
}

/// What only Gorela is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GorelaOptions {
    /// By the contract.
    pub fare: Fare,
}

/// Who names the price of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fare {
    /// The agency (고정 요금).
    #[default]
    Fixed,
    /// The shop, and riders take it or not (유연 요금).
    Flexible,
}

/// What only Kakao Mobility has to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kakao {
    /// How requests are signed.
    pub signing: Signing,
    /// Who comes.
    pub service: Service,
}

/// How requests to Kakao Mobility are signed: its prose and its sample code disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    /// SHA-512, as in the sample code.
    #[default]
    Sha512,
    /// HMAC-SHA512, as in the prose.
    Hmac,
}

/// Kakao Mobility's services (`orderType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Service {
    /// 도보 배송, `DOBO`.
    #[default]
    Walk,
    /// 퀵.
    Quick,
    /// 퀵 이코노미: cheaper and later.
    QuickEconomy,
    /// 퀵 급송.
    QuickExpress,
}

/// What an agency is called for without being asked for; a person may call it for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suits {
    /// Metres on the way; `None`: any.
    pub max_distance: Option<u32>,
    /// Its riders take cash at the door.
    pub cash: bool,
    /// Its riders take cards at the door.
    pub card: bool,
    /// It carries alcohol.
    pub alcohol: bool,
    /// Local time from which and until which it is called, past midnight where it ends before it begins; `None`: always.
    pub hours: Option<(Time, Time)>,
}

impl Default for Suits {
    fn default() -> Suits {
        Suits { max_distance: None, cash: true, card: true, alcohol: true, hours: None }
    }
}

/// Protocols of agencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AgencyKind {
    Gorela,
    Kakao,
    OpenDeliveryLogistics,
    InHouse,
}

impl AgencyKind {
    /// Every protocol.
    pub const ALL: [AgencyKind; 4] =
        [AgencyKind::Gorela, AgencyKind::Kakao, AgencyKind::OpenDeliveryLogistics, AgencyKind::InHouse];

    /// The spelling of the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            AgencyKind::Gorela => "gorela",
            AgencyKind::Kakao => "kakao",
            AgencyKind::OpenDeliveryLogistics => "open-delivery-logistics",
            AgencyKind::InHouse => "in-house",
        }
    }
}

/// When an agency is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dispatch {
    /// When a person says so.
    Manual,
    /// When the order is accepted.
    OnAccept,
    /// This many minutes before it is ready.
    BeforeReady(u32),
}
