//! What the doctor asks apps, agencies and printers: at the same time, each for a bounded while, and only what changes nothing
//! there. While an instance runs, its word is taken for what it is connected to: a second token might end the first, and a
//! printer takes one client.

use std::collections::BTreeMap;
use std::sync::Arc;

use cause::{Cause, Why};
use domain::board::{AgencyHealth, Assurance, ChannelHealth, ConnectionStatus, PrinterHealth};
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;

use super::{Finding, Instance};
use crate::agency;
use crate::channel;
use crate::language::{self, Value, Words};
use crate::printer::{NotReady, address};
use crate::settings::app::Feature;
use crate::settings::secret::{SecretName, Secrets};
use crate::settings::{AgencySettings, ChannelSettings, PrinterSettings, Server, Settings};
use crate::setup::reach::{self, PATIENCE, Suspect};
use crate::store::Voices;

/// A clock that is wrong by more makes deadlines wrong, seconds.
const CLOCK_TOLERANCE: i64 = 30;

/// What was found out about one app, agency or line of printers.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// By how many seconds our clock is ahead of the server's.
    ahead: Option<i64>,
}

impl Found {
    /// A client for what answers at this address. `None` where it cannot be used, which is among the findings then.
    async fn reach(&mut self, words: &Words, check: &str, base_url: &str) -> Option<reqwest::Client> {
        match answers(words, check, base_url).await {
            Ok((client, ahead)) => {
                self.ahead = ahead;
                Some(client)
            }
            Err(finding) => {
                self.findings.push(finding);
                None
            }
        }
    }
}

/// What is asked about.
pub struct Asked<'a> {
    pub words: &'a Words,
    pub settings: &'a Settings,
    pub secrets: &'a Secrets,
}

/// Asks everything that the settings name; the findings come in the order of the settings. `progress` is told how many of how many
/// have answered.
pub async fn look(
    Asked { words, settings, secrets }: &Asked<'_>,
    instance: &Instance,
    voices: &Voices,
    mut progress: impl FnMut(usize, usize),
) -> Vec<Finding> {
    let mut asked: Vec<BoxFuture<'_, Found>> = Vec::new();
    for app in &settings.channels {
        asked.push(Box::pin(channel(words, settings, app, secrets, instance)));
    }
    for (agency, server) in settings.agencies.iter().filter_map(|agency| Some((agency, agency.server()?))) {
        asked.push(Box::pin(call_center(words, settings, (agency, server), secrets, instance)));
    }
    // A port takes one client at a time, also where it leads to several devices.
    let mut ports: BTreeMap<String, Vec<&PrinterSettings>> = BTreeMap::new();
    for printer in &settings.printers {
        ports.entry(address(&printer.connection)).or_default().push(printer);
    }
    for port in ports.into_values() {
        asked.push(Box::pin(printers(words, port, instance, voices)));
    }

    let all = asked.len();
    let mut under_way: FuturesUnordered<_> =
        asked.into_iter().enumerate().map(|(number, probe)| async move { (number, probe.await) }).collect();
    let mut found = BTreeMap::new();
    progress(0, all);
    while let Some((number, probe)) = under_way.next().await {
        found.insert(number, probe);
        progress(found.len(), all);
    }
    let ahead = found.values().find_map(|probe| probe.ahead);
    let mut findings: Vec<Finding> = found.into_values().flat_map(|probe| probe.findings).collect();
    findings.push(clock(words, ahead));
    findings
}

/// One app: its profile, its secret, whether it accepts our key.
async fn channel(
    words: &Words,
    settings: &Settings,
    app: &ChannelSettings,
    secrets: &Secrets,
    instance: &Instance,
) -> Found {
    let check = format!("channel/{}", app.id);
    let (stored, secret) = secret(words, secrets, SecretName::channel(&app.id)).await;
    let mut found = Found { findings: vec![features(words, app), stored], ahead: None };
    if let Instance::Runs(status) = instance
        && let Some(ChannelHealth { line, clock_ahead, last_poll, .. }) =
            status.channels.iter().find(|health| health.id == app.id)
    {
        found.ahead = last_poll.map(|_| *clock_ahead);
        found.findings.push(told(words, check, line, &app.profile.name));
        return found;
    }
    let Some(client) = found.reach(words, &check, &app.base_url).await else { return found };
    let Some(secret) = secret else {
        found.findings.push(not_asked(words, check, &app.base_url));
        return found;
    };
    let open = channel::open(app, secret, settings.shop_of(app), client);
    found.findings.push(match reach::app(&*open, PATIENCE).await {
        Ok(()) => Finding::ok(check, words.text("doctor-signed-in", &url(&app.base_url))),
        Err(why) => turned_away(words, check, &why, &app.base_url, &SecretName::channel(&app.id)),
    });
    found
}

