//! From what is stored and how the lines are doing to the Board. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::board::{
    AgencyHealth, Board, Card, ChannelHealth, ConnectionStatus, Melody, PrinterHealth, StoreTrouble,
};
use domain::order::{TicketState, phone};
use domain::rules::Policy;
use domain::{OrderState, Wanted, closing, rules};
use jiff::Timestamp;

use super::alarm::alarm;
use super::health::Health;
use super::views::Seen;
use crate::settings::{ChannelSettings, Dispatch, Settings};
use crate::store::{Consents, Openings};

/// An app that has had no poll for this long may take the shop for closed, in seconds.
const ABSENT_AFTER: i64 = 60;
/// A poll that is this much overdue is late, in seconds.
const LATE_AFTER: i64 = 20;

/// What could not be read is shown for so long after the last of it, in seconds: until the evening is over.
const REMEMBER_ASIDE: i64 = 6 * 60 * 60;

/// Draws the whole Board. `wishes` are what the owner wants of each app, and the surcharges that are allowed for now.
pub(super) fn board(
    settings: &Settings,
    orders: &[Arc<OrderState>],
    health: &Health,
    (openings, consents): (&Openings, &Consents),
    see: &mut dyn FnMut(&Arc<OrderState>) -> Seen,
    (mute, store): (Option<String>, Option<StoreTrouble>),
    now: Timestamp,
) -> Board {
    let channels: BTreeMap<&str, &ChannelSettings> =
        settings.channels.iter().map(|channel| (channel.id.as_str(), channel)).collect();
    let waiting = |printer: &str| {
        let queued = |state: &&Arc<OrderState>| {
            state.tickets.iter().filter(|t| t.printer == printer && t.state == TicketState::Queued).count()
        };
        orders.iter().map(|state| queued(&state)).sum()
    };
    let apps: Vec<ChannelHealth> = settings
        .channels
        .iter()
        .map(|channel| {
            let line = health.channels.get(&channel.id);
            let opening = openings.get(&channel.id).cloned().unwrap_or_default();
            let every = i64::from(channel.poll_seconds);
            let longer = |at: Timestamp, seconds: i64| now.as_second() - at.as_second() > seconds;
            let polled = line.and_then(|line| line.last_poll);
            let failing = line.and_then(|line| line.failing_since);
            ChannelHealth {
                absent_since: failing
                    .filter(|since| longer(*since, ABSENT_AFTER.max(2 * every)) && opening.is_open(now)),
                late: failing.is_none() && polled.is_some_and(|at| longer(at, 2 * every + LATE_AFTER)),
                clock_ahead: line.map_or(0, |line| line.clock_ahead),
                id: channel.id.clone(),
                name: channel.profile.name.clone(),
                color: channel.profile.color.clone(),
                shop: channel.shop.clone(),
                bell: channel.bell,
                line: line.map_or(ConnectionStatus::Starting, |line| line.line.clone()),
                by_hand: opening.by_hand(now),
                hours: settings.shop_of(channel).and_then(|shop| shop.policy().hours_today(&opening, now)),
                opening,
                asks_to_wait: line.and_then(|line| line.asks_to_wait),
                set_aside: line
                    .and_then(|line| line.set_aside)
                    .map_or(0, |(many, last)| if longer(last, REMEMBER_ASIDE) { 0 } else { many }),
                last_poll: polled,
                next_try: line.and_then(|line| line.next_try),
            }
        })
        .collect();
    let melody = |id: &str| channels.get(id).map_or_else(Melody::default, |channel| channel.bell);
    // A store in trouble chimes like an app that does not answer: new orders may be missed.
    let troubles = apps.iter().filter_map(|app| app.absent_since.as_ref());
    let troubles = troubles.chain(store.as_ref().map(|trouble| &trouble.since));
    let failing = health.printers.values().filter_map(|line| line.failing_since.as_ref());
    let alarm = alarm(orders, troubles, failing, now, melody);
    Board {
        day: settings.shops.first().map(|shop| shop.policy().business_date(now)),
        orders: orders
            .iter()
            .rev()
            .map(|state| {
                let busy = openings.get(&state.head.channel).map_or(0, |opening| opening.busy_minutes);
                card(settings, channels.get(state.head.channel.as_str()), see(state), busy)
            })
            .collect(),
        shops: settings
            .shops
            .iter()
            .filter(|_| settings.shops.len() > 1)
            .filter_map(|shop| Some((shop.id.clone()?, shop.name.clone())))
            .collect(),
        stations: settings
            .stations
            .iter()
            .map(|station| (station.id.clone(), station.name.clone()))
            .collect(),
        channels: apps,
        printers: settings
            .printers
            .iter()
            .map(|printer| {
                let line = health.printers.get(&printer.id).cloned().unwrap_or_default();
                PrinterHealth {
                    id: printer.id.clone(),
                    trouble: line.trouble,
                    paper_low: line.paper_low,
                    assurance: line.assurance,
                    waiting: waiting(&printer.id),
                }
            })
            .collect(),
        agencies: settings
            .agencies
            .iter()
            .map(|agency| {
                let word = health.words.get(&agency.id).cloned().unwrap_or_default();
                let low = |left| closing::is_low(left, &agency.id, orders.iter().map(Arc::as_ref));
                let in_house = agency.is_in_house();
                let line = health.agencies.get(&agency.id).cloned();
                AgencyHealth {
                    id: agency.id.clone(),
                    // The shop's own riders need no connection.
                    line: line.unwrap_or(if in_house {
                        ConnectionStatus::Connected
                    } else {
                        ConnectionStatus::Starting
                    }),
                    manual: agency.dispatch == Dispatch::Manual,
                    in_house,
                    shop: agency.shop.clone(),
                    max_fee: agency.max_fee,
                    cancel_fee: agency.cancel_fee,
                    riders: agency.riders().to_vec(),
                    deposit: word.deposit,
                    deposit_low: word.deposit.is_some_and(low),
                    conditions: word.conditions,
                }
            })
            .collect(),
        consents: consents.to_vec(),
        warnings: health.warnings.iter().chain(health.backups.iter().flatten()).cloned().collect(),
        alarm,
        mute,
        store,
    }
}

