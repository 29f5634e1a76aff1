//! Which printers print a ticket, and which dishes stand on each one's: stations.

use crate::Part;
use crate::order::{Line, TicketKind};
use crate::rules::policy::{Policy, PrinterPolicy, Station};
use crate::rules::stations::station_of;

/// The heading of dishes that no station claims.
const NO_STATION: &str = "기타";

/// The printers that print this kind, in the order of the settings, each with its part; `None` is the whole order.
///
/// Kitchen and cancel tickets of a printer with stations bear only their dishes, and are left out if there are none.
/// A dish that would be on no kitchen ticket stands on the first kitchen printer's, so that none is ever lost.
pub(super) fn routes<'p>(
    policy: &'p Policy,
    kind: TicketKind,
    lines: &[Line],
) -> Vec<(&'p PrinterPolicy, Option<Part>)> {
    let printing = |kind| policy.printers.iter().filter(move |printer| printer.tickets.contains(&kind));
    if !matches!(kind, TicketKind::Kitchen | TicketKind::Cancel) {
        return printing(kind).map(|printer| (printer, None)).collect();
    }
    let stations: Vec<Option<&Station>> = lines.iter().map(|line| station_of(policy, line)).collect();
    let cooks = |printer: &PrinterPolicy, station: Option<&Station>| {
        printer.stations.is_empty() || station.is_some_and(|station| printer.stations.contains(&station.id))
    };
    let first = printing(TicketKind::Kitchen).next().map(|printer| printer.id.as_str());
    let bears = |printer: &PrinterPolicy, station| {
        let lost = || !printing(TicketKind::Kitchen).any(|kitchen| cooks(kitchen, station));
        cooks(printer, station) || (first == Some(printer.id.as_str()) && lost())
    };
    let mut routes = Vec::new();
    for printer in printing(kind) {
        let borne = (0..lines.len()).filter(|line| bears(printer, stations[*line]));
        let borne: Vec<usize> = borne.collect();
        if printer.stations.is_empty() {
            routes.push((printer, None));
        } else if !borne.is_empty() {
            let station = heading(borne.iter().map(|line| stations[*line]));
            routes.push((printer, Some(Part { station, number: 0, of: 0, lines: borne })));
        }
    }
    // An order without dishes, or a cancel ticket whose stations print none, goes to the first printer of the kind.
    if routes.is_empty() {
        routes.extend(printing(kind).next().map(|printer| (printer, None)));
    }
    let parts = || routes.iter().filter(|(_, part)| part.is_some()).count();
    let of = u32::try_from(parts()).unwrap_or(u32::MAX);
    for (number, part) in (1..).zip(routes.iter_mut().filter_map(|(_, part)| part.as_mut())) {
        (part.number, part.of) = (number, of);
    }
    routes
}

/// The names of the stations, each once.
fn heading<'s>(stations: impl Iterator<Item = Option<&'s Station>>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in stations.map(|station| station.map_or(NO_STATION, |station| station.name.as_str())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests;
