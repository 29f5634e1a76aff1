//! Whether the shop takes orders at each app, how busy it is and what is sold out: what the owner wants, and what each
//! app was told of it. Pure; the store keeps it, a worker tells the apps.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::rules::later;
use super::{Done, HoursNow, NextChange, Refused};
use crate::order::MenuItem;

/// Longest pause, in minutes; for longer absences the shop is closed instead.
const LONGEST_PAUSE: u32 = 480;
/// Most minutes that a busy kitchen adds.
const BUSIEST: u32 = 120;
/// How many changes of the hours are looked through for one that changes something: a shop that a person opened on a holiday
/// stays open over the next opening.
const MOST_CHANGES: usize = 16;
/// Most dishes sold out at one app; more is a mistake.
const MOST_SOLD_OUT: usize = 500;

/// What the owner wants of one app, and what the app was told of it: open or not, how busy, what is sold out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopAvailability {
    /// Open, or not.
    pub wanted: Wanted,
    /// Minutes added to every preparation.
    pub busy_minutes: u32,
    /// The last wish that the app has an answer to, and the answer.
    pub told: Option<(bool, AppAck)>,
    /// Dishes that are sold out, and those whose return the app has not been told yet.
    pub sold_out: Vec<SoldOut>,
    /// When it was closed, or the owner answered that it stays closed for another day; of a pause, when the hours had closed it before.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// Whether a business day has begun since; the owner is then asked whether to open.
    #[serde(default)]
    pub asks_to_open: bool,
    /// Who decided last whether it is open.
    #[serde(default)]
    pub decided_by: DecidedBy,
    /// When that was; `None`: it never was.
    #[serde(default)]
    pub decided_at: Option<Timestamp>,
}

/// Who decides whether orders are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// A person.
    #[default]
    Person,
    /// The shop's opening hours.
    Hours,
}

/// What a person has to do at the app itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByHand {
    /// Close the shop there.
    Close,
    /// Open it there again, if it was closed there.
    Open,
}

/// Whether orders are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wanted", rename_all = "kebab-case")]
pub enum Wanted {
    /// 영업 중.
    #[default]
    Open,
    /// 잠시 중지; open again by itself.
    Paused {
        /// Until then.
        until: Timestamp,
    },
    /// 영업 종료: closed until a person opens it, or the shop's hours do.
    Closed,
}

/// An app's answer to a call about the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum AppAck {
    /// The app accepted it.
    #[serde(rename = "taken")]
    Accepted,
    /// The app's protocol has no such call.
    NoCall,
    /// The app refused it.
    Refused {
        /// Its words.
        reason: String,
    },
}

/// A dish that is sold out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldOut {
    /// Which.
    pub item: MenuItem,
    /// Since when; it comes back with the next business day.
    pub since: Timestamp,
    /// Whether it is to be sold again; the entry is removed once the app knows.
    pub back: bool,
    /// The app's answer to the latest call about it.
    pub told: Option<AppAck>,
}

/// What a person wants of one app or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum ShopCommand {
    /// Take orders.
    Open,
    /// Take none for a while.
    Pause {
        /// For how long.
        minutes: u32,
    },
    /// Take none until opened.
    Close,
    /// Promise later; zero ends it.
    Busy {
        /// Minutes added to every preparation.
        minutes: u32,
    },
    /// A dish is sold out.
    SoldOut {
        /// Which.
        item: MenuItem,
    },
    /// A dish is there again.
    OnSale {
        /// Its id, its code or its name.
        item: String,
    },
}

/// Something an app is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Open or close.
    Open(bool),
    /// Dishes off the menu, or back.
    Available {
        /// Which.
        items: Vec<MenuItem>,
        /// Whether they can be had.
        available: bool,
    },
}

impl ShopAvailability {
    /// Moves the stored times by as much as this computer's clock was set, so that a pause keeps its length.
    pub fn move_times(&mut self, by: SignedDuration) {
        let move_time = |at: &mut Timestamp| *at = at.checked_add(by).unwrap_or(*at);
        if let Wanted::Paused { until } = &mut self.wanted {
            move_time(until);
        }
        self.closed_at.iter_mut().chain(&mut self.decided_at).for_each(move_time);
        self.sold_out.iter_mut().for_each(|sold| move_time(&mut sold.since));
    }

