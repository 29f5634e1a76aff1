//! `pin`: the owner's PIN, which keeps the staff out of sums, settings and the past in the window. Commands are not asked for it.

use std::io::{IsTerminal as _, Read as _};
use std::sync::Arc;

use cause::Cause;
use clap::Subcommand;
use domain::pin::{Checked, Pin};
use domain::trail::Told;
use domain::{Done, Refused};
use jiff::Timestamp;

use super::{Context, Failure, act};
use crate::engine::DATABASE;
use crate::engine::protocol::Ask;
use crate::file::create_private;
use crate::settings::pin::PinFile;
use crate::store;
use crate::ui::PinKeeper;

/// More than two PINs with their line ends are a file given by mistake, bytes.
const LONGEST: u64 = 256;

#[derive(Clone, Copy, Debug, Subcommand)]
pub enum PinVerb {
    /// PIN 정하기: 표준 입력에서 한 줄, 이미 있으면 지금 PIN 한 줄을 먼저 · set one from standard input; the present one comes first
    Set,
    /// PIN 없애기: 잊었을 때도 · take it away, also where it is forgotten
    Clear,
    /// PIN이 있는지 · whether there is one
    Status,
}

pub fn run(context: &Context, verb: PinVerb) -> Result<(), Failure> {
    let (words, file) = (context.words(), PinFile::of(&context.data_folder));
    let say = |id: &str| println!("{}", words.text(id, &[]));
    match verb {
        PinVerb::Set => {
            let mut lines = Lines::default();
            if file.is_set() {
                let old = lines.next(context, "pin-ask-old")?;
                allowed(context, file.check(&old, Timestamp::now()))?;
            }
            let new = lines.next(context, "pin-ask-new")?;
            create_private(&context.data_folder)?;
            file.set(&new).map_err(Failure::Cause)?;
            note(context, Told::PinSet);
            say("pin-kept");
        }
        PinVerb::Clear => {
            let was = file.clear()?;
            if was {
                note(context, Told::PinCleared);
            }
            say(if was { "pin-cleared" } else { "pin-none" });
        }
        PinVerb::Status => say(if file.is_set() { "pin-is-set" } else { "pin-none" }),
    }
    Ok(())
}

/// What was given, a PIN a line.
#[derive(Default)]
struct Lines {
    rest: Option<std::vec::IntoIter<String>>,
}

impl Lines {
    /// The next PIN; at a terminal it is asked for.
    fn next(&mut self, context: &Context, ask: &str) -> Result<Pin, Failure> {
        let words = context.words();
        let stdin = std::io::stdin();
        let line = if stdin.is_terminal() {
            eprintln!("{}", words.text(ask, &[]));
            // What is typed is not shown, because a shop's screen is seen across the counter.
            rpassword::read_password()?
        } else {
            if self.rest.is_none() {
                let mut given = String::new();
                stdin.take(LONGEST).read_to_string(&mut given)?;
                self.rest = Some(given.lines().map(str::to_owned).collect::<Vec<_>>().into_iter());
            }
            self.rest.as_mut().and_then(Iterator::next).unwrap_or_default()
        };
        Pin::read(line.trim()).ok_or_else(|| Failure::Wrong(words.text("pin-not-one", &[])))
    }
}

fn allowed(context: &Context, checked: Result<Checked, Cause>) -> Result<(), Failure> {
    let words = context.words();
    match checked.map_err(Failure::Cause)? {
        Checked::Right => Ok(()),
        Checked::Wrong => {
            note(context, Told::PinWrong);
            Err(Failure::Failed(words.text("ui-pin-wrong", &[])))
        }
        Checked::Waits { seconds } => {
            Err(Failure::Failed(words.text("ui-pin-waits", &[("seconds", seconds.into())])))
        }
    }
}

/// Writes it into the shop's trail, by the running instance or where none runs. It is done all the same where that fails.
fn note(context: &Context, told: Told) {
    let database = context.data_folder.join(DATABASE);
    let alone = || {
        let noted = store::note(&database, told.clone(), Timestamp::now());
        noted.map(|()| Done::Committed).map_err(Refused::from)
    };
    if let Err(failure) = act::ask_or(context, Ask::note(told.clone()), alone) {
        tracing::warn!(why = %context.message(failure), "it does not stand in the trail");
    }
}

/// The PIN as the window asks for it.
pub fn keeper(context: &Context) -> Arc<dyn PinKeeper> {
    Arc::new(Keeper(PinFile::of(&context.data_folder)))
}

struct Keeper(PinFile);

impl PinKeeper for Keeper {
    fn is_set(&self) -> bool {
        self.0.is_set()
    }

    fn check(&self, pin: &Pin, now: Timestamp) -> Result<Checked, Cause> {
        self.0.check(pin, now)
    }

    fn set(&self, pin: &Pin) -> Result<(), Cause> {
        self.0.set(pin)
    }

    fn clear(&self) -> Result<(), Cause> {
        self.0.clear()?;
        Ok(())
    }
}
