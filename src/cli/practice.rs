//! Practice (연습): a simulated app and agency before the shop's own printers, at a counter of its own whose orders are in no book.
//! The app's name, the order's number and a request on its paper say that it is practice. One order in the assistant; beside a
//! running counter they go on.

mod customers;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use cause::{Cause, Why};
use jiff::Timestamp;
use tokio::runtime::Handle as Runtime;
use tokio::task::JoinHandle;

use self::customers::Customers;
use super::assistant::Practices;
use super::demo::TemporaryFolder;
use crate::engine::{Environment, Printers, Running, Speaker, assemble, clock, run as run_engine};
use crate::file::{create_private, write_private};
use crate::language::Words;
use crate::printer;
use crate::settings::Settings;
use crate::sim::agency::{AgencyConfig, AgencySim};
use crate::sim::app::{AppSim, Config, Shop};
use crate::sim::shop::SECRET;
use crate::ui::assistant::practice::Practice;

/// Riders are so many times faster than life: one comes within seconds.
const SPEED: f64 = 60.0;
/// Divides the waits of the agency's protocol; every address is loopback.
const SHORTEN: u32 = 12;

/// What a practice has of the program around it.
pub struct Around {
    /// The bell.
    pub speaker: Speaker,
    /// The printers of the counter that runs beside it: orders go on coming then. `None`: there is none, and one order comes.
    pub printers: Option<Printers>,
    /// Where it stops, which outlives the window.
    pub runtime: Runtime,
    /// Knows of it while it stops.
    pub stopping: Practices,
}

/// What ends with the practice.
struct Kept {
    running: Option<Running>,
    runtime: Runtime,
    stopping: Practices,
    outside: Option<Outside>,
    ordering: Option<JoinHandle<()>>,
}

/// What the practice counter speaks with.
struct Outside {
    _customers: Arc<Customers>,
    _agency: AgencySim,
    _folder: TemporaryFolder,
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(ordering) = self.ordering.take() {
            ordering.abort();
        }
        if let Some(running) = self.running.take() {
            let outside = self.outside.take();
            // A ticket that is being printed is finished first.
            let stopping = self.runtime.spawn(async move {
                running.stop().await;
                drop(outside);
            });
            self.stopping.add(stopping);
        }
    }
}

/// The settings of a data folder, for its practice.
///
/// # Errors
/// They cannot be read.
pub fn own(data_folder: &Path, words: &Words) -> Result<Settings, Cause> {
    let own = Settings::load(&data_folder.join("settings.toml"), data_folder);
    own.map_err(|error| Cause::of(Why::Said).with(error.worded(words.language())))
}

/// Begins it in this shop. An agency is simulated where the shop calls one.
///
/// # Errors
/// Nothing can be started.
pub async fn begin(own: Settings, words: &Words, around: Around) -> Result<Practice, Cause> {
    let program = |error: &dyn std::fmt::Display| Cause::of(Why::Program).with(error);
    let calls = own.agencies.iter().any(|agency| agency.server().is_some());
    let folder = TemporaryFolder::create("practice")?;
    let app = AppSim::start(Config::new(seed(), Shop::invented()), clock::system()).await?;
    let config = AgencyConfig::new(SPEED, seed(), clock::system());
    let kind = config.kind.as_str();
    let agency = AgencySim::start(config).await?;
    let called = calls.then(|| (kind, agency.base_url()));
    let settings = settings(own, words, &app.url(), called, &folder.0)?;
    let named = settings.words(words.language());
    let environment = Environment {
        clock: clock::system(),
        secret: Box::new(|_, _| Ok(SECRET.to_owned())),
        shorten: SHORTEN,
        printer_timings: printer::Timings::default(),
        speaker: around.speaker,
        rng: fastrand::Rng::new(),
    };
    let mut parts = assemble(settings, &folder.0, environment).map_err(|error| program(&error))?.parts;
    let goes_on = around.printers.is_some();
    if let Some(printers) = around.printers {
        printers.lend(&mut parts);
    }
    let running = run_engine(parts);
    let handle = running.handle.clone();
    let customers = Arc::new(Customers::new(app, words, calls, around.runtime.clone()));
    let board = handle.board();
    let ordering = goes_on.then(|| around.runtime.spawn(customers::go_on(Arc::downgrade(&customers), board)));
    let more = goes_on.then(|| {
        let customers = Arc::downgrade(&customers);
        Arc::new(move || customers::next(&customers)) as Arc<dyn Fn() + Send + Sync>
    });
    customers.first();
    let outside = Outside { _customers: customers, _agency: agency, _folder: folder };
    let Around { runtime, stopping, .. } = around;
    let kept = Kept { running: Some(running), runtime, stopping, outside: Some(outside), ordering };
    Ok(Practice { handle, words: named, more, keeps: Arc::new(kept) })
}

fn seed() -> u64 {
    Timestamp::now().as_millisecond().unsigned_abs()
}

/// The shop's own settings with one app and at most one agency, both simulated.
fn settings(
    own: Settings,
    words: &Words,
    app: &str,
    agency: Option<(&str, String)>,
    folder: &Path,
) -> Result<Settings, Cause> {
    let name = toml_edit::Value::from(words.text("assist-practice-app", &[]));
    let short = toml_edit::Value::from(words.text("assist-practice-short", &[]));
    let profiles = folder.join("channels");
    create_private(&profiles)?;
    let profile = format!(
        "name = {name}\nshort = {short}\ncolor = \"#475569\"\nprotocol = \"open-delivery\"\nconfirm_within_seconds = 300\n"
    );
    write_private(&profiles.join("practice.toml"), profile.as_bytes())?;
    let merchant = Shop::invented().merchant_id;
    let mut text = format!(
        r#"[store]
name = {name}
phone = "050-0000-0000"
address = {{ road = {name} }}
[[channels]]
id = "practice"
profile = "practice"
base_url = "{app}"
merchant_id = "{merchant}"
client_id = "practice"
accept = "manual"
poll_seconds = 1
"#
    );
    if let Some((kind, agency)) = agency {
        text += &format!(
            r#"[[agencies]]
id = "practice"
name = {name}
kind = "{kind}"
base_url = "{agency}"
account = "practice"
store_id = "practice"
dispatch = "on-accept"
"#
        );
    }
    let made = Settings::parse(&text, "practice", folder);
    let made = made.map_err(|error| Cause::of(Why::Said).with(error.worded(words.language())))?;
    Ok(Settings { channels: made.channels, agencies: made.agencies, shops: made.shops, ..own })
}
