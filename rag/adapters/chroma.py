"""The vector index in Chroma: embedded in the data folder, or on a Chroma server.

Chroma never computes a vector for us: every call passes vectors and ids. Embedded, each collection has a
folder of its own, because Chroma leaves the vectors of a dropped collection on disk and one damaged file
makes every collection beside it unreadable. One folder each makes dropping a removal of files, and lets a
rebuild succeed next to a damaged index.

Nothing here keeps two processes from writing to one folder: the lock on the data folder does.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from rag.adapters.chroma_conditions import conditions, metadata
from rag.adapters.chroma_faults import (
    check_server,
    first_line,
    folder_error,
    lacks_vector_files,
    server_error,
)
from rag.domain import Filters, TimeRange
from rag.errors import DataFolderDamaged, EmbedderMismatch, NewsdeskError, SettingsError
from rag.ports import Found, VectorRecord

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings as ChromaSettings

    from rag.ports import Vectors

_Guard: TypeAlias = Callable[[], AbstractContextManager[None]]
"""Translates Chroma's errors for as long as it is entered."""

_EFFORT = 200
"""Twice Chroma's own effort at building and searching: it costs milliseconds and finds more."""

_PAGE = 5_000


class ChromaIndex:
    """One collection of vectors of one embedder, behind the `VectorIndex` port."""

    def __init__(self, collection: Collection, *, dimension: int, batch_size: int, guard: _Guard) -> None:
        self._collection = collection
        self._dimension = dimension
        self._batch_size = batch_size
        self._guard = guard

    def upsert(self, records: Sequence[VectorRecord], vectors: Vectors) -> None:
        if vectors.shape != (len(records), self._dimension):
            raise ValueError(f"{len(records)} records need vectors of {self._dimension}, got {vectors.shape}")
        with self._guard():
            for start in range(0, len(records), self._batch_size):
                batch = records[start : start + self._batch_size]
                self._collection.upsert(
                    ids=[record.chunk_id for record in batch],
                    embeddings=vectors[start : start + self._batch_size],
                    metadatas=[metadata(record) for record in batch],
                )

    def delete(self, chunk_ids: Sequence[str]) -> None:
        with self._guard():
            for start in range(0, len(chunk_ids), self._batch_size):
                self._collection.delete(ids=list(chunk_ids[start : start + self._batch_size]))

    def search(
        self, vector: Vectors, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        """Nearest chunks to one vector, best first, ties by id; the score is the cosine.

        A chunk without a date is in no time range. Authors are not in the index: ask the catalogue for their
        articles and pass those; `ValueError` otherwise.
        """
        found: dict[str, Found] = {}
        wheres = list(conditions(time_range, filters or Filters()))
        with self._guard():
            for where in wheres:
                found.update((item.chunk_id, item) for item in self._query(vector, limit, where))
        return sorted(found.values(), key=lambda item: (-item.score, item.chunk_id))[:limit]

    def _query(self, vector: Vectors, limit: int, where: Mapping[str, Any] | None) -> Iterator[Found]:
        reply = self._collection.query(
            query_embeddings=vector.reshape(1, -1),
            n_results=limit,
            where=dict(where) if where else None,
            include=["distances"],
        )
        distances = reply["distances"] or [[]]
        for chunk_id, distance in zip(reply["ids"][0], distances[0], strict=True):
            yield Found(chunk_id=chunk_id, score=max(-1.0, min(1.0, 1.0 - distance)))

    def count(self) -> int:
        with self._guard():
            return self._collection.count()

    def ids(self) -> Iterable[str]:
        offset = 0
        while page := self._page(offset):
            yield from page
            offset += len(page)

    def _page(self, offset: int) -> Sequence[str]:
        with self._guard():
            return self._collection.get(limit=_PAGE, offset=offset, include=[])["ids"]


class EmbeddedChroma:
    """The collections of one data folder, each in a Chroma folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._clients: dict[str, Client] = {}
        self._opening = threading.Lock()

    def open(self, name: str, embedder: str, dimension: int) -> ChromaIndex | None:
        path = self._path(name)
        if not (path / "chroma.sqlite3").exists():
            return None
        guard = partial(_folder_guard, path)
        with guard():
            client = self._client(name)
            collection = _collection(client, name)
            if collection is None:
                return None
            _check_vectors(path, collection)
        _check_embedder(collection, embedder, dimension)
        return _index(client, collection, dimension, guard)

    def create(self, name: str, embedder: str, dimension: int) -> ChromaIndex:
        self.drop(name)
        guard = partial(_folder_guard, self._path(name))
        with guard():
            self._path(name).mkdir(parents=True)
            client = self._client(name)
            collection = _new_collection(client, name, embedder, dimension)
        return _index(client, collection, dimension, guard)

    def drop(self, name: str) -> None:
        """Remove a collection and its files; what a kill left of an earlier drop goes with it."""
        path = self._path(name)
        if client := self._clients.pop(name, None):
            client.close()
        with _folder_guard(path):
            if path.exists():
                path.rename(self._folder / f"{name}.dropped")
            for dropped in self._folder.glob("*.dropped"):
                shutil.rmtree(dropped)

    def close(self) -> None:
        while self._clients:
            _, client = self._clients.popitem()
            client.close()

    def _client(self, name: str) -> Client:
        with self._opening:
            if name not in self._clients:
                self._clients[name] = _embedded_client(self._path(name))
            return self._clients[name]

    def _path(self, name: str) -> Path:
        return self._folder / _checked_name(name)


class ChromaServer:
    """The collections of a Chroma server, connected to on first use."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._guard = partial(_server_guard, self._url)
        self._connected: Client | None = None

    def open(self, name: str, embedder: str, dimension: int) -> ChromaIndex | None:
        with self._guard():
            client = self._client()
            collection = _collection(client, _checked_name(name))
            if collection is None:
                return None
            _check_embedder(collection, embedder, dimension)
            return _index(client, collection, dimension, self._guard)

    def create(self, name: str, embedder: str, dimension: int) -> ChromaIndex:
        self.drop(name)
        with self._guard():
            client = self._client()
            collection = _new_collection(client, name, embedder, dimension)
            return _index(client, collection, dimension, self._guard)

    def drop(self, name: str) -> None:
        with self._guard():
            client = self._client()
            if _collection(client, _checked_name(name)) is not None:
                client.delete_collection(name)

    def close(self) -> None:
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def _client(self) -> Client:
        if self._connected is None:
            check_server(self._url)
            chromadb = _import_chromadb()
            self._connected = chromadb.HttpClient(
                host=self._url,
                port=urlsplit(self._url).port or 443,
                ssl=self._url.startswith("https:"),
                settings=_chroma_settings(),
            )
        return self._connected


# --- Chroma's own settings and clients ---------------------------------------------------------------------


def _import_chromadb() -> ModuleType:
    """Import chromadb, which reads ``.env`` and the environment meanwhile and stumbles over bad values."""
    try:
        import chromadb
    except ValueError as error:
        raise SettingsError(
            f"chromadb cannot use what it found for itself in the environment or in .env here: "
            f"{first_line(error)}. Mend or unset it."
        ) from error
    return chromadb


def _chroma_settings() -> ChromaSettings:
    """Settings that neither ``.env`` nor stray environment variables change, and that send no telemetry."""
    from chromadb.config import Settings

    return Settings(
        _env_file=None,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_server_host=None,
        chroma_server_http_port=None,
        migrations="apply",
        allow_reset=False,
    )


def _embedded_client(path: Path) -> Client:
    """Open the folder; a failed attempt must not stay in Chroma's cache, where the next one would find it."""
    chromadb = _import_chromadb()
    from chromadb.api.shared_system_client import SharedSystemClient

    settings = _chroma_settings()
    try:
        client: Client = chromadb.PersistentClient(path=str(path), settings=settings)
    except Exception:
        SharedSystemClient._identifier_to_system.pop(str(path), None)
        raise
    return client


# --- collections -------------------------------------------------------------------------------------------


def _collection(client: Client, name: str) -> Collection | None:
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def _new_collection(client: Client, name: str, embedder: str, dimension: int) -> Collection:
    return client.create_collection(
        name,
        configuration={"hnsw": {"space": "cosine", "ef_construction": _EFFORT, "ef_search": _EFFORT}},
        metadata={"embedder": embedder, "dimension": dimension},
        embedding_function=None,
    )


def _index(client: Client, collection: Collection, dimension: int, guard: _Guard) -> ChromaIndex:
    batch_size = client.get_max_batch_size()
    return ChromaIndex(collection, dimension=dimension, batch_size=batch_size, guard=guard)


def _check_embedder(collection: Collection, embedder: str, dimension: int) -> None:
    stored = collection.metadata or {}
    if stored.get("embedder") != embedder or stored.get("dimension") != dimension:
        raise EmbedderMismatch(
            f"The vector index {collection.name!r} was made with {stored.get('embedder')!r} "
            f"({stored.get('dimension')} dimensions); the embedder in force is {embedder!r} ({dimension}). "
            "Run `newsdesk reindex` to rebuild it, or set NEWSDESK_EMBEDDINGS back."
        )
    configured = collection.configuration_json
    space = (configured.get("hnsw") or configured.get("spann") or {}).get("space")
    if space != "cosine":
        raise DataFolderDamaged(
            f"The vector index {collection.name!r} measures {space!r}, not 'cosine'. Run `newsdesk reindex`."
        )


def _check_vectors(path: Path, collection: Collection) -> None:
    """Raise `DataFolderDamaged` unless Chroma can find every vector it counts.

    It takes lost vector files in silence and just finds less. After a kill they may be missing lawfully, with
    all they would hold still in Chroma's log: then it does find everything.
    """
    expected = collection.count()
    if not lacks_vector_files(path, expected):
        return
    anything = [1.0] * int((collection.metadata or {})["dimension"])
    reply = collection.query(query_embeddings=anything, n_results=expected, include=[])
    found = len(reply["ids"][0])
    if found < expected:
        raise DataFolderDamaged(
            f"The vector index in {path} has lost {expected - found} of its {expected} vectors. "
            "Run `newsdesk reindex` to rebuild it; the articles are safe in the catalogue."
        )


def _checked_name(name: str) -> str:
    """Chroma's own rule for names, narrowed to what is one folder on every system."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,60}[a-z0-9]", name):
        raise ValueError(f"a collection needs 3 to 62 letters a-z, digits, - or _, got {name!r}")
    return name


# --- errors ------------------------------------------------------------------------------------------------


@contextmanager
def _folder_guard(path: Path) -> Iterator[None]:
    _import_chromadb()
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError) as error:
        raise folder_error(path, error) from error


@contextmanager
def _server_guard(url: str) -> Iterator[None]:
    """Chroma's client lets errors of the network, of JSON and bare ones through: any is the server's here."""
    try:
        yield
    except NewsdeskError:
        raise
    except Exception as error:
        raise server_error(url, error) from error
