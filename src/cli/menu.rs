//! `menu`: what the shop sells, as its orders tell it, and what of it is sold out, through the running instance.

use clap::{Args, Subcommand};
use domain::Done;
use domain::board::ChannelHealth;
use domain::menu::{MenuDish, ShopMenu};
use domain::text;
use serde::Serialize;

use super::{Context, Failure, act, log};
use crate::engine::protocol::Ask;
use crate::language::Words;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct MenuArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    verb: Option<MenuVerb>,
}

#[derive(Debug, Subcommand)]
enum MenuVerb {
    /// 품절: 그 메뉴를 파는 앱마다 그 앱의 번호로 알립니다 · sold out at every app that sells it
    SoldOut(Which),
    /// 품절 풀기 · there again
    OnSale(Which),
}

#[derive(Debug, Args)]
struct Which {
    /// 메뉴 이름, 또는 `menu`가 보여 주는 번호 · its name, or its number as `menu` shows it
    #[arg(value_name = "DISH")]
    dish: String,
    /// 가게가 여럿일 때: 어느 가게 · whose it is, of several shops
    #[arg(long, value_name = "ID")]
    shop: Option<String>,
}

/// An entry of the JSON.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    dish: &'a MenuDish,
    /// Channel ids of the apps at which it is sold out.
    sold_out: Vec<&'a str>,
}

pub fn run(context: &Context, args: MenuArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let menu = act::ask(context, Ask::menu())?;
    match args.verb {
        None => list(context, &menu, args.json),
        Some(MenuVerb::SoldOut(which)) => stock(context, &menu, &which, true),
        Some(MenuVerb::OnSale(which)) => stock(context, &menu, &which, false),
    }
}

fn list(context: &Context, menu: &ShopMenu, json: bool) -> Result<(), Failure> {
    let (words, channels) = (context.words(), act::status(context)?.channels);
    if json {
        let entry = |dish| Entry { dish, sold_out: sold_out(dish, &channels).map(|app| &*app.id).collect() };
        let entries: Vec<Entry<'_>> = menu.dishes.iter().map(entry).collect();
        println!("{}", serde_json::to_string_pretty(&entries).map_err(anyhow::Error::from)?);
        return Ok(());
    }
    if menu.dishes.is_empty() {
        println!("{}", words.text("menu-none", &[]));
    }
    for dish in &menu.dishes {
        println!("{}", line(&words, dish, &channels));
    }
    Ok(())
}

/// The apps at which a dish is sold out.
fn sold_out<'a>(dish: &MenuDish, channels: &'a [ChannelHealth]) -> impl Iterator<Item = &'a ChannelHealth> {
    channels.iter().filter(|channel| dish.sold_out(&channel.id, &channel.opening).is_some())
}

fn line(words: &Words, dish: &MenuDish, channels: &[ChannelHealth]) -> String {
    let named = [("won", dish.price.into()), ("n", i64::from(dish.orders).into())];
    let whose = dish.shop.iter().chain(&dish.stall).map(|whose| format!("\t{whose}")).collect::<String>();
    let apps: Vec<&str> = sold_out(dish, channels).map(|channel| channel.name.as_str()).collect();
    let off = match apps.as_slice() {
        [] => String::new(),
        apps => format!("\t{}", words.text("menu-sold-out", &[("apps", apps.join(", ").into())])),
    };
    format!("{}\t{}\t{}{whose}{off}", dish.id, dish.name, words.text("menu-dish", &named))
}

fn stock(context: &Context, menu: &ShopMenu, which: &Which, sold_out: bool) -> Result<(), Failure> {
    let words = context.words();
    let dish = find(menu, which).map_err(|found| Failure::Failed(unclear(&words, &which.dish, &found)))?;
    let done = match act::ask(context, Ask::stock(dish.id, sold_out))? {
        Done::Committed => "shop-set",
        Done::Already => "act-already",
    };
    println!("{}", words.text(done, &[]));
    Ok(())
}

/// The one dish that is meant, by its number or its name; else all that may be.
fn find<'a>(menu: &'a ShopMenu, which: &Which) -> Result<&'a MenuDish, Vec<&'a MenuDish>> {
    let of_shop = |dish: &&MenuDish| which.shop.is_none() || dish.shop == which.shop;
    let dishes = || menu.dishes.iter().filter(of_shop);
    let named: Vec<&MenuDish> =
        dishes().filter(|dish| text::key(&dish.name) == text::key(&which.dish)).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => dishes().find(|dish| dish.id.to_string() == which.dish).ok_or(named),
        _ => Err(named),
    }
}

fn unclear(words: &Words, said: &str, found: &[&MenuDish]) -> String {
    if found.is_empty() {
        return words.text("menu-unknown", &[("dish", said.into())]);
    }
    let lines = found.iter().map(|dish| format!("\n{}", line(words, dish, &[])));
    words.text("menu-ambiguous", &[("dish", said.into())]) + &lines.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sample;
    use domain::{ShopAvailability, ShopCommand};

    fn which(dish: &str, shop: Option<&str>) -> Which {
        Which { dish: dish.to_owned(), shop: shop.map(str::to_owned) }
    }

    #[test]
    fn a_dish_is_meant_by_its_name_or_its_number() {
        let menu = sample::menu("2026-11-21T10:00:00Z".parse().unwrap());
        let first = &menu.dishes[0];
        for said in [first.name.clone(), format!(" {} ", first.name), first.id.to_string()] {
            assert_eq!(find(&menu, &which(&said, None)), Ok(first), "{said}");
        }
        assert_eq!(find(&menu, &which("없는 메뉴", None)), Err(vec![]));
        let other = MenuDish { id: 99, shop: Some("nammun".into()), ..first.clone() };
        let two = ShopMenu { dishes: vec![first.clone(), other] };
        assert_eq!(find(&two, &which(&first.name, None)).unwrap_err().len(), 2);
        assert_eq!(find(&two, &which(&first.name, Some("nammun"))).unwrap().id, 99);
    }

    #[test]
    fn a_line_says_where_it_is_sold_out() {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let (menu, mut board) = (sample::menu(at), sample::quiet(at));
        let dish = &menu.dishes[0];
        let words = Words::default();
        assert!(!line(&words, dish, &board.channels).contains("품절"));
        let mut opening = ShopAvailability::default();
        opening.command(&ShopCommand::SoldOut { item: dish.apps[0].item.clone() }, at).unwrap();
        let app = board.channels.iter_mut().find(|channel| channel.id == dish.apps[0].channel).unwrap();
        app.opening = opening;
        let (name, said) = (app.name.clone(), line(&words, dish, &board.channels));
        assert!(said.contains("품절") && said.contains(&name), "{said}");
    }
}
