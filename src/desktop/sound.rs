//! The bell. It plays what [`Alarm`] says, on a thread of its own, because opening a sound device may take seconds.
//!
//! The device is opened for each alarm: counter PCs lose it when a speaker is unplugged, a monitor with speakers
//! sleeps or another program takes it. Without a device the program runs on and says why the bell cannot be heard.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use domain::board::Pitch;
use domain::board::{Alarm, Ring};
use tokio::sync::watch;

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
    closed: bool,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next alarm that differs from `known`, or the same after `pause`; `None` at the end.
    fn next(&self, known: Alarm, pause: Option<Duration>) -> Option<Alarm> {
        let idle = |wish: &mut Wish| wish.alarm == known && !wish.closed;
        let wish = match pause {
            Some(pause) => {
                let waited = self.changed.wait_timeout_while(self.lock(), pause, idle);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner),
        };
        (!wish.closed).then_some(wish.alarm)
    }
}

/// The sounds there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    Chime,
    Rider,
    Calling,
    Hurrying,
    Urgent,
}

impl Sound {
    fn of(ring: Ring) -> Option<Sound> {
        match ring {
            Ring::None => None,
            Ring::Calling => Some(Sound::Calling),
            Ring::Hurrying => Some(Sound::Hurrying),
            Ring::Urgent => Some(Sound::Urgent),
        }
    }

    #[cfg(any(feature = "sound", test))]
    fn wav(self) -> &'static [u8] {
        match self {
            Sound::Chime => include_bytes!("../../assets/sounds/chime.wav"),
            Sound::Rider => include_bytes!("../../assets/sounds/rider.wav"),
            Sound::Calling => include_bytes!("../../assets/sounds/calling.wav"),
            Sound::Hurrying => include_bytes!("../../assets/sounds/hurrying.wav"),
            Sound::Urgent => include_bytes!("../../assets/sounds/urgent.wav"),
        }
    }
}

/// Something that can be opened to play one alarm.
trait Speaker: Send {
    /// Opens the device, or says why it cannot be.
    fn open(&mut self) -> Result<Box<dyn Voice>, String>;
}

/// An open device. Dropping it is silence.
trait Voice {
    /// Begins to play, once or until it is stopped.
    fn play(&mut self, sound: Sound, pitch: Pitch, for_good: bool) -> Result<(), String>;

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
    let mut open = |sound, pitch, for_good| {
        let opened = speaker.open().and_then(|mut voice| voice.play(sound, pitch, for_good).map(|()| voice));
        tell(opened.as_ref().err().cloned());
        opened.ok()
    };
    // A bell that makes no sound should be known before the first order.
    drop(open(Sound::Chime, Pitch::Middle, false));
    let mut voice: Option<Box<dyn Voice>> = None;
    let mut known = Alarm::default();
    loop {
        let pause = match &voice {
            Some(_) => Some(CARE),
            None => (known.ring != Ring::None).then_some(RETRY),
        };
        let Some(alarm) = desk.next(known, pause) else { return };
        let over = voice.as_ref().is_none_or(|voice| voice.is_over());
        match Sound::of(alarm.ring) {
            // A chime adds nothing to a bell that rings.
            Some(sound) if (alarm.ring, alarm.pitch) != (known.ring, known.pitch) || over => {
                drop(voice.take());
                voice = open(sound, alarm.pitch, true);
            }
            Some(_) => {}
            // An order cannot wait; the person at the counter can.
            None if alarm.riders > known.riders => {
                drop(voice.take());
                voice = open(Sound::Rider, Pitch::Middle, false);
            }
            None if alarm.chimes > known.chimes => {
                drop(voice.take());
                voice = open(Sound::Chime, alarm.pitch, false);
            }
            None if alarm.ring != known.ring || over => voice = None,
            None => {}
        }
        known = alarm;
    }
}

#[cfg(feature = "sound")]
mod device {
    //! This machine's sound device, through rodio.

    #[cfg(target_os = "linux")]
    use std::cell::RefCell;
    use std::io::Cursor;
    #[cfg(target_os = "linux")]
    use std::rc::Rc;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use rodio::stream::DeviceSinkError;
    use rodio::{Decoder, DeviceSinkBuilder, MixerDeviceSink, Player, Source};

    use super::{Pitch, Sound, Speaker, Voice};

    pub(super) struct Device;

