//! What the owner wants of each app: kept like orders, one transaction for each wish and each answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::order::phone;
use domain::rules::{ChannelPolicy, Input, Policy};
use domain::trail::Deed;
use domain::{AppAck, Call, Done, Refused, ShopAvailability, ShopCommand};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::aside::Damage;
use super::stored::text;
use super::{OrderStore, StoreError};

/// By channel id; an app about which nothing was ever commanded is missing.
pub type Openings = Arc<BTreeMap<String, ShopAvailability>>;

/// Reads what is stored; answers separately what is damaged.
pub(super) fn load(
    conn: &Connection,
) -> Result<(BTreeMap<String, ShopAvailability>, Vec<Damage>), StoreError> {
    let mut query = conn.prepare("SELECT channel, opening FROM openings")?;
    let rows = query.query_map([], |row| Ok((text(row, 0)?, row.get_ref(1)?.as_bytes()?.to_vec())))?;
    let (mut openings, mut damage) = (BTreeMap::new(), Vec::new());
    for row in rows {
        let (channel, raw) = row?;
        match serde_json::from_slice(&raw) {
            Ok(opening) => drop(openings.insert(channel, opening)),
            Err(error) => damage.push(Damage::ShopAvailability { channel, raw, reason: error.to_string() }),
        }
    }
    Ok((openings, damage))
}

/// Puts it into the rules' policy: a busy kitchen promises later times, a closed shop accepts nothing automatically.
pub(super) fn refresh(
    policy: &mut Arc<Policy>,
    openings: &BTreeMap<String, ShopAvailability>,
    now: Timestamp,
) {
    for (channel, opening) in openings {
        let wanted = (opening.busy_minutes, opening.is_open(now), !opening.is_absent(now));
        let stands = |known: &ChannelPolicy| (known.busy_minutes, known.open, known.listens);
        let differs = policy.channels.get(channel).is_some_and(|known| stands(known) != wanted);
        if differs && let Some(known) = Arc::make_mut(policy).channels.get_mut(channel) {
            (known.busy_minutes, known.open, known.listens) = wanted;
        }
    }
}

/// The apps that are not polled.
fn unheard(policy: &Policy) -> BTreeSet<String> {
    let unheard = policy.channels.iter().filter(|(_, channel)| !channel.listens);
    unheard.map(|(id, _)| id.clone()).collect()
}

impl OrderStore {
    /// What the owner wants of each app.
    pub fn openings(&self) -> Openings {
        self.openings.clone()
    }

    /// Carries out a wish about one app, or about all of them.
    ///
    /// # Errors
    /// Why not; nothing has changed at any app then.
    pub fn shop(
        &mut self,
        channel: Option<&str>,
        command: &ShopCommand,
        now: Timestamp,
    ) -> Result<Done, Refused> {
        let apps = self.policy.channels.keys().filter(|id| *id != phone::CHANNEL);
        let known: Vec<String> = apps.cloned().collect();
        let named: Vec<String> = match channel {
            Some(id) if known.iter().any(|known| known == id) => vec![id.to_owned()],
            Some(id) => return Err(Refused::UnknownChannel { channel: id.to_owned() }),
            None => known,
        };
        let mut openings = BTreeMap::clone(&self.openings);
        let mut done = Done::Already;
        let mut nothing = None;
        for id in named {
            match openings.entry(id).or_default().command(command, now) {
                Ok(Done::Committed) => done = Done::Committed,
                Ok(Done::Already) => {}
                // Sold out at one app is on sale at the others already.
                Err(Refused::NothingThere) if channel.is_none() => nothing = Some(Refused::NothingThere),
                Err(refused) => return Err(refused),
            }
        }
        if let (Done::Already, Some(refused)) = (done, nothing) {
            return Err(refused);
        }
        let deed = Deed::Shop { channel: channel.map(str::to_owned), command: command.clone() };
        self.keep_noting(openings, done, deed, now)?;
        Ok(done)
    }

    /// An app's answer.
    ///
    /// # Errors
    /// The database failed; the app will be told again.
    pub fn shop_told(
        &mut self,
        channel: &str,
        call: &Call,
        told: &AppAck,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut openings = BTreeMap::clone(&self.openings);
        openings.entry(channel.to_owned()).or_default().answered(call, told);
        self.keep(openings, now)
    }

    /// The shops' hours open and close, pauses end, and a new business day puts sold-out dishes back.
    pub(super) fn wake_openings(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let mut openings = BTreeMap::clone(&self.openings);
        // An app about which nothing was ever commanded is open, until the shop's hours close it.
        for (id, channel) in self.policy.channels.iter().filter(|(id, _)| *id != phone::CHANNEL) {
            if self.policy.hours(channel.shop.as_deref(), now).is_some() {
                openings.entry(id.clone()).or_default();
            }
        }
        for (id, opening) in &mut openings {
            let shop = self.policy.channel(id).shop;
            let shop = shop.as_deref();
            let today = self.policy.business_day(shop, now);
            let before = opening.wanted;
            let hours = self.policy.hours(shop, now);
            opening.wake(now, hours, |since| self.policy.business_day(shop, since) == today);
            if opening.wanted != before {
                tracing::info!(channel = %id, wanted = ?opening.wanted, by = ?opening.decided_by, "the shop");
            }
        }
        self.keep(openings, now)
    }

    /// Moves the times in it by as much as the clock was set; `now` is by the new clock.
    pub(super) fn move_openings(&mut self, by: SignedDuration, now: Timestamp) -> Result<(), StoreError> {
        let mut openings = BTreeMap::clone(&self.openings);
        openings.values_mut().for_each(|opening| opening.move_times(by));
        self.keep(openings, now)
    }

    /// Keeps it, and notes what was done where that changed anything: an app that is commanded for the first time is kept too.
    pub(super) fn keep_noting(
        &mut self,
        openings: BTreeMap<String, ShopAvailability>,
        done: Done,
        deed: Deed,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match done {
            Done::Committed => self.noting(deed, now, |store| store.keep(openings, now)),
            Done::Already => self.keep(openings, now),
        }
    }

    pub(super) fn keep(
        &mut self,
        openings: BTreeMap<String, ShopAvailability>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed: Vec<(String, ShopAvailability)> = openings
            .iter()
            .filter(|(id, opening)| self.openings.get(*id) != Some(*opening))
            .map(|(id, opening)| (id.clone(), opening.clone()))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.commit(|unit| {
            for (id, opening) in changed {
                let json = serde_json::to_string(&opening)
                    .map_err(|error| StoreError::Corrupt(error.to_string()))?;
                unit.tx.execute(
                    "INSERT INTO openings (channel, opening) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET opening = ?2",
                    params![id, json],
                )?;
            }
            Ok(())
        })?;
        let unheard_before = unheard(&self.policy);
        refresh(&mut self.policy, &openings, now);
        self.openings = Arc::new(openings);
        // These apps are no longer polled, so their open orders are asked about from now on, which changes their wake times. A
        // program that is killed right here asks about all of them when it starts.
        let newly: Vec<String> = unheard(&self.policy).difference(&unheard_before).cloned().collect();
        if newly.is_empty() {
            return Ok(());
        }
        let orders: Vec<String> = self
            .orders()
            .iter()
            .filter(|state| newly.contains(&state.head.channel) && !state.head.status.is_final())
            .map(|state| state.head.id.clone())
            .collect();
        self.commit(|unit| {
            for order in orders {
                // Only commands are refused.
                unit.apply(&order, Input::Wake, now)?.ok();
            }
            Ok(())
        })
    }
}
