//! The page of layouts as it is drawn: the ticket's blocks, the buttons of the one that is chosen, and the ticket beside them.

use domain::order::TicketKind;
use iced::widget::{Column, Row, center, column, container, row, scrollable};
use iced::{Center, Element, Fill, FillPortion};

use super::{FOOT, said};
use crate::setup::{LayoutDraft, Look, PaperWidth, SetupError, Size, What};
use crate::ui::assistant::{Assistant, LayoutMessage, Message};
use crate::ui::layout::GAP;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, finger, push, push_tall, push_wide};

/// Printers on one line.
const ACROSS: usize = 4;
/// Height of a block's line.
const LINE: f32 = 46.0;
/// Most letters of the shop's own words on a block's line.
const LETTERS: usize = 12;

const SIZES: [(&str, Size); 3] =
    [("layout-normal", Size::Normal), ("layout-tall", Size::Tall), ("layout-large", Size::Large)];

/// A button of a choice.
fn choice<'a>(name: String, on: bool, message: LayoutMessage) -> Element<'a, Message> {
    push_wide(name, None, Tone::choice(on), Some(Message::Layout(message))).into()
}

impl Assistant {
    /// The page.
    pub(super) fn layout_view(&self) -> Element<'_, Message> {
        let said = self.said.as_ref().map(said);
        let kinds = TicketKind::ALL.map(|kind| {
            let name = self.plain(&format!("ui-ticket-{}", kind.as_str()));
            choice(name, kind == self.layouts.kind, LayoutMessage::Kind(kind))
        });
        let left = match (&self.layouts.fault, self.layouts.draft()) {
            (Some(fault), _) => widget::trouble(self.layout_fault(fault)),
            (None, Some(draft)) => {
                let blocks = container(self.blocks(draft)).width(FillPortion(4));
                let chosen = container(self.chosen(draft)).width(FillPortion(5));
                row![blocks, chosen].spacing(GAP).height(Fill).into()
            }
            (None, None) => row![].into(),
        };
        let left = column![Row::with_children(kinds).spacing(4), self.whose(), left].spacing(8);
        let ticket: Element<'_, Message> = match &self.layouts.picture {
            Some(picture) => widget::paper(picture),
            None if self.layouts.fault.is_some() => center(row![]).into(),
            None => center(widget::label(self.plain("ui-drawing"), theme::BODY)).into(),
        };
        let ticket = container(ticket).height(Fill).width(FillPortion(5)).padding(2);
        let ticket = ticket.style(theme::panel(theme::DESK, theme::LINE, theme::INK));
        let page = row![left.width(FillPortion(9)), ticket].spacing(GAP).height(Fill);
        column![self.head()].push(said).push(page).push(self.layout_foot()).spacing(12).into()
    }

    fn layout_fault(&self, fault: &SetupError) -> String {
        match fault {
            SetupError::Settings(error) => {
                let faults = error.worded(self.words.language());
                self.words.text("layout-file-wrong", &[("faults", faults.into())])
            }
            other => other.worded(&self.words),
        }
    }

    /// For which printers it is, and on which paper it is looked at.
    fn whose(&self) -> Element<'_, Message> {
        let layouts = &self.layouts;
        let every =
            choice(self.plain("layout-every"), layouts.printer.is_none(), LayoutMessage::Printer(None));
        let printers = self.draft.printers.iter().map(|printer| {
            let on = layouts.printer.as_ref() == Some(&printer.id);
            let name = widget::short(super::printer_name(printer), 8);
            choice(name, on, LayoutMessage::Printer(Some(printer.id.clone())))
        });
        let printers = widget::rows(std::iter::once(every).chain(printers).collect(), ACROSS, 4.0);
        let width = |id: &str, width| {
            let on = layouts.width == width;
            push(self.plain(id), None, Tone::choice(on), Some(Message::Layout(LayoutMessage::Width(width))))
        };
        let widths = layouts.printer.is_none().then(|| {
            row![width("layout-narrow", PaperWidth::Narrow), width("layout-wide", PaperWidth::Wide)]
                .spacing(4)
        });
        row![printers].push(widths).spacing(GAP).into()
    }

    /// The blocks from top to bottom, and the button that offers more.
    fn blocks<'a>(&'a self, draft: &LayoutDraft) -> Element<'a, Message> {
        let layouts = &self.layouts;
        let lines = draft.pieces().iter().enumerate().map(|(at, piece)| {
            let look = draft.look(at);
            let size = SIZES.iter().find(|(_, size)| look.size == Some(*size) && *size != Size::Normal);
            let size = size.map(|(id, _)| widget::label(self.plain(id), theme::SMALL));
            let name = widget::bold(self.block_name(&piece.part.what), theme::BODY).width(Fill);
            let name = container(name).height(26).clip(true);
            let line = row![name].push(size).spacing(6).align_y(Center);
            iced::widget::button(container(line).center_y(Fill))
                .padding([0, 10])
                .width(Fill)
                .height(LINE)
                .style(theme::button_style(Tone::choice(at == layouts.at && layouts.offer.is_none())))
                .on_press(Message::Layout(LayoutMessage::Select(at)))
                .into()
        });
        let list = Column::with_children(lines).spacing(4).padding(iced::padding::right(12));
        let list = finger::scroll(scrollable(list).width(Fill).height(Fill));
        let add = choice(self.plain("layout-add"), layouts.offer.is_some(), LayoutMessage::Offer);
        column![list, add].spacing(6).into()
    }

    /// What a block is called.
    fn block_name(&self, what: &What) -> String {
        match what {
            What::Show(show) => self.plain(&format!("layout-block-{}", show.word())),
            What::Text(text) if text.trim().is_empty() => self.plain("layout-text"),
            What::Text(text) => widget::short(text.trim(), LETTERS),
            What::Rule(_) => self.plain("layout-rule"),
            What::Qr(_) => self.plain("layout-qr"),
            What::Logo(logo) => self.words.text("layout-logo", &[("name", (&logo.name).into())]),
        }
    }

    /// The buttons of the block that is chosen, or what may be put under it.
    fn chosen<'a>(&'a self, draft: &'a LayoutDraft) -> Element<'a, Message> {
        let inside = match &self.layouts.offer {
            Some(offer) => {
                let offer = offer.iter().map(|what| {
                    let name = match what {
                        What::Qr(_) => self.plain("layout-tracking"),
                        what => self.block_name(what),
                    };
                    let add = Message::Layout(LayoutMessage::Add(what.clone()));
                    push_tall(name, None, Tone::Plain, Some(add)).width(FillPortion(1)).into()
                });
                let offer = widget::rows(offer.collect(), 2, 4.0);
                column![widget::label(self.plain("layout-add-note"), theme::SMALL), offer].spacing(8).into()
            }
            None => self.block(draft),
        };
        let inside = container(inside).padding(iced::padding::right(12)).width(Fill);
        finger::scroll(scrollable(inside).width(Fill).height(Fill))
    }

    fn block<'a>(&'a self, draft: &'a LayoutDraft) -> Element<'a, Message> {
        let at = self.layouts.at;
        let Some(piece) = draft.pieces().get(at) else { return row![].into() };
        let (look, own) = (draft.look(at), draft.own(at));
        let what = &piece.part.what;
        let is_text = matches!(what, What::Show(_) | What::Text(_));
        let sizes = |name: &str, chosen: Option<Size>, message: fn(Size) -> Look| {
            let sizes = SIZES.map(|(id, size)| {
                choice(self.plain(id), chosen == Some(size), LayoutMessage::Look(message(size)))
            });
            let name = widget::bold(self.plain(name), theme::SMALL);
            column![name, Row::with_children(sizes).spacing(4)].spacing(3)
        };
        let size = is_text
            .then(|| sizes("layout-size", look.size, |size| Look { size: Some(size), ..Look::default() }));
        let options = (own.options.is_some() || piece.part.look.options.is_some()).then(|| {
            sizes("layout-options", look.options, |size| Look { options: Some(size), ..Look::default() })
        });
        // A cancel slip is black from top to bottom, whatever is chosen.
        let black = (is_text && draft.kind() != TicketKind::Cancel).then(|| {
            let on = look.reversed == Some(true);
            let look = Look { reversed: Some(!on), ..Look::default() };
            choice(self.plain("layout-reversed"), on, LayoutMessage::Look(look))
        });
        let middle = (!matches!(what, What::Rule(_))).then(|| {
            let on = look.centred == Some(true);
            let look = Look { centred: Some(!on), ..Look::default() };
            choice(self.plain("layout-centred"), on, LayoutMessage::Look(look))
        });
        let words = if let What::Text(text) = what { Some(text) } else { None };
        let words = words.map(|text| {
            let typed = |text| Message::Layout(LayoutMessage::Text(text));
            let name = widget::bold(self.plain("layout-text"), theme::SMALL);
            column![name, widget::field("", text, "assistant-words", typed)].spacing(3)
        });
        let move_to = |id: &str, down: bool, may: bool| {
            let message = may.then_some(Message::Layout(LayoutMessage::Shift { down }));
            push_wide(self.plain(id), None, Tone::Plain, message)
        };
        let moves = row![
            move_to("layout-up", false, at > 0),
            move_to("layout-down", true, at + 1 < draft.pieces().len()),
        ];
        let may_go = draft.may_go(at);
        let remove = may_go.then_some(Message::Layout(LayoutMessage::Remove));
        let remove = push_wide(self.plain("layout-remove"), None, Tone::Plain, remove);
        let needed = (!may_go).then(|| widget::note(self.plain("layout-needed")));
        let silent = (is_text && own.size.is_none()).then(|| widget::note(self.plain("layout-silent")));
        let name = widget::bold(self.block_name(what), theme::LARGE);
        column![name]
            .push(silent)
            .push(words)
            .push(size)
            .push(options)
            .push(row![].push(black).push(middle).spacing(4))
            .push(moves.push(remove).spacing(4))
            .push(needed)
            .push(self.shared(draft))
            .spacing(8)
            .into()
    }

    /// Which printers print by it, or have a layout of their own.
    fn shared<'a>(&'a self, draft: &'a LayoutDraft) -> Option<Element<'a, Message>> {
        if draft.printer().is_none() {
            let own = draft.sharers().filter(|sharer| sharer.has_own).map(|sharer| sharer.name);
            let own = own.collect::<Vec<_>>().join(", ");
            let told = || self.words.text("layout-others", &[("printers", own.as_str().into())]);
            return (!own.is_empty()).then(|| widget::note(told()).into());
        }
        let printers = draft.sharers().map(|sharer| {
            choice(widget::short(&sharer.name, 8), sharer.is_in, LayoutMessage::Share(sharer.id))
        });
        let name = widget::bold(self.plain("layout-share"), theme::SMALL);
        Some(column![name, widget::rows(printers.collect(), 3, 4.0)].spacing(3).into())
    }

    /// Back, as it was, as it ships, and written.
    fn layout_foot(&self) -> Element<'_, Message> {
        let back = push(
            self.plain("assist-back"),
            Some(&self.plain("ui-key-esc")),
            Tone::Plain,
            Some(Message::Back),
        );
        let draft = self.layouts.draft();
        let button = |id: &str, may: bool, message| {
            let message = (may && !self.busy).then_some(Message::Layout(message));
            push(self.plain(id), None, Tone::Plain, message).height(FOOT)
        };
        // A file that was mended by hand is read again too.
        let may_read = draft.is_none_or(LayoutDraft::is_changed);
        let as_read = button("layout-as-read", may_read, LayoutMessage::AsRead);
        let may_ship = draft.is_some_and(|draft| !draft.is_shipped());
        let as_shipped = button("layout-as-shipped", may_ship, LayoutMessage::AsShipped);
        let save = Message::Layout(LayoutMessage::Save);
        let (id, tone) = match self.layouts.is_changed() {
            true => ("settings-save", Tone::Chosen),
            false => ("settings-list", Tone::Plain),
        };
        let enter = self.plain("ui-key-enter");
        let save = push_wide(self.plain(id), Some(&enter), tone, (!self.busy).then_some(save)).height(FOOT);
        let left = row![back.height(FOOT), as_read, as_shipped].spacing(GAP).width(Fill);
        row![left, container(save).width(360)].spacing(GAP).align_y(Center).height(FOOT).into()
    }
}
