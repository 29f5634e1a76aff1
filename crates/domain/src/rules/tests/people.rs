//! Inputs from outside: the app, the people in the shop, and the agency that they telephone.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::given::{OWN, is_own};
use super::riders::World;
use crate::order::{
    AppEvent, AppEventKind, CancelCode, DeliveredBy, DeliveryState, OrderKind, Personal, Won,
};
use crate::rules::{self, Effect, Input, Outcome};
use crate::timeline::By;
use crate::{Attempt, Command, Resolution};

impl World {
    pub(super) fn app_speaks(&mut self) {
        let Some(at) = self.any() else { return };
        let kinds = [
            AppEventKind::Cancelled,
            AppEventKind::Concluded,
            AppEventKind::Delivered,
            AppEventKind::Dispatched,
            AppEventKind::CancellationRequestDenied,
        ];
        if self.rng.bool() {
            // It got another address, or the app carries it now.
            let Some(mut order) = self.desks[at].state.head.order.clone() else { return };
            match (self.rng.u8(0..8), order.delivered_by, order.kind) {
                (0, DeliveredBy::Merchant, _) => order.delivered_by = DeliveredBy::Marketplace,
                (0, ..) => order.delivered_by = DeliveredBy::Merchant,
                (1, _, OrderKind::Delivery) => order.kind = OrderKind::Takeout,
                (1, ..) => order.kind = OrderKind::Delivery,
                _ => {}
            }
            if let Some(address) = &mut order.address {
                address.detail = Some(Personal::from(format!("{}호", self.rng.u8(..)).as_str()));
            }
            let fetched =
                Outcome::Fetched { order: Box::new(order), last_event: Some(AppEventKind::Confirmed) };
            let fetch = Effect::Fetch { why: rules::FetchReason::Compare };
            self.apply(at, Input::Outcome(fetch, Box::new(fetched)));
            return;
        }
        self.events += 1;
        let kind = kinds[self.rng.usize(..kinds.len())];
        let event = AppEvent {
            id: format!("e-{}", self.events),
            kind,
            raw_kind: String::new(),
            order_id: self.desks[at].state.head.external_id.clone(),
            created_at: self.now,
            reason: None,
        };
        self.apply(at, Input::Event(event));
    }

    pub(super) fn person_acts(&mut self) {
        let Some(at) = self.any() else { return };
        let some =
            |rng: &mut Rng| [None, Some("first"), Some("second"), Some("third"), Some(OWN)][rng.usize(..5)];
        let agency = some(&mut self.rng).map(str::to_owned);
        let max_fee = self.rng.bool().then_some(Won(9_000));
        let command = match self.rng.u8(0..27) {
            0..3 => Command::Ready,
            3 => Command::PickedUp,
            4 => Command::Complete,
            5 => Command::Cancel { code: CancelCode::UnavailableItem },
            6..9 => Command::Dispatch { agency, max_fee },
            9..12 => Command::CancelDispatch { attempt: self.rng.bool().then(|| self.rng.u32(1..3)) },
            12..14 => Command::DeliverAgain { agency, max_fee, note: "공기밥".to_owned() },
            14 => Command::CompareQuotes,
            15 => Command::CalledElsewhere { undo: false },
            16..18 => Command::CalledElsewhere { undo: true },
            18 => Command::NameRider { name: "김배달".to_owned(), phone: None },
            19 => Command::CameBack,
            20..23 => return self.resolve(at),
            23 => return self.consent(at),
            24 => Command::Delay { minutes: 5 },
            25 => Command::Raise { fee: Won(5_000) },
            _ => Command::Seen,
        };
        if !self.is_true(at, &command) {
            return;
        }
        let before = self.desks[at].state.clone();
        let looked = matches!(command, Command::Seen | Command::CalledElsewhere { .. });
        self.desks[at].seen |= looked && !before.problems.is_empty();
        if !self.apply(at, Input::Command(By::Person, command)) {
            assert_eq!(before, self.desks[at].state, "a refused command changes nothing");
        }
    }

    /// Where only people tell of an agency's rider, they tell what is true.
    fn is_true(&mut self, at: usize, command: &Command) -> bool {
        let over = matches!(command, Command::Complete | Command::CameBack);
        let live = self.desks[at].state.live_delivery().filter(|live| over && !is_own(live));
        live.is_none_or(|live| {
            if live.status() == DeliveryState::Returning && *command == Command::CameBack {
                return self.agencies.values_mut().any(|agency| agency.comes_back(&live.idempotency_key));
            }
            let known = self.policy.agencies.iter().find(|agency| agency.id == live.agency);
            let orphaned = known.map(|known| &known.account) != live.account.as_ref();
            !orphaned || !self.agencies.values().any(|agency| agency.has(&live.idempotency_key))
        })
    }

    /// A person telephones the agency and tells what is true.
    pub(super) fn resolve(&mut self, at: usize) {
        let open =
            |d: &&Attempt| matches!(d.status(), DeliveryState::Unknown | DeliveryState::CancelRequested);
        let Some(delivery) = self.desks[at].state.deliveries.iter().find(open) else { return };
        let exists = self.agencies.values().any(|agency| agency.has(&delivery.idempotency_key));
        let unknown = delivery.status() == DeliveryState::Unknown;
        let resolution = match (exists, unknown) {
            (true, true) if self.rng.u8(0..3) == 0 => {
                self.desks[at].misled = true;
                Resolution::NotDispatched
            }
            (true, true) => Resolution::Dispatched("T-1".to_owned()),
            (true, false) => return,
            (false, _) => Resolution::NotDispatched,
        };
        // What is on its way to the agency cannot be known on the telephone.
        let sending = self.desks[at].rows.iter().any(|row| row.started);
        if !sending {
            self.apply(at, Input::Command(By::Person, Command::Resolve { resolution }));
            self.desks[at].seen = true;
        }
    }

    pub(super) fn consent(&mut self, at: usize) {
        let allowed: BTreeMap<String, Won> =
            if self.rng.bool() { [("WEATHER".to_owned(), Won(2_000))].into() } else { BTreeMap::new() };
        self.policy.agencies.iter_mut().for_each(|agency| agency.allowed = allowed.clone());
        self.apply(at, Input::Consented(By::Person));
    }
}
