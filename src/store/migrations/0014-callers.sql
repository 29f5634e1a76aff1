-- Which orders by phone came from which number, so that a customer who calls again is known.
CREATE TABLE callers (
    phone    TEXT NOT NULL,                     -- the whole number, digits alone
    order_id TEXT NOT NULL,
    PRIMARY KEY (phone, order_id)
) STRICT, WITHOUT ROWID;
