//! Five years of a busy shop, written straight into a database.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::order::{DeliveryState, Status, TicketKind, TicketState};
use domain::sample;
use domain::text;
use jiff::{SignedDuration, Timestamp};
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use rusqlite::{Connection, Transaction, params};

/// Orders of one day.
const A_DAY: usize = 300;
/// Apps, with the prefix of their numbers and their share of the orders.
const APPS: [(&str, &str, u32); 4] =
    [("teukgeup", "특급", 60), ("ddangyo", "땡겨", 28), ("meokkaebi", "먹깨", 11), ("by-phone", "전화", 1)];
/// How orders end, and how many of ten thousand; the last ones are rare.
const STATES: [(&str, &str, u32); 5] = [
    ("completed", "completed", 9_550),
    ("cancelled", "cancelled", 300),
    ("rejected", "rejected", 100),
    ("missed", "missed", 47),
    ("completed", "cancelled-after-completion", 3),
];
/// Ways to pay, as bits, and how many of ten thousand.
const PAYMENTS: [(i64, u32); 8] =
    [(1, 6_000), (2, 1_500), (4, 1_200), (1 | 64, 800), (1 | 32, 400), (8, 80), (16, 15), (8 | 32, 5)];
/// Dishes that the shop had on its menu over the years; the first are ordered most.
const DISHES: usize = 240;
const BEGINNINGS: [&str; 12] =
    ["순대", "뼈", "얼큰", "들깨", "한우", "모둠", "매운", "명태", "사골", "특", "옛날", "가상"];
const ENDS: [&str; 10] =
    ["국밥", "해장국", "감자탕", "수제비", "볶음", "전골", "무침", "구이", "덮밥", "칼국수"];

/// The name of a dish.
pub fn dish(n: usize) -> String {
    let (begins, ends) = (BEGINNINGS[n % BEGINNINGS.len()], ENDS[n / BEGINNINGS.len() % ENDS.len()]);
    if n < BEGINNINGS.len() * ENDS.len() {
        format!("{begins}{ends}")
    } else {
        format!("{begins}{ends} 정식")
    }
}

/// The place of a time, as `store/history.rs` has it.
fn place(milliseconds: i64) -> i64 {
    (milliseconds - 1_577_836_800_000) / 250
}

/// One of these, by its share.
fn one<T: Copy>(rng: &mut fastrand::Rng, of: impl Iterator<Item = (T, u32)> + Clone) -> T {
    let all: u32 = of.clone().map(|(_, share)| share).sum();
    let mut at = rng.u32(0..all);
    let mut of = of;
    loop {
        let (one, share) = of.next().unwrap();
        if at < share {
            return one;
        }
        at -= share;
    }
}

/// States as `store/archive.rs` packs them: of each order only its id differs.
struct Packed {
    dictionary: Vec<u8>,
    before: String,
    rest: Vec<u8>,
    length: usize,
}

/// What a state takes that is about the customer and no dictionary knows, bytes.
const ITS_OWN: usize = 420;

