//! From the text of `settings.toml` to [`Settings`]: what each table may say, its defaults and its bounds.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use domain::order::{PaymentKind, Won, phone};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use open_delivery::http::is_loopback;
use toml::de::DeTable;

use super::fault::{MOST_IDS, Place, SettingsError, Wrong};
use super::section::{Document, Found, Section};
use super::*;

const ACCEPT: [(&str, Acceptance); 2] = [("manual", Acceptance::Manual), ("auto", Acceptance::Auto)];
const RIDERS: [(&str, Riders); 3] =
    [("us", Riders::Us), ("app", Riders::App), ("other-program", Riders::OtherProgram)];
const AFTER_UNKNOWN: [(&str, AfterUnknown); 2] =
    [("ask", AfterUnknown::Ask), ("reprint", AfterUnknown::Reprint)];
/// Longest time that customers' data is kept, days after an order's business day.
const MOST_KEEP_DAYS: u32 = 30;
/// Most backups that are kept.
const MOST_BACKUPS: u32 = 90;
const COLLECTS: [(&str, PaymentKind); 2] = [("cash", PaymentKind::Cash), ("card", PaymentKind::Card)];

/// Reads the whole text. Every fault is noted with what stands in for the value; with one fault nothing is used.
pub(super) fn parse(text: &str, file: &str, data_folder: &Path) -> Result<Settings, SettingsError> {
    let document = Document::new(text);
    let tree = DeTable::parse(text).map_err(|error| SettingsError::syntax(file, &document, &error))?;
    let root = Section::root(&document, tree.get_ref());
    let language = root
        .choice("language", &Language::ALL.map(|language| (language.tag(), language)))
        .unwrap_or_default();
    let window = root.table("window").map(|section| window(&section)).unwrap_or_default();
    let shops = shops(&root);
    let channels: Vec<_> = root.tables("channels").iter().map(|s| channel(s, data_folder)).collect();
    let carriers: Vec<_> = channels.iter().flat_map(|(_, carriers)| carriers.clone()).collect();
    let channels: Vec<_> = channels.into_iter().map(|(channel, _)| channel).collect();
    let stations: Vec<_> = root.tables("stations").iter().map(station).collect();
    let known = Ids::of(&stations);
    let kitchen = root.table("kitchen").map(|section| kitchen(&section, &known)).unwrap_or_default();
    let printers: Vec<_> = root.tables("printers").iter().map(|s| printer(s, data_folder, &known)).collect();
    let (printers, ports): (Vec<_>, Vec<_>) = printers.into_iter().unzip();
    one_rate_a_port(&root, ports.into_iter().flatten());
    let agencies: Vec<_> = root.tables("agencies").iter().map(agency).collect();
    let keep_days = root.table("privacy").map(|section| privacy(&section)).unwrap_or_default();
    let backup = root.table("backup").map(|section| backup(&section)).unwrap_or_default();
    let update = root.table("update").and_then(|section| update::read(&section));
    root.close();

    unique(&root, shops.iter().filter_map(|shop| shop.id.as_ref()));
    unique(&root, channels.iter().filter_map(|channel| channel.id.as_ref()));
    unique(&root, stations.iter().filter_map(|station| station.id.as_ref()));
    unique(&root, printers.iter().filter_map(|printer| printer.id.as_ref()));
    unique(&root, agencies.iter().filter_map(|agency| agency.id.as_ref()));
    let shop_ids = Ids::of(&shops);
    let of_channels = channels.iter().filter_map(|channel| channel.names.as_ref());
    for shop in of_channels.chain(agencies.iter().filter_map(|agency| agency.names.as_ref())) {
        names_one_of(&root, shop, &shop_ids);
    }
    let agency_ids = Ids::of(&agencies);
    for carrier in &carriers {
        names_one_of(&root, carrier, &agency_ids);
    }
    backups(&root, &printers);

    let settings = Settings {
        language,
        window,
        kitchen,
        keep_days,
        backup,
        update,
        forms: layouts::shipped().clone(),
        shops: shops.into_iter().filter_map(|entry| entry.value).collect(),
        channels: channels.into_iter().filter_map(|entry| entry.value).collect(),
        stations: stations.into_iter().filter_map(|entry| entry.value).collect(),
        printers: printers.into_iter().filter_map(|entry| entry.value).collect(),
        agencies: agencies.into_iter().filter_map(|entry| entry.value).collect(),
    };
    match document.into_faults() {
        faults if faults.is_empty() => {
            let load = |layout| {
                layouts::load(data_folder, layout).map_err(|error| SettingsError { language, ..error })
            };
            let mut settings = Settings { forms: load(None)?, ..settings };
            for printer in &mut settings.printers {
                printer.forms = match &printer.layout {
                    Some(name) => load(Some(name))?,
                    // Its pictures are shared.
                    None => settings.forms.clone(),
                };
            }
            Ok(settings)
        }
        faults => Err(SettingsError { file: file.to_owned(), language, faults }),
    }
}

