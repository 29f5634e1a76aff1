//! What the rules need to know of the settings.

use std::collections::BTreeMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::agency::Capabilities;
use crate::order::{TicketKind, Won, phone};
use crate::settings::{Acceptance, AfterUnknown, AgencySettings, Dispatch, Riders, Settings, Station, Suits};

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
}

/// When a shop's business day begins.
#[derive(Clone, Debug)]
pub struct ShopPolicy {
    /// Local time.
    pub timezone: TimeZone,
    /// Start of the business day.
    pub business_day_starts: Time,
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

impl Policy {
    /// The rules' view of the settings; `can` says what each agency's protocol can do.
    pub fn of(settings: &Settings, can: impl Fn(&AgencySettings) -> Capabilities) -> Policy {
        let channels = settings.channels.iter().map(|channel| {
            let policy = ChannelPolicy {
                short: channel.profile.short.clone(),
                shop: channel.shop.clone(),
                auto: channel.accept == Acceptance::Auto,
                prep_minutes: channel.prep_minutes,
                busy_minutes: 0,
                open: true,
                listens: true,
                poll_seconds: channel.poll_seconds,
                confirm_within_seconds: channel.profile.confirm_within_seconds,
                riders: channel.riders,
                dispatch: channel.dispatch,
                agencies: channel.agencies.clone(),
            };
            (channel.id.clone(), policy)
        });
        let by_phone = ChannelPolicy {
            short: phone::SHORT.to_owned(),
            // An order by phone without a shop is the first shop's, with its riders.
            shop: settings.shops.first().and_then(|shop| shop.id.clone()),
            auto: true,
            riders: Riders::Us,
            ..ChannelPolicy::unknown("")
        };
        let channels = channels.chain([(phone::CHANNEL.to_owned(), by_phone)]);
        let printers = settings.printers.iter().map(|printer| PrinterPolicy {
            id: printer.id.clone(),
            tickets: printer.tickets.clone(),
            copies: printer.copies,
            stations: printer.stations.clone(),
            backup: printer.backup.clone(),
            reprint_unknown: printer.after_unknown == AfterUnknown::Reprint,
            expire_minutes: printer.expire_minutes,
        });
        let agencies = settings.agencies.iter().map(|agency| AgencyPolicy::of(agency, can(agency)));
        let mut shops = BTreeMap::new();
        for (index, shop) in settings.shops.iter().enumerate() {
            let policy =
                ShopPolicy { timezone: shop.timezone.clone(), business_day_starts: shop.business_day_starts };
            if index == 0 {
                shops.insert(String::new(), policy.clone());
            }
            shops.insert(shop.id.clone().unwrap_or_default(), policy);
        }
        Policy {
            channels: channels.collect(),
            stations: settings.stations.clone(),
            printers: printers.collect(),
            agencies: agencies.collect(),
            shops,
        }
    }

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

    /// When the business day of a shop that runs at a time ends.
    pub fn business_day_ends(&self, shop: Option<&str>, at: Timestamp) -> Timestamp {
        let shop = self.shops.get(shop.unwrap_or_default()).or_else(|| self.shops.get(""));
        shop.map_or_else(|| later(at, 24 * 3_600), |shop| shop.business_day_ends(at))
    }

    /// The business day of a shop at a time, `YYYY-MM-DD`.
    pub fn business_day(&self, shop: Option<&str>, at: Timestamp) -> String {
        match self.shops.get(shop.unwrap_or_default()).or_else(|| self.shops.get("")) {
            Some(shop) => shop.business_day(at),
            None => at.to_zoned(TimeZone::UTC).date().to_string(),
        }
    }
}

/// Minutes that are promised by default: the channel's own and those that a busy kitchen adds.
pub fn promise(prep_minutes: u32, busy_minutes: u32) -> u32 {
    prep_minutes.saturating_add(busy_minutes).min(LONGEST_PREPARATION)
}

impl AgencyPolicy {
    /// The rules' view of one agency whose protocol can do this; no surcharge is allowed yet.
    pub fn of(agency: &AgencySettings, can: Capabilities) -> AgencyPolicy {
        AgencyPolicy {
            id: agency.id.clone(),
            account: agency.line(),
            shop: agency.shop.clone(),
            dispatch: agency.dispatch,
            max_fee: agency.max_fee,
            allowed: BTreeMap::new(),
            suits: agency.suits.clone(),
            can,
        }
    }

    /// Whether it carries this shop's food: a rider at another shop's door finds nothing.
    pub fn serves(&self, shop: Option<&str>) -> bool {
        self.shop.is_none() || self.shop.as_deref() == shop
    }
}

impl ChannelPolicy {
    /// The policy of a channel that is not set up.
    pub(crate) fn unknown(id: &str) -> ChannelPolicy {
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
    /// The business day at a time, `YYYY-MM-DD`: what comes before the day's start belongs to the day before.
    pub fn business_day(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.timezone.clone());
        let early = local.time() < self.business_day_starts;
        let date = if early { local.date().yesterday().unwrap_or(local.date()) } else { local.date() };
        date.to_string()
    }
}

impl ShopPolicy {
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

/// `seconds` later.
pub(in crate::engine) fn later(at: Timestamp, seconds: i64) -> Timestamp {
    later_by(at, SignedDuration::from_secs(seconds))
}

/// A pause later; a time beyond the calendar stays where it is.
pub(super) fn later_by(at: Timestamp, pause: SignedDuration) -> Timestamp {
    at.checked_add(pause).unwrap_or(at)
}
