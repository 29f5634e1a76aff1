//! What an order's card says in the room it has: every dish with its choices, the request, and how many more there are. Pure.

use domain::order::{Line, Order};
use domain::text::legible;
use iced::Size;

use super::text as say;
use crate::language::Words;

/// One line of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct BriefLine {
    /// What it is.
    pub kind: Kind,
    /// What stands out.
    pub strong: String,
    /// What follows it on the same line.
    pub soft: String,
}

/// What a line of a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something to be settled before it is accepted.
    Warning,
    /// What the customer asks for.
    Request,
    /// A dish, or the choices that go on below it.
    Dish,
    /// How many dishes have no room here.
    More,
}

/// The width of a text in this size, in pixels, as NanumGothicBold sets it. A little generous: what is cut too early can still be read, what runs over
/// cannot.
pub fn width(text: &str, size: f32) -> f32 {
    let em: f32 = text
        .chars()
        .map(|c| match c {
            ' ' => 0.28,
            '0'..='9' => 0.61,
            '.' | ',' | ':' | '·' | '\'' | '|' | 'i' | 'l' => 0.3,
            '(' | ')' | '-' | '/' => 0.4,
            'A'..='Z' | 'm' | 'w' | '%' | '&' | '+' => 0.7,
            _ if c.is_ascii() => 0.56,
            _ => 0.94,
        })
        .sum();
    em * size
}

