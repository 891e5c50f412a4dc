"""Articles are stored while vectors are made, and never so far ahead that a kill would cost much."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from news_stream import NOW, Bench, quiet

from rag.domain import RawArticle
from rag.ingest.pipeline import _STORED_AT_ONCE, Ingest
from rag.testing import WordEmbedder

if TYPE_CHECKING:
    from rag.ports import Vectors

_ROUND = _STORED_AT_ONCE
_PATIENCE = 10.0


class Watched:
    """A `SourceReader` of short articles, one chunk each, that says which one is being asked for."""

    def __init__(self, count: int, watch: Callable[[int], object]) -> None:
        self._count = count
        self._watch = watch

    def expect(self, sources: Sequence[str]) -> int | None:
        return self._count

    def read(self, sources: Sequence[str]) -> Iterator[RawArticle]:
        for number in range(self._count):
            self._watch(number)
            yield RawArticle(text=f"Gauge {number} rose in the night.", source=f"{number}.txt")


class Waiting(WordEmbedder):
    """Embeds nothing before an event has come, or so many seconds have passed once."""

    def __init__(self, event: threading.Event, seconds: float) -> None:
        super().__init__()
        self._event = event
        self._seconds = seconds

    def embed(self, texts: Sequence[str]) -> Vectors:
        self._event.wait(self._seconds)
        self._seconds = 0.0
        return super().embed(texts)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def _ingest(bench: Bench, reader: Watched, *, is_alone: bool = True) -> None:
    Ingest(
        reader=reader,
        articles=bench.articles,
        embedder=bench.embedder,
        indexer=bench.indexer,
        clock=lambda: NOW,
        is_alone=is_alone,
    ).run([], quiet)


def test_articles_are_stored_while_vectors_are_made(bench: Bench) -> None:
    """The first vectors are not made before articles of the next round are stored: in turns, none would."""
    went_on = threading.Event()
    embedded_by_then: list[int] = []

    def watch(number: int) -> None:
        if number == _ROUND + 10:
            embedded_by_then.append(len(embedder.embedded))
            went_on.set()

    embedder = bench.embedder = Waiting(went_on, _PATIENCE)
    _ingest(bench, Watched(_ROUND + 20, watch))
    assert embedded_by_then == [0]
    assert len(embedder.embedded) == bench.queue.indexed() == _ROUND + 20


@pytest.mark.parametrize(("is_alone", "most"), [(True, 2 * _ROUND), (False, _ROUND)])
def test_storing_is_never_far_ahead_of_slow_embeddings(bench: Bench, is_alone: bool, most: int) -> None:
    too_far = threading.Event()
    ahead: list[int] = []

    def watch(number: int) -> None:
        ahead.append(number - len(embedder.embedded))
        if ahead[-1] > most:
            too_far.set()

    embedder = bench.embedder = Waiting(too_far, 1.0)
    _ingest(bench, Watched(3 * _ROUND, watch), is_alone=is_alone)
    assert not too_far.is_set(), f"{max(ahead)} articles were stored without vectors"
    assert max(ahead) >= most - 1
    assert bench.queue.backlog() == 0
