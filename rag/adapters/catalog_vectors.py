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

    def save(self, embedder: str, vectors: Mapping[str, Vectors]) -> None:
        rows = [(embedder, key, vector.astype(_FORMAT).tobytes()) for key, vector in vectors.items()]
        with self._database.transaction():
            self._database.execute_many(
                "INSERT OR REPLACE INTO vectors (embedder, vector_key, vector) VALUES (?, ?, ?)", rows
            )
