"""What digests said, on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_articles import entries, make_article

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_digests import SqliteDigests
from rag.adapters.sqlite import Database
from rag.domain import Article, Citation, EarlierDigest, Point

DAY = datetime(2025, 5, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.db")
    yield database
    database.close()


def point(article: Article) -> Point:
    first = article.text.split("\n")[0]
    place = Citation(
        article_id=article.article_id,
        content_sha256=article.content_sha256,
        start=0,
        end=len(first),
        quote=first,
        title=article.title,
    )
    return Point(text=first, citations=(place,))


def digest_of(*articles: Article, days: int = 0) -> EarlierDigest:
    return EarlierDigest(
        made_at=DAY + timedelta(days=days),
        articles={article.article_id: article.content_sha256 for article in articles},
        points=tuple(point(article) for article in articles),
    )


def test_the_last_of_a_name_comes_back_whole_or_the_last_made_by_then(database: Database) -> None:
    store, digests = SqliteArticles(database), SqliteDigests(database)
    one, other = make_article("a"), make_article("b", text="Snow fell on Oslo.")
    for article in (one, other):
        store.put(*entries(article))
    first, second = digest_of(one), digest_of(one, other, days=2)
    digests.save("daily", first)
    digests.save("daily", second)
    assert digests.last("weekly") is None
    assert digests.last("daily") == second
    assert digests.last("daily", DAY + timedelta(days=1)) == first
    assert digests.last("daily", DAY - timedelta(days=1)) is None


def test_what_was_said_goes_with_its_article(database: Database) -> None:
    store, digests = SqliteArticles(database), SqliteDigests(database)
    one, other = make_article("a"), make_article("b", text="Snow fell on Oslo.")
    for article in (one, other):
        store.put(*entries(article))
    digests.save("daily", digest_of(one, other))
    store.delete("b")
    assert digests.last("daily") == digest_of(one)
    assert not database.rows("SELECT 1 FROM digest_points WHERE point LIKE '%Oslo%'")
