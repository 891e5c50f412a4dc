"""Pages, feeds and sitemaps through the whole program, from a website on loopback that is allowed by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Command, ModelServer
from web_site import Page, WebSite
from web_stories import story


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSite]:
    """Two stories, a feed and a sitemap of them."""
    monkeypatch.setenv("NEWSDESK_ALLOW_HOSTS", "courier.test, 127.0.0.1")
    monkeypatch.setenv("NEWSDESK_FETCH_INTERVAL", "0")
    names = ("ferry", "bridge")
    with WebSite() as site:
        for name in names:
            text = f"The {name} opens in May, the harbour board said. " * 8
            site.routes[f"/{name}"] = Page(story(f"The {name}", text), headers={"ETag": f'"{name}"'})
        items = "".join(f"<item><link>/{name}</link></item>" for name in names)
        feed = f"<rss version='2.0'><channel><title>Harbour Courier</title>{items}</channel></rss>"
        site.routes["/feed"] = Page(feed, "application/rss+xml", headers={"ETag": '"f1"'})
        entries = "".join(f"<url><loc>{site.url}/{name}</loc></url>" for name in names)
        site.routes["/sitemap.xml"] = Page(f"<urlset>{entries}</urlset>", "application/xml")
        yield site


def test_every_way_into_the_archive_leads_to_the_same_articles(
    newsdesk: Command, site: WebSite, tmp_path: Path
) -> None:
    addresses = tmp_path / "pages.txt"
    addresses.write_text(f"{site.url}/ferry\n", "utf-8")
    first = newsdesk("ingest", f"{site.url}/ferry")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("1 article added, in ")
    ways = ("--feed", f"{site.url}/feed", "--sitemap", f"{site.url}/sitemap.xml", "--urls", str(addresses))
    report = json.loads(newsdesk("ingest", *ways, "--json").out)
    assert (report["added"], report["unchanged"], report["failed"]) == (1, 4, [])
    [article, _] = json.loads(newsdesk("articles", "--json").out)["articles"]
    assert article["source"].startswith(site.url)
    assert article["url"] == article["source"]


def test_a_page_that_is_current_is_neither_sent_nor_embedded_again(
    newsdesk: Command, site: WebSite, model_server: ModelServer
) -> None:
    newsdesk("ingest", f"{site.url}/ferry")
    before = len(model_server.requests)
    again = newsdesk("ingest", f"{site.url}/ferry")
    assert again.out.startswith("0 articles added, 1 unchanged, in ")
    assert site.seen_headers[-1]["If-None-Match"] == '"ferry"'
    assert len(model_server.requests) == before


def test_one_failure_is_a_line_and_the_exit_code(newsdesk: Command, site: WebSite) -> None:
    done = newsdesk("ingest", f"{site.url}/absent", "http://169.254.169.254/", f"{site.url}/ferry")
    assert done.code == 17
    assert done.out.startswith("1 article added, 2 sources failed, in ")
    absent, metadata = done.err.splitlines()
    assert "/absent was not sent: the server answers 404" in absent
    assert "metadata services" in metadata


def test_a_private_host_is_refused_unless_it_is_named(
    newsdesk: Command, site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_ALLOW_HOSTS", "courier.test")
    done = newsdesk("ingest", f"{site.url}/ferry")
    assert done.code == 16
    assert site.visits == []


def test_nothing_to_ingest_is_a_wrong_command_line(newsdesk: Command) -> None:
    done = newsdesk("ingest")
    assert done.code == 2
    assert "--feed" in done.err


def test_feeds_are_added_listed_updated_and_removed(newsdesk: Command, site: WebSite) -> None:
    feed = f"{site.url}/feed"
    assert newsdesk("feeds", "list").out.startswith("No feeds yet.")
    assert newsdesk("feeds", "update").code == 0
    assert newsdesk("feeds", "add", feed).out == f"Harbour Courier ({feed}) is remembered.\n"
    assert "never read" in newsdesk("feeds", "list").out
    update = newsdesk("feeds", "update")
    assert (update.code, update.out, update.err) == (0, "", "")
    site.visits.clear()
    report = json.loads(newsdesk("feeds", "update", "--json").out)
    assert (report["added"], report["failed"]) == (0, [])
    assert site.pages == ["/feed"]
    assert newsdesk("feeds", "update", "-v").out.startswith("0 articles added, in ")
    [listed] = json.loads(newsdesk("feeds", "list", "--json").out)["feeds"]
    assert (listed["url"], listed["title"], listed["last_error"]) == (feed, "Harbour Courier", None)
    assert listed["last_checked"]
    assert newsdesk("feeds", "remove", feed).code == 0
    assert len(json.loads(newsdesk("articles", "--json").out)["articles"]) == 2
    assert newsdesk("feeds", "remove", feed).code == 10


def test_an_update_says_what_failed_and_nothing_else(newsdesk: Command, site: WebSite) -> None:
    newsdesk("feeds", "add", f"{site.url}/feed")
    site.routes["/bridge"] = Page(status=500)
    update = newsdesk("feeds", "update")
    assert (update.code, update.out) == (17, "")
    assert update.err == f"newsdesk: {site.url}/bridge was not sent: the server answers 500.\n"
    site.routes["/feed"] = Page(status=410)
    update = newsdesk("feeds", "update")
    assert update.code == 17
    assert "the page is gone" in newsdesk("feeds", "list").out


def test_what_is_no_feed_is_not_remembered(newsdesk: Command, site: WebSite) -> None:
    done = newsdesk("feeds", "add", f"{site.url}/ferry")
    assert (done.code, done.out) == (14, "")
    assert "no feed" in done.err
    assert newsdesk("feeds", "list").out.startswith("No feeds yet.")


def test_an_update_without_news_needs_no_embeddings(
    newsdesk: Command, site: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsdesk("feeds", "add", f"{site.url}/feed")
    newsdesk("feeds", "update")
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "nobody:none")
    assert newsdesk("feeds", "update").code == 0
