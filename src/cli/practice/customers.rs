//! The invented customers of a practice. Their orders come at a pace that a person can learn with.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::Board;
use domain::board::Card;
use domain::order::Status;
use jiff::Timestamp;
use serde_json::Value;
use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

use crate::language::Words;
use crate::sim::app::{AppSim, Flavour, Shop, Spec, generate};

/// Between two orders that come by themselves.
const EVERY: Duration = Duration::from_secs(40);
/// So many open orders are enough to learn with; further ones come when a person asks for them.
const MOST_OPEN: usize = 5;
/// When a customer cancels: by then the order is in the kitchen, or is still unanswered.
const CANCELS_AFTER: Duration = Duration::from_secs(25);
/// Dishes of a large order, at least.
const MANY: usize = 4;
/// How often an order is invented until it is large.
const TRIES: usize = 60;

/// What is special about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usual(Flavour),
    /// With many dishes.
    Large,
    /// The customer takes it back.
    Cancelled,
}

/// What comes in turn where riders are called, and where customers fetch everything.
const DELIVERED: [Kind; 7] = [
    Kind::Usual(Flavour::Plain),
    Kind::Usual(Flavour::Takeout),
    Kind::Large,
    Kind::Usual(Flavour::Mixed),
    Kind::Cancelled,
    Kind::Usual(Flavour::Scheduled),
    Kind::Usual(Flavour::Reusable),
];
const FETCHED: [Kind; 3] = [Kind::Usual(Flavour::Takeout), Kind::Large, Kind::Cancelled];

/// All customers.
pub struct Customers {
    app: AppSim,
    delivered: bool,
    name: String,
    memo: String,
    placed: AtomicUsize,
    runtime: Runtime,
}

impl Customers {
    /// Those of this app. `delivered`: riders are called.
    pub fn new(app: AppSim, words: &Words, delivered: bool, runtime: Runtime) -> Customers {
        let [name, memo] = ["assist-practice-app", "assist-practice-memo"].map(|id| words.text(id, &[]));
        Customers { app, delivered, name, memo, placed: AtomicUsize::new(0), runtime }
    }

    /// The first one orders.
    pub fn first(&self) {
        self.order();
    }

    fn order(&self) -> (String, Kind) {
        let kinds: &[Kind] = if self.delivered { &DELIVERED } else { &FETCHED };
        let kind = kinds[self.placed.fetch_add(1, Ordering::Relaxed) % kinds.len()];
        (self.app.place_order(self.spec(kind)), kind)
    }

    /// An order of this kind that says what it is.
    fn spec(&self, kind: Kind) -> Spec {
        let everyday = if self.delivered { Flavour::Plain } else { Flavour::Takeout };
        let flavour = if let Kind::Usual(flavour) = kind { flavour } else { everyday };
        let mut rng = fastrand::Rng::new();
        let mut invent = || generate(&mut rng, &Shop::invented(), flavour, Timestamp::now());
        let mut body = invent();
        if kind == Kind::Large {
            for _ in 0..TRIES {
                if body["items"].as_array().is_some_and(|items| items.len() >= MANY) {
                    break;
                }
                body = invent();
            }
        }
        let memo = || Value::from(self.memo.as_str());
        body["customer"]["name"] = self.name.as_str().into();
        body["extraInfo"] = memo();
        body["kr"]["store_memo"] = memo();
        if body.get("delivery").is_some() {
            body["kr"]["rider_memo"] = memo();
        }
        Spec { flavour, body: Some(body), poisonous: false }
    }
}

/// The next one orders, as long as the practice goes on.
pub fn next(customers: &Weak<Customers>) {
    let Some(here) = customers.upgrade() else { return };
    let (order, kind) = here.order();
    if kind == Kind::Cancelled {
        let customers = customers.clone();
        here.runtime.spawn(async move {
            tokio::time::sleep(CANCELS_AFTER).await;
            if let Some(here) = customers.upgrade() {
                here.app.cancel(&order);
            }
        });
    }
}

/// Orders at a pace, as long as the practice goes on and not too many are open.
pub async fn go_on(customers: Weak<Customers>, board: watch::Receiver<Arc<Board>>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if customers.strong_count() == 0 {
            return;
        }
        if open(&board.borrow()) < MOST_OPEN {
            next(&customers);
        }
    }
}

/// Orders that a person has something to do with. One for later is out of sight until its time.
fn open(board: &Board) -> usize {
    let asks = |card: &&Card| {
        let view = &card.view;
        view.status == Status::Received || view.started && !view.status.is_final()
    };
    board.orders.iter().filter(asks).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::clock;
    use crate::language::Language;
    use crate::sim::app::Config;

    #[tokio::test]
    async fn orders_differ_and_every_one_says_what_it_is() {
        for delivered in [true, false] {
            let app = AppSim::start(Config::new(1, Shop::invented()), clock::system()).await.unwrap();
            let words = Words::new(Language::Korean);
            let customers = Customers::new(app, &words, delivered, Runtime::current());
            let kinds: &[Kind] = if delivered { &DELIVERED } else { &FETCHED };
            for kind in kinds {
                let body = customers.spec(*kind).body.unwrap();
                let memo = words.text("assist-practice-memo", &[]);
                let name = words.text("assist-practice-app", &[]);
                assert_eq!(body["kr"]["store_memo"], Value::from(memo.as_str()), "{kind:?}");
                assert_eq!(body["customer"]["name"], Value::from(name), "{kind:?}");
                let items = body["items"].as_array().unwrap().len();
                assert!(*kind != Kind::Large || items >= MANY, "{items}");
                assert!(delivered || body["type"] == "TAKEOUT", "no rider could be called");
                assert!(body["kr"]["rider_memo"].is_null() || body["kr"]["rider_memo"] == memo);
            }
        }
    }
}
