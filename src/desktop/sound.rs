//! The bell. It plays what [`Alarm`] says, on a thread of its own, because opening a sound device may take seconds.
//!
//! The device is opened for each alarm: counter PCs lose it when a speaker is unplugged, a monitor with speakers
//! sleeps or another program takes it. Without a device the program runs on and says why the bell cannot be heard.

mod device;
// A build without a sound device plays none of it.
#[cfg_attr(not(feature = "sound"), allow(dead_code))]
mod synth;

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use domain::board::{Alarm, Ring, Sound};
use tokio::sync::watch;

use synth::Piece;

/// How long a device may take to open when only looked at.
const OPENING: Duration = Duration::from_secs(5);
/// How often a playing bell is looked after.
const CARE: Duration = Duration::from_secs(1);
/// How often a bell that should play and cannot is tried again.
const RETRY: Duration = Duration::from_secs(10);

/// Starts the bell on this machine's sound device. The first answer of [`SoundHandle::trouble`] follows shortly.
pub fn start() -> io::Result<SoundHandle> {
    start_on(Box::new(device::Device))
}

/// Opens this machine's sound device as the bell does, plays nothing, and closes it.
///
/// # Errors
/// Why it cannot be heard, as [`SoundHandle::trouble`] says it; `no-answer` where a driver does not open in time.
pub fn check() -> Result<(), String> {
    let (tell, told) = mpsc::sync_channel(1);
    // A driver may hang; its thread is left behind.
    let opening = thread::Builder::new().name("bell check".to_owned()).spawn(move || {
        let _ = tell.send(device::Device.open().map(drop));
    });
    opening.map_err(|error| error.to_string())?;
    told.recv_timeout(OPENING).unwrap_or_else(|_| Err("no-answer".to_owned()))
}

/// Tells the bell what to do; the last one dropped silences it.
#[derive(Clone)]
pub struct SoundHandle(Arc<Owner>);

struct Owner {
    desk: Arc<Desk>,
    trouble: watch::Receiver<Option<String>>,
}

impl SoundHandle {
    /// Plays this from now on. Never waits; only the latest counts.
    pub fn set(&self, alarm: Alarm) {
        self.0.desk.lock().alarm = alarm;
        self.0.desk.changed.notify_all();
    }

    /// Plays this once, unless the bell rings by then. Never waits; only the latest counts.
    pub fn hear(&self, sound: Sound) {
        self.0.desk.lock().asked = Some(sound);
        self.0.desk.changed.notify_all();
    }

    /// Why the bell cannot be heard, now and whenever it changes: `no-sound`, `no-device`, or the device's own words.
    /// `language::mute` makes a sentence of it.
    pub fn trouble(&self) -> watch::Receiver<Option<String>> {
        self.0.trouble.clone()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.desk.lock().closed = true;
        self.desk.changed.notify_all();
    }
}

/// Where the wish lies until the thread takes it up. One place, so that nothing can pile up.
#[derive(Default)]
struct Desk {
    wish: Mutex<Wish>,
    changed: Condvar,
}

#[derive(Default)]
struct Wish {
    alarm: Alarm,
    /// What a person wants to hear.
    asked: Option<Sound>,
    closed: bool,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next alarm that differs from `known`, or what a person wants to hear, or the same alarm after `pause`; `None` at the
    /// end.
    fn next(&self, known: Alarm, pause: Option<Duration>) -> Option<(Alarm, Option<Sound>)> {
        let idle = |wish: &mut Wish| wish.alarm == known && wish.asked.is_none() && !wish.closed;
        let mut wish = match pause {
            Some(pause) => {
                let waited = self.changed.wait_timeout_while(self.lock(), pause, idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner),
        };
        (!wish.closed).then(|| (wish.alarm, wish.asked.take()))
    }
}

/// What plays again and again for an alarm; `None`: nothing.
fn again(alarm: Alarm) -> Option<Piece> {
    // An order by phone has no app.
    let melody = alarm.melody.unwrap_or_default();
    match alarm.ring {
        Ring::None => None,
        Ring::Calling => Some(Piece::App(melody)),
        Ring::Hurrying => Some(Piece::Hurrying(melody)),
        Ring::Urgent => Some(Piece::Urgent),
        Ring::Stop => Some(Piece::Stop),
    }
}

/// What plays once, where an alarm tells more than the one before it: what a person has to walk for comes first.
fn once(alarm: Alarm, before: Alarm) -> Option<Piece> {
    if alarm.riders > before.riders {
        return Some(Piece::Rider);
    }
    if alarm.printers > before.printers {
        return Some(Piece::Printer);
    }
    let chime = alarm.melody.map_or(Piece::Chime, Piece::App);
    (alarm.chimes > before.chimes).then_some(chime)
}

/// Something that can be opened to play one alarm.
trait Speaker: Send {
    /// Opens the device, or says why it cannot be.
    fn open(&mut self) -> Result<Box<dyn Voice>, String>;
}

/// An open device. Dropping it is silence.
trait Voice {
    /// Begins to play, once or until it is stopped.
    fn play(&mut self, piece: Piece, for_good: bool) -> Result<(), String>;

    /// Whether it has ended: played to its end, or the device is gone.
    fn is_over(&self) -> bool;
}

fn start_on(speaker: Box<dyn Speaker>) -> io::Result<SoundHandle> {
    let desk = Arc::new(Desk::default());
    let (report, trouble) = watch::channel(None);
    let wishes = desk.clone();
    thread::Builder::new().name("bell".to_owned()).spawn(move || ring(speaker, &wishes, &report))?;
    Ok(SoundHandle(Arc::new(Owner { desk, trouble })))
}

fn ring(mut speaker: Box<dyn Speaker>, desk: &Desk, report: &watch::Sender<Option<String>>) {
    let tell = |trouble: Option<String>| {
        report.send_if_modified(|told| {
            let news = *told != trouble;
            *told = trouble;
            news
        });
    };
    let mut open = |piece, for_good| {
        let opened = speaker.open().and_then(|mut voice| voice.play(piece, for_good).map(|()| voice));
        tell(opened.as_ref().err().cloned());
        opened.ok()
    };
    // A bell that makes no sound should be known before the first order; it is silenced before it is heard.
    drop(open(Piece::Chime, false));
    let mut voice: Option<Box<dyn Voice>> = None;
    let mut known = Alarm::default();
    loop {
        let pause = match &voice {
            Some(_) => Some(CARE),
            None => (known.ring != Ring::None).then_some(RETRY),
        };
        let Some((alarm, asked)) = desk.next(known, pause) else { return };
        let over = voice.as_ref().is_none_or(|voice| voice.is_over());
        match again(alarm) {
            // What plays once adds nothing to a bell that rings.
            Some(piece) if again(known) != Some(piece) || over => {
                drop(voice.take());
                voice = open(piece, true);
            }
            Some(_) => {}
            // An order cannot wait; the person at the counter can.
            None => match once(alarm, known).or(asked.map(Piece::from)) {
                Some(piece) => {
                    drop(voice.take());
                    voice = open(piece, false);
                }
                None if alarm.ring != known.ring || over => voice = None,
                None => {}
            },
        }
        known = alarm;
    }
}

#[cfg(test)]
mod tests;
