//! `printer test`: the page that explains itself, what its lines mean, and the settings that follow from what was seen.

mod ask;
mod edit;
mod seen;
mod spoken;

use std::io::IsTerminal;
use std::time::Duration;

use ask::Asker;
use cause::Cause;
use edit::Edits;
use seen::{Now, Seen};
use spoken::Spoken;

use crate::cli::{Context, Failure, runtime, say};
use crate::engine::DATABASE;
use crate::language::{self, Words};
use crate::printer::Connection;
use crate::printer::{
    self, Device, Extras, NotReady, PrintOutcome, Profile, ProfileError, RULERS, Timings, test_page,
};
use crate::settings::{Language, PrinterSettings, ProfileFault};
use crate::store;

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
    let language = context.language();
    let Some(configured) = settings.printers.iter().find(|printer| printer.id == args.id) else {
        let ids: Vec<&str> = settings.printers.iter().map(|printer| printer.id.as_str()).collect();
        let (id, ids) = (&args.id, ids.join(", "));
        return Err(Failure::Wrong(say(
            language,
            format!("프린터 \"{id}\"가 settings.toml에 없습니다. 있는 것: {ids}"),
            format!("no printer \"{id}\" in settings.toml; there are: {ids}"),
        )));
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
        return Err(Failure::Wrong(say(
            language,
            "--write에는 본 것이 있어야 합니다. 예: --columns-seen 48 --hangul-seen ks-x-1001 --write",
            "--write needs what was seen, for example: --columns-seen 48 --hangul-seen ks-x-1001 --write",
        )));
    }
    let extras = Extras { buzzer: args.buzzer, drawer: args.drawer };
    let spoken = print(configured, &profile, extras, context)?;
    println!("{}", legend(&configured.id, &profile, language));
    if let Some(spoken) = spoken {
        println!("{}", spoken.explained(&configured.id, language));
    }
    if !answered {
        return Ok(());
    }
    let mut asker = Asker { language, answers: std::io::stdin().lock(), questions: std::io::stdout() };
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
    let language = context.language();
    let words = context.words();
    let heading = [
        format!("{} ({})", settings.name, settings.id),
        settings.connection.to_string(),
        profile.name.clone(),
    ];
    let page = test_page(&heading, profile, extras);
    let voices = store::voices(&context.data_folder.join(DATABASE)).unwrap_or_default();
    let voice = voices.get(&printer::address(&settings.connection)).cloned().unwrap_or_default();
    let device = Device::new(voice);
    // The installer stands beside it, and sees whether paper comes, and how fast.
    let timings = Timings { mute: Duration::ZERO, slowest_paper: 600, ..Timings::default() };
    let printer = device.printer(&settings.id, &settings.connection, false, profile, timings);
    let outcome = runtime()?.block_on(async {
        let outcome = printer.open().await?.print(page).await;
        printer.release().await;
        Ok(outcome)
    });
    match outcome {
        Ok(PrintOutcome::Printed) => Ok(None),
        Ok(PrintOutcome::Sent) => {
            let note = say(
                language,
                "보냈습니다. 이 프린터는 출력을 확인해 주지 않으니 종이를 보세요.",
                "Sent. This printer does not confirm; look at the paper.",
            );
            eprintln!("{note}");
            let asked = !profile.status.is_empty()
                && !matches!(settings.connection, Connection::File(_) | Connection::Spooler(_));
            Ok(Spoken::of(&device.voice().borrow()).filter(|_| asked))
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
fn legend(id: &str, profile: &Profile, language: Language) -> String {
    let doubts: String = profile.unverified.iter().map(|doubt| format!("  ? {doubt}\n")).collect();
    let rulers: Vec<String> =
        RULERS.iter().map(|(number, columns)| format!("{number} → columns = {columns}")).collect();
    let rulers = rulers.join(", ");
    say(
        language,
        format!(
            "종이를 보세요.\n\
             1  똠얌꿍이 온전하다 → hangul = \"cp949\"; 깨졌다 → \"ks-x-1001\"\n\
             2  같은 글자 셋이 또렷하다 → rare_hangul = \"user-defined\"도 된다; 깨졌다 → \"raster\" (많은 기종이 그렇습니다)\n\
             3  그림. 여기까지 깨지면 ESC/POS 프린터가 아니거나 속도가 틀립니다\n\
             4-6  끝의 |까지 한 줄에 나온 가장 긴 자: {rulers}\n\
             7-9  크기와 반전   10  부저 (--buzzer)   11  돈통 (--drawer)   12  아래에서 잘린다 → cut\n\
             한글이 모두 다른 나라 글자면 그 프린터에는 한글이 없습니다.\n{doubts}\
             나중에 알려 주려면: jumunbell printer test {id} --columns-seen 48 --hangul-seen ks-x-1001 --cut-seen partial --write"
        ),
        format!(
            "Look at the paper.\n\
             1  whole: hangul = \"cp949\"; garbled: \"ks-x-1001\"\n\
             2  three times the same syllable: rare_hangul = \"user-defined\" works too; garbled: \"raster\" (so with many)\n\
             3  a picture; if this is garbled too, it is no ESC/POS printer or the speed is wrong\n\
             4-6  the longest ruler that ends in | on one row: {rulers}\n\
             7-9  sizes and reverse   10  buzzer (--buzzer)   11  drawer (--drawer)   12  cut below it: cut\n\
             All Hangul in another script: the printer has none.\n{doubts}\
             To tell it later: jumunbell printer test {id} --columns-seen 48 --hangul-seen ks-x-1001 --cut-seen partial --write"
        ),
    )
}

/// Shows what would be written for what was seen, and writes it when told to.
fn settle(context: &Context, args: &TestArgs, printer: &PrinterSettings, seen: Seen) -> Result<(), Failure> {
    let language = context.language();
    let settings = context.settings()?;
    let profile = args.profile.as_deref().unwrap_or(&printer.profile_name);
    let wrong = |error: ProfileError| Failure::Wrong(ProfileFault::from(error).worded(language));
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
    let edits =
        Edits::of(&plan, &printer.id, &context.data_folder).map_err(|error| error.worded(language))?;
    if edits.is_empty() {
        println!(
            "{}",
            say(
                language,
                "설정이 본 것과 같습니다. 쓸 것이 없습니다.",
                "The settings say so already; there is nothing to write."
            )
        );
        return Ok(());
    }
    print!("{}", edits.shown());
    if !args.write {
        if !std::io::stdin().is_terminal() {
            println!(
                "{}",
                say(
                    language,
                    "아직 쓰지 않았습니다. 쓰려면 --write를 붙이세요.",
                    "Nothing is written yet. Add --write to write it."
                )
            );
            return Ok(());
        }
        let mut asker = Asker { language, answers: std::io::stdin().lock(), questions: std::io::stdout() };
        if asker.yes("이대로 쓸까요?", "Write it?")? != Some(true) {
            println!("{}", say(language, "쓰지 않았습니다.", "Nothing was written."));
            return Ok(());
        }
    }
    edits.write(&context.data_folder).map_err(|error| error.worded(language))?;
    println!("{}", edits.undo(language));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_tells_every_ruler_and_every_doubt() {
        let profile = Profile::load("posbank-a7", None).unwrap();
        for language in [Language::Korean, Language::English] {
            let legend = legend("kitchen", &profile, language);
            assert!(RULERS.iter().all(|(_, columns)| legend.contains(&format!("columns = {columns}"))));
            assert!(profile.unverified.iter().all(|doubt| legend.contains(doubt.as_str())), "{legend}");
        }
    }
}
