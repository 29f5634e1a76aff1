//! From an order to paper: joins the modules `ticket` and `printer`.

use std::collections::BTreeMap;

use domain::order::{Order, TicketKind, phone};
use domain::{OrderState, Part, Purpose, TicketJob};

use super::Bitmap;
use super::clock::Drift;
use crate::printer::{self, Profile};
use crate::settings::Settings;
use crate::ticket::{self, Forms, Layout, Marks, QrText, ShopHead, Slip, TicketInput};

/// Renders the tickets of orders, by what the settings say of printers, shops and layouts.
pub struct TicketRenderer {
    printers: Vec<Paper>,
    names: BTreeMap<String, String>,
    channels: BTreeMap<String, String>,
    tracking: BTreeMap<String, QrText>,
    several_shops: bool,
    shops: BTreeMap<String, Head>,
    agencies: BTreeMap<String, String>,
    /// Agencies whose riders are the shop's own.
    in_house: Vec<String>,
    forms: Forms,
    drift: Drift,
}

/// One printer's paper.
struct Paper {
    id: String,
    kinds: Vec<TicketKind>,
    profile: Profile,
    forms: Forms,
}

#[derive(Clone)]
struct Head {
    head: ShopHead,
    zone: jiff::tz::TimeZone,
}

impl TicketRenderer {
    /// A renderer by these settings. `drift`: how wrong this computer's clock is; tickets bear the corrected time, because
    /// the kitchen reads them beside its own clock.
    pub fn of(settings: &Settings, drift: Drift) -> TicketRenderer {
        let printers = settings.printers.iter().map(|p| Paper {
            id: p.id.clone(),
            kinds: p.tickets.clone(),
            profile: p.profile.clone(),
            forms: p.forms.clone(),
        });
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
        TicketRenderer {
            printers: printers.collect(),
            names: settings.printers.iter().map(|p| (p.id.clone(), p.name.clone())).collect(),
            channels: settings
                .channels
                .iter()
                .map(|channel| (channel.id.clone(), channel.profile.name.clone()))
                .chain([(phone::CHANNEL.to_owned(), phone::NAME.to_owned())])
                .collect(),
            tracking: settings
                .channels
                .iter()
                .filter_map(|channel| Some((channel.id.clone(), channel.profile.tracking_url.as_deref()?)))
                .filter_map(|(id, url)| Some((id, QrText::new(url).ok()?)))
                .collect(),
            several_shops: settings.shops.len() > 1,
            shops,
            agencies: settings.agencies.iter().map(|a| (a.id.clone(), a.name.clone())).collect(),
            in_house: settings
                .agencies
                .iter()
                .filter(|agency| agency.is_in_house())
                .map(|agency| agency.id.clone())
                .collect(),
            forms: settings.forms.clone(),
            drift,
        }
    }

    /// The bytes of one ticket job; `None` if the order has no such job, no body, or its printer is gone.
    pub fn bytes(&self, state: &OrderState, ticket: &str) -> Option<Vec<u8>> {
        let job = state.tickets.iter().find(|job| job.id == ticket)?;
        let paper = self.printers.iter().find(|paper| paper.id == job.printer)?;
        let layout = self.layout(state, job.kind, Some(job), &paper.forms, paper.profile.columns)?;
        Some(printer::encode(&layout, &paper.profile))
    }

    /// A slip for the printer of customers' tickets, or for the first there is: that printer's id and the bytes. `None`: there is no
    /// printer.
    pub fn slip(&self, slip: &Slip) -> Option<(String, Vec<u8>)> {
        let counter = self.printers.iter().find(|paper| paper.kinds.contains(&TicketKind::Customer));
        let paper = counter.or(self.printers.first())?;
        let layout = ticket::lay_out(&ticket::slip(slip), paper.profile.columns);
        Some((paper.id.clone(), printer::encode(&layout, &paper.profile)))
    }

    /// A ticket as its printer would print it now; without a printer for this kind, on any paper there is.
    pub fn picture(&self, state: &OrderState, kind: TicketKind) -> Option<Bitmap> {
        let fitting = self.printers.iter().find(|paper| paper.kinds.contains(&kind));
        let (profile, forms) = match fitting.or(self.printers.first()) {
            Some(paper) => (paper.profile.clone(), &paper.forms),
            None => (Profile::load("generic-80mm", None).ok()?, &self.forms),
        };
        let layout = self.layout(state, kind, None, forms, profile.columns)?;
        Some(printer::picture(&layout, &profile))
    }