    /// Whether orders are wanted now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        match self.wanted {
            Wanted::Open => true,
            Wanted::Paused { until } => until <= now,
            Wanted::Closed => false,
        }
    }

    /// Whether polling is to stop: an app without a call for closing closes a shop that no longer polls.
    pub fn is_absent(&self, now: Timestamp) -> bool {
        !self.is_open(now) && matches!(self.told, Some((false, AppAck::NoCall)))
    }

    /// What a person has to do at the app itself, because the app has no call for it or refused the call.
    pub fn by_hand(&self, now: Timestamp) -> Option<ByHand> {
        match &self.told {
            Some((told, AppAck::NoCall | AppAck::Refused { .. })) if *told == self.is_open(now) => {
                Some(if *told { ByHand::Open } else { ByHand::Close })
            }
            _ => None,
        }
    }

    /// Carries out a wish.
    ///
    /// # Errors
    /// A value is out of reason, or there is no such dish; nothing has changed then.
    pub fn command(&mut self, command: &ShopCommand, now: Timestamp) -> Result<Done, Refused> {
        let before = self.clone();
        match command {
            ShopCommand::Open if self.wanted != Wanted::Open => {
                self.decide(Wanted::Open, DecidedBy::Person, now);
            }
            // Where the owner is asked whether to open, closing is the answer for today; and where the hours closed, it says
            // that they are not to open again today.
            ShopCommand::Close
                if self.wanted != Wanted::Closed
                    || self.asks_to_open
                    || self.decided_by == DecidedBy::Hours =>
            {
                self.decide(Wanted::Closed, DecidedBy::Person, now);
            }
            ShopCommand::Open | ShopCommand::Close => {}
            ShopCommand::Pause { minutes } => {
                within(*minutes, 1, LONGEST_PAUSE)?;
                let until = later(now, i64::from(*minutes) * 60);
                // A pause of what the hours have closed ends open only where they open meanwhile.
                let closed_at = self.closed_at.filter(|_| match self.wanted {
                    Wanted::Closed => self.decided_by == DecidedBy::Hours,
                    Wanted::Paused { .. } => true,
                    Wanted::Open => false,
                });
                self.decide(Wanted::Paused { until }, DecidedBy::Person, now);
                self.closed_at = closed_at;
            }
            ShopCommand::Busy { minutes } => {
                within(*minutes, 0, BUSIEST)?;
                self.busy_minutes = *minutes;
            }
            ShopCommand::SoldOut { item } => self.sell_out(item, now)?,
            ShopCommand::OnSale { item } => {
                let named = |sold: &&mut SoldOut| {
                    let item_of = &sold.item;
                    item_of.id == *item
                        || item_of.name == *item
                        || item_of.external_code.as_ref() == Some(item)
                };
                let mut found = false;
                for sold in self.sold_out.iter_mut().filter(named) {
                    (sold.back, found) = (true, true);
                    sold.told = None;
                }
                if !found {
                    return Err(Refused::NothingThere);
                }
            }
        }
        if matches!(command, ShopCommand::Open | ShopCommand::Close | ShopCommand::Pause { .. }) {
            self.forget_refusal();
        }
        Ok(if *self == before { Done::Already } else { Done::Committed })
    }

    /// Notes what is wanted from now on, and whose wish it is.
    fn decide(&mut self, wanted: Wanted, by: DecidedBy, at: Timestamp) {
        (self.wanted, self.decided_by, self.decided_at) = (wanted, by, Some(at));
        (self.closed_at, self.asks_to_open) = ((wanted == Wanted::Closed).then_some(at), false);
    }

    /// After a refusal the app's state is what it was before, so a new wish is sent even where it repeats the refused one.
    fn forget_refusal(&mut self) {
        if let Some((open, AppAck::Refused { .. })) = &self.told {
            self.told = open.then_some((false, AppAck::Accepted));
        }
    }

    fn sell_out(&mut self, item: &MenuItem, now: Timestamp) -> Result<(), Refused> {
        // An app that gives no ids tells its dishes apart by their names.
        let same = |known: &MenuItem| known.id == item.id && (!item.id.is_empty() || known.name == item.name);
        if let Some(known) = self.sold_out.iter_mut().find(|sold| same(&sold.item)) {
            if known.back {
                *known = SoldOut { item: item.clone(), since: now, back: false, told: None };
            }
            return Ok(());
        }
        if self.sold_out.len() >= MOST_SOLD_OUT {
            let most = MOST_SOLD_OUT as i64;
            return Err(Refused::OutOfRange { what: "sold-out".to_owned(), least: 0, most });
        }
        self.sold_out.push(SoldOut { item: item.clone(), since: now, back: false, told: None });
        Ok(())
    }

    /// What the app is to be told next; `None` where it was told everything, or has no call for the rest.
    pub fn next_call(&self, now: Timestamp) -> Option<Call> {
        let open = self.is_open(now);
        // A shop that its owner never closed is opened by the app's own opening hours, so nothing is sent for it.
        let known = self.told.as_ref().is_none_or(|(open, _)| *open);
        if known != open {
            return Some(Call::Open(open));
        }
        let waiting = |back: bool| -> Vec<MenuItem> {
            let open = self.sold_out.iter().filter(|sold| sold.told.is_none() && sold.back == back);
            open.map(|sold| sold.item.clone()).collect()
        };
        [false, true].into_iter().find_map(|back| {
            let items = waiting(back);
            (!items.is_empty()).then_some(Call::Available { items, available: back })
        })
    }

    /// The app has answered.
    pub fn answered(&mut self, call: &Call, told: &AppAck) {
        match call {
            Call::Open(open) => self.told = Some((*open, told.clone())),
            Call::Available { items, available } => {
                for sold in self.sold_out.iter_mut().filter(|sold| items.contains(&sold.item)) {
                    if sold.back == *available {
                        sold.told = Some(told.clone());
                    }
                }
                // A dish that is sold again needs no entry, unless the app refused to put it back.
                self.sold_out.retain(|sold| {
                    !(sold.back && matches!(sold.told, Some(AppAck::Accepted | AppAck::NoCall)))
                });
            }
        }
    }

    /// Applies what time alone changes: the shop's hours open and close; pauses end; a new business day puts dishes back, and asks
    /// the owner of a shop that is closed for all of it whether to open. Without hours the shop does not open without that answer,
    /// because it may be empty.
    pub fn wake(&mut self, now: Timestamp, hours: Option<HoursNow>, is_today: impl Fn(Timestamp) -> bool) {
        if self.wanted == Wanted::Closed {
            self.closed_at.get_or_insert(now);
        }
        if let Some(hours) = hours {
            self.follow(hours, now, &is_today);
        }
        if matches!(self.wanted, Wanted::Paused { until } if until <= now) {
            match hours.filter(|hours| !hours.open && self.closed_at.is_some()) {
                Some(hours) => self.decide(Wanted::Closed, DecidedBy::Hours, hours.since.unwrap_or(now)),
                None => (self.wanted, self.closed_at) = (Wanted::Open, None),
            }
        }
        if self.wanted == Wanted::Closed {
            let opens_today = hours.is_some_and(|hours| !hours.open && hours.until.is_some_and(&is_today));
            let is_old = self.closed_at.is_some_and(|at| !is_today(at));
            self.asks_to_open = (self.asks_to_open || is_old) && !opens_today;
        }
        for sold in self.sold_out.iter_mut().filter(|sold| !sold.back && !is_today(sold.since)) {
            (sold.back, sold.told) = (true, None);
        }
    }

    /// Opens or closes as the hours want, unless a person decided otherwise since their last change.
    fn follow(&mut self, hours: HoursNow, now: Timestamp, is_today: &impl Fn(Timestamp) -> bool) {
        let by_hand = self.decided_by == DecidedBy::Person;
        // A wish of a time that is still to come was made by a clock that was wrong; it holds from now on.
        let decided = self.decided_at.or(self.closed_at).map(|at| at.min(now));
        // A person closes the shop for this day; on the next one it is the hours that keep it closed.
        if by_hand && self.wanted == Wanted::Closed && !hours.open && decided.is_some_and(|at| !is_today(at))
        {
            self.decided_by = DecidedBy::Hours;
            return;
        }
        if by_hand && decided.is_some_and(|at| hours.since.is_none_or(|since| at >= since)) {
            return;
        }
        match (hours.open, self.wanted) {
            // A pause has an end of its own, and opens then.
            (true, Wanted::Paused { until }) if until > now => {}
            // It may be empty when a break ends; and hours that go on over the start of a business day are of the day before.
            (true, Wanted::Closed)
                if by_hand && (decided.is_some_and(is_today) || !hours.since.is_some_and(is_today)) => {}
            (false, Wanted::Closed) => {}
            (true, Wanted::Open) if !by_hand => {}
            (open, _) => {
                let wanted = if open { Wanted::Open } else { Wanted::Closed };
                if wanted != self.wanted {
                    self.forget_refusal();
                }
                self.decide(wanted, DecidedBy::Hours, hours.since.unwrap_or(now));
            }
        }
    }

    /// What changes by itself next: when a pause or the hours open, or the hours close. `hours` are those at a time, and `same_day`
    /// says whether two times are of one business day.
    pub fn next_change(
        &self,
        now: Timestamp,
        hours: impl Fn(Timestamp) -> Option<HoursNow>,
        same_day: impl Fn(Timestamp, Timestamp) -> bool,
    ) -> Option<NextChange> {
        let (mut then, mut at) = (self.clone(), now);
        for _ in 0..MOST_CHANGES {
            let ends = match then.wanted {
                Wanted::Paused { until } if until > at => Some(until),
                _ => None,
            };
            let changes = hours(at).and_then(|hours| hours.until);
            at = ends.into_iter().chain(changes).min()?;
            then.wake(at, hours(at), |since| same_day(since, at));
            if then.is_open(at) != self.is_open(now) {
                return Some(NextChange { open: then.is_open(at), at });
            }
        }
        None
    }
}

