"""Feeds: RSS, Atom and JSON Feed. The only file that knows feedparser."""

from __future__ import annotations

import calendar
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from rag.adapters.file_text import decode
from rag.adapters.given_dates import GivenDate, read_date
from rag.adapters.json_files import failed
from rag.adapters.records import names
from rag.adapters.web_articles import Lead, WebReader
from rag.adapters.web_lanes import host_of, in_lanes, in_turns
from rag.domain import FailedSource, Validators
from rag.errors import SourceError, SourceInvalid
from rag.ports import Fetched, Fetcher, SourceItem

_KINDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/json",
    "text/html",
    "text/plain",
    "application/octet-stream",
)
"""Feeds are served as all of these; whether one is a feed is seen when it is read."""


@dataclass(frozen=True)
class Feed:
    """A feed that was read. An entry without an address is a failure of its own."""

    title: str
    entries: tuple[Lead | FailedSource, ...]


class FeedReader:
    """The `SourceReader` for addresses of feeds: the articles they name are fetched, not their teasers."""

    def __init__(self, pages: WebReader) -> None:
        self.pages = pages

    def expect(self, sources: Sequence[str]) -> int | None:
        return None

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        entries = in_lanes(sources, host_of, self._entries)
        return self.pages.follow(in_turns(list(entries)))

    def _entries(self, source: str) -> Sequence[Lead | FailedSource]:
        try:
            return parse_feed(fetch_feed(self.pages.fetcher, source)).entries
        except SourceError as error:
            return [failed(source, error)]


def fetch_feed(fetcher: Fetcher, url: str, known: Validators | None = None) -> Fetched:
    return fetcher.fetch(url, kinds=_KINDS, known=known)


def parse_feed(fetched: Fetched) -> Feed:
    """The entries of a feed. Raises `SourceInvalid` for what is none."""
    if fetched.body.lstrip()[:1] == b"{":
        return _json_feed(fetched)
    import feedparser

    headers = {"content-type": _with_charset(fetched), "content-location": fetched.url}
    # bytes only: a string would be taken for an address, and fetched
    parsed = feedparser.parse(io.BytesIO(fetched.body), response_headers=headers, sanitize_html=False)
    if not parsed.get("version"):
        raise SourceInvalid(f"{fetched.url} is no feed: neither RSS nor Atom nor JSON Feed.")
    language = _line(parsed.feed.get("language"))
    is_rss = str(parsed.version).startswith("rss")
    return Feed(
        title=_line(parsed.feed.get("title")) or "",
        entries=tuple(_entry(entry, fetched.url, language, is_rss=is_rss) for entry in parsed.entries),
    )


def _entry(
    entry: Mapping[str, Any], feed_url: str, language: str | None, *, is_rss: bool
) -> Lead | FailedSource:
    title = _line(entry.get("title"))
    url = _line(entry.get("feedburner_origlink")) or _line(entry.get("link"))
    if not url:
        return _without_address(feed_url, title)
    published = _date(entry, "published")
    modified = _date(entry, "updated")
    if is_rss and published is None:
        published, modified = modified, None  # RSS 1.0 has one date, and it is this one
    return Lead(
        url=urljoin(feed_url, url),
        title=title,
        published=published,
        modified=modified,
        authors=names([author.get("name") for author in entry.get("authors") or ()]),
        language=_line(entry.get("language")) or language,
    )


def _date(entry: Mapping[str, Any], name: str) -> GivenDate | None:
    """As it is written; what we cannot read and feedparser can is without a known zone."""
    if name not in entry:
        return None
    found = read_date(entry.get(name))
    parts = entry.get(f"{name}_parsed")
    if found is None and parts:
        return GivenDate(datetime.fromtimestamp(calendar.timegm(parts), UTC), zone_known=False)
    return found


def _json_feed(fetched: Fetched) -> Feed:
    try:
        content = json.loads(decode(fetched.body, name=fetched.url))
    except (ValueError, RecursionError) as error:
        raise SourceInvalid(f"{fetched.url} is no feed: {error}.") from None
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        raise SourceInvalid(f"{fetched.url} is JSON, but no JSON Feed: it has no list `items`.")
    language = _line(content.get("language"))
    items = [item for item in content["items"] if isinstance(item, dict)]
    return Feed(
        title=_line(content.get("title")) or "",
        entries=tuple(_json_entry(item, fetched.url, language) for item in items),
    )


def _json_entry(item: Mapping[str, Any], feed_url: str, language: str | None) -> Lead | FailedSource:
    title = _line(item.get("title"))
    url = _line(item.get("url")) or _line(item.get("external_url"))
    if not url:
        return _without_address(feed_url, title)
    return Lead(
        url=urljoin(feed_url, url),
        title=title,
        published=read_date(item.get("date_published")),
        modified=read_date(item.get("date_modified")),
        authors=names(item.get("authors") or item.get("author")),
        language=_line(item.get("language")) or language,
    )


def _without_address(feed_url: str, title: str | None) -> FailedSource:
    named = f"the entry {title!r}" if title else "an entry"
    return failed(feed_url, SourceInvalid(f"{feed_url}: {named} does not say where its article is."))


def _with_charset(fetched: Fetched) -> str:
    return f"{fetched.content_type}; charset={fetched.charset}" if fetched.charset else fetched.content_type


def _line(value: object) -> str | None:
    return (" ".join(value.split()) or None) if isinstance(value, str) else None
