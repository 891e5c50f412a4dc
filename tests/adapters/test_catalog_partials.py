"""Replies of models on a real SQLite file."""

from __future__ import annotations

from pathlib import Path

from small_articles import entries, make_article

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_partials import SqlitePartials
from rag.adapters.sqlite import Database


def test_a_reply_is_kept_until_one_of_its_articles_is_deleted(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.db")
    store, partials = SqliteArticles(database), SqlitePartials(database)
    for name in ("a", "b"):
        store.put(*entries(make_article(name)))
    partials.save("both", "a reply about both", ["a", "b"])
    partials.save("one", "a reply", ["a"])
    partials.save("one", "another reply", ["a"])
    assert (partials.load("both"), partials.load("one")) == ("a reply about both", "another reply")
    assert partials.load("none") is None
    store.delete("b")
    assert (partials.load("both"), partials.load("one")) == (None, "another reply")
    store.delete("a")
    assert database.value("SELECT count(*) FROM partials") == 0
    database.close()
