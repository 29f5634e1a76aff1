//! Any bytes from an app: no panic, and either an order that can be stored and read again or a problem that says where.
#![no_main]

use std::sync::LazyLock;

use domain::order::Order;
use jumunbell::settings::app::Profile;
use libfuzzer_sys::fuzz_target;
use open_delivery::{last_event, merchant_name, read_document, repair};

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| Profile::shipped().map(|name| Profile::load(name, None).unwrap()).collect());

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the app, the rest is what it says.
    let Some((first, body)) = bytes.split_first() else { return };
    let Ok(json) = repair::document(body) else { return };
    let profile = &PROFILES[usize::from(*first) % PROFILES.len()];
    let _ = (merchant_name(&json.value), last_event(&json.value));
    match read_document(&json, &profile.dialect(), &jiff::tz::TimeZone::UTC) {
        Ok(order) => {
            assert!(order.remarks.len() <= 30 && order.remarks.iter().all(|remark| remark.contains(": ")));
            let stored = serde_json::to_string(&order).unwrap();
            let back: Order = serde_json::from_str(&stored).unwrap();
            assert_eq!(back.lines, order.lines);
            assert_eq!(
                (&back.payments, &back.total, &back.bundle),
                (&order.payments, &order.total, &order.bundle)
            );
        }
        Err(error) => assert!(!error.path.is_empty() && !error.problem.is_empty()),
    }
});
