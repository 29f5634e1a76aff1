//! Printers that are found by themselves, and what each of them may be.

use std::time::Duration;

use cause::Cause;
use domain::order::TicketKind;
use tokio::time::timeout;

use super::fault::TrialFault;
use super::{PrinterEntry, Setup};
use crate::language::Words;
use crate::printer::{
    self, Connection, Found, Heard, Network, Profile, RAW_PORT, attached, listening, own_networks,
};

/// How long the ports and print queues of this computer may take.
const ATTACHED: Duration = Duration::from_secs(15);
/// How long all networks may take: the widest takes some four seconds.
const NETWORKS: Duration = Duration::from_secs(30);
/// How long all rates of a serial port may take.
const SPEEDS: Duration = Duration::from_secs(60);

/// A printer that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPrinter {
    /// The way to it, as the settings write it.
    pub connection: String,
    /// What it calls itself, or its print queue; empty: nothing is known.
    pub name: String,
    /// The profile that it seems to have; `None`: its model is not known.
    pub profile: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Printers, those of this computer first.
    pub found: Vec<FoundPrinter>,
    /// What could not be looked at.
    pub failed: Vec<Cause>,
}

impl Setup {
    /// Looks at the ports and print queues of this computer and at the networks it is in, within three quarters of a minute;
    /// nothing is sent to what is found. `progress` hears how many addresses of how many were tried.
    pub async fn scan(&self, mut progress: impl FnMut(usize, usize) + Send) -> Scan {
        let data_folder = self.data_folder.clone();
        // Profiles of the shop's own are read from the disk.
        let profiles = tokio::task::spawn_blocking(move || Profile::available(Some(&data_folder)));
        let profiles = profiles.await.unwrap_or_default();
        let (mut found, mut failed) = match timeout(ATTACHED, attached(&profiles)).await {
            Ok(looked) => looked,
            Err(_) => (Vec::new(), vec![cause::Why::NoAnswer.into()]),
        };
        match timeout(NETWORKS, in_networks(&own_networks(), RAW_PORT, &mut progress)).await {
            Ok(hosts) => found.extend(hosts),
            Err(_) => failed.push(cause::Why::NoAnswer.into()),
        }
        Scan { found: found.iter().map(FoundPrinter::of).collect(), failed }
    }

    /// Asks a serial printer at every rate until it is understood, within a minute, and answers the connection with that rate;
    /// `None`: it was understood at none. At a wrong rate it may print a stray character.
    ///
    /// # Errors
    /// The connection is no serial port's, or the port cannot be opened.
    pub async fn find_speed(&self, connection: &str) -> Result<Option<String>, TrialFault> {
        let Ok(Connection::Serial { port, flow, .. }) = connection.parse() else {
            return Err(TrialFault::Printer(cause::Why::WrongConnection.into()));
        };
        let tried = match timeout(SPEEDS, printer::find_speed(&port, flow)).await {
            Ok(tried) => tried.map_err(|not_ready| TrialFault::Printer(not_ready.cause()))?,
            Err(_) => return Err(TrialFault::Printer(cause::Why::NoAnswer.into())),
        };
        Ok(match tried.last() {
            Some((baud, Heard::Answer)) => Some(Connection::Serial { port, baud: *baud, flow }.to_string()),
            _ => None,
        })
    }
}

