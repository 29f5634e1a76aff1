//! Everything known about one order, as it is stored. [`super::rules`] alone change it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::{
    CancelCode, DeliveryState, ExtraCharge, Order, Problem, Quote, Refusal, Rider, Shortage, StallState,
    Status, TicketKind, TicketState, Won,
};

/// One order's whole life so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
    /// Our id (uuid v7).
    pub id: String,
    /// Short number (`특급-012`).
    pub number: String,
    /// Channel id.
    pub channel: String,
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// The app's id.
    pub external_id: String,
    /// What was ordered; `None` while it cannot be read.
    pub order: Option<Order>,
    /// Where it stands.
    pub status: Status,
    /// The app has our confirmation.
    pub confirmed: bool,
    /// Our refusal or cancellation that the app has not settled yet.
    pub pending_action: Option<PendingAction>,
    /// When it was first stored here.
    pub received_at: Timestamp,
    /// When the app gives up on an unanswered order, by our clock.
    pub accept_by: Option<Timestamp>,
    /// When it was taken.
    pub accepted_at: Option<Timestamp>,
    /// Promised minutes.
    pub prep_minutes: Option<u32>,
    /// When it is to be ready.
    pub ready_at: Option<Timestamp>,
    /// When the kitchen starts; in the future for scheduled orders, `None` while an on-demand one waits for its call.
    pub starts_at: Option<Timestamp>,
    /// Kitchen tickets were queued.
    pub started: bool,
    /// When the rider's part ended; closes the order if the app says nothing more.
    pub delivered_at: Option<Timestamp>,
    /// Ticket jobs, oldest first.
    pub tickets: Vec<TicketJob>,
    /// Delivery attempts, oldest first.
    pub deliveries: Vec<Delivery>,
    /// What agencies asked when a person wanted to compare, in the order of the settings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Compared>,
    /// A person called a rider by other means: none is called from here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub called_elsewhere: bool,
    /// No agency is called for it without being asked for; a person was told so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_to_person: bool,
    /// The app asks to cancel.
    pub cancellation_request: Option<CancellationRequest>,
    /// It was cancelled at the app without our asking for it: by the customer, or by the app in his place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled_at_app: bool,
    /// The app's request was answered, and the app has not yet said that it took the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel_answered: bool,
    /// When the app's view of the order was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_at: Option<Timestamp>,
    /// When staff issued the cash receipt; its number is hidden since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_issued_at: Option<Timestamp>,
    /// When the app cancelled it after it was completed here: the food is gone, and so may be the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_after_completion_at: Option<Timestamp>,
    /// Lines that cannot be had as they were ordered; every other line is as wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortages: Vec<Shortage>,
    /// Stalls of a bundle whose things are here, by name, and since when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub picked: BTreeMap<String, Timestamp>,
    /// What a person has to know or decide, oldest first.
    pub problems: Vec<Problem>,
    /// What the bell does about it.
    pub bell: Bell,
    /// How far our clock, by which these times are, was ahead of the app's when it was last compared, in seconds.
    #[serde(default, skip_serializing_if = "is_zero_seconds")]
    pub clock_ahead: i64,
    /// The program was started then, and the app's clock has not been compared since: nobody knows how much time has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure_since: Option<Timestamp>,
    /// The app's last event seen.
    pub last_event_at: Option<Timestamp>,
    /// Last change.
    pub updated_at: Timestamp,
}

/// What the bell does about one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "bell", rename_all = "kebab-case")]
pub enum Bell {
    /// Nothing.
    #[default]
    Silent,
    /// Rings once for each new `at`.
    Once {
        /// When it began.
        at: Timestamp,
    },
    /// Rings until somebody answers the order.
    NewOrder {
        /// When it began.
        since: Timestamp,
    },
    /// Rings urgently until somebody has seen it: cancelled after acceptance, a rider too many.
    Urgent {
        /// When it began.
        since: Timestamp,
    },
}

/// Our refusal or cancellation on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAction {
    /// Which.
    pub kind: PendingKind,
    /// Why.
    pub code: CancelCode,
    /// When it was asked for.
    pub since: Timestamp,
    /// When the app was last asked what became of it.
    pub asked_at: Timestamp,
}

/// Kinds of pending action, in the contract's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingKind {
    /// We refuse an unanswered order.
    Reject,
    /// We cancel an accepted one.
    Cancel,
}

/// One ticket on one printer, one copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketJob {
    /// Unique over all orders.
    pub id: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Printer id.
    pub printer: String,
    /// 1, 2 … of the printer's copies.
    pub copy: u32,
    /// Where it stands.
    pub state: TicketState,
    /// How often sending was begun.
    pub attempts: u32,
    /// Carries 재출력.
    pub marked_reprint: bool,
    /// Carries 변경: it takes the place of one that may be in the kitchen already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked_changed: bool,
    /// When the order changed, of a ticket that carries 변경.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// Carries 대체 출력, because this printer stands in for another.
    pub backup_for: Option<String>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it becomes a question.
    pub expires_at: Timestamp,
    /// Why it is not printed, for people.
    pub reason: Option<String>,
    /// Only these dishes of the order; `None`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl TicketJob {
    /// The printer it belongs to, whichever prints it.
    pub fn home(&self) -> &str {
        self.backup_for.as_deref().unwrap_or(&self.printer)
    }
}

