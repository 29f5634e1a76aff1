//! What the settings say of a delivery agency. What only one protocol has to be told stands in that protocol's options, which
//! read their own keys: what an agency can do, the rest of the program learns from its adapter (`agency::Capabilities`).

use domain::order::Won;

use super::fault::Wrong;
use super::parse::{address_of_server, texts_or_none};
use super::section::Section;
use super::{Dispatch, Suits};

/// One agency.
#[derive(Clone, Debug)]
pub struct AgencySettings {
    /// Id.
    pub id: String,
    /// What staff call it ("바로고"); the id if nothing else is said.
    pub name: String,
    /// The only shop it fetches from; `None`: all of them.
    pub shop: Option<String>,
    /// When it is called.
    pub dispatch: Dispatch,
    /// Most won without asking; `None`: 30,000 won.
    pub max_fee: Option<Won>,
    /// What it is called for without being asked for.
    pub suits: Suits,
    /// What calling a rider off costs once one is assigned, by the contract with the agency, won.
    pub cancel_fee: Option<Won>,
    /// Its protocol, and what that has to be told.
    pub options: AgencyOptions,
}

impl AgencySettings {
    /// An agency at this address with every other setting left out, called by hand.
    pub fn of(id: &str, kind: AgencyKind, base_url: &str) -> AgencySettings {
        AgencySettings {
            id: id.to_owned(),
            name: id.to_owned(),
            shop: None,
            dispatch: Dispatch::Manual,
            max_fee: None,
            suits: Suits::default(),
            cancel_fee: None,
            options: kind.at(base_url),
        }
    }

    /// Where it answers; `None` where the agency has no server: the shop's own riders.
    pub fn server(&self) -> Option<&Server> {
        self.options.server()
    }

    /// Whether these are the shop's own riders, named and followed by a person.
    pub fn is_in_house(&self) -> bool {
        self.server().is_none()
    }

    /// Names of its riders, as far as the shop knows them.
    pub fn riders(&self) -> &[String] {
        self.options.riders()
    }

    /// Its protocol, address and account: where they stay the same, it knows what it was called for. Kept with every
    /// delivery: with another spelling those under way would belong to no agency.
    pub fn line(&self) -> String {
        let (base_url, account) =
            self.server().map_or(("", ""), |server| (server.base_url.as_str(), server.account.as_str()));
        format!("{} {base_url} {account}", self.options.kind().as_str())
    }
}

/// The one list of protocols: a name here, its options and its spelling in the settings. What cannot be derived from it
/// is an exhaustive `match`, so that the compiler asks for the adapter and the simulator of each.
macro_rules! protocols {
    ($($(#[$doc:meta])* $kind:ident($options:ty) = $spelling:literal,)+) => {
        /// Protocols of agencies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AgencyKind {
            $($(#[$doc])* $kind,)+
        }

        /// What one protocol has to be told.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum AgencyOptions {
            $($(#[$doc])* $kind($options),)+
        }

        impl AgencyKind {
            /// Every protocol.
            pub const ALL: &'static [AgencyKind] = &[$(AgencyKind::$kind),+];

            /// The spelling of the settings.
            pub fn as_str(self) -> &'static str {
                match self { $(AgencyKind::$kind => $spelling,)+ }
            }

            /// Whether it is asked over a line; the shop's own riders are not.
            pub fn has_server(self) -> bool {
                self.at("").server().is_some()
            }

            fn at(self, base_url: &str) -> AgencyOptions {
                match self { $(AgencyKind::$kind => AgencyOptions::$kind(Options::at(base_url)),)+ }
            }

            /// Reads this protocol's own keys; `None` where one that is needed is missing or wrong, which is noted.
            pub(super) fn read(self, section: &Section<'_>) -> Option<AgencyOptions> {
                match self { $(AgencyKind::$kind => Options::read(section).map(AgencyOptions::$kind),)+ }
            }
        }

        impl AgencyOptions {
            /// The agency's protocol.
            pub fn kind(&self) -> AgencyKind {
                match self { $(AgencyOptions::$kind(_) => AgencyKind::$kind,)+ }
            }

            fn server(&self) -> Option<&Server> {
                match self { $(AgencyOptions::$kind(own) => own.server(),)+ }
            }

            fn riders(&self) -> &[String] {
                match self { $(AgencyOptions::$kind(own) => own.riders(),)+ }
            }
        }
    };
}

protocols! {
    /// 바로고 고릴라.
    Gorela(GorelaOptions) = "gorela",
    /// 카카오 T 퀵·도보.
    Kakao(KakaoOptions) = "kakao",
    /// Any service that speaks the logistics part of Open Delivery.
    OpenDeliveryLogistics(LogisticsOptions) = "open-delivery-logistics",
    /// The shop's own riders (우리 기사).
    InHouse(InHouseOptions) = "in-house",
}

/// What each protocol's options can.
trait Options: Sized {
    /// The options with this address and every other left out.
    fn at(base_url: &str) -> Self;

    /// Reads all its keys, also where one of them is wrong.
    fn read(section: &Section<'_>) -> Option<Self>;

    /// Where it answers; `None`: the agency has no server.
    fn server(&self) -> Option<&Server>;

    /// Riders by name, where the shop knows them.
    fn riders(&self) -> &[String] {
        &[]
    }
}

/// Where an agency answers, and who the shop is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Root, without a slash at the end.
    pub base_url: String,
    /// The shop's account; each protocol has its own name for it.
    pub account: String,
}

impl Server {
    fn at(base_url: &str) -> Server {
        Server { base_url: base_url.to_owned(), account: String::new() }
    }

    fn read(section: &Section<'_>) -> Option<Server> {
        let base_url = section.required_text("base_url").map(|found| address_of_server(section, &found));
        let account = section.required_text("account");
        Some(Server { base_url: base_url?, account: account?.value })
    }
}

/// What Gorela has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GorelaOptions {
    /// The account is `orderAgencyId`.
    pub server: Server,
    /// `orderAgencyStoreId`; empty: Gorela finds the shop by its address.
    pub store_id: String,
    /// Which fare the contract with Gorela has.
    pub fare: Fare,
}

impl Options for GorelaOptions {
    fn at(base_url: &str) -> GorelaOptions {
        GorelaOptions { server: Server::at(base_url), store_id: String::new(), fare: Fare::default() }
    }

    fn read(section: &Section<'_>) -> Option<GorelaOptions> {
        let server = Server::read(section);
        let store_id = section.required_text("store_id");
        let fare = section.choice("fare", &FARES).unwrap_or_default();
        Some(GorelaOptions { server: server?, store_id: store_id?.value, fare })
    }

    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }
}

const FARES: [(&str, Fare); 2] = [("fixed", Fare::Fixed), ("flexible", Fare::Flexible)];

/// Who names the price of a delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fare {
    /// The agency (고정 요금).
    #[default]
    Fixed,
    /// The shop, and riders take it or not (유연 요금).
    Flexible,
}