    fn layout(
        &self,
        state: &OrderState,
        kind: TicketKind,
        job: Option<&TicketJob>,
        forms: &Forms,
        columns: u32,
    ) -> Option<Layout> {
        let delivery = state.live_delivery().or(state.delivery()).filter(|_| kind == TicketKind::Rider);
        let errand = delivery.map_or(&Purpose::First, |delivery| &delivery.purpose);
        let order = &state.carried(errand)?;
        let stands_in_for = job.and_then(|job| job.backup_for.as_deref());
        let marks = Marks {
            reprint: job.is_some_and(|job| job.marked_reprint),
            backup: stands_in_for.is_some(),
            changed: job.is_some_and(|job| job.marked_changed),
        };
        let part = job.and_then(|job| job.part.as_ref());
        // A part that names dishes is cut to them, or, where the changed order has none of them, printed whole; a part without
        // dishes says that there is nothing to cook.
        let cut = part
            .map(|part| (only(order, part), part.lines.is_empty()))
            .filter(|(cut, nothing)| *nothing || !cut.lines.is_empty())
            .map(|(cut, _)| cut);
        let short = state.gathering.shortages().iter().filter_map(|short| {
            let line = match part.filter(|_| cut.is_some()) {
                Some(part) => part.lines.iter().position(|line| *line == short.line)?,
                None => short.line,
            };
            Some((line, short.substitute.as_deref()))
        });
        let shop =
            self.shops.get(state.head.shop.as_deref().unwrap_or_default()).or_else(|| self.shops.get(""))?;
        let agency = state.live_delivery().or(state.delivery()).map(|delivery| {
            let name = self.agencies.get(&delivery.agency).unwrap_or(&delivery.agency);
            let own = self.in_house.contains(&delivery.agency);
            match delivery.rider.as_ref().and_then(|rider| rider.name.as_ref()).filter(|_| own) {
                Some(rider) => format!("{name} {}", rider.as_str()),
                None => name.clone(),
            }
        });
        let input = TicketInput {
            kind,
            order: cut.as_ref().unwrap_or(order),
            number: &state.head.number,
            channel: self
                .channels
                .get(&state.head.channel)
                .map_or(state.head.channel.as_str(), String::as_str),
            tracking: self.tracking.get(&state.head.channel),
            shop: &shop.head,
            several_shops: self.several_shops,
            zone: shop.zone.clone(),
            received_at: self.drift.told(state.head.received_at),
            ready_at: state.head.ready_at.map(|at| self.drift.told(at)),
            agency: agency.as_deref(),
            again: match errand {
                Purpose::Redelivery { note } => Some(note),
                Purpose::First | Purpose::Retry => None,
            },
            marks,
            stands_in_for: stands_in_for.map(|id| self.names.get(id).map_or(id, String::as_str)),
            short: short.collect(),
            station: part.map(|part| (part.station.as_str(), part.number, part.of)),
        };
        Some(ticket::lay_out(&ticket::compose(&input, forms), columns))
    }
}

