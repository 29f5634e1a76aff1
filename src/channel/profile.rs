//! What is special about one app, as data (`assets/channels/NAME.toml`, or the data folder's `channels/`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::Protocol;
use crate::order::PaymentKind;
use crate::settings::AgencyKind;
use crate::settings::file::read_text;
use crate::ticket::QrText;

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
    /// How high the bell rings for it, so that the kitchen hears which app it is.
    #[serde(default)]
    pub bell: Pitch,
    /// The wire.
    #[serde(deserialize_with = "protocol")]
    pub protocol: Protocol,
    /// Seconds between polls; never less than the app allows. Of an app that pushes: between two signs of life.
    #[serde(default = "thirty")]
    pub poll_seconds: u32,
    /// Seconds from placing until the app cancels an unanswered order.
    pub confirm_within_seconds: u32,
    /// What agencies call the app, by the `kind` of the settings; who is not named here has a word for any app.
    #[serde(default)]
    pub agency_names: BTreeMap<String, String>,
    /// Another spelling of `agency_names.gorela`, from before there were several.
    #[serde(default)]
    gorela_channel: Option<String>,
    /// Words in a request that mean reusable containers, where the app has no field for them.
    #[serde(default)]
    pub reusable_container_words: Vec<String>,
    /// What the app's names for payments mean, to tell its local currency from other wallets. A payment whose name
    /// contains one of these is of that kind, whatever the app calls its method; of several, the longest counts.
    #[serde(default)]
    pub payments: BTreeMap<String, PaymentKind>,
    /// The page on which the app shows where an order is: `https://…/{external_id}`, for the QR code of tickets.
    #[serde(default)]
    pub tracking_url: Option<String>,
    /// What the app is known to do. What does not stand here is not known, and an order that has it is read all the same.
    #[serde(default)]
    pub supports: Vec<Feature>,
    /// How the app writes the signature of its webhooks (`X-App-Signature`). Said for whoever puts a relay with a public
    /// address before the program; the program itself polls, because a counter PC has no such address.
    #[serde(default)]
    pub signature: Signature,
}

/// How high a bell rings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Pitch {
    Low,
    #[default]
    Middle,
    High,
}

/// What an app may do beyond taking an order and having it delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// One order at several stalls of a market (장보기 꾸러미).
    MarketBundles,
    /// 다회용기.
    ReusableContainers,
    /// 아동급식카드.
    ChildMealCards,
    /// The app's own coupons.
    Coupons,
    /// 포장.
    Takeout,
    /// 예약.
    Scheduled,
}

impl Feature {
    /// What a Korean installer calls it.
    pub fn korean(self) -> &'static str {
        match self {
            Feature::MarketBundles => "장보기 꾸러미",
            Feature::ReusableContainers => "다회용기",
            Feature::ChildMealCards => "아동급식카드",
            Feature::Coupons => "쿠폰",
            Feature::Takeout => "포장",
            Feature::Scheduled => "예약",
        }
    }

    /// The same in English.
    pub fn english(self) -> &'static str {
        match self {
            Feature::MarketBundles => "market bundles",
            Feature::ReusableContainers => "reusable containers",
            Feature::ChildMealCards => "children's meal cards",
            Feature::Coupons => "coupons",
            Feature::Takeout => "takeout",
            Feature::Scheduled => "scheduled orders",
        }
    }
}

/// How an HMAC-SHA256 is written down. The standard says lower-case hexadecimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Signature {
    #[default]
    Hex,
    Base64,
}

/// One of the protocols. Whether it is known is asked before.
fn protocol<'de, D: Deserializer<'de>>(value: D) -> Result<Protocol, D::Error> {
    let text = String::deserialize(value)?;
    known(&text).ok_or_else(|| D::Error::custom("no such protocol"))
}

fn known(protocol: &str) -> Option<Protocol> {
    Protocol::ALL.iter().find(|(spelling, _)| *spelling == protocol).map(|(_, protocol)| *protocol)
}

fn thirty() -> u32 {
    30
}

/// What is read of a profile first.
#[derive(Deserialize)]
struct Head {
    protocol: Option<toml::Spanned<String>>,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/channels/", $name, ".toml")))),*]
    };
}

/// The profiles that ship, by name.
const SHIPPED: [(&str, &str); 12] = shipped![
    "baedal-eum",
    "baedal-moa",
    "baedal-myeongsu",
    "baedal-teukgeup",
    "baedal-yangsan",
    "daeguro",
    "ddanggyeoyo",
    "hwiparam",
    "jeonju-matbaedal",
    "meokkaebi",
    "open-delivery",
    "ulsan-pedal",
];

