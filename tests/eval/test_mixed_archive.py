"""Large archives made of small ones, and searches that are measured and taken apart on them."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pytest

from eval.ablation import VARIANTS, Bench, RememberedMeaning, Variant, _forget_stems, as_table, measure
from eval.cases import NewsQuestion
from eval.mixed_archive import CHUNKS_PER_ARTICLE, fill, read_mixture
from eval.search_speed import Measured, Timed, as_chart
from eval.search_speed import as_table as speed_table
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.retrieval.ranking import Weighing
from rag.testing import WordEmbedder
from rag.wiring.archive import Catalogue
from tests.news_stream import Bench as Stream
from tests.news_stream import generate_news, quiet

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = DataFolder(tmp_path_factory.mktemp("source"))
    with folder.writing("test", now=NOW):
        stream = Stream(folder.path, indexes=EmbeddedChroma(folder.vectors))
        stream.ingest(generate_news(30)).run([], quiet)
        stream.close()
    return folder


@pytest.fixture(scope="module")
def mixed(source, tmp_path_factory):
    """Filled in two runs, as after a first that was cut short."""
    folder = DataFolder(tmp_path_factory.mktemp("mixed"))
    for chunks in (80, 200):
        fill(folder.path, source.path, chunks, WordEmbedder(), quiet)
    return folder


def test_a_mixed_archive_has_what_was_asked_for(mixed):
    database = Database(mixed.catalogue, read_only=True)
    catalogue = Catalogue(database)
    infos = list(catalogue.articles.articles())
    assert len(infos) == 200 / CHUNKS_PER_ARTICLE
    assert all(info.section and info.authors and info.published_at for info in infos)
    chroma = EmbeddedChroma(mixed.vectors)
    index = chroma.open(catalogue.queue.collection(), "words:v1", 64)
    assert index.count() == catalogue.queue.chunk_count() == 200
    assert catalogue.queue.backlog() == 0
    chroma.close()
    database.close()


def test_a_mixture_is_the_same_in_every_run(source):
    (first, chunks), (second, _) = (read_mixture(source.path, "words:v1").article(7) for _ in range(2))
    assert first == second
    assert all(chunk.cut(first.text) == chunk.text for chunk in chunks)
    assert read_mixture(source.path, "words:v1").article(8)[0].text != first.text


def test_a_mixed_vector_has_length_one_and_depends_on_its_text_alone(source):
    vectors = read_mixture(source.path, "words:v1").vectors(["one", "two", "one"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_what_was_measured_is_a_table_and_a_chart():
    rows = [
        Measured(
            chunks=chunks,
            articles=chunks // 8,
            megabytes=300,
            hybrid=Timed(wall=(30.0, 40.0, 50.0), processor=(20.0, 20.0, 20.0)),
            dense=Timed(wall=(20.0, 20.0, 20.0), processor=(15.0, 15.0, 15.0)),
            within=Timed(wall=(35.0, 45.0, 55.0), processor=(20.0, 20.0, 20.0)),
        )
        for chunks in (1_000, 10_000)
    ]
    row = speed_table(rows).splitlines()[3]
    assert row.startswith(
        "| 10,000 | 40 ms (30–50) | 50 ms (30–50) | 20 ms (20–20) | 20 ms | 2.00 (1.50–2.50)"
    )
    assert row.endswith("| 45 ms | 55 ms | 20 ms, dense 15 ms | 300 MB |")
    chart = ElementTree.fromstring(as_chart(rows))  # noqa: S314 - made here
    assert len(chart.findall("{*}polyline")) == 4


@pytest.fixture(scope="module")
def bench(source, tmp_path_factory):
    database = Database(source.catalogue, read_only=True)
    copy = tmp_path_factory.mktemp("unstemmed") / "catalogue.db"
    copy.write_bytes(source.catalogue.read_bytes())
    unstemmed = Database(copy)
    _forget_stems(unstemmed)
    chroma = EmbeddedChroma(source.vectors)
    embedder = WordEmbedder()
    index = chroma.open(Catalogue(database).queue.collection(), embedder.identity, embedder.dimension)
    yield Bench(database, unstemmed, RememberedMeaning(embedder, index))
    chroma.close()
    unstemmed.close()
    database.close()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_every_variant_finds_something(bench, variant):
    assert bench.ranking(variant, "Which floods were in Lima?", NOW)


def test_without_stems_a_strike_is_no_strikes(bench):
    assert SqliteLexicalIndex(bench._database).search("strikes", 5)
    assert not SqliteLexicalIndex(bench._unstemmed).search("strikes", 5)
    assert SqliteLexicalIndex(bench._unstemmed).search("strike", 5)


def test_a_part_that_is_left_out_makes_a_difference(bench):
    kept, *changed = (
        tuple(bench.ranking(variant, "Lima rail strike streets", NOW))
        for variant in (Variant(""), Variant("", Weighing(dense=0.0)), Variant("", Weighing(dense=1.0)))
    )
    assert all(order != kept for order in changed)


def test_the_table_pairs_every_variant_with_the_first(bench):
    questions = [
        NewsQuestion(
            case_id="q",
            question="Which floods were in Lima?",
            choices=(),
            nota_choices=(),
            answer="x",
            asked_on=NOW.date(),
            gold=(bench.ranking(VARIANTS[0], "Which floods were in Lima?", NOW)[0],),
            answer_in_articles=True,
        )
    ]
    base = measure(bench, VARIANTS[0], questions)
    worse = {name: [0.0] for name in base}
    table = as_table({"as it is": base, "nothing found": worse}).splitlines()
    assert len(table) == 4
    assert table[2].startswith("| as it is | 1.000 (1.000–1.000) | none |")
    assert "-1.000 (-1.000 to -1.000)" in table[3]
