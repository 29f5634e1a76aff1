-- What was ever heard of each printer, by its address: printer::Voice as JSON.
CREATE TABLE voices (
    address TEXT PRIMARY KEY,
    voice   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tickets that were being sent when the program was killed, until their printers' voices say so.
CREATE TABLE torn_tickets (
    order_id TEXT NOT NULL,
    ticket   TEXT NOT NULL,
    PRIMARY KEY (order_id, ticket)
) STRICT, WITHOUT ROWID;
