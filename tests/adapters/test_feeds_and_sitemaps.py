"""Feeds, sitemaps and lists of addresses of a real server on loopback, good and bad."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_site import Page, WebSite, redirect
from web_stories import split, story, web_reader

from rag.adapters import sitemaps
from rag.adapters.files import FileReader
from rag.adapters.sources import Sources
from rag.domain import DateSource, FailedSource, RawArticle
from rag.ports import SourceItem

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>Courier – Häfen</title>
<language>en-GB</language>
<item><title>A second ferry</title><link>{url}/one</link><pubDate>Tue, 02 Apr 2024 08:30:00 +0200</pubDate>
<description>Only a teaser.</description></item>
<item><title>No date</title><link>/two</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>
<entry><title>A second ferry</title><link rel="alternate" href="{url}/one"/><id>urn:1</id>
<published>2024-04-02T06:30:00Z</published><updated>2024-04-02T11:00:00Z</updated>
<author><name>Ada Quill</name></author></entry>
<entry><title>Only updated</title><link href="{url}/two"/><id>urn:2</id>
<updated>2024-04-03T11:00:00Z</updated></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{url}"><title>Courier</title></channel>
<item rdf:about="{url}/one"><title>A second ferry</title><link>{url}/one</link>
<dc:date>2024-04-02T06:30:00Z</dc:date></item>
<item rdf:about="{url}/two"><link>{url}/two</link></item></rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Courier",
    "items": [
        {
            "id": "1",
            "url": "{url}/one",
            "date_published": "2024-04-02T06:30:00Z",
            "authors": [{"name": "Ada Quill"}],
        },
        {"id": "2", "url": "/two"},
    ],
}

AT = datetime(2024, 4, 2, 6, 30, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as site:
        site.routes |= {path: Page(story(f"Story {path}")) for path in ("/one", "/two", "/three")}
        yield site


def _read(*sources: str) -> list[SourceItem]:
    return list(Sources(FileReader(), web_reader()).read(sources))


def _articles(*sources: str) -> list[RawArticle]:
    articles, _, failures = split(_read(*sources))
    assert failures == []
    return articles


def _failure(*sources: str) -> FailedSource:
    [failure] = split(_read(*sources))[2]
    return failure


@pytest.mark.parametrize(
    ("feed", "content_type"),
    [
        (RSS.replace("{encoding}", "utf-8"), "application/rss+xml"),
        (RSS.replace("{encoding}", "utf-8"), "text/html"),
        (RSS.replace("{encoding}", "utf-8"), ""),
        (ATOM, "application/atom+xml; charset=utf-8"),
        (RDF, "text/xml"),
        (json.dumps(JSON_FEED), "application/feed+json"),
        (json.dumps(JSON_FEED), "application/json"),
    ],
    ids=["rss", "rss as html", "rss as nothing", "atom", "rdf", "json feed", "json"],
)
def test_a_feed_brings_its_articles_not_its_teasers(site: WebSite, feed: str, content_type: str) -> None:
    site.routes["/feed"] = Page(feed.replace("{url}", site.url), content_type)
    one, two = _articles(f"feed+{site.url}/feed")
    assert (one.title, two.title) == ("Story /one", "Story /two")
    assert "harbour board" in one.text
    assert "teaser" not in one.text
    assert (one.published_at, one.published_at_source) == (AT, DateSource.FEED)
    assert (two.published_at, two.published_at_source) == (None, DateSource.UNKNOWN)
    assert site.pages == ["/feed", "/one", "/two"]


def test_a_feed_in_another_encoding_keeps_its_title(site: WebSite) -> None:
    from web_stories import fetcher

    from rag.adapters.feeds import fetch_feed, parse_feed

    body = RSS.format(encoding="windows-1252", url=site.url).encode("cp1252")
    site.routes["/feed"] = Page(body, "text/xml")
    assert parse_feed(fetch_feed(fetcher(), f"{site.url}/feed")).title == "Courier – Häfen"


def test_an_article_that_fails_is_a_row_and_never_a_teaser(site: WebSite) -> None:
    site.routes["/feed"] = Page(RSS.format(encoding="utf-8", url=site.url), "application/rss+xml")
    del site.routes["/one"]
    articles, _, [failure] = split(_read(f"feed+{site.url}/feed"))
    assert [article.title for article in articles] == ["Story /two"]
    assert failure.source == f"{site.url}/one"
    assert failure.exit_code == 17


def test_an_entry_without_an_address_is_a_row(site: WebSite) -> None:
    site.routes["/feed"] = Page(
        "<rss version='2.0'><channel><item><title>Lost</title></item></channel></rss>"
    )
    failure = _failure(f"feed+{site.url}/feed")
    assert "'Lost' does not say where" in failure.error


@pytest.mark.parametrize(
    "body",
    [
        story("A page, no feed"),
        "",
        "{}",
        '{"items": 3}',
        "{" * 50_000,
        "plain words",
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
    ],
    ids=["a page", "nothing", "json", "items", "deep", "words", "other xml"],
)
def test_what_is_no_feed_is_one_failure(site: WebSite, body: str) -> None:
    site.routes["/feed"] = Page(body, "text/xml")
    failure = _failure(f"feed+{site.url}/feed")
    assert failure.source == f"{site.url}/feed"
    assert "no feed" in failure.error or "no JSON Feed" in failure.error
    assert failure.exit_code == 14
    assert site.pages == ["/feed"]


def test_entities_of_a_feed_bring_no_file_and_no_bomb(site: WebSite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", "utf-8")
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    site.routes["/feed"] = Page(
        f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'><!ENTITY l0 'ha'>{laughs}]><rss version='2.0'>"
        f"<channel><title>&x;&l9;</title><item><title>t</title><link>{site.url}/one</link></item></channel></rss>"
    )
    items = _read(f"feed+{site.url}/feed")
    assert "hidden words" not in repr(items)
    assert len(items) == 1


NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><!-- today --><url><loc> {url}/one </loc>
<lastmod>2024-04-02T11:00:00Z</lastmod><news:news><news:publication><news:name>Harbour Courier</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2024-04-02T06:30:00Z</news:publication_date>
<news:title>A second ferry</news:title></news:news></url><url><priority>1</priority></url></urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_news_sitemap_brings_articles_with_its_dates(site: WebSite, packed: bool) -> None:
    body = NEWS.format(url=site.url).encode()
    site.routes["/map"] = Page(gzip.compress(body, mtime=0) if packed else body, "application/xml")
    [article] = _articles(f"sitemap+{site.url}/map")
    assert (article.published_at, article.published_at_source) == (AT, DateSource.FEED)
    assert article.modified_at == datetime(2024, 4, 2, 11, tzinfo=UTC)
    assert article.publisher == "Harbour Courier"


def _urlset(*urls: str) -> Page:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return Page(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>", "text/xml")


def _index(*urls: str) -> Page:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Page(f"<sitemapindex>{entries}</sitemapindex>", "application/xml")


def test_an_index_leads_to_its_sitemaps_and_circles_end(site: WebSite) -> None:
    site.routes |= {
        "/index": _index(f"{site.url}/a", f"{site.url}/gone", f"{site.url}/index"),
        "/a": _index(f"{site.url}/b", f"{site.url}/index"),
        "/b": _urlset(f"{site.url}/one", f"{site.url}/two"),
    }
    articles, _, [failure] = split(_read(f"sitemap+{site.url}/index"))
    assert [article.title for article in articles] == ["Story /one", "Story /two"]
    assert failure.source == f"{site.url}/gone"


def test_a_sitemap_without_end_has_one(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "_MAX_SITEMAPS", 5)
    site.routes |= {f"/{n}": _index(f"{site.url}/{n + 1}") for n in range(20)}
    assert "more than 5 sitemaps" in _failure(f"sitemap+{site.url}/0").error
    assert len(site.pages) == 5


@pytest.mark.parametrize(
    "body",
    [
        "",
        "words",
        "<rss/>",
        "<urlset><url>",
        "<!DOCTYPE u [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><u>&x;</u>",
        gzip.compress(b"<urlset>" * 100, mtime=0)[:-9],
    ],
)
def test_what_is_no_sitemap_is_one_failure(site: WebSite, body: str | bytes) -> None:
    site.routes["/map"] = Page(body, "text/xml")
    assert _failure(f"sitemap+{site.url}/map").source == f"{site.url}/map"


def test_entities_of_a_sitemap_lead_nowhere(site: WebSite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{site.url}/three", "utf-8")
    site.routes["/map"] = Page(
        f"<!DOCTYPE urlset [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
        "<urlset><url><loc>&x;</loc></url></urlset>",
        "text/xml",
    )
    assert _read(f"sitemap+{site.url}/map") == []
    assert site.pages == ["/map"]


def test_a_list_of_addresses(site: WebSite, tmp_path: Path) -> None:
    site.routes["/old"] = redirect("/two", 301)
    file = tmp_path / "pages.txt"
    file.write_text(f"# ours\n{site.url}/one#part\n\n  {site.url}/old # moved\nnot an address\n", "utf-8")
    articles, _, [failure] = split(_read(f"urls+{file}"))
    assert [article.title for article in articles] == ["Story /one", "Story /two"]
    assert (failure.source, failure.exit_code) == ("not an address", 16)
    assert Sources(FileReader(), web_reader()).expect([f"urls+{file}", f"{site.url}/x"]) == 4
    assert Sources(FileReader(), web_reader()).expect([f"feed+{site.url}"]) is None


def test_a_list_that_is_not_there_is_one_failure(tmp_path: Path) -> None:
    assert _failure(f"urls+{tmp_path / 'absent'}").exit_code == 10


def test_files_and_pages_go_together(site: WebSite, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The old pier is closed.", "utf-8")
    assert len(_articles(str(file), f"{site.url}/one", f"HTTP://127.0.0.1:{site.port}/two")) == 3
