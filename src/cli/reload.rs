//! `reload`: the running counter reads its settings again.

use super::{Context, Failure, act};
use crate::desktop::control;

pub fn run(context: &Context) -> Result<(), Failure> {
    // What is wrong in them is told with its place, before anything is asked.
    context.settings()?;
    match act::answered(context, control::reload(&context.data_folder))? {
        Ok(()) => {
            println!("{}", context.words().text("reload-done", &[]));
            Ok(())
        }
        Err(cause) => Err(context.failed(&cause)),
    }
}