impl Packed {
    fn new(now: Timestamp) -> Packed {
        let mut state = sample::cooking("특급-001", now);
        state.head.status = Status::Completed;
        let ticket = |kind| sample::ticket("특급-001", now, kind, TicketState::Printed);
        state.tickets =
            vec![ticket(TicketKind::Kitchen), ticket(TicketKind::Customer), ticket(TicketKind::Rider)].into();
        state.deliveries = vec![sample::delivery("특급-001", now, DeliveryState::Delivered)].into();
        let order = state.head.order.as_mut().unwrap();
        order.lines.extend(sample::thirty_dishes().into_iter().take(3));
        order.store_memo = Some("국물 넉넉히 주시고 김치 많이 부탁드려요".repeat(4));
        let json = serde_json::to_string(&state).unwrap();
        let id = format!("\"id\":\"{}\"", state.head.id);
        let at = json.find(&id).unwrap();
        let (before, after) = (json[..at].to_owned(), &json[at + id.len()..]);
        let mut dictionary = json.clone().into_bytes();
        dictionary.resize(30_000, b' ');
        let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(9, 0, 0));
        feed(&mut compressor, &dictionary, TDEFLFlush::Sync);
        // The hint is two ids, one of them twice, and the state's own part stands behind it.
        feed(&mut compressor, &[b'x'; 36 + 32 + 36], TDEFLFlush::Sync);
        feed(&mut compressor, own(&before, &"0".repeat(36)).as_bytes(), TDEFLFlush::Sync);
        let rest = feed(&mut compressor, after.as_bytes(), TDEFLFlush::Finish);
        let length = own(&before, &"0".repeat(36)).len() + after.len();
        Packed { dictionary, before, rest, length }
    }

    fn of(&self, id: &str) -> Vec<u8> {
        let own = own(&self.before, id);
        let size = u16::try_from(own.len()).unwrap();
        let mut packed = u32::try_from(self.length).unwrap().to_le_bytes().to_vec();
        // A block of deflate that is not compressed, and not the last.
        packed.push(0);
        packed.extend(size.to_le_bytes());
        packed.extend((!size).to_le_bytes());
        packed.extend(own.as_bytes());
        packed.extend(&self.rest);
        packed
    }
}

/// A state up to its id.
fn own(before: &str, id: &str) -> String {
    format!("{before}{}\"id\":\"{id}\"", " ".repeat(ITS_OWN - before.len() - id.len()))
}

fn feed(compressor: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut out = Vec::new();
    let mut room = vec![0; bytes.len() + bytes.len() / 64 + 256];
    loop {
        let (status, taken, given) = compress(compressor, bytes, &mut room, flush);
        out.extend_from_slice(&room[..given]);
        bytes = &bytes[taken..];
        let full = given == room.len();
        if status != TDEFLStatus::Okay || (bytes.is_empty() && !full) {
            return out;
        }
    }
}

