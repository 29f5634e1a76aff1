//! What a command says, on its two standard streams.
//!
//! The standard library's `println!` panics where the reader is gone (`orders | head`) and where the disk is full.
//! Here what has no reader is dropped and the command goes on to its own end: a running counter or a simulator must not
//! die because its first line was all that its reader wanted. What could not be written for another reason ends
//! with exit code 1. What was typed, or comes from an app, does not act on the terminal ([`plain`]).

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

use super::plain;

/// Why something said on standard output was not written, the first time.
static UNWRITTEN: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to standard output.
///
/// # Errors
/// `None` where the reader is gone.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Says something on standard output.
pub(super) fn say(said: Arguments<'_>) {
    if let Err(error) = write(plain::lines(&said.to_string()).as_bytes()) {
        UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}

/// Says something on standard error. Where that cannot be written there is nowhere left to say so.
pub(super) fn complain(said: Arguments<'_>) {
    let _ = io::stderr().lock().write_all(plain::lines(&said.to_string()).as_bytes());
}

/// Why not everything said on standard output was written.
pub(super) fn unwritten() -> Option<io::Error> {
    UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner).take()
}

// The commands say `println!` as everybody does, and mean these.
macro_rules! println {
    ($($said:tt)*) => { $crate::cli::output::say(format_args!("{}\n", format_args!($($said)*))) };
}
macro_rules! print {
    ($($said:tt)*) => { $crate::cli::output::say(format_args!($($said)*)) };
}
macro_rules! eprintln {
    () => { $crate::cli::output::complain(format_args!("\n")) };
    ($($said:tt)*) => { $crate::cli::output::complain(format_args!("{}\n", format_args!($($said)*))) };
}
macro_rules! eprint {
    ($($said:tt)*) => { $crate::cli::output::complain(format_args!($($said)*)) };
}
