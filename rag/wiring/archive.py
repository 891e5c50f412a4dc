"""The archive in one data folder: catalogue, vector index and embedder, under the folder's lock.

Every use takes the lock for as long as it lasts. A reader that meets a writer of another process still has
the catalogue, but no vector index: two processes must not open an embedded one at the same time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_conversations import SqliteConversations
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.catalog_digests import SqliteDigests
from rag.adapters.catalog_feeds import SqliteFeeds, SqlitePages
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.catalog_listing import SqliteListing
from rag.adapters.catalog_partials import SqlitePartials
from rag.adapters.catalog_queue import SqliteIndexQueue
from rag.adapters.catalog_vectors import SqliteVectorCache
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.errors import (
    AssetUnavailable,
    DataFolderBusy,
    DataFolderDamaged,
    DataFolderVersion,
    UnknownModel,
)
from rag.ports import Embedder, Progress, VectorIndexes
from rag.settings import Settings
from rag.text.originals import Families, families_of
from rag.wiring.turns import Turns

if TYPE_CHECKING:
    from rag.ingest.allowance import Allowance
    from rag.ingest.indexing import Indexer
    from rag.retrieval.search import DenseIndex


class Catalogue:
    """One opened catalogue file with what is kept in it; ``families`` of publishers count as one."""

    def __init__(self, database: Database, families: Families | None = None) -> None:
        self.database = database
        self.articles = SqliteArticles(database)
        self.listing = SqliteListing(database)
        self.lexical = SqliteLexicalIndex(database)
        self.queue = SqliteIndexQueue(database)
        self.vectors = SqliteVectorCache(database)
        self.feeds = SqliteFeeds(database)
        self.pages = SqlitePages(database)
        self.partials = SqlitePartials(database)
        self.conversations = SqliteConversations(database)
        self.copies = SqliteCopies(database, families)
        self.digests = SqliteDigests(database)


@dataclass(frozen=True)
class Dense:
    """The vector index as it was opened at one state of the catalogue, or the reason why there is none."""

    index: DenseIndex | None
    note: str = ""
    state: object = None


class Archive:
    """Opens what is needed when it is needed, and again when another process has changed it."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        progress: Progress,
        allow_download: bool,
    ) -> None:
        self.folder = DataFolder(settings.data)
        self._settings = settings
        self._families = families_of(settings.families)
        self._clock = clock
        self._progress = progress
        self._allow_download = allow_download
        self._reader: Catalogue | None = None
        self._dense: Dense | None = None
        self._opening = threading.RLock()
        self._loading = threading.Lock()
        self._turns: Turns | None = None

    @contextmanager
    def held(self, verb: str) -> Iterator[None]:
        """Keep the folder for this process; its threads then write in turns and read meanwhile.

        Raises `DataFolderError`.
        """
        with self.folder.writing(f"newsdesk {verb}", now=self._clock()):
            Database(self.folder.catalogue).close()
            self._turns = Turns()
            try:
                yield
            finally:
                self._turns = None
                self.close()

    @contextmanager
    def writing(self, verb: str) -> Iterator[Catalogue]:
        """The catalogue to write to, held alone. Raises `DataFolderError`."""
        with self._alone(verb):
            database = Database(self.folder.catalogue)
            try:
                yield Catalogue(database, self._families)
            finally:
                database.close()

    @contextmanager
    def _alone(self, verb: str) -> Iterator[None]:
        if self._turns is not None:
            with self._turns.taken():
                try:
                    yield
                finally:
                    with self._opening:
                        self._dense = None
            return
        with self.folder.writing(f"newsdesk {verb}", now=self._clock()):
            self._forget_dense()
            try:
                yield
            finally:
                self._forget_reader()

    @property
    def is_shared(self) -> bool:
        """Whether threads of this process write in turns."""
        return self._turns is not None

    def let_others_write(self) -> None:
        """Between two steps of long writing: whoever waits to write in this process goes first."""
        if self._turns is not None:
            self._turns.let_others()

    @contextmanager
    def searching(self) -> Iterator[tuple[Catalogue, Dense]]:
        """The catalogue with its vector index, or with the reason why that cannot be used now."""
        self.reader  # noqa: B018 - brings an old catalogue up to date, which needs the folder for itself
        with ExitStack() as held:
            try:
                if self._turns is None and self._settings.chroma_url is None:
                    held.enter_context(self.folder.reading("newsdesk", now=self._clock()))
            except DataFolderBusy as busy:
                yield self.reader, Dense(None, f"Searched by words only. {busy}")
                return
            yield self.reader, self._opened_dense()

    @property
    def reader(self) -> Catalogue:
        """The catalogue for reading: empty, and on no disk, as long as nothing was ever ingested."""
        with self._opening:
            if self._reader is not None and self._reader.database.is_stale:
                self._forget_reader()
            if self._reader is None:
                self._reader = Catalogue(self._database_to_read(), self._families)
            return self._reader

    def _database_to_read(self) -> Database:
        try:
            return Database(self.folder.catalogue, read_only=True)
        except DataFolderVersion:
            with self.folder.writing("newsdesk update", now=self._clock()):
                Database(
                    self.folder.catalogue
                ).close()  # brings an older file up to date, refuses a newer one
            return Database(self.folder.catalogue, read_only=True)

    @property
    def embedder(self) -> Embedder:
        """The embedder of the settings. Raises `UnknownModel`, `MissingKey`, or an `AssetError`."""
        with self._loading:
            return self._embedder

    @cached_property
    def _embedder(self) -> Embedder:
        return make_embedder(self._settings, progress=self._progress, allow_download=self._allow_download)

    @cached_property
    def indexes(self) -> VectorIndexes:
        from rag.adapters.chroma import ChromaServer, EmbeddedChroma

        if self._settings.chroma_url is not None:
            return ChromaServer(str(self._settings.chroma_url))
        return EmbeddedChroma(self.folder.vectors)

    def indexer(self, catalogue: Catalogue, allowance: Allowance | None = None) -> Indexer:
        from rag.ingest.indexing import Indexer

        return Indexer(
            articles=catalogue.articles,
            queue=catalogue.queue,
            cache=catalogue.vectors,
            embedder=self.embedder,
            indexes=self.indexes,
            allowance=allowance,
        )

    def close(self) -> None:
        self._forget_dense()
        self._forget_reader()

    def _opened_dense(self) -> Dense:
        """The index, opened anew if the catalogue has changed: what is open does not see new vectors.

        Those that this process adds while it holds the folder are seen; a writer may be using the same index.
        """
        with self._opening:
            if self._turns is not None:
                if self._dense is None:
                    self._dense = self._open_dense(None)
                return self._dense
            state = self.reader.database.state()
            if self._dense is None or self._dense.state != state:
                self._forget_dense()
                self._dense = self._open_dense(state)
            return self._dense

    def _open_dense(self, state: object) -> Dense:
        from rag.retrieval.search import DenseIndex

        name = self.reader.queue.collection()
        if name is None:
            return Dense(None, "Searched by words only: nothing is indexed yet.", state)
        try:
            embedder = self.embedder
        except AssetUnavailable as error:
            return Dense(None, f"Searched by words only. {error}", state)
        try:
            index = self.indexes.open(name, embedder.identity, embedder.dimension)
        except DataFolderDamaged as error:
            return Dense(None, f"Searched by words only. {error}", state)
        if index is None:
            lost = "Searched by words only: the vector index is gone. `newsdesk reindex` makes it again."
            return Dense(None, lost, state)
        return Dense(DenseIndex(embedder, index), "", state)

    def _forget_dense(self) -> None:
        self._dense = None
        if "indexes" in self.__dict__:
            self.indexes.close()

    def _forget_reader(self) -> None:
        if self._reader is not None:
            self._reader.database.close()
            self._reader = None


def make_embedder(settings: Settings, *, progress: Progress, allow_download: bool) -> Embedder:
    """The embedder that the settings name; the local one's files are fetched if they are missing."""
    provider, _, name = settings.embeddings.partition(":")
    if settings.embeddings == "local":
        from rag.adapters.assets import EMBEDDING_MODEL, EMBEDDING_TOKENIZER, AssetStore
        from rag.adapters.embeddings import LocalEmbedder

        store = AssetStore(settings.assets)
        model, tokenizer = (
            store.path(asset, progress=progress, allow_download=allow_download)
            for asset in (EMBEDDING_MODEL, EMBEDDING_TOKENIZER)
        )
        return LocalEmbedder(model, tokenizer)
    if provider == "openai" and name:
        from rag.adapters.model_choice import openai_endpoint
        from rag.adapters.openai_embeddings import OpenAIEmbedder

        endpoint = openai_endpoint(settings, settings.embeddings, instead="NEWSDESK_EMBEDDINGS=local")
        return OpenAIEmbedder(name, endpoint)
    raise UnknownModel(
        f"{settings.embeddings!r} names no embeddings. Use local or openai:NAME, "
        "for example openai:text-embedding-3-small."
    )
