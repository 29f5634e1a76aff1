//! What a job in a print queue does becomes the outcome of its ticket. One rule for every print system.

use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use tokio::time::{Instant, sleep};

use super::Patience;
use crate::printer::{NotReady, PrintOutcome};

/// Pauses between two looks: short at first, because most tickets are through at once.
const LOOKS: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
];

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// In the queue, and nothing of it went to the printer.
    Waiting,
    /// Something of it went, or may have.
    Started,
    /// All of it went, and the print system waits for the printer to hang up.
    Left,
    /// The print system is done with it.
    Printed,
    /// Taken out without being printed; `untouched`: it is known that nothing of it went.
    Removed { untouched: bool },
    /// The print system does not know it any more.
    Gone,
}

/// One look at a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) stage: Stage,
    /// What keeps it from printing, if the print system says.
    pub(super) hindrance: Option<NotReady>,
    /// What else it says.
    pub(super) said: Option<String>,
}

/// What became of a job that was to be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Withdrawn {
    /// Out of the queue, and it is known that nothing of it went.
    Untouched,
    /// Out of the queue; something of it may have gone.
    Perhaps,
    /// It was done before it could be withdrawn.
    Printed,
}

/// A job in a queue.
#[async_trait]
pub(super) trait Job: Send + Sync {
    /// Looks at it; or why that is not possible now.
    async fn look(&self) -> Result<Seen, Cause>;
    /// Takes it out of the queue; or why it may still be there.
    async fn withdraw(&self) -> Result<Withdrawn, Cause>;
}

/// Stays with a job until it left the queue, or takes it out when patience ends.
pub(super) async fn watch(
    job: &dyn Job,
    queue: &str,
    patience: Patience,
    told: &(dyn Fn(Option<NotReady>) + Sync),
) -> PrintOutcome {
    let mut until = Instant::now() + patience.printing;
    let last = until + patience.hindered;
    // What was last said against it, and about it; whether anything, and whether all of it went.
    let (mut against, mut said): (Option<Cause>, Option<String>) = (None, None);
    let (mut started, mut left) = (false, false);
    for pause in LOOKS.into_iter().chain(std::iter::repeat(LOOKS[LOOKS.len() - 1])) {
        match job.look().await {
            Ok(seen) => {
                told(seen.hindrance.clone());
                let hindrance = seen.hindrance.as_ref().map(NotReady::cause);
                match seen.stage {
                    Stage::Printed => return PrintOutcome::Sent,
                    Stage::Gone => return gone(queue, against),
                    Stage::Removed { untouched } => {
                        let before = hindrance.map(String::from).or(seen.said).unwrap_or_default();
                        let why = Cause::of(Why::Removed).about(queue).with(before);
                        return given_up(untouched && !started, why);
                    }
                    Stage::Started | Stage::Left => started = true,
                    Stage::Waiting => {}
                }
                left = seen.stage == Stage::Left;
                (against, said) = (hindrance, seen.said);
                // Someone is at the printer, or will be.
                if matches!(seen.hindrance, Some(NotReady::PaperOut | NotReady::CoverOpen)) {
                    until = (Instant::now() + patience.printing).min(last);
                }
            }
            Err(why) => against = Some(why),
        }
        let rest = until.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            break;
        }
        sleep(pause.min(rest)).await;
    }
    if left && against.is_none() {
        // Some printers never hang up; that is no reason to doubt a ticket.
        return PrintOutcome::Sent;
    }
    // What hinders it says more than that it was taken back.
    let late = || Cause::of(Why::NotPrinted).about(queue).with(said.unwrap_or_default());
    let why = against.clone().unwrap_or_else(late);
    match job.withdraw().await {
        Ok(Withdrawn::Printed) => gone(queue, against),
        Ok(withdrawn) => {
            let untouched = withdrawn == Withdrawn::Untouched && !started;
            let detail = [why.detail.as_str(), "withdrawn from the queue"].join(" ").trim_start().to_owned();
            given_up(untouched, why.with(detail))
        }
        Err(error) => {
            let detail = format!("{why}, and not withdrawn: {error}");
            PrintOutcome::Unknown(Cause::of(Why::StillQueued).about(queue).with(detail))
        }
    }
}

/// A job that is no longer there was printed, unless something stood against it: then a person may have removed it.
fn gone(queue: &str, against: Option<Cause>) -> PrintOutcome {
    match against {
        None => PrintOutcome::Sent,
        Some(why) => PrintOutcome::Unknown(Cause::of(Why::Removed).about(queue).with(why)),
    }
}

