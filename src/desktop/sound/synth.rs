//! The sounds, as notes that are turned into samples when they are needed: a few lines of numbers in place of recordings.
//! Short, loud, and with much between 1 and 4 kHz, where small loudspeakers and ears are at their best.

use std::f32::consts::TAU;

use domain::board::{Melody, Sound};

/// Samples per second.
pub(super) const RATE: u32 = 44_100;
/// The highest sample; the rest of the range is left to the device.
const PEAK: f32 = 0.95;
/// What goes on after the last note of a sound that is played once, seconds.
const TAIL: f32 = 0.5;
/// From nothing to full in this time, so that no note begins with a click, seconds.
const ATTACK: f32 = 0.003;
/// A′, Hz.
const BASE: f32 = 880.0;

/// The sounds there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An app's melody, with a pause behind it where it is played again and again.
    App(Melody),
    /// The same, faster and without much of a pause.
    Hurrying(Melody),
    /// One stroke of the bell: something is told that is no order.
    Chime,
    /// A rider stands at the counter: a horn.
    Rider,
    /// A printer has failed: a buzzer.
    Printer,
    /// A rider too many, or an order whose record is lost: a fast two-tone.
    Urgent,
    /// Stop cooking: a siren.
    Stop,
}

impl From<Sound> for Piece {
    fn from(sound: Sound) -> Piece {
        match sound {
            Sound::App(melody) => Piece::App(melody),
            Sound::Chime => Piece::Chime,
            Sound::Rider => Piece::Rider,
            Sound::Printer => Piece::Printer,
            Sound::Urgent => Piece::Urgent,
            Sound::Stop => Piece::Stop,
        }
    }
}

/// How a note sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Voice {
    /// A bell, which goes on after its note.
    Bell,
    /// Hollow, as a horn.
    Horn,
    /// Rough.
    Buzzer,
    /// Glides to this many times its height.
    Siren(f32),
}

/// One note: when it begins and how long it is, in seconds, and its height in Hz.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Note {
    at: f32,
    length: f32,
    hz: f32,
    voice: Voice,
}

/// The strokes of a melody: semitones above [`BASE`], and beats until the next one.
const fn strokes(melody: Melody) -> &'static [(i8, u8)] {
    match melody {
        Melody::Low => &[(-9, 3), (-9, 3)],
        Melody::Middle => &[(0, 3), (0, 3)],
        Melody::High => &[(8, 3), (8, 3)],
        Melody::Doorbell => &[(7, 4), (3, 6)],
        Melody::Rising => &[(-5, 2), (0, 2), (4, 2), (7, 4)],
        Melody::Falling => &[(7, 2), (4, 2), (0, 2), (-5, 4)],
        Melody::Trill => &[(9, 1), (5, 1), (9, 1), (5, 1), (9, 1), (5, 1), (9, 1), (5, 1)],
        Melody::Fanfare => &[(0, 1), (0, 1), (0, 1), (7, 5)],
        Melody::Leaps => &[(-5, 2), (7, 2), (-5, 2), (7, 2)],
    }
}

/// A melody at so many seconds a beat, and its length.
fn melody(melody: Melody, beat: f32) -> (Vec<Note>, f32) {
    let mut at = 0.0;
    let notes = strokes(melody).iter().map(|(semitones, beats)| {
        let length = f32::from(*beats) * beat;
        let hz = BASE * (f32::from(*semitones) / 12.0).exp2();
        let note = Note { at, length, hz, voice: Voice::Bell };
        at += length;
        note
    });
    let notes = notes.collect();
    (notes, at)
}

/// Notes one after the other: Hz, seconds, and seconds of silence behind it.
fn line(voice: Voice, notes: &[(f32, f32, f32)]) -> (Vec<Note>, f32) {
    let mut at = 0.0;
    let notes = notes.iter().map(|(hz, length, pause)| {
        let note = Note { at, length: *length, hz: *hz, voice };
        at += length + pause;
        note
    });
    let notes = notes.collect();
    (notes, at)
}

