"""A budget ends an ingest before it is exceeded; what is stored is kept, and the next run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from news_stream import Bench, generate_news, quiet

from rag.domain import IngestReport, Limit
from rag.errors import BudgetReached
from rag.ingest.allowance import Allowance
from rag.testing import WordEmbedder

_ARTICLES = 10


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def _words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _ingest(bench: Bench, limit: Limit | None = None) -> tuple[IngestReport, WordEmbedder]:
    """A run that may take so much, and the embedder that it used."""
    embedder = bench.embedder = WordEmbedder()
    bench.allowance = Allowance(limit)
    return bench.ingest(generate_news(_ARTICLES)).run([], quiet), embedder


def _tokens(embedder: WordEmbedder) -> int:
    return sum(embedder.count_tokens(embedder.embedded))


@pytest.mark.parametrize(
    ("limit", "taken", "why"),
    [
        (Limit(), 4, ""),
        (Limit(tokens=6), 4, ""),
        (Limit(tokens=5), 3, "The budget of 5 tokens allows no more."),
        (Limit(tokens=0), 0, "The budget of 0 tokens allows no more."),
        (Limit(cost_usd=0.35), 2, "The budget of $0.35 allows no more."),
        (Limit(seconds=3.5), 3, "The budget of 3.5 seconds is used up."),
        (Limit(tokens=5, cost_usd=0.15), 1, "The budget of $0.15 allows no more."),
    ],
)
def test_texts_are_taken_as_far_as_the_limit_goes(limit: Limit, taken: int, why: str) -> None:
    """The clock goes a second further each time it is looked at."""
    ticks: Callable[[], int] = count().__next__
    allowance = Allowance(limit, lambda tokens: tokens / 10, clock=ticks)
    texts = ["a", "b b", "c c", "d"]
    assert allowance.take(texts, _words) == texts[:taken]
    assert allowance.stopped == why


def test_what_is_taken_counts_for_the_next_time() -> None:
    allowance = Allowance(Limit(tokens=5))
    assert allowance.take(["a a a"], _words) == ["a a a"]
    assert allowance.take(["b b", "c"], _words) == ["b b"]
    assert allowance.stopped


def test_a_price_that_is_not_known_is_too_much() -> None:
    allowance = Allowance(Limit(cost_usd=100), lambda tokens: None)
    assert allowance.take(["a"], _words) == []


def test_runs_within_a_budget_come_to_the_same_as_one_without(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = Bench(tmp_path_factory.mktemp("whole"))
    _, everything = _ingest(whole)
    budget = Limit(tokens=_tokens(everything) // 3)
    paid: list[str] = []
    for _ in range(6):
        report, embedder = _ingest(bench, budget)
        assert _tokens(embedder) <= (budget.tokens or 0)
        assert bool(report.stopped) == bool(report.waiting)
        paid += embedder.embedded
        if not report.stopped:
            break
        assert report.waiting == bench.queue.backlog() > 0
        assert bench.queue.indexed() == len(paid)
    assert sorted(paid) == sorted(everything.embedded)
    assert list(bench.queue.all_chunks()) == list(whole.queue.all_chunks())
    assert bench.queue.indexed() == len(paid)
    whole.close()


def test_nothing_is_read_any_more_when_nothing_may_be_embedded(bench: Bench) -> None:
    _ingest(bench, Limit(tokens=100))
    stored = len(list(bench.articles.articles()))
    report, embedder = _ingest(bench, Limit(tokens=0))
    assert (report.added, report.unchanged, embedder.embedded) == (0, 0, [])
    assert len(list(bench.articles.articles())) == stored


def test_what_waits_is_found_by_its_words(bench: Bench) -> None:
    report, _ = _ingest(bench, Limit(tokens=0))
    assert report.added == _ARTICLES
    assert len(bench.lexical.search("Zürich", 50)) > 0


def test_reindexing_within_a_budget_keeps_the_old_index_and_what_was_paid(bench: Bench) -> None:
    _ingest(bench)
    before, old = bench.queue.chunk_count(), bench.queue.collection()
    paid: list[str] = []
    while True:
        embedder = bench.embedder = WordEmbedder(identity="words:v2")
        bench.allowance = Allowance(Limit(tokens=500))
        with suppress(BudgetReached):
            assert bench.indexer.reindex(quiet) == before
            assert bench.queue.collection() != old
        paid += embedder.embedded
        if bench.queue.collection() != old:
            break
    assert len(paid) == len(set(paid)) == before
