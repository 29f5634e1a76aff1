//! `stop`: the running counter finishes the ticket in hand and ends.

use std::time::{Duration, Instant};

use super::{Context, Failure, runtime};
use crate::desktop::Instance;
use crate::desktop::control::{self, ControlError};

/// How long it may take: a practice that stops 15 s, then the engine as long again.
const ENDS_WITHIN: Duration = Duration::from_secs(40);
/// Between two looks whether it is gone.
const LOOK: Duration = Duration::from_millis(100);

/// Asks the program that runs on the data folder to end, and waits until it has. None there is as good.
pub fn run(context: &Context) -> Result<(), Failure> {
    let words = context.words();
    match runtime()?.block_on(control::stop(&context.data_folder)) {
        Ok(()) => {}
        Err(ControlError::NoInstance(_)) => {
            // What watches a program that crashed may be about to start it again. A folder that is not there has none.
            if context.data_folder.is_dir() {
                crate::file::write_private(&context.data_folder.join(keeper::STOP), b"")?;
            }
            println!("{}", words.text("stop-none", &[]));
            return Ok(());
        }
        Err(error) => return Err(Failure::Failed(error.worded(&words))),
    }
    let until = Instant::now() + ENDS_WITHIN;
    while Instance::is_running(&context.data_folder) {
        if Instant::now() > until {
            let seconds = ENDS_WITHIN.as_secs();
            return Err(Failure::Failed(words.text("stop-not-ended", &[("seconds", seconds.into())])));
        }
        std::thread::sleep(LOOK);
    }
    println!("{}", words.text("stop-done", &[]));
    Ok(())
}
