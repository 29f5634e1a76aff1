//! Opens the counter's window on an invented dinner rush, to look at it: `cargo run --example counter`.
//!
//! The first argument chooses the board: `rush` (default), `calm` (no problems), `quiet`, `trouble`, `stopped`, `broken`,
//! `riders`, `rider-trouble`, `ten-agencies`; a second one, `en`, the language.
//! Commands are answered but change nothing except that an accepted order goes to the kitchen.

use std::sync::Arc;

use domain::board::{Board, Card, ConnectionStatus, Trouble};
use domain::history::{Page, Reach};
use domain::order::{Conditions, ExtraCharge, Status, Won};
use domain::sample;
use domain::settlement::Settlement;
use domain::{Command, Done, Refused};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jumunbell::engine::protocol::{Request, Taken};
use jumunbell::engine::{self, Bitmap, Exchange};
use jumunbell::language::Words;
use jumunbell::settings::Language;

fn main() -> anyhow::Result<()> {
    let which = std::env::args().nth(1).unwrap_or_else(|| "rush".to_owned());
    let english = std::env::args().nth(2).is_some_and(|language| language == "en");
    let words = Words::new(if english { Language::English } else { Language::Korean });
    if which == "broken" {
        let message = "settings.toml 14번째 줄, printers.kitchen.backup: ‘conter’라는 프린터가 없습니다.\n\
                       설정된 프린터: kitchen, counter. 이 가운데 하나로 고치세요.";
        return Ok(jumunbell::ui::run_broken(message.to_owned(), words)?);
    }
    let (handle, mut calls, show) = engine::handle(board(&which, Timestamp::now()));
    let closings = match which.as_str() {
        "riders" | "rider-trouble" | "ten-agencies" => sample::riders::closings,
        _ => sample::closings,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    if which != "stopped" {
        runtime.spawn(async move {
            while let Some(Exchange { request, reply, .. }) = calls.recv().await {
                let answer = match request {
                    Request::Act { order, command } => {
                        if matches!(command, Command::Accept { .. }) {
                            show.send_modify(|board| accept(board, &order));
                        }
                        Ok(Done::Committed.into())
                    }
                    Request::Phone { .. } => Ok(Taken { number: "전화-001".to_owned() }.into()),
                    Request::CheckCode { .. } => Err(Refused::NothingThere),
                    Request::Shop { .. }
                    | Request::Consent { .. }
                    | Request::Stock { .. }
                    | Request::CloseDay { .. }
                    | Request::ReopenDay { .. }
                    | Request::Receive { .. }
                    | Request::ForgetReceived { .. }
                    | Request::Print { .. }
                    | Request::Note { .. }
                    | Request::Hear { .. } => Ok(Done::Committed.into()),
                    Request::LastOrders { .. } => Ok(domain::order::phone::LastOrders::default().into()),
                    Request::Menu => Ok(sample::menu(Timestamp::now()).into()),
                    Request::Report { .. } => {
                        let mut report = sample::sales::report(Timestamp::now());
                        report.riders.agencies = closings(Timestamp::now());
                        Ok(Box::new(report).into())
                    }
                    Request::Settlement { period } => {
                        let told = sample::settlement::short(Timestamp::now());
                        Ok(Box::new(Settlement { period, ..told }).into())
                    }
                    Request::History { limit, .. } => {
                        let mut orders = sample::rush(Timestamp::now()).orders;
                        orders.truncate(limit);
                        Ok(Page { orders, newer: None, older: None, reach: Reach::Whole }.into())
                    }
                    Request::Picture { .. } => Ok(stripes().into()),
                };
                // A window that has closed does not wait for the answer.
                let _ = reply.send(answer);
            }
        });
    } else {
        drop(show);
    }
    let zone = TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC);
    let environment = jumunbell::ui::Environment {
        raise: Arc::new(tokio::sync::Notify::new()),
        stop: Arc::default(),
        crashed: None,
        clock: Arc::new(Timestamp::now),
        save: Arc::new(|_| Ok(())),
        // No engine is behind it that another process could follow.
        open_kitchen: Arc::new(|| Err(cause::Why::Missing.into())),
        settings: None,
        shown: jumunbell::ui::Shown {
            words,
            shop: "한옥국밥 전주점".to_owned(),
            zone,
            frame: Default::default(),
        }
        .for_ever(),
        pin: Arc::new(jumunbell::ui::PinInMemory::default()),
        practise: None,
        books: None,
        install: None,
    };
    Ok(jumunbell::ui::run(handle, environment)?)
}

fn board(which: &str, now: Timestamp) -> Board {
    match which {
        "quiet" => sample::quiet(now),
        "riders" => sample::riders::evening(now),
        "rider-trouble" => sample::riders::trouble(now),
        "ten-agencies" => sample::riders::ten_agencies(now),
        "calm" => {
            let is_new = |card: &Card| card.view.status == Status::Received;
            let mut board = sample::riders::evening(now);
            board.orders.retain(|card| card.view.problems.is_empty() && !is_new(card));
            board.orders.extend(sample::rush(now).orders.into_iter().filter(is_new));
            board.agencies.retain(|agency| agency.line == ConnectionStatus::Connected && !agency.deposit_low);
            board
        }
        "trouble" => {
            let mut board = sample::quiet(now);
            board.mute = Some("소리 장치를 찾을 수 없습니다".to_owned());
            board.printers[0].trouble = Some(Trouble::PaperOut);
            board.printers[0].waiting = 3;
            for channel in &mut board.channels {
                channel.line = ConnectionStatus::Failing("응답 없음".to_owned());
            }
            board.channels[2].line = ConnectionStatus::SignedOut("client_secret이 없습니다".to_owned());
            board
        }
        _ => {
            let mut board = sample::rush(now);
            let rain = ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_000) };
            let (extra, delay_minutes) = (vec![rain], Some(10));
            board.agencies[0].deposit = Some(Won(71_380));
            board.agencies[0].conditions =
                Some(Conditions { possible: true, reason: None, delay_minutes, extra });
            (board.agencies[1].deposit, board.agencies[1].deposit_low) = (Some(Won(11_000)), true);
            board
        }
    }
}

fn accept(board: &mut Arc<Board>, order: &str) {
    for card in &mut Arc::make_mut(board).orders {
        if card.view.id == order {
            let view = Arc::make_mut(&mut card.view);
            view.status = Status::Accepted;
            view.started = true;
            view.ready_at = Some(Timestamp::now() + jiff::SignedDuration::from_mins(20));
            view.updated_at = Timestamp::now();
        }
    }
}

/// A picture in a ticket's place.
fn stripes() -> Bitmap {
    let (width, height) = (512, 900);
    let dots = (0..width * height).map(|at| if (at / width) % 40 < 3 { 0 } else { 255 }).collect();
    Bitmap { width, height, dots }
}
