"""Replies of models in the catalogue: they go with the articles they were made of."""

from __future__ import annotations

from collections.abc import Sequence

from rag.adapters.sqlite import Database


class SqlitePartials:
    """The `PartialResults`, in two tables: a reply, and the articles it was made of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, key: str) -> str | None:
        found = self._database.value("SELECT reply FROM partials WHERE key = ?", (key,))
        return None if found is None else str(found)

    def save(self, key: str, reply: str, article_ids: Sequence[str]) -> None:
        with self._database.transaction():
            self._database.execute("DELETE FROM partials WHERE key = ?", (key,))
            self._database.execute("INSERT INTO partials (key, reply) VALUES (?, ?)", (key, reply))
            self._database.execute_many(
                "INSERT INTO partial_articles (key, article_id) VALUES (?, ?)",
                [(key, article_id) for article_id in dict.fromkeys(article_ids)],
            )
