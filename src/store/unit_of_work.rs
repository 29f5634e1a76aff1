//! One transaction: how inputs change the rows.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::menu::Menu;
use domain::order::{AppEvent, Order, TicketState, phone};
use domain::rules::{self, Arrival, Body, Input, Policy, STATE_VERSION};
use domain::timeline::By;
use domain::{Bell, Done, OrderState, Refused};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::order_store::IncomingEvents;
use super::stored::{Known, Stored, load};
use super::{StoreError, outbox};

/// One transaction in progress.
pub(super) struct UnitOfWork<'a> {
    pub(super) tx: Transaction<'a>,
    pub(super) policy: &'a Policy,
    live: &'a BTreeMap<String, Arc<OrderState>>,
    menu: &'a Arc<Menu>,
    touched: Vec<Arc<OrderState>>,
    /// The menu with what was learned in this transaction.
    pub(super) learned: Option<Menu>,
}

/// What a transaction has changed.
pub(super) struct Changed {
    /// The orders, in the order of their changes.
    pub orders: Vec<Arc<OrderState>>,
    /// The menu.
    pub menu: Option<Menu>,
}

impl<'a> UnitOfWork<'a> {
    pub(super) fn new(
        tx: Transaction<'a>,
        policy: &'a Policy,
        live: &'a BTreeMap<String, Arc<OrderState>>,
        menu: &'a Arc<Menu>,
    ) -> UnitOfWork<'a> {
        UnitOfWork { tx, policy, live, menu, touched: Vec::new(), learned: None }
    }

    /// Commits; answers what has changed.
    pub(super) fn commit(mut self) -> Result<Changed, StoreError> {
        self.keep_menu()?;
        self.tx.commit()?;
        Ok(Changed { orders: self.touched, menu: self.learned })
    }

    /// The menu as this transaction leaves it.
    pub(super) fn menu(&mut self) -> &mut Menu {
        self.learned.get_or_insert_with(|| Menu::clone(self.menu))
    }

    /// Stores what was heard about one order.
    pub(super) fn hear_one(
        &mut self,
        channel: &str,
        incoming: IncomingEvents,
        id: String,
        ahead: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known: Option<String> = self
            .tx
            .prepare_cached("SELECT id FROM orders WHERE channel = ?1 AND external_id = ?2")?
            .query_row(params![channel, incoming.external_id], |row| row.get(0))
            .optional()?;
        if known.is_none() && incoming.body.is_none() {
            return Ok(());
        }
        let mut events = Vec::new();
        for event in incoming.events {
            if self.note_event(channel, &event, now)? {
                events.push(event);
            }
        }
        events.sort_by_key(|event| event.created_at);
        match (known, incoming.body) {
            (Some(id), _) => {
                for event in events {
                    // Events are never refused.
                    self.apply(&id, Input::Event(event), now)?.ok();
                }
            }
            (None, Some(body)) => {
                let (number, day) = self.next_number(channel, None, now)?;
                let arrival = Arrival {
                    id,
                    number,
                    channel: channel.to_owned(),
                    external_id: incoming.external_id,
                    body,
                    events,
                    shop: None,
                    prep_minutes: None,
                    clock_ahead: ahead,
                    by: By::Person,
                };
                self.arrive(arrival, &day, now)?;
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn arrive(&mut self, arrival: Arrival, day: &str, now: Timestamp) -> Result<(), StoreError> {
        let (state, changes) = rules::arrive(arrival, now, self.policy);
        self.insert(&state, day)?;
        outbox::change(&self.tx, &state.head.id, changes, now)?;
        self.learn(&state);
        self.touched.push(Arc::new(state));
        Ok(())
    }

    /// Stores an order that was phoned in; answers its short number.
    pub(super) fn phone(
        &mut self,
        id: String,
        order: Order,
        shop: Option<String>,
        prep_minutes: Option<u32>,
        by: By,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let (number, day) = self.next_number(phone::CHANNEL, shop.as_deref(), now)?;
        let arrival = Arrival {
            external_id: order.external_id.clone(),
            id,
            number: number.clone(),
            channel: phone::CHANNEL.to_owned(),
            body: Body::Read { order: Box::new(order), last_event: None },
            events: Vec::new(),
            shop,
            prep_minutes,
            clock_ahead: 0,
            by,
        };
        self.arrive(arrival, &day, now)?;
        Ok(number)
    }

    /// Stores an event; answers whether it is new. An event that comes again was not acknowledged as far as the app knows, so
    /// it is acknowledged again.
    pub(super) fn note_event(
        &self,
        channel: &str,
        event: &AppEvent,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let new = self
            .tx
            .prepare_cached(
                "INSERT INTO events (channel, id, order_id, kind, created_at, heard_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                channel,
                event.id,
                event.order_id,
                event.raw_kind,
                event.created_at.as_millisecond(),
                now.as_millisecond()
            ])?;
        if new == 0 {
            self.tx
                .prepare_cached("UPDATE events SET acknowledged_at = NULL WHERE channel = ?1 AND id = ?2")?
                .execute(params![channel, event.id])?;
        }
        Ok(new == 1)
    }

    /// The next short number of a channel and its business day. Counted per short name. A number that any open order still has
    /// is skipped, because two meals of one number would be confused in the kitchen.
    fn next_number(
        &self,
        channel: &str,
        shop: Option<&str>,
        now: Timestamp,
    ) -> Result<(String, String), StoreError> {
        let channel = self.policy.channel(channel);
        let day = self.policy.business_day(shop.or(channel.shop.as_deref()), now);
        loop {
            let last: i64 = self
                .tx
                .prepare_cached(
                    "INSERT INTO numbers (short, day, last) VALUES (?1, ?2, 1)
                     ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
                )?
                .query_row(params![channel.short, day], |row| row.get(0))?;
            let number = format!("{}-{last:03}", channel.short);
            if !self.is_borne(&number) {
                return Ok((number, day));
            }
        }
    }

    /// Whether an open order has this number. All open orders are among the live ones.
    fn is_borne(&self, number: &str) -> bool {
        let mut live = self.live.values().chain(&self.touched);
        live.any(|state| state.head.number == number && is_open(state))
    }

    /// Applies one input to one order. The inner result is the rules' answer to a command.
    pub(super) fn apply(
        &mut self,
        id: &str,
        input: Input,
        now: Timestamp,
    ) -> Result<Result<Done, Refused>, StoreError> {
        let Some(before) = self.state(id, now)? else {
            return Ok(Err(Refused::UnknownOrder { order: id.to_owned() }));
        };
        match rules::apply(&before, input, now, self.policy) {
            Ok((state, changes, done)) => {
                self.update(&state)?;
                self.follow(&before, &state)?;
                outbox::change(&self.tx, id, changes, now)?;
                if before.head.customer_gone {
                    self.note_customer_again(id)?;
                }
                if before.head.order.is_none() {
                    self.learn(&state);
                }
                self.touched.push(Arc::new(state));
                Ok(Ok(done))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// An order as it stands in this transaction. One whose state is damaged gets a stand-in.
    pub(super) fn state(&mut self, id: &str, now: Timestamp) -> Result<Option<Arc<OrderState>>, StoreError> {
        if let Some(state) = self.touched.iter().rev().find(|state| state.head.id == id) {
            return Ok(Some(state.clone()));
        }
        match load(&self.tx, self.live, id)? {
            None => Ok(None),
            Some(Known::Whole(state)) => Ok(Some(state)),
            Some(Known::Damaged(stored, reason)) => {
                self.stand_in(&stored, &reason, now)?;
                Ok(self.touched.last().cloned())
            }
        }
    }

    /// Whether an order is among those that a person may want to see.
    pub(super) fn is_live(&self, id: &str) -> bool {
        self.live.contains_key(id)
    }

    /// Shows this state once the transaction is committed.
    pub(super) fn touch(&mut self, state: OrderState) {
        self.touched.push(Arc::new(state));
    }

    fn insert(&self, state: &OrderState, day: &str) -> Result<(), StoreError> {
        self.insert_row(
            &state.head.id,
            &state.head.channel,
            &state.head.external_id,
            &state.head.number,
            day,
            state.head.received_at,
        )?;
        self.note_caller(state)?;
        self.update(state)?;
        self.note_entry(state, None)
    }

    /// An order's row, whose state is still to be written.
    pub(super) fn insert_row(
        &self,
        id: &str,
        channel: &str,
        external_id: &str,
        number: &str,
        day: &str,
        received_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO states (order_id, state) VALUES (?1, '')")?
            .execute(params![id])?;
        let place = self.tx.last_insert_rowid();
        self.tx
            .prepare_cached(
                "INSERT INTO orders (id, channel, external_id, number, day, received_at, place,
                                     display_id, status, open, next_wake, state_version, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, '', 1, NULL, 0, '')",
            )?
            .execute(params![id, channel, external_id, number, day, received_at.as_millisecond(), place])?;
        self.note_customer(id, day)
    }

    /// Writes an order as it was, into another database; over what that has of it from an earlier time.
    pub(super) fn restore(&mut self, state: OrderState) -> Result<(), StoreError> {
        let day = self.policy.business_day(state.head.shop.as_deref(), state.head.received_at);
        match load(&self.tx, &BTreeMap::new(), &state.head.id)? {
            Some(stored) => {
                self.update(&state)?;
                if let Known::Whole(before) = stored {
                    self.follow(&before, &state)?;
                }
                self.note_caller(&state)?;
                self.note_customer(&state.head.id, &day)?;
            }
            // The app's order stands under another id there, with its paper and its rider.
            None if self.is_known(&state.head.channel, &state.head.external_id)? => return Ok(()),
            None => self.insert(&state, &day)?,
        }
        self.touch(state);
        Ok(())
    }

    /// The orders that were written so far.
    pub(super) fn carried(&self) -> HashSet<String> {
        self.touched.iter().map(|state| state.head.id.clone()).collect()
    }

    /// What is left of an order that was open, into another database.
    pub(super) fn stand_in_for(
        &mut self,
        stored: &Stored,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Stored { id, channel, external_id, number, day, .. } = stored;
        self.insert_row(id, channel, external_id, number, day, now)?;
        self.stand_in(stored, reason, now)
    }

    /// Whether the app's order is stored.
    pub(super) fn is_known(&self, channel: &str, external_id: &str) -> Result<bool, StoreError> {
        let mut query =
            self.tx.prepare_cached("SELECT 1 FROM orders WHERE channel = ?1 AND external_id = ?2")?;
        Ok(query.exists(params![channel, external_id])?)
    }

    /// Tells every rescued order which tasks it still has, so that the rules make up for the lost ones.
    pub(super) fn rescued(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let carried: Vec<String> = self.touched.iter().map(|state| state.head.id.clone()).collect();
        for order in carried {
            let tasks: Vec<String> = self
                .tx
                .prepare_cached("SELECT tag FROM outbox WHERE order_id = ?1")?
                .query_map(params![order], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            self.apply(&order, Input::Rescued { tasks }, now)?.ok();
        }
        Ok(())
    }

    pub(super) fn update(&self, state: &OrderState) -> Result<(), StoreError> {
        let wake = rules::next_wake(state, self.policy).map(Timestamp::as_millisecond);
        let place: Option<i64> = self
            .tx
            .prepare_cached(
                "UPDATE orders SET display_id = ?2, status = ?3, open = ?4, next_wake = ?5,
                                   state_version = ?6, updated_at = ?7, state = ''
                 WHERE id = ?1 RETURNING place",
            )?
            .query_row(
                params![
                    state.head.id,
                    state.head.order.as_ref().map(|order| order.display_id.as_str()),
                    state.head.status.as_str(),
                    is_open(state),
                    wake,
                    STATE_VERSION,
                    state.head.updated_at.as_millisecond()
                ],
                |row| row.get(0),
            )?;
        self.tx
            .prepare_cached(
                "INSERT INTO states (id, order_id, state) VALUES (?1, ?2, ?3)
                 ON CONFLICT (order_id) DO UPDATE SET state = ?3",
            )?
            .execute(params![place, state.head.id, serde_json::to_string(state)?])?;
        match place {
            // Its state may have been compressed before.
            Some(place) => {
                self.tx.prepare_cached("DELETE FROM archive WHERE id = ?1")?.execute(params![place])?;
            }
            // An older version kept the state in the order's row.
            None => {
                self.tx
                    .prepare_cached("UPDATE orders SET place = ?2 WHERE id = ?1")?
                    .execute(params![state.head.id, self.tx.last_insert_rowid()])?;
            }
        }
        Ok(())
    }
}

/// Whether anything about an order may still change by itself or must be seen by a person.
pub(super) fn is_open(state: &OrderState) -> bool {
    !state.head.status.is_final() || is_moving(state)
}

/// Whether something about an order is still to come, whatever its status.
pub(super) fn is_moving(state: &OrderState) -> bool {
    let paper_moves =
        state.tickets.iter().any(|ticket| matches!(ticket.state, TicketState::Queued | TicketState::Sending));
    paper_moves
        || state.live_delivery().is_some()
        || !state.problems.is_empty()
        || matches!(state.bell, Bell::NewOrder { .. } | Bell::Urgent { .. })
}
