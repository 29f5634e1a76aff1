//! The window and `run`: the commands that are a running counter.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cause::Cause;
use clap::Args;
use jiff::Timestamp;
use tokio::sync::watch;

use super::assistant::Practices;
use super::counter::Counter;
use super::{Context, Failure, act, assistant, crash, kitchen, log, look, pin, runtime, sales, update};
use crate::desktop::control;
use crate::desktop::{Instance, InstanceError, display};
use crate::engine::DATABASE;
use crate::language;
use crate::setup::Setup;
use crate::store::{Orders, StoreError};
use crate::ui;

/// How long an instance that hands over may take: a clean stop takes 15 s at most.
const HAND_OVER: Duration = Duration::from_secs(25);
/// Faults of the settings that the window shows.
const MOST_SHOWN: usize = 50;

#[derive(Debug, Args)]
pub struct RunArgs {
    /// 창을 열지 않음; SIGINT·SIGTERM으로 끝냄 · no window; ends with SIGINT or SIGTERM
    #[arg(long)]
    pub headless: bool,
    /// 이만큼 할 일이 없으면 끝냄 · ends when there was nothing to do for so long
    #[arg(long, value_name = "SECS", requires = "headless", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub stop_after_idle: Option<u64>,
}

pub fn run(context: &Context, args: RunArgs) -> Result<(), Failure> {
    if args.headless { headless(context, args) } else { window(context) }
}

/// Opens the counter's window; where one is open already, brings that one forward. Wrong settings open a window that
/// says what is wrong, because an owner starts this by a double click and never sees a terminal.
pub fn window(context: &Context) -> Result<(), Failure> {
    let (instance, took_over) = match first_instance(context)? {
        Some(instance) => (instance, false),
        None => match take_over(context)? {
            Some(instance) => (instance, true),
            None => return Ok(()),
        },
    };
    let assistant = Setup::new(&context.data_folder, context.secrets()).due();
    if let Some(page) = assistant.filter(|_| has_display()) {
        let through = assistant::open(context, page, true)?;
        // The counter is another process, which this one must not keep from the data folder.
        drop(instance);
        return if through { assistant::start_counter(context) } else { Ok(()) };
    }
    let (settings, wrong) = match context.running_settings() {
        Ok(running) => running,
        Err(error) => {
            let message = context.word(&error);
            eprintln!("{message}");
            if has_display() {
                // More lines would not be read, and must not grow beyond the window.
                let shown: Vec<&str> = message.lines().take(MOST_SHOWN).collect();
                ui::run_broken(shown.join("\n"), context.words())
                    .map_err(|error| no_window(context, error))?;
            }
            return Err(Failure::Wrong(String::new()));
        }
    };
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    let _logs = log::to_files(context)?;
    let runtime = runtime()?;
    let with_kitchen = settings.kitchen.open;
    let counter = match runtime.block_on(async { Counter::open(context, settings, wrong) }) {
        Ok(counter) => counter,
        Err(failure) => {
            let message = context.message(failure);
            eprintln!("{message}");
            ui::run_broken(message, context.words()).map_err(|error| no_window(context, error))?;
            return Err(Failure::Failed(String::new()));
        }
    };
    counter.screen.shown.store(true, Ordering::Release);
    let open_kitchen = kitchen::opener(context);
    if with_kitchen
        && !kitchen::is_open(&context.data_folder)
        && let Err(why) = open_kitchen()
    {
        eprintln!(
            "{}",
            context.words().text("ui-kitchen-not-opened", &[("reason", context.explained(&why).into())])
        );
    }
    let practices = Practices::default();
    let practise = assistant::practise_beside(counter.lends(), runtime.handle(), &practices);
    let crashed = crash::taken_back(context).or_else(|| crash::left(context));
    let entered = runtime.enter();
    let open = || {
        let (engine, raised) = (counter.handle(), counter.screen.raised.clone());
        let folder = context.data_folder.clone();
        let environment = ui::Environment {
            raise: raised,
            stop: counter.screen.stop.clone(),
            crashed,
            clock: Arc::new(Timestamp::now),
            save: Arc::new(move |looks| look::save(&folder, looks)),
            open_kitchen: open_kitchen.clone(),
            settings: Some(ui::Settings {
                pages: assistant::pages(context, counter.bell()),
                reload: counter.reload(),
            }),
            shown: counter.shown(),
            pin: pin::keeper(context),
            practise,
            books: Some(sales::books(context)),
            install: Some(update::installer(context)),
        };
        ui::run(engine, environment)
    };
    // The orders must not end with it.
    let shown = unbroken(context, open);
    drop(entered);
    // A practice ends with its window.
    runtime.block_on(practices.end());
    counter.screen.shown.store(false, Ordering::Release);
    if took_over && !counter.screen.stopping.load(Ordering::Acquire) {
        // A program that ran without a window before goes on without one.
        println!("{}", context.words().text("control-goes-on", &[]));
        let served = runtime.block_on(serve(context, counter, None));
        // It ends because it is told to by now.
        return served.and(shown.map_err(|failure| Failure::Failed(context.message(failure))));
    }
    runtime.block_on(counter.close());
    shown
}

