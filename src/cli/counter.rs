//! A running counter: its engine, which another one replaces where the settings change, and its control endpoint.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::board::Warning;
use jiff::tz::TimeZone;
use tokio::sync::{Mutex, watch};

use super::run::store_error;
use super::update::daily;
use super::update::offered;
use super::{Context, Failure};
use crate::desktop::control::{self, Control, Reload, Screen};
use crate::desktop::{awake, sound};
use crate::engine::timekeeper::Timekeeper;
use crate::engine::{
    Awake, Environment, Handle, Printers, Running, SharedBell, Speaker, StartError, Switch, assemble,
    run as run_engine, switch,
};
use crate::language;
use crate::printer;
use crate::settings::secret::SecretName;
use crate::settings::{Settings, SettingsError, WindowSettings};
use crate::setup::Setup;
use crate::store::Orders;
use crate::ui::{self, Frame, Shown};
use crate::update;

/// How often an engine is started before the counter gives up.
const TRIES: u32 = 6;
/// Between two of these tries.
const TRY_AGAIN: Duration = Duration::from_secs(3);

/// Says that this program has come up, for one that tries it: commands and screens are answered by then.
async fn say_up(data_folder: PathBuf, watched: bool) {
    let said = match control::ping(&data_folder).await {
        Ok(_) => update::say_up(&data_folder, watched).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = said {
        tracing::warn!(error, "whether this program has come up is not told");
    }
}

/// A running counter with its control endpoint.
pub(super) struct Counter {
    /// What of it a person sees.
    pub(super) screen: Arc<Screen>,
    reload: Reload,
    control: Control,
    live: Arc<Live>,
}

/// What stays while engines come and go.
struct Live {
    context: Context,
    handle: Handle,
    /// `None` where no engine could be started again, or the counter is closed.
    engine: Mutex<Option<(Running, Switch)>>,
    orders: watch::Sender<watch::Receiver<Orders>>,
    bell: SharedBell,
    awake: Awake,
    /// What an engine beside it may use: the settings that it runs with, and its printers.
    lent: watch::Sender<(Settings, Printers)>,
    shown: watch::Sender<Arc<Shown>>,
}

impl Counter {
    /// Must be called within a runtime, by the holder of the instance lock. `wrong` is what is wrong with the present settings, where
    /// these are older ones.
    pub(super) fn open(
        context: &Context,
        settings: Settings,
        wrong: Option<SettingsError>,
    ) -> Result<Counter, Failure> {
        let shown = Arc::new(shown(context, &settings));
        let bell = SharedBell::new(speaker());
        let (want, refused) = awake::start();
        let awake = Awake::new(want, refused);
        let running = start(context, settings.clone(), (wrong.as_ref(), &awake), bell.real())?;
        let orders = watch::channel(running.orders.clone()).0;
        let (handle, switch) = switch(running.handle.clone());
        let lent = watch::channel((settings, running.printers.clone())).0;
        let live = Arc::new(Live {
            context: context.clone(),
            handle: handle.clone(),
            engine: Mutex::new(Some((running, switch))),
            orders,
            bell,
            awake,
            lent,
            shown: watch::channel(shown).0,
        });
        let (runtime, reloaded) = (tokio::runtime::Handle::current(), live.clone());
        // Within this runtime, from wherever it is asked for, and to its end, whether or not the one that asks waits for it.
        let reload = Reload::new(move || {
            let live = reloaded.clone();
            let reloaded = runtime.spawn(async move { live.reload().await });
            Box::pin(async move {
                reloaded.await.unwrap_or_else(|broken| Err(Cause::of(Why::Program).with(broken)))
            })
        });
        let watched = std::env::var_os(keeper::KEPT).is_some();
        let screen = Arc::new(Screen { reload: Some(reload.clone()), watched, ..Screen::default() });
        let control = control::serve(&context.data_folder, handle, screen.clone())?;
        tokio::spawn(say_up(context.data_folder.clone(), watched));
        // They end with the runtime.
        tokio::spawn(daily(context.clone()));
        Ok(Counter { screen, reload, control, live })
    }

    /// The way into whichever engine runs.
    pub(super) fn handle(&self) -> Handle {
        self.live.handle.clone()
    }

    /// What the settings say of the window, now and whenever they are read again.
    pub(super) fn shown(&self) -> watch::Receiver<Arc<Shown>> {
        self.live.shown.subscribe()
    }

    /// What lets it read its settings again.
    pub(super) fn reload(&self) -> Arc<ui::Reload> {
        let reload = self.reload.clone();
        Arc::new(move || {
            let reload = reload.clone();
            Box::pin(async move { reload.run().await })
        })
    }

    /// The bell, for a person who wants to hear it.
    pub(super) fn bell(&self) -> Speaker {
        self.live.bell.real()
    }

    /// Settings, printers and bell for an engine beside it, as they are whenever they are asked for.
    pub(super) fn lends(&self) -> impl Fn() -> (Settings, Printers, Speaker) + Send + Sync + 'static {
        let live = self.live.clone();
        move || {
            let (settings, printers) = live.lent.borrow().clone();
            (settings, printers, live.bell.practice())
        }
    }

    /// The orders of each engine.
    pub(super) fn orders(&self) -> watch::Receiver<watch::Receiver<Orders>> {
        self.live.orders.subscribe()
    }

    /// Ends when the engine has ended by itself: nothing can be taken any more.
    pub(super) async fn gone(&self) {
        let mut board = self.live.handle.board();
        while board.changed().await.is_ok() {}
    }

    pub(super) async fn close(self) {
        drop(self.control);
        if let Some((running, switch)) = self.live.engine.lock().await.take() {
            drop(switch);
            running.stop().await;
        }
    }
}

