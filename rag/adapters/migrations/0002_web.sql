-- Feeds that are read again and again, and which version of a web page an article was made of.

CREATE TABLE feeds (
    url TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    last_checked TEXT, -- ISO 8601 with a zone
    last_error TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    address TEXT PRIMARY KEY, -- as it was asked for; redirects may have led elsewhere
    article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    etag TEXT,
    last_modified TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_by_article ON pages (article_id);
