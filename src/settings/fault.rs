//! What may be wrong with `settings.toml`, worded for the person who has to mend it: file, line, key, cure.

use std::fmt;

use cause::Cause;

use super::layouts::{LONGEST_SIDE, MOST_BYTES};
use super::section::Document;
use super::{Language, app};
use crate::file::TextError;
use crate::language::{self, Words};
use crate::printer;
use crate::printer::ConnectionFault;
use crate::ticket::{QR_BYTES, QrFault, QrText};

/// Most ids that one fault lists.
pub(super) const MOST_IDS: usize = 20;

/// Everything that is wrong with one settings file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    /// The file as it was named.
    pub file: String,
    /// The language that the file asks for, as far as it could be read.
    pub language: Language,
    /// At least one.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// A key in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Dotted key (`channels.poll_seconds`), empty for the file as a whole.
    pub key: String,
}

/// Why a profile cannot be used; `said`: in the words of what looked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// No entry has that name.
    NoSuch {
        /// The name.
        name: String,
        /// Names that ship.
        known: String,
        /// In English.
        said: String,
    },
    /// Its file names a protocol that this program does not speak.
    UnknownProtocol {
        /// The file.
        file: String,
        /// Where in it, from 1.
        line: usize,
        /// The protocol.
        protocol: String,
    },
    /// Its file is wrong.
    Wrong {
        /// The file.
        file: String,
        /// In English, with line and key.
        said: String,
    },
}

impl From<printer::ProfileError> for ProfileFault {
    fn from(error: printer::ProfileError) -> ProfileFault {
        let said = error.to_string();
        match error {
            printer::ProfileError::Missing { name, shipped, .. } => {
                ProfileFault::NoSuch { name, known: shipped, said }
            }
            printer::ProfileError::Wrong { file, .. } => ProfileFault::Wrong { file, said },
        }
    }
}

impl From<app::ProfileError> for ProfileFault {
    fn from(error: app::ProfileError) -> ProfileFault {
        let said = error.to_string();
        match error {
            app::ProfileError::Missing { name, shipped, .. } => {
                ProfileFault::NoSuch { name, known: shipped, said }
            }
            app::ProfileError::UnknownProtocol { file, line, protocol } => {
                ProfileFault::UnknownProtocol { file, line, protocol }
            }
            app::ProfileError::Wrong { file, .. } => ProfileFault::Wrong { file, said },
        }
    }
}

