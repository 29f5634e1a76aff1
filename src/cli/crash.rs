//! What is left of a crash: the place of a panic for the program that watches this one, and its note for the next window.
//!
//! What a panic says may bear what was worked on, a customer's address for instance. So it is neither written nor printed;
//! the place in the source is enough to find the fault.

use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use super::Context;
use crate::file::{read_text, write_private};
use crate::{ui, update};

/// The note once a person has read it; it is kept for the search for the fault.
pub const SEEN: &str = "crash-seen.json";

/// Says only where a panic was, and leaves that in the data folder where this process is watched. A developer's build says
/// what it always says besides.
pub fn note_panics(data_folder: &Path) {
    let kept = std::env::var_os(keeper::KEPT).map(|_| data_folder.join(keeper::PLACE));
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if cfg!(debug_assertions) {
            usual(panic);
        }
        tell_place(panic, kept.as_ref());
    }));
}

fn tell_place(panic: &PanicHookInfo<'_>, kept: Option<&PathBuf>) {
    let Some(place) = panic.location() else { return };
    let place = format!("{}:{}", place.file(), place.line());
    if let Some(file) = kept {
        // There is no other place to tell that the disk is full.
        let _ = write_private(file, place.as_bytes());
    }
    eprintln!("panic: {place}");
    tracing::error!(%place, "panic");
}

/// What this program reads of the note.
#[derive(Debug, Deserialize)]
struct Note {
    at: Timestamp,
    code: Option<i64>,
    signal: Option<i64>,
    version: String,
    place: Option<String>,
}

/// The crash after which no window has been read yet, for the next one. What cannot be read is no note.
pub fn left(context: &Context) -> Option<ui::Crashed> {
    let path = context.data_folder.join(keeper::NOTE);
    let Note { at, code, signal, version, place } = serde_json::from_str(&read_text(&path).ok()?).ok()?;
    tracing::warn!(%at, ?code, ?signal, %version, ?place, "the program had crashed");
    let seen = context.data_folder.join(SEEN);
    let seen = Arc::new(move || {
        if let Err(error) = std::fs::rename(&path, &seen) {
            tracing::warn!(%error, "the note of a crash cannot be put away");
        }
    });
    Some(ui::Crashed { at, taken_back: None, seen })
}

/// The new version that did not come up and was taken back, for the next window.
pub fn taken_back(context: &Context) -> Option<ui::Crashed> {
    let folder = context.data_folder.clone();
    let update::Failed { at, from, to, why, orders } = update::failed(&folder)?;
    tracing::warn!(%at, %from, %to, %why, ?orders, "a new version was taken back");
    let seen = Arc::new(move || {
        if let Err(error) = update::failure_seen(&folder) {
            tracing::warn!(%error, "the note of a version that was taken back cannot be put away");
        }
    });
    Some(ui::Crashed { at, taken_back: Some(ui::TakenBack { version: to, orders }), seen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(folder: &Path) -> Context {
        Context { data_folder: folder.to_owned(), asked_language: None, verbose: 0 }
    }

    #[test]
    fn a_note_is_there_until_it_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let context = in_folder(folder.path());
        assert!(left(&context).is_none());
        let note = r#"{"at":"2026-11-21T11:02:03Z","code":null,"signal":6,"version":"0.1.0","place":null,"restarts":true}"#;
        std::fs::write(folder.path().join(keeper::NOTE), note).unwrap();
        let crashed = left(&context).unwrap();
        assert_eq!(crashed.at, "2026-11-21T11:02:03Z".parse().unwrap());
        assert!(left(&context).is_some(), "a window that ended before it was read");
        (crashed.seen)();
        assert!(left(&context).is_none());
        assert_eq!(std::fs::read_to_string(folder.path().join(SEEN)).unwrap(), note);
        std::fs::write(folder.path().join(keeper::NOTE), "{half").unwrap();
        assert!(left(&context).is_none());
    }

    /// Panics as the program would; started by the test below in a process of its own, because the hook is the whole process's.
    #[test]
    #[ignore = "ends in a panic"]
    fn panics_in_a_process_of_its_own() {
        note_panics(Path::new(&std::env::var_os("JUMUNBELL_TEST_FOLDER").unwrap()));
        panic!("전주시 완산구 063-000-0000");
    }

    #[test]
    fn a_panic_leaves_its_place_and_no_word_of_it() {
        for (kept, leaves) in [(Some("1"), true), (None, false)] {
            let folder = tempfile::tempdir().unwrap();
            let mut child = std::process::Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "--ignored", "cli::crash::tests::panics_in_a_process_of_its_own"]);
            child.env("JUMUNBELL_TEST_FOLDER", folder.path()).env_remove(keeper::KEPT);
            child.envs(kept.map(|kept| (keeper::KEPT, kept)));
            assert!(!child.output().unwrap().status.success());
            let place = std::fs::read_to_string(folder.path().join(keeper::PLACE)).ok();
            assert_eq!(place.is_some(), leaves);
            let Some(place) = place else { continue };
            let line = place.strip_prefix("src/cli/crash.rs:").unwrap();
            assert!(line.parse::<u32>().is_ok(), "{place}");
        }
    }

    #[test]
    fn the_watch_finds_the_folder_that_the_program_has() {
        assert_eq!(keeper::data_folder(), super::super::default_data_folder());
    }
}
