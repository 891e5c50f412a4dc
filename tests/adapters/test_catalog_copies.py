"""Groups of copies in a real catalogue, however articles come, change and go."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from news_stream import quiet
from small_articles import entries, make_article
from wire_stories import BREAD, HARBOUR, edited, framed, trimmed

from rag.adapters import sqlite
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.sqlite import Database
from rag.domain import DateSource, OriginalBy
from rag.text.originals import families_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_HALF = HARBOUR.index("Divers")

STORIES = {
    "whole": HARBOUR,
    "framed": framed(HARBOUR),
    "start": HARBOUR[: _HALF - 1],
    "end": HARBOUR[_HALF:],
    "edited": edited(HARBOUR, 0.1),
    "bread": BREAD,
    "bread-cut": trimmed(BREAD, 0.6),
    "alone": "Rain fell on Lima.\nRoads closed.",
}
"""The start and the end of the story have nothing in common: the whole story links them."""

GROUPS = [["alone"], ["bread", "bread-cut"], ["edited", "end", "framed", "start", "whole"]]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "catalogue.db")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SqliteArticles:
    return SqliteArticles(database)


@pytest.fixture
def copies(database: Database) -> SqliteCopies:
    return SqliteCopies(database)


def put(store: SqliteArticles, *names: str, hours: int = 0, **info: object) -> None:
    for number, name in enumerate(names):
        moment = NOON + timedelta(hours=hours + number)
        dated = {"published_at": moment, "published_at_source": DateSource.GIVEN}
        store.put(*entries(make_article(name, text=STORIES[name], **{**dated, **info})))


def groups_of(copies: SqliteCopies, names: Sequence[str] = tuple(STORIES)) -> list[list[str]]:
    members = {
        tuple(sorted({member.article_id for member in group.members} & set(names)))
        for group in copies.groups_of(names).values()
    }
    return sorted(map(list, members))


@pytest.mark.parametrize("seed", range(8))
def test_groups_do_not_depend_on_the_order_in_which_articles_come(
    seed: int, store: SqliteArticles, copies: SqliteCopies
) -> None:
    names = list(STORIES)
    random.Random(seed).shuffle(names)  # noqa: S311
    put(store, *names)
    assert groups_of(copies) == GROUPS


@pytest.mark.parametrize("seed", range(4))
def test_after_any_deletions_groups_are_those_of_what_is_left(
    seed: int, tmp_path: Path, store: SqliteArticles, copies: SqliteCopies
) -> None:
    put(store, *STORIES)
    gone = random.Random(seed).sample(list(STORIES), 3)  # noqa: S311
    for name in gone:
        store.delete(name)
    left = [name for name in STORIES if name not in gone]
    fresh = Database(tmp_path / "fresh.db")
    put(SqliteArticles(fresh), *left)
    assert groups_of(copies) == groups_of(SqliteCopies(fresh))
    fresh.close()


def test_what_linked_two_articles_may_go(store: SqliteArticles, copies: SqliteCopies) -> None:
    put(store, "start", "whole", "end")
    assert groups_of(copies) == [["end", "start", "whole"]]
    store.delete("whole")
    assert groups_of(copies) == [["end"], ["start"]]


def test_nothing_is_left_of_a_deleted_article(store: SqliteArticles, database: Database) -> None:
    put(store, "whole", "start")
    for name in ("whole", "start"):
        store.delete(name)
    assert database.value("SELECT count(*) FROM likeness") == 0
    assert database.value("SELECT count(*) FROM marks") == 0


def test_an_article_that_changes_leaves_its_group(store: SqliteArticles, copies: SqliteCopies) -> None:
    put(store, "whole", "start", "edited")
    store.put(*entries(make_article("start", text=BREAD)))
    assert groups_of(copies) == [["edited", "whole"], ["start"]]
    put(store, "start", title="Back again")
    assert groups_of(copies) == [["edited", "start", "whole"]]


def test_storing_says_whether_it_is_a_copy(store: SqliteArticles) -> None:
    assert not store.put(*entries(make_article("whole", text=HARBOUR))).is_copy
    assert store.put(*entries(make_article("start", text=STORIES["start"]))).is_copy
    assert not store.put(*entries(make_article("bread", text=BREAD))).is_copy


def test_a_group_names_its_original_and_says_how_alike_the_others_are(
    store: SqliteArticles, copies: SqliteCopies
) -> None:
    put(store, "whole", hours=3, publisher="Reuters")
    put(store, "start", hours=1, publisher="The Tide")
    put(store, "bread", publisher="The Tide")
    group = copies.group("start")
    assert group is not None
    assert (group.original.article_id, group.reason) == ("whole", OriginalBy.NAMED)
    assert group.original.credit is not None
    assert group.original.credit.text == "BRANNOCK (Reuters) -"
    assert [copy.article_id for copy in group.copies] == ["start"]
    assert group.copies[0].likeness > 0.98
    assert list(copies.groups()) == [group]
    groups = copies.groups_of(["start", "whole", "bread", "nobody"])
    assert {one: group.others(one) for one, group in groups.items()} == {
        "start": ("whole",),
        "whole": ("start",),
        "bread": (),
    }


def test_origins_tell_copies_and_families_from_independent_sources(
    database: Database, store: SqliteArticles
) -> None:
    put(store, "whole", "edited", "start", publisher=None)
    put(store, "bread", publisher="The Tide")
    put(store, "alone", publisher="Harbour Courier")
    ids = [*STORIES, "nobody"]
    reuters = dict.fromkeys(("whole", "edited", "start"), "Reuters")
    assert SqliteCopies(database).origins(ids) == {**reuters, "bread": "The Tide", "alone": "Harbour Courier"}
    houses = families_of({"Tide Group": ("Tide", "Harbour Courier")})
    assert SqliteCopies(database, houses).origins(ids) == {
        **reuters,
        "bread": "Tide Group",
        "alone": "Tide Group",
    }


def test_articles_from_before_are_caught_up_with(
    store: SqliteArticles, copies: SqliteCopies, database: Database
) -> None:
    put(store, *STORIES)
    database.execute("DELETE FROM likeness")
    database.execute("DELETE FROM marks")
    assert len(groups_of(copies)) == len(STORIES)
    assert copies.group("start") is not None
    put(store, "start", title="Stored again, before the others")
    said: list[tuple[str, int, int | None]] = []
    copies.catch_up(lambda *told: said.append(told))
    assert groups_of(copies) == GROUPS
    assert said[-1] == ("copies", len(STORIES) - 1, len(STORIES) - 1)
    copies.catch_up(lambda *told: pytest.fail("there is nothing to catch up with"))


def test_what_was_noted_with_longer_hashes_still_counts(
    tmp_path: Path, database: Database, store: SqliteArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, *STORIES)
    newest = sqlite._migrations()
    before = next(at for at, (name, _) in enumerate(newest) if name.endswith("compact_copies.sql"))
    monkeypatch.setattr(sqlite, "_migrations", lambda: newest[:before])
    old = Database(tmp_path / "old.db")
    old.execute_many(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", database.rows("SELECT * FROM articles")
    )
    old.execute_many("INSERT INTO revisions VALUES (?, ?, ?, ?, ?)", database.rows("SELECT * FROM revisions"))
    for row, group in database.rows("SELECT article, copy_group FROM likeness"):
        marks = [
            (mark << 31) + row
            for (mark,) in database.rows("SELECT mark FROM marks WHERE article = ? ORDER BY 1", (row,))
        ]
        old.execute_many("INSERT INTO marks VALUES (?, ?)", [(mark, row) for mark in marks])
        blob = struct.pack(f"<{len(marks)}q", *marks)
        old.execute("INSERT INTO likeness VALUES (?, ?, ?, 1, NULL)", (row, group, blob))
    old.close()
    monkeypatch.setattr(sqlite, "_migrations", lambda: newest)
    updated = Database(tmp_path / "old.db")
    later, copies = SqliteArticles(updated), SqliteCopies(updated)
    assert groups_of(copies) == GROUPS
    assert later.put(*entries(make_article("again", text=edited(BREAD, 0.05)))).is_copy
    for name in ("whole", "framed", "edited"):
        later.delete(name)
    assert groups_of(copies, ["start", "end", "again", "bread"]) == [["again", "bread"], ["end"], ["start"]]
    copies.catch_up(quiet)
    assert updated.value("SELECT count(*) FROM likeness WHERE runs IS NULL") == 0
    assert groups_of(copies, ["start", "end", "again", "bread"]) == [["again", "bread"], ["end"], ["start"]]
    for name in (*STORIES, "again"):
        later.delete(name)
    assert updated.value("SELECT count(*) FROM marks") == 0
    updated.close()
