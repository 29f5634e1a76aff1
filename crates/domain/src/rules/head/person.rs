//! A person's commands. One that is already fulfilled is no error; one that the state forbids changes nothing.

use super::HeadMachine;
use crate::order::{AppAction, CancelCode, DenyCode, OrderKind, Problem, Status, phone};
use crate::rules::Effect;
use crate::rules::policy::{LONGEST_PREPARATION, later};
use crate::rules::transition::{By, Event};
use crate::{Bell, Command, Done, PendingAction, PendingKind, Refused};

/// By how much a promise may be put off at a time, in minutes.
const DELAY_MINUTES: std::ops::RangeInclusive<u32> = 1..=120;
/// Preparation times a person may promise, in minutes.
const PREP_MINUTES: std::ops::RangeInclusive<u32> = 1..=LONGEST_PREPARATION;

/// Refuses preparation times outside the range that may be promised.
pub fn check_prep(minutes: u32) -> Result<(), Refused> {
    if PREP_MINUTES.contains(&minutes) {
        return Ok(());
    }
    let (least, most) = (i64::from(*PREP_MINUTES.start()), i64::from(*PREP_MINUTES.end()));
    Err(Refused::OutOfRange { what: "prep".to_owned(), least, most })
}

impl HeadMachine<'_, '_> {
    /// A person's command about the order itself; one about its riders, paper or dishes is not for this machine.
    pub(in crate::rules) fn command(&mut self, command: Command) -> Result<Done, Refused> {
        match command {
            Command::Accept { prep_minutes } => self.accept_by_person(prep_minutes),
            Command::Reject { code } => self.reject(code),
            Command::Delay { minutes } => self.delay(minutes),
            Command::Ready => self.ready(),
            Command::PickedUp => self.picked_up(),
            Command::Complete => self.complete(),
            Command::Cancel { code } => self.cancel(code),
            Command::AnswerCancel { deny } => self.answer_cancel(deny),
            Command::ReceiptIssued => self.receipt_issued(),
            Command::Seen => Ok(self.seen()),
            Command::Pick { .. }
            | Command::Bump { .. }
            | Command::Short { .. }
            | Command::Dispatch { .. }
            | Command::DeliverAgain { .. }
            | Command::CompareQuotes
            | Command::CalledElsewhere { .. }
            | Command::Raise { .. }
            | Command::NameRider { .. }
            | Command::CameBack
            | Command::CancelDispatch { .. }
            | Command::Reprint { .. }
            | Command::Resolve { .. } => Err(Refused::NothingThere),
        }
    }

    fn accept_by_person(&mut self, prep_minutes: Option<u32>) -> Result<Done, Refused> {
        if self.own.status.is_accepted() || self.own.status == Status::Completed {
            return Ok(Done::Already);
        }
        let minutes = prep_minutes.unwrap_or_else(|| self.policy.channel(&self.own.channel).promise());
        check_prep(minutes)?;
        if self.own.status != Status::Received {
            return Err(self.own.wrong_status());
        }
        self.own.nothing_pending()?;
        self.accept(minutes);
        Ok(Done::Committed)
    }

    /// Accepts the order. That holds here at once, also while the app cannot be reached.
    pub(super) fn accept(&mut self, prep_minutes: u32) {
        if self.own.order.is_none() {
            return;
        }
        self.own.status = Status::Accepted;
        self.own.accepted_at = Some(self.now);
        self.own.prep_minutes = Some(prep_minutes);
        self.plan();
        if !self.own.confirmed
            && let Some(confirm) = self.confirm()
        {
            self.queue(confirm);
        }
        if self.own.starts_at.is_some_and(|at| at <= self.now) {
            self.start();
        }
    }

    /// Starts cooking; the tickets are printed.
    pub(super) fn start(&mut self) {
        self.own.started = true;
        self.reckon_ready();
        let wants_preparing =
            self.own.order.as_ref().is_some_and(|o| o.kind == OrderKind::Takeout && o.wants.preparing);
        if wants_preparing {
            self.queue(Effect::Notify { action: AppAction::Preparing });
        }
        if self.own.accepted_at != Some(self.now) {
            self.out.chime();
        }
        self.out.emit(Event::Started);
    }

    fn reject(&mut self, code: CancelCode) -> Result<Done, Refused> {
        match (self.own.status, self.own.pending_action) {
            (Status::Rejected, _) => Ok(Done::Already),
            (
                Status::Received | Status::Unreadable,
                Some(PendingAction { kind: PendingKind::Reject, .. }),
            ) => Ok(Done::Already),
            (Status::Received | Status::Unreadable, None) => {
                self.ask_to_cancel(PendingKind::Reject, code);
                Ok(Done::Committed)
            }
            _ => Err(self.own.wrong_status()),
        }
    }

    fn cancel(&mut self, code: CancelCode) -> Result<Done, Refused> {
        match (self.own.status, self.own.pending_action) {
            (Status::Cancelled, _) => Ok(Done::Already),
            (status, Some(PendingAction { kind: PendingKind::Cancel, .. })) if status.is_accepted() => {
                Ok(Done::Already)
            }
            (status, None) if status.is_accepted() => {
                self.ask_to_cancel(PendingKind::Cancel, code);
                Ok(Done::Committed)
            }
            _ => Err(self.own.wrong_status()),
        }
    }

