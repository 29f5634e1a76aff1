//! What is special about one printer model, as data (`printer-profiles/NAME.toml`, or the data folder's).

use std::path::PathBuf;

/// One printer model's profile, complete (`like` resolved).
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What an installer calls it.
    pub name: String,
    /// Printable width in dots.
    pub dots: u32,
    /// Font A characters per line.
    pub columns: u32,
    /// Which Hangul it holds.
    pub hangul: HangulSet,
    /// How a syllable outside the set is printed.
    pub rare_hangul: RareHangul,
    /// How it cuts.
    pub cut: Cut,
    /// Whether it has a buzzer.
    pub buzzer: bool,
    /// What it answers: `dle-eot`, `asb`, `gs-r`, `gs-h`.
    pub status: Vec<String>,
    /// Blank rows above the ticket, for the kitchen rail.
    pub top_rows: u32,
    /// Rows fed before the cut, past the cutter.
    pub feed_rows: u32,
}

/// Sets of Hangul syllables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HangulSet {
    /// All 11,172 syllables.
    Cp949,
    /// The 2,350 of KS X 1001.
    KsX1001,
}

/// Ways to print a syllable the printer does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RareHangul {
    /// `FS 2`.
    UserDefined,
    /// That line as a picture.
    Raster,
}

/// Ways to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Leaves a bridge.
    Partial,
    /// All through.
    Full,
    /// No cutter.
    None,
}

/// Why a profile could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No such profile, neither shipped nor in the data folder.
    #[error("no printer profile named \"{name}\" (looked in {looked_in:?} and among: {shipped})")]
    Missing {
        /// The name asked for.
        name: String,
        /// The data folder's `printer-profiles/`.
        looked_in: PathBuf,
        /// Names that ship.
        shipped: String,
    },
    /// The file is wrong; the message names line and key.
    #[error("{file}: {message}")]
    Wrong {
        /// The file.
        file: String,
        /// What is wrong and where.
        message: String,
    },
}
