//! Looking for orders of all years beside a running program: on a connection of its own, never on the writer's thread.
//!
//! What is asked becomes a few walks, each along one index and from one order to the next older (or newer) one: of each kind of
//! order that fits, of each dish and kind, of a number. They are merged by the orders' places in time, so that a page takes as
//! long for what is rare as for what is common, and as long on the thousandth page as on the first.

use std::collections::{BTreeSet, BinaryHeap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use domain::OrderState;
use domain::history::{MOST, Page, Reach, Search, Turn};
use domain::rules::Policy;
use domain::text::{self, Typed};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::history::{bit, day_number, day_of, ids, place_at};
use super::stored::{APPS, Stored, WITH_STATE, is_before_search};
use super::{Store, StoreError, order_store, schema};

/// Orders that are looked at and passed over for one page; beyond it a page ends early, and the next one goes on.
const MOST_PASSED_OVER: usize = 4_000;
/// Orders that are looked at and passed over for a dish before it is looked up. What is ordered often is found sooner so: one walk
/// instead of hundreds. Few in tests, whose files are small.
const FIRST_PASSED_OVER: usize = if cfg!(test) { 2 } else { 400 };
/// Dishes that are looked up one by one. Where more fit what is typed, nearly every order has one of them, and orders are only
/// looked through for them.
const MOST_DISHES: usize = 150;
/// Places that a walk reads at first, and at most in one go.
const FIRST_STEP: i64 = 2;
const LONGEST_STEP: i64 = 128;
/// A business day begins and ends so many days around its own date at most, whatever the shop's hours and time zone are.
const AROUND: i64 = 2;
/// What fits is not looked for any longer on a disk that is so slow.
const PATIENCE: Duration = Duration::from_secs(5);

/// A page of the orders that fit. `first_shop` is the shop of orders that name none. Reads beside a running program; no
/// database yet is an empty page.
///
/// # Errors
/// The file cannot be read in time, or was written by a newer version.
pub fn search(
    path: &Path,
    search: &Search,
    first_shop: Option<&str>,
    turn: Turn,
    limit: usize,
) -> Result<Page<OrderState>, StoreError> {
    let nothing = |reach| Page { orders: Vec::new(), newer: None, older: None, reach };
    let Some(mut conn) = schema::open_to_read(path)? else { return Ok(nothing(Reach::Whole)) };
    if is_before_search(&conn)? {
        return Ok(nothing(Reach::Nothing));
    }
    let until = Instant::now() + PATIENCE;
    conn.progress_handler(10_000, Some(move || Instant::now() > until))?;
    // One view of the file for the whole page, whatever the writer does meanwhile.
    let tx = conn.transaction()?;
    page(&tx, search, first_shop, turn, limit.clamp(1, MOST))
}

fn page(
    conn: &Connection,
    search: &Search,
    first_shop: Option<&str>,
    turn: Turn,
    limit: usize,
) -> Result<Page<OrderState>, StoreError> {
    let wanted = Wanted::read(conn, search, first_shop)?;
    let found = wanted.find(conn, turn, limit)?;
    let (older, newer) = match turn {
        Turn::Newest => (found.next, None),
        Turn::Before(place) => {
            let newest = found.places.first().copied();
            (found.next, Some(newest.unwrap_or_else(|| place.saturating_sub(1))))
        }
        // Less than a page is newer: the newest page is shown, and it is full.
        Turn::After(_) if found.next.is_none() => return page(conn, search, first_shop, Turn::Newest, limit),
        Turn::After(place) => {
            let oldest = found.places.last().copied();
            (Some(oldest.unwrap_or_else(|| place.saturating_add(1))), found.next)
        }
    };
    let mut orders = Vec::with_capacity(found.places.len());
    for place in &found.places {
        orders.extend(order(conn, *place)?);
    }
    Ok(Page { orders, newer, older, reach: reach(conn)? })
}

/// The order that has this place. A damaged one is what its row says.
fn order(conn: &Connection, place: i64) -> Result<Option<OrderState>, StoreError> {
    let day: Option<i64> = conn
        .prepare_cached("SELECT day FROM history WHERE sequence = ?1")?
        .query_row(params![place], |row| row.get(0))
        .optional()?;
    let Some(day) = day else { return Ok(None) };
    let stored = conn
        .prepare_cached(&format!("SELECT {WITH_STATE} WHERE orders.day = ?1 AND orders.sequence = ?2"))?
        .query_row(params![day_of(day).to_string(), place], Stored::of)
        .optional()?;
    let damaged = |stored: &Stored| stored.stand_in(Timestamp::UNIX_EPOCH, &Policy::default()).0;
    Ok(stored.map(|stored| stored.state().unwrap_or_else(|_| damaged(&stored))))
}

fn reach(conn: &Connection) -> Result<Reach, StoreError> {
    let since: Option<i64> = conn
        .prepare_cached("SELECT since FROM history_to_fill")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(since.map_or(Reach::Whole, |since| Reach::Since(order_store::time(since))))
}

/// What is looked for, in the store's own terms.
struct Wanted {
    /// Kinds of orders that fit; `None`: all do.
    kinds: Option<BTreeSet<i64>>,
    /// The first and the last business day.
    days: Option<(i64, i64)>,
    /// The first and the last place that can fit.
    bounds: (i64, i64),
    text: Option<Text>,
}

/// What the text may mean; an order fits that fits any of it.
#[derive(Default)]
struct Text {
    numbers: Vec<String>,
    display_id: String,
    tail: Option<i64>,
    places: Vec<i64>,
    dishes: BTreeSet<i64>,
}

/// Places that were found, newest first.
struct Found {
    places: Vec<i64>,
    /// From where the next page goes on in the same direction.
    next: Option<i64>,
    /// The place that was looked at last.
    last: Option<i64>,
}

impl Wanted {
    fn read(conn: &Connection, search: &Search, first_shop: Option<&str>) -> Result<Wanted, StoreError> {
        let days = (search.from.is_some() || search.to.is_some())
            .then(|| (search.from.map_or(i64::MIN, day_number), search.to.map_or(i64::MAX, day_number)));
        let at = |day: i64| place_at(day.saturating_mul(24 * 3_600_000));
        let bounds = days.map_or((i64::MIN, i64::MAX), |(first, last)| {
            (at(first.saturating_sub(AROUND)), at(last.saturating_add(AROUND + 1)))
        });
        Ok(Wanted {
            kinds: kinds(conn, search, first_shop)?,
            days,
            bounds,
            text: if text::is_blank(&search.text) { None } else { Some(Text::read(conn, &search.text)?) },
        })
    }

    /// The places of a page.
    fn find(&self, conn: &Connection, turn: Turn, limit: usize) -> Result<Found, StoreError> {
        let mut found = Found { places: Vec::new(), next: None, last: None };
        let dishes = self.text.as_ref().map_or(0, |text| text.dishes.len());
        let mut on = turn;
        let mut is_over = false;
        if dishes > 0 {
            let most = if dishes > MOST_DISHES { MOST_PASSED_OVER } else { FIRST_PASSED_OVER };
            is_over =
                self.go_along(conn, self.through(), turn, (limit, most), &mut found)? || dishes > MOST_DISHES;
            let last = found.last;
            on = match turn {
                Turn::Newest | Turn::Before(_) => last.map_or(turn, Turn::Before),
                Turn::After(_) => last.map_or(turn, Turn::After),
            };
        }
        if !is_over {
            found.next = None;
            self.go_along(conn, self.walks(conn)?, on, (limit, MOST_PASSED_OVER), &mut found)?;
        }
        if matches!(turn, Turn::After(_)) {
            found.places.reverse();
        }
        Ok(found)
    }

    /// Goes along these walks, merged, until a page is full. False: it was broken off before, because `most` orders had to be
    /// passed over.
    fn go_along(
        &self,
        conn: &Connection,
        walks: Vec<(Along, bool)>,
        turn: Turn,
        (limit, most): (usize, usize),
        found: &mut Found,
    ) -> Result<bool, StoreError> {
        let mut merged = Merged::of(self, conn, walks, turn)?;
        let mut passed_over = 0;
        while let Some((place, has_text)) = merged.next(conn)? {
            // An order may be met on several walks.
            if found.last == Some(place) {
                continue;
            }
            if found.places.len() == limit {
                found.next = found.places.last().copied();
                return Ok(true);
            }
            if passed_over == most {
                found.next = found.last;
                return Ok(false);
            }
            found.last = Some(place);
            if self.fits(conn, place, has_text)? {
                found.places.push(place);
            } else {
                passed_over += 1;
            }
        }
        Ok(true)
    }

    /// Whether an order that was met fits in what its walk does not say. `has_text`: the walk says that it fits the text.
    fn fits(&self, conn: &Connection, place: i64, has_text: bool) -> Result<bool, StoreError> {
        if has_text && self.days.is_none() && self.kinds.is_none() {
            return Ok(true);
        }
        let known = conn
            .prepare_cached("SELECT kind, day, dishes FROM history WHERE sequence = ?1")?
            .query_row(params![place], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        let Some((kind, day, dishes)) = known else { return Ok(false) };
        let has_dish = |text: &Text| ids(&dishes).any(|dish| text.dishes.contains(&dish));
        Ok(self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
            && self.days.is_none_or(|(first, last)| (first..=last).contains(&day))
            && (has_text || self.text.as_ref().is_none_or(has_dish)))
    }

    /// Walks along all orders of the kinds that fit; and whether they say that an order fits the text.
    fn of_kinds(&self, has_text: bool) -> Vec<(Along, bool)> {
        match &self.kinds {
            None => vec![(Along::All, has_text)],
            Some(kinds) => kinds.iter().map(|kind| (Along::Kind(*kind), has_text)).collect(),
        }
    }

    /// Walks along all orders of the kinds that fit, to look for dishes on the way, and along what else the text may mean.
    fn through(&self) -> Vec<(Along, bool)> {
        let mut walks = self.text.as_ref().map_or_else(Vec::new, Text::walks);
        walks.extend(self.of_kinds(false));
        walks
    }

    /// Walks along orders that fit the text.
    fn walks(&self, conn: &Connection) -> Result<Vec<(Along, bool)>, StoreError> {
        let Some(text) = &self.text else { return Ok(self.of_kinds(true)) };
        let mut walks = text.walks();
        for dish in &text.dishes {
            let fits = |kind: &i64| self.kinds.as_ref().is_none_or(|kinds| kinds.contains(kind));
            let kinds = kinds_of(conn, *dish)?;
            walks.extend(kinds.into_iter().filter(fits).map(|kind| (Along::Dish(*dish, kind), true)));
        }
        Ok(walks)
    }
}

/// The kinds of orders that fit; `None`: all do.
fn kinds(
    conn: &Connection,
    search: &Search,
    first_shop: Option<&str>,
) -> Result<Option<BTreeSet<i64>>, StoreError> {
    let Search { channel, shop, state, payment, .. } = search;
    if (channel, shop, state, payment) == (&None, &None, &None, &None) {
        return Ok(None);
    }
    let is_shop = |known: &str| {
        let is_first = known.is_empty() && shop.as_deref() == first_shop;
        shop.as_ref().is_none_or(|shop| shop == known || is_first)
    };
    let mut query = conn.prepare_cached("SELECT id, channel, shop, state, payments FROM history_kinds")?;
    let mut rows = query.query([])?;
    let mut kinds = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let payments: i64 = row.get(4)?;
        let fits =
            channel.as_ref().is_none_or(|channel| row.get_ref(1).is_ok_and(|is| is.as_str() == Ok(channel)))
                && is_shop(&row.get::<_, String>(2)?)
                && state.is_none_or(|state| row.get_ref(3).is_ok_and(|is| is.as_str() == Ok(state.as_str())))
                && payment.is_none_or(|kind| payments & bit(kind) != 0);
        if fits {
            kinds.insert(row.get(0)?);
        }
    }
    Ok(Some(kinds))
}

/// The kinds of orders that a dish was ever in, in as many index steps.
fn kinds_of(conn: &Connection, dish: i64) -> Result<Vec<i64>, StoreError> {
    let mut next = conn.prepare_cached(
        "SELECT kind FROM history_dishes WHERE dish = ?1 AND kind > ?2 ORDER BY kind LIMIT 1",
    )?;
    let mut kinds = Vec::new();
    let mut last = i64::MIN;
    while let Some(kind) = next.query_row(params![dish, last], |row| row.get(0)).optional()? {
        kinds.push(kind);
        last = kind;
    }
    Ok(kinds)
}

impl Text {
    /// Walks along what it may mean beside dishes.
    fn walks(&self) -> Vec<(Along, bool)> {
        let numbers = self.numbers.iter().map(|number| Along::Number(number.clone()));
        let others = [Along::DisplayId(self.display_id.clone()), Along::These(self.places.clone())];
        let all = numbers.chain(others).chain(self.tail.map(Along::Phone));
        all.map(|along| (along, true)).collect()
    }

    fn read(conn: &Connection, typed: &str) -> Result<Text, StoreError> {
        let (typed, key) = (typed.trim(), text::key(typed));
        let digits = key.len() - key.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (before, digits) = key.split_at(digits);
        let mut text = Text { display_id: key.clone(), ..Text::default() };
        // 12 and 012 are the same number of every app; 특급12 and 특급-012 are one.
        if let Ok(number) = digits.parse::<u32>() {
            let shorts = shorts(conn)?.into_iter();
            let meant = shorts.filter(|short| before.is_empty() || text::key(short) == before);
            text.numbers = meant.map(|short| format!("{short}-{number:03}")).collect();
            text.tail = (before.is_empty() && digits.len() == 4).then_some(i64::from(number));
        }
        text.places = of_id(conn, typed)?;
        let typed = Typed::new(typed);
        let mut query = conn.prepare_cached("SELECT id, key FROM history_dish_names")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            if row.get_ref(1)?.as_str().is_ok_and(|key| typed.is_in(key)) {
                text.dishes.insert(row.get(0)?);
            }
        }
        Ok(text)
    }
}