    struct Open {
        player: Player,
        gone: Arc<AtomicBool>,
        // After the player, which plays into it.
        _sink: MixerDeviceSink,
    }

    impl Speaker for Device {
        fn open(&mut self) -> Result<Box<dyn Voice>, String> {
            let _quiet = Quiet::here();
            let why = |error: DeviceSinkError| match error {
                DeviceSinkError::NoDevice => "no-device".to_owned(),
                _ if no_card() => "no-device".to_owned(),
                other => other.to_string(),
            };
            let gone = Arc::new(AtomicBool::new(false));
            let flag = gone.clone();
            let builder = DeviceSinkBuilder::from_default_device().map_err(why)?;
            let builder = builder.with_error_callback(move |_| flag.store(true, Ordering::Release));
            let mut sink = builder.open_sink_or_fallback().map_err(why)?;
            sink.log_on_drop(false);
            Ok(Box::new(Open { player: Player::connect_new(sink.mixer()), gone, _sink: sink }))
        }
    }

    /// Keeps what libasound says on this thread from standard error, which belongs to the command's output; the log gets it.
    /// Only the default device is opened: going through all of them would start JACK's and PulseAudio's own complaints.
    #[cfg(target_os = "linux")]
    struct Quiet(Option<Rc<RefCell<alsa::Output>>>);

    #[cfg(target_os = "linux")]
    impl Quiet {
        fn here() -> Quiet {
            Quiet(alsa::Output::local_error_handler().ok())
        }
    }

    #[cfg(target_os = "linux")]
    impl Drop for Quiet {
        fn drop(&mut self) {
            let said = self.0.as_ref().map(|said| said.borrow().to_string()).unwrap_or_default();
            for line in said.lines() {
                tracing::debug!(alsa = line, "the sound device");
            }
            // What comes later goes into a buffer of its own, so that none grows.
            let _ = alsa::Output::local_error_handler();
        }
    }

    /// Whether the system knows no sound card at all.
    #[cfg(target_os = "linux")]
    fn no_card() -> bool {
        alsa::card::Iter::new().next().is_none()
    }

    #[cfg(not(target_os = "linux"))]
    struct Quiet;

    #[cfg(not(target_os = "linux"))]
    impl Quiet {
        fn here() -> Quiet {
            Quiet
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn no_card() -> bool {
        false
    }

    /// A minor third down or up: heard apart at once, and the bell is still the bell.
    fn speed(pitch: Pitch) -> f32 {
        match pitch {
            Pitch::Low => 0.84,
            Pitch::Middle => 1.0,
            Pitch::High => 1.19,
        }
    }

    impl Voice for Open {
        fn play(&mut self, sound: Sound, pitch: Pitch, for_good: bool) -> Result<(), String> {
            let decoder = Decoder::new_wav(Cursor::new(sound.wav())).map_err(|error| error.to_string())?;
            let decoder = decoder.speed(speed(pitch));
            if for_good {
                self.player.append(decoder.repeat_infinite());
            } else {
                self.player.append(decoder);
            }
            Ok(())
        }

        fn is_over(&self) -> bool {
            self.gone.load(Ordering::Acquire) || self.player.empty()
        }
    }
}

#[cfg(not(feature = "sound"))]
mod device {
    //! A build without sound.

    use super::{Speaker, Voice};

    pub(super) struct Device;

