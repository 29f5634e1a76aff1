//! Replaces a damaged database. The file is renamed with the date, and a new one is filled with what can be saved: the orders
//! in memory if the program was running, what can still be read of the old file, and the note beside it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::OrderState;
use domain::board::{StoreFault, StoreTrouble};
use domain::rules::Policy;
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, Row, params};

use super::backup::{self, Backup};
use super::files::{Files, beside};
use super::note::{Note, Noted};
use super::statements::Kept;
use super::stored::{Stored, WITH_STATE, text, with_state};
use super::unit_of_work::is_open;
use super::{Ids, OrderStore, StoreError, schema};

/// A file up to this size is checked whenever it is opened, bytes: a tenth of a second.
const CHECKED_AT_START: i64 = 16 * 1024 * 1024;

/// A damaged file is kept for so long after it was set aside, so that more of it can be read by other means.
const KEPT_ASIDE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The orders that a start needs.
const OPEN_AND_NEWEST: &str = "WHERE orders.open = 1 OR orders.day = (SELECT max(day) FROM orders)";

/// The orders that a backup whose newest order is of this day may lack.
fn open_and_since(day: Date) -> String {
    format!("WHERE orders.open = 1 OR orders.day >= '{day}'")
}

/// A row of the outbox as it is stored.
struct Task {
    /// Workers report outcomes by this id.
    id: i64,
    order: String,
    target: String,
    tag: String,
    once: bool,
    in_sequence: bool,
    state: String,
    effect: String,
    times: [i64; 3],
    attempts: i64,
}

/// What could be read of a damaged file.
#[derive(Default)]
struct Saved {
    numbers: Vec<(String, String, i64)>,
    openings: Vec<(String, String)>,
    orders: Vec<Stored>,
    tasks: Vec<Task>,
    dishes: Vec<(i64, String)>,
    closed_days: Vec<(String, i64, Vec<u8>)>,
    statements: Vec<Kept>,
    trail: Vec<(i64, String)>,
}

impl OrderStore {
    /// Opens (or creates) a database. A damaged one is set aside, and a new one goes on.
    ///
    /// # Errors
    /// See [`super::Store::open`].
    pub fn open_or_rescue(
        path: &Path,
        policy: Arc<Policy>,
        ids: Ids,
        now: Timestamp,
    ) -> Result<OrderStore, StoreError> {
        backup::remove_unfinished(path);
        // An empty file counts as a new database.
        let was_there = std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
        // One that vanished goes on with its newest backup.
        let backup = if was_there { None } else { lay_newest(path) };
        let reason = match schema::open(path).and_then(checked) {
            Ok(conn) if was_there => return OrderStore::over(conn, Some(path), policy, ids),
            // The database is new. A note beside it tells of one that was removed or emptied, and what it says still holds.
            Ok(conn) => {
                let mut store = OrderStore::over(conn, Some(path), policy, ids)?;
                store.fill(&[], Saved::default(), &Note::read(path), now)?;
                store.trouble = backup.map(|backup| restored(&backup, now));
                return Ok(store);
            }
            Err(StoreError::Damaged(reason)) => reason,
            Err(error) => return Err(error),
        };
        let aside = set_aside(path, now)?;
        tracing::error!(%reason, aside = %aside.display(), "the database is damaged; another one goes on");
        let backup = lay_newest(path);
        let conn = schema::open(path)?;
        let saved = saved(&aside, backup::newest_day(&conn)?);
        let mut store = OrderStore::over(conn, Some(path), policy, ids)?;
        store.fill(&[], saved, &Note::read(path), now)?;
        store.trouble = Some(backup.map_or_else(|| trouble(&aside, now), |backup| restored(&backup, now)));
        Ok(store)
    }

