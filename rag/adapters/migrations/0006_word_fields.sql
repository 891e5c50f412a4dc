-- The word index with the publisher as a field, and the opening of an article parted from the rest.

DROP TABLE chunk_words;
DROP VIEW searchable_chunks;

CREATE VIEW searchable_chunks AS
SELECT
    chunks.id AS id,
    chunks.article AS article,
    articles.title AS title,
    coalesce(articles.publisher, '') AS publisher,
    CASE WHEN chunks.position = 0 THEN chunks.text ELSE '' END AS lede,
    CASE WHEN chunks.position = 0 THEN '' ELSE chunks.text END AS body
FROM chunks JOIN articles ON articles.id = chunks.article;

CREATE VIRTUAL TABLE chunk_words USING fts5 (
    title,
    publisher,
    lede,
    body,
    content = 'searchable_chunks',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

INSERT INTO chunk_words (chunk_words) VALUES ('rebuild');
