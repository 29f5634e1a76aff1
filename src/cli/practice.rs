//! The practice order (연습): a simulated app and agency before the shop's own printers, at a counter of its own whose orders are in
//! no book. The app's name, the order's number and a request on its paper say that it is practice.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use cause::{Cause, Why};
use jiff::Timestamp;
use tokio::runtime::Handle as Runtime;

use super::assistant::Practices;
use super::counter::speaker;
use super::demo::TemporaryFolder;
use crate::engine::{Environment, Running, assemble, clock, run as run_engine};
use crate::language::Words;
use crate::printer;
use crate::settings::Settings;
use crate::sim::agency::{AgencyConfig, AgencySim};
use crate::sim::app::{AppSim, Config, Flavour, Shop, Spec, generate};
use crate::sim::shop::SECRET;
use crate::ui::assistant::practice::Practice;

/// Riders are so many times faster than life: one comes within seconds.
const SPEED: f64 = 60.0;
/// Divides the waits of the agency's protocol; every address is loopback.
const SHORTEN: u32 = 12;

/// What ends with the practice.
struct Kept {
    running: Option<Running>,
    runtime: Runtime,
    stopping: Practices,
    around: Option<Around>,
}

/// What the practice counter speaks with.
struct Around {
    _app: AppSim,
    _agency: AgencySim,
    _folder: TemporaryFolder,
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            let around = self.around.take();
            // A ticket that is being printed is finished first.
            let stopping = self.runtime.spawn(async move {
                running.stop().await;
                drop(around);
            });
            self.stopping.add(stopping);
        }
    }
}

/// Begins it with the printers of this data folder; it stops in `runtime`, and `stopping` knows of it. An agency is simulated where the shop calls one.
///
/// # Errors
/// The settings cannot be read, or nothing can be started beside them.
pub async fn begin(
    data_folder: &Path,
    words: &Words,
    runtime: Runtime,
    stopping: Practices,
) -> Result<Practice, Cause> {
    let program = |error: &dyn std::fmt::Display| Cause::of(Why::Program).with(error);
    let own = Settings::load(&data_folder.join("settings.toml"), data_folder);
    let own = own.map_err(|error| Cause::of(Why::Said).with(error.worded(words.language())))?;
    let calls = own.agencies.iter().any(|agency| agency.server().is_some());
    let folder = TemporaryFolder::create("practice")?;
    let app = AppSim::start(Config::new(seed(), Shop::invented()), clock::system()).await?;
    let config = AgencyConfig::new(SPEED, seed(), clock::system());
    let kind = config.kind.as_str();
    let agency = AgencySim::start(config).await?;
    let called = calls.then(|| (kind, agency.base_url()));
    let settings = settings(own, words, &app.url(), called, &folder.0)?;
    let environment = Environment {
        clock: clock::system(),
        secret: Box::new(|_, _| Ok(SECRET.to_owned())),
        shorten: SHORTEN,
        printer_timings: printer::Timings::default(),
        speaker: speaker(),
        rng: fastrand::Rng::new(),
    };
    let assembly = assemble(settings, &folder.0, environment).map_err(|error| program(&error))?;
    let running = run_engine(assembly.parts);
    let handle = running.handle.clone();
    app.place_order(order(calls, words));
    let around = Around { _app: app, _agency: agency, _folder: folder };
    let kept = Kept { running: Some(running), runtime, stopping, around: Some(around) };
    Ok(Practice { handle, keeps: Arc::new(kept) })
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
    fs::create_dir_all(&profiles)?;
    let profile = format!(
        "name = {name}\nshort = {short}\ncolor = \"#475569\"\nprotocol = \"open-delivery\"\nconfirm_within_seconds = 300\n"
    );
    fs::write(profiles.join("practice.toml"), profile)?;
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

/// An everyday order that says what it is.
fn order(delivered: bool, words: &Words) -> Spec {
    let flavour = if delivered { Flavour::Plain } else { Flavour::Takeout };
    let mut rng = fastrand::Rng::new();
    let mut body = generate(&mut rng, &Shop::invented(), flavour, Timestamp::now());
    let memo = words.text("assist-practice-memo", &[]);
    body["extraInfo"] = memo.as_str().into();
    body["kr"]["store_memo"] = memo.into();
    Spec { flavour, body: Some(body), poisonous: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::sim::TestShop;

    #[test]
    fn the_practice_is_named_so_and_keeps_the_printers() {
        for language in Language::ALL {
            let folder = tempfile::tempdir().unwrap();
            let own = TestShop::complete().app("teukgeup", "baedal-teukgeup", "http://127.0.0.1:1");
            let own = own.printer("kitchen", "generic-80mm", "tcp://127.0.0.1:2").to_string();
            let own = Settings::parse(&own, "own", folder.path()).unwrap();
            let words = Words::new(language);
            let called = Some(("gorela", "http://127.0.0.1:3".to_owned()));
            let made = settings(own, &words, "http://127.0.0.1:4", called, folder.path()).unwrap();
            let [channel] = &made.channels[..] else { panic!("{:?}", made.channels) };
            let name = words.text("assist-practice-app", &[]);
            assert_eq!((channel.profile.name.as_str(), made.shops[0].name.as_str()), (&*name, &*name));
            assert_eq!(channel.base_url, "http://127.0.0.1:4", "no app of the shop's own");
            assert_eq!((made.printers.len(), made.agencies.len()), (1, 1));
            assert_eq!(made.agencies[0].server().unwrap().base_url, "http://127.0.0.1:3");
        }
    }
}
