//! Left at the door or handed over (비대면): what customers write when they mean it.

use unicode_normalization::UnicodeNormalization;

use super::Order;

/// Where; not with 에서, which is where a person is to be called or met.
const PLACES: [&str; 2] = ["문앞", "현관앞"];

/// How.
const WAYS: [&str; 6] = ["비대면", "두고가", "놓고가", "놔두", "걸어두", "걸어놔"];

/// The contrary.
const NOT: [&str; 6] = ["두지말", "두지마", "놓지말", "놓지마", "가지말", "가지마"];

impl Order {
    /// Whether the customer asks, of the rider or of the shop, to leave it at the door. Whether it may be left (money to
    /// take, alcohol) is another question.
    pub fn asks_to_leave(&self) -> bool {
        [&self.rider_memo, &self.store_memo].into_iter().flatten().any(|memo| means_leave(memo))
    }
}

fn means_leave(memo: &str) -> bool {
    // Customers space and punctuate as they like, and some devices send syllables in pieces.
    let memo: String = memo.nfc().filter(|c| c.is_alphanumeric()).collect();
    let at = |place: &&str| {
        memo.match_indices(*place).any(|(at, _)| !memo[at + place.len()..].starts_with("에서"))
    };
    let said = |words: &&str| memo.contains(*words);
    (PLACES.iter().any(at) || WAYS.iter().any(said)) && !NOT.iter().any(said)
}

#[cfg(test)]
mod tests {
    use super::means_leave;

    #[test]
    fn leaving_is_told_from_meeting() {
        for leave in [
            "문 앞에 두고 벨 눌러주세요",
            "벨 누르지 말고 문앞에 두고 문자 주세요",
            "현관 앞에 놔 주세요",
            "비 대면 부탁드려요~",
            "그냥 두고 가세요",
            "문고리에 걸어 두세요",
            "놔두고 전화 주세요",
            "\u{1106}\u{116E}\u{11AB} \u{110B}\u{1161}\u{11C1}",
        ] {
            assert!(means_leave(leave), "{leave}");
        }
        for meet in [
            "",
            "덜 맵게 해주세요",
            "문 앞에서 전화 주세요",
            "아기가 자요. 벨 누르지 마세요",
            "문 앞에 두지 말고 손에 주세요",
            "그냥 두고 가지 마세요",
        ] {
            assert!(!means_leave(meet), "{meet}");
        }
    }
}
