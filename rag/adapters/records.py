"""Articles as JSON objects, under the field names that exports of news archives use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from rag.adapters.given_dates import read_date
from rag.adapters.html_fragments import plain_text_of
from rag.domain import DateSource, Origins, RawArticle
from rag.errors import SourceInvalid

FieldNames: TypeAlias = Mapping[str, tuple[str, ...]]
"""For each thing known of an article the fields that may hold it; the first that holds anything counts."""

USUAL_FIELDS: FieldNames = {
    "text": ("text", "body", "content", "article", "articleBody"),
    "id": ("article_id", "id"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source", "site"),
    "authors": ("authors", "author", "byline"),
    "date": ("published_at", "published", "date", "pubDate", "datePublished"),
    "language": ("language", "lang"),
    "section": ("section", "category"),
}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BY = re.compile(r"by\s+", re.IGNORECASE)


def article_from_record(
    record: object, *, source: str, place: str, fields: FieldNames = USUAL_FIELDS
) -> RawArticle:
    """The article in a JSON object or a row; ``place`` says where it stands, for errors.

    HTML in its text or title is made plain. A date that cannot be read is unknown. Raises `SourceInvalid` for
    what is no object or has no text.
    """
    if not isinstance(record, Mapping):
        raise SourceInvalid(f"{place} is not a JSON object but {_shown(record)}.")
    text = plain_text_of(_text(_first(record, fields["text"])) or "")
    if not text.strip():
        raise SourceInvalid(
            f"{place} has no text; it is looked for in {', '.join(fields['text'])}. "
            "Name another field with --field text=NAME."
        )
    return RawArticle(text=text, source=source, **metadata_from_fields(record, fields))


def metadata_from_fields(record: Mapping[Any, Any], fields: FieldNames = USUAL_FIELDS) -> dict[str, Any]:
    """Everything but text and source, as arguments of `RawArticle`."""
    date = read_date(_first(record, fields["date"]))
    title = _line(_first(record, fields["title"]))
    metadata: dict[str, Any] = {
        "article_id": record_id(record, fields),
        "title": _line(plain_text_of(title)) if title else None,
        "publisher": _name(_first(record, fields["publisher"])),
        "authors": names(_first(record, fields["authors"])),
        "url": _line(_first(record, fields["url"])),
        "published_at": date.at if date else None,
        "published_at_source": DateSource.GIVEN if date else DateSource.UNKNOWN,
        "published_at_zone_known": date.zone_known if date else True,
        "language": _line(_first(record, fields["language"])),
        "section": _name(_first(record, fields["section"])),
    }
    given = {name: DateSource.GIVEN for name in Origins.model_fields if metadata.get(name)}
    return {**metadata, "origins": Origins(**given)}


def record_id(record: object, fields: FieldNames = USUAL_FIELDS) -> str | None:
    return _line(_first(record, fields["id"])) if isinstance(record, Mapping) else None


def names(value: object) -> tuple[str, ...]:
    """Author names from a string ("By A and B"), a list, or objects with a name; each once."""
    if isinstance(value, str):
        parts: list[object] = list(
            re.split(r"\s*(?:;|,(?!\s*(?:Jr|Sr)\b)|\band\b|&)\s*", _BY.sub("", value, 1))
        )
    else:
        parts = list(value) if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(name for part in parts if (name := _name(part))))


def _first(record: Mapping[Any, Any], candidates: tuple[str, ...]) -> object:
    """The first of these fields that holds anything."""
    values = (_value(record, name) for name in candidates)
    return next((value for value in values if value not in (None, "", [], {})), None)


def _value(record: Mapping[Any, Any], name: str) -> object:
    """A field of the record, or, as in "content.rendered", of an object within it."""
    if name in record or "." not in name:
        return record.get(name)
    outer, _, inner = name.partition(".")
    within = record.get(outer)
    return _value(within, inner) if isinstance(within, Mapping) else None


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
