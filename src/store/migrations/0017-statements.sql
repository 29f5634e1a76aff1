-- What the owner entered as received from an app for a period: domain::settlement::Received as JSON, compressed (zlib). The newest of a
-- period counts; those below it come back when it is taken back. Nothing of it is about a customer.
CREATE TABLE statements (
    id         INTEGER PRIMARY KEY,
    channel    TEXT NOT NULL,
    first_day  TEXT NOT NULL,                   -- YYYY-MM-DD, business days, both included
    last_day   TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    received   BLOB NOT NULL
) STRICT;

CREATE INDEX statements_period ON statements (channel, first_day, last_day);
