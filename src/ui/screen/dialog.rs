//! Questions that stand before a step that cannot be taken back: why, which agency, and are you sure.

use iced::widget::{column, container, row, scrollable, space, text_input};
use iced::{Element, Fill, Shrink};

use super::{Context, carriers};
use crate::engine::board::Card;
use crate::engine::{Command, Resolution, ShopCommand};
use crate::language;
use crate::order::{CancelCode, phone};
use crate::ui::key::Key;
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// Longest text that is typed here, in characters.
const LONGEST_TEXT: usize = 100;
/// Columns of the list of reasons.
const ACROSS: usize = 2;

/// An open question.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Why we refuse or cancel.
    Reason {
        /// The order is already accepted.
        accepted: bool,
        /// Where the keys stand.
        cursor: usize,
    },
    /// Whether we really do.
    Sure {
        /// The order is already accepted.
        accepted: bool,
        /// Why.
        code: CancelCode,
    },
    /// Whether the rider is really called off.
    CallOff,
    /// Who carries an order; the first choice leaves it to the agencies' order.
    Carrier {
        /// Local id of the order.
        order: String,
        /// Where the keys stand.
        cursor: usize,
    },
    /// Which dish of an order is sold out.
    SoldOut {
        /// Local id of the order.
        order: String,
        /// Where the keys stand.
        cursor: usize,
    },
    /// Which dish of an accepted order is left out or replaced.
    Short {
        /// Local id of the order.
        order: String,
        /// Where the keys stand.
        cursor: usize,
    },
    /// What goes out instead of it.
    Instead {
        /// Local id of the order.
        order: String,
        /// The dish's position in the order.
        line: usize,
        /// The substitute as typed; empty: none.
        substitute: String,
        /// Also off the app's menu.
        off_menu: bool,
    },
    /// The name of the shop's own rider.
    Rider {
        /// As typed.
        name: String,
    },
    /// What is brought once more.
    Again {
        /// As typed.
        note: String,
    },
    /// The agency's number of a rider who was called after all.
    Called {
        /// As typed.
        id: String,
    },
}

/// What happens in a dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// A reason was chosen.
    Chose(CancelCode),
    /// Yes.
    Confirm,
    /// No.
    Close,
    /// The one in this place carries it.
    Carrier(usize),
    /// The shop's own rider of this name.
    Named(String),
    /// The dish in this place of the order is sold out.
    SoldOut(usize),
    /// The dish in this place cannot be had.
    Short(usize),
    /// It can, after all.
    ThereAgain,
    /// Off the app's menu too, or not.
    OffMenu,
    /// The number or the substitute as typed.
    Typed(String),
    /// A key.
    Key(Key),
}

/// How a dialog goes on.
#[derive(Debug)]
pub enum Action {
    /// It stays.
    None,
    /// It closes.
    Close,
    /// It closes, and the engine is told.
    Command(Command),
    /// It closes, and the engine is told what is wanted of this app.
    Want(String, ShopCommand),
}

impl Dialog {
    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action {
        match message {
            Message::Close | Message::Key(Key::Escape) => return Action::Close,
            Message::Chose(code) => {
                if let Dialog::Reason { accepted, .. } = *self {
                    *self = Dialog::Sure { accepted, code };
                }
            }
            Message::Carrier(place) => {
                if let Dialog::Carrier { cursor, .. } = self {
                    *cursor = place;
                }
                return self.confirm(context);
            }
            Message::Named(name) => return Action::Command(Command::NameRider { name, phone: None }),
            Message::SoldOut(place) => {
                if let Dialog::SoldOut { cursor, .. } = self {
                    *cursor = place;
                }
                return self.confirm(context);
            }
            Message::Short(place) => {
                if let Dialog::Short { cursor, .. } = self {
                    *cursor = place;
                }
                return self.confirm(context);
            }
            Message::ThereAgain => {
                if let Dialog::Instead { line, .. } = *self {
                    let (substitute, also_off_menu) = (None, false);
                    return Action::Command(Command::Short { line, substitute, also_off_menu, undo: true });
                }
            }
            Message::OffMenu => {
                if let Dialog::Instead { off_menu, .. } = self {
                    *off_menu = !*off_menu;
                }
            }
            Message::Typed(typed) => {
                if let Dialog::Called { id: text }
                | Dialog::Instead { substitute: text, .. }
                | Dialog::Rider { name: text }
                | Dialog::Again { note: text } = self
                {
                    *text = typed.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect();
                }
            }
            Message::Confirm | Message::Key(Key::Enter) => return self.confirm(context),
            Message::Key(key) => self.press(key, context),
        }
        Action::None
    }