/// What Kakao Mobility has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KakaoOptions {
    /// The account is the Vendor ID.
    pub server: Server,
    /// How requests are signed.
    pub signing: Signing,
    /// The kind of rider.
    pub service: Service,
}

impl Options for KakaoOptions {
    fn at(base_url: &str) -> KakaoOptions {
        let (signing, service) = Default::default();
        KakaoOptions { server: Server::at(base_url), signing, service }
    }

    fn read(section: &Section<'_>) -> Option<KakaoOptions> {
        let server = Server::read(section);
        let signing = section.choice("signing", &SIGNING).unwrap_or_default();
        let service = section.choice("service", &SERVICES).unwrap_or_default();
        // It is told the shop's address and may stand in place of an agency that knows the shop by an id.
        section.text("store_id");
        Some(KakaoOptions { server: server?, signing, service })
    }

    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }
}

const SIGNING: [(&str, Signing); 2] = [("sha512", Signing::Sha512), ("hmac", Signing::Hmac)];
const SERVICES: [(&str, Service); 4] = [
    ("walk", Service::Walk),
    ("quick", Service::Quick),
    ("quick-economy", Service::QuickEconomy),
    ("quick-express", Service::QuickExpress),
];

/// How requests to Kakao Mobility are signed: its prose and its sample code disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    /// SHA-512, as in the sample code.
    #[default]
    Sha512,
    /// HMAC-SHA512, as in the prose.
    Hmac,
}

/// Kakao Mobility's services (`orderType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Service {
    /// 도보 배송, `DOBO`.
    #[default]
    Walk,
    /// 퀵.
    Quick,
    /// 퀵 이코노미: cheaper and later.
    QuickEconomy,
    /// 퀵 급송.
    QuickExpress,
}

/// What a logistics service by the standard has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogisticsOptions {
    /// The account is the OAuth `client_id`.
    pub server: Server,
    /// The shop as the service knows it (`merchant.id`).
    pub merchant_id: String,
}

/// Characters of a merchant's id by Open Delivery 1.7 (`merchant.id`).
const MERCHANT_ID: std::ops::RangeInclusive<usize> = 36..=100;

impl Options for LogisticsOptions {
    fn at(base_url: &str) -> LogisticsOptions {
        LogisticsOptions { server: Server::at(base_url), merchant_id: String::new() }
    }

    fn read(section: &Section<'_>) -> Option<LogisticsOptions> {
        let server = Server::read(section);
        let id = section.required_text("store_id")?;
        if !MERCHANT_ID.contains(&id.value.chars().count()) {
            section.fault(&id.place, Wrong::BadMerchantId);
        }
        Some(LogisticsOptions { server: server?, merchant_id: id.value })
    }

    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }
}

/// What is known of the shop's own riders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InHouseOptions {
    /// Their names.
    pub riders: Vec<String>,
}

impl Options for InHouseOptions {
    fn at(_: &str) -> InHouseOptions {
        InHouseOptions::default()
    }

    fn read(section: &Section<'_>) -> Option<InHouseOptions> {
        // What other agencies have to be told says nothing here.
        for key in ["base_url", "account", "store_id"] {
            section.text(key);
        }
        Some(InHouseOptions { riders: texts_or_none(section, "riders") })
    }

    fn server(&self) -> Option<&Server> {
        None
    }

    fn riders(&self) -> &[String] {
        &self.riders
    }
}
