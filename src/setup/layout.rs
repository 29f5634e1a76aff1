//! What stands on a ticket, as an owner changes it: a layout's file as it was read, what is chosen since, its picture, and how it is
//! written without a word of the file's own being lost.

mod choice;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cause::{Cause, Why};
use domain::order::TicketKind;
use toml::Table;
use toml_edit::Value;

use super::fault::SetupError;
use super::{Setup, draft};
use crate::file::read_text;
use crate::language::Words;
use crate::printer::Profile;
use crate::settings::amend::{self, AmendError};
use crate::settings::{Language, Settings, SettingsError, Wrong, layouts};
use crate::ticket::{Logo, ShopHead, Specimen};
pub use crate::ticket::{Look, Part, QrText, Show, Size, What};

/// One block of a ticket, and where the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its position in the file; `None`: it is new.
    from: Option<usize>,
    /// What it is and how it looks.
    pub part: Part,
}

/// A printer that may print by a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharer {
    /// Its id.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// It prints by this layout.
    pub is_in: bool,
    /// Its own layout has this ticket, so that the shop's is not for it.
    pub has_own: bool,
    /// It did when the settings were read.
    was_in: bool,
}

/// Paper on which a layout is looked at that is for no printer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperWidth {
    /// 58 mm.
    Narrow,
    /// 80 mm.
    Wide,
}

/// The widest paper that is called narrow, in dots; 58 mm paper has 384 or 420 of them.
const NARROW_DOTS: u32 = 432;

/// The layout of one kind of ticket, with what was chosen since it was read.
#[derive(Clone, Debug)]
pub struct LayoutDraft {
    kind: TicketKind,
    /// The printer whose layout it is; `None`: the shop's.
    printer: Option<String>,
    /// The layout's name, also of one that is not written yet; `None`: the shop's.
    name: Option<String>,
    file: PathBuf,
    /// The file as it was read; `None`: there is none yet.
    old: Option<String>,
    /// What is changed: the file, or what stands in for it.
    base: String,
    was: Vec<Part>,
    pieces: Vec<Piece>,
    sharers: Vec<Sharer>,
    /// The printers by the layout were chosen by hand.
    is_shared_by_hand: bool,
    /// The printer's paper.
    profile: Option<Profile>,
    pictures: PathBuf,
    specimen: Arc<Specimen>,
}

impl Setup {
    /// The layout of a kind of ticket: the shop's, or that of a printer, which may have none of its own yet.
    ///
    /// # Errors
    /// The settings or the layout's file cannot be read or are wrong, with the place.
    pub fn layout(&self, kind: TicketKind, printer: Option<&str>) -> Result<LayoutDraft, SetupError> {
        let text = self.text()?.unwrap_or_default();
        let tree: Table = text.trim_start_matches('\u{feff}').parse().unwrap_or_default();
        let by_layout = layouts_of(&tree);
        let its = printer.and_then(|id| by_layout.iter().find(|(other, _)| other == id)?.1.clone());
        let name = printer.map(|id| its.unwrap_or_else(|| self.new_layout(id)));
        let file = layouts::file(&self.data_folder, name.as_deref(), kind);
        let old = self.read_layout(&file)?;
        let shops = layouts::file(&self.data_folder, None, kind);
        let (base, read_from) = match &old {
            Some(text) => (text.clone(), file.clone()),
            None => match self.read_layout(&shops)? {
                Some(text) => (text, shops),
                None => (begun(kind), file.clone()),
            },
        };
        let pictures = self.data_folder.join("layouts");
        let was = parsed(&base, &read_from, kind, &pictures)?;
        let pieces = (0..).zip(&was).map(|(at, part)| Piece { from: Some(at), part: part.clone() }).collect();
        let draft = draft::read(&tree);
        let sharer = |entry: &super::PrinterEntry| {
            let its = by_layout.iter().find(|(id, _)| *id == entry.id).and_then(|(_, layout)| layout.clone());
            let is_in = name.is_some() && its == name;
            let called = if entry.name.is_empty() { &entry.id } else { &entry.name };
            let own = its.map(|its| layouts::file(&self.data_folder, Some(&its), kind));
            let has_own = own.is_some_and(|own| own.exists());
            Sharer { id: entry.id.clone(), name: called.clone(), is_in, has_own, was_in: is_in }
        };
        let sharers = draft.printers.iter().map(sharer).collect();
        let entry = draft.printers.iter().find(|entry| Some(entry.id.as_str()) == printer);
        let profile = entry.and_then(|entry| {
            let mut profile = Profile::load(&entry.profile, Some(&self.data_folder)).ok()?;
            if let Ok(columns) = entry.columns.parse() {
                profile.columns = columns;
            }
            Some(profile)
        });
        Ok(LayoutDraft {
            kind,
            printer: printer.map(str::to_owned),
            name,
            file,
            old,
            base,
            was,
            pieces,
            sharers,
            is_shared_by_hand: false,
            profile,
            pictures,
            specimen: Arc::new(Specimen::new(kind, self.shop_head(&text, &draft))),
        })
    }

