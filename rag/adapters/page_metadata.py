"""What a web page says of itself: JSON-LD, meta and link elements, language, and the day in its address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from rag.adapters.given_dates import GivenDate, read_date
from rag.adapters.records import names
from rag.adapters.web_addresses import same_site, tidy_url
from rag.domain import DateSource

_PUBLISHED = (
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
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting", "Review")
_DAY_IN_ADDRESS = re.compile(r"/(19\d\d|20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/.-]|$)")

Dated = tuple[GivenDate, DateSource]


class PageMetadata(HTMLParser):
    """Read by its constructor; what the page does not say is None or empty."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.meta: dict[str, str] = {}
        self._canonical: str | None = None
        self._scripts: list[str] = []
        self._in_json = False
        # The parser asserts where a declaration is malformed; what stands before it still counts.
        with suppress(AssertionError):
            self.feed(html)
        self.json_ld = self._article()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "").strip() or None
        elif tag == "meta":
            name = given.get("property") or given.get("name") or given.get("itemprop")
            if name and given.get("content"):
                self.meta.setdefault(name.strip().lower(), given["content"])
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self._canonical = self._canonical or given.get("href")
        elif tag == "script" and given.get("type", "").lower().startswith("application/ld+json"):
            self._in_json = True
            self._scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._in_json:
            self._scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_json = False

    def published(self, url: str | None) -> Dated | None:
        """The date from JSON-LD or a meta element, else the day in the address; never a guess."""
        said = self._date("datePublished", _PUBLISHED)
        if said is None and url and (day := _day_in(url)):
            return day, DateSource.URL
        return said

    def modified(self) -> Dated | None:
        return self._date("dateModified", _MODIFIED)

    def canonical_url(self, url: str) -> str:
        """The address the page gives itself, if it can be believed: no page may speak for another site's."""
        for said in (self._canonical, self.meta.get("og:url")):
            with suppress(ValueError):
                own = urljoin(url, (said or "").strip())
                if said and own.startswith(("http://", "https://")) and _may_be_called(url, own):
                    return tidy_url(own)
        return tidy_url(url)

    def origin(self, value: object, field: str, *metas: str) -> DateSource:
        """Where a value stands: in a field of the JSON-LD, in one of these meta elements, or in the text."""
        if not value:
            return DateSource.UNKNOWN
        wanted = value if isinstance(value, tuple) else (value,)
        if set(wanted) & set(_strings(self.json_ld.get(field))):
            return DateSource.JSON_LD
        in_metas = {part for name in metas for part in names(self.meta.get(name))}
        in_metas |= {" ".join(self.meta.get(name, "").split()) for name in metas}
        return DateSource.META if set(wanted) & in_metas else DateSource.TEXT

    def _article(self) -> dict[str, Any]:
        """The JSON-LD object of the article; empty if there is none."""
        objects = [found for script in self._scripts for found in _objects(_parsed(script))]
        return next((one for one in objects if _is_article(one)), {})

    def _date(self, field: str, metas: tuple[str, ...]) -> Dated | None:
        said = [(DateSource.JSON_LD, self.json_ld.get(field))]
        said += [(DateSource.META, self.meta.get(name)) for name in metas]
        dates = ((read_date(value), origin) for origin, value in said)
        return next(((found, origin) for found, origin in dates if found), None)


def _may_be_called(url: str, own: str) -> bool:
    """Whether it is the same site, and not the front page for what is none: some sites say that of all."""
    is_front_page = urlsplit(own).path in ("", "/") and not urlsplit(own).query
    return same_site(own, url) and (not is_front_page or urlsplit(url).path in ("", "/"))


def _strings(value: object) -> tuple[str, ...]:
    return (*names(value), " ".join(value.split())) if isinstance(value, str) else names(value)


def _day_in(url: str) -> GivenDate | None:
    found = _DAY_IN_ADDRESS.search(url)
    with suppress(ValueError):
        return read_date(date(*map(int, found.groups()))) if found else None
    return None


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
