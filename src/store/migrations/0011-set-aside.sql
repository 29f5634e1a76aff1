-- What could not be read, as it was, so that nothing is lost for whoever can. Only the newest thousand.
CREATE TABLE set_aside (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind   TEXT NOT NULL,           -- order, outbox, opening …
    name   TEXT NOT NULL,           -- whose: an order's id, an app's id
    raw    BLOB NOT NULL,
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

-- A row that is written to find out whether anything can be.
CREATE TABLE probe (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    at   INTEGER NOT NULL,
    room BLOB NOT NULL
) STRICT;
