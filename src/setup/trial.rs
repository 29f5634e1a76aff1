//! What an app or agency says to what was typed, before or after it is written.

use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::order::phone::{Dish, Pays, PhoneOrder};
use domain::order::{Quoted, Won};
use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

use super::fault::{Field, SetupError, TrialFault};
use super::reach::{self, Suspect};
use super::{AgencyEntry, AppEntry, Setup};
use crate::agency::{self, DeliveryRequest};
use crate::channel;
use crate::language::{self, Words};
use crate::settings::Shop;
use crate::settings::secret::SecretName;

/// What the invented meal costs, won.
const MEAL: Won = Won(20_000);
/// Minutes until it is ready.
const READY_IN: i64 = 20;
/// How far north of the shop the invented customer lives, degrees: some 500 m.
const NEAR: f64 = 0.0045;

/// What an agency said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgencyAnswer {
    /// It accepts account and key, and would carry a meal to a customer near the shop for this. No rider was called.
    Fee {
        /// The whole fee without VAT, won.
        fee: Won,
        /// VAT on top, won, where the agency names it.
        vat: Option<Won>,
        /// Metres, where the agency names them.
        metres: Option<u32>,
    },
    /// It accepts account and key, and would not carry that meal now; why, in the words that the counter would show.
    Refused {
        /// The agency's code.
        code: String,
        /// Its words.
        message: Option<String>,
    },
    /// It accepts account and key. A fee could not be asked for without this field of the shop.
    SignedIn(Field),
    /// The shop's own riders: there is no server to ask.
    OwnRiders,
}

impl AgencyAnswer {
    /// The answer in a person's words.
    pub fn worded(&self, words: &Words) -> String {
        match self {
            AgencyAnswer::Fee { fee, .. } => {
                let fee = words.text("ui-won", &[("amount", (*fee).into())]);
                words.text("setup-fee", &[("fee", fee.into())])
            }
            AgencyAnswer::Refused { code, message } => {
                let refusal = domain::order::Refusal { code: code.clone(), message: message.clone() };
                words.text("setup-refused", &[("reason", language::refusal(words, &refusal).into())])
            }
            AgencyAnswer::SignedIn(Field::Place) => words.text("setup-signed-in-no-place", &[]),
            AgencyAnswer::SignedIn(_) => words.text("setup-signed-in-no-road", &[]),
            AgencyAnswer::OwnRiders => words.text("setup-own-riders", &[]),
        }
    }
}

