"""Feeds that are remembered: a real catalogue, and a real server on loopback that sends only what is new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from news_stream import NOW, Bench, quiet
from web_site import Page, WebSite, redirect
from web_stories import fetcher, story

from rag.adapters.catalog_feeds import SqliteFeeds, SqlitePages
from rag.adapters.files import FileReader
from rag.adapters.remembered_feeds import (
    ChangedFeeds,
    add_feed,
    look_at_feed,
    look_at_feeds,
    remember_looks,
    remove_feed,
)
from rag.adapters.web_articles import WebReader
from rag.domain import DateSource, IngestReport, RememberedFeed, Validators
from rag.errors import FetchFailed, SourceInvalid, SourceNotFound
from rag.ingest.pipeline import Ingest


class Desk:
    """A catalogue with a site whose feed names two stories."""

    def __init__(self, folder: Path, site: WebSite) -> None:
        self.bench = Bench(folder)
        self.site = site
        self.feeds = SqliteFeeds(self.bench.database)
        self.pages = SqlitePages(self.bench.database)
        self.feed_url = f"{site.url}/feed"
        self.publish("one", "two")

    def publish(self, *names: str, etag: str = '"f1"') -> None:
        for name in names:
            page = Page(story(f"Story {name}"), headers={"ETag": f'"{name}"'})
            self.site.routes.setdefault(f"/{name}", page)
        items = "".join(f"<item><link>/{name}</link></item>" for name in names)
        body = f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>"
        self.site.routes["/feed"] = Page(body, "application/rss+xml", headers={"ETag": etag})

    def add(self) -> RememberedFeed:
        return add_feed(look_at_feed(self.feed_url, fetcher()), self.feeds)

    def update(self, now: datetime = NOW) -> IngestReport:
        self.site.visits.clear()
        door = fetcher()
        looks = look_at_feeds(self.feeds.feeds(), door)
        reader = ChangedFeeds(looks, WebReader(door, FileReader(), pages=self.pages))
        work = Ingest(
            reader=reader,
            articles=self.bench.articles,
            embedder=self.bench.embedder,
            indexer=self.bench.indexer,
            clock=lambda: now,
            pages=self.pages,
        )
        report = work.run([look.feed.url for look in looks], quiet)
        remember_looks(looks, self.feeds, now)
        return report


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with WebSite() as site:
        desk = Desk(tmp_path, site)
        yield desk
        desk.bench.close()


def test_a_feed_is_looked_at_before_it_is_remembered(desk: Desk) -> None:
    desk.site.routes |= {"/page": Page(story("No feed")), "/moved": redirect("/feed", 301)}
    with pytest.raises(SourceInvalid, match="no feed"):
        look_at_feed(f"{desk.site.url}/page", fetcher())
    with pytest.raises(FetchFailed, match="404"):
        look_at_feed(f"{desk.site.url}/absent", fetcher())
    added = add_feed(look_at_feed(f"{desk.site.url}/moved", fetcher()), desk.feeds)
    assert added == RememberedFeed(url=desk.feed_url, title="Courier")
    assert desk.feeds.feeds() == [added]


def test_the_first_update_takes_all_and_the_second_one_request(desk: Desk) -> None:
    desk.add()
    assert desk.update().added == 2
    later = datetime(2026, 3, 2, tzinfo=UTC)
    report = desk.update(later)
    assert (report.added, report.changed, report.unchanged, report.failed) == (0, 0, 0, ())
    assert desk.site.pages == ["/feed"]
    [feed] = desk.feeds.feeds()
    assert feed.validators == Validators(etag='"f1"')
    assert (feed.last_checked, feed.last_error) == (later, None)


def test_of_a_changed_feed_known_articles_cost_one_conditional_request_each(desk: Desk) -> None:
    desk.add()
    desk.update()
    embedded = len(desk.bench.embedder.embedded)  # type: ignore[attr-defined]
    desk.publish("three", "one", "two", etag='"f2"')
    report = desk.update()
    assert (report.added, report.unchanged) == (1, 2)
    assert desk.site.pages == ["/feed", "/three", "/one", "/two"]
    asked = dict(zip(desk.site.visits, desk.site.seen_headers[-len(desk.site.visits) :], strict=True))
    assert asked["/one"]["If-None-Match"] == '"one"'
    assert "If-None-Match" not in asked["/three"]
    assert len(desk.bench.embedder.embedded) > embedded  # type: ignore[attr-defined]


def test_adding_a_known_feed_again_forgets_nothing(desk: Desk) -> None:
    desk.add()
    desk.update()
    known = desk.feeds.feeds()
    assert desk.add() == known[0]
    assert desk.feeds.feeds() == known


def test_a_failed_article_is_tried_again_although_the_feed_is_the_same(desk: Desk) -> None:
    desk.add()
    desk.site.routes["/two"] = Page(status=500)
    first = desk.update()
    assert (first.added, [failure.source for failure in first.failed]) == (1, [f"{desk.site.url}/two"])
    desk.site.routes["/two"] = Page(story("Story two"))
    second = desk.update()
    assert (second.added, second.unchanged, second.failed) == (1, 1, ())


def test_a_feed_that_fails_says_so_and_the_others_go_on(desk: Desk) -> None:
    desk.add()
    desk.feeds.put(RememberedFeed(url="http://10.0.0.1/feed", title="Private"))
    report = desk.update()
    assert report.added == 2
    assert [failure.exit_code for failure in report.failed] == [16]
    errors = {feed.title: feed.last_error for feed in desk.feeds.feeds()}
    assert errors["Courier"] is None
    assert "private" in (errors["Private"] or "")
    desk.site.routes["/feed"] = Page(status=503)
    desk.update()
    [feed] = [feed for feed in desk.feeds.feeds() if feed.title == "Courier"]
    assert "503" in (feed.last_error or "")
    assert feed.validators == Validators(etag='"f1"'), "what is known of the feed outlives a failure"


def test_a_feed_that_has_moved_is_remembered_where_it_is(desk: Desk) -> None:
    desk.add()
    desk.site.routes["/new"] = desk.site.routes["/feed"]
    desk.site.routes["/feed"] = redirect("/new", 308)
    desk.update()
    assert [feed.url for feed in desk.feeds.feeds()] == [f"{desk.site.url}/new"]


def test_a_run_that_is_cut_short_learns_nothing_of_the_feed(desk: Desk) -> None:
    desk.add()
    door = fetcher()
    looks = look_at_feeds(desk.feeds.feeds(), door)
    reader = ChangedFeeds(looks, WebReader(door, FileReader(), pages=desk.pages))
    next(iter(reader.read([desk.feed_url])))
    assert desk.update().added == 2


def test_a_deleted_article_comes_back_with_the_next_ingest(desk: Desk) -> None:
    desk.add()
    desk.update()
    [*_, article] = desk.bench.articles.articles()
    desk.bench.articles.delete(article.article_id)
    desk.publish("one", "two", etag='"f2"')
    report = desk.update()
    assert (report.added, report.unchanged) == (1, 1)


def test_a_date_after_the_fetch_is_unknown(desk: Desk) -> None:
    desk.add()
    head = "<meta property='article:published_time' content='2031-01-01T00:00:00Z'>"
    desk.site.routes["/one"] = Page(story("Story one", head=head))
    desk.update()
    [article] = [article for article in desk.bench.articles.articles() if article.title == "Story one"]
    assert article.published_at is None


def test_removing_a_feed(desk: Desk) -> None:
    desk.add()
    remove_feed(desk.feed_url, desk.feeds)
    assert desk.feeds.feeds() == []
    with pytest.raises(SourceNotFound, match="feeds list"):
        remove_feed(desk.feed_url, desk.feeds)


def test_a_feed_that_is_removed_during_a_run_stays_removed(desk: Desk) -> None:
    desk.add()
    looks = look_at_feeds(desk.feeds.feeds(), fetcher())
    remove_feed(desk.feed_url, desk.feeds)
    remember_looks(looks, desk.feeds, NOW)
    assert desk.feeds.feeds() == []


def test_an_article_of_a_feed_that_is_read_again_by_its_address_keeps_what_the_feed_said(desk: Desk) -> None:
    item = "<item><link>/bare</link><pubDate>Tue, 02 Apr 2024 08:30:00 +0200</pubDate></item>"
    feed = f"<rss version='2.0'><channel><title>Courier</title>{item}</channel></rss>"
    desk.site.routes |= {"/feed": Page(feed, "application/rss+xml"), "/bare": Page(story("Bare"))}
    desk.add()
    assert desk.update().added == 1
    [before] = desk.bench.articles.articles()
    assert before.published_at_source is DateSource.FEED
    reader = WebReader(fetcher(), FileReader(), pages=desk.pages)
    work = desk.bench.ingest(list(reader.read([f"{desk.site.url}/bare"])))  # type: ignore[arg-type]
    assert work.run([], quiet).unchanged == 1
    desk.site.routes["/bare"] = Page(story("Bare, now longer"))
    work = desk.bench.ingest(list(reader.read([f"{desk.site.url}/bare"])))  # type: ignore[arg-type]
    assert work.run([], quiet).changed == 1
    [after] = desk.bench.articles.articles()
    assert (after.published_at, after.published_at_source) == (before.published_at, DateSource.FEED)
