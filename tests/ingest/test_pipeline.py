"""Ingest into a real catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from news_stream import NOW, Bench, generate_news, quiet

from rag.domain import DateSource, FailedSource, IngestReport, RawArticle, sha256_of
from rag.errors import EmbedderMismatch
from rag.testing import WordEmbedder


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def _run(bench: Bench, *records: RawArticle | FailedSource) -> IngestReport:
    return bench.ingest(records).run([], quiet)


def _counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.copies


def _raw(article_id: str, text: str = "Rain fell on Lima. Roads closed.", **given: object) -> RawArticle:
    return RawArticle(article_id=article_id, text=text, source=f"{article_id}.txt", **given)  # type: ignore[arg-type]


def test_articles_go_into_catalogue_words_and_vectors(bench: Bench) -> None:
    records = generate_news(70)
    report = _run(bench, *records)
    assert _counts(report) == (70, 0, 0, 0)
    assert report.seconds > 0
    assert len(list(bench.articles.articles())) == 70
    assert bench.queue.backlog() == 0
    assert bench.queue.indexed() == bench.queue.chunk_count() > 70
    assert _indexed_ids(bench) == sorted(chunk.chunk_id for chunk in bench.queue.all_chunks())
    [best, *_] = bench.lexical.search("What did Zürich say?", 3)
    assert "Zürich" in bench.lexical.chunks([best.chunk_id])[best.chunk_id].text


def test_the_same_again_writes_and_embeds_nothing(bench: Bench, tmp_path: Path) -> None:
    _run(bench, *generate_news(10))
    bench.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "catalogue.db").read_bytes()
    embedder = bench.embedder = WordEmbedder()
    assert _counts(_run(bench, *generate_news(10))) == (0, 0, 10, 0)
    assert embedder.embedded == []
    assert (tmp_path / "catalogue.db").read_bytes() == before
    assert not (tmp_path / "catalogue.db-wal").stat().st_size


def test_a_changed_text_takes_the_place_of_the_old(bench: Bench) -> None:
    _run(bench, _raw("a"), _raw("b"))
    old_chunks = _indexed_ids(bench)
    assert _counts(_run(bench, _raw("a", "Sun shone on Quito."), _raw("b"))) == (0, 1, 1, 0)
    assert [hit.chunk_id for hit in bench.lexical.search("Lima", 5)] == [
        chunk.chunk_id for chunk in bench.queue.all_chunks() if chunk.article_id == "b"
    ]
    assert len(_indexed_ids(bench)) == 2
    assert len(set(_indexed_ids(bench)) & set(old_chunks)) == 1


def test_a_changed_title_is_embedded_anew(bench: Bench) -> None:
    _run(bench, _raw("a", title="Floods"))
    embedder = bench.embedder = WordEmbedder()
    assert _counts(_run(bench, _raw("a", title="Floods in Lima"))) == (0, 1, 0, 0)
    [text] = embedder.embedded
    assert text.startswith("Floods in Lima\n")
    [chunk] = bench.queue.all_chunks()
    assert chunk.header == "Floods in Lima"
    assert _indexed_ids(bench) == [chunk.chunk_id]


def test_the_later_of_two_records_with_one_id_wins(bench: Bench) -> None:
    assert _counts(_run(bench, _raw("a"), _raw("a", "Sun shone."), _raw("a", "Sun shone."))) == (1, 1, 1, 0)
    article = bench.articles.article("a")
    assert article is not None
    assert article.text == "Sun shone."


def test_a_copy_is_stored_and_not_embedded_again(bench: Bench) -> None:
    embedder = bench.embedder = WordEmbedder()
    assert _counts(_run(bench, _raw("a"), _raw("b"), _raw("c"))) == (3, 0, 0, 2)
    assert len(embedder.embedded) == 1
    assert len(_indexed_ids(bench)) == 3
    assert bench.copies.groups_of(["a"])["a"].others("a") == ("b", "c")


def test_failures_are_rows_and_the_others_go_on(bench: Bench) -> None:
    broken = FailedSource(source="b.pdf", error="not text", exit_code=12)
    report = _run(bench, _raw("a"), broken, _raw("empty", "\ufeff\n"), _raw("c"))
    assert _counts(report)[0] == 2
    assert report.failed[0] == broken
    assert report.failed[1].source == "empty.txt"
    assert report.failed[1].exit_code == 11


def test_a_date_from_the_future_does_not_keep_an_article_out(bench: Bench) -> None:
    ahead = {"published_at": NOW + timedelta(days=400), "published_at_source": DateSource.META}
    _run(bench, _raw("a", **ahead))
    article = bench.articles.article("a")
    assert article is not None
    assert article.published_at is None


def test_progress_counts_to_the_expected_total(bench: Bench) -> None:
    told = []
    bench.ingest(generate_news(5)).run([], lambda *said: told.append(said))
    assert [said for said in told if said[0] == "articles"] == [
        ("articles", number, 5) for number in range(1, 6)
    ]


def test_another_embedder_is_refused_before_anything_is_written(bench: Bench) -> None:
    _run(bench, _raw("a"))
    bench.embedder = WordEmbedder(identity="words:v2")
    with pytest.raises(EmbedderMismatch, match="newsdesk reindex"):
        _run(bench, _raw("a"), _raw("b"))
    assert [info.article_id for info in bench.articles.articles()] == ["a"]
    assert bench.queue.chunked_for() == "words:v1"


def test_a_text_of_hash_and_spans_can_be_cited(bench: Bench) -> None:
    """What is stored is what every later offset points into."""
    _run(bench, *generate_news(3))
    for chunk in bench.queue.all_chunks():
        article = bench.articles.article(chunk.article_id, chunk.content_sha256)
        assert article is not None
        assert sha256_of(article.text) == chunk.content_sha256
        assert article.text[chunk.start : chunk.end] == chunk.text
        for sentence in bench.articles.sentences([chunk.chunk_id])[chunk.chunk_id]:
            assert article.text[sentence.start : sentence.end] == sentence.text
            assert chunk.start <= sentence.start < sentence.end <= chunk.end


def _indexed_ids(bench: Bench) -> list[str]:
    index = bench.indexes.open(
        bench.queue.collection() or "", bench.embedder.identity, bench.embedder.dimension
    )
    assert index is not None
    return sorted(index.ids())
