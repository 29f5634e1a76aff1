-- Orders in which their customer still stands, by the business day on which they came. A row goes with the customer; see
-- store/privacy.rs.
CREATE TABLE customers (
    day      TEXT NOT NULL,                     -- YYYY-MM-DD
    order_id TEXT NOT NULL,
    PRIMARY KEY (day, order_id)
) STRICT, WITHOUT ROWID;

-- A file of an older version has orders with customers that stand in no row of `customers`. They are gone through from the newest
-- back, a few at a time; the row is gone once that is done.
CREATE TABLE customers_to_forget (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    before TEXT NOT NULL                        -- orders.id: those below it are still to be gone through
) STRICT;

INSERT INTO customers_to_forget (id, before) SELECT 1, max(id) || '~' FROM orders HAVING max(id) IS NOT NULL;

-- What is deleted was not overwritten in such a file: it is written once more without its unused room. The row is gone then.
CREATE TABLE old_bytes (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

INSERT INTO old_bytes (id) SELECT 1 FROM orders LIMIT 1;

-- Dictionaries of an older version bear the streets of customers. They are deleted as soon as nothing is read with them any more.
ALTER TABLE dictionaries ADD COLUMN of_dishes INTEGER NOT NULL DEFAULT 0;  -- 1: nothing of it is about a customer
CREATE INDEX archive_dictionary ON archive (dictionary);