    fn confirm(&mut self, context: &Context<'_>) -> Action {
        match self {
            Dialog::Reason { accepted, cursor } => {
                let code = CancelCode::ALL[*cursor];
                *self = Dialog::Sure { accepted: *accepted, code };
                Action::None
            }
            Dialog::Sure { accepted: false, code } => Action::Command(Command::Reject { code: *code }),
            Dialog::Sure { accepted: true, code } => Action::Command(Command::Cancel { code: *code }),
            Dialog::CallOff => Action::Command(Command::CancelDispatch { attempt: None }),
            Dialog::Carrier { order, cursor } => {
                let Some(card) = context.card(order) else { return Action::Close };
                let choices = carriers::choices(card, context.board);
                let Some(choice) = choices.get(*cursor) else { return Action::Close };
                if let Some(command) = choice.command(card, context.board) {
                    return Action::Command(command);
                }
                *self = Dialog::Rider { name: String::new() };
                Action::None
            }
            Dialog::Rider { name } if name.trim().is_empty() => Action::None,
            Dialog::Rider { name } => {
                Action::Command(Command::NameRider { name: name.trim().to_owned(), phone: None })
            }
            Dialog::Again { note } => {
                let note = note.trim().to_owned();
                Action::Command(Command::DeliverAgain { agency: None, max_fee: None, note })
            }
            Dialog::SoldOut { order, cursor } => {
                let view = context.card(order).map(|card| &card.view);
                let line = view.and_then(|view| view.order.as_ref()?.lines.get(*cursor));
                match (view, line) {
                    (Some(view), Some(line)) => {
                        Action::Want(view.channel.clone(), ShopCommand::SoldOut { item: line.into() })
                    }
                    _ => Action::Close,
                }
            }
            Dialog::Short { order, cursor } => {
                let view = context.card(order).map(|card| &card.view);
                let line = view.and_then(|view| view.order.as_ref()?.lines.get(*cursor));
                if line.is_none() {
                    return Action::Close;
                }
                let known = view.and_then(|view| view.shortage(*cursor)?.substitute.clone());
                let (order, line, substitute) = (order.clone(), *cursor, known.unwrap_or_default());
                *self = Dialog::Instead { order, line, substitute, off_menu: false };
                Action::None
            }
            Dialog::Instead { line, substitute, off_menu, .. } => {
                let substitute = Some(substitute.trim().to_owned()).filter(|text| !text.is_empty());
                let (line, also_off_menu) = (*line, *off_menu);
                Action::Command(Command::Short { line, substitute, also_off_menu, undo: false })
            }
            Dialog::Called { id } if id.trim().is_empty() => Action::None,
            Dialog::Called { id } => {
                Action::Command(Command::Resolve { resolution: Resolution::Dispatched(id.trim().to_owned()) })
            }
        }
    }

    fn press(&mut self, key: Key, context: &Context<'_>) {
        let (cursor, choices, across) = match self {
            Dialog::Reason { cursor, .. } => (cursor, CancelCode::ALL.len(), ACROSS),
            Dialog::Carrier { order, cursor } => {
                let choices = context.card(order).map(|card| carriers::choices(card, context.board).len());
                (cursor, choices.unwrap_or(0), 1)
            }
            Dialog::SoldOut { order, cursor } | Dialog::Short { order, cursor } => {
                let lines = context.card(order).and_then(|card| Some(card.view.order.as_ref()?.lines.len()));
                (cursor, lines.unwrap_or(0), 1)
            }
            Dialog::Sure { .. }
            | Dialog::CallOff
            | Dialog::Called { .. }
            | Dialog::Instead { .. }
            | Dialog::Rider { .. }
            | Dialog::Again { .. } => return,
        };
        let to = match key {
            Key::Up => cursor.checked_sub(across),
            Key::Down => Some(*cursor + across),
            Key::Left | Key::Previous => cursor.checked_sub(1),
            Key::Right | Key::Next => Some(*cursor + 1),
            _ => None,
        };
        if let Some(to) = to.filter(|to| *to < choices) {
            *cursor = to;
        }
    }

