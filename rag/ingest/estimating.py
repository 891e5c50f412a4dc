"""What an ingest would do and take, found out by doing all of it but writing and embedding."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from rag.domain import Article, Chunk, FailedSource, IngestEstimate, RawArticle, UnchangedSource, sha256_of
from rag.errors import SourceEmpty
from rag.ingest.allowance import EmbeddingPrice
from rag.ingest.indexing import vector_key
from rag.ingest.raw_articles import settle_article
from rag.ports import ArticleStore, Change, Embedder, IndexQueue, Progress, SourceReader, VectorCache
from rag.text.chunking import cut_article

_STAGE = "articles"
_TRIED = 16
"""Texts embedded to see how long it takes, where that is free."""


class IngestEstimator:
    """The same way through the sources as an `Ingest`, with nothing written at its end."""

    def __init__(
        self,
        *,
        reader: SourceReader,
        articles: ArticleStore,
        queue: IndexQueue,
        cache: VectorCache,
        embedder: Embedder,
        price: EmbeddingPrice,
        clock: Callable[[], datetime],
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._reader = reader
        self._articles = articles
        self._queue = queue
        self._embedder = embedder
        self._price = price
        self._clock = clock
        self._timer = timer
        self._texts = _Texts(embedder, cache)
        self._seen: dict[str, str] = {}
        self._changes: Counter[Change] = Counter()
        self._sentences = 0
        self._chunks = 0

    def run(self, sources: Sequence[str], progress: Progress) -> IngestEstimate:
        """Read everything once. Once per estimator."""
        began = self._timer()
        failed = []
        expected = self._reader.expect(sources)
        for number, item in enumerate(self._reader.read(sources), start=1):
            if isinstance(item, UnchangedSource):
                self._changes[Change.UNCHANGED] += 1
            elif failure := item if isinstance(item, FailedSource) else self._take_in(item):
                failed.append(failure)
            progress(_STAGE, number, expected)
        self._texts.add(self._queue.pending(self._queue.backlog()))
        reading = self._timer() - began
        return IngestEstimate(
            added=self._changes[Change.ADDED],
            changed=self._changes[Change.CHANGED],
            unchanged=self._changes[Change.UNCHANGED],
            failed=tuple(failed),
            sentences=self._sentences,
            chunks=self._chunks,
            to_embed=self._texts.count,
            tokens=self._texts.tokens,
            seconds=self._seconds(reading),
            cost_usd=self._price(self._texts.tokens),
        )

    def _take_in(self, raw: RawArticle) -> FailedSource | None:
        try:
            article = settle_article(raw, self._clock())
        except SourceEmpty as error:
            return FailedSource(source=raw.source, error=str(error), exit_code=error.exit_code)
        change = self._change(article)
        self._changes[change] += 1
        if change is not Change.UNCHANGED:
            parts = cut_article(article, self._embedder.count_tokens, self._embedder.max_tokens)
            self._sentences += len(parts.sentences)
            self._chunks += len(parts.chunks)
            self._texts.add(parts.chunks)
        return None

    def _change(self, article: Article) -> Change:
        """What storing it would do, after those before it in the same run."""
        digest = sha256_of(article.model_dump_json(exclude={"source"}))
        earlier, self._seen[article.article_id] = self._seen.get(article.article_id), digest
        if earlier is not None:
            return Change.UNCHANGED if earlier == digest else Change.CHANGED
        if self._articles.holds(article):
            return Change.UNCHANGED
        return Change.CHANGED if self._articles.infos([article.article_id]) else Change.ADDED

    def _seconds(self, reading: float) -> float | None:
        """Reading took as long as it will; embedding is tried on a few of the texts, if trying is free."""
        if not self._texts.tokens:
            return round(reading, 1)
        if self._price(self._texts.tokens) != 0:
            return None
        self._embedder.embed(self._texts.some[:1])  # the model is loaded now
        began = self._timer()
        self._embedder.embed(self._texts.some)
        share = sum(self._embedder.count_tokens(self._texts.some)) / self._texts.tokens
        return round(reading + (self._timer() - began) / share, 1)


class _Texts:
    """The texts that are still to be embedded, each once: how many, how long, and a few of them."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder = embedder
        self._cache = cache
        self._known: set[str] = set()
        self.count = 0
        self.tokens = 0
        self.some: list[str] = []

    def add(self, chunks: Iterable[Chunk]) -> None:
        texts = {vector_key(chunk): chunk.embedded_text for chunk in chunks}
        new = [key for key in texts if key not in self._known]
        kept = self._cache.load(self._embedder.identity, new)
        missing = [texts[key] for key in new if key not in kept]
        self._known.update(new)
        self.count += len(missing)
        self.tokens += sum(self._embedder.count_tokens(missing))
        self.some += missing[: _TRIED - len(self.some)]
