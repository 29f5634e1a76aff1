//! A child's meal card (아동급식카드) is never named on paper, wherever it shows: a payment's name, a discount, a memo. The shop's
//! books keep the truth; paper goes to the door and says 결제완료.

use std::sync::LazyLock;

use domain::order::{Order, Payment, PaymentKind};
use domain::text::{boxed, printable};

/// The word for a payment in place of its name.
pub(super) const PAID: &str = "결제완료";

/// The names these cards go by, without spaces: the law's, the ministry's, and the provinces' and cities' own.
const CARD_NAMES: [&str; 23] = [
    "아동급식",
    "결식아동",
    "결식우려아동",
    "급식카드",
    "급식전자카드",
    "급식바우처",
    "급식지원",
    "아동카드",
    "아동전자카드",
    "꿈나무카드",
    "꿈자람카드",
    "꿈드림카드",
    "g드림카드",
    "행복드림카드",
    "컬러풀드림카드",
    "드림카드",
    "푸르미카드",
    "아이푸르미",
    "참사랑카드",
    "childmeal",
    "childrenmeal",
    "childrensmeal",
    "child'smeal",
];

/// Words that belong to a card's name and would look odd behind 결제완료.
const TAILS: [&str; 5] = ["전자카드", "지원카드", "카드", "지원", "card"];

/// Outside text of an order as it may leave the shop (a rider's screen): clean, with the card unnamed.
pub fn discreet(order: &Order, text: &str) -> String {
    boxed(&Discreet::of(order).clean(text))
}

/// [`CARD_NAMES`], letter by letter.
static GENERAL: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| CARD_NAMES.iter().map(|name| name.chars().collect()).collect());

/// Cleans outside text for one order, with the card unnamed.
pub(super) struct Discreet {
    /// What this order's app calls the card, without spaces.
    told: Vec<Vec<char>>,
    /// The letters that a name of it begins with, each once.
    begin: Vec<char>,
}

impl Discreet {
    /// Knows the general names, and what this order's app calls the card.
    pub(super) fn of(order: &Order) -> Discreet {
        let told = order.payments.iter().filter(|p| p.kind == PaymentKind::ChildMealCard);
        let told = told.map(|p| squeezed(&printable(&p.name))).filter(|name| name.len() >= 4);
        let told: Vec<Vec<char>> = told.collect();
        let mut begin: Vec<char> =
            GENERAL.iter().chain(&told).filter_map(|name| name.first()).copied().collect();
        begin.sort_unstable();
        begin.dedup();
        Discreet { told, begin }
    }

    fn begins(&self, c: char) -> bool {
        self.begin.contains(&c.to_ascii_lowercase())
    }

    /// Where the longest name that stands at `at` ends.
    fn named_at(&self, chars: &[char], at: usize) -> Option<usize> {
        let names = GENERAL.iter().chain(&self.told).filter(|_| self.begins(chars[at]));
        names.filter_map(|name| matches_at(chars, at, name)).max()
    }

    /// Printable text in which the card's names are 결제완료.
    pub(super) fn clean(&self, text: &str) -> String {
        let clean = printable(text);
        if !clean.chars().any(|c| self.begins(c)) {
            return clean;
        }
        let chars: Vec<char> = clean.chars().collect();
        let mut kept = String::new();
        let mut at = 0;
        while at < chars.len() {
            let Some(mut end) = self.named_at(&chars, at) else {
                kept.push(chars[at]);
                at += 1;
                continue;
            };
            while let Some(further) = TAILS.iter().find_map(|tail| {
                let tail: Vec<char> = tail.chars().collect();
                matches_at(&chars, skip_joints(&chars, end), &tail)
            }) {
                end = further;
            }
            kept.push_str(PAID);
            at = end;
        }
        kept
    }

    /// Whether this payment may be named.
    pub(super) fn name_of(&self, payment: &Payment) -> Option<String> {
        let name = printable(payment.public_name()?);
        (!name.is_empty() && self.clean(&name) == name).then_some(name)
    }
}

/// Where `name` ends if it stands at `at`, whatever spaces, hyphens and case it is written with.
fn matches_at(chars: &[char], at: usize, name: &[char]) -> Option<usize> {
    let mut end = at;
    for (i, letter) in name.iter().enumerate() {
        if i > 0 {
            end = skip_joints(chars, end);
        }
        if chars.get(end)?.to_ascii_lowercase() != *letter {
            return None;
        }
        end += 1;
    }
    Some(end)
}

fn skip_joints(chars: &[char], mut at: usize) -> usize {
    while chars.get(at).is_some_and(|c| is_joint(*c)) {
        at += 1;
    }
    at
}

fn is_joint(c: char) -> bool {
    c == ' ' || "-_·./".contains(c)
}

fn squeezed(name: &str) -> Vec<char> {
    name.chars().filter(|c| !is_joint(*c)).map(|c| c.to_ascii_lowercase()).collect()
}
