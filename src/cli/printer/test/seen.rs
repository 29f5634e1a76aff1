//! From what an installer saw on the test page to the keys that say so: pure.

use toml_edit::{InlineTable, Value};

use super::spoken::{Spoken, spoken};
use crate::printer::{Cut, Drawer, HangulSet, Profile, RareHangul};
use crate::settings::amend::Key;

/// What was seen on the page; what was not looked at is `None` and stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::Args)]
pub(super) struct Seen {
    /// 4-6번: 끝의 |까지 한 줄에 나온 가장 긴 자 · the longest ruler that was whole
    #[arg(id = "columns-seen", long = "columns-seen", value_name = "32|42|48", value_parser = clap::value_parser!(u32).range(16..=96))]
    pub(super) columns: Option<u32>,
    /// 1번이 온전하면 cp949, 깨졌으면 ks-x-1001 · line 1 whole: cp949, garbled: ks-x-1001
    #[arg(id = "hangul-seen", long = "hangul-seen", value_name = "SET", value_parser = hangul)]
    pub(super) hangul: Option<HangulSet>,
    /// 2번의 글자 셋이 또렷했나 · was line 2 three clear syllables
    #[arg(id = "taught-seen", long = "taught-seen", value_name = "yes|no", value_parser = yes_or_no)]
    pub(super) taught: Option<bool>,
    /// 12번 아래에서 어떻게 잘렸나 · how it was cut below line 12
    #[arg(id = "cut-seen", long = "cut-seen", value_name = "partial|full|none", value_parser = cut)]
    pub(super) cut: Option<Cut>,
    /// 10번에서 울렸나 · did it beep at line 10
    #[arg(id = "buzzer-seen", long = "buzzer-seen", value_name = "yes|no", value_parser = yes_or_no)]
    pub(super) buzzer: Option<bool>,
    /// 11번에서 돈통이 열렸나 · did the drawer open at line 11
    #[arg(id = "drawer-seen", long = "drawer-seen", value_name = "yes|no", value_parser = yes_or_no)]
    pub(super) drawer: Option<bool>,
    /// 무엇에 대답하나: none, 또는 dle-eot,gs-r · what it answers
    #[arg(id = "status-seen", long = "status-seen", value_name = "LIST", value_parser = spoken)]
    pub(super) status: Option<Spoken>,
}

const HANGUL: [(&str, HangulSet); 2] = [("cp949", HangulSet::Cp949), ("ks-x-1001", HangulSet::KsX1001)];
const CUTS: [(&str, Cut); 3] = [("partial", Cut::Partial), ("full", Cut::Full), ("none", Cut::None)];
const RARE: [(&str, RareHangul); 2] =
    [("user-defined", RareHangul::UserDefined), ("raster", RareHangul::Raster)];

fn hangul(text: &str) -> Result<HangulSet, String> {
    chosen(text, &HANGUL)
}

fn cut(text: &str) -> Result<Cut, String> {
    chosen(text, &CUTS)
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    chosen(text, &[("yes", true), ("no", false)])
}

fn chosen<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    found.ok_or_else(|| words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "))
}

fn word<T: PartialEq>(value: &T, words: &[(&'static str, T)]) -> Value {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| *word).into()
}

/// What the settings say now.
pub(super) struct Now<'a> {
    /// The profile's name.
    pub(super) profile: &'a str,
    /// That profile, without the printer's own `columns`.
    pub(super) base: &'a Profile,
    /// The printer's own `columns`, if it has any.
    pub(super) columns: Option<u32>,
    /// The profile is a file of the data folder that no other printer has.
    pub(super) own_file: bool,
    /// A name for a new file in the data folder's `printer-profiles/`.
    pub(super) free_name: &'a str,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Keys of the `[[printers]]` entry.
    pub(super) printer: Vec<Key>,
    /// The profile file to change or to make.
    pub(super) profile: Option<ProfileFile>,
}

/// A file in the data folder's `printer-profiles/`.
#[derive(Debug)]
pub(super) struct ProfileFile {
    /// Its stem.
    pub(super) name: String,
    /// The profile that a new file is like; `None`: the file is there.
    pub(super) like: Option<String>,
    /// Keys to change.
    pub(super) keys: Vec<Key>,
}

impl Seen {
    /// What has to be written so that the settings say what was seen; nothing, if they do.
    pub(super) fn plan(&self, now: &Now<'_>) -> Plan {
        let mut plan = Plan::default();
        let keys = self.profile_keys(now.base);
        let mut base_columns = now.base.columns;
        let generic = self.generic(now, &keys);
        if let Some((name, profile)) = generic {
            base_columns = profile.columns;
            plan.printer.push(("profile", name.into()));
        } else if !keys.is_empty() && now.own_file {
            plan.profile = Some(ProfileFile { name: now.profile.to_owned(), like: None, keys });
        } else if !keys.is_empty() {
            plan.printer.push(("profile", now.free_name.into()));
            let (name, like) = (now.free_name.to_owned(), Some(now.profile.to_owned()));
            plan.profile = Some(ProfileFile { name, like, keys });
        }
        if let Some(columns) = self.columns.filter(|seen| *seen != now.columns.unwrap_or(base_columns)) {
            plan.printer.push(("columns", i64::from(columns).into()));
        }
        plan
    }

    /// The keys in which the profile differs from what was seen.
    fn profile_keys(&self, base: &Profile) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        let hangul = self.hangul.unwrap_or(base.hangul);
        if hangul != base.hangul {
            keys.push(("hangul", word(&hangul, &HANGUL)));
        }
        // A printer that holds every syllable needs none taught; and only 24 × 24 can be.
        let rare = match self.taught {
            Some(true) if base.hangul_dots == [24, 24] => RareHangul::UserDefined,
            Some(false) => RareHangul::Raster,
            _ => base.rare_hangul,
        };
        if hangul == HangulSet::KsX1001 && rare != base.rare_hangul {
            keys.push(("rare_hangul", word(&rare, &RARE)));
        }
        if let Some(cut) = self.cut.filter(|cut| *cut != base.cut) {
            keys.push(("cut", word(&cut, &CUTS)));
        }
        if let Some(buzzer) = self.buzzer.filter(|buzzer| *buzzer != base.buzzer) {
            keys.push(("buzzer", buzzer.into()));
        }
        if self.drawer == Some(false) {
            keys.push(("drawer", other_pin(base.drawer)));
        }
        keys.extend(self.status.and_then(|spoken| spoken.status(base)).map(|status| ("status", status)));
        keys
    }

    /// Where nothing but the Hangul or the width of a generic profile is wrong, there is another that fits.
    fn generic(&self, now: &Now<'_>, keys: &[Key]) -> Option<(&'static str, Profile)> {
        let same_model = keys.iter().all(|(key, _)| *key == "hangul");
        let hangul = self.hangul.unwrap_or(now.base.hangul);
        let narrow = |columns: u32| columns < 42;
        let columns = self.columns.or(now.columns).unwrap_or(now.base.columns);
        let right = hangul == now.base.hangul && narrow(columns) == narrow(now.base.columns);
        if right || !same_model || now.own_file || !now.profile.starts_with("generic-") {
            return None;
        }
        let profiles = Profile::shipped().filter(|name| name.starts_with("generic-"));
        let mut profiles = profiles.filter_map(|name| Some((name, Profile::load(name, None).ok()?)));
        profiles.find(|(_, profile)| profile.hangul == hangul && narrow(profile.columns) == narrow(columns))
    }
}

