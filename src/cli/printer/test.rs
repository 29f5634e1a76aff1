//! `printer test`: the page that explains itself, what its lines mean, and the settings that follow from what was seen.

mod ask;
mod edit;
mod seen;
mod spoken;

use std::io::IsTerminal;

use ask::Asker;
use cause::Cause;
use edit::Edits;
use seen::{Now, Seen};
use spoken::Spoken;

use crate::cli::{Context, Failure, runtime};
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::printer::Connection;
use crate::printer::{self, Extras, NotReady, PrintOutcome, Profile, ProfileError, RULERS};
use crate::settings::{PrinterSettings, ProfileFault};
use crate::{setup, store};

#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// settings.toml의 프린터 id
    #[arg(value_name = "ID")]
    id: String,
    /// 이 프로필인 것처럼 · as if it had this profile
    #[arg(long, value_name = "P")]
    profile: Option<String>,
    /// 부저도 울리기 · beep too
    #[arg(long)]
    buzzer: bool,
    /// 돈통도 열기 · open the drawer too
    #[arg(long)]
    drawer: bool,
    /// 찍지 않고 본 것만 · what was seen, without printing
    #[command(flatten)]
    seen: Seen,
    /// 묻지 않고 설정에 쓰기 · write the settings without asking
    #[arg(long)]
    write: bool,
}

pub fn run(context: &Context, args: TestArgs) -> Result<(), Failure> {
    let settings = context.settings()?;
    let words = context.words();
    let Some(configured) = settings.printers.iter().find(|printer| printer.id == args.id) else {
        let ids: Vec<&str> = settings.printers.iter().map(|printer| printer.id.as_str()).collect();
        let known = [("id", (&args.id).into()), ("ids", ids.join(", ").into())];
        return Err(Failure::Wrong(words.text("printer-test-no-printer", &known)));
    };
    let mut profile = configured.profile.clone();
    if let Some(name) = &args.profile {
        profile = Profile::load(name, Some(&context.data_folder))
            .map_err(|error| Failure::Wrong(error.to_string()))?;
    }
    if args.seen != Seen::default() {
        return settle(context, &args, configured, args.seen);
    }
    let answered = std::io::stdin().is_terminal();
    if args.write && !answered {
        return Err(Failure::Wrong(words.text("printer-test-write-what", &[])));
    }
    let extras = Extras { buzzer: args.buzzer, drawer: args.drawer };
    let spoken = print(configured, &profile, extras, context)?;
    println!("{}", legend(&configured.id, &profile, &words));
    if let Some(spoken) = spoken {
        println!("{}", spoken.explained(&configured.id, &words));
    }
    if !answered {
        return Ok(());
    }
    let mut asker = Asker::of(&words, std::io::stdin().lock(), std::io::stdout());
    let seen = asker.about_the_page(extras)?;
    drop(asker);
    // That it answers nothing may be the moment's; what it answers of several is its model's.
    let status = spoken.filter(|spoken| *spoken != Spoken::default());
    settle(context, &args, configured, Seen { status, ..seen })
}

/// Prints the page through the same talk as any ticket. Another ticket at the same time, ours or another program's, is
/// waited for or said; it is never torn. Answers what the printer does not say, if that is worth a word.
fn print(
    settings: &PrinterSettings,
    profile: &Profile,
    extras: Extras,
    context: &Context,
) -> Result<Option<Spoken>, Failure> {
    let words = context.words();
    let voices = store::voices(&context.data_folder.join(DATABASE)).unwrap_or_default();
    let voice = voices.get(&printer::address(&settings.connection)).cloned().unwrap_or_default();
    let (outcome, voice) = runtime()?.block_on(setup::print(settings, profile, extras, voice));
    match outcome {
        Ok(PrintOutcome::Printed) => Ok(None),
        Ok(PrintOutcome::Sent) => {
            eprintln!("{}", words.text("printer-test-sent", &[]));
            let asked = !profile.status.is_empty()
                && !matches!(settings.connection, Connection::File(_) | Connection::Spooler(_));
            Ok(Spoken::of(&voice).filter(|_| asked))
        }
        Ok(PrintOutcome::NotSent(cause)) => Err(unprinted(&words, "printer-test-not-sent", &cause)),
        Ok(PrintOutcome::Unknown(cause)) => Err(unprinted(&words, "printer-test-unknown", &cause)),
        Err(NotReady::Busy(who)) => {
            let why = words.text("printer-test-busy", &[("who", who.as_str().into())]);
            let next = words.text("cure-busy", &[]);
            Err(Failure::Failed(format!("{why}\n{next}")))
        }
        Err(not_ready) => {
            let cause = not_ready.cause();
            tracing::warn!(%cause, "cannot print");
            // The connection stands in the sentence.
            let bare = Cause { about: String::new(), ..cause.clone() };
            let connection = settings.connection.to_string();
            let mut reason = language::cause(&words, &bare);
            if let NotReady::Paused(queue) = &not_ready {
                reason = format!("{reason}: {}", language::stopped(&words, queue));
            }
            let args = [("connection", connection.into()), ("reason", reason.into())];
            let why = words.text("printer-test-not-ready", &args);
            let next =
                language::cure(&words, &cause).unwrap_or_else(|| words.text("doctor-printer-next", &[]));
            Err(Failure::Failed(format!("{why}\n{next}")))
        }
    }
}

