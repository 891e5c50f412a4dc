"""Search by words on a real SQLite file: what users type is never an operator, and never an error."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_articles import entries, make_article, make_chunks

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.sqlite import Database
from rag.adapters.word_queries import any_of, query_terms
from rag.domain import Filters

_TEXTS = {
    "summit": "U.S. officials met in Geneva.\nThey raised military-to-military talks.",
    "prices": "Inflation fell to 5.2% in May.\nWheat rose by 1,200 pesos.",
    "cafe": "The café in Zürich reopened.\nIts owner was glad.",
    "stop": "What did the man who was there say?\nWhat was it about?",
}


def expression(query: str) -> str:
    return any_of(query_terms(query))


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteLexicalIndex]:
    database = Database(tmp_path_factory.mktemp("lexical") / "catalogue.db")
    store = SqliteArticles(database)
    for name, text in _TEXTS.items():
        store.put(*entries(make_article(name, text=text, title=f"About {name}")))
    yield SqliteLexicalIndex(database)
    database.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("geneva", ["summit"]),
        ("What did US officials raise?", ["summit"]),
        ("U.S.", ["summit"]),
        ("military", ["summit"]),
        ("military-to-military", ["summit"]),
        ("5.2%", ["prices"]),
        ("1,200", ["prices"]),
        ("5.3%", []),
        ("cafe zurich", ["cafe"]),
        ("CAFÉ", ["cafe"]),
        ("prices", ["prices"]),
        ("reopening", ["cafe"]),
        ("what did", ["stop"]),
        ("what did Geneva say", ["summit"]),
        ("NEAR(geneva zurich)", ["cafe", "summit"]),
        ('title: "geneva', ["summit"]),
        ("geneva AND zurich NOT owner", ["cafe", "summit"]),
        ("gen*", []),
        ("", []),
        (" \n\t", []),
        ("?!*\"'()", []),
    ],
)
def test_any_word_of_the_query_may_match(
    lexical: SqliteLexicalIndex, query: str, expected: list[str]
) -> None:
    assert sorted(found.chunk_id.split("-")[0] for found in lexical.search(query, 10)) == expected


@settings(max_examples=300, deadline=None)
@given(query=st.text(max_size=60) | st.text("ab\"'*^:()-+{}.,% \x00", max_size=20))
@example(query='"')
@example(query="\x00geneva")
@example(query="AND OR NOT NEAR")
@example(query="\ud800")
@example(query="a" * 5000)
@example(query=" ".join(f"w{number}" for number in range(3000)))
def test_no_query_is_a_syntax_error(lexical: SqliteLexicalIndex, query: str) -> None:
    assert len(lexical.search(query, 3)) <= 3


def test_scores_fall_and_ties_are_broken_by_id(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    for name in ("n3", "n1", "n2"):
        store.put(*entries(make_article(name, text="Rain in Lima.")))
    store.put(*entries(make_article("best", text="Lima, Lima and Lima.")))
    found = SqliteLexicalIndex(database).search("Lima", 10)
    assert [hit.chunk_id.split("-")[0] for hit in found] == ["best", "n1", "n2", "n3"]
    assert found[0].score > found[1].score == found[2].score == found[3].score
    assert [hit.chunk_id.split("-")[0] for hit in SqliteLexicalIndex(database).search("Lima", 2)] == [
        "best",
        "n1",
    ]
    database.close()


def test_a_title_weighs_more_than_a_text(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    store.put(*entries(make_article("text", text="The dam broke.", title="News")))
    store.put(*entries(make_article("title", text="The news broke.", title="Dam")))
    found = SqliteLexicalIndex(database).search("dam", 10)
    assert [hit.chunk_id.split("-")[0] for hit in found] == ["title", "text"]
    database.close()


def test_a_publisher_is_found_by_its_name(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    store.put(*entries(make_article("named", text="Rain in Lima.", publisher="Harbour Courier")))
    store.put(*entries(make_article("other", text="Rain in Lima.")))
    lexical = SqliteLexicalIndex(database)
    assert [hit.chunk_id.split("-")[0] for hit in lexical.search("Courier Lima", 10)] == ["named", "other"]
    store.put(*entries(make_article("named", text="Rain in Lima.", publisher="Tide")))
    assert lexical.search("Courier", 10) == []
    assert len(lexical.search("Tide", 10)) == 1
    database.close()


def test_chunks_come_back_as_they_were(lexical: SqliteLexicalIndex) -> None:
    chunk = make_chunks(make_article("cafe", text=_TEXTS["cafe"], title="About cafe"))[0]
    assert lexical.chunks([chunk.chunk_id, "unknown"]) == {chunk.chunk_id: chunk}


def test_stop_words_do_not_crowd_out_the_rest() -> None:
    assert expression("What did the mayor of Lima say?") == '"mayor" OR "Lima"'
    assert expression("what was it?") == '"what" OR "was" OR "it"'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('Who said "raised talks" in Geneva?', '"raised talks" OR "raised" OR "talks" OR "Geneva"'),
        ("the “military-to-military talks”", None),
        ('"Geneva"', '"Geneva"'),
        ('a 5" pipe', '"5" OR "pipe"'),
    ],
)
def test_a_quoted_phrase_counts_as_a_term(query: str, expected: str | None) -> None:
    if expected is None:
        assert expression(query).startswith('"military-to-military talks" OR ')
    else:
        assert expression(query) == expected


def test_a_quoted_phrase_puts_its_article_first(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    store.put(*entries(make_article("apart", text="Water was clean. The clean tap ran with water.")))
    for number in range(6):
        store.put(*entries(make_article(f"rain{number}", text=f"Rain fell on town {number}.")))
    store.put(*entries(make_article("phrase", text="The man who drinks clean water said it was from a tap.")))
    lexical = SqliteLexicalIndex(database)
    assert lexical.search("clean water", 5)[0].chunk_id.startswith("apart")
    assert lexical.search('"clean water"', 5)[0].chunk_id.startswith("phrase")
    database.close()


def test_publishers_are_listed_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    for name, publisher in (("a", "Tide"), ("b", None), ("c", "Harbour Courier"), ("d", "Tide")):
        store.put(*entries(make_article(name, text="Rain.", publisher=publisher)))
    assert SqliteLexicalIndex(database).publishers() == ["Harbour Courier", "Tide"]
    database.close()


_WORDS = ("lima", "quito", "dam", "rain", "harbour", "news")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """300 chunks, in which the later of the words are the more common ones."""
    database = Database(tmp_path_factory.mktemp("crowded") / "catalogue.db")
    store = SqliteArticles(database)
    draw = random.Random(1)  # noqa: S311
    for number in range(300):
        spoken = draw.choices(_WORDS, weights=(1, 2, 4, 8, 16, 32), k=draw.randrange(1, 9))
        store.put(*entries(make_article(f"a{number}", text=" ".join(spoken), title=draw.choice(_WORDS))))
    yield database
    database.close()


@settings(max_examples=60)
@given(
    query=st.lists(st.sampled_from(_WORDS), min_size=1, unique=True).map(" ".join),
    most=st.integers(1, 400),
    limit=st.sampled_from([5, 1_000]),
)
@example(query="lima harbour news", most=20, limit=1_000)
def test_weighing_fewer_rows_changes_no_score_and_loses_no_rare_word(
    crowded: Database, query: str, most: int, limit: int
) -> None:
    everything = {found.chunk_id: found.score for found in SqliteLexicalIndex(crowded).search(query, 1_000)}
    found = SqliteLexicalIndex(crowded, most_weighed=most).search(query, limit)
    assert [item.score for item in found] == pytest.approx([everything[item.chunk_id] for item in found])
    with_word = [SqliteLexicalIndex(crowded).search(word, 1_000) for word in query.split()]
    with_rarest = {item.chunk_id for item in min(with_word, key=len)}
    assert limit == 5 or with_rarest <= {item.chunk_id for item in found}


def test_a_large_archive_is_searched_for_its_rarer_words(crowded: Database) -> None:
    few = SqliteLexicalIndex(crowded, most_weighed=20).search("lima news", 1_000)
    assert 0 < len(few) < len(SqliteLexicalIndex(crowded).search("lima news", 1_000))
    assert len(SqliteLexicalIndex(crowded, most_weighed=20).search("news absent", 1_000)) > 20


def test_within_a_small_part_of_it_every_word_counts(crowded: Database) -> None:
    lexical = SqliteLexicalIndex(crowded, most_weighed=20)
    wanted = Filters(articles=tuple(f"a{number}" for number in range(10)))
    within = {item.chunk_id for item in lexical.search("lima news", 1_000, filters=wanted)}
    everywhere = SqliteLexicalIndex(crowded).search("lima news", 1_000, filters=wanted)
    assert within == {item.chunk_id for item in everywhere}