/// The drawer hangs on one of two pins.
fn other_pin(drawer: Drawer) -> Value {
    let mut table = InlineTable::new();
    table.insert("pin", if drawer.pin == 2 { 5 } else { 2 }.into());
    table.insert("on_ms", i64::from(drawer.on_ms).into());
    table.insert("off_ms", i64::from(drawer.off_ms).into());
    Value::InlineTable(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plan as text: the printer's keys, then the profile's file.
    fn planned(profile: &str, own_file: bool, columns: Option<u32>, seen: Seen) -> String {
        let base = Profile::load(profile, None).unwrap();
        let plan = seen.plan(&Now { profile, base: &base, columns, own_file, free_name: "kitchen" });
        let keys = |keys: &[Key]| {
            keys.iter()
                .map(|(key, value)| format!("{key}={}", value.to_string().trim()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let file =
            plan.profile.map(|file| format!("{} like {:?}: {}", file.name, file.like, keys(&file.keys)));
        format!("{} | {}", keys(&plan.printer), file.unwrap_or_default())
    }

    fn seen(columns: u32, hangul: HangulSet) -> Seen {
        Seen { columns: Some(columns), hangul: Some(hangul), ..Seen::default() }
    }

    #[test]
    fn only_what_differs_is_written() {
        use HangulSet::*;
        for (profile, columns, seen, plan) in [
            ("generic-80mm", None, seen(42, Cp949), " | "),
            ("generic-80mm", None, seen(48, Cp949), "columns=48 | "),
            ("generic-80mm", Some(48), seen(48, Cp949), " | "),
            ("generic-80mm", Some(48), seen(42, Cp949), "columns=42 | "),
            ("generic-80mm", None, seen(48, KsX1001), "profile=\"generic-80mm-ks\" columns=48 | "),
            ("generic-80mm-ks", None, seen(32, Cp949), "profile=\"generic-58mm\" | "),
            ("generic-80mm-ks", Some(48), seen(32, Cp949), "profile=\"generic-58mm\" columns=32 | "),
            (
                "generic-80mm",
                Some(48),
                Seen { hangul: Some(KsX1001), ..Seen::default() },
                "profile=\"generic-80mm-ks\" | ",
            ),
        ] {
            assert_eq!(planned(profile, false, columns, seen), plan, "{profile} {columns:?} {seen:?}");
        }
    }

    #[test]
    fn what_is_the_models_own_stands_in_a_profile_of_its_own() {
        let cut = Seen { cut: Some(Cut::Full), drawer: Some(false), ..Seen::default() };
        let keys = "cut=\"full\" drawer={ pin = 5, on_ms = 100, off_ms = 200 }";
        assert_eq!(
            planned("generic-80mm", false, None, cut),
            format!("profile=\"kitchen\" | kitchen like Some(\"generic-80mm\"): {keys}")
        );
        assert_eq!(planned("generic-80mm", true, None, cut), format!(" | generic-80mm like None: {keys}"));
        let model = planned("epson-tm-t88", false, None, seen(42, HangulSet::Cp949));
        assert_eq!(model, "profile=\"kitchen\" | kitchen like Some(\"epson-tm-t88\"): hangul=\"cp949\"");
        let right =
            Seen { cut: Some(Cut::Partial), buzzer: Some(false), drawer: Some(true), ..Seen::default() };
        assert_eq!(planned("generic-80mm", false, None, right), " | ");
    }

    #[test]
    fn syllables_are_taught_where_they_lack_and_can_be() {
        let taught = |taught| Seen { taught: Some(taught), ..Seen::default() };
        assert_eq!(planned("generic-80mm", false, None, taught(true)), " | ", "it holds them all");
        assert!(
            planned("generic-80mm-ks", false, None, taught(true)).ends_with("rare_hangul=\"user-defined\"")
        );
        assert!(planned("epson-tm-t88", false, None, taught(false)).ends_with("rare_hangul=\"raster\""));
        assert_eq!(planned("epson-tm-t88", false, None, taught(true)), " | ");
    }
}
