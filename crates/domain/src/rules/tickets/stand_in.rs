//! Backup printers: tickets that a printer does not take for a while are printed by its backup, marked 대체 출력.
//!
//! Only tickets whose first byte has not left move. A queued row and a queued ticket are one thing to the store's
//! compare-and-set, so a ticket that starts in the same moment is either moved or printed, never both.

use jiff::Timestamp;

use super::Tickets;
use crate::TicketJob;
use crate::order::TicketState;
use crate::rules::Effect;
use crate::rules::policy::{Policy, later};
use crate::rules::transition::Machine;

/// A printer is stood in for when it has taken nothing for this long, in seconds: time enough for a new roll or the
/// hall's receipt, and no longer than a kitchen can wait.
const STAND_IN_AFTER: i64 = 20;

/// Whether a printer that has taken nothing since then is stood in for.
pub fn is_stood_in_for(policy: &Policy, printer: &str, since: Timestamp, now: Timestamp) -> bool {
    let backup = policy.printer(printer).is_some_and(|printer| printer.backup.is_some());
    backup && later(since, STAND_IN_AFTER) <= now
}

impl Machine<'_, '_, Tickets> {
    /// This order's tickets that wait for a printer go to the next in its chain of backups; at its end they wait.
    pub(in crate::rules) fn printer_not_ready(&mut self, printer: &str, reason: &str) {
        for position in 0..self.own.jobs.len() {
            let job = &self.own.jobs[position];
            if job.state == TicketState::Queued
                && job.printer == printer
                && let Some(to) = next_in_chain(self.policy, job.home(), printer)
            {
                self.stand_in(position, to.to_owned(), reason);
            }
        }
    }

    fn stand_in(&mut self, position: usize, to: String, reason: &str) {
        let id = self.next_ticket_id();
        let job = &mut self.own.jobs[position];
        let stand_in = TicketJob {
            id: id.clone(),
            printer: to.clone(),
            attempts: 0,
            backup_for: Some(job.home().to_owned()),
            reason: None,
            ..job.clone()
        };
        job.state = TicketState::Failed;
        job.reason = Some(format!("{reason} → {to}"));
        let moved = job.id.clone();
        self.waits_elsewhere(&moved, &stand_in);
        self.own.jobs.push(stand_in);
        self.queue(Effect::Print { ticket: id });
    }
}

/// The printer after this one in the chain of backups that begins at `home`. Each is in it once, so a ticket never
/// comes back; one that other settings have taken out of the chain stays where it is.
fn next_in_chain<'p>(policy: &'p Policy, home: &str, printer: &str) -> Option<&'p str> {
    let backup = |id: &str| policy.printer(policy.printer(id)?.backup.as_deref()?).map(|p| p.id.as_str());
    let mut chain = vec![home];
    while let Some(next) = backup(chain.last()?).filter(|next| !chain.contains(next)) {
        chain.push(next);
    }
    let here = chain.iter().position(|id| *id == printer)?;
    chain.get(here + 1).and_then(|next| policy.printer(next)).map(|printer| printer.id.as_str())
}