/// One table as far as it could be read, with the ids by which tables name one another.
struct Entry<T> {
    id: Option<Found<String>>,
    /// The other entry it names (`channels.shop`, `printers.backup`).
    names: Option<Found<String>>,
    value: Option<T>,
}

fn window(section: &Section<'_>) -> WindowSettings {
    let scale = scale(section);
    let kiosk = section.boolean("kiosk").unwrap_or_default();
    let dark = section.choice("theme", &[("light", false), ("dark", true)]).unwrap_or_default();
    section.close();
    WindowSettings { scale, kiosk, dark }
}

/// How much larger everything may be drawn, in percent.
fn scale(section: &Section<'_>) -> Option<u32> {
    section.integer_or("auto", "scale", 100..=200).and_then(|percent| u32::try_from(percent).ok())
}

/// How many days customers' data is kept.
fn privacy(section: &Section<'_>) -> u32 {
    let days = section.count("keep_days", 0..=MOST_KEEP_DAYS, 0);
    section.close();
    days
}

/// How the database is backed up.
fn backup(section: &Section<'_>) -> BackupSettings {
    let keep = section.count("keep", 1..=MOST_BACKUPS, BackupSettings::default().keep as u32);
    let copy_to = section.text("copy_to").map(|folder| PathBuf::from(folder.value));
    section.close();
    BackupSettings { keep: keep as usize, copy_to }
}

fn kitchen(section: &Section<'_>, stations: &Ids) -> KitchenSettings {
    let open = section.boolean("open").unwrap_or_default();
    let station = section.text("station");
    if let Some(station) = &station {
        names_one_of(section, station, stations);
    }
    let scale = scale(section);
    let full_screen = section.boolean("full_screen").unwrap_or_default();
    section.close();
    KitchenSettings { open, station: station.map(|found| found.value), scale, full_screen }
}

fn shops(root: &Section<'_>) -> Vec<Entry<Shop>> {
    let single = root.table("store").map(|section| shop(&section, None));
    let several = root.tables("shops").into_iter().map(|section| {
        let id = id(&section);
        shop(&section, id)
    });
    let shops: Vec<_> = single.into_iter().chain(several).collect();
    if shops.is_empty() {
        root.fault(&Place { line: 1, key: "store".into() }, Wrong::NoShop);
    }
    shops
}

fn shop(section: &Section<'_>, id: Option<Found<String>>) -> Entry<Shop> {
    let name = section.required_text("name");
    let phone = text_or_empty(section, "phone");
    let business_number = text_or_empty(section, "business_number");
    let timezone = timezone(section);
    let business_day_starts = business_day_starts(section);
    let hours = section.table("hours").map(|section| Arc::new(hours::read(&section)));
    let footer = texts_or_none(section, "footer");
    let address = section.table("address").map(|section| address(&section)).unwrap_or_default();
    section.close();
    let shop_id = id.as_ref().map(|found| found.value.clone());
    let value = (|| {
        Some(Shop {
            id: shop_id,
            name: name?.value,
            phone,
            business_number,
            timezone: timezone?,
            business_day_starts,
            hours,
            address,
            footer,
        })
    })();
    Entry { id, names: None, value }
}

