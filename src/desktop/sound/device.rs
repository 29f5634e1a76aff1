//! This machine's sound device, through rodio; in a build without the feature `sound` there is none.

#[cfg(not(feature = "sound"))]
pub(super) use none::Device;
#[cfg(feature = "sound")]
pub(super) use present::Device;

#[cfg(feature = "sound")]
mod present {
    #[cfg(target_os = "linux")]
    use std::cell::RefCell;
    use std::num::NonZero;
    #[cfg(target_os = "linux")]
    use std::rc::Rc;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use rodio::buffer::SamplesBuffer;
    use rodio::stream::DeviceSinkError;
    use rodio::{DeviceSinkBuilder, MixerDeviceSink, Player, Source};

    use super::super::synth::{Piece, RATE};
    use super::super::{Speaker, Voice};

    pub(in crate::desktop::sound) struct Device;

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

    impl Voice for Open {
        fn play(&mut self, piece: Piece, for_good: bool) -> Result<(), String> {
            let rate = NonZero::new(RATE).ok_or("no rate")?;
            let samples = SamplesBuffer::new(NonZero::<u16>::MIN, rate, piece.samples(for_good));
            if for_good {
                self.player.append(samples.repeat_infinite());
            } else {
                self.player.append(samples);
            }
            Ok(())
        }

        fn is_over(&self) -> bool {
            self.gone.load(Ordering::Acquire) || self.player.empty()
        }
    }
}

#[cfg(not(feature = "sound"))]
mod none {
    use super::super::{Speaker, Voice};

    pub(in crate::desktop::sound) struct Device;

    impl Speaker for Device {
        fn open(&mut self) -> Result<Box<dyn Voice>, String> {
            Err("no-sound".to_owned())
        }
    }
}
