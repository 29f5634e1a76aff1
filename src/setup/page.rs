//! The assistant's pages, and which of them is open: kept beside the settings, so that an interrupted assistant goes on there.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::file;

/// What is kept of an assistant that is not through yet.
const FILE: &str = "setup.json";

/// The pages in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// In which language.
    Language,
    /// What the shop is called and where it is.
    Shop,
    /// The apps, with their keys.
    Apps,
    /// The printers.
    Printers,
    /// The delivery agencies, with their keys.
    Agencies,
    /// Whether the bell is heard.
    Sound,
    /// An invented order, from its ring to its paper.
    Practice,
    /// What was set up.
    Done,
    /// When the shop opens and closes by itself: a page of the settings, and not of the first start.
    Hours,
    /// What the bell plays for each app: as well a page of the settings alone.
    Alerts,
    /// What works and what does not: as well a page of the settings alone.
    Checkup,
    /// Copies of the orders: as well.
    Backups,
    /// Set-up files, taken and made: as well, and from the first page of the first start.
    Kits,
    /// What stands on each ticket and how large: a page of the settings too.
    Layout,
}

impl Page {
    /// Every page of the first start, in order.
    pub const ALL: [Page; 8] = [
        Page::Language,
        Page::Shop,
        Page::Apps,
        Page::Printers,
        Page::Agencies,
        Page::Sound,
        Page::Practice,
        Page::Done,
    ];

    /// The one behind it; `None` behind the last.
    pub fn next(self) -> Option<Page> {
        Page::ALL.get(self as usize + 1).copied()
    }

    /// The one before it; `None` before the first.
    pub fn previous(self) -> Option<Page> {
        match Page::ALL.iter().position(|page| *page == self) {
            Some(at) => Page::ALL.get(at.checked_sub(1)?).copied(),
            // Set-up files are reached from there.
            None => Some(Page::Language),
        }
    }

    /// Whether it is a step of the first start.
    pub fn is_step(self) -> bool {
        Page::ALL.contains(&self)
    }
}

/// The file's contents.
#[derive(Serialize, Deserialize)]
struct Kept {
    page: Page,
}

/// The page of an assistant that was interrupted; `None`: none is under way. A file that cannot be read begins it again.
pub(super) fn kept(data_folder: &Path) -> Option<Page> {
    match file::read_text(&data_folder.join(FILE)) {
        Ok(text) => Some(serde_json::from_str::<Kept>(&text).map_or(Page::Language, |kept| kept.page)),
        Err(error) if error.is_missing() => None,
        Err(_) => Some(Page::Language),
    }
}

/// Keeps the page.
pub(super) fn keep(data_folder: &Path, page: Page) -> std::io::Result<()> {
    let text = serde_json::to_vec(&Kept { page })?;
    file::replace(&data_folder.join(FILE), &text)
}

/// Forgets it. That nothing was kept is no error.
pub(super) fn forget(data_folder: &Path) -> std::io::Result<()> {
    file::remove_if_there(&data_folder.join(FILE))
}
