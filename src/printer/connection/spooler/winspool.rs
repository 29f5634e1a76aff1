//! The Windows spooler (Microsoft, *Print Spooler API*). The one file with unsafe code: each call stands in a function of
//! its own that gives safe values back. Every call may hang in a driver, so all of it runs aside.

#![allow(unsafe_code)]

use std::ptr::null_mut;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use cause::{Cause, Why};
use widestring::{U16CStr, U16CString};
use windows_sys::Win32::Foundation::{
    ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, ERROR_INVALID_PRINTER_NAME, GetLastError,
    SetLastError,
};
use windows_sys::Win32::Graphics::Printing::{
    AbortPrinter, ClosePrinter, DOC_INFO_1W, EndDocPrinter, EndPagePrinter, EnumPrintersW, GetJobW,
    GetPrinterW, JOB_CONTROL_DELETE, JOB_CONTROL_PAUSE, JOB_INFO_1W, OpenPrinterW, PRINTER_ENUM_CONNECTIONS,
    PRINTER_ENUM_LOCAL, PRINTER_HANDLE, PRINTER_INFO_2W, SetJobW, StartDocPrinterW, StartPagePrinter,
    WritePrinter,
};
use windows_sys::core::PWSTR;

use super::status;
use super::watch::{Job, Seen, Stage, Withdrawn};
use crate::printer::connection::aside;
use crate::printer::device_words::printable;
use crate::printer::{NotReady, PrintOutcome};

/// Longest wait for one answer of the spooler.
const ANSWER: Duration = Duration::from_secs(5);
/// Longest wait for a job to leave the queue after it was deleted.
const STOP: Duration = Duration::from_secs(5);
/// Longest answer taken, bytes.
const LONGEST: u32 = 1024 * 1024;
fn hangs() -> Cause {
    Cause::of(Why::NoAnswer).about("Windows spooler")
}

/// Asks the queue.
pub(super) async fn ready(queue: &str, within: Duration) -> Result<(), NotReady> {
    let name = queue.to_owned();
    let asked = aside(within, move || Queue::open(&name)?.printer()).await;
    match asked {
        Some(Ok(about)) => status::printer(queue, about.status, about.attributes).map_or(Ok(()), Err),
        Some(Err(ERROR_INVALID_PRINTER_NAME)) => {
            Err(NotReady::Unreachable(Cause::of(Why::NoQueue).about(queue)))
        }
        Some(Err(code)) => Err(NotReady::Unreachable(cause(code).about(queue))),
        None => Err(NotReady::Unreachable(hangs())),
    }
}

/// A job in a queue of Windows.
pub(super) struct WindowsJob {
    queue: String,
    id: u32,
}

/// Gives the queue one ticket, as it is.
pub(super) async fn submit(
    queue: &str,
    bytes: Vec<u8>,
    within: Duration,
) -> Result<WindowsJob, PrintOutcome> {
    let name = queue.to_owned();
    match aside(within, move || print(&name, &bytes)).await {
        Some(Ok(id)) => Ok(WindowsJob { queue: queue.to_owned(), id }),
        Some(Err((true, code))) => Err(PrintOutcome::NotSent(cause(code).about(queue))),
        Some(Err((false, code))) => Err(PrintOutcome::Unknown(cause(code).about(queue))),
        None => Err(PrintOutcome::Unknown(hangs())),
    }
}

/// The queues, each with its driver and its port.
pub(super) async fn queues() -> Result<Vec<(String, String)>, Cause> {
    match aside(ANSWER, printers).await {
        Some(Ok(queues)) => Ok(queues),
        Some(Err(code)) => Err(cause(code)),
        None => Err(hangs()),
    }
}

#[async_trait]
impl Job for WindowsJob {
    async fn look(&self) -> Result<Seen, Cause> {
        let (name, id) = (self.queue.clone(), self.id);
        aside(ANSWER, move || look(&name, id)).await.unwrap_or_else(|| Err(hangs()))
    }

    async fn withdraw(&self) -> Result<Withdrawn, Cause> {
        let (name, id) = (self.queue.clone(), self.id);
        aside(STOP + ANSWER, move || withdraw(&name, id)).await.unwrap_or_else(|| Err(hangs()))
    }
}

/// Prints; answers the job's number, or whether no byte left, and why.
fn print(queue: &str, bytes: &[u8]) -> Result<u32, (bool, u32)> {
    let queue = Queue::open(queue).map_err(|code| (true, code))?;
    let id = queue.begin().map_err(|code| (true, code))?;
    match queue.write(bytes) {
        Ok(()) => Ok(id),
        Err(code) => {
            // A queue that prints while it spools may have passed on a part.
            queue.abort();
            let _ = queue.command(id, JOB_CONTROL_DELETE);
            Err((false, code))
        }
    }
}

