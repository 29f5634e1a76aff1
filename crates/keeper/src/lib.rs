//! Starts the program that lies beside it with the same arguments, without a console window, waits for it and passes its
//! exit code on. Where it ends by a crash it is started again, and a note in its data folder says so to the next window. A new
//! version that does not come up is taken back ([`trial`]).
//!
//! Only the standard library: what keeps a program alive should have little in it that can break.

mod crash;
mod note;
pub mod trial;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Instant, SystemTime};
use std::{env, process, thread};

pub use crash::{Crash, Next, Watch};
pub use note::{NOTE, PLACE, data_folder};
use trial::{Ended, Trial};

/// Set for the program while it is watched; its value says nothing.
pub const KEPT: &str = "JUMUNBELL_KEPT";

/// The file in the data folder by which `stop` is told to a watch that is about to start the program again.
pub const STOP: &str = "stop-asked";

/// Windows' `CREATE_NO_WINDOW`
/// (<https://learn.microsoft.com/windows/win32/procthread/process-creation-flags>).
#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// Runs `program`, the name of a program in this one's folder, until it ends otherwise than by a crash, or crashes too often.
/// Then this process ends with its exit code, or 128 and the number of the signal. Where it ended for a new version, that is tried.
pub fn run(program: &str) -> ! {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let folder = asked_folder(&arguments).or_else(data_folder);
    let mut watch = Watch::default();
    // An earlier wish to stop is no wish of this start.
    forget_stop(folder.as_deref());
    let due = || folder.as_deref().and_then(|folder| Trial::due(folder, &arguments));
    let mut trial = due();
    loop {
        if let Some(folder) = &folder {
            note::forget_place(folder);
        }
        let status = match watched(program, &arguments, trial.take()) {
            Ok(Some(status)) => status,
            // The predecessor lies in its place.
            Ok(None) => continue,
            Err(why) => {
                // Without a console there is none who reads it.
                let _ = writeln!(std::io::stderr(), "{program}: {why}");
                process::exit(1);
            }
        };
        let Some(crash) = Crash::of(status) else {
            trial = due().filter(|trial| status.success() && trial.follows_here());
            if trial.is_some() {
                continue;
            }
            process::exit(status.code().unwrap_or(1));
        };
        let next = watch.after(Instant::now());
        if let Some(folder) = &folder {
            // A folder that takes no note, on a full disk for instance, is no reason not to start again.
            let _ = note::write(folder, crash, SystemTime::now(), matches!(next, Next::Start(_)));
        }
        match next {
            Next::Start(pause) => {
                thread::sleep(pause);
                if forget_stop(folder.as_deref()) {
                    process::exit(0);
                }
            }
            Next::GiveUp => process::exit(crash.exit_code()),
        }
        trial = due();
    }
}

/// Starts the program and waits until it ends. `None`: it was on trial and was taken back.
fn watched(
    program: &str,
    arguments: &[OsString],
    trial: Option<Trial>,
) -> std::io::Result<Option<ExitStatus>> {
    let path = env::current_exe()?.with_file_name(format!("{program}{}", env::consts::EXE_SUFFIX));
    let Some(trial) = trial else { return start(&path, arguments)?.wait().map(Some) };
    match trial.run(&path, || start(&path, arguments)) {
        Ok(Ended::Runs(mut child)) => child.wait().map(Some),
        Ok(Ended::Left(status)) => Ok(Some(status)),
        Ok(Ended::TakenBack) => Ok(None),
        // Without its predecessor there is nothing better than what is there.
        Err(_) => start(&path, arguments)?.wait().map(Some),
    }
}

/// Whether the program was told to stop while none ran; once.
fn forget_stop(folder: Option<&Path>) -> bool {
    folder.is_some_and(|folder| std::fs::remove_file(folder.join(STOP)).is_ok())
}

fn start(path: &Path, arguments: &[OsString]) -> std::io::Result<Child> {
    let mut command = Command::new(path);
    command.args(arguments).env(KEPT, "1");
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, NO_WINDOW);
    command.spawn()
}

/// The folder that the arguments name: `--data DIR` or `--data=DIR`, the last one.
fn asked_folder(arguments: &[OsString]) -> Option<PathBuf> {
    let mut asked = None;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--data" {
            asked = arguments.next().map(PathBuf::from).or(asked);
        } else if let Some(folder) = argument.to_str().and_then(|argument| argument.strip_prefix("--data=")) {
            asked = Some(Path::new(folder).to_owned());
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_to_stop_is_heard_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!forget_stop(None) && !forget_stop(Some(folder.path())));
        std::fs::write(folder.path().join(STOP), "").unwrap();
        assert!(forget_stop(Some(folder.path())));
        assert!(!forget_stop(Some(folder.path())));
    }

    #[test]
    fn the_folder_is_read_as_the_program_reads_it() {
        for (line, folder) in [
            ("", None),
            ("run --headless", None),
            ("--data D", Some("D")),
            ("run --data=D --headless", Some("D")),
            ("--data", None),
        ] {
            let arguments: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            assert_eq!(asked_folder(&arguments), folder.map(PathBuf::from), "{line}");
        }
    }
}