    /// The dialog's box.
    pub fn view<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let esc = plain("ui-key-esc");
        let leave = |id: &str| push_wide(plain(id), Some(&esc), Tone::Plain, Some(Message::Close));
        let field = |typed: &str| {
            text_input("", typed)
                .size(theme::LARGE)
                .padding(14)
                .style(theme::field)
                .on_input(Message::Typed)
                .on_submit(Message::Confirm)
        };
        let yes = |id: &str, color, on: bool| {
            let enter = plain("ui-key-enter");
            push_wide(plain(id), Some(&enter), Tone::Main(color), on.then_some(Message::Confirm))
        };
        let fee = || {
            let fee = step::calling_off_costs(card, context.board)?;
            Some(widget::bold(words.text("ui-cancel-costs", &[("amount", fee.into())]), theme::BODY))
        };
        let (title, body): (String, Element<'a, Message>) = match self {
            Dialog::Reason { accepted, cursor } => {
                let tone = |at: usize| if at == *cursor { Tone::Chosen } else { Tone::Plain };
                let rows = CancelCode::ALL.chunks(ACROSS).enumerate().map(|(line, codes)| {
                    let buttons = codes.iter().enumerate().map(|(place, code)| {
                        let name = language::cancel_code(words, *code);
                        push_wide(name, None, tone(line * ACROSS + place), Some(Message::Chose(*code))).into()
                    });
                    let gaps = (codes.len()..ACROSS).map(|_| space().width(Fill).into());
                    row(buttons.chain(gaps)).spacing(8).into()
                });
                let title = if *accepted { "ui-why-cancel" } else { "ui-why-reject" };
                (plain(title), column![column(rows).spacing(8), leave("ui-back")].spacing(16).into())
            }
            Dialog::Sure { accepted, code } => {
                let (title, what) = if *accepted {
                    ("ui-sure-cancel", "ui-yes-cancel")
                } else {
                    ("ui-sure-reject", "ui-yes-reject")
                };
                let yes = yes(what, theme::DANGER, true);
                let reason = language::cancel_code(words, *code);
                let reason =
                    widget::bold(words.text("ui-reason", &[("reason", reason.into())]), theme::LARGE);
                let note = widget::label(plain("ui-sure-note"), theme::BODY);
                let body = column![reason, note].push(fee().filter(|_| *accepted)).spacing(8);
                (plain(title), column![body, row![leave("ui-no"), yes].spacing(8)].spacing(24).into())
            }
            Dialog::CallOff => {
                let comes = step::rider_comes(card, context.board);
                let comes = comes.then(|| widget::label(plain("ui-sure-call-off-note"), theme::BODY));
                let body = column![].push(comes).push(fee()).spacing(8);
                let yes = yes("ui-yes-cancel", theme::DANGER, true);
                let choice = row![leave("ui-no"), yes].spacing(8);
                (plain("ui-sure-call-off"), column![body, choice].spacing(24).into())
            }
            Dialog::Carrier { order, cursor } => {
                let card = context.card(order);
                let list = card.map(|card| carriers::view(card, *cursor, Message::Carrier, context));
                (plain("ui-which-agency"), column![].push(list).push(leave("ui-back")).spacing(16).into())
            }
            Dialog::Rider { name } => {
                let own = context.board.agencies.iter().filter(|agency| agency.in_house);
                let riders: Vec<&String> = own.flat_map(|agency| agency.riders.iter()).collect();
                let names = riders.chunks(ACROSS).map(|riders| {
                    let name = |rider: &&String| {
                        push_wide(rider, None, Tone::Plain, Some(Message::Named((*rider).clone()))).into()
                    };
                    row(riders.iter().map(name)).spacing(8).into()
                });
                let ask = widget::label(plain("ui-rider-name"), theme::BODY);
                let some = !name.trim().is_empty();
                let yes = yes("ui-own-rider-goes", theme::AWAY, some);
                let body = column![column(names).spacing(8), ask, field(name)].spacing(16);
                (plain("ui-own-rider-name"), body.push(row![leave("ui-back"), yes].spacing(8)).into())
            }
            Dialog::Again { note } => {
                let ask = widget::label(plain("ui-again-question"), theme::BODY);
                let yes = yes("ui-call-rider", theme::AWAY, true);
                let body = column![ask, field(note), row![leave("ui-back"), yes].spacing(8)].spacing(16);
                (plain("ui-again"), body.into())
            }
            Dialog::SoldOut { order, cursor } => {
                let note = widget::label(plain("ui-sold-out-note"), theme::BODY);
                let list = dishes(order, *cursor, Message::SoldOut, context);
                (plain("ui-which-sold-out"), column![note, list, leave("ui-back")].spacing(16).into())
            }
            Dialog::Short { order, cursor } => {
                let note = widget::label(plain("ui-short-note"), theme::BODY);
                let list = dishes(order, *cursor, Message::Short, context);
                (plain("ui-which-sold-out"), column![note, list, leave("ui-back")].spacing(16).into())
            }
            Dialog::Instead { order, line, substitute, off_menu } => {
                let view = context.card(order).map(|card| &card.view);
                let dish = view.and_then(|view| view.order.as_ref()?.lines.get(*line));
                let name = dish.map_or_else(String::new, |dish| dish.name.clone());
                let field = field(substitute);
                let (sign, tone) = if *off_menu { ("■", Tone::Chosen) } else { ("□", Tone::Plain) };
                let menu = format!("{sign} {}", plain("ui-off-menu-too"));
                let at_app = view.is_some_and(|view| view.channel != phone::CHANNEL);
                let menu = at_app.then(|| push_wide(menu, None, tone, Some(Message::OffMenu)));
                let what = if substitute.trim().is_empty() { "ui-leave-out" } else { "ui-replace" };
                let yes = yes(what, theme::DANGER, true);
                let again = view.and_then(|view| view.shortage(*line)).map(|_| {
                    push_wide(plain("ui-there-again"), None, Tone::Plain, Some(Message::ThereAgain))
                });
                let ask = widget::label(plain("ui-instead-question"), theme::BODY);
                let choice = row![leave("ui-back")].push(again).push(yes).spacing(8);
                let title = words.text("ui-short-dish", &[("item", (&name).into())]);
                (title, column![ask, field].push(menu).push(choice).spacing(16).into())
            }
            Dialog::Called { id } => {
                let field = field(id);
                let yes = yes("ui-answer-called", theme::AWAY, !id.trim().is_empty());
                let ask = widget::label(plain("ui-called-number"), theme::BODY);
                (
                    plain("ui-answer-called"),
                    column![ask, field, row![leave("ui-no"), yes].spacing(8)].spacing(16).into(),
                )
            }
        };
        let title = widget::bold(format!("{} · {title}", card.view.number), theme::LARGE + 2.0);
        container(column![title, body].spacing(20))
            .padding(24)
            .width(720)
            .style(theme::panel(theme::WHITE, theme::INK, theme::INK))
            .into()
    }
}

/// A button for each dish of an order.
fn dishes<'a>(
    order: &str,
    cursor: usize,
    choose: fn(usize) -> Message,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let lines = context.card(order).and_then(|card| card.view.order.as_ref());
    let lines = lines.map_or(&[][..], |order| order.lines.as_slice());
    let list = lines.iter().enumerate().map(|(place, line)| {
        let tone = if place == cursor { Tone::Chosen } else { Tone::Plain };
        push_wide(&line.name, None, tone, Some(choose(place))).into()
    });
    let list = scrollable(column(list).spacing(8)).spacing(4).height(Shrink);
    container(list).max_height(360).into()
}
