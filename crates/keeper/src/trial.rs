//! A new version on trial. Its predecessor lies beside it and a copy of the orders in the data folder until it has come up and stayed up; where
//! it does not, both are put back.
//!
//! Files of the folder `update` in the data folder, of lines that a person can read:
//! - `trial`: what is tried.
//! - `held`: who tries it holds its lock. Windows lets none read a locked file, and the program reads `trial`.
//! - `up`: the version that came up, written by the program.
//! - `jumunbell.db` and what belongs to it: the orders as the predecessor left them.
//! - `failed.json`: what was taken back, for the next window. `failed`: the versions that were.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::crash::Crash;
use crate::note::{quoted, rfc3339, write_anew};

/// The folder of all this in the data folder.
pub const FOLDER: &str = "update";
/// What is tried.
const TRIAL: &str = "trial";
/// Who tries it.
const HELD: &str = "held";
/// What came up.
const UP: &str = "up";
/// The note of a version that was taken back.
pub const FAILED: &str = "failed.json";
/// Versions that were taken back, one in a line.
pub const FAILED_VERSIONS: &str = "failed";
/// The orders, in the data folder and as a copy.
const DATABASE: &str = "jumunbell.db";
/// What SQLite may lay beside a database that was not closed.
const BESIDE: [&str; 2] = ["", "-wal"];
/// How long a new version may take to come up, and has to stay up.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at it.
const LOOK: Duration = Duration::from_millis(50);
/// How long the predecessor may take to say whether it can read the orders.
const READS_WITHIN: Duration = Duration::from_secs(30);
/// How long a program that was just ended is held by the system.
const HELD_WITHIN: Duration = Duration::from_secs(5);

/// What is tried, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The version that ran.
    pub from: String,
    /// The version that is tried.
    pub to: String,
    /// How long it may take to come up, and has to stay up, to the second.
    pub patience: Duration,
    /// Whether the watch of the running program starts the new one; else an installer does.
    pub again: bool,
}

/// The predecessor of a program: in its folder, so that it is put back by a new name alone.
pub fn predecessor(program: &Path) -> PathBuf {
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    program.with_file_name(format!("{name}.old{}", std::env::consts::EXE_SUFFIX))
}

impl Plan {
    /// Writes it down: from then on the next start of the counter tries the program.
    ///
    /// # Errors
    /// The operating system's.
    pub fn write(&self, data_folder: &Path) -> io::Result<()> {
        let folder = data_folder.join(FOLDER);
        let _ = fs::remove_file(folder.join(UP));
        let Plan { from, to, patience, again } = self;
        let text = format!("from {from}\nto {to}\nseconds {}\nagain {again}\n", patience.as_secs());
        write_anew(&folder.join(TRIAL), text.as_bytes())
    }

    /// What stands there; `None` where nothing is tried.
    pub fn read(data_folder: &Path) -> Option<Plan> {
        let text = fs::read_to_string(data_folder.join(FOLDER).join(TRIAL)).ok()?;
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
        let seconds = value("seconds")?.parse().ok()?;
        let (from, to) = (value("from")?.to_owned(), value("to")?.to_owned());
        Some(Plan { from, to, patience: Duration::from_secs(seconds), again: value("again")? == "true" })
    }

    /// Takes it back: nothing is tried.
    pub fn forget(data_folder: &Path) {
        let folder = data_folder.join(FOLDER);
        for name in [TRIAL, UP, HELD] {
            let _ = fs::remove_file(folder.join(name));
        }
        for beside in BESIDE {
            let _ = fs::remove_file(folder.join(format!("{DATABASE}{beside}")));
        }
    }
}

/// The version that has come up since the plan was written.
pub fn came_up(data_folder: &Path) -> Option<String> {
    Some(fs::read_to_string(data_folder.join(FOLDER).join(UP)).ok()?.trim().to_owned())
}

/// Says for a running program that it has come up, where one is tried.
///
/// # Errors
/// The operating system's.
pub fn say_up(data_folder: &Path, version: &str) -> io::Result<()> {
    match Plan::read(data_folder) {
        None => Ok(()),
        Some(_) => write_anew(&data_folder.join(FOLDER).join(UP), version.as_bytes()),
    }
}

