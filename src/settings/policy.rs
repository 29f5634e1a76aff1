//! The settings as the rules see them.

use std::collections::BTreeMap;

use domain::order::phone;
use domain::rules::{AgencyPolicy, Capabilities, ChannelPolicy, Policy, PrinterPolicy, ShopPolicy};

use super::{Acceptance, AfterUnknown, AgencySettings, Riders, Settings, Shop};

impl Settings {
    /// The rules' view of the settings; `can` says what each agency's protocol can do.
    pub fn policy(&self, can: impl Fn(&AgencySettings) -> Capabilities) -> Policy {
        let channels = self.channels.iter().map(|channel| {
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
            shop: self.shops.first().and_then(|shop| shop.id.clone()),
            auto: true,
            riders: Riders::Us,
            ..ChannelPolicy::unknown("")
        };
        let channels = channels.chain([(phone::CHANNEL.to_owned(), by_phone)]);
        let printers = self.printers.iter().map(|printer| PrinterPolicy {
            id: printer.id.clone(),
            tickets: printer.tickets.clone(),
            copies: printer.copies,
            stations: printer.stations.clone(),
            backup: printer.backup.clone(),
            reprint_unknown: printer.after_unknown == AfterUnknown::Reprint,
            expire_minutes: printer.expire_minutes,
        });
        let agencies = self.agencies.iter().map(|agency| agency.policy(can(agency)));
        let mut shops = BTreeMap::new();
        for (index, shop) in self.shops.iter().enumerate() {
            let policy = shop.policy();
            if index == 0 {
                shops.insert(String::new(), policy.clone());
            }
            shops.insert(shop.id.clone().unwrap_or_default(), policy);
        }
        Policy {
            channels: channels.collect(),
            stations: self.stations.clone(),
            printers: printers.collect(),
            agencies: agencies.collect(),
            shops,
            keep_days: self.keep_days,
        }
    }
}

impl Shop {
    /// The rules' view of a shop: its clock, its business day and its opening hours.
    pub fn policy(&self) -> ShopPolicy {
        ShopPolicy {
            timezone: self.timezone.clone(),
            business_day_starts: self.business_day_starts,
            hours: self.hours.clone(),
        }
    }
}

impl AgencySettings {
    /// The rules' view of one agency whose protocol can do this; no surcharge is allowed yet.
    pub fn policy(&self, can: Capabilities) -> AgencyPolicy {
        AgencyPolicy {
            id: self.id.clone(),
            account: self.line(),
            shop: self.shop.clone(),
            dispatch: self.dispatch,
            max_fee: self.max_fee,
            allowed: BTreeMap::new(),
            suits: self.suits.clone(),
            can,
        }
    }
}