fn within(minutes: u32, least: u32, most: u32) -> Result<(), Refused> {
    if (least..=most).contains(&minutes) {
        return Ok(());
    }
    Err(Refused::OutOfRange { what: "minutes".to_owned(), least: least.into(), most: most.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Unit;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn item(id: &str) -> MenuItem {
        MenuItem { id: id.to_owned(), name: format!("{id} 국밥"), external_code: None, unit: Unit::Piece }
    }

    fn told(opening: &mut ShopAvailability, told: AppAck) {
        let call = opening.next_call(at(0)).expect("something to tell");
        opening.answered(&call, &told);
    }

    #[test]
    fn who_never_closed_tells_the_app_nothing() {
        assert_eq!(ShopAvailability::default().next_call(at(0)), None);
    }

    #[test]
    fn a_pause_is_told_and_ends_by_itself() {
        let mut opening = ShopAvailability::default();
        assert_eq!(opening.command(&ShopCommand::Pause { minutes: 20 }, at(0)), Ok(Done::Committed));
        assert_eq!(opening.next_call(at(0)), Some(Call::Open(false)));
        told(&mut opening, AppAck::Accepted);
        assert_eq!((opening.next_call(at(0)), opening.is_open(at(1199))), (None, false));
        opening.wake(at(1200), None, |_| true);
        assert_eq!((opening.wanted, opening.next_call(at(1200))), (Wanted::Open, Some(Call::Open(true))));
    }

    #[test]
    fn an_app_without_a_call_is_left_only_while_the_shop_is_closed() {
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::Close, at(0)).unwrap();
        assert!(!opening.is_absent(at(0)), "not before the app was asked");
        told(&mut opening, AppAck::NoCall);
        assert!(opening.is_absent(at(0)));
        opening.command(&ShopCommand::Open, at(0)).unwrap();
        assert!(!opening.is_absent(at(0)));
        told(&mut opening, AppAck::NoCall);
        opening.command(&ShopCommand::Close, at(0)).unwrap();
        told(&mut opening, AppAck::Accepted);
        assert!(!opening.is_absent(at(0)), "an app that knows goes on being asked about its orders");
    }

    #[test]
    fn a_refusal_is_not_repeated_until_there_is_a_new_wish() {
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::Close, at(0)).unwrap();
        told(&mut opening, AppAck::Refused { reason: "no".into() });
        assert_eq!(opening.next_call(at(0)), None);
        opening.command(&ShopCommand::Pause { minutes: 5 }, at(0)).unwrap();
        assert_eq!(opening.next_call(at(0)), Some(Call::Open(false)));
    }

    #[test]
    fn an_app_that_would_not_open_is_asked_again_with_the_next_tap() {
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::Close, at(0)).unwrap();
        told(&mut opening, AppAck::Accepted);
        opening.command(&ShopCommand::Open, at(0)).unwrap();
        told(&mut opening, AppAck::Refused { reason: "no".into() });
        assert_eq!(opening.next_call(at(0)), None);
        assert_eq!(opening.command(&ShopCommand::Open, at(0)), Ok(Done::Committed));
        assert_eq!(opening.next_call(at(0)), Some(Call::Open(true)));
        told(&mut opening, AppAck::Refused { reason: "no".into() });
        opening.command(&ShopCommand::Close, at(0)).unwrap();
        assert_eq!(opening.next_call(at(0)), None, "it is closed there still");
    }

    #[test]
    fn sold_out_dishes_go_in_one_call_and_are_forgotten_once_back() {
        let mut opening = ShopAvailability::default();
        for id in ["a", "b"] {
            opening.command(&ShopCommand::SoldOut { item: item(id) }, at(0)).unwrap();
        }
        let gone = Call::Available { items: vec![item("a"), item("b")], available: false };
        assert_eq!(opening.next_call(at(0)), Some(gone));
        told(&mut opening, AppAck::Accepted);
        let again = ShopCommand::SoldOut { item: item("a") };
        assert_eq!(opening.command(&again, at(9)), Ok(Done::Already));
        opening.command(&ShopCommand::OnSale { item: "a 국밥".into() }, at(9)).unwrap();
        let back = Call::Available { items: vec![item("a")], available: true };
        assert_eq!(opening.next_call(at(0)), Some(back));
        told(&mut opening, AppAck::Accepted);
        assert_eq!(opening.sold_out.len(), 1);
        let nowhere = ShopCommand::OnSale { item: "a".into() };
        assert_eq!(opening.command(&nowhere, at(9)), Err(Refused::NothingThere));
    }

    #[test]
    fn dishes_without_an_id_are_told_apart_by_their_names() {
        let mut opening = ShopAvailability::default();
        for name in ["국밥", "수육", "국밥"] {
            let item = MenuItem { name: name.into(), ..item("") };
            opening.command(&ShopCommand::SoldOut { item }, at(0)).unwrap();
        }
        assert_eq!(opening.sold_out.len(), 2);
    }

    #[test]
    fn a_new_day_puts_dishes_back() {
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::SoldOut { item: item("a") }, at(0)).unwrap();
        told(&mut opening, AppAck::Accepted);
        opening.wake(at(100), None, |_| true);
        assert_eq!(opening.next_call(at(100)), None);
        opening.wake(at(100), None, |_| false);
        assert!(matches!(opening.next_call(at(100)), Some(Call::Available { available: true, .. })));
    }

    #[test]
    fn a_closed_shop_asks_on_the_next_business_day_and_is_answered() {
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::Close, at(10)).unwrap();
        opening.wake(at(20), None, |_| true);
        assert!(!opening.asks_to_open, "the same evening");
        opening.wake(at(90_000), None, |since| since > at(50_000));
        assert!(opening.asks_to_open && opening.wanted == Wanted::Closed, "it does not open by itself");
        // Closed for today too: it asks again tomorrow.
        assert_eq!(opening.command(&ShopCommand::Close, at(90_010)), Ok(Done::Committed));
        opening.wake(at(90_020), None, |since| since > at(50_000));
        assert!(!opening.asks_to_open);
        assert_eq!(opening.command(&ShopCommand::Close, at(90_030)), Ok(Done::Already));
        opening.wake(at(180_000), None, |since| since > at(150_000));
        assert!(opening.asks_to_open);
        opening.command(&ShopCommand::Open, at(180_010)).unwrap();
        assert_eq!((opening.asks_to_open, opening.closed_at), (false, None));
        // An older version did not note when it closed a shop: it counts from now.
        let mut opening = ShopAvailability { wanted: Wanted::Closed, ..ShopAvailability::default() };
        opening.wake(at(5), None, |since| since >= at(5));
        assert_eq!((opening.closed_at, opening.asks_to_open), (Some(at(5)), false));
        let json = r#"{"wanted":{"wanted":"closed"},"busy_minutes":0,"told":null,"sold_out":[]}"#;
        let stored: ShopAvailability = serde_json::from_str(json).unwrap();
        assert_eq!((stored.wanted, stored.closed_at), (Wanted::Closed, None));
    }

    #[test]
    fn what_cannot_be_told_has_to_be_done_by_hand_at_the_app() {
        let mut opening = ShopAvailability::default();
        assert_eq!(opening.by_hand(at(0)), None, "its own hours open it");
        for answer in [AppAck::NoCall, AppAck::Refused { reason: "no".into() }] {
            opening.command(&ShopCommand::Pause { minutes: 5 }, at(0)).unwrap();
            opening.told = None;
            told(&mut opening, answer);
            assert_eq!(opening.by_hand(at(0)), Some(ByHand::Close));
            assert_eq!(opening.by_hand(at(301)), None, "not told yet that the pause is over");
        }
        opening.wake(at(301), None, |_| true);
        opening.told = Some((true, AppAck::NoCall));
        assert_eq!(opening.by_hand(at(301)), Some(ByHand::Open));
        opening.told = Some((true, AppAck::Accepted));
        assert_eq!(opening.by_hand(at(301)), None);
    }

    #[test]
    fn what_is_out_of_reason_changes_nothing() {
        let mut opening = ShopAvailability::default();
        for command in [
            ShopCommand::Pause { minutes: 0 },
            ShopCommand::Pause { minutes: 481 },
            ShopCommand::Busy { minutes: 121 },
        ] {
            assert!(matches!(opening.command(&command, at(0)), Err(Refused::OutOfRange { .. })));
        }
        assert_eq!(opening, ShopAvailability::default());
    }
}
