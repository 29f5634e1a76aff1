//! The engine's protocol: requests, replies, and updates of the Board.
//!
//! These values are the same on every way to the engine. The window's [`super::Handle`] passes them by a channel of the
//! process, without serialising anything; `desktop::control` writes them as JSON to the instance's local socket.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::Board;
use domain::board::{Card, Sound};
use domain::history::{Page, Search, Turn};
use domain::menu::ShopMenu;
use domain::order::phone::{LastOrders, PhoneOrder};
use domain::order::{Personal, TicketKind, Won};
use domain::sales::{Counted, DayReport};
use domain::settlement::{Period, Received, Settlement};
use domain::trail::Told;
use domain::{CodeAnswer, Command, Done, Refused, ShopCommand};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::printer::Bitmap;
use crate::ticket::Slip;

/// The version of the protocol, stated with each message between two processes. It grows whenever a program of the version
/// before could misread what is said now.
pub const VERSION: u32 = 2;

/// A question to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Request {
    /// Do something with an order. Answered by [`Done`] once it is committed.
    Act {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// What.
        #[serde(flatten)]
        command: Command,
    },
    /// Open, pause or close the shop, or say what is sold out. Answered by [`Done`] once it is committed; the apps are told
    /// after.
    Shop {
        /// At this app; `None`: at all.
        channel: Option<String>,
        /// What.
        #[serde(flatten)]
        command: ShopCommand,
    },
    /// What the shop sells, as its orders of the last weeks tell it. Answered by [`ShopMenu`].
    Menu,
    /// Say that a dish of that menu is sold out at every app that sells it, or that it is there again. Answered by [`Done`]
    /// once it is committed; the apps are told after, each by its own id of the dish.
    Stock {
        /// The dish's number.
        dish: i64,
        /// Whether it is sold out.
        sold_out: bool,
    },
    /// Allow a surcharge until the business day ends, or take that back. Answered by [`Done`].
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
    },
    /// Ask the app whether a code is this order's. Answered by [`CodeAnswer`].
    CheckCode {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// As it was named.
        code: String,
    },
    /// Take an order that was phoned in. Answered by [`Taken`] once it is committed.
    Phone {
        /// What was typed.
        order: PhoneOrder,
    },
    /// What was phoned in from a number before. Answered by [`LastOrders`].
    LastOrders {
        /// The whole number; for a part of one there are none.
        phone: Personal,
    },
    /// What a business day comes to: sales, till and riders. Answered by [`DayReport`].
    Report {
        /// Which; `None`: the present one.
        day: Option<Date>,
    },
    /// Close a business day: its figures are kept as they stand. Answered by [`Done`].
    CloseDay {
        /// Which.
        day: Date,
        /// What was counted in the till.
        counted: Counted,
    },
    /// Take the closing of the present business day back. Answered by [`Done`].
    ReopenDay {
        /// Which.
        day: Date,
    },
    /// What an app should pay for a period beside what was entered as received. Answered by [`Settlement`], with at most
    /// [`MOST_DIFFERENCES`] orders.
    Settlement {
        /// Of which app and days.
        #[serde(flatten)]
        period: Period,
    },
    /// Keep what an app paid for a period, over what was entered before. Answered by [`Done`].
    Receive {
        /// Of which app and days.
        #[serde(flatten)]
        period: Period,
        /// What it paid.
        received: Received,
    },
    /// Take what was entered last for a period back. Answered by [`Done`].
    ForgetReceived {
        /// Of which app and days.
        #[serde(flatten)]
        period: Period,
    },
    /// Print a slip that belongs to no order, at the printer of customers' tickets. Answered by [`Done`] once it is on paper as far as
    /// that printer says; where it is not, nothing is tried again.
    Print {
        /// What stands on it.
        slip: Slip,
    },
    /// Look for orders of all years. Answered by a [`Page`] of cards.
    History {
        /// Which.
        search: Search,
        /// Which page of them.
        turn: Turn,
        /// Most orders of one page.
        limit: usize,
    },
    /// Play a sound once, unless the bell rings. Answered by [`Done`]; whether it can be heard, the Board says.
    Hear {
        /// Which.
        sound: Sound,
    },
    /// Write something into the shop's trail that only the asker knows. Answered by [`Done`].
    Note {
        /// What.
        what: Told,
    },
    /// Draw a ticket of an order as its printer would print it now. Answered by [`Bitmap`].
    Picture {
        /// Local id.
        order: String,
        /// Which ticket.
        kind: TicketKind,
    },
}

