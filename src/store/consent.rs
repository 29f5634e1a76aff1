//! Surcharges that the owner allows for an evening: kept like orders, one transaction for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::order::{DeliveryState, Won};
use domain::rules::{Input, Policy};
use domain::trail::Deed;
use domain::{Consent, Done, Refused};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::order_store::time;
use super::stored::text;
use super::{OrderStore, StoreError};

/// What is allowed now, by kind.
pub type Consents = Arc<Vec<Consent>>;

/// The longest word for a surcharge, in characters.
const LONGEST_KIND: usize = 40;
/// The most that may be allowed for one delivery, won.
const MOST: i64 = 100_000;

/// Reads the stored consents.
pub(super) fn load(conn: &Connection) -> Result<Vec<Consent>, StoreError> {
    let mut query = conn.prepare("SELECT kind, up_to, until FROM consents ORDER BY kind")?;
    let rows = query.query_map([], |row| {
        Ok(Consent { kind: text(row, 0)?, up_to: Won(row.get(1)?), until: time(row.get(2)?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts them into the rules' policy.
pub(super) fn refresh(policy: &mut Arc<Policy>, consents: &[Consent]) {
    let allowed: BTreeMap<String, Won> = consents.iter().map(|c| (c.kind.clone(), c.up_to)).collect();
    if policy.agencies.iter().any(|agency| agency.allowed != allowed) {
        for agency in &mut Arc::make_mut(policy).agencies {
            agency.allowed.clone_from(&allowed);
        }
    }
}

impl OrderStore {
    /// What is allowed now.
    pub fn consents(&self) -> Consents {
        self.consents.clone()
    }

    /// Allows a surcharge up to so much for one delivery until the business day ends; `None` takes that back. Orders
    /// that waited for it go on.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub fn consent(&mut self, kind: &str, up_to: Option<Won>, now: Timestamp) -> Result<Done, Refused> {
        let kind = kind.trim();
        let out_of_range = |what: &str, most| Refused::OutOfRange { what: what.to_owned(), least: 1, most };
        if !(1..=LONGEST_KIND).contains(&kind.chars().count()) {
            return Err(out_of_range("surcharge", LONGEST_KIND as i64));
        }
        if up_to.is_some_and(|won| !(1..=MOST).contains(&won.0)) {
            return Err(out_of_range("up_to", MOST));
        }
        let mut consents = Vec::clone(&self.consents);
        let known = consents.iter().find(|c| c.kind == kind).map(|c| c.up_to);
        if known == up_to {
            return Ok(Done::Already);
        }
        consents.retain(|c| c.kind != kind);
        if let Some(up_to) = up_to {
            let until = self.policy.business_day_ends(None, now);
            consents.push(Consent { kind: kind.to_owned(), up_to, until });
            consents.sort_by(|a, b| a.kind.cmp(&b.kind));
        }
        let deed = Deed::Consent { kind: kind.to_owned(), up_to };
        self.noting(deed, now, |store| store.keep_consents(consents))?;
        let by = self.by;
        let waits = |d: &domain::Attempt| d.status() == DeliveryState::Planned;
        let orders = self.orders();
        let planned = orders.iter().filter(|state| state.live_delivery().is_some_and(waits));
        for order in planned {
            self.commit(|unit| unit.apply(&order.head.id, Input::Consented(by), now))?.ok();
        }
        Ok(Done::Committed)
    }

    /// Ends consents when their business day ends.
    pub(super) fn wake_consents(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let left: Vec<Consent> = self.consents.iter().filter(|c| c.until > now).cloned().collect();
        if left.len() == self.consents.len() { Ok(()) } else { self.keep_consents(left) }
    }

    pub(super) fn keep_consents(&mut self, consents: Vec<Consent>) -> Result<(), StoreError> {
        self.commit(|unit| {
            unit.tx.execute("DELETE FROM consents", [])?;
            for consent in &consents {
                unit.tx.execute(
                    "INSERT INTO consents (kind, up_to, until) VALUES (?1, ?2, ?3)",
                    params![consent.kind, consent.up_to.0, consent.until.as_millisecond()],
                )?;
            }
            Ok(())
        })?;
        refresh(&mut self.policy, &consents);
        self.consents = Arc::new(consents);
        Ok(())
    }
}
