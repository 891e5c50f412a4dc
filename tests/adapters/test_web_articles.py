"""Articles from pages of a real server on loopback: what they say of themselves, encodings, other kinds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from small_documents import make_pdf, set_lines
from web_site import Page, WebSite, redirect
from web_stories import PARAGRAPHS, Memory, only_article, split, story, web_reader

from rag.adapters.given_dates import GivenDate
from rag.adapters.page_metadata import PageMetadata
from rag.adapters.web_articles import Lead
from rag.adapters.web_page import read_page
from rag.domain import DateSource, Origins, RawArticle

JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "A second ferry", "datePublished": "2024-04-02T08:30:00+02:00",
"dateModified": "2024-04-02T11:00:00Z",
"author": [{"@type": "Person", "name": "Ada Quill"}], "publisher": {"name": "Harbour Courier"},
"articleSection": "Island"}</script>"""


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as site:
        yield site


def _read(site: WebSite, path: str) -> RawArticle:
    return only_article(list(web_reader().read([site.url + path])))


def test_a_page_gives_an_article_with_the_origin_of_each_fact(site: WebSite) -> None:
    site.routes["/story"] = Page(story("A second ferry", head=JSON_LD))
    article = _read(site, "/story?utm_source=mail#top")
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert "Imprint" not in article.text
    assert (article.title, article.publisher, article.authors) == (
        "A second ferry",
        "Harbour Courier",
        ("Ada Quill",),
    )
    assert article.section == "Island"
    assert article.language == "en"
    assert article.url == article.source == f"{site.url}/story"
    assert article.published_at == datetime(2024, 4, 2, 6, 30, tzinfo=UTC)
    assert article.published_at_source is DateSource.JSON_LD
    assert article.modified_at == datetime(2024, 4, 2, 11, tzinfo=UTC)
    assert article.origins == Origins(
        title=DateSource.JSON_LD,
        publisher=DateSource.JSON_LD,
        authors=DateSource.JSON_LD,
        section=DateSource.JSON_LD,
        language=DateSource.META,
        url=DateSource.URL,
        modified_at=DateSource.JSON_LD,
    )


@pytest.mark.parametrize(
    ("path", "head", "at", "origin", "zone_known"),
    [
        ("/a", "<meta property='article:published_time' content='2024-04-02T06:30:00Z'>",
         datetime(2024, 4, 2, 6, 30, tzinfo=UTC), DateSource.META, True),
        ("/2024/04/02/a", "", datetime(2024, 4, 2, tzinfo=UTC), DateSource.URL, False),
        ("/news/2024-4-2-a", "", datetime(2024, 4, 2, tzinfo=UTC), DateSource.URL, False),
        ("/2024/14/02/a", "", None, DateSource.UNKNOWN, True),
        ("/a", "<meta name='date' content='03/04/2024'>", None, DateSource.UNKNOWN, True),
        ("/a", "", None, DateSource.UNKNOWN, True),
    ],
)  # fmt: skip
def test_a_date_has_an_origin_or_is_unknown(
    site: WebSite, path: str, head: str, at: datetime | None, origin: DateSource, zone_known: bool
) -> None:
    site.routes[path] = Page(story("A second ferry", head=head))
    article = _read(site, path)
    assert (article.published_at, article.published_at_source) == (at, origin)
    assert article.published_at_zone_known is zone_known


