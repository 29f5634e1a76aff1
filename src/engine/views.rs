//! The views of orders, drawn again only where something has changed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::rules::{self, Policy};
use domain::{OrderState, OrderView, StationView, Verbs};
use jiff::Timestamp;

/// A cache of the views of orders and their verbs. A view is computed again only when its order or the policy has changed, so
/// open orders cost nothing while nothing happens to them.
#[derive(Default)]
pub(super) struct Views {
    by_order: BTreeMap<String, (Arc<OrderState>, Seen)>,
    policy: Option<Arc<Policy>>,
}

/// What is to be seen of an order by the settings.
#[derive(Clone)]
pub(super) struct Seen {
    /// The order's view.
    pub view: Arc<OrderView>,
    /// The stations that cook it.
    pub stations: Vec<StationView>,
    /// What a person can do with it by the rules.
    pub possible: Verbs,
}

impl Seen {
    /// What is to be seen of an order that nothing is kept of.
    pub fn of(state: &OrderState, policy: &Policy, now: Timestamp) -> Seen {
        Seen {
            view: Arc::new(OrderView::of(state)),
            stations: StationView::of(state, policy),
            possible: rules::possible(state, now, policy),
        }
    }
}

impl Views {
    /// The view of an order as it stands, and what can be done with it.
    pub fn see(&mut self, state: &Arc<OrderState>, policy: &Arc<Policy>, now: Timestamp) -> Seen {
        if self.policy.as_ref().is_none_or(|known| !Arc::ptr_eq(known, policy)) {
            self.by_order.clear();
            self.policy = Some(policy.clone());
        }
        match self.by_order.get(&state.head.id) {
            Some((known, seen)) if Arc::ptr_eq(known, state) => seen.clone(),
            _ => {
                let seen = Seen::of(state, policy, now);
                self.by_order.insert(state.head.id.clone(), (state.clone(), seen.clone()));
                seen
            }
        }
    }

    /// Forgets orders that are no longer shown.
    pub fn keep(&mut self, shown: &[Arc<OrderState>]) {
        if self.by_order.len() > shown.len() {
            let ids: HashSet<&str> = shown.iter().map(|state| state.head.id.as_str()).collect();
            self.by_order.retain(|id, _| ids.contains(id.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::Status;
    use domain::sample;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_unchanged_order_is_drawn_once_under_a_policy() {
        let (mut views, policy) = (Views::default(), Arc::new(sample::policy(Vec::new())));
        let order = Arc::new(sample::cooking("특급-001", now()));
        let first = views.see(&order, &policy, now()).view;
        let again = views.see(&order.clone(), &policy, now()).view;
        assert!(Arc::ptr_eq(&first, &again), "nothing has changed");
        let mut changed = OrderState::clone(&order);
        changed.head.status = Status::Ready;
        let changed = Arc::new(changed);
        let drawn = views.see(&changed, &policy, now()).view;
        assert_eq!((first.status, drawn.status), (Status::Accepted, Status::Ready));
        let other = Arc::new(Policy::clone(&policy));
        assert!(
            !Arc::ptr_eq(&drawn, &views.see(&changed, &other, now()).view),
            "another policy, other answers"
        );
    }

    #[test]
    fn an_order_that_is_no_longer_shown_is_forgotten() {
        let (mut views, policy) = (Views::default(), Arc::new(sample::policy(Vec::new())));
        let orders = ["특급-001", "특급-002"].map(|number| Arc::new(sample::cooking(number, now())));
        for order in &orders {
            views.see(order, &policy, now());
        }
        views.keep(&orders[..1]);
        assert_eq!(views.by_order.keys().collect::<Vec<_>>(), ["id-특급-001"]);
    }
}