impl Piece {
    /// Its notes, and how long it is, in seconds.
    fn notes(self) -> (Vec<Note>, f32) {
        let paused = |(notes, length): (Vec<Note>, f32), pause: f32| (notes, length + pause);
        match self {
            Piece::App(app) => paused(melody(app, 0.12), 0.9),
            Piece::Hurrying(app) => paused(melody(app, 0.085), 0.2),
            Piece::Chime => (vec![Note { at: 0.0, length: 0.4, hz: 1_175.0, voice: Voice::Bell }], 0.4),
            Piece::Rider => line(Voice::Horn, &[(392.0, 0.14, 0.07), (392.0, 0.14, 0.07), (523.0, 0.4, 0.0)]),
            Piece::Printer => line(Voice::Buzzer, &[(165.0, 0.16, 0.1); 4]),
            Piece::Urgent => line(Voice::Horn, &[(1_047.0, 0.11, 0.0), (784.0, 0.11, 0.0)]),
            Piece::Stop => line(Voice::Siren(2.4), &[(600.0, 0.5, 0.02)]),
        }
    }

    /// Its samples, from −1 to 1. Of one that is played again and again, the end rings on into the next beginning.
    pub(super) fn samples(self, again: bool) -> Vec<f32> {
        let (notes, length) = self.notes();
        let seconds = if again { length } else { length + TAIL };
        let mut samples = vec![0.0; (seconds * RATE as f32) as usize];
        let count = samples.len();
        for note in notes {
            let start = (note.at * RATE as f32) as usize;
            for (nth, sample) in note.samples().enumerate() {
                let at = if again { (start + nth) % count } else { start + nth };
                if let Some(place) = samples.get_mut(at) {
                    *place += sample;
                }
            }
        }
        // Softly limited: louder, and nothing is cut off.
        samples.iter_mut().for_each(|sample| *sample = (1.6 * *sample).tanh());
        let peak = samples.iter().fold(f32::EPSILON, |peak, sample| peak.max(sample.abs()));
        samples.iter_mut().for_each(|sample| *sample *= PEAK / peak);
        samples
    }
}

impl Note {
    /// The note alone. A bell goes on beyond its length.
    fn samples(self) -> impl Iterator<Item = f32> {
        let seconds = if self.voice == Voice::Bell { self.length + TAIL } else { self.length };
        let mut turn = 0.0;
        (0..(seconds * RATE as f32) as usize).map(move |nth| {
            let at = nth as f32 / RATE as f32;
            let hz = match self.voice {
                Voice::Siren(times) => self.hz * times.powf(at / self.length),
                _ => self.hz,
            };
            turn = (turn + hz / RATE as f32) % 1.0;
            let begins = (at / ATTACK).min(1.0);
            let ends = ((seconds - at) / (4.0 * ATTACK)).min(1.0);
            begins * ends * self.voice.wave(turn, at)
        })
    }
}

