//! `usb:///dev/usb/lpN`: the Linux `usblp` driver, without blocking: a plain write to it sleeps for ever when the paper
//! is out. Other systems have no such file; there the printer's queue (`spooler://`) or its COM port serves.

pub(super) use platform::open;

#[cfg(target_os = "linux")]
mod platform {
    use std::io;
    use std::path::Path;
    use std::time::Duration;

    use async_trait::async_trait;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::unix::pipe::{OpenOptions, Receiver, Sender};
    use tokio::time::{sleep, timeout};

    use crate::printer::NotReady;
    use crate::printer::connection::holder::holder;
    use crate::printer::connection::{Broken, Wire, aside, stalled};
    use cause::Cause;

    /// Opens the device; never waits for it, and for the name of who has it at most `within`.
    pub(in crate::printer::connection) async fn open(
        path: &Path,
        within: Duration,
    ) -> Result<Box<dyn Wire>, NotReady> {
        let shown = path.display();
        match halves(path) {
            Ok((out, back)) => Ok(Box::new(Usb { out, back })),
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
                let device = path.to_owned();
                let who = aside(within, move || holder(&device)).await.flatten();
                Err(NotReady::Busy(who.unwrap_or_else(|| shown.to_string())))
            }
            Err(error) => Err(NotReady::Unreachable(Cause::from(error).about(shown))),
        }
    }

    /// The driver lets one program in once, so both ends are one open file. tokio's pipes are its plain non-blocking
    /// files; unchecked, because this one is a device.
    fn halves(path: &Path) -> io::Result<(Sender, Receiver)> {
        let device = OpenOptions::new().read_write(true).unchecked(true).open_sender(path)?;
        let device = device.into_nonblocking_fd()?;
        let back = Receiver::from_owned_fd_unchecked(device.try_clone()?)?;
        Ok((Sender::from_owned_fd_unchecked(device)?, back))
    }

    struct Usb {
        out: Sender,
        back: Receiver,
    }

    #[async_trait]
    impl Wire for Usb {
        async fn write(&mut self, bytes: &[u8], stall: Duration) -> Result<usize, Broken> {
            match timeout(stall, self.out.write(bytes)).await {
                Ok(Ok(0)) => Err(Broken::certain(io::ErrorKind::WriteZero.into())),
                Ok(Ok(count)) => Ok(count),
                Ok(Err(why)) => Err(Broken::certain(why)),
                Err(_) => Err(Broken::certain(stalled(stall))),
            }
        }

        async fn read(&mut self) -> io::Result<Vec<u8>> {
            let mut bytes = Vec::with_capacity(256);
            // Nothing is an empty packet; a printer that was pulled out is an error instead.
            while self.back.read_buf(&mut bytes).await? == 0 {
                sleep(Duration::from_millis(50)).await;
            }
            Ok(bytes)
        }

        /// The driver takes the next byte only when the printer has taken the ones before; a NUL prints nothing.
        async fn drain(&mut self, stall: Duration) -> io::Result<()> {
            self.write(&[0], stall).await.map(drop).map_err(|broken| broken.why)
        }

        /// Closing throws away what the printer has not taken.
        async fn close(mut self: Box<Self>, within: Duration) -> io::Result<()> {
            self.drain(within).await
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::path::Path;
    use std::time::Duration;

    use crate::printer::NotReady;
    use crate::printer::connection::Wire;
    use cause::{Cause, Why};

    /// There is no such device here.
    pub(in crate::printer::connection) async fn open(
        path: &Path,
        _within: Duration,
    ) -> Result<Box<dyn Wire>, NotReady> {
        let path = path.display();
        Err(NotReady::Unreachable(Cause::of(Why::WrongConnection).about(path)))
    }
}
