"""The article on a web page. The only file that knows trafilatura."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.adapters.page_metadata import PageMetadata
from rag.adapters.plain_text import title_from_name
from rag.adapters.records import names
from rag.domain import DateSource, Origins, RawArticle
from rag.errors import SourceEmpty

if TYPE_CHECKING:
    from trafilatura.settings import Document

_READ_FOR_METADATA = 5_000_000

_ENOUGH = 500
"""Characters of an article that trafilatura's own rules found: then no other algorithm is asked."""

_LEADS_AWAY = re.compile(
    r"\W*(?:read more|see more|read also|see also|also read|related|watch)\s*:.{1,200}", re.IGNORECASE
)
"""A line that names another article: it is no part of this one, and nobody should quote it from here."""


def read_page(html: str, *, source: str, url: str | None = None) -> RawArticle:
    """The article text of a page with what the page says of it, and where it says it.

    ``url`` is where the page was fetched. A date comes from JSON-LD, a meta element or the address, never
    from a guess. Raises `SourceEmpty` if no article text is found.
    """
    page = _extracted(html, url)
    if page is None or not page.text or not page.text.strip():
        raise SourceEmpty(f"No article text was found in {source}.")
    said = PageMetadata(html[:_READ_FOR_METADATA])
    title = page.title or _string(said.json_ld.get("headline")) or ""
    publisher = _string(said.json_ld.get("publisher")) or _site_name(page.sitename, url or page.url)
    authors = names(said.json_ld.get("author")) or names(page.author)
    section = _string(said.json_ld.get("articleSection")) or said.meta.get("article:section")
    own_url = said.canonical_url(url) if url else page.url
    shown_title = title or title_from_name(source)
    return RawArticle(
        text=_without_first_line(_without_references(page.text), shown_title),
        source=source,
        title=shown_title,
        publisher=publisher,
        authors=authors,
        url=own_url,
        language=page.language or said.language,
        section=section,
        **_dates(said, url),
        origins=Origins(
            title=said.origin(title, "headline", "og:title", "twitter:title", "title"),
            publisher=said.origin(publisher, "publisher", "og:site_name", "publisher", "dc.publisher"),
            authors=said.origin(authors, "author", "author", "article:author", "byl", "dc.creator"),
            section=said.origin(section, "articleSection", "article:section"),
            language=DateSource.META if page.language or said.language else DateSource.UNKNOWN,
            url=_url_origin(own_url, url),
            modified_at=modified[1] if (modified := said.modified()) else DateSource.UNKNOWN,
        ),
    )


def _dates(said: PageMetadata, url: str | None) -> dict[str, Any]:
    """The dates as arguments of `RawArticle`."""
    published, modified = said.published(url), said.modified()
    dates: dict[str, Any] = {"modified_at": modified[0].at} if modified else {}
    if published:
        date, origin = published
        dates |= {
            "published_at": date.at,
            "published_at_source": origin,
            "published_at_zone_known": date.zone_known,
        }
    return dates


def _url_origin(own_url: str | None, fetched_from: str | None) -> DateSource:
    if not own_url:
        return DateSource.UNKNOWN
    return DateSource.URL if own_url == fetched_from else DateSource.META


def _site_name(name: str | None, url: str | None) -> str | None:
    """The name of the site, unless it is only its host: who publishes there is not known by that."""
    host = urlsplit(url or "").netloc.lower()
    return None if not name or name.lower() in (host, host.removeprefix("www.")) else name


def _extracted(html: str, url: str | None) -> Document | None:
    """What trafilatura finds by its own rules, and where that is next to nothing, what others find.

    Its rules look for the element that pages put an article in. The algorithms it compares them with take
    the longest text, which on many a page is a list of other articles.
    """
    page = _extracted_by(html, url, fast=True)
    if page is not None and page.text and len(page.text) >= _ENOUGH:
        return page
    return _extracted_by(html, url, fast=False)


def _extracted_by(html: str, url: str | None, *, fast: bool) -> Document | None:
    import trafilatura
    from trafilatura.settings import Document

    # It logs about pages it cannot read, and an error of ours says so already.
    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    page = trafilatura.bare_extraction(html, url=url, fast=fast, with_metadata=True, include_comments=False)
    return page if isinstance(page, Document) else None


def _string(value: object) -> str | None:
    """A name, a list of names or an object with a name, as one line."""
    found = names([value[0]] if isinstance(value, list) and value else [value])
    return found[0] if found else None


def _without_references(text: str) -> str:
    """The text without lines that only lead to other articles, unless nothing would be left."""
    kept = [line for line in text.splitlines() if not _LEADS_AWAY.fullmatch(line)]
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def _without_first_line(text: str, title: str) -> str:
    """The text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    repeats = " ".join(first.split()).casefold() == " ".join(title.split()).casefold()
    return rest if repeats and rest.strip() else text
