//! Open, pause, busy, close, at every app or at one, with what each app was told; and what is sold out.

use domain::board::ChannelHealth;
use domain::{AppAck, ShopCommand, SoldOut, Wanted};
use iced::widget::{column, container, row, scrollable, space};
use iced::{Center, Element, Fill};

use super::{Action, Context, Wish};
use crate::language;
use crate::ui::key::Key;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// Minutes of a pause with one tap.
const PAUSES: [u32; 2] = [20, 60];
/// Minutes that a busy kitchen adds with one tap.
const BUSY: u32 = 10;

/// The shop's screen. It has no state of its own, because all of it is on the Board.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shop;

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A wish about the shop or a surcharge.
    Tell(Wish),
    /// Back to the counter.
    Close,
    /// A key.
    Key(Key),
}

impl Shop {
    /// Reacts to one message.
    pub fn update(self, message: Message) -> Action<Message> {
        match message {
            Message::Tell(wish) => Action::Tell(wish),
            Message::Close | Message::Key(Key::Escape | Key::Digit(0)) => Action::Close,
            Message::Key(_) => Action::None,
        }
    }

    /// The screen below the strip.
    pub fn view<'a>(self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let head = row![back, widget::bold(plain("ui-shop"), theme::HUGE)].spacing(12).align_y(Center);
        let mut list = column![panel(
            widget::bold(plain("ui-shop-all"), theme::LARGE).into(),
            buttons(None, all(context), context),
        )]
        .spacing(8);
        for channel in &context.board.channels {
            list = list.push(app(channel, context));
        }
        for consent in &context.board.consents {
            let name = language::surcharge(words, &consent.kind);
            let named = [("kind", name.into()), ("amount", consent.up_to.into())];
            let about = format!("{}: {}", plain("ui-consents"), words.text("ui-consent", &named));
            let kind = consent.kind.clone();
            let end = (!context.stopped).then_some(Message::Tell(Wish::Consent { kind, up_to: None }));
            let end = push(plain("ui-consent-end"), None, Tone::Plain, end);
            list = list.push(panel(widget::bold(about, theme::LARGE).into(), end.into()));
        }
        column![head, scrollable(list).spacing(4).height(Fill)].spacing(8).into()
    }
}

/// One app: how it stands, the same buttons, and its sold-out dishes.
fn app<'a>(channel: &ChannelHealth, context: &Context<'a>) -> Element<'a, Message> {
    let said = language::opening(context.words, &channel.opening, context.zone);
    let name = column![widget::bold(&channel.name, theme::LARGE), widget::label(said, theme::BODY)];
    let id = Some(channel.id.clone());
    let lit = (Some(channel.opening.wanted), channel.opening.busy_minutes > 0);
    let mut body = column![panel(name.width(Fill).into(), buttons(id.clone(), lit, context))].spacing(4);
    // One that the app would not take back is still sold out there.
    let sold_out = |sold: &&SoldOut| !sold.back || matches!(sold.told, Some(AppAck::Refused { .. }));
    for sold in channel.opening.sold_out.iter().filter(sold_out) {
        let command = ShopCommand::OnSale { item: sold.item.id.clone() };
        let name = context.words.text("ui-shop-sold-out", &[("item", sold.item.name.as_str().into())]);
        let again = say::plain(context.words, "ui-shop-on-sale");
        let wish = (!context.stopped).then(|| want(id.clone(), command));
        body = body.push(
            row![
                space().width(24),
                widget::bold(name, theme::BODY).width(Fill),
                push(again, None, Tone::Plain, wish)
            ]
            .spacing(8)
            .align_y(Center),
        );
    }
    body.into()
}

/// How all apps stand, where they stand alike.
fn all(context: &Context<'_>) -> (Option<Wanted>, bool) {
    let mut openings = context.board.channels.iter().map(|channel| &channel.opening);
    let Some(first) = openings.next() else { return (None, false) };
    let alike = openings.all(|opening| opening.wanted == first.wanted);
    let busy = context.board.channels.iter().all(|channel| channel.opening.busy_minutes > 0);
    (alike.then_some(first.wanted), busy)
}

fn want(channel: Option<String>, command: ShopCommand) -> Message {
    Message::Tell(Wish::Shop(channel, command))
}

fn buttons<'a>(
    channel: Option<String>,
    (wanted, busy): (Option<Wanted>, bool),
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words;
    let wish = |command: ShopCommand| (!context.stopped).then(|| want(channel.clone(), command));
    let tone = |on: bool, color| if on { Tone::Main(color) } else { Tone::Plain };
    let plain = |id: &str| say::plain(words, id);
    let mut bar = row![push(
        plain("ui-shop-open"),
        None,
        tone(wanted == Some(Wanted::Open), theme::GOOD),
        wish(ShopCommand::Open)
    )]
    .spacing(6);
    for minutes in PAUSES {
        let name = words.text("ui-shop-pause", &[("minutes", i64::from(minutes).into())]);
        let on = matches!(wanted, Some(Wanted::Paused { .. })) && minutes == PAUSES[0];
        bar = bar.push(push(name, None, tone(on, theme::WARN), wish(ShopCommand::Pause { minutes })));
    }
    let (name, minutes) = if busy {
        (plain("ui-shop-calm"), 0)
    } else {
        (words.text("ui-shop-busy", &[("minutes", i64::from(BUSY).into())]), BUSY)
    };
    bar = bar.push(push(name, None, tone(busy, theme::WARN), wish(ShopCommand::Busy { minutes })));
    bar = bar.push(push(
        plain("ui-shop-close"),
        None,
        tone(wanted == Some(Wanted::Closed), theme::DANGER),
        wish(ShopCommand::Close),
    ));
    bar.into()
}

fn panel<'a>(about: Element<'a, Message>, buttons: Element<'a, Message>) -> Element<'a, Message> {
    container(row![container(about).width(Fill), buttons].spacing(12).align_y(Center))
        .padding(10)
        .width(Fill)
        .style(theme::panel(theme::WHITE, theme::LINE, theme::INK))
        .into()
}
