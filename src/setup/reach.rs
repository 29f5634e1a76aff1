//! Asking an app, an agency or a printer what changes nothing there, each for a bounded while: for the assistant's trials and
//! for the doctor.

use std::time::Duration;

use cause::{Cause, Why};
use domain::board::Assurance;
use jiff::Timestamp;
use open_delivery::http;
use reqwest::Client;
use tokio::time::timeout;

use crate::agency::{AgencyError, DeliveryAgency};
use crate::channel::{Channel, ChannelError, Intake};
use crate::printer::{Device, NotReady, Timings, Voice};
use crate::settings::PrinterSettings;

/// How long a server may take for one answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);
/// How long a printer may take to say that it is ready.
const PRINTER_PATIENCE: Duration = Duration::from_secs(15);

/// What is to be looked at when a server did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suspect {
    /// The account or key.
    Key,
    /// The address: another server answers than the one that was meant, a web server, a captive portal, another service.
    Address,
    /// The line, or the server.
    Line,
}

impl Suspect {
    pub(crate) fn of(cause: &Cause) -> Suspect {
        match cause.why {
            Why::SignedOut | Why::Http(400..=403) => Suspect::Key,
            Why::Unreadable | Why::WebPage | Why::TooLarge | Why::Http(200..=399 | 404 | 405 | 410 | 501) => {
                Suspect::Address
            }
            _ => Suspect::Line,
        }
    }
}

/// A client for what may answer at this address; nothing is sent yet.
pub(crate) fn client(base_url: &str) -> Result<Client, Cause> {
    http::client(base_url).map_err(|error| Cause::read(&error.to_string()))
}

/// The same where something answers, and by how many seconds our clock is ahead of its. What it answers without our
/// key says nothing of us.
pub(crate) async fn server(base_url: &str) -> Result<(Client, Option<i64>), Cause> {
    let client = client(base_url)?;
    match client.get(base_url).timeout(PATIENCE).send().await {
        Ok(response) => {
            let theirs = http::server_time(response.headers());
            let ahead = theirs.map(|theirs| Timestamp::now().as_second() - theirs.as_second());
            Ok((client, ahead))
        }
        Err(error) => Err(http::cause(&error)),
    }
}

/// Whether the app gives us a token.
pub(crate) async fn app(app: &dyn Channel, patience: Duration) -> Result<(), Cause> {
    match timeout(patience, app.check()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(app_cause(error)),
        Err(_) => Err(Why::NoAnswer.into()),
    }
}

/// Whether an app that gave us a token lets us have the orders of this shop; `false` where it does not know the shop, or
/// knows it as another's. It is asked once for new events, which stay there, because none is acknowledged. An app that
/// takes a shop that asks for open does so for as long as one question counts there.
pub(crate) async fn shop_of_app(app: &dyn Channel, patience: Duration) -> Result<bool, Cause> {
    let Intake::Poll(polls) = app.intake() else { return Ok(true) };
    match timeout(patience, polls.poll()).await {
        Ok(Ok(_)) => Ok(true),
        // 404 may be another server as well, and 401 tells of the key.
        Ok(Err(ChannelError::SignedOut(why))) if Cause::read(&why).why == Why::Http(403) => Ok(false),
        Ok(Err(ChannelError::Refused { status: 400 | 403 | 422, .. })) => Ok(false),
        Ok(Err(error)) => Err(app_cause(error)),
        Err(_) => Err(Why::NoAnswer.into()),
    }
}

/// Why an app did not answer what it was asked.
fn app_cause(error: ChannelError) -> Cause {
    match error {
        ChannelError::SignedOut(why) => Cause::read(&why),
        error => Cause::read(&error.to_string()),
    }
}

/// Whether the agency accepts our account and key.
pub(crate) async fn agency(agency: &dyn DeliveryAgency, patience: Duration) -> Result<(), Cause> {
    match timeout(patience, agency.check()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(agency_cause(error)),
        Err(_) => Err(Why::NoAnswer.into()),
    }
}

/// Why an agency did not answer what it was asked.
pub(crate) fn agency_cause(error: AgencyError) -> Cause {
    match error {
        AgencyError::SignedOut(why) => Cause::read(&why),
        // The agency understood us, and that is what was asked.
        AgencyError::Pending(why) => Cause::of(Why::Pending).with(why),
        AgencyError::Unreadable(why) => Cause::of(Why::Unreadable).with(why),
        AgencyError::Retry { reason, .. } => Cause::read(&reason),
    }
}

/// Whether a printer would take a ticket now, and how much it says of itself: opened and asked as before a ticket, and nothing
/// is printed.
pub(crate) async fn printer(settings: &PrinterSettings, voice: Voice) -> (Result<(), NotReady>, Assurance) {
    let device = Device::new(voice);
    let PrinterSettings { id, connection, profile, .. } = settings;
    let printer = device.printer(id, connection, false, profile, Timings::default());
    let opened = match timeout(PRINTER_PATIENCE, printer.open()).await {
        Ok(opened) => opened.map(drop),
        Err(_) => Err(NotReady::Unreachable(Why::NoAnswer.into())),
    };
    printer.release().await;
    let assurance = printer.condition().borrow().assurance;
    (opened, assurance)
}