def test_what_only_the_lead_knows_is_added_and_never_preferred(site: WebSite) -> None:
    site.routes["/2024/04/01/a"] = Page(story("A second ferry"))
    site.routes["/b"] = Page(story("A second ferry", head=JSON_LD))
    said = GivenDate(datetime(2024, 4, 1, 9, tzinfo=UTC), zone_known=True)
    leads = [
        Lead(site.url + path, title="Feed title", published=said, modified=said, authors=("Feed Author",))
        for path in ("/2024/04/01/a", "/b")
    ]
    bare, full = list(web_reader().follow(iter(leads)))
    assert isinstance(bare, RawArticle)
    assert (bare.published_at, bare.published_at_source) == (said.at, DateSource.FEED)
    assert (bare.authors, bare.origins.authors) == (("Feed Author",), DateSource.FEED)
    assert (bare.modified_at, bare.origins.modified_at) == (said.at, DateSource.FEED)
    assert bare.title == "A second ferry"
    assert isinstance(full, RawArticle)
    assert full.published_at_source is DateSource.JSON_LD
    assert full.authors == ("Ada Quill",)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<link rel='canonical' href='/plain?utm_campaign=x&id=3'>", "https://www.courier.test/plain?id=3"),
        ("<link rel='alternate canonical' href='http://courier.test/b'>", "http://courier.test/b"),
        ("<meta property='og:url' content='https://courier.test/c'>", "https://courier.test/c"),
        ("<link rel='canonical' href='https://victim.test/story'>", "https://www.courier.test/s?id=1"),
        ("<link rel='canonical' href='https://www.courier.test/'>", "https://www.courier.test/s?id=1"),
        ("<link rel='canonical' href='javascript:alert(1)'>", "https://www.courier.test/s?id=1"),
        ("<link rel='canonical' href='http://[::1'>", "https://www.courier.test/s?id=1"),
        ("", "https://www.courier.test/s?id=1"),
    ],
)
def test_a_canonical_address_counts_on_its_own_site_only(head: str, expected: str) -> None:
    url = "https://www.courier.test/s?id=1&fbclid=abc#comments"
    assert PageMetadata(story("x", head=head)).canonical_url(url) == expected


def test_lines_that_lead_to_other_articles_are_no_part_of_this_one() -> None:
    story = [f"<p>On day {day} the ferry over the Mere was late by {day} hours.</p>" for day in range(3, 20)]
    story[4:4] = ["<p>READ MORE: Harbour master resigns over late ferries in the north of the county</p>"]
    story[9:9] = ["<p>Related: <a href='/b'>A bridge for the Mere</a></p>"]
    html = f"<html><body><article><h1>Late again</h1>{''.join(story)}</article></body></html>"
    text = read_page(html, source="https://coast.example/a", url="https://coast.example/a").text
    assert len(text.splitlines()) == 17
    assert "resigns" not in text
    assert "A bridge for the Mere" not in text


def test_a_short_article_is_not_lost_in_a_long_list_of_others() -> None:
    words = "The council of Stenby has decided to close the old bridge over the Mere for the winter. "
    teasers = "".join(
        f"<div class='teaser'><p>{words}{number} days ago it had said that nothing of the kind was "
        f"planned, and that the {number} engineers were satisfied with the piers.</p></div>"
        for number in range(40)
    )
    html = f"<html><body><article><p>{words * 7}</p></article><div>{teasers}</div></body></html>"
    text = read_page(html, source="https://coast.example/a", url="https://coast.example/a").text
    assert text == (words * 7).strip()


def test_redirects_lead_to_one_article(site: WebSite) -> None:
    site.routes |= {"/old": redirect("/new", 301), "/new": Page(story("A second ferry"))}
    old, new = _read(site, "/old"), _read(site, "/new")
    assert old.url == new.url == f"{site.url}/new"


UMLAUTS = ("Die Fähre fährt künftig zweimal täglich, sagte die Hafenbehörde am Dienstag in Österby. " * 3,)


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=UTF-8"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8-sig", "text/html; charset=iso-8859-1"),
        ("latin-1", "text/html; charset=iso-8859-1"),
        ("cp1252", "text/html; charset=us-ascii"),
        ("cp1252", "text/html"),
        ("cp1252", "text/html; charset=utf-8"),
        ("cp1252", "text/html; charset=no-such-thing"),
        ("cp1252", 'text/html; charset="windows-1252"; x'),
        ("utf-16", "text/html"),
        ("utf-16-le", "text/html; charset=utf-16le"),
        ("utf-8", ""),
    ],
)
def test_the_encoding_is_found_whatever_the_server_says(
    site: WebSite, encoding: str, content_type: str
) -> None:
    site.routes["/a"] = Page(story("Zwei Fähren", *UMLAUTS, lang="de").encode(encoding), content_type)
    article = _read(site, "/a")
    assert "fährt künftig zweimal täglich" in article.text
    assert article.title == "Zwei Fähren"


def test_cyrillic_is_read_by_the_header(site: WebSite) -> None:
    text = "Паром будет ходить два раза в день, сообщили во вторник в управлении порта. " * 3
    site.routes["/a"] = Page(story("Паром", text).encode("cp1251"), "text/html; charset=windows-1251")
    assert "Паром будет ходить два раза" in _read(site, "/a").text


