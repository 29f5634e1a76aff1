//! `spooler://NAME`: the system's own print queue, raw. It takes a ticket and never says what became of it.

pub(in crate::printer) use platform::{queues, ready, submit};

#[cfg(unix)]
mod platform {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use crate::printer::scan::printable;
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

    /// How long the print system may take to name its queues.
    const NAMES: Duration = Duration::from_secs(5);
    /// Longest list of queues that is read, bytes.
    const LONGEST: u64 = 64 * 1024;

    /// The print queues, each with the device behind it; none where there is no CUPS. Or why they cannot be listed.
    pub(in crate::printer) fn queues() -> Result<Vec<(String, String)>, String> {
        let mut lpstat = Command::new("lpstat");
        lpstat.arg("-v").env("LC_ALL", "C");
        Ok(read_queues(&listed(lpstat, NAMES)?))
    }

    /// What a command says on standard output, in bounds. One that is not there says nothing.
    pub(super) fn listed(mut command: Command, within: Duration) -> Result<String, String> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
            Err(error) => return Err(format!("lpstat cannot be started: {error}")),
        };
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                let mut text = Vec::new();
                let _ = stdout.take(LONGEST).read_to_end(&mut text);
                let _ = tell.send(text);
            });
        }
        let text = told.recv_timeout(within);
        let _ = child.kill();
        let _ = child.wait();
        let text = text.map_err(|_| "lpstat did not end in time".to_owned())?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Reads `device for kitchen: usb://BIXOLON/SRP-350III?serial=A1`.
    pub(super) fn read_queues(text: &str) -> Vec<(String, String)> {
        let queue = |line: &str| {
            let (name, device) = line.strip_prefix("device for ")?.split_once(": ")?;
            let (name, device) = (printable(name), printable(device));
            (!name.is_empty()).then_some((name, device))
        };
        text.lines().filter_map(queue).collect()
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

    /// Says that it is not there yet.
    pub(in crate::printer) fn queues() -> Result<Vec<(String, String)>, String> {
        Err("print queues of Windows are not listed in this version".to_owned())
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

    use super::platform::{feed, listed, read_queues};
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

    #[test]
    fn queues_are_read_and_a_print_system_that_hangs_is_left() {
        let said = "device for kitchen: usb://BIXOLON/SRP-350III?serial=A1\nscheduler is running\n\
            device for hall_1: socket://192.168.0.50:9100\r\ndevice for : x\n";
        let queues = [
            ("kitchen".to_owned(), "usb://BIXOLON/SRP-350III?serial=A1".to_owned()),
            ("hall_1".to_owned(), "socket://192.168.0.50:9100".to_owned()),
        ];
        assert_eq!(read_queues(said), queues);
        let long = Duration::from_secs(20);
        assert_eq!(listed(shell("echo device for a: b"), long), Ok("device for a: b\n".to_owned()));
        assert_eq!(listed(Command::new("/no/such/program"), long), Ok(String::new()));
        assert!(listed(shell("exec sleep 60"), Duration::from_millis(50)).is_err());
    }
}