fn timezone(section: &Section<'_>) -> Option<TimeZone> {
    let found = section.text("timezone");
    let name = found.as_ref().map_or("Asia/Seoul", |found| found.value.as_str());
    let zone = TimeZone::get(name).ok();
    match found {
        Some(found) if zone.is_none() => {
            section.fault(&found.place, Wrong::BadTimezone);
            None
        }
        // Korea keeps no daylight time, so a machine without a time zone database still counts right.
        _ => zone.or_else(|| Some(TimeZone::fixed(jiff::tz::offset(9)))),
    }
}

fn business_day_starts(section: &Section<'_>) -> Time {
    let five = Time::constant(5, 0, 0, 0);
    let Some(found) = section.text("business_day_starts") else { return five };
    let time = clock(&found.value);
    if time.is_none() {
        section.fault(&found.place, Wrong::BadTime);
    }
    time.unwrap_or(five)
}

fn address(section: &Section<'_>) -> ShopAddress {
    let address = ShopAddress {
        road: text_or_empty(section, "road"),
        jibun: text_or_empty(section, "jibun"),
        detail: text_or_empty(section, "detail"),
        latitude: section.degrees("latitude", 90),
        longitude: section.degrees("longitude", 180),
    };
    section.close();
    address
}

/// A channel, and the agencies that it names.
fn channel(section: &Section<'_>, data_folder: &Path) -> (Entry<ChannelSettings>, Vec<Found<String>>) {
    let id = id(section);
    if let Some(own) = id.as_ref().filter(|id| id.value == phone::CHANNEL) {
        section.fault(&own.place, Wrong::OwnId);
    }
    section.secrets_belong_to("channel", id.as_ref().map_or("ID", |id| &id.value));
    let profile = section.required_text("profile").and_then(|found| {
        let profile = app::Profile::load(&found.value, Some(data_folder));
        profile.map_err(|error| section.fault(&found.place, Wrong::Profile(error.into()))).ok()
    });
    let melodies = Melody::ALL.map(|melody| (melody.as_str(), melody));
    let own = profile.as_ref().map_or_else(Melody::default, |profile| profile.bell);
    let bell = section.choice("bell", &melodies).unwrap_or(own);
    let shop = section.text("shop");
    let base_url = section.required_text("base_url").map(|found| address_of_server(section, &found));
    let merchant_id = section.required_text("merchant_id");
    let client_id = section.required_text("client_id");
    let accept = section.choice("accept", &ACCEPT).unwrap_or(Acceptance::Manual);
    let prep_minutes = section.count("prep_minutes", 1..=240, 20);
    let its_own = profile.as_ref().map_or(30, |profile| profile.poll_seconds);
    let poll_seconds = section.count("poll_seconds", 1..=600, its_own);
    let riders = section.choice("riders", &RIDERS).unwrap_or(Riders::Us);
    let dispatch = dispatch(section);
    let agencies = section.texts("agencies");
    let named = agencies.iter().flat_map(|found| {
        found.value.iter().map(|id| Found { value: id.clone(), place: found.place.clone() })
    });
    let carriers = named.collect();
    let rates = section.table("rates").map(|section| RatesTable::read(&section)).unwrap_or_default();
    section.close();
    let value = (|| {
        let profile = profile?;
        Some(ChannelSettings {
            id: id.clone()?.value,
            rates: rates.over(&profile.rates),
            profile,
            bell,
            shop: shop.clone().map(|found| found.value),
            base_url: base_url?,
            merchant_id: merchant_id?.value,
            client_id: client_id?.value,
            accept,
            prep_minutes,
            poll_seconds,
            riders,
            dispatch,
            agencies: agencies.map(|found| found.value),
        })
    })();
    (Entry { id, names: shop, value }, carriers)
}

