//! What is special about one printer model, as data (`printer-profiles/NAME.toml`, or the data folder's).

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The profiles that ship, by name.
const SHIPPED: [(&str, &str); 7] = [
    ("generic-80mm", include_str!("../../printer-profiles/generic-80mm.toml")),
    ("generic-80mm-48", include_str!("../../printer-profiles/generic-80mm-48.toml")),
    ("generic-58mm", include_str!("../../printer-profiles/generic-58mm.toml")),
    ("generic-80mm-ks", include_str!("../../printer-profiles/generic-80mm-ks.toml")),
    ("generic-80mm-48-ks", include_str!("../../printer-profiles/generic-80mm-48-ks.toml")),
    ("generic-58mm-ks", include_str!("../../printer-profiles/generic-58mm-ks.toml")),
    ("epson-tm-t88", include_str!("../../printer-profiles/epson-tm-t88.toml")),
];

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
    /// That line as a picture.
    Raster,
}

/// Ways to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    status: Option<Vec<Answer>>,
    top_rows: Option<u32>,
    feed_rows: Option<u32>,
}

/// What a printer may answer, so that a misspelt one is refused with its line.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    DleEot,
    Asb,
    GsR,
    GsH,
}

impl Answer {
    fn as_str(self) -> &'static str {
        match self {
            Answer::DleEot => "dle-eot",
            Answer::Asb => "asb",
            Answer::GsR => "gs-r",
            Answer::GsH => "gs-h",
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
        let text = std::fs::read_to_string(&path)
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
            shipped: SHIPPED.map(|(name, _)| name).join(", "),
        });
    };
    let file = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        let key =
            text.lines().nth(line - 1).and_then(|row| row.split_once('=')).map_or("", |(key, _)| key.trim());
        let message = format!("line {line}, key `{key}`: {}", error.message());
        ProfileError::Wrong { file: label.clone(), message }
    })?;
    trail.push(label);
    Ok(file)
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
        if profile.top_rows > 20 || profile.feed_rows > 20 {
            return Err(wrong("keys `top_rows` and `feed_rows`: at most 20".to_owned()));
        }
        Ok(profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let data = tempfile::tempdir().unwrap();
        let profiles = data.path().join("printer-profiles");
        std::fs::create_dir(&profiles).unwrap();
        for (name, text) in files {
            std::fs::write(profiles.join(format!("{name}.toml")), text).unwrap();
        }
        data
    }

    #[test]
    fn every_shipped_profile_loads() {
        for name in Profile::shipped() {
            Profile::load(name, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let ks = Profile::load("generic-80mm-48-ks", None).unwrap();
        assert_eq!((ks.dots, ks.columns, ks.hangul), (576, 48, HangulSet::KsX1001));
        let generic = Profile::load("generic-58mm", None).unwrap();
        assert_eq!((generic.dots, generic.columns, generic.hangul), (384, 32, HangulSet::Cp949));
        assert_eq!(generic.status, ["dle-eot", "gs-r"], "GS ( H to a clone prints rubbish");
    }

    #[test]
    fn the_data_folder_overrides_and_may_be_like_what_it_overrides() {
        let data = folder(&[("generic-80mm", "like = \"generic-80mm\"\ntop_rows = 1\n")]);
        let profile = Profile::load("generic-80mm", Some(data.path())).unwrap();
        assert_eq!((profile.top_rows, profile.columns), (1, 42));
    }

    #[test]
    fn circles_are_refused() {
        let data = folder(&[("a", "like = \"b\""), ("b", "like = \"a\"")]);
        let error = Profile::load("a", Some(data.path())).unwrap_err().to_string();
        assert!(error.contains("b.toml") && error.contains("leads back"), "{error}");
    }

    #[test]
    fn errors_say_file_line_and_key() {
        let wrong = [
            ("like = \"generic-80mm\"\ncolums = 48", "line 2, key `colums`"),
            ("like = \"generic-80mm\"\n\ncut = \"half\"", "line 3, key `cut`"),
            ("like = \"generic-80mm\"\nstatus = [\"gs-x\"]", "line 2, key `status`"),
            ("name = \"x\"", "key `status` is missing"),
            ("like = \"nowhere\"", "key `like`: no printer profile named \"nowhere\""),
            ("like = \"generic-80mm\"\ncolumns = 48", "key `dots`: 512"),
        ];
        for (text, said) in wrong {
            let data = folder(&[("mine", text)]);
            let error = Profile::load("mine", Some(data.path())).unwrap_err().to_string();
            assert!(error.contains("mine.toml") && error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_name_is_not_a_path() {
        let data = folder(&[]);
        std::fs::write(data.path().join("secret.toml"), "").unwrap();
        let error = Profile::load("../secret", Some(data.path())).unwrap_err();
        assert!(matches!(error, ProfileError::Missing { .. }), "{error}");
    }
}
