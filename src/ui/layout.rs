//! What stands where on the counter, as numbers: sizes of cards and rows, how many fit, which page an order is on. Pure.
//!
//! Sizes depend on the window and on how many orders there are, never on what stands in them, so that nothing moves under a
//! finger. All lengths are logical pixels.

use iced::Size;

/// Around everything, and between its parts.
pub const GAP: f32 = 8.0;
/// The bar of states at the top.
pub const BAR: f32 = 48.0;
/// The buttons at the bottom.
pub const FOOT: f32 = 56.0;
/// A zone's heading, with the gap below it.
pub const HEADING: f32 = 42.0;
/// An order that has been answered.
pub const ROW: f32 = 56.0;
/// The gap between rows.
pub const ROW_GAP: f32 = 6.0;
/// The buttons that turn pages, beside a zone.
pub const RAIL: f32 = 64.0;

/// Narrowest card on which a number of 40 px stands beside its countdown.
const CARD_WIDTH: f32 = 296.0;
/// Lowest and highest card.
const CARD_HEIGHT: (f32, f32) = (316.0, 384.0);
/// Narrowest row with two buttons.
const ROW_WIDTH: f32 = 420.0;
/// Smallest tile of a dish: its name on two lines, how it stands below.
const TILE: Size = Size::new(216.0, 92.0);
/// The same on the form of an order by phone, which leaves less room for it.
const DISH: Size = Size::new(124.0, 76.0);
/// Height of an option on that form.
const OPTION: f32 = 64.0;
/// Width of the order so far, and of the customer's fields.
const ORDER: f32 = 300.0;
const CUSTOMER: f32 = 280.0;
/// A line of small words above what it names.
pub const CAPTION: f32 = 24.0;
/// A dish of that order: its name, and below it a line of buttons.
pub const LINE: f32 = 92.0;
/// Above so many new orders, cards become rows.
const MOST_CARDS: usize = 20;
/// Beside one another where two rows of cards fit below the bar.
const BESIDE: Size = Size::new(1_400.0, 690.0);

/// How large a new order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// With all its dishes.
    Large,
    /// With the first of them.
    Medium,
    /// As a row.
    Rows,
}

/// A zone's places, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Places side by side.
    pub across: usize,
    /// Places one below another.
    pub down: usize,
    /// Size of a place.
    pub cell: Size,
    /// Between places.
    pub gap: f32,
}

impl Grid {
    fn new(area: Size, across: usize, down: usize, gap: f32) -> Grid {
        let across_gaps = gap * (across.max(1) - 1) as f32;
        let down_gaps = gap * (down.max(1) - 1) as f32;
        let cell = Size::new(
            ((area.width - across_gaps) / across.max(1) as f32).floor(),
            ((area.height - down_gaps) / down.max(1) as f32).floor(),
        );
        Grid { across: across.max(1), down: down.max(1), cell, gap }
    }

    fn rows(area: Size) -> Grid {
        let across = fitting(area.width, ROW_WIDTH, GAP);
        let down = fitting(area.height, ROW, ROW_GAP);
        let grid = Grid::new(area, across, down, GAP);
        Grid { cell: Size::new(grid.cell.width, ROW), gap: ROW_GAP, ..grid }
    }

    /// Orders on one page.
    pub fn page(&self) -> usize {
        self.across * self.down
    }

    /// Pages for so many orders, one at least.
    pub fn pages(&self, orders: usize) -> usize {
        orders.div_ceil(self.page()).max(1)
    }
}

/// How many of this length fit, one at least.
fn fitting(room: f32, each: f32, gap: f32) -> usize {
    (((room + gap) / (each + gap)).floor() as usize).max(1)
}

/// A zone: its width and height with heading and rail, and its places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    /// With rail.
    pub width: f32,
    /// With heading.
    pub height: f32,
    /// Its places.
    pub grid: Grid,
}

/// The counter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// New orders; only the heading is left where there are none.
    pub new: Option<(Zone, Density)>,
    /// Orders in progress.
    pub open: Option<Zone>,
    /// The two zones stand side by side.
    pub beside: bool,
}

/// The room below the bar and above the buttons.
pub fn body(window: Size) -> Size {
    Size::new(window.width - 2.0 * GAP, window.height - BAR - FOOT - 4.0 * GAP)
}

/// A zone of rows that takes all of this room, as for the finished orders.
pub fn rows(room: Size) -> Zone {
    let inside = Size::new(room.width - RAIL - GAP, room.height - HEADING);
    Zone { width: room.width, height: room.height, grid: Grid::rows(inside) }
}

