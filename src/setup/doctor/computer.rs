//! What the doctor says of the computer beside the program.

use domain::Hours;

use super::Finding;
use crate::language::Words;
use crate::pc::{self, Concern, Facts, Judged};

/// What of the computer would keep orders from coming one day. What a Linux computer does not tell is left to its owner.
pub(super) fn computer(words: &Words, facts: &Facts, opens: Option<&Hours>) -> Vec<Finding> {
    let finding = |judged: Judged| {
        let check = format!("pc/{}", judged.concern.as_str());
        let [fine, not, next] = match judged.concern {
            Concern::Sleep => ["doctor-pc-sleep", "doctor-pc-sleep-not", "doctor-pc-sleep-next"],
            Concern::Usb => ["doctor-pc-usb", "doctor-pc-usb-not", "doctor-pc-usb-next"],
            Concern::SignIn => ["doctor-pc-sign-in", "doctor-pc-sign-in-not", "doctor-pc-sign-in-next"],
            Concern::Updates => ["doctor-pc-updates", "doctor-pc-updates-not", "doctor-pc-updates-next"],
            Concern::Receivers => {
                ["doctor-pc-receivers", "doctor-pc-receivers-not", "doctor-pc-receivers-next"]
            }
        };
        let said = |id: &str| words.text(id, &[("what", (&judged.what).into())]);
        match judged.fine {
            Some(true) => Some(Finding::ok(check, said(fine))),
            Some(false) => Some(Finding::warn(check, said(not), said(next))),
            None => cfg!(windows).then(|| Finding::warn(check, said("doctor-pc-unknown"), said(next))),
        }
    };
    pc::judge(facts, opens).into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::pc::Restarts;
    use crate::setup::Health;

    #[test]
    fn what_a_computer_does_to_orders_is_told_with_what_to_do() {
        let facts = Facts {
            sleeps_after: Some(600),
            suspends_usb: Some(false),
            signs_in: Some(false),
            restarts: Some(Restarts::Never),
            starts_with_session: Some(vec!["배민 주문접수".to_owned()]),
        };
        for language in Language::ALL {
            let found = computer(&Words::new(language), &facts, None);
            let bad: Vec<&str> = found
                .iter()
                .filter(|finding| finding.health == Health::Warn)
                .map(|finding| finding.check.as_str())
                .collect();
            assert_eq!(bad, ["pc/sleep", "pc/sign-in", "pc/receivers"]);
            assert!(found[0].says.contains("10") && found[4].says.contains("배민 주문접수"), "{found:?}");
            for finding in &found {
                assert_eq!(finding.next.is_some(), finding.health == Health::Warn);
                let said = format!("{}{}", finding.says, finding.next.as_deref().unwrap_or_default());
                assert!(!said.contains("doctor-pc") && !said.contains("{$"), "{said}");
            }
        }
        let unknown = computer(&Words::default(), &Facts::default(), None);
        assert!(
            unknown.iter().all(|finding| finding.health == Health::Warn),
            "never taken for fine: {unknown:?}"
        );
        assert_eq!(unknown.len(), if cfg!(windows) { 5 } else { 0 });
    }
}
