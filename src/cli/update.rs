//! `update`: whether there is a new version, and its way onto this computer.

mod window;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, thread};

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use keeper::trial::{self, Plan};
use serde_json::json;
use tokio::runtime::Runtime;

use super::run::store_error;
use super::{Context, Failure, log, runtime};
use crate::desktop::control::{self, ControlError, Status};
use crate::engine::DATABASE;
use crate::language::Words;
use crate::settings::{UpdateSettings, Version};
use crate::store::{self, Filter, StoreError};
use crate::update::{self, Facts, Manifest, Newest, Offered, Verdict, Way};

pub(super) use window::{installer, offered};

/// How long the running counter may take to end, and the new one to come up or to be taken back.
const TRIED_WITHIN: Duration = Duration::from_secs(240);
/// How long an installer may take.
const INSTALLS_WITHIN: Duration = Duration::from_secs(600);
/// The running counter first asks so long after its start, when it has settled.
const FIRST: Duration = Duration::from_secs(10);
/// How often it looks whether it is time to ask.
const LOOKS_EVERY: Duration = Duration::from_secs(600);
/// What was asked is asked again.
const ASKS_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// After a question that was not answered.
const ASKS_AGAIN: SignedDuration = SignedDuration::from_hours(3);
/// How often it is looked.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Debug, Subcommand)]
pub enum UpdateVerb {
    /// 새 버전이 있는지 물어보기; 아무것도 바꾸지 않습니다 · is there a new version? changes nothing
    Check(CheckArgs),
    /// 새 버전 설치: 서명이 맞고 열린 주문이 없을 때만 · install it, if it is signed and no order is open
    Install(InstallArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct InstallArgs {
    /// 켜지지 않아 되돌린 버전도 다시 해 보기 · also one that did not come up here
    #[arg(long)]
    again: bool,
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

/// What was found out.
struct Found {
    update: UpdateSettings,
    manifest: Manifest,
    verdict: Verdict,
    way: Way,
    program: PathBuf,
    /// The running counter; `None`: none runs.
    counter: Option<Status>,
}

pub fn run(context: &Context, verb: UpdateVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    let runtime = runtime()?;
    match verb {
        UpdateVerb::Check(args) => check(context, &runtime, &args),
        UpdateVerb::Install(args) => install(context, &runtime, &args),
    }
}

fn check(context: &Context, runtime: &Runtime, args: &CheckArgs) -> Result<(), Failure> {
    let words = context.words();
    let Some(update) = context.settings()?.update else {
        if args.json {
            return print(&json!({ "version": own(), "state": "off", "offered": null, "file": null }));
        }
        println!("{}", words.text("update-off", &[]));
        return Ok(());
    };
    let found = find(context, runtime, update, false)?;
    if args.json {
        return print(&found.json(state(found.verdict)));
    }
    println!("{}", found.said(&words));
    Ok(())
}

fn install(context: &Context, runtime: &Runtime, args: &InstallArgs) -> Result<(), Failure> {
    let words = context.words();
    let Some(update) = context.settings()?.update else {
        return Err(Failure::Failed(words.text("update-off", &[])));
    };
    let found = find(context, runtime, update, args.again)?;
    match found.verdict {
        Verdict::Install => {}
        Verdict::Same if args.json => return print(&found.json("same")),
        Verdict::Same => {
            println!("{}", found.said(&words));
            return Ok(());
        }
        _ => return Err(Failure::Failed(found.said(&words))),
    }
    let Some(offered) = found.offered() else {
        return Err(Failure::Failed(found.said(&words)));
    };
    // A counter that is not watched would end and stay away.
    if found.way == Way::File && found.counter.as_ref().is_some_and(|counter| !counter.watched) {
        return Err(Failure::Failed(words.text("update-not-watched", &[])));
    }
    update::create_folder(&context.data_folder)?;
    let loaded = context.data_folder.join(trial::FOLDER).join(&offered.name);
    if !args.json {
        println!("{}", words.text("update-loading", &[("name", (&offered.name).into())]));
    }
    let done = runtime.block_on(update::load(&found.update, offered, &loaded));
    done.map_err(|error| Failure::Failed(error.worded(&words)))?;
    if found.way == Way::Package {
        if args.json {
            return print(&with(found.json("loaded"), "path", &loaded.display()));
        }
        println!("{}", words.text("update-package", &[("path", loaded.display().to_string().into())]));
        return Ok(());
    }
    let placed = place(context, runtime, &found, &loaded);
    // It is in its place or not wanted.
    let _ = std::fs::remove_file(&loaded);
    let state = placed?;
    if args.json {
        return print(&found.json(state));
    }
    let id = if state == "installed" { "update-up" } else { "update-placed" };
    println!("{}", words.text(id, &[("version", found.manifest.version.to_string().into())]));
    Ok(())
}

/// Puts a loaded file in its place and waits until the new version has come up; what became of it.
fn place(
    context: &Context,
    runtime: &Runtime,
    found: &Found,
    loaded: &Path,
) -> Result<&'static str, Failure> {
    let (words, data_folder) = (context.words(), &context.data_folder);
    let to = found.manifest.version;
    // It took a while to load; an order may have come.
    let (open, counter) = open_orders(context, runtime)?;
    if open > 0 {
        return Err(Failure::Failed(words.text("update-orders-open", &[("count", open.into())])));
    }
    match found.way {
        Way::Installer => {
            update::keep(&found.program, data_folder, to, false)?;
            if let Err(failure) = run_installer(&words, loaded) {
                Plan::forget(data_folder);
                return Err(failure);
            }
        }
        Way::File | Way::Package => {
            update::put(loaded, &found.program, data_folder, to)?;
            if counter.is_some() {
                let stopped = runtime.block_on(control::stop(data_folder));
                stopped.map_err(|error| Failure::Failed(error.worded(&words)))?;
            }
        }
    }
    if counter.is_none() { Ok("placed") } else { await_trial(&words, data_folder, to) }
}

/// Waits until a new version has come up, or was taken back.
fn await_trial(words: &Words, data_folder: &Path, to: Version) -> Result<&'static str, Failure> {
    let until = Instant::now() + TRIED_WITHIN;
    let (version, own) = (("version", to.to_string().into()), ("own", own().into()));
    while Instant::now() < until {
        if trial::came_up(data_folder).is_some_and(|version| version == to.to_string()) {
            return Ok("installed");
        }
        if Plan::read(data_folder).is_none() {
            let taken_back = update::failed(data_folder).is_some_and(|failed| failed.to == to.to_string())
                || update::failed_versions(data_folder).contains(&to);
            let id = if taken_back { "update-taken-back" } else { "update-not-placed" };
            return Err(Failure::Failed(words.text(id, &[version, own])));
        }
        thread::sleep(LOOK);
    }
    Err(Failure::Failed(words.text("update-unsure", &[version])))
}

/// Runs the installer of Windows without questions. It ends the running counter and starts the new one.
fn run_installer(words: &Words, installer: &Path) -> Result<(), Failure> {
    let mut child = std::process::Command::new(installer).arg("/S").spawn()?;
    let until = Instant::now() + INSTALLS_WITHIN;
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break status.code().unwrap_or(-1);
        }
        if Instant::now() > until {
            return Err(Failure::Failed(words.text("update-installer-silent", &[])));
        }
        thread::sleep(LOOK);
    };
    if code == 0 {
        return Ok(());
    }
    let id = if code == 5 { "update-needs-administrator" } else { "update-installer-failed" };
    Err(Failure::Failed(words.text(id, &[("code", code.to_string().into())])))
}