    /// Asks the app to cancel. Only its CANCELLED ends the order; until then the request is pending.
    fn ask_to_cancel(&mut self, kind: PendingKind, code: CancelCode) {
        self.own.pending_action = Some(PendingAction { kind, code, since: self.now, asked_at: self.now });
        self.out.emit(Event::Cancelling);
        if self.own.channel == phone::CHANNEL {
            // An order by phone has no app to ask.
            self.cancelled(None);
            return;
        }
        self.queue(Effect::Notify { action: AppAction::RequestCancellation { code, manual: true } });
    }

    fn answer_cancel(&mut self, deny: Option<DenyCode>) -> Result<Done, Refused> {
        if self.own.cancellation_request.take().is_none() {
            return Err(Refused::NothingThere);
        }
        let action = match deny {
            None => AppAction::AcceptCancellation,
            Some(code) => AppAction::DenyCancellation { code },
        };
        self.own.cancel_answered = true;
        self.queue(Effect::Notify { action });
        Ok(Done::Committed)
    }

    /// Puts the promised time off, and notifies the app and the kitchen.
    fn delay(&mut self, minutes: u32) -> Result<Done, Refused> {
        if !DELAY_MINUTES.contains(&minutes) {
            return Err(Refused::OutOfRange {
                what: "minutes".to_owned(),
                least: i64::from(*DELAY_MINUTES.start()),
                most: i64::from(*DELAY_MINUTES.end()),
            });
        }
        if self.own.status != Status::Accepted {
            return Err(self.own.wrong_status());
        }
        self.own.nothing_pending()?;
        let seconds = i64::from(minutes) * 60;
        self.own.prep_minutes = Some(self.own.prep_minutes.unwrap_or_default().saturating_add(minutes));
        self.own.ready_at = self.own.ready_at.map(|at| later(at, seconds));
        // The app counts the confirmed preparation time from its start, so a delay is sent as a later start; each adds to the
        // last.
        if let (Some(starts_at), Some(order), true) =
            (self.own.starts_at, &mut self.own.order, self.own.started)
        {
            // The app's start is by its own clock.
            let started = later(starts_at, self.own.clock_ahead.saturating_neg());
            let preparation_start = later(order.preparation_start.max(started), seconds);
            order.preparation_start = preparation_start;
            self.queue(Effect::Notify { action: AppAction::Delay { preparation_start } });
        }
        self.out.emit(Event::Delayed);
        Ok(Done::Committed)
    }

    pub(super) fn ready(&mut self) -> Result<Done, Refused> {
        match self.own.status {
            Status::Ready | Status::PickedUp | Status::Completed => Ok(Done::Already),
            Status::Accepted => {
                self.own.nothing_pending()?;
                self.own.status = Status::Ready;
                self.queue(Effect::Notify { action: AppAction::Ready });
                self.out.emit(Event::Ready);
                Ok(Done::Committed)
            }
            _ => Err(self.own.wrong_status()),
        }
    }

    /// The food leaves. Of an order that has left already the deliveries answer.
    fn picked_up(&mut self) -> Result<Done, Refused> {
        if !self.own.food_is_here() {
            return Err(self.own.wrong_status());
        }
        self.own.nothing_pending()?;
        self.left_the_shop();
        Ok(Done::Committed)
    }

    /// Notes that the food has left, by a tap or by the rider's own word.
    pub(super) fn left_the_shop(&mut self) {
        if self.own.food_is_here() {
            self.own.status = Status::PickedUp;
            self.tell_picked_up();
            self.out.emit(Event::Left(By::Hand));
        }
    }

    /// Closes the order. Of one that is completed already the deliveries answer.
    fn complete(&mut self) -> Result<Done, Refused> {
        match self.own.status {
            status if status.is_accepted() => {
                self.own.nothing_pending()?;
                self.left_the_shop();
                self.out.emit(Event::Arrived(By::Hand));
                self.tell_delivered();
                self.own.status = Status::Completed;
                self.close();
                Ok(Done::Committed)
            }
            // An unreadable order is closed by the person who dealt with it by other means.
            Status::Unreadable => {
                self.own.nothing_pending()?;
                self.own.status = Status::Completed;
                self.close();
                Ok(Done::Committed)
            }
            _ => Err(self.own.wrong_status()),
        }
    }

    fn receipt_issued(&mut self) -> Result<Done, Refused> {
        if self.own.order.as_ref().is_none_or(|order| order.cash_receipt.is_none()) {
            return Err(Refused::NothingThere);
        }
        if self.own.receipt_issued_at.is_some() {
            return Ok(Done::Already);
        }
        self.own.receipt_issued_at = Some(self.now);
        Ok(Done::Committed)
    }

    /// Removes problems that only had to be seen. Those that need a decision stay.
    fn seen(&mut self) -> Done {
        let before = (*self.out.bell, self.out.problems.clone(), self.own.missed_seen);
        self.own.missed_seen |= self.own.is_missed();
        if !(self.own.status == Status::Received && self.own.pending_action.is_none()) {
            *self.out.bell = Bell::Silent;
        }
        self.out.settle(|problem| !problem.needs_answer());
        // A waiting ticket stays a problem until it is printed; here it is only marked as seen.
        for problem in self.out.problems.iter_mut() {
            if let Problem::TicketWaits { seen, .. } = problem {
                *seen = true;
            }
        }
        let after = (*self.out.bell, self.out.problems.clone(), self.own.missed_seen);
        if before == after { Done::Already } else { Done::Committed }
    }
}
