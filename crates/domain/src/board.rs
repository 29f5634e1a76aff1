//! What a person sees: one value, replaced as a whole whenever anything changes. It can be sent to another screen.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ByHand, Consent, HoursToday, OrderView, ShopAvailability, StationView, Verbs};
use crate::order::{Conditions, Won};

/// Everything that a person at the counter sees, as one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// The first shop's business day.
    #[serde(default)]
    pub day: Option<Date>,
    /// Open orders and this business day's finished ones, newest first.
    pub orders: Vec<Card>,
    /// The shops, id and name, where there are several.
    pub shops: Vec<(String, String)>,
    /// The kitchen's stations, id and name, in the order of the settings; none where all cook everything.
    #[serde(default)]
    pub stations: Vec<(String, String)>,
    /// The apps.
    pub channels: Vec<ChannelHealth>,
    /// The printers.
    pub printers: Vec<PrinterHealth>,
    /// The agencies.
    pub agencies: Vec<AgencyHealth>,
    /// Surcharges that are allowed until the business day ends.
    pub consents: Vec<Consent>,
    /// What the bell does now.
    pub alarm: Alarm,
    /// Why the bell cannot be heard, if so.
    pub mute: Option<String>,
    /// What must be known of the store.
    pub store: Option<StoreTrouble>,
    /// What is to be looked at when there is time.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

impl Board {
    /// The card of the order with this local id.
    pub fn card(&self, order: &str) -> Option<&Card> {
        self.orders.iter().find(|card| card.view.id == order)
    }
}

/// One order as the counter shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What is to be seen of it.
    pub view: Arc<OrderView>,
    /// The app's Korean name.
    pub channel_name: String,
    /// The app's colour, `#rrggbb`.
    pub color: String,
    /// The shop's name, where there are several.
    pub shop_name: Option<String>,
    /// The stations that cook it, where there are stations.
    #[serde(default)]
    pub stations: Vec<StationView>,
    /// What a person can do with it, by the rules.
    pub possible: Verbs,
    /// The channel's own minutes until ready: what an answer without minutes promises.
    pub prep_minutes: u32,
}

/// An app is left alone for no longer than this, in seconds, whatever it asks for (`Retry-After`): a shop that hears nothing
/// for an hour loses the orders of that hour.
pub const LONGEST_REST: u64 = 120;

/// How one app is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelHealth {
    /// Channel id.
    pub id: String,
    /// The app's Korean name.
    pub name: String,
    /// The app's colour.
    pub color: String,
    /// Which shop it takes orders for; `None` for the first.
    #[serde(default)]
    pub shop: Option<String>,
    /// What the bell plays for it.
    #[serde(default)]
    pub bell: Melody,
    /// State of the line.
    pub line: ConnectionStatus,
    /// What the owner wants of it, and what it was told.
    #[serde(default)]
    pub opening: ShopAvailability,
    /// The opening hours of its shop; `None`: a person opens and closes.
    #[serde(default)]
    pub hours: Option<HoursToday>,
    /// What a person has to do at the app itself, because it cannot be told from here.
    #[serde(default)]
    pub by_hand: Option<ByHand>,
    /// Since when it has not answered, once that is so long that the app may close the shop.
    #[serde(default)]
    pub absent_since: Option<Timestamp>,
    /// Connected, but the last poll is longer ago than it should be.
    #[serde(default)]
    pub late: bool,
    /// How far this computer's clock is ahead of the app's, in seconds; deadlines are shown by the app's.
    #[serde(default)]
    pub clock_ahead: i64,
    /// How long the app asked to be left alone when it last did not answer, in seconds, where that is longer than it is
    /// polled anyway. It is asked again after [`LONGEST_REST`] at the latest.
    #[serde(default)]
    pub asks_to_wait: Option<u64>,
    /// How much of what it told cannot be read and was put aside in the last hours.
    #[serde(default)]
    pub set_aside: usize,
    /// Last answered poll.
    pub last_poll: Option<Timestamp>,
    /// Next try, while failing.
    pub next_try: Option<Timestamp>,
}

