-- The whole wording of each article beside its marks, so that telling copies apart reads no text. Hashes have 32
-- bits now: the upper ones of the old, so that marks stay marks. A wording that is missing is made of the text.

CREATE TABLE shorter_marks (
    mark INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (mark, article)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO shorter_marks (mark, article) SELECT mark >> 31, article FROM marks ORDER BY 1, 2;
DROP TABLE marks;
ALTER TABLE shorter_marks RENAME TO marks;

ALTER TABLE likeness RENAME COLUMN marks TO old_marks;
ALTER TABLE likeness ADD COLUMN marks INTEGER NOT NULL DEFAULT 0; -- how many
UPDATE likeness SET marks = length(old_marks) / 8;
ALTER TABLE likeness DROP COLUMN old_marks;
ALTER TABLE likeness ADD COLUMN runs BLOB; -- little-endian uint32, in reading order
ALTER TABLE likeness ADD COLUMN figures BLOB; -- a bit for each word
