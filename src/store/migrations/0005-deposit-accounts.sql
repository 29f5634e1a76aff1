-- Whose deposits `won` is the sum of: ids as the agency spells them, a sorted JSON array. Rows of before bear the largest
-- deposit of nobody knows how many, which compares with no sum.
ALTER TABLE deposits ADD COLUMN accounts TEXT NOT NULL DEFAULT '[]';
