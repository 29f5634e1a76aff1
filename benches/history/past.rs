//! Five years of a busy shop, written straight into a database.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

/// Orders of one day.
const A_DAY: usize = 300;

/// Closed orders as they stand after years, with the events of a week, the deposits and the numbers of each day. States
/// are as large as those of real orders, and this bench never looks into them.
pub fn fill(database: &Path, orders: usize) {
    let mut conn = Connection::open(database).unwrap();
    conn.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let mut rng = fastrand::Rng::with_seed(3);
    let now = Timestamp::now().as_millisecond();
    let day_of = |day: usize| {
        let at = Timestamp::now() - SignedDuration::from_hours(24 * (day as i64 + 3));
        at.strftime("%Y-%m-%d").to_string()
    };
    let tx = conn.transaction().unwrap();
    {
        tx.execute("INSERT INTO dictionaries (id, made_at, text) VALUES (1, ?1, zeroblob(30000))", [now])
            .unwrap();
        let mut order = tx
            .prepare(
                "INSERT INTO orders (id, channel, external_id, display_id, number, day, status, open, received_at,
                                     state_version, state, place, updated_at)
                 VALUES (?1, 'teukgeup', ?2, ?3, ?4, ?5, 'completed', 0, ?6, 2, '', ?7, ?6)",
            )
            .unwrap();
        let mut state = tx.prepare("INSERT INTO archive (id, dictionary, state) VALUES (?1, 1, ?2)").unwrap();
        let mut event =
            tx.prepare("INSERT INTO events VALUES ('teukgeup', ?1, ?2, 'CREATED', ?3, ?3, ?3)").unwrap();
        let mut deposit =
            tx.prepare("INSERT INTO deposits (agency, at, day, won) VALUES ('barogo', ?1, ?2, ?3)").unwrap();
        let mut number = tx.prepare("INSERT INTO numbers VALUES ('특급', ?1, ?2)").unwrap();
        let days = orders.div_ceil(A_DAY);
        for n in 0..orders {
            let day = days - 1 - n / A_DAY;
            let at = now - (day as i64 + 3) * 86_400_000 + (n % A_DAY) as i64 * 60_000;
            let (named, of_day) = (day_of(day), n % A_DAY + 1);
            let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", at >> 16, at & 0xffff, n);
            let external_id =
                format!("{:08x}-{:04x}-4000-8000-{:012x}", rng.u32(..), rng.u16(..), rng.u64(..) >> 16);
            let displayed = format!("{:04X}", rng.u16(..));
            order
                .execute(params![
                    id,
                    external_id,
                    displayed,
                    format!("특급-{of_day:03}"),
                    named,
                    at,
                    n as i64 + 1
                ])
                .unwrap();
            let length = rng.usize(420..640);
            let bytes: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(length).collect();
            state.execute(params![n as i64 + 1, bytes]).unwrap();
            if day < 7 {
                for told in 0..4 {
                    event.execute(params![format!("{external_id}-{told}"), external_id, at]).unwrap();
                }
            }
            if n % 6 == 0 {
                deposit.execute(params![at, named, n as i64]).unwrap();
            }
            if of_day == A_DAY {
                number.execute(params![named, A_DAY as i64]).unwrap();
            }
        }
        tx.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'states'", [orders as i64 + 1]).unwrap();
        tx.execute(
            "INSERT INTO sqlite_sequence SELECT 'states', ?1
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'states')",
            [orders as i64 + 1],
        )
        .unwrap();
    }
    tx.commit().unwrap();
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}
