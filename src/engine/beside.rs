//! An engine beside another one in the same program, such as a practice counter: it prints with the other's printers and rings the
//! other's bell, and what is real goes first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::board::{Alarm, Ring};
use tokio::sync::{OwnedMutexGuard, watch};

use super::run::{Parts, Speaker};
use crate::printer::{Condition, NotReady, PrintOutcome, Printer, Session};

/// How long a borrowed printer waits for another borrowed one of the same device. Every ticket ends before.
const TURN: Duration = Duration::from_secs(120);

/// The printers of an engine, to be lent to one beside it.
#[derive(Clone, Default)]
pub struct Printers(BTreeMap<String, (String, Arc<dyn Printer>)>);

impl Printers {
    /// Those of an engine that is about to run.
    pub(super) fn of(parts: &Parts) -> Printers {
        let address = |id: &String| parts.devices.get(id).map_or_else(|| id.clone(), |(at, _)| at.clone());
        let all = parts.printers.iter().map(|(id, printer)| (id.clone(), (address(id), printer.clone())));
        Printers(all.collect())
    }

    /// Gives them to an engine that does not run yet in the place of its own, which were never opened. What is heard of them stays
    /// their owner's to keep. A ticket of the owner waits for one borrowed ticket at most: of each device one is under way.
    pub fn lend(&self, parts: &mut Parts) {
        let mut turns: BTreeMap<&str, Arc<tokio::sync::Mutex<()>>> = BTreeMap::new();
        let lent = self.0.iter().map(|(id, (address, printer))| {
            let turn = turns.entry(address).or_default().clone();
            (id.clone(), Arc::new(Lent { printer: printer.clone(), turn }) as Arc<dyn Printer>)
        });
        parts.printers = lent.collect();
        parts.devices = BTreeMap::new();
    }
}

/// A printer of another engine.
struct Lent {
    printer: Arc<dyn Printer>,
    /// Held for as long as a borrowed ticket has the device or waits for it.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[async_trait]
impl Printer for Lent {
    async fn open(&self) -> Result<Box<dyn Session>, NotReady> {
        let turn = tokio::time::timeout(TURN, self.turn.clone().lock_owned()).await;
        let turn = turn.map_err(|_| NotReady::Silent)?;
        let session = self.printer.open().await?;
        Ok(Box::new(LentSession { session, _turn: turn }))
    }

    fn condition(&self) -> watch::Receiver<Condition> {
        self.printer.condition()
    }

    /// Its owner listens.
    async fn listen(&self) {
        std::future::pending().await
    }

    async fn release(&self) {
        self.printer.release().await;
    }
}

struct LentSession {
    session: Box<dyn Session>,
    _turn: OwnedMutexGuard<()>,
}

#[async_trait]
impl Session for LentSession {
    async fn print(self: Box<Self>, bytes: Vec<u8>) -> PrintOutcome {
        let LentSession { session, _turn } = *self;
        session.print(bytes).await
    }
}

/// One bell for two engines: while the one that is real rings, the other is not heard.
#[derive(Clone)]
pub struct SharedBell(Arc<Bell>);

struct Bell {
    hear: Box<dyn Fn(domain::board::Sound) + Send + Sync>,
    mute: watch::Receiver<Option<String>>,
    rung: Mutex<Rung>,
}

struct Rung {
    play: Box<dyn Fn(Alarm) + Send>,
    real: Alarm,
    practice: Alarm,
}

impl SharedBell {
    /// Shares this one.
    pub fn new(speaker: Speaker) -> SharedBell {
        let Speaker { play, hear, mute } = speaker;
        let rung = Mutex::new(Rung { play, real: Alarm::default(), practice: Alarm::default() });
        SharedBell(Arc::new(Bell { hear, mute, rung }))
    }

    /// For the engine that is real.
    pub fn real(&self) -> Speaker {
        let bell = self.clone();
        self.speaker(Box::new(move |alarm| bell.ring(|rung| rung.real = alarm)))
    }

    /// For the one beside it. It is silent once that engine has ended, however it ends.
    pub fn practice(&self) -> Speaker {
        let bell = Silenced(self.clone());
        self.speaker(Box::new(move |alarm| bell.0.ring(|rung| rung.practice = alarm)))
    }

    fn speaker(&self, play: Box<dyn Fn(Alarm) + Send>) -> Speaker {
        let bell = self.clone();
        Speaker { play, hear: Box::new(move |sound| (bell.0.hear)(sound)), mute: self.0.mute.clone() }
    }

    fn ring(&self, change: impl FnOnce(&mut Rung)) {
        let mut rung = self.0.rung.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut rung);
        (rung.play)(both(rung.real, rung.practice));
    }
}

/// Ends what the practice rings when it is dropped.
struct Silenced(SharedBell);

impl Drop for Silenced {
    fn drop(&mut self) {
        self.0.ring(|rung| rung.practice = Alarm::default());
    }
}

/// What is played where both have something to tell. Of a printer, which they share, only the real one tells.
fn both(real: Alarm, practice: Alarm) -> Alarm {
    let of_practice =
        real.ring == Ring::None && (practice.ring != Ring::None || practice.chimes > real.chimes);
    let ring = if real.ring == Ring::None { practice.ring } else { real.ring };
    Alarm {
        ring,
        melody: if of_practice { practice.melody } else { real.melody },
        // Times, of which the later one is news.
        chimes: real.chimes.max(practice.chimes),
        riders: real.riders.max(practice.riders),
        printers: real.printers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::board::Melody;

    fn ringing(ring: Ring, melody: Melody) -> Alarm {
        Alarm { ring, melody: Some(melody), ..Alarm::default() }
    }

    #[test]
    fn the_real_bell_rings_through_practice_and_alone() {
        let played = Arc::new(Mutex::new(Vec::new()));
        let into = played.clone();
        let silent = Speaker::silent();
        let play = Box::new(move |alarm: Alarm| into.lock().unwrap().push((alarm.ring, alarm.melody)));
        let bell = SharedBell::new(Speaker { play, ..silent });
        let (real, practice) = (bell.real(), bell.practice());
        let (low, high) = (Some(Melody::Low), Some(Melody::High));
        (practice.play)(ringing(Ring::Stop, Melody::High));
        (real.play)(ringing(Ring::Calling, Melody::Low));
        (practice.play)(ringing(Ring::Urgent, Melody::High));
        (real.play)(Alarm::default());
        drop(practice);
        let heard = [
            (Ring::Stop, high),
            (Ring::Calling, low),
            (Ring::Calling, low),
            (Ring::Urgent, high),
            (Ring::None, None),
        ];
        assert_eq!(*played.lock().unwrap(), heard);
    }

    #[test]
    fn a_shared_printer_is_told_of_once() {
        let told = |printers, riders| Alarm { printers, riders, ..Alarm::default() };
        let played = both(told(7, 3), told(9, 5));
        assert_eq!((played.printers, played.riders), (7, 5));
    }
}