/// One agency: its secret, whether it answers as such a one does and accepts our account and key, and whether it knows
/// where its riders are to come.
async fn call_center(
    words: &Words,
    settings: &Settings,
    (agency, server): (&AgencySettings, &Server),
    secrets: &Secrets,
    instance: &Instance,
) -> Found {
    let check = format!("agency/{}", agency.id);
    let name = SecretName::agency(&agency.id);
    let (stored, secret) = secret(words, secrets, name.clone()).await;
    let mut found = Found { findings: vec![stored], ahead: None };
    let shop = settings.shop_fetched_from(agency);
    let on_no_map =
        shop.is_some_and(|shop| shop.address.latitude.is_none() || shop.address.longitude.is_none());
    let timings = agency::Timings::real(Arc::new(Timestamp::now));
    if agency::capabilities(agency, timings.pace()).needs_coordinates && on_no_map {
        let next = words.text("doctor-no-place-next", &[]);
        let place = Finding::fail(format!("{check} place"), words.text("doctor-no-place", &[]), next);
        found.findings.push(place);
    }
    if let Instance::Runs(status) = instance
        && let Some(AgencyHealth { line, .. }) = status.agencies.iter().find(|health| health.id == agency.id)
        && *line != ConnectionStatus::Starting
    {
        found.findings.push(told(words, check, line, &agency.name));
        return found;
    }
    let Some(client) = found.reach(words, &check, &server.base_url).await else { return found };
    let patience = timings.answer + PATIENCE;
    let opened = match (secret, shop) {
        (Some(secret), Some(shop)) => agency::open(agency, secret, shop, client, timings).ok(),
        _ => None,
    };
    let Some(open) = opened else {
        found.findings.push(not_asked(words, check, &server.base_url));
        return found;
    };
    let Err(trouble) = reach::agency(&*open, patience).await else {
        found.findings.push(Finding::ok(check.clone(), words.text("doctor-answers", &url(&server.base_url))));
        found.findings.push(Finding::ok(format!("{check} key"), words.text("doctor-key", &[])));
        return found;
    };
    if Suspect::of(&trouble) == Suspect::Key {
        found.findings.push(Finding::ok(check.clone(), words.text("doctor-answers", &url(&server.base_url))));
        let key = turned_away(words, format!("{check} key"), &trouble, &server.base_url, &name);
        found.findings.push(key);
    } else {
        found.findings.push(turned_away(words, check, &trouble, &server.base_url, &name));
    }
    found
}

/// What the running instance says of a connection.
fn told(words: &Words, check: String, line: &ConnectionStatus, name: &str) -> Finding {
    let says = language::line(words, line, name);
    match line {
        ConnectionStatus::Connected => Finding::ok(check, says),
        ConnectionStatus::Starting | ConnectionStatus::Away => {
            Finding::warn(check, says, words.text("doctor-wait-next", &[]))
        }
        ConnectionStatus::Failing(why) | ConnectionStatus::SignedOut(why) => {
            let cause = Cause::read(why);
            let next = language::cure(words, &cause).unwrap_or_else(|| words.text("doctor-line-next", &[]));
            Finding::fail(check, says, next).because(&cause)
        }
    }
}

/// A server that answers, and not with what was asked for.
fn turned_away(words: &Words, check: String, cause: &Cause, base_url: &str, name: &SecretName) -> Finding {
    let args =
        |url: &str| [("url", Value::from(url.to_owned())), ("reason", language::cause(words, cause).into())];
    let (id, next) = match Suspect::of(cause) {
        Suspect::Key => {
            let name = [("name", name.to_string().into())];
            ("doctor-wrong-key", words.text("doctor-wrong-key-next", &name))
        }
        Suspect::Address => ("doctor-foreign", words.text("doctor-foreign-next", &[])),
        Suspect::Line => {
            let next = language::cure(words, cause).unwrap_or_else(|| words.text("doctor-line-next", &[]));
            ("doctor-no-token", next)
        }
    };
    Finding::fail(check, words.text(id, &args(base_url)), next).because(cause)
}

/// It answers, and what to ask it with is missing.
fn not_asked(words: &Words, check: String, base_url: &str) -> Finding {
    Finding::warn(
        check,
        words.text("doctor-not-asked", &url(base_url)),
        words.text("doctor-not-asked-next", &[]),
    )
}

fn url(base_url: &str) -> [(&'static str, Value<'_>); 1] {
    [("url", base_url.into())]
}

/// What the app's profile knows of it, so that an installer sees which of the shop's ways it was looked at for.
fn features(words: &Words, channel: &ChannelSettings) -> Finding {
    let profile = &channel.profile;
    let name = |feature: &Feature| words.text(&format!("feature-{}", feature.as_str()), &[]);
    let list = profile.supports.iter().map(name).collect::<Vec<_>>().join(", ");
    let id = if list.is_empty() { "doctor-no-features" } else { "doctor-features" };
    let args = [("name", Value::from(&profile.name)), ("list", list.into())];
    Finding::ok(format!("profile/{}", channel.id), words.text(id, &args))
}

