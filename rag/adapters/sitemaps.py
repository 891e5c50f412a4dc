"""Sitemaps: lists of pages, news sitemaps with titles and dates, indexes of further sitemaps; also .gz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.adapters.given_dates import read_date
from rag.adapters.json_files import failed
from rag.adapters.web_articles import Lead, WebReader
from rag.adapters.web_body import unpack_gzip
from rag.adapters.web_lanes import in_turns
from rag.domain import FailedSource
from rag.errors import SourceError, SourceInvalid
from rag.ports import Fetched, SourceItem

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = (
    "application/xml",
    "text/xml",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
    "text/plain",
    "text/html",
    "application/rss+xml",
)
_MAX_SITEMAPS = 1_000
"""Sitemaps that one index may lead to, those below it included."""


@dataclass(frozen=True)
class Sitemap:
    """What one sitemap holds: pages, or the addresses of further sitemaps."""

    pages: tuple[Lead, ...] = ()
    sitemaps: tuple[str, ...] = ()


class SitemapReader:
    """The `SourceReader` for addresses of sitemaps: the articles they list are fetched."""

    def __init__(self, pages: WebReader) -> None:
        self._pages = pages

    def expect(self, sources: Sequence[str]) -> int | None:
        return None

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        return self._pages.follow(in_turns([self._leads(source) for source in sources]))

    def _leads(self, source: str) -> Iterator[Lead | FailedSource]:
        """Sitemap by sitemap, so that a large site is not held in memory."""
        waiting, seen = [source], {source}
        while waiting:
            address = waiting.pop(0)
            try:
                sitemap = parse_sitemap(self._pages.fetcher.fetch(address, kinds=_KINDS))
            except SourceError as error:
                yield failed(address, error)
                continue
            yield from sitemap.pages
            new = [below for below in dict.fromkeys(sitemap.sitemaps) if below not in seen]
            if len(seen) + len(new) > _MAX_SITEMAPS:
                yield _too_many(source)
                return
            seen.update(new)
            waiting += new


def parse_sitemap(fetched: Fetched) -> Sitemap:
    """The addresses in a sitemap. Raises `SourceInvalid` for what is none."""
    from lxml import etree

    body = unpack_gzip(fetched.body, name=fetched.url)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceInvalid(f"{fetched.url} is no sitemap: {error}.") from None
    kind = etree.QName(root).localname
    if kind == "sitemapindex":
        return Sitemap(sitemaps=tuple(filter(None, (_text(child, "loc") for child in root))))
    if kind != "urlset":
        raise SourceInvalid(f"{fetched.url} is no sitemap: it begins with <{kind}>.")
    return Sitemap(pages=tuple(lead for child in root if (lead := _page(child))))


def _page(entry: _Element) -> Lead | None:
    url = _text(entry, "loc")
    if not url:
        return None
    return Lead(
        url=url,
        title=_text(entry, "news/title"),
        published=read_date(_text(entry, "news/publication_date")),
        modified=read_date(_text(entry, "lastmod")),
        publisher=_text(entry, "news/publication/name"),
        language=_text(entry, "news/publication/language"),
    )


def _text(element: _Element, path: str) -> str | None:
    """The text of a child, on one line; names are compared without their namespace, which many get wrong."""
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (" ".join((found.text or "").split()) or None) if found is not None else None


def _too_many(source: str) -> FailedSource:
    why = f"{source} leads to more than {_MAX_SITEMAPS:,} sitemaps; the rest was left out."
    return failed(source, SourceInvalid(why))
