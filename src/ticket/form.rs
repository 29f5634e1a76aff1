//! What stands on each kind of ticket, in what order and in what size: data, so that a shop changes it without code.
//!
//! What keeps people safe is not data. A form is checked when it is made: it names the order twice (our number, the
//! app's id), tells the kitchen and the gatherers every request, never tells them a phone or an address, and tells the rider about money
//! and alcohol. Marks (재출력, 대체 출력, 변경), the black of a cancel slip and the silence about a child's meal card are
//! [`compose`](super::compose)'s own, whatever the form says.

use std::sync::Arc;

use domain::order::TicketKind;

use super::{Logo, QrText, Size};

/// The form of every kind of ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms([Form; 5]);

impl Forms {
    /// Asks for the form of every kind.
    pub fn of_each<E>(mut form: impl FnMut(TicketKind) -> Result<Form, E>) -> Result<Forms, E> {
        let [kitchen, customer, rider, cancel, gather] = TicketKind::ALL;
        Ok(Forms([form(kitchen)?, form(customer)?, form(rider)?, form(cancel)?, form(gather)?]))
    }

    /// The form of one kind of ticket.
    pub fn form(&self, kind: TicketKind) -> &Form {
        let [kitchen, customer, rider, cancel, gather] = &self.0;
        match kind {
            TicketKind::Kitchen => kitchen,
            TicketKind::Customer => customer,
            TicketKind::Rider => rider,
            TicketKind::Cancel => cancel,
            TicketKind::Gather => gather,
        }
    }
}

/// One kind of ticket, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form(Vec<Part>);

/// One thing on a ticket, and how it looks where that is not its own look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What stands there.
    pub what: What,
    /// How.
    pub look: Look,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Something about the order.
    Show(Show),
    /// The shop's own words; none is an empty row.
    Text(String),
    /// A rule over the whole width.
    Rule(char),
    /// A QR code.
    Qr(QrText),
    /// The shop's picture.
    Logo(Arc<Logo>),
}

/// How a part looks; what is not said is the part's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Character size.
    pub size: Option<Size>,
    /// Character size of what stands under a dish.
    pub options: Option<Size>,
    /// White on black.
    pub reversed: Option<bool>,
    /// In the middle.
    pub centred: Option<bool>,
}

/// Why parts are not a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormFault {
    /// The part at this index must not stand on this kind of ticket.
    NotHere(usize),
    /// One of these has to.
    Missing(&'static [Show]),
}

macro_rules! shows {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Something about the order that a ticket can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Show {
            $($(#[$doc])* $name,)*
        }

        impl Show {
            /// Everything there is, by the word that files use.
            pub const ALL: &'static [(&'static str, Show)] = &[$(($word, Show::$name),)*];
        }
    };
}

shows! {
    /// `배달   서구-017`; on a cancel slip `취소   서구-017`.
    Number = "number",
    /// `서구-017 / 배달e음 B7K2`, with day and time.
    Reference = "reference",
    /// `배달e음 앱번호 B7K2`, with day and time.
    App = "app",
    /// `배달e음 B7K2 / 바로고`, with the time when it is ready.
    Agency = "agency",
    /// `만들지 마세요.`
    Stop = "stop",
    /// When to begin a scheduled order, and when it is to be ready.
    Ready = "ready",
    /// The number that the app gave the customer or the rider.
    PickupCode = "pickup-code",
    /// What the customer asks of the shop.
    Request = "request",
    /// Tells that the customer's identity has to be checked, where it has to.
    Alcohol = "alcohol",
    /// Dishes with their options, quantity first.
    Dishes = "dishes",
    /// `2종 3개`, with the station and its number of all.
    Count = "count",
    /// Reusable container, cutlery.
    Packing = "packing",
    /// The shop's name.
    Shop = "shop",
    /// The shop's registration and telephone.
    Business = "business",
    /// Dishes with their options, price by price.
    Prices = "prices",
    /// Items, fees, discounts with who pays each, the total.
    Sums = "sums",
    /// What is paid and what is to be paid.
    Payments = "payments",
    /// The cash receipt asked for, its number masked.
    Receipt = "receipt",
    /// How a reusable container goes back.
    Container = "container",
    /// The shop's lines from the settings (원산지).
    Footer = "footer",
    /// Money first: what the rider takes, and the change to carry.
    Collect = "collect",
    /// Where it goes.
    Address = "address",
    /// The way in, and a telephone.
    Contact = "contact",
    /// What the customer asks of the rider.
    RiderRequest = "rider-request",
    /// What to carry.
    Load = "load",
    /// Where the rider signs.
    Signature = "signature",
    /// `장보기 꾸러미 가상중앙시장`, if it is one.
    Market = "market",
    /// Between when and when a bundle is to be delivered, or when a pre-order is wanted.
    Deliver = "deliver",
    /// A market's stalls with their things, a box to tick before each.
    Stalls = "stalls",
}

use Show::*;

impl Show {
    /// The word that files use.
    pub fn word(self) -> &'static str {
        Show::ALL.iter().find(|(_, show)| *show == self).map_or("", |(word, _)| word)
    }

    /// Whether it may stand on this kind of ticket: who cooks or gathers learns neither phone nor address, and only a
    /// cancel slip stops it.
    pub fn fits(self, kind: TicketKind) -> bool {
        let kitchens = matches!(kind, TicketKind::Kitchen | TicketKind::Cancel | TicketKind::Gather);
        match self {
            Address | Contact | RiderRequest | Receipt => !kitchens,
            Stop => kind == TicketKind::Cancel,
            _ => true,
        }
    }
}

/// What must stand on each kind; one of each list.
fn needed(kind: TicketKind) -> &'static [&'static [Show]] {
    match kind {
        TicketKind::Kitchen => {
            &[&[Number, Reference], &[App, Agency, Reference], &[Request], &[Alcohol], &[Dishes], &[Count]]
        }
        // 원산지 is a legal duty; where the settings have none, the footer is nothing.
        TicketKind::Customer => &[&[Number, Reference], &[App, Agency, Reference], &[Footer]],
        TicketKind::Rider => &[&[Number, Reference], &[App, Agency, Reference], &[Collect], &[Alcohol]],
        // Its number says 취소.
        TicketKind::Cancel => &[&[Number], &[App, Agency, Reference], &[Dishes]],
        TicketKind::Gather => &[&[Number, Reference], &[App, Agency, Reference], &[Request], &[Stalls]],
    }
}

impl Form {
    /// From top to bottom.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Parts as the form of a kind of ticket, if they say what that kind must say and nothing that it must not.
    pub fn new(kind: TicketKind, parts: Vec<Part>) -> Result<Form, Vec<FormFault>> {
        let show = |part: &Part| if let What::Show(show) = part.what { Some(show) } else { None };
        let stray = parts.iter().enumerate().filter(|(_, part)| show(part).is_some_and(|s| !s.fits(kind)));
        let mut faults: Vec<FormFault> = stray.map(|(index, _)| FormFault::NotHere(index)).collect();
        let stands = |any: &&[Show]| parts.iter().filter_map(show).any(|show| any.contains(&show));
        faults.extend(needed(kind).iter().copied().filter(|any| !stands(any)).map(FormFault::Missing));
        if faults.is_empty() { Ok(Form(parts)) } else { Err(faults) }
    }
}