impl Profile {
    /// The profile `name`: the data folder's `channels/NAME.toml`, else the one that ships.
    pub fn load(name: &str, data_folder: Option<&Path>) -> Result<Profile, ProfileError> {
        let folder = data_folder.map(|data| data.join("channels"));
        // The name becomes a path: only what may be a name gets that far.
        let plain = !name.is_empty()
            && name.len() <= 32
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if let Some(file) = folder.as_ref().filter(|_| plain).map(|f| f.join(format!("{name}.toml"))) {
            match read_text(&file) {
                Ok(text) => return Profile::read(&text, &file.display().to_string()),
                Err(e) if e.is_missing() => {}
                Err(e) => {
                    return Err(ProfileError::Wrong {
                        file: file.display().to_string(),
                        message: e.to_string(),
                    });
                }
            }
        }
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => Profile::read(text, &format!("assets/channels/{name}.toml")),
            None => Err(ProfileError::Missing {
                name: name.to_owned(),
                looked_in: folder.unwrap_or_default(),
                shipped: Profile::shipped().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// What a payment of this name is, if the profile knows. Blanks do not count.
    pub fn payment_kind(&self, name: &str) -> Option<PaymentKind> {
        let close = |text: &str| text.replace(char::is_whitespace, "");
        let name = close(name);
        let known = self.payments.iter().filter(|(known, _)| name.contains(&close(known)));
        known.max_by_key(|(known, _)| known.chars().count()).map(|(_, kind)| *kind)
    }

    /// Names of the profiles that ship.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    fn read(text: &str, file: &str) -> Result<Profile, ProfileError> {
        let wrong = |message: String| ProfileError::Wrong { file: file.to_owned(), message };
        // A protocol that a newer program knows may need keys that this one does not: it is told first.
        let head = toml::from_str::<Head>(text).ok().and_then(|head| head.protocol);
        if let Some(named) = head.filter(|named| known(named.get_ref()).is_none()) {
            return Err(ProfileError::UnknownProtocol {
                file: file.to_owned(),
                line: line_of(text, named.span().start),
                protocol: named.into_inner(),
            });
        }
        let mut profile: Profile = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| line_of(text, span.start));
            wrong(format!("line {line}: {}", e.message()))
        })?;
        if let Some(name) = profile.gorela_channel.take() {
            profile.agency_names.entry("gorela".to_owned()).or_insert(name);
        }
        profile.check().map_err(|(key, cure)| {
            let line = text
                .lines()
                .position(|l| l.trim_start_matches([' ', '\t', '[']).starts_with(key))
                .map_or(1, |at| at + 1);
            wrong(format!("line {line}: {key}: {cure}"))
        })?;
        Ok(profile)
    }

    /// What the types cannot say: the key at fault and what it must be.
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let color = self.color.strip_prefix('#').unwrap_or_default();
        let must = |holds: bool, key, cure| if holds { Ok(()) } else { Err((key, cure)) };
        must(!self.name.trim().is_empty(), "name", "must not be empty")?;
        let short =
            (2..=3).contains(&self.short.chars().count()) && self.short.chars().all(char::is_alphanumeric);
        must(short, "short", "must be two or three letters")?;
        must(
            color.len() == 6 && color.bytes().all(|b| b.is_ascii_hexdigit()),
            "color",
            "must be \"#rrggbb\"",
        )?;
        must((1..=3600).contains(&self.poll_seconds), "poll_seconds", "must be from 1 to 3600")?;
        let named = self.payments.keys().all(|name| !name.trim().is_empty());
        must(named, "payments", "a name must not be empty: it would be every payment")?;
        let kinds = self.agency_names.keys().all(|kind| AgencyKind::ALL.iter().any(|k| k.as_str() == kind));
        must(kinds, "agency_names", "must be names by the `kind` of agencies: { gorela = \"…\" }")?;
        let page = self.tracking_url.as_deref();
        let tracking = page.is_none_or(|url| url.starts_with("https://") && QrText::new(url).is_ok());
        must(
            tracking,
            "tracking_url",
            "must be https://… with {external_id}, {display_id} or {number} in it",
        )?;
        let deadline = (30..=86_400).contains(&self.confirm_within_seconds);
        must(deadline, "confirm_within_seconds", "must be from 30 to 86400")
    }
}

