//! A shop without sockets: a store, a clock that is told the time, and helpers to speak to both.

use std::sync::Arc;

use domain::order::{
    Amendment, AppEvent, AppEventKind, DeliveryReport, DeliveryState, Order, Quote, Quoted, Refusal,
    TicketKind, Won,
};
use domain::rules::{AgencyPolicy, Body, ChannelPolicy, Outcome, Policy, PrinterPolicy, ShopPolicy};
use domain::sample;
use domain::{Command, Done, OrderState, Refused};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::agency::{self, Pace};
use crate::settings::{AgencyKind, AgencySettings, Dispatch, Riders};
use crate::store::{IncomingEvents, OrderStore, Row};

pub const HAND: &str = "hand";
pub const AUTO: &str = "auto";

/// Two channels, two printers and one that only stands in, two agencies that are called on acceptance.
pub fn policy() -> Policy {
    let channel = |short: &str, auto| ChannelPolicy {
        short: short.to_owned(),
        auto,
        riders: Riders::Us,
        ..ChannelPolicy::unknown(short)
    };
    let printer = |id: &str, tickets: &[TicketKind], backup: Option<&str>, reprint_unknown| PrinterPolicy {
        id: id.to_owned(),
        tickets: tickets.to_vec(),
        copies: 1,
        stations: Vec::new(),
        backup: backup.map(str::to_owned),
        reprint_unknown,
        expire_minutes: 30,
    };
    let agency = |id: &str| {
        let mut called = called_on_acceptance(id, AgencyKind::Gorela);
        // With every call for changes that there is.
        called.can.amends = &Amendment::ALL;
        AgencyPolicy { max_fee: Some(Won(6_000)), ..called }
    };
    let shop = ShopPolicy {
        timezone: TimeZone::get("Asia/Seoul").unwrap(),
        business_day_starts: Time::constant(5, 0, 0, 0),
        hours: None,
    };
    Policy {
        channels: [(HAND.to_owned(), channel("손", false)), (AUTO.to_owned(), channel("자", true))].into(),
        stations: Vec::new(),
        printers: vec![
            printer("kitchen", &[TicketKind::Kitchen, TicketKind::Cancel], Some("counter"), false),
            printer("counter", &[TicketKind::Customer, TicketKind::Rider], Some("spare"), true),
            printer("spare", &[], None, false),
        ],
        agencies: vec![agency("first"), agency("second")],
        shops: [(String::new(), shop)].into(),
        keep_days: 0,
    }
}

/// The shop's own riders, who are counted on as soon as an order is accepted.
pub fn in_house(id: &str) -> AgencyPolicy {
    called_on_acceptance(id, AgencyKind::InHouse)
}

fn called_on_acceptance(id: &str, kind: AgencyKind) -> AgencyPolicy {
    let settings = AgencySettings { dispatch: Dispatch::OnAccept, ..AgencySettings::of(id, kind, "") };
    settings.policy(agency::capabilities(&settings, Pace::default()))
}

pub struct World {
    pub store: OrderStore,
    pub now: Timestamp,
    events: u32,
}

impl World {
    pub fn new(policy: Policy) -> World {
        let mut ids = 0_u32;
        let ids = Box::new(move |_| {
            ids += 1;
            format!("order-{ids:04}")
        });
        World::over(OrderStore::in_memory(Arc::new(policy), ids).unwrap())
    }

    pub fn over(store: OrderStore) -> World {
        World { store, now: "2026-11-21T10:00:00Z".parse().unwrap(), events: 0 }
    }

    pub fn pass(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        self.store.wake(self.now).unwrap();
    }

    pub fn event(&mut self, order: &str, kind: AppEventKind) -> AppEvent {
        self.events += 1;
        let raw_kind = serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
        AppEvent {
            id: format!("event-{}", self.events),
            kind,
            raw_kind,
            order_id: order.to_owned(),
            created_at: self.now,
            reason: None,
        }
    }

    pub fn order(&self, external_id: &str) -> Order {
        let mut order = sample::order(external_id, self.now, vec![]);
        order.external_id = external_id.to_owned();
        order
    }

    /// A new order comes in with its CREATED event; answers its state.
    pub fn arrive(&mut self, channel: &str, order: Order) -> Arc<OrderState> {
        let id = order.external_id.clone();
        let created = self.event(&id, AppEventKind::Created);
        let body = Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Created) };
        self.hear(channel, &id, Some(body), vec![created]);
        self.state(&id)
    }

    pub fn hear(&mut self, channel: &str, order: &str, body: Option<Body>, events: Vec<AppEvent>) {
        let heard = IncomingEvents { external_id: order.to_owned(), body, events };
        self.store.hear(channel, vec![heard], 0, self.now).unwrap();
    }

    /// The app says something about a known order.
    pub fn says(&mut self, channel: &str, order: &str, kind: AppEventKind) -> Arc<OrderState> {
        let event = self.event(order, kind);
        self.hear(channel, order, None, vec![event]);
        self.state(order)
    }

    pub fn state(&mut self, order: &str) -> Arc<OrderState> {
        self.store.find(order, self.now).unwrap()
    }

    pub fn command(&mut self, order: &str, command: Command) -> Result<Done, Refused> {
        self.store.command(order, command, self.now)
    }

    pub fn accept(&mut self, order: &str) -> Arc<OrderState> {
        self.command(order, Command::Accept { prep_minutes: Some(15) }).unwrap();
        self.state(order)
    }

    pub fn due(&mut self, target: &str) -> Vec<Row> {
        self.store.due(target, self.now, 100).unwrap()
    }

    /// The tags of what is due for a target.
    pub fn tags(&mut self, target: &str) -> Vec<String> {
        self.due(target).iter().map(|row| row.effect.tag()).collect()
    }

    /// Does the first due row of a target whose tag starts so; a once row is started first.
    pub fn does(&mut self, target: &str, tag: &str, outcome: Outcome) {
        let row = self
            .due(target)
            .into_iter()
            .find(|row| row.effect.tag().starts_with(tag))
            .unwrap_or_else(|| panic!("no row {tag} is due for {target}"));
        if row.effect.is_once() {
            assert!(self.store.start(row.id, self.now).unwrap().is_some());
        }
        self.store.finish(row.id, outcome, self.now).unwrap();
    }

    /// Every ticket that waits comes out, where paper is not the question.
    pub fn prints(&mut self) {
        for printer in ["printer:kitchen", "printer:counter", "printer:spare"] {
            for row in self.due(printer) {
                self.store.start(row.id, self.now).unwrap();
                self.store.finish(row.id, Outcome::Printed, self.now).unwrap();
            }
        }
    }

    /// The process is killed and starts again; the apps' clocks say that ours is right.
    pub fn restart(&mut self) {
        self.store.recover(self.now).unwrap();
        for channel in [HAND, AUTO] {
            self.store.app_clock(channel, 0, self.now).unwrap();
        }
    }
}

/// A price that can be paid.
pub fn possible(fee: i64) -> Outcome {
    Outcome::Quoted(Quoted::Possible(Quote { fee: Won(fee), ..Quote::default() }))
}

/// What an agency tells of a delivery that stands so.
pub fn report(state: DeliveryState) -> DeliveryReport {
    DeliveryReport::of(state, state.as_str().to_uppercase())
}

/// A look-up that finds a delivery standing so.
pub fn found(state: DeliveryState) -> Outcome {
    Outcome::LookedUp(Some(Box::new(report(state))))
}

/// An agency's no.
pub fn refusal(code: &str) -> Refusal {
    Refusal { code: code.to_owned(), message: None }
}
