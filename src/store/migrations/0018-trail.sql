-- What was done about the shop and not about one order, as it happened: domain::trail::Noted as JSON. Nothing of it is about a customer
-- but an order's number.
CREATE TABLE trail (
    id    INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    noted TEXT NOT NULL
) STRICT;

CREATE INDEX trail_at ON trail (at);
