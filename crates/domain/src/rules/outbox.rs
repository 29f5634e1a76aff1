//! What may still be done: a queued effect is taken back as soon as it would be wrong to do it.
//!
//! Nothing is taken back at the place where its cause goes. What may stand is a function of the state, and at the end of
//! every transition all that stood before it and does not any more is revoked.

use std::collections::BTreeSet;

use super::transition::Transition;
use super::{Change, Effect};

impl Transition<'_> {
    /// Revokes what stood before and does not stand any more, and drops what was queued meanwhile and is moot already.
    pub(super) fn take_back(&mut self, before: BTreeSet<String>) {
        let stands = self.standing();
        self.changes.retain(|change| match change {
            Change::Enqueue { effect: Effect::Fetch { .. }, .. } | Change::Revoke { .. } => true,
            Change::Enqueue { effect, .. } => stands.contains(&effect.tag()),
        });
        let moot = before.into_iter().filter(|tag| !stands.contains(tag));
        self.changes.extend(moot.map(|tag| Change::Revoke { tag }));
    }

    /// The tags of all effects but fetches that may be in the outbox. A fetch is never wrong.
    pub(super) fn standing(&mut self) -> BTreeSet<String> {
        let mut tags: BTreeSet<String> =
            self.state.head.may_be_told().map(|step| format!("tell:{step}")).collect();
        tags.extend(self.state.tickets.may_be_printed().map(|effect| effect.tag()));
        tags.extend(self.deliveries().may_be_done().map(|effect| effect.tag()));
        tags
    }
}
