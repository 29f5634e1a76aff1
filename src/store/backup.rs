//! Backups: a copy of the database for each business day, without anything of a customer, from which a damaged or lost database is
//! repaired.
//!
//! A copy is taken beside the writer, from one snapshot (`VACUUM INTO`). Then customers are taken out of the orders in it, as at the end
//! of a business day, and so is everything that may still change: orders that are open, what waits to be done outside, what could not
//! be read. So a backup that is laid back repeats nothing. The file is written once more, looked through for damage and only then gets
//! its name. What is laid back is the ground of a repair: orders that came or changed later are read from the file that was there,
//! as far as it can be read ([`super::rescue`]).

use std::fs::{self, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cause::{Cause, Why};
use domain::rules::Policy;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, params};

use super::schema::{self, STEPS};
use super::unit_of_work::is_open;
use super::{OrderStore, Store, StoreError, privacy, swap};
use crate::file;

/// Backups lie in this folder beside the database.
const FOLDER: &str = "backups";
/// A copy that still bears customers, and one that is not looked through yet.
const UNFINISHED: [&str; 2] = ["unfinished-1.db", "unfinished-2.db"];
/// Orders whose customers are taken out in one go.
const AT_ONCE: usize = 256;
/// So long after the newest order came nothing is expected at once.
const QUIET: SignedDuration = SignedDuration::from_hours(1);
/// How long a lock of the writer is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// Backups up to this size are looked through once more when they are laid back, bytes: some tenths of a second.
const CHECKED_WHEN_LAID: u64 = 64 * 1024 * 1024;
/// Held by the process that writes backups.
const LOCK: &str = "backups.lock";

/// Takes orders that are open out of a copy: what they wait for is no matter of a later day.
const OPEN_LEFT_OUT: [&str; 8] = [
    "DELETE FROM events WHERE EXISTS (SELECT 1 FROM orders WHERE open = 1 AND orders.channel = events.channel
                                      AND orders.external_id = events.order_id)",
    "DELETE FROM history WHERE sequence IN (SELECT sequence FROM orders WHERE open = 1)",
    "DELETE FROM history_dishes WHERE sequence IN (SELECT sequence FROM orders WHERE open = 1)",
    "DELETE FROM history_display_ids WHERE sequence IN (SELECT sequence FROM orders WHERE open = 1)",
    "DELETE FROM customers WHERE order_id IN (SELECT id FROM orders WHERE open = 1)",
    "DELETE FROM states WHERE order_id IN (SELECT id FROM orders WHERE open = 1)",
    "DELETE FROM outbox",
    "DELETE FROM orders WHERE open = 1",
];

/// What a backup does not have: what waits to be done, what is wanted for now, and where customers stand beside the orders.
const LEFT_OUT: [&str; 6] =
    ["openings", "consents", "set_aside", "unread_events", "callers", "history_phones"];

/// One backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its file.
    pub path: PathBuf,
    /// The business day on which it was taken.
    pub day: Date,
    /// Its size, bytes.
    pub bytes: u64,
}

impl Backup {
    /// Its size in megabytes, as people read it: `12.3`.
    pub fn megabytes(&self) -> String {
        let tenths = self.bytes.div_ceil(100_000);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    fn of(path: PathBuf, database: &Path) -> Option<Backup> {
        let begins = format!("{}-", database.file_stem()?.to_string_lossy());
        let day = path.file_name()?.to_str()?.strip_prefix(&begins)?.strip_suffix(".db")?.parse().ok()?;
        let bytes = fs::metadata(&path).ok().filter(|about| about.is_file())?.len();
        Some(Backup { path, day, bytes })
    }
}

/// Where the backups of a database lie.
pub fn backup_folder(database: &Path) -> PathBuf {
    database.with_file_name(FOLDER)
}

/// The backups of a database, newest first.
pub fn backups(database: &Path) -> Vec<Backup> {
    backups_in(&backup_folder(database), database)
}

/// The backups of a database in this folder, newest first.
fn backups_in(folder: &Path, database: &Path) -> Vec<Backup> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<Backup> = files.filter_map(|file| Backup::of(file.path(), database)).collect();
    all.sort_by_key(|backup| std::cmp::Reverse(backup.day));
    all
}

