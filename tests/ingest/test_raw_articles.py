"""From a reader's record to an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import DateSource, Origins, RawArticle
from rag.errors import SourceEmpty
from rag.ingest.raw_articles import settle_article, with_what_feeds_said

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def raw(**given: Any) -> RawArticle:
    return RawArticle(**{"text": "Rain fell.", "source": "a.txt", **given})


def test_text_and_metadata_are_made_canonical() -> None:
    article = settle_article(
        raw(
            text="\ufeffCafe\u0301 opens.\r\nMore later. \n",
            title=" Two\n lines\t here ",
            publisher="\x00 ",
            authors=("Ana  Ruiz", "", "Bo Li", "Ana Ruiz"),
            section="World\r\n",
        ),
        NOW,
    )
    assert article.text == "Café opens.\nMore later."
    assert article.title == "Two lines here"
    assert article.publisher is None
    assert article.authors == ("Ana Ruiz", "Bo Li")
    assert article.section == "World"


def test_a_given_id_is_kept_and_another_lasts() -> None:
    by_url = settle_article(raw(url="https://example.org/1"), NOW)
    assert settle_article(raw(article_id=" n-17 "), NOW).article_id == "n-17"
    assert (
        settle_article(raw(url="https://example.org/1", source="b.txt", text="New."), NOW).article_id
        == by_url.article_id
    )
    assert (
        settle_article(raw(), NOW).article_id == settle_article(raw(text="New.", title="T"), NOW).article_id
    )
    ids = {
        by_url.article_id,
        settle_article(raw(), NOW).article_id,
        settle_article(raw(source="b.txt"), NOW).article_id,
        settle_article(raw(url="https://example.org/2"), NOW).article_id,
    }
    assert len(ids) == 4
    assert settle_article(raw(article_id=" "), NOW).article_id == settle_article(raw(), NOW).article_id


@pytest.mark.parametrize(
    ("ahead", "source", "is_known"),
    [
        (timedelta(days=-9000), DateSource.META, True),
        (timedelta(hours=23), DateSource.META, True),
        (timedelta(hours=25), DateSource.META, False),
        (timedelta(days=-1), DateSource.UNKNOWN, False),
    ],
)
def test_a_date_from_the_future_or_from_nowhere_is_unknown(
    ahead: timedelta, source: DateSource, is_known: bool
) -> None:
    article = settle_article(
        raw(published_at=NOW + ahead, published_at_source=source, published_at_zone_known=False), NOW
    )
    assert article.published_at == (NOW + ahead if is_known else None)
    assert article.published_at_source is (source if is_known else DateSource.UNKNOWN)
    assert article.published_at_zone_known is not is_known


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff", "\x00\x01"])
def test_no_text_is_no_article(text: str) -> None:
    with pytest.raises(SourceEmpty, match=r"'a\.txt'"):
        settle_article(raw(text=text), NOW)


@given(text=st.text(), title=st.text(max_size=40))
def test_settling_again_changes_nothing(text: str, title: str) -> None:
    try:
        once = settle_article(raw(text=text, title=title), NOW)
    except SourceEmpty:
        return
    assert settle_article(raw(text=once.text, title=once.title), NOW) == once


FROM_FEED = settle_article(
    raw(
        url="https://paper.test/1",
        title="From the feed",
        authors=("Ana Ruiz",),
        publisher="On the page",
        published_at=NOW,
        published_at_source=DateSource.FEED,
        published_at_zone_known=False,
        origins=Origins(title=DateSource.FEED, authors=DateSource.FEED, publisher=DateSource.META),
    ),
    NOW,
)


def test_what_only_a_feed_said_outlives_another_look_at_the_page() -> None:
    page = settle_article(raw(url="https://paper.test/1", text="Changed.", publisher="On the page"), NOW)
    article = with_what_feeds_said(page, FROM_FEED)
    assert (article.title, article.authors, article.text) == ("From the feed", ("Ana Ruiz",), "Changed.")
    assert (article.origins.title, article.origins.authors) == (DateSource.FEED, DateSource.FEED)
    assert (article.published_at, article.published_at_source) == (NOW, DateSource.FEED)
    assert not article.published_at_zone_known


def test_what_the_page_says_itself_counts_for_more_than_a_feed() -> None:
    date = NOW - timedelta(days=1)
    page = settle_article(
        raw(
            title="From the page",
            published_at=date,
            published_at_source=DateSource.JSON_LD,
            origins=Origins(title=DateSource.META),
        ),
        NOW,
    )
    article = with_what_feeds_said(page, FROM_FEED)
    assert (article.title, article.origins.title) == ("From the page", DateSource.META)
    assert (article.published_at, article.published_at_source) == (date, DateSource.JSON_LD)


def test_a_date_in_the_address_is_not_as_good_as_a_feeds() -> None:
    page = settle_article(raw(published_at=NOW, published_at_source=DateSource.URL), NOW)
    assert with_what_feeds_said(page, FROM_FEED).published_at_source is DateSource.FEED


def test_what_the_page_said_before_and_says_no_more_is_gone() -> None:
    assert with_what_feeds_said(settle_article(raw(), NOW), FROM_FEED).publisher is None
