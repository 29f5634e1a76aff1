//! The settings: whom the program knows, and how that changes between two starts.

use fastrand::Rng;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::riders::World;
use crate::Attempt;
use crate::order::{TicketKind, Won};
use crate::rules::{
    AgencyPolicy, Capabilities, ChannelPolicy, Dispatch, Policy, PrinterPolicy, Riders, ShopPolicy,
};
use crate::sample;

pub(super) const OWN: &str = "uncle";
/// Agencies with a line, in the order of the settings.
pub(super) const LINES: [&str; 3] = ["first", "second", "third"];
/// Under an agency's id may stand, from some start of the program on, another account, or the shop's own riders.
pub(super) const OTHER_ACCOUNT: &str = "other";
pub(super) const OWN_RIDERS: &str = "own";

/// One app, no paper but slips, three agencies and the shop's own riders; who is called when is a matter of luck.
pub(super) fn policy(rng: &mut Rng) -> Policy {
    let channel = ChannelPolicy {
        short: "가나".to_owned(),
        auto: true,
        riders: Riders::Us,
        ..ChannelPolicy::unknown("app")
    };
    let mut agency = |id: &str, can, guard| {
        let dispatch = [Dispatch::OnAccept, Dispatch::OnAccept, Dispatch::BeforeReady(10), Dispatch::Manual]
            [rng.usize(..4)];
        let can = Capabilities { duplicate_guard: guard, raises: guard, ..can };
        AgencyPolicy { dispatch, max_fee: Some(Won(6_000)), ..sample::agency(id, can) }
    };
    let all = sample::able();
    let uuids = Capabilities { uuid_keys: true, divides: false, balance: false, amends: &[], ..all };
    let mapped = Capabilities { needs_coordinates: true, uuid_keys: false, ready_signal: false, ..uuids };
    let agencies = vec![
        agency("first", all, true),
        agency("second", uuids, true),
        agency("third", mapped, false),
        AgencyPolicy { dispatch: Dispatch::Manual, ..agency(OWN, sample::by_hand(), false) },
    ];
    let shop =
        ShopPolicy { timezone: TimeZone::UTC, business_day_starts: Time::constant(5, 0, 0, 0), hours: None };
    let slips = PrinterPolicy {
        id: "counter".to_owned(),
        tickets: vec![TicketKind::Rider],
        copies: 1,
        stations: Vec::new(),
        backup: None,
        reprint_unknown: false,
        expire_minutes: 600,
    };
    Policy {
        channels: [("app".to_owned(), channel)].into(),
        stations: Vec::new(),
        printers: vec![slips],
        agencies,
        shops: [(String::new(), shop)].into(),
        keep_days: 0,
    }
}

/// The account behind an agency's id.
pub(super) fn account(id: &str, line: &str) -> String {
    format!("{id} {line}")
}

/// Whether the shop's own rider carries it.
pub(super) fn is_own(delivery: &Attempt) -> bool {
    delivery.agency == OWN || delivery.account.as_deref() == Some(OWN_RIDERS)
}

impl World {
    /// A person changes the account behind an agency's id in the settings, or changes it back.
    pub(super) fn resettle(&mut self) {
        let at = self.rng.usize(..LINES.len());
        let known = self.settings.agencies[at].clone();
        let allowed = self.policy.agencies[at].allowed.clone();
        let settled = match self.rng.u8(0..4) {
            0 => AgencyPolicy { account: OTHER_ACCOUNT.to_owned(), ..known },
            1 => AgencyPolicy { account: OWN_RIDERS.to_owned(), can: sample::by_hand(), ..known },
            _ => known,
        };
        self.policy.agencies[at] = AgencyPolicy { allowed, ..settled };
    }

    /// The account behind an agency's id; `None` where it stands for the shop's own riders.
    pub(super) fn answers(&self, id: &str) -> Option<String> {
        let known = self.policy.agencies.iter().find(|agency| agency.id == id && !agency.can.in_house);
        known.map(|known| account(id, &known.account))
    }
}
