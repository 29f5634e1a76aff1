//! From settings to a running engine: the real store, apps, printers and agencies.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use open_delivery::http;
use uuid::{NoContext, Timestamp as UuidTime, Uuid};

use super::clock::{Clock, Drift};
use super::run::{Parts, Speaker};
use crate::printer;
use crate::settings::{AgencySettings, Settings};
use crate::store::{self, Ids, Store, StoreError};
use crate::{agency, channel};

/// Name of the database in the data folder.
pub const DATABASE: &str = "jumunbell.db";

/// Finds the secret of a kind and id, or says why there is none.
pub type SecretOf = Box<dyn Fn(&str, &str) -> Result<String, String>>;

/// What the engine is given from outside; no module reads any of it by itself.
pub struct Environment {
    /// The time.
    pub clock: Clock,
    /// The secret of a `kind` (`channel`, `agency`) and id; why there is none, if so.
    pub secret: SecretOf,
    /// Divides the waits of real agencies' protocols, for agencies on loopback addresses only; 1 in life.
    pub shorten: u32,
    /// How long the talk with printers waits.
    pub printer_timings: printer::Timings,
    /// Plays the alarm.
    pub speaker: Speaker,
    /// For jitter.
    pub rng: fastrand::Rng,
}

/// The parts, ready to run.
pub struct Assembly {
    /// For [`super::run`].
    pub parts: Parts,
    /// What cannot be used, and why: `channel teukgeup`, and the text of a cause.
    pub left_out: Vec<(String, String)>,
}

/// Why nothing could be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens everything that the settings name. A channel or agency without a secret is left out and says so; the rest
/// runs.
///
/// # Errors
/// The store cannot be used.
pub fn assemble(
    settings: Settings,
    data_folder: &Path,
    environment: Environment,
) -> Result<Assembly, StartError> {
    let Environment { clock, secret, shorten, printer_timings, speaker, rng } = environment;
    let drift = Drift::default();
    let right = drift.right(clock.clone());
    let timings = |agency: &AgencySettings| {
        let base_url = agency.server().map_or("", |server| &server.base_url);
        agency::Timings::for_base_url(base_url, right.clone(), shorten)
    };
    let policy = settings.policy(|agency| agency::capabilities(agency, timings(agency).pace()));
    let store = Store::open(&data_folder.join(DATABASE), Arc::new(policy), ids(), clock())?;

    let channels: BTreeMap<_, _> = settings
        .channels
        .iter()
        .map(|channel| {
            let open = secret("channel", &channel.id).and_then(|secret| {
                let http = http::client(&channel.base_url).map_err(|error| error.to_string())?;
                Ok(channel::open(channel, secret, settings.shop_of(channel), http))
            });
            (channel.id.clone(), open)
        })
        .collect();
    let heard = store::voices(&data_folder.join(DATABASE)).unwrap_or_else(|error| {
        // Every printer is asked at every connection: what it says now is heard again.
        tracing::warn!(%error, "what was heard of printers cannot be read");
        store::Voices::new()
    });
    let mut known = printer::Devices::default();
    let (mut printers, mut devices) = (BTreeMap::new(), BTreeMap::new());
    for p in &settings.printers {
        let (address, device) =
            known.at(&p.connection, |address| heard.get(address).cloned().unwrap_or_default());
        let open = device.printer(&p.id, &p.connection, p.hold, &p.profile, printer_timings);
        printers.insert(p.id.clone(), open);
        devices.insert(p.id.clone(), (address, device));
    }
    let agencies: BTreeMap<_, _> = settings
        .agencies
        .iter()
        // The shop's own riders have no server: a person calls them.
        .filter_map(|agency| Some((agency, agency.server()?)))
        .map(|(agency, server)| {
            let open = secret("agency", &agency.id).and_then(|secret| {
                let http = http::client(&server.base_url).map_err(|error| error.to_string())?;
                let shop = settings.shop_fetched_from(agency).ok_or("no shop is set up")?;
                let open = agency::open(agency, secret, shop, http, timings(agency));
                open.map_err(|error| error.to_string())
            });
            (agency.id.clone(), open)
        })
        .collect();

    let mut left_out = Vec::new();
    for (id, channel) in &channels {
        left_out.extend(channel.as_ref().err().map(|why| (format!("channel {id}"), why.clone())));
    }
    for (id, agency) in &agencies {
        left_out.extend(agency.as_ref().err().map(|why| (format!("agency {id}"), why.clone())));
    }
    let settings = Arc::new(settings);
    Ok(Assembly {
        parts: Parts {
            settings,
            store,
            channels,
            printers,
            devices,
            agencies,
            clock,
            drift,
            timekeeper: None,
            awake: None,
            warnings: Vec::new(),
            speaker,
            rng,
        },
        left_out,
    })
}

/// Ids of new orders: uuid v7, so that they sort by arrival.
pub fn ids() -> Ids {
    Box::new(|now| {
        let seconds = now.as_second().unsigned_abs();
        let nanoseconds = now.subsec_nanosecond().unsigned_abs();
        Uuid::new_v7(UuidTime::from_unix(NoContext, seconds, nanoseconds)).to_string()
    })
}
