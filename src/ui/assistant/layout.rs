//! The page of layouts: what stands on each ticket, how large, and the picture of it.

use std::sync::Arc;

use domain::order::TicketKind;
use iced::Task;
use iced::widget::image;

use super::form::Said;
use super::{Assistant, Message};
use crate::setup::{LayoutDraft, Look, PaperWidth, Setup, SetupError, What};
use crate::ui::widget;

/// What the page of layouts remembers.
#[derive(Debug)]
pub struct Layouts {
    /// Which ticket.
    pub kind: TicketKind,
    /// For which printer; `None`: every one that has no layout of its own.
    pub printer: Option<String>,
    /// The paper of a picture that is for no printer alone.
    pub width: PaperWidth,
    /// What was opened since the page was read, each with what was chosen.
    drafts: Vec<LayoutDraft>,
    /// Why the open one cannot be changed.
    pub fault: Option<SetupError>,
    /// The block that is chosen.
    pub at: usize,
    /// What may be put onto the ticket is shown, with the shop's pictures.
    pub offer: Option<Vec<What>>,
    /// The ticket; `None`: it is being drawn.
    pub picture: Option<image::Handle>,
    /// How many pictures were begun; an older one that comes late is not shown.
    begun: u64,
}

impl Default for Layouts {
    fn default() -> Layouts {
        Layouts {
            kind: TicketKind::Kitchen,
            printer: None,
            width: PaperWidth::Wide,
            drafts: Vec::new(),
            fault: None,
            at: 0,
            offer: None,
            picture: None,
            begun: 0,
        }
    }
}

/// What happens on the page of layouts.
#[derive(Clone, Debug)]
pub enum LayoutMessage {
    /// This ticket.
    Kind(TicketKind),
    /// The layout of this printer, or the shop's.
    Printer(Option<String>),
    /// The picture on this paper.
    Width(PaperWidth),
    /// The block in this position is changed.
    Select(usize),
    /// It looks like this, as far as that says something.
    Look(Look),
    /// Its words.
    Text(String),
    /// It moves up, or down.
    Shift {
        /// Down.
        down: bool,
    },
    /// It is taken off.
    Remove,
    /// What may be put onto the ticket is shown, or not any more.
    Offer,
    /// This is put under the chosen block.
    Add(What),
    /// A printer prints by this layout, or not any more.
    Share(String),
    /// Everything of this ticket is as its file says.
    AsRead,
    /// Everything of this ticket is as it ships.
    AsShipped,
    /// The picture that was begun as this one has been drawn.
    Drawn(u64, Option<image::Handle>),
    /// Everything is written.
    Save,
    /// These were written; why the next one was not.
    Saved(Vec<(TicketKind, Option<String>)>, Option<SetupError>),
}

impl LayoutMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        !matches!(self, LayoutMessage::Text(_) | LayoutMessage::Drawn(..) | LayoutMessage::Saved(..))
    }
}

impl Layouts {
    /// The open layout; `None` where its file is wrong.
    pub fn draft(&self) -> Option<&LayoutDraft> {
        let open =
            |draft: &&LayoutDraft| draft.kind() == self.kind && draft.printer() == self.printer.as_deref();
        self.drafts.iter().find(open)
    }

    fn draft_mut(&mut self) -> Option<&mut LayoutDraft> {
        let (kind, printer) = (self.kind, self.printer.as_deref());
        self.drafts.iter_mut().find(|draft| draft.kind() == kind && draft.printer() == printer)
    }

    /// Whether anything is to be written.
    pub fn is_changed(&self) -> bool {
        self.drafts.iter().any(LayoutDraft::is_changed)
    }

    /// What stands under a finger. A block that moves is still the same.
    pub fn scene(&self) -> String {
        let pieces = self.draft().map_or(0, |draft| draft.pieces().len());
        format!("{} {:?} {pieces} {}", self.kind.as_str(), self.printer, self.offer.is_some())
    }

    /// Reads the open layout, unless it was opened before.
    fn read(&mut self, setup: &Setup) {
        (self.at, self.offer, self.fault) = (0, None, None);
        if self.draft().is_none() {
            match setup.layout(self.kind, self.printer.as_deref()) {
                Ok(draft) => self.drafts.push(draft),
                Err(error) => self.fault = Some(error),
            }
        }
    }
}

impl Assistant {
    /// The ticket that is shown.
    #[cfg(test)]
    pub(in crate::ui) fn ticket(&self) -> Option<&image::Handle> {
        self.layouts.picture.as_ref()
    }

    /// Opens the page, with what was chosen and left before it was written.
    pub(super) fn open_layouts(&mut self) -> Task<Message> {
        let printers = &self.draft.printers;
        let is_there = |id: Option<&str>| id.is_none_or(|id| printers.iter().any(|printer| printer.id == id));
        let layouts = &mut self.layouts;
        layouts.drafts.retain(|draft| draft.is_changed() && is_there(draft.printer()));
        if !is_there(layouts.printer.as_deref()) {
            layouts.printer = None;
        }
        let setup = &self.environment.setup;
        if let Some(first) = printers.first()
            && let Ok(draft) = setup.layout(layouts.kind, Some(&first.id))
        {
            layouts.width = draft.width().unwrap_or(PaperWidth::Wide);
        }
        layouts.read(setup);
        self.draw_ticket()
    }

