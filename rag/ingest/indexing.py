"""Keeping the vector index in step with the catalogue.

The catalogue is the truth and the vector index can be made again from it, so every step here may be cut
short: what the index was not told yet stays in the queue, and what it is told twice changes nothing.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from rag.domain import ArticleInfo, Chunk, sha256_of
from rag.errors import BudgetReached, DataFolderDamaged
from rag.ingest.allowance import Allowance
from rag.ports import (
    ArticleStore,
    Embedder,
    IndexQueue,
    Progress,
    VectorCache,
    VectorIndex,
    VectorIndexes,
    VectorRecord,
)
from rag.text.chunking import SPECIAL_TOKENS, cut_article

if TYPE_CHECKING:
    from rag.ports import Vectors

_BATCH = 128
"""Chunks embedded and added in one call: what a kill may cost, and enough to keep an embedder busy."""

_STAGE = "chunks"


class Indexer:
    """Brings what the catalogue has queued into the vector index. `open` comes before all else."""

    def __init__(
        self,
        *,
        articles: ArticleStore,
        queue: IndexQueue,
        cache: VectorCache,
        embedder: Embedder,
        indexes: VectorIndexes,
        allowance: Allowance | None = None,
    ) -> None:
        """``allowance`` is what may be spent on embeddings; what goes beyond it stays in the queue."""
        self._articles = articles
        self._queue = queue
        self._cache = cache
        self._embedder = embedder
        self._indexes = indexes
        self._allowance = allowance or Allowance()
        self._index: VectorIndex | None = None

    @property
    def stopped(self) -> str:
        """Why nothing more is embedded; empty while it is."""
        return self._allowance.stopped

    @property
    def waiting(self) -> int:
        """Chunks that wait in the queue."""
        return self._queue.backlog()

    def open(self, progress: Progress) -> None:
        """Open the collection and end what an earlier run left; a lost or damaged one is made again.

        Raises `EmbedderMismatch`, with nothing written, if the collection is of another embedder.
        """
        name = self._queue.collection()
        if name is None:
            name = _collection_name(self._queue.catalogue_id(), 1)
            self._queue.use_collection(name)
        opened = self._opened(name)
        self._index = self._made_again(name) if opened is None else opened
        self._fit_chunks()
        self.settle(progress)

    def settle(self, progress: Progress) -> None:
        """Empty the queue and compare counts; an index that lost something is made again from the cache."""
        self.drain(progress)
        if self._is_complete():
            return
        self._index = self._made_again(str(self._queue.collection()))
        self.drain(progress)
        if not self._is_complete():
            raise DataFolderDamaged(
                f"The vector index holds {self._opened_index().count()} chunks after it was rebuilt, and not "
                f"{self._queue.indexed()}. Run `newsdesk reindex`."
            )

    @contextmanager
    def alongside(self) -> Iterator[Indexing]:
        """Work on the queue in a thread of its own for as long as this lasts; what it raises is raised here.

        Whatever goes wrong meanwhile, it ends with the batch it is at.
        """
        indexing = Indexing(self)
        try:
            yield indexing
            indexing.finish()
        finally:
            indexing.stop()

    def drain(self, progress: Progress | None = None, *, is_stopped: Callable[[], bool] = bool) -> None:
        """Empty the queue: removals first, then additions, batch by batch, until it is told to stop.

        An index that is deleted meanwhile is made again, with all that it had.
        """
        try:
            self._drain(progress, is_stopped)
        except DataFolderDamaged:
            name = str(self._queue.collection())
            if self._opened(name) is not None:
                raise
            self._index = self._made_again(name)
            self._drain(progress, is_stopped)

    def _drain(self, progress: Progress | None, is_stopped: Callable[[], bool]) -> None:
        index = self._opened_index()
        while removed := self._queue.removed(_BATCH):
            index.delete(removed)
            self._queue.done(removed=removed)
        done, total = 0, self._queue.backlog()
        while not (self.stopped or is_stopped()) and (chunks := self._queue.pending(_BATCH)):
            added = self._add(index, chunks)
            self._queue.done(added=[chunk.chunk_id for chunk in added])
            done += len(added)
            if progress is not None:
                progress(_STAGE, done, max(done, total))

    def reindex(self, progress: Progress) -> int:
        """Build a new collection with the present embedder, switch to it, drop the old; how many chunks.

        Cut short, it leaves the old collection in use. Works whatever state the old one is in. Raises
        `BudgetReached` where more would have to be embedded than is allowed; what has been, is kept.
        """
        self._fit_chunks()
        old = self._queue.collection()
        new = _following(old) if old else _collection_name(self._queue.catalogue_id(), 1)
        index = self._indexes.create(new, self._embedder.identity, self._embedder.dimension)
        total = self._queue.chunk_count()
        done = 0
        for chunks in _batches(self._queue.all_chunks()):
            done += len(self._add(index, chunks))
            progress(_STAGE, done, total)
            if self.stopped:
                raise BudgetReached(
                    f"{self.stopped} {done:,} of {total:,} chunks are ready; run it again to go on."
                )
        self._queue.use_collection(new)
        self._index = index
        if old is not None:
            self._indexes.drop(old)
        self.settle(progress)
        return index.count()

    def _opened(self, name: str) -> VectorIndex | None:
        try:
            index = self._indexes.open(name, self._embedder.identity, self._embedder.dimension)
        except DataFolderDamaged:
            return None
        if index is not None and (before := _preceding(name)):
            self._indexes.drop(before)  # what a kill between switching and dropping left
        return index

    def _made_again(self, name: str) -> VectorIndex:
        """An empty collection and everything queued for it. Until both are done, opening ends here again."""
        self._indexes.drop(name)
        self._queue.requeue_all()
        return self._indexes.create(name, self._embedder.identity, self._embedder.dimension)

    def _opened_index(self) -> VectorIndex:
        if self._index is None:
            raise RuntimeError("Indexer.open comes first")
        return self._index

    def _is_complete(self) -> bool:
        """It is looked for anew: an index whose files were deleted still counts what it had."""
        index = self._opened(str(self._queue.collection()))
        return index is not None and index.count() == self._queue.indexed()

    def _add(self, index: VectorIndex, chunks: Sequence[Chunk]) -> Sequence[Chunk]:
        """Bring chunks into the index, as far as the allowance goes; those that are there now."""
        import numpy as np

        vectors = self._vectors(chunks)
        ready = [chunk for chunk in chunks if vector_key(chunk) in vectors]
        if ready:
            infos = self._articles.infos(sorted({chunk.article_id for chunk in ready}))
            records = [_record(chunk, infos[chunk.article_id]) for chunk in ready]
            index.upsert(records, np.stack([vectors[vector_key(chunk)] for chunk in ready]))
        return ready

    def _vectors(self, chunks: Sequence[Chunk]) -> Mapping[str, Vectors]:
        """Vectors of shape (dimension,) by key; only texts never embedded before are embedded."""
        texts = {vector_key(chunk): chunk.embedded_text for chunk in chunks}
        vectors = dict(self._cache.load(self._embedder.identity, list(texts)))
        missing = [text for key, text in texts.items() if key not in vectors]
        if allowed := self._allowance.take(missing, self._embedder.count_tokens):
            made = self._embedder.embed(allowed)
            new = dict(zip(map(sha256_of, allowed), made, strict=True))
            self._cache.save(self._embedder.identity, new)
            vectors.update(new)
        return vectors

    def _fit_chunks(self) -> None:
        """Cut articles anew whose chunks the present embedder cannot read whole.

        While that is under way it is noted that no embedder is certain to: a kill starts it over.
        """
        identity = self._embedder.identity
        if self._queue.chunked_for() == identity:
            return
        self._queue.set_chunked_for(None)
        for article_id in self._articles_with_long_chunks():
            article = self._articles.article(article_id)
            if article is not None:
                parts = cut_article(article, self._embedder.count_tokens, self._embedder.max_tokens)
                self._articles.put(article, parts.sentences, parts.chunks)
        self._queue.set_chunked_for(identity)

    def _articles_with_long_chunks(self) -> Sequence[str]:
        room = self._embedder.max_tokens - SPECIAL_TOKENS
        found: dict[str, None] = {}
        for chunks in _batches(self._queue.all_chunks()):
            counts = self._embedder.count_tokens([chunk.embedded_text for chunk in chunks])
            found.update(
                (chunk.article_id, None) for chunk, count in zip(chunks, counts, strict=True) if count > room
            )
        return list(found)


class Indexing:
    """An `Indexer` at work in another thread: told to go on when there is more in the queue."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer
        self._stopped = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="indexing")
        self._work: Future[None] | None = None

    def go_on(self) -> None:
        """Empty the queue once more, after what is under way: nobody can be more than one round ahead."""
        self.finish()
        self._work = self._thread.submit(self._indexer.drain, is_stopped=self._stopped.is_set)

    def finish(self) -> None:
        """Wait for what is under way, and raise what it raised."""
        work, self._work = self._work, None
        if work is not None:
            work.result()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.shutdown()


def vector_key(chunk: Chunk) -> str:
    """By which the vector of a chunk is kept: two chunks with the same words have the same vector."""
    return sha256_of(chunk.embedded_text)


def _batches(chunks: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    rest = iter(chunks)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _record(chunk: Chunk, info: ArticleInfo) -> VectorRecord:
    published = info.published_at
    return VectorRecord(
        chunk_id=chunk.chunk_id,
        article_id=chunk.article_id,
        content_sha256=chunk.content_sha256,
        published_epoch=None if published is None else math.floor(published.timestamp()),
        publisher=info.publisher,
        language=info.language,
        section=info.section,
    )


def _collection_name(catalogue_id: str, number: int) -> str:
    """Names count up, so that what an interrupted run left is found under a name that is known."""
    return f"newsdesk-{catalogue_id[:12]}-{number}"


def _following(name: str) -> str:
    stem, number = name.rsplit("-", 1)
    return f"{stem}-{int(number) + 1}"


def _preceding(name: str) -> str | None:
    stem, number = name.rsplit("-", 1)
    return f"{stem}-{int(number) - 1}" if int(number) > 1 else None
