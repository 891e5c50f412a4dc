-- Which articles are copies of each other. Marks are hashes of some runs of words: how many two texts share says
-- whether to compare them.

CREATE TABLE likeness (
    article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    copy_group INTEGER NOT NULL, -- the least id of the articles in the group
    marks BLOB NOT NULL, -- little-endian int64, ascending
    length INTEGER NOT NULL, -- characters of the text
    credit TEXT -- whom the text names as its origin, a Credit as JSON
) STRICT;
CREATE INDEX likeness_by_group ON likeness (copy_group);

CREATE TABLE marks (
    mark INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (mark, article)
) STRICT, WITHOUT ROWID;
