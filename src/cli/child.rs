//! Further processes of this program, each with a window of its own.

use std::process::{Command, Stdio};
use std::{env, io, thread};

use super::Context;

/// Windows' `DETACHED_PROCESS` and `CREATE_NEW_PROCESS_GROUP`
/// (<https://learn.microsoft.com/windows/win32/procthread/process-creation-flags>).
#[cfg(windows)]
const DETACHED: u32 = 0x0000_0008 | 0x0000_0200;

/// Another command of this program on the same data folder and in the same language.
///
/// # Errors
/// The system does not tell where this program is.
pub fn beside(context: &Context, arguments: &[&str]) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("--data").arg(&context.data_folder);
    if let Some(language) = context.asked_language {
        command.args(["--lang", language.tag()]);
    }
    command.args(arguments);
    Ok(command)
}

/// The counter on the same data folder: watched as this process is.
///
/// # Errors
/// As [`beside`].
pub fn counter(context: &Context) -> io::Result<Command> {
    let command = beside(context, &[])?;
    let keeper = env::current_exe()?.with_file_name(format!("jumunbellw{}", env::consts::EXE_SUFFIX));
    if env::var_os(keeper::KEPT).is_none() || !keeper.is_file() {
        return Ok(command);
    }
    let mut kept = Command::new(keeper);
    kept.args(command.get_args());
    Ok(kept)
}

/// Starts it. It outlives this process, and does not end with this one's terminal or console.
///
/// # Errors
/// The system does not start it.
pub fn start(mut command: Command) -> io::Result<()> {
    // What watches this process does not watch that one.
    command.env_remove(keeper::KEPT);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, DETACHED);
    let mut child = command.spawn()?;
    // Waited for, so that the system keeps nothing of it once it has ended.
    thread::Builder::new().name("child".to_owned()).spawn(move || child.wait())?;
    Ok(())
}
