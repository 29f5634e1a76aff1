-- What the owner wants of each app and what the app was told: engine::Opening as JSON.
CREATE TABLE openings (
    channel TEXT PRIMARY KEY,
    opening TEXT NOT NULL
) STRICT, WITHOUT ROWID;
