//! Tickets. A job whose first byte may have left is never taken up again by itself; another copy carries 재출력.

use jiff::Timestamp;

use super::Tickets;
use super::route::routes;
use crate::order::{Problem, Status, TicketKind, TicketState};
use crate::rules::policy::{PrinterPolicy, later};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Outcome, Target};
use crate::{Done, Part, Refused, TicketJob};

/// Pause before a ticket whose first byte did not leave is tried again, in seconds.
const NOT_SENT_PAUSE: i64 = 2;

/// What a ticket job prints, and where.
#[derive(Clone, PartialEq)]
struct TicketSpec {
    kind: TicketKind,
    printer: String,
    copy: u32,
    part: Option<Part>,
    /// The printer that `printer` stands in for.
    backup_for: Option<String>,
    /// Carries 변경, because the order changed then.
    changed: Option<Timestamp>,
}

impl TicketSpec {
    fn of(job: &TicketJob) -> TicketSpec {
        TicketSpec {
            kind: job.kind,
            printer: job.printer.clone(),
            copy: job.copy,
            part: job.part.clone(),
            backup_for: job.backup_for.clone(),
            changed: changed_at(job),
        }
    }

    /// A ticket without marks, as the settings route it.
    fn fresh(kind: TicketKind, printer: &str, copy: u32, part: Option<Part>) -> TicketSpec {
        TicketSpec { kind, printer: printer.to_owned(), copy, part, backup_for: None, changed: None }
    }
}