    /// Does the same while the program runs, when a page turns out to be damaged.
    pub(super) fn rescue(&mut self, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        let Some(path) = self.path() else { return Ok(()) };
        let nothing = Connection::open_in_memory()?;
        // Closing a damaged file may fail; its handle is released all the same.
        let _ = std::mem::replace(&mut self.conn, nothing).close();
        let aside = set_aside(&path, now)?;
        tracing::error!(%reason, aside = %aside.display(), "the database is damaged; another one goes on");
        let backup = lay_newest(&path);
        self.conn = schema::open(&path)?;
        self.watch = Some(Files::new(&path));
        let live: Vec<Arc<OrderState>> = std::mem::take(&mut self.live).into_values().collect();
        let mut saved = saved(&aside, backup::newest_day(&self.conn)?);
        saved.openings.clear();
        saved.dishes.clear();
        for (id, dish) in self.menu.kept() {
            saved.dishes.push((id, serde_json::to_string(dish)?));
        }
        for (channel, opening) in self.openings.iter() {
            saved.openings.push((channel.clone(), serde_json::to_string(opening)?));
        }
        self.fill(&live, saved, &Note::read(&path), now)?;
        let consents = Vec::clone(&self.consents);
        self.keep_consents(consents)?;
        self.trouble = Some(backup.map_or_else(|| trouble(&aside, now), |backup| restored(&backup, now)));
        self.changed = true;
        self.recover(now)
    }

    /// Remembers that a statement met a damaged page.
    pub(super) fn heed(&mut self, error: &StoreError) {
        if let StoreError::Damaged(reason) = error {
            self.broken.get_or_insert_with(|| reason.clone());
        }
    }

    /// A file in which a statement met a damaged page is not written into any more.
    pub(super) fn rescue_if_damaged(&mut self) {
        let Some(reason) = self.broken.take() else { return };
        // What is read from a file that was removed is not reliable, and the file may come back.
        if let Err(gone) = self.is_there() {
            return self.note_health(Some(&gone));
        }
        let now = self.told;
        if let Err(error) = self.rescue(&reason, now) {
            tracing::error!(%error, "the damaged database cannot be set aside");
            self.note_health(Some(&error));
            self.broken = Some(reason);
        }
    }

    /// The note for a new database.
    pub(super) fn note(&self) -> Note {
        // Numbers of the day and of the day before: wherever a shop is, one of them is its present one.
        let recent = self.told.checked_sub(SignedDuration::from_hours(48)).unwrap_or(self.told);
        let recent = recent.to_zoned(TimeZone::UTC).date().to_string();
        let mut shorts: Vec<&str> =
            self.policy.channels.values().map(|channel| channel.short.as_str()).collect();
        shorts.sort_unstable();
        shorts.dedup();
        let numbers = shorts.into_iter().flat_map(|short| self.numbers(short, &recent).unwrap_or_default());
        let open = self.live.values().filter(|state| is_open(state)).map(|state| Noted {
            id: state.head.id.clone(),
            number: state.head.number.clone(),
            channel: state.head.channel.clone(),
            external_id: state.head.external_id.clone(),
            day: self.policy.business_day(state.head.shop.as_deref(), state.head.received_at),
        });
        Note { numbers: numbers.collect(), open: open.collect() }
    }

    fn numbers(&self, short: &str, since: &str) -> rusqlite::Result<Vec<(String, String, i64)>> {
        self.conn()
            .prepare_cached("SELECT short, day, last FROM numbers WHERE short = ?1 AND day >= ?2")?
            .query_map(params![short, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    }

    /// Writes the note where it says something new.
    pub(super) fn write_note(&self, noted: &mut Note) {
        let (Some(path), Ok(())) = (self.path(), self.is_there()) else { return };
        let note = self.note();
        if note != *noted {
            note.write(&path);
            *noted = note;
        }
    }

    /// Fills a new database: whole orders as they were, of others a stand-in with the number that they bore.
    fn fill(
        &mut self,
        live: &[Arc<OrderState>],
        saved: Saved,
        note: &Note,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.commit(|unit| {
            // Row ids go on counting, so that a late outcome for a lost row is not taken for another row's.
            unit.tx.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'", [])?;
            unit.tx.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?1)",
                params![now.as_millisecond()],
            )?;
            for (short, day, last) in saved.numbers.iter().chain(&note.numbers) {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO numbers (short, day, last) VALUES (?1, ?2, ?3)
                         ON CONFLICT DO UPDATE SET last = max(last, ?3)",
                    )?
                    .execute(params![short, day, last])?;
            }
            for (channel, opening) in &saved.openings {
                unit.tx
                    .prepare_cached("INSERT INTO openings (channel, opening) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute(params![channel, opening])?;
            }
            unit.restore_menu(&saved.dishes);
            unit.restore_closed_days(&saved.closed_days)?;
            unit.restore_statements(&saved.statements)?;
            for (at, noted) in &saved.trail {
                unit.restore_noted(*at, noted)?;
            }
            for state in live {
                unit.restore(OrderState::clone(state))?;
            }
            let known: HashSet<&str> = live.iter().map(|state| state.head.id.as_str()).collect();
            for stored in saved.orders.iter().filter(|stored| !known.contains(stored.id.as_str())) {
                match stored.state() {
                    Ok(state) => unit.restore(state)?,
                    Err(_) if unit.is_known(&stored.channel, &stored.external_id)? => {}
                    Err(reason) => unit.stand_in_for(stored, &reason, now)?,
                }
            }
            for task in &saved.tasks {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO outbox (order_id, target, tag, once, in_sequence, state, effect, not_before,
                                             created_at, waits_since, attempts, id)
                         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
                         WHERE EXISTS (SELECT 1 FROM orders WHERE id = ?1)",
                    )?
                    .execute(params![
                        task.order,
                        task.target,
                        task.tag,
                        task.once,
                        task.in_sequence,
                        task.state,
                        task.effect,
                        task.times[0],
                        task.times[1],
                        task.times[2],
                        task.attempts,
                        task.id
                    ])?;
            }
            for noted in &note.open {
                if !unit.is_known(&noted.channel, &noted.external_id)? {
                    unit.stand_in_for(&Stored::of_note(noted), "the database was damaged", now)?;
                }
            }
            unit.rescued(now)
        })
    }
}

