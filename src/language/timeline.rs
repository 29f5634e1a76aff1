//! What happened to an order, in words.

use domain::Verb;
use domain::order::OrderKind;
use domain::timeline::{Actor, Entry, What};

use super::{Words, delivery_state, status, ticket_kind, ticket_state};

/// What happened.
pub fn happened(words: &Words, entry: &Entry, order: OrderKind) -> String {
    match &entry.what {
        What::Status { status: stands } => status(words, *stands, order),
        What::Did { verb, station: None } => words.text(did(*verb), &[]),
        What::Did { verb, station: Some(station) } => {
            let did = words.text(did(*verb), &[]);
            words.text("timeline-station", &[("station", station.into()), ("did", did.into())])
        }
        What::Ticket { kind, printer, state } => words.text(
            "timeline-ticket",
            &[
                ("kind", ticket_kind(words, *kind).into()),
                ("state", ticket_state(words, *state).into()),
                ("printer", words.printer(printer).into()),
            ],
        ),
        What::CancellationAsked => words.text("timeline-cancellation-asked", &[]),
        What::Changed => words.text("timeline-changed", &[]),
        What::Delivery { agency, state, .. } => words.text(
            "timeline-delivery",
            &[("agency", words.agency(agency).into()), ("state", delivery_state(words, *state).into())],
        ),
    }
}

/// By whom it was done.
pub fn actor(words: &Words, actor: Actor) -> String {
    let id = match actor {
        Actor::Person => "timeline-by-person",
        Actor::Staff => "timeline-by-staff",
        Actor::Owner => "timeline-by-owner",
        Actor::Command => "timeline-by-command",
        Actor::Kitchen => "timeline-by-kitchen",
        Actor::App => "timeline-by-app",
        Actor::Agency => "timeline-by-agency",
        Actor::Printer => "timeline-by-printer",
        Actor::Program => "timeline-by-program",
    };
    words.text(id, &[])
}

/// What a person did.
fn did(verb: Verb) -> &'static str {
    match verb {
        Verb::Accept => "did-accept",
        Verb::Reject => "did-reject",
        Verb::Delay => "did-delay",
        Verb::Ready => "did-ready",
        Verb::Pick => "did-pick",
        Verb::Unpick => "did-unpick",
        Verb::Bump => "did-bump",
        Verb::Recall => "did-recall",
        Verb::Short => "did-short",
        Verb::Unshort => "did-unshort",
        Verb::PickedUp => "did-picked-up",
        Verb::Complete => "did-complete",
        Verb::Cancel => "did-cancel",
        Verb::AnswerCancel => "did-answer-cancel",
        Verb::Dispatch => "did-dispatch",
        Verb::DeliverAgain => "did-deliver-again",
        Verb::CompareQuotes => "did-compare-quotes",
        Verb::CalledElsewhere => "did-called-elsewhere",
        Verb::NotCalledElsewhere => "did-not-called-elsewhere",
        Verb::Raise => "did-raise",
        Verb::NameRider => "did-name-rider",
        Verb::CameBack => "did-came-back",
        Verb::CancelDispatch => "did-cancel-dispatch",
        Verb::Reprint => "did-reprint",
        Verb::ResolvePrinted => "did-resolve-printed",
        Verb::ResolveReprint => "did-resolve-reprint",
        Verb::ResolveDispatched => "did-resolve-dispatched",
        Verb::ResolveNotDispatched => "did-resolve-not-dispatched",
        Verb::ReceiptIssued => "did-receipt-issued",
        Verb::Seen => "did-seen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;

    #[test]
    fn a_station_is_named_beside_what_it_did() {
        let said = |station: Option<&str>| {
            let what = What::Did { verb: Verb::Bump, station: station.map(str::to_owned) };
            let at = "2026-11-21T10:00:00Z".parse().unwrap();
            let entry = Entry { at, by: Actor::Person, what };
            happened(&Words::new(Language::Korean), &entry, OrderKind::Delivery)
        };
        assert_eq!(said(Some("국밥")), "[국밥] 조리대 조리 끝");
        assert_eq!(said(None), "조리대 조리 끝");
    }
}
