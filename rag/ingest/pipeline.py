"""Ingest: from sources to articles in the catalogue and vectors in the index.

An article that has not changed costs one look-up: it is not cut, not embedded and not written. Articles are
read, cut and stored while the vectors of those before them are made; neither runs further ahead than a batch.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from rag.domain import Article, FailedSource, Finding, IngestReport, RawArticle, UnchangedSource
from rag.errors import SourceEmpty
from rag.ingest.indexing import Indexer, Indexing
from rag.ingest.raw_articles import settle_article, with_what_feeds_said
from rag.ports import ArticleStore, Change, Embedder, PageMemory, Progress, SourceItem, SourceReader, Stored
from rag.text.chunking import cut_article
from rag.text.hostile import find_hostile

_STORED_AT_ONCE = 64
"""Articles stored before their vectors are made: enough chunks for full batches."""

_STAGE = "articles"


class Ingest:
    """The use case, with what it works on."""

    def __init__(
        self,
        *,
        reader: SourceReader,
        articles: ArticleStore,
        embedder: Embedder,
        indexer: Indexer,
        clock: Callable[[], datetime],
        pages: PageMemory | None = None,
        is_alone: bool = True,
    ) -> None:
        """``is_alone`` unless others write to the catalogue between two articles: then nothing overlaps."""
        self._reader = reader
        self._articles = articles
        self._embedder = embedder
        self._indexer = indexer
        self._clock = clock
        self._pages = pages
        self._is_alone = is_alone

    def run(self, sources: Sequence[str], progress: Progress) -> IngestReport:
        """Take in all that the sources hold; one that cannot be read is a row in the report.

        When what may be spent on embeddings is spent, it ends: what is stored by then waits for its vectors.
        It may be cut short anywhere and run again. Raises `EmbedderMismatch` before anything is written, and
        other `DataFolderError`s where the folder cannot take more.
        """
        started = time.perf_counter()
        expected = self._reader.expect(sources)
        self._indexer.open(progress)
        tally = _Tally()
        with self._indexer.alongside() as indexing:
            for number, item in enumerate(self._reader.read(sources), start=1):
                if self._indexer.stopped:
                    break
                tally.add(self._outcome(item, indexing))
                if tally.stored_since_drain == _STORED_AT_ONCE:
                    indexing.go_on()
                    if not self._is_alone:
                        indexing.finish()
                    tally.stored_since_drain = 0
                progress(_STAGE, number, expected)
        self._indexer.settle(progress)
        return tally.report(
            stopped=self._indexer.stopped,
            waiting=self._indexer.waiting,
            seconds=time.perf_counter() - started,
        )

    def _outcome(self, item: SourceItem, indexing: Indexing) -> Stored | FailedSource:
        if isinstance(item, FailedSource):
            return item
        if isinstance(item, UnchangedSource):
            return Stored(change=Change.UNCHANGED)
        return self._take_in(item, indexing)

    def _take_in(self, raw: RawArticle, indexing: Indexing) -> Stored | FailedSource:
        try:
            article = settle_article(raw, self._clock())
        except SourceEmpty as error:
            return FailedSource(source=raw.source, error=str(error), exit_code=error.exit_code)
        stored = self._store(article, indexing)
        if self._pages is not None and raw.page is not None:
            self._pages.remember(raw.page, article.article_id)
        return stored

    def _store(self, article: Article, indexing: Indexing) -> Stored:
        known = self._articles.infos([article.article_id]).get(article.article_id)
        if known is not None:
            article = with_what_feeds_said(article, known)
        if self._articles.holds(article):
            return Stored(change=Change.UNCHANGED)
        if known is not None:
            indexing.finish()  # nothing may be made of the revision that goes
        parts = cut_article(article, self._embedder.count_tokens, self._embedder.max_tokens)
        stored = self._articles.put(article, parts.sentences, parts.chunks, at=self._clock())
        return _Taken(**stored.model_dump(), findings=find_hostile(article, parts.sentences))


class _Taken(Stored):
    """An article that was stored, with what is hostile in it."""

    findings: tuple[Finding, ...]


class _Tally:
    """Counts what became of each article."""

    def __init__(self) -> None:
        self.stored_since_drain = 0
        self._changes: Counter[Change] = Counter()
        self._copies = 0
        self._failed: list[FailedSource] = []
        self._findings: list[Finding] = []

    def add(self, outcome: Stored | FailedSource) -> None:
        if isinstance(outcome, FailedSource):
            self._failed.append(outcome)
            return
        self._changes[outcome.change] += 1
        self._copies += outcome.is_copy
        self.stored_since_drain += outcome.change is not Change.UNCHANGED
        self._findings += outcome.findings if isinstance(outcome, _Taken) else ()

    def report(self, *, stopped: str, waiting: int, seconds: float) -> IngestReport:
        return IngestReport(
            added=self._changes[Change.ADDED],
            changed=self._changes[Change.CHANGED],
            unchanged=self._changes[Change.UNCHANGED],
            copies=self._copies,
            failed=tuple(self._failed),
            findings=tuple(self._findings),
            stopped=stopped,
            waiting=waiting,
            seconds=seconds,
        )
