"""The vector index kept in step with a real catalogue, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from news_stream import Bench, generate_news, quiet

from rag.domain import RawArticle
from rag.errors import DataFolderDamaged, EmbedderMismatch
from rag.ports import VectorRecord
from rag.testing import MemoryIndex, MemoryIndexes, WordEmbedder

Content = dict[str, tuple[VectorRecord, list[float]]]


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """Passes calls on to a port until its life is over; the last is cut off before or after its effect."""

    def __init__(self, port: Any, life: list[int], *, after: bool) -> None:
        self._port, self._life, self._after = port, life, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:
            self._life[0] -= 1
            if self._life[0] == 0 and not self._after:
                raise Killed
            result = found(*args, **options)
            if self._life[0] == 0:
                raise Killed
            return (
                Mortal(result, self._life, after=self._after) if isinstance(result, MemoryIndex) else result
            )

        return call


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def _content(bench: Bench) -> Content:
    name = bench.queue.collection()
    assert name is not None
    index = bench.indexes.open(name, bench.embedder.identity, bench.embedder.dimension)
    assert isinstance(index, MemoryIndex)
    return {key: (record, row.tolist()) for key, (record, row) in index.records.items()}


def _collections(bench: Bench) -> list[str]:
    return sorted(bench.indexes._collections)  # type: ignore[attr-defined]


def _ingest(bench: Bench, records: Sequence[RawArticle]) -> None:
    bench.ingest(records).run([], quiet)


def _mortal(bench: Bench, life: list[int], *, after: bool) -> Bench:
    """The same catalogue and index behind ports that end with the life given, in calls."""
    twin = object.__new__(Bench)
    twin.__dict__.update(bench.__dict__)
    for name in ("articles", "queue", "cache", "indexes", "embedder"):
        setattr(twin, name, Mortal(getattr(bench, name), life, after=after))
    return twin


def _killed_after(bench: Bench, calls: int, records: Sequence[RawArticle], *, after: bool) -> bool:
    try:
        _ingest(_mortal(bench, [calls], after=after), records)
    except Killed:
        return True
    return False


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_call_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory, after: bool
) -> None:
    first, second = generate_news(3), [*generate_news(4)[1:]]
    second[0] = second[0].model_copy(update={"text": "All is well in Quito. Nothing else happened."})
    undisturbed = Bench(tmp_path_factory.mktemp("undisturbed"))
    _ingest(undisturbed, first)
    _ingest(undisturbed, second)
    calls, was_killed = 0, True
    while was_killed:
        calls += 1
        bench = Bench(tmp_path_factory.mktemp("killed"))
        _ingest(bench, first)
        was_killed = _killed_after(bench, calls, second, after=after)
        _ingest(bench, second)
        assert _content(bench) == _content(undisturbed)
        assert list(bench.queue.all_chunks()) == list(undisturbed.queue.all_chunks())
        assert list(bench.articles.articles()) == list(undisturbed.articles.articles())
        assert bench.queue.backlog() == 0
        bench.close()
    assert calls > 20
    undisturbed.close()


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_call_of_reindex_leaves_one_whole_collection(
    tmp_path_factory: pytest.TempPathFactory, after: bool
) -> None:
    calls, was_killed = 0, True
    while was_killed:
        calls += 1
        bench = Bench(tmp_path_factory.mktemp("reindex"))
        _ingest(bench, generate_news(2))
        before = _content(bench)
        was_killed = _reindex_killed_after(bench, calls, after=after)
        assert _content(bench) == before
        bench.indexer.open(quiet)
        bench.indexer.reindex(quiet)
        bench.indexer.open(quiet)
        assert _content(bench) == before
        assert _collections(bench) == [bench.queue.collection()]
        bench.close()
    assert calls > 10


def _reindex_killed_after(bench: Bench, calls: int, *, after: bool) -> bool:
    try:
        _mortal(bench, [calls], after=after).indexer.reindex(quiet)
    except Killed:
        return True
    return False


def test_a_lost_index_is_made_again_without_embedding(bench: Bench) -> None:
    _ingest(bench, generate_news(5))
    before = _content(bench)
    bench.indexes = MemoryIndexes()
    embedder = bench.embedder = WordEmbedder()
    _ingest(bench, [])
    assert _content(bench) == before
    assert embedder.embedded == []


@pytest.mark.parametrize("how", ["less", "more"])
def test_an_index_with_other_chunks_is_made_again(bench: Bench, how: str) -> None:
    _ingest(bench, generate_news(5))
    before = _content(bench)
    index = bench.indexes.open(
        bench.queue.collection() or "", bench.embedder.identity, bench.embedder.dimension
    )
    assert index is not None
    if how == "less":
        index.delete(sorted(before)[:2])
    else:
        stray = VectorRecord(chunk_id="stray", article_id="x", content_sha256="0" * 64)
        index.upsert([stray], np.zeros((1, bench.embedder.dimension), dtype=np.float32))
    _ingest(bench, [])
    assert _content(bench) == before


class _DamagedOnce(MemoryIndexes):
    is_damaged = True

    def open(self, name: str, embedder: str, dimension: int) -> MemoryIndex | None:
        if self.is_damaged:
            raise DataFolderDamaged("unreadable")
        return super().open(name, embedder, dimension)

    def drop(self, name: str) -> None:
        self.is_damaged = False
        super().drop(name)


def test_a_damaged_index_is_made_again(bench: Bench) -> None:
    _ingest(bench, generate_news(5))
    before = _content(bench)
    bench.indexes = _DamagedOnce()
    _ingest(bench, [])
    assert _content(bench) == before


class _Forgetful(MemoryIndex):
    def upsert(self, records: Sequence[VectorRecord], vectors: Any) -> None:
        super().upsert(records[:1], vectors[:1])


def test_an_index_that_keeps_losing_chunks_is_reported(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.testing.MemoryIndex", _Forgetful)
    with pytest.raises(DataFolderDamaged, match="newsdesk reindex"):
        _ingest(bench, generate_news(5))


def test_a_deleted_article_leaves_the_index(bench: Bench) -> None:
    _ingest(bench, generate_news(3))
    [gone, *kept] = [info.article_id for info in bench.articles.articles()]
    bench.articles.delete(gone)
    indexer = bench.indexer
    indexer.open(quiet)
    assert {record.article_id for record, _ in _content(bench).values()} == set(kept)


def test_reindex_switches_to_another_embedder(bench: Bench) -> None:
    _ingest(bench, generate_news(5))
    old = bench.queue.collection()
    bench.embedder = WordEmbedder(dimension=32, identity="words:small")
    with pytest.raises(EmbedderMismatch):
        bench.indexer.open(quiet)
    told: list[tuple[str, int, int | None]] = []
    count = bench.indexer.reindex(lambda *said: told.append(said))
    assert count == bench.queue.chunk_count() == len(_content(bench))
    assert told[-1] == ("chunks", count, count)
    assert bench.queue.collection() != old
    assert _collections(bench) == [bench.queue.collection()]
    _ingest(bench, generate_news(6))
    assert len(_content(bench)) == bench.queue.chunk_count()


def test_reindex_takes_in_what_was_still_queued(bench: Bench) -> None:
    _ingest(bench, generate_news(5))
    bench.articles.delete(next(bench.articles.articles()).article_id)
    bench.indexer.reindex(quiet)
    assert sorted(_content(bench)) == sorted(chunk.chunk_id for chunk in bench.queue.all_chunks())
    assert bench.queue.removed(1) == []


class _NarrowEmbedder(WordEmbedder):
    max_tokens = 40


def test_chunks_too_long_for_the_new_embedder_are_cut_anew(bench: Bench) -> None:
    _ingest(bench, generate_news(3))
    bench.embedder = _NarrowEmbedder(identity="words:narrow")
    bench.indexer.reindex(quiet)
    chunks = list(bench.queue.all_chunks())
    assert max(bench.embedder.count_tokens([chunk.embedded_text for chunk in chunks])) <= 38
    assert sorted(_content(bench)) == sorted(chunk.chunk_id for chunk in chunks)
    for chunk in chunks:
        article = bench.articles.article(chunk.article_id)
        assert article is not None
        assert article.text[chunk.start : chunk.end] == chunk.text
    assert bench.queue.chunked_for() == "words:narrow"


def test_records_carry_what_filters_need(bench: Bench) -> None:
    [raw] = generate_news(1)
    _ingest(bench, [raw.model_copy(update={"language": "en", "section": "World", "publisher": "The Hill"})])
    for record, _ in _content(bench).values():
        assert record.published_epoch == int(raw.published_at.timestamp())  # type: ignore[union-attr]
        assert (record.publisher, record.language, record.section) == ("The Hill", "en", "World")