/// Something went wrong under the page: why, and on a second line what to do.
fn unprinted(words: &Words, id: &str, cause: &Cause) -> Failure {
    tracing::warn!(%cause, "not printed for certain");
    let why = words.text(id, &[("reason", language::cause(words, cause).into())]);
    Failure::Failed(match language::cure(words, cause) {
        Some(cure) => format!("{why}\n{cure}"),
        None => why,
    })
}

/// What each line of the page means.
fn legend(id: &str, profile: &Profile, words: &Words) -> String {
    let doubts: String = profile.unverified.iter().map(|doubt| format!("  ? {doubt}\n")).collect();
    let rulers: Vec<String> =
        RULERS.iter().map(|(number, columns)| format!("{number} → columns = {columns}")).collect();
    let args = [("rulers", rulers.join(", ").into()), ("doubts", doubts.into()), ("id", id.into())];
    words.text("printer-test-legend", &args)
}

/// Shows what would be written for what was seen, and writes it when told to.
fn settle(context: &Context, args: &TestArgs, printer: &PrinterSettings, seen: Seen) -> Result<(), Failure> {
    let words = context.words();
    let settings = context.settings()?;
    let profile = args.profile.as_deref().unwrap_or(&printer.profile_name);
    let wrong = |error: ProfileError| Failure::Wrong(ProfileFault::from(error).worded(&words));
    let base = Profile::load(profile, Some(&context.data_folder)).map_err(wrong)?;
    let file = |name: &str| context.data_folder.join("printer-profiles").join(format!("{name}.toml"));
    let alone =
        settings.printers.iter().filter(|p| p.profile_name == profile && p.id != printer.id).count() == 0;
    let taken = |name: &String| file(name).exists() || Profile::shipped().any(|shipped| shipped == name);
    let names = std::iter::once(printer.id.clone()).chain((2..).map(|n| format!("{}-{n}", printer.id)));
    let free_name = names.take(100).find(|name| !taken(name)).unwrap_or_else(|| printer.id.clone());
    let now = Now {
        profile,
        base: &base,
        columns: printer.columns,
        own_file: alone && file(profile).exists(),
        free_name: &free_name,
    };
    let mut plan = seen.plan(&now);
    if profile != printer.profile_name && !plan.printer.iter().any(|(key, _)| *key == "profile") {
        plan.printer.insert(0, ("profile", profile.into()));
    }
    let edits = Edits::of(&plan, &printer.id, &context.data_folder).map_err(|error| error.worded(&words))?;
    if edits.is_empty() {
        println!("{}", words.text("printer-test-as-seen", &[]));
        return Ok(());
    }
    print!("{}", edits.shown());
    if !args.write {
        if !std::io::stdin().is_terminal() {
            println!("{}", words.text("printer-test-not-yet", &[]));
            return Ok(());
        }
        let mut asker = Asker::of(&words, std::io::stdin().lock(), std::io::stdout());
        if asker.yes("printer-test-ask-write")? != Some(true) {
            println!("{}", words.text("printer-test-unwritten", &[]));
            return Ok(());
        }
    }
    edits.write(&context.data_folder).map_err(|error| error.worded(&words))?;
    println!("{}", edits.undo(&words));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;

    #[test]
    fn the_legend_tells_every_ruler_and_every_doubt() {
        let profile = Profile::load("posbank-a7", None).unwrap();
        for language in [Language::Korean, Language::English] {
            let legend = legend("kitchen", &profile, &Words::new(language));
            assert!(RULERS.iter().all(|(_, columns)| legend.contains(&format!("columns = {columns}"))));
            assert!(profile.unverified.iter().all(|doubt| legend.contains(doubt.as_str())), "{legend}");
        }
    }
}