/// How a trial ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The new version, or another one that was there, runs on and is watched like any.
    Runs(Child),
    /// It ended by itself after it had come up, or was told to.
    Left(ExitStatus),
    /// It was taken back; the predecessor lies in its place.
    TakenBack,
}

/// Why a new version was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It did not start, or ended before it had come up.
    Ended,
    /// It had not come up in time.
    Silent,
    /// It broke down soon after it had come up.
    Crashed,
    /// There was no room for a copy of the orders, so it was not started.
    NoCopy,
}

impl Fault {
    fn as_str(self) -> &'static str {
        match self {
            Fault::Ended => "ended",
            Fault::Silent => "silent",
            Fault::Crashed => "crashed",
            Fault::NoCopy => "no-copy",
        }
    }
}

/// A trial that is due, held by this process.
#[derive(Debug)]
pub(crate) struct Trial {
    data_folder: PathBuf,
    plan: Plan,
    /// Its lock is the right to try.
    _held: File,
}

impl Trial {
    /// The trial that this start of the counter is; `None` where nothing is tried, another process tries it, or the counter runs.
    pub fn due(data_folder: &Path, arguments: &[OsString]) -> Option<Trial> {
        let plan = Plan::read(data_folder).filter(|_| is_counter(arguments))?;
        let mut held = OpenOptions::new();
        held.write(true).create(true).truncate(false);
        let held = held.open(data_folder.join(FOLDER).join(HELD)).ok()?;
        held.try_lock().ok()?;
        (!is_running(data_folder)).then(|| Trial { data_folder: data_folder.to_owned(), plan, _held: held })
    }

    /// Whether the watch of the program that has just ended for it is to try it.
    pub fn follows_here(&self) -> bool {
        self.plan.again
    }

    /// Starts the program at `program` and looks whether it comes up and stays up.
    ///
    /// # Errors
    /// The predecessor could not be put back.
    pub fn run(self, program: &Path, start: impl FnOnce() -> io::Result<Child>) -> io::Result<Ended> {
        if self.keep_orders().is_err() {
            return self.end(program, Fault::NoCopy);
        }
        let begun = Instant::now();
        let Ok(mut child) = start() else { return self.end(program, Fault::Ended) };
        let mut is_up = false;
        loop {
            if !is_up && let Some(version) = came_up(&self.data_folder) {
                if version != self.plan.to {
                    // The new one was not put in place: an installer broke off.
                    self.pass(program);
                    return Ok(Ended::Runs(child));
                }
                is_up = true;
            }
            let ended = child.try_wait();
            // It may have come up between the two looks.
            is_up = is_up || came_up(&self.data_folder).is_some_and(|version| version == self.plan.to);
            if let Ok(Some(status)) = ended {
                return match (is_up, Crash::of(status), was_told(status)) {
                    (true, None, _) => {
                        self.pass(program);
                        Ok(Ended::Left(status))
                    }
                    // It is tried again at the next start.
                    (false, None, true) => Ok(Ended::Left(status)),
                    (true, Some(_), _) => self.end(program, Fault::Crashed),
                    (false, ..) => self.end(program, Fault::Ended),
                };
            }
            if begun.elapsed() >= self.plan.patience {
                if is_up {
                    self.pass(program);
                    return Ok(Ended::Runs(child));
                }
                child.kill()?;
                child.wait()?;
                return self.end(program, Fault::Silent);
            }
            thread::sleep(LOOK);
        }
    }

