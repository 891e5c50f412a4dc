"""Articles from web pages, fetched through the one door."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from rag.adapters.given_dates import GivenDate
from rag.adapters.json_files import failed
from rag.adapters.web_addresses import tidy_url
from rag.adapters.web_lanes import host_of, in_lanes
from rag.adapters.web_page import read_page
from rag.adapters.web_text import web_text
from rag.domain import DateSource, FailedSource, PageVersion, RawArticle, UnchangedSource
from rag.errors import SourceError, SourceUnsupported
from rag.ports import Fetched, Fetcher, PageMemory, SourceItem, SourceReader

_PAGES = ("text/html", "application/xhtml+xml")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FILES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
"""Content types that the readers of files know, by the ending that tells them."""

T = TypeVar("T")

_NOT_IN_A_NAME = re.compile(r"[^\w-]+|^-+", re.ASCII)


@dataclass(frozen=True)
class Lead:
    """Where an article is, and what a feed or a sitemap says of it. The page itself knows better."""

    url: str
    title: str | None = None
    published: GivenDate | None = None
    modified: GivenDate | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None


class WebReader:
    """The `SourceReader` for addresses of pages. A page that is known and current is not sent again."""

    def __init__(
        self,
        fetcher: Fetcher,
        files: SourceReader,
        *,
        pages: PageMemory | None = None,
    ) -> None:
        """``files`` reads what is no page, such as a PDF."""
        self.fetcher = fetcher
        self._files = files
        self._pages = pages
        self._reading = threading.Lock()
        """Pages are read one at a time, however many are fetched at once."""

    def expect(self, sources: Sequence[str]) -> int | None:
        return len(sources)

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        return self.follow(map(Lead, sources))

    def follow(self, leads: Iterable[Lead | FailedSource]) -> Iterator[SourceItem]:
        """The articles that the leads lead to, in their order, each page once; failures pass through."""
        return (item for _, item in self.follow_named((None, lead) for lead in leads))

    def follow_named(self, leads: Iterable[tuple[T, Lead | FailedSource]]) -> Iterator[tuple[T, SourceItem]]:
        """The same, each article with the name of its lead. Several hosts are asked at once."""
        for name, items in in_lanes(_each_once(leads), _host_of_named, self._followed):
            yield from ((name, item) for item in items)

    def _followed(self, named: tuple[T, Lead | FailedSource]) -> tuple[T, Sequence[SourceItem]]:
        name, lead = named
        return name, list(self._fetched(lead)) if isinstance(lead, Lead) else [lead]

    def _fetched(self, lead: Lead) -> Iterator[SourceItem]:
        address = tidy_url(lead.url)
        known = self._pages.version(address) if self._pages else None
        try:
            fetched = self.fetcher.fetch(address, kinds=(*_PAGES, *_FILES, *_FEEDS), known=known)
            if fetched.not_modified:
                yield UnchangedSource(source=address)
                return
            with self._reading:
                items = list(self._articles(fetched))
        except SourceError as error:
            yield failed(address, error)
            return
        version = PageVersion(address=address, validators=fetched.validators)
        for item in items:
            yield item if isinstance(item, FailedSource) else _completed(item, lead, version, len(items))

    def _articles(self, fetched: Fetched) -> Iterator[RawArticle | FailedSource]:
        if fetched.content_type in _FEEDS:
            raise SourceUnsupported(f"{fetched.url} is a feed, no article. Give it with --feed.")
        if fetched.content_type in _FILES:
            yield from self._through_a_file(fetched, _FILES[fetched.content_type])
        else:
            yield read_page(web_text(fetched), source=tidy_url(fetched.url), url=fetched.url)

    def _through_a_file(self, fetched: Fetched, ending: str) -> Iterator[RawArticle | FailedSource]:
        """What is no page is read as a file would be, under the name it has on the web."""
        source = tidy_url(fetched.url)
        name = _NOT_IN_A_NAME.sub(
            "-", unquote(source.partition("?")[0].rpartition("/")[2]).removesuffix(ending)
        )[:100]
        with tempfile.TemporaryDirectory(prefix="newsdesk-") as folder:
            file = Path(folder).resolve() / f"{name or 'page'}{ending}"
            file.write_bytes(fetched.body)
            for item in self._files.read([str(file)]):
                if isinstance(item, FailedSource):
                    said = item.error.replace(str(file), source)
                    yield item.model_copy(update={"source": source, "error": said})
                elif isinstance(item, RawArticle):
                    yield item.model_copy(update={"source": source, "url": item.url or source})


def _each_once(leads: Iterable[tuple[T, Lead | FailedSource]]) -> Iterator[tuple[T, Lead | FailedSource]]:
    seen: set[str] = set()
    for name, lead in leads:
        address = tidy_url(lead.url) if isinstance(lead, Lead) else None
        if address not in seen:
            yield name, lead
        if address is not None:
            seen.add(address)


def _host_of_named(named: tuple[T, Lead | FailedSource]) -> str:
    _, lead = named
    return host_of(lead.url) if isinstance(lead, Lead) else ""


def _completed(raw: RawArticle, lead: Lead, version: PageVersion, articles: int) -> RawArticle:
    """The article with what only the lead knows. Its page is remembered if it is one article."""
    added: dict[str, Any] = {}
    origins = {}
    for name in ("title", "authors", "publisher", "language"):
        if getattr(lead, name) and not getattr(raw, name):
            added[name] = getattr(lead, name)
            origins[name] = DateSource.FEED
    if lead.published and raw.published_at_source in (DateSource.UNKNOWN, DateSource.URL):
        added["published_at"] = lead.published.at
        added["published_at_source"] = DateSource.FEED
        added["published_at_zone_known"] = lead.published.zone_known
    if lead.modified and raw.modified_at is None:
        added["modified_at"] = lead.modified.at
        origins["modified_at"] = DateSource.FEED
    if articles == 1 and version.validators.are_given:
        added["page"] = version
    return raw.model_copy(update={**added, "origins": raw.origins.model_copy(update=origins)})
