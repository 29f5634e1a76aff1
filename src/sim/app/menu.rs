//! What the simulated shops sell: dishes as they stand on real menus, with their usual options.

use domain::order::Unit;

/// What a shop cooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShopKind {
    /// 국밥.
    Gukbap,
    /// 치킨.
    Chicken,
    /// 분식.
    Bunsik,
    /// 중식.
    Chinese,
    /// 카페.
    Cafe,
    /// 전통시장: many stalls, one bundle.
    Market,
}

impl ShopKind {
    /// All kinds.
    pub const ALL: [ShopKind; 6] = [
        ShopKind::Gukbap,
        ShopKind::Chicken,
        ShopKind::Bunsik,
        ShopKind::Chinese,
        ShopKind::Cafe,
        ShopKind::Market,
    ];
}

/// One dish.
pub(super) struct Dish {
    pub(super) name: &'static str,
    /// Won for one unit.
    pub(super) price: i64,
    /// Names and won.
    pub(super) options: &'static [(&'static str, i64)],
    pub(super) unit: Unit,
    pub(super) alcohol: bool,
}

const fn dish(name: &'static str, price: i64, options: &'static [(&'static str, i64)]) -> Dish {
    Dish { name, price, options, unit: Unit::Piece, alcohol: false }
}

const fn drink(name: &'static str, price: i64) -> Dish {
    Dish { name, price, options: &[], unit: Unit::Piece, alcohol: true }
}

const fn weighed(name: &'static str, price: i64, unit: Unit) -> Dish {
    Dish { name, price, options: &[], unit, alcohol: false }
}

/// Stalls of the simulated market.
pub(super) const STALLS: [(&str, &str); 3] = [("s1", "다라정육점"), ("s2", "마바채소"), ("s3", "사아기름집")];

const GUKBAP: [Dish; 8] = [
    dish(
        "뼈해장국",
        10_000,
        &[("우거지 추가", 1_000), ("들깨가루 빼기", 0), ("공기밥 추가", 1_000), ("맵게", 0)],
    ),
    dish("콩나물국밥", 8_000, &[("수란 추가", 1_000), ("오징어 추가", 2_000), ("청양고추 빼기", 0)]),
    dish("순대국밥", 9_500, &[("순대만", 0), ("내장만", 0), ("다대기 따로", 0), ("곱빼기", 2_000)]),
    dish("수육(소)", 25_000, &[("겉절이 추가", 2_000), ("막국수 추가", 5_000)]),
    dish("모둠순대", 15_000, &[("새우젓 넉넉히", 0)]),
    dish("왕만두(5개)", 6_000, &[]),
    drink("막걸리 750ml", 4_000),
    drink("참이슬 360ml", 5_000),
];

const CHICKEN: [Dish; 7] = [
    dish("후라이드치킨", 19_000, &[("순살 변경", 2_000), ("치킨무 추가", 500), ("양념소스 추가", 1_000)]),
    dish("양념반 후라이드반", 21_000, &[("순살 변경", 2_000), ("매운 양념", 0), ("치킨무 빼기", 0)]),
    dish("뿌링뿌링 치즈볼치킨", 22_500, &[("떡사리 추가", 2_000), ("콜라 1.25L 변경", 1_500)]),
    dish("똥집튀김", 13_000, &[("마늘 추가", 1_000)]),
    dish("치즈볼(5개)", 5_000, &[]),
    drink("생맥주 1000cc", 9_000),
    drink("병맥주 500ml", 5_000),
];

const BUNSIK: [Dish; 8] = [
    dish("떡볶이", 5_000, &[("치즈 추가", 1_000), ("덜 맵게", 0), ("라면사리", 1_500), ("떡 많이", 0)]),
    dish("로제 떡볶이", 8_500, &[("중국당면 추가", 2_000), ("베이컨 추가", 1_500)]),
    dish("참치김밥", 4_500, &[("단무지 빼기", 0), ("오이 빼기", 0)]),
    dish("모둠튀김", 6_000, &[("떡볶이 국물 따로", 0)]),
    dish("순대(1인분)", 4_500, &[("간 빼기", 0), ("허파 많이", 0)]),
    dish("라볶이", 6_500, &[("계란 추가", 1_000)]),
    dish("왕돈까스", 9_500, &[("밥 곱빼기", 1_000), ("소스 따로", 0)]),
    dish("쿨피스", 2_500, &[]),
];

const CHINESE: [Dish; 7] = [
    dish("짜장면", 7_000, &[("곱빼기", 1_500), ("양파 빼기", 0), ("고춧가루 따로", 0)]),
    dish("삼선짬뽕", 11_000, &[("곱빼기", 1_500), ("밥으로 변경", 0), ("덜 맵게", 0)]),
    dish("탕수육(중)", 24_000, &[("소스 따로", 0), ("찹쌀 변경", 3_000)]),
    dish("볶음밥", 8_500, &[("짬뽕국물 추가", 1_000), ("계란후라이 추가", 1_000)]),
    dish("군만두(8개)", 6_000, &[]),
    dish("쟁반짜장 2인", 18_000, &[("해물 추가", 4_000)]),
    drink("이과두주 125ml", 5_000),
];

const CAFE: [Dish; 6] = [
    dish("아메리카노", 3_500, &[("ICE", 0), ("HOT", 0), ("샷 추가", 500), ("연하게", 0)]),
    dish("카페라떼", 4_500, &[("오트밀크 변경", 700), ("시럽 빼기", 0)]),
    dish("자몽에이드", 5_500, &[("얼음 적게", 0)]),
    dish("소금빵", 3_800, &[("데워 주세요", 0)]),
    dish("바스크 치즈케이크", 6_500, &[("포크 2개", 0)]),
    dish("크로플", 7_000, &[("아이스크림 추가", 2_000)]),
];

const MARKET: [Dish; 7] = [
    weighed("한우 국거리", 48_000, Unit::Kilogram),
    weighed("삼겹살", 26_000, Unit::Kilogram),
    dish("시금치 한 단", 3_000, &[]),
    dish("대파 한 단", 2_500, &[]),
    weighed("햇감자", 4_000, Unit::Kilogram),
    weighed("들기름", 22_000, Unit::Litre),
    dish("국산 참깨 500g", 14_000, &[]),
];

/// The menu of a kind of shop.
pub(super) fn dishes(kind: ShopKind) -> &'static [Dish] {
    match kind {
        ShopKind::Gukbap => &GUKBAP,
        ShopKind::Chicken => &CHICKEN,
        ShopKind::Bunsik => &BUNSIK,
        ShopKind::Chinese => &CHINESE,
        ShopKind::Cafe => &CAFE,
        ShopKind::Market => &MARKET,
    }
}

/// What customers write to the shop.
pub(super) const STORE_MEMOS: [&str; 9] = [
    "덜 맵게 해주세요. 리뷰이벤트 콜라!",
    "단무지 많이 부탁드려요",
    "아이가 먹어요. 아주 안 맵게요~",
    "땅콩 알레르기 있습니다!! 꼭 빼주세요",
    "리뷰이벤트 참여합니다 (계란말이)",
    "국물 따로 담아주세요^^",
    "젓가락 3개요",
    "벨 누르지 말고 문 앞에 두고 문자 주세요",
    "맛있게 해주세요 사장님 번창하세요 🙏",
];

/// What customers write to the rider.
pub(super) const RIDER_MEMOS: [&str; 5] = [
    "도착 5분 전 문자 주세요",
    "문 앞에 두고 벨 눌러주세요",
    "아기가 자요. 노크만 살짝 부탁드려요",
    "경비실에 맡겨주세요",
    "1층 공동현관에서 전화 주세요",
];

/// Obviously invented people.
pub(super) const NAMES: [&str; 6] = ["가나다", "라마바", "사아자", "차카타", "파하가", "나라마"];

/// Obviously invented places: road, lot number, 동.
pub(super) const PLACES: [(&str, &str, &str); 4] = [
    ("가나로 12, 다라아파트", "마바동 34-5", "마바동"),
    ("나다길 7-3, 사아빌라", "자차동 100", "자차동"),
    ("가나대로 345, 카타타워", "파하동 1-1", "파하동"),
    ("라마1로 8", "마바동 산 9", "마바동"),
];
