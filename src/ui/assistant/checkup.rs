//! The page of the doctor (점검): everything is looked at, and what is not well leads to the page on which it is mended.

use iced::Task;

use super::{Assistant, Message};
use crate::setup::{Finding, Health};
use crate::ui::ask::with_progress;

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Checkup {
    /// How many of how many questions are answered; `None`: nothing is looked at now.
    pub asking: Option<(usize, usize)>,
    /// What was found, the worst first.
    pub found: Vec<Finding>,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum CheckupMessage {
    /// Everything is looked at.
    Look,
    /// So many of so many questions are answered.
    Answered(usize, usize),
    /// What was found.
    Found(Vec<Finding>),
}

impl CheckupMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, CheckupMessage::Look)
    }
}

impl Checkup {
    /// How many are not well: those that do not work, and those that may not.
    pub fn counts(&self) -> (usize, usize) {
        let count = |health| self.found.iter().filter(|finding| finding.health == health).count();
        (count(Health::Fail), count(Health::Warn))
    }
}

impl Assistant {
    /// Reacts to what happens on the page of the doctor.
    pub(super) fn check_up(&mut self, message: CheckupMessage) -> Task<Message> {
        let checkup = &mut self.checkup;
        match message {
            CheckupMessage::Look if checkup.asking.is_some() => {}
            CheckupMessage::Look => {
                checkup.asking = Some((0, 0));
                let (setup, language) = (self.environment.setup.clone(), self.words.language());
                let look = move |told| async move { setup.examine(language, told).await };
                return with_progress(look, CheckupMessage::Answered, CheckupMessage::Found)
                    .map(Message::Checkup);
            }
            CheckupMessage::Answered(done, all) if checkup.asking.is_some() => {
                checkup.asking = Some((done, all));
            }
            CheckupMessage::Answered(..) => {}
            CheckupMessage::Found(mut found) => {
                found.sort_by_key(|finding| std::cmp::Reverse(finding.health));
                (checkup.asking, checkup.found) = (None, found);
            }
        }
        Task::none()
    }
}
