//! Rules for damaged records: an order's stored state, or a task of its outbox, could not be read. What may have been done
//! already is not repeated; the app, the agency and the person at the counter are asked.

use jiff::Timestamp;

use super::outbox::Plan;
use super::transition::Transition;
use super::{Arrival, Body, Change, Effect, FetchReason, Outcome, Policy, arrive};
use crate::order::{Problem, Status};
use crate::{Bell, OrderState};

/// The state of an order of which only its row is left. `closed`: its final status, if nothing was under way any more; else the
/// app is asked for it at once and the bell rings, because it may be in the kitchen.
pub fn lost(
    arrival: Arrival,
    closed: Option<Status>,
    now: Timestamp,
    policy: &Policy,
) -> (OrderState, Vec<Change>) {
    let body = Body::Unreadable(String::new());
    let (state, _) = arrive(Arrival { body, events: Vec::new(), ..arrival }, now, policy);
    let mut transition = Transition::of(state, now, policy);
    transition.state.problems = vec![Problem::RecordLost { task: None }];
    transition.state.bell = Bell::Silent;
    // A rider may be under way already.
    transition.state.deliveries.leave_to_person();
    match closed {
        Some(status) => transition.state.head.status = status,
        // It may be in the kitchen.
        None => {
            transition.state.bell = Bell::Urgent { since: now };
            transition.head().ask_for_body();
        }
    }
    transition.end(Plan::default())
}

impl Transition<'_> {
    /// Notes that a task was lost; `again`: it could be queued again from its tag.
    pub(super) fn task_lost(&mut self, tag: String, again: bool) {
        if !again {
            // Whether it was done shows in what the app and the agency know.
            self.head().compare_with_app();
            self.deliveries().look_again();
        }
        let out = &mut self.head().out;
        out.problem(Problem::RecordLost { task: Some(tag) });
        out.chime();
    }
}

impl Effect {
    /// The effect of this tag; `None` where the tag alone does not determine it.
    pub fn of_tag(tag: &str) -> Option<Effect> {
        let (kind, rest) = tag.split_once(':')?;
        let attempt = || rest.parse().ok();
        Some(match kind {
            "print" => Effect::Print { ticket: rest.to_owned() },
            "compare" => Effect::Compare { agency: rest.to_owned() },
            "quote" => Effect::Quote { attempt: attempt()? },
            "create" => Effect::Create { attempt: attempt()? },
            "look-up" => Effect::LookUp { attempt: attempt()? },
            "call-off" => Effect::Cancel { attempt: attempt()? },
            "prepare-complete" => Effect::PrepareComplete { attempt: attempt()? },
            "fetch" => Effect::Fetch {
                why: match rest {
                    "body" => FetchReason::Body { tries: 0 },
                    "silence" => FetchReason::Silence,
                    "compare" => FetchReason::Compare,
                    _ => return None,
                },
            },
            _ => return None,
        })
    }
}

/// The effect that a killed process had started, from the tag of its damaged row, with its outcome.
pub fn interrupted(tag: &str) -> Option<(Effect, Outcome)> {
    Effect::of_tag(tag).map(|effect| (effect, Outcome::Interrupted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_says_all_gives_its_effect_back() {
        let all = [
            Effect::Print { ticket: "019a-t1".to_owned() },
            Effect::Compare { agency: "barogo".to_owned() },
            Effect::Quote { attempt: 1 },
            Effect::Create { attempt: 2 },
            Effect::LookUp { attempt: 3 },
            Effect::Cancel { attempt: 4 },
            Effect::PrepareComplete { attempt: 5 },
            Effect::Fetch { why: FetchReason::Body { tries: 0 } },
            Effect::Fetch { why: FetchReason::Silence },
            Effect::Fetch { why: FetchReason::Compare },
        ];
        for effect in all {
            assert_eq!(Effect::of_tag(&effect.tag()), Some(effect));
        }
        for tag in ["", "print", "tell:confirm", "raise:1", "create:first", "fetch:confirm"] {
            assert_eq!(Effect::of_tag(tag), None, "{tag}");
        }
    }
}
