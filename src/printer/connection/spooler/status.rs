//! What the bits of the Windows spooler mean: `JOB_INFO_1.Status`, `PRINTER_INFO_2.Status` and `.Attributes`
//! (Microsoft, *Print Spooler API*).

use cause::{Cause, Why};

use super::watch::{Seen, Stage};
use crate::printer::NotReady;

const JOB_PAUSED: u32 = 0x1;
const JOB_ERROR: u32 = 0x2;
const JOB_DELETING: u32 = 0x4;
const JOB_SPOOLING: u32 = 0x8;
const JOB_OFFLINE: u32 = 0x20;
const JOB_PAPEROUT: u32 = 0x40;
const JOB_PRINTED: u32 = 0x80;
const JOB_DELETED: u32 = 0x100;
const JOB_BLOCKED: u32 = 0x200;
const JOB_USER_INTERVENTION: u32 = 0x400;
const JOB_COMPLETE: u32 = 0x1000;
const JOB_RETAINED: u32 = 0x2000;

const PRINTER_PAUSED: u32 = 0x1;
const PRINTER_ERROR: u32 = 0x2;
const PRINTER_PAPER_JAM: u32 = 0x8;
const PRINTER_PAPER_OUT: u32 = 0x10;
const PRINTER_PAPER_PROBLEM: u32 = 0x40;
const PRINTER_OFFLINE: u32 = 0x80;
const PRINTER_NOT_AVAILABLE: u32 = 0x1000;
const PRINTER_USER_INTERVENTION: u32 = 0x10_0000;
const PRINTER_DOOR_OPEN: u32 = 0x40_0000;
const PRINTER_SERVER_OFFLINE: u32 = 0x200_0000;
/// "Use printer offline", which Windows also sets by itself for a USB printer that is unplugged.
const WORK_OFFLINE: u32 = 0x400;

/// What keeps a queue's printer from printing. An open cover comes first: paper sensors see no paper under it.
pub(super) fn printer(queue: &str, status: u32, attributes: u32) -> Option<NotReady> {
    let has = |bits: u32| status & bits != 0;
    if has(PRINTER_DOOR_OPEN) {
        Some(NotReady::CoverOpen)
    } else if has(PRINTER_PAPER_OUT) {
        Some(NotReady::PaperOut)
    } else if has(PRINTER_PAUSED) {
        Some(NotReady::Paused(queue.to_owned()))
    } else if has(PRINTER_OFFLINE | PRINTER_NOT_AVAILABLE | PRINTER_SERVER_OFFLINE)
        || attributes & WORK_OFFLINE != 0
    {
        Some(NotReady::Unreachable(Cause::of(Why::QueueOffline).about(queue)))
    } else if has(PRINTER_ERROR | PRINTER_PAPER_JAM | PRINTER_PAPER_PROBLEM | PRINTER_USER_INTERVENTION) {
        Some(NotReady::Error)
    } else {
        None
    }
}

/// How far a job is. Whatever is not known to be still in the queue counts as started.
pub(super) fn job(queue: &str, status: u32, printer: Option<NotReady>) -> Seen {
    let has = |bits: u32| status & bits != 0;
    let stage = if has(JOB_PRINTED | JOB_COMPLETE | JOB_RETAINED) {
        Stage::Printed
    } else if has(JOB_DELETING | JOB_DELETED) {
        Stage::Removed { untouched: false }
    } else if status & !(JOB_PAUSED | JOB_SPOOLING) == 0 {
        Stage::Waiting
    } else {
        Stage::Started
    };
    let own = if has(JOB_PAPEROUT) {
        Some(NotReady::PaperOut)
    } else if has(JOB_OFFLINE) {
        Some(NotReady::Unreachable(Cause::of(Why::QueueOffline).about(queue)))
    } else if has(JOB_PAUSED) {
        Some(NotReady::Paused(queue.to_owned()))
    } else if has(JOB_ERROR | JOB_BLOCKED | JOB_USER_INTERVENTION) {
        Some(NotReady::Error)
    } else {
        None
    };
    // Where the printer names the error itself, the queue's plain "error" adds nothing.
    let hindrance = match own {
        None | Some(NotReady::Error) => printer.or(own),
        own => own,
    };
    Seen { stage, hindrance, said: None }
}

/// Whether a job that was just paused holds still before its first byte: the spooler starts no paused job.
pub(super) fn held(status: u32) -> bool {
    status & JOB_PAUSED != 0 && status & !(JOB_PAUSED | JOB_SPOOLING) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printers_bits_become_what_the_counter_is_told() {
        let offline = || Some(NotReady::Unreachable(Cause::of(Why::QueueOffline).about("Q")));
        for (status, attributes, expected) in [
            (0, 0x48, None),
            (0x400, 0, None),
            (0x4000 | 0x200, 0, None),
            (0x2_0000, 0, None),
            (0x10, 0, Some(NotReady::PaperOut)),
            (0x10 | 0x2 | 0x80, 0, Some(NotReady::PaperOut)),
            (0x40_0000 | 0x10, 0, Some(NotReady::CoverOpen)),
            (0x1, 0, Some(NotReady::Paused("Q".to_owned()))),
            (0x80, 0, offline()),
            (0x1000, 0, offline()),
            (0, 0x400, offline()),
            (0x8, 0, Some(NotReady::Error)),
            (0x10_0000, 0, Some(NotReady::Error)),
        ] {
            assert_eq!(printer("Q", status, attributes), expected, "{status:#x} {attributes:#x}");
        }
    }

    #[test]
    fn a_jobs_bits_say_how_far_it_is() {
        use Stage::{Printed, Removed, Started, Waiting};
        let gone = Removed { untouched: false };
        for (status, printer, stage, hindrance) in [
            (0, None, Waiting, None),
            (0x8, None, Waiting, None),
            (0x1, None, Waiting, Some(NotReady::Paused("Q".to_owned()))),
            (0x10, None, Started, None),
            (0x10 | 0x2, None, Started, Some(NotReady::Error)),
            (0x10 | 0x2, Some(NotReady::CoverOpen), Started, Some(NotReady::CoverOpen)),
            (0x10 | 0x40, None, Started, Some(NotReady::PaperOut)),
            (0x20, None, Started, Some(NotReady::Unreachable(Cause::of(Why::QueueOffline).about("Q")))),
            (0x200, None, Started, Some(NotReady::Error)),
            (0x800, None, Started, None),
            (0x80, None, Printed, None),
            (0x1000 | 0x10, None, Printed, None),
            (0x2000, None, Printed, None),
            (0x4 | 0x10, None, gone, None),
            (0x100, None, gone, None),
        ] {
            let expected = Seen { stage, hindrance, said: None };
            assert_eq!(job("Q", status, printer), expected, "{status:#x}");
        }
        for (status, still) in
            [(0x1, true), (0x9, true), (0, false), (0x11, false), (0x3, false), (0x81, false)]
        {
            assert_eq!(held(status), still, "{status:#x}");
        }
    }
}