/// Takes a backup beside a writer that may be running, in the place of one of the same business day, and deletes all others but the
/// newest `keep`. `None`: there is no database yet, or an older version's customers are still being taken out of it. `hurry` ends it
/// early.
///
/// # Errors
/// The database cannot be read, is damaged or a newer version's, another process takes a backup, it was ended early, or the disk does not
/// take the copy. Earlier backups are as they were then.
pub fn back_up(
    database: &Path,
    policy: Arc<Policy>,
    keep: usize,
    now: Timestamp,
    hurry: Arc<AtomicBool>,
) -> Result<Option<Backup>, StoreError> {
    let day = policy.business_date(None, now);
    let folder = backup_folder(database);
    if !database.exists() {
        return Ok(None);
    }
    let conn = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.busy_timeout(BUSY)?;
    match version(&conn)? {
        newer if newer > STEPS.len() => return Err(StoreError::Newer(format!("schema {newer}"))),
        older if older < STEPS.len() => return Ok(None),
        _ => {}
    }
    if conn.prepare("SELECT 1 FROM customers_to_forget")?.exists([])? {
        return Ok(None);
    }
    file::create_private(&folder).map_err(|error| StoreError::file(error, &folder))?;
    let _turn = Turn::take(&folder)?;
    let path = folder.join(format!("{}-{day}.db", stem(database)));
    let written = write(&conn, &folder, &path, policy, now, &hurry);
    remove_unfinished(&folder);
    written?;
    delete_older(&folder, database, &path, keep);
    Ok(Backup::of(path, database))
}

