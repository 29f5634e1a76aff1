-- Business days as their owner closed them: domain::ClosedDay as JSON, compressed (zlib). Nothing of it is about a customer.
CREATE TABLE closed_days (
    day       TEXT PRIMARY KEY,                 -- YYYY-MM-DD
    closed_at INTEGER NOT NULL,
    closed    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
