-- Any order of all years is found by what it bears, by its dishes, and by its kind; see store/history.rs. Rows follow the order's
-- state in the state's own transaction. Every statement that looks something up here walks one index from the newest order back.

-- The order's place in time: the first free number from its quarter of a second on, counted from 2020 so that it takes four bytes.
-- Pages are cut by it. NULL: an older version stored the order, and it cannot be found here yet.
ALTER TABLE orders ADD COLUMN sequence INTEGER;

-- A number comes round every day; its orders are read in the order of their places.
DROP INDEX orders_number;
CREATE INDEX orders_number ON orders (number, sequence);

-- An order is found by its day and place together, so that its place needs no index of its own.
DROP INDEX orders_day;
CREATE INDEX orders_day ON orders (day, sequence);

-- Only a state of a newer version is looked for.
DROP INDEX orders_state_version;
CREATE INDEX orders_state_version ON orders (state_version) WHERE state_version > 2;

-- Every combination of app, shop, state and ways to pay that an order ever had: some hundreds after years. What is asked for
-- becomes a few of these, and their orders are merged, so that what is rare is found as fast as what is common.
CREATE TABLE history_kinds (
    id       INTEGER PRIMARY KEY,
    channel  TEXT NOT NULL,
    shop     TEXT NOT NULL,                     -- '': none is named
    state    TEXT NOT NULL,                     -- domain::history::PastState
    payments INTEGER NOT NULL,                  -- a bit for each of domain::order::PaymentKind::ALL
    UNIQUE (channel, shop, state, payments)
) STRICT;

CREATE TABLE history (
    sequence INTEGER PRIMARY KEY,
    kind     INTEGER NOT NULL,
    day      INTEGER NOT NULL,                  -- business day, days since 1970-01-01
    dishes   TEXT NOT NULL                      -- ids of its dishes, ascending, separated by commas
) STRICT;

CREATE INDEX history_kind ON history (kind);

-- Names of dishes as they are compared, without case, spaces and signs.
CREATE TABLE history_dish_names (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE history_dishes (
    dish     INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (dish, kind, sequence)
) STRICT, WITHOUT ROWID;

-- The apps' display ids, compared as the names of dishes are.
CREATE TABLE history_display_ids (
    display_id TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    PRIMARY KEY (display_id, sequence)
) STRICT, WITHOUT ROWID;

-- The last four digits of customers' telephones and nothing else of them. Personal data: a row goes in the transaction in which the
-- telephone goes from the order's state, whatever takes it out.
CREATE TABLE history_phones (
    tail     INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (tail, sequence)
) STRICT, WITHOUT ROWID;

-- A file of an older version has orders that are not found here. They are read from the newest back, a few at a time; the row is
-- gone once that is done.
CREATE TABLE history_to_fill (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    before TEXT NOT NULL,                       -- orders.id: those below it are still to be read
    since  INTEGER NOT NULL                     -- when the oldest order that was read had come
) STRICT;

INSERT INTO history_to_fill (id, before, since)
    SELECT 1, id || '~', received_at + 1 FROM orders ORDER BY id DESC LIMIT 1;
