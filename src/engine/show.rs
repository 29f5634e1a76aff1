//! From what is stored and how the lines are doing to the Board. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::alarm::alarm;
use super::board::{AgencyHealth, Board, Card, ChannelHealth, Line, PrinterHealth};
use super::health::Health;
use super::{OrderState, rules};
use crate::order::TicketState;
use crate::settings::{ChannelSettings, Dispatch, Settings};
use crate::store::Openings;

/// Draws the Board anew.
pub(super) fn board(
    settings: &Settings,
    orders: &[Arc<OrderState>],
    health: &Health,
    openings: &Openings,
    mute: Option<String>,
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
    Board {
        orders: orders
            .iter()
            .rev()
            .map(|state| {
                let busy = openings.get(&state.channel).map_or(0, |opening| opening.busy_minutes);
                card(settings, channels.get(state.channel.as_str()), state, busy)
            })
            .collect(),
        channels: settings
            .channels
            .iter()
            .map(|channel| {
                let line = health.channels.get(&channel.id);
                ChannelHealth {
                    id: channel.id.clone(),
                    name: channel.profile.name.clone(),
                    color: channel.profile.color.clone(),
                    line: line.map_or(Line::Starting, |line| line.line.clone()),
                    opening: openings.get(&channel.id).cloned().unwrap_or_default(),
                    last_poll: line.and_then(|line| line.last_poll),
                    next_try: line.and_then(|line| line.next_try),
                }
            })
            .collect(),
        printers: settings
            .printers
            .iter()
            .map(|printer| {
                let line = health.printers.get(&printer.id).cloned().unwrap_or_default();
                PrinterHealth {
                    id: printer.id.clone(),
                    trouble: line.trouble,
                    paper_low: line.paper_low,
                    waiting: waiting(&printer.id),
                }
            })
            .collect(),
        agencies: settings
            .agencies
            .iter()
            .map(|agency| AgencyHealth {
                id: agency.id.clone(),
                line: health.agencies.get(&agency.id).cloned().unwrap_or(Line::Starting),
                manual: agency.dispatch == Dispatch::Manual,
                max_fee: agency.max_fee,
            })
            .collect(),
        alarm: alarm(orders, now),
        mute,
    }
}

fn card(
    settings: &Settings,
    channel: Option<&&ChannelSettings>,
    state: &Arc<OrderState>,
    busy_minutes: u32,
) -> Card {
    let shop = settings.shops.iter().find(|shop| shop.id == state.shop).filter(|_| settings.shops.len() > 1);
    let riders = channel.map(|channel| channel.riders);
    Card {
        channel_name: channel.map_or_else(|| state.channel.clone(), |channel| channel.profile.name.clone()),
        color: channel.map_or_else(|| "#777777".to_owned(), |channel| channel.profile.color.clone()),
        shop_name: shop.map(|shop| shop.name.clone()),
        prep_minutes: channel.map_or(20, |channel| channel.prep_minutes) + busy_minutes,
        may_dispatch: !settings.agencies.is_empty()
            && riders.is_some_and(|riders| rules::may_dispatch(state, riders).is_ok()),
        state: state.clone(),
    }
}
