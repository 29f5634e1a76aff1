//! The computer beside the program (PC 점검): what of it would one day keep orders from coming, though the program is right. What
//! it says of itself ([`Facts`]) is read; what follows from that is judged without looking at it again.

mod judge;
#[cfg(any(target_os = "linux", test))]
mod linux;
#[cfg(windows)]
mod windows;

pub use judge::{Concern, Judged, judge};

/// What a computer says of itself; `None` where that cannot be found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// After how many seconds without a hand it sleeps while it has mains power; zero: never.
    pub sleeps_after: Option<u32>,
    /// Whether it cuts the power of USB devices that rest, a printer among them.
    pub suspends_usb: Option<bool>,
    /// Whether a user is signed in by itself at the start, so that the program starts after a power cut.
    pub signs_in: Option<bool>,
    /// When updates may start it again.
    pub restarts: Option<Restarts>,
    /// Names of what starts with the session.
    pub starts_with_session: Option<Vec<String>>,
}

/// When updates of the system may start the computer again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restarts {
    /// Never by themselves.
    Never,
    /// Not between these hours of the day, 0 to 23; the second may be on the next day.
    NotBetween(u8, u8),
    /// At about this hour of the day.
    At(u8),
    /// The system chooses by how the computer is used.
    Chosen,
}

/// A program that starts with the session: its name, and the file of its command where that is called otherwise.
#[cfg(any(windows, test))]
fn started(name: &str, command: &str) -> String {
    let command = command.trim_start_matches('"');
    let end = command.to_ascii_lowercase().find(".exe").unwrap_or(command.len());
    let file = command.get(..end).unwrap_or(command).rsplit(['\\', '/']).next().unwrap_or_default();
    if file.is_empty() || file == name { name.to_owned() } else { format!("{name} ({file})") }
}

impl Facts {
    /// Reads them, from the registry or files alone: within milliseconds, and nothing is changed.
    pub fn read() -> Facts {
        #[cfg(windows)]
        return windows::facts();
        #[cfg(target_os = "linux")]
        return linux::facts(
            std::path::Path::new("/"),
            directories::BaseDirs::new().as_ref().map(|own| own.config_dir()),
        );
        #[cfg(not(any(windows, target_os = "linux")))]
        Facts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_by_its_file_alone() {
        let command = r#""C:\Users\가게\AppData\Order Agent\BaeminOrder.exe" --hidden"#;
        assert_eq!(started("agent", command), "agent (BaeminOrder)");
        assert_eq!(started("OneDrive", r"C:\x\OneDrive.exe /background"), "OneDrive");
        assert_eq!((started("a", ""), started("b", "%windir%\\c")), ("a".to_owned(), "b (c)".to_owned()));
    }
}