/// How the connection to an app or agency stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionStatus {
    /// Nothing asked yet.
    Starting,
    /// Answers.
    Connected,
    /// Did not answer last time; why.
    Failing(String),
    /// Does not accept our key, or there is none; why.
    SignedOut(String),
    /// Not asked, on purpose: the shop is closed at an app that has no call for closing.
    Away,
}

/// How one printer is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterHealth {
    /// Printer id.
    pub id: String,
    /// What is wrong, if anything.
    pub trouble: Option<Trouble>,
    /// The roll is near its end.
    #[serde(default)]
    pub paper_low: bool,
    /// How much it says of itself.
    #[serde(default)]
    pub assurance: Assurance,
    /// Tickets waiting.
    pub waiting: usize,
}

/// What keeps a printer from printing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// No connection; why.
    Unreachable(String),
    /// Held by another program; which, if known.
    Busy(String),
    /// Its print queue is stopped; which, and why if the print system says.
    Paused(String),
    /// Connected, no answer.
    Silent,
    /// What answers is no printer, or talks without end.
    Nonsense,
    /// 용지 없음.
    PaperOut,
    /// 덮개 열림.
    CoverOpen,
    /// Took a part of a ticket and then no more.
    Stuck,
    /// 칼날 걸림 or another error that goes on once its cause is gone.
    Error,
    /// 과열.
    Overheated,
    /// 고장: only off and on may help.
    Broken,
}

/// How much a printer says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// Nothing, so that it cannot be said that all is well.
    #[default]
    Nothing,
    /// How it is, and not that a ticket is on paper.
    Status,
    /// That a ticket is on paper.
    Paper,
}

/// How one agency is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyHealth {
    /// Agency id.
    pub id: String,
    /// State of the line.
    pub line: ConnectionStatus,
    /// Called only by hand.
    pub manual: bool,
    /// The shop's own riders.
    #[serde(default)]
    pub in_house: bool,
    /// The only shop whose food it carries, where there are several.
    #[serde(default)]
    pub shop: Option<String>,
    /// Most won without asking.
    pub max_fee: Option<Won>,
    /// What calling a rider off costs once one is assigned, by the contract with the agency, won.
    #[serde(default)]
    pub cancel_fee: Option<Won>,
    /// Names of the shop's own riders.
    #[serde(default)]
    pub riders: Vec<String>,
    /// What is left of the shop's deposit (예치금) there, won, by its last answer; of several the largest, because a fee is
    /// paid out of one. `None`: not asked yet, or it keeps none.
    #[serde(default)]
    pub deposit: Option<Won>,
    /// The deposit does not last for many more deliveries.
    #[serde(default)]
    pub deposit_low: bool,
    /// The agency's own word on its service: delays, surcharges, or why no rider comes.
    #[serde(default)]
    pub conditions: Option<Conditions>,
}

/// Something about the store that a person must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreTrouble {
    /// What.
    pub fault: StoreFault,
    /// The file that it is about.
    pub path: String,
    /// Since when.
    pub since: Timestamp,
}

/// Kinds of [`StoreTrouble`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum StoreFault {
    /// The database was damaged. It lies at `path` now, and a new one goes on with what could be saved.
    SetAside,
    /// The database was damaged or had vanished. Its backup, which lies at `path`, goes on with what could be saved.
    Restored,
    /// The disk is full: nothing can be stored, and so nothing is answered.
    Full,
    /// The file was removed, emptied or replaced under the running program: nothing is stored or answered any more.
    Gone,
    /// Nothing can be stored for another reason.
    Failing {
        /// The system's words.
        reason: String,
    },
}

impl StoreTrouble {
    /// Whether nothing can be stored.
    pub fn is_stuck(&self) -> bool {
        !matches!(self.fault, StoreFault::SetAside | StoreFault::Restored)
    }
}

/// Something about this counter that a person should look at. Orders come and go meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// The settings are wrong, and those with which the counter last ran stand in for them.
    OldSettings {
        /// What is wrong and where, in the words of the settings' language.
        faults: String,
    },
    /// The computer may go to sleep while the shop is open.
    MaySleep {
        /// The system's words.
        reason: String,
    },
    /// A newer version of this program can be installed.
    NewVersion {
        /// Which.
        version: String,
    },
    /// No backup can be taken.
    NoBackup {
        /// Why, as a cause.
        reason: String,
    },
    /// The newest backup is not on the other disk.
    NotCopied {
        /// The folder there.
        folder: String,
        /// Why, as a cause.
        reason: String,
    },
}

