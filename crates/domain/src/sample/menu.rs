//! The menu of an invented shop, learned from invented orders of three apps.

use jiff::Timestamp;

use super::{after, line, order};
use crate::menu::{Menu, ShopMenu};
use crate::order::{Line, LineOption, Quantity, Won};

type Priced = (&'static str, i64);

/// In the order of how often they are sold.
const DISHES: [(&str, i64, &[Priced]); 30] = [
    ("한우국밥", 11_000, &[("곱빼기", 2_000), ("파 빼기", 0), ("다대기 따로", 0)]),
    ("순대국밥", 9_500, &[("순대만", 0), ("내장만", 0), ("곱빼기", 2_000), ("들깨 많이", 500)]),
    ("뼈해장국", 10_000, &[("우거지 추가", 1_000), ("맵게", 0)]),
    ("콩나물국밥", 8_000, &[("수란 추가", 1_000), ("오징어 추가", 2_000)]),
    ("수육(소)", 25_000, &[("겉절이 추가", 2_000), ("막국수 추가", 5_000)]),
    ("모둠순대", 15_000, &[]),
    ("공깃밥", 1_000, &[]),
    ("콜라 500ml", 2_000, &[]),
    ("사이다 500ml", 2_000, &[]),
    ("얼큰 감자탕 중", 32_000, &[("라면사리", 1_500), ("당면 추가", 1_500)]),
    ("들깨수제비", 9_000, &[]),
    ("왕만두(5개)", 6_000, &[]),
    ("똠얌꿍", 13_000, &[("고수", 500), ("고수 빼기", 0)]),
    ("물냉면", 9_000, &[("회 추가", 3_000), ("사리 추가", 2_000)]),
    ("비빔냉면", 9_500, &[("회 추가", 3_000)]),
    ("김치전", 8_000, &[]),
    ("도토리묵", 8_000, &[]),
    ("육개장", 10_000, &[]),
    ("갈비탕", 13_000, &[]),
    ("도가니탕", 16_000, &[]),
    ("돼지국밥", 9_500, &[("정구지 많이", 0)]),
    ("수육(대)", 40_000, &[]),
    ("계란말이", 7_000, &[]),
    ("제육볶음", 12_000, &[]),
    ("김치찌개", 9_000, &[("라면사리", 1_500)]),
    ("된장찌개", 8_500, &[]),
    ("해물파전", 14_000, &[]),
    ("깍두기 추가", 1_000, &[]),
    ("막국수", 9_000, &[]),
    ("어린이 돈가스", 8_000, &[]),
];

/// Thirty dishes: the first at all three apps, later ones at fewer.
pub fn menu(now: Timestamp) -> ShopMenu {
    let mut menu = Menu::default();
    for (at, (name, price, options)) in DISHES.iter().enumerate() {
        for n in 0..DISHES.len() - at {
            let channels = ["teukgeup", "ddangyo", "mukkebi"];
            let channel = channels[n % (1 + (DISHES.len() - at - 1) / 10)];
            let chosen: Vec<LineOption> = options
                .iter()
                .take(1 + n)
                .map(|(name, price)| LineOption {
                    name: (*name).to_owned(),
                    quantity: Quantity::pieces(1),
                    unit_price: Won(*price),
                })
                .collect();
            let sold = Line { id: format!("{channel}-{at}"), options: chosen, ..line(1, name, *price, &[]) };
            let then = after(now, -3_600 * (1 + n as i64));
            menu.learn(None, channel, &order("T-1", then, vec![sold]), then);
        }
    }
    menu.offered(now)
}
