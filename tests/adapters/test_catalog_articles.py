"""The article store on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_articles import entries, make_article, make_chunks, make_sentences

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.catalog_queue import SqliteIndexQueue
from rag.adapters.catalog_vectors import SqliteVectorCache
from rag.adapters.sqlite import Database
from rag.domain import DateSource, Filters, TimeRange, sha256_of
from rag.errors import DataFolderDamaged
from rag.ports import Change

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> SqliteArticles:
    return SqliteArticles(database)


def test_a_stored_article_comes_back_as_it_was(store: SqliteArticles) -> None:
    article = make_article(
        authors=("Ana Ruiz", "Bo Li"),
        url="https://example.org/floods",
        published_at=datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=timezone(timedelta(hours=-5))),
        published_at_source=DateSource.META,
        language="en",
        section="World",
    )
    assert store.put(*entries(article)).change is Change.ADDED
    assert store.article("a1") == article
    assert store.article("a1", article.content_sha256) == article
    assert list(store.articles()) == [article.info]
    assert store.infos(["a1", "a2"]) == {"a1": article.info}


def test_what_is_not_there_is_none(store: SqliteArticles) -> None:
    store.put(*entries(make_article()))
    assert store.article("a2") is None
    assert store.article("a1", "0" * 64) is None
    assert store.delete("a2") is False
    assert store.infos([]) == {}


def test_an_old_revision_stays_readable_but_is_not_searched(
    store: SqliteArticles, database: Database
) -> None:
    old = make_article(text="The minister denied it.")
    new = make_article(text="The minister confirmed it.", title="Reversal")
    store.put(*entries(old))
    assert store.put(*entries(new)).change is Change.CHANGED
    assert store.article("a1") == new
    assert store.article("a1", old.content_sha256) == old
    lexical = SqliteLexicalIndex(database)
    assert lexical.search("denied", 5) == []
    assert [found.chunk_id for found in lexical.search("confirmed", 5)] == [make_chunks(new)[0].chunk_id]


def test_a_text_that_returns_is_the_revision_it_was(store: SqliteArticles, database: Database) -> None:
    first, second = make_article(text="One."), make_article(text="Two.")
    for article in (first, second, first):
        store.put(*entries(article))
    assert store.article("a1") == first
    assert store.article("a1", second.content_sha256) == second
    assert database.value("SELECT count(*) FROM revisions") == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Flood"},
        {"publisher": None},
        {"authors": ("Ana Ruiz",)},
        {"url": "https://example.org/1"},
        {"published_at": NOON, "published_at_source": DateSource.GIVEN},
        {"language": "es"},
        {"section": "World"},
        {"text": "Rain fell on Lima.\nRoads opened."},
    ],
)
def test_any_changed_field_is_a_change(store: SqliteArticles, changed: dict[str, object]) -> None:
    store.put(*entries(make_article()))
    after = make_article(**changed)
    assert not store.holds(after)
    assert store.put(*entries(after)).change is Change.CHANGED
    assert store.article("a1") == after
    assert store.holds(after)


def test_the_same_article_from_another_path_has_not_changed(store: SqliteArticles) -> None:
    store.put(*entries(make_article(source="a1.txt")))
    assert store.holds(make_article(source="elsewhere/a1.txt"))


def test_the_same_moment_in_another_zone_has_not_changed(store: SqliteArticles) -> None:
    dated = {"published_at": NOON, "published_at_source": DateSource.GIVEN}
    store.put(*entries(make_article(**dated)))
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    assert store.holds(make_article(**{**dated, "published_at": there}))


def test_a_copy_is_known_by_its_text(store: SqliteArticles, database: Database) -> None:
    assert not store.put(*entries(make_article("b"))).is_copy
    assert store.put(*entries(make_article("a", title="Another title"))).is_copy
    store.put(*entries(make_article("c", text="Another text.")))
    groups = SqliteCopies(database).groups_of(["a", "b", "c"])
    assert {one: group.others(one) for one, group in groups.items()} == {"a": ("b",), "b": ("a",), "c": ()}
    store.put(*entries(make_article("d")))
    assert SqliteCopies(database).groups_of(["d"])["d"].others("d") == ("a", "b")


def test_a_span_that_does_not_fit_writes_nothing(store: SqliteArticles, database: Database) -> None:
    article, sentences, chunks = entries(make_article())
    wrong = chunks[0].model_copy(update={"start": 1})
    with pytest.raises(ValueError, match="span 1:"):
        store.put(article, sentences, [wrong])
    with pytest.raises(ValueError, match="'a2'"):
        store.put(article, sentences, make_chunks(make_article("a2")))
    assert list(store.articles()) == []
    assert SqliteIndexQueue(database).backlog() == 0


def test_a_failure_half_way_leaves_the_old_revision(store: SqliteArticles, database: Database) -> None:
    old = make_article()
    store.put(*entries(old))
    new, sentences, chunks = entries(make_article(text="Sun shone on Quito.\nRoads opened."))
    with pytest.raises(DataFolderDamaged):
        store.put(new, sentences, [*chunks, *chunks])
    assert store.article("a1") == old
    assert len(SqliteLexicalIndex(database).search("Lima", 5)) == 1
    _require_sound(database)


def test_sentences_of_chunks(store: SqliteArticles) -> None:
    article = make_article(text="One fell.\nTwo rose.\nThree stayed.")
    store.put(*entries(article))
    first, second = (chunk.chunk_id for chunk in make_chunks(article))
    sentences = make_sentences(article)
    assert store.sentences([second, first, "unknown"]) == {first: sentences[:2], second: sentences[2:]}


def test_a_part_of_a_sentence_has_the_whole_sentence(store: SqliteArticles) -> None:
    article, sentences, chunks = entries(make_article(text="A very long sentence about rain."))
    halves = [
        chunks[0].model_copy(
            update={
                "chunk_id": f"half{n}",
                "position": n,
                "start": start,
                "end": end,
                "text": article.text[start:end],
            }
        )
        for n, (start, end) in enumerate([(0, 12), (12, 32)])
    ]
    store.put(article, sentences, halves)
    assert store.sentences(["half0", "half1"]) == {"half0": sentences, "half1": sentences}


def _march(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_range", "filters", "expected"),
    [
        (None, Filters(), 3),
        (TimeRange(start=_march(1)), Filters(), 2),
        (TimeRange(start=_march(2)), Filters(), 1),
        (TimeRange(end=_march(2)), Filters(), 1),
        (TimeRange(start=_march(1), end=_march(3)), Filters(), 2),
        (TimeRange(start=_march(3)), Filters(), 0),
        (TimeRange(start=_march(2).astimezone(timezone(timedelta(hours=5)))), Filters(), 1),
        (None, Filters(publishers=("Coast", "Hill")), 3),
        (None, Filters(publishers=("Hill",)), 1),
        (None, Filters(authors=("Bo Li", "nobody")), 2),
        (None, Filters(languages=("es",)), 1),
        (None, Filters(sections=("World",)), 1),
        (None, Filters(articles=("a", "c", "x")), 2),
        (TimeRange(start=_march(1)), Filters(authors=("Ana Ruiz",), languages=("en",)), 1),
        (None, Filters(publishers=("' OR 1=1 --",)), 0),
    ],
)
def test_restrictions_count_and_search_alike(
    store: SqliteArticles, database: Database, time_range: TimeRange | None, filters: Filters, expected: int
) -> None:
    dated = {"published_at_source": DateSource.GIVEN}
    store.put(
        *entries(
            make_article(
                "a",
                publisher="Coast",
                authors=("Ana Ruiz", "Bo Li"),
                language="en",
                published_at=_march(1),
                **dated,
            )
        )
    )
    store.put(
        *entries(
            make_article(
                "b", publisher="Hill", authors=("Bo Li",), language="es", published_at=_march(2), **dated
            )
        )
    )
    store.put(*entries(make_article("c", publisher="Coast", section="World")))
    assert store.count(time_range, filters) == expected
    assert len(SqliteLexicalIndex(database).search("rain", 10, time_range, filters)) == expected


def test_deleting_leaves_nothing_on_disk(store: SqliteArticles, database: Database, tmp_path: Path) -> None:
    secret = make_article(
        "gone", text="Zyxwvutsia signed a treaty.\nAn embargo ends.", title="Qwertopolis talks"
    )
    store.put(*entries(make_article("stays")))
    store.put(*entries(make_article("gone", text="Zyxwvutsia began earlier talks.")))
    store.put(*entries(secret))
    cache = SqliteVectorCache(database)
    key = sha256_of(make_chunks(secret)[0].embedded_text)
    cache.save("words", {key: np.ones(4, dtype=np.float32)})

    assert store.delete("gone") is True

    assert store.article("gone") is None
    assert [info.article_id for info in store.articles()] == ["stays"]
    assert SqliteLexicalIndex(database).search("treaty Qwertopolis", 5) == []
    assert cache.load("words", [key]) == {}
    assert make_chunks(secret)[0].chunk_id in SqliteIndexQueue(database).removed(10)
    assert database.row(
        """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions),
            (SELECT count(*) FROM chunks)"""
    ) == (1, 1, 1)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("catalogue.db*")).lower()
    assert b"zyxwvuts" not in on_disk
    assert b"qwertopoli" not in on_disk
    _require_sound(database)


def test_a_vector_that_another_chunk_shares_stays(store: SqliteArticles, database: Database) -> None:
    store.put(*entries(make_article("a")))
    store.put(*entries(make_article("b")))
    key = sha256_of(make_chunks(make_article("a"))[0].embedded_text)
    cache = SqliteVectorCache(database)
    cache.save("words", {key: np.ones(4, dtype=np.float32)})
    store.delete("a")
    assert list(cache.load("words", [key])) == [key]
    store.put(*entries(make_article("b", text="Something else.")))
    assert cache.load("words", [key]) == {}


def test_articles_are_listed_by_id_over_many_pages(store: SqliteArticles) -> None:
    for number in range(1203):
        article = make_article(f"n{(number * 7) % 1203:04}")
        store.put(article, [], [])
    assert [info.article_id for info in store.articles()] == [f"n{number:04}" for number in range(1203)]


def test_listing_goes_on_while_articles_come_and_go(store: SqliteArticles) -> None:
    for name in "abcd":
        store.put(*entries(make_article(name)))
    listed = []
    for info in store.articles():
        listed.append(info.article_id)
        store.delete(info.article_id)
    assert listed == list("abcd")


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.tuples(st.sampled_from("abc"), _TEXTS, _TEXTS, st.booleans()), min_size=1, max_size=8)
)
def test_any_text_in_any_order_keeps_catalogue_and_word_index_sound(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str, bool]]
) -> None:
    database = Database(tmp_path_factory.mktemp("any") / "catalogue.db")
    store = SqliteArticles(database)
    expected = {}
    for article_id, title, text, is_deleted in texts:
        article = make_article(article_id, text=text, title=title)
        whole = make_chunks(make_article(article_id, text=text.replace("\n", " ")))[0]
        chunk = whole.model_copy(update={"text": text, "content_sha256": article.content_sha256})
        store.put(article, [], [chunk])
        expected[article_id] = article
        if is_deleted:
            store.delete(article_id)
            del expected[article_id]
    assert {info.article_id: store.article(info.article_id) for info in store.articles()} == expected
    _require_sound(database)
    database.close()


def _require_sound(database: Database) -> None:
    """SQLite's own checks: of pages, of references, and of the word index against the texts it stands for."""
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA foreign_key_check") == []
    database.execute("INSERT INTO chunk_words (chunk_words, rank) VALUES ('integrity-check', 1)")