    /// Copies the orders before a new version changes how they are stored. A copy that is there is of the predecessor: a trial goes on
    /// that was broken off.
    fn keep_orders(&self) -> io::Result<()> {
        let folder = self.data_folder.join(FOLDER);
        let (copy, orders) = (folder.join(DATABASE), self.data_folder.join(DATABASE));
        if copy.exists() {
            // It broke off between the two steps of putting them back.
            return if orders.exists() { Ok(()) } else { fs::copy(copy, orders).map(drop) };
        }
        // The database comes last: where it is, all of it is.
        for beside in BESIDE.iter().rev() {
            let name = format!("{DATABASE}{beside}");
            let from = self.data_folder.join(&name);
            if !from.exists() {
                let _ = fs::remove_file(folder.join(&name));
                continue;
            }
            let new = folder.join(format!("{name}.new"));
            fs::copy(&from, &new)?;
            File::open(&new)?.sync_all()?;
            fs::rename(&new, folder.join(&name))?;
        }
        Ok(())
    }

    /// The new version stays.
    fn pass(&self, program: &Path) {
        Plan::forget(&self.data_folder);
        let _ = fs::remove_file(predecessor(program));
    }

    /// Takes the new version back.
    fn end(&self, program: &Path, fault: Fault) -> io::Result<Ended> {
        let ended = self.take_back(program, fault);
        // It is not tried once more, whatever became of it.
        Plan::forget(&self.data_folder);
        ended.map(|()| Ended::TakenBack)
    }

    /// Puts the predecessor back, and the orders where it cannot read them any more.
    fn take_back(&self, program: &Path, fault: Fault) -> io::Result<()> {
        put_back(program)?;
        let orders = match reads_orders(program, &self.data_folder) {
            true => None,
            false => self.put_orders_back()?,
        };
        let failed = self.data_folder.join(FOLDER);
        let (at, from, to) = (rfc3339(SystemTime::now()), quoted(&self.plan.from), quoted(&self.plan.to));
        let orders = orders.map_or_else(|| "null".to_owned(), |path| quoted(&path.to_string_lossy()));
        let why = fault.as_str();
        let note = format!(
            "{{\"at\":\"{at}\",\"from\":{from},\"to\":{to},\"why\":\"{why}\",\"orders\":{orders}}}\n"
        );
        // A disk that takes no note is no reason to stay without a program.
        let _ = write_anew(&failed.join(FAILED), note.as_bytes());
        let mut all = OpenOptions::new();
        if let Ok(mut all) = all.create(true).append(true).open(failed.join(FAILED_VERSIONS)) {
            let _ = writeln!(all, "{}", self.plan.to);
        }
        Ok(())
    }

    /// Lays the copy of the orders back. What the new version left is put aside under the name of a database that was replaced, which
    /// is kept for thirty days; its path.
    fn put_orders_back(&self) -> io::Result<Option<PathBuf>> {
        let folder = self.data_folder.join(FOLDER);
        if !folder.join(DATABASE).exists() {
            return Ok(None);
        }
        let stamp: String = rfc3339(SystemTime::now()).chars().filter(char::is_ascii_alphanumeric).collect();
        let aside = self.data_folder.join(format!("jumunbell-replaced-{stamp}.db"));
        for beside in BESIDE {
            let (name, of) =
                (format!("{DATABASE}{beside}"), self.data_folder.join(format!("{DATABASE}{beside}")));
            if of.exists() {
                let mut to = aside.clone().into_os_string();
                to.push(beside);
                fs::rename(&of, to)?;
            }
            // The index of a log that is gone.
            let _ = fs::remove_file(self.data_folder.join(format!("{DATABASE}-shm")));
            if folder.join(&name).exists() {
                fs::rename(folder.join(&name), of)?;
            }
        }
        Ok(Some(aside))
    }
}

/// Puts the predecessor in the place of a program.
fn put_back(program: &Path) -> io::Result<()> {
    let begun = Instant::now();
    let old = predecessor(program);
    fs::metadata(&old)?;
    loop {
        // Windows replaces no file that it still holds for a process that has ended.
        match fs::rename(&old, program) {
            Err(_) if begun.elapsed() < HELD_WITHIN => thread::sleep(LOOK),
            done => return done,
        }
    }
}

