//! Requests about one delivery go out beside one another, and their answers cross.

use domain::order::{CancelAnswer, Created, DeliveryReport, Quote, Quoted, Won};

use super::*;
use crate::agency::{AgencyError, Capabilities, DeliveryAgency, DeliveryRequest, OffReason, Pace};
use crate::settings::{AgencyKind, AgencySettings};

/// What the two agencies have done.
#[derive(Default)]
struct Deeds {
    first_creates: AtomicU32,
    second_creates: AtomicU32,
    /// How often the first one was shown as rejected.
    rejected: AtomicU32,
}

impl Deeds {
    fn of(deed: &AtomicU32) -> u32 {
        deed.load(Ordering::SeqCst)
    }
}

/// `late`: its first call arrives long after the sender has given up, and is rejected; its key may be used again.
struct Scripted {
    late: bool,
    deeds: Arc<Deeds>,
}

fn can() -> Capabilities {
    let ms = jiff::SignedDuration::from_millis;
    let pace = Pace { look_up_every: ms(50), settle_after: ms(40), least_between: ms(1) };
    crate::agency::capabilities(&AgencySettings::of("a", AgencyKind::OpenDeliveryLogistics, ""), pace)
}

#[async_trait]
impl DeliveryAgency for Scripted {
    fn capabilities(&self) -> Capabilities {
        can()
    }

    async fn quote(&self, _: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        Ok(Quoted::Possible(Quote { fee: Won(3_800), ..Quote::default() }))
    }

    async fn create(&self, _: &DeliveryRequest) -> Created {
        let deeds = &self.deeds;
        let creates = if self.late { &deeds.first_creates } else { &deeds.second_creates };
        let before = creates.fetch_add(1, Ordering::SeqCst);
        if self.late && before == 0 {
            return Created::Unknown("hung".into());
        }
        if self.late {
            // The repeat is slow: meanwhile look-ups show what became of the first call.
            for _ in 0..4_000 {
                if Deeds::of(&deeds.rejected) > 2 || Deeds::of(&deeds.second_creates) > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        Created::Accepted(DeliveryReport::of(DeliveryState::Requested, "PENDING"))
    }

    async fn look_up(&self, _: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        if !self.late {
            return Ok(Some(DeliveryReport::of(DeliveryState::Requested, "PENDING")));
        }
        if Deeds::of(&self.deeds.first_creates) < 2 {
            return Ok(None);
        }
        self.deeds.rejected.fetch_add(1, Ordering::SeqCst);
        Ok(Some(DeliveryReport::of(DeliveryState::Rejected, "REJECTED")))
    }

    async fn cancel(&self, _: &str, _: OffReason) -> Result<CancelAnswer, AgencyError> {
        Ok(CancelAnswer::Cancelled { fee: None })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_called_while_a_repeat_is_on_its_way() {
    let mut shop = Shop::new();
    let policy = Arc::new(shop.settings.policy(|_| can()));
    let ids = Box::new(|_| "order-1".to_owned());
    shop.worker.store =
        Store::open(&shop.folder.path().join("other.db"), policy, ids, Timestamp::now()).unwrap();
    let deeds = Arc::new(Deeds::default());
    for (id, late) in [("first", true), ("second", false)] {
        let agency = Arc::new(Scripted { late, deeds: deeds.clone() });
        let context = AgencyContext { id: id.to_owned(), agency, app_names: BTreeMap::new() };
        tokio::spawn(crate::engine::workers::agency(shop.worker.clone(), context));
    }
    shop.accepted("a").await;
    // The repeat is taken; only after that is what the agency shows a word about it, and ends it.
    until("the agency's last word ends it", async || Deeds::of(&deeds.second_creates) > 0).await;
    let order = shop.order("a").await;
    let ended = order.deliveries[0].history().iter().map(|step| step.status).collect::<Vec<_>>();
    let taken = ended.iter().position(|state| *state == DeliveryState::Requested);
    let rejected = ended.iter().position(|state| *state == DeliveryState::Rejected);
    assert!(taken.is_some() && taken < rejected, "taken first, and given up after: {ended:?}");
}
