//! What a printer said while its test page was printed, what that means, and the setting that says so.

use toml_edit::{Array, Value};

use domain::board::Assurance;

use crate::language::Words;
use crate::printer::{Profile, Voice};

/// Which requests a printer answers, as the profile's `status` spells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spoken {
    dle_eot: bool,
    gs_r: bool,
    gs_h: bool,
}

/// Reads `dle-eot,gs-r`, or `none`.
pub(super) fn spoken(text: &str) -> Result<Spoken, String> {
    let mut spoken = Spoken::default();
    for word in text.split(',').map(str::trim).filter(|_| text != "none") {
        match word {
            "dle-eot" => spoken.dle_eot = true,
            "gs-r" => spoken.gs_r = true,
            "gs-h" => spoken.gs_h = true,
            _ => return Err("none, dle-eot, gs-r, gs-h".to_owned()),
        }
    }
    Ok(spoken)
}

impl Spoken {
    /// What follows from what was heard; `None`: the settings ask nothing that is not answered.
    pub(super) fn of(voice: &Voice) -> Option<Spoken> {
        match voice.assurance() {
            _ if voice.never_confirms() => Some(Spoken { dle_eot: true, ..Spoken::default() }),
            Assurance::Nothing => Some(Spoken::default()),
            Assurance::Status | Assurance::Paper => None,
        }
    }

    fn words(self) -> Vec<&'static str> {
        let words = [(self.dle_eot, "dle-eot"), (self.gs_r, "gs-r"), (self.gs_h, "gs-h")];
        words.into_iter().filter_map(|(said, word)| said.then_some(word)).collect()
    }

    /// The profile's `status` that says so, if it is another one. Automatic status is never asked for here, so it stays.
    pub(super) fn status(self, base: &Profile) -> Option<Value> {
        let by_itself = |word: &&String| *word == "asb";
        let said = base.status.iter().filter(|word| !by_itself(word)).map(String::as_str);
        if said.eq(self.words()) {
            return None;
        }
        let kept = base.status.iter().filter(by_itself).filter(|_| self.dle_eot).map(String::as_str);
        Some(Value::Array(self.words().into_iter().chain(kept).collect::<Array>()))
    }

    /// What was found out, and how it is written down later.
    pub(super) fn explained(self, id: &str, words: &Words) -> String {
        match self.dle_eot {
            true => {
                let args = [("id", id.into()), ("status", self.words().join(",").into())];
                words.text("printer-test-confirms-nothing", &args)
            }
            false => words.text("printer-test-answers-nothing", &[("id", id.into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::Answered;
    use crate::settings::Language;

    #[test]
    fn what_was_heard_is_explained_and_can_be_written() {
        let clone =
            Voice { status: [true, false, false, true], in_stream: Answered::Never, ..Voice::default() };
        let only_status = Spoken::of(&clone).unwrap();
        let nothing = Spoken::of(&Voice { mute: true, ..Voice::default() }).unwrap();
        for words in [Language::Korean, Language::English].map(Words::new) {
            assert!(
                only_status.explained("kitchen", &words).contains("kitchen --status-seen dle-eot --write")
            );
            assert!(nothing.explained("kitchen", &words).contains("kitchen --status-seen none --write"));
        }
        let confirms = Voice { in_stream: Answered::Ever, ..clone.clone() };
        assert_eq!(Spoken::of(&confirms), None);
        assert_eq!(
            Spoken::of(&Voice { in_stream: Answered::Untried, ..clone }),
            None,
            "nobody has waited for it"
        );
    }

    #[test]
    fn only_another_status_is_written() {
        let base = Profile::load("generic-80mm", None).unwrap();
        let written = |text| spoken(text).unwrap().status(&base).map(|value| value.to_string());
        assert_eq!(written("dle-eot,gs-r"), None);
        assert_eq!(written("dle-eot").as_deref(), Some("[\"dle-eot\"]"));
        assert_eq!(written("none").as_deref(), Some("[]"));
        let epson = Profile::load("epson-tm-t88", None).unwrap();
        let kept = spoken("dle-eot").unwrap().status(&epson).unwrap().to_string();
        assert_eq!(kept, "[\"dle-eot\", \"asb\"]");
        assert!(spoken("dle-eot,asb").is_err() && spoken("").is_err());
    }
}
