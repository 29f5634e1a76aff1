//! What real printers do that no manual says: habits, from public reports. Any of them may come together.

use std::str::FromStr;
use std::time::Duration;

/// Habits of a simulated printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// For so long from its start it does not hear, and why.
    pub quiet: Option<(Duration, Quiet)>,
    /// Answers every request with the answer to the one before.
    pub behind: bool,
    /// Answers 0x00 whatever it is asked.
    pub zero: bool,
    /// Says that the drawer is open (`DLE EOT 1` is 0x16) while all is well.
    pub drawer_open: bool,
    /// Needs so long for each answer to `DLE EOT`, one after the other.
    pub answer_after: Duration,
    /// Says so much later that it is done.
    pub confirm_after: Duration,
    /// What lies in its line when a client connects.
    pub stale: Vec<u8>,
    /// What it sends unasked, and how often; no bytes: its automatic status.
    pub unasked: Option<(Duration, Vec<u8>)>,
    /// Closes a connection on which nothing was sent for so long.
    pub hangs_up_after: Option<Duration>,
    /// Never closes its side of a connection.
    pub never_hangs_up: bool,
    /// Has no socket left after so many connections.
    pub sockets: Option<usize>,
    /// Another device answers at the printer's address.
    pub stranger: Option<Stranger>,
}

/// Why a client is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// It boots: what comes is lost.
    Booting,
    /// Another program holds the port: what comes waits.
    Held,
}

/// Who else may have a printer's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// Takes every byte and says nothing.
    Swallows,
    /// Answers the first line with `HTTP/1.1 400`, and closes.
    Web,
}

/// How habits are spelled on the command line.
pub const SPELLINGS: &str = "booting=SECS · held=SECS · behind · zero · drawer-open · answer-after=SECS · \
    confirm-after=SECS · stale=HEX · asb=SECS · flood=HEX · hangs-up-after=SECS · never-hangs-up · sockets=N · \
    swallows · web";

/// One habit, as it is spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Habit(String);

impl FromStr for Habit {
    type Err = String;

    fn from_str(text: &str) -> Result<Habit, String> {
        let habit = Habit(text.to_owned());
        habit.add_to(&mut Habits::default())?;
        Ok(habit)
    }
}

impl Habit {
    /// Adds the habit.
    ///
    /// # Errors
    /// It is none of [`SPELLINGS`].
    pub fn add_to(&self, habits: &mut Habits) -> Result<(), String> {
        add(habits, &self.0).ok_or_else(|| format!("{}: {SPELLINGS}", self.0))
    }
}

fn add(habits: &mut Habits, text: &str) -> Option<()> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let time = || value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    match name {
        "booting" => habits.quiet = Some((time()?, Quiet::Booting)),
        "held" => habits.quiet = Some((time()?, Quiet::Held)),
        "behind" => habits.behind = true,
        "zero" => habits.zero = true,
        "drawer-open" => habits.drawer_open = true,
        "answer-after" => habits.answer_after = time()?,
        "confirm-after" => habits.confirm_after = time()?,
        "stale" => habits.stale = hex(value)?,
        "asb" => habits.unasked = Some((time()?, Vec::new())),
        "flood" => habits.unasked = Some((Duration::from_millis(1), hex(value)?.repeat(32))),
        "hangs-up-after" => habits.hangs_up_after = Some(time()?),
        "never-hangs-up" => habits.never_hangs_up = true,
        "sockets" => habits.sockets = Some(value.parse().ok()?),
        "swallows" => habits.stranger = Some(Stranger::Swallows),
        "web" => habits.stranger = Some(Stranger::Web),
        _ => return None,
    }
    Some(())
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> = text.chars().collect();
    let pair = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
    (!digits.is_empty() && digits.len().is_multiple_of(2)).then(|| digits.chunks(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_are_read_as_they_are_spelled() {
        let mut habits = Habits::default();
        for text in ["held=4.5", "behind", "stale=161a72", "asb=0.2", "sockets=3", "web"] {
            text.parse::<Habit>().unwrap().add_to(&mut habits).unwrap();
        }
        let expected = Habits {
            quiet: Some((Duration::from_millis(4500), Quiet::Held)),
            behind: true,
            stale: vec![0x16, 0x1a, 0x72],
            unasked: Some((Duration::from_millis(200), Vec::new())),
            sockets: Some(3),
            stranger: Some(Stranger::Web),
            ..Habits::default()
        };
        assert_eq!(habits, expected);
        for wrong in ["", "booting", "booting=-1", "stale=1", "stale=xy", "sockets=many", "polite"] {
            assert!(wrong.parse::<Habit>().is_err(), "{wrong}");
        }
    }
}
