-- When a row began to wait for `not_before`, by the clock of that moment: a clock that shows less was set back meanwhile.
ALTER TABLE outbox ADD COLUMN waits_since INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET waits_since = created_at;
