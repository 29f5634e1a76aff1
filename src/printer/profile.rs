//! What is special about one printer model, as data (`printer-profiles/NAME.toml`, or the data folder's).

mod hardware;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::file::read_text;

pub use hardware::{BuzzerCommand, Drawer, QrCommand, SerialDefaults, TwoByteMode, UsbId, UserCodes};

/// Names and texts of the profiles that ship.
macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../printer-profiles/", $name, ".toml")))),*]
    };
}

/// The profiles that ship, by name; those that fit anything come first.
const SHIPPED: &[(&str, &str)] = shipped! {
    "generic-80mm" "generic-80mm-48" "generic-58mm" "generic-80mm-ks" "generic-80mm-48-ks" "generic-58mm-ks"
    "epson-tm-t88" "epson-tm-t82" "bixolon-srp-350iii" "bixolon-srp-330ii" "sewoo-slk-ts400" "lukhan-lk-ts400"
    "sam4s-ellix" "sam4s-giant" "posbank-a7" "posbank-a11" "star-escpos" "china-80mm"
};

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
    /// Dots per inch, where known.
    pub dpi: Option<u32>,
    /// Font B characters per line, where known.
    pub columns_b: Option<u32>,
    /// Dots of one Hangul syllable, across and down.
    pub hangul_dots: [u32; 2],
    /// How it is brought to read Hangul.
    pub two_byte_mode: TwoByteMode,
    /// Codes for user-defined characters.
    pub user_codes: UserCodes,
    /// How it is made to beep, if it has a buzzer.
    pub buzzer_command: BuzzerCommand,
    /// How it draws a QR code.
    pub qr: QrCommand,
    /// How a drawer plugged into it is opened.
    pub drawer: Drawer,
    /// How it is known on USB.
    pub usb: Vec<UsbId>,
    /// Words that its name on USB or in a print queue contains.
    pub models: Vec<String>,
    /// Its serial port as it leaves the factory, where known.
    pub serial: Option<SerialDefaults>,
    /// Where this was read.
    pub sources: Vec<String>,
    /// What has not been tried on a real printer yet.
    pub unverified: Vec<String>,
}

/// Sets of Hangul syllables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HangulSet {
    /// All 11,172 syllables.
    Cp949,
    /// The 2,350 of KS X 1001.
    #[serde(rename = "ks-x-1001")]
    KsX1001,
}

/// Ways to print a syllable the printer does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RareHangul {
    /// `FS 2`.
    UserDefined,
    /// The line is printed as a picture.
    Raster,
}

/// Ways to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Leaves a bridge.
    Partial,
    /// Cuts through.
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

/// Dots across one Font A column.
pub(super) const COLUMN_DOTS: u32 = 12;

/// One file, before `like` is followed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<String>,
    like: Option<String>,
    dots: Option<u32>,
    columns: Option<u32>,
    hangul: Option<HangulSet>,
    rare_hangul: Option<RareHangul>,
    cut: Option<Cut>,
    buzzer: Option<bool>,
    status: Option<Vec<AnswerKind>>,
    top_rows: Option<u32>,
    feed_rows: Option<u32>,
    dpi: Option<u32>,
    columns_b: Option<u32>,
    hangul_dots: Option<[u32; 2]>,
    two_byte_mode: Option<TwoByteMode>,
    user_codes: Option<UserCodes>,
    buzzer_command: Option<BuzzerCommand>,
    qr: Option<QrCommand>,
    drawer: Option<Drawer>,
    usb: Option<Vec<UsbId>>,
    models: Option<Vec<String>>,
    serial: Option<SerialDefaults>,
    sources: Option<Vec<String>>,
    unverified: Option<Vec<String>>,
}

/// What a printer may answer, so that a misspelt one is refused with its line.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AnswerKind {
    DleEot,
    Asb,
    GsR,
    GsH,
}

impl AnswerKind {
    fn as_str(self) -> &'static str {
        match self {
            AnswerKind::DleEot => "dle-eot",
            AnswerKind::Asb => "asb",
            AnswerKind::GsR => "gs-r",
            AnswerKind::GsH => "gs-h",
        }
    }
}

