-- Conversations. What a turn answered or offered is forgotten with any article it speaks of.

CREATE TABLE conversations (
    conversation_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX conversations_by_use ON conversations (updated_at, conversation_id);

CREATE TABLE turns (
    conversation_id TEXT NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question TEXT NOT NULL, -- a StandaloneQuestion as JSON
    answer TEXT, -- an Answer as JSON
    asked_back TEXT, -- an AskedBack as JSON
    created_at TEXT NOT NULL,
    PRIMARY KEY (conversation_id, number)
) STRICT;

CREATE TABLE turn_articles (
    article_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (article_id, conversation_id, number),
    FOREIGN KEY (conversation_id, number) REFERENCES turns (conversation_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TRIGGER forget_answers_of_article AFTER DELETE ON articles BEGIN
    UPDATE turns SET answer = NULL, asked_back = NULL WHERE (conversation_id, number) IN
        (SELECT conversation_id, number FROM turn_articles WHERE article_id = old.article_id);
    DELETE FROM turn_articles WHERE article_id = old.article_id;
END;