/// The dishes of an order that one printer's stations cook. Decided when the ticket is queued, so that other settings
/// at the next start lose none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Names of the stations, for the paper.
    pub station: String,
    /// Which of the order's parts: 1, 2 …
    pub number: u32,
    /// How many parts the order has.
    pub of: u32,
    /// Positions in the order's lines, ascending; none: nothing is left to cook there.
    pub lines: Vec<usize>,
}

/// One delivery attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Agency id.
    pub agency: String,
    /// Which account and protocol stood under that id when it was called; `None`: nobody noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// 1, 2 … over all agencies of this order.
    pub attempt: u32,
    /// The key we send: stable per order, agency and attempt, at most 50 characters.
    pub key: String,
    /// What it is called for.
    #[serde(default, skip_serializing_if = "Errand::is_meal")]
    pub errand: Errand,
    /// Where it stands.
    pub state: DeliveryState,
    /// The agency's own word for it.
    pub raw_state: Option<String>,
    /// How it came to stand there, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The quote it rests on.
    pub quote: Option<Quote>,
    /// When that quote came; an old one is asked for again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted_at: Option<Timestamp>,
    /// What it costs without VAT, won; of one that was called off, what that cost.
    pub fee: Option<Won>,
    /// VAT on top of `fee`, won, where the agency names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Won>,
    /// Named surcharges contained in `fee`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<ExtraCharge>,
    /// What calling it off cost, or would cost now as far as the agency says, won. Of one that ended otherwise: what calling
    /// off a part of it cost, where its agency had divided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_fee: Option<Won>,
    /// What its rider takes at the door.
    #[serde(default, skip_serializing_if = "Collect::is_nothing")]
    pub collect: Collect,
    /// The most a person agreed to for this attempt, won.
    pub agreed_max_fee: Option<Won>,
    /// Move on to the next automatic agency when refused.
    pub fail_over: bool,
    /// Its rider.
    pub rider: Option<Rider>,
    /// When the rider is expected at the shop.
    pub pickup_expected_at: Option<Timestamp>,
    /// A person was told that its rider is late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late_told: bool,
    /// Why it was refused or failed.
    pub refusal: Option<Refusal>,
    /// When it was refused as it was sent once more: that says little about the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_at: Option<Timestamp>,
    /// We want it called off as soon as it is known to live.
    pub cancel_wanted: bool,
    /// It was asked to be called off, and its agency said no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_asked: bool,
    /// A person was asked about it, because the food had left without its rider.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_told: bool,
    /// The agency was told that the food is ready.
    pub ready_told: bool,
    /// The slip of its present rider was queued.
    #[serde(default)]
    pub slip_printed: bool,
    /// Look-ups in a row that found nothing.
    pub not_found: u32,
    /// Creates of which not one byte left.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent: u32,
    /// When the create went out, for the pace of look-ups.
    pub submitted_at: Option<Timestamp>,
    /// A create is on its way: until its answer is here, nothing that the agency says proves that it has nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sending: bool,
    /// Void: as far as anyone knows its agency has nothing. It is looked up until then, in case it has.
    pub watched_until: Option<Timestamp>,
    /// When the attempt began.
    pub since: Timestamp,
}

impl Delivery {
    /// An attempt of which nothing is known yet.
    pub fn new(agency: &str, attempt: u32, key: String, state: DeliveryState, now: Timestamp) -> Delivery {
        Delivery {
            agency: agency.to_owned(),
            line: None,
            attempt,
            key,
            errand: Errand::Meal,
            state,
            raw_state: None,
            steps: Vec::new(),
            quote: None,
            quoted_at: None,
            fee: None,
            vat: None,
            charges: Vec::new(),
            cancel_fee: None,
            collect: Collect::default(),
            agreed_max_fee: None,
            fail_over: false,
            rider: None,
            pickup_expected_at: None,
            late_told: false,
            refusal: None,
            refused_at: None,
            cancel_wanted: false,
            off_asked: false,
            left_told: false,
            ready_told: false,
            slip_printed: false,
            not_found: 0,
            unsent: 0,
            submitted_at: None,
            sending: false,
            watched_until: None,
            since: now,
        }
    }