/// The room of another screen below its heading. New orders that are told above it take nothing of it, so that no tile moves
/// when one comes.
pub fn screen(window: Size) -> Size {
    Size::new(window.width - 2.0 * GAP, window.height - BAR - RAIL - FOOT - 5.0 * GAP)
}

/// The dishes of the menu in this room, beside the buttons that turn pages.
pub fn tiles(room: Size) -> Grid {
    let inside = Size::new(room.width - RAIL - GAP, room.height);
    let (across, down) = (fitting(inside.width, TILE.width, GAP), fitting(inside.height, TILE.height, GAP));
    Grid::new(inside, across, down, GAP)
}

/// The form of an order by phone: three columns of this height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhonePlan {
    /// Height of each column.
    pub height: f32,
    /// Width of the menu.
    pub left: f32,
    /// Width of the order so far.
    pub middle: f32,
    /// Width of the customer's fields.
    pub right: f32,
    /// The dishes below the search.
    pub tiles: Grid,
    /// The options below the dishes.
    pub options: Grid,
    /// Lines of the order on one page, with the buttons that turn it below.
    pub lines: usize,
}

/// The form of an order by phone, below its heading and above its sum.
pub fn phone(window: Size) -> PhonePlan {
    let room = screen(window);
    let height = room.height - FOOT - GAP;
    let left = room.width - ORDER - CUSTOMER - 2.0 * GAP;
    let across = fitting(left, DISH.width, GAP);
    let options = Grid::new(Size::new(left, 2.0 * OPTION + GAP), across, 2, GAP);
    let below = CAPTION + 2.0 * OPTION + GAP;
    let dishes = Size::new(left, height - FOOT - below - 2.0 * GAP);
    let tiles = Grid::new(dishes, across, fitting(dishes.height, DISH.height, GAP), GAP);
    let lines = fitting(height - FOOT - GAP, LINE, GAP);
    PhonePlan { height, left, middle: ORDER, right: CUSTOMER, tiles, options, lines }
}

/// The counter in a window of this size with so many new orders and so many in progress.
pub fn plan(window: Size, new: usize, open: usize) -> Plan {
    let room = body(window);
    let beside = window.width >= BESIDE.width && room.height >= BESIDE.height;
    if new == 0 {
        let left = Size::new(room.width, room.height - HEADING);
        return Plan { new: None, open: Some(rows(left)), beside: false };
    }
    if beside { side_by_side(room, new, open) } else { one_above_another(room, new, open) }
}

fn side_by_side(room: Size, new: usize, open: usize) -> Plan {
    // Three cards, or all of it where nothing is in progress: an empty zone gives its width away.
    let three = 3.0 * CARD_WIDTH + 2.0 * GAP + GAP + RAIL;
    let width = if open == 0 { room.width } else { three };
    let inside = Size::new(width - RAIL - GAP, room.height - HEADING);
    let large = Grid::new(inside, fitting(inside.width, CARD_WIDTH, GAP), 2, GAP);
    let (grid, density) = match new {
        new if new <= large.page() => (large, Density::Large),
        ..=MOST_CARDS => (Grid::new(inside, large.across + 1, 3, GAP), Density::Medium),
        _ => (Grid::rows(inside), Density::Rows),
    };
    let rest = Size::new(room.width - width - GAP, room.height);
    Plan {
        new: Some((Zone { width, height: room.height, grid }, density)),
        open: (open > 0).then(|| rows(rest)),
        beside: true,
    }
}

fn one_above_another(room: Size, new: usize, open: usize) -> Plan {
    let most_rows = if room.height >= 620.0 { 3 } else { 2 };
    let below = HEADING + fitting_height(most_rows);
    let many = new > MOST_CARDS;
    // Many new orders take the room of those in progress, where there are none.
    let height = if many && open == 0 { room.height } else { room.height - GAP - below };
    let height = if many { height } else { height.min(HEADING + CARD_HEIGHT.1) };
    let inside = Size::new(room.width - RAIL - GAP, height - HEADING);
    let (grid, density) = if many {
        (Grid::rows(inside), Density::Rows)
    } else {
        let grid = Grid::new(inside, fitting(inside.width, CARD_WIDTH, GAP), 1, GAP);
        (grid, Density::Large)
    };
    let rest = Size::new(room.width, room.height - height - GAP);
    let open = (open > 0 || !many).then(|| rows(rest));
    Plan { new: Some((Zone { width: room.width, height, grid }, density)), open, beside: false }
}

fn fitting_height(rows: usize) -> f32 {
    rows as f32 * (ROW + ROW_GAP) - ROW_GAP
}

/// Most that everything is enlarged unless the settings allow more, in percent.
const ENLARGED: u32 = 125;

