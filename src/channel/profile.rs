//! What is special about one app, as data (`assets/channels/NAME.toml`, or the data folder's `channels/`).

use std::path::PathBuf;

use serde::Deserialize;

/// One app's profile.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The app's Korean name.
    pub name: String,
    /// Prefix of short numbers, two or three letters.
    pub short: String,
    /// `#rrggbb`, for the screen.
    pub color: String,
    /// The wire: `open-delivery`.
    pub protocol: String,
    /// Seconds between polls; never less than the app allows.
    #[serde(default = "thirty")]
    pub poll_seconds: u32,
    /// Seconds from placing until the app cancels an unanswered order.
    pub confirm_within_seconds: u32,
    /// What Gorela calls the app (`orderChannel`).
    #[serde(default = "etc")]
    pub gorela_channel: String,
    /// Words in a request that mean reusable containers, where the app has no field for them.
    #[serde(default)]
    pub reusable_container_words: Vec<String>,
    /// Names of the app's local currencies, to tell them from other wallets.
    #[serde(default)]
    pub local_currencies: Vec<String>,
}

fn thirty() -> u32 {
    30
}

fn etc() -> String {
    "ETC".to_owned()
}

/// Why a profile could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No such profile, neither shipped nor in the data folder.
    #[error("no channel profile named \"{name}\" (looked in {looked_in:?} and among: {shipped})")]
    Missing {
        /// The name asked for.
        name: String,
        /// The data folder's `channels/`.
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