/// Whether a secret is stored; and the secret.
async fn secret(words: &Words, secrets: &Secrets, name: SecretName) -> (Finding, Option<String>) {
    let check = format!("secret {name}");
    let next = || {
        words.text(
            "doctor-no-secret-next",
            &[("name", name.to_string().into()), ("variable", name.variable().into())],
        )
    };
    let (secrets, asked) = (secrets.clone(), name.clone());
    let found = tokio::task::spawn_blocking(move || secrets.find(&asked)).await;
    match found {
        Ok(Ok(Some((secret, place)))) => {
            let place = ("place", place.worded(words).into());
            (Finding::ok(check, words.text("doctor-secret", &[place])), Some(secret.expose().to_owned()))
        }
        Ok(Ok(None)) => (Finding::fail(check, words.text("doctor-no-secret", &[]), next()), None),
        Ok(Err(error)) => {
            let cause = Cause::of(Why::NoSecretStore).with(&error);
            (Finding::fail(check, error.worded(words.language()), next()).because(&cause), None)
        }
        Err(error) => {
            let cause = Cause::of(Why::Program).with(error);
            (Finding::fail(check, language::cause(words, &cause), next()).because(&cause), None)
        }
    }
}

/// Whether anything answers there. What it answers without our key says nothing of us; its clock says how wrong ours is.
async fn answers(
    words: &Words,
    check: &str,
    base_url: &str,
) -> Result<(reqwest::Client, Option<i64>), Finding> {
    let failed = |cause: Cause| {
        let reason = language::cause(words, &cause);
        let [url] = url(base_url);
        let says = words.text("doctor-no-answer", &[url, ("reason", reason.into())]);
        let next = language::cure(words, &cause).unwrap_or_else(|| words.text("doctor-line-next", &[]));
        Finding::fail(check, says, next).because(&cause)
    };
    reach::server(base_url).await.map_err(failed)
}

/// The printers behind one port, one after the other: opened and asked as before a ticket; nothing is printed.
async fn printers(words: &Words, port: Vec<&PrinterSettings>, instance: &Instance, voices: &Voices) -> Found {
    let mut found = Found::default();
    for settings in port {
        found.findings.push(one_printer(words, settings, instance, voices).await);
    }
    found
}

async fn one_printer(
    words: &Words,
    settings: &PrinterSettings,
    instance: &Instance,
    voices: &Voices,
) -> Finding {
    let check = format!("printer/{}", settings.id);
    let shown = [("connection", Value::from(settings.connection.to_string()))];
    let unheard = || {
        let says = words.text("doctor-printer-unheard", &shown);
        Finding::warn(check.clone(), says, words.text("doctor-printer-unheard-next", &[]))
    };
    let heard = match instance {
        Instance::None => {
            let voice = voices.get(&address(&settings.connection)).cloned().unwrap_or_default();
            let before = voice.heard();
            let (opened, assurance) = reach::printer(settings, voice).await;
            match opened {
                // No sign of trouble, and no proof that it prints either.
                Ok(()) if assurance == Assurance::Nothing => return unheard(),
                Err(NotReady::Silent) if !before => return unheard(),
                opened => opened,
            }
        }
        Instance::Runs(status) => {
            let health = status.printers.iter().find(|health| health.id == settings.id);
            return match health {
                Some(PrinterHealth { trouble: Some(trouble), .. }) => {
                    let says = language::trouble(words, trouble, &settings.id);
                    Finding::fail(check, says, words.text("doctor-printer-next", &[]))
                }
                Some(PrinterHealth { assurance: Assurance::Nothing, .. }) => unheard(),
                Some(_) => Finding::ok(check, words.text("doctor-printer-in-use", &shown)),
                // It was added to the settings after the running instance started.
                None => {
                    let says = words.text("doctor-printer-unknown", &shown);
                    Finding::warn(check, says, words.text("doctor-restart-next", &[]))
                }
            };
        }
        Instance::Silent(_) => {
            let says = words.text("doctor-printer-not-asked", &shown);
            return Finding::warn(check, says, words.text("doctor-silent-next", &[]));
        }
    };
    match heard {
        Ok(()) => Finding::ok(check, words.text("doctor-printer-ready", &shown)),
        Err(not_ready) => {
            // The connection stands in the sentence.
            let cause = not_ready.cause();
            let bare = match &not_ready {
                NotReady::Busy(_) => cause.clone(),
                _ => Cause { about: String::new(), ..cause.clone() },
            };
            let [connection] = shown;
            let args = [connection, ("reason", language::cause(words, &bare).into())];
            let next = words.text("doctor-printer-next", &[]);
            let next = language::cure(words, &cause).unwrap_or(next);
            Finding::fail(check, words.text("doctor-printer-not-ready", &args), next).because(&cause)
        }
    }
}

fn clock(words: &Words, ahead: Option<i64>) -> Finding {
    let next = || words.text("doctor-clock-next", &[]);
    match ahead {
        None => Finding::warn("clock", words.text("doctor-no-clock", &[]), next()),
        Some(seconds) if seconds.abs() <= CLOCK_TOLERANCE => {
            Finding::ok("clock", words.text("doctor-clock", &[]))
        }
        Some(seconds) => {
            let id = if seconds > 0 { "doctor-clock-fast" } else { "doctor-clock-slow" };
            let args = [("seconds", seconds.abs().into())];
            Finding::warn("clock", words.text(id, &args), next())
        }
    }
}
