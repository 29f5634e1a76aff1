//! TCP, usually port 9100.
//!
//! The send buffer is kept small, so that "written" is close to "at the printer" and a printer that stops reading is
//! felt while the ticket is being written, not minutes later.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Broken, Wire, stalled};
use crate::printer::NotReady;

/// Bytes the system may hold for us; one ticket of 30 items is about 2,900.
const SEND_BUFFER: u32 = 4096;

pub(super) async fn open(host: &str, port: u16, within: Duration) -> Result<Box<dyn Wire>, NotReady> {
    let until = Instant::now() + within;
    let unreachable = |cause: Cause| NotReady::Unreachable(cause.about(format!("{host}:{port}")));
    let addresses: Vec<SocketAddr> = match timeout_at(until, lookup_host((host, port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => return Err(unreachable(Cause::of(Why::NoName).with(error))),
        Err(_) => return Err(unreachable(Cause::of(Why::NoName).with("not resolved in time"))),
    };
    let mut last = Cause::of(Why::NoName);
    for (tried, address) in addresses.iter().enumerate() {
        // One address of several that does not answer must not use up the time of the others.
        let share = until.saturating_duration_since(Instant::now()) / (addresses.len() - tried).max(1) as u32;
        match timeout(share, connect(*address)).await {
            Ok(Ok(stream)) => return Ok(Box::new(Tcp { stream })),
            Ok(Err(error)) => last = error.into(),
            Err(_) => last = Cause::of(Why::NoAnswer).with(format!("within {} s", within.as_secs_f32())),
        }
    }
    Err(unreachable(last))
}

async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.set_nodelay(true)?;
    socket.connect(address).await
}

struct Tcp {
    stream: TcpStream,
}

#[async_trait]
impl Wire for Tcp {
    async fn write(&mut self, bytes: &[u8], stall: Duration) -> Result<usize, Broken> {
        match timeout(stall, self.stream.write(bytes)).await {
            Ok(Ok(0)) => Err(Broken::certain(io::ErrorKind::WriteZero.into())),
            Ok(Ok(count)) => Ok(count),
            Ok(Err(error)) => Err(Broken::certain(error)),
            Err(_) => Err(Broken::certain(stalled(stall))),
        }
    }

    async fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(256);
        self.stream.read_buf(&mut bytes).await?;
        Ok(bytes)
    }

    /// The system does not say; `close` does more.
    async fn drain(&mut self, _stall: Duration) -> io::Result<()> {
        Ok(())
    }

    /// Closes our side and reads to the end of theirs: a socket dropped with unread bytes sends a reset, and a printer's
    /// stack may throw away what it had not yet read. A printer that never closes its side is left after `within`.
    async fn close(mut self: Box<Self>, within: Duration) -> io::Result<()> {
        let goodbye = async {
            self.stream.shutdown().await?;
            while !self.read().await?.is_empty() {}
            Ok(())
        };
        timeout(within, goodbye).await.unwrap_or(Ok(()))
    }
}
