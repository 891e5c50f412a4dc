"""An estimate says what the ingest then does, and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from news_stream import NOW, Bench, ListReader, generate_news, quiet

from rag.domain import FailedSource, IngestEstimate, Limit, RawArticle
from rag.ingest.allowance import Allowance, EmbeddingPrice, free
from rag.ingest.estimating import IngestEstimator
from rag.testing import WordEmbedder

NEWS = generate_news(6)
BROKEN = FailedSource(source="b.pdf", error="not text", exit_code=12)
RECORDS = [*NEWS, BROKEN, NEWS[0], NEWS[1].model_copy(update={"title": "Another"}), NEWS[2]]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def _estimate(
    bench: Bench, records: Sequence[RawArticle | FailedSource], price: EmbeddingPrice = free
) -> IngestEstimate:
    ticks = count()
    return IngestEstimator(
        reader=ListReader(records),
        articles=bench.articles,
        queue=bench.queue,
        cache=bench.cache,
        embedder=bench.embedder,
        price=price,
        clock=lambda: NOW,
        timer=lambda: float(next(ticks)),
    ).run([], quiet)


def _holds(bench: Bench, estimate: IngestEstimate, records: Sequence[RawArticle | FailedSource]) -> None:
    """An ingest does what the estimate says."""
    embedder = bench.embedder = WordEmbedder()
    report = bench.ingest(records).run([], quiet)
    for name in ("added", "changed", "unchanged", "failed"):
        assert getattr(estimate, name) == getattr(report, name)
    assert estimate.to_embed == len(embedder.embedded)
    assert estimate.tokens == sum(embedder.count_tokens(embedder.embedded))


def test_the_first_ingest_is_foreseen(bench: Bench) -> None:
    estimate = _estimate(bench, RECORDS[:-3])
    _holds(bench, estimate, RECORDS[:-3])
    assert estimate.chunks == bench.queue.chunk_count()
    assert estimate.sentences == len(
        {
            (sentence.article_id, sentence.start)
            for chunk in bench.queue.all_chunks()
            for sentence in bench.articles.sentences([chunk.chunk_id])[chunk.chunk_id]
        }
    )


def test_another_ingest_is_foreseen(bench: Bench) -> None:
    bench.ingest(NEWS[3:]).run([], quiet)
    changed = [NEWS[4].model_copy(update={"text": "All is well in Quito."}), NEWS[5]]
    estimate = _estimate(bench, [*RECORDS[:4], *changed, BROKEN])
    assert (estimate.added, estimate.changed, estimate.unchanged) == (3, 1, 2)
    _holds(bench, estimate, [*RECORDS[:4], *changed, BROKEN])
    assert _estimate(bench, RECORDS[:4]).to_embed == 0


def test_the_same_article_twice_is_counted_as_an_ingest_counts_it(bench: Bench) -> None:
    estimate = _estimate(bench, RECORDS)
    report = bench.ingest(RECORDS).run([], quiet)
    assert (estimate.added, estimate.changed, estimate.unchanged) == (6, 1, 2)
    assert (report.added, report.changed, report.unchanged) == (6, 1, 2)


def test_what_waits_from_an_earlier_run_is_counted(bench: Bench) -> None:
    bench.allowance = Allowance(Limit(tokens=0))
    bench.ingest(NEWS).run([], quiet)
    estimate = _estimate(bench, NEWS)
    assert (estimate.added, estimate.unchanged, estimate.chunks) == (0, 6, 0)
    assert estimate.to_embed == bench.queue.backlog() > 0


def test_nothing_is_written_and_nothing_paid(bench: Bench, tmp_path: Path) -> None:
    bench.ingest(NEWS[:2]).run([], quiet)
    bench.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "catalogue.db").read_bytes()
    embedder = bench.embedder = WordEmbedder()
    estimate = _estimate(bench, RECORDS, lambda tokens: tokens / 1000)
    assert embedder.embedded == []
    assert estimate.seconds is None
    assert estimate.cost_usd == estimate.tokens / 1000
    assert (tmp_path / "catalogue.db").read_bytes() == before
    assert not (tmp_path / "catalogue.db-wal").stat().st_size


def test_the_time_is_that_of_reading_and_of_what_was_tried(bench: Bench) -> None:
    """Each look at the clock is a second: reading took one, and so did embedding a part of the texts."""
    embedder = bench.embedder = WordEmbedder()
    estimate = _estimate(bench, generate_news(12))
    tried = embedder.embedded[1:]
    assert 0 < len(tried) < estimate.to_embed
    share = sum(embedder.count_tokens(tried)) / estimate.tokens
    assert estimate.seconds == pytest.approx(1 + 1 / share, abs=0.1)
    assert estimate.cost_usd == 0


def test_nothing_to_do_takes_the_time_of_reading(bench: Bench) -> None:
    bench.ingest(NEWS).run([], quiet)
    embedder = bench.embedder = WordEmbedder()
    assert _estimate(bench, NEWS).seconds == 1
    assert embedder.embedded == []
