//! Who holds a port that is busy.

pub(super) use platform::holder;

#[cfg(target_os = "linux")]
mod platform {
    use std::fs::read_dir;
    use std::path::Path;

    use crate::printer::device_words::printable;

    /// Processes and open files of one that are looked at, at most.
    const MOST: usize = 8192;

    /// The name of the program that has this device open, where we may see it: those of other users only root sees.
    pub(in crate::printer::connection) fn holder(device: &Path) -> Option<String> {
        holder_in(Path::new("/proc"), device)
    }

    pub(super) fn holder_in(processes: &Path, device: &Path) -> Option<String> {
        let device = device.canonicalize().ok()?;
        let holds = |process: &Path| {
            let Ok(files) = read_dir(process.join("fd")) else { return false };
            files
                .take(MOST)
                .flatten()
                .any(|file| std::fs::read_link(file.path()).is_ok_and(|to| to == device))
        };
        let numbered = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut processes = read_dir(processes).ok()?.take(MOST).flatten().map(|entry| entry.path());
        let process = processes.find(|process| numbered(process) && holds(process))?;
        let name = printable(&std::fs::read_to_string(process.join("comm")).ok()?);
        Some(name).filter(|name| !name.is_empty())
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::path::Path;

    /// Not told here. Windows has no documented way from a COM port to its holder: the Restart Manager knows files only, and
    /// the table of all handles names devices only to a program that may open every process. So the counter reads that it is
    /// busy, and what to do about it.
    pub(in crate::printer::connection) fn holder(_device: &Path) -> Option<String> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::platform::{holder, holder_in};

    #[test]
    fn the_program_that_has_the_device_open_is_named() {
        let root = tempfile::tempdir().unwrap();
        let (proc, device) = (root.path().join("proc"), root.path().join("ttyUSB0"));
        std::fs::write(&device, "").unwrap();
        for (process, name, open) in [
            ("12", "shell\n", "/dev/null"),
            ("77", "hall-pos\x1b\n", device.to_str().unwrap()),
            ("net", "x", "x"),
        ] {
            std::fs::create_dir_all(proc.join(process).join("fd")).unwrap();
            std::fs::write(proc.join(process).join("comm"), name).unwrap();
            symlink(open, proc.join(process).join("fd/3")).unwrap();
        }
        // By the name that settings give it.
        let link = root.path().join("by-id");
        symlink(&device, &link).unwrap();
        assert_eq!(holder_in(&proc, &link).as_deref(), Some("hall-pos"));
        assert_eq!(holder_in(&proc, Path::new("/dev/zero")), None);
        assert_eq!(holder_in(&proc, &root.path().join("ttyUSB9")), None);
        assert_eq!(holder_in(&root.path().join("none"), &device), None);
    }

    #[test]
    fn the_real_list_of_processes_is_read() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("held");
        let file = std::fs::File::create(&path).unwrap();
        assert!(holder(&path).is_some(), "this very program");
        drop(file);
        assert_eq!(holder(&path), None);
    }
}