/// A card of the past, which the Board does not show.
pub(super) fn past(settings: &Settings, state: &OrderState, policy: &Policy, now: Timestamp) -> Card {
    let channel = settings.channels.iter().find(|channel| channel.id == state.head.channel);
    card(settings, channel.as_ref(), Seen::of(state, policy, now), 0)
}

fn card(settings: &Settings, channel: Option<&&ChannelSettings>, seen: Seen, busy_minutes: u32) -> Card {
    let Seen { view, stations, possible } = seen;
    let shop = settings.shops.iter().find(|shop| shop.id == view.shop).filter(|_| settings.shops.len() > 1);
    let by_phone = view.channel == phone::CHANNEL;
    let (name, color) = match channel {
        Some(channel) => (channel.profile.name.clone(), channel.profile.color.clone()),
        None if by_phone => (phone::NAME.to_owned(), phone::COLOR.to_owned()),
        None => (view.channel.clone(), "#777777".to_owned()),
    };
    Card {
        channel_name: name,
        color,
        shop_name: shop.map(|shop| shop.name.clone()),
        prep_minutes: rules::promise(channel.map_or(20, |channel| channel.prep_minutes), busy_minutes),
        stations,
        possible,
        view,
    }
}

/// Whether orders may come, or are under way: an app is not closed, or there is none to say so, or an order is open.
pub(super) fn is_business(board: &Board) -> bool {
    let taken = |app: &ChannelHealth| app.opening.wanted != Wanted::Closed;
    let open = |card: &Card| !card.view.status.is_final();
    board.channels.is_empty() || board.channels.iter().any(taken) || board.orders.iter().any(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::health::{AgencyWord, HealthBook, PrinterLine};
    use crate::sim::TestShop;
    use domain::OrderView;
    use domain::board::{Trouble, Warning};
    use domain::order::{Conditions, DeliveryState, Won};
    use domain::sample;
    use domain::{ShopAvailability, Verbs};
    use jiff::SignedDuration;

    fn see(state: &OrderState) -> Seen {
        let view = Arc::new(OrderView::of(state));
        Seen { view, stations: Vec::new(), possible: Verbs::default() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn shop() -> TestShop {
        TestShop::new().app("app", "open-delivery", "https://app.invalid")
    }

    /// One app, polled every thirty seconds.
    fn drawn(health: &HealthBook, opening: ShopAvailability, now: Timestamp) -> Board {
        let settings = shop().settings().unwrap();
        let openings = Arc::new([("app".to_owned(), opening)].into());
        let wishes = (&openings, &Arc::default());
        let mut see = |state: &Arc<OrderState>| see(state);
        board(&settings, &[], &health.watch().borrow(), wishes, &mut see, (None, None), now)
    }

    #[test]
    fn an_app_out_of_reach_is_shown_and_chimes_every_few_minutes() {
        let health = HealthBook::new();
        health.polled("app", at(0), 0);
        for second in [10, 40] {
            health.channel("app", ConnectionStatus::Failing("no line".into()), at(second), None);
        }
        let at_once = drawn(&health, ShopAvailability::default(), at(69));
        assert_eq!((at_once.channels[0].absent_since, at_once.alarm.chimes), (None, 0));
        let absent = drawn(&health, ShopAvailability::default(), at(71));
        assert_eq!(absent.channels[0].absent_since, Some(at(10)), "since the first failure");
        let chime = |second| drawn(&health, ShopAvailability::default(), at(second)).alarm.chimes;
        assert!(chime(71) > 0 && chime(309) == chime(71) && chime(311) > chime(71));
        health.polled("app", at(400), 0);
        assert_eq!(drawn(&health, ShopAvailability::default(), at(401)).channels[0].absent_since, None);
    }

    #[test]
    fn a_backup_that_failed_is_warned_of_until_one_is_taken() {
        let health = HealthBook::new();
        let shown = || drawn(&health, ShopAvailability::default(), at(0)).warnings;
        assert!(shown().is_empty());
        let none = Warning::NoBackup { reason: "full".to_owned() };
        let old = Warning::OldSettings { faults: "x".to_owned() };
        health.backups([Some(none.clone()), None]);
        health.warn_from_the_start(vec![old.clone()]);
        assert_eq!(shown(), [old.clone(), none]);
        health.backups([None, None]);
        assert_eq!(shown(), [old]);
    }

    #[test]
    fn business_ends_when_every_app_is_closed_and_every_order_over() {
        let health = HealthBook::new();
        let closed = || ShopAvailability { wanted: Wanted::Closed, ..ShopAvailability::default() };
        let paused = ShopAvailability { wanted: Wanted::Paused { until: at(60) }, ..Default::default() };
        let board = |opening| drawn(&health, opening, at(0));
        assert!(is_business(&board(ShopAvailability::default())) && is_business(&board(paused)));
        assert!(!is_business(&board(closed())));
        let mut open = board(closed());
        open.orders = sample::rush(at(0)).orders;
        assert!(is_business(&open), "a meal is under way");
        open.channels.clear();
        open.orders.clear();
        assert!(is_business(&open), "orders by phone have no app that is closed");
    }

    #[test]
    fn a_printer_that_fails_is_heard_once_until_paper_waits() {
        let health = HealthBook::new();
        let line = |trouble| PrinterLine { trouble, ..PrinterLine::default() };
        let heard = |second| drawn(&health, ShopAvailability::default(), at(second)).alarm.printers;
        let tell = |trouble, second| health.printer("kitchen", line(trouble), at(second));
        tell(None, 0);
        tell(Some(Trouble::Busy("POS".to_owned())), 10);
        assert_eq!(heard(100), 0, "another program prints");
        tell(Some(Trouble::CoverOpen), 200);
        tell(Some(Trouble::PaperOut), 203);
        assert_eq!(heard(204), 0, "a person changes the roll");
        let first = heard(205);
        assert!(first > 0 && heard(4_000) == first);
        tell(None, 4_001);
        assert_eq!(heard(4_002), 0);
        tell(Some(Trouble::PaperOut), 5_000);
        assert!(heard(5_010) > first, "another time");
        health.clock_set(SignedDuration::from_hours(1));
        assert_eq!(heard(5_010), 0, "what is counted from goes with the clock");
    }

    #[test]
    fn a_busy_kitchen_is_offered_no_promise_that_would_be_refused() {
        let settings = shop().with("prep_minutes = 200").settings().unwrap();
        let state = sample::state("가나-001", at(0), sample::order("a", at(0), vec![]));
        let card = card(&settings, settings.channels.first().as_ref(), see(&state), 120);
        assert_eq!(rules::check_prep(card.prep_minutes), Ok(()), "{}", card.prep_minutes);
    }

    #[test]
    fn nobody_is_called_for_a_shop_that_is_closed_on_purpose() {
        let health = HealthBook::new();
        health.channel("app", ConnectionStatus::Failing("no line".into()), at(0), None);
        let closed = ShopAvailability { wanted: Wanted::Closed, ..ShopAvailability::default() };
        let board = drawn(&health, closed, at(900));
        assert_eq!((board.channels[0].absent_since, board.alarm.chimes), (None, 0));
    }

    #[test]
    fn a_poll_that_is_overdue_is_late_and_the_clock_is_told() {
        let health = HealthBook::new();
        health.polled("app", at(0), -125);
        let shown = |second| drawn(&health, ShopAvailability::default(), at(second)).channels.remove(0);
        assert!(!shown(80).late && shown(81).late);
        assert_eq!(shown(1).clock_ahead, -125);
    }

    #[test]
    fn a_deposit_is_shown_and_low_by_what_riders_cost_today() {
        let settings = TestShop::new().agency("barogo", "gorela", "https://agency.invalid");
        let settings = settings.settings().unwrap();
        let health = HealthBook::new();
        let shown = |orders: &[Arc<OrderState>]| {
            let wishes = (&Openings::default(), &Consents::default());
            let drawn = board(
                &settings,
                orders,
                &health.watch().borrow(),
                wishes,
                &mut |state| see(state),
                (None, None),
                at(0),
            );
            let agency = &drawn.agencies[0];
            (agency.deposit, agency.deposit_low, agency.conditions.clone())
        };
        assert_eq!(shown(&[]), (None, false, None));
        let conditions = Some(Conditions { delay_minutes: Some(10), ..Conditions::default() });
        let word = AgencyWord { deposit: Some(Won(19_500)), conditions: conditions.clone() };
        health.agency_says("barogo", word);
        assert_eq!(shown(&[]), (Some(Won(19_500)), true, conditions.clone()));
        let mut state = sample::state("가나-001", at(0), sample::order("a", at(0), vec![]));
        state.deliveries = vec![sample::delivery("가나-001", at(0), DeliveryState::Delivered)].into();
        assert_eq!(shown(&[Arc::new(state)]), (Some(Won(19_500)), false, conditions), "five times 3,800");
    }
}