/// The right to write into a folder of backups, which one has at a time. What was left unfinished there before is deleted: customers may
/// stand in it.
struct Turn(#[expect(dead_code, reason = "held")] fs::File);

impl Turn {
    fn take(folder: &Path) -> Result<Turn, StoreError> {
        let path = folder.join(LOCK);
        let failed = |error| StoreError::file(error, &path);
        let file =
            file::open_private(fs::OpenOptions::new().write(true).create(true), &path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                remove_unfinished(folder);
                Ok(Turn(file))
            }
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::Io(Cause::of(Why::StoreBusy).about(path.display()).to_string()))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Whether the newest backup lies in a folder on another disk.
pub fn is_copied(folder: &Path, backup: &Backup) -> bool {
    let copy = backup.path.file_name().and_then(|name| fs::metadata(folder.join(name)).ok());
    copy.is_some_and(|copy| copy.len() == backup.bytes)
}

/// Copies a backup into a folder on another disk, and deletes all others but the newest `keep` there. The folder is made where the one
/// above it is there.
///
/// # Errors
/// The folder is not there or does not take it: the disk may be unplugged.
pub fn copy_to(folder: &Path, backup: &Backup, database: &Path, keep: usize) -> Result<(), StoreError> {
    let failed = |error| StoreError::file(error, folder);
    if !folder.exists() && folder.parent().is_some_and(Path::is_dir) {
        fs::create_dir(folder).map_err(failed)?;
    }
    let name = backup.path.file_name().unwrap_or_default();
    let (to, unfinished) = (folder.join(name), folder.join(UNFINISHED[0]));
    let copied = fs::metadata(folder)
        .and_then(|_| fs::copy(&backup.path, &unfinished))
        .and_then(|_| sync(&unfinished))
        .and_then(|()| fs::rename(&unfinished, &to));
    if copied.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    copied.map_err(failed)?;
    delete_older(folder, database, &to, keep);
    Ok(())
}

/// Puts a file onto the disk. Windows does so only through a handle that may write.
fn sync(path: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Deletes all backups of a folder but the one that was just written and the newest others, `keep` together. Those of days that have not
/// come go first: a clock was wrong.
fn delete_older(folder: &Path, database: &Path, written: &Path, keep: usize) {
    let Some(today) = Backup::of(written.to_owned(), database).map(|backup| backup.day) else { return };
    let mut others = backups_in(folder, database);
    others.retain(|backup| backup.path != written);
    others.sort_by_key(|backup| (backup.day > today, std::cmp::Reverse(backup.day)));
    for old in others.into_iter().skip(keep.saturating_sub(1)) {
        if let Err(error) = fs::remove_file(&old.path) {
            tracing::warn!(%error, file = %old.path.display(), "an old backup cannot be deleted");
        }
    }
}

/// Writes the backup, which has its name once it is whole.
fn write(
    conn: &Connection,
    folder: &Path,
    path: &Path,
    policy: Arc<Policy>,
    now: Timestamp,
    hurry: &Arc<AtomicBool>,
) -> Result<(), StoreError> {
    let [rough, fine] = UNFINISHED.map(|name| folder.join(name));
    copy(conn, &rough, hurry)?;
    let mut store = OrderStore::over(schema::open(&rough)?, None, policy, Box::new(|_| String::new()))?;
    // It is begun again where it is interrupted.
    store.conn.pragma_update(None, "synchronous", "off")?;
    store.forget_all(now, hurry)?;
    copy(&store.conn, &fine, hurry)?;
    drop(store);
    schema::quick_check(&open_backup(&fine)?)?;
    sync(&fine).and_then(|()| fs::rename(&fine, path)).map_err(|error| StoreError::file(error, path))
}

/// Writes a database as it stands into another file, which is its owner's alone.
fn copy(conn: &Connection, to: &Path, hurry: &Arc<AtomicBool>) -> Result<(), StoreError> {
    file::create_anew(to).map_err(|error| StoreError::file(error, to))?;
    let ends = hurry.clone();
    schema::interruptible(
        conn,
        move || ends.load(Ordering::Relaxed),
        || conn.execute("VACUUM INTO ?1", params![to.to_string_lossy()]).map(drop),
    )
}

impl OrderStore {
    /// Takes orders that are open out of a copy, and all customers out of the others.
    fn forget_all(&mut self, now: Timestamp, hurry: &AtomicBool) -> Result<(), StoreError> {
        self.commit(|unit| {
            for statement in OPEN_LEFT_OUT {
                unit.tx.execute(statement, [])?;
            }
            for table in LEFT_OUT {
                unit.tx.execute(&format!("DELETE FROM {table}"), [])?;
            }
            Ok(())
        })?;
        self.live.clear();
        loop {
            if hurry.load(Ordering::Relaxed) {
                return Err(StoreError::Stopped);
            }
            let orders: Vec<(String, String)> = self
                .conn
                .prepare_cached("SELECT day, order_id FROM customers LIMIT ?1")?
                .query_map(params![AT_ONCE as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            if orders.is_empty() {
                break;
            }
            self.commit(|unit| {
                for (day, id) in &orders {
                    unit.forget_customer(id, now)?;
                    unit.tx
                        .prepare_cached("DELETE FROM customers WHERE day = ?1 AND order_id = ?2")?
                        .execute(params![day, id])?;
                }
                Ok(())
            })?;
        }
        privacy::forget_streets(&self.conn)
    }
}

/// Lays the newest backup that is whole where a repair begins; `None`: there is none.
///
/// # Errors
/// The disk does not take it.
pub(super) fn lay_newest(database: &Path, to: &Path) -> Result<Option<Backup>, StoreError> {
    for backup in backups(database) {
        match lay(&backup.path, to) {
            Ok(()) => return Ok(Some(backup)),
            Err(error @ StoreError::Full(_)) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, file = %backup.path.display(), "a backup cannot be laid back");
            }
        }
    }
    Ok(None)
}

/// Lays a backup where nothing is.
///
/// # Errors
/// It is damaged, no backup or a newer version's, or the disk does not take it; nothing is there then.
pub(super) fn lay(backup: &Path, to: &Path) -> Result<(), StoreError> {
    {
        let conn = open_backup(backup)?;
        match version(&conn)? {
            0 => return Err(StoreError::Damaged(backup.display().to_string())),
            newer if newer > STEPS.len() => return Err(StoreError::Newer(format!("schema {newer}"))),
            _ => schema::refuse_newer_states(&conn)?,
        }
        // A large one was looked through when it was taken, and a shop waits.
        if fs::metadata(backup).is_ok_and(|about| about.len() <= CHECKED_WHEN_LAID) {
            schema::quick_check(&conn)?;
        }
    }
    let failed = |error| StoreError::file(error, to);
    let laid = fs::copy(backup, to).and_then(|_| sync(to)).map_err(failed);
    if laid.is_err() {
        let _ = fs::remove_file(to);
    }
    laid
}

/// A backup, which is not changed by being read.
fn open_backup(backup: &Path) -> Result<Connection, StoreError> {
    fs::metadata(backup).map_err(|error| StoreError::file(error, backup))?;
    Ok(Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// How many migrations a database has seen.
fn version(conn: &Connection) -> Result<usize, StoreError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(0))
}

fn stem(database: &Path) -> String {
    database.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn remove_unfinished(folder: &Path) {
    UNFINISHED.iter().for_each(|name| swap::remove(&folder.join(name)));
}

impl Store {
    /// Takes a backup where the present business day has none yet and nothing is expected at once; see [`back_up`].
    ///
    /// # Errors
    /// See [`back_up`].
    pub async fn back_up_if_quiet(
        &self,
        keep: usize,
        now: Timestamp,
        hurry: Arc<AtomicBool>,
    ) -> Result<Option<Backup>, StoreError> {
        let policy = self.policy.borrow().clone();
        let today = policy.business_date(None, now);
        let database = self.path.clone();
        if backups(&database).iter().any(|backup| backup.day == today) || !self.is_quiet(now) {
            return Ok(None);
        }
        let taken = tokio::task::spawn_blocking(move || back_up(&database, policy, keep, now, hurry)).await;
        taken.map_err(|error| StoreError::Corrupt(error.to_string()))?
    }

    /// Whether no order of today is open, and none came for an hour.
    fn is_quiet(&self, now: Timestamp) -> bool {
        let policy = self.policy.borrow();
        let orders = self.orders.borrow();
        !orders.iter().any(|state| {
            let came = state.head.received_at;
            let of_today =
                policy.business_date(state.head.shop.as_deref(), came) >= policy.business_date(None, now);
            now.duration_since(came) < QUIET || (of_today && is_open(state))
        })
    }
}
