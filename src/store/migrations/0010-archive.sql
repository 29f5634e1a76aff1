-- A state is kept apart from its order's row: as text while it may change, compressed once the order has been closed for a
-- while. So rows stay as small as they were written, and pages full. `orders.state` is empty then; rows of an older version
-- bear their text there until it is moved.
ALTER TABLE orders ADD COLUMN place INTEGER;        -- id of the state in `states` or in `archive`; NULL: not moved yet
ALTER TABLE orders ADD COLUMN updated_at INTEGER;   -- OrderState::updated_at; NULL: an older version wrote it

CREATE INDEX orders_without_place ON orders (received_at) WHERE place IS NULL;

CREATE TABLE states (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,     -- never given twice: it is the place in `archive` too
    order_id TEXT NOT NULL UNIQUE,
    state    TEXT NOT NULL                          -- engine::OrderState as JSON
) STRICT;

CREATE TABLE archive (
    id         INTEGER PRIMARY KEY,
    dictionary INTEGER NOT NULL REFERENCES dictionaries (id),
    state      BLOB NOT NULL                        -- see store/archive.rs
) STRICT;

-- What states of this shop look like. Never deleted: what was compressed with one is read with it.
CREATE TABLE dictionaries (
    id      INTEGER PRIMARY KEY,
    made_at INTEGER NOT NULL,
    text    BLOB NOT NULL
) STRICT;

-- An app's id is found by way of the few apps that there are; an index of its own would be a twentieth of the file.
DROP INDEX orders_external_id;