/// How much larger all of it is drawn on a screen of this size, so that a large screen is read from further away and a small
/// one holds all of it; never more than `most` percent, nor more than leaves room for the counter. In quarters, because the
/// edges of boxes are sharp there.
pub fn scale(screen: Size, most: Option<u32>) -> f32 {
    let room = (screen.width / 1_024.0).min(screen.height / 700.0);
    let most = most.unwrap_or(ENLARGED) as f32 / 100.0;
    ((room.min(most) * 4.0).floor() / 4.0).max(0.5)
}

/// A window that has this size while it is `drawn` so much larger: the size and scale that it is to have, `most` as in [`scale`].
pub fn fit(size: Size, drawn: f32, most: Option<u32>) -> (Size, f32) {
    let screen = Size::new(size.width * drawn, size.height * drawn);
    let scale = scale(screen, most);
    (Size::new(screen.width / scale, screen.height / scale), scale)
}

/// The size of a window that is larger than its screen, so that it ends within it.
pub fn clamp(window: Size, screen: Size) -> Option<Size> {
    let fits = Size::new(window.width.min(screen.width), window.height.min(screen.height));
    (fits != window && screen.width > 0.0 && screen.height > 0.0).then_some(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size::new(1_024.0, 768.0);
    const MIDDLE: Size = Size::new(1_366.0, 768.0);
    /// 1920×1080, drawn at 1.25.
    const LARGE: Size = Size::new(1_536.0, 864.0);

    #[test]
    fn a_small_screen_holds_three_whole_cards_and_six_rows() {
        let plan = plan(SMALL, 7, 14);
        let (zone, density) = plan.new.unwrap();
        assert_eq!((zone.grid.across, zone.grid.down, density), (3, 1, Density::Large));
        assert!(zone.grid.cell.width >= 296.0 && zone.grid.cell.height >= 350.0, "{zone:?}");
        let open = plan.open.unwrap();
        assert_eq!((open.grid.across, open.grid.down, open.grid.cell.height), (2, 3, ROW));
        assert_eq!((zone.grid.pages(7), open.grid.pages(14)), (3, 3));
    }

    #[test]
    fn a_wide_screen_holds_four_cards_and_nine_rows() {
        let plan = plan(MIDDLE, 4, 9);
        let (zone, _) = plan.new.unwrap();
        assert_eq!((zone.grid.across, zone.grid.down), (4, 1));
        assert_eq!(plan.open.unwrap().grid.page(), 9);
    }

    #[test]
    fn a_large_screen_holds_six_large_or_twelve_middling_cards() {
        let at = |new| plan(LARGE, new, 14).new.unwrap();
        let (six, density) = at(6);
        assert_eq!((six.grid.across, six.grid.down, density), (3, 2, Density::Large));
        assert!(six.grid.cell.height >= CARD_HEIGHT.0, "{six:?}");
        let (twelve, density) = at(12);
        assert_eq!((twelve.grid.page(), density), (12, Density::Medium));
        assert_eq!(at(7).0, twelve, "from seven on");
        assert!(plan(LARGE, 6, 14).open.unwrap().grid.page() >= 10);
        let none = plan(LARGE, 6, 0);
        assert!(
            none.open.is_none() && none.new.unwrap().0.grid.across == 4,
            "an empty zone gives its width away"
        );
    }

    #[test]
    fn sixty_orders_are_two_pages_of_a_large_screen() {
        for (new, open) in [(60, 0), (0, 60)] {
            let plan = plan(LARGE, new, open);
            let zone = plan.new.map(|(zone, _)| zone).or(plan.open).unwrap();
            assert!(zone.grid.pages(60) <= 2, "{zone:?}");
        }
    }

    #[test]
    fn a_small_screen_holds_twenty_dishes_for_a_finger() {
        let grid = tiles(screen(SMALL));
        assert_eq!((grid.across, grid.down), (4, 5));
        for window in [SMALL, MIDDLE, LARGE, Size::new(1_024.0, 700.0), Size::new(640.0, 320.0)] {
            let (room, grid) = (screen(window), tiles(screen(window)));
            let (across, down) = (grid.across as f32, grid.down as f32);
            assert!(across * (grid.cell.width + GAP) - GAP <= room.width - RAIL - GAP, "{window:?}");
            assert!(down * (grid.cell.height + GAP) - GAP <= room.height, "{window:?}");
            assert!(grid.cell.height >= 64.0 || window.height < 700.0, "{window:?}");
            // With the bar, the new orders that wait, and the heading.
            let all = BAR + RAIL + FOOT + room.height + 5.0 * GAP;
            assert!(all <= window.height, "{window:?}");
        }
    }

    #[test]
    fn an_order_by_phone_has_room_for_its_three_columns() {
        let small = phone(SMALL);
        assert_eq!((small.tiles.across, small.tiles.down, small.lines), (3, 3, 4));
        for window in [SMALL, MIDDLE, LARGE, Size::new(1_024.0, 700.0)] {
            let (room, plan) = (screen(window), phone(window));
            let all = plan.left + plan.middle + plan.right + 2.0 * GAP;
            assert!(all <= room.width && plan.height + GAP + FOOT <= room.height, "{window:?}: {plan:?}");
            let high = |grid: Grid| grid.down as f32 * (grid.cell.height + GAP) - GAP;
            let left = FOOT + high(plan.tiles) + CAPTION + high(plan.options) + 2.0 * GAP;
            assert!(left <= plan.height, "{window:?}: {plan:?}");
            let wide = plan.tiles.across as f32 * (plan.tiles.cell.width + GAP) - GAP;
            assert!(wide <= plan.left && plan.tiles.cell.height >= 64.0 && plan.options.cell.height >= 64.0);
            assert!(plan.lines as f32 * (LINE + GAP) + FOOT <= plan.height, "{window:?}: {plan:?}");
        }
    }

    #[test]
    fn nothing_runs_out_of_any_window() {
        for window in [SMALL, MIDDLE, LARGE, Size::new(1_024.0, 700.0), Size::new(1_280.0, 720.0)] {
            for new in [0, 1, 3, 6, 7, 20, 21, 60] {
                for open in [0, 1, 14, 60] {
                    let plan = plan(window, new, open);
                    let room = body(window);
                    let zones: Vec<Zone> =
                        plan.new.map(|(zone, _)| zone).into_iter().chain(plan.open).collect();
                    let inside = |zone: &Zone| {
                        let grid = zone.grid;
                        let (across, down) = (grid.across as f32, grid.down as f32);
                        let gap = if grid.cell.height == ROW { ROW_GAP } else { GAP };
                        across * (grid.cell.width + GAP) - GAP <= zone.width - RAIL - GAP + 0.1
                            && down * (grid.cell.height + gap) - gap <= zone.height - HEADING + 0.1
                    };
                    assert!(zones.iter().all(inside), "{window:?} {new} {open}: {plan:?}");
                    let (long, total): (f32, f32) = if plan.beside {
                        (room.width, zones.iter().map(|zone| zone.width).sum())
                    } else {
                        (room.height, zones.iter().map(|zone| zone.height).sum())
                    };
                    assert!(
                        total + GAP * (zones.len().max(1) - 1) as f32 <= long + 0.1,
                        "{window:?}: {plan:?}"
                    );
                    let cards = plan.new.filter(|(_, density)| *density == Density::Large);
                    assert!(cards.is_none_or(|(zone, _)| zone.grid.cell.height >= CARD_HEIGHT.0), "{plan:?}");
                }
            }
        }
    }

    #[test]
    fn a_place_stays_where_it_is_as_orders_come_and_go() {
        for window in [SMALL, MIDDLE, LARGE] {
            let first = plan(window, 1, 1);
            for (new, open) in [(2, 1), (3, 9), (1, 60)] {
                assert_eq!(plan(window, new, open), first, "{window:?}: {new} {open}");
            }
        }
    }

    #[test]
    fn a_window_larger_than_its_screen_is_cut_to_it() {
        assert_eq!(clamp(MIDDLE, SMALL), Some(SMALL));
        assert_eq!(clamp(SMALL, Size::new(1_280.0, 720.0)), Some(Size::new(1_024.0, 720.0)));
        assert_eq!(clamp(SMALL, MIDDLE), None);
        assert_eq!(clamp(SMALL, Size::ZERO), None, "a screen that does not tell its size");
    }

    #[test]
    fn large_screens_are_drawn_larger_and_small_ones_fit() {
        let at = |width, height| scale(Size::new(width, height), None);
        assert_eq!([at(1_024.0, 768.0), at(1_366.0, 768.0), at(1_920.0, 1_080.0)], [1.0, 1.0, 1.25]);
        assert_eq!(at(683.0, 384.0), 0.5, "1366×768 at 200 %");
        assert_eq!(at(960.0, 540.0), 0.75, "1920×1080 at 200 %");
        let set = |width, height, most| scale(Size::new(width, height), Some(most));
        assert_eq!(
            [set(1_920.0, 1_080.0, 100), set(1_920.0, 1_080.0, 200)],
            [1.0, 1.5],
            "what the counter leaves"
        );
        assert_eq!([set(3_840.0, 2_160.0, 200), set(1_024.0, 768.0, 200)], [2.0, 1.0]);
    }
}
