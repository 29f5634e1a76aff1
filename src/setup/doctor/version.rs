//! What the doctor says of this program's version, and of newer ones.

use std::path::Path;

use jiff::tz::TimeZone;

use super::Finding;
use crate::language::{Value, Words};
use crate::settings::{Settings, Version};
use crate::update::{self, Newest};

/// The version that runs, whether newer ones are looked for, and what was last offered.
pub(super) fn version(words: &Words, settings: &Settings, data_folder: &Path) -> Finding {
    let own = Version::own();
    let args = |more: Vec<(&'static str, Value<'static>)>| {
        let own = ("own", own.to_string().into());
        std::iter::once(own).chain(more).collect::<Vec<_>>()
    };
    let ok = |id: &str, more| Finding::ok("update", words.text(id, &args(more)));
    if settings.update.is_none() {
        return ok("doctor-version", Vec::new());
    }
    let Some(Newest { at, version }) = update::newest_known(data_folder) else {
        return ok("doctor-version-not-asked", Vec::new());
    };
    let zone = settings.shops.first().map_or(TimeZone::UTC, |shop| shop.timezone.clone());
    let day = at.to_zoned(zone).date().to_string();
    let more = vec![("version", Value::from(version.clone())), ("day", day.into())];
    let is_newer = version.parse().is_ok_and(|offered: Version| offered > own);
    let has_failed = version.parse().is_ok_and(|v| update::failed_versions(data_folder).contains(&v));
    match (is_newer, has_failed) {
        (false, _) => ok("doctor-version-asked", more),
        (true, true) => ok("doctor-version-failed", more),
        (true, false) => {
            let says = words.text("doctor-version-newer", &args(more));
            Finding::warn("update", says, words.text("doctor-version-next", &[]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::setup::Health;

    #[test]
    fn the_doctor_tells_what_runs_and_what_was_offered() {
        let folder = tempfile::tempdir().unwrap();
        let told = |lines: &str| {
            let text = format!("[store]\nname = \"가게\"\n{lines}");
            let settings = Settings::parse(&text, "settings.toml", folder.path()).unwrap();
            let words = Words::new(Language::English);
            let finding = version(&words, &settings, folder.path());
            (finding.health, finding.says)
        };
        let on = "[update]\naddress = \"https://x.example\"\n\
                  public_key = \"RWS5KbbeFHDPY/+BPENgbJJkd4Y3nOlzdMPaqZ2wXXUKi2FYlDffoqQs\"\n";
        assert!(told("").1.contains("not looked for"));
        assert!(told(on).1.contains("not asked"));
        let offered = |version: &str| {
            let at = "2026-12-01T20:00:00Z".parse().unwrap();
            update::note_newest(folder.path(), &Newest { at, version: version.to_owned() }).unwrap();
        };
        offered(env!("CARGO_PKG_VERSION"));
        let (health, says) = told(on);
        // In the shop's time.
        assert!(health == Health::Ok && says.contains("2026-12-02"), "{says}");
        offered("99.0.0");
        let (health, says) = told(on);
        assert!(health == Health::Warn && says.contains("99.0.0"), "{says}");
        std::fs::write(folder.path().join("update/failed"), "99.0.0\n").unwrap();
        let (health, says) = told(on);
        assert!(health == Health::Ok && says.contains("put back"), "{says}");
    }
}