/// What is wrong with a key or its value. No variant carries a value that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such file.
    NoFile,
    /// The file cannot be read; why.
    Unreadable(String),
    /// A folder, a pipe or a device.
    NoPlainFile,
    /// Larger than any settings.
    TooLarge,
    /// Not TOML; the parser's words.
    Syntax(String),
    /// A key that must be there is not.
    Missing,
    /// There is neither `[store]` nor `[[shops]]`.
    NoShop,
    /// The value is empty.
    Empty,
    /// A key this program does not know.
    UnknownKey {
        /// What was probably meant.
        meant: Option<&'static str>,
        /// The keys known there.
        known: Vec<&'static str>,
    },
    /// A value of another type.
    WrongType {
        /// What it should be.
        wanted: Wanted,
        /// TOML's name of what stands there.
        found: &'static str,
    },
    /// None of the allowed words.
    NotOneOf(Vec<&'static str>),
    /// A number out of range.
    OutOfRange {
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// An id outside `[a-z0-9-]{1,32}`.
    BadId,
    /// An id that the program keeps for itself.
    OwnId,
    /// An id that stands twice; the line of the first.
    DuplicateId(usize),
    /// An id that no entry has.
    Dangling {
        /// What was named.
        id: String,
        /// What could be named.
        known: Vec<String>,
    },
    /// Backups that end where they began.
    BackupCycle(Vec<String>),
    /// Not an address (`https://…`).
    BadUrl,
    /// A name or password inside an address.
    UrlWithPassword,
    /// Plain http to another machine.
    PlainHttp,
    /// A secret in the file; where it belongs (`channel/teukgeup`).
    Secret(String),
    /// Not a connection; what is wrong with it.
    BadConnection(ConnectionFault),
    /// The serial port of another printer at another rate or flow control; the line of the first.
    OtherRate(usize),
    /// Not a time zone.
    BadTimezone,
    /// Not a time of day.
    BadTime,
    /// Not a moment of dispatch.
    BadDispatch,
    /// Not a stretch of the day.
    BadHours,
    /// Too short or too long for a merchant's id by the Open Delivery standard.
    BadMerchantId,
    /// The profile is missing or wrong.
    Profile(ProfileFault),
    /// No such folder of layouts; those there are.
    NoSuchLayout(Vec<String>),
    /// Not a text for a QR code; what is wrong with it.
    BadQr(QrFault),
    /// Not a picture for a ticket; what is wrong with it.
    BadLogo(LogoFault),
    /// A layout of no kind of ticket; the kinds.
    NoSuchTicket(Vec<&'static str>),
    /// A block that must not stand on this kind of ticket.
    BlockNotHere,
    /// A ticket without what it must say; one of these blocks does.
    BlockMissing(Vec<&'static str>),
}

impl From<TextError> for Wrong {
    fn from(error: TextError) -> Wrong {
        match error {
            TextError::Io(error) => Wrong::Unreadable(Cause::from(error).to_string()),
            TextError::NoPlainFile => Wrong::NoPlainFile,
            TextError::TooLarge => Wrong::TooLarge,
        }
    }
}

/// Types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Wanted {
    Text,
    Integer,
    Number,
    Boolean,
    ListOfText,
    Table,
    ListOfTables,
}

/// What is wrong with a shop's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoFault {
    /// Not the plain name of a PNG file.
    Name,
    /// There is no such file; where it should be.
    NoFile(String),
    /// It cannot be read; why.
    Unreadable(String),
    /// The file is too large.
    TooLarge,
    /// It is not a whole PNG file; the decoder's words.
    NoPng(String),
    /// It is too wide or too high.
    TooManyDots,
    /// White, or so pale that paper stays empty.
    Empty,
    /// Black all over.
    Black,
}

impl SettingsError {
    /// One fault of the file as a whole.
    pub(super) fn whole(file: &str, wrong: Wrong) -> SettingsError {
        let place = Place { line: 0, key: String::new() };
        SettingsError {
            file: file.to_owned(),
            language: Language::default(),
            faults: vec![Fault { place, wrong }],
        }
    }

    /// A text that is not TOML.
    pub(super) fn syntax(file: &str, document: &Document, error: &toml::de::Error) -> SettingsError {
        let line = error.span().map_or(1, |span| document.line(span.start));
        let wrong = Wrong::Syntax(error.message().to_owned());
        let mut whole = SettingsError::whole(file, wrong);
        whole.faults[0].place.line = line;
        whole
    }

    /// One line per fault: `FILE:LINE: KEY: what is wrong. What to do.`
    pub fn worded(&self, language: Language) -> String {
        let lines = self.faults.iter().map(|fault| {
            let Place { line, key } = &fault.place;
            let mut text = self.file.clone();
            if *line > 0 {
                text += &format!(":{line}");
            }
            if !key.is_empty() {
                text += &format!(": {key}");
            }
            format!("{text}: {}", fault.wrong.worded(language, key))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.worded(self.language))
    }
}

impl Wrong {
    /// What is wrong with `key`, and the cure.
    fn worded(&self, language: Language, key: &str) -> String {
        let words = |korean: String, english: String| match language {
            Language::Korean => korean,
            Language::English => english,
        };
        let last = key.rsplit('.').next().unwrap_or(key);
        match self {
            Wrong::NoFile => words(
                "설정 파일이 없습니다. 이 자리에 settings.toml을 만드세요. 보기: assets/settings.example.toml".into(),
                "there are no settings. Put a settings.toml here; an example ships as assets/settings.example.toml".into(),
            ),
            Wrong::Unreadable(why) => words(
                format!("읽을 수 없습니다({}). 파일의 권한과 UTF-8 인코딩을 확인하세요", cause(language, why)),
                format!("cannot be read ({}). Check its permissions and that it is UTF-8", cause(language, why)),
            ),
            Wrong::NoPlainFile => words(
                "보통 파일이 아닙니다(폴더, 파이프 또는 장치). 치우고 이 이름으로 파일을 두세요".into(),
                "is no plain file (a folder, a pipe or a device). Move it away and put a file there".into(),
            ),
            Wrong::TooLarge => words(
                "파일이 너무 큽니다(1 MB 또는 20,000줄이 넘음). 다른 파일과 바뀌지 않았는지 보고, 예전 파일로 되돌리세요".into(),
                "is too large (more than 1 MB or 20,000 lines). See whether another file took its place, and put the earlier one back".into(),
            ),
            Wrong::Syntax(why) => words(
                // The parser's own words are English.
                "TOML 문법에 맞지 않습니다. 이 줄의 따옴표, 괄호, `=`를 확인하세요".into(),
                format!("not TOML ({why}). Check quotes, brackets and `=` on this line"),
            ),
            Wrong::Missing => words(
                format!("꼭 있어야 하는 값이 없습니다. `{last} = …` 줄을 넣으세요"),
                format!("is missing. Add a line `{last} = …`"),
            ),
            Wrong::NoShop => words(
                "가게가 없습니다. `[store]`에 `name = \"가게 이름\"`을 넣으세요".into(),
                "there is no shop. Add `[store]` with `name = \"…\"`".into(),
            ),
            Wrong::Empty => words("비어 있습니다. 값을 넣으세요".into(), "is empty. Give it a value".into()),
            Wrong::UnknownKey { meant: Some(meant), .. } => words(
                format!("모르는 키입니다. 혹시 `{meant}`? 고치거나 지우세요"),
                format!("unknown key. Did you mean `{meant}`? Rename or remove it"),
            ),
            Wrong::UnknownKey { meant: None, known } => words(
                format!("모르는 키입니다. 지우세요. 여기서 쓸 수 있는 키: {}", known.join(", ")),
                format!("unknown key. Remove it; keys known here: {}", known.join(", ")),
            ),
            Wrong::WrongType { wanted, found } => words(
                format!("{} 자리에 {} 값이 있습니다. 예: `{}`", wanted.korean(), found, wanted.example(last)),
                format!("wants {}, but here is: {found}. For example: `{}`", wanted.english(), wanted.example(last)),
            ),
            Wrong::NotOneOf(allowed) => words(
                format!("쓸 수 없는 값입니다. 다음 중 하나로 바꾸세요: {}", allowed.join(", ")),
                format!("not allowed. Use one of: {}", allowed.join(", ")),
            ),
            Wrong::OutOfRange { least, most } => words(
                format!("{least}부터 {most}까지의 수로 바꾸세요"),
                format!("must be from {least} to {most}"),
            ),
            Wrong::BadId => words(
                "이름(id)에는 영문 소문자, 숫자, `-`만 1~32자 쓸 수 있습니다. 예: `kitchen-1`".into(),
                "ids are 1 to 32 of `a-z`, `0-9` and `-`. For example: `kitchen-1`".into(),
            ),
            Wrong::OwnId => words(
                "이 이름(id)은 전화로 받은 주문이 씁니다. 다른 이름으로 바꾸세요".into(),
                "this id is for orders taken by phone. Choose another".into(),
            ),
            Wrong::DuplicateId(first) => words(
                format!("{first}번째 줄과 같은 이름(id)입니다. 다른 이름으로 바꾸세요"),
                format!("the same id as on line {first}. Choose another"),
            ),
            Wrong::Dangling { id, known } if known.is_empty() => words(
                format!("`{id}`: 그런 이름(id)이 설정에 없습니다. 이 줄을 지우거나 그 항목을 만드세요"),
                format!("nothing here has the id `{id}`. Remove the line or add the entry"),
            ),
            Wrong::Dangling { id, known } => words(
                format!("`{id}`: 그런 이름(id)이 설정에 없습니다. 있는 이름: {}", some(known, ", ")),
                format!("nothing here has the id `{id}`. There are: {}", some(known, ", ")),
            ),
            Wrong::BackupCycle(way) => words(
                format!("대체 프린터가 제자리로 돌아옵니다: {}. 이 중 한 `backup`을 지우세요", some(way, " → ")),
                format!("backups go round in a circle: {}. Remove one `backup`", some(way, " → ")),
            ),
            Wrong::BadUrl => words(
                "주소가 아닙니다. `https://…` 꼴로, `?`와 `#` 없이 쓰세요".into(),
                "not an address. Write it as `https://…`, without `?` and `#`".into(),
            ),
            Wrong::UrlWithPassword => words(
                "주소 안에 계정이나 암호를 쓸 수 없습니다. `@` 앞부분을 지우고 `jumunbell secret set`으로 넣으세요".into(),
                "an address must not carry a name or password. Remove what stands before `@` and use `jumunbell secret set`".into(),
            ),
            Wrong::PlainHttp => words(
                "암호화되지 않은 http는 이 컴퓨터 안(127.0.0.1)에서만 쓸 수 있습니다. `https://`로 바꾸세요".into(),
                "plain http is allowed to this machine (127.0.0.1) only. Use `https://`".into(),
            ),
            Wrong::Secret(home) => words(
                format!("비밀 값은 설정 파일에 둘 수 없습니다. 이 줄을 지우고 `jumunbell secret set {home}`으로 넣으세요"),
                format!("secrets never stand in this file. Remove the line and run `jumunbell secret set {home}`"),
            ),
            Wrong::BadConnection(fault) => {
                let cure = fault.cure();
                words(format!("프린터 연결이 잘못되었습니다. 예: `{cure}`"), format!("not a connection. For example: `{cure}`"))
            }
            Wrong::OtherRate(first) => words(
                format!("{first}번째 줄과 같은 포트인데 속도(baud)나 흐름 제어(flow)가 다릅니다. 같은 프린터면 똑같이 쓰세요"),
                format!("the same port as on line {first} at another rate (baud) or flow. One printer has one: write the same"),
            ),
            Wrong::BadTimezone => words(
                "모르는 시간대입니다. 한국은 `Asia/Seoul`".into(),
                "unknown time zone. Korea is `Asia/Seoul`".into(),
            ),
            Wrong::BadTime => words(
                "시각이 아닙니다. `05:00`처럼 24시간제로 쓰세요".into(),
                "not a time of day. Write it as `05:00`".into(),
            ),
            Wrong::BadDispatch => words(
                "다음 중 하나로 바꾸세요: manual, on-accept, before-ready:MIN (MIN은 1~240분, 예: before-ready:10)".into(),
                "use one of: manual, on-accept, before-ready:MIN (1 to 240 minutes, for example before-ready:10)".into(),
            ),
            Wrong::BadMerchantId => words(
                "36자에서 100자 사이여야 합니다. 대행사에 등록한 가게 ID(사업자등록번호와 UUID)를 그대로 쓰세요".into(),
                "needs 36 to 100 characters. Write the shop's id as registered with the agency (business number and UUID)".into(),
            ),
            Wrong::BadHours => words(
                "시간대가 아닙니다. `11:00-23:00`처럼 쓰세요. 자정을 넘겨도 됩니다(`17:00-02:00`)".into(),
                "not a stretch of the day. Write it as `11:00-23:00`; it may end past midnight (`17:00-02:00`)".into(),
            ),
            Wrong::NoSuchLayout(known) => {
                let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
                words(
                    format!("데이터 폴더의 `layouts/` 안에 그런 이름의 폴더가 없습니다. 만들거나 이 줄을 지우세요. 있는 것: {known}"),
                    format!("there is no such folder in the data folder's `layouts/`. Make it or remove the line; there are: {known}"),
                )
            }
            Wrong::BadQr(fault) => fault.worded(language),
            Wrong::BadLogo(fault) => fault.worded(language),
            Wrong::NoSuchTicket(known) => words(
                format!("그런 이름의 표가 없습니다. `NAME.toml`의 NAME을 고치거나 파일을 치우세요: {}", known.join(", ")),
                format!("there is no ticket of that name. Rename the file or move it away; tickets: {}", known.join(", ")),
            ),
            Wrong::BlockNotHere => words(
                "이 표에는 둘 수 없는 블록입니다(주방과 취소 표에는 전화와 주소를 찍지 않습니다). 이 줄을 지우세요".into(),
                "this block must not stand on this ticket (no phone or address for the kitchen). Remove the line".into(),
            ),
            Wrong::BlockMissing(any) => words(
                format!("이 표에 꼭 있어야 하는 블록이 없습니다. 다음 중 하나를 넣으세요: {}", shown(any)),
                format!("this ticket must have such a block. Add one of: {}", shown(any)),
            ),
            Wrong::Profile(fault) => fault.worded(language),
        }
    }
}

impl QrFault {
    fn worded(&self, language: Language) -> String {
        let known = QrText::PLACEHOLDERS.join(", ");
        let (korean, english) = match self {
            QrFault::Placeholder(found) => (
                format!("모르는 자리표시입니다: `{found}`. 쓸 수 있는 것: {known}"),
                format!("unknown placeholder `{found}`. There are: {known}"),
            ),
            QrFault::SaysNothing => (
                format!("주소가 아닙니다. `https://…`로 시작하거나 다음 중 하나를 넣으세요: {known}"),
                format!("not an address. Begin with `https://…`, or put one of these in: {known}"),
            ),
            QrFault::TooLong => (
                format!("너무 깁니다. 주문의 번호까지 넣어 {QR_BYTES}바이트를 넘지 않게 줄이세요"),
                format!("too long. With the order's ids put in it may have {QR_BYTES} bytes"),
            ),
        };
        if language == Language::Korean { korean } else { english }
    }
}

impl ProfileFault {
    /// What is wrong and what to do, for a person.
    pub fn worded(&self, language: Language) -> String {
        match (self, language) {
            (ProfileFault::NoSuch { name, known, .. }, Language::Korean) => {
                format!(
                    "`{name}` 프로필이 없습니다. 이름을 고치거나 데이터 폴더에 그 파일을 두세요. 있는 것: {known}"
                )
            }
            (ProfileFault::UnknownProtocol { file, line, protocol }, _) => {
                let spoken = app::Protocol::ALL.map(|(spelling, _)| spelling).join(", ");
                match language {
                    Language::Korean => format!(
                        "이 프로그램은 `{protocol}` 규격을 모릅니다. {file} {line}번째 줄의 `protocol`을 아는 것({spoken})으로 고치거나, \
                         그 규격을 아는 새 버전을 설치하세요."
                    ),
                    Language::English => format!(
                        "this program does not speak the protocol \"{protocol}\" ({file}:{line}). Correct `protocol` to one \
                         that it speaks ({spoken}), or install a newer version that speaks it"
                    ),
                }
            }
            (ProfileFault::Wrong { file, said }, Language::Korean) => {
                format!(
                    "프로필 파일에 쓸 수 없는 내용이 있습니다. 고치거나 파일을 치우세요: {file}{}",
                    place(said)
                )
            }
            (ProfileFault::NoSuch { said, .. } | ProfileFault::Wrong { said, .. }, Language::English) => {
                format!(
                    "the profile cannot be used. Correct its name or put its file into the data folder: {said}"
                )
            }
        }
    }
}

/// Where in a file its reader stumbled, in Korean; what it said of it is in the reader's own tongue and is left out.
fn place(said: &str) -> String {
    let line = said
        .split_once("line ")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let line = line.filter(|line| !line.is_empty()).map(|line| format!(" {line}번째 줄"));
    let key = said.split('`').nth(1).map(|key| format!(" `{key}`"));
    line.into_iter().chain(key).collect()
}

/// Why a file cannot be read.
fn cause(language: Language, why: &str) -> String {
    language::reason(&Words::new(language), why)
}

impl LogoFault {
    fn worded(&self, language: Language) -> String {
        let (side, kilobytes) = (LONGEST_SIDE, MOST_BYTES / 1024);
        let (korean, english) = match self {
            LogoFault::Name => (
                "`layouts/` 안의 PNG 파일 이름만 쓸 수 있습니다. 예: `image = \"logo.png\"`".into(),
                "must be the plain name of a PNG file in `layouts/`. For example: `image = \"logo.png\"`"
                    .into(),
            ),
            LogoFault::NoFile(path) => (
                format!("그림 파일이 없습니다. 여기에 두세요: {path}"),
                format!("there is no such picture. Put it here: {path}"),
            ),
            LogoFault::Unreadable(why) => (
                format!("그림 파일을 읽을 수 없습니다({}). 권한을 확인하세요", cause(language, why)),
                format!("the picture cannot be read ({}). Check its permissions", cause(language, why)),
            ),
            LogoFault::TooLarge => (
                format!("그림 파일이 {kilobytes} KB를 넘습니다. 줄여서 저장하세요"),
                format!("the picture is larger than {kilobytes} KB. Save a smaller one"),
            ),
            LogoFault::NoPng(why) => (
                "온전한 PNG 파일이 아닙니다. 그림판에서 PNG로 다시 저장하세요".to_owned(),
                format!("not a whole PNG file ({why}). Save it as PNG once more"),
            ),
            LogoFault::TooManyDots => (
                format!(
                    "그림이 너무 큽니다. 가로와 세로를 {side}점 아래로 줄이세요(80 mm 종이는 576점입니다)"
                ),
                format!(
                    "the picture is too large. Make both sides less than {side} dots (80 mm paper has 576)"
                ),
            ),
            LogoFault::Empty => (
                "흰색이거나 너무 옅어서 종이에 아무것도 찍히지 않는 그림입니다. 흰 바탕에 검게 그린 그림을 쓰세요"
                    .into(),
                "the picture is white or too pale: nothing of it would show on paper. Use a black one on white"
                    .into(),
            ),
            LogoFault::Black => (
                "온통 검은 그림입니다. 종이에 검은 네모만 찍힙니다. 흰 바탕에 검게 그린 그림을 쓰세요".into(),
                "the picture is black all over and would print as a black box. Use a black one on white".into(),
            ),
        };
        if language == Language::Korean { korean } else { english }
    }
}

/// Ids in a row, not more than anybody reads.
fn some(ids: &[String], between: &str) -> String {
    let shown = ids.iter().take(MOST_IDS).map(String::as_str).collect::<Vec<_>>().join(between);
    if ids.len() > MOST_IDS { format!("{shown}{between}…") } else { shown }
}

/// Blocks as they are written.
fn shown(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{{ show = \"{word}\" }}`")).collect::<Vec<_>>().join(", ")
}

impl Wanted {
    fn korean(self) -> &'static str {
        match self {
            Wanted::Text => "글자",
            Wanted::Integer => "정수",
            Wanted::Number => "수",
            Wanted::Boolean => "true/false",
            Wanted::ListOfText => "글자 목록",
            Wanted::Table => "표",
            Wanted::ListOfTables => "표 목록",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Wanted::Text => "text",
            Wanted::Integer => "a whole number",
            Wanted::Number => "a number",
            Wanted::Boolean => "true or false",
            Wanted::ListOfText => "a list of texts",
            Wanted::Table => "a table",
            Wanted::ListOfTables => "a list of tables",
        }
    }

    fn example(self, key: &str) -> String {
        match self {
            Wanted::Text => format!("{key} = \"…\""),
            Wanted::Integer => format!("{key} = 20"),
            Wanted::Number => format!("{key} = 35.8"),
            Wanted::Boolean => format!("{key} = false"),
            Wanted::ListOfText => format!("{key} = [\"…\"]"),
            Wanted::Table => format!("[{key}]"),
            Wanted::ListOfTables => format!("[[{key}]]"),
        }
    }
}
