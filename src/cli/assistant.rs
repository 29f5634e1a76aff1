//! The assistant's window: opened where the shop is not set up yet, and what it is given of the program around it.

use std::env;
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

#[cfg(feature = "demo")]
use cause::{Cause, Why};
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::counter::speaker;
#[cfg(feature = "demo")]
use super::practice;
use super::run::{first_instance, has_display, no_window, unbroken};
use super::{Context, Failure, child, log, runtime};
use crate::engine::{Printers, Speaker};
#[cfg(feature = "demo")]
use crate::language::Words;
use crate::settings::Settings;
use crate::setup::{Page, Setup};
use crate::ui;
use crate::ui::assistant::Environment;

/// How long a practice counter may take to stop: an engine gives what is under way ten seconds.
const STOPS_WITHIN: Duration = Duration::from_secs(15);

/// Opens the assistant on this page; whether it is through and the counter is to open. A page is kept to go on with where `keeps`.
pub fn open(context: &Context, page: Page, keeps: bool) -> Result<bool, Failure> {
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    crate::file::create_private(&context.data_folder)?;
    let _logs = log::to_files(context)?;
    let runtime = runtime()?;
    let entered = runtime.enter();
    let finished = Arc::new(OnceLock::new());
    let practices = Practices::default();
    let environment = Environment {
        keeps,
        beside: false,
        practise: practise(context, runtime.handle(), &practices),
        demo: demo(context),
        finished: finished.clone(),
        ..pages(context, speaker())
    };
    let language = context.words().language();
    // The counter must come back all the same.
    let opened = unbroken(context, || ui::run_assistant(environment, language, page));
    drop(entered);
    // A ticket of the practice order that is being printed is finished, and its printer let go.
    runtime.block_on(practices.end());
    opened.map(|()| finished.get().is_some())
}

/// The pages as the settings of a running counter, which let its bell be heard.
pub fn pages(context: &Context, bell: Speaker) -> Environment {
    let (hear, mute) = (bell.hear, bell.mute);
    Environment {
        setup: Setup::new(&context.data_folder, context.secrets()),
        keeps: false,
        beside: true,
        hear: Arc::new(move |sound| {
            hear(sound);
            match mute.borrow().clone() {
                Some(why) => Err(why),
                None => Ok(()),
            }
        }),
        practise: None,
        demo: None,
        clock: Arc::new(Timestamp::now),
        finished: Arc::default(),
    }
}

/// Opens the assistant for a shop that may be set up already. Orders are not taken meanwhile.
pub fn again(context: &Context) -> Result<(), Failure> {
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    let Some(instance) = first_instance(context)? else {
        return Err(Failure::Failed(context.words().text("setup-kit-running", &[])));
    };
    let due = Setup::new(&context.data_folder, context.secrets()).due();
    let opened = open(context, due.unwrap_or(Page::Shop), due.is_some());
    // A shop that was set up before takes orders again, however the assistant was left.
    let goes_on = due.is_none() || matches!(opened, Ok(true));
    // The counter is another process, which this one must not keep from the data folder.
    drop(instance);
    let started = if goes_on { start_counter(context) } else { Ok(()) };
    opened.map(drop).and(started)
}

/// The practice counters that are still stopping.
#[derive(Clone, Default)]
pub struct Practices(Arc<Mutex<Vec<JoinHandle<()>>>>);

impl Practices {
    /// One more of them.
    #[cfg(feature = "demo")]
    pub fn add(&self, stopping: JoinHandle<()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(stopping);
    }

    /// Waits until all have stopped, but not for ever: their printers are wanted by the next.
    pub async fn end(&self) {
        let stopping = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for one in stopping {
            let _ = tokio::time::timeout(STOPS_WITHIN, one).await;
        }
    }
}

#[cfg(feature = "demo")]
fn practise(context: &Context, runtime: &Handle, all: &Practices) -> Option<Arc<ui::assistant::Practise>> {
    let folder = context.data_folder.clone();
    begins(move |words| Ok((practice::own(&folder, words)?, None, speaker())), runtime, all)
}

#[cfg(not(feature = "demo"))]
fn practise(_: &Context, _: &Handle, _: &Practices) -> Option<Arc<ui::assistant::Practise>> {
    None
}

/// The practice beside a running counter: with its settings, its printers and its bell as they are by then.
#[cfg(feature = "demo")]
pub fn practise_beside(
    lends: impl Fn() -> (Settings, Printers, Speaker) + Send + Sync + 'static,
    runtime: &Handle,
    all: &Practices,
) -> Option<Arc<ui::assistant::Practise>> {
    let given = move |_: &Words| {
        let (settings, printers, speaker) = lends();
        Ok((settings, Some(printers), speaker))
    };
    begins(given, runtime, all)
}

/// The same in a program without simulators.
#[cfg(not(feature = "demo"))]
pub fn practise_beside(
    _: impl Fn() -> (Settings, Printers, Speaker) + Send + Sync + 'static,
    _: &Handle,
    _: &Practices,
) -> Option<Arc<ui::assistant::Practise>> {
    None
}

/// Begins a practice with what is given by then, once those before have stopped.
#[cfg(feature = "demo")]
fn begins(
    given: impl Fn(&Words) -> Result<(Settings, Option<Printers>, Speaker), Cause> + Send + Sync + 'static,
    runtime: &Handle,
    all: &Practices,
) -> Option<Arc<ui::assistant::Practise>> {
    let (given, runtime, all) = (Arc::new(given), runtime.clone(), all.clone());
    Some(Arc::new(move |words| {
        let (given, inside, all) = (given.clone(), runtime.clone(), all.clone());
        // In a runtime that outlives the window's own.
        let begun = runtime.spawn(async move {
            all.end().await;
            let (settings, printers, speaker) = given(&words)?;
            let around = practice::Around { speaker, printers, runtime: inside, stopping: all };
            practice::begin(settings, &words, around).await
        });
        Box::pin(async move { begun.await.unwrap_or_else(|error| Err(Cause::of(Why::Program).with(error))) })
    }))
}

/// Opens a simulated shop in a process of its own.
fn demo(context: &Context) -> Option<Arc<ui::assistant::Demo>> {
    let language = context.words().language();
    cfg!(feature = "demo").then(|| {
        Arc::new(move || {
            let mut command = Command::new(env::current_exe()?);
            // What it prints goes where nothing else of the shop is.
            command
                .args(["--lang", language.tag(), "demo", "--out"])
                .arg(env::temp_dir().join("jumunbell-demo-out"));
            Ok(child::start(command)?)
        }) as Arc<ui::assistant::Demo>
    })
}

/// Starts the counter in the place of the assistant: one process opens one window only.
pub fn start_counter(context: &Context) -> Result<(), Failure> {
    let started = child::counter(context).and_then(child::start);
    started.map_err(|error| context.failed(&error.into()))
}
