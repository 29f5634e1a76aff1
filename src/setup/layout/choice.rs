//! What is chosen of a layout: the look of its blocks, which of them stand on the ticket, and the ticket's picture.

use domain::order::TicketKind;
use toml_edit::Value;

use super::{LayoutDraft, NARROW_DOTS, PaperWidth, Piece, Sharer};
use crate::printer::{self, Bitmap, Profile};
use crate::settings::amend::{Change, Placed};
use crate::settings::layouts;
use crate::ticket::{Form, Forms, Look, Part, QrText, Show, Size, What, compose, lay_out, own_look};

impl LayoutDraft {
    /// Which ticket.
    pub fn kind(&self) -> TicketKind {
        self.kind
    }

    /// The printer whose layout it is; `None`: every printer's that has none of its own.
    pub fn printer(&self) -> Option<&str> {
        self.printer.as_deref()
    }

    /// The blocks from top to bottom.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The printers, and which of them print by this layout. What is chosen for a printer is for that one, unless others are chosen too.
    pub fn sharers(&self) -> impl Iterator<Item = Sharer> {
        let begins = !self.is_shared_by_hand && self.pieces_changed();
        self.sharers.iter().map(move |sharer| {
            let owner = self.printer.as_ref() == Some(&sharer.id);
            Sharer { is_in: sharer.is_in || (owner && begins), ..sharer.clone() }
        })
    }

    /// Lets a printer print by this layout, or not any more.
    pub fn share(&mut self, id: &str) {
        let mut now: Vec<Sharer> = self.sharers().collect();
        if let Some(sharer) = now.iter_mut().find(|sharer| sharer.id == id) {
            sharer.is_in = !sharer.is_in;
        }
        (self.sharers, self.is_shared_by_hand) = (now, true);
    }

    /// The paper's width; `None`: it is for no printer alone.
    pub fn width(&self) -> Option<PaperWidth> {
        let dots = self.profile.as_ref()?.dots;
        Some(if dots <= NARROW_DOTS { PaperWidth::Narrow } else { PaperWidth::Wide })
    }

    fn pieces_changed(&self) -> bool {
        let same =
            |(at, piece): (usize, &Piece)| piece.from == Some(at) && self.was.get(at) == Some(&piece.part);
        self.pieces.len() != self.was.len() || !self.pieces.iter().enumerate().all(same)
    }

    /// Whether anything is other than the files say.
    pub fn is_changed(&self) -> bool {
        let mut sharers = self.sharers();
        let turned = sharers.any(|sharer| sharer.is_in != sharer.was_in);
        // Blocks of a layout that no printer has are nothing to write.
        let is_used = self.printer.is_none() || self.sharers().any(|sharer| sharer.is_in);
        turned || (is_used && self.pieces_changed())
    }

    fn form(&self, pieces: &[Piece]) -> Option<Form> {
        Form::new(self.kind, pieces.iter().map(|piece| piece.part.clone()).collect()).ok()
    }

    /// How a block looks where the file does not say it; `None` in what it does not have.
    pub fn own(&self, at: usize) -> Look {
        let plain =
            Look { size: Some(Size::Normal), options: None, reversed: Some(false), centred: Some(false) };
        match self.pieces.get(at).map(|piece| &piece.part.what) {
            // Of what the invented order says nothing, it is only known that it is text.
            Some(What::Show(show)) => own_look(&self.specimen.input(), *show).unwrap_or(Look {
                size: None,
                reversed: None,
                centred: None,
                ..plain
            }),
            Some(What::Text(_)) => plain,
            Some(What::Rule(_)) | None => Look::default(),
            Some(What::Qr(_) | What::Logo(_)) => Look { centred: Some(true), ..Look::default() },
        }
    }

    /// How a block looks.
    pub fn look(&self, at: usize) -> Look {
        let own = self.own(at);
        let said = self.pieces.get(at).map(|piece| piece.part.look).unwrap_or_default();
        Look {
            size: said.size.or(own.size),
            options: said.options.or(own.options),
            reversed: said.reversed.or(own.reversed),
            centred: said.centred.or(own.centred),
        }
    }

    /// Gives a block this look, as far as something is said. What it has of itself is not written, unless the file says so already.
    pub fn set(&mut self, at: usize, look: Look) {
        fn chosen<T: Copy + PartialEq>(
            new: Option<T>,
            now: Option<T>,
            own: Option<T>,
            was: Option<T>,
        ) -> Option<T> {
            match new {
                None => now,
                Some(_) if new == own && was.is_none() => None,
                Some(_) => new,
            }
        }
        let own = self.own(at);
        let Some(piece) = self.pieces.get_mut(at) else { return };
        let was = piece.from.and_then(|from| self.was.get(from)).map(|part| part.look).unwrap_or_default();
        let now = piece.part.look;
        piece.part.look = Look {
            size: chosen(look.size, now.size, own.size, was.size),
            options: chosen(look.options, now.options, own.options, was.options),
            reversed: chosen(look.reversed, now.reversed, own.reversed, was.reversed),
            centred: chosen(look.centred, now.centred, own.centred, was.centred),
        };
    }

    /// Changes the shop's own words.
    pub fn set_text(&mut self, at: usize, text: String) {
        if let Some(Piece { part: Part { what: What::Text(words), .. }, .. }) = self.pieces.get_mut(at) {
            *words = text;
        }
    }