    /// Writes a layout as it was chosen, and lets the printers print by it that were chosen for it.
    ///
    /// # Errors
    /// A file was changed meanwhile, would be wrong, or the disk does not take it. Then no file of the layout is left half done.
    pub fn save_layout(&self, draft: &LayoutDraft) -> Result<(), SetupError> {
        if !draft.is_changed() {
            return Ok(());
        }
        let is_used = draft.printer.is_none() || draft.sharers().any(|sharer| sharer.is_in);
        if is_used {
            self.write_layout(draft)?;
        }
        let turned = draft.sharers().filter(|sharer| sharer.is_in != sharer.was_in);
        let turned: Vec<(String, Option<Value>)> = turned
            .map(|it| (it.id, it.is_in.then(|| Value::from(draft.name.as_deref().unwrap_or_default()))))
            .collect();
        if turned.is_empty() {
            return Ok(());
        }
        let written = self.write(|text| {
            turned.iter().try_fold(text.to_owned(), |text, (id, layout)| {
                amend::entry(&text, "printers", id, &[("layout", layout.clone())])
            })
        });
        if written.is_err() && draft.old.is_none() && is_used {
            // A layout that no printer has would be asked about for ever.
            let _ = std::fs::remove_file(&draft.file);
            let _ = draft.file.parent().map(std::fs::remove_dir);
        }
        written
    }

    /// The shop's pictures that a ticket can show; a counter has one or two.
    pub fn logos(&self) -> Vec<Arc<Logo>> {
        layouts::logos(&self.data_folder, 4)
    }

    fn write_layout(&self, draft: &LayoutDraft) -> Result<(), SetupError> {
        let failed = |error: AmendError| match error {
            AmendError::Changed => SetupError::Changed(draft.file.clone()),
            AmendError::Io(error) => SetupError::File(draft.file.clone(), Cause::from(error)),
            error => SetupError::File(draft.file.clone(), Cause::said(error)),
        };
        let draft = &draft.trimmed();
        let new = amend::blocks(&draft.base, &draft.placed()).map_err(failed)?;
        // What the counter will read is what was seen.
        let parts = parsed(&new, &draft.file, draft.kind, &draft.pictures)?;
        if !parts.iter().eq(draft.pieces.iter().map(|piece| &piece.part)) {
            return Err(SetupError::File(draft.file.clone(), Cause::of(Why::Program)));
        }
        if draft.old.as_ref() == Some(&new) {
            return Ok(());
        }
        amend::replace(&draft.file, draft.old.as_deref(), &new).map_err(failed)
    }

    fn read_layout(&self, file: &Path) -> Result<Option<String>, SetupError> {
        match read_text(file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(SetupError::Settings(SettingsError::whole(
                &file.display().to_string(),
                Wrong::from(error),
            ))),
        }
    }

    /// The name of a printer's first own layout: its id, unless there is such a folder already.
    fn new_layout(&self, id: &str) -> String {
        let known = layouts::names(&self.data_folder);
        let short: String = id.chars().take(28).collect();
        let numbered = (2..=known.len() + 2).map(|number| format!("{short}-{number}"));
        let mut all = std::iter::once(id.to_owned()).chain(numbered);
        all.find(|name| !known.contains(name)).unwrap_or_else(|| id.to_owned())
    }

    /// What the shop is called on paper, as far as the settings can be read.
    fn shop_head(&self, text: &str, draft: &draft::Draft) -> ShopHead {
        let file = self.settings_file().display().to_string();
        let settings = Settings::parse(text, &file, &self.data_folder).ok();
        match settings.as_ref().and_then(|settings| settings.shops.first()) {
            Some(shop) => ShopHead {
                name: shop.name.clone(),
                phone: shop.phone.clone(),
                business_number: shop.business_number.clone(),
                footer: shop.footer.clone(),
            },
            None => ShopHead {
                name: draft.shop.as_ref().map(|shop| shop.name.clone()).unwrap_or_default(),
                ..ShopHead::default()
            },
        }
    }
}

/// The printers with their layouts.
fn layouts_of(tree: &Table) -> Vec<(String, Option<String>)> {
    let printers = tree.get("printers").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |printer: &toml::Value, key: &str| Some(printer.get(key)?.as_str()?.trim().to_owned());
    printers.filter_map(|printer| Some((text(printer, "id")?, text(printer, "layout")))).collect()
}

/// A new file: what ships, under words that say where it comes from.
fn begun(kind: TicketKind) -> String {
    let shipped = layouts::shipped_text(kind);
    let body = shipped.find("blocks = [").map_or(shipped, |at| &shipped[at..]);
    let heads = Language::ALL.map(|language| Words::new(language).text("setup-layout-head", &[]));
    let head: String = heads.iter().flat_map(|head| head.lines()).map(|line| format!("# {line}\n")).collect();
    head + body
}

fn parsed(text: &str, file: &Path, kind: TicketKind, pictures: &Path) -> Result<Vec<Part>, SetupError> {
    let text = text.trim_start_matches('\u{feff}');
    let form = layouts::parse(text, &file.display().to_string(), kind, pictures);
    form.map(|form| form.parts().to_vec()).map_err(SetupError::Settings)
}