/// What the bell does now. Decided by the engine, so that it rings without a window too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The loop that plays.
    pub ring: Ring,
    /// What is played for the app whose order rings or chimes; `None` where no app is behind it.
    #[serde(default)]
    pub melody: Option<Melody>,
    /// Changes with each order that chimes; a greater value plays the melody, or the chime, once.
    #[serde(rename = "strokes")]
    pub chimes: u64,
    /// Grows when a rider comes to the counter, and now and then while one waits; a change plays the riders' sound.
    pub riders: u64,
    /// Grows when a printer fails, and now and then while paper waits for it; a change plays the printers' sound.
    #[serde(default)]
    pub printers: u64,
}

/// What the bell plays for an app, so that the kitchen hears which one it is. The first three are one bell at three heights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Melody {
    Low,
    #[default]
    Middle,
    High,
    Doorbell,
    Rising,
    Falling,
    Trill,
    Fanfare,
    Leaps,
}

impl Melody {
    /// Every melody there is.
    pub const ALL: [Melody; 9] = [
        Melody::Low,
        Melody::Middle,
        Melody::High,
        Melody::Doorbell,
        Melody::Rising,
        Melody::Falling,
        Melody::Trill,
        Melody::Fanfare,
        Melody::Leaps,
    ];

    /// Its spelling in profiles and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Melody::Low => "low",
            Melody::Middle => "middle",
            Melody::High => "high",
            Melody::Doorbell => "doorbell",
            Melody::Rising => "rising",
            Melody::Falling => "falling",
            Melody::Trill => "trill",
            Melody::Fanfare => "fanfare",
            Melody::Leaps => "leaps",
        }
    }
}

/// A sound that a person asks to hear, to know it and whether it is loud enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sound {
    /// An app's melody.
    App(Melody),
    /// Something is told that is no order.
    Chime,
    /// A rider stands at the counter.
    Rider,
    /// A printer has failed.
    Printer,
    /// As [`Ring::Urgent`].
    Urgent,
    /// As [`Ring::Stop`].
    Stop,
}

/// Loops of the bell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ring {
    /// Silence.
    #[default]
    None,
    /// An order waits for an answer.
    Calling,
    /// The deadline is near.
    Hurrying,
    /// A rider too many, or an order whose record is lost.
    Urgent,
    /// Stop cooking: the order is cancelled, or is asked to be.
    Stop,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NextChange, Span, sample};

    fn sent(board: &Board) -> Board {
        serde_json::from_str(&serde_json::to_string(board).unwrap()).unwrap()
    }

    #[test]
    fn a_board_that_is_sent_arrives_as_it_was() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let alarm =
            Alarm { ring: Ring::Stop, melody: Some(Melody::Trill), chimes: 7, riders: 8, printers: 9 };
        let ringing = Board { alarm, mute: Some("no card".to_owned()), ..sample::rush(now) };
        let mut by_hours = sample::quiet(now);
        let night = Span { opens: "17:00".parse().unwrap(), closes: "02:00".parse().unwrap() };
        let next = Some(NextChange { open: false, at: now });
        by_hours.channels[0].hours = Some(HoursToday { spans: vec![night], open: true, next });
        for board in
            [Board::default(), by_hours, ringing, sample::riders::evening(now), sample::riders::trouble(now)]
        {
            assert_eq!(sent(&board), board);
        }
    }

    #[test]
    fn a_melody_is_sent_as_it_is_spelled() {
        for melody in Melody::ALL {
            assert_eq!(serde_json::to_value(melody).unwrap(), melody.as_str());
        }
    }

    #[test]
    fn what_is_possible_with_an_order_is_sent_by_name() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let board = serde_json::to_value(sample::rush(now)).unwrap();
        let possible = board["orders"][0]["possible"].as_array().unwrap();
        assert!(
            possible.contains(&"accept".into()) && !possible.contains(&"complete".into()),
            "{possible:?}"
        );
    }
}
