//! What the rules need to know of the settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use serde::{Deserialize, Serialize};

use super::Capabilities;
use crate::order::{TicketKind, Won};
use crate::text::clean;
use crate::{Hours, HoursNow, HoursToday, ShopAvailability};

/// The longest preparation that may be promised, in minutes.
pub(super) const LONGEST_PREPARATION: u32 = 240;

/// The settings as the rules see them.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// By channel id. Orders of a channel that is no longer set up keep living by [`Policy::channel`]'s fallback.
    pub channels: BTreeMap<String, ChannelPolicy>,
    /// Stations; a dish belongs to the first that claims it.
    pub stations: Vec<Station>,
    /// In the order of the settings.
    pub printers: Vec<PrinterPolicy>,
    /// In order of priority.
    pub agencies: Vec<AgencyPolicy>,
    /// By shop id; the first shop is also under `""`.
    pub shops: BTreeMap<String, ShopPolicy>,
    /// Days that a customer stays in an order after its business day; 0: gone when the day ends or is closed.
    pub keep_days: u32,
}

/// A shop's clock: its zone, its business day and its opening hours.
#[derive(Clone, Debug)]
pub struct ShopPolicy {
    /// Local time.
    pub timezone: TimeZone,
    /// Start of the business day.
    pub business_day_starts: Time,
    /// When it opens and closes by itself; `None`: never.
    pub hours: Option<Arc<Hours>>,
}

/// How one app's orders are handled.
#[derive(Clone, Debug)]
pub struct ChannelPolicy {
    /// Prefix of short numbers.
    pub short: String,
    /// Shop id.
    pub shop: Option<String>,
    /// Accepted by the program.
    pub auto: bool,
    /// Minutes until ready, on a quiet day.
    pub prep_minutes: u32,
    /// Minutes that the kitchen needs on top now.
    pub busy_minutes: u32,
    /// Whether the shop is open at the app; orders that come in while it is closed are left to a person.
    pub open: bool,
    /// Whether the app is polled, so that events arrive at once. Polling stops where a shop is closed by absence; each open
    /// order is then asked about instead.
    pub listens: bool,
    /// Seconds between two polls.
    pub poll_seconds: u32,
    /// Seconds from placing until the app gives up.
    pub confirm_within_seconds: u32,
    /// Who calls riders.
    pub riders: Riders,
    /// When riders are called for this app's orders; `None`: as each agency's own setting says.
    pub dispatch: Option<Dispatch>,
    /// Agencies that carry this app's orders, in order of priority; `None`: all, in the settings' order.
    pub agencies: Option<Vec<String>>,
}

/// What one printer prints.
#[derive(Clone, Debug)]
pub struct PrinterPolicy {
    /// Id.
    pub id: String,
    /// Kinds of ticket.
    pub tickets: Vec<TicketKind>,
    /// Copies of each.
    pub copies: u32,
    /// Only dishes of these stations; empty: all.
    pub stations: Vec<String>,
    /// The printer that stands in.
    pub backup: Option<String>,
    /// Print again what is unknown, marked 재출력.
    pub reprint_unknown: bool,
    /// Minutes a ticket may wait.
    pub expire_minutes: u32,
}

/// How one agency is used.
#[derive(Clone, Debug)]
pub struct AgencyPolicy {
    /// Id.
    pub id: String,
    /// The account and protocol behind the id; another account under the same id does not know this one's deliveries.
    pub account: String,
    /// The only shop whose food it carries; `None`: every shop's.
    pub shop: Option<String>,
    /// When it is called.
    pub dispatch: Dispatch,
    /// Most won without asking.
    pub max_fee: Option<Won>,
    /// Surcharges allowed on top of `max_fee` for now, by the agency's word for them.
    pub allowed: BTreeMap<String, Won>,
    /// The orders for which it is called automatically.
    pub suits: Suits,
    /// What its protocol can do.
    pub can: Capabilities,
}

/// The side that calls riders: this program, the app or another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Riders {
    /// This program.
    Us,
    /// The app.
    App,
    /// Another program.
    OtherProgram,
}

/// When an agency is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dispatch {
    /// When a person says so.
    Manual,
    /// When the order is accepted.
    OnAccept,
    /// This many minutes before it is ready.
    BeforeReady(u32),
}

/// A place in the kitchen that cooks some of the dishes.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Station {
    /// Whether a person who says this means it: its id, or its name.
    pub fn is(&self, said: &str) -> bool {
        self.id == said || clean(&self.name) == clean(said)
    }
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
    /// Whether it carries alcohol.
    pub alcohol: bool,
    /// Local time from which and until which it is called, past midnight where it ends before it begins; `None`: always.
    pub hours: Option<(Time, Time)>,
}

impl Default for Suits {
    fn default() -> Suits {
        Suits { max_distance: None, cash: true, card: true, alcohol: true, hours: None }
    }
}

impl Policy {
    /// One channel's policy. A channel that is no longer set up accepts by hand and calls no riders.
    pub fn channel(&self, id: &str) -> ChannelPolicy {
        self.channels.get(id).cloned().unwrap_or_else(|| ChannelPolicy::unknown(id))
    }