impl Profile {
    /// The profile called `name`: the data folder's, else the shipped one, completed by what it is `like`.
    pub fn load(name: &str, data_folder: Option<&Path>) -> Result<Profile, ProfileError> {
        let folder = data_folder.map(|folder| folder.join("printer-profiles"));
        let mut trail = Vec::new();
        let mut file = read(name, folder.as_deref(), &mut trail)?;
        while let Some(like) = file.like.take() {
            let said_in = trail.last().cloned().unwrap_or_default();
            let base = read(&like, folder.as_deref(), &mut trail).map_err(|error| match error {
                ProfileError::Missing { .. } => {
                    ProfileError::Wrong { file: said_in, message: format!("key `like`: {error}") }
                }
                wrong => wrong,
            })?;
            file.fill(base);
        }
        file.complete(&trail[0])
    }

    /// Checks a file's text before it is written as `name` into the data folder's `printer-profiles/`; without a data
    /// folder what it is `like` must ship.
    pub fn check(name: &str, text: &str, data_folder: Option<&Path>) -> Result<Profile, ProfileError> {
        let folder = data_folder.map(|folder| folder.join("printer-profiles"));
        let file = format!("{name}.toml");
        let label = folder.as_ref().map_or(file.clone(), |folder| folder.join(file).display().to_string());
        let mut file = parse(&label, text)?;
        let mut trail = vec![label.clone()];
        while let Some(like) = file.like.take() {
            file.fill(read(&like, folder.as_deref(), &mut trail)?);
        }
        file.complete(&label)
    }

    /// Every profile that can be used, with its name: those that ship and the data folder's; broken ones are left out.
    pub fn available(data_folder: Option<&Path>) -> Vec<(String, Profile)> {
        let mut names: Vec<String> = Profile::shipped().map(str::to_owned).collect();
        let own = data_folder.and_then(|folder| std::fs::read_dir(folder.join("printer-profiles")).ok());
        let own = own.into_iter().flatten().filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".toml").map(str::to_owned)
        });
        names.extend(own);
        names.sort();
        names.dedup();
        let load = |name: String| Profile::load(&name, data_folder).ok().map(|profile| (name, profile));
        names.into_iter().filter_map(load).collect()
    }

    /// Names of the profiles that ship.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }
}

/// Reads one file and notes it in `trail`. A data-folder file that is `like` its own name means the shipped one.
fn read(name: &str, folder: Option<&Path>, trail: &mut Vec<String>) -> Result<File, ProfileError> {
    // Only plain names: a profile is never a path out of its folder.
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let own = folder.filter(|_| plain).map(|folder| folder.join(format!("{name}.toml")));
    let own = own.filter(|path| path.is_file() && !trail.contains(&path.display().to_string()));
    let (label, text) = if let Some(path) = own {
        let label = path.display().to_string();
        let text = read_text(&path)
            .map_err(|error| ProfileError::Wrong { file: label.clone(), message: error.to_string() })?;
        (label, text)
    } else if let Some((name, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        (format!("printer-profiles/{name}.toml (shipped)"), (*text).to_owned())
    } else if trail.iter().any(|label| Path::new(label).file_stem().is_some_and(|stem| stem == name)) {
        let message = format!("key `like`: \"{name}\" leads back to itself");
        return Err(ProfileError::Wrong { file: trail.last().cloned().unwrap_or_default(), message });
    } else {
        return Err(ProfileError::Missing {
            name: name.to_owned(),
            looked_in: folder.map(Path::to_path_buf).unwrap_or_default(),
            shipped: Profile::shipped().collect::<Vec<_>>().join(", "),
        });
    };
    let file = parse(&label, &text)?;
    trail.push(label);
    Ok(file)
}

fn parse(label: &str, text: &str) -> Result<File, ProfileError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        // A list may go over several lines; its key stands on the first.
        let above: Vec<&str> = text.lines().take(line).collect();
        let key = above.iter().rev().find_map(|row| row.split_once('=')).map_or("", |(key, _)| key.trim());
        let message = format!("line {line}, key `{key}`: {}", error.message());
        ProfileError::Wrong { file: label.to_owned(), message }
    })
}

