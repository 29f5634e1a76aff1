//! What the file says so far. A file that is half done is the ordinary case here, so every value that is no text is an empty
//! one, and nothing that is missing is an error.

use domain::board::Melody;
use domain::order::TicketKind;
use toml::{Table, Value};

use super::HoursEntry;
use super::entry::{AgencyEntry, AppEntry, FOOT, PrinterEntry, ShopEntry};
use crate::settings::{Acceptance, Dispatch, Language};

/// The pages' fields as the file fills them in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The language that the file asks for; `None`: it does not say.
    pub language: Option<Language>,
    /// The shop; of several the first. `None`: there is none yet.
    pub shop: Option<ShopEntry>,
    /// The opening hours of that shop; `None`: it opens and closes by hand.
    pub hours: Option<HoursEntry>,
    /// The apps, in the file's order.
    pub apps: Vec<AppEntry>,
    /// What the bell plays for each of them, where the file says it.
    pub bells: Vec<Option<Melody>>,
    /// The printers, in the file's order.
    pub printers: Vec<PrinterEntry>,
    /// The agencies, in the file's order.
    pub agencies: Vec<AgencyEntry>,
}

/// Reads a tree leniently.
pub(super) fn read(tree: &Table) -> Draft {
    let language = tree.get("language").and_then(Value::as_str);
    let shop = first_shop(tree);
    let hours = shop.and_then(|shop| shop.get("hours")).and_then(Value::as_table);
    Draft {
        language: language.and_then(|tag| Language::ALL.into_iter().find(|language| language.tag() == tag)),
        shop: shop.map(self::shop),
        hours: hours.map(HoursEntry::read),
        apps: tables(tree, "channels").map(app).collect(),
        bells: tables(tree, "channels").map(bell).collect(),
        printers: tables(tree, "printers").map(printer).collect(),
        agencies: tables(tree, "agencies").map(agency).collect(),
    }
}

/// `[store]`, or the first of `[[shops]]`.
pub(super) fn first_shop(tree: &Table) -> Option<&Table> {
    tree.get("store").and_then(Value::as_table).or_else(|| tables(tree, "shops").next())
}

/// The printers, where each of them says what it prints; none otherwise.
pub(super) fn divided(tree: &Table) -> Vec<PrinterEntry> {
    let all = || tables(tree, "printers");
    let said = all().all(|table| table.contains_key("tickets"));
    if said { all().map(printer).collect() } else { Vec::new() }
}

fn tables<'t>(tree: &'t Table, kind: &str) -> impl Iterator<Item = &'t Table> {
    tree.get(kind).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn text(table: &Table, key: &str) -> String {
    match table.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn shop(table: &Table) -> ShopEntry {
    let nowhere = Table::new();
    let address = table.get("address").and_then(Value::as_table).unwrap_or(&nowhere);
    let (latitude, longitude) = (text(address, "latitude"), text(address, "longitude"));
    let known = !latitude.is_empty() || !longitude.is_empty();
    ShopEntry {
        name: text(table, "name"),
        phone: text(table, "phone"),
        business_number: text(table, "business_number"),
        road: text(address, "road"),
        detail: text(address, "detail"),
        footer: footer(table),
        place: if known { format!("{latitude}, {longitude}") } else { String::new() },
    }
}

fn footer(table: &Table) -> String {
    let lines = table.get("footer").and_then(Value::as_array).into_iter().flatten();
    let lines: Vec<&str> = lines.filter_map(Value::as_str).map(str::trim).collect();
    lines.join(FOOT)
}

fn app(table: &Table) -> AppEntry {
    AppEntry {
        id: text(table, "id"),
        profile: text(table, "profile"),
        base_url: text(table, "base_url"),
        merchant_id: text(table, "merchant_id"),
        client_id: text(table, "client_id"),
        accept: if text(table, "accept") == "auto" { Acceptance::Auto } else { Acceptance::Manual },
    }
}

fn bell(table: &Table) -> Option<Melody> {
    let said = text(table, "bell");
    Melody::ALL.into_iter().find(|melody| melody.as_str() == said)
}

fn printer(table: &Table) -> PrinterEntry {
    let kinds = table.get("tickets").and_then(Value::as_array);
    let kind = |word: &Value| {
        TicketKind::ALL.into_iter().find(|kind| word.as_str().map(str::trim) == Some(kind.as_str()))
    };
    let said = kinds.map(|kinds| kinds.iter().filter_map(kind).collect());
    PrinterEntry {
        id: text(table, "id"),
        name: text(table, "name"),
        profile: text(table, "profile"),
        connection: text(table, "connection"),
        tickets: said.unwrap_or_else(|| PrinterEntry::default().tickets),
        columns: text(table, "columns"),
        copies: text(table, "copies"),
    }
}

fn agency(table: &Table) -> AgencyEntry {
    let dispatch = text(table, "dispatch");
    let before = dispatch.strip_prefix("before-ready:").and_then(|minutes| minutes.trim().parse().ok());
    AgencyEntry {
        id: text(table, "id"),
        name: text(table, "name"),
        kind: text(table, "kind"),
        base_url: text(table, "base_url"),
        account: text(table, "account"),
        store_id: text(table, "store_id"),
        dispatch: match (dispatch.as_str(), before) {
            ("on-accept", _) => Dispatch::OnAccept,
            (_, Some(minutes)) => Dispatch::BeforeReady(minutes),
            _ => Dispatch::Manual,
        },
    }
}
