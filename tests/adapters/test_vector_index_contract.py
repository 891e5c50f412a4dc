"""What every vector index promises, held against the fake, Chroma on disk and a Chroma server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pytest
from chroma_process import chroma_server

from rag.adapters.chroma import ChromaServer, EmbeddedChroma
from rag.domain import Filters, TimeRange
from rag.errors import EmbedderMismatch
from rag.ports import VectorIndex, VectorIndexes, VectorRecord
from rag.testing import MemoryIndexes

if TYPE_CHECKING:
    from rag.ports import Vectors

DIMENSION = 8
EMBEDDER = "words:v1"
NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma-server")) as url:
        yield url


@pytest.fixture(params=["memory", "embedded", "server"])
def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndexes]:
    stores: VectorIndexes
    if request.param == "memory":
        stores = MemoryIndexes()
    elif request.param == "embedded":
        stores = EmbeddedChroma(tmp_path / "chroma")
    else:
        stores = ChromaServer(request.getfixturevalue("server_url"))
    yield stores
    stores.close()


@pytest.fixture
def name() -> str:
    return f"chunks-{uuid4().hex[:12]}"


@pytest.fixture
def index(indexes: VectorIndexes, name: str) -> VectorIndex:
    return indexes.create(name, EMBEDDER, DIMENSION)


def unit_vectors(count: int, *, seed: int = 7) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def record(number: int, **fields: object) -> VectorRecord:
    article = f"article-{number // 2}"
    return VectorRecord(
        **{"chunk_id": f"chunk-{number}", "article_id": article, "content_sha256": "0" * 64, **fields}
    )


def found_ids(
    index: VectorIndex, *, time_range: TimeRange | None = None, filters: Filters | None = None
) -> set[str]:
    hits = index.search(unit_vectors(1)[0], 50, time_range, filters)
    return {hit.chunk_id for hit in hits}


def test_a_new_collection_is_empty(index: VectorIndex) -> None:
    assert index.count() == 0
    assert list(index.ids()) == []
    assert list(index.search(unit_vectors(1)[0], 5)) == []


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    vectors = unit_vectors(40)
    index.upsert([record(number) for number in range(40)], vectors)

    hits = index.search(vectors[3], 10)

    cosines = vectors @ vectors[3]
    assert [hit.chunk_id for hit in hits] == [f"chunk-{number}" for number in np.argsort(-cosines)[:10]]
    assert [hit.score for hit in hits] == pytest.approx(sorted(cosines, reverse=True)[:10], abs=1e-5)
    assert max(hit.score for hit in hits) <= 1.0


def test_equal_scores_are_ordered_by_id(index: VectorIndex) -> None:
    same = np.repeat(unit_vectors(1), 5, axis=0)
    index.upsert([record(number) for number in (4, 1, 3, 0, 2)], same)
    assert [hit.chunk_id for hit in index.search(same[0], 5)] == [f"chunk-{n}" for n in range(5)]


def test_asking_for_more_than_there_is_gives_what_there_is(index: VectorIndex) -> None:
    index.upsert([record(0), record(1)], unit_vectors(2))
    assert len(index.search(unit_vectors(1)[0], 50)) == 2


def test_upsert_twice_replaces(index: VectorIndex) -> None:
    first, second = unit_vectors(2)
    index.upsert([record(0, publisher="Daily Post")], first.reshape(1, -1))
    index.upsert([record(0, publisher="Evening Mail")], second.reshape(1, -1))
    assert index.count() == 1
    assert index.search(second, 1)[0].score == pytest.approx(1.0, abs=1e-5)
    assert found_ids(index, filters=Filters(publishers=("Daily Post",))) == set()


def test_upsert_of_nothing_and_delete_of_nothing_change_nothing(index: VectorIndex) -> None:
    index.upsert([], np.empty((0, DIMENSION), dtype=np.float32))
    index.delete([])
    index.delete(["chunk-never-seen"])
    assert index.count() == 0


def test_vectors_of_another_shape_are_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match="vectors"):
        index.upsert([record(0)], np.ones((1, DIMENSION + 1), dtype=np.float32))
    with pytest.raises(ValueError, match="vectors"):
        index.upsert([record(0), record(1)], unit_vectors(1))


def test_deleted_chunks_are_not_found(index: VectorIndex) -> None:
    index.upsert([record(number) for number in range(6)], unit_vectors(6))
    index.delete(["chunk-1", "chunk-4", "chunk-never-seen"])
    assert sorted(index.ids()) == ["chunk-0", "chunk-2", "chunk-3", "chunk-5"]
    assert found_ids(index) == set(index.ids())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, {0, 1, 2, 3, 4}),
        (NOON, None, {1, 2, 3}),
        (NOON + timedelta(seconds=1), None, {2, 3}),
        (None, NOON, {0}),
        (None, NOON + timedelta(seconds=1), {0, 1}),
        (NOON, NOON + timedelta(days=1), {1, 2}),
        (datetime(1950, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), {0}),
        (NOON + timedelta(milliseconds=300), NOON + timedelta(milliseconds=600), {1}),
    ],
)
def test_a_time_range_has_its_start_and_not_its_end(
    index: VectorIndex, start: datetime | None, end: datetime | None, expected: set[int]
) -> None:
    moments = [datetime(1965, 3, 1, tzinfo=UTC), NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1)]
    records = [record(i, published_epoch=int(moment.timestamp())) for i, moment in enumerate(moments)]
    index.upsert([*records, record(4)], unit_vectors(5))
    assert found_ids(index, time_range=TimeRange(start=start, end=end)) == {f"chunk-{n}" for n in expected}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {0, 1, 2, 3}),
        (Filters(publishers=("Daily Post",)), {0, 1}),
        (Filters(publishers=("Daily Post", "L’Étoile du Nord")), {0, 1, 2}),
        (Filters(publishers=("Daily Post",), languages=("fr",)), {1}),
        (Filters(languages=("en",), sections=("world",)), {0}),
        (Filters(articles=("article-1",)), {2, 3}),
        (Filters(articles=("article-0", "article-1"), publishers=("L’Étoile du Nord",)), {2}),
        (Filters(articles=("nothing",)), set()),
        (Filters(sections=("sport",)), set()),
    ],
)
def test_filters_are_met_together(index: VectorIndex, filters: Filters, expected: set[int]) -> None:
    index.upsert(
        [
            record(0, publisher="Daily Post", language="en", section="world"),
            record(1, publisher="Daily Post", language="fr"),
            record(2, publisher="L’Étoile du Nord", language="fr"),
            record(3),
        ],
        unit_vectors(4),
    )
    assert found_ids(index, filters=filters) == {f"chunk-{number}" for number in expected}


def test_filter_and_time_range_are_met_together(index: VectorIndex) -> None:
    noon = int(NOON.timestamp())
    index.upsert(
        [
            record(0, publisher="Daily Post", published_epoch=noon),
            record(1, publisher="Daily Post", published_epoch=noon - 86_400),
            record(2, publisher="Evening Mail", published_epoch=noon),
        ],
        unit_vectors(3),
    )
    hits = found_ids(index, time_range=TimeRange(start=NOON), filters=Filters(publishers=("Daily Post",)))
    assert hits == {"chunk-0"}


def test_more_articles_than_one_condition_takes(index: VectorIndex) -> None:
    index.upsert([record(number) for number in range(6)], unit_vectors(6))
    many = tuple(f"other-{number}" for number in range(40_000))
    filters = Filters(articles=("article-0", *many, "article-2"))
    assert found_ids(index, filters=filters) == {"chunk-0", "chunk-1", "chunk-4", "chunk-5"}


def test_authors_are_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match="authors"):
        index.search(unit_vectors(1)[0], 5, filters=Filters(authors=("A. Writer",)))


def test_an_index_that_does_not_exist_is_none(indexes: VectorIndexes, name: str) -> None:
    assert indexes.open(name, EMBEDDER, DIMENSION) is None


def test_opening_again_finds_what_was_stored(indexes: VectorIndexes, name: str) -> None:
    indexes.create(name, EMBEDDER, DIMENSION).upsert([record(0)], unit_vectors(1))
    indexes.close()
    opened = indexes.open(name, EMBEDDER, DIMENSION)
    assert opened is not None
    assert list(opened.ids()) == ["chunk-0"]


@pytest.mark.parametrize(("embedder", "dimension"), [("other:v2", DIMENSION), (EMBEDDER, DIMENSION * 2)])
def test_another_embedder_is_refused(
    indexes: VectorIndexes, name: str, embedder: str, dimension: int
) -> None:
    indexes.create(name, EMBEDDER, DIMENSION)
    with pytest.raises(EmbedderMismatch, match="reindex") as caught:
        indexes.open(name, embedder, dimension)
    assert EMBEDDER in str(caught.value)
    assert embedder in str(caught.value)


def test_creating_again_starts_empty(indexes: VectorIndexes, name: str) -> None:
    indexes.create(name, EMBEDDER, DIMENSION).upsert([record(0)], unit_vectors(1))
    again = indexes.create(name, "other:v2", DIMENSION)
    assert again.count() == 0
    assert indexes.open(name, "other:v2", DIMENSION) is not None


def test_drop_removes_one_collection_and_nothing_else(indexes: VectorIndexes, name: str) -> None:
    indexes.create(name, EMBEDDER, DIMENSION)
    other = indexes.create(f"{name}-other", EMBEDDER, DIMENSION)
    other.upsert([record(0)], unit_vectors(1))
    indexes.drop(name)
    indexes.drop(name)
    assert indexes.open(name, EMBEDDER, DIMENSION) is None
    assert other.count() == 1
