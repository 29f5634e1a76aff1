//! Commands that act on one order, through the running instance.

use clap::{Args, Subcommand};
use domain::order::{CancelCode, DenyCode, TicketKind, Won};
use domain::{CodeAnswer, Command, Done, Refused, Resolution};

use super::{Context, Failure, log, runtime};
use crate::desktop::control::{self, ControlError, Status};
use crate::engine::protocol::{Ask, Reply};
use crate::language;

#[derive(Debug, Subcommand)]
pub enum ActVerb {
    /// 접수 · accept
    Accept {
        order: String,
        /// 조리 시간(분); 없으면 채널의 기본값 · minutes until ready
        #[arg(long, value_name = "MIN", value_parser = clap::value_parser!(u32).range(1..=240))]
        prep: Option<u32>,
    },
    /// 거절 (아직 접수하지 않은 주문) · reject an unanswered order
    #[command(after_help = cancel_codes())]
    Reject {
        order: String,
        /// 사유 코드 (아래) · one of the codes below
        #[arg(long, value_name = "CODE", value_parser = cancel_code)]
        reason: CancelCode,
    },
    /// 조리 시간 늘리기: 앱, 라이더, 주방 표에 알림 · cooking takes longer
    Delay {
        order: String,
        /// 늘어난 시간(분) · by how many minutes
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
        minutes: u32,
    },
    /// 조리 완료 · cooked and packed
    Ready { order: String },
    /// 장보기 꾸러미의 점포 하나를 모았음; 다 모이면 저절로 조리 완료 · a bundle's stall is gathered; ready by itself when all are
    Pick {
        order: String,
        /// 점포 이름 (`order ORDER`에 나오는 대로) · its name, as `order ORDER` shows it
        #[arg(long, value_name = "NAME")]
        stall: String,
        /// 아직 아님 · not yet, after all
        #[arg(long)]
        undo: bool,
    },
    /// 조리대 하나의 조리가 끝났음; 모두 끝나면 저절로 조리 완료 · a station has cooked its dishes; ready by itself when all have
    Bump {
        order: String,
        /// 조리대의 이름이나 id (설정의 `[[stations]]`) · its name or id, as in the settings
        #[arg(long, value_name = "STATION")]
        station: String,
        /// 되살리기: 아직 조리 중 · take that back
        #[arg(long)]
        undo: bool,
    },
    /// 접수한 주문의 메뉴 품절·대체: 표를 다시 찍고, 손님께 전화할 일로 남깁니다 · a dish is sold out or replaced
    Short {
        order: String,
        /// 몇째 메뉴 (`order ORDER`에 나오는 번호) · which dish, as `order ORDER` numbers them
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        item: u16,
        /// 대신 나가는 것; 없으면 뺍니다 · what goes out instead; without it nothing does
        #[arg(long, value_name = "TEXT", conflicts_with = "undo")]
        substitute: Option<String>,
        /// 앱의 메뉴에서도 내리기 · take it off the app's menu too
        #[arg(long, conflicts_with = "undo")]
        off_menu: bool,
        /// 다시 있음 · it is there, after all
        #[arg(long)]
        undo: bool,
    },
    /// 픽업 (포장: 손님 수령) · left the shop
    PickedUp { order: String },
    /// 완료 · close the order
    Complete { order: String },
    /// 취소 요청 (접수한 주문) · ask the app to cancel an accepted order
    #[command(after_help = cancel_codes())]
    Cancel {
        order: String,
        /// 사유 코드 (아래) · one of the codes below
        #[arg(long, value_name = "CODE", value_parser = cancel_code)]
        reason: CancelCode,
    },
    /// 앱의 취소 요청에 답하기 · answer the app's cancellation request
    #[command(after_help = deny_codes())]
    AnswerCancel {
        order: String,
        #[command(flatten)]
        answer: AgreeOrDeny,
    },
    /// 라이더 부르기 · call a rider
    Dispatch {
        order: String,
        /// 이 대행사만 (없으면 설정 순서대로) · this agency and no other
        #[arg(long, value_name = "ID")]
        agency: Option<String>,
        /// 이 금액까지 허락(원) · consent to a fee up to this, won
        #[arg(long, value_name = "WON", value_parser = clap::value_parser!(i64).range(0..=1_000_000))]
        max_fee: Option<i64>,
        /// 배달된 뒤 한 번 더: 무엇을 갖다 드리는지 · once more after it was delivered: what is brought
        #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "")]
        again: Option<String>,
    },
    /// 대행사마다 요금 물어보기 (부르지는 않습니다); 답은 `order ORDER`에 · ask every agency's price without calling
    Quotes { order: String },
    /// 다른 곳에서 이미 호출함: 여기서는 부르지 않습니다 · a rider was called elsewhere; none is called from here
    CalledElsewhere {
        order: String,
        /// 아님: 여기서 부릅니다 · none was, after all
        #[arg(long)]
        undo: bool,
    },
    /// 배달 요금 올리기: 가게가 요금을 정하는 계약에서, 아직 배차되지 않았을 때 · offer riders more
    Raise {
        order: String,
        /// 부가세를 뺀 전체 요금(원) · the whole fee without VAT, won
        #[arg(long, value_name = "WON", value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        fee: i64,
    },
    /// 우리 라이더(도보·실버 배송도)가 나릅니다: 라이더 전표가 나옵니다 · the shop's own rider carries it
    Rider {
        order: String,
        /// 라이더 이름 · the rider's name
        #[arg(long, value_name = "NAME")]
        name: String,
        /// 라이더 전화 · the rider's number
        #[arg(long, value_name = "NUMBER")]
        phone: Option<String>,
    },
    /// 라이더가 음식을 들고 되돌아옴(우리 라이더, 또는 되돌아오던 라이더) · a rider came back with it
    CameBack { order: String },
    /// 라이더 호출 취소 · call the rider off
    CancelDispatch {
        order: String,
        /// 몇 번째 호출; 없으면 지금 부른 라이더 · which attempt; default: the rider who is called
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        attempt: Option<u32>,
    },
    /// 다시 찍기 (재출력 표시) · print again
    Reprint {
        order: String,
        /// kitchen 주방, customer 손님, rider 라이더, cancel 취소, gather 꾸러미; 없으면 찍었던 것 모두 · default: all printed so far
        #[arg(long, value_name = "KIND", value_parser = ticket_kind)]
        kind: Option<TicketKind>,
    },
    /// 현금영수증 발급함: 번호를 가립니다 · the cash receipt was issued; its number is hidden
    ReceiptIssued { order: String },
    /// 보았음: 알림과 벨을 거둡니다 · seen: what only had to be known is known, and the bell stops
    Seen { order: String },
    /// 결과를 모르는 일을 사람이 정하기 · settle what is unknown
    Resolve {
        order: String,
        #[command(flatten)]
        settled: Settled,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct AgreeOrDeny {
    /// 취소에 동의 · agree
    #[arg(long)]
    accept: bool,
    /// 거부, 사유 코드 (아래) · refuse, with a code below
    #[arg(long, value_name = "CODE", value_parser = deny_code)]
    deny: Option<DenyCode>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Settled {
    /// 찍혀 나왔음 · it did come out
    #[arg(long)]
    printed: bool,
    /// 안 나왔거나 모름: 재출력 · it did not, or nobody knows: print again
    #[arg(long)]
    reprint: bool,
    /// 호출되었음, 대행사의 배달 번호 · a rider was called; the agency's id
    #[arg(long, value_name = "ID")]
    dispatched: Option<String>,
    /// 호출되지 않았음 · no rider was called
    #[arg(long)]
    not_dispatched: bool,
}

impl ActVerb {
    /// The order's name and what to do with it.
    fn into_command(self) -> (String, Command) {
        match self {
            ActVerb::Accept { order, prep } => (order, Command::Accept { prep_minutes: prep }),
            ActVerb::Reject { order, reason } => (order, Command::Reject { code: reason }),
            ActVerb::Delay { order, minutes } => (order, Command::Delay { minutes }),
            ActVerb::Ready { order } => (order, Command::Ready),
            ActVerb::Pick { order, stall, undo } => (order, Command::Pick { stall, undo }),
            ActVerb::Bump { order, station, undo } => (order, Command::Bump { station, undo }),
            ActVerb::Short { order, item, substitute, off_menu, undo } => {
                let line = usize::from(item) - 1;
                (order, Command::Short { line, substitute, also_off_menu: off_menu, undo })
            }
            ActVerb::PickedUp { order } => (order, Command::PickedUp),
            ActVerb::Complete { order } => (order, Command::Complete),
            ActVerb::Cancel { order, reason } => (order, Command::Cancel { code: reason }),
            ActVerb::AnswerCancel { order, answer } => (order, Command::AnswerCancel { deny: answer.deny }),
            ActVerb::Dispatch { order, agency, max_fee, again } => {
                let max_fee = max_fee.map(Won);
                let command = match again {
                    Some(note) => Command::DeliverAgain { agency, max_fee, note },
                    None => Command::Dispatch { agency, max_fee },
                };
                (order, command)
            }
            ActVerb::Quotes { order } => (order, Command::CompareQuotes),
            ActVerb::CalledElsewhere { order, undo } => (order, Command::CalledElsewhere { undo }),
            ActVerb::Raise { order, fee } => (order, Command::Raise { fee: Won(fee) }),
            ActVerb::Rider { order, name, phone } => (order, Command::NameRider { name, phone }),
            ActVerb::CameBack { order } => (order, Command::CameBack),
            ActVerb::CancelDispatch { order, attempt } => (order, Command::CancelDispatch { attempt }),
            ActVerb::Reprint { order, kind } => (order, Command::Reprint { kind }),
            ActVerb::ReceiptIssued { order } => (order, Command::ReceiptIssued),
            ActVerb::Seen { order } => (order, Command::Seen),
            ActVerb::Resolve { order, settled } => {
                let resolution = match settled {
                    Settled { printed: true, .. } => Resolution::Printed,
                    Settled { reprint: true, .. } => Resolution::Reprint,
                    Settled { dispatched: Some(id), .. } => Resolution::Dispatched(id),
                    Settled { .. } => Resolution::NotDispatched,
                };
                (order, Command::Resolve { resolution })
            }
        }
    }
}

#[derive(Debug, Args)]
pub struct CodeArgs {
    order: String,
    /// 손님이나 라이더가 말한 번호 · the code as it was named
    #[arg(value_name = "CODE")]
    code: String,
}

/// Asks the app whether a code is this order's; it fails where it is not.
pub fn check_code(context: &Context, args: CodeArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let words = context.words();
    let failed = |id: &str, reason: &str| {
        Err(Failure::Failed(words.text(id, &[("reason", language::reason(&words, reason).into())])))
    };
    match ask(context, Ask::check_code(&args.order, &args.code))? {
        CodeAnswer::Right => {
            println!("{}", words.text("code-right", &[]));
            Ok(())
        }
        CodeAnswer::Wrong { reason } => failed("code-wrong", &reason),
        CodeAnswer::NoAnswer { reason } => failed("code-not-asked", &reason),
    }
}

pub fn run(context: &Context, verb: ActVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    let (order, command) = verb.into_command();
    let done = match ask(context, Ask::act(&order, command))? {
        Done::Committed => "act-done",
        Done::Already => "act-already",
    };
    println!("{}", context.words().text(done, &[]));
    Ok(())
}

/// Asks the engine of the running instance, and words its refusal or what goes wrong on the way.
pub fn ask<A: TryFrom<Reply, Error = Reply>>(context: &Context, ask: Ask<A>) -> Result<A, Failure> {
    let answer = answered(context, control::ask(&context.data_folder, ask))?;
    answer.map_err(|refused| Failure::Failed(language::refused(&context.words(), &refused)))
}

/// Asks the engine of the running instance; where none runs, it is done `alone`.
pub fn ask_or<A: TryFrom<Reply, Error = Reply>>(
    context: &Context,
    ask: Ask<A>,
    alone: impl FnOnce() -> Result<A, Refused>,
) -> Result<A, Failure> {
    let words = context.words();
    let answer = match runtime()?.block_on(control::ask(&context.data_folder, ask)) {
        Err(ControlError::NoInstance(_)) => alone(),
        Err(error) => return Err(Failure::Failed(error.worded(&words))),
        Ok(answer) => answer,
    };
    answer.map_err(|refused| Failure::Failed(language::refused(&words, &refused)))
}

/// How the running instance is doing.
pub fn status(context: &Context) -> Result<Status, Failure> {
    answered(context, control::status(&context.data_folder))
}

/// Waits for the running instance, and words why it gives no answer.
pub fn answered<T>(
    context: &Context,
    answer: impl Future<Output = Result<T, ControlError>>,
) -> Result<T, Failure> {
    let answer = runtime()?.block_on(answer);
    answer.map_err(|error| Failure::Failed(error.worded(&context.words())))
}

fn cancel_code(text: &str) -> Result<CancelCode, String> {
    CancelCode::read(text).ok_or_else(|| format!("모르는 사유 코드 · no such code\n\n{}", cancel_codes()))
}

fn deny_code(text: &str) -> Result<DenyCode, String> {
    let code = DENY_CODES.into_iter().find(|code| code.as_str().eq_ignore_ascii_case(text));
    code.ok_or_else(|| format!("모르는 사유 코드 · no such code\n\n{}", deny_codes()))
}

/// A ticket kind in the contract's spelling.
pub fn ticket_kind(text: &str) -> Result<TicketKind, String> {
    let kind = TicketKind::ALL.into_iter().find(|kind| kind.as_str() == text);
    kind.ok_or_else(|| "kitchen, customer, rider, cancel, gather".to_owned())
}

const DENY_CODES: [DenyCode; 2] = [DenyCode::DishAlreadyDone, DenyCode::OutForDelivery];

fn cancel_codes() -> String {
    codes(CancelCode::ALL.into_iter().map(|code| (code.as_str(), code.korean())))
}

fn deny_codes() -> String {
    codes(DENY_CODES.into_iter().map(|code| (code.as_str(), code.korean())))
}

fn codes(rows: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    rows.fold("사유 코드 · codes:".to_owned(), |text, (code, korean)| {
        text + &format!("\n  {code:<40} {korean}")
    })
}
