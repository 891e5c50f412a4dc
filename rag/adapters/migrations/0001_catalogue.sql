-- Articles, their revisions, what is searched of the current one, and the queue for the vector index.
-- Spans are Unicode code points into the text of the revision named by content_sha256.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What filters and listings need of the current revision. id keeps the order in which articles came.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL UNIQUE,
    content_sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    language TEXT,
    section TEXT,
    published_us INTEGER -- microseconds since 1970, UTC
) STRICT;
CREATE INDEX articles_by_content ON articles (content_sha256);
CREATE INDEX articles_by_date ON articles (published_us);

CREATE TABLE authors (
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (article, name)
) STRICT, WITHOUT ROWID;

-- Every text an article ever had, so that old answers can be verified. info is an ArticleInfo as JSON.
CREATE TABLE revisions (
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    content_sha256 TEXT NOT NULL,
    info TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article, content_sha256)
) STRICT;

CREATE TABLE sentences (
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    header TEXT NOT NULL,
    vector_key TEXT NOT NULL, -- SHA-256 of what is embedded
    is_indexed INTEGER NOT NULL CHECK (is_indexed IN (0, 1))
) STRICT;
CREATE INDEX chunks_by_article ON chunks (article, position);
CREATE INDEX chunks_by_vector_key ON chunks (vector_key);

CREATE VIEW searchable_chunks AS
SELECT chunks.id AS id, chunks.article AS article, articles.title AS title, chunks.text AS text
FROM chunks JOIN articles ON articles.id = chunks.article;

CREATE VIRTUAL TABLE chunk_words USING fts5 (
    title,
    text,
    content = 'searchable_chunks',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- At most one entry per chunk: the last thing that happened to it and is not yet in the vector index.
CREATE TABLE index_queue (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL CHECK (action IN ('add', 'remove')),
    was_indexed INTEGER NOT NULL CHECK (was_indexed IN (0, 1))
) STRICT;

CREATE TABLE vectors (
    embedder TEXT NOT NULL,
    vector_key TEXT NOT NULL,
    vector BLOB NOT NULL, -- little-endian float32
    PRIMARY KEY (embedder, vector_key)
) STRICT;
CREATE INDEX vectors_by_key ON vectors (vector_key);
