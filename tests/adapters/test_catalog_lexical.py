"""Search by words on a real SQLite file: what users type is never an operator, and never an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_articles import entries, make_article, make_chunks

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_lexical import SqliteLexicalIndex, match_expression
from rag.adapters.sqlite import Database

_TEXTS = {
    "summit": "U.S. officials met in Geneva.\nThey raised military-to-military talks.",
    "prices": "Inflation fell to 5.2% in May.\nWheat rose by 1,200 pesos.",
    "cafe": "The café in Zürich reopened.\nIts owner was glad.",
    "stop": "What did the man who was there say?\nWhat was it about?",
}


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
    assert match_expression("What did the mayor of Lima say?") == '"mayor" OR "Lima"'
    assert match_expression("what was it?") == '"what" OR "was" OR "it"'


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
        assert match_expression(query).startswith('"military-to-military talks" OR ')
    else:
        assert match_expression(query) == expected


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
