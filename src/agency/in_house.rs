//! The shop's own riders (우리 기사): no server, no price, no key that another program knows. A person names and follows them.

use std::sync::Arc;

use super::{AdapterContext, Capabilities, DeliveryAgency, Pace, Protocol};
use crate::settings::InHouseOptions;

impl Protocol for InHouseOptions {
    fn capabilities(&self, _: Pace) -> Capabilities {
        Capabilities {
            in_house: true,
            quote_first: false,
            duplicate_guard: false,
            uuid_keys: false,
            look_up: false,
            needs_coordinates: false,
            divides: false,
            raises: false,
            ready_signal: false,
            balance: false,
            amends: &[],
            pace: Pace::default(),
        }
    }

    fn open(&self, _: AdapterContext<'_>) -> Option<Arc<dyn DeliveryAgency>> {
        None
    }
}