def test_one_broken_byte_does_not_spoil_a_page(site: WebSite) -> None:
    body = story("Zwei Fähren", *UMLAUTS).encode().replace(b"Dienstag", b"Diens\xfftag", 1)
    site.routes["/a"] = Page(body, "text/html; charset=utf-8")
    article = _read(site, "/a")
    assert "Diens\ufffdtag" in article.text
    assert "künftig" in article.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body></body></html>",
        b"<!doctype html><![if IE]><html",
        b"\x89PNG\r\n\x1a\n\0\0\0\0",
        b"<div>" * 5_000,
        b"<script>" + b"x=1;" * 10_000,
    ],
    ids=["nothing", "empty page", "broken", "an image", "deep", "a script"],
)
def test_a_page_without_an_article_is_one_failure(site: WebSite, body: bytes) -> None:
    site.routes["/bad"] = Page(body, "text/html")
    site.routes["/good"] = Page(story("A second ferry"))
    articles, _, failures = split(list(web_reader().read([f"{site.url}/bad", f"{site.url}/good"])))
    assert [article.source for article in articles] == [f"{site.url}/good"]
    assert [failure.source for failure in failures] == [f"{site.url}/bad"]
    assert failures[0].exit_code in (11, 12)


def test_plain_text_goes_to_the_reader_of_files(site: WebSite) -> None:
    site.routes["/files/ferry%20times.txt"] = Page("\n\n".join(PARAGRAPHS), "text/plain")
    article = _read(site, "/files/ferry%20times.txt")
    assert PARAGRAPHS[1] in article.text
    assert article.url == article.source == f"{site.url}/files/ferry%20times.txt"


def test_a_pdf_goes_to_the_reader_of_files(site: WebSite) -> None:
    site.routes["/report.pdf?v=2"] = Page(make_pdf([set_lines(PARAGRAPHS)]), "application/pdf")
    article = _read(site, "/report.pdf?v=2")
    assert "traders on the island" in article.text
    assert article.url == article.source == f"{site.url}/report.pdf?v=2"


def test_what_a_file_reader_refuses_is_told_under_its_address(site: WebSite) -> None:
    site.routes["/empty.txt"] = Page("", "text/plain")
    _, _, [failure] = split(list(web_reader().read([f"{site.url}/empty.txt"])))
    assert failure.source == f"{site.url}/empty.txt"
    assert "/tmp" not in failure.error  # noqa: S108 - it must not be shown
    assert failure.exit_code == 11


def test_a_feed_given_as_a_page_is_told_apart(site: WebSite) -> None:
    site.routes["/rss"] = Page("<rss version='2.0'/>", "application/rss+xml")
    _, _, [failure] = split(list(web_reader().read([f"{site.url}/rss"])))
    assert "--feed" in failure.error


def test_a_known_page_is_asked_for_with_its_version(site: WebSite) -> None:
    site.routes["/a"] = Page(story("A second ferry"), headers={"ETag": '"1"'})
    memory = Memory()
    first = only_article(list(web_reader(memory).read([f"{site.url}/a"])))
    assert first.page is not None
    memory.remember(first.page, "id")
    _, [unchanged], _ = split(list(web_reader(memory).read([f"{site.url}/a"])))
    assert unchanged.source == f"{site.url}/a"
    site.routes["/a"] = Page(story("A third ferry"), headers={"ETag": '"2"'})
    assert only_article(list(web_reader(memory).read([f"{site.url}/a"]))).title == "A third ferry"


def test_a_page_named_twice_is_fetched_once(site: WebSite) -> None:
    site.routes["/a"] = Page(story("A second ferry"))
    items = list(web_reader().read([f"{site.url}/a", f"{site.url}/a#x", f"{site.url}/a?utm_medium=y"]))
    assert len(items) == 1
    assert site.pages == ["/a"]


def test_failures_keep_their_exit_codes(site: WebSite) -> None:
    sources = [f"{site.url}/absent", "http://10.0.0.1/", "http://"]
    _, _, failures = split(list(web_reader().read(sources)))
    assert [failure.exit_code for failure in failures] == [17, 16, 16]
