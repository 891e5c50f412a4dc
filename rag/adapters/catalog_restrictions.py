"""Time ranges and filters as SQL over the table ``articles``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from rag.adapters.sqlite import listed
from rag.domain import Filters, TimeRange

Restriction: TypeAlias = tuple[str, list[object]]
"""A condition in SQL, and its parameters."""

_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exactly; negative before."""
    return (moment - _1970) // timedelta(microseconds=1)


def instant(us: int) -> datetime:
    """The moment that lies so many microseconds after 1970."""
    return _1970 + timedelta(microseconds=us)


def restriction(time_range: TimeRange | None, filters: Filters) -> Restriction:
    """A condition and its parameters; an article without a date lies in no time range."""
    conditions: list[str] = ["TRUE"]
    parameters: list[object] = []
    if time_range is not None and time_range.start is not None:
        conditions.append("articles.published_us >= ?")
        parameters.append(microseconds(time_range.start))
    if time_range is not None and time_range.end is not None:
        conditions.append("articles.published_us < ?")
        parameters.append(microseconds(time_range.end))
    for column, values in (
        ("articles.publisher", filters.publishers),
        ("articles.language", filters.languages),
        ("articles.section", filters.sections),
        ("articles.article_id", filters.articles),
    ):
        if values:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            parameters.append(listed(values))
    if filters.authors:
        conditions.append(
            "articles.id IN (SELECT article FROM authors WHERE name IN (SELECT value FROM json_each(?)))"
        )
        parameters.append(listed(filters.authors))
    return " AND ".join(conditions), parameters