impl<'p> Machine<'_, 'p, Tickets> {
    /// The tickets of an order that starts.
    pub(super) fn print_for_start(&mut self) {
        self.print(TicketKind::Kitchen);
        self.print(TicketKind::Gather);
        self.print(TicketKind::Customer);
    }

    /// One job per printer that prints this kind, and copy. A kind that may have come out before (the slip of another
    /// rider) is marked like any second copy.
    pub(super) fn print(&mut self, kind: TicketKind) {
        for (printer, part) in self.routes(kind) {
            for copy in 1..=printer.copies {
                self.queue_ticket(TicketSpec::fresh(kind, &printer.id, copy, part.clone()), true);
            }
        }
    }

    /// The same, for paper that is no copy of what came out before.
    pub(super) fn print_first(&mut self, kind: TicketKind) {
        for (printer, part) in self.routes(kind) {
            for copy in 1..=printer.copies {
                self.queue_ticket(TicketSpec::fresh(kind, &printer.id, copy, part.clone()), false);
            }
        }
    }

    /// Replaces tickets that are out of date: those that are still queued are taken back, and new ones are marked 변경.
    pub(super) fn print_changed(&mut self, kinds: &[TicketKind]) {
        // Food that has left is not cooked again, so its tickets are not replaced.
        if !self.head.started || !self.head.food_is_here() {
            return;
        }
        self.expire_tickets(|ticket| kinds.contains(&ticket.kind));
        for kind in kinds {
            let mut specs = self.off_the_list(*kind);
            for (printer, part) in self.routes(*kind) {
                specs.extend(
                    (1..=printer.copies)
                        .map(|copy| TicketSpec::fresh(*kind, &printer.id, copy, part.clone())),
                );
            }
            for spec in specs {
                self.queue_ticket(TicketSpec { changed: Some(self.now), ..spec }, false);
            }
        }
    }

    /// Tickets for stations whose printed dishes are no longer in the order: they say that there is nothing to cook.
    fn off_the_list(&self, kind: TicketKind) -> Vec<TicketSpec> {
        let cooks: Vec<&str> = self.routes(kind).iter().map(|(printer, _)| printer.id.as_str()).collect();
        let idle = self.policy.printers.iter().filter(|printer| !cooks.contains(&printer.id.as_str()));
        let told = |printer: &PrinterPolicy| {
            let own = |job: &&TicketJob| job.kind == kind && job.home() == printer.id;
            let last = self.own.jobs.iter().rev().find(|job| own(job) && may_be_on_paper(job))?;
            let part = last.part.clone().filter(|part| !part.lines.is_empty())?;
            let nothing = Part { number: 0, of: 0, lines: Vec::new(), ..part };
            Some(TicketSpec::fresh(kind, &printer.id, 1, Some(nothing)))
        };
        idle.filter_map(told).collect()
    }

    /// See [`routes`]. An order that could not be read has no dishes to tell apart; one that is no bundle is not gathered.
    fn routes(&self, kind: TicketKind) -> Vec<(&'p PrinterPolicy, Option<Part>)> {
        let order = self.head.order.as_ref();
        if kind == TicketKind::Gather && order.is_none_or(|order| order.bundle.is_none()) {
            return Vec::new();
        }
        let lines = order.map_or(&[][..], |order| order.lines.as_slice());
        routes(self.policy, kind, lines)
    }

    /// `again`: see [`TicketJob::may_be_copy`].
    fn queue_ticket(&mut self, spec: TicketSpec, again: bool) {
        let marked_reprint = again
            && self.own.jobs.iter().any(|other| {
                let may_come_out = other.state == TicketState::Queued || may_be_on_paper(other);
                may_come_out && self.is_copy(&spec, other)
            });
        let TicketSpec { kind, printer, copy, part, backup_for, changed } = spec;
        let minutes = self.policy.printer(&printer).map_or(30, |p| p.expire_minutes);
        let id = self.next_ticket_id();
        self.own.jobs.push(TicketJob {
            id: id.clone(),
            kind,
            printer,
            copy,
            state: TicketState::Queued,
            attempts: 0,
            may_be_copy: again,
            marked_reprint,
            marked_changed: changed.is_some(),
            changed_at: changed,
            backup_for,
            queued_at: self.now,
            expires_at: later(self.now, i64::from(minutes) * 60),
            reason: None,
            part,
        });
        self.queue(Effect::Print { ticket: id });
    }

    /// Whether a ticket is the same paper as this specification: the same dishes and copy for the same place. A ticket of a
    /// printer that is no longer set up counts for any printer. A ticket marked 변경 is no copy of the one that it replaces.
    fn is_copy(&self, spec: &TicketSpec, other: &TicketJob) -> bool {
        let home = spec.backup_for.as_deref().unwrap_or(&spec.printer);
        let place = other.home() == home && other.copy == spec.copy;
        let gone = self.policy.printer(other.home()).is_none();
        let shared = match (&spec.part, &other.part) {
            (Some(part), Some(of)) => {
                part.lines == of.lines || part.lines.iter().any(|line| of.lines.contains(line))
            }
            _ => true,
        };
        other.kind == spec.kind && (place || gone) && shared && !self.is_outdated(other)
    }

    /// Queues an effect for now.
    pub(super) fn queue(&mut self, effect: Effect) {
        self.queue_at(effect, self.now);
    }

    pub(super) fn queue_at(&mut self, effect: Effect, not_before: Timestamp) {
        let Effect::Print { ticket } = &effect else { return };
        let printer = self.own.iter().find(|job| job.id == *ticket).map(|job| job.printer.clone());
        if let Some(printer) = printer {
            self.out.enqueue(effect, Target::Printer(printer), not_before);
        }
    }

    pub(super) fn next_ticket_id(&self) -> String {
        format!("{}-t{}", self.head.id, self.own.jobs.len() + 1)
    }

    /// Whether a ticket of this id is in this state, and a person is to decide about it: it is neither replaced nor off.
    pub(in crate::rules) fn is_in_doubt(&self, id: &str, state: TicketState) -> bool {
        let off = self.head.status == Status::Cancelled;
        self.own.jobs.iter().any(|ticket| {
            let wanted = ticket.kind == TicketKind::Cancel || !off;
            ticket.id == id && ticket.state == state && wanted && !self.is_outdated(ticket)
        })
    }

    /// Whether a ticket marked 변경 has replaced this one, whose dishes may therefore differ.
    fn is_outdated(&self, job: &TicketJob) -> bool {
        let made_for = changed_at(job).unwrap_or(job.queued_at);
        let replaces = |other: &TicketJob| {
            let first = !other.marked_reprint && changed_at(other).is_some_and(|at| at > made_for);
            first && other.kind == job.kind
        };
        self.own.jobs.iter().any(replaces)
    }

    fn ticket(&mut self, id: &str) -> Option<&mut TicketJob> {
        self.own.jobs.iter_mut().find(|ticket| ticket.id == id)
    }

    /// Marks the ticket when its first byte is sent. Only now it is known whether it is a copy, because an earlier ticket may
    /// have been given up while it waited.
    pub(in crate::rules) fn ticket_started(&mut self, id: &str) {
        let Some(ticket) = self.own.jobs.iter().find(|ticket| ticket.id == id) else { return };
        let spec = TicketSpec::of(ticket);
        let before =
            |other: &TicketJob| other.id != id && may_be_on_paper(other) && self.is_copy(&spec, other);
        let before = self.own.jobs.iter().any(before);
        if let Some(ticket) = self.ticket(id) {
            ticket.state = TicketState::Sending;
            ticket.attempts += 1;
            ticket.marked_reprint = ticket.may_be_copy && before;
        }
    }

    pub(in crate::rules) fn ticket_outcome(&mut self, id: &str, outcome: Outcome) {
        let now = self.now;
        let known = self.own.jobs.iter().find(|ticket| ticket.id == id);
        let off =
            self.head.status == Status::Cancelled && known.is_some_and(|t| t.kind != TicketKind::Cancel);
        let replaced = known.is_some_and(|ticket| self.is_outdated(ticket));
        let Some(ticket) = self.ticket(id) else { return };
        // A person may have settled an unknown one while its outcome was on the way.
        if ticket.state != TicketState::Sending {
            return;
        }
        match outcome {
            Outcome::Printed => ticket.state = TicketState::Printed,
            Outcome::Sent => ticket.state = TicketState::Sent,
            // Cancelled or replaced before its first byte was sent.
            Outcome::NotSent { reason } if off || replaced => {
                ticket.state = TicketState::Expired;
                ticket.reason = Some(reason);
            }
            Outcome::NotSent { reason } => {
                ticket.state = TicketState::Queued;
                ticket.reason = Some(reason);
                self.queue_at(Effect::Print { ticket: id.to_owned() }, later(now, NOT_SENT_PAUSE));
            }
            Outcome::PrintUnknown { reason } => self.ticket_unknown(id, reason, replaced, true),
            // It was most likely printed, so it is not printed again without a person's word.
            Outcome::Unconfirmed { reason } => self.ticket_unknown(id, reason, replaced, false),
            Outcome::Interrupted => self.ticket_unknown(id, "interrupted".to_owned(), replaced, true),
            _ => {}
        }
    }

    /// Asks a person about a ticket whose fate is unknown, or, where the settings say so, prints one marked copy without
    /// asking. No more than one: a printer that left two unconfirmed would leave the third so too.
    fn ticket_unknown(&mut self, id: &str, reason: String, replaced: bool, doubtful: bool) {
        let Some(ticket) = self.ticket(id) else { return };
        ticket.state = TicketState::Unknown;
        ticket.reason = Some(reason);
        let first = !ticket.marked_reprint;
        let spec = TicketSpec::of(ticket);
        let kind = spec.kind;
        let again = self.policy.printer(&spec.printer).is_some_and(|p| p.reprint_unknown);
        let wanted = !replaced && (kind == TicketKind::Cancel || !self.head.status.is_final());
        if again && wanted && doubtful && first {
            self.queue_ticket(spec, true);
        } else if wanted {
            self.out.problem(Problem::TicketUnknown { ticket: id.to_owned(), kind, printer: spec.printer });
            self.out.chime();
        }
    }

    /// Takes back every ticket whose first byte has not left: the order is off.
    pub(super) fn withdraw_tickets(&mut self) {
        self.expire_tickets(|_| true);
    }

    /// Asks a person about tickets that waited too long, so that a printer that is switched on in the morning does not print
    /// last night's; tickets of finished orders are dropped.
    pub(super) fn expire_overdue_tickets(&mut self) {
        let now = self.now;
        for (id, kind, printer) in self.expire_tickets(|ticket| ticket.expires_at <= now) {
            if kind == TicketKind::Cancel || !self.head.status.is_final() {
                self.out.problem(Problem::TicketExpired { ticket: id, kind, printer });
                self.out.chime();
            }
        }
    }

    pub(super) fn expire_tickets(
        &mut self,
        which: impl Fn(&TicketJob) -> bool,
    ) -> Vec<(String, TicketKind, String)> {
        let mut expired = Vec::new();
        for ticket in &mut self.own.jobs {
            if ticket.state == TicketState::Queued && which(ticket) {
                ticket.state = TicketState::Expired;
                expired.push((ticket.id.clone(), ticket.kind, ticket.printer.clone()));
            }
        }
        expired
    }

    /// The ticket for the printer that it was meant for, where a backup stood in and that printer is still set up.
    fn spec_at_home(&self, ticket: &TicketJob) -> TicketSpec {
        let mut spec = TicketSpec::of(ticket);
        if let Some(home) = spec.backup_for.take_if(|home| self.policy.printer(home).is_some()) {
            spec.printer = home;
        }
        spec
    }

    /// Prints again what was printed before, marked where it may have come out; a kind that never was a job here is printed where it belongs.
    pub(super) fn reprint(&mut self, kind: Option<TicketKind>) -> Result<Done, Refused> {
        if self.head.order.is_none() || self.head.accepted_at.is_none() {
            return Err(Refused::WrongStatus { status: self.head.status.as_str().to_owned() });
        }
        // A kitchen ticket of a cancelled order would be cooked.
        let off = self.head.status == Status::Cancelled;
        if off && kind.is_some_and(|kind| kind != TicketKind::Cancel) {
            return Err(Refused::WrongStatus { status: self.head.status.as_str().to_owned() });
        }
        let mut again: Vec<TicketSpec> = Vec::new();
        let mut waiting = false;
        for ticket in self.own.jobs.iter().filter(|t| !off || t.kind == TicketKind::Cancel) {
            if self.is_outdated(ticket) {
                continue;
            }
            let job = TicketSpec { changed: None, ..self.spec_at_home(ticket) };
            let still_there = self.policy.printer(&job.printer).is_some();
            let listed = again.iter().any(|spec| TicketSpec { changed: None, ..spec.clone() } == job);
            if kind.is_some_and(|kind| kind != ticket.kind) || !still_there || listed {
                continue;
            }
            // A queued ticket comes out once its printer works, so another tap must not add another copy.
            let queued = |other: &TicketJob| {
                let same = TicketSpec { changed: None, ..self.spec_at_home(other) } == job;
                other.state == TicketState::Queued && same
            };
            let queued = self.own.jobs.iter().any(queued);
            waiting |= queued;
            if !queued {
                // A reprint keeps the mark 변경 until a ticket with it was printed.
                let out = |other: &TicketJob| may_be_on_paper(other) && self.is_copy(&job, other);
                let changed = changed_at(ticket).filter(|_| !self.own.jobs.iter().any(out));
                again.push(TicketSpec { changed, ..job });
            }
        }
        if again.is_empty() && waiting {
            return Ok(Done::Already);
        }
        if let (Some(kind), true) = (kind, again.is_empty()) {
            let routes = self.routes(kind).into_iter();
            again.extend(routes.map(|(printer, part)| TicketSpec::fresh(kind, &printer.id, 1, part)));
        }
        if again.is_empty() {
            return Err(Refused::NothingThere);
        }
        for spec in again {
            self.queue_ticket(spec, true);
        }
        Ok(Done::Committed)
    }

    /// A person saw that the unknown ticket was printed.
    pub(super) fn resolve_printed(&mut self) -> Result<Done, Refused> {
        self.settle_tickets(|ticket| {
            let open = matches!(ticket.state, TicketState::Unknown | TicketState::Expired);
            if open {
                ticket.state = TicketState::Printed;
            }
            open
        })
        .map(|_| Done::Committed)
    }

    /// Prints an unknown ticket again, marked 재출력 where its first byte may have been sent.
    pub(super) fn resolve_reprint(&mut self) -> Result<Done, Refused> {
        let settled = self
            .settle_tickets(|ticket| matches!(ticket.state, TicketState::Unknown | TicketState::Expired))?;
        for ticket in settled {
            let spec = self.spec_at_home(&ticket);
            self.queue_ticket(spec, true);
        }
        Ok(Done::Committed)
    }

    /// Settles the tickets about which a person is being asked.
    fn settle_tickets(&mut self, settle: impl Fn(&mut TicketJob) -> bool) -> Result<Vec<TicketJob>, Refused> {
        let asked: Vec<String> = self
            .out
            .problems
            .iter()
            .filter_map(|problem| match problem {
                Problem::TicketUnknown { ticket, .. } | Problem::TicketExpired { ticket, .. } => {
                    Some(ticket.clone())
                }
                _ => None,
            })
            .collect();
        let mut settled = Vec::new();
        for ticket in self.own.jobs.iter_mut().filter(|ticket| asked.contains(&ticket.id)) {
            if settle(ticket) {
                settled.push(ticket.clone());
            }
        }
        if settled.is_empty() {
            return Err(Refused::NothingThere);
        }
        self.out.settle(|problem| {
            matches!(problem, Problem::TicketUnknown { .. } | Problem::TicketExpired { .. })
        });
        Ok(settled)
    }
}

/// Whether a ticket's first byte may have left.
fn may_be_on_paper(ticket: &TicketJob) -> bool {
    use TicketState::{Printed, Sending, Sent, Unknown};
    matches!(ticket.state, Sending | Printed | Sent | Unknown)
}

/// When the order changed of which a ticket says 변경; a ticket of an older version says only when it was queued for that.
fn changed_at(ticket: &TicketJob) -> Option<Timestamp> {
    ticket.marked_changed.then(|| ticket.changed_at.unwrap_or(ticket.queued_at))
}
