//! What is typed on a page, and what came of trying it.

use std::fmt;

use cause::Cause;

use crate::language::{self, Words};
use crate::settings::secret::{Place, SecretError};
use crate::setup::{
    Acceptance, AgencyEntry, AppEntry, Choice, Dispatch, EntryFault, Field, HoursEntry, PrinterEntry, Setup,
    SetupError, ShopEntry, TrialFault, has_server,
};

/// What a page asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// The shop.
    Shop(ShopEntry),
    /// An app.
    App(AppEntry),
    /// A printer that is written down by hand.
    Printer(PrinterEntry),
    /// An agency.
    Agency(AgencyEntry),
    /// The opening hours.
    Hours(HoursEntry),
}

/// The weekdays, from Monday.
pub const DAYS: [Field; 7] = [
    Field::Monday,
    Field::Tuesday,
    Field::Wednesday,
    Field::Thursday,
    Field::Friday,
    Field::Saturday,
    Field::Sunday,
];

/// Which day of the week a field is.
fn day(field: Field) -> Option<usize> {
    DAYS.iter().position(|day| *day == field)
}

/// Where the text of each field of an entry stands.
macro_rules! texts {
    ($($entry:ident { $($field:ident: $key:ident),+ })+) => {
        impl Entry {
            fn text(&self, field: Field) -> Option<&String> {
                match (self, field) {
                    $($((Entry::$entry(entry), Field::$field) => Some(&entry.$key),)+)+
                    (Entry::Hours(hours), field) => hours.days.get(day(field)?),
                    _ => None,
                }
            }

            fn text_mut(&mut self, field: Field) -> Option<&mut String> {
                match (self, field) {
                    $($((Entry::$entry(entry), Field::$field) => Some(&mut entry.$key),)+)+
                    (Entry::Hours(hours), field) => hours.days.get_mut(day(field)?),
                    _ => None,
                }
            }
        }
    };
}

texts! {
    Shop {
        Name: name, Phone: phone, BusinessNumber: business_number, Road: road, Detail: detail, Place: place, Footer: footer
    }
    App { Profile: profile, BaseUrl: base_url, MerchantId: merchant_id, ClientId: client_id }
    Printer { Connection: connection, Name: name, Copies: copies }
    Agency { Kind: kind, Name: name, BaseUrl: base_url, Account: account, StoreId: store_id }
    Hours { Holidays: holidays, Special: special }
}

impl Entry {
    /// The fields that are typed, in their order.
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Entry::Shop(_) => &[
                Field::Name,
                Field::Phone,
                Field::BusinessNumber,
                Field::Road,
                Field::Detail,
                Field::Place,
                Field::Footer,
            ],
            Entry::App(_) => &[Field::BaseUrl, Field::MerchantId, Field::ClientId],
            Entry::Printer(_) => &[Field::Connection, Field::Name, Field::Copies],
            Entry::Agency(agency) if !has_server(&agency.kind) => &[Field::Name],
            Entry::Agency(_) => &[Field::Name, Field::BaseUrl, Field::Account, Field::StoreId],
            Entry::Hours(_) => &[Field::Holidays, Field::Special],
        }
    }

    /// Whether a key belongs to it.
    pub fn has_secret(&self) -> bool {
        match self {
            Entry::App(_) => true,
            Entry::Agency(agency) => has_server(&agency.kind),
            Entry::Shop(_) | Entry::Printer(_) | Entry::Hours(_) => false,
        }
    }

    /// Whether no list shows it yet. There is one shop, and its page shows it.
    pub fn is_new(&self) -> bool {
        match self {
            Entry::Shop(_) | Entry::Hours(_) => true,
            Entry::App(AppEntry { id, .. })
            | Entry::Printer(PrinterEntry { id, .. })
            | Entry::Agency(AgencyEntry { id, .. }) => id.is_empty(),
        }
    }

    /// What stands in a field, as the settings spell it.
    pub fn value(&self, field: Field) -> &str {
        match (self, field) {
            (Entry::App(app), Field::Accept) if app.accept == Acceptance::Auto => AUTO,
            (Entry::Agency(agency), Field::Dispatch) if agency.dispatch == Dispatch::OnAccept => ON_ACCEPT,
            (_, Field::Accept | Field::Dispatch) => MANUAL,
            _ => self.text(field).map_or("", String::as_str),
        }
    }

    /// Puts this into a field.
    pub fn set(&mut self, field: Field, text: String) {
        match (&mut *self, field) {
            (Entry::App(app), Field::Accept) => {
                app.accept = if text == AUTO { Acceptance::Auto } else { Acceptance::Manual };
            }
            (Entry::Agency(agency), Field::Dispatch) => {
                agency.dispatch = if text == ON_ACCEPT { Dispatch::OnAccept } else { Dispatch::Manual };
            }
            _ => {
                if let Some(place) = self.text_mut(field) {
                    *place = text;
                }
            }
        }
    }

    /// Whether nothing was typed or chosen yet.
    pub fn is_empty(&self) -> bool {
        if let Entry::Printer(printer) = self {
            // A name is offered.
            return printer.connection.trim().is_empty();
        }
        if let Entry::Hours(_) = self {
            // A shop without hours opens and closes by hand, and may be told to do so again.
            return false;
        }
        let chosen = [Field::Profile, Field::Kind].iter().any(|field| !self.value(*field).is_empty());
        !chosen && self.fields().iter().all(|field| self.value(*field).trim().is_empty())
    }
}

/// The settings' spelling of the choices.
pub const AUTO: &str = "auto";
pub const MANUAL: &str = "manual";
pub const ON_ACCEPT: &str = "on-accept";