impl File {
    /// Takes from `base` what is not said here; goes on to what `base` is like.
    fn fill(&mut self, base: File) {
        self.like = base.like;
        self.name = self.name.take().or(base.name);
        self.dots = self.dots.or(base.dots);
        self.columns = self.columns.or(base.columns);
        self.hangul = self.hangul.or(base.hangul);
        self.rare_hangul = self.rare_hangul.or(base.rare_hangul);
        self.cut = self.cut.or(base.cut);
        self.buzzer = self.buzzer.or(base.buzzer);
        self.status = self.status.take().or(base.status);
        self.top_rows = self.top_rows.or(base.top_rows);
        self.feed_rows = self.feed_rows.or(base.feed_rows);
        self.dpi = self.dpi.or(base.dpi);
        self.columns_b = self.columns_b.or(base.columns_b);
        self.hangul_dots = self.hangul_dots.or(base.hangul_dots);
        self.two_byte_mode = self.two_byte_mode.or(base.two_byte_mode);
        self.user_codes = self.user_codes.take().or(base.user_codes);
        self.buzzer_command = self.buzzer_command.or(base.buzzer_command);
        self.qr = self.qr.or(base.qr);
        self.drawer = self.drawer.or(base.drawer);
        self.serial = self.serial.or(base.serial);
        // Names and sources of a model are its own: another model's would mislead.
    }

    fn complete(self, file: &str) -> Result<Profile, ProfileError> {
        let wrong = |message: String| ProfileError::Wrong { file: file.to_owned(), message };
        let missing =
            |key: &str| wrong(format!("key `{key}` is missing (say it, or `like` another profile)"));
        let status = self.status.ok_or_else(|| missing("status"))?;
        let profile = Profile {
            name: self.name.ok_or_else(|| missing("name"))?,
            dots: self.dots.ok_or_else(|| missing("dots"))?,
            columns: self.columns.ok_or_else(|| missing("columns"))?,
            hangul: self.hangul.ok_or_else(|| missing("hangul"))?,
            rare_hangul: self.rare_hangul.ok_or_else(|| missing("rare_hangul"))?,
            cut: self.cut.ok_or_else(|| missing("cut"))?,
            buzzer: self.buzzer.ok_or_else(|| missing("buzzer"))?,
            status: status.into_iter().map(|answer| answer.as_str().to_owned()).collect(),
            top_rows: self.top_rows.ok_or_else(|| missing("top_rows"))?,
            feed_rows: self.feed_rows.ok_or_else(|| missing("feed_rows"))?,
            dpi: self.dpi,
            columns_b: self.columns_b,
            hangul_dots: self.hangul_dots.unwrap_or([2 * COLUMN_DOTS, 24]),
            two_byte_mode: self.two_byte_mode.unwrap_or_default(),
            user_codes: self.user_codes.unwrap_or_default(),
            buzzer_command: self.buzzer_command.unwrap_or_default(),
            qr: self.qr.unwrap_or_default(),
            drawer: self.drawer.unwrap_or(Drawer { pin: 2, on_ms: 100, off_ms: 200 }),
            usb: self.usb.unwrap_or_default(),
            models: self.models.unwrap_or_default(),
            serial: self.serial,
            sources: self.sources.unwrap_or_default(),
            unverified: self.unverified.unwrap_or_default(),
        };
        if !(16..=96).contains(&profile.columns) {
            return Err(wrong(format!("key `columns`: {} is not between 16 and 96", profile.columns)));
        }
        if profile.dots > 2400 || profile.dots < profile.columns * COLUMN_DOTS {
            let least = profile.columns * COLUMN_DOTS;
            return Err(wrong(format!(
                "key `dots`: {} is not between {least} ({} columns of 12 dots) and 2400",
                profile.dots, profile.columns
            )));
        }
        let outside = |key: &str, value: Option<u32>, range: std::ops::RangeInclusive<u32>| match value {
            Some(value) if !range.contains(&value) => Err(wrong(format!(
                "key `{key}`: {value} is not between {} and {}",
                range.start(),
                range.end()
            ))),
            _ => Ok(()),
        };
        outside("dpi", profile.dpi, 60..=600)?;
        outside("columns_b", profile.columns_b, 16..=160)?;
        outside("hangul_dots", profile.hangul_dots.iter().copied().max(), 8..=48)?;
        outside("hangul_dots", profile.hangul_dots.iter().copied().min(), 8..=48)?;
        if profile.rare_hangul == RareHangul::UserDefined && profile.hangul_dots != [24, 24] {
            let why = "key `rare_hangul`: user-defined characters are drawn at 24 x 24 dots; say \"raster\"";
            return Err(wrong(why.to_owned()));
        }
        if profile.top_rows > 20 || profile.feed_rows > 20 {
            return Err(wrong("keys `top_rows` and `feed_rows`: at most 20".to_owned()));
        }
        Ok(profile)
    }
}

#[cfg(test)]
mod tests;
