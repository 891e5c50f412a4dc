-- When each text was first taken in: microseconds since 1970, UTC; unknown for what is there already.

ALTER TABLE revisions ADD COLUMN taken_in_us INTEGER;