fn station(section: &Section<'_>) -> Entry<Station> {
    let id = id(section);
    let name = name(section, id.as_ref());
    let [codes, names, stalls] = ["codes", "names", "stalls"].map(|key| texts_or_none(section, key));
    section.close();
    let value = id.clone().map(|id| Station { id: id.value, name, codes, names, stalls });
    Entry { id, names: None, value }
}

/// A printer, and the connection that it names.
fn printer(
    section: &Section<'_>,
    data_folder: &Path,
    stations: &Ids,
) -> (Entry<PrinterSettings>, Option<Found<Connection>>) {
    let id = id(section);
    let name = name(section, id.as_ref());
    let columns = section.integer("columns", 16..=96).and_then(|n| u32::try_from(n).ok());
    let profile_name = section.required_text("profile");
    let profile = profile_name.as_ref().and_then(|found| {
        let profile = printer::Profile::load(&found.value, Some(data_folder));
        profile.map_err(|error| section.fault(&found.place, Wrong::Profile(error.into()))).ok()
    });
    let connection = section.required_text("connection").and_then(|found| {
        let connection = found.value.parse::<Connection>();
        let connection = connection.map_err(|fault| section.fault(&found.place, Wrong::BadConnection(fault)));
        Some(Found { value: connection.ok()?, place: found.place })
    });
    let hold = section.boolean("hold").unwrap_or(false);
    let kinds = TicketKind::ALL.map(|kind| (kind.as_str(), kind));
    let tickets = section.texts("tickets").map_or(vec![TicketKind::Kitchen, TicketKind::Cancel], |found| {
        let word = |value| Found { value, place: found.place.clone() };
        found.value.iter().filter_map(|kind| section.chosen(&word(kind.clone()), &kinds)).collect()
    });
    let copies = section.count("copies", 1..=9, 1);
    let named = section.texts("stations");
    for found in named.iter().flat_map(|named| named.value.iter().map(|id| (id, &named.place))) {
        names_one_of(section, &Found { value: found.0.clone(), place: found.1.clone() }, stations);
    }
    let backup = section.text("backup");
    let layout = section.text("layout");
    let known = layouts::names(data_folder);
    if let Some(found) = layout.as_ref().filter(|found| !known.contains(&found.value)) {
        section.fault(&found.place, Wrong::NoSuchLayout(known));
    }
    let after_unknown = section.choice("after_unknown", &AFTER_UNKNOWN).unwrap_or(AfterUnknown::Ask);
    let expire_minutes = section.count("expire_minutes", 1..=1440, 30);
    section.close();
    let value = (|| {
        Some(PrinterSettings {
            id: id.clone()?.value,
            name,
            profile_name: profile_name?.value,
            profile: with_columns(profile?, columns),
            columns,
            connection: connection.clone()?.value,
            hold,
            tickets,
            copies,
            stations: named.map(|found| found.value).unwrap_or_default(),
            backup: backup.clone().map(|found| found.value),
            layout: layout.map(|found| found.value),
            forms: layouts::shipped().clone(),
            after_unknown,
            expire_minutes,
        })
    })();
    (Entry { id, names: backup, value }, connection)
}

/// Several printers may be one device, and share its connection; a serial port has one rate at a time.
fn one_rate_a_port(root: &Section<'_>, ports: impl Iterator<Item = Found<Connection>>) {
    let mut seen: Vec<Found<Connection>> = Vec::new();
    for port in ports.filter(|port| matches!(port.value, Connection::Serial { .. })) {
        let way = |port: &Found<Connection>| match port.value {
            Connection::Serial { baud, flow, .. } => Some((baud, flow)),
            _ => None,
        };
        let same =
            |other: &&Found<Connection>| printer::address(&other.value) == printer::address(&port.value);
        match seen.iter().find(same) {
            Some(first) if way(first) != way(&port) => {
                root.fault(&port.place, Wrong::OtherRate(first.place.line));
            }
            Some(_) => {}
            None => seen.push(port),
        }
    }
}

