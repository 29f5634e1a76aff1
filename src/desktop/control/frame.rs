//! Messages on the control endpoint: each is a line of JSON of bounded length that states the protocol's version.

use std::io;

use interprocess::local_socket::tokio::Stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

use crate::engine::protocol::VERSION;

/// The longest request, bytes: an app's statement with as many lines as one may have.
pub(super) const LONGEST_REQUEST: u64 = 4 * 1024 * 1024;
/// The longest reply or update, bytes: a Board of about six thousand orders.
pub(super) const LONGEST_REPLY: u64 = 16 * 1024 * 1024;

/// A message with the version of the program that sends it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Framed<T> {
    /// The protocol's version.
    pub version: u32,
    /// What is said.
    pub message: T,
}

/// A message that cannot be read.
#[derive(Debug)]
pub(super) struct Unread {
    /// The version it states, where it is a message at all.
    pub version: Option<u32>,
    /// Why.
    pub why: serde_json::Error,
}

/// Reads a message. One of another version may be readable or not; the caller knows what that means.
pub(super) fn parse<T: DeserializeOwned>(line: &str) -> Result<Framed<T>, Unread> {
    #[derive(Deserialize)]
    struct Stated {
        version: u32,
    }
    serde_json::from_str(line).map_err(|why| {
        let stated = serde_json::from_str::<Stated>(line);
        Unread { version: stated.ok().map(|stated| stated.version), why }
    })
}

/// One line without its end. A longer one than allowed, or half a one, is an error.
pub(super) async fn read_line(from: &mut (impl AsyncBufRead + Unpin), longest: u64) -> io::Result<String> {
    let mut line = String::new();
    from.take(longest).read_line(&mut line).await?;
    match line.strip_suffix('\n') {
        Some(whole) => Ok(whole.to_owned()),
        None if line.len() as u64 >= longest => Err(io::Error::other("the line is too long")),
        None => Err(io::Error::other("the line has no end")),
    }
}

/// Says one message in this program's version. One that the other side would refuse as too long is not begun.
pub(super) async fn write(to: &Stream, message: &impl Serialize, longest: u64) -> io::Result<()> {
    let mut line = serde_json::to_vec(&Framed { version: VERSION, message })?;
    line.push(b'\n');
    if line.len() as u64 > longest {
        return Err(io::Error::other(format!("a message of {} bytes is too long", line.len())));
    }
    let mut to = to;
    to.write_all(&line).await?;
    to.flush().await
}
