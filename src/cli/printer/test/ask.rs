//! The questions after a test page, one line each. An empty answer leaves things as they are.

use std::io::{self, BufRead, Write};

use super::seen::Seen;
use crate::cli::say;
use crate::printer::{Cut, Extras, HangulSet, RULERS};
use crate::settings::Language;

/// How often one question is asked before it counts as unanswered.
const PATIENCE: u32 = 3;

/// Someone who answers.
pub(super) struct Asker<I, O> {
    pub(super) language: Language,
    pub(super) answers: I,
    pub(super) questions: O,
}

impl<I: BufRead, O: Write> Asker<I, O> {
    /// Asks about every line of the page.
    pub(super) fn about_the_page(&mut self, extras: Extras) -> io::Result<Seen> {
        let rulers = RULERS.map(|(_, columns)| (columns.to_string(), columns));
        let rulers: Vec<(&str, u32)> =
            rulers.iter().map(|(word, columns)| (word.as_str(), *columns)).collect();
        let columns = self.choice(
            "4-6번 자 가운데 끝의 |까지 한 줄에 나온 가장 긴 것은?",
            "Of rulers 4 to 6, which is the longest that ends in | on one row?",
            &rulers,
        )?;
        let whole = self.yes("1번 줄의 한글이 온전합니까?", "Is the Hangul of line 1 whole?")?;
        let taught =
            self.yes("2번 줄의 같은 글자 셋이 또렷합니까?", "Are there three clear syllables on line 2?")?;
        if self.yes(
            "7-9번 줄의 크기와 흰 글자가 맞습니까?",
            "Are sizes and white letters of lines 7 to 9 right?",
        )? == Some(false)
        {
            self.tell(
                "이 프린터는 크기(GS !)나 반전(GS B)을 모릅니다. 설정으로 고칠 수 없으니 ESC/POS 방식으로 바꿀 수 있는지 설명서를 보세요.",
                "This printer does not know sizes (GS !) or reverse (GS B). No setting mends that; see its manual for an ESC/POS mode.",
            )?;
        }
        let cuts = [("partial", Cut::Partial), ("full", Cut::Full), ("none", Cut::None)];
        let cut = self.choice(
            "12번 줄 아래에서 어떻게 잘렸습니까? (partial: 조금 남고 | full: 다 | none: 안 잘림)",
            "How was it cut below line 12? (partial: a bridge is left | full: all through | none: not at all)",
            &cuts,
        )?;
        let buzzer = match extras.buzzer {
            true => self.yes("10번에서 울렸습니까?", "Did it beep at line 10?")?,
            false => None,
        };
        let drawer = match extras.drawer {
            true => self.yes("11번에서 돈통이 열렸습니까?", "Did the drawer open at line 11?")?,
            false => None,
        };
        let hangul = whole.map(|whole| if whole { HangulSet::Cp949 } else { HangulSet::KsX1001 });
        Ok(Seen { columns, hangul, taught, cut, buzzer, drawer, status: None })
    }

    /// A question with yes, no, or nothing.
    pub(super) fn yes(&mut self, korean: &str, english: &str) -> io::Result<Option<bool>> {
        let words = [("y", true), ("yes", true), ("네", true), ("예", true), ("n", false), ("no", false)];
        let words: Vec<_> = words.into_iter().chain([("아니요", false), ("아니오", false)]).collect();
        self.asked(korean, english, "y/n", &words)
    }

    fn choice<T: Copy>(&mut self, korean: &str, english: &str, words: &[(&str, T)]) -> io::Result<Option<T>> {
        let shown: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.asked(korean, english, &shown.join("/"), words)
    }

    fn asked<T: Copy>(
        &mut self,
        korean: &str,
        english: &str,
        shown: &str,
        words: &[(&str, T)],
    ) -> io::Result<Option<T>> {
        let question = say(self.language, korean, english);
        for _ in 0..PATIENCE {
            write!(self.questions, "{question} [{shown}] ")?;
            self.questions.flush()?;
            let mut answer = String::new();
            // An answer about a page is shorter than this.
            if io::Read::take(&mut self.answers, 1024).read_line(&mut answer)? == 0 {
                return Ok(None);
            }
            let answer = answer.trim().to_lowercase();
            if answer.is_empty() {
                return Ok(None);
            }
            if let Some((_, value)) = words.iter().find(|(word, _)| *word == answer) {
                return Ok(Some(*value));
            }
        }
        Ok(None)
    }

    fn tell(&mut self, korean: &str, english: &str) -> io::Result<()> {
        writeln!(self.questions, "{}", say(self.language, korean, english))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answers: &str, extras: Extras) -> (Seen, String) {
        let mut questions = Vec::new();
        let mut asker =
            Asker { language: Language::Korean, answers: answers.as_bytes(), questions: &mut questions };
        let seen = asker.about_the_page(extras).unwrap();
        (seen, String::from_utf8(questions).unwrap())
    }

    #[test]
    fn answers_become_what_was_seen() {
        let all = Extras { buzzer: true, drawer: true };
        let (seen, questions) = asked("48\nn\n네\nn\nfull\ny\nno\n", all);
        let expected = Seen {
            columns: Some(48),
            hangul: Some(HangulSet::KsX1001),
            taught: Some(true),
            cut: Some(Cut::Full),
            buzzer: Some(true),
            drawer: Some(false),
            status: None,
        };
        assert_eq!(seen, expected);
        assert!(questions.contains("GS !"), "what no setting mends is said: {questions}");
        assert!(questions.contains("[32/42/48]"), "{questions}");
    }

    #[test]
    fn silence_and_nonsense_leave_things_as_they_are() {
        assert_eq!(asked("", Extras::default()).0, Seen::default());
        assert_eq!(asked("\n\n\n\n\n", Extras { buzzer: true, drawer: true }).0, Seen::default());
        let (seen, questions) = asked("삼십\n40\n?\ny\n", Extras::default());
        assert_eq!(seen, Seen { hangul: Some(HangulSet::Cp949), ..Seen::default() });
        assert_eq!(questions.matches("[32/42/48]").count(), 3, "{questions}");
        assert!(!questions.contains("돈통"), "nothing is asked about what was not done: {questions}");
    }
}