fn given_up(untouched: bool, why: Cause) -> PrintOutcome {
    if untouched { PrintOutcome::NotSent(why) } else { PrintOutcome::Unknown(why) }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Longer than the first two looks.
    const SHORT: Duration = Duration::from_millis(120);

    /// A job that does what it is told; the last look lasts.
    struct Script {
        looks: Mutex<Vec<Result<Seen, Cause>>>,
        withdrawn: Result<Withdrawn, Cause>,
    }

    #[async_trait]
    impl Job for Script {
        async fn look(&self) -> Result<Seen, Cause> {
            let mut looks = self.looks.lock().unwrap();
            if looks.len() > 1 { looks.remove(0) } else { looks[0].clone() }
        }

        async fn withdraw(&self) -> Result<Withdrawn, Cause> {
            self.withdrawn.clone()
        }
    }

    fn seen(stage: Stage, hindrance: Option<NotReady>) -> Result<Seen, Cause> {
        Ok(Seen { stage, hindrance, said: None })
    }

    async fn outcome(
        looks: Vec<Result<Seen, Cause>>,
        withdrawn: Result<Withdrawn, Cause>,
        printing: Duration,
        hindered: Duration,
    ) -> PrintOutcome {
        let job = Script { looks: Mutex::new(looks), withdrawn };
        let patience = Patience { answer: Duration::ZERO, printing, hindered };
        watch(&job, "kitchen", patience, &|_| ()).await
    }

    #[tokio::test]
    async fn what_hinders_it_is_told_while_it_does() {
        use Stage::{Printed, Started};
        let looks = vec![seen(Started, Some(NotReady::PaperOut)), seen(Started, None), seen(Printed, None)];
        let job = Script { looks: Mutex::new(looks), withdrawn: Err(Cause::said("")) };
        let long = Duration::from_secs(30);
        let patience = Patience { answer: long, printing: long, hindered: long };
        let heard = Mutex::new(Vec::new());
        watch(&job, "kitchen", patience, &|hindrance| heard.lock().unwrap().push(hindrance)).await;
        assert_eq!(*heard.lock().unwrap(), [Some(NotReady::PaperOut), None, None]);
    }

    #[tokio::test]
    async fn every_end_of_a_job_has_its_outcome() {
        use PrintOutcome::{NotSent, Sent, Unknown};
        use Stage::{Gone, Left, Printed, Removed, Started, Waiting};
        let never = || Err(Cause::said("not asked for"));
        let paper = || Some(NotReady::PaperOut);
        let none = || Cause::said("");
        for (looks, withdrawn, expected) in [
            (vec![seen(Waiting, None), seen(Started, None), seen(Printed, None)], never(), Sent),
            (vec![seen(Gone, None)], never(), Sent),
            (vec![seen(Started, paper()), seen(Started, None), seen(Gone, None)], never(), Sent),
            // A job removed by hand while it could not print looks the same as a printed one, so the outcome is unknown.
            (vec![seen(Started, paper()), seen(Gone, None)], never(), Unknown(none())),
            (vec![Err(Why::NoAnswer.into()), seen(Gone, None)], never(), Unknown(none())),
            (vec![seen(Removed { untouched: true }, None)], never(), NotSent(none())),
            (vec![seen(Removed { untouched: false }, None)], never(), Unknown(none())),
            (vec![seen(Started, None), seen(Removed { untouched: true }, None)], never(), Unknown(none())),
            (vec![seen(Left, None)], never(), Sent),
            (vec![seen(Left, paper())], Ok(Withdrawn::Perhaps), Unknown(none())),
            (vec![seen(Waiting, None)], Ok(Withdrawn::Untouched), NotSent(none())),
            (vec![seen(Waiting, None)], Ok(Withdrawn::Perhaps), Unknown(none())),
            (vec![seen(Started, None), seen(Waiting, None)], Ok(Withdrawn::Untouched), Unknown(none())),
            (vec![seen(Started, None)], Ok(Withdrawn::Printed), Sent),
            (vec![seen(Waiting, None)], Err(Why::NoAnswer.into()), Unknown(none())),
            (vec![Err(Why::NoAnswer.into())], Err(Why::NoAnswer.into()), Unknown(none())),
        ] {
            let said = format!("{looks:?} {withdrawn:?}");
            let outcome = outcome(looks, withdrawn, SHORT, Duration::ZERO).await;
            assert_eq!(
                std::mem::discriminant(&outcome),
                std::mem::discriminant(&expected),
                "{said}: {outcome:?}"
            );
        }
    }

    #[tokio::test]
    async fn an_empty_roll_is_given_more_time_and_named() {
        use Stage::{Printed, Started};
        let paper = || seen(Started, Some(NotReady::PaperOut));
        // Five looks take 0.9 s.
        let changed = [vec![paper(); 5], vec![seen(Started, None), seen(Printed, None)]].concat();
        let (printing, hindered) = (Duration::from_millis(800), Duration::from_secs(30));
        let never = || Err(Cause::said("not asked for"));
        assert_eq!(outcome(changed.clone(), never(), printing, hindered).await, PrintOutcome::Sent);
        let hasty = outcome(changed, never(), printing, Duration::ZERO).await;
        assert!(matches!(hasty, PrintOutcome::Unknown(_)), "{hasty:?}");
        let empty = outcome(vec![paper()], Ok(Withdrawn::Perhaps), SHORT, SHORT).await;
        let paper_out = Cause::of(Why::PaperOut).with("withdrawn from the queue");
        assert_eq!(empty, PrintOutcome::Unknown(paper_out));
        let stuck =
            outcome(vec![seen(Started, None)], Err(Cause::said("it is printing")), SHORT, SHORT).await;
        let PrintOutcome::Unknown(why) = stuck else { panic!("{stuck:?}") };
        assert_eq!((why.why, why.about.as_str()), (Why::StillQueued, "kitchen"));
        assert!(why.detail.contains("it is printing"), "{why}");
    }
}
