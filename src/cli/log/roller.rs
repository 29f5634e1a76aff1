//! The log's files: one a day, another one where a day's has grown, and never more than so much of them in all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::file::open_private;

/// Days that are kept.
const DAYS: i64 = 14;
/// Bytes after which a file is followed by another one.
const LONGEST: u64 = 2 * 1024 * 1024;
/// Bytes of all files together.
const MOST: u64 = 20 * 1024 * 1024;

/// Writes into the present file of a folder, and deletes what is too old or too much there.
pub struct Roller {
    folder: PathBuf,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    /// The open file, its name and its length.
    open: Option<(Name, File, u64)>,
}

/// The day of a file, and the how manieth of that day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    day: Date,
    number: u32,
}

impl Name {
    fn of(file: &str) -> Option<Name> {
        let name = file.strip_prefix("jumunbell.")?.strip_suffix(".log")?;
        let (day, number) = name.split_once('.').map_or((name, Some(1)), |(day, n)| (day, n.parse().ok()));
        Some(Name { day: day.parse().ok()?, number: number? })
    }

    fn file(self) -> String {
        match self.number {
            1 => format!("jumunbell.{}.log", self.day),
            number => format!("jumunbell.{}.{number}.log", self.day),
        }
    }
}

impl Roller {
    /// In this folder, by the time that `clock` tells.
    ///
    /// # Errors
    /// The folder takes no file.
    pub fn new(folder: &Path, clock: Box<dyn Fn() -> Timestamp + Send>) -> io::Result<Roller> {
        let mut roller = Roller { folder: folder.to_owned(), clock, open: None };
        roller.file()?;
        Ok(roller)
    }

    /// The file that is written into now.
    fn file(&mut self) -> io::Result<&mut (Name, File, u64)> {
        let day = (self.clock)().to_zoned(TimeZone::UTC).date();
        let is_full = |open: &&(Name, File, u64)| open.2 >= LONGEST;
        let next = match &self.open {
            Some((name, ..)) if name.day != day => Some(self.last(day)),
            Some((name, ..)) if self.open.as_ref().is_some_and(|open| is_full(&open)) => {
                Some(Name { number: name.number + 1, ..*name })
            }
            Some(_) => None,
            None => Some(self.last(day)),
        };
        if let Some(name) = next {
            let path = self.folder.join(name.file());
            let file = open_private(OpenOptions::new().append(true).create(true), &path)?;
            let length = file.metadata()?.len();
            self.open = Some((name, file, length));
            self.tidy(name);
        }
        self.open.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The last file of a day, which may not be there yet.
    fn last(&self, day: Date) -> Name {
        let of_day = files(&self.folder).into_iter().map(|(name, _)| name).filter(|name| name.day == day);
        of_day.max().unwrap_or(Name { day, number: 1 })
    }

    /// Deletes files that are too old, and of the others the oldest where they are too much together.
    fn tidy(&self, now: Name) {
        let mut all = files(&self.folder);
        all.sort_by(|one, other| other.cmp(one));
        // Room for the one that is written into.
        let mut sum = LONGEST;
        for (name, length) in all.into_iter().filter(|(name, _)| *name != now) {
            sum += length;
            let age = now.day.since(name.day).map_or(0, |span| i64::from(span.get_days()));
            if sum > MOST || age >= DAYS {
                // What cannot be deleted is tried again with the next file.
                let _ = std::fs::remove_file(self.folder.join(name.file()));
            }
        }
    }
}

/// The files that are there, with their lengths.
fn files(folder: &Path) -> Vec<(Name, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = |entry: std::fs::DirEntry| {
        let name = Name::of(entry.file_name().to_str()?)?;
        Some((name, entry.metadata().ok()?.len()))
    };
    entries.filter_map(named).collect()
}

impl Write for Roller {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (_, file, length) = self.file()?;
        let written = file.write(bytes)?;
        *length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |(_, file, _)| file.flush())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use jiff::SignedDuration;

    use super::*;

    struct Logs {
        folder: tempfile::TempDir,
        now: Arc<Mutex<Timestamp>>,
    }

    impl Logs {
        fn new() -> Logs {
            let now = "2026-11-21T10:00:00Z".parse().unwrap();
            Logs { folder: tempfile::tempdir().unwrap(), now: Arc::new(Mutex::new(now)) }
        }

        fn open(&self) -> Roller {
            let now = self.now.clone();
            Roller::new(self.folder.path(), Box::new(move || *now.lock().unwrap())).unwrap()
        }

        fn pass(&self, days: i64) {
            let mut now = self.now.lock().unwrap();
            *now = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        }

        fn names(&self) -> Vec<String> {
            let mut all: Vec<Name> = files(self.folder.path()).into_iter().map(|(name, _)| name).collect();
            all.sort();
            all.into_iter().map(Name::file).collect()
        }
    }

    #[test]
    fn each_day_has_a_file_and_two_weeks_are_kept() {
        let logs = Logs::new();
        let mut roller = logs.open();
        std::fs::write(logs.folder.path().join("note.txt"), "mine").unwrap();
        for _ in 0..16 {
            roller.write_all(b"line\n").unwrap();
            logs.pass(1);
        }
        roller.write_all(b"line\n").unwrap();
        let names = logs.names();
        assert_eq!(names.len(), 14, "{names:?}");
        assert_eq!(names[13], "jumunbell.2026-12-07.log");
        assert!(logs.folder.path().join("note.txt").exists(), "what a person put there stays");
    }

    #[test]
    fn a_flood_fills_no_disk_and_its_end_is_kept() {
        let logs = Logs::new();
        let mut roller = logs.open();
        let line = [b'x'; 64 * 1024];
        for _ in 0..800 {
            roller.write_all(&line).unwrap();
        }
        roller.write_all(b"the end").unwrap();
        let sum: u64 = files(logs.folder.path()).iter().map(|(_, length)| length).sum();
        assert!(sum <= MOST && sum > MOST / 2, "{sum}");
        let last = logs.names().pop().unwrap();
        assert_eq!(last, "jumunbell.2026-11-21.26.log");
        assert!(std::fs::read(logs.folder.path().join(last)).unwrap().ends_with(b"the end"));
    }

    #[test]
    fn a_restart_goes_on_with_the_last_file_of_the_day() {
        let logs = Logs::new();
        let mut roller = logs.open();
        roller.write_all(&[b'x'; LONGEST as usize]).unwrap();
        roller.write_all(b"second").unwrap();
        drop(roller);
        logs.open().write_all(b" and on").unwrap();
        assert_eq!(logs.names(), ["jumunbell.2026-11-21.log", "jumunbell.2026-11-21.2.log"]);
        let second = std::fs::read(logs.folder.path().join("jumunbell.2026-11-21.2.log")).unwrap();
        assert_eq!(second, b"second and on");
    }

    /// The folder that vanished under a running program must not stop it.
    #[test]
    fn a_file_that_cannot_be_written_is_an_error_and_no_panic() {
        let logs = Logs::new();
        let mut roller = logs.open();
        std::fs::remove_dir_all(logs.folder.path()).unwrap();
        logs.pass(1);
        assert!(roller.write_all(b"line").is_err());
        std::fs::create_dir(logs.folder.path()).unwrap();
        roller.write_all(b"line").unwrap();
    }
}
