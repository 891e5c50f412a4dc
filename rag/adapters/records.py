"""Articles as JSON objects, under the field names that exports of news archives use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rag.adapters.given_dates import read_date
from rag.domain import DateSource, RawArticle
from rag.errors import SourceInvalid

TEXT_FIELDS = ("text", "body", "content", "article", "articleBody")
_ID = ("article_id", "id")
_TITLE = ("title", "headline")
_URL = ("url", "link")
_PUBLISHER = ("publisher", "source", "site")
_AUTHORS = ("authors", "author", "byline")
_DATE = ("published_at", "published", "date", "pubDate", "datePublished")
_LANGUAGE = ("language", "lang")
_SECTION = ("section", "category")

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BY = re.compile(r"by\s+", re.IGNORECASE)


def article_from_record(record: object, *, source: str, place: str) -> RawArticle:
    """The article in a JSON object; ``place`` says where it stands, for errors.

    A date that cannot be read is unknown. Raises `SourceInvalid` for what is no object or has no text.
    """
    if not isinstance(record, Mapping):
        raise SourceInvalid(f"{place} is not a JSON object but {_shown(record)}.")
    text = _text(_first(record, TEXT_FIELDS))
    if not text:
        raise SourceInvalid(f"{place} has no text; it is looked for in {', '.join(TEXT_FIELDS)}.")
    return RawArticle(text=text, source=source, **metadata_from_fields(record))


def metadata_from_fields(fields: Mapping[Any, Any]) -> dict[str, Any]:
    """Everything but text and source, as arguments of `RawArticle`."""
    date = read_date(_first(fields, _DATE))
    return {
        "article_id": record_id(fields),
        "title": _line(_first(fields, _TITLE)),
        "publisher": _name(_first(fields, _PUBLISHER)),
        "authors": names(_first(fields, _AUTHORS)),
        "url": _line(_first(fields, _URL)),
        "published_at": date.at if date else None,
        "published_at_source": DateSource.GIVEN if date else DateSource.UNKNOWN,
        "published_at_zone_known": date.zone_known if date else True,
        "language": _line(_first(fields, _LANGUAGE)),
        "section": _name(_first(fields, _SECTION)),
    }


def record_id(record: object) -> str | None:
    return _line(_first(record, _ID)) if isinstance(record, Mapping) else None


def names(value: object) -> tuple[str, ...]:
    """Author names from a string ("By A and B"), a list, or objects with a name; each once."""
    if isinstance(value, str):
        parts: list[object] = list(
            re.split(r"\s*(?:;|,(?!\s*(?:Jr|Sr)\b)|\band\b|&)\s*", _BY.sub("", value, 1))
        )
    else:
        parts = list(value) if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(name for part in parts if (name := _name(part))))


def _first(fields: Mapping[Any, Any], candidates: tuple[str, ...]) -> object:
    """The first of these fields that holds anything."""
    return next((fields[name] for name in candidates if fields.get(name) not in (None, "", [], {})), None)


def _name(value: object) -> str | None:
    if isinstance(value, Mapping):
        return _line(value.get("name") or value.get("title"))
    if isinstance(value, list | tuple):
        return _name(value[0]) if value else None
    return _line(value)


def _line(value: object) -> str | None:
    """A string or number on one line; None for anything else and for nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(_LONE_SURROGATE.sub("\ufffd", str(value)).replace("\0", "").split()) or None


def _text(value: object) -> str | None:
    """A text, or its paragraphs in a list."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str) or not value.strip():
        return None
    return _LONE_SURROGATE.sub("\ufffd", value)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}…"
