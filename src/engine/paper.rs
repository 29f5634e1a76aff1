//! From an order to paper: joins the ticket room and the printer room.

use std::collections::BTreeMap;

use super::{OrderState, Picture};
use crate::order::TicketKind;
use crate::printer::{self, Profile};
use crate::settings::Settings;
use crate::ticket::{self, Brief, Layout, Marks, ShopHead};

/// Everything about paper that does not change while the program runs.
pub struct Press {
    printers: Vec<(String, Vec<TicketKind>, Profile)>,
    channels: BTreeMap<String, String>,
    shops: BTreeMap<String, Head>,
    agencies: BTreeMap<String, String>,
}

#[derive(Clone)]
struct Head {
    head: ShopHead,
    zone: jiff::tz::TimeZone,
}

impl Press {
    /// What the settings say about paper.
    pub fn of(settings: &Settings) -> Press {
        let printers = settings.printers.iter();
        let mut shops = BTreeMap::new();
        for (index, shop) in settings.shops.iter().enumerate() {
            let head = ShopHead {
                name: shop.name.clone(),
                phone: shop.phone.clone(),
                business_number: shop.business_number.clone(),
                footer: shop.footer.clone(),
            };
            let head = Head { head, zone: shop.timezone.clone() };
            if index == 0 {
                shops.insert(String::new(), head.clone());
            }
            shops.insert(shop.id.clone().unwrap_or_default(), head);
        }
        Press {
            printers: printers.map(|p| (p.id.clone(), p.tickets.clone(), p.profile.clone())).collect(),
            channels: settings.channels.iter().map(|c| (c.id.clone(), c.profile.name.clone())).collect(),
            shops,
            agencies: settings.agencies.iter().map(|a| (a.id.clone(), a.name.clone())).collect(),
        }
    }

    /// The bytes of one ticket job; `None` if the order has no such job, no body, or its printer is gone.
    pub fn bytes(&self, state: &OrderState, ticket: &str) -> Option<Vec<u8>> {
        let job = state.tickets.iter().find(|job| job.id == ticket)?;
        let (_, _, profile) = self.printers.iter().find(|(id, ..)| *id == job.printer)?;
        let marks = Marks { reprint: job.marked_reprint, backup: job.backup_for.is_some(), changed: false };
        let layout = self.layout(state, job.kind, marks, profile.columns)?;
        Some(printer::encode(&layout, profile))
    }

    /// A ticket as its printer would print it now; without a printer for this kind, on any paper there is.
    pub fn picture(&self, state: &OrderState, kind: TicketKind) -> Option<Picture> {
        let fitting = self.printers.iter().find(|(_, kinds, _)| kinds.contains(&kind));
        let profile = match fitting.or(self.printers.first()) {
            Some((_, _, profile)) => profile.clone(),
            None => Profile::load("generic-80mm", None).ok()?,
        };
        let layout = self.layout(state, kind, Marks::default(), profile.columns)?;
        Some(printer::picture(&layout, &profile))
    }

    fn layout(&self, state: &OrderState, kind: TicketKind, marks: Marks, columns: u32) -> Option<Layout> {
        let shop =
            self.shops.get(state.shop.as_deref().unwrap_or_default()).or_else(|| self.shops.get(""))?;
        let agency = state.live_delivery().or(state.delivery()).map(|d| d.agency.as_str());
        let brief = Brief {
            kind,
            order: state.order.as_ref()?,
            number: &state.number,
            channel: self.channels.get(&state.channel).map_or(state.channel.as_str(), String::as_str),
            shop: &shop.head,
            zone: shop.zone.clone(),
            received_at: state.received_at,
            ready_at: state.ready_at,
            agency: agency.map(|id| self.agencies.get(id).map_or(id, String::as_str)),
            marks,
            station: None,
        };
        Some(ticket::lay_out(&ticket::compose(&brief), columns))
    }
}