impl Setup {
    /// Whether the app accepts account and key, and gives us the orders of this shop: asked for a token and once for new
    /// events, which stay there, each within eight seconds. `None` stands for the key that is kept.
    ///
    /// # Errors
    /// What was typed is wrong, or is not accepted, or there is no answer.
    pub async fn sign_in(&self, entry: &AppEntry, secret: Option<&str>) -> Result<(), TrialFault> {
        let (settings, id) =
            self.planned_app(entry).and_then(|planned| self.as_typed(planned)).map_err(TrialFault::of)?;
        let found = settings.channels.iter().find(|app| app.id == id);
        let Some(app) = found else { return Err(TrialFault::Line(Why::Program.into())) };
        let secret = self.secret(SecretName::channel(&id), secret).await?;
        let client = reach::client(&app.base_url).map_err(TrialFault::Line)?;
        let open = channel::open(app, secret, settings.shop_of(app), client);
        reach::app(&*open, self.patience).await.map_err(TrialFault::at_server)?;
        match reach::shop_of_app(&*open, self.patience).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(TrialFault::WrongShop),
            Err(cause) => Err(TrialFault::at_server(cause)),
        }
    }

    /// Whether the agency accepts account and key, and what it would take for a meal to an invented customer near the shop, within
    /// about a minute. No rider is called. `None` stands for the key that is kept.
    ///
    /// # Errors
    /// What was typed is wrong, or is not accepted, or there is no answer.
    pub async fn quote(&self, entry: &AgencyEntry, secret: Option<&str>) -> Result<AgencyAnswer, TrialFault> {
        let (settings, id) =
            self.planned_agency(entry).and_then(|planned| self.as_typed(planned)).map_err(TrialFault::of)?;
        let found = settings.agencies.iter().find(|agency| agency.id == id);
        let Some(agency) = found else { return Err(TrialFault::Line(Why::Program.into())) };
        let (Some(server), Some(shop)) = (agency.server(), settings.shop_fetched_from(agency)) else {
            return Ok(AgencyAnswer::OwnRiders);
        };
        let secret = self.secret(SecretName::agency(&id), secret).await?;
        let client = reach::client(&server.base_url).map_err(TrialFault::Line)?;
        let timings = agency::Timings::real(Arc::new(Timestamp::now));
        let patience = timings.answer + self.patience;
        let needs_coordinates = agency::capabilities(agency, timings.pace()).needs_coordinates;
        let open = agency::open(agency, secret, shop, client, timings);
        let open = open.map_err(|error| TrialFault::Line(Cause::of(Why::Program).with(error)))?;
        reach::agency(&*open, patience).await.map_err(TrialFault::at_server)?;
        if shop.address.road.is_empty() {
            return Ok(AgencyAnswer::SignedIn(Field::Road));
        }
        if needs_coordinates && shop.address.latitude.zip(shop.address.longitude).is_none() {
            return Ok(AgencyAnswer::SignedIn(Field::Place));
        }
        let request = invented(shop).ok_or(TrialFault::Line(Why::Program.into()))?;
        match asked(open.quote(&request), patience).await? {
            Quoted::Possible(quote) => {
                Ok(AgencyAnswer::Fee { fee: quote.fee, vat: quote.vat, metres: quote.distance_metres })
            }
            Quoted::Refused(refusal) => {
                Ok(AgencyAnswer::Refused { code: refusal.code, message: refusal.message })
            }
        }
    }

    /// The key that was typed, else the one that is kept.
    async fn secret(&self, name: SecretName, typed: Option<&str>) -> Result<String, TrialFault> {
        if let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) {
            return Ok(typed.to_owned());
        }
        let secrets = self.secrets.clone();
        let kept = tokio::task::spawn_blocking(move || secrets.get(&name)).await;
        match kept {
            Ok(Ok(Some(secret))) => Ok(secret.expose().to_owned()),
            Ok(Ok(None)) => Err(TrialFault::NoSecret),
            Ok(Err(error)) => Err(TrialFault::NoStore(error)),
            Err(error) => Err(TrialFault::Line(Cause::of(Why::Program).with(error))),
        }
    }
}

impl TrialFault {
    pub(super) fn of(error: SetupError) -> TrialFault {
        match error {
            SetupError::Entry(faults) => TrialFault::Entry(faults),
            error => TrialFault::File(error),
        }
    }

    /// A server that answers, and not with what was asked for.
    fn at_server(cause: Cause) -> TrialFault {
        match Suspect::of(&cause) {
            Suspect::Key => TrialFault::WrongKey(cause),
            Suspect::Address => TrialFault::Foreign(cause),
            Suspect::Line => TrialFault::Line(cause),
        }
    }
}

async fn asked(
    quote: impl Future<Output = Result<Quoted, agency::AgencyError>>,
    patience: Duration,
) -> Result<Quoted, TrialFault> {
    match timeout(patience, quote).await {
        Ok(Ok(quoted)) => Ok(quoted),
        Ok(Err(error)) => Err(TrialFault::at_server(reach::agency_cause(error))),
        Err(_) => Err(TrialFault::Line(Why::NoAnswer.into())),
    }
}

/// An invented meal, to the house of the shop, or where a map is gone by, to one a few minutes away. Only its price is
/// asked for.
fn invented(shop: &Shop) -> Option<DeliveryRequest> {
    let now = Timestamp::now();
    let key = uuid::Uuid::now_v7().to_string();
    let dish = Dish { name: shop.name.clone(), count: 1, price: MEAL, options: Vec::new() };
    let meal = PhoneOrder {
        dishes: vec![dish],
        pays: Pays::Already,
        phone: shop.phone.clone(),
        address: shop.address.road.clone(),
        ..PhoneOrder::default()
    };
    let mut order = meal.into_order(&key, now).ok()?;
    if let Some(address) = &mut order.address {
        address.latitude = shop.address.latitude.map(|latitude| (latitude + NEAR).min(90.0));
        address.longitude = shop.address.longitude;
        let jibun = shop.address.jibun.trim();
        address.jibun = (!jibun.is_empty()).then(|| domain::order::Personal(jibun.to_owned()));
    }
    let pickup_at = now.checked_add(SignedDuration::from_mins(READY_IN)).ok()?;
    Some(DeliveryRequest {
        number: order.display_id.clone(),
        key,
        order,
        app_name: None,
        pickup_at,
        quote: None,
    })
}
