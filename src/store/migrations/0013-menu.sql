-- What the shop sells, learned from its orders: domain::menu::LearnedDish as JSON. Nothing of it is about a customer.
CREATE TABLE dishes (
    id   INTEGER PRIMARY KEY,
    dish TEXT NOT NULL
) STRICT;

-- A file of an older version has orders from which nothing was learned. They are read from the newest back, a few at a time;
-- the row is gone once that is done.
CREATE TABLE dishes_to_learn (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    before TEXT NOT NULL                        -- orders.id: those below it are still to be read
) STRICT;

INSERT INTO dishes_to_learn (id, before) SELECT 1, max(id) || '~' FROM orders HAVING max(id) IS NOT NULL;
