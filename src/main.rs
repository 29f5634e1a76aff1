//! Arguments → the one thing to run.

use std::process::ExitCode;

fn main() -> ExitCode {
    jumunbell::cli::main()
}
