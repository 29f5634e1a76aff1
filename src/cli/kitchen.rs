//! `kitchen`: the kitchen's screen, a second window of the running counter.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use domain::timeline::By;
use jiff::Timestamp;

use super::counter::titled;
use super::run::{has_display, no_window};
use super::{Context, Failure, child, runtime};
use crate::desktop::control::{self, ControlError};
use crate::file::replace;
use crate::ui;
use crate::ui::kitchen::{self, Placement};

/// Held in common by every kitchen's screen that is open.
const LOCK: &str = "kitchen.lock";
/// Where the screens were when they were open last, by station.
const PLACEMENTS: &str = "kitchen-windows.json";

#[derive(Debug, Args)]
pub struct KitchenArgs {
    /// 이 조리대의 메뉴만 보기 (설정의 `[[stations]]`) · only this station's dishes
    #[arg(long, value_name = "STATION")]
    station: Option<String>,
    /// 글자 크기, 퍼센트 · size in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(100..=200))]
    scale: Option<u32>,
    /// 화면 가득, 제목줄 없이 (F11로 바꿈) · over the whole screen; F11 changes it
    #[arg(long)]
    full_screen: bool,
}

/// Opens the kitchen's screen from the counter's window, in a process of its own that outlives it.
pub fn opener(context: &Context) -> Arc<ui::OpenKitchen> {
    let context = context.clone();
    Arc::new(move || Ok(child::start(child::beside(&context, &["kitchen"])?)?))
}

/// What the screen of a station is kept by; that of everything has no name.
fn of(station: Option<&String>) -> &str {
    station.map_or("", String::as_str)
}

/// Where each screen was when it was open last. What cannot be read is as if it had never been open.
fn placements(data_folder: &Path) -> BTreeMap<String, Placement> {
    let text = fs::read_to_string(data_folder.join(PLACEMENTS)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Keeps where the screen of a station is.
fn keep(data_folder: &Path, station: &str, placement: Placement) -> io::Result<()> {
    let mut placements = placements(data_folder);
    placements.insert(station.to_owned(), placement);
    replace(&data_folder.join(PLACEMENTS), &serde_json::to_vec(&placements)?)
}

/// Whether a kitchen's screen is open: it stays while the counter is started again.
pub fn is_open(data_folder: &Path) -> bool {
    let lock = File::options().read(true).write(true).open(data_folder.join(LOCK));
    // The lock ends with the file, here.
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Opens the kitchen's screen. It waits for the counter where that does not run yet, and again where it ends.
pub fn run(context: &Context, args: KitchenArgs) -> Result<(), Failure> {
    let words = context.words();
    let settings = context.load_settings().ok();
    let usual = settings.as_ref().map(|settings| settings.kitchen.clone()).unwrap_or_default();
    let station = match (args.station, &settings) {
        (None, _) => usual.station,
        (Some(asked), Some(settings)) => {
            let stations = &settings.stations;
            let found = stations.iter().find(|station| station.id == asked || station.name == asked);
            let Some(found) = found else {
                if stations.is_empty() {
                    return Err(Failure::Wrong(words.text("refused-no-station", &[])));
                }
                let known: Vec<&str> = stations.iter().map(|station| station.name.as_str()).collect();
                let args = [("station", asked.into()), ("known", known.join(", ").into())];
                return Err(Failure::Wrong(words.text("kitchen-no-station", &args)));
            };
            Some(found.id.clone())
        }
        (asked, None) => asked,
    };
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    let placement = placements(&context.data_folder).remove(of(station.as_ref()));
    let frame = ui::Frame {
        scale: args.scale.or(usual.scale),
        kiosk: args.full_screen || usual.full_screen || placement.is_some_and(|last| last.full_screen),
        dark: settings.as_ref().is_some_and(|settings| settings.window.dark),
    };
    let (shop, zone) = titled(settings.as_ref());
    let (folder, wording) = (context.data_folder.clone(), words.clone());
    let connect: Arc<kitchen::line::Connect> = Arc::new(move || {
        let (folder, words) = (folder.clone(), wording.clone());
        Box::pin(async move {
            let connected = control::connect(&folder).await.map(|handle| handle.by(By::Kitchen));
            connected.map_err(|error| match error {
                // Not for the person who cooks to start.
                ControlError::NoInstance(_) => words.text("kitchen-no-counter", &[]),
                error => error.worded(&words),
            })
        })
    });
    let (folder, named) = (context.data_folder.clone(), of(station.as_ref()).to_owned());
    let keep = Arc::new(move |placement| {
        if let Err(error) = keep(&folder, &named, placement) {
            tracing::warn!(%error, "where the window is cannot be kept");
        }
    });
    let environment = kitchen::Environment { connect, clock: Arc::new(Timestamp::now), station, keep };
    // Without it one more would open with the next start of the counter, and nothing worse.
    let lock = File::options().create(true).truncate(false).write(true).open(context.data_folder.join(LOCK));
    let _open = lock.inspect(|lock| drop(lock.try_lock_shared()));
    let runtime = runtime()?;
    let _entered = runtime.enter();
    ui::run_kitchen(words, shop, zone, frame, placement, environment)
        .map_err(|error| no_window(context, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_comes_back_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |x, full_screen| Placement { x, y: 24.0, full_screen };
        keep(folder.path(), "", at(0.0, false)).unwrap();
        keep(folder.path(), "grill", at(1_920.0, true)).unwrap();
        keep(folder.path(), "", at(-1_366.0, false)).unwrap();
        let kept = placements(folder.path());
        assert_eq!(kept.get(""), Some(&at(-1_366.0, false)));
        assert_eq!(kept.get("grill"), Some(&at(1_920.0, true)));
        fs::write(folder.path().join(PLACEMENTS), "{half").unwrap();
        assert!(placements(folder.path()).is_empty());
        keep(folder.path(), "", at(5.0, false)).unwrap();
        assert_eq!(placements(folder.path()).len(), 1, "what is damaged is written again");
    }
}