/// The test page showed this many columns of Font A, twelve dots each; then the paper has at least these dots.
fn with_columns(mut profile: printer::Profile, columns: Option<u32>) -> printer::Profile {
    if let Some(columns) = columns {
        profile.columns = columns;
        profile.dots = profile.dots.max(columns * 12);
    }
    profile
}

/// An agency: what every protocol may say, and what its own has to be told.
fn agency(section: &Section<'_>) -> Entry<AgencySettings> {
    let id = id(section);
    let name = name(section, id.as_ref());
    section.secrets_belong_to("agency", id.as_ref().map_or("ID", |id| &id.value));
    let kinds: Vec<_> = AgencyKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let kind = section.required_text("kind").and_then(|found| section.chosen(&found, &kinds));
    let options = kind.and_then(|kind| kind.read(section));
    let shop = section.text("shop");
    let dispatch = dispatch(section).unwrap_or(Dispatch::Manual);
    let won = |key| section.integer(key, 0..=1_000_000).map(Won);
    let (max_fee, cancel_fee) = (won("max_fee"), won("cancel_fee"));
    let suits = suits(section);
    match kind {
        Some(_) => section.close(),
        // Under a kind that is wrong itself any key may be meant.
        None => section.close_half_read(),
    }
    let value = (|| {
        Some(AgencySettings {
            id: id.clone()?.value,
            name,
            shop: shop.as_ref().map(|found| found.value.clone()),
            dispatch,
            max_fee,
            suits,
            cancel_fee,
            options: options?,
        })
    })();
    Entry { id, names: shop, value }
}

/// What it is called for without being asked for.
fn suits(section: &Section<'_>) -> Suits {
    let collects = section.texts("collects").map(|found| {
        let word = |value| Found { value, place: found.place.clone() };
        let words = found.value.iter().filter_map(|kind| section.chosen(&word(kind.clone()), &COLLECTS));
        words.collect::<Vec<_>>()
    });
    let takes = |kind| collects.as_ref().is_none_or(|collects| collects.contains(&kind));
    let hours = section.text("hours").and_then(|found| {
        let hours = found.value.split_once('-').and_then(|(from, until)| Some((clock(from)?, clock(until)?)));
        let hours = hours.filter(|(from, until)| from != until);
        if hours.is_none() {
            section.fault(&found.place, Wrong::BadHours);
        }
        hours
    });
    Suits {
        max_distance: section.integer("max_distance", 1..=100_000).and_then(|n| u32::try_from(n).ok()),
        cash: takes(PaymentKind::Cash),
        card: takes(PaymentKind::Card),
        alcohol: section.boolean("alcohol").unwrap_or(true),
        hours,
    }
}

fn dispatch(section: &Section<'_>) -> Option<Dispatch> {
    let found = section.text("dispatch")?;
    let before = found.value.strip_prefix("before-ready:").and_then(|minutes| minutes.trim().parse().ok());
    match (found.value.as_str(), before) {
        ("manual", _) => Some(Dispatch::Manual),
        ("on-accept", _) => Some(Dispatch::OnAccept),
        (_, Some(minutes)) if (1..=240).contains(&minutes) => Some(Dispatch::BeforeReady(minutes)),
        _ => {
            section.fault(&found.place, Wrong::BadDispatch);
            None
        }
    }
}

/// `HH:MM`.
pub(super) fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':').filter(|(_, minute)| minute.len() == 2)?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// What staff call it.
fn name(section: &Section<'_>, id: Option<&Found<String>>) -> String {
    let said = section.text("name").filter(|found| !found.value.trim().is_empty());
    said.as_ref().or(id).map(|found| found.value.clone()).unwrap_or_default()
}

pub(super) fn texts_or_none(section: &Section<'_>, key: &'static str) -> Vec<String> {
    section.texts(key).map(|found| found.value).unwrap_or_default()
}

fn text_or_empty(section: &Section<'_>, key: &'static str) -> String {
    section.text(key).map(|found| found.value).unwrap_or_default()
}

/// An id, `[a-z0-9-]{1,32}`.
pub(super) fn is_id(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(letter)
}