    impl Speaker for Device {
        fn open(&mut self) -> Result<Box<dyn Voice>, String> {
            Err("no-sound".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Writes down what it is told. Silence is the drop of a voice.
    struct Fake {
        told: Sender<String>,
        works: Arc<Mutex<bool>>,
    }

    struct FakeVoice(Sender<String>);

    impl Speaker for Fake {
        fn open(&mut self) -> Result<Box<dyn Voice>, String> {
            if *self.works.lock().unwrap() {
                Ok(Box::new(FakeVoice(self.told.clone())))
            } else {
                let _ = self.told.send("failed".to_owned());
                Err("no-device".to_owned())
            }
        }
    }

    impl Voice for FakeVoice {
        fn play(&mut self, sound: Sound, pitch: Pitch, for_good: bool) -> Result<(), String> {
            let pitch = if pitch == Pitch::Middle { String::new() } else { format!(" {pitch:?}") };
            let _ = self.0.send(format!("{sound:?}{pitch}{}", if for_good { " …" } else { "" }));
            Ok(())
        }

        fn is_over(&self) -> bool {
            false
        }
    }

    impl Drop for FakeVoice {
        fn drop(&mut self) {
            let _ = self.0.send("silence".to_owned());
        }
    }

    fn bell(works: bool) -> (SoundHandle, Receiver<String>, Arc<Mutex<bool>>) {
        let (told, heard) = channel();
        let works = Arc::new(Mutex::new(works));
        (start_on(Box::new(Fake { told, works: works.clone() })).unwrap(), heard, works)
    }

    #[track_caller]
    fn expect(heard: &Receiver<String>, what: &[&str]) {
        for what in what {
            assert_eq!(heard.recv_timeout(Duration::from_secs(10)).as_deref(), Ok(*what));
        }
    }

    fn alarm(ring: Ring, chimes: u64) -> Alarm {
        Alarm { ring, chimes, ..Alarm::default() }
    }

    #[test]
    fn it_rings_until_told_to_stop() {
        let (bell, heard, _) = bell(true);
        expect(&heard, &["Chime", "silence"]);
        bell.set(alarm(Ring::Calling, 0));
        expect(&heard, &["Calling …"]);
        bell.set(alarm(Ring::Hurrying, 0));
        expect(&heard, &["silence", "Hurrying …"]);
        bell.set(alarm(Ring::Urgent, 0));
        expect(&heard, &["silence", "Urgent …"]);
        bell.set(alarm(Ring::None, 0));
        expect(&heard, &["silence"]);
        bell.set(alarm(Ring::None, 1));
        expect(&heard, &["Chime"]);
        bell.set(Alarm { riders: 1, ..alarm(Ring::None, 1) });
        expect(&heard, &["silence", "Rider"]);
        drop(bell);
        expect(&heard, &["silence"]);
        assert!(heard.recv_timeout(Duration::from_secs(10)).is_err(), "the thread has ended");
    }

    #[test]
    fn a_speaker_that_comes_back_rings_again() {
        let (bell, heard, works) = bell(false);
        bell.set(alarm(Ring::Calling, 0));
        expect(&heard, &["failed", "failed"]);
        let mut trouble = bell.trouble();
        assert_eq!(trouble.borrow_and_update().as_deref(), Some("no-device"));
        *works.lock().unwrap() = true;
        bell.set(alarm(Ring::Hurrying, 0));
        expect(&heard, &["Hurrying …"]);
        bell.set(alarm(Ring::None, 0));
        expect(&heard, &["silence"]);
        assert_eq!(*trouble.borrow(), None);
    }

    /// On a machine without a device this proves that the bell reports and neither panics nor blocks; elsewhere, that
    /// it starts and stops.
    #[test]
    fn this_machines_device_is_survived() {
        let bell = start().unwrap();
        for ring in [Ring::Calling, Ring::Urgent, Ring::None] {
            bell.set(alarm(ring, 1));
        }
        if cfg!(target_os = "linux") && !std::path::Path::new("/dev/snd").exists() {
            let deadline = std::time::Instant::now() + Duration::from_secs(30);
            while bell.trouble().borrow().is_none() {
                assert!(std::time::Instant::now() < deadline, "no device, and nobody said so");
                thread::yield_now();
            }
        }
    }

    #[test]
    fn another_apps_order_rings_at_its_pitch() {
        let (bell, heard, _) = bell(true);
        expect(&heard, &["Chime", "silence"]);
        bell.set(alarm(Ring::Calling, 0));
        expect(&heard, &["Calling …"]);
        bell.set(Alarm { pitch: Pitch::High, ..alarm(Ring::Calling, 0) });
        expect(&heard, &["silence", "Calling High …"]);
        bell.set(Alarm { pitch: Pitch::Low, ..alarm(Ring::None, 1) });
        expect(&heard, &["silence", "Chime Low"]);
    }

    #[test]
    fn sounds_are_plain_wav() {
        for sound in [Sound::Chime, Sound::Rider, Sound::Calling, Sound::Hurrying, Sound::Urgent] {
            let wav = sound.wav();
            assert_eq!((&wav[..4], &wav[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
            assert_eq!(wav[20..24], [1, 0, 1, 0], "PCM, mono");
            assert_eq!(u32::from_le_bytes(wav[24..28].try_into().unwrap()), 44_100);
            assert!(wav.len() < 200_000);
        }
    }
}
