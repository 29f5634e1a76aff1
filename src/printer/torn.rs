//! A ticket that broke off inside a command: the printer waits for the rest of that command and takes what comes next for it.
//! So much as the longest command of the ticket is filled up with NULs, which print nothing after its end.

/// Bytes of the longest command in a ticket of ours; 0 where it has none that a NUL would not end at once.
pub fn longest_command(ticket: &[u8]) -> usize {
    let (mut at, mut longest) = (0, 0);
    while at < ticket.len() {
        let length = command(&ticket[at..]);
        longest = longest.max(length);
        at += length.max(1);
    }
    longest
}

/// Bytes of the command that these begin with; 0 for text, which holds no byte below 0x20.
fn command(bytes: &[u8]) -> usize {
    let low_high = |low: u8, high: u8| usize::from(u16::from_le_bytes([low, high]));
    match *bytes {
        // `GS v 0`: a picture of so many bytes a row and so many rows.
        [0x1d, b'v', b'0', _, xl, xh, yl, yh, ..] => 8 + low_high(xl, xh) * low_high(yl, yh),
        // `GS (` and a letter: the length stands in it.
        [0x1d, b'(', _, pl, ph, ..] => 5 + low_high(pl, ph),
        [0x1d, b'L' | b'W', ..] => 4,
        // `FS 2`: a character of 24 × 24 dots.
        [0x1c, b'2', _, _, ..] => 4 + 72,
        // `ESC D`: tab stops up to a NUL.
        [0x1b, b'D', ref stops @ ..] => 3 + stops.iter().position(|&stop| stop == 0).unwrap_or(stops.len()),
        // `ESC p`: the drawer.
        [0x1b, b'p', ..] => 5,
        [0x1b, b'@', ..] | [0x1c, b'&' | b'.', ..] => 2,
        [0x1b..=0x1d, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_command_of_a_ticket_is_what_it_may_be_torn_in() {
        let raster = [&b"\x1dv0\x00\x40\x00\x18\x00"[..], &[0xaa; 64 * 24]].concat();
        let taught = [&b"\x1c2\xfe\xa1"[..], &[0x1d; 72]].concat();
        let code = b"\x1d(k\x10\x001P0https://a.xyz";
        for (ticket, length) in [
            (b"plain text\n".to_vec(), 0),
            (b"\x1b@\x1c&\xb1\xb9\xb9\xe4\n\x1dV\x01".to_vec(), 3),
            (b"\x1bD\x08\x10\x00\x1bJ\x1d\x1dv0\x00\x02\x00\x02\x00\x1b@\x1b@".to_vec(), 12),
            ([&b"\x1b@"[..], &taught, b"x\n\x1dV\x01"].concat(), 76),
            ([&b"\x1b@"[..], &raster, &taught, b"\x1dV\x01"].concat(), 8 + 64 * 24),
            ([&b"\x1b@"[..], code, b"\n"].concat(), 5 + 16),
            // A picture's own bytes are no commands.
            (b"\x1dv0\x00\x04\x00\x01\x00\x1d(k\xff\n".to_vec(), 12),
        ] {
            assert_eq!(longest_command(&ticket), length, "{ticket:02x?}");
        }
    }
}
