//! Moments to die at, and the trap that freezes the program there.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

use jumunbell::sim::{agency, app, printer};

use super::{PATIENCE, Street};

macro_rules! moments {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A moment to die at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Moment {
            $($(#[$doc])* $name,)*
        }

        impl Moment {
            /// All of them.
            pub const ALL: &[Moment] = &[$(Moment::$name),*];
        }
    };
}

moments! {
    /// The app has told an order; it is not stored.
    OrderTold,
    /// Stored; the acknowledgment has not taken effect.
    StoredNotAcknowledged,
    /// The app holds the acknowledgment; its answer is lost.
    AcknowledgmentHeld,
    /// Accepted; the confirmation has not taken effect.
    ConfirmReceived,
    /// The app holds the confirmation; its answer is lost.
    ConfirmTaken,
    /// Accepted by a person; the confirmation has not taken effect.
    AcceptedByHand,
    /// Refused by a person; the app has not heard.
    RefusalReceived,
    /// The app holds the refusal; its answer is lost.
    RefusalTaken,
    /// Cooked; the app has not heard.
    ReadyReceived,
    /// The app knows that it is cooked; its answer is lost.
    ReadyTaken,
    /// Cooked; the agency has not heard.
    RiderReadyReceived,
    /// The first byte of a ticket is at the printer.
    TicketBegun,
    /// 150 bytes of a ticket are at the printer: its head.
    TicketHead,
    /// 400 bytes of a ticket are at the printer: further down.
    TicketBody,
    /// A ticket is on paper; the printer was not asked whether it is done.
    TicketSent,
    /// A ticket is on paper; the printer's word is lost.
    TicketNotConfirmed,
    /// The agency is asked for its price.
    PriceAsked,
    /// A rider is called; it has not taken effect.
    RiderCallReceived,
    /// A rider comes; the agency's answer is lost.
    RiderCallTaken,
    /// A delivery is looked up.
    LookUpReceived,
    /// A rider is cancelled; it has not taken effect.
    CallOffReceived,
    /// No rider comes any more; the agency's answer is lost.
    CallOffTaken,
}

use Moment::*;

impl Moment {
    fn of_app(point: &app::Point, by_hand: bool) -> Option<Moment> {
        Some(match point {
            app::Point::OrderFetched { .. } => OrderTold,
            app::Point::AckReceived { .. } => StoredNotAcknowledged,
            app::Point::AckTaken { .. } => AcknowledgmentHeld,
            app::Point::ConfirmReceived { .. } if by_hand => AcceptedByHand,
            app::Point::ConfirmReceived { .. } => ConfirmReceived,
            app::Point::ConfirmTaken { .. } => ConfirmTaken,
            app::Point::ActionReceived { action, .. } => match action.as_str() {
                "requestCancellation" => RefusalReceived,
                "readyForPickup" => ReadyReceived,
                _ => return None,
            },
            app::Point::ActionTaken { action, .. } => match action.as_str() {
                "requestCancellation" => RefusalTaken,
                "readyForPickup" => ReadyTaken,
                _ => return None,
            },
            app::Point::PollAnswered => return None,
        })
    }

    fn of_agency(point: &agency::Point) -> Moment {
        match point {
            agency::Point::QuoteReceived => PriceAsked,
            agency::Point::CreateReceived { .. } => RiderCallReceived,
            agency::Point::CreateTaken { .. } => RiderCallTaken,
            agency::Point::LookUpReceived { .. } => LookUpReceived,
            agency::Point::CancelReceived { .. } => CallOffReceived,
            agency::Point::CancelTaken { .. } => CallOffTaken,
            agency::Point::PrepareReceived { .. } => RiderReadyReceived,
        }
    }

    fn of_printer(point: printer::Point) -> Option<Moment> {
        Some(match point {
            printer::Point::TicketByte { byte: 1, .. } => TicketBegun,
            printer::Point::TicketByte { byte: 150, .. } => TicketHead,
            printer::Point::TicketByte { byte: 400, .. } => TicketBody,
            printer::Point::TicketByte { .. } => return None,
            printer::Point::TicketReceived { .. } => TicketSent,
            printer::Point::BeforeConfirm { .. } => TicketNotConfirmed,
        })
    }
}

/// Freezes the first request at the armed moment, and tells.
pub struct Trap {
    jaws: Arc<Jaws>,
    sprung: Receiver<Moment>,
}

struct Jaws {
    armed: Mutex<Option<Moment>>,
    sprung: Sender<Moment>,
}

impl Trap {
    pub fn new() -> Trap {
        let (sender, sprung) = mpsc::channel();
        Trap { jaws: Arc::new(Jaws { armed: Mutex::new(None), sprung: sender }), sprung }
    }

    /// A street with the trap in every simulator.
    pub fn street(&self) -> Street {
        let at_app = |by_hand| -> Option<app::Hook> {
            let jaws = self.jaws.clone();
            Some(Arc::new(move |point| Moment::of_app(point, by_hand).is_some_and(|at| jaws.close(at))))
        };
        let at_printer = self.jaws.clone();
        Street {
            auto_hook: at_app(false),
            manual_hook: at_app(true),
            agency_hook: self.at_agency(),
            printer_hook: Some(Arc::new(move |point| {
                Moment::of_printer(point).is_some_and(|at| at_printer.close(at))
            })),
            ..Street::default()
        }
    }

    /// In one agency only.
    pub fn at_agency(&self) -> Option<agency::Hook> {
        let jaws = self.jaws.clone();
        Some(Arc::new(move |point| jaws.close(Moment::of_agency(point))))
    }

    pub fn arm(&self, moment: Moment) {
        *self.jaws.armed.lock().unwrap() = Some(moment);
    }

    /// Waits until the armed moment has come; one that never comes fails the test.
    pub fn wait(&self) -> Moment {
        let armed = *self.jaws.armed.lock().unwrap();
        self.sprung.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{armed:?} was never reached"))
    }
}

impl Jaws {
    /// Whether to freeze.
    fn close(&self, moment: Moment) -> bool {
        let mut armed = self.armed.lock().unwrap();
        let here = *armed == Some(moment);
        if here {
            *armed = None;
            self.sprung.send(moment).unwrap();
        }
        here
    }
}
