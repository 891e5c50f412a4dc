"""Vectors kept in the catalogue, so that a rebuilt index does not pay for them twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rag.adapters.sqlite import Database, listed

if TYPE_CHECKING:
    from rag.ports import Vectors

_FORMAT = "<f4"


class SqliteVectorCache:
    """The `VectorCache`: little-endian float32, by embedder and the SHA-256 of what was embedded."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        import numpy as np

        rows = self._database.rows(
            """SELECT vector_key, vector FROM vectors
            WHERE embedder = ? AND vector_key IN (SELECT value FROM json_each(?))""",
            (embedder, listed(keys)),
        )
        return {key: np.frombuffer(blob, dtype=_FORMAT).astype(np.float32) for key, blob in rows}

    def of_articles(self, embedder: str, article_ids: Sequence[str]) -> Mapping[str, Vectors]:
        import numpy as np

        rows = self._database.rows(
            """SELECT articles.article_id, vectors.vector
            FROM articles JOIN chunks ON chunks.article = articles.id
            JOIN vectors ON vectors.vector_key = chunks.vector_key AND vectors.embedder = ?
            WHERE articles.article_id IN (SELECT value FROM json_each(?))
            ORDER BY chunks.article, chunks.position""",
            (embedder, listed(article_ids)),
        )
        found: dict[str, list[Vectors]] = {}
        for article_id, blob in rows:
            found.setdefault(article_id, []).append(np.frombuffer(blob, dtype=_FORMAT))
        return {article_id: np.stack(each).astype(np.float32) for article_id, each in found.items()}

    def save(self, embedder: str, vectors: Mapping[str, Vectors]) -> None:
        rows = [(embedder, key, vector.astype(_FORMAT).tobytes()) for key, vector in vectors.items()]
        with self._database.transaction():
            self._database.execute_many(
                "INSERT OR REPLACE INTO vectors (embedder, vector_key, vector) VALUES (?, ?, ?)", rows
            )