/// Closed orders as they stand after years, with what they are found by, the events of a week, the deposits and the numbers of each
/// day. States are as large as those of real orders and read like those.
pub fn fill(database: &Path, orders: usize) {
    let mut conn = Connection::open(database).unwrap();
    conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000").unwrap();
    let mut rng = fastrand::Rng::with_seed(3);
    let now = Timestamp::now().as_millisecond();
    let day_of = |day: usize| {
        let at = Timestamp::now() - SignedDuration::from_hours(24 * (day as i64 + 3));
        at.strftime("%Y-%m-%d").to_string()
    };
    let packed = Packed::new(Timestamp::now());
    let tx = conn.transaction().unwrap();
    {
        tx.execute(
            "INSERT INTO dictionaries (id, made_at, text) VALUES (1, ?1, ?2)",
            params![now, packed.dictionary],
        )
        .unwrap();
        let mut order = tx
            .prepare(
                "INSERT INTO orders (id, channel, external_id, display_id, number, day, status, open, received_at,
                                     state_version, state, place, updated_at, sequence)
                 VALUES (?1, ?8, ?2, ?3, ?4, ?5, ?9, 0, ?6, 2, '', ?7, ?6, ?10)",
            )
            .unwrap();
        let mut state = tx.prepare("INSERT INTO archive (id, dictionary, state) VALUES (?1, 1, ?2)").unwrap();
        let mut event =
            tx.prepare("INSERT INTO events VALUES ('teukgeup', ?1, ?2, 'CREATED', ?3, ?3, ?3)").unwrap();
        let mut deposit =
            tx.prepare("INSERT INTO deposits (agency, at, day, won) VALUES ('barogo', ?1, ?2, ?3)").unwrap();
        let mut number = tx.prepare("INSERT INTO numbers VALUES (?3, ?1, ?2)").unwrap();
        let mut found = Found::new(&tx);
        let mut last = BTreeMap::new();
        for n in 0..orders {
            // The newest day has one order: those of a whole one stand on the Board and are no history.
            let back = orders - 1 - n;
            let day = back.div_ceil(A_DAY);
            let of_day = if back == 0 { 1 } else { A_DAY - (back - 1) % A_DAY };
            let at = now - (day as i64 + 3) * 86_400_000 + of_day as i64 * 60_000;
            let named = day_of(day);
            let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", at >> 16, at & 0xffff, n);
            let external_id =
                format!("{:08x}-{:04x}-4000-8000-{:012x}", rng.u32(..), rng.u16(..), rng.u64(..) >> 16);
            let displayed = format!("{:04X}", rng.u16(..));
            let (channel, short) = one(&mut rng, APPS.iter().map(|(id, short, n)| ((*id, *short), *n)));
            let (status, ended) =
                one(&mut rng, STATES.iter().map(|(status, ended, n)| ((*status, *ended), *n)));
            let given: &mut i64 = last.entry(short).or_default();
            *given += 1;
            order
                .execute(params![
                    id,
                    external_id,
                    displayed,
                    format!("{short}-{given:03}"),
                    named,
                    at,
                    n as i64 + 1,
                    channel,
                    status,
                    place(at)
                ])
                .unwrap();
            state.execute(params![n as i64 + 1, packed.of(&id)]).unwrap();
            found.add(&tx, &mut rng, (channel, ended), place(at), &named, &displayed);
            if day < 7 {
                for told in 0..4 {
                    event.execute(params![format!("{external_id}-{told}"), external_id, at]).unwrap();
                }
            }
            if n % 6 == 0 {
                deposit.execute(params![at, named, n as i64]).unwrap();
            }
            if of_day == A_DAY {
                for (short, given) in std::mem::take(&mut last) {
                    number.execute(params![named, given, short]).unwrap();
                }
            }
        }
        tx.execute("DELETE FROM history_to_fill", []).unwrap();
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

/// What orders are found by, as the program writes it.
struct Found {
    kinds: BTreeMap<(&'static str, &'static str, i64), i64>,
}

impl Found {
    fn new(tx: &Transaction<'_>) -> Found {
        for n in 0..DISHES {
            tx.execute(
                "INSERT INTO history_dish_names (id, key) VALUES (?1, ?2)",
                params![n as i64 + 1, text::key(&dish(n))],
            )
            .unwrap();
        }
        Found { kinds: BTreeMap::new() }
    }

    fn add(
        &mut self,
        tx: &Transaction<'_>,
        rng: &mut fastrand::Rng,
        (channel, ended): (&'static str, &'static str),
        place: i64,
        day: &str,
        displayed: &str,
    ) {
        let paid = one(rng, PAYMENTS.into_iter());
        let next = self.kinds.len() as i64 + 1;
        let kind = *self.kinds.entry((channel, ended, paid)).or_insert_with(|| {
            tx.execute(
                "INSERT INTO history_kinds VALUES (?1, ?2, '', ?3, ?4)",
                params![next, channel, ended, paid],
            )
            .unwrap();
            next
        });
        // The tenth dish is ordered a tenth as often as the first; the last fifty were taken from the menu after a month.
        let mut dishes = BTreeSet::new();
        for _ in 0..rng.usize(1..4) {
            let most = if self.is_early(place) { DISHES } else { DISHES - 50 };
            let at = ((most as f64).powf(rng.f64()) as usize).saturating_sub(1).min(most - 1);
            dishes.insert(at as i64 + 1);
        }
        let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
            tx.prepare_cached(sql).unwrap().execute(values).unwrap();
        };
        for dish in &dishes {
            run("INSERT INTO history_dishes VALUES (?1, ?2, ?3)", &[dish, &kind, &place]);
        }
        let dishes = dishes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let day: jiff::civil::Date = day.parse().unwrap();
        let day = (day - jiff::civil::date(1970, 1, 1)).get_days();
        run("INSERT INTO history VALUES (?1, ?2, ?3, ?4)", &[&place, &kind, &day, &dishes]);
        run("INSERT INTO history_display_ids VALUES (?1, ?2)", &[&text::key(displayed), &place]);
        run("INSERT INTO history_phones VALUES (?1, ?2)", &[&rng.i64(0..10_000), &place]);
    }

    /// Whether it is one of the first month.
    fn is_early(&mut self, place: i64) -> bool {
        static FIRST: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
        place - FIRST.get_or_init(|| place) < 30 * 86_400 * 4
    }
}
