//! What a person types on a page, and the keys of `settings.toml` that follow from it.

use domain::order::TicketKind;
use toml_edit::{Array, Value};

use super::tidy::{address, business_number, connection, phone, plain};
use crate::settings::amend::Change;
use crate::settings::{Acceptance, Dispatch};

/// The shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopEntry {
    /// Name on paper.
    pub name: String,
    /// Telephone; its hyphens are put in.
    pub phone: String,
    /// Business registration number; its hyphens are put in.
    pub business_number: String,
    /// 도로명.
    pub road: String,
    /// Floor, unit.
    pub detail: String,
    /// Degrees north and east as a map shows them (`37.5, 127.0`), for agencies that go by the place; empty: not known.
    pub place: String,
    /// What stands at the foot of the customer's receipt, a line each, with ` / ` between them.
    pub footer: String,
}

/// An app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppEntry {
    /// Id; empty: a new one, whose id is made.
    pub id: String,
    /// The name of its profile.
    pub profile: String,
    /// The address that its operator named.
    pub base_url: String,
    /// The app's id of the shop.
    pub merchant_id: String,
    /// The account.
    pub client_id: String,
    /// Who accepts its orders.
    pub accept: Acceptance,
}

/// A printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterEntry {
    /// Id; empty: a new one, whose id is made.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// The name of its model's profile.
    pub profile: String,
    /// The way to it (`tcp://192.168.0.50:9100`); a bare IP address is one too.
    pub connection: String,
    /// What it prints.
    pub tickets: Vec<TicketKind>,
    /// Characters per line, where the test page showed others than the profile's; empty: the profile's.
    pub columns: String,
    /// How often each ticket is printed; empty: once.
    pub copies: String,
}

/// A delivery agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyEntry {
    /// Id; empty: a new one, whose id is made.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// Its protocol, as the settings spell it; [`agency_kinds`](super::agency_kinds) has all.
    pub kind: String,
    /// Where it answers; empty for the shop's own riders.
    pub base_url: String,
    /// The shop's account there; empty for the shop's own riders.
    pub account: String,
    /// The shop's id there; empty where it has none.
    pub store_id: String,
    /// When it is called.
    pub dispatch: Dispatch,
}

impl Default for AppEntry {
    fn default() -> AppEntry {
        AppEntry {
            id: String::new(),
            profile: String::new(),
            base_url: String::new(),
            merchant_id: String::new(),
            client_id: String::new(),
            accept: Acceptance::Manual,
        }
    }
}

impl Default for PrinterEntry {
    fn default() -> PrinterEntry {
        PrinterEntry {
            id: String::new(),
            name: String::new(),
            profile: "generic-80mm".to_owned(),
            connection: String::new(),
            tickets: vec![TicketKind::Kitchen, TicketKind::Cancel],
            columns: String::new(),
            copies: String::new(),
        }
    }
}

impl Default for AgencyEntry {
    fn default() -> AgencyEntry {
        AgencyEntry {
            id: String::new(),
            name: String::new(),
            kind: String::new(),
            base_url: String::new(),
            account: String::new(),
            store_id: String::new(),
            dispatch: Dispatch::Manual,
        }
    }
}

/// What stands between two lines of the receipt's foot where they are typed in one.
pub(super) const FOOT: &str = " / ";

/// A key that must be there: also an empty one is written, for the settings' own rules to refuse.
fn needed(key: &'static str, text: String) -> Change {
    (key, Some(Value::from(text)))
}

/// A key that goes where nothing is said.
fn wanted(key: &'static str, text: String) -> Change {
    (key, (!text.is_empty()).then(|| Value::from(text)))
}

/// A number; what is none stays a text, for the settings' own rules to refuse.
fn number(key: &'static str, text: &str) -> Change {
    let value = match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(whole), _) => Value::from(whole),
        (_, Ok(number)) if number.is_finite() => Value::from(number),
        _ => Value::from(text),
    };
    (key, (!text.is_empty()).then_some(value))
}

impl ShopEntry {
    /// The keys of its table. A road that is another than `before` leaves the older address (지번) behind, which would name
    /// another house.
    pub(super) fn changes(&self, before: Option<&ShopEntry>) -> Vec<Change> {
        let place = plain(&self.place);
        let (latitude, longitude) = place.split_once([',', ' ']).unwrap_or((place.as_str(), ""));
        let road = plain(&self.road);
        let moved = before.is_some_and(|before| plain(&before.road) != road);
        let mut changes = vec![
            needed("name", plain(&self.name)),
            wanted("phone", phone(&self.phone)),
            wanted("business_number", business_number(&self.business_number)),
            wanted("address.road", road),
            wanted("address.detail", plain(&self.detail)),
            number("address.latitude", latitude.trim()),
            number("address.longitude", longitude.trim_matches([',', ' '])),
        ];
        // Half a place is none, and is refused as such.
        if !place.is_empty() && longitude.trim_matches([',', ' ']).is_empty() {
            changes.push(("address.longitude", Some(Value::from(""))));
        }
        // As long as it is not touched, it stays as a person has written it.
        if before.is_none_or(|before| before.footer != self.footer) {
            let lines: Array = self.footer.split(FOOT).map(plain).filter(|line| !line.is_empty()).collect();
            changes.push(("footer", (!lines.is_empty()).then(|| Value::from(lines))));
        }
        if moved {
            changes.push(("address.jibun", None));
        }
        changes
    }
}

impl AppEntry {
    pub(super) fn changes(&self) -> Vec<Change> {
        let accept = match self.accept {
            Acceptance::Manual => "manual",
            Acceptance::Auto => "auto",
        };
        vec![
            needed("profile", plain(&self.profile)),
            needed("base_url", address(&self.base_url)),
            needed("merchant_id", plain(&self.merchant_id)),
            needed("client_id", plain(&self.client_id)),
            needed("accept", accept.to_owned()),
        ]
    }
}

impl PrinterEntry {
    pub(super) fn changes(&self) -> Vec<Change> {
        let tickets: Array = self.tickets.iter().map(|kind| kind.as_str()).collect();
        vec![
            wanted("name", plain(&self.name)),
            needed("profile", plain(&self.profile)),
            needed("connection", connection(&self.connection)),
            ("tickets", Some(Value::from(tickets))),
            number("columns", &plain(&self.columns)),
            number("copies", &plain(&self.copies)),
        ]
    }
}

impl AgencyEntry {
    pub(super) fn changes(&self) -> Vec<Change> {
        let dispatch = match self.dispatch {
            Dispatch::Manual => "manual".to_owned(),
            Dispatch::OnAccept => "on-accept".to_owned(),
            Dispatch::BeforeReady(minutes) => format!("before-ready:{minutes}"),
        };
        vec![
            wanted("name", plain(&self.name)),
            needed("kind", plain(&self.kind)),
            wanted("base_url", address(&self.base_url)),
            wanted("account", plain(&self.account)),
            wanted("store_id", plain(&self.store_id)),
            needed("dispatch", dispatch),
        ]
    }
}
