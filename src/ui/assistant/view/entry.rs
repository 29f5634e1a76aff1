//! A form: choices as buttons, fields with their names above, and what is wrong below each.

use iced::widget::{Column, column, row};
use iced::{Element, FillPortion};

use super::said;
use crate::setup::Field;
use crate::ui::assistant::form::{AUTO, Entry, Form, MANUAL, ON_ACCEPT};
use crate::ui::assistant::{Assistant, Message, Typed};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_tall};

/// Choices on one line.
const ACROSS: usize = 3;

/// What is chosen by buttons: the words of the choice, and its spelling in the settings.
type Choices = Vec<(String, String)>;

impl Assistant {
    /// The open form.
    pub(super) fn form_view(&self) -> Element<'_, Message> {
        let Some(form) = &self.form else { return row![].into() };
        let fields = |some: &[Field]| {
            Column::with_children(some.iter().map(|field| self.field(form, *field))).spacing(10)
        };
        let all = form.entry.fields();
        let mut right = fields(all);
        if form.entry.has_secret() {
            right = right.push(self.secret(form));
        }
        let left = self.choices(form).into_iter().map(|(name, field, choices)| {
            let chosen = form.entry.value(field);
            let buttons = choices.into_iter().map(|(said, id)| {
                let tone = Tone::choice(id == chosen);
                push_tall(said, None, tone, Some(Message::Typed(field, id))).width(FillPortion(1)).into()
            });
            let buttons = widget::rows(buttons.collect(), ACROSS, 6.0);
            let fault = self.fault(form, field);
            let name = widget::bold(self.plain(name), theme::BODY);
            column![name, buttons].push(fault).spacing(6).into()
        });
        let left = Column::with_children(left).spacing(14);
        let said = form.said.as_ref().map(said);
        let fields = match form.entry {
            // All of it in sight, without scrolling.
            Entry::Shop(_) => {
                let (first, second) = all.split_at(all.len().div_ceil(2));
                row![fields(first).width(FillPortion(1)), fields(second).width(FillPortion(1))]
            }
            Entry::Printer(_) => row![right.width(FillPortion(1))],
            _ => row![left.width(FillPortion(1)), right.width(FillPortion(1))],
        };
        column![].push(said).push(fields.spacing(24)).spacing(12).into()
    }

    pub(super) fn field<'a>(&self, form: &'a Form, field: Field) -> Element<'a, Message> {
        let (name, id) = named(&form.entry, field);
        let value = form.entry.value(field);
        let typed = widget::field("", value, id, move |text| Message::Typed(field, text));
        let name = widget::bold(self.plain(name), theme::SMALL);
        column![name, typed.on_submit(Message::Next)].push(self.fault(form, field)).spacing(3).into()
    }

    fn secret<'a>(&self, form: &'a Form) -> Element<'a, Message> {
        let typed = |text| Message::Secret(Typed(text));
        let typed = widget::field("", &form.secret.0, "assistant-secret", typed).secure(true);
        let name = widget::bold(self.plain("assist-secret"), theme::SMALL);
        column![name, typed.on_submit(Message::Next)].spacing(3).into()
    }

    pub(super) fn fault<'a>(&self, form: &Form, field: Field) -> Option<Element<'a, Message>> {
        let said = form.fault(field)?.worded(&self.words);
        Some(widget::bold(said, theme::SMALL).style(theme::ink(theme::DANGER)).into())
    }

    fn choices(&self, form: &Form) -> Vec<(&'static str, Field, Choices)> {
        let said = |id: &str, spelling: &str| (self.plain(id), spelling.to_owned());
        match &form.entry {
            Entry::App(_) => {
                let apps = self.apps.iter().map(|app| (app.name.clone(), app.id.clone())).collect();
                let accept = vec![said("assist-accept-hand", MANUAL), said("assist-accept-auto", AUTO)];
                vec![("assist-app", Field::Profile, apps), ("assist-acceptance", Field::Accept, accept)]
            }
            Entry::Agency(_) => {
                let kinds = self.kinds.iter().map(|kind| (kind.name.clone(), kind.id.clone()));
                let call = vec![said("assist-call-auto", ON_ACCEPT), said("assist-call-hand", MANUAL)];
                vec![
                    ("assist-kind", Field::Kind, kinds.collect()),
                    ("assist-dispatch", Field::Dispatch, call),
                ]
            }
            Entry::Shop(_) | Entry::Printer(_) | Entry::Hours(_) => Vec::new(),
        }
    }
}

/// What a field is called, and its id in the window.
fn named(entry: &Entry, field: Field) -> (&'static str, &'static str) {
    match (entry, field) {
        (Entry::Shop(_), Field::Name) => ("assist-shop-name", "assistant-name"),
        (Entry::Shop(_), Field::Phone) => ("assist-phone", "assistant-phone"),
        (Entry::Shop(_), Field::BusinessNumber) => ("assist-business-number", "assistant-business"),
        (Entry::Shop(_), Field::Road) => ("assist-road", "assistant-road"),
        (Entry::Shop(_), Field::Detail) => ("assist-detail", "assistant-detail"),
        (Entry::Shop(_), Field::Footer) => ("assist-footer", "assistant-footer"),
        (Entry::Shop(_), _) => ("assist-place", "assistant-place"),
        (Entry::Hours(_), Field::Holidays) => ("settings-holidays", "settings-holidays"),
        (Entry::Hours(_), _) => ("settings-special", "settings-special"),
        (_, Field::Name) => ("assist-called", "assistant-called"),
        (_, Field::Copies) => ("assist-copies", "assistant-copies"),
        (_, Field::Connection) => ("assist-connection", "assistant-connection"),
        (_, Field::BaseUrl) => ("assist-address", "assistant-address"),
        (Entry::App(_), Field::MerchantId) => ("assist-merchant", "assistant-merchant"),
        (Entry::App(_), _) => ("assist-client", "assistant-client"),
        (_, Field::StoreId) => ("assist-store", "assistant-store"),
        (_, _) => ("assist-account", "assistant-account"),
    }
}
