//! App events that cannot be read.

use domain::order::SetAside;

use super::world::{HAND, World, policy};

fn aside(id: Option<&str>, raw: &str) -> SetAside {
    SetAside {
        id: id.map(str::to_owned),
        order_id: None,
        raw_kind: Some("CREATED".to_owned()),
        raw: raw.to_owned(),
        why: "orderId is missing or not text",
    }
}

#[test]
fn what_is_set_aside_is_kept_once_and_acknowledged_each_time() {
    let mut world = World::new(policy());
    let now = world.now;
    let (with, without) = (aside(Some("e-1"), "{\"eventId\":\"e-1\"}"), aside(None, "{}"));
    assert_eq!(world.store.set_aside(HAND, vec![with.clone(), without.clone()], now).unwrap(), 2);
    let waiting = world.store.unacknowledged(HAND, 9).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].id.as_str(), waiting[0].raw_kind.as_str(), waiting[0].order_id.as_str()),
        ("e-1", "CREATED", "")
    );
    world.store.acknowledged(HAND, &["e-1".to_owned()], now).unwrap();
    // It comes again: the acknowledgment got lost.
    assert_eq!(world.store.set_aside(HAND, vec![with, without], now).unwrap(), 0);
    assert_eq!(world.store.unacknowledged(HAND, 9).unwrap().len(), 1);
    assert!(world.store.orders().is_empty(), "it is no order");
}

#[test]
fn no_more_than_a_thousand_are_kept() {
    let mut world = World::new(policy());
    let now = world.now;
    let many = (0..1_500).map(|n| aside(None, &n.to_string())).collect();
    assert_eq!(world.store.set_aside(HAND, many, now).unwrap(), 1_500);
    let kept: i64 =
        world.store.conn().query_row("SELECT count(*) FROM unread_events", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1_000);
}