impl Live {
    /// Reads the settings again and goes on with them. The engine stops as at a program's end and another one begins as at a start, so
    /// every order, ticket and rider is where it was; meanwhile the window stands still for a moment.
    ///
    /// # Errors
    /// The settings are wrong, and nothing has changed; or the store cannot be opened again, and the counter has stopped.
    async fn reload(&self) -> Result<(), Cause> {
        let mut engine = self.engine.lock().await;
        let settings = self.context.load_settings();
        let settings = settings.map_err(|error| Cause::of(Why::Said).with(self.context.word(&error)))?;
        let Some((running, switch)) = engine.take() else { return Err(Cause::of(Why::Program)) };
        let shown = Arc::new(shown(&self.context, &settings));
        switch.detach().await;
        running.stop().await;
        let mut tries = 0;
        let running = loop {
            match start(&self.context, settings.clone(), (None, &self.awake), self.bell.real()) {
                Ok(running) => break running,
                Err(failure) => {
                    let said = self.context.message(failure);
                    tracing::error!(%said, "the counter cannot go on with its new settings");
                    tries += 1;
                    if tries == TRIES {
                        return Err(Cause::of(Why::Said).with(said));
                    }
                    // The store's writer of the engine before may be at its last work.
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            }
        };
        tracing::info!("the settings are read again");
        self.orders.send_replace(running.orders.clone());
        self.lent.send_replace((settings, running.printers.clone()));
        switch.attach(running.handle.clone());
        self.shown.send_replace(shown);
        *engine = Some((running, switch));
        Ok(())
    }
}

/// Starts the engine of these settings. Must be called within a runtime.
///
/// What is kept of a set-up that is right is for the day on which it is not; a disk that does not take it stops no counter.
fn start(
    context: &Context,
    settings: Settings,
    (wrong, awake): (Option<&SettingsError>, &Awake),
    speaker: Speaker,
) -> Result<Running, Failure> {
    let secrets = context.secrets();
    let secret = move |kind: &str, id: &str| {
        let name = if kind == "agency" { SecretName::agency(id) } else { SecretName::channel(id) };
        match secrets.get(&name) {
            Ok(Some(secret)) => Ok(secret.expose().to_owned()),
            Ok(None) => Err(Cause::of(Why::NoSecret).about(name).into()),
            Err(error) => Err(Cause::of(Why::NoSecretStore).about(name).with(error).into()),
        }
    };
    let timekeeper = Timekeeper::system();
    let environment = Environment {
        clock: timekeeper.clock(),
        secret: Box::new(secret),
        shorten: shorten(),
        printer_timings: printer::Timings::default(),
        speaker,
        rng: fastrand::Rng::new(),
    };
    let offers = settings.update.clone();
    let mut assembly = assemble(settings, &context.data_folder, environment)
        .map_err(|StartError::Store(error)| Failure::Failed(store_error(context, &error)))?;
    if let Some(trouble) = &*assembly.parts.store.trouble().borrow() {
        eprintln!("{}", language::store_trouble(&context.words(), trouble));
    }
    for (what, why) in &assembly.left_out {
        tracing::warn!(%what, %why, "left out");
        eprintln!("{what}: {}", language::reason(&context.words(), why));
    }
    assembly.parts.timekeeper = Some(timekeeper);
    assembly.parts.awake = Some(awake.clone());
    assembly.parts.warnings.extend(offered(context, offers.as_ref()));
    match wrong {
        Some(wrong) => {
            let faults = context.word(wrong);
            eprintln!("{}", context.words().text("run-old-settings", &[("faults", (&faults).into())]));
            assembly.parts.warnings.push(Warning::OldSettings { faults });
        }
        None => {
            if let Err(error) = Setup::new(&context.data_folder, context.secrets()).keep_good() {
                tracing::warn!(%error, "the set-up is not kept for a day on which it is wrong");
            }
        }
    }
    Ok(run_engine(assembly.parts))
}

/// What the settings say of the counter's window.
fn shown(context: &Context, settings: &Settings) -> Shown {
    let WindowSettings { scale, kiosk, dark } = settings.window;
    let (shop, zone) = titled(Some(settings));
    let words = settings.words(context.asked_language.unwrap_or(settings.language));
    Shown { words, shop, zone, frame: Frame { scale, kiosk, dark } }
}

/// Name and time of the shop that a window is titled by: the first one.
pub(super) fn titled(settings: Option<&Settings>) -> (String, TimeZone) {
    settings.and_then(|settings| settings.shops.first()).map_or_else(
        || (String::new(), TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC)),
        |shop| (shop.name.clone(), shop.timezone.clone()),
    )
}

/// The machine's sound device; a machine without one says so on the Board.
pub(super) fn speaker() -> Speaker {
    match sound::start() {
        Ok(handle) => {
            let mute = handle.trouble();
            let asked = handle.clone();
            Speaker {
                play: Box::new(move |alarm| handle.set(alarm)),
                hear: Box::new(move |sound| asked.hear(sound)),
                mute,
            }
        }
        Err(error) => {
            let (_, mute) = watch::channel(Some(error.to_string()));
            Speaker { mute, ..Speaker::silent() }
        }
    }
}

/// Divides the waits of agencies' protocols, for simulators on loopback addresses; real agencies never see it.
fn shorten() -> u32 {
    std::env::var("JUMUNBELL_SHORTEN_LOOPBACK_WAITS").ok().and_then(|by| by.parse().ok()).unwrap_or(1)
}
