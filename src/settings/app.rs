//! What is special about one app, as data (`assets/channels/NAME.toml`, or the data folder's `channels/`).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::board::Melody;
use domain::order::PaymentKind;
use open_delivery::Dialect;
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use toml::de::DeTable;

use super::section::{Document, Section};
use super::{AgencyKind, RatesTable, Wrong};
use crate::file::read_text;
use crate::ticket::QrText;

/// One app's profile.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The app's Korean name.
    pub name: String,
    /// Prefix of short numbers, two or three letters.
    pub short: String,
    /// `#rrggbb`, for the screen.
    pub color: String,
    /// What the bell plays for it, unless the channel's settings say otherwise.
    #[serde(default)]
    pub bell: Melody,
    /// The wire.
    #[serde(deserialize_with = "protocol")]
    pub protocol: Protocol,
    /// Seconds between polls; never less than the app allows. Of an app that pushes: between two signs of life.
    #[serde(default = "thirty")]
    pub poll_seconds: u32,
    /// Seconds from placing until the app cancels an unanswered order.
    pub confirm_within_seconds: u32,
    /// What agencies call the app, by the `kind` of the settings; an agency not named here uses one word for every app.
    #[serde(default)]
    pub agency_names: BTreeMap<String, String>,
    /// Another spelling of `agency_names.gorela`, from before there were several.
    #[serde(default)]
    gorela_channel: Option<String>,
    /// See [`Dialect`].
    #[serde(default)]
    reusable_container_words: Vec<String>,
    /// See [`Dialect`].
    #[serde(default)]
    payments: BTreeMap<String, PaymentKind>,
    /// The page on which the app shows where an order is: `https://…/{external_id}`, for the QR code of tickets.
    #[serde(default)]
    pub tracking_url: Option<String>,
    /// What the app is known to do. What does not stand here is not known, and an order that has it is read all the same.
    #[serde(default)]
    pub supports: Vec<Feature>,
    /// How the app writes the signature of its webhooks (`X-App-Signature`). Written down for an operator who puts a relay
    /// with a public address before the program; the program itself polls, because a counter PC has no such address.
    #[serde(default)]
    pub signature: Signature,
    /// What the app keeps and passes on, as far as it is public. Read by [`RatesTable::read`], as in the settings.
    #[serde(default, deserialize_with = "read_apart")]
    pub rates: RatesTable,
}

/// Protocols of apps, in the spelling of the profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The order side of Open Delivery 1.7.
    OpenDelivery,
}

impl Protocol {
    /// Every protocol with its spelling.
    pub const ALL: [(&str, Protocol); 1] = [("open-delivery", Protocol::OpenDelivery)];
}

/// What an app may do beyond taking an order and having it delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// One order at several stalls of a market (장보기 꾸러미).
    MarketBundles,
    /// 다회용기.
    ReusableContainers,
    /// 아동급식카드.
    ChildMealCards,
    /// The app's own coupons.
    Coupons,
    /// 포장.
    Takeout,
    /// 예약.
    Scheduled,
}

impl Feature {
    /// Its spelling in a profile.
    pub fn as_str(self) -> &'static str {
        match self {
            Feature::MarketBundles => "market-bundles",
            Feature::ReusableContainers => "reusable-containers",
            Feature::ChildMealCards => "child-meal-cards",
            Feature::Coupons => "coupons",
            Feature::Takeout => "takeout",
            Feature::Scheduled => "scheduled",
        }
    }
}

/// How an HMAC-SHA256 is written down. The standard says lower-case hexadecimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Signature {
    #[default]
    Hex,
    Base64,
}

/// One of the protocols. Whether it is known is asked before.
fn protocol<'de, D: Deserializer<'de>>(value: D) -> Result<Protocol, D::Error> {
    let text = String::deserialize(value)?;
    known(&text).ok_or_else(|| D::Error::custom("no such protocol"))
}

/// A table that is read by its own rules.
fn read_apart<'de, D: Deserializer<'de>>(value: D) -> Result<RatesTable, D::Error> {
    IgnoredAny::deserialize(value).map(|_| RatesTable::default())
}

fn known(protocol: &str) -> Option<Protocol> {
    Protocol::ALL.iter().find(|(spelling, _)| *spelling == protocol).map(|(_, protocol)| *protocol)
}

fn thirty() -> u32 {
    30
}

/// What is read of a profile first.
#[derive(Deserialize)]
struct Head {
    protocol: Option<toml::Spanned<String>>,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/channels/", $name, ".toml")))),*]
    };
}

/// The profiles that ship, by name.
const SHIPPED: [(&str, &str); 12] = shipped![
    "baedal-eum",
    "baedal-moa",
    "baedal-myeongsu",
    "baedal-teukgeup",
    "baedal-yangsan",
    "daeguro",
    "ddanggyeoyo",
    "hwiparam",
    "jeonju-matbaedal",
    "meokkaebi",
    "open-delivery",
    "ulsan-pedal",
];