impl Voice {
    /// How far out it is after this part of a turn of its ground note, so many seconds after it began.
    fn wave(self, turn: f32, at: f32) -> f32 {
        let overtone = |times: f32| (TAU * times * turn).sin();
        match self {
            // Overtones as of a struck bar, the higher the shorter.
            Voice::Bell => {
                let parts = [(1.0, 1.0), (2.0, 0.7), (3.0, 0.5), (4.0, 0.3), (5.0, 0.2)];
                let part = |(times, loud): (f32, f32)| loud * overtone(times) * (-at * (3.0 + times)).exp();
                parts.into_iter().map(part).sum::<f32>() * 0.6
            }
            Voice::Horn => {
                [1.0, 3.0, 5.0, 7.0, 9.0].into_iter().map(|n| overtone(n) / n.sqrt()).sum::<f32>() * 0.5
            }
            Voice::Buzzer => {
                (1_u8..=20).map(|n| overtone(f32::from(n)) / f32::from(n).sqrt()).sum::<f32>() * 0.3
            }
            Voice::Siren(_) => [1.0, 2.0, 3.0].into_iter().map(|n| overtone(n) / n).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Piece> {
        let apps = Melody::ALL.into_iter().flat_map(|melody| [Piece::App(melody), Piece::Hurrying(melody)]);
        apps.chain([Piece::Chime, Piece::Rider, Piece::Printer, Piece::Urgent, Piece::Stop])
    }

    /// How loud samples are: the root of their mean square.
    fn loud(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    /// How much of this height is in samples (Goertzel).
    fn holds(samples: &[f32], hz: f32) -> f32 {
        let turn = TAU * hz / RATE as f32;
        let (mut before, mut last) = (0.0, 0.0);
        for sample in samples {
            (before, last) = (last, sample + 2.0 * turn.cos() * last - before);
        }
        (before * before + last * last - 2.0 * turn.cos() * before * last).max(0.0).sqrt()
            / samples.len() as f32
    }

    #[test]
    fn every_sound_is_loud_at_once_and_short() {
        for piece in all() {
            let samples = piece.samples(false);
            let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!((0.9..=1.0).contains(&peak), "{piece:?}: {peak}");
            let begins = &samples[..RATE as usize / 10];
            assert!(loud(begins) > 0.25, "{piece:?} begins with {}", loud(begins));
            let seconds = samples.len() as f32 / RATE as f32;
            assert!(seconds <= 3.0, "{piece:?} takes {seconds} s");
            assert!(samples.iter().all(|sample| sample.is_finite()), "{piece:?}");
        }
    }

    #[test]
    fn what_rings_on_begins_again_without_a_click() {
        for piece in all() {
            let samples = piece.samples(true);
            let within = samples.windows(2).map(|two| (two[1] - two[0]).abs()).fold(0.0, f32::max);
            let step = (samples[samples.len() - 1] - samples[0]).abs();
            assert!(step < 0.5 * within, "{piece:?}: {step}, and {within} within");
        }
    }

    /// What is heard of a melody: when each stroke comes, in seconds, and its semitone.
    fn heard(melody: Melody) -> Vec<(f32, f32)> {
        let (notes, _) = super::melody(melody, 0.12);
        notes.iter().map(|note| (note.at, 12.0 * (note.hz / BASE).log2())).collect()
    }

    /// Whether a person tells two melodies apart who does not know music: by how many strokes there are, when they come,
    /// whether they go up or down, or, where all that is alike, by far higher ones.
    fn differ(a: &[(f32, f32)], b: &[(f32, f32)]) -> bool {
        let steps =
            |strokes: &[(f32, f32)]| strokes.windows(2).map(|two| two[1].1 - two[0].1).collect::<Vec<_>>();
        let apart = |a: f32, b: f32, most: f32| (a - b).abs() >= most;
        a.len() != b.len()
            || a.iter().zip(b).any(|(a, b)| apart(a.0, b.0, 0.1))
            || steps(a).iter().zip(steps(b)).any(|(a, b)| apart(*a, b, 4.0))
            || apart(a[0].1, b[0].1, 7.0)
    }

    #[test]
    fn at_least_six_apps_are_told_apart() {
        assert!(Melody::ALL.len() >= 6);
        for (at, a) in Melody::ALL.into_iter().enumerate() {
            for b in &Melody::ALL[at + 1..] {
                assert!(differ(&heard(a), &heard(*b)), "{a:?} and {b:?}");
            }
        }
        assert!(!differ(&heard(Melody::Low), &heard(Melody::Low)));
    }

    #[test]
    fn a_melodys_strokes_are_as_high_as_its_notes() {
        for melody in Melody::ALL {
            let samples = Piece::App(melody).samples(false);
            let (notes, _) = super::melody(melody, 0.12);
            for note in notes {
                let from = (note.at * RATE as f32) as usize;
                let part = &samples[from..from + (0.1 * RATE as f32) as usize];
                let (own, beside) = (holds(part, note.hz), holds(part, note.hz * 1.12));
                assert!(own > 2.0 * beside, "{melody:?} at {}: {own} {beside}", note.at);
            }
        }
    }

    #[test]
    fn what_is_no_order_is_no_bell() {
        let others = [Piece::Rider, Piece::Printer, Piece::Urgent, Piece::Stop];
        for (at, piece) in others.into_iter().enumerate() {
            let (notes, _) = piece.notes();
            assert!(notes.iter().all(|note| note.voice != Voice::Bell), "{piece:?}");
            for other in &others[at + 1..] {
                let (others, _) = other.notes();
                let same = (notes[0].voice, notes[0].length) == (others[0].voice, others[0].length);
                assert!(!same, "{piece:?} and {other:?}");
            }
        }
    }
}
