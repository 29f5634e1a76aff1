-- What is outstanding is found without reading the whole outbox.
CREATE INDEX outbox_state ON outbox (state, waits_since);
