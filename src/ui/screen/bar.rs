//! The bar of buttons under an open order.

use iced::widget::{column, row};
use iced::{Element, FillPortion};

use super::Context;
use super::detail::Message;
use crate::engine::Command;
use crate::engine::board::Card;
use crate::order::Status;
use crate::ui::step::{self, MINUTES};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// Minutes that one tap puts an order off.
pub(super) const DELAY: u32 = 10;

/// What can be done now, largest what comes next.
pub(super) fn buttons<'a>(card: &Card, context: &Context<'a>) -> Element<'a, Message> {
    let (state, words) = (&card.state, context.words);
    let free = !context.is_busy(&state.id);
    let when = |message: Message| free.then_some(message);
    let plain = |id: &str| say::plain(words, id);
    let mut bar = row![].spacing(8);
    if state.pending_action.is_none() {
        if state.status == Status::Received {
            bar = bar.push(
                push_wide(plain("ui-reject"), Some("F2"), Tone::Grave, when(Message::AskReason))
                    .width(150)
                    .height(76),
            );
        } else if state.status.is_accepted() {
            bar = bar.push(
                push_wide(plain("ui-cancel"), Some("F2"), Tone::Grave, when(Message::AskReason))
                    .width(150)
                    .height(76),
            );
        }
    }
    if answerable(card) {
        let enter = plain("ui-key-enter");
        for (at, minutes) in MINUTES.into_iter().enumerate() {
            let own = minutes == card.prep_minutes;
            let name = if own { "ui-accept" } else { "ui-minutes" };
            let name = words.text(name, &[("minutes", i64::from(minutes).into())]);
            let digit = (at + 1).to_string();
            let tone = if own { Tone::Main(theme::NEW) } else { Tone::Plain };
            let key = if own { &enter } else { &digit };
            let message = when(Message::Act(Command::Accept { prep_minutes: Some(minutes) }));
            bar = bar.push(
                push_wide(name, Some(key), tone, message)
                    .width(FillPortion(if own { 3 } else { 2 }))
                    .height(76),
            );
        }
        if !MINUTES.contains(&card.prep_minutes) {
            let name = words.text("ui-accept", &[("minutes", i64::from(card.prep_minutes).into())]);
            let message = when(Message::Act(Command::Accept { prep_minutes: None }));
            bar = bar.push(
                push_wide(name, Some(&enter), Tone::Main(theme::NEW), message)
                    .width(FillPortion(4))
                    .height(76),
            );
        }
        let question = widget::bold(plain("ui-accept-question"), theme::BODY);
        return column![question, bar].spacing(6).into();
    }
    if state.status == Status::Accepted && state.pending_action.is_none() {
        let name = words.text("ui-delay", &[("minutes", i64::from(DELAY).into())]);
        let delay = when(Message::Act(Command::Delay { minutes: DELAY }));
        bar = bar.push(push_wide(name, Some("F9"), Tone::Plain, delay).width(FillPortion(2)).height(76));
    }
    if step::may_be_short(state) {
        let short = push_wide(plain("ui-short"), None, Tone::Plain, when(Message::AskShort));
        bar = bar.push(short.width(FillPortion(2)).height(76));
    }
    for (name, key, tone, message) in rider_buttons(card, context) {
        let button = push_wide(name, key, tone, when(message));
        bar = bar.push(button.width(FillPortion(2)).height(76));
    }
    if let Some((id, command)) = step::next(card) {
        let color = widget::color(step::column(state));
        let key = plain("ui-key-enter");
        bar = bar.push(
            push_wide(plain(id), Some(&key), Tone::Main(color), when(Message::Act(command)))
                .width(FillPortion(3))
                .height(76),
        );
    }
    bar.into()
}

/// What can be done about its rider: name, key, tone and message of each button.
fn rider_buttons(card: &Card, context: &Context<'_>) -> Vec<(String, Option<&'static str>, Tone, Message)> {
    let (state, words) = (&card.state, context.words);
    let plain = |id: &str| say::plain(words, id);
    let mut buttons = Vec::new();
    let naming = step::may_name_rider(card, context.board);
    if step::may_call(card) {
        let main = Tone::Main(theme::INK);
        buttons.push((plain("ui-call-rider"), Some("F3"), main, Message::AskCarrier));
    } else if state.called_elsewhere && !state.status.is_final() {
        let here = Message::Act(Command::CalledElsewhere { undo: true });
        buttons.push((plain("ui-not-elsewhere"), None, Tone::Plain, here));
    }
    if naming {
        buttons.push((plain("ui-own-rider-name"), Some("F3"), Tone::Main(theme::INK), Message::AskRider));
    }
    if step::may_call_off(state) && !step::may_call(card) {
        let name = match step::calling_off_costs(card, context.board) {
            Some(fee) => words.text("ui-call-off-for", &[("amount", fee.into())]),
            None => plain("ui-call-off"),
        };
        let key = (!naming).then_some("F3");
        buttons.push((name, key, Tone::Grave, Message::Act(Command::CancelDispatch)));
    }
    if step::may_come_back(card, context.board) {
        buttons.push((plain("ui-came-back"), None, Tone::Plain, Message::Act(Command::CameBack)));
    }
    if step::may_deliver_again(card) {
        buttons.push((plain("ui-again"), None, Tone::Plain, Message::AskAgain));
    }
    buttons
}

/// Whether the order waits for our answer.
pub(super) fn answerable(card: &Card) -> bool {
    card.state.status == Status::Received && card.state.pending_action.is_none()
}
