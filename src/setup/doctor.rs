//! The doctor (점검): what works and what does not, each with the next step, for an installer on the telephone and for the page of the
//! settings.

mod computer;
mod outside;
mod version;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use cause::{Cause, Why};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{Page, Setup};
use crate::desktop::control::{self, ControlError, Status};
use crate::desktop::sound;
use crate::engine::DATABASE;
use crate::file::create_anew;
use crate::language::{self, Language, Value, Words};
use crate::pc::Facts;
use crate::settings::{self, PrinterSettings, Settings};
use crate::store;

/// How long a large database is looked through.
const CHECK_PATIENCE: Duration = Duration::from_secs(10);
/// Older than this a night's backup was not taken.
const BACKUP_IS_OLD: Duration = Duration::from_secs(3 * 24 * 3_600);
/// What must be free on the disk to go on for a good while, bytes.
const ROOM: usize = 16 * 1024 * 1024;

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It works.
    Ok,
    /// It may not, or will not for long.
    Warn,
    /// It does not work.
    Fail,
}

/// What was found out about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// `settings`, `channel/teukgeup`, `printer/kitchen` …
    pub check: String,
    /// How it is.
    pub health: Health,
    /// What is so.
    pub says: String,
    /// What to do; `None` where all is well.
    pub next: Option<String>,
    /// What the system said of it, told with `-v`.
    #[serde(skip)]
    pub detail: String,
}

impl Finding {
    fn ok(check: impl Into<String>, says: String) -> Finding {
        Finding { check: check.into(), health: Health::Ok, says, next: None, detail: String::new() }
    }

    fn warn(check: impl Into<String>, says: String, next: String) -> Finding {
        Finding { health: Health::Warn, next: Some(next), ..Finding::ok(check, says) }
    }

    fn fail(check: impl Into<String>, says: String, next: String) -> Finding {
        Finding { health: Health::Fail, ..Finding::warn(check, says, next) }
    }

    /// The page of the settings on which it is mended; `None` where none does.
    pub fn page(&self) -> Option<Page> {
        let kind = self.check.strip_prefix("secret ").unwrap_or(&self.check).split('/').next()?;
        match kind {
            "channel" | "profile" => Some(Page::Apps),
            "agency" => Some(Page::Agencies),
            "printer" => Some(Page::Printers),
            "hours" => Some(Page::Hours),
            "backup" => Some(Page::Backups),
            "sound" => Some(Page::Sound),
            "layout" => Some(Page::Layout),
            _ => None,
        }
    }

    /// What to do at the counter: the sentences of `next` that name neither a command nor a file.
    pub fn at_counter(&self) -> Option<String> {
        let sentences = self.next.as_deref()?.split_inclusive(". ");
        let told: String = sentences.filter(|said| !said.contains('`') && !said.contains(".toml")).collect();
        Some(told.trim_end().to_owned()).filter(|told| !told.is_empty())
    }

    /// The finding with the system's words of a cause.
    fn because(mut self, cause: &Cause) -> Finding {
        tracing::warn!(check = %self.check, %cause, "not well");
        self.detail = cause.to_string();
        self
    }
}

/// The instance of this data folder.
enum Instance {
    /// None runs.
    None,
    /// An instance runs, and tells its status.
    Runs(Box<Status>),
    /// One runs and gives no answer to work with.
    Silent(ControlError),
}

impl Setup {
    /// Looks at everything, and says it in this language; the findings come in the order of the settings. `progress` is told how many of
    /// how many questions to apps, agencies and printers are answered. Each waits for a bounded while, and changes nothing at the
    /// other end.
    pub async fn examine(&self, language: Language, progress: impl FnMut(usize, usize)) -> Vec<Finding> {
        let settings = Settings::load(&self.settings_file(), &self.data_folder);
        let words =
            settings.as_ref().map_or_else(|_| Words::new(language), |settings| settings.words(language));
        let instance = match control::status(&self.data_folder).await {
            Ok(status) => Instance::Runs(Box::new(status)),
            Err(ControlError::NoInstance(_)) => Instance::None,
            Err(error) => Instance::Silent(error),
        };
        let (folder, said) = (self.data_folder.clone(), words.clone());
        let mut findings = on_disk(&words, move || {
            let found = [self::folder(&said, &folder)];
            found.into_iter().chain(orders(&said, &folder)).chain(backup(&said, &folder)).collect()
        })
        .await;
        findings.extend(running(&words, &instance));
        let first = settings.as_ref().ok().and_then(|settings| settings.shops.first());
        let opens = first.and_then(|shop| shop.hours.clone());
        match settings {
            Ok(settings) => {
                findings.push(counted(&words, &settings));
                findings.push(version::version(&words, &settings, &self.data_folder));
                findings.extend(hours(&words, &settings, &instance));
                findings.extend(layouts(&words, &settings, &self.data_folder));
                findings.extend(copied(&words, &settings, &self.data_folder));
                let voices = store::voices(&self.data_folder.join(DATABASE)).unwrap_or_default();
                let asked = outside::Asked { words: &words, settings: &settings, secrets: &self.secrets };
                findings.extend(outside::look(&asked, &instance, &voices, progress).await);
            }
            Err(error) => {
                let next = words.text("doctor-settings-next", &[]);
                findings.push(Finding::fail("settings", error.worded(language), next));
            }
        }
        let said = words.clone();
        findings.extend(on_disk(&words, move || vec![bell(&said)]).await);
        let said = words.clone();
        findings.extend(
            on_disk(&words, move || computer::computer(&said, &Facts::read(), opens.as_deref())).await,
        );
        findings
    }
}

