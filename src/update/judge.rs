//! What follows from what is offered: a pure function.

use crate::settings::Version;

/// What the judgement rests on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The version that runs.
    pub own: Version,
    /// The version of the manifest.
    pub offered: Version,
    /// The version that the settings hold the shop on.
    pub pin: Option<Version>,
    /// Versions that did not come up here.
    pub failed: &'a [Version],
    /// The manifest has a file for this computer.
    pub fits: bool,
    /// Orders that are open.
    pub open_orders: usize,
    /// A person wants one that did not come up tried once more.
    pub again: bool,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be installed now.
    Install,
    /// It runs already.
    Same,
    /// It is older than what runs: a signature that was good once must not bring old faults back.
    Older,
    /// The settings hold the shop on another version.
    Pinned(Version),
    /// It did not come up here.
    Failed,
    /// There is no file for this computer.
    NoFile,
    /// It may be installed as soon as these many orders are over.
    OrdersOpen(usize),
}

/// What follows from these facts. A version that the settings pin may be older than what runs: the owner of the settings asks for it
/// by its number, which the owner of the server cannot.
pub fn judge(facts: &Facts<'_>) -> Verdict {
    match facts.pin {
        Some(pin) if pin != facts.offered => return Verdict::Pinned(pin),
        None if facts.offered < facts.own => return Verdict::Older,
        _ if facts.offered == facts.own => return Verdict::Same,
        _ => {}
    }
    if !facts.fits {
        return Verdict::NoFile;
    }
    if facts.failed.contains(&facts.offered) && !facts.again {
        return Verdict::Failed;
    }
    match facts.open_orders {
        0 => Verdict::Install,
        many => Verdict::OrdersOpen(many),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn version(minor: u32) -> Version {
        Version { major: 0, minor, patch: 0 }
    }

    const NEWER: Facts<'_> = Facts {
        own: version(2),
        offered: version(3),
        pin: None,
        failed: &[],
        fits: true,
        open_orders: 0,
        again: false,
    };

    #[test]
    fn a_newer_version_is_installed_once_no_order_is_open() {
        assert_eq!(judge(&NEWER), Verdict::Install);
        assert_eq!(judge(&Facts { open_orders: 3, ..NEWER }), Verdict::OrdersOpen(3));
        assert_eq!(judge(&Facts { fits: false, ..NEWER }), Verdict::NoFile);
    }

    #[test]
    fn the_same_and_an_older_version_are_left() {
        assert_eq!(judge(&Facts { offered: version(2), open_orders: 3, ..NEWER }), Verdict::Same);
        assert_eq!(judge(&Facts { offered: version(1), ..NEWER }), Verdict::Older);
        assert_eq!(judge(&Facts { offered: version(1), again: true, ..NEWER }), Verdict::Older);
    }

    #[test]
    fn a_pin_lets_its_version_through_and_no_other() {
        assert_eq!(judge(&Facts { pin: Some(version(2)), ..NEWER }), Verdict::Pinned(version(2)));
        assert_eq!(judge(&Facts { pin: Some(version(3)), ..NEWER }), Verdict::Install);
        let back = Facts { pin: Some(version(1)), offered: version(1), ..NEWER };
        assert_eq!(judge(&back), Verdict::Install);
        assert_eq!(judge(&Facts { open_orders: 1, ..back }), Verdict::OrdersOpen(1));
        assert_eq!(judge(&Facts { pin: Some(version(2)), offered: version(2), ..NEWER }), Verdict::Same);
    }

    #[test]
    fn a_version_that_failed_is_tried_again_by_a_person_alone() {
        let failed = Facts { failed: &[version(3)], ..NEWER };
        assert_eq!(judge(&failed), Verdict::Failed);
        assert_eq!(judge(&Facts { again: true, ..failed }), Verdict::Install);
        assert_eq!(judge(&Facts { again: true, open_orders: 1, ..failed }), Verdict::OrdersOpen(1));
        assert_eq!(judge(&Facts { offered: version(4), ..failed }), Verdict::Install);
    }
}