/// Who listens in these networks.
async fn in_networks(
    networks: &[Network],
    port: u16,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Vec<Found> {
    let all = networks.iter().map(|network| network.hosts().len()).sum();
    let mut found = Vec::new();
    let mut before = 0;
    for network in networks {
        found.extend(listening(*network, port, |tried| progress(before + tried, all)).await);
        before += network.hosts().len();
    }
    found
}

impl FoundPrinter {
    fn of(found: &Found) -> FoundPrinter {
        let usb = found.usb.as_ref().map(|usb| usb.name.as_str()).filter(|name| !name.is_empty());
        let name = match &found.connection {
            Connection::Spooler(queue) => queue.clone(),
            _ => usb.unwrap_or(&found.said).to_owned(),
        };
        FoundPrinter { connection: found.connection.to_string(), name, profile: found.profile.clone() }
    }
}

/// What one printer alone prints.
const ALONE: [TicketKind; 4] =
    [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Rider, TicketKind::Cancel];
/// What the kitchen's prints beside another.
const KITCHEN: [TicketKind; 2] = [TicketKind::Kitchen, TicketKind::Cancel];
/// What the counter's prints beside the kitchen's.
const COUNTER: [TicketKind; 3] = [TicketKind::Customer, TicketKind::Rider, TicketKind::Cancel];

/// What to write when this printer is taken beside those that are there: the first is the kitchen's and prints everything; with
/// the second the work is divided, and the first comes along with its own part of it, unless a person gave it another. What no
/// printer prints falls to the new one.
pub fn suggest(words: &Words, there: &[PrinterEntry], found: &FoundPrinter) -> Vec<PrinterEntry> {
    let printed = |kind: &TicketKind| there.iter().any(|printer| printer.tickets.contains(kind));
    let role = if printed(&TicketKind::Kitchen) { "setup-printer-counter" } else { "setup-printer-kitchen" };
    let mut name = words.text(role, &[]);
    if there.iter().any(|printer| printer.name == name) {
        let number = (there.len() + 1).to_string();
        name = words.text("setup-printer-further", &[("number", number.into())]);
    }
    let profile = found.profile.clone().unwrap_or_else(|| PrinterEntry::default().profile);
    let new = |tickets: &[TicketKind]| PrinterEntry {
        name: name.clone(),
        profile: profile.clone(),
        connection: found.connection.clone(),
        tickets: tickets.to_vec(),
        ..PrinterEntry::default()
    };
    match there {
        [] => vec![new(&ALONE)],
        [first] if first.tickets == ALONE => {
            let divided = PrinterEntry { tickets: KITCHEN.to_vec(), ..first.clone() };
            vec![divided, new(&COUNTER)]
        }
        _ if !printed(&TicketKind::Kitchen) => vec![new(&KITCHEN)],
        _ => vec![new(&COUNTER)],
    }
}

/// What the printer that is left alone prints: everything, where it had a part of the divided work.
pub(super) fn alone(left: &PrinterEntry) -> Option<[TicketKind; 4]> {
    (left.tickets == KITCHEN || left.tickets == COUNTER).then_some(ALONE)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::printer::UsbDevice;

    #[tokio::test]
    async fn who_listens_is_found_and_every_address_is_counted() {
        let listener = TcpListener::bind("127.0.0.3:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let networks = ["127.0.0.0/28", "127.0.0.16/30"].map(|network| network.parse().unwrap());
        let mut told = Vec::new();
        let found = in_networks(&networks, port, &mut |tried, all| told.push((tried, all))).await;
        let found: Vec<FoundPrinter> = found.iter().map(FoundPrinter::of).collect();
        let connection = format!("tcp://127.0.0.3:{port}");
        assert_eq!(found, [FoundPrinter { connection, name: String::new(), profile: None }]);
        assert_eq!(told.last(), Some(&(16, 16)), "of both networks");
        assert!(told.windows(2).all(|pair| pair[0].0 < pair[1].0), "{told:?}");
    }

    #[test]
    fn a_printer_is_called_by_its_queue_or_its_model() {
        let found = |connection: Connection, usb: Option<&str>| {
            let id = crate::printer::UsbId { vendor: 0x1504, product: Some(6) };
            let usb = usb.map(|name| UsbDevice { id, serial: None, name: name.to_owned() });
            FoundPrinter::of(&Found { connection, usb, said: "socket://x".into(), profile: None }).name
        };
        assert_eq!(found(Connection::Spooler("hall".into()), None), "hall");
        assert_eq!(
            found(Connection::Usb("/dev/usb/lp0".into()), Some("BIXOLON SRP-350III")),
            "BIXOLON SRP-350III"
        );
    }
}