/// The line, from 1, on which byte `at` stands.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// The protocols that this program speaks.
fn spoken() -> String {
    Protocol::ALL.map(|(spelling, _)| spelling).join(", ")
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
    /// The file names a protocol that this program does not speak.
    #[error("{file}: line {line}: protocol: this program does not speak \"{protocol}\", but {}", spoken())]
    UnknownProtocol {
        /// The file.
        file: String,
        /// Where in it, from 1.
        line: usize,
        /// The protocol.
        protocol: String,
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"가나배달\"\nshort = \"가나\"\ncolor = \"#123456\"\nprotocol = \"open-delivery\"\nconfirm_within_seconds = 300\n";

    fn message(text: &str) -> String {
        Profile::read(text, "channels/gana.toml").unwrap_err().to_string()
    }

    #[test]
    fn every_shipped_profile_reads_and_short_names_are_unique() {
        let mut shorts: Vec<String> =
            Profile::shipped().map(|name| Profile::load(name, None).unwrap().short).collect();
        shorts.sort();
        shorts.dedup();
        assert_eq!(shorts.len(), SHIPPED.len());
        assert_eq!(Profile::load("baedal-teukgeup", None).unwrap().short, "특급");
    }

    #[test]
    fn every_file_in_assets_ships() {
        let mut files: Vec<String> = std::fs::read_dir("assets/channels")
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        assert_eq!(files, Profile::shipped().collect::<Vec<_>>());
    }

    #[test]
    fn the_data_folder_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let data = Some(folder.path());
        assert_eq!(Profile::load("daeguro", data).unwrap().name, "대구로");
        std::fs::create_dir(folder.path().join("channels")).unwrap();
        std::fs::write(folder.path().join("channels/daeguro.toml"), GOOD).unwrap();
        let own = Profile::load("daeguro", data).unwrap();
        assert_eq!((own.name.as_str(), own.poll_seconds), ("가나배달", 30));
        assert!(own.agency_names.is_empty(), "{:?}", own.agency_names);
    }

    /// The table of the public apps that this program knows, with what is known of each.
    #[test]
    fn every_public_app_is_there_with_its_payments_and_its_code_at_gorela() {
        use Feature::*;
        use PaymentKind::{LocalCurrency, Onnuri};
        let teukgeup = [MarketBundles, ReusableContainers, ChildMealCards].as_slice();
        let none = [].as_slice();
        let table = [
            ("baedal-teukgeup", "배달특급", "SDO", vec![("경기지역화폐", LocalCurrency)], teukgeup),
            ("jeonju-matbaedal", "전주맛배달", "ETC", vec![("돼지카드", LocalCurrency)], none),
            (
                "baedal-eum",
                "배달e음",
                "KONA",
                vec![("서로e음", LocalCurrency), ("인천e음", LocalCurrency)],
                &[Coupons],
            ),
            (
                "daeguro",
                "대구로",
                "DAEGU",
                vec![("대구로페이", LocalCurrency), ("온누리상품권", Onnuri)],
                &[MarketBundles],
            ),
            ("meokkaebi", "먹깨비", "MUKKEBI", vec![("탐나는전", LocalCurrency)], none),
            ("ddanggyeoyo", "땡겨요", "DDANGYO", vec![("서울사랑상품권", LocalCurrency)], none),
            ("baedal-myeongsu", "배달의명수", "MYUNGSU", vec![("군산사랑상품권", LocalCurrency)], none),
            ("baedal-moa", "배달모아", "ETC", vec![], none),
            ("ulsan-pedal", "울산페달", "WOOLSAN", vec![], none),
            ("baedal-yangsan", "배달양산", "ETC", vec![], none),
            ("hwiparam", "휘파람", "ETC", vec![], none),
            ("open-delivery", "공공배달앱", "ETC", vec![], none),
        ];
        assert_eq!(table.len(), SHIPPED.len());
        for (stem, name, gorela, payments, supports) in table {
            let profile = Profile::load(stem, None).unwrap();
            let at_gorela = profile.agency_names.get("gorela").map(String::as_str);
            assert_eq!((profile.name.as_str(), at_gorela), (name, Some(gorela)), "{stem}");
            for (payment, kind) in payments {
                assert_eq!(profile.payment_kind(payment), Some(kind), "{stem} {payment}");
            }
            assert_eq!(profile.supports, supports, "{stem}");
            assert_eq!((profile.poll_seconds, profile.signature), (30, Signature::Hex), "{stem}");
        }
    }

    #[test]
    fn an_apps_name_at_an_agency_is_read_in_both_spellings() {
        let names = |more: &str| Profile::read(&format!("{GOOD}{more}"), "gana.toml").unwrap().agency_names;
        let gorela = |name: &str| BTreeMap::from([("gorela".to_owned(), name.to_owned())]);
        assert_eq!(names("gorela_channel = \"SDO\"\n"), gorela("SDO"));
        assert_eq!(names("agency_names = { gorela = \"SDO\" }\n"), gorela("SDO"));
        assert_eq!(names("gorela_channel = \"ETC\"\nagency_names = { gorela = \"SDO\" }\n"), gorela("SDO"));
        let both = names("gorela_channel = \"SDO\"\n[agency_names]\nkakao = \"teukgeup\"\n");
        assert_eq!((both.len(), both["gorela"].as_str(), both["kakao"].as_str()), (2, "SDO", "teukgeup"));
        let wrong = message(&format!("{GOOD}agency_names = {{ barogo = \"SDO\" }}\n"));
        assert!(wrong.contains("line 6: agency_names"), "{wrong}");
    }

    #[test]
    fn an_unknown_protocol_is_told_before_its_own_keys() {
        for (protocol, more) in [("smoke-signals", ""), ("Open-Delivery", ""), ("web-socket", "room = 7\n")] {
            let text = GOOD.replace("open-delivery", protocol) + more;
            let said = message(&text);
            let expected = format!(
                "channels/gana.toml: line 4: protocol: this program does not speak \"{protocol}\", but open-delivery"
            );
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn of_several_names_in_a_payment_the_longest_counts() {
        let payments = "payments = { \"가나\" = \"CARD\", \"가나 사랑 상품권\" = \"LOCAL_CURRENCY\" }\n";
        let profile = Profile::read(&format!("{GOOD}{payments}"), "gana.toml").unwrap();
        let kind = |name| profile.payment_kind(name);
        assert_eq!(kind("가나사랑상품권(모바일)"), Some(PaymentKind::LocalCurrency));
        assert_eq!(kind("가나 사랑"), Some(PaymentKind::Card));
        assert_eq!((kind("다라페이"), kind("")), (None, None));
    }

    #[test]
    fn a_missing_profile_names_what_there_is() {
        let error = Profile::load("../settings", Some(Path::new("/data"))).unwrap_err().to_string();
        assert!(
            error.contains("../settings") && error.contains("/data/channels") && error.contains("daeguro"),
            "{error}"
        );
    }

    #[test]
    fn mistakes_are_named_with_file_line_and_key() {
        let unknown = message(&format!("{GOOD}pol_seconds = 3\n"));
        assert!(
            unknown.starts_with("channels/gana.toml: line 6:") && unknown.contains("pol_seconds"),
            "{unknown}"
        );
        let short = message(&GOOD.replace("\"가나\"", "\"가\""));
        assert_eq!(short, "channels/gana.toml: line 2: short: must be two or three letters");
        let kind = message(&GOOD.replace("300", "\"300\""));
        assert!(kind.contains("line 5"), "{kind}");
        let wire = message(&GOOD.replace("\"open-delivery\"", "7"));
        assert!(wire.contains("line 4"), "{wire}");
        let none = message(&GOOD.replace("protocol = \"open-delivery\"\n", ""));
        assert!(none.contains("protocol"), "{none}");
        assert!(message(&GOOD.replace("#123456", "red")).contains("line 3: color"));
        for page in ["http://app.example/{external_id}", "https://app.example/{nobody}"] {
            let page = message(&format!("{GOOD}tracking_url = \"{page}\"\n"));
            assert!(page.contains("line 6: tracking_url"), "{page}");
        }
        for (line, key) in [
            ("bell = \"loud\"", "loud"),
            ("supports = [\"takeout\", \"teleport\"]", "teleport"),
            ("signature = \"rot13\"", "rot13"),
            ("payments = { \"가나페이\" = \"MONEY\" }", "MONEY"),
            ("payments = { \" \" = \"CARD\" }", "payments: a name must not be empty"),
        ] {
            let message = message(&format!("{GOOD}{line}\n"));
            assert!(message.contains("line 6") && message.contains(key), "{message}");
        }
    }
}
