//! `phone`: an order that a customer phoned in, typed at the counter.

use clap::Args;
use domain::order::Won;
use domain::order::phone::{Dish, DishOption, Pays, PhoneOrder};

use super::{Context, Failure, act, log};
use crate::engine::protocol::{Ask, Taken};

#[derive(Debug, Args)]
pub struct PhoneArgs {
    /// 메뉴: "순대국밥*2=9000" (이름*수량=한 개 값), 옵션은 "순대국밥*2=9000+곱빼기=2000+파 빼기", 여러 번 · a dish: name*count=price of
    /// one, its options behind +, repeated
    #[arg(long = "dish", value_name = "NAME*N=WON[+OPTION=WON…]", required = true, value_parser = dish)]
    dishes: Vec<Dish>,
    /// 가게가 여럿일 때: 어느 가게 (없으면 첫 가게) · whose it is, of several shops
    #[arg(long, value_name = "ID")]
    shop: Option<String>,
    /// 포장 (손님이 가지러 옴) · takeout
    #[arg(long)]
    takeout: bool,
    /// 배달 주소 · where it goes
    #[arg(long, default_value = "")]
    address: String,
    /// 상세 주소: 동, 호 · building, floor, unit
    #[arg(long, default_value = "")]
    detail: String,
    /// 손님 전화 · the customer's number
    #[arg(long = "number", default_value = "")]
    phone: String,
    /// 배달팁(원) · delivery tip
    #[arg(long, default_value_t = 0, value_name = "WON")]
    tip: i64,
    /// 결제: cash 현금, card 카드, already 이미 받음 · how it is paid
    #[arg(long, default_value = "cash", value_parser = pays)]
    pays: Pays,
    /// 주방 요청 · for the kitchen
    #[arg(long, default_value = "")]
    memo: String,
    /// 라이더 요청 · for the rider
    #[arg(long, default_value = "")]
    rider_memo: String,
    /// 조리 시간(분) · minutes until ready
    #[arg(long, value_name = "MIN", value_parser = clap::value_parser!(u32).range(1..=240))]
    prep: Option<u32>,
}

fn dish(text: &str) -> Result<Dish, String> {
    let wrong = || "\"순대국밥*2=9000\", \"순대국밥*2=9000+곱빼기=2000\"".to_owned();
    let won = |text: &str| text.trim().replace(',', "").parse().map(Won).map_err(|_| wrong());
    let (text, options) = without_options(text);
    let (dish, price) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (name, count) = dish.rsplit_once('*').unwrap_or((dish, "1"));
    let count = count.trim().parse().map_err(|_| wrong())?;
    let option = |text: &str| {
        let (name, price) = text.rsplit_once('=').unwrap_or((text, "0"));
        Ok(DishOption { name: name.trim().to_owned(), price: won(price)? })
    };
    let options = options.split('+').skip(1).map(option).collect::<Result<_, String>>()?;
    Ok(Dish { name: name.trim().to_owned(), count, price: won(price)?, options })
}

/// A dish apart from its options, which follow its count and price: a name may hold any sign.
fn without_options(text: &str) -> (&str, &str) {
    let priced = |at: usize| {
        let (_, count) = text[..at].rsplit_once('*')?;
        let (count, price) = count.split_once('=')?;
        let digits = |text: &str| {
            let text = text.trim();
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b',')
        };
        (digits(count) && digits(price)).then_some(at)
    };
    let ends = text.match_indices('+').find_map(|(at, _)| priced(at));
    ends.map_or((text, ""), |at| text.split_at(at))
}

fn pays(text: &str) -> Result<Pays, String> {
    match text {
        "cash" => Ok(Pays::Cash),
        "card" => Ok(Pays::Card),
        "already" => Ok(Pays::Already),
        _ => Err("cash, card, already".to_owned()),
    }
}

pub fn run(context: &Context, args: PhoneArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let order = PhoneOrder {
        key: String::new(),
        shop: args.shop,
        dishes: args.dishes,
        takeout: args.takeout,
        tip: Won(args.tip),
        pays: args.pays,
        phone: args.phone,
        address: args.address,
        detail: args.detail,
        memo: args.memo,
        rider_memo: args.rider_memo,
        prep_minutes: args.prep,
    };
    let Taken { number } = act::ask(context, Ask::phone(order))?;
    println!("{}", context.words().text("phone-taken", &[("number", number.into())]));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dish_is_read_with_its_count_and_price() {
        let read = |text: &str| dish(text).map(|dish| (dish.name, dish.count, dish.price.0));
        assert_eq!(read("순대국밥*2=9,000"), Ok(("순대국밥".to_owned(), 2, 9_000)));
        assert_eq!(read("모둠*특*1=30000"), Ok(("모둠*특".to_owned(), 1, 30_000)));
        assert_eq!(read("콜라=2000"), Ok(("콜라".to_owned(), 1, 2_000)));
        assert_eq!(read("후라이드+양념*1=21000"), Ok(("후라이드+양념".to_owned(), 1, 21_000)));
        for wrong in ["콜라", "콜라*두개=2000", "콜라*1=많이", "국밥*1=9000+곱빼기=많이"] {
            assert!(dish(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn options_follow_a_dishs_price() {
        let read = dish("후라이드+양념 * 2 = 21,000+ 순살=2000 + 무 빼기").unwrap();
        assert_eq!((read.name.as_str(), read.count, read.price), ("후라이드+양념", 2, Won(21_000)));
        let options: Vec<_> =
            read.options.iter().map(|option| (option.name.as_str(), option.price.0)).collect();
        assert_eq!(options, [("순살", 2_000), ("무 빼기", 0)]);
    }
}