/// Asks the folder of the settings, and judges what lies there.
fn find(context: &Context, runtime: &Runtime, update: UpdateSettings, again: bool) -> Result<Found, Failure> {
    let words = context.words();
    let manifest = runtime.block_on(update::newest(&update));
    let manifest = manifest.map_err(|error| Failure::Failed(error.worded(&words)))?;
    note(context, &manifest);
    let program = env::current_exe()?;
    let way = update::way(&program);
    let (open_orders, counter) = open_orders(context, runtime)?;
    let facts = Facts {
        own: Version::own(),
        offered: manifest.version,
        pin: update.pin,
        failed: &update::failed_versions(&context.data_folder),
        fits: manifest.file(&update::platform(way == Way::Package)).is_some(),
        open_orders,
        again,
    };
    let verdict = update::judge(&facts);
    Ok(Found { update, manifest, verdict, way, program, counter })
}

/// Asks once a day for the running counter, where its settings agree, while no order is open. Nothing is installed: the doctor tells what
/// was found. The settings are read each time, so that changed ones count.
pub async fn daily(context: Context) {
    let mut tried = None;
    tokio::time::sleep(FIRST).await;
    loop {
        let settings = context.load_settings().ok();
        let update = settings.and_then(|settings| settings.update).filter(|update| update.daily);
        let newest = update::newest_known(&context.data_folder).map(|newest| newest.at);
        let now = Timestamp::now();
        if let Some(update) = update.filter(|_| is_due(now, newest, tried)) {
            let database = context.data_folder.join(DATABASE);
            let open = tokio::task::spawn_blocking(move || stored_open(&database)).await;
            if matches!(open, Ok(Ok(0))) {
                tried = Some(now);
                match update::newest(&update).await {
                    Ok(manifest) => note(&context, &manifest),
                    Err(error) => tracing::warn!(%error, "the newest version is not known"),
                }
            }
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

/// Whether it is time to ask: a day after the last answer, and some hours after a question without one. A time in the future was
/// noted by a clock that was wrong.
fn is_due(now: Timestamp, answered: Option<Timestamp>, tried: Option<Timestamp>) -> bool {
    let is_past =
        |at: Option<Timestamp>, pause| at.is_none_or(|at| at > now || now.duration_since(at) >= pause);
    is_past(answered, ASKS_EVERY) && is_past(tried, ASKS_AGAIN)
}

/// How many orders are open in the store.
fn stored_open(database: &Path) -> Result<usize, StoreError> {
    let filter = Filter { open: true, ..Filter::default() };
    Ok(store::list(database, &filter)?.len())
}

/// How many orders are open, as stored and as only the running counter knows them, and that counter.
fn open_orders(context: &Context, runtime: &Runtime) -> Result<(usize, Option<Status>), Failure> {
    let counter = match runtime.block_on(control::status(&context.data_folder)) {
        Ok(status) => Some(status),
        Err(ControlError::NoInstance(_)) => None,
        Err(error) => return Err(Failure::Failed(error.worded(&context.words()))),
    };
    let stored = stored_open(&context.data_folder.join(DATABASE));
    let stored = stored.map_err(|error| Failure::Failed(store_error(context, &error)))?;
    let unstored = counter.as_ref().map_or(0, |counter| counter.unstored.len());
    Ok((stored + unstored, counter))
}

/// Notes what is offered, for the doctor. A disk that does not take it is no reason to say nothing.
fn note(context: &Context, manifest: &Manifest) {
    let newest = Newest { at: Timestamp::now(), version: manifest.version.to_string() };
    if let Err(error) = update::note_newest(&context.data_folder, &newest) {
        tracing::warn!(%error, "the newest version is not noted");
    }
}

impl Found {
    fn offered(&self) -> Option<&Offered> {
        self.manifest.file(&update::platform(self.way == Way::Package))
    }

    /// The verdict in words.
    fn said(&self, words: &Words) -> String {
        let (id, more) = match self.verdict {
            Verdict::Install => ("update-available", None),
            Verdict::Same => ("update-same", None),
            Verdict::Older => ("update-older", None),
            Verdict::Pinned(pin) => ("update-pinned", Some(("pin", pin.to_string().into()))),
            Verdict::Failed => ("update-failed-before", None),
            Verdict::NoFile => ("update-no-file", None),
            Verdict::OrdersOpen(count) => ("update-orders-open", Some(("count", count.into()))),
        };
        let version = ("version", self.manifest.version.to_string().into());
        let args: Vec<_> = [version, ("own", own().into())].into_iter().chain(more).collect();
        words.text(id, &args)
    }

    fn json(&self, state: &str) -> serde_json::Value {
        let file = self.offered().map(|file| json!({ "name": file.name, "bytes": file.bytes }));
        let open = if let Verdict::OrdersOpen(count) = self.verdict { count } else { 0 };
        json!({
            "version": own(),
            "state": state,
            "offered": self.manifest.version.to_string(),
            "file": file,
            "pin": self.update.pin.map(|pin| pin.to_string()),
            "daily": self.update.daily,
            "open_orders": open,
        })
    }
}

/// The verdict as `--json` calls it.
fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Install => "available",
        Verdict::Same => "same",
        Verdict::Older => "older",
        Verdict::Pinned(_) => "pinned",
        Verdict::Failed => "failed",
        Verdict::NoFile => "no-file",
        Verdict::OrdersOpen(_) => "busy",
    }
}

fn own() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn with(mut json: serde_json::Value, key: &str, value: &impl Display) -> serde_json::Value {
    json[key] = value.to_string().into();
    json
}

fn print(json: &serde_json::Value) -> Result<(), Failure> {
    println!("{}", serde_json::to_string_pretty(json).map_err(anyhow::Error::from)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_once_a_day_and_sooner_where_nothing_answered() {
        let now: Timestamp = "2026-12-01T12:00:00Z".parse().unwrap();
        let hours = |hours| Some(now - SignedDuration::from_hours(hours));
        assert!(is_due(now, None, None) && is_due(now, hours(24), None) && is_due(now, hours(48), hours(3)));
        assert!(
            !is_due(now, hours(23), None)
                && !is_due(now, hours(48), hours(2))
                && !is_due(now, None, hours(2))
        );
        assert!(is_due(now, hours(-48), hours(-1)), "a clock was set back");
    }
}