/// The order with a part's dishes only.
fn only(order: &Order, part: &Part) -> Order {
    let mut order = order.clone();
    let mut position = 0..;
    order.lines.retain(|_| position.next().is_some_and(|line| part.lines.contains(&line)));
    order
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::sim::TestShop;
    use crate::sim::printer::{Model, PrinterMachine};
    use crate::ticket::sample::line;
    use domain::order::{DeliveryState, Shortage, TicketState};
    use domain::sample;

    #[test]
    fn each_printer_prints_by_its_own_layout() {
        let data = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(data.path().join("layouts/small")).unwrap();
        let blocks = r#"blocks = [{ show = "reference" }, { text = "작은 영수증" }, { show = "footer" }]"#;
        std::fs::write(data.path().join("layouts/small/customer.toml"), blocks).unwrap();
        let settings = TestShop::new()
            .printer("kitchen", "generic-80mm", "file:///x")
            .with("tickets = [\"customer\"]")
            .printer("counter", "generic-80mm", "file:///x")
            .with("tickets = [\"customer\"]\nlayout = \"small\"");
        let renderer = TicketRenderer::of(&settings.settings_in(data.path()).unwrap(), Drift::default());
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let order = sample::order("B7K2", now, vec![line(2, "순대국밥", 9_000, &[])]);
        let mut state = sample::state("특급-001", now, order);
        let rows = |state: &OrderState| {
            let bytes = renderer.bytes(state, &state.tickets[0].id).unwrap();
            let mut machine = PrinterMachine::new(Model::of(&Profile::load("generic-80mm", None).unwrap()));
            machine.receive(&bytes, now);
            machine.take_tickets()[0].text()
        };
        let ticket = sample::ticket("특급-001", now, TicketKind::Customer, TicketState::Queued);
        state.tickets = vec![TicketJob { printer: "counter".to_owned(), ..ticket.clone() }].into();
        let small = rows(&state);
        assert!(small.contains("작은 영수증") && !small.contains("순대국밥"), "{small}");
        state.tickets = vec![TicketJob { printer: "kitchen".to_owned(), ..ticket }].into();
        let whole = rows(&state);
        assert!(whole.contains("순대국밥") && !whole.contains("작은 영수증"), "{whole}");
    }

    #[test]
    fn paper_tells_the_kitchens_time_and_not_a_wrong_computers() {
        let settings = TestShop::new().printer("kitchen", "generic-80mm", "file:///x");
        let settings = settings.with("tickets = [\"kitchen\"]").settings().unwrap();
        let drift = Drift::default();
        let renderer = TicketRenderer::of(&settings, drift.clone());
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut state = sample::state("특급-001", now, sample::order("B7K2", now, sample::soup()));
        state.head.ready_at = "2026-11-21T10:20:00Z".parse().ok();
        let ticket = sample::ticket("특급-001", now, TicketKind::Kitchen, TicketState::Queued);
        state.tickets = vec![TicketJob { printer: "kitchen".to_owned(), ..ticket }].into();
        let told = || {
            let bytes = renderer.bytes(&state, &state.tickets[0].id).unwrap();
            let mut machine = PrinterMachine::new(Model::of(&Profile::load("generic-80mm", None).unwrap()));
            machine.receive(&bytes, now);
            machine.take_tickets()[0].text()
        };
        assert!(told().contains("19:20"), "{}", told());
        drift.measured([15 * 60]);
        assert!(told().contains("19:05") && !told().contains("19:20"), "{}", told());
    }

    #[test]
    fn shops_of_one_counter_are_told_apart_on_every_ticket() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let settings = "[[shops]]\nid = \"bukmun\"\nname = \"북문국밥\"\nfooter = [\"원산지: 쌀 국내산\"]\n\
                        [[shops]]\nid = \"nammun\"\nname = \"남문분식\"\nfooter = [\"원산지: 밀 미국산\"]\n";
        let settings = Settings::parse(settings, "settings.toml", Path::new("/nowhere")).unwrap();
        let renderer = TicketRenderer::of(&settings, Drift::default());
        let order = sample::order("B7K2", now, vec![line(2, "순대국밥", 9_000, &[])]);
        let mut state = sample::state("특급-001", now, order);
        for (shop, name, other, footer) in
            [("bukmun", "북문국밥", "남문분식", "쌀"), ("nammun", "남문분식", "북문국밥", "밀")]
        {
            state.head.shop = Some(shop.to_owned());
            for kind in TicketKind::ALL {
                let paper = renderer.layout(&state, kind, None, &renderer.forms, 42).unwrap().to_text();
                assert!(paper.contains(name) && !paper.contains(other), "{kind:?}: {paper}");
            }
            let receipt =
                renderer.layout(&state, TicketKind::Customer, None, &renderer.forms, 42).unwrap().to_text();
            assert!(receipt.contains(footer), "{receipt}");
        }
    }

    #[test]
    fn a_slip_names_ones_own_rider_and_takes_no_money_twice() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let settings = TestShop::new().own_riders("uncle").with("name = \"우리 기사\"");
        let settings = settings.agency("barogo", "gorela", "https://a.example").with("name = \"바로고\"");
        let settings = settings.settings().unwrap();
        let renderer = TicketRenderer::of(&settings, Drift::default());
        let mut order = sample::order("B7K2", now, vec![line(2, "순대국밥", 9_000, &[])]);
        for payment in &mut order.payments {
            payment.on_delivery = true;
        }
        let mut state = sample::state("특급-001", now, order);
        state.deliveries = vec![sample::delivery("특급-001", now, DeliveryState::Assigned)].into();
        let slip = |state: &OrderState| {
            renderer.layout(state, TicketKind::Rider, None, &renderer.forms, 42).unwrap().to_text()
        };
        assert!(slip(&state).contains("받기") || slip(&state).contains("결제받기"), "{}", slip(&state));
        assert!(slip(&state).contains("/ 바로고") && !slip(&state).contains("라기사"), "{}", slip(&state));
        state.deliveries.edit()[0].agency = "uncle".to_owned();
        assert!(slip(&state).contains("/ 우리 기사 라기사"), "{}", slip(&state));
        state.deliveries.edit()[0].purpose = Purpose::Redelivery { note: "공기밥 1".to_owned() };
        let again = slip(&state);
        assert!(
            again.contains("재배달") && again.contains("공기밥 1") && again.contains("받을 돈 없음"),
            "{again}"
        );
        let receipt =
            renderer.layout(&state, TicketKind::Customer, None, &renderer.forms, 42).unwrap().to_text();
        assert!(!receipt.contains("재배달"), "{receipt}");
    }

    #[test]
    fn a_part_has_its_dishes_its_station_and_its_share_of_the_order() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let settings = TestShop::new().printer("kitchen", "generic-80mm", "file:///x");
        let settings = settings.with("name = \"주방\"").settings().unwrap();
        let renderer = TicketRenderer::of(&settings, Drift::default());
        let mut wine = line(1, "막걸리", 4_000, &[]);
        wine.alcohol = true;
        let dishes = vec![line(2, "순대국밥", 9_000, &[]), line(1, "삼치구이", 9_000, &[]), wine];
        let state = sample::state("특급-001", now, sample::order("B7K2", now, dishes));
        let part = Part { station: "국밥".to_owned(), number: 1, of: 2, lines: vec![0, 1] };
        let whole = sample::ticket("특급-001", now, TicketKind::Kitchen, TicketState::Queued);
        let cut = TicketJob { part: Some(part), ..whole.clone() };
        let stand_in = TicketJob { backup_for: Some("kitchen".to_owned()), ..whole.clone() };
        let mut fish_gone = state.clone();
        *fish_gone.gathering.edit_shortages() =
            vec![Shortage { line: 1, item: "삼치구이".into(), substitute: None }];
        let one = TicketJob {
            part: Some(Part { station: "구이".to_owned(), number: 2, of: 2, lines: vec![1, 2] }),
            ..whole.clone()
        };
        let struck =
            renderer.layout(&fish_gone, TicketKind::Kitchen, Some(&one), &renderer.forms, 42).unwrap();
        let struck = struck.to_text();
        assert!(struck.contains("품절 ×  삼치구이") && struck.contains("1  막걸리"), "{struck}");
        let paper = |job| {
            renderer.layout(&state, TicketKind::Kitchen, Some(job), &renderer.forms, 42).unwrap().to_text()
        };
        let cut = paper(&cut);
        assert!(cut.contains("순대국밥") && cut.contains("삼치구이") && !cut.contains("막걸리"), "{cut}");
        assert!(cut.contains("2종 3개") && cut.contains("국밥 1/2") && !cut.contains("신분증"), "{cut}");
        let stand_in = paper(&stand_in);
        assert!(stand_in.contains("대체 출력") && stand_in.contains("(주방 프린터 고장)"), "{stand_in}");
        let nothing = Part { station: "국밥".to_owned(), number: 0, of: 0, lines: Vec::new() };
        let nothing = TicketJob { part: Some(nothing), marked_changed: true, ..whole.clone() };
        let nothing = paper(&nothing);
        assert!(nothing.contains("만들 것 없음") && !nothing.contains("막걸리"), "{nothing}");
        assert!(nothing.contains("변경") && !nothing.contains("0/0"), "{nothing}");
        let whole = paper(&whole);
        assert!(!whole.contains("대체"), "{whole}");
        assert!(whole.contains("막걸리") && whole.contains("3종 4개") && !whole.contains("1/1"), "{whole}");
    }
}