/// Whether a program reads the orders of this folder. It says so by its exit code.
fn reads_orders(program: &Path, data_folder: &Path) -> bool {
    let mut command = Command::new(program);
    command.arg("--data").arg(data_folder).args(["orders", "--limit", "1"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, crate::NO_WINDOW);
    let Ok(mut child) = command.spawn() else { return true };
    let begun = Instant::now();
    while begun.elapsed() < READS_WITHIN {
        match child.try_wait() {
            Ok(None) => thread::sleep(LOOK),
            Ok(Some(status)) => return status.success(),
            Err(_) => return true,
        }
    }
    // Slow is not unreadable.
    let _ = child.kill();
    let _ = child.wait();
    true
}

/// Whether a program was ended by a person or a session.
fn was_told(status: ExitStatus) -> bool {
    Crash::of(status).is_none() && !matches!(status.code(), Some(0..=2))
}

/// Whether a process holds the data folder.
fn is_running(data_folder: &Path) -> bool {
    let lock = OpenOptions::new().read(true).write(true).open(data_folder.join("instance.lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Whether the arguments start the counter and not another command.
fn is_counter(arguments: &[OsString]) -> bool {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--data" | "--lang") => drop(arguments.next()),
            Some(argument) if argument.starts_with('-') => {}
            Some(command) => return command == "run",
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan { from: "0.1.0".into(), to: "0.2.0".into(), patience: Duration::from_secs(2), again: true }
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Plan::read(folder.path()), None);
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        plan().write(folder.path()).unwrap();
        assert_eq!(Plan::read(folder.path()), Some(plan()));
        say_up(folder.path(), "0.2.0").unwrap();
        assert_eq!(came_up(folder.path()).as_deref(), Some("0.2.0"));
        plan().write(folder.path()).unwrap();
        assert_eq!(came_up(folder.path()), None, "what came up before is no sign");
        fs::write(folder.path().join(FOLDER).join(TRIAL), "from 1\nto\n").unwrap();
        assert_eq!(Plan::read(folder.path()), None);
        Plan::forget(folder.path());
        say_up(folder.path(), "0.2.0").unwrap();
        assert_eq!(came_up(folder.path()), None, "nothing is tried");
    }

    #[test]
    fn only_the_counter_is_tried_and_by_one_process() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        plan().write(folder.path()).unwrap();
        for (line, is_one) in [
            ("", true),
            ("run --headless", true),
            ("--data D --lang en run", true),
            ("--data=D -v", true),
            ("stop", false),
            ("--data D setup import x", false),
        ] {
            let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            assert_eq!(Trial::due(folder.path(), &arguments).is_some(), is_one, "{line}");
        }
        let first = Trial::due(folder.path(), &[]).unwrap();
        assert!(first.follows_here());
        assert!(Trial::due(folder.path(), &[]).is_none());
        drop(first);
        let lock = File::create(folder.path().join("instance.lock")).unwrap();
        lock.lock().unwrap();
        assert!(Trial::due(folder.path(), &[]).is_none(), "the counter runs");
    }

    #[test]
    fn the_copy_of_the_orders_is_the_predecessors() {
        let folder = tempfile::tempdir().unwrap();
        let (data, kept) = (folder.path(), folder.path().join(FOLDER));
        fs::create_dir(&kept).unwrap();
        plan().write(data).unwrap();
        fs::write(data.join(DATABASE), "old").unwrap();
        fs::write(data.join("jumunbell.db-wal"), "old log").unwrap();
        let trial = Trial::due(data, &[]).unwrap();
        trial.keep_orders().unwrap();
        // The new version changes it, the power goes, and the trial begins again.
        fs::write(data.join(DATABASE), "new").unwrap();
        fs::remove_file(data.join("jumunbell.db-wal")).unwrap();
        trial.keep_orders().unwrap();
        let aside = trial.put_orders_back().unwrap().unwrap();
        assert_eq!(fs::read_to_string(data.join(DATABASE)).unwrap(), "old");
        assert_eq!(fs::read_to_string(data.join("jumunbell.db-wal")).unwrap(), "old log");
        assert_eq!(fs::read_to_string(aside).unwrap(), "new");
        assert!(!kept.join(DATABASE).exists());
        assert_eq!(trial.put_orders_back().unwrap(), None, "there were no orders");
    }
}