fn id(section: &Section<'_>) -> Option<Found<String>> {
    let found = section.required_text("id")?;
    if !is_id(&found.value) {
        section.fault(&found.place, Wrong::BadId);
        return None;
    }
    Some(found)
}

/// A server's root without a slash at the end; plain http only inside this machine.
pub(super) fn address_of_server(section: &Section<'_>, found: &Found<String>) -> String {
    let wrong = match reqwest::Url::parse(&found.value) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Some(Wrong::UrlWithPassword),
        Ok(url) if url.query().is_some() || url.fragment().is_some() => Some(Wrong::BadUrl),
        Ok(url) => match url.scheme() {
            "https" => None,
            "http" if is_loopback(&found.value) => None,
            "http" => Some(Wrong::PlainHttp),
            _ => Some(Wrong::BadUrl),
        },
        Err(_) => Some(Wrong::BadUrl),
    };
    if let Some(wrong) = wrong {
        section.fault(&found.place, wrong);
    }
    found.value.trim_end_matches('/').to_owned()
}

fn unique<'f>(root: &Section<'_>, ids: impl Iterator<Item = &'f Found<String>>) {
    let mut seen: HashMap<&str, &Found<String>> = HashMap::new();
    for id in ids {
        match seen.get(id.value.as_str()) {
            Some(first) => root.fault(&id.place, Wrong::DuplicateId(first.place.line)),
            None => drop(seen.insert(&id.value, id)),
        }
    }
}

/// The ids of one kind of table.
struct Ids {
    all: HashSet<String>,
    /// The first of them, where one has to be chosen.
    first: Vec<String>,
}

impl Ids {
    fn of<T>(entries: &[Entry<T>]) -> Ids {
        let ids = || entries.iter().filter_map(|entry| Some(entry.id.as_ref()?.value.clone()));
        Ids { all: ids().collect(), first: ids().take(MOST_IDS + 1).collect() }
    }
}

fn names_one_of(root: &Section<'_>, named: &Found<String>, known: &Ids) {
    if !known.all.contains(&named.value) {
        root.fault(&named.place, Wrong::Dangling { id: named.value.clone(), known: known.first.clone() });
    }
}

/// Every backup exists, and no chain of backups comes back to where it began.
fn backups(root: &Section<'_>, printers: &[Entry<PrinterSettings>]) {
    let known = Ids::of(printers);
    let mut at: HashMap<&str, usize> = HashMap::new();
    for (n, printer) in printers.iter().enumerate() {
        if let Some(id) = &printer.id {
            at.entry(&id.value).or_insert(n);
        }
    }
    let backup =
        |n: usize| printers[n].names.as_ref().and_then(|named| at.get(named.value.as_str()).copied());
    // In which walk a printer was come by; each is walked from once.
    let mut walked: Vec<Option<usize>> = vec![None; printers.len()];
    for (start, printer) in printers.iter().enumerate().filter(|(_, printer)| printer.id.is_some()) {
        if let Some(named) = &printer.names {
            names_one_of(root, named, &known);
        }
        let mut next = Some(start);
        while let Some(n) = next.filter(|n| walked[*n].is_none()) {
            walked[n] = Some(start);
            next = backup(n);
        }
        let Some(met) = next.filter(|n| walked[*n] == Some(start)) else { continue };
        let mut circle = vec![met];
        while let Some(n) = backup(circle[circle.len() - 1]).filter(|n| *n != met) {
            circle.push(n);
        }
        // Told at the printer of it that stands first.
        let first = (0..circle.len()).min_by_key(|n| circle[*n]).unwrap_or_default();
        circle.rotate_left(first);
        circle.push(circle[0]);
        let ids = circle.iter().filter_map(|n| Some(printers[*n].id.as_ref()?.value.clone()));
        if let Some(named) = &printers[circle[0]].names {
            root.fault(&named.place, Wrong::BackupCycle(ids.take(MOST_IDS + 1).collect()));
        }
    }
}