fn look(queue: &str, id: u32) -> Result<Seen, Cause> {
    let open = Queue::open(queue).map_err(cause)?;
    // The printer first: what it says is of no interest once the job is gone.
    let printer = open.printer().map_err(cause)?;
    match open.job(id) {
        Ok((bits, said)) => {
            let printer = status::printer(queue, printer.status, printer.attributes);
            Ok(Seen { said, ..status::job(queue, bits, printer) })
        }
        Err(ERROR_INVALID_PARAMETER) => Ok(Seen { stage: Stage::Gone, hindrance: None, said: None }),
        Err(code) => Err(cause(code)),
    }
}

/// Pauses it first: only of a job that stands still before its first byte is it known that nothing went.
fn withdraw(queue: &str, id: u32) -> Result<Withdrawn, Cause> {
    let queue = Queue::open(queue).map_err(cause)?;
    let paused = queue.command(id, JOB_CONTROL_PAUSE);
    let untouched = match queue.job(id) {
        Ok((bits, _)) => paused.is_ok() && status::held(bits),
        Err(ERROR_INVALID_PARAMETER) => return Ok(Withdrawn::Printed),
        Err(code) => return Err(cause(code)),
    };
    queue.command(id, JOB_CONTROL_DELETE).map_err(cause)?;
    let until = Instant::now() + STOP;
    loop {
        match queue.job(id) {
            Err(ERROR_INVALID_PARAMETER) if untouched => return Ok(Withdrawn::Untouched),
            Err(ERROR_INVALID_PARAMETER) => return Ok(Withdrawn::Perhaps),
            Err(code) => return Err(cause(code)),
            Ok(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(50)),
            Ok(_) => return Err(Why::StillQueued.into()),
        }
    }
}

fn cause(code: u32) -> Cause {
    Cause::from(std::io::Error::from_raw_os_error(code.cast_signed()))
}

/// What the spooler says of a queue.
struct About {
    status: u32,
    attributes: u32,
}

/// An open queue.
struct Queue(PRINTER_HANDLE);

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: the handle came from OpenPrinterW and is closed once, here.
        unsafe { ClosePrinter(self.0) };
    }
}

/// What the last call left behind.
fn failed() -> u32 {
    // SAFETY: reads this thread's own value.
    unsafe { GetLastError() }
}

fn checked(done: i32) -> Result<(), u32> {
    if done == 0 { Err(failed()) } else { Ok(()) }
}

/// A buffer that is aligned for every structure of the spooler.
fn buffer(bytes: u32) -> Vec<u64> {
    vec![0; bytes.min(LONGEST).div_ceil(8) as usize]
}

/// Asks for the length and then for the answer; `call` gets the buffer, its length in bytes, and where to write how many
/// are needed. An answer that grew in between is asked for again. A failure without a reason is Wine's for a job or a
/// queue that it does not know.
fn answer(mut call: impl FnMut(*mut u8, u32, &mut u32) -> i32) -> Result<Vec<u64>, u32> {
    let mut room = buffer(0);
    for _ in 0..4 {
        let mut needed = 0;
        let bytes = (room.len() * 8) as u32;
        // SAFETY: sets this thread's own value, so that a call that fails without a reason is not given an old one.
        unsafe { SetLastError(0) };
        let done =
            call(if room.is_empty() { null_mut() } else { room.as_mut_ptr().cast() }, bytes, &mut needed);
        if done != 0 {
            return Ok(room);
        }
        match failed() {
            0 => return Err(ERROR_INVALID_PARAMETER),
            ERROR_INSUFFICIENT_BUFFER if needed > bytes => room = buffer(needed),
            code => return Err(code),
        }
    }
    Err(ERROR_INSUFFICIENT_BUFFER)
}

/// A text in an answer of the spooler.
///
/// # Safety
/// `text` is null or points to a text that ends with a null and lives as long as this call.
unsafe fn text(text: PWSTR) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: as the caller promises.
    printable(&unsafe { U16CStr::from_ptr_str(text) }.to_string_lossy())
}

