//! What was done about the shop, in words.

use domain::ShopCommand;
use domain::trail::{Deed, Told};

use super::{Words, surcharge};

/// What was done.
pub fn noted(words: &Words, deed: &Deed) -> String {
    match deed {
        Deed::Shop { channel, command } => {
            let done = shop(words, command);
            match channel {
                Some(channel) => {
                    words.text("trail-at-app", &[("app", channel.into()), ("done", done.into())])
                }
                None => done,
            }
        }
        Deed::Stock { dish, sold_out: true } => words.text("trail-sold-out", &[("dish", dish.into())]),
        Deed::Stock { dish, sold_out: false } => words.text("trail-on-sale", &[("dish", dish.into())]),
        Deed::Consent { kind, up_to } => {
            let kind = surcharge(words, kind);
            match up_to {
                Some(won) => words.text("trail-consent", &[("kind", kind.into()), ("won", (*won).into())]),
                None => words.text("trail-consent-end", &[("kind", kind.into())]),
            }
        }
        Deed::CloseDay { day } => words.text("trail-close-day", &[("day", day.to_string().into())]),
        Deed::ReopenDay { day } => words.text("trail-reopen-day", &[("day", day.to_string().into())]),
        Deed::Receive { period } => words.text("trail-receive", &[("app", (&period.channel).into())]),
        Deed::ForgetReceived { period } => words.text("trail-forget", &[("app", (&period.channel).into())]),
        Deed::Told { what } => told(words, what),
    }
}

fn shop(words: &Words, command: &ShopCommand) -> String {
    match command {
        ShopCommand::Open => words.text("trail-open", &[]),
        ShopCommand::Close => words.text("trail-close", &[]),
        ShopCommand::Pause { minutes } => {
            words.text("trail-pause", &[("minutes", i64::from(*minutes).into())])
        }
        ShopCommand::Busy { minutes: 0 } => words.text("trail-busy-end", &[]),
        ShopCommand::Busy { minutes } => words.text("trail-busy", &[("minutes", i64::from(*minutes).into())]),
        ShopCommand::SoldOut { item } => words.text("trail-sold-out", &[("dish", (&item.name).into())]),
        ShopCommand::OnSale { item } => words.text("trail-on-sale", &[("dish", item.into())]),
    }
}

fn told(words: &Words, what: &Told) -> String {
    match what {
        Told::PinWrong => words.text("trail-pin-wrong", &[]),
        Told::PinSet => words.text("trail-pin-set", &[]),
        Told::PinCleared => words.text("trail-pin-cleared", &[]),
        Told::Unlocked => words.text("trail-unlocked", &[]),
        Told::Uncovered { order } => words.text("trail-uncovered", &[("order", order.into())]),
        Told::Settings { key } => words.text("trail-settings", &[("key", key.into())]),
    }
}
