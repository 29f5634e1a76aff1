//! What a person tells us to do. A command that is so already is no error; one that the state forbids changes nothing.

use super::policy::{LONGEST_PREPARATION, later};
use super::{Effect, Turn};
use crate::engine::{
    Bell, Command, Done, End, PendingAction, PendingKind, Refused, Resolution, Stage, Standing,
};
use crate::order::{AppAction, CancelCode, DenyCode, OrderKind, Problem, Status, TicketKind, phone};

/// By how much a promise may be put off at a time, in minutes.
const DELAY_MINUTES: std::ops::RangeInclusive<u32> = 1..=120;
/// Preparation times a person may promise, in minutes.
const PREP_MINUTES: std::ops::RangeInclusive<u32> = 1..=LONGEST_PREPARATION;

/// Refuses a promise that no kitchen makes.
pub fn check_prep(minutes: u32) -> Result<(), Refused> {
    if PREP_MINUTES.contains(&minutes) {
        return Ok(());
    }
    let (least, most) = (i64::from(*PREP_MINUTES.start()), i64::from(*PREP_MINUTES.end()));
    Err(Refused::OutOfRange { what: "prep".to_owned(), least, most })
}

impl Turn<'_> {
    pub(super) fn command(&mut self, command: Command) -> Result<Done, Refused> {
        match command {
            Command::Accept { prep_minutes } => self.accept_by_person(prep_minutes),
            Command::Reject { code } => self.reject(code),
            Command::Delay { minutes } => self.delay(minutes),
            Command::Ready => self.ready(),
            Command::Pick { stall, undo } => self.pick(&stall, undo),
            Command::Short { line, substitute, undo, .. } => self.short(line, substitute, undo),
            Command::PickedUp => self.picked_up(),
            Command::Complete => self.complete(),
            Command::Cancel { code } => self.cancel(code),
            Command::AnswerCancel { deny } => self.answer_cancel(deny),
            Command::Dispatch { agency, max_fee } => self.dispatch(agency, max_fee),
            Command::DeliverAgain { agency, max_fee, note } => self.deliver_again(agency, max_fee, &note),
            Command::CompareQuotes => self.compare_quotes(),
            Command::CalledElsewhere { undo } => self.called_elsewhere(undo),
            Command::Raise { fee } => self.raise(fee),
            Command::NameRider { name, phone } => self.name_rider(&name, phone.as_deref()),
            Command::CameBack => self.came_back(),
            Command::CancelDispatch { attempt } => self.cancel_dispatch(attempt),
            Command::Reprint { kind } => self.reprint(kind),
            Command::Resolve { resolution } => match resolution {
                Resolution::Printed => self.resolve_printed(),
                Resolution::Reprint => self.resolve_reprint(),
                Resolution::Dispatched(id) => self.resolve_dispatched(id),
                Resolution::NotDispatched => self.resolve_not_dispatched(),
            },
            Command::ReceiptIssued => self.receipt_issued(),
            Command::Seen => Ok(self.seen()),
        }
    }

    pub(super) fn wrong_status(&self) -> Refused {
        Refused::WrongStatus { status: self.state.status.as_str().to_owned() }
    }

    pub(super) fn nothing_pending(&self) -> Result<(), Refused> {
        match self.state.pending_action {
            None => Ok(()),
            Some(PendingAction { kind: PendingKind::Reject, .. }) => {
                Err(Refused::Pending { pending: "reject".to_owned() })
            }
            Some(PendingAction { kind: PendingKind::Cancel, .. }) => {
                Err(Refused::Pending { pending: "cancel".to_owned() })
            }
        }
    }

    fn accept_by_person(&mut self, prep_minutes: Option<u32>) -> Result<Done, Refused> {
        if self.state.status.is_accepted() || self.state.status == Status::Completed {
            return Ok(Done::Already);
        }
        let minutes = prep_minutes.unwrap_or_else(|| self.policy.channel(&self.state.channel).promise());
        check_prep(minutes)?;
        if self.state.status != Status::Received {
            return Err(self.wrong_status());
        }
        self.nothing_pending()?;
        self.accept(minutes);
        self.hush();
        Ok(Done::Committed)
    }

    /// Takes the order: a local fact from here on, whatever the line to the app does.
    pub(super) fn accept(&mut self, prep_minutes: u32) {
        if self.state.order.is_none() {
            return;
        }
        self.state.status = Status::Accepted;
        self.state.accepted_at = Some(self.now);
        self.state.prep_minutes = Some(prep_minutes);
        self.plan();
        if !self.state.confirmed
            && let Some(confirm) = self.confirm()
        {
            self.queue(confirm);
        }
        if self.state.starts_at.is_some_and(|at| at <= self.now) {
            self.start();
        }
    }

    /// Cooking starts: paper for the kitchen and the bag.
    pub(super) fn start(&mut self) {
        self.state.started = true;
        self.reckon_ready();
        let wants_preparing =
            self.state.order.as_ref().is_some_and(|o| o.kind == OrderKind::Takeout && o.wants.preparing);
        if wants_preparing {
            self.queue(Effect::Tell { action: AppAction::Preparing });
        }
        if self.state.accepted_at != Some(self.now) {
            self.stroke();
        }
        self.print_for_start();
        self.dispatch_if_due();
        self.ready_if_gathered();
    }

    fn reject(&mut self, code: CancelCode) -> Result<Done, Refused> {
        match (self.state.status, self.state.pending_action) {
            (Status::Rejected, _) => Ok(Done::Already),
            (
                Status::Received | Status::Unreadable,
                Some(PendingAction { kind: PendingKind::Reject, .. }),
            ) => Ok(Done::Already),
            (Status::Received | Status::Unreadable, None) => {
                self.ask_to_cancel(PendingKind::Reject, code);
                Ok(Done::Committed)
            }
            _ => Err(self.wrong_status()),
        }
    }

    fn cancel(&mut self, code: CancelCode) -> Result<Done, Refused> {
        match (self.state.status, self.state.pending_action) {
            (Status::Cancelled, _) => Ok(Done::Already),
            (status, Some(PendingAction { kind: PendingKind::Cancel, .. })) if status.is_accepted() => {
                Ok(Done::Already)
            }
            (status, None) if status.is_accepted() => {
                self.ask_to_cancel(PendingKind::Cancel, code);
                Ok(Done::Committed)
            }
            _ => Err(self.wrong_status()),
        }
    }

    /// Only the app's CANCELLED ends an order: until then this is pending.
    fn ask_to_cancel(&mut self, kind: PendingKind, code: CancelCode) {
        self.state.pending_action = Some(PendingAction { kind, code, since: self.now, asked_at: self.now });
        self.solve(|problem| matches!(problem, Problem::CancellationRefused { .. }));
        self.hush();
        self.hold_uncalled_rider();
        if self.state.channel == phone::CHANNEL {
            // There is nobody to ask.
            self.cancelled(None);
            return;
        }
        self.queue(Effect::Tell { action: AppAction::RequestCancellation { code, manual: true } });
    }

    fn answer_cancel(&mut self, deny: Option<DenyCode>) -> Result<Done, Refused> {
        if self.state.cancellation_request.take().is_none() {
            return Err(Refused::NothingThere);
        }
        let action = match deny {
            None => AppAction::AcceptCancellation,
            Some(code) => AppAction::DenyCancellation { code },
        };
        self.state.cancel_answered = true;
        self.solve(|problem| matches!(problem, Problem::CancellationAsked { .. }));
        self.hush();
        self.queue(Effect::Tell { action });
        Ok(Done::Committed)
    }

    /// Cooking takes longer: the promise moves, the app and the kitchen's paper follow.
    fn delay(&mut self, minutes: u32) -> Result<Done, Refused> {
        if !DELAY_MINUTES.contains(&minutes) {
            return Err(Refused::OutOfRange {
                what: "minutes".to_owned(),
                least: i64::from(*DELAY_MINUTES.start()),
                most: i64::from(*DELAY_MINUTES.end()),
            });
        }
        if self.state.status != Status::Accepted {
            return Err(self.wrong_status());
        }
        self.nothing_pending()?;
        let seconds = i64::from(minutes) * 60;
        self.state.prep_minutes = Some(self.state.prep_minutes.unwrap_or_default().saturating_add(minutes));
        self.state.ready_at = self.state.ready_at.map(|at| later(at, seconds));
        // From there the app counts the preparation time that the confirmation told it; each delay is on top of the last.
        if let (Some(starts_at), Some(order), true) =
            (self.state.starts_at, &mut self.state.order, self.state.started)
        {
            // The app's start is by its own clock.
            let started = later(starts_at, self.state.clock_ahead.saturating_neg());
            let preparation_start = later(order.preparation_start.max(started), seconds);
            order.preparation_start = preparation_start;
            self.queue(Effect::Tell { action: AppAction::Delay { preparation_start } });
        }
        self.move_pickup();
        self.print_changed(&[TicketKind::Kitchen]);
        Ok(Done::Committed)
    }

    pub(super) fn ready(&mut self) -> Result<Done, Refused> {
        match self.state.status {
            Status::Ready | Status::PickedUp | Status::Completed => Ok(Done::Already),
            Status::Accepted => {
                self.nothing_pending()?;
                self.state.status = Status::Ready;
                self.queue(Effect::Tell { action: AppAction::Ready });
                self.tell_rider_ready();
                self.dispatch_if_due();
                Ok(Done::Committed)
            }
            _ => Err(self.wrong_status()),
        }
    }

    fn picked_up(&mut self) -> Result<Done, Refused> {
        match self.state.status {
            // Its own rider may bring the meal once more, or something after it.
            Status::PickedUp | Status::Completed => Ok(self.reaches_by_hand(Standing::Live(Stage::PickedUp))),
            Status::Accepted | Status::Ready => {
                self.nothing_pending()?;
                self.left_the_shop();
                Ok(Done::Committed)
            }
            _ => Err(self.wrong_status()),
        }
    }

    /// By a tap or by the rider's own word.
    pub(super) fn left_the_shop(&mut self) {
        if matches!(self.state.status, Status::Accepted | Status::Ready) {
            self.state.status = Status::PickedUp;
            self.tell_picked_up();
            self.drop_uncalled_rider();
            self.reaches_by_hand(Standing::Live(Stage::PickedUp));
            self.tell_if_left_without_rider();
        }
    }

    fn complete(&mut self) -> Result<Done, Refused> {
        match self.state.status {
            Status::Completed => Ok(self.reaches_by_hand(Standing::Ended(End::Delivered))),
            status if status.is_accepted() => {
                self.nothing_pending()?;
                self.left_the_shop();
                self.reaches_by_hand(Standing::Ended(End::Delivered));
                self.tell_delivered();
                self.state.status = Status::Completed;
                self.close();
                Ok(Done::Committed)
            }
            // Nobody can read it: a person has dealt with it by other means.
            Status::Unreadable => {
                self.nothing_pending()?;
                self.state.status = Status::Completed;
                self.close();
                Ok(Done::Committed)
            }
            _ => Err(self.wrong_status()),
        }
    }

    fn receipt_issued(&mut self) -> Result<Done, Refused> {
        if self.state.order.as_ref().is_none_or(|order| order.cash_receipt.is_none()) {
            return Err(Refused::NothingThere);
        }
        if self.state.receipt_issued_at.is_some() {
            return Ok(Done::Already);
        }
        self.state.receipt_issued_at = Some(self.now);
        Ok(Done::Committed)
    }

    /// A person has looked: what only had to be known is known. What must be decided stays.
    fn seen(&mut self) -> Done {
        let before = (self.state.bell, self.state.problems.clone());
        if !(self.state.status == Status::Received && self.state.pending_action.is_none()) {
            self.state.bell = Bell::Silent;
        }
        self.solve(|problem| {
            matches!(
                problem,
                Problem::CancelledByApp { .. }
                    | Problem::CallingOffCost { .. }
                    | Problem::CancelledAfterCompletion { .. }
                    | Problem::ConfirmRefused { .. }
                    | Problem::CancellationRefused { .. }
                    | Problem::TicketExpired { .. }
                    | Problem::OrderChanged
                    | Problem::PartlyUnread { .. }
                    | Problem::DelayNotTold
                    | Problem::RiderComesEarly { .. }
                    | Problem::RiderNotTold { .. }
                    | Problem::RiderLate { .. }
                    | Problem::RiderNotNeeded { .. }
                    | Problem::FeeRose { .. }
                    | Problem::FeeNotRaised { .. }
                    | Problem::ItemShort { .. }
                    | Problem::NotGathered
                    | Problem::LeftOut { .. }
                    | Problem::NegativeTotal { .. }
                    | Problem::RecordLost { .. }
                    | Problem::StepRefused { .. }
                    | Problem::NoRider { .. }
                    | Problem::RiderNotCalledOff { .. }
                    | Problem::DeliveryEnded { .. }
                    | Problem::DeliveryLivesAfterAll { .. }
            )
        });
        // It goes with its cause.
        for problem in &mut self.state.problems {
            if let Problem::TicketWaits { seen, .. } = problem {
                *seen = true;
            }
        }
        let after = (self.state.bell, self.state.problems.clone());
        if before == after { Done::Already } else { Done::Committed }
    }
}
