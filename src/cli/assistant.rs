//! The assistant's window: opened where the shop is not set up yet, and what it is given of the program around it.

use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::{env, thread};

use cause::Cause;
use domain::board::{Melody, Sound};

use super::run::{first_instance, has_display, no_window, speaker};
use super::{Context, Failure, log, runtime};
use crate::setup::{Page, Setup};
use crate::ui;
use crate::ui::assistant::Environment;

/// Opens the assistant on this page; whether it is through and the counter is to open.
pub fn open(context: &Context, page: Page) -> Result<bool, Failure> {
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    crate::desktop::create_private(&context.data_folder)?;
    let _logs = log::to_files(context)?;
    let runtime = runtime()?;
    let entered = runtime.enter();
    let finished = Arc::new(OnceLock::new());
    let speaker = speaker();
    let (hear, mute) = (Arc::new(speaker.hear), speaker.mute);
    let environment = Environment {
        setup: Setup::new(&context.data_folder, context.secrets()),
        ring: Arc::new(move || {
            hear(Sound::App(Melody::default()));
            match mute.borrow().clone() {
                Some(why) => Err(why),
                None => Ok(()),
            }
        }),
        practise: practise(context),
        demo: demo(context),
        finished: finished.clone(),
    };
    let opened = ui::run_assistant(environment, context.words().language(), page);
    drop(entered);
    opened.map_err(|error| no_window(context, error))?;
    // A ticket of the practice order that is being printed is finished.
    runtime.shutdown_timeout(std::time::Duration::from_secs(12));
    Ok(finished.get().is_some())
}

/// Opens the assistant for a shop that is set up already. Orders are not taken meanwhile, so a counter that runs is ended by a
/// person first.
pub fn again(context: &Context) -> Result<(), Failure> {
    if !has_display() {
        return Err(no_window(context, "no display answers"));
    }
    let Some(instance) = first_instance(context)? else {
        return Err(Failure::Failed(context.words().text("setup-kit-running", &[])));
    };
    let setup = Setup::new(&context.data_folder, context.secrets());
    let due = setup.due();
    let through = open(context, due.unwrap_or(Page::Shop))?;
    // A shop that was set up before takes orders again, however the assistant was left.
    let goes_on = through || due.is_none();
    if due.is_none() {
        setup.finish().map_err(|error| Failure::Failed(error.worded(&context.words())))?;
    }
    // The counter is another process, which this one must not keep from the data folder.
    drop(instance);
    if goes_on { start_counter(context) } else { Ok(()) }
}

#[cfg(feature = "demo")]
fn practise(context: &Context) -> Option<Arc<ui::assistant::Practise>> {
    let folder = context.data_folder.clone();
    Some(Arc::new(move |words| {
        let folder = folder.clone();
        Box::pin(async move { super::practice::begin(&folder, &words).await })
    }))
}

#[cfg(not(feature = "demo"))]
fn practise(_: &Context) -> Option<Arc<ui::assistant::Practise>> {
    None
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
            spawn(command)
        }) as Arc<ui::assistant::Demo>
    })
}

/// Starts the counter in the place of the assistant: one process opens one window only.
pub fn start_counter(context: &Context) -> Result<(), Failure> {
    start(context, &[])
}

/// Starts the assistant in the place of the counter.
pub fn start_assistant(context: &Context) -> Result<(), Failure> {
    start(context, &["setup", "assistant"])
}

fn start(context: &Context, command: &[&str]) -> Result<(), Failure> {
    let program = env::current_exe().map_err(|error| context.failed(&error.into()))?;
    let mut program = Command::new(program);
    program.arg("--data").arg(&context.data_folder);
    if let Some(language) = context.asked_language {
        program.args(["--lang", language.tag()]);
    }
    program.args(command);
    spawn(program).map_err(|cause| context.failed(&cause))
}

/// Starts a program that outlives this one.
fn spawn(mut command: Command) -> Result<(), Cause> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    super::kitchen::detach(&mut command);
    let mut child = command.spawn()?;
    thread::Builder::new().name("child".to_owned()).spawn(move || child.wait())?;
    Ok(())
}
