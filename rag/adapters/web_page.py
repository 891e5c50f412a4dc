"""The article on a web page. The only file that knows trafilatura."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from rag.adapters.given_dates import read_date
from rag.adapters.plain_text import title_from_name
from rag.adapters.records import names
from rag.domain import DateSource, RawArticle
from rag.errors import SourceEmpty

if TYPE_CHECKING:
    from trafilatura.settings import Document

_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "date",
)
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting", "Review")
_READ_FOR_METADATA = 5_000_000


def read_page(html: str, *, source: str, url: str | None = None) -> RawArticle:
    """The article text of a page with what the page says of it.

    A date comes from JSON-LD or a meta element, never from a guess. Raises `SourceEmpty` if no article text
    is found.
    """
    page = _extracted(html, url)
    if page is None or not page.text or not page.text.strip():
        raise SourceEmpty(f"No article text was found in {source}.")
    said = _Metadata()
    said.read(html[:_READ_FOR_METADATA])
    article = said.article()
    title = page.title or _string(article.get("headline")) or title_from_name(source)
    return RawArticle(
        text=_without_first_line(page.text, title),
        source=source,
        title=title,
        publisher=_string(article.get("publisher")) or page.sitename,
        authors=names(article.get("author")) or names(page.author),
        url=url or page.url,
        language=page.language or said.language,
        section=_string(article.get("articleSection")),
        **said.published(article),
    )


def _extracted(html: str, url: str | None) -> Document | None:
    import trafilatura
    from trafilatura.settings import Document

    # It logs about pages it cannot read, and an error of ours says so already.
    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    page = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    return page if isinstance(page, Document) else None


class _Metadata(HTMLParser):
    """What a page says of itself: JSON-LD, meta elements and its language."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self._meta: dict[str, str] = {}
        self._scripts: list[str] = []
        self._in_json = False

    def read(self, html: str) -> None:
        # The parser asserts where a declaration is malformed; what stands before it still counts.
        with suppress(AssertionError):
            self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = (given.get("lang") or "").strip() or None
        elif tag == "meta":
            name = given.get("property") or given.get("name") or given.get("itemprop")
            if name and given.get("content"):
                self._meta.setdefault(name.strip().lower(), given["content"] or "")
        elif tag == "script" and (given.get("type") or "").lower().startswith("application/ld+json"):
            self._in_json = True
            self._scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._in_json:
            self._scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_json = False

    def article(self) -> dict[str, Any]:
        """The JSON-LD object of the article; empty if there is none."""
        objects = [found for script in self._scripts for found in _objects(_parsed(script))]
        return next((one for one in objects if _is_article(one)), {})

    def published(self, article: dict[str, Any]) -> dict[str, Any]:
        """The date as arguments of `RawArticle`."""
        said = [(DateSource.JSON_LD, article.get("datePublished"))]
        said += [(DateSource.META, self._meta.get(name)) for name in _META_DATES]
        for origin, value in said:
            date = read_date(value)
            if date:
                return {
                    "published_at": date.at,
                    "published_at_source": origin,
                    "published_at_zone_known": date.zone_known,
                }
        return {}


def _parsed(script: str) -> object:
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(content: object) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD script and in its graphs."""
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            yield item
            if isinstance(item.get("@graph"), list):
                yield from (one for one in item["@graph"] if isinstance(one, dict))


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _string(value: object) -> str | None:
    """A name, a list of names or an object with a name, as one line."""
    found = names([value[0]] if isinstance(value, list) and value else [value])
    return found[0] if found else None


def _without_first_line(text: str, title: str) -> str:
    """The text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    repeats = " ".join(first.split()).casefold() == " ".join(title.split()).casefold()
    return rest if repeats and rest.strip() else text
