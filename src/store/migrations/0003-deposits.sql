-- What agencies said was left of the shop's deposit: a row where that differs from the row before, and one for each
-- business day. In the order of `id`, because a clock may be set back.
CREATE TABLE deposits (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    agency TEXT NOT NULL,
    at     INTEGER NOT NULL,
    day    TEXT NOT NULL,                       -- business day of the agency's shop, YYYY-MM-DD
    won    INTEGER NOT NULL
) STRICT;

CREATE INDEX deposits_agency ON deposits (agency);
CREATE INDEX deposits_day ON deposits (day);