    /// When it last came to stand so; `None` if it never did.
    pub fn stood_at(&self, state: DeliveryState) -> Option<Timestamp> {
        self.steps.iter().rev().find(|step| step.state == state).map(|step| step.at)
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

fn is_zero_seconds(n: &i64) -> bool {
    *n == 0
}

/// One step of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where it came to stand.
    pub state: DeliveryState,
    /// When, by the agency's word or when we heard of it.
    pub at: Timestamp,
}

/// What an attempt is called for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errand", rename_all = "kebab-case")]
pub enum Errand {
    /// The meal, from the shop, for the first time.
    #[default]
    Meal,
    /// The meal once more, after a rider who left with it did not bring it.
    Retry,
    /// Something more after it was delivered: a dish that was wrong or missing.
    Again {
        /// What, for the slip and the rider.
        note: String,
    },
}

impl Errand {
    fn is_meal(&self) -> bool {
        *self == Errand::Meal
    }
}

/// What a rider takes at the door, won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collect {
    /// In cash.
    pub cash: Won,
    /// By the rider's terminal.
    pub card: Won,
}

impl Collect {
    fn is_nothing(&self) -> bool {
        *self == Collect::default()
    }
}

/// What an agency would ask for an order, so that a person can compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Agency id.
    pub agency: String,
    /// The key of the question, for agencies that want one.
    pub key: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Its answer; `None` while it is awaited.
    pub answer: Option<Offer>,
}

/// An agency's answer to being asked for a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// For so much.
    Possible(Quote),
    /// Not.
    Refused(Refusal),
}

/// The app waits for our answer to its cancellation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancellationRequest {
    /// When it came.
    pub requested_at: Timestamp,
    /// The words that came with it.
    pub reason: Option<String>,
    /// When the app decides by itself, if known.
    pub answer_by: Option<Timestamp>,
}

impl OrderState {
    /// The newest delivery attempt.
    pub fn delivery(&self) -> Option<&Delivery> {
        self.deliveries.last()
    }

    /// The attempt that may still bring a rider. There is never more than one.
    pub fn live_delivery(&self) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| !d.state.is_terminal())
    }

    /// The order as a rider who comes for this is to know it. Of what was delivered before, nothing is left to pay.
    pub fn carried(&self, errand: &Errand) -> Option<Order> {
        let mut order = self.order.clone()?;
        if let Errand::Again { note } = errand {
            for payment in &mut order.payments {
                payment.on_delivery = false;
            }
            let memo = format!("재배달 {note}");
            let memo = memo.trim();
            order.rider_memo = Some(match &order.rider_memo {
                Some(known) => format!("{memo} / {known}"),
                None => memo.to_owned(),
            });
        }
        Some(order)
    }

    /// A rider left with the meal, and it did not arrive: it may be carried once more.
    pub fn came_to_nothing(&self) -> bool {
        let ended = self.delivery().is_some_and(|last| last.state.is_terminal());
        // That a rider had it may have been seen by nobody: look-ups are seconds apart, and lines fail.
        let carried = |d: &Delivery| {
            d.state == DeliveryState::Returned || d.stood_at(DeliveryState::PickedUp).is_some()
        };
        let arrived = |d: &Delivery| d.state == DeliveryState::Delivered;
        ended && self.deliveries.iter().any(carried) && !self.deliveries.iter().any(arrived)
    }

    /// Since when a rider stands at the counter.
    pub fn rider_waits_since(&self) -> Option<Timestamp> {
        let live = self.live_delivery().filter(|live| live.state == DeliveryState::Arrived)?;
        live.stood_at(DeliveryState::Arrived)
    }

    /// Since when tickets wait for a printer that somebody has to look at.
    pub fn paper_missed_since(&self) -> impl Iterator<Item = Timestamp> {
        let unseen = self.problems.iter().filter_map(|problem| match problem {
            Problem::TicketWaits { ticket, seen: false, .. } => Some(ticket),
            _ => None,
        });
        unseen
            .filter_map(|id| self.tickets.iter().find(|ticket| ticket.id == *id))
            .map(|ticket| ticket.queued_at)
    }

    /// What is wrong with the line in this position, if anything.
    pub fn shortage(&self, line: usize) -> Option<&Shortage> {
        self.shortages.iter().find(|short| short.line == line)
    }

    /// How far each stall of a bundle is; none where the order is no bundle.
    pub fn stalls(&self) -> Vec<(&str, StallState)> {
        let Some(order) = self.order.as_ref().filter(|order| order.bundle.is_some()) else {
            return Vec::new();
        };
        let nothing = |line: &usize| self.shortage(*line).is_some_and(|short| short.substitute.is_none());
        let stand = |name: &str, lines: &[usize]| {
            if lines.iter().all(nothing) {
                StallState::Short
            } else if self.picked.contains_key(name) {
                StallState::Picked
            } else {
                StallState::Waiting
            }
        };
        order.stalls().into_iter().map(|(name, lines)| (name, stand(name, &lines))).collect()
    }

    /// Whether a bundle is all here: nothing is waited for, and there is something to carry.
    pub fn is_gathered(&self) -> bool {
        let stalls = self.stalls();
        stalls.iter().all(|(_, state)| *state != StallState::Waiting)
            && stalls.iter().any(|(_, state)| *state == StallState::Picked)
    }
}