fn printers() -> Result<Vec<(String, String)>, u32> {
    let mut count = 0;
    let room = answer(|room, bytes, needed| {
        // SAFETY: `room` has `bytes` bytes, or is null and `bytes` is 0.
        unsafe {
            let flags = PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS;
            EnumPrintersW(flags, null_mut(), 2, room, bytes, needed, &mut count)
        }
    })?;
    let fits = (count as usize).min(room.len() * 8 / size_of::<PRINTER_INFO_2W>());
    // SAFETY: the spooler wrote `count` structures to the front of `room`, which is aligned for them and outlives this.
    let found = unsafe { std::slice::from_raw_parts(room.as_ptr().cast::<PRINTER_INFO_2W>(), fits) };
    let queue = |info: &PRINTER_INFO_2W| {
        // SAFETY: the texts of these structures stand behind them in `room`.
        let (name, driver, port) =
            unsafe { (text(info.pPrinterName), text(info.pDriverName), text(info.pPortName)) };
        (name, [driver, port].iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(", "))
    };
    Ok(if found.is_empty() { Vec::new() } else { found.iter().map(queue).collect() })
}

impl Queue {
    fn open(name: &str) -> Result<Queue, u32> {
        let name = U16CString::from_str(name).map_err(|_| ERROR_INVALID_PRINTER_NAME)?;
        let mut handle = PRINTER_HANDLE { Value: null_mut() };
        // SAFETY: the name ends with a null and lives through the call; null asks for the rights that printing needs.
        checked(unsafe { OpenPrinterW(name.as_ptr(), &mut handle, null_mut()) })?;
        Ok(Queue(handle))
    }

    fn printer(&self) -> Result<About, u32> {
        let room = answer(|room, bytes, needed| {
            // SAFETY: the handle is open; `room` has `bytes` bytes, or is null and `bytes` is 0.
            unsafe { GetPrinterW(self.0, 2, room, bytes, needed) }
        })?;
        if room.len() * 8 < size_of::<PRINTER_INFO_2W>() {
            return Err(ERROR_INSUFFICIENT_BUFFER);
        }
        // SAFETY: the spooler wrote this structure to the front of `room`, which is aligned for it.
        let info = unsafe { &*room.as_ptr().cast::<PRINTER_INFO_2W>() };
        Ok(About { status: info.Status, attributes: info.Attributes })
    }

    /// A job's bits, and its state in words if the port has its own.
    fn job(&self, id: u32) -> Result<(u32, Option<String>), u32> {
        let room = answer(|room, bytes, needed| {
            // SAFETY: the handle is open; `room` has `bytes` bytes, or is null and `bytes` is 0.
            unsafe { GetJobW(self.0, id, 1, room, bytes, needed) }
        })?;
        if room.len() * 8 < size_of::<JOB_INFO_1W>() {
            return Err(ERROR_INSUFFICIENT_BUFFER);
        }
        // SAFETY: the spooler wrote this structure to the front of `room`, which is aligned for it, and its texts behind.
        let (bits, said) = unsafe {
            let info = &*room.as_ptr().cast::<JOB_INFO_1W>();
            (info.Status, text(info.pStatus))
        };
        Ok((bits, Some(said).filter(|said| !said.is_empty())))
    }

    /// Pauses or deletes a job.
    fn command(&self, id: u32, command: u32) -> Result<(), u32> {
        // SAFETY: the handle is open; level 0 has no structure.
        checked(unsafe { SetJobW(self.0, id, 0, null_mut(), command) })
    }

    /// Begins a document that no driver touches.
    fn begin(&self) -> Result<u32, u32> {
        let title = U16CString::from_str_truncate("jumunbell");
        let kind = U16CString::from_str_truncate("RAW");
        let document = DOC_INFO_1W {
            pDocName: title.as_ptr().cast_mut(),
            pOutputFile: null_mut(),
            pDatatype: kind.as_ptr().cast_mut(),
        };
        // SAFETY: the handle is open; the structure and its texts live through the call, which only reads them.
        match unsafe { StartDocPrinterW(self.0, 1, &document) } {
            0 => Err(failed()),
            id => Ok(id),
        }
    }

    /// Writes the whole document and ends it.
    fn write(&self, bytes: &[u8]) -> Result<(), u32> {
        // SAFETY: the handle is open and a document was begun.
        checked(unsafe { StartPagePrinter(self.0) })?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (length, mut written) = (u32::try_from(rest.len()).unwrap_or(u32::MAX), 0);
            // SAFETY: `rest` has at least `length` bytes, which the call only reads.
            checked(unsafe { WritePrinter(self.0, rest.as_ptr().cast(), length, &mut written) })?;
            if written == 0 {
                return Err(failed());
            }
            rest = &rest[(written as usize).min(rest.len())..];
        }
        // SAFETY: the handle is open, with a page and a document begun.
        checked(unsafe { EndPagePrinter(self.0) })?;
        // SAFETY: as above.
        checked(unsafe { EndDocPrinter(self.0) })
    }

    /// Throws the document away.
    fn abort(&self) {
        // SAFETY: the handle is open.
        unsafe { AbortPrinter(self.0) };
    }
}
