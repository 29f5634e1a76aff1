//! What can be done with an order as it stands: the next step, and the answers to its problems. Pure.

use domain::board::{Board, Card};
use domain::order::{DeliveryState, DenyCode, OrderKind, Problem, Status, TicketKind, Won};
use domain::{Command, DeliveryView, OrderView, Resolution, Verb};
use jiff::Timestamp;

/// Minutes that an answer can promise with one tap, in the order of the keys 1 to 7.
pub const MINUTES: [u32; 7] = [10, 15, 20, 30, 40, 50, 60];

/// Which column of the counter an order stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// 새 주문.
    New,
    /// 조리 중.
    Cooking,
    /// 배달 중, 수령 대기.
    Away,
    /// 오늘 끝난 주문.
    Finished,
}

/// The column of an order.
pub fn column(view: &OrderView) -> Column {
    match view.status {
        Status::Received | Status::Unreadable => Column::New,
        Status::Accepted => Column::Cooking,
        Status::Ready | Status::PickedUp => Column::Away,
        Status::Completed | Status::Rejected | Status::Cancelled | Status::Missed => Column::Finished,
    }
}

/// The step that comes next: its text id and command. None where the rules would refuse it.
pub fn next(card: &Card) -> Option<(&'static str, Command)> {
    let delivered = card.view.kind() == OrderKind::Delivery;
    let (id, command) = match card.view.status {
        Status::Received => ("ui-accept", Command::Accept { prep_minutes: None }),
        Status::Unreadable => ("ui-seen", Command::Seen),
        Status::Accepted => ("ui-ready", Command::Ready),
        Status::Ready if delivered => ("ui-departed", Command::PickedUp),
        Status::Ready => ("ui-handed-over", Command::PickedUp),
        Status::PickedUp => ("ui-complete", Command::Complete),
        _ => return None,
    };
    card.possible.has(command.verb()).then_some((id, command))
}

/// The tickets an order may have: only a bundle is gathered.
pub fn kinds(view: &OrderView) -> Vec<TicketKind> {
    let bundle = view.order.as_ref().is_some_and(|order| order.bundle.is_some());
    TicketKind::ALL.into_iter().filter(|kind| bundle || *kind != TicketKind::Gather).collect()
}

/// The living delivery by the shop's own rider.
fn own_rider<'c>(card: &'c Card, board: &Board) -> Option<&'c DeliveryView> {
    let own = |id: &str| board.agencies.iter().any(|agency| agency.id == id && agency.in_house);
    card.view.live_delivery().filter(|live| own(&live.agency))
}

/// Whether the shop's own rider who carries it may be named here. Before a rider is called, the shop's own is chosen among
/// the agencies.
pub fn may_name_rider(card: &Card, board: &Board) -> bool {
    own_rider(card, board).is_some_and(|own| own.status.progress() < DeliveryState::PickedUp.progress())
        && card.possible.has(Verb::NameRider)
}

/// What F3 asks about the rider: which agency, or which of the shop's own riders.
pub fn rider_key(card: &Card, board: &Board) -> Option<Question> {
    if card.possible.has(Verb::Dispatch) {
        Some(Question::Carrier)
    } else {
        may_name_rider(card, board).then_some(Question::RiderName)
    }
}

/// The question before the rider is called off.
pub fn call_off(card: &Card) -> Option<Question> {
    let off = Command::CancelDispatch { attempt: None };
    card.possible.has(Verb::CancelDispatch).then_some(Question::CallOff(off))
}

/// What the shop's own rider does next with what is brought after the meal, or with the meal once more: the order itself is as
/// far already.
pub fn own_errand(card: &Card) -> Option<(&'static str, Command)> {
    let can = |verb| card.possible.has(verb);
    match card.view.status {
        Status::PickedUp | Status::Completed if can(Verb::PickedUp) => {
            Some(("ui-departed", Command::PickedUp))
        }
        Status::Completed if can(Verb::Complete) => Some(("ui-complete", Command::Complete)),
        _ => None,
    }
}

