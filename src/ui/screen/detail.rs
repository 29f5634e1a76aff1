//! One order with everything on it: dishes, money, who and where, riders, paper, and all that can be done.

mod paper;
mod timeline;

use std::sync::Arc;

use domain::board::Card;
use domain::order::{Status, TicketKind, phone};
use domain::trail::Told;
use domain::{Command, Verb};
use iced::widget::{center, column, container, image, opaque, operation, row, scrollable, space, stack};
use iced::{Center, Element, Fill, FillPortion, Task};

use super::bar::{self, DELAY, answerable};
use super::dialog::{self, Dialog};
use super::{Action, Context, Wish, shortage};
use crate::engine::{Bitmap, Handle};
use crate::language;
use crate::ui::ask::{Unanswered, ask};
use crate::ui::key::Key;
use crate::ui::sheet;
use crate::ui::step::{self, MINUTES, ProblemAnswer, Question};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, finger, push_wide};

/// Id of the scrolled sheet, for the keys.
const SHEET: &str = "sheet";

/// The open order.
pub struct Detail {
    order: String,
    handle: Handle,
    /// Which ticket is shown, or was last.
    kind: TicketKind,
    /// What happened to the order is shown in the ticket's place.
    log: bool,
    /// The ticket as the printer would print it.
    picture: Drawing,
    dialog: Option<Dialog>,
    /// Who ordered may be read: hidden until it is tapped, because everybody passes the counter.
    revealed: bool,
}

enum Drawing {
    Waiting,
    Drawn(image::Handle),
    Failed(Unanswered),
}

/// What happens on an open order.
#[derive(Clone, Debug)]
pub enum Message {
    /// Back to the counter.
    Close,
    /// A button.
    Act(Command),
    /// A button of the bar.
    Bar(bar::Message),
    /// A button on a problem.
    Answer(ProblemAnswer),
    /// Ask this.
    Ask(Question),
    /// Agencies are asked for their prices.
    Compared,
    /// Show who ordered.
    Reveal,
    /// Show another ticket.
    Show(TicketKind),
    /// Show what happened.
    ShowLog,
    /// A ticket of this order was drawn.
    Drawn(String, TicketKind, Result<Arc<Bitmap>, Unanswered>),
    /// The open question.
    Dialog(dialog::Message),
    /// A key.
    Key(Key),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        !matches!(
            self,
            Message::Compared
                | Message::Drawn(..)
                | Message::Key(_)
                | Message::Dialog(dialog::Message::Typed(_) | dialog::Message::Key(_))
        )
    }
}

impl Detail {
    /// Opens an order and begins with a question, if any.
    pub fn open(order: String, handle: Handle, question: Option<Question>) -> (Detail, Task<Message>) {
        let mut detail = Detail {
            order,
            handle,
            kind: TicketKind::Kitchen,
            log: false,
            picture: Drawing::Waiting,
            dialog: None,
            revealed: false,
        };
        let asked = question.map_or(Task::none(), |question| detail.ask(question));
        let drawn = detail.draw(TicketKind::Kitchen);
        (detail, Task::batch([drawn, asked]))
    }

    /// Opens a question. The question which agency is to come also gets each one's price.
    fn ask(&mut self, question: Question) -> Task<Message> {
        let compares = question == Question::Carrier;
        self.dialog = Some(Dialog::of(question));
        if !compares || self.handle.board().borrow().agencies.iter().all(|agency| agency.in_house) {
            return Task::none();
        }
        let (handle, order) = (self.handle.clone(), self.order.clone());
        let compare = async move { ask(handle.command(&order, Command::CompareQuotes)).await };
        // A comparison that cannot be had is no trouble: the agencies may be called all the same.
        Task::perform(compare, |_| Message::Compared)
    }

    /// The order's local id.
    pub fn order(&self) -> &str {
        &self.order
    }