/// What is found by waiting for the disk or a device, on a thread that may wait.
async fn on_disk(words: &Words, found: impl FnOnce() -> Vec<Finding> + Send + 'static) -> Vec<Finding> {
    spawn_blocking(found).await.unwrap_or_else(|broken| {
        let cause = Cause::of(Why::Program).with(broken);
        let next = words.text("doctor-settings-next", &[]);
        vec![Finding::fail("store", language::cause(words, &cause), next).because(&cause)]
    })
}

fn running(words: &Words, instance: &Instance) -> Option<Finding> {
    match instance {
        Instance::None => None,
        Instance::Runs(_) => Some(Finding::ok("instance", words.text("doctor-runs", &[]))),
        Instance::Silent(error) => {
            let next = words.text("doctor-silent-next", &[]);
            Some(Finding::fail("instance", error.worded(words), next))
        }
    }
}

/// The data folder takes what a good while needs.
fn folder(words: &Words, data_folder: &Path) -> Finding {
    let shown = [("folder", Value::from(data_folder.display().to_string()))];
    if !data_folder.exists() {
        return Finding::warn(
            "disk",
            words.text("doctor-no-folder", &shown),
            words.text("doctor-no-folder-next", &[]),
        );
    }
    // Writing tells what asking does not: quotas, read-only mounts, permissions.
    let probe = data_folder.join("doctor.probe");
    let written = fill(&probe);
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::ok("disk", words.text("doctor-folder", &shown)),
        Err(error) => {
            let cause = Cause::from(error);
            let [folder] = shown;
            let says = [folder, ("reason", language::cause(words, &cause).into())];
            let next = words.text("doctor-folder-full-next", &[]);
            Finding::fail("disk", words.text("doctor-folder-full", &says), next).because(&cause)
        }
    }
}

/// Writes a file that was not there: what a link of that name points to is left alone.
fn fill(probe: &Path) -> std::io::Result<()> {
    create_anew(probe)?.write_all(&vec![0xa5; ROOM])
}

fn counted(words: &Words, settings: &Settings) -> Finding {
    let said = words.text(
        "doctor-settings",
        &[
            ("shops", settings.shops.len().into()),
            ("apps", settings.channels.len().into()),
            ("printers", settings.printers.len().into()),
            ("agencies", settings.agencies.len().into()),
        ],
    );
    Finding::ok("settings", said)
}

/// The opening hours beside each app of the running instance: an app that stands otherwise was opened or closed by hand, which is
/// easily forgotten.
fn hours(words: &Words, settings: &Settings, instance: &Instance) -> Vec<Finding> {
    let Instance::Runs(status) = instance else { return Vec::new() };
    let now = Timestamp::now();
    let zone = settings.shops.first().map_or(TimeZone::UTC, |shop| shop.timezone.clone());
    let found = status.channels.iter().filter_map(|channel| {
        let (check, hours) = (format!("hours/{}", channel.id), channel.hours.as_ref()?);
        let next = hours.next.map(|next| language::next_change(words, next, now, &zone));
        let said = [Some(language::hours(words, hours)), next].into_iter().flatten();
        let said = said.collect::<Vec<_>>().join(" · ");
        if channel.opening.is_open(now) == hours.open {
            return Some(Finding::ok(check, said));
        }
        let state = language::opening(words, &channel.opening, &zone);
        let says = words.text("doctor-hours", &[("hours", said.into()), ("state", state.into())]);
        Some(Finding::warn(check, says, words.text("doctor-hours-next", &[])))
    });
    found.collect()
}

