//! The bell before a speaker that writes down what it is told.

use std::sync::mpsc::{Receiver, Sender, channel};

use domain::board::Melody;

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
    fn play(&mut self, piece: Piece, for_good: bool) -> Result<(), String> {
        let _ = self.0.send(format!("{piece:?}{}", if for_good { " …" } else { "" }));
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
    expect(&heard, &["App(Middle) …"]);
    bell.set(alarm(Ring::Hurrying, 0));
    expect(&heard, &["silence", "Hurrying(Middle) …"]);
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
    expect(&heard, &["Hurrying(Middle) …"]);
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
            assert!(std::time::Instant::now() < deadline, "no device, and it is not said");
            thread::yield_now();
        }
    }
}

#[test]
fn each_app_rings_in_its_own_melody() {
    let (bell, heard, _) = bell(true);
    expect(&heard, &["Chime", "silence"]);
    let of = |ring, chimes, melody| Alarm { melody: Some(melody), ..alarm(ring, chimes) };
    bell.set(of(Ring::Calling, 0, Melody::Trill));
    expect(&heard, &["App(Trill) …"]);
    bell.set(of(Ring::Calling, 0, Melody::Fanfare));
    expect(&heard, &["silence", "App(Fanfare) …"]);
    bell.set(of(Ring::Hurrying, 0, Melody::Fanfare));
    expect(&heard, &["silence", "Hurrying(Fanfare) …"]);
    // An order that was accepted by itself.
    bell.set(of(Ring::None, 1, Melody::Doorbell));
    expect(&heard, &["silence", "App(Doorbell)"]);
}

#[test]
fn what_is_no_new_order_has_sounds_of_its_own() {
    let (bell, heard, _) = bell(true);
    expect(&heard, &["Chime", "silence"]);
    bell.set(alarm(Ring::Stop, 0));
    expect(&heard, &["Stop …"]);
    // Another app's order is cancelled too: it is the same siren.
    bell.set(Alarm { melody: Some(Melody::Low), ..alarm(Ring::Stop, 0) });
    bell.set(Alarm { printers: 1, ..alarm(Ring::None, 0) });
    expect(&heard, &["silence", "Printer"]);
    bell.set(Alarm { printers: 2, riders: 1, ..alarm(Ring::None, 1) });
    expect(&heard, &["silence", "Rider"]);
    bell.set(Alarm { printers: 1, riders: 1, ..alarm(Ring::None, 2) });
    expect(&heard, &["silence", "Chime"]);
}

#[test]
fn a_sound_that_is_asked_for_plays_once_unless_it_rings() {
    let (bell, heard, _) = bell(true);
    expect(&heard, &["Chime", "silence"]);
    for _ in 0..2 {
        bell.hear(Sound::App(Melody::Leaps));
        expect(&heard, &["App(Leaps)"]);
        bell.hear(Sound::Stop);
        expect(&heard, &["silence", "Stop"]);
        bell.hear(Sound::Printer);
        expect(&heard, &["silence", "Printer"]);
        bell.set(alarm(Ring::Calling, 0));
        expect(&heard, &["silence", "App(Middle) …"]);
        bell.hear(Sound::Rider);
        bell.set(alarm(Ring::Hurrying, 0));
        expect(&heard, &["silence", "Hurrying(Middle) …"]);
        bell.set(alarm(Ring::None, 0));
        expect(&heard, &["silence"]);
    }
    bell.hear(Sound::Chime);
    expect(&heard, &["Chime"]);
}
