-- Times are milliseconds since 1970-01-01T00:00Z. Never edit a migration that has been released: add the next one.

CREATE TABLE orders (
    id            TEXT PRIMARY KEY,             -- uuid v7: sorts by arrival
    channel       TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    display_id    TEXT,
    number        TEXT NOT NULL,
    day           TEXT NOT NULL,                -- business day, YYYY-MM-DD
    status        TEXT NOT NULL,
    open          INTEGER NOT NULL,             -- 1 while anything about it may still change or must be seen
    received_at   INTEGER NOT NULL,
    next_wake     INTEGER,
    state_version INTEGER NOT NULL,
    state         TEXT NOT NULL,                -- engine::OrderState as JSON
    UNIQUE (channel, external_id)
) STRICT;

CREATE INDEX orders_open ON orders (open) WHERE open = 1;
CREATE INDEX orders_day ON orders (day);
CREATE INDEX orders_external_id ON orders (external_id);
CREATE INDEX orders_number ON orders (number, day);
CREATE INDEX orders_state_version ON orders (state_version);
CREATE INDEX orders_next_wake ON orders (next_wake) WHERE next_wake IS NOT NULL;

-- Events heard, so that each is applied once; a row without acknowledged_at is still to be acknowledged.
CREATE TABLE events (
    channel         TEXT NOT NULL,
    id              TEXT NOT NULL,
    order_id        TEXT NOT NULL,              -- the app's id of the order
    kind            TEXT NOT NULL,              -- the app's spelling
    created_at      INTEGER NOT NULL,
    heard_at        INTEGER NOT NULL,
    acknowledged_at INTEGER,
    PRIMARY KEY (channel, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_unacknowledged ON events (channel, heard_at) WHERE acknowledged_at IS NULL;
CREATE INDEX events_heard ON events (heard_at);

-- What is to be done outside. A row is gone once it is done; a once row that is 'started' is never taken again.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id    TEXT NOT NULL REFERENCES orders (id),
    target      TEXT NOT NULL,                  -- channel:ID, printer:ID, agency:ID
    tag         TEXT NOT NULL,                  -- the effect's name within its order
    once        INTEGER NOT NULL,
    in_sequence INTEGER NOT NULL,               -- waits for earlier such rows of its order
    state       TEXT NOT NULL CHECK (state IN ('queued', 'started')),
    effect      TEXT NOT NULL,                  -- engine::rules::Effect as JSON
    not_before  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_target ON outbox (target, state, not_before);
CREATE INDEX outbox_order ON outbox (order_id, tag);

CREATE TABLE numbers (
    short TEXT NOT NULL,
    day   TEXT NOT NULL,
    last  INTEGER NOT NULL,
    PRIMARY KEY (short, day)
) STRICT, WITHOUT ROWID;
