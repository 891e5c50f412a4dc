"""The queue between catalogue and vector index, and which collection the vectors are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.adapters.catalog_lexical import CHUNK_COLUMNS, chunk_of
from rag.adapters.sqlite import Database, listed
from rag.domain import Chunk

_PAGE = 500


class SqliteIndexQueue:
    """The `IndexQueue`: what happened to chunks and is not yet in the vector index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int) -> Sequence[Chunk]:
        rows = self._database.rows(
            f"""SELECT {CHUNK_COLUMNS} FROM index_queue JOIN chunks ON chunks.chunk_id = index_queue.chunk_id
            JOIN articles ON articles.id = chunks.article
            WHERE index_queue.action = 'add' ORDER BY index_queue.seq LIMIT ?""",
            (limit,),
        )
        return [chunk_of(row) for row in rows]

    def removed(self, limit: int) -> Sequence[str]:
        rows = self._database.rows(
            "SELECT chunk_id FROM index_queue WHERE action = 'remove' ORDER BY seq LIMIT ?", (limit,)
        )
        return [chunk_id for (chunk_id,) in rows]

    def done(self, *, added: Sequence[str] = (), removed: Sequence[str] = ()) -> None:
        forget = "DELETE FROM index_queue WHERE action = ? AND chunk_id IN (SELECT value FROM json_each(?))"
        with self._database.transaction():
            self._database.execute(forget, ("add", listed(added)))
            self._database.execute(forget, ("remove", listed(removed)))
            self._database.execute(
                "UPDATE chunks SET is_indexed = 1 WHERE chunk_id IN (SELECT value FROM json_each(?))",
                (listed(added),),
            )

    def backlog(self) -> int:
        return int(self._database.value("SELECT count(*) FROM index_queue WHERE action = 'add'"))

    def indexed(self) -> int:
        return int(
            self._database.value(
                """SELECT (SELECT count(*) FROM chunks WHERE is_indexed)
                + (SELECT count(*) FROM index_queue WHERE action = 'remove' AND was_indexed)"""
            )
        )

    def requeue_all(self) -> int:
        with self._database.transaction():
            self._database.execute("DELETE FROM index_queue")
            self._database.execute("UPDATE chunks SET is_indexed = 0")
            return self._database.execute(
                "INSERT INTO index_queue (chunk_id, action, was_indexed) "
                "SELECT chunk_id, 'add', 0 FROM chunks ORDER BY id"
            )

    def all_chunks(self) -> Iterator[Chunk]:
        last = 0
        while page := self._database.rows(
            f"""SELECT {CHUNK_COLUMNS}, chunks.id FROM chunks JOIN articles ON articles.id = chunks.article
            WHERE chunks.id > ? ORDER BY chunks.id LIMIT {_PAGE}""",
            (last,),
        ):
            for row in page:
                yield chunk_of(row[:-1])
            last = page[-1][-1]

    def chunk_count(self) -> int:
        return int(self._database.value("SELECT count(*) FROM chunks"))

    def catalogue_id(self) -> str:
        return str(self._meta("catalogue_id"))

    def collection(self) -> str | None:
        return self._meta("collection")

    def use_collection(self, name: str) -> None:
        self._set_meta("collection", name)

    def chunked_for(self) -> str | None:
        return self._meta("chunked_for")

    def set_chunked_for(self, embedder: str | None) -> None:
        self._set_meta("chunked_for", embedder)

    def _meta(self, name: str) -> str | None:
        value: str | None = self._database.value("SELECT value FROM meta WHERE name = ?", (name,))
        return value

    def _set_meta(self, name: str, value: str | None) -> None:
        if value is None:
            self._database.execute("DELETE FROM meta WHERE name = ?", (name,))
        else:
            self._database.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
