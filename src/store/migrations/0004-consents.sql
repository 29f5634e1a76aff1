-- Surcharges that the owner allows until the business day ends: engine::Consent.
CREATE TABLE consents (
    kind TEXT PRIMARY KEY,
    up_to INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
