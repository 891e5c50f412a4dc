"""What is searched of an article: sentences, chunks, the word index, and its place in the index queue.

These functions are steps of one transaction: `take_out`, then `put_in` unless the article is going for good,
then `drop_unused_vectors`.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.adapters.sqlite import Database, listed
from rag.domain import Chunk, Sentence, sha256_of


def take_out(database: Database, row: int) -> list[str]:
    """Remove an article's entries and queue its chunks for removal; the keys of their vectors."""
    of_article = (row,)
    # the word index keeps no text of its own: it has to be told what it forgets, before that is gone
    database.execute(
        """INSERT INTO chunk_words (chunk_words, rowid, title, publisher, lede, body)
        SELECT 'delete', id, title, publisher, lede, body FROM searchable_chunks WHERE article = ?""",
        of_article,
    )
    database.execute(
        """INSERT OR REPLACE INTO index_queue (chunk_id, action, was_indexed)
        SELECT chunk_id, 'remove', is_indexed FROM chunks WHERE article = ? ORDER BY id""",
        of_article,
    )
    keys = [key for (key,) in database.rows("SELECT vector_key FROM chunks WHERE article = ?", of_article)]
    database.execute("DELETE FROM chunks WHERE article = ?", of_article)
    database.execute("DELETE FROM sentences WHERE article = ?", of_article)
    return keys


def put_in(database: Database, row: int, sentences: Sequence[Sentence], chunks: Sequence[Chunk]) -> None:
    """Add an article's entries and queue its chunks; a chunk queued for removal is queued anew instead."""
    database.execute_many(
        """INSERT INTO sentences (article, position, start, "end") VALUES (?, ?, ?, ?)""",
        [(row, sentence.position, sentence.start, sentence.end) for sentence in sentences],
    )
    database.execute_many(
        """INSERT INTO chunks
            (article, chunk_id, position, start, "end", text, header, vector_key, is_indexed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
            coalesce((SELECT was_indexed FROM index_queue WHERE chunk_id = ?2 AND action = 'remove'), 0))""",
        [
            (row, chunk.chunk_id, chunk.position, chunk.start, chunk.end, chunk.text, chunk.header, key)
            for chunk, key in zip(chunks, map(_vector_key, chunks), strict=True)
        ],
    )
    database.execute(
        """INSERT OR REPLACE INTO index_queue (chunk_id, action, was_indexed)
        SELECT chunk_id, 'add', 0 FROM chunks WHERE article = ? ORDER BY id""",
        (row,),
    )
    database.execute(
        """INSERT INTO chunk_words (rowid, title, publisher, lede, body)
        SELECT id, title, publisher, lede, body FROM searchable_chunks WHERE article = ?""",
        (row,),
    )


def drop_unused_vectors(database: Database, keys: Sequence[str]) -> None:
    """Remove the cached vectors of these keys that no chunk has any more."""
    database.execute(
        """DELETE FROM vectors WHERE vector_key IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.vector_key = vectors.vector_key)""",
        (listed(keys),),
    )


def _vector_key(chunk: Chunk) -> str:
    return sha256_of(chunk.embedded_text)