/// Lays the newest backup into the place of a database that is not there. Without one an empty database goes on.
fn lay_newest(path: &Path) -> Option<Backup> {
    backup::lay_newest(path).unwrap_or_else(|error| {
        tracing::error!(%error, "no backup can be laid back");
        None
    })
}

/// Puts a backup into the place of the database of a program that does not run. Orders that came later, and what else the database
/// there still tells, are taken over from it; it lies beside the new one then, and its path is answered.
///
/// # Errors
/// The backup is damaged, none, or a newer version's, or the disk does not take it; the database is as it was then.
pub fn restore(
    path: &Path,
    backup: &Path,
    policy: Arc<Policy>,
    ids: Ids,
    now: Timestamp,
) -> Result<Option<PathBuf>, StoreError> {
    let laid = path.with_extension("restored");
    let _ = std::fs::remove_file(&laid);
    backup::lay(backup, &laid)?;
    let was_there = path.exists();
    let filled = OrderStore::open(&laid, policy, ids).and_then(|mut store| {
        let since = backup::newest_day(&store.conn)?;
        let saved = if was_there { saved(path, since) } else { Saved::default() };
        store.fill(&[], saved, &Note::read(path), now)?;
        store.close(Arc::default());
        Ok(())
    });
    let aside = filled.and_then(|()| was_there.then(|| set_aside(path, now)).transpose());
    let moved = aside.and_then(|aside| {
        std::fs::rename(&laid, path).map_err(|error| StoreError::file(error, path))?;
        Ok(aside)
    });
    if moved.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&laid, suffix));
        }
    }
    moved
}

fn restored(backup: &Backup, now: Timestamp) -> StoreTrouble {
    StoreTrouble { fault: StoreFault::Restored, path: backup.path.display().to_string(), since: now }
}

fn trouble(aside: &Path, now: Timestamp) -> StoreTrouble {
    StoreTrouble { fault: StoreFault::SetAside, path: aside.display().to_string(), since: now }
}

/// A small file is looked through when it is opened; a large one while the program runs.
fn checked(conn: Connection) -> Result<Connection, StoreError> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if pragma("page_count")? * pragma("page_size")? <= CHECKED_AT_START {
        schema::quick_check(&conn)?;
    }
    // What a start reads, row by row.
    conn.prepare(&format!("SELECT {WITH_STATE} {OPEN_AND_NEWEST}"))?
        .query_map([], |_| Ok(()))?
        .collect::<Result<(), _>>()?;
    Ok(conn)
}

