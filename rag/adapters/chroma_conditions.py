"""What Chroma keeps beside a vector, and the conditions a search puts on it, in Chroma's ``where`` language.

Chroma compares ranges of numbers only, so a date is the whole seconds of its epoch.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from rag.domain import Filters, TimeRange
from rag.ports import VectorRecord

MOST_ARTICLES = 10_000
"""Article ids in one condition; SQLite, below Chroma, takes some 32,000 values in one statement."""


def metadata(record: VectorRecord) -> dict[str, str | int]:
    """What filters need, flat and without None."""
    return {key: value for key, value in record.model_dump(exclude={"chunk_id"}).items() if value is not None}


def conditions(time_range: TimeRange | None, filters: Filters) -> Iterator[dict[str, Any] | None]:
    """The ``where`` of each query to make: one, or several when the articles are too many for one.

    Raises `ValueError` for authors, which are not in the index: the caller passes their articles.
    """
    if filters.authors:
        raise ValueError("the vector index knows no authors: pass the ids of their articles")
    common = [*_time_conditions(time_range), *_value_conditions(filters)]
    if not filters.articles:
        yield _all_of(common)
    for start in range(0, len(filters.articles), MOST_ARTICLES):
        articles = list(filters.articles[start : start + MOST_ARTICLES])
        yield _all_of([*common, {"article_id": {"$in": articles}}])


def _time_conditions(time_range: TimeRange | None) -> Iterator[dict[str, Any]]:
    """Whole seconds, widened outwards, so that a fraction of a second loses nothing."""
    if time_range and time_range.start:
        yield {"published_epoch": {"$gte": math.floor(time_range.start.timestamp())}}
    if time_range and time_range.end:
        yield {"published_epoch": {"$lt": math.ceil(time_range.end.timestamp())}}


def _value_conditions(filters: Filters) -> Iterator[dict[str, Any]]:
    allowed = {
        "publisher": filters.publishers,
        "language": filters.languages,
        "section": filters.sections,
    }
    for key, values in allowed.items():
        if values:
            yield {key: {"$in": list(values)}}


def _all_of(parts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Chroma wants exactly one key at the top."""
    if len(parts) > 1:
        return {"$and": list(parts)}
    return parts[0] if parts else None
