"""What the catalogue can say of an article's traces: its vectors, and what other articles say as well."""

from __future__ import annotations

from collections.abc import Mapping

from rag.adapters.sqlite import Database


class SqliteTraces:
    def __init__(self, database: Database) -> None:
        self._database = database

    def vectors_of(self, article_id: str) -> Mapping[bytes, str]:
        """Little-endian float32 of each vector of the article's chunks, of any embedder; its key."""
        rows = self._database.rows(
            """SELECT vectors.vector, vectors.vector_key FROM articles
            JOIN chunks ON chunks.article = articles.id
            JOIN vectors ON vectors.vector_key = chunks.vector_key
            WHERE articles.article_id = ?""",
            (article_id,),
        )
        return dict(rows)

    def still_says(self, text: str) -> bool:
        """Whether any revision of any article holds this text, or has it as its title."""
        found = """SELECT EXISTS (SELECT 1 FROM revisions
            WHERE instr(text, ?1) OR instr(json_extract(info, '$.title'), ?1))"""
        return bool(self._database.value(found, (text,)))

    def still_holds(self, vector_key: str) -> bool:
        """Whether a chunk of any article has this vector."""
        found = "SELECT EXISTS (SELECT 1 FROM chunks WHERE vector_key = ?)"
        return bool(self._database.value(found, (vector_key,)))
