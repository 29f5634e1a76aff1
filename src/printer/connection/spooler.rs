//! `spooler://NAME`: the system's own print queue, raw. It takes a ticket and never says what became of it.

pub(in crate::printer) use platform::{ready, submit};

#[cfg(unix)]
mod platform {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use crate::printer::{NotReady, PrintOutcome};

    /// CUPS is asked when there is a ticket.
    pub(in crate::printer) fn ready() -> Result<(), NotReady> {
        Ok(())
    }

    /// Hands one ticket to CUPS. `lp` exits well once the queue has the whole job; with any other exit there is no job.
    pub(in crate::printer) async fn submit(name: &str, bytes: Vec<u8>, within: Duration) -> PrintOutcome {
        let mut lp = Command::new("lp");
        lp.args(["-d", name, "-o", "raw", "-s"]);
        match tokio::task::spawn_blocking(move || feed(lp, bytes, within)).await {
            Ok(outcome) => outcome,
            Err(error) => PrintOutcome::Unknown(format!("lp: {error}")),
        }
    }

    /// Runs a command that takes the ticket on standard input.
    pub(super) fn feed(mut command: Command, bytes: Vec<u8>, within: Duration) -> PrintOutcome {
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return PrintOutcome::NotSent(format!("lp cannot be started: {error}")),
        };
        // Its own thread, because a command that does not read must not hold up the clock.
        if let Some(mut stdin) = child.stdin.take() {
            std::thread::spawn(move || stdin.write_all(&bytes));
        }
        let until = Instant::now() + within;
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return PrintOutcome::Sent,
                Ok(Some(status)) => {
                    let mut said = String::new();
                    if let Some(stderr) = child.stderr.take() {
                        let _ = stderr.take(400).read_to_string(&mut said);
                    }
                    return PrintOutcome::NotSent(format!("lp: {status}: {}", said.trim()));
                }
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
                Ok(None) | Err(_) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return PrintOutcome::Unknown("lp did not end in time".to_owned());
                }
            }
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::time::Duration;

    use crate::printer::{NotReady, PrintOutcome};

    const LATER: &str = "printing through the Windows spooler comes with a later version; use the printer's COM port or network address";

    /// Says that it is not there yet.
    pub(in crate::printer) fn ready() -> Result<(), NotReady> {
        Err(NotReady::Unreachable(LATER.to_owned()))
    }

    /// Never sends.
    pub(in crate::printer) async fn submit(_name: &str, _bytes: Vec<u8>, _within: Duration) -> PrintOutcome {
        PrintOutcome::NotSent(LATER.to_owned())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::platform::feed;
    use crate::printer::PrintOutcome;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_the_spooler_says_becomes_the_outcome() {
        let long = Duration::from_secs(20);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("job");
        let take = shell(&format!("cat > '{}'", path.display()));
        assert_eq!(feed(take, vec![7; 200_000], long), PrintOutcome::Sent);
        assert_eq!(std::fs::read(path).unwrap(), vec![7; 200_000]);
        let refused = feed(shell("echo no such printer >&2; exit 1"), vec![7], long);
        assert!(
            matches!(&refused, PrintOutcome::NotSent(why) if why.contains("no such printer")),
            "{refused:?}"
        );
        let missing = feed(Command::new("/no/such/program"), vec![7], long);
        assert!(matches!(missing, PrintOutcome::NotSent(_)), "{missing:?}");
        let hangs = feed(shell("exec sleep 60"), vec![7; 200_000], Duration::from_millis(50));
        assert!(matches!(hangs, PrintOutcome::Unknown(_)), "{hangs:?}");
    }
}
