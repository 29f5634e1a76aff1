//! The bar of buttons under an open order.

use domain::board::Card;
use domain::{Command, Verb};
use iced::widget::{column, row, space};
use iced::{Element, FillPortion};

use super::Context;
use crate::ui::step::{self, MINUTES, Question};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_tall};

/// Minutes that one tap puts an order off.
pub(super) const DELAY: u32 = 10;

/// A button of the bar.
#[derive(Clone, Debug)]
pub enum Message {
    /// Tells the engine.
    Act(Command),
    /// The step that is held back is not sent.
    TakeBack,
    /// Asks this first.
    Ask(Question),
}

/// What can be done now: on the left what undoes, on the right, largest, what comes next.
pub(super) fn buttons<'a>(card: &Card, context: &Context<'a>) -> Element<'a, Message> {
    let (view, words) = (&card.view, context.words);
    let free = !context.is_busy(&view.id);
    let when = |message: Message| free.then_some(message);
    let plain = |id: &str| say::plain(words, id);
    let enter = plain("ui-key-enter");
    let mut bar = row![].spacing(8);
    bar = bar.push(step::refusal(card).map(|question| {
        let accepted = question == Question::Reason { accepted: true };
        let name = plain(if accepted { "ui-cancel" } else { "ui-reject" });
        push_tall(name, Some("F2"), Tone::Grave, when(Message::Ask(question))).width(FillPortion(2))
    }));
    if answerable(card) {
        for (at, minutes) in MINUTES.into_iter().enumerate() {
            let own = minutes == card.prep_minutes;
            let name = if own { "ui-accept" } else { "ui-minutes" };
            let name = words.text(name, &[("minutes", i64::from(minutes).into())]);
            let digit = (at + 1).to_string();
            let tone = if own { Tone::Main(theme::NEW) } else { Tone::Plain };
            let key = if own { &enter } else { &digit };
            let message = when(Message::Act(Command::Accept { prep_minutes: Some(minutes) }));
            bar = bar.push(push_tall(name, Some(key), tone, message).width(FillPortion(if own {
                3
            } else {
                2
            })));
        }
        if !MINUTES.contains(&card.prep_minutes) {
            let name = words.text("ui-accept", &[("minutes", i64::from(card.prep_minutes).into())]);
            let message = when(Message::Act(Command::Accept { prep_minutes: None }));
            bar = bar
                .push(push_tall(name, Some(&enter), Tone::Main(theme::NEW), message).width(FillPortion(4)));
        }
        let question = widget::bold(plain("ui-accept-question"), theme::BODY);
        return column![question, bar].spacing(6).into();
    }
    for (name, below, tone, message) in steps(card, context) {
        bar = bar.push(push_tall(name, below.as_deref(), tone, when(message)).width(FillPortion(2)));
    }
    if let Some(seconds) = context.held_for(&view.id) {
        let back = context.words.text("ui-take-back-in", &[("seconds", seconds.into())]);
        let back = push_tall(back, Some(&plain("ui-key-backspace")), Tone::Chosen, Some(Message::TakeBack));
        return bar.push(back.width(FillPortion(3))).into();
    }
    bar = match step::next(card) {
        Some((id, command)) => {
            let main = Tone::Main(widget::color(step::column(view)));
            let next = push_tall(plain(id), Some(&enter), main, when(Message::Act(command)));
            bar.push(next.width(FillPortion(3)))
        }
        // What is left to do is no larger than elsewhere.
        None => bar.push(space().width(FillPortion(6))),
    };
    bar.into()
}

/// A button's name, what stands below it, its tone and message.
type BarButton = (String, Option<String>, Tone, Message);

/// What can be done besides: calling the rider off stands beside the cancellation, far from what comes next.
fn steps(card: &Card, context: &Context<'_>) -> Vec<BarButton> {
    let (view, words) = (&card.view, context.words);
    let plain = |id: &str| say::plain(words, id);
    let key = |key: &str| Some(key.to_owned());
    let can = |verb| card.possible.has(verb);
    let (calling, naming) = (can(Verb::Dispatch), step::may_name_rider(card, context.board));
    let mut steps: Vec<BarButton> = Vec::new();
    if let Some(question) = step::call_off(card) {
        let fee = step::calling_off_costs(card, context.board);
        let fee = fee.map(|fee| words.text("ui-costs", &[("amount", fee.into())]));
        let below = [key("F12"), fee].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        steps.push((plain("ui-call-off"), Some(below), Tone::Grave, Message::Ask(question)));
    }
    if can(Verb::Delay) {
        let name = words.text("ui-delay", &[("minutes", i64::from(DELAY).into())]);
        let delay = Message::Act(Command::Delay { minutes: DELAY });
        steps.push((name, key("F8"), Tone::Plain, delay));
    }
    if can(Verb::Short) || can(Verb::Unshort) {
        steps.push((plain("ui-short"), None, Tone::Plain, Message::Ask(Question::Short)));
    }
    if can(Verb::CameBack) {
        steps.push((plain("ui-came-back"), None, Tone::Plain, Message::Act(Command::CameBack)));
    }
    if let Some((id, command)) = step::own_errand(card) {
        steps.push((plain(id), None, Tone::Plain, Message::Act(command)));
    }
    if can(Verb::DeliverAgain) {
        steps.push((plain("ui-again"), None, Tone::Plain, Message::Ask(Question::Again)));
    }
    if naming {
        // A named own rider is seldom replaced by another.
        let named = view.live_delivery().is_some_and(|live| live.rider.is_some());
        let tone = if named { Tone::Plain } else { Tone::Main(theme::INK) };
        steps.push((plain("ui-own-rider-name"), key("F3"), tone, Message::Ask(Question::RiderName)));
    }
    if calling {
        steps.push((
            plain("ui-call-rider"),
            key("F3"),
            Tone::Main(theme::INK),
            Message::Ask(Question::Carrier),
        ));
    } else if can(Verb::NotCalledElsewhere) && !view.status.is_final() {
        let here = Message::Act(Command::CalledElsewhere { undo: true });
        steps.push((plain("ui-not-elsewhere"), None, Tone::Plain, here));
    }
    steps
}

/// Whether the order waits for our answer.
pub(super) fn answerable(card: &Card) -> bool {
    card.possible.has(Verb::Accept)
}
