//! The questions after a test page, one line each. An empty answer leaves things as they are.

use std::io::{self, BufRead, Write};

use super::seen::Seen;
use crate::language::Words;
use crate::printer::{Cut, Extras, HangulSet, RULERS};
use crate::settings::Language;

/// How often one question is asked before it counts as unanswered.
const PATIENCE: u32 = 3;

/// Someone who answers.
pub(super) struct Asker<'w, I, O> {
    words: &'w Words,
    answers: I,
    questions: O,
}

impl<'w, I: BufRead, O: Write> Asker<'w, I, O> {
    /// Someone who is asked on `questions`, and answers on `answers`.
    pub(super) fn of(words: &'w Words, answers: I, questions: O) -> Asker<'w, I, O> {
        Asker { words, answers, questions }
    }

    /// Asks about every line of the page.
    pub(super) fn about_the_page(&mut self, extras: Extras) -> io::Result<Seen> {
        let rulers = RULERS.map(|(_, columns)| (columns.to_string(), columns));
        let columns = self.choice("printer-test-ask-columns", rulers.to_vec())?;
        let whole = self.yes("printer-test-ask-hangul")?;
        let taught = self.yes("printer-test-ask-taught")?;
        if self.yes("printer-test-ask-sizes")? == Some(false) {
            writeln!(self.questions, "{}", self.words.text("printer-test-no-sizes", &[]))?;
        }
        let cuts = [("partial", Cut::Partial), ("full", Cut::Full), ("none", Cut::None)];
        let cuts = cuts.map(|(word, cut)| (word.to_owned(), cut));
        let cut = self.choice("printer-test-ask-cut", cuts.to_vec())?;
        let buzzer = if extras.buzzer { self.yes("printer-test-ask-buzzer")? } else { None };
        let drawer = if extras.drawer { self.yes("printer-test-ask-drawer")? } else { None };
        let hangul = whole.map(|whole| if whole { HangulSet::Cp949 } else { HangulSet::KsX1001 });
        Ok(Seen { columns, hangul, taught, cut, buzzer, drawer, status: None })
    }

    /// A question with yes, no, or nothing; whatever is shown, answers of every language are understood.
    pub(super) fn yes(&mut self, question: &str) -> io::Result<Option<bool>> {
        let mut answers = Vec::new();
        for words in Language::ALL.map(Words::new) {
            for (id, value) in [("answer-yes", true), ("answer-no", false)] {
                let typed = words.text(id, &[]);
                answers.extend(typed.split_whitespace().map(|word| (word.to_owned(), value)));
            }
        }
        self.asked(question, "y/n", &answers)
    }

    fn choice<T: Copy>(&mut self, question: &str, answers: Vec<(String, T)>) -> io::Result<Option<T>> {
        let shown: Vec<&str> = answers.iter().map(|(word, _)| word.as_str()).collect();
        self.asked(question, &shown.join("/"), &answers)
    }

    fn asked<T: Copy>(
        &mut self,
        question: &str,
        shown: &str,
        answers: &[(String, T)],
    ) -> io::Result<Option<T>> {
        let question = self.words.text(question, &[]);
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
            if let Some((_, value)) = answers.iter().find(|(word, _)| *word == answer) {
                return Ok(Some(*value));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answers: &str, extras: Extras) -> (Seen, String) {
        let mut questions = Vec::new();
        let words = Words::new(Language::Korean);
        let mut asker = Asker::of(&words, answers.as_bytes(), &mut questions);
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