    /// The open question, if any.
    pub fn question(&self) -> Option<&'static str> {
        self.dialog.as_ref().map(Dialog::name)
    }

    /// Draws the shown ticket again, because the order has changed.
    pub fn redraw(&mut self) -> Task<Message> {
        self.draw(self.kind)
    }

    fn draw(&mut self, kind: TicketKind) -> Task<Message> {
        if kind != self.kind {
            self.picture = Drawing::Waiting;
        }
        self.kind = kind;
        let (handle, order) = (self.handle.clone(), self.order.clone());
        let draw = async move {
            let drawn = ask(handle.picture(&order, kind)).await;
            (order, drawn.map(Arc::new))
        };
        Task::perform(draw, move |(order, drawn)| Message::Drawn(order, kind, drawn))
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Close => return Action::Close,
            Message::Act(command)
            | Message::Bar(bar::Message::Act(command))
            | Message::Answer(ProblemAnswer::Command(command)) => return self.tell(command),
            Message::Answer(ProblemAnswer::Allow { kind, up_to }) => {
                return Action::Tell(Wish::Consent { kind, up_to: Some(up_to) });
            }
            Message::Ask(question)
            | Message::Bar(bar::Message::Ask(question))
            | Message::Answer(ProblemAnswer::Ask(question)) => return self.ask_or_do(question, context),
            Message::Bar(bar::Message::TakeBack) => return Action::TakeBack(self.order.clone()),
            Message::Compared => {}
            Message::Reveal => {
                self.revealed = true;
                if let Some(card) = context.card(&self.order).filter(|_| context.locked) {
                    return Action::Tell(Wish::Note(Told::Uncovered { order: card.view.number.clone() }));
                }
            }
            Message::Show(kind) => {
                self.log = false;
                return Action::Run(self.draw(kind));
            }
            Message::ShowLog => self.log = true,
            // What was asked for the order or the ticket that was open before may come late.
            Message::Drawn(order, kind, drawn) if order == self.order && kind == self.kind => {
                self.picture = match drawn {
                    Ok(picture) => Drawing::Drawn(widget::pixels(&picture)),
                    Err(why) => Drawing::Failed(why),
                };
            }
            Message::Drawn(..) => {}
            Message::Dialog(message) => return self.answer(message, context),
            Message::Key(key) if self.dialog.is_some() => {
                return self.answer(dialog::Message::Key(key), context);
            }
            Message::Key(key) => return self.press(key, context),
        }
        Action::None
    }

    fn tell(&self, command: Command) -> Action<Message> {
        Action::command(&self.order, command)
    }

    /// Asks, or cancels a rider at once where that costs nothing.
    fn ask_or_do(&mut self, question: Question, context: &Context<'_>) -> Action<Message> {
        match step::needs_no_question(&question, context.card(&self.order), context.board) {
            Some(command) => self.tell(command),
            None => Action::Run(self.ask(question)),
        }
    }

    fn answer(&mut self, message: dialog::Message, context: &Context<'_>) -> Action<Message> {
        let (Some(dialog), Some(card)) = (&mut self.dialog, context.card(&self.order)) else {
            self.dialog = None;
            return Action::None;
        };
        let answered = dialog.update(message, card, context.board);
        if !matches!(answered, dialog::Answered::Stay) {
            self.dialog = None;
        }
        match answered {
            dialog::Answered::Stay | dialog::Answered::Close => Action::None,
            dialog::Answered::Command(command) => self.tell(command),
            dialog::Answered::Shop(command) => {
                Action::Tell(Wish::Shop(Some(card.view.channel.clone()), command))
            }
        }
    }

    fn press(&mut self, key: Key, context: &Context<'_>) -> Action<Message> {
        let scroll = |y| {
            let by = operation::AbsoluteOffset { x: 0.0, y };
            Action::Run(operation::scroll_by(SHEET, by))
        };
        match (key, context.card(&self.order)) {
            (Key::Escape, _) => return Action::Close,
            (Key::Up, _) => return scroll(-120.0),
            (Key::Down, _) => return scroll(120.0),
            (Key::Right | Key::Next, _) => return self.turn(true, context),
            (Key::Left | Key::Previous, _) => return self.turn(false, context),
            (Key::Space, Some(card)) if answerable(card) => {
                return self.tell(Command::Accept { prep_minutes: None });
            }
            (Key::Enter, Some(card)) => {
                if let Some((_, command)) = step::next(card) {
                    return self.tell(command);
                }
            }
            (Key::Digit(digit), Some(card)) if answerable(card) => {
                if let Some(minutes) = usize::from(digit).checked_sub(1).and_then(|at| MINUTES.get(at)) {
                    return self.tell(Command::Accept { prep_minutes: Some(*minutes) });
                }
            }
            (Key::Function(2), Some(card)) => {
                if let Some(question) = step::refusal(card) {
                    return self.ask_or_do(question, context);
                }
            }
            (Key::Function(3), Some(card)) => {
                if let Some(question) = step::rider_key(card, context.board) {
                    return self.ask_or_do(question, context);
                }
            }
            (Key::Function(12), Some(card)) => {
                if let Some(question) = step::call_off(card) {
                    return self.ask_or_do(question, context);
                }
            }
            (Key::Function(8), Some(card)) if card.possible.has(Verb::Delay) => {
                return self.tell(Command::Delay { minutes: DELAY });
            }
            (Key::Function(4), Some(card)) if card.possible.has(Verb::Reprint) && !self.log => {
                return self.tell(Command::Reprint { kind: Some(self.kind) });
            }
            (Key::Function(number @ 5..=7), Some(card)) => {
                let answer = problem(card)
                    .and_then(|problem| step::answers(problem).into_iter().nth(usize::from(number) - 5));
                if let Some((_, _, answer)) = answer {
                    return self.update(Message::Answer(answer), context);
                }
            }
            _ => {}
        }
        Action::None
    }

    /// The next ticket or the one before it; what happened stands behind the last.
    fn turn(&mut self, forward: bool, context: &Context<'_>) -> Action<Message> {
        let Some(card) = context.card(&self.order) else { return Action::None };
        let tickets = step::kinds(&card.view);
        let at = tickets.iter().position(|kind| *kind == self.kind && !self.log).unwrap_or(tickets.len());
        let by = if forward { 1 } else { tickets.len() };
        match tickets.get((at + by) % (tickets.len() + 1)) {
            Some(kind) => self.update(Message::Show(*kind), context),
            None => self.update(Message::ShowLog, context),
        }
    }

    /// The open order below the strip.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let Some(card) = context.card(&self.order) else {
            let gone = widget::bold(say::plain(words, "ui-order-gone"), theme::LARGE);
            return center(column![gone, self.back(context)].spacing(16).align_x(Center)).into();
        };
        let mut page = column![self.head(card, context)].spacing(8);
        for (at, problem) in card.view.problems.iter().enumerate() {
            page = page.push(widget::problem(card, problem, at == 0, context, Message::Answer));
        }
        page = page.push(shortage::call_customer(card, context).filter(|_| self.reads(card)));
        let sheet = column![shortage::stalls(card, context, Message::Act)]
            .push(shortage::stations(card, context, Message::Act))
            .push(sheet::sheet(card, self.reads(card), self.reveal_button(card, context), context))
            .spacing(12);
        let sheet = scrollable(container(sheet).padding(14)).id(SHEET).height(Fill);
        let sheet = container(finger::scroll(sheet))
            .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
            .padding(2);
        page = page
            .push(
                row![
                    sheet.width(FillPortion(5)).height(Fill),
                    container(self.paper(card, context)).width(FillPortion(4))
                ]
                .spacing(8)
                .height(Fill),
            )
            .push(bar::buttons(card, context).map(Message::Bar));
        let page: Element<'a, Message> = page.into();
        let Some(dialog) = &self.dialog else { return page };
        let asked = dialog.view(card, context).map(Message::Dialog);
        let shade = container(center(asked)).style(theme::shade);
        stack![page, opaque(shade)].into()
    }

    /// Whether the customer's name and address may be read: a tap shows them, until the order is over.
    fn reads(&self, card: &Card) -> bool {
        self.revealed && !card.view.status.is_final()
    }

    fn reveal_button<'a>(&self, card: &Card, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let order = card.view.order.as_ref()?;
        if card.view.customer_gone {
            return Some(widget::note(say::plain(context.words, "ui-customer-gone")).into());
        }
        if self.reads(card) || !sheet::names_customer(order) {
            return None;
        }
        let over = card.view.status.is_final();
        let said = say::plain(context.words, if over { "ui-customer-over" } else { "ui-customer-show" });
        Some(match over {
            true => widget::note(said).into(),
            false => push_wide(said, None, Tone::Plain, Some(Message::Reveal)).into(),
        })
    }

    fn back<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let key = say::plain(context.words, "ui-key-esc");
        widget::push(say::plain(context.words, "ui-back"), Some(&key), Tone::Plain, Some(Message::Close))
            .into()
    }

    fn head<'a>(&self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let view = &card.view;
        let kind = language::order_kind(context.words, view.kind());
        let mut head = row![
            self.back(context),
            widget::bold(&view.number, theme::HUGE),
            widget::badge(card),
            widget::tag(kind, theme::INK),
            widget::bold(say::standing(context.words, view), theme::LARGE),
            space().width(Fill),
        ]
        .spacing(10)
        .align_y(Center);
        if card.possible.has(Verb::ReceiptIssued) {
            let name = say::plain(context.words, "ui-receipt-issued");
            let issued = (!context.is_busy(&self.order)).then_some(Message::Act(Command::ReceiptIssued));
            head = head.push(widget::push(name, None, Tone::Plain, issued));
        }
        // No app sells what was phoned in; once accepted, 품절·대체 below asks for more.
        let sold_by_app = view.channel != phone::CHANNEL && view.status == Status::Received;
        if sold_by_app && view.order.as_ref().is_some_and(|order| !order.lines.is_empty()) {
            let name = say::plain(context.words, "ui-sold-out");
            let ask = (!context.stopped).then_some(Message::Ask(Question::SoldOut));
            head = head.push(widget::push(name, None, Tone::Plain, ask));
        }
        if let Some(order) = &view.order {
            let id = context.words.text("ui-app-number", &[("number", (&order.display_id).into())]);
            head = head.push(widget::note(id));
        }
        if let (Status::Received, Some(by)) = (view.status, view.accept_by) {
            head = head.push(widget::deadline(by, context.now, 30.0));
        }
        head.into()
    }
}

/// The problem that F5 to F7 answer.
fn problem(card: &Card) -> Option<&domain::order::Problem> {
    card.view.problems.first()
}
