"""The queue for the vector index and the vector cache, on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_articles import entries, make_article, make_chunks

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_queue import SqliteIndexQueue
from rag.adapters.catalog_vectors import SqliteVectorCache
from rag.adapters.sqlite import Database
from rag.domain import sha256_of


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> SqliteArticles:
    return SqliteArticles(database)


@pytest.fixture
def queue(database: Database) -> SqliteIndexQueue:
    return SqliteIndexQueue(database)


def test_chunks_wait_in_the_order_they_came(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    articles = [make_article("b", text="One.\nTwo.\nThree."), make_article("a")]
    for article in articles:
        store.put(*entries(article))
    expected = [chunk for article in articles for chunk in make_chunks(article)]
    assert queue.pending(10) == expected
    assert queue.pending(2) == expected[:2]
    assert (queue.backlog(), queue.indexed()) == (3, 0)
    queue.done(added=[chunk.chunk_id for chunk in expected[:2]])
    assert queue.pending(10) == expected[2:]
    assert (queue.backlog(), queue.indexed()) == (1, 2)


def test_a_changed_text_swaps_chunks(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    old, new = make_article(text="One."), make_article(text="Two.")
    store.put(*entries(old))
    queue.done(added=[chunk.chunk_id for chunk in make_chunks(old)])
    store.put(*entries(new))
    assert queue.removed(10) == [chunk.chunk_id for chunk in make_chunks(old)]
    assert queue.pending(10) == make_chunks(new)
    assert queue.indexed() == 1
    queue.done(removed=queue.removed(10))
    assert queue.indexed() == 0
    queue.done(added=[chunk.chunk_id for chunk in make_chunks(new)])
    assert (queue.indexed(), queue.backlog(), queue.removed(10)) == (1, 0, [])


def test_changed_metadata_replace_the_chunk_in_place(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    old, new = make_article(), make_article(title="Another")
    store.put(*entries(old))
    queue.done(added=[chunk.chunk_id for chunk in make_chunks(old)])
    store.put(*entries(new))
    assert (queue.removed(10), queue.pending(10)) == ([], make_chunks(new))
    assert queue.indexed() == 1


def test_a_text_that_returns_before_its_removal(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    first, second = make_article(text="One."), make_article(text="Two.")
    store.put(*entries(first))
    queue.done(added=[chunk.chunk_id for chunk in make_chunks(first)])
    store.put(*entries(second))
    store.put(*entries(first))
    assert queue.pending(10) == make_chunks(first)
    assert queue.removed(10) == [chunk.chunk_id for chunk in make_chunks(second)]
    assert queue.indexed() == 1


def test_a_chunk_never_indexed_is_removed_all_the_same(
    store: SqliteArticles, queue: SqliteIndexQueue
) -> None:
    """A kill may have come between the vector index and the note that it holds the chunk."""
    store.put(*entries(make_article()))
    store.delete("a1")
    assert queue.removed(10) == [make_chunks(make_article())[0].chunk_id]
    assert (queue.indexed(), queue.backlog()) == (0, 0)


def test_everything_can_be_queued_again(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    for name in "abc":
        store.put(*entries(make_article(name)))
    queue.done(added=[chunk.chunk_id for chunk in queue.pending(10)])
    store.delete("b")
    assert queue.requeue_all() == 2
    assert [chunk.article_id for chunk in queue.pending(10)] == ["a", "c"]
    assert (queue.indexed(), queue.removed(10)) == (0, [])


def test_all_chunks_over_many_pages(store: SqliteArticles, queue: SqliteIndexQueue) -> None:
    text = "\n".join(f"Sentence {number}." for number in range(1202))
    article = make_article(text=text)
    store.put(*entries(article))
    assert list(queue.all_chunks()) == make_chunks(article)
    assert queue.chunk_count() == 601


def test_names_are_remembered(queue: SqliteIndexQueue, tmp_path: Path) -> None:
    assert (queue.collection(), queue.chunked_for()) == (None, None)
    queue.use_collection("one")
    queue.use_collection("two")
    queue.set_chunked_for("words")
    again = SqliteIndexQueue(Database(tmp_path / "catalogue.db"))
    assert (again.collection(), again.chunked_for()) == ("two", "words")
    assert again.catalogue_id() == queue.catalogue_id() != ""
    queue.set_chunked_for(None)
    assert again.chunked_for() is None


def test_vectors_come_back_to_the_bit(database: Database) -> None:
    cache = SqliteVectorCache(database)
    vectors = {f"k{number}": np.random.default_rng(number).random(7, dtype=np.float32) for number in range(3)}
    cache.save("one", vectors)
    loaded = cache.load("one", ["k0", "k2", "k9"])
    assert sorted(loaded) == ["k0", "k2"]
    for key, vector in loaded.items():
        assert vector.dtype == np.float32
        assert np.array_equal(vector, vectors[key])
    assert cache.load("two", ["k0"]) == {}
    cache.save("one", {"k0": vectors["k1"]})
    assert np.array_equal(cache.load("one", ["k0"])["k0"], vectors["k1"])


def test_the_vectors_of_an_article_come_in_reading_order_and_only_of_this_embedder(
    database: Database, store: SqliteArticles
) -> None:
    cache = SqliteVectorCache(database)
    article = make_article("a", text="One.\nTwo.\nThree.\nFour.\nFive.")
    store.put(*entries(article))
    keys = [sha256_of(chunk.embedded_text) for chunk in make_chunks(article)]
    vectors = {key: np.full(4, at, dtype=np.float32) for at, key in enumerate(keys)}
    cache.save("one", vectors)
    found = cache.of_articles("one", ["a", "not there"])
    assert list(found) == ["a"]
    assert found["a"][:, 0].tolist() == list(range(len(keys)))
    assert cache.of_articles("another", ["a"]) == {}