/// Which printers have a layout of their own, and which layout no printer has: it was meant for one.
fn layouts(words: &Words, settings: &Settings, data_folder: &Path) -> Vec<Finding> {
    let layout = |name: String| {
        let has = |p: &&PrinterSettings| p.layout.as_ref() == Some(&name);
        let printers: Vec<&str> = settings.printers.iter().filter(has).map(|p| p.id.as_str()).collect();
        let check = format!("layout/{name}");
        if printers.is_empty() {
            let next = words.text("doctor-layout-unused-next", &[]);
            return Finding::warn(check, words.text("doctor-layout-unused", &[]), next);
        }
        Finding::ok(check, words.text("doctor-layout", &[("printers", printers.join(", ").into())]))
    };
    settings::layouts::names(data_folder).into_iter().map(layout).collect()
}

/// The database is whole, and so is what is open in it.
fn orders(words: &Words, data_folder: &Path) -> Vec<Finding> {
    let path = data_folder.join(DATABASE);
    let begun = std::time::Instant::now();
    let keep = || words.text("cure-store-damaged", &[]);
    let aside = |path: String| {
        Finding::warn("store", words.text("doctor-store-aside", &[("path", path.into())]), keep())
    };
    let mut findings: Vec<Finding> = set_aside(data_folder).into_iter().map(aside).collect();
    findings.push(match store::check(&path, move || begun.elapsed() > CHECK_PATIENCE) {
        Ok(None) => Finding::ok("store", words.text("doctor-no-orders", &[])),
        Ok(Some(checked)) if !checked.damaged.is_empty() => {
            let numbers = checked.damaged.join(", ");
            let says = words.text("doctor-store-records", &[("numbers", numbers.into())]);
            Finding::warn("store", says, words.text("doctor-store-records-next", &[]))
        }
        Ok(Some(checked)) if checked.set_aside > 0 => {
            let says = words.text("doctor-store-set-aside", &[("count", checked.set_aside.into())]);
            Finding::warn("store", says, keep())
        }
        Ok(Some(checked)) if checked.whole => Finding::ok("store", words.text("doctor-store-whole", &[])),
        Ok(Some(_)) => Finding::ok("store", words.text("doctor-store", &[])),
        Err(error) => {
            let cause = Cause::read(&error.to_string()).about(path.display());
            let next = language::cure(words, &cause).unwrap_or_else(keep);
            Finding::fail("store", language::cause(words, &cause), next).because(&cause)
        }
    });
    findings
}

/// The newest backup is not old; `None` where there is nothing to back up.
fn backup(words: &Words, data_folder: &Path) -> Option<Finding> {
    let database = data_folder.join(DATABASE);
    let began = std::fs::metadata(&database).ok()?;
    let next = || words.text("doctor-backup-next", &[]);
    let Some(newest) = store::backups(&database).into_iter().next() else {
        // A new shop has none on its first day.
        let age = began.created().ok().and_then(|created| created.elapsed().ok()).unwrap_or_default();
        let is_new = age < BACKUP_IS_OLD;
        let says = words.text("doctor-no-backup", &[]);
        return Some(if is_new {
            Finding::ok("backup", says)
        } else {
            Finding::warn("backup", says, next())
        });
    };
    let written = std::fs::metadata(&newest.path).and_then(|about| about.modified()).ok()?;
    let is_old = written.elapsed().is_ok_and(|age| age > BACKUP_IS_OLD);
    let args = [("day", newest.day.to_string().into()), ("path", newest.path.display().to_string().into())];
    let says = words.text("doctor-backup", &args);
    Some(if is_old { Finding::warn("backup", says, next()) } else { Finding::ok("backup", says) })
}

/// The newest backup lies on the other disk as well, where one is named.
fn copied(words: &Words, settings: &Settings, data_folder: &Path) -> Option<Finding> {
    let folder = settings.backup.copy_to.as_ref()?;
    let newest = store::backups(&data_folder.join(DATABASE)).into_iter().next()?;
    let args = [("folder", folder.display().to_string().into()), ("day", newest.day.to_string().into())];
    Some(match store::is_copied(folder, &newest) {
        true => Finding::ok("backup/copy", words.text("doctor-copied", &args)),
        false => {
            let next = words.text("doctor-not-copied-next", &[]);
            Finding::warn("backup/copy", words.text("doctor-not-copied", &args), next)
        }
    })
}

/// Databases that were moved aside because they were damaged.
fn set_aside(data_folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(data_folder).into_iter().flatten().flatten();
    let mut aside: Vec<String> = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("-damaged-")))
        .map(|path| path.display().to_string())
        .collect();
    aside.sort();
    aside
}

/// Checks the bell: the sound device is opened as for an order, without a sound.
fn bell(words: &Words) -> Finding {
    match sound::check() {
        Ok(()) => Finding::ok("sound", words.text("doctor-sound", &[])),
        Err(why) => {
            let next = words.text("doctor-sound-next", &[]);
            let says = words.text("doctor-mute", &[("reason", language::mute_reason(words, &why).into())]);
            Finding::warn("sound", says, next).because(&Cause::said(why))
        }
    }
}