/// Moves a database with its log out of the way; answers where it lies now.
fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let when = now.strftime("%Y%m%dT%H%M%SZ");
    let named = |n: u32| {
        let again = if n == 1 { String::new() } else { format!("-{n}") };
        path.with_file_name(format!("{stem}-damaged-{when}{again}.db"))
    };
    let aside = (1..).map(named).find(|name| !name.exists()).unwrap_or_else(|| named(1));
    for suffix in ["-wal", "-shm", ""] {
        match std::fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Io(format!("{}: {error}", path.display())));
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// Deletes files that were set aside long ago: nothing takes customers out of what cannot be read.
pub(super) fn remove_old(path: &Path, now: Timestamp) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let begins = format!("{stem}-damaged-");
    let folder = path.parent().unwrap_or(Path::new("."));
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let when = name.strip_prefix(&begins).and_then(|rest| rest.get(..15));
        let when = when.and_then(|when| civil::DateTime::strptime("%Y%m%dT%H%M%S", when).ok());
        let Some(at) = when.and_then(|when| when.to_zoned(TimeZone::UTC).ok()) else { continue };
        if now.duration_since(at.timestamp()) > KEPT_ASIDE {
            tracing::warn!(file = name, "a damaged database was set aside long ago and is deleted");
            if let Err(error) = std::fs::remove_file(entry.path()) {
                tracing::warn!(%error, "it cannot be deleted");
            }
        }
    }
}

/// What can be read of a damaged file, which is not changed. Of orders those of `since` and later days, where a backup has the others.
fn saved(aside: &Path, since: Option<Date>) -> Saved {
    let saved = read(aside, since);
    // Reading leaves these files: an index that SQLite makes again, and an empty log.
    let _ = std::fs::remove_file(beside(aside, "-shm"));
    let log = beside(aside, "-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() == 0) {
        let _ = std::fs::remove_file(log);
    }
    saved
}

fn read(aside: &Path, since: Option<Date>) -> Saved {
    let Ok(conn) = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return Saved::default();
    };
    let which = since.map_or_else(|| OPEN_AND_NEWEST.to_owned(), open_and_since);
    let orders = with_state(&conn)
        .map(|with_state| readable(&conn, &format!("SELECT {with_state} {which}"), Stored::of));
    Saved {
        numbers: readable(&conn, "SELECT short, day, last FROM numbers ORDER BY day DESC LIMIT 100", |row| {
            Ok((text(row, 0)?, text(row, 1)?, row.get(2)?))
        }),
        openings: readable(&conn, "SELECT channel, opening FROM openings", |row| {
            Ok((text(row, 0)?, text(row, 1)?))
        }),
        orders: orders.unwrap_or_default(),
        dishes: readable(&conn, "SELECT id, dish FROM dishes", |row| Ok((row.get(0)?, text(row, 1)?))),
        closed_days: readable(&conn, "SELECT day, closed_at, closed FROM closed_days", |row| {
            Ok((text(row, 0)?, row.get(1)?, row.get(2)?))
        }),
        statements: readable(
            &conn,
            "SELECT channel, first_day, last_day, entered_at, received FROM statements ORDER BY id",
            |row| {
                let period = [text(row, 0)?, text(row, 1)?, text(row, 2)?];
                Ok(Kept { period, entered_at: row.get(3)?, received: row.get(4)? })
            },
        ),
        trail: readable(&conn, "SELECT at, noted FROM trail ORDER BY id", |row| {
            Ok((row.get(0)?, text(row, 1)?))
        }),
        tasks: readable(
            &conn,
            "SELECT order_id, target, tag, once, in_sequence, state, effect, not_before, created_at,
                    waits_since, attempts, id FROM outbox ORDER BY id",
            |row| {
                Ok(Task {
                    order: text(row, 0)?,
                    target: text(row, 1)?,
                    tag: text(row, 2)?,
                    once: row.get(3)?,
                    in_sequence: row.get(4)?,
                    state: text(row, 5)?,
                    effect: text(row, 6)?,
                    times: [row.get(7)?, row.get(8)?, row.get(9)?],
                    attempts: row.get(10)?,
                    id: row.get(11)?,
                })
            },
        ),
    }
}

/// Rows up to the first that cannot be read.
fn readable<T>(conn: &Connection, sql: &str, map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let Ok(mut query) = conn.prepare(sql) else { return Vec::new() };
    let Ok(rows) = query.query_map([], map) else { return Vec::new() };
    rows.map_while(Result::ok).collect()
}