    /// The same without spaces around the shop's words, which a file's words do not have either.
    pub(super) fn trimmed(&self) -> LayoutDraft {
        let mut draft = self.clone();
        for piece in &mut draft.pieces {
            if let What::Text(words) = &mut piece.part.what {
                *words = words.trim().to_owned();
            }
        }
        draft
    }

    /// Moves a block up or down by one; where it stands then.
    pub fn shift(&mut self, at: usize, down: bool) -> usize {
        let to = if down { at + 1 } else { at.wrapping_sub(1) };
        if at >= self.pieces.len() || to >= self.pieces.len() {
            return at;
        }
        self.pieces.swap(at, to);
        to
    }

    /// Whether the ticket still says what it must without this block.
    pub fn may_go(&self, at: usize) -> bool {
        let mut rest = self.pieces.clone();
        at < rest.len() && {
            rest.remove(at);
            self.form(&rest).is_some()
        }
    }

    /// Takes a block off the ticket.
    pub fn remove(&mut self, at: usize) {
        if self.may_go(at) {
            self.pieces.remove(at);
        }
    }

    /// What may stand on this ticket and does not, in the order of what ships first.
    pub fn missing(&self) -> Vec<Show> {
        let show = |part: &Part| if let What::Show(show) = part.what { Some(show) } else { None };
        let shipped = layouts::shipped().form(self.kind).parts().iter().filter_map(show);
        let rest = Show::ALL.iter().map(|(_, show)| *show).filter(|show| show.fits(self.kind));
        let mut all: Vec<Show> = Vec::new();
        for one in shipped.chain(rest) {
            let stands = self.pieces.iter().any(|piece| show(&piece.part) == Some(one));
            if !stands && !all.contains(&one) {
                all.push(one);
            }
        }
        all
    }

    /// Puts this under the block in this position, last without one; where it stands then. What was taken off before comes back as the
    /// file has it.
    pub fn add(&mut self, below: Option<usize>, what: What) -> usize {
        let stands = |from: usize| self.pieces.iter().any(|piece| piece.from == Some(from));
        let before = (0..).zip(&self.was).find(|(from, part)| part.what == what && !stands(*from));
        let piece = match before {
            Some((from, part)) => Piece { from: Some(from), part: part.clone() },
            None => Piece { from: None, part: Part { what, look: Look::default() } },
        };
        let at = below.map_or(self.pieces.len(), |below| (below + 1).min(self.pieces.len()));
        self.pieces.insert(at, piece);
        at
    }

    /// Chooses what ships. Blocks of the file that stand there too stay its own, with their comments.
    pub fn choose_shipped(&mut self) {
        let mut taken = vec![false; self.was.len()];
        let shipped = layouts::shipped().form(self.kind).parts().iter();
        self.pieces = shipped
            .map(|part| {
                let from = (0..self.was.len()).find(|at| !taken[*at] && self.was[*at].what == part.what);
                from.into_iter().for_each(|at| taken[at] = true);
                Piece { from, part: part.clone() }
            })
            .collect();
    }

    /// Whether it is what ships.
    pub fn is_shipped(&self) -> bool {
        let shipped = layouts::shipped().form(self.kind).parts();
        shipped.iter().eq(self.pieces.iter().map(|piece| &piece.part))
    }

    /// The invented order's ticket as the printer would print it; on this paper, if it is for no printer alone. `None`: no form.
    pub fn picture(&self, width: PaperWidth) -> Option<Bitmap> {
        let form = self.form(&self.pieces)?;
        let generic = if width == PaperWidth::Narrow { "generic-58mm" } else { "generic-80mm" };
        let profile = match &self.profile {
            Some(profile) => profile.clone(),
            None => Profile::load(generic, None).ok()?,
        };
        let shipped = layouts::shipped();
        let forms = Forms::of_each(|kind| {
            Ok::<_, ()>(if kind == self.kind { form.clone() } else { shipped.form(kind).clone() })
        });
        let ticket = compose(&self.specimen.input(), &forms.ok()?);
        Some(printer::picture(&lay_out(&ticket, profile.columns), &profile))
    }

    pub(super) fn placed(&self) -> Vec<Placed> {
        let placed = |piece: &Piece| {
            let was = piece.from.and_then(|from| self.was.get(from));
            Placed { from: piece.from, changes: changes(&piece.part, was) }
        };
        self.pieces.iter().map(placed).collect()
    }
}

/// The keys of a block that are other than they were.
fn changes(part: &Part, was: Option<&Part>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    if was.is_none_or(|was| was.what != part.what) {
        changes.push(match &part.what {
            What::Show(show) => ("show", Some(Value::from(show.word()))),
            What::Text(text) => ("text", Some(Value::from(text))),
            What::Rule(mark) => ("rule", Some(Value::from(mark.to_string()))),
            What::Qr(_) => ("qr", Some(Value::from(QrText::TRACKING))),
            What::Logo(logo) => ("image", Some(Value::from(&logo.name))),
        });
    }
    let (look, before) = (part.look, was.map(|was| was.look).unwrap_or_default());
    let size = |size: Option<Size>| {
        let spelled = size.and_then(|size| layouts::SIZES.iter().find(|(_, known)| *known == size));
        spelled.map(|(word, _)| Value::from(*word))
    };
    if look.size != before.size {
        changes.push(("size", size(look.size)));
    }
    if look.options != before.options {
        changes.push(("options", size(look.options)));
    }
    for (key, now, before) in
        [("reversed", look.reversed, before.reversed), ("centred", look.centred, before.centred)]
    {
        if now != before {
            changes.push((key, now.map(Value::from)));
        }
    }
    changes
}