    /// Reacts to what happens on the page of layouts.
    pub(super) fn lay_out(&mut self, message: LayoutMessage) -> Task<Message> {
        let layouts = &mut self.layouts;
        let at = layouts.at;
        match message {
            LayoutMessage::Drawn(begun, picture) => {
                if begun == layouts.begun {
                    layouts.picture = picture;
                }
                return Task::none();
            }
            LayoutMessage::Select(at) => {
                (layouts.at, layouts.offer) = (at, None);
                return Task::none();
            }
            LayoutMessage::Offer => {
                layouts.offer = match layouts.offer {
                    Some(_) => None,
                    None => Some(offered(layouts.draft(), &self.environment.setup)),
                };
                return Task::none();
            }
            LayoutMessage::Save => return self.save_layouts(),
            LayoutMessage::Saved(saved, error) => return self.saved_layouts(&saved, error),
            LayoutMessage::Kind(kind) => {
                layouts.kind = kind;
                layouts.read(&self.environment.setup);
            }
            LayoutMessage::Printer(printer) => {
                layouts.printer = printer;
                layouts.read(&self.environment.setup);
            }
            LayoutMessage::Width(width) => layouts.width = width,
            LayoutMessage::AsRead => {
                let (kind, printer) = (layouts.kind, layouts.printer.clone());
                layouts.drafts.retain(|draft| draft.kind() != kind || draft.printer() != printer.as_deref());
                layouts.read(&self.environment.setup);
            }
            LayoutMessage::Share(id) => {
                let printer = layouts.printer.clone();
                // All tickets of a printer have one layout.
                let all = layouts.drafts.iter_mut().filter(|draft| draft.printer() == printer.as_deref());
                all.for_each(|draft| draft.share(&id));
            }
            change => {
                if let Some(draft) = layouts.draft_mut() {
                    match change {
                        LayoutMessage::Look(look) => draft.set(at, look),
                        LayoutMessage::Text(text) => draft.set_text(at, text),
                        LayoutMessage::Shift { down } => layouts.at = draft.shift(at, down),
                        LayoutMessage::Remove => {
                            draft.remove(at);
                            layouts.at = at.saturating_sub(1);
                        }
                        LayoutMessage::Add(what) => {
                            let below = Some(at).filter(|at| *at < draft.pieces().len());
                            layouts.at = draft.add(below, what);
                            layouts.offer = None;
                        }
                        _ => {
                            draft.choose_shipped();
                            (layouts.at, layouts.offer) = (0, None);
                        }
                    }
                }
            }
        }
        self.said = None;
        self.draw_ticket()
    }

    /// Draws the ticket as it is chosen now. A long one takes longer than the window may stand still.
    fn draw_ticket(&mut self) -> Task<Message> {
        let layouts = &mut self.layouts;
        layouts.begun += 1;
        let (begun, width) = (layouts.begun, layouts.width);
        let Some(draft) = layouts.draft().cloned() else {
            layouts.picture = None;
            return Task::none();
        };
        let drawn = async move {
            let drawn =
                tokio::task::spawn_blocking(move || draft.picture(width).as_ref().map(widget::pixels));
            drawn.await.ok().flatten()
        };
        Task::perform(drawn, move |picture| Message::Layout(LayoutMessage::Drawn(begun, picture)))
    }

    fn save_layouts(&mut self) -> Task<Message> {
        if self.busy {
            return Task::none();
        }
        let changed: Vec<LayoutDraft> =
            self.layouts.drafts.iter().filter(|draft| draft.is_changed()).cloned().collect();
        if changed.is_empty() {
            return self.on();
        }
        (self.busy, self.said) = (true, None);
        let setup = self.environment.setup.clone();
        let save = async move {
            let mut saved = Vec::new();
            for draft in changed {
                let key = (draft.kind(), draft.printer().map(str::to_owned));
                if let Err(error) = setup.save_layout(&draft) {
                    return (saved, Some(error));
                }
                saved.push(key);
            }
            (saved, None)
        };
        self.begin(save, |(saved, error)| Message::Layout(LayoutMessage::Saved(saved, error)))
    }

    fn saved_layouts(
        &mut self,
        saved: &[(TicketKind, Option<String>)],
        error: Option<SetupError>,
    ) -> Task<Message> {
        self.busy = false;
        self.home.is_changed |= !saved.is_empty();
        let is_saved = |draft: &LayoutDraft| {
            saved.iter().any(|(kind, printer)| draft.kind() == *kind && draft.printer() == printer.as_deref())
        };
        self.layouts.drafts.retain(|draft| !is_saved(draft));
        let Some(error) = error else { return self.on() };
        let next = matches!(error, SetupError::Changed(_)).then(|| self.words.text("layout-changed", &[]));
        self.said = Some(Said::Bad(error.worded(&self.words), next));
        self.layouts.read(&self.environment.setup);
        self.draw_ticket()
    }
}

/// What may be put onto a ticket: the shop's words, rules and pictures, and what else is known of an order.
fn offered(draft: Option<&LayoutDraft>, setup: &Setup) -> Vec<What> {
    let own = [What::Text(String::new()), What::Rule('-')];
    let tracking = crate::setup::QrText::new(crate::setup::QrText::TRACKING).ok().map(What::Qr);
    let logos = setup.logos().into_iter().map(|logo| What::Logo(Arc::clone(&logo)));
    let shows = draft.map(LayoutDraft::missing).unwrap_or_default().into_iter().map(What::Show);
    own.into_iter().chain(tracking).chain(logos).chain(shows).collect()
}