/// What calling the rider off costs, as far as it is known, won.
pub fn calling_off_costs(card: &Card, board: &Board) -> Option<Won> {
    let live = card.view.live_delivery()?;
    let agency = board.agencies.iter().find(|agency| agency.id == live.agency)?;
    let by_contract = agency.cancel_fee.filter(|_| rider_comes(card, board));
    live.cancel_fee.or(by_contract).filter(|fee| *fee > Won::ZERO)
}

/// What calling the rider off costs by the contract once one is assigned, which may be while it is being tapped, won.
pub fn calling_off_may_cost(card: &Card, board: &Board) -> Option<Won> {
    let called = card.view.live_delivery().filter(|live| live.status != DeliveryState::Planned)?;
    let agency = board.agencies.iter().find(|agency| agency.id == called.agency)?;
    agency.cancel_fee.filter(|fee| *fee > Won::ZERO && !agency.in_house)
}

/// Whether a rider is to be called for it and none is.
pub fn lacks_rider(card: &Card) -> bool {
    let none = card.view.deliveries.is_empty() && !card.view.called_elsewhere;
    none && card.possible.has(Verb::Dispatch) && !card.view.status.is_final()
}

/// Whether it should have been ready by now.
pub fn is_late(view: &OrderView, now: Timestamp) -> bool {
    view.status == Status::Accepted && view.started && view.ready_at.is_some_and(|ready| ready < now)
}

/// Whether an agency's rider is on the way to the shop, or there.
pub fn rider_comes(card: &Card, board: &Board) -> bool {
    let comes = |live: &DeliveryView| matches!(live.status, DeliveryState::Assigned | DeliveryState::Arrived);
    card.view.live_delivery().is_some_and(comes) && own_rider(card, board).is_none()
}

/// Whether cancelling the rider with one tap would or may cost money, or a rider who is on the way.
fn calling_off_hurts(card: &Card, board: &Board) -> bool {
    rider_comes(card, board)
        || calling_off_costs(card, board).is_some()
        || calling_off_may_cost(card, board).is_some()
}

/// What is done at once in place of a question, because it costs nothing.
pub fn needs_no_question(question: &Question, card: Option<&Card>, board: &Board) -> Option<Command> {
    let Question::CallOff(command) = question else { return None };
    let hurts = card.is_some_and(|card| calling_off_hurts(card, board));
    (!hurts).then(|| command.clone())
}

/// What a person is asked before a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Why we refuse the order, or cancel it.
    Reason {
        /// The order is already accepted.
        accepted: bool,
    },
    /// Whether the rider is really cancelled by this.
    CallOff(Command),
    /// Who carries the order.
    Carrier,
    /// Which of the shop's own riders carries it.
    RiderName,
    /// What is brought once more.
    Again,
    /// The agency's number of a rider who turned out to be called, beginning with the key we sent.
    Called(String),
    /// Which dish is sold out.
    SoldOut,
    /// Which dish is left out or replaced.
    Short,
}

/// The question before an order is turned down or cancelled; `None` where neither can be.
pub fn refusal(card: &Card) -> Option<Question> {
    let accepted = card.possible.has(Verb::Cancel);
    (accepted || card.possible.has(Verb::Reject)).then_some(Question::Reason { accepted })
}

/// An answer to a problem, as a button offers it.
#[derive(Clone, Debug, PartialEq)]
pub enum ProblemAnswer {
    /// Send this.
    Command(Command),
    /// Ask this first; whether the rider is cancelled only where that hurts.
    Ask(Question),
    /// Allow this surcharge up to so much until the business day ends.
    Allow {
        /// The agencies' word for it.
        kind: String,
        /// Won.
        up_to: Won,
    },
}

