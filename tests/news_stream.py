"""A reader of generated articles, and a real catalogue with what an ingest needs around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.catalog_queue import SqliteIndexQueue
from rag.adapters.catalog_vectors import SqliteVectorCache
from rag.adapters.sqlite import Database
from rag.domain import DateSource, FailedSource, RawArticle
from rag.ingest.allowance import Allowance
from rag.ingest.indexing import Indexer
from rag.ingest.pipeline import Ingest
from rag.ports import Embedder, VectorIndexes
from rag.testing import MemoryIndexes, WordEmbedder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

_TOWNS = ("Lima", "Quito", "Zürich", "Oslo", "Accra", "Hanoi", "Porto")
_TOPICS = ("floods", "wheat prices", "a rail strike", "a court ruling", "an election", "a heat wave")


class ListReader:
    """A `SourceReader` over records that are there already."""

    def __init__(self, records: Sequence[RawArticle | FailedSource]) -> None:
        self._records = records

    def expect(self, sources: Sequence[str]) -> int | None:
        return len(self._records)

    def read(self, sources: Sequence[str]) -> Iterator[RawArticle | FailedSource]:
        yield from self._records


def generate_news(count: int) -> list[RawArticle]:
    """Articles of a few hundred words, all different, the same in every run."""
    return [_article(number) for number in range(count)]


def _article(number: int) -> RawArticle:
    town, topic = _TOWNS[number % len(_TOWNS)], _TOPICS[number % len(_TOPICS)]
    paragraphs = [
        f"Officials in {town} spoke about {topic} on day {number}. "
        f"The mayor named {part * 7 + number} streets. "
        f"Nobody was hurt, according to report {part} of office {number * 13 % 97}. "
        f"A second statement in the evening named {number + part} more places. Work goes on."
        for part in range(8)
    ]
    return RawArticle(
        text="\n\n".join(paragraphs),
        source=f"news/{number:05}.txt",
        title=f"{town}: {topic}, day {number}",
        publisher="The Coast" if number % 2 else None,
        published_at=NOW - timedelta(hours=number),
        published_at_source=DateSource.GIVEN,
    )


def quiet(stage: str, done: int, total: int | None) -> None:
    """A progress that says nothing."""


class Bench:
    """A catalogue on disk, an index and an embedder, wired as the product wires them."""

    def __init__(
        self, folder: Path, *, indexes: VectorIndexes | None = None, embedder: Embedder | None = None
    ) -> None:
        self.database = Database(folder / "catalogue.db")
        self.articles = SqliteArticles(self.database)
        self.lexical = SqliteLexicalIndex(self.database)
        self.copies = SqliteCopies(self.database)
        self.queue = SqliteIndexQueue(self.database)
        self.cache = SqliteVectorCache(self.database)
        self.indexes: VectorIndexes = indexes or MemoryIndexes()
        self.embedder: Embedder = embedder or WordEmbedder()
        self.allowance: Allowance | None = None

    @property
    def indexer(self) -> Indexer:
        return Indexer(
            articles=self.articles,
            queue=self.queue,
            cache=self.cache,
            embedder=self.embedder,
            indexes=self.indexes,
            allowance=self.allowance,
        )

    def ingest(self, records: Sequence[RawArticle | FailedSource]) -> Ingest:
        return Ingest(
            reader=ListReader(records),
            articles=self.articles,
            embedder=self.embedder,
            indexer=self.indexer,
            clock=lambda: NOW,
        )

    def close(self) -> None:
        self.indexes.close()
        self.database.close()