    /// One printer's policy.
    pub(super) fn printer(&self, id: &str) -> Option<&PrinterPolicy> {
        self.printers.iter().find(|printer| printer.id == id)
    }

    /// One agency's policy.
    pub(super) fn agency(&self, id: &str) -> Option<&AgencyPolicy> {
        self.agencies.iter().find(|agency| agency.id == id)
    }

    /// The clock of a shop.
    pub fn timezone(&self, shop: Option<&str>) -> TimeZone {
        self.shop(shop).map_or(TimeZone::UTC, |shop| shop.timezone.clone())
    }

    /// When the business day of a shop that runs at a time ends.
    pub fn business_day_ends(&self, shop: Option<&str>, at: Timestamp) -> Timestamp {
        self.shop(shop).map_or_else(|| later(at, 24 * 3_600), |shop| shop.business_day_ends(at))
    }

    /// The business day of a shop at a time.
    pub fn business_date(&self, shop: Option<&str>, at: Timestamp) -> Date {
        self.shop(shop).map_or_else(|| at.to_zoned(TimeZone::UTC).date(), |shop| shop.business_date(at))
    }

    /// The same as it is stored, `YYYY-MM-DD`.
    pub fn business_day(&self, shop: Option<&str>, at: Timestamp) -> String {
        self.business_date(shop, at).to_string()
    }

    /// What the opening hours of a shop want at a time; `None`: it has none.
    pub fn hours(&self, shop: Option<&str>, at: Timestamp) -> Option<HoursNow> {
        self.shop(shop)?.hours_at(at)
    }

    /// A shop; one that is not known is the first.
    fn shop(&self, id: Option<&str>) -> Option<&ShopPolicy> {
        self.shops.get(id.unwrap_or_default()).or_else(|| self.shops.get(""))
    }
}

/// Minutes that are promised by default: the channel's own and those that a busy kitchen adds.
pub fn promise(prep_minutes: u32, busy_minutes: u32) -> u32 {
    prep_minutes.saturating_add(busy_minutes).min(LONGEST_PREPARATION)
}

impl AgencyPolicy {
    /// Whether it carries this shop's food: a rider at another shop's door finds nothing.
    pub fn serves(&self, shop: Option<&str>) -> bool {
        self.shop.is_none() || self.shop.as_deref() == shop
    }
}

impl ChannelPolicy {
    /// The policy of a channel that is not set up.
    pub fn unknown(id: &str) -> ChannelPolicy {
        ChannelPolicy {
            short: id.chars().take(3).collect(),
            shop: None,
            auto: false,
            prep_minutes: 20,
            busy_minutes: 0,
            open: true,
            listens: true,
            poll_seconds: 30,
            confirm_within_seconds: 300,
            riders: Riders::OtherProgram,
            dispatch: None,
            agencies: None,
        }
    }

    /// Minutes that an answer without minutes promises now.
    pub fn promise(&self) -> u32 {
        promise(self.prep_minutes, self.busy_minutes)
    }

    /// Whether the program accepts a new order automatically now.
    pub fn accepts(&self) -> bool {
        self.auto && self.open
    }
}

impl ShopPolicy {
    /// The business day at a time: what comes before the day's start belongs to the day before.
    pub fn business_date(&self, at: Timestamp) -> Date {
        let local = at.to_zoned(self.timezone.clone());
        let early = local.time() < self.business_day_starts;
        if early { local.date().yesterday().unwrap_or(local.date()) } else { local.date() }
    }

    /// The same as it is stored, `YYYY-MM-DD`.
    pub fn business_day(&self, at: Timestamp) -> String {
        self.business_date(at).to_string()
    }

    /// What its opening hours want at a time; `None`: it has none.
    pub fn hours_at(&self, at: Timestamp) -> Option<HoursNow> {
        Some(self.hours.as_ref()?.at(&self.timezone, at))
    }

    /// Its opening hours beside an app of it that stands so; `None`: it has none.
    pub fn hours_today(&self, app: &ShopAvailability, now: Timestamp) -> Option<HoursToday> {
        let hours = self.hours.as_ref()?;
        let same_day = |one, other| self.business_date(one) == self.business_date(other);
        Some(HoursToday {
            spans: hours.on(self.business_date(now)).to_vec(),
            open: hours.at(&self.timezone, now).open,
            next: app.next_change(now, |at| self.hours_at(at), same_day),
        })
    }

    /// When the business day that runs at a time ends.
    fn business_day_ends(&self, at: Timestamp) -> Timestamp {
        let local = at.to_zoned(self.timezone.clone());
        let early = local.time() < self.business_day_starts;
        let day = if early { Ok(local.date()) } else { local.date().tomorrow() };
        let ends =
            day.and_then(|day| day.to_datetime(self.business_day_starts).to_zoned(self.timezone.clone()));
        ends.map_or_else(|_| later(at, 24 * 3_600), |ends| ends.timestamp())
    }
}

/// A time `seconds` later; beyond the calendar there is none.
pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    later_by(at, SignedDuration::from_secs(seconds))
}

/// A pause later; a time beyond the calendar stays where it is.
pub(super) fn later_by(at: Timestamp, pause: SignedDuration) -> Timestamp {
    at.checked_add(pause).unwrap_or(at)
}
