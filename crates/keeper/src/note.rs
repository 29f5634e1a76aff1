//! The note of a crash, `crash.json` in the data folder. It bears no text of a person: a time, a number, a version and a place in
//! the program's own source.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Crash;

/// The note's file.
pub const NOTE: &str = "crash.json";
/// Where the program's panic hook writes `FILE:LINE` of a panic.
pub const PLACE: &str = "panic-place";
/// A longer place is none.
const LONGEST: usize = 300;

/// The program's data folder where no argument names one: the platform's place for local data.
pub fn data_folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return Some(variable("LOCALAPPDATA")?.join("jumunbell").join("data"));
    }
    let home = || variable("HOME");
    if cfg!(target_os = "macos") {
        return Some(home()?.join("Library/Application Support/jumunbell"));
    }
    let local = variable("XDG_DATA_HOME").or_else(|| Some(home()?.join(".local/share")));
    Some(local?.join("jumunbell"))
}

/// A place that an earlier run left says nothing about the next one.
pub fn forget_place(folder: &Path) {
    let _ = fs::remove_file(folder.join(PLACE));
}

/// Writes the note, in one piece and for its owner alone. A later crash takes the place of an earlier one.
///
/// # Errors
/// The operating system's; no folder is made.
pub fn write(folder: &Path, crash: Crash, at: SystemTime, restarts: bool) -> io::Result<()> {
    let place = fs::read_to_string(folder.join(PLACE)).ok().filter(|place| place.len() <= LONGEST);
    let text = text(crash, at, restarts, place.as_deref());
    write_anew(&folder.join(NOTE), text.as_bytes())?;
    forget_place(folder);
    Ok(())
}

/// Writes a file in one piece, for its owner alone.
///
/// # Errors
/// The operating system's; a file that was there is as it was.
pub(crate) fn write_anew(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let _ = fs::remove_file(&new);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

fn text(crash: Crash, at: SystemTime, restarts: bool, place: Option<&str>) -> String {
    let (code, signal) = match crash {
        Crash::Code(code) => (code.to_string(), "null".to_owned()),
        Crash::Signal(signal) => ("null".to_owned(), signal.to_string()),
    };
    let place = place.map_or_else(|| "null".to_owned(), quoted);
    let (at, version) = (rfc3339(at), env!("CARGO_PKG_VERSION"));
    format!(
        "{{\"at\":\"{at}\",\"code\":{code},\"signal\":{signal},\"version\":\"{version}\",\"place\":{place},\"restarts\":{restarts}}}\n"
    )
}

/// As a JSON string. Paths of Windows have backslashes.
pub(crate) fn quoted(text: &str) -> String {
    let plain = text.trim().chars().filter(|letter| !letter.is_control());
    let escaped =
        plain.flat_map(|letter| matches!(letter, '"' | '\\').then_some('\\').into_iter().chain([letter]));
    format!("\"{}\"", escaped.collect::<String>())
}

/// A time in UTC to the second, as RFC 3339 writes it.
pub(crate) fn rfc3339(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days from 1970 to a date of the Gregorian calendar, in years that begin in March
    // (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let of_years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_years + of_years / 4 - of_years / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = of_years + era * 400 + u64::from(month <= 2);
    let (hour, minute) = (second / 3_600, second % 3_600 / 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_is_written_as_rfc_3339() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_258_923, "2026-11-21T11:02:03Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_secs(seconds)), written);
        }
    }

    #[test]
    fn the_note_tells_what_is_known_and_forgets_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let read = || fs::read_to_string(folder.path().join(NOTE)).unwrap();
        let at = UNIX_EPOCH + Duration::from_secs(1_795_258_923);
        fs::write(folder.path().join(PLACE), "src\\cli\\\"run\".rs:12\n").unwrap();
        write(folder.path(), Crash::Code(101), at, true).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let note = format!(
            r#"{{"at":"2026-11-21T11:02:03Z","code":101,"signal":null,"version":"{version}","place":"src\\cli\\\"run\".rs:12","restarts":true}}"#
        );
        assert_eq!(read().trim_end(), note);
        write(folder.path(), Crash::Signal(6), at, false).unwrap();
        assert!(read().contains(r#""code":null,"signal":6"#), "{}", read());
        assert!(read().contains(r#""place":null,"restarts":false"#), "{}", read());
        assert!(write(&folder.path().join("none"), Crash::Code(3), at, true).is_err());
    }
}
