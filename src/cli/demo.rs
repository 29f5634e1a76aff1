//! `demo`: a whole shop in one process.

use super::run::DemoArgs;
use super::{Context, Failure};

pub fn run(_context: &Context, _args: DemoArgs) -> Result<(), Failure> {
    Ok(())
}