/// Brings the running instance's window forward. One that shows none is asked to end, so that this process goes on in its
/// place with a window; nothing is asked of it before it is known that a window can be opened and the settings are right.
fn take_over(context: &Context) -> Result<Option<Instance>, Failure> {
    let words = context.words();
    if act::answered(context, control::raise(&context.data_folder))? {
        return Ok(None);
    }
    context.running_settings().map_err(|error| Failure::Wrong(context.word(&error)))?;
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    eprintln!("{}", words.text("control-taking-over", &[]));
    if !act::answered(context, control::hand_over(&context.data_folder))? {
        // Another process was faster and has opened a window.
        return Ok(None);
    }
    let until = Instant::now() + HAND_OVER;
    while Instant::now() < until {
        if let Some(instance) = first_instance(context)? {
            return Ok(Some(instance));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(Failure::Failed(words.text("control-not-given", &[("seconds", HAND_OVER.as_secs().into())])))
}

/// Whether a window can be opened.
pub(super) fn has_display() -> bool {
    display::answers(|name| std::env::var(name).ok())
}

/// Opens a window. The window's library may end in a panic where a display breaks off; that is no window, and ends nothing else.
pub(super) fn unbroken<E: std::fmt::Display>(
    context: &Context,
    open: impl FnOnce() -> Result<(), E>,
) -> Result<(), Failure> {
    match std::panic::catch_unwind(AssertUnwindSafe(open)) {
        Ok(opened) => opened.map_err(|error| no_window(context, error)),
        // It was there and is gone: another one may stay.
        Err(_) => {
            let why = context.message(no_window(context, "the window broke off"));
            Err(Failure::Broken(why))
        }
    }
}

/// No window, and why for the log.
pub(super) fn no_window(context: &Context, error: impl std::fmt::Display) -> Failure {
    tracing::warn!(%error, "no window");
    Failure::Failed(context.words().text("window-none", &[]))
}

fn headless(context: &Context, args: RunArgs) -> Result<(), Failure> {
    let (settings, wrong) =
        context.running_settings().map_err(|error| Failure::Wrong(context.word(&error)))?;
    let Some(_instance) = first_instance(context)? else {
        let folder = context.data_folder.display().to_string();
        return Err(Failure::Failed(context.words().text("run-already", &[("folder", folder.into())])));
    };
    let _logs = log::to_files(context)?;
    // They stand in the log then; there is no window that shows them.
    for told in [crash::taken_back(context), crash::left(context)].into_iter().flatten() {
        (told.seen)();
    }
    runtime()?.block_on(async {
        let counter = Counter::open(context, settings, wrong)?;
        println!("{}", context.words().text("run-taking-orders", &[]));
        serve(context, counter, args.stop_after_idle.map(Duration::from_secs)).await
    })
}

/// Takes orders without a window until it is told to stop by a signal or a command, a start with a window takes over, or nothing changes for so
/// long.
async fn serve(context: &Context, counter: Counter, limit: Option<Duration>) -> Result<(), Failure> {
    let idle = idle(counter.orders(), limit);
    let gone = counter.gone();
    let end = tokio::select! {
        signal = told_to_stop() => signal.map_err(Failure::from),
        () = idle => Ok(()),
        () = counter.screen.stop.notified() => Ok(()),
        () = counter.screen.wanted.notified() => {
            println!("{}", context.words().text("control-taken-over", &[]));
            Ok(())
        }
        // Nothing can be taken any more; the service manager that watches this process should start it again.
        () = gone => Err(Failure::Failed(context.words().text("run-store-stopped", &[]))),
    };
    counter.close().await;
    end
}

/// Ends once nothing about any order has changed for so long; never without a limit. Each engine has orders of its own.
async fn idle(mut engines: watch::Receiver<watch::Receiver<Orders>>, limit: Option<Duration>) {
    let Some(limit) = limit else { return std::future::pending().await };
    let mut orders = engines.borrow_and_update().clone();
    loop {
        match tokio::time::timeout(limit, orders.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) if engines.changed().await.is_ok() => orders = engines.borrow_and_update().clone(),
            Ok(Err(_)) => return std::future::pending().await,
            Err(_) => return,
        }
    }
}

/// SIGINT or SIGTERM; on Windows Ctrl-C or the console's end.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            stop = tokio::signal::ctrl_c() => stop,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(windows)]
    {
        let mut close = tokio::signal::windows::ctrl_close()?;
        tokio::select! {
            stop = tokio::signal::ctrl_c() => stop,
            _ = close.recv() => Ok(()),
        }
    }
}

/// Why the store cannot be used, with the file.
pub(super) fn store_error(context: &Context, error: &StoreError) -> String {
    tracing::error!(%error, "the store");
    language::store_error(&context.words(), &context.data_folder.join(DATABASE).display().to_string(), error)
}

/// The right to run on this data folder; `None` where another instance has it.
pub(super) fn first_instance(context: &Context) -> Result<Option<Instance>, Failure> {
    match Instance::acquire(&context.data_folder) {
        Ok(instance) => Ok(Some(instance)),
        Err(InstanceError::Running(_)) => Ok(None),
        Err(InstanceError::Folder { path, error }) => {
            let words = context.words();
            let cause = Cause::from(error);
            tracing::warn!(%cause, "the data folder cannot be used");
            let reason = language::cause(&words, &cause);
            let args = [("folder", path.display().to_string().into()), ("reason", reason.into())];
            Err(Failure::Failed(words.text("run-folder-unusable", &args)))
        }
    }
}
