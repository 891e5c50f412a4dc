-- Replies of models about articles, kept by what they depend on, and gone with any article they were made of.

CREATE TABLE partials (
    key TEXT PRIMARY KEY,
    reply TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partial_articles (
    key TEXT NOT NULL REFERENCES partials (key) ON DELETE CASCADE,
    article_id TEXT NOT NULL REFERENCES articles (article_id) ON DELETE CASCADE,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX partial_articles_by_article ON partial_articles (article_id);

CREATE TRIGGER partial_of_deleted_article AFTER DELETE ON partial_articles BEGIN
    DELETE FROM partials WHERE key = OLD.key;
END;