/// What came of a trial.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// All is well.
    Good(String),
    /// What is so, and what to do.
    Bad(String, Option<String>),
}

/// A key that is typed. No log shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(pub String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// The open entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What is typed.
    pub entry: Entry,
    /// The key that is typed.
    pub secret: Typed,
    /// Something was typed into it.
    pub is_begun: bool,
    /// What is wrong with which field.
    pub faults: Vec<EntryFault>,
    /// What came of trying it.
    pub said: Option<Said>,
    /// It was tried and may be kept all the same.
    pub may_keep: bool,
}

impl Form {
    /// A form with this in it.
    pub fn new(entry: Entry) -> Form {
        let secret = Typed(String::new());
        Form { entry, secret, is_begun: false, faults: Vec::new(), said: None, may_keep: false }
    }

    /// Calls an agency by its kind, unless a person has given it a name: its id would be read on screens and paper.
    pub fn name_after(&mut self, kind: &str, kinds: &[Choice]) {
        let name = self.entry.value(Field::Name);
        if (name.is_empty() || kinds.iter().any(|known| known.name == name))
            && let Some(chosen) = kinds.iter().find(|known| known.id == kind)
        {
            self.entry.set(Field::Name, chosen.name.clone());
        }
    }

    /// Gives every day the first one's hours.
    pub fn repeat_first_day(&mut self) {
        if let Entry::Hours(hours) = &mut self.entry {
            hours.days = std::array::from_fn(|_| hours.days[0].clone());
            (self.is_begun, self.said) = (true, None);
            self.faults.retain(|fault| day(fault.field).is_none());
        }
    }

    /// What is wrong with a field.
    pub fn fault(&self, field: Field) -> Option<&EntryFault> {
        self.faults.iter().find(|fault| fault.field == field)
    }

    /// Shows why it was not kept.
    pub fn refuse(&mut self, why: &Unkept, words: &Words) {
        let (faults, says, next) = match why {
            Unkept::Trial(TrialFault::Entry(faults)) | Unkept::Disk(SetupError::Entry(faults)) => {
                let other = faults.iter().filter(|fault| fault.field == Field::Other);
                let other: Vec<String> = other.map(|fault| fault.worded(words)).collect();
                (faults.clone(), other.join("\n"), None)
            }
            Unkept::Trial(fault) => (Vec::new(), fault.says(words), fault.next(words)),
            Unkept::Disk(error) => (Vec::new(), error.worded(words), None),
        };
        self.may_keep = matches!(
            why,
            Unkept::Trial(
                TrialFault::NoSecret
                    | TrialFault::NoStore(_)
                    | TrialFault::WrongKey(_)
                    | TrialFault::WrongShop
                    | TrialFault::Foreign(_)
                    | TrialFault::Line(_)
            )
        );
        self.faults = faults;
        self.said = (!says.is_empty()).then_some(Said::Bad(says, next));
    }
}

/// Why an entry was not kept.
#[derive(Clone, Debug)]
pub enum Unkept {
    /// It did not stand its trial.
    Trial(TrialFault),
    /// It could not be written.
    Disk(SetupError),
}

/// What was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What the trial said; empty: it was not tried.
    pub said: String,
    /// Where its key was kept, or why it could not be, though the rest was; `None`: no key was typed.
    pub key: Option<Result<Place, SecretError>>,
}

/// Tries an entry, unless it is to be kept as it is, and writes it.
pub async fn keep(
    setup: Setup,
    entry: Entry,
    secret: String,
    tried: bool,
    words: Words,
) -> Result<Kept, Unkept> {
    let typed = (!secret.trim().is_empty()).then(|| secret.trim().to_owned());
    let mut said = String::new();
    if tried {
        said = match &entry {
            Entry::App(app) => {
                setup.sign_in(app, typed.as_deref()).await.map_err(Unkept::Trial)?;
                words.text("assist-signed-in", &[])
            }
            Entry::Agency(agency) => {
                let answer = setup.quote(agency, typed.as_deref()).await.map_err(Unkept::Trial)?;
                answer.worded(&words)
            }
            Entry::Shop(_) | Entry::Printer(_) | Entry::Hours(_) => String::new(),
        };
    }
    // The disk, and a credential store that may think for seconds.
    let written = tokio::task::spawn_blocking(move || match &entry {
        Entry::Shop(shop) => setup.save_shop(shop).map(|()| None),
        Entry::Hours(hours) => setup.save_hours(hours).map(|()| None),
        Entry::App(app) => setup.save_app(app, typed.as_deref()).map(|saved| saved.key),
        Entry::Printer(printer) => setup.save_printer(printer).map(|saved| saved.key),
        Entry::Agency(agency) => setup.save_agency(agency, typed.as_deref()).map(|saved| saved.key),
    });
    match written.await {
        Ok(Ok(key)) => Ok(Kept { said, key }),
        Ok(Err(error)) => Err(Unkept::Disk(error)),
        Err(error) => Err(Unkept::Trial(TrialFault::Line(Cause::of(cause::Why::Program).with(error)))),
    }
}

/// What the trial said, and that the key could not be kept.
pub fn unkept(tried: String, error: &SecretError, words: &Words) -> Said {
    let says = [tried, error.worded(words.language())];
    let says: Vec<String> = says.into_iter().filter(|says| !says.is_empty()).collect();
    Said::Bad(says.join("\n"), Some(words.text("assist-key-unkept-next", &[])))
}

/// A cause and what to do about it.
pub fn because(cause: &Cause, words: &Words) -> Said {
    Said::Bad(language::cause(words, cause), language::cure(words, cause))
}