/// The buttons of a problem: text id, the amount in it if any, and what it does. At most three (F5 to F7).
pub fn answers(problem: &Problem) -> Vec<(&'static str, Option<Won>, ProblemAnswer)> {
    let send = |id, command| (id, None, ProblemAnswer::Command(command));
    let resolve = |id, resolution| send(id, Command::Resolve { resolution });
    let ask = |id, question| (id, None, ProblemAnswer::Ask(question));
    let deny = |id, code| send(id, Command::AnswerCancel { deny: Some(code) });
    let off = || Command::CancelDispatch { attempt: None };
    match problem {
        Problem::TicketUnknown { .. } => vec![
            resolve("ui-answer-printed", Resolution::Printed),
            resolve("ui-answer-reprint", Resolution::Reprint),
        ],
        Problem::TicketExpired { .. } => vec![
            resolve("ui-answer-reprint", Resolution::Reprint),
            send("ui-answer-not-needed", Command::Seen),
        ],
        Problem::TicketWaits { seen: true, .. } => Vec::new(),
        Problem::TicketWaits { seen: false, .. } => vec![send("ui-seen", Command::Seen)],
        Problem::FeeAboveMax { agency, fee, allow, .. } => {
            let pay = Command::Dispatch { agency: Some(agency.clone()), max_fee: Some(*fee) };
            // One answer for the evening instead of one for each order.
            let allow = allow.as_ref().map(|charge| {
                let answer = ProblemAnswer::Allow { kind: charge.kind.clone(), up_to: charge.amount };
                ("ui-answer-allow", Some(charge.amount), answer)
            });
            let other = ask("ui-answer-other-agency", Question::Carrier);
            let no_rider = send("ui-answer-no-rider", Command::CancelDispatch { attempt: None });
            let first = ("ui-answer-pay", Some(*fee), ProblemAnswer::Command(pay));
            [Some(first), Some(allow.unwrap_or(no_rider)), Some(other)].into_iter().flatten().collect()
        }
        // An agency that does not come here will not the second time either.
        Problem::NoRider { .. } => vec![
            ask("ui-answer-other-agency", Question::Carrier),
            send("ui-answer-call-again", Command::Dispatch { agency: None, max_fee: None }),
            send("ui-seen", Command::Seen),
        ],
        Problem::DeliveryEnded { .. } => vec![
            send("ui-answer-call-again", Command::Dispatch { agency: None, max_fee: None }),
            ask("ui-answer-other-agency", Question::Carrier),
            send("ui-seen", Command::Seen),
        ],
        Problem::DeliveryUnknown { key, .. } => vec![
            ask("ui-answer-called", Question::Called(key.clone())),
            resolve("ui-answer-not-called", Resolution::NotDispatched),
        ],
        Problem::RiderNotCalledOff { attempt, .. } => {
            let again = Command::CancelDispatch { attempt: Some(*attempt).filter(|attempt| *attempt > 0) };
            vec![ask("ui-answer-call-off-again", Question::CallOff(again)), send("ui-seen", Command::Seen)]
        }
        Problem::RiderLate { offer, .. } => {
            let seen = send("ui-seen", Command::Seen);
            let off = ask("ui-call-off", Question::CallOff(off()));
            let more = |fee| ("ui-answer-raise", Some(fee), ProblemAnswer::Command(Command::Raise { fee }));
            offer.map(more).into_iter().chain([seen, off]).collect()
        }
        Problem::RiderNotNeeded { .. } | Problem::FeeRose { .. } => {
            vec![ask("ui-call-off", Question::CallOff(off())), send("ui-seen", Command::Seen)]
        }
        // What ends the order stands last: the first button is pressed without thinking.
        Problem::CancellationAsked { .. } => vec![
            deny("ui-answer-dish-done", DenyCode::DishAlreadyDone),
            deny("ui-answer-out", DenyCode::OutForDelivery),
            ask("ui-answer-agree", Question::CallOff(Command::AnswerCancel { deny: None })),
        ],
        Problem::OrderChanged
        | Problem::PartlyUnread { .. }
        | Problem::ItemShort { .. }
        | Problem::NotGathered
        | Problem::LeftOut { .. }
        | Problem::NegativeTotal { .. }
        | Problem::RecordLost { .. }
        | Problem::DelayNotTold
        | Problem::RiderComesEarly { .. }
        | Problem::RiderNotTold { .. }
        | Problem::FeeNotRaised { .. }
        | Problem::Unreadable { .. }
        | Problem::ConfirmRefused { .. }
        | Problem::CancellationRefused { .. }
        | Problem::StepRefused { .. }
        | Problem::DeliveryLivesAfterAll { .. }
        | Problem::CallingOffCost { .. }
        | Problem::CancelledByApp { .. }
        | Problem::CancelledAfterCompletion { .. } => vec![send("ui-seen", Command::Seen)],
        // Nothing can be done about it here.
        Problem::NotStored => Vec::new(),
    }
}
