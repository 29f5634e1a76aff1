-- What apps told between their events and could not be read, as it came: for whoever has to find out what it was.
CREATE TABLE unread_events (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    key     TEXT NOT NULL,                      -- the app's id of it, else a hash of `raw`: it comes again and is kept once
    raw     TEXT NOT NULL,
    why     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (channel, key)
) STRICT;
