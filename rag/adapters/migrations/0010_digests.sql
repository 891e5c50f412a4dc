-- What digests of a name said, so that the next one can tell what is new. Everything goes with its article.

CREATE TABLE digests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    made_us INTEGER NOT NULL -- microseconds since 1970, UTC
) STRICT;
CREATE INDEX digests_by_name ON digests (name, made_us);

CREATE TABLE digest_articles (
    digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    content_sha256 TEXT NOT NULL,
    PRIMARY KEY (digest, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_articles_by_article ON digest_articles (article_id);

-- The statements, each with the places in the one article it was cut from: a Point as JSON.
CREATE TABLE digest_points (
    digest INTEGER NOT NULL,
    position INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    point TEXT NOT NULL,
    PRIMARY KEY (digest, position),
    FOREIGN KEY (digest, article_id) REFERENCES digest_articles (digest, article_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_points_by_article ON digest_points (digest, article_id);