/// What short numbers begin with, found in as many index steps as there are beginnings.
fn shorts(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut next =
        conn.prepare_cached("SELECT short FROM numbers WHERE short > ?1 ORDER BY short LIMIT 1")?;
    let mut shorts: Vec<String> = Vec::new();
    loop {
        let last = shorts.last().map_or("", String::as_str);
        match next.query_row(params![last], |row| row.get(0)).optional()? {
            Some(short) => shorts.push(short),
            None => return Ok(shorts),
        }
    }
}

/// The places of the orders that have this id, ours or the app's.
fn of_id(conn: &Connection, id: &str) -> Result<Vec<i64>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{APPS} SELECT sequence FROM orders WHERE id = ?1
         UNION SELECT sequence FROM apps JOIN orders ON orders.channel = apps.channel WHERE external_id = ?1"
    ))?;
    let places = query.query_map(params![id], |row| row.get::<_, Option<i64>>(0))?;
    Ok(places.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// Along what orders are met, one after the other in time.
enum Along {
    /// All orders.
    All,
    /// Those of a kind.
    Kind(i64),
    /// Those of a kind with a dish.
    Dish(i64, i64),
    /// Those with a short number.
    Number(String),
    /// Those that the app calls so.
    DisplayId(String),
    /// Those of telephones that end so.
    Phone(i64),
    /// These.
    These(Vec<i64>),
}

/// A walk, with what was read of it and not met yet.
struct Walk {
    along: Along,
    /// Whether what is met on it is known to fit the text.
    has_text: bool,
    ahead: VecDeque<i64>,
    step: i64,
    /// Where it goes on.
    from: i64,
    is_over: bool,
}

/// Several walks, merged in time.
struct Merged {
    walks: Vec<Walk>,
    /// The next place of each walk (negated where places ascend), and which walk it is.
    heads: BinaryHeap<(i64, usize)>,
    ascends: bool,
    /// Beyond it there is nothing to be met.
    end: i64,
}

impl Merged {
    fn of(
        wanted: &Wanted,
        conn: &Connection,
        walks: Vec<(Along, bool)>,
        turn: Turn,
    ) -> Result<Merged, StoreError> {
        let ascends = matches!(turn, Turn::After(_));
        let (first, last) = wanted.bounds;
        let (from, end) = match turn {
            Turn::Newest => (last, first),
            Turn::Before(place) => (last.min(place), first),
            Turn::After(place) => (first.max(place), last),
        };
        let walk = |(along, has_text)| Walk {
            along,
            has_text,
            ahead: VecDeque::new(),
            step: FIRST_STEP,
            from,
            is_over: false,
        };
        let walks: Vec<Walk> = walks.into_iter().map(walk).collect();
        let mut merged = Merged { heads: BinaryHeap::with_capacity(walks.len()), walks, ascends, end };
        for at in 0..merged.walks.len() {
            merged.look(conn, at)?;
        }
        Ok(merged)
    }

    /// The next order that is met, and whether it is known to fit the text.
    fn next(&mut self, conn: &Connection) -> Result<Option<(i64, bool)>, StoreError> {
        let Some((head, at)) = self.heads.pop() else { return Ok(None) };
        self.look(conn, at)?;
        let place = if self.ascends { -head } else { head };
        // Where a walk of the text meets the same order, that one counts.
        let has_text = self.walks[at].has_text
            || self.heads.iter().any(|(other, at)| *other == head && self.walks[*at].has_text);
        Ok(Some((place, has_text)))
    }

    /// Looks what is next on a walk.
    fn look(&mut self, conn: &Connection, at: usize) -> Result<(), StoreError> {
        let (ascends, end) = (self.ascends, self.end);
        let Some(walk) = self.walks.get_mut(at) else { return Ok(()) };
        if walk.ahead.is_empty() && !walk.is_over {
            walk.read(conn, ascends)?;
        }
        let Some(place) = walk.ahead.pop_front() else { return Ok(()) };
        if if ascends { place <= end } else { place >= end } {
            self.heads.push((if ascends { -place } else { place }, at));
        } else {
            walk.is_over = true;
            walk.ahead.clear();
        }
        Ok(())
    }
}

impl Walk {
    /// Reads the next places; the further it is walked, the more at once.
    fn read(&mut self, conn: &Connection, ascends: bool) -> Result<(), StoreError> {
        let (sql, which) = match (&self.along, ascends) {
            (Along::These(places), _) => {
                let is_next = |place: &i64| if ascends { *place > self.from } else { *place < self.from };
                let mut places: Vec<i64> = places.iter().copied().filter(is_next).collect();
                places.sort_unstable();
                if !ascends {
                    places.reverse();
                }
                (self.ahead, self.is_over) = (places.into(), true);
                return Ok(());
            }
            (Along::All, false) => (
                "SELECT sequence FROM history WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
                Vec::new(),
            ),
            (Along::All, true) => {
                ("SELECT sequence FROM history WHERE sequence > ?1 ORDER BY sequence LIMIT ?2", Vec::new())
            }
            (Along::Kind(kind), false) => (
                "SELECT sequence FROM history WHERE kind = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
                vec![Value::from(*kind)],
            ),
            (Along::Kind(kind), true) => (
                "SELECT sequence FROM history WHERE kind = ?3 AND sequence > ?1 ORDER BY sequence LIMIT ?2",
                vec![Value::from(*kind)],
            ),
            (Along::Dish(dish, kind), false) => (
                "SELECT sequence FROM history_dishes WHERE dish = ?3 AND kind = ?4 AND sequence < ?1
                 ORDER BY sequence DESC LIMIT ?2",
                vec![Value::from(*dish), Value::from(*kind)],
            ),
            (Along::Dish(dish, kind), true) => (
                "SELECT sequence FROM history_dishes WHERE dish = ?3 AND kind = ?4 AND sequence > ?1
                 ORDER BY sequence LIMIT ?2",
                vec![Value::from(*dish), Value::from(*kind)],
            ),
            (Along::Number(number), false) => (
                "SELECT sequence FROM orders WHERE number = ?3 AND sequence < ?1
                 ORDER BY sequence DESC LIMIT ?2",
                vec![Value::from(number.clone())],
            ),
            (Along::Number(number), true) => (
                "SELECT sequence FROM orders WHERE number = ?3 AND sequence > ?1
                 ORDER BY sequence LIMIT ?2",
                vec![Value::from(number.clone())],
            ),
            (Along::DisplayId(id), false) => (
                "SELECT sequence FROM history_display_ids WHERE display_id = ?3 AND sequence < ?1
                 ORDER BY sequence DESC LIMIT ?2",
                vec![Value::from(id.clone())],
            ),
            (Along::DisplayId(id), true) => (
                "SELECT sequence FROM history_display_ids WHERE display_id = ?3 AND sequence > ?1
                 ORDER BY sequence LIMIT ?2",
                vec![Value::from(id.clone())],
            ),
            (Along::Phone(tail), false) => (
                "SELECT sequence FROM history_phones WHERE tail = ?3 AND sequence < ?1
                 ORDER BY sequence DESC LIMIT ?2",
                vec![Value::from(*tail)],
            ),
            (Along::Phone(tail), true) => (
                "SELECT sequence FROM history_phones WHERE tail = ?3 AND sequence > ?1
                 ORDER BY sequence LIMIT ?2",
                vec![Value::from(*tail)],
            ),
        };
        let mut query = conn.prepare_cached(sql)?;
        let values = [Value::from(self.from), Value::from(self.step)].into_iter().chain(which);
        let places = query.query_map(params_from_iter(values), |row| row.get(0))?;
        self.ahead = places.collect::<Result<_, _>>()?;
        match self.ahead.back() {
            Some(last) => self.from = *last,
            None => self.is_over = true,
        }
        self.step = (self.step * 4).min(LONGEST_STEP);
        Ok(())
    }
}

impl Store {
    /// A page of the orders of all years that fit; see [`search`].
    ///
    /// # Errors
    /// The file cannot be read in time.
    pub async fn search(
        &self,
        what: Search,
        first_shop: Option<String>,
        turn: Turn,
        limit: usize,
    ) -> Result<Page<OrderState>, StoreError> {
        let path = self.path.clone();
        let read = self.writer.read(move || search(&path, &what, first_shop.as_deref(), turn, limit));
        read.await?.ok_or(StoreError::Stopped)
    }
}