/// Most orders of one answer that were not paid for as expected; `jumunbell settlement` tells them all.
pub const MOST_DIFFERENCES: usize = 2_000;

/// How long the engine's answer is waited for. It is one commit away; a disk that takes longer is a fault.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same for a slip: until the printer is free of a ticket, and has confirmed the slip on a slow line.
const SLIP_PATIENCE: Duration = Duration::from_secs(180);

impl Request {
    /// How long its answer is waited for.
    pub fn patience(&self) -> Duration {
        match self {
            Request::Print { .. } => SLIP_PATIENCE,
            _ => PATIENCE,
        }
    }

    /// What is answered in the engine's place where it gives no answer in time.
    pub fn overdue(&self) -> Result<Reply, Refused> {
        let reason = Cause::of(Why::NoAnswer).into();
        match self {
            Request::CheckCode { .. } => Ok(CodeAnswer::NoAnswer { reason }.into()),
            Request::Print { .. } => Err(Refused::NotPrinted { reason, partly: true }),
            _ => Err(Refused::Store { reason }),
        }
    }
}

/// An order that was phoned in is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Its short number.
    pub number: String,
}

/// Declares [`Reply`] with one variant for each type of answer, and the ways from and to that type.
macro_rules! replies {
    ($($(#[$doc:meta])* $name:ident($answer:ty),)*) => {
        /// What the engine answers to a request that it carried out.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "reply", content = "value", rename_all = "kebab-case")]
        pub enum Reply {
            $($(#[$doc])* $name($answer),)*
        }

        $(
            impl From<$answer> for Reply {
                fn from(answer: $answer) -> Reply {
                    Reply::$name(answer)
                }
            }

            impl TryFrom<Reply> for $answer {
                type Error = Reply;

                fn try_from(reply: Reply) -> Result<$answer, Reply> {
                    match reply {
                        Reply::$name(answer) => Ok(answer),
                        other => Err(other),
                    }
                }
            }
        )*
    };
}

replies! {
    /// Committed, now or before.
    Done(Done),
    /// What the app says of a code.
    Code(CodeAnswer),
    /// An order that was phoned in is taken.
    Taken(Taken),
    /// What was phoned in from a number before.
    LastOrders(LastOrders),
    /// What a business day comes to.
    Report(Box<DayReport>),
    /// What an app should pay beside what came.
    Settlement(Box<Settlement>),
    /// What the shop sells.
    Menu(ShopMenu),
    /// Orders that were looked for.
    History(Page<Card>),
    /// A ticket as dots; as JSON a PNG file in base64.
    Picture(Bitmap),
}

/// A request with the type of its answer: the one place that says which answer belongs to which request.
#[derive(Debug)]
pub struct Ask<A> {
    request: Request,
    answer: PhantomData<fn() -> A>,
}

impl<A: TryFrom<Reply, Error = Reply>> Ask<A> {
    fn of(request: Request) -> Ask<A> {
        Ask { request, answer: PhantomData }
    }

    /// What is sent.
    pub fn into_request(self) -> Request {
        self.request
    }

    /// The answer in a reply, or the reply back where it belongs to another request.
    pub fn read(reply: Reply) -> Result<A, Reply> {
        A::try_from(reply)
    }
}

impl Ask<Done> {
    /// Do something with an order.
    pub fn act(order: &str, command: Command) -> Ask<Done> {
        Ask::of(Request::Act { order: order.to_owned(), command })
    }

    /// Open, pause or close the shop at one app or at all, or say what is sold out.
    pub fn shop(channel: Option<&str>, command: ShopCommand) -> Ask<Done> {
        Ask::of(Request::Shop { channel: channel.map(str::to_owned), command })
    }

    /// Say that a dish of the menu is sold out at every app that sells it, or there again.
    pub fn stock(dish: i64, sold_out: bool) -> Ask<Done> {
        Ask::of(Request::Stock { dish, sold_out })
    }

    /// Allow a surcharge up to so much for one delivery until the business day ends; `None` takes that back.
    pub fn consent(kind: &str, up_to: Option<Won>) -> Ask<Done> {
        Ask::of(Request::Consent { kind: kind.to_owned(), up_to })
    }

    /// Close a business day, with what was counted in the till.
    pub fn close_day(day: Date, counted: Counted) -> Ask<Done> {
        Ask::of(Request::CloseDay { day, counted })
    }

    /// Take the closing of the present business day back.
    pub fn reopen_day(day: Date) -> Ask<Done> {
        Ask::of(Request::ReopenDay { day })
    }

    /// Keep what an app paid for a period.
    pub fn receive(period: Period, received: Received) -> Ask<Done> {
        Ask::of(Request::Receive { period, received })
    }

    /// Take what was entered last for a period back.
    pub fn forget_received(period: Period) -> Ask<Done> {
        Ask::of(Request::ForgetReceived { period })
    }

    /// Print a slip that belongs to no order.
    pub fn print(slip: Slip) -> Ask<Done> {
        Ask::of(Request::Print { slip })
    }

    /// Write something into the shop's trail.
    pub fn note(what: Told) -> Ask<Done> {
        Ask::of(Request::Note { what })
    }

    /// Play a sound once.
    pub fn hear(sound: Sound) -> Ask<Done> {
        Ask::of(Request::Hear { sound })
    }
}

impl Ask<ShopMenu> {
    /// What the shop sells.
    pub fn menu() -> Ask<ShopMenu> {
        Ask::of(Request::Menu)
    }
}

impl Ask<CodeAnswer> {
    /// Ask the app whether a code is this order's.
    pub fn check_code(order: &str, code: &str) -> Ask<CodeAnswer> {
        Ask::of(Request::CheckCode { order: order.to_owned(), code: code.to_owned() })
    }
}

impl Ask<Taken> {
    /// Take an order that was phoned in.
    pub fn phone(order: PhoneOrder) -> Ask<Taken> {
        Ask::of(Request::Phone { order })
    }
}

impl Ask<LastOrders> {
    /// What was phoned in from this number before.
    pub fn last_orders(phone: &str) -> Ask<LastOrders> {
        Ask::of(Request::LastOrders { phone: Personal::from(phone) })
    }
}

impl Ask<Box<DayReport>> {
    /// What a business day comes to; `None`: so far the present one.
    pub fn report(day: Option<Date>) -> Ask<Box<DayReport>> {
        Ask::of(Request::Report { day })
    }
}

impl Ask<Box<Settlement>> {
    /// What an app should pay for a period beside what was entered as received.
    pub fn settlement(period: Period) -> Ask<Box<Settlement>> {
        Ask::of(Request::Settlement { period })
    }
}

impl Ask<Page<Card>> {
    /// Look for orders of all years.
    pub fn history(search: Search, turn: Turn, limit: usize) -> Ask<Page<Card>> {
        Ask::of(Request::History { search, turn, limit })
    }
}

impl Ask<Bitmap> {
    /// Draw one ticket.
    pub fn picture(order: &str, kind: TicketKind) -> Ask<Bitmap> {
        Ask::of(Request::Picture { order: order.to_owned(), kind })
    }
}

/// An update that a screen in another process receives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Update {
    /// The Board as it is now. Boards that a slow screen had no time for are left out.
    Board(Arc<Board>),
    /// The engine is alive, and its Board is the one that was sent last.
    Unchanged,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Resolution;
    use domain::history::Reach;
    use domain::order::phone::LastOrder;
    use domain::order::{CancelCode, MenuItem, Unit};
    use domain::sample;
    use domain::settlement::ReceivedOrder;

    fn sent<T: Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
        serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
    }

    #[test]
    fn a_request_that_is_sent_arrives_as_it_was() {
        let today = "2026-11-21".parse().unwrap();
        let day = Some(today);
        let resolution = Resolution::Dispatched("A-1".into());
        let (id, name) = ("m".to_owned(), "없는국밥".to_owned());
        let item = MenuItem { id, name, external_code: None, unit: Unit::Piece };
        let period = Period { channel: "app".to_owned(), from: today, to: today };
        let row = ReceivedOrder { name: "특급-001".to_owned(), day, won: Won(17_340) };
        for request in [
            Ask::act("특급-001", Command::Accept { prep_minutes: Some(20) }).into_request(),
            Ask::act("1", Command::Resolve { resolution }).into_request(),
            Ask::act("1", Command::Reject { code: CancelCode::UnavailableItem }).into_request(),
            Ask::shop(None, ShopCommand::Open).into_request(),
            Ask::shop(Some("app"), ShopCommand::SoldOut { item }).into_request(),
            Ask::consent("WEATHER", Some(Won(1_000))).into_request(),
            Ask::consent("WEATHER", None).into_request(),
            Ask::menu().into_request(),
            Ask::stock(7, true).into_request(),
            Ask::check_code("1", "0420").into_request(),
            Ask::phone(PhoneOrder::default()).into_request(),
            Ask::last_orders("050-0000-0000").into_request(),
            Ask::report(day).into_request(),
            Ask::report(None).into_request(),
            Ask::close_day(today, Counted { cash: Some(Won(52_000)), card: None }).into_request(),
            Ask::close_day(today, Counted::default()).into_request(),
            Ask::reopen_day(today).into_request(),
            Ask::settlement(period.clone()).into_request(),
            Ask::receive(period.clone(), Received::Sum(Won(-3_200))).into_request(),
            Ask::receive(period.clone(), Received::Orders(vec![row])).into_request(),
            Ask::forget_received(period).into_request(),
            Ask::print(Slip { heading: "마감".to_owned(), ..Slip::default() }).into_request(),
            Ask::note(Told::Uncovered { order: "특급-001".to_owned() }).into_request(),
            Ask::history(Search { text: "국밥".into(), ..Search::default() }, Turn::Before(7), 20)
                .into_request(),
            Ask::picture("1", TicketKind::Kitchen).into_request(),
        ] {
            assert_eq!(sent(&request), request);
        }
    }

    #[test]
    fn a_reply_that_is_sent_arrives_as_it_was() {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let picture = Bitmap { width: 3, height: 2, dots: vec![0, 255, 0, 255, 255, 0] };
        for reply in [
            Reply::from(Done::Committed),
            Reply::from(CodeAnswer::Wrong { reason: "다른 주문".into() }),
            Reply::from(Taken { number: "전화-001".into() }),
            Reply::from(LastOrders {
                orders: vec![LastOrder { at, total: Won(9_000), order: PhoneOrder::default() }],
            }),
            Reply::from(Box::new(sample::sales::closed("2026-11-21T10:00:00Z".parse().unwrap()))),
            Reply::from(Box::new(sample::settlement::short(at))),
            Reply::from(sample::menu(at)),
            Reply::from(Page {
                orders: vec![sample::card(sample::cooking("특급-001", at))],
                newer: None,
                older: Some(7),
                reach: Reach::Since(at),
            }),
            Reply::from(picture),
        ] {
            assert_eq!(sent(&reply), reply);
        }
    }

    #[test]
    fn an_update_that_is_sent_arrives_as_it_was() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let board = sample::riders::trouble(now);
        for update in [Update::Board(Arc::new(board)), Update::Unchanged] {
            assert_eq!(sent(&update), update);
        }
    }

    #[test]
    fn a_reply_to_another_request_is_given_back() {
        let taken = Reply::from(Taken { number: "전화-001".into() });
        assert_eq!(Ask::<Done>::read(taken.clone()), Err(taken.clone()));
        assert_eq!(Ask::<Bitmap>::read(Done::Already.into()), Err(Reply::Done(Done::Already)));
        assert_eq!(Ask::<Taken>::read(taken), Ok(Taken { number: "전화-001".into() }));
    }

    #[test]
    fn a_request_is_flat_json() {
        let command = Command::Reject { code: CancelCode::UnavailableItem };
        let request = Ask::act("특급-001", command).into_request();
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(text, r#"{"ask":"act","order":"특급-001","command":"reject","code":"UNAVAILABLE_ITEM"}"#);
        assert_eq!(serde_json::to_string(&Request::Menu).unwrap(), r#"{"ask":"menu"}"#);
        let bare: Request = serde_json::from_str(r#"{"ask":"act","order":"1","command":"accept"}"#).unwrap();
        assert_eq!(bare, Ask::act("1", Command::Accept { prep_minutes: None }).into_request());
    }
}
