"""A digest against the one before: what is new, changed, dropped and unchanged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from papers import DAY, NOON, Stored, chosen, paper
from stories import article, desk

from rag.domain import Article, EarlierDigest, News
from rag.summaries.digest.changes import Told, as_earlier, news_since
from rag.summaries.digest.digesting import Digester
from rag.summaries.digest.reports import Chosen, report_of
from rag.summaries.digest.selecting import Selection, Wanted
from rag.summaries.digest.telling import tell_story
from rag.summaries.reading import read

TOLL = "The storm killed 12 people on the island of Saint Brannoc, the coast guard said.\n"
LATER = "The storm killed 15 people on the island of Saint Brannoc, the coast guard said on Friday.\n"


def storm(text: str, name: str = "storm", *, hours: int = 0) -> Article:
    return article(text, article_id=name, publisher=name.title(), published_at=DAY + timedelta(hours=hours))


def told(*articles: Article) -> list[Told]:
    """All of them as one story."""
    reports = tuple(
        report_of(Chosen(item, item.publisher or ""), read(item), desk(), None) for item in articles
    )
    return [Told(tell_story(reports, NOON), reports)]


def before(*articles: Article) -> EarlierDigest:
    (story,) = told(*articles)
    digest = Digester(desk(), Stored()).digest(Wanted(as_of=NOON), Selection(()))
    return as_earlier(digest.model_copy(update={"stories": (story.story,)}))


def texts(news: News) -> dict[str, list[str]]:
    return {
        "new": [point.text for point in news.new],
        "changed": [changed.text for changed in news.changed],
        "dropped": [dropped.before.text for dropped in news.dropped],
        "unchanged": [point.text for point in news.unchanged],
    }


def test_nothing_new_is_all_unchanged() -> None:
    articles = (paper("courier"), paper("ledger"))
    news = news_since(before(*articles), told(*articles))
    assert news.articles == ()
    assert texts(news)["new"] == texts(news)["changed"] == texts(news)["dropped"] == []
    assert len(news.unchanged) == len(before(*articles).points)


def test_a_new_article_brings_what_no_older_one_says() -> None:
    old, new = paper("courier"), paper("post")
    news = news_since(before(old), told(old, new))
    assert news.articles == ("post",)
    assert any("asks for two more deckhands" in text for text in texts(news)["new"])
    assert all(point.citations[0].article_id == "post" for point in news.new)


def test_what_a_new_article_only_repeats_is_not_new() -> None:
    old = storm(TOLL)
    news = news_since(before(old), told(old, storm(TOLL, "echo", hours=2)))
    assert news.articles == ("echo",)
    assert news.new == ()


def test_a_figure_of_a_later_article_changes_the_earlier_statement() -> None:
    old = storm(TOLL)
    news = news_since(before(old), told(old, storm(LATER, "wire", hours=48)))
    (changed,) = news.changed
    assert changed.before.text == TOLL.strip()
    assert changed.citations[0].quote == LATER.strip()
    assert changed.reason == "“12 people” before, “15 people” now"
    assert news.unchanged == ()


def test_an_article_that_is_older_changes_nothing() -> None:
    old = storm(TOLL, hours=48)
    news = news_since(before(old), told(old, storm(LATER, "wire")))
    assert news.changed == ()
    assert texts(news)["unchanged"] == [TOLL.strip()]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The weather is fine.\n" + TOLL, "unchanged"),
        (TOLL.replace("12", "11"), "changed"),
        ("The coast guard of Ellery has a new boat, which is painted blue and white.\n", "dropped"),
    ],
    ids=["moved", "corrected", "taken out"],
)
def test_a_new_text_of_the_same_article_is_held_to_what_was_said(text: str, kind: str) -> None:
    old, new = storm(TOLL), storm(text)
    news = news_since(before(old), told(new))
    assert news.articles == ("storm",)
    found = texts(news)
    assert [name for name in ("changed", "dropped", "unchanged") if found[name]] == [kind]
    if kind == "unchanged":
        (place,) = news.unchanged[0].citations
        assert text[place.start : place.end] == place.quote
        assert place.content_sha256 == new.content_sha256
    if kind == "changed":
        assert news.changed[0].reason == "source says 11, claim says 12"


def test_an_article_that_is_not_chosen_any_more_is_not_judged() -> None:
    news = news_since(before(storm(TOLL)), told(paper("comet")))
    assert texts(news)["changed"] == texts(news)["dropped"] == texts(news)["unchanged"] == []


def test_the_digester_compares_and_keeps_the_name() -> None:
    digester = Digester(desk(), Stored("courier", "ledger"))
    wanted = Wanted(as_of=NOON, name="ferries")
    first = digester.digest(wanted, Selection(chosen("courier")))
    assert (first.name, first.news) == ("ferries", None)
    second = digester.digest(wanted, Selection(chosen("courier", "ledger")), earlier=as_earlier(first))
    assert second.news is not None
    assert second.news.articles == ("ledger",)
    assert second.news.since == first.created_at
