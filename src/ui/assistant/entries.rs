//! The entries of a page's list: what is typed for one, tried, kept and taken out.

use iced::Task;

use super::form::{self, Entry, Form, Kept, Said, Unkept};
use super::{Assistant, Message, printers};
use crate::settings::secret::Place;
use crate::setup::{AgencyEntry, AppEntry, Dispatch, Page};

impl Assistant {
    /// Keeps what was typed on the page that is left, if it is nothing that the page's list shows.
    pub(super) fn keep_form(&mut self) {
        if let Some(form) = self.form.take().filter(|form| form.is_begun && form.entry.is_new()) {
            self.left.retain(|(page, _)| *page != self.page);
            self.left.push((self.page, form));
        }
    }

    /// What was typed on this page and left before it was kept.
    pub(super) fn taken_up(&mut self) -> Option<Form> {
        let at = self.left.iter().position(|(page, _)| *page == self.page)?;
        Some(self.left.remove(at).1)
    }

    /// A form without anything in it.
    pub(super) fn empty(&self) -> Option<Form> {
        let entry = match self.page {
            Page::Apps => Entry::App(AppEntry::default()),
            Page::Printers => Entry::Printer(printers::unknown(&self.draft.printers, &self.words)),
            Page::Agencies => {
                Entry::Agency(AgencyEntry { dispatch: Dispatch::OnAccept, ..Default::default() })
            }
            _ => return None,
        };
        Some(Form::new(entry))
    }

    /// What is written already, in this position of the page's list.
    pub(super) fn entry(&self, at: usize) -> Option<Entry> {
        Some(match self.page {
            Page::Apps => Entry::App(self.draft.apps.get(at)?.clone()),
            Page::Printers => Entry::Printer(self.draft.printers.get(at)?.clone()),
            Page::Agencies => Entry::Agency(self.draft.agencies.get(at)?.clone()),
            _ => return None,
        })
    }

    pub(super) fn remove(&mut self, at: usize) -> Task<Message> {
        let setup = &self.environment.setup;
        let removed = match self.entry(at) {
            Some(Entry::App(app)) => setup.remove_app(&app.id),
            Some(Entry::Printer(printer)) => setup.remove_printer(&printer.id),
            Some(Entry::Agency(agency)) => setup.remove_agency(&agency.id),
            _ => Ok(()),
        };
        match removed {
            Ok(()) => {
                self.home.is_changed = true;
                return self.go(self.page);
            }
            Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
        }
        Task::none()
    }

    /// Tries and keeps what is typed; the next page, where nothing is.
    pub(super) fn next(&mut self, tried: bool) -> Task<Message> {
        if self.busy {
            return Task::none();
        }
        let Some(form) = &mut self.form else { return self.on() };
        if form.entry.is_empty() {
            return self.on();
        }
        if let Entry::Printer(printer) = &form.entry
            && tried
        {
            // It is seen on paper before it is kept; the form is there again where the page does not come out.
            let entries = printers::typed(printer, &self.draft.printers, &self.words);
            let begun = self.printers.begin(entries);
            return self.print_page(begun);
        }
        (self.busy, form.said) = (true, None);
        let (entry, secret) = (form.entry.clone(), form.secret.0.clone());
        let keep = form::keep(self.environment.setup.clone(), entry, secret, tried, self.words.clone());
        self.begin(keep, Message::Kept)
    }

    /// Begins what takes time; what comes of it is heard only on the page that is open now.
    pub(super) fn begin<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
        came: impl Fn(T) -> Message + Send + 'static,
    ) -> Task<Message> {
        let opened = self.opened;
        Task::perform(work, move |answer| Message::Came(opened, Box::new(came(answer))))
    }

    pub(super) fn kept(&mut self, kept: Result<Kept, Unkept>) -> Task<Message> {
        self.busy = false;
        self.home.is_changed |= kept.is_ok();
        match kept {
            Ok(Kept { mut said, key: key @ (None | Some(Ok(_))) }) => {
                self.form = None;
                let on = self.on();
                if let Some(Ok(Place::File)) = key {
                    said =
                        format!("{said}\n{}", self.words.text("assist-key-in-file", &[])).trim().to_owned();
                }
                self.said = (!said.is_empty()).then_some(Said::Good(said)).or(self.said.take());
                on
            }
            Ok(Kept { said, key: Some(Err(error)) }) => {
                self.read();
                self.form = None;
                self.said = Some(form::unkept(said, &error, &self.words));
                Task::none()
            }
            Err(why) => {
                if let Some(form) = &mut self.form {
                    form.refuse(&why, &self.words);
                }
                Task::none()
            }
        }
    }
}