impl Profile {
    /// The profile `name`: the data folder's `channels/NAME.toml`, else the one that ships.
    pub fn load(name: &str, data_folder: Option<&Path>) -> Result<Profile, ProfileError> {
        let folder = data_folder.map(|data| data.join("channels"));
        // The name becomes a path: only what may be a name gets that far.
        let plain = !name.is_empty()
            && name.len() <= 32
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if let Some(file) = folder.as_ref().filter(|_| plain).map(|f| f.join(format!("{name}.toml"))) {
            match read_text(&file) {
                Ok(text) => return Profile::read(&text, &file.display().to_string()),
                Err(e) if e.is_missing() => {}
                Err(e) => {
                    return Err(ProfileError::Wrong {
                        file: file.display().to_string(),
                        message: e.to_string(),
                    });
                }
            }
        }
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => Profile::read(text, &format!("assets/channels/{name}.toml")),
            None => Err(ProfileError::Missing {
                name: name.to_owned(),
                looked_in: folder.unwrap_or_default(),
                shipped: Profile::shipped().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// What the app means where the Open Delivery standard leaves it to the app.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            payments: self.payments.clone(),
            reusable_container_words: self.reusable_container_words.clone(),
        }
    }

    /// Names of the profiles that ship.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    fn read(text: &str, file: &str) -> Result<Profile, ProfileError> {
        let wrong = |message: String| ProfileError::Wrong { file: file.to_owned(), message };
        // A protocol that a newer program knows may need keys that this one does not: it is told first.
        let head = toml::from_str::<Head>(text).ok().and_then(|head| head.protocol);
        if let Some(named) = head.filter(|named| known(named.get_ref()).is_none()) {
            return Err(ProfileError::UnknownProtocol {
                file: file.to_owned(),
                line: line_of(text, named.span().start),
                protocol: named.into_inner(),
            });
        }
        let mut profile: Profile = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| line_of(text, span.start));
            wrong(format!("line {line}: {}", e.message()))
        })?;
        profile.rates = rates(text).map_err(wrong)?;
        if let Some(name) = profile.gorela_channel.take() {
            profile.agency_names.entry("gorela".to_owned()).or_insert(name);
        }
        profile.check().map_err(|(key, cure)| {
            let line = text
                .lines()
                .position(|l| l.trim_start_matches([' ', '\t', '[']).starts_with(key))
                .map_or(1, |at| at + 1);
            wrong(format!("line {line}: {key}: {cure}"))
        })?;
        Ok(profile)
    }

    /// What the types cannot say: the key at fault and what it must be.
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let color = self.color.strip_prefix('#').unwrap_or_default();
        let must = |holds: bool, key, cure| if holds { Ok(()) } else { Err((key, cure)) };
        must(!self.name.trim().is_empty(), "name", "must not be empty")?;
        let short =
            (2..=3).contains(&self.short.chars().count()) && self.short.chars().all(char::is_alphanumeric);
        must(short, "short", "must be two or three letters")?;
        must(
            color.len() == 6 && color.bytes().all(|b| b.is_ascii_hexdigit()),
            "color",
            "must be \"#rrggbb\"",
        )?;
        must((1..=3600).contains(&self.poll_seconds), "poll_seconds", "must be from 1 to 3600")?;
        let named = self.payments.keys().all(|name| !name.trim().is_empty());
        must(named, "payments", "a name must not be empty: it would be every payment")?;
        let kinds = self.agency_names.keys().all(|kind| AgencyKind::ALL.iter().any(|k| k.as_str() == kind));
        must(kinds, "agency_names", "must be names by the `kind` of agencies: { gorela = \"…\" }")?;
        let page = self.tracking_url.as_deref();
        let tracking = page.is_none_or(|url| url.starts_with("https://") && QrText::new(url).is_ok());
        must(
            tracking,
            "tracking_url",
            "must be https://… with {external_id}, {display_id} or {number} in it",
        )?;
        let deadline = (30..=86_400).contains(&self.confirm_within_seconds);
        must(deadline, "confirm_within_seconds", "must be from 30 to 86400")
    }
}

/// The table `[rates]` of a profile, or what is wrong first in it: in English, with line and key.
fn rates(text: &str) -> Result<RatesTable, String> {
    let document = Document::new(text);
    let Ok(tree) = DeTable::parse(text) else { return Ok(RatesTable::default()) };
    let table = Section::root(&document, tree.get_ref()).table("rates");
    let read = table.map(|section| RatesTable::read(&section)).unwrap_or_default();
    match document.into_faults().first() {
        None => Ok(read),
        Some(fault) => {
            let must = match &fault.wrong {
                Wrong::UnknownKey { known, .. } => format!("must be one of the keys {}", known.join(", ")),
                Wrong::Secret(_) => "must not stand here: it is a secret".to_owned(),
                Wrong::NotOneOf(words) => format!("must be one of {}", words.join(", ")),
                Wrong::WrongType { found, .. } => format!("must be of another type than {found}"),
                _ => "must be per cent from 0 to 100 with at most two decimals".to_owned(),
            };
            Err(format!("line {}: {}: {must}", fault.place.line, fault.place.key))
        }
    }
}

/// The line, from 1, on which byte `at` stands.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// The protocols that this program speaks.
fn spoken() -> String {
    Protocol::ALL.map(|(spelling, _)| spelling).join(", ")
}

/// Why a profile could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No such profile, neither shipped nor in the data folder.
    #[error("no channel profile named \"{name}\" (looked in {looked_in:?} and among: {shipped})")]
    Missing {
        /// The name asked for.
        name: String,
        /// The data folder's `channels/`.
        looked_in: PathBuf,
        /// Names that ship.
        shipped: String,
    },
    /// The file names a protocol that this program does not speak.
    #[error("{file}: line {line}: protocol: this program does not speak \"{protocol}\", but {}", spoken())]
    UnknownProtocol {
        /// The file.
        file: String,
        /// Where in it, from 1.
        line: usize,
        /// The protocol.
        protocol: String,
    },
    /// The file is wrong; the message names line and key.
    #[error("{file}: {message}")]
    Wrong {
        /// The file.
        file: String,
        /// What is wrong and where.
        message: String,
    },
}