/// As much of a text as fits, with `…` where that is not all of it.
pub fn cut(text: &str, room: f32, size: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut left = room - width("…", size);
    for c in text.chars() {
        left -= width(c.encode_utf8(&mut [0; 4]), size);
        if left < 0.0 {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end_matches([' ', '·', ',']))
}

/// A dish on one line: `한우국밥 2 · 수육 1`.
pub fn dishes(order: &Order) -> String {
    let names = order.lines.iter().map(|line| format!("{} {}", line.name, line.quantity));
    legible(names.collect::<Vec<_>>().join(", "))
}

/// The lines of a card that is `room` large, in letters of this size, each line as high as `line`.
pub fn lines(
    order: &Order,
    warnings: &[String],
    room: Size,
    size: f32,
    line: f32,
    words: &Words,
) -> Vec<BriefLine> {
    let most = ((room.height / line).floor() as usize).max(1);
    let mut all = Vec::new();
    if !warnings.is_empty() {
        let said = wrap(&warnings.join(" · "), room.width, size, 2.min(most));
        let line = |strong| BriefLine { kind: Kind::Warning, strong, soft: String::new() };
        all.extend(said.into_iter().map(line));
    }
    let dish_lines: Vec<Vec<BriefLine>> =
        order.lines.iter().map(|line| dish(line, room.width, size, words)).collect();
    // Dishes come first: a request has what room they leave, one line at least.
    let needed: usize = dish_lines.iter().map(Vec::len).sum();
    let request = request(order, words);
    let free = most.saturating_sub(all.len() + needed);
    all.extend(
        request
            .map(|said| wrap(&said, room.width, size, free.clamp(1, 2)))
            .into_iter()
            .flatten()
            .map(|strong| BriefLine { kind: Kind::Request, strong, soft: String::new() }),
    );
    let count = dish_lines.len();
    for (at, mut dish) in dish_lines.into_iter().enumerate() {
        // One line is kept for how many there are more, unless this is all.
        let kept = usize::from(at + 1 < count);
        let left = most.saturating_sub(all.len() + kept);
        if left == 0 {
            let strong = words.text("ui-more-dishes", &[("n", (count - at).into())]);
            all.push(BriefLine { kind: Kind::More, strong, soft: String::new() });
            break;
        }
        if dish.len() > left {
            dish.truncate(left);
            dish[left - 1].soft = "…".to_owned();
        }
        all.extend(dish);
    }
    all
}

/// A dish, how many, and its choices: on the same line where they fit, else below it.
fn dish(line: &Line, room: f32, size: f32, words: &Words) -> Vec<BriefLine> {
    let mut strong = format!("{} {}", line.name, line.quantity);
    if line.alcohol {
        strong = format!("{strong} ({})", say::plain(words, "ui-alcohol"));
    }
    let strong = cut(&legible(strong), room, size);
    let mut parts: Vec<String> = line.options.iter().map(|option| format!("+{}", option.name)).collect();
    parts.extend(line.memo.as_ref().map(|memo| format!("“{memo}”")));
    let soft = legible(parts.join(" "));
    let beside = room - width(&strong, size) - width("  ", size);
    if soft.is_empty() || width(&soft, size) <= beside {
        return vec![BriefLine { kind: Kind::Dish, strong, soft }];
    }
    let below = cut(&soft, room - size, size);
    vec![
        BriefLine { kind: Kind::Dish, strong, soft: String::new() },
        BriefLine { kind: Kind::Dish, strong: String::new(), soft: below },
    ]
}

/// What the customer asks of the kitchen.
fn request(order: &Order, words: &Words) -> Option<String> {
    let memo = order.store_memo.as_ref()?;
    Some(format!("{}: {}", say::plain(words, "ui-request"), legible(memo.clone())))
}

/// A text over so many lines, the last one cut.
pub fn wrap(text: &str, room: f32, size: f32, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let at = lines.len() - 1;
        let longer = if lines[at].is_empty() { word.to_owned() } else { format!("{} {word}", lines[at]) };
        if width(&longer, size) <= room || lines[at].is_empty() || lines.len() == most {
            lines[at] = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.into_iter().map(|line| cut(&line, room, size)).collect()
}

/// A whole text over as many lines as it takes; a word that is wider than a line is divided.
pub fn whole(text: &str, room: f32, size: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = format!("{line} {word}");
        if !line.is_empty() && width(&longer, size) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if width(&line, size) > room && line.chars().nth(1).is_some() {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;
    use domain::sample;

    const ROOM: Size = Size::new(286.0, 160.0);

    fn order(lines: Vec<Line>) -> Order {
        sample::order("T-1", "2026-11-21T10:00:00Z".parse().unwrap(), lines)
    }

    fn said(order: &Order, warnings: &[String]) -> Vec<BriefLine> {
        lines(order, warnings, ROOM, 19.0, 26.0, &Words::new(Language::Korean))
    }

    #[test]
    fn a_dish_stands_with_its_choices() {
        let said = said(&order(sample::soup()), &[]);
        assert_eq!((said[0].strong.as_str(), said[0].soft.as_str()), ("한우국밥 2", "+곱빼기 +파 빼기"));
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn six_lines_at_most_then_how_many_more() {
        let many = order(sample::thirty_dishes());
        let said = said(&many, &[]);
        assert_eq!(said.len(), 6, "{said:?}");
        let shown = said.iter().filter(|line| line.kind == Kind::Dish && !line.strong.is_empty()).count();
        let last = said.last().unwrap();
        assert_eq!((last.kind, last.strong.clone()), (Kind::More, format!("+{} 더", 30 - shown)));
        let mut six = order(sample::thirty_dishes());
        six.lines.truncate(6);
        six.lines.iter_mut().for_each(|line| line.options.clear());
        let all = super::lines(&six, &[], ROOM, 19.0, 26.0, &Words::new(Language::Korean));
        assert!(all.len() == 6 && all.iter().all(|line| line.kind == Kind::Dish), "every dish: {all:?}");
    }

    #[test]
    fn a_request_and_a_warning_are_never_pushed_out_by_dishes() {
        let mut many = order(sample::thirty_dishes());
        many.store_memo =
            Some("국물 넉넉히 주시고 김치 많이 부탁드려요. 아이가 먹을 거라 맵지 않게요".to_owned());
        let kinds = |order: &Order| -> Vec<Kind> {
            said(order, &["금액 확인".to_owned()]).iter().map(|line| line.kind).collect()
        };
        let of = |kinds: &[Kind], kind| kinds.iter().filter(|one| **one == kind).count();
        let full = kinds(&many);
        assert_eq!((full.len(), of(&full, Kind::Warning), of(&full, Kind::Request)), (6, 1, 1), "{full:?}");
        many.lines.truncate(1);
        assert_eq!(of(&kinds(&many), Kind::Request), 2, "where there is room it goes on");
    }

    #[test]
    fn a_whole_text_loses_no_letter_and_runs_over_no_edge() {
        let long = "양념반후라이드반치킨무많이곱빼기특대사이즈 아주 맵게";
        let lines = whole(long, 120.0, 25.0);
        assert!(lines.iter().all(|line| width(line, 25.0) <= 120.0), "{lines:?}");
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(long));
        assert_eq!(whole("국밥 특", 400.0, 25.0), ["국밥 특"]);
        assert_eq!(whole("", 120.0, 25.0), [""]);
        assert_eq!(whole("밥", 1.0, 25.0), ["밥"], "a room that holds no letter ends too");
    }

    #[test]
    fn nothing_runs_over_the_edge() {
        let mut long = order(sample::thirty_dishes());
        long.lines[0].name = "한우 사골 곰탕과 수육을 곁들인 특선 정식 네 사람 몫 (공깃밥 포함)".to_owned();
        long.lines[1].memo = Some("파는 빼고 다진 양념은 따로, 국물은 아주 뜨겁게 부탁드립니다".to_owned());
        long.store_memo = Some("가".repeat(200));
        for line in
            said(&long, &["문 앞 + 만나서 결제".to_owned(), "금액 확인".to_owned(), "주류".to_owned()])
        {
            let wide = width(&line.strong, 19.0) + width(&line.soft, 19.0);
            assert!(wide <= ROOM.width, "{line:?}: {wide}");
        }
        assert_eq!(cut("순대국밥", 200.0, 19.0), "순대국밥");
        assert!(cut("순대국밥 특대", 60.0, 19.0).ends_with('…'));
    }
}
